"""Pictures of the product range: concentration, the whale, complexity, the rules of pruning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.formats import money, money_axis, percent, points
from casestudy.narrative import assortment as findings
from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.assortment import Complexity, Concentration, Whale
    from casestudy.analysis.pruning import Contest


@styled
def plot_concentration(result: Concentration, *, ax: Axes | None = None) -> Axes:
    """Cumulative revenue over products, largest first.

    Parameters
    ----------
    result : casestudy.analysis.assortment.Concentration
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    x, y = result.products * 100, result.revenue * 100
    ax.plot(x, y, color=US)
    ax.fill_between(x, y, color=US, alpha=0.12)
    ax.plot([0, 100], [0, 100], color=GREY, linestyle=":", linewidth=1.2)
    ax.annotate(
        "if all were alike", (52, 50), xytext=(6, -14), textcoords="offset points", color=GREY
    )
    at = result.head * 100
    ax.plot([at, at, 0], [0, result.head_revenue * 100, result.head_revenue * 100], color=DARK,
            linewidth=1, linestyle="--")  # fmt: skip
    ax.annotate(
        f"{percent(result.head)} of the products:\n{percent(result.head_revenue)} of revenue",
        (at, result.head_revenue * 100),
        xytext=(10, -34),
        textcoords="offset points",
        color=DARK,
    )
    ax.set_xlim(0, 100)
    ax.set_ylim(0, 104)
    ax.set_xlabel("products, largest first (%)")
    ax.set_ylabel("cumulative revenue (%)")
    headline(ax, findings.concentration(result))
    return ax


@styled
def plot_whale(result: Whale, *, ax: Axes | None = None) -> Axes:
    """The whale curve: cumulative profit over products, best first.

    Parameters
    ----------
    result : casestudy.analysis.assortment.Whale
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        In percent of the total profit, or in money where the total is not above zero.
    """
    ax = canvas(ax)
    curve = result.curve
    ratio = curve.peak_ratio is not None
    unit, label = money_axis(result.currency, np.abs(curve.profit).max())
    scale = 100 / curve.total if ratio else 1 / unit
    x, y = curve.products * 100, curve.profit * scale
    peak_x, peak_y = curve.peak_at * 100, curve.peak * scale
    ax.plot(x, y, color=US)
    past = x >= peak_x
    ax.fill_between(x[past], y[past], peak_y, color=RIVAL, alpha=0.25)
    ax.plot([peak_x], [peak_y], "o", color=DARK)
    text = f"peak {peak_y:.0f}%" if ratio else f"peak {money(curve.peak, result.currency)}"
    ax.annotate(
        f"{text}\nat {peak_x:.0f}% of the products",
        (peak_x, peak_y),
        xytext=(0, -38),
        textcoords="offset points",
        ha="center",
        color=DARK,
    )
    ax.annotate(
        f"lost again:\n{money(curve.losses, result.currency)} a year",
        (100, (y[-1] + peak_y) / 2),
        xytext=(-8, -46),
        textcoords="offset points",
        ha="right",
        color=RIVAL,
    )
    ax.set_xlim(0, 102)
    ax.set_ylim(min(0.0, y.min()), max(peak_y, y[-1], 0.0) * 1.1 + 1e-9)
    ax.set_xlabel("products, most profitable first (%)")
    ax.set_ylabel("cumulative profit (% of total)" if ratio else f"cumulative profit ({label})")
    headline(ax, findings.whale(result))
    return ax


@styled
def plot_complexity(result: Complexity, *, ax: Axes | None = None) -> Axes:
    """Variety-driven cost over the number of products, and what is taken out of it.

    Parameters
    ----------
    result : casestudy.analysis.assortment.Complexity
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    unit, label = money_axis(result.currency, result.cost.max())
    ax.plot(result.products, result.cost / unit, color=GREY)
    ax.plot(result.products, result.booked / unit, color=US)
    middle = len(result.products) // 2
    for values, colour, text, x, y, side in (
        (result.cost, DARK, "cost that variety causes", 6, -16, "left"),
        (result.booked, US, "cost that stays on the books", -6, 12, "right"),
    ):
        ax.annotate(
            text,
            (result.products[middle], values[middle] / unit),
            xytext=(x, y),
            textcoords="offset points",
            ha=side,
            color=colour,
            fontweight="bold",
        )
    ax.set_xlim(0, result.products.max() * 1.02)
    ax.set_ylim(0, ax.get_ylim()[1] * 1.05)
    ax.set_xlabel("active products")
    ax.set_ylabel(f"variety-driven cost ({label} a year)")
    headline(ax, findings.complexity(result))
    return ax


@styled
def plot_rules(result: Contest, *, ax: Axes | None = None) -> Axes:
    """Yearly profit that each pruning rule adds or costs, at the same share of products.

    Parameters
    ----------
    result : casestudy.analysis.pruning.Contest
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.9)
    unit, label = money_axis(result.currency, max(abs(c.profit_change) for c in result.cuts))
    for i, c in enumerate(reversed(result.cuts)):
        value = c.profit_change / unit
        ax.barh(i, value, color=GOOD if value >= 0 else RIVAL, height=0.42)
        note = (
            f"{money(c.profit_change, result.currency, sign=True)}; "
            f"revenue {percent(c.revenue_change, 0)}, margin {points(c.margin_change)}"
        )
        ax.annotate(
            f"{c.rule.label}\n{note}",
            (0.0, i + 0.26),
            xycoords=ax.get_yaxis_transform(),
            ha="left",
            va="bottom",
            fontsize=9,
            color=DARK,
            linespacing=1.25,
        )
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks([])
    ax.set_ylim(-0.4, len(result.cuts) - 0.1)
    ax.grid(axis="x")
    ax.grid(False, axis="y")
    values = [c.profit_change / unit for c in result.cuts]
    room = 0.06 * max(abs(v) for v in values)
    ax.set_xlim(min(0.0, *values) - room, max(0.0, *values) + room)
    ax.set_xlabel(f"profit after complexity cost, against doing nothing ({label} a year)")
    headline(ax, findings.rules(result))
    return ax
