"""Pictures of the choice of a partner: cost in all, scores, dates, the plan, and the trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, Say
from casestudy.text.formats import money_axis, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.chapters.partner.choice import Outcomes, Scores
    from casestudy.chapters.partner.devices import Trap
    from casestudy.chapters.partner.facts import Costs, Schedules

LIGHT, YELLOW = "#56B4E9", "#E69F00"
ROW = 0.55  # inches that one candidate takes
HEIGHTS = {
    "costs": lambda result: 2.2 + ROW * len(result.names),
    "scores": lambda result: 1.6 + ROW * len(result.names),
    "schedules": lambda result: 1.8 + 0.65 * len(result.names),
    "outcomes": lambda result: 1.5 + ROW * len(result.names),
    "trap": 4.0,
}


def costs(ax: Axes, result: Costs, say: Say) -> None:
    """Cost in all of each candidate by component, with making at home as a line."""
    order, left = np.argsort(result.total, kind="stable"), np.zeros(len(result.names))
    rows = np.arange(len(order))
    colours = (US, LIGHT, GOOD, YELLOW, GREY, RIVAL)
    for (name, values), colour in zip(result.components.items(), colours, strict=True):
        ax.barh(rows, values[order] * 100, left=left, color=colour, height=0.6, label=say(name))
        left = left + values[order] * 100
    for row, i in enumerate(order):
        inside = (float(result.quoted[i]) * 100, row)
        ax.annotate(number(inside[0]), inside, xytext=(-4, 0), textcoords="offset points",
                    ha="right", va="center", color="white", fontweight="bold")  # fmt: skip
        ax.annotate(number(left[row], 1), (max(left[row], result.home * 100), row), xytext=(5, 0),
                    textcoords="offset points", va="center", color=DARK)  # fmt: skip
    ax.axvline(result.home * 100, color=DARK, linestyle="--", linewidth=1.4)
    ax.annotate(say("at_home"), (result.home * 100, -0.5), xytext=(-4, 3),
                textcoords="offset points", ha="right", color=DARK)  # fmt: skip
    ax.set_yticks(rows, [result.names[i] for i in order])
    ax.set_ylim(len(order) - 0.5, -0.85)
    ax.set_xlim(0, max(result.home, float(result.total.max())) * 112)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))
    ax.legend(loc="upper center", bbox_to_anchor=(0.35, -0.42 / len(order) - 0.12), ncols=3,
              fontsize=9.5, columnspacing=1.2, handlelength=1.2)  # fmt: skip


def scores(ax: Axes, result: Scores, say: Say) -> None:
    """How many of all weights put each candidate first, by both methods."""
    order = np.argsort(-result.saw, kind="stable")
    rows = np.arange(len(order))
    for shift, method, colour in ((-0.19, "saw_first", US), (0.19, "topsis_first", RIVAL)):
        values = getattr(result, method)
        ax.barh(rows + shift, values[order] * 100, height=0.36, color=colour)
        for row, i in enumerate(order):
            share = percent(float(values[i]))
            words = share if row else f"{share} {say(method)}"
            ax.annotate(words, (float(values[i]) * 100, row + shift), xytext=(4, 0), va="center",
                        textcoords="offset points", color=colour, fontsize=9.5)  # fmt: skip
    ax.set_yticks(rows, [result.names[i] for i in order])
    ax.invert_yaxis()
    ax.set_xlim(0, 145)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def schedules(ax: Axes, result: Schedules, say: Say) -> None:
    """Spread of each candidate's date, split at the deadline."""
    order = np.argsort(-result.on_time.probability, kind="stable")
    middle = (result.edges[:-1] + result.edges[1:]) / 2.0
    width, highest = result.edges[1] - result.edges[0], float(result.density.max())
    early = middle < result.deadline
    for row, i in enumerate(order):
        height = result.density[i] / highest * 0.8
        ax.bar(middle, height, width, bottom=-row, color=np.where(early, US, RIVAL))
        ax.plot([result.likely[i]], [-row], "o", color=DARK, markersize=7, clip_on=False, zorder=4)
        ax.annotate(say("in_time", chance=result.on_time.probability[i]),
                    (1.0, -row + 0.3), xycoords=("axes fraction", "data"), ha="right",
                    va="center", color=DARK, fontweight="bold")  # fmt: skip
    ax.axvline(result.deadline, color=DARK, linestyle="--", linewidth=1.4)
    ax.annotate(say("deadline"), (result.deadline, 0.98), xytext=(4, 0), va="center", color=DARK,
                textcoords="offset points")  # fmt: skip
    ax.set_yticks(-np.arange(len(order)), [result.names[i] for i in order])
    ax.set_ylim(-len(order) + 0.82, 1.12)
    first, last = float(result.optimistic.min()), float(result.edges[-1])
    ax.set_xlim(min(first, result.deadline) - 0.5, last + 0.25 * (last - first))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y"))


def outcomes(ax: Axes, result: Outcomes, say: Say) -> None:
    """Present value of the plan with each candidate."""
    unit, label = money_axis(result.currency, float(np.abs(result.npv).max()))
    order = np.argsort(-result.npv, kind="stable")
    for row, i in enumerate(order):
        value = float(result.npv[i])
        ax.barh(row, value / unit, color=US if i == result.best else GREY, height=0.6)
        words = say("bar", npv=value, unit=unit) + (
            f"\n{say('scored')}" if i == result.scored else ""
        )
        ax.annotate(words, (max(value, 0.0) / unit, row), xytext=(5, 0), va="center",
                    textcoords="offset points", color=DARK, fontsize=10)  # fmt: skip
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(order)), [result.names[i] for i in order])
    ax.invert_yaxis()
    low, high = min(float(result.npv.min()), 0.0) / unit, max(float(result.npv.max()), 0.0) / unit
    ax.set_xlim(low - 0.02 * (high - low) * (low < 0), high + 0.42 * (high - low))
    ax.grid(False, axis="y")
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y"))


def trap(ax: Axes, result: Trap, say: Say) -> None:
    """Result of own and of bought devices over what mending costs."""
    largest = max(float(np.abs(v).max()) for v in (result.result_own, result.result_mended))
    unit, label = money_axis(result.currency, largest)
    x, bought = result.investment / unit, float(result.bought.result) / unit
    ax.plot(x, result.result_own / unit, color=US)
    ax.plot(x, result.result_mended / unit, color=RIVAL)
    ax.axhline(bought, color=GREY, linestyle=":", linewidth=1.8)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(result.cost / unit, color=DARK, linestyle="--", linewidth=1.4)
    own, end, low = float(result.own.result) / unit, float(x[-1]), float(result.result_mended[-1])
    # Labels stand where the marks leave room: at the right end, unless the break-even is there.
    left, early = result.break_even > 0.5 * end * unit, result.cost < 0.5 * end * unit
    for name, at, offset, leftwards, side, colour in (
        ("own", (0.0 if left else end, own), (4 if left else -4, 6), left, "bottom", US),
        ("bought", (end, bought), (-4, -4), False, "top", DARK),
        ("mended", (end, low / unit), (-18, 0), False, "top", RIVAL),
    ):
        ax.annotate(say(name), at, xytext=offset, textcoords="offset points", color=colour, va=side,
                    ha="left" if leftwards else "right", fontweight="bold")  # fmt: skip
    if result.break_even > 0:
        close = 0.0 < result.cost - result.break_even < 0.25 * end * unit
        ax.plot(result.break_even / unit, own, "o", color=DARK, markersize=8, zorder=4)
        ax.annotate(f"{say('break_even')}\n{say('amount', amount=result.break_even)}",
                    (result.break_even / unit, own), xytext=(-8, -8) if close else (8, 8),
                    textcoords="offset points", color=DARK, ha="right" if close else "left",
                    va="top" if close else "bottom")  # fmt: skip
    ax.annotate(f"{say('real_cost')}\n{say('amount', amount=result.cost)}",
                (result.cost / unit, 0.99), xycoords=("data", "axes fraction"),
                xytext=(5 if early else -5, 0), va="top", textcoords="offset points", color=DARK,
                ha="left" if early else "right")  # fmt: skip
    ax.set_xlim(0, float(x[-1]))
    ax.margins(y=0.12)
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y", unit=label))
