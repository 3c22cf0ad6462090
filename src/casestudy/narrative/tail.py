"""Findings of the tail: irregular demand, broken baskets, features."""

from __future__ import annotations

from casestudy.analysis.losers import WhoFeelsIt
from casestudy.analysis.tail import Baskets, FeatureUse, Regularity
from casestudy.case import Case
from casestudy.formats import money, number, percent
from casestudy.text.prose import Prose, table


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


def felt_by(result: WhoFeelsIt) -> Prose:
    """Who loses by each rule, as a table."""
    rows = [
        [
            f.rule.label,
            percent(f.revenue_lost, 1),
            percent(f.hard_hit),
            percent(f.setups_freed),
            money(f.idle_cost, result.currency),
        ]
        for f in result.each
    ]
    head = ["rule", "sales lose revenue of", "customers hit hard", "set-ups freed", "their cost"]
    gentle = min(result.each, key=lambda f: f.hard_hit)
    frees = max(result.each, key=lambda f: f.setups_freed)
    text = (
        f"A customer is hit hard who bought more than a quarter of all purchases among what goes. "
        f"Customers fare best with *{gentle.rule.label}*, "
    )
    text += (
        "and the plant too."
        if gentle.rule is frees.rule
        else f"the plant would rather have *{frees.rule.label}*: nobody asked the two the same question."
    )
    return Prose(table(head, rows, right=[1, 2, 3, 4]), text)


def idle_set_ups(result: WhoFeelsIt) -> Prose:
    """Three answers to the question what the freed set-ups are worth."""
    best, c = result.each[0], result.currency
    second = "lower" if best.caused_less < best.idle_cost else "higher"
    promised = "first" if second == "lower" else "second"
    rows = [
        ["charged to the products that go (by time)", money(best.idle_cost, c)],
        ["no longer caused by so many products", money(best.caused_less, c)],
        ["gone from the books within four quarters", money(best.taken_out, c)],
    ]
    return Prose(
        table([f"of {money(result.pool, c)} a year", "money a year"], rows, right=[1]),
        f"Under the first rule {percent(best.setups_freed)} of the set-ups are no longer needed. By time they "
        f"cost {money(best.idle_cost, c)}: that is *unused capacity*, and it is paid for until somebody "
        f"takes it out. The second line is {second}, since the cost of variety does not grow in "
        "proportion to set-ups. The third is all that a profit and loss account will ever show. "
        f"Whoever promises the {promised} line promises too much.",
    )
