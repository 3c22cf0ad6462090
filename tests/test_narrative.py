"""Sentences follow the numbers, also where they turn the other way."""

import dataclasses

import pandas as pd
import pytest

import casestudy as cs
from casestudy.app.cli import calibration_lines
from casestudy.chapters.history.facts import Decline, ProfitPool
from casestudy.concepts.portfolio import whale_curve
from casestudy.scenario.schema import Currency
from casestudy.text.figures import headline_rows
from casestudy.text.formats import money
from casestudy.text.prose import Prose


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


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


def test_rules_say_whether_the_cut_pays(case):
    contest = cs.assortment.contest(case, 0.5)

    def shifted(by):
        cuts = tuple(dataclasses.replace(c, profit_change=c.profit_change + by)
                     for c in contest.cuts)  # fmt: skip
        return dataclasses.replace(contest, cuts=cuts)

    assert "pays only under the right rule" in cs.say(contest, "title")
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
    small, large = cs.assortment.contest(case, 0.3), cs.assortment.contest(case, 0.6)
    better = large.best.profit_change > small.best.profit_change
    said = cs.say(large, "size_of_the_cut", smaller=small)
    assert ("larger cut is still the better" in said) == better
    assert (
        "smaller cut is the better" in cs.say(small, "size_of_the_cut", smaller=large)
    ) == better


def test_the_share_title_says_whether_the_old_share_is_regained(case):
    compared = cs.compare(case)
    assert "does not regain" in cs.say(compared, "share.title")
    back = dataclasses.replace(compared, base_share=0.01)
    assert "The plan regains" in cs.say(back, "share.title")


def test_targets_say_how_far_off_a_plan_is(case):
    assert cs.say(cs.compare(case), "targets", case=case).count("on target") == 3
    idle = cs.say(cs.compare(case, case.plan("do_nothing")), "targets", case=case)
    assert idle.count("on target") == 0
    assert idle.count(" off") == 3


def test_every_headline_has_a_label_and_a_unit(case):
    rows = dict(headline_rows(case, cs.simulate(case, case.plan())))
    assert len(rows) == 8
    assert rows["Gross margin"].endswith("points")
    assert case.scenario.currency.symbol in rows["Present value against doing nothing"]


def test_the_setup_report_names_what_is_missing(case):
    said = cs.say(cs.start, "setup", case=case, checks=["python", "model"], missing=["python"])
    assert said.startswith("**Something is missing:** Python. The README")
    assert "Everything is in place" in cs.check_setup(case)


def test_the_map_lists_the_notebooks_that_exist(tmp_path):
    (tmp_path / "00_start_here.ipynb").write_text(
        '{"metadata": {"casestudy": {"question": "Why?", "minutes": 7}}}'
    )
    text = cs.notebook_map(tmp_path)
    assert "[00 start here](00_start_here.ipynb)" in text
    assert "about 7 minutes" in text
    assert "01" not in text


def test_prose_escapes_currency_signs_only_for_markdown():
    prose = Prose("costs $5", "", "and $6")
    assert str(prose) == repr(prose) == "costs $5\n\nand $6"
    inside = "costs \\$5\n\nand \\$6"
    shown = f'<div class="mathjax_ignore tex2jax_ignore">\n\n{inside}\n\n</div>'
    assert prose._repr_markdown_() == shown
    assert Prose("costs €5")._repr_markdown_() == "costs €5"


def test_calibration_lines_say_what_it_would_take(case):
    low = cs.calibrate(case, {"revenue_growth": 0.0})
    text = "\n".join(calibration_lines(case, low))
    assert "NOT met, the nearest is" in text
    assert "to meet all of them it would take" in text
    high = cs.calibrate(case, {"revenue_growth": 1.5})
    text = "\n".join(calibration_lines(case, high))
    assert "NOT met, the nearest is" in text
    assert "no values that the model can take would meet all of them" in text


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


def test_other_readings_follow_the_tail(case):
    read = cs.start.readings(case)
    reduction = case.scenario.targets.complexity_reduction.value
    assert 0 < 1 - read.effective_after / read.effective_before < reduction
    assert -reduction < read.complexity_cost < 0
    assert read.if_company == pytest.approx(
        case.scenario.targets.revenue_growth.value / case.scenario.line.company_share.value
    )


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0.0, "$0"),
        (0.4, "$0.40"),
        (9.99, "$9.99"),
        (10.4, "$10"),
        (1234, "$1,230"),
        (123_456, "$123,000"),
        (999_400, "$999,000"),
        (999_500, "$1 million"),
        (-61_998_328, "\N{MINUS SIGN}$62 million"),
        (999_500_000, "$1 billion"),
    ],
)
def test_an_amount_is_told_in_three_figures(amount, shown):
    assert money(amount, Currency(code="USD", symbol="$")) == shown
