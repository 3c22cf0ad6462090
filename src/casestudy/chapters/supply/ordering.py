"""Ordering by the textbook: how much, when, with how much safety, together with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import inventory, joint_replenishment, pooling, portfolio, service_level
from casestudy.model.derived import revenue_classes
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.units import WEEKS

if TYPE_CHECKING:
    import pandas as pd

CURVE = np.geomspace(0.25, 4.0, 61)  # of the best lot: a quarter to four times
CORRELATIONS = np.linspace(0.0, 1.0, 21)  # points of a curve
TOGETHER = 8  # products in one shipment, so that the table can be read
ABOUT = 0.2  # of the cheapest lot: the curve of cost is flat about it


@dataclass(frozen=True, eq=False)
class OrderByHand:
    """One product, ordered by the textbook.

    Attributes
    ----------
    sku : str
    demand : float
        Units a year.
    unit_cost : float
        Money.
    setup_cost : float
        Cost of one set-up, in money: the variety-driven cost of goods over all set-ups.
    rate : float
        Cost of holding, a year, as a fraction of the value held: the cost of capital.
    lot_now : float
        Units in a set-up today.
    best : casestudy.concepts.inventory.LotSize
    quantity, cost : ndarray, (61,)
        Units in an order, and cost a year of ordering and holding.
    cost_now : float
        The same for today's lot.
    weekly_sd : float
        Units.
    safety_factor : float
    home, abroad : SafetyStock
    currency : Currency
    """

    sku: str
    demand: float
    unit_cost: float
    setup_cost: float
    rate: float
    lot_now: float
    best: inventory.LotSize
    quantity: NDArray
    cost: NDArray
    cost_now: float
    weekly_sd: float
    safety_factor: float
    home: SafetyStock
    abroad: SafetyStock
    currency: Currency

    @property
    def about_right(self) -> bool:
        """Whether today's lot is about the cheapest."""
        return abs(self.ratio - 1) < ABOUT

    @property
    def weekly(self) -> float:
        """Demand in units a week."""
        return self.demand / WEEKS

    @property
    def ratio(self) -> float:
        """Today's lot over the cheapest one."""
        return self.lot_now / float(self.best.quantity)

    @property
    def flat(self) -> float:
        """By how much twice the cheapest lot costs more, as a fraction."""
        double = np.interp(2 * float(self.best.quantity), self.quantity, self.cost)
        return float(double) / float(self.best.cost) - 1


@dataclass(frozen=True)
class SafetyStock:
    """When to order, and with how much safety.

    Attributes
    ----------
    lead_time, lead_time_sd, review : float
        Weeks.
    safety : float
        Units.
    reorder_point : float
        Units on hand and on order.
    fill_rate : float
        Share of demand met at once, with today's lot.
    unprotected : float
        The same without any safety stock.
    """

    lead_time: float
    lead_time_sd: float
    review: float
    safety: float
    reorder_point: float
    fill_rate: float
    unprotected: float


def setup_rate(case: Case) -> float:
    """Cost of one set-up, in money: the pool of variety-driven cost of goods over its driver."""
    skus, pool = case.tables["skus"], case.assumptions.complexity_cogs_share * case.line_revenue
    costs = portfolio.driver_costs(pool, skus["setups"])
    return float(costs.sum() / skus["setups"].sum())


def _ranked(case: Case, of: NDArray | slice = slice(None)) -> pd.DataFrame:
    """Products by revenue, the largest first."""
    skus = case.tables["skus"][of]
    skus = skus.assign(revenue=skus["price"] * skus["volume"])
    return skus.sort_values(["revenue", "sku"], ascending=[False, True])


def order_by_hand(case: Case) -> OrderByHand:
    """Order one product by the textbook: the median of class A by revenue.

    Parameters
    ----------
    case : Case

    Returns
    -------
    OrderByHand
    """
    world = case.assumptions
    first = _ranked(case, revenue_classes(case) == "A")
    one = first.iloc[len(first) // 2]
    demand, unit_cost = float(one["volume"]), float(one["unit_cost"])
    fixed, holding = setup_rate(case), float(world.discount_rate) * unit_cost
    best = inventory.economic_order_quantity(fixed, holding, demand)
    quantity = float(best.quantity) * CURVE
    lot_now = demand / float(one["setups"])
    weekly_sd = demand / WEEKS * float(one["weekly_cv"])
    z = float(world.safety_factor)

    def safety(lead: float, sd: float) -> SafetyStock:
        review = float(world.review_period)
        weekly = demand / WEEKS
        held = float(inventory.safety_stock(z, weekly, weekly_sd, lead, sd, review))
        spread = held / z
        return SafetyStock(
            lead, sd, review, held,
            float(inventory.reorder_point(weekly, lead + review, held)),
            float(service_level.fill_rate(held, spread, lot_now)),
            float(service_level.fill_rate(0.0, spread, lot_now)),
        )  # fmt: skip

    return OrderByHand(
        sku=str(one["sku"]),
        demand=demand,
        unit_cost=unit_cost,
        setup_cost=fixed,
        rate=float(world.discount_rate),
        lot_now=lot_now,
        best=best,
        quantity=quantity,
        cost=inventory.lot_cost(quantity, fixed, holding, demand),
        cost_now=float(inventory.lot_cost(lot_now, fixed, holding, demand)),
        weekly_sd=weekly_sd,
        safety_factor=z,
        home=safety(float(world.domestic_lead_time), float(world.domestic_lead_time_sd)),
        abroad=safety(float(world.offshore_lead_time), float(world.offshore_lead_time_sd)),
        currency=case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class Pool:
    """What fewer products and common parts do to safety stock.

    Attributes
    ----------
    retired_share : float
    correlation : ndarray, (21,)
    remaining : ndarray, (21,)
        Safety stock after the cut, of 1 before it, for products of equal size.
    assumed : float
        Correlation of the scenario.
    at_assumed : float
    products : int
        Products of the largest platform.
    common : ndarray, (21,)
        Stock of a part that all of them share, of 1 for parts of their own.
    common_at_assumed : float
    """

    retired_share: float
    correlation: NDArray
    remaining: NDArray
    assumed: float
    at_assumed: float
    products: int
    common: NDArray
    common_at_assumed: float


def pool(case: Case) -> Pool:
    """Pool demand by retiring products, and by a part that products share.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Pool
    """
    skus, world = case.tables["skus"], case.assumptions
    share = float(case.plan("as_it_happened").retired_share)
    before, after = len(skus), len(skus) * (1.0 - share)
    rho = float(world.demand_correlation)
    revenue = (skus["price"] * skus["volume"]).groupby(skus["platform"]).sum()
    largest = skus[skus["platform"] == revenue.idxmax()]
    sd = (largest["volume"] / WEEKS * largest["weekly_cv"]).to_numpy()
    at = np.append(CORRELATIONS, rho)
    left = pooling.square_root_law(before, after, at)
    part = pooling.common_component(np.broadcast_to(sd, (at.size, sd.size)), correlation=at)
    shared = part.common / part.separate
    return Pool(
        share, CORRELATIONS, left[:-1], rho, float(left[-1]), len(largest), shared[:-1],
        float(shared[-1]),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class OrderTogether:
    """Products of one partner, ordered each on its own, and in one shipment.

    Attributes
    ----------
    skus : tuple of str, (K,)
    major, minor : float
        Cost of a shipment, whatever is in it, and of each product in it, in money.
    alone, joint : float
        Cost a year of ordering and holding, in money.
    plan : casestudy.concepts.joint_replenishment.JointOrder
    currency : Currency
    """

    skus: tuple[str, ...]
    major: float
    minor: float
    alone: float
    plan: joint_replenishment.JointOrder
    currency: Currency

    @property
    def joint(self) -> float:
        """Cost a year if ordered together, in money."""
        return self.plan.cost

    @property
    def saving(self) -> float:
        """Part of the cost that ordering together does without."""
        return 1.0 - self.joint / self.alone

    @property
    def weeks(self) -> float:
        """Weeks from one shipment to the next."""
        return self.plan.cycle * WEEKS

    @property
    def rarer(self) -> int:
        """Number of products that are not in every shipment."""
        return int((self.plan.multiples > 1).sum())


def order_together(case: Case) -> OrderTogether:
    """Order the products with the largest revenue together, in one shipment.

    Parameters
    ----------
    case : Case

    Returns
    -------
    OrderTogether
        A shipment costs the freight of one smallest offshore order at the first candidate's
        freight rate; each product in it one set-up.
    """
    world = case.assumptions
    ranked = _ranked(case).head(TOGETHER)
    freight = float(case.tables["partners"]["freight"].iloc[0])
    major = freight * float(world.offshore_order_quantity)
    minor = setup_rate(case)
    held = float(world.discount_rate) * ranked["unit_cost"].to_numpy()
    demand = ranked["volume"].to_numpy(float)
    alone = inventory.economic_order_quantity(major + minor, held, demand).cost.sum()
    best = joint_replenishment.best_multiples(major, minor, held, demand)
    plan = joint_replenishment.joint_replenishment(major, minor, held, demand, best)
    return OrderTogether(
        tuple(ranked["sku"]), major, minor, float(alone), plan, case.scenario.currency
    )
