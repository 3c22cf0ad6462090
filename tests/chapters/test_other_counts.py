"""Sentences follow counts, windows and names: a case of another shape reads right."""

import re
from dataclasses import replace

import pytest
from other_counts import GROUPS, other_case

import casestudy as cs
from casestudy.audit import rehearse
from casestudy.chapters.history.bridges import Chain
from casestudy.learning.judging import judge
from casestudy.learning.kinds import Choices
from casestudy.learning.registry import find_exercise, find_prediction
from casestudy.scenario.schema import group_of
from casestudy.text.prose import period
from casestudy.units import Mark


@pytest.mark.parametrize("chapter", ["02_who_leads", "09_what_if", "01_the_decline"])
def test_no_chapter_breaks_with_other_groups_rivals_and_window(chapter):
    assert [str(failure) for failure in rehearse(other_case(), chapter)] == []


def test_the_actions_are_counted():
    case = other_case()
    effects = cs.one_at_a_time(case)
    text = cs.say(effects, "first_and_last", case=case)
    text += cs.say(effects, "why_so_little_margin", case=case)
    text += find_prediction("09-p2").question(case)
    assert "**sum of the four**" in text
    assert "all four together are worth" in text
    assert "With all four actions" in text
    assert not re.search(r"\bsix\b", text)


def test_one_action_needs_no_count():
    case = other_case()
    effects = cs.one_at_a_time(case)
    single = replace(effects, **{k: dict([*getattr(effects, k).items()][:1])
                                 for k in ("alone", "last")})  # fmt: skip
    text = cs.say(single, "first_and_last", case=case)
    assert "| **sum** |" in text
    assert "the one action is worth" in text


def test_groups_of_other_names_are_called_by_their_labels():
    case = other_case()
    hired = cs.say(cs.leadership.appointments(case), "what_follows", case=case)
    carried = cs.say(cs.leadership.bought_by_time(case), "what_time_buys", case=case)
    for name in GROUPS:
        assert f"| Group {name} |" in carried
    assert "partner and cost" not in hired + carried


@pytest.mark.parametrize(
    ("first", "said"),
    [(1, "the first year"), (5, "the second year"), (9, "the third year"), (17, "the fifth year"),
     (2, "quarters 2 to 5"), (8, "quarters 8 to 11")],
)  # fmt: skip
def test_a_window_is_called_by_its_year_only_if_it_is_one(first, said):
    assert period(first, first + 3) == said


@pytest.mark.parametrize(("first", "said"), [(5, "the second year"), (6, "quarters 6 to 9")])
def test_nothing_is_said_of_a_third_year_that_was_not_measured(first, said):
    case = other_case(first)
    table = cs.say(cs.history.verdict(case), "was_it_a_turnaround", case=case)
    question = find_prediction("02-p2").question(case)
    assert f"| result in {said} |" in table
    assert f"have changed in {said}?" in question
    assert "third" not in table + question
    assert "year 3" not in table


class TestCauses:
    def told(self, *profits: tuple[float, float]) -> str:
        """Return what is said of causes, each with its step in the first and the last year."""
        case = cs.load_case("turnaround")
        years = cs.history.yearly_bridges(case)
        names = list(years[0].steps)
        calm = dict.fromkeys(names, -100.0)
        steps = [calm | dict(zip(names, (p[end] for p in profits), strict=False)) for end in (0, 1)]
        each = tuple(replace(years[end], steps=steps[end]) for end in (0, 1))
        whole = replace(cs.history.gross_profit_bridge(case), steps={n: -200.0 for n in names})
        return cs.say(Chain(each, whole), "year_by_year", case=case)

    def test_a_loss_that_grew(self):
        assert "The cause that grew most from the first year to the last is" in self.told(
            (-1, -900)
        )

    def test_a_gain_that_shrank_did_not_grow(self):
        text = self.told((900, 100))
        assert "What shrank most from the first year to the last is the gain from" in text
        assert "grew most" not in text

    def test_a_gain_that_became_a_loss(self):
        assert "from a gain to a loss, is" in self.told((900, -100))

    def test_none_grew_worse(self):
        assert "No cause grew worse over the years." in self.told((-900, -100))


def test_marks_of_all_three_targets_are_counted():
    case = cs.load_case("turnaround")
    figures = case.scenario.targets
    margin = figures.margin_points.model_copy(update={"mark": Mark.ASSUMED})
    scenario = case.scenario.model_copy(
        update={"targets": figures.model_copy(update={"margin_points": margin})}
    )
    mixed = replace(case, scenario=scenario)
    said = cs.say(cs.start.targets(mixed), "what_came_of_it", case=mixed)
    assert "The source reports two of these three figures; the rest is assumed" in said
    said = cs.say(cs.start.targets(case), "what_came_of_it", case=case)
    assert "The source reports these three figures; the reading" in said


def test_none_of_the_options_can_be_right():
    exercise, case = find_exercise("09-01"), cs.load_case("turnaround")
    options = exercise.options(case)
    last = list(options)[-1]
    assert options[last] == "none of them"
    assert exercise.key(case) != {last}
    kept = ("id", "title", "level", "prompt", "hints", "solution", "code")
    none = Choices(
        **{name: getattr(exercise, name) for name in kept},
        options=lambda case: {"a": "one", "b": "other"},
        key=lambda case: set(),
    )
    assert none.key(case) == {"c"}
    for answer in ([], "c", "none of them", {"c"}, ()):
        assert judge(none, case, answer).correct is True, answer
    assert judge(none, case, "a").correct is False


def test_an_option_in_own_words_that_none_is_true_is_not_said_twice():
    options = find_exercise("01-04").options(cs.load_case("turnaround"))
    assert [text for text in options.values() if "none" in text] == ["by none of them"]


def test_every_lever_has_its_group():
    case = other_case()
    assert group_of(case.scenario, "selling").name == "prices"
