"""What explains a plan, what it would take, and what can be reached."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.attribution import Attribution
from casestudy.analysis.cheapest import LeastCost
from casestudy.analysis.frontiers import Frontier
from casestudy.analysis.search import GoalSeek
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import headline, lever_label
from casestudy.text.formats import listing, money, number, percent, points, quantity, signed
from casestudy.text.prose import Prose, count

LONGEST_TITLE = 85
WORDS = {
    "revenue_growth": "revenue growth",
    "revenue_cagr": "yearly growth",
    "complexity_reduction": "a change in active products",
    "margin_points": "a change in gross margin",
    "share": "a market share",
    "inventory_turns": "inventory turns",
    "programme_cost": "a programme cost",
    "npv": "a present value",
}
TOPICS = {
    "revenue_growth": "revenue growth",
    "margin_points": "gross margin",
    "complexity_reduction": "fewer products",
    "npv": "present value",
    "share": "market share",
    "inventory_turns": "inventory turns",
}


# -- why ------------------------------------------------------------------------------------------


def contribution(result: Attribution, measure: str, value: float, *, unit: bool = True) -> str:
    """A contribution to a measure, with its sign.

    Parameters
    ----------
    result : Attribution
    measure : str
    value : float
    unit : bool
        Whether percentage points are named as such.

    Returns
    -------
    str
    """
    if measure == "npv":
        return money(value, result.currency, sign=True)
    if measure == "inventory_turns":
        text = number(abs(value), 2)
        return text if text == "0.00" else signed(text, value)
    text = points(value)
    return text if unit else text.removesuffix(" points")


def attribution(result: Attribution, measure: str = "revenue_growth") -> str:
    """Title: who contributes most to the change of a measure, and who works against it."""
    total = result.total(measure)
    topic = TOPICS[measure]
    values = dict(zip(result.groups, result.values[measure].tolist(), strict=True))
    shown = {label: contribution(result, measure, v) for label, v in values.items()}
    if not values:
        return "Nothing differs, so there is nothing to explain"
    if all(text == contribution(result, measure, 0.0) for text in shown.values()):
        return f"Nothing of it moves {topic}"
    up = total >= 0
    first = max(values, key=lambda label: values[label] if up else -values[label])
    last = min(values, key=lambda label: values[label] if up else -values[label])
    part = contribution(result, measure, values[first], unit=False)
    title = f"Most {'for' if up else 'against'} {topic}: {first}, {part} of {contribution(result, measure, total)}"
    against = (values[last] < 0) == up and shown[last] != contribution(result, measure, 0.0)
    longer = f"{title}; {'against' if up else 'for'} it: {last}"
    return longer if against and len(longer) <= LONGEST_TITLE else title


def describe_attribution(result: Attribution, measure: str = "revenue_growth") -> str:
    """Words for the picture: the start, each contribution, and the end."""

    def level(value: float) -> str:
        if measure == "npv":
            return money(value, result.currency, sign=True)
        if measure == "inventory_turns":
            return number(value, 1)
        return points(value) if measure == "margin_points" else percent(value, 1)

    start, end = (level(side[measure]) for side in (result.start, result.end))
    if not result.groups:
        return f"A bridge of {TOPICS[measure]} without any step: it stays at {end}, as in the scenario."
    steps = [
        f"{label} {contribution(result, measure, value)}"
        for label, value in zip(result.groups, result.values[measure].tolist(), strict=True)
    ]
    return (
        f"A bridge of {TOPICS[measure]} from {start} without these causes to {end} with all of them: "
        f"{'; '.join(steps)}; together {contribution(result, measure, result.total(measure))}."
    )


# -- find -----------------------------------------------------------------------------------------


def of(case: Case, measure: str, value: float) -> str:
    """A headline with its value, for the middle of a sentence."""
    return f"{WORDS[measure]} of {headline(case, measure, value)}"


def goal_seek(case: Case, result: GoalSeek) -> Prose:
    """Where the quantity has to stand, or how near it comes."""
    decided = result.lever in names(Levers)
    record = Levers if decided else Assumptions
    unit, currency = declaration(record, result.lever).unit, case.scenario.currency
    label = (
        lever_label(case, result.lever) if decided else declaration(Assumptions, result.lever).label
    )
    wanted = of(case, result.measure, result.target)
    present = quantity(result.present, unit, currency)
    if result.value is None:
        return Prose(
            f"“{label}” does not move this outcome: whatever its setting, the plan gives "
            f"{of(case, result.measure, result.reached)}, not {headline(case, result.measure, result.target)}."
        )
    value = quantity(result.value, unit, currency)
    if not result.met:
        low, high = (headline(case, result.measure, v) for v in sorted(result.range))
        return Prose(
            f"No setting of “{label}” gives {wanted}: alone it reaches {low} to {high}. Nearest comes "
            f"{value}, with {headline(case, result.measure, result.reached)}."
        )
    if value == present:
        return Prose(f"“{label}” at {present} gives {wanted}: nothing has to move.")
    if decided:
        return Prose(f"For {wanted}, set “{label}” to {value} instead of {present}.")
    return Prose(
        f"For {wanted}, “{label}” would have to be {value} instead of {present}: nobody decides that, "
        "it would have to turn out so."
    )


def least_cost(case: Case, result: LeastCost) -> Prose:
    """What the cheapest plan costs and is worth, or which targets no plan meets."""
    currency = case.scenario.currency
    stopped = "The search was stopped early. " if result.cancelled else ""
    cost = money(result.cost, currency)
    if not result.targets:
        return Prose(
            f"{stopped}Without a target, doing nothing is the cheapest plan: it costs {cost}."
        )
    wanted = listing([of(case, t, v) for t, v in result.targets.items()])
    if not result.met:
        return Prose(
            f"{stopped}No plan was found that gives {wanted}. The nearest costs {cost}: "
            f"{listing(_missed(case, result))}."
        )
    return Prose(
        f"{stopped}The cheapest plan that was found for {wanted} costs {cost}. {_beside(case, result)} "
        f"{_rules(result)}"
    )


def _missed(case: Case, result: LeastCost) -> list[str]:
    """Each target that is missed, with what is reached."""
    return [
        f"{WORDS[t].replace('a change', 'the change')} comes to "
        f"{headline(case, t, float(getattr(result.headlines, t)))} instead of "
        f"{headline(case, t, result.targets[t])}"
        for t, short in result.shortfall.items()
        if short
    ]


def _beside(case: Case, result: LeastCost) -> str:
    """Cost and present value beside those of the plan as it happened."""
    currency, happened = case.scenario.currency, result.happened
    paid, then = float(happened.programme_cost), float(happened.npv)
    saved, gained = paid - result.cost, float(result.headlines.npv) - then
    same = 0.0005 * paid
    worth = f"{money(float(result.headlines.npv), currency, sign=True)} of present value against {money(then, currency, sign=True)}"
    if abs(saved) < same and abs(gained) < same:
        return "It costs and brings what the plan as it happened does."
    cost = (
        f"That is {money(abs(saved), currency)} {'less' if saved > 0 else 'more'} than the plan as it happened"
        if abs(saved) >= same
        else "That is as much as the plan as it happened"
    )
    if abs(gained) < same:
        return f"{cost}, for the same present value."
    if saved > 0 > gained:
        return f"{cost}, but the cheapest plan is not the best: {worth}."
    return f"{cost}, and it is worth {'more' if gained > 0 else 'less'}: {worth}."


def _rules(result: LeastCost) -> str:
    rule = result.levers.pruning_rule.label
    if not result.levers.retired_share:
        return "It retires no product."
    if len(result.rules) < 2:
        return f"Its rule for retiring products: {rule}."
    return f"Of {count(len(result.rules))} rules for retiring products that were tried it takes this: {rule}."


def frontier(case: Case, result: Frontier) -> Prose:
    """How far growth, variety and margin go together, and where the plan as it happened lies."""
    stopped = "The search was stopped early. " if result.cancelled else ""
    size = len(result.levers)
    spans = [
        f"{WORDS[t]} from {headline(case, t, float(v.min()))} to {headline(case, t, float(v.max()))}"
        for t, v in result.points.items()
        if t in TARGETS
    ]
    text = (
        f"On the frontier {'lies one plan' if size == 1 else f'lie {count(size)} plans'}; nothing that "
        f"was found beats {'it' if size == 1 else 'any of them'} in growth, variety and margin at once."
    )
    if size > 1:
        text += f" They span {listing(spans)}: more of one costs some of another."
    return Prose(stopped + text, _room(case, result))


def _room(case: Case, result: Frontier) -> str:
    """Which plans on the frontier beat the plan as it happened, and at what cost."""
    better = result.better(result.happened)
    found = int(better.sum())
    if not found:
        return "None of it beats the plan as it happened in all three."
    margins = np.where(better, result.points["margin_points"], -np.inf)
    best = int(margins.argmax())
    cost = float(result.points["programme_cost"][best]) - result.happened["programme_cost"]
    beat = "One plan beats" if found == 1 else f"{count(found).capitalize()} plans beat"
    return (
        f"{beat} the plan as it happened, with no less growth, no more variety and no less margin. The "
        f"highest margin among them is {headline(case, 'margin_points', float(margins[best]))} instead of "
        f"{headline(case, 'margin_points', result.happened['margin_points'])}, and costs "
        f"{money(abs(cost), case.scenario.currency)} {'more' if cost > 0 else 'less'}."
    )
