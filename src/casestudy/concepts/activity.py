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


def _checked(name: str, values: ArrayLike, *, above: bool = False) -> NDArray:
    """The values as an array, if all are zero or more, or above zero, and there is one."""
    values = np.asarray(values, float)
    if values.size == 0 or not np.all((values > 0) | (not above) & (values == 0)):
        accepted = "values above zero" if above else "values of zero or more"
        given = "no value" if values.size == 0 else f"minimum {values.min()}"
        raise ValueError(f"{name}: expected {accepted}: {given} given")
    return values


@dataclass(frozen=True, eq=False)
class TimeDrivenCost:
    """Cost of a department charged to its activities by time.

    Attributes
    ----------
    capacity_rate : ndarray, (…)
        Cost of one unit of time of practical capacity.
    driver_rates : ndarray, (…, K)
        Cost of doing each activity once.
    time : ndarray, (…, K)
        Time that each activity uses.
    cost : ndarray, (…, K)
        Cost charged to each activity.
    time_used, cost_assigned : ndarray, (…)
        Sums over the activities.
    unused_time, unused_cost : ndarray, (…)
        Practical capacity that no activity uses, and what it costs. Below zero where the
        activities take more time than there is.
    """

    capacity_rate: NDArray
    driver_rates: NDArray
    time: NDArray
    cost: NDArray
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

    Raises
    ------
    ValueError
        If a cost, quantity or time is below zero, the capacity is not above zero, or there is no
        activity.

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
    cost = _checked("cost", cost)
    capacity = _checked("practical_capacity", practical_capacity, above=True)
    quantities, unit_times = _checked("quantities", quantities), _checked("unit_times", unit_times)
    rate = cost / capacity
    time = quantities * unit_times
    used = time.sum(axis=-1)
    unused = capacity - used
    return TimeDrivenCost(
        capacity_rate=rate,
        driver_rates=rate[..., None] * unit_times,
        time=time,
        cost=rate[..., None] * time,
        time_used=used,
        cost_assigned=rate * used,
        unused_time=unused,
        unused_cost=rate * unused,
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

    Raises
    ------
    ValueError
        If the shares do not add up to one, or a quantity is not above zero.

    Examples
    --------
    >>> survey_rates(560_000, [0.7, 0.1, 0.2], [49_000, 1_400, 2_500])
    array([ 8. , 40. , 44.8])
    """
    shares = _checked("survey_shares", survey_shares)
    total = shares.sum(axis=-1)
    if not np.allclose(total, 1.0, rtol=0, atol=1e-6):
        raise ValueError(f"survey_shares: expected shares that add up to 1: sum {total} given")
    quantities = _checked("quantities", quantities, above=True)
    return _checked("cost", cost)[..., None] * shares / quantities


def charged_cost(driver_rates: ArrayLike, quantities: ArrayLike) -> NDArray:
    """Cost of products, orders or customers from how often they need each activity.

    Parameters
    ----------
    driver_rates : array_like, (K,)
        Cost of doing each activity once.
    quantities : array_like, (…, K)
        How often each product, order or customer needs each activity.

    Returns
    -------
    ndarray, (…)
        Money.

    Raises
    ------
    ValueError
        If a rate or a quantity is below zero.

    Examples
    --------
    >>> charged_cost([6.4, 35.2, 40.0], [[10, 1, 0], [2, 0, 1]])
    array([99.2, 52.8])
    """
    return (_checked("driver_rates", driver_rates) * _checked("quantities", quantities)).sum(-1)


def activity_time(base_time: ArrayLike, extra_times: ArrayLike, features: ArrayLike) -> NDArray:
    r"""Time equation: what doing an activity once takes, given what is special about it.

    Parameters
    ----------
    base_time : array_like, (…)
        Time of the plain case [β₀], zero or more.
    extra_times : array_like, (K,)
        Time that each feature adds [β], for one unit of it; may be below zero.
    features : array_like, (…, K)
        Features of each case [X]: 0 or 1, or an amount such as the number of lines.

    Returns
    -------
    ndarray, (…)
        :math:`β_0 + \sum_k β_k X_k`.

    Raises
    ------
    ValueError
        If the time of a case comes out below zero.

    Examples
    --------
    Packing takes half a minute; special packaging adds 6.5 and air freight 0.2 minutes.

    >>> activity_time(0.5, [6.5, 0.2], [[0, 0], [1, 0], [1, 1]])
    array([0.5, 7. , 7.2])
    """
    extra = (np.asarray(extra_times, float) * np.asarray(features, float)).sum(axis=-1)
    return _checked("activity_time", np.asarray(base_time, float) + extra)
