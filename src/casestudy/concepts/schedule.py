"""How long a network of tasks takes, and why its plain sum is too early.

References
----------
Kelley, J. E. and Walker, M. R. (1959). Critical-path planning and scheduling. *Proceedings of the
Eastern Joint Computer Conference*.
Malcolm, D. G. et al. (1959). Application of a technique for research and development program
evaluation. *Operations Research* 7(5).
Clark, C. E. (1961). The greatest of a finite set of random variables. *Operations Research* 9(2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Slack up to this part of the whole duration comes from rounding.
NO_SLACK = 1e-9


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


def arc_predecessors(arcs: Iterable[str]) -> dict[str, list[str]]:
    """Predecessors of tasks that are drawn as arrows between events (activity on arc).

    Parameters
    ----------
    arcs : iterable of str
        Tasks named "tail-head" by their first and last event; also the keys of a mapping. A dummy
        is a task of duration zero.

    Returns
    -------
    dict of str to list of str
        For each task those that end in the event in which it starts.

    Examples
    --------
    >>> arc_predecessors(["1-2", "1-3", "2-3", "3-4"])
    {'1-2': [], '1-3': [], '2-3': ['1-2'], '3-4': ['1-3', '2-3']}
    """
    events = {arc: tuple(part.strip() for part in arc.split("-")) for arc in arcs}
    return {
        arc: [other for other, (_, end) in events.items() if end == start]
        for arc, (start, _) in events.items()
    }


@dataclass(frozen=True)
class Schedule:
    """When the tasks of a network can and must start and end.

    Attributes
    ----------
    tasks : tuple of str, (K,)
        Names, in the order of the durations; the last axis of every array below.
    predecessors : dict of str to tuple of str
    earliest_start, earliest_finish : ndarray, (…, K)
        If everything starts as soon as it can.
    latest_finish : ndarray, (…, K)
        Without delaying the end of the project.
    total_slack : ndarray, (…, K)
        By how much a task can slip without delaying the end.
    free_slack : ndarray, (…, K)
        By how much a task can slip without delaying any other task.
    duration : ndarray, (…)
        Time at which the last task ends.
    """

    tasks: tuple[str, ...]
    predecessors: dict[str, tuple[str, ...]]
    earliest_start: NDArray
    earliest_finish: NDArray
    latest_finish: NDArray
    total_slack: NDArray
    free_slack: NDArray
    duration: NDArray

    @property
    def critical(self) -> NDArray:
        """Whether a task has no slack, (…, K)."""
        return self.total_slack <= NO_SLACK * self.duration[..., None]

    def critical_paths(self, most: int = 1000) -> list[tuple[str, ...]]:
        """Longest chains of tasks, from a start to the end, in the order of the tasks.

        Parameters
        ----------
        most : int
            Number of paths after which the search stops; a network can have very many.

        Returns
        -------
        list of tuple of str
            All tasks on them are critical. Two critical tasks in a row need not be on one path.
            Not for draws: each has its own critical path.
        """
        close = NO_SLACK * float(self.duration)
        at = {task: k for k, task in enumerate(self.tasks)}
        after: dict[str, list[str]] = {task: [] for task in self.tasks}
        starts = []
        for task in (t for t in self.tasks if self.critical[at[t]]):
            start = self.earliest_start[at[task]] - close
            drivers = [
                b
                for b in self.predecessors[task]
                if self.critical[at[b]] and self.earliest_finish[at[b]] >= start
            ]
            for driver in drivers:
                after[driver].append(task)
            if not drivers:
                starts.append(task)
        paths: list[tuple[str, ...]] = []
        stack = [(task,) for task in reversed(starts)]
        while stack and len(paths) < most:
            path = stack.pop()
            if after[path[-1]]:
                stack += [(*path, task) for task in reversed(after[path[-1]])]
            else:
                paths.append(path)
        return paths


def critical_path_method(
    durations: Mapping[str, ArrayLike], predecessors: Mapping[str, Sequence[str]]
) -> Schedule:
    r"""Earliest and latest times of every task, and its slack.

    Parameters
    ----------
    durations : mapping of str to array_like, (…)
        Duration of each task, zero or more, in one unit of time; arrays are draws.
    predecessors : mapping of str to sequence of str
        The tasks that have to end before a task starts; tasks without any may be left out. For
        tasks drawn as arrows between events, `arc_predecessors` gives them.

    Notes
    -----
    Forward and backward pass:

    .. math::
        ES_i = \max_{j \to i} EF_j,\; EF_i = ES_i + d_i, \qquad
        LF_i = \min_{i \to k} LS_k,\; LS_i = LF_i - d_i

    Total slack is LS - ES; free slack is the earliest start of what follows, less EF.

    Examples
    --------
    >>> plan = critical_path_method({"a": 2, "b": 5, "c": 1}, {"c": ["a", "b"]})
    >>> float(plan.duration), plan.total_slack.tolist(), plan.critical_paths()
    (6.0, [3.0, 0.0, 0.0], [('b', 'c')])
    """
    before = {task: tuple(predecessors.get(task, ())) for task in durations}
    order = task_order(before)
    spans = dict(
        zip(
            durations,
            np.broadcast_arrays(*(np.asarray(d, float) for d in durations.values())),
            strict=True,
        )
    )
    zero = np.zeros(np.shape(spans[order[0]]))
    start: dict[str, NDArray] = {}
    finish: dict[str, NDArray] = {}
    for task in order:
        start[task] = np.maximum.reduce([zero, *(finish[b] for b in before[task])])
        finish[task] = start[task] + spans[task]
    end = np.maximum.reduce(list(finish.values()))
    latest: dict[str, NDArray] = dict.fromkeys(order, end)
    following: dict[str, NDArray] = dict.fromkeys(order, end)
    for task in reversed(order):
        for name in before[task]:
            latest[name] = np.minimum(latest[name], latest[task] - spans[task])
            following[name] = np.minimum(following[name], start[task])
    table = [np.stack([d[t] for t in durations], -1) for d in (start, finish, latest, following)]
    return Schedule(
        tasks=tuple(durations),
        predecessors=before,
        earliest_start=table[0],
        earliest_finish=table[1],
        latest_finish=table[2],
        # Rounding must not make a slack negative.
        total_slack=np.maximum(table[2] - table[1], 0.0),
        free_slack=np.maximum(table[3] - table[1], 0.0),
        duration=end,
    )


def simulate_schedule(
    estimates: Mapping[str, Sequence[float]],
    predecessors: Mapping[str, Sequence[str]],
    rng: np.random.Generator,
    size: int,
) -> Schedule:
    """Schedules of a network whose tasks take random time, one a draw.

    Parameters
    ----------
    estimates : mapping of str to sequence of float
        Optimistic, likely and pessimistic duration [a, m, b] of each task, a ≤ m ≤ b.
    predecessors : mapping of str to sequence of str
        The tasks that have to end before a task starts; tasks without any may be left out.
    rng : numpy.random.Generator
        Source of the draws.
    size : int
        Number of draws.

    Returns
    -------
    Schedule
        Its arrays have shape (size, K), its `duration` (size,). The mean of `duration` less
        PERT's plain sum is the merge bias; the mean of `critical` is the criticality index.

    Examples
    --------
    >>> three = {"a": (1, 2, 9), "b": (1, 2, 9)}  # side by side, of mean 3
    >>> drawn = simulate_schedule(three, {}, np.random.default_rng(1), 10_000)
    >>> float(drawn.duration.mean().round(1)), drawn.critical.mean(axis=0).round(1).tolist()
    (3.7, [0.5, 0.5])
    """
    draws = pert_draws(*np.transpose(list(estimates.values())), rng, size)
    return critical_path_method(dict(zip(estimates, draws.T, strict=True)), predecessors)
