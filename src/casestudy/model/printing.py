"""A graph of equations as JavaScript functions: a loop over the quarters, and what stands about it.

A graph has a node for each quarter of each series. What all quarters of a series have in common is
found again here and becomes one line of a loop; a series that looks back at earlier quarters reads
them from memory. What does not move (the world) is one function, and what moves is another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casestudy.model.lines import Earlier, Known, Line, Lines, Operand
from casestudy.model.tracing import Graph, Node
from casestudy.scenario.schema import QUARTERS

PRINTED = {
    "add": "({} + {})",
    "subtract": "({} - {})",
    "multiply": "({} * {})",
    "divide": "({} / {})",
    "power": "Math.pow({}, {})",
    "negative": "(- {})",
    "absolute": "Math.abs({})",
    "floor": "Math.floor({})",
    "maximum": "Math.max({}, {})",
    "minimum": "Math.min({}, {})",
    "exp": "Math.exp({})",
    "expm1": "Math.expm1({})",
    "log": "Math.log({})",
    "log1p": "Math.log1p({})",
    "log2": "Math.log2({})",
    "sqrt": "Math.sqrt({})",
    "whole": "({} | 0)",
    "again": "{}",  # a series once more, behind another start
}


def number(value: float) -> str:
    """A number that reads back as the same one.

    Examples
    --------
    >>> number(0.1), number(3.0), number(float("-inf"))
    ('0.1', '3', '-Infinity')
    """
    text = repr(float(value)).removesuffix(".0")
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)


class _Memory:
    """Places in the two arrays of the module: what is kept, and what is known."""

    def __init__(self) -> None:
        self.size = 0
        self.known: list[float] = []
        self._places: dict[Node | Line, int] = {}
        self._tables: dict[tuple[float, ...], int] = {}

    def place(self, what: Node | Line) -> int:
        if what not in self._places:
            before, size = (0, 1) if isinstance(what, Node) else (len(what.before), len(what.lanes))
            self._places[what] = self.size + before
            self.size += before + size
        return self._places[what]

    def table(self, values: tuple[float, ...]) -> int:
        if values not in self._tables:
            self._tables[values] = len(self.known)
            self.known += values
        return self._tables[values]


def _bare(text: str) -> str:
    """Without the outer parentheses, which an operation has and nothing else."""
    return text[1:-1] if text.startswith("(") else text


class _Function:
    """Statements of one function: before the loop over the quarters, in it, and after it.

    What is needed is told first, and each need is counted: what is needed once is written where it
    is needed, and what is needed more often has a name.
    """

    def __init__(self, lines: Lines, memory: _Memory, *, world: bool = False) -> None:
        self._lines, self._memory, self._world = lines, memory, world
        self.asked: dict[Node | Line, None] = {}  # of the world
        self._early: dict[Node, None] = {}
        self._late: dict[Node, None] = {}
        self._loop: dict[Line, None] = {}
        self._kept: dict[Line, None] = {}
        self._uses: Counter[Node | Line] = Counter()
        self._said: dict[Node | Line, str] = {}
        self._names = 0

    def _asks(self, what: Node | Line) -> bool:
        """Whether the world has computed it."""
        return not self._world and not what.moves and what.op not in ("constant", "input")

    # -- what is needed

    def need(self, what: Operand) -> None:
        """A number or a series, in the loop."""
        if isinstance(what, Node):
            self._need_early(what)
            self._uses[what] += 2  # once a quarter: it has a name
        elif isinstance(what, Earlier):
            self._need_kept(what.line)
        elif isinstance(what, Line):
            self._need_line(what)
            self._uses[what] += 1

    def need_kept(self, what: Node | Line) -> None:
        """What another function asks for."""
        self.need(what)
        if isinstance(what, Node):
            self.asked[what] = None
        else:
            self._kept[what] = None

    def need_late(self, node: Node) -> None:
        """A number that is written after the loop, and may be taken from a series."""
        self._uses[node] += 1
        if node in self._early or node in self._late or node.op == "constant":
            return
        if node in self._lines.lane_of:
            self._need_kept(self._lines.lane_of[node][0])
        for arg in () if node in self._lines.lane_of else node.args:
            self.need_late(arg)
        self._late[node] = None

    def _need_early(self, node: Node) -> None:
        if node in self._early or node.op == "constant":
            return
        if self._asks(node):
            self.asked[node] = None
        else:
            for arg in node.args:
                self._need_early(arg)
                self._uses[arg] += 1
        self._early[node] = None

    def _need_kept(self, line: Line) -> None:
        self._need_line(line)
        if not self._asks(line):
            self._kept[line] = None

    def _need_line(self, line: Line) -> None:
        if line in self._loop:
            return
        self._loop[line] = None  # before what it needs: a series may look back at itself
        asks = self._asks(line)
        for _, node in self._starts(line):
            self.need(node)
        if asks:
            self.asked[line] = None
        elif line.op is None:
            self._kept[line] = None
            for node in line.lanes:
                self.need(node)
        for arg in () if asks else line.args:
            self.need(arg)
        self._loop[line] = self._loop.pop(line)  # behind what it needs

    # -- what is written

    def text(
        self, rows: Mapping[str, Operand] | None = None, ends: Mapping[str, Node] | None = None
    ) -> str:
        """All statements; `rows` are written in the loop, `ends` after it."""
        out: list[str] = []
        for node in sorted(self._early, key=lambda n: n.number):
            self._name(out, node)
        if self._world:
            nodes = (n for n in self.asked if isinstance(n, Node))
            out += [f"v[{self._memory.place(n)}] = {_bare(self._scalar(n))};" for n in nodes]
        for line in self._loop:
            out += self._before_the_loop(line)
        body: list[str] = []
        for line in self._loop:
            if line.op is not None or self._asks(line):
                self._name(body, line)
        body += [f"{to} = {_bare(self._quarterly(what))};" for to, what in (rows or {}).items()]
        if body:
            out += ["for (let t = 0; t < quarters; t++) {", *(f"  {b}" for b in body), "}"]
        for node in sorted(self._late.keys() - self._early, key=lambda n: n.number):
            self._name(out, node)
        out += [f"{to} = {_bare(self._scalar(what))};" for to, what in (ends or {}).items()]
        return "\n".join(f"  {line}" for line in out)

    def _before_the_loop(self, line: Line) -> list[str]:
        """What stands before its first quarter, and quarters that have nothing in common."""
        written = self._starts(line)
        if line.op is None and not self._asks(line):
            written += enumerate(line.lanes)
        return [f"{self._at(line, i)} = {_bare(self._scalar(n))};" for i, n in written]

    def _starts(self, line: Line) -> list[tuple[int, Node]]:
        """What this function writes before a series: the plan's may stand before the world's."""
        starts = enumerate(line.before, start=-len(line.before))
        asks = self._asks(line)
        return [(i, n) for i, n in starts if (not n.moves if self._world else n.moves or not asks)]

    def _at(self, what: Node | Line, late: int = 0, quarter: str = "") -> str:
        return f"v[{self._memory.place(what) + late}{quarter}]"

    def _name(self, out: list[str], what: Node | Line) -> None:
        """Give it a name if it is needed more than once, and a place if it is kept."""
        text = self._node(what) if isinstance(what, Node) else self._line(what)
        kept = what in self._kept
        if self._uses[what] + kept > 1:
            name = f"{'a' if isinstance(what, Node) else 'q'}{self._names}"
            self._names += 1
            out.append(f"const {name} = {_bare(text)};")
            text = name
        if kept:
            out.append(f"{self._at(what, 0, ' + t')} = {_bare(text)};")
        self._said[what] = text

    def _node(self, node: Node) -> str:
        if node.op == "input":
            return f"x[{node.value}]"
        if node in self._early:
            if self._asks(node):
                return self._at(node)
        elif node in self._lines.lane_of:
            return self._at(*self._lines.lane_of[node])
        return _operation(node, [self._scalar(a) for a in node.args])

    def _line(self, line: Line) -> str:
        if self._asks(line):
            return self._at(line, 0, " + t")
        return _operation(line, [self._quarterly(a) for a in line.args])

    def _scalar(self, node: Node) -> str:
        return number(node.value) if node.op == "constant" else self._said[node]

    def _quarterly(self, what: Operand) -> str:
        if isinstance(what, Node):
            return self._scalar(what)
        if isinstance(what, Known):
            return f"k[{self._memory.table(what.values)} + t]"
        if isinstance(what, Earlier):
            return self._at(what.line, -what.quarters, " + t")
        return self._said[what] if what in self._said else self._at(what, 0, " + t")


def _operation(what: Node | Line, args: list[str]) -> str:
    if what.op == "look_up":
        name, offset = what.value
        return f"{name}[{offset} + {args[0]}]"
    return PRINTED[what.op].format(*args)


@dataclass(frozen=True)
class Functions:
    """Bodies of three functions, and the two arrays that they share.

    Attributes
    ----------
    world, evaluate, headlines : str
        What does not move; all series and headlines; headlines only.
    known : list of float
        Contents of the array `k`.
    kept : int
        Size of the array `v`.
    """

    world: str
    evaluate: str
    headlines: str
    known: list[float]
    kept: int


def print_functions(
    graph: Graph, series: Iterable[tuple[Node, ...]], headlines: Iterable[Node]
) -> Functions:
    """Functions that write series, by quarter, into `s` and headlines into `h`.

    Parameters
    ----------
    graph : Graph
    series : iterable of tuple of Node
        One node for each quarter.
    headlines : iterable of Node

    Returns
    -------
    Functions
    """
    lines, memory = Lines(), _Memory()
    rows = [lines.operand(row) for row in series]
    for row in graph.summed:
        if len(row) == QUARTERS:
            lines.operand(row)
    to_series = {f"s[{i * QUARTERS} + t]": row for i, row in enumerate(rows)}
    to_headlines = {f"h[{i}]": node for i, node in enumerate(headlines)}
    evaluate, only, world = (_Function(lines, memory, world=w) for w in (False, False, True))
    for row in rows:
        evaluate.need(row)
    for node in to_headlines.values():
        evaluate.need_late(node)
        only.need_late(node)
    for what in evaluate.asked | only.asked:
        world.need_kept(what)
    return Functions(
        world=world.text(),
        evaluate=evaluate.text(to_series, to_headlines),
        headlines=only.text({}, to_headlines),
        known=memory.known,
        kept=memory.size,
    )
