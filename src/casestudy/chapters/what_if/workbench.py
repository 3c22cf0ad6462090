"""Rows and points for the tools of the cockpit: differences, contributions, the frontier."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from casestudy.analysis.attribution import Attribution
from casestudy.analysis.dashboard import world_of
from casestudy.analysis.one_at_a_time import OneAtATime
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.model.outcome import Headlines, Outcome
from casestudy.scenario.case import Case
from casestudy.text.figures import HEADLINES, headline, label, lever_label
from casestudy.text.formats import change_in, percent, points, quantity
from casestudy.units import Unit

Rows = tuple[list[str], list[list[Any]]]
UNITS = {"npv": Unit.MONEY, "programme_cost": Unit.MONEY, "inventory_turns": Unit.PER_YEAR}
# What a spreadsheet takes for the start of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def target_text(case: Case, name: str) -> str:
    """A target of the scenario as somebody would type it."""
    value = getattr(case.scenario.targets, name).value
    return f"{value * 100:.6g}%"


def csv_text(head: list[str], rows: list[list[Any]]) -> str:
    r"""Rows as CSV that a spreadsheet reads: numbers in plain form, and no cell that is a formula.

    Parameters
    ----------
    head : list of str
    rows : list of list
        Text, and numbers as numbers.

    Returns
    -------
    str

    Examples
    --------
    >>> print(csv_text(["plan", "EUR"], [["=1+1", -1250000.0], ["b, c", 0.17]]))
    plan,EUR
    '=1+1,-1250000
    "b, c",0.17
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [_cell(value) for value in row] for row in [head, *rows]
    )
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        # An apostrophe before it makes a spreadsheet show it as text.
        return f"'{value}" if value.startswith(FORMULA) else value
    return f"{float(value):.12g}"


def _unit(case: Case, unit: Unit) -> str:
    """A unit as the heading of a column says it: money by its code."""
    code = case.scenario.currency.code
    return {Unit.MONEY: code, Unit.MONEY_PER_YEAR: f"{code} a year"}.get(unit, unit.value)


def plan_values(
    case: Case, plans: dict[str, tuple[Levers, Assumptions]], outcomes: dict[str, Outcome]
) -> Rows:
    """The rows of `plan_differences` as numbers, with a column for the unit.

    Parameters
    ----------
    case : Case
    plans : dict of str to (Levers, Assumptions)
    outcomes : dict of str to Outcome
        Of the same plans.

    Returns
    -------
    head, rows : list
        Fractions as 0 to 1, money in units of the currency.
    """
    rows: list[list[Any]] = []
    for called, unit, values in _differing(case, plans):
        rows.append([called, _unit(case, unit), *values])
    rules = _rules(plans)
    if len(set(rules)) > 1:
        rows.append(["Pruning rule", "", *rules])
    found = [outcome.headlines.as_dict() for outcome in outcomes.values()]
    for name in HEADLINES:
        unit = _unit(case, UNITS.get(name, Unit.FRACTION))
        rows.append([label(name), unit, *(values[name] for values in found)])
    return ["", "unit", *plans], rows


def _differing(
    case: Case, plans: dict[str, tuple[Levers, Assumptions]]
) -> Iterator[tuple[str, Unit, list[float]]]:
    """Label, unit and values of each lever and assumption in which not all plans agree."""
    for kind, place in ((Levers, 0), (Assumptions, 1)):
        for name in names(kind):
            values = [float(getattr(plan[place], name)) for plan in plans.values()]
            if len(set(values)) > 1:
                declared = declaration(kind, name)
                called = lever_label(case, name) if kind is Levers else declared.label
                yield called, declared.unit, values


def _rules(plans: dict[str, tuple[Levers, Assumptions]]) -> list[str]:
    return [PruningRule(plan[0].pruning_rule).label for plan in plans.values()]


def plan_differences(
    case: Case, plans: dict[str, tuple[Levers, Assumptions]], outcomes: dict[str, Outcome]
) -> Rows:
    """Head and rows of a table of plans: what differs, and what comes of it.

    Parameters
    ----------
    case : Case
    plans : dict of str to (Levers, Assumptions)
    outcomes : dict of str to Outcome
        Of the same plans.

    Returns
    -------
    head, rows : list
        Levers and assumptions in which not all plans agree, then every headline.
    """
    currency = case.scenario.currency
    rows = [
        [called, *(quantity(v, unit, currency) for v in values)]
        for called, unit, values in _differing(case, plans)
    ]
    rules = _rules(plans)
    if len(set(rules)) > 1:
        rows.append(["Pruning rule", *rules])
    found = {name: outcome.headlines.as_dict() for name, outcome in outcomes.items()}
    for name in HEADLINES:
        called = label("active_products" if name == "complexity_reduction" else name)
        rows.append([called, *(headline(case, name, values[name]) for values in found.values())])
    return ["", *plans], rows


def contribution_values(case: Case, found: Attribution, single: OneAtATime, measure: str) -> Rows:
    """The rows of `contribution_rows` as numbers, the unit in the heading."""
    columns = {
        "fair share (Shapley)": dict(
            zip(found.groups, found.values[measure].tolist(), strict=True)
        ),
        "alone": {g: single.alone[g][measure] for g in found.groups},
        "added last": {g: single.last[g][measure] for g in found.groups},
    }
    totals = [found.total(measure), single.total("alone", measure), single.total("last", measure)]
    rows: list[list[Any]] = [[g, *(column[g] for column in columns.values())] for g in found.groups]
    rows.append(["sum", *totals])
    rows.append(["all together, in fact", *[single.together[measure]] * 3])
    unit = _unit(case, UNITS.get(measure, Unit.FRACTION))
    return ["action", *(f"{name} ({unit})" for name in columns)], rows


def contribution_rows(case: Case, found: Attribution, single: OneAtATime, measure: str) -> Rows:
    """Head and rows of a table of contributions, with their sums beside the truth.

    Parameters
    ----------
    case : Case
    found : Attribution
    single : OneAtATime
        The same plan, one action at a time.
    measure : str

    Returns
    -------
    head, rows : list
    """
    c = case.scenario.currency
    rows = [
        [
            group,
            change_in(c, measure, float(value)),
            change_in(c, measure, single.alone[group][measure]),
            change_in(c, measure, single.last[group][measure]),
        ]
        for group, value in zip(found.groups, found.values[measure], strict=True)
    ]
    rows.append(
        [
            "sum",
            change_in(c, measure, found.total(measure)),
            change_in(c, measure, single.total("alone", measure)),
            change_in(c, measure, single.total("last", measure)),
        ]
    )
    rows.append(["all together, in fact", *[change_in(c, measure, single.together[measure])] * 3])
    return ["action", "fair share (Shapley)", "alone", "added last"], rows


def frontier_picture(
    case: Case,
    found: dict[str, Any],
    levers: Levers,
    assumptions: Assumptions,
) -> dict[str, Any]:
    """Points of the frontier as the picture draws them, with this plan and what happened.

    Parameters
    ----------
    case : Case
    found : dict of str to ndarray
        Headlines of the plans on the frontier.
    levers, assumptions
        The plan at hand, and its world.

    Returns
    -------
    dict
        Points with x, y, shade (0 to 1) and text; marks with their kind.
    """
    world = world_of(case, assumptions)
    growth, fewer, margin = (
        np.asarray(found[n]) for n in ("revenue_growth", "complexity_reduction", "margin_points")
    )
    low, high = float(margin.min()), float(margin.max())
    shade = (margin - low) / (high - low) if high > low else np.ones_like(margin)

    def text(g: float, f: float, m: float) -> str:
        return f"revenue {percent(g, 1, sign=True)}, products {percent(-f, sign=True)}, margin {points(m, 2)}"

    marks = []
    for kind, name, headlines in (
        ("happened", "as it happened", world.base.happened.headlines),
        ("plan", "this plan", world.look(levers)[0].plan.headlines),
    ):
        marks.append({"kind": kind, "text": name, **_place(headlines)})
    if abs(marks[0]["x"] - marks[1]["x"]) + abs(marks[0]["y"] - marks[1]["y"]) < 1.0:
        marks = marks[:1]
    return {
        "points": [
            {"x": 100 * g, "y": 100 * f, "shade": s, "text": text(g, f, m)}
            for g, f, m, s in zip(
                growth.tolist(), fewer.tolist(), margin.tolist(), shade.tolist(), strict=True
            )
        ],
        "finding": (
            f"Growth up to {percent(float(growth.max()), sign=True)}, margin up to {points(high)}, "
            f"{percent(float(fewer.max()))} fewer products: not together"
        ),
        "words": (
            f"Dots of {len(growth)} plans by revenue growth and fewer products, darker with more margin."
        ),
        "marks": marks,
        "x": "revenue growth in the window (%)",
        "y": "fewer active products (%)",
        "colour": f"darker: more margin, from {points(low)} to {points(high)}",
    }


def _place(headlines: Headlines) -> dict[str, float]:
    return {
        "x": 100 * float(headlines.revenue_growth),
        "y": 100 * float(headlines.complexity_reduction),
    }
