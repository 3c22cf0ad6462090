"""Which of several alternatives no other beats in everything at once.

References
----------
Ehrgott, M. (2005). *Multicriteria Optimization*, 2nd ed., chapter 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def dominated(points: ArrayLike) -> NDArray[np.bool_]:
    r"""Whether another alternative is at least as good by every criterion, and better by one.

    Parameters
    ----------
    points : array_like, (n, K)
        Value of each alternative by each criterion; more is better.

    Returns
    -------
    ndarray of bool, (n,)
        Point a is dominated if there is a b with :math:`b_k ≥ a_k` for all k and
        :math:`b_k > a_k` for one. Alternatives that are alike do not dominate one another. What
        is not dominated is the efficient (Pareto) frontier.

    Examples
    --------
    >>> dominated([[1, 3], [2, 2], [3, 1], [1, 2], [2, 2]]).tolist()
    [False, False, False, True, False]
    """
    table = np.asarray(points, float)
    beaten = np.zeros(len(table), bool)
    # By the sum, then by each criterion: whoever dominates comes before whom it dominates.
    left = np.lexsort((*table.T, table.sum(axis=1)))[::-1]
    while left.size:
        # The best of those left, a block at a time: what none of the block beats is beaten by none.
        block, later = left[:BLOCK], left[BLOCK:]
        best = block[~_beaten(table[block], table[block])]
        beaten[block] = True
        beaten[best] = False
        lost = _beaten(table[later], table[best])
        beaten[later[lost]] = True
        left = later[~lost]
    return beaten


BLOCK = 256  # points that are compared with all others at once: more would fill the memory


def _beaten(points: NDArray, rivals: NDArray) -> NDArray[np.bool_]:
    """Which of some points one of the rivals beats."""
    # One criterion after the other: reducing along a few columns is slow.
    as_good = np.ones((len(rivals), len(points)), bool)
    better = np.zeros_like(as_good)
    for own, other in zip(points.T, rivals.T, strict=True):
        as_good &= other[:, None] >= own
        better |= other[:, None] > own
    return (as_good & better).any(axis=0)
