"""The vectorised model equals its scalar twin, number by number."""

import numpy as np
import pytest
from oracle import SERIES, evaluate
from strategies import HEADLINES, MONEY_HEADLINES, bounds, draws, on_both, one_draw, the_case
from strategies import SERIES as ALL_SERIES

from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.many import simulate_many
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case

TOLERANCE = 1e-9
DRAWS = 420  # for each of the five pruning rules
NEAR_ZERO = {
    *("inventory_change", "new_product_revenue", "programme_costs", "one_offs", "cash"),
    *("operating_cost", "capacity", "working_capital"),
}
FRACTIONS = {"adoption", "revenue_growth", "revenue_cagr", "complexity_reduction", "margin_points"}


def settings_of(case: Case, rule: PruningRule, seed: int) -> tuple[Levers, Assumptions]:
    rng = np.random.default_rng(seed)
    plan = draws(case, Levers, rng, DRAWS)
    # Every lever at null, and each at an end of its bounds while the rest is null.
    for values in plan.values():
        values[0] = 0.0
    for i, name in enumerate(plan):
        for k, bound in enumerate((plan[name].min(), plan[name].max())):
            for other, values in plan.items():
                values[1 + 2 * i + k] = bound if other == name else 0.0
    return Levers(**plan, pruning_rule=rule), Assumptions(**draws(case, Assumptions, rng, DRAWS))


def sizes(case: Case, name: str, expected: np.ndarray) -> np.ndarray:
    if name in NEAR_ZERO or name in MONEY_HEADLINES:
        return np.maximum(np.abs(expected), case.line_revenue)
    if name in FRACTIONS:
        return np.maximum(np.abs(expected), 1.0)
    if name in {"gross_profit", "gross_margin"}:  # a difference that may come near zero
        return np.maximum(np.abs(expected), case.line_revenue if name == "gross_profit" else 1.0)
    return np.abs(expected)


def assert_equal(case: Case, name: str, got: np.ndarray, expected: list) -> None:
    expected = np.array(expected)
    wrong = np.abs(got - expected) / sizes(case, name, expected)
    at = np.unravel_index(np.argmax(wrong), wrong.shape) if wrong.size else ()
    assert np.all(wrong <= TOLERANCE), f"{name}{at}: {got[at]} is not {expected[at]}"


@on_both
@pytest.mark.parametrize("rule", PruningRule)
def test_vectorised_model_equals_the_scalar_oracle(name: str, rule: PruningRule) -> None:
    case = the_case(name)
    plan, world = settings_of(case, rule, seed=20 + list(PruningRule).index(rule))
    headlines, series = simulate_many(case, plan, world, series=SERIES)
    expected = [
        evaluate(case, one_draw(plan, (DRAWS,), (i,)), one_draw(world, (DRAWS,), (i,)))
        for i in range(DRAWS)
    ]
    for key in SERIES:
        assert_equal(case, key, series[key], [e["series"][key] for e in expected])
    for key in HEADLINES:
        assert_equal(case, key, getattr(headlines, key), [e["headlines"][key] for e in expected])


@on_both
def test_one_evaluation_equals_the_scalar_oracle(name: str) -> None:
    case = the_case(name)
    for rule in PruningRule:
        plans, worlds = settings_of(case, rule, seed=7)
        for i in range(0, DRAWS, 20):
            plan, world = one_draw(plans, (DRAWS,), (i,)), one_draw(worlds, (DRAWS,), (i,))
            got, expected = simulate(case, plan, world), evaluate(case, plan, world)
            for key in SERIES:
                assert_equal(case, key, getattr(got.series, key), expected["series"][key])
            for key in HEADLINES:
                assert_equal(case, key, getattr(got.headlines, key), expected["headlines"][key])


@on_both
def test_every_plan_of_the_scenario_equals_the_scalar_oracle(name: str) -> None:
    case = the_case(name)
    for of_scenario in case.plans:
        plan = case.plan(of_scenario)
        got, expected = simulate(case, plan), evaluate(case, plan, case.assumptions)
        for key in HEADLINES:
            assert_equal(case, key, getattr(got.headlines, key), expected["headlines"][key])


def test_oracle_knows_every_series() -> None:
    assert sorted(SERIES) == sorted(ALL_SERIES)


@on_both
def test_random_settings_reach_the_ends_of_every_range(name: str) -> None:
    case = the_case(name)
    for record in (Levers, Assumptions):
        drawn = draws(case, record, np.random.default_rng(1), DRAWS)
        for key in names(record):
            assert (drawn[key].min(), drawn[key].max()) == bounds(case, record, key), key
