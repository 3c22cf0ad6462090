"""How long the development takes: its network, its likely dates, and what shortens it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.case import Case
from casestudy.concepts import pert, schedule
from casestudy.ground import SCHEDULE_DRAWS
from casestudy.model import simulate

SURE = 0.8  # how sure a date has to be before it is promised
RANGE = (0.1, 0.9)  # eight of ten dates lie between
Estimates = dict[str, tuple[float, float, float]]


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
    kept = pert.on_time_share(drawn.duration, [likely, plain_date])
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
