"""A check says whether a scenario can be taught from, and a rehearsal finds what would break."""

import json
import os
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import casestudy as cs
from casestudy.app.cli import cli
from casestudy.audit import examination_lines, examine, performance, rehearse
from casestudy.audit.examination import no_numbers
from casestudy.audit.rehearsal import Failure, chapters
from casestudy.files.places import available
from casestudy.own import inherited
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Scenario
from casestudy.scenario.synthesis import draft_case

COMPANY = "Acme Valves"


def changed(case: Case, **fields) -> Case:
    """Return the case with other values in its scenario: path with two underscores to value."""
    data = case.scenario.model_dump(mode="json")
    for path, value in fields.items():
        *steps, last = path.split("__")
        part = data
        for step in steps:
            part = part[int(step) if step.isdigit() else step]
        part[last] = value
        if last == "value" and part.get("low") is not None:
            part["low"], part["high"] = min(part["low"], value), max(part["high"], value)
    return Case(Scenario.model_validate(data), case.tables, case.path)


def own(text: str) -> str:
    """Return the text of a ready scenario as that of a small company of one's own."""
    text = re.sub(r"(?m)^name: .*$", "name: acme", text)
    text = re.sub(r'name: "(Calder Motion|Feldmann Karton)"', f'name: "{COMPANY}"', text)
    text = re.sub(r"products:\n +\{value: \d+", "products:\n    {value: 60", text)
    return re.sub(r"products_at_start: \{value: \d+", "products_at_start: {value: 45", text)


def run(line: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, line.split(" "), prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Path:
    """Return a folder with a small scenario of one's own and its tables."""
    folder = tmp_path_factory.mktemp("own")
    text = own(available()["turnaround"].read_text(encoding="utf-8"))
    (folder / "acme.yaml").write_text(text, encoding="utf-8", newline="\n")
    run(f"tables {folder / 'acme.yaml'}")
    return folder


@pytest.fixture
def mine(made, tmp_path, monkeypatch) -> Path:
    """Work in a copy of that folder, and return the scenario file."""
    import shutil

    shutil.copytree(made, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work" / "acme.yaml"


class TestTargets:
    def test_a_ready_scenario_meets_them(self):
        found = examine(cs.load_case("turnaround"))
        assert [t.name for t in found.targets if t.met] == [t.name for t in found.targets]
        assert found.sound

    def test_a_missed_one_is_told_with_what_comes_out_and_by_how_much(self):
        case = changed(cs.load_case("turnaround"), targets__revenue_growth__value=0.25)
        found = examine(case)
        assert not found.sound
        text = "\n".join(examination_lines(found))
        assert "1 of 3 targets missed" in text
        assert "+25.0% wanted, +17.0% comes out: missed by 8.00 points" in " ".join(text.split())

    def test_the_command_ends_with_one(self, mine):
        said = run("check acme.yaml", code=1).stdout
        assert "acme.yaml: The turnaround of the drives line: " in said
        assert "targets missed" in said
        assert "fine" not in said

    def test_as_data(self, mine):
        (found,) = json.loads(run("check acme.yaml --json", code=1).stdout)
        assert found["scenario"] == "acme.yaml"
        assert found["sound"] is False
        assert set(found["targets"]) == {"revenue_growth", "complexity_reduction", "margin_points"}
        assert set(found["worth"]) == {g.name for g in cs.load_case().scenario.action_groups}


class TestInherited:
    def test_nothing_is_said_of_a_ready_scenario(self):
        assert inherited(cs.load_case("turnaround")) is None

    def test_facts_of_another_company_are_listed(self, mine):
        found = inherited(cs.load_case("acme.yaml"))
        assert found.of == "turnaround"
        assert "company.revenue" in found.facts
        assert "plans.as_it_happened.launch" in found.facts
        assert len(found.sources) == found.total
        said = " ".join(run("check acme.yaml", code=1).stdout.split())
        assert "still marked as fact: company.revenue" in said

    def test_a_source_of_ones_own_is_no_longer_listed(self, mine):
        text = mine.read_text(encoding="utf-8")
        text = text.replace(
            "A company of about 250 million; read as annual revenue, which the source does not say",
            "Annual report 2025, page 12",
        )
        mine.write_text(text, encoding="utf-8")
        assert "company.revenue" not in inherited(cs.load_case("acme.yaml")).sources

    def test_a_new_figure_under_the_old_source_is_named(self, mine):
        assert "line.products" in inherited(cs.load_case("acme.yaml")).moved

    def test_a_scenario_written_from_nothing_inherits_nothing(self):
        case = cs.load_case("turnaround")
        data = case.scenario.model_dump(mode="json")

        def rewrite(value):
            if isinstance(value, dict):
                return {k: f"own {k}" if k == "source" else rewrite(v) for k, v in value.items()}
            return [rewrite(v) for v in value] if isinstance(value, list) else value

        found = inherited(Case(Scenario.model_validate(rewrite(data)), case.tables))
        assert (found.of, found.sources) == ("", ())


class TestDoubts:
    @pytest.mark.parametrize("name", ["turnaround", "packaging"])
    def test_a_ready_scenario_has_none(self, name):
        assert examine(cs.load_case(name)).doubts == ()

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"company__revenue__value": 18e9}, "the programme costs"),
            ({"assumptions__tooling_cost__value": 4e9}, "the programme costs"),
            ({"order_file__platforms__0__price": 62_000.0}, "has a price of $62,000"),
            ({"assumptions__domestic_order_quantity__value": 600_000.0}, "lasts the median"),
            ({"assumptions__launch_skus__value": 700.0}, "adds 700 products to a line of 1,000"),
            ({"assumptions__launch_delay__value": 60.0}, "comes after 75 months"),
            ({"market__competitors__0__growth": 0.9}, "the suppliers together grow"),
            ({"partners__deadline": 0.5}, "no candidate can meet the date of 0.5 months"),
        ],
    )
    def test_a_figure_that_was_left_behind_is_told(self, fields, says):
        case = changed(cs.load_case("turnaround"), **fields)
        assert any(says in doubt for doubt in examine(case).doubts)

    def test_money_that_kept_the_scale_of_another_currency(self):
        case = cs.load_case("turnaround")
        money = {"code": "JPY", "symbol": "¥", "symbol_first": True, "minor_units": 0}
        yen = changed(case, name="acme", currency=money, company__revenue__value=18_000_000_000.0)
        doubts = " ".join(examine(yen).doubts)
        assert "amounts of money are those of turnaround to the digit" in doubts
        assert "72 times its and the currency JPY" in doubts

    def test_a_doubt_does_not_fail(self, mine):
        case = changed(cs.load_case("turnaround"), partners__deadline=0.5)
        found = examine(case)
        assert found.doubts
        assert found.sound


class TestLessons:
    def test_what_pays_and_what_does_not_is_said_by_the_fair_share(self):
        case = cs.load_case("packaging")
        text = " ".join("\n".join(examination_lines(examine(case))).split())
        worth = cs.attribute(case)
        for name, value in zip(worth.groups, worth.values["npv"], strict=True):
            pays, costs = text.split("does not pay: ")
            assert name in (pays if value > 0 else costs)


class TestModel:
    def test_what_gives_no_number_is_broken(self, monkeypatch):
        from casestudy.audit import examination

        case = cs.load_case("turnaround")
        assert no_numbers(case) == []
        true = examination.simulate_many

        def broken(*given, **named):
            headlines, series = true(*given, **named)
            values = headlines.npv.copy()
            values[3] = float("nan")
            return replace(headlines, npv=values), series

        monkeypatch.setattr(examination, "simulate_many", broken)
        assert no_numbers(case) == ["levers.launch at 1: the model gives no number for npv"]
        assert not examine(case).sound


# -- rehearsal ------------------------------------------------------------------------------------

CHAPTER = "02_who_leads"


@pytest.fixture
def stage(monkeypatch, tmp_path):
    """Put a chapter of a few cells on the stage instead of the real one."""

    def put(*cells: str) -> str:
        path = tmp_path / "98_stage.ipynb"
        path.write_text(
            json.dumps({"cells": [{"cell_type": "code", "source": [c]} for c in cells]}),
            encoding="utf-8",
        )
        monkeypatch.setattr(
            "casestudy.audit.rehearsal.chapters", lambda: chapters() | {"98_stage": path}
        )
        return "98_stage"

    return put


def told(chapter: str, name: str = "turnaround") -> list[str]:
    return [str(failure) for failure in rehearse(cs.load_case(name), chapter)]


class TestRehearsal:
    def test_every_notebook_is_a_chapter_the_instructor_s_too(self):
        folder = Path(__file__).parents[2] / "notebooks"
        wanted = {
            p.stem for p in folder.rglob("[0-9]*.ipynb") if ".ipynb_checkpoints" not in str(p)
        }
        assert set(chapters()) == wanted
        assert "22_debrief" in wanted

    def test_a_chapter_that_is_whole_has_nothing_to_tell(self):
        assert told(CHAPTER) == []

    def test_variety_may_cost_as_much_as_a_case_can_say(self):
        case = changed(cs.load_case("turnaround"), assumptions__variety_cost_doubling__value=1.0)
        assert [str(failure) for failure in rehearse(case, "04_too_many_products")] == []

    def test_an_error_is_one_line_with_the_call_the_message_and_the_place(self, stage, monkeypatch):
        def broken(case):
            raise KeyError("partner")

        monkeypatch.setattr(cs.leadership, "duties", broken)
        (line,) = told(stage("import casestudy as cs", "case = cs.load_case()",
                             "cs.leadership.duties(case)"))  # fmt: skip
        assert line == "98_stage: cs.leadership.duties(case): KeyError: 'partner'"

    def test_the_function_of_the_package_is_named(self, stage):
        (line,) = told(stage("import casestudy as cs", "cs.find_me"))
        assert "former.py" in line
        assert "find" in line

    def test_what_follows_from_a_failure_is_not_told_again(self, stage):
        lines = told(stage("a = 1 / 0", "b = a + 1", "b", "c = 2\nc.no_such"))
        assert [line.split(": ")[1] for line in lines] == ["a = 1 / 0", "c.no_such"]

    def test_a_sentence_about_no_number_is_told(self, stage):
        (line,) = told(stage("f'worth {float(\"nan\"):.1f} million'"))
        assert "says" in line
        assert "nan" in line
        assert told(stage("'a banana and an infinite nanny'")) == []

    def test_a_warning_is_told_as_the_reader_would_see_it(self, stage):
        (line,) = told(stage("import numpy as np\nx = np.float64(1) / np.float64(0)"))
        assert "warns: divide by zero" in line

    def test_a_chapter_that_would_leave_is_told(self, stage):
        (line,) = told(stage("raise SystemExit(3)"))
        assert "SystemExit: 3" in line

    def test_a_picture_that_cannot_be_drawn_is_told(self, stage, monkeypatch):
        def broken(ax):
            raise ValueError("no layout")

        monkeypatch.setattr("casestudy.plots.style.png", broken)
        lines = told(stage("import casestudy as cs", "d = cs.history.decline(cs.load_case())",
                           "cs.show(d)"))  # fmt: skip
        assert "ValueError: no layout" in lines[0]

    def test_every_part_of_an_exercise_is_asked_for(self, monkeypatch):
        from casestudy.learning.registry import exercises

        one = next(iter(exercises(CHAPTER).values()))
        case = cs.load_case("turnaround")

        def broken(case):
            raise ZeroDivisionError("division by zero")

        for part in ("prompt", "key", "solution"):
            spoilt = object.__new__(type(one))
            vars(spoilt).update(vars(one) | {part: broken})
            monkeypatch.setattr(
                "casestudy.audit.rehearsal.exercises", lambda name, case, s=spoilt: {s.id: s}
            )
            monkeypatch.setattr("casestudy.audit.rehearsal._cells", lambda case, chapter: [])
            lines = [str(f) for f in rehearse(case, CHAPTER)]
            assert f"exercise {one.id}: {part}" in lines[0], part
            assert "ZeroDivisionError" in lines[0]

    def test_a_prediction_without_a_number_is_told(self, monkeypatch):
        from casestudy.learning.registry import predictions

        one = next(iter(predictions(CHAPTER).values()))
        spoilt = replace(one, truth=lambda case: float("inf"))
        monkeypatch.setattr("casestudy.audit.rehearsal.predictions", lambda name: {"x": spoilt})
        monkeypatch.setattr("casestudy.audit.rehearsal._cells", lambda case, chapter: [])
        lines = told(CHAPTER)
        assert lines == [f"{CHAPTER}: prediction {one.id}: result: comes out as inf"]

    def test_the_stage_is_left_as_it_was(self, stage):
        import sys

        main, home = sys.modules["__main__"], cs.load_case
        told(stage("raise ValueError", "case = 3"))
        assert sys.modules["__main__"] is main
        assert cs.load_case is home
        with warnings.catch_warnings(record=True):
            assert cs.load_case("packaging").name == "packaging"


class TestInProcesses:
    def test_failures_come_back_in_the_order_of_the_chapters(self, mine):
        heard = []
        wanted = ["08_supply_chain", "02_who_leads"]
        found = performance.rehearse_all(
            mine, only=wanted, progress=lambda *said: heard.append(said)
        )
        assert found == []
        assert sorted(chapter for chapter, *_ in heard) == sorted(wanted)
        assert [(done, total) for _, done, total, _ in heard] == [(1, 2), (2, 2)]

    def test_a_chapter_that_dies_is_told_and_takes_no_other_with_it(self, mine, monkeypatch):
        true, before = performance.subprocess.Popen, "import os, casestudy.audit.rehearsal as r; "
        dies = (
            "whole = r.rehearse; r.rehearse = lambda case, chapter: "
            "os.kill(os.getpid(), 9) if chapter == '02_who_leads' else whole(case, chapter); "
        )
        started = []

        def fragile(command, **named):
            started.append(command)
            return true([*command[:3], before + dies + command[3], *command[4:]], **named)

        monkeypatch.setattr(performance.subprocess, "Popen", fragile)
        monkeypatch.setattr(performance, "MOST_PROCESSES", 1)
        found = performance.rehearse_all(mine, only=["02_who_leads", "08_supply_chain"])
        assert [f.chapter for f in found] == ["02_who_leads"]
        assert found[0].message == "ended with -9: without a word"
        assert len(started) == 2  # what was left is rehearsed in a new process

    def test_a_chapter_can_neither_read_what_comes_next_nor_answer_for_another(self, tmp_path):
        code = """
import os, subprocess, sys
import casestudy.audit.rehearsal as r
def chatty(case, chapter):
    os.write(1, b"noise\\n")
    return [r.Failure(chapter, os.environ["CASESTUDY_HOME"], repr(sys.stdin.read()))]
r.rehearse = chatty
r.main("turnaround")
"""
        done = subprocess.run(
            [sys.executable, "-c", code], input="a\nb\n", capture_output=True, text=True,
            check=True, env=os.environ | {"CASESTUDY_HOME": str(tmp_path)},
        )  # fmt: skip
        told = [json.loads(line) for line in done.stdout.splitlines()]
        assert told == [
            [{"chapter": name, "what": str(tmp_path / name), "message": "''", "where": ""}]
            for name in ("a", "b")
        ]

    def test_a_chapter_that_hangs_is_told(self, mine, monkeypatch):
        monkeypatch.setattr(performance, "LONGEST", 0.01)
        (failure,) = performance.rehearse_all(mine, only=["08_supply_chain"])
        assert "not done after" in failure.message

    def test_the_command_tells_each_failure_in_one_line_and_progress_beside(
        self, mine, monkeypatch
    ):
        broken = Failure("02_who_leads", "cs.situation(case)", "KeyError: 'x'", "case.py:1, f")

        def rehearsed(path, progress):
            progress("02_who_leads", 1, 1, 1)
            return [broken]

        monkeypatch.setattr("casestudy.audit.rehearse_all", rehearsed)
        said = run("check acme.yaml --all", code=1)
        assert f"  broken    {broken}\n" in said.stdout
        assert "1 thing is broken and " in said.stdout
        assert said.stderr == "acme: 1 of 1 chapters (02_who_leads), 1 broken\n"
        # A failure decides, even where all targets are met.
        assert "1 thing is broken" in run("check turnaround --all", code=1).stdout


def test_a_draft_without_tables_on_disk_can_be_examined():
    data = cs.load_case("turnaround").scenario.model_dump(mode="json")
    data["line"]["products"]["value"] = 80
    data["history"]["products_at_start"]["value"] = 60
    case = draft_case(Scenario.model_validate(data))
    assert examine(case).broken == ()
