"""Pictures of the development: tasks over time, probability of the date, what help saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.analysis.project import SURE
from casestudy.formats import number, percent
from casestudy.narrative import project as findings
from casestudy.plots.style import DARK, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.project import FinishDates, RecordTime, TaskNetwork

SOFT = "#cfcfcf"


@styled
def plot_task_network(result: TaskNetwork, *, ax: Axes | None = None) -> Axes:
    """Tasks as bars over time, the critical ones coloured, slack in a lighter tone.

    Parameters
    ----------
    result : casestudy.analysis.project.TaskNetwork
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    plan = result.schedule
    ax = canvas(ax, height=1.5 + 0.24 * len(plan.tasks))
    tight = [RIVAL if critical else US for critical in plan.critical]
    width = plan.earliest_finish - plan.earliest_start
    place = range(len(plan.tasks))
    ax.barh(place, width, left=plan.earliest_start, color=tight, height=0.6)
    ax.barh(place, plan.total_slack, left=plan.earliest_finish, color=SOFT, height=0.22)
    for k, slack in enumerate(plan.total_slack):
        if not plan.critical[k]:
            ax.annotate(
                f"slack {number(slack, 1)}",
                (plan.latest_finish[k], k),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=9.5,
                color=DARK,
            )
    first = int(np.argmax(plan.critical))
    ax.annotate("critical", (plan.earliest_finish[first], first), xytext=(4, 0), va="center",
                textcoords="offset points", color=RIVAL, fontweight="bold")  # fmt: skip
    ax.set_xlim(0, 1.15 * max(float(plan.duration), 1e-9))
    ax.set_yticks(place, [result.labels[t] for t in plan.tasks])
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.set_xlabel("time since the start (months)")
    ax.set_ylabel("task (first = top)")
    headline(ax, findings.task_network(result))
    return ax


@styled
def plot_finish_dates(result: FinishDates, *, ax: Axes | None = None) -> Axes:
    """Probability of being done over time, simulated and by PERT, with the dates talked about.

    Parameters
    ----------
    result : casestudy.analysis.project.FinishDates
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.9)
    finish, size = result.finish, result.finish.size
    share = np.arange(1, size + 1) / size * 100
    normal = result.plain.on_time(finish) * 100
    ax.plot(finish, normal, color=GREY, linewidth=1.6)
    ax.plot(finish, share, color=US)
    at_mean = np.searchsorted(finish, result.mean, side="right") / size
    marks = (
        ("likely durations", result.likely, result.likely_kept, -1, RIVAL),
        ("PERT's mean", result.plain.mean, 0.5, -1, DARK),
        ("simulated mean", result.mean, at_mean, 1, US),
        (f"{percent(SURE)} sure", result.sure_date, SURE, 1, US),
    )
    for name, month, height, side, colour in marks:
        ax.plot([month], [height * 100], "o", color=colour, markersize=7)
        ax.annotate(
            f"{name}\n{number(month, 1)}",
            (month, height * 100),
            xytext=(side * 9, -side * 4),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="top" if side > 0 else "bottom",
            fontsize=9.5,
            color=colour,
        )
    reach = float(finish[-1] - finish[0])
    ax.set_xlim(min(finish[0], result.likely - 0.3 * reach), finish[-1])
    ax.set_xlabel("time to the launch without help (months)")
    ax.set_ylabel("probability of being done (%)")
    headline(ax, findings.finish_dates(result))
    return ax


@styled
def plot_record_time(result: RecordTime, *, ax: Axes | None = None) -> Axes:
    """Months to the launch with four kinds of help: mean and range of 80% of the runs.

    Parameters
    ----------
    result : casestudy.analysis.project.RecordTime
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.3)
    place = range(len(result.names))
    colours = [GREY, US, US, RIVAL]
    ax.hlines(place, result.low, result.high, color=colours, linewidth=7, alpha=0.45)
    for k, mean in enumerate(result.mean):
        ax.plot([mean], [k], "o", color=colours[k] if k else DARK, markersize=8)
        ax.annotate(number(mean, 1), (mean, k), xytext=(0, 9), ha="center",
                    textcoords="offset points", color=DARK)  # fmt: skip
    added_up = result.mean[0] - result.saved[1] - result.saved[2]
    ax.plot([added_up], [3.42], "^", color=DARK, markersize=6)
    ax.annotate(
        f"if savings added up: {number(added_up, 1)}",
        (added_up, 3.42),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=9.5,
        color=DARK,
    )
    ax.set_yticks(place, result.names)
    ax.set_ylim(3.75, -0.65)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.set_xlabel("time to the launch (months; bar = 80% of the runs)")
    ax.set_ylabel("help (none = top)")
    headline(ax, findings.record_time(result))
    return ax
