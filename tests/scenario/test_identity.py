"""Two scenarios of one name share nothing of a learner's; an edited or moved one loses nothing."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.analysis.variants import load_case
from casestudy.app.cli import cli
from casestudy.files.places import available, home_folder
from casestudy.learning.progress_store import ExerciseRecord, ProgressStore
from casestudy.plans import PlanStore
from casestudy.scenario.case import load_scenario
from casestudy.scenario.identity import scenario_key
from casestudy.scenario.synthesis import draft_case


def scenario_file(path: Path, *, company: str = "Acme", line: str = "Boxes") -> Path:
    """Write a scenario of one's own, called as its file is, into a folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = available()["packaging"].read_text(encoding="utf-8")
    text = re.sub(r"(?m)^name: .*$", f"name: {path.stem}", text)
    text = text.replace("Tornby Packaging", company)
    text = re.sub(r"(?m)^(line:\n(?:.*\n)*?  name: ).*$", rf"\g<1>{line}", text, count=1)
    path.write_text(text, encoding="utf-8")
    return path


def case_of(path: Path):
    return draft_case(load_scenario(path), path)


def work_on(case) -> None:
    ProgressStore.of(case).update(
        lambda kept: kept.exercises.update({"05-01": ExerciseRecord(solved=True)})
    )
    PlanStore(case).keep("mine", case.plan())


def has_work(case) -> bool:
    found = "05-01" in ProgressStore.of(case).read().exercises, PlanStore(case).names() == ["mine"]
    assert found[0] == found[1]
    return found[0]


def test_two_files_of_one_name_share_nothing(tmp_path):
    one, two = (case_of(scenario_file(tmp_path / f / "acme.yaml")) for f in ("one", "two"))
    work_on(one)
    assert has_work(one)
    assert not has_work(two)
    work_on(two)
    PlanStore(two).delete("mine")
    assert has_work(one)


def test_a_file_of_a_ready_scenarios_name_shares_nothing_with_it(tmp_path):
    work_on(cs.load_case("turnaround"))
    own = case_of(scenario_file(tmp_path / "turnaround.yaml"))
    assert not has_work(own)
    work_on(own)
    assert (home_folder() / "progress" / "turnaround.json").is_file()
    assert scenario_key(cs.load_case("turnaround", 7)) == "turnaround-7"


def test_an_edited_file_keeps_what_is_its_own(tmp_path):
    path = scenario_file(tmp_path / "acme.yaml")
    work_on(case_of(path))
    # A figure, then one name after the other: it was the same scenario each time.
    for old, new in [
        ("price: 240", "price: 250"),
        ("Acme", "Third"),
        ("name: Boxes", "name: Cartons"),
    ]:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert has_work(case_of(path)), new


def test_a_file_that_was_moved_keeps_it_and_one_that_was_copied_does_not(tmp_path):
    path = scenario_file(tmp_path / "old" / "acme.yaml")
    work_on(case_of(path))
    shutil.copytree(tmp_path / "old", tmp_path / "copy")
    assert not has_work(case_of(tmp_path / "copy" / "acme.yaml"))
    os.rename(tmp_path / "old", tmp_path / "new")
    assert has_work(case_of(tmp_path / "new" / "acme.yaml"))
    assert not has_work(case_of(tmp_path / "copy" / "acme.yaml"))


def test_another_company_in_the_same_place_is_another_scenario(tmp_path):
    path = scenario_file(tmp_path / "course.yaml")
    work_on(case_of(path))
    scenario_file(path, company="Beta", line="Pumps")
    assert not has_work(case_of(path))
    work_on(case_of(path))
    scenario_file(path)
    assert has_work(case_of(path))


def test_variants_of_ones_own_scenario_are_apart_too(tmp_path):
    one = load_case(scenario_file(tmp_path / "one" / "acme.yaml"), 3)
    two = load_case(scenario_file(tmp_path / "two" / "acme.yaml"), 3)
    assert one.name == two.name == "acme-3"
    work_on(one)
    assert has_work(one)
    assert not has_work(two)


def test_what_was_kept_by_the_name_alone_goes_to_the_first_that_it_fits(tmp_path):
    case = case_of(scenario_file(tmp_path / "one" / "acme.yaml"))
    old = ProgressStore(case.name)
    old.update(lambda kept: kept.exercises.update({"05-01": ExerciseRecord(solved=True)}))
    PlanStore(case, home_folder() / "plans" / case.name).keep("mine", case.plan())
    ProgressStore("acme-3").update(lambda kept: None)
    ProgressStore("acme2").update(lambda kept: None)
    assert has_work(case)
    assert not old.path.exists()
    left = {p.name for p in (home_folder() / "progress").glob("*.json")}
    assert left == {f"{scenario_key(case)}.json", "acme2.json", f"acme-3{left_mark(case)}.json"}
    assert not has_work(case_of(scenario_file(tmp_path / "two" / "acme.yaml")))


def left_mark(case) -> str:
    return scenario_key(case).removeprefix(case.name)


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"mark": "../../x"}]', "{}", "null"])
def test_a_list_that_cannot_be_read_loses_nothing(tmp_path, content):
    case = case_of(scenario_file(tmp_path / "acme.yaml"))
    work_on(case)
    (home_folder() / "scenarios.json").write_text(content)
    assert has_work(case)
    assert len(json.loads((home_folder() / "scenarios.json").read_text())) == 1


def test_a_home_that_cannot_be_written_to_stops_nobody(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path / "file" / "home"))
    case = case_of(scenario_file(tmp_path / "acme.yaml"))
    assert scenario_key(case) == scenario_key(case) != case.name


def test_the_command_line_tells_two_courses_apart(tmp_path):
    def progress(path):
        result = CliRunner().invoke(cli, ["progress", "--scenario", str(path)])
        assert result.exit_code == 0, result.output
        return result.output

    paths = [scenario_file(tmp_path / f / "acme.yaml") for f in ("one", "two")]
    for path in paths:
        assert CliRunner().invoke(cli, ["tables", str(path)]).exit_code == 0
    work_on(cs.load_case(paths[0]))
    assert "1 of" in progress(paths[0])
    assert progress(paths[1]) == "No exercise solved yet.\n"
