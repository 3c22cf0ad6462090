"""The board paper of a case: its sections, in the order in which a board asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from casestudy.chapters import board as chapter
from casestudy.chapters.board.facts import board
from casestudy.chapters.board.record import Work, ledger
from casestudy.chapters.board.risk import swings
from casestudy.chapters.history.facts import decline, outlook
from casestudy.errors import sound_text
from casestudy.plans import KeptPlan, PlanStore
from casestudy.report.markdown import blocks_of
from casestudy.report.paper import Figure, Paper, Section
from casestudy.report.work import learner_work
from casestudy.scenario.case import Case
from casestudy.text.words import say

# Each is a piece of the words of the board paper, in the order of the paper.
SECTIONS = (
    "short", "reasons", "situation", "choice", "plan", "money", "risk", "change", "ledger",
)  # fmt: skip

_past = lru_cache(maxsize=8)(decline)


def board_paper(
    case: Case,
    kept: Sequence[KeptPlan] | None = None,
    work: Work | None = None,
    *,
    date: str = "",
) -> Paper:
    """The board paper of a case.

    Parameters
    ----------
    case : Case
    kept : sequence of KeptPlan, optional
        The plans that are kept in the learner's own folder by default.
    work : Work, optional
        What is on record in the learner's own folder by default.
    date : str
        Printed in the head of the paper; without it the paper has no date.

    Returns
    -------
    Paper

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> [s.id for s in board_paper(load_case("turnaround")).sections][:4]
    ['short', 'situation', 'choice', 'plan']
    """
    if kept is None:
        store = PlanStore(case)
        kept = [store.load(name) for name in store.names()]
    work = learner_work(case) if work is None else work
    found, past = board(case, kept), _past(case)
    records = (past, outlook(case), work, ledger(case), *swings(case, case.plan())[:1])
    pictures = {
        "decline": (past, "decline"),
        "payback": (found, "payback"),
        "tornado": (found.risk, "tornado"),
    }

    def piece(name: str) -> str:
        return str(say(found, name, *records, case=case, kept=len(kept)))

    return _paper(case, SECTIONS, piece, pictures, date)


def record_page(
    case: Case, work: Work | None = None, *, kept: int | None = None, date: str = ""
) -> Paper:
    """What the learner has done, as a page of their own: it is no part of what a board reads.

    Parameters
    ----------
    case : Case
    work : Work, optional
        What is on record in the learner's own folder by default.
    kept : int, optional
        How many plans are kept; those in the learner's own folder by default.
    date : str
        Printed in the head of the page; without it the page has no date.

    Returns
    -------
    Paper

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> record_page(load_case("turnaround"), Work(), kept=0).sections[0].title
    'What you have done'
    """
    work = learner_work(case) if work is None else work
    kept = len(PlanStore(case).names()) if kept is None else kept
    pictures = {"calibration": (work.predictions, "calibration_score")}
    said = {
        "title": say(chapter, "record.title", case=case),
        "notice": say(chapter, "notice", case=case),
        "work.title": say(chapter, "work.title", case=case),
        "work": say(chapter, "work", work, case=case, kept=kept),
    }
    return _paper(case, ("work",), lambda name: str(said[name]), pictures, date)


def _paper(
    case: Case,
    names: Sequence[str],
    piece: Callable[[str], str],
    pictures: Mapping[str, tuple[object, str]],
    date: str,
) -> Paper:
    """A paper of some sections; those without a word are left out."""

    def section(name: str, text: str) -> Section:
        apart = name == "ledger"
        blocks = blocks_of(
            text, lambda one: drawn(case, *pictures[one]), framed=name == "short", small=apart
        )
        return Section(name, piece(f"{name}.title"), blocks, apart)

    parts = (case.scenario.company.name, case.scenario.title, sound_text(date.strip()))
    subtitle = " · ".join(part for part in parts if part)
    said = {name: piece(name) for name in names}
    sections = tuple(section(name, text) for name, text in said.items() if text.strip())
    return Paper(piece("title"), subtitle, piece("notice"), sections)


def drawn(case: Case, record: object, name: str) -> Figure:
    """A picture of a result, with its words."""
    from casestudy.plots.fonts import families

    words = str(say(record, f"{name}.alt", case=case))
    return Figure(_kept(case, record, name, families()), words)


@lru_cache(maxsize=24)
def _kept(case: Case, record: object, name: str, fonts: tuple[str, ...]) -> str:
    """The same in every paper about a result, with the fonts of now."""
    from casestudy.plots.style import draw, svg

    return svg(draw(record, name, case=case))
