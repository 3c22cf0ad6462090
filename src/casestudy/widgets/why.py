"""Why: which action, and which change of the world, contributes how much."""

from __future__ import annotations

import ipywidgets as w

from casestudy.analysis.attribution import attribute, attribute_assumptions
from casestudy.analysis.one_at_a_time import MEASURES, one_at_a_time
from casestudy.chapters.what_if.cockpit import contribution_bars, contribution_rows
from casestudy.text.figures import label
from casestudy.widgets.desk import Desk, heading
from casestudy.widgets.live import Live, rows_into, table
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.words import words


class Why:
    """The part of the cockpit that explains a plan.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        """Prepare; nothing is computed before it is asked for."""
        self._desk = desk
        self._measure = w.Dropdown(options=[(label(m), m) for m in MEASURES])
        self._message = Message()
        self._picture = Live("bridge", words("why.picture"))
        self._table = table(words("why.table"), words("why.caption"), "contributions")
        self._world = Live("bridge", words("why.world"))
        self.box = w.VBox(
            [
                heading(words("why.title")),
                row(field(words("why.of_what"), self._measure, "why-measure"),
                    button(words("why.explain"), self.explain)),
                self._message.box,
                self._picture,
                self._table,
                self._world,
            ]
        )  # fmt: skip
        self._asked = False
        self._measure.observe(lambda _: self._asked and self.explain(), names="value")
        desk.listen(self._stale)

    def _stale(self) -> None:
        if self._asked:
            self._asked = False
            self._message.say(words("why.stale"))

    def opened(self) -> None:
        """Explain at once when the part is opened."""
        self.explain()

    def explain(self) -> None:
        """Draw the contributions to the plan at hand."""
        case, measure = self._desk.case, self._measure.value
        levers, world = self._desk.levers, self._desk.assumptions
        found = attribute(case, levers, world)
        single = one_at_a_time(case, levers, world)
        self._picture.data = contribution_bars(case, found, measure, single)
        rows_into(self._table, *contribution_rows(case, found, single, measure))
        changed = attribute_assumptions(case, levers, world)
        self._world.data = contribution_bars(case, changed, measure) if changed.names else {}
        self._asked = True
        self._message.say(words("why.how_to_read"))
