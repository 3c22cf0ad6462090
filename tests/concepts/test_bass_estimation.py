"""Bass estimation: what the books say, redone another way."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudy.concepts import bass_estimation, diffusion


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


AIR_CONDITIONERS = [96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500]
TELEVISIONS = [747, 1480, 2646, 5118, 5777, 5982, 5962, 4631]


class TestBassEstimation:
    @pytest.mark.parametrize(
        ("series", "published"),
        [
            pytest.param(AIR_CONDITIONERS, (18713, 0.0094, 0.3748), id="air conditioners"),
            pytest.param(TELEVISIONS, (39659, 0.0185, 0.6159), id="colour televisions"),
        ],
    )
    def test_srinivasan_and_mason(self, series, published) -> None:
        fit = bass_estimation.fit_bass(series)
        assert fit.potential == pytest.approx(published[0], abs=1)
        assert fit.innovation == pytest.approx(published[1], abs=5e-5)
        assert fit.imitation == pytest.approx(published[2], abs=5e-5)

    @settings(max_examples=40)
    @given(
        floats(0.001, 0.2),
        floats(0.0, 1.0),
        floats(1.0, 1e6),
        st.integers(6, 40),
        st.sampled_from([1, 4]),
    )
    def test_finds_the_numbers_that_made_the_series(self, p, q, m, periods, per_year) -> None:
        """Also long before the peak: without noise, the first bend tells everything."""
        sales = diffusion.bass_sales(m, p, q, periods, periods_per_year=per_year)
        if sales.sum() < m / 300:
            return
        fit = bass_estimation.fit_bass(sales, interval=1 / per_year)
        assert fit.potential == pytest.approx(m, rel=1e-5)
        assert fit.innovation == pytest.approx(p, rel=1e-5)
        assert fit.imitation == pytest.approx(q, rel=1e-5, abs=1e-6)

    def test_its_standard_errors_are_the_spread_of_repetitions(self) -> None:
        rng = np.random.default_rng(9)
        truth = diffusion.bass_sales(1000.0, 0.03, 0.45, 14)
        found, errors = [], []
        for _ in range(200):
            fit = bass_estimation.fit_bass(np.maximum(truth + rng.normal(0, 4, 14), 0.0))
            found.append([fit.potential, fit.innovation, fit.imitation])
            errors.append(fit.standard_errors)
        np.testing.assert_allclose(np.std(found, axis=0), np.mean(errors, axis=0), rtol=0.2)

    def test_no_other_numbers_fit_better(self) -> None:
        fit = bass_estimation.fit_bass(AIR_CONDITIONERS)
        fitted = diffusion.bass_sales(fit.potential, fit.innovation, fit.imitation, 13)
        best = ((fitted - AIR_CONDITIONERS) ** 2).sum()
        for change in itertools.product((0.99, 1.0, 1.01), repeat=3):
            m, p, q = np.multiply([fit.potential, fit.innovation, fit.imitation], change)
            other = diffusion.bass_sales(m, p, q, 13)
            assert ((other - AIR_CONDITIONERS) ** 2).sum() >= best * (1 - 1e-12)

    def test_a_falling_series_has_its_peak_at_the_launch(self) -> None:
        fit = bass_estimation.fit_bass([32, 16, 8, 4, 2, 1])
        assert (fit.potential, fit.innovation) == (pytest.approx(64), pytest.approx(math.log(2)))
        # At its bound, as near as a solver comes.
        assert fit.imitation == pytest.approx(0.0, abs=1e-6)
        assert np.isnan(fit.standard_errors[2])
        assert np.isfinite(fit.standard_errors[:2]).all()
        straight = bass_estimation.bass_regression([32, 16, 8, 4, 2, 1])
        assert straight.potential == pytest.approx(64)
        assert straight.innovation == pytest.approx(0.5)
        assert straight.imitation == pytest.approx(0.0, abs=1e-12)

    def test_all_sales_at_once_leave_the_speed_open(self) -> None:
        fit = bass_estimation.fit_bass([9, 0, 0, 0, 0])
        assert fit.potential == pytest.approx(9)
        assert not fit.standard_errors[1] < 0.1

    def test_a_rising_series_that_bends_says_so_with_wide_errors(self) -> None:
        fit = bass_estimation.fit_bass(np.add(TELEVISIONS[:5], [0, 40, -60, 30, 0]))
        whole = bass_estimation.fit_bass(TELEVISIONS)
        assert fit.standard_errors[0] / fit.potential > whole.standard_errors[0] / whole.potential

    def test_the_regression_is_ordinary_least_squares(self) -> None:
        fit = bass_estimation.bass_regression(TELEVISIONS, interval=0.25)
        before = np.append(0.0, np.cumsum(TELEVISIONS)[:-1])
        c, b, a = np.polyfit(before, TELEVISIONS, 2)
        assert a + b * fit.potential + c * fit.potential**2 == pytest.approx(0.0, abs=1e-6)
        assert fit.imitation - fit.innovation == pytest.approx(4 * b)
        yearly = bass_estimation.bass_regression(TELEVISIONS)
        assert fit.imitation == pytest.approx(4 * yearly.imitation)

    @pytest.mark.parametrize("estimate", ["fit_bass", "bass_regression"])
    @pytest.mark.parametrize(
        ("series", "message"),
        [
            ([1, 2, 3], r"at least 4 intervals, .*: \[1.0, 2.0, 3.0\] given"),
            ([], "at least 4 intervals"),
            ([0, 0, 0, 0, 0], "not all zero"),
            ([1, 2, 4, 8, 16, 32], "expected a series (that bends|whose growth slows)"),
            ([5, 5, 5, 5, 5], "expected a series (that bends|whose growth slows)"),
            ([0, 0, 0, 0, 7], "expected a series (that|whose)"),
            ([0, 0, 0, 7, 0], "expected a series (that a Bass curve|whose)"),
        ],
    )
    def test_refuses_series_that_say_nothing(self, estimate, series, message) -> None:
        with pytest.raises(ValueError, match=f"sales: .*{message}"):
            getattr(bass_estimation, estimate)(series)

    def test_the_regression_refuses_a_potential_below_what_is_sold(self) -> None:
        with pytest.raises(ValueError, match=r"what has been sold, 21: 20.7"):
            bass_estimation.bass_regression([0, 0, 0, 1, 5, 9, 5, 1, 0, 0])
