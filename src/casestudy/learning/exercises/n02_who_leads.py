"""Exercises and predictions of `02_who_leads`; see `n05_price` for the pattern."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from casestudy.analysis import leadership
from casestudy.analysis import one_at_a_time as actions
from casestudy.analysis import week as weeks
from casestudy.analysis.leadership import SCALE, duties
from casestudy.analysis.week import SATURATING
from casestudy.case import Case
from casestudy.concepts import roles, time_allocation
from casestudy.formats import listing, money, number, percent
from casestudy.learning.exercises.distinct import distinct
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
from casestudy.levers import Unit
from casestudy.model import simulate
from casestudy.text.prose import count, period

# An answer is judged in a moment only if the chapter's longer calculations are made once.
situation = lru_cache(maxsize=64)(leadership.situation)
appointments = lru_cache(maxsize=64)(leadership.appointments)
one_at_a_time = lru_cache(maxsize=64)(actions.one_at_a_time)
week = lru_cache(maxsize=64)(weeks.week)

# -- 02-01: another threshold ---------------------------------------------------------------------


def _options(case: Case) -> dict[str, str]:
    names = duties(case).names
    return dict(zip(LETTERS, (*names, "none of them"), strict=False))


def _where(case: Case, which: np.ndarray) -> set[str]:
    found = {LETTERS[i] for i in np.flatnonzero(which)}
    return found or {LETTERS[len(which)]}


def _twice(case: Case, least: float = 0.5) -> set[str]:
    return _where(case, duties(case).reach.min(axis=0) >= least)


def _twice_solution(case: Case) -> str:
    names = listing([_options(case)[x] for x in sorted(_twice(case))])
    overlaps = int(np.sum(duties(case).coverage(owner=True, manager=True).overlaps))
    return (
        f"Both dots lie at half or more for: {names}. With three quarters it was "
        f"{count(overlaps) if overlaps else 'none'}. Where the line is drawn is an agreement, too: a "
        "lower one fills gaps on paper, and lets each wait for the other."
    )


TWICE = Choices(
    id="02-01",
    title="Who waits for whom",
    level="read",
    prompt=lambda case: (
        "A role answers for a duty from three quarters on, we said. "
        f"{case.scenario.company.name} hires both, and somebody says that *half* is enough (a dot "
        "at exactly one half counts). Which duties are then answered for twice?"
    ),
    options=_options,
    key=_twice,
    hints=(
        "Draw a line at 50% into the picture of the duties. What has to lie to the right of it?",
        "Twice means that *both* dots, the owner's and the manager's, lie at 50% or more.",
    ),
    solution=_twice_solution,
    code="""
duty = cs.duties(case)
both = duty.reach.min(axis=0) >= 0.5
answer = [name for name, twice in zip(duty.names, both) if twice] or "none of them"
""",
    wrong=distinct(
        _twice,
        Wrong(
            "the owner's",
            lambda case: _where(case, duties(case).reach[0] >= 0.5),
            "These are the duties that the owner answers for. For twice, the manager's dot has to "
            "lie beyond the line as well.",
        ),
        Wrong(
            "the manager's",
            lambda case: _where(case, duties(case).reach[1] >= 0.5),
            "These are the duties that the manager answers for. For twice, the owner's dot has to "
            "lie beyond the line as well.",
        ),
        Wrong(
            "three quarters",
            lambda case: _twice(case, 0.75),
            "This holds at three quarters. With a lower line more dots lie beyond it.",
        ),
        Wrong(
            "nearly half",
            lambda case: _twice(case, 0.4),
            "One of these has a dot that comes close to one half and does not reach it.",
        ),
        Wrong(
            "one of the two",
            lambda case: _where(case, duties(case).reach.max(axis=0) >= 0.5),
            "For these at least *one* role answers. Asked for is where both do.",
        ),
    ),
)

# -- 02-02: nobody, or the wrong one --------------------------------------------------------------

APPOINTED = {"a": "nobody", "b": "product owner", "c": "product manager"}


def _ranked(case: Case, headline: str = "npv") -> tuple[str, ...]:
    found = appointments(case)
    worth = {x: float(getattr(found.of(n).headlines, headline)) for x, n in APPOINTED.items()}
    return tuple(sorted(APPOINTED, key=lambda letter: -worth[letter]))


def _ranked_solution(case: Case) -> str:
    found, c = appointments(case), case.scenario.currency
    listed = [
        f"{APPOINTED[x]} {money(float(found.of(APPOINTED[x]).headlines.npv), c)}"
        for x in _ranked(case)
    ]
    owner = float(found.of(APPOINTED["b"]).headlines.npv)
    lesson = (
        "Here the wrong appointment is dearer than none: the new product has to be paid for, and "
        "the duties that would make it earn the money are nobody's."
        if owner < 0
        else "Here even the owner alone brings more than the programme costs."
    )
    if _ranked(case) != _ranked(case, "revenue_growth"):
        lesson += " The picture of revenue shows another order."
    return f"In this order: {listing(listed)}. {lesson}"


WRONG_ONE = Ranking(
    id="02-02",
    title="Nobody, or the wrong one",
    level="read",
    prompt=lambda case: (
        f"Whom should {case.scenario.company.name} appoint, by the table of what follows? Put "
        "these three in order of their *present value*, the best first."
    ),
    options=lambda case: APPOINTED,
    key=_ranked,
    hints=(
        "Only the last column counts here, and not the picture, which shows revenue.",
        "Doing nothing is what we measure against: its present value is zero. What does a minus "
        "sign say then?",
    ),
    solution=_ranked_solution,
    code="""
hired = cs.appointments(case)
names = ["nobody", "product owner", "product manager"]
answer = sorted(names, key=lambda name: -hired.of(name).headlines.npv)
""",
    wrong=distinct(
        _ranked,
        Wrong(
            "by revenue",
            lambda case: _ranked(case, "revenue_growth"),
            "This is the order of revenue. Revenue that a programme brings has to earn the cost of "
            "the programme: read the last column.",
        ),
        Wrong(
            "the worst first",
            lambda case: _ranked(case)[::-1],
            "This is the right order from the wrong end: begin with the best.",
        ),
        Wrong(
            "nobody first",
            lambda case: ("a", "c", "b"),
            "Nobody costs nothing and stands at zero. Is there really none that lies above zero?",
        ),
        Wrong(
            "owner first",
            lambda case: ("b", "c", "a"),
            "The owner delivers the product. What stays undone around it, and what does the last "
            "column make of that?",
        ),
    ),
)

# -- 02-03: a weight moved ------------------------------------------------------------------------


def _least(case: Case) -> int:
    return int(situation(case).scores.argmin())


def _raised(case: Case) -> tuple[float, float]:
    """Weight of the criterion that leans most to the owner, and twice of it."""
    own = float(situation(case).weights[_least(case)])
    return own, min(2 * own, (1 + own) / 2)


def _decision(case: Case) -> roles.RoleDecision:
    asked, (own, new) = situation(case), _raised(case)
    weights = asked.weights * (1 - new) / (1 - own)
    weights[_least(case)] = new
    return roles.role_decision(*roles.split_scores(asked.scores), weights)


def _weight_solution(case: Case) -> str:
    asked, found, (own, new) = situation(case), _decision(case), _raised(case)
    before = asked.decision.verdict
    answer = f"still *{before}*"
    if found.verdict is not before:
        answer = f"*{found.verdict}*, and no longer *{before}*"
    return (
        f"The other weights shrink from {percent(1 - own)} to {percent(1 - new)} in sum, by the "
        f"factor {number((1 - new) / (1 - own), 3)}: {percent(asked.decision.manager, 2)} becomes "
        f"**{percent(found.manager, 2)}**. What speaks for an owner rises to "
        f"{percent(found.owner, 2)}. With {percent(found.needed)} as the line the answer is {answer}."
    )


WEIGHT = Number(
    id="02-03",
    title="A weight moved",
    level="move",
    prompt=lambda case: (
        "The head of development at {} says that *{}* weighs more: {} and not {}. (Its score is "
        "{}.) The other weights keep their proportions to one another, and all add up to 100% "
        "again. What adds up for a *manager* then? Before, it was {}."
    ).format(
        case.scenario.company.name,
        situation(case).criteria[_least(case)],
        *(percent(w) for w in _raised(case)[::-1]),
        number(situation(case).scores[_least(case)] * SCALE, 1),
        percent(situation(case).decision.manager, 2),
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.003),
    key=lambda case: _decision(case).manager,
    hints=(
        "More weight for one criterion is less weight for all the others, and all that speaks for "
        "a manager stands with the others.",
        lambda case: (
            "Before, the others had {1} of the weight together, now they have {0}. Everything "
            "that they count shrinks by the ratio of the two."
        ).format(*(percent(1 - w) for w in _raised(case)[::-1])),
    ),
    solution=_weight_solution,
    code="""
asked = cs.situation(case)
k = asked.scores.argmin()
old = asked.weights[k]
new = min(2 * old, (1 + old) / 2)
weights = asked.weights * (1 - new) / (1 - old)
weights[k] = new
answer = (weights * asked.scores.clip(0)).sum()
""",
    wrong=distinct(
        lambda case: _decision(case).manager,
        Wrong(
            "the others not moved",
            lambda case: situation(case).decision.manager,
            "This leaves the other weights as they are. All together would then be more than 100%.",
        ),
        Wrong(
            "the weight taken off",
            lambda case: situation(case).decision.manager - (_raised(case)[1] - _raised(case)[0]),
            "This takes the added weight off the sum. But it is taken from all the others in "
            "proportion, and not all of their weight speaks in full for a manager.",
        ),
        Wrong(
            "of the wrong whole",
            lambda case: situation(case).decision.manager * (1 - _raised(case)[1]),
            "The others did not have 100% of the weight before: divide by what they had.",
        ),
        Wrong(
            "the owner's",
            lambda case: _decision(case).owner,
            "This is what speaks for an *owner* then. Asked for is the other side.",
        ),
        apart=0.004,
    ),
)

# -- 02-04: a duty that is taken away -------------------------------------------------------------


def _npv(case: Case, plan: str = "as_it_happened", **changes: float) -> float:
    return float(simulate(case, case.plan(plan, **changes)).headlines.npv)


def _price(case: Case) -> float:
    return _npv(case, price_change=0.0) - _npv(case)


def _field(case: Case) -> float:
    """Present value that goes with the whole action group of the price, with its sign."""
    group = next(g for g in case.scenario.action_groups if "price_change" in g.levers)
    return -one_at_a_time(case).last[group.label]["npv"]


def _price_solution(case: Case) -> str:
    c = case.scenario.currency
    price, field = _price(case), _field(case)
    rest = (
        "Selling and marketing, in the same field of duties, do the rest."
        if field < price < 0
        else "Selling and marketing, in the same field of duties, cost more than they bring."
        if price < 0
        else "Here the old price is the better one."
    )
    return (
        f"{money(_npv(case, price_change=0.0), c)} less {money(_npv(case), c)} is "
        f"**{money(price, c, sign=True)}**. The table has {money(field, c, sign=True)} for the "
        f"whole field. {rest}"
    )


PRICE_KEPT = Number(
    id="02-04",
    title="Sales keeps the price to itself",
    level="move",
    prompt=lambda case: (
        f"Suppose sales at {case.scenario.company.name} keeps the price to itself: all else is "
        "done as it happened, selling and marketing too, and only the invoice price stays what it "
        "was (the lever `price_change` at 0). By how much does the *present value change* against "
        "the plan as it happened? Give the sign. This line gives the present value of the plan "
        "without mentoring:\n\n"
        '`cs.simulate(case, case.plan("as_it_happened", mentoring=0)).headlines.npv`'
    ),
    unit=Unit.MONEY,
    tolerance=relative(0.02),
    key=_price,
    hints=(
        "Two runs are needed: one with the price left alone, one with the plan as it is.",
        "Replace `mentoring=0` by `price_change=0`. For the plan as it is, leave it out. Then take "
        "the second from the first.",
    ),
    solution=_price_solution,
    code="""
happened = cs.simulate(case, case.plan("as_it_happened")).headlines.npv
without = cs.simulate(case, case.plan("as_it_happened", price_change=0)).headlines.npv
answer = without - happened
""",
    wrong=distinct(
        _price,
        Wrong(
            "what is left",
            lambda case: _npv(case, price_change=0.0),
            "This is the present value that is left. Asked for is the change: take off what the "
            "plan as it happened brings.",
        ),
        Wrong(
            "the other way round",
            lambda case: -_price(case),
            "The size is right. But we go from the plan as it happened to the one without: the new "
            "value less the old.",
        ),
        Wrong(
            "the row of the table",
            _field,
            "This is the row of the table. There nobody covers selling and marketing either.",
        ),
        Wrong(
            "the price alone",
            lambda case: -_npv(case, "do_nothing", price_change=case.plan().price_change),
            "This is what the price is worth when nothing else is done. Start from the plan as it "
            "happened.",
        ),
        Wrong(
            "mentoring",
            lambda case: _npv(case, mentoring=0.0) - _npv(case),
            "This is what goes without mentoring. Change the lever in the line.",
        ),
        relative=0.025,
    ),
)

# -- 02-05: one more hour -------------------------------------------------------------------------


def _brings(value, half, hours, more):
    plan = time_allocation.activities([value], [half], exponent=SATURATING)
    return float((plan.values([hours + more]) - plan.values([hours]))[0])


def _trials(case: Case) -> list[tuple[float, float, float, float]]:
    found = week(case)
    plan = found.plan
    own = [
        (float(plan.weight[k]), float(plan.scale[k]), float(found.logged[k]), 1.0) for k in (0, -1)
    ]
    return [*own, (10.0, 5.0, 0.0, 5.0), (4.0, 3.0, 9.0, 3.0), (9.0, 6.0, 2.0, 8.0)]


def _hour_solution(case: Case) -> str:
    found, (first, last) = week(case), _trials(case)[:2]
    return (
        "What the activity brings with the hours that are added, less what it brings without. One "
        f"whole hour more brings {number(_brings(*first), 2)} for {found.activities[0]} and "
        f"{number(_brings(*last), 2)} for {found.activities[-1]}. (The notebook gives "
        "the rate at today's hours; over a whole hour it falls.)"
    )


ONE_HOUR = Function(
    id="02-05",
    title="What some more hours bring",
    level="code",
    prompt=lambda case: (
        "In our model of the week an activity brings value × hours ÷ (hours + half): at `half` "
        "hours it has reached half of its value. Write a function that says what some *more* hours "
        "bring, on top of the hours that it has. Begin with "
        "`def brings(value, half, hours, more):`, end with `return`, and set `answer = brings`."
    ),
    signature="brings(value, half, hours, more)",
    inputs=_trials,
    unit=Unit.RATIO,
    tolerance=relative(0.001),
    key=lambda case: _brings,
    hints=(
        "Take value 10, half 5. With no hours it brings 0, with 5 hours 5. What does it bring with "
        "10, and so what do the second five hours add?",
        "Work the formula out twice, for `hours + more` and for `hours`, and take the difference.",
    ),
    solution=_hour_solution,
    code="""
def brings(value, half, hours, more):
    after = value * (hours + more) / (hours + more + half)
    before = value * hours / (hours + half)
    return after - before

answer = brings
""",
    wrong=(
        Wrong(
            "all hours",
            lambda case: lambda value, half, h, m: value * (h + m) / (h + m + half),
            "Your function gives what all the hours bring together. Asked for is what the added "
            "ones bring.",
        ),
        Wrong(
            "as if they were the first",
            lambda case: lambda value, half, hours, more: value * more / (more + half),
            "Your function takes the added hours for the first ones. They come on top, where an "
            "hour brings less.",
        ),
        Wrong(
            "at the average",
            lambda case: lambda value, half, hours, more: value * more / (hours + half),
            "Your function lets each further hour bring as much as the hours so far did on "
            "average. Returns diminish: it brings less.",
        ),
        Wrong(
            "at the first minute",
            lambda case: lambda value, half, h, m: value * half / (h + half) ** 2 * m,
            "Your function takes the rate of the next minute for all the added hours. It falls "
            "with every one of them.",
        ),
    ),
)

EXERCISES = (TWICE, WRONG_ONE, WEIGHT, PRICE_KEPT, ONE_HOUR)

PREDICTIONS = (
    Prediction(
        id="02-p1",
        title="what speaks for a manager",
        question=lambda case: (
            "All the weights add up to 100%. How much of that speaks for a product manager at "
            f"{case.scenario.company.name}, when each score counts with its weight?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: situation(case).decision.manager,
    ),
    Prediction(
        id="02-p2",
        title="revenue with a product owner alone",
        question=lambda case: (
            f"{case.scenario.company.name} hires a good product owner, and nobody else. By what "
            f"part, a fall with a minus sign, will the revenue of {case.scenario.line.name} change "
            f"until {period(case.scenario.window.first, case.scenario.window.last)}?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: float(appointments(case).of("product owner").headlines.revenue_growth),
    ),
)
