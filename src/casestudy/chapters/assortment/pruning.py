"""Retiring products: five rules against each other, and who feels the cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts.choice import logit_recapture
from casestudy.levers import Assumptions, Levers, PruningRule
from casestudy.model.derived import derived, pruning_order
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

STEP = 0.02  # of the share of products, between two sizes of a cut

CUTS = 32  # kept in memory: what a few cases need


@dataclass(frozen=True)
class Cut:
    """What one rule does at one share of products retired, all else as if nothing were done.

    Attributes
    ----------
    rule : PruningRule
    retired_share : float
        Share of products retired.
    revenue_retired : float
        Share of revenue that the retired products have today.
    revenue_change : float
        Revenue in the outcome window against doing nothing, as a fraction.
    margin_change : float
        Gross margin in the window against doing nothing; 0.01 is one point.
    profit_change : float
        Gross profit less variety-driven overhead in the window against doing nothing, in money
        a year.
    customers_touched : float
        Share of customers who bought a retired product in the base year.
    npv : float
        Against doing nothing, in money.
    products, touched : int
        How many products go, and how many customers bought one of them.
    anew : float
        Share of that demand that we would keep if all chose anew among all suppliers.
    """

    rule: PruningRule
    retired_share: float
    revenue_retired: float
    revenue_change: float
    margin_change: float
    profit_change: float
    customers_touched: float
    npv: float
    products: int
    touched: int
    anew: float


@dataclass(frozen=True)
class Contest:
    """Rules against each other at the same share of products retired, best profit first.

    Attributes
    ----------
    cuts : tuple of Cut
    retired_share : float
        Share of products retired.
    currency : Currency
    customers : int
        How many customers there are.
    reach : (float, float)
        Lowest and highest profit a year, whatever the rule and the size of the cut.
    """

    cuts: tuple[Cut, ...]
    retired_share: float
    currency: Currency
    customers: int
    reach: tuple[float, float]

    @property
    def best(self) -> Cut:
        """The rule that leaves the most profit."""
        return self.cuts[0]

    @property
    def paying(self) -> int:
        """How many of the rules bring money."""
        return sum(cut.profit_change > 0 for cut in self.cuts)


@lru_cache(maxsize=CUTS)
def cut(
    case: Case, rule: PruningRule, retired_share: float, assumptions: Assumptions | None = None
) -> Cut:
    """Retire a share of the products by a rule, and nothing else.

    Parameters
    ----------
    case : Case
    rule : PruningRule
    retired_share : float
        0 to 0.95.
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    Cut
    """
    window = derived(case).window
    plan = case.levers(retired_share=retired_share, pruning_rule=rule)
    done = simulate(case, plan, assumptions)
    idle = simulate(case, case.plan("do_nothing"), assumptions)

    def total(outcome, name: str) -> float:
        return float(getattr(outcome.series, name)[window].sum())

    def margin(outcome) -> float:
        return total(outcome, "gross_profit") / total(outcome, "revenue")

    def profit(outcome) -> float:
        return total(outcome, "gross_profit") - total(outcome, "complexity_sga")

    skus = case.tables["skus"]
    gone = pruning_order(case, rule)[: round(retired_share * len(skus))]
    revenue = (skus["price"] * skus["volume"]).to_numpy()
    bought, customers, count = _purchases(case)
    touched = len(np.unique(customers[np.isin(bought, gone)]))
    return Cut(
        rule=rule,
        retired_share=retired_share,
        revenue_retired=float(revenue[gone].sum() / revenue.sum()),
        revenue_change=total(done, "revenue") / total(idle, "revenue") - 1.0,
        margin_change=margin(done) - margin(idle),
        profit_change=profit(done) - profit(idle),
        customers_touched=touched / count,
        npv=float(done.headlines.npv),
        products=round(retired_share * case.scenario.line.products.value),
        touched=touched,
        anew=float(
            logit_recapture(case.scenario.market.share.value, revenue[gone].sum() / revenue.sum())
        ),
    )


def contest(case: Case, retired_share: float, assumptions: Assumptions | None = None) -> Contest:
    """The five rules at the same share of products retired, best profit first.

    Parameters
    ----------
    case : Case
    retired_share : float
        0 to 0.95.
    assumptions : Assumptions, optional

    Returns
    -------
    Contest
    """
    cuts = [cut(case, rule, retired_share, assumptions) for rule in PruningRule]
    cuts.sort(key=lambda c: -c.profit_change)
    *_, customers = _purchases(case)
    found = sizes(case, assumptions)
    reach = float(found.profit.min()), float(found.profit.max())
    return Contest(tuple(cuts), retired_share, case.scenario.currency, customers, reach)


@dataclass(frozen=True, eq=False)
class Sizes:
    """What cuts of all sizes bring under each rule, all else as if nothing were done.

    Attributes
    ----------
    shares : ndarray, (S,)
        Share of products retired.
    profit : ndarray, (5, S)
        As `Cut.profit_change`, rules in their own order.
    target : float
        The share that the case retires, as far as its target says.
    """

    shares: NDArray
    profit: NDArray
    target: float

    @property
    def best(self) -> NDArray:
        """Profit a year under the best rule for each size, (S,)."""
        return self.profit.max(axis=0)

    @property
    def best_share(self) -> float:
        """The size at which that is highest."""
        return float(self.shares[self.best.argmax()])

    @property
    def at_target(self) -> float:
        """Profit a year under the best rule when as much is retired as the target says."""
        return float(np.interp(self.target, self.shares, self.best))

    @property
    def lost_beyond(self) -> float:
        """What the last products up to the target take away again, in money a year."""
        return max(float(self.best.max()) - self.at_target, 0.0)

    @property
    def pays(self) -> bool:
        """Whether any size brings money."""
        return bool(self.best.max() > 0)

    @property
    def too_far(self) -> bool:
        """Whether the target lies beyond the best size."""
        return self.target > self.best_share + STEP / 2


@lru_cache
def sizes(case: Case, assumptions: Assumptions | None = None) -> Sizes:
    """What cuts of all sizes bring under each rule.

    Parameters
    ----------
    case : Case
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    Sizes
    """
    window, world = derived(case).window, assumptions or case.assumptions
    shares = np.arange(0.0, case.scenario.levers.retired_share.high + STEP / 2, STEP)

    def profit(outcome: Outcome) -> NDArray:
        series = outcome.series
        return (series.gross_profit - series.complexity_sga)[..., window].sum(axis=-1)

    idle = profit(simulate(case, case.plan("do_nothing"), world))
    rows = [
        profit(simulate(case, Levers(retired_share=shares, pruning_rule=rule), world))
        for rule in PruningRule
    ]
    target = case.scenario.targets.complexity_reduction.value
    return Sizes(shares, np.vstack(rows) - idle, target)


@lru_cache(maxsize=2)
def _purchases(case: Case) -> tuple[NDArray, NDArray, int]:
    """Of each order line the product, by its row, and the customer, by a number; and how many."""
    import pandas as pd

    lines, skus = case.tables["order_lines"], case.tables["skus"]
    customers, names = pd.factorize(lines["customer"])
    return pd.Index(skus["sku"]).get_indexer(lines["sku"]), customers, len(names)
