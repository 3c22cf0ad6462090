"""What an activity costs by the time it takes, and what capacity nobody uses.

References
----------
Kaplan, R. S. and Anderson, S. R. (2004). Time-driven activity-based costing. *Harvard Business
Review* 82(11).
Cooper, R. and Kaplan, R. S. (1992). Activity-based systems: measuring the costs of resource
usage. *Accounting Horizons* 6(3), for unused capacity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class TimeDrivenCost:
    """Cost of a department charged to its activities by time.

    Attributes
    ----------
    capacity_rate : ndarray, (…)
        Cost of one unit of time of practical capacity.
    driver_rates : ndarray, (…, K)
        Cost of doing each activity once.
    time_used, cost_assigned : ndarray, (…)
        Sums over the activities.
    unused_time, unused_cost : ndarray, (…)
        Practical capacity that no activity uses, and what it costs. Below zero where the
        activities take more time than there is.
    """

    capacity_rate: NDArray
    driver_rates: NDArray
    time_used: NDArray
    cost_assigned: NDArray
    unused_time: NDArray
    unused_cost: NDArray


def time_driven_cost(
    cost: ArrayLike, practical_capacity: ArrayLike, quantities: ArrayLike, unit_times: ArrayLike
) -> TimeDrivenCost:
    r"""Time-driven activity-based costing of one department.

    Parameters
    ----------
    cost : array_like, (…)
        Cost of the capacity supplied in the period, in money [C], zero or more.
    practical_capacity : array_like, (…)
        Time that people are really available [T], above zero; often 80 to 85% of the time paid.
    quantities : array_like, (…, K)
        How often each activity is done in the period [n].
    unit_times : array_like, (…, K)
        Time that doing it once takes [t], in the unit of the capacity.

    Returns
    -------
    TimeDrivenCost
        `cost_assigned` and `unused_cost` add up to `cost`.

    Notes
    -----
    .. math:: r = C/T, \qquad \text{driver rate}_k = r\,t_k, \qquad
              \text{unused} = r\,(T - \sum_k n_k t_k)

    Examples
    --------
    >>> done = time_driven_cost(560_000, 700_000, [49_000, 1_400, 2_500], [8, 44, 50])
    >>> done.driver_rates
    array([ 6.4, 35.2, 40. ])
    >>> float(done.unused_cost.round())
    97120.0
    """
    cost, capacity = np.asarray(cost, float), np.asarray(practical_capacity, float)
    unit_times = np.asarray(unit_times, float)
    rate = cost / capacity
    used = (np.asarray(quantities, float) * unit_times).sum(axis=-1)
    return TimeDrivenCost(
        capacity_rate=rate,
        driver_rates=rate[..., None] * unit_times,
        time_used=used,
        cost_assigned=rate * used,
        unused_time=capacity - used,
        unused_cost=rate * (capacity - used),
    )


def survey_rates(cost: ArrayLike, survey_shares: ArrayLike, quantities: ArrayLike) -> NDArray:
    r"""Driver rates of conventional activity-based costing, from a survey of how time is spent.

    People report shares that add up to one, so that idle time hides in the rates.

    Parameters
    ----------
    cost : array_like, (…)
        Cost of the department, in money [C].
    survey_shares : array_like, (…, K)
        Share of time that people report for each activity [p]; they add up to one.
    quantities : array_like, (…, K)
        How often each activity is done [n], above zero.

    Returns
    -------
    ndarray, (…, K)
        Cost of doing each activity once, :math:`C p_k / n_k`.

    Examples
    --------
    >>> survey_rates(560_000, [0.7, 0.1, 0.2], [49_000, 1_400, 2_500])
    array([ 8. , 40. , 44.8])
    """
    shares = np.asarray(survey_shares, float)
    return np.asarray(cost, float)[..., None] * shares / np.asarray(quantities, float)
