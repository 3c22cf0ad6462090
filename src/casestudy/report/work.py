"""What the learner has on record, fetched from the learning core."""

from __future__ import annotations

from casestudy.chapters.board.record import ChapterWork, Work
from casestudy.scenario.case import Case

# Exercises of the last notebook whose texts stand in the paper itself.
FOR_THE_BOARD = {"11-01": "opening", "11-02": "reasons", "11-03": "reply"}


def learner_work(case: Case) -> Work:
    """Exercises, predictions and answers in words on record for a case; empty for nobody.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Work
    """
    from casestudy.learning.kinds import ShortText, words
    from casestudy.learning.predictions import calibration_score
    from casestudy.learning.progress_store import ProgressStore
    from casestudy.learning.progress_view import progress_record
    from casestudy.learning.registry import exercises, predictions

    record, kept = progress_record(case), ProgressStore.of(case).read()
    chapters, decisions, own = [], [], {}
    for done in record.notebooks:
        mine = {
            id: kept.exercises[id] for id in exercises(done.notebook, case) if id in kept.exercises
        }
        hints = sum(entry.hints for entry in mine.values())
        if done.solved or hints:
            title = done.notebook.replace("_", " ")
            chapters.append(ChapterWork(title, done.solved, done.total, hints))
        for id, entry in mine.items():
            exercise = exercises(done.notebook, case)[id]
            if isinstance(exercise, ShortText) and entry.answer.strip():
                if id in FOR_THE_BOARD:
                    own[FOR_THE_BOARD[id]] = entry.answer.strip()
                else:
                    decisions.append((words(exercise.title, case), entry.answer.strip()))
    committed = [p for id, p in predictions().items() if id in kept.predictions]
    return Work(
        chapters=tuple(chapters),
        total=record.total,
        predictions=calibration_score(case=case),
        units=tuple(p.unit for p in committed),
        decisions=tuple(decisions),
        **own,
    )
