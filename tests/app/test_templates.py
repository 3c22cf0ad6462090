"""The templates: each a case to believe, and a start for a company of any size."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from heard import foreign, said_by

from casestudy.app.cli import cli
from casestudy.audit import examine
from casestudy.files.places import available, templates
from casestudy.own import inherited
from casestudy.scenario.case import load_case, load_scenario
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


class Way:
    """The whole way, as an instructor goes it: new, every chapter, and the tables once more.

    Each template has a class, which is what one process of the tests is given at a time.
    """

    name: str

    def test_a_company_of_another_size_can_be_taught_from(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        line = f"new acme.yaml --like {self.name} --name Acme --currency EUR --revenue 90m"
        assert run(f"{line} --line 40%").stdout.count(", met") == 3
        case = load_case("acme.yaml")
        assert case.line_revenue == 36_000_000
        assert examine(case).doubts == ()
        assert ": fine" in run("check acme.yaml").stdout.splitlines()[0]
        text = said_by(case, monkeypatch)  # nothing breaks in any chapter
        ready = available() | templates()
        others = [load_scenario(path) for name, path in ready.items() if name != self.name]
        assert foreign(text, case.scenario, others) == []
        before = Path("acme/order_lines.csv").read_bytes()
        run("tables acme.yaml")
        assert Path("acme/order_lines.csv").read_bytes() == before


class TestConsumerGoods(Way):
    name = "consumer_goods"


class TestIndustrial(Way):
    name = "industrial"


class TestMedicalDevices(Way):
    name = "medical_devices"


class TestSoftwareHardware(Way):
    name = "software_hardware"


def test_the_way_is_gone_with_each():
    assert sorted(way.name for way in Way.__subclasses__()) == NAMES
