"""Diffusion: what the books say, redone another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from casestudy.concepts import diffusion


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


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


COEFFICIENTS = (floats(1e-4, 0.5), floats(0.0, 2.0))


class TestBassSales:
    @given(*COEFFICIENTS, st.integers(1, 12))
    def test_quarters_and_years_agree(self, p, q, years) -> None:
        yearly = diffusion.bass_sales(1e6, p, q, years)
        quarterly = diffusion.bass_sales(1e6, p, q, 4 * years, periods_per_year=4)
        np.testing.assert_allclose(quarterly.reshape(years, 4).sum(axis=1), yearly, atol=1e-6)
        assert (quarterly >= 0).all()
        assert quarterly.sum() <= 1e6 * (1 + 1e-12)

    @given(*COEFFICIENTS)
    def test_the_peak_is_the_highest_rate(self, p, q) -> None:
        peak = diffusion.bass_peak(1.0, p, q)
        time = np.linspace(0, 60, 2001)
        rate = diffusion.bass_rate(time, p, q)
        assert rate.max() <= peak.rate * (1 + 1e-9)
        assert diffusion.bass_rate(peak.time, p, q) == pytest.approx(peak.rate)
        assert diffusion.bass_cumulative(peak.time, p, q) == pytest.approx(
            peak.cumulative, abs=1e-12
        )

    def test_the_rate_is_the_hazard_times_the_rest(self) -> None:
        time = np.linspace(0, 30, 61)
        adopted = diffusion.bass_cumulative(time, 0.02, 0.4)
        rate = diffusion.bass_rate(time, 0.02, 0.4)
        np.testing.assert_allclose(rate, (0.02 + 0.4 * adopted) * (1 - adopted), rtol=1e-10)
        assert diffusion.bass_rate(-0.1, 0.02, 0.4) == 0.0

    def test_without_imitation_the_peak_is_the_launch(self) -> None:
        peak = diffusion.bass_peak(1000.0, [0.2, 0.2], [0.0, 0.2])
        assert peak.time.tolist() == [0.0, 0.0]
        np.testing.assert_allclose(peak.rate, 200.0)
        np.testing.assert_allclose(diffusion.bass_rate(3.0, 0.2, 0.0), 0.2 * math.exp(-0.6))

    @pytest.mark.parametrize("q", [0.0, 1e-300, 1e-15, 1e-9])
    def test_the_mean_goes_to_its_limit_without_imitation(self, q) -> None:
        exact = 1 - (math.exp(-0.2) - math.exp(-0.6)) / 0.4
        assert diffusion.bass_mean(1.0, 3.0, 0.2, q) == pytest.approx(exact, rel=1e-8)
