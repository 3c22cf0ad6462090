"""The cockpit: every lever, live pictures, and what can be done with a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from casestudy.levers import Assumptions, Levers
from casestudy.scenario.case import Case
from casestudy.widgets.controls import Panel
from casestudy.widgets.desk import Desk
from casestudy.widgets.find import Find
from casestudy.widgets.keep import Keep
from casestudy.widgets.pictures import Pictures
from casestudy.widgets.sharing import Sharing
from casestudy.widgets.why import Why
from casestudy.widgets.words import words


def cockpit(case: Case, plan: str = "as_it_happened", query: str = "") -> Panel:
    """Sliders for every lever, with pictures that follow them at once.

    Parameters
    ----------
    case : Case
    plan : str
        The plan of the scenario from which the sliders start.
    query : str
        The query of a link that restores a plan; what a served page was opened with by default.

    Returns
    -------
    Panel
        Has the attributes `levers` and `assumptions`, as the controls stand.
    """
    return Cockpit(case, plan, query)


def _switch(
    boxes: dict[str, w.VBox],
    opened: Callable[[str], None] = lambda name: None,
    begin: int | None = 0,
) -> w.ToggleButtons:
    """Buttons that show one of several boxes at a time."""
    which = w.ToggleButtons(options=list(boxes), index=begin, style={"button_width": "auto"})

    def turn(_: Any = None) -> None:
        for name, box in boxes.items():
            box.layout.display = "" if name == which.value else "none"
        if which.value is not None:
            opened(which.value)

    which.observe(turn, names="value")
    for name, box in boxes.items():
        box.layout.display = "" if name == which.value else "none"
    return which


class Cockpit(Panel):
    """The cockpit of one case."""

    def __init__(self, case: Case, plan: str, query: str) -> None:
        """Build the controls from the declarations and show the plan."""
        self.desk = Desk(case, plan)
        self._pictures = Pictures(self.desk)
        self._pictures.strip.add_class("cs-strip-holder")
        self._band = w.Checkbox(
            description=words("cockpit.band"),
            indent=False,
            value=False,
            layout=w.Layout(width="auto"),
        )
        sharing = Sharing(self.desk, query)
        self._parts: dict[str, Any] = {
            words("keep.title"): Keep(self.desk, self._pictures.lay_over),
            words("why.title"): Why(self.desk),
            words("find.title"): Find(self.desk),
            words("share.title"): sharing,
        }
        super().__init__([sharing.notice.box, *self._laid_out()], words("cockpit.what"))
        self.add_class("cs-wide")
        self._band.observe(self._turn_band, names="value")

    def _turn_band(self, change: dict) -> None:
        self._pictures.band = change["new"]
        self._pictures.show()

    @property
    def levers(self) -> Levers:
        """The plan as the controls stand."""
        return self.desk.levers

    @property
    def assumptions(self) -> Assumptions:
        """The world as the controls stand."""
        return self.desk.assumptions

    def _laid_out(self) -> list[w.Widget]:
        sides = {
            words("cockpit.decide"): self.desk.lever_box(),
            words("cockpit.world"): self.desk.world_box(),
        }
        controls = w.VBox([_switch(sides), *sides.values()])
        controls.layout = w.Layout(flex="1 1 20rem", max_width="100%")
        pictures = w.VBox([self._pictures.board, self._band])
        pictures.layout = w.Layout(flex="3 1 22rem", max_width="100%")
        columns = w.HBox([controls, pictures])
        columns.layout = w.Layout(flex_flow="row wrap", width="100%", grid_gap="0 1.2rem")
        tools = {name: part.box for name, part in self._parts.items()}
        which = _switch(tools, lambda name: self._parts[name].opened(), begin=None)
        return [self._pictures.strip, columns, which, *tools.values()]
