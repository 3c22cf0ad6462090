"""Pictures of the board paper: cash over time, and one assumption at a time."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from casestudy.model.outcome import QUARTER
from casestudy.plots.style import DARK, RIVAL, US, Say
from casestudy.text.formats import money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.board.facts import Board
    from casestudy.chapters.board.risk import Risk

HEIGHTS = {
    "payback": 3.2,
    "tornado": lambda result: 1.3 + 0.36 * max(len(result.shown), 1),
}


def payback(ax: Axes, result: Board, say: Say) -> None:
    """Cash of a plan against doing nothing, added up, with eight of ten worlds about it."""
    unit, label = money_axis(result.currency, float(abs(result.risk.gained).max()))
    low, high = result.risk.gained / unit
    ax.fill_between(QUARTER, low, high, color=US, alpha=0.15, linewidth=0)
    ax.axhline(0, color=DARK, linewidth=0.8)
    ends = [(result.gained, US, say("this_plan"))]
    if not result.comparison.same_as_happened:
        ends.append((result.happened_gained, RIVAL, say("as_it_happened")))
    for values, colour, _ in ends:
        ax.plot(QUARTER, values / unit, color=colour)
    _end_labels(ax, [(float(v[-1]) / unit, text, c) for v, c, text in ends])
    ax.annotate(
        textwrap.fill(say("band"), 11),
        (QUARTER[-1], float(high[-1])),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=DARK,
        fontsize=9.5,
    )
    ax.set_xlim(0.5, QUARTER[-1] + 0.1)
    ax.set_xticks([1, 4, 8, 12, 16, 20])
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))


def _end_labels(ax: Axes, ends: list[tuple[float, str, str]]) -> None:
    """Name each line at its end, two labels kept apart."""
    low, high = ax.get_ylim()
    height = ax.figure.get_figheight() * 72 * 0.7  # of the axes, about, in points
    places = {text: (y - low) / (high - low) * height for y, text, _ in ends}
    free = height - 28.0  # below the name of the band
    for y, text, colour in sorted(ends, reverse=True):
        free = min(places[text], free)
        ax.annotate(
            textwrap.fill(text, 8),
            (QUARTER[-1], y),
            xytext=(6, free - places[text]),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=9.5,
            annotation_clip=False,
        )
        free -= 28.0


def tornado(ax: Axes, result: Risk, say: Say) -> None:
    """Present value with one assumption at a time at each end of its range, the widest on top."""
    shown = result.shown
    values = [v for s in shown for v in (s.at_low, s.at_high, s.present)] or [0.0]
    unit, label = money_axis(result.currency, max(map(abs, values)))
    for row, swing in enumerate(shown):
        for end, reached in ((swing.low, swing.at_low), (swing.high, swing.at_high)):
            ax.barh(
                row, (reached - swing.present) / unit, left=swing.present / unit, height=0.6,
                color=US if reached >= swing.present else RIVAL,
            )  # fmt: skip
            right = reached >= max(swing.present, min(swing.at_low, swing.at_high))
            ax.annotate(
                say("end", swing=swing, value=end),
                (reached / unit, row),
                xytext=(4 if right else -4, 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="center",
                color=DARK,
                fontsize=9,
            )
    if shown:
        ax.axvline(shown[0].present / unit, color=DARK, linewidth=0.9)
    names = [textwrap.fill(s.label, 24) for s in shown]
    ax.set_yticks(range(len(shown)), names, fontsize=9)
    ax.invert_yaxis()
    low, high = min(values) / unit, max(values) / unit
    # The ends of the ranges are written beside the bars, and their words need room.
    room = (high - low) or 1.0
    ax.set_xlim(low - 0.3 * room, high + 0.26 * room)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))
