"""Published examples of diffusion: a check for each id of `worked_examples.json`."""

import re

import numpy as np
import pytest

from casestudy.concepts import diffusion


def bass1969_peaks(inputs: dict, expected: dict) -> None:
    for product, given in inputs.items():
        peak = diffusion.bass_peak(given["m_thousand"], given["p"], given["q"])
        wanted = expected[product]
        assert peak.time == pytest.approx(wanted["T_star"], rel=1e-3)
        assert peak.rate / 1000 == pytest.approx(wanted["S_star_million"], rel=1e-3)
        # The formula against the curve itself.
        around = diffusion.bass_rate(
            peak.time + np.array([-0.01, 0.0, 0.01]), given["p"], given["q"]
        )
        assert around.argmax() == 1
        assert given["m_thousand"] * around[1] == pytest.approx(peak.rate, rel=1e-9)


def bass_cdf(inputs: dict, expected: dict) -> None:
    p, q = inputs["p"], inputs["q"]
    years = np.arange(1, len(expected["F"]) + 1)
    np.testing.assert_allclose(diffusion.bass_cumulative(years, p, q), expected["F"], atol=1e-4)
    yearly = diffusion.bass_sales(1.0, p, q, years.size)
    np.testing.assert_allclose(yearly.cumsum(), expected["F"], atol=1e-4)
    peak = diffusion.bass_peak(1.0, p, q)
    assert peak.time == pytest.approx(expected["T_star"], abs=1e-4)
    assert peak.cumulative == pytest.approx(expected["F_at_T_star"], abs=1e-4)
    # The rule as it is published: both of its sides are computed from its text.
    sides = re.findall(r"F\((\d+);p(?:/(\d+))?,q(?:/(\d+))?\)", expected["quarterly_rate_rule"])
    in_quarters, in_years = (
        float(diffusion.bass_cumulative(int(time), p / int(by_p or 1), q / int(by_q or 1)))
        for time, by_p, by_q in sides
    )
    assert in_quarters == pytest.approx(in_years, rel=1e-12)
    assert in_years == pytest.approx(expected["F"][-1], abs=1e-4)
    quarters = diffusion.bass_sales(1.0, p, q, 20, periods_per_year=4)
    assert quarters.sum() == pytest.approx(in_quarters, rel=1e-12)
    assert quarters[:4].sum() == pytest.approx(yearly[0], rel=1e-12)
    assert quarters.sum() == pytest.approx(yearly.sum(), rel=1e-12)
