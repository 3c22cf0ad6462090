"""Pictures of who leads: criteria, duties, appointments, the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.chapters.leadership.facts import OWNER
from casestudy.plots.style import DARK, GREY, RIVAL, US, Say
from casestudy.text.formats import number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.leadership.facts import Appointments, Duties, Situation
    from casestudy.chapters.leadership.hours import Week

NEAR = 0.3  # hours
# In inches.
HEIGHTS = {"situation": 3.4, "duties": 4.8, "appointments": 2.8, "week": 4.0}


def situation(ax: Axes, result: Situation, say: Say) -> None:
    """How much each criterion counts for an owner (left) and for a manager (right)."""
    counts = result.counts * 100
    place = np.arange(len(counts))
    ax.barh(place, counts, color=np.where(counts < 0, RIVAL, US), height=0.62)
    for where, value in zip(place, counts, strict=True):
        ax.annotate(number(abs(value), 1), (value, where), va="center", color=DARK, fontsize=9.5,
                    xytext=(4 if value >= 0 else -4, 0), textcoords="offset points",
                    ha="left" if value >= 0 else "right")  # fmt: skip
    ax.axvline(0, color=DARK, linewidth=0.8)
    ax.set_yticks(place, result.criteria)
    ax.set_ylim(len(counts) - 0.4, -1.3)
    reach = max(abs(counts).max() * 1.25, 1.0)
    ax.set_xlim(-reach, reach)
    for x, name, colour in ((-0.04, say("owner"), RIVAL), (0.04, say("manager"), US)):
        ax.annotate(name, (x * reach, -0.75), ha="right" if x < 0 else "left", va="center",
                    color=colour)  # fmt: skip
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def duties(ax: Axes, result: Duties, say: Say) -> None:
    """How far each role covers each duty, the most manager-like at the top."""
    place = np.arange(len(result.names))
    owner, manager = result.reach * 100
    ax.hlines(place, owner, manager, color=GREY, linewidth=1.5, zorder=1)
    ax.scatter(owner, place, s=60, marker="s", color=RIVAL, zorder=3)
    ax.scatter(manager, place, s=60, color=US, zorder=3)
    top = len(place) - 1
    for x, name, colour in ((owner[top], say("owner"), RIVAL), (manager[top], say("manager"), US)):
        ax.annotate(name, (x, top), xytext=(0, 9), textcoords="offset points", color=colour,
                    ha="left" if x < 50 else "right")  # fmt: skip
    for part, text in (
        (result.takes_part_from, say("takes_part")),
        (result.answers_from, say("answers")),
    ):
        ax.plot([part * 100] * 2, [-1.4, top + 0.4], color=DARK, linewidth=0.9, linestyle=":",
                zorder=0)  # fmt: skip
        ax.annotate(text, (part * 100, -0.95), xytext=(3, 0), textcoords="offset points",
                    va="center", color=DARK, fontsize=9)  # fmt: skip
    ax.set_yticks(place, result.names)
    ax.set_ylim(-1.4, top + 0.95)
    ax.set_xlim(-4, 112)
    ax.set_xticks(range(0, 101, 20))
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def appointments(ax: Axes, result: Appointments, say: Say) -> None:
    """Revenue growth of the case under each appointment."""
    growth = np.array([float(a.headlines.revenue_growth) for a in result.each])
    colours = [{OWNER: RIVAL, "nobody": GREY}.get(a.name, US) for a in result.each]
    ax.barh(range(len(growth)), growth * 100, color=colours, height=0.62)
    for i, g in enumerate(growth):
        ax.annotate(percent(g, sign=True), (g * 100, i), xytext=(4 if g >= 0 else -4, 0),
                    textcoords="offset points", va="center", ha="left" if g >= 0 else "right",
                    color=DARK)  # fmt: skip
    ax.axvline(0, color=DARK, linewidth=0.8)
    ax.set_yticks(range(len(growth)), [say(a.key) for a in result.each])
    ax.invert_yaxis()
    ax.margins(x=0.22)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def week(ax: Axes, result: Week, say: Say) -> None:
    """Hours of each activity in the log and in the best week."""
    place = np.arange(len(result.activities))
    colours = np.where(result.gap.more > 0, US, RIVAL)
    ax.hlines(place, result.logged, result.best, color=colours, linewidth=2.5, alpha=0.6, zorder=1)
    ax.scatter(result.logged, place, s=45, color=GREY, zorder=3)
    ax.scatter(result.best, place, s=70, c=colours, zorder=3)
    widest = int(np.argmax(np.abs(result.gap.more)))
    for row, ends in enumerate(zip(result.logged, result.best, strict=True)):
        for i, (name, colour) in enumerate(((say("log"), DARK), (say("best"), colours[row]))):
            x, one = ends[i], abs(ends[1] - ends[0]) < NEAR
            if one and i == 0:
                continue  # the two dots are nearly one, and get one number
            right = one or x > ends[1 - i]
            text = number(float(x), 1)
            if row == widest:
                text = f"{text} {name}" if right else f"{name} {text}"
            ax.annotate(text, (x, row), xytext=(8 if right else -8, 0), va="center",
                        textcoords="offset points", ha="left" if right else "right",
                        color=colour, fontsize=9.5)  # fmt: skip
    ax.set_yticks(place, result.activities)
    ax.invert_yaxis()
    most = max(result.logged.max(), result.best.max())
    ax.set_xlim(-0.12 * most, 1.6 * most)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= 1.6 * most])
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
