"""Many draws at once give what one after the other gives."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import numpy as np
import pytest

from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model import many
from casestudy.model.many import MANY, evaluate, simulate_many
from casestudy.model.outcome import Headlines, Series
from casestudy.model.simulate import simulate
from casestudy.scenario.case import load_case


@pytest.fixture(scope="module", params=["turnaround", "packaging"])
def case(request):
    return load_case(request.param)


SERIES = tuple(f.name for f in fields(Series))


def drawn(case, size, *, levers=True, seed=1):
    """Plans and worlds over all their ranges, and a little beyond the scenario's own."""
    rng = np.random.default_rng(seed)
    world, plan = {}, {}
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        low, high = (
            (figure.value, figure.value) if figure.low is None else (figure.low, figure.high)
        )
        world[name] = rng.uniform(low, high if high > low else low + abs(low) * 0.1, size)
    for name in names(Levers) if levers else ():
        bounds = getattr(case.scenario.levers, name)
        plan[name] = rng.uniform(bounds.low, bounds.high, size)
    return replace(case.plan(), **plan), Assumptions(**world)


def close(case, got, expected):
    """Equal to rounding: of money in relation to the line's revenue, as it is a difference."""
    size = case.line_revenue if np.abs(expected).max() > 1e4 else 1.0
    return (np.abs(got - expected) <= 1e-13 * np.maximum(np.abs(expected), size) + 1e-13).all()


@pytest.mark.parametrize("rule", list(PruningRule))
def test_every_series_and_headline_is_that_of_simulate(case, rule):
    plans, worlds = drawn(case, many.BLOCK + 7)
    plans = replace(plans, pruning_rule=rule)
    headlines, series = evaluate(case, plans, worlds, SERIES)
    expected = simulate(case, plans, worlds)
    for field in fields(Headlines):
        assert close(case, getattr(headlines, field.name), getattr(expected.headlines, field.name))
    for name in SERIES:
        assert close(case, series[name], getattr(expected.series, name)), name


@pytest.mark.parametrize("varying", [("market_growth",), ("launch_delay", "discount_rate"), ()])
def test_what_does_not_vary_is_a_number(case, varying):
    plans, worlds = drawn(case, 40)
    world = replace(case.assumptions, **{name: getattr(worlds, name) for name in varying})
    plan = case.plan() if varying else replace(case.plan(), research=plans.research)
    headlines, series = evaluate(case, plan, world, ("cash", "market"))
    expected = simulate(case, plan, world)
    assert close(case, headlines.npv, expected.headlines.npv)
    assert close(case, headlines.share, expected.headlines.share)
    assert close(case, series["cash"], expected.series.cash)
    assert close(case, series["market"], expected.series.market)


def test_a_draw_does_not_depend_on_the_others(case):
    plans, worlds = drawn(case, 2 * many.BLOCK + 5)
    whole, _ = evaluate(case, plans, worlds)
    some = slice(many.BLOCK - 3, many.BLOCK + 9)
    part = [replace(r, **{n: getattr(r, n)[some] for n in names(type(r))}) for r in (plans, worlds)]
    assert np.array_equal(evaluate(case, *part)[0].npv, whole.npv[some])


def test_threads_work_in_memory_of_their_own(case):
    batches = [drawn(case, 1500, seed=seed) for seed in range(4)]
    alone = [evaluate(case, *batch)[0].npv for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda batch: evaluate(case, *batch)[0].npv, batches)
        assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


def test_many_draws_and_few_are_one_function(case):
    plans, worlds = drawn(case, MANY)
    headlines, series = simulate_many(case, plans, worlds, series=["inventory"])
    first = [replace(r, **{n: getattr(r, n)[:50] for n in names(type(r))}) for r in (plans, worlds)]
    few, rows = simulate_many(case, *first, series=["inventory"])
    assert close(case, headlines.npv[:50], few.npv)
    assert close(case, series["inventory"][:50], rows["inventory"])
