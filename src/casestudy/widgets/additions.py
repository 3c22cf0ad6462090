"""What a scenario adds to a chapter: paragraphs and exercises of an instructor's own."""

from __future__ import annotations

from casestudy.errors import InputError
from casestudy.learning.own import own
from casestudy.learning.registry import chapter_of, exercises
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.text.prose import Prose
from casestudy.widgets.controls import Panel
from casestudy.widgets.exercise import ExerciseBox
from casestudy.widgets.shown import as_page, shown
from casestudy.widgets.words import words


def added(notebook: str, *, case: Case | None = None) -> Panel | Prose | None:
    """What the scenario adds to a notebook: nothing, for most.

    Parameters
    ----------
    notebook : str
        Its name, as "05_price", or its number.
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel or None
        None where there is nothing to show. What is wrong with the file is told as text.

    Raises
    ------
    InputError
        If there is no such notebook.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> added("05_price", case=load_case("turnaround")) is None
    True
    """
    name, case = chapter_of(notebook), current_case(case)
    try:
        found = own(case)
        ids = found.added(name, set(exercises()))
        texts = [Prose(text(case)) for at, text in found.paragraphs if at == name]
        boxes = [ExerciseBox(found.exercises[id], case) for id in ids]
    except InputError as error:
        return Prose(str(error))
    if not texts and not boxes:
        return None
    pages = [*(as_page(text) for text in texts), *(box.page for box in boxes)]
    return Panel(
        [*(shown(text) for text in texts), *boxes], words("added.what"), "\n\n".join(pages)
    )
