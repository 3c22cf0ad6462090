"""A plan beside doing nothing and beside what happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casestudy.case import Case
from casestudy.levers import Assumptions, Levers
from casestudy.model import simulate
from casestudy.outcome import Outcome
from casestudy.scenario import TARGETS, Currency

SAME, A_COIN = 1e-9, 1e-3  # cash that differs by less is the same, relatively and in money


@dataclass(frozen=True, eq=False)
class Comparison:
    """Three outcomes in the same world.

    Attributes
    ----------
    plan, idle, happened : Outcome
        This plan, doing nothing, the plan as it happened.
    base_margin, base_share : float
        Gross margin and market share of the base year.
    window : tuple of int
        First and last quarter of the outcome window.
    targets : dict of str to float
        The scenario's targets.
    currency : Currency
    """

    plan: Outcome
    idle: Outcome
    happened: Outcome
    base_margin: float
    base_share: float
    window: tuple[int, int]
    targets: dict[str, float]
    currency: Currency

    @property
    def same_as_happened(self) -> bool:
        """Whether the plan is the plan as it happened."""
        return _same(self.plan, self.happened)

    @property
    def same_as_idle(self) -> bool:
        """Whether the plan is doing nothing."""
        return _same(self.plan, self.idle)


def _same(one: Outcome, other: Outcome) -> bool:
    # A browser rounds what it sends back: plans that differ in the last digit are the same plan.
    return bool(np.allclose(one.series.cash, other.series.cash, rtol=SAME, atol=A_COIN))


def compare(
    case: Case, levers: Levers | None = None, assumptions: Assumptions | None = None
) -> Comparison:
    """A plan beside doing nothing and beside what happened.

    Parameters
    ----------
    case : Case
    levers : Levers, optional
        The plan as it happened by default.
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    Comparison
    """
    levers = case.plan("as_it_happened") if levers is None else levers
    scenario = case.scenario
    return Comparison(
        plan=simulate(case, levers, assumptions),
        idle=simulate(case, case.plan("do_nothing"), assumptions),
        happened=simulate(case, case.plan("as_it_happened"), assumptions),
        base_margin=scenario.line.gross_margin.value,
        base_share=scenario.market.share.value,
        window=(scenario.window.first, scenario.window.last),
        targets={name: getattr(scenario.targets, name).value for name in TARGETS},
        currency=scenario.currency,
    )
