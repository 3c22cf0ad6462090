"""Elasticity: what the books say, redone another way."""

import math

import numpy as np
import pytest

from casestudy.concepts import elasticity


def _full_regression(price, quantity, others):
    """Slope and its standard error from the regression with every dummy."""
    design = np.column_stack([np.log(price), *others])
    rank = np.linalg.matrix_rank(design)
    inverse = np.linalg.pinv(design.T @ design)
    beta = inverse @ design.T @ np.log(quantity)
    error = np.log(quantity) - design @ beta
    n = len(price)
    return beta[0], math.sqrt(error @ error / (n - rank) * inverse[0, 0])


class TestElasticity:
    # Gujarati, Basic Econometrics: US coffee, cups a day against real price, 1970 to 1980.
    CUPS = (2.57, 2.50, 2.35, 2.30, 2.25, 2.20, 2.11, 1.94, 1.97, 2.06, 2.02)
    PRICE = (0.77, 0.74, 0.72, 0.73, 0.76, 0.75, 1.08, 1.81, 1.39, 1.20, 1.17)

    @pytest.fixture
    def panel(self):
        rng = np.random.default_rng(8)
        product, month = rng.integers(0, 25, 900), rng.integers(0, 12, 900)
        level, season = rng.normal(0, 1, 25)[product], rng.normal(0, 0.3, 12)[month]
        price = np.exp(0.5 * level + rng.normal(0, 0.2, 900))
        noise = rng.normal(0, 0.3, 900) * (1 + (product > 12))
        quantity = np.exp(4 - 1.5 * np.log(price) + level + season + noise)
        return price, quantity, product, month

    def test_demand_for_coffee(self) -> None:
        fit = elasticity.estimate_elasticity(self.PRICE, self.CUPS)
        assert fit.elasticity == pytest.approx(-0.2530, abs=5e-5)
        assert fit.standard_error == pytest.approx(0.0494, abs=5e-5)

    def test_taking_groups_out_equals_the_regression_with_dummies(self, panel) -> None:
        price, quantity, product, month = panel
        dummies = [product == k for k in range(25)] + [month == k for k in range(1, 12)]
        slope, error = _full_regression(price, quantity, dummies)
        fit = elasticity.estimate_elasticity(price, quantity, groups=[month, product])
        assert fit.elasticity == pytest.approx(slope, rel=1e-10)
        assert fit.standard_error == pytest.approx(error, rel=1e-10)
        assert fit.interval[0] < -1.5 < fit.interval[1]

    def test_a_seller_who_answers_demand_hides_the_elasticity_but_not_from_cost(self) -> None:
        rng = np.random.default_rng(10)
        cost, demand = rng.normal(0, 0.2, 20_000), rng.normal(0, 0.3, 20_000)
        log_price = 1 + 0.8 * cost + 0.5 * demand
        price, quantity = np.exp(log_price), np.exp(5 - 1.5 * log_price + demand)
        plain = elasticity.estimate_elasticity(price, quantity)
        assert plain.interval[0] > -0.9  # sure of itself, and wrong
        steered = elasticity.estimate_elasticity(price, quantity, instrument=cost)
        assert steered.elasticity == pytest.approx(-1.5, abs=0.05)
        assert steered.first_stage_f > 10

    def test_the_first_stage_is_the_regression_of_price_on_the_instrument(self) -> None:
        rng = np.random.default_rng(12)
        cost = rng.normal(0, 1, 40)
        log_price = 0.3 * cost + rng.normal(0, 1, 40)
        fit = elasticity.estimate_elasticity(
            np.exp(log_price), np.exp(-log_price + rng.normal(0, 1, 40)), instrument=cost
        )
        share = np.corrcoef(cost, log_price)[0, 1] ** 2
        assert fit.first_stage_f == pytest.approx(share / (1 - share) * 38)

    def test_nineteen_in_twenty_intervals_hold_the_truth(self) -> None:
        rng, inside = np.random.default_rng(11), 0
        for _ in range(400):
            price = np.exp(rng.normal(0, 0.2, 12))
            quantity = np.exp(3 - 2 * np.log(price) + rng.normal(0, 0.3, 12))
            fit = elasticity.estimate_elasticity(price, quantity)
            inside += fit.interval[0] < -2 < fit.interval[1]
        assert inside / 400 == pytest.approx(0.95, abs=0.033)

    def test_volume_that_never_changes_has_elasticity_zero(self) -> None:
        fit = elasticity.estimate_elasticity([1, 2, 3], [5, 5, 5])
        assert fit.elasticity == 0.0
