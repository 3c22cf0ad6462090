"""The concepts of range, price, sourcing and stock: properties, bad input, published examples."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from casestudy.concepts import (
    activity,
    discounts,
    elasticity,
    features,
    inventory,
    inventory_ratios,
    joint_replenishment,
    pooling,
    portfolio,
    pricing,
    retirement,
    scoring,
    service_level,
    sourcing,
    stock_bridge,
    third_party,
    xyz,
)

AMOUNTS = st.floats(0, 1e6, allow_subnormal=False)
FRACTIONS = st.floats(0, 1, allow_subnormal=False)


class TestWhaleCurveOfSegments:
    def test_sizes_of_one_change_nothing(self) -> None:
        profit = np.random.default_rng(1).normal(1, 3, 50)
        plain, sized = portfolio.whale_curve(profit), portfolio.whale_curve(profit, np.ones(50))
        assert_allclose(sized.products, plain.products, rtol=1e-14)
        assert_array_equal(sized.profit, plain.profit)
        assert (sized.peak, sized.peak_at) == (plain.peak, pytest.approx(plain.peak_at))

    @given(arrays(float, 12, elements=st.floats(-1e3, 1e3)), st.integers(0, 99))
    def test_is_concave_and_ends_at_the_total(self, profit, seed) -> None:
        size = np.random.default_rng(seed).uniform(0.5, 5, 12)
        curve = portfolio.whale_curve(profit, size)
        slopes = np.diff(curve.profit) / np.diff(curve.products)
        assert (np.diff(slopes) <= 1e-6).all()
        assert curve.total == pytest.approx(profit.sum(), abs=1e-9)
        assert curve.peak == pytest.approx(profit[profit > 0].sum(), abs=1e-9)
        assert curve.profit_at(curve.peak_at) == pytest.approx(curve.peak, abs=1e-6)

    def test_a_large_segment_is_ranked_by_profit_for_each_customer(self) -> None:
        curve = portfolio.whale_curve([30, 20, -10], size=[60, 20, 20])
        assert curve.order.tolist() == [1, 0, 2]
        assert curve.profit_at([0.2, 0.8, 1.0]).tolist() == [20, 50, 40]


class TestConcentration:
    def test_the_effective_number_counts_equal_products(self) -> None:
        equal = np.full(7, 3.0)
        assert portfolio.effective_number(equal) == pytest.approx(7)

    def test_the_lognormal_share_is_that_of_a_large_sample(self) -> None:
        sales = np.sort(np.exp(np.random.default_rng(5).normal(0, 1.5, 400_000)))
        top = sales[-80_000:].sum() / sales.sum()
        assert portfolio.lognormal_top_share(1.5, 0.2) == pytest.approx(top, abs=0.005)

    def test_the_ends_of_the_lognormal_curve(self) -> None:
        assert portfolio.lognormal_top_share(2.0, [0.0, 1.0]).tolist() == [0.0, 1.0]
        assert_allclose(portfolio.lognormal_top_share(0.0, [0.1, 0.7]), [0.1, 0.7])


class TestXyz:
    def test_a_product_without_demand_is_erratic(self) -> None:
        variation = xyz.coefficient_of_variation([[0, 0, 0], [4, 4, 4]])
        assert xyz.xyz_classes(variation).tolist() == ["Z", "X"]

    def test_rounding_does_not_move_a_product_off_a_cutoff(self) -> None:
        assert xyz.xyz_classes([0.5 + 1e-16, np.nextafter(0.5, 1)]).tolist() == ["X", "X"]
        with pytest.raises(ValueError, match="cutoffs"):
            xyz.xyz_classes([0.2], (0.0, 1.0))

    def test_equal_products_share_a_class(self) -> None:
        assert set(xyz.xyz_classes(np.full(9, 0.7)).tolist()) == {"Y"}

    def test_the_table_counts_or_adds(self) -> None:
        abc, kind = list("ABCC"), list("XZZY")
        assert xyz.abc_xyz_table(abc, kind).sum() == 4
        money = xyz.abc_xyz_table(abc, kind, [70, 20, 6, 4])
        assert money.tolist() == [[70, 0, 0], [0, 0, 20], [0, 4, 6]]


class TestTimeDrivenCost:
    @given(arrays(float, 4, elements=AMOUNTS), arrays(float, 4, elements=st.floats(0, 100)))
    def test_charged_and_unused_cost_add_up(self, quantities, times) -> None:
        found = activity.time_driven_cost(5e5, 1e6, quantities, times)
        scale = 5e5 + found.cost_assigned
        assert abs(found.cost_assigned + found.unused_cost - 5e5) <= 1e-12 * scale
        assert found.driver_rates @ quantities == pytest.approx(found.cost_assigned)

    def test_too_much_work_shows_as_capacity_below_zero(self) -> None:
        assert activity.time_driven_cost(100, 10, [3], [5]).unused_time == -5

    def test_departments_in_one_call_equal_single_calls(self) -> None:
        both = activity.time_driven_cost([100, 300], [10, 20], [[1, 2], [3, 1]], [[1, 2], [2, 4]])
        alone = activity.time_driven_cost(300, 20, [3, 1], [2, 4])
        assert_array_equal(both.driver_rates[1], alone.driver_rates)
        assert both.unused_cost[1] == alone.unused_cost


class TestBaskets:
    LINES = (["u", "u", "v", "w", "x", "x"], ["a", "b", "a", "b", "a", "c"])

    def test_a_cut_breaks_the_baskets_that_hold_both(self) -> None:
        out = retirement.lost_baskets(*self.LINES, [10, 1, 5, 2, 4, 3], retired=["b"])
        assert out.broken.tolist() == [True, False, False, False]
        assert out.broken_share == 0.25
        assert (out.revenue_at_risk, out.risk_share) == (10.0, 10 / 22)
        assert_allclose(out.retired_revenue, [1, 0, 2, 0])

    @pytest.mark.parametrize("retired", [[], ["never sold"]])
    def test_retiring_nothing_sold_breaks_nothing(self, retired) -> None:
        out = retirement.lost_baskets(*self.LINES, np.ones(6), retired)
        assert (out.broken_share, out.revenue_at_risk) == (0.0, 0.0)

    def test_samples_that_cost_nothing_are_lines_too(self) -> None:
        out = retirement.lost_baskets(["u", "u"], ["a", "b"], [0, 0], ["b"])
        assert out.broken.tolist() == [True]

    def test_retiring_everything_leaves_no_share(self) -> None:
        out = retirement.lost_baskets(*self.LINES, np.ones(6), ["a", "b", "c"])
        assert out.risk_share is None
        assert not out.broken.any()

    def test_a_name_that_begins_like_another_is_another(self) -> None:
        out = retirement.lost_baskets(["u", "u"], ["a", "b"], [1, 1], ["a-long-name"])
        assert not out.broken.any()


class TestFeatureRule:
    @given(arrays(int, st.integers(1, 60), elements=st.integers(0, 9)))
    def test_each_feature_is_in_one_group_and_equals_are_treated_equally(self, usage) -> None:
        rule = features.feature_rule(usage)
        groups = np.array([rule.study, rule.apply, rule.eliminate])
        assert (groups.sum(axis=0) == 1).all()
        for value in np.unique(usage):
            assert len(np.unique(groups[:, usage == value], axis=1).T) == 1
        unused = (usage == 0).sum()
        assert rule.eliminate.sum() <= max(int(0.2 * usage.size), unused)
        if rule.study.any() and rule.eliminate.any():
            assert usage[rule.study].min() > usage[rule.eliminate].max()

    def test_twenty_features(self) -> None:
        usage = np.arange(20, 0, -1)
        for worst, gone in ((0.15, 3), (0.20, 4)):
            rule = features.feature_rule(usage, worst=worst)
            assert rule.study.nonzero()[0].tolist() == [0, 1]
            assert rule.eliminate.sum() == gone

    def test_few_features_lose_none_that_is_used(self) -> None:
        rule = features.feature_rule([9, 5, 1])
        assert (rule.study.tolist(), rule.eliminate.any()) == ([True, False, False], False)

    def test_ties_at_the_edges(self) -> None:
        rule = features.feature_rule([9, 9, 5, 5, 5, 5, 5, 1, 1, 1])
        assert rule.study.sum() == 2
        assert not rule.eliminate.any()  # three at the bottom are more than a fifth
        unused = features.feature_rule([9, 8, 5, 5, 5, 5, 5, 0, 0, 0])
        assert unused.eliminate.sum() == 3  # but what nobody uses goes

    @pytest.mark.parametrize("usage", [[4.0], [3, 3, 3, 3, 3, 3], [0, 0]])
    def test_equal_features_teach_nothing(self, usage) -> None:
        assert features.feature_rule(usage).apply.all()

    def test_the_ends_of_the_fractions(self) -> None:
        assert features.feature_rule([1, 2, 3], best=0, worst=1).eliminate.all()
        assert features.feature_rule([0, 2, 3], best=0, worst=0).apply.all()
        assert features.feature_rule([1, 2, 3], best=1, worst=0).study.all()

    def test_rounds_reach_the_reduction(self) -> None:
        rounds = features.cut_rounds([0.15, 0.2], 0.8)
        assert_allclose((1 - np.array([0.15, 0.2])) ** rounds, 0.2)
        assert features.cut_rounds(0.5, 0.0) == 0.0


class TestWaterfall:
    @given(
        st.floats(1, 1e4),
        arrays(float, 2, elements=st.floats(0, 0.2)),
        arrays(float, 3, elements=st.floats(0, 0.2)),
    )
    def test_invoice_and_pocket_are_those_of_the_two_formulas(self, price, on, off) -> None:
        steps = pricing.price_waterfall(price, price * on, price * off, off_invoice_rates=off[:2])
        invoice = pricing.invoice_price(price, price * on)
        assert steps.invoice == pytest.approx(invoice, rel=1e-12)
        pocket = pricing.pocket_price(invoice, price * off, off[:2])
        assert steps.pocket == pytest.approx(pocket, rel=1e-9, abs=1e-9)
        assert price - steps.deductions.sum() == pytest.approx(steps.pocket, abs=1e-9)

    def test_rates_are_of_the_invoice(self) -> None:
        steps = pricing.price_waterfall(
            100, [20], off_invoice_rates=[0.1], names=["trade", "rebate"]
        )
        assert steps.levels.tolist() == [100, 80, 72]
        assert steps.names == ("trade", "rebate")
        assert steps.on_invoice == 1

    def test_no_deduction_leaves_the_list_price(self) -> None:
        steps = pricing.price_waterfall(7.0)
        assert steps.invoice == steps.pocket == 7.0

    def test_many_products_at_once(self) -> None:
        steps = pricing.price_waterfall([10.0, 20.0], [1.0], [[0.5], [2.0]])
        assert steps.pocket.tolist() == [8.5, 17.0]
        assert steps.levels.shape == (2, 3)


class TestBreakEven:
    @given(st.floats(-5, 4))
    def test_profit_is_the_same_at_the_break_even(self, price) -> None:
        margin, volume = 4.5, 4000
        after = margin + price
        found = pricing.break_even_volume_change(price, margin)
        if after <= 0:
            assert found == math.inf
        elif after > 1e-3:
            profit = after * volume * (1 + found)
            assert profit == pytest.approx(margin * volume, rel=1e-9)

    def test_no_volume_makes_up_for_a_margin_given_away(self) -> None:
        assert pricing.break_even_volume_change([-4.5, -5.0], 4.5).tolist() == [math.inf] * 2


class TestProfitLeverage:
    def test_the_price_is_worth_most(self) -> None:
        gain = pricing.profit_leverage(100, 60, 30)
        assert gain.price > gain.variable_cost > gain.volume > gain.fixed_cost

    def test_without_profit_there_is_no_percentage(self) -> None:
        gain = pricing.profit_leverage([100, 100], [70, 80], [30, 30])
        assert np.isnan(gain.relative("price")).all()
        # What a percent is worth in money is known all the same.
        assert gain.price.tolist() == [1.0, 1.0]
        np.testing.assert_allclose(gain.volume, [0.3, 0.2], rtol=1e-12)
        np.testing.assert_allclose(gain.profit, [0.0, -10.0])


class TestDiscountScatter:
    def test_spearman_of_a_known_table(self) -> None:
        # Hours of television against intelligence quotient, a standard example: -29/165.
        iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
        hours = np.array([7, 27, 2, 50, 28, 29, 20, 12, 6, 17]) / 100
        assert discounts.discount_scatter(iq, hours).rank_correlation == pytest.approx(-29 / 165)

    def test_a_perfect_rule_leaves_no_spread(self) -> None:
        size = np.array([1e3, 1e4, 1e5, 1e6])
        out = discounts.discount_scatter(size, 0.02 * np.log10(size))
        assert out.rank_correlation == pytest.approx(1)
        assert out.explained == pytest.approx(1)
        assert out.excess == pytest.approx(0, abs=1e-6)

    def test_equals_the_regression_of_numpy(self) -> None:
        rng = np.random.default_rng(6)
        size, rate = rng.lognormal(10, 1.5, 80), rng.uniform(0, 0.3, 80)
        out = discounts.discount_scatter(size, rate)
        slope, level = np.polyfit(np.log10(size), rate, 1)
        assert_allclose(out.expected, level + slope * np.log10(size))
        residual = rate - out.expected
        assert out.explained == pytest.approx(1 - (residual**2).sum() / (80 * rate.var()))
        assert out.excess == pytest.approx((size * residual)[residual > 0].sum())

    def test_customers_of_one_size_have_no_correlation(self) -> None:
        out = discounts.discount_scatter([5, 5, 5], [0.1, 0.2, 0.3])
        assert (out.rank_correlation, out.explained) == (None, 0.0)
        assert_allclose(out.expected, 0.2)

    def test_one_discount_for_all_has_no_spread(self) -> None:
        out = discounts.discount_scatter([5, 6, 7], [0.1, 0.1, 0.1])
        assert (out.rank_correlation, out.explained) == (None, None)
        assert out.excess == 0.0


def _full_regression(price, quantity, others):
    """Slope and its standard error from the regression with every dummy."""
    design = np.column_stack([np.log(price), *others])
    rank = np.linalg.matrix_rank(design)
    inverse = np.linalg.pinv(design.T @ design)
    beta = inverse @ design.T @ np.log(quantity)
    error = np.log(quantity) - design @ beta
    n = len(price)
    return beta[0], math.sqrt(error @ error / (n - rank) * inverse[0, 0])


class TestElasticity:
    # Gujarati, Basic Econometrics: US coffee, cups a day against real price, 1970 to 1980.
    CUPS = (2.57, 2.50, 2.35, 2.30, 2.25, 2.20, 2.11, 1.94, 1.97, 2.06, 2.02)
    PRICE = (0.77, 0.74, 0.72, 0.73, 0.76, 0.75, 1.08, 1.81, 1.39, 1.20, 1.17)

    @pytest.fixture
    def panel(self):
        rng = np.random.default_rng(8)
        product, month = rng.integers(0, 25, 900), rng.integers(0, 12, 900)
        level, season = rng.normal(0, 1, 25)[product], rng.normal(0, 0.3, 12)[month]
        price = np.exp(0.5 * level + rng.normal(0, 0.2, 900))
        noise = rng.normal(0, 0.3, 900) * (1 + (product > 12))
        quantity = np.exp(4 - 1.5 * np.log(price) + level + season + noise)
        return price, quantity, product, month

    def test_demand_for_coffee(self) -> None:
        fit = elasticity.estimate_elasticity(self.PRICE, self.CUPS)
        assert fit.elasticity == pytest.approx(-0.2530, abs=5e-5)
        assert fit.standard_error == pytest.approx(0.0494, abs=5e-5)

    def test_taking_groups_out_equals_the_regression_with_dummies(self, panel) -> None:
        price, quantity, product, month = panel
        dummies = [product == k for k in range(25)] + [month == k for k in range(1, 12)]
        slope, error = _full_regression(price, quantity, dummies)
        fit = elasticity.estimate_elasticity(price, quantity, groups=[month, product])
        assert fit.elasticity == pytest.approx(slope, rel=1e-10)
        assert fit.standard_error == pytest.approx(error, rel=1e-10)
        assert fit.interval[0] < -1.5 < fit.interval[1]

    def test_a_seller_who_answers_demand_hides_the_elasticity_but_not_from_cost(self) -> None:
        rng = np.random.default_rng(10)
        cost, demand = rng.normal(0, 0.2, 20_000), rng.normal(0, 0.3, 20_000)
        log_price = 1 + 0.8 * cost + 0.5 * demand
        price, quantity = np.exp(log_price), np.exp(5 - 1.5 * log_price + demand)
        plain = elasticity.estimate_elasticity(price, quantity)
        assert plain.interval[0] > -0.9  # sure of itself, and wrong
        steered = elasticity.estimate_elasticity(price, quantity, instrument=cost)
        assert steered.elasticity == pytest.approx(-1.5, abs=0.05)
        assert steered.first_stage_f > 10

    def test_the_first_stage_is_the_regression_of_price_on_the_instrument(self) -> None:
        rng = np.random.default_rng(12)
        cost = rng.normal(0, 1, 40)
        log_price = 0.3 * cost + rng.normal(0, 1, 40)
        fit = elasticity.estimate_elasticity(
            np.exp(log_price), np.exp(-log_price + rng.normal(0, 1, 40)), instrument=cost
        )
        share = np.corrcoef(cost, log_price)[0, 1] ** 2
        assert fit.first_stage_f == pytest.approx(share / (1 - share) * 38)

    def test_nineteen_in_twenty_intervals_hold_the_truth(self) -> None:
        rng, inside = np.random.default_rng(11), 0
        for _ in range(400):
            price = np.exp(rng.normal(0, 0.2, 12))
            quantity = np.exp(3 - 2 * np.log(price) + rng.normal(0, 0.3, 12))
            fit = elasticity.estimate_elasticity(price, quantity)
            inside += fit.interval[0] < -2 < fit.interval[1]
        assert inside / 400 == pytest.approx(0.95, abs=0.033)

    def test_volume_that_never_changes_has_elasticity_zero(self) -> None:
        fit = elasticity.estimate_elasticity([1, 2, 3], [5, 5, 5])
        assert fit.elasticity == 0.0


class TestScoring:
    # Hwang and Yoon (1981): four fighter aircraft, six attributes, the fourth a cost.
    AIRCRAFT = (
        (2.0, 1500, 20000, 5.5, 5, 9),
        (2.5, 2700, 18000, 6.5, 3, 5),
        (1.8, 2000, 21000, 4.5, 7, 7),
        (2.2, 1800, 20000, 5.0, 5, 5),
    )
    WEIGHTS = (0.2, 0.1, 0.1, 0.1, 0.2, 0.3)
    BENEFIT = (1, 1, 1, 0, 1, 1)

    def test_topsis_chooses_the_first_aircraft(self) -> None:
        found = scoring.topsis(self.AIRCRAFT, self.WEIGHTS, self.BENEFIT)
        assert_allclose(found, [0.643, 0.268, 0.613, 0.312], atol=1e-3)

    def test_the_weighted_sum_chooses_the_third(self) -> None:
        found = scoring.weighted_score(self.AIRCRAFT, self.WEIGHTS, self.BENEFIT)
        # Printed from ratings rounded to two digits: 0.835, 0.709, 0.853, 0.738.
        assert_allclose(found, [0.835, 0.709, 0.853, 0.738], atol=2e-3)
        assert scoring.ranks(found).tolist() == [2, 4, 1, 3]

    def test_more_is_better_after_the_normalisation(self) -> None:
        values = scoring.normalised([[1, 8], [2, 4], [4, 2]], [True, False])
        assert values.tolist() == [[0.25, 0.25], [0.5, 0.5], [1, 1]]

    @pytest.mark.parametrize("score", [scoring.weighted_score, scoring.topsis])
    def test_units_do_not_matter_and_equals_score_the_same(self, score) -> None:
        table = np.array(self.AIRCRAFT)
        plain = score(table, self.WEIGHTS, self.BENEFIT)
        scaled = score(table * [1, 1e3, 0.01, 7, 2, 5], self.WEIGHTS, self.BENEFIT)
        assert_allclose(scaled, plain, rtol=1e-12)
        assert np.ptp(score(np.repeat(table[:1], 3, 0), self.WEIGHTS, self.BENEFIT)) == 0

    def test_many_sets_of_weights_equal_single_ones(self) -> None:
        sets = np.random.default_rng(1).dirichlet(np.ones(6), 5)
        for score in (scoring.weighted_score, scoring.topsis):
            together = score(self.AIRCRAFT, sets, self.BENEFIT)
            for weights, row in zip(sets, together, strict=True):
                assert_allclose(row, score(self.AIRCRAFT, weights, self.BENEFIT), rtol=1e-12)

    def test_one_alternative_is_half_way_between_itself_and_itself(self) -> None:
        assert scoring.topsis([[3.0, 4.0]], [0.5, 0.5], [True, True]).tolist() == [0.5]
        assert scoring.weighted_score([[3.0, 4.0]], [0.5, 0.5], [True, True]).tolist() == [1.0]

    def test_the_winner_changes_where_the_range_ends(self) -> None:
        found = scoring.weight_range(self.AIRCRAFT, self.WEIGHTS, self.BENEFIT)
        base = np.array(self.WEIGHTS)
        for k in range(6):
            for edge, out, other in (
                (found.low[k], -1e-6, found.below[k]),
                (found.high[k], 1e-6, found.above[k]),
            ):
                if other == found.winner:
                    assert edge in (0.0, 1.0)
                    continue
                for step, winner in ((-out, found.winner), (out, other)):
                    moved = base * (1 - edge - step) / (1 - base[k])
                    moved[k] = edge + step
                    scores = scoring.weighted_score(self.AIRCRAFT, moved, self.BENEFIT)
                    assert np.argmax(scores) == winner

    def test_weights_of_rounded_digits_are_scaled_before_they_move(self) -> None:
        plain = scoring.weight_range([[2, 8], [8, 4]], [0.3, 0.7], [True, True])
        rounded = scoring.weight_range([[2, 8], [8, 4]], [0.3012, 0.7028], [True, True])
        assert_allclose(rounded.high, plain.high, atol=1e-12)

    def test_a_single_criterion_has_nothing_to_move(self) -> None:
        found = scoring.weight_range([[1.0], [2.0]], [1.0], [True])
        assert (found.winner, found.low.tolist(), found.high.tolist()) == (1, [0.0], [1.0])

    def test_a_criterion_with_all_the_weight_gives_it_evenly(self) -> None:
        found = scoring.weight_range([[9, 1, 1], [8, 9, 9]], [1.0, 0.0, 0.0], [True] * 3)
        assert found.winner == 0
        assert found.below[0] == 1

    def test_ranks_under_random_weights_are_shares(self) -> None:
        def shares(concentration):
            return scoring.rank_acceptability(
                self.AIRCRAFT,
                self.WEIGHTS,
                self.BENEFIT,
                rng=np.random.default_rng(4),
                concentration=concentration,
                score=scoring.topsis,
            )

        assert_allclose(shares(100).sum(axis=1), 1)
        assert_allclose(shares(100).sum(axis=0), 1)
        assert shares(1e7)[0, 0] == 1.0  # weights that hardly move leave the winner
        assert shares(5)[0, 0] < shares(500)[0, 0]

    def test_better_in_everything_wins_always(self) -> None:
        found = scoring.rank_acceptability(
            [[3, 3], [2, 1]], [0.9, 0.1], [True, True], rng=np.random.default_rng(1), draws=50
        )
        assert found.tolist() == [[1, 0], [0, 1]]


class TestCostOfOwnership:
    # Chopra and Meindl: 1,000 a week, sd 300, holding 25%, service 95%; the near supplier takes
    # 2 ± 1 weeks with lots of 2,000, the far one 6 ± 4 weeks with lots of 8,000.
    def test_the_cheaper_quote_is_dearer(self) -> None:
        stock = inventory.safety_stock(service_level.safety_factor(0.95), 1000, 300, [2, 6], [1, 4])
        assert_allclose(stock, [1787, 6690], atol=1)
        found = sourcing.total_cost_of_ownership(
            [1.00, 0.97],
            52_000,
            holding_rate=0.25,
            order_quantity=[2000, 8000],
            safety_stock=stock,
        )
        yearly = {k: v * 52_000 for k, v in found.items()}
        assert_allclose(yearly["price"], [52_000, 50_440])
        assert_allclose(yearly["cycle_stock"], [250, 970])
        assert_allclose(yearly["safety_stock"], [447, 1622], atol=0.5)
        assert_allclose(sum(yearly.values()), [52_697, 53_032], atol=0.5)

    def test_every_component_stands_alone(self) -> None:
        base = dict(price=10.0, annual_volume=1000.0)
        alone = {
            "freight": dict(freight=2.0),
            "duty": dict(duty_rate=0.1),
            "quality": dict(defect_rate=0.02, cost_per_defect=30.0),
            "cycle_stock": dict(order_quantity=100.0, holding_rate=0.2),
            "safety_stock": dict(safety_stock=60.0, holding_rate=0.2),
            "pipeline_stock": dict(pipeline_time=0.25, holding_rate=0.2),
            "delay": dict(delay_cost=500.0),
            "management": dict(management_cost=800.0),
        }
        expected = [2.0, 1.0, 0.6, 0.1, 0.12, 0.5, 0.5, 0.8]
        for (name, options), cost in zip(alone.items(), expected, strict=True):
            found = sourcing.total_cost_of_ownership(**base, **options)
            assert found[name] == pytest.approx(cost)
            assert sum(found.values()) == pytest.approx(10.0 + cost)

    def test_freight_is_counted_once_and_its_capital_apart(self) -> None:
        options = dict(duty_rate=0.1, safety_stock=100.0, holding_rate=0.2)
        fob = sourcing.total_cost_of_ownership(10, 1000, freight=2, **options)
        assert sum(fob[k] for k in ("price", "freight", "duty")) == pytest.approx(13.0)
        assert fob["safety_stock"] == pytest.approx(0.2 * 13.0 * 100 / 1000)


class TestDelivery:
    def test_rises_with_the_deadline_and_lies_in_its_interval(self) -> None:
        draws = np.random.default_rng(2).normal(10, 2, (3, 500))
        chance = sourcing.on_time_probability(draws, np.arange(5.0, 15.0)[:, None])
        assert chance.probability.shape == (10, 3)
        assert (np.diff(chance.probability, axis=0) >= 0).all()
        assert (chance.low <= chance.probability).all()
        assert (chance.probability <= chance.high).all()

    def test_wilson_says_something_even_when_none_is_in_time(self) -> None:
        # Wilson's interval of 0 in 10 is 0 to 27.8%.
        chance = sourcing.on_time_probability(np.full(10, 2.0), [1.0, 2.0])
        assert_allclose(chance.high, [0.2775, 1.0], atol=1e-4)
        assert_allclose(chance.low, [0.0, 0.7225], atol=1e-4)
        half = sourcing.on_time_probability(np.arange(10), 4)  # 5 in 10: 23.7 to 76.3%
        assert_allclose([half.low, half.high], [0.2366, 0.7634], atol=1e-4)


class TestThirdParty:
    def test_at_the_break_even_integration_both_ways_earn_the_same(self) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30, investment=50_000)
        ready = third_party.device_route(10_000, 0.95, 50, 25)
        spent = third_party.break_even_integration(ready, ours)
        done = third_party.device_route(10_000, 0.95, 50, 25, investment=spent)
        assert done.result == pytest.approx(ours.result)

    @pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
    def test_at_the_break_even_share_both_ways_earn_the_same(self, share) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30, investment=50_000)
        bought = third_party.device_route(10_000, share, 50, 25, investment=20_000)
        enough = third_party.break_even_share(bought, ours)
        even = third_party.device_route(10_000, enough, 50, 25, investment=20_000)
        assert even.result == pytest.approx(ours.result)

    def test_more_devices_and_more_promised_revenue_can_earn_less(self) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30, investment=50_000)
        bought = third_party.device_route(10_000, 0.4, 50, 25)
        assert bought.devices > ours.devices
        assert (bought.promised_revenue, ours.promised_revenue) == (500_000, 300_000)
        assert bought.device_cost / bought.devices < ours.device_cost / ours.devices
        assert bought.result < ours.result

    def test_nothing_bought_has_no_break_even(self) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30)
        assert np.isnan(third_party.break_even_share(third_party.device_route(0, 0, 50, 25), ours))


class TestLotSize:
    def test_chopra_and_meindl_deskpro(self) -> None:
        found = inventory.economic_order_quantity(4000, 0.2 * 500, 12_000)
        assert (round(float(found.quantity)), round(float(found.cost))) == (980, 97_980)

    @given(st.floats(1, 1e3), st.floats(0.1, 10), st.floats(10, 1e5))
    def test_no_other_lot_costs_less(self, fixed, holding, demand) -> None:
        best = inventory.economic_order_quantity(fixed, holding, demand)
        lots = best.quantity * np.array([0.8, 0.9, 1.1, 1.2])
        assert (inventory.lot_cost(lots, fixed, holding, demand) >= best.cost * (1 - 1e-12)).all()


class TestServiceLevel:
    # Chopra and Meindl: 2,500 a week, sd 500, lead time 2 weeks, lots of 10,000, reorder at 6,000.
    def test_the_store_of_the_textbook(self) -> None:
        spread = 500 * math.sqrt(2)
        assert service_level.cycle_service_level(1000, spread) == pytest.approx(0.92, abs=0.005)
        assert service_level.expected_shortage(1000, spread) == pytest.approx(25, abs=0.5)
        assert service_level.fill_rate(1000, spread, 10_000) == pytest.approx(0.9975, abs=5e-5)
        assert service_level.fill_rate(67, spread, 10_000) == pytest.approx(0.975, abs=5e-5)

    def test_the_factor_and_the_level_undo_each_other(self) -> None:
        level = np.array([0.01, 0.5, 0.9, 0.999])
        back = service_level.cycle_service_level(5 * service_level.safety_factor(level), 5.0)
        assert_allclose(back, level)

    def test_far_out_nothing_is_short(self) -> None:
        loss = service_level.expected_shortage([30.0, 100.0], 1.0)
        assert ((loss >= 0) & (loss < 1e-100)).all()


class TestPoolingOfMany:
    def test_twenty_seven_servers_share_parts_by_nine(self) -> None:
        # Chopra and Meindl: demand sd 3,000 a month, one month, 95%: 399,699 to 133,233 units.
        part = pooling.common_component([3000] * 9, safety_factor=service_level.safety_factor(0.95))
        assert 9 * part.separate == pytest.approx(399_699, rel=1e-4)
        assert 9 * part.common == pytest.approx(133_233, rel=1e-4)

    def test_two_demands_equal_the_formula_for_two(self) -> None:
        found = pooling.pooled_demand_sd([3.0, 5.0], [-1.0, -0.3, 0.4, 1.0])
        assert_allclose(found, inventory.pooled_sd(3.0, 5.0, [-1.0, -0.3, 0.4, 1.0]))

    @given(arrays(float, 5, elements=st.floats(0, 1e3)), st.floats(-0.25, 1))
    def test_is_at_most_the_sum_and_equal_at_full_correlation(self, sd, rho) -> None:
        assert pooling.pooled_demand_sd(sd, rho) <= sd.sum() * (1 + 1e-12)
        assert pooling.pooled_demand_sd(sd, 1.0) == pytest.approx(sd.sum())
        matrix = np.where(np.eye(5) == 1, 1.0, rho)
        spelt_out = np.sqrt(max(sd @ matrix @ sd, 0.0))
        assert_allclose(pooling.pooled_demand_sd(sd, rho), spelt_out, atol=1e-6 * 1e3)

    @given(st.integers(1, 30), st.floats(0, 1))
    def test_the_square_root_law_is_pooling_of_equals(self, count, rho) -> None:
        ratio = pooling.pooled_demand_sd(np.ones(count), rho) / count
        assert pooling.square_root_law(count, 1, rho) == pytest.approx(ratio, rel=1e-9)

    def test_the_ends_of_correlation(self) -> None:
        assert pooling.pooled_demand_sd([1, 1, 1], -0.5) == pytest.approx(0)
        assert pooling.pooled_demand_sd([4.0], 1.0) == 4.0
        assert pooling.square_root_law(9, 3, [0.0, 1.0]) == pytest.approx([math.sqrt(1 / 3), 1])


class TestJointReplenishment:
    COMPUTERS = (4000, 1000, 0.2 * 500, (12_000, 1_200, 120))  # Chopra and Meindl, Best Buy
    SHARED = (600, (120, 840, 300), (160, 20, 50), (1, 1, 1))  # Snyder and Shen

    def test_all_in_every_order(self) -> None:
        plan = joint_replenishment.joint_replenishment(*self.COMPUTERS)
        assert 1 / plan.cycle == pytest.approx(9.75, abs=0.01)
        assert_allclose(plan.cycle * np.array(self.COMPUTERS[3]), [1230, 123, 12.3], rtol=0.001)

    def test_tailored(self) -> None:
        plan = joint_replenishment.joint_replenishment(*self.COMPUTERS, [1, 2, 5])
        assert 1 / plan.cycle == pytest.approx(11.47, abs=0.005)
        assert plan.cost == pytest.approx(130_767, abs=1)
        best = joint_replenishment.best_multiples(*self.COMPUTERS)
        found = joint_replenishment.joint_replenishment(*self.COMPUTERS, best)
        assert found.cost == pytest.approx(plan.cost, rel=1e-12)  # two policies, one cost

    def test_one_product_is_an_economic_order_quantity(self) -> None:
        plan = joint_replenishment.joint_replenishment(6, 2, 0.225, [1300])
        best = inventory.economic_order_quantity(8, 0.225, 1300)
        assert 1300 * plan.cycle == pytest.approx(best.quantity)
        assert plan.cost == pytest.approx(best.cost)
        assert joint_replenishment.best_multiples(6, 2, 0.225, [1300]).tolist() == [1]

    @settings(max_examples=40)
    @given(st.integers(0, 10_000))
    def test_the_best_multiples_are_the_best_of_all(self, seed) -> None:
        rng = np.random.default_rng(seed)
        items = (rng.uniform(0.1, 30), rng.uniform(0, 20, 3), rng.uniform(0.5, 3, 3))
        items = (*items, rng.lognormal(4, 2, 3))

        def cost(multiples):
            return joint_replenishment.joint_replenishment(*items, multiples).cost

        best = joint_replenishment.best_multiples(*items)
        least = cost(best)
        around = [range(1, max(8, int(m) + 4)) for m in best]
        grid = np.array(np.meshgrid(*around)).reshape(3, -1).T
        orders = items[0] + (items[1] / grid).sum(axis=1)
        held = (grid * items[2] * items[3]).sum(axis=1)
        assert least <= np.sqrt(2 * orders * held).min() * (1 + 1e-12)

    def test_a_tiny_major_cost_still_ends(self) -> None:
        best = joint_replenishment.best_multiples(1e-6, [1, 2, 3], 1, [5, 50, 500])
        assert (best >= 1).all()


class TestRatios:
    def test_return_is_turns_times_margin_over_cost(self) -> None:
        cost, margin, stock = 61.25, 26.25, 17.5
        turns = inventory_ratios.turns(cost, stock)
        found = inventory_ratios.gross_margin_return(margin, stock)
        assert found == pytest.approx(turns * margin / cost)
        assert inventory_ratios.days_of_supply(stock, cost, 364) == pytest.approx(364 / turns)


class TestStockBridge:
    BEFORE = dict(  # noqa: RUF012
        products=1000, demand=1e6, demand_cv=1.2, lead_time=4.0, lead_time_sd=0.5,
        safety_factor=2.0, review_period=4.0, smallest_order=6e3,
    )  # fmt: skip
    STEPS = {  # noqa: RUF012
        "fewer products": ("products", "demand_cv"),
        "longer lead time": ("lead_time",),
        "less certain lead time": ("lead_time_sd",),
        "larger orders": ("smallest_order",),
    }

    def after(self):
        ratio = float(pooling.square_root_law(1000, 200, 0.2))
        far = dict(products=200, demand_cv=1.2 * ratio, lead_time=12.0, lead_time_sd=2.0)
        return {**self.BEFORE, **far, "smallest_order": 5e4}

    def test_a_long_lead_time_eats_what_pruning_gains(self) -> None:
        bridge = stock_bridge.stock_bridge(
            inventory.stock_held, self.BEFORE, self.after(), self.STEPS
        )
        change = dict(zip(bridge.names, bridge.changes, strict=True))
        assert change["fewer products"] < 0
        assert all(change[k] > 0 for k in list(self.STEPS)[1:])
        assert bridge.totals[-1] > bridge.totals[0]

    @given(st.permutations(list(STEPS)))
    def test_adds_up_in_every_order(self, names) -> None:
        steps = {k: self.STEPS[k] for k in names}
        bridge = stock_bridge.stock_bridge(inventory.stock_held, self.BEFORE, self.after(), steps)
        start, end = (sum(inventory.stock_held(**s)) for s in (self.BEFORE, self.after()))
        assert bridge.totals[0] == pytest.approx(start, rel=1e-14)
        assert bridge.totals[-1] == pytest.approx(end, rel=1e-14)
        assert bridge.changes.sum() == pytest.approx(end - start, rel=1e-12)
        assert bridge.levels.shape == (5, 2)

    def test_classes_of_products_in_one_call(self) -> None:
        before = {**self.BEFORE, "demand": np.array([8e5, 2e5])}
        after = {**before, "lead_time": 12.0}
        bridge = stock_bridge.stock_bridge(
            inventory.stock_held, before, after, {"longer": ["lead_time"]}
        )
        assert (bridge.names, bridge.levels.shape) == (("longer",), (2, 2, 2))

    def test_no_change_has_no_step(self) -> None:
        bridge = stock_bridge.stock_bridge(inventory.stock_held, self.BEFORE, self.BEFORE, {})
        assert (bridge.names, bridge.totals.shape) == ((), (1,))
