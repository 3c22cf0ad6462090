"""Published examples of pricing: a check for each id of `worked_examples.json`."""

import numpy as np
from numpy.testing import assert_allclose

from casestudy.concepts import pricing

EXACT = 1e-12  # relative: rounding of floating-point numbers and nothing else


def price_leverage(given: dict, expected: dict) -> None:
    found = pricing.profit_leverage(given["revenue"], given["var_cost"], given["fixed"])
    assert_allclose(found.profit, given["op"], rtol=EXACT)
    names = {"price": "price", "var_cost": "variable_cost", "volume": "volume"}
    for key, name in {**names, "fixed": "fixed_cost"}.items():
        assert_allclose(found.relative(name), expected["d_op_per_1pct"][key], atol=1e-4)


def waterfall(given: dict, expected: dict) -> None:
    found = pricing.price_waterfall(given["list"], given["on_invoice"], given["off_invoice"])
    assert_allclose(found.invoice, expected["invoice"], atol=1e-6)
    assert_allclose(found.pocket, expected["pocket"], atol=1e-6)
    assert_allclose(found.off_invoice_share, expected["off_invoice_pct"], atol=1e-6)


def breakeven_volume(given: dict, expected: dict) -> None:
    margin = given["P"] - given["VC"]
    found = pricing.break_even_volume_change(given["dP"], margin)
    assert_allclose(found, expected["breakeven"], rtol=EXACT)
    as_fractions = pricing.break_even_volume_change(
        np.divide(given["dP"], given["P"]), margin / given["P"]
    )
    assert_allclose(as_fractions, expected["breakeven"], rtol=EXACT)
