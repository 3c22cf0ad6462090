"""What a learner has written is there again, is not lost to a shorter text, and stays readable."""

import html
import json
import re

import pytest

import casestudy as cs
from casestudy import learning
from casestudy.app.cli import cli
from casestudy.errors import sound_text
from casestudy.files.reading import read_yaml
from casestudy.learning.kinds import Function, Number, Series, ShortText
from casestudy.learning.progress_store import ProgressStore
from casestudy.learning.registry import exercises
from casestudy.report import record_page
from casestudy.report.html import as_html
from casestudy.report.pdf import as_pdf

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CASE = cs.load_case("turnaround")
ESSAYS = [id for id, e in exercises().items() if isinstance(e, ShortText)]
ESSAY = ESSAYS[0]
LONG = "A first text of mine, with all that I have thought about this question until now."
SHORT = "A short one, in six words."
HALF = "Because caf\udce9 and \ud83d\ude00 stand for it, and \ud800 for nothing at all."


def check(answer, id=ESSAY, **how):
    return cs.check(id, answer, case=CASE, **how)


def kept(id=ESSAY):
    return ProgressStore.of(CASE).read().exercise(id)


def text_of(widget):
    return html.unescape(re.sub("<[^>]*>", " ", widget.value))


def press(box, text):
    """Press the button with this text, wherever it is in the box."""
    found = [b for b in buttons(box) if b.description == text and b.layout.display != "none"]
    assert len(found) == 1, text
    found[0].click()


def buttons(box):
    for child in getattr(box, "children", ()):
        yield from [child] if hasattr(child, "on_click") else buttons(child)


# -- in code --------------------------------------------------------------------------------------


def test_a_shorter_text_does_not_take_the_place_of_a_longer_one():
    check(LONG)
    learning.assess(ESSAY, [1], case=CASE)
    said = check(SHORT)
    assert said.reason == "kept"
    assert said.correct is None
    assert LONG[:40] in said.text
    assert f'cs.check("{ESSAY}", answer, replace=True)' in said.advice
    assert (kept().answer, kept().met) == (LONG, [1])
    assert len(kept().attempts) == 1
    assert check(SHORT, replace=True).reason == "text"
    assert (kept().answer, kept().met) == (SHORT, None)


def test_an_older_text_does_not_come_back_by_running_its_cell_again():
    check(LONG)
    check(SHORT, replace=True)
    assert check(LONG).reason == "kept"
    assert "A later text" in check(LONG).text
    assert kept().answer == SHORT
    assert check(SHORT).reason == "text"  # the one that is kept is as welcome as before
    assert check(LONG, replace=True).reason == "text"
    assert kept().answer == LONG


def test_a_longer_text_takes_the_place_of_a_shorter_one():
    check(SHORT)
    assert check(LONG).reason == "text"
    assert kept().answer == LONG


def test_a_run_without_an_answer_says_what_is_kept_and_changes_nothing():
    assert check(...).text == "Not answered yet."
    check(LONG)
    said = check(...).text
    assert "Your text is kept" in said
    assert all(point in said for point in learning.find_exercise(ESSAY).key(CASE))
    points = len(learning.find_exercise(ESSAY).key(CASE))
    learning.assess(ESSAY, range(1, points + 1), case=CASE)
    assert check(...).text.startswith("Solved before")
    assert f"{points} of {points} points" in check(...).text
    assert kept().answer == LONG


@pytest.mark.parametrize("id", [id for id, e in exercises().items() if id not in ESSAYS])
def test_the_explanation_of_a_solved_exercise_stays(id):
    exercise = learning.find_exercise(id)
    assert exercise.solution(CASE) not in check(..., id).text
    box = cs.exercise(id, case=CASE)
    assert not box._said.value
    assert check(exercise.key(CASE), id).correct
    said = check(..., id)
    assert said.text == f"Solved before; not answered in this run. {exercise.solution(CASE)}"
    again = text_of(cs.exercise(id, case=CASE)._said)
    assert "Solved before" in again
    start = re.sub(r"[^\w ].*", "", exercise.solution(CASE), flags=re.S)
    assert start.strip() in again


def test_what_is_wrong_so_far_is_not_explained():
    id = next(id for id, e in exercises().items() if isinstance(e, Number))
    assert check(123456.789, id).correct is False
    assert check(..., id).text == "Not answered yet."
    assert not cs.exercise(id, case=CASE)._said.value


# -- in the field ---------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ESSAYS)
def test_the_text_is_in_its_field_again(id):
    assert cs.exercise(id, case=CASE).control.value == ""
    check(f"{LONG}\nIn two lines.", id)
    learning.assess(id, [2], case=CASE)
    box = cs.exercise(id, case=CASE)
    assert box.control.value == f"{LONG}\nIn two lines."
    assert "Your text is kept" in text_of(box._said)
    ticked = [child.value for child in box._points.children[1:-1]]
    assert ticked == [i == 1 for i in range(len(ticked))]
    box.check()
    assert kept(id).answer == f"{LONG}\nIn two lines."


def test_the_field_asks_before_a_shorter_text_is_kept():
    check(LONG)
    box = cs.exercise(ESSAY, case=CASE)
    box.control.value = SHORT
    box.check()
    assert "A longer text of yours is kept" in text_of(box._message._text)
    press(box, "keep it")
    assert kept().answer == LONG
    assert box.control.value == SHORT  # what was typed is not lost either
    assert "Nothing was changed" in text_of(box._message._text)
    box.check()
    press(box, "put mine in its place")
    assert kept().answer == SHORT
    assert "Your text is kept" in text_of(box._said)
    assert not text_of(box._message._text).strip()
    assert next(b for b in buttons(box) if b.description == "keep it").layout.display == "none"


def test_without_a_learner_nothing_is_shown():
    for id, exercise in exercises().items():
        box = cs.exercise(id, case=CASE)
        assert not box._said.value
        assert not box._message._text.value
        if isinstance(exercise, ShortText):
            assert not box._points.children
        elif not isinstance(exercise, Function | Series):
            assert not getattr(box.control, "value", "")


# -- halves of letters ----------------------------------------------------------------------------


def test_halves_of_letters_are_joined_or_marked():
    assert (
        sound_text(HALF) == "Because caf\ufffd and 😀 stand for it, and \ufffd for nothing at all."
    )
    assert sound_text("\ufeffnothing amiss, Ωλ 漢字 😀\n") == "\ufeffnothing amiss, Ωλ 漢字 😀\n"
    assert sound_text("\ude00\ud83d") == "\ufffd\ufffd"


def test_a_text_with_halves_of_letters_is_kept_readable_and_breaks_nothing():
    check("17 %", next(id for id, e in exercises().items() if isinstance(e, Number)))
    before = set(ProgressStore.of(CASE).path.parent.iterdir())
    assert check(HALF).reason == "text"
    store = ProgressStore.of(CASE)
    assert kept().answer == sound_text(HALF)
    assert len(store.read().exercises) == 2
    assert store.notices() == []
    assert set(store.path.parent.iterdir()) == before  # nothing was moved aside as damaged
    assert (
        json.loads(store.path.read_text("utf-8"))["exercises"][ESSAY]["answer"].count("\ufffd") == 2
    )
    paper = record_page(CASE)
    assert "caf\ufffd and 😀" in as_html(paper).encode("utf-8").decode("utf-8")
    assert as_pdf(paper).startswith(b"%PDF")
    assert cs.exercise(ESSAY, case=CASE).control.value == sound_text(HALF)
    assert check(HALF).reason == "text"  # the same text, as after a re-run
    assert len(kept().attempts) == 1


@pytest.mark.parametrize("answer", ["\udce9", "17\udce9 %", "a\ud800", ["\udce9"], {"\udce9": 1.0}])
def test_halves_of_letters_in_other_answers_are_explained(answer):
    for id, exercise in exercises().items():
        if id[:2] == "05" and not isinstance(exercise, ShortText):
            said = check(answer, id)
            assert said.correct in (None, False)
            said.text.encode("utf-8")
    assert ProgressStore.of(CASE).notices() == []


def test_halves_of_letters_in_the_date_of_the_paper(tmp_path):
    from click.testing import CliRunner

    out = tmp_path / "paper.html"
    result = CliRunner().invoke(cli, ["report", "--out", str(out), "--date", "M\udce4rz"])
    assert result.exit_code == 0, result.output
    assert "M\ufffdrz" in out.read_text("utf-8")


@pytest.mark.parametrize("line", ['title: "caf\\udce9"', '"a\\ud800": 1', 'names: ["x\\udfff"]'])
def test_halves_of_letters_in_a_scenario_are_refused_with_their_line(tmp_path, line):
    path = tmp_path / "acme.yaml"
    path.write_text(f"name: acme\n{line}\n", "utf-8")
    with pytest.raises(cs.InputError, match=r"acme\.yaml: line 2: .* holds half of a letter"):
        read_yaml(path)


def test_an_essay_is_in_the_learners_record_as_it_is_kept():
    check(LONG)
    check(SHORT)
    assert LONG in html.unescape(as_html(record_page(CASE)))
    assert SHORT not in html.unescape(as_html(record_page(CASE)))
