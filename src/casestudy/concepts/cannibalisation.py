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
    from_competitors : ndarray
        What competitors lose to it.
    from_new_demand : ndarray
        What nobody would have bought without it.
    """

    gross: NDArray
    from_own: NDArray
    from_competitors: NDArray
    from_new_demand: NDArray

    @property
    def incremental(self) -> NDArray:
        """What the new product adds to our sales: gross less what our old products lose."""
        return self.gross - self.from_own

    @property
    def cannibalisation_rate(self) -> NDArray:
        """Part of the gross sales that our old products lose; zero where nothing is sold."""
        return np.where(self.gross > 0, self.from_own / np.where(self.gross > 0, self.gross, 1), 0)


def source_of_sales(
    gross: ArrayLike, from_own: ArrayLike, from_competitors: ArrayLike | None = None
) -> SourceOfSales:
    """Split a new product's sales by whom it takes them from.

    Parameters
    ----------
    gross : array_like, (…)
        Sales of the new product, in units or money, zero or more.
    from_own : array_like, (…)
        What our old products lose to it, zero or more. More than the gross sales means that
        the new product sells less than it takes from ourselves.
    from_competitors : array_like, (…), optional
        What competitors lose to it. By default everything that is not our own: no new demand.

    Returns
    -------
    SourceOfSales
        The three sources sum to the gross sales.

    Raises
    ------
    ValueError
        If gross sales or what our old products lose are below zero: incremental sales would
        exceed gross sales.

    Examples
    --------
    >>> split = source_of_sales(100.0, from_own=60.0, from_competitors=30.0)
    >>> float(split.incremental), float(split.from_new_demand), float(split.cannibalisation_rate)
    (40.0, 10.0, 0.6)
    """
    for name, value in (("gross", gross), ("from_own", from_own)):
        if not np.all(np.asarray(value, float) >= 0):
            raise ValueError(
                f"{name}: expected zero or more: {np.asarray(value, float).tolist()} given"
            )
    total, own = np.broadcast_arrays(np.asarray(gross, float), np.asarray(from_own, float))
    rivals = total - own if from_competitors is None else np.asarray(from_competitors, float)
    total, own, rivals = np.broadcast_arrays(total, own, rivals)
    return SourceOfSales(total, own, rivals, total - own - rivals)


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

    Raises
    ------
    ValueError
        If the rate is not in 0 to 1.

    Examples
    --------
    >>> float(incremental_contribution(1000, 0.6, 8.0, 10.0))
    2000.0
    """
    rate = np.asarray(cannibalisation_rate, float)
    if not np.all((rate >= 0) & (rate <= 1)):
        raise ValueError(f"cannibalisation_rate: expected 0 to 1: {rate.tolist()} given")
    margin = np.asarray(new_margin, float) - rate * np.asarray(old_margin, float)
    return np.asarray(gross_units, float) * margin


def break_even_cannibalisation(
    new_margin: ArrayLike,
    old_margin: ArrayLike,
    *,
    fixed_cost: ArrayLike = 0.0,
    gross_units: ArrayLike | None = None,
) -> NDArray:
    r"""Cannibalisation rate at which a new product adds nothing.

    Parameters
    ----------
    new_margin, old_margin : array_like, (…)
        Contribution margin of one unit of the new and of the old product [k₁, k₀], in money;
        that of the old product above zero.
    fixed_cost : array_like, (…)
        What the new product costs whatever it sells [F], in money: the launch, the tools.
    gross_units : array_like, (…), optional
        Units of the new product over which it is spread [Q], above zero; needed where there is
        a fixed cost. With margins as fractions of revenue it is gross revenue.

    Returns
    -------
    ndarray, (…)
        :math:`(k_1 - F/Q) / k_0`: above one where no cannibalisation does harm, below zero
        where the margin does not even earn the fixed cost.

    Raises
    ------
    ValueError
        If the old product's margin is not above zero, or there is a fixed cost and the units
        are missing or not above zero.

    Examples
    --------
    >>> float(break_even_cannibalisation(8.0, 10.0))
    0.8
    >>> float(break_even_cannibalisation(8.0, 10.0, fixed_cost=3_000, gross_units=1_000))
    0.5
    """
    old, fixed = np.asarray(old_margin, float), np.asarray(fixed_cost, float)
    if not np.all(old > 0):
        raise ValueError(f"old_margin: expected money above zero: {old.tolist()} given")
    if gross_units is None:
        if np.any(fixed != 0):
            raise ValueError("gross_units: expected the units that bear the fixed cost: none given")
        return np.asarray(new_margin, float) / old
    units = np.asarray(gross_units, float)
    if not np.all(units > 0):
        raise ValueError(f"gross_units: expected units above zero: {units.tolist()} given")
    return (np.asarray(new_margin, float) - fixed / units) / old
