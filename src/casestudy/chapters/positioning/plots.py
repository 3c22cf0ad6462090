"""Pictures of the research: mentions, part-worths, capabilities, the value map, specifications."""

from __future__ import annotations

from textwrap import fill as wrap
from typing import TYPE_CHECKING

import numpy as np

from casestudy.plots.style import ACCENT, DARK, GREY, RIVAL, US, Say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.positioning.facts import (
        Capabilities,
        Mentions,
        Position,
        Specification,
        Wants,
    )

# In inches, where not the usual.
HEIGHTS = {"mentions": 3.0, "wants": 3.0, "capabilities": 3.4, "specification": 3.4}


def mentions(ax: Axes, result: Mentions, say: Say) -> None:
    """Number of interviews in which each theme came up."""
    counts, themes = result.interviews.to_numpy(), result.themes
    bars = ax.barh(range(len(themes)), counts, color=US, height=0.62)
    ax.bar_label(bars, padding=3, color=DARK)
    ax.set_yticks(range(len(themes)), themes)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.set_xlim(0, counts.max() * 1.12)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def wants(ax: Axes, result: Wants, say: Say) -> None:
    """Part-worths with their intervals, the largest first."""
    for place, k in enumerate(result.order):
        ax.plot(result.intervals[k], [place, place], color=US, linewidth=5, alpha=0.4,
                solid_capstyle="butt")  # fmt: skip
        ax.plot([result.estimates[k]], [place], "o", color=US, markersize=8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(result.names)), result.ranked)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def capabilities(ax: Axes, result: Capabilities, say: Say) -> None:
    """Measured performance of each supplier, attributes with the most room to win on top."""
    colours = [US, RIVAL, ACCENT, "#009E73", "#E69F00", "#56B4E9"]
    marks = ["o", "s", "^", "D", "v", "P"]
    for s, name in enumerate(result.suppliers):
        ax.scatter(
            result.levels[s] * 100,
            range(len(result.names)),
            s=90 if s == 0 else 55,
            color=colours[s % len(colours)],
            marker=marks[s % len(marks)],
            label=name,
            zorder=3,
        )
    ax.set_yticks(range(len(result.names)), result.names)
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.2), ncols=2, fontsize=9)


def position(ax: Axes, result: Position, say: Say) -> None:
    """The value map with the line of equal value and the new product."""
    reach = np.array([min(result.benefit.min(), 0.0) - 0.1, result.new_benefit + 0.15])
    line = (result.drawn.intercept + result.drawn.slope * reach) * 100
    ax.plot(reach, line, color=GREY, linestyle="--", linewidth=1.5)
    ax.annotate(say("line"), (reach[-1], line[-1]), xytext=(-4, 8), ha="right",
                textcoords="offset points", color=DARK, fontsize=9.5)  # fmt: skip
    for s, name in enumerate(result.suppliers):
        ax.plot([result.benefit[s]], [result.price[s] * 100], "o", markersize=9,
                color=US if s == 0 else GREY)  # fmt: skip
        ax.annotate(
            name,
            (result.benefit[s], result.price[s] * 100),
            xytext=(7, -11),
            textcoords="offset points",
            fontsize=9.5,
            color=US if s == 0 else DARK,
        )
    ax.plot([result.new_benefit], [result.fair_price * 100], "*", markersize=15, color=US)
    ax.annotate(wrap(say("new"), 12), (result.new_benefit, result.fair_price * 100),
                xytext=(-10, -30), ha="right", textcoords="offset points", color=US)  # fmt: skip
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def specification(ax: Axes, result: Specification, say: Say) -> None:
    """Utility gained by attribute: as researched, and as believed."""
    place = np.arange(len(result.names))
    ax.barh(place - 0.19, result.gain, height=0.36, color=US)
    ax.barh(place + 0.19, result.blind_gain, height=0.36, color=RIVAL)
    best = int(np.argmax(result.gain))
    for shift, values, colour, text in (
        (-0.19, result.gain, US, say("researched")),
        (0.19, result.blind_gain, RIVAL, say("believed")),
    ):
        ax.annotate(text, (values[best], best + shift), xytext=(4, 0), va="center",
                    textcoords="offset points", color=colour, fontsize=9.5)  # fmt: skip
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(place, result.names)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.margins(x=0.18)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
