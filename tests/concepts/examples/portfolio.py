"""Published examples of portfolio: a check for each id of `worked_examples.json`."""

import numpy as np
from numpy.testing import assert_allclose
from scipy.special import ndtri

from casestudy.concepts import portfolio

EXACT = 1e-12  # relative: rounding of floating-point numbers and nothing else


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


def lognormal_tail(given: dict, expected: dict) -> None:
    top = portfolio.lognormal_top_share(given["sigma"], 0.2)
    assert_allclose(top, expected["top20"], atol=1e-4)
    assert_allclose(1.0 - top, expected["bottom80"], atol=1e-4)


def variety_cost(given: dict, expected: dict) -> None:
    for theta, name in zip(given["theta"], ("cost_index_20", "cost_index_35"), strict=True):
        found = portfolio.variety_cost_index(given["ratio"], theta)
        assert_allclose(found, expected[name], atol=1e-4)


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
