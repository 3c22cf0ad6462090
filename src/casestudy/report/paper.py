"""What a paper holds, whatever it is written as: sections of paragraphs, tables and pictures.

Text may have ``**bold**`` and ``*slanted*`` parts, and nothing else: it is never markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal["", "bold", "slanted"]
Look = Literal["", "slides"]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of points; `framed` where it is the paper in short."""

    items: tuple[str, ...]
    framed: bool = False


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    caption : str
        What it shows, for everybody.
    head : tuple of str
    rows : tuple of tuple of str
        The first cell of each row is its heading.
    right : tuple of int
        Columns of numbers, aligned to the right.
    widths : tuple of int
        Of the columns, relative to each other; empty for as wide as needed.
    small : bool
        Whether it is set in small type: long tables of an appendix.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    small: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture as SVG, with words for those who cannot see it."""

    svg: str
    alt: str


Block = Paragraph | Bullets | Table | Figure


@dataclass(frozen=True)
class Section:
    """A part of the paper under its heading; `apart` begins a new page in print."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    apart: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole paper; as slides each section is one of them."""

    title: str
    subtitle: str
    notice: str
    sections: tuple[Section, ...]
    lang: str = "en"
    look: Look = ""


def spans(text: str) -> list[tuple[str, Style]]:
    """Text in its parts, each with its style.

    Examples
    --------
    >>> spans("**The request.** None *today*")
    [('The request.', 'bold'), (' None ', ''), ('today', 'slanted')]
    """
    found: list[tuple[str, Style]] = []
    end = 0
    for match in re.finditer(r"\*\*([^*]+)\*\*|\*([^*]+)\*", text):
        if match.start() > end:
            found.append((text[end : match.start()], ""))
        found.append((match[1], "bold") if match[1] else (match[2], "slanted"))
        end = match.end()
    if end < len(text):
        found.append((text[end:], ""))
    return found
