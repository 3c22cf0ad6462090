"""Published examples of deliveries: a check for each id of `worked_examples.json`."""

import numpy as np
from numpy.testing import assert_allclose

from casestudy.concepts import deliveries

EXACT = 1e-12  # relative: rounding of floating-point numbers and nothing else


def scms_deliveries(given: dict, expected: dict) -> None:
    dates = (np.array(given[name], dtype="datetime64[D]") for name in ("promised", "delivered"))
    assert deliveries.on_time_share(*dates) == expected["on_time"]
    freight = np.array(given["freight"], float)  # None becomes not a number
    assert_allclose(np.nansum(freight), expected["freight"], rtol=EXACT)
    found = deliveries.freight_share(freight, given["value"])
    assert_allclose(found, expected["freight_share"], atol=5e-7)
    assert_allclose(found, expected["freight"] / expected["value"], rtol=EXACT)
