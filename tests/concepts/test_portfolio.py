"""Portfolio: what the books say, redone another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from casestudy.concepts import portfolio


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


class TestSpread:
    @given(st.floats(0.0, 3.0), st.floats(0.05, 0.95))
    def test_undoes_the_share_of_the_largest(self, spread, smallest) -> None:
        held = 1.0 - portfolio.lognormal_top_share(spread, 1.0 - smallest)
        if 1e-6 < held <= smallest:  # rounding may lift the share of equal products above it
            assert portfolio.lognormal_spread(smallest, held) == pytest.approx(spread, abs=1e-6)

    @given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30))
    def test_gini_is_half_the_relative_mean_difference(self, revenue) -> None:
        values = np.array(revenue)
        difference = np.abs(values[:, None] - values).mean()
        assert portfolio.gini(values) == pytest.approx(difference / values.mean() / 2, abs=1e-9)
        assert -1e-12 <= portfolio.gini(values) <= 1 - 1 / values.size + 1e-12

    @pytest.mark.parametrize("revenue", [[], [0.0, 0.0], [1.0, -1.0]])
    def test_gini_needs_revenue(self, revenue) -> None:
        with pytest.raises(ValueError, match="revenue: expected values of zero or more"):
            portfolio.gini(revenue)
