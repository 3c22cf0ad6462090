"""Retirement: what the books say, redone another way."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from casestudy.concepts import retirement


class TestBaskets:
    LINES = (["u", "u", "v", "w", "x", "x"], ["a", "b", "a", "b", "a", "c"])

    def test_a_cut_breaks_the_baskets_that_hold_both(self) -> None:
        out = retirement.lost_baskets(*self.LINES, [10, 1, 5, 2, 4, 3], retired=["b"])
        assert out.broken.tolist() == [True, False, False, False]
        assert out.broken_share == 0.25
        assert (out.revenue_at_risk, out.risk_share) == (10.0, 10 / 22)
        assert_allclose(out.retired_revenue, [1, 0, 2, 0])

    @pytest.mark.parametrize("retired", [[], ["never sold"]])
    def test_retiring_nothing_sold_breaks_nothing(self, retired) -> None:
        out = retirement.lost_baskets(*self.LINES, np.ones(6), retired)
        assert (out.broken_share, out.revenue_at_risk) == (0.0, 0.0)

    def test_samples_that_cost_nothing_are_lines_too(self) -> None:
        out = retirement.lost_baskets(["u", "u"], ["a", "b"], [0, 0], ["b"])
        assert out.broken.tolist() == [True]

    def test_retiring_everything_leaves_no_share(self) -> None:
        out = retirement.lost_baskets(*self.LINES, np.ones(6), ["a", "b", "c"])
        assert out.risk_share is None
        assert not out.broken.any()

    def test_a_name_that_begins_like_another_is_another(self) -> None:
        out = retirement.lost_baskets(["u", "u"], ["a", "b"], [1, 1], ["a-long-name"])
        assert not out.broken.any()
