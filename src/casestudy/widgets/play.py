"""A few sliders in the middle of a chapter, with figures and pictures that follow them."""

from __future__ import annotations

from collections.abc import Sequence

from casestudy.analysis.comparison import compare
from casestudy.analysis.dashboard import PANELS
from casestudy.errors import InputError, unknown
from casestudy.levers import Levers, names
from casestudy.plans.sharing import encode
from casestudy.plots import picture
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import HEADLINES, called
from casestudy.text.present import current_case
from casestudy.widgets.home import Page
from casestudy.widgets.page.record import page_record, world_names
from casestudy.widgets.words import words


def play(
    *controls: str,
    start: str = "do_nothing",
    show: Sequence[str] = ("revenue",),
    headlines: Sequence[str] = TARGETS,
    keep: str = "",
    case: Case | None = None,
) -> Page:
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
    Page

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
    plan = case.plan(start)
    labels = ", ".join(called(case, name) for name in controls)
    still = [picture(compare(case, plan), "revenue", case=case)] if "revenue" in show else []
    record = page_record(case, start, tasks=False)
    record |= small(case, plan, controls, show, headlines, keep)
    what = words("play.what", labels=labels)
    return Page(case, record, plan, case.assumptions, what, *still)


def small(
    case: Case,
    plan: Levers,
    controls: Sequence[str],
    pictures: Sequence[str],
    headlines: Sequence[str] = (),
    keep: str = "",
) -> dict[str, dict[str, object]]:
    """What makes a small page of a record: the parts that it has, and where it begins again."""
    return {
        "only": {
            "controls": list(controls),
            "pictures": list(pictures),
            "headlines": list(headlines),
            "keep": keep,
            "code": encode(case, plan),
        }
    }
