"""The table of a choice study: tasks, levels of attributes, and what the levels are worth.

References
----------
Louviere, J. J., Hensher, D. A. and Swait, J. D. (2000). *Stated Choice Methods*.
Green, P. E. and Srinivasan, V. (1978). Conjoint analysis in consumer research: issues and outlook.
*Journal of Consumer Research* 5(2).
"""

from __future__ import annotations

from collections.abc import Sequence

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

    Raises
    ------
    ValueError
        If the columns differ in length, or a task does not have exactly one chosen row.

    Examples
    --------
    >>> x, y, there = choice_tasks([7, 7, 8, 8, 8], [0, 1, 1, 0, 0], [[1], [2], [3], [4], [5]])
    >>> x[..., 0].tolist(), y.tolist(), there.tolist()
    ([[1.0, 2.0, 0.0], [3.0, 4.0, 5.0]], [1, 0], [[True, True, False], [True, True, True]])
    """
    attributes = np.asarray(attributes, float)
    flag = np.asarray(chosen).astype(bool)
    names, row = np.unique(np.asarray(task), return_inverse=True)
    if attributes.ndim != 2 or not row.size == flag.size == attributes.shape[0]:
        raise ValueError(
            "task, chosen, attributes: expected as many tasks and choices as rows of attributes: "
            f"shapes {row.shape}, {flag.shape} and {attributes.shape} given"
        )
    order = np.argsort(row, kind="stable")
    row, flag, attributes = row[order], flag[order], attributes[order]
    rows = np.bincount(row, minlength=names.size)
    picks = np.bincount(row, weights=flag, minlength=names.size)
    if (picks != 1).any():
        bad = int(np.argmax(picks != 1))
        raise ValueError(
            f"chosen: expected exactly one chosen alternative in each task: "
            f"{int(picks[bad])} in task {names[bad]!s}"
        )
    place = np.arange(row.size) - np.repeat(np.cumsum(rows) - rows, rows)
    shape = (names.size, int(rows.max(initial=0)))
    wide, available = np.zeros((*shape, attributes.shape[1])), np.zeros(shape, bool)
    wide[row, place], available[row, place] = attributes, True
    return wide, place[flag], available


def coded_levels(values: ArrayLike, levels: Sequence[str], *, coding: str = "dummy") -> NDArray:
    """Columns for the estimation from an attribute whose levels are names.

    Parameters
    ----------
    values : array_like of str, (…)
        Level of the attribute in each alternative.
    levels : sequence of str, (L,)
        All levels; the first is the reference, which has no column.
    coding : {"dummy", "effects"}
        With "dummy" a part-worth is a difference from the reference level, which is worth zero.
        With "effects" it is a difference from the mean level, and the reference is worth the
        negative sum of the others.

    Returns
    -------
    ndarray, (…, L - 1)

    Raises
    ------
    ValueError
        If there are fewer than two levels, a value is none of them, or the coding is unknown.

    Examples
    --------
    >>> coded_levels(["slow", "fast", "usual"], ["slow", "usual", "fast"])
    array([[0., 0.],
           [0., 1.],
           [1., 0.]])
    >>> coded_levels(["slow", "usual", "fast"], ["slow", "usual", "fast"], coding="effects")
    array([[-1., -1.],
           [ 1.,  0.],
           [ 0.,  1.]])
    """
    if coding not in ("dummy", "effects"):
        raise ValueError(f"coding: expected 'dummy' or 'effects': {coding!r} given")
    if len(levels) < 2 or len(set(levels)) != len(levels):
        raise ValueError(f"levels: expected two or more different ones: {list(levels)} given")
    values = np.asarray(values)
    match = values[..., None] == np.asarray(levels)
    if not match.any(axis=-1).all():
        wrong = values[~match.any(axis=-1)][0]
        raise ValueError(f"values: expected {', '.join(levels)}: {str(wrong)!r} given")
    columns = match.astype(float)
    return columns[..., 1:] - (columns[..., :1] if coding == "effects" else 0.0)


def attribute_importance(part_worths: Sequence[ArrayLike]) -> NDArray:
    r"""Share of each attribute in what choices turn on.

    Parameters
    ----------
    part_worths : sequence of array_like, K arrays of any length
        Part-worth of each level of each attribute, the reference level included; for a scale,
        the part-worths of its two ends.

    Returns
    -------
    ndarray, (K,)
        Range of the attribute's part-worths divided by the sum of all ranges; one in sum.

    Raises
    ------
    ValueError
        If an attribute has no level, or no attribute makes a difference.

    Notes
    -----
    Importance belongs to the levels that the study shows: a wider range of prices makes price
    more important.

    Examples
    --------
    >>> attribute_importance([[0.0, 0.4, 1.0], [0.5, -0.5], [0.0, -2.0]])
    array([0.25, 0.25, 0.5 ])
    """
    worths = [np.asarray(w, float) for w in part_worths]
    if not worths or not all(w.size and np.isfinite(w).all() for w in worths):
        raise ValueError("part_worths: expected finite numbers, one or more for each attribute")
    ranges = np.array([np.ptp(w) for w in worths])
    if not ranges.sum() > 0:
        raise ValueError("part_worths: expected an attribute whose levels differ: all ranges are 0")
    return ranges / ranges.sum()
