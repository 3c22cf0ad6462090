"""Who gets which discount: whether it follows the customer's size, and what follows nothing.

References
----------
Marn, M. V. and Rosiello, R. L. (1992). Managing price, gaining profit. *Harvard Business Review*.
Spearman, C. (1904). The proof and measurement of association between two things. *American
Journal of Psychology* 15(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class DiscountScatter:
    """Discounts of customers against their size.

    Attributes
    ----------
    rank_correlation : float or None
        Spearman's correlation of discount with size [ρ], -1 to 1; None where all customers
        are of one size, or all have one discount.
    p_value : float or None
        Probability of a correlation at least as far from zero where there is none in truth.
    expected : ndarray, (N,)
        Discount that the line of least squares gives a customer of this size.
    explained : float or None
        Part of the variance of discounts that size explains [R²]; None where none varies.
    excess : float
        Money that customers above the line get beyond it, size × what is above it.
    """

    rank_correlation: float | None
    p_value: float | None
    expected: NDArray
    explained: float | None
    excess: float


def discount_scatter(size: ArrayLike, discount: ArrayLike) -> DiscountScatter:
    r"""Whether larger customers get larger discounts, and how much of the spread has no reason.

    Parameters
    ----------
    size : array_like, (N,)
        Yearly revenue of each customer at list price, in money, above zero; N at least 3.
    discount : array_like, (N,)
        Average discount of each customer, as a fraction of the list price, below one.

    Notes
    -----
    The line is :math:`\text{discount} = a + b \log_{10} \text{size} + e`.

    Examples
    --------
    >>> out = discount_scatter([1e3, 1e4, 1e5, 1e6], [0.05, 0.20, 0.10, 0.15])
    >>> round(out.rank_correlation, 2), out.expected.round(3).tolist()
    (0.4, [0.095, 0.115, 0.135, 0.155])
    """
    size, discount = np.asarray(size, float), np.asarray(discount, float)
    x = np.log10(size) - np.log10(size).mean()
    y = discount - discount.mean()
    sized, varied = np.ptp(size) > 0, np.ptp(discount) > 0
    slope = float(x @ y / (x @ x)) if sized and varied else 0.0
    residual = y - slope * x if varied else np.zeros(y.size)
    correlation, p_value = _spearman(size, discount) if sized and varied else (None, None)
    return DiscountScatter(
        rank_correlation=correlation,
        p_value=p_value,
        expected=discount - residual,
        explained=float(1.0 - residual @ residual / (y @ y)) if varied else None,
        excess=float(np.maximum(residual, 0.0) @ size),
    )


def _spearman(size: NDArray, discount: NDArray) -> tuple[float, float]:
    """Spearman's rank correlation, and how likely one as far from zero is by chance.

    As in `scipy.stats`, which takes a second to import.
    """
    from scipy.special import stdtr

    ranks = np.column_stack([_ranks(size), _ranks(discount)])
    found = float(np.corrcoef(ranks, rowvar=False)[1, 0])
    free = size.size - 2
    with np.errstate(divide="ignore"):
        t = found * np.sqrt(np.maximum(free / np.float64((found + 1.0) * (1.0 - found)), 0.0))
    return found, float(2.0 * stdtr(free, -abs(t)))


def _ranks(values: NDArray) -> NDArray:
    """Ranks from one; equal values share the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return ((last - count + 1 + last) / 2.0)[place]
