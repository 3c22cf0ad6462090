"""Equations written down instead of computed: arrays of symbols that answer NumPy's protocols.

A function of arrays that is called with `Symbols` gives the expression graph of what it computes.
Elements are nodes; equal expressions are one node. Slices, reshapes and assignments are NumPy's
own, because the arrays are: only ufuncs are answered here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from traceback import extract_tb, walk_stack
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import Symbolic

_SOURCE = str(Path(__file__).parents[2]) + os.sep
_NUMPY = str(Path(np.__file__).parent) + os.sep


class NotTraced(TypeError):
    """An operation on a symbol that cannot be written down."""


def _refuse(operation: str) -> NoReturn:
    """Say which operation it is, and in which line of the model it stands."""
    frames = [(f.f_code.co_filename, line) for f, line in walk_stack(sys._getframe(1))]
    raise _not_traced(f"{operation} of what is not known yet", frames)


def _not_traced(what: str, frames: list[tuple[str, int]]) -> NotTraced:
    """The innermost of these frames that is the model's says where it was."""
    outer = (frame for frame in frames if not frame[0].startswith((__file__, _NUMPY)))
    file, line = next(outer, frames[-1])
    return NotTraced(
        f"{file.removeprefix(_SOURCE)}, line {line}: {what} cannot be written down; "
        "use arithmetic of arrays, or teach casestudy.model.tracing"
    )


def written_down(equations: Callable, *given: Any) -> Any:
    """What equations make of symbols.

    Raises
    ------
    NotTraced
        If they do what cannot be written down; it names the operation and its line.
    """
    try:
        return equations(*given)
    except NotTraced:
        raise
    except Exception as error:  # NumPy's own refusal, of an object where it wants a number
        frames = [(f.filename, f.lineno or 0) for f in reversed(extract_tb(error.__traceback__))]
        raise _not_traced(f"{type(error).__name__} ({error}): this", frames) from error


class Node:
    """One number of the graph: a constant, an input, or an operation on other nodes.

    Attributes
    ----------
    op : str
        Name of a ufunc, or `constant`, `input`, `look_up`, `whole`.
    args : tuple of Node
    value : object
        Of a constant its number, of an input its place, of a look-up its table and the offset.
    moves : bool
        Whether it depends on what is marked as moving: the levers, not the world.
    """

    __slots__ = ("args", "graph", "moves", "number", "op", "value")

    def __init__(
        self, graph: Graph, op: str, args: tuple[Node, ...], value: Any, moves: bool
    ) -> None:
        self.graph, self.op, self.args, self.value = graph, op, args, value
        self.moves = moves or any(a.moves for a in args)
        self.number = graph.size  # arguments have lower ones

    def settled(self) -> Node:
        """Simplified, if it can be."""
        found = self.graph.simplified(self.op, self.args) if self.op in UFUNCS else None
        return self if found is None else found


def _refusing(operation: str) -> Callable:
    return lambda self, *_: _refuse(operation)


for _name, _said in {
    "__bool__": "an `if`, `and`, `or` or `not`",
    "__float__": "float()",
    "__int__": "int()",
    "__index__": "an index",
    "__lt__": "a comparison",
    "__le__": "a comparison",
    "__gt__": "a comparison",
    "__ge__": "a comparison",
}.items():
    setattr(Node, _name, _refusing(_said))

# What is exact whatever the symbol is, as long as it is finite. If the argument at this place is
# this number: the other argument remains; or the result is known.
_SAME = {
    "add": ((0, 0.0, 1), (1, 0.0, 0)),
    "subtract": ((1, 0.0, 0),),
    "multiply": ((0, 1.0, 1), (1, 1.0, 0)),
    "divide": ((1, 1.0, 0),),
    "power": ((1, 1.0, 0),),
}
_KNOWN = {
    "multiply": ((0, 0.0, 0.0), (1, 0.0, 0.0)),
    "divide": ((0, 0.0, 0.0),),
    "power": ((1, 0.0, 1.0), (0, 1.0, 1.0)),
}
_BEFORE_ALL = {"add": 0.0, "maximum": -np.inf, "minimum": np.inf}

UFUNCS = frozenset(
    {"add", "subtract", "multiply", "divide", "power", "negative", "absolute", "floor"}
    | {"maximum", "minimum", "exp", "expm1", "log", "log1p", "log2", "sqrt"}
)


class Graph:
    """All nodes of one trace; `summed` are the series of which sums were taken."""

    def __init__(self) -> None:
        self._nodes: dict[tuple, Node] = {}
        self.summed: list[tuple[Node, ...]] = []

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self._nodes)

    def node(
        self, op: str, args: tuple[Node, ...] = (), value: Any = None, moves: bool = False
    ) -> Node:
        """The one node of an expression."""
        # Zero and minus zero are equal, and not the same.
        key = (op, value, str(value) if value == 0 else "", *(a.number for a in args))
        if key not in self._nodes:
            self._nodes[key] = Node(self, op, args, value, moves)
        return self._nodes[key]

    def constant(self, value: float) -> Node:
        """A known number."""
        return value if isinstance(value, Node) else self.node("constant", value=float(value))

    def inputs(self, count: int, moving: int) -> list[NDArray]:
        """Numbers not known yet, each of shape (1,); the first ones move."""
        nodes = [self.node("input", value=i, moves=i < moving) for i in range(count)]
        return [symbols([n]) for n in nodes]

    def lift(self, values: Any) -> NDArray:
        """Any array as an array of nodes."""
        found = np.asarray(values)
        return np.asarray(np.frompyfunc(self.constant, 1, 1)(found), object)

    def apply(self, op: str, *arrays: Any) -> NDArray:
        """An operation on each element.

        Along the last axis, which is the quarter, all elements are simplified or none: what is one
        equation in the model stays one equation.
        """
        args = np.broadcast_arrays(*(self.lift(a) for a in arrays))
        out = np.empty(args[0].shape, object)
        for place in np.ndindex(out.shape[:-1]):
            rows = list(zip(*(np.atleast_1d(a[place]) for a in args), strict=True))
            simple = [self.simplified(op, row) for row in rows]
            if any(found is None for found in simple):
                simple = [self.node(op, row) for row in rows]
            out[place] = simple if out.ndim else simple[0]
        return symbols(out)

    def simplified(self, op: str, args: tuple[Node, ...]) -> Node | None:
        """What an operation on these comes to, if that is known or simpler."""
        if all(a.op == "constant" for a in args):
            if op == "whole":
                return args[0]
            with np.errstate(all="ignore"):
                return self.constant(getattr(np, op)(*(a.value for a in args)))
        for at, number, other in _SAME.get(op, ()):
            if args[at].value == number and args[at].op == "constant":
                return args[other]
        for at, number, result in _KNOWN.get(op, ()):
            if args[at].value == number and args[at].op == "constant":
                return self.constant(result)
        if args[0] is args[-1] and len(args) > 1:
            return {
                "subtract": self.constant(0.0), "maximum": args[0], "minimum": args[0],
            }.get(op)  # fmt: skip
        return None

    def reduce(self, op: str, values: NDArray, axis: int) -> NDArray:
        """Elements along an axis taken together, one after the other."""
        if axis % values.ndim == values.ndim - 1 and values.shape[-1] > 1:
            self.summed += [tuple(row) for row in values.reshape(-1, values.shape[-1])]
        parts = np.moveaxis(values, axis, 0)
        total = parts[0]
        for part in parts[1:]:
            total = self.apply(op, total, part)
        return symbols(total)

    def accumulate(self, op: str, values: NDArray) -> NDArray:
        """The same along the last axis, with what comes out after each element."""
        out, before = np.empty_like(values), self.lift(_BEFORE_ALL[op])[()]
        for place in np.ndindex(values.shape[:-1]):
            last = before
            for k, value in enumerate(values[place]):
                last = out[(*place, k)] = self.node(op, (last, value))
        return symbols(out)

    def matmul(self, values: NDArray, matrix: NDArray) -> NDArray:
        """Series times a known matrix, diagonal by diagonal: few, if it reaches a few quarters."""
        size, total = matrix.shape[1], 0.0
        for late in range(1 - len(matrix), size):
            weight = np.diagonal(matrix, late)
            if not weight.any():
                continue
            to = slice(max(late, 0), max(late, 0) + len(weight))
            start = to.start - late
            moved = self.lift(np.zeros((*values.shape[:-1], size)))
            moved[..., to] = values[..., start : start + len(weight)]
            weights = np.zeros(size)
            weights[to] = weight
            if (weight == weight[0]).all():
                weights[:] = weight[0]  # the rest is multiplied by zero
            total = self.apply("add", total, self.apply("multiply", weights, moved))
        return total

    def look_up(self, name: str, offset: int, at: Node, moves: bool) -> Node:
        """An element of a table that is known, at a place that is not."""
        return self.node("look_up", (at,), (name, offset), moves)


def symbols(values: Any) -> NDArray:
    """An array of nodes that answers ufuncs."""
    return np.asarray(values, object).view(Symbols)


_REWRITTEN: dict[str, Callable] = {
    "square": lambda graph, x: graph.apply("multiply", x, x),
    "power": lambda graph, x, y: graph.apply(
        *(("multiply", x, x) if type(y) is int and y == 2 else ("power", x, y))
    ),
    "reciprocal": lambda graph, x: graph.apply("divide", 1.0, x),
    "positive": lambda graph, x: symbols(x),
    "clip": lambda graph, x, low, high: graph.apply(
        "minimum", graph.apply("maximum", x, low), high
    ),
    "matmul": lambda graph, x, matrix: graph.matmul(graph.lift(x), _known(matrix)),
}


def _known(matrix: Any) -> NDArray:
    if isinstance(matrix, Symbolic):
        _refuse("a product with a matrix")
    return np.asarray(matrix, float)


class Symbols(Symbolic):
    """An array of nodes: NumPy's own in shape and slices, and a writer of what ufuncs do."""

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        return symbols(found) if isinstance(found, Node) else found

    def astype(self, dtype: Any, *_: Any, **__: Any) -> NDArray:
        """Whole numbers for an index, where they are asked for."""
        kind = np.dtype(dtype).kind
        if kind not in "iuf":
            _refuse(f"astype({np.dtype(dtype)})")
        return self if kind == "f" else _graph(self).apply("whole", self)

    def __array_function__(self, *call: Any) -> Any:
        found = super().__array_function__(*call)  # NumPy's own; some give a plain array back
        return symbols(found) if isinstance(found, np.ndarray) and found.dtype == object else found

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **named: Any
    ) -> Any:
        graph, op = next(_graph(a) for a in inputs if isinstance(a, Symbolic)), ufunc.__name__
        if named.pop("where", True) is not True or method not in _METHODS:
            _refuse(f"np.{op} by {method!r}, or with where,")
        if method == "__call__" and op in _REWRITTEN:
            result = _REWRITTEN[op](graph, *inputs)
        elif op not in UFUNCS:
            _refuse(f"np.{op}")
        else:
            result = _METHODS[method](graph, op, named, *inputs)
        if out is None or out[0] is None:
            return result
        out[0][...] = result
        return out[0]


def _reduced(graph: Graph, op: str, named: dict, values: Any, axis: Any = 0, *_: Any) -> NDArray:
    axis, values = named.get("axis", axis), graph.lift(values)
    if axis is None and values.ndim == 1:
        axis = 0
    given = named.get("keepdims", False), named.get("initial", np._NoValue)
    if not isinstance(axis, int) or given != (False, np._NoValue):
        _refuse(f"np.{op} along {axis}, or with keepdims or initial,")
    return graph.reduce(op, values, axis)


def _accumulated(
    graph: Graph, op: str, named: dict, values: Any, axis: int = 0, *_: Any
) -> NDArray:
    values, axis = graph.lift(values), named.get("axis", axis)
    if op not in _BEFORE_ALL or axis % values.ndim != values.ndim - 1:
        _refuse(f"np.{op}.accumulate along axis {axis}")
    return graph.accumulate(op, values)


_METHODS: dict[str, Callable] = {
    "__call__": lambda graph, op, named, *inputs: graph.apply(op, *inputs),
    "reduce": _reduced,
    "accumulate": _accumulated,
}


def _graph(values: NDArray) -> Graph:
    return next(v for v in values.view(np.ndarray).flat if isinstance(v, Node)).graph


class Table:
    """A known table that is read at places that are not known yet, the last axes first.

    Parameters
    ----------
    name : str
    shape : sequence of int
    moves : bool
        Whether the plan chooses among tables of this name.
    """

    def __init__(self, name: str, shape: Sequence[int], moves: bool = False) -> None:
        self.name, self.shape, self.moves = name, tuple(shape), moves

    def __getitem__(self, key: Any) -> NDArray:
        key = key if isinstance(key, tuple) else (key,)
        whole = sum(1 for k in key if isinstance(k, slice))
        places = key[whole:]
        if (
            any(k != slice(None) for k in key[:whole])
            or len(key) != len(self.shape)
            or not any(isinstance(p, Symbols) for p in places)
        ):
            _refuse(f"{self.name}[…], unless at one place on each of the last axes,")
        graph = next(_graph(p) for p in places if isinstance(p, Symbols))
        inner = self.shape[whole:]
        at = sum(p * int(np.prod(inner[i + 1 :])) for i, p in enumerate(places))
        start = np.arange(int(np.prod(self.shape[:whole]))) * int(np.prod(inner))
        start = start.reshape(self.shape[:whole] + (1,) * at.ndim)
        starts, ats = np.broadcast_arrays(start, at.view(np.ndarray))
        out = np.empty(starts.shape, object)
        for place in np.ndindex(out.shape):
            out[place] = graph.look_up(self.name, int(starts[place]), ats[place], self.moves)
        return symbols(out)
