"""Exercises and predictions of `06_partner`.

An option has the same letter in every scenario; which one is right follows from the case.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from casestudy.analysis.partners import (
    PartnerCosts,
    PartnerSchedules,
    extra_cost,
    partner_costs,
    partner_schedules,
)
from casestudy.analysis.sourcing_trap import Trap, replay_trap
from casestudy.case import Case
from casestudy.concepts.pert import pert_moments
from casestudy.formats import listing, money, number, percent, points
from casestudy.learning.exercises.distinct import distinct
from casestudy.learning.kinds import (
    Choices,
    Function,
    Number,
    ShortText,
    Wrong,
    absolute,
    relative,
)
from casestudy.learning.predictions import Prediction
from casestudy.levers import Unit
from casestudy.model import simulate

LATER = 2  # months by which the worst case moves
YEARS = 3  # for which the devices are used


@lru_cache(maxsize=32)
def _costs(case: Case) -> PartnerCosts:
    return partner_costs(case)


@lru_cache(maxsize=32)
def _dates(case: Case) -> PartnerSchedules:
    return partner_schedules(case)


# -- 06-01: from the quotation to the cost in all -------------------------------------------------


def _cheapest(case: Case) -> int:
    return int(np.argmin(_costs(case).total))


def _on_top(case: Case) -> float:
    costs, who = _costs(case), _cheapest(case)
    return float(costs.total[who] / costs.quoted[who] - 1)


def _of_hundred(value: float) -> str:
    return number(100 * float(value), 1)


def _on_top_solution(case: Case) -> str:
    costs, who = _costs(case), _cheapest(case)
    total, quoted = _of_hundred(costs.total[who]), _of_hundred(costs.quoted[who])
    return (
        f"{total} ÷ {quoted} − 1 = **{percent(_on_top(case), 1)}**. And this is the candidate who "
        "costs least in all: a quotation is the beginning of the bill, for everybody."
    )


ON_TOP = Number(
    id="06-01",
    title="What comes on top of the quotation",
    level="read",
    prompt=lambda case: (
        f"Look at the bars of cost. The cheapest in all is {_costs(case).names[_cheapest(case)]}. "
        "By what percentage *of the quoted price* does the cost in all lie above the quoted price?"
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.005),
    key=_on_top,
    hints=(
        "Two numbers of the bar are needed: the one inside it, and the one at its end.",
        "Here the quoted price is the whole, not the cost at home.",
    ),
    solution=_on_top_solution,
    code="""
costs = cs.partner_costs(case)
who = costs.total.argmin()
answer = costs.total[who] / costs.quoted[who] - 1
""",
    wrong=distinct(
        _on_top,
        Wrong(
            "of the cost at home",
            lambda case: float((_costs(case).total - _costs(case).quoted)[_cheapest(case)]),
            "The difference is right, but it is in hundredths of the cost *at home*. As a share of "
            "the quoted price, which is smaller, it is more.",
        ),
        Wrong(
            "of the cost in all",
            lambda case: 1 - 1 / (1 + _on_top(case)),
            "The difference is right, but you divided it by the cost in all. Here the quoted price "
            "is the whole.",
        ),
        Wrong(
            "the extra",
            lambda case: float(extra_cost(case)[_cheapest(case)]),
            "This is the *extra* of the first table, which ends at the door. Stock and a late "
            "launch come on top of it.",
        ),
        Wrong(
            "the ratio",
            lambda case: 1 + _on_top(case),
            "This is the cost in all as a multiple of the quoted price. Asked for is what comes on "
            "top of it.",
        ),
        apart=0.006,
    ),
)

# -- 06-02: a worse worst case --------------------------------------------------------------------


def _three(case: Case) -> tuple[float, float, float]:
    dates = _dates(case)
    return tuple(
        float(getattr(dates, k)[dates.best]) for k in ("optimistic", "likely", "pessimistic")
    )


def _moved_mean(case: Case) -> float:
    a, m, b = _three(case)
    return float(pert_moments(a, m, b + LATER)[0])


def _moved_solution(case: Case) -> str:
    (a, m, b), dates = _three(case), _dates(case)
    before, after = float(dates.expected[dates.best]), _moved_mean(case)
    text = (
        f"({a:g} + 4 × {m:g} + {b + LATER:g}) ÷ 6 = **{number(after, 2)} months**, "
        f"a sixth of {LATER} months later than before. "
    )
    if before <= dates.deadline < after:
        return text + "The likely value has not moved, and yet the mean is behind the deadline now."
    return text + "The likely value, which is passed on in meetings, has not moved at all."


WORSE = Number(
    id="06-02",
    title="A worse worst case",
    level="read",
    prompt=lambda case: (
        f"{_dates(case).names[_dates(case).best]} looks at the plan once more: if much goes wrong, "
        f"it takes {LATER} months longer than in the table of the three estimates. The best case "
        "and the likely value stay. How many months is the mean now?"
    ),
    unit=Unit.MONTHS,
    tolerance=absolute(0.05),
    key=_moved_mean,
    hints=(
        "The sentence below that table works the mean out for one candidate.",
        "The likely value counts four times, the other two once each, and six in all.",
    ),
    solution=_moved_solution,
    code=f"""
dates = cs.partner_schedules(case)
k = dates.best
answer = (dates.optimistic[k] + 4 * dates.likely[k] + dates.pessimistic[k] + {LATER}) / 6
""",
    wrong=distinct(
        _moved_mean,
        Wrong(
            "equal weights",
            lambda case: (sum(_three(case)) + LATER) / 3,
            "This weighs the three estimates alike. The likely value counts four times.",
        ),
        Wrong(
            "the whole delay",
            lambda case: float(_dates(case).expected[_dates(case).best]) + LATER,
            "This moves the mean by the whole delay. Only the worst case moves, and it is one part "
            "in six.",
        ),
        Wrong(
            "as before",
            lambda case: float(_dates(case).expected[_dates(case).best]),
            "This is the mean of the table. The worst case is later now.",
        ),
        Wrong(
            "the likely value",
            lambda case: _three(case)[1],
            "This is the likely value: the top of the hill, not its middle.",
        ),
        apart=0.101,
    ),
)

# -- 06-03: the question to send back -------------------------------------------------------------


@lru_cache(maxsize=64)
def _trap(case: Case, years: float = 1.0) -> Trap:
    return replay_trap(case, years)


def _rubric(case: Case) -> tuple[str, ...]:
    trap, currency = _trap(case), case.scenario.currency
    works = float(trap.bought.working_share)
    needed = (
        f"{percent(trap.share_needed)} would be needed"
        if np.isfinite(trap.share_needed)
        else "no share would be enough"
    )
    return (
        "You ask what share of the bought devices *works* with the company's technology "
        f"({percent(works)} of them do, {needed}).",
        "You ask what it costs to make the others work, and who pays for it "
        f"({money(trap.cost, currency)}, on no line of the slide).",
        "You say for how long the devices have to be used, or how much mending may cost at most "
        f"({money(trap.break_even, currency)} in one year).",
        "You name somebody who can know: who has put such devices to work, not who sells them.",
    )


SEND_BACK = ShortText(
    id="06-03",
    title="The slide goes back",
    level="read",
    prompt=lambda case: (
        "The slide on bought devices lies before you, with more devices and more revenue, and "
        "the board meets tomorrow. Write two or three sentences to those who made it: what do "
        "you want to know before anybody says yes, and from whom?"
    ),
    key=_rubric,
    hints=(
        "Which two figures did the slide leave out?",
        "A figure is worth as much as the person who can know it.",
    ),
    solution=lambda case: (
        "For example: What share of these devices works with our technology today, and who has "
        "tried it? What would it cost to make the rest work, and how many years of use does it "
        "take to earn that back? Please ask the engineers who would have to mend them, not the "
        "supplier."
    ),
    code="""
answer = (
    "What share of these devices works with our technology, and who has tried it? What does it "
    "cost to make the rest work, and how long must they be used for that? Ask our engineers."
)
""",
)

# -- 06-04: bought devices, used for longer -------------------------------------------------------


def _ahead(case: Case, years: float = YEARS) -> float:
    trap = _trap(case, years)
    return float(trap.mended.result - trap.own.result)


def _years_solution(case: Case) -> str:
    one, more, currency = _ahead(case, 1.0), _ahead(case), case.scenario.currency
    yearly = (more - one) / (YEARS - 1)
    text = (
        f"In one year {money(one, currency, sign=True)}, in {YEARS} years "
        f"**{money(more, currency, sign=True)}**. Each further year of use brings "
        f"{money(yearly, currency, sign=True)}, and mending is paid only once. "
    )
    if one < 0 < more:
        return text + "The same purchase is a mistake or a success, by how long it is used."
    return text + "What decides is whether the yearly gain comes to the cost of mending in time."


LONGER = Number(
    id="06-04",
    title="Used for longer",
    level="move",
    prompt=lambda case: (
        f"The account above covers one year. Let the devices be used for {YEARS} years: "
        f"`trap = cs.replay_trap(case, years={YEARS})` has the routes `trap.own`, `trap.bought` "
        "and `trap.mended`, each with its `result`. How far is *bought and mended* then ahead of "
        "own development? Give a minus sign if it is behind."
    ),
    unit=Unit.MONEY,
    tolerance=relative(0.01),
    key=_ahead,
    hints=(
        "The yearly figures grow with the years. Does the cost of mending?",
        "Take the result of own devices off that of bought and mended ones, both for all years.",
    ),
    solution=_years_solution,
    code=f"""
trap = cs.replay_trap(case, years={YEARS})
answer = float(trap.mended.result - trap.own.result)
""",
    wrong=distinct(
        _ahead,
        Wrong(
            "one year",
            lambda case: _ahead(case, 1.0),
            "This is the difference of the table, for one year.",
        ),
        Wrong(
            "mended every year",
            lambda case: YEARS * _ahead(case, 1.0),
            "This takes the difference of one year times the years, and so pays for mending each "
            "year. It is paid once.",
        ),
        Wrong(
            "not mended",
            lambda case: float(_trap(case, YEARS).bought.result - _trap(case, YEARS).own.result),
            "These are the bought devices as they are. Asked for are the mended ones.",
        ),
        Wrong(
            "without the bill",
            lambda case: _ahead(case) + _trap(case).cost,
            "This leaves out what mending costs.",
        ),
        Wrong(
            "the result alone",
            lambda case: float(_trap(case, YEARS).mended.result),
            "This is the result of bought and mended devices. Own devices earn too: take that off.",
        ),
        relative=0.025,
    ),
)

# -- 06-05: nothing abroad ------------------------------------------------------------------------

_HEADLINES = {
    "a": ("margin_points", "the gross margin"),
    "b": ("inventory_turns", "inventory turns"),
    "c": ("npv", "the present value"),
    "d": ("programme_cost", "the cost of the programme"),
}


@lru_cache(maxsize=64)
def _figures(case: Case, **changes: float) -> dict[str, float]:
    found = simulate(case, case.plan(**changes)).headlines
    return {name: float(getattr(found, name)) for name, _ in _HEADLINES.values()}


def _higher(case: Case) -> set[str]:
    before, after = _figures(case), _figures(case, offshore_share=0.0)
    return {k for k, (name, _) in _HEADLINES.items() if after[name] > before[name]}


def _home_solution(case: Case) -> str:
    before, after = _figures(case), _figures(case, offshore_share=0.0)
    currency = case.scenario.currency
    row = [
        f"gross margin {points(after['margin_points'])} instead of "
        f"{points(before['margin_points'])}",
        f"turns {number(after['inventory_turns'], 1)} instead of "
        f"{number(before['inventory_turns'], 1)}",
        f"present value {money(after['npv'], currency)} instead of "
        f"{money(before['npv'], currency)}",
        f"programme {money(after['programme_cost'], currency)} instead of "
        f"{money(before['programme_cost'], currency)}",
    ]
    if after["npv"] < before["npv"]:
        end = "Here the cheaper parts are worth more than the stock and the tooling."
    else:
        end = "Here the stock and the tooling cost more than the cheaper parts bring."
    return (
        f"{listing(row)}. Parts from home cost more, come sooner and in smaller lots, and need no "
        f"second set of tools. {end}"
    )


AT_HOME = Choices(
    id="06-05",
    title="Everything made at home",
    level="move",
    prompt=lambda case: (
        f"The plan buys {percent(case.plan().offshore_share)} of the line's variable cost from the "
        "partner. Let it buy nothing there, and leave all else, the work on the development too:\n\n"
        "`cs.simulate(case, case.plan(offshore_share=0.0)).headlines.as_dict()`\n\n"
        "Which of these are then *higher* than in the plan as it happened, which is `case.plan()`?"
    ),
    options=lambda case: {letter: text for letter, (_, text) in _HEADLINES.items()},
    key=_higher,
    hints=(
        "Think of one part: what it costs, how long it is under way, how many come at once.",
        "Run the line, once with `case.plan()` and once as it is, and compare number by number.",
    ),
    solution=_home_solution,
    code="""
before = cs.simulate(case, case.plan()).headlines.as_dict()
after = cs.simulate(case, case.plan(offshore_share=0.0)).headlines.as_dict()
names = dict(a="margin_points", b="inventory_turns", c="npv", d="programme_cost")
answer = [letter for letter, name in names.items() if after[name] > before[name]]
""",
    wrong=distinct(
        _higher,
        Wrong(
            "cash and value",
            lambda case: {"b", "c"} if not _higher(case) & {"a", "c"} else None,
            "Less stock is not all: each part costs more at home, year after year. Read the "
            "present value once more.",
        ),
        Wrong(
            "nothing but turns",
            lambda case: {"b"},
            "Turns alone are not it: compare the other three once more, number by number.",
        ),
        Wrong(
            "margin too",
            lambda case: {"a", "b"} if "a" not in _higher(case) else None,
            "A part made at home is dearer, also when all that comes on top of the quotation is "
            "counted. What does that do to the margin?",
        ),
        Wrong(
            "the programme",
            lambda case: {"b", "d"} if "d" not in _higher(case) else None,
            "The programme loses a line of its cost: no tools have to be made for a second place.",
        ),
        Wrong(
            "margin and value",
            lambda case: {"a", "c"} if "b" in _higher(case) else None,
            "The short way home changes the stock before all else. What happens to turns?",
        ),
    ),
)

# -- 06-06: how much may come on top --------------------------------------------------------------


def _largest_extra(saving):
    return saving / (1 - saving)


def _extra_solution(case: Case) -> str:
    costs = _costs(case)
    who = int(np.argmin(costs.quoted))
    saving, extra = 1 - float(costs.quoted[who]), float(extra_cost(case)[who])
    allowed = _largest_extra(saving)
    return (
        "Price and extra together are (1 − saving) × (1 + extra), and that may come to 1: extra = "
        f"saving ÷ (1 − saving). {costs.names[who]} quotes a saving of {percent(saving)}, so as "
        f"much as {percent(allowed)} could come on top; it is {percent(extra)}"
        f"{', and stock and delay on top of that' if extra < allowed else ''}."
    )


LARGEST_EXTRA = Function(
    id="06-06",
    title="How much may come on top",
    level="code",
    prompt=lambda case: (
        "Write a function that takes a quoted saving, as a fraction of our own unit cost, and "
        "gives the largest *extra*, as a share of the quoted price, at which the landed cost is "
        "no higher than our own unit cost. Begin with `def largest_extra(saving):`, end with "
        "`return`, and set `answer = largest_extra`."
    ),
    signature="largest_extra(saving)",
    inputs=lambda case: (
        [(float(s),) for s in case.tables["partners"]["quoted_saving"]] + [(0.5,), (0.0,), (0.05,)]
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.0005),
    key=lambda case: _largest_extra,
    hints=(
        "The extra is a share of the quoted price, and the quoted price is below 100.",
        "A part that costs 100 at home is quoted at 50: how much may come on top, of these 50?",
        "Landed cost is `(1 - saving) * (1 + extra)`. Set it to 1, and solve for the extra.",
    ),
    solution=_extra_solution,
    code="""
def largest_extra(saving):
    return saving / (1 - saving)

answer = largest_extra
""",
    wrong=(
        Wrong(
            "as much as the saving",
            lambda case: lambda saving: saving,
            "Your function takes the extra as a share of the cost at home. It is a share of the "
            "quoted price, which is smaller, so it may be more.",
        ),
        Wrong(
            "the saving of the price",
            lambda case: lambda saving: saving * (1 - saving),
            "Your function multiplies by the quoted price where it should divide by it: the same "
            "money is a *larger* share of a smaller price.",
        ),
        Wrong(
            "the price",
            lambda case: lambda saving: 1 - saving,
            "Your function gives the quoted price. Asked for is what may come on top of it; for a "
            "saving of 0 that is nothing.",
        ),
        Wrong(
            "price and extra",
            lambda case: lambda saving: 1 / (1 - saving),
            "Your function gives price and extra together, as a multiple of the price. Take off "
            "the price itself.",
        ),
    ),
)

EXERCISES = (ON_TOP, WORSE, SEND_BACK, LONGER, AT_HOME, LARGEST_EXTRA)

PREDICTIONS = (
    Prediction(
        id="06-p1",
        title="what is left of the largest saving",
        question=lambda case: (
            "The lowest quotation lies "
            f"{percent(1 - float(_costs(case).quoted.min()))} below our own unit cost. When "
            "everything is counted, on both sides: by what percentage does that offer lie below "
            "making the parts at home?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: (
            1 - float(_costs(case).total[np.argmin(_costs(case).quoted)]) / float(_costs(case).home)
        ),
    ),
    Prediction(
        id="06-p2",
        title="chance of being in time",
        question=lambda case: (
            f"{_dates(case).names[_dates(case).best]} names {_three(case)[1]:g} months as "
            f"the likely time; the deadline is {_dates(case).deadline:g} months. With what "
            "probability is the development in time?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: float(_dates(case).on_time.probability[_dates(case).best]),
    ),
)
