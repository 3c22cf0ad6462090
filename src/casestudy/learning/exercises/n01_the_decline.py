"""Exercises and predictions of `01_the_decline`; see `n05_price` for the pattern."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from casestudy.analysis.bridges import gross_profit_bridge, revenue_bridge, yearly_bridges
from casestudy.analysis.comparison import compare
from casestudy.analysis.history import decline, outlook
from casestudy.case import Case
from casestudy.formats import listing, money, money_axis, number, percent, quantity
from casestudy.learning.exercises.distinct import distinct
from casestudy.learning.kinds import Choice, Choices, Function, Number, Wrong, relative
from casestudy.learning.predictions import Prediction
from casestudy.levers import Unit
from casestudy.narrative import decline as told
from casestudy.text.prose import count, table

if TYPE_CHECKING:
    import pandas as pd


def _money(case: Case, value: float, *, sign: bool = False) -> str:
    return money(value, case.scenario.currency, sign=sign)


# -- 01-01: what the old share would bring --------------------------------------------------------


def _at_old_share(case: Case) -> float:
    bridge = revenue_bridge(case)
    return bridge.start + bridge.steps["market growth"]


def _old_share_solution(case: Case) -> str:
    bridge = revenue_bridge(case)
    return (
        f"Start at {_money(case, bridge.start)} and let the market alone move us: "
        f"{_money(case, bridge.steps['market growth'], sign=True)} makes "
        f"**{_money(case, _at_old_share(case))}**. The second step, lost share, leads from there "
        f"to what came: {_money(case, bridge.end)}."
    )


OLD_SHARE = Number(
    id="01-01",
    title="What the old share would bring",
    level="read",
    prompt=lambda case: (
        f"Look at the bridge of revenue. Suppose {case.scenario.company.name} had kept the share of "
        f"the market that it had in {revenue_bridge(case).years[0]}. What would the revenue of "
        f"{case.scenario.line.name} have been in {revenue_bridge(case).years[1]}?"
    ),
    unit=Unit.MONEY,
    tolerance=relative(0.01),
    key=_at_old_share,
    hints=(
        "With the share held, only one of the two steps of the bridge is left.",
        "Add the step of market growth to the bar at which the bridge starts.",
    ),
    solution=_old_share_solution,
    code="""
bridge = cs.revenue_bridge(case)
answer = bridge.start + bridge.steps["market growth"]
""",
    wrong=distinct(
        _at_old_share,
        Wrong(
            "the step alone",
            lambda case: revenue_bridge(case).steps["market growth"],
            "This is what the growing market would have *added*. Asked for is the revenue that it "
            "would have led to.",
        ),
        Wrong(
            "from the last year on",
            lambda case: revenue_bridge(case).end + revenue_bridge(case).steps["market growth"],
            "This puts the market's growth on top of the last year. The bridge starts at the first.",
        ),
        Wrong(
            "what was lost",
            lambda case: -revenue_bridge(case).steps["lost share"],
            "This is the step of the lost share: how far the real revenue lies below the answer.",
        ),
        Wrong(
            "the outlook",
            lambda case: float(outlook(case).at_same_share.iloc[-1]),
            "This comes from the last picture: today's share, kept in the years to come. Asked for "
            "is the old share, kept until today.",
        ),
        relative=0.02,
    ),
)

# -- 01-02: the worst year in percent -------------------------------------------------------------


@lru_cache(maxsize=64)
def _profits(case: Case) -> pd.Series:
    return decline(case).yearly["gross_profit"]


def _letter(case: Case, year: int) -> str:
    return "abcdefghij"[list(_profits(case).index[1:]).index(year)]


def _at_place(place: int) -> Callable[[Case], str]:
    """Letter of the year with the largest fall in percent (place 0), the next one, and so on."""
    return lambda case: _letter(case, _profits(case).pct_change().sort_values().index[place])


def _in_money(case: Case) -> str:
    return _letter(case, _profits(case).diff().idxmin())


def _said_of(place: int) -> Callable[[Case], str]:
    def said(case: Case) -> str:
        change = _profits(case).pct_change().sort_values()
        year, part = change.index[place], percent(change.iloc[place], 1, sign=True)
        return f"Gross profit of {year} against the year before: {part}. Another year was worse."

    return said


def _profit_table(case: Case) -> str:
    profits = _profits(case)
    unit, label = money_axis(case.scenario.currency, profits.max())
    cells = [number(value / unit, 3) for value in profits]
    return table([f"in {label}", *map(str, profits.index)], [["gross profit", *cells]])


def _worst_solution(case: Case) -> str:
    profits = _profits(case)
    year, in_money = (profits.pct_change().idxmin(), profits.diff().idxmin())
    before, after = profits.loc[year - 1], profits.loc[year]
    text = (
        f"{year}: from {_money(case, before)} to {_money(case, after)}, "
        f"{percent(after / before - 1, 1, sign=True)}."
    )
    return text + (
        f" In money {in_money} was worse, but it had more to lose." if in_money != year else ""
    )


WORST_YEAR = Choice(
    id="01-02",
    title="The worst year in percent",
    level="read",
    prompt=lambda case: (
        "The table of the single years says in which year most *money* was lost. Here are the bars "
        f"of gross profit in numbers:\n\n{_profit_table(case)}\n\n"
        "In which year did gross profit lose the largest *part* of what it was the year before?"
    ),
    options=lambda case: {_letter(case, y): str(y) for y in _profits(case).index[1:]},
    key=_at_place(0),
    hints=(
        "Each year has another whole: the gross profit of the year before.",
        "Divide each year by the year before. The smallest result is the worst year.",
    ),
    solution=_worst_solution,
    code="""
profits = cs.decline(case).yearly["gross_profit"]
answer = str(profits.pct_change().idxmin())
""",
    wrong=distinct(
        _at_place(0),
        Wrong(
            "in money",
            _in_money,
            "In this year most money was lost. It also had more to lose: divide by the gross "
            "profit of the year before.",
        ),
        *(
            Wrong(f"place {place + 1} of five", _at_place(place), _said_of(place))
            for place in (1, 2, 3, 4)
        ),
    ),
)

# -- 01-03: the same bridge from the other end ----------------------------------------------------


def _backwards(case: Case) -> float:
    first, last = gross_profit_bridge(case).years
    return -gross_profit_bridge(case, (last, first)).steps["volume"]


def _backwards_solution(case: Case) -> str:
    bridge = gross_profit_bridge(case)
    forward, back, (first, last) = bridge.steps["volume"], _backwards(case), bridge.years
    less = abs(back) < abs(forward)
    return (
        f"**{_money(case, back, sign=True)}**, against {_money(case, forward, sign=True)} in the "
        f"picture. The same units went; at the margin of {last} each of them was worth "
        f"{'less' if less else 'more'} than at that of {first}. The other steps make up for it, "
        "and the total is the same. So an honest bridge says at which year's margin it counts."
    )


BACKWARDS = Number(
    id="01-03",
    title="The same bridge from the other end",
    level="move",
    prompt=lambda case: (
        "The bridge of gross profit counts lost units at the margin of {0}, its first year. Count "
        "them at the margin of {1} instead: build the bridge backwards, from {1} to {0}, and turn "
        "the sign. How much did *volume* change gross profit then? This line gives the steps of "
        "a bridge between any two years:\n\n`cs.gross_profit_bridge(case, ({2}, {1})).steps`"
    ).format(*(y := gross_profit_bridge(case).years), y[1] - 1),
    unit=Unit.MONEY,
    tolerance=relative(0.01),
    key=_backwards,
    hints=(
        lambda case: (
            "Copy the line and change the two years. The first is where the bridge starts: "
            f"{gross_profit_bridge(case).years[1]}."
        ),
        "On the way back lost units come home, so the sign is the other one. Turn it.",
    ),
    solution=_backwards_solution,
    code="""
first, last = cs.gross_profit_bridge(case).years
answer = -cs.gross_profit_bridge(case, (last, first)).steps["volume"]
""",
    wrong=distinct(
        _backwards,
        Wrong(
            "sign not turned",
            lambda case: -_backwards(case),
            "This is the step on the way back. We went the other way: turn the sign.",
        ),
        Wrong(
            "the picture",
            lambda case: gross_profit_bridge(case).steps["volume"],
            "This is the step of the picture, at the margin of the first year.",
        ),
        Wrong(
            "year by year",
            lambda case: sum(b.steps["volume"] for b in yearly_bridges(case)),
            "This is the sum of the single years: each at the margin of its own year before.",
        ),
        Wrong(
            "one year",
            lambda case: yearly_bridges(case)[-1].steps["volume"],
            "This is the line as it stands, for one year only. Change both years in it.",
        ),
        Wrong(
            "all causes",
            lambda case: gross_profit_bridge(case).end - gross_profit_bridge(case).start,
            "This is the change by all causes together. Pick the step of volume.",
        ),
        relative=0.02,
    ),
)

# -- 01-04: a market that stands still ------------------------------------------------------------

MEASURES = {
    "a": "against the year before the programme",
    "b": "against doing nothing",
    "c": "against the market",
    "d": "share in the fifth year, against before",
    "e": "by none of them",
}


def _rows(case: Case, growth: float) -> list[list[str]]:
    """Cells of the chapter's own table, with another growth of the market."""
    result = compare(case, assumptions=case.assume(market_growth=growth))
    lines = [x for x in told.was_it_a_turnaround(case, result).splitlines() if x.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _turned(case: Case, growth: float = 0.0) -> set[str]:
    rows = zip(MEASURES, _rows(case, growth), strict=False)
    return {letter for letter, row in rows if row[2] == "yes"} or {"e"}


def _growth(case: Case) -> str:
    return quantity(case.assumptions.market_growth, Unit.FRACTION_PER_YEAR, case.scenario.currency)


def _standing_solution(case: Case) -> str:
    before, after = (_rows(case, g) for g in (case.assumptions.market_growth, 0.0))
    moved = [
        f"{a[0].partition(' (')[0]} {b[1]}, now {a[1]}" for a, b in zip(after, before, strict=True)
    ]
    return (
        f"Turned: {listing([MEASURES[x] for x in sorted(_turned(case))])}. The results: "
        f"{'; '.join(moved)}. The plan and doing nothing stand in the same market, and a share is "
        "a share of whatever is there. Only the first measure takes the market's growth for ours."
    )


STANDING_MARKET = Choices(
    id="01-04",
    title="A market that stands still",
    level="move",
    prompt=lambda case: (
        f"Our forecast lets the market grow by {_growth(case)}. "
        "Suppose it stands still from now on, and the programme is the same. By which of "
        "the four measures is it a turnaround then? These lines make the table anew:\n\n"
        "`result = cs.compare(case, assumptions=case.assume(market_growth=0.0))`\n\n"
        "`cs.tell.decline.was_it_a_turnaround(case, result)`"
    ),
    options=lambda case: MEASURES,
    key=_turned,
    hints=(
        "Which of the measures has the market on both sides, so that its growth drops out?",
        "Run the two lines one after the other in one cell, and read the last column.",
    ),
    solution=_standing_solution,
    code="""
result = cs.compare(case, assumptions=case.assume(market_growth=0.0))
rows = cs.tell.decline.was_it_a_turnaround(case, result).splitlines()[2:6]
answer = [x for x, row in zip("abcd", rows) if row.endswith("yes |")] or "e"
""",
    wrong=distinct(
        _turned,
        Wrong(
            "the table of the notebook",
            lambda case: _turned(case, case.assumptions.market_growth),
            "This is the table as it stands in the notebook, with a market that grows. One of its "
            "measures lives on that growth.",
        ),
        Wrong(
            "share held",
            lambda case: {"b", "c"},
            "Read the third row again. A market that stands still brings no customer back: a share "
            "is a share of whatever is there.",
        ),
        Wrong(
            "share for good",
            lambda case: {"b", "c", "d"},
            "Read the rows of the shares again. Customers choose between the same suppliers as "
            "before, only for fewer orders.",
        ),
        Wrong(
            "nothing",
            lambda case: {"e"},
            "In a market that stands still, doing nothing is worse too. Against what is each "
            "measure taken?",
        ),
        Wrong(
            "the year before alone",
            lambda case: {"a"},
            "Sales against last year feel the market first: without its growth, what is left?",
        ),
    ),
)

# -- 01-05: a bridge of two steps -----------------------------------------------------------------


def _price_volume(units_0, price_0, units_1, price_1):
    return (units_1 - units_0) * price_0, units_1 * (price_1 - price_0)


def _trials(case: Case) -> list[tuple[float, float, float, float]]:
    by = case.tables["platform_history"].groupby("year")[["units", "revenue"]].sum()
    ours = [(float(by.loc[y, "units"]), float(by.loc[y, "revenue"] / by.loc[y, "units"]))
            for y in (by.index[0], by.index[-1])]  # fmt: skip
    return [(*ours[0], *ours[1]), (100.0, 10.0, 80.0, 9.0), (100.0, 10.0, 120.0, 8.0),
            (50.0, 20.0, 40.0, 25.0)]  # fmt: skip


def _two_steps_solution(case: Case) -> str:
    units_0, price_0, units_1, price_1 = _trials(case)[0]
    volume, price = _price_volume(units_0, price_0, units_1, price_1)
    return (
        "Volume first, at the old price; then price, on the units that are left. For all of "
        f"{case.scenario.line.name}, from the first year to the last: "
        f"{_money(case, volume, sign=True)} and {_money(case, price, sign=True)}, together "
        f"{_money(case, units_1 * price_1 - units_0 * price_0, sign=True)}: nothing is left over. "
        "(Price here is revenue by units, so it holds the mix as well.)"
    )


TWO_STEPS = Function(
    id="01-05",
    title="A bridge of two steps",
    level="code",
    prompt=lambda case: (
        "Write a bridge of revenue with two steps, volume and price, in the order of the notebook: "
        "each step changes one thing and leaves the rest as it is by then. First the number of "
        "units changes, then the price. Begin with "
        "`def steps(units_0, price_0, units_1, price_1):` (0 is the first year, 1 the last), end "
        "with `return volume, price`, and set `answer = steps`."
    ),
    signature="steps(units_0, price_0, units_1, price_1)",
    inputs=_trials,
    unit=Unit.MONEY,
    tolerance=relative(0.001),
    key=lambda case: _price_volume,
    hints=(
        "When volume changes, the price is still the old one. When price changes, the units are "
        "already the new ones.",
        "Test it: both steps together have to be units_1 × price_1 − units_0 × price_0.",
        "`volume = (units_1 - units_0) * price_0`; the other step is built in the same way.",
    ),
    solution=_two_steps_solution,
    code="""
def steps(units_0, price_0, units_1, price_1):
    volume = (units_1 - units_0) * price_0
    price = units_1 * (price_1 - price_0)
    return volume, price

answer = steps
""",
    wrong=(
        Wrong(
            "both from the first year",
            lambda case: lambda u0, p0, u1, p1: ((u1 - u0) * p0, u0 * (p1 - p0)),
            "Your two steps do not add up to the change of revenue: the price step is taken on the "
            "old units, but by then they are the new ones.",
        ),
        Wrong(
            "both from the last year",
            lambda case: lambda u0, p0, u1, p1: ((u1 - u0) * p1, u1 * (p1 - p0)),
            "Your two steps add up to too much or too little: the units that go, go at the price "
            "that they had.",
        ),
        Wrong(
            "price first",
            lambda case: lambda u0, p0, u1, p1: ((u1 - u0) * p1, u0 * (p1 - p0)),
            "An honest bridge, without remainder, but in the other order: price first, then "
            "volume. Asked for is volume first.",
        ),
        Wrong(
            "answers swapped",
            lambda case: lambda *given: _price_volume(*given)[::-1],
            "Both steps are right. Give volume back first, then price.",
        ),
    ),
)

EXERCISES = (OLD_SHARE, WORST_YEAR, BACKWARDS, STANDING_MARKET, TWO_STEPS)

PREDICTIONS = (
    Prediction(
        id="01-p1",
        title="part of the old share that is left",
        question=lambda case: (
            "Revenue of {} moved by {} a year, its market by {}, for {} years. What part of its "
            "old share of the market does {} have left?"
        ).format(
            case.scenario.line.name,
            percent((d := decline(case)).growth("revenue"), sign=True),
            percent(d.growth("market"), sign=True),
            count(d.years),
            case.scenario.company.name,
        ),
        unit=Unit.FRACTION,
        truth=lambda case: float((s := decline(case).yearly["share"]).iloc[-1] / s.iloc[0]),
    ),
    Prediction(
        id="01-p2",
        title="revenue next year, nothing done",
        question=lambda case: (
            f"{case.scenario.company.base_year} brought "
            f"{_money(case, case.line_revenue)}. What will the revenue of "
            f"{case.scenario.line.name} be next year, if nothing is done?"
        ),
        unit=Unit.MONEY,
        truth=lambda case: float(outlook(case).future.iloc[0]),
    ),
)
