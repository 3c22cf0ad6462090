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

    Examples
    --------
    >>> safety_factor([0.5, 0.9, 0.98]).round(3)
    array([0.   , 1.282, 2.054])
    """
    from scipy.special import ndtri

    return ndtri(np.asarray(service_level, float))


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

    Examples
    --------
    >>> float(cycle_service_level(100, 150 * 2**0.5).round(4))
    0.6813
    """
    from scipy.special import ndtr

    return ndtr(np.asarray(safety_stock, float) / np.asarray(spread, float))


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
        Units, :math:`σ_L\,G(SS/σ_L)` with :math:`G(z) = φ(z) - z\,(1 - Φ(z))`, for normal demand.

    Examples
    --------
    >>> float(expected_shortage(100, 150 * 2**0.5).round(2))
    43.86
    """
    from scipy.special import ndtr

    spread = np.asarray(spread, float)
    z = np.asarray(safety_stock, float) / spread
    loss = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi) - z * ndtr(-z)
    return spread * np.maximum(loss, 0.0)  # far out the two parts cancel to rounding


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

    Examples
    --------
    >>> float(fill_rate(100, 150 * 2**0.5, 1000).round(4))
    0.9561
    """
    return 1.0 - expected_shortage(safety_stock, spread) / np.asarray(lot, float)
