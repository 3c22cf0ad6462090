"""Findings of a plan: headlines beside their targets, and what the pictures say."""

from __future__ import annotations

from casestudy.analysis.calibration import Calibration
from casestudy.analysis.comparison import Comparison
from casestudy.analysis.one_at_a_time import OneAtATime
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent, points, quantity
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.outcome import Outcome
from casestudy.text.prose import Prose, count, table

TARGET_LABELS = {
    "revenue_growth": "Revenue against the year before the programme",
    "complexity_reduction": "Active products retired, net",
    "margin_points": "Gross margin",
}
LABELS = TARGET_LABELS | {
    "revenue_cagr": "Revenue, as a yearly rate",
    "share": "Market share",
    "inventory_turns": "Inventory turns a year",
    "programme_cost": "Programme and one-off costs",
    "npv": "Present value against doing nothing",
}


def headline(case: Case, name: str, value: float) -> str:
    """A headline in its unit.

    Parameters
    ----------
    case : Case
    name : str
        As in `casestudy.outcome.Headlines`.
    value : float

    Returns
    -------
    str
    """
    currency = case.scenario.currency
    if name == "margin_points":
        return points(value)
    if name in {"programme_cost", "npv"}:
        return money(value, currency, sign=name == "npv")
    if name == "inventory_turns":
        return number(value, 1)
    if name == "share":
        return percent(value, 1)
    if name == "complexity_reduction":
        return percent(-value, 1, sign=True)
    return percent(value, 1, sign=True)


def headline_rows(case: Case, outcome: Outcome) -> list[tuple[str, str]]:
    """Label and value of every headline of one plan.

    Parameters
    ----------
    case : Case
    outcome : Outcome
        Of one draw.

    Returns
    -------
    list of (str, str)
    """
    values = outcome.headlines.as_dict()
    labels = LABELS | {"complexity_reduction": "Active products"}
    return [(labels[name], headline(case, name, value)) for name, value in values.items()]


def calibration_lines(case: Case, result: Calibration) -> list[str]:
    """A calibration in lines of text: targets, fitted values, and what cannot be met.

    Parameters
    ----------
    case : Case
    result : Calibration

    Returns
    -------
    list of str
    """
    lines = [f"{case.scenario.title}: calibration of the plan as it happened"]
    for name, target in result.targets.items():
        reached = target + result.residuals[name]
        met = "met" if result.met[name] else "NOT met"
        lines.append(
            f"  target {name}: {_target(name, target)}, "
            + (met if result.met[name] else f"{met}, the nearest is {_target(name, reached)}")
        )
    for name, value in result.values.items():
        low, high = result.ranges[name]
        lines.append(f"  fitted {name}: {value:.6g}, range {low:g} to {high:g}")
    if result.needed:
        outside = [
            f"{name} {value:.4g}"
            for name, value in result.needed.items()
            if not result.ranges[name][0] <= value <= result.ranges[name][1]
        ]
        lines.append(f"  to meet all of them it would take {', '.join(outside)}: outside the range")
    elif not result.solved:
        lines.append("  no values that the model can take would meet all of them")
    return lines


def _target(name: str, value: float) -> str:
    return points(value, 2) if name == "margin_points" else percent(value, 2)


# -- titles ---------------------------------------------------------------------------------------


def revenue(result: Comparison) -> str:
    """Title: revenue in the window against before, and against doing nothing."""
    growth = float(result.plan.headlines.revenue_growth)
    idle = float(result.idle.headlines.revenue_growth)
    text = f"Revenue {percent(growth, sign=True)} in the window"
    if result.same_as_idle:
        return f"{text}: nothing is done"
    return f"{text}; doing nothing {percent(idle, sign=True)}"


def margin(result: Comparison) -> str:
    """Title: gross margin in the window against before."""
    change = float(result.plan.headlines.margin_points)
    last = float(result.plan.series.gross_margin[-4:].mean()) - result.base_margin
    text = f"Gross margin {points(change)} in the window"
    if change > 0.0005 > last + 0.0005:
        return f"{text}, and gone again by the end"
    return f"{text}, {points(last)} in the last year"


def share(result: Comparison) -> str:
    """Title: market share in the window against before."""
    now = float(result.plan.headlines.share)
    verb = "regains" if now >= result.base_share else "does not regain"
    return (
        f"The plan {verb} the old share: {percent(now, 1)} in the window, "
        f"{percent(result.base_share, 1)} before"
    )


# -- what a picture shows, for those who cannot see it --------------------------------------------


def describe(result: Comparison, name: str) -> str:
    """Words for a picture of one series: the plan at the start, in the window, at the end.

    Parameters
    ----------
    result : Comparison
    name : str
        `revenue`, `gross_margin` or `share`.

    Returns
    -------
    str
    """
    series = getattr(result.plan.series, name)
    idle = getattr(result.idle.series, name)
    first, last = result.window
    label = {"revenue": "Revenue", "gross_margin": "Gross margin", "share": "Market share"}[name]

    def text(value: float) -> str:
        return money(value, result.currency) if name == "revenue" else percent(value, 1)

    middle = float(series[first - 1 : last].mean())
    return (
        f"{label} by programme quarter: {text(series[0])} in the first, {text(middle)} on average "
        f"in quarters {first} to {last}, {text(series[-1])} in the last; with nothing done "
        f"{text(idle[-1])} in the last."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def targets(case: Case, result: Comparison) -> Prose:
    """The three headlines with their targets and how far off they are."""
    rows = []
    values = result.plan.headlines.as_dict()
    for name, label in TARGET_LABELS.items():
        gap = values[name] - result.targets[name]
        off = "on target" if abs(gap) < 0.0005 else points(gap) + " off"
        if name == "complexity_reduction" and abs(gap) >= 0.0005:
            off = points(-gap) + " off"
        rows.append(
            [label, headline(case, name, values[name]), headline(case, name, result.targets[name]),
             off]
        )  # fmt: skip
    return Prose(table(["", "this plan", "target", ""], rows, right=[1, 2]))


def plans(case: Case, outcomes: dict[str, Outcome]) -> Prose:
    """Plans side by side, headline by headline."""
    shown = {name: o.headlines.as_dict() for name, o in outcomes.items()}
    labels = LABELS | {"complexity_reduction": "Active products, new ones counted"}
    rows = [
        [label, *(headline(case, name, values[name]) for values in shown.values())]
        for name, label in labels.items()
    ]
    head = ["", *(name.replace("_", " ") for name in shown)]
    return Prose(table(head, rows, right=list(range(1, len(head)))))


def lever_table(case: Case) -> Prose:
    """Every lever with its group, its bounds, its null and what happened."""
    currency, happened = case.scenario.currency, case.plan("as_it_happened")
    labels = {lever: g.label for g in case.scenario.action_groups for lever in g.levers}
    rows = []
    for name in names(Levers):
        declared, bounds = declaration(Levers, name), getattr(case.scenario.levers, name)
        low, high, was = (
            quantity(v, declared.unit, currency)
            for v in (bounds.low, bounds.high, getattr(happened, name))
        )
        rows.append([lever_label(case, name), labels[name], f"{low} to {high}", was, declared.help])
    rows.append(
        ["Pruning rule", labels["pruning_rule"], f"one of {count(len(PruningRule))}", happened.pruning_rule.label,
         "In which order products are retired."]
    )  # fmt: skip
    return Prose(table(["lever", "action", "from, to", "as it happened", "meaning"], rows))


def lever_label(case: Case, name: str) -> str:
    """The scenario's own label of a lever, or the usual one."""
    return getattr(case.scenario.levers, name).label or declaration(Levers, name).label


def what_happened(case: Case, result: Comparison) -> Prose:
    """The plan as it happened in words, with what it cost."""
    h, idle = result.happened.headlines, result.idle.headlines
    c = result.currency
    npv = float(h.npv)
    pays = (
        f"On these assumptions the programme pays: {money(npv, c, sign=True)} of present value against "
        "doing nothing, after its costs."
        if npv > 0
        else f"On these assumptions the programme does not pay: {money(npv, c, sign=True)} of present "
        "value against doing nothing."
    )
    turns = float(h.inventory_turns) - float(idle.inventory_turns)
    stock = (
        "Inventory turns are better than with nothing done"
        if turns > 0.05
        else "Inventory turns are worse than with nothing done"
        if turns < -0.05
        else "Inventory turns are about those of doing nothing"
    )
    return Prose(
        f"At {case.scenario.company.name} the plan as it happened costs {money(float(h.programme_cost), c)} over five years. {pays} "
        f"{stock}: {number(float(h.inventory_turns), 1)} against "
        f"{number(float(idle.inventory_turns), 1)}. Fewer products free stock; what the partner's longer way "
        "takes of it, `08` counts."
    )


def first_and_last(case: Case, result: OneAtATime) -> Prose:
    """Each action alone beside each action left out, and their sums beside the truth."""
    currency = case.scenario.currency

    def cells(change: dict[str, float]) -> list[str]:
        return [points(change["revenue_growth"]), points(change["margin_points"])]

    rows = [
        [label, *cells(result.alone[label]), *cells(result.last[label])] for label in result.alone
    ]
    sums = [
        {m: result.total(side, m) for m in ("revenue_growth", "margin_points")}
        for side in ("alone", "last")
    ]
    rows.append(
        [
            f"**sum of the {count(len(rows))}**" if len(rows) > 1 else "**sum**",
            *cells(sums[0]),
            *cells(sums[1]),
        ]
    )
    rows.append(["**all together, in fact**", *cells(result.together) * 2])
    head = ["action", "alone: revenue", "margin", "added last: revenue", "margin"]
    low, high = (s["revenue_growth"] for s in sums)
    real = result.together["revenue_growth"]
    needs = low < real < high
    lesson = (
        f"Added to nothing, the actions seem to bring {points(low, 0)} of growth in all; each added "
        f"to the rest, {points(high, 0)}. What they bring together is {points(real, 0)}. "
        + (
            "They need one another: a launch without research launches the wrong product, research "
            "without a launch changes nothing. Whoever enters last looks like a hero."
            if needs
            else "The order in which one counts decides who gets the credit."
        )
    )
    worth = result.together["npv"]
    return Prose(
        table(head, rows, right=[1, 2, 3, 4]),
        lesson,
        f"In money {_all(len(result.alone))} worth {money(worth, currency, sign=True)} of present value.",
    )


def _all(actions: int) -> str:
    """The actions as the subject of a sentence."""
    return "the one action is" if actions == 1 else f"all {count(actions)} together are"


def _subject(actions: int) -> str:
    return "it brings" if actions == 1 else f"all {count(actions)} bring"


def why_so_little_margin(case: Case, result: OneAtATime) -> Prose:
    """What the actions should have brought in margin, and what absorbed it."""
    world = case.assumptions
    naive = {k: v["margin_points"] for k, v in result.alone.items()}
    gains = {k: v for k, v in naive.items() if v > 0.0005}
    promised = sum(gains.values())
    reported = case.scenario.targets.margin_points.value
    if not gains or promised <= reported + 0.005:
        return Prose(
            f"Action by action the margin should rise by {points(promised)}; "
            f"{points(reported)} came of it. There is little to explain."
        )
    parts = listing([f"{label[0].lower()}{label[1:]} {points(v)}" for label, v in gains.items()])
    idle = reported - result.together["margin_points"]
    text = (
        f"Action by action, these should raise the margin: {parts}. That is {points(promised)}, and "
        f"together {_subject(len(naive))} {points(result.together['margin_points'])} against doing nothing. Yet "
        f"the case reports {points(reported)}. "
    )
    if idle < -0.0005:
        text += (
            f"The rest went into standing still: with nothing done the margin would have moved by "
            f"{points(idle)}, because cost rises {percent(world.unrecovered_inflation, 1)} a year faster "
            "than price and a smaller line still carries the same variety. "
        )
    text += (
        f"Two things keep the gain small as well: the new product costs "
        f"{percent(world.new_product_unit_cost, 1)} more to make, and of the cost that fewer products "
        f"free only {percent(world.freed_cost_taken_out)} is ever taken out."
    )
    return Prose(text)


def summary(case: Case, result: Comparison) -> Prose:
    """Three things to take along."""
    return Prose(
        f"- As it happened: {revenue(_as_happened(result))[0].lower()}"
        f"{revenue(_as_happened(result))[1:]}.\n"
        f"- {share(_as_happened(result))}.\n"
        f"- Three outcomes do not prove {len(names(Levers)) + 1} levers: other plans reach the same "
        "figures, and the ledger says which numbers are assumed."
    )


def _as_happened(result: Comparison) -> Comparison:
    from dataclasses import replace

    return replace(result, plan=result.happened)


def assumption_table(case: Case) -> Prose:
    """All assumptions with value, range and mark, by topic."""
    currency, figures = case.scenario.currency, case.scenario.assumptions
    rows = []
    for name in names(Assumptions):
        declared, figure = declaration(Assumptions, name), getattr(figures, name)
        value = quantity(figure.value, declared.unit, currency)
        span = ""
        if figure.low is not None:
            low, high = (quantity(v, declared.unit, currency) for v in (figure.low, figure.high))
            span = f"{low} to {high}"
        rows.append([declared.topic, declared.label, value, span, figure.mark.value])
    return Prose(
        f"<details><summary>All {len(rows)} assumptions</summary>",
        table(["topic", "assumption", "value", "range", "mark"], rows, right=[2]),
        "</details>",
    )
