"""Price: what the chapter computes agrees with the scenario and the model."""

import dataclasses

import numpy as np
import pytest

import casestudy as cs
from casestudy.model.derived import derived


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


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
