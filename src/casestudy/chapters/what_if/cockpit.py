"""What the cockpit shows: figures, sentences, rows of tables and points of pictures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from numpy.typing import NDArray

from casestudy.analysis.attribution import Attribution
from casestudy.analysis.comparison import Comparison
from casestudy.analysis.dashboard import PANELS, world_of
from casestudy.analysis.frontiers import Frontier
from casestudy.analysis.one_at_a_time import OneAtATime
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.model.outcome import Headlines, Outcome
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import HEADLINES, called, headline, label, short_label, unit_label
from casestudy.text.formats import change_in, money, money_axis, number, percent, quantity
from casestudy.text.words import phrase, say
from casestudy.units import Unit

Rows = tuple[list[str], list[list[Any]]]
Plans = dict[str, tuple[Levers, Assumptions]]
UNITS = {"npv": Unit.MONEY, "programme_cost": Unit.MONEY, "inventory_turns": Unit.PER_YEAR}
STATES = {"met": "met", "over": "met", "short": "missed"}  # of a target, by where a plan stands
NOTED = ("share", "inventory_turns", "programme_cost", "npv")  # headlines that have no target
IN_PERCENT = ("gross_margin", "share")  # pictures of fractions
LONGEST_TITLE = 85  # letters above a picture
ORDER = ("revenue_growth", "complexity_reduction", "margin_points")  # along x, along y, as shade
PERCENT = 0.01  # of a fraction: fractions are 0 to 1 inside and percent on the screen
NEAR = 1.0  # percentage points between two marks that are taken for one
# What a spreadsheet takes for the start of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


words = partial(phrase, "casestudy.chapters.what_if")


# -- while the levers move ------------------------------------------------------------------------


def line_names() -> dict[str, str]:
    """What the lines of a picture are called."""
    return {name: words(f"name.{name}") for name in ("idle", "happened", "plan")}


def panel_units(case: Case, largest: dict[str, float]) -> dict[str, tuple[str, float]]:
    """Unit in words and divisor of each picture; those of money by their largest amount."""
    found = {}
    for name in PANELS:
        divisor, unit = 1.0 if name == "skus" else PERCENT, ""
        if name not in (*IN_PERCENT, "skus"):
            divisor, unit = money_axis(case.scenario.currency, largest[name])
        found[name] = (words(f"unit.{name}", unit=unit), divisor)
    return found


def headline_cells(case: Case, result: Comparison) -> dict[str, tuple[str, str, str, str]]:
    """Label, value, aim and state (`met`, `missed` or empty) of each headline, by its name."""
    values = result.plan.headlines.as_dict()
    cells = {n: (say(result, "aim", case=case, name=n), STATES[result.aim(n)]) for n in TARGETS}
    cells |= {n: (say(result, "note", case=case, name=n), "") for n in NOTED}
    return {n: (short_label(n), headline(case, n, values[n]), *cells[n]) for n in cells}


def findings(case: Case, result: Comparison) -> dict[str, str]:
    """The sentence above each picture."""
    return {name: say(result, f"panel.{name}", case=case) for name in PANELS}


def description(case: Case, name: str, finding: str, series: NDArray, idle: NDArray) -> str:
    """What a picture shows, for those who do not see it."""

    def text(value: float) -> str:
        if name in IN_PERCENT:
            return percent(value, 1)
        return number(value) if name == "skus" else money(value, case.scenario.currency)

    first, last = case.scenario.window.first, case.scenario.window.last
    middle = float(series[first - 1 : last].mean())
    return words(
        "lines.alt",
        finding=finding,
        first=first,
        last=last,
        begin=text(series[0]),
        middle=text(middle),
        end=text(series[-1]),
        idle=text(idle[-1]),
    )


# -- tables ---------------------------------------------------------------------------------------


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
    yearly = words("unit.yearly", unit=code)
    return {Unit.MONEY: code, Unit.MONEY_PER_YEAR: yearly}.get(unit) or unit_label(unit)


def plan_rows(case: Case, plans: Plans, outcomes: dict[str, Outcome]) -> tuple[Rows, Rows]:
    """Head and rows of a table of plans: in what not all agree, and what comes of each.

    Parameters
    ----------
    case : Case
    plans : dict of str to (Levers, Assumptions)
    outcomes : dict of str to Outcome
        Of the same plans.

    Returns
    -------
    shown, values : (head, rows)
        As people read them, and as numbers with a column for the unit: fractions as 0 to 1, money
        in units of the currency.
    """
    shown: list[list[str]] = []
    plain: list[list[Any]] = []
    for name, unit, values in _differing(plans):
        shown.append([called(case, name), *_quantities(case, values, unit)])
        plain.append([called(case, name), _unit(case, unit), *values])
    rules = [PruningRule(levers.pruning_rule).label for levers, _ in plans.values()]
    if len(set(rules)) > 1:
        shown.append([called(case, "pruning_rule"), *rules])
        plain.append([called(case, "pruning_rule"), "", *rules])
    found = [outcome.headlines.as_dict() for outcome in outcomes.values()]
    for name in HEADLINES:
        title = label("active_products" if name == "complexity_reduction" else name)
        shown.append([title, *(headline(case, name, values[name]) for values in found)])
        unit = _unit(case, UNITS.get(name, Unit.FRACTION))
        plain.append([label(name), unit, *(values[name] for values in found)])
    return (["", *plans], shown), (["", words("rows.unit"), *plans], plain)


def _quantities(case: Case, values: list[float], unit: Unit) -> list[str]:
    return [quantity(value, unit, case.scenario.currency) for value in values]


def _differing(plans: Plans) -> Iterator[tuple[str, Unit, list[float]]]:
    """Name, unit and values of each lever and assumption in which not all plans agree."""
    for kind, place in ((Levers, 0), (Assumptions, 1)):
        for name in names(kind):
            values = [float(getattr(plan[place], name)) for plan in plans.values()]
            if len(set(values)) > 1:
                yield name, declaration(kind, name).unit, values


def kinds() -> list[str]:
    """The three ways to say what an action contributes."""
    return [words(f"kind.{name}") for name in ("fair", "alone", "last")]


def contribution_rows(
    case: Case, found: Attribution, single: OneAtATime, measure: str
) -> tuple[Rows, Rows]:
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
    shown, values : (head, rows)
        As people read them, and as numbers, the unit in the heading.
    """
    rows: dict[str, list[float]] = {
        group: [value, single.alone[group][measure], single.last[group][measure]]
        for group, value in zip(found.groups, found.values[measure].tolist(), strict=True)
    }
    sums = [found.total(measure), *(single.total(side, measure) for side in ("alone", "last"))]
    rows |= {
        words("rows.sum"): sums,
        words("rows.together"): [single.together[measure]] * len(kinds()),
    }
    unit = _unit(case, UNITS.get(measure, Unit.FRACTION))
    head = words("rows.action")
    return (
        ([head, *kinds()], [[name, *_changes(case, measure, row)] for name, row in rows.items()]),
        (
            [head, *(f"{kind} ({unit})" for kind in kinds())],
            [[name, *row] for name, row in rows.items()],
        ),
    )


def _changes(case: Case, measure: str, values: list[float]) -> list[str]:
    return [change_in(case.scenario.currency, measure, value) for value in values]


# -- pictures -------------------------------------------------------------------------------------


def contribution_bars(
    case: Case, found: Attribution, measure: str, single: OneAtATime | None = None
) -> dict[str, Any]:
    """Bars of what each cause contributes, with what it does alone and added last if given."""
    shares = found.values[measure].tolist()
    divisor, unit = PERCENT, words("unit.points")
    if measure == "npv":
        divisor, unit = money_axis(found.currency, max(map(abs, shares), default=1.0))
    bars = []
    for group, share in zip(found.groups, shares, strict=True):
        sides = () if single is None else (single.alone, single.last)
        values = [share, *(side[group][measure] for side in sides)]
        texts = _changes(case, measure, values)
        bars.append({"name": group, "values": [v / divisor for v in values], "texts": texts})
    longer = say(found, "with_opponent", case=case, measure=measure)
    named = found.opponent(measure) and len(longer) <= LONGEST_TITLE
    return {
        "bars": bars,
        "kinds": kinds() if single is not None else kinds()[:1],
        "unit": f"{label(measure)} ({unit})",
        "finding": longer if named else say(found, "title", case=case, measure=measure),
        "words": say(found, "alt", case=case, measure=measure),
    }


def frontier_picture(
    case: Case, found: Frontier, levers: Levers, assumptions: Assumptions
) -> dict[str, Any]:
    """Points of the frontier as the picture draws them, with this plan and what happened.

    Parameters
    ----------
    case : Case
    found : Frontier
    levers, assumptions
        The plan at hand, and its world.

    Returns
    -------
    dict
        Points with x, y, shade (0 to 1) and text; marks with their kind.
    """
    world = world_of(case, assumptions)
    low, high = found.spans["margin_points"]
    points = []
    for growth, fewer, margin in zip(*(found.points[t].tolist() for t in ORDER), strict=True):
        shade = (margin - low) / (high - low) if high > low else 1.0
        text = say(found, "dot", case=case, growth=growth, fewer=fewer, margin=margin)
        points.append({"x": 100 * growth, "y": 100 * fewer, "shade": shade, "text": text})
    happened, plan = world.base.happened.headlines, world.look(levers)[0].plan.headlines
    marks = [
        {"kind": kind, "text": line_names()[kind], **_place(headlines)}
        for kind, headlines in (("happened", happened), ("plan", plan))
    ]
    if abs(marks[0]["x"] - marks[1]["x"]) + abs(marks[0]["y"] - marks[1]["y"]) < NEAR:
        marks = marks[:1]
    return {
        "points": points,
        "finding": say(found, "title", case=case),
        "words": say(found, "alt", case=case),
        "marks": marks,
        "x": say(found, "x", case=case),
        "y": say(found, "y", case=case),
        "colour": say(found, "colour", case=case),
    }


def _place(headlines: Headlines) -> dict[str, float]:
    return {
        "x": 100 * float(headlines.revenue_growth),
        "y": 100 * float(headlines.complexity_reduction),
    }
