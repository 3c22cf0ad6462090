"""A small file to hand in: predictions without their results, and answers to sealed exercises."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from casestudy.errors import InputError, given, sound_text
from casestudy.files.reading import read_yaml
from casestudy.files.writing import quoted, write_atomically
from casestudy.learning.own import own
from casestudy.learning.progress_store import Id, PredictionRecord, ProgressStore
from casestudy.learning.registry import find_prediction, predictions
from casestudy.scenario.case import Case
from casestudy.scenario.entry import Entry, Word
from casestudy.scenario.messages import explain, place

VERSION = 1
MARK = "predictions_version"
LONGEST = 4_000  # letters of an answer, as the notebook takes them
LONGEST_NAME = 60


class _File(Entry):
    """What such a file may say."""

    predictions_version: Literal[1]
    scenario: Word
    team: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    predictions: dict[str, PredictionRecord] = Field(default_factory=dict)
    answers: dict[Id, Annotated[str, Field(min_length=1, max_length=LONGEST)]] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _something(self) -> _File:
        if not self.predictions and not self.answers:
            raise ValueError("expected predictions, answers or both; there are none")
        return self


@dataclass(frozen=True)
class HandedIn:
    """What somebody hands in beside a plan.

    Attributes
    ----------
    scenario : str
        Name of the scenario or of its variant, for which they were made.
    ranges : dict of str to PredictionRecord
        By the prediction's id, in its unit.
    answers : dict of str to str
        By the id of a sealed exercise, such that `judge_kept` reads them.
    team : str
        Empty where the name of the file is the team's.
    """

    scenario: str
    ranges: dict[str, PredictionRecord]
    answers: dict[str, str] = field(default_factory=dict)
    team: str = ""


def handed_in(case: Case, team: str = "") -> HandedIn:
    """What the learner has to hand in: predictions, and answers to sealed exercises.

    Parameters
    ----------
    case : Case
    team : str
        Its name, as the debrief shall show it.

    Returns
    -------
    HandedIn

    Raises
    ------
    InputError
        If there is neither.
    """
    kept = ProgressStore.of(case).read()
    ranges = {id: kept.predictions[id] for id in predictions() if id in kept.predictions}
    sealed = sorted(id for id, one in own(case).exercises.items() if one.sealed)
    answers = {id: kept.exercise(id).answer for id in sealed if kept.exercise(id).answer}
    if not ranges and not answers:
        raise InputError(
            f"{case.name}: no prediction is committed yet and no answer kept; nothing was written"
        )
    return HandedIn(case.name, ranges, answers, name_of(team))


def name_of(team: str) -> str:
    """The name of a team as it can be seen and told from others."""
    seen = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in sound_text(team))
    return " ".join(seen.split())[:LONGEST_NAME]


def handed_in_text(handed: HandedIn) -> str:
    """The text of a file to hand in.

    Parameters
    ----------
    handed : HandedIn

    Returns
    -------
    str
        YAML.
    """
    lines = [f"{MARK}: {VERSION}", f"scenario: {handed.scenario}"]
    lines += [f"team: {quoted(handed.team)}"] if handed.team else []
    lines += ["predictions:"] if handed.ranges else []
    for id, one in handed.ranges.items():
        lines += [f"  {id}:", f"    value: {one.value}", f"    low: {one.low}"]
        lines.append(f"    high: {one.high}")
    lines += ["answers:"] if handed.answers else []
    lines += [f"  {id}: {quoted(text)}" for id, text in handed.answers.items()]
    return "\n".join(lines) + "\n"


def hand_in(case: Case, path: Path, team: str = "", *, replace: bool = False) -> HandedIn:
    """Write what the learner has to hand in into a file.

    Parameters
    ----------
    case : Case
    path : Path
        Ends in .yaml.
    team : str
        See `handed_in`.
    replace : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    HandedIn
        What is in it.

    Raises
    ------
    InputError
        If there is nothing to hand in, the name is not accepted, the file exists, or the place
        cannot be written to.
    """
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError(f"{path}: expected a name that ends in .yaml, not {given(path.suffix)}")
    if not replace and os.path.lexists(path):
        raise InputError(f"{path}: exists already; nothing was changed. Give another name")
    handed = handed_in(case, team)
    write_atomically(path, handed_in_text(handed))
    return handed


def holds_predictions(path: Path) -> bool:
    """Whether a file says that it holds predictions and answers, and no plan.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return MARK in read_yaml(path)[0]


def read_predictions(path: Path) -> HandedIn:
    """Predictions and answers of a file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    HandedIn

    Raises
    ------
    InputError
        Naming the file, the line, the field, what is accepted and what was given; also where a
        prediction is unknown, a guess lies outside of its range, or a newer version made the file.
    """
    data, lines = read_yaml(path)
    version = data.get(MARK)
    if isinstance(version, int) and version > VERSION:
        raise InputError(
            f"{place(path, (MARK,), lines)}expected {VERSION}, not {version}; "
            f"the file was made by a newer version; this one reads {VERSION}"
        )
    try:
        found = _File.model_validate(data)
    except ValidationError as error:
        raise InputError(explain(path, error, lines, _File)) from None
    for id, one in found.predictions.items():
        where = ("predictions", id)
        try:
            find_prediction(id)
        except InputError as error:
            raise InputError(f"{place(path, where, lines)}{error}") from None
        if not one.low <= one.value <= one.high:
            raise InputError(
                f"{place(path, where, lines)}expected low ≤ value ≤ high, "
                f"not {one.low}, {one.value}, {one.high}"
            )
    return HandedIn(found.scenario, found.predictions, found.answers, name_of(found.team))
