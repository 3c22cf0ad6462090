"""What the cockpit says while the levers move: headlines, findings, words for its pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.comparison import Comparison
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import headline, label
from casestudy.text.formats import money, money_axis, number, percent, points
from casestudy.text.words import say

NAMES = {"idle": "nothing done", "happened": "as it happened", "plan": "this plan"}
ON_TARGET = 0.0005


def panel_units(case: Case, largest: dict[str, float]) -> dict[str, tuple[str, float]]:
    """Unit in words and divisor of each picture.

    Parameters
    ----------
    case : Case
    largest : dict of str to float
        Largest amount of money in each picture of money.

    Returns
    -------
    dict of str to (str, float)
    """
    found = {"gross_margin": ("% of revenue", 0.01), "skus": ("active products", 1.0),
             "share": ("% of the market", 0.01)}  # fmt: skip
    for name, what in (
        ("revenue", "a quarter"), ("inventory", "at the end of the quarter"),
        ("cash", "in sum, against nothing done"),
    ):  # fmt: skip
        unit, label = money_axis(case.scenario.currency, largest[name])
        found[name] = (f"{label} {what}", unit)
    return found


def headline_cells(case: Case, result: Comparison) -> dict[str, tuple[str, str, str, str]]:
    """Label, value, aim and state of each headline, by its name.

    Parameters
    ----------
    case : Case
    result : Comparison

    Returns
    -------
    dict of str to (str, str, str, str)
        The state is `met`, `missed` or empty.
    """
    values, idle = result.plan.headlines.as_dict(), result.idle.headlines.as_dict()
    cells = {}
    for name in TARGETS:
        gap = values[name] - result.targets[name]
        aim = f"target {headline(case, name, result.targets[name])}: "
        if abs(gap) < ON_TARGET:
            cells[name] = (
                label(name, "short"), headline(case, name, values[name]), aim + "met", "met"
            )  # fmt: skip
            continue
        state, word = ("met", "over") if gap > 0 else ("missed", "short")
        text = f"{aim}{points(abs(gap), sign=False)} {word}"
        cells[name] = (label(name, "short"), headline(case, name, values[name]), text, state)
    share = values["share"] / result.base_share - 1.0
    notes = {
        "share": f"before {percent(result.base_share, 1)}: {percent(share, sign=True)}",
        "inventory_turns": f"nothing done {number(idle['inventory_turns'], 1)}",
        "programme_cost": "over five years",
        "npv": "against nothing done",
    }
    return cells | {
        n: (label(n, "short"), headline(case, n, values[n]), note, "") for n, note in notes.items()
    }


def findings(case: Case, result: Comparison, series: dict[str, NDArray]) -> dict[str, str]:
    """The sentence above each picture.

    Parameters
    ----------
    case : Case
    result : Comparison
    series : dict of str to ndarray
        Of the plan, by picture.

    Returns
    -------
    dict of str to str
    """
    h, c = result.plan.headlines, result.currency
    fewer = float(h.complexity_reduction)
    turns, idle = float(h.inventory_turns), float(result.idle.headlines.inventory_turns)
    moved = "faster" if turns > idle + 0.05 else "slower" if turns < idle - 0.05 else "as fast"
    return {
        "revenue": str(say(result, "revenue.title", case=case)),
        "gross_margin": str(say(result, "gross_margin.title", case=case)),
        "skus": (
            f"{percent(fewer)} fewer products at the end of the window"
            if fewer > ON_TARGET
            else f"{percent(-fewer)} more products"
            if fewer < -ON_TARGET
            else "As many products as before"
        ),
        "share": _turnaround(result),
        "inventory": f"The stock turns {number(turns, 1)} times a year, {moved} "
        + ("as with nothing done" if moved == "as fast" else "than with nothing done"),
        "cash": _payback(series["cash"], result, c),
    }


def _turnaround(result: Comparison) -> str:
    """Whether growth is a turnaround of share."""
    growth = float(result.plan.headlines.revenue_growth)
    share = float(result.plan.headlines.share) / result.base_share - 1.0
    text = f"Revenue {percent(growth, sign=True)}, share {percent(share, sign=True)}: "
    if share > -ON_TARGET:
        return text + "a turnaround by either measure"
    if growth > ON_TARGET:
        return text + "growth, but not yet a turnaround of share"
    return text + "no turnaround"


def _payback(gained: NDArray, result: Comparison, currency) -> str:
    end = float(gained[-1])
    below = np.flatnonzero(gained < -1.0)
    if result.same_as_idle:
        return "No cash is spent and none is gained"
    if end <= 0:
        return f"After five years {money(-end, currency)} of cash are not back"
    if not below.size:
        return f"{money(end, currency, sign=True)} of cash after five years, never below zero"
    return f"{money(end, currency, sign=True)} of cash after five years; ahead from quarter {below[-1] + 2}"


def words(case: Case, name: str, finding: str, series: NDArray, idle: NDArray) -> str:
    """What a picture shows, for those who do not see it.

    Parameters
    ----------
    case : Case
    name : str
        Of the picture.
    finding : str
    series, idle : ndarray, (20,)

    Returns
    -------
    str
    """

    def text(value: float) -> str:
        if name in {"gross_margin", "share"}:
            return percent(value, 1)
        return number(value) if name == "skus" else money(value, case.scenario.currency)

    first, last = case.scenario.window.first, case.scenario.window.last
    middle = float(series[first - 1 : last].mean())
    return (
        f"{finding}. Lines over twenty quarters: this plan {text(series[0])} in the first, {text(middle)} on "
        f"average in quarters {first} to {last}, {text(series[-1])} in the last; nothing done {text(idle[-1])} "
        "in the last."
    )


def label_of(name: str) -> str:
    """Label of a headline."""
    return label(name)
