"""The number ledger, to look figures up in."""

from __future__ import annotations

import ipywidgets as w

from casestudy.chapters.start import ledger
from casestudy.chapters.start.facts import Ledger
from casestudy.scenario.case import Case
from casestudy.text.words import say
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import field
from casestudy.widgets.shown import as_page, show_in, shown
from casestudy.widgets.words import words

MOST = 10  # rows that are shown at once


def look_up(case: Case) -> Panel:
    """A field that finds figures of the number ledger by any part of their row.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Panel
    """
    return LookUp(case)


class LookUp(Panel):
    """A field, and the rows that hold what is typed into it."""

    def __init__(self, case: Case) -> None:
        """Show the first rows."""
        self._case, self._ledger = case, ledger(case)
        self.entry = w.Text(placeholder=words("look_up.example"), continuous_update=True)
        self._place = shown()
        whole = say(self._ledger, "whole", case=case)
        super().__init__(
            [field(words("look_up.find"), self.entry, "ledger"), self._place],
            words("look_up.what", figures=self._ledger.count()),
            as_page(whole),
        )
        self.entry.observe(lambda _: self._find(), names="value")
        self._find()

    def _find(self) -> None:
        found = self._ledger.find(self.entry.value)
        shown_now = Ledger(found.rows.head(MOST))
        said = say(
            shown_now, "found", case=self._case, found=found.count(), of=self._ledger.count()
        )
        show_in(self._place, said)
