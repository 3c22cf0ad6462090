"""Pictures of the price: waterfall, scatter, leverage, elasticity, break-even."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.formats import money, money_axis, number, percent
from casestudy.narrative import price as findings
from casestudy.plots.style import ACCENT, DARK, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.price import BreakEven, Discounts, Elasticity, Leverage, PriceEffect
    from casestudy.concepts.pricing import PriceWaterfall


@styled
def plot_waterfall(result: PriceWaterfall, *, ax: Axes | None = None) -> Axes:
    """Every step from the list price to the pocket price.

    Parameters
    ----------
    result : casestudy.concepts.pricing.PriceWaterfall
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    levels, steps = result.levels, result.deductions
    bars = [("list price", float(levels[0]), 0.0, GREY)]
    for i, (name, step) in enumerate(zip(result.names, steps, strict=True)):
        bars.append((name, float(step), float(levels[i + 1]), RIVAL))
        if i + 1 == result.on_invoice:
            bars.append(("invoice price", float(result.invoice), 0.0, GREY))
    bars.append(("pocket price", float(result.pocket), 0.0, US))
    for i, (_, height, bottom, colour) in enumerate(bars):
        ax.barh(i, height, left=bottom, color=colour, height=0.62)
        ax.annotate(
            number(height, 1),
            (bottom + height, i),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=9.5,
            color=DARK,
        )
    ax.set_yticks(range(len(bars)), [name for name, *_ in bars])
    ax.invert_yaxis()
    ax.set_xlim(0, float(levels[0]) * 1.1)
    ax.grid(False, axis="y")
    ax.set_xlabel("price (list = 100)")
    ax.set_ylabel("step, taken in this order")
    headline(ax, findings.waterfall(result))
    return ax


@styled
def plot_discounts(result: Discounts, *, ax: Axes | None = None) -> Axes:
    """Discount of each customer over its size, with the line that size would explain.

    Parameters
    ----------
    result : casestudy.analysis.price.Discounts
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    unit, label = money_axis(result.currency, float(result.size.max()))
    ax.scatter(result.size / unit, result.discount * 100, s=22, color=US, alpha=0.7, linewidths=0)
    order = np.argsort(result.size)
    line = result.scatter.expected[order] * 100
    ax.plot(result.size[order] / unit, line, color=RIVAL)
    ax.annotate(
        "what size explains",
        (result.size[order][0] / unit, line[0]),
        xytext=(4, 8),
        textcoords="offset points",
        color=RIVAL,
    )
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.set_xlabel(f"yearly revenue at list price ({label})")
    ax.set_ylabel("mean deduction from list (%)")
    headline(ax, findings.discounts(result))
    return ax


@styled
def plot_leverage(result: Leverage, *, ax: Axes | None = None) -> Axes:
    """What one percent of each is worth to profit.

    Parameters
    ----------
    result : casestudy.analysis.price.Leverage
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=2.8)
    unit, label = money_axis(result.currency, max(result.gains.values()))
    for i, (name, gain) in enumerate(result.gains.items()):
        ax.barh(i, gain / unit, color=US if name == "price" else GREY, height=0.62)
        share = f" ({percent(gain / result.profit, 1)} of profit)" if result.profit > 0 else ""
        ax.annotate(
            money(gain, result.currency) + share,
            (gain / unit, i),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=9.5,
            color=DARK,
        )
    ax.set_yticks(range(len(result.gains)), list(result.gains))
    ax.invert_yaxis()
    ax.set_xlim(0, max(result.gains.values()) / unit * 1.75)
    ax.grid(False, axis="y")
    ax.set_xlabel(f"gain of profit ({label} a year)")
    ax.set_ylabel("improved by 1%")
    headline(ax, findings.leverage(result))
    return ax


@styled
def plot_elasticity(result: Elasticity, *, ax: Axes | None = None) -> Axes:
    """The two estimates with their intervals, and what the model assumes.

    Parameters
    ----------
    result : casestudy.analysis.price.Elasticity
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=2.6)
    rows = (
        ("all price changes", result.plain, RIVAL),
        ("rounds of the list only", result.rounds, US),
    )
    for i, (_, estimate, colour) in enumerate(rows):
        low, high = estimate.interval
        ax.plot([low, high], [i, i], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.5)
        ax.plot([estimate.elasticity], [i], "o", color=colour, markersize=8)
        ax.annotate(
            number(estimate.elasticity, 2),
            (estimate.elasticity, i),
            xytext=(0, 9),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    ax.axvline(result.assumed, color=DARK, linestyle=":", linewidth=1.2)
    ax.annotate(
        "assumed",
        (result.assumed, 1.35),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=DARK,
        fontsize=9.5,
    )
    ax.set_yticks(range(len(rows)), [name for name, *_ in rows])
    ax.set_ylim(1.55, -0.6)
    ax.grid(False, axis="y")
    ax.set_xlabel("own-price elasticity (% of volume for 1% of price)")
    ax.set_ylabel("estimated from")
    headline(ax, findings.elasticity(result))
    return ax


@styled
def plot_break_even(result: BreakEven, *, ax: Axes | None = None) -> Axes:
    """Volume that may be lost beside volume that will be.

    Parameters
    ----------
    result : casestudy.analysis.price.BreakEven
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    x = result.change * 100
    ax.plot(x, result.allowed * 100, color=GREY)
    ax.plot(x, result.expected * 100, color=US)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    for values, colour, text, offset in (
        (result.allowed, DARK, "profit as before", 2),
        (result.expected, US, "expected", 10),
    ):
        ax.annotate(
            text,
            (x[-1], values[-1] * 100),
            xytext=(-4, offset),
            textcoords="offset points",
            ha="right",
            color=colour,
            fontweight="bold",
        )
    ax.set_xlabel("change of price (%)")
    ax.set_ylabel("change of volume (%)")
    headline(ax, findings.break_even(result))
    return ax


@styled
def plot_price_effect(result: PriceEffect, *, ax: Axes | None = None) -> Axes:
    """Present value of the price lever alone.

    Parameters
    ----------
    result : casestudy.analysis.price.PriceEffect
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax)
    unit, label = money_axis(result.currency, float(np.abs(result.npv).max()))
    ax.plot(result.change * 100, result.npv / unit, color=US)
    best = int(np.argmax(result.npv))
    ax.plot([result.change[best] * 100], [result.npv[best] / unit], "o", color=ACCENT, markersize=9)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.margins(y=0.12)
    ax.set_xlabel("change of the invoice price (%)")
    ax.set_ylabel(f"present value ({label})")
    headline(ax, findings.price_effect(result))
    return ax
