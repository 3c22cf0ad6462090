"""Many draws at once: the traced equations, run by NumPy with the draws side by side.

`simulate` computes arrays of (draw, quarter), whatever is asked. Here the same equations, written
down once (`casestudy.model.tracing`), run as arrays of (quarter, draw), in blocks of draws that
stay in the processor's cache. What is not asked for is left out, and what is the same in all draws
is computed once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, fields, replace
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy.errors import InputError, given
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.derived import derived
from casestudy.model.lines import Earlier, Known, Line, Lines, Operand
from casestudy.model.outcome import Headlines, Series
from casestudy.model.simulate import accepted, draw_shape, simulated
from casestudy.model.tracing import UFUNCS, Graph, Node
from casestudy.model.twin import LEVERS, WORLD, traced
from casestudy.model.workers import in_order
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS

BLOCK = 768  # draws side by side: the fastest of 256 to 2,048
PIECE = 16 * BLOCK  # draws that are given to a worker at a time
MANY = 5000  # draws from which on it pays to write the equations down first

What = Node | Line


@dataclass(eq=False)
class _Step:
    """One operation: what it makes, of what, and whether it differs from draw to draw."""

    what: What
    args: tuple[Operand, ...]
    varies: bool


class Program:
    """Equations as a list of NumPy's operations.

    Parameters
    ----------
    graph : Graph
    numbers : mapping of str to Node
        What is asked for once a draw.
    series : mapping of str to tuple of Node
        What is asked for each quarter.
    varying : iterable of int
        Which inputs differ from draw to draw.
    """

    def __init__(
        self,
        graph: Graph,
        numbers: Mapping[str, Node],
        series: Mapping[str, tuple[Node, ...]],
        varying: Iterable[int],
    ) -> None:
        self.numbers = dict(numbers)
        self.lines, self.varying = Lines(), frozenset(varying)
        self.series = {name: self.lines.operand(row) for name, row in series.items()}
        for row in graph.summed:
            if len(row) == QUARTERS:
                self.lines.operand(row)
        self.steps: list[_Step] = []
        self._varies: dict[What, bool] = {}
        for operand in (*self.series.values(), *self.numbers.values()):
            self._need(operand)
        self._own = threading.local()

    def _need(self, operand: Operand) -> bool:
        """Put what makes an operand into the list, after what it needs; whether it varies."""
        if isinstance(operand, Known):
            return False
        if isinstance(operand, Earlier):
            return self._need(operand.line)
        if isinstance(operand, Node):
            if operand.op == "constant":
                return False
            if operand in self.lines.lane_of:
                return self._need(self.lines.lane_of[operand][0])
        if operand in self._varies:
            return self._varies[operand]
        if isinstance(operand, Line):
            args = (*operand.before, *(operand.args if operand.op else operand.lanes))
        else:
            args = operand.args
        itself = [a for a in args if isinstance(a, Earlier) and a.line is operand]
        varies = [self._need(a) for a in args if a not in itself]
        if isinstance(operand, Node) and operand.op == "input":
            varies = [operand.value in self.varying]
        self._varies[operand] = any(varies)
        self.steps.append(_Step(operand, tuple(args), any(varies)))
        return any(varies)

    def run(
        self, inputs: NDArray | list, tables: Mapping[str, NDArray]
    ) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
        """What is asked for, for each draw.

        Parameters
        ----------
        inputs : list of array_like
            A number, or an array (n,) where it varies.
        tables : mapping of str to ndarray
            What is read at a place, flat.

        Returns
        -------
        numbers : dict of str to ndarray, (n,)
        series : dict of str to ndarray, (n, 20)
        """
        if not hasattr(self._own, "bound"):  # one a thread: it works in its own memory
            self._own.bound = _Bound(self)
        return self._own.bound.run(inputs, tables)


class _Bound:
    """The operations with the memory in which they work."""

    def __init__(self, program: Program) -> None:
        self._program, self._tables = program, {}
        self._inputs: dict[int, NDArray] = {}
        self._at: dict[What, NDArray] = {}
        self._once: list[Callable[[], object]] = []
        self._each: list[Callable[[], object]] = []
        last = {}
        for i, step in enumerate(program.steps):
            last.update((self._home(a), i) for a in step.args)
        for operand in (*program.numbers.values(), *program.series.values()):
            last[self._home(operand)] = len(program.steps)
        ending: dict[int, list[What]] = {}
        for what, i in last.items():
            ending.setdefault(i, []).append(what)
        free: dict[tuple[int, ...], list[NDArray]] = {}
        for i, step in enumerate(program.steps):
            shape, gone = self._shape(step), ending.get(i, [])
            over = next((w for w in gone if self._can_be_written_over(step, w)), None)
            if over is not None:
                self._at[step.what] = self._at[over]
                gone.remove(over)
            else:
                spare = free.get(shape, []) if step.varies and not _is_input(step.what) else []
                self._at[step.what] = spare.pop() if spare else np.zeros(shape)
            (self._each if step.varies else self._once).extend(self._calls(step))
            for what in gone:
                array = self._at.get(what)
                # What is the same in all draws is computed once, and has to stay.
                if array is not None and array.shape[-1] == BLOCK and not _is_input(what):
                    free.setdefault(array.shape, []).append(array)

    def _can_be_written_over(self, step: _Step, what: What) -> bool:
        """Whether the result may take the place of something that is not needed any more."""
        at = self._at.get(what)
        if at is None or at.shape != self._shape(step) or at.shape[-1] == 1 or _is_input(what):
            return False
        if any(a is not what and self._home(a) is what for a in step.args):
            return False  # it reads a part of it, too
        if isinstance(step.what, Node):
            return True
        return (
            step.what.op in UFUNCS
            and not step.what.before
            and not what.before
            and _steady(step.what) is None
        )

    def _home(self, operand: Operand) -> What | None:
        """Whose memory holds it."""
        if isinstance(operand, Earlier):
            return operand.line
        if isinstance(operand, Node) and operand in self._program.lines.lane_of:
            return self._program.lines.lane_of[operand][0]
        return operand if isinstance(operand, Node | Line) else None

    @staticmethod
    def _shape(step: _Step) -> tuple[int, ...]:
        width = BLOCK if step.varies else 1
        if isinstance(step.what, Node):
            return (width,)
        return (len(step.what.before) + QUARTERS, width)

    def _array(self, operand: Operand) -> NDArray | float:
        """Where an operand stands: a number a draw, or a row for each quarter."""
        if isinstance(operand, Known):
            return np.array(operand.values)[:, None]
        if isinstance(operand, Earlier):
            start = len(operand.line.before) - operand.quarters
            return self._at[operand.line][start : start + QUARTERS]
        if isinstance(operand, Line):
            return self._at[operand][len(operand.before) :]
        if operand.op == "constant":
            return operand.value
        if operand in self._program.lines.lane_of:
            line, quarter = self._program.lines.lane_of[operand]
            return self._at[line][len(line.before) + quarter]
        return self._at[operand]

    def _calls(self, step: _Step) -> list[Callable[[], object]]:
        what, whole = step.what, self._at[step.what]
        if isinstance(what, Node):
            if what.op == "input":
                self._inputs[what.value] = whole
                return []
            return [_call(what, [self._array(a) for a in what.args], whole, self._tables)]
        rows = [*what.before, *(() if what.op else what.lanes)]
        calls = [partial(np.copyto, whole[i], self._array(n)) for i, n in enumerate(rows)]
        if what.op is None:
            return calls
        out, args = whole[len(what.before) :], [self._array(a) for a in what.args]
        if what.op == "again":
            return [*calls, partial(np.copyto, out, args[0])]
        if (rate := _steady(what)) is not None:
            return [*calls, partial(_compounded, args[0], *rate, out)]
        if any(isinstance(a, Earlier) and a.line is what for a in what.args):
            # It looks back at itself: a quarter at a time.
            tall = [np.broadcast_to(np.atleast_2d(a), out.shape) for a in args]
            return calls + [
                _call(what, [a[t] for a in tall], out[t], self._tables) for t in range(QUARTERS)
            ]
        return [*calls, _call(what, args, out, self._tables)]

    def run(
        self, inputs: list, tables: Mapping[str, NDArray]
    ) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
        """See `Program.run`."""
        program = self._program
        self._tables.update(tables)
        drawn = {i: a for i, a in self._inputs.items() if i in program.varying}
        for i, array in self._inputs.items():
            if i not in drawn:
                array[0] = inputs[i]
        for call in self._once:
            call()
        size = len(inputs[min(program.varying)])
        numbers = {name: np.empty(size) for name in program.numbers}
        series = {name: np.empty((size, QUARTERS)) for name in program.series}
        got = [(numbers[n], self._array(o)) for n, o in program.numbers.items()]
        rows = [(series[n], self._array(o)) for n, o in program.series.items()]
        for first in range(0, size, BLOCK):
            here = slice(first, min(first + BLOCK, size))
            count = here.stop - here.start
            for i, array in drawn.items():
                array[:count] = inputs[i][here]
                array[count:] = array[0]  # the last block is filled up, and the rest not read
            for call in self._each:
                call()
            for to, of in got:
                to[here] = of[:count] if np.ndim(of) and len(of) == BLOCK else of
            for to, of in rows:
                of = np.broadcast_to(np.atleast_2d(of), (QUARTERS, of.shape[-1]))
                to[here] = of[:, :count].T
        return numbers, series


def _is_input(what: What) -> bool:
    return isinstance(what, Node) and what.op == "input"


def _call(what: What, args: list, out: NDArray, tables: dict[str, NDArray]) -> Callable:
    if what.op == "look_up":
        name, offset = what.value
        return lambda: np.take(tables[name], args[0].astype(np.intp) + offset, out=out, mode="clip")
    return partial(np.trunc if what.op == "whole" else getattr(np, what.op), *args, out=out)


def _steady(line: Line) -> tuple[float, float] | None:
    """Of powers of one number: the first exponent and the step, if all steps are the same."""
    if line.op != "power" or not isinstance(line.args[0], Node):
        return None
    powers = line.args[1]
    if not isinstance(powers, Known):
        return None
    steps = np.diff(powers.values)
    return (powers.values[0], steps[0]) if np.ptp(steps) < 1e-12 else None


def _compounded(base: NDArray, first: float, step: float, out: NDArray) -> None:
    """Powers of a base, one quarter after the other: two powers and nineteen products."""
    np.power(base, first, out[0])
    factor = base**step
    for before, after in pairwise(out):
        np.multiply(before, factor, after)


@lru_cache(maxsize=4)
def _graph(case: Case) -> tuple[Graph, dict[str, tuple[Node, ...]], dict[str, Node]]:
    return traced(case)


@lru_cache(maxsize=16)
def _program(case: Case, varying: frozenset[int], series: tuple[str, ...]) -> Program:
    graph, rows, numbers = _graph(case)
    return Program(graph, numbers, {name: rows[name] for name in series}, varying)


def evaluate(
    case: Case,
    levers: Levers,
    assumptions: Assumptions,
    series: Iterable[str] = (),
    executor: Executor | None = None,
) -> tuple[Headlines, dict[str, NDArray]]:
    """What `simulate_many` gives, of numbers that are known to be usable, some of them arrays (n,).

    A draw's result does not depend on the others, nor on who computes it.
    """
    if executor is None:
        return _evaluated(case, levers, assumptions, tuple(series))
    (size,) = draw_shape(levers, assumptions)
    parts = [slice(first, first + PIECE) for first in range(0, size, PIECE)]
    jobs = [(_part(levers, p), _part(assumptions, p), tuple(series)) for p in parts]
    found = list(in_order(executor, case, _evaluated, jobs))
    headlines = {
        f.name: np.concatenate([getattr(h, f.name) for h, _ in found]) for f in fields(Headlines)
    }
    return Headlines(**headlines), {n: np.concatenate([s[n] for _, s in found]) for n in series}


def _evaluated(
    case: Case, levers: Levers, assumptions: Assumptions, series: tuple[str, ...]
) -> tuple[Headlines, dict[str, NDArray]]:
    inputs: list[Any] = [getattr(levers, n) for n in LEVERS]
    inputs += [getattr(assumptions, n) for n in WORLD]
    size = max(len(v) for v in inputs if np.ndim(v))
    inputs = [float(v[0]) if np.ndim(v) and len(v) < size else v for v in inputs]
    varying = frozenset(i for i, v in enumerate(inputs) if np.ndim(v))
    g = derived(case)
    tables = {"curves": g.curves[levers.pruning_rule].ravel(), "months": g.launch_months.ravel()}
    numbers, rows = _program(case, varying, tuple(series)).run(inputs, tables)
    return Headlines(**numbers), rows


def simulate_many(
    case: Case,
    levers: Levers,
    assumptions: Assumptions | None = None,
    *,
    chunk: int = 1000,
    series: Iterable[str] = (),
    executor: Executor | None = None,
) -> tuple[Headlines, dict[str, NDArray]]:
    """Headlines of many draws, in memory that stays flat.

    Parameters
    ----------
    case : Case
    levers, assumptions : Levers, Assumptions
        As in `simulate`, with numbers or one-dimensional arrays of draws, (n,).
    chunk : int
        Draws in one pass of `simulate`. From some thousands of draws on the equations are written
        down first, and run in blocks of their own.
    series : iterable of str
        Names of series to return as well.
    executor : Executor, optional
        Who computes thousands of draws; fewer are computed here.

    Returns
    -------
    headlines : Headlines
        Each of shape (n,).
    series : dict of str to ndarray
        Each of shape (n, 20); empty unless asked for.

    Raises
    ------
    TypeError, InputError
        As in `simulate`, and if `chunk` is no whole number of at least 1.
    ValueError
        If the draws are not one-dimensional, do not go together, or a series is unknown.
    """
    levers, assumptions = accepted(case, levers, assumptions)
    if isinstance(chunk, bool) or not isinstance(chunk, int | np.integer) or chunk < 1:
        raise InputError(f"chunk: expected a whole number of at least 1, not {given(chunk)}")
    shape = draw_shape(levers, assumptions)
    if len(shape) != 1:
        raise ValueError(f"expected one-dimensional draws (n,), not shape {shape}")
    wanted, known = list(series), [f.name for f in fields(Series)]
    for name in wanted:
        if name not in known:
            raise ValueError(f"unknown series {name!r}; accepted: {', '.join(known)}")
    size = shape[0]
    if size >= MANY:
        return evaluate(case, levers, assumptions, wanted, executor)
    out = {f.name: np.empty(size) for f in fields(Headlines)}
    kept = {name: np.empty((size, QUARTERS)) for name in wanted}
    for first in range(0, size, chunk):
        part = slice(first, min(first + chunk, size))
        found = simulated(case, _part(levers, part), _part(assumptions, part))
        for name, values in out.items():
            values[part] = getattr(found.headlines, name)
        for name, values in kept.items():
            values[part] = getattr(found.series, name)
    return Headlines(**out), kept


def _part(record: Levers | Assumptions, part: slice) -> Levers | Assumptions:
    arrays = {n: getattr(record, n) for n in names(type(record))}
    return replace(
        record, **{n: v[part] if np.ndim(v) and len(v) > 1 else v for n, v in arrays.items()}
    )
