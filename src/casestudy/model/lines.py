"""What the quarters of a graph have in common: rows of nodes as lines of arrays.

A graph has a node for each quarter of each series. Here they are found again as one line for all
quarters, which a printer writes as a loop and NumPy runs as one operation.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from casestudy.model.tracing import Node

REACH = 3  # quarters that a series may look back

# With it as the second argument an operation changes nothing: x - 0.
_NEUTRAL = {"add": 0.0, "subtract": 0.0, "multiply": 1.0, "divide": 1.0, "power": 1.0}


@dataclass(eq=False)
class Line:
    """A series that is computed in the loop; without an operation each quarter has its own."""

    lanes: tuple[Node, ...]
    op: str | None = None
    value: object = None
    args: list[Operand] = field(default_factory=list)
    before: list[Node] = field(default_factory=list)  # what stands before its first quarter

    @property
    def moves(self) -> bool:
        """Whether any quarter of it depends on the levers."""
        return any(n.moves for n in self.lanes)


@dataclass(frozen=True, eq=False)
class Earlier:
    """The same series some quarters earlier."""

    line: Line
    quarters: int


@dataclass(frozen=True)
class Known:
    """A series that is known."""

    values: tuple[float, ...]


Operand = Node | Line | Earlier | Known


class Lines:
    """Finds what the quarters have in common."""

    def __init__(self) -> None:
        self._lines: dict[tuple, Line] = {}
        self._starts: dict[tuple, Line] = {}  # lines by all but their last quarters
        self.lane_of: dict[Node, tuple[Line, int]] = {}

    def operand(self, lanes: tuple[Node, ...]) -> Operand:
        """A row of nodes, one for each quarter, as what it is."""
        if all(n is lanes[0] for n in lanes):
            return lanes[0]
        if all(n.op == "constant" for n in lanes):
            return Known(tuple(n.value for n in lanes))
        return self._lines.get(lanes) or self._earlier(lanes) or self._line(lanes)

    def _earlier(self, lanes: tuple[Node, ...]) -> Earlier | None:
        for late in range(1, REACH + 1):
            if line := self._starts.get((late, *lanes[late:])):
                return Earlier(self._behind(line, [n.settled() for n in lanes[:late]]), late)
        return None

    def _behind(self, line: Line, before: list[Node]) -> Line:
        """The line with this before its first quarter, or it again where that is taken."""
        shorter, longer = sorted((line.before, before), key=len)
        if longer[len(longer) - len(shorter) :] == shorter:
            line.before = longer
            return line
        again = Line(line.lanes, "again", None, [line], before)
        return self._lines.setdefault((line, *before), again)

    def _line(self, lanes: tuple[Node, ...]) -> Line:
        line = self._lines[lanes] = Line(lanes)
        for late in range(1, REACH + 1):
            self._starts.setdefault((late, *lanes[:-late]), line)
        kinds = [(n.op, n.value, len(n.args)) for n in lanes]
        common, agreeing = Counter(kinds).most_common(1)[0]
        op, value, count = common
        if not count or (agreeing < len(lanes) and op not in _NEUTRAL):
            return line
        args = []
        for quarter, (node, kind) in enumerate(zip(lanes, kinds, strict=True)):
            if kind == common:
                self.lane_of.setdefault(node, (line, quarter))
                args.append(node.args)
            else:
                args.append((node, node.graph.constant(_NEUTRAL[op])))
        line.op, line.value = op, value
        line.args = [self.operand(row) for row in zip(*args, strict=True)]
        return line
