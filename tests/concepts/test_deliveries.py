"""Deliveries: what the books say, redone another way."""

import math

from casestudy.concepts import deliveries


class TestDeliveries:
    def test_the_promised_day_itself_is_in_time(self) -> None:
        assert deliveries.on_time_share([5.0, 5.0, 5.0, 5.0], [4.0, 5.0, 5.1, 9.0]) == 0.5

    def test_freight_that_is_not_known_is_left_out_with_its_goods(self) -> None:
        assert deliveries.freight_share([10.0, math.nan, 0.0], [100.0, 900.0, 100.0]) == 0.05
