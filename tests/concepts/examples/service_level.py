"""Published examples of service level: a check for each id of `worked_examples.json`."""

from numpy.testing import assert_allclose

from casestudy.concepts import inventory, service_level


def ss_leadtime_sd(given: dict, expected: dict) -> None:
    factor = service_level.safety_factor(given["CSL"])
    found = inventory.safety_stock(factor, given["d"], given["sd_d"], given["L"], given["sd_L"])
    assert_allclose(found, expected["ss"], rtol=1e-4)
