"""A form for a case of one's own: questions, and the case as it would be while one types."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import ipywidgets as w

from casestudy.errors import InputError
from casestudy.files.places import (
    available,
    choose_scenario,
    new_file,
    template_path,
    templates,
)
from casestudy.own import QUESTIONS, asked, draft, make, offered, preview, understood
from casestudy.report import PaperView
from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.deriving import Said
from casestudy.scenario.schema import Scenario
from casestudy.text.present import current_case
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.shown import as_page, show_in, shown
from casestudy.widgets.words import words

FIRST = "consumer_goods"  # where the notebook shows a case of somebody's own
FILE = "my_case.yaml"
PAUSE = 0.7  # seconds without a key before the case is made anew


def own_case_box(case: Case | None = None) -> Panel:
    """A form in which a case of one's own is made.

    Parameters
    ----------
    case : Case, optional
        What to start from; the notebook's own by default. Another one can be chosen.

    Returns
    -------
    Panel
    """
    return OwnCaseBox(current_case(case))


class OwnCaseBox(Panel):
    """What to start from, a field for each question, what comes of it, and a button to write it."""

    def __init__(self, case: Case) -> None:
        """Show the case as it is."""
        self.message, self._later = Message(), Later(lambda: self.message.trying(self.look))
        names = {name: load_scenario(path) for name, path in (available() | templates()).items()}
        options = [(one.line.name, name) for name, one in names.items()]  # a phone has room for it
        self.like = w.Dropdown(options=options, value=case.name if case.name in names else FIRST)
        self.answers = {name: w.Text() for name in QUESTIONS}
        self.file = w.Text(value=FILE)
        self.write_it = button(words("own.write"), lambda: self.message.trying(self.write))
        self.use_it = button(words("own.use"), lambda: self.message.trying(self.use))
        self.use_it.layout.display = "none"
        self._written: Path | None = None
        view = PaperView(preview(draft(Path(FILE), *self._template(), Said())))
        self._place = shown(view)
        fields = [field(asked(name), text, name) for name, text in self.answers.items()]
        left = w.VBox([
            field(words("own.like"), self.like, "like").add_class("cs-whole"), *fields,
            field(words("own.file"), self.file, "file"), row(self.write_it, self.use_it),
            self.message.box,
        ])  # fmt: skip
        parts = [w.Box([left, self._place]).add_class("cs-form")]
        super().__init__(parts, words("own.what"), as_page(view))
        self._offer()
        self.like.observe(self._started_anew, names="value")
        for text in self.answers.values():
            text.observe(lambda _: self._later(), names="value")

    def _template(self) -> tuple[Path, Scenario]:
        path = template_path(self.like.value)
        return path, load_scenario(path)

    def _started_anew(self, _: dict) -> None:
        self._offer()
        self.message.trying(self.look)

    def _offer(self) -> None:
        """What the template says stands pale in each field."""
        _, like = self._template()
        for name, text in self.answers.items():
            text.placeholder = offered(like, Said(), name)

    def _said(self) -> Said:
        """What the fields say, in the order of the questions; what is wrong names its question."""
        _, like = self._template()
        said = Said()
        for name, text in self.answers.items():
            if not text.value.strip():
                continue
            try:
                said = understood(like, said, name, text.value)
            except InputError as error:
                raise InputError(f"{asked(name)} {error}") from None
        return said

    def look(self) -> str:
        """Show the case as the fields have it now."""
        made = draft(Path(FILE), *self._template(), self._said())
        show_in(self._place, PaperView(preview(made)))
        return ""

    def write(self) -> str:
        """Write the case beside the notebook, whole or not at all."""
        self._later.put_off()  # what is shown next is what was written
        said, file = self._said(), new_file(Path(self.file.value.strip() or FILE))
        made = make(file, *self._template(), said)
        self._written, self.use_it.layout.display = made.file.absolute(), ""
        return words("own.written", path=made.file, taken=made.taken)

    def use(self) -> str:
        """Have the notebooks show the case that was written."""
        choose_scenario(str(self._written))
        return words("own.used", path=self._written)


class Later:
    """Does something when nothing was typed for a moment; at once where no loop is running."""

    def __init__(self, act: Callable[[], None]) -> None:
        """Nothing is due yet."""
        self._act = act
        self._due: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        """Put it off once more."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._act()
            return
        self.put_off()
        self._due = loop.call_later(PAUSE, self._act)

    def put_off(self) -> None:
        """Leave undone what is due."""
        if self._due:
            self._due.cancel()
