"""What is wrong with a file of words: headings, templates, names, attributes, pieces."""

from __future__ import annotations

import pkgutil
import re
import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from casestudy.audit.content_uses import CHAPTERS, OTHERS, ROOMS, Use, beginnings
from casestudy.errors import InputError, unknown
from casestudy.scenario.case import Case
from casestudy.text.templates import Template, asked_of
from casestudy.text.terms import Terms
from casestudy.text.words import called, pieces_of

# At hand in every piece.
ALWAYS = ("case", "company", "line", "currency", "cast", "voice", "word", "piece")
_HEADING = re.compile(r"^## +(.*)$", re.M)


@dataclass(frozen=True, order=True)
class Fault:
    """Something that is wrong with content.

    Attributes
    ----------
    file : str
    line : int
    name : str
        The piece or the exercise.
    problem : str
        What is wrong, and what is accepted.
    """

    file: str
    line: int
    name: str
    problem: str

    def __str__(self) -> str:
        """Its one line."""
        name = f"{self.name}: " if self.name else ""
        return f"{self.file}: line {self.line}: {name}{' '.join(self.problem.split())}"


def told(error: Exception, file: str, line: int = 1, name: str = "") -> Fault:
    """The fault of which an error tells; the line and the name are for what it does not tell."""
    text = str(error).removeprefix(f"{file}: ")
    if match := re.match(r"line (\d+): ", text):
        line, text = int(match[1]), text[match.end() :]
    if name and text.startswith(f"{name}: "):
        text = text.removeprefix(f"{name}: ")
    return Fault(file, line, name, text)


@dataclass(frozen=True)
class Chapter:
    """What the words of a chapter are compared with.

    Attributes
    ----------
    name : str
        As in "price".
    records : mapping of str to type
        Its classes, by what the words call them.
    english : mapping of str to Template
        The pieces of its English file.
    uses : sequence of Use
        Who says them; those of other chapters may be among them.
    """

    name: str
    records: Mapping[str, type] = field(default_factory=dict)
    english: Mapping[str, Template] = field(default_factory=dict)
    uses: Sequence[Use] = ()

    @cached_property
    def said(self) -> list[tuple[Use, list[str]]]:
        """Uses that speak of this chapter or may do so, and the pieces that each may be."""
        own = [use for use in self.uses if use.chapter in ("", self.name)]
        return [(use, use.fits(list(self.english))) for use in own]


@cache
def records_of(chapter: str) -> dict[str, type]:
    """The classes of a chapter, by what the words call them."""
    package = f"casestudy.{chapter}" if chapter in OTHERS else f"{CHAPTERS}.{chapter}"
    if not chapter or chapter in ROOMS or find_spec(package) is None:
        return {}
    found = {}
    for module in pkgutil.iter_modules(import_module(package).__path__):
        if module.name != "plots":  # it would load what draws
            for thing in vars(import_module(f"{package}.{module.name}")).values():
                if isinstance(thing, type) and thing.__module__.startswith(f"{package}."):
                    found[called(thing.__name__)] = thing
    return found


def pieces_in(text: str, where: str) -> tuple[dict[str, Template], list[Fault]]:
    """The pieces of a file, and what is wrong with its headings; see `pieces_of`."""
    try:
        return pieces_of(text, where), []
    except InputError:
        pass
    pieces: dict[str, Template] = {}
    faults = []
    starts = [match.start() for match in _HEADING.finditer(text)]
    for begin, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line = text.count("\n", 0, begin) + 1
        heading = text[begin:end].split("\n", 1)[0].removeprefix("## ").strip()
        try:
            # Alone in the place where it stands, so that its own problem is told.
            new = pieces_of("\n" * (line - 1) + text[begin:end], where)
        except InputError as error:
            faults.append(told(error, where, line, heading))
            continue
        if heading in pieces:
            problem = f"stands in line {pieces[heading].line} already; expected each piece once"
            faults.append(Fault(where, line, heading, problem))
        pieces |= new
    return pieces, faults


def faults_of_words(
    text: str, where: str, chapter: Chapter, *, english: bool = True
) -> list[Fault]:
    """All that is wrong with a file of words.

    Parameters
    ----------
    text : str
    where : str
        The file, for messages.
    chapter : Chapter
        What it is compared with.
    english : bool
        Whether it is the English file, in which there is all that is said, and nothing else.

    Returns
    -------
    list of Fault
    """
    pieces, faults = pieces_in(text, where)
    known = {**chapter.english, **pieces}
    calls: dict[str, list[Call]] = {}
    trees = {}
    for name, template in pieces.items():
        try:
            trees[name] = template.tree
        except InputError as error:
            faults.append(told(error, where, template.line, name))
            continue
        faults += wrong_filters(trees[name], where, name)
        calls[name] = list(_calls_of_pieces(trees[name]))
        for call in calls[name]:
            if call.needed and not call.reaches(known):
                kind = "piece" if call.whole else "beginning of a piece"
                faults.append(Fault(where, call.line, name, unknown(kind, call.begin, known)))
    at_hand = _names_at_hand(chapter, calls)
    for name, tree in trees.items():
        accepted = (*ALWAYS, *chapter.records, chapter.name, *sorted(at_hand.get(name, ())))
        faults += _wrong_names(tree, where, name, accepted)
        faults += _wrong_attributes(tree, where, name, chapter.records)
    if english:
        faults += _unused(pieces, calls, chapter, where)
    else:
        faults += [
            Fault(where, template.line, name, f"not in English: {unknown('piece', name, known)}")
            for name, template in pieces.items()
            # Of a noun another language may have more forms.
            if name not in chapter.english and not name.startswith("noun.")
        ]
    return faults


def unsaid(uses: Iterable[Use], chapters: Mapping[str, Chapter]) -> list[Fault]:
    """Pieces that pictures, notebooks and code say and no file of words has."""
    faults = []
    for use in uses:
        if use.chapter:
            there = chapters[use.chapter].english if use.chapter in chapters else {}
            names = list(there)
        else:
            names = [name for chapter in chapters.values() for name in chapter.english]
        if not use.fits(names) and (use.piece or use.record):
            full = f"{use.record}.{use.piece}" if use.record != use.chapter else use.piece
            kind = "piece" if use.whole else "beginning of a piece"
            faults.append(
                Fault(use.where, use.line, full.strip("."), unknown(kind, full.strip("."), names))
            )
    return sorted(set(faults))


def each(tree: Any, kind: Any) -> list[Any]:
    """The nodes of one kind in a tree, which is walked once for all kinds."""
    from jinja2 import nodes

    if not hasattr(tree, "walked"):
        tree.walked = list(tree.find_all(nodes.Node))
    return [node for node in tree.walked if isinstance(node, kind)]


def wrong_filters(tree: Any, where: str, name: str) -> list[Fault]:
    """Filters and tests that there are not; in the tree they are replaced by one that is there."""
    from jinja2 import nodes

    environment, faults = tree.environment, []
    for kind, known in ((nodes.Filter, environment.filters), (nodes.Test, environment.tests)):
        word = kind.__name__.lower()
        for node in each(tree, kind):
            if node.name not in known:
                accepted = sorted(known) if word == "filter" else [n for n in known if n.isalpha()]
                faults.append(Fault(where, node.lineno, name, unknown(word, node.name, accepted)))
                node.name = next(iter(known))
    return faults


class Call(NamedTuple):
    """A `piece(…)`: its name or how it begins, whether it has to exist, and names that it gives."""

    line: int
    begin: str
    whole: bool
    needed: bool
    names: frozenset[str]

    def reaches(self, names: Iterable[str]) -> list[str]:
        """Which of the pieces it may name."""
        return [n for n in names if (n == self.begin if self.whole else n.startswith(self.begin))]


def _calls_of_pieces(tree: Any) -> Iterator[Call]:
    from jinja2 import nodes

    for call in each(tree, nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "piece" and call.args:
            names = frozenset(k.key for k in call.kwargs)
            for begin, whole in beginnings(call.args[0]):
                yield Call(call.lineno, begin, whole, len(call.args) == 1, names)


def _names_at_hand(chapter: Chapter, calls: Mapping[str, list[Call]]) -> dict[str, set[str]]:
    """The names that the callers of each piece give, those of pieces that name it too."""
    found: dict[str, set[str]] = {}
    for use, names in chapter.said:
        for name in names:
            found.setdefault(name, set()).update(use.names)
    everything = [*chapter.english, *calls]
    grown = True
    while grown:
        grown = False
        for name, called_ in calls.items():
            for call in called_:
                for other in call.reaches(everything):
                    given = found.get(name, set()) | call.names
                    more = given - found.setdefault(other, set())
                    grown = grown or bool(more)
                    found[other] |= more
    return found


def _wrong_names(tree: Any, where: str, name: str, accepted: Sequence[str]) -> list[Fault]:
    from jinja2 import nodes

    given = {*accepted, *tree.environment.globals}
    if {node.name for node in each(tree, nodes.Name)} <= given:
        return []
    # Jinja2 itself counts as missing what is set in one branch only.
    for one in each(tree, nodes.Assign):
        given |= {name.name for name in one.target.find_all(nodes.Name)}
        given |= {one.target.name} if isinstance(one.target, nodes.Name) else set()
    missing = asked_of(tree) - given
    first: dict[str, int] = {}
    for node in each(tree, nodes.Name):
        if node.name in missing:
            first[node.name] = min(first.get(node.name, node.lineno), node.lineno)
    accepted = list(dict.fromkeys(accepted))
    return [Fault(where, line, name, unknown("name", n, accepted)) for n, line in first.items()]


def _wrong_attributes(tree: Any, where: str, name: str, records: Mapping) -> list[Fault]:
    from jinja2 import nodes

    own = {node.name for node in each(tree, nodes.Name) if node.ctx == "store"}
    kinds = {
        n: kind for n, kind in {**records, "case": Case, "word": Terms}.items() if n not in own
    }
    faults = []
    for node in each(tree, nodes.Getattr):
        kind = _kind_of(node.node, kinds)
        if kind is not None and not has(kind, node.attr):
            problem = unknown(f"attribute of {kind.__name__}", node.attr, attributes(kind))
            faults.append(Fault(where, node.lineno, name, problem))
    return faults


def _kind_of(node: Any, kinds: Mapping[str, type]) -> type | None:
    """The class of what an expression of Jinja2 gives, where it is one of the package's."""
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return kinds.get(node.name)
        case nodes.Getattr():
            kind = _kind_of(node.node, kinds)
            return kind and _of_attribute(kind, node.attr, call=False)
        case nodes.Call(node=nodes.Getattr()):
            kind = _kind_of(node.node.node, kinds)
            return kind and _of_attribute(kind, node.node.attr, call=True)
    return None


@cache
def attributes(kind: type) -> tuple[str, ...]:
    """What may be asked of the records of a class: fields, properties and methods."""
    found: set[str] = set()
    for base in kind.__mro__:  # not dir(), which leaves out properties of an enum on Python 3.12
        names = (*vars(base), *vars(base).get("__annotations__", {}))
        found |= {name for name in names if name[0] != "_"}
        # What a class without declared fields sets when it is made.
        made = getattr(vars(base).get("__init__"), "__code__", None)
        found |= {name for name in made.co_names if name[0] != "_"} if made else set()
    return tuple(sorted(found))


def has(kind: type, name: str) -> bool:
    """Whether the records of a class have an attribute; where nobody can know, they have."""
    foreign = any(base.__module__.split(".")[0] == "pandas" for base in kind.__mro__)
    return foreign or hasattr(kind, "__getattr__") or name in attributes(kind)


@cache
def _of_attribute(kind: type, name: str, *, call: bool) -> type | None:
    """The class of an attribute, or of what a method gives; None where it is not the package's."""
    for base in kind.__mro__:
        thing = vars(base).get(name)
        function = getattr(thing, "fget", None) or getattr(thing, "func", None)
        function = thing if call and isinstance(thing, types.FunctionType) else function
        given = getattr(function, "__annotations__", {}).get("return")
        if function is None and not call:
            given = vars(base).get("__annotations__", {}).get(name)
        if given is not None:
            return _class(given, base.__module__)
    return None


def _class(annotation: Any, module: str) -> type | None:
    if isinstance(annotation, str):
        try:
            annotation = eval(annotation, dict(vars(sys.modules[module])))
        except Exception:  # what is imported for type checkers only
            return None
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        kinds = [one for one in typing.get_args(annotation) if one is not types.NoneType]
        annotation = kinds[0] if len(kinds) == 1 else None
    own = isinstance(annotation, type) and annotation.__module__.startswith("casestudy.")
    return annotation if own else None


def _unused(
    pieces: Mapping[str, Template],
    calls: Mapping[str, list[Call]],
    chapter: Chapter,
    where: str,
) -> list[Fault]:
    """Pieces that nobody says, not even by a name that is built when it is run."""
    said = {name for _, names in chapter.said for name in names}
    for name, called_ in calls.items():
        for call in called_:
            said.update(n for n in call.reaches(pieces) if n != name)
    return [
        Fault(where, template.line, name, "nothing says this piece: no picture, notebook, code or "
              "other piece; expected one that does, or no such piece")
        for name, template in pieces.items()
        if name not in said
    ]  # fmt: skip
