"""Pictures of the launch: worth of a month, months to buy, sales gross and incremental."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.formats import money, money_axis, number, percent
from casestudy.narrative import launch as findings
from casestudy.plots.style import DARK, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.launch import CrashPlan, DelayCost, IncrementalSales

MARKED = (0.0, 6.0)  # months of delay that are written beside the curve


@styled
def plot_delay_cost(result: DelayCost, *, ax: Axes | None = None) -> Axes:
    """Present value over months of delay.

    Parameters
    ----------
    result : casestudy.analysis.launch.DelayCost
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    unit, label = money_axis(result.currency, float(np.abs(result.npv).max()))
    ax.plot(result.months, result.npv / unit, color=US)
    for month in MARKED:
        npv, growth = (np.interp(month, result.months, v) for v in (result.npv, result.growth))
        when = "on time" if month == 0 else f"{number(month)} months late"
        ax.plot([month], [npv / unit], "o", color=RIVAL, markersize=8)
        ax.annotate(
            f"{when}\n{money(npv, result.currency)}, {percent(growth, 1, sign=True)}",
            (month, npv / unit),
            xytext=(9, 5),
            textcoords="offset points",
            va="bottom",
            fontsize=9.5,
            color=DARK,
        )
    if result.npv.min() < 0:
        ax.axhline(0, color=GREY, linewidth=0.8)
    ax.set_xticks(np.arange(np.ceil(result.months[0] / 3) * 3, result.months[-1] + 1, 3))
    ax.set_xlabel("launch later than planned (months)")
    ax.set_ylabel(f"present value ({label})")
    headline(ax, findings.delay_cost(result))
    return ax


@styled
def plot_crash_plan(result: CrashPlan, *, ax: Axes | None = None) -> Axes:
    """Least cost of every duration, and what it is worth.

    Parameters
    ----------
    result : casestudy.analysis.launch.CrashPlan
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    unit, label = money_axis(result.currency, float(max(result.cost.max(), result.worth.max())))
    middle = result.finish.size // 2
    lines = (
        (result.worth, US, "what it is worth", middle, 1),
        (result.cost, RIVAL, "what it costs", middle, -1),
    )
    for values, colour, text, k, side in lines:
        ax.plot(result.finish, values / unit, color=colour)
        ax.annotate(
            text,
            (result.finish[k], values[k] / unit),
            xytext=(6 * side, 5 * side),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="bottom" if side > 0 else "top",
            color=colour,
            fontweight="bold",
        )
    at = result.finish[result.best]
    ax.vlines(at, result.cost[result.best] / unit, result.worth[result.best] / unit, color=DARK,
              linestyle=":", linewidth=1.4)  # fmt: skip
    gain = result.worth[result.best] - result.cost[result.best]
    if gain > 0:
        half = (result.worth[result.best] + result.cost[result.best]) / 2 / unit
        ax.annotate(f"gain\n{money(gain, result.currency)}", (at, half), xytext=(6, 0), va="center",
                    textcoords="offset points", color=DARK, fontsize=9.5)  # fmt: skip
    ax.set_xlabel("duration with likely durations (months)")
    ax.set_ylabel(f"money ({label})")
    ax.margins(y=0.12)
    headline(ax, findings.crash_plan(result))
    return ax


@styled
def plot_incremental_sales(result: IncrementalSales, *, ax: Axes | None = None) -> Axes:
    """From gross sales of the new product to what it adds.

    Parameters
    ----------
    result : casestudy.analysis.launch.IncrementalSales
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=2.8)
    source = result.source
    gross, own, added = (float(v) for v in (source.gross, source.from_own, source.incremental))
    unit, label = money_axis(result.currency, max(gross, own))
    bars = (
        ("gross sales", gross, 0.0, GREY),
        ("from our old products", own, added, RIVAL),
        ("incremental", added, 0.0, US),
    )
    for i, (_, width, left, colour) in enumerate(bars):
        ax.barh(i, width / unit, left=left / unit, color=colour, height=0.62)
        sign = "−" if i == 1 and own else ""
        ax.annotate(
            f"{sign}{money(width, result.currency)}",
            (max(left + width, 0.0) / unit, i),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=DARK,
        )
    if added < 0:
        ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(bars)), [name for name, *_ in bars])
    ax.invert_yaxis()
    ax.set_xlim(min(added / unit, 0.0) * 1.1, max(gross / unit, 1e-9) * 1.5)
    ax.grid(False, axis="y")
    ax.set_xlabel(f"new product in the outcome window ({label})")
    ax.set_ylabel("sales (gross = top)")
    headline(ax, findings.incremental_sales(result))
    return ax
