"""The pruning lab: how many products to retire, and in which order."""

from __future__ import annotations

import ipywidgets as w

from casestudy.chapters.assortment.pruning import contest
from casestudy.plots import draw, picture
from casestudy.scenario.case import Case
from casestudy.text.words import say
from casestudy.widgets.controls import Panel, lever_slider
from casestudy.widgets.words import words


def pruning_lab(case: Case) -> Panel:
    """A slider for the share of products retired, and the five rules at that share.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Panel
    """
    slider = lever_slider(case, "retired_share", case.scenario.targets.complexity_reduction.value)
    shown = w.HTML(layout=w.Layout(width="100%", max_width="600px"))

    def show(change: dict) -> None:
        found = contest(case, change["new"])
        shown.value = picture(draw(found, case=case), say(found, "alt", case=case))

    slider.observe(show, names="value")
    show({"new": slider.value})
    return Panel([slider, shown], words("lab.what"))
