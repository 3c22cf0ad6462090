"""Names of the release before go on working, and point to the new ones."""

from importlib import import_module
from operator import attrgetter

import pytest

import casestudy as cs
from casestudy import former, plots

CASE = cs.load_case("turnaround")


@pytest.mark.parametrize(("old", "new"), former.FUNCTIONS.items())
def test_a_function_is_the_one_it_points_to(old, new):
    chapter, _, name = new.partition(".")
    with pytest.warns(FutureWarning, match=rf"^cs\.{old} is now cs\.{new}$"):
        found = getattr(cs, old)
    assert found is getattr(import_module(f"casestudy.chapters.{chapter}"), name)
    assert old not in dir(cs)


def test_a_picture_and_its_words_are_those_of_the_record(capsys):
    rise = cs.price.break_even(CASE)
    with pytest.warns(FutureWarning, match=r"is now cs\.show\(…\)"):
        ax = cs.plot_break_even(rise)
    assert ax.get_title() == plots.draw(rise).get_title()
    with pytest.warns(FutureWarning, match=r'is now cs\.say\(…, "alt"\)'):
        assert cs.tell.price.describe_break_even(rise) == cs.say(rise, "alt")
    with pytest.warns(FutureWarning, match=r'title"'):
        assert cs.tell.price.break_even(rise) == cs.say(rise, "title")
    with pytest.warns(FutureWarning, match=r'"may_and_will"'):
        told = cs.tell.price.may_and_will(CASE, rise)
    assert told == cs.say(rise, "may_and_will", case=CASE)


def test_the_picture_of_the_predictions_lies_beside_their_record():
    score = cs.calibration_score(case=CASE)
    with pytest.warns(FutureWarning, match=r"is now cs\.show\(…\)"):
        ax = cs.plot_calibration(score)
    assert ax.get_title() == plots.draw(score).get_title()
    for piece, new in (("describe_calibration", "alt"), ("how_calibrated", "how_calibrated")):
        with pytest.warns(FutureWarning, match=f'"{new}"'):
            assert getattr(cs.tell.judgement, piece)(score) == cs.say(score, new)


@pytest.mark.parametrize(("old", "new"), former.OF_THE_CASE.items())
def test_what_was_told_of_the_case_alone_is_told_of_a_record(old, new):
    maker, piece = new
    with pytest.warns(FutureWarning, match=rf'is now cs\.say\(…, "{piece}"\)'):
        told = attrgetter(old)(cs.tell)(CASE)
    assert told == cs.say(attrgetter(maker)(cs)(CASE), piece, case=CASE)


def test_what_was_told_of_no_result_is_a_piece_of_the_chapter():
    with pytest.warns(FutureWarning, match=r'is now cs\.say\(…, "glossary"\)'):
        assert cs.tell.start.glossary() == cs.say(cs.start, "glossary")
    with pytest.warns(FutureWarning, match=r'"case_in_brief"'):
        assert cs.tell.start.case_in_brief(CASE) == cs.say(cs.start, "case_in_brief", case=CASE)


def test_what_never_was_is_told_with_the_nearest():
    with pytest.raises(AttributeError, match="'load_cas'; did you mean 'load_case'"):
        cs.load_cas  # noqa: B018
