"""The pruning lab: how many products to retire, and in which order."""

from __future__ import annotations

import ipywidgets as w

from casestudy.chapters.assortment.pruning import contest
from casestudy.plots import picture
from casestudy.scenario.case import Case
from casestudy.text.prose import Prose
from casestudy.widgets.controls import Panel
from casestudy.widgets.dials import Dial, assumption_scale, lever_scale
from casestudy.widgets.shown import as_page
from casestudy.widgets.words import words

TAKEN_OUT = "freed_cost_taken_out"


def pruning_lab(case: Case) -> Panel:
    """Two sliders, the share of products retired and how much of the freed cost is taken out.

    Below them stand the five rules at that share.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Panel
    """
    return PruningLab(case)


class PruningLab(Panel):
    """The sliders, and the contest of the rules."""

    def __init__(self, case: Case) -> None:
        """Start at the share of the target and with the scenario's own assumption."""
        self._case = case
        scales = (lever_scale(case, "retired_share"), assumption_scale(case, TAKEN_OUT))
        self.share, self.taken_out = (Dial(case, scale, self._show) for scale in scales)
        self._shown = w.HTML(layout=w.Layout(width="100%", max_width="600px"))
        self.share.set(case.scenario.targets.complexity_reduction.value)
        found = contest(case, self.share.value)
        super().__init__(
            [self.share.box, self.taken_out.box, self._shown],
            words("lab.what"),
            as_page(
                Prose(f"*{words('lab.what')}. {words('panel.run')}*"),
                picture(found, case=case),
            ),
        )

    def _show(self) -> None:
        world = self._case.assume(**{TAKEN_OUT: self.taken_out.value})
        found = contest(self._case, self.share.value, world)
        self._shown.value = picture(found, case=self._case).image
