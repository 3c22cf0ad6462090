"""Exercises and predictions as content: read from the file that lies beside a chapter.

An entry of `exercises.en.yaml` has its texts as templates and its arithmetic as Python. `given`
makes names for the question, `code` is the worked solution and leaves the right answer as `answer`,
`then` makes further names for the explanations. All of them, and `shared` at the head of the file,
are in reach of every text, and of the mistakes, which are expressions. So key, solution and texts
cannot drift apart. A file of another language gives texts alone, matched by id (mistakes by name);
code and keys are always those of the English file, and so is a text that it lacks. The English file
is part of the package and as trusted as its code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from types import CodeType
from typing import Any

from casestudy.errors import InputError, given, unknown
from casestudy.files.reading import parse_yaml
from casestudy.learning import kinds
from casestudy.learning.kinds import LETTERS, Exercise, Tolerance, Wrong
from casestudy.learning.predictions import Prediction
from casestudy.scenario.case import Case
from casestudy.text.cast import People, speaker
from casestudy.text.templates import Template
from casestudy.text.terms import terms
from casestudy.units import Unit

KINDS = {
    "number": kinds.Number,
    "choice": kinds.Choice,
    "choices": kinds.Choices,
    "ranking": kinds.Ranking,
    "series": kinds.Series,
    "function": kinds.Function,
    "text": kinds.ShortText,
}
_BLOCKS = ("given", "code", "then")
_NEEDED = ("id", "title", "kind", "level", "prompt", "hints", "solution", "code")
_OPTIONAL = (
    *("given", "then", "mistakes", "options", "unit", "tolerance", "sign_matters"),
    *("signature", "inputs", "time_limit", "rubric", "least_words"),
)
_OF_PREDICTION = ("id", "title", "question", "unit", "truth", "given", "mistakes")
_OF_MISTAKE = ("name", "answer", "because")
FEWEST_MISTAKES, FEWEST_HINTS = 3, 2


def load(
    text: str, where: str, number: str = "", translated: tuple[str, str] | None = None
) -> tuple[tuple[Exercise, ...], tuple[Prediction, ...]]:
    """The exercises and predictions of one file.

    Parameters
    ----------
    text : str
        What stands in the file.
    where : str
        The file, for messages.
    number : str
        With what every id has to begin: the number of the notebook, as in "05".
    translated : tuple of str, optional
        What stands in the file of another language, and its name.

    Returns
    -------
    exercises : tuple of Exercise
    predictions : tuple of Prediction

    Raises
    ------
    InputError
        With the file, the line, the entry and what is accepted.
    """
    data, lines = parse_yaml(Path(where), text)
    entry = Entry(data, lines, (), where)
    if translated is not None:
        other, place = translated
        entry = replace(entry, other=Entry(*parse_yaml(Path(place), other), (), place))
    entry.only((), ("shared", "exercises", "predictions"))
    shared = entry.code("shared")
    exercises = tuple(_exercise(e, shared) for e in entry.each("exercises"))
    predictions = tuple(_prediction(e, shared) for e in entry.each("predictions"))
    seen: dict[str, Any] = {}
    for one in (*exercises, *predictions):
        if one.id in seen:
            raise InputError(f"{where}: the id {one.id!r} is declared twice")
        if not one.id.startswith(number):
            raise InputError(
                f"{where}: the id {one.id!r} belongs to another notebook; expected {number}-…"
            )
        seen[one.id] = one
    return exercises, predictions


@dataclass(frozen=True)
class Entry:
    """One mapping of the file, with the line of each of its entries."""

    data: Mapping[str, Any]
    lines: Mapping[tuple, int]
    at: tuple
    where: str
    id: str = ""
    other: Entry | None = None  # what another language says instead

    def fail(self, key: str, problem: str) -> InputError:
        """What is wrong with one of its entries, with file and line; to be raised."""
        line = self.lines.get((*self.at, key), self.lines.get(self.at, 1))
        name = ": ".join(part for part in (self.id, key) if part)
        return InputError(f"{self.where}: line {line}: {name}: {problem}")

    def only(self, needed: Sequence[str], optional: Sequence[str]) -> None:
        """Refuse what is not known, and miss what is needed."""
        if not isinstance(self.data, Mapping):
            raise self.fail(
                "", f"expected entries of the form 'key: value', not {given(self.data)}"
            )
        for key in self.data:
            if key not in (*needed, *optional):
                raise self.fail(key, unknown("entry", key, dict.fromkeys((*needed, *optional))))
        for key in needed:
            if key not in self.data:
                raise self.fail("", f"{key} is missing")

    def each(self, key: str) -> Iterator[Entry]:
        """The entries of a list of mappings."""
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise self.fail(key, f"expected a list, not {given(value)}")
        for i, one in enumerate(value):
            id = str(one.get("id", f"number {i + 1}")) if isinstance(one, Mapping) else ""
            other = self.other.like(key, one) if self.other and id else None
            yield Entry(one, self.lines, (*self.at, key, i), self.where, id or self.id, other)

    def like(self, key: str, one: Mapping[str, Any]) -> Entry | None:
        """The entry of a list that has the id of another one, or the name."""
        name = "id" if "id" in one else "name"
        found = (e for e in self.each(key) if isinstance(e.data, Mapping))
        return next((e for e in found if e.data.get(name) == one.get(name)), None)

    def translates(self, key: str, at: tuple = ()) -> bool:
        """Whether another language has a text of its own for this one."""
        value = self.other and self.other.data.get(key)
        for step in at:
            value = value[step] if isinstance(value, list) and step < len(value) else None
        return isinstance(value, str) and bool(value.strip())

    def text(self, key: str, at: tuple = ()) -> Template:
        """A text, in the language of the reader where it is there."""
        if self.other and self.translates(key, at):
            return self.other.text(key, at)
        value, where = self.data[key], (*self.at, key, *at)
        for step in at:
            value = value[step]
        if not isinstance(value, str) or not value.strip():
            raise self.fail(key, f"expected text, not {given(value)}")
        # A block of text begins on the line after its key.
        line = self.lines.get(where, 1) + value.endswith("\n")
        template = Template(value, self.where, line, f"{self.id}: {key}")
        assert template.names is not None  # whatever is wrong with it is told now
        return template

    def texts(self, key: str) -> list[Template]:
        """The texts of a list; none where the key is not there."""
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise self.fail(key, f"expected a list of texts, not {given(value)}")
        return [self.text(key, (i,)) for i in range(len(value))]

    def code(self, key: str, mode: str = "exec") -> CodeType | None:
        """Code, compiled with the lines of the file; a value stands for itself."""
        source = self.data.get(key)
        if source is None:
            return None
        if not isinstance(source, str):
            source = repr(source)
        line = self.lines.get((*self.at, key), 1) + source.endswith("\n")
        source = "\n" * (line - 1) + (source if mode == "exec" else f"({source.strip()})")
        try:
            return compile(source, self.where, mode)
        except SyntaxError as error:
            problem = f"is not Python: {error.msg}"
            raise InputError(
                f"{self.where}: line {error.lineno}: {self.id}: {key}: {problem}"
            ) from None


class _Scope:
    """The names of one exercise with one case, made stage by stage as they are asked for.

    So a question is shown at once, and what takes long is computed when the answer is needed.
    """

    def __init__(self, stages: Sequence[CodeType | None], case: Case) -> None:
        """Make the names that are there without any stage."""
        import casestudy

        self._stages = [stage for stage in stages if stage is not None]
        self._lock = RLock()
        self.names: dict[str, Any] = {"cs": casestudy, "case": case}
        self.names |= {
            "company": case.scenario.company.name,
            "line": case.scenario.line.name,
            "currency": case.scenario.currency,
            "cast": People(case),
            "voice": speaker(case),
            "word": terms(case.scenario),
        }

    def find(self, name: str) -> Any:
        with self._lock:
            while name not in self.names and self._stages:
                exec(self._stages[0], self.names)
                del self._stages[0]
        return self.names[name]

    def whole(self) -> dict[str, Any]:
        with self._lock:
            while self._stages:
                exec(self._stages[0], self.names)
                del self._stages[0]
        return self.names


class _Scopes:
    """The scopes of one exercise, and what its texts and expressions come to in them."""

    def __init__(self, *stages: CodeType | None) -> None:
        """Take the blocks of Python in the order in which they are run."""
        self.of = lru_cache(maxsize=16)(partial(_Scope, stages))
        # From the name of a variable to what it is with a case; see `_right_and_others`.
        self.more: dict[str, Callable[[Case], Any]] = {}

    def says(self, template: Template) -> Callable[[Case], str]:
        def text(case: Case) -> str:
            def find(name: str) -> Any:
                return self.more[name](case) if name in self.more else self.of(case).find(name)

            return template.render(find)

        return text

    def gives(self, code: CodeType) -> Callable[[Case], Any]:
        return lambda case: eval(code, self.of(case).whole())


def _exercise(entry: Entry, shared: CodeType | None) -> Exercise:
    entry.only(_NEEDED, _OPTIONAL)
    data = entry.data
    if data["kind"] not in KINDS:
        raise entry.fail("kind", unknown("kind", str(data["kind"]), KINDS))
    if not isinstance(data["title"], str):
        raise entry.fail("title", f"expected text, not {given(data['title'])}")
    titled = entry.text("title")
    scopes = _Scopes(shared, *(entry.code(block) for block in _BLOCKS))
    hints, kind = entry.texts("hints"), data["kind"]
    if len(hints) < FEWEST_HINTS:
        raise entry.fail("hints", f"expected at least {FEWEST_HINTS}, not {len(hints)}")
    mistakes = tuple(_mistake(e, scopes) for e in entry.each("mistakes"))
    if kind != "text" and len(mistakes) < FEWEST_MISTAKES:
        raise entry.fail("mistakes", f"expected at least {FEWEST_MISTAKES}, not {len(mistakes)}")
    parts: dict[str, Any] = {
        "id": data["id"],
        "title": scopes.says(titled) if titled.names else titled.text,
        "level": data["level"],
        "prompt": scopes.says(entry.text("prompt")),
        "hints": tuple(scopes.says(hint) for hint in hints),
        "solution": scopes.says(entry.text("solution")),
        "code": data["code"],
        "wrong": mistakes,
        "key": lambda case: scopes.of(case).find("answer"),
        **_of_the_kind(entry, scopes),
    }
    try:
        exercise = KINDS[kind](**parts)
    except (TypeError, ValueError) as error:
        raise entry.fail("", str(error)) from None
    if entry.other and "options" in data:
        return _shown_as(exercise, scopes.more["options"])
    return exercise


def _of_the_kind(entry: Entry, scopes: _Scopes) -> dict[str, Any]:
    """What only some kinds have."""
    data = entry.data
    parts: dict[str, Any] = {}
    if issubclass(KINDS[data["kind"]], kinds.Lettered) and "options" not in data:
        raise entry.fail("", "options are missing")
    if "unit" in data:
        parts["unit"] = unit_of(entry)
    if "tolerance" in data:
        parts["tolerance"] = tolerance_of(entry)
    if "options" in data:
        # Answers name options in English, whatever the language in which they are shown.
        parts["options"] = options = _options(replace(entry, other=None), scopes)
        parts["key"] = lambda case: _letters(scopes.of(case).find("answer"), options(case))
        scopes.more = _right_and_others(options, _options(entry, scopes), scopes)
    if "inputs" in data:
        parts["inputs"] = scopes.gives(entry.code("inputs", "eval"))
    if "rubric" in data:
        points = [scopes.says(point) for point in entry.texts("rubric")]
        parts["key"] = lambda case: tuple(point(case) for point in points)
    for name in ("signature", "time_limit", "least_words", "sign_matters"):
        if name in data:
            parts[name] = data[name]
    return parts


def unit_of(entry: Entry) -> Unit:
    """The unit of an answer, by its name."""
    try:
        return Unit(entry.data["unit"])
    except ValueError:
        problem = unknown("unit", str(entry.data["unit"]), [unit.value for unit in Unit])
        raise entry.fail("unit", problem) from None


def tolerance_of(entry: Entry) -> Tolerance:
    """A number is in the unit of the answer; with a percent sign it is a part of the key."""
    text = str(entry.data["tolerance"])
    try:
        if text.endswith("%"):
            return kinds.relative(float(text[:-1]) / 100)
        return kinds.absolute(float(text))
    except ValueError:
        problem = f"expected a number or a percentage, such as 0.005 or 5%, not {given(text)}"
        raise entry.fail("tolerance", problem) from None


def _options(entry: Entry, scopes: _Scopes) -> Callable[[Case], dict[str, str]]:
    """A list of texts, or an expression that gives one; a letter for each, in order."""
    if isinstance(entry.data["options"], list):
        texts = [scopes.says(text) for text in entry.texts("options")]
        return lambda case: dict(zip(LETTERS, (text(case) for text in texts), strict=False))
    found = scopes.gives(entry.code("options", "eval"))
    return lambda case: dict(zip(LETTERS, found(case), strict=False))


def _letters(answer: Any, options: dict[str, str]) -> Any:
    """An answer in letters, where it may be in the texts of the options."""
    letter_of = {text: letter for letter, text in options.items()}
    if isinstance(answer, str):
        return letter_of.get(answer, answer)
    letters = [letter_of.get(one, one) for one in answer]
    return set(letters) if isinstance(answer, set) else letters


def _right_and_others(
    options: Callable[[Case], dict[str, str]],
    shown: Callable[[Case], dict[str, str]],
    scopes: _Scopes,
) -> dict[str, Callable[[Case], Any]]:
    """The texts of the options by letter; of those that the answer names, in its order; others."""

    def right(case: Case) -> list[str]:
        answer, texts = scopes.of(case).find("answer"), shown(case)
        named = [answer] if isinstance(answer, str) else list(answer)
        if isinstance(answer, set):
            named.sort()
        letter_of = {text: letter for letter, text in options(case).items()}
        return [texts.get(letter_of.get(one, one), one) for one in named]

    def others(case: Case) -> list[str]:
        return [text for text in shown(case).values() if text not in right(case)]

    return {"options": shown, "right": right, "others": others}


def _shown_as(exercise: Exercise, shown: Callable[[Case], dict[str, str]]) -> Exercise:
    """The same with its options in another language; mistakes that name one give its letter."""
    options = exercise.options

    def letters(value: Callable[[Case], Any]) -> Callable[[Case], Any]:
        def given(case: Case) -> Any:
            found = value(case)
            return found if found is None else _letters(found, options(case))

        return given

    wrong = tuple(replace(one, value=letters(one.value)) for one in exercise.wrong)
    object.__setattr__(exercise, "wrong", wrong)
    object.__setattr__(exercise, "options", lambda case: {**options(case), **shown(case)})
    return exercise


def _mistake(entry: Entry, scopes: _Scopes) -> Wrong:
    entry.only(_OF_MISTAKE, ())
    because = entry.text("because")
    value = scopes.gives(entry.code("answer", "eval"))
    words = scopes.says(because) if because.names else because.render(lambda name: name)
    return Wrong(str(entry.data["name"]), value, words)


def _prediction(entry: Entry, shared: CodeType | None) -> Prediction:
    entry.only(("id", "title", "question", "unit", "truth"), ("given", "mistakes"))
    scopes = _Scopes(shared, entry.code("given"))
    mistakes = tuple(_mistake(e, scopes) for e in entry.each("mistakes"))
    try:
        return Prediction(
            id=entry.data["id"],
            title=entry.text("title").text,
            question=scopes.says(entry.text("question")),
            unit=unit_of(entry),
            truth=scopes.gives(entry.code("truth", "eval")),
            mistakes=mistakes,
        )
    except ValueError as error:
        raise entry.fail("id", str(error)) from None
