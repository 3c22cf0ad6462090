"""Progress is written whole, by two kernels at once, and never silently lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy import learning
from casestudy.app.cli import cli
from casestudy.errors import InputError
from casestudy.files.places import home_folder
from casestudy.learning import progress_store
from casestudy.learning.progress_store import VERSION, ExerciseRecord, Kept, ProgressStore
from casestudy.learning.progress_view import progress_record, reset

CASE, EURO = cs.load_case("turnaround"), cs.load_case("packaging")
RIGHT = {"05-01": "year-end rebate", "05-03": "9.4 %"}


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """Let each test begin as a new kernel does."""
    for name in ("_PENDING", "_NOTICES", "_SAID"):
        monkeypatch.setattr(progress_store, name, {})
    monkeypatch.setattr(progress_store, "_SEEN", set())


def solve(*ids, case=CASE):
    for id in ids:
        assert cs.check(id, RIGHT[id], case=case).correct


def stored():
    return json.loads(ProgressStore(CASE.name).path.read_text("utf-8"))


# -- what is kept ---------------------------------------------------------------------------------


def test_nobody_has_no_progress_and_no_file():
    assert learning.progress("05_price", case=CASE) == "No exercise solved yet."
    assert learning.progress(case=CASE) == "No exercise solved yet."
    assert not home_folder().joinpath("progress").exists()


def test_progress_is_kept_by_scenario_and_shown_by_notebook():
    solve("05-01", "05-03")
    cs.commit("05-p1", "76%", "70%", "80%", case=CASE)
    line = learning.progress("05_price", case=CASE)
    assert line == "2 of 5 exercises solved, 1 of 2 predictions made."
    assert "| 05_price | 2 of 5 | 1 of 2 |" in learning.progress(case=CASE)
    assert learning.progress("05_price", case=EURO) == "No exercise solved yet."
    record = progress_record(CASE)
    assert (record.scenario, record.solved, record.predicted) == ("turnaround", 2, 1)
    assert record.total >= 6
    assert stored()["progress_version"] == VERSION
    assert stored()["exercises"]["05-01"]["answer"] == "year-end rebate"


def test_a_prediction_alone_is_progress_too():
    cs.commit("05-p1", "76%", "70%", "80%", case=CASE)
    assert learning.progress("05", case=CASE) == "0 of 5 exercises solved, 1 of 2 predictions made."


def test_an_unknown_notebook_is_named_with_the_nearest():
    assert "did you mean '05_price'" in learning.progress("05_pirce", case=CASE)
    with pytest.raises(InputError, match="did you mean '05_price'"):
        reset("05_pirce", case=CASE)


def test_a_chapter_starts_over_with_its_hints_and_predictions_and_nothing_else():
    solve("05-01")
    cs.hint("05-02", case=CASE)
    cs.commit("05-p1", "76%", "70%", "80%", case=CASE)
    store = ProgressStore(CASE.name)
    store.update(lambda kept: kept.exercises.update({"04-01": ExerciseRecord(solved=True)}))
    before = store.read()
    said = reset("05_price", case=CASE)
    aside = store.path.parent / "kept" / "turnaround.05.kept-1.json"
    assert said == (
        f"05_price starts over. Your answers and predictions up to now are kept in {aside}."
    )
    kept = Kept.model_validate_json(aside.read_text("utf-8"))
    assert kept.exercises | {"04-01": before.exercises["04-01"]} == before.exercises
    assert kept.predictions == before.predictions
    assert list(store.read().exercises) == ["04-01"]
    assert not store.read().predictions
    assert cs.check("05-01", "a", case=CASE).tries == 1
    assert cs.commit("05-p1", "50%", "40%", "60%", case=CASE).accepted
    assert "turnaround.05.kept-2.json" in reset("05_price", case=CASE)
    assert Kept.model_validate_json(aside.read_text("utf-8")) == kept
    assert reset("05_price", case=CASE) == "05_price starts over."


def test_a_new_kernel_goes_on_where_the_last_one_stopped():
    cs.check("05-01", "a", case=CASE)
    code = 'import casestudy as cs; print(cs.check("05-01", "d").tries)'
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "2"
    assert cs.check("05-01", "d", case=CASE).tries == 2


# -- two kernels at once --------------------------------------------------------------------------

WRITER = """
import sys
from casestudy.learning.progress_store import ProgressStore
store, me = ProgressStore("turnaround"), sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
for n in range(50):
    store.update(lambda kept: kept.exercise("05-01").attempts.append(f"{me}{n}"))
    store.update(lambda kept: kept.exercise(f"05-{me}{n}").attempts.append("x"))
assert not store.notices(), store.notices()
"""


def test_two_kernels_that_write_at_once_lose_nothing():
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    kept = ProgressStore(CASE.name).read()
    wanted = {f"{name}{n}" for name in "ab" for n in range(50)}
    assert sorted(kept.exercises["05-01"].attempts) == sorted(wanted)
    assert {id.removeprefix("05-") for id in kept.exercises} == {"01", *wanted}
    left = {p.name for p in ProgressStore(CASE.name).path.parent.iterdir()}
    assert left <= {"turnaround.json", "turnaround.json.lock"}


def test_the_first_of_two_predictions_stands(monkeypatch):
    """Another kernel commits between this one's look at the file and its writing."""
    update = ProgressStore.update

    def late(self, change):
        monkeypatch.setattr(ProgressStore, "update", update)
        assert cs.commit("05-p1", "50%", "40%", "60%", case=CASE).accepted
        return update(self, change)

    monkeypatch.setattr(ProgressStore, "update", late)
    second = cs.commit("05-p1", "76%", "70%", "80%", case=CASE)
    assert not second.accepted
    assert second.value == 0.5


def test_a_kernel_that_waits_too_long_says_so_and_writes_later(monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr(progress_store, "PATIENCE", 0.05)
    store = ProgressStore(CASE.name)
    store.path.parent.mkdir(parents=True)
    with FileLock(f"{store.path}.lock"):
        assert "cannot be recorded" in cs.check("05-01", "d", case=CASE).text
        assert "Not recorded in a file" in learning.progress("05_price", case=CASE)
    solve("05-03")
    assert set(stored()["exercises"]) == {"05-01", "05-03"}
    assert "Not recorded" not in learning.progress("05_price", case=CASE)


# -- files that are damaged, gone, or cannot be written -------------------------------------------

START = '{"progress_version": 1, "scenario": "x", '
DAMAGED = {
    "empty": "",
    "cut off": '{"progress_version": 1, "scenario": "turn',
    "binary": "\udcff\x00",
    "another form": "[1, 2]",
    "no version": "{}",
    "unknown key": '{"progress_version": 1, "scenario": "turnaround", "more": 1}',
    "text for a number": START + '"exercises": {"05-01": {"hints": "one"}}}',
    "NaN": START + '"predictions": {"05-p1": {"value": NaN, "low": 0, "high": 1}}}',
    "bad id": START + '"exercises": {"../../x": {}}}',
    "version 0": '{"progress_version": 0, "scenario": "x"}',
    "deep": "[" * 100_000,
    "too large": " " * (progress_store.LARGEST + 1),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("first", ["progress", "check", "hint", "commit", "reveal", "unanswered"])
def test_a_damaged_file_is_moved_aside_and_said(content, first):
    path = ProgressStore(CASE.name).path
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    calls = {
        "progress": lambda: learning.progress("05_price", case=CASE),
        "check": lambda: cs.check("05-01", "d", case=CASE),
        "hint": lambda: cs.hint("05-01", case=CASE),
        "commit": lambda: cs.commit("05-p1", "76%", "70%", "80%", case=CASE),
        "reveal": lambda: cs.reveal("05-p1", case=CASE),
        "unanswered": lambda: cs.check("05-01", case=CASE),
    }
    said = str(calls[first]())
    aside = path.with_name("turnaround.damaged-1.json")
    assert "was damaged" in said
    assert str(aside) in said
    assert aside.read_bytes() == content.encode("utf-8", "surrogateescape")
    assert "damaged" not in str(calls[first]())  # it is said once
    solve("05-03")
    assert stored()["exercises"]["05-03"]["solved"]


def test_a_second_damaged_file_does_not_take_the_place_of_the_first():
    path = ProgressStore(CASE.name).path
    path.parent.mkdir(parents=True)
    for n in (1, 2):
        path.write_text(f"damage {n}")
        assert f"damaged-{n}.json" in learning.progress("05_price", case=CASE)
    assert path.with_name("turnaround.damaged-1.json").read_text() == "damage 1"


def test_a_file_that_is_deleted_under_a_kernel_is_said_and_made_anew():
    solve("05-01")
    ProgressStore(CASE.name).path.unlink()
    said = cs.check("05-03", "9.4 %", case=CASE)
    assert said.correct
    assert "is gone" in said.text
    assert list(stored()["exercises"]) == ["05-03"]
    assert "is gone" not in learning.progress("05_price", case=CASE)


def test_a_file_of_a_newer_version_is_left_alone():
    path = ProgressStore(CASE.name).path
    path.parent.mkdir(parents=True)
    path.write_text('{"progress_version": 2, "more": true}')
    said = cs.check("05-01", "d", case=CASE)
    assert said.correct
    assert "newer version" in said.text
    assert path.read_text() == '{"progress_version": 2, "more": true}'
    assert "1 of 5 exercises solved" in learning.progress("05_price", case=CASE)
    assert os.listdir(path.parent).count("turnaround.damaged-1.json") == 0


def goes_on_without_a_file():
    first = cs.check("05-01", "d", case=CASE)
    assert first.correct
    assert "cannot be recorded" in first.text
    second = cs.check("05-03", "9.4 %", case=CASE)
    assert "cannot be recorded" not in second.text  # said once
    assert cs.commit("05-p1", "76%", "70%", "80%", case=CASE).accepted
    assert not cs.commit("05-p1", "50%", "40%", "60%", case=CASE).accepted
    assert cs.hint("05-02", case=CASE).startswith("Hint 1 of 2")
    assert cs.hint("05-02", case=CASE).startswith("Hint 2 of 2")
    line = learning.progress("05_price", case=CASE)
    assert line.startswith("2 of 5 exercises solved, 1 of 2 predictions made.")
    assert "Not recorded in a file" in line


def test_a_home_that_cannot_be_made_is_said_and_the_work_goes_on(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path / "file" / "home"))
    goes_on_without_a_file()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_said_and_the_work_goes_on():
    home_folder().joinpath("progress").mkdir(parents=True)
    home_folder().joinpath("progress").chmod(0o500)
    goes_on_without_a_file()


def test_a_disk_that_is_full_is_said_and_what_was_there_stays(monkeypatch):
    solve("05-01")
    before = ProgressStore(CASE.name).path.read_bytes()

    def full(*arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        said = cs.check("05-03", "9.4 %", case=CASE)
        assert "No space left on device" in said.text
        assert ProgressStore(CASE.name).path.read_bytes() == before
    cs.hint("05-02", case=CASE)  # now there is room again, and nothing was lost
    assert set(stored()["exercises"]) == {"05-01", "05-02", "05-03"}


def test_a_damaged_file_that_cannot_be_moved_is_not_written_over(monkeypatch):
    path = ProgressStore(CASE.name).path
    path.parent.mkdir(parents=True)
    path.write_text("damage")
    replace = os.replace

    def stuck(source, target):
        if Path(source) == path:
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", stuck)
    said = cs.check("05-01", "d", case=CASE)
    assert "cannot be moved aside" in said.text
    assert path.read_text() == "damage"
    assert "1 of 5" in learning.progress("05_price", case=CASE)


def test_a_scenario_of_an_odd_name_stays_in_the_folder():
    assert ProgressStore("../x/y").path.parent == home_folder() / "progress"
    assert ProgressStore("turnaround-7").path.name == "turnaround-7.json"


def test_the_number_of_tries_on_file_is_bounded():
    store = ProgressStore(CASE.name)
    many = [f"{n}" for n in range(progress_store.MOST_TRIES)]
    store.update(lambda kept: kept.exercise("05-03").attempts.extend(many))
    assert cs.check("05-03", 0.5, case=CASE).tries == progress_store.MOST_TRIES
    assert not store.notices()
    Kept.model_validate(stored())


def test_many_ids_that_nobody_knows_count_for_nothing_and_are_kept():
    store = ProgressStore(CASE.name)
    strange = {f"{n % 100:02}-{n:x}": ExerciseRecord(solved=True) for n in range(20_000, 30_000)}
    store.update(lambda kept: kept.exercises.update(strange))
    assert learning.progress(case=CASE) == "No exercise solved yet."
    solve("05-01")
    assert set(strange) | {"05-01"} == set(stored()["exercises"])
    assert progress_record(CASE).solved == 1


def test_a_file_never_grows_beyond_what_is_read_again():
    solve("05-01")
    store = ProgressStore(CASE.name)
    before = store.path.read_bytes()
    long = ExerciseRecord(answer="x" * progress_store.LARGEST)
    store.update(lambda kept: kept.exercises.update({"05-02": long}))
    assert "would have more than 2,000,000 bytes" in store.notices()[0]
    assert store.path.read_bytes() == before
    assert store.read().exercises["05-02"] == long  # until the kernel stops


# -- command line ---------------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(cli, ["progress", *arguments])


def test_the_command_shows_progress_and_starts_a_chapter_over():
    assert run().output == "No exercise solved yet.\n"
    solve("05-01")
    assert (
        "05_price                 1 of 5 exercises solved, 0 of 2 predictions made" in run().output
    )
    assert run("--scenario", "packaging").output == "No exercise solved yet.\n"
    assert run("--reset", "05_price").output.startswith("05_price starts over. Your answers")
    assert run().output == "No exercise solved yet.\n"


@pytest.mark.parametrize("arguments", [("--reset", "05_pirce"), ("--scenario", "nowhere")])
def test_the_command_ends_with_one_clear_line(arguments):
    result = run(*arguments)
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    assert "Traceback" not in result.output
