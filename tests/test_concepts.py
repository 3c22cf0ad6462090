"""Each textbook function at its boundaries and against values known from elsewhere."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, norm

from casestudy.concepts import choice, diffusion, inventory, portfolio, pricing, schedule, sourcing


class TestShareLift:
    @pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 1.0])
    def test_no_change_of_utility_lifts_nothing_exactly(self, share) -> None:
        assert choice.share_lift(share, 0.0) == 1.0

    @pytest.mark.parametrize("utility", [-3.0, -0.1, 0.7, 4.0])
    def test_is_the_quotient_of_two_logit_shares(self, utility) -> None:
        rivals = [0.3, -0.8, 0.0]
        others = sum(math.exp(u) for u in rivals)
        before = math.exp(0.5) / (math.exp(0.5) + others)
        after = math.exp(0.5 + utility) / (math.exp(0.5 + utility) + others)
        assert choice.share_lift(before, utility) == pytest.approx(after / before, rel=1e-13)

    def test_a_tiny_share_grows_by_the_whole_factor(self) -> None:
        assert choice.share_lift(0.0, 1.0) == pytest.approx(math.e, rel=1e-15)

    def test_a_whole_market_cannot_grow(self) -> None:
        np.testing.assert_allclose(choice.share_lift(1.0, [-2.0, 0.0, 5.0]), 1.0, rtol=1e-15)

    def test_a_great_advantage_takes_the_market_and_no_more(self) -> None:
        assert 0.2 * choice.share_lift(0.2, 50.0) == pytest.approx(1.0, abs=1e-12)

    def test_a_small_change_keeps_its_digits(self) -> None:
        assert choice.share_lift(0.25, 1e-12) - 1.0 == pytest.approx(0.75e-12, rel=1e-3)

    def test_there_and_back_is_no_change(self) -> None:
        up = choice.share_lift(0.2, 0.6)
        assert up * choice.share_lift(0.2 * up, -0.6) == pytest.approx(1.0, rel=1e-14)


class TestPriceUtility:
    def test_the_same_price_changes_nothing(self) -> None:
        assert choice.price_utility(1.0, -2.0, 0.2) == 0.0

    @pytest.mark.parametrize("share", [0.0, 0.2, 0.6])
    @pytest.mark.parametrize("elasticity", [-0.8, -1.5, -2.6])
    def test_gives_the_elasticity_at_the_share_of_its_measurement(self, share, elasticity) -> None:
        h = 1e-6
        lifts = [
            choice.share_lift(share, choice.price_utility(math.exp(d), elasticity, share))
            for d in (-h, h)
        ]
        slope = (math.log(lifts[1]) - math.log(lifts[0])) / (2 * h)
        assert slope == pytest.approx(elasticity, rel=1e-7)

    def test_a_price_cut_undoes_a_rise(self) -> None:
        there = choice.price_utility(1.25, -1.5, 0.2)
        assert there + choice.price_utility(0.8, -1.5, 0.2) == pytest.approx(0.0, abs=1e-15)


class TestSaturatingEffect:
    def test_nothing_gives_nothing_and_the_programme_its_full_effect(self) -> None:
        assert choice.saturating_effect(0.07, [0.0, 1.0]).tolist() == [0.0, 0.07]

    def test_each_further_step_helps_less(self) -> None:
        steps = np.diff(choice.saturating_effect(1.0, np.linspace(0, 2, 21)))
        assert (steps > 0).all()
        assert (np.diff(steps) < 0).all()

    def test_doubling_the_programme_adds_less_than_two_thirds(self) -> None:
        assert choice.saturating_effect(1.0, 2.0) == pytest.approx(math.log(3) / math.log(2))


class TestSpecificationValue:
    def test_the_same_specification_is_worth_nothing(self) -> None:
        assert choice.specification_value([2.0, 1.0], [0.4, 0.5], [0.4, 0.5]) == 0.0

    def test_a_worse_specification_is_worth_less_than_nothing(self) -> None:
        assert choice.specification_value([1.0, 3.0], [1.0, 0.0], [0.0, 1.0]) == -2.0


class TestBass:
    # Bass (1969), table 1: p, q and the years to the peak of sales, given there to one decimal.
    DURABLES = [  # noqa: RUF012
        pytest.param(0.010399, 0.41861, 8.6, id="room air conditioners"),
        pytest.param(0.017206, 0.35688, 8.1, id="clothes dryers"),
        pytest.param(0.0091837, 0.33790, 10.3, id="power lawnmowers"),
    ]

    @pytest.mark.parametrize(("p", "q", "peak"), DURABLES)
    def test_sales_of_known_durables_peak_when_they_did(self, p, q, peak) -> None:
        time = np.linspace(0, 40, 40_001)
        sales = np.gradient(diffusion.bass_cumulative(time, p, q), time)
        found = time[np.argmax(sales)]
        assert found == pytest.approx(math.log(q / p) / (p + q), abs=0.01)
        assert found == pytest.approx(peak, abs=0.1)

    @pytest.mark.parametrize(("p", "q", "_peak"), DURABLES)
    def test_at_the_peak_half_less_p_over_2q_has_adopted(self, p, q, _peak) -> None:
        at = math.log(q / p) / (p + q)
        assert diffusion.bass_cumulative(at, p, q) == pytest.approx(0.5 - p / (2 * q))

    def test_follows_its_differential_equation(self) -> None:
        p, q, time, h = 0.12, 1.35, np.linspace(0.1, 5, 50), 1e-5
        adopted = diffusion.bass_cumulative(time, p, q)
        around = [diffusion.bass_cumulative(time + d, p, q) for d in (-h, h)]
        rate = (around[1] - around[0]) / (2 * h)
        np.testing.assert_allclose(rate, (p + q * adopted) * (1 - adopted), rtol=1e-7)

    def test_without_imitation_it_is_exponential(self) -> None:
        assert diffusion.bass_cumulative(3.0, 0.2, 0.0) == pytest.approx(1 - math.exp(-0.6))

    def test_nobody_adopts_before_the_launch(self) -> None:
        assert diffusion.bass_cumulative([-5.0, -1e-9, 0.0], 0.1, 1.0).tolist() == [0.0, 0.0, 0.0]

    def test_in_the_end_everybody_has_adopted(self) -> None:
        assert diffusion.bass_cumulative(1e3, 0.1, 1.0) == 1.0

    @pytest.mark.parametrize(("p", "q"), [(0.12, 1.35), (0.01, 0.01), (1e-4, 0.5), (10.0, 10.0)])
    @pytest.mark.parametrize(("start", "end"), [(0.0, 0.25), (-0.1, 0.15), (4.75, 5.0), (-1, 5)])
    def test_the_mean_is_the_integral(self, p, q, start, end) -> None:
        area, _ = quad(
            lambda t: float(diffusion.bass_cumulative(t, p, q)), max(start, 0.0), end, epsabs=0
        )
        mean = diffusion.bass_mean(start, end, p, q)
        assert mean == pytest.approx(area / (end - start), rel=1e-9)

    def test_the_mean_before_the_launch_is_zero_and_much_later_one(self) -> None:
        assert diffusion.bass_mean(-2.0, -1.0, 0.1, 1.0) == 0.0
        assert diffusion.bass_mean(200.0, 201.0, 0.1, 1.0) == pytest.approx(1.0, abs=1e-12)

    def test_the_mean_at_the_smallest_coefficients_keeps_its_sign_and_size(self) -> None:
        mean = diffusion.bass_mean([0.0, 4.75], [0.25, 5.0], 1e-6, 1e-6)
        np.testing.assert_allclose(mean, [1.25e-7, 4.875e-6], rtol=1e-5)


class TestSafetyStock:
    def test_a_certain_lead_time_needs_z_times_root_l(self) -> None:
        assert inventory.safety_stock(1.645, 100, 20, 9) == pytest.approx(1.645 * 20 * 3)

    def test_certain_demand_needs_cover_for_the_lead_time_only(self) -> None:
        assert inventory.safety_stock(2.0, 100, 0, 9, 0.5) == pytest.approx(2.0 * 100 * 0.5)

    def test_a_service_level_of_one_half_needs_none(self) -> None:
        assert inventory.safety_stock(norm.ppf(0.5), 100, 20, 9, 1, 4) == pytest.approx(0.0)

    def test_the_review_period_counts_like_lead_time(self) -> None:
        continuous = inventory.safety_stock(1.64, 50, 10, 8, 1.0)
        assert inventory.safety_stock(1.64, 50, 10, 5, 1.0, 3) == pytest.approx(continuous)

    def test_four_times_the_lead_time_doubles_it(self) -> None:
        ratio = inventory.safety_stock(1.0, 1, 1, 16) / inventory.safety_stock(1.0, 1, 1, 4)
        assert ratio == pytest.approx(2.0)

    def test_has_the_spread_of_demand_over_a_lead_time_that_varies(self) -> None:
        rng = np.random.default_rng(4)
        days = rng.normal(30, 3, 200_000)
        demand = days * 100 + np.sqrt(days) * rng.normal(0, 60, days.size)
        assert inventory.safety_stock(1.0, 100, 60, 30, 3) == pytest.approx(demand.std(), rel=0.01)


class TestPooling:
    def test_opposite_demands_of_one_size_cancel(self) -> None:
        assert inventory.pooled_sd(4.0, 4.0, -1.0) == 0.0

    def test_rounding_never_gives_the_root_of_less_than_nothing(self) -> None:
        spread = np.linspace(0.1, 1.0, 1001)
        assert np.isfinite(inventory.pooled_sd(spread, spread, -1.0)).all()

    def test_nothing_added_changes_nothing(self) -> None:
        assert inventory.pooled_sd(3.0, 0.0, 0.7) == 3.0

    def test_equals_the_spread_of_simulated_sums(self) -> None:
        drawn = np.random.default_rng(2).multivariate_normal(
            [0, 0], [[9, 0.4 * 3 * 5], [0.4 * 3 * 5, 25]], 200_000
        )
        assert inventory.pooled_sd(3.0, 5.0, 0.4) == pytest.approx(drawn.sum(1).std(), rel=0.01)


class TestCycleStock:
    def test_the_two_rules_meet_where_the_lot_is_the_use(self) -> None:
        assert inventory.cycle_stock(10, 500.0, 5000.0) == 2500.0

    def test_no_products_and_no_use_need_no_stock(self) -> None:
        assert inventory.cycle_stock(0, 6000.0, 0.0) == 0.0

    def test_small_lots_grow_with_the_number_of_products(self) -> None:
        stock = inventory.cycle_stock([10, 20], 2000.0, 5000.0)
        assert stock[1] == 2 * stock[0]


class TestVarietyCost:
    @pytest.mark.parametrize("theta", [0.0, 0.2, 0.25, 0.35, 1.0])
    def test_doubling_and_halving_change_the_cost_by_the_declared_part(self, theta) -> None:
        index = portfolio.variety_cost_index([0.5, 1.0, 2.0, 4.0], theta)
        factor = 1 + theta
        np.testing.assert_allclose(index, [1 / factor, 1, factor, factor**2], rtol=1e-14)

    def test_no_products_cost_nothing_unless_variety_is_free(self) -> None:
        assert portfolio.variety_cost_index(0.0, 0.25) == 0.0
        assert portfolio.variety_cost_index(0.0, 0.0) == 1.0


class TestEffectiveNumber:
    def test_one_seller_among_many_counts_as_one(self) -> None:
        assert portfolio.effective_number([7.0, 0.0, 0.0]) == pytest.approx(1.0)

    def test_does_not_depend_on_the_unit(self) -> None:
        revenue = np.array([5.0, 3.0, 1.0, 0.5])
        unit = portfolio.effective_number(revenue)
        assert portfolio.effective_number(1e9 * revenue) == pytest.approx(unit)
        assert 1.0 < unit < 4.0

    def test_two_unequal_products(self) -> None:
        entropy = -(0.75 * math.log(0.75) + 0.25 * math.log(0.25))
        assert portfolio.effective_number([3, 1]) == pytest.approx(math.exp(entropy))


class TestBadAmounts:
    @pytest.mark.parametrize(
        ("values", "given"),
        [
            ([], "no value"),
            ([0.0, 0.0], "minimum 0.0, sum 0.0"),
            ([3.0, -1.0], "minimum -1.0, sum 2.0"),
            ([1.0, math.nan], "minimum nan, sum nan"),
        ],
        ids=["none", "zeros", "negative", "no number"],
    )
    def test_are_named_with_what_was_given(self, values, given) -> None:
        for what, function in (
            ("revenue", portfolio.effective_number),
            ("revenue", portfolio.abc_classes),
            ("drivers", lambda v: portfolio.driver_costs(100.0, v)),
        ):
            with pytest.raises(ValueError, match=f"{what}: expected values of zero.*{given}"):
                function(values)


class TestWhaleCurve:
    def test_without_losses_the_peak_is_the_end(self) -> None:
        curve = portfolio.whale_curve([1.0, 2.0, 3.0])
        assert (curve.peak, curve.peak_at, curve.losses, curve.peak_ratio) == (6.0, 1.0, 0.0, 1.0)
        assert curve.profit.tolist() == [0.0, 3.0, 5.0, 6.0]
        assert curve.order.tolist() == [2, 1, 0]

    def test_losses_alone_peak_at_no_product(self) -> None:
        curve = portfolio.whale_curve([-1.0, -2.0])
        assert (curve.peak, curve.peak_at, curve.losses) == (0.0, 0.0, 3.0)
        assert curve.total == -3.0
        assert curve.peak_ratio is None

    def test_a_total_of_zero_has_no_percentage(self) -> None:
        assert portfolio.whale_curve([2.0, -2.0]).peak_ratio is None

    def test_one_product_is_a_curve(self) -> None:
        curve = portfolio.whale_curve([5.0])
        assert curve.products.tolist() == [0.0, 1.0]
        assert curve.profit.tolist() == [0.0, 5.0]

    def test_equal_profits_keep_their_order(self) -> None:
        assert portfolio.whale_curve([1.0, 2.0, 1.0, 2.0]).order.tolist() == [1, 3, 0, 2]


class TestClasses:
    def test_one_product_is_class_a(self) -> None:
        assert portfolio.abc_classes([3.0]).tolist() == ["A"]

    def test_a_product_that_ends_a_class_exactly_closes_it(self) -> None:
        assert portfolio.abc_classes([80, 15, 5]).tolist() == ["A", "B", "C"]
        assert portfolio.abc_classes([10] * 10).tolist() == ["A"] * 8 + ["B"] * 2

    def test_a_product_that_crosses_a_cutoff_belongs_to_the_better_class(self) -> None:
        assert portfolio.abc_classes([79, 17, 4]).tolist() == ["A", "A", "C"]

    def test_the_order_of_the_products_is_kept(self) -> None:
        assert portfolio.abc_classes([1, 50, 4, 30, 15]).tolist() == ["C", "A", "C", "A", "B"]

    def test_products_without_revenue_are_last(self) -> None:
        assert portfolio.abc_classes([10.0, 0.0]).tolist() == ["A", "C"]

    def test_other_cutoffs(self) -> None:
        assert portfolio.abc_classes([6, 3, 1], cutoffs=(0.5, 0.6)).tolist() == ["A", "C", "C"]


class TestDriverCosts:
    def test_no_use_no_cost(self) -> None:
        assert portfolio.driver_costs(100.0, [0, 1]).tolist() == [0.0, 100.0]

    def test_nothing_is_lost(self) -> None:
        drivers = np.random.default_rng(1).integers(1, 400, 1000)
        assert portfolio.driver_costs(4.375e6, drivers).sum() == pytest.approx(4.375e6, rel=1e-14)


class TestRetirement:
    def test_ties_go_by_product_number_whatever_the_rows(self) -> None:
        ids = np.array(["P3", "P1", "P2"])
        for turn in range(3):
            rows = np.roll(ids, turn)
            order = portfolio.retirement_order(([7.0, 7.0, 7.0],), rows)
            assert rows[order].tolist() == ["P1", "P2", "P3"]

    def test_the_first_key_counts_most(self) -> None:
        order = portfolio.retirement_order(([2, 1, 1], [0, 9, 8]), ["a", "b", "c"])
        assert order.tolist() == [2, 1, 0]

    def test_words_are_keys_too(self) -> None:
        order = portfolio.retirement_order((["y", "x", "x"], [1, 3, 2]), ["a", "b", "c"])
        assert order.tolist() == [2, 1, 0]

    def test_curves_start_at_nothing_and_end_at_all(self) -> None:
        values = np.array([[5.0, 1.0, 2.0], [1.0, 1.0, 1.0]])
        curves = portfolio.cumulative_curves(values, [2, 0, 1])
        assert curves.tolist() == [[0, 2, 7, 8], [0, 1, 2, 3]]

    def test_curves_are_read_exactly_at_products_and_evenly_between(self) -> None:
        curves = portfolio.cumulative_curves([[5.0, 1.0, 2.0, 4.0]], [1, 2, 3, 0])
        assert portfolio.curve_at(curves, [0.0, 0.25, 0.5, 0.75, 1.0]).tolist() == [
            [0, 1, 3, 7, 12]
        ]
        assert portfolio.curve_at(curves, 0.375).tolist() == [2.0]

    def test_curves_are_read_in_the_shape_of_the_shares(self) -> None:
        curves = portfolio.cumulative_curves(np.ones((2, 4)), [0, 1, 2, 3])
        shares = np.linspace(0, 1, 6).reshape(3, 2)
        got = portfolio.curve_at(curves, shares)
        assert got.shape == (2, 3, 2)
        np.testing.assert_allclose(got[0], 4 * shares, rtol=1e-15)

    def test_one_product_is_retired_by_halves(self) -> None:
        assert portfolio.curve_at(portfolio.cumulative_curves([[8.0]], [0]), 0.5).tolist() == [4.0]


class TestPrices:
    def test_without_deductions_the_list_price_reaches_the_pocket(self) -> None:
        assert pricing.pocket_price(pricing.invoice_price(6.0, [])) == 6.0

    def test_rates_are_of_the_invoice_and_money_is_not(self) -> None:
        assert pricing.pocket_price(100.0, [3.0, 2.0], [0.04, 0.01]) == pytest.approx(90.0)

    def test_a_percent_on_the_invoice_is_more_than_a_percent_in_the_pocket(self) -> None:
        before, after = pricing.pocket_price([100.0, 101.0], [30.0], [0.1])
        assert after / before - 1 == pytest.approx(0.9 / 60)

    def test_each_price_has_deductions_of_its_own(self) -> None:
        invoice = pricing.invoice_price([10.0, 20.0], [[1.0, 2.0], [0.0, 5.0]])
        assert invoice.tolist() == [7.0, 15.0]


class TestSchedule:
    DIAMOND = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}  # noqa: RUF012

    def test_every_task_follows_those_it_waits_for(self) -> None:
        turned = dict(reversed(self.DIAMOND.items()))
        order = schedule.task_order(turned)
        assert sorted(order) == ["a", "b", "c", "d"]
        for task, before in turned.items():
            assert all(order.index(b) < order.index(task) for b in before)

    def test_no_tasks_have_no_order_and_take_no_time(self) -> None:
        assert schedule.task_order({}) == []
        assert schedule.finish_time({}, [], {}) == 0.0

    def test_a_stranger_is_named_with_what_is_accepted(self) -> None:
        with pytest.raises(ValueError, match=r"'test' waits for 'biuld'.*accepted: test, build"):
            schedule.task_order({"test": ["biuld"], "build": []})

    @pytest.mark.parametrize("circle", [{"x": ["x"]}, {"x": ["y"], "y": ["z"], "z": ["x"]}])
    def test_a_circle_is_named(self, circle) -> None:
        stuck = ", ".join(circle)
        with pytest.raises(ValueError, match=f"in a circle, among: {stuck}$"):
            schedule.task_order({"start": [], **circle})

    def test_the_longest_path_counts(self) -> None:
        order = schedule.task_order(self.DIAMOND)
        times = {"a": 1.0, "b": 5.0, "c": 2.0, "d": 3.0}
        assert schedule.finish_time(times, order, self.DIAMOND) == 9.0
        assert schedule.finish_time(times | {"c": 7.0}, order, self.DIAMOND) == 11.0

    def test_the_end_is_that_of_the_last_task_even_if_nothing_waits_for_it(self) -> None:
        before = {"long": [], "short": []}
        assert schedule.finish_time({"long": 8, "short": 1}, ["long", "short"], before) == 8.0

    def test_draws_go_through_the_network_together(self) -> None:
        order = schedule.task_order(self.DIAMOND)
        times = {"a": 1.0, "b": np.array([5.0, 1.0]), "c": np.array([2.0, 6.0]), "d": 0.0}
        assert schedule.finish_time(times, order, self.DIAMOND).tolist() == [6.0, 7.0]

    def test_two_equal_paths_together_are_later_than_either(self) -> None:
        """Clark (1961): the mean of the larger of two normals is σ/√π above their mean."""
        rng = np.random.default_rng(8)
        times = {"a": rng.normal(10, 2, 200_000), "b": rng.normal(10, 2, 200_000)}
        end = schedule.finish_time(times, ["a", "b"], {"a": [], "b": []})
        assert end.mean() == pytest.approx(10 + 2 / math.sqrt(math.pi), abs=0.02)

    def test_draws_have_the_moments_of_the_pert_beta(self) -> None:
        a, m, b = 4.0, 6.0, 10.0
        drawn = schedule.pert_draws([a], [m], [b], np.random.default_rng(3), 100_000)[:, 0]
        left, right = 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a)
        known = beta(left, right, loc=a, scale=b - a)
        assert known.mean() == pytest.approx((a + 4 * m + b) / 6)
        assert drawn.mean() == pytest.approx(known.mean(), abs=0.02)
        assert drawn.std() == pytest.approx(known.std(), rel=0.02)
        assert a <= drawn.min() < drawn.max() <= b

    def test_the_likeliest_may_be_an_end(self) -> None:
        drawn = schedule.pert_draws([1, 1], [1, 3], [3, 3], np.random.default_rng(1), 50_000)
        np.testing.assert_allclose(drawn.mean(axis=0), [8 / 6, 16 / 6], atol=0.01)

    def test_certain_tasks_do_not_vary(self) -> None:
        drawn = schedule.pert_draws([0, 2], [0, 2], [0, 2], np.random.default_rng(1), 5)
        assert drawn.tolist() == [[0.0, 2.0]] * 5

    def test_the_same_generator_draws_the_same(self) -> None:
        one, other = (
            schedule.pert_draws([1], [2], [6], np.random.default_rng(5), 10) for _ in range(2)
        )
        np.testing.assert_array_equal(one, other)


class TestLandedSaving:
    def test_without_extra_cost_the_quote_is_the_saving(self) -> None:
        assert sourcing.landed_saving(0.4, 0.0) == pytest.approx(0.4)

    def test_extra_cost_is_a_share_of_the_quoted_price(self) -> None:
        # Platts and Song (2010): half of the quoted price, where buyers expect a quarter.
        np.testing.assert_allclose(sourcing.landed_saving(0.4, [0.25, 0.5]), [0.25, 0.10])

    def test_an_offer_breaks_even_where_the_extra_eats_the_discount(self) -> None:
        assert sourcing.landed_saving(0.4, 0.4 / 0.6) == pytest.approx(0.0, abs=1e-15)
        assert sourcing.landed_saving(0.1, 0.47) < 0
