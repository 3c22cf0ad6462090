"""What a stock turns: of today, as planned, and as it is often valued by mistake."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casestudy.concepts import inventory_ratios, sourcing
from casestudy.levers import Assumptions, Levers
from casestudy.model.derived import Derived, derived
from casestudy.model.inventory import NOTHING, Supply, line_stock, nothing_retired, retired
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.units import WEEKS

SMALL = 0.02  # less of the stock is called next to nothing


def weekly_flow(case: Case, g: Derived) -> float:
    """Weekly variable cost of the base year, in money."""
    return g.revenue * (1.0 - g.gross_margin - case.assumptions.complexity_cogs_share) / WEEKS


def landed_saving(plan: Levers, world: Assumptions) -> float:
    """How far the landed cost lies below that of making it at home, as a fraction."""
    extra = world.offshore_extra_cost + world.transit_premium * plan.supplier_owns_transit
    return float(sourcing.landed_saving(world.quoted_saving, extra))


@dataclass(frozen=True, eq=False)
class SeaValue:
    """What a stock turns if goods under way are valued at what they will have cost once landed.

    Attributes
    ----------
    paid, landed : float
        Worth of the partner's goods under way at the price paid, and at landed cost, in money.
    work_here : float
        Work in process of the own plant, in money.
    work_if_unmoved : float
        The same if all were still made there.
    turns_today, turns, turns_wrong : float
        A year: before the programme, as planned, and as planned with both mistakes.
    stock : float
        As planned, in money.
    unit_cost : float
        Mean unit cost of what is sold, over that of making all of it at home.
    currency : Currency
    """

    paid: float
    landed: float
    work_here: float
    work_if_unmoved: float
    turns_today: float
    turns: float
    turns_wrong: float
    stock: float
    unit_cost: float
    currency: Currency

    @property
    def denied(self) -> bool:
        """Whether the mistakes turn an improvement into the opposite."""
        return self.turns_wrong < self.turns_today < self.turns

    @property
    def understated(self) -> bool:
        """Whether the mistakes make a difference that is to be seen."""
        return self.turns_wrong < (1.0 - SMALL) * self.turns


def sea_value(case: Case, plan: Levers | None = None) -> SeaValue:
    """Value the stock of the plan right, and in the way in which it is often valued.

    Goods that the partner has sent are worth what was paid for them. Freight, duty, quality and
    management are added on the way and at the gate, not before; and work that has moved to the
    partner is in the partner's process, not in ours.

    Parameters
    ----------
    case : Case
    plan : Levers, optional
        The plan as it happened by default.

    Returns
    -------
    SeaValue
        For the sales of the base year, once the plan is carried out.
    """
    plan = case.plan("as_it_happened") if plan is None else plan
    g, world = derived(case), case.assumptions
    at_home, offshore = weekly_flow(case, g), float(plan.offshore_share)
    today = line_stock(g, world, at_home, NOTHING, nothing_retired()).total
    unit_cost = 1.0 - offshore * landed_saving(plan, world)
    added = world.launch_skus * plan.launch
    supply = Supply(1.0, offshore, added, plan.supplier_owns_transit, unit_cost)
    gone = retired(g, plan.pruning_rule, plan.retired_share)
    right = line_stock(g, world, at_home * unit_cost, supply, gone)
    goods = at_home * offshore * world.offshore_lead_time * (1.0 - plan.supplier_owns_transit)
    paid = float(goods * (1.0 - world.quoted_saving))
    landed = float(goods * (1.0 - landed_saving(plan, world)))
    work = float(at_home * world.work_in_process)
    stock, work_here = float(np.sum(right.total)), float(np.sum(right.in_process))
    sold = at_home * unit_cost * WEEKS
    return SeaValue(
        paid=paid,
        landed=landed,
        work_here=work_here,
        work_if_unmoved=work,
        turns_today=float(inventory_ratios.turns(at_home * WEEKS, today)),
        turns=float(inventory_ratios.turns(sold, stock)),
        turns_wrong=float(inventory_ratios.turns(sold, stock - paid + landed - work_here + work)),
        stock=stock,
        unit_cost=unit_cost,
        currency=case.scenario.currency,
    )
