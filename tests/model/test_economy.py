"""The economy of the case: what it costs to grow, what stock is worth, and that one figure is one.

Series come from the oracle, a second program in plain Python, wherever a formula is redone by hand.
"""

import re
from dataclasses import fields, replace
from math import log
from statistics import NormalDist

import numpy as np
import oracle
import pytest

import casestudy as cs
from casestudy.analysis.reported import Compared
from casestudy.analysis.worth import Worth
from casestudy.concepts.portfolio import lognormal_spread, lognormal_top_share
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.derived import operating_profit
from casestudy.model.many import simulate_many
from casestudy.model.simulate import simulate
from casestudy.scenario.schema import TARGETS
from casestudy.text.formats import money, percent
from casestudy.text.prose import Prose

# What the order file that the scenario names was measured to hold: its smallest products' revenue.
REAL_FILE = {0.80: 0.213, 0.84: 0.266}


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


@pytest.fixture
def plan(case):
    return case.plan("as_it_happened")


def logit(share: float) -> float:
    return log(share / (1 - share))


# -- the outcomes of the source --------------------------------------------------------------------


def test_the_plan_as_it_happened_meets_its_targets(case, plan):
    got = oracle.evaluate(case, plan, case.assumptions)["headlines"]
    wanted = {
        "turnaround": {"revenue_growth": 0.17, "complexity_reduction": 0.80, "margin_points": 0.01},
        "packaging": {"revenue_growth": 0.12, "complexity_reduction": 0.60, "margin_points": 0.02},
    }[case.name]
    assert set(wanted) == set(TARGETS)
    for target, value in wanted.items():
        assert got[target] == pytest.approx(value, abs=0.0005), target
        found = getattr(simulate(case, plan).headlines, target)
        assert float(found) == pytest.approx(value, abs=0.0005), target


def stock_of_the_base_year(case) -> float:
    """Stock before anything is done, class by class."""
    f, world = oracle.facts(case), case.assumptions
    unit_cost = 1.0 - f.margin - world.complexity_cogs_share
    none = oracle.retire(f.orders["revenue_tail"], 0.0)
    weekly = f.revenue * unit_cost / 52
    total, _ = oracle.stock(f, Levers(), world, weekly, 0.0, 0.0, 0.0, none, 1.0)
    return total


def turns_of_the_base_year(case) -> float:
    f = oracle.facts(case)
    sold = f.revenue * (1.0 - f.margin - case.assumptions.complexity_cogs_share)
    return sold / stock_of_the_base_year(case)


def test_the_stock_turns_faster_than_before_and_than_with_nothing_done(case, plan):
    happened, idle = (
        oracle.evaluate(case, p, case.assumptions)["headlines"]["inventory_turns"]
        for p in (plan, Levers())
    )
    before = turns_of_the_base_year(case)
    assert happened > 1.05 * before
    assert happened > 1.05 * idle
    assert float(simulate(case, plan).headlines.inventory_turns) == pytest.approx(happened)


def test_it_does_so_in_most_worlds(case, plan):
    """Over draws of their own: each assumption triangular about its value, by NumPy."""
    rng, draws, drawn = np.random.default_rng(11), 2000, {}
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        if figure.low is not None and figure.low < figure.high:
            drawn[name] = rng.triangular(figure.low, figure.value, figure.high, draws)
    assert len(drawn) > 40
    world = replace(case.assumptions, **drawn)
    happened, series = simulate_many(case, plan, world, series=["inventory", "inventory_change"])
    idle, _ = simulate_many(case, Levers(), world)
    opening = series["inventory"][:, 0] - series["inventory_change"][:, 0]
    margin = case.scenario.line.gross_margin.value
    before = case.line_revenue * (1 - margin - world.complexity_cogs_share) / opening
    better = (happened.inventory_turns > before) & (happened.inventory_turns > idle.inventory_turns)
    assert better.mean() >= 0.75
    ways = cs.supply.contracts(case)
    assert ways.better / ways.worlds == pytest.approx(better.mean(), abs=0.04)
    said = cs.say(ways, "what_the_contract_decides", case=case)
    assert f"We draw {ways.worlds:,} worlds" in said
    assert f"In {percent(ways.better / ways.worlds)} of them the stock turns faster" in said


# -- one truth for each figure ---------------------------------------------------------------------


def test_the_whale_peaks_where_those_of_real_companies_do(case):
    s, rows = case.scenario, case.tables["skus"].to_dict("records")
    revenue = sum(r["price"] * r["volume"] for r in rows)
    totals = {d: sum(r[d] for r in rows) for d in ("setups", "order_lines")}
    cost, world = s.operating_cost, case.assumptions
    profit = []
    for r in rows:
        sold = r["price"] * r["volume"]
        own = sold - r["unit_cost"] * r["volume"]
        setups = world.complexity_cogs_share + cost.share * cost.drivers.setups
        lines = world.complexity_sga_share + cost.share * cost.drivers.order_lines
        own -= case.line_revenue * setups * r["setups"] / totals["setups"]
        own -= case.line_revenue * lines * r["order_lines"] / totals["order_lines"]
        own -= case.line_revenue * cost.share * cost.drivers.revenue * sold / revenue
        profit.append(own)
    assert operating_profit(case) == pytest.approx(profit, abs=1e-3)
    peak = largest = 0.0
    for own in sorted(profit, reverse=True):
        peak += own
        largest = max(largest, peak)
    assert 1.15 <= largest / sum(profit) <= 2.00
    assert cs.assortment.whale(case).curve.peak == pytest.approx(largest, rel=1e-6)


def test_waterfall_and_order_lines_are_one_to_the_cent(case):
    off = {"on_invoice": 0.0, "off_invoice_money": 0.0, "off_invoice_rate": 0.0}
    for step in case.scenario.waterfall.steps:
        off[step.kind] += step.share
    cent = 10.0**-case.scenario.currency.minor_units
    lines = case.tables["order_lines"]
    at_list = lines["units"] * lines["list_price"]
    in_pocket = lines["invoiced"] * (1 - off["off_invoice_rate"])
    in_pocket -= at_list * off["off_invoice_money"]
    assert (in_pocket - lines["revenue"]).abs().max() < 0.501 * cent
    # All together: list times what the waterfall leaves, but for list prices in whole cents.
    pocket = (1 - off["on_invoice"]) * (1 - off["off_invoice_rate"]) - off["off_invoice_money"]
    units = lines.groupby("sku")["units"].sum()
    rounding = 3 * cent / np.sqrt(12) * pocket * float(np.sqrt((units**2).sum()))
    assert rounding < 5e-6 * case.line_revenue
    assert float(at_list.sum()) * pocket == pytest.approx(lines["revenue"].sum(), abs=rounding)
    assert lines["revenue"].sum() == pytest.approx(case.line_revenue, abs=0.01 * cent)
    assert cs.price.waterfall(case).pocket / 100 == pytest.approx(pocket, abs=1e-6)


def test_the_tail_is_as_thin_as_in_the_real_order_file():
    case = cs.load_case("turnaround")
    spread = case.scenario.order_file.concentration.value
    skus = case.tables["skus"]
    revenue = sorted(skus["price"] * skus["volume"])
    for fraction, share in REAL_FILE.items():
        assert lognormal_spread(fraction, share) == pytest.approx(spread, abs=0.03)
        assert 1 - lognormal_top_share(spread, 1 - fraction) == pytest.approx(share, abs=0.01)
        held = sum(revenue[: round(fraction * len(revenue))]) / sum(revenue)
        assert held == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("research", [0.0, 0.4, 1.0])
def test_the_new_products_advantage_is_what_part_worths_say_and_customers_see(case, plan, research):
    """Read back from shares: a utility is a difference of two logits."""
    worth = {"researched": 0.0, "believed": 0.0}
    for d in case.scenario.positioning.differentiators:
        for kind in worth:
            worth[kind] += d.part_worth * (getattr(d, kind) - d.ours)
    expected = case.assumptions.advantage_seen * (
        research * worth["researched"] + (1 - research) * worth["believed"]
    )
    assert expected > 0
    s = simulate(case, replace(plan, research=research, retired_share=0.0)).series
    for q in (12, 19):  # after the launch
        new = s.new_product_revenue[q] / s.price[q] / s.market[q] / s.adoption[q]
        old = s.volume[q] / s.market[q] - new * s.adoption[q]
        old /= 1 - s.adoption[q]
        assert logit(new) - logit(old) == pytest.approx(expected, rel=1e-9)


def test_what_retired_products_lose_is_lost_to_the_old_ones_only(case, plan):
    cut, whole = (simulate(case, p).series for p in (plan, replace(plan, retired_share=0.0)))
    assert cut.new_product_revenue == pytest.approx(whole.new_product_revenue, rel=1e-12)
    gone = oracle.retire(
        oracle.facts(case).orders[plan.pruning_rule.value], plan.retired_share
    ).revenue
    lost = (1 - case.assumptions.demand_recapture) * gone
    old_then, old_now = (s.revenue[-1] - s.new_product_revenue[-1] for s in (whole, cut))
    assert old_now / old_then == pytest.approx(1 - lost, rel=1e-9)


def test_the_elasticity_holds_in_every_quarter(case):
    """At the share that the line has by itself, a small rise loses its elasticity in volume."""
    rise = 1e-5
    idle = simulate(case, Levers()).series
    dearer = simulate(case, Levers(price_change=rise)).series
    for q in range(8, 20):
        volume = log(dearer.volume[q] / idle.volume[q])
        price = log(dearer.price[q] / idle.price[q])
        assert volume / price == pytest.approx(case.assumptions.price_elasticity, abs=1e-3)


def test_doing_nothing_goes_on_as_the_history_went(case):
    history = case.tables["history"].groupby("year")
    cost, revenue = (history[c].sum() for c in ("variable_cost", "revenue"))
    years = len(revenue) - 1
    ratio = (cost.iloc[-1] / revenue.iloc[-1]) / (cost.iloc[0] / revenue.iloc[0])
    past = ratio ** (1 / years) - 1
    ahead = case.assumptions.unrecovered_inflation
    assert abs(past - ahead) < 0.003
    found = cs.history.outlook(case)
    assert found.cost_past == pytest.approx(past, rel=1e-9)
    assert found.cost_ahead == ahead
    active = history["active_skus"].last()
    growth = (active.iloc[-1] / active.iloc[0]) ** (1 / years) - 1
    assert found.products_past == pytest.approx(growth, rel=1e-9)
    grown = (1 + growth) ** 5
    more = (1 + case.assumptions.variety_cost_doubling) ** (log(grown) / log(2)) - 1
    share = case.assumptions.complexity_cogs_share + case.assumptions.complexity_sga_share
    assert found.variety_left_out == pytest.approx(more * share * case.line_revenue)


# -- what the plan is worth ------------------------------------------------------------------------


def gained(case, plan, world=None) -> dict[str, list[float]]:
    """All series of a plan, less those of doing nothing."""
    world = case.assumptions if world is None else world
    done, idle = (oracle.run(case, p, world) for p in (plan, Levers()))
    return {n: [a - b for a, b in zip(done[n], idle[n], strict=True)] for n in done}


def discounted(amounts: list[float], rate: float) -> float:
    return sum(a / (1 + rate) ** (q / 4) for q, a in enumerate(amounts, 1))


def profit(gain: dict[str, list[float]], *, lasting: bool = False) -> list[float]:
    once = ("one_offs", "capacity") if not lasting else ()
    spent = ("complexity_sga", "operating_cost", "programme_costs", *once)
    return [gain["gross_profit"][q] - sum(gain[n][q] for n in spent) for q in range(20)]


def read_by_hand(case, gain, *, tax=0.0, released=True, fades=False) -> float:
    world, valuation = case.assumptions, case.scenario.valuation
    rate = world.discount_rate * (1 - tax)
    cash = [c - tax * p for c, p in zip(gain["cash"], profit(gain), strict=True)]
    if released:
        cash[-1] += world.released_at_horizon * gain["working_capital"][-1]
    value = discounted(cash, rate)
    if fades:
        year = (1 - tax) * sum(profit(gain, lasting=True)[-4:])
        kept = 1 - valuation.fade.value
        for k in range(1, 501):
            value += year * kept**k / (1 + rate) ** (5 + k)
    return value


PLANS = {
    "as it happened": {},
    "no launch": {"launch": 0.0, "research": 0.0},
    "no research": {"research": 0.0},
    "everything at home": {"offshore_share": 0.0},
}


@pytest.mark.parametrize("changes", PLANS.values(), ids=PLANS)
def test_every_reading_of_the_present_value_is_what_a_sum_says(case, changes):
    plan = case.plan("as_it_happened", **changes)
    found, gain = cs.worth(case, plan), gained(case, plan)
    tax = case.scenario.valuation.tax_rate.value
    slack = 1e-9 * case.line_revenue
    assert found.default == pytest.approx(float(simulate(case, plan).headlines.npv), abs=slack)
    by_hand = {
        "default": read_by_hand(case, gain),
        "unreleased": read_by_hand(case, gain, released=False),
        "after_tax": read_by_hand(case, gain, tax=tax),
        "fading": read_by_hand(case, gain, fades=True),
        "after_tax_fading": read_by_hand(case, gain, tax=tax, fades=True),
    }
    for reading, value in by_hand.items():
        assert getattr(found, reading) == pytest.approx(value, abs=slack), reading
    assert len({round(v) for v in by_hand.values()}) == 5
    signs = {value > 0 for value in by_hand.values()}
    assert found.all_of_one_sign == (len(signs) == 1)


@pytest.mark.parametrize("changes", PLANS.values(), ids=PLANS)
def test_the_rate_of_return_makes_the_default_nothing(case, changes):
    plan = case.plan("as_it_happened", **changes)
    gain, found = gained(case, plan), cs.worth(case, plan)
    cash = list(gain["cash"])
    cash[-1] += case.assumptions.released_at_horizon * gain["working_capital"][-1]
    changed = sum((a > 0) != (b > 0) for a, b in zip(cash[1:], cash, strict=False))
    if changed != 1:
        assert found.rate_of_return is None
        assert found.pays_back is None
        return
    assert discounted(cash, found.rate_of_return) == pytest.approx(0, abs=1e-9 * case.line_revenue)
    assert found.pays_back == (cash[0] < 0)


def test_the_plan_as_it_happened_has_a_rate_of_return(case):
    found = cs.worth(case)
    assert found.pays_back
    assert found.rate_of_return > case.assumptions.discount_rate


COSTS = {
    "operating_cost": {"operating_cost_rate": 0.0},
    "receivables": {"receivable_days": 0.0, "payable_days": 0.0},
    "capacity": {"spare_capacity": 1.0},
}


@pytest.mark.parametrize("changes", [{}, {"offshore_share": 0.0}], ids=["happened", "at home"])
@pytest.mark.parametrize("cost", COSTS)
def test_what_growth_costs_is_what_the_value_gains_without_it(case, cost, changes):
    plan = case.plan("as_it_happened", **changes)
    free = case.assume(**COSTS[cost])
    without, with_it = (
        float(simulate(case, plan, world).headlines.npv) for world in (free, case.assumptions)
    )
    assert getattr(cs.worth(case, plan), cost) == pytest.approx(
        without - with_it, abs=1e-9 * case.line_revenue
    )
    if changes or cost != "capacity":
        assert without - with_it > 0.002 * case.line_revenue


# -- what the stock is worth -----------------------------------------------------------------------


def counted_stock(case, plan) -> tuple[float, dict[str, float]]:
    """Stock for the sales of the base year with the plan carried out, and what is needed for it."""
    f, world = oracle.facts(case), case.assumptions
    at_home = f.revenue * (1.0 - f.margin - world.complexity_cogs_share) / 52
    extra = world.offshore_extra_cost + world.transit_premium * plan.supplier_owns_transit
    landed = (1 - world.quoted_saving) * (1 + extra)
    unit = 1 - plan.offshore_share + plan.offshore_share * landed
    gone = oracle.retire(f.orders[plan.pruning_rule.value], plan.retired_share)
    added = world.launch_skus * plan.launch
    total, _ = oracle.stock(
        f, plan, world, at_home * unit, 1.0, plan.offshore_share, added, gone, unit
    )
    return total, {"at_home": at_home, "landed": landed, "unit": unit}


@pytest.mark.parametrize("owned", [None, 0.0, 0.7])
def test_goods_at_sea_are_worth_what_was_paid(case, plan, owned):
    if owned is not None:
        plan = replace(plan, supplier_owns_transit=owned)
    world, found = case.assumptions, cs.supply.sea_value(case, plan)
    stock, part = counted_stock(case, plan)
    sold = 52 * part["at_home"] * part["unit"]
    assert found.stock == pytest.approx(stock, rel=1e-12)
    assert found.unit_cost == pytest.approx(part["unit"], rel=1e-12)
    assert found.turns == pytest.approx(sold / stock, rel=1e-12)
    assert found.turns_today == pytest.approx(turns_of_the_base_year(case), rel=1e-12)
    under_way = part["at_home"] * plan.offshore_share * world.offshore_lead_time
    under_way *= 1 - plan.supplier_owns_transit
    assert found.paid == pytest.approx(under_way * (1 - world.quoted_saving), rel=1e-12)
    assert found.landed == pytest.approx(under_way * part["landed"], rel=1e-12)
    work = part["at_home"] * world.work_in_process
    assert found.work_if_unmoved == pytest.approx(work, rel=1e-12)
    assert found.work_here == pytest.approx(work * (1 - plan.offshore_share), rel=1e-12)
    mistakes = under_way * (part["landed"] - 1 + world.quoted_saving) + work * plan.offshore_share
    assert found.turns_wrong == pytest.approx(sold / (stock + mistakes), rel=1e-12)
    assert found.turns_wrong < found.turns


def test_the_bridge_of_the_stock_closes_and_ends_at_what_the_plan_holds(case, plan):
    found = cs.supply.stock_changes(case)
    bridge = found.bridge
    assert bridge.totals[0] == pytest.approx(stock_of_the_base_year(case), rel=1e-12)
    assert bridge.totals[0] + bridge.changes.sum() == pytest.approx(bridge.totals[-1], rel=1e-12)
    after = bridge.totals[0] + bridge.changes[: found.done].sum()
    assert found.after_plan == pytest.approx(after, rel=1e-12)
    assert found.after_plan == pytest.approx(cs.supply.sea_value(case).stock, rel=1e-12)


def test_every_step_of_the_bridge_is_a_stock_of_its_own(case, plan):
    f, world = oracle.facts(case), case.assumptions
    _, part = counted_stock(case, plan)
    at_home, unit, added = part["at_home"], part["unit"], world.launch_skus * plan.launch
    order = f.orders[plan.pruning_rule.value]
    cut, none = oracle.retire(order, plan.retired_share), oracle.retire(order, 0.0)
    # The partner as good as the own plant, and no cheaper; then one difference after the other.
    near = replace(
        world,
        quoted_saving=0.0,
        offshore_lead_time=world.domestic_lead_time,
        offshore_lead_time_sd=world.domestic_lead_time_sd,
        offshore_order_quantity=world.domestic_order_quantity,
    )
    cheap = replace(near, quoted_saving=world.quoted_saving)
    far = replace(world, offshore_order_quantity=world.domestic_order_quantity)
    ours = replace(plan, supplier_owns_transit=0.0)
    theirs = replace(plan, supplier_owns_transit=1.0)
    steps = [
        (ours, near, 1.0, 0.0, 0.0, none),
        (ours, near, 1.0, 0.0, 0.0, cut),
        (ours, near, 1.0, 0.0, added, cut),
        (ours, near, 1.0, plan.offshore_share, added, cut),
        (ours, cheap, unit, plan.offshore_share, added, cut),
        (plan, far, unit, plan.offshore_share, added, cut),
        (plan, world, unit, plan.offshore_share, added, cut),
        (theirs, world, unit, plan.offshore_share, added, cut),  # the owner alone, at this price
    ]
    totals = [
        oracle.stock(f, levers, w, at_home * average, 1.0, offshore, more, gone, average)[0]
        for levers, w, average, offshore, more, gone in steps
    ]
    assert cs.supply.stock_changes(case).bridge.totals == pytest.approx(totals, rel=1e-12)


# -- every outcome that the source names -----------------------------------------------------------


def test_every_reported_outcome_is_its_own_simple_formula(case, plan):
    f, world, found = oracle.facts(case), case.assumptions, cs.reported(case)
    done, idle = (oracle.run(case, p, world) for p in (plan, Levers()))
    first, last = f.window

    def window(series: list[float]) -> float:
        return sum(series[first - 1 : last])

    def same(got: Compared, before: float, nothing: float, happened: float) -> None:
        assert got == pytest.approx((before, nothing, happened), rel=1e-9)

    same(found.revenue, f.revenue, *(window(o["revenue"]) for o in (idle, done)))
    same(found.products, f.products, *(o["skus"][last - 1] for o in (idle, done)))
    margins = (window(o["gross_profit"]) / window(o["revenue"]) for o in (idle, done))
    same(found.margin, f.margin, *margins)
    shares = (window(o["revenue"]) / window(o["market"]) for o in (idle, done))
    same(found.share, f.share, *shares)
    variety = f.revenue * (world.complexity_cogs_share + world.complexity_sga_share)
    same(found.variety_cost, variety, *(window(o["complexity_cost"]) for o in (idle, done)))
    turns = (4 * window(o["variable_cost"]) / window(o["inventory"]) for o in (idle, done))
    same(found.turns, turns_of_the_base_year(case), *turns)

    stock, part = counted_stock(case, plan)
    year = 52 * part["at_home"]
    home = 1 + world.discount_rate * stock_of_the_base_year(case) / year
    tools = world.tooling_cost * plan.offshore_share / 5 / year
    same(found.supply_cost, home, home, part["unit"] + world.discount_rate * stock / year + tools)
    here, there = world.domestic_lead_time, world.offshore_lead_time
    same(found.lead_time, here, here, here + plan.offshore_share * (there - here))
    assert found.on_time == pytest.approx(NormalDist().cdf(world.safety_factor), rel=1e-9)

    alone, together = (
        oracle.interpolated(f.launch_months, m, p) + world.launch_delay
        for m, p in ((0.0, 0.0), (plan.mentoring, plan.partner_development))
    )
    same(found.months, alone, alone, together)
    blind = f.worth_believed / f.worth_researched
    same(found.met, blind, blind, blind + (1 - blind) * plan.research)
    gain = profit(gained(case, plan), lasting=True)
    assert found.lasting == pytest.approx(sum(gain[-4:]), rel=1e-9)
    assert found.upkeep == pytest.approx(sum(done["programme_costs"][-4:]), rel=1e-9)


# -- what is said ----------------------------------------------------------------------------------


def assert_plain(*texts: Prose | str) -> None:
    """No figure that is none, no braces, and no dollar sign that a page would set as a formula."""
    for text in texts:
        assert not re.search(r"\bnan\b|\binf\b|[{}]", str(text)), text
        markdown = Prose(str(text))._repr_markdown_()
        if "$" in markdown:
            assert markdown.startswith('<div class="mathjax_ignore')
            assert not re.search(r"(?<!\\)\$", markdown), markdown


def rows_of(text: str) -> dict[str, str]:
    """Last cell of each row of a table by its first."""
    lines = [line.strip("| ").split(" | ") for line in str(text).splitlines() if "|" in line]
    return {cells[0]: cells[-1] for cells in lines[2:]}


def test_the_table_of_outcomes_says_better_and_worse_where_they_are(case):
    found = cs.reported(case)
    assert_plain(cs.say(found, "outcomes", case=case), cs.say(found, "against", case=case))
    said = rows_of(cs.say(found, "outcomes", case=case))
    assert len(said) == 8
    assert said.pop("supply chain: way") == "worse"
    assert set(said.values()) == {"better"}

    turned = {n: Compared(v.happened, v.happened, v.before) for n, v in kept(found).items()}
    worse = replace(found, **turned, lasting=-1e6)
    said = rows_of(cs.say(worse, "outcomes", case=case))
    assert said.pop("supply chain: way") == "better"
    assert set(said.values()) == {"worse"}
    assert "less than with nothing done" in cs.say(worse, "outcomes", case=case)
    assert "does not fall" in cs.say(worse, "against", case=case)
    risen = replace(found, share=Compared(0.1, 0.1, 0.2))
    assert "The share rose with it" in cs.say(risen, "against", case=case)
    assert_plain(cs.say(worse, "outcomes", case=case), cs.say(worse, "against", case=case))

    mixed = replace(found, turns=Compared(4.0, 3.0, 3.5), revenue=Compared(1e6, 1e6, 1.001e6))
    said = rows_of(cs.say(mixed, "outcomes", case=case))
    assert said["inventory efficiency"] == "worse than before, better than doing nothing"
    assert said["revenue"] == "no other"


def kept(found) -> dict[str, Compared]:
    values = {f.name: getattr(found, f.name) for f in fields(found)}
    return {name: value for name, value in values.items() if isinstance(value, Compared)}


def test_readings_of_the_value_follow_their_signs(case):
    found = cs.worth(case)
    spoken = [
        cs.say(found, "readings", case=case),
        cs.say(found, "the_default", case=case),
        cs.say(found, "in_brief", case=case),
    ]
    assert_plain(*spoken)
    for reading in ("default", "unreleased", "after_tax", "fading", "after_tax_fading"):
        shown = money(getattr(found, reading), found.currency, sign=True)
        assert shown in str(spoken[0])
    # One that pays only if working capital comes back, and one that pays in any case.
    depends = {"turnaround": True, "packaging": False}[case.name]
    assert ("depends on the reading" in spoken[0]) == depends
    assert ("Under every reading the plan as it happened pays" in spoken[0]) == (not depends)
    assert "internal rate of return" in spoken[0]
    assert ("nothing here, since it has room" in spoken[1]) == (found.capacity == 0)

    losing = {n: -abs(getattr(found, n)) for n in
              ("default", "unreleased", "after_tax", "fading", "after_tax_fading")}  # fmt: skip
    poor = replace(found, **losing, rate_of_return=None, pays_back=None)
    assert "does not pay" in cs.say(poor, "readings", case=case)
    assert "internal rate of return" not in cs.say(poor, "readings", case=case)
    borrowed = replace(found, pays_back=False)
    assert "internal rate of return" not in cs.say(borrowed, "readings", case=case)
    crowded = replace(found, capacity=1e6)
    assert_plain(
        cs.say(poor, "readings", case=case),
        cs.say(poor, "in_brief", case=case),
        cs.say(crowded, "the_default", case=case),
    )
    assert "−" in cs.say(poor, "in_brief", case=case)


def test_the_trap_says_worse_only_where_the_mistakes_make_it_worse(case):
    found = cs.supply.sea_value(case)

    def tell(value):
        return cs.say(value, "the_trap", case=case)

    assert_plain(tell(found))
    worse = found.turns_wrong < found.turns_today
    assert worse == (case.name == "turnaround")
    assert ("worse than before the programme" in tell(found)) == worse
    assert ("less than is true" in tell(found)) == (not worse)
    trapped = replace(found, turns_wrong=found.turns_today - 0.1)
    assert "improvement cannot be true" in tell(trapped)
    spared = replace(found, turns_wrong=found.turns_today + 0.1, turns=found.turns_today + 0.9)
    assert "cannot be true" not in tell(spared)
    assert "less than is true" in tell(spared)
    at_home = cs.supply.sea_value(case, case.plan("as_it_happened", offshore_share=0.0))
    assert at_home.turns_wrong == at_home.turns
    assert "next to no difference" in tell(at_home)
    assert_plain(tell(trapped), tell(spared), tell(at_home))


def test_a_plan_that_does_nothing_has_readings_too(case):
    found: Worth = cs.worth(case, Levers())
    values = [getattr(found, f.name) for f in fields(found)][:5]
    assert values == [0.0] * 5
    assert found.rate_of_return is None
    assert_plain(cs.say(found, "readings"), cs.say(found, "in_brief", case=case))
