"""Every exercise on every scenario: its solution passes, its wrong answers are explained."""

import math
import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import casestudy as cs
from casestudy.analysis.variants import load_case
from casestudy.learning.judging import judge, right_answer, wrong_answers
from casestudy.learning.kinds import Function, Number, Series, ShortText, words
from casestudy.learning.registry import exercises, notebooks, predictions

FOLDER = Path(__file__).parents[2] / "notebooks"
CASES = {name: cs.load_case(name) for name in ("turnaround", "packaging")}
EXERCISES = list(exercises().values())
PREDICTIONS = list(predictions().values())
# Ten drawings, every other one of each scenario: a drawing of one says nothing about the other.
VARIANTS = [
    *(("turnaround", number) for number in range(1, 11, 2)),
    *(("packaging", number) for number in range(2, 11, 2)),
]


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request):
    return request.param


@pytest.fixture(params=EXERCISES, ids=lambda e: e.id)
def exercise(request):
    return request.param


def solved(exercise, case):
    scope = {"cs": cs, "case": case}
    exec(exercise.code, scope)
    return scope["answer"]


def texts_of(exercise, case):
    """All that a learner may read of an exercise."""
    yield words(exercise.title, case)
    yield exercise.prompt(case)
    yield exercise.form(case)
    yield exercise.solution(case)
    yield from (words(hint, case) for hint in exercise.hints)
    yield from (words(wrong.because, case) for wrong in exercise.wrong)
    yield from getattr(exercise, "options", lambda case: {})(case).values()
    if isinstance(exercise, ShortText):
        yield from exercise.key(case)


def test_the_solution_passes_its_own_check(exercise, case):
    answer = solved(exercise, case)
    found = cs.check(exercise.id, answer, case=case)
    assert found.correct is (None if isinstance(exercise, ShortText) else True), found.text
    assert found.tries == 1


def test_each_wrong_answer_gets_the_explanation_meant_for_it(exercise, case):
    for wrong, _ in wrong_answers(exercise, case):
        found = cs.check(exercise.id, wrong.value(case), case=case)
        assert found.correct is False, wrong.name
        assert found.reason == wrong.name
        assert words(wrong.because, case) in found.text


def test_there_are_at_least_three_wrong_answers_and_each_has_a_name_of_its_own(exercise, case):
    names = [wrong.name for wrong in exercise.wrong]
    assert len(set(names)) == len(names)
    reasons = [words(wrong.because, case) for wrong in exercise.wrong]
    assert len(set(reasons)) == len(reasons)
    if not isinstance(exercise, ShortText):
        assert len(wrong_answers(exercise, case)) >= 3


def test_texts_are_whole_sentences_with_nothing_of_the_other_scenario(exercise, case):
    other = next(c for c in CASES.values() if c is not case)
    for text in texts_of(exercise, case):
        assert text.strip()
        assert not re.search(r"\bnan\b|\binf\b|None|\{|\}|<function", text), text
        read_alone(text, case, other)
    for text in [exercise.prompt(case), exercise.solution(case)]:
        assert text.strip()[-1] in ".?)`:*", text


def read_alone(text, case, other):
    own, names = set(names_of(case)), set(names_of(other))
    for name in names - own:
        assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text), name
    symbol = other.scenario.currency.symbol
    assert symbol == case.scenario.currency.symbol or symbol not in text


def names_of(case):
    s = case.scenario
    names = [s.company.name, s.line.name, s.line.product, s.market.name, s.title, s.currency.code]
    names += [c.name for c in s.market.competitors if c.name != "Others"]
    return names + [p.name for p in s.order_file.platforms]


def test_a_prompt_follows_the_scenario_and_gives_nothing_away(exercise, case):
    prompt, key = exercise.prompt(case), exercise.key(case)
    assert len(prompt.split()) >= 8
    if isinstance(exercise, Number):
        shown = f"{abs(key) * (100 if 'fraction' in exercise.unit.value else 1):.4g}"
        if len(shown.replace(".", "").strip("0")) > 2:
            assert shown not in prompt


def test_there_are_two_or_three_hints_that_differ(exercise, case):
    hints = [words(hint, case) for hint in exercise.hints]
    assert 2 <= len(set(hints)) == len(hints) <= 4


def test_a_key_is_a_finite_answer_of_its_kind(exercise, case):
    key = exercise.key(case)
    if isinstance(exercise, Number):
        assert math.isfinite(key)
        assert exercise.tolerance.slack(key) < max(abs(key), exercise.tolerance.size)
    elif isinstance(exercise, Series):
        assert isinstance(key, pd.Series | pd.DataFrame | dict)
        assert len(key) >= 2
    elif isinstance(exercise, Function):
        assert callable(key)
        assert len(exercise.inputs(case)) >= 3
        assert all(math.isfinite(v) for out in right_answer(exercise, case) for v in out)
    elif isinstance(exercise, ShortText):
        assert 2 <= len(key) <= 6
    else:
        assert set(key) <= set(exercise.options(case))


@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_on_variants_the_solutions_pass_and_no_mistake_is_taken_for_another(scenario, variant):
    case = load_case(scenario, variant)
    for exercise in EXERCISES:
        found = judge(exercise, case, solved(exercise, case))
        assert found.correct is (None if isinstance(exercise, ShortText) else True), exercise.id
        known = dict((w.name, value) for w, value in wrong_answers(exercise, case))
        for wrong in exercise.wrong:
            # A mistake may lead to the right answer here; it is then none.
            if wrong.name in known:
                found = judge(exercise, case, wrong.value(case))
                assert found.correct is False, f"{exercise.id}: {wrong.name}"
                same = [n for n, v in known.items() if alike(v, known[wrong.name])]
                assert found.reason in same, f"{exercise.id}: {wrong.name}"


def alike(a, b):
    """Whether two mistakes lead to the same answer, as far as anybody can tell."""
    if isinstance(a, float):
        return math.isclose(a, b, rel_tol=1e-6)
    if isinstance(a, dict):
        return np.allclose([*a.values()], [*b.values()], rtol=1e-6)
    return a == b


# -- predictions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda p: p.id)
def test_a_prediction_asks_and_has_a_result(prediction, case):
    other = next(c for c in CASES.values() if c is not case)
    question = prediction.question(case)
    assert question.strip().endswith("?")
    assert 0 < len(prediction.title) <= 40
    for text in (question, prediction.title):
        read_alone(text, case, other)
    assert math.isfinite(prediction.truth(case))


# -- notebooks ------------------------------------------------------------------------------------


def asked_in(path):
    """What the code of a notebook asks: whether exercises or predictions, and each by its id."""
    code = "\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code")
    return re.findall(r"""cs\.(exercise|predict)\(\s*["']([^"']+)["']""", code)


def test_every_module_belongs_to_a_notebook():
    assert {f"{name}.ipynb" for name in notebooks()} <= {p.name for p in FOLDER.glob("*.ipynb")}


@pytest.mark.parametrize("name", notebooks())
def test_the_notebook_asks_what_its_module_declares_each_once_and_nothing_else(name):
    declared = [("exercise", id) for id in exercises(name)]
    declared += [("predict", id) for id in predictions(name)]
    assert sorted(asked_in(FOLDER / f"{name}.ipynb")) == sorted(declared)
