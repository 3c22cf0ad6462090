"""Why: which action, and which change of the world, contributes how much."""

from __future__ import annotations

import ipywidgets as w

from casestudy.analysis.attribution import Attribution, attribute, attribute_assumptions
from casestudy.analysis.one_at_a_time import MEASURES, OneAtATime, one_at_a_time
from casestudy.chapters.what_if import plans as says
from casestudy.chapters.what_if import workbench
from casestudy.chapters.what_if.dashboard import label_of
from casestudy.text.formats import change_in, money_axis
from casestudy.widgets.desk import Desk, heading
from casestudy.widgets.live import Live, rows_into, table
from casestudy.widgets.message import Message, button, field, row

KINDS = ["fair share (Shapley)", "alone", "added last"]


class Why:
    """The part of the cockpit that explains a plan.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        """Prepare; nothing is computed before it is asked for."""
        self._desk = desk
        self._measure = w.Dropdown(options=[(label_of(m), m) for m in MEASURES])
        self._message = Message()
        self._picture = Live("bridge", "what each action contributes")
        self._table = table("contributions", "What each action contributes", "contributions")
        self._world = Live("bridge", "what the changed assumptions contribute")
        self.box = w.VBox(
            [
                heading("Why"),
                row(field("Of what", self._measure, "why-measure"),
                    button("explain this plan", self.explain)),
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
            self._message.say("The controls have moved since: ask again.")

    def opened(self) -> None:
        """Explain at once when the part is opened."""
        self.explain()

    def explain(self) -> None:
        """Draw the contributions to the plan at hand."""
        case, measure = self._desk.case, self._measure.value
        levers, world = self._desk.levers, self._desk.assumptions
        found = attribute(case, levers, world)
        single = one_at_a_time(case, levers, world)
        self._picture.data = _bars(found, measure, single)
        rows_into(
            self._table,
            workbench.contribution_rows(case, found, single, measure),
            workbench.contribution_values(case, found, single, measure),
        )
        changed = attribute_assumptions(case, levers, world)
        self._world.data = _bars(changed, measure, None) if changed.names else {}
        self._asked = True
        self._message.say(
            "Alone: added to doing nothing. Added last: taken out of the whole plan. The fair "
            "share is the mean over all orders, and the only one of the three that adds up."
        )


def _bars(found: Attribution, measure: str, single: OneAtATime | None) -> dict:
    shares = found.values[measure]
    if measure == "npv":
        largest = max((abs(float(v)) for v in shares), default=1.0)
        divisor, unit = money_axis(found.currency, largest)
    else:
        divisor, unit = 0.01, "points"
    bars = []
    for i, group in enumerate(found.groups):
        values = [float(shares[i])]
        if single is not None:
            values += [single.alone[group][measure], single.last[group][measure]]
        texts = [change_in(found.currency, measure, v) for v in values]
        bars.append({"name": group, "values": [v / divisor for v in values], "texts": texts})
    return {
        "bars": bars,
        "kinds": KINDS if single is not None else KINDS[:1],
        "unit": f"{label_of(measure)} ({unit})",
        "finding": says.attribution(found, measure),
        "words": says.describe_attribution(found, measure),
    }
