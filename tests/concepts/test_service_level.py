"""Service level: what the books say, redone another way."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from casestudy.concepts import service_level


class TestServiceLevel:
    # Chopra and Meindl: 2,500 a week, sd 500, lead time 2 weeks, lots of 10,000, reorder at 6,000.
    def test_the_store_of_the_textbook(self) -> None:
        spread = 500 * math.sqrt(2)
        assert service_level.cycle_service_level(1000, spread) == pytest.approx(0.92, abs=0.005)
        assert service_level.expected_shortage(1000, spread) == pytest.approx(25, abs=0.5)
        assert service_level.fill_rate(1000, spread, 10_000) == pytest.approx(0.9975, abs=5e-5)
        assert service_level.fill_rate(67, spread, 10_000) == pytest.approx(0.975, abs=5e-5)

    def test_the_factor_and_the_level_undo_each_other(self) -> None:
        level = np.array([0.01, 0.5, 0.9, 0.999])
        back = service_level.cycle_service_level(5 * service_level.safety_factor(level), 5.0)
        assert_allclose(back, level)

    def test_far_out_nothing_is_short(self) -> None:
        loss = service_level.expected_shortage([30.0, 100.0], 1.0)
        assert ((loss >= 0) & (loss < 1e-100)).all()
