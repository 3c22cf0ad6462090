"""Findings of the tail: irregular demand, broken baskets, features."""

from __future__ import annotations

from casestudy.analysis.tail import Baskets, FeatureUse, Regularity
from casestudy.case import Case
from casestudy.formats import money, number, percent
from casestudy.narrative.prose import Prose, table


def features(result: FeatureUse) -> str:
    """Title: what the rule says."""
    study, drop = int(result.rule.study.sum()), int(result.rule.eliminate.sum())
    return f"Of {len(result.names)} features, {study} are worth studying and {drop} worth dropping"


def describe_features(result: FeatureUse) -> str:
    """Words for the picture of feature usage."""
    return (
        f"Bars of the share of users of {len(result.names)} features, from "
        f"{percent(float(result.users[0]))} to {percent(float(result.users[-1]))}."
    )


def regularity_table(case: Case, result: Regularity) -> Prose:
    """Products by ABC and XYZ."""
    total = result.products.sum()
    rows = [
        [name, *(f"{number(n)} ({percent(n / total)})" for n in row)]
        for name, row in zip("ABC", result.products, strict=True)
    ]
    low, high = result.cutoffs
    corner = result.products[2, 2]
    worth = result.revenue[2, 2] / result.revenue.sum()
    return Prose(
        table(["", f"X: below {low:g}", f"Y: {low:g} to {high:g}", f"Z: above {high:g}"], rows,
              right=[1, 2, 3]),
        f"The corner CZ, small and irregular, holds {number(corner)} products and "
        f"{percent(worth, 1)} of revenue. Each of them needs a stock that is large for its sales, or a "
        "customer who waits.",
    )  # fmt: skip


def lost_baskets(case: Case, result: list[Baskets]) -> Prose:
    """What each rule does to orders that hold both kinds of product."""
    rows = [
        [b.rule.label, percent(b.retired_revenue, 1), percent(b.broken_orders), percent(b.at_risk)]
        for b in result
    ]
    first = result[0]
    multiple = first.at_risk / first.retired_revenue if first.retired_revenue > 0 else 0.0
    head = ["rule", "revenue retired", "orders that lose a part", "kept revenue in those orders"]
    return Prose(
        table(head, rows, right=[1, 2, 3]),
        f"Under the first rule the products that go hold {percent(first.retired_revenue, 1)} of revenue, but "
        f"{percent(first.at_risk)} of what we keep stands in the same orders: {number(multiple)} times as much. "
        "Nobody loses all of it. But whoever promises a customer that nothing will change has not looked at "
        "the baskets.",
    )


def the_rule(case: Case, result: FeatureUse) -> Prose:
    """The feature rule in words, and what it is not."""
    few, many = result.rounds
    study = [str(n) for n in result.names[result.rule.study]]
    return Prose(
        f"The best tenth: **{', '.join(study)}**. Find out *why* they are used, and apply it to the weak ones. "
        f"The worst fifth cost {money(result.saved, result.currency)} a year to keep up: drop them rather than "
        "mend them.",
        f"It is a rule about features, not about products. To reach {percent(-result.reduction, sign=True)} with "
        f"it would take {number(many, 1)} to {number(few, 1)} rounds, each cutting the worst of what is left. "
        "Nobody does that in a programme of a few years. A new platform that replaces many products explains so "
        "large a fall better.",
    )
