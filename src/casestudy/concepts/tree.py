"""A small classification tree: the questions that divide what happens from what does not.

References
----------
Breiman, L. et al. (1984). *Classification and Regression Trees*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Leaf:
    """Where no more is asked: number of points, and the part of them that is of interest."""

    points: int
    density: float


@dataclass(frozen=True)
class Split:
    """A question about an input: whether it lies above a limit.

    Attributes
    ----------
    place : int
        Of the input.
    limit : float
    below, above : Split or Leaf
    """

    place: int
    limit: float
    below: Split | Leaf
    above: Split | Leaf


Condition = tuple[int, bool, float]  # place of the input, whether above, and the limit


def grow(
    points: ArrayLike, interest: ArrayLike, *, depth: int = 3, least: int = 50
) -> Split | Leaf:
    """A tree that splits where the impurity falls most.

    Parameters
    ----------
    points : array_like, (n, d)
    interest : array_like of bool, (n,)
    depth : int
        Questions one after the other, at most.
    least : int
        Points of a leaf, at least.

    Returns
    -------
    Split or Leaf

    Notes
    -----
    Impurity is Gini's: for a part p of interest among n points, n p (1 − p). A limit lies halfway
    between two neighbours.

    Examples
    --------
    >>> grid = np.arange(200.0)[:, None]
    >>> grow(grid, grid[:, 0] > 99, depth=1)
    Split(place=0, limit=99.5, below=Leaf(points=100, density=0.0), above=Leaf(points=100, \
density=1.0))
    """
    x, y = np.asarray(points, float), np.asarray(interest, bool)
    found = _split(x, y, least) if depth else None
    if found is None:
        return Leaf(len(y), float(y.mean()))
    place, limit = found
    above = x[:, place] > limit
    below = grow(x[~above], y[~above], depth=depth - 1, least=least)
    return Split(place, limit, below, grow(x[above], y[above], depth=depth - 1, least=least))


def leaves(
    tree: Split | Leaf, conditions: tuple[Condition, ...] = ()
) -> Iterator[tuple[tuple[Condition, ...], Leaf]]:
    """Every leaf with the conditions that lead to it."""
    if isinstance(tree, Leaf):
        yield conditions, tree
    else:
        yield from leaves(tree.below, (*conditions, (tree.place, False, tree.limit)))
        yield from leaves(tree.above, (*conditions, (tree.place, True, tree.limit)))


def _split(x: NDArray, y: NDArray, least: int) -> tuple[int, float] | None:
    """The input and the limit that lower the impurity most, if any does."""
    count = len(y)
    if count < 2 * least or y.all() or not y.any():
        return None
    order = np.argsort(x, axis=0, kind="stable")
    ordered = np.take_along_axis(x, order, axis=0)
    below = np.cumsum(y[order], axis=0)[:-1].astype(float)  # of interest below each gap
    size = np.arange(1.0, count)[:, None]
    above = below[-1:] + y[order][-1:] - below
    impurity = below * (1.0 - below / size) + above * (1.0 - above / (count - size))
    allowed = (ordered[1:] > ordered[:-1]) & (size >= least) & (count - size >= least)
    impurity = np.where(allowed, impurity, np.inf)
    gap, place = np.unravel_index(np.argmin(impurity), impurity.shape)
    whole = count * y.mean() * (1.0 - y.mean())
    if not impurity[gap, place] < whole - 1e-9 * whole:
        return None
    return int(place), float(ordered[gap : gap + 2, place].mean())
