"""Who feels a cut: sales, customers, and the plant, whose set-ups it leaves idle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casestudy.chapters.assortment.pruning import Contest
from casestudy.concepts import activity, portfolio
from casestudy.levers import PruningRule
from casestudy.model.derived import pruning_order
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

HARD_HIT = 0.25  # of a customer's purchases


@dataclass(frozen=True)
class Felt:
    """What one rule's cut means to those who have to live with it.

    Attributes
    ----------
    rule : PruningRule
    revenue_lost : float
        Share of the line's revenue in the window that the cut costs: what sales loses.
    hard_hit : float
        Share of customers who bought more than a quarter of their purchases among what goes.
    setups_freed : float
        Share of the plant's set-ups that are no longer needed.
    idle_cost : float
        What the freed set-ups cost today, in money a year, by time.
    caused_less : float
        By how much the variety-driven cost of goods falls in the model, in money a year, once
        freed capacity has been used otherwise.
    taken_out : float
        The part of it that leaves the books, in money a year.
    """

    rule: PruningRule
    revenue_lost: float
    hard_hit: float
    setups_freed: float
    idle_cost: float
    caused_less: float
    taken_out: float


@dataclass(frozen=True)
class WhoFeelsIt:
    """What each rule's cut means, in the order of the contest.

    Attributes
    ----------
    each : tuple of Felt
    retired_share : float
    pool : float
        Variety-driven cost of goods of the base year, in money.
    currency : Currency
    """

    each: tuple[Felt, ...]
    retired_share: float
    pool: float
    currency: Currency

    @property
    def first(self) -> Felt:
        """Under the rule that leaves the most profit."""
        return self.each[0]

    @property
    def gentle(self) -> PruningRule:
        """The rule under which the fewest customers are hit hard."""
        return min(self.each, key=lambda felt: felt.hard_hit).rule

    @property
    def frees(self) -> PruningRule:
        """The rule that frees the most set-ups."""
        return max(self.each, key=lambda felt: felt.setups_freed).rule

    @property
    def lower(self) -> bool:
        """Whether the model counts less than the plant does by time."""
        return self.first.caused_less < self.first.idle_cost


def who_feels_it(case: Case, contest: Contest) -> WhoFeelsIt:
    """What the cuts of a contest mean to sales, customers and the plant.

    Parameters
    ----------
    case : Case
    contest : Contest

    Returns
    -------
    WhoFeelsIt

    Notes
    -----
    The set-ups of the base year are taken to fill the crews that make them, one unit of time
    each; what retired products needed is then unused capacity (time-driven activity-based
    costing). The model asks how much less would be *caused*, which falls less than in proportion
    to the number of products.
    """
    skus, world = case.tables["skus"], case.assumptions
    pool = float(world.complexity_cogs_share * case.line_revenue)
    setups = skus["setups"].to_numpy(float)
    lines = case.tables["order_lines"]
    spent = lines.groupby("customer")["revenue"].sum()
    left = portfolio.variety_cost_index(1.0 - contest.retired_share, world.variety_cost_doubling)
    less = pool * float(1.0 - left)
    found = []
    for cut in contest.cuts:
        gone = pruning_order(case, cut.rule)[: round(cut.retired_share * len(skus))]
        kept = np.delete(np.arange(len(skus)), gone)
        time = activity.time_driven_cost(pool, setups.sum(), [setups[kept].sum()], [1.0])
        touched = lines[lines["sku"].isin(skus["sku"].iloc[gone])]
        part = touched.groupby("customer")["revenue"].sum().reindex(spent.index, fill_value=0.0)
        found.append(
            Felt(
                rule=cut.rule,
                revenue_lost=-cut.revenue_change,
                hard_hit=float((part / spent > HARD_HIT).mean()),
                setups_freed=float(time.unused_time / setups.sum()),
                idle_cost=float(time.unused_cost),
                caused_less=less,
                taken_out=less * float(world.freed_cost_taken_out),
            )
        )
    return WhoFeelsIt(tuple(found), contest.retired_share, pool, case.scenario.currency)
