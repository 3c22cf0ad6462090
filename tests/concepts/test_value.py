"""Value: what the books say, redone another way."""

import numpy as np

from casestudy.concepts import value


class TestValue:
    def test_doing_worse_takes_value_away(self) -> None:
        worth = value.economic_value(100.0, differentiation=[20.0, -30.0], startup_cost=10.0)
        assert worth.total.tolist() == [110.0, 60.0]
        assert worth.reference.shape == (2,)

    def test_prices_on_the_line_are_fair(self) -> None:
        drawn = value.value_map([1.0, 2.0, 4.0], [10.0, 20.0, 40.0], slope=10.0)
        assert set(drawn.positions) == {value.PricePosition.FAIR}
        tolerant = value.value_map([1, 2, 3], [10, 21, 30], slope=10.0, tolerance=0.1)
        assert set(tolerant.positions) == {value.PricePosition.FAIR}

    def test_capabilities(self) -> None:
        rivals = [[0.6, 0.4, 1.0], [0.8, 0.4, 0.2]]
        gaps = value.capability_gaps([0.9, 0.4, 0.5], rivals, [1, 2, 9])
        np.testing.assert_allclose(gaps.gap, [0.1, 0.0, -0.5])
        np.testing.assert_allclose(gaps.opportunity, [0.2, 1.2, 0.0])
        assert gaps.best_rival.tolist() == [1, 0, 0]
        assert gaps.order.tolist() == [1, 0, 2]
