"""Find: the lever for a goal, the cheapest plan for the targets, the frontier."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from casestudy.analysis.frontiers import frontier
from casestudy.analysis.search import goal_seek, least_cost
from casestudy.chapters.what_if.cockpit import UNITS, frontier_picture
from casestudy.errors import InputError
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import label
from casestudy.text.formats import quantity, typed
from casestudy.text.numerals import LARGEST_SHARE, as_percent_hint, parse_number
from casestudy.text.words import say
from casestudy.units import Unit
from casestudy.widgets.desk import Desk, heading
from casestudy.widgets.job import Job
from casestudy.widgets.live import Live
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.words import words


class Find:
    """The part of the cockpit that searches.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        """Prepare the three searches."""
        self._desk = desk
        case = desk.case
        self._message, self._plan_message, self._front_message = Message(), Message(), Message()
        dials = desk.dials | desk.world
        self._lever = w.Dropdown(options=[(d.scale.label, n) for n, d in dials.items()])
        self._measure = w.Dropdown(options=[(label(n), n) for n in Headlines.__dataclass_fields__])
        self._goal = w.Text(value=typed(0.17, share=True), continuous_update=False)
        self._targets = {n: w.Text(value=_typed(case, n), continuous_update=False) for n in TARGETS}
        self._front = Live("scatter", words("find.picture"))
        self._cheapest = Job(
            words("find.find_cheapest"), self._search, self._found, self._plan_message
        )
        self._scan = Job(words("find.draw_frontier"), self._sweep, self._swept, self._front_message)
        self.box = w.VBox(
            [
                heading(words("find.title")),
                heading(words("find.goal_seek"), 4),
                row(
                    field(words("find.lever"), self._lever, "goal-lever"),
                    field(words("find.outcome"), self._measure, "goal-measure"),
                    field(words("find.goal"), self._goal, "goal-value"),
                    button(words("find.seek"), self._seek),
                ),
                self._message.box,
                heading(words("find.cheapest"), 4),
                row(*(field(label(n), t, f"aim-{n}") for n, t in self._targets.items())),
                self._cheapest.box,
                self._plan_message.box,
                heading(words("find.frontier"), 4),
                self._scan.box,
                self._front_message.box,
                self._front,
            ]
        )
        for text in (self._goal, *self._targets.values()):
            text.layout = w.Layout(width="7rem")

    def opened(self) -> None:
        """Nothing runs before it is asked for."""

    # -- goal seek -------------------------------------------------------------------------------

    def _number(self, text: str, measure: str) -> float:
        case, unit = self._desk.case, UNITS.get(measure, Unit.FRACTION)
        now = float(getattr(simulate(case, self._desk.levers).headlines, measure))
        value = parse_number(text, unit, case.scenario.currency, size=abs(now))
        if unit is Unit.FRACTION and abs(value) > LARGEST_SHARE:
            hint = as_percent_hint(value, unit, -LARGEST_SHARE, LARGEST_SHARE)
            shown = quantity(value, unit, case.scenario.currency)
            raise InputError(hint or f"{shown} is too large to be meant")
        return value

    def _seek(self) -> None:
        def act() -> str:
            case, name, measure = self._desk.case, self._lever.value, self._measure.value
            target = self._number(self._goal.value, measure)
            if measure == "complexity_reduction":
                target = abs(target)
            found = goal_seek(
                case, self._desk.levers, name, measure, target, self._desk.assumptions
            )
            if found.met:
                (self._desk.dials | self._desk.world)[name].set(found.value)
            return say(found, "answer", case=case)

        self._message.trying(act)

    # -- least cost ------------------------------------------------------------------------------

    def _search(self, **tools: Any) -> Any:
        return least_cost(
            self._desk.case, self._aims, assumptions=self._desk.assumptions,
            levers=self._desk.levers, **tools,
        )  # fmt: skip

    @property
    def _aims(self) -> dict[str, float]:
        found = {}
        for name, text in self._targets.items():
            if text.value.strip():
                found[name] = self._number(text.value, name)
        if "complexity_reduction" in found:
            found["complexity_reduction"] = abs(found["complexity_reduction"])
        return found

    def _found(self, result: Any) -> None:
        text = say(result, "answer", case=self._desk.case)

        def use() -> str:
            self._desk.set(result.levers)
            return words("find.levers_set")

        self._plan_message.ask(text, words("find.set_levers"), words("find.leave_levers"), use)

    # -- frontier --------------------------------------------------------------------------------

    def _sweep(self, **tools: Any) -> Any:
        return frontier(self._desk.case, assumptions=self._desk.assumptions, **tools)

    def _swept(self, result: Any) -> None:
        case = self._desk.case
        self._front.data = frontier_picture(case, result, self._desk.levers, self._desk.assumptions)
        self._front_message.say(say(result, "answer", case=case))


def _typed(case: Case, name: str) -> str:
    """A target of the scenario as somebody would type it."""
    return typed(getattr(case.scenario.targets, name).value, share=True)
