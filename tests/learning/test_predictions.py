"""A prediction is committed once, shown beside its result, and scored with due caution."""

import math

import pytest

import casestudy as cs
from casestudy import plots
from casestudy.learning.judgement import Judged, calibration_of
from casestudy.learning.predictions import Prediction, committed
from casestudy.learning.registry import predictions
from casestudy.units import Unit

CASE, EURO = cs.load_case("turnaround"), cs.load_case("packaging")


def ranges(held, made):
    return calibration_of([Judged(f"{n}", 1, 0, 2, 1 if n < held else 5) for n in range(made)])


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(0.76, 0.7, 0.8), ("76%", "70 %", "about 80%"), ("0,76", 0.7, "80%"), (0.7, 0.7, 0.7)],
)
def test_a_prediction_is_committed_from_numbers_and_text(value, low, high):
    done = cs.commit("05-p1", value, low, high, case=CASE)
    assert done.accepted
    assert done.text.startswith("Committed: 7")
    assert committed("05-p1", case=CASE).low == 0.7
    assert committed("05-p1", case=EURO) is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((0.5, 0.6, 0.8), "outside your range"),
        ((0.7, 0.8, 0.6), "swapped"),
        ((0.7,), "Still missing: “surely above” and “surely below”"),
        ((0.7, ..., 0.8), "Still missing: “surely above”"),
        ((76, 70, 80), "Is 76% meant, or 0.76?"),
        (("many", 0, 1), "In “your value”: This is no number"),
        ((0.7, math.nan, 1), "In “surely above”: Your result is NaN"),
        ((0.7, 0, math.inf), "In “surely below”: Your result is infinite"),
        ((), "Nothing committed yet."),
        ((None, "", ...), "Nothing committed yet."),
        (([], {}, print), "empty"),
    ],
)
def test_what_cannot_be_committed_is_explained_and_not_kept(given, said):
    result = cs.commit("05-p1", *given, case=CASE)
    assert not result.accepted
    assert said in result.text
    assert committed("05-p1", case=CASE) is None


@pytest.mark.parametrize(
    ("id", "given", "asked", "confirmed"),
    [
        ("05-p2", ("2.5", "2%", "3%"), "If 2.5% is meant, write 2.5%; if not, write 250%", "250%"),
        ("05-p2", ("2%", 1, "3%"), "In “surely above”: 1 is 100%.", None),
        ("02-p2", ("-2", "-3", "-1"), "If -2% is meant, write -2%", "-200%"),
        ("01-p2", ("$84", "80m", "90m"), "if not, write exactly $84", "exactly 84 $"),
        ("01-p2", (84, "80m", "90m"), "If 84 million is meant, write 84m", "exactly $84"),
        ("01-p2", ("84m", "$80,000", "90m"), "In “surely above”: 80000 alone is", None),
    ],
)
def test_what_is_hardly_meant_is_asked_about_before_it_stays(id, given, asked, confirmed):
    result = cs.commit(id, *given, case=CASE)
    assert not result.accepted
    assert asked in result.text
    assert committed(id, case=CASE) is None
    if confirmed:
        assert cs.commit(id, confirmed, confirmed, confirmed, case=CASE).accepted


def test_a_committed_prediction_stays():
    cs.commit("05-p1", "76%", "70%", "80%", case=CASE)
    again = cs.commit("05-p1", "50%", "40%", "60%", case=CASE)
    assert not again.accepted
    assert (again.value, again.low, again.high) == (0.76, 0.7, 0.8)
    assert repr(again) == "Committed before, and it stays: 76%, from 70% to 80%."
    assert "76%" in cs.commit("05-p1", case=CASE).text


def test_without_a_prediction_nothing_is_held_up():
    assert cs.reveal("05-p1", case=CASE) == "No prediction made."
    assert cs.calibration_score(case=CASE).made == 0


@pytest.mark.parametrize("case", [CASE, EURO], ids=lambda c: c.name)
def test_the_result_is_shown_beside_the_prediction(case):
    truth = predictions("05")["05-p1"].truth(case)
    cs.commit("05-p1", truth - 0.01, truth - 0.02, truth + 0.02, case=case)
    cs.commit("05-p2", "9%", "8%", "10%", case=case)
    assert "Your range held the result." in cs.reveal("05-p1", case=case)
    assert "The result lies below your range." in cs.reveal("05-p2", case=case)
    score = cs.calibration_score("05_price", case=case)
    assert (score.made, score.held) == (2, 1)
    assert score.judged[0].place == pytest.approx(0.5)


def test_the_truth_is_what_the_notebook_says():
    found = predictions("05")
    assert found["05-p1"].truth(CASE) * 100 == float(cs.price.waterfall(CASE).pocket)
    assert found["05-p2"].truth(CASE) == -cs.price.break_even(CASE).allowed_at_step


def test_a_prediction_needs_an_id_of_its_own_form():
    with pytest.raises(ValueError, match="05-p1"):
        Prediction("05-01", lambda case: "?", Unit.RATIO, lambda case: 1.0)


# -- calibration ----------------------------------------------------------------------------------


def test_a_range_holds_a_result_at_its_ends_and_of_no_width():
    assert Judged("x", 1, 0.1 + 0.2, 1, 0.3).held
    assert Judged("x", 1, 1, 1, 1).held
    assert Judged("x", 1, 1, 1, 1).place == 0.5
    assert Judged("x", 1, 1, 1, 2).place == math.inf
    assert not Judged("x", 1, 0, 2, 2.1).held
    assert Judged("x", 1, 0, 4, 5).place == 1.25
    assert Judged("x", 1, 0, 4, 5).guess == 0.25


def test_the_chance_is_that_of_a_binomial_count():
    from scipy.stats import binom

    for made in (0, 1, 7, 30):
        for held in range(made + 1):
            score = ranges(held, made)
            assert score.chance_of_so_few == pytest.approx(binom.cdf(held, made, 0.9))
            assert score.chance_of_so_many == pytest.approx(binom.sf(held - 1, made, 0.9))
        fewest = ranges(made, made).fewest_ordinary
        assert binom.cdf(fewest - 1, made, 0.9) <= 0.05 < binom.cdf(fewest, made, 0.9)


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, math.nan])
def test_an_expected_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration_of([], share)


@pytest.mark.parametrize(
    ("held", "made", "finding", "sentence"),
    [
        (0, 0, "No prediction made yet", "No prediction made."),
        (0, 1, "too few to judge by", "one prediction that says nothing yet"),
        (1, 4, "too few to judge by", "only four that says nothing yet"),
        (5, 10, "too narrow", "go beyond it"),
        (9, 10, "about as many as should", "anything from 7 to 10 would be ordinary"),
        (5, 5, "about as many as should", "nothing to see but chance"),
        (30, 30, "could be narrower", "dare to say"),
    ],
)
def test_the_sentence_follows_the_count_and_is_fair_to_small_ones(held, made, finding, sentence):
    score = ranges(held, made)
    assert finding in cs.say(score, "title")
    assert sentence in cs.say(score, "how_calibrated")
    assert len(cs.say(score, "alt")) > 40


def test_the_picture_draws_ranges_guesses_and_results():
    score = calibration_of(
        [
            Judged("inside", 3, 2, 6, 5),
            Judged("far above", 3, 2, 6, 100),
            Judged("below", 3, 2, 6, 1),
            Judged("no width", 3, 3, 3, 4),
        ]
    )
    ax = plots.draw(score)
    assert [b.get_width() for b in ax.patches] == [100.0] * 4
    guesses, results = ax.lines[::2], ax.lines[1::2]
    assert [float(line.get_xdata()[0]) for line in guesses] == [25.0, 25.0, 25.0, 50.0]
    assert [float(line.get_xdata()[0]) for line in results] == [75.0, 170.0, -25.0, 170.0]
    assert [line.get_marker() for line in results] == ["o", ">", "<", ">"]


def test_an_empty_picture_says_that_it_is_empty():
    ax = plots.draw(calibration_of([]))
    assert ax.get_title(loc="left") == "No prediction made yet"
    assert not ax.lines
