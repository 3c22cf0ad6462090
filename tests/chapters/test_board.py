"""The recommendation: what the board is told of the risk."""

from dataclasses import replace

import pytest

import casestudy as cs
from casestudy.chapters.board.risk import Risk, Swing
from casestudy.levers import Assumptions, declaration


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_a_cost_that_raises_the_value_is_explained_below_the_picture(case):
    board = cs.board.board(case)
    text = str(cs.say(board, "risk", case=case)).partition("![tornado]")[2]
    plan = case.plan("as_it_happened")
    shown = [s.name for s in board.risk.shown if declaration(Assumptions, s.name).part == "costs"]
    assert shown
    for name in shown:
        figure = getattr(case.scenario.assumptions, name)
        at = [
            cs.simulate(case, plan, replace(case.assumptions, **{name: end})).headlines.npv
            for end in (figure.low, figure.high)
        ]
        label = declaration(Assumptions, name).label
        assert (label[0].lower() + label[1:] in text) == (at[1] > at[0])


def test_what_is_no_cost_or_lowers_the_value_is_not_named():
    def swing(name, low, high):
        return Swing(name, 0.0, 1.0, low, high, 0.0)

    def risk(*swings):
        return Risk(None, None, {}, None, swings, None)

    dear = swing("complexity_cogs_share", 1.0, 2.0)
    assert risk(dear).costs_that_help == [dear]
    assert not risk(swing("operating_cost_rate", 2.0, 1.0)).costs_that_help
    assert not risk(swing("freed_cost_taken_out", 1.0, 2.0)).costs_that_help
    assert not risk(swing("market_growth", 1.0, 2.0)).costs_that_help
    hidden = [swing("market_growth", 1.0, 3.0)] * 8
    assert not risk(*hidden, dear).costs_that_help
