"""Pictures of the research: mentions, part-worths, capabilities, the value map, specifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.narrative import positioning as findings
from casestudy.plots.style import ACCENT, DARK, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from casestudy.analysis.positioning import Capabilities, Position, Specification, Wants


@styled
def plot_mentions(result: pd.Series, *, ax: Axes | None = None) -> Axes:
    """Number of interviews in which each theme came up.

    Parameters
    ----------
    result : pandas.Series
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.0)
    bars = ax.barh(range(len(result)), result.to_numpy(), color=US, height=0.62)
    ax.bar_label(bars, padding=3, color=DARK)
    ax.set_yticks(range(len(result)), list(result.index))
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.set_xlim(0, result.max() * 1.12)
    ax.set_xlabel("interviews that mention it (number of interviews)")
    ax.set_ylabel("theme")
    headline(ax, findings.mentions(result))
    return ax


@styled
def plot_wants(result: Wants, *, ax: Axes | None = None) -> Axes:
    """Part-worths with their intervals, the largest first.

    Parameters
    ----------
    result : casestudy.analysis.positioning.Wants
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.0)
    order = np.argsort(-result.estimates)
    for place, k in enumerate(order):
        ax.plot(result.intervals[k], [place, place], color=US, linewidth=5, alpha=0.4,
                solid_capstyle="butt")  # fmt: skip
        ax.plot([result.estimates[k]], [place], "o", color=US, markersize=8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(order)), [result.names[k] for k in order])
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.set_xlabel("part-worth of a full step (utility, 95% interval)")
    ax.set_ylabel("attribute")
    headline(ax, findings.wants(result))
    return ax


@styled
def plot_capabilities(result: Capabilities, *, ax: Axes | None = None) -> Axes:
    """Measured performance of each supplier, attributes with the most room to win on top.

    Parameters
    ----------
    result : casestudy.analysis.positioning.Capabilities
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.4)
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
    ax.set_xlabel("measured performance (% of the scale)")
    ax.set_ylabel("attribute")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.2), ncols=2, fontsize=9)
    headline(ax, findings.capabilities(result))
    return ax


@styled
def plot_position(result: Position, *, ax: Axes | None = None) -> Axes:
    """The value map with the line of equal value and the new product.

    Parameters
    ----------
    result : casestudy.analysis.positioning.Position
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    reach = np.array([min(result.benefit.min(), 0.0) - 0.1, result.new_benefit + 0.15])
    line = (result.drawn.intercept + result.drawn.slope * reach) * 100
    ax.plot(reach, line, color=GREY, linestyle="--", linewidth=1.5)
    ax.annotate("equal value", (reach[-1], line[-1]), xytext=(-4, 8), ha="right",
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
    ax.annotate("new product,\nfair price", (result.new_benefit, result.fair_price * 100),
                xytext=(-10, -30), ha="right", textcoords="offset points", color=US)  # fmt: skip
    ax.set_xlabel("benefit over our product of today (utility = part-worths × performance)")
    ax.set_ylabel("price (ours today = 100)")
    headline(ax, findings.position(result))
    return ax


@styled
def plot_specification(result: Specification, *, ax: Axes | None = None) -> Axes:
    """Utility gained by attribute: as researched, and as believed.

    Parameters
    ----------
    result : casestudy.analysis.positioning.Specification
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.4)
    place = np.arange(len(result.names))
    ax.barh(place - 0.19, result.gain, height=0.36, color=US)
    ax.barh(place + 0.19, result.blind_gain, height=0.36, color=RIVAL)
    best = int(np.argmax(result.gain))
    for shift, values, colour, text in (
        (-0.19, result.gain, US, "researched"),
        (0.19, result.blind_gain, RIVAL, "believed"),
    ):
        ax.annotate(text, (values[best], best + shift), xytext=(4, 0), va="center",
                    textcoords="offset points", color=colour, fontsize=9.5)  # fmt: skip
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(place, result.names)
    ax.invert_yaxis()
    ax.grid(False, axis="y")
    ax.margins(x=0.18)
    ax.set_xlabel("gain for the customer over today's product (utility)")
    ax.set_ylabel("attribute (products compared)")
    headline(ax, findings.specification(result))
    return ax
