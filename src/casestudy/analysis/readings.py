"""The reported outcomes under other readings than the workbook's."""

from __future__ import annotations

from dataclasses import dataclass

from casestudy.analysis.comparison import Comparison, compare
from casestudy.case import Case
from casestudy.concepts import portfolio
from casestudy.ground import ground, pruning_order


@dataclass(frozen=True)
class Readings:
    """What the reported figures come to if they are read otherwise.

    Attributes
    ----------
    against_idle : float
        Revenue growth less that of doing nothing, as a fraction of base revenue.
    yearly : float
        Revenue growth as a yearly rate.
    if_company : float
        Growth of the line if the reported growth were the company's and the rest stood still.
    effective_before, effective_after : float
        Effective number of products before, and of those that are kept.
    complexity_cost : float
        Variety-driven cost in the outcome window against the same quarters of the base year, as a
        fraction.
    relative_margin : float
        Change of the gross margin if the reported figure were a part of the margin.
    """

    against_idle: float
    yearly: float
    if_company: float
    effective_before: float
    effective_after: float
    complexity_cost: float
    relative_margin: float


def readings(case: Case, compared: Comparison | None = None) -> Readings:
    """Other readings of what came of the programme.

    Parameters
    ----------
    case : Case
    compared : Comparison, optional
        Of the plan as it happened.

    Returns
    -------
    Readings
    """
    compared = compare(case) if compared is None else compared
    scenario, plan = case.scenario, case.plan("as_it_happened")
    happened, idle = compared.happened, compared.idle
    skus = case.tables["skus"]
    revenue = (skus["price"] * skus["volume"]).to_numpy()
    retired = round(float(plan.retired_share) * len(skus))
    kept = revenue[pruning_order(case, plan.pruning_rule)[retired:]]
    world = case.assumptions
    share = world.complexity_cogs_share + world.complexity_sga_share
    cost = float(happened.series.complexity_cost[ground(case).window].sum())
    growth = float(happened.headlines.revenue_growth)
    return Readings(
        against_idle=growth - float(idle.headlines.revenue_growth),
        yearly=float(happened.headlines.revenue_cagr),
        if_company=scenario.targets.revenue_growth.value / scenario.line.company_share.value,
        effective_before=portfolio.effective_number(revenue),
        effective_after=portfolio.effective_number(kept),
        complexity_cost=cost / (share * case.line_revenue) - 1.0,
        relative_margin=scenario.line.gross_margin.value * scenario.targets.margin_points.value,
    )
