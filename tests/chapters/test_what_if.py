"""What if: sentences about a plan follow its outcome."""

import dataclasses

import pytest

import casestudy as cs


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
