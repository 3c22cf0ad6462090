"""Predictions as a small file to hand in: ranges alone, no answer and no result."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from casestudy.errors import InputError, given
from casestudy.files.reading import read_yaml
from casestudy.files.writing import write_atomically
from casestudy.learning.progress_store import PredictionRecord, ProgressStore
from casestudy.learning.registry import find_prediction, predictions
from casestudy.scenario.case import Case
from casestudy.scenario.entry import Entry, Word
from casestudy.scenario.messages import explain, place

VERSION = 1
MARK = "predictions_version"


class _File(Entry):
    """What such a file may say."""

    predictions_version: Literal[1]
    scenario: Word
    predictions: dict[str, PredictionRecord] = Field(min_length=1)


@dataclass(frozen=True)
class HandedIn:
    """Predictions that somebody hands in.

    Attributes
    ----------
    scenario : str
        Name of the scenario or of its variant, for which they were made.
    ranges : dict of str to PredictionRecord
        By the prediction's id, in its unit.
    """

    scenario: str
    ranges: dict[str, PredictionRecord]


def predictions_text(case: Case) -> str:
    """The learner's predictions as the text of a file to hand in.

    Parameters
    ----------
    case : Case

    Returns
    -------
    str

    Raises
    ------
    InputError
        If none is committed.
    """
    kept = ProgressStore.of(case).read().predictions
    made = [(id, kept[id]) for id in predictions() if id in kept]
    if not made:
        raise InputError(f"{case.name}: no prediction is committed yet; nothing was written")
    lines = [f"{MARK}: {VERSION}", f"scenario: {case.name}", "predictions:"]
    for id, one in made:
        lines += [f"  {id}:", f"    value: {one.value}", f"    low: {one.low}"]
        lines.append(f"    high: {one.high}")
    return "\n".join(lines) + "\n"


def write_predictions(case: Case, path: Path, *, replace: bool = False) -> int:
    """Write the learner's predictions into a file to hand in.

    Parameters
    ----------
    case : Case
    path : Path
        Ends in .yaml.
    replace : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    int
        How many there are.

    Raises
    ------
    InputError
        If none is committed, the name is not accepted, the file exists, or the place cannot be
        written to.
    """
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError(f"{path}: expected a name that ends in .yaml, not {given(path.suffix)}")
    if not replace and os.path.lexists(path):
        raise InputError(f"{path}: exists already; nothing was changed. Give another name")
    text = predictions_text(case)
    write_atomically(path, text)
    return text.count("value:")


def holds_predictions(path: Path) -> bool:
    """Whether a file says that it holds predictions, and no plan.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return MARK in read_yaml(path)[0]


def read_predictions(path: Path) -> HandedIn:
    """Predictions of a file.

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
    return HandedIn(found.scenario, found.predictions)
