"""How steadily a product sells: coefficient of variation, XYZ classes, and ABC against XYZ.

References
----------
Scholz-Reiter, B. et al. (2012). Integration of demand forecasts in ABC-XYZ analysis. *Procedia
CIRP* 3.
Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). *Inventory and Production Management in
Supply Chains*, 4th ed., chapter 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def coefficient_of_variation(demand: ArrayLike) -> NDArray:
    r"""Standard deviation of demand over the periods, divided by its mean.

    Parameters
    ----------
    demand : array_like, (…, T)
        Demand in each of T periods of equal length, zero or more. Periods without demand count.

    Returns
    -------
    ndarray, (…)
        :math:`σ/μ`; infinite for a product without any demand, which nothing can forecast.

    Examples
    --------
    >>> coefficient_of_variation([[10, 10, 10, 10], [0, 20, 0, 20], [0, 0, 0, 0]])
    array([ 0.,  1., inf])
    """
    demand = np.asarray(demand, float)
    mean, spread = demand.mean(axis=-1), demand.std(axis=-1)
    return np.divide(spread, mean, out=np.full(np.shape(mean), np.inf), where=mean > 0)


def xyz_classes(variation: ArrayLike, cutoffs: tuple[float, float] = (0.5, 1.0)) -> NDArray:
    """XYZ class of each product by its coefficient of variation.

    Parameters
    ----------
    variation : array_like, (N,)
        Coefficient of variation of each product's demand, zero or more; infinite is allowed.
    cutoffs : tuple of float
        Largest coefficient of class X and of class Y.

    Returns
    -------
    ndarray of str, (N,)
        "X" steady, "Y" varying, "Z" erratic. A product that meets a cut-off exactly belongs to
        the steadier class.

    Raises
    ------
    ValueError
        If the cut-offs do not rise: the classes would be wrong without a sign of it.

    Examples
    --------
    >>> xyz_classes([0.2, 0.5, 0.9, 1.4]).tolist()
    ['X', 'X', 'Y', 'Z']
    """
    variation = np.asarray(variation, float)
    if len(cutoffs) != 2 or not 0 < cutoffs[0] <= cutoffs[1]:
        raise ValueError(f"cutoffs: expected two rising numbers above zero: {cutoffs} given")
    # A coefficient that rounding leaves a hair above the cut-off still meets it.
    rank = np.searchsorted(np.asarray(cutoffs) * (1 + 1e-12), variation, side="left")
    return np.array(["X", "Y", "Z"])[rank]


def abc_xyz_table(abc: ArrayLike, xyz: ArrayLike, amounts: ArrayLike | None = None) -> NDArray:
    """Products by ABC class and XYZ class.

    Parameters
    ----------
    abc : array_like of str, (N,)
        "A", "B" or "C".
    xyz : array_like of str, (N,)
        "X", "Y" or "Z".
    amounts : array_like, (N,), optional
        What to add up, for example revenue; by default products are counted.

    Returns
    -------
    ndarray, (3, 3)
        Rows A, B, C and columns X, Y, Z; the sum is the number of products, or of `amounts`.

    Examples
    --------
    >>> abc_xyz_table(["A", "B", "B", "C"], ["X", "X", "Z", "Z"]).astype(int)
    array([[1, 0, 0],
           [1, 0, 1],
           [0, 0, 1]])
    """
    abc, xyz = np.asarray(abc), np.asarray(xyz)
    amounts = np.ones(abc.shape) if amounts is None else np.asarray(amounts, float)
    rows, columns = np.searchsorted(list("ABC"), abc), np.searchsorted(list("XYZ"), xyz)
    table = np.zeros((3, 3))
    np.add.at(table, (rows, columns), amounts)
    return table
