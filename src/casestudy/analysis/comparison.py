"""A plan beside doing nothing and beside what happened."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from casestudy.levers import Assumptions, Levers
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS, Currency
from casestudy.units import QUARTERS_A_YEAR

ON_TARGET = 0.0005  # a headline that differs by less reads the same
A_TURN = 0.05  # inventory turns that differ by less read the same
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

    def first(self, name: str) -> float:
        """A series of the plan in the first quarter."""
        return float(getattr(self.plan.series, name)[0])

    def middle(self, name: str) -> float:
        """Its mean in the outcome window."""
        first, last = self.window
        return float(getattr(self.plan.series, name)[first - 1 : last].mean())

    def last(self, name: str, which: str = "plan") -> float:
        """A series of an outcome in the last quarter."""
        return float(getattr(getattr(self, which).series, name)[-1])

    @property
    def last_margin(self) -> float:
        """Gross margin of the last year less that of the base year."""
        return float(self.plan.series.gross_margin[-QUARTERS_A_YEAR:].mean()) - self.base_margin

    @property
    def margin_gone(self) -> bool:
        """Whether a gain of gross margin in the window is lost again by the end."""
        gain = float(self.plan.headlines.margin_points)
        return bool(gain > ON_TARGET > self.last_margin + ON_TARGET)

    @property
    def regains(self) -> bool:
        """Whether the share in the window is that of the base year again."""
        return bool(self.plan.headlines.share >= self.base_share)

    def on_target(self, name: str) -> bool:
        """Whether a target is met, as far as one can see."""
        return abs(self.off(name)) < ON_TARGET

    def off(self, name: str) -> float:
        """How far the plan is off a target; of the number of products, in products."""
        gap = float(getattr(self.plan.headlines, name)) - self.targets[name]
        return -gap if name == "complexity_reduction" else gap

    @property
    def turns(self) -> str:
        """Inventory turns as it happened beside nothing done: `better`, `worse` or the `same`."""
        turns, idle = (float(o.headlines.inventory_turns) for o in (self.happened, self.idle))
        return "better" if turns > idle + A_TURN else "worse" if turns < idle - A_TURN else "same"

    @property
    def decisions(self) -> int:
        """How many levers there are, the pruning rule among them."""
        return len(fields(Levers))

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
