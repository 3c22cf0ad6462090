"""Boxes are those of the EMA Workbench on the same data."""

import numpy as np
import peers
import pytest

from casestudy.concepts.prim import Box, simplest, trajectory


def assert_same(boxes, expected):
    assert len(boxes) == len(expected)
    for box, wanted in zip(boxes, expected, strict=True):
        assert box.low == pytest.approx(wanted["low"], abs=1e-12)
        assert box.high == pytest.approx(wanted["high"], abs=1e-12)
        assert (box.coverage, box.density, box.mass) == pytest.approx(
            (wanted["coverage"], wanted["density"], wanted["mass"]), abs=1e-12
        )
        assert len(box.inputs) == wanted["res_dim"]


@pytest.mark.parametrize("name", peers.cases())
def test_boxes_are_those_of_the_ema_workbench(name):
    assert_same(trajectory(*peers.cases()[name]), peers.found()["prim"][name])


@pytest.mark.parametrize("name", ["renewable fuels", "flu"])
def test_boxes_of_published_cases_are_those_of_the_ema_workbench(name):
    case = peers.published()[name]
    assert_same(trajectory(np.transpose(case["ranks"]), case["interest"]), case["boxes"])


def test_the_simplest_box_finds_the_corner_and_nothing_else():
    x, y = peers.cases()["noisy corner"]
    box = simplest(x, y, trajectory(x, y))
    assert box.inputs == [0, 2]
    assert box.low[0] == pytest.approx(0.6, abs=0.05)
    assert box.high[2] == pytest.approx(0.45, abs=0.05)
    assert box.density > 0.8
    assert box.coverage > 0.6


def test_a_limit_by_chance_is_dropped():
    rng = np.random.default_rng(3)
    x = rng.random((400, 2))
    y = x[:, 0] > 0.7
    by_chance = Box(
        low=np.array([0.7, 0.1]),
        high=x.max(axis=0),
        limited=np.array([[True, False], [True, False]]),
        coverage=0.9,
        density=1.0,
        mass=0.27,
    )
    assert simplest(x, y, [by_chance]).inputs == [0]


@pytest.mark.parametrize("kind", [np.zeros, np.ones])
def test_points_of_one_kind_have_no_box(kind):
    with pytest.raises(ValueError, match="points of interest and others"):
        trajectory(np.random.default_rng(1).random((10, 2)), kind(10))


def test_no_more_inputs_than_asked_for():
    x, y = peers.cases()["sum"]
    boxes = trajectory(x, y)
    for most in (0, 1, 2, 3):
        assert len(simplest(x, y, boxes, inputs=most).inputs) <= most
