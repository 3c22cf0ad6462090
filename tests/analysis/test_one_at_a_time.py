"""Actions one at a time: what closes, what does not, and that it is said."""

import dataclasses

import pytest

import casestudy as cs


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_one_at_a_time_closes_neither_way_and_says_so(case):
    result = cs.one_at_a_time(case)
    plan = case.plan()
    idle, full = (cs.simulate(case, p).headlines for p in (case.plan("do_nothing"), plan))
    real = float(full.revenue_growth - idle.revenue_growth)
    assert result.together["revenue_growth"] == pytest.approx(real, abs=1e-12)
    assert result.total("alone", "revenue_growth") < real < result.total("last", "revenue_growth")
    assert "They need one another" in cs.say(result, "first_and_last", case=case)
    kind = dataclasses.replace(result, last=result.alone)
    assert "order in which one counts" in cs.say(kind, "first_and_last", case=case)


def test_the_missing_margin_is_explained_only_where_there_is_some(case):
    result = cs.one_at_a_time(case)
    assert "standing still" in cs.say(result, "why_so_little_margin", case=case)
    flat = {label: dict.fromkeys(change, 0.0) for label, change in result.alone.items()}
    calm = dataclasses.replace(result, alone=flat)
    assert "little to explain" in cs.say(calm, "why_so_little_margin", case=case)
