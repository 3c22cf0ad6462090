"""Published examples of scoring: a check for each id of `worked_examples.json`."""

from numpy.testing import assert_allclose, assert_array_equal

from casestudy.concepts import scoring


def mcdm(given: dict, expected: dict) -> None:
    matrix, benefit = given["matrix"], given["benefit"]
    methods = {"SAW": scoring.weighted_score, "TOPSIS": scoring.topsis}
    for name, method in methods.items():
        for weights, order in zip(given["weight_sets"], expected[name], strict=True):
            assert_array_equal(scoring.ranks(method(matrix, weights, benefit)), order)
        scores = method(matrix, given["weight_sets"][0], benefit)
        assert_allclose(scores, expected[f"{name}_scores_set1"], atol=1e-4)
