"""The usual heads of columns, in several languages, and what a head is most like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import combining, normalize

from casestudy.files.reading import read_yaml

NEEDED = ("product", "date", "quantity", "revenue")  # price does for revenue
ROLES = ("product", "date", "quantity", "revenue", "price", "customer", "cost", "list_price",
         "order", "family", "currency")  # fmt: skip
EXACT, WITHIN = 2, 1
_FIGURE = re.compile(r"[\d.,\s/:%-]*\d[\d.,\s/:%-]*")


@dataclass(frozen=True, order=True)
class Likeness:
    """How like a head is to the usual ones of a role; the larger the better."""

    exact: int
    preferred: int
    length: int


def plain(head: str) -> str:
    """A head in small letters, without accents and signs.

    >>> plain("Stück-Preis (€)"), plain("N° d'article")
    ('stuck preis', 'no d article')
    """
    # Accents of Latin letters only: in Japanese they make another letter of it.
    apart = normalize("NFKD", head.replace("ß", "ss").replace("°", "o"))
    kept = "".join(c for i, c in enumerate(apart) if not (combining(c) and apart[i - 1].isascii()))
    return re.sub(r"[\W_]+", " ", normalize("NFC", kept)).strip().casefold()


@cache
def usual() -> dict[str, tuple[str, int]]:
    """Role and rank of each usual head."""
    said, _ = read_yaml(Path(__file__).with_name("heads.yaml"))
    return {
        plain(head): (role, rank)
        for role, tiers in said.items()
        for rank, tier in enumerate(("then", "first"))
        for head in tiers[tier]
    }


@lru_cache(maxsize=4096)
def role_of(head: str) -> tuple[str, Likeness] | None:
    """The role that a head speaks of, and how plainly; None if it says nothing.

    >>> role_of("Artikel-Nr.")[0], role_of("Net revenue EUR")[0], role_of("Remarks")
    ('product', 'revenue', None)
    """
    text = plain(head)
    if not text:
        return None
    if text in usual():
        role, rank = usual()[text]
        return role, Likeness(EXACT, rank, len(text))
    best = None
    for term, (role, rank) in usual().items():
        inside = f" {term} " in f" {text} " if term.isascii() else term in text
        # The longest one says most: a unit cost is a cost, and no unit.
        if inside and len(term) > 1:
            found = (len(term), rank, role)
            best = max(best, found) if best else found
    return (best[2], Likeness(WITHIN, best[1], best[0])) if best else None


def known(row: Iterable[str]) -> int:
    """How many roles a row names."""
    found = (role_of(cell) for cell in row if 0 < len(cell) <= 60)
    return len({role[0] for role in found if role})


def may_be(row: Sequence[str], width: int) -> bool:
    """Whether a row may be a heading: as many words as there are columns, each another one."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return (
        len(cells) >= max(2, width)
        and len(set(cells)) == len(cells)
        and not any(_FIGURE.fullmatch(cell) for cell in cells)
    )
