"""Pooling: what the books say, redone another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from casestudy.concepts import inventory, pooling, service_level


class TestPoolingOfMany:
    def test_twenty_seven_servers_share_parts_by_nine(self) -> None:
        # Chopra and Meindl: demand sd 3,000 a month, one month, 95%: 399,699 to 133,233 units.
        part = pooling.common_component([3000] * 9, safety_factor=service_level.safety_factor(0.95))
        assert 9 * part.separate == pytest.approx(399_699, rel=1e-4)
        assert 9 * part.common == pytest.approx(133_233, rel=1e-4)

    def test_two_demands_equal_the_formula_for_two(self) -> None:
        found = pooling.pooled_demand_sd([3.0, 5.0], [-1.0, -0.3, 0.4, 1.0])
        assert_allclose(found, inventory.pooled_sd(3.0, 5.0, [-1.0, -0.3, 0.4, 1.0]))

    @given(arrays(float, 5, elements=st.floats(0, 1e3)), st.floats(-0.25, 1))
    def test_is_at_most_the_sum_and_equal_at_full_correlation(self, sd, rho) -> None:
        assert pooling.pooled_demand_sd(sd, rho) <= sd.sum() * (1 + 1e-12)
        assert pooling.pooled_demand_sd(sd, 1.0) == pytest.approx(sd.sum())
        matrix = np.where(np.eye(5) == 1, 1.0, rho)
        spelt_out = np.sqrt(max(sd @ matrix @ sd, 0.0))
        assert_allclose(pooling.pooled_demand_sd(sd, rho), spelt_out, atol=1e-6 * 1e3)

    @given(st.integers(1, 30), st.floats(0, 1))
    def test_the_square_root_law_is_pooling_of_equals(self, count, rho) -> None:
        ratio = pooling.pooled_demand_sd(np.ones(count), rho) / count
        assert pooling.square_root_law(count, 1, rho) == pytest.approx(ratio, rel=1e-9)

    def test_the_ends_of_correlation(self) -> None:
        assert pooling.pooled_demand_sd([1, 1, 1], -0.5) == pytest.approx(0)
        assert pooling.pooled_demand_sd([4.0], 1.0) == 4.0
        assert pooling.square_root_law(9, 3, [0.0, 1.0]) == pytest.approx([math.sqrt(1 / 3), 1])
