"""Roles: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from casestudy.concepts import roles


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


class TestRoleDecision:
    @pytest.mark.parametrize(
        ("scores", "verdict"),
        [
            ([-1, -1, -1, -1], roles.Verdict.OWNER),
            ([1, 1, 1, 0], roles.Verdict.MANAGER),
            ([1, 1, -1, -1], roles.Verdict.BOTH),
            ([0.1, 0, 0, -0.1], roles.Verdict.NEITHER),
        ],
    )
    def test_neither_role_excludes_the_other(self, scores, verdict) -> None:
        decision = roles.role_decision(*roles.split_scores(scores), [0.25] * 4)
        assert decision.verdict == verdict
        assert decision.margin == pytest.approx(np.mean(scores))

    @settings(max_examples=30)
    @given(
        arrays(float, 4, elements=floats(-1, 1)),
        arrays(int, 4, elements=st.integers(1, 20)),
        floats(0.1, 0.6),
    )
    @example(np.array([0.4, 0.0, 0.0, 0.0]), np.ones(4, int), 0.1)  # on the edge itself
    def test_flip_weights_against_a_scan(self, scores, parts, needed) -> None:
        weights = parts / parts.sum()
        cases = roles.split_scores(scores)
        now = roles.role_decision(*cases, weights, needed=needed).verdict
        found, verdicts = roles.flip_weights(*cases, weights, needed=needed)
        for k in range(4):
            # Off round numbers, where a line may touch the threshold in a single point.
            grid = (np.arange(200) + 0.38196601) / 200
            others = []
            for x in grid:
                changed = weights * (1 - x) / (1 - weights[k])
                changed[k] = x
                case = roles.role_decision(*cases, changed / changed.sum(), needed=needed)
                others.append(case.verdict != now)
            distance = np.abs(grid - weights[k])[others]
            if np.isnan(found[k]):
                assert verdicts[k] is None
                assert distance.size == 0
            else:
                assert verdicts[k] != now
                if distance.size:
                    assert abs(found[k] - weights[k]) <= distance.min() + 1e-9

    def test_weights_that_do_not_add_up(self) -> None:
        for decide in (roles.role_decision, roles.flip_weights):
            with pytest.raises(ValueError, match=r"weights: expected a sum of 1: 0\.9 given"):
                decide([1, 0], [0, 1], [0.5, 0.4])


class TestCoverage:
    MATRIX = (("A", "AR", "", "C"), ("R", "A", "", "R"), ("I", "", "", "R"))

    def test_gaps_overlaps_and_headless_duties(self) -> None:
        found = roles.duty_coverage(self.MATRIX)
        assert found.gaps.tolist() == [False, False, True, False]
        assert found.overlaps.tolist() == [False, True, False, False]
        assert found.headless.tolist() == [False, False, False, True]

    def test_without_anybody_everything_is_a_gap(self) -> None:
        assert roles.duty_coverage(self.MATRIX, [False] * 3).gaps.all()

    def test_letters_of_a_table_are_objects(self) -> None:
        assert not roles.duty_coverage(np.array([["A"]], object)).gaps.any()
