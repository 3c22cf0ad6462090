"""Choice: what the books say, redone another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from casestudy.concepts import choice


class TestShareLift:
    @pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 1.0])
    def test_no_change_of_utility_lifts_nothing_exactly(self, share) -> None:
        assert choice.share_lift(share, 0.0) == 1.0

    @pytest.mark.parametrize("utility", [-3.0, -0.1, 0.7, 4.0])
    def test_is_the_quotient_of_two_logit_shares(self, utility) -> None:
        rivals = [0.3, -0.8, 0.0]
        others = sum(math.exp(u) for u in rivals)
        before = math.exp(0.5) / (math.exp(0.5) + others)
        after = math.exp(0.5 + utility) / (math.exp(0.5 + utility) + others)
        assert choice.share_lift(before, utility) == pytest.approx(after / before, rel=1e-13)

    def test_a_tiny_share_grows_by_the_whole_factor(self) -> None:
        assert choice.share_lift(0.0, 1.0) == pytest.approx(math.e, rel=1e-15)

    def test_a_whole_market_cannot_grow(self) -> None:
        np.testing.assert_allclose(choice.share_lift(1.0, [-2.0, 0.0, 5.0]), 1.0, rtol=1e-15)

    def test_a_great_advantage_takes_the_market_and_no_more(self) -> None:
        assert 0.2 * choice.share_lift(0.2, 50.0) == pytest.approx(1.0, abs=1e-12)

    def test_a_small_change_keeps_its_digits(self) -> None:
        assert choice.share_lift(0.25, 1e-12) - 1.0 == pytest.approx(0.75e-12, rel=1e-3)

    def test_there_and_back_is_no_change(self) -> None:
        up = choice.share_lift(0.2, 0.6)
        assert up * choice.share_lift(0.2 * up, -0.6) == pytest.approx(1.0, rel=1e-14)


class TestPriceUtility:
    def test_the_same_price_changes_nothing(self) -> None:
        assert choice.price_utility(1.0, -2.0, 0.2) == 0.0

    @pytest.mark.parametrize("share", [0.0, 0.2, 0.6])
    @pytest.mark.parametrize("elasticity", [-0.8, -1.5, -2.6])
    def test_gives_the_elasticity_at_the_share_of_its_measurement(self, share, elasticity) -> None:
        h = 1e-6
        lifts = [
            choice.share_lift(share, choice.price_utility(math.exp(d), elasticity, share))
            for d in (-h, h)
        ]
        slope = (math.log(lifts[1]) - math.log(lifts[0])) / (2 * h)
        assert slope == pytest.approx(elasticity, rel=1e-7)

    def test_a_price_cut_undoes_a_rise(self) -> None:
        there = choice.price_utility(1.25, -1.5, 0.2)
        assert there + choice.price_utility(0.8, -1.5, 0.2) == pytest.approx(0.0, abs=1e-15)


class TestSaturatingEffect:
    def test_nothing_gives_nothing_and_the_programme_its_full_effect(self) -> None:
        assert choice.saturating_effect(0.07, [0.0, 1.0]).tolist() == [0.0, 0.07]

    def test_each_further_step_helps_less(self) -> None:
        steps = np.diff(choice.saturating_effect(1.0, np.linspace(0, 2, 21)))
        assert (steps > 0).all()
        assert (np.diff(steps) < 0).all()

    def test_doubling_the_programme_adds_less_than_two_thirds(self) -> None:
        assert choice.saturating_effect(1.0, 2.0) == pytest.approx(math.log(3) / math.log(2))


class TestSpecificationValue:
    def test_the_same_specification_is_worth_nothing(self) -> None:
        assert choice.specification_value([2.0, 1.0], [0.4, 0.5], [0.4, 0.5]) == 0.0

    def test_a_worse_specification_is_worth_less_than_nothing(self) -> None:
        assert choice.specification_value([1.0, 3.0], [1.0, 0.0], [0.0, 1.0]) == -2.0


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


class TestLogitShares:
    @given(arrays(float, (3, 4), elements=floats(-700, 700)), floats(-1e3, 1e3))
    def test_shares_sum_to_one_and_only_differences_count(self, utility, shift) -> None:
        share = choice.logit_shares(utility)
        np.testing.assert_allclose(share.sum(axis=-1), 1.0, rtol=1e-12)
        moved = choice.logit_shares(utility + shift)
        np.testing.assert_allclose(moved, share, rtol=1e-9, atol=1e-12)

    def test_huge_utilities_do_not_overflow(self) -> None:
        assert choice.logit_shares([1e6, 0.0, -1e6]).tolist() == [1.0, 0.0, 0.0]

    def test_two_alternatives_are_the_logistic_curve(self) -> None:
        assert choice.logit_shares([0.7, 0.0])[0] == pytest.approx(1 / (1 + math.exp(-0.7)))

    def test_agrees_with_the_lift_that_the_model_uses(self) -> None:
        before, after = (choice.logit_shares([u, 0.3, 0.0])[0] for u in (0.0, 0.8))
        assert before * choice.share_lift(before, 0.8) == pytest.approx(after, rel=1e-13)


class TestDemandTransfer:
    @given(arrays(float, 5, elements=floats(-3, 3)), st.integers(1, 14))
    def test_is_what_choosing_again_gives(self, utility, pattern) -> None:
        gone = np.array([bool(pattern >> k & 1) for k in range(5)])
        before = choice.logit_shares(utility)
        again = choice.logit_shares(np.where(gone, -np.inf, utility))
        freed = before[gone].sum()
        kept = np.where(gone, 0.0, before)
        transfer = choice.demand_transfer(before, gone)
        assert transfer.sum() == pytest.approx(1.0)
        np.testing.assert_allclose(kept + freed * transfer, again, rtol=1e-9)

    def test_kept_transferred_and_lost_is_the_original_demand(self) -> None:
        share = np.array([0.1, 0.15, 0.05, 0.3, 0.4])
        gone, own = np.array([1, 0, 1, 0, 0], bool), np.array([1, 1, 1, 0, 0], bool)
        recaptured = share[gone].sum() * choice.recapture_rate(share, gone, own)
        lost = share[gone].sum() - recaptured
        assert share[~gone].sum() + recaptured + lost == pytest.approx(1.0, abs=1e-15)
        assert choice.recapture_rate(share, gone, own) == pytest.approx(0.15 / 0.85)

    @given(arrays(float, 4, elements=floats(-3, 3)), floats(-3, 3))
    def test_an_added_product_draws_in_proportion(self, utility, added) -> None:
        before = choice.logit_shares(utility)
        after = choice.logit_shares(np.append(utility, added))
        np.testing.assert_allclose(
            choice.demand_draw(before, after[-1]), before - after[:-1], atol=1e-12
        )


class TestRecapture:
    @given(st.floats(0, 1), st.floats(0, 0.99))
    def test_of_a_logit_is_at_most_the_share_of_the_line(self, line, retired) -> None:
        found = float(choice.logit_recapture(line, retired))
        assert 0 <= found <= line + 1e-12
        assert choice.logit_recapture(line, 0.0) == pytest.approx(line)

    def test_is_that_of_the_logit_where_choices_are_one(self) -> None:
        utility, gone = np.array([1.0, 0.5, -0.2]), np.array([False, True, False])
        before = choice.logit_shares([*utility, 0.4])
        after = choice.logit_shares([*np.where(gone, -np.inf, utility), 0.4])
        seen = choice.observed_recapture(before[:3], after[:3], gone)
        by_logit = choice.recapture_rate(before, [*gone, False], [True] * 3 + [False])
        assert seen == pytest.approx(by_logit, rel=1e-12)
        line, share = before[:3].sum(), before[1] / before[:3].sum()
        assert seen == pytest.approx(choice.logit_recapture(line, share), rel=1e-12)

    def test_may_be_negative_where_others_lose_as_well(self) -> None:
        pairs = choice.observed_recapture([[0.5, 0.2]], [[0.4, 0.0]], [False, True])
        np.testing.assert_allclose(pairs, [-0.5])
