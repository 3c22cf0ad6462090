"""Calling a learner's function without waiting for ever."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from time import perf_counter
from types import FrameType
from typing import Any

import numpy as np

GRACE = 0.3  # seconds in which a stopped function may leave


class OutOfTime(Exception):
    """The function did not come back in time; `left_behind` if it could not be stopped."""

    def __init__(self, left_behind: bool) -> None:
        super().__init__()
        self.left_behind = left_behind


class _Stop(SystemExit):
    """Ends a function that takes too long; no `except Exception` of the learner's holds it.

    It is a `SystemExit` because threads leave silently by it, should it come a moment late.
    """


def call_within(seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function, and give up after some seconds.

    The function runs in a thread of its own, in which an exception is raised from outside when
    time is over. That ends any loop of Python on every system and inside a kernel, without
    signals, without another process, and without slowing the function down. What blocks inside
    one call of compiled code, or catches everything, cannot be ended; it is left behind in its
    thread, which does not keep the kernel from stopping. Where there are no threads (Pyodide), the
    function is traced instead, and looks at the clock at every step.

    Parameters
    ----------
    seconds : float
    function : callable
    *arguments

    Returns
    -------
    Any
        What the function gives.

    Raises
    ------
    OutOfTime
        If it takes longer.
    BaseException
        Whatever the function raises.

    Examples
    --------
    >>> call_within(1.0, max, 2, 3)
    3
    """
    outcome: dict[str, Any] = {}

    def run(call: Callable[[], Any]) -> None:
        try:
            # A warning of numpy is not the learner's answer.
            with np.errstate(all="ignore"):
                outcome["value"] = call()
        except BaseException as error:  # SystemExit too: it must not end the thread unheard
            outcome["error"] = error

    worker = threading.Thread(
        target=run, args=(lambda: function(*arguments),), daemon=True, name="casestudy-answer"
    )
    try:
        worker.start()
    except RuntimeError:
        run(lambda: _traced(perf_counter() + seconds, function, arguments))
    else:
        worker.join(max(0.0, seconds))
        if worker.is_alive():
            raise OutOfTime(left_behind=not _stopped(worker))
    error = outcome.get("error")
    if isinstance(error, _Stop):
        raise OutOfTime(left_behind=False)
    if error is not None:
        raise error
    return outcome["value"]


def _stopped(worker: threading.Thread) -> bool:
    """Whether a thread could be ended."""
    import ctypes

    until = perf_counter() + GRACE
    while worker.is_alive() and perf_counter() < until:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident or 0), ctypes.py_object(_Stop)
        )
        worker.join(GRACE / 10)
    return not worker.is_alive()


def _traced(deadline: float, function: Callable[..., Any], arguments: tuple) -> Any:
    def watch(frame: FrameType, event: str, argument: Any) -> Any:
        # A loop that stands on one line has no lines to be told of.
        frame.f_trace_opcodes = True
        if perf_counter() > deadline:
            raise _Stop
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return function(*arguments)
    finally:
        sys.settrace(before)
