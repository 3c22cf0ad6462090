"""Exercises and paragraphs of an instructor's own, from a file beside the scenario.

Beside `acme.yaml` lies `acme.exercises.yaml`::

    paragraphs:
      - chapter: "05"
        text: |
          Our pocket price is what the bank sees. {{ headlines.npv | money }} hang on it.

    exercises:
      - id: 05-51           # a new number adds, a number of the workbook's own takes its place
        title: What the plan is worth
        kind: number        # choice, several, number, ranking or essay
        unit: money
        tolerance: 1%
        prompt: |
          How much more is the plan worth than doing nothing?
        key: headlines.npv - plans.do_nothing.npv
        hints:
          - Look at the last row of the table.
        solution: |
          **{{ headlines.npv | money }}**.
        mistakes:
          - answer: -headlines.npv
            because: Compare the other way round.

A number's `key` is an expression; see `casestudy.learning.expressions`. That of a choice is a
letter, of several or of a ranking a list of letters; or each option says it itself, with `right`
(choice and several) or with `value` (ranking, the largest first), as expressions. An essay has
a `rubric`, the points that a good text makes.

A team is given the file with `sealed: true` at its top, and without any key: an answer is then
kept, and judged when the room hands in (`sealed_text`).

Nothing of the file is ever executed: it is data, expressions and text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from casestudy.errors import InputError, given, unknown
from casestudy.files.reading import read_yaml, stamp
from casestudy.learning import kinds
from casestudy.learning.expressions import check_text, evaluate, filled, parse
from casestudy.learning.kinds import LETTERS, Exercise, Wrong
from casestudy.learning.loading import Entry, tolerance_of, unit_of
from casestudy.scenario.case import Case
from casestudy.text.words import phrase

LONGEST = 4000
MOST = 100
KINDS: dict[str, type[Exercise]] = {
    "choice": kinds.Choice,
    "several": kinds.Choices,
    "number": kinds.Number,
    "ranking": kinds.Ranking,
    "essay": kinds.ShortText,
}
_NEEDED = ("id", "title", "kind", "prompt", "hints", "solution")
_OF_KIND = {
    "choice": ("options", "key"),
    "several": ("options", "key"),
    "ranking": ("options", "key"),
    "number": ("unit", "tolerance", "key", "sign_matters"),
    "essay": ("rubric", "least_words"),
}
_MUST = {
    "choice": ("options",),
    "several": ("options",),
    "ranking": ("options",),
    "number": ("unit", "tolerance", "key"),
    "essay": ("rubric",),
}
_OF_ANY = ("level", "mistakes")
_SEALED = ("solution", "key", "rubric", "mistakes")  # what only who teaches has
_MARKUP = re.compile(r"<[A-Za-z/!?]|\]\(\s*(?:javascript|data|vbscript):", re.IGNORECASE)


@dataclass(frozen=True)
class Own:
    """What a scenario adds to the chapters.

    Attributes
    ----------
    exercises : dict of str to Exercise
        By id.
    paragraphs : tuple of (str, callable of Case)
        The name of the notebook, and the text.
    """

    exercises: dict[str, Exercise]
    paragraphs: tuple[tuple[str, Callable[[Case], str]], ...]

    def added(self, notebook: str, usual: Any) -> list[str]:
        """Ids that are new in a notebook; `usual` are the workbook's own."""
        return sorted(id for id in self.exercises if id[:2] == notebook[:2] and id not in usual)


_NOTHING = Own({}, ())


def own_file(case: Case) -> Path | None:
    """Where the exercises of a scenario's own would lie."""
    return case.path and case.path.with_name(f"{case.path.stem}.exercises.yaml")


def own(case: Case | None) -> Own:
    """The exercises and paragraphs that lie beside a scenario.

    Parameters
    ----------
    case : Case or None

    Returns
    -------
    Own
        Empty where there is no such file.

    Raises
    ------
    InputError
        With the file, the line and what is accepted.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> own(load_case("turnaround")).exercises
    {}
    """
    file = own_file(case) if case is not None else None
    if file is None or not (seen := stamp(file)):
        return _NOTHING
    return _read(file, seen)


@lru_cache(maxsize=8)
def _read(file: Path, seen: tuple[int, ...]) -> Own:
    data, lines = read_yaml(file)
    root = Entry(data, lines, (), str(file))
    root.only((), ("sealed", "exercises", "paragraphs"))
    sealed = data.get("sealed", False)
    if not isinstance(sealed, bool):
        raise root.fail("sealed", f"expected true or false, not {given(sealed)}")
    entries, texts = list(root.each("exercises")), list(root.each("paragraphs"))
    for key, found in (("exercises", entries), ("paragraphs", texts)):
        if len(found) > MOST:
            raise root.fail(key, f"expected at most {MOST}, not {len(found)}")
    exercises: dict[str, Exercise] = {}
    for entry in entries:
        one = _exercise(entry, sealed=sealed)
        if one.id in exercises:
            raise entry.fail("id", f"{one.id!r} is declared twice")
        exercises[one.id] = one
    return Own(exercises, tuple(_paragraph(entry) for entry in texts))


def _chapters() -> dict[str, str]:
    """Names of the notebooks by their numbers."""
    return {name[:2]: name for name in import_module("casestudy.chapters").CHAPTERS}


def _paragraph(entry: Entry) -> tuple[str, Callable[[Case], str]]:
    entry.only(("chapter", "text"), ())
    number = str(entry.data["chapter"]).zfill(2)[:2]
    if number not in _chapters():
        raise entry.fail("chapter", unknown("chapter", number, _chapters()))
    return _chapters()[number], _says(entry, "text")


def _exercise(entry: Entry, *, sealed: bool) -> Exercise:
    kind = str(entry.data.get("kind", "")) if isinstance(entry.data, dict) else ""
    if kind and kind not in KINDS:
        raise entry.fail("kind", unknown("kind", kind[:40], KINDS))
    needed, other = (*_NEEDED, *_MUST.get(kind, ())), (*_OF_KIND.get(kind, ()), *_OF_ANY)
    if sealed:
        for name in _SEALED:
            if isinstance(entry.data, dict) and name in entry.data:
                raise entry.fail(name, "is for who teaches; the file is sealed (sealed: true)")
        needed, other = (tuple(n for n in each if n not in _SEALED) for each in (needed, other))
    entry.only(needed, other)
    data = entry.data
    if not isinstance(data["id"], str) or data["id"][:2] not in _chapters():
        raise entry.fail(
            "id", f"expected a chapter and a number, such as '05-51', not {given(data['id'])}"
        )
    hints = tuple(_texts(entry, "hints"))
    if not hints:
        raise entry.fail("hints", "expected at least one")
    parts: dict[str, Any] = {
        "id": data["id"],
        "title": _plain(entry, "title"),
        "level": data.get("level", "read"),
        "prompt": _says(entry, "prompt"),
        "hints": hints,
        "solution": _told_later if sealed else _says(entry, "solution"),
        "code": "",
        "sealed": sealed,
        **{name: data[name] for name in ("sign_matters", "least_words") if name in data},
    }
    for name, type_ in (("sign_matters", bool), ("least_words", int)):
        if name in data and type(data[name]) is not type_:
            raise entry.fail(name, f"expected {type_.__name__}, not {given(data[name])}")
    if kind == "number":
        parts |= {"unit": unit_of(entry), "tolerance": tolerance_of(entry)}
        parts["key"] = _told_later if sealed else _number(entry, "key")
    elif kind == "essay" and sealed:
        parts["key"] = lambda case: ()
    elif kind == "essay":
        points = _texts(entry, "rubric")
        if not points:
            raise entry.fail("rubric", "expected at least one point")
        parts["key"] = lambda case: tuple(point(case) for point in points)
    else:
        parts["options"], parts["key"] = _options(entry, kind, sealed=sealed)
    parts["wrong"] = tuple(_mistake(one, kind) for one in entry.each("mistakes"))
    try:
        return KINDS[kind](**parts)
    except (TypeError, ValueError) as error:
        raise entry.fail("", str(error)) from None


def _checked(entry: Entry, key: str, at: tuple, value: Any) -> str:
    """A text, where nothing in it is markup and its figures can be asked for."""
    place = Entry(entry.data, {(*entry.at, key): entry.lines.get((*entry.at, key, *at), 1)},
                   entry.at, entry.where, entry.id)  # fmt: skip
    if not isinstance(value, str) or not value.strip():
        raise place.fail(key, f"expected text, not {given(value)}")
    if len(value) > LONGEST:
        raise place.fail(key, f"expected at most {LONGEST} characters, not {len(value):,}")
    if match := _MARKUP.search(value):
        raise place.fail(key, f"expected Markdown without {match[0]!r}")
    try:
        check_text(value)
    except InputError as error:
        raise place.fail(key, str(error)) from None
    return value


def _plain(entry: Entry, key: str) -> str:
    text = _checked(entry, key, (), entry.data[key])
    if len(text) > 120 or "{{" in text or "\n" in text.strip():
        raise entry.fail(key, "expected a few words in one line, without figures")
    return text.strip()


def _says(entry: Entry, key: str, at: tuple = (), value: Any = None) -> Callable[[Case], str]:
    text = _checked(entry, key, at, entry.data[key] if value is None else value)
    return lambda case: _told(entry, key, lambda: filled(text.strip(), case))


def _texts(entry: Entry, key: str) -> list[Callable[[Case], str]]:
    value = entry.data[key]
    if not isinstance(value, list):
        raise entry.fail(key, f"expected a list of texts, not {given(value)}")
    return [_says(entry, key, (i,), "" if one is None else one) for i, one in enumerate(value)]


def _told(entry: Entry, key: str, what: Callable[[], Any]) -> Any:
    """What comes of it; whatever is wrong is told with the file and the line."""
    try:
        return what()
    except InputError as error:
        raise entry.fail(key, str(error)) from None


def _number(entry: Entry, key: str) -> Callable[[Case], float]:
    source = entry.data[key]
    _told(entry, key, lambda: parse(source))
    return lambda case: float(_told(entry, key, lambda: evaluate(source, case)))


def _told_later(case: Case) -> str:
    return phrase("casestudy.learning", "sealed.solution")


def _options(
    entry: Entry, kind: str, *, sealed: bool
) -> tuple[Callable[[Case], dict[str, str]], Callable[[Case], Any]]:
    """The options, and which of them are right."""
    value, word = entry.data["options"], "value" if kind == "ranking" else "right"
    if not isinstance(value, list) or not 2 <= len(value) <= 12:
        raise entry.fail("options", f"expected a list of 2 to 12 options, not {given(value)}")
    texts = []
    for i, one in enumerate(value):
        text = one.get("text") if isinstance(one, dict) else one
        if sealed and isinstance(one, dict):
            raise entry.fail("options", f"expected texts without a key, not {given(one)}")
        if not sealed and "key" not in entry.data:
            if not isinstance(one, dict) or set(one) != {"text", word}:
                raise entry.fail(
                    "options",
                    f"expected 'key', or 'text' and {word!r} of each option, not {given(one)}",
                )
            _told(entry, "options", lambda one=one: parse(one[word]))
        elif isinstance(one, dict):
            raise entry.fail("options", f"expected texts, since 'key' is given, not {given(one)}")
        texts.append(_says(entry, "options", (i,), "" if text is None else text))

    def shown(case: Case) -> dict[str, str]:
        return {letter: text(case) for letter, text in zip(LETTERS, texts, strict=False)}

    if sealed:
        return shown, _told_later
    if "key" in entry.data:
        key = _letters(entry, "key", kind, len(value))
        return shown, lambda case: key

    def right(case: Case) -> Any:
        values = [_told(entry, "options", lambda o=one: evaluate(o[word], case)) for one in value]
        if kind == "ranking":
            order = sorted(range(len(values)), key=lambda i: -float(values[i]))
            if len(set(map(float, values))) < len(values):
                raise entry.fail("options", "two options have the same value with this case")
            return [LETTERS[i] for i in order]
        if wrong := [v for v in values if not isinstance(v, bool)]:
            raise entry.fail("options", f"expected what is true or false, not {wrong[0]:g}")
        letters = {LETTERS[i] for i, true in enumerate(values) if true}
        if kind == "several":
            return letters
        if len(letters) != 1:
            raise entry.fail("options", f"expected one that is true, not {len(letters)}")
        return letters.pop()

    return shown, right


def _letters(entry: Entry, key: str, kind: str, options: int | None = None) -> Any:
    """Letters of options: one, a set or a list."""
    value = entry.data[key]
    known = LETTERS[: options or 12]
    listed = [value] if kind == "choice" else value
    if not isinstance(listed, list) or not all(isinstance(v, str) and v in known and len(v) == 1
                                               for v in listed):  # fmt: skip
        form = "a letter" if kind == "choice" else "a list of letters"
        raise entry.fail(key, f"expected {form} from a to {known[-1]}, not {given(value)}")
    if len(set(listed)) < len(listed):
        raise entry.fail(key, f"expected each letter once, not {given(value)}")
    if kind == "ranking" and options and len(listed) != options:
        raise entry.fail(key, f"expected all {options} letters, not {len(listed)}")
    return listed[0] if kind == "choice" else set(listed) if kind == "several" else listed


def _mistake(entry: Entry, kind: str) -> Wrong:
    entry.only(("answer", "because"), ("name",))
    if kind == "essay":
        raise entry.fail("", "an essay has no mistakes; its rubric says what counts")
    name = str(entry.data.get("name", "mistake"))[:60]
    if kind == "number":
        value: Callable[[Case], Any] = _number(entry, "answer")
    else:
        letters = _letters(entry, "answer", kind)
        value = lambda case: letters  # noqa: E731 - one line says it
    return Wrong(name, value, _says(entry, "because"))


def sealed_text(file: Path) -> str:
    """The file of exercises as a team is given it: what is asked, and no key.

    Parameters
    ----------
    file : Path
        As `own_file` gives it.

    Returns
    -------
    str
        YAML. Comments are left out too: they may say what the keys are.

    Raises
    ------
    InputError
        With the file, the line and what is accepted.
    """
    data = read_yaml(file)[0]
    asked = []
    for one in data.get("exercises") or ():
        kept = {name: value for name, value in one.items() if name not in _SEALED}
        if "options" in kept:
            kept["options"] = [o["text"] if isinstance(o, dict) else o for o in kept["options"]]
        asked.append(kept)
    sealed = {"sealed": True, "paragraphs": data.get("paragraphs") or [], "exercises": asked}
    out = StringIO()
    writer = YAML(typ="safe", pure=True)
    writer.allow_unicode, writer.default_flow_style, writer.sort_base_mapping_type_on_output = (
        True, False, False,
    )  # fmt: skip
    writer.dump(sealed, out)
    return out.getvalue()


def wrong_with(case: Case) -> Iterator[str]:
    """What is wrong with the exercises of a scenario's own, one sentence each.

    Parameters
    ----------
    case : Case

    Yields
    ------
    str
        Empty where there are none, or all keys can be computed and no mistake is the key.
    """
    from casestudy.learning.judging import agree, read, right_answer
    from casestudy.learning.reading_answers import Unreadable

    try:
        found = own(case)
    except InputError as error:
        yield str(error)
        return
    texts: list[tuple[str, Callable[[Case], str]]] = list(found.paragraphs)
    for name, text in texts:
        try:
            text(case)
        except InputError as error:
            yield f"{name}: {error}"
    for exercise in found.exercises.values():
        where = f"{own_file(case)}: {exercise.id}"
        try:
            for said in (exercise.prompt, exercise.solution, *exercise.hints):
                kinds.words(said, case)
            if exercise.sealed:
                getattr(exercise, "options", lambda case: {})(case)
                continue
            key = exercise.key(case)
            if isinstance(exercise, kinds.ShortText):
                continue
            key = right_answer(exercise, case)
            for wrong in exercise.wrong:
                kinds.words(wrong.because, case)
                if agree(exercise, read(exercise, case, wrong.value(case)), key):
                    yield f"{where}: the mistake {wrong.name!r} is the right answer with this case"
        except InputError as error:
            yield str(error)
        except Unreadable as error:
            yield f"{where}: gives no answer that can be right: {error}"
