"""Time allocation: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from casestudy.concepts import time_allocation


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


@st.composite
def weeks(draw):
    count = draw(st.integers(1, 6))
    numbers = arrays(float, count, elements=floats(0.1, 10))
    floor = draw(arrays(float, count, elements=floats(0, 4)))
    room = draw(arrays(float, count, elements=st.one_of(floats(0.5, 20), st.just(np.inf))))
    plan = time_allocation.activities(
        draw(numbers),
        draw(numbers),
        floor=floor,
        cap=floor + room,
        exponent=draw(st.sampled_from([0.0, 0.5, -1.0])),
    )
    most = min(floor.sum() + 60.0, plan.cap.sum())
    return plan, draw(floats(0, 1)) * (most - floor.sum()) + floor.sum()


class TestTimeAllocation:
    @given(weeks())
    def test_the_optimum_meets_its_conditions(self, week) -> None:
        plan, hours = week
        best = time_allocation.allocate_hours(plan, hours)
        assert best.hours.sum() == pytest.approx(hours, abs=1e-7)
        assert (best.hours >= plan.floor).all()
        assert (best.hours <= plan.cap).all()
        marginal, worth = best.marginal_values, best.hour_value
        free = (best.hours > plan.floor) & (best.hours < plan.cap) & (plan.weight > 0)
        np.testing.assert_allclose(marginal[free], worth, rtol=1e-6)
        at_cap, at_floor = best.hours >= plan.cap, best.hours <= plan.floor
        assert (marginal[at_floor & ~at_cap] <= worth * (1 + 1e-6)).all()
        if free.any():
            assert (marginal[at_cap] >= worth * (1 - 1e-6)).all()

    @settings(max_examples=25)
    @given(weeks(), st.integers(0, 1000))
    def test_no_other_week_is_better(self, week, seed) -> None:
        plan, hours = week
        best = time_allocation.allocate_hours(plan, hours)
        rng = np.random.default_rng(seed)
        for _ in range(20):
            give, take = rng.integers(0, plan.weight.size, 2)
            step = min(0.1, best.hours[give] - plan.floor[give], plan.cap[take] - best.hours[take])
            other = best.hours.copy()
            other[give] -= step
            other[take] += step
            assert plan.values(other).sum() <= best.value + 1e-9 * (1 + abs(best.value))

    def test_water_filling(self) -> None:
        """Boyd and Vandenberghe (2004), example 5.2: max Σ ln(α + x), Σ x = 1."""
        alpha = np.array([0.8, 1.0, 1.2])
        best = time_allocation.allocate_hours(time_allocation.activities(1.0, alpha), 1.0)
        # The level is 4/3; nothing is poured where the ground is above it.
        np.testing.assert_allclose(best.hours, 4 / 3 - alpha)

    def test_marginal_values_are_the_derivative(self) -> None:
        for exponent in (0.0, 0.4, -0.7):
            plan = time_allocation.activities([2.0, 3.0], [4.0, 1.5], exponent=exponent)
            at = np.array([3.0, 0.5])
            slope = (plan.values(at + 1e-6) - plan.values(at - 1e-6)) / 2e-6
            np.testing.assert_allclose(plan.marginal_values(at), slope, rtol=1e-7)

    def test_the_best_week_loses_nothing(self) -> None:
        plan = time_allocation.activities([3.0, 2.0, 1.0], [4.0, 2.0, 8.0], cap=[20, 30, 30])
        best = time_allocation.allocate_hours(plan, 45.0)
        gap = time_allocation.allocation_gap(plan, best.hours)
        assert gap.lost == pytest.approx(0.0, abs=1e-12)
        assert gap.moved == pytest.approx(0.0, abs=1e-9)
        worse = time_allocation.allocation_gap(plan, [15.0, 15.0, 15.0])
        assert worse.lost > 0
        assert worse.more.sum() == pytest.approx(0.0, abs=1e-9)

    def test_what_is_worth_nothing_gets_its_floor(self) -> None:
        plan = time_allocation.activities([1.0, 0.0], 2.0, floor=[0.0, 3.0])
        assert time_allocation.allocate_hours(plan, 10.0).hours.tolist() == [7.0, 3.0]

    def test_full_caps_and_bare_floors(self) -> None:
        plan = time_allocation.activities([1.0, 2.0], 2.0, floor=1.0, cap=5.0)
        full, bare = (time_allocation.allocate_hours(plan, h) for h in (10.0, 2.0))
        assert full.hours.tolist() == [5.0, 5.0]
        assert full.hour_value == 0.0
        assert bare.hours.tolist() == [1.0, 1.0]
        assert bare.hour_value == plan.marginal_values(1.0).max()
