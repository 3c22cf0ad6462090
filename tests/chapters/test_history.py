"""The decline: bridges close, and sentences follow the numbers where they turn, too."""

import dataclasses
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import casestudy as cs
from casestudy.chapters.history.bridges import Chain
from casestudy.chapters.history.facts import Decline, ProfitPool


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


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


def history(case, line, market, margin=(0.3, 0.3)):
    years = pd.Index([2020, 2021], name="year")
    frame = pd.DataFrame(
        {
            "revenue": [100.0, 100.0 * (1 + line)],
            "market": [1000.0, 1000.0 * (1 + market)],
            "gross_margin": margin,
            "gross_profit": [100 * margin[0], 100 * (1 + line) * margin[1]],
        },
        index=years,
    )
    return Decline(frame, case.scenario.currency)


def test_the_title_of_the_decline_follows_both_signs(case):
    assert "shrinks 5%" in cs.say(history(case, -0.05, 0.12), "title")
    assert "moves +3%" in cs.say(history(case, 0.03, 0.12), "title")
    assert "moves −9%, its market −4%" in cs.say(history(case, -0.09, -0.04), "title").replace(
        " a year", ""
    )
    assert "keeps up" in cs.say(history(case, 0.15, 0.12), "title")


def test_the_title_of_the_margin_follows_its_direction(case):
    assert "falls from 30% to 25%" in cs.say(
        history(case, -0.05, 0.1, (0.30, 0.25)), "margin.title"
    )
    assert "rises from 25% to 30%" in cs.say(
        history(case, -0.05, 0.1, (0.25, 0.30)), "margin.title"
    )


def test_a_bridge_names_its_largest_cause_in_the_direction_of_the_change(case):
    bridge = cs.history.gross_profit_bridge(case)
    largest = min(bridge.steps, key=bridge.steps.get)
    assert cs.say(bridge, "title").startswith(f"{largest.capitalize()} takes")
    turned = dataclasses.replace(
        bridge, start=bridge.end, end=bridge.start, steps={k: -v for k, v in bridge.steps.items()}
    )
    assert cs.say(turned, "title").startswith(f"{largest.capitalize()} adds")


def test_what_ate_the_profit_says_who_decides(case):
    bridge = cs.history.gross_profit_bridge(case)
    assert "Volume alone explains" in cs.say(bridge, "what_ate_the_profit")
    other = dict(bridge.steps, volume=-bridge.steps["volume"])
    turned = dataclasses.replace(bridge, steps=other)
    assert "Volume works the other way" in cs.say(turned, "what_ate_the_profit")


def test_an_empty_profit_pool_has_no_shares(case):
    rows = cs.history.profit_pool(case).rows.assign(profit_share=float("nan"))
    assert cs.say(ProfitPool(rows), "title") == "The market as a whole earns nothing"


def test_the_verdict_on_the_turnaround_follows_each_measure(case):
    text = cs.say(cs.history.verdict(case), "was_it_a_turnaround")
    growth, idle, market, end = [line for line in text.splitlines() if line.startswith("| ")][2:]
    assert growth.endswith("| yes |")
    assert idle.endswith("| yes |")
    assert market.endswith("| no |")
    assert end.endswith("| no |")
    assert "passes one measure and fails another" in text
