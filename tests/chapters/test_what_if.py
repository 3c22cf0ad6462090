"""What if: sentences about a plan follow its outcome."""

import dataclasses
import json
import re

import pytest

import casestudy as cs
from casestudy.files.languages import texts
from casestudy.files.places import notebooks_folder
from casestudy.text.figures import plan_label


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_the_share_title_says_whether_the_old_share_is_regained(case):
    compared = cs.compare(case)
    assert "does not regain" in cs.say(compared, "share.title")
    back = dataclasses.replace(compared, base_share=0.01)
    assert "The plan regains" in cs.say(back, "share.title")


def test_targets_say_how_far_off_a_plan_is(case):
    assert cs.say(cs.compare(case), "targets", case=case).count("on target") == 3
    idle = cs.say(cs.compare(case, case.plan("do_nothing")), "targets", case=case)
    assert idle.count("on target") == 0
    assert idle.count(" off") == 3


def test_what_the_page_asks_to_press_is_there_to_be_pressed():
    case = cs.load_case("turnaround")
    cells = json.loads((notebooks_folder() / "09_what_if.ipynb").read_text("utf-8"))["cells"]
    plan = next(t for t in ("".join(c["source"]) for c in cells) if t.startswith("## Your plan"))
    asked = [str(cs.prompt(id, case=case)) for id in ("09-03", "09-04")]
    there = {*texts("casestudy.widgets.page").values(), plan_label("as_it_happened")}
    named = {
        name for text in (plan, *asked) for name in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text)
    }
    explained = {"Levers", "Assumptions", "frontier", "one"}
    assert {"Start from", "Tasks", "What nobody controls"} <= named
    assert named - explained <= there
