"""All rows of the cockpit together: what is decided, and what nobody controls."""

from __future__ import annotations

import html
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace

import ipywidgets as w

from casestudy.chapters.what_if.facts import assumptions
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.scenario.case import Case
from casestudy.text.figures import called, plan_label
from casestudy.text.words import say
from casestudy.widgets.dials import Dial, assumption_scale, lever_scale
from casestudy.widgets.text import as_html
from casestudy.widgets.words import words

MOST_WORLD_DIALS = 16


def world_names(case: Case) -> tuple[str, ...]:
    """Assumptions that get a slider: those with a step and a range, sixteen at most."""
    found = []
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        has_range = figure.low is not None and figure.low < figure.high
        if has_range and declaration(Assumptions, name).step > 0:
            found.append(name)
    return tuple(found[:MOST_WORLD_DIALS])


class Desk:
    """The controls of one case, and the plan and the world as they stand.

    Parameters
    ----------
    case : Case
    plan : str
        The plan of the scenario from which the levers start.
    """

    def __init__(self, case: Case, plan: str) -> None:
        """Build a row for every lever and for the assumptions that move."""
        self.case, self._listeners, self._held = case, [], False
        self._other = case.assumptions  # assumptions without a slider keep these values
        self.dials = {n: Dial(case, lever_scale(case, n), self._tell) for n in names(Levers)}
        self.world = {n: Dial(case, assumption_scale(case, n), self._tell)
                      for n in world_names(case)}  # fmt: skip
        self.rule = w.Dropdown(
            options=[(rule.label, rule) for rule in PruningRule],
            value=case.plan("as_it_happened").pruning_rule,
            layout=w.Layout(flex="1 1 9rem", width="auto"),
        )
        self.rule.observe(lambda _: self._tell(), names="value")
        self.set(case.plan(plan))

    @property
    def levers(self) -> Levers:
        """The plan as the controls stand."""
        settings = {n: d.value for n, d in self.dials.items()}
        return Levers(**settings, pruning_rule=self.rule.value)

    @property
    def assumptions(self) -> Assumptions:
        """The world as the controls stand."""
        return replace(self._other, **{n: d.value for n, d in self.world.items()})

    def set(self, levers: Levers | None = None, assumptions: Assumptions | None = None) -> None:
        """Set all levers, all assumptions, or both, exactly, and tell once.

        Parameters
        ----------
        levers : Levers, optional
        assumptions : Assumptions, optional
        """
        with self._at_once():
            if levers is not None:
                for name, dial in self.dials.items():
                    dial.set(getattr(levers, name))
                self.rule.value = PruningRule(levers.pruning_rule)
            if assumptions is not None:
                self._other = assumptions
                for name, dial in self.world.items():
                    dial.set(getattr(assumptions, name))

    def listen(self, changed: Callable[[], None]) -> None:
        """Have a function called after every change."""
        self._listeners.append(changed)

    @contextmanager
    def _at_once(self):
        self._held = True
        try:
            yield
        finally:
            self._held = False
        self._tell()

    def _tell(self) -> None:
        if not self._held:
            for changed in self._listeners:
                changed()

    # -- what is shown ---------------------------------------------------------------------------

    def lever_box(self) -> w.VBox:
        """The levers by action group, with the scenario's plans on top."""
        buttons = []
        for name in self.case.plans:
            button = w.Button(description=plan_label(name), tooltip=words("desk.set_all"))
            button.on_click(lambda _, plan=name: self.set(self.case.plan(plan)))
            buttons.append(button)
        rows: list[w.Widget] = [
            w.HBox(buttons, layout=w.Layout(flex_flow="row wrap")),
        ]
        for group in self.case.scenario.action_groups:
            rows.append(heading(group.label, 4))
            for name in group.levers:
                rows.append(self.dials[name].box if name in self.dials else self._rule_row())
        return w.VBox(rows)

    def _rule_row(self) -> w.HBox:
        label = w.HTML(called(self.case, "pruning_rule")).add_class("cs-label")
        return w.HBox([label, self.rule]).add_class("cs-row").add_class("cs-dial-pruning_rule")

    def world_box(self) -> w.VBox:
        """The assumptions that move, and the table of them all."""
        reset = w.Button(description=words("desk.reset_all"), layout=w.Layout(width="auto"))
        reset.on_click(lambda _: self.set(assumptions=self.case.assumptions))
        rows: list[w.Widget] = [reset]
        topic = ""
        for name, dial in self.world.items():
            if declaration(Assumptions, name).topic != topic:
                topic = declaration(Assumptions, name).topic
                rows.append(heading(topic, 4))
            rows.append(dial.box)
        rows.append(w.HTML(_folded(say(assumptions(self.case), "table", case=self.case))))
        return w.VBox(rows)


def heading(text: str, level: int = 3) -> w.HTML:
    """A heading of a part of the cockpit."""
    return w.HTML(f"<h{level}>{html.escape(text)}</h{level}>")


def _folded(text: str) -> str:
    """A paragraph that unfolds, with a table in it, as HTML."""
    first, *middle, last = str(text).split("\n\n")
    return first + as_html("\n\n".join(middle)) + last
