"""The papers of the kit: brief, roles, decision sheet, slides and running sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from casestudy.analysis.comparison import compare
from casestudy.chapters.assortment.facts import whale
from casestudy.chapters.how_sure.facts import futures
from casestudy.chapters.launch.development import finish_dates
from casestudy.chapters.partner.facts import costs
from casestudy.chapters.positioning.facts import wants
from casestudy.chapters.price.facts import waterfall
from casestudy.kit.agenda import DEBRIEF, FORMATS, Step, steps
from casestudy.kit.facts import Kit, facts
from casestudy.learning import kinds
from casestudy.learning.registry import notebooks, predictions
from casestudy.report.build import drawn
from casestudy.report.markdown import blocks_of, plain
from casestudy.report.paper import Block, Bullets, Figure, Look, Paper, Paragraph, Section
from casestudy.scenario.case import Case
from casestudy.text.formats import quantity

# In the order in which a smaller team leaves them out, from the last.
ROLES = ("product_manager", "sales", "finance", "development", "plant")


@dataclass(frozen=True)
class Reveal:
    """A question that a room guesses at, and the picture that answers it."""

    prediction: str
    picture: str
    record: Callable[[Case], Any]


REVEALS = {
    "where": Reveal("03-p1", "wants", wants),
    "products": Reveal("04-p2", "whale", whale),
    "price": Reveal("05-p1", "waterfall", waterfall),
    "partner": Reveal("06-p1", "costs", costs),
    "launch": Reveal("07-p1", "finish_dates", finish_dates),
    "debrief_history": Reveal("09-p1", "revenue", compare),
    "debrief_sure": Reveal("10-p1", "chances", futures),
}


def kit(case: Case) -> dict[str, Paper]:
    """All papers of a kit.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict of str to Paper
        By the name of the file, without its ending.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> [name for name in kit(load_case("turnaround")) if name.endswith("60")]
    ['slides_60', 'running_sheet_60']
    """
    found = facts(case)
    papers = {"brief": _brief(found), "roles": _roles(found), "decision_sheet": _sheet(found)}
    names = {step.name for format in FORMATS for step in steps(format)}
    shown = {name: _slides_of(found, name) for name in sorted(names)}
    for format in FORMATS:
        papers[f"slides_{format}"] = _slides(found, format, shown)
        papers[f"running_sheet_{format}"] = _running_sheet(found, format, shown)
    return papers


def _paper(of: Kit, title: str, notice: str, sections: list[Section], look: Look = "") -> Paper:
    company, case = of.case.scenario.company.name, of.case.scenario.title
    subtitle = case if title == company else f"{company} · {case}"
    return Paper(title, subtitle, notice, tuple(sections), look=look)


def _blocks(of: Kit, text: str) -> tuple[Block, ...]:
    def picture(name: str) -> Figure:
        return drawn(of.case, of.decline, name)

    return blocks_of(text, picture)


def _brief(of: Kit) -> Paper:
    parts = [
        Section("brief", of.case.scenario.title, _blocks(of, of.words("brief"))),
        Section("task", of.words("title.task"), _blocks(of, of.words("text.task"))),
    ]
    return _paper(of, of.words("brief.title"), of.words("notice"), parts)


def _roles(of: Kit) -> Paper:
    parts = []
    for role in ROLES:
        person = of.case.scenario.cast.find(role)
        vacant = of.words(f"roles.vacant_{role}")
        title, texts = vacant[:1].upper() + vacant[1:], []
        if person is not None:
            title = of.words("roles.name", name=person.name, called=person.title)
            texts += [
                of.words("roles.wants", wants=person.wants),
                of.words("roles.fears", fears=person.fears),
            ]
        texts += [of.words(f"roles.{part}_{role}") for part in ("aim", "knows")]
        texts.append(of.words("roles.rule"))
        parts.append(Section(role, title, tuple(map(Paragraph, texts)), apart=bool(parts)))
    return _paper(of, of.words("roles.title"), of.words("roles.notice"), parts)


def _sheet(of: Kit) -> Paper:
    decided = (*_blocks(of, of.words("sheet.team")), *_blocks(of, of.words("sheet.levers")))
    guessed = (*_blocks(of, of.words("sheet.guesses")), *_blocks(of, of.words("sheet.last")))
    parts = [
        Section("sheet", of.words("sheet.plan"), decided),
        Section("guesses", of.words("sheet.expect"), guessed),
    ]
    return _paper(of, of.words("sheet.title"), of.words("sheet.notice"), parts)


# -- what the room sees, and what is said to it --------------------------------------------------


@dataclass(frozen=True)
class _Slide:
    """A slide, with what whoever shows it may say."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Block, ...]


Shown = Mapping[str, Sequence[_Slide]]  # the slides of each step


def _slides_of(of: Kit, step: str) -> list[_Slide]:
    """The slides of a part of the time; none of what is kept free."""
    if step == "slack":
        return []
    if step in REVEALS:
        return _revealed(of, step, REVEALS[step])
    if step == "company":
        task = _blocks(of, of.words("text.task"))
        shown = (drawn(of.case, of.decline, "decline"),)
        return [
            _Slide(step, of.words("title.company"), shown, _notes(of, step)),
            _Slide("task", of.words("title.task"), task, _notes(of, "task")),
        ]
    blocks = _blocks(of, of.words(f"text.{step}"))
    return [_Slide(step, of.words(f"title.{step}"), blocks, _notes(of, step))]


def _notes(of: Kit, step: str) -> tuple[Block, ...]:
    return _blocks(of, of.words(f"notes.{step}"))


def _revealed(of: Kit, step: str, one: Reveal) -> list[_Slide]:
    """A question, and the picture that answers it."""
    case, record = of.case, one.record(of.case)
    notebook, asked = _asked(one.prediction)
    question = blocks_of(plain(asked.question(case)))
    wrong = [
        f"**{mistake.name}**: {plain(kinds.words(mistake.because, case))}"
        for mistake in asked.mistakes
        if mistake.value(case) is not None
    ]
    result = quantity(asked.truth(case), asked.unit, case.scenario.currency)
    told = of.words("reveal.notes", result=result, notebook=notebook)
    more = _notes(of, step) if step.startswith("debrief") else ()
    title = of.words("reveal.title", asked=asked.title, result=result)
    return [
        _Slide(
            f"{step}-ask",
            of.words("ask.title"),
            question,
            (*_blocks(of, of.words("ask.notes")), Bullets(tuple(wrong))),
        ),
        _Slide(step, title, (drawn(case, record, one.picture),), (*_blocks(of, told), *more)),
    ]


@cache
def _asked(id: str) -> tuple[str, Any]:
    return next((n, predictions(n)[id]) for n in notebooks() if id in predictions(n))


def _slides(of: Kit, format: str, shown: Shown) -> Paper:
    parts = []
    for number, step in enumerate(steps(format)):
        for slide in shown[step.name]:
            id = f"{slide.id}-{number}"
            parts.append(Section(id, slide.title, slide.blocks, apart=True))
    return _paper(of, of.words("slides.title"), of.words("slides.notice"), parts, look="slides")


def _running_sheet(of: Kit, format: str, shown: Shown) -> Paper:
    planned = steps(format)
    titles = {s.name: shown[s.name][-1].title for s in planned if shown[s.name]}
    titles["slack"] = of.words("title.slack")
    rows = [(_clock(step, planned), str(step.minutes), titles[step.name]) for step in planned]
    debrief, slack, total = (
        sum(one.minutes for one in planned if one.name in names)
        for names in (DEBRIEF, ("slack",), titles)
    )
    share = of.words("speaker.share", debrief=debrief, slack=slack, total=total)
    table = _blocks(of, of.words("speaker.table", rows=rows))
    parts = [Section("times", of.words("speaker.times"), (*table, Paragraph(share)))]
    for number, step in enumerate(planned):
        head = of.words("speaker.at", at=_clock(step, planned), title=titles[step.name],
                     minutes=step.minutes)  # fmt: skip
        blocks: list[Block] = []
        for slide in shown[step.name]:
            if slide.title != titles[step.name]:
                blocks.append(Paragraph(f"**{slide.title}**"))
            blocks += slide.notes
        if step.name == "slack":
            blocks = list(_notes(of, "slack"))
        parts.append(Section(f"{step.name}-{number}", head, tuple(blocks)))
    title = of.words("speaker.title", format=of.words(f"format.{format}"))
    return _paper(of, title, of.words("speaker.notice"), parts)


def _clock(step: Step, planned: list[Step]) -> str:
    """When a part begins; with its day where there is more than one."""
    days = {one.day for one in planned}
    return f"{step.day} · {step.at}" if len(days) > 1 else step.at
