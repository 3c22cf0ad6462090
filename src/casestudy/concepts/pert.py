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
    return (a + 4.0 * m + b) / 6.0, ((b - a) / 6.0) ** 2


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
        """Probability of meeting a deadline, Φ((D - μ)/σ), if the duration is normal, (…)."""
        from scipy.special import ndtr

        late = np.asarray(deadline, float) - self.mean
        return (
            ndtr(late / np.sqrt(self.variance))
            if self.variance > 0
            else np.where(late >= 0, 1.0, 0.0)
        )

    def duration_at(self, probability: ArrayLike) -> NDArray:
        """Deadline that is met with a given probability, μ + σ Φ⁻¹(p), likewise, (…)."""
        from scipy.special import ndtri

        return self.mean + np.sqrt(self.variance) * ndtri(np.asarray(probability, float))


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

    Examples
    --------
    >>> three = {"a": (1, 2, 3), "b": (2, 4, 12), "c": (3, 5, 7)}
    >>> pert_estimate(three, [("a", "b"), ("a", "c")]).path  # as long, but less sure
    ('a', 'b')
    """
    found = []
    for path in paths:
        mean, variance = pert_moments(*np.transpose([estimates[task] for task in path]))
        found.append(PertEstimate(tuple(path), float(mean.sum()), float(variance.sum())))
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

    Examples
    --------
    >>> bias, error = merge_bias([10.0, 12.0, 14.0], 11.0)
    >>> bias, round(error, 4)
    (1.0, 1.1547)
    """
    finish = np.asarray(finish, float)
    return float(finish.mean() - planned), float(finish.std(ddof=1) / np.sqrt(finish.size))


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

    Examples
    --------
    >>> criticality_index([[True, False], [True, True]])
    array([1. , 0.5])
    """
    return np.asarray(critical, bool).mean(axis=0)
