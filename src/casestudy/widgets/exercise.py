"""An exercise in one place: what is asked, the field, hints, the solution, the verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from casestudy import learning
from casestudy.learning.kinds import Choice, Choices, Exercise, Function, Series, ShortText
from casestudy.learning.kinds import words as wording
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.shown import as_page, show_in, shown
from casestudy.widgets.text import as_html, as_words
from casestudy.widgets.words import words


def exercise(id: str, *, case: Case | None = None) -> Panel:
    """An exercise with the field for its answer, hints and the solution on demand.

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
    case = current_case(case)
    return ExerciseBox(learning.find_exercise(id, case), case)


class ExerciseBox(Panel):
    """One exercise, from its question to its solution."""

    def __init__(self, exercise: Exercise, case: Case) -> None:
        """Choose the control that fits the kind of the exercise."""
        self._exercise, self._case = exercise, case
        self._said, self._message = w.HTML(), Message()
        self.control, self._read = _control(exercise, case)
        asked = learning.prompt(exercise.id, case=case)
        bare = isinstance(exercise, Choice | Choices | ShortText)
        question = learning.prompt(exercise.id, case=case, bare=True) if bare else asked
        self._solution = shown()
        self._open = button(
            words("answer.solution"), self._unfold, words("answer.solution_of", id=exercise.id)
        )
        buttons = [
            button(words("answer.hint"), self._hint, words("answer.hint_to", id=exercise.id)),
            *([] if exercise.sealed else [self._open]),
        ]
        if self.control is None:
            said = w.HTML(as_html(words("answer.for_programmers")))
            children: list[w.Widget] = [shown(question), said, row(*buttons), self._said]
        else:
            act = "keep_it" if exercise.sealed else "check"
            check = button(
                words(f"answer.{act}"), self.check, words("answer.check_it", id=exercise.id)
            )
            entry = field(
                "" if bare else words("answer.field"), self.control, f"answer-{exercise.id}"
            )
            children = [shown(question), entry, row(check, *buttons), self._said]
        if isinstance(exercise, ShortText):
            self._points = w.VBox()
            children += [self._message.box, self._points]
        super().__init__(
            [*children, self._solution],
            words("answer.what", id=exercise.id, title=as_words(wording(exercise.title, case))),
            as_page(asked, learning.solution(exercise.id, folded=True, case=case)),
        )
        self.add_class("cs-exercise")
        self._recall()

    def _recall(self) -> None:
        """Show what is on record: the text that was given, and why an answer was right."""
        kept = learning.ProgressStore.of(self._case).read().exercise(self._exercise.id)
        is_text = isinstance(self._exercise, ShortText)
        if is_text:
            self.control.value = kept.answer
        sealed = self._exercise.sealed
        if kept.solved or ((is_text or sealed) and kept.answer):
            self._say(learning.check(self._exercise.id, ..., case=self._case).text)
        if is_text and kept.answer and not sealed:
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

    def _unfold(self) -> None:
        closed = not self._solution.outputs
        found = [learning.solution(self._exercise.id, case=self._case)] if closed else []
        show_in(self._solution, *found)
        self._open.description = words("answer.fold" if closed else "answer.solution")

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
        buttons = w.RadioButtons(options=options, index=None, layout=wide)
        return buttons, lambda: buttons.value or ...
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
