"""What a safety stock buys: service in a cycle, expected shortage, fill rate.

References
----------
Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). *Inventory and Production Management in
Supply Chains*, 4th ed., chapter 6.
Chopra, S. and Meindl, P. (2016). *Supply Chain Management*, 6th ed., chapter 12.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _between(name: str, values: ArrayLike, low: float, high: float) -> NDArray:
    """The values as an array, if all lie between the bounds and none on them."""
    given = np.asarray(values, float)
    if not np.all((given > low) & (given < high)):
        accepted = f"values above {low:g}" + (f" and below {high:g}" if high < np.inf else "")
        raise ValueError(f"{name}: expected {accepted}: {values} given")
    return given


def safety_factor(service_level: ArrayLike) -> NDArray:
    r"""Standard deviations of safety stock for a probability of no shortage in a cycle.

    Parameters
    ----------
    service_level : array_like, (…)
        Cycle service level [CSL], above 0 and below 1.

    Returns
    -------
    ndarray, (…)
        :math:`z = Φ^{-1}(CSL)`; below zero for a level under one half.

    Raises
    ------
    ValueError
        If a level is not between 0 and 1. Normal demand has no stock for certainty.

    Examples
    --------
    >>> safety_factor([0.5, 0.9, 0.98]).round(3)
    array([0.   , 1.282, 2.054])
    """
    from scipy.special import ndtri

    return ndtri(_between("service_level", service_level, 0, 1))


def cycle_service_level(safety_stock: ArrayLike, spread: ArrayLike) -> NDArray:
    r"""Probability that a replenishment cycle passes without a shortage.

    Parameters
    ----------
    safety_stock : array_like, (…)
        Reorder point less mean demand over the lead time [SS]; may be below zero.
    spread : array_like, (…)
        Standard deviation of demand over the lead time [σ_L], above zero.

    Returns
    -------
    ndarray, (…)
        :math:`Φ(SS/σ_L)`, for normal demand.

    Raises
    ------
    ValueError
        If a spread is not above zero.

    Examples
    --------
    >>> float(cycle_service_level(100, 150 * 2**0.5).round(4))
    0.6813
    """
    from scipy.special import ndtr

    spread = _between("spread", spread, 0, np.inf)
    return ndtr(np.asarray(safety_stock, float) / spread)


def normal_loss(factor: ArrayLike) -> NDArray:
    r"""Standard normal loss: mean of what a standard normal variable exceeds a level by.

    Parameters
    ----------
    factor : array_like, (…)
        Level in standard deviations [z].

    Returns
    -------
    ndarray, (…)
        :math:`G(z) = φ(z) - z\,(1 - Φ(z))`, above zero and falling.

    Examples
    --------
    >>> normal_loss([0.0, 1.0, 2.0]).round(4)
    array([0.3989, 0.0833, 0.0085])
    """
    from scipy.special import ndtr

    z = np.asarray(factor, float)
    loss = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi) - z * ndtr(-z)
    return np.maximum(loss, 0.0)  # far out the two parts cancel to rounding


def expected_shortage(safety_stock: ArrayLike, spread: ArrayLike) -> NDArray:
    r"""Mean number of units short in a replenishment cycle (ESC).

    Parameters
    ----------
    safety_stock : array_like, (…)
        Reorder point less mean demand over the lead time [SS]; may be below zero.
    spread : array_like, (…)
        Standard deviation of demand over the lead time [σ_L], above zero.

    Returns
    -------
    ndarray, (…)
        Units, :math:`σ_L\,G(SS/σ_L)`, for normal demand.

    Raises
    ------
    ValueError
        If a spread is not above zero.

    Examples
    --------
    >>> float(expected_shortage(100, 150 * 2**0.5).round(2))
    43.86
    """
    spread = _between("spread", spread, 0, np.inf)
    return spread * normal_loss(np.asarray(safety_stock, float) / spread)


def fill_rate(safety_stock: ArrayLike, spread: ArrayLike, lot: ArrayLike) -> NDArray:
    r"""Share of demand that is met from stock at once.

    Parameters
    ----------
    safety_stock, spread : array_like, (…)
        As in `expected_shortage`.
    lot : array_like, (…)
        Units in an order [Q], above zero.

    Returns
    -------
    ndarray, (…)
        :math:`1 - ESC/Q`. It can fall below zero where a lot is small against the spread: the
        formula counts a shortage in the cycle in which it occurs only.

    Raises
    ------
    ValueError
        If a spread or a lot is not above zero.

    Examples
    --------
    >>> float(fill_rate(100, 150 * 2**0.5, 1000).round(4))
    0.9561
    """
    lot = _between("lot", lot, 0, np.inf)
    return 1.0 - expected_shortage(safety_stock, spread) / lot


def safety_stock_for_fill_rate(rate: ArrayLike, spread: ArrayLike, lot: ArrayLike) -> NDArray:
    r"""Safety stock that gives a fill rate.

    Parameters
    ----------
    rate : array_like, (…)
        Fill rate [fr], above 0 and below 1.
    spread : array_like, (…)
        Standard deviation of demand over the lead time [σ_L], above zero.
    lot : array_like, (…)
        Units in an order [Q], above zero.

    Returns
    -------
    ndarray, (…)
        Units [SS]; below zero where large lots alone give more than the rate.

    Raises
    ------
    ValueError
        If an argument is outside its bounds.

    Notes
    -----
    Solves :math:`G(SS/σ_L) = (1 - fr)\,Q/σ_L`; G falls, so halving the interval finds the root.

    Examples
    --------
    >>> float(safety_stock_for_fill_rate(0.975, 500 * 2**0.5, 10_000).round())
    67.0
    """
    rate = _between("rate", rate, 0, 1)
    spread = _between("spread", spread, 0, np.inf)
    target = (1.0 - rate) * _between("lot", lot, 0, np.inf) / spread
    low, high = -target - 1.0, np.full(np.shape(target), 40.0)  # G(-g - 1) > g and G(40) = 0
    for _ in range(80):
        middle = (low + high) / 2.0
        short = normal_loss(middle) > target
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return spread * (low + high) / 2.0
