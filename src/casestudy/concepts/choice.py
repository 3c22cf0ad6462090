"""Why a customer takes our product: utility, the logit, and what a specification is worth.

References
----------
McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior.
Train, K. (2009). *Discrete Choice Methods with Simulation*, 2nd ed., chapter 3.
Talluri, K. T. and van Ryzin, G. J. (2004). *The Theory and Practice of Revenue Management*,
section 2.6, for choices by offer set.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy.concepts import floats


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
    return (1.0 + gain) / (1.0 + floats(base_share) * gain)


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
    return floats(elasticity) / (1.0 - floats(share)) * np.log(price_ratio)


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
    return floats(full_effect) * np.log2(1.0 + floats(intensity))


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


def logit_shares(utility: ArrayLike) -> NDArray:
    r"""Choice probabilities of the multinomial logit.

    Parameters
    ----------
    utility : array_like, (…, J)
        Utility of each alternative [V]; that of buying none of them is usually zero.

    Returns
    -------
    ndarray, (…, J)
        Shares, which sum to one along the last axis.

    Notes
    -----
    .. math:: P_j = \frac{e^{V_j}}{\sum_k e^{V_k}}

    The largest utility is taken off first, so that no exponential overflows (Train 2009,
    equation 3.6).

    Examples
    --------
    >>> logit_shares([0.0, 0.0, 0.0]).round(4)  # a red bus, a blue bus and a car
    array([0.3333, 0.3333, 0.3333])
    """
    utility = np.asarray(utility, float)
    weight = np.exp(utility - utility.max(axis=-1, keepdims=True))
    return weight / weight.sum(axis=-1, keepdims=True)


def demand_transfer(share: ArrayLike, retired: ArrayLike) -> NDArray:
    r"""Where the demand of retired products goes, if choice is a logit.

    Parameters
    ----------
    share : array_like, (…, J)
        Shares before [P]; with the outside option they sum to one.
    retired : array_like of bool, (J,)
        Which alternatives go.

    Returns
    -------
    ndarray, (…, J)
        Part of the freed demand that each alternative receives; zero for the retired, one in sum.

    Notes
    -----
    .. math:: \mathrm{transfer}_j = \frac{P_j}{1 - \sum_{k \in R} P_k}

    Everybody gains in proportion (independence of irrelevant alternatives). Customers who want
    something like the retired product move less evenly than that, in either direction: evidence
    on recapture comes before this formula where there is some.

    Examples
    --------
    >>> demand_transfer([0.2, 0.3, 0.5], [True, False, False])
    array([0.   , 0.375, 0.625])
    """
    kept = np.where(retired, 0.0, np.asarray(share, float))
    return kept / kept.sum(axis=-1, keepdims=True)


def recapture_rate(share: ArrayLike, retired: ArrayLike, own: ArrayLike) -> NDArray:
    r"""Part of the retired products' demand that stays with us.

    Parameters
    ----------
    share : array_like, (…, J)
        Shares before [P]; with the outside option they sum to one.
    retired : array_like of bool, (J,)
        Which alternatives go.
    own : array_like of bool, (J,)
        Which alternatives are ours.

    Returns
    -------
    ndarray, (…)
        Recaptured demand [τ], 0 to 1: the sum of `demand_transfer` over what we keep. The rest
        is lost to competitors and to the outside option.

    Examples
    --------
    >>> shares = [0.1, 0.2, 0.3, 0.4]  # two of ours, a competitor, the outside option
    >>> gone, own = [True, False, False, False], [True, True, False, False]
    >>> float(recapture_rate(shares, gone, own).round(4))
    0.2222
    """
    return np.where(own, demand_transfer(share, retired), 0.0).sum(axis=-1)


def logit_recapture(line_share: ArrayLike, retired_share: ArrayLike) -> NDArray:
    r"""Part of the retired products' demand that stays with a line, if choice is a logit.

    Parameters
    ----------
    line_share : array_like, (…)
        Share of the line in its market [s], 0 to 1; the rest buys elsewhere or not at all.
    retired_share : array_like, (…)
        Part of the line's revenue that is retired [r], 0 to 1; below 1 where s is 1.

    Returns
    -------
    ndarray, (…)
        Recaptured demand [τ], 0 to 1.

    Notes
    -----
    `recapture_rate` for a line as a whole: what is retired spreads over all that is left, in
    proportion, competitors and the outside option included.

    .. math:: τ = \frac{s\,(1 - r)}{1 - s\,r}

    A line with a small share therefore keeps little. Where customers are bound to the maker
    they switch inside the line, and recapture is higher than this.

    Examples
    --------
    >>> float(logit_recapture(0.20, 0.17).round(2))
    0.17
    """
    line, retired = np.asarray(line_share, float), np.asarray(retired_share, float)
    return line * (1.0 - retired) / (1.0 - line * retired)


def observed_recapture(before: ArrayLike, after: ArrayLike, retired: ArrayLike) -> NDArray:
    r"""Part of the retired products' demand that was seen to stay, from choices by offer set.

    Parameters
    ----------
    before : array_like, (…, J)
        Share of the customers who chose each of our products while all were offered [P].
    after : array_like, (…, J)
        The same while the retired ones were not offered [P′]; zero for these.
    retired : array_like of bool, (J,)
        Which products are missing from the smaller offer.

    Returns
    -------
    ndarray, (…)
        Recaptured demand [τ]. Below zero or above one is possible: by chance, or because the
        retired products moved the sales of the others.

    Notes
    -----
    .. math:: τ = \frac{\sum_{j \notin R} (P'_j - P_j)}{\sum_{j \in R} P_j}

    Shares are of all who came, those who left with nothing included. No model of choice is
    needed, but two offers that differ in nothing else.

    Examples
    --------
    >>> float(observed_recapture([0.4, 0.2], [0.5, 0.0], [False, True]).round(2))
    0.5
    """
    before, gone = np.asarray(before, float), np.asarray(retired, bool)
    gain = (np.asarray(after, float) - before)[..., ~gone].sum(axis=-1)
    return gain / before[..., gone].sum(axis=-1)


def demand_draw(share: ArrayLike, added_share: ArrayLike) -> NDArray:
    r"""Share that each alternative loses to an added product, if choice is a logit.

    Parameters
    ----------
    share : array_like, (…, J)
        Shares before [P]; with the outside option they sum to one.
    added_share : array_like, (…)
        Share of the added product once it is there [P₊], 0 to 1.

    Returns
    -------
    ndarray, (…, J)
        Share lost, in sum `added_share`: everybody gives in proportion ("fair-share draw").
        What our own products lose is cannibalised.

    Notes
    -----
    .. math:: P_j - P_j' = P_j P_+

    Examples
    --------
    >>> demand_draw([0.2, 0.3, 0.5], 0.1)
    array([0.02, 0.03, 0.05])
    """
    return np.asarray(share, float) * np.asarray(added_share, float)[..., None]
