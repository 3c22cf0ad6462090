"""How much of a project's duration can be bought off, and at what cost.

References
----------
Kelley, J. E. (1961). Critical-path planning and scheduling: mathematical basis. *Operations
Research* 9(3).
Fulkerson, D. R. (1961). A network flow computation for project cost curves. *Management Science*
7(2).
Aneja, Y. P. and Nair, K. P. K. (1979). Bicriteria transportation problem. *Management Science*
25(1), for the way in which the corners of the curve are found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Below this part of the project's duration (or of the whole cost) a number is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Crashing:
    """Durations that meet a deadline at least cost.

    Attributes
    ----------
    cut : dict of str to float
        Time taken out of each task; zero where it keeps its normal duration.
    cost : float
        What the cuts cost beyond the normal durations, in money.
    duration : float
        Duration of the project.
    """

    cut: dict[str, float]
    cost: float
    duration: float


def crash_to_deadline(
    normal_duration: Mapping[str, float],
    crash_duration: Mapping[str, float],
    cost_slope: Mapping[str, float],
    predecessors: Mapping[str, Sequence[str]],
    deadline: float,
) -> Crashing:
    r"""Cheapest way to be done by a deadline, by linear programming.

    Parameters
    ----------
    normal_duration, crash_duration : mapping of str to float
        Usual duration [n] and shortest possible duration [s] of each task, in one unit of time.
    cost_slope : mapping of str to float
        Cost of taking one unit of time out of each task [c], zero or more.
    predecessors : mapping of str to sequence of str
        The tasks that have to end before a task starts; tasks without any may be left out.
    deadline : float
        Time allowed [D]. Before the shortest possible duration it asks for that.

    Returns
    -------
    Crashing
        One of the cheapest answers, if there are several. Beyond the normal duration nothing is
        crashed.

    Notes
    -----
    .. math::
        \min_{y, t} \sum_i c_i y_i \quad \text{s.t.} \quad
        t_j ≥ t_i + n_i - y_i \;(i \to j), \quad D ≥ t_i + n_i - y_i, \quad
        0 ≤ y_i ≤ n_i - s_i, \quad t ≥ 0

    With whole numbers as data the durations come out whole where the answer is unique.

    Examples
    --------
    >>> plan = crash_to_deadline(
    ...     {"a": 4, "b": 6, "c": 3}, {"a": 2, "b": 5, "c": 3}, {"a": 50, "b": 80, "c": 0},
    ...     {"b": ["a"], "c": ["a"]}, deadline=7,
    ... )
    >>> plan.cut, plan.cost
    ({'a': 2.0, 'b': 1.0, 'c': 0.0}, 180.0)
    """
    network = _Network(normal_duration, crash_duration, cost_slope, predecessors)
    return network.answer(network.cheapest(min(max(deadline, network.shortest), network.longest)))


def time_cost_curve(
    normal_duration: Mapping[str, float],
    crash_duration: Mapping[str, float],
    cost_slope: Mapping[str, float],
    predecessors: Mapping[str, Sequence[str]],
) -> tuple[NDArray, NDArray]:
    """Least cost of every duration between the shortest possible and the normal one.

    Parameters
    ----------
    normal_duration, crash_duration, cost_slope, predecessors
        As for `crash_to_deadline`.

    Returns
    -------
    duration, cost : ndarray, (V,)
        Corners of the curve from the shortest duration to the normal one; cost beyond the normal
        durations, in money. Between two corners the curve is straight: `np.interp` reads it. It
        falls and is convex: the first unit of time is the cheapest.

    Notes
    -----
    Where each unit of time also costs a rent k, the best duration is the corner with the smallest
    cost + k × duration.

    Examples
    --------
    >>> time_cost_curve(
    ...     {"a": 4, "b": 6, "c": 3}, {"a": 2, "b": 5, "c": 3}, {"a": 50, "b": 80, "c": 0},
    ...     {"b": ["a"], "c": ["a"]},
    ... )
    (array([ 7.,  8., 10.]), array([180., 100.,   0.]))
    """
    network = _Network(normal_duration, crash_duration, cost_slope, predecessors)
    ends = [network.answer(network.cheapest(d)) for d in (network.shortest, network.longest)]
    corners = [(plan.duration, plan.cost) for plan in ends]
    todo = [(corners[0], corners[1])]
    while todo:
        left, right = todo.pop()
        span, rise = right[0] - left[0], left[1] - right[1]
        if span <= ROUNDING * network.longest or rise <= 0:
            continue
        # The corner farthest below the chord minimises cost + slope of the chord × duration.
        plan = network.answer(network.cheapest(right[0], rent=rise / span))
        below = rise / span * (right[0] - plan.duration) + right[1] - plan.cost
        if below > ROUNDING * corners[0][1]:
            corner = (plan.duration, plan.cost)
            corners.append(corner)
            todo += [(left, corner), (corner, right)]
    duration, cost = np.array(sorted(set(corners))).T
    return duration, cost


class _Network:
    """The linear program: starts of the tasks, what is cut, and the end, in this order."""

    def __init__(self, normal, crash, slope, predecessors) -> None:
        self.tasks = tuple(normal)
        self.normal = np.array([normal[t] for t in self.tasks], float)
        self.room = self.normal - np.array([crash[t] for t in self.tasks], float)
        self.slope = np.array([slope[t] for t in self.tasks], float)
        # The solver's tolerances are absolute: it gets times and costs of about one.
        self.hour, self.coin = self.normal.sum() or 1.0, self.slope.max() or 1.0
        at = {task: k for k, task in enumerate(self.tasks)}
        self._constraints([(at[b], at[t]) for t, before in predecessors.items() for b in before])
        self.longest = self._end(np.zeros(self.normal.size))
        self.shortest = self._end(self.room)

    def _constraints(self, arcs: list[tuple[int, int]]) -> None:
        count = len(self.tasks)
        pairs = arcs + [(i, 2 * count) for i in range(count)]
        self.left = np.zeros((len(pairs), 2 * count + 1))
        self.right = np.empty(len(pairs))
        for row, (first, then) in enumerate(pairs):
            self.left[row, first] = 1.0
            self.left[row, count + first] = -1.0
            self.left[row, then] = -1.0
            self.right[row] = -self.normal[first] / self.hour

    def _solve(self, price, cuts, last) -> NDArray:
        from scipy.optimize import linprog

        cuts = [(low / self.hour, high / self.hour) for low, high in cuts]
        bounds = [(0, None)] * self.normal.size + cuts + [(0, last and last / self.hour)]
        answer = linprog(price, A_ub=self.left, b_ub=self.right, bounds=bounds, method="highs")
        if not answer.success:
            raise ValueError(
                f"crashing: expected a linear program with an answer: {answer.message}"
            )
        return answer.x * self.hour

    def _end(self, cut: NDArray) -> float:
        price = np.append(np.zeros(2 * cut.size), 1.0)
        return float(self._solve(price, [(c, c) for c in cut], None)[-1])

    def cheapest(self, deadline: float, rent: float = 0.0) -> NDArray:
        """Cuts that are done by the deadline at least cost, a rent on time included."""
        if deadline >= self.longest and not rent:
            return np.zeros(self.normal.size)
        price = np.concatenate([np.zeros(self.normal.size), self.slope, [rent]]) / self.coin
        answer = self._solve(price, [(0, r) for r in self.room], deadline)
        cut = answer[self.normal.size : -1]
        # What is left of rounding in the program would read as a cut.
        near = np.abs(cut - np.round(cut)) <= ROUNDING * self.longest
        return np.clip(np.where(near, np.round(cut), cut), 0.0, self.room)

    def answer(self, cut: NDArray) -> Crashing:
        return Crashing(
            cut=dict(zip(self.tasks, cut.tolist(), strict=True)),
            cost=float(self.slope @ cut),
            duration=self._end(cut),
        )
