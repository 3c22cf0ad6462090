"""The line's inventory at cost: why it is there, by the reason for which it is held."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import inventory, portfolio
from casestudy.levers import Assumptions, Number, PruningRule
from casestudy.model.derived import Derived

FIRST_CLASS = np.array([1.0, 0.0, 0.0])  # what the launch adds sells well


class Retired(NamedTuple):
    """What a plan retires in the end: shares of revenue and cost, and counts by ABC class.

    Attributes
    ----------
    revenue, cost : ndarray, (…)
        Share of today's revenue and of today's cost of goods.
    count, flow : ndarray, (3, …)
        Number of products, and share of cost, by class.
    """

    revenue: NDArray
    cost: NDArray
    count: NDArray
    flow: NDArray


class Supply(NamedTuple):
    """Where the line stands on its way: what the stock depends on beside the world.

    Attributes
    ----------
    pruned : array_like, (…)
        How much of the pruning is done, 0 to 1.
    offshore : array_like, (…)
        Share of the volume that comes from overseas, 0 to 1.
    added : array_like, (…)
        Products that the launch has added.
    transit : array_like, (…)
        Share of the offshore volume that the partner owns until it arrives, 0 to 1.
    unit_cost : array_like, (…)
        Mean unit cost of what is sold, over that of making all of it at home.
    """

    pruned: Number
    offshore: Number
    added: Number
    transit: Number
    unit_cost: Number


class Stock(NamedTuple):
    """Inventory at cost by its reason, in money.

    Attributes
    ----------
    safety, lots : ndarray, (3, …)
        Held against uncertainty, and because orders come in lots, by ABC class.
    pipeline, in_process : ndarray, (…)
        On its way and ours, and in work.
    """

    safety: NDArray
    lots: NDArray
    pipeline: NDArray
    in_process: NDArray

    @property
    def by_class(self) -> NDArray:
        """The part that depends on single products, by ABC class, (3, …)."""
        return self.safety + self.lots

    @property
    def total(self) -> NDArray:
        """All of it, (…)."""
        return self.by_class.sum(axis=0) + (self.pipeline + self.in_process)


NOTHING = Supply(0.0, 0.0, 0.0, 0.0, 1.0)


def retired(g: Derived, rule: PruningRule, share: Number) -> Retired:
    """What a rule retires at a share of products, (…)."""
    read = portfolio.curve_at(g.curves[PruningRule(rule)], share)
    return Retired(read[0], read[1], read[2:5], read[5:8])


def nothing_retired(axes: int = 0) -> Retired:
    """A plan that retires nothing, with so many axes of draws."""
    none = np.zeros((3,) + (1,) * axes)
    return Retired(none[0], none[0], none, none)


def line_stock(
    g: Derived, world: Assumptions, flow: Number, supply: Supply, gone: Retired
) -> Stock:
    r"""Stock of the line, by its reason.

    Parameters
    ----------
    g : Derived
    world : Assumptions
        Lead times, smallest orders, review period, safety factor, variability, correlation.
    flow : array_like, (…)
        Weekly variable cost of what is sold, in money.
    supply : Supply
    gone : Retired
        What is retired once the pruning is done.

    Returns
    -------
    Stock

    Notes
    -----
    For each ABC class with flow d, coefficient of variation c and n products, at home and from
    overseas with their shares: :math:`d z \sqrt{(L + R) c^2 + σ_L^2}` of safety stock, and half of
    :math:`n \cdot MOQ` in lots, between :math:`dR` and what the longest cover allows. Demand that
    moves to kept products joins their own, pooled by the correlation.

    Goods are worth what was paid for them so far: in the warehouse the landed unit cost; under way
    from overseas, where they are ours, the partner's price without freight, duty, quality and
    management; in the own plant, for what is made there, the cost of making it there.
    """
    shape = (3,) + (1,) * np.ndim(flow)
    count, share, cv = (v.reshape(shape) for v in (g.class_count, g.class_flow, g.class_cv))
    cv = cv * world.demand_variability
    done, offshore = supply.pruned, supply.offshore
    at_home = (world.domestic_lead_time, world.domestic_lead_time_sd, world.review_period)
    abroad = (world.offshore_lead_time, world.offshore_lead_time_sd, world.review_period)
    moved = world.demand_recapture / (1.0 - gone.cost)
    moved_cv = moved * (gone.flow * cv).sum(axis=0)
    pooled = inventory.pooled_sd(cv, moved_cv, world.demand_correlation)
    pooled = pooled / (1.0 + moved * gone.cost)
    cv_now = cv + done * (pooled - cv)
    weeks = (1.0 - offshore) * inventory.safety_stock(world.safety_factor, 1.0, cv_now, *at_home)
    weeks = weeks + offshore * inventory.safety_stock(world.safety_factor, 1.0, cv_now, *abroad)
    products = count - done * gone.count
    products = products + supply.added * FIRST_CLASS.reshape(shape)
    flow_now = flow * (share - done * gone.flow) / (1.0 - done * gone.cost)
    smallest = (1.0 - offshore) * world.domestic_order_quantity
    smallest = smallest + offshore * world.offshore_order_quantity
    at_home_cost = flow / supply.unit_cost  # as if all were made at home
    made_here = at_home_cost * (1.0 - offshore)
    paid = at_home_cost * offshore * (1.0 - world.quoted_saving)
    return Stock(
        safety=flow_now * weeks,
        lots=inventory.cycle_stock(
            products,
            smallest,
            flow_now * world.review_period,
            flow_now * world.longest_cover,
        ),
        pipeline=made_here * world.domestic_lead_time
        + paid * (1.0 - supply.transit) * world.offshore_lead_time,
        in_process=made_here * world.work_in_process,
    )
