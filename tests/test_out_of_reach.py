"""A case whose plan came to less than was asked, and whose targets no plan reaches at once."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.analysis.calibration import calibrate
from casestudy.analysis.cheapest import least_cost
from casestudy.app.cli import cli
from casestudy.audit import examine
from casestudy.audit.wording import examination_lines
from casestudy.files.places import available
from casestudy.scenario.case import load_case, load_scenario
from casestudy.scenario.schema import TARGETS
from casestudy.widgets.page.record import page_record

NAME = "balances"


@pytest.fixture(scope="module")
def case():
    return load_case(NAME)


@pytest.fixture(scope="module")
def examined(case):
    """With the plan that comes nearest to all targets, which takes a search."""
    return examine(case)


def asked(case):
    return {name: getattr(case.scenario.targets, name).value for name in TARGETS}


def test_the_plan_as_it_happened_comes_to_what_was_reached(case):
    found = calibrate(case)
    assert found.solved
    assert found.targets == {n: getattr(case.scenario.reached, n).value for n in TARGETS}
    assert found.targets != asked(case)
    assert all(load_case(name).scenario.reached is None for name in set(available()) - {NAME})


def test_each_target_can_be_reached_and_two_at_once_but_not_all(case, examined):
    targets = asked(case)
    for name, value in targets.items():
        assert least_cost(case, {name: value}).met
    for left_out in ("revenue_growth", "margin_points"):
        assert least_cost(case, {n: v for n, v in targets.items() if n != left_out}).met
    assert not examined.nearest.met
    assert set(examined.nearest.missed) == {"revenue_growth"}


def test_a_check_says_so(examined):
    lines = " ".join(" ".join(examination_lines(examined)).split())
    assert ": fine" in lines
    assert "+11.0%, met; +18.0% was asked for" in lines
    assert "No plan was found that gives revenue growth of +18.0%" in lines
    assert examine(load_case("packaging")).nearest is None


def test_where_another_plan_does_reach_them_a_check_says_that(case):
    low = case.scenario.targets.model_copy(
        update={"revenue_growth": case.scenario.reached.revenue_growth}
    )
    other = replace(case, scenario=case.scenario.model_copy(update={"targets": low}))
    lines = " ".join(" ".join(examination_lines(examine(other))).split())
    assert "Another plan of these actions gives revenue growth of +11.0%" in lines


def test_the_first_page_tells_what_was_asked_and_what_came_of_it(case):
    found = cs.start.targets(case)
    assert found.growth == case.scenario.reached.revenue_growth.value
    said = str(cs.say(found, "what_came_of_it", case=case))
    assert "| revenue | +11% |" in said
    assert "had asked for more: +18% of revenue" in " ".join(said.split())
    first = load_case("turnaround")
    assert "had asked" not in str(cs.say(cs.start.targets(first), "what_came_of_it", case=first))


def test_the_cockpit_asks_whether_any_plan_does(case):
    tasks = [task["words"] for task in page_record(case)["tasks"]]
    assert tasks[0] == "Reach all targets. What happened did not; does any plan?"
    assert "Reach the growth that the board asked for, whatever the rest." in tasks
    assert not any(
        "does any plan" in t["words"] for t in page_record(load_case("packaging"))["tasks"]
    )
    hidden = [task["words"] for task in page_record(case, hide_targets=True)["tasks"]]
    assert not any("all targets" in words or "board asked" in words for words in hidden)
    limits = [task["at_least"] for task in page_record(case)["tasks"]]
    assert {"revenue_growth": case.scenario.targets.revenue_growth.value} in limits


def test_a_case_made_like_it_keeps_the_distance(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    line = "new acme.yaml --like balances --name Acme --targets revenue=16%,margin=2pt"
    told = CliRunner().invoke(cli, line.split()).output
    assert told.count(", met") == 3, told
    mine = load_case("acme.yaml").scenario
    assert mine.targets.revenue_growth.value == 0.16
    assert mine.reached.revenue_growth.value == pytest.approx(0.09)
    assert mine.reached.margin_points.value == pytest.approx(0.003)


def test_another_outcome_is_written_where_outcomes_stand(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(cli, ["new", "acme.yaml", "--like", "balances", "--copy"])
    line = "calibrate --scenario acme.yaml --target revenue_growth=12% --write"
    assert CliRunner().invoke(cli, line.split()).exit_code == 0
    mine = load_scenario("acme.yaml")
    assert mine.reached.revenue_growth.value == 0.12
    assert mine.targets.revenue_growth.value == 0.18
    text = (tmp_path / "acme.yaml").read_text("utf-8")
    assert re.search(r"revenue_growth: \{value: 0.12, .*it replaces the reported figure", text)
