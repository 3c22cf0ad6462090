"""Cannibalisation: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudy.concepts import cannibalisation


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


class TestCannibalisation:
    @given(floats(0, 1e6), floats(0, 1e6))
    def test_incremental_is_never_above_gross(self, gross, own) -> None:
        split = cannibalisation.source_of_sales(gross, own)
        assert split.from_own + split.incremental == pytest.approx(gross, abs=1e-6)
        assert split.incremental <= gross

    def test_at_the_break_even_rate_nothing_is_added(self) -> None:
        rate = cannibalisation.break_even_cannibalisation([6.0, 9.0], 12.0)
        added = cannibalisation.incremental_contribution(500.0, rate, [6.0, 9.0], 12.0)
        np.testing.assert_allclose(added, 0.0, atol=1e-12)

    def test_nothing_sold_cannibalises_nothing(self) -> None:
        assert cannibalisation.source_of_sales(0.0, 0.0).cannibalisation_rate == 0.0


class TestBreakEvenWithAFixedCost:
    def test_nothing_is_left_at_the_break_even_rate(self) -> None:
        rate = cannibalisation.break_even_cannibalisation(
            [6.0, 9.0], 12.0, fixed_cost=1_500.0, gross_units=500.0
        )
        added = cannibalisation.incremental_contribution(500.0, rate, [6.0, 9.0], 12.0)
        np.testing.assert_allclose(added, 1_500.0, rtol=1e-12)

    def test_is_below_zero_where_the_launch_is_not_earned(self) -> None:
        rate = cannibalisation.break_even_cannibalisation(6, 12, fixed_cost=900, gross_units=100)
        assert rate == pytest.approx(-0.25)
