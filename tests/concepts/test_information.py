"""What it is worth to know, against cases that can be reckoned by hand."""

import numpy as np
import pytest

from casestudy.concepts.information import information_about, perfect_information

EVEN = (np.arange(20_000) + 0.5) / 10_000 - 1.0  # evenly from -1 to 1


def test_a_plan_that_is_always_best_makes_knowing_worthless():
    worth = np.column_stack([EVEN, EVEN - 0.1])
    assert perfect_information(worth) == 0.0
    assert information_about(EVEN, worth) == 0.0


def test_a_choice_that_turns_at_zero():
    """E max(0, x) − max(0, E x) = 1/4 for x evenly from −1 to 1."""
    worth = np.column_stack([np.zeros_like(EVEN), EVEN])
    assert perfect_information(worth) == pytest.approx(0.25, abs=1e-4)
    assert information_about(EVEN, worth) == pytest.approx(0.25, abs=1e-3)


def test_what_has_nothing_to_do_with_the_choice_is_worth_nothing():
    rng = np.random.default_rng(2)
    other = rng.permutation(EVEN)
    worth = np.column_stack([np.full_like(EVEN, -0.2), EVEN])
    assert information_about(other, worth) < 0.01
    assert information_about(EVEN, worth) > 0.1


def test_one_input_is_never_worth_more_than_all():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(5000, 3))
    worth = np.column_stack([x[:, 0] + x[:, 1], x[:, 2], np.zeros(5000)])
    whole = perfect_information(worth)
    assert all(0.0 <= information_about(x[:, i], worth) <= whole for i in range(3))
