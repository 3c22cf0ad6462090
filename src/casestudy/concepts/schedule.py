"""How long a network of tasks takes, and why its plain sum is too early.

References
----------
Malcolm, D. G. et al. (1959). Application of a technique for research and development program
evaluation. *Operations Research* 7(5).
Clark, C. E. (1961). The greatest of a finite set of random variables. *Operations Research* 9(2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def task_order(predecessors: Mapping[str, Sequence[str]]) -> list[str]:
    """Names of the tasks, each after all of its predecessors.

    Parameters
    ----------
    predecessors : mapping of str to sequence of str
        The tasks that have to end before a task starts.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If a predecessor is no task, or the tasks wait for each other in a circle.

    Examples
    --------
    >>> task_order({"test": ["build"], "build": []})
    ['build', 'test']
    """
    for task, before in predecessors.items():
        for name in before:
            if name not in predecessors:
                raise ValueError(
                    f"task {task!r} waits for {name!r}, which is no task; "
                    f"accepted: {', '.join(predecessors)}"
                )
    order: list[str] = []
    while len(order) < len(predecessors):
        ready = [t for t, b in predecessors.items() if t not in order and set(b) <= set(order)]
        if not ready:
            stuck = ", ".join(t for t in predecessors if t not in order)
            raise ValueError(f"tasks wait for each other in a circle, among: {stuck}")
        order += ready
    return order


def finish_time(durations: Mapping[str, ArrayLike], order: Sequence[str], predecessors) -> NDArray:
    """Time at which the last task of the network ends.

    Parameters
    ----------
    durations : mapping of str to array_like, (…)
        Duration of each task, in one unit of time; arrays are draws.
    order : sequence of str
        Tasks in an order that `task_order` gives.
    predecessors : mapping of str to sequence of str
        The tasks that have to end before a task starts.

    Returns
    -------
    ndarray, (…)

    Examples
    --------
    >>> before = {"a": [], "b": [], "c": ["a", "b"]}
    >>> float(finish_time({"a": 2, "b": 5, "c": 1}, task_order(before), before))
    6.0
    """
    finish: dict[str, NDArray] = {}
    for task in order:
        start = np.asarray(0.0)
        for name in predecessors[task]:
            start = np.maximum(start, finish[name])
        finish[task] = start + np.asarray(durations[task], float)
    end = np.asarray(0.0)
    for time in finish.values():
        end = np.maximum(end, time)
    return end


def pert_draws(
    optimistic: ArrayLike,
    likely: ArrayLike,
    pessimistic: ArrayLike,
    rng: np.random.Generator,
    size: int,
) -> NDArray:
    """Random durations of tasks from three estimates: the PERT beta distribution.

    Parameters
    ----------
    optimistic, likely, pessimistic : array_like, (K,)
        Three estimates [a, m, b] of each task, a ≤ m ≤ b, in one unit of time.
    rng : numpy.random.Generator
        Source of the draws.
    size : int
        Number of draws.

    Returns
    -------
    ndarray, (size, K)
        Mean (a + 4m + b) / 6; a task whose three estimates agree does not vary.

    Examples
    --------
    >>> draws = pert_draws([1, 2], [2, 2], [6, 2], np.random.default_rng(1), 20_000)
    >>> draws.mean(axis=0).round(1)
    array([2.5, 2. ])
    """
    a, m, b = (np.asarray(v, float) for v in (optimistic, likely, pessimistic))
    width = np.where(b > a, b - a, 1.0)
    left, right = 1.0 + 4.0 * (m - a) / width, 1.0 + 4.0 * (b - m) / width
    return a + (b - a) * rng.beta(left, right, size=(size, a.size))
