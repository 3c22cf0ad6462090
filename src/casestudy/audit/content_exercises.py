"""What is wrong with a file of exercises: entries, texts, code, and what the code comes to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from casestudy.audit.content_uses import Use, in_code, in_template
from casestudy.audit.content_words import Fault, told, wrong_filters
from casestudy.errors import InputError, given, unknown
from casestudy.files.reading import parse_yaml
from casestudy.learning import kinds, loading
from casestudy.learning.judging import agree, read, right_answer
from casestudy.learning.reading_answers import Unreadable
from casestudy.scenario.case import Case
from casestudy.text.templates import Template, line_in

_LEVELS = ("read", "move", "code")
_TOP = ("shared", "exercises", "predictions")
_OPTIONAL = {"exercises": loading._OPTIONAL, "predictions": ("given",)}
_NEEDED = {
    "exercises": loading._NEEDED,
    "predictions": tuple(n for n in loading._OF_PREDICTION if n != "given"),
}
_TEXTS = ("prompt", "solution", "question", "because")
_LISTS = ("hints", "rubric")
_OF_KIND = {
    "number": ("unit", "tolerance"),
    "choice": ("options",),
    "choices": ("options",),
    "ranking": ("options",),
    "series": ("unit", "tolerance"),
    "function": ("unit", "tolerance", "signature", "inputs"),
    "text": ("rubric",),
}


class Checked(NamedTuple):
    """What is wrong with a file, what it says by `cs.say`, and its ids with their lines."""

    faults: list[Fault]
    uses: list[Use]
    ids: dict[str, int]


def faults_of_exercises(
    text: str, where: str, notebook: str, *, case: Case | None = None
) -> Checked:
    """All that is wrong with the English file of a chapter's exercises.

    Parameters
    ----------
    text : str
    where : str
        The file, for messages.
    notebook : str
        The one to which it belongs, as "05_price".
    case : Case, optional
        With it the answers are computed and the texts rendered.

    Returns
    -------
    Checked
    """
    try:
        data, lines = parse_yaml(Path(where), text)
    except InputError as error:
        return Checked([told(error, where)], [], {})
    return _File(loading.Entry(data, lines, (), where), notebook, case).checked()


def twice(ids: Mapping[str, Mapping[str, int]]) -> list[Fault]:
    """Ids that stand in two files; those of each file, with their lines, are given."""
    first: dict[str, str] = {}
    faults = []
    for where, own in ids.items():
        for id, line in own.items():
            if id in first:
                faults.append(Fault(where, line, f"{id}: id", _declared_twice(id, first[id])))
            first.setdefault(id, f"{where}, line {line}")
    return faults


def _declared_twice(id: str, first: str) -> str:
    return f"the id {id!r} is declared twice; it stands in {first}, and each belongs to one entry"


def faults_of_texts(text: str, where: str, english: str) -> list[Fault]:
    """All that is wrong with a file of another language: only its texts are used.

    Parameters
    ----------
    text : str
    where : str
        The file, for messages.
    english : str
        The text of the English file.
    """
    try:
        data, lines = parse_yaml(Path(where), text)
        known, _ = parse_yaml(Path(where), english)
    except InputError as error:
        return [told(error, where)]
    file = _File(loading.Entry(data, lines, (), where))
    for part in ("exercises", "predictions"):
        ids = [str(one.get("id")) for one in known.get(part, [])]
        for entry in file.each(file.root, part):
            if str(entry.data.get("id")) not in ids:
                file.add(entry, "id", unknown("id", str(entry.data.get("id")), ids))
            file.entries(entry, (), (*_NEEDED[part], *_OPTIONAL[part]))
            file.texts(entry)
    return file.faults


class _File:
    """A file of exercises while it is looked at."""

    def __init__(self, root: Any, notebook: str = "", case: Case | None = None) -> None:
        self.root, self.notebook, self.case = root, notebook, case
        self.faults: list[Fault] = []
        self.uses: list[Use] = []
        self.ids: dict[str, int] = {}

    def checked(self) -> Checked:
        self.entries(self.root, (), _TOP)
        shared = self.compiled(self.root, "shared")
        for part in ("exercises", "predictions"):
            for entry in self.each(self.root, part):
                before = len(self.faults)
                self.entries(entry, _NEEDED[part], _OPTIONAL[part])
                self.identity(entry)
                self.texts(entry)
                self.blocks(entry)
                if part == "exercises":
                    self.exercise(entry)
                if "unit" in entry.data:
                    self.attempt(entry, lambda e=entry: loading.unit_of(e))
                if len(self.faults) == before:
                    self.built(entry, part, shared)
        return Checked(self.faults, self.uses, self.ids)

    # -- telling ---------------------------------------------------------------------------------

    def add(self, entry: Any, key: str, problem: str, at: tuple = ()) -> None:
        line = entry.lines.get((*entry.at, key, *at)) or entry.lines.get(entry.at, 1)
        name = ": ".join(part for part in (entry.id, key) if part)
        self.faults.append(Fault(entry.where, line, name, problem))

    def attempt(self, entry: Any, what: Callable[[], Any]) -> Any:
        try:
            return what()
        except InputError as error:
            self.faults.append(told(error, entry.where, entry.lines.get(entry.at, 1)))
        return None

    # -- what stands in the file -----------------------------------------------------------------

    def each(self, entry: Any, key: str) -> Iterator[Any]:
        def entries() -> Iterator[Any]:
            yield from entry.each(key)

        for one in self.attempt(entry, lambda: list(entries())) or ():
            if isinstance(one.data, Mapping):
                yield one
            else:
                self.attempt(one, lambda one=one: one.only((), ()))

    def mistakes_of(self, entry: Any) -> list[Any]:
        return [_named(entry, one) for one in self.each(entry, "mistakes")]

    def entries(self, entry: Any, needed: Iterable[str], optional: Iterable[str]) -> None:
        known = (*needed, *optional)
        for key in entry.data:
            if key not in known:
                self.add(entry, key, unknown("entry", key, known))
        for key in needed:
            if key not in entry.data:
                accepted = f"expected {', '.join(needed)}"
                self.add(entry, "", f"{key} is missing; {accepted}")

    def identity(self, entry: Any) -> None:
        if "id" not in entry.data:
            return
        id, line = str(entry.data["id"]), entry.lines.get((*entry.at, "id"), 1)
        if id in self.ids:
            self.add(entry, "id", _declared_twice(id, f"line {self.ids[id]} already"))
        self.ids.setdefault(id, line)
        if not id.startswith(f"{self.notebook[:2]}-"):
            begin = f"{self.notebook[:2]}-"
            problem = f"the id {id!r} belongs to another notebook; expected one with {begin!r}"
            self.add(entry, "id", problem)

    def texts(self, entry: Any) -> None:
        for key in ("title", "name"):
            if key in entry.data and not isinstance(entry.data[key], str):
                self.add(entry, key, f"expected text, not {given(entry.data[key])}")
        for key in _TEXTS:
            if key in entry.data:
                self.text(entry, key)
        for key in (*_LISTS, "options"):
            value = entry.data.get(key, [])
            if isinstance(value, list):
                for i in range(len(value)):
                    self.text(entry, key, (i,))
            elif key in _LISTS:
                self.add(entry, key, f"expected a list of texts, not {given(value)}")
        for one in self.mistakes_of(entry):
            self.texts(one)

    def text(self, entry: Any, key: str, at: tuple = ()) -> None:
        value = entry.data[key]
        for step in at:
            value = value[step]
        if not isinstance(value, str) or not value.strip():
            self.add(entry, key, f"expected text, not {given(value)}", at)
            return
        line = entry.lines.get((*entry.at, key, *at), 1) + value.endswith("\n")
        name = f"{entry.id}: {key}"
        template = Template(value, entry.where, line, name)
        try:
            tree = template.tree
        except InputError as error:
            self.faults.append(told(error, entry.where, line, name))
            return
        self.faults += wrong_filters(tree, entry.where, name)
        self.uses += in_template(tree, entry.where)

    def compiled(self, entry: Any, key: str, mode: str = "exec") -> Any:
        source = entry.data.get(key)
        if isinstance(source, str):
            line = entry.lines.get((*entry.at, key), 1) + source.endswith("\n")
            self.uses += in_code(source, entry.where, line)
        return self.attempt(entry, lambda: entry.code(key, mode))

    def blocks(self, entry: Any) -> None:
        for key in loading._BLOCKS:
            self.compiled(entry, key)
        for key in ("inputs", "truth"):
            self.compiled(entry, key, "eval")
        if isinstance(entry.data.get("options"), str):
            self.compiled(entry, "options", "eval")

    def exercise(self, entry: Any) -> None:
        data, kind = entry.data, entry.data.get("kind")
        if "kind" in data and kind not in loading.KINDS:
            self.add(entry, "kind", unknown("kind", str(kind), loading.KINDS))
        if "level" in data and data["level"] not in _LEVELS:
            self.add(entry, "level", unknown("level", str(data["level"]), _LEVELS))
        if "tolerance" in data:
            self.attempt(entry, lambda: loading.tolerance_of(entry))
        missing = [key for key in _OF_KIND.get(str(kind), ()) if key not in data]
        for key in missing:
            self.add(entry, "", f"{key} is missing; an exercise of the kind {kind!r} needs it")
        hints = data.get("hints")
        if isinstance(hints, list) and len(hints) < loading.FEWEST_HINTS:
            least = f"expected at least {loading.FEWEST_HINTS}"
            self.add(entry, "hints", f"{least}, not {len(hints)}")
        mistakes = self.mistakes_of(entry)
        if kind != "text" and len(mistakes) < loading.FEWEST_MISTAKES:
            least = f"expected at least {loading.FEWEST_MISTAKES}"
            self.add(entry, "mistakes", f"{least}, not {len(mistakes)}")
        for one in mistakes:
            self.entries(one, loading._OF_MISTAKE, ())
            self.compiled(one, "answer", "eval")
        names = [str(one.data.get("name")) for one in mistakes]
        for one, name in zip(mistakes, names, strict=True):
            if names.count(name) > 1 and names.index(name) != mistakes.index(one):
                self.add(one, "name", f"the mistake {name!r} stands there twice")

    # -- what it comes to ------------------------------------------------------------------------

    def built(self, entry: Any, part: str, shared: Any) -> None:
        """Make the exercise, and with a case compute its answers and render its texts."""
        build = loading._exercise if part == "exercises" else loading._prediction
        one = self.attempt(entry, lambda: build(entry, shared))
        if one is None or self.case is None:
            return
        if part == "predictions":
            value = self.computed(entry, "truth", lambda: float(one.truth(self.case)))
            if value is not None and not math.isfinite(value):
                self.add(entry, "truth", f"expected a number, not {value}")
            self.computed(entry, "question", lambda: one.question(self.case))
            return
        # Of a text the key is the rubric, and no answer.
        rubric = entry.data["kind"] == "text"
        find = one.key if rubric else lambda case: right_answer(one, case)
        key = self.computed(entry, "code", lambda: find(self.case))
        for name, text in (("prompt", one.prompt), ("solution", one.solution)):
            self.computed(entry, name, lambda text=text: text(self.case))
        for hint in one.hints:
            self.computed(entry, "hints", lambda hint=hint: kinds.words(hint, self.case))
        if key is not None and not rubric:
            self.mistakes(entry, one, key)

    def computed(self, entry: Any, key: str, what: Callable[[], Any]) -> Any:
        try:
            return what()
        except InputError as error:
            self.faults.append(told(error, entry.where, entry.lines.get(entry.at, 1)))
        except Unreadable as error:
            self.add(entry, key, self.no_answer(entry, str(error)))
        except Exception as error:  # whatever the code of an exercise can meet
            line = line_in(error, entry.where) or entry.lines.get((*entry.at, key), 1)
            problem = f"fails with the default scenario: {type(error).__name__}: {error}"
            self.faults.append(Fault(entry.where, line, f"{entry.id}: {key}", problem))
        return None

    def no_answer(self, entry: Any, problem: str) -> str:
        options = entry.data.get("options")
        listed = f"; the options are {', '.join(options)}" if isinstance(options, list) else ""
        return f"gives no answer that can be right: {problem}{listed}"

    def mistakes(self, entry: Any, exercise: Any, key: Any) -> None:
        taken = [("the right answer", key)]
        for named, wrong in zip(self.mistakes_of(entry), exercise.wrong, strict=True):
            self.computed(named, "because", lambda w=wrong: kinds.words(w.because, self.case))
            value = self.computed(named, "answer", lambda w=wrong: self.value(exercise, w))
            if value is None:
                continue
            same = next((name for name, other in taken if agree(exercise, value, other)), None)
            if same is not None:
                self.add(
                    named,
                    "answer",
                    f"gives the same as {same} with the default scenario; expected another value, "
                    "or None where it leads there: '… if … else None'",
                )
            taken.append((f"the mistake {wrong.name!r}", value))

    def value(self, exercise: Any, wrong: Any) -> Any:
        value = wrong.value(self.case)
        if value is None or (isinstance(exercise, kinds.Choices) and not value):
            return None
        return read(exercise, self.case, value)


def _named(entry: Any, mistake: Any) -> Any:
    return loading.Entry(
        mistake.data, mistake.lines, mistake.at, mistake.where,
        f"{entry.id}: {mistake.data.get('name')}",
    )  # fmt: skip
