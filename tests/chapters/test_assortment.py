"""Too many products: figures agree with the tables, and sentences follow them."""

import dataclasses

import numpy as np
import pytest

import casestudy as cs
from casestudy.concepts.portfolio import whale_curve
from casestudy.levers import PruningRule
from casestudy.model.derived import pruning_order, revenue_classes
from casestudy.plots import style
from casestudy.text.formats import count, percent


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


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
    # The head of sales and the plant manager speak by the figures, and agree where they agree.
    said = cs.say(found, "felt_by")
    assert found.gentle.label in said
    assert found.frees.label in said
    assert ("For once we agree" in said) == (found.gentle is found.frees)
    assert "second line is lower" in cs.say(found, "idle_set_ups")
    first = dataclasses.replace(found.each[0], idle_cost=0.0)
    turned = dataclasses.replace(found, each=(first, *found.each[1:]))
    assert "second line is higher" in cs.say(turned, "idle_set_ups")
    same = dataclasses.replace(found, each=found.each[:1])
    assert "For once we agree" in cs.say(same, "felt_by")


def test_classes_do_not_depend_on_the_order_of_the_table(case):
    classes = dict(zip(case.tables["skus"]["sku"], revenue_classes(case), strict=True))
    skus = case.tables["skus"].sample(frac=1, random_state=1).reset_index(drop=True)
    mixed = dataclasses.replace(case, tables=dict(case.tables) | {"skus": skus})
    assert dict(zip(skus["sku"], revenue_classes(mixed), strict=True)) == classes


def test_rules_say_whether_the_cut_pays(case):
    contest = cs.assortment.contest(case, 0.5)

    def shifted(by):
        cuts = tuple(dataclasses.replace(c, profit_change=c.profit_change + by)
                     for c in contest.cuts)  # fmt: skip
        return dataclasses.replace(contest, cuts=cuts)

    # Not "only under the right rule" where a second one pays as well.
    assert 0 < contest.paying < len(contest.cuts)
    named = f"pays under {count(contest.paying)} of {count(len(contest.cuts))} rules"
    assert named in cs.say(contest, "title")
    assert "loses money under every rule" in cs.say(shifted(-1e9), "title")
    assert "Cuts lose money here" in cs.say(shifted(-1e9), "contest")
    assert "pays under every rule" in cs.say(shifted(1e9), "title")
    assert "Every rule pays" in cs.say(shifted(1e9), "contest")


def test_the_whale_has_words_for_losses_and_for_none(case):
    whale = cs.assortment.whale(case)
    assert "the others lose money" in cs.say(whale, "title")
    assert cs.say(dataclasses.replace(whale, curve=whale_curve([-5.0, -1.0])), "title").startswith(
        "The line as a whole loses"
    )
    happy = dataclasses.replace(whale, curve=whale_curve([5.0, 1.0]))
    assert cs.say(happy, "title") == "Every product earns its keep"
    assert "No product loses money" in cs.say(happy, "what_the_whale_says")


def test_the_size_of_the_cut_is_judged_by_profit(case):
    found = cs.assortment.sizes(case)
    for share in (0.3, 0.6):
        best = cs.assortment.contest(case, share).best.profit_change
        assert np.interp(share, found.shares, found.best) == pytest.approx(best, rel=0.02)
    assert found.best.max() >= found.at_target
    # The last steps cost money where the best cut is smaller than the target.
    said = cs.say(found, "how_far", case=case)
    assert ("earn their keep" in said) == found.too_far
    assert percent(found.best_share) in said
    smaller = dataclasses.replace(found, target=found.best_share - 0.1)
    assert "stops before that point" in cs.say(smaller, "how_far", case=case)
    losing = dataclasses.replace(found, profit=found.profit - 1e9)
    assert "No cut brings money" in cs.say(losing, "how_far", case=case)


def test_other_readings_follow_the_tail(case):
    read = cs.start.readings(case)
    reduction = case.scenario.targets.complexity_reduction.value
    assert 0 < 1 - read.effective_after / read.effective_before < reduction
    assert -reduction < read.complexity_cost < 0
    assert read.if_company == pytest.approx(
        case.scenario.targets.revenue_growth.value / case.scenario.line.company_share.value
    )


@pytest.mark.parametrize("name", ["turnaround", "packaging", "balances"])
@pytest.mark.parametrize("share", [0.2, None])
def test_amounts_of_the_contest_keep_off_the_names_of_the_rules(name, share):
    case = cs.load_case(name)
    share = share or case.scenario.targets.complexity_reduction.value
    ax = style.draw(cs.assortment.contest(case, share))
    ax.figure.canvas.draw()
    room = ax.get_window_extent()
    for amount in ax.texts:
        box = amount.get_window_extent()
        assert room.x0 < box.x0 < box.x1 <= room.x1, amount.get_text()
