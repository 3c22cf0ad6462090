"""How sure a date is: three estimates of each task, and the network they make.

References
----------
Malcolm, D. G. et al. (1959). Application of a technique for research and development program
evaluation. *Operations Research* 7(5).
MacCrimmon, K. R. and Ryavec, C. A. (1964). An analytical study of the PERT assumptions.
*Operations Research* 12(1), for merge bias.
Van Slyke, R. M. (1963). Monte Carlo methods and the PERT problem. *Operations Research* 11(5),
for the criticality index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


def pert_moments(
    optimistic: ArrayLike, likely: ArrayLike, pessimistic: ArrayLike
) -> tuple[NDArray, NDArray]:
    r"""Mean and variance of a task's duration from three estimates.

    Parameters
    ----------
    optimistic, likely, pessimistic : array_like, (…)
        Three estimates [a, m, b], a ≤ m ≤ b, in one unit of time.

    Returns
    -------
    mean, variance : ndarray, (…)

    Raises
    ------
    ValueError
        If the estimates are not in order.

    Notes
    -----
    .. math:: μ = \frac{a + 4m + b}{6}, \qquad σ^2 = \left(\frac{b - a}{6}\right)^2

    The variance is PERT's rule. The beta distribution from which `pert_draws` draws has exactly
    this mean; its variance (μ - a)(b - μ)/7 is at most 29% above the rule's, for a likely
    estimate in the middle, and at most 29% below it, for one at an end.

    Examples
    --------
    >>> mean, variance = pert_moments(4, 5, 12)
    >>> float(mean), float(variance.round(4))
    (6.0, 1.7778)
    """
    a, m, b = (np.asarray(v, float) for v in (optimistic, likely, pessimistic))
    wrong = ~((a <= m) & (m <= b))
    if wrong.any():
        at = np.argmax(wrong)
        given = [float(v.ravel()[at]) for v in np.broadcast_arrays(a, m, b)]
        raise ValueError(
            "optimistic, likely, pessimistic: expected three numbers in this order, smallest "
            f"first: {given} given"
        )
    return (a + 4.0 * m + b) / 6.0, ((b - a) / 6.0) ** 2


def on_time_probability(deadline: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> NDArray:
    r"""Probability of meeting a deadline, if the duration is normal.

    Parameters
    ----------
    deadline : array_like, (…)
        Time allowed [D].
    mean, variance : array_like, (…)
        Mean [μ] and variance [σ²] of the duration.

    Returns
    -------
    ndarray, (…)
        :math:`Φ((D - μ)/σ)`; zero or one where nothing varies.

    Raises
    ------
    ValueError
        If a variance is below zero.

    Examples
    --------
    >>> float(on_time_probability(47, 44, 9).round(4))
    0.8413
    """
    from scipy.special import ndtr

    late = np.asarray(deadline, float) - np.asarray(mean, float)
    late, sd = np.broadcast_arrays(late, _standard_deviation(variance))
    certain = np.where(late >= 0, 1.0, 0.0)
    return np.where(sd > 0, ndtr(late / np.where(sd > 0, sd, 1.0)), certain)


def duration_at_probability(
    probability: ArrayLike, mean: ArrayLike, variance: ArrayLike
) -> NDArray:
    r"""Deadline that is met with a given probability, if the duration is normal.

    Parameters
    ----------
    probability : array_like, (…)
        Between 0 and 1, both excluded.
    mean, variance : array_like, (…)
        Mean [μ] and variance [σ²] of the duration.

    Returns
    -------
    ndarray, (…)
        :math:`μ + σ Φ^{-1}(p)`.

    Raises
    ------
    ValueError
        If a probability is not between 0 and 1, or a variance is below zero.

    Examples
    --------
    >>> float(duration_at_probability(0.85, 27, 17 / 3).round(3))
    29.467
    """
    from scipy.special import ndtri

    p = np.asarray(probability, float)
    if not np.all((p > 0) & (p < 1)):
        raise ValueError(f"probability: expected a number between 0 and 1: {p.tolist()} given")
    return np.asarray(mean, float) + _standard_deviation(variance) * ndtri(p)


def _standard_deviation(variance: ArrayLike) -> NDArray:
    variance = np.asarray(variance, float)
    if not np.all(variance >= 0):
        raise ValueError(f"variance: expected zero or more: {variance.tolist()} given")
    return np.sqrt(variance)


@dataclass(frozen=True)
class PertEstimate:
    """Duration of a project as PERT sees it: that of one path.

    Attributes
    ----------
    path : tuple of str
    mean, variance : float
        Sums over the tasks of the path, which are taken as independent.
    """

    path: tuple[str, ...]
    mean: float
    variance: float

    def on_time(self, deadline: ArrayLike) -> NDArray:
        """Probability of meeting a deadline, (…)."""
        return on_time_probability(deadline, self.mean, self.variance)

    def duration_at(self, probability: ArrayLike) -> NDArray:
        """Deadline that is met with a given probability, (…)."""
        return duration_at_probability(probability, self.mean, self.variance)


def pert_estimate(
    estimates: Mapping[str, Sequence[float]], paths: Sequence[Sequence[str]]
) -> PertEstimate:
    """Mean and variance of the longest path.

    Parameters
    ----------
    estimates : mapping of str to sequence of float
        Optimistic, likely and pessimistic duration of each task.
    paths : sequence of sequence of str
        Critical paths of the network with mean durations; or any paths.

    Returns
    -------
    PertEstimate
        The path with the largest mean; of equally long ones that with the largest variance. It is
        too early where several paths are nearly as long: see `merge_bias`.

    Raises
    ------
    ValueError
        If there is no path, a task of a path has no estimate, or estimates are not in order.

    Examples
    --------
    >>> three = {"a": (1, 2, 3), "b": (2, 4, 12), "c": (3, 5, 7)}
    >>> pert_estimate(three, [("a", "b"), ("a", "c")]).path  # as long, but less sure
    ('a', 'b')
    """
    found = []
    for path in paths:
        for task in path:
            if task not in estimates:
                raise ValueError(
                    f"paths: expected tasks with estimates ({', '.join(estimates)}): {task!r} given"
                )
        if path:
            mean, variance = pert_moments(*np.transpose([estimates[task] for task in path]))
            found.append(PertEstimate(tuple(path), float(mean.sum()), float(variance.sum())))
    if not found:
        raise ValueError("paths: expected at least one path with a task: none given")
    longest = max(estimate.mean for estimate in found)
    level = [e for e in found if e.mean >= longest * (1.0 - 1e-12)]
    return max(level, key=lambda e: e.variance)


def merge_bias(finish: ArrayLike, planned: float) -> tuple[float, float]:
    """By how much the mean of simulated ends is later than the plan.

    Where paths merge, the later one decides, and the mean of the later is more than the later of
    the means.

    Parameters
    ----------
    finish : array_like, (size,)
        Ends drawn from the network, two or more.
    planned : float
        Duration of the network with mean durations: PERT's plain sum.

    Returns
    -------
    bias, standard_error : float
        In the unit of time; the standard error is that of the simulation.

    Raises
    ------
    ValueError
        If there are fewer than two draws.

    Examples
    --------
    >>> bias, error = merge_bias([10.0, 12.0, 14.0], 11.0)
    >>> bias, round(error, 4)
    (1.0, 1.1547)
    """
    finish = np.asarray(finish, float)
    if finish.ndim != 1 or finish.size < 2:
        raise ValueError(f"finish: expected two or more draws: shape {finish.shape} given")
    return float(finish.mean() - planned), float(finish.std(ddof=1) / np.sqrt(finish.size))


def on_time_share(finish: ArrayLike, deadline: ArrayLike) -> NDArray:
    """Share of simulated ends that meet a deadline.

    Parameters
    ----------
    finish : array_like, (size,)
        Ends drawn from the network, one or more.
    deadline : array_like, (…)
        Time allowed.

    Returns
    -------
    ndarray, (…)
        Estimate of the probability, 0 to 1; it rises with the deadline.

    Raises
    ------
    ValueError
        If there is no draw.

    Examples
    --------
    >>> on_time_share([9.0, 11.0, 12.0, 15.0], [8.0, 11.0, 20.0])
    array([0. , 0.5, 1. ])
    """
    ends = np.sort(np.asarray(finish, float))
    if ends.ndim != 1 or ends.size == 0:
        raise ValueError(f"finish: expected one or more draws: shape {ends.shape} given")
    return np.searchsorted(ends, np.asarray(deadline, float), side="right") / ends.size


def criticality_index(critical: ArrayLike) -> NDArray:
    """Probability that a task is on a longest path.

    Parameters
    ----------
    critical : array_like of bool, (size, K)
        Whether each task has no slack, draw by draw (`Schedule.critical`).

    Returns
    -------
    ndarray, (K,)
        0 to 1.

    Raises
    ------
    ValueError
        If there is no draw.

    Examples
    --------
    >>> criticality_index([[True, False], [True, True]])
    array([1. , 0.5])
    """
    critical = np.asarray(critical, bool)
    if critical.ndim != 2 or critical.shape[0] == 0:
        raise ValueError(f"critical: expected shape (size, K): {critical.shape} given")
    return critical.mean(axis=0)
