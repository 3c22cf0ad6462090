"""Pictures of the history: the line, its market, its bridge, who earns the money."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, Say
from casestudy.text.formats import decimals_to_see, money, money_axis, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.history.bridges import Bridge
    from casestudy.chapters.history.customers import Reasons
    from casestudy.chapters.history.facts import Decline, Outlook, ProfitPool

LONGEST_NAME = 18  # letters in a line behind a bar
LETTER = 0.025  # width of a letter there, of the axes


def decline(ax: Axes, result: Decline, say: Say) -> None:
    """Revenue of the market and of the line, first year 100."""
    years = result.yearly.index.to_numpy()
    for column, colour, label in (
        ("market_index", RIVAL, "market"),
        ("line_index", US, "line"),
    ):
        values = result.yearly[column].to_numpy()
        ax.plot(years, values, marker="o", color=colour)
        ax.annotate(
            say(label),
            (years[-1], values[-1]),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontweight="bold",
        )
    ax.set_xlim(years[0] - 0.2, years[-1] + 1.5)
    ax.set_xticks(years)
    ax.set_ylim(bottom=0)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def margin(ax: Axes, result: Decline, say: Say) -> None:
    """Gross profit and gross margin by year."""
    years = result.yearly.index.to_numpy()
    profit = result.yearly["gross_profit"].to_numpy()
    unit, label = money_axis(result.currency, profit.max())
    bars = ax.bar(years, profit / unit, color=US, width=0.62)
    texts = [percent(m, 1) for m in result.yearly["gross_margin"]]
    ax.bar_label(bars, texts, padding=3, color=DARK, fontsize=10)
    ax.set_xticks(years)
    ax.set_ylim(0, profit.max() / unit * 1.15)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))


def bridge(ax: Axes, result: Bridge, say: Say) -> None:
    """A start, its steps, and the end that they add up to."""
    steps = [say(name) for name in result.steps]
    labels = [str(result.years[0]), *steps, str(result.years[1])]
    heights = [result.start, *result.steps.values(), result.end]
    unit, axis_unit = money_axis(result.currency, max(abs(h) for h in heights))
    digits = decimals_to_see([height / unit for height in heights])
    level = 0.0
    for i, (label, height) in enumerate(zip(labels, heights, strict=True)):
        total = i in (0, len(labels) - 1)
        bottom = 0.0 if total else level
        colour = GREY if total else (GOOD if height >= 0 else RIVAL)
        ax.bar(i, height / unit, bottom=bottom / unit, color=colour, width=0.62, label=label)
        level = height if total else level + height
        top = max(bottom, bottom + height) / unit
        ax.annotate(
            number(height / unit, digits, sign=not total),
            (i, top),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=9.5,
            color=DARK,
        )
    ax.set_xticks(range(len(labels)), [label.replace(" ", "\n", 1) for label in labels])
    ax.axhline(0, color=GREY, linewidth=0.8)
    low, high = ax.get_ylim()
    ax.set_ylim(low if low < 0 else 0, high + 0.08 * (high - low))
    ax.set_ylabel(say("y", unit=axis_unit))
    ax.set_xlabel(say("x"))


def profit_pool(ax: Axes, result: ProfitPool, say: Say) -> None:
    """Share of the market (width) and operating margin (height) of each supplier."""
    left = 0.0
    for row in result.rows.itertuples():
        colour = US if row.is_us else GREY
        ax.bar(
            left, row.margin * 100, width=row.share * 100, align="edge", color=colour,
            edgecolor="white", linewidth=1.5,
        )  # fmt: skip
        ax.annotate(
            row.name.replace(" ", "\n", 1),
            (left + row.share * 50, row.margin * 100),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=9,
            color=US if row.is_us else DARK,
            fontweight="bold" if row.is_us else "normal",
        )
        left += row.share * 100
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.set_xlim(0, 100)
    ax.margins(y=0.25)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def outlook(ax: Axes, result: Outlook, say: Say) -> None:
    """Revenue of the line, past and with nothing done, and what its old share would bring."""
    unit, label = money_axis(result.currency, max(result.past.max(), result.future.max()))
    ax.plot(result.past.index, result.past / unit, marker="o", color=US)
    last = result.past.index[-1]
    ahead = [last, *result.future.index]
    path = [result.past.iloc[-1], *result.future]
    ax.plot(ahead, [v / unit for v in path], marker="o", color=US, linestyle="--")
    same = [result.past.iloc[-1], *result.at_same_share]
    ax.plot(ahead, [v / unit for v in same], color=RIVAL, linestyle=":")
    for values, colour, text in (
        (path, US, "nothing"),
        (same, RIVAL, "kept"),
    ):
        ax.annotate(
            f"{say(text)}\n{money(values[-1], result.currency)}",
            (ahead[-1], values[-1] / unit),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=10,
        )
    ax.axvline(last, color=GREY, linewidth=0.8)
    ax.set_xlim(result.past.index[0] - 0.3, ahead[-1] + 3.2)
    ax.set_xticks(
        [y for y in range(int(result.past.index[0]), int(ahead[-1]) + 1) if y % 2 == last % 2]
    )
    ax.set_ylim(0, ax.get_ylim()[1] * 1.06)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))


def reasons(ax: Axes, result: Reasons, say: Say) -> None:
    """What the best competitor gives more, by attribute, the largest loss on top."""
    places = range(len(result.attributes))[::-1]
    colours = [RIVAL if i == 0 else GREY for i in range(len(result.attributes))]
    bars = ax.barh(list(places), result.loss, color=colours, height=0.6)
    names = [
        textwrap.fill(rival, LONGEST_NAME) if loss > 0 else ""
        for rival, loss in zip(result.rivals, result.loss, strict=True)
    ]
    ax.bar_label(bars, names, padding=4, color=DARK, fontsize=10)
    ax.set_yticks(list(places), [textwrap.fill(name, 26) for name in result.attributes])
    # Behind each bar there is room for the name of the competitor.
    room = [1.0 - LETTER * max(map(len, name.split("\n"))) for name in names]
    ends = [loss / free for loss, free in zip(result.loss, room, strict=True)]
    ax.set_xlim(0, 1.05 * max(*ends, 0.1))
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
