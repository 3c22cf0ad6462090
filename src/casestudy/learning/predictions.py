"""Predict, commit, reveal: a value and a range before the result is seen, and how often it held."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casestudy.errors import InputError, as_text
from casestudy.learning.checking import in_words, with_notices
from casestudy.learning.judgement import CalibrationScore, Judged, calibration_of
from casestudy.learning.kinds import Wrong, words
from casestudy.learning.originals import Originals
from casestudy.learning.progress_store import Kept, PredictionRecord, ProgressStore
from casestudy.learning.reading_answers import Unreadable, is_missing, read_number, read_within
from casestudy.learning.registry import find_notebook, find_prediction, predictions
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.text.formats import listing, quantity
from casestudy.text.numerals import (
    LARGEST_SHARE,
    Ambiguous,
    as_percent_hint,
    ask_for_percent,
    ask_for_scale,
    says_percent,
)
from casestudy.text.present import current_case
from casestudy.text.prose import Prose, as_markdown, table
from casestudy.units import SHARES, Unit


@dataclass(frozen=True, eq=False)
class Prediction:
    """A question whose answer comes out further down in the notebook.

    Attributes
    ----------
    id : str
        Number of the notebook and place, as in "05-p1".
    question : callable of Case
    unit : Unit
    truth : callable of Case
        What comes out, computed as the notebook does.
    title : str
        What is predicted, in at most 40 characters, for tables and pictures.
    mistakes : tuple of Wrong
        Guesses that people make for a reason, and what leads to them.
    """

    id: str
    question: Callable[[Case], str]
    unit: Unit
    truth: Callable[[Case], float]
    title: str = ""
    mistakes: tuple[Wrong, ...] = ()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d\d-p\d{1,2}", self.id):
            raise ValueError(f"id: expected the form '05-p1', not {self.id!r}")


@dataclass(frozen=True)
class Commitment:
    """What came of committing a prediction.

    Attributes
    ----------
    id : str
    accepted : bool
        Whether the prediction is committed as it was given.
    text : str
        What is to be said, in Markdown.
    value, low, high : float or None
        What is committed, now or before; None where nothing is.
    """

    id: str
    accepted: bool
    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def __repr__(self) -> str:
        """The text itself, as a notebook stores it beside the Markdown."""
        return self.text

    def _repr_markdown_(self) -> str:
        return as_markdown(self.text)


def commit(
    id: str, value: Any = ..., low: Any = ..., high: Any = ..., *, case: Case | None = None
) -> Commitment:
    """Commit a prediction: a value, and a range that should hold the result nine times in ten.

    Once committed it stays; only the whole chapter can be started over (`reset`).

    Parameters
    ----------
    id : str
        The prediction, as "05-p1".
    value, low, high : Any
        Numbers, or text with a unit; low ≤ value ≤ high.
    case : Case, optional

    Returns
    -------
    Commitment
        Never an error: what cannot be committed is explained.
    """
    with Originals():
        return _committed(id, (value, low, high), case)


def _committed(id: str, parts: tuple[Any, Any, Any], case: Case | None) -> Commitment:
    try:
        case = current_case(case)
        prediction = find_prediction(id)
    except InputError as error:
        return Commitment(as_text(id), False, str(error))
    store = ProgressStore.of(case)
    before = store.read().predictions.get(prediction.id)
    try:
        given = None if before else _range_of(prediction, case, *parts)
    except Unreadable as error:
        return Commitment(prediction.id, False, with_notices(str(error), store))
    if given is None and before is None:
        return Commitment(prediction.id, False, with_notices("Nothing committed yet.", store))

    def change(kept: Kept) -> None:
        kept.predictions.setdefault(prediction.id, given)

    # Another kernel may have been first: what stands in the file counts.
    stands = before or store.update(change).predictions[prediction.id]
    accepted = given is not None and stands == given
    shown = _shown(prediction, case, stands)
    text = f"Committed: {shown}." if accepted else f"Committed before, and it stays: {shown}."
    return Commitment(
        prediction.id, accepted, with_notices(text, store), stands.value, stands.low, stands.high
    )


def committed(id: str, *, case: Case | None = None) -> PredictionRecord | None:
    """The committed value and range of a prediction, or None."""
    case = current_case(case)
    return ProgressStore.of(case).read().predictions.get(find_prediction(id).id)


def _range_of(
    prediction: Prediction, case: Case, value: Any, low: Any, high: Any
) -> PredictionRecord | None:
    parts = {"your value": value, "surely above": low, "surely below": high}
    missing = [name for name, part in parts.items() if is_missing(part)]
    if len(missing) == len(parts):
        return None
    if missing:
        fields = listing([f"“{name}”" for name in missing])
        raise Unreadable(f"Still missing: {fields}. Nothing is committed yet.")
    numbers = []
    size = abs(float(prediction.truth(case)))
    for name, part in parts.items():
        try:
            number = read_within(
                lambda given: _sure(given, prediction.unit, case.scenario.currency, size),
                part,
            )
        except Unreadable as error:
            raise Unreadable(f"In “{name}”: {error} Nothing is committed yet.") from None
        if prediction.unit in SHARES and abs(number) > LARGEST_SHARE:
            hint = as_percent_hint(number, prediction.unit, -LARGEST_SHARE, LARGEST_SHARE)
            shown = quantity(number, prediction.unit, case.scenario.currency)
            raise Unreadable(f"In “{name}”: {hint or f'{shown} is too large to be meant.'}")
        numbers.append(number)
    value, low, high = numbers
    if low > high:
        raise Unreadable("“Surely above” is larger than “surely below”: are they swapped?")
    if not low <= value <= high:
        raise Unreadable("Your value lies outside your range; the range has to hold it.")
    return PredictionRecord(value=value, low=low, high=high)


def _sure(given: Any, unit: Unit, currency: Currency, size: float) -> float:
    """The number of a part; what was hardly meant is asked about, since it stays."""
    value = read_number(given, unit, currency, size)
    try:
        if not isinstance(given, str):
            ask_for_scale(value, unit, size, currency)
        if abs(value) <= LARGEST_SHARE and not (isinstance(given, str) and says_percent(given)):
            ask_for_percent(value, unit, size)
    except Ambiguous as question:
        raise Unreadable(f"{question}.") from None
    return value


def _shown(prediction: Prediction, case: Case, record: PredictionRecord) -> str:
    value, low, high = (
        quantity(x, prediction.unit, case.scenario.currency)
        for x in (record.value, record.low, record.high)
    )
    return f"{value}, from {low} to {high}"


@in_words
def reveal(id: str, *, case: Case | None = None) -> Prose:
    """The result beside the committed prediction; without one, nothing is held up.

    Parameters
    ----------
    id : str
    case : Case, optional

    Returns
    -------
    Prose
    """
    case, prediction = current_case(case), find_prediction(id)
    store = ProgressStore.of(case)
    record = store.read().predictions.get(prediction.id)
    if record is None:
        return Prose(with_notices("No prediction made.", store))
    judged = _judged(prediction, case, record)
    shown = [
        quantity(x, prediction.unit, case.scenario.currency)
        for x in (record.value, record.low, record.high, judged.truth)
    ]
    rows = table(["your value", "from", "to", "result"], [shown], right=range(4))
    if judged.held:
        verdict = "Your range held the result."
    else:
        verdict = (
            f"The result lies {'above' if judged.truth > record.high else 'below'} your range."
        )
    return Prose(rows, with_notices(verdict, store), diagnosis(prediction, case, record.value))


# How near a guess has to be to a mistake to be one, in parts of its distance from the result.
NEAR = 0.25


def diagnosis(prediction: Prediction, case: Case, value: float) -> str:
    """What leads to a guess, where it is one that people make for a reason; else nothing.

    Parameters
    ----------
    prediction : Prediction
    case : Case
    value : float
        The guess, in the unit of the prediction.

    Returns
    -------
    str
    """
    truth, near = float(prediction.truth(case)), []
    for mistake in prediction.mistakes:
        made = mistake.value(case)
        if made is not None and abs(value - made) <= NEAR * abs(float(made) - truth):
            near.append((abs(value - made), words(mistake.because, case)))
    return min(near)[1] if near else ""


# Predictions that were passed over, by the file of progress, for the life of the kernel: whoever
# opens the page anew is asked anew.
_PASSED: set[tuple[str, str]] = set()


def let_pass(id: str, *, case: Case | None = None) -> None:
    """Note that the result of a prediction was seen without one, until the kernel stops.

    Parameters
    ----------
    id : str
    case : Case, optional
    """
    _PASSED.add((str(ProgressStore.of(current_case(case)).path), find_prediction(id).id))


def has_passed(id: str, *, case: Case | None = None) -> bool:
    """Whether a prediction was passed over since the kernel started.

    Parameters
    ----------
    id : str
    case : Case, optional
    """
    return (str(ProgressStore.of(current_case(case)).path), find_prediction(id).id) in _PASSED


def _judged(prediction: Prediction, case: Case, record: PredictionRecord) -> Judged:
    truth = float(prediction.truth(case))
    title = prediction.title or prediction.id
    return Judged(title, record.value, record.low, record.high, truth)


def calibration_score(notebook: str | None = None, *, case: Case | None = None) -> CalibrationScore:
    """How often the committed ranges held the result.

    Parameters
    ----------
    notebook : str, optional
        Only the predictions of this notebook.
    case : Case, optional

    Returns
    -------
    casestudy.learning.judgement.CalibrationScore
        In the order of the notebooks; empty where nothing is committed.

    Raises
    ------
    InputError
        If there is no such notebook.

    Examples
    --------
    >>> calibration_score("05_price").made
    0
    """
    case = current_case(case)
    of = None if notebook is None else find_notebook(notebook)
    kept = ProgressStore.of(case).read().predictions
    return calibration_of(
        [_judged(p, case, kept[id]) for id, p in predictions(of).items() if id in kept]
    )
