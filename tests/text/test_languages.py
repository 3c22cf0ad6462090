"""Another language: files of words and exercises that lie elsewhere, tried with one nobody speaks.

Whatever the English files say is asked for in both languages, from the same records of the same
case: what pictures draw and describe, what notebooks say, and every text of the exercises.
"""

import ast
import html
import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.app.cli import cli
from casestudy.audit.content import faults
from casestudy.audit.translation import missing
from casestudy.files.languages import content, languages
from casestudy.files.places import available, templates
from casestudy.learning.judging import right_answer, wrong_answers
from casestudy.learning.kinds import ShortText
from casestudy.learning.kinds import words as said_of
from casestudy.learning.loading import load
from casestudy.learning.registry import exercises, find_exercise, notebooks, predictions
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, described, names
from casestudy.plots.style import draw
from casestudy.scenario.case import load_scenario
from casestudy.text import formats
from casestudy.text.templates import Template
from casestudy.text.words import Words, say, thing
from casestudy.units import Unit

ROOT = Path(__file__).parents[2]
SCENARIOS = ("turnaround", "packaging")
MARK = "\u200f"
load_case = cache(cs.load_case)


def tool():
    spec = importlib.util.spec_from_file_location("pseudo", ROOT / "tools" / "pseudo_language.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PSEUDO = tool()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("words")
    PSEUDO.write(place)
    return place


@pytest.fixture
def speak(monkeypatch, folder):
    """What changes the language; English at first."""

    def change(language):
        monkeypatch.setenv("CASESTUDY_WORDS", str(folder))
        monkeypatch.setenv("CASESTUDY_LANGUAGE", language)

    change("en")
    return change


def letters(text):
    """A text without marks and code, to be compared."""
    return re.sub(r"```.*?```|`[^`]*`", "", text.replace(MARK, ""), flags=re.DOTALL)


def numbers(text):
    return Counter(re.findall(r"\d[\d,.]*", letters(text)))


# -- the tool ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("price", f"{MARK}pŕííçéé{MARK}"),
        ("{{ a.price | number }} of 100", f"{{{{ a.price | number }}}} {MARK}óóf{MARK} 100"),
        ("{% if a %}\nyes\n{% endif %}", f"{{% if a %}}\n{MARK}ýééş{MARK}\n{{% endif %}}"),
        ("| a | --- |", f"| {MARK}áá{MARK} | --- |"),
        ("use `code(a)` <b>or</b>", f"{MARK}úúşéé `code(a)` <b>óóŕ{MARK}</b>"),
        ("[the page](page.md)", f"[{MARK}ţĥéé pááğéé{MARK}](page.md)"),
        ("100 %", "100 %"),
    ],
)
def test_prose_changes_and_nothing_else(text, made):
    assert PSEUDO.pseudo(text) == made


def test_files_keep_their_structure(folder):
    texts = sorted(folder.rglob("*.xx.*"))
    assert len(texts) >= 13
    for path in texts:
        source = ROOT / "src/casestudy" / path.relative_to(folder)
        english = source.with_name(path.name.replace(".xx.", ".en.")).read_text(encoding="utf-8")
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"\{[{%].*?[}%]\}", text, re.DOTALL) == re.findall(
            r"\{[{%].*?[}%]\}", english, re.DOTALL
        )
        assert text.count("\n") == english.count("\n")
        assert len(text) > len(english)
        make = PSEUDO.words if path.suffix == ".md" else PSEUDO.exercises
        assert make(english) == text
    english = sum(len(p.read_text("utf-8")) for p in (ROOT / "src").rglob("words.en.md"))
    made = sum(len(p.read_text("utf-8")) for p in folder.rglob("words.xx.md"))
    assert 1.1 < made / english < 1.4  # tags are not longer


def test_nothing_is_missing_or_wrong(folder):
    assert languages() == ("en",)
    assert languages(folder) == ("en", "xx")
    assert missing("xx", folder) == []
    assert faults(None, folder) == []


# -- words ---------------------------------------------------------------------------------------


def told_in(path, case):
    """What a notebook says and shows of the chapters' records: functions that say it anew."""
    scope, told = {"cs": cs, "case": case}, []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or source.lstrip().startswith("%"):
            continue
        for node in ast.parse(source).body:
            text = ast.unparse(node)
            call = re.match(r"cs\.(say|show)\((.*)\)$", text, re.DOTALL)
            if isinstance(node, ast.Assign) and re.search(r"= .*\b(cs|case)\.", text):
                exec(text, scope)
            elif call and "alt=" not in text:
                arguments = eval(f"(lambda *a, **k: (a, k))({call[2]})", scope)
                told.append((call[1], *arguments))
    return told


def utter(told, case):
    for how, given, named in told:
        if how == "say":
            say(*given, case=case, **named)
        else:
            draw(*given, case=case)
            name = given[1] if len(given) > 1 else thing(given[0])
            say(given[0], f"{name}.alt", case=case)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
def test_all_that_is_shown_is_there_in_another_language(path, scenario, speak, monkeypatch):
    case = load_case(scenario)
    told = told_in(path, case)
    heard = {}
    render = Words.render

    def listening(self, name, find):
        text = render(self, name, find)
        heard.setdefault(language, []).append((self.package, name, text))
        return text

    monkeypatch.setattr(Words, "render", listening)
    for language in ("en", "xx"):
        speak(language)
        utter(told, case)
    if not told:
        return
    assert [one[:2] for one in heard["en"]] == [one[:2] for one in heard["xx"]]
    for (_, name, english), (_, _, other) in zip(heard["en"], heard["xx"], strict=True):
        assert numbers(english) == numbers(other), name
        own = english_in(name, english, case)
        if own:
            assert letters(english) != letters(other), name
        for sentence in own:
            assert sentence not in other, name


def english_in(name, text, case):
    """Runs of words of a piece that come from its file, not from a table or the scenario."""
    return {run for run in runs_of(name) if run in text and run not in of_scenario(case)}


@cache
def of_scenario(case):
    return case.scenario.model_dump_json()


@cache
def runs_of(name):
    found = set()
    for path in (ROOT / "src").rglob("words.en.md"):
        source = f"\n{path.read_text(encoding='utf-8')}".partition(f"\n## {name}\n")[2]
        prose = re.sub(r"\{[{%#].*?[}%#]\}|`[^`]*`", "\0", source.partition("\n## ")[0], flags=re.S)
        runs = re.findall(r"[A-Za-z]+(?:\s+[A-Za-z]+)*", re.sub(r"<[^>]*>", "\0", prose))
        found |= {" ".join(run.split()) for run in runs if len(run.split()) > 2}
    return found


def test_a_piece_that_is_not_there_is_english_and_listed(tmp_path, monkeypatch):
    PSEUDO.write(tmp_path)
    file = tmp_path / "chapters/price/words.xx.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"## break_even\.title\n.*?(?=## )", "", text, flags=re.S), "utf-8")
    (tmp_path / "chapters/history/words.xx.md").unlink()
    monkeypatch.setenv("CASESTUDY_LANGUAGE", "xx")
    monkeypatch.setenv("CASESTUDY_WORDS", str(tmp_path))
    rise = cs.price.break_even(load_case("turnaround"))
    assert say(rise, "title").startswith("A rise of")
    assert say(rise, "x").startswith(MARK)
    listed = missing("xx", tmp_path)
    assert "chapters/price/words.xx.md: break_even.title" in listed
    assert "chapters/history/words.xx.md: decline.title" in listed
    assert {one.split("/")[1] for one in listed} == {"history", "price"}
    assert sum("/price/" in one for one in listed) == 1


# -- exercises -----------------------------------------------------------------------------------


def test_answers_of_one_language_are_none_of_another(tmp_path, monkeypatch):
    """Where only the words are translated, answers have them all the same."""
    case = load_case("turnaround")

    def answers():
        exercise = find_exercise("02-01")
        for wrong, _ in wrong_answers(exercise, case):
            assert cs.check("02-01", wrong.value(case), case=case).reason == wrong.name
        return [answer for _, answer in wrong_answers(exercise, case)]

    english = answers()
    PSEUDO.write(tmp_path)
    (tmp_path / "chapters/leadership/exercises.xx.yaml").unlink(missing_ok=True)
    monkeypatch.setenv("CASESTUDY_WORDS", str(tmp_path))
    for language in ("xx", "en", "xx"):
        monkeypatch.setenv("CASESTUDY_LANGUAGE", language)
        assert answers() == english
    assert any(MARK in text for text in find_exercise("02-01").options(case).values())


def texts_of(exercise, case):
    yield "title", said_of(exercise.title, case)
    yield "prompt", exercise.prompt(case)
    yield from (("hint", said_of(hint, case)) for hint in exercise.hints)
    yield "solution", exercise.solution(case)
    yield from ((wrong.name, said_of(wrong.because, case)) for wrong in exercise.wrong)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("notebook", notebooks())
def test_exercises_in_another_language_ask_the_same(notebook, scenario, speak):
    case = load_case(scenario)
    english, guesses = exercises(notebook), predictions(notebook)
    speak("xx")
    other = exercises(notebook)
    if other == english:
        assert not missing_yaml(notebook)
        return
    assert list(other) == list(english)
    for id, one in english.items():
        mine = other[id]
        assert mine.code == one.code
        if isinstance(one, ShortText):
            told = zip(one.key(case), mine.key(case), strict=True)
            assert all(letters(text) != letters(changed) for text, changed in told), id
        else:
            assert repr(right_answer(mine, case)) == repr(right_answer(one, case)), id
        assert [w.name for w, _ in wrong_answers(mine, case)] == [
            w.name for w, _ in wrong_answers(one, case)
        ], id
        for (name, text), (_, changed) in zip(
            texts_of(one, case), texts_of(mine, case), strict=True
        ):
            assert numbers(text) == numbers(changed), (id, name)
            if re.search("[a-z]", letters(text)):
                assert letters(text) != letters(changed), (id, name)
                assert MARK in changed, (id, name)
    for id, one in guesses.items():
        mine = predictions(notebook)[id]
        assert mine.truth(case) == one.truth(case)
        assert letters(mine.question(case)) != letters(one.question(case))
        assert letters(mine.title) != letters(one.title)


def missing_yaml(notebook):
    chapter = sys.modules["casestudy.chapters"].CHAPTERS[notebook]
    return (ROOT / f"src/casestudy/chapters/{chapter}/exercises.en.yaml").exists()


# -- what is no chapter --------------------------------------------------------------------------


SEEN = (
    "value",
    "description",
    "tooltip",
    "placeholder",
    "_options_labels",
    "data",
    "frame",
    "words",
)
# Names of kinds of files and of programs, and what a person types.
NAMES = {"CS", "CSV", "HTML", "PDF", "SVG", "PNG", "casestudy", "xx"}
# What only the program reads: states of a target, headlines by name, kinds of outputs and widgets.
MARKS = {"met", "missed", "display", "data", "names", "revenue", "growth"}


def texts_in(thing):
    """Every text of a widget, of what it sends to the browser, and of those inside it."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for key, value in thing.items():
            if key not in {"name", "file", "kind", "csv", "language"}:  # marks for the program
                yield from texts_in(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from texts_in(value)
    elif hasattr(thing, "traits"):
        yield from texts_in([getattr(thing, name) for name in SEEN if thing.has_trait(name)])
        yield repr(thing) if hasattr(thing, "_words") else ""
        yield from texts_in(getattr(thing, "children", ()))


@cache
def of_the_scenarios():
    """Every text of the scenarios, the longest first, as whole words."""
    data = [load_case(name).scenario.model_dump(mode="json") for name in available()]
    texts = sorted(set(said_by(data)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, texts))})(?!\w)")


def english_words(texts, names=()):
    """Words without an accent, which no text in the language that nobody speaks has."""
    found = {}
    for text in texts:
        shown = re.sub(r"<[^>]*>|`[^`]*`|CS1-\S+|\?plan=\S+|\{\w+\}", " ", html.unescape(text))
        shown = " ".join(shown.split())
        shown = of_the_scenarios().sub(" ", shown)
        for word in re.findall(r"[^\W\d_]+", shown):
            if word.isascii() and len(word) > 1 and word not in {*NAMES, *names}:
                found.setdefault(word, text)
    return found


def said_by(data):
    """Every text of a scenario, and names of its parts as they are shown."""
    if isinstance(data, str):
        # A word of a vocabulary may begin a sentence.
        forms = {data, data.replace("_", " "), data[:1].upper() + data[1:]}
        yield from forms if len(data) > 1 else ()
    elif isinstance(data, dict):
        for value in data.values():
            yield from said_by(value)
    elif isinstance(data, list):
        for value in data:
            yield from said_by(value)


def page_says(record):
    """What the page shows of its record: words and names, not the marks of the program."""
    about = [*record["levers"].values(), *record["assumptions"].values(), record["rule"]]
    named = [*record["headlines"].values(), *record["plans"].values()]
    shown = [
        one.get(key) for one in (*about, *named) for key in ("label", "short", "help", "topic")
    ]
    units = [label for label, *_ in record["units"].values()]
    options = [label for _, label in record["rule"]["options"]]
    return [*record["words"].values(), *filter(None, shown), *units, *options]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_widget_says_anything_in_english(scenario, speak, monkeypatch, tmp_path):
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    case = load_case(scenario)
    speak("xx")
    pit, play, lab = cs.cockpit(case), cs.play("launch", case=case), cs.pruning_lab(case)
    picker, paper = cs.scenario_picker(), cs.paper_box(case)
    paper.write(".html")
    texts = [repr(pit), repr(play), repr(lab), *texts_in(page_says(pit.record))]
    texts += texts_in([picker, paper, paper.link.outputs])
    paper.write(".html")
    texts += texts_in([paper, *(cs.predict(id, case=case) for id in predictions())])
    for id in exercises():
        box = cs.exercise(id, case=case)
        texts += texts_in(box)
    assert english_words(texts, MARKS | {"board", "paper", "html", "P1"}) == {}


# Names of files, of notebooks and of settings that somebody types.
TYPED = {
    "start",
    "over",
    "light",
    "dark",
    "board",
    "paper",
    "price",
    "workbook",
    "own",
    "yaml",
    "html",
    "https",
    "learn",
    "example",
    "org",
    "pt",
}
# What click itself says, in its own language.
CLICK = {"Usage", "Options", "Commands", "default", "Show", "this", "message", "and", "exit", "the",
         "version", "required"}  # fmt: skip


@pytest.mark.parametrize("command", ["", *cli.commands])
def test_no_help_is_english_but_for_what_one_types(command, speak):
    def told():
        return CliRunner().invoke(cli, [*command.split(), "--help"], prog_name="casestudy").output

    speak("en")
    english = told()
    speak("xx")
    commands = "|".join(sorted(cli.commands, key=len, reverse=True))
    shown = re.sub(rf"\b({commands})\b", " ", told())
    shown = re.sub(r"https?://\S+|--?[a-z-]+|\[.*?\]|\b[A-Z]{2,}\b|[.][a-z]+", " ", shown)
    named = {word for name in templates() for word in name.split("_")}
    typed = {*cli.commands, *available(), *TYPED, *named}
    assert english_words([shown], CLICK | typed) == {}
    assert letters(told()) != letters(english)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_no_command_says_anything_in_english(scenario, speak, monkeypatch, tmp_path):
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    speak("xx")
    for command in (
        f"evaluate --scenario {scenario}", f"check {scenario}", "progress", "choose packaging",
        f"new own.yaml --like {scenario}", "tables own.yaml", "check own.yaml",
        f"report --scenario {scenario}", "open --copy-only",
        "start-over 05",
    ):  # fmt: skip
        shown = CliRunner().invoke(cli, command.split()).output
        assert shown
        shown = shown.replace(str(tmp_path), "").replace("as_it_happened", "")
        words = re.sub(r"\b\w*_\w+(\.\w+)?|\S*/\S*", " ", shown)
        fields = fields_of(load_scenario(scenario)) if command == "check own.yaml" else set()
        assert english_words([words], {*SCENARIOS, *TYPED, *fields}) == {}, command


def fields_of(scenario):
    """Names of fields of a scenario file, which are what one types."""

    def keys(value):
        if isinstance(value, dict):
            for key, inside in value.items():
                yield from key.split("_")
                yield from keys(inside)

    return set(keys(scenario.model_dump(mode="json")))


def test_words_that_cannot_be_read_end_in_one_line(tmp_path, monkeypatch):
    (tmp_path / "app").mkdir()
    (tmp_path / "app/words.xx.md").write_text("## A Title\nx", encoding="utf-8")
    monkeypatch.setenv("CASESTUDY_WORDS", str(tmp_path))
    monkeypatch.setenv("CASESTUDY_LANGUAGE", "xx")
    for command in ("--help", "evaluate --help", "choose packaging"):
        done = CliRunner().invoke(cli, command.split())
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith("casestudy: casestudy/app/words.xx.md: line 1: 'A Title' is")


def test_what_is_declared_has_words_in_every_language(speak):
    for language in ("en", "xx"):
        speak(language)
        for kind in (Levers, Assumptions):
            for name in names(kind):
                found = declaration(kind, name)
                for text in (found.label, found.help, *([found.topic] if found.topic else [])):
                    assert (MARK in text) == (language == "xx"), name
        assert all((MARK in rule.label) == (language == "xx") for rule in PruningRule)
    assert described("launch", "en")[0] == "New product"


# -- figures -------------------------------------------------------------------------------------


def written(language, monkeypatch):
    monkeypatch.setenv("CASESTUDY_LANGUAGE", language)
    euro = load_case("packaging").scenario.currency
    texts = [
        formats.number(-1234.5, 1),
        formats.percent(0.17),
        formats.percent(-12.345, 1),
        formats.points(0.0125, 2),
        formats.money(87_500_000, euro),
        formats.quantity(1.5, Unit.WEEKS, euro),
        formats.typed(-0.0145, share=True),
        formats.typed(1e-7),
        formats.count(4321),
        formats.listing(["A", "B", "C"]),
        formats.number(float("nan")),
    ]
    return [text.replace("\u2212", "-").replace("\xa0", " ") for text in texts]


def test_figures_follow_the_locale_and_in_english_nothing_changes(monkeypatch):
    english = ["-1,234.5", "17%", "-1,234.5%", "+1.25 points", "€87.5 million", "1.5 weeks",
               "-1.45%", "1e-07", "4,321", "A, B and C", "nan"]  # fmt: skip
    assert written("en", monkeypatch) == english
    assert written("xx", monkeypatch) == english  # of a language that nobody speaks nobody knows
    assert written("de", monkeypatch) == [
        "-1.234,5", "17 %", "-1.234,5 %", "+1,25 points", "€87,5 million", "1,5 weeks",
        "-1,45 %", "0,0000001", "4.321", "A, B und C", "nan",
    ]  # fmt: skip
    assert written("hi", monkeypatch)[9] == "A, B, और C"


def test_nouns_have_the_forms_of_the_language(tmp_path, monkeypatch):
    (tmp_path / "text").mkdir()
    words = ("one\nTydzień", "few\ntygodnie", "many\ntygodni", "other\ntygodnia")
    text = "\n\n".join(f"## noun.weeks_{word}" for word in words)
    (tmp_path / "text/words.pl.md").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CASESTUDY_WORDS", str(tmp_path))
    monkeypatch.setenv("CASESTUDY_LANGUAGE", "pl")
    euro = load_case("packaging").scenario.currency
    assert [formats.quantity(n, Unit.WEEKS, euro) for n in (1, 2, 5, 1.5)] == [
        "1 Tydzień", "2 tygodnie", "5 tygodni", "1,5 tygodnia",
    ]  # fmt: skip
    own = {at: file for at, file in content(tmp_path).items() if at.startswith("text/words.")}
    assert len(own) == 2
    monkeypatch.setattr("casestudy.audit.content.content", lambda folder: own)
    assert [one for one in map(str, faults(None, tmp_path)) if ".pl." in one] == []


def test_a_list_in_a_sentence_has_the_words_of_the_language(monkeypatch):
    items = Template('{% for x in items %}\n{{ x }}{{ loop | comma(".") }}\n{% endfor %}')
    for language, shown in (("en", "a, b and c."), ("de", "a, b und c."), ("xx", "a, b and c.")):
        monkeypatch.setenv("CASESTUDY_LANGUAGE", language)
        assert items.render({"items": ["a", "b", "c"]}.__getitem__) == shown


def test_numbers_at_an_axis_have_the_mark_of_the_language(monkeypatch):
    effect = cs.price.effect(load_case("turnaround"))
    for language, mark in (("en", "."), ("de", ",")):
        monkeypatch.setenv("CASESTUDY_LANGUAGE", language)
        ax = draw(effect, case=load_case("turnaround"))
        ax.figure.canvas.draw()
        assert f"2{mark}5" in [text.get_text() for text in ax.get_yticklabels()]


def test_english_waits_for_no_locale():
    code = "import sys, casestudy.text.formats as f; print(f.number(1.5), 'babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "False"]


ENGLISH = """
exercises:
  - id: 98-01
    title: All that is true
    kind: choices
    level: read
    prompt: Which?
    options: [red, green, none of these]
    code: answer = {"red"}
    hints: [One., Two.]
    solution: It is {{ right | listing }} and not {{ others | listing }}.
    mistakes:
      - {name: one, answer: "{'green'}", because: "You say {{ options.b }}."}
      - {name: two, answer: None, because: No.}
      - {name: three, answer: None, because: No.}
"""
GERMAN = """
exercises:
  - id: 98-01
    prompt: Welche?
    options: [rot, grün, keine]
    hints: ["", Zwei.]
    solution: Es ist {{ right | listing }} und nicht {{ others | listing }}.
    code: answer = {"b"}
    mistakes:
      - {name: one, answer: None, because: "Sie sagen {{ options.b }}."}
"""


def test_only_texts_come_from_another_language():
    case = load_case("turnaround")
    (exercise,), _ = load(ENGLISH, "e.en.yaml", translated=(GERMAN, "e.de.yaml"))
    assert exercise.options(case) == {"a": "rot", "b": "grün", "c": "keine"}
    assert exercise.prompt(case) == "Welche?"
    assert [said_of(hint, case) for hint in exercise.hints] == ["One.", "Zwei."]
    assert exercise.solution(case) == "Es ist rot und nicht grün and keine."
    assert right_answer(exercise, case) == {"a"}
    ((wrong, value),) = wrong_answers(exercise, case)
    assert value == {"b"}
    assert said_of(wrong.because, case) == "Sie sagen grün."
    assert said_of(exercise.wrong[1].because, case) == "No."
    assert exercise.title == "All that is true"
