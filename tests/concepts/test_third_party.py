"""Third party: what the books say, redone another way."""

import numpy as np
import pytest

from casestudy.concepts import third_party


class TestThirdParty:
    def test_at_the_break_even_integration_both_ways_earn_the_same(self) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30, investment=50_000)
        ready = third_party.device_route(10_000, 0.95, 50, 25)
        spent = third_party.break_even_integration(ready, ours)
        done = third_party.device_route(10_000, 0.95, 50, 25, investment=spent)
        assert done.result == pytest.approx(ours.result)

    @pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
    def test_at_the_break_even_share_both_ways_earn_the_same(self, share) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30, investment=50_000)
        bought = third_party.device_route(10_000, share, 50, 25, investment=20_000)
        enough = third_party.break_even_share(bought, ours)
        even = third_party.device_route(10_000, enough, 50, 25, investment=20_000)
        assert even.result == pytest.approx(ours.result)

    def test_more_devices_and_more_promised_revenue_can_earn_less(self) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30, investment=50_000)
        bought = third_party.device_route(10_000, 0.4, 50, 25)
        assert bought.devices > ours.devices
        assert (bought.promised_revenue, ours.promised_revenue) == (500_000, 300_000)
        assert bought.device_cost / bought.devices < ours.device_cost / ours.devices
        assert bought.result < ours.result

    def test_nothing_bought_has_no_break_even(self) -> None:
        ours = third_party.device_route(6000, 1.0, 50, 30)
        assert np.isnan(third_party.break_even_share(third_party.device_route(0, 0, 50, 25), ours))
