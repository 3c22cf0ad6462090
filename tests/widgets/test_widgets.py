"""Widgets: what the kernel sees of the page, what it answers, and what stands for them."""

import html
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import ipywidgets as w
import pytest

import casestudy as cs
from casestudy.errors import InputError
from casestudy.files.places import chosen_scenario
from casestudy.learning import registry
from casestudy.learning.kinds import Choices, Function
from casestudy.plans import PlanStore
from casestudy.plans.at_hand import at_hand_file, leave, plan_at_hand
from casestudy.plans.sharing import decode, encode
from casestudy.widgets.message import Message

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
STARTED = '{"start": "as_it_happened"'


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """Asks a page as the browser does, and gives what it answers."""

    def ask(page, **wish):
        answers = []
        monkeypatch.setattr(type(page), "send", lambda self, answer: answers.append(answer))
        page._asked(page, {"id": "1"} | wish, [])
        (answer,) = answers
        assert answer.pop("id") == "1"
        return answer

    return ask


def said(message):
    return html.unescape(re.sub("<[^>]*>", "", message._text.value))


class TestPlanAtHand:
    def test_what_the_browser_sends_is_what_the_kernel_sees(self, case):
        pit = cs.cockpit(case)
        assert (pit.levers, pit.assumptions) == (case.plan(), case.assumptions)
        plan, world = case.plan(mentoring=1 / 3), case.assume(market_growth=0.1 + 0.1 / 7)
        pit.set_state({"code": encode(case, plan, world)})
        assert (pit.levers, pit.assumptions) == (plan, world)

    def test_what_the_kernel_sets_goes_to_the_browser(self, case):
        pit = cs.cockpit(case)
        pit.levers = case.plan(mentoring=0.25)
        pit.assumptions = case.assume(market_growth=0.09)
        shared = decode(pit.code, case)
        assert shared.levers == case.plan(mentoring=0.25)
        assert shared.assumptions == case.assume(market_growth=0.09)

    def test_a_plan_out_of_its_bounds_is_refused_and_nothing_moves(self, case):
        pit = cs.cockpit(case)
        with pytest.raises(InputError, match="mentoring"):
            pit.levers = cs.Levers(mentoring=7.0)
        assert pit.levers == case.plan()

    def test_it_is_where_it_was_left_for_the_same_start(self, case):
        cs.cockpit(case).levers = case.plan(mentoring=0.25)
        assert cs.cockpit(case).levers == case.plan(mentoring=0.25)
        assert cs.cockpit(case, "do_nothing").levers == case.plan("do_nothing")

    @pytest.mark.parametrize("text", ["{", "[]", STARTED + "}", STARTED + ', "code": 5}',
                                      STARTED + ', "code": "CS1-abc"}', "", "\0"])  # fmt: skip
    def test_a_damaged_file_is_said_and_put_aside(self, case, text):
        leave(case, "as_it_happened", case.plan(mentoring=0.25))
        path = at_hand_file(case)
        path.write_text(text)
        pit = cs.cockpit(case)
        assert pit.levers == case.plan()
        (told,) = pit.said
        assert "was not taken over" in told
        (aside,) = (path.parent / "kept").iterdir()
        assert aside.read_text() == text
        assert str(aside) in told
        assert cs.cockpit(case).said == []

    def test_a_folder_that_cannot_be_written_is_said_and_the_plan_moves(self, case, home):
        (home / "at_hand").write_text("a file in the way")
        pit = cs.cockpit(case)
        pit.levers = case.plan(mentoring=0.25)
        assert pit.levers == case.plan(mentoring=0.25)
        assert "lasts only until" in pit.said[0]

    def test_it_is_said_once_and_again_only_after_it_worked_in_between(self, case, home):
        way, told = home / "at_hand", []
        way.write_text("a file in the way")
        pit = cs.cockpit(case)
        pit.observe(lambda change: told.append(len(change["new"])), names="said")
        for mentoring in (0.25, 0.3):
            pit.levers = case.plan(mentoring=mentoring)
        assert told == [1]
        way.unlink()
        pit.levers = case.plan(mentoring=0.35)
        assert told == [1, 0]
        shutil.rmtree(way)
        way.write_text("a file in the way")
        pit.levers = case.plan(mentoring=0.4)
        assert told == [1, 0, 1]

    def test_a_small_page_leaves_it_alone(self, case):
        cs.play("mentoring", case=case).levers = case.plan(mentoring=0.25)
        cs.pruning_lab(case).levers = case.plan(mentoring=0.5)
        assert plan_at_hand(case, "as_it_happened").levers == case.plan()

    def test_a_link_sets_it(self, case):
        plan = case.plan(mentoring=0.35)
        assert cs.cockpit(case, query=f"plan={encode(case, plan)}").levers == plan
        pit = cs.cockpit(case, query="mentoring=0.25&price_change=1%25")
        assert (pit.levers.mentoring, pit.levers.price_change) == (0.25, 0.01)

    @pytest.mark.parametrize(
        ("query", "told"),
        [("plan=CS1-abcdef", "damaged"), ("plan=", "the code is empty"),
         ("mentoring=lots", "'lots'"), ("mentoring=7", "not 7"), ("mentr=0.5", "'mentoring'")],
    )  # fmt: skip
    def test_a_link_that_cannot_be_followed_is_said(self, case, query, told):
        pit = cs.cockpit(case, query=query)
        (text,) = pit.said
        assert "could not be followed" in text
        assert told in text
        assert pit.levers == case.plan()


class TestKeptPlans:
    def test_who_is_told_so_has_the_plan_kept(self, case, asked):
        pit, plan = cs.cockpit(case), case.plan(mentoring=0.35)
        code = encode(case, plan, case.assume(market_growth=0.115))
        assert asked(pit, act="keep", name="my plan / ü 🙂", code=code) == {}
        kept = PlanStore(case).load("my plan / ü 🙂")
        assert kept.levers == plan
        assert kept.assumptions.market_growth == 0.115
        assert pit.plans == {kept.name: kept}
        (listed,) = cs.cockpit(case).kept
        assert listed["name"] == "my plan / ü 🙂"
        assert decode(listed["code"], case).levers == plan

    def test_a_name_that_is_taken_is_replaced_only_when_that_is_wanted(self, case, asked):
        pit = cs.cockpit(case)
        pit.keep("one")
        other = encode(case, case.plan(mentoring=0.2))
        answer = asked(pit, act="keep", name="ONE", code=other)
        assert answer["exists"]
        assert "'one'" in answer["problem"]
        assert PlanStore(case).load("one").levers == case.plan()
        assert asked(pit, act="keep", name="one", code=other, replace=True) == {}
        assert PlanStore(case).load("one").levers.mentoring == 0.2

    @pytest.mark.parametrize("name", ["", "   ", "x" * 300, "a\nb"])
    def test_a_bad_name_is_explained(self, case, asked, name):
        pit = cs.cockpit(case)
        assert "expected 1 to 60" in asked(pit, act="keep", name=name, code=pit.code)["problem"]
        assert PlanStore(case).names() == []

    def test_plans_are_renamed_and_deleted(self, case, asked):
        pit = cs.cockpit(case)
        pit.keep("old")
        assert asked(pit, act="rename", name="old", to="new") == {}
        assert [one["name"] for one in pit.kept] == ["new"]
        assert "'old'" in asked(pit, act="delete", name="old")["problem"]
        assert asked(pit, act="delete", name="new") == {}
        assert pit.kept == []

    @pytest.mark.parametrize("wish", [{}, {"act": "keep"}, {"act": "keep", "name": 5, "code": []}])
    def test_a_wish_that_makes_no_sense_does_no_harm(self, case, asked, wish):
        asked(cs.cockpit(case), **wish)
        assert PlanStore(case).names() == []

    def test_a_folder_that_cannot_be_written_is_explained(self, case, asked, home):
        (home / "plans").write_text("a file in the way")
        pit = cs.cockpit(case)
        assert asked(pit, act="keep", name="one", code=pit.code)["problem"]

    def test_a_damaged_file_is_named_and_the_others_are_there(self, case):
        cs.cockpit(case).keep("good")
        (PlanStore(case).folder / "bad-00000000.yaml").write_text("plan_version: 99\nname: bad\n")
        pit = cs.cockpit(case)
        assert [one["name"] for one in pit.kept] == ["good"]
        assert "bad-00000000.yaml" in pit.said[0]


class TestSmallPages:
    def test_a_play_has_what_was_asked_for_and_begins_there(self, case):
        page = cs.play("mentoring", "market_growth", start="as_it_happened", show=["cash"],
                       headlines=["npv"], keep="mine", case=case)  # fmt: skip
        only = SimpleNamespace(**page.record["only"])
        assert (only.controls, only.pictures) == (["mentoring", "market_growth"], ["cash"])
        assert (only.headlines, only.keep) == (["npv"], "mine")
        assert decode(only.code, case).levers == page.levers == case.plan()

    def test_the_lab_begins_at_the_target_with_nothing_else_done(self, case):
        lab = cs.pruning_lab(case)
        target = case.scenario.targets.complexity_reduction.value
        assert lab.levers == case.levers(retired_share=target)
        assert lab.record["only"]["pictures"] == ["contest"]


def test_widgets_say_what_they_are_where_they_cannot_be_shown(case):
    assert repr(cs.cockpit(case)).startswith("The cockpit: a slider for every lever")
    assert repr(cs.pruning_lab(case)).startswith("The pruning lab")
    assert repr(cs.scenario_picker()) == "A menu of scenarios"
    stored = cs.scenario_picker()._repr_mimebundle_()["text/markdown"]
    assert stored == "*A menu of scenarios. It works while this page runs.*"
    data, _ = cs.pruning_lab(case)._repr_mimebundle_()
    assert data["text/plain"].startswith("The pruning lab")
    assert "*The pruning lab" in data["text/markdown"]
    assert "<img" in data["text/markdown"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_cockpit_works_where_nothing_else_was_imported():
    code = """if True:
        import casestudy as cs
        case = cs.load_case("turnaround")
        cs.cockpit(case).keep("one")
        cs.play("launch", case=case)
        cs.pruning_lab(case)
    """
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


class TestMessage:
    def test_an_answer_that_goes_wrong_is_said(self):
        message = Message()

        def act():
            raise cs.InputError("no such thing")

        message.ask("Shall it be?", "yes", "no", act)
        assert message._yes.layout.display == ""
        message._yes.click()
        assert said(message) == "no such thing"
        assert "cs-problem" in message._text.value

    def test_each_question_has_its_own_answer(self):
        message, done = Message(), []
        for name in ("first", "second"):
            message.ask(name, "yes", "no", lambda name=name: done.append(name) or f"{name} done")
        message._yes.click()
        assert (done, said(message)) == (["second"], "second done")


def test_choosing_a_scenario_is_remembered():
    picker = cs.scenario_picker()
    entry, words, _ = picker.children
    menu = entry.children[1]
    assert menu.value == "turnaround"
    menu.value = "packaging"
    assert chosen_scenario() == "packaging"
    assert cs.load_case().name == "packaging"
    assert cs.load_case("packaging").scenario.title in words.value


class TestFields:
    def test_nothing_is_chosen_at_first_and_options_hold_no_marks(self, case):
        seen = []
        for exercise in registry.exercises().values():
            box = cs.exercise(exercise.id, case=case)
            if isinstance(box.control, w.RadioButtons):
                assert box.control.index is None
                seen += [text for text, _ in box.control.options]
            elif isinstance(exercise, Choices):
                seen += [check.description for check in box.control.children]
        assert len(seen) > 40
        assert not [text for text in seen if re.search(r"\*|`|\\\$|&[a-z]+;", text)]

    def test_an_exercise_without_a_field_says_for_whom_it_is_and_still_gives_hints(self, case):
        found = next(e for e in registry.exercises().values() if isinstance(e, Function))
        box = cs.exercise(found.id, case=case)
        _, words, buttons, said, solution, _ = box.children
        assert "those who program" in words.value
        hint, unfold = buttons.children
        hint.click()
        assert "Hint 1 of" in said.value
        assert solution.outputs == ()
        unfold.click()
        assert "```python" in solution.outputs[0]["data"]["text/markdown"]
        unfold.click()
        assert solution.outputs == ()

    def test_no_label_of_a_panel_is_read_as_mathematics(self, case):
        for panel in (cs.cockpit(case), cs.play("launch"), cs.exercise("04-04")):
            assert "mathjax_ignore" in panel._dom_classes
