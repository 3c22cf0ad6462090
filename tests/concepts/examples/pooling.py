"""Published examples of pooling: a check for each id of `worked_examples.json`."""

from numpy.testing import assert_allclose

from casestudy.concepts import inventory, pooling, service_level


def pooling_corr(given: dict, expected: dict) -> None:
    factor = service_level.safety_factor(given["CSL"])
    part = pooling.common_component(
        [given["sd"]] * given["k"],
        safety_factor=factor,
        lead_time=given["L"],
        correlation=given["rho"],
    )
    assert_allclose(part.separate, expected["disagg"], atol=0.01)
    assert_allclose(part.common, expected["pooled"], atol=0.01)
    spread = pooling.pooled_demand_sd([given["sd"]] * given["k"], given["rho"])
    found = inventory.safety_stock(factor, 0.0, spread, given["L"])
    assert_allclose(found, expected["pooled"], atol=0.01)


def sqrt_law(given: dict, expected: dict) -> None:
    found = pooling.square_root_law(given["N0"], given["N1"])
    assert_allclose(found, expected["ratio"], atol=1e-5)
