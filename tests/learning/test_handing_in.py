"""Predictions leave the learner's folder as a small file, and are read with one clear error."""

import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.app.cli import cli
from casestudy.errors import InputError
from casestudy.learning.handing_in import hand_in, holds_predictions, read_predictions
from casestudy.learning.progress_store import PredictionRecord
from casestudy.plans import plan_text

CASE = cs.load_case("turnaround")
GOOD = """predictions_version: 1
scenario: turnaround
predictions:
  05-p1:
    value: 0.76
    low: 0.7
    high: 0.8
"""


@pytest.fixture
def made():
    cs.commit("09-p1", "8m", "1m", "9m", case=CASE)
    cs.commit("05-p1", "76%", "70%", "80%", case=CASE)


def export(*line, code=0):
    result = CliRunner().invoke(cli, ["progress", "--scenario", "turnaround", *map(str, line)])
    assert result.exit_code == code, result.output
    return result


def test_what_is_written_is_read_again(made, tmp_path):
    path = tmp_path / "red.yaml"
    assert "2 predictions" in export("--export", path).stdout
    found = read_predictions(path)
    assert found.scenario == "turnaround"
    assert found.ranges == {
        "05-p1": PredictionRecord(value=0.76, low=0.7, high=0.8),
        "09-p1": PredictionRecord(value=8e6, low=1e6, high=9e6),
    }


def test_it_holds_ranges_and_no_answer(made, tmp_path):
    cs.check("05-01", "70%", case=CASE)
    hand_in(CASE, tmp_path / "red.yaml")
    text = (tmp_path / "red.yaml").read_text("utf-8")
    assert "05-01" not in text
    assert set(text.split()) >= {"05-p1:", "value:"}
    assert len(text.splitlines()) == 3 + 2 * 4


def test_the_smallest_and_the_largest_numbers_come_back_as_they_were(tmp_path):
    cs.commit("05-p1", 1e-05, 1e-17, 0.1 + 0.2, case=CASE)
    hand_in(CASE, tmp_path / "red.yaml")
    one = read_predictions(tmp_path / "red.yaml").ranges["05-p1"]
    assert (one.value, one.low, one.high) == (1e-05, 1e-17, 0.1 + 0.2)


@pytest.mark.parametrize(
    ("name", "message"),
    [("red.txt", "ends in .yaml"), ("there.yaml", "exists already"), ("no/red.yaml", "")],
)
def test_a_place_that_will_not_do_is_refused(made, tmp_path, name, message):
    (tmp_path / "there.yaml").write_text("mine", "utf-8")
    (tmp_path / "no").write_text("a file", "utf-8")
    told = export("--export", tmp_path / name, code=1).stderr
    assert message in told
    assert told.count("\n") == 1
    assert (tmp_path / "there.yaml").read_text("utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 2


def test_without_a_prediction_nothing_is_written(tmp_path):
    assert "no prediction" in export("--export", tmp_path / "red.yaml", code=1).stderr
    assert list(tmp_path.iterdir()) == []


def test_it_is_exported_or_reset_and_not_both(tmp_path):
    told = export("--export", tmp_path / "red.yaml", "--reset", "05", code=2).stderr
    assert "not both" in told


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("predictions_version: 1", "predictions_version: 2", "line 1: .*newer version"),
        ("scenario: turnaround", "scenario: ''", "line 2: scenario"),
        ("05-p1", "05-p9", "line 4: .*Did you mean '05-p"),
        ("low: 0.7", "low: 0.9", "line 4: .*low ≤ value ≤ high"),
        ("low: 0.7", "low: .nan", "line 6: "),
        ("low: 0.7", "low: ten", "line 6: .*expected a number"),
        ("    high: 0.8\n", "", "high: is missing"),
        ("    high", "    more: 1\n    high", "line 7: .*unknown key 'more'"),
        (GOOD[GOOD.index("  05") :], "  {}\n", "predictions"),
    ],
)
def test_a_file_that_is_wrong_is_told_where(tmp_path, old, new, message):
    path = tmp_path / "red.yaml"
    path.write_text(GOOD.replace(old, new), "utf-8")
    assert holds_predictions(path)
    with pytest.raises(InputError, match=message):
        read_predictions(path)


def test_a_plan_file_holds_none(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text(CASE, "mine", CASE.plan()), "utf-8")
    assert not holds_predictions(path)
