"""The traced equations as one function that numba compiles: the practical limit of the model.

All of it is in registers and one small array, draw after draw, with nothing computed twice. It is
printed from the same graph as the twin, in Python instead of JavaScript.
"""

import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from numpy.typing import NDArray

from casestudy.levers import Levers
from casestudy.model import printing
from casestudy.model.derived import derived
from casestudy.model.twin import traced
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS

# Of numbers that are none Python's `max` and `min` would say something else; there are none.
PYTHON = {
    "power": "pow({}, {})",
    "absolute": "abs({})",
    "floor": "floor({})",
    "maximum": "max({}, {})",
    "minimum": "min({}, {})",
    **{name: f"{name}({{}})" for name in ("exp", "expm1", "log", "log1p", "log2", "sqrt")},
    "whole": "int({})",
}
MODULE = """\
from math import exp, expm1, floor, inf, log, log1p, log2, sqrt
import numpy as np
from numba import njit

Infinity = inf
k = np.array([{known}])

@njit(cache=True, error_model="numpy")
def kernel(inputs, curves, months, out):
    v = np.zeros({kept})
    for i in range(len(inputs)):
        x, h = inputs[i], out[i]
{body}
"""


def python(text: str) -> str:
    """Statements of the printed JavaScript as those of Python."""
    text = text.replace("const ", "").replace(";", "").replace("  }", "")
    text = re.sub(r"for \(let t = 0.*\{", f"for t in range({QUARTERS}):", text)
    return "\n".join(f"      {line}" for line in text.splitlines() if line.strip())


def source(case: Case) -> str:
    """The module with the kernel."""
    graph, _, headlines = traced(case)
    with mock.patch.dict(printing.PRINTED, PYTHON):
        made = printing.print_functions(graph, [], headlines.values())
    return MODULE.format(
        known=", ".join(map(printing.number, made.known)),
        kept=made.kept,
        body=f"{python(made.world)}\n{python(made.headlines)}",
    )


def kernel(case: Case, folder: Path) -> Callable:
    """The compiled function; its module stands in the folder, and beside it what is compiled."""
    file = folder / "fused_kernel.py"
    if not file.exists():
        file.write_text(source(case), "utf-8")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = sys.modules[file.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.kernel


def tables(case: Case, plan: Levers) -> tuple[NDArray, NDArray]:
    """What the equations read at a place, flat."""
    g = derived(case)
    return g.curves[plan.pruning_rule].ravel(), g.launch_months.ravel()
