"""Measure the model against two plainer versions of itself, and its memory; run by `make bench`.

The same plans and worlds go through `simulate`, a pandas version and a scalar loop. Their results
are compared before anything is timed. Exit code 1 if a ratio misses what is asked of the model.
"""

import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
import oracle  # noqa: E402
import pandas_model  # noqa: E402

from casestudy.levers import Assumptions, Levers, PruningRule, names  # noqa: E402
from casestudy.model.many import simulate_many  # noqa: E402
from casestudy.model.outcome import Headlines, Outcome, Series  # noqa: E402
from casestudy.model.simulate import simulate  # noqa: E402
from casestudy.scenario.case import Case, load_case  # noqa: E402

SCENARIOS = ("turnaround", "packaging")
AGREEMENT = 1e-9
LEAST_RATIO = 50.0
MOST_MEMORY = 1.5
ROUNDS = 25
# Evaluations of each version in one round: long enough to time, and interleaved with the others.
IN_A_ROUND = {"simulate": 40, "pandas": 5, "scalar": 20}
SMALL, LARGE = 10_000, 1_000_000


def varied(case: Case, rng: np.random.Generator, size: int) -> list[Levers]:
    """Return plans around the one that happened, all different, with all pruning rules in turn."""
    made, usual = [], case.plan()
    for i in range(size):
        moved = {}
        for name in names(Levers):
            bounds = getattr(case.scenario.levers, name)
            moved[name] = float(rng.uniform(bounds.low, bounds.high))
        rule = list(PruningRule)[i % len(PruningRule)]
        made.append(replace(usual, **moved, pruning_rule=rule))
    return made


def worlds(case: Case, rng: np.random.Generator, size: int) -> Assumptions:
    """Return draws of every assumption in its range."""
    drawn = {}
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        low, high = (figure.value,) * 2 if figure.low is None else (figure.low, figure.high)
        drawn[name] = rng.uniform(low, high, size)
    return Assumptions(**drawn)


def one(world: Assumptions, i: int) -> Assumptions:
    """Return one draw as plain numbers."""
    return Assumptions(**{n: float(getattr(world, n)[i]) for n in names(Assumptions)})


def assert_agreement(case: Case, out: Outcome, series: Callable, headlines: dict) -> None:
    """Compare all series and headlines, relative to themselves or to the line's revenue."""
    for kind, part, read in (
        (Series, out.series, series),
        (Headlines, out.headlines, headlines.__getitem__),
    ):
        for field in fields(kind):
            got = np.asarray(getattr(part, field.name))
            expected = np.asarray(read(field.name), float)
            money = np.abs(expected).max() > 1e4
            size = np.maximum(np.abs(expected), case.line_revenue if money else 1.0)
            worst = float(np.max(np.abs(got - expected) / size))
            if not worst <= AGREEMENT:
                raise SystemExit(f"{case.name}: {field.name} differs by {worst:.3g}")


def compare(case: Case, rng: np.random.Generator) -> int:
    """Run all versions on random settings; return how many were compared."""
    size = 40
    world = worlds(case, rng, size)
    for i, plan in enumerate([*varied(case, rng, size - 1), Levers()]):
        out = simulate(case, plan, one(world, i))
        scalar = oracle.evaluate(case, plan, one(world, i))
        assert_agreement(case, out, scalar["series"].__getitem__, scalar["headlines"])
        table, headlines = pandas_model.evaluate(case, plan, one(world, i))
        assert_agreement(case, out, lambda n, t=table: t[n].to_numpy(), headlines)
    return size


def medians(case: Case, rng: np.random.Generator) -> dict[str, float]:
    """Seconds for one evaluation of each version: medians over interleaved rounds."""
    world = case.assumptions
    versions = {
        "simulate": simulate,
        "pandas": pandas_model.evaluate,
        "scalar": oracle.evaluate,
    }
    taken: dict[str, list[float]] = {name: [] for name in versions}
    for round_ in range(ROUNDS + 1):
        for name, evaluate in versions.items():
            batch = varied(case, rng, IN_A_ROUND[name])
            gc.collect()
            start = time.perf_counter()
            for plan in batch:
                evaluate(case, plan, world)
            if round_:  # the first one warms up
                taken[name].append((time.perf_counter() - start) / len(batch))
    return {name: statistics.median(times) for name, times in taken.items()}


def draws(case: Case, rng: np.random.Generator, size: int) -> tuple[Levers, Assumptions]:
    """Return arrays of every lever and every assumption."""
    plan = {}
    for name in names(Levers):
        bounds = getattr(case.scenario.levers, name)
        plan[name] = rng.uniform(bounds.low, bounds.high, size)
    return Levers(**plan), worlds(case, rng, size)


def per_draw(case: Case, rng: np.random.Generator) -> float:
    """Seconds for one draw of ten thousand: median of several runs."""
    taken = []
    for _ in range(7):
        plan, world = draws(case, rng, SMALL)
        start = time.perf_counter()
        simulate_many(case, plan, world)
        taken.append((time.perf_counter() - start) / SMALL)
    return statistics.median(taken)


def peak_memory(case: Case, rng: np.random.Generator, size: int) -> float:
    """Bytes that many draws take at most, beyond the arrays of inputs and headlines."""
    plan, world = draws(case, rng, size)
    gc.collect()
    tracemalloc.start()
    try:
        headlines, _ = simulate_many(case, plan, world)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return peak - sum(getattr(headlines, f.name).nbytes for f in fields(Headlines))


def verdict(good: bool) -> str:
    """Say whether a requirement is met."""
    return "meets" if good else "misses"


def main() -> int:
    """Compare, time and weigh the model on both scenarios."""
    met = []
    for name in SCENARIOS:
        case, rng = load_case(name), np.random.default_rng(12)
        print(f"{name}: {len(case.tables['skus'])} products, 20 quarters")
        count = compare(case, rng)
        print(
            f"  {count} random settings agree within {AGREEMENT:g}: simulate, pandas, scalar loop"
        )
        taken = medians(case, rng)
        print(f"  simulate     {taken['simulate'] * 1e6:10,.0f} µs for one evaluation with series")
        ratio = taken["pandas"] / taken["simulate"]
        met.append(ratio >= LEAST_RATIO)
        print(
            f"  pandas       {taken['pandas'] * 1e6:10,.0f} µs, {ratio:.1f} × as long: "
            f"{verdict(met[-1])} at least {LEAST_RATIO:g} ×"
        )
        ratio = taken["scalar"] / taken["simulate"]
        print(f"  scalar loop  {taken['scalar'] * 1e6:10,.0f} µs, {ratio:.1f} × as long")
        each = per_draw(case, rng)
        print(
            f"  simulate_many {each * 1e6:9.2f} µs for one of {SMALL:,} draws of every input, "
            f"{taken['simulate'] / each:.0f} × faster than one by one"
        )
        small, large = (peak_memory(case, rng, size) for size in (SMALL, LARGE))
        met.append(large <= MOST_MEMORY * small)
        print(
            f"  memory       {small / 1e6:10.2f} MB at {SMALL:,} draws, {large / 1e6:.2f} MB at "
            f"{LARGE:,}, {large / small:.2f} × as much: {verdict(met[-1])} at most "
            f"{MOST_MEMORY:g} ×"
        )
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
