"""Pictures of the research: mentions, part-worths, capabilities, the value map, specifications."""

from __future__ import annotations

from textwrap import fill as wrap
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.plots.style import ACCENT, DARK, GOOD, GREY, RIVAL, US, Say
from casestudy.text.formats import number

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
HEIGHTS = {
    "mentions": 3.0,
    "wants": 3.2,
    "capabilities": 4.7,
    "position": 4.0,
    "specification": 3.8,
}

LIGHT = "#D8D8D8"
NAMED = 0.45  # of a row: how much taller the one with names is
HIGH = 0.65  # a level from which a name stands to the left of its mark
SMALL = 9.5  # points of the letters of a label

# Where a label may stand beside its dot, the best place first: by how many points it is shifted,
# and which side of it is at the dot.
Place = tuple[float, float, str, str]
SIDES = {"left": 0.0, "bottom": 0.0, "center": 0.5, "right": 1.0, "top": 1.0}
PLACES: tuple[Place, ...] = (
    *((9, -6, "left", "top"), (-9, 6, "right", "bottom"), (9, 0, "left", "center")),
    *((-9, 0, "right", "center"), (0, 10, "center", "bottom"), (0, -10, "center", "top")),
    *((9, 6, "left", "bottom"), (-9, -6, "right", "top")),
)


def mentions(ax: Axes, result: Mentions, say: Say) -> None:
    """Number of interviews in which each theme came up."""
    counts, themes = result.interviews.to_numpy(), result.themes
    bars = ax.barh(range(len(themes)), counts, color=US, height=0.62)
    ax.bar_label(bars, padding=3, color=DARK)
    ax.set_yticks(range(len(themes)), themes)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.set_xlim(0, counts.max() * 1.12)
    ax.locator_params(axis="x", integer=True)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def wants(ax: Axes, result: Wants, say: Say) -> None:
    """Part-worths with their intervals, the largest first."""
    for place, k in enumerate(result.order):
        ax.plot(result.intervals[k], [place, place], color=US, linewidth=5, alpha=0.4,
                solid_capstyle="butt")  # fmt: skip
        ax.plot([result.estimates[k]], [place], "o", color=US, markersize=8)
        ax.annotate(
            number(float(result.estimates[k]), 2),
            (result.estimates[k], place),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            color=DARK,
            fontsize=SMALL,
        )
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(result.names)), result.ranked)
    ax.set_ylim(len(result.names) - 0.5, -0.7)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def capabilities(ax: Axes, result: Capabilities, say: Say) -> None:
    """Measured performance of each supplier, attributes with the most room to win on top.

    Every supplier has a lane of its own, so that equal marks do not cover one another.
    """
    colours = [US, RIVAL, ACCENT, GOOD, "#E69F00", "#56B4E9"]
    marks = ["o", "s", "^", "D", "v", "P"]
    rows, count = np.arange(len(result.names), dtype=float), len(result.suppliers)
    for row in rows[1:]:
        ax.axhline(row - 0.5, color=LIGHT, linewidth=0.8, zorder=1)
    # In the top row the marks have names, which need more room.
    rows[0] = -NAMED / 2
    step = np.where(rows == rows[0], 0.8 + NAMED, 0.8) / count
    for s, name in enumerate(result.suppliers):
        lanes, colour = rows + (s - (count - 1) / 2) * step, colours[s % len(colours)]
        ax.scatter(
            result.levels[s] * 100,
            lanes,
            s=80 if s == 0 else 48,
            color=colour,
            marker=marks[s % len(marks)],
            zorder=3,
        )
        high = result.levels[s][0] > HIGH
        ax.annotate(
            name,
            (result.levels[s][0] * 100, lanes[0]),
            xytext=(-8 if high else 8, 0),
            textcoords="offset points",
            ha="right" if high else "left",
            va="center",
            color=colour if s == 0 else DARK,
            fontsize=SMALL,
            fontweight="bold" if s == 0 else "normal",
        )
    ax.set_yticks(rows, result.names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(rows) - 0.5, -0.5 - NAMED)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.set_xlim(0, 100)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def position(ax: Axes, result: Position, say: Say) -> None:
    """The value map with the line of equal value and the new product."""
    reach = np.array([min(result.benefit.min(), 0.0) - 0.1, result.new_benefit + 0.15])
    line = (result.drawn.intercept + result.drawn.slope * reach) * 100
    ax.plot(reach, line, color=GREY, linestyle="--", linewidth=1.5)
    dots = [*zip(result.benefit, result.price * 100, strict=True)]
    for s, dot in enumerate(dots):
        ax.plot(*([value] for value in dot), "o", markersize=9, color=US if s == 0 else GREY)
    dots.append((result.new_benefit, result.fair_price * 100))
    ax.plot(*([value] for value in dots[-1]), "*", markersize=15, color=US)
    low, high = min(*line, *(y for _, y in dots)), max(*line, *(y for _, y in dots))
    ax.set_xlim(reach[0] - 0.1, reach[1] + 0.05)
    ax.set_ylim(low - 0.12 * (high - low), high + 0.08 * (high - low))
    ax.locator_params(axis="y", nbins=12)
    names = [*result.suppliers, wrap(say("new"), 12)]
    along = [np.linspace(*reach, 100), np.linspace(*line, 100)]
    colours = [US, *[DARK] * (len(names) - 2), US]
    _label(ax, dots, names, colours, np.transpose(along), say("line"))
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def _label(
    ax: Axes,
    dots: list[tuple[float, float]],
    names: list[str],
    colours: list[str],
    line: NDArray,
    of_line: str,
) -> None:
    """Name the dots and the line, so that a name covers neither a dot, the line nor a name."""
    limits = np.array([ax.get_xlim(), ax.get_ylim()])
    # Points on paper for each unit of the axes, which take about this part of the picture.
    paper = ax.figure.get_size_inches() * 72 * (0.78, 0.74)
    scale = paper / np.ptp(limits, axis=1)
    points, path = ((np.asarray(p) - limits[:, 0]) * scale for p in (dots, line))
    marks = [np.array([p - 7, p + 7]) for p in points]
    where = [[p] for p in points] + [[path[len(path) * k // 20] for k in (11, 13, 9, 3, 1, 15)]]
    texts, boxes = [*names, of_line], {}
    chosen = [(spots[0], PLACES[0]) for spots in where]

    def box(text: str, at: NDArray, place: Place) -> NDArray:
        """The lower left and the upper right corner of a name beside a dot."""
        lines = text.split("\n")
        size = np.array([0.54 * SMALL * max(map(len, lines)), 1.3 * SMALL * len(lines)])
        start = at + place[:2] - size * [SIDES[side] for side in place[2:]]
        return np.array([start, start + size])

    def faults(own: int, one: NDArray) -> int:
        """How much a name would cover, and whether it would leave the picture."""
        others = [mark for k, mark in enumerate(marks) if k != own]
        others += [other for k, other in boxes.items() if k != own]
        covered = sum(
            bool((one[0] < other[1]).all() and (other[0] < one[1]).all()) for other in others
        )
        on_line = ((path > one[0] - 2) & (path < one[1] + 2)).all(axis=1).any()
        outside = (one[0] < 0).any() or (one[1] > paper).any()
        return covered + int(on_line) + int(outside)

    def best(own: int) -> tuple[NDArray, Place]:
        """Where a name covers least; the first of several."""
        choices = [(at, place) for at in where[own] for place in PLACES]
        return min(choices, key=lambda choice: faults(own, box(texts[own], *choice)))

    # Once more: the first names may make room for the last.
    for own in [*range(len(texts))] * 2:
        chosen[own] = best(own)
        boxes[own] = box(texts[own], *chosen[own])
    for text, colour, (at, place) in zip(texts, [*colours, DARK], chosen, strict=True):
        ax.annotate(
            text,
            tuple(at / scale + limits[:, 0]),
            xytext=place[:2],
            textcoords="offset points",
            ha=place[2],
            va=place[3],
            color=colour,
            fontsize=SMALL,
        )


def specification(ax: Axes, result: Specification, say: Say) -> None:
    """Utility gained by attribute: as researched, and as believed."""
    place, best = np.arange(len(result.names)), int(np.argmax(result.gain))
    for shift, values, colour, text in (
        (-0.19, result.gain, US, say("researched")),
        (0.19, result.blind_gain, RIVAL, say("believed")),
    ):
        bars = ax.barh(place + shift, values, height=0.36, color=colour)
        labels = [number(float(v), 2) for v in values]
        labels[best] += f" {text}"
        ax.bar_label(bars, labels, padding=4, color=colour, fontsize=SMALL)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(place, result.names)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    most = max(float(result.gain.max()), float(result.blind_gain.max()))
    least = min(float(result.gain.min()), float(result.blind_gain.min()), 0.0)
    ax.set_xlim(1.2 * least, 1.5 * most)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
