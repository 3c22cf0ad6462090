"""The end of the board paper: what the author did to get here, and what the figures rest on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from casestudy.analysis.learner import Work
from casestudy.case import Case
from casestudy.formats import quantity
from casestudy.ledger import number_ledger
from casestudy.levers import Assumptions, Mark, declaration, names
from casestudy.narrative.board_risk import Table, several
from casestudy.narrative.judgement import how_calibrated
from casestudy.text.prose import count

if TYPE_CHECKING:
    import pandas as pd

# The parts of a scenario from which the results follow; the others shape single tables.
_PARTS = ("company", "line", "market", "history", "targets", "window", "plan as it happened")
_TOPICS = tuple(dict.fromkeys(declaration(Assumptions, n).topic for n in names(Assumptions)))


# -- the author's own work ------------------------------------------------------------------------


def work(case: Case, done: Work, kept: int) -> list[str]:
    """Exercises, predictions and plans on record.

    Parameters
    ----------
    case : Case
    done : Work
    kept : int
        Plans of one's own.

    Returns
    -------
    list of str
    """
    if not done.solved and not done.predictions.made and not done.decisions:
        plans = (
            f"{several(kept, 'plan').capitalize()} of our own {'is' if kept == 1 else 'are'} on record"
            if kept
            else ""
        )
        nothing = "no exercise and no prediction is on record"
        start = f"{plans}, but {nothing}" if plans else nothing[:1].upper() + nothing[1:]
        return [f"{start}: nobody's judgement has been tested against these figures yet."]
    text = f"{count(done.solved).capitalize()} of {several(done.total, 'exercise')} "
    text += f"{'is' if done.solved == 1 else 'are'} solved"
    text += f", with {several(done.hints, 'hint')} taken. " if done.hints else ". "
    text += f"{several(kept, 'plan').capitalize()} of our own {'is' if kept == 1 else 'are'} kept."
    if not done.predictions.made:
        return [text, "No prediction was committed before the results were seen."]
    return [text, str(how_calibrated(done.predictions))]


def exercise_table(done: Work) -> Table:
    """Head and rows: exercises by notebook."""
    rows = [[c.title, f"{c.solved} of {c.total}", str(c.hints)] for c in done.chapters]
    return ["notebook", "exercises solved", "hints taken"], rows


def prediction_table(case: Case, done: Work) -> Table:
    """Head and rows: what was predicted, and what came out."""
    rows = []
    for judged, unit in zip(done.predictions.judged, done.units, strict=True):
        value, low, high, truth = (
            quantity(v, unit, case.scenario.currency)
            for v in (judged.value, judged.low, judged.high, judged.truth)
        )
        held = "yes" if judged.held else "no"
        rows.append([judged.label, value, f"{low} to {high}", truth, held])
    return ["prediction", "guess", "range", "result", "held"], rows


def decisions(done: Work) -> list[str]:
    """What was decided in words, each with its question."""
    # An asterisk of somebody's text is none of the paper's own marks for bold.
    said = [[" ".join(text.split()).replace("*", "∗") for text in pair] for pair in done.decisions]
    return [f"**{question.rstrip('.')}.** {answer}" for question, answer in said]


# -- the number ledger ----------------------------------------------------------------------------


def ledger(case: Case) -> list[str]:
    """How many figures there are, with which mark, and which of them stand below."""
    rows = number_ledger(case)
    found = Counter(rows["mark"])
    below = len(_below(rows))
    facts = found[Mark.FACT.value]
    reported = (
        f"{several(facts, 'figure').capitalize()} {'is a fact' if facts == 1 else 'are facts'}, reported by the source"
        if facts
        else "No figure is a fact: this case reports nothing that happened"
    )
    solved = f"{several(found[Mark.CALIBRATED.value], 'figure').capitalize()} were solved so that the targets come out"
    return [
        f"{reported}. {solved} of the model; {found[Mark.ASSUMED.value]:,} are assumed, each with its reason. The {below} on which the results rest "
        f"stand below; the other {len(rows) - below} shape tables and single chapters, and notebook 00 lists them."
    ]


def _below(rows: pd.DataFrame) -> pd.DataFrame:
    """The figures on which the results rest, without those of single competitors."""
    rest = rows["chapter"].isin([*_PARTS, *_TOPICS])
    competitor = (rows["chapter"] == "market") & rows["figure"].str.contains(":")
    spread = (rows["chapter"] == "order file") & (rows["figure"] == "concentration")
    return rows[rest & ~competitor | spread]


def ledger_tables(case: Case) -> list[tuple[str, Table]]:
    """Title, head and rows of a table for each mark, the firmest figures first.

    Parameters
    ----------
    case : Case

    Returns
    -------
    list of (str, (head, rows))
    """
    rows = _below(number_ledger(case))
    tables = []
    for mark in (Mark.FACT, Mark.CALIBRATED, Mark.ASSUMED):
        of = rows[rows["mark"] == mark.value]
        if not len(of):
            continue
        head = ["part", "figure", "value", "range", "where it comes from"]
        cells = [[r.chapter, r.figure, r.value, r.range, r.source] for r in of.itertuples()]
        if not any(of["range"]):
            head, cells = head[:3] + head[4:], [row[:3] + row[4:] for row in cells]
        tables.append((mark.value.capitalize(), (head, cells)))
    return tables
