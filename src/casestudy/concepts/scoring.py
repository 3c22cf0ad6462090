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

import numpy as np
from numpy.typing import ArrayLike, NDArray

STEPS = 1000  # of the search for a change between 0 and 1, refined by halving


def normalised(matrix: ArrayLike, benefit: ArrayLike) -> NDArray:
    """Values made comparable as ratios to the best, more being better in every column.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria [x]; costs above zero.
    benefit : array_like of bool, (K,)
        True where more is better, False for a cost.

    Returns
    -------
    ndarray, (A, K)
        x / max for a benefit, min / x for a cost.

    Examples
    --------
    >>> normalised([[2, 50], [4, 100]], benefit=[True, False])
    array([[0.5, 1. ],
           [1. , 0.5]])
    """
    x, gain = np.asarray(matrix, float), np.asarray(benefit, bool)
    return np.where(gain, x / x.max(axis=0), x.min(axis=0) / np.where(gain, 1.0, x))


def weighted_score(matrix: ArrayLike, weights: ArrayLike, benefit: ArrayLike) -> NDArray:
    r"""Simple additive weighting (SAW): the weighted sum of normalised values.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria [x].
    weights : array_like, (…, K)
        Weight of each criterion [w], zero or more, one in sum.
    benefit : array_like of bool, (K,)
        True where more is better, False for a cost.

    Returns
    -------
    ndarray, (…, A)
        Score of each alternative, :math:`\sum_k w_k r_{ik}`; more is better.

    Examples
    --------
    >>> weighted_score([[2, 50], [4, 100]], [0.4, 0.6], benefit=[True, False])
    array([0.8, 0.7])
    """
    return np.asarray(weights, float) @ normalised(matrix, benefit).T


def topsis(matrix: ArrayLike, weights: ArrayLike, benefit: ArrayLike) -> NDArray:
    r"""TOPSIS: closeness to the best of everything, far from the worst of everything.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria [x].
    weights : array_like, (…, K)
        Weight of each criterion [w], zero or more, one in sum.
    benefit : array_like of bool, (K,)
        True where more is better, False for a cost.

    Returns
    -------
    ndarray, (…, A)
        Relative closeness, 0 to 1; more is better. Where all alternatives are equal, or there is
        one only, each is as close to the best as to the worst: 0.5.

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
    matrix, gain = np.asarray(matrix, float), np.asarray(benefit, bool)
    length = np.sqrt((matrix**2).sum(axis=0))
    unit = matrix / np.where(length > 0, length, 1.0)
    values = np.asarray(weights, float)[..., None, :] * unit
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
    benefit: ArrayLike,
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
        Weights about which the random ones lie, above zero.
    benefit : array_like of bool, (K,)
        True where more is better, False for a cost.
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

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> rank_acceptability([[2, 8], [8, 2], [1, 1]], [0.5, 0.5], [True, True], rng=rng).round(1)
    array([[0.5, 0.5, 0. ],
           [0.5, 0.5, 0. ],
           [0. , 0. , 1. ]])
    """
    drawn = rng.dirichlet(concentration * np.asarray(weights, float), size=draws)
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


def weight_range(matrix: ArrayLike, weights: ArrayLike, benefit: ArrayLike) -> WeightRange:
    """Weight at which the winner by weighted sum changes, one criterion at a time.

    The other weights keep their proportions and share what is left. A change and its reversal
    between two steps of the search are missed.

    Parameters
    ----------
    matrix : array_like, (A, K)
        Value of each of A alternatives on each of K criteria.
    weights : array_like, (K,)
        Weights that add up to one.
    benefit : array_like of bool, (K,)
        True where more is better, False for a cost.

    Examples
    --------
    >>> found = weight_range([[2, 8], [8, 4]], [0.3, 0.7], [True, True])
    >>> found.winner, found.high.round(3), found.above
    (0, array([0.4, 1. ]), array([1, 0]))
    """
    weights = np.asarray(weights, float)
    weights = weights / weights.sum()
    winner = int(np.argmax(weighted_score(matrix, weights, benefit)))

    def wins(criterion: int, value: NDArray) -> NDArray:
        return np.argmax(
            weighted_score(matrix, _moved(weights, criterion, value), benefit), axis=-1
        )

    ends: list[list] = []
    for k, weight in enumerate(weights):
        for end in (0.0, 1.0):
            path = np.linspace(weight, end, STEPS + 1)
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
