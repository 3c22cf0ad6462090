"""How long the development takes: its network, its likely dates, and what shortens it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import pert, schedule
from casestudy.model.derived import SCHEDULE_DRAWS
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case

SURE = 0.8  # how sure a date has to be before it is promised
NEVER = 0.005  # a share of the runs below that is none
BARELY = 0.1  # months that nobody would argue about
RANGE = (0.1, 0.9)  # eight of ten dates lie between
Estimates = dict[str, tuple[float, float, float]]

SELDOM = 0.5  # of the runs: a date that fewer keep is kept seldom


def task_labels(case: Case) -> dict[str, str]:
    """What the tasks are called, by their names in the network.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict of str to str
    """
    return {t.name: t.label for t in case.scenario.development.tasks}


def predecessors(case: Case) -> dict[str, tuple[str, ...]]:
    """The tasks for which each task waits.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict of str to tuple of str
    """
    return {t.name: tuple(t.after) for t in case.scenario.development.tasks}


def task_estimates(case: Case, mentoring: float = 0.0, partner: float = 0.0) -> Estimates:
    """Optimistic, likely and pessimistic months of each task, with what help takes off.

    Parameters
    ----------
    case : Case
    mentoring, partner : float
        The two levers, 0 to 1, as the model takes them.

    Returns
    -------
    dict of str to tuple of float
    """
    found = {}
    for t in case.scenario.development.tasks:
        left = 1.0 - mentoring * t.mentoring_saves - partner * t.partner_saves
        found[t.name] = (left * t.optimistic, left * t.likely, left * t.pessimistic)
    return found


def simulated(case: Case, estimates: Estimates) -> schedule.Schedule:
    """The network drawn as often, and from the same seed, as the model draws it.

    Parameters
    ----------
    case : Case
    estimates : dict of str to tuple of float
        Three estimates of each task in months.

    Returns
    -------
    casestudy.concepts.schedule.Schedule
        With one draw a row.
    """
    rng = np.random.default_rng(case.scenario.development.seed)
    return schedule.simulate_schedule(estimates, predecessors(case), rng, SCHEDULE_DRAWS)


class Race(NamedTuple):
    """Two tasks for which a third waits: their labels and ends, in months."""

    task: str
    late: str
    soon: str
    end: float
    earlier_end: float


@dataclass(frozen=True, eq=False)
class TaskNetwork:
    """The development with likely durations and without help.

    Attributes
    ----------
    labels : dict of str to str
        What the tasks are called.
    months : dict of str to float
        Likely duration of each task.
    schedule : casestudy.concepts.schedule.Schedule
    path : tuple of str
        Names of the tasks on the longest chain; the first, if there are several.
    """

    labels: dict[str, str]
    months: dict[str, float]
    schedule: schedule.Schedule
    path: tuple[str, ...]

    @property
    def slack(self) -> list[tuple[float, str]]:
        """Slack and label of the tasks that have some, the least first."""
        plan = self.schedule
        rows = zip(plan.tasks, plan.total_slack, plan.critical, strict=True)
        return sorted((float(s), self.labels[t]) for t, s, none in rows if not none)

    @property
    def race(self) -> Race | None:
        """The closest race between two tasks for which one of the longest chain waits."""
        plan, races = self.schedule, []
        end = dict(zip(plan.tasks, plan.earliest_finish.tolist(), strict=True))
        for task in self.path:
            late, soon, *_ = [*sorted(plan.predecessors[task], key=lambda t: -end[t]), "", ""]
            if soon:
                races.append((end[late] - end[soon], task, late, soon))
        if not races:
            return None
        _, *names = min(races)
        return Race(*(self.labels[t] for t in names), end[names[1]], end[names[2]])

    @property
    def longest(self) -> tuple[list[str], list[str]]:
        """Labels of the longest tasks: those that decide the date, and those that do not."""
        critical = dict(zip(self.schedule.tasks, self.schedule.critical, strict=True))
        names = [t for t, m in self.months.items() if m == max(self.months.values())]
        on, off = ([self.labels[t] for t in names if critical[t] == side] for side in (True, False))
        return on, off


def task_network(case: Case) -> TaskNetwork:
    """Earliest and latest times of the tasks with their likely durations.

    Parameters
    ----------
    case : Case

    Returns
    -------
    TaskNetwork
    """
    months = {name: three[1] for name, three in task_estimates(case).items()}
    plan = schedule.critical_path_method(months, predecessors(case))
    return TaskNetwork(task_labels(case), months, plan, plan.critical_paths()[0])


@dataclass(frozen=True, eq=False)
class FinishDates:
    """When the development ends: by likely durations, by PERT, and simulated.

    Attributes
    ----------
    labels : dict of str to str
        What the tasks are called.
    estimates : dict of str to tuple of float
        Three estimates of each task in months.
    likely : float
        Months with likely durations.
    plain : casestudy.concepts.pert.PertEstimate
        PERT's path, mean and variance.
    finish : ndarray, (size,)
        Simulated months, in increasing order.
    mean : float
        Of the simulated months.
    bias, bias_error : float
        Merge bias in months, and its standard error.
    likely_kept : float
        Share of the runs that end within the likely durations.
    plain_date, plain_kept : float
        The date that PERT calls sure, and the share of the runs that keep it.
    sure_date : float
        The date that is as sure in the simulation.
    criticality : dict of str to float
        Share of the runs in which a task is on the longest chain.
    sure : float
        How sure a date has to be before it is promised.
    """

    labels: dict[str, str]
    estimates: Estimates
    likely: float
    plain: pert.PertEstimate
    finish: NDArray
    mean: float
    bias: float
    bias_error: float
    likely_kept: float
    plain_date: float
    plain_kept: float
    sure_date: float
    criticality: dict[str, float]
    sure: float = SURE

    @property
    def skew(self) -> float:
        """Months by which PERT's mean lies above the likely durations."""
        return self.plain.mean - self.likely

    @property
    def seldom(self) -> bool:
        """Whether fewer than half of the runs keep the likely date."""
        return self.likely_kept < SELDOM

    @property
    def skewed(self) -> bool:
        """Whether the estimates reach further up than down, as far as one sees."""
        return self.skew >= BARELY

    @property
    def later(self) -> bool:
        """Whether the date to promise is later than the likely one, as far as one sees."""
        return self.sure_date - self.likely >= BARELY

    @property
    def merges(self) -> bool:
        """Whether chance does not explain the merge bias."""
        return self.bias > 2 * self.bias_error

    @property
    def on_path(self) -> list[tuple[str, list[float], float, float]]:
        """Label, estimates, mean and variance of the tasks on PERT's path."""
        rows = [(self.labels[t], self.estimates[t]) for t in self.plain.path]
        return [(label, [*three], *map(float, pert.pert_moments(*three))) for label, three in rows]

    @property
    def deciding(self) -> tuple[list[tuple[str, float]], list[str]]:
        """Tasks that decide the date sometimes, with their shares, and those that always do."""
        rows = [(self.labels[t], s) for t, s in self.criticality.items()]
        rows.sort(key=lambda row: -row[1])
        sometimes = [(name, s) for name, s in rows if NEVER < s < 1 - NEVER]
        return sometimes, [name for name, s in rows if s >= 1 - NEVER]


def finish_dates(case: Case) -> FinishDates:
    """Three answers to the question how long the development takes without help.

    Parameters
    ----------
    case : Case

    Returns
    -------
    FinishDates
    """
    three, before = task_estimates(case), predecessors(case)
    means = {name: float(pert.pert_moments(*e)[0]) for name, e in three.items()}
    paths = schedule.critical_path_method(means, before).critical_paths()
    plain = pert.pert_estimate(three, paths)
    drawn = simulated(case, three)
    bias, error = pert.merge_bias(drawn.duration, plain.mean)
    likely = float(task_network(case).schedule.duration)
    plain_date = float(plain.duration_at(SURE))
    kept = [(drawn.duration <= date).mean() for date in (likely, plain_date)]
    index = pert.criticality_index(drawn.critical)
    return FinishDates(
        labels=task_labels(case),
        estimates=three,
        likely=likely,
        plain=plain,
        finish=np.sort(drawn.duration),
        mean=float(drawn.duration.mean()),
        bias=bias,
        bias_error=error,
        likely_kept=float(kept[0]),
        plain_date=plain_date,
        plain_kept=float(kept[1]),
        sure_date=float(np.quantile(drawn.duration, SURE)),
        criticality=dict(zip(drawn.tasks, index.tolist(), strict=True)),
    )


class Moved(NamedTuple):
    """A task that decides more often with one kind of help: its label, and shares of the runs."""

    task: str
    help: str
    before: float
    after: float
    with_both: float


@dataclass(frozen=True, eq=False)
class RecordTime:
    """What mentoring and the partner save, each alone and both.

    Attributes
    ----------
    names : tuple of str, (4,)
        Neither, mentoring, partner, both.
    levels : ndarray, (4, 2)
        Mentoring and work done by the partner, as far as the plan as it happened goes.
    labels : dict of str to str
        What the tasks are called.
    saves : dict of str to tuple of float
        Likely months that mentoring and the partner take off each task on PERT's plain path.
    mean, low, high : ndarray, (4,)
        Simulated months: the mean, and the dates that 10 and 90% of the runs keep.
    criticality : dict of str to ndarray, (4,)
        Share of the runs in which a task is on the longest chain.
    cost, growth : ndarray, (4,)
        What the programme costs more than with neither, in money, and the plan's revenue growth.
    """

    names: tuple[str, ...]
    levels: NDArray
    labels: dict[str, str]
    saves: dict[str, tuple[float, float]]
    mean: NDArray
    low: NDArray
    high: NDArray
    criticality: dict[str, NDArray]
    cost: NDArray
    growth: NDArray

    @property
    def saved(self) -> NDArray:
        """Months saved against neither, (4,)."""
        return self.mean[0] - self.mean

    @property
    def together(self) -> float:
        """Months that both save beyond the sum of what each saves alone."""
        return float(self.saved[3] - self.saved[1] - self.saved[2])

    @property
    def adds_up(self) -> bool:
        """Whether both save about the sum of what each saves alone."""
        return abs(self.together) < BARELY

    @property
    def by_hand(self) -> NDArray:
        """Months that mentoring and the partner take off PERT's plain path, (2,)."""
        return np.sum(list(self.saves.values()), axis=0)

    @property
    def month_costs(self) -> dict[str, float]:
        """Cost of a saved month by kind of help, the lowest first; of those that save any."""
        rows = zip(self.names, self.cost, self.saved, strict=True)
        found = {name: float(cost / saved) for name, cost, saved in rows if saved > BARELY}
        return dict(sorted(found.items(), key=lambda pair: pair[1]))

    @property
    def alone(self) -> list[str]:
        """Mentoring and the partner, where they save any, the cheaper first."""
        return [name for name in self.month_costs if name != "both"]

    @property
    def moved(self) -> Moved | None:
        """The task that becomes critical most often when one kind of help comes alone."""
        rise, help_, task = max(
            (float(share[k] - share[0]), self.names[k], task)
            for task, share in self.criticality.items()
            for k in (1, 2)
        )
        if rise < 2 * NEVER:
            return None
        before, *alone, both = self.criticality[task]
        return Moved(self.labels[task], help_, before, alone[help_ == "partner"], both)


def record_time(case: Case) -> RecordTime:
    """Simulate the development with neither, mentoring, the partner, and both.

    Parameters
    ----------
    case : Case

    Returns
    -------
    RecordTime
        All else as it happened; the model's launch date is the mean.
    """
    plan, network = case.plan(), task_network(case)
    m, p = float(plan.mentoring), float(plan.partner_development)
    levels = np.array([[0.0, 0.0], [m, 0.0], [0.0, p], [m, p]])
    drawn = [simulated(case, task_estimates(case, *level)) for level in levels]
    index = np.array([pert.criticality_index(d.critical) for d in drawn])
    done = simulate(case, replace(plan, mentoring=levels[:, 0], partner_development=levels[:, 1]))
    spent = done.headlines.programme_cost
    tasks = {t.name: t for t in case.scenario.development.tasks}
    return RecordTime(
        names=("neither", "mentoring", "partner", "both"),
        levels=levels,
        labels=network.labels,
        saves={
            n: (
                network.months[n] * m * tasks[n].mentoring_saves,
                network.months[n] * p * tasks[n].partner_saves,
            )
            for n in network.path
        },
        mean=np.array([d.duration.mean() for d in drawn]),
        low=np.array([np.quantile(d.duration, RANGE[0]) for d in drawn]),
        high=np.array([np.quantile(d.duration, RANGE[1]) for d in drawn]),
        criticality={name: index[:, k] for k, name in enumerate(drawn[0].tasks)},
        cost=spent - spent[0],
        growth=done.headlines.revenue_growth,
    )
