"""What an instructor presses and fills in, and what comes of it."""

import html
import re

import pytest

import casestudy as cs
from casestudy.analysis import frontiers
from casestudy.analysis import room as rooms
from casestudy.app import handout
from casestudy.debrief import example
from casestudy.errors import InputError
from casestudy.kit import FORMATS
from casestudy.plans.sharing import encode
from casestudy.widgets import room as boxes
from tests.strategies import the_case

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
CASE = the_case("turnaround")
MARKUP = "<img src=x onerror=alert(1)> [a](https://x.org) **b**"


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rooms, "DRAWS", 64)
    monkeypatch.setattr(frontiers, "GENERATIONS", 3)


def seen(box) -> str:
    (output,) = box._place.outputs
    return output["data"]["text/html"]


def said(box) -> str:
    return html.unescape(re.sub("<[^>]+>", "", box.message._text.value))


class TestKit:
    @pytest.fixture(scope="class")
    def box(self):
        return cs.kit_box(CASE)

    @pytest.mark.parametrize("length", FORMATS)
    def test_the_running_sheet_is_that_of_the_length(self, box, length):
        box.paper.value, box.length.value = "running_sheet", length
        label = next(text for text, name in box.length.options if name == length)
        assert f"<h3>Running sheet: {label}</h3>" in seen(box)

    @pytest.mark.parametrize("paper", boxes.PAPERS)
    def test_each_paper_is_there(self, box, paper):
        box.paper.value = paper
        assert CASE.scenario.company.name in seen(box)
        assert "\n\n" not in seen(box)
        assert "$" not in seen(box)

    def test_a_stored_page_has_the_agenda(self, box):
        assert "Running sheet" in box.page
        assert "0:00" in box.page


class TestHandOut:
    @pytest.fixture
    def box(self, monkeypatch):
        given = []

        def hand_out(out, teams, scenario, *, force, progress):
            given.append((str(out), teams, scenario, force))
            progress(teams, teams)
            if teams == 9:
                raise InputError("too many")

        monkeypatch.setattr(handout, "hand_out", hand_out)
        monkeypatch.setattr(boxes, "write_kit", lambda *_, **named: len(given))
        found = cs.hand_out_box(CASE)
        found.given = given
        return found

    def test_folders_are_written_for_so_many_teams_of_this_case(self, box):
        box.teams.value = 3
        box.buttons[1].click()
        assert box.given == [("room", 3, str(CASE.path), False)]
        assert said(box) == "3 folders for teams and one for you are in room, beside this notebook."

    def test_what_is_wrong_is_said(self, box):
        box.teams.value = 9
        box.buttons[1].click()
        assert said(box) == "too many"

    def test_a_folder_that_is_there_goes_aside_only_when_that_is_wanted(self, box, tmp_path):
        (tmp_path / "room").mkdir()
        box.buttons[1].click()
        assert box.given == []
        box.message._no.click()
        assert box.given == []
        box.buttons[1].click()
        box.message._yes.click()
        assert [one[3] for one in box.given] == [True]

    def test_the_kit_is_written_beside_the_notebook(self, box):
        box.buttons[0].click()
        assert said(box) == "0 files are in the folder kit, beside this notebook."


def test_the_real_kit_is_written(tmp_path):
    box = cs.hand_out_box(CASE)
    box.buttons[0].click()
    assert (tmp_path / "kit" / "decision_sheet.html").is_file()


@pytest.fixture(scope="module")
def of_the_example():
    """The debrief with which each form begins; whatever else is handed in is played anew."""
    made = []

    def debrief(case, handed, *given):
        if case is not CASE or handed != example(CASE):
            return true(case, handed, *given)
        if not made:
            made.append(true(case, handed, *given))
        return made[0]

    true = boxes.room.debrief
    return debrief


class TestDebrief:
    @pytest.fixture
    def box(self, of_the_example, monkeypatch):
        monkeypatch.setattr(boxes.room, "debrief", of_the_example)
        return cs.debrief_box(CASE)

    def test_without_input_it_has_a_room_of_the_scenario_itself(self, box):
        labels = [group.label for group in CASE.scenario.action_groups]
        teams = [one.team for one in example(CASE)]
        assert len(teams) == 4
        assert all(team.removeprefix("Without ") in labels for team in teams)
        assert all(html.escape(team) in seen(box) for team in teams)
        assert said(box).startswith("An example")
        assert "An example" in box.page
        assert box.page.count("<img ") == 3

    def test_codes_are_played_and_names_are_no_markup(self, box):
        code = encode(CASE, CASE.plan())
        box.codes.value = f"{MARKUP}: {code}\nBlue: rubbish"
        box.buttons[0].click()
        assert said(box) == "1 plans of 2 that were handed in"
        assert MARKUP not in seen(box)
        assert html.escape("<img src=x onerror=alert(1)>") in seen(box)
        assert "expected a code" in seen(box)

    def test_a_folder_is_read_and_its_page_written(self, box, tmp_path):
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "red.txt").write_text(encode(CASE, CASE.plan()), "utf-8")
        box.folder.value = "in"
        box.buttons[0].click()
        assert ">red</th>" in seen(box)
        box.buttons[1].click()
        assert "red" in (tmp_path / "debrief.html").read_text("utf-8")
        (link,) = box.link.outputs
        assert 'href="debrief.html"' in link["data"]["text/html"]

    def test_a_page_that_is_there_is_replaced_only_when_that_is_wanted(self, box, tmp_path):
        (tmp_path / "debrief.html").write_text("mine", "utf-8")
        box.buttons[1].click()
        box.message._no.click()
        assert (tmp_path / "debrief.html").read_text("utf-8") == "mine"
        box.buttons[1].click()
        box.message._yes.click()
        assert "Without" in (tmp_path / "debrief.html").read_text("utf-8")

    @pytest.mark.parametrize(
        ("folder", "codes", "message"),
        [("nowhere", "", "cannot be read"), ("in", "CS1-x", "not both"), ("\0", "", "")],
    )
    def test_what_is_wrong_is_said_and_the_page_stays(self, box, folder, codes, message):
        before = seen(box)
        box.folder.value, box.codes.value = folder, codes
        box.buttons[0].click()
        assert message in said(box)
        assert "cs-problem" in box.message._text.value
        assert seen(box) == before

    def test_emptied_fields_bring_the_example_back(self, box):
        box.codes.value = "rubbish"
        box.buttons[0].click()
        box.codes.value = " "
        box.buttons[0].click()
        assert said(box).startswith("An example")
