"""The working copy: what is shown is what was asked for, and what people wrote stays theirs."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.app import workbook
from casestudy.app.cli import cli
from casestudy.app.notebooks import cleared, executed, notebook_text, read_notebook, written_in
from casestudy.app.processes import child_environment
from casestudy.app.workbook import find_original, prepare, wanted
from casestudy.learning.progress_store import ProgressStore

SMALL = {
    "00_start_here.ipynb": "import casestudy as cs\ncase = cs.load_case()\ncase.scenario.title",
    "05_price.ipynb": "answer = ...",
}
UNCHANGED = "workbook: 0 notebooks copied, 2 of yours kept as they are\n"


def notebook(source: str, output: str = "stored") -> dict:
    cell = nbformat.v4.new_code_cell(
        source, execution_count=1, id="one", outputs=[nbformat.v4.new_output("stream", text=output)]
    )
    text = nbformat.v4.new_markdown_cell("# A chapter\n\nText.", id="two")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = nbformat.v4.new_notebook(cells=[text, cell], metadata={"kernelspec": kernel})
    return json.loads(nbformat.writes(made))


@pytest.fixture
def originals(tmp_path, monkeypatch) -> Path:
    """Return a folder with two small notebooks in place of the real ones."""
    folder = tmp_path / "originals"
    folder.mkdir()
    for name, source in SMALL.items():
        (folder / name).write_text(notebook_text(notebook(source)), "utf-8")
    monkeypatch.setattr(workbook, "notebooks_folder", lambda: folder)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def mine(originals) -> Path:
    return originals.parent / "workbook"


def run(line: str, *, code: int = 0) -> str:
    result = CliRunner().invoke(cli, line.split(), prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result.output


def results(path: Path) -> str:
    return json.dumps([c.get("outputs", []) for c in read_notebook(path)["cells"]])


def write_into(path: Path, source: str = "answer = 12") -> None:
    text = read_notebook(path)
    text["cells"][1]["source"] = [source]
    path.write_text(notebook_text(text), "utf-8")


def saved_by_jupyter(path: Path, output: str = "run by me") -> None:
    text = read_notebook(path)
    text["cells"][1]["outputs"] = [nbformat.v4.new_output("stream", text=output)]
    text["cells"][1]["metadata"]["collapsed"] = True
    path.write_text(json.dumps(text), "utf-8")


class TestWhatCopiesShow:
    def test_by_default_they_are_the_originals_byte_for_byte(self, originals, mine):
        assert "2 notebooks copied, 0 of yours kept" in run("open --copy-only")
        for name in SMALL:
            assert (mine / name).read_bytes() == (originals / name).read_bytes()
        assert run("open --copy-only") == UNCHANGED

    @pytest.mark.parametrize(
        "how", ["--scenario packaging", "choice", "environment", "--variant 3"]
    )
    def test_of_another_scenario_no_result_of_the_first_is_shown(self, mine, how, monkeypatch):
        if how == "choice":
            run("choose packaging")
        elif how == "environment":
            monkeypatch.setenv("CASESTUDY_SCENARIO", "packaging")
        option = how if how.startswith("--") else ""
        run(f"open --copy-only {option}")
        for name in SMALL:
            assert results(mine / name) == json.dumps([[], []])
            nbformat.validate(nbformat.read(mine / name, 4))

    def test_there_and_back_nobody_meets_the_results_of_another_company(self, originals, mine):
        run("open --copy-only --scenario packaging")
        assert results(mine / "00_start_here.ipynb") == json.dumps([[], []])
        assert run("open --copy-only --scenario packaging") == UNCHANGED
        said = run("open --copy-only")  # and back: the stored ones
        assert "2 brought up to date" in said
        assert (mine / "05_price.ipynb").read_bytes() == (originals / "05_price.ipynb").read_bytes()

    def test_an_edited_scenario_is_shown_as_it_is_now(self, mine, tmp_path):
        run("new acme.yaml --like packaging")
        run("tables acme.yaml")
        run("open --copy-only --scenario acme.yaml")
        assert "0 of yours" not in run("open --copy-only --scenario acme.yaml")
        text = (tmp_path / "acme.yaml").read_text("utf-8")
        (tmp_path / "acme.yaml").write_text(text.replace("Tornby", "Tarnby"), "utf-8")
        said = run("open --copy-only --scenario acme.yaml")
        assert "2 brought up to date" in said


class TestWhatPeopleWrote:
    def test_an_edited_copy_stays_and_says_what_it_shows(self, mine):
        run("open --copy-only")
        write_into(mine / "05_price.ipynb")
        before = (mine / "05_price.ipynb").read_bytes()
        said = run("open --copy-only --scenario packaging")
        assert (mine / "05_price.ipynb").read_bytes() == before
        assert "1 brought up to date, 1 of yours kept" in said
        assert "yours, and shows turnaround and not packaging until you run it" in said
        assert said.rstrip().endswith("05_price.ipynb")
        assert "until you run it" not in run("open --copy-only")

    def test_a_copy_that_was_only_run_is_nobodys_text(self, originals, mine):
        run("open --copy-only")
        saved_by_jupyter(mine / "05_price.ipynb")
        before = (mine / "05_price.ipynb").read_bytes()
        run("open --copy-only")
        assert (mine / "05_price.ipynb").read_bytes() == before  # nothing has changed: it stays
        newer(originals / "05_price.ipynb")
        assert "1 brought up to date" in run("open --copy-only")
        assert (mine / "05_price.ipynb").read_bytes() == (originals / "05_price.ipynb").read_bytes()

    def test_a_copy_older_than_its_original_says_so_and_what_to_do(self, originals, mine):
        run("open --copy-only")
        write_into(mine / "05_price.ipynb")
        assert "older" not in run("open --copy-only")
        newer(originals / "05_price.ipynb")
        before = (mine / "05_price.ipynb").read_bytes()
        said = run("open --copy-only")
        assert "yours, and older than the notebook that comes now: 05_price.ipynb" in said
        assert "casestudy start-over NAME" in said
        assert (mine / "05_price.ipynb").read_bytes() == before

    @pytest.mark.parametrize("damage", ["", "{", "[]", '{"05_price.ipynb": 1}', None])
    def test_without_the_note_nothing_that_may_be_theirs_is_touched(self, mine, damage):
        run("open --copy-only")
        write_into(mine / "05_price.ipynb")
        before = (mine / "05_price.ipynb").read_bytes()
        note = mine / ".casestudy.json"
        note.unlink() if damage is None else note.write_text(damage)
        said = run("open --copy-only --scenario packaging")
        assert (mine / "05_price.ipynb").read_bytes() == before
        assert "perhaps older than the notebook that comes now: 05_price.ipynb" in said
        assert "may show another scenario than packaging" in said
        assert results(mine / "00_start_here.ipynb") == json.dumps([[], []])

    @pytest.mark.parametrize("content", ["", "my own work", "{}", '{"cells": [1]}', "[" * 100_000])
    def test_what_is_no_notebook_is_theirs(self, mine, content):
        mine.mkdir()
        (mine / "05_price.ipynb").write_text(content)
        assert "1 notebooks copied, 1 of yours" in run("open --copy-only")
        assert (mine / "05_price.ipynb").read_text() == content

    def test_any_cell_added_moved_or_given_a_picture_counts(self):
        first = notebook("1")
        marks = {written_in(first), written_in(cleared(first))}
        assert len(marks) == 1
        for change in (
            lambda n: n["cells"].append(n["cells"][0]),
            lambda n: n["cells"].reverse(),
            lambda n: n["cells"][0].update(attachments={"a.png": {"image/png": "x"}}),
            lambda n: n["cells"][0].update(source=["# another"]),
            lambda n: n["cells"][0].update(cell_type="raw"),
        ):
            other = notebook("1")
            change(other)
            marks.add(written_in(other))
        assert len(marks) == 6


def newer(original: Path) -> None:
    text = read_notebook(original)
    text["cells"][0]["source"] = ["# A better chapter"]
    original.write_text(notebook_text(text), "utf-8")


class TestStartingOver:
    def test_copy_answers_and_predictions_start_over_and_are_kept_aside(self, originals, mine):
        case = cs.load_case("turnaround")
        run("open --copy-only")
        write_into(mine / "05_price.ipynb")
        edited = (mine / "05_price.ipynb").read_bytes()
        assert cs.check("05-01", "d", case=case).correct
        assert cs.commit("05-p1", "76%", "70%", "80%", case=case).accepted
        cs.hint("04-01", case=case)
        said = run("start-over 05")
        aside = mine / "kept" / "05_price.kept-1.ipynb"
        store = ProgressStore.of(case)
        answers = store.path.parent / "kept" / "turnaround.05.kept-1.json"
        assert "05_price.ipynb: starts over" in said
        assert str(aside.relative_to(mine.parent)) in said
        assert str(answers) in said
        assert aside.read_bytes() == edited
        assert (mine / "05_price.ipynb").read_bytes() == (originals / "05_price.ipynb").read_bytes()
        assert not [i for i in store.read().exercises if i.startswith("05")]
        assert not store.read().predictions
        assert "04-01" in store.read().exercises
        assert json.loads(answers.read_text())["predictions"]["05-p1"]["value"] == 0.76
        assert json.loads(answers.read_text())["exercises"]["05-01"]["solved"]
        write_into(mine / "05_price.ipynb", "again")
        assert "kept-2.ipynb" in run("start-over 05_price.ipynb")
        assert aside.read_bytes() == edited
        assert "2 of yours kept" in run("open --copy-only")

    def test_it_is_for_the_scenario_asked_for_alone(self, mine):
        turn, pack = cs.load_case("turnaround"), cs.load_case("packaging")
        for case in (turn, pack):
            cs.check("05-01", "d", case=case)
        run("start-over 05 --scenario packaging")
        assert results(mine / "05_price.ipynb") == json.dumps([[], []])
        assert "05-01" in ProgressStore.of(turn).read().exercises
        assert "05-01" not in ProgressStore.of(pack).read().exercises

    def test_a_notebook_that_is_not_there_is_named(self, mine):
        said = run("start-over 05_pirce", code=1)
        assert "did you mean '05_price'" in said
        assert not mine.exists()


class TestNotebooks:
    def test_a_run_gives_results_and_leaves_out_what_changes(self, tmp_path, monkeypatch, capfd):
        monkeypatch.setenv("MPLBACKEND", "nonsense")
        (tmp_path / "random.py").write_text("raise SystemExit('the wrong random')")
        (tmp_path / "numpy.py").write_text("raise SystemExit('the wrong numpy')")
        code = "import random, numpy, matplotlib\nprint(matplotlib.get_backend(), 6 * 7)"
        done = executed(notebook(code), tmp_path, child_environment())
        assert capfd.readouterr() == ("", "")
        (stream,) = done["cells"][1]["outputs"]
        assert "inline 42" in "".join(stream["text"])
        assert "execution" not in done["cells"][1]["metadata"]
        assert done["metadata"]["language_info"] == {"name": "python"}

    def test_text_is_what_jupyter_writes(self):
        for path in sorted(workbook.notebooks_folder().glob("*.ipynb")):
            assert notebook_text(read_notebook(path)) == path.read_text("utf-8"), path.name

    def test_every_original_can_be_found_by_its_number(self):
        for name in workbook.originals():
            stem = Path(name).stem
            assert find_original(stem[:2]) == find_original(stem) == name

    def test_what_the_default_shows_is_what_is_stored(self):
        assert wanted().mark == wanted("turnaround", 0).mark == ""
        others = [("turnaround", 1), ("packaging", 0), ("turnaround", 2)]
        marks = {wanted(*other).mark for other in others}
        assert len(marks) == 3
        assert "" not in marks

    def test_a_file_of_the_defaults_name_is_not_the_default(self, tmp_path):
        ready = workbook.available()["turnaround"]
        shutil.copyfile(ready, tmp_path / "turnaround.yaml")
        shutil.copytree(ready.parent.parent / "turnaround", tmp_path / "turnaround")
        assert wanted(str(tmp_path / "turnaround.yaml")).mark != ""


def test_prepare_says_how_many_copies_it_made(originals, mine):
    done = prepare(mine, wanted("packaging"))
    assert (done.copied, done.renewed, done.kept, done.notes) == (2, 0, 0, ())


class TestForInstructors:
    @pytest.fixture
    def page(self, originals) -> str:
        (originals / "instructor").mkdir()
        name = "instructor/21_run_the_room.ipynb"
        (originals / name).write_text(notebook_text(notebook("1")), "utf-8")
        return name

    def test_a_page_lies_in_a_folder_of_its_own(self, page, mine):
        assert prepare(mine, wanted("packaging")).copied == 3
        assert (mine / page).is_file()
        assert prepare(mine, wanted("packaging")).kept == 3

    def test_a_learner_is_not_given_it_nor_later(self, page, mine):
        done = prepare(mine, wanted("packaging"), learner=True)
        assert (done.copied, done.kept) == (2, 0)
        again = prepare(mine, wanted("packaging"))
        assert (again.copied, again.kept) == (0, 2)
        assert not (mine / "instructor").exists()

    def test_who_has_it_keeps_it_and_who_wants_it_gets_it(self, page, mine):
        prepare(mine, wanted("packaging"))
        (mine / page).write_text(notebook_text(notebook("my own")), "utf-8")
        assert prepare(mine, wanted("packaging"), learner=True).kept == 3
        assert "my own" in (mine / page).read_text("utf-8")
        other = mine.parent / "other"
        prepare(other, wanted("packaging"), learner=True)
        workbook.start_over(other, find_original("21"), wanted("packaging"))
        assert prepare(other, wanted("packaging")).kept == 3


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_told_to_end_while_it_computes_it_ends_and_so_does_the_kernel(tmp_path):
    slow = notebook("import os, time\nopen('kernel', 'w').write(str(os.getpid()))\ntime.sleep(300)")
    (tmp_path / "slow.ipynb").write_text(notebook_text(slow), "utf-8")
    code = (
        "from pathlib import Path; from casestudy.app.notebooks import executed, read_notebook; "
        "executed(read_notebook(Path('slow.ipynb')), Path.cwd())"
    )
    process = subprocess.Popen([sys.executable, "-P", "-c", code], cwd=tmp_path)
    until = time.monotonic() + 60
    while not (tmp_path / "kernel").exists() or not (tmp_path / "kernel").read_text():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)
    kernel = int((tmp_path / "kernel").read_text())
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == -signal.SIGTERM
    while time.monotonic() < until:
        try:
            os.kill(kernel, 0)
        except ProcessLookupError:
            return
        time.sleep(0.2)
    raise AssertionError("the kernel lives on")
