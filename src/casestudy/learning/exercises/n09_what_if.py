"""Exercises and predictions of `09_what_if`; see `n05_price` for how they are written.

Option letters are the same in every scenario. A wrong answer whose value is None cannot be given
in this scenario, or happens to be right in it.
"""

from __future__ import annotations

from functools import lru_cache

from casestudy.analysis.attribution import attribute
from casestudy.analysis.one_at_a_time import OneAtATime, one_at_a_time
from casestudy.case import Case
from casestudy.formats import listing, money, percent, points, quantity
from casestudy.learning.kinds import (
    LETTERS,
    Choices,
    Function,
    Number,
    Ranking,
    Wrong,
    absolute,
    relative,
)
from casestudy.learning.predictions import Prediction
from casestudy.levers import Assumptions, Unit, declaration
from casestudy.model import simulate
from casestudy.outcome import Headlines
from casestudy.scenario import group_of
from casestudy.text.prose import count

GROWTH = "revenue_growth"
SHOWN, MISSED = 0.0005, 0.005  # below it the table shows 0.0 points; above it one is missed


def _headlines(case: Case, plan: str = "as_it_happened", **changes: float) -> Headlines:
    return simulate(case, case.plan(plan, **changes)).headlines


@lru_cache(maxsize=16)
def _one_by_one(case: Case) -> OneAtATime:
    return one_at_a_time(case)


# -- 09-01: nothing alone -------------------------------------------------------------------------


def _actions(case: Case) -> dict[str, str]:
    return dict(zip(LETTERS, _one_by_one(case).alone, strict=False))


def _where(case: Case, test) -> set[str]:
    """Letters of the actions for which the test of the effects alone and last holds."""
    effects = _one_by_one(case)
    return {x for x, a in _actions(case).items() if test(effects.alone[a], effects.last[a])}


@lru_cache(maxsize=16)
def _quiet(case: Case) -> set[str]:
    return _where(case, lambda one, last: abs(one[GROWTH]) < SHOWN and last[GROWTH] > MISSED)


def _most_missed(case: Case) -> str:
    last = _one_by_one(case).last
    return max(_actions(case), key=lambda x: last[_actions(case)[x]][GROWTH])


def _if_other(letters, case: Case) -> set[str] | None:
    return letters if letters and letters != _quiet(case) else None


def _quiet_solution(case: Case) -> str:
    last, names = _one_by_one(case).last, [_actions(case)[x] for x in sorted(_quiet(case))]
    shown = listing([f"{name} {points(last[name][GROWTH])}" for name in names])
    return (
        f"Alone 0.0 points each; added last: {shown}. They work through other actions: better aim, "
        "or an earlier date, is worth something only where a product is launched."
    )


NOTHING_ALONE = Choices(
    id="09-01",
    title="Worth nothing alone",
    level="read",
    prompt=lambda case: (
        "Look at the table *alone* and *added last*. Which actions bring no growth of revenue at "
        "all when they are added alone (0.0 points), and would cost the plan more than half a "
        "point of growth if they were left out of it?"
    ),
    options=_actions,
    key=_quiet,
    hints=(
        "Two columns of the table are about growth of revenue, two are about margin.",
        "Find the rows with 0.0 in the first column of numbers; then look at their third.",
    ),
    solution=_quiet_solution,
    code="""
actions = cs.one_at_a_time(case)
answer = [
    letter for letter, name in zip("abcdefghijkl", actions.alone)
    if abs(actions.alone[name]["revenue_growth"]) < 0.0005
    and actions.last[name]["revenue_growth"] > 0.005
]
""",
    wrong=(
        Wrong(
            "the one missed most",
            lambda case: _if_other({_most_missed(case)}, case),
            "This is the action that is missed most, but is its growth alone really 0.0? Asked for "
            "are all those that look idle alone.",
        ),
        Wrong(
            "margin taken for growth",
            lambda case: _if_other(
                _quiet(case) & _where(case, lambda one, last: abs(one["margin_points"]) < SHOWN),
                case,
            ),
            "You left out an action that moves the margin alone. The question is about growth of "
            "revenue only.",
        ),
        Wrong(
            "below zero too",
            lambda case: _if_other(
                _quiet(case) | _where(case, lambda one, last: one[GROWTH] < -SHOWN), case
            ),
            "An action that takes growth away is not one that does nothing: a minus is an effect.",
        ),
        Wrong(
            "all that gain by company",
            lambda case: _if_other(
                _where(case, lambda one, last: last[GROWTH] - one[GROWTH] > MISSED), case
            ),
            "These are all actions that bring more in company than alone. Asked for are only those "
            "that bring nothing alone.",
        ),
    ),
)

# -- 09-02: against which whole -------------------------------------------------------------------


def _growths(case: Case) -> tuple[float, float]:
    """Growth with the plan, and with nothing done."""
    return float(_headlines(case).revenue_growth), float(
        _headlines(case, "do_nothing").revenue_growth
    )


def _more_sold(case: Case) -> float:
    plan, idle = _growths(case)
    return (1 + plan) / (1 + idle) - 1


def _more_solution(case: Case) -> str:
    plan, idle = _growths(case)
    return (
        f"Of 100 in the year before, the plan makes {100 * (1 + plan):.1f} and doing nothing "
        f"{100 * (1 + idle):.1f}: {100 * (1 + plan):.1f} ÷ {100 * (1 + idle):.1f} − 1 = "
        f"**{percent(_more_sold(case), 1)}**. The difference of the two rates, "
        f"{points(plan - idle)}, counts in hundredths of the year before."
    )


MORE_SOLD = Number(
    id="09-02",
    title="More than what?",
    level="read",
    prompt=lambda case: (
        "The first table of plans gives two changes of revenue. By how many percent is revenue of "
        f"{case.scenario.line.name} in the window *higher* with the plan as it happened than with "
        "nothing done?"
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.004),
    key=_more_sold,
    hints=(
        "Let revenue in the year before be 100. What is it in the window, with each plan?",
        "Divide the one by the other, and take off the one that was there.",
    ),
    solution=_more_solution,
    code="""
plan, idle = (
    cs.simulate(case, case.plan(name)).headlines.revenue_growth
    for name in ("as_it_happened", "do_nothing")
)
answer = (1 + plan) / (1 + idle) - 1
""",
    wrong=(
        Wrong(
            "points",
            lambda case: _growths(case)[0] - _growths(case)[1],
            "This is the difference of the two rates, in points of the year before. The whole is "
            "what would be sold with nothing done, and that is another number.",
        ),
        Wrong(
            "against the year before",
            lambda case: _growths(case)[0],
            "This compares the plan with the year before. The world would not have stood still: "
            "compare it with doing nothing, in the same quarters.",
        ),
        Wrong(
            "the sign lost",
            lambda case: (
                (1 + _growths(case)[0]) / (1 - _growths(case)[1]) - 1
                if _growths(case)[1] < -0.01
                else None
            ),
            "A minus got lost: with nothing done revenue falls below 100.",
        ),
        Wrong(
            "part of the plan's revenue",
            lambda case: 1 - 1 / (1 + _more_sold(case)),
            "This is which part of the plan's revenue would be missing with nothing done. The "
            "whole asked for is the smaller of the two.",
        ),
    ),
)

# -- 09-03: leaving out the research --------------------------------------------------------------


def _without(case: Case) -> float:
    return float(_headlines(case, research=0.0).npv)


def _loss(case: Case, measure: str = "npv") -> float:
    with_it, without = _headlines(case), _headlines(case, research=0.0)
    return float(getattr(with_it, measure) - getattr(without, measure))


def _far(case: Case, value: float) -> float | None:
    """A wrong amount, where it is not right by chance."""
    key = _loss(case)
    return value if abs(value - key) > 0.05 * abs(key) else None


def _loss_solution(case: Case) -> str:
    currency, without = case.scenario.currency, _without(case)
    full = float(_headlines(case).npv)
    tail = (
        "What is left still pays, but the launch costs the same and misses what customers want."
        if without > 0
        else "Without it the programme does not pay: the launch costs the same, and follows what "
        "the house believes."
    )
    return (
        f"With research {money(full, currency, sign=True)}, without it "
        f"{money(without, currency, sign=True)}: the difference is "
        f"**{money(_loss(case), currency)}**. {tail if _loss(case) > 0 else ''}"
    )


RESEARCH = Number(
    id="09-03",
    title="The plan without its research",
    level="move",
    prompt=lambda case: (
        "Somebody wants to save the research: “we know our customers”. Set the lever to zero in "
        'the plan as it happened, `case.plan("as_it_happened", research=0)`, or move its slider, '
        "and leave all other levers as they are. By how much does present value fall? (Below zero "
        "if it rises.)"
    ),
    unit=Unit.MONEY,
    tolerance=relative(0.03),
    key=_loss,
    hints=(
        "Run two plans that differ in one lever only: `cs.simulate(case, plan).headlines.npv`.",
        "Take the present value without research off the present value with it.",
    ),
    solution=_loss_solution,
    code="""
without = case.plan("as_it_happened", research=0)
answer = (
    cs.simulate(case, case.plan("as_it_happened")).headlines.npv
    - cs.simulate(case, without).headlines.npv
)
""",
    wrong=(
        Wrong(
            "what is left",
            lambda case: _far(case, _without(case)),
            "This is what the plan is worth without research. By how much is that less than with "
            "it?",
        ),
        Wrong(
            "alone",
            lambda case: _far(case, float(_headlines(case, "do_nothing", research=1.0).npv)),
            "This adds research to doing nothing, where nothing is launched that it could help. "
            "Start from the plan as it happened.",
        ),
        Wrong(
            "the fair share",
            lambda case: _far(case, _fair(case, "research")),
            "This is the Shapley value, the mean over all orders. Here research goes out of a "
            "plan in which all else stays.",
        ),
        Wrong(
            "the money saved",
            lambda case: _far(case, _loss(case, "programme_cost")),
            "This is the cost that is saved. Present value also counts what is not sold.",
        ),
    ),
)


def _fair(case: Case, lever: str) -> float:
    """Fair share of the group that moves a lever, of the present value."""
    found = attribute(case)
    return float(found.values["npv"][found.names.index(group_of(case.scenario, lever).name)])


# -- 09-04: a harder world -------------------------------------------------------------------------

_WORSE = {
    "a": ("market_growth", "low"),
    "b": ("advantage_seen", "low"),
    "c": ("launch_delay", "high"),
    "d": ("unrecovered_inflation", "high"),
}


def _worse(case: Case) -> dict[str, dict[str, float]]:
    """By letter: one assumption at the end of its range that looks worse."""
    found = {}
    for letter, (name, end) in _WORSE.items():
        figure = getattr(case.scenario.assumptions, name)
        value = getattr(figure, end)
        found[letter] = {name: figure.value if value is None else value}
    return found


def _worlds(case: Case) -> dict[str, str]:
    texts = {}
    for letter, change in _worse(case).items():
        ((name, value),) = change.items()
        declared = declaration(Assumptions, name)
        shown = quantity(value, declared.unit, case.scenario.currency)
        texts[letter] = f"{declared.label}: {shown} ({name}={value:g})"
    return texts


@lru_cache(maxsize=16)
def _in_worlds(case: Case, plan: str) -> dict[str, Headlines]:
    return {
        letter: simulate(case, case.plan(plan), case.assume(**change)).headlines
        for letter, change in _worse(case).items()
    }


def _order(case: Case, measure: str = "npv", plan: str = "as_it_happened") -> tuple[str, ...]:
    found = _in_worlds(case, plan)
    return tuple(sorted(found, key=lambda x: float(getattr(found[x], measure))))


_OTHERS = ((GROWTH, "as_it_happened"), ("margin_points", "as_it_happened"), (GROWTH, "do_nothing"))


def _other_order(case: Case, place: int) -> tuple[str, ...] | None:
    """A wrong order, where it is neither the key, nor its reverse, nor one before it."""
    order = _order(case, *_OTHERS[place])
    before = [_order(case, *other) for other in _OTHERS[:place]]
    return order if order not in (_order(case), _order(case)[::-1], *before) else None


def _worlds_solution(case: Case) -> str:
    found, own = _in_worlds(case, "as_it_happened"), float(_headlines(case).npv)
    currency = case.scenario.currency
    labels = {x: declaration(Assumptions, name).label.lower() for x, (name, _) in _WORSE.items()}
    shown = "; ".join(
        f"{labels[x]}: {money(float(found[x].npv), currency, sign=True)}" for x in _order(case)
    )
    lost = [labels[x] for x in _order(case) if float(found[x].npv) < 0]
    verdict = (
        f"Below zero, and so worse than doing nothing: {listing(lost)}."
        if lost
        else "The plan stays worth more than doing nothing in each of them."
    )
    gained = [labels[x] for x in _order(case) if float(found[x].npv) > own]
    if gained:
        why = ": slower growth needs less capacity and less stock" if labels["a"] in gained else ""
        verdict += f" What looks worse need not be ({listing(gained)}){why}."
    return (
        f"From the lowest: {shown}; in the scenario's own world "
        f"{money(own, currency, sign=True)}. {verdict} How wide a range is counts as much as how "
        "strongly the figure works; and doing nothing suffers from a worse world too, which helps the plan."
    )


WORSE_WORLD = Ranking(
    id="09-04",
    title="The assumption it leans on",
    level="move",
    prompt=lambda case: (
        "Take the plan as it happened into four other worlds. In each *one* assumption stands at the "
        "end of its range that looks worse, and all others stay. Order the four by the plan's present "
        "value against doing nothing, the lowest first. In a line:\n\n"
        "`cs.simulate(case, case.plan(), case.assume(market_growth="
        f"{_worse(case)['a']['market_growth']:g})).headlines.npv`"
    ),
    options=_worlds,
    key=_order,
    hints=(
        "One line each, or one slider each under *What nobody controls*; put the slider back "
        "before you move the next.",
        "The options say which name and which number go into `case.assume`.",
    ),
    solution=_worlds_solution,
    code="""
figures = case.scenario.assumptions
worlds = {
    "a": {"market_growth": figures.market_growth.low},
    "b": {"advantage_seen": figures.advantage_seen.low},
    "c": {"launch_delay": figures.launch_delay.high},
    "d": {"unrecovered_inflation": figures.unrecovered_inflation.high},
}
worth = {
    letter: cs.simulate(case, case.plan(), case.assume(**world)).headlines.npv
    for letter, world in worlds.items()
}
answer = sorted(worth, key=worth.get)
""",
    wrong=(
        Wrong(
            "the highest first",
            lambda case: _order(case)[::-1],
            "The order is right, but it begins with the best. Asked for is the lowest present "
            "value first.",
        ),
        Wrong(
            "by growth",
            lambda case: _other_order(case, 0),
            "This is the order by growth of revenue. Present value counts five years and the cost, "
            "and compares with doing nothing.",
        ),
        Wrong(
            "by margin",
            lambda case: _other_order(case, 1),
            "This is the order by gross margin. A margin is a ratio: on how much revenue is it "
            "earned?",
        ),
        Wrong(
            "doing nothing",
            lambda case: _other_order(case, 2),
            "This is what the four do to the revenue of doing nothing. Asked for is the plan "
            "against it.",
        ),
    ),
)

# -- 09-05: the fair share of two -----------------------------------------------------------------


def _fair_shares(none, first, second, both):
    return [(first - none + both - second) / 2, (second - none + both - first) / 2]


@lru_cache(maxsize=16)
def _trials(case: Case) -> list[tuple[float, float, float, float]]:
    def growth(**levers: float) -> float:
        return float(_headlines(case, "do_nothing", **levers).revenue_growth)

    return [
        (growth(), growth(research=1.0), growth(launch=1.0), growth(research=1.0, launch=1.0)),
        (0.0, 0.1, 0.2, 0.3),
        (0.1, 0.2, 0.15, 0.5),
        (-0.2, -0.25, 0.1, 0.0),
    ]


def _shares_solution(case: Case) -> str:
    none, first, second, both = _trials(case)[0]
    shares = _fair_shares(none, first, second, both)
    return (
        "There are two orders. The first action brings *first − none* if it comes first, and "
        "*both − second* if it comes last; its share is the mean. Research gets "
        f"{points(shares[0])}, the launch {points(shares[1])}, together {points(both - none)}: "
        "what the two bring, with no rest."
    )


FAIR_SHARES = Function(
    id="09-05",
    title="A fair share for two",
    level="code",
    prompt=lambda case: (
        "Write a function that divides the effect of *two* actions fairly, as Shapley does: for "
        "each action the mean of what it adds in the two possible orders. It takes growth with "
        "neither, with the first alone, with the second alone, and with both, as fractions, and "
        "gives the two shares as a list, the first action's first. Begin with "
        "`def fair_shares(none, first, second, both):`, end with `return`, and set "
        "`answer = fair_shares`."
    ),
    signature="fair_shares(none, first, second, both)",
    inputs=_trials,
    unit=Unit.FRACTION,
    tolerance=absolute(0.0005),
    key=lambda case: _fair_shares,
    hints=(
        "How many orders are there for two actions? What does the first add in each of them?",
        "If it enters first, it adds `first - none`; if it enters last, `both - second`.",
        "Test: the two shares have to add up to `both - none`.",
    ),
    solution=_shares_solution,
    code="""
def fair_shares(none, first, second, both):
    return [(first - none + both - second) / 2, (second - none + both - first) / 2]

answer = fair_shares
""",
    wrong=(
        Wrong(
            "alone",
            lambda case: lambda none, first, second, both: [first - none, second - none],
            "Your function counts each action alone. In the other order it meets the other action "
            "already there.",
        ),
        Wrong(
            "last",
            lambda case: lambda none, first, second, both: [both - second, both - first],
            "Your function counts each action as if it came last: both take the credit for what "
            "they do together.",
        ),
        Wrong(
            "half each",
            lambda case: lambda none, first, second, both: [(both - none) / 2] * 2,
            "Your function gives each one half. That adds up, but an action that brings nothing in "
            "either order must get nothing.",
        ),
        Wrong(
            "not divided by two",
            lambda case: lambda n, f, s, b: [2 * x for x in _fair_shares(n, f, s, b)],
            "Your function sums over the two orders. The share is their mean.",
        ),
    ),
)

EXERCISES = (NOTHING_ALONE, MORE_SOLD, RESEARCH, WORSE_WORLD, FAIR_SHARES)

PREDICTIONS = (
    Prediction(
        id="09-p1",
        title="present value of what happened",
        question=lambda case: (
            f"Over five years {case.scenario.company.name} spends "
            f"{money(float(_headlines(case).programme_cost), case.scenario.currency)} on the plan "
            "as it happened. What is its present value against doing nothing after this cost, with "
            "a minus if it does not pay?"
        ),
        unit=Unit.MONEY,
        truth=lambda case: float(_headlines(case).npv),
    ),
    Prediction(
        id="09-p2",
        title="growth lost without the best action",
        question=lambda case: (
            f"With all {count(len(_one_by_one(case).alone))} actions revenue changes by {percent(_growths(case)[0], sign=True)}. "
            "How many points of it are lost if the one action is left out that is missed most "
            "(for ten points write 10%)?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: max(last[GROWTH] for last in _one_by_one(case).last.values()),
    ),
)
