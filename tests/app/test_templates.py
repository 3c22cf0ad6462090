"""The templates: each a case to believe, and a start for a company of any size."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casestudy.app.cli import cli
from casestudy.audit import examine
from casestudy.files.places import available, templates
from casestudy.own import inherited
from casestudy.scenario.case import load_scenario
from casestudy.scenario.synthesis import draft_case

NAMES = ["consumer_goods", "industrial", "medical_devices", "software_hardware"]
on_each = pytest.mark.parametrize("name", NAMES)


def run(line: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, line.split(), prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result


def test_each_is_listed_where_one_starts_and_nowhere_else():
    assert list(templates()) == NAMES
    assert not set(NAMES) & set(available())
    told = " ".join(run("new --help").stdout.split()).replace("- ", "-")  # wrapped there
    assert all(name.replace("_", "-") in told for name in NAMES)


@on_each
def test_each_is_a_case_of_its_own(name):
    scenario = load_scenario(templates()[name])
    case = draft_case(scenario, templates()[name])
    found = examine(case)
    assert found.sound
    assert found.doubts == ()
    assert inherited(case) is None
    marks = re.findall(r"'mark': '(\w+)'", str(scenario.model_dump(mode="json")))
    assert set(marks) == {"assumed", "calibrated"}
    # Eight people, of whom no other case has one.
    people = {person.name for person in scenario.cast.people}
    others = [load_scenario(p) for n, p in (available() | templates()).items() if n != name]
    assert len(people) == 8
    for other in others:
        assert people.isdisjoint(person.name for person in other.cast.people)
        mine, theirs = ({c.name for c in s.market.competitors} for s in (scenario, other))
        assert mine & theirs <= {"Others"}
        assert scenario.company.name != other.company.name


@on_each
def test_a_copy_is_the_template_under_another_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(f"new acme.yaml --like {name.replace('_', '-')} --copy")
    assert load_scenario("acme.yaml") == load_scenario(templates()[name]).model_copy(
        update={"name": "acme"}
    )
    first = Path("acme.yaml").read_text("utf-8").splitlines()[0]
    assert first.endswith("/scenario.schema.json")
    assert "file:///" in first
