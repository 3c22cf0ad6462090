"""The page about what a room has handed in: for the projector."""

from __future__ import annotations

from collections.abc import Callable

from casestudy.analysis.room import NOTHING, Reach, Room, play, reach
from casestudy.debrief.reading import Handed
from casestudy.debrief.words import words
from casestudy.plots.style import draw, svg
from casestudy.report.paper import Block, Bullets, Figure, Paper, Paragraph, Section, Table
from casestudy.scenario.case import Case
from casestudy.text.figures import headline, short_label
from casestudy.text.formats import money, percent
from casestudy.text.words import say

ASKED = 3


def debrief(
    case: Case, handed: list[Handed], progress: Callable[[int, int], None] = lambda n, of: None
) -> Paper:
    """A page about what a room has handed in.

    Parameters
    ----------
    case : Case
    handed : list of Handed
    progress : callable
        Called with the number of plans that are played, and of all.

    Returns
    -------
    Paper
    """
    plans = {one.team: one.levers for one in handed if one.levers is not None}
    sections = []
    if plans:
        room = play(case, plans, lambda done: progress(done, len(plans)))
        beside = reach(case, room)
        sections = [
            Section("plans", words("plans"), (_plans(case, beside),)),
            Section("frontier", words("frontier"), _frontier(case, beside)),
            Section("pictures", words("pictures"), _pictures(case, room)),
        ]
        if room.differences:
            apart = (
                Paragraph(words("apart_read", best=room.best.name)),
                _apart(case, room),
            )
            sections.append(Section("apart", words("apart"), apart))
        asked = Bullets(tuple(questions(case, room, handed)), framed=True)
        sections.append(Section("questions", words("questions"), (asked,)))
    sections.append(Section("handed", words("handed"), (_handed(handed),), apart=True))
    subtitle = f"{case.scenario.company.name} · {case.scenario.title}"
    notice = words("notice", plans=len(plans), handed=len(handed))
    return Paper(words("title"), subtitle, notice, tuple(sections))


def _plans(case: Case, beside: Reach) -> Table:
    room = beside.room
    head = (
        words("team"),
        words("targets", of=room.targets),
        short_label("programme_cost"),
        short_label("npv"),
        words("regret"),
        words("worlds"),
    )
    named = [(plan.name, plan) for plan in room.plans]
    named.append((words("happened"), room.happened))
    if not beside.found.name:
        named.append((words("found"), beside.found))
    rows = tuple(
        (
            name,
            str(plan.targets_met),
            headline(case, "programme_cost", plan.cost),
            headline(case, "npv", plan.npv),
            money(beside.regret(plan), room.currency),
            percent(plan.success),
        )
        for name, plan in named
    )
    return Table(words("plans_caption"), head, rows, right=(1, 2, 3, 4, 5))


def _frontier(case: Case, beside: Reach) -> tuple[Block, ...]:
    told = str(say(beside, "room_frontier.read", case=case)).split("\n\n")
    return (_picture(case, beside, "room_frontier"), *map(Paragraph, told))


def _pictures(case: Case, room: Room) -> tuple[Block, ...]:
    return tuple(_picture(case, room, name) for name in ("room_revenue", "room_cash"))


def _picture(case: Case, record: Reach | Room, name: str) -> Figure:
    return Figure(svg(draw(record, name, case=case)), str(say(record, f"{name}.alt", case=case)))


def _apart(case: Case, room: Room) -> Table:
    actions = next(iter(room.differences.values())).groups
    rows = tuple(
        (team, *(_amount(case, found.shares("npv")[a]) for a in actions))
        for team, found in room.differences.items()
    )
    head = (words("team"), *actions)
    right = tuple(range(1, len(head)))
    return Table(words("apart_caption"), head, rows, right=right, small=True)


def _amount(case: Case, value: float) -> str:
    """A difference of present value; what is less than the smallest coin is none."""
    return headline(case, "npv", value if abs(value) >= NOTHING else 0.0)


def questions(case: Case, room: Room, handed: list[Handed]) -> list[str]:
    """Three questions for this room, by what it did; what is most particular to it comes first.

    Parameters
    ----------
    case : Case
    room : Room
    handed : list of Handed

    Returns
    -------
    list of str
    """
    found = []
    if room.unused:
        found.append(words("ask_unused", action=room.unused[0]))
    if room.dearer:
        one, other = room.dearer
        found.append(words("ask_dearer", one=one.name, other=other.name))
    if room.apart:
        team, action, value = room.apart
        amount = money(abs(value), room.currency)
        best = room.best.name
        found.append(words("ask_apart", team=team, action=action, amount=amount, best=best))
    if not room.whole:
        found.append(words("ask_none"))
    if any(one.said == words("earlier") for one in handed):
        found.append(words("ask_changed"))
    share = percent(room.best.success)
    found.append(words("ask_worlds", best=room.best.name, share=share))
    found.append(words("ask_history", best=room.best.name))
    found.append(words("ask_monday"))
    return found[:ASKED]


def _handed(handed: list[Handed]) -> Table:
    head = (words("place"), words("team"), words("became"))
    rows = tuple((one.entry.place, one.team, _became(one)) for one in handed)
    return Table(words("handed_caption"), head, rows, small=True)


def _became(one: Handed) -> str:
    if one.levers is None:
        return words("not_played", reason=one.said)
    return words("played", note=one.said)
