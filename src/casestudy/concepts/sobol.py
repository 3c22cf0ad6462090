"""Which inputs matter: the parts of the variance that they make, alone and together.

References
----------
Sobol', I. M. (2001). Global sensitivity indices for nonlinear mathematical models and their Monte
Carlo estimates. *Mathematics and Computers in Simulation* 55.
Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output. *Computer Physics
Communications* 181(2), for the estimators and the points.
Jansen, M. J. W. (1999). Analysis of variance designs for model output. *Computer Physics
Communications* 117, for the total index.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class Indices:
    """Sobol indices of one outcome.

    Attributes
    ----------
    first, total : ndarray, (d,)
        Part of the variance that an input makes alone, and with all others.
    first_error, total_error : ndarray, (d,)
        Half widths of their intervals.
    """

    first: NDArray
    total: NDArray
    first_error: NDArray
    total_error: NDArray


def points(inputs: int, size: int, seed: int) -> NDArray:
    """Places at which a function is asked for its indices.

    Parameters
    ----------
    inputs : int
        Number of inputs [d].
    size : int
        Base points [n], a power of two.
    seed : int

    Returns
    -------
    ndarray, (d + 2, n, d)
        Two independent sets A and B, then A with one column after the other from B.

    Examples
    --------
    >>> points(3, 8, seed=1).shape
    (5, 8, 3)
    """
    from scipy.stats import qmc

    engine = qmc.Sobol(2 * inputs, scramble=True, seed=np.random.default_rng(seed))
    both = engine.random(size)
    a, b = both[:, :inputs], both[:, inputs:]
    mixed = np.repeat(a[None], inputs, axis=0)
    each = np.arange(inputs)
    mixed[each, :, each] = b.T
    return np.concatenate([a[None], b[None], mixed])


def indices(values: ArrayLike, *, confidence: float = 0.95, seed: int = 0) -> Indices:
    r"""First and total indices from an outcome at `points`.

    Parameters
    ----------
    values : array_like, (d + 2, n)
        At A, at B, and at A with one column after the other from B.
    confidence : float
        Of the intervals, from resampled base points.
    seed : int
        Of the resampling.

    Returns
    -------
    Indices

    Raises
    ------
    ValueError
        If the outcome is constant, so that there is no variance to divide.

    Notes
    -----
    .. math:: S_i = \frac{\overline{f_B (f_{AB_i} - f_A)}}{V}, \qquad
              T_i = \frac{\overline{(f_A - f_{AB_i})^2}}{2 V}

    with the variance of A and B together, of an outcome brought to mean zero first.

    Examples
    --------
    >>> at = points(2, 1024, seed=1)
    >>> found = indices(at[..., 0] + 2 * at[..., 1])
    >>> found.first.round(2), found.total.round(2)
    (array([0.2, 0.8]), array([0.2, 0.8]))
    """
    from scipy.special import ndtri

    found = np.asarray(values, float)
    if np.ptp(found) == 0.0:
        raise ValueError("the outcome is the same at all points: its indices are undefined")
    terms = _terms((found - found.mean()) / found.std())
    size = found.shape[1]
    first, total = _estimates(terms, np.ones(size))
    rng = np.random.default_rng(seed)
    # How often each base point is drawn says as much as the points drawn, and costs one product.
    draws = [
        _estimates(terms, np.bincount(rng.integers(0, size, size), minlength=size))
        for _ in range(RESAMPLES)
    ]
    width = ndtri(0.5 + confidence / 2.0)
    errors = width * np.std(draws, axis=0, ddof=1)
    return Indices(first, total, errors[0], errors[1])


def _terms(values: NDArray) -> NDArray:
    """Of what the indices are means over the base points, (2 d + 2, n)."""
    a, b, moved = values[0], values[1], values[2:] - values[0]
    ends = [(a + b) / 2.0, (np.square(a) + np.square(b)) / 2.0]
    return np.concatenate([moved * b, np.square(moved) / 2.0, ends])


def _estimates(terms: NDArray, weights: NDArray) -> tuple[NDArray, NDArray]:
    *parts, mean, square = terms @ weights / len(weights)
    first, total = np.split(np.array(parts) / (square - mean**2), 2)
    return first, total
