"""The product range as it is: how concentrated, who pays for variety, what variety costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casestudy.concepts import portfolio
from casestudy.model.derived import contribution, operating_profit, revenue_classes
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

PUBLISHED_PEAKS = (1.2, 3.0)  # of the profit: Cooper and Kaplan 1991, Kaplan and Narayanan 2001
HEAD = 0.2  # the fifth of which the rule of thumb speaks
FEWEST, POINTS = 0.02, 50  # of today's products: where the curve begins, and how fine it is
ALIKE = 0.0005  # margins that differ by less read the same


@dataclass(frozen=True, eq=False)
class Concentration:
    """How revenue is spread over the products.

    Attributes
    ----------
    products, revenue : ndarray, (N + 1,)
        Cumulative shares, largest product first.
    head : float
        Share of products that is looked at.
    head_revenue : float
        Share of revenue of the largest `head` of the products.
    count : int
        Number of products.
    effective : float
        Effective number of products, e^H.
    """

    products: NDArray
    revenue: NDArray
    head: float
    head_revenue: float
    count: int
    effective: float


def concentration(case: Case, head: float = HEAD) -> Concentration:
    """Concentration of the line's revenue.

    Parameters
    ----------
    case : Case
    head : float
        Share of products that is looked at, 0 to 1.

    Returns
    -------
    Concentration
    """
    revenue = _revenue(case)
    ordered = np.sort(revenue)[::-1]
    cumulative = np.concatenate([[0.0], np.cumsum(ordered) / revenue.sum()])
    products = np.linspace(0.0, 1.0, revenue.size + 1)
    return Concentration(
        products=products,
        revenue=cumulative,
        head=head,
        head_revenue=float(np.interp(head, products, cumulative)),
        count=revenue.size,
        effective=portfolio.effective_number(revenue),
    )


def _revenue(case: Case) -> NDArray:
    skus = case.tables["skus"]
    return (skus["price"] * skus["volume"]).to_numpy()


@dataclass(frozen=True, eq=False)
class Whale:
    """The whale curve of the line.

    Attributes
    ----------
    curve : WhaleCurve
    before : float
        Share of products that lose money before variety-driven cost is charged.
    after : float
        Share of products that lose money after it.
    currency : Currency
    published : tuple of float
        Lowest and highest peak that companies have published, as a ratio to the profit.
    """

    curve: portfolio.WhaleCurve
    before: float
    after: float
    currency: Currency
    published: tuple[float, float] = PUBLISHED_PEAKS

    @property
    def place(self) -> str:
        """Where the peak lies beside the published ones; empty where there is none."""
        ratio, (low, high) = self.curve.peak_ratio, self.published
        if ratio is None:
            return ""
        if not low <= ratio <= high:
            return "outside"
        return "lower" if ratio < (low + high) / 2 else "higher"


def whale(case: Case) -> Whale:
    """Operating profit of each product, added up from the best to the worst.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Whale
    """
    skus = case.tables["skus"]
    profit = operating_profit(case)
    gross = (skus["price"] - skus["unit_cost"]).to_numpy()
    return Whale(
        portfolio.whale_curve(profit),
        float((gross < 0).mean()),
        float((profit < 0).mean()),
        case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class Complexity:
    """Variety-driven cost over the number of products.

    Attributes
    ----------
    products : ndarray, (K,)
        Number of products, from few to today's.
    cost, booked : ndarray, (K,)
        Cost that this variety causes, and what stays on the books of today's plant, a year.
    taken_out : float
        Share of freed cost that leaves the books.
    doubling : float
        Rise of the cost when the number of products doubles.
    currency : Currency
    """

    products: NDArray
    cost: NDArray
    booked: NDArray
    taken_out: float
    doubling: float
    currency: Currency

    def at_half(self, name: str) -> float:
        """`cost` or `booked` at half of today's products, in money."""
        return float(np.interp(self.products[-1] / 2, self.products, getattr(self, name)))


def complexity(case: Case) -> Complexity:
    """What variety costs, and what of it can be saved.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Complexity
    """
    world, today = case.assumptions, case.scenario.line.products.value
    products = np.linspace(FEWEST, 1.0, POINTS) * today
    share = world.complexity_cogs_share + world.complexity_sga_share
    now = share * case.line_revenue
    cost = now * portfolio.variety_cost_index(products / today, world.variety_cost_doubling)
    booked = now - world.freed_cost_taken_out * (now - cost)
    return Complexity(
        products, cost, booked, world.freed_cost_taken_out, world.variety_cost_doubling,
        case.scenario.currency,
    )  # fmt: skip


class Classes(pd.DataFrame):
    """Products by ABC class: how many, what they bring, what they cost in variety."""

    @property
    def gap(self) -> float:
        """By how much the gross margins of the first and the last class differ."""
        return self["gross_margin"].iloc[0] - self["gross_margin"].iloc[-1]

    @property
    def alike(self) -> bool:
        """Whether their gross margins look alike."""
        return bool(abs(self.gap) <= ALIKE)

    @property
    def last(self) -> float:
        """What is left of the last class's revenue after variety-driven cost."""
        return self["margin_after"].iloc[-1]


def classes(case: Case) -> Classes:
    """Products by ABC class: how many, what they bring, what they cost in variety.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Classes
        Rows A, B, C; columns `products` and `revenue` as shares, `gross_margin` before and
        `margin_after` variety-driven cost as fractions of revenue, `lines_per_product`.
    """
    skus = case.tables["skus"]
    revenue = _revenue(case)
    table = pd.DataFrame(
        {
            "class": revenue_classes(case),
            "products": 1.0 / len(skus),
            "revenue": revenue / revenue.sum(),
            "gross": ((skus["price"] - skus["unit_cost"]) * skus["volume"]).to_numpy(),
            "net": contribution(case),
            "lines": skus["order_lines"].to_numpy(),
        }
    )
    by = table.groupby("class").sum()
    money = by["revenue"] * revenue.sum()
    return Classes(
        {
            "products": by["products"],
            "revenue": by["revenue"],
            "gross_margin": by["gross"] / money,
            "margin_after": by["net"] / money,
            "lines_per_product": by["lines"] / (by["products"] * len(skus)),
        }
    )


class ByHand(pd.DataFrame):
    """Two products side by side, charged line by line."""

    @property
    def large(self) -> str:
        """The largest product."""
        return self.columns[0]

    @property
    def middle(self) -> str:
        """The middle one by revenue."""
        return self.columns[1]

    @property
    def left(self) -> float:
        """What is left of the middle one, in money a year."""
        return self.loc["left", self.middle]


def by_hand(case: Case) -> ByHand:
    """Two products side by side: the largest, and the middle one by revenue.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ByHand
        Columns are the two products; rows are revenue, unit cost, set-ups, order lines, the cost
        charged for them, and what is left, in money a year.
    """
    skus, world = case.tables["skus"], case.assumptions
    order = np.argsort(-_revenue(case), kind="stable")
    picked = [int(order[0]), int(order[len(order) // 2])]
    setups = portfolio.driver_costs(world.complexity_cogs_share * case.line_revenue, skus["setups"])
    lines = portfolio.driver_costs(
        world.complexity_sga_share * case.line_revenue, skus["order_lines"]
    )
    columns = {}
    for i in picked:
        sku = skus.iloc[i]
        columns[sku["sku"]] = {
            "revenue": sku["price"] * sku["volume"],
            "unit_cost": -sku["unit_cost"] * sku["volume"],
            "setups": sku["setups"],
            "setup_cost": -setups[i],
            "order_lines": sku["order_lines"],
            "handling_cost": -lines[i],
            "left": contribution(case)[i],
        }
    return ByHand(columns)
