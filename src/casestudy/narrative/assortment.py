"""Findings of the product range: concentration, the whale, what variety costs, what to retire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casestudy.analysis.assortment import Complexity, Concentration, Whale
from casestudy.analysis.pruning import Contest, Cut
from casestudy.case import Case
from casestudy.concepts.choice import logit_recapture
from casestudy.formats import money, number, percent, points
from casestudy.text.prose import Prose, table

if TYPE_CHECKING:
    import pandas as pd


def concentration(result: Concentration) -> str:
    """Title: what the head of the range brings."""
    return (
        f"{percent(result.head)} of the products bring {percent(result.head_revenue)} of revenue; "
        f"the other {percent(1 - result.head)} bring {percent(1 - result.head_revenue)}"
    )


def whale(result: Whale) -> str:
    """Title: how many products earn more than all together."""
    curve = result.curve
    if curve.peak_ratio is None:
        return f"The line as a whole loses {money(-curve.total, result.currency)} a year"
    if curve.losses == 0:
        return "Every product earns its keep"
    return (
        f"{percent(curve.peak_at)} of the products earn {percent(curve.peak_ratio)} of the profit; "
        f"the others lose money"
    )


def complexity(result: Complexity) -> str:
    """Title: how much of the freed cost can be booked."""
    cost, booked = result.cost[0], result.booked[0]
    today = result.cost[-1]
    return (
        f"Even with almost no variety, {percent(booked / today)} of its cost stays on the books"
        if booked > cost
        else "What variety costs less is saved in full"
    )


def rules(result: Contest) -> str:
    """Title: which rule is best, and whether a cut pays at all."""
    best = result.best
    paying = [c for c in result.cuts if c.profit_change > 0]
    share = percent(result.retired_share)
    if not paying:
        return f"Retiring {share} of the products loses money under every rule"
    if len(paying) == len(result.cuts):
        return f"Retiring {share} of the products pays under every rule; best: {best.rule.label}"
    return f"Retiring {share} of the products pays only under the right rule: {best.rule.label}"


PUBLISHED_PEAKS = (1.2, 3.0)  # of the profit: Cooper and Kaplan 1991, Kaplan and Narayanan 2001

# -- what a picture shows, for those who cannot see it --------------------------------------------


def describe_concentration(result: Concentration) -> str:
    """Words for the picture of concentration."""
    return (
        f"Curve of cumulative revenue over {result.count:,} products, largest first: the first "
        f"{percent(result.head)} reach {percent(result.head_revenue)}."
    )


def describe_whale(result: Whale) -> str:
    """Words for the whale curve."""
    curve = result.curve
    return (
        f"Cumulative profit over products, most profitable first: it peaks at "
        f"{money(curve.peak, result.currency)} after {percent(curve.peak_at)} of the products and "
        f"ends at {money(curve.total, result.currency)}."
    )


def describe_complexity(result: Complexity) -> str:
    """Words for the picture of complexity cost."""
    return (
        f"Two curves over the number of products up to {number(result.products[-1])}, where both "
        f"are {money(result.cost[-1], result.currency)} a year. At half as many products the cost "
        f"caused is {money(_at_half(result, 'cost'), result.currency)}, the cost that stays "
        f"{money(_at_half(result, 'booked'), result.currency)}."
    )


def _at_half(result: Complexity, name: str) -> float:
    import numpy as np

    return float(np.interp(result.products[-1] / 2, result.products, getattr(result, name)))


def describe_rules(result: Contest) -> str:
    """Words for the picture of the rules."""
    parts = [
        f"{c.rule.label} {money(c.profit_change, result.currency, sign=True)}" for c in result.cuts
    ]
    return (
        f"Bars of yearly profit against doing nothing when {percent(result.retired_share)} of the "
        f"products are retired: {'; '.join(parts)}."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def how_many(case: Case, result: Concentration) -> Prose:
    """Number of products beside the effective number."""
    return Prose(
        f"{case.scenario.company.name} sells {result.count:,} active products in this line. If "
        f"revenue were spread evenly over fewer of them, **{number(result.effective)}** would be "
        "just as diverse: that is the *effective number of products*, e to the power of the "
        "entropy of the revenue shares. The distance between the two numbers is the tail."
    )


def class_table(case: Case, result: pd.DataFrame) -> Prose:
    """ABC classes before and after the cost of variety."""
    rows = [
        [
            name,
            percent(row["products"]),
            percent(row["revenue"], 1),
            percent(row["gross_margin"], 1),
            percent(row["margin_after"], 1),
            number(row["lines_per_product"]),
        ]
        for name, row in result.iterrows()
    ]
    head = [
        "class",
        "products",
        "revenue",
        "margin before variety",
        "after it",
        "orders per product",
    ]
    tail = result["margin_after"].iloc[-1]
    before = result["gross_margin"]
    gap = before.iloc[0] - before.iloc[-1]
    text = (
        f"Before variety is charged the classes differ by {points(gap, 1, sign=False)} of margin. "
        if abs(gap) > 0.0005
        else "Before variety is charged the classes look alike. "
    )
    text += (
        f"After it, class C loses {percent(-tail, 1)} of its revenue: it does not earn its keep."
        if tail < 0
        else f"After it, class C keeps {percent(tail, 1)} of its revenue: less, but not a loss."
    )
    return Prose(table(head, rows, right=[1, 2, 3, 4, 5]), text)


def by_hand(case: Case, result: pd.DataFrame) -> Prose:
    """Two products, charged line by line."""
    c = case.scenario.currency
    large, middle = result.columns
    labels = {
        "revenue": "revenue",
        "unit_cost": "variable cost",
        "setups": "set-ups a year",
        "setup_cost": "cost of set-ups",
        "order_lines": "order lines a year",
        "handling_cost": "cost of handling them",
        "left": "**what is left**",
    }
    rows = []
    for key, label in labels.items():
        counts = key in {"setups", "order_lines"}
        cells = [number(v) if counts else money(v, c) for v in result.loc[key]]
        rows.append([label, *cells])
    left = result.loc["left", middle]
    lesson = (
        f"{large} pays for its set-ups many times over. {middle}, the product in the middle of the "
        f"range, needs almost as many and "
        + ("does not." if left < 0 else "still pays for them, but little is left.")
    )
    return Prose(table(["a year", large, middle], rows, right=[1, 2]), lesson)


def what_the_whale_says(case: Case, result: Whale) -> Prose:
    """How many lose, how much, and what it does not say."""
    curve, c = result.curve, result.currency
    if curve.losses == 0:
        return Prose(
            "No product loses money here, so retiring one for its own loss makes no sense."
        )
    size = ""
    if curve.total > 0:
        size = f", {percent(curve.losses / curve.total, 1)} of the profit"
    return Prose(
        f"Here every cost is charged by what drives it: unit cost, set-ups, order lines, and the part of selling and "
        f"administration that follows revenue. What is left is *operating profit*. "
        f"{percent(result.after)} of the products lose money by this count, "
        f"{money(curve.losses, c)} a year in all{size}. "
        "It is tempting to add this sum to the profit and call it the gain from pruning. It is "
        "not: set-ups that nobody needs any more still have their machine and their crew until "
        "somebody takes them out, and customers who lose a product may take others with them."
        + _peak(result)
    )


def _peak(result: Whale) -> str:
    """The peak beside those that were published."""
    ratio = result.curve.peak_ratio
    if ratio is None:
        return ""
    low, high = PUBLISHED_PEAKS
    place = (
        "among the lower of" if low <= ratio < (low + high) / 2
        else "among the higher of" if low <= ratio <= high
        else "outside of"
    )  # fmt: skip
    return (
        f" The curve peaks at {percent(ratio)} of the profit, {place} the peaks that companies have published: "
        f"{percent(low)} to {percent(high)}."
    )


def what_complexity_says(case: Case, result: Complexity) -> Prose:
    """The two curves in words."""
    c = result.currency
    freed = result.cost[-1] - _at_half(result, "cost")
    saved = result.booked[-1] - _at_half(result, "booked")
    return Prose(
        f"Half as many products cause {money(freed, c)} a year less (doubling them would cost "
        f"{percent(result.doubling)} more), but only {percent(result.taken_out)} of it leaves the "
        f"books within four quarters: {money(saved, c)}. The rest is idle capacity, freed but not "
        "saved, until someone sells it, fills it or closes it."
    )


def contest(case: Case, result: Contest) -> Prose:
    """The five rules side by side."""
    rows = [_row(case, c) for c in result.cuts]
    best, worst = result.best, result.cuts[-1]
    head = [
        "rule",
        "revenue they have",
        "revenue lost",
        "margin",
        "profit a year",
        "customers touched",
    ]
    size = money(best.profit_change, result.currency, sign=True)
    if best.profit_change > 0 > worst.profit_change:
        text = (
            f"The best rule brings {size} a year, the worst "
            f"{money(worst.profit_change, result.currency, sign=True)}: which products go matters "
            "more than how many."
        )
    elif best.profit_change > 0:
        text = f"Every rule pays; the best brings {size} a year."
    else:
        text = f"Cuts lose money here, whatever the rule; the least bad costs {size} a year."
    return Prose(table(head, rows, right=[1, 2, 3, 4, 5]), text)


def _row(case: Case, c: Cut) -> list[str]:
    return [
        c.rule.label,
        percent(c.revenue_retired, 1),
        percent(c.revenue_change, 1),
        points(c.margin_change),
        money(c.profit_change, case.scenario.currency, sign=True),
        percent(c.customers_touched),
    ]


def who_loses(case: Case, result: Contest) -> Prose:
    """What the best cut means for sales, customers and the plant."""
    best = result.best
    gone = round(best.retired_share * case.scenario.line.products.value)
    customers = case.tables["order_lines"]["customer"].nunique()
    touched = round(best.customers_touched * customers)
    share = case.scenario.market.share.value
    logit = float(logit_recapture(share, best.revenue_retired))
    return Prose(
        f"Under the best rule {gone:,} products go. They hold only {percent(best.revenue_retired, 1)} "
        f"of revenue, yet {touched} of {customers} customers bought at least one of them.",
        f"How many of them stay? A simple choice model lets everybody choose anew among all suppliers. With "
        f"{percent(share)} of the market we would keep only {percent(logit)} of that demand. Customers of this line do "
        "not choose anew: their machine or their process is approved with our product, and a sister product is the "
        f"shortest way. So the model takes {percent(float(case.assumptions.demand_recapture))}. That is an assumption, "
        "and one that deserves a test with a few customers before the list is cut.",
        "- **Sales** will say: you take away what my customer asks for. Each of these customers "
        "needs a talk, a substitute and a last order date.\n"
        "- **Customers** will say: we designed this part in. Some take the substitute, some use the "
        "occasion to ask for other offers.\n"
        "- **The plant** will say: at last. It should also say which set-ups, tools and people "
        "become free, and when: without that the saving stays on paper.",
    )


def size_of_the_cut(case: Case, small: Contest, large: Contest) -> Prose:
    """Whether a small cut or a large one is better, under the best rule."""
    a, b, c = small.best, large.best, case.scenario.currency
    better = b.profit_change > a.profit_change
    text = (
        f"Retiring {percent(small.retired_share)} brings {money(a.profit_change, c, sign=True)} a "
        f"year, retiring {percent(large.retired_share)} {money(b.profit_change, c, sign=True)}. "
    )
    text += (
        "The larger cut is still the better one, but the last steps bring little: look at the price "
        "in revenue."
        if better
        else "The smaller cut is the better one: beyond it, products go that earned their keep."
    )
    return Prose(text)


def summary(case: Case, conc: Concentration, result: Whale, best: Contest) -> Prose:
    """Three things to take along."""
    return Prose(
        f"- {concentration(conc)}.\n"
        f"- {whale(result)}, but what they lose is not what a cut saves.\n"
        f"- {rules(best)}."
    )
