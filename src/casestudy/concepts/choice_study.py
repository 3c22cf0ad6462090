"""The table of a choice study as arrays, task by task.

References
----------
Louviere, J. J., Hensher, D. A. and Swait, J. D. (2000). *Stated Choice Methods*.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def choice_tasks(
    task: ArrayLike, chosen: ArrayLike, attributes: ArrayLike
) -> tuple[NDArray, NDArray, NDArray]:
    """Arrays for the estimation from a table with one row for each alternative of each task.

    Parameters
    ----------
    task : array_like, (R,)
        Number or name of the task that a row belongs to.
    chosen : array_like, (R,)
        True (or 1) in the row that was chosen, in exactly one row of each task.
    attributes : array_like, (R, K)
        Attributes of the alternative in the row.

    Returns
    -------
    attributes : ndarray, (N, J, K)
        J is the largest number of alternatives in a task; the rest is filled with zeros.
    chosen : ndarray of int, (N,)
        Position of the chosen alternative.
    available : ndarray of bool, (N, J)
        False where the array is filled up.

    Examples
    --------
    >>> x, y, there = choice_tasks([7, 7, 8, 8, 8], [0, 1, 1, 0, 0], [[1], [2], [3], [4], [5]])
    >>> x[..., 0].tolist(), y.tolist(), there.tolist()
    ([[1.0, 2.0, 0.0], [3.0, 4.0, 5.0]], [1, 0], [[True, True, False], [True, True, True]])
    """
    attributes = np.asarray(attributes, float)
    flag = np.asarray(chosen).astype(bool)
    names, row = np.unique(np.asarray(task), return_inverse=True)
    order = np.argsort(row, kind="stable")
    row, flag, attributes = row[order], flag[order], attributes[order]
    rows = np.bincount(row, minlength=names.size)
    place = np.arange(row.size) - np.repeat(np.cumsum(rows) - rows, rows)
    shape = (names.size, int(rows.max(initial=0)))
    wide, available = np.zeros((*shape, attributes.shape[1])), np.zeros(shape, bool)
    wide[row, place], available[row, place] = attributes, True
    return wide, place[flag], available
