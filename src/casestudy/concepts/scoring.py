"""Choosing by several criteria: weighted sum, TOPSIS, and how far the weights decide.

References
----------
Hwang, C.-L. and Yoon, K. (1981). *Multiple Attribute Decision Making*. Springer.
Keshavarz Ghorabaee, M. et al. (2015). Multi-criteria inventory classification using a new method
of evaluation based on distance from average solution (EDAS). *Informatica* 26(3).
Lahdelma, R., Hokkanen, J. and Salminen, P. (1998). SMAA: stochastic multiobjective acceptability
analysis. *European Journal of Operational Research* 106(1).
Triantaphyllou, E. and Sánchez, A. (1997). A sensitivity analysis approach for some deterministic
multi-criteria decision-making methods. *Decision Sciences* 28(1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Published weights are rounded: seven of them, at three digits each, have been seen to miss one
# by 0.001. Anything further off is a mistake, not rounding.
WEIGHT_TOLERANCE = 0.005


class Normalisation(Enum):
    """How the values of a criterion become comparable with those of another."""

    RATIO = "x / max for a benefit, min / x for a cost"
    MIN_MAX = "0 for the worst and 1 for the best"
    VECTOR = "x / length of the column; 1 - that for a cost"
    SUM = "x / sum for a benefit; 1/x over the sum of 1/x for a cost"
    NONE = "as rated, benefits only"


def _table(matrix: ArrayLike, benefit: ArrayLike | None) -> tuple[NDArray, NDArray]:
    """The matrix and the benefit flags, checked."""
    matrix = np.asarray(matrix, float)
    if matrix.ndim != 2 or matrix.size == 0 or not np.isfinite(matrix).all():
        raise ValueError(
            f"matrix: expected finite numbers, (A, K), not empty: {matrix.shape} given"
        )
    if benefit is None:
        return matrix, np.ones(matrix.shape[1], dtype=bool)
    flags = np.asarray(benefit)
    if flags.shape != matrix.shape[1:] or not np.isin(flags, (0, 1)).all():
        raise ValueError(
            f"benefit: expected {matrix.shape[1]} flags, True for a benefit and False for a cost: "
            f"{benefit} given"
        )
    return matrix, flags.astype(bool)


def _weights(weights: ArrayLike, count: int) -> NDArray:
    weights = np.asarray(weights, float)
    if weights.shape[-1:] != (count,) or not np.all(weights >= 0):
        raise ValueError(f"weights: expected {count} values of zero or more: {weights} given")
    total = weights.sum(axis=-1)
    if np.any(np.abs(total - 1.0) > WEIGHT_TOLERANCE):
        raise ValueError(f"weights: expected a sum of 1: {np.round(total, 6)} given")
    return weights


def normalised(
    matrix: ArrayLike,
    benefit: ArrayLike | None = None,
    how: Normalisation = Normalisation.RATIO,
) -> NDArray:
    """Values made comparable, more being better in every column.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria [x].
    benefit : array_like of bool, (K,), optional
        True where more is better, False for a cost; by default all are benefits.
    how : Normalisation

    Returns
    -------
    ndarray, (A, K)
        A column without differences is 1 throughout under `MIN_MAX`.

    Raises
    ------
    ValueError
        If the matrix is empty, or a column's values do not suit: a ratio needs values of zero or
        more and a maximum above zero, and costs above zero; `NONE` needs benefits.

    Examples
    --------
    >>> normalised([[2, 50], [4, 100]], benefit=[True, False])
    array([[0.5, 1. ],
           [1. , 0.5]])
    """
    x, gain = _table(matrix, benefit)
    if how is Normalisation.NONE:
        if not gain.all():
            raise ValueError("benefit: expected benefits only where nothing is normalised")
        return x
    if how is Normalisation.MIN_MAX:
        low, width = x.min(axis=0), np.ptp(x, axis=0)
        part = np.where(gain, x - low, low + width - x)
        return np.divide(part, width, out=np.ones(x.shape), where=width > 0)
    if how is Normalisation.VECTOR:
        part = _unit_columns(x)
        return np.where(gain, part, 1.0 - part)
    for k in range(x.shape[1]):
        lowest, highest = x[:, k].min(), x[:, k].max()
        if lowest < 0 or highest <= 0 or (lowest == 0 and not gain[k]):
            accepted = "values of zero or more, not all zero" if gain[k] else "costs above zero"
            raise ValueError(f"matrix: expected {accepted} in column {k}: minimum {lowest} given")
    if how is Normalisation.RATIO:
        flipped = x.min(axis=0) / np.where(gain, 1.0, x)
        return np.where(gain, x / x.max(axis=0), flipped)
    inverse = 1.0 / np.where(gain, 1.0, x)
    return np.where(gain, x / x.sum(axis=0), inverse / inverse.sum(axis=0))


def _unit_columns(matrix: NDArray) -> NDArray:
    length = np.sqrt((matrix**2).sum(axis=0))
    if not np.all(length > 0):
        column = int(np.argmin(length))
        raise ValueError(f"matrix: expected a value other than zero in column {column}: none given")
    return matrix / length


def weighted_score(
    matrix: ArrayLike,
    weights: ArrayLike,
    benefit: ArrayLike | None = None,
    how: Normalisation = Normalisation.RATIO,
) -> NDArray:
    r"""Simple additive weighting (SAW): the weighted sum of normalised values.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria [x].
    weights : array_like, (…, K)
        Weight of each criterion [w], zero or more; they add up to one, rounding apart.
    benefit : array_like of bool, (K,), optional
        True where more is better, False for a cost; by default all are benefits.
    how : Normalisation

    Returns
    -------
    ndarray, (…, A)
        Score of each alternative, :math:`\sum_k w_k r_{ik}`; more is better.

    Raises
    ------
    ValueError
        If the weights do not add up to one, or the matrix does not suit the normalisation.

    Examples
    --------
    >>> weighted_score([[2, 50], [4, 100]], [0.4, 0.6], benefit=[True, False])
    array([0.8, 0.7])
    """
    values = normalised(matrix, benefit, how)
    return _weights(weights, values.shape[1]) @ values.T


def topsis(matrix: ArrayLike, weights: ArrayLike, benefit: ArrayLike | None = None) -> NDArray:
    r"""TOPSIS: closeness to the best of everything, far from the worst of everything.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria [x].
    weights : array_like, (…, K)
        Weight of each criterion [w], zero or more; they add up to one, rounding apart.
    benefit : array_like of bool, (K,), optional
        True where more is better, False for a cost; by default all are benefits.

    Returns
    -------
    ndarray, (…, A)
        Relative closeness, 0 to 1; more is better. Where all alternatives are equal, or there is
        one only, each is as close to the best as to the worst: 0.5.

    Raises
    ------
    ValueError
        If the weights do not add up to one, or a column of the matrix is zero throughout.

    Notes
    -----
    Vector normalisation; Euclidean distances to the ideal and to its opposite:

    .. math:: v_{ik} = w_k \frac{x_{ik}}{\sqrt{\sum_i x_{ik}^2}}, \qquad
              C_i = \frac{d^-_i}{d^+_i + d^-_i}

    Examples
    --------
    >>> topsis([[2, 50], [4, 100], [3, 70]], [0.4, 0.6], benefit=[True, False]).round(3)
    array([0.605, 0.395, 0.569])
    """
    matrix, gain = _table(matrix, benefit)
    values = _weights(weights, matrix.shape[1])[..., None, :] * _unit_columns(matrix)
    high, low = values.max(axis=-2, keepdims=True), values.min(axis=-2, keepdims=True)
    to_best = np.sqrt(((values - np.where(gain, high, low)) ** 2).sum(axis=-1))
    to_worst = np.sqrt(((values - np.where(gain, low, high)) ** 2).sum(axis=-1))
    both = to_best + to_worst
    return np.divide(to_worst, both, out=np.full(both.shape, 0.5), where=both > 0)


def ranks(scores: ArrayLike) -> NDArray:
    """Rank of each alternative, 1 for the highest score; equals share the better rank.

    Parameters
    ----------
    scores : array_like, (…, A)
        Score of each alternative; more is better.

    Returns
    -------
    ndarray of int, (…, A)

    Examples
    --------
    >>> ranks([0.7, 0.9, 0.7, 0.1]).tolist()
    [2, 1, 2, 4]
    """
    scores = np.asarray(scores, float)
    return 1 + (scores[..., None, :] > scores[..., :, None]).sum(axis=-1)


def rank_acceptability(
    matrix: ArrayLike,
    weights: ArrayLike,
    benefit: ArrayLike | None = None,
    *,
    rng: np.random.Generator,
    draws: int = 2000,
    concentration: float = 100.0,
    score: Callable[..., NDArray] = weighted_score,
) -> NDArray:
    """Share of random weights under which each alternative takes each rank.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria.
    weights : array_like, (K,)
        Weights about which the random ones lie; a weight of zero stays zero.
    benefit : array_like of bool, (K,), optional
        True where more is better, False for a cost; by default all are benefits.
    rng : numpy.random.Generator
        Source of the draws.
    draws : int
        Number of draws.
    concentration : float
        Dirichlet concentration [c], above zero: a weight w varies with standard deviation
        √(w(1 - w)/(c + 1)). With equal weights and c = K all weights are equally likely.
    score : callable
        `weighted_score` or `topsis`, or any with the same three arguments.

    Returns
    -------
    ndarray, (A, A)
        Row: alternative; column: rank, best first. The first column says how often each wins.

    Raises
    ------
    ValueError
        If the weights do not add up to one, or there are no draws or no concentration.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> rank_acceptability([[2, 8], [8, 2], [1, 1]], [0.5, 0.5], rng=rng).round(1)
    array([[0.5, 0.5, 0. ],
           [0.5, 0.5, 0. ],
           [0. , 0. , 1. ]])
    """
    weights = _weights(weights, np.shape(matrix)[-1])
    if weights.ndim != 1:
        raise ValueError(f"weights: expected one set, (K,): {weights.shape} given")
    if not (draws >= 1 and concentration > 0):
        raise ValueError(
            f"draws, concentration: expected values above zero: {draws}, {concentration} given"
        )
    drawn = np.zeros((draws, weights.size))
    drawn[:, weights > 0] = rng.dirichlet(concentration * weights[weights > 0], size=draws)
    place = ranks(score(matrix, drawn, benefit))
    return (place[:, :, None] == np.arange(1, place.shape[1] + 1)).mean(axis=0)


@dataclass(frozen=True, eq=False)
class WeightRange:
    """How far one weight at a time can move before another alternative wins.

    Attributes
    ----------
    winner : int
        Position of the alternative that wins with the weights as they are.
    low, high : ndarray, (K,)
        The winner stays between these weights of the criterion; 0 and 1 where it always does.
    below, above : ndarray of int, (K,)
        Who wins beyond `low` and beyond `high`; the winner itself where nobody else does.
    """

    winner: int
    low: NDArray
    high: NDArray
    below: NDArray
    above: NDArray


def weight_range(
    matrix: ArrayLike,
    weights: ArrayLike,
    benefit: ArrayLike | None = None,
    *,
    score: Callable[..., NDArray] = weighted_score,
    steps: int = 1000,
) -> WeightRange:
    """Weight at which the winner changes, one criterion at a time.

    The other weights keep their proportions and share what is left.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria.
    weights : array_like, (K,)
        Weights that add up to one.
    benefit : array_like of bool, (K,), optional
        True where more is better, False for a cost; by default all are benefits.
    score : callable
        `weighted_score` or `topsis`, or any with the same three arguments.
    steps : int
        Fineness of the search between 0 and 1, which is then refined by halving. A change and
        its reversal between two steps are missed.

    Returns
    -------
    WeightRange

    Raises
    ------
    ValueError
        If the weights do not add up to one.

    Examples
    --------
    >>> found = weight_range([[2, 8], [8, 4]], [0.3, 0.7])
    >>> found.winner, found.high.round(3), found.above
    (0, array([0.4, 1. ]), array([1, 0]))
    """
    weights = _weights(weights, np.shape(matrix)[-1])
    if weights.ndim != 1:
        raise ValueError(f"weights: expected one set, (K,): {weights.shape} given")
    weights = weights / weights.sum()
    winner = int(np.argmax(score(matrix, weights, benefit)))

    def wins(criterion: int, value: NDArray) -> NDArray:
        return np.argmax(score(matrix, _moved(weights, criterion, value), benefit), axis=-1)

    ends: list[list] = []
    for k, weight in enumerate(weights):
        for end in (0.0, 1.0):
            path = np.linspace(weight, end, steps + 1)
            other = np.flatnonzero(wins(k, path) != winner)
            if other.size == 0:
                ends.append([end, winner])
                continue
            stays, goes = path[max(other[0] - 1, 0)], path[other[0]]
            for _ in range(50):
                middle = (stays + goes) / 2.0
                if wins(k, middle) == winner:
                    stays = middle
                else:
                    goes = middle
            ends.append([stays, int(wins(k, goes))])
    edges, who = (np.array(v).reshape(-1, 2) for v in zip(*ends, strict=True))
    return WeightRange(winner, edges[:, 0], edges[:, 1], who[:, 0], who[:, 1])


def _moved(weights: NDArray, criterion: int, value: ArrayLike) -> NDArray:
    """Weights with one of them set to `value`, the others in proportion, (…, K)."""
    value = np.asarray(value, float)[..., None]
    if weights.size == 1:
        return np.ones(value.shape)  # a single criterion has no other weight to give to
    here = np.arange(weights.size) == criterion
    others = np.where(here, 0.0, weights)
    if others.sum() <= 0:
        others = (~here).astype(float)
    return np.where(here, value, (1.0 - value) * others / others.sum())
