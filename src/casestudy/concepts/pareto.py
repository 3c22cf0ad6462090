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

    Raises
    ------
    ValueError
        If the points are not a table of finite numbers.

    Examples
    --------
    >>> dominated([[1, 3], [2, 2], [3, 1], [1, 2], [2, 2]]).tolist()
    [False, False, False, True, False]
    """
    table = np.asarray(points, float)
    if table.ndim != 2 or not table.shape[1] or not np.isfinite(table).all():
        raise ValueError(
            f"points: expected a table of finite numbers, (n, K): shape {table.shape} given, "
            f"{np.count_nonzero(~np.isfinite(table))} not finite"
        )
    beaten = np.zeros(len(table), bool)
    # By the sum, then by each criterion: whoever dominates comes before whom it dominates.
    left = np.lexsort((*table.T, table.sum(axis=1)))[::-1]
    # One criterion after the other in memory, (K, n): reducing along three columns is slow.
    rest = np.ascontiguousarray(table[left].T)
    while left.size:
        best = rest[:, :1]
        no_better = (rest <= best).all(axis=0)
        beaten[left[no_better & (rest < best).any(axis=0)]] = True
        left, rest = left[~no_better], np.compress(~no_better, rest, axis=1)
    return beaten
