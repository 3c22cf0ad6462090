"""Draws in a file: whole or not there, and gone on with where they were broken off."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from casestudy.analysis import recorded
from casestudy.analysis.monte_carlo import HEADLINES, columns, monte_carlo, tasks
from casestudy.analysis.recorded import record
from casestudy.errors import InputError
from casestudy.scenario.case import load_case

DRAWS = 26_000  # three parts


@pytest.fixture(scope="module")
def case():
    return load_case("packaging")


@pytest.fixture(scope="module")
def present_values(case):
    """Present values of a run that nothing broke off."""
    return monte_carlo(case, case.plan(), DRAWS, 1).headlines.npv


@pytest.fixture
def out(tmp_path):
    return tmp_path / "worlds of mine.csv"


def stopped(case, out, after):
    """A run that is broken off after some parts."""

    def tell(done):
        if done >= after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(case, case.plan(), DRAWS, 1, out, progress=tell)


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_the_file_holds_every_world_and_what_comes_of_it(case, out, kind):
    if kind == ".parquet":
        pytest.importorskip("pyarrow")
    out = out.with_suffix(kind)
    found = record(case, case.plan(), 1000, 1, out)
    table = pd.read_csv(out) if kind == ".csv" else pd.read_parquet(out)
    expected = monte_carlo(case, case.plan(), 1000, 1).headlines
    assert table.shape == (1000, len(columns(case)))
    assert [title.partition(" [")[0] for title in table] == list(columns(case))
    for name in HEADLINES:
        column = next(c for c in table if c.startswith(f"{name} ["))
        assert np.array_equal(table[column], getattr(expected, name))
        assert np.array_equal(getattr(found.headlines, name), getattr(expected, name))
    assert "npv [EUR]" in table
    assert "market_growth [fraction per year]" in table
    assert os.listdir(out.parent) == [out.name]


def test_a_run_that_was_broken_off_goes_on(case, out, present_values, monkeypatch):
    stopped(case, out, 20_000)
    assert not out.exists()
    done = [int(i) for i in (out.parent / f"{out.name}.part" / "done").read_text().split()]
    assert 0 < len(done) < len(tasks(DRAWS))
    asked = []
    original = recorded.tables

    def watched(*given, skip, **named):
        asked.append(set(skip))
        return original(*given, skip=skip, **named)

    monkeypatch.setattr(recorded, "tables", watched)
    found = record(case, case.plan(), DRAWS, 1, out)
    assert asked == [set(done)]
    assert np.array_equal(found.headlines.npv, present_values)
    assert np.array_equal(pd.read_csv(out)["npv [EUR]"], found.headlines.npv)


def test_a_csv_file_is_as_pandas_writes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(recorded, "ROWS", 3)
    titles = ["npv [EUR]", "a, b", 'c "d"']
    table = np.array([[0.1, 5, np.nan, -0.0], [1e16, 1e-5, -np.inf, 5e-324], [1, 2, 3, 4 / 3]])
    recorded._write_csv(tmp_path / "ours.csv", table, titles)
    pd.DataFrame(table.T, columns=titles).to_csv(tmp_path / "theirs.csv", index=False)
    ours, theirs = ((tmp_path / f"{whose}.csv").read_text() for whose in ("ours", "theirs"))
    assert ours == theirs


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 2}, "seed 1 instead of 2"),
        ({"draws": DRAWS + 1}, f"draws {DRAWS} instead of {DRAWS + 1}"),
        ({"plan": "do_nothing"}, r"another run \(plan\)"),
        ({"case": "turnaround"}, r"scenario, case"),
    ],
)
def test_another_run_does_not_go_on_with_it(case, out, change, said):
    stopped(case, out, 10_000)
    other = load_case(change.get("case", "packaging"))
    plan = other.plan(change.get("plan", "as_it_happened"))
    given = (other, plan, change.get("draws", DRAWS), change.get("seed", 1), out)
    before = (out.parent / f"{out.name}.part" / "done").read_text()
    with pytest.raises(InputError, match=said):
        record(*given)
    assert (out.parent / f"{out.name}.part" / "done").read_text() == before
    record(*given, force=True)
    assert out.exists()


def test_another_version_does_not_go_on_with_it(case, out):
    stopped(case, out, 10_000)
    note = out.parent / f"{out.name}.part" / "run.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"casestudy": "0.0.1"}))
    with pytest.raises(InputError, match=r"another run \(casestudy\)"):
        record(case, case.plan(), DRAWS, 1, out)


def test_a_damaged_note_is_no_beginning(case, out):
    stopped(case, out, 10_000)
    (out.parent / f"{out.name}.part" / "run.json").write_text("{")
    with pytest.raises(InputError, match=r"run\.json is missing or damaged; add --force"):
        record(case, case.plan(), DRAWS, 1, out)


def test_a_file_that_is_there_stays(case, out):
    out.write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        record(case, case.plan(), 100, 1, out)
    assert out.read_text() == "mine"
    record(case, case.plan(), 100, 1, out, force=True)
    assert len(pd.read_csv(out)) == 100


def test_a_full_disk_is_told_and_leaves_no_file(case, out, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recorded, "_write_csv", full)
    with pytest.raises(InputError, match=r"No space left on device\); what is done is kept in"):
        record(case, case.plan(), 100, 1, out)
    assert not out.exists()
    monkeypatch.undo()
    record(case, case.plan(), 100, 1, out)
    assert len(pd.read_csv(out)) == 100


def test_other_kinds_of_files_are_refused(case, tmp_path):
    with pytest.raises(InputError, match=r"ends with \.csv or \.parquet"):
        record(case, case.plan(), 100, 1, tmp_path / "worlds.xlsx")
    assert not os.listdir(tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
from casestudy.analysis.recorded import record
from casestudy.scenario.case import load_case
case = load_case("packaging")
record(case, case.plan(), {draws}, 1, Path(sys.argv[1]),
       progress=lambda done: done >= 20_000 and os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_run_that_is_killed_leaves_no_file_that_looks_whole(case, out, present_values):
    code = KILLED.format(draws=DRAWS)
    ended = subprocess.run([sys.executable, "-c", code, str(out)], timeout=120, check=False)
    assert ended.returncode == -9
    assert not out.exists()
    found = record(case, case.plan(), DRAWS, 1, out)
    assert np.array_equal(found.headlines.npv, present_values)
    assert os.listdir(out.parent) == [out.name]
