"""Published examples of features: a check for each id of `worked_examples.json`."""

from numpy.testing import assert_allclose

from casestudy.concepts import features


def prune_rounds(given: dict, expected: dict) -> None:
    assert_allclose(features.cut_rounds(given["r"], 0.8), expected["rounds"], atol=1e-3)
