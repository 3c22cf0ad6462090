"""The what-if model once more, in plain Python: one number at a time, no arrays.

Written from the documented equations, as a second opinion on the vectorised model: it loops over
the quarters, over the products as they are retired one by one, and over the ABC classes. What does
not depend on the plan or the world (orders, classes) is worked out once per case; the random
draws themselves, the order of the random rule and the simulated launch dates, are taken over.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from casestudy.levers import Assumptions, Levers, PruningRule
from casestudy.model.derived import derived
from casestudy.scenario.case import Case

QUARTERS = 20
DAYS_IN_YEAR, WEEKS_IN_YEAR = 365.0, 52.0
CLASSES = "ABC"
SERIES = (
    *("market", "volume", "price", "revenue", "variable_cost", "complexity_cogs", "cogs"),
    *("gross_profit", "gross_margin", "complexity_sga", "complexity_cost", "skus", "share"),
    *("adoption", "new_product_revenue", "inventory", "inventory_change", "purchases"),
    *("operating_cost", "capacity", "working_capital"),
    *("programme_costs", "one_offs", "cash"),
)


class Product(NamedTuple):
    """What retiring one product takes away."""

    revenue_share: float
    cost_share: float
    abc: str


@dataclass(frozen=True, eq=False)
class Facts:
    """What of a case depends neither on the plan nor on the world."""

    revenue: float
    margin: float
    share: float
    trend: float
    market_trend: float
    seasons: list[float]
    products: int
    reference_products: float
    orders: dict[str, list[Product]]
    class_count: dict[str, int]
    class_cost: dict[str, float]
    class_cv: dict[str, float]
    launch_months: list[list[float]]
    worth_researched: float
    worth_believed: float
    invoice: float
    money_off: float
    rate_off: float
    window: tuple[int, int]


@lru_cache(maxsize=16)
def facts(case: Case) -> Facts:
    """Work out once what does not depend on the plan or the world."""
    s = case.scenario
    rows = case.tables["skus"].to_dict("records")
    line = sum(r["price"] * r["volume"] for r in rows)
    cost = sum(r["unit_cost"] * r["volume"] for r in rows)
    setups, lines = sum(r["setups"] for r in rows), sum(r["order_lines"] for r in rows)
    charged_setups = s.assumptions.complexity_cogs_share.value * case.line_revenue
    charged_lines = s.assumptions.complexity_sga_share.value * case.line_revenue
    of_platform: dict[str, float] = {}
    for r in rows:
        r["revenue"] = r["price"] * r["volume"]
        r["margin"] = (r["price"] - r["unit_cost"]) / r["price"]
        r["contribution"] = (
            (r["price"] - r["unit_cost"]) * r["volume"]
            - charged_setups * (r["setups"] / setups)
            - charged_lines * (r["order_lines"] / lines)
        )
        of_platform[r["platform"]] = of_platform.get(r["platform"], 0.0) + r["revenue"]

    reached = 0.0
    for r in sorted(rows, key=lambda r: (-r["revenue"], r["sku"])):
        r["abc"] = "A" if reached < 0.80 - 1e-12 else "B" if reached < 0.95 - 1e-12 else "C"
        reached += r["revenue"] / line
    by_number = sorted(rows, key=lambda r: r["sku"])
    lot = np.random.default_rng(s.order_file.seed).permutation(len(rows))
    for r, place in zip(by_number, lot.tolist(), strict=True):
        r["lot"] = place

    keys = {
        "revenue_tail": lambda r: (r["revenue"], r["sku"]),
        "margin_tail": lambda r: (r["margin"], r["sku"]),
        "contribution": lambda r: (r["contribution"], r["sku"]),
        "platform": lambda r: (
            of_platform[r["platform"]],
            r["platform"],
            r["revenue"],
            r["sku"],
        ),
        "random": lambda r: (r["lot"],),
    }
    orders = {
        rule: [
            Product(r["revenue"] / line, r["unit_cost"] * r["volume"] / cost, r["abc"])
            for r in sorted(rows, key=key)
        ]
        for rule, key in keys.items()
    }
    class_count = {c: sum(r["abc"] == c for r in rows) for c in CLASSES}
    class_cost, class_cv = {}, {}
    for c in CLASSES:
        members = [r for r in rows if r["abc"] == c]
        own = sum(r["unit_cost"] * r["volume"] for r in members)
        weighted = sum(r["unit_cost"] * r["volume"] * r["weekly_cv"] for r in members)
        class_cost[c] = own / cost
        class_cv[c] = weighted / own if own > 0 else 0.0

    gain = {"researched": 0.0, "believed": 0.0}
    for d in s.positioning.differentiators:
        gain["researched"] += d.part_worth * (d.researched - d.ours)
        gain["believed"] += d.part_worth * (d.believed - d.ours)
    off = {"on_invoice": 0.0, "off_invoice_money": 0.0, "off_invoice_rate": 0.0}
    for step in s.waterfall.steps:
        off[step.kind] += step.share
    return Facts(
        revenue=case.line_revenue,
        margin=s.line.gross_margin.value,
        share=s.market.share.value,
        trend=s.history.line_trend.value,
        market_trend=s.history.market_growth.value,
        seasons=list(s.history.seasonality),
        products=len(rows),
        reference_products=s.line.products.value,
        orders=orders,
        class_count=class_count,
        class_cost=class_cost,
        class_cv=class_cv,
        launch_months=derived(case).launch_months.tolist(),
        worth_researched=gain["researched"],
        worth_believed=gain["believed"],
        invoice=1.0 - off["on_invoice"],
        money_off=off["off_invoice_money"],
        rate_off=off["off_invoice_rate"],
        window=(s.window.first, s.window.last),
    )


@dataclass(frozen=True)
class Retired:
    """What the plan retires in the end, as shares of today's revenue and cost."""

    revenue: float
    cost: float
    class_count: dict[str, float]
    class_cost: dict[str, float]


def retire(order: list[Product], share: float) -> Retired:
    """Retire products one by one; of the last one only the fraction that is left to retire."""
    left = share * len(order)
    revenue = cost = 0.0
    class_count, class_cost = dict.fromkeys(CLASSES, 0.0), dict.fromkeys(CLASSES, 0.0)
    for revenue_share, cost_share, abc in order:
        if left <= 0.0:
            break
        part = 1.0 if left >= 1.0 else left
        revenue += part * revenue_share
        cost += part * cost_share
        class_count[abc] += part
        class_cost[abc] += part * cost_share
        left -= part
    return Retired(revenue, cost, class_count, class_cost)


def ramp(quarter: int, start: float, length: float) -> float:
    """How much of a change is done at the middle of a quarter."""
    return min(max((quarter - 0.5 - start) / length, 0.0), 1.0)


def overlap(quarter: int, start: float, end: float) -> float:
    """Years of a quarter that fall between two times."""
    return max(min(quarter / 4, end) - max((quarter - 1) / 4, start), 0.0)


def lift(share: float, utility: float) -> float:
    """Factor by which a utility moves a share in the logit."""
    return math.exp(utility) / (1.0 + share * (math.exp(utility) - 1.0))


def adopted(start: float, end: float, p: float, q: float) -> float:
    """Mean Bass adoption between two times since the launch."""

    def integral(time: float) -> float:
        t = max(time, 0.0)
        return t + math.log((p + q * math.exp(-(p + q) * t)) / (p + q)) / q

    return max((integral(end) - integral(start)) / (end - start), 0.0)


def interpolated(grid: list[list[float]], row: float, column: float) -> float:
    """Between the four corners around a point of a grid over zero to one."""
    last = len(grid) - 1
    i, j = min(int(row * last), last - 1), min(int(column * last), last - 1)
    a, b = row * last - i, column * last - j
    return (
        (1 - a) * (1 - b) * grid[i][j]
        + (1 - a) * b * grid[i][j + 1]
        + a * (1 - b) * grid[i + 1][j]
        + a * b * grid[i + 1][j + 1]
    )


def stock(
    f: Facts,
    plan: Levers,
    world: Assumptions,
    weekly: float,
    done: float,
    offshore: float,
    added: float,
    gone: Retired,
    average: float,
) -> tuple[float, dict[str, float]]:
    """Inventory at what was paid so far: in all, and safety and cycle stock by ABC class.

    `weekly` is what a week's sales cost, landed; `average` that cost over the cost at home.
    """
    recaptured = world.demand_recapture / (1.0 - gone.cost)
    moved_cv = 0.0
    for c in CLASSES:
        moved_cv += gone.class_cost[c] * f.class_cv[c] * world.demand_variability
    moved_cv *= recaptured
    order = (
        1.0 - offshore
    ) * world.domestic_order_quantity + offshore * world.offshore_order_quantity
    by_class = {}
    for c in CLASSES:
        own = f.class_cv[c] * world.demand_variability
        variance = own**2 + moved_cv**2 + 2.0 * world.demand_correlation * own * moved_cv
        pooled = math.sqrt(max(variance, 0.0)) / (1.0 + recaptured * gone.cost)
        cv = own + done * (pooled - own)
        at_home = math.sqrt(
            (world.domestic_lead_time + world.review_period) * cv**2
            + world.domestic_lead_time_sd**2
        )
        abroad = math.sqrt(
            (world.offshore_lead_time + world.review_period) * cv**2
            + world.offshore_lead_time_sd**2
        )
        weeks = world.safety_factor * ((1.0 - offshore) * at_home + offshore * abroad)
        products = f.class_count[c] - done * gone.class_count[c] + (added if c == "A" else 0.0)
        flow = weekly * (f.class_cost[c] - done * gone.class_cost[c]) / (1.0 - done * gone.cost)
        largest = flow * max(world.longest_cover, world.review_period)
        lots = min(max(products * order, flow * world.review_period), largest) / 2.0
        by_class[c] = flow * weeks + lots
    if_all_at_home = weekly / average
    own_plant = (1.0 - offshore) * if_all_at_home
    quoted = offshore * (1.0 - world.quoted_saving) * if_all_at_home
    total = sum(by_class.values())
    total += own_plant * (world.domestic_lead_time + world.work_in_process)
    total += quoted * world.offshore_lead_time * (1.0 - plan.supplier_owns_transit)
    return total, by_class


def run(case: Case, plan: Levers, world: Assumptions) -> dict[str, list[float]]:
    """All series of one plan in one world."""
    f = facts(case)
    variety = math.log2(1.0 + world.variety_cost_doubling)
    today = (f.products / f.reference_products) ** variety
    unit_cost = 1.0 - f.margin - world.complexity_cogs_share
    months = interpolated(f.launch_months, plan.mentoring, plan.partner_development)
    launch = max(months + world.launch_delay, 1.0) / 12.0
    advantage = world.advantage_seen * (
        plan.research * f.worth_researched + (1.0 - plan.research) * f.worth_believed
    )
    effort = world.selling_utility * math.log2(1.0 + plan.selling)
    effort += world.marketing_utility * math.log2(1.0 + plan.marketing)
    premium = world.transit_premium * plan.supplier_owns_transit
    landed = (1.0 - world.quoted_saving) * (1.0 + world.offshore_extra_cost + premium)
    gone = retire(f.orders[PruningRule(plan.pruning_rule).value], plan.retired_share)
    pocket_today = f.invoice * (1.0 - f.rate_off) - f.money_off

    before, by_class = stock(
        f, plan, world, f.revenue * unit_cost / WEEKS_IN_YEAR, 0.0, 0.0, 0.0, gone, 1.0
    )
    left_over = 0.0
    for c in CLASSES:
        if f.class_cost[c]:
            left_over += by_class[c] * gone.class_cost[c] / f.class_cost[c]

    out: dict[str, list[float]] = {name: [] for name in SERIES}
    freed: list[float] = []
    done_before = moved_before = largest_output = built = 0.0
    tied_up = before + f.revenue * world.receivable_days / DAYS_IN_YEAR
    tied_up -= f.revenue * unit_cost * world.payable_days / DAYS_IN_YEAR
    for quarter in range(1, QUARTERS + 1):
        now = {}
        years = (quarter + 1.5) / 4
        season = f.seasons[(quarter - 1) % 4]

        now["market"] = f.revenue / f.share * (1.0 + world.market_growth) ** years / 4 * season
        share = f.share * ((1.0 + f.trend) / (1.0 + f.market_trend)) ** years
        built_up = ramp(quarter, 0.0, world.commercial_quarters)
        invoice = f.invoice * (1.0 + plan.price_change * built_up)
        now["price"] = (invoice * (1.0 - f.rate_off) - f.money_off) / pocket_today
        utility = built_up * effort
        utility += world.price_elasticity / (1.0 - share) * math.log(now["price"])

        now["adoption"] = plan.launch * adopted(
            (quarter - 1) / 4 - launch,
            quarter / 4 - launch,
            world.bass_innovation,
            world.bass_imitation,
        )
        old = (1.0 - now["adoption"]) * share * lift(share, utility)
        new = now["adoption"] * share * lift(share, utility + advantage)

        done = ramp(quarter, 0.0, world.pruning_quarters)
        kept = 1.0 - (1.0 - world.demand_recapture) * gone.revenue * done
        launched = min(max((quarter / 4 - launch) * 4, 0.0), 1.0)
        added = world.launch_skus * plan.launch * launched
        now["skus"] = f.products - f.products * plan.retired_share * done + added
        of_old, of_new = now["market"] * old * kept, now["market"] * new
        now["volume"] = of_old + of_new
        now["revenue"] = now["volume"] * now["price"]
        now["new_product_revenue"] = of_new * now["price"]
        now["share"] = now["revenue"] / now["market"]

        variety_cost = (now["skus"] / f.reference_products) ** variety
        freed.append(max(today - variety_cost, 0.0))
        taken_out = world.freed_cost_taken_out * sum(freed[-4:]) / 4
        charged = max(today, variety_cost) - taken_out
        now["complexity_cogs"] = world.complexity_cogs_share * charged * f.revenue / 4
        now["complexity_sga"] = world.complexity_sga_share * charged * f.revenue / 4
        now["complexity_cost"] = now["complexity_cogs"] + now["complexity_sga"]

        kept_cost, kept_revenue = 1.0 - done * gone.cost, 1.0 - done * gone.revenue
        moved = ramp(quarter, world.offshore_start, world.offshore_quarters)
        offshore = plan.offshore_share * moved
        dearer = (1.0 + world.unrecovered_inflation) ** years
        average = 1.0 - offshore + offshore * landed
        one_old = unit_cost * kept_cost / kept_revenue * dearer * average
        one_new = unit_cost * (1.0 + world.new_product_unit_cost) * dearer * average
        now["variable_cost"] = of_old * one_old + of_new * one_new
        now["cogs"] = now["variable_cost"] + now["complexity_cogs"]
        now["gross_profit"] = now["revenue"] - now["cogs"]
        now["gross_margin"] = now["gross_profit"] / now["revenue"]

        weekly = now["variable_cost"] / season * 4 / WEEKS_IN_YEAR
        now["inventory"], _ = stock(f, plan, world, weekly, done, offshore, added, gone, average)
        now["inventory_change"] = now["inventory"] - before
        now["purchases"] = now["cogs"] + now["inventory_change"]
        before = now["inventory"]
        owed_to_us = now["revenue"] * 4 / season * world.receivable_days / DAYS_IN_YEAR
        owed_by_us = now["variable_cost"] * 4 / season * world.payable_days / DAYS_IN_YEAR
        now["working_capital"] = now["inventory"] + owed_to_us - owed_by_us

        now["operating_cost"] = world.operating_cost_rate * (
            now["revenue"] - f.revenue / 4 * season
        )
        output = now["volume"] * 4 / season * (1.0 - offshore)  # a year's, at prices of the base
        largest_output = max(largest_output, output)
        needed = max(largest_output - f.revenue * (1.0 + world.spare_capacity), 0.0)
        now["capacity"] = world.capacity_investment * unit_cost * (needed - built)
        built = needed

        developing = overlap(quarter, 0.0, launch)
        costs = world.research_cost * plan.research * overlap(quarter, 0.0, 0.5) / 0.5
        costs += world.development_cost * plan.launch * developing / launch
        costs += world.launch_cost * plan.launch * overlap(quarter, launch, launch + 1.0)
        costs += world.mentoring_cost * plan.mentoring * developing
        costs += world.partner_cost * plan.partner_development * developing
        costs += (world.selling_cost * plan.selling + world.marketing_cost * plan.marketing) / 4
        costs += world.pricing_cost * abs(plan.price_change) / 0.01 * overlap(quarter, 0.0, 1.0)
        now["programme_costs"] = costs
        retiring, moving = done - done_before, moved - moved_before
        done_before, moved_before = done, moved
        once = world.integration_cost * plan.partner_development * developing / launch
        once += world.tooling_cost * plan.offshore_share * moving
        once += world.sku_exit_cost * f.products * plan.retired_share * retiring
        once += world.write_off_rate * left_over * retiring
        now["one_offs"] = once
        now["cash"] = now["gross_profit"] - now["complexity_sga"] - now["operating_cost"]
        now["cash"] -= costs + once + now["capacity"] + now["working_capital"] - tied_up
        tied_up = now["working_capital"]
        for name, value in now.items():
            out[name].append(value)
    return out


@lru_cache(maxsize=64)
def idle(case: Case, world: Assumptions) -> dict[str, list[float]]:
    """Series of doing nothing in a world."""
    return run(case, Levers(), world)


def evaluate(case: Case, plan: Levers, world: Assumptions) -> dict[str, dict]:
    """Series and headlines of one plan in one world, of plain numbers.

    Returns
    -------
    dict
        `series`: a list of 20 numbers by name; `headlines`: one number by name.
    """
    f = facts(case)
    got = run(case, plan, world)
    first, last = f.window
    window = range(first - 1, last)
    revenue = sum(got["revenue"][k] for k in window)
    profit = sum(got["gross_profit"][k] for k in window)
    sold = sum(got["variable_cost"][k] for k in window)
    mean_stock = sum(got["inventory"][k] for k in window) / 4
    years = sum((k + 2.5) / 4 for k in window) / 4
    today = (f.products / f.reference_products) ** math.log2(1.0 + world.variety_cost_doubling)
    margin_today = f.margin + world.complexity_cogs_share * (1.0 - today)
    worth = 0.0
    nothing = idle(case, world)
    for k in range(QUARTERS):
        gain = got["cash"][k] - nothing["cash"][k]
        if k == QUARTERS - 1:
            left = got["working_capital"][k] - nothing["working_capital"][k]
            gain += world.released_at_horizon * left
        worth += gain / (1.0 + world.discount_rate) ** ((k + 1) / 4)
    headlines = {
        "revenue_growth": revenue / f.revenue - 1.0,
        "revenue_cagr": (revenue / f.revenue) ** (1.0 / years) - 1.0,
        "complexity_reduction": 1.0 - got["skus"][last - 1] / f.products,
        "margin_points": profit / revenue - margin_today,
        "share": revenue / sum(got["market"][k] for k in window),
        "inventory_turns": sold / mean_stock,
        "programme_cost": sum(got["programme_costs"]) + sum(got["one_offs"]),
        "npv": worth,
    }
    return {"series": got, "headlines": headlines}
