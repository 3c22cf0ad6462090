"""Words as content: what a template gives, and what is said of one that is wrong."""

from dataclasses import dataclass

import pytest

import casestudy as cs
from casestudy.errors import InputError
from casestudy.learning.kinds import words
from casestudy.learning.loading import load
from casestudy.text.templates import Template, unfolded
from casestudy.text.words import home, pieces_of, say, thing, words_of

CASE = cs.load_case("turnaround")


def rendered(text, **names):
    return Template(text, "words.en.md", 1, "a.piece").render(names.__getitem__)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One\ntwo {{ n }}.\n", "One two 3."),
        ("One.\n\n\nTwo.", "One.\n\nTwo."),
        ("A\n{% if n > 2 %}\nmany\n{% else %}\nfew\n{% endif %}\nthings", "A many things"),
        ("{% for x in items %}\n{{ x }}{{ loop | comma(\".\") }}\n{% endfor %}", "a, b and c."),
        ("| a |\n| - |\n{% for x in items %}\n| {{ x }} |\n{% endfor %}\n\nEnd.",
         "| a |\n| - |\n| a |\n| b |\n| c |\n\nEnd."),
        ("- one\n  more\n- two", "- one more\n- two"),
        ("```python\nx = 1\n\n    y\n```\nafter", "```python\nx = 1\n\n    y\n```\nafter"),
        ("{{ f | percent(1, sign=True) }}, {{ f | points }}, {{ n | count }}",
         "+2.5%, +2.5 points, three"),
        ("{{ n | short }}, {{ 9.5 | short }}, {{ (3e6 | money_axis)[1] }}", "3, 9.5, million €"),
        ("{# a note #}\nText", "Text"),
    ],
)  # fmt: skip
def test_a_template_is_written_like_prose(text, shown):
    euro = cs.load_case("packaging").scenario.currency
    assert rendered(text, n=3, items=["a", "b", "c"], f=0.025, currency=euro) == shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ok\n{{ n | percnt }}", r"^words.en.md: line 2: a\.piece: there is no filter 'percnt'\. "
         r"Did you mean 'percent'\? There are: .*money"),
        ("ok\n\n{{ nothing }}", r"line 3: a\.piece: 'nothing' is undefined"),
        ("{{ n.colour }}", r"line 1: a\.piece: .*has no attribute 'colour'"),
        ("one\n{% if n %}", r"line 2: a\.piece: Unexpected end of template"),
        ("one\n{{ n | }}", r"line 2: a\.piece: "),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_told_with_its_line(text, says):
    with pytest.raises(InputError, match=says):
        rendered(text, n=3)


def test_a_line_is_that_of_the_file():
    pieces = pieces_of("About.\n\n## a.title\nFine\n\n## a.alt\n\n{{ nothing }}\n", "w.md")
    with pytest.raises(InputError, match=r"^w\.md: line 8: a\.alt: 'nothing' is undefined"):
        pieces["a.alt"].render({}.__getitem__)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## A Title\nx", r"w\.md: line 1: 'A Title' is no name of a piece"),
        ("## a.b\nx\n\n## a.b\ny", r"w\.md: line 4: the piece 'a\.b' stands in line 1 already"),
    ],
)
def test_a_heading_is_the_name_of_one_piece(text, says):
    with pytest.raises(InputError, match=says):
        pieces_of(text, "w.md")


def test_a_record_finds_its_words():
    rise = cs.price.break_even(CASE)
    assert thing(rise) == "break_even"
    assert home(rise) == "casestudy.chapters.price"
    with pytest.raises(
        InputError, match=r"unknown piece 'break_even.titel': did you mean 'break_even.title'"
    ):
        words_of("casestudy.chapters.price").render("break_even.titel", {}.__getitem__)


def test_a_chapter_speaks_of_the_case_alone():
    assert home(cs.leadership) == "casestudy.chapters.leadership"
    told = say(cs.leadership, "opening", case=CASE)
    assert f"{CASE.scenario.company.name} has " in told
    with pytest.raises(InputError, match="unknown piece 'the_opning'"):
        say(cs.leadership, "the_opning", case=CASE)


def test_a_piece_that_there_need_not_be_has_a_stand_in(monkeypatch):
    words = words_of("casestudy.chapters.leadership")
    spoken = pieces_of(
        '## a.b\n{{ piece("group.launch", "x") }}, {{ piece("group.b", "y") }}', "w.md"
    )
    monkeypatch.setattr(words, "pieces", {**words.pieces, **spoken})
    assert words.render("a.b", {}.__getitem__) == "the new product, y"


def test_only_what_is_asked_for_is_looked_up():
    def find(name):
        raise AssertionError(name)

    assert Template("plain").render(find) == "plain"
    assert Template("{{ 1 + 1 }}").render(find) == "2"
    assert Template("{{ 1 | money }}, {{ n }}").names == {"n", "currency"}


def test_a_missing_piece_of_another_language_is_the_english_one(monkeypatch):
    monkeypatch.setenv("CASESTUDY_LANGUAGE", "xx")
    rise = cs.price.break_even(CASE)
    assert say(rise, "title").startswith("A rise of")


def test_the_currency_is_that_of_the_record():
    @dataclass
    class Sum:
        amount: float
        currency: object

    euro = cs.load_case("packaging").scenario.currency
    found = Template("{{ sum.amount | money }}").render(
        {"sum": Sum(2e6, euro), "currency": euro}.__getitem__
    )
    assert found == "€2 million"


def test_spaces_are_one():
    assert unfolded("a   b\n   c") == "a b c"
    assert unfolded("| a |  | b |\n| c |  | d |") == "| a |  | b |\n| c |  | d |"


def test_spaces_of_a_value_stay_as_they_are():
    path = "my  folder/a   b"
    assert rendered("written  to\n{{ path }}:  fine", path=path) == f"written to {path}: fine"
    assert rendered("{{ piece }}  {{ piece }}", piece=path) == f"{path} {path}"


CHOICE = """
exercises:
  - id: 98-01
    title: One of two
    kind: choice
    level: read
    prompt: Which?
    options: ["the {{ line }}", nothing]
    code: answer = "a"
    hints: [One., Two.]
    solution: It is {{ options.a }} and not {{ others | listing }}.
    mistakes:
      - {name: one, answer: "'b'", because: "You say {{ options.b }}."}
      - {name: two, answer: None, because: No.}
      - {name: three, answer: None, because: No.}
"""


def test_the_texts_of_an_exercise_name_its_options():
    (exercise,), _ = load(CHOICE, "exercises.en.yaml")
    line = CASE.scenario.line.name
    assert exercise.options(CASE) == {"a": f"the {line}", "b": "nothing"}
    assert exercise.solution(CASE) == f"It is the {line} and not nothing."
    assert words(exercise.wrong[0].because, CASE) == "You say nothing."
