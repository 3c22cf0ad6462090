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

    Examples
    --------
    >>> float(turns(61_250_000, 17_500_000))
    3.5
    """
    return np.asarray(cost_of_goods, float) / np.asarray(inventory, float)


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

    Examples
    --------
    >>> float(days_of_supply(17_500_000, 61_250_000).round(1))
    104.3
    """
    return np.asarray(inventory, float) * days / np.asarray(cost_of_goods, float)


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

    Examples
    --------
    >>> float(gross_margin_return(26_250_000, 17_500_000))
    1.5
    """
    return np.asarray(gross_margin, float) / np.asarray(inventory, float)
