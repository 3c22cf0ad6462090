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
    invoice = np.asarray(invoice, float)
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
    def list_price(self) -> NDArray:
        """List price, (…)."""
        return self.levels[..., 0]

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

    @property
    def pocket_share(self) -> NDArray:
        """Pocket price as a part of the list price, (…)."""
        return self.pocket / self.list_price


def price_waterfall(
    list_price: ArrayLike,
    on_invoice: ArrayLike = (),
    off_invoice: ArrayLike = (),
    *,
    on_invoice_rates: ArrayLike = (),
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
    on_invoice_rates : array_like, (…, M)
        Discounts on the invoice as fractions of the *list* price; taken after those in money.
    off_invoice_rates : array_like, (…, N)
        Deductions off the invoice as fractions of the *invoice* price: rebates, cash discount;
        taken after those in money.
    names : sequence of str, optional
        Names of all deductions in the order above; numbered by default.

    Returns
    -------
    PriceWaterfall
        Its `invoice` and `pocket` are those of `invoice_price` and `pocket_price`.

    Raises
    ------
    ValueError
        If a list price is not above zero, or the names are not one for each deduction.

    Examples
    --------
    >>> steps = price_waterfall(6.0, [0.10, 0.12], [0.30, 0.37, 0.35, 0.20, 0.09])
    >>> steps.levels.round(2)
    array([6.  , 5.9 , 5.78, 5.48, 5.11, 4.76, 4.56, 4.47])
    >>> float(steps.off_invoice_share.round(4))
    0.2266
    """
    listed = np.asarray(list_price, float)
    if listed.size == 0 or not np.all(listed > 0):
        raise ValueError(f"list_price: expected values above zero: {list_price} given")
    money_on, money_off, rates_on, rates_off = (
        np.asarray(v, float) for v in (on_invoice, off_invoice, on_invoice_rates, off_invoice_rates)
    )
    shown = [money_on, rates_on * listed[..., None]]
    invoice = invoice_price(invoice_price(listed, money_on), shown[1])
    parts = [*shown, money_off, rates_off * invoice[..., None]]
    shape = np.broadcast_shapes(listed.shape, *(p.shape[:-1] for p in parts))
    taken = np.concatenate([np.broadcast_to(p, (*shape, p.shape[-1])) for p in parts], axis=-1)
    count = taken.shape[-1]
    if names and len(names) != count:
        raise ValueError(f"names: expected {count}, one a deduction: {len(names)} given")
    start = np.broadcast_to(listed, shape)[..., None]
    return PriceWaterfall(
        names=tuple(names) or tuple(f"deduction {k + 1}" for k in range(count)),
        deductions=taken,
        levels=np.concatenate([start, start - np.cumsum(taken, axis=-1)], axis=-1),
        on_invoice=money_on.shape[-1] + rates_on.shape[-1],
    )


def break_even_volume_change(
    price_change: ArrayLike,
    contribution_margin: ArrayLike,
    variable_cost_change: ArrayLike = 0.0,
    fixed_cost_change: ArrayLike = 0.0,
    volume: ArrayLike | None = None,
) -> NDArray:
    r"""Change of volume at which a change of price leaves profit as it was.

    Parameters
    ----------
    price_change : array_like, (…)
        Change of the price of one unit [ΔP], below zero for a cut, in money; or as a fraction of
        the price, with the two arguments that follow as fractions of the price too.
    contribution_margin : array_like, (…)
        Price less variable cost of one unit before the change [CM], above zero.
    variable_cost_change : array_like, (…)
        Change of the variable cost of one unit [ΔV].
    fixed_cost_change : array_like, (…)
        Change of fixed cost [ΔF], in money; it needs `volume`.
    volume : array_like, (…), optional
        Volume before the change [Q], in units, above zero.

    Returns
    -------
    ndarray, (…)
        As a fraction of the volume before. Infinite where the new margin is zero or below: no
        volume makes up for it.

    Raises
    ------
    ValueError
        If the margin or the volume is not above zero, or fixed cost changes without a volume.

    Notes
    -----
    .. math:: \frac{-ΔCM}{CM + ΔCM} + \frac{ΔF}{(CM + ΔCM)\,Q}, \qquad ΔCM = ΔP - ΔV

    Examples
    --------
    >>> break_even_volume_change([-0.5, 0.5], 10 - 5.5)
    array([ 0.125, -0.1  ])
    """
    margin = np.asarray(contribution_margin, float)
    fixed = np.asarray(fixed_cost_change, float)
    if not np.all(margin > 0):
        raise ValueError(f"contribution_margin: expected values above zero: {margin} given")
    if volume is None and np.any(fixed != 0):
        raise ValueError("volume: expected a value above zero where fixed cost changes: none given")
    sold = np.asarray(1.0 if volume is None else volume, float)
    if not np.all(sold > 0):
        raise ValueError(f"volume: expected values above zero: {volume} given")
    change = np.asarray(price_change, float) - np.asarray(variable_cost_change, float)
    after, needed = np.broadcast_arrays(margin + change, fixed / sold - change)
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

    Raises
    ------
    ValueError
        If an amount is below zero.

    Examples
    --------
    >>> gain = profit_leverage(100, 70.3, 20.7)
    >>> float(gain.relative("price").round(4)), float(gain.relative("volume").round(4))
    (0.1111, 0.033)
    """
    amounts = {"revenue": revenue, "variable_cost": variable_cost, "fixed_cost": fixed_cost}
    for name, value in amounts.items():
        if not np.all(np.asarray(value, float) >= 0):
            raise ValueError(f"{name}: expected values of zero or more: {value} given")
    sales, variable, fixed = (np.asarray(v, float) for v in amounts.values())
    part = np.asarray(change, float)
    return ProfitLeverage(
        price=part * sales,
        volume=part * (sales - variable),
        variable_cost=part * variable,
        fixed_cost=part * fixed,
        profit=sales - variable - fixed,
    )
