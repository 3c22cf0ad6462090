"""Exercises and predictions of `08_supply_chain`; see `n05_price` for how they are written.

An answer that is wrong for a reason has the value None where it cannot be given in a scenario, or
happens to be right in it.
"""

from __future__ import annotations

from functools import lru_cache

from casestudy.analysis.ordering import order_by_hand
from casestudy.analysis.supply import (
    LARGER,
    LONGER,
    MOVED,
    PRICE,
    Contract,
    StockChanges,
    contracts,
    stock_changes,
    stock_today,
)
from casestudy.case import Case
from casestudy.concepts.inventory import lot_cost
from casestudy.formats import listing, money, number, percent
from casestudy.learning.exercises.distinct import distinct
from casestudy.learning.kinds import Choices, Function, Number, ShortText, Wrong, relative
from casestudy.learning.predictions import Prediction
from casestudy.levers import Unit
from casestudy.model import simulate
from casestudy.outcome import Headlines

# -- 08-01: without the way -----------------------------------------------------------------------


def _turns(case: Case) -> float:
    return stock_today(case).turns


def _way(case: Case) -> float:
    """Part of today's stock that is on its way."""
    today = stock_today(case)
    return float(today.amounts[today.reasons.index("on its way")] / today.amounts.sum())


def _without_way(case: Case) -> float:
    return _turns(case) / (1 - _way(case))


WAY = Number(
    id="08-01",
    title="Stock that nobody sees",
    level="read",
    prompt=lambda case: (
        f"Today the stock of {case.scenario.line.name} turns {number(_turns(case), 2)} times a "
        "year. The first table says which share of it is on its way. How often would the stock "
        "turn if all that is under way were somebody else's, and everything else stayed?"
    ),
    unit=Unit.PER_YEAR,
    tolerance=relative(0.015),
    key=_without_way,
    hints=(
        "Turns are the cost of what is sold over stock. Which of the two changes?",
        "If a share goes off the stock, one minus that share is left to divide by.",
    ),
    solution=lambda case: (
        f"{percent(_way(case))} of the stock is on its way, so {percent(1 - _way(case))} is left "
        f"for the same cost of goods: {number(_turns(case), 2)} ÷ {percent(1 - _way(case))} = "
        f"**{number(_without_way(case), 2)}**. No shipment arrives any sooner."
    ),
    code="""
today = cs.stock_today(case)
way = today.amounts[today.reasons.index("on its way")]
answer = today.turns * today.amounts.sum() / (today.amounts.sum() - way)
""",
    wrong=(
        Wrong(
            "the share added",
            lambda case: _turns(case) * (1 + _way(case)),
            "You raised the turns by the share that goes. But stock stands below the line: divide "
            "by what is left of it.",
        ),
        Wrong(
            "fewer turns",
            lambda case: _turns(case) * (1 - _way(case)),
            "Less stock for the same cost of goods turns more often, not less.",
        ),
        Wrong(
            "the way alone",
            lambda case: _turns(case) / _way(case),
            "This is how often the goods under way turn, taken alone. They are what goes; the "
            "rest stays.",
        ),
    ),
)

# -- 08-02: what the table of contracts says ------------------------------------------------------

_CLAIMS = {
    "a": "Everything made at home turns the stock faster than what happened.",
    "b": "Everything made at home is worth more than what happened.",
    "c": "A partner who owns what is under way makes it turn faster still than all made at home.",
    "d": "As it happened, the stock turns faster than it does today.",
    "e": "A partner who owns what is under way brings more gross profit on each unit of stock "
    "than what happened.",
}


@lru_cache(maxsize=16)
def _ways(case: Case) -> dict[str, Contract]:
    return {way.name: way for way in contracts(case).each}


@lru_cache(maxsize=16)
def _true(case: Case) -> frozenset[str]:
    ways = _ways(case)
    happened, home = ways["as it happened"], ways["everything made at home"]
    owned = ways["partner owns what is under way"]
    claims = {
        "a": home.turns > happened.turns,
        "b": home.npv > happened.npv,
        "c": owned.turns > home.turns,
        "d": happened.turns > _turns(case),
        "e": owned.return_on_stock > happened.return_on_stock,
    }
    return frozenset(letter for letter, holds in claims.items() if holds)


def _changed(letter: str, *, only: bool | None = None):
    """The right letters with one put in or left out; `only` if the claim is true, or false."""

    def letters(case: Case) -> frozenset[str] | None:
        if only is not None and (letter in _true(case)) is not only:
            return None
        return _true(case) ^ {letter} or None

    return letters


def _claims_solution(case: Case) -> str:
    ways = _ways(case)
    happened, home = ways["as it happened"], ways["everything made at home"]
    owned = ways["partner owns what is under way"]
    symbol = case.scenario.currency
    return (
        f"True: {listing(sorted(_true(case)))}. Turns are {number(_turns(case), 2)} today, "
        f"{number(happened.turns, 2)} as it happened, {number(home.turns, 2)} at home, "
        f"{number(owned.turns, 2)} if the partner owns the way. At home the present value is "
        f"{money(home.npv, symbol, sign=True)} against {money(happened.npv, symbol, sign=True)}: "
        "turns and worth are two questions."
    )


CLAIMS = Choices(
    id="08-02",
    title="What the contracts show",
    level="read",
    prompt=lambda case: (
        f"Which of these statements on {case.scenario.company.name} are true, by the picture and "
        "the table of contracts? *Worth* is present value. (Where two figures look the same, "
        "`cs.contracts(case).each` has all their digits.)"
    ),
    options=lambda case: _CLAIMS,
    key=_true,
    hints=(
        "Take one statement at a time. Each compares two rows in one column; today's turns are "
        "the line in the picture.",
        "GMROI is the gross profit that a year earns on each unit of money in stock.",
    ),
    solution=_claims_solution,
    code="""
ways = cs.contracts(case)
nothing, happened, large, small, owned, home = ways.each
claims = {
    "a": home.turns > happened.turns,
    "b": home.npv > happened.npv,
    "c": owned.turns > home.turns,
    "d": happened.turns > ways.turns_today,
    "e": owned.return_on_stock > happened.return_on_stock,
}
answer = [letter for letter, true in claims.items() if true]
""",
    wrong=(
        Wrong(
            "faster is worth more",
            _changed("b", only=False),
            "Stock that turns faster is not worth more by itself: compare the present values of "
            "the two rows.",
        ),
        Wrong(
            "today",
            _changed("d"),
            "Look at *d* again: the picture has a line at today's turns. On which side of it does "
            "the plan end?",
        ),
        Wrong(
            "home and the way",
            _changed("c"),
            "Look at *c* again: it compares two other contracts with each other, not with what "
            "happened.",
        ),
        Wrong(
            "gross profit",
            _changed("e"),
            "Look at *e* again. Gross profit on stock is in the column GMROI. What does it do when "
            "stock goes off the books?",
        ),
    ),
)

# -- 08-03: half as much from overseas ------------------------------------------------------------


@lru_cache(maxsize=64)
def _steps(case: Case, part: float = 1.0) -> StockChanges:
    plan = case.plan()
    return stock_changes(case, case.plan(offshore_share=plan.offshore_share * part))


def _half(case: Case) -> float:
    """What the stock of the same sales binds more with half of the share than with all of it."""
    return _steps(case, 0.5).after_plan - _steps(case).after_plan


def _moved(case: Case, *names: str) -> float:
    """The part of it that comes from some of the changes."""
    full, half = (
        dict(zip(s.bridge.names, s.bridge.changes, strict=True))
        for s in (_steps(case), _steps(case, 0.5))
    )
    return float(sum(half[name] - full[name] for name in names))


def _half_solution(case: Case) -> str:
    currency, more = case.scenario.currency, _half(case)
    work, way = _moved(case, MOVED, PRICE), _moved(case, LONGER, LARGER)
    cancel = abs(more) < 0.3 * min(abs(work), abs(way))
    return (
        f"The same sales bind **{money(abs(more), currency)} {'more' if more > 0 else 'less'}** than as "
        f"planned. Work that stays here, and is dearer here, makes {money(work, currency, sign=True)} of "
        f"it; a shorter and surer way for that half makes {money(way, currency, sign=True)}. "
        + (
            "The two nearly cancel, so the share is decided by cost and not by stock."
            if cancel
            else "Both go with the share, and the larger one decides."
        )
    )


HALF = Number(
    id="08-03",
    title="Half as much from overseas",
    level="move",
    prompt=lambda case: (
        "What if only half as large a share had been bought overseas? The bridge of the stock "
        "takes a plan:\n\n`cs.stock_changes(case, case.plan(offshore_share=…)).after_plan`\n\n"
        "The share as it happened is `case.plan().offshore_share`; all else stays. How much money "
        "would the stock of the same sales bind *more* than it does as planned? Less gets a minus."
    ),
    unit=Unit.MONEY,
    tolerance=relative(0.02),
    key=_half,
    hints=(
        "Put half of `case.plan().offshore_share` where the dots stand. Then subtract what the "
        "plan as it happened gives.",
        "`after_plan` is the bar *as planned*, before a contract on the goods under way.",
    ),
    solution=_half_solution,
    code="""
share = case.plan().offshore_share / 2
half = cs.stock_changes(case, case.plan(offshore_share=share))
answer = half.after_plan - cs.stock_changes(case).after_plan
""",
    wrong=distinct(
        _half,
        Wrong(
            "the stock itself",
            lambda case: _steps(case, 0.5).after_plan,
            "This is the stock with half of the share. Asked is by how much it differs from that of "
            "the plan as it happened.",
        ),
        Wrong(
            "the wrong way round",
            lambda case: -_half(case),
            "You subtracted the other way round: take what half of the share binds, less what all "
            "of it binds.",
        ),
        Wrong(
            "against today",
            lambda case: _steps(case, 0.5).after_plan - float(_steps(case).bridge.totals[0]),
            "This compares with today. The retired products are gone in both plans; compare with the "
            "plan as it happened.",
        ),
        Wrong(
            "nothing from overseas",
            lambda case: _steps(case, 0.0).after_plan - _steps(case).after_plan,
            "This is the difference that nothing bought overseas would make. Half of the share is not "
            "zero.",
        ),
        Wrong(
            "the last bars",
            lambda case: float(
                _steps(case, 0.5).bridge.totals[-1] - _steps(case).bridge.totals[-1]
            ),
            "This compares the last bars, with a partner who owns all that is under way. Asked for is "
            "the bar before it.",
        ),
        relative=0.05,
    ),
)

# -- 08-04: one line of the contract --------------------------------------------------------------


def _owned(case: Case, share: float) -> Headlines:
    return simulate(case, case.plan(supplier_owns_transit=share)).headlines


def _turns_moved(case: Case) -> str:
    ours, theirs = (float(_owned(case, x).inventory_turns) for x in (0.0, 1.0))
    return f"from {number(ours, 2)} to {number(theirs, 2)} a year"


def _worth_moved(case: Case) -> str:
    ours, theirs = (float(_owned(case, x).npv) for x in (0.0, 1.0))
    currency = case.scenario.currency
    verb = "rises" if theirs > ours else "falls"
    return f"{verb} from {money(ours, currency, sign=True)} to {money(theirs, currency, sign=True)}"


def _rubric(case: Case) -> tuple[str, ...]:
    premium = percent(case.assumptions.transit_premium, 1)
    rises = float(_owned(case, 1.0).npv) > float(_owned(case, 0.0).npv)
    balance = "less than" if rises else "more than"
    return (
        f"What happens to the stock: turns go {_turns_moved(case)}, as goods under way leave our "
        "books.",
        f"What it is worth: present value {_worth_moved(case)}; the premium of {premium} on the "
        f"price costs {balance} the money that is set free brings.",
        "What does not change: the way is as long as before, and so are the reorder point and the "
        "safety stock. The money is bound at the partner's.",
    )


CONTRACT = ShortText(
    id="08-04",
    title="One line of the contract",
    level="move",
    prompt=lambda case: (
        f"The board of {case.scenario.company.name} asks what it would change if the partner owned "
        "the goods until they arrive. Run the plan with `supplier_owns_transit` at 0 and at 1, and "
        "compare turns and present value:\n\n"
        "`cs.simulate(case, case.plan(supplier_owns_transit=1)).headlines.as_dict()`\n\n"
        "Then answer the board in two or three sentences: what happens, why, and what does *not* "
        "change."
    ),
    key=_rubric,
    hints=(
        "Compare `inventory_turns` and `npv`, once with 0 and once with 1.",
        "Follow one container: where is it, whose is it, and who has paid for it?",
    ),
    solution=lambda case: (
        "One way to say it: If the partner owns what is under way, the turns of our stock go "
        f"{_turns_moved(case)}, because these goods leave our books. Present value "
        f"{_worth_moved(case)}, after the premium that the partner asks. The way itself does not "
        "get a day shorter: we order as early as before, and keep the same safety stock."
    ),
    code="""
answer = (
    "Turns rise because the goods under way leave our books; the money for them is then bound at "
    "the partner's, who asks a premium for it. The way is as long as before, so reorder point and "
    "safety stock stay."
)
""",
)

# -- 08-05: what a lot costs a year ---------------------------------------------------------------


def _yearly_cost(lot, setup_cost, demand, rate, unit_cost):
    return float(lot_cost(lot, setup_cost, rate * unit_cost, demand))


@lru_cache(maxsize=16)
def _trials(case: Case) -> list[tuple[float, ...]]:
    one = order_by_hand(case)
    product = (one.setup_cost, one.demand, one.rate, one.unit_cost)
    best = float(one.best.quantity)
    return [(one.lot_now, *product), (best, *product), (2 * best, *product),
            (100.0, 500.0, 2000.0, 0.1, 50.0)]  # fmt: skip


def _cost_solution(case: Case) -> str:
    now, best, twice = (_yearly_cost(*trial) for trial in _trials(case)[:3])
    currency = case.scenario.currency
    return (
        "Set-ups: demand ÷ lot, times what one costs. Stock: half a lot on average, at the rate "
        f"times the unit's cost. Today's lot costs {money(now, currency)} a year, the best "
        f"{money(best, currency)}, and twice the best {money(twice, currency)}: "
        f"{percent(twice / best - 1)} more, as the curve is flat at its bottom."
    )


LOT = Function(
    id="08-05",
    title="What a lot costs a year",
    level="code",
    prompt=lambda case: (
        "Behind the curve of yearly cost stands one line. Write it as a function of the lot (in "
        "units), what a set-up costs, the demand of a year, the rate at which money in stock is "
        "charged, and the cost of a unit. It gives the cost of a year: all set-ups, and the stock "
        "that is there on average. Begin with `def yearly_cost(lot, setup_cost, demand, rate, "
        "unit_cost):`, end with `return`, and set `answer = yearly_cost`."
    ),
    signature="yearly_cost(lot, setup_cost, demand, rate, unit_cost)",
    inputs=_trials,
    unit=Unit.MONEY_PER_YEAR,
    tolerance=relative(0.005),
    key=lambda case: _yearly_cost,
    hints=(
        "How many set-ups does a year need? And how much of a lot is left on average?",
        "`demand / lot` set-ups; half a lot in stock, each unit at `rate * unit_cost` a year.",
        "`one = cs.order_by_hand(case)` has all the figures: with `one.lot_now` you should get "
        "`one.cost_now`.",
    ),
    solution=_cost_solution,
    code="""
def yearly_cost(lot, setup_cost, demand, rate, unit_cost):
    return demand / lot * setup_cost + lot / 2 * rate * unit_cost

answer = yearly_cost
""",
    wrong=(
        Wrong(
            "a whole lot",
            lambda case: lambda lot, s, d, rate, unit: d / lot * s + lot * rate * unit,
            "Your function keeps a whole lot in stock all year. It is full when a lot comes, and "
            "nearly empty before the next: how much is that on average?",
        ),
        Wrong(
            "set-ups alone",
            lambda case: lambda lot, s, d, rate, unit: d / lot * s,
            "Your function counts the set-ups, and no stock: by it the largest lot would be best.",
        ),
        Wrong(
            "stock alone",
            lambda case: lambda lot, s, d, rate, unit: lot / 2 * rate * unit,
            "Your function counts the stock, and no set-ups: by it the smallest lot would be best.",
        ),
        Wrong(
            "the value of the stock",
            lambda case: lambda lot, s, d, rate, unit: d / lot * s + lot / 2 * unit,
            "Your function adds the whole value of the stock. A year of it costs the rate on that "
            "value.",
        ),
    ),
)

EXERCISES = (WAY, CLAIMS, HALF, CONTRACT, LOT)


def _grown(case: Case) -> float:
    one = order_by_hand(case)
    return float(one.abroad.safety / one.home.safety - 1)


def _times(case: Case) -> str:
    one = order_by_hand(case)
    return number(one.abroad.lead_time / one.home.lead_time, 1)


PREDICTIONS = (
    Prediction(
        id="08-p1",
        title="growth of the safety stock",
        question=lambda case: (
            f"From overseas the way is {_times(case)} times as long as from "
            f"{case.scenario.company.name}'s own plant, and less certain. By how many percent does "
            "the safety stock of one product grow?"
        ),
        unit=Unit.FRACTION,
        truth=_grown,
    ),
    Prediction(
        id="08-p2",
        title="stock after the plan",
        question=lambda case: (
            f"Today {money(float(_steps(case).bridge.totals[0]), case.scenario.currency)} are "
            "bound in stock. How much is it, with the same sales, when the products are retired "
            "and the partner delivers?"
        ),
        unit=Unit.MONEY,
        truth=lambda case: _steps(case).after_plan,
    ),
)
