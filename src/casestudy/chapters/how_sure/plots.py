"""Pictures of a plan in other worlds."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from casestudy.analysis.robust import FOUND
from casestudy.chapters.how_sure.facts import PERCENT
from casestudy.model.outcome import QUARTER
from casestudy.plots.analysis import label_ends
from casestudy.plots.style import ACCENT, DARK, GREY, RIVAL, US, Say
from casestudy.text.formats import money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.how_sure.facts import Agreeing, Failing, Futures, Matters, Survivors

SHOWN_WORLDS = 700  # more dots hide one another
HEIGHTS = {
    "chances": 2.6,
    "parts": lambda result: 1.3 + 0.36 * max(len(result.shown), 1),
    "plans": lambda result: 1.4 + 0.42 * len(result.order),
    "shares": lambda result: 1.4 + 0.42 * len(result.actions),
}


def _rows(ax: Axes, names: Sequence[str]) -> None:
    """A row for each name, the first on top."""
    ax.set_yticks(range(len(names)), [textwrap.fill(name, 26) for name in names], fontsize=9)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")


def _at_the_end(ax: Axes, end: float, row: int, text: str) -> None:
    """Write a bar's figure behind it."""
    ax.annotate(
        text, (end, row), xytext=(4, 0), textcoords="offset points", va="center", color=DARK,
        fontsize=9.5,
    )  # fmt: skip


def fan(ax: Axes, result: Futures, say: Say) -> None:
    """Revenue of the plan: half and eight of ten of the worlds, and the scenario's own."""
    bands = result.fans["revenue"]
    unit, label = money_axis(result.currency, float(bands.max()))
    first, last = result.window
    ax.axvspan(first - 0.5, last + 0.5, color=ACCENT, alpha=0.12, linewidth=0)
    for low, high, alpha in ((0, 4, 0.18), (1, 3, 0.3)):
        ax.fill_between(
            QUARTER, bands[low] / unit, bands[high] / unit, color=US, alpha=alpha, linewidth=0
        )
    ax.plot(QUARTER, result.outcome.series.revenue / unit, color=US)
    ends = [
        (float(result.outcome.series.revenue[-1]) / unit, say("own"), US),
        (float(bands[4, -1]) / unit, say("high"), DARK),
        (float(bands[0, -1]) / unit, say("low"), DARK),
    ]
    label_ends([(value, textwrap.fill(text, 12), colour) for value, text, colour in ends], ax)
    ax.set_xlim(0.5, QUARTER[-1] + 0.1)
    ax.set_xticks([1, 4, 8, 12, 16, 20])
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))


def chances(ax: Axes, result: Futures, say: Say) -> None:
    """How often each target is met, and all at once."""
    found = result.chances
    for row, (name, share) in enumerate(found.items()):
        whole = name == "all_targets"
        ax.barh(row, 100 * share.value, height=0.6, color=US if whole else GREY)
        _at_the_end(ax, 100 * share.value, row, say("share", share=share.value))
    _rows(ax, [say("target", name=name) for name in found])
    ax.set_xlim(0, 100)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def parts(ax: Axes, result: Matters, say: Say) -> None:
    """What each input makes of the variance, alone and together with others."""
    for row, part in enumerate(result.shown):
        alone = min(part.first, part.total)
        ax.barh(row, 100 * alone, height=0.6, color=US)
        ax.barh(row, 100 * (part.total - alone), left=100 * alone, height=0.6, color=GREY)
        _at_the_end(ax, 100 * part.total, row, say("share", share=part.total))
    _rows(ax, [say("input", part=part) for part in result.shown])
    largest = max((part.total for part in result.shown), default=0.5)
    ax.set_xlim(0, 115 * largest)
    ax.set_xlabel(f"{say('x')}\n{say('grey')}")
    ax.set_ylabel(say("y"))


def worlds(ax: Axes, result: Failing, say: Say) -> None:
    """Some of the worlds by the two inputs that tell most, and the limits of the box."""
    found = result.found
    points, failed = found.points[:SHOWN_WORLDS], found.failed[:SHOWN_WORLDS]
    scale = [100.0 if c.unit in PERCENT else 1.0 for c in found.shown]
    x, y = points[:, 0] * scale[0], points[:, 1] * scale[1]
    for which, colour, marker, name in (
        (~failed, US, "o", "fine"),
        (failed, RIVAL, "x", "fails"),
    ):
        ax.scatter(
            x[which], y[which], s=14, color=colour, marker=marker, alpha=0.6, linewidths=0.9,
            label=say(name),
        )  # fmt: skip
    for axis, condition, factor in zip("xy", found.shown, scale, strict=True):
        limits = [c for c in result.limits if c.name == condition.name]
        for limit in limits:
            line = ax.axvline if axis == "x" else ax.axhline
            line(limit.limit * factor, color=DARK, linewidth=1.2, linestyle="--")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, frameon=False, fontsize=9.5)
    ax.set_xlabel(say("input", condition=found.shown[0]))
    ax.set_ylabel(textwrap.fill(say("input", condition=found.shown[1]), 30))


def plans(ax: Axes, result: Survivors, say: Say) -> None:
    """Present value of each plan: its mean, and eight of ten of the worlds."""
    spread = {name: result.spread(name) for name in result.order}
    largest = max(abs(v) for pair in spread.values() for v in pair)
    unit, label = money_axis(result.currency, largest)
    right = max(high for _, high in spread.values()) / unit
    left = min(low for low, _ in spread.values()) / unit
    for row, name in enumerate(result.order):
        low, high = spread[name]
        own = name in result.choice.own
        colour = US if own else ACCENT if name.startswith(FOUND) else GREY
        ax.plot([low / unit, high / unit], [row, row], color=colour, linewidth=5, alpha=0.7)
        ax.plot([result.choice.mean[name] / unit], [row], "o", color=DARK, markersize=6)
        ax.annotate(
            say("share", share=result.choice.succeeds[name]),
            (1.02, row),
            xycoords=("axes fraction", "data"),
            va="center",
            color=DARK,
            fontsize=9.5,
            annotation_clip=False,
        )
    ax.annotate(
        textwrap.fill(say("on_target"), 8),
        (1.02, -0.75),
        xycoords=("axes fraction", "data"),
        va="bottom",
        color=DARK,
        fontsize=9.5,
        annotation_clip=False,
    )
    ax.axvline(0, color=DARK, linewidth=0.9)
    _rows(ax, [say("plan", name=name) for name in result.order])
    room = (right - left) or 1.0
    ax.set_xlim(left - 0.04 * room, right + 0.04 * room)
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def shares(ax: Axes, result: Agreeing, say: Say) -> None:
    """What each action contributes to present value, over all worlds that agree."""
    ranges = [result.range("npv", i) for i in range(len(result.actions))]
    unit, label = money_axis(result.currency, float(np.abs(ranges).max()))
    for row, (low, middle, high) in enumerate(ranges):
        sure = low * high > 0
        ax.plot(
            [low / unit, high / unit],
            [row, row],
            color=US if sure else GREY,
            linewidth=5,
            alpha=0.7,
        )
        ax.plot([middle / unit], [row], "o", color=DARK, markersize=6)
    ax.axvline(0, color=DARK, linewidth=0.9)
    _rows(ax, result.actions)
    ax.set_xlabel(f"{say('x', unit=label)}\n{say('grey')}")
    ax.set_ylabel(say("y"))
