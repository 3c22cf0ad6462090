"""Exercises and predictions of `07_launch`; see `n05_price` for how they are written.

An answer that is wrong for a reason has the value None where it cannot be given in a scenario, or
happens to be right in it.
"""

from __future__ import annotations

from functools import lru_cache

from casestudy.analysis.launch import IncrementalSales, incremental_sales
from casestudy.analysis.project import FinishDates, finish_dates, task_network
from casestudy.case import Case
from casestudy.concepts import diffusion
from casestudy.formats import listing, money, number, percent, points
from casestudy.learning.kinds import (
    LETTERS,
    Choice,
    Function,
    Number,
    Ranking,
    Series,
    Wrong,
    absolute,
)
from casestudy.learning.predictions import Prediction
from casestudy.levers import Unit
from casestudy.model import simulate
from casestudy.outcome import Headlines

_sales = lru_cache(maxsize=16)(incremental_sales)
_dates = lru_cache(maxsize=16)(finish_dates)


def _headlines(case: Case, plan: str = "as_it_happened", **world: float) -> Headlines:
    return simulate(case, case.plan(plan), case.assume(**world)).headlines


def _growth(case: Case, **world: float) -> float:
    return float(_headlines(case, **world).revenue_growth)


# -- 07-01: slack in the plan ---------------------------------------------------------------------


def _tasks(case: Case) -> dict[str, str]:
    return dict(zip(LETTERS, task_network(case).labels.values(), strict=False))


def _letter(case: Case, task: str) -> str:
    return list(_tasks(case))[list(task_network(case).labels).index(task)]


def _slack(case: Case) -> dict[str, float]:
    """Slack of the tasks that have some, in months."""
    plan = task_network(case).schedule
    slack = dict(zip(plan.tasks, plan.total_slack.tolist(), strict=True))
    return {task: slack[task] for task in task_network(case).labels if slack[task] > 0.05}


def _often(case: Case) -> list[str]:
    """Tasks with slack, the one first that most often decides the date."""
    index = _dates(case).criticality
    return sorted(_slack(case), key=lambda task: -index[task])


def _surprise(case: Case) -> str:
    return _letter(case, _often(case)[0])


def _not_it(case: Case, task: str, *before: str) -> str | None:
    """Letter of a task, where it is neither the right one nor one that was named before."""
    letter = _letter(case, task)
    return letter if letter not in (_surprise(case), *before) else None


def _most_slack(case: Case) -> str:
    return max(_slack(case), key=_slack(case).__getitem__)


def _least_often(case: Case) -> str:
    """The task of the longest chain that least often decides."""
    found: FinishDates = _dates(case)
    return min(task_network(case).path, key=found.criticality.__getitem__)


def _slack_solution(case: Case) -> str:
    labels, index = task_network(case).labels, _dates(case).criticality
    first = _often(case)[0]
    return (
        f"With slack: {listing([labels[task] for task in _slack(case)])}. Of these {labels[first]} "
        f"has {number(_slack(case)[first], 1)} months, and decides the date in "
        f"**{percent(index[first])}** of the runs. Slack counts likely durations; luck does not."
    )


SLACK = Choice(
    id="07-01",
    title="Slack in the plan, late in the run",
    level="read",
    prompt=lambda case: (
        "One of the tasks that *have slack* in the first table decides the date of the launch more "
        "often in the simulation than any other of them. Which one? The paragraph on the "
        "*criticality index* has the shares."
    ),
    options=_tasks,
    key=_surprise,
    hints=(
        "First strike out all tasks whose slack is 0.0.",
        "Of those that are left, look up the criticality index, and take the largest.",
    ),
    solution=_slack_solution,
    code="""
network, dates = cs.task_network(case), cs.finish_dates(case)
slack = dict(zip(network.schedule.tasks, network.schedule.total_slack))
letters = dict(zip(network.labels, "abcdefghijklmnopqrstuvwxyz"))
loose = [task for task in letters if slack[task] > 0.05]
answer = letters[max(loose, key=lambda task: dates.criticality[task])]
""",
    wrong=(
        Wrong(
            "always critical",
            lambda case: _not_it(case, task_network(case).path[0]),
            "This task has no slack: nobody is surprised when it decides. Asked for is one that "
            "looks harmless in the table.",
        ),
        Wrong(
            "on the longest chain",
            lambda case: _not_it(
                case, _least_often(case), _letter(case, task_network(case).path[0])
            ),
            "This task is on the longest chain, though others overtake it now and then. Asked for "
            "is a task *with* slack.",
        ),
        Wrong(
            "the most slack",
            lambda case: _not_it(case, _most_slack(case)),
            "This task has the most slack of all. A chain with little slack catches up more "
            "easily.",
        ),
        Wrong(
            "the second",
            lambda case: (
                _not_it(case, _often(case)[1], _letter(case, _most_slack(case)))
                if len(_often(case)) > 1
                else None
            ),
            "This one has slack and decides now and then, but another one does so more often.",
        ),
    ),
)

# -- 07-02: whose decline -------------------------------------------------------------------------


def _of_base(case: Case, amount: str) -> float:
    found: IncrementalSales = _sales(case)
    return float(getattr(found.source, amount)) / found.base_revenue


def _decline_solution(case: Case) -> str:
    gross, own = _of_base(case, "gross"), _of_base(case, "from_own")
    return (
        f"Gross sales make {points(gross)} of growth, added are "
        f"{points(_of_base(case, 'incremental'))}. The difference, **{points(own, sign=False)}**, "
        "is missing in the books of the old products, and not through any fault of theirs."
    )


DECLINE = Number(
    id="07-02",
    title="Who is blamed for it",
    level="read",
    prompt=lambda case: (
        f"At {case.scenario.company.name} the managers of the old products are blamed: their sales "
        "fall. How many points of that decline come from the launch alone? Count as the report "
        "does, in hundredths of the line's revenue in the year before, and without a sign."
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.003),
    sign_matters=False,
    key=lambda case: _of_base(case, "from_own"),
    hints=(
        "What the new product takes from our own old ones is missing there.",
        "The sentence on gross sales has two numbers in points of growth. What lies between them?",
    ),
    solution=_decline_solution,
    code="""
sales = cs.incremental_sales(case)
answer = sales.source.from_own / sales.base_revenue
""",
    wrong=(
        Wrong(
            "part of the new sales",
            lambda case: float(_sales(case).source.cannibalisation_rate),
            "This is the rate of cannibalisation, a share of what the *new* product sells. The "
            "whole asked for is the line's revenue in the year before.",
        ),
        Wrong(
            "gross",
            lambda case: _of_base(case, "gross"),
            "This is all that the new product sells. Part of it was never a sale of an old one.",
        ),
        Wrong(
            "incremental",
            lambda case: (
                _of_base(case, "incremental")
                if abs(_of_base(case, "incremental") - _of_base(case, "from_own")) > 0.005
                else None
            ),
            "This is what the launch adds. Asked for is what it takes from our own products.",
        ),
        Wrong(
            "the part that is added",
            lambda case: 1 - float(_sales(case).source.cannibalisation_rate),
            "This is the part of the new product's sales that is added. Asked for are points of "
            "the line's revenue, and those that are taken away.",
        ),
    ),
)

# -- 07-03: a launch that slips -------------------------------------------------------------------

MONTHS = (0, 3, 6)


@lru_cache(maxsize=16)
def _late(case: Case) -> dict[int, float]:
    return {m: _growth(case, launch_delay=m) for m in MONTHS}


def _straight(case: Case) -> dict[int, float] | None:
    start = _growth(case, launch_delay=0)
    month = _growth(case, launch_delay=1) - start
    line = {m: start + m * month for m in MONTHS}
    return line if any(abs(line[m] - g) > 0.0015 for m, g in _late(case).items()) else None


def _late_solution(case: Case) -> str:
    late = _late(case)
    shown = listing([f"with {m} months {percent(g, 1, sign=True)}" for m, g in late.items()])
    first, second = late[0] - late[3], late[3] - late[6]
    why = (
        "The later the launch, the flatter the part of the adoption curve that the window still "
        "sees: the first delay hurts most."
        if second < first
        else "The delay takes the steep part of the adoption curve out of the window only now."
    )
    return (
        f"Growth {shown}. The first three months cost {points(first, sign=False)}, the next three "
        f"{points(second, sign=False)}. {why}"
    )


LATE = Series(
    id="07-03",
    title="A launch that slips",
    level="move",
    prompt=lambda case: (
        f"How much does revenue of {case.scenario.line.name} grow in the window if the launch is "
        "delayed by 0, 3 or 6 months, all else as it happened? The delay is an assumption, and one "
        "line tries it:\n\n`cs.simulate(case, case.plan(), case.assume(launch_delay=1)).headlines."
        "revenue_growth`\n\nAnswer with a dictionary whose labels are the months, 0, 3 and 6."
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.001),
    key=_late,
    hints=(
        "Run the line three times, and change one number in it.",
        "A loop does it at once: `for months in (0, 3, 6)`.",
    ),
    solution=_late_solution,
    code="""
answer = {}
for months in (0, 3, 6):
    world = case.assume(launch_delay=months)
    answer[months] = cs.simulate(case, case.plan(), world).headlines.revenue_growth
""",
    wrong=(
        Wrong(
            "the first month, times",
            _straight,
            "This takes the cost of the first month for every month. The curve bends: run the "
            "model for each delay.",
        ),
        Wrong(
            "earlier",
            lambda case: {m: _growth(case, launch_delay=-m) for m in MONTHS},
            "This launches *earlier*. A delay is a positive number of months.",
        ),
        Wrong(
            "what is lost",
            lambda case: {m: g - _late(case)[0] for m, g in _late(case).items()},
            "This is how much growth is lost. Asked for is the growth that remains.",
        ),
        Wrong(
            "nothing done",
            lambda case: {
                m: float(_headlines(case, "do_nothing", launch_delay=m).revenue_growth)
                for m in MONTHS
            },
            "This is doing nothing, where no launch can slip. Take the plan as it happened, "
            "`case.plan()`.",
        ),
    ),
)

# -- 07-04: what would help most ------------------------------------------------------------------

_HELP = {
    "a": "the launch one month earlier (launch_delay)",
    "b": "p a tenth larger (bass_innovation)",
    "c": "q a tenth larger (bass_imitation)",
    "d": "no extra unit cost of the new product (new_product_unit_cost)",
}


@lru_cache(maxsize=16)
def _helped(case: Case) -> dict[str, Headlines]:
    own = case.assumptions
    worlds = {
        "a": {"launch_delay": own.launch_delay - 1},
        "b": {"bass_innovation": own.bass_innovation * 1.1},
        "c": {"bass_imitation": own.bass_imitation * 1.1},
        "d": {"new_product_unit_cost": 0.0},
    }
    return {letter: _headlines(case, **world) for letter, world in worlds.items()}


def _best_first(case: Case, measure: str = "revenue_growth") -> tuple[str, ...]:
    found = _helped(case)
    return tuple(sorted(found, key=lambda x: -float(getattr(found[x], measure))))


def _swapped(case: Case, one: str, other: str) -> tuple[str, ...]:
    return tuple({one: other, other: one}.get(x, x) for x in _best_first(case))


def _by_value(case: Case) -> tuple[str, ...] | None:
    order, right = _best_first(case, "npv"), _best_first(case)
    taken = (right, right[::-1], _swapped(case, "b", "c"), _swapped(case, "a", "d"))
    return order if order not in taken else None


def _help_solution(case: Case) -> str:
    own, found = _headlines(case), _helped(case)
    names = {"a": "a month earlier", "b": "p", "c": "q", "d": "cost"}
    gains = [
        f"{names[x]} {points(float(found[x].revenue_growth - own.revenue_growth), 2)}"
        for x in _best_first(case)
    ]
    worth = float(found["d"].npv - own.npv)
    return (
        f"Against the plan as it happened: {listing(gains)}. Cost moves no sale, as the price "
        f"stays; in present value it is worth {money(worth, case.scenario.currency, sign=True)} "
        "all the same. What helps most depends on what is measured."
    )


HELP = Ranking(
    id="07-04",
    title="What would help the launch",
    level="move",
    prompt=lambda case: (
        "Four things could be better than assumed. Change one at a time with `case.assume(…)`, all "
        "else as it happened, and order them by growth of revenue in the window, the highest "
        "first. Today's figures stand in `case.assumptions`, such as "
        "`case.assumptions.bass_imitation`."
    ),
    options=lambda case: _HELP,
    key=_best_first,
    hints=(
        "Before you run anything: which of the four does not change what customers buy?",
        "`cs.simulate(case, case.plan(), case.assume(bass_imitation=1.1 * "
        "case.assumptions.bass_imitation)).headlines.revenue_growth`",
    ),
    solution=_help_solution,
    code="""
own = case.assumptions
worlds = {
    "a": case.assume(launch_delay=own.launch_delay - 1),
    "b": case.assume(bass_innovation=1.1 * own.bass_innovation),
    "c": case.assume(bass_imitation=1.1 * own.bass_imitation),
    "d": case.assume(new_product_unit_cost=0),
}
growth = {
    letter: cs.simulate(case, case.plan(), world).headlines.revenue_growth
    for letter, world in worlds.items()
}
answer = sorted(growth, key=growth.get, reverse=True)
""",
    wrong=(
        Wrong(
            "the lowest first",
            lambda case: _best_first(case)[::-1],
            "The order is right, but it begins with the smallest growth.",
        ),
        Wrong(
            "p and q",
            lambda case: _swapped(case, "b", "c"),
            "*p* and *q* stand the wrong way round. How much of the adoption that falls into the "
            "window is on customers' own account, and how much by example?",
        ),
        Wrong(
            "a month and the cost",
            lambda case: _swapped(case, "a", "d"),
            "A month and the cost stand the wrong way round. Which of them sells anything more?",
        ),
        Wrong(
            "by present value",
            _by_value,
            "This is the order by present value, in which cost counts. Asked for is growth.",
        ),
    ),
)

# -- 07-05: Bass by hand --------------------------------------------------------------------------


def _turned(p, q, quarters, *, parts=4, follow=1.0, left=True):
    """Share of customers who have turned; the named arguments are for what can go wrong."""
    turned = 0.0
    for _ in range(quarters):
        turned += (p / parts + follow * q / parts * turned) * (1 - turned if left else 1)
    return turned


def _trials(case: Case) -> list[tuple[float, float, int]]:
    p, q = case.assumptions.bass_innovation, case.assumptions.bass_imitation
    return [(p, q, 1), (p, q, 2), (p, q, 8), (0.03, 0.4, 12), (0.1, 0.0, 4)]


def _turned_solution(case: Case) -> str:
    p, q, quarters = _trials(case)[2]
    exact = float(diffusion.bass_cumulative(quarters / 4, p, q))
    return (
        "In each quarter (p ÷ 4 + q ÷ 4 × turned) of those who are *left* turn, and are added to "
        f"those who have. After {quarters} quarters {percent(_turned(p, q, quarters), 1)}; the "
        f"exact curve says {percent(exact, 1)}, as customers win others within the quarter too."
    )


BY_HAND = Function(
    id="07-05",
    title="The whole curve by hand",
    level="code",
    prompt=lambda case: (
        "The table of Bass by hand has two rows. Write a function that goes on, quarter by "
        "quarter, and gives the share of customers who have turned by the *end* of a quarter. It "
        "takes p and q a year, and the number of quarters. Begin with "
        "`def turned_after(p, q, quarters):` and `turned = 0`, repeat with "
        "`for quarter in range(quarters):`, end with `return turned`, and set "
        "`answer = turned_after`."
    ),
    signature="turned_after(p, q, quarters)",
    inputs=_trials,
    unit=Unit.FRACTION,
    tolerance=absolute(0.0005),
    key=lambda case: lambda p, q, quarters: _turned(p, q, quarters),
    hints=(
        "Two kinds of customers turn in a quarter: on their own, and following. Both are among "
        "those who have not turned yet.",
        "On their own: `p / 4 * (1 - turned)`; following: `q / 4 * turned * (1 - turned)`.",
        "Add both to `turned` at once, so that the second does not see the first.",
    ),
    solution=_turned_solution,
    code="""
def turned_after(p, q, quarters):
    turned = 0
    for quarter in range(quarters):
        turned = turned + (p / 4 + q / 4 * turned) * (1 - turned)
    return turned

answer = turned_after
""",
    wrong=(
        Wrong(
            "yearly rates",
            lambda case: lambda p, q, quarters: _turned(p, q, quarters, parts=1),
            "Your function takes the rates of a year for each quarter. A quarter has a fourth.",
        ),
        Wrong(
            "nobody follows",
            lambda case: lambda p, q, quarters: _turned(p, q, quarters, follow=0.0),
            "In your function customers turn on their own only; q plays no part.",
        ),
        Wrong(
            "those who are left",
            lambda case: lambda p, q, quarters: _turned(p, q, quarters, left=False),
            "In your function those who have turned can turn again. Only those who are left, "
            "`1 - turned`, can.",
        ),
        Wrong(
            "the last quarter",
            lambda case: lambda p, q, n: _turned(p, q, n) - _turned(p, q, n - 1),
            "Your function gives those who turn in the last quarter. Asked for are all until then.",
        ),
    ),
)

EXERCISES = (SLACK, DECLINE, LATE, HELP, BY_HAND)

PREDICTIONS = (
    Prediction(
        id="07-p1",
        title="projects that keep the likely date",
        question=lambda case: (
            f"The likely durations add up to {number(_dates(case).likely, 1)} months. In what "
            "share of the simulated projects are they enough?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: _dates(case).likely_kept,
    ),
    Prediction(
        id="07-p2",
        title="sales taken from our own products",
        question=lambda case: (
            f"Of what {case.scenario.company.name} sells of the new product in the outcome window, "
            "which share would have been sales of its own old products?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: float(_sales(case).source.cannibalisation_rate),
    ),
)
