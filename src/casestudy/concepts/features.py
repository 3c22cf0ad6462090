"""The feature rule: learn from the best tenth of the features, drop the worst fifth.

The rule is about features of a product, judged by their use. Carried over to a whole range of
products it is slow: `cut_rounds` says how many rounds of it a large reduction takes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class FeatureRule:
    """What to do with each feature.

    Attributes
    ----------
    study : ndarray of bool, (N,)
        The best: find out why they work.
    apply : ndarray of bool, (N,)
        Those between: apply there what the best have taught.
    eliminate : ndarray of bool, (N,)
        The worst: drop them rather than mend them.
    """

    study: NDArray
    apply: NDArray
    eliminate: NDArray


def feature_rule(usage: ArrayLike, best: float = 0.10, worst: float = 0.20) -> FeatureRule:
    """Sort features into those to study, to improve, and to eliminate.

    Parameters
    ----------
    usage : array_like, (N,)
        Use or another performance of each feature, zero or more; more is better.
    best : float
        Fraction of the features to study, 0 to 1.
    worst : float
        Fraction of the features to eliminate, 0 to 1; the rule of thumb is 0.15 to 0.20.

    Returns
    -------
    FeatureRule
        Each feature is in exactly one of the three groups.

    Notes
    -----
    The numbers of features are rounded down, for eliminating more than the fraction is worse
    than less; one feature is studied even where a tenth is less than one. Equal features are
    treated equally: a tie at the edge of the best is studied as a whole, a tie at the edge of the
    worst is spared as a whole, except that features which nobody uses all go. Where all features
    are equal none is best or worst.

    Examples
    --------
    >>> rule = feature_rule([90, 40, 35, 30, 25, 20, 15, 10, 2, 1])
    >>> rule.study.nonzero()[0].tolist(), rule.eliminate.nonzero()[0].tolist()
    ([0], [8, 9])
    """
    usage = np.asarray(usage, float)
    if usage.min() == usage.max():
        none = np.zeros(usage.size, dtype=bool)
        return FeatureRule(none, ~none, none)
    ranked = np.sort(usage)
    # Rounding must not take a feature off a product such as 0.15 × 20.
    few = int(usage.size * worst + 1e-9)
    top = max(int(usage.size * best + 1e-9), 1) if best > 0 else 0
    eliminate = usage < (ranked[few] if few < usage.size else np.inf)
    if worst > 0:
        eliminate |= usage == 0
    study = (usage >= ranked[-top]) & ~eliminate if top else np.zeros(usage.size, dtype=bool)
    return FeatureRule(study, ~study & ~eliminate, eliminate)


def cut_rounds(cut: ArrayLike, reduction: ArrayLike = 0.8) -> NDArray:
    r"""Rounds of one relative cut that add up to a total reduction.

    Parameters
    ----------
    cut : array_like, (…)
        Share that is cut in each round, of what is left then [r], above 0 and below 1.
    reduction : array_like, (…)
        Share of the original number that is to go [R], 0 or more and below 1.

    Returns
    -------
    ndarray, (…)
        :math:`\ln(1 - R) / \ln(1 - r)`, not rounded: the next whole number reaches it.

    Examples
    --------
    >>> cut_rounds([0.15, 0.20], 0.80).round(1)
    array([9.9, 7.2])
    """
    return np.log1p(-np.asarray(reduction, float)) / np.log1p(-np.asarray(cut, float))
