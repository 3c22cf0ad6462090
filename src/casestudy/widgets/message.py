"""Where a part of the cockpit says what happened, or asks a question with two answers."""

from __future__ import annotations

import html
from collections.abc import Callable

import ipywidgets as w

from casestudy.errors import InputError
from casestudy.widgets.words import words


class Message:
    """A line that is read aloud when it changes, and that may ask something."""

    def __init__(self) -> None:
        """Nothing is said yet."""
        self._text = w.HTML()
        self._yes = w.Button(layout=w.Layout(width="auto", display="none"))
        self._no = w.Button(layout=w.Layout(width="auto", display="none"))
        self._act: Callable[[], str] = str
        self._yes.on_click(lambda _: self._answer(act=True))
        self._no.on_click(lambda _: self._answer(act=False))
        row = w.Layout(flex_flow="row wrap", align_items="center")
        self.box = w.HBox([self._text, self._yes, self._no], layout=row)

    def say(self, text: str) -> None:
        """Say something that went well."""
        self._show(f'<span role="status">{html.escape(text)}</span>' if text else "")

    def complain(self, text: str) -> None:
        """Say what is wrong."""
        self._show(f'<span role="alert" class="cs-problem">{html.escape(text)}</span>')

    def ask(self, text: str, yes: str, no: str, act: Callable[[], str]) -> None:
        """Ask before something is done that cannot be seen to be wanted; `act` says what it did."""
        self._show(f'<span role="alert">{html.escape(text)}</span>')
        self._yes.description, self._no.description, self._act = yes, no, act
        self._yes.layout.display = self._no.layout.display = ""

    def trying(self, act: Callable[[], str]) -> None:
        """Do something and say its result, or what was wrong with the input."""
        try:
            done = act()
        except InputError as error:
            self.complain(str(error))
        else:
            self.say(done)

    def _show(self, text: str) -> None:
        self._yes.layout.display = self._no.layout.display = "none"
        self._text.value = text

    def _answer(self, *, act: bool) -> None:
        if act:
            self.trying(self._act)
        else:
            self.say(words("nothing_changed"))


def button(text: str, act: Callable[[], None], tooltip: str = "") -> w.Button:
    """A button as wide as its text."""
    made = w.Button(description=text, tooltip=tooltip or text, layout=w.Layout(width="auto"))
    made.on_click(lambda _: act())
    return made


def row(*children: w.Widget) -> w.HBox:
    """Widgets side by side, broken into lines where the page is narrow."""
    layout = w.Layout(flex_flow="row wrap", align_items="center", width="100%")
    return w.HBox(list(children), layout=layout)


def field(label: str, control: w.Widget, name: str) -> w.HBox:
    """A control with its name before it; `name` marks it for the page."""
    title = w.HTML(html.escape(label), layout=w.Layout(flex="0 1 auto"))
    return row(title, control).add_class("cs-field").add_class(f"cs-dial-{name}")
