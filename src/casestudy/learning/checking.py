"""Checking an answer, taking a hint, seeing the solution: what the notebooks call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from casestudy.errors import InputError, as_text
from casestudy.learning.feedback import Feedback
from casestudy.learning.judging import Verdict, judge
from casestudy.learning.kinds import Exercise, ShortText, words
from casestudy.learning.originals import Originals
from casestudy.learning.progress_store import MOST_TRIES, ExerciseRecord, Kept, ProgressStore
from casestudy.learning.reading_answers import Unreadable, is_missing, read_within
from casestudy.learning.registry import find_exercise
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.text.prose import Prose, bullets
from casestudy.text.words import phrase

LEARNING = "casestudy.learning"


def check(
    id: str, answer: Any = ..., *, case: Case | None = None, replace: bool = False
) -> Feedback:
    """Say whether an answer is right, and why not if it is not.

    Parameters
    ----------
    id : str
        The exercise, as "05-03".
    answer : Any
        In whatever form: a number, text with a unit, a letter, a list, a table, a function. With
        `...` nothing is judged and nothing recorded.
    case : Case, optional
        The notebook's own by default; see `current_case`.
    replace : bool
        Whether a text may take the place of a longer one, or of one that was given after it.

    Returns
    -------
    Feedback
        Never an error: what cannot be judged is explained.

    Examples
    --------
    >>> check("05-01", ...)
    Not answered yet.
    """
    # What the learner has put in the place of Python's own functions is not what judges.
    with Originals():
        return _checked(id, answer, case, replace=replace)


def _checked(id: str, answer: Any, case: Case | None, *, replace: bool) -> Feedback:
    try:
        case = current_case(case)
        exercise = find_exercise(id, case)
    except InputError as error:
        return Feedback(as_text(id), None, str(error), reason="unknown")
    store = ProgressStore.of(case)
    if is_missing(answer):
        return _unanswered(exercise, case, store)
    try:
        verdict = judge(exercise, case, answer)
    except Exception as error:
        # What nobody has thought of must not stop the notebook either.
        known = isinstance(error, Unreadable)
        text = str(error) if known else f"This answer cannot be read ({type(error).__name__})."
        if text.startswith("This answer cannot be read"):
            text = f"{text} {exercise.form(case)}"
        return _feedback(exercise, store, None, text, "unread")
    record = store.update(_attempt(exercise.id, verdict, replace)).exercise(exercise.id)
    return _said(exercise, case, store, verdict, record)


def _attempt(id: str, verdict: Verdict, replace: bool) -> Any:
    def change(kept: Kept) -> None:
        record = kept.exercise(id)
        if record.solved and verdict.correct is not None:
            return  # an answer tried after the right one takes nothing away
        if verdict.correct is None and not replace and _loses(record, verdict):
            return
        if verdict.mark not in record.attempts and len(record.attempts) < MOST_TRIES:
            record.attempts.append(verdict.mark)
        if verdict.shown != record.answer:
            record.met = None  # another text has to be compared anew
        record.answer = verdict.shown
        record.solved = record.solved or verdict.correct is True

    return change


def _loses(record: ExerciseRecord, verdict: Verdict) -> bool:
    """Whether a text would take the place of a longer one, or of one that was given after it."""
    if verdict.reason == "sealed":
        return False  # letters or a number, which may be changed until they are handed in
    shorter = len(verdict.shown) < len(record.answer)
    return verdict.shown != record.answer and (shorter or verdict.mark in record.attempts)


def _unanswered(exercise: Exercise, case: Case, store: ProgressStore) -> Feedback:
    record = store.read().exercise(exercise.id)
    parts = ["Solved before; not answered in this run."] if record.solved else []
    if exercise.sealed:
        parts = [phrase(LEARNING, "sealed.kept_before")] if record.answer else []
    elif isinstance(exercise, ShortText):
        parts += [_compare(exercise, case, record)] if record.answer else []
    elif record.solved:
        parts = [f"{parts[0]} {exercise.solution(case)}"]
    text = "\n\n".join(parts) or "Not answered yet."
    return _feedback(exercise, store, None, text, "unanswered", record=record)


def _said(
    exercise: Exercise, case: Case, store: ProgressStore, verdict: Verdict, record: ExerciseRecord
) -> Feedback:
    if verdict.correct is None and record.answer != verdict.shown:
        which = "A longer" if len(record.answer) > len(verdict.shown) else "A later"
        text = f"{which} text of yours is kept, and stays: “{_beginning(record.answer)}”"
        advice = (
            f'To put this one in its place: `cs.check("{exercise.id}", answer, replace=True)`, '
            "with this text as answer."
        )
        return _feedback(exercise, store, None, text, "kept", record=record, advice=advice)
    if exercise.sealed:
        kept = verdict.text or _beginning(record.answer)
        text = phrase(LEARNING, "sealed.kept", answer=kept.rstrip("."))
        return _feedback(exercise, store, None, text, "sealed", record=record)
    if verdict.correct is None:
        text = _compare(exercise, case, record)
        advice = f'Which points does your text make? Say so: `cs.assess("{exercise.id}", [1, 2])`.'
        return _feedback(exercise, store, None, text, "text", record=record, advice=advice)
    if verdict.correct:
        tries = len(record.attempts)
        how = "at the first try" if tries <= 1 else f"after {tries} tries"
        how += {0: "", 1: " and with a hint"}.get(record.hints, " and with hints")
        text = f"**Right**, {how}. {exercise.solution(case)}"
        return _feedback(exercise, store, True, text, "right", record=record)
    left = len(exercise.hints) - record.hints
    call = "hint" if left > 0 else "solution"
    advice = f'For {"a hint" if left > 0 else "the solution"}: `cs.{call}("{exercise.id}")`.'
    text = f"**Not yet.** {verdict.text}"
    return _feedback(exercise, store, False, text, verdict.reason, record=record, advice=advice)


def _feedback(
    exercise: Exercise,
    store: ProgressStore,
    correct: bool | None,
    text: str,
    reason: str,
    *,
    record: ExerciseRecord | None = None,
    advice: str = "",
) -> Feedback:
    record = record or store.read().exercise(exercise.id)
    return Feedback(
        id=exercise.id,
        correct=correct,
        text=with_notices(text, store),
        tries=len(record.attempts),
        hint_taken=record.hints > 0,
        reason=reason,
        advice=advice,
    )


def with_notices(text: str, store: ProgressStore) -> str:
    """Text, and below it what is to be said about the progress file."""
    return "\n\n".join([text, *store.notices()])


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79].rstrip()}…"


def _compare(exercise: Exercise, case: Case, record: ExerciseRecord) -> str:
    points = [f"{i}. {point}" for i, point in enumerate(exercise.key(case), 1)]
    text = "Your text is kept. Compare it with what counts:\n\n" + "\n".join(points)
    if record.met is None:
        return text
    return f"{text}\n\nBy your own judgement it makes {len(record.met)} of {len(points)} points."


def assess(id: str, met: Iterable[int], *, case: Case | None = None) -> Feedback:
    """Say which points of the rubric a text makes, after `check` has shown them.

    Parameters
    ----------
    id : str
        An exercise whose answer is a text.
    met : iterable of int
        Numbers of the points, counted from one; all of them solve the exercise.
    case : Case, optional

    Returns
    -------
    Feedback
    """
    with Originals():
        return _assessed(id, met, case)


def _assessed(id: str, met: Iterable[int], case: Case | None) -> Feedback:
    try:
        case = current_case(case)
        exercise = find_exercise(id, case)
    except InputError as error:
        return Feedback(as_text(id), None, str(error), reason="unknown")
    store = ProgressStore.of(case)
    if exercise.sealed:
        return _feedback(exercise, store, None, exercise.solution(case), "sealed")
    if not isinstance(exercise, ShortText):
        return _feedback(exercise, store, None, "This one is checked, not assessed.", "unread")
    if not store.read().exercise(exercise.id).answer:
        text = "Commit your own text first; what counts is shown then."
        return _feedback(exercise, store, None, text, "unanswered")
    rubric = exercise.key(case)
    try:
        chosen = read_within(lambda given: sorted({int(number) for number in given}), met)
        sound = all(1 <= number <= len(rubric) for number in chosen)
    except (Unreadable, TypeError, ValueError, OverflowError):
        sound = False
    if not sound:
        text = f"Expected a list of numbers from 1 to {len(rubric)}, such as [1, 2]."
        return _feedback(exercise, store, None, text, "unread")

    def change(kept: Kept) -> None:
        record = kept.exercise(exercise.id)
        record.met = chosen
        record.solved = record.solved or len(chosen) == len(rubric)

    record = store.update(change).exercise(exercise.id)
    if len(chosen) == len(rubric):
        text = f"**Done**: by your own judgement all {len(rubric)} points are made."
        return _feedback(exercise, store, True, text, "right", record=record)
    missing = [rubric[n - 1] for n in range(1, len(rubric) + 1) if n not in chosen]
    text = "What is still missing, to be worked into your text:\n\n" + bullets(missing)
    return _feedback(exercise, store, False, text, "text", record=record)


def in_words(function: Callable[..., Prose]) -> Callable[..., Prose]:
    """What a notebook calls to be told something: whatever is wrong is told too, not raised."""

    @wraps(function)
    def told(*given: Any, **named: Any) -> Prose:
        try:
            return function(*given, **named)
        except InputError as error:
            return Prose(str(error))

    return told


@in_words
def prompt(id: str, *, case: Case | None = None, bare: bool = False) -> Prose:
    """What an exercise asks, its options, and how to answer.

    Parameters
    ----------
    id : str
    case : Case, optional
    bare : bool
        Whether a field beside it shows the options and takes the answer.

    Returns
    -------
    Prose
    """
    case = current_case(case)
    exercise = find_exercise(id, case)
    title = f"**{exercise.id} · {words(exercise.title, case)}**"
    if bare:
        return Prose(title, exercise.prompt(case))
    options = getattr(exercise, "options", lambda case: {})(case)
    lettered = bullets(f"**{letter}** – {text}" for letter, text in options.items())
    return Prose(
        title,
        exercise.prompt(case),
        lettered,
        exercise.form(case),
    )


@in_words
def hint(id: str, *, case: Case | None = None) -> Prose:
    """The next hint to an exercise; it is recorded that it was taken.

    Parameters
    ----------
    id : str
    case : Case, optional

    Returns
    -------
    Prose
    """
    case = current_case(case)
    exercise = find_exercise(id, case)
    store, most = ProgressStore.of(case), len(exercise.hints)

    def change(kept: Kept) -> None:
        record = kept.exercise(exercise.id)
        record.hints = min(record.hints + 1, most)

    before = store.read().exercise(exercise.id).hints
    if before >= most:
        every = [f"{n}. {words(each, case)}" for n, each in enumerate(exercise.hints, 1)]
        text = "These are all the hints:\n\n" + "\n".join(every)
    else:
        taken = store.update(change).exercise(exercise.id).hints
        text = f"Hint {taken} of {most}: {words(exercise.hints[taken - 1], case)}"
    return Prose(with_notices(text, store))


@in_words
def solution(id: str, *, folded: bool = False, case: Case | None = None) -> Prose:
    """The worked solution of an exercise, in words and in Python.

    Parameters
    ----------
    id : str
    folded : bool
        Whether it stays closed until somebody opens it.
    case : Case, optional

    Returns
    -------
    Prose
    """
    case = current_case(case)
    exercise = find_exercise(id, case)
    text = [exercise.solution(case)]
    if exercise.code:
        text.append(f"```python\n{exercise.code.strip()}\n```")
    if folded:
        text = [f"<details><summary>Solution of {exercise.id}</summary>", *text, "</details>"]
    return Prose(*text)
