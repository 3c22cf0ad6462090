"""Fields for answers and predictions do what the calls do."""

import html
import re

import pytest

import casestudy as cs
from casestudy import learning
from casestudy.learning.handing_in import read_predictions
from casestudy.learning.kinds import (
    Choice,
    Choices,
    Function,
    Number,
    Ranking,
    Series,
    ShortText,
    words,
)
from casestudy.learning.predictions import diagnosis
from casestudy.learning.registry import exercises, find_prediction, predictions
from casestudy.plans import PlanStore
from casestudy.text.prose import Prose
from casestudy.units import MONEY
from casestudy.widgets.text import as_html, as_words

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def text_of(box):
    return html.unescape(re.sub("<[^>]*>", " ", box._said.value))


def fill(box, exercise, case):
    """Put the right answer into the field, as a person would."""
    key = exercise.key(case)
    if isinstance(exercise, Choice):
        box.control.value = key
    elif isinstance(exercise, Choices):
        for check in box.control.children:
            check.value = check.description.split(" – ")[0] in set(key)
    elif isinstance(exercise, Ranking):
        box.control.value = ", ".join(key)
    else:
        box.control.value = repr(float(key))


@pytest.mark.parametrize("id", list(exercises()))
def test_every_exercise_has_a_field_that_takes_the_right_answer(case, id):
    exercise = learning.find_exercise(id)
    box = cs.exercise(id, case=case)
    assert repr(box) == f"The exercise {id}: {as_words(words(exercise.title, case))}"
    box.check()
    if isinstance(exercise, Function | Series):
        assert box.control is None  # these ask for Python
        return
    assert "Not answered yet" in text_of(box)
    if isinstance(exercise, ShortText):
        box.control.value = "A few words of my own that say something about the question."
        box.check()
        *_, go = box._points.children
        for check in box._points.children[1:-1]:
            check.value = True
        go.click()
        assert "Done" in text_of(box)
        return
    fill(box, exercise, case)
    box.check()
    assert "Right" in text_of(box), text_of(box)
    assert learning.check(id, ..., case=case).text.startswith("Solved before")


def test_a_hint_and_a_wrong_answer_are_said_in_the_field(case):
    exercise = next(e for e in exercises().values() if isinstance(e, Number))
    box = cs.exercise(exercise.id, case=case)
    box._hint()
    assert "Hint 1" in text_of(box)
    box.control.value = "17 apples"
    box.check()
    assert "Right" not in text_of(box)
    assert text_of(box).strip()


def shown(box):
    """What stands below the question of a prediction."""
    return [output["data"] for output in box._answer.outputs]


@pytest.mark.parametrize("id", list(predictions()))
def test_a_prediction_is_committed_once_and_its_answer_appears_then(case, id):
    answer = Prose("This is what came out.")
    box = cs.predict(id, answer, case=case)
    assert repr(box) == as_words(f"**Your prediction.** {find_prediction(id).question(case)}")
    assert shown(box) == []
    box.commit()
    assert "Nothing committed yet" in text_of(box)
    money = find_prediction(id).unit in MONEY
    for entry, value in zip(box.entries.values(), ("0.5", "0.1", "0.9"), strict=True):
        entry.value = value
    box.commit()
    if money:  # half a dollar, or half a million? That is asked, and nothing is committed
        assert "If 0." in text_of(box)
        assert "Nothing is committed yet" in text_of(box)
        assert shown(box) == []
        for entry in box.entries.values():
            entry.value += "m"
        box.commit()
    assert "Committed" in text_of(box)
    assert box._fields.layout.display == "none"
    first, revealed = shown(box)
    assert first["text/markdown"] == answer
    assert "your value" in revealed["text/markdown"]
    # A closed lid between committing and seeing: the page that is opened anew has both.
    again = cs.predict(id, answer, case=case)
    assert "Committed before, and it stays" in text_of(again)
    assert len(shown(again)) == 2


def test_whoever_passes_sees_the_answer_and_nothing_is_recorded(case):
    box = cs.predict("05-p1", Prose("It came out."), case=case)
    box.let_pass()
    (seen,) = shown(box)
    assert seen["text/markdown"] == "It came out."
    assert learning.committed("05-p1", case=case) is None
    assert len(shown(cs.predict("05-p1", Prose("It came out."), case=case))) == 1
    assert shown(cs.predict("05-p2", Prose("It came out."), case=case)) == []


def test_without_a_learner_the_answer_simply_stands_there(case):
    fall = cs.price.waterfall(case)
    told = cs.say(fall, "what_leaks", case=case)
    page = cs.predict("05-p1", cs.picture(fall, case=case), told, case=case)._repr_mimebundle_()
    assert find_prediction("05-p1").question(case).split()[-1] in page["text/markdown"]
    assert "data:image/png;base64" in page["text/markdown"]
    assert "order lines of the year" in page["text/markdown"]


@pytest.mark.parametrize("id", list(predictions()))
def test_a_typical_wrong_guess_is_told_where_it_comes_from(case, id):
    prediction = find_prediction(id)
    truth = float(prediction.truth(case))
    made = [(float(m.value(case)), words(m.because, case)) for m in prediction.mistakes]
    assert len(made) >= 3
    for value, because in made:
        assert abs(value - truth) > 0.02 * max(abs(truth), abs(value)), (value, truth)
        assert diagnosis(prediction, case, value) == because
    assert diagnosis(prediction, case, truth) == ""


def test_the_diagnosis_stands_below_the_result(case):
    prediction = find_prediction("05-p1")
    guess = float(prediction.mistakes[0].value(case))
    box = cs.predict("05-p1", case=case)
    for entry, value in zip(box.entries.values(), (guess, guess, guess), strict=True):
        entry.value = f"{value:.6f}"
    box.commit()
    assert words(prediction.mistakes[0].because, case) in shown(box)[-1]["text/plain"]


def test_an_unknown_exercise_is_named_with_the_nearest():
    with pytest.raises(cs.InputError, match="05-01"):
        cs.exercise("05-1")


def test_markdown_becomes_safe_html():
    text = "\n\n".join(
        [
            "Cost *rises*: **3 < 4** `a*b*c` \\$5.",
            "- one\n- two",
            "| a | b |\n| --- | ---: |\n| <x> | 1 |",
            "```python\nx = '<b>'\n```",
        ]
    )
    made = as_html(text)
    assert "<i>rises</i>" in made
    assert "<b>3 &lt; 4</b>" in made
    assert "<code>a*b*c</code> $5." in made
    assert "<ul><li>one</li><li>two</li></ul>" in made
    assert "<td>&lt;x&gt;</td>" in made
    assert "<pre><code>x = &#x27;&lt;b&gt;&#x27;</code></pre>" in made
    assert as_html("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_the_paper_is_written_beside_the_notebook_and_asked_about_before_it_is_replaced(
    case, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    cs.commit("05-p1", "76%", "70%", "80%", case=case)
    box = cs.paper_box(case)
    for button, name, start in zip(
        box.buttons,
        ("board_paper.html", "board_paper.pdf", "my_record.html", "my_predictions.yaml"),
        (b"<!DOCTYPE", b"%PDF", b"<!DOCTYPE", b"predictions_version"),
        strict=True,
    ):
        link = f'<a href="{name}" target="_blank">open {name}</a>'
        button.click()
        assert (tmp_path / name).read_bytes().startswith(start)
        assert box.link.outputs[0]["data"]["text/html"] == link
        (tmp_path / name).write_bytes(b"mine")
        button.click()
        assert "there already" in box.message._text.value
        assert box.link.outputs == ()
        box.message._no.click()
        assert (tmp_path / name).read_bytes() == b"mine"
        button.click()
        box.message._yes.click()
        assert (tmp_path / name).read_bytes().startswith(start)
        assert "stands beside this notebook" in box.message._text.value
        assert box.link.outputs[0]["data"]["text/html"] == link
    found = read_predictions(tmp_path / name)
    assert (found.scenario, list(found.ranges)) == (case.name, ["05-p1"])


@pytest.mark.parametrize(
    ("team", "file"),
    [
        ("Red: the bold", "red-the-bold.yaml"),
        ("../up", "up.yaml"),
        ("<b>", "b.yaml"),
        (" ", "my_predictions.yaml"),
    ],
)
def test_predictions_go_under_the_name_of_the_team(case, tmp_path, monkeypatch, team, file):
    monkeypatch.chdir(tmp_path)
    cs.commit("05-p1", "76%", "70%", "80%", case=case)
    box = cs.paper_box(case)
    box.team.value = team
    box.buttons[-1].click()
    assert [path.name for path in tmp_path.iterdir()] == [file]
    assert read_predictions(tmp_path / file).team == team.strip()


def test_without_a_prediction_no_file_is_written_and_one_that_is_there_stays(
    case, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    box = cs.paper_box(case)
    box.buttons[-1].click()
    assert "no prediction is committed yet" in box.message._text.value
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "my_predictions.yaml").write_bytes(b"mine")
    box.buttons[-1].click()
    box.message._yes.click()
    assert "no prediction is committed yet" in box.message._text.value
    assert (tmp_path / "my_predictions.yaml").read_bytes() == b"mine"
    assert box.link.outputs == ()


def test_the_paper_can_be_read_in_a_notebook(case):
    paper = cs.board_paper(case)
    text = cs.paper_in_words(paper)
    for section in paper.sections:
        assert (f"#### {section.title}" in text) == (section.id != "ledger")
    assert "#### Appendix" in cs.paper_in_words(paper, appendix=True)
    assert case.scenario.company.name in text


def test_what_a_learner_has_typed_is_no_markup_in_the_paper(case):
    PlanStore(case).keep("<b>bold</b> | plan", case.plan(mentoring=0.5))
    text = cs.paper_in_words(cs.board_paper(case))
    assert "<b>" not in text
    assert "&lt;b&gt;bold&lt;/b&gt;" in text


class TestProgress:
    def test_the_line_follows_every_answer(self, case):
        line = cs.progress("05_price", case=case)

        def said():
            return line._place.outputs[0]["data"]["text/plain"]

        assert said() == "No exercise solved yet."
        box = cs.exercise("05-01", case=case)
        fill(box, learning.find_exercise("05-01"), case)
        box.check()
        assert said().startswith("1 of 5 exercises solved")

    def test_what_only_programmers_can_answer_does_not_count(self, case):
        counted = {e.id for e in exercises("05_price").values() if not e.needs_python}
        assert len(counted) < len(exercises("05_price"))
        for id in exercises("05_price"):
            learning.check(id, learning.find_exercise(id).key(case), case=case)
        assert learning.progress("05_price", case=case).startswith(
            f"{len(counted)} of {len(counted)} exercises solved"
        )


class TestPlay:
    def test_a_first_plan_is_kept_and_stands_in_the_what_if_page(self, case):
        page = cs.play("launch", keep="my first plan", case=case)
        page.levers = case.plan("do_nothing", launch=1.0)
        page.keep("my first plan")
        plans = cs.what_if.plans(case)
        assert plans.first in plans.outcomes
        assert "my first plan" in cs.say(plans, "side_by_side", case=case)

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"controls": ("pirce_change",)}, "unknown control 'pirce_change'.*'price_change'"),
            ({"show": ["revenu"]}, "unknown picture 'revenu'.*'revenue'"),
            ({"headlines": ["npw"]}, "unknown headline 'npw'.*'npv'"),
        ],
    )
    def test_an_unknown_name_is_refused_with_the_nearest(self, case, given, message):
        further = {name: value for name, value in given.items() if name != "controls"}
        with pytest.raises(cs.InputError, match=message):
            cs.play(*given.get("controls", ("launch",)), **further, case=case)


class TestLookUp:
    def test_every_row_can_be_found_by_its_words(self, case):
        box = cs.look_up(case)
        box.entry.value = "market GROWTH"
        said = box._place.outputs[0]["data"]["text/plain"]
        assert "market growth" in said
        assert len(said.splitlines()) < 16
        box.entry.value = "no such figure"
        assert "None of the" in box._place.outputs[0]["data"]["text/plain"]

    def test_where_no_widget_is_shown_the_whole_ledger_stands(self, case):
        page = cs.look_up(case)._repr_mimebundle_()["text/markdown"]
        assert page.count("\n| ") > 300
