"""Running what a learner gave: it ends in time, says little, and leaves all as it was."""

from __future__ import annotations

import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any

import numpy as np

from casestudy.learning.originals import Originals

GRACE = 0.3  # seconds in which a stopped function may leave its thread
AGAIN = 300e-6  # seconds until the alarm rings again, at most: it may have been caught
MOST_PRINTED = 2_000  # characters of what it prints that are shown
MOST_MEMORY = 1_000_000_000  # bytes that it may take beyond what the kernel has
LONGEST_SAID = 120


class OutOfTime(Exception):
    """The function did not come back in time; `left_behind` if it could not be stopped."""

    def __init__(self, left_behind: bool) -> None:
        super().__init__()
        self.left_behind = left_behind


class Failed(Exception):
    """The function ended by an exception, also one that would end the program.

    Attributes
    ----------
    error : BaseException
        The exception; it may be of the learner's own making, and is not to be asked anything.
    name, said : str
        Its type and its words, fetched while the function's time still ran.
    """

    def __init__(self, error: BaseException, name: str, said: str) -> None:
        super().__init__(f"{name}: {said}" if said else name)
        self.error, self.name, self.said = error, name, said


class Meddled(Exception):
    """The function replaced what all others need, and it was put back: `names`."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class _Stop(SystemExit):
    """Ends a function that takes too long; no `except Exception` of the learner's holds it.

    It is a `SystemExit` because threads leave silently by it, should it come a moment late.
    """


def call_within(seconds: float, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function, give up after some seconds, and put back what it changed.

    In the main thread, where a kernel runs its cells, an alarm of the operating system rings when
    time is over, and raises an exception: that ends loops, waiting, and what Python itself computes
    in one long call (`10**10**9`, a regular expression). It rings again and again, so that who
    catches everything is ended too. Where there is no such alarm (in other threads, on Windows) the
    function runs in a thread of its own, in which the exception is raised from outside; what it
    cannot end is left behind there, and does not keep the kernel from stopping. Where there are no
    threads either (Pyodide), the function is traced, and looks at the clock at every step.

    What it prints is cut, and on Linux the memory that it can take is limited. Python's, `math`'s
    and NumPy's own functions, the limit of recursion and the filters of warnings are put back.

    What nobody can stop from inside the process: `os._exit`; one call of compiled code that neither
    lets others run nor looks for alarms, such as `sum(range(10**12))` or a long computation inside
    NumPy, which is waited for; without an alarm, `10**10**9` too. Threads that the function starts
    go on. The kernel is the learner's, and can be restarted.

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
    Failed
        If it raises, whatever it raises.
    Meddled
        If it replaces functions of Python, `math` or NumPy.
    KeyboardInterrupt
        If the learner stops the kernel meanwhile.

    Examples
    --------
    >>> call_within(1.0, max, 2, 3)
    3
    """

    def call() -> tuple[Any, Exception | None]:
        value = raised = None
        # A warning of numpy is not the learner's answer. A new thread has not the outer state.
        with np.errstate(all="ignore"), Originals() as kept:
            try:
                value = function(*arguments)
            except _Stop:
                raise
            except BaseException as error:  # SystemExit too: it must end neither thread nor kernel
                raised = error
        if isinstance(raised, KeyboardInterrupt) and _is_main():
            raise raised  # the learner stops the kernel
        if kept.replaced:
            return None, Meddled(kept.replaced)
        return value, raised and _described(raised)

    seconds = max(0.0, seconds)
    # The alarm may ring while the inner ones are being left; these are left after it is off.
    with Originals(), np.errstate(all="ignore"), _contained():
        if _is_main() and hasattr(signal, "setitimer"):
            value, failed = _alarmed(seconds, call)
        else:
            value, failed = _threaded(seconds, call)
    if failed:
        raise failed
    return value


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _described(error: BaseException) -> Exception:
    if type(error) is Meddled:
        return error
    name, said = "an exception", ""
    try:
        name = str(type(error).__name__)
        said = " ".join(str(error).split())[:LONGEST_SAID]
    except (_Stop, KeyboardInterrupt):
        raise
    except BaseException:  # one that cannot even say what it is
        pass
    return Failed(error, name, said)


# -- ending it in time ----------------------------------------------------------------------------


def _alarmed(seconds: float, call: Callable[[], Any]) -> Any:
    """Call in this thread, under the alarm of the operating system."""
    rung = over = False

    def ring(number: int, frame: FrameType | None) -> None:
        nonlocal rung
        if over:
            return
        rung = True
        # Not in a steady beat: a loop that catches everything is left between its two ends only.
        signal.setitimer(signal.ITIMER_REAL, AGAIN * (0.01 + random.random()))
        raise _Stop

    def unraised(problem: Any) -> None:
        # It rang while Python was clearing something up, and rings again: nobody's error.
        if problem.exc_type is not _Stop:
            hook(problem)

    started = perf_counter()
    hook, sys.unraisablehook = sys.unraisablehook, unraised
    handler = signal.signal(signal.SIGALRM, ring)
    waiting, interval = signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
    try:
        try:
            result = call()
        finally:
            over = True
    except _Stop:
        raise OutOfTime(left_behind=False) from None
    finally:
        # Somebody else's alarm rings when it would have.
        left = max(waiting - (perf_counter() - started), 1e-6) if waiting else 0.0
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, handler or signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, left, interval)
        sys.unraisablehook = hook
    if rung:  # it has made something else of being stopped
        raise OutOfTime(left_behind=False)
    return result


def _threaded(seconds: float, call: Callable[[], Any]) -> Any:
    """Call in a thread of its own; where there is none, in this one, step by step."""
    outcome: list[Any] = []
    # Waited for instead of the thread: a `join` that is interrupted takes the thread for ended.
    done = threading.Event()

    def run() -> None:
        try:
            outcome.append(call())
        except _Stop:
            pass
        finally:
            done.set()

    worker = threading.Thread(target=run, daemon=True, name="casestudy-answer")
    try:
        worker.start()
    except RuntimeError:
        with suppress(_Stop):
            outcome.append(_traced(perf_counter() + seconds, call))
    else:
        try:
            in_time = done.wait(seconds)
        except KeyboardInterrupt:
            _stopped(worker, done)
            raise
        if not in_time:
            raise OutOfTime(left_behind=not _stopped(worker, done))
    if not outcome:
        raise OutOfTime(left_behind=False)
    return outcome[0]


def _stopped(worker: threading.Thread, done: threading.Event) -> bool:
    """Whether a thread could be ended."""
    import ctypes

    until = perf_counter() + GRACE
    while not done.is_set() and worker.is_alive() and perf_counter() < until:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident or 0), ctypes.py_object(_Stop)
        )
        done.wait(GRACE / 10)
    return done.is_set() or not worker.is_alive()


def _traced(deadline: float, call: Callable[[], Any]) -> Any:
    def watch(frame: FrameType, event: str, argument: Any) -> Any:
        # A loop that stands on one line has no lines to be told of.
        frame.f_trace_opcodes = True
        if perf_counter() > deadline:
            raise _Stop
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return call()
    finally:
        sys.settrace(before)


# -- keeping it from doing harm -------------------------------------------------------------------


@contextmanager
def _contained() -> Iterator[None]:
    deepest = sys.getrecursionlimit()
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (stream and _Cut(stream) for stream in streams)
    try:
        # Here a warning that was made an error would be taken for one of the answer.
        with warnings.catch_warnings(), _bounded_memory():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.stdout, sys.stderr = streams
        sys.setrecursionlimit(deepest)


class _Cut:
    """A stream of which only the beginning is passed on."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._left = stream, MOST_PRINTED

    def write(self, text: str) -> int:
        shown = text[: self._left]
        if shown:
            self._stream.write(shown)
            self._left -= len(shown)
            if not self._left:
                self._stream.write("\n… (the rest of what was printed is left out)\n")
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Let a large allocation fail here, before the system ends the kernel for it (Linux)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + MOST_MEMORY
    if soft != resource.RLIM_INFINITY:
        most = min(most, soft)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
