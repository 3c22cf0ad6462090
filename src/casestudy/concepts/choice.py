"""Why a customer takes our product: utility, the logit, and what a specification is worth.

References
----------
McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior.
Train, K. (2009). *Discrete Choice Methods with Simulation*, 2nd ed., chapter 3.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def share_lift(base_share: ArrayLike, utility: ArrayLike) -> NDArray:
    r"""Factor by which a change of utility moves our share, all else equal.

    Parameters
    ----------
    base_share : array_like, (…)
        Share before the change [s], 0 to 1, the outside option counted.
    utility : array_like, (…)
        Change of our utility [u].

    Returns
    -------
    ndarray, (…)
        New share divided by old share; exactly 1 at u = 0, and never enough to lift s above 1.

    Notes
    -----
    .. math:: \mathrm{lift}(u) = \frac{e^{u}}{1 + s\,(e^{u} - 1)}

    Examples
    --------
    >>> float(share_lift(0.2, 0.0))
    1.0
    >>> float((0.2 * share_lift(0.2, 1.0)).round(4))
    0.4046
    """
    gain = np.expm1(utility)
    return (1.0 + gain) / (1.0 + np.asarray(base_share, float) * gain)


def price_utility(price_ratio: ArrayLike, elasticity: ArrayLike, share: ArrayLike) -> NDArray:
    r"""Utility that a price change costs, from the own-price elasticity at a given share.

    Parameters
    ----------
    price_ratio : array_like, (…)
        New price divided by old price, above zero.
    elasticity : array_like, (…)
        Own-price elasticity [ε] of volume at `share`, below zero.
    share : array_like, (…)
        Share at which ε was measured [s₀].

    Returns
    -------
    ndarray, (…)
        Change of utility; below zero for a higher price.

    Notes
    -----
    In a logit d ln s / du = 1 - s, so that :math:`u = \frac{ε}{1 - s_0}\ln(\text{ratio})` gives
    exactly the elasticity ε at s₀.

    Examples
    --------
    >>> u = price_utility(1.01, -1.5, 0.2)
    >>> float(np.log(share_lift(0.2, u)).round(4))  # volume falls by 1.5% for 1% of price
    -0.015
    """
    return np.asarray(elasticity, float) / (1.0 - np.asarray(share, float)) * np.log(price_ratio)


def saturating_effect(full_effect: ArrayLike, intensity: ArrayLike) -> NDArray:
    r"""Effect of an effort with diminishing returns.

    Parameters
    ----------
    full_effect : array_like, (…)
        Effect at intensity one.
    intensity : array_like, (…)
        Effort, in multiples of the reference programme; zero or more.

    Returns
    -------
    ndarray, (…)
        `full_effect` × log₂(1 + intensity): nothing at zero, the full effect at one.

    Examples
    --------
    >>> saturating_effect(0.1, [0.0, 1.0, 3.0])
    array([0. , 0.1, 0.2])
    """
    return np.asarray(full_effect, float) * np.log2(1.0 + np.asarray(intensity, float))


def specification_value(
    part_worths: ArrayLike, levels: ArrayLike, reference_levels: ArrayLike
) -> float:
    r"""Utility of one specification above another.

    Parameters
    ----------
    part_worths : array_like, (K,)
        Part-worth of each attribute [β] for one full step of its scale.
    levels, reference_levels : array_like, (K,)
        Performance of the two products on each attribute, 0 to 1.

    Returns
    -------
    float
        :math:`\sum_k β_k (x_k - x^0_k)`.

    Examples
    --------
    >>> specification_value([2.0, 1.0], [0.9, 0.5], [0.4, 0.5])
    1.0
    """
    gap = np.asarray(levels, float) - np.asarray(reference_levels, float)
    return float(np.asarray(part_worths, float) @ gap)
