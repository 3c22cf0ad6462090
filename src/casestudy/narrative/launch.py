"""Findings of the launch: what a month is worth, how many to buy, and what sales add."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.launch import CrashPlan, DelayCost, IncrementalSales
from casestudy.analysis.project import FinishDates, RecordTime
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent, points
from casestudy.narrative.project import BARELY, months, summary_lines
from casestudy.text.prose import Prose, bullets


def _short(value: float) -> str:
    """A number of months without a needless decimal."""
    return number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def delay_cost(result: DelayCost) -> str:
    """Title: what the first month of delay does."""
    growth, npv = result.change(1.0)
    if npv >= 0:
        return "A later launch does not cost: here the new product is worth nothing"
    price = money(-npv, result.currency)
    if growth >= 0:
        return f"A month's delay costs {price}, and no growth in the window"
    return f"A month's delay costs {points(-growth, 1, sign=False)} of growth and {price}"


def crash_plan(result: CrashPlan) -> str:
    """Title: how many months to buy."""
    if len(result.finish) == 1:
        return "No month can be bought: no task can be shortened"
    if result.best == len(result.finish) - 1:
        return "No month is worth its price: crashing does not pay"
    price = money(result.cost[result.best], result.currency)
    if result.best == 0:
        return f"Every month that can be bought pays: {_short(result.bought)} for {price}"
    return f"Buy {months(result.bought)} for {price}; the next ones cost more than they bring"


def incremental_sales(result: IncrementalSales) -> str:
    """Title: how much of the gross sales is added."""
    source = result.source
    if source.gross <= 0:
        return "In the outcome window the new product does not sell yet"
    gross = money(float(source.gross), result.currency)
    if source.incremental <= 0:
        return f"Of {gross} sold nothing is added: our own old products lose as much"
    added = money(float(source.incremental), result.currency)
    return f"Of {gross} sold, {added} is added; the rest we take from ourselves"


def describe_delay_cost(result: DelayCost) -> str:
    """Words for the curve of delay."""
    first, last = result.months[[0, -1]]
    at = [
        f"{money(float(result.npv[k]), result.currency)} at {number(float(month))}"
        for k, month in ((0, first), (int(np.argmin(abs(result.months))), 0.0), (-1, last))
    ]
    return (
        "Curve of present value over months of delay, from an earlier to a later launch: "
        f"{listing(at)} months."
    )


def describe_crash_plan(result: CrashPlan) -> str:
    """Words for cost against worth."""
    return (
        f"Two curves over the duration, from {number(result.finish[0], 1)} to "
        f"{number(result.finish[-1], 1)} months: the least cost of that duration, up to "
        f"{money(float(result.cost[0]), result.currency)}, and what the plan gains by it, up to "
        f"{money(float(result.worth[0]), result.currency)}. The gap is widest at "
        f"{months(result.finish[result.best])}."
    )


def describe_incremental_sales(result: IncrementalSales) -> str:
    """Words for the bars from gross to incremental."""
    source = result.source
    return (
        "Bars of the new product's sales in the outcome window: gross "
        f"{money(float(source.gross), result.currency)}, taken from our own old products "
        f"{money(float(source.from_own), result.currency)}, incremental "
        f"{money(float(source.incremental), result.currency)}."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def delay_by_hand(case: Case, result: DelayCost) -> Prose:
    """A month less of adoption, and what it takes off the growth."""
    at = int(np.argmin(np.abs(result.months)))
    now = float(result.adoption[at])
    later = float(np.interp(1.0, result.months, result.adoption))
    growth = float(result.growth[at])
    added = growth - result.growth_without
    if now <= 0 or added <= 0:
        return Prose(
            f"The launch comes after {months(result.launch)}. In the outcome window it adds no revenue, "
            "so a month more or less changes nothing there."
        )
    by_hand = added * (later / now - 1.0)
    return Prose(
        f"The launch comes after {months(result.launch)}, and in the outcome window "
        f"{percent(now, 1)} of the customers have turned to the new product on average. With it revenue "
        f"grows by {percent(growth, 1)}, without it by {percent(result.growth_without, 1)}: the product "
        f"adds {points(added, 1, sign=False)}. Launched a month later, {percent(later, 1)} would have "
        f"turned. If what it adds shrinks in proportion, the month costs {number(added * 100, 1)} × (1 − "
        f"{number(later * 100, 1)} ÷ {number(now * 100, 1)}) = **{points(-by_hand, 1, sign=False)}**."
    )


def what_a_month_costs(case: Case, result: DelayCost) -> Prose:
    """The model's answer, and whether the next months cost as much."""
    growth, npv = result.change(1.0)
    half, year = result.change(6.0), result.change(12.0)
    first, last = half[1] / 6.0, (year[1] - half[1]) / 6.0
    text = (
        f"The model, which counts everything, says {points(growth, 1)} of growth and "
        f"{money(npv, result.currency, sign=True)} of present value for the first month at "
        f"{case.scenario.company.name}. "
    )
    if npv >= 0:
        return Prose(f"{text}Here nobody needs to hurry.")
    if abs(last) < 0.9 * abs(first):
        text += (
            f"Later months cost less: {money(-first, result.currency)} each in the first half year, "
            f"{money(-last, result.currency)} in the second. It is the first delay that hurts most. "
        )
    else:
        text += (
            f"Later months cost about as much: {money(-first, result.currency)} each in the first half "
            f"year, {money(-last, result.currency)} in the second. "
        )
    now, end = np.interp([0.0, 6.0], result.months, result.growth)
    return Prose(
        text + f"Half a year late, and the growth of {percent(now, 1)} "
        f"would have been {percent(end, 1)}.{_used_up(result)}"
    )


def _used_up(result: DelayCost) -> str:
    """After how many months of delay the plan is worth no more than doing nothing."""
    late = (result.months >= 0) & (result.npv <= 0)
    if not late.any() or result.months[late][0] == 0:
        return ""
    month = float(result.months[late][0])
    return f" After about {number(month)} months of delay the whole plan is worth no more than doing nothing."


def crash_by_hand(case: Case, result: CrashPlan) -> Prose:
    """The first months: the cheapest task on the longest chain."""
    if len(result.corners) < 2:
        return Prose("No task of the longest chain can be shortened, at any price.")
    cost = np.interp(result.corners, result.finish, result.cost)
    steps = -np.diff(cost) / np.diff(result.corners)
    first, last = float(steps[-1]), float(steps[0])
    cheapest = [result.labels[t] for t, c in result.slope.items() if abs(c - first) < 1e-6 * first]
    named = f" ({listing(cheapest)})" if cheapest else ""
    return Prose(
        f"The first months are the cheapest: {money(first, result.currency)} each{named}, until "
        f"{months(result.corners[-2])}. Then other tasks have to be shortened too, several at once where "
        f"chains run side by side. The last step, to {months(result.corners[0])}, goes at "
        f"{money(last, result.currency)} a month."
    )


def how_far_to_crash(case: Case, result: CrashPlan, record: RecordTime) -> Prose:
    """Where to stop, and what mentoring and the partner cost beside it."""
    cost, worth = result.last_month
    if len(result.finish) == 1 or result.best == len(result.finish) - 1:
        return Prose(
            "So money stays in the bank: no month that can be bought brings what it costs."
        )
    if result.best == 0:
        where = (
            f"Even the last whole month costs {money(cost, result.currency)} and brings "
            f"{money(worth, result.currency)}: worth stays ahead of cost to the end, and we crash as far as it goes. "
        )
    else:
        where = (
            f"At {months(result.finish[result.best])} the next month would cost more than it brings: there "
            "the cost curve becomes steeper than the curve of worth, and we stop. "
        )
    shortened = [f"{result.labels[t]} {number(c, 1)}" for t, c in result.cut.items() if c > 0.05]
    agrees = abs(result.simulated_saving - result.bought) < BARELY
    return Prose(
        f"{where}Shortened, in months: {listing(shortened)}. The simulation "
        + ("agrees: its mean" if agrees else "does not quite agree: its mean")
        + f" moves by {months(result.simulated_saving)}.",
        _money_or_help(result, record),
    )


def _money_or_help(result: CrashPlan, record: RecordTime) -> str:
    """Crashing beside mentoring and the partner, by cost and by month."""
    spent, saved = float(result.cost[result.best]), float(record.saved[3])
    text = (
        f"Mentoring and the partner together save {months(saved)} for "
        f"{money(float(record.cost[3]), result.currency)}; money alone buys {number(result.bought, 1)} for "
        f"{money(spent, result.currency)}. "
    )
    if saved < BARELY:
        return text.strip()
    helped, bought = float(record.cost[3]) / saved, spent / result.bought
    text += f"By the month {'help' if helped < bought else 'money'} is the cheaper of the two"
    if record.saved[1] > BARELY and record.cost[1] / record.saved[1] < min(helped, bought):
        alone = money(float(record.cost[1] / record.saved[1]), result.currency)
        return f"{text}, and mentoring by itself, at {alone}, the cheapest of all."
    return f"{text}."


def whom_it_takes_from(case: Case, result: IncrementalSales) -> Prose:
    """Gross, own, incremental by hand, and what a careless report would claim."""
    source, c = result.source, result.currency
    if source.gross <= 0:
        return Prose(
            "In the outcome window the new product does not sell: there is nothing to split."
        )
    gross, added = (float(v) / result.base_revenue for v in (source.gross, source.incremental))
    text = (
        f"In the outcome window adoption averages {percent(result.adoption)}, and "
        f"{case.scenario.company.name} sells {money(float(source.gross), c)} of the new product. Without the "
        f"launch the same part of the market would have bought {money(float(source.from_own), c)} of the old "
        f"ones. Added are {money(float(source.gross), c)} − {money(float(source.from_own), c)} = "
        f"**{money(float(source.incremental), c)}**; {percent(float(source.cannibalisation_rate))} of the sales "
        "are *cannibalised*."
    )
    return Prose(
        f"{text} A report of gross sales would claim {points(gross, 1, sign=False)} of growth where the "
        f"launch brings {points(added, 1, sign=False)}."
    )


def where_the_rest_comes_from(case: Case, result: IncrementalSales) -> Prose:
    """Competitors, in a market that is given."""
    growth = case.assumptions.market_growth
    if result.source.incremental <= 0:
        return Prose("Nothing comes from competitors: the new product only replaces our own.")
    text = "The model takes the market as given, so what is added comes from competitors. "
    if growth > 0:
        text += (
            f"In a market that grows by {percent(growth)} a year they need not shrink for that: they grow "
            "less. That is also why they may take their time to answer."
        )
    else:
        text += "In a market that does not grow they shrink by it, and will answer soon."
    return Prose(text)


def break_even_rate(case: Case, result: IncrementalSales) -> Prose:
    """Margins against the cannibalisation rate."""
    rate = float(result.source.cannibalisation_rate)
    start = (
        f"Of each unit of price the new product leaves {percent(result.new_margin, 1)} as contribution, "
        f"the old one {percent(result.old_margin, 1)}. "
    )
    if result.break_even is None:
        return Prose(
            f"{start}The old products have no margin to lose: every sale taken from them helps."
        )
    if result.break_even >= 1:
        return Prose(
            f"{start}The new one earns at least as much, so no cannibalisation does harm: even if all "
            "sales came from our own products, contribution would not fall."
        )
    verdict = "stays below that" if rate < result.break_even else "is above that"
    return Prose(
        f"{start}So the launch pays in contribution as long as less than {percent(result.new_margin, 1)} ÷ "
        f"{percent(result.old_margin, 1)} = **{percent(result.break_even)}** of its sales come from our own "
        f"products. At {percent(rate)} it {verdict}: in the window the launch changes contribution by "
        f"{money(result.contribution, result.currency, sign=True)}, before development and launch are paid."
    )


def summary(
    case: Case, dates: FinishDates, record: RecordTime, delay: DelayCost, sales: IncrementalSales
) -> Prose:
    """Three things to take along."""
    source = sales.source
    rate = percent(float(source.cannibalisation_rate))
    date, help_ = summary_lines(dates, record)
    return Prose(
        bullets(
            [
                date,
                f"{help_} {delay_cost(delay)}.",
                f"{incremental_sales(sales)}{f' ({rate})' if source.incremental > 0 else ''}. "
                "Report the increment, never the gross.",
            ]
        )
    )
