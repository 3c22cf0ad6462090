"""Functions as learners give them: called with inputs, and what comes out of them."""

from __future__ import annotations

import copy
import inspect
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from casestudy.errors import given
from casestudy.learning.originals import Originals
from casestudy.learning.reading_answers import Unreadable, meddled, read_number
from casestudy.learning.running import Failed, Meddled, OutOfTime, call_within

if TYPE_CHECKING:
    from casestudy.learning.kinds import Function
    from casestudy.scenario.case import Case

Outputs = tuple[tuple[float, ...], ...]


def outputs_of(exercise: Function, case: Case, function: Any) -> Outputs:
    """What a function gives for each input of an exercise.

    Parameters
    ----------
    exercise : Function
    case : Case
    function : Any
        What the learner gave; it should be a function.

    Returns
    -------
    tuple of tuple of float
        For each input the numbers that come out, one or several.

    Raises
    ------
    Unreadable
        If it is no function, takes other arguments, raises, does not come back in time, or gives
        something else than numbers.
    """
    if not callable(function) or isinstance(function, type):
        raise Unreadable(
            f"A function is asked for, `{exercise.signature}`; this is of the type "
            f"{type(function).__name__}. Give its name, without brackets after it."
        )
    inputs = exercise.inputs(case)
    deadline = perf_counter() + exercise.time_limit
    return tuple(_output(exercise, case, function, a, deadline - perf_counter()) for a in inputs)


def call_shown(exercise: Function, arguments: tuple) -> str:
    """A call as one would write it."""
    shown = (f"{a:.6g}" if isinstance(a, float) else given(a) for a in arguments)
    return f"`{exercise.signature.split('(')[0]}({', '.join(shown)})`"


def _takes(exercise: Function, function: Any, arguments: tuple) -> None:
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        raise Unreadable(
            f"Your function does not take {len(arguments)} inputs; asked for is "
            f"`{exercise.signature}`."
        ) from None
    except ValueError:
        pass  # some functions of compiled code do not say what they take


def _output(
    exercise: Function, case: Case, function: Any, arguments: tuple, seconds: float
) -> tuple[float, ...]:
    call = call_shown(exercise, arguments)

    def run() -> tuple[float, ...]:
        # What comes out may have code of its own, so it is read while the time runs.
        _takes(exercise, function, arguments)
        with Originals() as kept:
            result = function(*copy.deepcopy(arguments))
        if kept.replaced:
            raise Meddled(kept.replaced)
        return _numbers(exercise, case, result, call)

    try:
        return call_within(seconds, run)
    except OutOfTime as error:
        limit = exercise.time_limit
        text = f"{call} did not come back within {limit:g} seconds: is there a loop without end?"
        if error.left_behind:
            text += " It still runs and makes all else slow; restart the kernel."
        raise Unreadable(text) from None
    except Meddled as error:
        raise Unreadable(f"{call}: your function {meddled(error)}") from None
    except Failed as error:
        if type(error.error) is Unreadable:
            raise error.error from None
        raise Unreadable(
            f"{call} ends with {error.name}{f' ({error.said})' if error.said else ''}. Try this "
            "call in a cell of its own."
        ) from None


def _numbers(exercise: Function, case: Case, result: Any, call: str) -> tuple[float, ...]:
    if result is None:
        raise Unreadable(f"{call} gives nothing back. Does the function end with `return`?")
    several = isinstance(result, list | tuple) or getattr(result, "ndim", 0) > 0
    values = list(np.asarray(result, dtype=object).reshape(-1)) if several else [result]
    try:
        return tuple(read_number(v, exercise.unit, case.scenario.currency) for v in values)
    except Unreadable as error:
        raise Unreadable(f"{call}: {error}") from None
