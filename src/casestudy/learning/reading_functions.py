"""Functions as learners give them: called with inputs, and what comes out of them."""

from __future__ import annotations

import copy
import inspect
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from casestudy.learning.reading_answers import Unreadable, read_number
from casestudy.learning.running import OutOfTime, call_within
from casestudy.reading import given

if TYPE_CHECKING:
    from casestudy.case import Case
    from casestudy.learning.kinds import Function

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
    deadline = perf_counter() + exercise.time_limit
    outputs = []
    for arguments in exercise.inputs(case):
        _takes(exercise, function, arguments)
        result = _called(exercise, function, arguments, deadline - perf_counter())
        outputs.append(_numbers(exercise, case, result, arguments))
    return tuple(outputs)


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


def _called(exercise: Function, function: Any, arguments: tuple, seconds: float) -> Any:
    call = call_shown(exercise, arguments)
    try:
        return call_within(seconds, function, *copy.deepcopy(arguments))
    except OutOfTime as error:
        limit = exercise.time_limit
        text = f"{call} did not come back within {limit:g} seconds: is there a loop without end?"
        if error.left_behind:
            text += " It still runs and makes all else slow; restart the kernel."
        raise Unreadable(text) from None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise  # the learner stops the kernel
        said = " ".join(str(error).split())[:120]
        raise Unreadable(
            f"{call} ends with {type(error).__name__}{f' ({said})' if said else ''}. Try this call "
            "in a cell of its own."
        ) from None


def _numbers(exercise: Function, case: Case, result: Any, arguments: tuple) -> tuple[float, ...]:
    call = call_shown(exercise, arguments)
    if result is None:
        raise Unreadable(f"{call} gives nothing back. Does the function end with `return`?")
    several = isinstance(result, list | tuple) or getattr(result, "ndim", 0) > 0
    values = list(np.asarray(result, dtype=object).reshape(-1)) if several else [result]
    try:
        return tuple(read_number(v, exercise.unit, case.scenario.currency) for v in values)
    except Unreadable as error:
        raise Unreadable(f"{call}: {error}") from None
