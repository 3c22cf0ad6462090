"""What retiring products does to demand: what moves, what is lost, which baskets break.

References
----------
Kök, A. G. and Fisher, M. L. (2007). Demand estimation and assortment optimization under
substitution. *Operations Research* 55(6).
Train, K. (2009). *Discrete Choice Methods with Simulation*, 2nd ed., chapter 3, for transfer in
proportion to the shares of what is left.
Borle, S. et al. (2005). The effect of product assortment changes on customer retention.
*Marketing Science* 24(4), for customers who leave with a product that they cannot get.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class DemandTransfer:
    """Where the demand of a range of products goes when some are retired.

    Attributes
    ----------
    kept : ndarray, (…, N)
        Own demand of the products that stay; zero for retired ones.
    received : ndarray, (…, N)
        Demand that moves to each kept product from retired ones.
    moved : ndarray, (…, N)
        Demand of each retired product that moves to kept ones; its sum is that of `received`.
    lost : ndarray, (…, N)
        Demand of each retired product that leaves. `kept`, `moved` and `lost` add up to the
        original demand, product by product.
    """

    kept: NDArray
    received: NDArray
    moved: NDArray
    lost: NDArray

    @property
    def after(self) -> NDArray:
        """Demand of each product afterwards, (…, N)."""
        return self.kept + self.received


def demand_transfer(
    demand: ArrayLike,
    retired: ArrayLike,
    recapture: ArrayLike,
    groups: ArrayLike | None = None,
) -> DemandTransfer:
    r"""Demand that is kept, moves to kept products, or is lost when products are retired.

    Parameters
    ----------
    demand : array_like, (…, N)
        Demand or revenue of each product [d], zero or more.
    retired : array_like of bool, (…, N)
        True for the products that go [R].
    recapture : array_like, (…, N) or number
        Share of a retired product's demand that accepts another product [τ], 0 to 1.
    groups : array_like, (N,), optional
        Customers move only within the group of their product, for example its platform. Where
        a group keeps no product with demand, all of its demand is lost.

    Returns
    -------
    DemandTransfer

    Raises
    ------
    ValueError
        If there is no product, a demand is below zero, a recapture is outside 0 to 1, or the
        arrays do not fit.

    Notes
    -----
    Retired demand spreads over kept products in proportion to their own demand, as the logit's
    independence of irrelevant alternatives has it:

    .. math:: \text{received}_i = \frac{d_i}{\sum_{k \notin R} d_k} \sum_{j \in R} τ_j d_j

    with both sums inside the group of *i*.

    Examples
    --------
    >>> out = demand_transfer([50, 30, 20], [False, False, True], 0.6)
    >>> out.after, float(out.lost.sum())
    (array([57.5, 34.5,  0. ]), 8.0)
    """
    demand = np.asarray(demand, float)
    if demand.size == 0 or not np.all((demand >= 0) & np.isfinite(demand)):
        given = "no value" if demand.size == 0 else f"minimum {demand.min()}"
        raise ValueError(f"demand: expected values of zero or more, at least one: {given} given")
    retired, tau = np.asarray(retired), np.asarray(recapture, float)
    if retired.dtype != bool:
        raise ValueError(f"retired: expected True or False for each product: {retired.dtype} given")
    if retired.shape[-1:] != demand.shape[-1:]:
        raise ValueError(f"retired: expected {demand.shape[-1]} values: {retired.shape} given")
    if not np.all((tau >= 0) & (tau <= 1)):
        raise ValueError(f"recapture: expected fractions from 0 to 1: {recapture} given")
    labels = np.zeros(demand.shape[-1]) if groups is None else np.asarray(groups)
    if labels.shape != demand.shape[-1:]:
        raise ValueError(f"groups: expected {demand.shape[-1]} labels: {labels.shape} given")
    member = (labels[:, None] == np.unique(labels)).astype(float)
    kept = np.where(retired, 0.0, demand)
    gone = np.where(retired, demand, 0.0)
    left = kept @ member
    moved = tau * gone * ((left > 0).astype(float) @ member.T)
    pool = moved @ member
    ratio = np.divide(pool, left, out=np.zeros_like(pool), where=left > 0)
    return DemandTransfer(kept, kept * (ratio @ member.T), moved, gone - moved)


@dataclass(frozen=True, eq=False)
class CoPurchase:
    """Which products are bought by the same customers, or in the same orders.

    Attributes
    ----------
    products : ndarray, (N,)
        The products, sorted.
    together : ndarray of int, (N, N)
        Number of baskets with both products; on the diagonal, with the product at all.
    """

    products: NDArray
    together: NDArray


def co_purchase(baskets: ArrayLike, products: ArrayLike) -> CoPurchase:
    """Count the baskets that hold two products together.

    Parameters
    ----------
    baskets : array_like, (L,)
        Customer or order of each order line.
    products : array_like, (L,)
        Product of each order line. A product twice in a basket counts once.

    Returns
    -------
    CoPurchase

    Raises
    ------
    ValueError
        If there is no order line or the arrays differ in length.

    Examples
    --------
    >>> co_purchase([1, 1, 2, 2, 2], ["a", "b", "a", "a", "c"]).together
    array([[2, 1, 1],
           [1, 1, 0],
           [1, 0, 1]])
    """
    from scipy.sparse import csr_array

    baskets, products = _lines(baskets=baskets, products=products)
    names, column = np.unique(products, return_inverse=True)
    rows, row = np.unique(baskets, return_inverse=True)
    pairs = np.unique(np.column_stack([row, column]), axis=0)
    shape = (rows.size, names.size)
    holds = csr_array((np.ones(len(pairs), np.int64), (pairs[:, 0], pairs[:, 1])), shape=shape)
    return CoPurchase(names, (holds.T @ holds).toarray())


def _lines(**arrays: ArrayLike) -> list[NDArray]:
    given = [np.asarray(a) for a in arrays.values()]
    if given[0].size == 0 or any(a.shape != given[0].shape or a.ndim != 1 for a in given):
        sizes = ", ".join(str(a.size) for a in given)
        raise ValueError(f"{', '.join(arrays)}: expected one length above zero: {sizes} given")
    return given


@dataclass(frozen=True, eq=False)
class LostBaskets:
    """Baskets of customers, or orders, that a cut breaks.

    Attributes
    ----------
    baskets : ndarray, (B,)
        The customers or orders, sorted.
    kept_revenue, retired_revenue : ndarray, (B,)
        What each basket holds of kept and of retired products, in money.
    broken : ndarray of bool, (B,)
        The basket holds a kept and a retired product.
    emptied : ndarray of bool, (B,)
        The basket holds retired products only.
    """

    baskets: NDArray
    kept_revenue: NDArray
    retired_revenue: NDArray
    broken: NDArray
    emptied: NDArray

    @property
    def broken_share(self) -> float:
        """Share of the baskets that hold a kept and a retired product."""
        return float(self.broken.mean())

    @property
    def touched_share(self) -> float:
        """Share of the baskets that hold a retired product at all."""
        return float((self.broken | self.emptied).mean())

    @property
    def retired_share(self) -> NDArray:
        """Part of each basket's revenue that is of retired products; zero for an empty one."""
        total = self.kept_revenue + self.retired_revenue
        return np.divide(self.retired_revenue, total, out=np.zeros(total.shape), where=total > 0)

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

    Returns
    -------
    LostBaskets

    Raises
    ------
    ValueError
        If there is no order line, the arrays differ in length, or a revenue is below zero.

    Examples
    --------
    >>> out = lost_baskets(["u", "u", "v", "w"], ["a", "b", "a", "b"], [10, 1, 5, 2], ["b"])
    >>> out.broken.tolist(), out.revenue_at_risk
    ([True, False, False], 10.0)
    """
    baskets, products, revenue = _lines(baskets=baskets, products=products, revenue=revenue)
    revenue = revenue.astype(float)
    if not np.all((revenue >= 0) & np.isfinite(revenue)):
        raise ValueError(f"revenue: expected values of zero or more: minimum {revenue.min()} given")
    retired = np.asarray(retired)
    gone = np.isin(products, retired) if retired.size else np.zeros(products.size, dtype=bool)
    names, row = np.unique(baskets, return_inverse=True)

    def per_basket(values: NDArray) -> NDArray:
        return np.bincount(row, values, minlength=names.size)

    has_kept, has_retired = per_basket(~gone) > 0, per_basket(gone) > 0
    return LostBaskets(
        baskets=names,
        kept_revenue=per_basket(revenue * ~gone),
        retired_revenue=per_basket(revenue * gone),
        broken=has_kept & has_retired,
        emptied=has_retired & ~has_kept,
    )
