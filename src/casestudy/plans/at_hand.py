"""The plan at hand of each scenario: where a learner left the cockpit, in their own folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from casestudy.errors import InputError
from casestudy.files.places import home_folder
from casestudy.files.reading import content_of
from casestudy.files.writing import keep_aside, write_atomically
from casestudy.levers import Assumptions, Levers
from casestudy.plans.sharing import decode, encode
from casestudy.scenario.case import Case
from casestudy.scenario.identity import scenario_key

_LARGEST = 20_000


@dataclass(frozen=True)
class AtHand:
    """A plan and its world, and what was wrong with what had been kept of them.

    Attributes
    ----------
    levers : Levers
    assumptions : Assumptions
    problem : str
        Empty where nothing was wrong.
    """

    levers: Levers
    assumptions: Assumptions
    problem: str = ""


def at_hand_file(case: Case) -> Path:
    """Where the plan at hand of a case is kept."""
    return home_folder() / "at_hand" / f"{scenario_key(case)}.json"


def plan_at_hand(case: Case, start: str) -> AtHand:
    """The plan at hand, as it was left; the start where none was left for that start.

    Parameters
    ----------
    case : Case
    start : str
        A plan of the scenario. Who begins elsewhere begins anew.

    Returns
    -------
    AtHand
        A file that says nothing that can be read is put aside, and the problem says where.
    """
    anew, path = AtHand(case.plan(start), case.assumptions), at_hand_file(case)
    try:
        said = json.loads(content_of(path, _LARGEST))
        if said["start"] != start:
            return anew
        shared = decode(said["code"], case)
    except FileNotFoundError:
        return anew
    except (OSError, InputError, ValueError, TypeError, KeyError, RecursionError) as error:
        return AtHand(anew.levers, anew.assumptions, _put_aside(path, error))
    return AtHand(shared.levers, shared.assumptions, shared.note)


def _put_aside(path: Path, error: Exception) -> str:
    why = str(error) if isinstance(error, InputError) else "it cannot be read"
    try:
        aside = keep_aside(path)
        path.unlink()
    except (OSError, InputError) as other:
        return f"{path}: the plan at hand was not taken over: {why} ({other})"
    return f"{path}: the plan at hand was not taken over: {why}; the file lies in {aside} now"


def leave(case: Case, start: str, levers: Levers, assumptions: Assumptions | None = None) -> None:
    """Remember the plan at hand.

    Parameters
    ----------
    case : Case
    start : str
        The plan of the scenario from which it was begun.
    levers : Levers
    assumptions : Assumptions, optional
        The scenario's own by default.

    Raises
    ------
    InputError
        If the file cannot be written, or a value lies outside its bounds.
    """
    said = {"start": start, "code": encode(case, levers, assumptions)}
    write_atomically(at_hand_file(case), json.dumps(said) + "\n")
