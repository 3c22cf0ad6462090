"""Fields for those who answer without Python: the same checks, under the prompt."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import ipywidgets as w

from casestudy import learning
from casestudy.learning.kinds import Choice, Choices, Exercise, Function, Series, ShortText
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.text import as_html, as_words
from casestudy.widgets.words import words


def answer_box(id: str, *, case: Case | None = None) -> Panel:
    """A field for the answer to an exercise, with hints and the solution on demand.

    Parameters
    ----------
    id : str
        The exercise, as "05-03".
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel

    Raises
    ------
    InputError
        If there is no such exercise; the nearest is named.
    """
    return AnswerBox(learning.find_exercise(id), current_case(case))


class AnswerBox(Panel):
    """The field of one exercise."""

    def __init__(self, exercise: Exercise, case: Case) -> None:
        """Choose the control that fits the kind of the exercise."""
        self._exercise, self._case = exercise, case
        self._said, self._message = w.HTML(), Message()
        self.control, self._read = _control(exercise, case)
        buttons = [
            button(words("answer.check"), self.check, words("answer.check_it", id=exercise.id)),
            button(words("answer.hint"), self._hint, words("answer.hint_to", id=exercise.id)),
        ]
        if self.control is None:
            children: list[w.Widget] = [
                w.HTML(as_html(words("answer.for_programmers"))),
                row(buttons[1]),
                self._said,
            ]
        else:
            entry = field(
                words("answer.field", id=exercise.id), self.control, f"answer-{exercise.id}"
            )
            children = [entry, row(*buttons), self._said]
        if isinstance(exercise, ShortText):
            self._points = w.VBox()
            children += [self._message.box, self._points]
        super().__init__(children, words("answer.what", id=exercise.id))
        self._recall()

    def _recall(self) -> None:
        """Show what is on record: the text that was given, and why an answer was right."""
        kept = learning.ProgressStore.of(self._case).read().exercise(self._exercise.id)
        is_text = isinstance(self._exercise, ShortText)
        if is_text:
            self.control.value = kept.answer
        if kept.solved or (is_text and kept.answer):
            self._say(learning.check(self._exercise.id, ..., case=self._case).text)
        if is_text and kept.answer:
            self._ask_points(kept.met or [])

    def check(self, *, replace: bool = False) -> None:
        """Check what the control holds and say what comes of it."""
        if self._read is None:
            return
        given = self._read()
        found = learning.check(self._exercise.id, given, case=self._case, replace=replace)
        self._message.say("")
        if found.reason == "kept":
            self._said.value = ""
            self._message.ask(
                found.text, words("answer.replace"), words("answer.keep"), self._replaced
            )
            return
        self._say(found.text)
        if found.reason == "text":
            self._ask_points([])

    def _replaced(self) -> str:
        self.check(replace=True)
        return ""

    def _hint(self) -> None:
        self._say(str(learning.hint(self._exercise.id, case=self._case)))

    def _say(self, text: str) -> None:
        self._said.value = f'<div role="status">{as_html(text)}</div>'

    def _ask_points(self, met: list[int]) -> None:
        rubric = self._exercise.key(self._case)
        boxes = [
            w.Checkbox(
                value=i in met,
                description=as_words(point),
                indent=False,
                layout=w.Layout(width="auto"),
            )
            for i, point in enumerate(rubric, 1)
        ]

        def judge() -> None:
            met = [i for i, box in enumerate(boxes, 1) if box.value]
            self._say(learning.assess(self._exercise.id, met, case=self._case).text)

        self._points.children = [
            w.HTML(words("answer.which_points")),
            *boxes,
            button(words("answer.points"), judge),
        ]


def _control(exercise: Exercise, case: Case) -> tuple[w.Widget | None, Callable[[], Any] | None]:
    """The control of an exercise, and how its answer is read; none where Python is asked for."""
    wide = w.Layout(width="auto", max_width="100%")
    if isinstance(exercise, Function | Series):
        return None, None
    if isinstance(exercise, Choice):
        options = [(as_words(f"{k} – {v}"), k) for k, v in exercise.options(case).items()]
        # Not None for what is not chosen yet: the menu would stand there blank.
        menu = w.Dropdown(options=[(words("answer.choose"), ""), *options], value="", layout=wide)
        return menu, lambda: menu.value or ...
    if isinstance(exercise, Choices):
        boxes = {
            k: w.Checkbox(description=as_words(f"{k} – {v}"), indent=False, layout=wide)
            for k, v in exercise.options(case).items()
        }
        return w.VBox(
            list(boxes.values())
        ), lambda: [k for k, box in boxes.items() if box.value] or ...
    if isinstance(exercise, ShortText):
        area = w.Textarea(rows=4, layout=w.Layout(width="100%", max_width="40rem"))
        return area, lambda: area.value.strip() or ...
    text = w.Text(continuous_update=False, layout=w.Layout(width="16rem", max_width="100%"))
    return text, lambda: text.value.strip() or ...


def predict(id: str, *, case: Case | None = None) -> Panel:
    """A field to commit a prediction: a value, and a range that should hold the result.

    Parameters
    ----------
    id : str
        The prediction, as "05-p1".
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
    return PredictBox(id, current_case(case))


class PredictBox(Panel):
    """The field of one prediction; once committed, it stays."""

    def __init__(self, id: str, case: Case) -> None:
        """Show what was committed before, if something was."""
        prediction = learning.find_prediction(id)
        self._id, self._case = prediction.id, case
        short = w.Layout(width="8rem")
        self.entries = {
            name: w.Text(continuous_update=False, layout=short) for name in ("value", "low", "high")
        }
        self._commit = button(
            words("predict.commit"), self.commit, words("predict.commit_it", id=id)
        )
        self._said = w.HTML()
        question = w.HTML(as_html(prediction.question(case)))
        fields = [
            field(words(f"predict.{name}"), entry, f"{name}-{id}")
            for name, entry in self.entries.items()
        ]
        for entry in fields:
            entry.layout.width = "auto"
        text = html.unescape(prediction.question(case))
        super().__init__(
            [question, row(*fields, self._commit), self._said],
            f"{words('predict.what')} {text}",
        )
        self._lock(learning.commit(id, case=case))

    def commit(self) -> None:
        """Commit what the fields hold, and say what came of it."""
        given = [entry.value.strip() or ... for entry in self.entries.values()]
        found = learning.commit(self._id, *given, case=self._case)
        self._said.value = f'<div role="status">{as_html(found.text)}</div>'
        self._lock(found)

    def _lock(self, found: Any) -> None:
        if found.value is None:
            return
        for entry in self.entries.values():
            entry.disabled = True
        self._commit.disabled = True
        self._said.value = f'<div role="status">{as_html(found.text)}</div>'
