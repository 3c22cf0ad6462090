"""Who says which piece, and with which names: read from pictures, notebooks and code, not run."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any

from casestudy.text.words import called

CHAPTERS = "casestudy.chapters"
# Folders with words of their own that are no chapters; those of the rooms are about no record.
ROOMS = ("app", "casestudy", "debrief", "page", "text", "widgets")
OTHERS = ("analysis", "audit", "kit", "learning", "own", *ROOMS)


_SAID_ELSEWHERE = re.compile(r"\bsay\.common\([^()]*\)")
_SAID = re.compile(r"\bsay\(")
_PIECE = re.compile(r"""["`]([a-z_]+\.[a-z0-9_]*)(["`$])""")


@dataclass(frozen=True)
class Use:
    """A place that says a piece.

    Attributes
    ----------
    where, line : str, int
        The file and its line.
    piece : str
        The name, as it is given there.
    chapter, record : str
        Whose words, and what about; "" where only running it would tell.
    names : frozenset of str
        Further names that the piece may ask for.
    whole : bool
        False where `piece` is the beginning of a name that is built when it is run.
    thing : str
        Of a picture: what it draws, whose pieces it falls back on.
    """

    where: str
    line: int
    piece: str
    chapter: str = ""
    record: str = ""
    names: frozenset[str] = frozenset()
    whole: bool = True
    thing: str = ""

    def fits(self, names: Sequence[str]) -> list[str]:
        """Which of the names of pieces it may be; none where there is no such piece."""
        if not self.whole:
            begin = f"{self.record}.{self.piece}" if self.record else self.piece
            return [name for name in names if name.startswith((begin, self.piece or begin))]
        if self.record:
            full = f"{self.record}.{self.piece}"
            return [n for n in (full, f"{self.thing}.{self.piece}", self.piece) if n in names][:1]
        if self.piece in names:
            return [self.piece]
        return [name for name in names if name.rpartition(".")[2] == self.piece]


@dataclass(frozen=True)
class Sense:
    """What an expression stands for: a record of a chapter, or the chapter itself."""

    chapter: str = ""
    record: str = ""
    kind: type | None = None


def in_pictures(source: str, where: str, chapter: str) -> list[Use]:
    """What the pictures of a chapter say: a title and an alternative text each, and more.

    Parameters
    ----------
    source : str
        Of `plots.py`.
    where : str
        The file, for messages.
    chapter : str
    """
    found = []
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        if "say" not in [argument.arg for argument in function.args.args]:
            continue
        # What several pictures share may speak for any of them.
        record = "" if function.name.startswith("_") else function.name
        thing = called(_of_result(function))
        if record:
            found += [Use(where, function.lineno, p, chapter, record) for p in ("title", "alt")]
        for call in _calls(function, "say"):
            names = frozenset(k.arg for k in call.keywords if k.arg)
            for piece, whole in beginnings(call.args[0]) if call.args else ():
                use = Use(where, call.lineno, piece, chapter, record, names, whole, thing)
                found.append(use)
    return found


def _of_result(function: ast.FunctionDef) -> str:
    """The class of the second argument of a function that draws."""
    given = [ast.unparse(a.annotation) for a in function.args.args[1:2] if a.annotation]
    return given[0] if given else ""


def in_code(source: str, where: str, line: int = 1) -> list[Use]:
    """What code says by `say(result, "piece", …)`, `words("piece", …)`, `phrase("room", "piece")`.

    Parameters
    ----------
    source : str
    where : str
    line : int
        The line of the file in which the source begins.
    """
    try:
        code = _Code(ast.parse(source))
    except SyntaxError:
        return []
    found = []
    for call in _calls(code.tree, "say", "words", "phrase"):
        own = _path(call.func)[-1:] == ("words",)
        room = ast.Constant(f".{chapter_of(where)}")
        about, *said = [room, *call.args] if own else call.args
        if not said:
            continue
        sense, others = code.sense(about), [code.sense(other) for other in said[1:]]
        names = {k.arg for k in call.keywords if k.arg} | {o.record for o in others} - {""}
        for piece, whole in beginnings(said[0]):
            if piece:
                at = line + call.lineno - 1
                found.append(
                    Use(where, at, piece, sense.chapter, sense.record, frozenset(names), whole)
                )
    return found


def in_script(source: str, where: str) -> list[Use]:
    """What a script of the browser says by `say("piece")`, also by a name that it builds.

    Examples
    --------
    >>> [use.piece for use in in_script('say(met ? "aim.met" : `aim.${name}`)', "page/a.js")]
    ['aim.met', 'aim.']
    """
    found = []
    source = _SAID_ELSEWHERE.sub(lambda match: " " * len(match[0]), source)
    for call in _SAID.finditer(source):
        depth = 1
        for end in range(call.end(), len(source)):
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            if not depth:
                break
        for piece in _PIECE.finditer(source, call.end(), end):
            at = source.count("\n", 0, piece.start()) + 1
            room = chapter_of(where)
            found.append(Use(where, at, piece[1], room, room, whole=piece[2] != "$"))
    return found


def in_notebook(text: str, where: str) -> list[Use]:
    """What the cells of a notebook say, and what is said with each picture that they show."""
    cells = ["".join(c["source"]) for c in json.loads(text)["cells"] if c["cell_type"] == "code"]
    good = [cell for cell in cells if _parses(cell)]
    lines = [line for cell in good for line in cell.split("\n")]
    found = in_code("\n".join(lines), where)
    raw = text.split("\n")

    def place(line: int) -> int:
        wanted = json.dumps(lines[line - 1], ensure_ascii=False)[1:-1]
        return next((i for i, one in enumerate(raw, 1) if wanted in one), 1)

    return [Use(**{**vars(use), "line": place(use.line)}) for use in found]


def in_template(tree: Any, where: str) -> Iterator[Use]:
    """What a template says by `cs.say(cs.start, "piece", name=…)`."""
    from jinja2 import nodes

    for call in tree.find_all(nodes.Call):
        named = isinstance(call.node, nodes.Getattr) and call.node.attr == "say"
        if not named or len(call.args) < 2 or not isinstance(call.args[1], nodes.Const):
            continue
        sense = _sense_of(_path(call.args[0]))
        names = frozenset(k.key for k in call.kwargs)
        yield Use(where, call.lineno, call.args[1].value, sense.chapter, sense.record, names)


def beginnings(node: Any) -> list[tuple[str, bool]]:
    """The names that an expression of Python or of Jinja2 may give, and whether each is whole."""
    match type(node).__name__:
        case "Constant" | "Const" if isinstance(node.value, str):
            return [(node.value, True)]
        case "IfExp":
            return beginnings(node.body) + beginnings(node.orelse)
        case "CondExpr":
            return beginnings(node.expr1) + (beginnings(node.expr2) if node.expr2 else [])
        case "JoinedStr" | "Concat":
            first = (getattr(node, "values", None) or node.nodes)[0]
        case "BinOp" | "Add":
            first = node.left
        case _:
            return [("", False)]
    return [(begin, False) for begin, _ in beginnings(first)]


class _Code:
    """Names in some code, and what was last assigned to each of them."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree

    @cached_property
    def _given(self) -> list[tuple[int, str, ast.expr]]:
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found.append((node.lineno, node.targets[0].id, node.value))
        return sorted(found, key=lambda one: one[0])

    @cached_property
    def _chapters(self) -> dict[str, str]:
        return {
            alias.asname or alias.name: alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and node.module == CHAPTERS
            for alias in node.names
        }

    def sense(self, node: ast.expr) -> Sense:
        if isinstance(node, ast.Name):
            if node.id in self._chapters:
                return _sense_of(("cs", self._chapters[node.id]))
            before = [v for at, name, v in self._given if name == node.id and at < node.lineno]
            return self.sense(before[-1]) if before else Sense()
        if isinstance(node, ast.Constant):
            room = str(node.value).rpartition(".")[2]
            return Sense(room, room)
        return _sense_of(_path(node))


def _path(node: Any) -> tuple[str, ...]:
    """Names from the first to the last, as in `cs.price.waterfall(case)`; "()" is a call.

    It takes an expression of Python or of Jinja2: the two name their parts alike enough.
    """
    match type(node).__name__:
        case "Call":
            inside = _path(node.func if hasattr(node, "func") else node.node)
            return (*inside, "()") if inside else ()
        case "Attribute" | "Getattr":
            inside = _path(node.value if hasattr(node, "value") else node.node)
            return (*inside, node.attr) if inside else ()
        case "Name":
            return (node.id if hasattr(node, "id") else node.name,)
    return ()


@cache
def _sense_of(path: tuple[str, ...]) -> Sense:
    import casestudy

    if len(path) < 2 or path[0] != "cs" or path[1] not in dir(casestudy):
        return Sense()
    if path[1:] in [(chapter,) for chapter in chapter_names()]:
        return Sense(path[1], path[1])
    try:
        thing: Any = casestudy
        for name in path[1:-1]:
            thing = getattr(thing, name)
    except AttributeError:
        return Sense()
    function = inspect.unwrap(thing) if callable(thing) and path[-1] == "()" else None
    given = getattr(function, "__annotations__", {}).get("return", "")
    name = given if isinstance(given, str) else getattr(given, "__name__", "")
    if not name.rpartition(".")[2].isidentifier():
        return Sense()
    kind = getattr(sys.modules[function.__module__], name, None)
    home = kind.__module__.split(".") if isinstance(kind, type) else path
    chapter = home[2] if len(home) > 2 and ".".join(home[:2]) == CHAPTERS else ""
    if len(home) > 1 and home[1] in OTHERS:
        chapter = home[1]
    chapter = chapter or (path[1] if path[1] in chapter_names() else "")
    return Sense(chapter, called(name.rpartition(".")[2]), kind)


@cache
def chapter_names() -> tuple[str, ...]:
    """The folders of the chapters."""
    return tuple(import_module(CHAPTERS).CHAPTERS.values())


def chapter_of(at: str) -> str:
    """The chapter or the room of a file, by where it lies; "" where it has no words.

    >>> [chapter_of(at) for at in ("chapters/price/words.en.md", "words.en.md", "plots/style.py")]
    ['price', 'casestudy', '']
    """
    if at == "plots/analysis.py":
        return "analysis"
    room = f"casestudy/{at}".split("/")[-2]
    return room if room in (*chapter_names(), *OTHERS) else ""


def _calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not {*_path(node.func)[-1:]}.isdisjoint(names):
            yield node


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
