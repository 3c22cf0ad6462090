"""Which column is what: by its head, by what it holds, and by asking where neither tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casestudy.errors import InputError, given, unknown
from casestudy.orders import heads, values
from casestudy.orders.heads import ROLES
from casestudy.orders.words import words

if TYPE_CHECKING:
    import pandas as pd

NUMERIC = ("quantity", "revenue", "price", "cost", "list_price")
LOOKED_AT = 2_000  # cells of a column by which it is told what it holds
MOSTLY = 0.8  # of the different cells: so many are dates, or numbers, in a column of them
SHOWN = 3  # examples of what a column holds
NONE = "-"  # what says that there is no such column
FEW = 0.9  # of the cells: product numbers come again, with more different ones it is none


@dataclass(frozen=True)
class Unsure:
    """A column that has to be asked about.

    Attributes
    ----------
    role : str
    candidates : tuple of str
        Heads that may be meant.
    needed : bool
        Whether nothing can be made without it.
    """

    role: str
    candidates: tuple[str, ...]
    needed: bool


@dataclass
class Columns:
    """The heads by role, and how each was found: "named", "head" or "content"."""

    heads: dict[str, str] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, role: str) -> str | None:
        """The head of a role, or None."""
        return self.heads.get(role)

    def take(self, role: str, head: str, how: str) -> None:
        """Note which column a role is."""
        self.heads[role], self.how[role] = head, how


Ask = Callable[[Unsure, Mapping[str, list[str]]], str]


def find(
    cells: pd.DataFrame, named: Mapping[str, str] | None = None, ask: Ask | None = None
) -> Columns:
    """Find the columns of an export.

    Parameters
    ----------
    cells : pandas.DataFrame
        As text.
    named : mapping of str to str, optional
        Heads by role that are told; "-" for none.
    ask : callable, optional
        Asked about a role with its candidates and examples of each; gives a head, or "-".

    Returns
    -------
    Columns

    Raises
    ------
    InputError
        If a needed column is not there, or one is unsure and there is nobody to ask.
    """
    found, none = _told(cells, named or {})
    looks = {head: _kind(cells[head]) for head in cells.columns}
    unsure: list[Unsure] = []
    for role in ROLES:
        if role in found.heads or role in none:
            continue
        if role == "price" and found["revenue"]:
            continue  # what was paid is said already
        best = _best(cells, role, found, looks)
        if len(best) == 1:
            found.take(role, best[0], "head")
        elif best:
            unsure.append(Unsure(role, tuple(best), role in heads.NEEDED))
    _by_content(found, none, looks, unsure)
    left = []
    for one in unsure:
        if one.role in found.heads:
            continue
        if ask is None:
            left.append(one)
        elif (head := ask(one, _examples(cells, one.candidates))) != NONE:
            found.take(one.role, head, "named")
    if left:
        raise InputError(_asked(cells, found, left))
    for role in heads.NEEDED:
        if role not in found.heads and not (role == "revenue" and found["price"]):
            word = "column of " + ("revenue or price" if role == "revenue" else role)
            raise InputError(
                f"no {word} in the export; its columns are {_listed(cells.columns)}; "
                f"say which one it is with --column {role}=HEAD"
            )
    return found


def _told(cells: pd.DataFrame, named: Mapping[str, str]) -> tuple[Columns, set[str]]:
    found, none = Columns(), set()
    for role, head in named.items():
        if role not in ROLES:
            raise InputError(f"--column: {unknown('column', role, ROLES)}")
        if head == NONE:
            none.add(role)
            continue
        alike = [own for own in cells.columns if heads.plain(own) == heads.plain(head)]
        chosen = head if head in cells.columns else (alike[0] if len(alike) == 1 else "")
        if not chosen:
            raise InputError(f"--column {role}: {unknown('head', head, cells.columns)}")
        if chosen in found.heads.values():
            raise InputError(
                f"--column {role}: {given(chosen)} is given for another column already"
            )
        found.take(role, chosen, "named")
    return found, none


def _best(cells: pd.DataFrame, role: str, found: Columns, looks: Mapping[str, str]) -> list[str]:
    """Columns whose head speaks of a role the most plainly, and that hold what it takes."""
    ranked = []
    for head in cells.columns:
        said = heads.role_of(head)
        if (
            said
            and said[0] == role
            and head not in found.heads.values()
            and _fits(role, looks[head])
        ):
            ranked.append(((said[1].exact, said[1].preferred), head))
    top = max((rank for rank, _ in ranked), default=None)
    return [head for rank, head in ranked if rank == top]


def _fits(role: str, look: str) -> bool:
    if role == "date":
        return look == "date"
    return look == "number" if role in NUMERIC else look != "empty"


def _kind(cells: pd.Series) -> str:
    """What a column holds: "date", "number", "text" (of few different), "other" or "empty"."""
    full = cells[cells != ""]
    if full.empty:
        return "empty"
    # From all over the column: the first cells may all be alike.
    sample = full.iloc[:: max(1, len(full) // LOOKED_AT)].head(LOOKED_AT)
    dated, counted = values.dates(sample), values.numbers(sample)
    whole_dates = values.share_of(dated.parts) >= MOSTLY
    if whole_dates and dated.serials < len(dated.parts):
        return "date"
    if values.share_of(counted.bodies) >= MOSTLY:
        return "number"
    return "text" if sample.nunique() <= FEW * len(sample) else "other"


def _by_content(
    found: Columns, none: set[str], looks: Mapping[str, str], unsure: list[Unsure]
) -> None:
    """Needed columns that no head tells: the only one that holds dates, or all that may be it."""
    asked = {one.role for one in unsure}
    for role in heads.NEEDED:
        if role in found.heads or role in asked or role in none:
            continue
        if role == "revenue" and (found["price"] or "price" in asked):
            continue
        free = [h for h in looks if h not in found.heads.values()]
        if role == "date":
            fit = [h for h in free if looks[h] == "date"]
        elif role == "product":
            fit = [h for h in free if looks[h] in ("text", "number")]
        else:
            fit = [h for h in free if looks[h] == "number"]
        if role == "date" and len(fit) == 1:
            found.take(role, fit[0], "content")
        elif fit:
            unsure.append(Unsure(role, tuple(fit), True))


def _examples(cells: pd.DataFrame, candidates: tuple[str, ...]) -> dict[str, list[str]]:
    def some(head: str) -> list[str]:
        full = cells[head].head(LOOKED_AT)
        return [str(cell)[:30] for cell in full[full != ""].unique()[:SHOWN]]

    return {head: some(head) for head in candidates}


def _asked(cells: pd.DataFrame, found: Columns, left: list[Unsure]) -> str:
    """One line for all that would have been asked."""
    parts = []
    for one in left:
        shown = "; ".join(
            f"{given(head)} ({', '.join(some)})"
            for head, some in _examples(cells, one.candidates).items()
        )
        parts.append(f"{one.role} may be {shown}")
    example = f"--column {left[0].role}={left[0].candidates[0]!r}"
    clear = ", ".join(f"{role}={head!r}" for role, head in found.heads.items())
    return (
        f"unsure columns: {' | '.join(parts)}. Say which, as in {example} ({NONE} for none). "
        f"Clear: {clear or 'none'}"
    )


def _listed(names: object) -> str:
    return ", ".join(map(given, names))


def lines(cells: pd.DataFrame, found: Columns) -> list[str]:
    """What was found, a line for each column."""
    rows = []
    for role in ROLES:
        head = found[role]
        if head:
            shown = ", ".join(_examples(cells, (head,))[head])
            rows.append(
                words(
                    "column.found",
                    role=role,
                    head=head,
                    how=words(f"how.{found.how[role]}"),
                    shown=shown,
                )
            )
    spare = [head for head in cells.columns if head not in found.heads.values()]
    if spare:
        rows.append(words("column.spare", heads=spare))
    return rows
