"""All exercises and predictions: found in the folders of their chapters, read when needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from casestudy.errors import InputError, as_text, nearest, unknown
from casestudy.files import languages

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from casestudy.learning.kinds import Exercise
    from casestudy.learning.predictions import Prediction
    from casestudy.scenario.case import Case


@cache
def notebooks() -> tuple[str, ...]:
    """Notebooks that have exercises or predictions, in order."""
    return tuple(sorted(n for n in import_module("casestudy.chapters").CHAPTERS if _content(n)))


def find_notebook(notebook: str) -> str:
    """The name of a notebook from its name, its number, or its file.

    Raises
    ------
    InputError
        If it has no exercises; the nearest is named.

    Examples
    --------
    >>> find_notebook("5"), find_notebook("notebooks/05_price.ipynb")
    ('05_price', '05_price')
    """
    return _named(notebook, notebooks())


def chapter_of(notebook: str) -> str:
    """The name of any notebook, with exercises or without; see `find_notebook`."""
    return _named(notebook, tuple(import_module("casestudy.chapters").CHAPTERS))


def _named(notebook: str, known: tuple[str, ...]) -> str:
    text = re.sub(r".*[/\\]|\.ipynb$", "", as_text(notebook).strip()).lower()
    number = text.zfill(2) if text.isdigit() else ""
    for name in known:
        if text == name or number == name[:2]:
            return name
    raise InputError(unknown("notebook", as_text(notebook), known))


def exercises(notebook: str | None = None, case: Case | None = None) -> dict[str, Exercise]:
    """Exercises by id, of one notebook or of all.

    Parameters
    ----------
    notebook : str, optional
        Its name, as "05_price", or its number.
    case : Case, optional
        With it those of its scenario's own are there too, some in the place of the workbook's.

    Returns
    -------
    dict of str to Exercise

    Raises
    ------
    InputError
        If there is no such notebook.
    """
    number = None if notebook is None else find_notebook(notebook)[:2]
    own = {id: one for id, one in _own(case).items() if number in (None, id[:2])}
    return _declared("EXERCISES", notebook) | own


def predictions(notebook: str | None = None) -> dict[str, Prediction]:
    """Predictions by id, of one notebook or of all; see `exercises`."""
    return _declared("PREDICTIONS", notebook)


def find_exercise(id: str, case: Case | None = None) -> Exercise:
    """An exercise by its id; with a case, those of its scenario's own go first.

    Raises
    ------
    InputError
        If there is none; the nearest is named.
    """
    own = _own(case)
    text = id.strip() if isinstance(id, str) else ""
    return own[text] if text in own else _find("exercise", "EXERCISES", id, own)


def find_prediction(id: str) -> Prediction:
    """A prediction by its id; see `find_exercise`."""
    return _find("prediction", "PREDICTIONS", id)


def _own(case: Case | None) -> dict[str, Exercise]:
    if case is None:
        return {}
    from casestudy.learning.own import own

    return own(case).exercises


def _find(kind: str, what: str, id: str, more: Iterable[str] = ()) -> Any:
    text = id.strip() if isinstance(id, str) else as_text(id)
    # Only the notebook's own file is read, where its number tells which.
    own = next((n for n in notebooks() if n[:2] == text[:2]), None)
    found = _declared(what, own) if own else {}
    if text in found:
        return found[text]
    known = [*(found or _declared(what, None)), *more]
    near = nearest(text, [*_declared(what, None), *more])
    hint = f" Did you mean {near!r}?" if near else ""
    raise InputError(f"There is no {kind} {text[:40]!r}.{hint} There are: {', '.join(known)}.")


def _declared(what: str, notebook: str | None) -> dict[str, Any]:
    names = notebooks() if notebook is None else (find_notebook(notebook),)
    return {entry.id: entry for name in names for entry in _entries(what, name)}


def _entries(what: str, notebook: str) -> tuple[Any, ...]:
    file, language = _content(notebook), languages.language()
    if file is None:
        return ()
    translated = None if language == languages.ENGLISH else _content(notebook, language)
    return _loaded(file, notebook[:2], translated)[what == "PREDICTIONS"]


def _content(notebook: str, language: str = languages.ENGLISH) -> Traversable | None:
    """The file of a notebook's exercises, which lies in the folder of its chapter."""
    chapter = import_module("casestudy.chapters").CHAPTERS[notebook]
    package = f"casestudy.chapters.{chapter}"
    file = languages.file_of(package, "exercises", language, languages.folder())
    return file if file.is_file() else None


@cache
def _loaded(
    file: Traversable, number: str, translated: Traversable | None
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    from casestudy.learning.loading import load

    def where(one: Traversable) -> str:
        return f"chapters/{file.parent.name}/{one.name}"

    other = (translated.read_text(encoding="utf-8"), where(translated)) if translated else None
    return load(file.read_text(encoding="utf-8"), where(file), number, other)
