"""The tail of the range: irregular demand, broken baskets, and the rule for features."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.chapters.assortment.pruning import Contest
from casestudy.concepts import features, retirement, xyz
from casestudy.levers import PruningRule
from casestudy.model.derived import pruning_order, revenue_classes
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.units import MONTHS

REGULAR = (0.5, 1.0)  # usual cut-offs of X and Y: coefficient of variation by month
WORST = [0.15, 0.20]  # features to drop, by the rule that the source of the first case gives


@dataclass(frozen=True, eq=False)
class Regularity:
    """Products by value and by regularity of demand.

    Attributes
    ----------
    products : ndarray, (3, 3)
        Number of products; rows A, B, C by revenue, columns X, Y, Z by monthly variation.
    revenue : ndarray, (3, 3)
        The same for revenue, in money.
    cutoffs : tuple of float
        Coefficients of variation at which X and Y end.
    currency : Currency
    """

    products: NDArray
    revenue: NDArray
    cutoffs: tuple[float, float]
    currency: Currency


def regularity(case: Case, cutoffs: tuple[float, float] = REGULAR) -> Regularity:
    """ABC by revenue against XYZ by the variation of monthly demand.

    Parameters
    ----------
    case : Case
    cutoffs : tuple of float
        Coefficients of variation at which X and Y end.

    Returns
    -------
    Regularity
    """
    skus, lines = case.tables["skus"], case.tables["order_lines"]
    revenue = (skus["price"] * skus["volume"]).to_numpy()
    monthly = lines.pivot_table(
        index="sku", columns="month", values="units", aggfunc="sum", fill_value=0
    ).reindex(index=skus["sku"], columns=range(1, MONTHS + 1), fill_value=0)
    classes = xyz.xyz_classes(xyz.coefficient_of_variation(monthly.to_numpy()), cutoffs)
    by_value = revenue_classes(case)
    return Regularity(
        products=xyz.abc_xyz_table(by_value, classes),
        revenue=xyz.abc_xyz_table(by_value, classes, revenue),
        cutoffs=cutoffs,
        currency=case.scenario.currency,
    )


@dataclass(frozen=True)
class Basket:
    """What a cut does to what customers order together.

    Attributes
    ----------
    rule : PruningRule
    retired_share : float
        Share of products retired.
    retired_revenue : float
        Share of revenue that the retired products have.
    broken_orders : float
        Share of the monthly orders of customers that hold a kept and a retired product.
    at_risk : float
        Share of the kept products' revenue in those orders.
    currency : Currency
    """

    rule: PruningRule
    retired_share: float
    retired_revenue: float
    broken_orders: float
    at_risk: float
    currency: Currency


@dataclass(frozen=True)
class Baskets:
    """What the cuts of several rules do to what customers order together.

    Attributes
    ----------
    each : tuple of Basket
    """

    each: tuple[Basket, ...]

    @property
    def first(self) -> Basket:
        """Under the first of the rules."""
        return self.each[0]

    @property
    def multiple(self) -> float:
        """Kept revenue in broken orders over the revenue that is retired, by the first rule."""
        retired = self.first.retired_revenue
        return self.first.at_risk / retired if retired > 0 else 0.0


def baskets(case: Case, contest: Contest) -> Baskets:
    """What the cuts of a contest do to what customers order together.

    Parameters
    ----------
    case : Case
    contest : Contest

    Returns
    -------
    Baskets
        In the order of the contest.
    """
    return Baskets(
        tuple(broken_baskets(case, cut.rule, contest.retired_share) for cut in contest.cuts)
    )


def broken_baskets(case: Case, rule: PruningRule, retired_share: float) -> Basket:
    """Orders that hold both a kept and a retired product.

    Parameters
    ----------
    case : Case
    rule : PruningRule
    retired_share : float
        0 to 0.95.

    Returns
    -------
    Basket
    """
    skus, lines = case.tables["skus"], case.tables["order_lines"]
    gone = pruning_order(case, rule)[: round(retired_share * len(skus))]
    orders, product = _baskets_of(case)
    revenue = lines["revenue"].to_numpy()
    by_order = retirement.lost_baskets(orders, product, revenue, gone)
    return Basket(
        rule=rule,
        retired_share=retired_share,
        retired_revenue=float(by_order.retired_revenue.sum() / revenue.sum()),
        broken_orders=by_order.broken_share,
        at_risk=by_order.risk_share or 0.0,
        currency=case.scenario.currency,
    )


@lru_cache(maxsize=2)
def _baskets_of(case: Case) -> tuple[NDArray, NDArray]:
    """Order and product of each line as numbers, which are compared faster than names."""
    import pandas as pd

    skus, lines = case.tables["skus"], case.tables["order_lines"]
    orders = (lines["customer"] + "/" + lines["month"].astype(str)).to_numpy()
    return (
        np.unique(orders, return_inverse=True)[1],
        pd.Index(skus["sku"]).get_indexer(lines["sku"]),
    )


@dataclass(frozen=True, eq=False)
class FeatureUse:
    """Use of the product's features, and what the feature rule says to each.

    Attributes
    ----------
    names : ndarray of str, (N,)
        Most used first.
    users : ndarray, (N,)
        Share of users who use it.
    rule : casestudy.concepts.features.FeatureRule
    saved : float
        Upkeep of the features that the rule drops, in money a year.
    rounds : tuple of float
        Rounds of the rule, at 15 and at 20 percent, that would reach the reduction.
    reduction : float
        The scenario's reduction of complexity.
    currency : Currency
    """

    names: NDArray
    users: NDArray
    rule: features.FeatureRule
    saved: float
    rounds: tuple[float, float]
    reduction: float
    currency: Currency


def feature_use(case: Case) -> FeatureUse:
    """Apply the feature rule to the usage data.

    Parameters
    ----------
    case : Case

    Returns
    -------
    FeatureUse
    """
    table = case.tables["features"].sort_values(["users", "feature"], ascending=[False, True])
    users = table["users"].to_numpy()
    rule = features.feature_rule(users)
    reduction = case.scenario.targets.complexity_reduction.value
    few, many = features.cut_rounds(WORST, max(reduction, 0.0))
    return FeatureUse(
        names=table["feature"].to_numpy(),
        users=users,
        rule=rule,
        saved=float(table["upkeep"].to_numpy()[rule.eliminate].sum()),
        rounds=(float(few), float(many)),
        reduction=reduction,
        currency=case.scenario.currency,
    )
