"""Pictures of the supply chain: stock by reason, its changes, contracts, lots, pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casestudy.formats import money_axis, number, signed
from casestudy.narrative import supply as findings
from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.ordering import ByHand, Pooled
    from casestudy.analysis.supply import Contracts, StockChanges, StockToday


@styled
def plot_stock_today(result: StockToday, *, ax: Axes | None = None) -> Axes:
    """Stock at cost by the reason for which it is held.

    Parameters
    ----------
    result : casestudy.analysis.supply.StockToday
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=2.6)
    unit, label = money_axis(result.currency, float(result.amounts.max()))
    bars = ax.barh(range(len(result.amounts)), result.amounts / unit, color=US, height=0.62)
    ax.bar_label(bars, fmt="%.1f", padding=3, color=DARK)
    ax.set_yticks(range(len(result.amounts)), result.reasons)
    ax.invert_yaxis()
    ax.margins(x=0.12)
    ax.grid(False, axis="y")
    ax.set_xlabel(f"stock of the line at cost ({label})")
    ax.set_ylabel("reason")
    headline(ax, findings.stock_today(result))
    return ax


@styled
def plot_stock_changes(result: StockChanges, *, ax: Axes | None = None) -> Axes:
    """From the stock of today to that of the plan, and to what the contract could make of it.

    Parameters
    ----------
    result : casestudy.analysis.supply.StockChanges
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.8)
    totals, changes = result.bridge.totals, result.bridge.changes
    unit, label = money_axis(result.currency, float(totals.max()))
    bars = [("today", float(totals[0]), 0.0, GREY, False)]
    for i, name in enumerate(result.bridge.names):
        if i == result.done:
            bars.append(("as planned", result.after_plan, 0.0, US, False))
        bars.append(
            (
                name,
                float(changes[i]),
                float(totals[i]),
                RIVAL if changes[i] > 0 else GOOD,
                True,
            )
        )
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
    ax.set_yticks(range(len(bars)), [name for name, *_ in bars])
    ax.invert_yaxis()
    ax.set_xlim(0, float(totals.max()) / unit * 1.14)
    ax.grid(False, axis="y")
    ax.set_xlabel(f"stock for today's sales, at cost ({label})")
    ax.set_ylabel("change, in this order")
    headline(ax, findings.stock_changes(result))
    return ax


@styled
def plot_contracts(result: Contracts, *, ax: Axes | None = None) -> Axes:
    """Inventory turns under several contracts, with today's as a line.

    Parameters
    ----------
    result : casestudy.analysis.supply.Contracts
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.4)
    turns = [k.turns for k in result.each]
    colours = [GREY, US, *[GREY] * len(result.others)]
    best = max(range(2, len(turns)), key=turns.__getitem__)
    colours[best] = GOOD
    bars = ax.barh(range(len(turns)), turns, color=colours, height=0.62)
    # Inside the bars, where the line of today does not cross them.
    texts = ax.bar_label(bars, fmt="%.2f", padding=-70)
    for text, colour in zip(texts, colours, strict=True):
        text.set_color(DARK if colour == GREY else "white")
    ax.axvline(result.turns_today, color=DARK, linestyle="--", linewidth=1.2)
    ax.annotate(f"today {number(result.turns_today, 2)}", (result.turns_today, -0.75),
                xytext=(-5, 0), textcoords="offset points", va="center", ha="right",
                color=DARK)  # fmt: skip
    ax.set_yticks(range(len(turns)), [k.name for k in result.each])
    ax.set_ylim(len(turns) - 0.4, -1.2)
    ax.set_xlim(0, max(turns) * 1.14)
    ax.grid(False, axis="y")
    ax.set_xlabel("inventory turns in the window (per year)")
    ax.set_ylabel("way of buying")
    headline(ax, findings.contracts(result))
    return ax


@styled
def plot_order_cost(result: ByHand, *, ax: Axes | None = None) -> Axes:
    """Yearly cost of ordering and holding over the order quantity.

    Parameters
    ----------
    result : casestudy.analysis.ordering.ByHand
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.2)
    unit, label = money_axis(result.currency, float(result.cost.max()))
    ax.plot(result.quantity, result.cost / unit, color=US)
    best = float(result.best.quantity)
    for x, y, text, colour, shift in (
        (best, float(result.best.cost), "cheapest", US, (2, -18)),
        (result.lot_now, result.cost_now, "today", RIVAL, (8, 8)),
    ):
        ax.plot([x], [y / unit], "o", markersize=8, color=colour)
        ax.annotate(f"{text}: {number(x)} units", (x, y / unit), xytext=shift, color=colour,
                    textcoords="offset points")  # fmt: skip
    ax.set_ylim(0, float(max(result.cost.max(), result.cost_now)) / unit * 1.08)
    ax.set_xlim(0, max(float(result.quantity.max()), result.lot_now) * 1.05)
    ax.set_xlabel("order quantity (number of units); cost is of ordering and holding")
    ax.set_ylabel(f"cost a year ({label})")
    headline(ax, findings.order_cost(result))
    return ax


@styled
def plot_pool(result: Pooled, *, ax: Axes | None = None) -> Axes:
    """Safety stock that is left, over the correlation of demand.

    Parameters
    ----------
    result : casestudy.analysis.ordering.Pooled
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=3.2)
    for values, colour in ((result.remaining, US), (result.common, RIVAL)):
        ax.plot(result.correlation, values * 100, color=colour)
    for y, colour in ((result.at_assumed, US), (result.common_at_assumed, RIVAL)):
        ax.plot([result.assumed], [y * 100], "o", color=colour, markersize=8)
    upper = result.remaining[0] > result.common[0]
    for values, text, colour, above in (
        (result.remaining, "kept products after the cut", US, upper),
        (result.common, "one part that all share", RIVAL, not upper),
    ):
        at = 12 if above else 11
        ax.annotate(text, (result.correlation[at], values[at] * 100), color=colour,
                    xytext=(-6, 10) if above else (6, -16), textcoords="offset points",
                    ha="right" if above else "left")  # fmt: skip
    ax.set_ylim(0, 105)
    ax.set_xlim(0, 1)
    ax.set_xlabel("correlation of demand between products (0 = none, 1 = as one)")
    ax.set_ylabel("safety stock left (%)")
    headline(ax, findings.pool(result))
    return ax
