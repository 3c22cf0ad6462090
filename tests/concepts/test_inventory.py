"""Inventory: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from casestudy.concepts import inventory


class TestSafetyStock:
    def test_a_certain_lead_time_needs_z_times_root_l(self) -> None:
        assert inventory.safety_stock(1.645, 100, 20, 9) == pytest.approx(1.645 * 20 * 3)

    def test_certain_demand_needs_cover_for_the_lead_time_only(self) -> None:
        assert inventory.safety_stock(2.0, 100, 0, 9, 0.5) == pytest.approx(2.0 * 100 * 0.5)

    def test_a_service_level_of_one_half_needs_none(self) -> None:
        assert inventory.safety_stock(norm.ppf(0.5), 100, 20, 9, 1, 4) == pytest.approx(0.0)

    def test_the_review_period_counts_like_lead_time(self) -> None:
        continuous = inventory.safety_stock(1.64, 50, 10, 8, 1.0)
        assert inventory.safety_stock(1.64, 50, 10, 5, 1.0, 3) == pytest.approx(continuous)

    def test_four_times_the_lead_time_doubles_it(self) -> None:
        ratio = inventory.safety_stock(1.0, 1, 1, 16) / inventory.safety_stock(1.0, 1, 1, 4)
        assert ratio == pytest.approx(2.0)

    def test_has_the_spread_of_demand_over_a_lead_time_that_varies(self) -> None:
        rng = np.random.default_rng(4)
        days = rng.normal(30, 3, 200_000)
        demand = days * 100 + np.sqrt(days) * rng.normal(0, 60, days.size)
        assert inventory.safety_stock(1.0, 100, 60, 30, 3) == pytest.approx(demand.std(), rel=0.01)


class TestPooling:
    def test_opposite_demands_of_one_size_cancel(self) -> None:
        assert inventory.pooled_sd(4.0, 4.0, -1.0) == 0.0

    def test_rounding_never_gives_the_root_of_less_than_nothing(self) -> None:
        spread = np.linspace(0.1, 1.0, 1001)
        assert np.isfinite(inventory.pooled_sd(spread, spread, -1.0)).all()

    def test_nothing_added_changes_nothing(self) -> None:
        assert inventory.pooled_sd(3.0, 0.0, 0.7) == 3.0

    def test_equals_the_spread_of_simulated_sums(self) -> None:
        drawn = np.random.default_rng(2).multivariate_normal(
            [0, 0], [[9, 0.4 * 3 * 5], [0.4 * 3 * 5, 25]], 200_000
        )
        assert inventory.pooled_sd(3.0, 5.0, 0.4) == pytest.approx(drawn.sum(1).std(), rel=0.01)


class TestCycleStock:
    def test_the_two_rules_meet_where_the_lot_is_the_use(self) -> None:
        assert inventory.cycle_stock(10, 500.0, 5000.0) == 2500.0

    def test_no_products_and_no_use_need_no_stock(self) -> None:
        assert inventory.cycle_stock(0, 6000.0, 0.0) == 0.0

    def test_small_lots_grow_with_the_number_of_products(self) -> None:
        stock = inventory.cycle_stock([10, 20], 2000.0, 5000.0)
        assert stock[1] == 2 * stock[0]


class TestLotSize:
    def test_chopra_and_meindl_deskpro(self) -> None:
        found = inventory.economic_order_quantity(4000, 0.2 * 500, 12_000)
        assert (round(float(found.quantity)), round(float(found.cost))) == (980, 97_980)

    @given(st.floats(1, 1e3), st.floats(0.1, 10), st.floats(10, 1e5))
    def test_no_other_lot_costs_less(self, fixed, holding, demand) -> None:
        best = inventory.economic_order_quantity(fixed, holding, demand)
        lots = best.quantity * np.array([0.8, 0.9, 1.1, 1.2])
        assert (inventory.lot_cost(lots, fixed, holding, demand) >= best.cost * (1 - 1e-12)).all()
