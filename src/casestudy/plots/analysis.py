"""Pictures of what comes of a plan: revenue, margin, share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casestudy.model.outcome import QUARTER
from casestudy.plots.style import ACCENT, DARK, GOOD, GREY, RIVAL, US, Say
from casestudy.text.formats import money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from casestudy.analysis.comparison import Comparison
    from casestudy.analysis.room import Reach, Room


def _window(ax: Axes, result: Comparison, say: Say) -> None:
    first, last = result.window
    ax.axvspan(first - 0.5, last + 0.5, color=ACCENT, alpha=0.12, linewidth=0)
    ax.set_xlim(0.5, QUARTER[-1] + 0.5)
    ax.set_xticks([1, 4, 8, 12, 16, 20])
    ax.set_xlabel(say("x"))


def _lines(
    ax: Axes, result: Comparison, name: str, scale: float, say: Say
) -> list[tuple[float, str, str]]:
    """Draw one series of each outcome; returns where each ends, its words and its colour."""
    nothing, happened, this = (
        "\n".join(say(name).rsplit(" ", 1)) for name in ("nothing", "happened", "this")
    )
    drawn = [
        (result.idle, GREY, nothing, "--"),
        (result.happened, RIVAL, happened, "-"),
        (result.plan, US, this, "-"),
    ]
    if result.same_as_happened:
        drawn = [drawn[0], (result.plan, US, happened, "-")]
    elif result.same_as_idle:
        drawn = [(result.happened, RIVAL, happened, "-"), drawn[0]]
    ends = []
    for outcome, colour, text, style in drawn:
        values = getattr(outcome.series, name) * scale
        ax.plot(QUARTER, values, color=colour, linestyle=style)
        ends.append((float(values[-1]), text, colour))
    return ends


def label_ends(ends: list[tuple[float, str, str]], ax: Axes) -> None:
    """Write at the end of each line what it is, two-line labels kept apart."""
    low, high = ax.get_ylim()
    height = ax.figure.get_figheight() * 72 * 0.72  # of the axes, about, in points
    free = height + 28.0
    for y, text, colour in sorted(ends, reverse=True):
        place = (y - low) / (high - low) * height
        free = min(place, free - 28.0)
        ax.annotate(
            text,
            (QUARTER[-1], y),
            xytext=(6, free - place),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=10,
            annotation_clip=False,
        )


def revenue(ax: Axes, result: Comparison, say: Say) -> None:
    """Quarterly revenue of a plan beside doing nothing and beside what happened."""
    highest = max(
        float(o.series.revenue.max()) for o in (result.plan, result.idle, result.happened)
    )
    unit, label = money_axis(result.currency, highest)
    ends = _lines(ax, result, "revenue", 1 / unit, say)
    _window(ax, result, say)
    ax.set_ylim(0, ax.get_ylim()[1] * 1.05)
    ax.set_ylabel(say("y", unit=label))
    label_ends(ends, ax)


def gross_margin(ax: Axes, result: Comparison, say: Say) -> None:
    """Quarterly gross margin of a plan beside doing nothing and beside what happened."""
    ends = _lines(ax, result, "gross_margin", 100.0, say)
    ax.axhline(result.base_margin * 100, color=DARK, linewidth=0.8, linestyle=":")
    _window(ax, result, say)
    ax.set_ylabel(say("y"))
    label_ends(ends, ax)


def share(ax: Axes, result: Comparison, say: Say) -> None:
    """Share of market revenue of a plan beside doing nothing and beside what happened."""
    ends = _lines(ax, result, "share", 100.0, say)
    ax.axhline(result.base_share * 100, color=DARK, linewidth=0.8, linestyle=":")
    _window(ax, result, say)
    ax.set_ylim(0, ax.get_ylim()[1] * 1.05)
    ax.set_ylabel(say("y"))
    label_ends(ends, ax)


MOST_NAMED = 3  # beside the best and history: more names would stand on one another
LONGEST_NAME = 18


def _room(ax: Axes, result: Room, name: str, say: Say) -> None:
    """One series of all plans of a room, the best and history before the others."""
    outcomes = [plan.outcome for plan in result.plans] + [result.happened.outcome]
    lines = [result.series(outcome, name) for outcome in outcomes]
    unit, label = money_axis(result.currency, max(float(abs(line).max()) for line in lines))
    ends = []
    for plan, line in list(zip(result.plans, lines, strict=False))[:0:-1]:
        ax.plot(QUARTER, line / unit, color=GREY, linewidth=1.2)
        if len(result.plans) <= MOST_NAMED + 1:
            ends.append((float(line[-1] / unit), _short(plan.name), DARK))
    ax.plot(QUARTER, lines[-1] / unit, color=RIVAL, linestyle="--")
    ax.plot(QUARTER, lines[0] / unit, color=US)
    ends.append((float(lines[-1][-1] / unit), say("happened"), RIVAL))
    ends.append((float(lines[0][-1] / unit), _short(result.best.name), US))
    ax.set_xlim(0.5, QUARTER[-1] + 0.5)
    ax.set_xticks([1, 4, 8, 12, 16, 20])
    ax.set_xlabel(say("x"))
    ax.set_ylabel(say("y", unit=label))
    label_ends(ends, ax)


def _short(name: str) -> str:
    """A team's name at the end of a line."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def room_revenue(ax: Axes, result: Room, say: Say) -> None:
    """Quarterly revenue of all plans of a room."""
    _room(ax, result, "revenue", say)


def room_cash(ax: Axes, result: Room, say: Say) -> None:
    """Cash of all plans of a room, cumulated, against doing nothing."""
    _room(ax, result, "cash", say)
    ax.axhline(0.0, color=DARK, linewidth=0.8)


HEIGHTS = {"room_frontier": 4.6}
MOST_AT_POINTS = 8  # names of teams beside their points
LETTER, TALL, MARK = 0.0155, 0.05, 0.018  # of the axes: a letter's width, a line, half a mark


def room_frontier(ax: Axes, result: Reach, say: Say) -> None:
    """Cost and present value of all plans of a room, beside the most that a search finds."""
    room, points = result.room, result.frontier.points
    plans = [*room.plans, room.happened, result.found]
    dearest = max(plan.cost for plan in plans)
    largest = max(float(points["npv"].max()), *(abs(plan.npv) for plan in plans))
    unit, label = money_axis(room.currency, max(largest, dearest))
    costs = [*points["programme_cost"] / unit, max(dearest, points["programme_cost"][-1]) / unit]
    ax.plot(costs, [*points["npv"] / unit, points["npv"][-1] / unit], color=GOOD, linewidth=1.5)
    known = len(room.plans) <= MOST_AT_POINTS
    marked = [
        (room.best, _short(room.best.name), US, "o"),
        (room.happened, say("happened"), RIVAL, "s"),
    ]
    if not result.found.name:
        marked.append((result.found, say("found"), GOOD, "*"))
    marked += [(plan, _short(plan.name) if known else "", GREY, "o") for plan in room.plans[1:]]
    for plan, _, colour, mark in marked[::-1]:
        size = 13 if mark == "*" else 8
        ax.plot([plan.cost / unit], [plan.npv / unit], mark, color=colour, markersize=size)
    ax.axhline(0.0, color=DARK, linewidth=0.8)
    ax.margins(x=0.05, y=0.1)
    ax.set_xlabel(say("x", unit=label))
    ax.set_ylabel(say("y", unit=label))
    end = (costs[-1], points["npv"][-1] / unit)
    ax.annotate(say("most"), end, (0, 4), textcoords="offset points", ha="right", color=GOOD)
    _label_points(ax, [(p.cost / unit, p.npv / unit, text, c) for p, text, c, _ in marked])


def _label_points(ax: Axes, points: list[tuple[float, float, str, str]]) -> None:
    """Write beside each point what it is: on its right, or where it hides the least."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    at = [((x - left) / (right - left), (y - low) / (high - low)) for x, y, _, _ in points]
    taken = [(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in at]
    for (x, y), (_, _, text, colour) in zip(at, points, strict=True):
        wide = LETTER * len(text)
        places = [
            (x + across, y + up - TALL / 2, x + across + wide, y + up + TALL / 2)
            for across in (MARK, -MARK - wide)
            for up in (0.0, TALL, -TALL)
        ]
        # Of places that hide alike the first; outside of the axes is hidden too.
        place = min(places, key=lambda one: _hidden(one, taken) + (one[2] > 1) + (one[0] < 0))
        taken.append(place)
        spot = (place[0], (place[1] + place[3]) / 2)
        ax.annotate(
            text,
            spot,
            xycoords="axes fraction",
            va="center",
            color=DARK if colour == GREY else colour,
            fontsize=10,
            bbox={"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.5, "alpha": 0.7},
        )


def _hidden(box: tuple[float, ...], others: list[tuple[float, ...]]) -> float:
    """The area of a box that others cover."""
    return sum(
        max(min(box[2], other[2]) - max(box[0], other[0]), 0.0)
        * max(min(box[3], other[3]) - max(box[1], other[1]), 0.0)
        for other in others
    )
