"""What a product is worth to the customer, against its price and against competitors.

References
----------
Forbis, J. L. and Mehta, N. T. (1981). Value-based strategies for industrial products. *Business
Horizons* 24(3).
Gale, B. T. (1994). *Managing Customer Value*.
Leszinski, R. and Marn, M. V. (1997). Setting value, not price. *McKinsey Quarterly* 1.
Nagle, T. T., Hogan, J. and Zale, J. (2016). *The Strategy and Tactics of Pricing*, 5th ed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class EconomicValue:
    """Economic value to the customer, part by part, each in money and of one shape (…).

    Attributes
    ----------
    reference : ndarray
        Price of the customer's next best alternative.
    startup_saving, postpurchase_saving : ndarray
        What the customer pays less than with the alternative, before and after the purchase is
        in use; below zero where it is more.
    differentiation : ndarray
        Worth of doing better than the alternative, less the worth of doing worse.
    """

    reference: NDArray
    startup_saving: NDArray
    postpurchase_saving: NDArray
    differentiation: NDArray

    @property
    def total(self) -> NDArray:
        """Economic value to the customer [EVC]: the highest price worth paying."""
        savings = self.startup_saving + self.postpurchase_saving
        return self.reference + savings + self.differentiation

    def inducement(self, price: ArrayLike) -> NDArray:
        """What the customer gains by buying at a price: EVC - price."""
        return self.total - np.asarray(price, float)


def economic_value(
    reference_price: ArrayLike,
    *,
    differentiation: ArrayLike = 0.0,
    startup_cost: ArrayLike = 0.0,
    reference_startup_cost: ArrayLike = 0.0,
    postpurchase_cost: ArrayLike = 0.0,
    reference_postpurchase_cost: ArrayLike = 0.0,
) -> EconomicValue:
    r"""Highest price at which a customer is no worse off than with the next best alternative.

    Parameters
    ----------
    reference_price : array_like, (…)
        Price of the alternative, in money.
    differentiation : array_like, (…)
        Worth of what the product does beyond the alternative (functional or incremental value),
        less what it does worse, in money.
    startup_cost, reference_startup_cost : array_like, (…)
        Cost of getting started with the product and with the alternative: training, freight,
        installation, conversion. In money, zero or more.
    postpurchase_cost, reference_postpurchase_cost : array_like, (…)
        Cost of using and keeping them over their life, as a present value. In money, zero or more.

    Notes
    -----
    .. math:: \mathrm{EVC} = P_r + (S_r - S) + (U_r - U) + D

    Equally: the alternative's life-cycle cost, less our start-up and post-purchase costs, plus
    the differentiation. Where only a saving is known, it is the alternative's cost, and ours is
    zero.

    Examples
    --------
    >>> value = economic_value(
    ...     300, differentiation=350, startup_cost=100, reference_startup_cost=200,
    ...     postpurchase_cost=300, reference_postpurchase_cost=500,
    ... )
    >>> float(value.total), float(value.inducement(825))
    (950.0, 125.0)
    """
    price, start, start_there, use, use_there = (
        np.asarray(v, float)
        for v in (
            reference_price,
            startup_cost,
            reference_startup_cost,
            postpurchase_cost,
            reference_postpurchase_cost,
        )
    )
    worth = np.asarray(differentiation, float)
    return EconomicValue(*np.broadcast_arrays(price, start_there - start, use_there - use, worth))


class PricePosition(StrEnum):
    """Where a price lies against the fair-value line."""

    OVERPRICED = "over-priced"
    FAIR = "fair"
    UNDERPRICED = "under-priced"


@dataclass(frozen=True)
class ValueMap:
    """Perceived benefit against price, and the line along which customers are indifferent.

    Attributes
    ----------
    slope : float
        Price of one unit of benefit along the fair-value line, in money.
    intercept : float
        Fair price of a product without benefit, in money.
    fair_price : ndarray, (J,)
        Price on the line at each product's benefit.
    positions : tuple of PricePosition, (J,)
    """

    slope: float
    intercept: float
    fair_price: NDArray
    positions: tuple[PricePosition, ...]


def value_map(
    benefit: ArrayLike,
    price: ArrayLike,
    *,
    slope: float,
    tolerance: float = 0.0,
) -> ValueMap:
    r"""Place products on the map of perceived benefit and price.

    Parameters
    ----------
    benefit : array_like, (J,)
        Perceived benefit of each product, in any unit: a score, or utility without price.
    price : array_like, (J,)
        Price of each product, in money, above zero.
    slope : float
        Money that customers pay for one unit of benefit (one over the price coefficient, without
        its sign, if benefit is utility). The line goes through the mean product.
    tolerance : float
        Part of the fair price by which a price may be off and still count as fair.

    Examples
    --------
    >>> drawn = value_map([60, 70, 80], [100, 130, 130], slope=1.5)
    >>> drawn.fair_price.round(6).tolist(), [str(p) for p in drawn.positions]
    ([105.0, 120.0, 135.0], ['under-priced', 'over-priced', 'under-priced'])
    """
    x, y = np.asarray(benefit, float), np.asarray(price, float)
    fair = y.mean() + slope * (x - x.mean())
    premium = y - fair
    # Rounding alone makes nothing dear or cheap.
    off = np.where(np.abs(premium) <= np.maximum(tolerance * np.abs(fair), 1e-12 * y), 0, premium)
    names = (PricePosition.UNDERPRICED, PricePosition.FAIR, PricePosition.OVERPRICED)
    return ValueMap(
        slope=float(slope),
        intercept=float(y.mean() - slope * x.mean()),
        fair_price=fair,
        positions=tuple(names[int(s) + 1] for s in np.sign(off)),
    )


@dataclass(frozen=True)
class CapabilityGaps:
    """Our capability against the best competitor's, attribute by attribute, each (K,).

    Attributes
    ----------
    best_rival : ndarray of int
        Row of the competitor that is best at the attribute, the first where several are.
    best_capability : ndarray
        Its capability.
    gap : ndarray
        Our capability less the best competitor's; below zero where we are behind.
    value_gap : ndarray
        The gap times the part-worth: what it is worth to customers, as utility.
    opportunity : ndarray
        Utility by which a product at the top of the scale would beat the best competitor.
    order : ndarray of int
        Attributes by opportunity, the largest first: where to win.
    """

    best_rival: NDArray[np.int64]
    best_capability: NDArray
    gap: NDArray
    value_gap: NDArray
    opportunity: NDArray
    order: NDArray[np.int64]


def capability_gaps(own: ArrayLike, rivals: ArrayLike, part_worths: ArrayLike) -> CapabilityGaps:
    """Find where customers pay for performance and competitors are weak.

    Parameters
    ----------
    own : array_like, (K,)
        Our capability on each attribute, 0 to 1, more is better.
    rivals : array_like, (R, K)
        Capability of each competitor on each attribute.
    part_worths : array_like, (K,)
        Utility of one unit of each attribute, zero or more.

    Examples
    --------
    >>> gaps = capability_gaps([0.5, 0.5], [[0.9, 0.2], [0.6, 0.4]], [1.0, 2.0])
    >>> gaps.gap.round(6).tolist(), gaps.value_gap.round(6).tolist(), gaps.order.tolist()
    ([-0.4, 0.1], [-0.4, 0.2], [1, 0])
    """
    own, rivals = np.asarray(own, float), np.asarray(rivals, float)
    worth = np.asarray(part_worths, float)
    best = rivals.max(axis=0)
    opportunity = worth * (1.0 - best)
    return CapabilityGaps(
        best_rival=rivals.argmax(axis=0),
        best_capability=best,
        gap=own - best,
        value_gap=worth * (own - best),
        opportunity=opportunity,
        order=np.argsort(-opportunity, kind="stable"),
    )
