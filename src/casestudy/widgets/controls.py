"""A box of controls, and the choice of a scenario."""

from __future__ import annotations

import html
from typing import Any

import anywidget
import ipywidgets as w
import traitlets

from casestudy.files.places import available, choose_scenario, scenario_path
from casestudy.scenario.case import load_case
from casestudy.widgets.message import field
from casestudy.widgets.page.file import STATIC
from casestudy.widgets.words import words


class Names(anywidget.AnyWidget):
    """Names the controls for those who do not see them; says so when their kernel is gone."""

    _esm = (STATIC / "panel.js").read_text("utf-8")
    _css = (STATIC / "panel.css").read_text("utf-8")

    words = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        """Take what the browser says."""
        super().__init__(words={"gone": words("browser.gone")})

    def __repr__(self) -> str:
        return ""


class Panel(w.VBox):
    """A column of widgets that says what it is where no widget can be shown."""

    def __init__(self, children: list[w.Widget], what: str, page: str = "") -> None:
        """Put the widgets below one another.

        `what` stands for them in a terminal, `page`, in Markdown, in a stored notebook.
        """
        self._words, self._page = what, page or f"*{what}. {words('panel.run')}*"
        super().__init__([*children, Names()], layout=w.Layout(width="100%"))
        self.add_class("cs-panel")
        self.add_class("mathjax_ignore")  # a dollar in a label is a dollar

    @property
    def page(self) -> str:
        """What stands for it in a stored notebook, in Markdown."""
        return self._page

    def __repr__(self) -> str:
        return self._words

    def _repr_mimebundle_(self, **given: Any) -> dict[str, Any]:
        found = super()._repr_mimebundle_(**given)
        return {**(found or {}), "text/plain": repr(self), "text/markdown": self._page}


def scenario_picker() -> Panel:
    """A menu of the ready scenarios, and one's own; the choice holds from the next run on."""
    now, ready = scenario_path(), available()
    chosen_now = now.stem if ready.get(now.stem) == now else str(now)
    names = dict.fromkeys([*ready, chosen_now])
    menu = w.Dropdown(
        options=[(load_case(name).scenario.title, name) for name in names],
        value=chosen_now,
        layout=w.Layout(width="auto", max_width="100%"),
    )
    said = w.HTML()

    def chosen(change: dict) -> None:
        choose_scenario(change["new"])
        title = html.escape(load_case(change["new"]).scenario.title)
        said.value = words("scenario.chosen", title=title)

    menu.observe(chosen, names="value")
    return Panel([field(words("scenario.field"), menu, "scenario"), said], words("scenario.what"))
