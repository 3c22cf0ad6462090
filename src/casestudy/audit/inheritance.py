"""What a scenario of one's own still says in the words of the one from which it was copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casestudy.files.places import available
from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.schema import Scenario
from casestudy.units import Mark

ALIKE = (
    0.1  # share of the sources that two scenarios have in common only if one is the other's copy
)


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
    """

    of: str
    company: str
    sources: tuple[str, ...]
    facts: tuple[str, ...]
    moved: tuple[str, ...]
    total: int


def inherited(case: Case) -> Inherited | None:
    """What was taken over from a ready scenario without a word changed.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Inherited or None
        None for a ready scenario itself.
    """
    ready = available()
    if case.path is not None and case.path in {path.resolve() for path in ready.values()}:
        return None
    own = dict(sourced(case.scenario))
    best, same = "", []
    for name, path in ready.items():
        theirs = _sourced(path)
        shared = [field for field, entry in own.items() if _same(entry, theirs.get(field))]
        if len(shared) > len(same):
            best, same = name, shared
    if len(same) < ALIKE * len(own):
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
    )


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
    yield from _walk(scenario.model_dump(mode="json"), ())


def _walk(value: Any, where: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(value, dict):
        return
    if "mark" in value and "source" in value:
        yield ".".join(where), value
    for key, inner in value.items():
        yield from _walk(inner, (*where, key))


def _same(mine: dict[str, Any], theirs: dict[str, Any] | None) -> bool:
    return theirs is not None and mine["source"] == theirs["source"]


@lru_cache(maxsize=8)
def _sourced(path: Path) -> dict[str, dict[str, Any]]:
    return dict(sourced(load_scenario(path)))
