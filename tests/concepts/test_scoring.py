"""Scoring: what the books say, redone another way."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from casestudy.concepts import scoring


class TestScoring:
    # Hwang and Yoon (1981): four fighter aircraft, six attributes, the fourth a cost.
    AIRCRAFT = (
        (2.0, 1500, 20000, 5.5, 5, 9),
        (2.5, 2700, 18000, 6.5, 3, 5),
        (1.8, 2000, 21000, 4.5, 7, 7),
        (2.2, 1800, 20000, 5.0, 5, 5),
    )
    WEIGHTS = (0.2, 0.1, 0.1, 0.1, 0.2, 0.3)
    BENEFIT = (1, 1, 1, 0, 1, 1)

    def test_topsis_chooses_the_first_aircraft(self) -> None:
        found = scoring.topsis(self.AIRCRAFT, self.WEIGHTS, self.BENEFIT)
        assert_allclose(found, [0.643, 0.268, 0.613, 0.312], atol=1e-3)

    def test_the_weighted_sum_chooses_the_third(self) -> None:
        found = scoring.weighted_score(self.AIRCRAFT, self.WEIGHTS, self.BENEFIT)
        # Printed from ratings rounded to two digits: 0.835, 0.709, 0.853, 0.738.
        assert_allclose(found, [0.835, 0.709, 0.853, 0.738], atol=2e-3)
        assert scoring.ranks(found).tolist() == [2, 4, 1, 3]

    def test_more_is_better_after_the_normalisation(self) -> None:
        values = scoring.normalised([[1, 8], [2, 4], [4, 2]], [True, False])
        assert values.tolist() == [[0.25, 0.25], [0.5, 0.5], [1, 1]]

    @pytest.mark.parametrize("score", [scoring.weighted_score, scoring.topsis])
    def test_units_do_not_matter_and_equals_score_the_same(self, score) -> None:
        table = np.array(self.AIRCRAFT)
        plain = score(table, self.WEIGHTS, self.BENEFIT)
        scaled = score(table * [1, 1e3, 0.01, 7, 2, 5], self.WEIGHTS, self.BENEFIT)
        assert_allclose(scaled, plain, rtol=1e-12)
        assert np.ptp(score(np.repeat(table[:1], 3, 0), self.WEIGHTS, self.BENEFIT)) == 0

    def test_many_sets_of_weights_equal_single_ones(self) -> None:
        sets = np.random.default_rng(1).dirichlet(np.ones(6), 5)
        for score in (scoring.weighted_score, scoring.topsis):
            together = score(self.AIRCRAFT, sets, self.BENEFIT)
            for weights, row in zip(sets, together, strict=True):
                assert_allclose(row, score(self.AIRCRAFT, weights, self.BENEFIT), rtol=1e-12)

    def test_one_alternative_is_half_way_between_itself_and_itself(self) -> None:
        assert scoring.topsis([[3.0, 4.0]], [0.5, 0.5], [True, True]).tolist() == [0.5]
        assert scoring.weighted_score([[3.0, 4.0]], [0.5, 0.5], [True, True]).tolist() == [1.0]

    def test_the_winner_changes_where_the_range_ends(self) -> None:
        found = scoring.weight_range(self.AIRCRAFT, self.WEIGHTS, self.BENEFIT)
        base = np.array(self.WEIGHTS)
        for k in range(6):
            for edge, out, other in (
                (found.low[k], -1e-6, found.below[k]),
                (found.high[k], 1e-6, found.above[k]),
            ):
                if other == found.winner:
                    assert edge in (0.0, 1.0)
                    continue
                for step, winner in ((-out, found.winner), (out, other)):
                    moved = base * (1 - edge - step) / (1 - base[k])
                    moved[k] = edge + step
                    scores = scoring.weighted_score(self.AIRCRAFT, moved, self.BENEFIT)
                    assert np.argmax(scores) == winner

    def test_weights_of_rounded_digits_are_scaled_before_they_move(self) -> None:
        plain = scoring.weight_range([[2, 8], [8, 4]], [0.3, 0.7], [True, True])
        rounded = scoring.weight_range([[2, 8], [8, 4]], [0.3012, 0.7028], [True, True])
        assert_allclose(rounded.high, plain.high, atol=1e-12)

    def test_a_single_criterion_has_nothing_to_move(self) -> None:
        found = scoring.weight_range([[1.0], [2.0]], [1.0], [True])
        assert (found.winner, found.low.tolist(), found.high.tolist()) == (1, [0.0], [1.0])

    def test_a_criterion_with_all_the_weight_gives_it_evenly(self) -> None:
        found = scoring.weight_range([[9, 1, 1], [8, 9, 9]], [1.0, 0.0, 0.0], [True] * 3)
        assert found.winner == 0
        assert found.below[0] == 1

    def test_ranks_under_random_weights_are_shares(self) -> None:
        def shares(concentration):
            return scoring.rank_acceptability(
                self.AIRCRAFT,
                self.WEIGHTS,
                self.BENEFIT,
                rng=np.random.default_rng(4),
                concentration=concentration,
                score=scoring.topsis,
            )

        assert_allclose(shares(100).sum(axis=1), 1)
        assert_allclose(shares(100).sum(axis=0), 1)
        assert shares(1e7)[0, 0] == 1.0  # weights that hardly move leave the winner
        assert shares(5)[0, 0] < shares(500)[0, 0]

    def test_better_in_everything_wins_always(self) -> None:
        found = scoring.rank_acceptability(
            [[3, 3], [2, 1]], [0.9, 0.1], [True, True], rng=np.random.default_rng(1), draws=50
        )
        assert found.tolist() == [[1, 0], [0, 1]]
