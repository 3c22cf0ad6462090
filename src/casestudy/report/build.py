"""The board paper of a case: its sections, in the order in which a board asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from casestudy.analysis.board import Board, board
from casestudy.analysis.learner import Work
from casestudy.case import Case
from casestudy.chapters.history.facts import decline, outlook
from casestudy.narrative import board as words
from casestudy.narrative import board_record, board_risk, judgement
from casestudy.plans import KeptPlan, PlanStore
from casestudy.reading import sound_text
from casestudy.report.paper import Bullets, Figure, Paper, Paragraph, Section, Table
from casestudy.report.work import learner_work
from casestudy.text.words import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEW_PREDICTIONS = 3  # too few for a picture


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
    >>> from casestudy.case import load_case
    >>> [s.id for s in board_paper(load_case("turnaround")).sections][:4]
    ['short', 'situation', 'choice', 'plan']
    """
    if kept is None:
        store = PlanStore(case)
        kept = [store.load(name) for name in store.names()]
    work = learner_work(case) if work is None else work
    found = board(case, kept)
    sections = (
        Section("short", "In short", (Bullets(tuple(words.in_short(case, found)), framed=True),)),
        _situation(case),
        _choice(case, found),
        _plan(case, found),
        _money(case, found),
        _risk(case, found),
        _change(case, found),
        _work(case, work, len(kept)),
        _ledger(case),
    )
    parts = (case.scenario.company.name, case.scenario.title, sound_text(date.strip()))
    subtitle = " · ".join(part for part in parts if part)
    return Paper(words.title(case), subtitle, words.notice(case), sections)


def _paragraphs(texts: Sequence[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text) for text in texts)


def _drawn(draw: Callable[[], Axes], alt: str) -> Figure:
    from casestudy.plots.style import svg

    return Figure(svg(draw()), alt)


def _drawn_once(draw: Callable[[Any], Axes], result: Any, alt: str) -> Figure:
    """A picture that is the same in every paper about a result, with the fonts of now."""
    from casestudy.plots.fonts import families

    return Figure(_kept(draw, result, families()), alt)


@lru_cache(maxsize=16)
def _kept(draw: Callable[[Any], Axes], result: Any, fonts: tuple[str, ...]) -> str:
    from casestudy.plots.style import svg

    return svg(draw(result))


_past = lru_cache(maxsize=8)(decline)


def _table(caption: str, table: tuple[list[str], list[list[str]]], **look) -> Table:
    head, rows = table
    return Table(caption, tuple(head), tuple(map(tuple, rows)), **look)


def _situation(case: Case) -> Section:
    from casestudy.plots import draw

    past = _past(case)
    first, *rest = words.situation(case, past, outlook(case))
    picture = _drawn_once(draw, past, str(say(past, "alt", case=case)))
    return Section("situation", "The situation", (Paragraph(first), picture, *_paragraphs(rest)))


def _choice(case: Case, found: Board) -> Section:
    first, *rest = words.choice(case, found)
    table = _table(
        "The plans that were compared, in the outcome window and over five years",
        words.choice_table(case, found),
        right=(1, 2, 3, 4, 5, 6),
    )
    return Section("choice", "The choice", (Paragraph(first), table, *_paragraphs(rest)))


def _plan(case: Case, found: Board) -> Section:
    texts = _paragraphs(words.plan(case, found))
    if found.comparison.same_as_idle:
        return Section("plan", "The plan", texts)
    head, rows = words.plan_table(case, found)
    numbers = tuple(range(1, len(head) - 1))
    widths = (24, *([19] * len(numbers)), 57 - 19 * (len(numbers) - 1))
    table = _table("What is decided", (head, rows), right=numbers, widths=widths)
    return Section("plan", "The plan", (*texts, table))


def _money(case: Case, found: Board) -> Section:
    from casestudy.plots.board import plot_payback

    texts = _paragraphs(board_risk.money_(case, found))
    if found.comparison.same_as_idle:
        return Section("money", "The money", texts)
    picture = _drawn(lambda: plot_payback(found), board_risk.describe_payback(found))
    return Section("money", "The money", (texts[0], picture, *texts[1:]))


def _risk(case: Case, found: Board) -> Section:
    from casestudy.plots.board import plot_tornado

    texts = _paragraphs(board_risk.risk_(case, found))
    if not found.triggers:
        return Section("risk", "The risk", texts)
    picture = _drawn_once(plot_tornado, found.risk, board_risk.describe_tornado(found.risk))
    return Section("risk", "The risk", (*texts, picture))


def _change(case: Case, found: Board) -> Section:
    texts = _paragraphs(board_risk.change(case, found))
    if not found.triggers:
        return Section("change", "What would change our mind", texts)
    table = _table(
        "How wrong the most important assumptions may be",
        board_risk.change_table(case, found),
        right=(1,),
        widths=(26, 12, 20, 21, 21),
    )
    return Section("change", "What would change our mind", (texts[0], table, *texts[1:]))


def _work(case: Case, work: Work, kept: int) -> Section:
    from casestudy.plots.learning import plot_calibration

    blocks = [*_paragraphs(board_record.work(case, work, kept))]
    if work.chapters:
        blocks.append(_table("Exercises", board_record.exercise_table(work), right=(1, 2)))
    if work.predictions.made:
        table = board_record.prediction_table(case, work)
        blocks.append(_table("Predictions, before the result was seen", table, right=(1, 2, 3)))
    if work.predictions.made >= FEW_PREDICTIONS:
        alt = judgement.describe_calibration(work.predictions)
        blocks.append(_drawn(lambda: plot_calibration(work.predictions), alt))
    if work.decisions:
        blocks.append(Paragraph("What we answered where judgement was asked for:"))
        blocks.append(Bullets(tuple(board_record.decisions(work))))
    return Section("work", "How we came to it", tuple(blocks))


def _ledger(case: Case) -> Section:
    tables = tuple(
        _table(
            title,
            (head, rows),
            right=(2,),
            widths=(15, 24, 14, 17, 30) if len(head) == 5 else (15, 24, 14, 47),
            small=True,
        )
        for title, (head, rows) in board_record.ledger_tables(case)
    )
    texts = _paragraphs(board_record.ledger(case))
    return Section("ledger", "Appendix: the number ledger", (*texts, *tables), apart=True)
