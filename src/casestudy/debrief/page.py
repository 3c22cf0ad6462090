"""The page about what a room has handed in: for the projector."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from casestudy.analysis.room import NOTHING, Reach, Room, play, reach
from casestudy.debrief.reading import Handed
from casestudy.debrief.results import Results, judge
from casestudy.debrief.words import words
from casestudy.learning import kinds
from casestudy.learning.judgement import CalibrationScore
from casestudy.plots.style import draw, svg
from casestudy.report.markdown import plain
from casestudy.report.paper import Block, Bullets, Figure, Paper, Paragraph, Section, Table
from casestudy.scenario.case import Case
from casestudy.text.figures import headline, short_label
from casestudy.text.formats import money, percent, quantity
from casestudy.text.words import say

ASKED = 3


def debrief(
    case: Case,
    handed: list[Handed],
    progress: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Paper:
    """A page about what a room has handed in.

    Parameters
    ----------
    case : Case
    handed : list of Handed
    progress : callable
        Called with "plans" or "results", how many of them are done, and of how many.

    Returns
    -------
    Paper
    """
    plans = {one.team: one.levers for one in handed if one.levers is not None}
    predicted = {one.team: one.predictions for one in handed if one.predictions is not None}
    results = judge(case, predicted, partial(progress, "results"))
    handed = [_made(one, results) for one in handed]
    sections = []
    if plans:
        room = play(case, plans, lambda done: progress("plans", done, len(plans)))
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
    if results.questions:
        sections.append(Section("predictions", words("predictions"), _predictions(case, results)))
    if results.asked:
        sections.append(Section("answers", words("answers"), _answers(case, results)))
    if plans:
        asked = Bullets(tuple(questions(case, room, handed, results.score)), framed=True)
        sections.append(Section("questions", words("questions"), (asked,)))
    sections.append(Section("handed", words("handed"), (_handed(handed),), apart=True))
    subtitle = f"{case.scenario.company.name} · {case.scenario.title}"
    notice = words("notice", said=counted(handed))
    return Paper(words("title"), subtitle, notice, tuple(sections))


def _made(one: Handed, results: Results) -> Handed:
    """The same; left out where it is of a variant that cannot be made."""
    reason = results.unmade.get(one.predictions.scenario) if one.predictions else None
    return one if reason is None else one.left_out(reason)


def counted(handed: list[Handed]) -> str:
    """How much of what was handed in counts, in words.

    Parameters
    ----------
    handed : list of Handed

    Returns
    -------
    str
    """
    plans = sum(one.levers is not None for one in handed)
    predicted = sum(one.predictions is not None for one in handed)
    return words("counted", plans=plans, predicted=predicted, handed=len(handed))


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


def _predictions(case: Case, results: Results) -> tuple[Block, ...]:
    """How often ranges held, by question and in the room."""
    score = results.score
    rows = []
    for question in results.questions:
        one = question.prediction
        ends = [quantity(x, one.unit, case.scenario.currency) for x in question.results]
        result = ends[0] if ends[0] == ends[1] else words("from_to", low=ends[0], high=ends[1])
        counts = (len(question.judged), question.held, question.below, question.above)
        rows.append((kinds.words(one.title, case), *map(str, counts), result))
    head = tuple(words(f"of_{name}") for name in
                 ("question", "ranges", "held", "below", "above", "result"))  # fmt: skip
    table = Table(words("predictions_caption"), head, tuple(rows), right=(1, 2, 3, 4, 5))
    told = words("predictions_read", held=score.held, made=score.made,
                 wanted=percent(score.expected), verdict=score.verdict)  # fmt: skip
    return Paragraph(told), table


def _answers(case: Case, results: Results) -> tuple[Block, ...]:
    """What the teams answered to questions whose key they did not have."""
    head = tuple(words(f"of_{name}") for name in ("asked", "answer", "teams", "right", "why"))
    rows, texts = [], []
    for one in results.asked:
        title = f"{one.exercise.id} {kinds.words(one.exercise.title, case)}"
        if isinstance(one.exercise, kinds.ShortText):
            texts += [Paragraph(f"**{plain(title)}**")]
            said = [f"{a.team}: {a.shown} {a.because}".strip() for a in one.answers]
            texts.append(Bullets(tuple(plain(text).replace("**", "") for text in said)))
            continue
        alike: dict[tuple[str, ...], list[str]] = {}
        for a in one.answers:
            right = words("answer_right") if a.correct else a.right
            alike.setdefault((a.shown, right, plain(a.because)), []).append(a.team)
        rows += [
            (title, shown, ", ".join(teams), right, because)
            for (shown, right, because), teams in alike.items()
        ]
    table = [Table(words("answers_caption"), head, tuple(rows))] if rows else []
    return (*table, *texts)


def questions(
    case: Case, room: Room, handed: list[Handed], score: CalibrationScore | None = None
) -> list[str]:
    """Three questions for this room, by what it did; what is most particular to it comes first.

    Parameters
    ----------
    case : Case
    room : Room
    handed : list of Handed
    score : CalibrationScore, optional
        Of the room's predictions.

    Returns
    -------
    list of str
    """
    found = []
    if room.unused:
        found.append(words("ask_unused", action=room.unused[0]))
    if score is not None and score.verdict == "narrow":
        found.append(words("ask_narrow", held=score.held, made=score.made))
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
    if not one.counts:
        return words("not_played", reason=one.said)
    return words("played" if one.levers is not None else "judged", note=one.said)
