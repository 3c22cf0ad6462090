"""The cockpit: a slider for every lever, the headlines, revenue and margin."""

from __future__ import annotations

import html

import ipywidgets as w

from casestudy.analysis.comparison import compare
from casestudy.case import Case
from casestudy.levers import Levers, names
from casestudy.narrative.what_if import TARGET_LABELS, describe, headline, headline_rows
from casestudy.plots import plot_gross_margin, plot_revenue, png
from casestudy.widgets.controls import Panel, lever_slider, rows_as_html, rule_menu


def cockpit(case: Case, plan: str = "as_it_happened") -> Panel:
    """Sliders for every lever, with the headlines and two pictures that follow them.

    Parameters
    ----------
    case : Case
    plan : str
        The plan of the scenario from which the sliders start.

    Returns
    -------
    Panel
        Has the attribute `levers`, the plan as the sliders stand.
    """
    return Cockpit(case, plan)


class Cockpit(Panel):
    """The cockpit of one case."""

    def __init__(self, case: Case, plan: str) -> None:
        """Build the controls from the declarations and show the plan."""
        self._case = case
        start = case.plan(plan)
        self._sliders = {n: lever_slider(case, n, getattr(start, n)) for n in names(Levers)}
        self._rule = rule_menu(start.pruning_rule)
        self._headlines = w.HTML()
        self._pictures = {
            "revenue": w.Image(format="png", layout=w.Layout(width="100%", max_width="600px")),
            "gross_margin": w.Image(format="png", layout=w.Layout(width="100%", max_width="600px")),
        }
        controls: list[w.Widget] = [self._buttons()]
        for group in case.scenario.action_groups:
            controls.append(w.HTML(f"<b>{html.escape(group.label)}</b>"))
            controls += [self._sliders.get(n, self._rule) for n in group.levers]
        wide = w.Layout(flex="1 1 20rem", min_width="0", max_width="38rem", overflow="hidden")
        columns = w.HBox(
            [w.VBox(controls, layout=wide),
             w.VBox([self._headlines, *self._pictures.values()], layout=wide)],
            layout=w.Layout(flex_flow="row wrap", width="100%", overflow="hidden"),
        )  # fmt: skip
        super().__init__([columns], "sliders for every lever, with headlines and pictures")
        for control in (*self._sliders.values(), self._rule):
            control.observe(self._changed, names="value")
        self._show()

    @property
    def levers(self) -> Levers:
        """The plan as the sliders stand."""
        settings = {n: s.value for n, s in self._sliders.items()}
        return self._case.levers(**settings, pruning_rule=self._rule.value)

    def _buttons(self) -> w.HBox:
        buttons = []
        for name in self._case.plans:
            button = w.Button(description=name.replace("_", " "), tooltip="Set all levers so")
            button.on_click(lambda _, plan=name: self._set(plan))
            buttons.append(button)
        return w.HBox(buttons, layout=w.Layout(flex_flow="row wrap"))

    def _set(self, plan: str) -> None:
        levers = self._case.plan(plan)
        # One picture at the end, not one for every slider on the way.
        self._quiet = True
        try:
            for name, slider in self._sliders.items():
                slider.value = getattr(levers, name)
            self._rule.value = levers.pruning_rule
        finally:
            self._quiet = False
        self._show()

    _quiet = False

    def _changed(self, _: dict) -> None:
        if not self._quiet:
            self._show()

    def _show(self) -> None:
        found = compare(self._case, self.levers)
        values = found.plan.headlines.as_dict()
        labels = dict(headline_rows(self._case, found.plan))
        rows = []
        for (label, text), name in zip(labels.items(), values, strict=True):
            target = found.targets.get(name)
            aim = "" if target is None else headline(self._case, name, target)
            rows.append((TARGET_LABELS.get(name, label), text, aim))
        self._headlines.value = rows_as_html(rows, ("", "this plan", "target"))
        for name, draw in (("revenue", plot_revenue), ("gross_margin", plot_gross_margin)):
            self._pictures[name].value = png(draw(found))
            self._pictures[name].alt = describe(found, name)
