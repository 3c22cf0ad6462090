"""Where to win: the study, the interviews and the specification agree with the scenario."""

import dataclasses

import numpy as np
import pytest

import casestudy as cs
from casestudy.model.derived import derived
from casestudy.scenario.chapter_tables import true_part_worths


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_the_study_finds_the_part_worths_that_made_it(case):
    found, true = cs.positioning.wants(case), true_part_worths(case.scenario)
    by_name = {d.name: d.part_worth for d in case.scenario.positioning.differentiators}
    for name, estimate, error in zip(found.names, found.estimates, found.errors, strict=True):
        assert abs(estimate - by_name[name]) < 4 * error
    assert found.price == pytest.approx(true[-1], abs=2.5)
    assert found.price < 0
    assert found.tasks == len(case.tables["choices"])


def test_what_pays_is_said_more_often_than_what_does_not(case):
    said, paid = cs.positioning.mentions(case).interviews, cs.positioning.wants(case)
    worst = paid.names[int(np.argmin(paid.estimates))]
    best = paid.names[int(np.argmax(paid.estimates))]
    assert said[best] > said[worst]
    assert said.max() <= case.scenario.research_study.interviews


def test_where_to_win_comes_first_in_the_matrix(case):
    matrix = cs.positioning.capabilities(case)
    room = matrix.gaps.opportunity
    assert list(room) == sorted(room, reverse=True)
    assert matrix.suppliers[0] == case.scenario.line.name
    assert matrix.names[0] in cs.say(matrix, "title")


def test_the_model_takes_the_blind_share_of_the_specification(case):
    spec = cs.positioning.specification(case)
    assert spec.blind_share == derived(case).blind
    assert spec.blind_gain.sum() / spec.gain.sum() == pytest.approx(spec.blind_share, rel=1e-12)
    assert spec.growth_without < spec.growth_with
    assert "pays for itself" in cs.say(spec, "what_research_is_worth", case=case)
    dear = dataclasses.replace(spec, npv_without=spec.npv_with)
    assert "does not pay for itself" in cs.say(dear, "what_research_is_worth", case=case)


def test_what_to_catch_up_in_and_why_customers_left_do_not_contradict_each_other(case):
    matrix, why = cs.positioning.capabilities(case), cs.history.reasons(case)
    place = matrix.names.index(matrix.to_catch_up)
    assert matrix.gaps.value_gap[place] == matrix.gaps.value_gap.min()
    text = cs.say(matrix, "catch_up_or_win", why, case=case)
    assert f"What cost us the most of them was {why.attribute}" in text
    assert ("The study says the same" in text) == (matrix.to_catch_up == why.attribute)
    other = dataclasses.replace(why, attributes=(*why.attributes[1:], why.attributes[0]))
    assert "the gap weighs most in" in cs.say(matrix, "catch_up_or_win", other, case=case)
    none = dataclasses.replace(why, loss=0 * why.loss)
    assert "no competitor who gives more" in cs.say(matrix, "catch_up_or_win", none, case=case)


def test_a_title_names_every_theme_that_came_up_most_often(case):
    said = cs.positioning.mentions(case)
    assert {*said.most} == {t for t, n in said.interviews.items() if n == said.interviews.max()}
    title = cs.say(said, "title", case=case)
    assert all(theme in title for theme in (*said.most, *said.fewest))
