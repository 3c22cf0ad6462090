"""What the history says: the decline, who earned the growth, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from casestudy.analysis.comparison import Comparison, compare
from casestudy.concepts.portfolio import variety_cost_index
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS, Currency

if TYPE_CHECKING:
    import pandas as pd

YEARS = QUARTERS // 4  # of the model
SAME_PRICE = 0.02  # prices that differ by less are about the same
KEPT_PACE, AS_MANY = 0.0005, 0.001  # a year: what moves by less reads as nothing


@dataclass(frozen=True, eq=False)
class Decline:
    """The history by year.

    Attributes
    ----------
    yearly : pandas.DataFrame
        Rows are years. Columns `market`, `revenue`, `gross_profit`, `profit` (after
        variety-driven overhead) in money; `share`, `gross_margin` as fractions; `line_index`,
        `market_index` with the first year 100; `active_skus`.
    currency : Currency
    """

    yearly: pd.DataFrame
    currency: Currency

    @property
    def years(self) -> int:
        """Years from the first to the last."""
        return len(self.yearly) - 1

    @property
    def first(self) -> int:
        """The first year."""
        return int(self.yearly.index[0])

    @property
    def last(self) -> int:
        """The last year."""
        return int(self.yearly.index[-1])

    def at_start(self, column: str) -> float:
        """A column in the first year."""
        return float(self.yearly[column].iloc[0])

    def at_end(self, column: str) -> float:
        """A column in the last year."""
        return float(self.yearly[column].iloc[-1])

    def ratio(self, column: str) -> float:
        """A column in the last year over that in the first."""
        return self.at_end(column) / self.at_start(column)

    def falls(self, column: str) -> int:
        """In how many years a column fell."""
        return int((self.yearly[column].diff().dropna() < 0).sum())

    def growth(self, column: str) -> float:
        """Mean yearly growth of a column, as a fraction."""
        values = self.yearly[column]
        return float((values.iloc[-1] / values.iloc[0]) ** (1 / self.years) - 1.0)


def decline(case: Case) -> Decline:
    """The history of a case by year.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Decline
    """
    history = case.tables["history"]
    sums = history.groupby("year")[
        ["market_revenue", "revenue", "variable_cost", "complexity_cogs", "complexity_sga"]
    ].sum()
    yearly = sums[["revenue"]].assign(
        market=sums["market_revenue"],
        gross_profit=sums["revenue"] - sums["variable_cost"] - sums["complexity_cogs"],
        active_skus=history.groupby("year")["active_skus"].last(),
    )
    yearly["profit"] = yearly["gross_profit"] - sums["complexity_sga"]
    yearly["share"] = yearly["revenue"] / yearly["market"]
    yearly["gross_margin"] = yearly["gross_profit"] / yearly["revenue"]
    yearly["line_index"] = 100 * yearly["revenue"] / yearly["revenue"].iloc[0]
    yearly["market_index"] = 100 * yearly["market"] / yearly["market"].iloc[0]
    return Decline(yearly, case.scenario.currency)


@dataclass(frozen=True, eq=False)
class ProfitPool:
    """Who earns the market's operating profit.

    Attributes
    ----------
    rows : pandas.DataFrame
        Suppliers, largest margin first: `name`, `is_us`, `share`, `margin`, `profit_share`.
    """

    rows: pd.DataFrame

    def of_us(self, column: str) -> float:
        """A figure of the line of the case."""
        return float(self.rows.loc[self.rows["is_us"] == 1, column].iloc[0])

    @property
    def empty(self) -> bool:
        """Whether the market as a whole earns nothing."""
        return bool(np.isnan(self.of_us("profit_share")))

    @property
    def fastest(self) -> pd.Series:
        """The rival that grows fastest."""
        rivals = self.rows[self.rows["is_us"] == 0].sort_index()
        return rivals.loc[rivals["growth"].idxmax()]

    @property
    def fastest_price(self) -> str:
        """How its prices compare with ours: `below`, `above` or the `same`."""
        index = self.fastest["price_index"]
        return "below" if index < 1 - SAME_PRICE else "above" if index > 1 + SAME_PRICE else "same"

    @property
    def richest(self) -> pd.Series:
        """The supplier with the best margin."""
        return self.rows.iloc[0]


def profit_pool(case: Case) -> ProfitPool:
    """The profit pool of the base year.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ProfitPool
        `profit_share` is not a number where the whole pool is not above zero.
    """
    rows = case.tables["competitors"].copy()
    pool = (rows["share"] * rows["margin"]).sum()
    rows["profit_share"] = rows["share"] * rows["margin"] / pool if pool > 0 else np.nan
    return ProfitPool(rows.sort_values(["margin", "name"], ascending=[False, True]))


@dataclass(frozen=True, eq=False)
class Outlook:
    """The history, and five years more of it if nothing is done.

    Attributes
    ----------
    past, future, at_same_share : pandas.Series
        Yearly revenue of the line by year, in money: until the base year, with nothing done, and
        with the base year's share of the market kept.
    margin_next, margin_now : float
        Gross margin in the first programme year with nothing done, and in the base year.
    cost_past, cost_ahead : float
        How much faster than prices the unit cost rose in a year of the history, and rises in the
        model, as fractions.
    products_past : float
        Growth of the number of products in a year of the history, as a fraction.
    variety_left_out : float
        What the fifth year's variety would cost more if the number of products went on growing
        like that, in money; the model holds it at today's.
    currency : Currency
    """

    past: pd.Series
    future: pd.Series
    at_same_share: pd.Series
    margin_next: float
    margin_now: float
    cost_past: float
    cost_ahead: float
    products_past: float
    variety_left_out: float
    currency: Currency

    @property
    def change(self) -> float:
        """What becomes of revenue until the last year, as a fraction."""
        return float(self.future.iloc[-1] / self.past.iloc[-1] - 1.0)

    @property
    def kept_pace(self) -> bool:
        """Whether cost rose as prices did, as far as one sees."""
        return abs(self.cost_past) < KEPT_PACE

    @property
    def as_many(self) -> bool:
        """Whether there are as many products as before, as far as one sees."""
        return abs(self.products_past) < AS_MANY

    @property
    def gap(self) -> float:
        """How far the last year lies below the old share, in money."""
        return float(self.at_same_share.iloc[-1] - self.future.iloc[-1])


def outlook(case: Case) -> Outlook:
    """What becomes of the line if nothing is done.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Outlook
    """
    import pandas as pd

    past = decline(case).yearly["revenue"]
    yearly = case.tables["history"].groupby("year")
    ratio = yearly["variable_cost"].sum() / yearly["revenue"].sum()
    products, span, world = yearly["active_skus"].last(), len(ratio) - 1, case.assumptions
    growth = float((products.iloc[-1] / products.iloc[0]) ** (1.0 / span)) - 1.0
    more = variety_cost_index((1.0 + growth) ** YEARS, world.variety_cost_doubling) - 1.0
    variety = world.complexity_cogs_share + world.complexity_sga_share
    idle = simulate(case, case.plan("do_nothing")).series
    base = case.scenario.company.base_year
    years = pd.Index(range(base + 1, base + YEARS + 1), name="year")
    revenue = idle.revenue.reshape(YEARS, -1).sum(axis=1)
    market = idle.market.reshape(YEARS, -1).sum(axis=1)
    return Outlook(
        past=past,
        future=pd.Series(revenue, years),
        at_same_share=pd.Series(market * case.scenario.market.share.value, years),
        margin_next=float(idle.gross_profit[:4].sum() / idle.revenue[:4].sum()),
        margin_now=case.scenario.line.gross_margin.value,
        cost_past=float((ratio.iloc[-1] / ratio.iloc[0]) ** (1.0 / span)) - 1.0,
        cost_ahead=float(world.unrecovered_inflation),
        products_past=growth,
        variety_left_out=float(more * variety * case.line_revenue),
        currency=case.scenario.currency,
    )


SAME = 0.005  # a measure that moves by less is level


@dataclass(frozen=True)
class Verdict:
    """What came of the programme, against four measures.

    Attributes
    ----------
    results : dict of str to float
        By measure, as fractions: revenue against the year `before` the programme and against doing
        nothing (`idle`), share against the `market`'s, and share in the `fifth_year`.
    market : float
        Growth of the market until the outcome window, as a fraction.
    window : tuple of int
        First and last quarter of the outcome window.
    """

    results: dict[str, float]
    market: float
    window: tuple[int, int]

    def turned(self, measure: str) -> str:
        """Whether it is a turnaround by a measure: yes, no, or level."""
        result = self.results[measure]
        return "yes" if result > SAME else "no" if result < -SAME else "level"

    @property
    def agree(self) -> bool:
        """Whether all measures say the same."""
        return len({self.turned(measure) for measure in self.results}) == 1


def verdict(case: Case, compared: Comparison | None = None) -> Verdict:
    """Whether the plan as it happened is a turnaround, by four measures.

    Parameters
    ----------
    case : Case
    compared : Comparison, optional
        The case's own by default.

    Returns
    -------
    Verdict
    """
    compared = compare(case) if compared is None else compared
    headlines, series = compared.happened.headlines, compared.happened.series
    growth, idle = float(headlines.revenue_growth), float(compared.idle.headlines.revenue_growth)
    first, last = compared.window
    yearly_market = case.line_revenue / compared.base_share
    return Verdict(
        results={
            "before": growth,
            "idle": (1 + growth) / (1 + idle) - 1,
            "market": float(headlines.share) / compared.base_share - 1,
            "fifth_year": float(series.share[-4:].mean()) / compared.base_share - 1,
        },
        market=float(series.market[first - 1 : last].sum()) / yearly_market - 1,
        window=compared.window,
    )
