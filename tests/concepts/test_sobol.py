"""Indices against known ones, and against SALib's at the same points."""

import numpy as np
import peers
import pytest

from casestudy.concepts.sobol import indices, points


def test_estimates_are_those_of_salib():
    expected = peers.found()["sobol"]
    found = indices(peers.outcomes())
    assert found.first == pytest.approx(expected["first"], abs=1e-9)
    assert found.total == pytest.approx(expected["total"], abs=1e-9)


def test_ishigami():
    """Ishigami and Homma (1990), with a = 7 and b = 0.1."""
    at = (points(3, 2**15, seed=1) * 2.0 - 1.0) * np.pi
    x, y, z = np.moveaxis(at, -1, 0)
    found = indices(np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_g_function():
    """Saltelli and Sobol' (1995): the variance of each factor is 1 / (3 (1 + a)²)."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    at = points(4, 2**13, seed=2)
    found = indices(np.prod((np.abs(4.0 * at - 2.0) + a) / (1.0 + a), axis=-1))
    single = 1.0 / (3.0 * (1.0 + a) ** 2)
    whole = np.prod(1.0 + single) - 1.0
    total = single * np.prod(1.0 + single) / (1.0 + single) / whole
    assert found.first == pytest.approx(single / whole, abs=0.01)
    assert found.total == pytest.approx(total, abs=0.01)


def test_first_is_at_most_total_within_the_intervals():
    at = points(4, 512, seed=3)
    found = indices(at[..., 0] * at[..., 1] + at[..., 2])
    assert (found.first <= found.total + found.first_error + found.total_error).all()
    assert found.total[3] == 0.0
    assert found.first[3] == 0.0


def test_intervals_hold_the_known_index():
    hits = []
    for seed in range(40):
        at = points(2, 64, seed=seed)
        found = indices(at[..., 0] + 2.0 * at[..., 1], seed=seed)
        hits.append(np.abs(found.first - [0.2, 0.8]) <= found.first_error)
    assert np.mean(hits) > 0.85


def test_points_are_two_sets_and_one_with_a_column_of_the_other():
    a, b, *mixed = points(3, 16, seed=4)
    for i, both in enumerate(mixed):
        assert np.array_equal(both[:, i], b[:, i])
        others = [j for j in range(3) if j != i]
        assert np.array_equal(both[:, others], a[:, others])
    assert np.array_equal(points(3, 16, seed=4)[0], a)
    assert not np.array_equal(points(3, 16, seed=5)[0], a)


def test_a_constant_outcome_has_no_indices():
    with pytest.raises(ValueError, match="the same at all points: its indices are undefined"):
        indices(np.full((4, 16), 3.0))
