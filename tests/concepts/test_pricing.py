"""Pricing: what the books say, redone another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from casestudy.concepts import pricing


class TestPrices:
    def test_without_deductions_the_list_price_reaches_the_pocket(self) -> None:
        assert pricing.pocket_price(pricing.invoice_price(6.0, [])) == 6.0

    def test_rates_are_of_the_invoice_and_money_is_not(self) -> None:
        assert pricing.pocket_price(100.0, [3.0, 2.0], [0.04, 0.01]) == pytest.approx(90.0)

    def test_a_percent_on_the_invoice_is_more_than_a_percent_in_the_pocket(self) -> None:
        before, after = pricing.pocket_price([100.0, 101.0], [30.0], [0.1])
        assert after / before - 1 == pytest.approx(0.9 / 60)

    def test_each_price_has_deductions_of_its_own(self) -> None:
        invoice = pricing.invoice_price([10.0, 20.0], [[1.0, 2.0], [0.0, 5.0]])
        assert invoice.tolist() == [7.0, 15.0]


class TestWaterfall:
    @given(
        st.floats(1, 1e4),
        arrays(float, 2, elements=st.floats(0, 0.2)),
        arrays(float, 3, elements=st.floats(0, 0.2)),
    )
    def test_invoice_and_pocket_are_those_of_the_two_formulas(self, price, on, off) -> None:
        steps = pricing.price_waterfall(price, price * on, price * off, off_invoice_rates=off[:2])
        invoice = pricing.invoice_price(price, price * on)
        assert steps.invoice == pytest.approx(invoice, rel=1e-12)
        pocket = pricing.pocket_price(invoice, price * off, off[:2])
        assert steps.pocket == pytest.approx(pocket, rel=1e-9, abs=1e-9)
        assert price - steps.deductions.sum() == pytest.approx(steps.pocket, abs=1e-9)

    def test_rates_are_of_the_invoice(self) -> None:
        steps = pricing.price_waterfall(
            100, [20], off_invoice_rates=[0.1], names=["trade", "rebate"]
        )
        assert steps.levels.tolist() == [100, 80, 72]
        assert steps.names == ("trade", "rebate")
        assert steps.on_invoice == 1

    def test_no_deduction_leaves_the_list_price(self) -> None:
        steps = pricing.price_waterfall(7.0)
        assert steps.invoice == steps.pocket == 7.0

    def test_many_products_at_once(self) -> None:
        steps = pricing.price_waterfall([10.0, 20.0], [1.0], [[0.5], [2.0]])
        assert steps.pocket.tolist() == [8.5, 17.0]
        assert steps.levels.shape == (2, 3)


class TestBreakEven:
    @given(st.floats(-5, 4))
    def test_profit_is_the_same_at_the_break_even(self, price) -> None:
        margin, volume = 4.5, 4000
        after = margin + price
        found = pricing.break_even_volume_change(price, margin)
        if after <= 0:
            assert found == math.inf
        elif after > 1e-3:
            profit = after * volume * (1 + found)
            assert profit == pytest.approx(margin * volume, rel=1e-9)

    def test_no_volume_makes_up_for_a_margin_given_away(self) -> None:
        assert pricing.break_even_volume_change([-4.5, -5.0], 4.5).tolist() == [math.inf] * 2


class TestProfitLeverage:
    def test_the_price_is_worth_most(self) -> None:
        gain = pricing.profit_leverage(100, 60, 30)
        assert gain.price > gain.variable_cost > gain.volume > gain.fixed_cost

    def test_without_profit_there_is_no_percentage(self) -> None:
        gain = pricing.profit_leverage([100, 100], [70, 80], [30, 30])
        assert np.isnan(gain.relative("price")).all()
        # What a percent is worth in money is known all the same.
        assert gain.price.tolist() == [1.0, 1.0]
        np.testing.assert_allclose(gain.volume, [0.3, 0.2], rtol=1e-12)
        np.testing.assert_allclose(gain.profit, [0.0, -10.0])
