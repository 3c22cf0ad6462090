"""How a week's hours are best spent when each further hour on one thing brings less.

References
----------
Lodish, L. M. (1971). CALLPLAN: an interactive salesman's call planning system. *Management
Science* 18(4), part II.
Boyd, S. and Vandenberghe, L. (2004). *Convex Optimization*, example 5.2, for water-filling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Activities:
    """What hours on each of K activities bring; each array is (K,).

    Attributes
    ----------
    weight : ndarray
        Value of the activity [a], zero or more.
    scale : ndarray
        Hours after which an hour brings half as much as the first [s] (for logarithmic returns),
        above zero.
    floor, cap : ndarray
        Fewest and most hours.
    exponent : float
        Shape of the returns [γ], -9 to 0.9: 0 for logarithmic, above 0 for powers that grow
        without end, below 0 for returns that saturate.
    """

    weight: NDArray
    scale: NDArray
    floor: NDArray
    cap: NDArray
    exponent: float

    def values(self, hours: ArrayLike) -> NDArray:
        """Value that hours on each activity bring, (…, K)."""
        grown = np.log1p(np.asarray(hours, float) / self.scale)
        if self.exponent:
            grown = np.expm1(self.exponent * grown) / self.exponent
        return self.weight * grown

    def marginal_values(self, hours: ArrayLike) -> NDArray:
        """Value of one more hour on each activity, (…, K)."""
        grown = 1.0 + np.asarray(hours, float) / self.scale
        return self.weight / self.scale * grown ** (self.exponent - 1.0)


def activities(
    weight: ArrayLike,
    scale: ArrayLike,
    *,
    floor: ArrayLike = 0.0,
    cap: ArrayLike = np.inf,
    exponent: float = 0.0,
) -> Activities:
    r"""Activities with diminishing returns.

    Parameters
    ----------
    weight, scale, floor, cap, exponent
        As the attributes of `Activities`; numbers stand for all activities.

    Notes
    -----
    .. math::
        v(h) = a \ln\Bigl(1 + \frac{h}{s}\Bigr) \quad (γ = 0), \qquad
        v(h) = a\,\frac{(1 + h/s)^γ - 1}{γ} \quad (γ ≠ 0)

    Examples
    --------
    >>> week = activities([3.0, 1.0], 4.0)
    >>> week.marginal_values([0.0, 0.0]), week.marginal_values([4.0, 4.0])
    (array([0.75, 0.25]), array([0.375, 0.125]))
    """
    shape = np.broadcast_shapes((1,), *(np.shape(v) for v in (weight, scale, floor, cap)))
    given = (np.broadcast_to(np.asarray(v, float), shape) for v in (weight, scale, floor, cap))
    return Activities(*given, float(exponent))


@dataclass(frozen=True)
class Allocation:
    """Best use of the hours.

    Attributes
    ----------
    hours : ndarray, (K,)
    value : float
        Value of the whole week.
    hour_value : float
        Value of one more hour in the week [λ]. Zero where no activity can use it.
    marginal_values : ndarray, (K,)
        Value of one more hour on each activity: λ, but less at a floor and more at a cap.
    """

    hours: NDArray
    value: float
    hour_value: float
    marginal_values: NDArray


def allocate_hours(plan: Activities, hours: float) -> Allocation:
    r"""Hours on each activity that bring the most in sum.

    Parameters
    ----------
    plan : Activities
    hours : float
        Hours of the week [H], from the sum of the floors to what activities with a weight can
        take under their caps.

    Notes
    -----
    At the optimum (Karush, Kuhn and Tucker) every activity between its bounds has the same
    marginal value λ:

    .. math::
        h_i = s_i \Bigl[\Bigl(\frac{a_i}{s_i λ}\Bigr)^{1/(1-γ)} - 1\Bigr]
        \quad\text{within its floor and cap}, \qquad \sum_i h_i = H

    Each h is a straight line in :math:`μ = λ^{-1/(1-γ)}` between two bends, and so is their sum
    between all bends: μ is found exactly, by interpolation.

    Examples
    --------
    >>> week = allocate_hours(activities([3.0, 2.0, 0.5], 4.0), 40.0)
    >>> week.hours.round(2), week.marginal_values.round(4)
    (array([24.36, 14.91,  0.73]), array([0.1058, 0.1058, 0.1058]))
    """
    found = best_hours(plan, hours)
    marginal = plan.marginal_values(found)
    return Allocation(
        hours=found,
        value=float(plan.values(found).sum()),
        hour_value=float(np.max(marginal, where=found < plan.cap, initial=0.0)),
        marginal_values=marginal,
    )


def best_hours(plan: Activities, hours: float) -> NDArray:
    """Hours on each activity that bring the most in sum, for many values of them at once.

    Parameters
    ----------
    plan : Activities
        Its weight may be (…, K).
    hours : float
        As in `allocate_hours`, which says how they are found.

    Returns
    -------
    ndarray, (…, K)

    Examples
    --------
    >>> best_hours(activities([[3.0, 1.0], [1.0, 1.0]], 4.0), 40.0).tolist()
    [[32.0, 8.0], [20.0, 20.0]]
    """
    slope = _slope(plan)
    level = _level(plan, slope, hours)
    return np.clip(slope * level[..., None] - plan.scale, plan.floor, plan.cap)


def _slope(plan: Activities) -> NDArray:
    """Hours that one unit of μ brings, up to a common factor, (…, K)."""
    first = plan.weight / plan.scale
    # Only proportions count, and the largest as the unit keeps the power from overflowing.
    largest = np.maximum(first.max(axis=-1, keepdims=True), 1e-300)
    return plan.scale * (first / largest) ** (1.0 / (1.0 - plan.exponent))


def _level(plan: Activities, slope: NDArray, hours: float) -> NDArray:
    """The μ at which all hours are used, (…)."""
    able, endless = slope > 0, np.isinf(plan.cap)
    # Where there is no bend it stands at zero, where there is a point anyhow.
    bends = np.zeros((*slope.shape[:-1], 2 * slope.shape[-1] + 2))
    at_floor, at_cap = np.split(bends[..., 2:], 2, axis=-1)
    np.divide(plan.scale + plan.floor, slope, out=at_floor, where=able)
    np.divide(plan.scale + plan.cap, slope, out=at_cap, where=able & ~endless)
    # Beyond the last bend the line goes on; one more point catches every number of hours.
    last = bends.max(axis=-1)
    total = np.where(endless, slope, 0.0).sum(axis=-1)
    reach = np.broadcast_to(hours + plan.scale.sum(axis=-1), total.shape)
    bends[..., 1] = last + np.divide(reach, total, out=np.zeros_like(total), where=total > 0)
    levels = np.sort(bends, axis=-1)
    each = slope[..., None, :] * levels[..., None] - plan.scale[..., None, :]
    used = np.clip(each, plan.floor[..., None, :], plan.cap[..., None, :]).sum(axis=-1)
    return _interpolated(hours, used, levels)


def _interpolated(x: float, xs: NDArray, ys: NDArray) -> NDArray:
    """What `numpy.interp` gives, along the last axis of many curves at once, (…)."""
    below = np.clip((xs <= x).sum(axis=-1, keepdims=True) - 1, 0, xs.shape[-1] - 2)
    (x0, x1), (y0, y1) = (
        [np.take_along_axis(a, below + step, axis=-1)[..., 0] for step in (0, 1)] for a in (xs, ys)
    )
    part = np.divide(x - x0, x1 - x0, out=np.ones_like(x0), where=x1 > x0)
    return y0 + np.clip(part, 0.0, 1.0) * (y1 - y0)


@dataclass(frozen=True)
class AllocationGap:
    """A given week against the best one of as many hours.

    Attributes
    ----------
    best : Allocation
    value : float
        Value of the given week.
    lost : float
        Value of the best week less that of the given one; zero or more if the given week keeps
        to floors and caps.
    more : ndarray, (K,)
        Hours to add to each activity; below zero to take away. Zero in sum.
    moved : float
        Hours that change their activity.
    """

    best: Allocation
    value: float
    lost: float
    more: NDArray
    moved: float


def allocation_gap(plan: Activities, hours: ArrayLike) -> AllocationGap:
    """Compare a given week to the best one.

    Parameters
    ----------
    plan : Activities
    hours : array_like, (K,)
        Hours actually spent on each activity, zero or more. They may be outside floors and caps;
        their sum may not.

    Examples
    --------
    >>> gap = allocation_gap(activities([3.0, 1.0], 4.0), [10.0, 30.0])
    >>> gap.more.tolist(), gap.moved, round(gap.lost, 4)
    ([22.0, -22.0], 22.0, 1.7919)
    """
    spent = np.asarray(hours, float)
    best = allocate_hours(plan, float(spent.sum()))
    value, more = float(plan.values(spent).sum()), best.hours - spent
    return AllocationGap(
        best=best,
        value=value,
        lost=best.value - value,
        more=more,
        moved=float(np.abs(more).sum() / 2.0),
    )
