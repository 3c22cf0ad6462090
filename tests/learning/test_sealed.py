"""A team is asked an instructor's own questions without the keys; a debrief judges the answers."""

import shutil

import ipywidgets as w
import pytest
from own_exercises import GOOD

import casestudy as cs
from casestudy.analysis.variants import load_case
from casestudy.app.handout import hand_out
from casestudy.debrief import debrief, read
from casestudy.debrief.results import judge
from casestudy.debrief.words import words
from casestudy.errors import InputError
from casestudy.files.places import tables_folder
from casestudy.files.writing import quoted
from casestudy.learning import progress_record
from casestudy.learning.expressions import evaluate
from casestudy.learning.handing_in import hand_in, read_predictions
from casestudy.learning.own import own, sealed_text, wrong_with
from casestudy.report.html import as_html

CASE = cs.load_case("packaging")
FILE = "packaging.exercises.yaml"
# What stands in the file of who teaches and must not be in that of a team.
KEYS = (
    "headlines.npv - plans",
    "headlines.revenue_growth > 0",
    "assumptions.development_cost",
    "Compare the other way round",
    "Development first",
    "It names a customer",
    "[a, c]",
    "the key of all is love",
)


def scenario_in(folder, text):
    """A scenario of one's own with exercises beside it."""
    folder.mkdir()
    shutil.copyfile(CASE.path, folder / "packaging.yaml")
    shutil.copytree(tables_folder(CASE.path), tables_folder(folder / "packaging.yaml"))
    (folder / FILE).write_text(text, "utf-8")
    return folder / "packaging.yaml"


@pytest.fixture
def theirs(tmp_path):
    """The scenario of who teaches."""
    return scenario_in(tmp_path / "theirs", f"# the key of all is love\n{GOOD}")


@pytest.fixture
def team(theirs, tmp_path):
    """Case of a team that has a variant, and no key."""
    text = sealed_text(theirs.with_name(FILE))
    return load_case(scenario_in(tmp_path / "team", text), 3)


def test_no_key_is_in_it_and_all_that_is_asked_is(theirs, team):
    text = sealed_text(theirs.with_name(FILE))
    assert all(key in theirs.with_name(FILE).read_text("utf-8") for key in KEYS)
    assert [key for key in KEYS if key in text] == []
    keyed, sealed = own(load_case(theirs, 3)), own(team)
    assert list(sealed.exercises) == list(keyed.exercises)
    for one, other in zip(keyed.exercises.values(), sealed.exercises.values(), strict=True):
        assert (other.sealed, one.sealed) == (True, False)
        for part in ("prompt", "form", "options"):
            if hasattr(one, part):
                text = getattr(one, part)(team)
                if one.id == "05-55" and part == "form":
                    text = text.replace("; then compare them with what counts", "")
                assert getattr(other, part)(team) == text
        assert str(cs.hint(other.id, case=team)).startswith("Hint 1 of 1")
    assert [text(team) for _, text in sealed.paragraphs] == [t(team) for _, t in keyed.paragraphs]
    assert list(wrong_with(team)) == []


@pytest.mark.parametrize(
    ("id", "answer", "shown"),
    [
        ("05-51", "1.2m", "€1.2 million"),
        ("05-52", "b", "The number of products."),
        ("05-53", "a, b", "Revenue grows, The share falls"),
        ("05-54", "c, a, b", "The cost of mentoring, The cost of research"),
        ("05-55", "They earn with every order.", "They earn with every order."),
        ("05-01", "17%", "17%"),
    ],
)
def test_an_answer_is_kept_and_not_judged(team, id, answer, shown):
    assert cs.check(id, ..., case=team).text == "Not answered yet."
    found = cs.check(id, answer, case=team)
    assert (found.correct, found.text.startswith("**Kept**")) == (None, True)
    assert shown in found.text
    assert "What you gave is kept" in cs.check(id, ..., case=team).text
    assert "when the room meets again" in str(cs.solution(id, case=team))
    assert cs.assess(id, [1], case=team).correct is None
    done = {one.notebook: one.solved for one in progress_record(team).notebooks}
    assert done["05_price"] == 1


def test_what_cannot_be_read_is_said_and_not_kept(team):
    found = cs.check("05-52", "x", case=team)
    assert (found.correct, "Kept" in found.text) == (None, False)
    assert cs.check("05-52", ..., case=team).text == "Not answered yet."


def test_an_answer_may_be_changed_a_longer_text_stays(team, tmp_path):
    cs.check("05-52", "b", case=team)
    cs.check("05-52", "a", case=team)
    cs.check("05-55", "They earn with every order.", case=team)
    assert "stays" in cs.check("05-55", "They earn so.", case=team).text
    answers = hand_in(team, tmp_path / "red.yaml").answers
    assert answers == {"05-52": "a", "05-55": "They earn with every order."}


def test_a_debrief_judges_each_by_its_own_variant(theirs, team, tmp_path):
    variant = load_case(theirs, 3)
    right = evaluate("headlines.npv - plans.do_nothing.npv", variant)
    cs.check("05-51", right * 1.004, case=team)
    cs.check("05-52", "b", case=team)
    cs.check("05-55", "<b>They</b> earn with every order.", case=team)
    (tmp_path / "room").mkdir()
    hand_in(team, tmp_path / "room" / "a.yaml", "The  Reds")
    handed = read(load_case(theirs), str(tmp_path / "room"))
    (one,) = handed
    assert (one.team, one.counts) == ("The Reds", True)
    results = judge(load_case(theirs), {one.team: one.predictions})
    worth, grows, sales = results.asked
    assert [a.correct for a in worth.answers] == [True]
    assert (grows.answers[0].correct, grows.answers[0].because) == (False, "It falls.")
    assert grows.answers[0].right == "The revenue."
    assert sales.answers[0].correct is None
    assert judge(load_case(theirs), {"x": read_predictions(tmp_path / "room" / "a.yaml")}).asked
    page = as_html(debrief(load_case(theirs), handed))
    for text in (
        "Answers to your own questions",
        "The Reds",
        "What the plan is worth",
        "It falls.",
    ):
        assert text in page
    assert "&lt;b&gt;They&lt;/b&gt; earn" in page
    assert "<b>They" not in page


@pytest.mark.parametrize(
    "said",
    [
        "They earn \U0001f600 with it.",
        "line\nbreak and\u2028one more",
        "日本の 顧客 と 価格",
        '"quoted": \\ and # {no} comment',
    ],
)
def test_a_text_comes_back_letter_by_letter(team, tmp_path, said):
    cs.check("05-55", said, case=team)
    hand_in(team, tmp_path / "a.yaml", "\U0001f600 'Reds': #1")
    found = read_predictions(tmp_path / "a.yaml")
    assert (found.answers, found.team) == ({"05-55": said}, "\U0001f600 'Reds': #1")


def test_no_rounding_of_what_is_shown_makes_an_answer_wrong(theirs, team, tmp_path):
    edge = evaluate("headlines.npv - plans.do_nothing.npv", load_case(theirs, 3)) * 1.0099
    cs.check("05-51", edge, case=team)
    handed = hand_in(team, tmp_path / "a.yaml")
    assert read_predictions(tmp_path / "a.yaml") == handed
    (worth,) = judge(load_case(theirs), {"a": handed}).asked
    assert worth.answers[0].correct


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('05-51: "', '05-51: "about ', "Expected a number, not 'about "),
        ("05-51:", "05-77:", "answers to 05-77, which the scenario does not ask"),
        ("05-51:", "05-02:", "answers to 05-02, which the scenario does not ask"),
        ("1000000.0", "1e309", "Expected a number, not '1e309'"),
        ("1000000.0", "nan", "Expected a number, not 'nan'"),
    ],
)
def test_an_answer_of_which_nothing_can_be_made_is_told(
    theirs, team, tmp_path, before, after, told
):
    cs.check("05-51", 1e6, case=team)
    hand_in(team, tmp_path / "a.yaml")
    text = (tmp_path / "a.yaml").read_text("utf-8")
    assert before in text
    (tmp_path / "a.yaml").write_text(text.replace(before, after), "utf-8")
    case = load_case(theirs)
    assert told in as_html(debrief(case, read(case, str(tmp_path / "a.yaml")))).replace(
        "&#x27;", "'"
    )


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("", "there are none"),
        ("answers: {}\n", "there are none"),
        ("answers: {05-51: ''}\n", "05-51"),
        ("answers: [a]\n", "answers"),
        (f"answers: {{05-51: {'a' * 4_001}}}\n", "4000"),
        ("answers: {05-51: 3}\n", "05-51"),
        ("team: [a]\nanswers: {05-51: a}\n", "team"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused(tmp_path, rest, told):
    path = tmp_path / "a.yaml"
    path.write_text(f"predictions_version: 1\nscenario: packaging\n{rest}", "utf-8")
    with pytest.raises(InputError, match=told):
        read_predictions(path)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("paragraphs:", "sealed: often\nparagraphs:", "sealed: expected true or false"),
        ("paragraphs:", "sealed: true\nparagraphs:", "solution: is for who teaches"),
    ],
)
def test_a_file_that_is_sealed_by_half_is_refused(tmp_path, before, after, told):
    case = cs.load_case(scenario_in(tmp_path / "mine", GOOD.replace(before, after, 1)))
    with pytest.raises(InputError, match=told):
        own(case)


def test_a_key_that_fails_in_one_variant_costs_one_answer(theirs, team, tmp_path):
    cs.check("05-52", "a", case=team)
    cs.check("05-51", "1m", case=team)
    hand_in(team, tmp_path / "a.yaml", "Reds")
    file = theirs.with_name(FILE)
    text = file.read_text("utf-8").replace("headlines.revenue_growth > 0", "headlines.npv < 0")
    text = text.replace(
        "key: headlines.npv - plans", "key: 1 / (headlines.npv - headlines.npv) + plans"
    )
    file.write_text(text, "utf-8")
    case = load_case(theirs)
    page = as_html(debrief(case, read(case, str(tmp_path / "a.yaml"))))
    for told in ("expected one that is true, not 0", "05-51: key"):
        assert told in page
    assert "Expected a number" not in page


def test_who_teaches_is_told_where_the_keys_are_missing(theirs, team, tmp_path):
    file = theirs.with_name(FILE)
    file.write_text(sealed_text(file), "utf-8")
    cs.check("05-52", "a", case=team)
    hand_in(team, tmp_path / "a.yaml")
    case = load_case(theirs)
    assert "sealed too" in as_html(debrief(case, read(case, str(tmp_path / "a.yaml"))))
    with pytest.raises(InputError, match="it has no keys"):
        hand_out(tmp_path / "room", 1, str(theirs))
    assert not (tmp_path / "room").exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("  ", "a"), ("\u200b", "a"), ("Red\u200b ", "Red"), ("\u202eder", "der"), ("a\nb", "a b")],
)
def test_a_team_s_name_can_be_seen_and_told_from_others(tmp_path, name, shown):
    lines = ("predictions_version: 1", "scenario: packaging", f"team: {quoted(name)}")
    text = "\n".join([*lines, "answers: {05-51: a}"])
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    (one,) = read(CASE, str(tmp_path / "a.yaml"))
    assert one.team == shown


def test_papers_in_the_folder_push_nobody_out(team, tmp_path):
    room = tmp_path / "room"
    room.mkdir()
    for i in range(5):
        (room / f"{i}.html").write_text("<p>\n" * 400, "utf-8")
    cs.check("05-52", "a", case=team)
    hand_in(team, room / "red.yaml")
    handed = read(load_case(team.path), str(room))
    assert [one.team for one in handed if one.counts] == ["red"]
    assert [one.said for one in handed if not one.counts] == [words("paper")] * 5


def test_a_team_s_folder_asks_and_only_who_teaches_has_the_keys(theirs, tmp_path):
    hand_out(tmp_path / "room", 1, str(theirs))
    for path in (tmp_path / "room" / "team-1").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert [key for key in KEYS if key in text] == [], path
    team = load_case(tmp_path / "room" / "team-1" / "packaging.yaml", 1)
    assert {one.sealed for one in own(team).exercises.values()} == {True}
    key = (tmp_path / "room" / "instructor" / "answer_key.html").read_text("utf-8")
    notes = (tmp_path / "room" / "instructor" / "team-1.html").read_text("utf-8")
    assert "What the plan is worth" in key
    assert "In the place of the first" in key
    assert "Development first." in notes
    assert "It names a customer." in notes


def test_the_field_keeps_an_answer_and_offers_no_solution(team):
    box = cs.exercise("05-52", case=team)
    assert buttons_of(box) == ["keep my answer", "hint"]
    box.control.value = "b"
    box.check()
    assert "Kept" in box._said.value
    assert "What you gave is kept" in cs.exercise("05-52", case=team)._said.value


def test_the_field_of_a_text_asks_for_no_points(team):
    for _ in range(2):  # and not when it is opened again
        box = cs.exercise("05-55", case=team)
        box.control.value = "They earn with every order."
        box.check()
        assert "Kept" in box._said.value
        assert box._points.children == ()


def buttons_of(widget):
    """What the buttons in it say."""
    found = [widget.description] if isinstance(widget, w.Button) and widget.description else []
    for child in getattr(widget, "children", ()):
        found += buttons_of(child)
    return [text for text in found if text]
