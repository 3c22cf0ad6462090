"""Judging an answer: right, a known mistake, a near miss, or elsewhere."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from casestudy.learning.kinds import (
    Choice,
    Choices,
    Exercise,
    Function,
    Number,
    Ranking,
    Series,
    ShortText,
    Wrong,
    words,
)
from casestudy.learning.near import NearMiss, near_miss
from casestudy.learning.reading_answers import (
    Unreadable,
    read_letters,
    read_number,
    read_text,
    read_within,
)
from casestudy.learning.reading_functions import call_shown, outputs_of
from casestudy.learning.reading_tables import cells_of, read_cells
from casestudy.scenario.case import Case
from casestudy.text.formats import quantity

LARGEST = 1e15  # of a number that somebody can have meant


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth.

    Attributes
    ----------
    correct : bool or None
        None for a text, which the learner judges, and where the key is sealed.
    reason, text : str
        Why, as a name and in words; no words where it is right. Of a sealed exercise the answer
        as people read it.
    shown : str
        The answer, for the record; of a sealed exercise such that nothing of it is rounded.
    mark : str
        The same for answers that say the same.
    """

    correct: bool | None
    reason: str
    text: str
    shown: str
    mark: str


def judge(exercise: Exercise, case: Case, answer: Any) -> Verdict:
    """Compare an answer with the key, then with the known wrong answers, then look for a slip.

    Raises
    ------
    Unreadable
        If the answer cannot be judged.
    """
    size = _size(exercise, case)  # with it the key is at hand, whose computation is not timed
    if isinstance(exercise, Function):
        value = read(exercise, case, answer)  # each call of it has its own time
    else:
        value = read_within(lambda given: read(exercise, case, given, size), answer)
    return _verdict(exercise, case, value)


def judge_kept(exercise: Exercise, case: Case, text: str) -> Verdict:
    """Judge what was kept of the answer to a sealed exercise, by one that has the key.

    Raises
    ------
    Unreadable
        If the text is no such answer.
    """
    if not isinstance(exercise, Number):
        return _verdict(exercise, case, read(exercise, case, text))
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) < LARGEST:
        raise Unreadable(f"Expected a number, not {text[:40]!r}.")
    return _verdict(exercise, case, value)


def _verdict(exercise: Exercise, case: Case, value: Any) -> Verdict:
    mark = hashlib.sha256(repr(_sorted(value)).encode("utf-8", "replace")).hexdigest()[:12]
    shown = _shown(exercise, case, value)
    if isinstance(exercise, ShortText):
        return Verdict(None, "text", "", shown, mark)
    if exercise.sealed:
        return Verdict(None, "sealed", shown, _exact(value), mark)
    key = right_answer(exercise, case)
    if agree(exercise, value, key):
        return Verdict(True, "right", "", shown, mark)
    if known := _known(exercise, case, value):
        return Verdict(False, known.name, words(known.because, case), shown, mark)
    miss = _elsewhere(exercise, case, value, key)
    return Verdict(False, miss.reason, miss.text, shown, mark)


@lru_cache(maxsize=1024)
def right_answer(exercise: Exercise, case: Case) -> Any:
    """The key, in the form in which answers are compared."""
    key = _key(exercise, case)
    if isinstance(exercise, Series):
        return cells_of(key, lambda value: _number(exercise, case, value))
    return read(exercise, case, key)


def right_shown(exercise: Exercise, case: Case) -> str:
    """The right answer as people read it."""
    return _shown(exercise, case, right_answer(exercise, case))


@lru_cache(maxsize=1024)
def _key(exercise: Exercise, case: Case) -> Any:
    return exercise.key(case)


@lru_cache(maxsize=1024)
def wrong_answers(exercise: Exercise, case: Case) -> tuple[tuple[Wrong, Any], ...]:
    """Known wrong answers that can be made in this scenario, in the form for comparing.

    With the figures of a variant a mistake may happen to lead to the right answer, or to the same
    as another; then it is none, and the likelier of the two stands first.
    """
    if isinstance(exercise, ShortText) or exercise.sealed:
        return ()  # the learner judges it, or who teaches
    key, found = right_answer(exercise, case), []
    for mistake in exercise.wrong:
        value = mistake.value(case)
        if value is None or (isinstance(exercise, Choices) and not value):
            continue
        value = read(exercise, case, value)
        if agree(exercise, value, key) or any(_same(exercise, value, v) for _, v in found):
            continue
        found.append((mistake, value))
    return tuple(found)


def _same(exercise: Exercise, value: Any, other: Any) -> bool:
    """Whether two mistakes cannot be told apart; of two numbers the nearest one counts."""
    if isinstance(exercise, Number):
        return math.isclose(value, other, rel_tol=1e-9)
    return agree(exercise, value, other)


def _size(exercise: Exercise, case: Case) -> float | None:
    """The size of the numbers that an exercise asks for; it tells 12,500 from 12.5."""
    if exercise.sealed:
        return None
    if isinstance(exercise, Number):
        return abs(right_answer(exercise, case))
    if isinstance(exercise, Series):
        return float(np.median(np.abs(list(right_answer(exercise, case).values()))))
    return None


def read(exercise: Exercise, case: Case, answer: Any, size: float | None = None) -> Any:
    """An answer in the form in which answers are compared; `size` is that of the numbers in it.

    Raises
    ------
    Unreadable
    """
    match exercise:
        case Number():
            return _number(exercise, case, answer, size)
        case Series():
            return read_cells(
                answer,
                _key(exercise, case),
                lambda value: _number(exercise, case, value, size),
                lambda a, b: abs(a - b) <= exercise.tolerance.slack(b),
            )
        case Function():
            return outputs_of(exercise, case, answer)
        case ShortText():
            return read_text(answer, exercise.least_words)
    if isinstance(exercise, Ranking) and isinstance(answer, set | frozenset | Mapping):
        raise Unreadable("This has no order. Give a list of letters, the first first.")
    options = exercise.options(case)
    letters = read_letters(answer, options)
    if isinstance(exercise, Choices) and not letters and not isinstance(answer, str):
        letters = (list(options)[-1],)  # an empty list says that none is true
    if isinstance(exercise, Choice) and len(letters) != 1:
        raise Unreadable(f"One letter is asked for, not {len(letters)}.")
    if isinstance(exercise, Ranking) and len(letters) < len(options):
        missing = [x for x in options if x not in letters]
        raise Unreadable(f"All letters have to stand in the order; missing: {', '.join(missing)}.")
    if not letters:
        raise Unreadable("No letter is chosen.")
    return frozenset(letters) if isinstance(exercise, Choices) else letters


def agree(exercise: Exercise, value: Any, key: Any) -> bool:
    """Whether two answers count as the same; the tolerance is that of the second."""
    match exercise:
        case Number(sign_matters=False):
            return abs(abs(value) - abs(key)) <= exercise.tolerance.slack(key)
        case Number():
            return abs(value - key) <= exercise.tolerance.slack(key)
        case Series():
            return all(_near(exercise, value[label], key[label]) for label in key)
        case Function():
            return all(_same_output(exercise, a, b) for a, b in zip(value, key, strict=True))
    return value == key


def _near(exercise: Series | Function, value: float, key: float) -> bool:
    return abs(value - key) <= exercise.tolerance.slack(key)


def _same_output(exercise: Function, value: tuple, key: tuple) -> bool:
    return len(value) == len(key) and all(map(lambda a, b: _near(exercise, a, b), value, key))


def _known(exercise: Exercise, case: Case, value: Any) -> Wrong | None:
    """The known wrong answer that was given; the nearest of several numbers."""
    fits = [
        (w, other) for w, other in wrong_answers(exercise, case) if agree(exercise, value, other)
    ]
    if isinstance(exercise, Number):
        fits.sort(key=lambda pair: abs(value - pair[1]))
    return fits[0][0] if fits else None


def _number(
    exercise: Number | Series | Function, case: Case, value: Any, size: float | None = None
) -> float:
    return read_number(value, exercise.unit, case.scenario.currency, size)


def _elsewhere(exercise: Exercise, case: Case, value: Any, key: Any) -> NearMiss:
    """What to say of an answer that is neither right nor a known mistake."""
    match exercise:
        case Number():
            return _slip(exercise, case, value, key) or NearMiss(
                "elsewhere",
                "That is not it, and further off than rounding can explain: go through what goes "
                "into the number, one step after the other.",
            )
        case Series():
            pairs = [(value[label], key[label]) for label in key]
            wrong = [label for label in key if not _near(exercise, value[label], key[label])]
            text = (
                f"{len(pairs) - len(wrong)} of {len(pairs)} values are right. "
                f"Look again at '{wrong[0]}'."
            )
            return _common_slip(exercise, case, pairs) or NearMiss("elsewhere", text)
        case Function():
            return _function_elsewhere(exercise, case, value, key)
        case Choices():
            return NearMiss("elsewhere", _set_difference(value, key))
        case Ranking():
            return _order_difference(value, key)
    return NearMiss("elsewhere", "That is not the one. Look at the picture again.")


def _slip(exercise: Any, case: Case, value: float, key: float) -> NearMiss | None:
    return near_miss(
        value,
        key,
        unit=exercise.unit,
        tolerance=exercise.tolerance,
        case=case,
        sign_matters=getattr(exercise, "sign_matters", True),
    )


def _common_slip(exercise: Any, case: Case, pairs: list[tuple[float, float]]) -> NearMiss | None:
    """The slip that all wrong values share, where there are at least two."""
    slips = [_slip(exercise, case, v, k) for v, k in pairs if not _near(exercise, v, k)]
    shared = len(slips) >= 2 and all(s and s.reason == slips[0].reason for s in slips)
    if not shared:
        return None
    return NearMiss(slips[0].reason, f"All that is wrong is wrong in one way. {slips[0].text}")


def _function_elsewhere(exercise: Function, case: Case, value: tuple, key: tuple) -> NearMiss:
    right = [_same_output(exercise, a, b) for a, b in zip(value, key, strict=True)]
    at = right.index(False)
    call = call_shown(exercise, exercise.inputs(case)[at])
    if len(value[at]) != len(key[at]):
        text = f"{call} gives {len(value[at])} values, and {len(key[at])} are asked for."
        return NearMiss("elsewhere", text)
    pairs = [p for a, b in zip(value, key, strict=True) for p in zip(a, b, strict=False)]
    shown = ", ".join(f"{v:.4g}" for v in value[at][:4])
    text = (
        f"{sum(right)} of {len(right)} inputs come out right. {call} gives {shown}, and that is "
        "not it: work this one out by hand."
    )
    return _common_slip(exercise, case, pairs) or NearMiss("elsewhere", text)


def _set_difference(value: frozenset, key: frozenset) -> str:
    if value < key:
        return "All that you chose is right, but something is missing."
    if value > key:
        return "All that is right is among what you chose, but something else is too."
    if value & key:
        return "Some of it is right; something is missing, and something is too much."
    return "None of these is right."


def _order_difference(value: tuple, key: tuple) -> NearMiss:
    if value == key[::-1]:
        return NearMiss("reversed", "The order is right, but it stands the other way round.")
    swaps = [i for i in range(len(key)) if value[i] != key[i]]
    if len(swaps) == 2 and swaps[1] == swaps[0] + 1:
        return NearMiss("neighbours", "Nearly: two neighbours stand the wrong way round.")
    return NearMiss("elsewhere", f"{len(key) - len(swaps)} of {len(key)} stand in the right place.")


def _sorted(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dict):
        return sorted(value.items())
    return value


def _exact(value: Any) -> str:
    """A number or letters in a form that gives them back."""
    return repr(value) if isinstance(value, float) else ", ".join(_sorted(value))


def _shown(exercise: Exercise, case: Case, value: Any) -> str:
    """An answer for the record, and for the learner's paper."""
    match exercise:
        case Number():
            return quantity(value, exercise.unit, case.scenario.currency)
        case Series():
            return f"{len(value)} values"
        case Function():
            return f"a function {exercise.signature}"
        case ShortText():
            return value
    options = exercise.options(case)
    chosen = [options[x] for x in (sorted(value) if isinstance(value, frozenset) else value)]
    return chosen[0] if len(chosen) == 1 else ", ".join(text.rstrip(".") for text in chosen)
