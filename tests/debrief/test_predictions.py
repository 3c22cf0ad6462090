"""Predictions that lie among the plans of a room are compared with each team's own results."""

import re

import pytest

import casestudy as cs
from casestudy.analysis import frontiers
from casestudy.analysis import room as rooms
from casestudy.analysis.variants import load_case
from casestudy.debrief import counted, debrief, read
from casestudy.debrief.results import judge
from casestudy.learning.handing_in import HandedIn
from casestudy.learning.progress_store import PredictionRecord
from casestudy.learning.registry import find_prediction
from casestudy.plans.sharing import encode
from casestudy.report.html import as_html
from tests.strategies import the_case

CASE = the_case("turnaround")
OTHER = load_case("turnaround", 3)


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    monkeypatch.setattr(rooms, "DRAWS", 64)
    monkeypatch.setattr(frontiers, "GENERATIONS", 3)


def about(case, id, low=0.9, high=1.1) -> PredictionRecord:
    """Return a range that reaches from one part of the result to another."""
    truth = float(find_prediction(id).truth(case))
    low, high = sorted((low * truth, high * truth))
    return PredictionRecord(value=low, low=low, high=high)


def file_text(scenario, **ranges) -> str:
    lines = ["predictions_version: 1", f"scenario: {scenario}", "predictions:"]
    for id, one in ranges.items():
        name = f"{id[1:3]}-{id[3:]}"
        lines += [f"  {name}:", f"    value: {one.value}", f"    low: {one.low}"]
        lines.append(f"    high: {one.high}")
    return "\n".join(lines) + "\n"


def test_each_team_is_judged_by_the_results_of_its_own_variant():
    right, wrong = about(OTHER, "09-p1"), about(CASE, "09-p1")
    found = judge(
        CASE,
        {
            "Red": HandedIn("turnaround-3", {"09-p1": right}),
            "Blue": HandedIn("turnaround", {"09-p1": right}),
            "Green": HandedIn("turnaround", {"09-p1": wrong, "05-p1": about(CASE, "05-p1", 2, 3)}),
        },
    )
    price, value = found.questions
    assert (price.held, price.above, price.below) == (0, 1, 0)
    assert [(one.label, one.held) for one in sorted(value.judged, key=lambda j: j.label)] == [
        ("Blue", False), ("Green", True), ("Red", True)
    ]  # fmt: skip
    assert (value.held, value.above, value.below) == (2, 0, 1)
    assert value.results == (
        float(find_prediction("09-p1").truth(OTHER)),
        float(find_prediction("09-p1").truth(CASE)),
    )
    assert (found.score.held, found.score.made) == (2, 4)


def test_a_variant_that_cannot_be_made_is_told_and_the_rest_goes_on(monkeypatch):
    def refuse(path, number):
        raise cs.InputError("no such variant")

    monkeypatch.setattr("casestudy.debrief.results.load_case", refuse)
    good = about(CASE, "05-p1")
    teams = {
        "Red": HandedIn("turnaround-9", {"05-p1": good}),
        "Blue": HandedIn("turnaround", {"05-p1": good}),
    }
    found = judge(CASE, teams)
    assert found.unmade == {"turnaround-9": "no such variant"}
    assert found.score.made == 1


class TestAmongPlans:
    @pytest.fixture
    def folder(self, tmp_path):
        good = file_text("turnaround", _05p1=about(CASE, "05-p1"), _09p1=about(CASE, "09-p1", 2, 3))
        (tmp_path / "red.yaml").write_text(good, "utf-8")
        (tmp_path / "red.txt").write_text(encode(CASE, CASE.plan()), "utf-8")
        (tmp_path / "blue.yaml").write_text(good[: len(good) // 2], "utf-8")
        foreign = file_text("packaging", _05p1=about(CASE, "05-p1"))
        (tmp_path / "green.yaml").write_text(foreign, "utf-8")
        (tmp_path / "link.yaml").symlink_to(tmp_path / "red.yaml")
        return tmp_path

    def test_a_team_has_its_plan_and_its_predictions(self, folder):
        found = {(one.team, one.entry.place): one for one in read(CASE, str(folder))}
        assert found["red", "red.txt, line 1"].levers == CASE.plan()
        assert set(found["red", "red.yaml"].predictions.ranges) == {"05-p1", "09-p1"}
        reasons = {"blue": "is missing", "green": "for the scenario 'packaging'", "link": "no ord"}
        for team, reason in reasons.items():
            one = found[team, f"{team}.yaml"]
            assert not one.counts
            assert reason in one.said
        told = counted(list(found.values()))
        assert told == "1 plans and predictions of 1 team of 5 that were handed in"

    def test_the_last_of_a_team_count_and_a_list_may_name_them(self, tmp_path):
        for name, high in (("one", 1.1), ("two", 1.2)):
            text = file_text("turnaround-3", _05p1=about(OTHER, "05-p1", high=high))
            (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        path = tmp_path / "codes.txt"
        path.write_text("Red: one.yaml\nred: two.yaml\nRed: two.yaml\n", "utf-8")
        first, second, third = read(CASE, str(path))
        assert (first.counts, second.counts, third.counts) == (False, True, False)
        assert "the last ones count" in first.said
        assert second.said == "made with turnaround-3"
        assert "handed in before" in third.said

    def test_the_page_says_how_often_ranges_held(self, folder):
        told = []
        page = as_html(debrief(CASE, read(CASE, str(folder)), lambda *said: told.append(said)))
        assert told == [("results", 1, 1), ("plans", 1, 1)]
        part = page[page.index('id="predictions"') : page.index('id="questions"')]
        rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in part.split("<tr>")[2:]]
        assert [row[:4] for row in rows] == [["1", "1", "0", "0"], ["1", "0", "0", "1"]]
        assert "1 of 2 ranges held the result" in part

    def test_the_page_is_there_with_predictions_alone(self, folder):
        (folder / "red.txt").unlink()
        page = as_html(debrief(CASE, read(CASE, str(folder))))
        assert 'id="predictions"' in page
        assert 'id="plans"' not in page
        assert 'id="questions"' not in page

    def test_a_room_that_was_too_sure_is_asked_why(self, folder):
        wrong = {f"_{id[:2]}p1": about(CASE, f"{id[:2]}-p1", 2, 3) for id in ("01", "04", "05")}
        (folder / "red.yaml").write_text(file_text("turnaround", **wrong), "utf-8")
        (folder / "team.yaml").write_text(file_text("turnaround", **wrong), "utf-8")
        page = as_html(debrief(CASE, read(CASE, str(folder))))
        assert "0 of 6 of your ranges held" in page
        assert "the room was too sure" in page
