"""What the paper ends with: the author's own work, and the figures on which the results rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casestudy.analysis.ledger import number_ledger
from casestudy.learning.judgement import CalibrationScore
from casestudy.levers import Assumptions, declaration, names
from casestudy.scenario.case import Case
from casestudy.text.words import say
from casestudy.units import Mark, Unit

if TYPE_CHECKING:
    import pandas as pd

# The parts of a scenario from which the results follow; the others shape single tables.
_PARTS = (
    "company", "line", "market", "history", "targets", "reached", "window", "plan as it happened",
)  # fmt: skip


@dataclass(frozen=True)
class ChapterWork:
    """Exercises of one notebook: how many are solved, of how many, and hints that were taken."""

    title: str
    solved: int
    total: int
    hints: int = 0


@dataclass(frozen=True)
class Work:
    """Everything on record.

    Attributes
    ----------
    chapters : tuple of ChapterWork
        Notebooks in which something is on record.
    total : int
        Exercises in all notebooks.
    predictions : CalibrationScore
        What was predicted, and what came out.
    units : tuple of Unit
        Of each prediction.
    decisions : tuple of (str, str)
        Questions for judgement, and what was answered in words.
    opening, reasons, reply : str
        What the learner writes for the board: the first sentence, the reasons, and the answer to a
        hard question; empty where nothing is written.
    """

    chapters: tuple[ChapterWork, ...] = ()
    total: int = 0
    predictions: CalibrationScore = field(default_factory=lambda: CalibrationScore(()))
    units: tuple[Unit, ...] = ()
    decisions: tuple[tuple[str, str], ...] = ()
    opening: str = ""
    reasons: str = ""
    reply: str = ""

    def in_one_line(self, name: str) -> str:
        """One of the texts for the board; its asterisks are none of the paper's own."""
        return _in_one_line(getattr(self, name))

    @property
    def solved(self) -> int:
        """Exercises solved in all chapters."""
        return sum(c.solved for c in self.chapters)

    @property
    def hints(self) -> int:
        """Hints taken in all chapters."""
        return sum(c.hints for c in self.chapters)

    @property
    def judgement(self) -> str:
        """What the count of ranges that held says."""
        return say(self.predictions, "how_calibrated")

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The decisions, each in one line; their asterisks are none of the paper's own."""
        return [(_in_one_line(question), _in_one_line(said)) for question, said in self.decisions]


def _in_one_line(text: str) -> str:
    return " ".join(text.split()).replace("*", "∗")


@dataclass(frozen=True, eq=False)
class Ledger:
    """The number ledger.

    Attributes
    ----------
    rows : pandas.DataFrame
        As `casestudy.analysis.ledger.number_ledger` gives them.
    """

    rows: pd.DataFrame

    @property
    def marks(self) -> Counter[str]:
        """How many figures have each mark."""
        return Counter(self.rows["mark"])

    @property
    def below(self) -> pd.DataFrame:
        """The figures on which the results rest, without those of single competitors."""
        rows = self.rows
        topics = {declaration(Assumptions, name).topic for name in names(Assumptions)}
        rest = rows["chapter"].isin([*_PARTS, *topics])
        competitor = (rows["chapter"] == "market") & rows["figure"].str.contains(":")
        spread = (rows["chapter"] == "order file") & (rows["figure"] == "concentration")
        return rows[rest & ~competitor | spread]

    @property
    def tables(self) -> Iterator[tuple[str, bool, list[list[str]]]]:
        """For each mark, the firmest first: whether a figure has a range, and those below."""
        rows = self.below
        for mark in (Mark.FACT, Mark.CALIBRATED, Mark.ASSUMED):
            of = rows[rows["mark"] == mark.value]
            if len(of):
                ranges = any(of["range"])
                columns = ["chapter", "figure", "value", *(["range"] * ranges), "source"]
                yield mark.value, ranges, of[columns].to_numpy().tolist()


def ledger(case: Case) -> Ledger:
    """The number ledger of a case.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Ledger
    """
    return Ledger(number_ledger(case))
