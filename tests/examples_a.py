"""Published examples of portfolio, pricing, sourcing, inventory and deliveries, one check an id.

A check takes the example's inputs and expected values, calls the functions and compares. The
tolerance is the example's own.
"""

from collections.abc import Callable

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import ndtri

from casestudy.concepts import (
    activity,
    deliveries,
    features,
    inventory,
    pooling,
    portfolio,
    pricing,
    scoring,
    service_level,
)

EXACT = 1e-12  # relative: rounding of floating-point numbers and nothing else


def tdabc(given: dict, expected: dict) -> None:
    found = activity.time_driven_cost(
        given["cost"], given["practical_minutes"], given["qty"], given["unit_min"]
    )
    assert_allclose(found.capacity_rate, expected["rate"], rtol=EXACT)
    assert_allclose(found.driver_rates, expected["driver_rates"], rtol=EXACT)
    assert_allclose(found.time_used, expected["used_min"], rtol=EXACT)
    assert_allclose(found.cost_assigned, expected["assigned"], rtol=EXACT)
    assert_allclose(found.unused_time, expected["unused_min"], rtol=EXACT)
    assert_allclose(found.unused_cost, expected["unused_cost"], rtol=EXACT)
    survey = activity.survey_rates(given["cost"], given["pct_survey"], given["qty"])
    assert_allclose(survey, expected["conventional_abc_rates"], rtol=EXACT)


def kanthal(given: dict, expected: dict) -> None:
    """Three groups of customers whose profits are what the published curve implies."""
    curve = {float(at): profit / 100 for at, profit in given["cum_profit_pct_at"].items()}
    ends = np.array([0.0, *curve])
    profit = np.diff([0.0, *curve.values()])
    whale = portfolio.whale_curve(profit, size=np.diff(ends))
    assert_allclose(whale.profit_at(ends[1:]) / whale.total, list(curve.values()), atol=0.01)
    assert_allclose(whale.profit_at(0.2) / whale.total, expected["top20"], atol=0.01)
    middle = whale.profit_at(0.9) - whale.profit_at(0.2)
    assert_allclose(middle / whale.total, expected["middle70_net"], atol=0.01)
    assert_allclose(-whale.losses / whale.total, expected["bottom10"], atol=0.01)
    assert_allclose(whale.peak_ratio, expected["peak"], atol=0.01)


def bates_distributor(given: dict, expected: dict) -> None:
    best = given["profit"] + given["loss_on_D"]
    whale = portfolio.whale_curve([best, -given["loss_on_D"]])
    assert_allclose(whale.total, given["profit"], rtol=EXACT)
    assert_allclose(whale.peak, float(expected["area"].split("=")[1]), rtol=EXACT)
    assert_allclose(whale.peak_ratio, expected["peak_ratio"], rtol=EXACT)


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


def ss_leadtime_sd(given: dict, expected: dict) -> None:
    factor = service_level.safety_factor(given["CSL"])
    found = inventory.safety_stock(factor, given["d"], given["sd_d"], given["L"], given["sd_L"])
    assert_allclose(found, expected["ss"], rtol=1e-4)


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


def lognormal_tail(given: dict, expected: dict) -> None:
    top = portfolio.lognormal_top_share(given["sigma"], 0.2)
    assert_allclose(top, expected["top20"], atol=1e-4)
    assert_allclose(1.0 - top, expected["bottom80"], atol=1e-4)


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


def prune_rounds(given: dict, expected: dict) -> None:
    assert_allclose(features.cut_rounds(given["r"], 0.8), expected["rounds"], atol=1e-3)


def variety_cost(given: dict, expected: dict) -> None:
    for theta, name in zip(given["theta"], ("cost_index_20", "cost_index_35"), strict=True):
        found = portfolio.variety_cost_index(given["ratio"], theta)
        assert_allclose(found, expected[name], atol=1e-4)


def mcdm(given: dict, expected: dict) -> None:
    matrix, benefit = given["matrix"], given["benefit"]
    methods = {"SAW": scoring.weighted_score, "TOPSIS": scoring.topsis}
    for name, method in methods.items():
        for weights, order in zip(given["weight_sets"], expected[name], strict=True):
            assert_array_equal(scoring.ranks(method(matrix, weights, benefit)), order)
        scores = method(matrix, given["weight_sets"][0], benefit)
        assert_allclose(scores, expected[f"{name}_scores_set1"], atol=1e-4)


def gini_ineq(given: dict, expected: dict) -> None:
    for values, wanted in zip(given["values"], expected["gini"], strict=True):
        assert_allclose(portfolio.gini(values), wanted, atol=5e-8)
        assert_allclose(portfolio.gini(np.multiply(values[::-1], 7.0)), wanted, atol=5e-8)


def convenience_stores(given: dict, expected: dict) -> None:
    """Two points of a measured curve fix a lognormal, whose Gini is the measured one."""
    largest, share = np.array(given["largest"]), np.array(given["share"])
    spread = portfolio.lognormal_spread(1.0 - largest, 1.0 - share)
    assert_allclose(portfolio.lognormal_top_share(spread, largest), share, rtol=EXACT)
    customers = np.exp(spread.mean() * ndtri((np.arange(100_000) + 0.5) / 100_000))
    assert_allclose(portfolio.gini(customers), expected["gini"], atol=0.01)


def online_retail(given: dict, expected: dict) -> None:
    spread = portfolio.lognormal_spread(given["smallest"], given["share"])
    assert_allclose(spread, expected["spread"], atol=1e-3)
    assert_allclose(spread.mean(), expected["fitted"], atol=5e-3)
    # As many products with that spread as the file has hold what the file's products hold.
    revenue = np.exp(spread.mean() * ndtri((np.arange(3_900) + 0.5) / 3_900))
    for smallest, share in zip(given["smallest"], given["share"], strict=True):
        held = revenue[: round(smallest * revenue.size)].sum() / revenue.sum()
        assert_allclose(held, share, atol=0.01)


def scms_deliveries(given: dict, expected: dict) -> None:
    dates = (np.array(given[name], dtype="datetime64[D]") for name in ("promised", "delivered"))
    assert deliveries.on_time_share(*dates) == expected["on_time"]
    freight = np.array(given["freight"], float)  # None becomes not a number
    assert_allclose(np.nansum(freight), expected["freight"], rtol=EXACT)
    found = deliveries.freight_share(freight, given["value"])
    assert_allclose(found, expected["freight_share"], atol=5e-7)
    assert_allclose(found, expected["freight"] / expected["value"], rtol=EXACT)


CHECKS: dict[str, Callable[[dict, dict], None]] = {
    check.__name__: check
    for check in (
        tdabc,
        kanthal,
        bates_distributor,
        eoq_snyder,
        rop_fill,
        ss_leadtime_sd,
        pooling_corr,
        sqrt_law,
        lognormal_tail,
        price_leverage,
        waterfall,
        breakeven_volume,
        prune_rounds,
        variety_cost,
        mcdm,
        gini_ineq,
        convenience_stores,
        online_retail,
        scms_deliveries,
    )
}
