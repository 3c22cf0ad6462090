"""Markdown and the paper: words become its blocks, and the paper is read in a notebook."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from casestudy.report.paper import Block, Bullets, Figure, Paper, Paragraph, Section, Table
from casestudy.text.cast import without_marks
from casestudy.text.prose import Prose, bullets
from casestudy.text.prose import table as markdown_table


def _no_picture(name: str) -> Figure:
    raise KeyError(name)


def blocks_of(
    text: str,
    picture: Callable[[str], Figure] = _no_picture,
    *,
    framed: bool = False,
    small: bool = False,
) -> tuple[Block, ...]:
    r"""The blocks of a section: paragraphs, lists, tables and pictures.

    Parameters
    ----------
    text : str
        Markdown with each paragraph on one line. The line above a table is its caption; numbers of
        dashes that differ are the widths of its columns.
    picture : callable
        From the name of a picture, as in `![payback]`, to the picture; there is none by default.
    framed : bool
        Whether its lists are framed.
    small : bool
        Whether its tables are set in small type.

    Examples
    --------
    >>> blocks_of("One.\n\nAll\n| a | b |\n| -- | ---: |\n| x | 1 |", Figure)[1].widths
    (2, 3)
    """
    found: list[Block] = []
    for block in text.split("\n\n"):
        first, *lines = block.split("\n")
        if match := re.fullmatch(r"!\[(\w+)\]", block):
            found.append(picture(match[1]))
        elif lines and lines[0].startswith("|"):
            found.append(_table(first, [_cells(line) for line in lines], small))
        elif first.startswith("- "):
            found.append(Bullets(tuple(line[2:] for line in (first, *lines)), framed))
        else:
            found.append(Paragraph(block))
    return tuple(found)


def plain(text: str) -> str:
    """Text of an exercise as a paper has it: names in code are plain, and nobody has a mark."""
    text = re.sub(r"^> ", "", without_marks(text.strip()), flags=re.MULTILINE)
    return text.replace("`", "")


def _cells(line: str) -> tuple[str, ...]:
    parts = re.split(r"(?<!\\)\|", line)[1:-1]
    return tuple(part.strip().replace(r"\|", "|") for part in parts)


def _table(caption: str, lines: list[tuple[str, ...]], small: bool) -> Table:
    head, marks, *rows = lines
    widths = tuple(mark.count("-") for mark in marks)
    return Table(
        caption,
        head,
        tuple(rows),
        right=tuple(i for i, mark in enumerate(marks) if mark.endswith(":")),
        widths=widths if len(set(widths)) > 1 else (),
        small=small,
    )


def paper_in_words(paper: Paper, appendix: bool = False) -> Prose:
    """The paper as it can be read in a notebook.

    Parameters
    ----------
    paper : Paper
    appendix : bool
        Whether the number ledger at its end is wanted too.

    Returns
    -------
    Prose
    """
    sections = [s for s in paper.sections if appendix or s.id != "ledger"]
    return Prose(
        f"### {_plain(paper.title)}",
        f"{_plain(paper.subtitle)}  \n*{_plain(paper.notice)}*",
        *(_section(s) for s in sections),
    )


def _section(section: Section) -> str:
    blocks = "\n\n".join(_block(b) for b in section.blocks)
    return f"#### {_plain(section.title)}\n\n{blocks}"


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _plain(block.text)
        case Bullets():
            return bullets(_plain(item) for item in block.items)
        case Figure():
            return f"*Picture: {_plain(block.alt)}*"
        case _:
            rows = [[_plain(cell) for cell in row] for row in block.rows]
            body = markdown_table([_plain(h) for h in block.head], rows, right=block.right)
            return f"{_plain(block.caption)}:\n\n{body}"


def _plain(text: str) -> str:
    """Text of the paper, in which what a learner has typed is never markup."""
    return escape(text, quote=False).replace("|", r"\|")
