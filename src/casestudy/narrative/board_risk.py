"""The second half of the board paper: the money, the risk, and what would change our mind."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.board import ON_TARGET, Board, Risk, Trigger
from casestudy.analysis.worth import worth
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent, quantity
from casestudy.levers import Assumptions, Unit, declaration
from casestudy.text.prose import count
from casestudy.text.words import say

Table = tuple[list[str], list[list[str]]]

TARGETS = {
    "revenue_growth": "revenue",
    "complexity_reduction": "active products",
    "margin_points": "gross margin",
}
NO_ROOM = 0.03  # of an assumption's range
LONGEST_TITLE = 85


def label(assumption: str) -> str:
    """Label of an assumption."""
    return declaration(Assumptions, assumption).label


def inside(label: str) -> str:
    """A label in the middle of a sentence."""
    return label[:1].lower() + label[1:]


def figure(case: Case, assumption: str, value: float) -> str:
    """A value of an assumption in its unit, with four digits at most."""
    unit = declaration(Assumptions, assumption).unit
    return quantity(float(f"{value:.4g}"), unit, case.scenario.currency)


def several(n: int, noun: str) -> str:
    """A number of things, small numbers as words.

    >>> several(1, "plan"), several(12, "plan")
    ('one plan', '12 plans')
    """
    return f"{count(n)} {noun}{'' if n == 1 else 's'}"


# -- the money ------------------------------------------------------------------------------------


def payback(found: Board) -> str:
    """Title: how much cash is out, and when it is back."""
    gained, c = found.gained, found.comparison.currency
    if found.comparison.same_as_idle:
        return "Nothing is spent and nothing is gained"
    end, lowest = float(gained[-1]), float(gained.min())
    below = np.flatnonzero(gained < -1.0)
    if not below.size:
        return f"Cash is never behind doing nothing, and {money(end, c)} ahead after five years"
    if end <= 0:
        return f"After five years {money(-end, c)} of cash are still out"
    return f"Up to {money(-lowest, c)} of cash are out; all is back in quarter {below[-1] + 2}"


def money_(case: Case, found: Board) -> list[str]:
    """Cost, cash, present value, and what of it is stock.

    Parameters
    ----------
    case : Case
    found : Board

    Returns
    -------
    list of str
    """
    c, h = case.scenario.currency, found.chosen.outcome.headlines
    if found.comparison.same_as_idle:
        return ["The plan costs nothing and brings nothing against doing nothing, which it is."]
    cost, gained = float(h.programme_cost), found.gained
    lowest, end = int(gained.argmin()), float(gained[-1])
    text = (
        f"The programme costs {money(cost, c)} over five years, one-off costs included: "
        f"{percent(cost / case.line_revenue)} of one year's revenue of the line. "
    )
    if gained[lowest] < 0:
        text += f"It is furthest behind doing nothing in quarter {lowest + 1}, by {money(-float(gained[lowest]), c)}. "
    text += f"After five years it is {money(abs(end), c)} {'ahead' if end >= 0 else 'behind'}. "
    text += (
        f"Discounted at {percent(case.assumptions.discount_rate, 1)} a year that is a present value of "
        f"{money(float(h.npv), c, sign=True)}, before tax, with no value put on what comes after year five. "
        f"{say(worth(case, found.chosen.levers), 'in_brief', case=case)}"
    )
    plan_, idle = found.comparison.plan.series, found.comparison.idle.series
    stock = float(plan_.inventory[-1] - idle.inventory[-1])
    if abs(stock) < 0.01 * case.line_revenue:
        return [text]
    more = stock > 0
    return [
        text,
        f"At the end the line holds {money(abs(stock), c)} {'more' if more else 'less'} stock than with nothing done. "
        f"This is cash {'tied up' if more else 'set free'}, once; it is {'no loss' if more else 'no profit'}, and the "
        f"cash figures {'bear' if more else 'contain'} it.",
    ]


def describe_payback(found: Board) -> str:
    """Words for the picture of cash over time."""
    gained, c = found.gained, found.comparison.currency
    low, high = found.risk.gained[:, -1]
    lowest = int(gained.argmin())
    return (
        "Line chart of cash against doing nothing, added up over twenty quarters: "
        f"{money(float(gained[lowest]), c)} at the lowest, in quarter {lowest + 1}; {money(float(gained[-1]), c)} at "
        f"the end. In eight of ten worlds the end lies between {money(float(low), c)} and {money(float(high), c)}."
    )


# -- the risk -------------------------------------------------------------------------------------


def risk_in_short(risk: Risk) -> str:
    """The range of the outcome in a sentence."""
    low, high = risk.range(risk.npv)
    return (
        f"In eight of ten worlds that we think possible, present value lies between {money(low, risk.currency)} and "
        f"{money(high, risk.currency)}; all targets are met together in {_share(risk.all_targets)} of them."
    )


def tornado(risk: Risk) -> str:
    """Title: which assumption moves the outcome most."""
    if not risk.swings or not risk.swings[0].width:
        return "No assumption moves the outcome"
    first = risk.swings[0]
    ends = [money(v, risk.currency) for v in sorted((first.at_low, first.at_high))]
    text = f"{label(first.name)} moves the outcome most"
    with_ends = f"{text}: {ends[0]} to {ends[1]}"
    return with_ends if len(with_ends) <= LONGEST_TITLE else text


def risk_(case: Case, found: Board) -> list[str]:
    """The range of the outcome, the targets in other worlds, the assumption that matters most.

    Parameters
    ----------
    case : Case
    found : Board

    Returns
    -------
    list of str
    """
    risk, c = found.risk, case.scenario.currency
    if found.comparison.same_as_idle:
        return ["Doing nothing is the measure here, so no world makes a difference to it."]
    npv, growth = risk.range(risk.npv), risk.range(risk.growth)
    text = (
        f"We drew each of {len(risk.swings)} assumptions evenly over its range, {number(len(risk.npv))} times. In eight "
        f"of ten of these worlds present value lies between {money(npv[0], c)} and {money(npv[1], c)}, and revenue in "
        f"the outcome window between {percent(growth[0], sign=True)} and {percent(growth[1], sign=True)}. "
    )
    text += (
        "In none of them would doing nothing have been better. "
        if risk.loses == 0
        else f"In {_share(risk.loses)} doing nothing would have been better. "
    )
    met = [f"{TARGETS[n]} {percent(float(v.mean()))}" for n, v in risk.on_target.items()]
    text += f"The targets are met in these shares of the worlds: {listing(met)}; all at once in {_share(risk.all_targets)}. "
    text += (
        "More often than not, then, the plan delivers all of them."
        if risk.all_targets > 0.5
        else "They are aims, then, and no promise."
        if risk.all_targets > 0
        else "This plan is not one that reaches all of them."
    )
    return [text, *_lean(risk, found.chosen.npv), *_largest(case, risk)]


def _share(value: float) -> str:
    return "none" if value == 0 else "less than 1%" if value < 0.005 else percent(value)


def _lean(risk: Risk, present: float) -> list[str]:
    """Whether the ranges reach further to one side than to the other."""
    above = float((risk.npv > present).mean())
    if 0.3 <= above <= 0.7:
        return []
    more, side = ("better", "up") if above > 0.5 else ("worse", "down")
    return [
        f"In {percent(above if above > 0.5 else 1 - above)} of the worlds the plan does {more} than in the one that we "
        f"plan with, because the ranges reach further {side} than {'down' if side == 'up' else 'up'} from the figures "
        f"that we chose. That says something about our ranges before it says anything about the plan"
        + (": it is no reserve." if side == "up" else ": the figures that we chose are hopeful.")
    ]


def _largest(case: Case, risk: Risk) -> list[str]:
    if not risk.swings or not risk.swings[0].width:
        return []
    first = risk.swings[0]
    low, high = (figure(case, first.name, v) for v in (first.low, first.high))
    text = (
        f"One at a time, {inside(label(first.name))} matters most: at {low} present value is "
        f"{money(first.at_low, risk.currency)}, at {high} it is {money(first.at_high, risk.currency)}. "
    )
    if len(risk.swings) > 1 and risk.swings[1].width:
        second, times = risk.swings[1], first.width / risk.swings[1].width
        if times >= 1.95:
            shown = "twice" if times < 2.5 else f"{number(times)} times"
            text += f"That is {shown} the swing of the next one: to know it better is worth more than any other inquiry."
        elif times < 1.25:
            text += f"The next one, {inside(label(second.name))}, matters nearly as much."
    return [text.strip()]


def describe_tornado(risk: Risk) -> str:
    """Words for the picture of one assumption at a time."""
    shown = [
        f"{inside(label(s.name))} {money(s.at_low, risk.currency)} to {money(s.at_high, risk.currency)}"
        for s in risk.swings[:8]
    ]
    return f"Bars of present value with one assumption at a time at each end of its range: {'; '.join(shown)}."


# -- what would change our mind -------------------------------------------------------------------


def change(case: Case, found: Board) -> list[str]:
    """What follows from the limits of the most important assumptions."""
    if not found.triggers:
        return ["No assumption moves the outcome of this plan, so none could change our mind."]
    turning = [t for t in found.triggers if t.npv.met]
    tight = [t for t in found.triggers if t.room is not None and t.room < NO_ROOM]
    labels = listing([inside(label(t.swing.name)) for t in found.triggers])
    text = f"{several(len(found.triggers), 'assumption').capitalize()} matter most: {labels}. "
    if len(found.triggers) == 1:
        text = f"One assumption matters: {labels}. "
    if turning:
        those = "; ".join(f"{inside(label(t.swing.name))} {_turns(case, t)}" for t in turning)
        text += (
            f"{'One' if len(turning) == 1 else count(len(turning)).capitalize()} by "
            f"{'itself' if len(turning) == 1 else 'themselves'} would take present value to the other side of zero: "
            f"{those}. Then we come back to the board."
        )
    else:
        text += _several_at_once(found)
    if tight:
        whole = len(tight) == len(found.triggers)
        one = "one of them" if whole else " or ".join(inside(label(t.swing.name)) for t in tight)
        text += (
            f" The targets have less room than the money: a target is missed as soon as {one} turns out only a "
            "little worse than assumed. That is a reason to report, not to stop."
        )
    notes = [_in_words(case, t) for t in found.triggers if _unit(t.swing.name) is Unit.UTILITY]
    return [text, *notes]


def _several_at_once(found: Board) -> str:
    """That no single assumption turns the sign, and whether several at once did."""
    above = found.chosen.npv >= 0
    turned = found.risk.loses if above else 1.0 - found.risk.loses
    text = (
        "None of them by itself takes present value to the other side of zero: it stays "
        f"{'above' if above else 'below'} in the whole of each range. "
    )
    return text + (
        "Nor did several at once, in any of the worlds that we drew."
        if turned == 0
        else f"It takes several at once, as in {_share(turned)} of the worlds that we drew."
    )


def _unit(assumption: str) -> Unit:
    return declaration(Assumptions, assumption).unit


def _in_words(case: Case, trigger: Trigger) -> str:
    """What a number of utility means."""
    name, odds = label(trigger.swing.name), float(np.exp(trigger.stands))
    return (
        f"{name} is measured in utility: {figure(case, trigger.swing.name, trigger.stands)} means that the odds of a customer choosing us are "
        f"multiplied by {number(odds, 2 if odds < 1.5 else 1)}."
    )


def change_table(case: Case, found: Board) -> Table:
    """Head and rows: for each important assumption, where money and targets turn.

    Parameters
    ----------
    case : Case
    found : Board

    Returns
    -------
    head, rows : list
    """
    rows = []
    missed = not any(_met(case, found, n) for n in TARGETS)
    for t in found.triggers:
        low, high = (figure(case, t.swing.name, v) for v in (t.swing.low, t.swing.high))
        rows.append(
            [label(t.swing.name), figure(case, t.swing.name, t.stands), f"{low} to {high}",
             _turns(case, t), "all are missed as it stands" if missed else _misses(case, t)]
        )  # fmt: skip
    head = ["assumption", "we assume", "range", "present value turns at", "first target to miss"]
    return head, rows


def _met(case: Case, found: Board, name: str) -> bool:
    wanted = getattr(case.scenario.targets, name).value
    return float(getattr(found.chosen.outcome.headlines, name)) >= wanted - ON_TARGET


def _turns(case: Case, trigger: Trigger) -> str:
    found, c = trigger.npv, case.scenario.currency
    if found.met:
        side = "below" if found.value < trigger.stands else "above"
        return f"{side} {figure(case, trigger.swing.name, found.value)}"
    low, high = found.range
    return f"nowhere: {money(low, c)} at worst" if low > 0 else f"nowhere: {money(high, c)} at best"


def _misses(case: Case, trigger: Trigger) -> str:
    if trigger.target is None:
        return "none"
    side = "below" if trigger.missed_at < trigger.stands else "above"
    if trigger.room < NO_ROOM:
        return f"{TARGETS[trigger.target]}: no room {side} the assumed value"
    return (
        f"{TARGETS[trigger.target]}: {side} {figure(case, trigger.swing.name, trigger.missed_at)}"
    )
