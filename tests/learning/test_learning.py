"""An answer in any form is judged or explained, and a check never raises."""

import math
import re

import learner
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from learner import CHOICE, CHOICES, FRAME, FUNCTION, RANKING, SERIES, TEXT

import casestudy as cs
from casestudy import learning
from casestudy.errors import InputError
from casestudy.learning import checking, judging, registry
from casestudy.learning.judging import judge
from casestudy.learning.kinds import Number, Wrong, absolute, relative
from casestudy.learning.loading import load
from casestudy.learning.near import near_miss
from casestudy.learning.progress_store import ProgressStore
from casestudy.learning.reading_answers import Unreadable
from casestudy.text.present import current_case
from casestudy.units import Unit

CASE = cs.load_case("turnaround")
EURO = cs.load_case("packaging")


@pytest.fixture
def toy(monkeypatch):
    """Let `check` know the exercises of these tests."""
    known = {e.id: e for e in (CHOICE, CHOICES, RANKING, SERIES, FRAME, FUNCTION, TEXT)}
    known |= {e.id: e for e in (learner.fraction(), learner.amount())}
    monkeypatch.setattr(checking, "find_exercise", lambda id, case: known[id])
    return known


def verdict(exercise, answer, case=CASE):
    try:
        return judge(exercise, case, answer)
    except Unreadable as error:
        return str(error)


# -- kinds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "5-1"}, "form '05-03'"),
        ({"level": "look"}, "read, move or code"),
        ({"hints": ()}, "1 to 4"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Number(
            **learner.common("99-01", lambda case: 1.0)
            | {"unit": Unit.RATIO, "tolerance": absolute(1)}
            | change
        )


@pytest.mark.parametrize(
    "exercise", [learner.fraction(), CHOICE, CHOICES, RANKING, SERIES, FUNCTION, TEXT]
)
def test_each_kind_says_how_to_answer(exercise):
    assert exercise.form(CASE).startswith("Answer ")
    assert exercise.form(CASE).endswith(".")


def test_the_tolerance_is_said_in_the_unit_of_the_answer():
    assert "to within 0.1 points" in learner.fraction().form(CASE)
    assert "amount in €" in learner.amount().form(EURO)
    assert "to within 1%" in learner.amount().form(EURO)
    assert absolute(0).words(Unit.COUNT, CASE.scenario.currency) == "exactly"
    assert absolute(2500).words(Unit.MONEY, CASE.scenario.currency) == "to within $2,500"


def test_an_answer_at_the_edge_of_the_tolerance_is_right():
    assert verdict(learner.fraction(), 0.171).correct
    assert verdict(learner.fraction(), 0.169).correct
    assert not verdict(learner.fraction(), 0.1711).correct
    assert verdict(learner.amount(), 3_030_000).correct
    assert not verdict(learner.amount(), 3_031_000).correct


def test_the_sign_may_not_matter():
    assert verdict(learner.fraction(-0.17, sign_matters=False), 0.17).correct
    assert verdict(learner.fraction(-0.17), 0.17).reason == "sign"


# -- near misses ----------------------------------------------------------------------------------


def miss(answer, key, unit=Unit.MONEY, tolerance=None, case=CASE, **more):
    found = near_miss(
        answer, key, unit=unit, tolerance=tolerance or relative(0.01), case=case, **more
    )
    return found and found.reason


RATIO = CASE.line_revenue / CASE.scenario.company.revenue.value


@pytest.mark.parametrize(
    ("answer", "key", "unit", "reason"),
    [
        (-3e6, 3e6, Unit.MONEY, "sign"),
        (17.0, 0.17, Unit.FRACTION, "percent"),
        (0.0017, 0.17, Unit.FRACTION, "percent"),
        (3e3, 3e6, Unit.MONEY, "thousand"),
        (3e9, 3e6, Unit.MONEY, "thousand"),
        (3.0, 3e6, Unit.MONEY, "million"),
        (0.75e6, 3e6, Unit.MONEY_PER_YEAR, "quarter"),
        (12e6, 3e6, Unit.MONEY, "quarter"),
        (0.25e6, 3e6, Unit.MONEY, "month"),
        (12.0, 1.0, Unit.PER_YEAR, "month"),
        (3e6 / RATIO, 3e6, Unit.MONEY, "line or company"),
        (3e6 * RATIO, 3e6, Unit.MONEY, "line or company"),
        (3.05e6, 3e6, Unit.MONEY, "rounding"),
        (3.2e6, 3e6, Unit.MONEY, None),
        (0.0, 3e6, Unit.MONEY, None),
        (0.2, 0.05, Unit.FRACTION, None),
        (4.0, 1.0, Unit.WEEKS, None),
        (5.0, 0.0, Unit.RATIO, None),
    ],
)
def test_a_near_miss_is_known_by_its_slip(answer, key, unit, reason):
    assert miss(answer, key, unit) == reason


def test_percent_typed_with_few_digits_is_still_percent():
    assert miss(9.4, 0.09375, Unit.FRACTION, absolute(0.001)) == "percent"
    assert miss(9.9, 0.09375, Unit.FRACTION, absolute(0.001)) is None


def test_a_wide_tolerance_does_not_take_anything_for_a_slip():
    assert miss(0.9, 0.01, Unit.FRACTION, absolute(0.005)) is None
    assert miss(-0.014, 0.01, Unit.FRACTION, absolute(0.005)) is None


def test_the_line_is_told_from_the_company_by_their_names():
    exercise = learner.amount()
    share = EURO.line_revenue / EURO.scenario.company.revenue.value
    assert (
        f"this looks like the whole of {EURO.scenario.company.name}"
        in verdict(exercise, 3e6 / share, EURO).text
    )
    assert (
        f"this looks like the line ({CASE.scenario.line.name})"
        in verdict(exercise, 3e6 * RATIO).text
    )


def test_known_wrong_answers_go_before_slips_and_the_nearest_counts():
    exercise = learner.amount(
        wrong=(
            learner.Wrong("far", lambda case: -3.02e6, "Far."),
            learner.Wrong("turned", lambda case: -3e6, "Turned."),
            learner.Wrong("none here", lambda case: None, "Never."),
            learner.Wrong("happens to be right", lambda case: 3.001e6, "Never."),
        )
    )
    assert verdict(exercise, -3e6).text == "Turned."
    assert verdict(exercise, -3.019e6).text == "Far."
    assert verdict(exercise, 3.001e6).correct
    assert [w.name for w, _ in judging.wrong_answers(exercise, CASE)] == ["far", "turned"]


PART = CASE.line_revenue / CASE.scenario.company.revenue.value
SLIPS = {
    "sign": (-1.0,),
    "percent": (100.0, 1 / 100),
    "thousand": (1e3, 1e-3),
    "million": (1e6, 1e-6),
    "quarter": (4.0, 1 / 4),
    "month": (12.0, 1 / 12),
    "line or company": (PART, 1 / PART),
    "rounding": (1.02, 0.98),
}
EXAMPLE = "Twelve percent is 0.12, or “12 %” with its sign."


@pytest.mark.parametrize("unit", [Unit.MONEY, Unit.FRACTION_PER_YEAR])
@pytest.mark.parametrize(
    ("slip", "times"), [(slip, times) for slip, sides in SLIPS.items() for times in sides]
)
@given(keys=st.tuples(*2 * [st.floats(1e-3, 1e9)]), digits=st.integers(4, 17))
def test_a_slip_never_gives_the_key_away(slip, times, unit, keys, digits):
    def found(key):
        answer = float(f"{times * key:.{digits}g}")  # as it is typed
        return near_miss(answer, key, unit=unit, tolerance=relative(0.01), case=CASE)

    one, other = map(found, keys)
    assert one.reason == other.reason == slip
    # Neither in figures, however they are written, nor in words, which would follow the key.
    assert not re.search(r"\d", one.text.replace(EXAMPLE, ""))
    assert one.text == other.text


# -- check, hint, solution ------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [..., None, "", "  ", "...", "…"])
def test_what_is_not_answered_is_neither_judged_nor_recorded(toy, answer):
    said = cs.check("99-01", answer, case=CASE)
    assert (said.correct, said.tries, said.reason) == (None, 0, "unanswered")
    assert repr(said) == "Not answered yet."
    assert not ProgressStore(CASE.name).path.parent.exists()


def test_a_try_is_counted_once_and_the_right_answer_ends_the_count(toy):
    assert cs.check("99-01", 0.5, case=CASE).tries == 1
    assert cs.check("99-01", "50 %", case=CASE).tries == 1  # the same answer, as after a re-run
    assert cs.check("99-01", "what?", case=CASE).tries == 1  # not read, so no try
    second = cs.check("99-01", 17, case=CASE)
    assert (second.correct, second.tries, second.reason) == (False, 2, "percent")
    assert 'cs.hint("99-01")' in repr(second)
    assert 'cs.hint("99-01")' not in second.text
    right = cs.check("99-01", 0.17, case=CASE)
    assert (right.correct, right.tries, right.hint_taken) == (True, 3, False)
    assert right.text == "**Right**, after 3 tries. so"
    assert cs.check("99-01", 0.3, case=CASE).correct is False
    assert cs.check("99-01", 0.17, case=CASE).tries == 3
    assert "Solved before" in cs.check("99-01", case=CASE).text


def test_hints_come_one_by_one_are_recorded_and_end(toy):
    assert cs.hint("99-01", case=CASE) == "Hint 1 of 2: first"
    assert cs.hint("99-01", case=CASE) == "Hint 2 of 2: second for turnaround"
    assert (
        cs.hint("99-01", case=CASE)
        == "These are all the hints:\n\n1. first\n2. second for turnaround"
    )
    wrong = cs.check("99-01", 0.5, case=CASE)
    assert wrong.hint_taken
    assert 'cs.solution("99-01")' in wrong.advice
    assert "and with hints" in cs.check("99-01", 0.17, case=CASE).text
    assert cs.hint("99-01", case=EURO) == "Hint 1 of 2: first"  # another scenario, another record


def test_a_solution_and_a_prompt_are_the_same_for_everybody(toy):
    assert cs.solution("99-01", case=CASE) == "so\n\n```python\nanswer = 1\n```"
    shown = cs.prompt("99-03", case=CASE)
    assert shown.startswith("**99-03 · a title**\n\nwhat?\n\n- **a** – price\n")
    assert not ProgressStore(CASE.name).path.parent.exists()


def test_a_text_is_kept_and_assessed_by_the_learner(toy):
    assert "Commit your own text" in cs.assess("99-09", [1], case=CASE).text
    assert "at least 6 words" in cs.check("99-09", "too short", case=CASE).text
    assert "in quotation marks" in cs.check("99-09", 3, case=CASE).text
    said = cs.check("99-09", "Price is worth more than volume.", case=CASE)
    assert said.correct is None
    assert "1. says why\n2. says how much\n3. says what next" in said.text
    assert 'cs.assess("99-09"' in said.advice
    some = cs.assess("99-09", [1, 3], case=CASE)
    assert some.correct is False
    assert "says how much" in some.text
    again = cs.check("99-09", "Price is worth more than volume.", case=CASE)
    assert "2 of 3 points" in again.text
    other = cs.check("99-09", "Price is worth more, by so much.", case=CASE)
    assert "By your own judgement" not in other.text
    assert cs.assess("99-09", {1, 2, 3}, case=CASE).correct
    kept = ProgressStore(CASE.name).read().exercises["99-09"]
    assert (kept.solved, kept.answer) == (True, "Price is worth more, by so much.")


@pytest.mark.parametrize("met", [3, None, "x", [0], [4], [math.inf], ["many"], print])
def test_points_that_there_are_not_are_explained(toy, met):
    cs.check("99-09", "Price is worth more than volume.", case=CASE)
    assert "numbers from 1 to 3" in cs.assess("99-09", met, case=CASE).text


def test_only_a_text_is_assessed(toy):
    assert "not assessed" in cs.assess("99-01", [1], case=CASE).text


@pytest.mark.parametrize("call", [cs.check, cs.hint, cs.solution, cs.prompt, cs.reveal, cs.commit])
@pytest.mark.parametrize("id", ["05-1", "05-p", "5", "", None, 5, "nothing at all", ["05-01"]])
def test_an_unknown_id_is_explained_and_the_nearest_named(call, id):
    said = str(call(id, case=CASE) if call is not cs.check else call(id, 1, case=CASE))
    assert said.startswith("There is no ")
    if id == "05-1" and call is not cs.reveal and call is not cs.commit:
        assert "Did you mean '05-" in said


def test_what_nobody_has_thought_of_does_not_stop_the_notebook(toy):
    class Odd:
        def __float__(self):
            raise RuntimeError("odd")

        def __repr__(self):
            raise RuntimeError("odd")

    inside_itself = []
    inside_itself.append(inside_itself)
    for id in toy:
        for answer in (Odd(), [Odd()], {1: Odd()}, inside_itself, Odd):
            said = cs.check(id, answer, case=CASE)
            assert said.correct in (None, False)
            assert said.text
    assert not any(r.solved for r in ProgressStore(CASE.name).read().exercises.values())


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=ANYTHING)
def test_a_check_never_raises(toy, answer):
    for id in toy:
        said = cs.check(id, answer, case=CASE)
        assert said.text
        assert "cannot be read (" not in said.text  # what is common is explained, not caught


def test_dollars_do_not_become_formulas(toy):
    said = cs.check("99-02", "€ 3m", case=CASE)
    assert "in $ here" in repr(said)
    assert r"in \$ here" in said._repr_markdown_()


def test_a_key_and_the_known_mistakes_are_computed_once_for_each_case(monkeypatch):
    """Some of them take a search: no check after the first may wait for it."""
    asked = []

    def key(case):
        asked.append(("key", case.name))
        return 0.17 if case is CASE else 0.23

    def mistake(case):
        asked.append(("mistake", case.name))
        return 0.5

    exercise = Number(
        **learner.common("99-01", key, wrong=(Wrong("half", mistake, "That is a half."),)),
        unit=Unit.FRACTION,
        tolerance=absolute(0.001),
    )
    monkeypatch.setattr(checking, "find_exercise", lambda id, case: exercise)
    for _ in range(3):
        assert "That is a half." in cs.check("99-01", "50 %", case=CASE).text
        assert cs.check("99-01", 0.3, case=CASE).correct is False
        assert cs.check("99-01", "23 %", case=EURO).correct
        assert "That is a half." in cs.check("99-01", 0.5, case=EURO).text
    parts, cases = ("key", "mistake"), (CASE.name, EURO.name)
    assert sorted(asked) == sorted((part, name) for part in parts for name in cases)


# -- which case -----------------------------------------------------------------------------------


def test_the_case_is_the_notebooks_own_else_the_default(monkeypatch):
    import __main__

    monkeypatch.delattr(__main__, "case", raising=False)
    assert current_case().name == "turnaround"
    monkeypatch.setenv("CASESTUDY_SCENARIO", "packaging")
    assert current_case().name == "packaging"
    monkeypatch.setattr(__main__, "case", CASE, raising=False)
    cs.load_case("packaging")  # a second case, loaded to compare, changes nothing
    assert current_case() is CASE
    assert current_case(EURO) is EURO
    monkeypatch.setattr(__main__, "case", "a word", raising=False)
    assert current_case().name == "packaging"


def test_a_case_that_cannot_be_loaded_is_explained(monkeypatch):
    import __main__

    monkeypatch.delattr(__main__, "case", raising=False)
    monkeypatch.setenv("CASESTUDY_SCENARIO", "nowhere")
    for said in (
        cs.check("05-01", "a"),
        cs.hint("05-01"),
        cs.commit("05-p1", 1, 0, 2),
        learning.progress(),
    ):
        assert "unknown scenario 'nowhere'" in str(said)


# -- registry -------------------------------------------------------------------------------------


ONE = """
  - id: {id}
    title: A share
    kind: number
    level: read
    unit: fraction
    tolerance: 0.01
    prompt: How much?
    code: answer = 0.5
    hints: [One., Two.]
    solution: Half.
    mistakes:
      - {{name: one, answer: "0.1", because: No.}}
      - {{name: two, answer: "0.2", because: No.}}
      - {{name: three, answer: "0.3", because: No.}}
"""


@pytest.mark.parametrize(
    ("ids", "says"),
    [(["99-01", "99-01"], "'99-01' is declared twice"),
     (["99-01", "98-02"], "'98-02' belongs to another notebook; expected 99-")],
)  # fmt: skip
def test_ids_stand_once_and_in_their_own_file(ids, says):
    text = "exercises:\n" + "".join(ONE.format(id=id) for id in ids)
    with pytest.raises(InputError, match=says):
        load(text, "exercises.en.yaml", "99")


@pytest.mark.parametrize(
    "name", ["05_price", "05", "5", 5, "05_price.ipynb", "/some/where/05_price.ipynb"]
)
def test_a_notebook_is_found_by_name_number_and_file(name):
    assert next(iter(registry.exercises(name))) == "05-01"


def test_an_unknown_notebook_is_named_with_the_nearest():
    with pytest.raises(InputError, match="did you mean '05_price'"):
        registry.exercises("05_pirce")


@pytest.mark.parametrize("answer", [{"a", "b", "c"}, {"a": True, "b": True, "c": True}])
def test_what_has_no_order_is_no_ranking(answer):
    said = checking.check("02-02", answer)
    assert said.correct is None
    assert "no order" in said.text


def test_a_text_can_be_improved_after_it_was_solved():
    case = cs.load_case("turnaround")
    points = len(registry.find_exercise("08-04").key(case))
    checking.check("08-04", "A first text of mine with enough words in it.", case=case)
    assert checking.assess("08-04", range(1, points + 1), case=case).correct
    better = "A second and better text of mine with enough words in it."
    assert "kept" in checking.check("08-04", better, case=case).text
    record = ProgressStore(case.name).read().exercise("08-04")
    assert record.answer == better
    assert record.solved
