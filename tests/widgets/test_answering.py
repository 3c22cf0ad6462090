"""Fields for answers and predictions do what the calls do."""

import html
import re

import pytest

import casestudy as cs
from casestudy import learning
from casestudy.learning.kinds import (
    AMOUNTS,
    Choice,
    Choices,
    Function,
    Number,
    Ranking,
    Series,
    ShortText,
)
from casestudy.learning.registry import exercises, find_prediction, predictions
from casestudy.plans import PlanStore
from casestudy.widgets.text import as_html

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
    box = cs.answer_box(id, case=case)
    assert repr(box) == f"[a field for the answer to {id}: run the notebook to use it]"
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
    box = cs.answer_box(exercise.id, case=case)
    box._hint()
    assert "Hint 1" in text_of(box)
    box.control.value = "17 apples"
    box.check()
    assert "Right" not in text_of(box)
    assert text_of(box).strip()


@pytest.mark.parametrize("id", list(predictions()))
def test_a_prediction_is_committed_once(case, id):
    box = cs.predict(id, case=case)
    assert repr(box).startswith("[predict before you read on: ")
    box.commit()
    assert "Nothing committed yet" in text_of(box)
    money = find_prediction(id).unit in AMOUNTS
    for entry, value in zip(box.entries.values(), ("0.5", "0.1", "0.9"), strict=True):
        entry.value = value
    box.commit()
    if money:  # half a dollar, or half a million? That is asked, and nothing is committed
        assert "If 0." in text_of(box)
        assert "Nothing is committed yet" in text_of(box)
        assert not any(e.disabled for e in box.entries.values())
        for entry in box.entries.values():
            entry.value += "m"
        box.commit()
    assert "Committed" in text_of(box)
    assert all(e.disabled for e in box.entries.values())
    again = cs.predict(id, case=case)
    assert all(e.disabled for e in again.entries.values())
    assert "Committed before, and it stays" in text_of(again)


def test_an_unknown_exercise_is_named_with_the_nearest():
    with pytest.raises(cs.InputError, match="05-01"):
        cs.answer_box("05-1")


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
    box = cs.paper_box(case)
    for button, name, start in zip(
        box.buttons, ("board_paper.html", "board_paper.pdf"), (b"<!DOCTYPE", b"%PDF"), strict=True
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
