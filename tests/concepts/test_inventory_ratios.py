"""Inventory ratios: what the books say, redone another way."""

import pytest

from casestudy.concepts import inventory_ratios


class TestRatios:
    def test_return_is_turns_times_margin_over_cost(self) -> None:
        cost, margin, stock = 61.25, 26.25, 17.5
        turns = inventory_ratios.turns(cost, stock)
        found = inventory_ratios.gross_margin_return(margin, stock)
        assert found == pytest.approx(turns * margin / cost)
        assert inventory_ratios.days_of_supply(stock, cost, 364) == pytest.approx(364 / turns)
