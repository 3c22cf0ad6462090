"""The cockpit: every lever, live pictures, and what can be done with a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from casestudy.analysis.dashboard import PANELS, World, past_series, uncertainty, world_of
from casestudy.chapters.what_if import cockpit as shown
from casestudy.levers import Assumptions, Levers
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS
from casestudy.widgets.controls import Panel
from casestudy.widgets.desk import Desk
from casestudy.widgets.find import Find
from casestudy.widgets.keep import Keep
from casestudy.widgets.live import Live
from casestudy.widgets.sharing import Sharing
from casestudy.widgets.why import Why
from casestudy.widgets.words import words

AT_ZERO = {"revenue", "skus", "inventory", "cash", "share"}  # pictures whose axis begins at zero


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
        self._case, self._number = case, 0
        self._world: World | None = None
        self.desk = Desk(case, plan)
        self._units = self._find_units()
        self._strip = Live("strip", words("cockpit.headlines"))
        self._strip.add_class("cs-strip-holder")
        self._pictures = Live("cockpit", words("cockpit.pictures"), self._still())
        self._band = w.Checkbox(
            description=words("cockpit.band"),
            indent=False,
            value=False,
            layout=w.Layout(width="auto"),
        )
        sharing = Sharing(self.desk, query)
        self._parts: dict[str, Any] = {
            words("keep.title"): Keep(self.desk, self._lay_over),
            words("why.title"): Why(self.desk),
            words("find.title"): Find(self.desk),
            words("share.title"): sharing,
        }
        super().__init__([sharing.notice.box, *self._laid_out()], words("cockpit.what"))
        self._band.observe(lambda _: self._show(), names="value")
        self.desk.listen(self._show)
        self._show()

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
        pictures = w.VBox([self._pictures, self._band])
        pictures.layout = w.Layout(flex="3 1 22rem", max_width="100%")
        columns = w.HBox([controls, pictures])
        columns.layout = w.Layout(flex_flow="row wrap", width="100%", grid_gap="0 1.2rem")
        tools = {name: part.box for name, part in self._parts.items()}
        which = _switch(tools, lambda name: self._parts[name].opened(), begin=None)
        return [self._strip, columns, which, *tools.values()]

    # -- what is drawn ---------------------------------------------------------------------------

    def _find_units(self) -> dict[str, tuple[str, float]]:
        world = world_of(self._case, self._case.assumptions)
        largest = {n: max(abs(world.happened[n]).max(), abs(world.idle[n]).max()) for n in PANELS}
        return shown.panel_units(self._case, largest)

    def _scaled(self, series: dict[str, Any]) -> dict[str, Any]:
        """Numbers as the axes show them."""
        return {n: (v / self._units[n][1]).tolist() for n, v in series.items()}

    def _still(self) -> dict[str, Any]:
        window = self._case.scenario.window
        return {
            "panels": [
                {"name": n, "unit": self._units[n][0], "zero": n in AT_ZERO} for n in PANELS
            ],
            "names": shown.line_names(),
            "quarters": QUARTERS,
            "window": [window.first, window.last],
            "ticks": [-4, 0, 4, 8, 12, 16, 20],
            "past": 8,
            "history": self._scaled(past_series(self._case)),
        }

    def _show(self) -> None:
        levers, assumptions = self.desk.levers, self.desk.assumptions
        world = world_of(self._case, assumptions)
        found, series = world.look(levers)
        sentences = shown.findings(self._case, found)
        self._number += 1
        values = self._scaled(series)
        panels = {
            n: {
                "values": values[n],
                "finding": sentences[n],
                "words": shown.description(self._case, n, sentences[n], series[n], world.idle[n]),
                "band": None,
            }
            for n in PANELS
        }
        if self._band.value:
            unsure = self._scaled(uncertainty(self._case, levers, assumptions))
            for name, band in unsure.items():
                panels[name]["band"] = band
        if world is not self._world:
            self._world = world
            self._pictures.world = {
                "idle": self._scaled(world.idle),
                "happened": self._scaled(world.happened),
            }
        self._pictures.frame = {
            "number": self._number,
            "same": found.same_as_happened,
            "panels": panels,
        }
        self._strip.frame = {
            "number": self._number,
            "rows": [list(cell) for cell in shown.headline_cells(self._case, found)],
        }

    def _lay_over(self, plans: dict[str, tuple[Levers, Assumptions]]) -> None:
        """Draw kept plans, each in the world it was kept with."""
        self._pictures.kept = [
            {"name": name, "panels": self._scaled(world_of(self._case, world).look(levers)[1])}
            for name, (levers, world) in plans.items()
        ]
