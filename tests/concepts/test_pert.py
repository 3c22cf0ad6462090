"""Pert: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from casestudy.concepts import pert, schedule


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


# Hillier and Lieberman, *Introduction to Operations Research*, the Reliable Construction Co.:
# predecessors; estimates; normal and crash time; normal and crash cost in thousand dollars.
RELIABLE = {
    "A": ("", (1, 2, 3), (2, 1), (180, 280)),
    "B": ("A", (2, 3.5, 8), (4, 2), (320, 420)),
    "C": ("B", (6, 9, 18), (10, 7), (620, 860)),
    "D": ("C", (4, 5.5, 10), (6, 4), (260, 340)),
    "E": ("C", (1, 4.5, 5), (4, 3), (410, 570)),
    "F": ("E", (4, 4, 10), (5, 3), (180, 260)),
    "G": ("D", (5, 6.5, 11), (7, 4), (900, 1020)),
    "H": ("EG", (5, 8, 17), (9, 6), (200, 380)),
    "I": ("C", (3, 7.5, 9), (7, 5), (210, 270)),
    "J": ("FI", (3, 9, 9), (8, 6), (430, 490)),
    "K": ("J", (4, 4, 4), (4, 3), (160, 200)),
    "L": ("J", (1, 5.5, 7), (5, 3), (250, 350)),
    "M": ("H", (1, 2, 3), (2, 1), (100, 200)),
    "N": ("KL", (5, 5.5, 9), (6, 3), (330, 510)),
}
BEFORE = {task: list(row[0]) for task, row in RELIABLE.items()}


class TestPert:
    def test_reliable_construction(self) -> None:
        estimates = {t: row[1] for t, row in RELIABLE.items()}
        means = {t: pert.pert_moments(*e)[0] for t, e in estimates.items()}
        plan = schedule.critical_path_method(means, BEFORE)
        found = pert.pert_estimate(estimates, plan.critical_paths())
        assert (found.mean, found.variance) == (pytest.approx(44), pytest.approx(9))
        assert found.on_time(47) == pytest.approx(0.84, abs=0.005)

    def test_the_variance_of_the_draws_is_near_the_rule(self) -> None:
        for likely in np.linspace(0, 1, 11):
            _, variance = pert.pert_moments(0, likely, 1)
            exact = beta(1 + 4 * likely, 5 - 4 * likely).var()
            assert 0.71 < exact / variance < 1.29

    @given(floats(0, 50), floats(0, 50), floats(0, 9), floats(0.01, 0.99))
    def test_probability_rises_with_the_deadline(self, first, other, variance, p) -> None:
        estimate = pert.PertEstimate((), 25.0, variance)
        low, high = estimate.on_time(sorted((first, other)))
        assert 0 <= low <= high <= 1
        known = pert.PertEstimate((), 25.0, 4.0)
        assert known.on_time(known.duration_at(p)) == pytest.approx(p)

    def test_a_certain_duration_is_on_time_or_not(self) -> None:
        certain = pert.PertEstimate((), 10.0, 0.0)
        assert certain.on_time([9.9, 10.0, 10.1]).tolist() == [0, 1, 1]
        assert certain.duration_at(0.9) == 10.0

    def test_merge_bias_of_two_equal_tasks(self) -> None:
        a, m, b = 2.0, 3.0, 10.0
        known = beta(1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a), loc=a, scale=b - a)
        exact = b - quad(lambda t: known.cdf(t) ** 2, a, b)[0]
        three = {"x": (a, m, b), "y": (a, m, b), "after": (1, 1, 1)}
        before = {"after": ["x", "y"]}
        drawn = schedule.simulate_schedule(three, before, np.random.default_rng(5), 40_000)
        plain = schedule.critical_path_method({"x": 4.0, "y": 4.0, "after": 1.0}, before)
        bias, error = pert.merge_bias(drawn.duration, float(plain.duration))
        assert bias == pytest.approx(exact - 4.0, abs=4 * error)
        assert bias > 0.5
        index = pert.criticality_index(drawn.critical)
        np.testing.assert_allclose(index, [0.5, 0.5, 1.0], atol=0.02)
        assert index[:2].sum() == pytest.approx(1.0)

    def test_one_path_has_no_merge_bias(self) -> None:
        three = {"x": (1, 2, 9), "y": (2, 2, 2)}
        drawn = schedule.simulate_schedule(three, {"y": "x"}, np.random.default_rng(5), 40_000)
        bias, error = pert.merge_bias(drawn.duration, 5.0)
        assert abs(bias) < 4 * error
        assert drawn.critical.all()
