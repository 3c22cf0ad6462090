"""How sure we are: sentences follow the figures, whatever comes out."""

import dataclasses

import numpy as np
import pytest

import casestudy as cs
from casestudy.analysis.discovery import FAILURES, LAUNCH
from casestudy.analysis.robust import FOUND
from casestudy.chapters.how_sure.facts import Matters
from casestudy.plans import PlanStore
from casestudy.plots import picture
from casestudy.scenario.case import Case
from casestudy.scenario.sections import Correlation, Uncertainty
from casestudy.text.figures import called
from casestudy.text.formats import money, percent


@pytest.fixture(scope="module", params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_the_share_in_the_text_is_that_of_the_worlds(case):
    futures = cs.how_sure.futures(case)
    share = percent(futures.found.success.value)
    assert f"in **{share}** of the worlds" in cs.say(futures, "answer", case=case)
    assert f"in {share} of the worlds" in cs.say(futures, "summary", case=case)


@pytest.mark.parametrize(
    ("product", "said"),
    [(0.02, "often helps another"), (-0.05, "often harms another"), (0.0, "little to do with")],
)
def test_targets_help_or_harm_one_another_as_they_do(case, monkeypatch, product, said):
    futures = cs.how_sure.futures(case)
    together = futures.found.success.value
    monkeypatch.setattr(type(futures), "product", together - 1.5 * product)
    assert said in cs.say(futures, "answer", case=case)


def test_a_plan_with_something_to_spare_is_not_said_to_have_none(case):
    easy = case.plan("as_it_happened", retired_share=0.9, selling=2.0, marketing=2.0)
    futures = cs.how_sure.futures(case, easy)
    if not futures.exact:
        assert "nothing to spare" not in cs.say(futures, "answer", case=case)
    assert "nothing to spare" in cs.say(cs.how_sure.futures(case), "answer", case=case)


def test_what_matters_is_told_in_order(case):
    found = cs.how_sure.matters(case)
    totals = [part.total for part in found.parts]
    assert totals == sorted(totals, reverse=True)
    text = cs.say(found, "answer", case=case)
    assert f"makes {percent(totals[0])} of the variance" in text
    seen = sum(1 for part in found.parts if part.total > 0.005)
    assert found.nothing == len(found.parts) - seen


def test_correlated_assumptions_have_no_parts_and_the_page_says_so(case):
    pair = Correlation(between=["market_growth", "quoted_saving"], value=0.3)
    scenario = case.scenario.model_copy(update={"uncertainty": Uncertainty(correlations=[pair])})
    other = Case(scenario, case.tables)
    found = cs.how_sure.matters(other)
    assert "go together in this scenario" in cs.say(found, "answer", case=other)
    picture(found, "parts", case=other)  # it can be drawn all the same


def test_what_is_the_same_in_all_worlds_matters_for_nothing(case):
    assert "the same in all worlds" in cs.say(Matters("npv", (), 0.0), "answer", case=case)


@pytest.mark.parametrize("failure", FAILURES)
def test_every_failure_has_its_words_and_its_picture(case, failure):
    found = cs.how_sure.failing(case, failure)
    text = cs.say(found, "answer", case=case)
    assert percent(found.found.rate) in text
    for condition in found.limits:
        assert cs.say(found, "condition", case=case, condition=condition) in text
    drawn = picture(found, "worlds", case=case)
    assert drawn.words.startswith("Worlds as points by ")


def test_a_plan_that_always_fails_has_no_conditions(case):
    found = cs.how_sure.failing(case, "revenue_growth", case.plan("do_nothing"))
    text = cs.say(found, "answer", case=case)
    assert "in all of the worlds" in text
    assert "No few conditions tell when." in text
    assert cs.say(found, "how_well", case=case) == ""
    assert cs.say(found, "tree", case=case) == ""
    picture(found, "worlds", case=case)


def test_limits_of_products_are_whole_and_still_tell(case):
    found = cs.how_sure.failing(case, "complexity_reduction")
    (condition,) = found.limits
    assert condition.name == "launch_skus"
    limit = found.limit(condition)
    assert limit == int(limit)
    assert limit >= condition.limit if not condition.above else limit <= condition.limit


def test_the_launch_is_told_in_months_after_the_start():
    case = cs.load_case("turnaround")
    found = cs.how_sure.failing(case)
    launch = next(c for c in found.limits if c.name == LAUNCH)
    text = cs.say(found, "condition", case=case, condition=launch)
    assert text.startswith("the launch comes ")
    assert text.endswith(" months after the start")


def test_plans_stand_in_order_and_ones_own_among_them(case, tmp_path, monkeypatch):
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path))
    PlanStore(case).keep("half a launch", case.plan("as_it_happened", launch=0.5), case.assumptions)
    found = cs.how_sure.survivors(case)
    table = cs.say(found, "table", case=case)
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == len(found.choice.plans)
    assert sum("Yours: half a launch" in row for row in rows) == 1
    means = [found.choice.mean[name] for name in found.order]
    assert means == sorted(means, reverse=True)
    best = found.on_average
    assert money(means[0], found.currency, sign=True, whole=True) in rows[0]
    assert best.startswith(FOUND)
    assert "Your own plan is there, too." in cs.say(found, "candidates", case=case)


def test_what_knowing_is_worth_is_listed_with_everything(case):
    found = cs.how_sure.survivors(case)
    text = cs.say(found, "known", case=case)
    for name, value in found.known:
        assert f"| {called(case, name)} | {money(value, found.currency, whole=True)} |" in text
    assert money(found.choice.everything, found.currency, whole=True) in text


def test_actions_whose_sign_is_unknown_are_named(case):
    found = cs.how_sure.agreeing(case)
    text = cs.say(found, "answer", case=case)
    for i, action in enumerate(found.actions):
        low, _, high = found.range("npv", i)
        assert (action in found.unsure("npv")) == (low <= 0 <= high)
    for action in found.unsure("npv"):
        assert action in text


def test_without_a_world_that_agrees_there_is_nothing_to_compare(case):
    found = cs.how_sure.agreeing(case)
    none = dataclasses.replace(
        found,
        found=dataclasses.replace(
            found.found,
            npv=np.empty(0),
            shares={m: np.empty((0, len(found.actions))) for m in found.found.shares},
        ),
    )
    assert "In none of the worlds" in cs.say(none, "answer", case=case)
    picture(none, "shares", case=case)
