"""Features: what the books say, redone another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from casestudy.concepts import features


class TestFeatureRule:
    @given(arrays(int, st.integers(1, 60), elements=st.integers(0, 9)))
    def test_each_feature_is_in_one_group_and_equals_are_treated_equally(self, usage) -> None:
        rule = features.feature_rule(usage)
        groups = np.array([rule.study, rule.apply, rule.eliminate])
        assert (groups.sum(axis=0) == 1).all()
        for value in np.unique(usage):
            assert len(np.unique(groups[:, usage == value], axis=1).T) == 1
        unused = (usage == 0).sum()
        assert rule.eliminate.sum() <= max(int(0.2 * usage.size), unused)
        if rule.study.any() and rule.eliminate.any():
            assert usage[rule.study].min() > usage[rule.eliminate].max()

    def test_twenty_features(self) -> None:
        usage = np.arange(20, 0, -1)
        for worst, gone in ((0.15, 3), (0.20, 4)):
            rule = features.feature_rule(usage, worst=worst)
            assert rule.study.nonzero()[0].tolist() == [0, 1]
            assert rule.eliminate.sum() == gone

    def test_few_features_lose_none_that_is_used(self) -> None:
        rule = features.feature_rule([9, 5, 1])
        assert (rule.study.tolist(), rule.eliminate.any()) == ([True, False, False], False)

    def test_ties_at_the_edges(self) -> None:
        rule = features.feature_rule([9, 9, 5, 5, 5, 5, 5, 1, 1, 1])
        assert rule.study.sum() == 2
        assert not rule.eliminate.any()  # three at the bottom are more than a fifth
        unused = features.feature_rule([9, 8, 5, 5, 5, 5, 5, 0, 0, 0])
        assert unused.eliminate.sum() == 3  # but what nobody uses goes

    @pytest.mark.parametrize("usage", [[4.0], [3, 3, 3, 3, 3, 3], [0, 0]])
    def test_equal_features_teach_nothing(self, usage) -> None:
        assert features.feature_rule(usage).apply.all()

    def test_the_ends_of_the_fractions(self) -> None:
        assert features.feature_rule([1, 2, 3], best=0, worst=1).eliminate.all()
        assert features.feature_rule([0, 2, 3], best=0, worst=0).apply.all()
        assert features.feature_rule([1, 2, 3], best=1, worst=0).study.all()

    def test_rounds_reach_the_reduction(self) -> None:
        rounds = features.cut_rounds([0.15, 0.2], 0.8)
        assert_allclose((1 - np.array([0.15, 0.2])) ** rounds, 0.2)
        assert features.cut_rounds(0.5, 0.0) == 0.0
