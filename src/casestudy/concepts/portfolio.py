"""Which products earn their keep: concentration, complexity, the whale curve, retiring products.

References
----------
Cooper, R. and Kaplan, R. S. (1991). Profit priorities from activity-based costing. *Harvard
Business Review*.
Kaplan, R. S. and Anderson, S. R. (2004). Time-driven activity-based costing. *Harvard Business
Review*.
Stalk, G. (1988). Time: the next source of competitive advantage. *Harvard Business Review*.
Jost, L. (2006). Entropy and diversity. *Oikos* 113(2), for the effective number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy.concepts import floats


def variety_cost_index(products_ratio: ArrayLike, cost_of_doubling: ArrayLike) -> NDArray:
    r"""Variety-driven cost against today's, for another number of products.

    Parameters
    ----------
    products_ratio : array_like, (…)
        Number of products divided by today's [N/N₀], zero or more.
    cost_of_doubling : array_like, (…)
        Rise of the cost when the number doubles [θ].

    Returns
    -------
    ndarray, (…)
        :math:`(N/N_0)^{\log_2(1+θ)}`.

    Examples
    --------
    >>> variety_cost_index([1.0, 0.5, 0.2], 0.25).round(4)
    array([1.    , 0.8   , 0.5956])
    """
    return floats(products_ratio) ** np.log2(1.0 + floats(cost_of_doubling))


def effective_number(revenue: ArrayLike) -> float:
    r"""Effective number of products, e^H: how many equal ones would be as diverse.

    Parameters
    ----------
    revenue : array_like, (N,)
        Revenue of each product, zero or more, not all zero.

    Returns
    -------
    float
        :math:`\exp(-\sum w_i \ln w_i)`, between 1 and N.

    Raises
    ------
    ValueError
        If a revenue is below zero or all are zero.

    Examples
    --------
    >>> round(effective_number([5, 5, 5, 5]), 6)
    4.0
    """
    weights = _shares("revenue", revenue)
    weights = weights[weights > 0]
    return float(np.exp(-(weights * np.log(weights)).sum()))


def gini(revenue: ArrayLike) -> float:
    r"""Gini coefficient of concentration: how far the products are from selling alike.

    Parameters
    ----------
    revenue : array_like, (N,)
        Revenue of each product, zero or more, not all zero.

    Returns
    -------
    float
        0 where all sell alike, up to 1 - 1/N where one sells everything: twice the area
        between the Lorenz curve and the line of equality.

    Raises
    ------
    ValueError
        If a revenue is below zero or all are zero.

    Notes
    -----
    With the shares w sorted from the smallest, :math:`G = \sum_i (2i - N - 1)\,w_i / N`. No
    correction for a small sample: the products are all there are.

    References
    ----------
    Gini, C. (1912). *Variabilità e mutabilità*.
    Cowell, F. A. (2011). *Measuring Inequality*, 3rd ed., chapter 2.

    Examples
    --------
    >>> gini([5, 5, 5, 5]), gini([0, 0, 0, 1])
    (0.0, 0.75)
    """
    weights = np.sort(_shares("revenue", revenue))
    rank = np.arange(1, weights.size + 1)
    return float((2 * rank - weights.size - 1) @ weights / weights.size)


def lognormal_top_share(spread: ArrayLike, fraction: ArrayLike) -> NDArray:
    r"""Revenue share of the largest products where revenue is spread lognormally.

    Parameters
    ----------
    spread : array_like, (…)
        Standard deviation of log revenue [σ], zero or more.
    fraction : array_like, (…)
        Fraction of the products, counted from the largest [f], 0 to 1.

    Returns
    -------
    ndarray, (…)
        :math:`Φ(σ - z_{1-f})`; the smallest 1 - f of the products hold the rest.

    Examples
    --------
    >>> lognormal_top_share([1.0, 2.0], 0.2).round(4)
    array([0.5629, 0.8766])
    """
    from scipy.special import ndtr, ndtri

    return ndtr(np.asarray(spread, float) - ndtri(1.0 - np.asarray(fraction, float)))


def lognormal_spread(fraction: ArrayLike, share: ArrayLike) -> NDArray:
    r"""Spread of a lognormal that gives the smallest products a known share of revenue.

    Parameters
    ----------
    fraction : array_like, (…)
        Fraction of the products, counted from the smallest [f], above 0 and below 1.
    share : array_like, (…)
        What they hold together of the revenue [L], above 0 and at most `fraction`.

    Returns
    -------
    ndarray, (…)
        Standard deviation of log revenue [σ], zero or more. One point of the curve fixes it;
        points that disagree say that revenue is not lognormal, and their mean is the
        least-squares fit on the scale of normal scores.

    Notes
    -----
    :math:`σ = z_f - z_L`, from the Lorenz curve :math:`L(f) = Φ(z_f - σ)`. It undoes
    `lognormal_top_share`.

    References
    ----------
    Aitchison, J. and Brown, J. A. C. (1957). *The Lognormal Distribution*.

    Examples
    --------
    The order file of an online retailer: its smallest 80% and 84% of products.

    >>> lognormal_spread([0.80, 0.84], [0.213, 0.266]).round(2)
    array([1.64, 1.62])
    """
    from scipy.special import ndtri

    return ndtri(np.asarray(fraction, float)) - ndtri(np.asarray(share, float))


def _shares(name: str, values: ArrayLike) -> NDArray:
    values = np.asarray(values, float)
    if values.size == 0 or not np.all(values >= 0) or values.sum() <= 0:
        given = "no value" if values.size == 0 else f"minimum {values.min()}, sum {values.sum()}"
        raise ValueError(f"{name}: expected values of zero or more with a sum above zero: {given}")
    return values / values.sum()


@dataclass(frozen=True)
class WhaleCurve:
    """Cumulative profit of products sorted from the best to the worst.

    Attributes
    ----------
    order : ndarray of int, (N,)
        Positions of the products, best first.
    products : ndarray, (N + 1,)
        Share of the products counted so far, from 0 to 1; share of `size` where that was given.
    profit : ndarray, (N + 1,)
        Cumulative profit in money, from 0 to the total.
    peak : float
        Largest cumulative profit, in money.
    peak_at : float
        Share of the products at which the peak is reached.
    losses : float
        Sum of what the loss-makers lose, in money, as a number of zero or more.
    """

    order: NDArray[np.int64]
    products: NDArray
    profit: NDArray
    peak: float
    peak_at: float
    losses: float

    @property
    def total(self) -> float:
        """Profit of all products together, in money."""
        return float(self.profit[-1])

    @property
    def peak_ratio(self) -> float | None:
        """Peak divided by the total; None where the total is not above zero."""
        return self.peak / self.total if self.total > 0 else None

    def profit_at(self, share: ArrayLike) -> NDArray:
        """Cumulative profit of the best share of the products, in money.

        Parameters
        ----------
        share : array_like, (…)
            Share of the products, 0 to 1; between two products the curve is a straight line.

        Returns
        -------
        ndarray, (…)
        """
        return np.interp(share, self.products, self.profit)


def whale_curve(profit: ArrayLike, size: ArrayLike | None = None) -> WhaleCurve:
    """Sort products by profit and add them up.

    Customers, orders or segments serve as well as products.

    Parameters
    ----------
    profit : array_like, (N,)
        Profit of each product after the cost of its complexity, in money; N at least one.
    size : array_like, (N,), optional
        How much of the horizontal axis an entry takes, above zero: the number of customers in a
        segment, or revenue. Entries are then sorted by profit for each unit of size. By default
        each entry counts as one.

    Returns
    -------
    WhaleCurve
        Concave, ends at the total. As a percentage it has no meaning where the total is zero
        or below: `peak_ratio` is None then.

    Examples
    --------
    >>> curve = whale_curve([60, -20, 40, 20])
    >>> curve.peak, curve.peak_at, curve.losses, curve.peak_ratio
    (120.0, 0.75, 20.0, 1.2)
    >>> float(curve.profit_at(0.5))
    100.0
    """
    profit = np.asarray(profit, float)
    width = np.ones(profit.size) if size is None else np.asarray(size, float)
    order = np.argsort(-profit / width, kind="stable")
    total = np.concatenate([[0.0], np.cumsum(profit[order])])
    top = int(np.argmax(total))
    counted = np.concatenate([[0.0], np.cumsum(width[order])])
    return WhaleCurve(
        order=order,
        products=np.linspace(0.0, 1.0, profit.size + 1) if size is None else counted / counted[-1],
        profit=total,
        peak=float(total[top]),
        peak_at=float(counted[top] / counted[-1]),
        losses=float(-profit[profit < 0].sum()),
    )


def abc_classes(revenue: ArrayLike, cutoffs: tuple[float, float] = (0.80, 0.95)) -> NDArray:
    """ABC class of each product by cumulative revenue.

    Parameters
    ----------
    revenue : array_like, (N,)
        Revenue of each product, zero or more, not all zero.
    cutoffs : tuple of float
        Cumulative revenue at which class A and class B end, rising, 0 to 1.

    Returns
    -------
    ndarray of str, (N,)
        "A", "B" or "C". The product that crosses a cut-off belongs to the better class, so
        that class A is never empty.

    Examples
    --------
    >>> abc_classes([50, 30, 15, 4, 1]).tolist()
    ['A', 'A', 'B', 'C', 'C']
    """
    share = _shares("revenue", revenue)
    order = np.argsort(-share, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(share[order])[:-1]])
    # Rounding in the cumulative sum must not push a product over a cut-off that it meets exactly.
    rank = np.searchsorted(np.asarray(cutoffs) - 1e-12, before, side="right")
    classes = np.empty(share.size, dtype="U1")
    classes[order] = np.array(["A", "B", "C"])[rank]
    return classes


def driver_costs(cost: float, drivers: ArrayLike) -> NDArray:
    """Charge a cost to products by what drives it.

    Parameters
    ----------
    cost : float
        Cost of the activity, in money.
    drivers : array_like, (N,)
        Use of the activity by each product: set-ups, order lines.

    Returns
    -------
    ndarray, (N,)
        Money; the sum is `cost`.

    Examples
    --------
    >>> driver_costs(100.0, [3, 1, 1])
    array([60., 20., 20.])
    """
    return cost * _shares("drivers", drivers)


def retirement_order(keys: tuple[ArrayLike, ...], product_ids: ArrayLike) -> NDArray:
    """Order in which products are retired: smallest key first, ties by product id.

    Parameters
    ----------
    keys : tuple of array_like, each (N,)
        Sorting keys, the most important first.
    product_ids : array_like of str, (N,)
        Unique names, so that the order of the table never matters.

    Returns
    -------
    ndarray of int, (N,)
        Positions of the products, first to go first.

    Examples
    --------
    >>> retirement_order(([3, 1, 1],), ["x", "z", "y"]).tolist()
    [2, 1, 0]
    """
    return np.lexsort((np.asarray(product_ids), *(np.asarray(k) for k in reversed(keys))))


def cumulative_curves(values: ArrayLike, order: ArrayLike) -> NDArray:
    """What has been retired when the first products of an order are gone.

    Parameters
    ----------
    values : array_like, (K, N)
        K quantities of each product, for example revenue and cost.
    order : array_like of int, (N,)
        Order of retirement.

    Returns
    -------
    ndarray, (K, N + 1)
        Cumulative sums, from zero products to all.

    Examples
    --------
    >>> cumulative_curves([[5, 1, 2]], [1, 2, 0])
    array([[0., 1., 3., 8.]])
    """
    values = np.asarray(values, float)
    zero = np.zeros((values.shape[0], 1))
    return np.hstack([zero, np.cumsum(values[:, np.asarray(order)], axis=1)])


def curve_at(curves: NDArray, share: ArrayLike) -> NDArray:
    """Read cumulative curves at a share of the products, linearly between two products.

    Parameters
    ----------
    curves : ndarray, (K, N + 1)
        Curves of `cumulative_curves`.
    share : array_like, (…)
        Share of the products retired, 0 to 1.

    Returns
    -------
    ndarray, (K, …)

    Examples
    --------
    >>> curve_at(np.array([[0.0, 1.0, 3.0, 8.0]]), [1 / 3, 0.5])
    array([[1., 2.]])
    """
    last = curves.shape[-1] - 1
    position = floats(share) * last
    left = np.maximum(np.minimum(np.floor(position), last - 1), 0).astype(np.intp)
    part = position - left
    return curves[:, left] * (1.0 - part) + curves[:, left + 1] * part
