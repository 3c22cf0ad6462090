"""The traced equations as a spreadsheet that LibreOffice Calc computes.

It is the same graph that prints the twin: what is needed more than once has a cell, and so has each
quarter of a series. Levers and assumptions are cells too. Calc computes again what depends on those
that have changed, as it does for people.
"""

import json
import os
import shutil
import subprocess
from collections import Counter
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from casestudy.levers import Assumptions, Levers, PruningRule
from casestudy.model.derived import derived
from casestudy.model.tracing import Node
from casestudy.model.twin import LEVERS, WORLD, traced
from casestudy.scenario.case import Case

CLIENT = Path(__file__).with_name("calc.py")
FORMULAS = {
    "add": "({}+{})",
    "subtract": "({}-{})",
    "multiply": "({}*{})",
    "divide": "({}/{})",
    "power": "({}^{})",
    "negative": "(0-{})",
    "absolute": "ABS({})",
    "floor": "INT({})",
    "maximum": "MAX({};{})",
    "minimum": "MIN({};{})",
    "exp": "EXP({})",
    "expm1": "(EXP({})-1)",
    "log": "LN({})",
    "log1p": "LN(1+{})",
    "log2": "LOG({};2)",
    "sqrt": "SQRT({})",
    "whole": "INT({})",
    "months": "INDEX($months.$A$1:$A${};1+{}+{})",
    "curves": "INDEX($curves.$A$1:$E${};1+{}+{};$inputs.$A${})",  # a column for each rule
}


@cache
def office() -> tuple[str, str] | None:
    """LibreOffice, and a Python that can speak with it; nothing where either is missing.

    Nothing either where the system does not say what another program has computed.
    """
    program = shutil.which("soffice")
    if program is None or not Path("/proc/self/stat").exists():
        return None
    own = Path(program).resolve().with_name("python")  # some bring one, others use the system's
    for python in filter(None, (own, shutil.which("python3"), "/usr/bin/python3")):
        with suppress(OSError):
            asked = [python, "-c", "import uno"]
            if not subprocess.run(asked, env=_environment(), capture_output=True).returncode:
                return program, str(python)
    return None


def _environment() -> dict[str, str]:
    """Without what is meant for this Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def inputs(plan: Levers, world: Assumptions) -> list[float]:
    """What the cells of the sheet `inputs` hold, from the first one down."""
    numbers = [getattr(plan, n) for n in LEVERS] + [getattr(world, n) for n in WORLD]
    rule = list(PruningRule).index(PruningRule(plan.pruning_rule)) + 1
    return [*map(float, numbers), float(rule)]


def sheets(case: Case) -> dict[str, list[list[Any]]]:
    """All sheets by name, as rows of cells; formulas stand in `model` and `outputs`.

    A row of `outputs` is a series, quarter by quarter; the last one holds the headlines.
    """
    _, series, headlines = traced(case)
    rows = [list(row) for row in series.values()] + [list(headlines.values())]
    width, g = max(map(len, rows)), derived(case)
    asked = {node for row in rows for node in row}
    needed = _needed(asked)
    uses = Counter(arg for node in needed for arg in node.args)
    size = {"months": g.launch_months.size, "curves": g.curves[PruningRule.REVENUE_TAIL].size}

    def formula(node: Node) -> str:
        args = [reference(arg) for arg in node.args]
        if node.op != "look_up":
            return FORMULAS[node.op].format(*args)
        name, offset = node.value
        return FORMULAS[name].format(size[name], offset, *args, len(LEVERS) + len(WORLD) + 1)

    def reference(node: Node) -> str:
        if node.op == "constant":
            return f"({_number(node.value)})"
        if node.op == "input":
            return f"$inputs.$A${node.value + 1}"
        return f"$model.$A${places[node]}" if node in places else formula(node)

    cells = [n for n in needed if n.args and (uses[n] > 1 or n in asked)]
    places = {node: i for i, node in enumerate(cells, start=1)}
    outputs = [[f"={reference(n)}" for n in row] + [""] * (width - len(row)) for row in rows]
    curves = zip(*(g.curves[rule].ravel().tolist() for rule in PruningRule), strict=True)
    return {
        "inputs": [[value] for value in inputs(case.plan(), case.assumptions)],
        "months": [[value] for value in g.launch_months.ravel().tolist()],
        "curves": [list(row) for row in curves],
        "model": [[f"={formula(node)}"] for node in cells],
        "outputs": outputs,
    }


def _needed(asked: set[Node]) -> list[Node]:
    """All that these need, and they, what is needed before what needs it."""
    found, left = set(), list(asked)
    while left:
        node = left.pop()
        if node not in found:
            found.add(node)
            left += node.args
    return sorted(found, key=lambda node: node.number)


def _number(value: float) -> str:
    return "-1E+308" if value == float("-inf") else repr(value)  # a cell knows no infinity


def computed(case: Case, rows: list[list[float]], seconds: float) -> dict[str, Any]:
    """What Calc makes of some rows of inputs, and its processor time for all of them together.

    It computes them again and again for so many seconds. Office ends with this call, however that
    ends: its client ends it as soon as nobody listens any more.
    """
    program, python = office()
    job = {"program": program, "sheets": sheets(case), "rows": rows, "seconds": seconds}
    with subprocess.Popen(
        [python, CLIENT], env=_environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as client:  # fmt: skip
        client.stdin.write(json.dumps(job) + "\n")
        client.stdin.flush()
        said = client.stdout.readline()
    if not said:
        raise RuntimeError("LibreOffice Calc gave no answer")
    return json.loads(said)
