"""Pictures of the product range: concentration, the whale, complexity, the rules of pruning."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, Say
from casestudy.text.formats import money, money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.assortment.facts import Complexity, Concentration, Whale
    from casestudy.chapters.assortment.pruning import Contest
    from casestudy.chapters.assortment.tail import FeatureUse

HEIGHTS = {"contest": 3.9}  # in inches, where not the usual
LETTER = 0.045  # width of a letter of an amount, as a part of what the bars reach


def concentration(ax: Axes, result: Concentration, say: Say) -> None:
    """Cumulative revenue over products, largest first."""
    x, y = result.products * 100, result.revenue * 100
    ax.plot(x, y, color=US)
    ax.fill_between(x, y, color=US, alpha=0.12)
    ax.plot([0, 100], [0, 100], color=GREY, linestyle=":", linewidth=1.2)
    ax.annotate(say("alike"), (52, 50), xytext=(6, -14), textcoords="offset points", color=GREY)
    at = result.head * 100
    ax.plot([at, at, 0], [0, result.head_revenue * 100, result.head_revenue * 100], color=DARK,
            linewidth=1, linestyle="--")  # fmt: skip
    ax.annotate(
        f"{say('head')}\n{say('brings')}",
        (at, result.head_revenue * 100),
        xytext=(10, -34),
        textcoords="offset points",
        color=DARK,
    )
    ax.set_xlim(0, 100)
    ax.set_ylim(0, 104)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def whale(ax: Axes, result: Whale, say: Say) -> None:
    """The whale curve: cumulative profit over products, best first."""
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
    ax.annotate(
        f"{say('peak')}\n{say('peak_at')}",
        (peak_x, peak_y),
        xytext=(0, -38),
        textcoords="offset points",
        ha="center",
        color=DARK,
    )
    ax.annotate(
        f"{say('lost')}\n{say('losses')}",
        (100, (y[-1] + peak_y) / 2),
        xytext=(-8, -46),
        textcoords="offset points",
        ha="right",
        color=RIVAL,
    )
    ax.set_xlim(0, 102)
    ax.set_ylim(min(0.0, y.min()), max(peak_y, y[-1], 0.0) * 1.1 + 1e-9)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=say("of_total") if ratio else label))


def complexity(ax: Axes, result: Complexity, say: Say) -> None:
    """Variety-driven cost over the number of products, and what is taken out of it."""
    unit, label = money_axis(result.currency, result.cost.max())
    ax.plot(result.products, result.cost / unit, color=GREY)
    ax.plot(result.products, result.booked / unit, color=US)
    middle = len(result.products) // 2
    for values, colour, text, x, y, side in (
        (result.cost, DARK, say("caused"), 6, -16, "left"),
        (result.booked, US, say("stays"), -6, 12, "right"),
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
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))


def contest(ax: Axes, result: Contest, say: Say) -> None:
    """Yearly profit that each pruning rule adds or costs, on an axis that fits every size."""
    unit, label = money_axis(result.currency, max(abs(v) for v in result.reach))
    places = range(len(result.cuts))[::-1]
    values = [c.profit_change / unit for c in result.cuts]
    colours = [GOOD if value >= 0 else RIVAL for value in values]
    bars = ax.barh(list(places), values, color=colours, height=0.55)
    texts = [money(c.profit_change, result.currency, sign=True, whole=True) for c in result.cuts]
    ax.bar_label(bars, texts, padding=4, color=DARK, fontsize=10)
    names = [textwrap.fill(c.rule.label, 18) for c in result.cuts]
    ax.set_yticks(list(places), names)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.grid(axis="x")
    ax.grid(False, axis="y")
    low, high = (min(result.reach[0], 0.0) / unit, max(result.reach[1], 0.0) / unit)
    # An amount stands at the end of its bar, and does not reach the names of the rules.
    left, right = (len(money(end, result.currency, sign=True, whole=True)) for end in result.reach)
    letter = LETTER * (high - low)
    ax.set_xlim(low - letter * left, high + letter * right)
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def feature_use(ax: Axes, result: FeatureUse, say: Say) -> None:
    """Share of users of each feature, coloured by what the feature rule says."""
    colours = np.where(result.rule.study, GOOD, np.where(result.rule.eliminate, RIVAL, GREY))
    place = np.arange(len(result.users))
    ax.bar(place, result.users * 100, color=colours, width=0.8)
    # The outer two begin and end with their bars, however few: no label lies on the axis.
    for mask, colour, text, align in (
        (result.rule.study, GOOD, say("study"), "left"),
        (result.rule.apply, DARK, say("apply"), "center"),
        (result.rule.eliminate, RIVAL, say("eliminate"), "right"),
    ):
        if mask.any():
            bars = place[mask]
            at = {"left": bars[0] - 0.4, "center": bars.mean(), "right": bars[-1] + 0.4}[align]
            top = float(result.users[mask].max()) * 100
            ax.annotate(text, (at, top), xytext=(0, 5), ha=align,
                        textcoords="offset points", color=colour, fontweight="bold")  # fmt: skip
    ax.set_xticks([])
    ax.margins(y=0.12)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
