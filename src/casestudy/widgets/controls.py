"""Controls made from the declarations of levers, and the choice of a scenario."""

from __future__ import annotations

import html

import ipywidgets as w

from casestudy.files.places import available, choose_scenario, scenario_path
from casestudy.levers import Levers, declaration
from casestudy.scenario.case import Case, load_case
from casestudy.text.figures import lever_label
from casestudy.units import Unit
from casestudy.widgets.live import Live
from casestudy.widgets.message import field
from casestudy.widgets.words import words

WIDE = w.Layout(width="100%", max_width="34rem")


class Panel(w.VBox):
    """A column of widgets that says what it is where no widget can be shown."""

    def __init__(self, children: list[w.Widget], what: str) -> None:
        """Put the widgets below one another; `what` stands for them in a stored notebook."""
        self._words = what
        # The live module names the controls for those who do not see them, and says so when the
        # kernel that answers them is gone.
        super().__init__([*children, Live("names")], layout=w.Layout(width="100%"))
        self.add_class("cs-cockpit")
        self.add_class("mathjax_ignore")  # a dollar in a label is a dollar

    def __repr__(self) -> str:
        return f"[{self._words}: {words('panel.run')}]"


def lever_slider(case: Case, name: str, value: float) -> w.FloatSlider:
    """A slider for one lever, with the scenario's bounds.

    Parameters
    ----------
    case : Case
    name : str
        A lever.
    value : float
        Where it starts.

    Returns
    -------
    ipywidgets.FloatSlider
    """
    declared, bounds = declaration(Levers, name), getattr(case.scenario.levers, name)
    digits = 2 if declared.step < 0.01 else 0
    return w.FloatSlider(
        value=value,
        min=bounds.low,
        max=bounds.high,
        step=fine_step(declared.step, value - bounds.low),
        description=lever_label(case, name),
        tooltip=declared.help,
        readout_format=f".{digits}%" if declared.unit is Unit.FRACTION else ".2f",
        style={"description_width": "45%"},
        layout=WIDE,
    )


def fine_step(step: float, distance: float) -> float:
    """A step, made finer until it meets the start: a browser moves a slider onto its grid."""
    for _ in range(4):
        if abs(distance / step - round(distance / step)) < 1e-6:
            break
        step /= 10
    return step


def scenario_picker() -> Panel:
    """A menu of the ready scenarios; the choice holds for all notebooks from their next run."""
    now = scenario_path()
    ready = available()
    options = [(load_case(name).scenario.title, name) for name in ready]
    menu = w.Dropdown(
        options=options,
        value=now.stem if ready.get(now.stem) == now else None,
        layout=w.Layout(width="auto", max_width="100%"),
    )
    said = w.HTML()

    def chosen(change: dict) -> None:
        choose_scenario(change["new"])
        title = html.escape(load_case(change["new"]).scenario.title)
        said.value = words("scenario.chosen", title=title)

    menu.observe(chosen, names="value")
    return Panel([field(words("scenario.field"), menu, "scenario"), said], words("scenario.what"))
