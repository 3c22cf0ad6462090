"""From the list price to what reaches the pocket, and what a change of price is worth.

References
----------
Marn, M. V. and Rosiello, R. L. (1992). Managing price, gaining profit. *Harvard Business Review*.
Smith, G. E. and Nagle, T. T. (1994). Financial analysis for profit-driven pricing. *Sloan
Management Review* 35(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy.concepts import floats


def invoice_price(list_price: ArrayLike, on_invoice: ArrayLike) -> NDArray:
    """Price on the invoice: the list price less the discounts shown on it.

    Parameters
    ----------
    list_price : array_like, (…)
        List price, in money.
    on_invoice : array_like, (…, K)
        Discounts on the invoice, in money.

    Returns
    -------
    ndarray, (…)

    Examples
    --------
    >>> float(invoice_price(6.0, [0.10, 0.12]))
    5.78
    """
    return np.asarray(list_price, float) - np.sum(on_invoice, axis=-1)


def pocket_price(
    invoice: ArrayLike, off_invoice: ArrayLike = (), off_invoice_rates: ArrayLike = ()
) -> NDArray:
    """What is left of the invoice price once everything off the invoice is paid.

    Parameters
    ----------
    invoice : array_like, (…)
        Invoice price, in money.
    off_invoice : array_like, (…, K)
        Deductions that do not depend on the price, in money: freight, handling.
    off_invoice_rates : array_like, (…, J)
        Deductions that are a fraction of the invoice price: rebates, cash discount.

    Returns
    -------
    ndarray, (…)

    Examples
    --------
    >>> float(pocket_price(5.78, [0.30, 0.37, 0.35, 0.20, 0.09]).round(2))
    4.47
    """
    invoice = floats(invoice)
    return invoice * (1.0 - np.sum(off_invoice_rates, axis=-1)) - np.sum(off_invoice, axis=-1)


@dataclass(frozen=True, eq=False)
class PriceWaterfall:
    """Every step from the list price to the pocket price.

    Attributes
    ----------
    names : tuple of str
        The deductions, in the order in which they are taken.
    deductions : ndarray, (…, K)
        What each takes, in money. A negative one adds, for example a surcharge.
    levels : ndarray, (…, K + 1)
        Price before the first deduction, and after each: from list to pocket.
    on_invoice : int
        How many of the deductions, the first ones, show on the invoice.
    """

    names: tuple[str, ...]
    deductions: NDArray
    levels: NDArray
    on_invoice: int

    @property
    def invoice(self) -> NDArray:
        """Price on the invoice, (…)."""
        return self.levels[..., self.on_invoice]

    @property
    def pocket(self) -> NDArray:
        """What is left when everything is paid, (…)."""
        return self.levels[..., -1]

    @property
    def off_invoice_share(self) -> NDArray:
        """Part of the invoice price that is given away off the invoice, (…)."""
        return 1.0 - self.pocket / self.invoice


def price_waterfall(
    list_price: ArrayLike,
    on_invoice: ArrayLike = (),
    off_invoice: ArrayLike = (),
    *,
    off_invoice_rates: ArrayLike = (),
    names: Sequence[str] = (),
) -> PriceWaterfall:
    """Price waterfall from the list price by way of the invoice to the pocket.

    Parameters
    ----------
    list_price : array_like, (…)
        List price, in money, above zero.
    on_invoice : array_like, (…, K)
        Discounts on the invoice, in money.
    off_invoice : array_like, (…, L)
        Deductions off the invoice, in money: freight, handling.
    off_invoice_rates : array_like, (…, N)
        Deductions off the invoice as fractions of the *invoice* price: rebates, cash discount;
        taken after those in money.
    names : sequence of str, optional
        Names of all deductions in the order above; numbered by default.

    Returns
    -------
    PriceWaterfall
        Its `invoice` and `pocket` are those of `invoice_price` and `pocket_price`.

    Examples
    --------
    >>> steps = price_waterfall(6.0, [0.10, 0.12], [0.30, 0.37, 0.35, 0.20, 0.09])
    >>> steps.levels.round(2)
    array([6.  , 5.9 , 5.78, 5.48, 5.11, 4.76, 4.56, 4.47])
    >>> float(steps.off_invoice_share.round(4))
    0.2266
    """
    listed = np.asarray(list_price, float)
    shown, money, rates = (
        np.asarray(v, float) for v in (on_invoice, off_invoice, off_invoice_rates)
    )
    parts = [shown, money, rates * invoice_price(listed, shown)[..., None]]
    shape = np.broadcast_shapes(listed.shape, *(p.shape[:-1] for p in parts))
    taken = np.concatenate([np.broadcast_to(p, (*shape, p.shape[-1])) for p in parts], axis=-1)
    start = np.broadcast_to(listed, shape)[..., None]
    return PriceWaterfall(
        names=tuple(names) or tuple(f"deduction {k + 1}" for k in range(taken.shape[-1])),
        deductions=taken,
        levels=np.concatenate([start, start - np.cumsum(taken, axis=-1)], axis=-1),
        on_invoice=shown.shape[-1],
    )


def break_even_volume_change(price_change: ArrayLike, contribution_margin: ArrayLike) -> NDArray:
    r"""Change of volume at which a change of price leaves profit as it was.

    Parameters
    ----------
    price_change : array_like, (…)
        Change of the price of one unit [ΔP], below zero for a cut, in money; or as a fraction of
        the price, with the margin as a fraction of the price too.
    contribution_margin : array_like, (…)
        Price less variable cost of one unit before the change [CM], above zero.

    Returns
    -------
    ndarray, (…)
        :math:`-ΔP / (CM + ΔP)`, as a fraction of the volume before. Infinite where the new margin
        is zero or below: no volume makes up for it.

    Examples
    --------
    >>> break_even_volume_change([-0.5, 0.5], 10 - 5.5)
    array([ 0.125, -0.1  ])
    """
    change = np.asarray(price_change, float)
    after, needed = np.broadcast_arrays(np.asarray(contribution_margin, float) + change, -change)
    return np.divide(needed, after, out=np.full(after.shape, np.inf), where=after > 0)


@dataclass(frozen=True, eq=False)
class ProfitLeverage:
    """Gain from improving price, volume, variable cost or fixed cost by the same fraction.

    Attributes
    ----------
    price, volume, variable_cost, fixed_cost : ndarray, (…)
        Gain of operating profit from improving this one and nothing else, in money.
    profit : ndarray, (…)
        Operating profit before, in money.
    """

    price: NDArray
    volume: NDArray
    variable_cost: NDArray
    fixed_cost: NDArray
    profit: NDArray

    def relative(self, name: str) -> NDArray:
        """Gain as a fraction of operating profit.

        Parameters
        ----------
        name : {"price", "volume", "variable_cost", "fixed_cost"}

        Returns
        -------
        ndarray, (…)
            Not a number where profit is zero or below: there is no percentage then.
        """
        gain, profit = np.broadcast_arrays(getattr(self, name), self.profit)
        return np.divide(gain, profit, out=np.full(gain.shape, np.nan), where=profit > 0)


def profit_leverage(
    revenue: ArrayLike, variable_cost: ArrayLike, fixed_cost: ArrayLike, change: ArrayLike = 0.01
) -> ProfitLeverage:
    """Gain from one percent of price, volume, variable cost and fixed cost.

    Parameters
    ----------
    revenue, variable_cost, fixed_cost : array_like, (…)
        Of one period, in money, zero or more.
    change : array_like, (…)
        Improvement as a fraction: a higher price or volume, a lower cost.

    Returns
    -------
    ProfitLeverage
        Volume carries its variable cost; a higher price is assumed to lose no volume.

    Examples
    --------
    >>> gain = profit_leverage(100, 70.3, 20.7)
    >>> float(gain.relative("price").round(4)), float(gain.relative("volume").round(4))
    (0.1111, 0.033)
    """
    sales, variable, fixed, part = (
        np.asarray(v, float) for v in (revenue, variable_cost, fixed_cost, change)
    )
    return ProfitLeverage(
        price=part * sales,
        volume=part * (sales - variable),
        variable_cost=part * variable,
        fixed_cost=part * fixed,
        profit=sales - variable - fixed,
    )
