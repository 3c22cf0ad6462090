"""Exercises and predictions of `05_price`: the pattern for the other notebooks.

An option has the same letter in every scenario; which one is right follows from the case. A wrong
answer whose value is None cannot be given in this scenario, or happens to be right in it.
"""

from __future__ import annotations

import numpy as np

from casestudy.analysis.price import break_even, price_leverage, price_waterfall
from casestudy.case import Case
from casestudy.concepts.pricing import PriceWaterfall, break_even_volume_change
from casestudy.formats import listing, money, number, percent, quantity
from casestudy.learning.kinds import (
    LETTERS,
    Choice,
    Choices,
    Function,
    Number,
    Wrong,
    absolute,
    relative,
)
from casestudy.learning.predictions import Prediction
from casestudy.levers import Unit
from casestudy.model import simulate
from casestudy.outcome import Headlines

CUT = 0.03  # a price cut that sales may ask for

# -- 05-01: reading the waterfall -----------------------------------------------------------------


def _steps(case: Case) -> dict[str, str]:
    return dict(zip(LETTERS, price_waterfall(case).names, strict=False))


def _largest(fall: PriceWaterfall, *, after: bool, smallest: bool = False) -> str:
    """Letter of the largest (or smallest) step before or after the invoice."""
    steps, first = np.asarray(fall.deductions), fall.on_invoice
    part = range(first, len(steps)) if after else range(first)
    pick = min if smallest else max
    return LETTERS[pick(part, key=lambda i: steps[i])]


def _hidden(case: Case) -> str:
    return _largest(price_waterfall(case), after=True)


def _last(case: Case) -> str | None:
    letter = list(_steps(case))[-1]
    return letter if letter != _hidden(case) else None


def _smaller_on_invoice(case: Case) -> str | None:
    fall = price_waterfall(case)
    return _largest(fall, after=False, smallest=True) if fall.on_invoice > 1 else None


def _first_after_invoice(case: Case) -> str | None:
    letter = list(_steps(case))[price_waterfall(case).on_invoice]
    return letter if letter not in (_hidden(case), _last(case)) else None


def _hidden_solution(case: Case) -> str:
    fall = price_waterfall(case)
    off = [
        f"{name} {number(float(step), 1)}"
        for name, step in list(zip(fall.names, fall.deductions, strict=True))[fall.on_invoice :]
    ]
    return (
        f"After the invoice stand {listing(off)}, of 100 on the list. The largest: "
        f"{_steps(case)[_hidden(case)]}."
    )


HIDDEN_STEP = Choice(
    id="05-01",
    title="What the invoice does not show",
    level="read",
    prompt=lambda case: (
        "Look at the waterfall. Which step takes the most of all those that come *after* the "
        "invoice is written, where no salesperson sees it?"
    ),
    options=_steps,
    key=_hidden,
    hints=(
        "Find the bar of the invoice price first: the steps above it stand on the invoice.",
        "Only the bars between the invoice price and the pocket price count. Compare their lengths.",
    ),
    solution=_hidden_solution,
    code="""
fall = cs.price_waterfall(case)
hidden = fall.deductions[fall.on_invoice:]
answer = fall.names[fall.on_invoice + hidden.argmax()]
""",
    wrong=(
        Wrong(
            "the largest of all",
            lambda case: _largest(price_waterfall(case), after=False),
            "That one is long, but it stands on the invoice, above the bar of the invoice price: "
            "everybody who writes an invoice sees it.",
        ),
        Wrong(
            "the smaller one on the invoice",
            _smaller_on_invoice,
            "This discount is given when the order is taken, so it stands on the invoice already.",
        ),
        Wrong(
            "the last one",
            _last,
            "This is the last step before the pocket, and not the longest: the order of the bars "
            "says when a step is taken, their length how much it takes.",
        ),
        Wrong(
            "the first one after the invoice",
            _first_after_invoice,
            "Right side of the invoice, but one of the bars below it is longer.",
        ),
    ),
)

# -- 05-02: from the invoice to the pocket --------------------------------------------------------


def _pocket_of_invoice(case: Case) -> float:
    fall = price_waterfall(case)
    return float(fall.pocket / fall.invoice)


def _pocket_solution(case: Case) -> str:
    fall = price_waterfall(case)
    pocket, invoice = float(fall.pocket), float(fall.invoice)
    return (
        f"Of 100 on the list {number(invoice, 1)} are invoiced and {number(pocket, 1)} reach the "
        f"pocket: {number(pocket, 1)} ÷ {number(invoice, 1)} = "
        f"{percent(_pocket_of_invoice(case), 1)}."
    )


POCKET = Number(
    id="05-02",
    title="From the invoice to the pocket",
    level="read",
    prompt=lambda case: (
        f"Sales at {case.scenario.company.name} watches the invoice price. What share of the "
        "*invoice* price reaches the pocket? The waterfall has both."
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.003),
    key=_pocket_of_invoice,
    hints=(
        "The waterfall counts from the list price. Here the invoice price is the whole.",
        "Divide the pocket price by the invoice price.",
    ),
    solution=_pocket_solution,
    code="""
fall = cs.price_waterfall(case)
answer = fall.pocket / fall.invoice
""",
    wrong=(
        Wrong(
            "of the list price",
            lambda case: float(price_waterfall(case).pocket) / 100,
            "This is the pocket price as a share of the list price. Asked for is the share of "
            "what stands on the invoice.",
        ),
        Wrong(
            "what is lost",
            lambda case: 1 - _pocket_of_invoice(case),
            "This is the share that goes on the way. Asked for is the share that arrives.",
        ),
        Wrong(
            "the invoice",
            lambda case: float(price_waterfall(case).invoice) / 100,
            "This is how much of the list price stands on the invoice. Go on from there, to the "
            "pocket.",
        ),
        Wrong(
            "points of the list price",
            lambda case: (
                1 - float(price_waterfall(case).invoice - price_waterfall(case).pocket) / 100
            ),
            "The steps after the invoice are written in hundredths of the list price. As a share "
            "of the invoice price, which is smaller, they weigh more.",
        ),
    ),
)

# -- 05-03: what a cut has to bring ---------------------------------------------------------------


def _needed(case: Case) -> float:
    return float(break_even_volume_change(-CUT, break_even(case).margin))


def _needed_solution(case: Case) -> str:
    margin = break_even(case).margin
    return (
        f"Before the cut {percent(margin)} of the price is contribution, after it "
        f"{percent(margin - CUT)}: {percent(CUT)} ÷ {percent(margin - CUT)} = "
        f"**{percent(_needed(case), 1)}** more volume, only to stand where we were."
    )


CUT_PRICE = Number(
    id="05-03",
    title="What a price cut has to bring",
    level="read",
    prompt=lambda case: (
        f"A large customer asks {case.scenario.company.name} for {percent(CUT)} off the price of "
        f"{case.scenario.line.name}, and promises to order more. By how much must volume grow, at the least, so that contribution "
        f"stays what it was? Of each unit of price {percent(break_even(case).margin)} is "
        "contribution."
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.001),
    key=_needed,
    hints=(
        "Follow the sentence on what a rise may lose, and turn it round.",
        "After a cut each piece carries less contribution: the cut goes off the margin first.",
        "Divide the cut by the margin that is left after it.",
    ),
    solution=_needed_solution,
    code=f"""
margin = cs.break_even(case).margin
answer = {CUT} / (margin - {CUT})
""",
    wrong=(
        Wrong(
            "as if for a rise",
            lambda case: CUT / (break_even(case).margin + CUT),
            "This is what a *rise* of that size may lose. After a cut the margin is smaller, not "
            "larger.",
        ),
        Wrong(
            "the old margin",
            lambda case: CUT / break_even(case).margin,
            "This divides by the margin before the cut. The volume that comes in addition is sold "
            "at the new price, and each piece of it carries less.",
        ),
        Wrong(
            "as much as the price",
            lambda case: CUT,
            "This much more volume would hold revenue, more or less. But more pieces also have to "
            "be made: it is contribution that is to be held.",
        ),
        Wrong(
            "gross margin",
            lambda case: CUT / (case.scenario.line.gross_margin.value - CUT),
            "This takes the gross margin. It is smaller than the contribution, because it carries "
            "the cost of variety, which does not move with volume.",
        ),
        Wrong(
            "what customers do",
            lambda case: (1 - CUT) ** case.assumptions.price_elasticity - 1,
            "This is by how much volume *will* grow, by the elasticity of the model. Asked for is "
            "by how much it *must* grow.",
        ),
    ),
)

# -- 05-04: moving the price alone ----------------------------------------------------------------


def _rise(case: Case) -> float:
    """A rise that the lever of every scenario allows."""
    return min(0.02, case.scenario.levers.price_change.high)


def _by(case: Case) -> str:
    return quantity(_rise(case), Unit.FRACTION, case.scenario.currency)


def _headlines(case: Case, plan: str = "do_nothing", **changes: float) -> Headlines:
    return simulate(case, case.plan(plan, **changes)).headlines


def _npv(case: Case, plan: str = "do_nothing", **changes: float) -> float:
    return float(_headlines(case, plan, **changes).npv)


def _worth_solution(case: Case) -> str:
    worth, currency = _npv(case, price_change=_rise(case)), case.scenario.currency
    yearly = price_leverage(case).gains["price"] * _rise(case) / 0.01
    return (
        f"{money(worth, currency, sign=True)} over all quarters, against doing nothing. One year "
        f"without any loss of volume would bring {money(yearly, currency)}: customers who go and "
        "the cost of the pricing method take a good part of five such years."
        if worth > 0
        else f"{money(worth, currency)}: here the customers who go cost more than the rise brings."
    )


MOVE_PRICE = Number(
    id="05-04",
    title="A rise in the whole case",
    level="move",
    prompt=lambda case: (
        "One line runs the whole case with a lever moved; here the invoice price rises by one "
        "percent, and nothing else is done:\n\n"
        '`cs.simulate(case, case.plan("do_nothing", price_change=0.01)).headlines.npv`\n\n'
        "It gives the present value against doing nothing. What is the present value of a rise of "
        f"{_by(case)}? (The last picture shows it too, less exactly.)"
    ),
    unit=Unit.MONEY,
    tolerance=relative(0.05),
    key=lambda case: _npv(case, price_change=_rise(case)),
    hints=(
        "Copy the line into a cell and change one number.",
        lambda case: f"A fraction stands there: {_by(case)} is `price_change={_rise(case):g}`.",
    ),
    solution=_worth_solution,
    code="""
rise = min(0.02, case.scenario.levers.price_change.high)
answer = cs.simulate(case, case.plan("do_nothing", price_change=rise)).headlines.npv
""",
    wrong=(
        Wrong(
            "one percent",
            lambda case: _npv(case, price_change=0.01) if _rise(case) > 0.01 else None,
            "This is the line as it stands, for a rise of one percent. Change the number in it.",
        ),
        Wrong(
            "on top of the plan",
            lambda case: _npv(case, "as_it_happened", price_change=_rise(case)),
            "This starts from the plan as it happened, with all its other levers. Start from "
            '`"do_nothing"`.',
        ),
        Wrong(
            "one year, nothing lost",
            lambda case: price_leverage(case).gains["price"] * _rise(case) / 0.01,
            "This is what the first picture says: one year, and no customer goes. Asked for is "
            "what the whole case makes of it.",
        ),
        Wrong(
            "a cut",
            lambda case: (
                _npv(case, price_change=-_rise(case))
                if case.scenario.levers.price_change.low <= -_rise(case)
                else None
            ),
            "This is the present value of a *cut* of that size.",
        ),
        Wrong(
            "the cost of the method",
            lambda case: float(_headlines(case, price_change=_rise(case)).programme_cost),
            "This is `programme_cost`, what the pricing method costs. Asked for is `npv`.",
        ),
    ),
)

# -- 05-05: what moves with it --------------------------------------------------------------------

_HEADLINES = {
    "a": ("revenue_growth", "the growth of revenue"),
    "b": ("margin_points", "the gross margin"),
    "c": ("share", "the share of the market"),
    "d": ("npv", "the present value"),
}


def _higher(case: Case) -> set[str]:
    with_rise, without = _headlines(case, price_change=_rise(case)), _headlines(case)
    return {
        letter
        for letter, (name, _) in _HEADLINES.items()
        if float(getattr(with_rise, name)) > float(getattr(without, name))
    }


def _if_wrong(letters: set[str]):
    return lambda case: letters if letters != _higher(case) else None


def _higher_solution(case: Case) -> str:
    def named(letters: set[str]) -> str:
        return listing([_HEADLINES[x][1] for x in sorted(letters)]) if letters else "nothing"

    up, down = _higher(case), set(_HEADLINES) - _higher(case)
    return (
        f"Higher: {named(up)}. Not higher: {named(down)}. Each piece sold brings more, and fewer "
        "are sold; the elasticity decides what becomes of revenue."
    )


WHAT_MOVES = Choices(
    id="05-05",
    title="What a rise moves, and where to",
    level="move",
    prompt=lambda case: (
        f"Raise the invoice price by {_by(case)} and do nothing else. Which of these "
        "are then *higher* than with doing nothing? Compare both, field by field: "
        '`cs.simulate(case, case.plan("do_nothing")).headlines.as_dict()`'
    ),
    options=lambda case: {letter: text for letter, (_, text) in _HEADLINES.items()},
    key=_higher,
    hints=(
        "Think of one customer who pays more, and of one who goes.",
        "Run the line once as it is and once with `price_change`, and compare number by number.",
    ),
    solution=_higher_solution,
    code="""
rise = min(0.02, case.scenario.levers.price_change.high)
before = cs.simulate(case, case.plan("do_nothing")).headlines.as_dict()
after = cs.simulate(case, case.plan("do_nothing", price_change=rise)).headlines.as_dict()
names = {"a": "revenue_growth", "b": "margin_points", "c": "share", "d": "npv"}
answer = [letter for letter, name in names.items() if after[name] > before[name]]
""",
    wrong=(
        Wrong(
            "revenue too",
            _if_wrong({"a", "b", "d"}),
            lambda case: (
                "Revenue is price times volume. The elasticity of the model is "
                f"{number(case.assumptions.price_elasticity, 1)}: does volume fall by more or by "
                "less than the price rises?"
            ),
        ),
        Wrong(
            "everything",
            _if_wrong({"a", "b", "c", "d"}),
            "Somebody goes when the price rises, and buys elsewhere: not everything can rise.",
        ),
        Wrong(
            "margin alone",
            _if_wrong({"b"}),
            "The margin is a ratio. Look at the money as well: what do the pieces that are still "
            "sold bring, all together?",
        ),
        Wrong(
            "money alone",
            _if_wrong({"d"}),
            "If each piece costs the same and brings more, what happens to the part of the price "
            "that is left after cost?",
        ),
        Wrong(
            "share too",
            _if_wrong({"b", "c", "d"}),
            "The share of the market counts what is sold. Competitors hold their prices here: who "
            "gains the customers who go?",
        ),
    ),
)

# -- 05-06: may and will in one function ----------------------------------------------------------


def _profit_change(change, elasticity, margin):
    return (1 + change) ** elasticity * (margin + change) / margin - 1


def _trials(case: Case) -> list[tuple[float, float, float]]:
    elasticity, margin = float(case.assumptions.price_elasticity), break_even(case).margin
    return [
        (0.01, elasticity, margin),
        (0.05, elasticity, margin),
        (-CUT, elasticity, margin),
        (0.05, -0.5, 0.2),
        (0.05, -6.0, 0.4),
    ]


def _function_solution(case: Case) -> str:
    elasticity, margin = case.assumptions.price_elasticity, break_even(case).margin
    change = _profit_change(0.01, elasticity, margin)
    return (
        "Volume becomes (1 + change) to the power of the elasticity; contribution of each piece "
        "becomes (margin + change) ÷ margin of what it was. Multiply, and take off the one that "
        f"was there before. For one percent here: {percent(change, 1, sign=True)}."
    )


ONE_FUNCTION = Function(
    id="05-06",
    title="May and will in one function",
    level="code",
    prompt=lambda case: (
        "Write a function that says by what fraction *contribution* changes when the price "
        "changes. It takes the change of price, the elasticity, and the contribution margin before "
        "the change, all as fractions. A price change multiplies volume by "
        "`(1 + change) ** elasticity`; cost for each piece stays as it is. Begin with "
        "`def profit_change(change, elasticity, margin):`, end with `return`, and set "
        "`answer = profit_change`."
    ),
    signature="profit_change(change, elasticity, margin)",
    inputs=_trials,
    unit=Unit.FRACTION,
    tolerance=absolute(0.0005),
    key=lambda case: _profit_change,
    hints=(
        "Contribution is volume times contribution of each piece. Both change.",
        "If a piece cost 100 before and `margin` of it was contribution, how much is it when the "
        "price is 101?",
        "New contribution over old: `(1 + change) ** elasticity * (margin + change) / margin`.",
    ),
    solution=_function_solution,
    code="""
def profit_change(change, elasticity, margin):
    return (1 + change) ** elasticity * (margin + change) / margin - 1

answer = profit_change
""",
    wrong=(
        Wrong(
            "volume alone",
            lambda case: lambda change, elasticity, margin: (1 + change) ** elasticity - 1,
            "Your function gives the change of volume. Each piece that is sold also brings more, "
            "or less, than before.",
        ),
        Wrong(
            "revenue",
            lambda case: lambda change, elasticity, margin: (1 + change) ** (elasticity + 1) - 1,
            "Your function gives the change of revenue: the margin plays no part in it. Cost does "
            "not rise with the price, so contribution moves by more.",
        ),
        Wrong(
            "the ratio",
            lambda case: lambda c, e, m: _profit_change(c, e, m) + 1,
            "Your function gives the new contribution over the old. Asked for is the change: no "
            "change is 0, not 1.",
        ),
        Wrong(
            "nobody goes",
            lambda case: lambda change, elasticity, margin: change / margin,
            "Your function holds volume fixed. The elasticity says how many go.",
        ),
    ),
)

EXERCISES = (HIDDEN_STEP, POCKET, CUT_PRICE, MOVE_PRICE, WHAT_MOVES, ONE_FUNCTION)

PREDICTIONS = (
    Prediction(
        id="05-p1",
        title="share that reaches the pocket",
        question=lambda case: (
            "Of the list price, which share reaches the pocket when all is taken off that "
            f"{case.scenario.company.name} gives away?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: float(price_waterfall(case).pocket) / 100,
    ),
    Prediction(
        id="05-p2",
        title="volume that a rise may lose",
        question=lambda case: (
            f"The price rises by {percent(break_even(case).step)}. What share of its volume may "
            f"{case.scenario.line.name} lose before contribution falls?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: -break_even(case).allowed_at_step,
    ),
)
