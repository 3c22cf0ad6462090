"""Joint replenishment: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from casestudy.concepts import inventory, joint_replenishment


class TestJointReplenishment:
    COMPUTERS = (4000, 1000, 0.2 * 500, (12_000, 1_200, 120))  # Chopra and Meindl, Best Buy
    SHARED = (600, (120, 840, 300), (160, 20, 50), (1, 1, 1))  # Snyder and Shen

    def test_all_in_every_order(self) -> None:
        plan = joint_replenishment.joint_replenishment(*self.COMPUTERS)
        assert 1 / plan.cycle == pytest.approx(9.75, abs=0.01)
        assert_allclose(plan.cycle * np.array(self.COMPUTERS[3]), [1230, 123, 12.3], rtol=0.001)

    def test_tailored(self) -> None:
        plan = joint_replenishment.joint_replenishment(*self.COMPUTERS, [1, 2, 5])
        assert 1 / plan.cycle == pytest.approx(11.47, abs=0.005)
        assert plan.cost == pytest.approx(130_767, abs=1)
        best = joint_replenishment.best_multiples(*self.COMPUTERS)
        found = joint_replenishment.joint_replenishment(*self.COMPUTERS, best)
        assert found.cost == pytest.approx(plan.cost, rel=1e-12)  # two policies, one cost

    def test_one_product_is_an_economic_order_quantity(self) -> None:
        plan = joint_replenishment.joint_replenishment(6, 2, 0.225, [1300])
        best = inventory.economic_order_quantity(8, 0.225, 1300)
        assert 1300 * plan.cycle == pytest.approx(best.quantity)
        assert plan.cost == pytest.approx(best.cost)
        assert joint_replenishment.best_multiples(6, 2, 0.225, [1300]).tolist() == [1]

    @settings(max_examples=40)
    @given(st.integers(0, 10_000))
    def test_the_best_multiples_are_the_best_of_all(self, seed) -> None:
        rng = np.random.default_rng(seed)
        items = (rng.uniform(0.1, 30), rng.uniform(0, 20, 3), rng.uniform(0.5, 3, 3))
        items = (*items, rng.lognormal(4, 2, 3))

        def cost(multiples):
            return joint_replenishment.joint_replenishment(*items, multiples).cost

        best = joint_replenishment.best_multiples(*items)
        least = cost(best)
        around = [range(1, max(8, int(m) + 4)) for m in best]
        grid = np.array(np.meshgrid(*around)).reshape(3, -1).T
        orders = items[0] + (items[1] / grid).sum(axis=1)
        held = (grid * items[2] * items[3]).sum(axis=1)
        assert least <= np.sqrt(2 * orders * held).min() * (1 + 1e-12)

    def test_a_tiny_major_cost_still_ends(self) -> None:
        best = joint_replenishment.best_multiples(1e-6, [1, 2, 3], 1, [5, 50, 500])
        assert (best >= 1).all()
