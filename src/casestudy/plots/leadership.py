"""Pictures of who leads: criteria, duties, appointments, the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.analysis.leadership import MANAGER, OWNER
from casestudy.formats import percent
from casestudy.narrative import leadership as findings
from casestudy.plots.style import DARK, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.leadership import Appointments, Duties, Situation
    from casestudy.analysis.week import Week


@styled
def plot_situation(result: Situation, *, ax: Axes | None = None) -> Axes:
    """How much each criterion counts for an owner (left) and for a manager (right).

    Parameters
    ----------
    result : casestudy.analysis.leadership.Situation
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.4)
    counts = result.weights * result.scores * 100
    place = np.arange(len(counts))
    ax.barh(place, counts, color=np.where(counts < 0, RIVAL, US), height=0.62)
    ax.axvline(0, color=DARK, linewidth=0.8)
    ax.set_yticks(place, result.criteria)
    ax.set_ylim(len(counts) - 0.4, -1.3)
    reach = max(abs(counts).max() * 1.1, 1.0)
    ax.set_xlim(-reach, reach)
    for x, name, colour in ((-0.04, f"← {OWNER}", RIVAL), (0.04, f"{MANAGER} →", US)):
        ax.annotate(name, (x * reach, -0.75), ha="right" if x < 0 else "left", va="center",
                    color=colour)  # fmt: skip
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    ax.grid(False, axis="y")
    ax.set_xlabel("weight × score (% of the whole case)")
    ax.set_ylabel("criterion")
    headline(ax, findings.situation(result))
    return ax


@styled
def plot_duties(result: Duties, *, ax: Axes | None = None) -> Axes:
    """How far each role covers each duty, the most manager-like at the top.

    Parameters
    ----------
    result : casestudy.analysis.leadership.Duties
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=4.6)
    place = np.arange(len(result.names))
    owner, manager = result.reach * 100
    ax.hlines(place, owner, manager, color=GREY, linewidth=1.5, zorder=1)
    ax.scatter(owner, place, s=60, marker="s", color=RIVAL, zorder=3)
    ax.scatter(manager, place, s=60, color=US, zorder=3)
    top = len(place) - 1
    for x, name, colour in ((owner[top], "owner", RIVAL), (manager[top], "manager", US)):
        ax.annotate(name, (x, top), xytext=(0, 9), textcoords="offset points", color=colour,
                    ha="left" if x < 50 else "right")  # fmt: skip
    ax.set_yticks(place, result.names)
    ax.set_ylim(-0.6, top + 0.95)
    ax.set_xlim(-4, 104)
    ax.grid(False, axis="y")
    ax.set_xlabel("how far the role covers the duty (%)")
    ax.set_ylabel("duty, a manager's at the top")
    headline(ax, findings.duties(result))
    return ax


@styled
def plot_appointments(result: Appointments, *, ax: Axes | None = None) -> Axes:
    """Revenue growth of the case under each appointment.

    Parameters
    ----------
    result : casestudy.analysis.leadership.Appointments
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=2.8)
    growth = np.array([float(a.headlines.revenue_growth) for a in result.each])
    colours = [{OWNER: RIVAL, "nobody": GREY}.get(a.name, US) for a in result.each]
    ax.barh(range(len(growth)), growth * 100, color=colours, height=0.62)
    for i, g in enumerate(growth):
        ax.annotate(percent(g, sign=True), (g * 100, i), xytext=(4 if g >= 0 else -4, 0),
                    textcoords="offset points", va="center", ha="left" if g >= 0 else "right",
                    color=DARK)  # fmt: skip
    ax.axvline(0, color=DARK, linewidth=0.8)
    ax.set_yticks(range(len(growth)), [a.name for a in result.each])
    ax.invert_yaxis()
    ax.margins(x=0.22)
    ax.grid(False, axis="y")
    ax.set_xlabel("revenue in the window against the base year (%)")
    ax.set_ylabel("appointed")
    headline(ax, findings.appointments(result))
    return ax


@styled
def plot_week(result: Week, *, ax: Axes | None = None) -> Axes:
    """Hours of each activity in the log and in the best week.

    Parameters
    ----------
    result : casestudy.analysis.week.Week
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.8)
    place = np.arange(len(result.activities))
    colours = np.where(result.gap.more > 0, US, RIVAL)
    ax.hlines(place, result.logged, result.best, color=colours, linewidth=2.5, alpha=0.6, zorder=1)
    ax.scatter(result.logged, place, s=45, color=GREY, zorder=3)
    ax.scatter(result.best, place, s=70, c=colours, zorder=3)
    widest = int(np.argmax(np.abs(result.gap.more)))
    sides = ("right", "left") if result.gap.more[widest] > 0 else ("left", "right")
    for x, text, side, colour in (
        (result.logged[widest], "log", sides[0], DARK),
        (result.best[widest], "best week", sides[1], colours[widest]),
    ):
        ax.annotate(text, (x, widest), xytext=(-8 if side == "right" else 8, 0), va="center",
                    textcoords="offset points", ha=side, color=colour)  # fmt: skip
    ax.set_yticks(place, result.activities)
    ax.invert_yaxis()
    ax.set_xlim(0, max(result.logged.max(), result.best.max()) * 1.4)
    ax.grid(False, axis="y")
    ax.set_xlabel("hours a week")
    ax.set_ylabel("activity")
    headline(ax, findings.week(result))
    return ax
