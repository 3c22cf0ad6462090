"""What a case of one's own would look like: a page to read before anything is written."""

from __future__ import annotations

from casestudy.analysis.comparison import compare
from casestudy.chapters.history.facts import decline
from casestudy.own.making import Made
from casestudy.own.words import words
from casestudy.plots.style import draw, svg
from casestudy.report.paper import Block, Bullets, Figure, Paper, Paragraph, Section, Table
from casestudy.scenario.case import Case
from casestudy.scenario.deriving import Rule
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import headline, label
from casestudy.text.formats import number
from casestudy.text.words import say


def preview(made: Made) -> Paper:
    """A case as it would be: two pictures, what its plan comes to, and where its figures are from.

    Parameters
    ----------
    made : Made

    Returns
    -------
    Paper
    """
    case = made.case
    s = case.scenario
    sections = (
        Section("pictures", words("preview.pictures"), _pictures(case)),
        Section("reached", words("preview.reached"), _reached(made)),
        Section("origin", words("preview.origin"), _origin(made)),
    )
    notice = words("preview.notice", like=made.like.name)
    return Paper(s.company.name, f"{s.company.industry} · {s.line.name}", notice, sections)


def _reached(made: Made) -> tuple[Block, ...]:
    """The targets and what comes of them; what stands in the way, where something does."""
    case, found = made.case, made.found
    rows = tuple(
        (
            label(name),
            headline(case, name, found.targets[name]),
            headline(case, name, found.reached(name)),
        )
        for name in TARGETS
    )
    head = (words("preview.target"), words("preview.asked"), words("preview.comes"))
    table = Table(words("preview.targets_caption"), head, rows, right=(1, 2))
    if found.solved:
        return table, Paragraph(words("preview.solved"))
    piece = "needed" if found.needed else "unsolved"
    return table, Bullets((str(say(found, piece, case=case)),), framed=True)


def _pictures(case: Case) -> tuple[Block, ...]:
    shown = ((decline(case), "decline"), (compare(case), "revenue"))
    return tuple(
        Figure(svg(draw(record, name, case=case)), str(say(record, f"{name}.alt", case=case)))
        for record, name in shown
    )


def _origin(made: Made) -> tuple[Block, ...]:
    """How many figures were said, derived by which rule, and taken over unread."""
    counts = {
        rule: sum(
            1 if rule is Rule.SAID else len(one.values)  # what is said has its range with it
            for one in made.changes
            if one.rule is rule
        )
        for rule in Rule
    }
    rows = [(words(f"preview.{rule.value}"), number(n)) for rule, n in counts.items() if n]
    rows.append((words("preview.taken"), number(made.taken)))
    head = (words("preview.from"), words("preview.figures"))
    table = Table(words("preview.origin_caption"), head, tuple(rows), right=(1,))
    return table, Paragraph(words("preview.left"))
