"""Exercises and predictions of `04_too_many_products`.

An option has the same letter in every scenario; which one is right follows from the case.
"""

from __future__ import annotations

from functools import lru_cache

from casestudy.analysis.assortment import complexity, concentration, whale
from casestudy.analysis.losers import who_feels_it
from casestudy.analysis.pruning import Contest, compare_rules
from casestudy.analysis.tail import regularity
from casestudy.case import Case
from casestudy.concepts.portfolio import variety_cost_index
from casestudy.formats import listing, money, number, percent
from casestudy.learning.exercises.distinct import distinct
from casestudy.learning.kinds import Choice, Choices, Function, Number, Wrong, absolute, relative
from casestudy.learning.predictions import Prediction
from casestudy.levers import PruningRule, Unit

SHARES = {"a": 0.2, "b": 0.4, "c": 0.6, "d": 0.8, "e": 0.9}


def _share(case: Case) -> float:
    return case.scenario.targets.complexity_reduction.value


@lru_cache(maxsize=64)
def _contest(case: Case, share: float, taken_out: float | None = None) -> Contest:
    world = None if taken_out is None else case.assume(freed_cost_taken_out=taken_out)
    return compare_rules(case, share, world)


# -- 04-01: the corner of the table ---------------------------------------------------------------


def _corner(case: Case) -> tuple[int, int, int, float]:
    """Products in CZ, in class C, in all, and the share of revenue of CZ."""
    found = regularity(case)
    count, revenue = found.products, found.revenue
    share = float(revenue[2, 2] / revenue.sum())
    return int(count[2, 2]), int(count[2].sum()), int(count.sum()), share


def _irregular(case: Case) -> float:
    corner, small, _, _ = _corner(case)
    return corner / small


IRREGULAR = Number(
    id="04-01",
    title="How irregular the tail is",
    level="read",
    prompt=lambda case: (
        f"Look at the table of {case.scenario.company.name} with the rows A, B, C and the columns "
        "X, Y, Z. Of the products *in class C*, what share sells by fits and starts (Z)?"
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.005),
    key=_irregular,
    hints=(
        "The percentages in the table are shares of all products. Here class C is the whole.",
        "Add up the three cells of row C, and divide the last of them by the sum.",
    ),
    solution=lambda case: (
        f"Row C holds {_corner(case)[1]:,} products, and {_corner(case)[0]:,} of them are Z: "
        f"{percent(_irregular(case), 1)}. For those one has to hold a stock that hardly moves, or "
        "to let the customer wait."
    ),
    code="""
row = cs.regularity(case).products[2]
answer = row[2] / row.sum()
""",
    wrong=distinct(
        _irregular,
        Wrong(
            "of all products",
            lambda case: _corner(case)[0] / _corner(case)[2],
            "This is the share of *all* products, as it stands in brackets in the table. Asked for "
            "is the share of class C.",
        ),
        Wrong(
            "of revenue",
            lambda case: _corner(case)[3],
            "This is what the corner brings in revenue. Asked for is how many products it holds, "
            "of those in class C.",
        ),
        Wrong(
            "the other way round",
            lambda case: _corner(case)[0] / max(int(regularity(case).products[:, 2].sum()), 1),
            "This is the share of the *irregular* products that are in class C: the column is the "
            "whole. Asked for is the row.",
        ),
        apart=0.011,
    ),
)

# -- 04-02: percent and money ---------------------------------------------------------------------


_RULES = dict(zip("abcde", PruningRule, strict=True))
_NONE = {"f"}


def _rules_where(case: Case, raises: bool | None, loses: bool | None) -> set[str]:
    """Letters of the rules that raise the margin, as the table shows it, or lose money."""
    cuts = {cut.rule: cut for cut in _contest(case, _share(case)).cuts}
    return {
        letter
        for letter, rule in _RULES.items()
        if raises in (None, round(100 * cuts[rule].margin_change, 1) > 0)
        and loses in (None, cuts[rule].profit_change < 0)
    }


def _deceptive(case: Case) -> set[str]:
    return _rules_where(case, True, True) or _NONE


def _deceptive_solution(case: Case) -> str:
    found = sorted(_deceptive(case))
    if set(found) == _NONE:
        return "None of them here: whatever raises the margin also brings money."
    named = listing([f"*{_RULES[letter].label}*" for letter in found])
    return (
        f"{named}: the margin rises and profit falls. The margin is a ratio: it rises where what "
        "goes earned less per unit of revenue, cost of variety included, than what stays. But it "
        "did earn something, and that is gone."
    )


DECEPTIVE = Choices(
    id="04-02",
    title="A better margin and less money",
    level="read",
    prompt=lambda case: (
        f"Look at the table of the five rules, each retiring {percent(_share(case))} of the "
        "products. Which rules *raise the margin in percent and lose money* all the same?"
    ),
    options=lambda case: (
        {letter: rule.label for letter, rule in _RULES.items()} | {"f": "none of them"}
    ),
    key=_deceptive,
    hints=(
        "Two columns are needed: the margin, and the profit a year.",
        "Strike out every rule whose profit has a plus, then every rule whose margin has a minus.",
    ),
    solution=_deceptive_solution,
    code="""
contest = cs.compare_rules(case, case.scenario.targets.complexity_reduction.value)
letters = dict(zip(cs.PruningRule, "abcde"))
answer = [
    letters[cut.rule]
    for cut in contest.cuts
    if round(100 * cut.margin_change, 1) > 0 and cut.profit_change < 0
] or ["f"]
""",
    wrong=distinct(
        _deceptive,
        Wrong(
            "every rise of the margin",
            lambda case: _rules_where(case, True, None),
            "In all of these the margin rises, but some of them also bring profit. Look at the "
            "column of profit as well.",
        ),
        Wrong(
            "every loss",
            lambda case: _rules_where(case, None, True),
            "All of these lose money, but not all of them raise the margin. Look at the column of "
            "the margin as well.",
        ),
        Wrong(
            "the good ones",
            lambda case: _rules_where(case, None, False),
            "These bring profit. Asked for are the ones that only look good in percent.",
        ),
        Wrong(
            "the bad ones",
            lambda case: _rules_where(case, False, True),
            "These lose in both columns, so nobody is deceived. Asked for are those that lose "
            "money while the margin rises.",
        ),
        Wrong(
            "none",
            lambda case: _NONE,
            "Go through the table once more: is there no row with a plus at the margin and a minus "
            "at the profit?",
        ),
    ),
)

# -- 04-03: the plant manager's promise -----------------------------------------------------------


def _promise(case: Case) -> float:
    with_it = _contest(case, _share(case), 1.0).best.profit_change
    return with_it - _contest(case, _share(case)).best.profit_change


def _freed(case: Case) -> float:
    """Cost a year that the cut no longer causes, both kinds of variety together."""
    found = complexity(case)
    left = variety_cost_index(1 - _share(case), found.doubling)
    return float(found.cost[-1] * (1 - left))


def _promise_solution(case: Case) -> str:
    currency, taken = case.scenario.currency, case.assumptions.freed_cost_taken_out
    whole = _contest(case, _share(case), 1.0).best.profit_change
    return (
        f"{money(whole, currency, sign=True)} a year instead of "
        f"{money(_contest(case, _share(case)).best.profit_change, currency, sign=True)}: "
        f"**{money(_promise(case), currency, sign=True)}**. The cut frees about "
        f"{money(_freed(case), currency)}, of which {percent(taken)} was in the account already; "
        f"the promise adds the other {percent(1 - taken)}. Ask who takes the machines and the "
        "crews out, and when."
    )


PROMISE = Number(
    id="04-03",
    title="The plant manager's promise",
    level="move",
    prompt=lambda case: (
        "The plant manager promises to take out *all* that a cut frees, not only "
        f"{percent(case.assumptions.freed_cost_taken_out)} of it. This line runs the five rules "
        "with that promise, and gives the profit a year of the best one:\n\n"
        f"`cs.compare_rules(case, {_share(case):g}, "
        "case.assume(freed_cost_taken_out=1.0)).best.profit_change`\n\n"
        "How much *more* a year does the best rule bring than it did in the table?"
    ),
    unit=Unit.MONEY_PER_YEAR,
    tolerance=relative(0.02),
    key=_promise,
    hints=(
        "The line gives the profit with the promise. What was it without?",
        "Run the line once as it is, once without `case.assume(…)`, and take the difference.",
    ),
    solution=_promise_solution,
    code="""
share = case.scenario.targets.complexity_reduction.value
promised = cs.compare_rules(case, share, case.assume(freed_cost_taken_out=1.0))
answer = promised.best.profit_change - cs.compare_rules(case, share).best.profit_change
""",
    wrong=distinct(
        _promise,
        Wrong(
            "all of the profit",
            lambda case: _contest(case, _share(case), 1.0).best.profit_change,
            "This is the whole profit with the promise. Take off what the best rule brings without "
            "it.",
        ),
        Wrong(
            "without the promise",
            lambda case: _contest(case, _share(case)).best.profit_change,
            "This is the profit of the table, without the promise. How much does the promise add?",
        ),
        Wrong(
            "all that is freed",
            _freed,
            "This is all that the cut frees. A part of it leaves the books without the promise "
            "too.",
        ),
        Wrong(
            "what is saved anyway",
            lambda case: _freed(case) * case.assumptions.freed_cost_taken_out,
            "This is the part that leaves the books *without* the promise. Asked for is what the "
            "promise adds.",
        ),
        Wrong(
            "idle set-ups",
            lambda case: who_feels_it(case, _contest(case, _share(case))).each[0].idle_cost,
            "This is what the freed set-ups cost by time. The model counts what so many products "
            "no longer *cause*, and a part of that was saved before.",
        ),
        relative=0.021,
    ),
)

# -- 04-04: how far to cut ------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _profits(case: Case) -> dict[str, float]:
    return {letter: _contest(case, s).best.profit_change for letter, s in SHARES.items()}


def _best_size(case: Case) -> str:
    return max(_profits(case), key=_profits(case).get)


def _beside(case: Case, steps: int) -> str | None:
    return dict(enumerate(SHARES)).get(list(SHARES).index(_best_size(case)) + steps)


def _size_solution(case: Case) -> str:
    found, best, currency = _profits(case), _best_size(case), case.scenario.currency
    row = [f"{percent(SHARES[k])}: {money(v, currency, sign=True)}" for k, v in found.items()]
    text = f"{'; '.join(row)}. So **{percent(SHARES[best])}**. "
    if found[best] <= 0:
        return text + "No size pays here; this one loses least."
    return text + (
        "Larger cuts free more cost, but products go with them that earn their keep: beyond some "
        "point what those brought weighs more than what they leave free."
    )


SIZE = Choice(
    id="04-04",
    title="How far to cut",
    level="move",
    prompt=lambda case: (
        "Move the size of the cut, by the slider or by this line, which gives the profit a year of "
        f"the best rule when {percent(SHARES['a'])} of the products are retired:\n\n"
        f"`cs.compare_rules(case, {SHARES['a']:g}).best.profit_change`\n\n"
        "At which of these sizes is it highest?"
    ),
    options=lambda case: {letter: f"{percent(s)} of the products" for letter, s in SHARES.items()},
    key=_best_size,
    hints=(
        "The first products to go cost more than they bring. Is that so of the last ones?",
        "Run the line five times, once for each size, and write the results side by side.",
    ),
    solution=_size_solution,
    code=f"""
shares = dict(zip("abcde", {list(SHARES.values())}))
profit = dict((k, cs.compare_rules(case, s).best.profit_change) for k, s in shares.items())
answer = max(profit, key=profit.get)
""",
    wrong=distinct(
        _best_size,
        Wrong(
            "as far as possible",
            lambda case: "e",
            "Here nearly everything is freed, but nearly everything is gone as well. What did the "
            "last ten percent of the products bring?",
        ),
        Wrong(
            "as little as possible",
            lambda case: "a",
            "Careful, but the next products in the order lose money too: go on, and watch the "
            "profit.",
        ),
        Wrong(
            "one step too many",
            lambda case: _beside(case, 1),
            "Near the top of the curve, but with the last step profit falls: products go that "
            "earned their keep.",
        ),
        Wrong(
            "one step too few",
            lambda case: _beside(case, -1),
            "One step further profit is still higher: on balance what goes there does not earn its "
            "keep.",
        ),
        Wrong(
            "two steps too few",
            lambda case: _beside(case, -2),
            "From here profit rises for two more steps. Try the larger sizes.",
        ),
    ),
)

# -- 04-05: freed and saved in one function -------------------------------------------------------


def _saved(kept, doubling, taken_out):
    return taken_out * (1 - variety_cost_index(kept, doubling))


def _trials(case: Case) -> list[tuple[float, float, float]]:
    world = case.assumptions
    doubling, taken = float(world.variety_cost_doubling), float(world.freed_cost_taken_out)
    return [
        (0.5, doubling, taken),
        (round(1 - _share(case), 6), doubling, taken),
        (0.25, 0.25, 0.6),
        (0.1, 0.8, 1.0),
        (1.0, 0.3, 0.5),
    ]


def _saved_solution(case: Case) -> str:
    half, own = _trials(case)[:2]
    return (
        "Halving k times leaves 0.5 to the power of k of the products, so k is −log2(kept); each "
        "halving divides the cost by 1 + doubling. What is left off that is freed, and "
        f"`taken_out` of it is saved. Here: half of the products saves "
        f"{percent(float(_saved(*half)), 1)} of the cost of variety, keeping "
        f"{percent(own[0])} saves {percent(float(_saved(*own)), 1)}."
    )


SAVED = Function(
    id="04-05",
    title="Freed and saved in one function",
    level="code",
    prompt=lambda case: (
        "Write a function that says what share of today's cost of variety leaves the books when "
        "only the share `kept` of the products remains. Twice as many products cost `1 + doubling` "
        "times as much, so each halving *divides* the cost by that; and of what is freed only the "
        "share `taken_out` is saved. Begin with `def saved(kept, doubling, taken_out):`, end with "
        "`return`, and set `answer = saved`."
    ),
    signature="saved(kept, doubling, taken_out)",
    inputs=_trials,
    unit=Unit.FRACTION,
    tolerance=absolute(0.0005),
    key=lambda case: _saved,
    hints=(
        "How many halvings lead from 1 to `kept`? From 1 to 0.25 it takes two.",
        "`from math import log2`; the number of halvings is `-log2(kept)`.",
        "The cost that is still caused: `(1 + doubling) ** log2(kept)`. The rest is freed.",
    ),
    solution=_saved_solution,
    code="""
from math import log2

def saved(kept, doubling, taken_out):
    return taken_out * (1 - (1 + doubling) ** log2(kept))

answer = saved
""",
    wrong=(
        Wrong(
            "in proportion",
            lambda case: lambda kept, doubling, taken_out: taken_out * (1 - kept),
            "Your function lets the cost fall in proportion to the products: then doubling would "
            "play no part. It falls more slowly.",
        ),
        Wrong(
            "freed",
            lambda case: lambda kept, doubling, taken_out: _saved(kept, doubling, 1.0),
            "Your function gives what is freed. What is freed is not yet saved: a machine that is "
            "set up less often still stands there.",
        ),
        Wrong(
            "what stays",
            lambda case: lambda *inputs: 1 - _saved(*inputs),
            "Your function gives what stays on the books. Asked for is what leaves them: where all "
            "products are kept, that is 0.",
        ),
        Wrong(
            "less instead of divided",
            lambda case: (
                lambda kept, doubling, taken_out: (
                    taken_out * (1 - variety_cost_index(kept, 1 / (1 - doubling) - 1))
                )
            ),
            "Your function takes the share `doubling` off at each halving. But if doubling "
            "multiplies by 1.25, halving divides by 1.25, which is a fifth less, not a quarter.",
        ),
    ),
)

EXERCISES = (IRREGULAR, DECEPTIVE, PROMISE, SIZE, SAVED)

PREDICTIONS = (
    Prediction(
        id="04-p1",
        title="revenue of the largest fifth",
        question=lambda case: (
            f"What share of revenue do the largest fifth of the products of "
            f"{case.scenario.company.name} bring?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: concentration(case).head_revenue,
    ),
    Prediction(
        id="04-p2",
        title="where cumulative profit peaks",
        question=lambda case: (
            f"We add up what is left of each of the {number(case.scenario.line.products.value)} "
            "products, best first. After which share of the products does the sum peak?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: float(whale(case).curve.peak_at),
    ),
)
