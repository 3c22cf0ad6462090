"""Stock: why there is any, and how much of it.

References
----------
Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). *Inventory and Production Management in
Supply Chains*, 4th ed., chapters 6 and 7.
Eppen, G. D. (1979). Effects of centralization on expected costs in a multi-location newsboy
problem. *Management Science* 25(5).
Harris, F. W. (1913). How many parts to make at once. *Factory, The Magazine of Management* 10(2).
Snyder, L. V. and Shen, Z.-J. M. (2019). *Fundamentals of Supply Chain Theory*, 2nd ed., chapter 3.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy.concepts import floats


def safety_stock(
    safety_factor: ArrayLike,
    demand: ArrayLike,
    demand_sd: ArrayLike,
    lead_time: ArrayLike,
    lead_time_sd: ArrayLike = 0.0,
    review_period: ArrayLike = 0.0,
) -> NDArray:
    r"""Stock that covers demand above its mean until the next delivery arrives.

    Parameters
    ----------
    safety_factor : array_like, (…)
        Standard deviations covered [z].
    demand, demand_sd : array_like, (…)
        Mean [d] and standard deviation [σ] of demand in one period.
    lead_time, lead_time_sd : array_like, (…)
        Mean [L] and standard deviation [σ_L] of the lead time, in periods.
    review_period : array_like, (…)
        Time between two reviews [R], in periods; zero for continuous review.

    Returns
    -------
    ndarray, (…)
        Stock in the unit of `demand`.

    Notes
    -----
    .. math:: z\sqrt{(L + R)σ^2 + d^2 σ_L^2}

    Examples
    --------
    >>> float(safety_stock(1.2816, 2500, 500, 7, 3).round(0))
    9760.0
    """
    z, d, sd = (floats(v) for v in (safety_factor, demand, demand_sd))
    cover = floats(lead_time) + floats(review_period)
    return z * np.sqrt(cover * sd**2 + (d * floats(lead_time_sd)) ** 2)


def pooled_sd(first: ArrayLike, second: ArrayLike, correlation: ArrayLike) -> NDArray:
    r"""Standard deviation of the sum of two demands.

    Parameters
    ----------
    first, second : array_like, (…)
        Standard deviations [σ₁, σ₂].
    correlation : array_like, (…)
        Correlation [ρ], -1 to 1.

    Returns
    -------
    ndarray, (…)
        :math:`\sqrt{σ_1^2 + σ_2^2 + 2ρσ_1σ_2}`, at most σ₁ + σ₂.

    Examples
    --------
    >>> float(pooled_sd(3.0, 4.0, 0.0))
    5.0
    >>> float(pooled_sd(3.0, 4.0, 1.0))
    7.0
    """
    a, b = floats(first), floats(second)
    return np.sqrt(np.maximum(a * a + b * b + 2.0 * floats(correlation) * a * b, 0.0))


def cycle_stock(
    products: ArrayLike,
    smallest_order: ArrayLike,
    use: ArrayLike,
    longest: ArrayLike = np.inf,
) -> NDArray:
    """Mean stock that ordering in lots leaves: half of a lot of each product.

    Parameters
    ----------
    products : array_like, (…)
        Number of products.
    smallest_order : array_like, (…)
        Smallest order of one product, in money at cost.
    use : array_like, (…)
        What all these products together use between two orders, in money at cost.
    longest : array_like, (…)
        What they use in the longest time for which anybody would order at once. A product that
        sells too little for the smallest order is made in smaller lots.

    Returns
    -------
    ndarray, (…)
        Money at cost. The lot is the use between two orders, or the smallest order if more, but
        never more than the longest use, unless that is less than the use between two orders.

    Examples
    --------
    >>> float(cycle_stock(10, 100.0, 5_000.0))  # a lot of 500 each
    2500.0
    >>> float(cycle_stock(10, 2_000.0, 5_000.0))  # the smallest order rules
    10000.0
    >>> float(cycle_stock(10, 2_000.0, 5_000.0, longest=12_000.0))  # it would last too long
    6000.0
    """
    lots = floats(products) * floats(smallest_order)
    return np.maximum(np.minimum(lots, longest), floats(use)) / 2.0


class LotSize(NamedTuple):
    """An order quantity with its cost.

    Attributes
    ----------
    quantity : ndarray, (…)
        Units in an order.
    cost : ndarray, (…)
        Cost of ordering and holding in one period, without the purchase.
    """

    quantity: NDArray
    cost: NDArray


def lot_cost(
    quantity: ArrayLike, fixed_cost: ArrayLike, holding_cost: ArrayLike, demand: ArrayLike
) -> NDArray:
    r"""Cost of ordering and holding in one period for any order quantity.

    Parameters
    ----------
    quantity : array_like, (…)
        Units in an order [Q], above zero.
    fixed_cost, holding_cost, demand : array_like, (…)
        As in `economic_order_quantity`.

    Returns
    -------
    ndarray, (…)
        :math:`K d / Q + h Q / 2`, in money.

    Examples
    --------
    >>> lot_cost([200, 304, 400], fixed_cost=8, holding_cost=0.225, demand=1300).round(1)
    array([74.5, 68.4, 71. ])
    """
    q, k, h, d = (np.asarray(v, float) for v in (quantity, fixed_cost, holding_cost, demand))
    return k * d / q + q / 2.0 * h


def economic_order_quantity(
    fixed_cost: ArrayLike, holding_cost: ArrayLike, demand: ArrayLike
) -> LotSize:
    r"""Order quantity at which ordering and holding cost least.

    Parameters
    ----------
    fixed_cost : array_like, (…)
        Cost of placing one order [K], in money.
    holding_cost : array_like, (…)
        Cost of holding one unit for one period [h], above zero.
    demand : array_like, (…)
        Demand in one period [d].

    Returns
    -------
    LotSize
        :math:`Q^* = \sqrt{2 K d / h}` and its cost.

    Examples
    --------
    >>> best = economic_order_quantity(fixed_cost=8, holding_cost=0.225, demand=1300)
    >>> float(best.quantity.round(2)), float(best.cost.round(2))
    (304.05, 68.41)
    """
    k, h, d = (np.asarray(v, float) for v in (fixed_cost, holding_cost, demand))
    quantity = np.sqrt(2.0 * k * d / h)
    return LotSize(quantity, lot_cost(quantity, k, h, d))


def reorder_point(
    demand: ArrayLike, lead_time: ArrayLike, safety_stock: ArrayLike = 0.0
) -> NDArray:
    r"""Stock on hand and on order at which the next order is placed.

    Parameters
    ----------
    demand : array_like, (…)
        Mean demand in one period [d].
    lead_time : array_like, (…)
        Mean lead time, and the review period where stock is not watched all the time, in
        periods [L].
    safety_stock : array_like, (…)
        From `safety_stock` [SS].

    Returns
    -------
    ndarray, (…)
        Units, :math:`dL + SS`.

    Examples
    --------
    >>> float(reorder_point(250, 2, safety_stock=100))
    600.0
    """
    mean = np.asarray(demand, float) * np.asarray(lead_time, float)
    return mean + np.asarray(safety_stock, float)


class StockHeld(NamedTuple):
    """Mean stock by its reason, in the unit of demand.

    Attributes
    ----------
    safety, cycle : ndarray, (…)
        Held against uncertainty, and because orders come in lots.
    """

    safety: NDArray
    cycle: NDArray


def stock_held(
    products: ArrayLike,
    demand: ArrayLike,
    demand_cv: ArrayLike,
    lead_time: ArrayLike,
    lead_time_sd: ArrayLike = 0.0,
    *,
    safety_factor: ArrayLike,
    review_period: ArrayLike = 0.0,
    smallest_order: ArrayLike = 0.0,
) -> StockHeld:
    r"""Stock of a line of like products, by the reason for which it is held.

    Parameters
    ----------
    products : array_like, (…)
        Number of products [N], above zero.
    demand : array_like, (…)
        Mean demand of all products in one period, in money at cost [D].
    demand_cv : array_like, (…)
        Coefficient of variation of one product's demand in one period. Fewer products that share
        the same demand vary less: times `pooling.square_root_law`.
    lead_time, lead_time_sd : array_like, (…)
        Mean [L] and standard deviation [σ_L] of the lead time, in periods.
    safety_factor : array_like, (…)
        Standard deviations covered [z].
    review_period : array_like, (…)
        Time between two orders of a product, in periods.
    smallest_order : array_like, (…)
        Smallest order of one product, in money at cost.

    Returns
    -------
    StockHeld
        Safety stock of all products by `safety_stock`, lots by `cycle_stock`.

    Examples
    --------
    >>> held = stock_held(100, 1e6, 0.5, 4, safety_factor=2, review_period=1, smallest_order=3e4)
    >>> [round(float(part)) for part in held]
    [2236068, 1500000]
    """
    flow, review = np.asarray(demand, float), np.asarray(review_period, float)
    spread = flow * np.asarray(demand_cv, float)
    return StockHeld(
        safety=safety_stock(safety_factor, flow, spread, lead_time, lead_time_sd, review),
        cycle=cycle_stock(products, smallest_order, flow * review),
    )
