"""Distributions against SciPy's, and correlations against what theory says."""

import numpy as np
import pytest
from scipy import stats

from casestudy.concepts.distributions import (
    KINDS,
    correlated,
    correlation_matrix,
    quantile,
    weakest_pair,
)

PLACES = np.linspace(0.001, 0.999, 200)


@pytest.mark.parametrize(("low", "mode", "high"), [(0, 2, 10), (-3, -3, 1), (5, 9, 9), (0, 5, 10)])
def test_values_are_those_of_scipy(low, mode, high):
    c, width = (mode - low) / (high - low), high - low
    known = {
        "triangular": stats.triang(c, low, width),
        "pert": stats.beta(1 + 4 * c, 1 + 4 * (1 - c), low, width),
        "uniform": stats.uniform(low, width),
        "normal": stats.truncnorm(-4 * c, 4 * (1 - c), mode, width / 4),
    }
    for kind in KINDS:
        got = quantile(kind, low, mode, high, PLACES)
        assert got == pytest.approx(known[kind].ppf(PLACES), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_ends_are_kept_and_order_too(kind):
    got = quantile(kind, 2.0, 3.0, 7.0, np.array([0.0, 1e-12, 0.3, 0.9, 1.0]))
    assert got[0] == pytest.approx(2.0)
    assert got[-1] == pytest.approx(7.0)
    assert (np.diff(got) >= 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_without_width_there_is_one_value(kind):
    assert quantile(kind, 3.0, 3.0, 3.0, PLACES).tolist() == [3.0] * len(PLACES)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((5.0, 4.0, 3.0), "a lower end below the upper one, not 5 and 3"),
        ((0.0, 2.0, 1.0), "a mode between the ends 0 and 1, not 2"),
        ((float("nan"), 0.5, 1.0), "a lower end below the upper one"),
    ],
)
def test_what_is_no_distribution_is_refused(numbers, said):
    with pytest.raises(ValueError, match=said):
        quantile("triangular", *numbers, 0.5)


def test_an_unknown_shape_is_named():
    with pytest.raises(ValueError, match="unknown distribution 'gauss'; accepted: triangular"):
        quantile("gauss", 0.0, 0.5, 1.0, 0.5)


def test_a_copula_gives_the_rank_correlation_of_theory():
    rng = np.random.default_rng(4)
    matrix = correlation_matrix(3, [(0, 1, 0.7), (1, 2, -0.3)])
    places = correlated(rng.random((40_000, 3)), matrix)
    ranks = stats.spearmanr(places).statistic
    expected = 6 / np.pi * np.arcsin(matrix / 2)
    assert ranks == pytest.approx(expected, abs=0.02)
    for column in places.T:  # each is as even as before
        assert stats.kstest(column, "uniform").pvalue > 0.001


def test_the_weakest_pair_is_the_one_to_be_changed():
    pairs = [(0, 1, 0.9), (0, 2, 0.9), (1, 2, -0.8), (3, 4, 0.2)]
    matrix = correlation_matrix(5, pairs)
    found = weakest_pair(matrix)
    assert found in {(0, 1), (0, 2), (1, 2)}
    with pytest.raises(ValueError, match="not positive definite"):
        correlated(np.full((2, 5), 0.5), matrix)
    assert weakest_pair(np.eye(3)) is None
