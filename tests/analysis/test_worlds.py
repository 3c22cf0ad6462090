"""Other worlds: spread as the scenario says, and the same whoever draws them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from casestudy.analysis.worlds import (
    correlation,
    net,
    net_size,
    nets,
    spreads,
    worlds,
)
from casestudy.errors import InputError
from casestudy.levers import Assumptions, names
from casestudy.model.derived import development_draws
from casestudy.scenario.case import Case, load_case


@pytest.fixture(scope="module", params=["turnaround", "packaging"])
def case(request):
    return load_case(request.param)


def edited(case, **uncertainty):
    """The case with another section on uncertainty, checked like a file."""
    told = case.scenario.model_dump() | {"uncertainty": uncertainty}
    scenario = type(case.scenario).model_validate(told)
    from casestudy.scenario.consistency import contradictions

    found = list(contradictions(scenario))
    if found:
        raise InputError("; ".join(message for _, message in found))
    return Case(scenario, case.tables)


def test_each_assumption_is_spread_as_the_scenario_says(case):
    drawn = worlds(case, 4096, seed=3).assumptions
    for spread in spreads(case):
        values = getattr(drawn, spread.name)
        width = spread.high - spread.low
        known = stats.triang((spread.mode - spread.low) / width, spread.low, width)
        assert np.quantile(values, [0.1, 0.5, 0.9]) == pytest.approx(
            known.ppf([0.1, 0.5, 0.9]), abs=0.01 * width
        )
    fixed = set(names(Assumptions)) - {spread.name for spread in spreads(case)}
    assert all(np.ndim(getattr(drawn, name)) == 0 for name in fixed)


def test_a_one_sided_range_does_not_move_the_most_likely_world():
    case = load_case("packaging")
    spread = next(s for s in spreads(case) if s.name == "new_product_unit_cost")
    density, edges = np.histogram(spread.at(np.random.default_rng(1).random(50_000)), 20)
    top = edges[density.argmax()]
    assert top == pytest.approx(spread.mode, abs=(spread.high - spread.low) / 20)


def test_a_range_reaches_to_a_calibrated_value_outside_it(case):
    figures = case.scenario.assumptions
    name = next(n for n in case.scenario.calibration.free if n in names(Assumptions))
    figure = getattr(figures, name)
    moved = figure.model_copy(update={"value": figure.high + 0.1})
    scenario = case.scenario.model_copy(
        update={"assumptions": figures.model_copy(update={name: moved})}
    )
    spread = next(s for s in spreads(Case(scenario, case.tables)) if s.name == name)
    assert spread.high == spread.mode == figure.high + 0.1


def test_shapes_by_name(case):
    other = edited(case, shape="uniform", shapes={"market_growth": "pert"})
    kinds = {spread.name: spread.shape for spread in spreads(other)}
    assert kinds.pop("market_growth") == "pert"
    assert set(kinds.values()) == {"uniform"}


def test_correlated_assumptions_go_together(case):
    pair = {"between": ["market_growth", "price_elasticity"], "value": 0.8}
    other = edited(case, correlations=[pair])
    drawn = worlds(other, 4096, seed=1).assumptions
    found = stats.spearmanr(drawn.market_growth, drawn.price_elasticity).statistic
    assert found == pytest.approx(6 / np.pi * np.arcsin(0.4), abs=0.03)
    apart = worlds(case, 4096, seed=1).assumptions
    assert abs(stats.spearmanr(apart.market_growth, apart.price_elasticity).statistic) < 0.05
    assert correlation(case) is None


@pytest.mark.parametrize(
    ("correlations", "said"),
    [
        ([("market_growth", "market_grwoth", 0.5)], "did you mean 'market_growth'"),
        ([("market_growth", "market_growth", 0.5)], "expected two assumptions, each pair once"),
        (
            [("market_growth", "quoted_saving", 0.5), ("quoted_saving", "market_growth", 0.2)],
            "each pair once",
        ),
        (
            [
                ("market_growth", "quoted_saving", 0.95),
                ("quoted_saving", "launch_delay", 0.95),
                ("market_growth", "launch_delay", -0.95),
            ],
            r"not positive definite\); most of it comes from '\w+' with '\w+'",
        ),
    ],
)
def test_impossible_correlations_are_named(case, correlations, said):
    pairs = [{"between": [a, b], "value": value} for a, b, value in correlations]
    with pytest.raises(InputError, match=said):
        edited(case, correlations=pairs)


def test_a_shape_of_what_has_no_range_is_refused(case):
    with pytest.raises(InputError, match="'research' is no assumption with a range"):
        edited(case, shapes={"research": "pert"})


def test_the_same_seed_gives_the_same_worlds_and_another_one_others(case):
    one, same, other = (worlds(case, 500, seed=seed).assumptions for seed in (1, 1, 2))
    assert np.array_equal(one.market_growth, same.market_growth)
    assert not np.array_equal(one.market_growth, other.market_growth)


def test_a_net_does_not_depend_on_the_others(case):
    whole = worlds(case, 1000, seed=5)
    size = net_size(1000)
    part = net(case, 1000, 3, seed=5)
    here = slice(3 * size, 4 * size)
    assert np.array_equal(part.assumptions.market_growth, whole.assumptions.market_growth[here])
    assert np.array_equal(part.luck, whole.luck[here])


@pytest.mark.parametrize("draws", [1, 7, 16, 17, 500, 8192, 100_000, 1_000_000])
def test_nets_hold_all_draws_and_are_powers_of_two(draws):
    size = net_size(draws)
    assert size & (size - 1) == 0
    assert (nets(draws) - 1) * size < draws <= nets(draws) * size
    if draws >= 256:
        assert nets(draws) >= 16


def test_nets_fill_the_space_more_evenly_than_chance(case):
    """The mean of a net is nearer to the true one than that of as many random points."""
    spread = spreads(case)[0]
    truth = spread.at((np.arange(100_000) + 0.5) / 100_000).mean()
    drawn = worlds(case, 4096, seed=9).assumptions.market_growth
    chance = np.std(spread.at(np.random.default_rng(1).random(100_000))) / np.sqrt(4096)
    assert abs(drawn.mean() - truth) < 0.2 * chance


def test_what_differs_from_the_scenarios_own_stays(case):
    base = case.assume(market_growth=0.03)
    drawn = worlds(case, 100, seed=1, base=base).assumptions
    assert drawn.market_growth == 0.03
    assert np.ndim(drawn.launch_delay) == 1


def test_the_launch_has_the_dates_of_the_development(case):
    some = worlds(case, 4096, seed=2)
    fixed = replace(some, assumptions=replace(some.assumptions, launch_delay=0.0))
    for plan in (case.plan(), case.plan("do_nothing")):
        late = fixed.under(case, plan).launch_delay
        months = development_draws(
            case.scenario, float(plan.mentoring), float(plan.partner_development)
        )
        assert late.mean() == pytest.approx(0.0, abs=0.02)
        assert np.quantile(late, [0.1, 0.9]) == pytest.approx(
            np.quantile(months, [0.1, 0.9]) - months.mean(), abs=0.05
        )
