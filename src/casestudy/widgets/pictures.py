"""Live pictures of a plan, and its headlines above them: they follow the controls at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casestudy.analysis.dashboard import PANELS, World, past_series, uncertainty, world_of
from casestudy.chapters.what_if import cockpit as says
from casestudy.levers import Assumptions, Levers
from casestudy.scenario.schema import QUARTERS
from casestudy.text.figures import HEADLINES
from casestudy.widgets.desk import Desk
from casestudy.widgets.live import Live
from casestudy.widgets.words import words

AT_ZERO = {"revenue", "skus", "inventory", "cash", "share"}  # pictures whose axis begins at zero


class Pictures:
    """The headlines and some of the pictures of the plan on a desk.

    Parameters
    ----------
    desk : Desk
        The controls that are followed.
    panels : sequence of str
        Which pictures, in order.
    headlines : sequence of str
        Which headlines, in their own order; all by default.
    """

    def __init__(
        self, desk: Desk, panels: Sequence[str] = PANELS, headlines: Sequence[str] = HEADLINES
    ) -> None:
        """Draw the plan as it stands."""
        self._desk, self._panels, self._headlines = desk, tuple(panels), tuple(headlines)
        self._case, self._number, self.band = desk.case, 0, False
        self._world: World | None = None
        self._units = self._find_units()
        self.strip = Live("strip", words("cockpit.headlines"))
        self.board = Live("cockpit", words("cockpit.pictures"), self._still())
        desk.listen(self.show)
        self.show()

    def _find_units(self) -> dict[str, tuple[str, float]]:
        world = world_of(self._case, self._case.assumptions)
        largest = {n: max(abs(world.happened[n]).max(), abs(world.idle[n]).max()) for n in PANELS}
        return says.panel_units(self._case, largest)

    def _scaled(self, series: dict[str, Any]) -> dict[str, Any]:
        """Numbers as the axes show them."""
        return {n: (v / self._units[n][1]).tolist() for n, v in series.items() if n in self._panels}

    def _still(self) -> dict[str, Any]:
        window = self._case.scenario.window
        return {
            "panels": [
                {"name": n, "unit": self._units[n][0], "zero": n in AT_ZERO} for n in self._panels
            ],
            "names": says.line_names(),
            "quarters": QUARTERS,
            "window": [window.first, window.last],
            "ticks": [-4, 0, 4, 8, 12, 16, 20],
            "past": 8,
            "history": self._scaled(past_series(self._case)),
        }

    def show(self) -> None:
        """Draw the plan and the world as the controls stand."""
        levers, assumptions = self._desk.levers, self._desk.assumptions
        world = world_of(self._case, assumptions)
        found, series = world.look(levers)
        sentences = says.findings(self._case, found)
        self._number += 1
        values = self._scaled(series)
        panels = {
            n: {
                "values": values[n],
                "finding": sentences[n],
                "words": says.description(self._case, n, sentences[n], series[n], world.idle[n]),
                "band": None,
            }
            for n in self._panels
        }
        if self.band:
            unsure = self._scaled(uncertainty(self._case, levers, assumptions))
            for name, band in unsure.items():
                panels[name]["band"] = band
        if world is not self._world:
            self._world = world
            self.board.world = {
                "idle": self._scaled(world.idle),
                "happened": self._scaled(world.happened),
            }
        self.board.frame = {
            "number": self._number,
            "same": found.same_as_happened,
            "panels": panels,
        }
        cells = says.headline_cells(self._case, found)
        rows = [list(cells[name]) for name in cells if name in self._headlines]
        self.strip.frame = {"number": self._number, "rows": rows}

    def lay_over(self, plans: dict[str, tuple[Levers, Assumptions]]) -> None:
        """Draw kept plans, each in the world it was kept with."""
        self.board.kept = [
            {"name": name, "panels": self._scaled(world_of(self._case, world).look(levers)[1])}
            for name, (levers, world) in plans.items()
        ]
