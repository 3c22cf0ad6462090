"""Every outcome that the source names, as it comes out of the plan as it happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from casestudy.analysis.supply import sea_value
from casestudy.analysis.worth import lasting_profit
from casestudy.concepts.service_level import cycle_service_level
from casestudy.model.derived import derived, development_months
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS, Currency
from casestudy.units import QUARTERS_A_YEAR, Mark

SAME, LEAST = 0.005, 1e-12  # relatively: a smaller difference is called none; no division by zero
LESS_IS_BETTER = ("products", "supply_cost", "lead_time", "months")


class Compared(NamedTuple):
    """One figure before the programme, with nothing done, and as it happened."""

    before: float
    idle: float
    happened: float


@dataclass(frozen=True)
class Reported:
    """What the source reports, in figures of the model.

    Attributes
    ----------
    revenue : Compared
        Of the line in the outcome window, in money a year.
    products : Compared
        Active products at the end of the window.
    margin : Compared
        Gross margin in the window, a fraction.
    share : Compared
        Share of market revenue in the window, a fraction.
    variety_cost : Compared
        Variety-driven cost on the books in the window, in money a year.
    turns : Compared
        Inventory turns in the window, a year.
    supply_cost : Compared
        Total cost of supply for the same sales, over the unit cost of making all at home: landed
        cost, capital in stock, and tooling over the years of the horizon.
    lead_time : Compared
        Weeks from order to receipt, weighted by cost.
    on_time : float
        Share of the cycles in which safety stock covers demand, the same before and after.
    months : Compared
        Mean time of the development, in months; before and idle are without mentoring and
        partner.
    met : Compared
        Part of the researched advantage that the specification holds.
    lasting : float
        Profit of the last year against doing nothing, without what was paid once, in money.
    upkeep : float
        What the programme still costs in that year, in money.
    currency : Currency
    window : tuple of int
        First and last quarter of the outcome window.
    figures_are_facts : bool
        Whether the source gives figures for the targets.
    """

    revenue: Compared
    products: Compared
    margin: Compared
    share: Compared
    variety_cost: Compared
    turns: Compared
    supply_cost: Compared
    lead_time: Compared
    on_time: float
    months: Compared
    met: Compared
    lasting: float
    upkeep: float
    currency: Currency
    window: tuple[int, int]
    figures_are_facts: bool

    def got(self, name: str) -> str:
        """Whether an outcome got `better`, `worse` or the `same`, against before and idle."""
        found: Compared = getattr(self, name)
        words = []
        for other in (found.before, found.idle):
            gain = (found.happened - other) * (-1 if name in LESS_IS_BETTER else 1)
            same = abs(gain) <= SAME * max(abs(other), LEAST)
            words.append("same" if same else "better" if gain > 0 else "worse")
        first, second = words
        return first if first == second else f"{first}_{second}"


def reported(case: Case) -> Reported:
    """Every outcome of the source, derived from the plan as it happened.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Reported
    """
    g, world, plan = derived(case), case.assumptions, case.plan("as_it_happened")
    idle, happened = simulate(case, case.plan("do_nothing")), simulate(case, plan)
    w, line = g.window, g.revenue
    sea = sea_value(case, plan)

    def yearly(of: str) -> tuple[float, float]:
        return tuple(float(getattr(o.series, of)[w].sum()) for o in (idle, happened))

    revenue, profit = yearly("revenue"), yearly("gross_profit")
    base_margin = g.gross_margin
    at_home = line * (1.0 - g.gross_margin - world.complexity_cogs_share)
    years = QUARTERS / QUARTERS_A_YEAR
    capital = float(world.discount_rate)
    share = float(plan.offshore_share)
    home = 1.0 + capital / sea.turns_today
    abroad = sea.unit_cost + capital * sea.stock / at_home
    abroad += float(world.tooling_cost) * share / years / at_home
    way = (1.0 - share) * world.domestic_lead_time + share * world.offshore_lead_time
    alone = float(development_months(case, 0.0, 0.0) + world.launch_delay)
    together = float(
        development_months(case, plan.mentoring, plan.partner_development) + world.launch_delay
    )
    return Reported(
        revenue=Compared(line, *revenue),
        products=Compared(g.count, *(float(o.series.skus[w.stop - 1]) for o in (idle, happened))),
        margin=Compared(base_margin, *(p / r for p, r in zip(profit, revenue, strict=True))),
        share=Compared(g.share, *(float(o.headlines.share) for o in (idle, happened))),
        variety_cost=Compared(
            line * float(world.complexity_cogs_share + world.complexity_sga_share),
            *yearly("complexity_cost"),
        ),
        turns=Compared(
            sea.turns_today,
            *(float(o.headlines.inventory_turns) for o in (idle, happened)),
        ),
        supply_cost=Compared(home, home, abroad),
        lead_time=Compared(*[float(world.domestic_lead_time)] * 2, float(way)),
        on_time=float(cycle_service_level(world.safety_factor, 1.0)),
        months=Compared(alone, alone, together),
        met=Compared(g.blind, g.blind, g.blind + (1.0 - g.blind) * float(plan.research)),
        lasting=lasting_profit(happened.series) - lasting_profit(idle.series),
        upkeep=float(happened.series.programme_costs[-QUARTERS_A_YEAR:].sum()),
        currency=case.scenario.currency,
        window=(case.scenario.window.first, case.scenario.window.last),
        figures_are_facts=case.scenario.outcomes.revenue_growth.mark is Mark.FACT,
    )
