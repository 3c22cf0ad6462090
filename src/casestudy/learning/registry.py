"""All exercises and predictions: found by the names of their modules, imported when needed."""

from __future__ import annotations

import pkgutil
import re
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from casestudy.learning import exercises as folder
from casestudy.levers import nearest, unknown
from casestudy.reading import InputError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from types import ModuleType

    from casestudy.learning.kinds import Exercise
    from casestudy.learning.predictions import Prediction


@cache
def notebooks() -> tuple[str, ...]:
    """Notebooks that have exercises or predictions, in order."""
    found = (m.name for m in pkgutil.iter_modules(folder.__path__))
    known = {n[1:] for n in found if re.match(r"n\d\d_", n)}
    chapters = import_module("casestudy.chapters").CHAPTERS
    return tuple(sorted(known | {n for n in chapters if _content(n)}))


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
    text = re.sub(r".*[/\\]|\.ipynb$", "", str(notebook).strip()).lower()
    number = text.zfill(2) if text.isdigit() else ""
    for name in notebooks():
        if text == name or number == name[:2]:
            return name
    raise InputError(unknown("notebook", str(notebook), notebooks()))


def exercises(notebook: str | None = None) -> dict[str, Exercise]:
    """Exercises by id, of one notebook or of all.

    Parameters
    ----------
    notebook : str, optional
        Its name, as "05_price", or its number.

    Returns
    -------
    dict of str to Exercise

    Raises
    ------
    InputError
        If there is no such notebook.
    ValueError
        If an id is declared twice, or stands in the module of another notebook.
    """
    return _declared("EXERCISES", notebook)


def predictions(notebook: str | None = None) -> dict[str, Prediction]:
    """Predictions by id, of one notebook or of all; see `exercises`."""
    return _declared("PREDICTIONS", notebook)


def find_exercise(id: str) -> Exercise:
    """An exercise by its id.

    Raises
    ------
    InputError
        If there is none; the nearest is named.
    """
    return _find("exercise", "EXERCISES", id)


def find_prediction(id: str) -> Prediction:
    """A prediction by its id; see `find_exercise`."""
    return _find("prediction", "PREDICTIONS", id)


def _find(kind: str, what: str, id: str) -> Any:
    text = id.strip() if isinstance(id, str) else repr(id)
    # Only the notebook's own module is imported, where its number tells which.
    own = next((n for n in notebooks() if n[:2] == text[:2]), None)
    found = _declared(what, own) if own else {}
    if text in found:
        return found[text]
    known = list(found or _declared(what, None))
    near = nearest(text, _declared(what, None))
    hint = f" Did you mean {near!r}?" if near else ""
    raise InputError(f"There is no {kind} {text[:40]!r}.{hint} There are: {', '.join(known)}.")


def _declared(what: str, notebook: str | None) -> dict[str, Any]:
    names = notebooks() if notebook is None else (find_notebook(notebook),)
    return {entry.id: entry for name in names for entry in _entries(what, name)}


@cache
def _entries(what: str, notebook: str) -> tuple[Any, ...]:
    if file := _content(notebook):
        return _loaded(file)[what == "PREDICTIONS"]
    module = import_module(f"{folder.__name__}.n{notebook}")
    return checked(what, notebook, module)


def _content(notebook: str) -> Traversable | None:
    """The file of a notebook's exercises, which lies in the folder of its chapter."""
    chapter = import_module("casestudy.chapters").CHAPTERS[notebook]
    file = files("casestudy").joinpath("chapters", chapter, "exercises.en.yaml")
    return file if file.is_file() else None


@cache
def _loaded(file: Traversable) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    from casestudy.learning.loading import load

    return load(file.read_text(encoding="utf-8"), f"chapters/{file.parent.name}/{file.name}")


def checked(what: str, notebook: str, module: ModuleType) -> tuple[Any, ...]:
    """What a module declares, with ids that are its own and stand there once.

    Raises
    ------
    ValueError
    """
    entries = tuple(getattr(module, what, ()))
    ids = [entry.id for entry in entries]
    for id in ids:
        if ids.count(id) > 1:
            raise ValueError(f"{module.__name__}: the id {id!r} is declared twice")
        if not id.startswith(f"{notebook[:2]}-"):
            raise ValueError(f"{module.__name__}: the id {id!r} belongs to another notebook")
    return entries
