"""Published examples of shapley: a check for each id of `worked_examples.json`."""

import re

import numpy as np

from casestudy.concepts import shapley


def shapley_airport(inputs: dict, expected: dict) -> None:
    cost = np.array(inputs["cost"], float)
    longest = (shapley.coalitions(cost.size) * cost).max(axis=-1)
    np.testing.assert_allclose(shapley.shapley_values(longest), expected["phi"], rtol=1e-12)


def shapley_glove(inputs: dict, expected: dict) -> None:
    # The game as it is published: a coalition is worth one with the right glove and enough left.
    (enough,) = re.fullmatch(r"R with >=(\d+) L", inputs["v"]).groups()
    *lefts, right = shapley.coalitions(len(expected["phi"])).T
    pairs = right & (np.sum(lefts, axis=0) >= int(enough))
    np.testing.assert_allclose(shapley.shapley_values(pairs), expected["phi"], atol=1e-12)
