"""A few sliders and a picture: the question "what if" in the middle of a chapter."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as w

from casestudy.analysis.comparison import compare
from casestudy.analysis.dashboard import PANELS
from casestudy.errors import InputError, unknown
from casestudy.levers import Levers, names
from casestudy.plans import PlanStore
from casestudy.plots import picture
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import HEADLINES
from casestudy.text.present import current_case
from casestudy.text.prose import Prose
from casestudy.widgets.controls import Panel
from casestudy.widgets.desk import Desk, world_names
from casestudy.widgets.keep import keep_plan
from casestudy.widgets.message import Message, button, row
from casestudy.widgets.pictures import Pictures
from casestudy.widgets.shown import as_page
from casestudy.widgets.words import words


def play(
    *controls: str,
    start: str = "do_nothing",
    show: Sequence[str] = ("revenue",),
    headlines: Sequence[str] = TARGETS,
    keep: str = "",
    case: Case | None = None,
) -> Panel:
    """Sliders for some of the controls, the headlines, and pictures that follow at once.

    Parameters
    ----------
    *controls : str
        Which levers, and which of the assumptions that have a slider in the cockpit; all others
        stay as they are.
    start : str
        The plan of the scenario from which the sliders start.
    show : sequence of str
        Which pictures of the cockpit; none is possible.
    headlines : sequence of str
        Which of the headlines.
    keep : str
        The name under which a button keeps the plan; empty for no button.
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel

    Raises
    ------
    InputError
        If there is no such control or picture; the nearest is named.
    """
    case = current_case(case)
    movable = (*names(Levers), *world_names(case))
    for kind, given, accepted in (
        ("control", controls, movable),
        ("picture", show, PANELS),
        ("headline", headlines, HEADLINES),
    ):
        for name in given:
            if name not in accepted:
                raise InputError(unknown(kind, name, accepted))
    return Play(case, controls, start, show, headlines, keep)


class Play(Panel):
    """Sliders, headlines, pictures, and perhaps a button that keeps the plan."""

    def __init__(
        self,
        case: Case,
        controls: Sequence[str],
        start: str,
        show: Sequence[str],
        headlines: Sequence[str],
        keep: str,
    ) -> None:
        """Start from a plan of the scenario."""
        self._case, self._keep, self.message = case, keep, Message()
        self.desk = Desk(case, start)
        pictures = Pictures(self.desk, show, headlines)
        dials = [(self.desk.dials | self.desk.world)[name] for name in controls]
        back = button(
            words("play.again"), lambda: self.desk.set(case.plan(start), case.assumptions)
        )
        buttons = [button(words("keep.keep"), self.keep)] if keep else []
        left = w.VBox([*(dial.box for dial in dials), row(*buttons, back), self.message.box])
        left.layout = w.Layout(flex="1 1 20rem", max_width="100%")
        columns: list[w.Widget] = [left]
        if show:
            board = w.VBox([pictures.board])
            board.layout = w.Layout(flex="1 1 22rem", max_width="100%")
            columns.append(board)
        side = w.HBox(columns)
        side.layout = w.Layout(flex_flow="row wrap", width="100%", grid_gap="0 1.2rem")
        labels = ", ".join(dial.scale.label for dial in dials)
        what = words("play.what", labels=labels)
        page: list[object] = [Prose(f"*{what}. {words('panel.run')}*")]
        if "revenue" in show:
            page.append(picture(compare(case, case.plan(start)), "revenue", case=case))
        super().__init__([pictures.strip, side], what, as_page(*page))
        self.add_class("cs-play")

    @property
    def levers(self) -> Levers:
        """The plan as the sliders stand."""
        return self.desk.levers

    def keep(self) -> None:
        """Keep the plan under its name; one that is kept is replaced only when that is wanted."""
        keep_plan(self.desk, PlanStore(self._case), self._keep, self.message)
