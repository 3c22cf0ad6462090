"""Findings of the price: what leaks, who gets it, what a rise may cost."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.price import BreakEven, Discounts, Elasticity, Leverage, PriceEffect
from casestudy.case import Case
from casestudy.concepts.pricing import PriceWaterfall
from casestudy.formats import listing, money, number, percent, points
from casestudy.narrative.prose import Prose, table


def waterfall(result: PriceWaterfall) -> str:
    """Title: what is left of the list price."""
    return f"Of 100 on the list, {number(float(result.pocket))} reach the pocket"


def discounts(result: Discounts) -> str:
    """Title: whether size explains the discount."""
    explained = result.scatter.explained or 0.0
    if explained < 0.1:
        return f"Size explains {percent(explained)} of the discounts; the rest has no reason"
    return f"Size explains {percent(explained)} of the discounts"


def leverage(result: Leverage) -> str:
    """Title: the strongest lever of one percent."""
    best = max(result.gains, key=result.gains.get)
    if result.profit <= 0:
        return f"One percent of {best} is worth {money(result.gains[best], result.currency)} a year"
    gain = result.gains[best] / result.profit
    return f"One percent of {best} is worth {percent(gain, 1)} of profit, more than any other"


def elasticity(result: Elasticity) -> str:
    """Title: whether the plain regression misleads."""
    low, high = result.rounds.interval
    plain = result.plain.elasticity
    if low <= plain <= high:
        return f"Both ways of asking agree: an elasticity of about {number(plain, 1)}"
    verb = "harmless" if plain > result.rounds.elasticity else "dangerous"
    return (
        f"Asked naively, a rise looks more {verb} than it is: "
        f"{number(plain, 1)} instead of {number(result.rounds.elasticity, 1)}"
    )


def break_even(result: BreakEven) -> str:
    """Title: whether a rise pays."""
    verb = "pays" if result.pays else "does not pay"
    return (
        f"A rise of {percent(result.step)} {verb}: it may lose {percent(-result.allowed_at_step, 1)} "
        f"of volume and loses {percent(-result.expected_at_step, 1)}"
    )


def price_effect(result: PriceEffect) -> str:
    """Title: the best price in the model."""
    best = int(np.argmax(result.npv))
    change = float(result.change[best])
    where = (
        "stays where it is"
        if abs(change) < 1e-9
        else f"is {percent(abs(change), 1)} {'higher' if change > 0 else 'lower'}"
    )
    edge = best in (0, len(result.npv) - 1)
    return f"In the model the best price {where}" + (", at the end of the lever" if edge else "")


def describe_waterfall(result: PriceWaterfall) -> str:
    """Words for the waterfall."""
    steps = [
        f"{n} {number(float(d), 1)}" for n, d in zip(result.names, result.deductions, strict=True)
    ]
    return (
        f"Waterfall from a list price of 100 by way of an invoice price of "
        f"{number(float(result.invoice), 1)} to a pocket price of {number(float(result.pocket), 1)}: "
        f"{listing(steps)}."
    )


def describe_discounts(result: Discounts) -> str:
    """Words for the scatter."""
    return (
        f"Scatter of {result.size.size} customers: yearly revenue at list price against mean discount, "
        f"from {percent(float(result.discount.min()))} to {percent(float(result.discount.max()))}."
    )


def describe_leverage(result: Leverage) -> str:
    """Words for the bars."""
    parts = [f"{k} {money(v, result.currency)}" for k, v in result.gains.items()]
    return f"Bars of what one percent is worth a year: {listing(parts)}."


def describe_elasticity(result: Elasticity) -> str:
    """Words for the two estimates."""
    parts = [
        f"{label} {number(e.elasticity, 2)}, from {number(e.interval[0], 2)} to {number(e.interval[1], 2)}"
        for label, e in (("all price changes", result.plain), ("rounds only", result.rounds))
    ]
    return f"Two estimates of the elasticity with their intervals: {listing(parts)}."


def describe_break_even(result: BreakEven) -> str:
    """Words for the break-even picture."""
    return (
        f"Two curves of volume over price: at {percent(result.step, sign=True)} profit stays with "
        f"{percent(result.allowed_at_step, 1)} of volume, and {percent(result.expected_at_step, 1)} is "
        "expected."
    )


def describe_price_effect(result: PriceEffect) -> str:
    """Words for the curve of present value."""
    return (
        f"Curve of present value against doing nothing over the invoice price, from "
        f"{percent(float(result.change[0]))} to {percent(float(result.change[-1]), sign=True)}: it runs from "
        f"{money(float(result.npv[0]), result.currency, sign=True)} to "
        f"{money(float(result.npv[-1]), result.currency, sign=True)}."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def what_leaks(case: Case, result: PriceWaterfall) -> Prose:
    """Which step takes the most, and what never shows on an invoice."""
    largest = int(np.argmax(result.deductions))
    lines, c = case.tables["order_lines"], case.scenario.currency
    at_list = float((lines["units"] * lines["list_price"]).sum())
    return Prose(
        f"These steps are those of all {len(lines):,} order lines of the year: {money(at_list, c)} at list price, "
        f"{money(float(lines['invoiced'].sum()), c)} on the invoices, {money(float(lines['revenue'].sum()), c)} in the "
        "pocket. The last sum is the line's revenue, to the last coin.",
        f"The largest step is the {result.names[largest]}. After the invoice is written another "
        f"{percent(float(result.off_invoice_share), 1)} of it goes, and no salesperson sees that on a "
        "screen: rebates are booked at year's end, freight somewhere else. Who manages the invoice "
        "price manages only a part of the price.",
    )


def who_gets_it(case: Case, result: Discounts) -> Prose:
    """What the scatter says about discounts."""
    s = result.scatter
    related = s.p_value is not None and s.p_value < 0.05
    text = f"Ranked by size and by discount, the customers of {case.scenario.company.name} correlate at {number(s.rank_correlation or 0, 2)}: "
    text += (
        "size plays a part. "
        if related
        else "as good as nothing. Small customers get as much as large ones. "
    )
    text += (
        f"Customers above the line get {money(s.excess, result.currency)} a year more than one of their "
        f"size usually does, {percent(s.excess / case.line_revenue, 1)} of the line's revenue. Not all of it "
        "can be won back. But a pricing method begins with this list of names, not with a new price list."
    )
    return Prose(text)


def two_questions(case: Case, result: Elasticity) -> Prose:
    """The two estimates side by side, and the problem by its name."""
    rows = [
        [
            label,
            number(e.elasticity, 2),
            f"{number(e.interval[0], 2)} to {number(e.interval[1], 2)}",
        ]
        for label, e in (
            ("all price changes", result.plain),
            ("only rounds of the list price", result.rounds),
        )
    ]
    low, high = result.rounds.interval
    inside = low <= result.assumed <= high
    return Prose(
        table(["estimated from", "elasticity", "95% interval"], rows, right=[1, 2]),
        "The seller sets the price. When demand is strong, sellers give fewer discounts, and price and "
        "volume rise together; a plain regression takes this for customers who do not mind. Statisticians "
        "call it the *identification problem*, and more data do not cure it. What helps is a change of "
        "price that has nothing to do with demand: here, the rounds of the list price.",
        f"The model assumes {number(result.assumed, 1)}, "
        + ("within" if inside else "outside")
        + " the second interval.",
    )


def may_and_will(case: Case, result: BreakEven) -> Prose:
    """Break-even by hand."""
    m = result.margin
    verdict = (
        "It loses less than it may, so the rise pays, if competitors hold still."
        if result.pays
        else "It loses more than it may, so the rise does not pay, even if competitors hold still."
    )
    return Prose(
        f"Of each unit of price {percent(m)} is contribution: price less variable cost. After a rise of "
        f"{percent(result.step)} it is {percent(m + result.step)}. Volume may fall until the larger piece of "
        f"the smaller cake is the old piece: {percent(result.step)} ÷ {percent(m + result.step)} = "
        f"**{percent(-result.allowed_at_step, 1)}**. At the elasticity of the model it falls by "
        f"**{percent(-result.expected_at_step, 1)}**. {verdict}"
    )


def to_the_pocket(case: Case, result: PriceEffect) -> Prose:
    """What a percent on the invoice is in the pocket, and what the method of the case brings."""
    at = float(np.interp(0.01, result.change, result.pocket))
    plan = float(case.plan().price_change)
    pocket = float(np.interp(plan, result.change, result.pocket))
    margin = float(np.interp(plan, result.change, result.margin))
    revenue = float(np.interp(plan, result.change, result.revenue))
    return Prose(
        f"One percent on the invoice is {percent(at, 2)} in the pocket, since rebates follow the invoice but "
        f"freight does not. The plan as it happened takes {percent(plan, 2)}, which is {percent(pocket, 2)} in "
        f"the pocket: {points(margin, 2)} of margin and {points(revenue, 2)} of revenue against doing nothing."
    )


def summary(case: Case, fall: PriceWaterfall, scatter: Discounts, rise: BreakEven) -> Prose:
    """Three things to take along."""
    return Prose(
        f"- {waterfall(fall)}: manage the pocket, not the list.\n"
        f"- {discounts(scatter)}.\n"
        f"- {break_even(rise)}."
    )
