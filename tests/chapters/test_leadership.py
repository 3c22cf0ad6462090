"""Who leads: the scores, the duties, the appointments and the week agree with what they rest on."""

import dataclasses
from pathlib import Path

import nbformat
import numpy as np
import pytest

import casestudy as cs
from casestudy import plots
from casestudy.chapters.leadership.facts import MANAGER, OWNER, scaled_plan
from casestudy.concepts import time_allocation
from casestudy.concepts.roles import Verdict
from casestudy.levers import Levers
from casestudy.model.derived import development_months
from casestudy.text.formats import money


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_the_case_for_each_role_is_the_sum_of_what_speaks_for_it(case):
    found, asked = cs.leadership.situation(case), case.scenario.leadership.criteria
    assert found.decision.manager == pytest.approx(
        sum(c.weight * c.score / 2 for c in asked if c.score > 0)
    )
    assert found.decision.owner == pytest.approx(
        -sum(c.weight * c.score / 2 for c in asked if c.score < 0)
    )
    assert sum(found.shares.values()) == pytest.approx(1.0)
    assert max(found.shares, key=found.shares.get) == found.decision.verdict


def test_words_on_the_situation_follow_the_verdict(case):
    found = cs.leadership.situation(case)
    assert "for a product manager" in cs.say(found, "title")
    other = dataclasses.replace(found.decision, verdict=Verdict.BOTH)
    assert "for both roles" in cs.say(dataclasses.replace(found, decision=other), "title")
    firm = dataclasses.replace(found, flip_verdicts=(None,) * len(found.criteria))
    assert "No single weight" in cs.say(firm, "how_sure")
    assert "No single weight" not in cs.say(found, "how_sure")


def test_duties_are_answered_for_by_three_quarters(case):
    found = cs.leadership.duties(case)
    listed = {d.name: d for d in case.scenario.leadership.duties}
    for name, owner, manager in zip(found.names, *found.letters, strict=True):
        assert (owner == "A") == (listed[name].owner >= 0.75)
        assert (manager == "A") == (listed[name].manager >= 0.75)
    alone, both = found.coverage(owner=True, manager=False), found.coverage(True, True)
    assert alone.gaps.sum() > both.gaps.sum()


def test_a_manager_is_the_case_as_it_happened_and_nobody_is_doing_nothing(case):
    found = cs.leadership.appointments(case)
    happened = cs.simulate(case, case.plan("as_it_happened")).headlines
    assert found.of(MANAGER).headlines.as_dict() == happened.as_dict()
    assert found.of("nobody").plan == Levers()
    assert float(found.of("nobody").headlines.npv) == 0.0
    owner = found.of(OWNER)
    assert all(0.0 <= r <= 1.0 for r in owner.reach.values())
    assert owner.headlines.as_dict() == cs.simulate(case, owner.plan).headlines.as_dict()


def test_reach_of_an_owner_is_the_mean_over_the_duties_of_each_action(case):
    owner = cs.leadership.appointments(case).of(OWNER)
    listed = case.scenario.leadership.duties
    for group, reach in owner.reach.items():
        mine = [d for d in listed if d.action == group]
        full = sum(d.manager for d in mine)
        assert reach == pytest.approx(min(sum(d.owner for d in mine) / full, 1.0))


def test_a_scaled_plan_lies_between_nothing_and_the_case(case):
    plan = case.plan("as_it_happened")
    half = scaled_plan(case, {"research": 0.5, "pruning": 0.0})
    assert half.research == 0.5 * plan.research
    assert half.retired_share == 0.0
    assert half.launch == plan.launch
    assert scaled_plan(case, {}) == plan


def test_an_action_that_neither_role_covers_is_not_reached(case):
    group = case.scenario.action_groups[0].name
    duties = [
        d.model_copy(update={"owner": 0.0, "manager": 0.0}) if d.action == group else d
        for d in case.scenario.leadership.duties
    ]
    roles = case.scenario.leadership.model_copy(update={"duties": duties})
    scenario = case.scenario.model_copy(update={"leadership": roles})
    found = cs.leadership.appointments(dataclasses.replace(case, scenario=scenario))
    for name in ("nobody", OWNER, MANAGER, "both"):
        assert found.of(name).reach[group] == 0.0


def test_words_on_appointments_follow_the_result(case):
    found = cs.leadership.appointments(case)
    assert "more than it brings" in cs.say(found, "what_follows", case=case)
    owner = found.of(OWNER)
    rich = dataclasses.replace(owner.headlines, npv=np.array(1e6), revenue_growth=np.array(0.9))
    better = dataclasses.replace(owner, headlines=rich)
    each = tuple(better if a.name == OWNER else a for a in found.each)
    turned = dataclasses.replace(found, each=each)
    assert "still brings" in cs.say(turned, "what_follows", case=case)
    assert "decides less" in cs.say(turned, "title")


def test_the_best_week_has_as_many_hours_and_is_worth_more(case):
    found = cs.leadership.week(case)
    assert found.best.sum() == pytest.approx(found.logged.sum())
    log = case.tables["time_log"]
    assert found.logged.sum() == pytest.approx(log["hours"].sum() / log["week"].nunique())
    assert found.gap.lost > 0
    marginal = found.plan.marginal_values(found.best)[found.best > 0]
    assert marginal == pytest.approx(found.gap.best.hour_value)


def test_the_optimum_follows_the_advice(case):
    found = cs.leadership.week(case)
    assert found.follows_advice.all()
    assert "in every line" in cs.say(found, "hours_to_move", case=case)
    turned = dataclasses.replace(found, advice=("less", *found.advice[1:]))
    assert not turned.follows_advice[0]
    assert "moves the other way" in cs.say(turned, "hours_to_move", case=case)


def test_at_the_factor_the_logged_hours_are_the_best_ones(case):
    found = cs.leadership.week(case)
    for k in range(len(found.activities)):
        weight = found.plan.weight.copy()
        weight[k] *= found.factor[k]
        best = time_allocation.allocate_hours(
            dataclasses.replace(found.plan, weight=weight), found.logged.sum()
        )
        assert best.hours[k] == pytest.approx(found.logged[k])


def test_time_buys_what_the_model_says(case):
    found = cs.leadership.bought_by_time(case)
    assert (
        found.best.as_dict() == cs.simulate(case, case.plan("as_it_happened")).headlines.as_dict()
    )
    again = cs.simulate(case, scaled_plan(case, found.reach)).headlines
    assert found.logged.as_dict() == again.as_dict()
    assert all(0.0 < r <= 1.0 for r in found.reach.values())
    assert min(found.reach.values()) < 1.0


def test_leaving_duties_to_nobody_names_the_dearest_first(case):
    result = cs.one_at_a_time(case)
    dearest = max(result.last, key=lambda label: result.last[label]["npv"])
    group = next(g.name for g in case.scenario.action_groups if g.label == dearest)
    duty = next(d.name for d in case.scenario.leadership.duties if d.action == group)
    found = cs.leadership.uncovered(case)
    assert found.fields[0].npv == -result.last[dearest]["npv"]
    text = cs.say(found, "left_uncovered", case=case)
    assert duty in text[text.index("most is lost") :]
    even = tuple(dataclasses.replace(one, npv=1.0) for one in found.each)
    text = cs.say(dataclasses.replace(found, each=even), "left_uncovered", case=case)
    assert "even rises" in text


def test_mentoring_costs_what_the_model_pays_until_the_launch(case):
    found, plan, world = cs.leadership.mentoring(case), case.plan(), case.assumptions
    months = development_months(case, plan.mentoring, plan.partner_development)
    assert found.months == pytest.approx(float(months) + world.launch_delay)
    assert found.yearly == pytest.approx(world.mentoring_cost * plan.mentoring)
    assert found.cost == pytest.approx(found.yearly * found.months / 12)
    assert 0 < found.part < 1


def test_the_page_says_once_what_mentoring_costs(case):
    """An afternoon is what one talk costs; the programme costs what the case pays for it."""
    file = Path(__file__).parents[2] / "notebooks" / "02_who_leads.ipynb"
    cells = [c.source for c in nbformat.read(file, 4).cells if c.cell_type == "markdown"]
    assert "afternoon" not in "".join(cells)
    found = cs.leadership.mentoring(case)
    words = cs.say(found, "what_it_costs", case=case)
    sentences = [s for s in words.split(". ") if "afternoon" in s and "leads have" not in s]
    assert len(sentences) == 1
    assert sentences[0].startswith("One talk costs")
    symbol = case.scenario.currency
    assert money(found.yearly, symbol) in words
    assert money(found.cost, symbol) in words
    without = cs.say(cs.leadership.uncovered(case), "the_why", case=case)
    assert money(found.yearly, symbol) not in without


def test_both_sides_of_the_argument_about_requirements_are_shown(case):
    found = cs.leadership.week(case)
    words = cs.say(found, "requirements", case=case)
    for role in ("development", "product_manager"):
        assert case.scenario.cast.find(role).name in words
    assert ("It takes some and leaves some" in words) == (
        found.requirements.more < 0 < found.requirements.best
    )
    more = dataclasses.replace(found, gap=dataclasses.replace(found.gap, more=-found.gap.more))
    assert "gives hours to" in cs.say(more, "requirements", case=case)


def test_what_people_say_of_the_decision_follows_it(case):
    found = cs.leadership.situation(case)
    assert "Then write *product manager*" in cs.say(found, "argument", case=case)
    role = dataclasses.replace(
        found.decision, manager=found.decision.owner, owner=found.decision.manager
    )
    turned = cs.say(dataclasses.replace(found, decision=role), "argument", case=case)
    assert "an owner is needed" in turned
    assert "what we have to become" in turned


def test_pictures_draw_the_results(case):
    asked, duty = cs.leadership.situation(case), cs.leadership.duties(case)
    hired, time = cs.leadership.appointments(case), cs.leadership.week(case)
    widths = [b.get_width() for b in plots.draw(asked).patches]
    assert widths == pytest.approx(asked.weights * asked.scores * 100)
    _, owner, manager = plots.draw(duty).collections
    assert np.asarray(owner.get_offsets())[:, 0] == pytest.approx(duty.reach[0] * 100)
    assert np.asarray(manager.get_offsets())[:, 0] == pytest.approx(duty.reach[1] * 100)
    growth = [b.get_width() for b in plots.draw(hired).patches]
    assert growth == pytest.approx([float(a.headlines.revenue_growth) * 100 for a in hired.each])
    _, logged, best = plots.draw(time).collections
    assert np.asarray(logged.get_offsets())[:, 0] == pytest.approx(time.logged)
    assert np.asarray(best.get_offsets())[:, 0] == pytest.approx(time.best)
