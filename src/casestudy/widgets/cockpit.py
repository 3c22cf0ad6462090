"""The cockpit: every lever, large pictures, and what can be done with a plan, on one screen."""

from __future__ import annotations

from casestudy.errors import InputError
from casestudy.plans.at_hand import leave, plan_at_hand
from casestudy.plans.sharing import from_query
from casestudy.scenario.case import Case
from casestudy.widgets.home import Page
from casestudy.widgets.page.record import page_record
from casestudy.widgets.words import words


def cockpit(case: Case, plan: str = "as_it_happened", query: str = "") -> Page:
    """Sliders for every lever, with pictures that follow them at once.

    The plan at hand is where it was left, after a restart of the kernel too.

    Parameters
    ----------
    case : Case
    plan : str
        The plan of the scenario from which the sliders start.
    query : str
        The query of a link that sets a plan.

    Returns
    -------
    Page
        Has the attributes `levers` and `assumptions`, as the controls stand, which may be set, and
        `plans`, those that are kept.
    """
    return Cockpit(case, plan, query)


class Cockpit(Page):
    """The page of one case, whose plan at hand lies in the learner's own folder."""

    def __init__(self, case: Case, plan: str, query: str) -> None:
        """Begin where the learner left, or with what a link says."""
        self._start, self._kept = plan, True
        left = plan_at_hand(case, plan)
        levers, world, said = left.levers, left.assumptions, [left.problem] if left.problem else []
        try:
            if shared := from_query(query, case, case.plan(plan)):
                levers, world = shared.levers, shared.assumptions
                said += [shared.note] if shared.note else []
        except InputError as error:
            said.append(words("cockpit.not_followed", error=error))
        record = page_record(case, plan)
        super().__init__(case, record, levers, world, words("cockpit.what"), said=said)
        self.add_class("cs-wide")

    def _moved(self) -> None:
        super()._moved()
        try:
            leave(self._case, self._start, self.levers, self.assumptions)
        except InputError as error:  # it lasts as long as the kernel
            if self._kept:
                self.said = [words("cockpit.not_left", error=error)]
            self._kept = False
        else:
            if not self._kept:
                self.said = []  # so that it is said again when it fails again
            self._kept = True
