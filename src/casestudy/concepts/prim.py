"""Scenario discovery: a box of inputs in which something happens much more often than elsewhere.

References
----------
Friedman, J. H. and Fisher, N. I. (1999). Bump hunting in high-dimensional data. *Statistics and
Computing* 9, for peeling and pasting.
Bryant, B. P. and Lempert, R. J. (2010). Thinking inside the box: a participatory,
computer-assisted approach to scenario discovery. *Technological Forecasting and Social Change*
77(1), for coverage, density, and the quasi-p-value.
Kwakkel, J. H. and Jaxa-Rozen, M. (2016). Improving scenario discovery for handling heterogeneous
uncertainties and multinomial classified outcomes. *Environmental Modelling & Software* 79, for the
lenient objective.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

PEEL = PASTE = 0.05  # of the points of a box, in one step
SMALLEST = 0.05  # of all points, that a box has to hold


@dataclass(frozen=True, eq=False)
class Box:
    """A box of inputs.

    Attributes
    ----------
    low, high : ndarray, (d,)
        Its ends.
    limited : ndarray of bool, (d, 2)
        Which of the lower and upper ends leave points out.
    coverage : float
        Part of all points of interest that lie in it.
    density : float
        Part of its points that are of interest.
    mass : float
        Part of all points that lie in it.
    """

    low: NDArray
    high: NDArray
    limited: NDArray
    coverage: float
    density: float
    mass: float

    @property
    def inputs(self) -> list[int]:
        """Places of the inputs that it limits."""
        return np.flatnonzero(self.limited.any(axis=1)).tolist()

    @property
    def harmonic(self) -> float:
        """Harmonic mean of coverage and density."""
        both = self.coverage + self.density
        return 2.0 * self.coverage * self.density / both if both else 0.0


def trajectory(points: ArrayLike, interest: ArrayLike) -> list[Box]:
    """Boxes that are peeled from all points, each smaller than the one before, then pasted.

    Parameters
    ----------
    points : array_like, (n, d)
    interest : array_like of bool, (n,)

    Returns
    -------
    list of Box
        The first holds all points. At each step the side is peeled off, or pasted on, that gains
        most density for a point.

    Raises
    ------
    ValueError
        If no point, or every point, is of interest.

    Examples
    --------
    >>> grid = (np.arange(1000.0) + 0.5) / 1000
    >>> found = trajectory(grid[:, None], grid > 0.75)[-1]
    >>> found.inputs, round(float(found.low[0]), 2), found.density
    ([0], 0.76, 1.0)
    """
    x, y = np.asarray(points, float), np.asarray(interest, bool)
    if y.all() or not y.any():
        raise ValueError("expected points of interest and others, not all of one kind")
    start = np.array([x.min(axis=0), x.max(axis=0)])
    boxes, ends, inside = [_box(x, y, start, start)], start, np.arange(len(x))
    while (found := _peeled(x, y, ends, inside, start)) is not None:
        ends, inside = found
        boxes.append(_box(x, y, ends, start))
    while (found := _pasted(x, y, ends, inside, start)) is not None:
        ends, inside = found
        boxes.append(_box(x, y, ends, start))
    return boxes


def simplest(points: ArrayLike, interest: ArrayLike, boxes: list[Box], *, inputs: int = 3) -> Box:
    """The best box of a few inputs: the highest harmonic mean of coverage and density.

    Limits that could have come about by chance (a quasi-p-value above 5%) are dropped.

    Parameters
    ----------
    points, interest : array_like
        As in `trajectory`.
    boxes : list of Box
        From `trajectory`.
    inputs : int
        The most that it may limit.

    Returns
    -------
    Box
    """
    from scipy.special import bdtrc

    x, y = np.asarray(points, float), np.asarray(interest, bool)
    start = np.array([x.min(axis=0), x.max(axis=0)])
    best = max((b for b in boxes if len(b.inputs) <= inputs), key=lambda b: b.harmonic)
    for place in best.inputs:
        ends = np.array([best.low, best.high])
        ends[:, place] = start[:, place]
        wider = _box(x, y, ends, start)
        count = round(best.mass * len(y))
        hits = round(best.density * count)
        if bdtrc(hits - 1, count, wider.density) > 0.05:
            best = wider
    return best


def _in(x: NDArray, ends: NDArray) -> NDArray:
    return np.logical_and(ends[0] <= x, x <= ends[1]).all(axis=1)


def _box(x: NDArray, y: NDArray, ends: NDArray, start: NDArray) -> Box:
    inside = y[_in(x, ends)]
    return Box(
        low=ends[0],
        high=ends[1],
        limited=(ends != start).T,
        coverage=float(inside.sum() / y.sum()),
        density=float(inside.mean()) if len(inside) else 0.0,
        mass=len(inside) / len(y),
    )


def _between(ordered: NDArray, part: float) -> float:
    """A quantile halfway between two neighbours that differ, so that a step leaves points out."""
    at = (len(ordered) - 1) * part
    low, high = int(np.floor(at)), int(np.ceil(at))
    if part > 0.5:
        while ordered[low] == ordered[high] and low > 0:
            low -= 1
    else:
        while ordered[low] == ordered[high] and high < len(ordered) - 1:
            high += 1
    return float(ordered[low] + ordered[high]) / 2.0


def _chosen(
    y: NDArray, now: NDArray, steps: list[tuple[NDArray, NDArray]], start: NDArray
) -> tuple[float, NDArray, NDArray] | None:
    """The step that changes the density most for each point, then the one that limits less."""
    mean, best = y[now].mean(), None
    for ends, inside in steps:
        changed = y[inside].mean() if len(inside) else 0.0
        moved = abs(len(now) - len(inside))
        gain = (changed - mean) / moved if moved and changed != mean else 0.0
        score = (gain, -int((ends != start).any(axis=0).sum()))
        if best is None or score > best[0]:
            best = score, ends, inside
    return None if best is None else (best[0][0], *best[1:])


def _peeled(
    x: NDArray, y: NDArray, ends: NDArray, inside: NDArray, start: NDArray
) -> tuple[NDArray, NDArray] | None:
    here, steps = x[inside], []
    ordered = np.sort(here, axis=0)
    for place in range(x.shape[1]):
        for side, part in ((1, 1.0 - PEEL), (0, PEEL)):
            limit = _between(ordered[:, place], part)
            stays = here[:, place] <= limit if side else here[:, place] >= limit
            moved = ends.copy()
            moved[side, place] = limit
            steps.append((moved, inside[stays]))
    gain, moved, kept = _chosen(y, inside, steps, start)
    good = len(kept) / len(x) >= SMALLEST and len(kept) < len(inside) and gain > 0.0
    return (moved, kept) if good else None


def _pasted(
    x: NDArray, y: NDArray, ends: NDArray, inside: NDArray, start: NDArray
) -> tuple[NDArray, NDArray] | None:
    steps = []
    for place in np.flatnonzero((ends != start).any(axis=0)):
        for side in (0, 1):
            beside = ends.copy()
            beside[1 - side, place] = ends[side, place]
            beside[side, place] = start[side, place]
            found = np.sort(x[_in(x, beside), place])
            limit = start[side, place]
            if len(found):
                limit = _between(found, PASTE if side else 1.0 - PASTE)
            moved = ends.copy()
            moved[side, place] = limit
            steps.append((moved, np.flatnonzero(_in(x, moved))))
    chosen = _chosen(y, inside, steps, start)
    if chosen is None:
        return None
    gain, moved, kept = chosen
    good = len(kept) / len(x) >= SMALLEST and len(kept) > len(inside) and gain > 0.0
    return (moved, kept) if good and y[kept].mean() > y[inside].mean() else None
