"""A product manager's week: where the hours go, where they would do most, and what that buys."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.leadership import scaled_plan
from casestudy.case import Case
from casestudy.concepts import time_allocation
from casestudy.model import simulate
from casestudy.outcome import Headlines

# Value × hours / (hours + half): at `half` hours, half of what the activity can bring is reached.
SATURATING = -1.0  # the value of an hour falls to zero, and not below
VALUE_DRAWS = 2000  # shares of them are sure to two points
HALF_HOUR = 0.5  # the grain of the log: less is no move


@dataclass(frozen=True, eq=False)
class Week:
    """Hours of a mean week in the log, and of the best week with as many hours.

    Attributes
    ----------
    activities : tuple of str, (K,)
    advice, why : tuple of str, (K,)
        The source's advice: more, less, or neither; and its reason.
    plan : casestudy.concepts.time_allocation.Activities
    logged : ndarray, (K,)
        Hours a week, mean of the log.
    gap : casestudy.concepts.time_allocation.AllocationGap
    holds : ndarray, (K,)
        How often the best week has more hours than the log, when each value may be half or twice
        as much.
    factor : ndarray, (K,)
        By what the value of an activity has to be multiplied so that its hours in the log are
        the right ones.
    """

    activities: tuple[str, ...]
    advice: tuple[str, ...]
    why: tuple[str, ...]
    plan: time_allocation.Activities
    logged: NDArray
    gap: time_allocation.AllocationGap
    holds: NDArray
    factor: NDArray

    @property
    def best(self) -> NDArray:
        """Hours of the best week, (K,)."""
        return self.gap.best.hours

    @property
    def follows_advice(self) -> NDArray:
        """Whether the best week moves no activity against the advice, (K,)."""
        wanted = np.array([{"more": 1, "less": -1, "neither": 0}[a] for a in self.advice])
        return wanted * self.gap.more > -HALF_HOUR


def week(case: Case) -> Week:
    """Compare the week in the time log to the best one of as many hours.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Week
        Values are tried from half to twice, independently, evenly in the logarithm.
    """
    asked = case.scenario.leadership.week
    log = case.tables["time_log"].groupby("activity")["hours"].mean()
    logged = np.array([float(log[a.name]) for a in asked])
    plan = time_allocation.activities(
        [a.value for a in asked], [a.half for a in asked], exponent=SATURATING
    )
    rng = np.random.default_rng(case.scenario.order_file.seed)
    tries = plan.weight * 2.0 ** rng.uniform(-1, 1, (VALUE_DRAWS, len(asked)))
    more = [
        time_allocation.allocate_hours(replace(plan, weight=w), logged.sum()).hours > logged
        for w in tries
    ]
    return Week(
        activities=tuple(a.name for a in asked),
        advice=tuple(a.advice for a in asked),
        why=tuple(a.why for a in asked),
        plan=plan,
        logged=logged,
        gap=time_allocation.allocation_gap(plan, logged),
        holds=np.mean(more, axis=0),
        factor=np.array([_factor(plan, logged, k) for k in range(len(asked))]),
    )


def _factor(plan: time_allocation.Activities, logged: NDArray, k: int) -> float:
    """Multiple of one value at which the logged hours of that activity are the best ones."""
    held = plan.floor.copy()
    held[k] = logged[k]
    top = plan.cap.copy()
    top[k] = logged[k]
    others = time_allocation.allocate_hours(replace(plan, floor=held, cap=top), logged.sum())
    return others.hour_value / float(plan.marginal_values(logged)[k])


@dataclass(frozen=True, eq=False)
class BoughtByTime:
    """What the better week buys, in the whole case.

    Attributes
    ----------
    reach : dict of str to float
        How far the logged week carries each action group, against the best week.
    logged, best : Headlines
        The plan as it happened, carried as far as the logged week reaches; and in full.
    """

    reach: dict[str, float]
    logged: Headlines
    best: Headlines


def bought_by_time(case: Case, found: Week | None = None) -> BoughtByTime:
    """Run the logged week through the model; the best week is taken as the case that happened.

    Parameters
    ----------
    case : Case
    found : Week, optional

    Returns
    -------
    BoughtByTime

    Notes
    -----
    An action group is carried as far as the activities that serve it bring value, against what
    they bring in the best week; never further than in full.
    """
    found = week(case) if found is None else found
    asked = case.scenario.leadership.week
    reach = {}
    for group in (g.name for g in case.scenario.action_groups):
        serves = np.array([group in a.serves for a in asked])
        best = float(found.plan.values(found.best)[serves].sum())
        logged = float(found.plan.values(found.logged)[serves].sum())
        reach[group] = min(logged / best, 1.0) if best > 0 else 1.0
    return BoughtByTime(
        reach,
        simulate(case, scaled_plan(case, reach)).headlines,
        simulate(case, case.plan("as_it_happened")).headlines,
    )
