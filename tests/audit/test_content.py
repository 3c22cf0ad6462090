"""Content that is wrong: each fault is found, with its file and line, and told as one line."""

import importlib
import json
import re
import time

import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.app.cli import cli
from casestudy.audit import content as audit
from casestudy.audit.content import faults
from casestudy.audit.content_exercises import faults_of_exercises, faults_of_texts, twice
from casestudy.audit.content_uses import Use, in_code, in_notebook, in_pictures
from casestudy.audit.content_words import Chapter, faults_of_words, pieces_in, records_of, unsaid
from casestudy.files.languages import absent, content

CASE = cs.load_case("turnaround")
SAID = in_pictures(
    """
def waterfall(ax, result, say):
    ax.set_xlabel(say("x", unit=1))
    [say(name) for name in result.steps]
""",
    "plots.py",
    "price",
)


def found(text, uses=SAID, **more):
    english = pieces_in(text, "w.md")[0]
    return faults_of_words(text, "w.md", Chapter("price", records_of("price"), english, uses))


GOOD = "About.\n\n## waterfall.x\n{{ waterfall.pocket | number }} {{ unit }}\n\n## waterfall.b\nb\n"


def test_words_without_a_fault():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## A Title\nx", r"'A Title' is no name of a piece; expected small letters"),
        ("## waterfall.x\ny", r"waterfall\.x: stands in line 3 already"),
        ("## waterfall.c\n{% if %}", r"waterfall\.c: .*[Ee]xpected"),
        ("## waterfall.c\n\n{{ 1 | percnt }}",
         r"unknown filter 'percnt': did you mean 'percent'\? Accepted: .*money"),
        ("## waterfall.c\n{{ 1 is odder }}", r"unknown test 'odder': did you mean 'odd'"),
        ("## waterfall.c\n{{ watrfall.pocket }}", r"unknown name 'watrfall': did you mean 'water"),
        ("## waterfall.c\n{% for a in [1] %}{{ a }}{% endfor %}{{ a }}", "unknown name 'a'"),
        ("## waterfall.c\n{{ waterfall.pokcet }}",
         "unknown attribute of Waterfall 'pokcet': did you mean 'pocket'"),
        ("## elasticity.c\n{{ elasticity.plain.elastcity }}",
         "unknown attribute of ElasticityEstimate 'elastcity': did you mean 'elasticity'"),
        ("## waterfall.c\n{{ case.line_revnue }}", "unknown attribute of Case 'line_revnue'"),
        ('## waterfall.c\n{{ piece("waterfall.d") }}', "unknown piece 'waterfall.d'"),
        ('## waterfall.c\n{{ piece("step." ~ unit) }}', "unknown beginning of a piece 'step.'"),
        ("## other\nx", r"other: nothing says this piece"),
    ],
)  # fmt: skip
def test_each_fault_of_words_is_told_with_its_line(text, says):
    lines = [str(fault) for fault in found(GOOD + "\n" + text)]
    line = next((line for line in lines if re.search(says, line)), lines)
    assert isinstance(line, str), lines
    wanted = GOOD.count("\n") + 2
    assert re.match(rf"w\.md: line ({wanted}|{wanted + 1}|{wanted + 2}): ", line)


def test_every_fault_is_told_and_not_only_the_first():
    text = "## waterfall.x\n{{ a }} {{ b }}\n{{ 1 | percnt }}{{ 2 | nmber }}\n\n## Q\n"
    text += "\n## waterfall.y\n{% x %}"
    lines = [(fault.line, fault.problem.partition(":")[0]) for fault in found(text)]
    assert sorted(lines)[:4] == [
        (2, "unknown name 'a'"),
        (2, "unknown name 'b'"),
        (3, "unknown filter 'nmber'"),
        (3, "unknown filter 'percnt'"),
    ]
    assert {line for line, _ in lines} == {2, 3, 5, 8}


def test_names_that_callers_give_reach_the_pieces_that_are_named():
    text = '## waterfall.x\n{{ piece("waterfall.y") }}\n\n## waterfall.y\n{{ unit }}\n'
    assert found(text) == []


def test_a_piece_of_another_language_is_there_in_english():
    chapter = Chapter("price", records_of("price"), pieces_in(GOOD, "w.md")[0], SAID)
    (fault,) = faults_of_words("## waterfall.z\nx", "w.xx.md", chapter, english=False)
    assert str(fault).startswith("w.xx.md: line 1: waterfall.z: not in English: unknown piece")


def test_what_is_said_is_there():
    price = Chapter("price", records_of("price"), pieces_in(GOOD, "w.md")[0])
    cells = ['fall = cs.price.waterfall(case)\ncs.say(fall, "b")', "%time\n", 'cs.say(fall, "bb")']
    cells = [{"cell_type": "code", "source": [cell]} for cell in cells]
    uses = in_notebook(json.dumps({"cells": cells}, indent=1), "n.ipynb")
    assert [(use.chapter, use.record, use.piece) for use in uses] == [
        ("price", "waterfall", "b"),
        ("price", "waterfall", "bb"),
    ]
    told = [str(fault) for fault in unsaid([*uses, *SAID], {"price": price})]
    assert told[0].startswith("n.ipynb: line 18: waterfall.bb: unknown piece 'waterfall.bb': did")
    assert [line.split(": unknown")[0] for line in told[1:]] == [
        "plots.py: line 2: waterfall.alt",
        "plots.py: line 2: waterfall.title",
    ]


def test_code_says_pieces_of_a_chapter():
    (use,) = in_code(
        'from casestudy.chapters import start\nsay(start, "setup", case=c, rows=1)', "a.py", 7
    )
    assert use == Use("a.py", 8, "setup", "start", "start", frozenset({"case", "rows"}))


EXERCISES = """\
shared: |
  one = 1
exercises:
  - id: 05-01
    title: One of two
    kind: choice
    level: read
    prompt: Which?
    options: ["the {{ line }}", nothing, more]
    code: answer = "a"
    hints: [One., Two.]
    solution: It is {{ options.a }}.
    mistakes:
      - {name: one, answer: "'b'", because: No b.}
      - {name: two, answer: "'c'", because: No c.}
      - {name: three, answer: None, because: No.}
  - id: 05-02
    title: How many
    kind: number
    level: read
    unit: ratio
    tolerance: 5%
    prompt: How many?
    code: |
      answer = one + 1
    hints: [One., Two.]
    solution: It is {{ answer }}.
    mistakes:
      - {name: one, answer: one, because: No.}
      - {name: three, answer: 3, because: No.}
      - {name: four, answer: 4, because: No.}
predictions:
  - id: 05-p1
    title: one
    unit: ratio
    question: How many?
    truth: one
    mistakes:
      - {name: seven, answer: 7, because: No.}
"""


def wrong(old, new, case=CASE):
    assert old in EXERCISES
    text = EXERCISES.replace(old, new, 1)
    return [str(f) for f in faults_of_exercises(text, "e.yaml", "05_price", case=case).faults]


def test_code_says_pieces_of_its_own_room_and_of_others():
    code = 'words("keep.load", name=n)\nphrase("casestudy.analysis", f"short.{n}")'
    uses = in_code(code, "widgets/a.py")
    assert uses == [
        Use("widgets/a.py", 1, "keep.load", "widgets", "widgets", frozenset({"name"})),
        Use("widgets/a.py", 2, "short.", "analysis", "analysis", whole=False),
    ]
    widgets = Chapter("widgets", {}, pieces_in("## keep.laod\nload\n", "w.md")[0], uses)
    (fault,) = unsaid(uses[:1], {"widgets": widgets})
    assert "unknown piece 'keep.load': did you mean 'keep.laod'" in str(fault)


def test_names_that_a_piece_gives_to_another_are_at_hand():
    text = '## waterfall.x\n{{ piece("waterfall.y", unit=1) }}\n\n## waterfall.y\n{{ unit }}\n'
    uses = in_pictures('def waterfall(ax, result, say):\n    say("x")\n', "plots.py", "price")
    assert found(text, uses) == []
    (fault,) = found(text.replace("unit=1", "units=1"), uses)
    assert "unknown name 'unit'" in str(fault)


def test_what_is_declared_has_a_name_and_a_meaning(monkeypatch, tmp_path):
    # Only words: what is told here does not stand in the files of exercises.
    english = {at: file for at, file in content().items() if at.endswith(".md")}
    text, changed = english["words.en.md"].read_text("utf-8"), tmp_path / "words.en.md"
    monkeypatch.setattr(audit, "content", lambda folder: english | {"words.en.md": changed})
    for old, new, says in (
        ("## launch\n", "## lunch\n", r"unknown piece 'launch': did you mean 'lunch'"),
        ("## topic.costs", "## topic.cost", r"unknown piece 'topic\.costs'"),
        ("Pruning rule\n\nIn", "Pruning rule\nIn", r"pruning_rule: expected a name and, in a par"),
    ):
        assert old in text
        changed.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert [line for line in map(str, faults()) if re.search(says, line)], says


def test_exercises_without_a_fault():
    assert wrong("How many?", "How many then?") == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("level: read\n    prompt", "levle: read\n    prompt",
         r"line 7: 05-01: levle: unknown entry 'levle': did you mean 'level'"),
        ("    title: How many\n", "", r"line 17: 05-02: title is missing; expected id, title"),
        ("    tolerance: 5%\n", "", r"line 17: 05-02: tolerance is missing; an exercise of the k"),
        ('    options: ["the {{ line }}", nothing, more]\n', "", r"line 4: 05-01: options is miss"),
        ('answer = "a"', 'answer = "z"',
         r"line 10: 05-01: code: gives no answer that can be right: .*; the options are the"),
        ("answer = one + 1", "answer = two + 1",
         r"line 25: 05-02: code: fails with the default scenario: NameError: name 'two'"),
        ("      - {name: four, answer: 4, because: No.}\n", "",
         r"line 28: 05-02: mistakes: expected at least 3, not 2"),
        ("hints: [One., Two.]", "hints: [One.]",
         r"line 11: 05-01: hints: expected at least 2, not 1"),
        ("05-02", "05-01", r"line 17: 05-01: id: .*declared twice; it stands in line 4 already"),
        ("05-02", "06-02", r"line 17: 06-02: id: .*belongs to another notebook; expected .*'05-'"),
        ("answer: 4", "answer: 3", r"line 31: 05-02: four: answer: gives the same as the mistake"),
        ("answer: 4", "answer: 2", r"line 31: 05-02: four: answer: gives the same as the right a"),
        ("unit: ratio", "unit: rtio", r"line 21: 05-02: unit: unknown unit 'rtio': did you mean"),
        ("5%", "some", r"line 22: 05-02: tolerance: expected a number or a percentage"),
        ("kind: number", "kind: nmber", r"line 19: 05-02: kind: unknown kind 'nmber'"),
        ("level: read", "level: reed", r"line 7: 05-01: level: unknown level 'reed'"),
        ("answer = one + 1", "answer = (one", r"line 25: 05-02: code: is not Python"),
        ("  one = 1", "  one =", r"line 2: .*shared: is not Python"),
        ("truth: one", "truth: one +", r"line 37: 05-p1: truth: is not Python"),
        ("answer: 4", 'answer: "4 +"', r"line 31: 05-02: four: answer: is not Python"),
        ("{{ answer }}", "{{ answr }}", r"line 27: 05-02: solution: 'answr' is undefined"),
        ("{{ line }}", "{{ line | captial }}", r"line 9: 05-01: options: unknown filter 'captial"),
        ("It is {{ answer }}", "It is {{ answer", r"line 27: 05-02: solution: "),
        ("    level: read", "   level: read", r"line 7: is not valid YAML"),
        ("How many?\n    truth", "2\n    truth", r"line 36: 05-p1: question: expected text, not 2"),
    ],
)  # fmt: skip
def test_each_fault_of_exercises_is_told_with_its_line(old, new, says):
    told = wrong(old, new)
    assert any(re.match(rf"e\.yaml: {says}", line) for line in told), told


def test_an_id_stands_in_one_file_only():
    (fault,) = twice({"a.yaml": {"05-01": 3}, "b.yaml": {"05-01": 7, "05-02": 9}})
    assert str(fault).startswith(
        "b.yaml: line 7: 05-01: id: the id '05-01' is declared twice; it s"
    )
    assert "a.yaml, line 3" in str(fault)


def test_another_language_translates_what_there_is():
    text = EXERCISES.replace("05-02", "05-03").replace("It is {{ o", "It is {{ 1 | nmber }} {{ o")
    told = [str(fault) for fault in faults_of_texts(text, "e.xx.yaml", EXERCISES)]
    assert told[1].startswith(
        "e.xx.yaml: line 17: 05-03: id: unknown id '05-03': did you mean '05-0"
    )
    assert told[0].startswith("e.xx.yaml: line 12: 05-01: solution: unknown filter 'nmber'")


def test_a_language_that_is_not_there_is_told_with_those_that_are(monkeypatch):
    assert absent() == ""
    monkeypatch.setenv("CASESTUDY_LANGUAGE", "xx")
    told = "CASESTUDY_LANGUAGE: there is no file in the language 'xx', so everything is in English."
    assert absent() == f"{told} There are: en"
    monkeypatch.setattr(audit, "content", lambda folder: {})
    assert str(faults()[0]).startswith("CASESTUDY_LANGUAGE: line 1: there is no file in the lan")
    shown = CliRunner().invoke(cli, ["check", "turnaround", "packaging"])
    assert shown.output.count(told) == 1
    assert shown.exit_code == 0


def test_the_package_is_clean_and_looked_at_within_seconds():
    importlib.import_module("scipy.stats")  # to load libraries is not to look
    began = time.process_time()
    assert list(map(str, faults(CASE))) == []
    assert time.process_time() - began < 10  # as a whole, and where much else is measured
