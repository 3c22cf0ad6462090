"""Exercises and predictions of `03_where_to_win`.

An option has the same letter in every variant of a scenario; which one is right follows from the
case.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from casestudy.analysis.positioning import (
    Capabilities,
    Position,
    Wants,
    capabilities,
    mentions,
    position,
    specification,
    wants,
)
from casestudy.case import Case
from casestudy.concepts.value import capability_gaps
from casestudy.formats import listing, money, number, percent
from casestudy.learning.exercises.distinct import distinct
from casestudy.learning.kinds import (
    LETTERS,
    Choice,
    Number,
    Ranking,
    Series,
    Wrong,
    absolute,
    relative,
)
from casestudy.learning.predictions import Prediction
from casestudy.levers import Unit
from casestudy.model import simulate

STEP = 0.1  # by which every competitor improves in the last exercise


@lru_cache(maxsize=32)
def _found(case: Case) -> tuple[Wants, Capabilities, Position]:
    paid = wants(case)
    return paid, capabilities(case, paid), position(case, paid)


@lru_cache(maxsize=128)
def _npv(case: Case, **changes: float) -> float:
    return float(simulate(case, case.plan(**changes)).headlines.npv)


# -- 03-01: behind, and behind where it counts ----------------------------------------------------


def _attributes(case: Case) -> dict[str, str]:
    names = [d.name for d in case.scenario.positioning.differentiators]
    return dict(zip(LETTERS, names, strict=False))


def _letter(case: Case, values: np.ndarray, place: int = 0) -> str:
    """Letter of the attribute with the smallest value, or the next ones after it."""
    name = _found(case)[1].names[int(np.argsort(values, kind="stable")[place])]
    return next(letter for letter, text in _attributes(case).items() if text == name)


def _gaps(case: Case):
    return _found(case)[1].gaps


def _furthest(case: Case) -> str:
    return _letter(case, _gaps(case).gap)


def _furthest_solution(case: Case) -> str:
    matrix, options = _found(case)[1], _attributes(case)
    behind = [
        f"{name} {number(float(gap), 2)}"
        for name, gap in zip(matrix.names, matrix.gaps.gap, strict=True)
    ]
    mine, win = options[_furthest(case)], matrix.names[0]
    text = f"Ours less the best competitor's: {listing(behind)}. So **{mine}**. "
    if mine == win:
        return text + "Here the room to win is in the same place, which need not be so."
    return text + (
        f"Who only closes this gap draws level where others are good already. The room to win is "
        f"in {win}."
    )


FURTHEST = Choice(
    id="03-01",
    title="Where we are furthest behind",
    level="read",
    prompt=lambda case: (
        f"The head of engineering of {case.scenario.company.name} wants to close the largest gap "
        "in *measured performance*, whatever it is worth to customers. In which attribute is our "
        "line furthest behind the best competitor?"
    ),
    options=_attributes,
    key=_furthest,
    hints=(
        "The columns *ours* and *best competitor* are enough; no part-worth comes in.",
        "Take ours off the best competitor's, row by row. The largest difference is asked for.",
    ),
    solution=_furthest_solution,
    code="""
matrix = cs.capabilities(case)
answer = matrix.names[matrix.gaps.gap.argmin()]
""",
    wrong=distinct(
        _furthest,
        Wrong(
            "weighted",
            lambda case: _letter(case, _gaps(case).value_gap),
            "This is the gap that weighs most once it is multiplied by what customers pay. The "
            "head of engineering does not ask them.",
        ),
        Wrong(
            "room to win",
            lambda case: _letter(case, -_gaps(case).opportunity),
            "There is most room to win here: customers pay for it, and nobody is good at it. But "
            "we are further behind elsewhere.",
        ),
        Wrong(
            "the second",
            lambda case: _letter(case, _gaps(case).gap, 1),
            "We are far behind here, but there is one attribute with a still larger distance.",
        ),
        Wrong(
            "the strongest competitor",
            lambda case: _letter(case, -_gaps(case).best_capability),
            "Here stands the highest mark of all competitors. But ours counts too: look for the "
            "longest distance between the two.",
        ),
        Wrong(
            "the smallest gap",
            lambda case: _letter(case, -_gaps(case).gap),
            "Here we are nearest to the best competitor, or even ahead. Look at the other end.",
        ),
    ),
)

# -- 03-02: today's line on the value map ---------------------------------------------------------


def _fair_change(case: Case) -> float:
    place = _found(case)[2]
    return float(place.drawn.fair_price[0] / place.price[0] - 1)


def _fair_solution(case: Case) -> str:
    fair = 100 * (1 + _fair_change(case))
    text = (
        f"At benefit 0 the line stands at {number(fair)} and we ask 100: "
        f"**{percent(_fair_change(case), sign=True)}**. "
    )
    if _fair_change(case) < 0:
        return text + (
            "Nobody wants to cut that much, so the product has to move to the right instead: that "
            "is what a new specification is for."
        )
    return text + "Today's line is a good buy; the question is why so few notice."


FAIR_TODAY = Number(
    id="03-02",
    title="A fair price for today's line",
    level="read",
    prompt=lambda case: (
        f"Find {case.scenario.line.name} on the value map. By what fraction would its price have "
        "to change, its performance staying as it is, to lie on the line of equal value? "
        "Give a cut a minus sign."
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.025),
    key=_fair_change,
    hints=(
        "Our line of today stands at benefit 0 and price 100.",
        "Follow the dashed line to benefit 0, and read off the price there.",
        "The price index is 100 today, so each point of the index is one percent.",
    ),
    solution=_fair_solution,
    code="""
place = cs.position(case)
answer = place.drawn.fair_price[0] / place.price[0] - 1
""",
    wrong=distinct(
        _fair_change,
        Wrong(
            "the fair price",
            lambda case: 1 + _fair_change(case),
            "This is the fair price itself, against 100 today. Asked for is the change.",
        ),
        Wrong(
            "the new product",
            lambda case: _found(case)[2].fair_price - 1,
            "This is what the *new* product could ask, the star. Asked for is the line as it is "
            "today.",
        ),
        Wrong(
            "the other way",
            lambda case: -_fair_change(case),
            "The size is right. Does the dot lie above the line or below it, and which way does "
            "it have to go?",
        ),
        Wrong(
            "from the fair price",
            lambda case: 1 - 1 / (1 + _fair_change(case)),
            "The distance is right, but it is measured from the fair price. Today's price, 100, "
            "is the whole here.",
        ),
        Wrong(
            "the cheapest competitor",
            lambda case: float(min(_found(case)[2].price[1:])) - 1,
            "This would bring us to the price of the cheapest competitor. What is fair depends on "
            "benefit: look at the dashed line.",
        ),
        apart=0.051,
    ),
)

# -- 03-03: half of the research ------------------------------------------------------------------


def _lost(case: Case, research: float) -> float:
    return _npv(case, research=1.0) - _npv(case, research=research)


def _half_solution(case: Case) -> str:
    lost, whole, currency = _lost(case, 0.5), _lost(case, 0.0), case.scenario.currency
    part = lost / whole if whole else 0.0
    text = (
        f"{money(_npv(case, research=1.0), currency)} with all of it and "
        f"{money(_npv(case, research=0.5), currency)} with half: **{money(lost, currency)}** less. "
        f"Without any research it would be {money(whole, currency)} less. "
    )
    if lost > 0 and round(part, 2) > 0.5:
        return text + (
            f"The first half that is left out takes {percent(part)} of it: the advantage shrinks "
            "in proportion, but a small advantage persuades fewer than in proportion."
        )
    return text + f"So the first half that is left out takes {percent(part)} of it."


HALF = Number(
    id="03-03",
    title="Half of the research",
    level="move",
    prompt=lambda case: (
        "Somebody wants to save, and to ask only half as many customers. This line gives the "
        "present value of the plan as it happened with all the research:\n\n"
        "`cs.simulate(case, case.plan(research=1.0)).headlines.npv`\n\n"
        "How much present value does the plan lose with *half* of it?"
    ),
    unit=Unit.MONEY,
    tolerance=relative(0.01),
    sign_matters=False,
    key=lambda case: _lost(case, 0.5),
    hints=(
        "Run the line twice, with 1.0 and with 0.5.",
        "Asked for is the difference of the two, not the second of them.",
    ),
    solution=_half_solution,
    code="""
whole = cs.simulate(case, case.plan(research=1.0)).headlines.npv
half = cs.simulate(case, case.plan(research=0.5)).headlines.npv
answer = whole - half
""",
    wrong=distinct(
        lambda case: _lost(case, 0.5),
        Wrong(
            "in proportion",
            lambda case: 0.5 * _lost(case, 0.0),
            "This is half of what is lost without any research. Run the line: what is lost is not "
            "in proportion.",
        ),
        Wrong(
            "what is left",
            lambda case: _npv(case, research=0.5),
            "This is the present value that is left with half of the research. Asked for is how "
            "much less it is than with all of it.",
        ),
        Wrong(
            "no research",
            lambda case: _lost(case, 0.0),
            "This is what goes without any research. Half of it is done here.",
        ),
        Wrong(
            "the cost of asking",
            lambda case: 0.5 * float(case.assumptions.research_cost),
            "This is what half of the research costs. It is saved; asked for is what goes with it, "
            "after the saving.",
        ),
        relative=0.021,
    ),
)

# -- 03-04: a product without research, or none ---------------------------------------------------

_PLANS = {
    "a": ("the plan as it happened", {}),
    "b": ("the plan without research", {"research": 0.0}),
    "c": ("the plan without the new product", {"launch": 0.0}),
    "d": ("the plan without either", {"research": 0.0, "launch": 0.0}),
}


def _value_order(case: Case) -> tuple[str, ...]:
    return tuple(sorted(_PLANS, key=lambda letter: -_npv(case, **_PLANS[letter][1])))


def _order_solution(case: Case) -> str:
    mark = case.scenario.currency.symbol
    worth = {letter: _npv(case, **changes) for letter, (_, changes) in _PLANS.items()}
    row = [f"{_PLANS[k][0]} {number(worth[k] / 1e6, 2)}" for k in _value_order(case)]
    text = f"In million {mark}: {listing(row)}. "
    text += (
        "A product built by belief is worth less than none: development and launch are paid in "
        "full, and customers see little reason to change. "
        if worth["b"] < worth["d"]
        else "Even a product built by belief is worth more than none. "
    )
    if worth["d"] > worth["a"]:
        text += "Here even the whole plan is worth less than one without both. "
    if worth["d"] > worth["c"]:
        text += "And research without a product to put it into is only a bill."
    return text.strip()


WITHOUT = Ranking(
    id="03-04",
    title="No research, no product, or neither",
    level="move",
    prompt=lambda case: (
        "Leave things out of the plan as it happened, and put the four plans in the order of their "
        "present value, the highest first. This line leaves out both, the research and the new "
        "product:\n\n"
        "`cs.simulate(case, case.plan(research=0.0, launch=0.0)).headlines.npv`"
    ),
    options=lambda case: {letter: text for letter, (text, _) in _PLANS.items()},
    key=_value_order,
    hints=(
        "What does research change if nothing is built? And what does it cost then?",
        "Delete one of the two levers from the line, or both, and run it again.",
    ),
    solution=_order_solution,
    code="""
plans = dict(a=dict(), b=dict(research=0.0), c=dict(launch=0.0), d=dict(research=0.0, launch=0.0))
worth = dict((k, cs.simulate(case, case.plan(**v)).headlines.npv) for k, v in plans.items())
answer = sorted(worth, key=worth.get, reverse=True)
""",
    wrong=distinct(
        _value_order,
        Wrong(
            "the more is left out, the worse",
            lambda case: ("a", "b", "c", "d"),
            "Leaving out two things need not be worse than leaving out one. If nothing is built, "
            "what is the research good for?",
        ),
        Wrong(
            "the product counts less",
            lambda case: ("a", "c", "b", "d"),
            "Compare the two plans without the new product. One of them still pays for research, "
            "and has no use for it.",
        ),
        Wrong(
            "any product is better than none",
            lambda case: ("a", "b", "d", "c"),
            "Do not take it for granted that a product is better than none. This one costs all "
            "that the other does, and customers value it less.",
        ),
        Wrong(
            "in the middle",
            lambda case: ("a", "d", "b", "c"),
            "Reasoning alone does not give this order. Run all four plans, and write each present "
            "value down.",
        ),
        Wrong(
            "at the end",
            lambda case: ("a", "d", "c", "b"),
            "Some of the four lie close together: write their present values down with all digits, "
            "and sort them then.",
        ),
    ),
)

# -- 03-05: when competitors improve --------------------------------------------------------------


def _room(case: Case, step: float = STEP, times: float = 1.0) -> dict[str, float]:
    """Room to win by attribute after every competitor has improved."""
    paid, matrix, _ = _found(case)
    worth = np.maximum([paid.estimates[paid.names.index(n)] for n in matrix.names], 0.0)
    rivals = np.clip(matrix.levels[1:] * times + step, 0.0, 1.0)
    found = capability_gaps(matrix.levels[0], rivals, worth).opportunity
    return dict(zip(matrix.names, found.tolist(), strict=True))


def _room_above_us(case: Case) -> dict[str, float]:
    paid, matrix, _ = _found(case)
    worth = {n: max(float(paid.estimates[paid.names.index(n)]), 0.0) for n in matrix.names}
    return {n: worth[n] * (1 - float(matrix.levels[0, k])) for k, n in enumerate(matrix.names)}


def _room_solution(case: Case) -> str:
    new, old = _room(case), _room(case, 0.0)
    row = [f"{name} {number(value, 2)} (was {number(old[name], 2)})" for name, value in new.items()]
    first, before = max(new, key=new.get), max(old, key=old.get)
    text = f"{listing(row)}. Most is lost where customers pay most. "
    if first == before:
        return text + f"The room to win is still largest in {first}."
    return text + f"The room to win is now largest in {first}, no longer in {before}."


CATCHING_UP = Series(
    id="03-05",
    title="When competitors improve",
    level="code",
    prompt=lambda case: (
        "The *room to win* in an attribute is its part-worth (a negative one counts as zero) times "
        "what the best competitor leaves of the scale, 1 less the measured level: "
        "`cs.capabilities(case)` has it as `gaps.opportunity`, by the attributes in `names`. "
        "Suppose every competitor "
        f"improves by {STEP:g} in every attribute, up to 1 at most. What is the room to win in "
        "each attribute then?"
    ),
    unit=Unit.UTILITY,
    tolerance=absolute(0.005),
    key=_room,
    hints=(
        "Only the best competitor counts, who is one step nearer to 1 now.",
        "`gaps.best_capability` has the levels; `cs.wants(case)` has `names` and `estimates`.",
        "For each attribute: the part-worth times `1 - min(level + 0.1, 1)`, by its name.",
    ),
    solution=_room_solution,
    code=f"""
paid, matrix = cs.wants(case), cs.capabilities(case)
worth = dict(zip(paid.names, paid.estimates))
best = dict(zip(matrix.names, matrix.gaps.best_capability))
answer = dict((n, max(worth[n], 0) * (1 - min(best[n] + {STEP:g}, 1))) for n in matrix.names)
""",
    wrong=(
        Wrong(
            "as today",
            lambda case: _room(case, 0.0),
            "This is the room to win of today. Move the competitors first.",
        ),
        Wrong(
            "a tenth of their level",
            lambda case: _room(case, 0.0, 1 + STEP),
            "This raises each level by ten percent of itself. They improve by 0.1 of the scale, "
            "wherever they stand.",
        ),
        Wrong(
            "the wrong way",
            lambda case: _room(case, -STEP),
            "Here the competitors get worse, and the room grows. They improve.",
        ),
        Wrong(
            "above ourselves",
            _room_above_us,
            "This is the room above *our own* level. To win, one has to be ahead of the best "
            "competitor.",
        ),
        Wrong(
            "off the room",
            lambda case: {name: value - STEP for name, value in _room(case, 0.0).items()},
            "This takes 0.1 off the room itself. The step is one of performance; what it is worth "
            "is the part-worth times as much.",
        ),
    ),
)

EXERCISES = (FURTHEST, FAIR_TODAY, HALF, WITHOUT, CATCHING_UP)


def _said_most(case: Case) -> str:
    """The theme of most interviews that the choice study has a part-worth for."""
    return next(theme for theme in mentions(case).index if theme in _found(case)[0].names)


PREDICTIONS = (
    Prediction(
        id="03-p1",
        title="price rise for what is said most",
        question=lambda case: (
            f"In the interviews, price apart, {_said_most(case)} came up most often. Make it "
            "better by a tenth of the scale: by what fraction could the price rise, so that "
            "customers like the product just as much?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: float(
            _found(case)[0].pays[_found(case)[0].names.index(_said_most(case))]
        ),
    ),
    Prediction(
        id="03-p2",
        title="present value lost without research",
        question=lambda case: (
            f"The plan as it happened has a present value of "
            f"{money(_npv(case), case.scenario.currency)}. By how much does it fall if the research "
            "is left out, and the new product is built by the belief of the house?"
        ),
        unit=Unit.MONEY,
        truth=lambda case: specification(case).npv_with - specification(case).npv_without,
    ),
)
