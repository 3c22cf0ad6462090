"""The what-if model as an analyst would write it with pandas: the peer of the benchmark.

The table of products is a DataFrame that is sorted, cumulated and grouped by class; the quarters
are a DataFrame with one column for each figure. What does not depend on the plan or the world is
prepared once per case, and doing nothing is worked out once per world, as in the product.
"""

from functools import lru_cache

import numpy as np
import pandas as pd

from casestudy.levers import Assumptions, Levers, PruningRule
from casestudy.model.derived import development_months, pruning_order
from casestudy.scenario.case import Case

SORT_BY = {
    PruningRule.REVENUE_TAIL: ["revenue", "sku"],
    PruningRule.MARGIN_TAIL: ["margin", "sku"],
    PruningRule.CONTRIBUTION: ["contribution", "sku"],
    PruningRule.PLATFORM: ["platform_revenue", "platform", "revenue", "sku"],
    PruningRule.RANDOM: ["lot", "sku"],
}


@lru_cache(maxsize=16)
def products(case: Case) -> pd.DataFrame:
    """Return the products with what follows from the table alone."""
    figures, line = case.scenario.assumptions, case.line_revenue
    df = case.tables["skus"].copy()
    df["revenue"] = df["price"] * df["volume"]
    df["cost"] = df["unit_cost"] * df["volume"]
    df["margin"] = (df["price"] - df["unit_cost"]) / df["price"]
    setups = figures.complexity_cogs_share.value * line * df["setups"] / df["setups"].sum()
    handling = (
        figures.complexity_sga_share.value * line * df["order_lines"] / df["order_lines"].sum()
    )
    df["contribution"] = df["revenue"] - df["cost"] - setups - handling
    df["platform_revenue"] = df.groupby("platform")["revenue"].transform("sum")
    df["lot"] = np.argsort(pruning_order(case, PruningRule.RANDOM))
    df["revenue_share"] = df["revenue"] / df["revenue"].sum()
    df["cost_share"] = df["cost"] / df["cost"].sum()
    df = df.sort_values(["revenue", "sku"], ascending=[False, True])
    before = df["revenue_share"].cumsum() - df["revenue_share"]
    df["abc"] = np.select([before < 0.80 - 1e-12, before < 0.95 - 1e-12], ["A", "B"], "C")
    return df.reset_index(drop=True)


@lru_cache(maxsize=16)
def classes(case: Case) -> pd.DataFrame:
    """Return number, share of cost and variability by ABC class."""
    df = products(case)
    df = df.assign(weighted=df["cost_share"] * df["weekly_cv"])
    by = df.groupby("abc").agg(
        number=("sku", "size"), flow=("cost_share", "sum"), weighted=("weighted", "sum")
    )
    by["cv"] = by["weighted"] / by["flow"]
    return by


@lru_cache(maxsize=16)
def calendar(case: Case) -> pd.DataFrame:
    """Return the twenty quarters with their times and seasons."""
    q = pd.DataFrame(index=pd.RangeIndex(1, 21, name="quarter"))
    q["start"] = (q.index - 1) / 4
    q["end"] = q.index / 4
    q["years"] = (q.index + 1.5) / 4
    q["middle"] = q.index - 0.5
    q["season"] = np.tile(case.scenario.history.seasonality, 5)
    return q


@lru_cache(maxsize=16)
def waterfall(case: Case) -> tuple[float, float, float]:
    """Return the invoice price, and what is taken off it: as a rate and in money."""
    steps = pd.DataFrame([step.model_dump() for step in case.scenario.waterfall.steps])
    off = steps.groupby("kind")["share"].sum()
    invoice = 1 - off.get("on_invoice", 0.0)
    return invoice, off.get("off_invoice_rate", 0.0), off.get("off_invoice_money", 0.0)


@lru_cache(maxsize=16)
def specifications(case: Case) -> pd.Series:
    """Return what the believed and the researched specification are worth by the part-worths."""
    spec = pd.DataFrame([d.model_dump() for d in case.scenario.positioning.differentiators])
    gain = spec[["believed", "researched"]].sub(spec["ours"], axis=0)
    return gain.mul(spec["part_worth"], axis=0).sum()


def retire(case: Case, rule: PruningRule, share: float) -> pd.DataFrame:
    """Return what is retired in the end, by ABC class: revenue, cost and number."""
    df = products(case).sort_values(SORT_BY[rule])
    df["gone"] = (share * len(df) - np.arange(len(df))).clip(0.0, 1.0)
    df["gone_revenue"] = df["gone"] * df["revenue_share"]
    df["gone_cost"] = df["gone"] * df["cost_share"]
    return df.groupby("abc")[["gone", "gone_revenue", "gone_cost"]].sum()


def overlap(q: pd.DataFrame, start: float, end: float) -> pd.Series:
    """Return the years of each quarter between two times."""
    return (q["end"].clip(upper=end) - q["start"].clip(lower=start)).clip(lower=0.0)


def adoption(q: pd.DataFrame, launch: float, p: float, q_: float) -> pd.Series:
    """Return the mean adoption of each quarter."""

    def integral(time: pd.Series) -> pd.Series:
        t = (time - launch).clip(lower=0.0)
        return t + np.log((p + q_ * np.exp(-(p + q_) * t)) / (p + q_)) / q_

    mean = (integral(q["end"]) - integral(q["start"])) / (q["end"] - q["start"])
    return mean.clip(lower=0.0)


def stock_by_class(
    world: Assumptions, by: pd.DataFrame, weekly, done, offshore, added
) -> pd.DataFrame:
    """Return safety and cycle stock, one column for each class."""
    gone_cost = by["gone_cost"].sum()
    cv = by["cv"] * world.demand_variability
    moved = world.demand_recapture / (1 - gone_cost)
    moved_cv = moved * (by["gone_cost"] * cv).sum()
    pooled = np.sqrt(cv**2 + moved_cv**2 + 2 * world.demand_correlation * cv * moved_cv)
    pooled = pooled / (1 + moved * gone_cost)
    order = (1 - offshore) * world.domestic_order_quantity
    order = order + offshore * world.offshore_order_quantity
    out = {}
    for c in by.itertuples():
        now = cv[c.Index] + done * (pooled[c.Index] - cv[c.Index])
        home = (world.domestic_lead_time + world.review_period) * now**2
        home = np.sqrt(home + world.domestic_lead_time_sd**2)
        abroad = (world.offshore_lead_time + world.review_period) * now**2
        abroad = np.sqrt(abroad + world.offshore_lead_time_sd**2)
        weeks = world.safety_factor * ((1 - offshore) * home + offshore * abroad)
        number = c.number - done * c.gone + (added if c.Index == "A" else 0)
        flow = weekly * (c.flow - done * c.gone_cost) / (1 - done * gone_cost)
        lots = np.minimum(number * order, flow * world.longest_cover)
        out[c.Index] = flow * weeks + np.maximum(lots, flow * world.review_period) / 2
    return pd.DataFrame(out, index=weekly.index)


def quarters(case: Case, plan: Levers, world: Assumptions) -> pd.DataFrame:
    """Return all series of a plan in a world, one row for each quarter."""
    s, line = case.scenario, case.line_revenue
    base_count, reference = len(case.tables["skus"]), s.line.products.value
    by = classes(case).join(retire(case, PruningRule(plan.pruning_rule), plan.retired_share))
    gone_revenue, gone_cost = by["gone_revenue"].sum(), by["gone_cost"].sum()
    q = calendar(case).copy()

    # market and share
    share0, trend = s.market.share.value, s.history.line_trend.value
    growth = s.history.market_growth.value
    q["market"] = line / share0 * (1 + world.market_growth) ** q["years"] / 4 * q["season"]
    base_share = share0 * ((1 + trend) / (1 + growth)) ** q["years"]
    built_up = (q["middle"] / world.commercial_quarters).clip(0, 1)
    invoice0, rate, money = waterfall(case)
    pocket = invoice0 * (1 + plan.price_change * built_up) * (1 - rate) - money
    q["price"] = pocket / (invoice0 * (1 - rate) - money)
    effort = world.selling_utility * np.log2(1 + plan.selling)
    effort = effort + world.marketing_utility * np.log2(1 + plan.marketing)
    utility = built_up * effort
    utility = utility + world.price_elasticity / (1 - base_share) * np.log(q["price"])

    # new product
    worth = specifications(case)
    gained = (worth["researched"] - worth["believed"]) * plan.research
    advantage = world.advantage_seen * (worth["believed"] + gained)
    months = float(development_months(case, plan.mentoring, plan.partner_development))
    launch = max(months + world.launch_delay, 1.0) / 12
    q["adoption"] = plan.launch * adoption(q, launch, world.bass_innovation, world.bass_imitation)
    gain_old, gain_new = np.expm1(utility), np.expm1(utility + advantage)
    old = (1 - q["adoption"]) * base_share * (1 + gain_old) / (1 + base_share * gain_old)
    new = q["adoption"] * base_share * (1 + gain_new) / (1 + base_share * gain_new)

    # pruning
    done = (q["middle"] / world.pruning_quarters).clip(0, 1)
    kept = 1 - (1 - world.demand_recapture) * gone_revenue * done
    added = world.launch_skus * plan.launch * ((q["end"] - launch) * 4).clip(0, 1)
    q["skus"] = base_count * (1 - plan.retired_share * done) + added
    of_old, of_new = q["market"] * old * kept, q["market"] * new
    q["volume"] = of_old + of_new
    q["revenue"] = q["volume"] * q["price"]
    q["new_product_revenue"] = of_new * q["price"]
    q["share"] = q["revenue"] / q["market"]

    # complexity cost
    slope = np.log2(1 + world.variety_cost_doubling)
    today, index = (base_count / reference) ** slope, (q["skus"] / reference) ** slope
    freed = (today - index).clip(lower=0)
    taken_out = world.freed_cost_taken_out * freed.rolling(4, min_periods=1).sum() / 4
    charged = (today + (index - today).clip(lower=0) - taken_out) * line / 4
    q["complexity_cogs"] = world.complexity_cogs_share * charged
    q["complexity_sga"] = world.complexity_sga_share * charged
    q["complexity_cost"] = q["complexity_cogs"] + q["complexity_sga"]

    # unit cost
    ratio = 1 - s.line.gross_margin.value - world.complexity_cogs_share
    mix = (1 - done * gone_cost) / (1 - done * gone_revenue)
    newer = 1 + world.new_product_unit_cost
    moved = ((q["middle"] - world.offshore_start) / world.offshore_quarters).clip(0, 1)
    offshore = plan.offshore_share * moved
    extra = world.offshore_extra_cost + world.transit_premium * plan.supplier_owns_transit
    saving = 1 - (1 - world.quoted_saving) * (1 + extra)
    average = 1 - offshore * saving
    q["variable_cost"] = (of_old * mix + of_new * newer) * ratio * average
    q["variable_cost"] *= (1 + world.unrecovered_inflation) ** q["years"]
    q["cogs"] = q["variable_cost"] + q["complexity_cogs"]
    q["gross_profit"] = q["revenue"] - q["cogs"]
    q["gross_margin"] = q["gross_profit"] / q["revenue"]

    # inventory
    weekly = q["variable_cost"] / q["season"] * 4 / 52
    at_home = weekly / average
    by_class = stock_by_class(world, by, weekly, done, offshore, added)
    at_sea = (1 - plan.supplier_owns_transit) * world.offshore_lead_time
    here = (1 - offshore) * (world.domestic_lead_time + world.work_in_process)
    paid = offshore * (1 - world.quoted_saving) * at_sea
    q["inventory"] = by_class.sum(axis=1) + at_home * (here + paid)
    before = pd.Series([line * ratio / 52])
    opening = stock_by_class(world, by, before, 0.0, 0.0, 0.0).iloc[0]
    at_start = opening.sum() + before[0] * (world.domestic_lead_time + world.work_in_process)
    q["inventory_change"] = q["inventory"].diff()
    q.loc[1, "inventory_change"] = q.loc[1, "inventory"] - at_start
    q["purchases"] = q["cogs"] + q["inventory_change"]

    # receivables, payables, and what growth costs
    owed = q["revenue"] * world.receivable_days - q["variable_cost"] * world.payable_days
    q["working_capital"] = q["inventory"] + owed / q["season"] * 4 / 365
    tied_up = line * (world.receivable_days - ratio * world.payable_days) / 365 + at_start
    q["operating_cost"] = world.operating_cost_rate * (q["revenue"] - line / 4 * q["season"])
    made_here = q["volume"] / q["season"] * 4 / line * (1 - offshore)
    beyond = (made_here.cummax() - 1 - world.spare_capacity).clip(lower=0)
    added_capacity = beyond.diff().fillna(beyond.iloc[0])
    q["capacity"] = world.capacity_investment * ratio * line * added_capacity

    # programme costs and cash
    developing = overlap(q, 0, launch)
    q["programme_costs"] = (
        world.research_cost * plan.research * overlap(q, 0, 0.5) / 0.5
        + world.development_cost * plan.launch * developing / launch
        + world.launch_cost * plan.launch * overlap(q, launch, launch + 1)
        + (world.mentoring_cost * plan.mentoring) * developing
        + (world.partner_cost * plan.partner_development) * developing
        + (world.selling_cost * plan.selling + world.marketing_cost * plan.marketing) / 4
        + world.pricing_cost * abs(plan.price_change) / 0.01 * overlap(q, 0, 1)
    )
    retiring = done.diff().fillna(done.iloc[0])
    moving = moved.diff().fillna(moved.iloc[0])
    left_over = (opening * by["gone_cost"] / by["flow"]).sum()
    each = world.sku_exit_cost * base_count * plan.retired_share
    q["one_offs"] = (
        world.integration_cost * plan.partner_development * developing / launch
        + world.tooling_cost * plan.offshore_share * moving
        + (each + world.write_off_rate * left_over) * retiring
    )
    tied = q["working_capital"].diff()
    tied.loc[1] = q.loc[1, "working_capital"] - tied_up
    spent = q["programme_costs"] + q["one_offs"] + q["capacity"] + tied
    q["cash"] = q["gross_profit"] - q["complexity_sga"] - q["operating_cost"] - spent
    return q


@lru_cache(maxsize=64)
def idle(case: Case, world: Assumptions) -> pd.DataFrame:
    """Return the series of doing nothing."""
    return quarters(case, Levers(), world)


def evaluate(case: Case, plan: Levers, world: Assumptions) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return series and headlines of a plan in a world."""
    s = case.scenario
    base_count = len(case.tables["skus"])
    q = quarters(case, plan, world)
    w = q.loc[s.window.first : s.window.last]
    year = w[["revenue", "gross_profit", "market", "variable_cost"]].sum()
    growth = year["revenue"] / case.line_revenue - 1
    today = (base_count / s.line.products.value) ** np.log2(1 + world.variety_cost_doubling)
    base_margin = s.line.gross_margin.value + world.complexity_cogs_share * (1 - today)
    discount, nothing = (1 + world.discount_rate) ** -q["end"], idle(case, world)
    left = (q["working_capital"] - nothing["working_capital"]) * world.released_at_horizon
    return q, {
        "revenue_growth": growth,
        "revenue_cagr": (1 + growth) ** (1 / w["years"].mean()) - 1,
        "complexity_reduction": 1 - w["skus"].iloc[-1] / base_count,
        "margin_points": year["gross_profit"] / year["revenue"] - base_margin,
        "share": year["revenue"] / year["market"],
        "inventory_turns": year["variable_cost"] / w["inventory"].mean(),
        "programme_cost": (q["programme_costs"] + q["one_offs"]).sum(),
        "npv": ((q["cash"] - nothing["cash"]) * discount).sum() + (left * discount).iloc[-1],
    }
