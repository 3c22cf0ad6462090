"""What is not known, as a distribution between two ends, and several of them that go together.

References
----------
Johnson, D. (1997). The triangular distribution as a proxy for the beta distribution in risk
analysis. *The Statistician* 46(3).
Malcolm, D. G. et al. (1959). Application of a technique for research and development program
evaluation. *Operations Research* 7(5), for the distribution of PERT.
Nelsen, R. B. (2006). *An Introduction to Copulas*, 2nd ed., section 2.3.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy.concepts import floats

KINDS = ("triangular", "pert", "uniform", "normal")


def quantile(kind: str, low: float, mode: float, high: float, place: ArrayLike) -> NDArray:
    r"""The value of a distribution below which a given part of it lies.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    low, mode, high : float
        Its ends, and where it is highest: low ≤ mode ≤ high.
    place : array_like, (…)
        Parts from 0 to 1 [u].

    Returns
    -------
    ndarray, (…)

    Raises
    ------
    ValueError
        If the ends cross, the mode lies outside them, or the kind is unknown.

    Notes
    -----
    Triangular, with :math:`c = (m - a) / (b - a)`:

    .. math:: x = a + (b - a) \sqrt{u c} \text{ up to } u = c, \text{ then }
              b - (b - a) \sqrt{(1 - u)(1 - c)}

    PERT is the beta distribution with :math:`α = 1 + 4c` and :math:`β = 1 + 4(1 - c)`. The normal
    distribution stands about the mode with a quarter of the width as its standard deviation, cut
    at the ends. The uniform one does not know the mode. Without any width all give the one value.

    Examples
    --------
    >>> quantile("triangular", 0.0, 2.0, 10.0, [0.0, 0.2, 1.0])
    array([ 0.,  2., 10.])
    >>> quantile("uniform", 0.0, 2.0, 10.0, 0.5)
    np.float64(5.0)
    """
    if kind not in KINDS:
        raise ValueError(f"unknown distribution {kind!r}; accepted: {', '.join(KINDS)}")
    if not low <= high:
        raise ValueError(f"expected a lower end below the upper one, not {low:g} and {high:g}")
    if not low <= mode <= high:
        raise ValueError(f"expected a mode between the ends {low:g} and {high:g}, not {mode:g}")
    u, width = floats(place), high - low
    if width == 0.0:
        return np.full(u.shape, float(low))
    if kind == "uniform":
        return low + u * width
    c = (mode - low) / width
    if kind == "triangular":
        rising, falling = np.sqrt(u * c), 1.0 - np.sqrt((1.0 - u) * (1.0 - c))
        return low + width * np.where(u < c, rising, falling)
    from scipy import special

    if kind == "pert":
        return low + width * special.betaincinv(1.0 + 4.0 * c, 1.0 + 4.0 * (1.0 - c), u)
    below, above = special.ndtr(-4.0 * c), special.ndtr(4.0 * (1.0 - c))
    found = mode + width / 4.0 * special.ndtri(below + u * (above - below))
    return np.minimum(np.maximum(found, low), high)


def weakest_pair(correlation: ArrayLike) -> tuple[int, int] | None:
    """What makes a matrix impossible as one of correlations.

    Parameters
    ----------
    correlation : array_like, (d, d)
        Symmetric, with ones on its diagonal.

    Returns
    -------
    tuple of int, or None
        The pair that takes most from the lowest eigenvalue; None if the matrix is positive
        definite.

    Examples
    --------
    >>> weakest_pair([[1.0, 0.9, 0.0], [0.9, 1.0, 0.9], [0.0, 0.9, 1.0]])
    (0, 1)
    >>> weakest_pair([[1.0, 0.5], [0.5, 1.0]])
    """
    matrix = np.asarray(correlation, float)
    values, vectors = np.linalg.eigh(matrix)
    if values[0] > 1e-10:
        return None
    lowest = vectors[:, 0]
    taken = matrix * np.outer(lowest, lowest)
    taken[np.tril_indices(len(matrix))] = np.inf
    i, j = np.unravel_index(np.argmin(taken.round(12)), taken.shape)
    return int(i), int(j)


def correlated(places: ArrayLike, correlation: ArrayLike) -> NDArray:
    r"""Places in distributions that go together, by a Gaussian copula.

    Parameters
    ----------
    places : array_like, (n, d)
        Independent places [u], between 0 and 1.
    correlation : array_like, (d, d)
        Positive definite [R], of the normal scores.

    Returns
    -------
    ndarray, (n, d)
        Places, each evenly between 0 and 1 as before.

    Raises
    ------
    ValueError
        If the matrix is not positive definite.

    Notes
    -----
    .. math:: v = Φ(L Φ^{-1}(u)), \quad L L^T = R

    Spearman's rank correlation comes out as :math:`\frac{6}{π} \arcsin \frac{ρ}{2}`.

    Examples
    --------
    >>> correlated([[0.9, 0.5]], [[1.0, 0.8], [0.8, 1.0]]).round(3)
    array([[0.9  , 0.847]])
    """
    from scipy import special

    if (pair := weakest_pair(correlation)) is not None:
        raise ValueError(f"not positive definite; most of it comes from the pair {pair}")
    root = np.linalg.cholesky(np.asarray(correlation, float))
    return special.ndtr(special.ndtri(floats(places)) @ root.T)


def correlation_matrix(size: int, pairs: Sequence[tuple[int, int, float]]) -> NDArray:
    """A matrix of correlations from those that are not zero.

    Parameters
    ----------
    size : int
    pairs : sequence of tuple
        Two places and their correlation.

    Returns
    -------
    ndarray, (size, size)

    Examples
    --------
    >>> correlation_matrix(3, [(0, 2, 0.5)])[2]
    array([0.5, 0. , 1. ])
    """
    matrix = np.eye(size)
    for i, j, value in pairs:
        matrix[i, j] = matrix[j, i] = value
    return matrix
