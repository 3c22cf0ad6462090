"""What the cockpit shows is what the model says."""

import numpy as np
import pytest

import casestudy as cs
from casestudy.analysis import dashboard
from casestudy.levers import Assumptions, Levers, names


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_pictures_show_what_the_model_says_and_cash_against_doing_nothing(case):
    wanted, idle = cs.simulate(case, case.plan(mentoring=0.3)), cs.simulate(case, Levers())
    series = dashboard.panel_series(wanted, idle)
    assert tuple(series) == dashboard.PANELS
    for name in dashboard.PANELS[:-1]:
        assert np.array_equal(series[name], getattr(wanted.series, name))
    gained = wanted.series.cash - idle.series.cash
    assert series["cash"][-1] == pytest.approx(gained.sum())


def test_history_ends_where_the_programme_begins(case):
    past = dashboard.past_series(case)
    assert all(len(v) == dashboard.PAST_QUARTERS for v in past.values())
    assert past["revenue"][-4:].sum() == pytest.approx(case.line_revenue)
    assert past["skus"][-1] == case.scenario.line.products.value
    assert past["share"][-4:].mean() == pytest.approx(case.scenario.market.share.value, rel=0.05)


def test_other_worlds_stay_in_their_ranges_and_keep_what_is_set(case):
    changed = case.assume(market_growth=0.125)
    drawn = dashboard.other_worlds(case, changed, 50)
    assert drawn.market_growth == 0.125
    for name in names(Assumptions):
        figure, values = getattr(case.scenario.assumptions, name), getattr(drawn, name)
        if np.ndim(values):
            assert values.shape == (50,)
            assert figure.low <= values.min() <= values.max() <= figure.high
    own = dashboard.other_worlds(case, case.assumptions, 50)
    assert np.array_equal(own.price_elasticity, drawn.price_elasticity)
