"""Properties of present value, rate of return, deliveries, recapture, spread and fixed cost."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudy.concepts import cannibalisation, choice, deliveries, portfolio
from casestudy.concepts.present_value import (
    fading_perpetuity,
    internal_rate_of_return,
    present_value,
)


class TestPresentValue:
    def test_every_case_has_its_own_rate(self) -> None:
        cash = [[-100.0, 60.0, 60.0], [0.0, 0.0, 121.0]]
        found = present_value(cash, [0.0, 0.10], [0, 1, 2])
        np.testing.assert_allclose(found, [20.0, 100.0], rtol=1e-12)
        by_rate = present_value([0.0, 0.0, 121.0], [[0.0], [0.10]], [0, 1, 2])
        np.testing.assert_allclose(by_rate, [[121.0], [100.0]], rtol=1e-12)

    def test_times_are_in_the_unit_of_the_rate(self) -> None:
        quarters = np.arange(1, 5) / 4
        wanted = sum(25.0 / 1.1**t for t in (0.25, 0.5, 0.75, 1.0))
        assert present_value([25.0] * 4, 0.10, quarters) == pytest.approx(wanted, rel=1e-12)


class TestInternalRateOfReturn:
    @given(
        st.lists(st.floats(0.01, 1e6), min_size=1, max_size=6),
        st.floats(-0.9, 20.0),
        st.booleans(),
    )
    def test_is_the_rate_from_which_the_price_was_made(self, later, rate, borrowed) -> None:
        times = 0.25 + 0.5 * np.arange(len(later) + 1)
        price = present_value(later, rate, times[1:] - times[0])
        sign = -1.0 if borrowed else 1.0
        found = internal_rate_of_return(sign * np.array([-price, *later]), times)
        assert found == pytest.approx(rate, rel=1e-9, abs=1e-9)

    def test_zeros_and_many_payments_change_nothing(self) -> None:
        monthly = np.concatenate([[-1000.0, 0.0], np.full(598, 30.0)])
        rate = internal_rate_of_return(monthly, np.arange(600) / 12)
        worth = present_value(monthly, rate, np.arange(600) / 12)
        assert worth == pytest.approx(0.0, abs=1e-8)

    @pytest.mark.parametrize("factor", [1e-9, 0.2, 1.0, 40.0, 1e12])
    def test_finds_rates_however_far_away(self, factor) -> None:
        rate = internal_rate_of_return([-1e-3, 1e-3 * factor], [0, 1])
        assert 1.0 + rate == pytest.approx(factor, rel=1e-12)

    def test_payments_far_away_do_not_overflow(self) -> None:
        daily = np.concatenate([[-100.0], np.full(2000, 1.0)])
        rate = internal_rate_of_return(daily, np.arange(2001))
        assert rate == pytest.approx(0.01, abs=1e-8)  # nearly a perpetuity

    @pytest.mark.parametrize(
        ("cash", "times", "message"),
        [
            ([1, 2, 3], [0, 1, 2], "no rate exists"),
            ([0, 0], [0, 1], "no rate exists"),
            ([], [], "no rate exists"),
            ([-1, 3, -2], [0, 1, 2], "2 given.*several rates"),
        ],
    )
    def test_says_why_there_is_none(self, cash, times, message) -> None:
        with pytest.raises(ValueError, match=message):
            internal_rate_of_return(cash, times)


class TestFadingPerpetuity:
    @pytest.mark.parametrize(("rate", "fade"), [(0.10, 0.15), (0.10, 0.0), (0.20, -0.05)])
    def test_is_the_sum_of_five_hundred_years(self, rate, fade) -> None:
        years = np.arange(1, 501)
        wanted = present_value(7.0 * (1 - fade) ** years, rate, years)
        assert fading_perpetuity(7.0, rate, fade) == pytest.approx(wanted, rel=1e-12)

    def test_follows_the_shapes_of_what_it_is_given(self) -> None:
        found = fading_perpetuity([[1.0], [2.0]], 0.25, [0.0, 0.75])
        np.testing.assert_allclose(found, [[4.0, 0.25], [8.0, 0.5]], rtol=1e-12)


class TestDeliveries:
    def test_the_promised_day_itself_is_in_time(self) -> None:
        assert deliveries.on_time_share([5.0, 5.0, 5.0, 5.0], [4.0, 5.0, 5.1, 9.0]) == 0.5

    def test_freight_that_is_not_known_is_left_out_with_its_goods(self) -> None:
        assert deliveries.freight_share([10.0, math.nan, 0.0], [100.0, 900.0, 100.0]) == 0.05


class TestRecapture:
    @given(st.floats(0, 1), st.floats(0, 0.99))
    def test_of_a_logit_is_at_most_the_share_of_the_line(self, line, retired) -> None:
        found = float(choice.logit_recapture(line, retired))
        assert 0 <= found <= line + 1e-12
        assert choice.logit_recapture(line, 0.0) == pytest.approx(line)

    def test_is_that_of_the_logit_where_choices_are_one(self) -> None:
        utility, gone = np.array([1.0, 0.5, -0.2]), np.array([False, True, False])
        before = choice.logit_shares([*utility, 0.4])
        after = choice.logit_shares([*np.where(gone, -np.inf, utility), 0.4])
        seen = choice.observed_recapture(before[:3], after[:3], gone)
        by_logit = choice.recapture_rate(before, [*gone, False], [True] * 3 + [False])
        assert seen == pytest.approx(by_logit, rel=1e-12)
        line, share = before[:3].sum(), before[1] / before[:3].sum()
        assert seen == pytest.approx(choice.logit_recapture(line, share), rel=1e-12)

    def test_may_be_negative_where_others_lose_as_well(self) -> None:
        pairs = choice.observed_recapture([[0.5, 0.2]], [[0.4, 0.0]], [False, True])
        np.testing.assert_allclose(pairs, [-0.5])


class TestBreakEvenWithAFixedCost:
    def test_nothing_is_left_at_the_break_even_rate(self) -> None:
        rate = cannibalisation.break_even_cannibalisation(
            [6.0, 9.0], 12.0, fixed_cost=1_500.0, gross_units=500.0
        )
        added = cannibalisation.incremental_contribution(500.0, rate, [6.0, 9.0], 12.0)
        np.testing.assert_allclose(added, 1_500.0, rtol=1e-12)

    def test_is_below_zero_where_the_launch_is_not_earned(self) -> None:
        rate = cannibalisation.break_even_cannibalisation(6, 12, fixed_cost=900, gross_units=100)
        assert rate == pytest.approx(-0.25)


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
