"""Picture of the learner's predictions: which ranges held the result."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from casestudy.plots.style import DARK, GREY, RIVAL, US, Say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.learning.judgement import CalibrationScore

LOWEST, HIGHEST = -70.0, 170.0  # what lies further out is drawn at the edge
HEIGHTS = {"calibration_score": lambda result: 1.5 + 0.34 * max(result.made, 3)}


def calibration_score(ax: Axes, result: CalibrationScore, say: Say) -> None:
    """Each committed range, its guess, and where the result lies."""
    for i, judged in enumerate(result.judged):
        ax.barh(i, 100.0, color=GREY, alpha=0.35, height=0.6)
        ax.plot([100 * judged.guess] * 2, [i - 0.3, i + 0.3], color=DARK, linewidth=1.2)
        place = 100 * judged.place
        mark = "o" if judged.held else "<" if place < 0 else ">"
        at = min(max(place, LOWEST), HIGHEST)
        ax.plot(at, i, mark, color=US if judged.held else RIVAL, markersize=8, clip_on=False)
    if result.made:
        at = 100 * result.judged[0].guess
        ax.annotate(
            say("guess"),
            (at, -0.3),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            color=DARK,
        )
    names = [textwrap.fill(j.label, 26) for j in result.judged]
    ax.set_yticks(range(result.made), names)
    ax.set_ylim(max(result.made, 3) - 0.4, -1.0)
    ax.set_xlim(LOWEST - 5, HIGHEST + 5)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
