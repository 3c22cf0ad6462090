"""Pictures of the launch: the development and its dates, worth of a month, adoption, sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.plots.style import DARK, GREY, RIVAL, US, Say
from casestudy.text.formats import money_axis, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.launch.adoption import AdoptionCurve, EarlyForecasts
    from casestudy.chapters.launch.development import FinishDates, RecordTime, TaskNetwork
    from casestudy.chapters.launch.facts import CrashPlan, DelayCost, IncrementalSales

HEIGHTS = {  # in inches, where not the usual
    "task_network": lambda result: 1.5 + 0.24 * len(result.labels),
    "finish_dates": 3.9,
    "record_time": 3.3,
    "incremental_sales": 2.8,
    "early_forecasts": 3.9,
}
SLACK, BEFORE = "#cfcfcf", "#d9d9d9"
GREY_WORD = "#6b6b6b"  # a word in grey has to be darker than a line
MARKED = (0.0, 6.0)  # months of delay that are written beside the curve


def task_network(ax: Axes, result: TaskNetwork, say: Say) -> None:
    """Tasks as bars over time, the critical ones coloured, slack in a lighter tone."""
    plan = result.schedule
    tight = [RIVAL if critical else US for critical in plan.critical]
    width = plan.earliest_finish - plan.earliest_start
    place = range(len(plan.tasks))
    ax.barh(place, width, left=plan.earliest_start, color=tight, height=0.6)
    ax.barh(place, plan.total_slack, left=plan.earliest_finish, color=SLACK, height=0.22)
    for k, slack in enumerate(plan.total_slack):
        if not plan.critical[k]:
            ax.annotate(
                say("slack", months=slack),
                (plan.latest_finish[k], k),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=9.5,
                color=DARK,
            )
    last = int(np.argmax(plan.earliest_finish))
    ax.annotate(
        say("launch", months=plan.duration),
        (float(plan.duration), last),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=RIVAL,
    )
    first = int(np.argmax(plan.critical))
    ax.annotate(say("critical"), (plan.earliest_finish[first], first), xytext=(4, 0), va="center",
                textcoords="offset points", color=RIVAL, fontweight="bold")  # fmt: skip
    ax.set_xlim(0, 1.28 * max(float(plan.duration), 1e-9))
    ax.set_yticks(place, [result.labels[t] for t in plan.tasks])
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def finish_dates(ax: Axes, result: FinishDates, say: Say) -> None:
    """Probability of being done over time, simulated and by PERT, with the dates talked about."""
    finish, size = result.finish, result.finish.size
    share = np.arange(1, size + 1) / size * 100
    normal = result.plain.on_time(finish) * 100
    ax.plot(finish, normal, color=GREY, linewidth=1.6)
    ax.plot(finish, share, color=US)
    at_mean = np.searchsorted(finish, result.mean, side="right") / size
    marks = (
        ("likely_durations", result.likely, result.likely_kept, -1, RIVAL),
        ("pert_mean", result.plain.mean, 0.5, -1, DARK),
        ("simulated_mean", result.mean, at_mean, 1, US),
        ("how_sure", result.sure_date, result.sure, 1, US),
    )
    for name, month, height, side, colour in marks:
        ax.plot([month], [height * 100], "o", color=colour, markersize=7)
        ax.annotate(
            f"{say(name)}\n{number(month, 1)}",
            (month, height * 100),
            xytext=(side * 9, -side * 4),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="top" if side > 0 else "bottom",
            fontsize=9.5,
            color=colour,
        )
    high = 0.93  # where the two curves are named
    for name, month, side, colour in (
        ("pert", float(result.plain.duration_at(high)), -1, GREY_WORD),
        ("simulation", float(np.quantile(finish, high)), 1, US),
    ):
        ax.annotate(say(name), (month, high * 100), xytext=(side * 8, 0 if side < 0 else -3),
                    va="center" if side < 0 else "top", color=colour,
                    ha="left" if side > 0 else "right", textcoords="offset points",
                    fontweight="bold")  # fmt: skip
    reach = float(finish[-1] - finish[0])
    ax.set_xlim(min(finish[0], result.likely - 0.3 * reach), finish[-1])
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def record_time(ax: Axes, result: RecordTime, say: Say) -> None:
    """Months to the launch with four kinds of help: mean and range of 80% of the runs."""
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
        say("added_up", months=added_up),
        (added_up, 3.42),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=9.5,
        color=DARK,
    )
    ax.set_yticks(place, [say(name) for name in result.names])
    ax.set_ylim(3.75, -0.65)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def delay_cost(ax: Axes, result: DelayCost, say: Say) -> None:
    """Present value over months of delay."""
    unit, label = money_axis(result.currency, float(np.abs(result.npv).max()))
    ax.plot(result.months, result.npv / unit, color=US)
    for month in MARKED:
        npv = result.at("npv", month)
        ax.plot([month], [npv / unit], "o", color=RIVAL, markersize=8)
        ax.annotate(
            f"{say('late' if month else 'on_time', month=month)}\n{say('worth', month=month)}",
            (month, npv / unit),
            xytext=(9, 5),
            textcoords="offset points",
            va="bottom",
            fontsize=9.5,
            color=DARK,
        )
    for end, side in ((0, 1), (-1, -1)):
        ax.annotate(
            say("ends", month=float(result.months[end])),
            (result.months[end], result.npv[end] / unit),
            xytext=(8 * side, 3 * side),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center" if side > 0 else "top",
            fontsize=9.5,
            color=DARK,
        )
    ax.margins(y=0.12)
    if result.npv.min() < 0:
        ax.axhline(0, color=GREY, linewidth=0.8)
    ax.set_xticks(np.arange(np.ceil(result.months[0] / 3) * 3, result.months[-1] + 1, 3))
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))


def crash_plan(ax: Axes, result: CrashPlan, say: Say) -> None:
    """Least cost of every duration, and what it is worth."""
    unit, label = money_axis(result.currency, float(max(result.cost.max(), result.worth.max())))
    middle = result.finish.size // 2
    for values, colour, name, side in (
        (result.worth, US, "what_it_is_worth", 1),
        (result.cost, RIVAL, "what_it_costs", -1),
    ):
        ax.plot(result.finish, values / unit, color=colour)
        ax.annotate(
            say(name),
            (result.finish[middle], values[middle] / unit),
            xytext=(6 * side, 5 * side),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="bottom" if side > 0 else "top",
            color=colour,
            fontweight="bold",
        )
    at, cost, worth = (v[result.best] for v in (result.finish, result.cost, result.worth))
    ax.vlines(at, cost / unit, worth / unit, color=DARK, linestyle=":", linewidth=1.4)
    if worth > cost:
        ax.annotate(
            f"{say('gain')}\n{say('amount', gain=worth - cost)}",
            (at, (worth + cost) / 2 / unit),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9.5,
            color=DARK,
        )
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))
    ax.margins(y=0.12)


def incremental_sales(ax: Axes, result: IncrementalSales, say: Say) -> None:
    """From gross sales of the new product to what it adds."""
    source = result.source
    gross, own, added = (float(v) for v in (source.gross, source.from_own, source.incremental))
    unit, label = money_axis(result.currency, max(gross, own))
    bars = (
        ("gross", gross, 0.0, GREY),
        ("from_own", own, added, RIVAL),
        ("incremental", added, 0.0, US),
    )
    for i, (name, width, left, colour) in enumerate(bars):
        ax.barh(i, width / unit, left=left / unit, color=colour, height=0.62)
        ax.annotate(
            say("taken" if name == "from_own" and own else "bar", amount=width),
            (max(left + width, 0.0) / unit, i),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=DARK,
        )
    if added < 0:
        ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(bars)), [say(name) for name, *_ in bars])
    ax.invert_yaxis()
    ax.set_xlim(min(added / unit, 0.0) * 1.1, max(gross / unit, 1e-9) * 1.5)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def adoption_curve(ax: Axes, result: AdoptionCurve, say: Say) -> None:
    """Who has turned by each quarter, the quarter's newcomers on top."""
    before = (result.total - result.new) * 100
    peak = result.peak_quarter
    colours = [RIVAL if k == peak else US for k in result.quarter]
    ax.bar(result.quarter, before, color=BEFORE, width=0.84)
    ax.bar(result.quarter, result.new * 100, bottom=before, color=colours, width=0.84)
    ax.annotate(
        f"{say('peak')}\n{say('when')}",
        (peak - 0.42, result.total[peak - 1] * 100),
        xytext=(-5, 0),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=RIVAL,
        fontweight="bold",
    )
    ax.annotate(say("before"), (result.quarter[-1] + 0.2, 20), ha="right", color=DARK)
    # Beside the step that stands out most of those after the peak.
    after = min(peak + 2, len(result.quarter))
    ax.annotate(
        say("now"),
        (after - 0.42, result.total[after - 1] * 100 - result.new[after - 1] * 50),
        xytext=(-5, 9),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=US,
    )
    ax.annotate(percent(result.total[-1]), (result.quarter[-1], result.total[-1] * 100),
                xytext=(0, 3), textcoords="offset points", ha="center", color=DARK)  # fmt: skip
    ax.set_ylim(0, 112)
    ax.set_yticks(range(0, 101, 20))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def early_forecasts(ax: Axes, result: EarlyForecasts, say: Say) -> None:
    """Ranges of the estimated potential by the quarters that are known."""
    low, middle, high = result.ranges
    tops = [v for v in high if np.isfinite(v)] + [float(result.potential)]
    top = 1.12 * max(tops)
    ax.axhline(result.potential, color=GREY, linewidth=1.4)
    ax.annotate(say("truth"), (result.quarters[0] - 2.4, result.potential), xytext=(0, 4),
                textcoords="offset points", color=DARK)  # fmt: skip
    ax.vlines(result.quarters, low, high, color=US, linewidth=8, alpha=0.45)
    ax.plot(result.quarters, middle, "o", color=US, markersize=8)
    for quarter, none in zip(result.quarters, result.none, strict=True):
        ax.annotate(percent(none), (quarter, top), ha="center", va="bottom", color=RIVAL)
    ax.annotate(say("no_fit"), (result.quarters[0] - 0.75, top), ha="right", va="bottom",
                color=RIVAL)  # fmt: skip
    ax.set_ylim(0, 1.1 * top)
    ax.set_xlim(result.quarters[0] - 2.6, result.quarters[-1] + 1.0)
    ax.set_xticks(result.quarters)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
