"""What a scenario of one's own still says in the words of the one from which it was copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from casestudy.files.places import available, templates
from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.deriving import DERIVED, TAKEN_OVER
from casestudy.scenario.schema import Scenario
from casestudy.units import Mark

ALIKE = (
    0.1  # share of the sources that two scenarios have in common only if one is the other's copy
)
# Names and sentences that have no source of their own, and what is one in them.
TEXTS = (
    "title", "summary", "company.industry", "line.name", "line.product", "market.name",
    "market.competitors", "order_file.platforms", "positioning.differentiators",
    "development.tasks", "partners.candidates", "cast.people",
)  # fmt: skip
KEYS = {"name", "label", "place", "voice", "features", "title", "wants", "fears"}


@dataclass(frozen=True)
class Inherited:
    """Sources of one's own scenario that are word for word those of a ready one.

    Attributes
    ----------
    of : str
        Name of the ready scenario; empty if the file is a copy of none.
    company : str
        The company that the ready scenario is about.
    sources : tuple of str
        Fields whose source is word for word the ready scenario's.
    facts : tuple of str
        Those among them that are marked as fact, though the company is another one.
    moved : tuple of str
        Those among them whose figure is another one than the source spoke of.
    total : int
        Sources in the file.
    texts : dict of str to int
        How many names and sentences are the ready scenario's, by the field that holds them.
    """

    of: str
    company: str
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    moved: tuple[str, ...]
    total: int
    texts: dict[str, int] = field(default_factory=dict)

    @property
    def by_part(self) -> dict[str, list[str]]:
        """The fields by the part of the file in which they stand, for working them off."""
        parts: dict[str, list[str]] = {}
        for name in self.sources:
            part, _, inside = name.partition(".")
            parts.setdefault(part, []).append(inside or part)
        return parts


def inherited(case: Case) -> Inherited | None:
    """What was taken over from a ready scenario without a word changed.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Inherited or None
        None for a ready scenario or a template itself.
    """
    ready = available() | templates()
    if case.path is not None and case.path in {path.resolve() for path in ready.values()}:
        return None
    own = dict(sourced(case.scenario))
    best, same = "", []
    for name, path in ready.items():
        theirs = _sourced(path)
        shared = [name for name, entry in own.items() if _same(entry, theirs.get(name))]
        if len(shared) > len(same):
            best, same = name, shared
    made = any(e["source"].startswith(DERIVED) or TAKEN_OVER in e["source"] for e in own.values())
    if not same or (len(same) < ALIKE * len(own) and not made):
        return Inherited("", "", (), (), (), len(own))
    original, theirs = load_scenario(ready[best]), _sourced(ready[best])
    other = original.company.name != case.scenario.company.name
    return Inherited(
        of=best,
        company=original.company.name,
        sources=tuple(same),
        facts=tuple(f for f in same if other and own[f]["mark"] == Mark.FACT.value),
        moved=tuple(
            f
            for f in same
            if own[f]["mark"] != Mark.CALIBRATED.value
            and own[f].get("value") != theirs[f].get("value")
        ),
        total=len(own),
        texts=_texts(case.scenario, original),
    )


def shared(own: Scenario, theirs: Scenario) -> list[str]:
    """Fields whose source a scenario has from another one.

    Examples
    --------
    >>> like = load_scenario("packaging")
    >>> len(shared(like, like)) == len(dict(sourced(like)))
    True
    """
    known = dict(sourced(theirs))
    return [name for name, entry in sourced(own) if _same(entry, known.get(name))]


def sourced(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry of a scenario that has a mark and a source, by its field.

    Parameters
    ----------
    scenario : Scenario

    Yields
    ------
    tuple of (str, dict)
        As in ("company.revenue", {"value": …, "mark": …, "source": …}).
    """
    yield from _walk(scenario.model_dump(mode="json", exclude_unset=True), ())


def _walk(value: Any, where: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(value, dict):
        return
    if "mark" in value and "source" in value:
        yield ".".join(where), value
    for key, inner in value.items():
        yield from _walk(inner, (*where, key))


def _same(mine: dict[str, Any], theirs: dict[str, Any] | None) -> bool:
    """Whether a source is the same, or of a part of which only amounts were derived."""
    if theirs is None:
        return False
    _, parted, left = mine["source"].partition(TAKEN_OVER)
    return mine["source"] == theirs["source"] or (
        bool(parted and left) and theirs["source"].startswith(left)
    )


def _texts(own: Scenario, theirs: Scenario) -> dict[str, int]:
    """How many names and sentences two scenarios have in common, by the field that holds them."""
    same = {}
    for name in TEXTS:
        mine, other = (_inside(s.model_dump(mode="json"), name) for s in (own, theirs))
        count = len(set(_said(mine)) & set(_said(other)))
        if count:
            same[name] = count
    return same


def _inside(data: Any, name: str) -> Any:
    for key in name.split("."):
        data = data[key]
    return data


def _said(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Texts in a part of a scenario, each with its key."""
    if isinstance(value, str):
        if not key or key in KEYS:
            yield key, value
    elif isinstance(value, list):
        for inner in value:
            yield from _said(inner, key)
    elif isinstance(value, dict):
        for inside, inner in value.items():
            yield from _said(inner, inside)


@lru_cache(maxsize=8)
def _sourced(path: Path) -> dict[str, dict[str, Any]]:
    return dict(sourced(load_scenario(path)))
