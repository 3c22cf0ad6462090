"""A paper as Markdown, for reading in a notebook: its words and tables, its pictures in words."""

from __future__ import annotations

from html import escape

from casestudy.report.paper import Block, Bullets, Figure, Paper, Paragraph, Section
from casestudy.text.prose import Prose, bullets
from casestudy.text.prose import table as markdown_table


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
