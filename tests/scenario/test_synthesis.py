"""Tables made from parameters and a seed: repeatable, exact, and like a real order file."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, spearmanr

from casestudy.errors import InputError
from casestudy.files.places import available, data_folder, tables_folder
from casestudy.model.derived import contribution, operating_profit
from casestudy.scenario.agreement import disagreements
from casestudy.scenario.case import load_case, load_scenario
from casestudy.scenario.schema import Scenario
from casestudy.scenario.synthesis import (
    case_or_draft,
    draft_case,
    exact_split,
    make_tables,
    write_tables,
)
from casestudy.scenario.tables import TABLES

SCENARIOS = sorted(available())

each = pytest.mark.parametrize("name", SCENARIOS)


def changed(name: str, products: float | None = None, **changes) -> Scenario:
    """Return a scenario with other parameters of its order file, or another number of products."""
    data = load_scenario(name).model_dump(mode="json")
    if "concentration" in changes:
        changes["concentration"] = data["order_file"]["concentration"] | {
            "value": changes["concentration"],
            "low": None,
            "high": None,
        }
    data["order_file"] |= changes
    data["line"]["products"]["value"] = products or data["line"]["products"]["value"]
    return Scenario.model_validate(data)


def cents(scenario: Scenario, money) -> pd.Series:
    """Money in whole smallest units; anything that is not whole is an error."""
    exact = money * 10**scenario.currency.minor_units
    assert np.allclose(exact, exact.round(), rtol=0, atol=1e-4)
    return exact.round().astype("int64")


def by_year(name: str) -> pd.DataFrame:
    history = load_case(name).tables["history"]
    years = history.groupby("year").sum().drop(columns=["quarter", "active_skus"])
    years["gross_profit"] = years["revenue"] - years["variable_cost"] - years["complexity_cogs"]
    years["profit"] = years["gross_profit"] - years["complexity_sga"]
    return years


class TestRepeatable:
    @each
    def test_the_committed_tables_are_those_of_the_parameters_byte_for_byte(self, name):
        made = make_tables(load_scenario(name))
        assert list(made) == [t.name for t in TABLES]
        for table, frame in made.items():
            text = frame.to_csv(index=False, lineterminator="\n")
            assert text.encode() == (data_folder() / name / f"{table}.csv").read_bytes(), table

    @each
    def test_another_seed_gives_other_tables_of_the_same_facts(self, name):
        other = draft_case(changed(name, seed=1))
        mine = load_case(name)
        for table in ("skus", "order_lines", "history", "platform_history"):
            assert not other.tables[table].equals(mine.tables[table]), table
        assert other.line_revenue == mine.line_revenue
        assert tail(other, 0.8) == pytest.approx(tail(mine, 0.8), abs=0.005)
        assert list(disagreements(other.scenario, other.tables)) == []

    def test_other_parameters_show_in_the_tables(self):
        level = draft_case(changed("packaging", concentration=1.5))
        steep = draft_case(changed("packaging", concentration=2.2))
        assert tail(level, 0.8) > 0.2 > 0.12 > tail(steep, 0.8)
        few = draft_case(changed("packaging", customers=5, order_lines_per_product=8))
        assert few.tables["order_lines"]["customer"].nunique() == 5
        assert len(few.tables["order_lines"]) < 0.6 * len(level.tables["order_lines"])


class TestExact:
    """The line's revenue is the sum of its order lines, to the last cent, along every path."""

    @each
    def test_order_lines_quarters_line_and_company_agree_to_the_cent(self, name):
        case = load_case(name)
        s, lines, history = case.scenario, case.tables["order_lines"], case.tables["history"]
        today = history[history["year"] == s.company.base_year]
        ordered = cents(s, lines["revenue"]).groupby((lines["month"] + 2) // 3).sum()
        booked = cents(s, today.set_index("quarter")["revenue"])
        assert ordered.to_dict() == booked.to_dict()
        share = s.company.revenue.value * s.line.company_share.value
        assert booked.sum() == round(share * 10**s.currency.minor_units)

    @each
    def test_platforms_add_up_to_every_year_to_the_cent(self, name):
        case = load_case(name)
        s = case.scenario
        for column in ("revenue", "variable_cost"):
            history, parts = (
                cents(s, table[column]).groupby(table["year"]).sum()
                for table in (case.tables["history"], case.tables["platform_history"])
            )
            assert history.to_dict() == parts.to_dict()

    @each
    def test_products_add_up_to_the_line(self, name):
        case = load_case(name)
        skus, lines = case.tables["skus"], case.tables["order_lines"]
        by_sku = lines.groupby("sku").agg(units=("units", "sum"), revenue=("revenue", "sum"))
        by_sku = by_sku.reindex(skus["sku"])
        assert (by_sku["units"].to_numpy() == skus["volume"].to_numpy()).all()
        revenue = (skus["price"] * skus["volume"]).to_numpy()
        assert np.allclose(revenue, by_sku["revenue"], rtol=1e-6, atol=0.01)
        assert revenue.sum() == pytest.approx(case.line_revenue, rel=1e-8)
        at_list = lines["units"] * lines["list_price"]
        assert np.allclose(at_list * (1 - lines["discount"]), lines["invoiced"], rtol=2e-4)
        off = {"off_invoice_rate": 0.0, "off_invoice_money": 0.0, "on_invoice": 0.0}
        for step in case.scenario.waterfall.steps:
            off[step.kind] += step.share
        pocket = lines["invoiced"] * (1 - off["off_invoice_rate"])
        pocket = pocket - off["off_invoice_money"] * at_list
        assert np.allclose(pocket, lines["revenue"], rtol=0, atol=0.0051)

    @pytest.mark.parametrize("minor_units", [0, 2, 3])
    def test_a_split_loses_nothing_and_is_fair(self, minor_units):
        weights = np.random.default_rng(1).lognormal(size=1000)
        parts = exact_split(12345.678, weights, minor_units)
        total = round(12345.678 * 10**minor_units)
        assert parts.sum() == total
        assert np.abs(parts - weights / weights.sum() * total).max() < 1

    @pytest.mark.parametrize("minor_units", [0, 1, 3])
    def test_currencies_with_other_coins_are_exact_too(self, minor_units):
        scenario = load_scenario("packaging")
        currency = scenario.currency.model_copy(update={"minor_units": minor_units})
        case = draft_case(scenario.model_copy(update={"currency": currency}))
        lines = case.tables["order_lines"]
        assert cents(case.scenario, lines["revenue"]).sum() == 30_000_000 * 10**minor_units


class TestDecline:
    @each
    def test_revenue_and_profit_fall_five_times_while_the_market_grows_by_double_digits(self, name):
        changes = by_year(name).pct_change().dropna()
        assert len(changes) == 5
        assert (changes[["revenue", "gross_profit", "profit"]] < 0).all(axis=None)
        assert (changes["market_revenue"] >= 0.10).all()

    @each
    def test_the_trend_is_the_scenarios_but_no_year_is_like_another(self, name):
        past, years = load_scenario(name).history, by_year(name)
        first, last = years.iloc[0], years.iloc[-1]
        trend = (last["revenue"] / first["revenue"]) ** (1 / 5) - 1
        growth = (last["market_revenue"] / first["market_revenue"]) ** (1 / 5) - 1
        assert trend == pytest.approx(past.line_trend.value, abs=1e-6)
        assert growth == pytest.approx(past.market_growth.value, abs=1e-6)
        assert years["revenue"].pct_change().std() > 0.002

    @each
    def test_the_margin_falls_from_where_the_scenario_starts_to_where_it_ends(self, name):
        scenario, years = load_scenario(name), by_year(name)
        margin = years["gross_profit"] / years["revenue"]
        assert margin.iloc[0] == pytest.approx(
            scenario.history.gross_margin_at_start.value, abs=1e-6
        )
        assert margin.iloc[-1] == pytest.approx(scenario.line.gross_margin.value, abs=1e-6)
        assert (margin.diff().dropna() < 0).all()

    @each
    def test_prices_costs_mix_and_variety_explain_the_fall_of_the_margin(self, name):
        case = load_case(name)
        years = by_year(name)
        start, end = years.index[0], years.index[-1]
        table = case.tables["platform_history"].set_index(["year", "platform"])
        then, now = table.loc[start], table.loc[end]
        shares = [part["revenue"] / part["revenue"].sum() for part in (then, now)]
        price = [part["revenue"] / part["units"] for part in (then, now)]
        unit_cost = [part["variable_cost"] / part["units"] for part in (then, now)]
        # Every platform sells cheaper than five years ago, and its cost has not followed.
        assert (price[1] < price[0]).all()
        assert (unit_cost[1] / price[1] > unit_cost[0] / price[0]).all()
        by_price = (shares[1] * unit_cost[0] * (1 / price[1] - 1 / price[0])).sum()
        by_cost = (shares[1] * (unit_cost[1] - unit_cost[0]) / price[1]).sum()
        by_mix = ((shares[1] - shares[0]) * unit_cost[0] / price[0]).sum()
        variety = years["complexity_cogs"] / years["revenue"]
        by_variety = variety[end] - variety[start]
        margin = years["gross_profit"] / years["revenue"]
        fall = margin[start] - margin[end]
        assert by_price + by_cost + by_mix + by_variety == pytest.approx(fall, abs=1e-6)
        # Each of those that managers talk about is worth at least half a point. Cost itself rose
        # in one of the scenarios only; in the other prices alone ran away from it.
        assert min(by_price, by_price + by_cost, by_variety) > 0.005
        rose = {"balances": True, "packaging": False, "turnaround": True}
        assert (unit_cost[1] > unit_cost[0]).all() == rose[name]
        assert (by_cost > 0.005) == rose[name]
        assert by_mix > 0

    @each
    def test_variety_grows_and_its_cost_falls_on_less_revenue(self, name):
        case = load_case(name)
        scenario, history = case.scenario, case.tables["history"]
        active = history.groupby("year")["active_skus"].last()
        assert active.iloc[0] == scenario.history.products_at_start.value
        assert active.iloc[-1] == scenario.line.products.value
        assert active.is_monotonic_increasing
        launched = case.tables["skus"]["launch_year"]
        assert all((launched <= year).sum() == count for year, count in active.items())
        # A doubling of variety raises its cost by the scenario's share, year by year.
        cost = by_year(name)["complexity_cogs"]
        doubling = scenario.assumptions.variety_cost_doubling.value
        doublings = np.log2(active / active.iloc[-1])
        assert np.allclose(cost / cost.iloc[-1], (1 + doubling) ** doublings, rtol=1e-6)

    @each
    def test_the_season_is_there_in_every_year_and_in_the_order_lines(self, name):
        case = load_case(name)
        declared = case.scenario.history.seasonality
        assert np.ptp(declared) > 0.05
        history, lines = case.tables["history"], case.tables["order_lines"]
        for _, year in history.groupby("year"):
            # Within a year the trend takes a little from each quarter to the next.
            index = year["revenue"].to_numpy() / year["revenue"].mean()
            assert np.abs(index - declared).max() < 0.03
        number = lines.groupby((lines["month"] + 2) // 3).size()
        best, worst = np.argmax(declared) + 1, np.argmin(declared) + 1
        assert number[best] > 1.03 * number[worst]


def tail(case, fraction: float) -> float:
    """Share of revenue of the smallest products."""
    skus = case.tables["skus"]
    revenue = np.sort((skus["price"] * skus["volume"]).to_numpy())
    return revenue[: round(fraction * revenue.size)].sum() / revenue.sum()


class TestLikeARealOrderFile:
    @each
    @pytest.mark.parametrize("fraction", [0.5, 0.8, 0.9])
    def test_concentration_is_that_of_a_lognormal(self, name, fraction):
        """The Lorenz curve of a lognormal with spread σ is Φ(Φ⁻¹(p) − σ)."""
        spread = load_scenario(name).order_file.concentration.value
        expected = norm.cdf(norm.ppf(fraction) - spread)
        assert tail(load_case(name), fraction) == pytest.approx(expected, abs=0.02)

    def test_the_smallest_four_fifths_hold_about_a_fifth(self):
        """As measured in the order file that the scenario names."""
        assert tail(load_case("turnaround"), 0.8) == pytest.approx(0.213, abs=0.01)

    @each
    def test_a_long_tail_loses_money_once_every_cost_is_charged_by_its_drivers(self, name):
        case = load_case(name)
        skus = case.tables["skus"]
        revenue = (skus["price"] * skus["volume"]).to_numpy()
        gross = revenue - (skus["unit_cost"] * skus["volume"]).to_numpy()
        before, after = contribution(case), operating_profit(case)
        small = revenue <= np.quantile(revenue, 0.8)
        assert (gross > 0).mean() > 0.95  # before, hardly any loses money
        assert (before[small] < 0).mean() > 0.4  # variety alone
        assert (before[~small] < 0).mean() < 0.1
        assert (after[small] < 0).mean() > 0.8
        assert (after[~small] < 0).mean() < 0.1
        # A whale curve: the best products earn more than all of them together.
        assert 2.0 > np.sort(after)[::-1].cumsum().max() / after.sum() > 1.15
        overhead = case.scenario.assumptions.complexity_sga_share.value
        margin = case.scenario.line.gross_margin.value - overhead
        assert before.sum() / case.line_revenue == pytest.approx(margin, abs=1e-6)
        margin -= case.scenario.operating_cost.share
        assert after.sum() / case.line_revenue == pytest.approx(margin, abs=1e-6)

    @each
    def test_the_tail_sells_seldom_and_unevenly(self, name):
        skus = load_case(name).tables["skus"]
        revenue = skus["price"] * skus["volume"]
        assert spearmanr(revenue, skus["order_lines"]).statistic > 0.8
        assert spearmanr(revenue, skus["weekly_cv"]).statistic < -0.7
        assert (skus["setups"] <= np.minimum(skus["order_lines"], 12)).all()

    @each
    def test_young_products_are_more_often_in_the_tail(self, name):
        skus = load_case(name).tables["skus"]
        correlation = spearmanr(skus["price"] * skus["volume"], skus["launch_year"]).statistic
        assert -0.9 < correlation < -0.2

    @each
    def test_discounts_differ_by_customer_and_not_by_size(self, name):
        case = load_case(name)
        lines, file = case.tables["order_lines"], case.scenario.order_file
        lines = lines.assign(list_revenue=lines["units"] * lines["list_price"])
        customers = lines.groupby("customer")[["invoiced", "list_revenue"]].sum()
        discount = 1 - customers["invoiced"] / customers["list_revenue"]
        steps = case.scenario.waterfall.steps
        assert np.average(discount, weights=customers["list_revenue"]) == pytest.approx(
            sum(s.share for s in steps if s.kind == "on_invoice"), abs=1e-5
        )
        assert discount.std() == pytest.approx(file.discount_spread, rel=0.3)
        # Larger customers do not get more: what is left is within chance, two standard errors.
        chance = 2 / np.sqrt(len(customers))
        assert abs(spearmanr(customers["list_revenue"], discount).statistic) < chance
        assert customers["list_revenue"].max() > 5 * customers["list_revenue"].median()
        # It is the customer, not the order: a customer's own lines are much alike.
        within = (lines["discount"] - lines["customer"].map(discount)).std()
        assert within < 0.5 * discount.std()

    @each
    def test_demand_moves_together_within_a_platform_and_only_there(self, name):
        correlation = load_scenario(name).order_file.demand_correlation
        together, apart = correlations(load_case(name))
        assert together > apart + 0.05
        assert abs(apart) < 0.05
        without = correlations(draft_case(changed(name, demand_correlation=0.0)))
        assert abs(without[0] - without[1]) < 0.03
        strong = correlations(draft_case(changed(name, demand_correlation=0.9)))
        assert strong[0] - strong[1] > 1.5 * (together - apart)
        assert 0 < correlation < 0.9

    @each
    def test_every_platform_sells(self, name):
        case = load_case(name)
        declared = {platform.name for platform in case.scenario.order_file.platforms}
        assert set(case.tables["skus"]["platform"]) == declared
        assert set(case.tables["platform_history"]["platform"]) == declared

    @each
    def test_competitors_are_those_of_the_scenario_and_us(self, name):
        case = load_case(name)
        table = case.tables["competitors"].set_index("name")
        given = {c.name: c.share for c in case.scenario.market.competitors}
        given[case.scenario.line.name] = case.scenario.market.share.value
        assert table["share"].to_dict() == given
        ours = table[table["is_us"] == 1].iloc[0]
        revenue = by_year(name)["revenue"]
        assert ours["growth"] == pytest.approx(revenue.iloc[-1] / revenue.iloc[-2] - 1, abs=1e-4)
        assert (table[table["is_us"] == 0]["growth"] > ours["growth"]).all()


def correlations(case) -> tuple[float, float]:
    """Mean correlation of the monthly demand of two products of one platform, and of two.

    Of the larger products, beyond the season that all of them share.
    """
    lines = case.tables["order_lines"]
    months = lines.pivot_table(index="sku", columns="month", values="revenue", aggfunc="sum")
    months = months.reindex(columns=range(1, 13)).fillna(0.0)
    total = months.sum(axis=1)
    season = months.sum() / months.to_numpy().sum()
    large = months[total > total.quantile(0.7)]
    swing = large.div(large.sum(axis=1), axis=0) / season - 1
    platform = case.tables["skus"].set_index("sku")["platform"].reindex(large.index).to_numpy()
    pairs = np.triu_indices(len(large), 1)
    same = (platform[:, None] == platform)[pairs]
    found = np.corrcoef(swing.to_numpy())[pairs]
    return found[same].mean(), found[~same].mean()


class TestDrafts:
    def test_a_draft_is_what_the_files_would_hold(self):
        draft, loaded = draft_case(load_scenario("packaging")), load_case("packaging")
        for table in TABLES:
            pd.testing.assert_frame_equal(
                draft.tables[table.name], loaded.tables[table.name], check_dtype=False
            )

    def test_tables_are_used_where_there_are_some(self):
        assert case_or_draft("packaging") is load_case("packaging")

    def test_writing_makes_what_loading_wants(self, tmp_path):
        path = tmp_path / "scenarios" / "packaging.yaml"
        path.parent.mkdir()
        path.write_bytes(available()["packaging"].read_bytes())
        assert write_tables(path).folder == tables_folder(path) == tmp_path / "packaging"
        assert load_case(path).name == "packaging"

    def test_parameters_of_which_no_tables_come_are_told(self):
        few = changed("packaging", products=10.0, order_lines_per_product=1.0, seed=12)
        says = "packaging: no usable tables come of these parameters: no order line falls into "
        with pytest.raises(InputError, match=says):
            draft_case(few)
        steep = changed("packaging", concentration=5.0)
        coins = steep.currency.model_copy(update={"minor_units": 0})
        steep = steep.model_copy(update={"currency": coins})
        says = r"these parameters: skus\.csv: line \d+: column 'price': expected at least 0\.0001"
        with pytest.raises(InputError, match=says):
            draft_case(steep)

    def test_where_they_go_can_be_said(self, tmp_path):
        assert write_tables("packaging", tmp_path / "there").folder == tmp_path / "there"
        made = {p.name for p in Path(tmp_path / "there").iterdir()}
        assert made == {"datapackage.json", *(f"{t.name}.csv" for t in TABLES)}
