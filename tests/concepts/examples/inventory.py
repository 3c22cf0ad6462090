"""Published examples of inventory: a check for each id of `worked_examples.json`."""

from numpy.testing import assert_allclose

from casestudy.concepts import inventory, service_level

EXACT = 1e-12  # relative: rounding of floating-point numbers and nothing else


def eoq_snyder(given: dict, expected: dict) -> None:
    found = inventory.economic_order_quantity(given["K"], given["h"], given["demand"])
    assert_allclose(found.quantity, expected["Q"], rtol=1e-6)
    assert_allclose(found.cost, expected["cost"], rtol=1e-6)


def rop_fill(given: dict, expected: dict) -> None:
    mean, sd, lead_time = given["mean_wk"], given["sd_wk"], given["L"]
    spread = inventory.safety_stock(1.0, mean, sd, lead_time)  # one standard deviation
    stock = given["ROP"] - inventory.reorder_point(mean, lead_time)
    assert_allclose(spread, expected["sigma_L"], atol=1e-3)
    assert_allclose(stock, expected["ss"], rtol=EXACT)
    assert_allclose(inventory.reorder_point(mean, lead_time, stock), given["ROP"], rtol=EXACT)
    level = service_level.cycle_service_level(stock, spread)
    assert_allclose(level, expected["CSL"], atol=1e-4)
    assert_allclose(service_level.expected_shortage(stock, spread), expected["ESC"], atol=1e-4)
    filled = service_level.fill_rate(stock, spread, given["Q"])
    assert_allclose(filled, expected["fill_rate"], atol=1e-4)
