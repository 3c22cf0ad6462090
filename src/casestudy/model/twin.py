"""The model in JavaScript: traced from `simulate`, and not written a second time.

The equations are called with symbols (`casestudy.model.tracing`), and what comes back is printed
(`casestudy.model.printing`) as one module with the case's data in it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.derived import derived, product_values, pruning_order
from casestudy.model.outcome import Headlines, Series
from casestudy.model.printing import number, print_functions
from casestudy.model.simulate import equations
from casestudy.model.tracing import Graph, Node, Table, written_down
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS

LEVERS, WORLD = names(Levers), names(Assumptions)


def traced(case: Case) -> tuple[Graph, dict[str, tuple[Node, ...]], dict[str, Node]]:
    """The graph of the model, and where in it series and headlines stand.

    Parameters
    ----------
    case : Case

    Returns
    -------
    graph : Graph
    series : dict of str to tuple of Node
        One node for each quarter.
    headlines : dict of str to Node

    Raises
    ------
    NotTraced
        If the model does what cannot be written down; it names the line.
    """
    g, graph = derived(case), Graph()
    known = graph.inputs(len(LEVERS) + len(WORLD), moving=len(LEVERS))
    plan = Levers(**dict(zip(LEVERS, known[: len(LEVERS)], strict=True)))
    world = Assumptions(**dict(zip(WORLD, known[len(LEVERS) :], strict=True)))
    curves = Table("curves", g.curves[plan.pruning_rule].shape, moves=True)
    months = Table("months", g.launch_months.shape)
    tables = replace(g, curves=dict.fromkeys(PruningRule, curves), launch_months=months)
    got, found = written_down(equations, g, plan, world, tables)
    series = {
        f.name: tuple(np.broadcast_to(graph.lift(got[f.name]), QUARTERS)) for f in fields(Series)
    }
    return graph, series, {f.name: graph.lift(found[f.name]).item() for f in fields(Headlines)}


def print_twin(case: Case) -> str:
    """The model of a case as a JavaScript module that needs nothing else.

    Parameters
    ----------
    case : Case

    Returns
    -------
    str
        The module exports `inputs` (levers, then assumptions), `rules`, `series`, `headlines` and
        `quarters`, and two functions that return nothing: `evaluate(x, rule, s, h)` writes all
        series, one after the other, and headlines into `s` and `h`, and
        `evaluateHeadlines(x, rule, h)` headlines alone. Inputs are not checked.

    Raises
    ------
    NotTraced
        If the model does what cannot be written down; it names the line.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> "export function evaluate(x, rule, s, h) {" in print_twin(load_case("packaging"))
    True
    """
    graph, series, headlines = traced(case)
    made = print_functions(graph, series.values(), headlines.values())
    return _MODULE.format(
        inputs=_listed((*LEVERS, *WORLD)),
        rules=_listed(PruningRule),
        series=_listed(series),
        headlines=_listed(headlines),
        quarters=QUARTERS,
        data=_data(case),
        known=", ".join(map(number, made.known)),
        kept=made.kept,
        first=len(LEVERS),
        last=len(LEVERS) + len(WORLD),
        world=made.world,
        evaluate=made.evaluate,
        evaluate_headlines=made.headlines,
    )


def _listed(words: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _data(case: Case) -> str:
    """What is read at a place: products in the order in which each rule retires them, months."""
    weight, flow, *classes = product_values(case)[:5]
    bits = 16 if len(weight) < 2**16 else 32
    orders = [_packed(pruning_order(case, rule), f"<u{bits // 8}") for rule in PruningRule]
    return _DATA.format(
        weight=_packed(weight, "<f8"),
        flow=_packed(flow, "<f8"),
        kinds="".join(map(str, np.argmax(classes, axis=0))),
        orders=_listed(orders),
        bits=bits,
        months=", ".join(map(number, derived(case).launch_months.flat)),
    )


def _packed(values: NDArray, kind: str) -> str:
    return base64.b64encode(values.astype(kind).tobytes()).decode("ascii")


_DATA = """\
const unpack = (text, Kind) => new Kind(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const weight = unpack("{weight}", Float64Array);
const flow = unpack("{flow}", Float64Array);
const kind = "{kinds}";
// Shares of revenue and of cost, then counts and shares of cost by class, of what goes first.
const cumulative = {orders}.map((text) => {{
  const order = unpack(text, Uint{bits}Array);
  const rows = [(p) => weight[p], (p) => flow[p]];
  for (const c of "012") rows.push((p) => Number(kind[p] === c));
  for (const c of "012") rows.push((p) => (kind[p] === c ? flow[p] : 0));
  const curves = new Float64Array(rows.length * (order.length + 1));
  rows.forEach((value, row) => {{
    let at = row * (order.length + 1);
    for (const p of order) curves[at + 1] = curves[at++] + value(p);
  }});
  return curves;
}});
const months = new Float64Array([{months}]);"""

# What the world decides is computed again only when one of its numbers has changed.
_MODULE = """\
// Printed from the model by casestudy.model.twin.
export const inputs = {inputs};
export const rules = {rules};
export const series = {series};
export const headlines = {headlines};
export const quarters = {quarters};

{data}
const k = new Float64Array([{known}]);
const v = new Float64Array({kept});
const last = new Float64Array({last}).fill(NaN);

function settle(x) {{
  let same = true;
  for (let i = {first}; i < {last}; i++) {{
    if (x[i] !== last[i]) {{
      same = false;
      last[i] = x[i];
    }}
  }}
  if (!same) world(x);
}}

function world(x) {{
{world}
}}

export function evaluate(x, rule, s, h) {{
  settle(x);
  const curves = cumulative[rule];
{evaluate}
}}

export function evaluateHeadlines(x, rule, h) {{
  settle(x);
  const curves = cumulative[rule];
{evaluate_headlines}
}}
"""
