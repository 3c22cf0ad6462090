"""What the chapters compute agrees with the scenario, the tables and the model."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

import casestudy as cs
from casestudy.chapters.history.bridges import Chain
from casestudy.levers import PruningRule
from casestudy.model.derived import derived, pruning_order, revenue_classes
from casestudy.scenario.chapter_tables import make_evidence, true_part_worths


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


def test_the_model_takes_the_blind_share_of_the_specification(case):
    spec = cs.positioning.specification(case)
    assert spec.blind_share == derived(case).blind
    assert spec.blind_gain.sum() / spec.gain.sum() == pytest.approx(spec.blind_share, rel=1e-12)
    assert spec.growth_without < spec.growth_with
    assert "pays for itself" in cs.say(spec, "what_research_is_worth", case=case)
    dear = dataclasses.replace(spec, npv_without=spec.npv_with)
    assert "does not pay for itself" in cs.say(dear, "what_research_is_worth", case=case)


def test_the_waterfall_of_the_picture_is_the_one_of_the_model(case):
    fall = cs.price.waterfall(case)
    invoice, money, rate = derived(case).waterfall
    assert float(fall.invoice) == pytest.approx(100 * invoice)
    pocket = invoice * (1 - rate.sum()) - money.sum()
    assert float(fall.pocket) == pytest.approx(100 * pocket)


def test_the_naive_elasticity_misleads_and_the_rounds_do_not(case):
    asked, true = cs.price.elasticity(case), case.assumptions.price_elasticity
    low, high = asked.rounds.interval
    assert low <= true <= high
    assert not asked.plain.interval[0] <= true <= asked.plain.interval[1]
    assert asked.rounds.first_stage_f > 10
    assert "more harmless" in cs.say(asked, "title")
    agree = dataclasses.replace(asked, plain=asked.rounds)
    assert "agree" in cs.say(agree, "title")


def test_break_even_is_judged_by_volume(case):
    rise = cs.price.break_even(case)
    cost = 1.0 - case.scenario.line.gross_margin.value - case.assumptions.complexity_cogs_share

    def earned(change, volume):
        """Contribution after a change of price, where today's price and volume are one."""
        return (1.0 + change - cost) * volume

    today, step = earned(0.0, 1.0), 1.0 + rise.step
    assert earned(rise.step, 1.0 + rise.allowed_at_step) == pytest.approx(today, rel=1e-12)
    np.testing.assert_allclose(earned(rise.change, 1.0 + rise.allowed), today, rtol=1e-12)
    # Both curves of the picture pass through the rise that is talked about.
    for curve, at_step in (
        (rise.allowed, rise.allowed_at_step),
        (rise.expected, rise.expected_at_step),
    ):
        assert np.interp(rise.step, rise.change, curve) == pytest.approx(at_step, abs=1e-4)
        assert np.interp(0.0, rise.change, curve) == pytest.approx(0.0, abs=1e-4)
    after = earned(rise.step, step**case.assumptions.price_elasticity)
    assert rise.pays == (after > today)
    assert "pays" in cs.say(rise, "title")
    assert "does not pay" not in cs.say(rise, "title")
    bad = dataclasses.replace(rise, expected_at_step=rise.allowed_at_step - 0.01)
    assert not bad.pays
    assert "does not pay" in cs.say(bad, "title")
    assert "does not pay" in cs.say(bad, "may_and_will", case=case)


def test_price_alone_at_null_is_doing_nothing(case):
    effect = cs.price.effect(case)
    null = int(np.argmin(np.abs(effect.change)))
    assert effect.change[null] == pytest.approx(0.0, abs=1e-12)
    assert effect.npv[null] == pytest.approx(0.0, abs=1e-6)
    assert np.all(np.diff(effect.margin) > 0)


def test_discounts_have_nothing_to_do_with_size(case):
    scatter = cs.price.discounts(case).scatter
    assert abs(scatter.rank_correlation) < 0.35
    assert "no reason" in cs.say(cs.price.discounts(case), "title")


def test_one_percent_of_price_is_worth_most(case):
    gain = cs.price.leverage(case)
    assert max(gain.gains, key=gain.gains.get) == "price"
    assert gain.gains["price"] == pytest.approx(0.01 * case.line_revenue)
    # The costs of the base year with what they leave are its revenue.
    costs = gain.gains["variable_cost"] + gain.gains["variety_cost"]
    assert costs + 0.01 * gain.profit == pytest.approx(0.01 * case.line_revenue)
    left = gain.gains["price"] - gain.gains["variable_cost"]
    assert gain.gains["volume"] == pytest.approx(left)
    idle = cs.simulate(case, case.plan("do_nothing")).series
    before = case.scenario.line.gross_margin.value + case.assumptions.complexity_cogs_share
    assert gain.gains["variable_cost"] == pytest.approx(0.01 * (1 - before) * case.line_revenue)
    assert gain.gains["variety_cost"] == pytest.approx(
        0.01 * 4 * float(idle.complexity_cost[0]), rel=0.02
    )
    poor = dataclasses.replace(gain, profit=-1.0)
    assert "a year" in cs.say(poor, "title")


def test_regularity_counts_every_product_once(case):
    found = cs.assortment.regularity(case)
    assert found.products.sum() == len(case.tables["skus"])
    assert found.revenue.sum() == pytest.approx(case.line_revenue)
    assert found.products[2, 2] > found.products[0, 2]


def test_baskets_put_more_at_risk_than_is_retired(case):
    share = case.scenario.targets.complexity_reduction.value
    found = cs.assortment.broken_baskets(case, PruningRule.REVENUE_TAIL, share)
    assert found.retired_revenue < found.at_risk <= 1.0
    assert 0.0 < found.broken_orders < 1.0
    nothing = cs.assortment.broken_baskets(case, PruningRule.REVENUE_TAIL, 0.0)
    assert (nothing.retired_revenue, nothing.broken_orders, nothing.at_risk) == (0.0, 0.0, 0.0)


def test_the_feature_rule_takes_many_rounds(case):
    use = cs.assortment.feature_use(case)
    assert use.rule.study.sum() + use.rule.apply.sum() + use.rule.eliminate.sum() == len(use.names)
    few, many = use.rounds
    assert 0.85**few == pytest.approx(1 - use.reduction)
    assert 0.80**many == pytest.approx(1 - use.reduction)
    assert "rule about features" in cs.say(use, "the_rule")


def test_chapter_tables_do_not_move_the_others(case):
    made = make_evidence(case.scenario, case.tables["skus"])
    assert set(made) < set(case.tables)
    assert [name for name in made if not made[name].equals(case.tables[name])] == []
    # More of one table takes more chances: the others have sources of their own.
    for part, field, moved in (
        ("research_study", "interviews", {"interviews"}),
        ("research_study", "respondents", {"choices"}),
        ("price_history", "months", {"price_panel"}),
        ("feature_usage", "count", {"features"}),
    ):
        record = getattr(case.scenario, part)
        larger = record.model_copy(update={field: getattr(record, field) + 12})
        other = case.scenario.model_copy(update={part: larger})
        found = make_evidence(other, case.tables["skus"])
        assert {name for name in made if not found[name].equals(made[name])} == moved


def test_yearly_bridges_are_a_chain_that_ends_where_the_long_one_does(case):
    each, whole = cs.history.yearly_bridges(case), cs.history.gross_profit_bridge(case)
    assert len(each) == whole.years[1] - whole.years[0]
    for before, after in pairwise(each):
        assert before.end == pytest.approx(after.start)
        assert before.years[1] == after.years[0]
    changes = [sum(b.steps.values()) for b in each]
    assert changes == pytest.approx([b.end - b.start for b in each])
    assert sum(changes) == pytest.approx(sum(whole.steps.values()))
    text = cs.say(cs.history.chain(case), "year_by_year")
    worst = each[int(np.argmin(changes))]
    assert f"The worst year was {worst.years[1]}" in text
    grows = tuple(dataclasses.replace(b, start=1.0, end=2.0) for b in each)
    assert "No year was a bad one" in cs.say(Chain(grows, whole), "year_by_year")
    dearer = dataclasses.replace(each[-1], steps=each[-1].steps | {"price": -1e9})
    assert "to the last is price" in cs.say(Chain((*each[:-1], dearer), whole), "year_by_year")


def test_who_feels_a_cut_follows_the_tables(case):
    share = case.scenario.targets.complexity_reduction.value
    contest = cs.assortment.contest(case, share)
    found = cs.assortment.who_feels_it(case, contest)
    lines, skus = case.tables["order_lines"], case.tables["skus"]
    spent = lines.groupby("customer")["revenue"].sum()
    for felt, cut in zip(found.each, contest.cuts, strict=True):
        gone = skus["sku"].iloc[pruning_order(case, cut.rule)[: round(share * len(skus))]]
        bought = lines[lines["sku"].isin(gone)].groupby("customer")["revenue"].sum()
        assert felt.hard_hit == pytest.approx((bought / spent > 0.25).sum() / len(spent))
        freed = skus.set_index("sku").loc[gone, "setups"].sum() / skus["setups"].sum()
        assert felt.setups_freed == pytest.approx(freed)
        assert felt.idle_cost == pytest.approx(freed * found.pool)
        assert felt.taken_out < felt.caused_less < found.pool
    assert "Customers fare best" in cs.say(found, "felt_by")
    assert "second line is lower" in cs.say(found, "idle_set_ups")
    first = dataclasses.replace(found.each[0], idle_cost=0.0)
    turned = dataclasses.replace(found, each=(first, *found.each[1:]))
    assert "second line is higher" in cs.say(turned, "idle_set_ups")
    same = dataclasses.replace(found, each=found.each[:1])
    assert "and the plant too" in cs.say(same, "felt_by")


def test_classes_do_not_depend_on_the_order_of_the_table(case):
    classes = dict(zip(case.tables["skus"]["sku"], revenue_classes(case), strict=True))
    skus = case.tables["skus"].sample(frac=1, random_state=1).reset_index(drop=True)
    mixed = dataclasses.replace(case, tables=dict(case.tables) | {"skus": skus})
    assert dict(zip(skus["sku"], revenue_classes(mixed), strict=True)) == classes
