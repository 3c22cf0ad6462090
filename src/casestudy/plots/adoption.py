"""Pictures of adoption: the staircase of customers who turn, and forecasts of the potential."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.formats import number, percent
from casestudy.narrative import adoption as findings
from casestudy.plots.style import DARK, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.adoption import AdoptionCurve, EarlyForecasts

SOFT = "#d9d9d9"


@styled
def plot_adoption_curve(result: AdoptionCurve, *, ax: Axes | None = None) -> Axes:
    """Who has turned by each quarter, the quarter's newcomers on top.

    Parameters
    ----------
    result : casestudy.analysis.adoption.AdoptionCurve
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    before = (result.total - result.new) * 100
    peak = result.peak_quarter
    colours = [RIVAL if k == peak else US for k in result.quarter]
    ax.bar(result.quarter, before, color=SOFT, width=0.84)
    ax.bar(result.quarter, result.new * 100, bottom=before, color=colours, width=0.84)
    ax.annotate(
        f"peak: {percent(float(result.new[peak - 1]), 1)} turn\nin quarter {peak}",
        (peak - 0.42, result.total[peak - 1] * 100),
        xytext=(-5, 0),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=RIVAL,
        fontweight="bold",
    )
    ax.annotate("turned before", (result.quarter[-1] + 0.4, 20), ha="right", color=DARK)
    ax.set_ylim(0, 105)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("quarter after the launch")
    ax.set_ylabel("customers who have turned (%)")
    headline(ax, findings.adoption_curve(result))
    return ax


@styled
def plot_early_forecasts(result: EarlyForecasts, *, ax: Axes | None = None) -> Axes:
    """Ranges of the estimated potential by the quarters that are known.

    Parameters
    ----------
    result : casestudy.analysis.adoption.EarlyForecasts
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.9)
    low, middle, high = result.ranges
    tops = [v for v in high if np.isfinite(v)] + [float(result.potential)]
    top = 1.12 * max(tops)
    ax.axhline(result.potential, color=GREY, linewidth=1.4)
    ax.annotate(f"truth {number(result.potential)}", (result.quarters[0] - 2.4, result.potential),
                xytext=(0, 4), textcoords="offset points", color=DARK)  # fmt: skip
    ax.vlines(result.quarters, low, high, color=US, linewidth=8, alpha=0.45)
    ax.plot(result.quarters, middle, "o", color=US, markersize=8)
    for quarter, none in zip(result.quarters, result.none, strict=True):
        ax.annotate(percent(none), (quarter, top), ha="center", va="bottom", color=RIVAL)
    ax.annotate("no fit:", (result.quarters[0] - 0.75, top), ha="right", va="bottom",
                color=RIVAL)  # fmt: skip
    ax.set_ylim(0, 1.1 * top)
    ax.set_xlim(result.quarters[0] - 2.6, result.quarters[-1] + 1.0)
    ax.set_xticks(result.quarters)
    ax.set_xlabel(f"quarters of orders known (peak: quarter {result.peak_quarter})")
    ax.set_ylabel("potential (number of customers)")
    headline(ax, findings.early_forecasts(result))
    return ax
