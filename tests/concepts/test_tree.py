"""Trees are those of scikit-learn on the same data."""

import numpy as np
import peers
import pytest

from casestudy.concepts.tree import Leaf, Split, grow, leaves


def told(tree):
    """Places and limits from the top, the lower branch first; a leaf has neither."""
    if isinstance(tree, Leaf):
        return [(None, None, tree.points)]
    below, above = told(tree.below), told(tree.above)
    return [(tree.place, tree.limit, _points(tree)), *below, *above]


def _points(tree):
    return tree.points if isinstance(tree, Leaf) else _points(tree.below) + _points(tree.above)


@pytest.mark.parametrize("name", peers.found()["tree"])
def test_trees_are_those_of_scikit_learn(name):
    expected = peers.found()["tree"][name]
    got = told(grow(*peers.cases()[name], depth=2, least=50))
    assert len(got) == len(expected)
    for (place, limit, points), (wanted, at, count) in zip(got, expected, strict=True):
        assert points == count
        assert place == (wanted if wanted >= 0 else None)
        if place is not None:
            assert limit == pytest.approx(at, abs=1e-6)  # scikit-learn sorts in single precision


def test_leaves_hold_all_points_and_their_conditions():
    x, y = peers.cases()["noisy corner"]
    found = list(leaves(grow(x, y, depth=3)))
    assert sum(leaf.points for _, leaf in found) == len(y)
    for conditions, leaf in found:
        inside = np.ones(len(y), bool)
        for place, above, limit in conditions:
            inside &= (x[:, place] > limit) == above
        assert inside.sum() == leaf.points
        assert y[inside].mean() == pytest.approx(leaf.density)


def test_what_cannot_be_divided_is_a_leaf():
    x = np.random.default_rng(1).random((200, 3))
    assert grow(x, np.ones(200, bool)) == Leaf(200, 1.0)
    assert grow(np.ones((200, 3)), x[:, 0] > 0.5) == Leaf(200, float((x[:, 0] > 0.5).mean()))
    assert isinstance(grow(x, x[:, 1] > 0.5, depth=1), Split)
    assert isinstance(grow(x[:99], x[:99, 1] > 0.5), Leaf)
