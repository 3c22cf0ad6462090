"""What a learner has on record, as plain records that sentences and pictures can take."""

from __future__ import annotations

from dataclasses import dataclass, field

from casestudy.analysis.judgement import CalibrationScore
from casestudy.levers import Unit


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
    """

    chapters: tuple[ChapterWork, ...] = ()
    total: int = 0
    predictions: CalibrationScore = field(default_factory=lambda: CalibrationScore(()))
    units: tuple[Unit, ...] = ()
    decisions: tuple[tuple[str, str], ...] = ()

    @property
    def solved(self) -> int:
        """Exercises solved in all chapters."""
        return sum(c.solved for c in self.chapters)

    @property
    def hints(self) -> int:
        """Hints taken in all chapters."""
        return sum(c.hints for c in self.chapters)
