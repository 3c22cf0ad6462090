"""How far the learner is: a line for each notebook, a table for all, and starting over."""

from __future__ import annotations

from dataclasses import dataclass

from casestudy.errors import InputError
from casestudy.learning.checking import with_notices
from casestudy.learning.progress_store import Kept, ProgressStore
from casestudy.learning.registry import exercises, find_notebook, notebooks, predictions
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.text.prose import Prose, table

UNSAVED = "(Not recorded in a file; it is kept until the kernel stops.)"


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
    return _counted(case.name, ProgressStore.of(case).read())


def _counted(scenario: str, kept: Kept) -> Progress:
    solved = {id for id, record in kept.exercises.items() if record.solved}
    # What only those can answer who program does not count for the others.
    counted = {
        name: {id for id, each in exercises(name).items() if not each.needs_python}
        for name in notebooks()
    }
    return Progress(
        scenario,
        tuple(
            Done(
                name,
                len(solved & counted[name]),
                len(counted[name]),
                len(set(kept.predictions) & set(predictions(name))),
                len(predictions(name)),
            )
            for name in notebooks()
        ),
    )


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
    try:
        case, name = current_case(case), find_notebook(notebook)
    except InputError as error:
        return Prose(str(error))
    store = ProgressStore.of(case)
    done = next(n for n in _counted(case.name, store.read()).notebooks if n.notebook == name)
    if not done.solved and not done.predicted:
        text = "No exercise solved yet."
    else:
        text = f"{_of(done.solved, done.total, 'exercise')} solved"
        if done.predictions:
            text += f", {_of(done.predicted, done.predictions, 'prediction')} made"
        text += "."
    return Prose(with_notices(text, store), UNSAVED if store.unsaved else "")


def _of(some: int, all_: int, noun: str) -> str:
    return f"{some} of {all_} {noun if all_ == 1 else f'{noun}s'}"


def overview(*, case: Case | None = None) -> Prose:
    """A table of all notebooks: exercises solved, predictions made.

    Parameters
    ----------
    case : Case, optional

    Returns
    -------
    Prose
    """
    try:
        case = current_case(case)
    except InputError as error:
        return Prose(str(error))
    store = ProgressStore.of(case)
    record = _counted(case.name, store.read())
    if not record.solved and not record.predicted:
        return Prose(
            with_notices("No exercise solved yet.", store), UNSAVED if store.unsaved else ""
        )
    rows = [
        [n.notebook, f"{n.solved} of {n.total}", f"{n.predicted} of {n.predictions}"]
        for n in record.notebooks
    ]
    whole = [
        "all",
        f"{record.solved} of {record.total}",
        f"{record.predicted} of {record.predictions}",
    ]
    shown = table(
        ["notebook", "exercises solved", "predictions made"], [*rows, whole], right=[1, 2]
    )
    return Prose(with_notices(shown, store), UNSAVED if store.unsaved else "")


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
    record = _counted(case.name, store.read())
    lines = [f"{case.scenario.title}: progress in {store.path}"]
    for n in record.notebooks:
        parts = _of(n.solved, n.total, "exercise"), _of(n.predicted, n.predictions, "prediction")
        lines.append(f"  {n.notebook:<24} {parts[0]} solved, {parts[1]} made")
    if not record.solved and not record.predicted:
        lines = ["No exercise solved yet."]
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
    text = f"{name} starts over."
    if aside:
        text += f" Your answers and predictions up to now are kept in {aside}."
    return Prose(with_notices(text, store))
