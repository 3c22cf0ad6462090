"""A plan in other worlds: the same result whoever computes, and how sure it is."""

import multiprocessing
import os
import signal
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from dataclasses import fields

import numpy as np
import pytest

from casestudy.analysis import monte_carlo as module
from casestudy.analysis import room
from casestudy.analysis.monte_carlo import HEADLINES, columns, fan, monte_carlo, tables, tasks
from casestudy.analysis.worlds import worlds
from casestudy.errors import InputError
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import load_case


@pytest.fixture(scope="module", params=["turnaround", "packaging"])
def case(request):
    return load_case(request.param)


def same(one, other):
    return all(
        np.array_equal(getattr(one.headlines, f.name), getattr(other.headlines, f.name))
        for f in fields(Headlines)
    )


def test_headlines_are_those_of_simulate_in_the_same_worlds(case):
    plan = case.plan()
    found = monte_carlo(case, plan, draws=300, seed=4)
    drawn = worlds(case, 300, seed=4).under(case, plan)
    expected = simulate(case, plan, drawn).headlines
    for name in HEADLINES:
        got = getattr(found.headlines, name)
        assert got == pytest.approx(getattr(expected, name), rel=1e-9, abs=1e-3)
    assert found.draws == 300
    assert found.seed == 4


def test_the_same_seed_gives_the_same_result_whoever_computes(case):
    alone = monte_carlo(case, draws=20_000, seed=2)
    with ThreadPoolExecutor(3) as pool:
        assert same(monte_carlo(case, draws=20_000, seed=2, executor=pool), alone)
    assert not same(monte_carlo(case, draws=20_000, seed=3), alone)


def test_processes_give_the_same_result():
    case = load_case("packaging")
    alone = monte_carlo(case, draws=20_000, seed=2)
    plans, done = {name: case.plan(name) for name in case.plans}, []
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert same(monte_carlo(case, draws=20_000, seed=2, executor=pool), alone)
        played = room.play(case, plans, done.append, executor=pool)
    assert done == list(range(1, len(plans) + 1))
    for one, other in zip(played.plans, room.play(case, plans).plans, strict=True):
        assert (one.name, one.levers, one.merit) == (other.name, other.levers, other.merit)
        assert np.array_equal(one.outcome.series.cash, other.outcome.series.cash)


def test_dask_gives_the_same_result():
    distributed = pytest.importorskip("distributed")
    case = load_case("turnaround")
    alone = monte_carlo(case, draws=20_000, seed=2)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        found = monte_carlo(case, draws=20_000, seed=2, executor=client.get_executor())
    assert same(found, alone)


def _die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_is_killed_costs_only_what_it_had_in_hand():
    case = load_case("turnaround")
    alone = monte_carlo(case, draws=40_000, seed=2)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        pool.submit(_die)
        assert same(monte_carlo(case, draws=40_000, seed=2, executor=pool), alone)


class _Breaks(Executor):
    """Does some tasks, then is broken, as a pool is that lost a worker."""

    def __init__(self, whole):
        self.whole, self.done = whole, 0

    def submit(self, function, *given, **named):
        future = Future()
        if self.done < self.whole:
            self.done += 1
            future.set_result(function(*given, **named))
        elif self.done == self.whole:
            self.done += 1
            future.set_exception(BrokenExecutor("a worker was lost"))
        else:
            raise BrokenExecutor("a worker was lost")
        return future


def test_what_was_done_before_a_pool_broke_is_not_done_again(case, monkeypatch):
    alone = monte_carlo(case, draws=60_000, seed=1)
    here, computed = module._table, []

    def counted(case, task, *rest):
        computed.append(task)
        return here(case, task, *rest)

    monkeypatch.setattr(module, "_table", counted)
    pool = _Breaks(3)
    assert same(monte_carlo(case, draws=60_000, seed=1, executor=pool), alone)
    assert sorted(computed, key=lambda t: t.start) == tasks(60_000)  # each once


def test_an_error_in_a_task_is_not_swallowed(case):
    class Fails(_Breaks):
        def submit(self, *_, **__):
            future = Future()
            future.set_exception(MemoryError("too much"))
            return future

    with pytest.raises(MemoryError):
        monte_carlo(case, draws=100, seed=1, executor=Fails(0))


def test_some_parts_may_be_left_out(case):
    plan = case.plan()
    whole = dict(tables(case, plan, 40_000, 1))
    rest = dict(tables(case, plan, 40_000, 1, skip=frozenset({0, 2})))
    assert set(rest) == set(whole) - {0, 2}
    assert all(np.array_equal(rest[i], whole[i]) for i in rest)


def test_inputs_stand_before_the_headlines(case):
    plan = case.plan()
    _, table = next(tables(case, plan, 64, 1, inputs=True))
    found = dict(zip(columns(case), table.T, strict=True))
    drawn = worlds(case, 64, seed=1).under(case, plan)
    assert np.array_equal(found["market_growth"], drawn.market_growth)
    assert np.array_equal(found["launch_delay"], drawn.launch_delay)
    assert tuple(found)[-len(HEADLINES) :] == HEADLINES


def test_errors_hold_what_they_promise(case):
    """Of many seeds about two in three lie within one standard error of the truth, not fewer."""
    truth = monte_carlo(case, draws=200_000, seed=99)
    runs = [monte_carlo(case, draws=2048, seed=seed) for seed in range(60)]
    for read in (
        lambda m: m.success,
        lambda m: m.target("revenue_growth"),
        lambda m: m.quantile("npv", 0.1),
        lambda m: m.mean("npv"),
    ):
        off = np.array([read(m).value - read(truth).value for m in runs])
        said = np.array([read(m).error for m in runs])
        assert 0.5 < np.mean(np.abs(off) <= said) < 0.9
        assert np.sqrt(np.mean(said**2)) == pytest.approx(np.sqrt(np.mean(off**2)), rel=0.35)


def test_targets_are_met_as_one_reads_them(case):
    found = monte_carlo(case, draws=500, seed=1)
    goal = case.scenario.targets.revenue_growth.value
    assert np.array_equal(
        found.on_target["revenue_growth"], found.headlines.revenue_growth >= goal - 0.0005
    )
    assert np.array_equal(found.successes, np.all(list(found.on_target.values()), axis=0))
    assert found.success.value == found.successes.mean()
    assert found.loses.value == (found.headlines.npv < 0).mean()


def test_one_net_tells_the_error_of_independent_draws(case):
    found = monte_carlo(case, draws=20, seed=1)
    share = found.target("revenue_growth")
    assert share.error == pytest.approx(np.sqrt(share.value * (1 - share.value) / 20))


def test_a_fan_holds_the_quantiles_of_the_series(case):
    bands = fan(case, case.plan(), seed=1)
    assert bands["revenue"].shape == (5, 20)
    assert (np.diff(bands["revenue"], axis=0) >= 0).all()
    plan = case.plan()
    drawn = worlds(case, module.FAN_DRAWS, seed=1).under(case, plan)
    series = simulate(case, plan, drawn).series
    assert bands["revenue"] == pytest.approx(np.quantile(series.revenue, module.FAN, axis=0))
    idle = simulate(case, case.plan("do_nothing"), drawn).series
    gained = np.cumsum(series.cash - idle.cash, axis=-1)
    assert bands["cash"] == pytest.approx(np.quantile(gained, module.FAN, axis=0))


@pytest.mark.parametrize("draws", [0, -5, 10**9, 1.5, "many", None, True])
def test_draws_are_a_usable_number(case, draws):
    with pytest.raises(InputError, match=r"^draws: expected a whole number from 1 to 100000000"):
        monte_carlo(case, draws=draws, seed=1)


@pytest.mark.parametrize("seed", [-1, 0.5, "x", 2**64])
def test_a_seed_is_a_usable_number(case, seed):
    with pytest.raises(InputError, match=r"^seed: expected a whole number"):
        monte_carlo(case, draws=10, seed=seed)


def test_progress_counts_the_worlds(case):
    told = []
    monte_carlo(case, draws=30_000, seed=1, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 30_000
    assert len(told) == len(tasks(30_000))
