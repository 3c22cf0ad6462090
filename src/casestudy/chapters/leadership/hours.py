"""A product manager's week: where the hours go, where they would do most, and what that buys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy.chapters.leadership.facts import group_labels, scaled_plan
from casestudy.concepts import time_allocation
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case

# Value × hours / (hours + half): at `half` hours, half of what the activity can bring is reached.
SATURATING = -1.0  # the value of an hour falls to zero, and not below
VALUE_DRAWS = 2000  # shares of them are sure to two points
HALF_HOUR = 0.5  # the grain of the log: less is no move
NONE = "neither"  # there is no advice: mail and travel are long in every log
REQUIREMENTS = "detailed requirements"


class Line(NamedTuple):
    """An activity in the log and in the best week; each as in `Week`."""

    activity: str
    advice: str
    why: str
    logged: float
    best: float
    more: float
    holds: float
    factor: float
    rate: float
    follows: bool

    @property
    def settled(self) -> bool:
        """Whether the best week leaves it as it is, to the grain of the log."""
        return abs(self.more) < HALF_HOUR


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
        wanted = np.array([{"more": 1, "less": -1, NONE: 0}[a] for a in self.advice])
        return wanted * self.gap.more > -HALF_HOUR

    @property
    def rows(self) -> list[Line]:
        """What is to be said of each activity."""
        return list(
            map(
                Line, self.activities, self.advice, self.why, self.logged, self.best,
                self.gap.more, self.holds, self.factor, self.rates, self.follows_advice,
            )
        )  # fmt: skip

    @property
    def rates(self) -> NDArray:
        """Value of the next hour at the hours of the log, (K,)."""
        return self.plan.marginal_values(self.logged)

    @property
    def advised(self) -> list[Line]:
        """The activities for which there is advice."""
        return [row for row in self.rows if row.advice != NONE]

    @property
    def others(self) -> list[Line]:
        """The activities for which there is none."""
        return [row for row in self.rows if row.advice == NONE]

    @property
    def rest(self) -> float:
        """Hours that the best week moves to those, if there are any worth the word."""
        hours = sum(row.more for row in self.others)
        return hours if abs(hours) >= HALF_HOUR else 0.0

    @property
    def wanted(self) -> list[Line]:
        """The activities for which there should be more hours."""
        return [row for row in self.rows if row.advice == "more"]

    @property
    def wanted_share(self) -> float:
        """Part of the logged hours that goes into those."""
        return sum(row.logged for row in self.wanted) / float(self.logged.sum())

    @property
    def rates_most(self) -> Line:
        """The activity whose next hour is worth most at the hours of the log."""
        return max(self.rows, key=lambda row: row.rate)

    @property
    def rates_least(self) -> Line:
        """The activity whose next hour is worth least at the hours of the log."""
        return min(self.rows, key=lambda row: row.rate)

    @property
    def against(self) -> list[Line]:
        """The activities that the best week moves against the advice."""
        return [row for row in self.rows if not row.follows]

    @property
    def settled(self) -> list[Line]:
        """The activities with advice that have about the right hours."""
        return [row for row in self.advised if row.settled]

    @property
    def gains(self) -> Line:
        """The activity that the best week gives most."""
        return max(self.rows, key=lambda row: row.more)

    @property
    def loses(self) -> Line:
        """The activity from which the best week takes most, of those with advice."""
        return min(self.advised, key=lambda row: row.more)

    @property
    def open_to_argument(self) -> Line:
        """The activity whose move holds with the smallest change of its value."""
        moved = (row for row in self.advised if not row.settled)
        return min(moved, key=lambda row: abs(np.log(row.factor)), default=self.advised[0])

    @property
    def requirements(self) -> Line | None:
        """The activity of writing requirements, if the scenario has it."""
        return next((row for row in self.rows if row.activity == REQUIREMENTS), None)


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
    more = time_allocation.best_hours(replace(plan, weight=tries), logged.sum()) > logged
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
    labels : dict of str to str
        What the scenario calls each action group, as inside a sentence.
    """

    reach: dict[str, float]
    logged: Headlines
    best: Headlines
    labels: dict[str, str]

    @property
    def gain(self) -> float:
        """Present value of the best week over that of the log, in money."""
        return float(self.best.npv) - float(self.logged.npv)

    @property
    def groups(self) -> list[str]:
        """The action groups, the one that the log carries least first."""
        return sorted(self.reach, key=self.reach.__getitem__)


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
        group_labels(case),
    )
