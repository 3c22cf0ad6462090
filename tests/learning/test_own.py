"""Exercises of a scenario's own: asked like the workbook's, and nothing in their file is run."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from own_exercises import GOOD

import casestudy as cs
from casestudy.app.cli import cli
from casestudy.audit import examine
from casestudy.audit.rehearsal import rehearse
from casestudy.errors import InputError
from casestudy.files.places import available, tables_folder
from casestudy.learning import progress_record
from casestudy.learning.expressions import LONGEST, evaluate, filled
from casestudy.learning.own import own, wrong_with
from casestudy.learning.registry import exercises, find_exercise

CASE = cs.load_case("packaging")


@pytest.fixture
def made(tmp_path):
    """A scenario of one's own with exercises beside it."""
    file = tmp_path / "packaging.yaml"
    shutil.copyfile(CASE.path, file)
    shutil.copytree(tables_folder(CASE.path), tables_folder(file))

    def make(text=GOOD):
        file.with_name("packaging.exercises.yaml").write_text(text, encoding="utf-8")
        return cs.load_case(file)

    return make


def test_a_scenario_without_such_a_file_adds_nothing():
    assert own(CASE).exercises == {}
    assert exercises("05", CASE) == exercises("05")
    assert cs.added("05", case=CASE) is None
    assert cs.added("11_board_paper", case=CASE) is None


def test_all_kinds_are_asked_and_checked(made):
    case = made()
    assert list(wrong_with(case)) == []
    npv = evaluate("headlines.npv", case)
    for id, answer in {"05-51": npv, "05-52": "a", "05-53": "a, c", "05-54": "b, a, c"}.items():
        found = cs.check(id, answer, case=case)
        assert found.correct, found.text
    text = cs.check("05-55", "Tell each customer what the price is.", case=case)
    assert text.correct is None
    assert "It names a customer." in text.text
    assert cs.assess("05-55", [1, 2], case=case).correct
    wrong = cs.check("05-51", -npv, case=case)
    assert not wrong.correct
    assert "the other way round" in wrong.text
    assert "present value" in cs.hint("05-51", case=case)
    assert "```" not in cs.solution("05-51", case=case)


def test_one_takes_the_place_of_the_workbooks_own_and_others_stay(made):
    case = made()
    assert find_exercise("05-01", case).title == "In the place of the first"
    assert find_exercise("05-01").title != "In the place of the first"
    assert find_exercise("05-02", case) is find_exercise("05-02")
    assert set(exercises("05", case)) == {*exercises("05"), *(f"05-5{i}" for i in range(1, 6))}
    assert "By how much does the revenue grow?" in cs.prompt("05-01", case=case)
    assert cs.check("05-01", evaluate("headlines.revenue_growth", case), case=case).correct


def test_the_page_shows_what_is_added_and_no_other_page_does(made):
    case = made()
    page = cs.added("05", case=case).page
    assert "Tornby Packaging earns" in page
    assert "make-readies" in page
    assert "In your words" in page
    assert "In the place of the first" not in page
    assert cs.added("06", case=case) is None


def test_they_count_in_the_progress(made):
    case = made()

    assert progress_record(case).total == progress_record(CASE).total + 5


def test_each_variant_has_its_own_key(made):
    case = made()
    other = cs.load_case(case.path, 7)
    key = find_exercise("05-51", other).key
    assert key(other) == evaluate("headlines.npv - plans.do_nothing.npv", other)
    assert key(other) != key(case)


def test_a_chapter_is_rehearsed_with_them(made):
    assert [str(f) for f in rehearse(made(), "05_price")] == []


def test_check_knows_a_mistake_that_is_the_right_answer(made):
    case = made(GOOD.replace("answer: -headlines.npv", "answer: headlines.npv * 1.001"))
    (problem,) = wrong_with(case)
    assert "05-51: the mistake 'the other way round' is the right answer" in problem
    assert not examine(case).sound
    done = CliRunner().invoke(cli, ["check", str(case.path)])
    assert done.exit_code == 1
    assert "is the right answer" in done.output


def test_the_file_is_no_scenario():
    assert all("." not in name for name in available())


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: number", "kind: nomber", "did you mean 'number'"),
        ("id: 05-51", "id: 5", "such as '05-51'"),
        ("id: 05-51", "id: 99-51", "such as '05-51'"),
        ("id: 05-52", "id: 05-51", "declared twice"),
        ("unit: money", "unit: mony", "did you mean 'money'"),
        ("tolerance: 1%", "tolerance: a bit", "expected a number or a percentage"),
        ("key: headlines.npv - ", "key: headlines.nvp - ", "did you mean 'npv'"),
        ("- Look at the present value.", "- <script>alert(1)</script>", "'<s'"),
        ("- Look at the present value.", "- '[x](javascript:alert(1))'", "javascript"),
        ("- Look at the present value.", "- '{{ headlines.npv | mony }}'", "did you mean 'money'"),
        ("key: [a, c]", "key: [a, z]", "from a to c"),
        ("key: [a, c]", "key: ac", "expected a list of letters"),
        ("key: [a, c]", "key: !!python/object/apply:os.system [true]", "tag"),
        ("rubric: [It names the price., It names a customer.]", "rubric: []", "at least one"),
        ("least_words: 3", "least_words: many", "expected int"),
        ("right: headlines.revenue_growth > 0", "wrong: 1", "'text' and 'right'"),
        ("hints: [There are two.]", "hints: []", "at least one"),
        ('chapter: "05"', 'chapter: "55"', "unknown chapter '55'"),
        ("  - id: 05-55", "  - idd: 05-55", "did you mean 'id'"),
        ("prompt: What grows?", f"prompt: {'x' * 100_000}", "at most 4000"),
        ("prompt: What grows?", "prompt: 3", "expected text"),
        ("kind: choice", "kind: {a: b}", "unknown kind"),
    ],
)
def test_a_wrong_file_is_told_once_with_its_line(made, old, new, told):
    assert old in GOOD
    case = made(GOOD.replace(old, new, 1))
    (problem,) = wrong_with(case)
    assert "packaging.exercises.yaml" in problem
    assert told in problem
    assert "line " in problem
    assert len(problem) < 700
    accepted = re.findall(r"Accepted: (.*)", problem)
    assert all(len(set(names)) == len(names) for names in (a.split(", ") for a in accepted))


def test_the_line_is_that_of_the_wrong_hint(made):
    text = GOOD.replace("- Look at the present value.", "- One.\n      - <b>Two</b>")
    case = made(text)
    with pytest.raises(InputError, match=f"line {line_of(text, '<b>Two')}:"):
        own(case)
    assert "line" in str(cs.added("05", case=case))


EVIL = (
    *("().__class__.__bases__[0].__subclasses__()", "__import__('os').system('touch {}')"),
    *("open('{}', 'w')", "[x for x in (1, 2)]", "lambda: 1", "(x := 3)", "f'{1}'", "'a' * 10**9"),
    *("headlines.__class__", "headlines.npv.real", "tables.skus.price.values", "case", "cs"),
    *("10 ** 10 ** 10", "9 ** 9 ** 9 ** 9", "1e308 * 10", "(-8) ** 0.5", "1 / 0", "headlines"),
    *("range(10**9)", "x" * 100_000, "1 if", "", "{}", "[1] * 9"),
    *("assumptions", "tables.skus", "tables.skus.price", "tables.nothing.price.sum", "1 << 9999"),
    *("tables.skus.sku.count", "plans.nobody.npv", "True.real", "not", "2 // 0", "7 @ 7", "a.b.c"),
)


@pytest.mark.parametrize("source", EVIL)
def test_what_is_no_arithmetic_on_results_is_refused(source, tmp_path):
    mark = tmp_path / "touched"
    with pytest.raises(InputError) as error:
        evaluate(source.replace("{}", str(mark)), CASE)
    assert not mark.exists()
    assert len(str(error.value)) < 1500


@pytest.mark.parametrize("source", [None, [], {}, ("1",), b"1"])
def test_what_is_no_expression_is_refused(source):
    with pytest.raises(InputError, match="expected an expression"):
        evaluate(source, CASE)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7.0), ("2 ** 0.5", 2**0.5), ("-(4 - 1) / 2", -1.5), (5, 5.0), (True, True),
        ("1 if headlines.npv > 0 else 2", 1.0), ("not headlines.npv > 0", False),
        ("0 < headlines.share <= 1 and True", True), ("tables.skus.price.count", 300.0),
        ("tables.skus.price.least <= tables.skus.price.mean <= tables.skus.price.most", True),
        ("tables.skus.price.sum", float(CASE.tables["skus"]["price"].sum())),
        ("levers.price_change", CASE.plan().price_change), ("line_revenue", CASE.line_revenue),
    ],
)  # fmt: skip
def test_arithmetic_on_results_comes_out(source, value):
    assert evaluate(source, CASE) == value


def test_a_long_expression_and_a_deep_one_end():
    assert evaluate("-" * (LONGEST - 10) + "1", CASE) == 1.0
    assert evaluate("+".join("1" * 150), CASE) == 150.0


def test_figures_in_texts_are_written_as_everywhere():
    said = filled("{{ headlines.share | percent(1) }} {{ 1000 * 2 }} {{ cast.plant }}", CASE)
    assert said == f"{100 * evaluate('headlines.share', CASE):.1f}% 2,000 Joris de Wit"
    with pytest.raises(InputError, match="unknown result"):
        filled("{{ cs.load_case }}", CASE)


def test_a_pipe_or_a_folder_in_its_place_is_told(made):
    case = made()
    file = Path(case.path).with_name("packaging.exercises.yaml")
    file.unlink()
    file.mkdir()
    assert "is a folder" in next(wrong_with(case))
