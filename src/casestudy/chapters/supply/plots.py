"""Pictures of the supply chain: stock by reason, its changes, contracts, lots, pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, Say
from casestudy.text.formats import money_axis, number, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.supply.facts import Contracts, StockChanges, StockToday
    from casestudy.chapters.supply.ordering import OrderByHand, Pool

HEIGHTS = {
    "stock_today": 2.6,
    "stock_changes": 3.8,
    "contracts": 3.4,
    "order_by_hand": 3.2,
    "pool": 3.2,
}


def stock_today(ax: Axes, result: StockToday, say: Say) -> None:
    """Stock at cost by the reason for which it is held."""
    unit, label = money_axis(result.currency, float(result.amounts.max()))
    bars = ax.barh(range(len(result.amounts)), result.amounts / unit, color=US, height=0.62)
    ax.bar_label(bars, fmt="%.1f", padding=3, color=DARK)
    ax.set_yticks(range(len(result.amounts)), [say(reason) for reason in result.reasons])
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def stock_changes(ax: Axes, result: StockChanges, say: Say) -> None:
    """From the stock of today to that of the plan, and to what the contract could make of it."""
    totals = result.bridge.totals
    unit, label = money_axis(result.currency, float(totals.max()))
    bars = [("today", result.today, 0.0, GREY, False)]
    for i, (name, change) in enumerate(result.change.items()):
        if i == result.done:
            bars.append(("as_planned", result.after_plan, 0.0, US, False))
        bars.append((name, change, float(totals[i]), RIVAL if change > 0 else GOOD, True))
    for place, (_, width, left, colour, is_step) in enumerate(bars):
        ax.barh(place, width / unit, left=left / unit, color=colour, height=0.62)
        text = number(abs(width) / unit, 1)
        ax.annotate(
            signed(text, width) if is_step and round(abs(width) / unit, 1) else text,
            (max(left, left + width) / unit, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=DARK,
        )
    ax.set_yticks(range(len(bars)), [say(name) for name, *_ in bars])
    ax.invert_yaxis()
    ax.set_xlim(0, float(totals.max()) / unit * 1.14)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def contracts(ax: Axes, result: Contracts, say: Say) -> None:
    """Inventory turns under several contracts, with today's as a line."""
    turns = [way.turns for way in result.each]
    colours = [GREY, US, *(GOOD if way is result.fastest else GREY for way in result.others)]
    bars = ax.barh(range(len(turns)), turns, color=colours, height=0.62)
    # Inside the bars, where the line of today does not cross them.
    texts = ax.bar_label(bars, fmt="%.2f", padding=-70)
    for text, colour in zip(texts, colours, strict=True):
        text.set_color(DARK if colour == GREY else "white")
    ax.axvline(result.turns_today, color=DARK, linestyle="--", linewidth=1.2)
    ax.annotate(say("today"), (result.turns_today, -0.75), xytext=(-5, 0),
                textcoords="offset points", va="center", ha="right", color=DARK)  # fmt: skip
    ax.set_yticks(range(len(turns)), [say(way.name) for way in result.each])
    ax.set_ylim(len(turns) - 0.4, -1.2)
    ax.set_xlim(0, max(turns) * 1.14)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def order_by_hand(ax: Axes, result: OrderByHand, say: Say) -> None:
    """Yearly cost of ordering and holding over the order quantity."""
    unit, label = money_axis(result.currency, float(result.cost.max()))
    ax.plot(result.quantity, result.cost / unit, color=US)
    for x, y, name, colour, shift in (
        (float(result.best.quantity), float(result.best.cost), "cheapest", US, (2, -18)),
        (result.lot_now, result.cost_now, "today", RIVAL, (8, 8)),
    ):
        ax.plot([x], [y / unit], "o", markersize=8, color=colour)
        ax.annotate(say(name), (x, y / unit), xytext=shift, color=colour,
                    textcoords="offset points")  # fmt: skip
    ax.set_ylim(0, float(max(result.cost.max(), result.cost_now)) / unit * 1.08)
    ax.set_xlim(0, max(float(result.quantity.max()), result.lot_now) * 1.05)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))


def pool(ax: Axes, result: Pool, say: Say) -> None:
    """Safety stock that is left, over the correlation of demand."""
    for values, colour in ((result.remaining, US), (result.common, RIVAL)):
        ax.plot(result.correlation, values * 100, color=colour)
    for y, colour in ((result.at_assumed, US), (result.common_at_assumed, RIVAL)):
        ax.plot([result.assumed], [y * 100], "o", color=colour, markersize=8)
    upper = result.remaining[0] > result.common[0]
    for values, name, colour, above in (
        (result.remaining, "remaining", US, upper),
        (result.common, "common", RIVAL, not upper),
    ):
        at = 12 if above else 11
        ax.annotate(say(name), (result.correlation[at], values[at] * 100), color=colour,
                    xytext=(-6, 10) if above else (6, -16), textcoords="offset points",
                    ha="right" if above else "left")  # fmt: skip
    ax.set_ylim(0, 105)
    ax.set_xlim(0, 1)
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
