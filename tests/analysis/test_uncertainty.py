"""What matters, where a plan fails, which plan survives, and what the outcomes can tell."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from casestudy.analysis import calibrations, discovery, robust, sensitivity
from casestudy.analysis.attribution import attribute
from casestudy.analysis.monte_carlo import met
from casestudy.analysis.worlds import spreads, worlds
from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers, names
from casestudy.model import many
from casestudy.model.derived import development_months
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case, load_case
from casestudy.scenario.schema import TARGETS


@pytest.fixture(scope="module", params=["turnaround", "packaging"])
def case(request):
    return load_case(request.param)


@pytest.fixture(scope="module")
def turnaround():
    return load_case("turnaround")


def test_whatever_runs_many_draws_takes_any_executor(turnaround):
    with ThreadPoolExecutor(2) as pool:
        for run in (
            lambda pool: (
                sensitivity.sensitivity(turnaround, size=128, executor=pool).indices["npv"].total
            ),
            lambda pool: discovery.discover(turnaround, draws=13_000, executor=pool).failed,
            lambda pool: robust.choose(turnaround, draws=13_000, executor=pool).npv,
            lambda pool: calibrations.calibrations(turnaround, draws=32, executor=pool).shares[
                "npv"
            ],
        ):
            assert np.array_equal(run(pool), run(None))


def test_a_search_finds_the_same_plans_whoever_computes(turnaround, monkeypatch):
    monkeypatch.setattr(robust, "ROUNDS", 1)
    alone = robust.sought(turnaround, draws=70, seed=5)
    monkeypatch.setattr(many, "PIECE", many.BLOCK)  # so that there is more than one
    with ThreadPoolExecutor(2) as pool, monkeypatch.context() as patched:
        given = []
        patched.setattr(
            pool, "submit", lambda *job: given.append(job) or type(pool).submit(pool, *job)
        )
        assert robust.sought(turnaround, draws=70, seed=5, executor=pool) == alone
    assert len(given) > len(names(Levers)) + 1
    assert robust.sought(turnaround, draws=70, seed=6) != alone


# -- what matters ----------------------------------------------------------------------------------


def test_an_input_that_does_not_reach_an_outcome_makes_nothing_of_it(case):
    found = sensitivity.sensitivity(case, size=64)
    fewer = dict(zip(found.names, found.indices["complexity_reduction"].total, strict=True))
    assert fewer.pop("launch_skus") == pytest.approx(1.0, abs=0.2)
    assert all(value == 0.0 for value in fewer.values())
    assert found.names[-1] == sensitivity.LUCK


def test_growth_knows_no_discount_rate_and_present_value_does(turnaround):
    found = sensitivity.sensitivity(turnaround, size=256)
    at = found.names.index("discount_rate")
    assert found.indices["revenue_growth"].total[at] == 0.0
    assert found.indices["npv"].total[at] > 0.0


def test_a_constant_outcome_is_named_and_has_no_indices(turnaround):
    nothing = turnaround.plan("do_nothing")
    found = sensitivity.sensitivity(turnaround, nothing, size=16)
    assert "npv" in found.constant
    assert "npv" not in found.indices


def test_correlated_assumptions_are_refused_with_the_reason(turnaround):
    from casestudy.scenario.sections import Correlation, Uncertainty

    pair = Correlation(between=["market_growth", "quoted_saving"], value=0.4)
    scenario = turnaround.scenario.model_copy(
        update={"uncertainty": Uncertainty(correlations=[pair])}
    )
    with pytest.raises(InputError, match="'market_growth' and 'quoted_saving' are correlated"):
        sensitivity.sensitivity(Case(scenario, turnaround.tables))


def test_an_unknown_outcome_names_the_nearest(turnaround):
    with pytest.raises(InputError, match="revenue_growth"):
        sensitivity.sensitivity(turnaround, outcomes=["revenue_grwth"])


# -- where it fails --------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", discovery.FAILURES)
def test_a_box_holds_what_it_says(case, failure):
    found = discovery.discover(case, failure=failure, draws=1024, seed=3)
    plan = case.plan()
    world = worlds(case, 1024, seed=3).under(case, plan)
    headlines = simulate(case, plan, world).headlines
    goals = met(case, headlines)
    failed = {
        "npv": headlines.npv < 0,
        "all_targets": ~np.all(list(goals.values()), axis=0),
        **{name: ~reached for name, reached in goals.items()},
    }[failure]
    assert np.array_equal(found.failed, failed)
    assert found.rate == failed.mean()
    assert found.box is not None
    inside = np.ones(1024, bool)
    for condition in found.box.conditions:
        values = _input(case, plan, world, condition.name)
        inside &= (values >= condition.limit) if condition.above else (values <= condition.limit)
    sought = ~failed if found.of_success else failed
    assert inside.mean() == pytest.approx(found.box.mass)
    assert sought[inside].mean() == pytest.approx(found.box.density)
    assert sought[inside].sum() / sought.sum() == pytest.approx(found.box.coverage)
    assert found.box.density > sought.mean()
    assert len({c.name for c in found.box.conditions}) <= discovery.INPUTS


def _input(case, plan, world, name):
    if name == discovery.LAUNCH:
        months = float(development_months(case, plan.mentoring, plan.partner_development))
        return months + world.launch_delay
    return getattr(world, name)


def test_leaves_hold_all_worlds_and_all_failures(case):
    found = discovery.discover(case, failure="revenue_growth", draws=1024)
    assert sum(leaf.mass for leaf in found.leaves) == pytest.approx(1.0)
    assert sum(leaf.coverage for leaf in found.leaves) == pytest.approx(1.0)
    rates = [leaf.density for leaf in found.leaves]
    assert rates == sorted(rates, reverse=True)


def test_what_always_or_never_fails_has_no_conditions(case):
    found = discovery.discover(case, case.plan("do_nothing"), "revenue_growth", draws=256)
    assert found.rate == 1.0
    assert found.box is None
    assert found.leaves == ()
    assert len(found.shown) == 2  # a picture can be drawn all the same


def test_a_plan_without_a_launch_has_no_month_of_it(case):
    plan = replace(case.plan(), launch=0.0)
    found = discovery.discover(case, plan, "npv", draws=512)
    named = [c.name for leaf in found.leaves for c in leaf.conditions]
    assert discovery.LAUNCH not in named


def test_an_unknown_failure_names_what_there_is(turnaround):
    with pytest.raises(InputError, match="all_targets"):
        discovery.discover(turnaround, failure="sadness")


# -- which plan survives ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def choice(turnaround):
    mine = {"my plan": turnaround.plan("as_it_happened", launch=0.8)}
    return robust.choose(turnaround, mine, draws=2048)


def test_all_plans_meet_the_same_worlds(turnaround, choice):
    seed = turnaround.scenario.order_file.seed
    drawn = worlds(turnaround, 2048, seed)
    for i, (_, plan) in enumerate(choice.plans.items()):
        headlines = simulate(turnaround, plan, drawn.under(turnaround, plan)).headlines
        assert choice.npv[:, i] == pytest.approx(headlines.npv, rel=1e-9, abs=1e-2)
    assert choice.own == ("my plan",)


def test_the_columns_say_what_their_names_say(choice):
    best = choice.npv.max(axis=1)
    for i, name in enumerate(choice.names):
        values = np.sort(choice.npv[:, i])
        assert choice.mean[name] == pytest.approx(values.mean())
        assert choice.worst[name] == pytest.approx(values[:205].mean())
        assert choice.regret[name] == pytest.approx((best - choice.npv[:, i]).mean())
        assert choice.succeeds[name] == choice.success[:, i].mean()
    assert choice.best("mean") == max(choice.names, key=choice.mean.__getitem__)
    assert choice.best("regret") == min(choice.names, key=choice.regret.__getitem__)


def test_what_a_search_found_is_better_than_what_happened(choice):
    happened = "as_it_happened"
    assert choice.mean["found_mean"] > choice.mean[happened]
    assert choice.succeeds["found_succeeds"] > choice.succeeds[happened]


def test_plans_that_a_search_found_keep_to_the_levers_bounds(turnaround):
    for plan in robust.better_plans(turnaround).values():
        for name in names(Levers):
            bounds = getattr(turnaround.scenario.levers, name)
            assert bounds.low <= getattr(plan, name) <= bounds.high


def test_each_action_is_left_out_once(case):
    found = robust.candidates(case)
    for group in case.scenario.action_groups:
        plan = found[f"without_{group.name}"]
        gone = [n for n in names(Levers) if getattr(plan, n) != getattr(case.plan(), n)]
        assert set(gone) <= set(group.levers)
        assert all(getattr(plan, n) == 0.0 for n in group.levers if n in names(Levers))


def test_nothing_is_worth_more_to_know_than_everything(choice):
    assert choice.everything > 0.0
    assert all(0.0 <= value <= choice.everything for value in choice.known.values())
    assert list(choice.known.values()) == sorted(choice.known.values(), reverse=True)


# -- what the outcomes can tell --------------------------------------------------------------------


@pytest.fixture(scope="module")
def agreeing(case):
    return calibrations.calibrations(case, draws=64, seed=2)


def test_in_each_world_that_agrees_the_targets_come_out(case, agreeing):
    assert 0 < agreeing.count <= agreeing.tried == 64
    free = case.scenario.calibration.free
    for name in free:
        from casestudy.scenario.schema import free_figure

        figure = free_figure(case.scenario, name)
        values = agreeing.free[name]
        assert ((figure.low <= values) & (values <= figure.high)).all()
        assert np.ptp(values) > 0.0


def test_shares_are_those_of_the_attribution_in_that_world(case):
    """One world by hand: solve it as the scenario itself is solved, and attribute."""
    drawn = worlds(case, 64, seed=2).assumptions
    found = calibrations.calibrations(case, draws=64, seed=2)
    free = case.scenario.calibration.free
    x = np.column_stack([found.free[name] for name in free])
    for i in (0, found.count - 1):
        levers = {n: v for n, v in zip(free, x[i], strict=True) if n in names(Levers)}
        world = {n: v for n, v in zip(free, x[i], strict=True) if n in names(Assumptions)}
        plan = replace(case.plan(), **levers)
        for row in range(64):
            there = {
                s.name: float(getattr(drawn, s.name)[row])
                for s in spreads(case)
                if s.name not in free
            }
            assumed = replace(case.assumptions, **(there | world))
            headlines = simulate(case, plan, assumed).headlines
            off = [
                float(getattr(headlines, n)) - getattr(case.scenario.targets, n).value
                for n in TARGETS
            ]
            if np.abs(off).max() < 1e-5:
                break
        else:
            pytest.fail("no drawn world agrees with this solution")
        shares = attribute(case, plan, assumed)
        for measure in calibrations.MEASURES:
            assert found.shares[measure][i] == pytest.approx(
                shares.values[measure], rel=1e-6, abs=1e-6 * max(1.0, abs(found.npv[i]))
            )
        assert found.npv[i] == pytest.approx(float(headlines.npv))


def test_targets_out_of_reach_leave_no_world(turnaround):
    targets = turnaround.scenario.targets
    far = targets.model_copy(
        update={"revenue_growth": targets.revenue_growth.model_copy(update={"value": 3.0})}
    )
    scenario = turnaround.scenario.model_copy(update={"targets": far})
    found = calibrations.calibrations(Case(scenario, turnaround.tables), draws=16)
    assert found.count == 0
    assert found.shares["npv"].shape == (0, len(found.actions))
