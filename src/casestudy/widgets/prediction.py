"""Predict, commit, see: a question, and its answer only after somebody has committed or passed."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from casestudy import learning
from casestudy.learning.predictions import Prediction
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.text.prose import Prose
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import button, field, row
from casestudy.widgets.shown import as_page, show_in, shown
from casestudy.widgets.text import as_html, as_words
from casestudy.widgets.words import words

FIELDS = ("value", "low", "high")


def predict(id: str, *then: Any, case: Case | None = None) -> Panel:
    """A question with a field to commit a prediction; what answers it is shown after that.

    Parameters
    ----------
    id : str
        The prediction, as "05-p1".
    *then
        What answers the question: pictures (`cs.picture`) and sentences (`cs.say`). They are not
        on the page until a prediction is committed or passed. Where no widget can be shown, in a
        stored notebook or in a paper, they simply stand there.
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel

    Raises
    ------
    InputError
        If there is no such prediction; the nearest is named.
    """
    return PredictBox(learning.find_prediction(id), current_case(case), then)


class PredictBox(Panel):
    """The field of one prediction; once committed, it stays, and the answer stands below it."""

    def __init__(self, prediction: Prediction, case: Case, then: tuple[Any, ...] = ()) -> None:
        """Show what was committed before, if something was."""
        self._id, self._case, self._then = prediction.id, case, then
        short = w.Layout(width="8rem")
        self.entries = {name: w.Text(continuous_update=False, layout=short) for name in FIELDS}
        self._commit = button(
            words("predict.commit"), self.commit, words("predict.commit_it", id=self._id)
        )
        self._pass = button(words("predict.pass"), self.let_pass, words("predict.pass_it"))
        self._said, self._answer = w.HTML(), shown()
        question = words("predict.asked", question=prediction.question(case))
        fields = [
            field(words(f"predict.{name}"), entry, f"{name}-{self._id}")
            for name, entry in self.entries.items()
        ]
        for entry in fields:
            entry.layout.width = "auto"
        self._fields = row(*fields, self._commit, self._pass)
        super().__init__(
            [
                w.HTML(as_html(question)),
                self._fields,
                self._said,
                self._answer,
            ],
            as_words(question),
            as_page(Prose(question), *then),
        )
        self.add_class("cs-exercise")
        found = learning.commit(self._id, case=case)
        if found.value is not None:
            self._settled(found.text)
        elif learning.has_passed(self._id, case=case):
            self.let_pass()

    def commit(self) -> None:
        """Commit what the fields hold, and show what comes out."""
        given = [entry.value.strip() or ... for entry in self.entries.values()]
        found = learning.commit(self._id, *given, case=self._case)
        if found.value is None:
            self._say(found.text)
        else:
            self._settled(found.text)

    def let_pass(self) -> None:
        """Show what comes out to somebody who does not want to predict."""
        learning.let_pass(self._id, case=self._case)
        self._fields.layout.display = "none"
        self._say(words("predict.passed"))
        show_in(self._answer, *self._then)

    def _settled(self, text: str) -> None:
        self._fields.layout.display = "none"
        self._say(text)
        show_in(self._answer, *self._then, learning.reveal(self._id, case=self._case))

    def _say(self, text: str) -> None:
        self._said.value = f'<div role="status">{as_html(text)}</div>'
