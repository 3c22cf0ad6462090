"""How far the learner is: a line for each notebook, a table for all, and starting over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from casestudy.learning.checking import in_words, with_notices
from casestudy.learning.progress_store import Kept, ProgressStore
from casestudy.learning.registry import exercises, find_notebook, notebooks, predictions
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.text.prose import Prose
from casestudy.text.words import phrase, say

words = partial(phrase, "casestudy.learning")


@dataclass(frozen=True)
class Done:
    """How far one notebook is: of its exercises and of its predictions."""

    notebook: str
    solved: int
    total: int
    predicted: int
    predictions: int


@dataclass(frozen=True)
class Progress:
    """How far the learner is in one scenario, by notebook."""

    scenario: str
    notebooks: tuple[Done, ...]

    @property
    def solved(self) -> int:
        """Exercises solved in all notebooks."""
        return sum(n.solved for n in self.notebooks)

    @property
    def total(self) -> int:
        """Exercises in all notebooks."""
        return sum(n.total for n in self.notebooks)

    @property
    def predicted(self) -> int:
        """Predictions committed in all notebooks."""
        return sum(n.predicted for n in self.notebooks)

    @property
    def predictions(self) -> int:
        """Predictions that can be made in all notebooks."""
        return sum(n.predictions for n in self.notebooks)


def progress_record(case: Case | None = None) -> Progress:
    """How far the learner is, as a record.

    Parameters
    ----------
    case : Case, optional

    Returns
    -------
    Progress
    """
    case = current_case(case)
    return _counted(case, ProgressStore.of(case).read(), notebooks())


def _counted(case: Case, kept: Kept, among: Sequence[str]) -> Progress:
    def counts(name: str) -> Done:
        # What only those can answer who program does not count for the others.
        asked = [one for one in exercises(name, case).values() if not one.needs_python]
        # Of a sealed exercise nobody here knows whether it is right: answered is done.
        solved = [
            one
            for one in asked
            if (record := kept.exercises.get(one.id))
            and (record.solved or (one.sealed and record.answer))
        ]
        made = set(kept.predictions) & set(predictions(name))
        return Done(name, len(solved), len(asked), len(made), len(predictions(name)))

    return Progress(case.name, tuple(counts(name) for name in among))


@in_words
def progress(notebook: str | None = None, *, case: Case | None = None) -> Prose:
    """One line: how far the learner is in a notebook; without one, the table of all.

    Parameters
    ----------
    notebook : str, optional
        As "05_price".
    case : Case, optional

    Returns
    -------
    Prose

    Examples
    --------
    >>> progress("05_price")
    No exercise solved yet.
    """
    if notebook is None:
        return overview(case=case)
    case, name = current_case(case), find_notebook(notebook)
    store = ProgressStore.of(case)
    # The others stay out: to read the exercises of all chapters takes a second.
    (done,) = _counted(case, store.read(), [name]).notebooks
    if not done.solved and not done.predicted:
        text = words("progress.none")
    else:
        text = words("progress.one", done=done)
    return Prose(with_notices(text, store), words("progress.unsaved") if store.unsaved else "")


@in_words
def overview(*, case: Case | None = None) -> Prose:
    """A table of all notebooks: exercises solved, predictions made.

    Parameters
    ----------
    case : Case, optional

    Returns
    -------
    Prose
    """
    case = current_case(case)
    store = ProgressStore.of(case)
    record = _counted(case, store.read(), notebooks())
    if not record.solved and not record.predicted:
        return Prose(
            with_notices(words("progress.none"), store),
            words("progress.unsaved") if store.unsaved else "",
        )
    shown = say(record, "all_notebooks", case=case)
    return Prose(with_notices(shown, store), words("progress.unsaved") if store.unsaved else "")


def progress_lines(case: Case) -> list[str]:
    """The same as plain lines, for the command line.

    Parameters
    ----------
    case : Case

    Returns
    -------
    list of str
    """
    store = ProgressStore.of(case)
    record = _counted(case, store.read(), notebooks())
    lines = [words("progress.file", title=case.scenario.title, path=store.path)]
    for one in record.notebooks:
        lines.append(f"  {one.notebook:<24} {words('progress.line', done=one)}")
    if not record.solved and not record.predicted:
        lines = [words("progress.none")]
    return [*lines, *store.notices()]


def reset(notebook: str, *, case: Case | None = None) -> Prose:
    """Start one chapter over: its exercises, hints and predictions are forgotten, and kept aside.

    Parameters
    ----------
    notebook : str
        As "05_price".
    case : Case, optional

    Returns
    -------
    Prose

    Raises
    ------
    InputError
        If there is no such notebook (the nearest is named), or what was done cannot be kept aside.
    """
    case, name = current_case(case), find_notebook(notebook)
    store = ProgressStore.of(case)
    aside = store.start_over(name[:2])
    text = words("progress.over", name=name, aside=aside)
    return Prose(with_notices(text, store))
