"""What the kit says of a case, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casestudy.chapters.history.facts import Decline, decline
from casestudy.chapters.what_if.facts import LeverTable, levers
from casestudy.model.derived import development_months
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS, Currency
from casestudy.text.figures import headline, label
from casestudy.text.words import say


@dataclass(frozen=True, eq=False)
class Kit:
    """What is handed out to a room.

    Attributes
    ----------
    case : Case
    decline : Decline
    levers : LeverTable
    targets : tuple of (str, str)
        What the board wants to see, and how much of it.
    months : float
        Until the launch without help, on the mean.
    npv, cost : float
        Of the plan as it happened, in money.
    currency : Currency
    """

    case: Case
    decline: Decline
    levers: LeverTable
    targets: tuple[tuple[str, str], ...]
    months: float
    npv: float
    cost: float
    currency: Currency

    def words(self, piece: str, **names: Any) -> str:
        """What the kit says of the case, with further figures by name."""
        return str(say(self, piece, case=self.case, **names))


def facts(case: Case) -> Kit:
    """What the kit says of a case.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Kit
    """
    found = simulate(case, case.plan("as_it_happened")).headlines
    targets = case.scenario.targets
    wanted = ((label(n), headline(case, n, getattr(targets, n).value)) for n in TARGETS)
    return Kit(
        case=case,
        decline=decline(case),
        levers=levers(case),
        targets=tuple(wanted),
        months=float(development_months(case, 0.0, 0.0)),
        npv=float(found.npv),
        cost=float(found.programme_cost),
        currency=case.scenario.currency,
    )
