"""Sourcing: what the books say, redone another way."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from casestudy.concepts import inventory, service_level, sourcing


class TestLandedSaving:
    def test_without_extra_cost_the_quote_is_the_saving(self) -> None:
        assert sourcing.landed_saving(0.4, 0.0) == pytest.approx(0.4)

    def test_extra_cost_is_a_share_of_the_quoted_price(self) -> None:
        # Platts and Song (2010): half of the quoted price, where buyers expect a quarter.
        np.testing.assert_allclose(sourcing.landed_saving(0.4, [0.25, 0.5]), [0.25, 0.10])

    def test_an_offer_breaks_even_where_the_extra_eats_the_discount(self) -> None:
        assert sourcing.landed_saving(0.4, 0.4 / 0.6) == pytest.approx(0.0, abs=1e-15)
        assert sourcing.landed_saving(0.1, 0.47) < 0


class TestCostOfOwnership:
    # Chopra and Meindl: 1,000 a week, sd 300, holding 25%, service 95%; the near supplier takes
    # 2 ± 1 weeks with lots of 2,000, the far one 6 ± 4 weeks with lots of 8,000.
    def test_the_cheaper_quote_is_dearer(self) -> None:
        stock = inventory.safety_stock(service_level.safety_factor(0.95), 1000, 300, [2, 6], [1, 4])
        assert_allclose(stock, [1787, 6690], atol=1)
        found = sourcing.total_cost_of_ownership(
            [1.00, 0.97],
            52_000,
            holding_rate=0.25,
            order_quantity=[2000, 8000],
            safety_stock=stock,
        )
        yearly = {k: v * 52_000 for k, v in found.items()}
        assert_allclose(yearly["price"], [52_000, 50_440])
        assert_allclose(yearly["cycle_stock"], [250, 970])
        assert_allclose(yearly["safety_stock"], [447, 1622], atol=0.5)
        assert_allclose(sum(yearly.values()), [52_697, 53_032], atol=0.5)

    def test_every_component_stands_alone(self) -> None:
        base = dict(price=10.0, annual_volume=1000.0)
        alone = {
            "freight": dict(freight=2.0),
            "duty": dict(duty_rate=0.1),
            "quality": dict(defect_rate=0.02, cost_per_defect=30.0),
            "cycle_stock": dict(order_quantity=100.0, holding_rate=0.2),
            "safety_stock": dict(safety_stock=60.0, holding_rate=0.2),
            "pipeline_stock": dict(pipeline_time=0.25, holding_rate=0.2),
            "delay": dict(delay_cost=500.0),
            "management": dict(management_cost=800.0),
        }
        expected = [2.0, 1.0, 0.6, 0.1, 0.12, 0.5, 0.5, 0.8]
        for (name, options), cost in zip(alone.items(), expected, strict=True):
            found = sourcing.total_cost_of_ownership(**base, **options)
            assert found[name] == pytest.approx(cost)
            assert sum(found.values()) == pytest.approx(10.0 + cost)

    def test_freight_is_counted_once_and_its_capital_apart(self) -> None:
        options = dict(duty_rate=0.1, safety_stock=100.0, holding_rate=0.2)
        fob = sourcing.total_cost_of_ownership(10, 1000, freight=2, **options)
        assert sum(fob[k] for k in ("price", "freight", "duty")) == pytest.approx(13.0)
        assert fob["safety_stock"] == pytest.approx(0.2 * 13.0 * 100 / 1000)


class TestDelivery:
    def test_rises_with_the_deadline_and_lies_in_its_interval(self) -> None:
        draws = np.random.default_rng(2).normal(10, 2, (3, 500))
        chance = sourcing.on_time_probability(draws, np.arange(5.0, 15.0)[:, None])
        assert chance.probability.shape == (10, 3)
        assert (np.diff(chance.probability, axis=0) >= 0).all()
        assert (chance.low <= chance.probability).all()
        assert (chance.probability <= chance.high).all()

    def test_wilson_says_something_even_when_none_is_in_time(self) -> None:
        # Wilson's interval of 0 in 10 is 0 to 27.8%.
        chance = sourcing.on_time_probability(np.full(10, 2.0), [1.0, 2.0])
        assert_allclose(chance.high, [0.2775, 1.0], atol=1e-4)
        assert_allclose(chance.low, [0.0, 0.7225], atol=1e-4)
        half = sourcing.on_time_probability(np.arange(10), 4)  # 5 in 10: 23.7 to 76.3%
        assert_allclose([half.low, half.high], [0.2366, 0.7634], atol=1e-4)
