"""Findings on the supply chain: where stock is, what moves it, what the contract decides."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.ordering import ByHand, Pooled, Together
from casestudy.analysis.supply import (
    FEWER,
    LARGER,
    LONGER,
    MOVED,
    OWNED,
    PRICE,
    Contracts,
    SeaValue,
    StockChanges,
    StockToday,
)
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent
from casestudy.text.prose import Prose, count, table

SMALL = 0.02  # less of the stock is called next to nothing


def stock_today(result: StockToday) -> str:
    """Title: the largest reason for stock."""
    largest = int(np.argmax(result.amounts))
    part = result.amounts[largest] / result.amounts.sum()
    name = result.reasons[largest]
    where = {"lots": "is there because orders come in lots", "on its way": "is on its way"}.get(
        name, f"is {name}"
    )
    return f"{percent(part)} of the stock {where}; the whole of it turns {number(result.turns, 1)} times a year"


def stock_changes(result: StockChanges) -> str:
    """Title: what pruning and moved work give, and what the partner's way takes."""
    change = dict(zip(result.bridge.names, result.bridge.changes, strict=True))
    given = -(change[FEWER] + change[MOVED] + change[PRICE])
    eaten = change[LONGER] + change[LARGER]
    c = result.currency
    if given <= 0:
        return "Neither fewer products nor the partner's work free any stock here"
    text = f"Fewer products and work done elsewhere free {money(given, c)} of stock; "
    if eaten <= 0:
        return f"{text}the partner's way takes nothing of it"
    return f"{text}the long way takes " + (
        "more than all of it" if eaten > given else f"{percent(eaten / given)} of it back"
    )


def contracts(result: Contracts) -> str:
    """Title: turns as it happened, and the best contract."""
    happened, best = result.happened, max(result.others, key=lambda k: k.turns)
    now = (
        "better" if happened.turns > result.turns_today + 0.05
        else "worse" if happened.turns < result.turns_today - 0.05
        else "no better"
    )  # fmt: skip
    text = f"As it happened the stock turns {now} than before; "
    if best.turns <= happened.turns:
        return text + "no other contract would help"
    if best.name == OWNED:
        return f"{text}a contract on goods under way makes it {number(best.turns, 1)} times a year"
    return f"{text}best would be: {best.name}"


def order_cost(result: ByHand) -> str:
    """Title: today's lot against the best one."""
    ratio = result.lot_now / float(result.best.quantity)
    more = result.cost_now / float(result.best.cost) - 1
    if abs(ratio - 1) < 0.2:
        return "Today's lot is about the cheapest"
    return (
        f"Today's lot is {number(ratio, 1)} times the cheapest one, and costs {percent(more)} more"
    )


def pool(result: Pooled) -> str:
    """Title: what pooling saves at the assumed correlation."""
    return (
        f"At a correlation of {number(result.assumed, 1)} the kept products need "
        f"{percent(1 - result.at_assumed)} less safety stock"
    )


def describe_stock_today(result: StockToday) -> str:
    """Words for the reasons."""
    parts = [
        f"{r} {money(float(a), result.currency)}"
        for r, a in zip(result.reasons, result.amounts, strict=True)
    ]
    return f"Bars of stock at cost by the reason for which it is held: {listing(parts)}."


def describe_stock_changes(result: StockChanges) -> str:
    """Words for the bridge."""
    c, b = result.currency, result.bridge
    parts = [
        f"{n} {money(float(v), c, sign=True)}" for n, v in zip(b.names, b.changes, strict=True)
    ]
    return (
        f"Bridge of the stock of today's sales: {money(float(b.totals[0]), c)} today; {'; '.join(parts)}; "
        f"{money(result.after_plan, c)} as planned, {money(float(b.totals[-1]), c)} in the end."
    )


def describe_contracts(result: Contracts) -> str:
    """Words for the turns."""
    parts = [f"{k.name} {number(k.turns, 2)}" for k in result.each]
    return (
        f"Bars of inventory turns in the window: {listing(parts)}; a line at today's "
        f"{number(result.turns_today, 2)}."
    )


def describe_order_cost(result: ByHand) -> str:
    """Words for the curve of lots."""
    c = result.currency
    return (
        f"Curve of yearly cost over the order quantity: least {money(float(result.best.cost), c)} at "
        f"{number(float(result.best.quantity))} units; today {money(result.cost_now, c)} at "
        f"{number(result.lot_now)} units."
    )


def describe_pool(result: Pooled) -> str:
    """Words for the two curves."""
    return (
        f"Two curves of safety stock left, over the correlation of demand. After the cut: "
        f"{percent(float(result.remaining[0]))} without correlation, {percent(result.at_assumed)} at the assumed one, "
        f"all of it at 1. A shared part: {percent(float(result.common[0]))} without correlation, "
        f"{percent(result.common_at_assumed)} at the assumed one."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def the_claim(case: Case) -> Prose:
    """What is reported, and what is not."""
    s = case.scenario
    return Prose(
        f"The source reports better inventory efficiency, and no figure. {s.company.name} retired "
        f"{percent(float(case.plan().retired_share))} of the products of {s.line.name} and bought "
        f"{percent(float(case.plan().offshore_share))} of its unit cost overseas. The cut should free stock. The long "
        "way should need more. And what the partner makes is no longer in work here. We want to know which is "
        "strongest."
    )


def where_it_is(result: StockToday) -> Prose:
    """Stock by reason and by class."""
    c, total = result.currency, float(result.amounts.sum())
    why = {
        "safety stock": "demand and deliveries are uncertain",
        "lots": "orders come in lots, and half a lot is left on average",
        "on its way": "goods travel before they arrive",
        "in process": "goods are being made",
    }
    rows = [
        [r, why[r], money(float(a), c), percent(float(a) / total)]
        for r, a in zip(result.reasons, result.amounts, strict=True)
    ]
    tail = float(result.by_class[2] / result.by_class.sum())
    return Prose(
        table(["stock", "because", "at cost", "share"], rows, right=[2, 3]),
        f"The {number(result.products[2])} products of class C bring {percent(float(result.flow_by_class[2]))} of the cost of goods "
        f"and hold {percent(tail)} of the stock that is kept product by product (safety stock and lots). Slow products need stock to be there at "
        "all. That is what a shorter list of products gives back.",
    )


def by_hand(result: ByHand) -> Prose:
    """Reorder point, safety stock and fill rate of one product, at home and from overseas."""
    c = result.currency
    rows = []
    for label, s in (("own plant", result.home), ("overseas", result.abroad)):
        rows.append(
            [
                label,
                f"{number(s.lead_time, 1)} ± {number(s.lead_time_sd, 1)}",
                number(result.weekly * (s.lead_time + s.review)),
                number(s.safety),
                number(s.reorder_point),
                percent(s.fill_rate, 1),
                percent(s.unprotected, 1),
            ]
        )
    head = [
        "made", "lead time (weeks)", "demand until it arrives", "safety stock", "reorder point",
        "fill rate", "fill rate without safety stock",
    ]  # fmt: skip
    more = result.abroad.safety / result.home.safety - 1
    extra = (result.abroad.reorder_point - result.home.reorder_point) * result.unit_cost
    return Prose(
        f"Take product {result.sku}: {number(result.weekly, 1)} units a week, with a standard deviation of "
        f"{number(result.weekly_sd, 1)}. We look every {number(result.home.review)} weeks, and want to be covered for "
        f"{number(result.safety_factor, 2)} standard deviations.",
        table(head, rows, right=[1, 2, 3, 4, 5, 6]),
        f"The way from overseas is {number(result.abroad.lead_time / result.home.lead_time, 1)} times as long, and the safety stock "
        f"grows by {percent(more)}: over a longer time ups and downs partly cancel, but the delivery itself is less "
        f"certain. Since we look only every {number(result.home.review)} weeks, stock has to last for the way and "
        f"for that time as well. Together the partner's way binds {money(extra, c)} more for "
        f"this one product. The *fill rate* is the share of demand that is met at once.",
    )


def order_matters(result: StockChanges) -> Prose:
    """What the bridge says, and that its order decides how much each step gets."""
    c = result.currency
    one = dict(zip(result.bridge.names, result.bridge.changes, strict=True))
    other = dict(zip(result.other_order.names, result.other_order.changes, strict=True))
    start = float(result.bridge.totals[0])
    net = result.after_plan - start
    text = (
        f"The same sales now bind {money(abs(net), c)} "
        f"{'more' if net > 0 else 'less'} than before. Three things decide it.\n\n"
        f"- **The cut.** Fewer products free {money(-one[FEWER], c)}: fewer lots, and demand that varies less.\n"
        f"- **The work.** What the partner makes is no longer in work here, which frees {money(-one[MOVED], c)}. It is "
        f"bought for less than it cost here, and so is what lies in the warehouse: {money(-one[PRICE], c)}.\n"
        f"- **The way.** It is longer and less certain, and takes {money(one[LONGER], c)}.\n\n"
    )
    small = abs(one[LARGER]) < SMALL * start
    text += (
        "The partner's larger smallest orders add next to nothing, since few products are left to order. "
        if small
        else f"The partner's larger smallest orders add {money(one[LARGER], c)}. "
    )
    text += (
        f"Had the partner come first and the cut last, we would say: the way takes "
        f"{money(other[LONGER], c)}, smallest orders {money(other[LARGER], c)}, and fewer products free "
        f"{money(-other[FEWER], c)} instead of {money(-one[FEWER], c)}. Both are right. What an action is worth "
        "depends on what is already there."
    )
    saved = -float(one[OWNED])
    if saved > 0:
        text += (
            f" The last bar is not part of the plan: if the partner owned all that is under way, "
            f"{money(saved, c)} would be off the books, at a premium on the price."
        )
    return Prose(text)


def the_trap(result: SeaValue) -> Prose:
    """What happens if goods under way are valued as if they had arrived."""
    c = result.currency
    if result.turns_wrong < result.turns_today < result.turns:
        wrong = (
            "worse than before the programme. Whoever makes them will say that the reported improvement cannot be "
            "true. When a model contradicts what people saw, look at the model first."
        )
    elif result.turns_wrong < (1.0 - SMALL) * result.turns:
        wrong = "less than is true. Whoever makes them thinks less of the plan than it deserves."
    else:
        wrong = "next to no difference here, where little comes from overseas."
    rows = [
        ["the partner's goods under way", money(result.paid, c), money(result.landed, c)],
        ["work in process of the own plant", money(result.work_here, c), money(result.work_if_unmoved, c)],
        ["turns of the whole stock", number(result.turns, 2), number(result.turns_wrong, 2)],
    ]  # fmt: skip
    return Prose(
        "What is a container worth in the middle of the sea? Exactly what was paid for it so far: the partner's price. "
        "Freight, duty, checks and the buyer's travels come on top *later*, when it lands. Many models take the landed "
        "cost at once. Many also go on counting work in process for goods that somebody else now makes.",
        table(["", "at what was paid", "with both mistakes"], rows, right=[1, 2]),
        f"The two mistakes make {number(result.turns, 2)} turns into {number(result.turns_wrong, 2)}, against "
        f"{number(result.turns_today, 2)} before the programme: {wrong}",
    )


def what_the_contract_decides(case: Case, result: Contracts) -> Prose:
    """The whole case under other contracts."""
    c = result.currency
    rows = [
        [
            k.name,
            number(k.turns, 2),
            number(k.return_on_stock, 2),
            money(k.stock, c),
            money(k.npv, c, sign=True),
        ]
        for k in result.each
    ]
    head = ["contract", "turns a year", "GMROI", "stock", "present value"]
    happened, best = result.happened, max(result.others, key=lambda k: k.npv)
    gain = best.npv - happened.npv
    better = happened.turns > result.turns_today
    text = (
        "So the reported improvement comes out of the plan as it happened, by itself. The contract could make it "
        "larger. "
        if better
        else "So the reported improvement does *not* come out of the plan as it happened: it has to be "
        "written into the contract. "
    )
    text += (
        f"Of these ways, the one with the highest present value is *{best.name}*, by "
        f"{money(gain, c)}. "
        if gain > 0
        else "None of these ways has a higher present value than what happened. "
    )
    text += (
        f"In {result.better:,} of {result.worlds:,} worlds drawn from the ranges of `00` the stock turns faster than "
        "before, and than with nothing done. "
    )
    home = next(k for k in result.others if k.name == "everything made at home")
    loss = happened.npv - home.npv
    text += (
        f"Making everything at home turns the stock {number(home.turns, 1)} times, and is worth "
        f"{money(abs(loss), c)} {'less' if loss > 0 else 'more'}: fast stock is no aim in itself."
    )
    return Prose(
        table(head, rows, right=[1, 2, 3, 4]),
        text,
        "*GMROI* is the gross profit that a year earns on each unit of money in stock. Present value counts "
        f"five years; {percent(float(case.assumptions.released_at_horizon))} of the working capital comes back at "
        "their end.",
    )


def how_much_to_order(result: ByHand) -> Prose:
    """The economic order quantity by hand."""
    c = result.currency
    double = float(np.interp(2 * float(result.best.quantity), result.quantity, result.cost))
    flat = double / float(result.best.cost) - 1
    return Prose(
        f"Each set-up costs {money(result.setup_cost, c)}: the variety-driven cost of the plant, divided by its "
        f"set-ups. A unit in stock costs {percent(result.rate)} of {money(result.unit_cost, c)} a year, the cost of "
        f"capital alone. The *economic order quantity* is the root of 2 × {number(result.setup_cost)} × "
        f"{number(result.demand)} ÷ ({percent(result.rate)} × {number(result.unit_cost, 1)}) = "
        f"**{number(float(result.best.quantity))}** units; today it is {number(result.lot_now)}. The curve is flat at "
        f"its bottom: twice the best lot costs only {percent(flat)} more. So nobody needs the best lot. What "
        "is needed is not to be three times beside it, for a whole list of products at once.",
    )


def pooled(case: Case, result: Pooled) -> Prose:
    """What pooling gives, and what it depends on."""
    return Prose(
        f"When demand of retired products moves to kept ones, ups and downs partly cancel. With "
        f"{percent(result.retired_share)} of the products gone, products of equal size would need "
        f"{percent(float(result.remaining[0]))} of the safety stock if demands had nothing to do with one another, "
        f"{percent(result.at_assumed)} at the assumed correlation, and all of it if they moved as one. The second curve is "
        f"a part that all {number(result.products)} products of the largest platform share: "
        f"{percent(result.common_at_assumed)} of the stock of parts of their own. Both lean on the same figure, "
        "which hardly anybody measures. It is the first thing to ask for.",
    )


def together(result: Together) -> Prose:
    """Joint replenishment of the largest products."""
    c, plan = result.currency, result.plan
    weeks = plan.cycle * 52
    late = int((plan.multiples > 1).sum())
    every = (
        "each of them in every shipment"
        if not late
        else f"{count(late)} of them not in every shipment"
    )
    return Prose(
        f"A shipment costs {money(result.major, c)} whatever is in it, and {money(result.minor, c)} for each "
        f"product. The {count(len(result.skus))} largest products, each ordered when it suits it best, cost "
        f"{money(result.alone, c)} a year; in one shipment every {number(weeks, 1)} weeks, {every}, "
        f"{money(result.joint, c)}: **{percent(result.saving)} less**. A long list of products makes this "
        "harder for everybody who plans; a short one makes it a habit.",
    )


def summary(case: Case, today: StockToday, steps: StockChanges, ways: Contracts) -> Prose:
    """Three things to take along."""
    return Prose(
        f"- {stock_today(today)}.\n- {stock_changes(steps)}.\n- {contracts(ways)}.",
    )
