"""What the bench measures: contestants, each in a process of its own, two with the same work.

    python benchmarks/contestants.py SCENARIO FOLDER SITE

reads lines with a name and `check` or `time`. The first writes what that contestant finds to a
file in FOLDER; the second prints what a unit of its work takes. Each runs in a fork of this
process, which has imported what they need, and done nothing with it. Peers run in an
environment of their own, which finds the package and what it needs in SITE, behind whatever it has
itself.
"""

import gc
import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path += [str(ROOT / "src"), str(ROOT / "tests"), sys.argv[3]]

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from casestudy.levers import Assumptions, Levers, PruningRule, names  # noqa: E402
from casestudy.model.many import simulate_many  # noqa: E402
from casestudy.model.outcome import Headlines, Series  # noqa: E402
from casestudy.model.simulate import simulate  # noqa: E402
from casestudy.scenario.case import Case, load_case  # noqa: E402

HEADLINES = tuple(f.name for f in fields(Headlines))
SERIES = tuple(f.name for f in fields(Series))
FEW, SOME, MANY, MOST = 20, 200, 10_000, 1_000_000  # plans one by one, and worlds
BASE = 2**10  # base points of the Sobol indices
LONG_ENOUGH, PATIENCE = 0.4, 240  # seconds
SALIB_SAYS = {"first": "S1", "total": "ST", "first_error": "S1_conf", "total_error": "ST_conf"}
IMPORTED = ("casestudy.analysis.sensitivity", "casestudy.analysis.attribution", "pandas_model",
            "oracle", "sheet", "ema_workbench", "numba", "SALib.analyze.sobol")  # fmt: skip
STATUS = Path("/proc/self/status")  # of memory; not everywhere
Results = Mapping[str, Any]


@dataclass(frozen=True)
class Work:
    """What is measured: so many units at a time, and what they give."""

    run: Callable[[], Results]
    units: int = 1
    # What `run` measures by itself, where the processor time of this process does not tell it.
    measured: Callable[[Results], float] | None = None
    warm: bool = True  # the first run does not count; where it takes seconds, it may


# -- plans, worlds, and what comes of them ---------------------------------------------------------


def plans(case: Case, size: int) -> list[Levers]:
    """Plans around the one that happened, all different, with all pruning rules in turn."""
    rng, made, usual = np.random.default_rng(12), [], case.plan()
    for i in range(size):
        bounds = {name: getattr(case.scenario.levers, name) for name in names(Levers)}
        moved = {name: float(rng.uniform(b.low, b.high)) for name, b in bounds.items()}
        made.append(replace(usual, **moved, pruning_rule=list(PruningRule)[i % len(PruningRule)]))
    return made


def ranges(case: Case) -> dict[str, tuple[float, float]]:
    """The assumptions that have a range."""
    figures = {name: getattr(case.scenario.assumptions, name) for name in names(Assumptions)}
    return {n: (f.low, f.high) for n, f in figures.items() if f.low is not None and f.low < f.high}


def worlds(case: Case, size: int) -> Assumptions:
    """Draws of every assumption that has a range."""
    found = ranges(case)
    # Each has its own stream, so that fewer draws are the first ones of more.
    rngs = np.random.default_rng(12).spawn(len(found))
    drawn = {
        name: rng.uniform(low, high, size)
        for rng, (name, (low, high)) in zip(rngs, found.items(), strict=True)
    }
    return replace(case.assumptions, **drawn)


def apart(case: Case, size: int) -> list[dict[str, float]]:
    """The same draws one by one, as plain numbers."""
    world = worlds(case, size)
    columns = {name: getattr(world, name).tolist() for name in ranges(case)}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def told(record: Headlines | Series) -> dict[str, Any]:
    """Its figures by name; those of a series by a name that no headline has."""
    mark = "_" if isinstance(record, Series) else ""
    return {f"{mark}{f.name}": getattr(record, f.name) for f in fields(record)}


def together(outcomes: list[Results]) -> Results:
    """The figures of several as arrays."""
    return {name: np.array([one[name] for one in outcomes]) for name in outcomes[0]}


# -- one evaluation with all series ----------------------------------------------------------------


def one_by_one(case: Case) -> Work:
    """`simulate`, one plan at a time."""

    def evaluated(plan: Levers) -> Results:
        found = simulate(case, plan, case.assumptions)
        return told(found.headlines) | told(found.series)

    return _each_plan(case, evaluated)


def pandas(case: Case) -> Work:
    """The model as a table of pandas."""
    from pandas_model import evaluate

    def evaluated(plan: Levers) -> Results:
        table, headlines = evaluate(case, plan, case.assumptions)
        return headlines | {f"_{name}": table[name].to_numpy() for name in SERIES}

    return _each_plan(case, evaluated)


def scalar(case: Case) -> Work:
    """The model in plain Python, quarter by quarter."""
    from oracle import evaluate

    def evaluated(plan: Levers) -> Results:
        found = evaluate(case, plan, case.assumptions)
        return found["headlines"] | {f"_{name}": found["series"][name] for name in SERIES}

    return _each_plan(case, evaluated)


def calc(case: Case) -> Work:
    """The model as a sheet of LibreOffice Calc, all series as cells."""
    import sheet

    made = [sheet.inputs(plan, case.assumptions) for plan in plans(case, FEW)]

    def run() -> Results:
        got = sheet.computed(case, made, LONG_ENOUGH)
        *rows, last = zip(*got["found"], strict=True)  # a series or the headlines, by plan
        columns = dict(zip(HEADLINES, zip(*last, strict=True), strict=False))  # the rest is empty
        told = columns | {f"_{name}": row for name, row in zip(SERIES, rows, strict=True)}
        return {name: np.array(value, float) for name, value in told.items()} | {
            "seconds": got["seconds"]
        }

    return Work(run, FEW, measured=lambda found: found["seconds"], warm=False)


def _each_plan(case: Case, evaluated: Callable[[Levers], Results]) -> Work:
    made = plans(case, FEW)
    return Work(lambda: together([evaluated(plan) for plan in made]), FEW)


# -- many worlds -----------------------------------------------------------------------------------


def many(case: Case, size: int = MANY, series: tuple[str, ...] = ()) -> Work:
    """`simulate_many`, headlines alone."""
    plan, world = case.plan(), worlds(case, size)

    def run() -> Results:
        headlines, rows = simulate_many(case, plan, world, series=series)
        return told(headlines) | {f"_{name}": row for name, row in rows.items()}

    return Work(run, size)


def many_with_series(case: Case) -> Work:
    """`simulate_many` with all series."""
    return many(case, MANY, SERIES)


def most(case: Case) -> Work:
    """`simulate_many`, headlines of very many worlds."""
    return replace(many(case, MOST), warm=False)


def ema(case: Case, series: tuple[str, ...] = ()) -> Work:
    """The EMA Workbench, one world after the other."""
    import logging

    from ema_workbench import (
        ArrayOutcome,
        Model,
        RealParameter,
        ScalarOutcome,
        Scenario,
        SequentialEvaluator,
    )

    logging.disable(logging.CRITICAL)
    plan = case.plan()
    rows = [f"_{name}" for name in series]  # a headline may be called like a series

    def evaluate(**drawn: float) -> Results:
        found = simulate(case, plan, replace(case.assumptions, **drawn))
        numbers = {name: float(value) for name, value in told(found.headlines).items()}
        return numbers | {name: getattr(found.series, name[1:]) for name in rows}

    model = Model("model", function=evaluate)
    model.uncertainties = [RealParameter(n, low, high) for n, (low, high) in ranges(case).items()]
    model.outcomes = [*map(ScalarOutcome, HEADLINES), *map(ArrayOutcome, rows)]
    scenarios = [Scenario(str(i), **drawn) for i, drawn in enumerate(apart(case, SOME))]

    def run() -> Results:
        with SequentialEvaluator(model) as evaluator:
            # A bar that moves would cost time, and a message to a log that is off does not.
            return evaluator.perform_experiments(scenarios, log_progress=True)[1]

    return Work(run, SOME)


def ema_with_series(case: Case) -> Work:
    """The EMA Workbench with all series."""
    return ema(case, SERIES)


def numba(case: Case) -> Work:
    """The traced equations as one compiled function: about what this processor can do."""
    import fused

    kernel = fused.kernel(case, Path(sys.argv[2]))
    plan, world = case.plan(), worlds(case, MANY)
    inputs = np.array([
        np.broadcast_to(float(v) if np.ndim(v) == 0 else v, MANY)
        for record in (plan, world)
        for v in (getattr(record, n) for n in names(type(record)))
    ]).T.copy()  # fmt: skip
    tables = fused.tables(case, plan)

    def run() -> Results:
        out = np.empty((MANY, len(HEADLINES)))
        kernel(inputs, *tables, out)
        return dict(zip(HEADLINES, out.T, strict=True))

    return Work(run, MANY)


def twin(case: Case) -> Work:
    """The printed twin in Chromium, headlines alone."""
    from playwright.sync_api import sync_playwright
    from seeing import CHROMIUM, FLAGS

    from casestudy.model.twin import print_twin

    plan = case.plan()
    levers = [float(getattr(plan, n)) for n in names(Levers)]
    usual = {n: float(getattr(case.assumptions, n)) for n in names(Assumptions)}
    drawn = [[*levers, *(usual | one).values()] for one in apart(case, MANY)]
    rule = list(PruningRule).index(PruningRule(plan.pruning_rule))

    def run() -> Results:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            rows, seconds = browser.new_page().evaluate(_TWIN, [print_twin(case), drawn, rule])
            browser.close()
        columns = np.array(rows).T
        return dict(zip(HEADLINES, columns, strict=True)) | {"seconds": seconds}

    return Work(run, MANY, measured=lambda found: found["seconds"], warm=False)


_TWIN = """async ([text, drawn, rule]) => {
  const twin = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  const xs = drawn.map((row) => new Float64Array(row));
  const h = new Float64Array(twin.headlines.length);
  const rows = xs.map((x) => { twin.evaluateHeadlines(x, rule, h); return [...h]; });
  const begun = performance.now();
  for (const x of xs) twin.evaluateHeadlines(x, rule, h);
  return [rows, (performance.now() - begun) / 1000];
}"""


# -- what is done with many worlds -----------------------------------------------------------------


def _outcomes(case: Case) -> dict[str, NDArray]:
    """Five outcomes at the points of a sensitivity analysis, simulated as `sensitivity` does it."""
    from casestudy.analysis import sensitivity as own

    found: list[NDArray] = []
    with mock.patch.object(own.sobol, "indices", lambda values, **_: found.append(values)):
        own.sensitivity(case, size=BASE)
    return dict(zip(own.OUTCOMES, found, strict=True))


def estimated(case: Case) -> Work:
    """Sobol indices with intervals, of outcomes that are there."""
    from casestudy.concepts import sobol

    values, seed = _outcomes(case), case.scenario.order_file.seed
    return Work(lambda: _indices({n: sobol.indices(v, seed=seed) for n, v in values.items()}))


def sensitivity(case: Case) -> Work:
    """The whole analysis, with its simulation."""
    from casestudy.analysis.sensitivity import sensitivity as analysed

    return Work(lambda: _indices(analysed(case, size=BASE).indices))


def _indices(found: Mapping[str, Any]) -> Results:
    return {
        f"{outcome}: {part}": getattr(one, part)
        for outcome, one in found.items()
        for part in SALIB_SAYS
    }


def salib(case: Case, *, whole: bool = False) -> Work:
    """SALib's indices, with as many resamples."""
    from SALib.analyze import sobol as peer

    from casestudy.concepts import sobol

    there = _outcomes(case)
    inputs = len(next(iter(there.values()))) - 2
    problem = {"num_vars": inputs, "names": [str(i) for i in range(inputs)],
               "bounds": [[0, 1]] * inputs}  # fmt: skip

    def run() -> Results:
        found = {}
        for outcome, values in (_outcomes(case) if whole else there).items():
            # SALib wants, for each base point: A, the mixed ones, B.
            flat = np.concatenate([values[:1], values[2:], values[1:2]]).T.ravel()
            got = peer.analyze(
                problem, flat, calc_second_order=False, num_resamples=sobol.RESAMPLES, seed=1
            )
            found |= {f"{outcome}: {part}": got[name] for part, name in SALIB_SAYS.items()}
        return found

    return Work(run, warm=False)


def salib_whole(case: Case) -> Work:
    """SALib's indices of what `simulate_many` gives, with that."""
    return salib(case, whole=True)


def shapley(case: Case) -> Work:
    """Shapley shares, all sets of actions in one batch."""
    from casestudy.analysis.attribution import attribute

    return Work(lambda: attribute(case).values)


def looped(case: Case) -> Work:
    """Shapley shares, one set of actions after the other."""
    from casestudy.analysis.attribution import MEASURES
    from casestudy.concepts import shapley as concept

    groups, plan, nothing = case.scenario.action_groups, case.plan("as_it_happened"), Levers()
    levers = set(names(Levers))

    def run() -> Results:
        found = []
        for inside in concept.coalitions(len(groups)):
            off = [
                n for g, taken in zip(groups, inside, strict=True) if not taken
                for n in g.levers if n in levers
            ]  # fmt: skip
            one = replace(plan, **{n: getattr(nothing, n) for n in off})
            found.append(simulate(case, one, case.assumptions).headlines)
        return {m: concept.shapley_values([getattr(h, m) for h in found]) for m in MEASURES}

    return Work(run)


# -- memory, beyond the arrays of inputs and headlines ---------------------------------------------


def _traced(case: Case, size: int) -> Work:
    import tracemalloc

    plan, world = case.plan(), worlds(case, size)

    def run() -> Results:
        gc.collect()
        tracemalloc.start()
        found, _ = simulate_many(case, plan, world)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return told(found) | {"bytes": peak - 8 * size * len(HEADLINES)}

    return Work(run, measured=lambda found: found["bytes"], warm=False)


def _resident(case: Case, size: int) -> Work:
    plan, world = case.plan(), worlds(case, size)

    def status(name: str) -> int:
        text = STATUS.read_text("ascii")
        return 1024 * int(text.split(f"{name}:")[1].split()[0])

    def run() -> Results:
        gc.collect()
        before = status("VmRSS")
        found, _ = simulate_many(case, plan, world)
        return told(found) | {"bytes": status("VmHWM") - before - 8 * size * len(HEADLINES)}

    return Work(run, measured=lambda found: found["bytes"], warm=False)


OURS = {
    "one_by_one": one_by_one, "pandas": pandas, "scalar": scalar, "calc": calc, "many": many,
    "many_with_series": many_with_series, "most": most, "twin": twin, "estimated": estimated,
    "sensitivity": sensitivity, "shapley": shapley, "looped": looped,
    "traced_many": lambda case: _traced(case, MANY),
    "traced_most": lambda case: _traced(case, MOST),
    "resident_many": lambda case: _resident(case, MANY),
    "resident_most": lambda case: _resident(case, MOST),
}  # fmt: skip
PEERS = {"ema": ema, "ema_with_series": ema_with_series, "numba": numba, "salib": salib,
         "salib_whole": salib_whole}  # fmt: skip


def each(work: Work) -> tuple[float, float]:
    """What one unit takes, and what of a core there was for it.

    It is processor time, so that other programs disturb little.
    """
    if work.warm:
        work.run()
    runs, took, passed = 0, 0.0, 0.0
    while took < LONG_ENOUGH:
        gc.collect()
        begun, used = time.perf_counter(), time.process_time()
        found = work.run()
        if work.measured is not None:
            return work.measured(found) / work.units, 1.0
        took += time.process_time() - used
        passed += time.perf_counter() - begun
        runs += 1
    return took / runs / work.units, took / passed


@cache
def _loaded(scenario: str) -> Case:
    return load_case(scenario)


def compete(name: str, what: str, scenario: str, folder: str) -> None:
    """Check or measure one contestant."""
    work = (OURS | PEERS)[name](_loaded(scenario))
    if what == "time":
        print(*each(work), flush=True)
        return
    found = {n: v[:MANY] if np.ndim(v) else v for n, v in work.run().items()}
    np.savez(Path(folder) / name, **found)
    print("done", flush=True)


def main() -> None:
    """Do what is asked for, one after the other, each in a process of its own."""
    scenario, folder, _ = sys.argv[1:]
    way = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    _loaded(scenario)
    for module in IMPORTED:
        with suppress(ImportError):  # what one environment has, the other need not have
            import_module(module)
    for line in sys.stdin:
        process = way.Process(target=compete, args=(*line.split(), scenario, folder))
        process.start()
        process.join(PATIENCE)
        if process.exitcode != 0:
            process.kill()
            print("failed", flush=True)


if __name__ == "__main__":
    main()
