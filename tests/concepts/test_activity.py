"""Activity: what the books say, redone another way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from casestudy.concepts import activity

AMOUNTS = st.floats(0, 1e6, allow_subnormal=False)


class TestTimeDrivenCost:
    @given(arrays(float, 4, elements=AMOUNTS), arrays(float, 4, elements=st.floats(0, 100)))
    def test_charged_and_unused_cost_add_up(self, quantities, times) -> None:
        found = activity.time_driven_cost(5e5, 1e6, quantities, times)
        scale = 5e5 + found.cost_assigned
        assert abs(found.cost_assigned + found.unused_cost - 5e5) <= 1e-12 * scale
        assert found.driver_rates @ quantities == pytest.approx(found.cost_assigned)

    def test_too_much_work_shows_as_capacity_below_zero(self) -> None:
        assert activity.time_driven_cost(100, 10, [3], [5]).unused_time == -5

    def test_departments_in_one_call_equal_single_calls(self) -> None:
        both = activity.time_driven_cost([100, 300], [10, 20], [[1, 2], [3, 1]], [[1, 2], [2, 4]])
        alone = activity.time_driven_cost(300, 20, [3, 1], [2, 4])
        assert_array_equal(both.driver_rates[1], alone.driver_rates)
        assert both.unused_cost[1] == alone.unused_cost
