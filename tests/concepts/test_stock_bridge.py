"""Stock bridge: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudy.concepts import inventory, pooling, stock_bridge


class TestStockBridge:
    BEFORE = dict(  # noqa: RUF012
        products=1000, demand=1e6, demand_cv=1.2, lead_time=4.0, lead_time_sd=0.5,
        safety_factor=2.0, review_period=4.0, smallest_order=6e3,
    )  # fmt: skip
    STEPS = {  # noqa: RUF012
        "fewer products": ("products", "demand_cv"),
        "longer lead time": ("lead_time",),
        "less certain lead time": ("lead_time_sd",),
        "larger orders": ("smallest_order",),
    }

    def after(self):
        ratio = float(pooling.square_root_law(1000, 200, 0.2))
        far = dict(products=200, demand_cv=1.2 * ratio, lead_time=12.0, lead_time_sd=2.0)
        return {**self.BEFORE, **far, "smallest_order": 5e4}

    def test_a_long_lead_time_eats_what_pruning_gains(self) -> None:
        bridge = stock_bridge.stock_bridge(
            inventory.stock_held, self.BEFORE, self.after(), self.STEPS
        )
        change = dict(zip(bridge.names, bridge.changes, strict=True))
        assert change["fewer products"] < 0
        assert all(change[k] > 0 for k in list(self.STEPS)[1:])
        assert bridge.totals[-1] > bridge.totals[0]

    @given(st.permutations(list(STEPS)))
    def test_adds_up_in_every_order(self, names) -> None:
        steps = {k: self.STEPS[k] for k in names}
        bridge = stock_bridge.stock_bridge(inventory.stock_held, self.BEFORE, self.after(), steps)
        start, end = (sum(inventory.stock_held(**s)) for s in (self.BEFORE, self.after()))
        assert bridge.totals[0] == pytest.approx(start, rel=1e-14)
        assert bridge.totals[-1] == pytest.approx(end, rel=1e-14)
        assert bridge.changes.sum() == pytest.approx(end - start, rel=1e-12)
        assert bridge.levels.shape == (5, 2)

    def test_classes_of_products_in_one_call(self) -> None:
        before = {**self.BEFORE, "demand": np.array([8e5, 2e5])}
        after = {**before, "lead_time": 12.0}
        bridge = stock_bridge.stock_bridge(
            inventory.stock_held, before, after, {"longer": ["lead_time"]}
        )
        assert (bridge.names, bridge.levels.shape) == (("longer",), (2, 2, 2))

    def test_no_change_has_no_step(self) -> None:
        bridge = stock_bridge.stock_bridge(inventory.stock_held, self.BEFORE, self.BEFORE, {})
        assert (bridge.names, bridge.totals.shape) == ((), (1,))
