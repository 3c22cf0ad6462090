"""Figures that are each possible and hard to believe beside one another.

The limits are wide: they are meant to find the figure that was left behind when the others were
changed, not to argue with an author's judgement.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from casestudy.files.places import available
from casestudy.levers import Assumptions, declaration, names
from casestudy.model.derived import development_months
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.schema import QUARTERS, Scenario
from casestudy.text.formats import money, number, percent
from casestudy.units import Unit

CHEAPEST, DEAREST = 0.02, 1.0  # cost of the programme against a year's revenue of the line
FEWEST = 3.0  # units that the median product sells in a year
FURTHEST = 3.0  # times: a price in the tables against the scenario's
LONGEST = 5.0  # years of the median product that one smallest order may last
MOST_LAUNCHED = 0.5  # of today's products
FASTEST = 0.05  # points of growth between the market and the sum of its suppliers
SCALE = 3.0  # times: revenue against the scenario copied from, before money is expected to follow
KEPT = 0.5  # share of the amounts of money that may stay as they were beside another revenue


def implausible(case: Case) -> Iterator[str]:
    """What is hard to believe of a case.

    Parameters
    ----------
    case : Case

    Yields
    ------
    str
        A sentence with both figures, and the fields in which they stand.
    """
    for look in (_programme, _profit, _prices, _orders, _launch, _market, _deadline, _kept_money):
        yield from look(case)


def _programme(case: Case) -> Iterator[str]:
    cost = float(simulate(case, case.plan("as_it_happened")).headlines.programme_cost)
    share, c = cost / case.line_revenue, case.scenario.currency
    if cost > 0 and not CHEAPEST <= share <= DEAREST:
        yield (
            f"the programme costs {money(cost, c)}, {percent(share, 1)} of the line's revenue of "
            f"{money(case.line_revenue, c)} a year; expected {percent(CHEAPEST)} to "
            f"{percent(DEAREST)} (company.revenue, line.company_share; assumptions: …_cost)"
        )


def _profit(case: Case) -> Iterator[str]:
    s = case.scenario
    margin = s.line.gross_margin.value - float(case.assumptions.complexity_sga_share)
    margin -= s.operating_cost.share
    if margin < 0:
        yield (
            f"the line loses {percent(-margin, 1)} of its revenue: a gross margin of "
            f"{percent(s.line.gross_margin.value, 1)} has to carry an operating cost of "
            f"{percent(s.operating_cost.share, 1)} and the variety-driven overhead "
            "(line.gross_margin, operating_cost.share, assumptions.complexity_sga_share)"
        )


def _prices(case: Case) -> Iterator[str]:
    skus = case.tables["skus"]
    units = float(skus["volume"].median())
    if units < FEWEST:
        yield (
            f"half of the products sell {number(units, 1)} units a year or fewer: too many "
            "products, or prices too high, for this revenue (line.products, "
            "order_file.platforms: price)"
        )
    listed = skus.groupby("platform")["list_price"].median()
    for platform in case.scenario.order_file.platforms:
        if platform.name not in listed.index:
            continue
        came = float(listed[platform.name])
        if not 1 / FURTHEST <= came / platform.price <= FURTHEST:
            c = case.scenario.currency
            yield (
                f"platform {platform.name!r} has a price of {money(platform.price, c)}, but its "
                f"products come out at {money(came, c)}: one unit is dearer than what a product "
                "sells in a year (order_file.platforms: price)"
            )
            return


def _orders(case: Case) -> Iterator[str]:
    skus, c = case.tables["skus"], case.scenario.currency
    cost = float((skus["unit_cost"] * skus["volume"]).median())
    for name in ("domestic_order_quantity", "offshore_order_quantity"):
        order = float(getattr(case.assumptions, name))
        if order > LONGEST * cost:
            yield (
                f"one smallest order, {money(order, c)}, lasts the median product "
                f"{number(order / max(cost, 1e-9), 1)} years; it costs {money(cost, c)} a year to "
                f"make (assumptions.{name})"
            )


def _launch(case: Case) -> Iterator[str]:
    s, plan = case.scenario, case.plan("as_it_happened")
    added, count = float(case.assumptions.launch_skus), len(case.tables["skus"])
    if plan.launch and added > MOST_LAUNCHED * count:
        yield (
            f"the launch adds {number(added)} products to a line of {number(count)} "
            "(assumptions.launch_skus, line.products)"
        )
    months = float(development_months(case, plan.mentoring, plan.partner_development))
    months += float(case.assumptions.launch_delay)
    if plan.launch and months > 3.0 * QUARTERS:
        yield (
            f"the new product comes after {number(months)} months, and the model ends after "
            f"{number(3.0 * QUARTERS)}: it is developed, and never sold (development.tasks, "
            "assumptions.launch_delay)"
        )
    elif plan.launch and months > 3.0 * s.window.last:
        yield (
            f"the new product comes after {number(months)} months, and the outcome is measured up "
            f"to month {3 * s.window.last}: the launch costs and cannot show (development.tasks, "
            "window)"
        )


def _market(case: Case) -> Iterator[str]:
    s = case.scenario
    shares = [(c.share, c.growth) for c in s.market.competitors]
    suppliers = sum(share * growth for share, growth in shares)
    suppliers += s.market.share.value * s.history.line_trend.value
    market = s.history.market_growth.value
    if abs(suppliers - market) > FASTEST:
        yield (
            f"the suppliers together grow by {percent(suppliers, 1, sign=True)} a year, the market "
            f"by {percent(market, 1, sign=True)} (market.competitors: growth, "
            "history.market_growth)"
        )


def _deadline(case: Case) -> Iterator[str]:
    partners = case.scenario.partners
    if all(p.months_optimistic > partners.deadline for p in partners.candidates):
        yield (
            f"no candidate can meet the date of {number(partners.deadline, 1)} months, even if all "
            "goes well (partners.deadline)"
        )


def _kept_money(case: Case) -> Iterator[str]:
    """Amounts of money that stayed as they were when revenue or the currency changed."""
    own = _money_of(case.scenario)
    for name in available():
        theirs_of = load_scenario(name)
        if theirs_of.name == case.scenario.name:
            continue
        theirs = _money_of(theirs_of)
        ratio = _revenue(case.scenario) / _revenue(theirs_of)
        other = case.scenario.currency.code != theirs_of.currency.code
        if not other and 1 / SCALE <= ratio <= SCALE:
            continue
        kept = [field for field, amount in own.items() if amount and theirs.get(field) == amount]
        if len(kept) >= KEPT * len(own) or (kept and not 1 / SCALE <= ratio <= SCALE):
            shown = ", ".join(kept[:4]) + (", …" if len(kept) > 4 else "")
            now = f" and the currency {case.scenario.currency.code}" if other else ""
            yield (
                f"{len(kept)} amounts of money are those of {name} to the digit, though revenue is "
                f"{ratio:.3g} times its{now}: {shown}"
            )


def _revenue(s: Scenario) -> float:
    return s.company.revenue.value * s.line.company_share.value


def _money_of(s: Scenario) -> dict[str, float]:
    """Every amount of money of the programme, of development and of the products, by its field."""
    found = {
        f"assumptions.{name}": getattr(s.assumptions, name).value
        for name in names(Assumptions)
        if declaration(Assumptions, name).unit in (Unit.MONEY, Unit.MONEY_PER_YEAR)
    }
    found |= {
        f"development.tasks.{t.name}.cost_per_month": t.cost_per_month for t in s.development.tasks
    }
    found |= {f"order_file.platforms.{p.name}.price": p.price for p in s.order_file.platforms}
    found |= {f"partners.{p.name}.order_quantity": p.order_quantity for p in s.partners.candidates}
    return {name: float(value) for name, value in found.items() if np.isfinite(value)}
