"""Prose and tables as the output of a call: Markdown in a notebook, plain text elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casestudy.scenario.schema import QUARTERS
from casestudy.text.cast import with_marks, without_marks

# Code in Markdown: a fence, or a stretch between backticks.
CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


def as_markdown(text: str) -> str:
    r"""Markdown in which money is text, whatever renders it.

    JupyterLab sets what stands between two dollar signs as mathematics, even where they are
    escaped, except inside an element of the class `mathjax_ignore`; older MathJax (nbconvert) goes
    by `tex2jax_ignore`; the Markdown of GitHub and VS Code goes by the backslash.

    Parameters
    ----------
    text : str
        Markdown, in which a dollar is a dollar.

    Returns
    -------
    str

    Examples
    --------
    >>> as_markdown("no money here")
    'no money here'
    >>> print(as_markdown("$3 million, and `$x` in code"))
    <div class="mathjax_ignore tex2jax_ignore">
    <BLANKLINE>
    \$3 million, and `$x` in code
    <BLANKLINE>
    </div>
    """
    text = with_marks(text)
    if "$" not in text:
        return text
    parts = [
        part if CODE.fullmatch(part) else part.replace("$", r"\$") for part in CODE.split(text)
    ]
    return without_mathematics("".join(parts))


def without_mathematics(text: str) -> str:
    """Markdown in which JupyterLab sets nothing as mathematics, where it holds a dollar at all."""
    if "$" not in text:
        return text
    # The empty lines let what stands between the tags still be read as Markdown.
    return f'<div class="mathjax_ignore tex2jax_ignore">\n\n{text}\n\n</div>'


class Prose(str):
    """Text in Markdown; a notebook renders it, and everything else sees the text itself."""

    __slots__ = ()

    def __new__(cls, *paragraphs: str) -> Prose:
        """Join paragraphs with an empty line between them."""
        return super().__new__(cls, "\n\n".join(p.strip() for p in paragraphs if p.strip()))

    def __repr__(self) -> str:
        """The text itself, as a notebook stores it beside the Markdown."""
        return without_marks(self)

    def _repr_markdown_(self) -> str:
        return as_markdown(str(self))


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """A Markdown table.

    Parameters
    ----------
    head : sequence of str
        Headings.
    rows : iterable of sequence of str
        Cells.
    right : sequence of int
        Columns that are aligned to the right: numbers.

    Returns
    -------
    str

    Examples
    --------
    >>> print(table(["a", "b"], [["x", "1"]], right=[1]))
    | a | b |
    | --- | ---: |
    | x | 1 |
    """
    marks = ["---:" if i in right else "---" for i in range(len(head))]
    lines = [head, marks, *rows]
    return "\n".join("| " + " | ".join(str(c) for c in line) + " |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    r"""A Markdown list.

    >>> bullets(["one", "two"])
    '- one\n- two'
    """
    return "\n".join(f"- {item}" for item in items)


def period(first: int, last: int) -> str:
    """Four programme quarters as people speak of them.

    >>> period(9, 12), period(6, 9)
    ('the third year', 'quarters 6 to 9')
    """
    from casestudy.text.words import phrase  # which needs this module itself

    whole = first % 4 == 1 and last == first + 3 and last <= QUARTERS
    if whole:
        return phrase("casestudy.text", f"year.{first // 4 + 1}")
    return phrase("casestudy.text", "quarters", first=first, last=last)
