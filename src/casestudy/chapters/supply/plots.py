"""Pictures of the supply chain: stock by reason, its changes, contracts, lots, pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, Say
from casestudy.text.formats import money_axis, number, percent, signed

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
    """From the stock of today to that of the plan; what changes next to nothing is left out."""
    totals = dict(zip(result.bridge.names, result.bridge.totals, strict=False))  # before each
    unit, label = money_axis(result.currency, float(result.bridge.totals.max()))
    bars = [("today", result.today, 0.0, GREY, False)]
    for name in result.drawn:
        change = result.change[name]
        bars.append((name, change, float(totals[name]), RIVAL if change > 0 else GOOD, True))
    bars.append(("as_planned", result.after_plan, 0.0, US, False))
    digits = 1 if result.today / unit >= 10 else 2
    for place, (_, width, left, colour, is_step) in enumerate(bars):
        ax.barh(place, width / unit, left=left / unit, color=colour, height=0.62)
        text = number(abs(width) / unit, digits)
        ax.annotate(
            signed(text, width) if is_step else text,
            (max(left, left + width) / unit, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=DARK,
        )
    ends = [left + width for _, width, left, *_ in bars[:-1]]
    for place, end in enumerate(ends):  # from the end of a bar to where the next one begins
        ax.plot([end / unit] * 2, [place - 0.31, place + 1.31], color=GREY, linewidth=0.8, zorder=0)
    ax.set_yticks(range(len(bars)), [say(name) for name, *_ in bars])
    ax.invert_yaxis()
    ax.set_xlim(0, float(result.bridge.totals.max()) / unit * 1.2)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def contracts(ax: Axes, result: Contracts, say: Say) -> None:
    """Inventory turns under several contracts, with today's as a line."""
    turns = [way.turns for way in result.each]
    colours = [GREY, US, *(GOOD if way is result.fastest else GREY for way in result.others)]
    ax.barh(range(len(turns)), turns, color=colours, height=0.62)
    # At the foot of the bars, where the line of today does not cross them.
    for place, (value, colour) in enumerate(zip(turns, colours, strict=True)):
        ax.annotate(number(value, 2), (0, place), xytext=(6, 0), textcoords="offset points",
                    va="center", color="black" if colour == GREY else "white")  # fmt: skip
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
    for y, colour, side in (
        (result.at_assumed, US, 1),
        (result.common_at_assumed, RIVAL, -1),
    ):
        ax.plot([result.assumed], [y * 100], "o", color=colour, markersize=8)
        ax.annotate(percent(y), (result.assumed, y * 100), xytext=(-6 * side, 9 * side),
                    textcoords="offset points", color=colour, fontweight="bold",
                    ha="right" if side > 0 else "left",
                    va="bottom" if side > 0 else "top")  # fmt: skip
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
