"""What has to hold of the model whatever the plan and the world, on both scenarios."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import (
    EXAMPLES,
    HEADLINES,
    MONEY,
    MONEY_HEADLINES,
    MONEY_SERIES,
    SCENARIOS,
    SERIES,
    assert_same,
    batches,
    bounds,
    close,
    draws,
    for_all,
    in_other_money,
    in_other_order,
    numbers,
    on_both,
    one_draw,
    plans,
    the_case,
    with_one_split,
    with_products,
    worlds,
)

from casestudy.chapters.history.bridges import gross_profit_bridge, revenue_bridge
from casestudy.concepts import choice, diffusion, inventory, portfolio, schedule
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.model.derived import contribution, derived, development_months, pruning_order
from casestudy.model.many import simulate_many
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.synthesis import make_tables

CLOSES = 1e-9
SAME = 1e-12
EVERY_INPUT = (*names(Levers), *names(Assumptions))
TIME = (np.arange(1, 21) + 1.5) / 4  # years since the middle of the base year
END = np.arange(1, 21) / 4  # years since the programme began
fractions = st.floats(0.0, 1.0, allow_subnormal=False)
positive = st.floats(1e-3, 1e6, allow_subnormal=False)
seeds = st.integers(0, 2**32 - 1)


def assert_money(case: Case, got: NDArray, expected: NDArray, tolerance: float = CLOSES) -> None:
    __tracebackhide__ = True
    assert np.max(np.abs(np.asarray(got) - expected)) <= tolerance * case.line_revenue


def of(strategy: st.SearchStrategy) -> Callable[[Case], st.SearchStrategy]:
    """Use one strategy for either case."""
    return lambda case: strategy


class TestAccounts:
    @for_all(plan=plans, world=worlds)
    def test_revenue_is_price_times_volume(self, case, plan, world) -> None:
        s = simulate(case, plan, world).series
        assert_money(case, s.revenue, s.price * s.volume)
        assert_money(case, s.revenue, s.share * s.market)

    @for_all(plan=plans, world=worlds)
    def test_gross_profit_is_revenue_less_cost_of_goods(self, case, plan, world) -> None:
        s = simulate(case, plan, world).series
        assert_money(case, s.gross_profit, s.revenue - s.cogs)
        assert_money(case, s.cogs, s.variable_cost + s.complexity_cogs)
        assert_money(case, s.complexity_cost, s.complexity_cogs + s.complexity_sga)
        assert_money(case, s.gross_margin * s.revenue, s.gross_profit)

    @for_all(plan=plans, world=worlds)
    def test_inventory_rolls_forward(self, case, plan, world) -> None:
        s = simulate(case, plan, world).series
        idle = simulate(case, Levers(), world).series
        opening = s.inventory[0] - s.inventory_change[0]
        assert_money(case, opening, idle.inventory[0] - idle.inventory_change[0])
        assert_money(case, opening + np.cumsum(s.inventory_change), s.inventory)
        assert_money(case, s.inventory - s.inventory_change + s.purchases - s.cogs, s.inventory)
        assert (s.inventory > 0).all()

    @for_all(plan=plans, world=worlds)
    def test_cash_reconciles(self, case, plan, world) -> None:
        s = simulate(case, plan, world).series
        spent = s.complexity_sga + s.operating_cost + s.programme_costs + s.one_offs + s.capacity
        season = np.tile(case.scenario.history.seasonality, 5)
        owed = s.revenue * world.receivable_days - s.variable_cost * world.payable_days
        assert_money(case, s.working_capital, s.inventory + owed * 4 / season / 365)
        line = case.line_revenue
        ratio = 1 - case.scenario.line.gross_margin.value - world.complexity_cogs_share
        opening = s.inventory[0] - s.inventory_change[0]
        opening += line * (world.receivable_days - ratio * world.payable_days) / 365
        tied_up = np.diff(s.working_capital, prepend=opening)
        assert_money(case, s.cash, s.gross_profit - spent - tied_up)
        profit = (s.gross_profit - spent).sum()
        assert_money(case, s.cash.sum(), profit - (s.working_capital[-1] - opening))

    @for_all(plan=plans, world=worlds)
    def test_growth_costs_what_the_world_says(self, case, plan, world) -> None:
        s, idle = simulate(case, plan, world).series, simulate(case, Levers(), world).series
        more = s.operating_cost - idle.operating_cost
        assert_money(case, more, world.operating_cost_rate * (s.revenue - idle.revenue))
        assert (s.capacity >= 0).all()
        roomy = simulate(case, plan, replace(world, spare_capacity=1.0)).series
        season = np.tile(case.scenario.history.seasonality, 5)
        if (s.volume * 4 / season).max() <= case.line_revenue * 1.999:
            assert (roomy.capacity == 0).all()

    @for_all(plan=plans, world=worlds)
    def test_what_is_tied_up_comes_back_at_the_horizon_as_far_as_is_said(
        self, case, plan, world
    ) -> None:
        none, all_of_it = (replace(world, released_at_horizon=x) for x in (0.0, 1.0))
        kept, back = simulate(case, plan, none), simulate(case, plan, all_of_it)
        idle = simulate(case, Levers(), none)
        left = kept.series.working_capital[-1] - idle.series.working_capital[-1]
        gain = back.headlines.npv - kept.headlines.npv
        assert_money(case, gain, left / (1 + world.discount_rate) ** 5)
        assert_money(case, kept.series.cash, back.series.cash)

    @for_all(plan=plans, world=worlds)
    def test_less_inventory_is_cash_and_never_profit(self, case, plan, world) -> None:
        slower = replace(world, work_in_process=world.work_in_process + 1.0)
        s, more = simulate(case, plan, world).series, simulate(case, plan, slower).series
        assert_money(case, more.gross_profit, s.gross_profit)
        assert_money(case, more.cash - s.cash, s.inventory_change - more.inventory_change)

    @for_all(plan=plans, world=worlds)
    def test_quarters_add_up_to_the_year_of_the_headlines(self, case, plan, world) -> None:
        out, w = simulate(case, plan, world), case.scenario.window
        year = {n: getattr(out.series, n)[w.first - 1 : w.last] for n in SERIES}
        sums = {n: v.sum() for n, v in year.items()}
        h = out.headlines
        assert_money(case, (1 + h.revenue_growth) * case.line_revenue, sums["revenue"])
        assert_money(case, h.share * sums["market"], sums["revenue"])
        assert_money(case, h.inventory_turns * year["inventory"].mean(), sums["variable_cost"])
        assert_money(
            case, h.programme_cost, (out.series.programme_costs + out.series.one_offs).sum()
        )
        years = (w.first + w.last) / 8 + 1.5 / 4
        assert h.revenue_growth == pytest.approx((1 + h.revenue_cagr) ** years - 1, abs=CLOSES)
        left = (1 - h.complexity_reduction) * len(case.tables["skus"])
        assert out.series.skus[w.last - 1] == pytest.approx(left, rel=CLOSES)

    @for_all(plan=plans, world=worlds)
    def test_margin_points_are_counted_from_the_margin_of_the_base_year(
        self, case, plan, world
    ) -> None:
        out, w = simulate(case, plan, world), case.scenario.window
        window = slice(w.first - 1, w.last)
        # Today's products at today's unit cost: what doing nothing earns without time passing.
        today = (len(case.tables["skus"]) / case.scenario.line.products.value) ** np.log2(
            1 + world.variety_cost_doubling
        )
        unit_cost = 1 - case.scenario.line.gross_margin.value - world.complexity_cogs_share
        base = 1 - unit_cost - world.complexity_cogs_share * today
        margin = out.series.gross_profit[window].sum() / out.series.revenue[window].sum()
        assert out.headlines.margin_points == pytest.approx(margin - base, abs=CLOSES)

    @for_all(plan=plans, world=worlds)
    def test_present_value_is_the_discounted_cash_against_doing_nothing(
        self, case, plan, world
    ) -> None:
        out, idle = simulate(case, plan, world), simulate(case, Levers(), world)
        cash = out.series.cash - idle.series.cash
        left = out.series.working_capital[-1] - idle.series.working_capital[-1]
        cash[-1] += world.released_at_horizon * left
        assert_money(case, out.headlines.npv, (cash * (1 + world.discount_rate) ** -END).sum())

    @for_all(plan=plans, world=worlds)
    def test_programme_costs_add_up_to_what_the_plan_orders(self, case, plan, world) -> None:
        # With a month to develop, every payment falls inside the twenty quarters.
        soon = replace(world, launch_delay=-60.0)
        s = simulate(case, plan, soon).series
        years = 1.0 / 12.0
        programme = (
            world.research_cost * plan.research
            + (world.development_cost + world.launch_cost) * plan.launch
            + world.mentoring_cost * plan.mentoring * years
            + world.partner_cost * plan.partner_development * years
            + (world.selling_cost * plan.selling + world.marketing_cost * plan.marketing) * 5
            + world.pricing_cost * abs(plan.price_change) * 100
        )
        assert_money(case, s.programme_costs.sum(), programme)
        retired = len(case.tables["skus"]) * plan.retired_share
        no_write_off = simulate(case, plan, replace(soon, write_off_rate=0.0)).series
        once = (
            world.integration_cost * plan.partner_development
            + world.tooling_cost * plan.offshore_share
            + world.sku_exit_cost * retired
        )
        assert_money(case, no_write_off.one_offs.sum(), once)

    @for_all(plan=plans, world=worlds)
    def test_write_off_is_no_more_than_the_stock_of_today(self, case, plan, world) -> None:
        opening = simulate(case, Levers(), world).series
        stock = opening.inventory[0] - opening.inventory_change[0]
        all_lost = simulate(case, plan, replace(world, write_off_rate=1.0)).series.one_offs
        none_lost = simulate(case, plan, replace(world, write_off_rate=0.0)).series.one_offs
        lost = (all_lost - none_lost).sum()
        assert -CLOSES * case.line_revenue <= lost <= stock * (1 + CLOSES)
        assert (lost > 0) == (plan.retired_share > 0) or plan.retired_share < 1e-9

    @for_all(plan=plans, world=worlds)
    def test_part_of_the_freed_variety_cost_leaves_over_four_quarters(
        self, case, plan, world
    ) -> None:
        slope = np.log2(1 + world.variety_cost_doubling)
        for one in (case, with_one_split(case, 0)):
            s, idle = simulate(one, plan, world).series, simulate(one, Levers(), world).series
            index = (s.skus / len(one.tables["skus"])) ** slope
            freed = np.diff(np.maximum(1 - index, 0.0), prepend=0.0)
            left = np.zeros(20)
            for quarter in range(20):
                for later in range(quarter, 20):
                    left[later] += freed[quarter] * min((later - quarter + 1) / 4, 1.0)
            factor = np.maximum(index, 1.0) - world.freed_cost_taken_out * left
            assert_money(case, s.complexity_cogs, idle.complexity_cogs * factor)
            assert_money(case, s.complexity_sga, idle.complexity_sga * factor)

    @on_both
    def test_products_add_up_to_the_line_and_the_line_to_its_part_of_the_company(
        self, name
    ) -> None:
        case = the_case(name)
        skus, s = case.tables["skus"], case.scenario
        assert_money(case, (skus["price"] * skus["volume"]).sum(), case.line_revenue)
        rest = (1 - s.line.company_share.value) * s.company.revenue.value
        assert_money(case, case.line_revenue + rest, s.company.revenue.value)
        profit = ((skus["price"] - skus["unit_cost"]) * skus["volume"]).sum()
        variety = case.assumptions.complexity_cogs_share * case.line_revenue
        assert_money(case, profit - variety, s.line.gross_margin.value * case.line_revenue, 1e-6)
        overhead = case.assumptions.complexity_sga_share * case.line_revenue
        assert_money(case, contribution(case).sum(), profit - variety - overhead)

    @on_both
    def test_orders_add_up_to_products_quarters_years_and_platforms(self, name) -> None:
        case = the_case(name)
        lines, skus = case.tables["order_lines"], case.tables["skus"].set_index("sku")
        by_sku = lines.groupby("sku")[["units", "revenue"]].sum()
        assert (by_sku["units"] == skus["volume"]).all()
        assert_money(case, by_sku["revenue"], (skus["price"] * skus["volume"]).loc[by_sku.index])
        history = case.tables["history"]
        last = history[history["year"] == case.scenario.company.base_year].set_index("quarter")
        by_quarter = lines["revenue"].groupby((lines["month"] - 1) // 3 + 1).sum()
        assert_money(case, by_quarter.to_numpy(), last["revenue"].to_numpy())
        assert_money(case, last["revenue"].sum(), case.line_revenue)
        platforms = case.tables["platform_history"].groupby("year")
        years = history.groupby("year")
        for column in ("revenue", "variable_cost"):
            assert_money(case, platforms[column].sum(), years[column].sum())


class TestNull:
    @for_all(plan=plans, world=worlds)
    def test_all_levers_at_null_are_doing_nothing_bit_for_bit(self, case, plan, world) -> None:
        explicit = Levers(**dict.fromkeys(names(Levers), 0.0), pruning_rule=plan.pruning_rule)
        got, expected = simulate(case, explicit, world), simulate(case, Levers(), world)
        for name in SERIES:
            np.testing.assert_array_equal(
                getattr(got.series, name), getattr(expected.series, name), err_msg=name
            )
        for name in HEADLINES:
            assert getattr(got.headlines, name) == getattr(expected.headlines, name), name
        assert got.headlines.npv == 0.0
        assert got.headlines.programme_cost == 0.0
        assert got.headlines.complexity_reduction == 0.0

    @for_all(world=worlds)
    def test_doing_nothing_follows_its_closed_form(self, case, world) -> None:
        out, s, skus = simulate(case, Levers(), world), case.scenario, case.tables["skus"]
        past, line = s.history, case.line_revenue
        season = np.tile(past.seasonality, 5)
        market = line / s.market.share.value * (1 + world.market_growth) ** TIME / 4 * season
        kept_share = (1 + past.line_trend.value) / (1 + past.market_growth.value)
        revenue = market * s.market.share.value * kept_share**TIME
        today = (len(skus) / s.line.products.value) ** np.log2(1 + world.variety_cost_doubling)
        unit_cost = 1 - s.line.gross_margin.value - world.complexity_cogs_share
        variable_cost = revenue * unit_cost * (1 + world.unrecovered_inflation) ** TIME
        cogs = variable_cost + world.complexity_cogs_share * today * line / 4
        sga = np.full(20, world.complexity_sga_share * today * line / 4)

        def stock(weekly: NDArray) -> NDArray:
            sales, cost = skus["price"] * skus["volume"], skus["unit_cost"] * skus["volume"]
            total = weekly * (world.domestic_lead_time + world.work_in_process)
            weeks = world.domestic_lead_time + world.review_period
            classes = portfolio.abc_classes(sales)
            for letter in "ABC":
                own = classes == letter
                flow = weekly * cost[own].sum() / cost.sum()
                cv = np.average(skus["weekly_cv"][own], weights=cost[own])
                sd = cv * world.demand_variability
                safety = np.sqrt(weeks * sd**2 + world.domestic_lead_time_sd**2)
                lots = own.sum() * world.domestic_order_quantity
                total = total + flow * world.safety_factor * safety
                lots = np.minimum(lots, flow * world.longest_cover)
                total = total + np.maximum(lots, flow * world.review_period) / 2
            return total

        held = stock(variable_cost / season / 13)
        opening = stock(np.array([line * unit_cost / 52]))
        change = np.diff(held, prepend=opening)
        owed = revenue * world.receivable_days - variable_cost * world.payable_days
        tied_up = held + owed / season * 4 / 365
        owed_before = line * (world.receivable_days - unit_cost * world.payable_days) / 365
        tied_change = np.diff(tied_up, prepend=opening + owed_before)
        operating = world.operating_cost_rate * (revenue - line / 4 * season)
        made = np.maximum.accumulate(revenue / season * 4 / line)
        needed = np.maximum(made - 1 - world.spare_capacity, 0.0)
        invested = world.capacity_investment * line * unit_cost * np.diff(needed, prepend=0.0)
        expected = {
            "market": market,
            "volume": revenue,
            "price": np.ones(20),
            "revenue": revenue,
            "variable_cost": variable_cost,
            "cogs": cogs,
            "gross_profit": revenue - cogs,
            "gross_margin": (revenue - cogs) / revenue,
            "complexity_sga": sga,
            "skus": np.full(20, float(len(skus))),
            "share": s.market.share.value * kept_share**TIME,
            "adoption": np.zeros(20),
            "new_product_revenue": np.zeros(20),
            "inventory": held,
            "inventory_change": change,
            "programme_costs": np.zeros(20),
            "one_offs": np.zeros(20),
            "working_capital": tied_up,
            "operating_cost": operating,
            "capacity": invested,
            "cash": revenue - cogs - sga - operating - invested - tied_change,
        }
        for name, values in expected.items():
            close(case, name, getattr(out.series, name), values, SAME)

    @on_both
    def test_doing_nothing_continues_the_history(self, name) -> None:
        case = the_case(name)
        past = case.scenario.history
        world = case.assume(market_growth=past.market_growth.value)
        out = simulate(case, Levers(), world)
        season = np.tile(past.seasonality, 5)
        trend = case.line_revenue / 4 * season * (1 + past.line_trend.value) ** TIME
        close(case, "revenue", out.series.revenue, trend, SAME)

    # A lever at null leaves no trace of what the world would have answered to it.
    ONLY = {  # noqa: RUF012
        "research": ["research_cost"],
        "launch": [
            "advantage_seen",
            "bass_innovation",
            "bass_imitation",
            "new_product_unit_cost",
            "launch_skus",
            "development_cost",
            "launch_cost",
        ],
        "mentoring": ["mentoring_cost"],
        "partner_development": ["partner_cost", "integration_cost"],
        "offshore_share": [
            "quoted_saving",
            "offshore_extra_cost",
            "transit_premium",
            "offshore_lead_time",
            "offshore_lead_time_sd",
            "offshore_order_quantity",
            "offshore_start",
            "offshore_quarters",
            "tooling_cost",
        ],
        "supplier_owns_transit": ["transit_premium"],
        "price_change": ["price_elasticity", "pricing_cost"],
        "selling": ["selling_utility", "selling_cost"],
        "marketing": ["marketing_utility", "marketing_cost"],
        "retired_share": [
            "demand_recapture",
            "demand_correlation",
            "pruning_quarters",
            "sku_exit_cost",
            "write_off_rate",
        ],
    }

    @pytest.mark.parametrize("lever", names(Levers))
    @for_all(15, plan=plans, world=worlds, other=worlds)
    def test_a_lever_at_null_changes_nothing(self, case, plan, world, other, lever) -> None:
        plan = replace(plan, **{lever: 0.0})
        changed = replace(world, **{n: getattr(other, n) for n in TestNull.ONLY[lever]})
        assert_same(case, simulate(case, plan, changed), simulate(case, plan, world), SAME)

    @for_all(plan=plans, world=worlds)
    def test_the_pruning_rule_is_idle_while_nothing_is_retired(self, case, plan, world) -> None:
        plan = replace(plan, retired_share=0.0)
        expected = simulate(case, plan, world)
        for rule in PruningRule:
            got = simulate(case, replace(plan, pruning_rule=rule), world)
            assert_same(case, got, expected, SAME)

    @for_all(plan=plans, world=worlds)
    def test_owning_transit_is_idle_while_nothing_is_bought_offshore(
        self, case, plan, world
    ) -> None:
        plan = replace(plan, offshore_share=0.0)
        got = simulate(case, replace(plan, supplier_owns_transit=1.0), world)
        expected = simulate(case, replace(plan, supplier_owns_transit=0.0), world)
        assert_same(case, got, expected, SAME)

    @for_all(world=worlds, plan=plans)
    def test_without_a_launch_development_only_costs(self, case, plan, world) -> None:
        plan = replace(plan, launch=0.0)
        off = replace(plan, research=0.0, mentoring=0.0, partner_development=0.0)
        s, without = simulate(case, plan, world).series, simulate(case, off, world).series
        for name in set(SERIES) - {"programme_costs", "one_offs", "cash"}:
            close(case, name, getattr(s, name), getattr(without, name), SAME)


def read_only(record):
    """Give a record its arrays so that writing to them is an error."""
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return record


def part(out: Outcome, place: tuple[int, ...]) -> Outcome:
    """Take one draw out of an outcome."""
    return Outcome(
        replace(out.series, **{n: getattr(out.series, n)[place] for n in SERIES}),
        replace(out.headlines, **{n: getattr(out.headlines, n)[place] for n in HEADLINES}),
    )


def assert_batch_equals_singles(
    case: Case, plan: Levers, world: Assumptions, shape: tuple[int, ...]
) -> None:
    out = simulate(case, plan, world)
    for name in SERIES:
        assert getattr(out.series, name).shape == (*shape, 20), name
    for name in HEADLINES:
        assert getattr(out.headlines, name).shape == shape, name
    for place in np.ndindex(shape):
        single = simulate(case, one_draw(plan, shape, place), one_draw(world, shape, place))
        assert_same(case, part(out, place), single, SAME)


class TestBatches:
    @for_all(batch=batches)
    def test_a_batch_equals_single_calls(self, case, batch) -> None:
        assert_batch_equals_singles(case, *batch)

    @pytest.mark.parametrize("unusual", EVERY_INPUT)
    @on_both
    def test_a_batch_of_one_input_equals_single_calls(self, name, unusual) -> None:
        case = the_case(name)
        rng = np.random.default_rng(EVERY_INPUT.index(unusual))
        plan, world = case.plan(), case.assumptions
        record = Levers if unusual in names(Levers) else Assumptions
        change = draws(case, record, rng, 3, (unusual,))
        plan = replace(plan, **change) if record is Levers else plan
        world = replace(world, **change) if record is Assumptions else world
        assert_batch_equals_singles(case, plan, world, (3,))
        many, series = simulate_many(case, plan, world, chunk=2, series=SERIES)
        out = simulate(case, plan, world)
        for key in HEADLINES:
            close(case, key, getattr(many, key), getattr(out.headlines, key), SAME)
        for key in SERIES:
            close(case, key, series[key], getattr(out.series, key), SAME)

    @on_both
    def test_draws_of_different_axes_are_combined(self, name) -> None:
        case = the_case(name)
        rng = np.random.default_rng(3)
        plan = replace(case.plan(), **draws(case, Levers, rng, (3, 1), ("retired_share",)))
        plan = replace(plan, **draws(case, Levers, rng, (1,), ("selling",)))
        world = replace(
            case.assumptions,
            **draws(case, Assumptions, rng, (4,), ("safety_factor",)),
            **draws(case, Assumptions, rng, (3, 4), ("offshore_order_quantity",)),
        )
        assert_batch_equals_singles(case, plan, world, (3, 4))

    @for_all(20, chunk=of(st.integers(1, 12)), size=of(st.integers(1, 10)), seed=of(seeds))
    def test_chunks_change_nothing(self, case, chunk, size, seed) -> None:
        rng = np.random.default_rng(seed)
        plan = Levers(**draws(case, Levers, rng, size))
        world = Assumptions(**draws(case, Assumptions, rng, size))
        wanted = ("cash", "skus")
        many, series = simulate_many(case, plan, world, chunk=chunk, series=wanted)
        out = simulate(case, plan, world)
        for name in HEADLINES:
            close(case, name, getattr(many, name), getattr(out.headlines, name), SAME)
        assert tuple(series) == wanted
        for name in wanted:
            close(case, name, series[name], getattr(out.series, name), SAME)

    @for_all(batch=batches)
    def test_arguments_are_not_changed(self, case, batch) -> None:
        plan, world, _ = batch
        before = {n: np.array(getattr(r, n)) for r in (plan, world) for n in names(type(r))}
        simulate(case, read_only(plan), read_only(world))
        for record in (plan, world):
            for name in names(type(record)):
                np.testing.assert_array_equal(getattr(record, name), before[name], err_msg=name)

    @for_all(20, plan=plans, world=worlds)
    def test_what_is_done_to_an_outcome_does_not_reach_the_next(self, case, plan, world) -> None:
        first = simulate(case, plan, world)
        kept = {n: np.array(getattr(first.series, n)) for n in SERIES}
        for name in SERIES:
            values = getattr(first.series, name)
            if values.flags.writeable:
                values[...] = np.nan
        again = simulate(case, plan, world)
        for name in SERIES:
            np.testing.assert_array_equal(getattr(again.series, name), kept[name], err_msg=name)

    @on_both
    def test_whole_numbers_are_numbers_too(self, name) -> None:
        case = the_case(name)
        plan = replace(case.plan(), selling=np.array([0, 1, 2]), launch=1)
        floats = replace(case.plan(), selling=np.array([0.0, 1.0, 2.0]), launch=1.0)
        assert_same(case, simulate(case, plan), simulate(case, floats), 0.0)

    @on_both
    def test_no_draws_give_no_headlines(self, name) -> None:
        case = the_case(name)
        headlines, series = simulate_many(
            case, replace(case.plan(), selling=np.empty(0)), series=["cash"]
        )
        assert headlines.npv.shape == (0,)
        assert series["cash"].shape == (0, 20)

    def test_draws_that_do_not_go_together_are_named(self) -> None:
        case = the_case("turnaround")
        plan = replace(case.plan(), selling=np.ones(3))
        world = replace(case.assumptions, safety_factor=np.ones(4))
        for run in (simulate, simulate_many):
            with pytest.raises(ValueError, match=r"selling \(3,\), safety_factor \(4,\)"):
                run(case, plan, world)

    @pytest.mark.parametrize("draw", [1.0, np.ones((2, 2))], ids=["number", "table"])
    def test_many_draws_have_one_axis(self, draw) -> None:
        case = the_case("turnaround")
        with pytest.raises(ValueError, match=r"one-dimensional draws \(n,\), not shape \("):
            simulate_many(case, replace(case.plan(), selling=draw))

    def test_an_unknown_series_is_named(self) -> None:
        case = the_case("turnaround")
        plan = replace(case.plan(), selling=np.ones(3))
        with pytest.raises(ValueError, match="unknown series 'profit'; accepted: market, volume"):
            simulate_many(case, plan, series=["profit"])


BRIDGES = {"revenue": revenue_bridge, "gross_profit": gross_profit_bridge}
MOVES = {
    "volume": ["units", "revenue", "variable_cost"],
    "price": ["revenue"],
    "unit_cost": ["variable_cost"],
}


def with_last_year(case: Case, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Case:
    """Return the case with a last year that is the first one, but for a change by platform."""
    by, history = case.tables["platform_history"], case.tables["history"]
    first, last = by["year"].min(), by["year"].max()
    moved = change(by[by["year"] == first].assign(year=last))
    by = pd.concat([by[by["year"] != last], moved], ignore_index=True)
    start = history[history["year"] == first]
    factor = {c: moved[c].sum() / start[c].sum() for c in ("revenue", "variable_cost")}
    end = start.assign(year=last, **{c: start[c] * f for c, f in factor.items()})
    history = pd.concat([history[history["year"] != last], end], ignore_index=True)
    return Case(case.scenario, {**case.tables, "platform_history": by, "history": history})


class TestBridges:
    @on_both
    def test_steps_add_up_from_the_start_to_the_end(self, name) -> None:
        case = the_case(name)
        for bridge in (build(case) for build in BRIDGES.values()):
            assert_money(case, bridge.start + sum(bridge.steps.values()), bridge.end)

    @for_all(10, seed=of(st.integers(0, 2**31)))
    def test_steps_of_other_tables_add_up_too(self, case, seed) -> None:
        file = case.scenario.order_file.model_copy(update={"seed": seed})
        scenario = case.scenario.model_copy(update={"order_file": file})
        other = Case(scenario, make_tables(scenario))
        for bridge in (build(other) for build in BRIDGES.values()):
            assert_money(case, bridge.start + sum(bridge.steps.values()), bridge.end)

    @on_both
    def test_ends_are_those_of_the_history(self, name) -> None:
        case = the_case(name)
        by = case.tables["history"].groupby("year").sum()
        gross = by["revenue"] - by["variable_cost"] - by["complexity_cogs"]
        for what, totals in (("revenue", by["revenue"]), ("gross_profit", gross)):
            bridge = BRIDGES[what](case)
            assert bridge.years == (by.index[0], by.index[-1])
            assert_money(case, [bridge.start, bridge.end], totals.iloc[[0, -1]].to_numpy())
        line = case.scenario.line.gross_margin.value * case.line_revenue
        assert_money(case, BRIDGES["gross_profit"](case).end, line, 1e-6)

    @pytest.mark.parametrize("cause", MOVES)
    @for_all(20, factor=of(st.floats(0.5, 2.0)))
    def test_one_cause_makes_one_step(self, case, cause, factor) -> None:
        other = with_last_year(
            case, lambda by: by.assign(**{c: by[c] * factor for c in MOVES[cause]})
        )
        bridge = gross_profit_bridge(other)
        for step, value in bridge.steps.items():
            expected = bridge.end - bridge.start if step == cause else 0.0
            assert_money(case, value, expected)

    @for_all(20, seed=of(seeds))
    def test_units_that_move_between_platforms_are_mix(self, case, seed) -> None:
        rng = np.random.default_rng(seed)

        def swapped(by: pd.DataFrame) -> pd.DataFrame:
            weights = rng.dirichlet(np.ones(len(by)))
            units = by["units"].sum() * weights
            factor = units / by["units"]
            return by.assign(
                units=units,
                revenue=by["revenue"] * factor,
                variable_cost=by["variable_cost"] * factor,
            )

        bridge = gross_profit_bridge(with_last_year(case, swapped))
        assert_money(case, bridge.steps["mix"], bridge.end - bridge.start)

    @for_all(20, share=of(st.floats(0.2, 3.0)), market=of(st.floats(0.2, 3.0)))
    def test_a_kept_share_leaves_only_the_market(self, case, share, market) -> None:
        history = case.tables["history"]
        last = history["year"] == history["year"].max()
        start = history[history["year"] == history["year"].min()]
        moved = start.assign(
            year=history["year"].max(),
            revenue=start["revenue"] * share * market,
            market_revenue=start["market_revenue"] * market,
        )
        table = pd.concat([history[~last], moved], ignore_index=True)
        bridge = revenue_bridge(Case(case.scenario, {**case.tables, "history": table}))
        assert_money(case, bridge.steps["market_growth"], bridge.start * (market - 1))
        assert_money(case, bridge.steps["lost_share"], bridge.start * (share - 1) * market)


def softmax(utility: NDArray) -> NDArray:
    weight = np.exp(utility - utility.max())
    return weight / weight.sum()


class TestDemand:
    @given(
        utility=st.lists(st.floats(-4.0, 4.0), min_size=2, max_size=6),
        gain=st.floats(-5.0, 5.0, allow_subnormal=False),
    )
    @settings(max_examples=EXAMPLES)
    def test_shares_with_the_outside_option_sum_to_one(self, utility, gain) -> None:
        before = softmax(np.array(utility))
        after = softmax(np.array([utility[0] + gain, *utility[1:]]))
        ours = before[0] * choice.share_lift(before[0], gain)
        assert ours == pytest.approx(after[0], rel=1e-11)
        # All others, the last being not to buy, give up share in proportion.
        others = before[1:] / (1 + before[0] * np.expm1(gain))
        np.testing.assert_allclose(others, after[1:], rtol=1e-11)
        assert ours + others.sum() == pytest.approx(1.0, abs=SAME)

    @given(share=fractions, utility=st.floats(-5.0, 5.0), more=st.floats(0.0, 5.0))
    @settings(max_examples=EXAMPLES)
    def test_a_share_stays_a_share_and_rises_with_utility(self, share, utility, more) -> None:
        lower = share * choice.share_lift(share, utility)
        higher = share * choice.share_lift(share, utility + more)
        assert 0.0 <= lower <= higher * (1 + SAME)
        assert higher <= 1.0 + SAME

    @for_all(plan=plans, world=worlds)
    def test_our_share_of_the_market_is_a_share(self, case, plan, world) -> None:
        s = simulate(case, plan, world).series
        assert (s.volume > 0).all()
        assert (s.volume < s.market).all()

    @pytest.mark.parametrize("rule", PruningRule)
    @for_all(20, plan=plans, world=worlds)
    def test_kept_moved_and_lost_demand_are_the_original_demand(
        self, case, plan, world, rule
    ) -> None:
        plan = replace(plan, pruning_rule=rule)
        original = simulate(case, replace(plan, retired_share=0.0), world).series.volume
        volume = {
            recapture: simulate(
                case, plan, replace(world, demand_recapture=recapture)
            ).series.volume
            for recapture in (0.0, world.demand_recapture, 1.0)
        }
        kept = volume[0.0]
        moved = volume[world.demand_recapture] - kept
        lost = (1.0 - world.demand_recapture) * (original - kept)
        assert_money(case, kept + moved + lost, original)
        assert_money(case, volume[1.0], original)
        assert (moved >= -CLOSES * case.line_revenue).all()
        assert (lost >= -CLOSES * case.line_revenue).all()

    @pytest.mark.parametrize("rule", PruningRule)
    @for_all(20, world=worlds, part=of(fractions))
    def test_lost_demand_is_that_of_the_products_that_go(self, case, world, rule, part) -> None:
        skus = case.tables["skus"]
        revenue = (skus["price"] * skus["volume"]).to_numpy()
        goes = round(part * bounds(case, Levers, "retired_share")[1] * len(skus))
        stays = revenue[pruning_order(case, rule)][goes:].sum() / revenue.sum()
        world = replace(world, demand_recapture=0.0)
        plan = Levers(retired_share=goes / len(skus), pruning_rule=rule)
        s, idle = simulate(case, plan, world).series, simulate(case, Levers(), world).series
        done = np.minimum((np.arange(20) + 0.5) / world.pruning_quarters, 1.0)
        assert_money(case, s.volume, idle.volume * (1 - done * (1 - stays)))
        # What is left has the unit cost of the products that stay.
        cost = (skus["unit_cost"] * skus["volume"]).to_numpy()
        costs = cost[pruning_order(case, rule)][goes:].sum() / cost.sum()
        assert_money(case, s.variable_cost, idle.variable_cost * (1 - done * (1 - costs)))

    @for_all(plan=plans, world=worlds)
    def test_our_share_is_that_of_the_old_and_the_new_product_by_adoption(
        self, case, plan, world
    ) -> None:
        plan = replace(plan, retired_share=0.0)
        s = simulate(case, plan, world).series
        old = simulate(case, replace(plan, launch=0.0), world).series
        worth = {"researched": 0.0, "believed": 0.0}
        for d in case.scenario.positioning.differentiators:
            for specification in worth:
                worth[specification] += d.part_worth * (getattr(d, specification) - d.ours)
        gained = (worth["researched"] - worth["believed"]) * plan.research
        advantage = world.advantage_seen * (worth["believed"] + gained)
        old_share = old.volume / s.market
        odds = old_share / (1 - old_share) * np.exp(advantage)
        new_share = odds / (1 + odds)
        mixed = (1 - s.adoption) * old_share + s.adoption * new_share
        assert_money(case, s.volume, mixed * s.market)
        assert_money(case, s.new_product_revenue, s.adoption * new_share * s.market * s.price)


class TestDiffusion:
    p = st.floats(1e-4, 0.5)
    q = st.floats(1e-4, 2.0)

    @given(p=p, q=q, times=st.lists(st.floats(-5.0, 20.0), min_size=2, max_size=8))
    @settings(max_examples=EXAMPLES)
    def test_adoption_is_a_share_and_rises(self, p, q, times) -> None:
        adopted = diffusion.bass_cumulative(np.sort(times), p, q)
        assert (adopted >= 0).all()
        assert (adopted <= 1).all()
        assert (np.diff(adopted) >= 0).all()
        assert (adopted[np.sort(times) <= 0] == 0).all()

    @given(p=p, q=q, launch=st.floats(-3.0, 6.0))
    @settings(max_examples=EXAMPLES)
    def test_quarters_and_years_agree_at_year_ends(self, p, q, launch) -> None:
        quarter = np.arange(0, 21) / 4 - launch
        by_quarter = diffusion.bass_mean(quarter[:-1], quarter[1:], p, q)
        by_year = diffusion.bass_mean(quarter[:-4:4], quarter[4::4], p, q)
        np.testing.assert_allclose(by_quarter.reshape(5, 4).mean(axis=1), by_year, atol=1e-11)
        at_end = diffusion.bass_cumulative(quarter, p, q)
        added = np.diff(at_end).reshape(5, 4).sum(axis=1)
        np.testing.assert_allclose(at_end[0] + np.cumsum(added), at_end[4::4], atol=SAME)

    @given(p=p, q=q, start=st.floats(-3.0, 6.0), length=st.floats(0.05, 4.0))
    @settings(max_examples=EXAMPLES)
    def test_the_mean_lies_between_the_ends(self, p, q, start, length) -> None:
        mean = diffusion.bass_mean(start, start + length, p, q)
        low, high = diffusion.bass_cumulative([start, start + length], p, q)
        assert low - 1e-11 <= mean <= high + 1e-11

    @for_all(plan=plans, world=worlds)
    def test_adoption_in_the_model_rises_to_at_most_the_launch(self, case, plan, world) -> None:
        adoption = simulate(case, plan, world).series.adoption
        assert (adoption >= 0).all()
        assert (adoption <= plan.launch).all()
        assert (np.diff(adoption) >= -1e-14).all()

    @for_all(plan=plans, world=worlds)
    def test_incremental_revenue_is_at_most_that_of_the_new_product(
        self, case, plan, world
    ) -> None:
        s = simulate(case, plan, world).series
        without = simulate(case, replace(plan, launch=0.0), world).series
        slack = CLOSES * case.line_revenue
        assert (s.revenue - without.revenue <= s.new_product_revenue + slack).all()
        assert (s.new_product_revenue <= s.revenue + slack).all()


def rises(low: NDArray, high: NDArray, slack: float = 1e-13) -> bool:
    """Whether nothing falls from the one to the other, but for rounding."""
    return bool(np.all(high >= low - slack * np.abs(low)))


@st.composite
def raised(draw: st.DrawFn, case: Case, *chosen: str) -> tuple[Assumptions, Assumptions, str]:
    """Draw a world and the same world with one assumption higher."""
    world, name = draw(worlds(case)), draw(st.sampled_from(chosen))
    low, high = bounds(case, Assumptions, name)
    value = draw(numbers(low, low + 0.9 * (high - low)))
    more = draw(numbers(value + 0.05 * (high - low), high))
    return replace(world, **{name: value}), replace(world, **{name: more}), name


class TestDirections:
    @for_all(plan=plans, pair=lambda case: raised(case, "unrecovered_inflation"))
    def test_margin_falls_with_unit_cost(self, case, plan, pair) -> None:
        low, high, _ = pair
        cheap, dear = simulate(case, plan, low), simulate(case, plan, high)
        assert (dear.series.gross_margin < cheap.series.gross_margin).all()
        assert dear.headlines.margin_points < cheap.headlines.margin_points

    @for_all(plan=plans, pair=lambda case: raised(case, "new_product_unit_cost"))
    def test_margin_falls_with_the_unit_cost_of_the_new_product(self, case, plan, pair) -> None:
        low, high, _ = pair
        cheap, dear = simulate(case, plan, low).series, simulate(case, plan, high).series
        sold = cheap.adoption > 1e-6
        assert (dear.gross_margin[sold] < cheap.gross_margin[sold]).all()
        assert rises(dear.gross_margin, cheap.gross_margin)

    @for_all(
        plan=plans,
        pair=lambda case: raised(case, "offshore_extra_cost", "transit_premium"),
    )
    def test_margin_falls_with_the_extra_cost_of_buying_offshore(self, case, plan, pair) -> None:
        low, high, _ = pair
        cheap, dear = simulate(case, plan, low).series, simulate(case, plan, high).series
        assert rises(dear.gross_margin, cheap.gross_margin)
        plan = replace(plan, offshore_share=0.3, supplier_owns_transit=1.0)
        cheap, dear = simulate(case, plan, low).series, simulate(case, plan, high).series
        assert dear.gross_margin[-1] < cheap.gross_margin[-1]

    @for_all(
        plan=plans,
        world=worlds,
        prices=lambda c: st.tuples(*[numbers(*bounds(c, Levers, "price_change"))] * 2),
    )
    def test_share_falls_with_our_own_price(self, case, plan, world, prices) -> None:
        assume(abs(prices[0] - prices[1]) > 1e-4)
        low, high = (
            simulate(case, replace(plan, price_change=p), world).series for p in sorted(prices)
        )
        assert (high.price > low.price).all()
        assert (high.volume / high.market < low.volume / low.market).all()

    @given(
        z=st.floats(0.1, 4.0),
        demand=st.floats(0.1, 1e5),
        sd=st.floats(0.1, 1e5),
        lead=st.floats(0.1, 50.0),
        lead_sd=st.floats(0.1, 10.0),
        review=st.floats(0.0, 10.0),
        more=st.floats(1.01, 3.0),
    )
    @settings(max_examples=EXAMPLES)
    def test_safety_stock_rises_with_each_of_its_causes(
        self, z, demand, sd, lead, lead_sd, review, more
    ) -> None:
        usual = [z, demand, sd, lead, lead_sd, review]
        stock = inventory.safety_stock(*usual)
        assert stock > 0
        for i, value in enumerate(usual):
            larger = [*usual[:i], value * more, *usual[i + 1 :]]
            grown = inventory.safety_stock(*larger)
            assert grown >= stock
            # A service level scales the stock; the other causes add their variance.
            assert grown <= stock * more * (1 + SAME)
        assert inventory.safety_stock(z * more, *usual[1:]) == pytest.approx(stock * more)

    STOCK_CAUSES = (
        "domestic_lead_time",
        "domestic_lead_time_sd",
        "offshore_lead_time",
        "offshore_lead_time_sd",
        "review_period",
        "safety_factor",
        "demand_variability",
        "demand_correlation",
        "domestic_order_quantity",
        "offshore_order_quantity",
        "work_in_process",
    )

    @for_all(plan=plans, world=worlds, other=worlds, share=of(st.floats(0.1, 0.9)))
    def test_inventory_rises_with_each_of_its_causes(self, case, plan, world, other, share) -> None:
        plan = replace(plan, retired_share=share, offshore_share=share / 2)
        for cause in self.STOCK_CAUSES:
            low, high = sorted(getattr(w, cause) for w in (world, other))
            less, more = (simulate(case, plan, replace(world, **{cause: v})) for v in (low, high))
            assert rises(less.series.inventory, more.series.inventory), cause
            assert rises(more.headlines.inventory_turns, less.headlines.inventory_turns), cause

    @pytest.mark.parametrize("rule", PruningRule)
    @for_all(20, plan=plans, world=worlds, seed=of(seeds))
    def test_revenue_does_not_rise_with_pruning(self, case, plan, world, seed, rule) -> None:
        low, high = bounds(case, Levers, "retired_share")
        shares = np.sort(np.random.default_rng(seed).uniform(low, high, 30))
        plan = replace(plan, retired_share=np.array([low, *shares, high]), pruning_rule=rule)
        assert world.demand_recapture < 1
        s = simulate(case, plan, world).series
        for less, more in zip(s.revenue[1:], s.revenue[:-1], strict=True):
            assert rises(less, more)
        assert (s.revenue[-1] < s.revenue[0]).all()

    @pytest.mark.parametrize("rule", PruningRule)
    @for_all(20, plan=plans, world=worlds, seed=of(seeds))
    def test_complexity_cost_does_not_rise_with_pruning(
        self, case, plan, world, seed, rule
    ) -> None:
        shares = np.sort(
            np.random.default_rng(seed).uniform(*bounds(case, Levers, "retired_share"), 20)
        )
        s = simulate(case, replace(plan, retired_share=shares, pruning_rule=rule), world).series
        for less, more in zip(s.complexity_cost[1:], s.complexity_cost[:-1], strict=True):
            assert rises(less, more)
        assert (np.diff(s.skus, axis=0) <= 0).all()

    @for_all(mentoring=of(fractions), partner=of(fractions), more=of(fractions))
    def test_development_is_not_longer_with_more_mentoring_or_partner(
        self, case, mentoring, partner, more
    ) -> None:
        months = development_months(case, mentoring, partner)
        assert development_months(case, max(mentoring, more), partner) <= months + SAME
        assert development_months(case, mentoring, max(partner, more)) <= months + SAME

    @for_all(
        20, seed=of(seeds), deadlines=of(st.lists(st.floats(0.0, 60.0), min_size=2, max_size=9))
    )
    def test_being_on_time_is_likelier_with_a_later_deadline(self, case, seed, deadlines) -> None:
        finish = finish_times(case, np.random.default_rng(seed), 500)
        on_time = [(finish <= d).mean() for d in sorted(deadlines)]
        assert (np.diff(on_time) >= 0).all()
        assert (finish <= finish.max()).mean() == 1.0
        assert (finish < finish.min()).mean() == 0.0

    @for_all(20, seed=of(seeds))
    def test_the_plain_sum_of_means_is_too_early(self, case, seed) -> None:
        tasks = case.scenario.development.tasks
        before = {t.name: t.after for t in tasks}
        mean = {t.name: (t.optimistic + 4 * t.likely + t.pessimistic) / 6 for t in tasks}
        plain = schedule.finish_time(mean, schedule.task_order(before), before)
        assert finish_times(case, np.random.default_rng(seed), 4000).mean() > plain
        assert development_months(case, 0.0, 0.0) > plain


def finish_times(case: Case, rng: np.random.Generator, size: int) -> NDArray:
    tasks = case.scenario.development.tasks
    before = {t.name: t.after for t in tasks}
    three = ([getattr(t, k) for t in tasks] for k in ("optimistic", "likely", "pessimistic"))
    drawn = schedule.pert_draws(*three, rng, size)
    durations = {t.name: drawn[:, i] for i, t in enumerate(tasks)}
    return schedule.finish_time(durations, schedule.task_order(before), before)


class TestPooling:
    @given(
        sds=st.lists(st.floats(0.0, 1e6, allow_subnormal=False), min_size=2, max_size=2),
        rho=st.floats(-1.0, 1.0),
    )
    @settings(max_examples=EXAMPLES)
    def test_pooled_spread_is_at_most_the_sum(self, sds, rho) -> None:
        pooled = inventory.pooled_sd(*sds, rho)
        assert abs(sds[0] - sds[1]) * (1 - 1e-9) - 1e-9 <= pooled <= sum(sds) * (1 + SAME)
        assert inventory.pooled_sd(*sds, 1.0) == pytest.approx(sum(sds), rel=SAME)
        assert inventory.pooled_sd(*sds, 0.0) == pytest.approx(np.hypot(*sds), rel=SAME)

    @given(
        sd=st.floats(1e-3, 1e3),
        count=st.integers(2, 12),
        place=st.floats(0.0, 1.0),
    )
    @settings(max_examples=EXAMPLES)
    def test_many_demands_pool_one_by_one(self, sd, count, place) -> None:
        """Add equal demands of one correlation, the smallest possible being −1/(n − 1)."""
        rho = -1 / (count - 1) + place * (1 + 1 / (count - 1))
        total = sd
        for n in range(1, count):
            # Correlation between the sum of n demands and the next one.
            with_sum = n * rho * sd / total if total > 1e-9 * sd else 0.0
            total = inventory.pooled_sd(total, sd, np.clip(with_sum, -1.0, 1.0))
        variance = count * sd**2 * max(1 + (count - 1) * rho, 0.0)
        assert total == pytest.approx(np.sqrt(variance), rel=1e-6, abs=1e-6 * sd)
        assert total <= count * sd * (1 + SAME)


class TestPortfolio:
    profits = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=60)
    revenues = st.lists(st.floats(0.0, 1e6, allow_subnormal=False), min_size=1, max_size=60)

    @given(profit=profits)
    @settings(max_examples=EXAMPLES)
    def test_a_whale_curve_is_concave_and_ends_at_the_total(self, profit) -> None:
        curve = portfolio.whale_curve(profit)
        size = np.abs(profit).sum() + 1.0
        assert (np.diff(curve.profit, n=2) <= SAME * size).all()
        assert curve.profit[0] == 0.0
        assert curve.total == pytest.approx(sum(profit), abs=SAME * size)
        assert curve.peak == curve.profit.max()
        assert curve.peak >= max(curve.total, 0.0)
        assert curve.peak - curve.losses == pytest.approx(curve.total, abs=SAME * size)
        assert sorted(curve.order.tolist()) == list(range(len(profit)))

    @given(profit=profits)
    @settings(max_examples=EXAMPLES)
    def test_a_whale_curve_peaks_at_all_of_a_positive_total_or_more(self, profit) -> None:
        curve = portfolio.whale_curve(profit)
        if curve.total > 0:
            percent = 100 * curve.profit / curve.total
            assert percent[-1] == pytest.approx(100.0, abs=1e-9)
            assert curve.peak_ratio >= 1.0
        else:
            assert curve.peak_ratio is None

    @on_both
    def test_the_whale_of_the_case_has_a_tail_that_loses_money(self, name) -> None:
        case = the_case(name)
        curve = portfolio.whale_curve(contribution(case))
        assert curve.peak_ratio > 1.0
        assert 0.0 < curve.peak_at < 1.0
        assert (np.diff(curve.profit, n=2) <= SAME * case.line_revenue).all()

    @given(revenue=revenues.filter(lambda r: sum(r) > 1e-3))
    @settings(max_examples=EXAMPLES)
    def test_classes_partition_the_products(self, revenue) -> None:
        revenue = np.array(revenue)
        classes = portfolio.abc_classes(revenue)
        assert set(classes) <= set("ABC")
        assert sum((classes == c).sum() for c in "ABC") == revenue.size
        assert (classes == "A").any()
        for better, worse in ("AB", "BC", "AC"):
            if (classes == better).any() and (classes == worse).any():
                assert revenue[classes == better].min() >= revenue[classes == worse].max()
        # Without its last product a class would not reach its cut-off.
        for members, cutoff in (("A", 0.80), ("AB", 0.95)):
            inside = revenue[np.isin(classes, list(members))]
            reached = inside.sum() / revenue.sum()
            if inside.size < revenue.size:
                assert reached >= cutoff - 1e-9
            assert (inside.sum() - inside.min()) / revenue.sum() < cutoff + 1e-9

    @on_both
    def test_classes_and_retired_products_add_up_to_the_line(self, name) -> None:
        g = derived(the_case(name))
        assert g.class_count.sum() == g.count
        assert g.class_flow.sum() == pytest.approx(1.0, abs=SAME)
        for rule in PruningRule:
            curve = g.curves[rule]
            assert curve[:, 0] == pytest.approx(0.0)
            assert curve[:2, -1] == pytest.approx(1.0, abs=SAME)
            np.testing.assert_allclose(curve[2:5].sum(axis=0), np.arange(g.count + 1), atol=1e-9)
            np.testing.assert_allclose(curve[5:8].sum(axis=0), curve[1], atol=SAME)
            assert (np.diff(curve, axis=1) >= 0).all()


@st.composite
def factors(draw: st.DrawFn, case: Case) -> float:
    return draw(st.sampled_from([0.5, 2.0, 7.0, 100.0, 1000.0]))


class TestUnitsAndRows:
    @for_all(plan=plans, world=worlds, factor=factors)
    def test_another_currency_scales_money_and_nothing_else(
        self, case, plan, world, factor
    ) -> None:
        other = in_other_money(case, factor)
        money = {
            n: getattr(world, n) * factor
            for n in names(Assumptions)
            if declaration(Assumptions, n).unit in MONEY
        }
        here = simulate(case, plan, world)
        there = simulate(other, plan, replace(world, **money))
        for name in SERIES:
            by = factor if name in MONEY_SERIES else 1.0
            got, expected = getattr(there.series, name), by * getattr(here.series, name)
            close(other, name, got, expected, CLOSES)
        for name in HEADLINES:
            by = factor if name in MONEY_HEADLINES else 1.0
            got, expected = getattr(there.headlines, name), by * getattr(here.headlines, name)
            close(other, name, got, expected, CLOSES)

    @pytest.mark.parametrize("rule", PruningRule)
    @pytest.mark.parametrize("seed", [1, 2])
    @on_both
    def test_the_order_of_the_tables_changes_nothing(self, name, rule, seed) -> None:
        case = the_case(name)
        other = in_other_order(case, seed)
        rng = np.random.default_rng(seed)
        plan = Levers(**draws(case, Levers, rng, 30), pruning_rule=rule)
        world = Assumptions(**draws(case, Assumptions, rng, 30))
        assert_same(case, simulate(other, plan, world), simulate(case, plan, world), SAME)

    @on_both
    def test_the_order_of_products_that_sell_the_same_changes_nothing(self, name) -> None:
        """The last product of class A and the first of class B sell the same."""
        case = the_case(name)
        skus = case.tables["skus"].sort_values("sku", ignore_index=True)
        revenue = (skus["price"] * skus["volume"]).to_numpy()
        classes = portfolio.abc_classes(revenue)
        last = np.flatnonzero(classes == "A")[revenue[classes == "A"].argmin()]
        first = np.flatnonzero(classes == "B")[revenue[classes == "B"].argmax()]
        skus.loc[first, ["price", "volume"]] = skus.loc[last, ["price", "volume"]]
        skus.loc[last, ["unit_cost", "weekly_cv"]] = [0.4 * skus.loc[last, "price"], 0.5]
        skus.loc[first, ["unit_cost", "weekly_cv"]] = [0.6 * skus.loc[last, "price"], 3.0]
        given_order = with_products(case, skus)
        turned = with_products(case, skus.iloc[::-1])
        classes_of = {
            c: dict(zip(t["sku"], portfolio.abc_classes(t["price"] * t["volume"]), strict=True))
            for c, t in ((c, c.tables["skus"]) for c in (given_order, turned))
        }
        pair = skus.loc[[last, first], "sku"]
        assert {classes_of[given_order][sku] for sku in pair} == {"A", "B"}
        for rule in PruningRule:
            plan = replace(case.plan(), pruning_rule=rule, retired_share=np.linspace(0.0, 0.9, 10))
            assert_same(case, simulate(turned, plan), simulate(given_order, plan), SAME)

    @for_all(
        plan=plans, world=worlds, row=lambda case: st.integers(0, len(case.tables["skus"]) - 1)
    )
    def test_two_halves_of_a_product_sell_the_same_and_cost_more(
        self, case, plan, world, row
    ) -> None:
        plan = replace(plan, retired_share=0.0)
        whole = simulate(case, plan, world)
        halves = simulate(with_one_split(case, row), plan, world)
        close(case, "revenue", halves.series.revenue, whole.series.revenue, SAME)
        close(case, "skus", halves.series.skus, whole.series.skus + 1, SAME)
        assert (halves.series.complexity_cost > whole.series.complexity_cost).all()
        assert (halves.series.gross_profit < whole.series.gross_profit).all()
        idle, idle_halves = (
            simulate(c, Levers(), world).series for c in (case, with_one_split(case, row))
        )
        count = len(case.tables["skus"])
        more = ((count + 1) / count) ** np.log2(1 + world.variety_cost_doubling)
        assert_money(case, idle_halves.complexity_cost, idle.complexity_cost * more)


class TestSeeds:
    @on_both
    def test_the_same_seed_makes_the_same_tables(self, name) -> None:
        scenario = load_scenario(name)
        first, second = make_tables(scenario), make_tables(load_scenario(name))
        assert first.keys() == second.keys()
        for table in first:
            pd.testing.assert_frame_equal(first[table], second[table], check_exact=True)

    @on_both
    def test_another_seed_makes_other_tables(self, name) -> None:
        scenario = load_scenario(name)
        file = scenario.order_file.model_copy(update={"seed": scenario.order_file.seed + 1})
        other = make_tables(scenario.model_copy(update={"order_file": file}))
        assert not make_tables(scenario)["skus"].equals(other["skus"])

    @on_both
    def test_the_same_seed_simulates_the_same_launch_dates(self, name) -> None:
        case = the_case(name)
        again = derived(Case(case.scenario, case.tables))
        assert again is not derived(case)
        np.testing.assert_array_equal(again.launch_months, derived(case).launch_months)
        part = case.scenario.development
        other = case.scenario.model_copy(
            update={"development": part.model_copy(update={"seed": part.seed + 1})}
        )
        changed = derived(Case(other, case.tables)).launch_months
        assert (changed != derived(case).launch_months).any()
        np.testing.assert_allclose(changed, derived(case).launch_months, rtol=0.02)

    @on_both
    def test_the_same_seed_retires_the_same_products_at_random(self, name) -> None:
        case = the_case(name)
        chance = PruningRule.RANDOM
        order = pruning_order(case, chance)
        np.testing.assert_array_equal(order, pruning_order(case, chance))
        assert sorted(order) == list(range(len(order)))
        file = case.scenario.order_file.model_copy(
            update={"seed": case.scenario.order_file.seed + 1}
        )
        other = Case(case.scenario.model_copy(update={"order_file": file}), case.tables)
        assert (pruning_order(other, chance) != order).any()

    @on_both
    def test_random_pruning_follows_the_numbers_of_the_products_not_the_rows(self, name) -> None:
        case = the_case(name)
        shuffled = in_other_order(case, 5)
        got = shuffled.tables["skus"]["sku"].iloc[pruning_order(shuffled, PruningRule.RANDOM)]
        expected = case.tables["skus"]["sku"].iloc[pruning_order(case, PruningRule.RANDOM)]
        assert got.tolist() == expected.tolist()

    @on_both
    def test_the_same_call_gives_the_same_outcome(self, name) -> None:
        case = the_case(name)
        rng = np.random.default_rng(9)
        plan = Levers(**draws(case, Levers, rng, 50))
        world = Assumptions(**draws(case, Assumptions, rng, 50))
        assert_same(case, simulate(case, plan, world), simulate(case, plan, world), 0.0)


def test_both_scenarios_are_different_worlds() -> None:
    first, second = (the_case(name).scenario for name in SCENARIOS)
    assert first.currency.code != second.currency.code
    assert first.company.name != second.company.name
