"""How hard the stock works: turns, days of supply, gross margin return, holding cost.

References
----------
Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). *Inventory and Production Management in
Supply Chains*, 4th ed., chapter 2.
Levy, M. and Weitz, B. A. (2012). *Retailing Management*, 8th ed., chapter 12, for GMROI.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _number(name: str, values: ArrayLike, *, above: bool = False) -> NDArray:
    """The values as an array, if all are zero or more, or above zero."""
    given = np.asarray(values, float)
    if not np.all(given > 0 if above else given >= 0):
        accepted = "values above zero" if above else "values of zero or more"
        raise ValueError(f"{name}: expected {accepted}: {values} given")
    return given


def turns(cost_of_goods: ArrayLike, inventory: ArrayLike) -> NDArray:
    """Inventory turns: how often a period's cost of goods passes through the stock.

    Parameters
    ----------
    cost_of_goods : array_like, (…)
        Cost of goods sold in the period, in money.
    inventory : array_like, (…)
        Mean inventory *at cost*, in money, above zero.

    Returns
    -------
    ndarray, (…)
        Times a period.

    Raises
    ------
    ValueError
        If there is no inventory.

    Examples
    --------
    >>> float(turns(61_250_000, 17_500_000))
    3.5
    """
    return _number("cost_of_goods", cost_of_goods) / _number("inventory", inventory, above=True)


def days_of_supply(
    inventory: ArrayLike, cost_of_goods: ArrayLike, days: ArrayLike = 365.0
) -> NDArray:
    """Days for which the stock would last.

    Parameters
    ----------
    inventory : array_like, (…)
        Inventory at cost, in money.
    cost_of_goods : array_like, (…)
        Cost of goods sold in the period, in money, above zero.
    days : array_like, (…)
        Days in the period.

    Returns
    -------
    ndarray, (…)
        Days; the days of the period divided by the turns.

    Raises
    ------
    ValueError
        If no goods are sold.

    Examples
    --------
    >>> float(days_of_supply(17_500_000, 61_250_000).round(1))
    104.3
    """
    daily = _number("cost_of_goods", cost_of_goods, above=True) / np.asarray(days, float)
    return _number("inventory", inventory) / daily


def gross_margin_return(gross_margin: ArrayLike, inventory: ArrayLike) -> NDArray:
    """Gross margin return on inventory (GMROI): margin earned on each unit of money in stock.

    Parameters
    ----------
    gross_margin : array_like, (…)
        Gross margin of the period, in money; below zero where goods sell under their cost.
    inventory : array_like, (…)
        Mean inventory at cost, in money, above zero.

    Returns
    -------
    ndarray, (…)
        Equal to the turns times gross margin over cost of goods.

    Raises
    ------
    ValueError
        If there is no inventory.

    Examples
    --------
    >>> float(gross_margin_return(26_250_000, 17_500_000))
    1.5
    """
    return np.asarray(gross_margin, float) / _number("inventory", inventory, above=True)


def holding_cost(inventory: ArrayLike, rate: ArrayLike) -> NDArray:
    """What holding stock costs in a period: capital, storage, insurance, obsolescence.

    Parameters
    ----------
    inventory : array_like, (…)
        Mean inventory at cost, in money.
    rate : array_like, (…)
        Holding cost of the period as a fraction of the value held.

    Returns
    -------
    ndarray, (…)
        Money. Of this the capital part is no expense in the profit and loss account.

    Raises
    ------
    ValueError
        If an argument is below zero.

    Examples
    --------
    >>> float(holding_cost(17_500_000, 0.25))
    4375000.0
    """
    return _number("inventory", inventory) * _number("rate", rate)
