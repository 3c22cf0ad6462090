"""The files of words: pieces with names, found by the record that they speak about.

Beside the code of a chapter lies its `words.en.md`. A heading `## waterfall.title` begins the piece
`title` about the record `Waterfall`; what follows is a template (see `casestudy.text.templates`) in
which the record is called `waterfall`, and `case`, `company`, `line`, `currency`, `cast` and
`voice` are at hand, and in `word` what the trade of the case calls things.
Another language is another file; a piece that it lacks is taken from the English one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from casestudy.errors import InputError, unknown
from casestudy.files.languages import ENGLISH, file_of, folder, language, parts_of
from casestudy.text.cast import People, speaker
from casestudy.text.present import current_case
from casestudy.text.prose import Prose
from casestudy.text.templates import Template
from casestudy.text.terms import terms

if TYPE_CHECKING:
    from casestudy.scenario.case import Case

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Words:
    """The pieces of one package folder in one language.

    Parameters
    ----------
    package : str
        As in "casestudy.chapters.price".
    language : str
        As in "en".
    folder : Path, optional
        Where files of other languages are looked for first.
    """

    def __init__(self, package: str, language: str = ENGLISH, folder: Path | None = None) -> None:
        """Read nothing yet."""
        self.package, self.language, self.folder = package, language, folder
        self.where = f"{package.replace('.', '/')}/words.{language}.md"

    @cached_property
    def own(self) -> dict[str, Template]:
        """Pieces by name, of this language only.

        Raises
        ------
        InputError
            If a heading is no name of a piece, or stands there twice.
        """
        file = file_of(self.package, "words", self.language, self.folder)
        try:
            return pieces_of(file.read_text(encoding="utf-8"), self.where)
        except FileNotFoundError:
            return {}

    @cached_property
    def pieces(self) -> dict[str, Template]:
        """Pieces by name; what is missing in this language is there in English."""
        english = {} if self.language == ENGLISH else words_of(self.package, ENGLISH).own
        return {**english, **self.own}

    def render(self, name: str, find: Callable[[str], Any]) -> str:
        """One piece with its figures; it may name others by `piece("…")`.

        `piece("…", otherwise)` is what is given where there is no such piece, and
        `piece("…", name=…)` speaks of one thing more.

        Raises
        ------
        InputError
            If there is no such piece; the nearest is named.
        """
        if name not in self.pieces:
            raise InputError(f"{self.where}: {unknown('piece', name, self.pieces)}")

        def found(variable: str) -> Any:
            if variable == "piece":
                return lambda other, otherwise=None, **names: (
                    self.render(other, lambda n: names[n] if n in names else find(n))
                    if otherwise is None or other in self.pieces
                    else otherwise
                )
            return find(variable)

        return self.pieces[name].render(found)


def pieces_of(text: str, where: str) -> dict[str, Template]:
    r"""The pieces of a file of words.

    Raises
    ------
    InputError

    Examples
    --------
    >>> pieces = pieces_of("About.\n\n## bar.title\nOf {{ n }}\n", "words.en.md")
    >>> pieces["bar.title"].render({"n": 3}.__getitem__)
    'Of 3'
    """
    parts = parts_of(text, where).items()
    return {name: Template(body, where, line, name) for name, (line, body) in parts}


def words_of(package: str, language: str = ENGLISH) -> Words:
    """The words of a package folder, read when one of them is asked for."""
    return _words(package, language, None if language == ENGLISH else folder())


@cache
def _words(package: str, language: str, folder: Path | None) -> Words:
    return Words(package, language, folder)


def thing(record: object) -> str:
    """What the words call a record: the name of its class, in small letters.

    >>> class BreakEven: ...
    >>> thing(BreakEven())
    'break_even'
    """
    if isinstance(record, ModuleType):
        return record.__name__.rpartition(".")[2]
    return called(type(record).__name__)


def called(name: str) -> str:
    """What the words call the records of a class.

    >>> called("BreakEven")
    'break_even'
    """
    return _WORD.sub("_", name).lower()


def home(record: object) -> str:
    """The package folder that a record comes from, or that a chapter is, with its words."""
    if isinstance(record, ModuleType):
        return record.__name__
    module = import_module(type(record).__module__)
    return module.__package__ or module.__name__


def knows(record: object, piece: str) -> bool:
    """Whether there is a piece of that name about a result."""
    pieces = words_of(home(record), language()).pieces
    return piece in pieces or f"{thing(record)}.{piece}" in pieces


def say(
    record: object, piece: str, *records: object, case: Case | None = None, **others: Any
) -> Prose:
    """What is to be said about a result.

    Parameters
    ----------
    record : object
        What a function of a chapter gave; or the chapter itself, as `cs.price`, for what is said
        of the case alone.
    piece : str
        Which of the pieces about it, as in "what_leaks".
    *records : object
        Further results that the piece speaks about.
    case : Case, optional
        The notebook's own by default.
    **others
        Further figures, by the names that the piece uses.

    Returns
    -------
    Prose

    Raises
    ------
    InputError
        If there is no such piece, or it asks for what is not there.
    """
    own, words = thing(record), words_of(home(record), language())
    given = {own: record, **{thing(other): other for other in records}, **others}

    def find(name: str) -> Any:
        if name in given:
            return given[name]
        if name == "currency" and hasattr(record, "currency"):
            return record.currency
        return _of_the_case(name, case)

    full = f"{own}.{piece}"
    return Prose(words.render(full if full in words.pieces else piece, find))


def phrase(package: str, piece: str, **names: Any) -> str:
    """What the words of a folder say where there is neither a record nor a case.

    Parameters
    ----------
    package : str
        As in "casestudy.widgets".
    piece : str
    **names
        What the piece speaks of.

    Returns
    -------
    str

    Examples
    --------
    >>> phrase("casestudy.analysis", "short.npv")
    'Present value'
    """
    return words_of(package, language()).render(piece, names.__getitem__)


def _of_the_case(name: str, case: Case | None) -> Any:
    if name not in ("case", "company", "line", "currency", "cast", "voice", "word"):
        raise KeyError(name)

    case = current_case(case)
    scenario = case.scenario
    if name == "case":
        return case
    return {
        "cast": People(case),
        "voice": speaker(case),
        "word": terms(scenario),
        "company": scenario.company.name,
        "line": scenario.line.name,
        "currency": scenario.currency,
    }[name]
