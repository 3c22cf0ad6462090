"""Discounts: what the books say, redone another way."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import spearmanr

from casestudy.concepts import discounts


class TestDiscountScatter:
    def test_it_is_the_correlation_that_scipy_computes_ties_included(self) -> None:
        rng = np.random.default_rng(11)
        for size in (3, 5, 12, 40):
            sizes = np.ceil(np.exp(rng.normal(2.0, 1.0, size)))  # whole numbers: some are equal
            given = rng.integers(0, 8, size) / 20
            if np.ptp(sizes) and np.ptp(given):
                out, wanted = discounts.discount_scatter(sizes, given), spearmanr(sizes, given)
                assert out.rank_correlation == wanted.statistic
                assert out.p_value == wanted.pvalue
        perfect = discounts.discount_scatter([1.0, 2.0, 4.0], [0.1, 0.2, 0.3])
        assert (perfect.rank_correlation, perfect.p_value) == (1.0, 0.0)

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
