"""The notebooks in plain English, in the minutes that they promise."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

from casestudy.audit import chapters
from casestudy.learning.registry import notebooks

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("plain", ROOT / "tools" / "plain_english.py")
plain = sys.modules["plain"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(plain)

READINGS = {one.name: one for one in plain.readings()}
HOUR = ("00_start_here", "01_the_decline", "04_too_many_products", "09_what_if")


@pytest.fixture(params=READINGS, ids=str)
def reading(request):
    return READINGS[request.param]


def test_sentences_are_short(reading):
    assert reading.mean <= 18, reading.longest
    assert plain.count(reading.longest) <= 60, reading.longest


def test_the_minutes_are_honest(reading):
    if reading.name not in notebooks():
        assert reading.minutes < reading.promised  # these are to be worked with, not read
        return
    assert reading.minutes == pytest.approx(reading.promised, rel=0.25)


def test_the_first_screen_says_the_same_minutes(reading):
    path = chapters()[reading.name]
    first = "".join(json.loads(path.read_text("utf-8"))["cells"][0]["source"])
    assert re.search(r"About (\d+) minutes[.,]", first)[1] == str(reading.promised)


def test_no_idiom_of_the_list(reading):
    assert reading.idioms == []


def test_no_column_mixes_units(reading):
    assert reading.mixed == []


def test_a_column_of_two_scales_is_seen_and_a_list_of_unlike_things_is_none():
    def table(*cells):
        return "| x | y |\n| --- | ---: |\n" + "".join(f"| a | {cell} |\n" for cell in cells)

    assert plain.mixed_columns(table(r"\$1.2 million", "\u2212$475,000")) == [
        "y: money, money million"
    ]
    assert plain.mixed_columns(table("€1,200,000", "+€475,000", "€0")) == []
    assert plain.mixed_columns(table("€1.2 million", "17%", "€300")) == []


def test_terms_are_explained_where_they_first_stand_or_listed():
    def page(*texts):
        return plain.Reading("x", (), 0, 0, 0, texts)

    assert "present value" in page("The present value is high.").early(set())
    assert page("The *present value* is cash, discounted.").early(set()) == []
    assert page("The present value is high.").early({"present value"}) == []


def test_it_is_read_with_ease(reading):
    assert reading.ease >= 55


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two words here! Is it? Yes it is.", ["Two words here!", "Is it?", "Yes it is."]),
        ("- first item\n- second item", ["first item", "second item"]),
        ("It costs $3.5 million. Then it pays.", ["It costs $3.5 million.", "Then it pays."]),
    ],
)
def test_sentences_are_found(text, found):
    assert list(plain.sentences(text)) == found


def test_tables_headings_code_and_marks_are_no_prose():
    text = "# Head\n\n| a | b |\n| - | - |\n\n> **Name**, role: *Said* `x`.\n\n```\ncode\n```"
    assert plain.prose(text).split() == ["Name,", "role:", "Said", "x."]


def test_syllables():
    assert [plain.syllables(w) for w in ("price", "revenue", "customer")] == [1, 3, 3]
