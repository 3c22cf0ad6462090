"""The pruning lab: how many products to retire, and in which order."""

from __future__ import annotations

from dataclasses import replace

from casestudy.chapters.assortment.pruning import contest
from casestudy.plots import picture
from casestudy.scenario.case import Case
from casestudy.widgets.home import Page
from casestudy.widgets.page.record import page_record
from casestudy.widgets.play import small
from casestudy.widgets.words import words

CONTROLS = ("retired_share", "freed_cost_taken_out")


def pruning_lab(case: Case) -> Page:
    """Two sliders, the share of products retired and how much of the freed cost is taken out.

    Beside them stand the five rules at that share.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Page
    """
    share = case.scenario.targets.complexity_reduction.value
    plan = replace(case.plan("do_nothing"), retired_share=share)
    record = page_record(case, "do_nothing", tasks=False) | small(case, plan, CONTROLS, ["contest"])
    still = picture(contest(case, share), case=case)
    return Page(case, record, plan, case.assumptions, words("lab.what"), still)
