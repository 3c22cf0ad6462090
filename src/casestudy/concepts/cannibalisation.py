"""What a new product really adds: incremental sales, never gross.

References
----------
Kerin, R. A., Harvey, M. G. and Rothe, J. T. (1978). Cannibalism and new product development.
*Business Horizons* 21(5).
Farris, P. W., Bendle, N. T., Pfeifer, P. E. and Reibstein, D. J. (2010). *Marketing Metrics*,
2nd ed., chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class SourceOfSales:
    """Where a new product's sales come from, each of one shape (…) and in one unit.

    Attributes
    ----------
    gross : ndarray
        Sales of the new product.
    from_own : ndarray
        What our old products lose to it.
    """

    gross: NDArray
    from_own: NDArray

    @property
    def incremental(self) -> NDArray:
        """What the new product adds to our sales: gross less what our old products lose."""
        return self.gross - self.from_own

    @property
    def cannibalisation_rate(self) -> NDArray:
        """Part of the gross sales that our old products lose; zero where nothing is sold."""
        return np.where(self.gross > 0, self.from_own / np.where(self.gross > 0, self.gross, 1), 0)


def source_of_sales(gross: ArrayLike, from_own: ArrayLike) -> SourceOfSales:
    """Split a new product's sales into what it takes from our old products and what it adds.

    Parameters
    ----------
    gross : array_like, (…)
        Sales of the new product, in units or money, zero or more.
    from_own : array_like, (…)
        What our old products lose to it, zero or more. More than the gross sales means that
        the new product sells less than it takes from ourselves.

    Examples
    --------
    >>> split = source_of_sales(100.0, from_own=60.0)
    >>> float(split.incremental), float(split.cannibalisation_rate)
    (40.0, 0.6)
    """
    return SourceOfSales(
        *np.broadcast_arrays(np.asarray(gross, float), np.asarray(from_own, float))
    )


def incremental_contribution(
    gross_units: ArrayLike,
    cannibalisation_rate: ArrayLike,
    new_margin: ArrayLike,
    old_margin: ArrayLike,
) -> NDArray:
    r"""Contribution that a new product adds, what the old one loses taken off.

    Parameters
    ----------
    gross_units : array_like, (…)
        Units of the new product sold [Q].
    cannibalisation_rate : array_like, (…)
        Units that the old product loses for each of them [c], 0 to 1.
    new_margin, old_margin : array_like, (…)
        Contribution margin of one unit [k₁, k₀], in money.

    Returns
    -------
    ndarray, (…)
        :math:`Q (k_1 - c\,k_0)`, in money.

    Examples
    --------
    >>> float(incremental_contribution(1000, 0.6, 8.0, 10.0))
    2000.0
    """
    kept = np.asarray(cannibalisation_rate, float) * np.asarray(old_margin, float)
    return np.asarray(gross_units, float) * (np.asarray(new_margin, float) - kept)


def break_even_cannibalisation(
    new_margin: ArrayLike,
    old_margin: ArrayLike,
    *,
    fixed_cost: ArrayLike = 0.0,
    gross_units: ArrayLike = 1.0,
) -> NDArray:
    r"""Cannibalisation rate at which a new product adds nothing.

    Parameters
    ----------
    new_margin, old_margin : array_like, (…)
        Contribution margin of one unit of the new and of the old product [k₁, k₀], in money;
        that of the old product above zero.
    fixed_cost : array_like, (…)
        What the new product costs whatever it sells [F], in money: the launch, the tools.
    gross_units : array_like, (…)
        Units of the new product over which it is spread [Q], above zero. With margins as
        fractions of revenue it is gross revenue.

    Returns
    -------
    ndarray, (…)
        :math:`(k_1 - F/Q) / k_0`: above one where no cannibalisation does harm, below zero
        where the margin does not even earn the fixed cost.

    Examples
    --------
    >>> float(break_even_cannibalisation(8.0, 10.0))
    0.8
    >>> float(break_even_cannibalisation(8.0, 10.0, fixed_cost=3_000, gross_units=1_000))
    0.5
    """
    spread = np.asarray(fixed_cost, float) / np.asarray(gross_units, float)
    return (np.asarray(new_margin, float) - spread) / np.asarray(old_margin, float)
