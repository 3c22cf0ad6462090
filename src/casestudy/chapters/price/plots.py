"""Pictures of the price: waterfall, scatter, leverage, elasticity, break-even."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.plots.style import ACCENT, DARK, GREY, RIVAL, US, Say
from casestudy.text.formats import money_axis, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.price.facts import (
        BreakEven,
        Discounts,
        Effect,
        Elasticity,
        Leverage,
        Waterfall,
    )

HEIGHTS = {"leverage": 2.8, "elasticity": 2.6}  # in inches, where not the usual


def waterfall(ax: Axes, result: Waterfall, say: Say) -> None:
    """Every step from the list price to the pocket price."""
    levels, steps = result.levels, result.deductions
    bars = [(say("list"), float(levels[0]), 0.0, GREY)]
    for i, (name, step) in enumerate(zip(result.names, steps, strict=True)):
        bars.append((name, float(step), float(levels[i + 1]), RIVAL))
        if i + 1 == result.on_invoice:
            bars.append((say("on_invoice"), float(result.invoice), 0.0, GREY))
    bars.append((say("in_pocket"), float(result.pocket), 0.0, US))
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
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def discounts(ax: Axes, result: Discounts, say: Say) -> None:
    """Discount of each customer over its size, with the line that size would explain."""
    unit, label = money_axis(result.currency, float(result.size.max()))
    ax.scatter(result.size / unit, result.discount * 100, s=22, color=US, alpha=0.7, linewidths=0)
    order = np.argsort(result.size)
    line = result.scatter.expected[order] * 100
    ax.plot(result.size[order] / unit, line, color=RIVAL)
    ax.annotate(
        say("line"),
        (result.size[order][0] / unit, line[0]),
        xytext=(4, 8),
        textcoords="offset points",
        color=RIVAL,
    )
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def leverage(ax: Axes, result: Leverage, say: Say) -> None:
    """What one percent of each is worth to profit."""
    unit, label = money_axis(result.currency, max(result.gains.values()))
    for i, (name, gain) in enumerate(result.gains.items()):
        ax.barh(i, gain / unit, color=US if name == "price" else GREY, height=0.62)
        ax.annotate(
            say("bar", gain=gain),
            (gain / unit, i),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=9.5,
            color=DARK,
        )
    ax.set_yticks(range(len(result.gains)), [say(name) for name in result.gains])
    ax.invert_yaxis()
    ax.set_xlim(0, max(result.gains.values()) / unit * 1.75)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def elasticity(ax: Axes, result: Elasticity, say: Say) -> None:
    """The two estimates with their intervals, and what the model assumes."""
    rows = (
        (say("all_changes"), result.plain, RIVAL),
        (say("only_rounds"), result.rounds, US),
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
        say("assumed"),
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
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def break_even(ax: Axes, result: BreakEven, say: Say) -> None:
    """Volume that may be lost beside volume that will be."""
    x = result.change * 100
    ax.plot(x, result.allowed * 100, color=GREY)
    ax.plot(x, result.expected * 100, color=US)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    for values, colour, text, offset in (
        (result.allowed, DARK, say("allowed"), 2),
        (result.expected, US, say("expected"), 10),
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
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def effect(ax: Axes, result: Effect, say: Say) -> None:
    """Present value of the price lever alone."""
    unit, label = money_axis(result.currency, float(np.abs(result.npv).max()))
    ax.plot(result.change * 100, result.npv / unit, color=US)
    best = int(np.argmax(result.npv))
    ax.plot([result.change[best] * 100], [result.npv[best] / unit], "o", color=ACCENT, markersize=9)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.margins(y=0.12)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))
