"""Stock: why there is any, and how much of it.

References
----------
Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). *Inventory and Production Management in
Supply Chains*, 4th ed., chapters 6 and 7.
Eppen, G. D. (1979). Effects of centralization on expected costs in a multi-location newsboy
problem. *Management Science* 25(5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
    z, d, sd = (np.asarray(v, float) for v in (safety_factor, demand, demand_sd))
    cover = np.asarray(lead_time, float) + np.asarray(review_period, float)
    return z * np.sqrt(cover * sd**2 + (d * np.asarray(lead_time_sd, float)) ** 2)


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
    a, b = np.asarray(first, float), np.asarray(second, float)
    return np.sqrt(np.maximum(a * a + b * b + 2.0 * np.asarray(correlation, float) * a * b, 0.0))


def cycle_stock(products: ArrayLike, smallest_order: ArrayLike, use: ArrayLike) -> NDArray:
    """Mean stock that ordering in lots leaves: half of a lot of each product.

    Parameters
    ----------
    products : array_like, (…)
        Number of products.
    smallest_order : array_like, (…)
        Smallest order of one product, in money at cost.
    use : array_like, (…)
        What all these products together use between two orders, in money at cost.

    Returns
    -------
    ndarray, (…)
        Money at cost. The lot is the use between two orders, or the smallest order if more.

    Examples
    --------
    >>> float(cycle_stock(10, 100.0, 5_000.0))  # a lot of 500 each
    2500.0
    >>> float(cycle_stock(10, 2_000.0, 5_000.0))  # the smallest order rules
    10000.0
    """
    lots = np.asarray(products, float) * np.asarray(smallest_order, float)
    return np.maximum(lots, np.asarray(use, float)) / 2.0
