"""How far the learner is, following what happens on the page."""

from __future__ import annotations

from casestudy.learning import progress_view
from casestudy.learning.progress_store import ProgressStore, follow
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.widgets.controls import Panel
from casestudy.widgets.shown import as_page, show_in, shown


def progress(notebook: str | None = None, *, case: Case | None = None) -> Panel:
    """How far the learner is, in a notebook or in all; it follows every answer.

    Parameters
    ----------
    notebook : str, optional
        As "05_price".
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel
    """
    return ProgressLine(notebook, current_case(case))


class ProgressLine(Panel):
    """A line, or a table of all notebooks, that is written anew when something is solved."""

    def __init__(self, notebook: str | None, case: Case) -> None:
        """Say how far the learner is now."""
        self._notebook, self._case = notebook, case
        said = progress_view.progress(notebook, case=case)
        self._place = shown(said)
        super().__init__([self._place], str(said), as_page(said))
        follow(ProgressStore.of(case), self)

    def tell(self) -> None:
        """Say it anew."""
        show_in(self._place, progress_view.progress(self._notebook, case=self._case))
