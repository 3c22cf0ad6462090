"""What retiring products does to the baskets of those who buy them.

References
----------
Borle, S. et al. (2005). The effect of product assortment changes on customer retention.
*Marketing Science* 24(4), for customers who leave with a product that they cannot get.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class LostBaskets:
    """Baskets of customers, or orders, that a cut breaks.

    Attributes
    ----------
    kept_revenue, retired_revenue : ndarray, (B,)
        What each basket holds of kept and of retired products, in money.
    broken : ndarray of bool, (B,)
        The basket holds a kept and a retired product.
    """

    kept_revenue: NDArray
    retired_revenue: NDArray
    broken: NDArray

    @property
    def broken_share(self) -> float:
        """Share of the baskets that hold a kept and a retired product."""
        return float(self.broken.mean())

    @property
    def revenue_at_risk(self) -> float:
        """Revenue of kept products in broken baskets, in money: it may leave with the rest."""
        return float(self.kept_revenue[self.broken].sum())

    @property
    def risk_share(self) -> float | None:
        """Part of the kept products' revenue that is at risk; None where they have none."""
        total = float(self.kept_revenue.sum())
        return self.revenue_at_risk / total if total > 0 else None


def lost_baskets(
    baskets: ArrayLike, products: ArrayLike, revenue: ArrayLike, retired: ArrayLike
) -> LostBaskets:
    """Baskets that hold both a kept and a retired product, and the kept revenue in them.

    Parameters
    ----------
    baskets : array_like, (L,)
        Customer or order of each order line.
    products : array_like, (L,)
        Product of each order line.
    revenue : array_like, (L,)
        Revenue of each order line, in money, zero or more.
    retired : array_like, (R,)
        The products that go; it may be empty.

    Examples
    --------
    >>> out = lost_baskets(["u", "u", "v", "w"], ["a", "b", "a", "b"], [10, 1, 5, 2], ["b"])
    >>> out.broken.tolist(), out.revenue_at_risk
    ([True, False, False], 10.0)
    """
    revenue = np.asarray(revenue, float)
    gone = np.isin(np.asarray(products), np.asarray(retired))
    names, row = np.unique(baskets, return_inverse=True)

    def per_basket(values: NDArray) -> NDArray:
        return np.bincount(row, values, minlength=names.size)

    return LostBaskets(
        kept_revenue=per_basket(revenue * ~gone),
        retired_revenue=per_basket(revenue * gone),
        broken=(per_basket(~gone) > 0) & (per_basket(gone) > 0),
    )
