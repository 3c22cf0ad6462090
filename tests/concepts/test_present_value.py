"""Present value: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
