"""Pictures of the choice of a partner: cost in all, scores, dates, the plan, and the trap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.formats import money, money_axis, number, percent
from casestudy.narrative import partner as findings
from casestudy.narrative import sourcing_trap as trap_findings
from casestudy.plots.style import DARK, GOOD, GREY, RIVAL, US, canvas, headline, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.partner_choice import PartnerOutcomes, PartnerScores
    from casestudy.analysis.partners import PartnerCosts, PartnerSchedules
    from casestudy.analysis.sourcing_trap import Trap

LIGHT, YELLOW, PINK = "#56B4E9", "#E69F00", "#CC79A7"
ROW = 0.55  # inches that one candidate takes


@styled
def plot_partner_costs(result: PartnerCosts, *, ax: Axes | None = None) -> Axes:
    """Cost in all of each candidate by component, with making at home as a line.

    Parameters
    ----------
    result : casestudy.analysis.partners.PartnerCosts
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=2.2 + ROW * len(result.names))
    order, left = np.argsort(result.total, kind="stable"), np.zeros(len(result.names))
    rows = np.arange(len(order))
    colours = (US, LIGHT, GOOD, YELLOW, GREY, RIVAL)
    for (name, values), colour in zip(result.components.items(), colours, strict=True):
        ax.barh(rows, values[order] * 100, left=left, color=colour, height=0.6, label=name)
        left = left + values[order] * 100
    for row, i in enumerate(order):
        inside = (float(result.quoted[i]) * 100, row)
        ax.annotate(number(inside[0]), inside, xytext=(-4, 0), textcoords="offset points",
                    ha="right", va="center", color="white", fontweight="bold")  # fmt: skip
        ax.annotate(number(left[row], 1), (max(left[row], result.home * 100), row), xytext=(5, 0),
                    textcoords="offset points", va="center", color=DARK)  # fmt: skip
    ax.axvline(result.home * 100, color=DARK, linestyle="--", linewidth=1.4)
    at_home = f"at home, with its stock {number(result.home * 100, 1)}"
    ax.annotate(at_home, (result.home * 100, -0.5), xytext=(-4, 3),
                textcoords="offset points", ha="right", color=DARK)  # fmt: skip
    ax.set_yticks(rows, [result.names[i] for i in order])
    ax.set_ylim(len(order) - 0.5, -0.85)
    ax.set_xlim(0, max(result.home, float(result.total.max())) * 112)
    ax.grid(False, axis="y")
    ax.set_xlabel("cost of the same parts (made at home = 100)")
    ax.set_ylabel("candidate (cheapest = top)")
    ax.legend(loc="upper center", bbox_to_anchor=(0.35, -0.42 / len(order) - 0.12), ncols=3,
              fontsize=9.5, columnspacing=1.2, handlelength=1.2)  # fmt: skip
    headline(ax, findings.costs(result))
    return ax


@styled
def plot_partner_scores(result: PartnerScores, *, ax: Axes | None = None) -> Axes:
    """How many of all weights put each candidate first, by both methods.

    Parameters
    ----------
    result : casestudy.analysis.partner_choice.PartnerScores
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=1.6 + ROW * len(result.names))
    order = np.argsort(-result.saw, kind="stable")
    rows = np.arange(len(order))
    for shift, values, colour, method in (
        (-0.19, result.saw_first, US, "weighted sum"),
        (0.19, result.topsis_first, RIVAL, "TOPSIS"),
    ):
        ax.barh(rows + shift, values[order] * 100, height=0.36, color=colour)
        for row, i in enumerate(order):
            words = (
                f"{percent(float(values[i]))} {method}" if row == 0 else percent(float(values[i]))
            )
            ax.annotate(words, (float(values[i]) * 100, row + shift), xytext=(4, 0), va="center",
                        textcoords="offset points", color=colour, fontsize=9.5)  # fmt: skip
    ax.set_yticks(rows, [result.names[i] for i in order])
    ax.invert_yaxis()
    ax.set_xlim(0, 145)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.grid(False, axis="y")
    ax.set_xlabel("comes first with (% of all possible weights)")
    ax.set_ylabel("candidate (best sum = top)")
    headline(ax, findings.scores(result))
    return ax


@styled
def plot_partner_schedules(result: PartnerSchedules, *, ax: Axes | None = None) -> Axes:
    """Spread of each candidate's date, split at the deadline.

    Parameters
    ----------
    result : casestudy.analysis.partners.PartnerSchedules
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=1.8 + 0.65 * len(result.names))
    order = np.argsort(-result.on_time.probability, kind="stable")
    middle = (result.edges[:-1] + result.edges[1:]) / 2.0
    width, highest = result.edges[1] - result.edges[0], float(result.density.max())
    early = middle < result.deadline
    for row, i in enumerate(order):
        height = result.density[i] / highest * 0.8
        ax.bar(middle, height, width, bottom=-row, color=np.where(early, US, RIVAL))
        ax.plot([result.likely[i]], [-row], "o", color=DARK, markersize=7, clip_on=False, zorder=4)
        ax.annotate(f"{percent(float(result.on_time.probability[i]))} in time",
                    (1.0, -row + 0.3), xycoords=("axes fraction", "data"), ha="right",
                    va="center", color=DARK, fontweight="bold")  # fmt: skip
    ax.axvline(result.deadline, color=DARK, linestyle="--", linewidth=1.4)
    words = f"deadline {number(result.deadline, int(result.deadline % 1 > 0))}"
    ax.annotate(words, (result.deadline, 0.98), xytext=(4, 0), va="center", color=DARK,
                textcoords="offset points")  # fmt: skip
    ax.set_yticks(-np.arange(len(order)), [result.names[i] for i in order])
    ax.set_ylim(-len(order) + 0.82, 1.12)
    first, last = float(result.optimistic.min()), float(result.edges[-1])
    ax.set_xlim(min(first, result.deadline) - 0.5, last + 0.25 * (last - first))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(False, axis="y")
    ax.set_xlabel("time to delivery (number of months; dot = most likely)")
    ax.set_ylabel("candidate (surest = top)")
    headline(ax, findings.schedules(result))
    return ax


@styled
def plot_partner_outcomes(result: PartnerOutcomes, *, ax: Axes | None = None) -> Axes:
    """Present value of the plan with each candidate.

    Parameters
    ----------
    result : casestudy.analysis.partner_choice.PartnerOutcomes
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=1.5 + ROW * len(result.names))
    unit, label = money_axis(result.currency, float(np.abs(result.npv).max()))
    order = np.argsort(-result.npv, kind="stable")
    for row, i in enumerate(order):
        value = float(result.npv[i])
        colour = US if i == result.best else GREY
        ax.barh(row, value / unit, color=colour, height=0.6)
        words = money(value, result.currency)
        words += "\n(first by scores)" if i == result.scored else ""
        ax.annotate(words, (max(value, 0.0) / unit, row), xytext=(5, 0), va="center",
                    textcoords="offset points", color=DARK, fontsize=10)  # fmt: skip
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set_yticks(range(len(order)), [result.names[i] for i in order])
    ax.invert_yaxis()
    low, high = min(float(result.npv.min()), 0.0) / unit, max(float(result.npv.max()), 0.0) / unit
    ax.set_xlim(low - 0.02 * (high - low) * (low < 0), high + 0.42 * (high - low))
    ax.grid(False, axis="y")
    ax.set_xlabel(f"present value against doing nothing ({label})")
    ax.set_ylabel("partner (best = top)")
    headline(ax, findings.outcomes(result))
    return ax


@styled
def plot_trap(result: Trap, *, ax: Axes | None = None) -> Axes:
    """Result of own and of bought devices over what mending costs.

    Parameters
    ----------
    result : casestudy.analysis.sourcing_trap.Trap
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = canvas(ax, height=4.0)
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
    ends = (
        ("own devices", (0.0 if left else end, own), (4 if left else -4, 6), left, "bottom", US),
        ("bought, not mended", (end, bought), (-4, -4), False, "top", DARK),
        ("bought, mended", (end, low / unit), (-18, 0), False, "top", RIVAL),
    )
    for words, at, offset, leftwards, side, colour in ends:
        ax.annotate(words, at, xytext=offset, textcoords="offset points", color=colour, va=side,
                    ha="left" if leftwards else "right", fontweight="bold")  # fmt: skip
    if result.break_even > 0:
        close = 0.0 < result.cost - result.break_even < 0.25 * end * unit
        ax.plot(result.break_even / unit, own, "o", color=DARK, markersize=8, zorder=4)
        ax.annotate(f"break-even\n{money(result.break_even, result.currency)}",
                    (result.break_even / unit, own), xytext=(-8, -8) if close else (8, 8),
                    textcoords="offset points", color=DARK, ha="right" if close else "left",
                    va="top" if close else "bottom")  # fmt: skip
    ax.annotate(f"real cost\n{money(result.cost, result.currency)}", (result.cost / unit, 0.99),
                xycoords=("data", "axes fraction"), xytext=(5 if early else -5, 0), va="top",
                textcoords="offset points", color=DARK,
                ha="left" if early else "right")  # fmt: skip
    ax.set_xlim(0, float(x[-1]))
    ax.margins(y=0.12)
    ax.set_xlabel(f"what mending costs ({label})")
    ax.set_ylabel(f"result in {trap_findings.span(result)} ({label})")
    headline(ax, trap_findings.trap(result))
    return ax
