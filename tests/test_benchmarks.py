"""What the benches make of their measurements; nothing is timed here."""

import importlib.util
import math
import re
import sys
import types
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from casestudy.levers import names
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.model.twin import traced
from casestudy.scenario.case import load_case

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def loaded(name):
    """A file of the benches, which are no package, with those that it imports at hand."""
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(BENCHMARKS)
        patched.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
    return module


measured = loaded("measured")
Measured = measured.Measured

HUNDRED = [float(i) for i in range(1, 102)]  # 1 to 101: percentiles fall on measurements


def test_percentiles_are_of_the_sorted_measurements():
    one = Measured("keys", HUNDRED[::-1])
    assert (one.median, one.percentile(95), one.percentile(0)) == (51.0, 96.0, 1.0)


def test_a_ratio_is_of_medians_and_needs_a_floor():
    assert Measured("keys", [1.0, 30.0, 900.0], floor=20.0).ratio == 1.5
    assert Measured("keys", [1.0]).ratio is None


@pytest.mark.parametrize(
    ("limit", "at", "at_least", "busy", "verdict"),
    [
        (51.0, 50, False, False, "met"),
        (51.0, 95, False, False, "missed"),
        (51.0, 95, False, True, "inconclusive"),
        (96.0, 95, False, True, "met"),  # it is met in spite of the others
        (51.0, 50, True, False, "met"),
        (51.5, 50, True, False, "missed"),
        (51.5, 50, True, True, "inconclusive"),
        (None, 50, False, False, ""),
    ],
)
def test_a_limit_is_missed_only_where_nothing_else_disturbs(limit, at, at_least, busy, verdict):
    one = Measured("keys", HUNDRED, limit=limit, at=at, at_least=at_least)
    assert one.verdict(busy=busy) == verdict


def test_a_line_says_what_was_measured_and_what_it_keeps():
    one = Measured("keys", HUNDRED, floor=25.5, limit=96.0, at=95, note="two pictures")
    line = " ".join(one.line(busy=False).split())
    assert line == "keys, ms 51.0 96.0 2.00× p95 ≤ 96.0: met; two pictures"
    assert Measured("keys", [2.0]).line(busy=True).split() == ["keys,", "ms", "2.00", "2.00"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.00591, "0.00591"), (0.25, "0.250"), (16.68, "16.7"), (99.96, "100"),
     (1234.5, "1234"), (float("inf"), "inf"), (1.5e-9, "1.5e-09")],
)  # fmt: skip
def test_numbers_have_three_digits(value, text):
    assert measured.short(value) == text


def test_frames_a_second_count_the_time_between_them():
    assert measured.per_second([1000.0, 1020.0, 1040.0, 1100.0]) == pytest.approx(30.0)


# -- the model against what people use -------------------------------------------------------------


@pytest.fixture(scope="module")
def bench():
    return loaded("bench_model")


def test_a_ratio_is_of_measurements_of_one_round(bench):
    row = bench.Row("peer", "slow", "fast", 9.0)
    one = row.measured({"slow": [20.0, 60.0, 100.0], "fast": [2.0, 3.0]})  # the last was not over
    assert one.values == [10.0, 20.0]
    assert bench.spread(one) == "12.5 to 17.5"
    assert bench.spread(row.measured({"slow": [20.0], "fast": [2.0]})) == ""


@pytest.mark.parametrize(
    ("rounds", "limit", "at_least", "busy", "told"),
    [
        (3, 4.0, True, False, "≥ 4.00: met"),
        (3, 6.0, True, False, "≥ 6.00: missed"),
        (3, 6.0, True, True, "≥ 6.00: inconclusive"),
        (2, 6.0, True, False, "≥ 6.00: inconclusive"),  # too few to tell
        (3, 6.0, False, False, "≤ 6.00: met"),
        (3, None, True, False, ""),
    ],
)
def test_a_limit_is_missed_only_by_enough_measurements(bench, rounds, limit, at_least, busy, told):
    row = bench.Row("peer", "slow", "fast", limit, at_least)
    one = row.measured({"slow": [10.0] * rounds, "fast": [2.0] * rounds})
    assert bench.told(row, one, busy=busy) == told


def test_memory_is_measured_once_and_however_busy_the_machine_is(bench):
    row = bench.Row("memory", "large", "small", 1.5, at_least=False, of="memory")
    one = row.measured({"large": [4.0], "small": [2.0]})
    assert bench.told(row, one, busy=True) == "≤ 1.50: missed"


@pytest.mark.parametrize(
    ("name", "one", "other", "wrong"),
    [
        ("share", [0.5, 0.25], [0.5], None),  # one has found more than the other
        ("share", [0.5, 0.25], [0.5, 0.25 + 2e-9], "share differs by 2e-09"),
        ("npv", [1e6, 2.0], [1e6, 2.5], None),  # next to nothing, of so much money
        ("npv", [1e6, 2.0], [1e6, 3.5], "npv differs by 1.5e-09"),
        ("share", [np.nan], [0.5], "share differs by nan"),
        ("npv: first_error", [0.10, 0.12], [0.11, 0.12], None),
        ("npv: first_error", [0.10, 0.10], [0.20, 0.20], "npv: first_error differs by 0.5"),
    ],
)
def test_contestants_agree_as_closely_as_rounding_allows(bench, name, one, other, wrong):
    one, other = {name: np.array(one)}, {name: np.array(other), "more": np.ones(1)}
    assert bench.disagreement(one, other, 1e9) == wrong


def test_contestants_with_nothing_in_common_do_not_agree(bench):
    assert bench.disagreement({"a": np.ones(1)}, {"b": np.ones(1)}, 1.0)


def test_every_ratio_is_of_contestants_and_every_peer_is_compared(bench):
    known = bench.OURS.keys() | bench.PEERS.keys()
    assert {name for row in bench.ROWS for name in (row.one, row.other)} == known
    compared = {name for pair in bench.SAME for name in pair}
    assert bench.PEERS.keys() - {"salib_whole"} <= compared <= known


def test_an_environment_of_ones_own_is_taken_as_it_is(bench, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PEERS", str(tmp_path))
    kept = tmp_path / "notes.txt"
    kept.write_text("mine", "utf-8")
    with pytest.raises(SystemExit) as ended:
        bench.peers()
    assert ended.value.code == 2
    assert str(tmp_path) in capsys.readouterr().err
    assert kept.read_text("utf-8") == "mine"


def test_the_fused_function_is_the_model(tmp_path, monkeypatch):
    stand_in = types.ModuleType("numba")
    stand_in.njit = lambda **_: lambda function: function
    monkeypatch.setitem(sys.modules, "numba", stand_in)
    monkeypatch.delitem(sys.modules, "fused_kernel", raising=False)
    fused, case = loaded("fused"), load_case("packaging")
    plan, world = case.plan("as_it_happened"), replace(case.assumptions, launch_delay=2.5)
    figures = [getattr(r, n) for r in (plan, world) for n in names(type(r))]
    out = np.empty((1, len(fields(Headlines))))
    fused.kernel(case, tmp_path)(np.array([figures], float), *fused.tables(case, plan), out)
    assert out[0] == pytest.approx(list(simulate(case, plan, world).headlines.as_dict().values()))


sheet = loaded("sheet")
CALC = {
    "ABS": abs, "EXP": math.exp, "INT": math.floor, "LN": math.log, "LOG": math.log, "MAX": max,
    "MIN": min, "SQRT": math.sqrt,
}  # fmt: skip


def told(outputs):
    """The rows of the sheet `outputs` as one list of series and headlines."""
    *rows, last = outputs
    return np.array([*np.concatenate(rows), *last[: len(fields(Headlines))]], float)


def expected(case, plan, world):
    found = simulate(case, plan, world)
    return np.concatenate([
        *(getattr(found.series, name) for name in traced(case)[1]),
        list(found.headlines.as_dict().values()),
    ])  # fmt: skip


def by_hand(sheets):
    """What the formulas of a document come to, cell after cell."""
    number = {}
    for name, rows in sheets.items():
        number |= {(name, chr(65 + c), r): v for r, row in enumerate(rows, 1)
                   for c, v in enumerate(row) if not str(v).startswith("=")}  # fmt: skip

    def index(column, row, which=1):
        return number[column[0], chr(64 + int(which)), int(row)]

    def value(formula):
        text = re.sub(r"\$(\w+)\.\$A\$1:\$\w\$\d+", r'("\1",)', formula[1:])
        text = re.sub(r"\$(\w+)\.\$(\w)\$(\d+)", r'number["\1", "\2", \3]', text)
        return eval(
            text.replace("^", "**").replace(";", ","), CALC | {"INDEX": index, "number": number}
        )

    for row, (formula,) in enumerate(sheets["model"], 1):
        number["model", "A", row] = value(formula)
    return [[value(cell) if cell else "" for cell in row] for row in sheets["outputs"]]


def test_the_sheet_is_the_model():
    case = load_case("packaging")
    plan = replace(case.plan("as_it_happened"), pruning_rule="platform", retired_share=0.4)
    world = replace(case.assumptions, launch_delay=2.5)
    sheets = sheet.sheets(case)
    sheets["inputs"] = [[value] for value in sheet.inputs(plan, world)]
    wanted = expected(case, plan, world)
    assert told(by_hand(sheets)) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@pytest.mark.skipif(sheet.office() is None, reason="there is no LibreOffice here")
def test_calc_finds_what_the_model_finds_and_ends(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # its profile lies there
    case = load_case("packaging")
    plans = [case.plan(name) for name in case.plans]
    rows = [sheet.inputs(plan, case.assumptions) for plan in plans]
    got = sheet.computed(case, rows, 0.05)
    for plan, found in zip(plans, got["found"], strict=True):
        wanted = expected(case, plan, case.assumptions)
        assert told(found) == pytest.approx(wanted, rel=1e-9, abs=1e-9 * case.line_revenue)
    assert got["seconds"] > 0
    commands = [file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline")]
    assert not [command for command in commands if bytes(tmp_path) in command]
    assert not list(tmp_path.iterdir())


def test_what_is_not_here_is_not_compared_and_named(bench, monkeypatch):
    monkeypatch.setattr(bench, "office", lambda: None)
    note = bench.absent()["calc"]
    assert note.startswith("LibreOffice Calc is not compared: there is no LibreOffice here")
