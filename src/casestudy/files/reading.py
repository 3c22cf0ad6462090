"""Reading files that people write: strict YAML with line numbers, and one clear error.

A scenario, a plan or a table may come from anywhere. Whatever is wrong with it ends in an
`InputError` whose message says what, where, what is accepted and what was given.
"""

from __future__ import annotations

import errno
import math
import os
import re
import stat
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from casestudy.errors import InputError, given, sound_text

LARGEST_YAML = 250_000
LARGEST_CSV = 64_000_000
DEEPEST_YAML = 20
MOST_DIGITS = 300

Path_ = tuple[str | int, ...]


def given_path(text: str | Path) -> Path:
    """A path as a person gives it; `~` is their home.

    Raises
    ------
    InputError
        If it can be no path, or is meant from a working folder that is gone.

    Examples
    --------
    >>> given_path("mine/acme.yaml").as_posix()
    'mine/acme.yaml'
    """
    if "\0" in str(text):
        raise InputError(f"{given(str(text))}: is no path; expected one without the character NUL")
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise InputError(
            f"{text}: there is no home folder of that name; write the path out"
        ) from None
    if not path.is_absolute():
        try:
            os.getcwd()
        except OSError:
            raise InputError(
                f"{path}: the working folder does not exist any more; change to one that does"
            ) from None
    return path


def stamp(path: Path) -> tuple[int, ...]:
    """What changes when a file's content does, its time of change kept or not; () without a file.

    The time of the last change of the file's entry cannot be set by a program.
    """
    try:
        seen = path.stat()
    except OSError:
        return ()
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino


def content_of(path: Path, largest: int) -> bytes:
    """Content of an ordinary file of at most `largest` bytes.

    A pipe would be waited for, and a file of a terabyte would fill the memory: neither is opened.

    Raises
    ------
    InputError
        If it is no ordinary file, or too large.
    OSError
        If the operating system refuses.
    """
    try:
        seen = path.stat()
    except ValueError as error:
        raise InputError(f"{given(str(path))}: is no path ({error})") from None
    if stat.S_ISDIR(seen.st_mode):
        raise InputError(f"{path}: is a folder; expected a file")
    if not stat.S_ISREG(seen.st_mode):
        raise InputError(f"{path}: is not an ordinary file; expected a file")
    if seen.st_size > largest:
        raise InputError(
            f"{path}: {seen.st_size:,} bytes is too large; at most {largest:,} bytes are read"
        )
    return path.read_bytes()


def read_bytes(path: Path, largest: int) -> bytes:
    """Content of a file that must exist, must be a file, and must not be too large or empty.

    Raises
    ------
    InputError
        Naming the file and what is wrong with it.
    """
    try:
        content = content_of(path, largest)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        shown = given(str(path)) if error.errno == errno.ENAMETOOLONG else path
        raise InputError(f"{shown}: cannot be read ({error.strerror})") from None
    if not content.strip():
        raise InputError(f"{path}: the file is empty")
    return content


def read_text(path: Path, largest: int) -> str:
    """Text of a UTF-8 file.

    Raises
    ------
    InputError
        If the file is binary or in another encoding; the message names the line.
    """
    content = read_bytes(path, largest)
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}: is a binary file; expected text in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path}: line {line}: is not UTF-8 text (byte {content[error.start]:#04x}); "
            "save the file with the encoding UTF-8"
        ) from None
    if odd := _CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise InputError(
            f"{path}: line {line}: holds the control character {ord(odd[0]):#04x}; expected text"
        )
    return text


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_yaml(path: Path) -> tuple[dict[str, Any], dict[Path_, int]]:
    """Read a YAML mapping and the line of each of its entries.

    Aliases, tags and duplicate keys are refused: none is needed here, and each can hide a mistake
    or do harm.

    Parameters
    ----------
    path : Path
        A file of at most a quarter of a megabyte.

    Returns
    -------
    data : dict
    lines : dict
        Line, counted from one, of each entry by its path of keys.

    Raises
    ------
    InputError
    """
    return parse_yaml(path, read_text(path, LARGEST_YAML))


def parse_yaml(path: Path, text: str) -> tuple[dict[str, Any], dict[Path_, int]]:
    """Do what `read_yaml` does for text that is read already; `path` is for the messages."""
    data, lines = _whole(path, text)
    return _copy(data), dict(lines)


@lru_cache(maxsize=64)  # more than there are files of exercises in two languages
def _whole(path: Path, text: str) -> tuple[dict[str, Any], dict[Path_, int]]:
    """Data and lines of a whole text; what is refused is not kept, and read again."""
    try:
        root = _compose(text)
    except _Refused as error:
        raise InputError(f"{path}: {error}") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        problem = re.sub(r"'?<([a-z ]+)>'?", r"\1", str(error.problem)).replace("scalar", "text")
        if "'\\t'" in problem:
            problem = "found a tab; indent with spaces"
        raise InputError(f"{path}: {where}is not valid YAML: {problem}") from None
    except (YAMLError, ValueError) as error:
        problem = str(error).strip().splitlines()[0]
        raise InputError(f"{path}: is not valid YAML: {problem}") from None
    if not isinstance(root, MappingNode):
        raise InputError(f"{path}: expected entries of the form 'key: value' at the top level")
    lines: dict[Path_, int] = {}
    return _convert(path, root, (), lines), lines


class _Refused(Exception):
    """YAML that is valid and not accepted: the line and why."""


class _Composer(Composer):
    """A composer that refuses aliases, deep nesting and old versions before it follows them."""

    depth = 0

    def compose_document(self) -> Node:
        event = self.parser.peek_event()
        if event.version not in (None, (1, 2)):
            version = ".".join(map(str, event.version))
            raise _Refused(f"line {event.start_mark.line + 1}: expected YAML 1.2, not {version}")
        return super().compose_document()

    def compose_node(self, parent: Node | None, index: Any) -> Node:
        event = self.parser.peek_event()
        where = f"line {event.start_mark.line + 1}: "
        if isinstance(event, AliasEvent):
            raise _Refused(
                f"{where}aliases (*{event.anchor}) are not accepted; write the value out"
            )
        if self.depth > DEEPEST_YAML:
            raise _Refused(f"{where}is nested too deeply; at most {DEEPEST_YAML} levels are read")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


@lru_cache(maxsize=4)  # whoever replaces values has read them just before
def _compose(text: str) -> Node | None:
    if node := _quickly(text):
        return node
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    return yaml.compose(text)


# Tabs, line ends that not everybody counts, and what YAML does not take for text.
_ODD = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_RESOLVER = YAML(typ="safe", pure=True).resolver


def _quickly(text: str) -> Node | None:
    """Do what `_compose` does by libyaml, some ten times as fast; None where it will not do.

    To parse a scenario takes longer than all the rest of loading it. Whatever is out of the
    ordinary, mistakes above all, is left to the other parser and its messages.
    """
    try:
        from yaml import YAMLError as TheirError
        from yaml import events as e
        from yaml.cyaml import CParser
    except ImportError:
        return None
    if _ODD.search(text):
        return None
    parser, root = CParser(text), None
    above: list[tuple[Node, list[Node]]] = []
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, e.StreamStartEvent | e.StreamEndEvent | e.DocumentEndEvent):
                continue
            if isinstance(event, e.DocumentStartEvent):
                if root or event.version or event.tags:
                    return None
                continue
            if isinstance(event, e.MappingEndEvent | e.SequenceEndEvent):
                node, inside = above.pop()
                pairs = isinstance(node, MappingNode)
                node.value = [*zip(inside[::2], inside[1::2], strict=True)] if pairs else inside
                node.end_mark = event.end_mark
            elif isinstance(event, e.AliasEvent) or event.anchor or event.tag:
                return None
            elif isinstance(event, e.ScalarEvent):
                tag = _RESOLVER.resolve(ScalarNode, event.value, event.implicit)
                node = ScalarNode(tag, event.value, event.start_mark, event.end_mark)
            else:
                if len(above) > DEEPEST_YAML:
                    return None
                kind = MappingNode if isinstance(event, e.MappingStartEvent) else SequenceNode
                tag = _RESOLVER.resolve(kind, None, event.implicit)
                above.append((kind(tag, [], event.start_mark), []))
                continue
            if above:
                above[-1][1].append(node)
            else:
                root = node
    except TheirError:
        return None
    return root


def _copy(value: Any) -> Any:
    """A value whose lists and mappings are the caller's own."""
    if isinstance(value, dict):
        return {key: _copy(inside) for key, inside in value.items()}
    return [_copy(inside) for inside in value] if isinstance(value, list) else value


_TAG = "tag:yaml.org,2002:"
_PLAIN = {
    MappingNode: {"map"},
    SequenceNode: {"seq"},
    ScalarNode: {"str", "int", "float", "bool", "null", "timestamp"},
}


def _kind(path: Path, node: Node) -> str:
    tag = str(node.tag)
    if isinstance(node, ScalarNode) and sound_text(node.value) != node.value:
        raise InputError(
            f"{path}: line {node.start_mark.line + 1}: {given(node.value)} holds half of a letter; "
            "write the letter itself"
        )
    if node.value == "<<":
        raise InputError(
            f"{path}: line {node.start_mark.line + 1}: the merge key << is not accepted; "
            "write the entries out"
        )
    kind = tag.removeprefix(_TAG)
    if not tag.startswith(_TAG) or kind not in _PLAIN[type(node)]:
        shown = tag.replace(_TAG, "!!", 1)
        raise InputError(
            f"{path}: line {node.start_mark.line + 1}: the tag {shown} is not accepted here; "
            "expected plain values"
        )
    return kind


def _convert(path: Path, node: Node, where: Path_, lines: dict[Path_, int]) -> Any:
    lines.setdefault(where, node.start_mark.line + 1)
    kind = _kind(path, node)
    if isinstance(node, MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise InputError(f"{path}: line {key_line}: a key has to be a word")
            _kind(path, key_node)
            key = key_node.value
            if key.isdigit() and not value_node.value:
                raise InputError(
                    f"{path}: line {key_line}: found {key!r} where a key belongs; a number has no "
                    "separators between its digits, and a decimal point: 60000000, 0.25"
                )
            if key in result:
                first = lines[(*where, key)]
                raise InputError(
                    f"{path}: line {key_line}: the key {key!r} is given twice; "
                    f"it stands in line {first} already"
                )
            lines[(*where, key)] = key_line
            result[key] = _convert(path, value_node, (*where, key), lines)
        return result
    if isinstance(node, SequenceNode):
        return [_convert(path, n, (*where, i), lines) for i, n in enumerate(node.value)]
    return _scalar(path, node, kind)


def _scalar(path: Path, node: ScalarNode, kind: str) -> Any:
    text = node.value
    if kind in {"str", "timestamp"}:
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    digits = text.replace("_", "")
    where = f"{path}: line {node.start_mark.line + 1}: "
    try:
        if kind == "int":
            if len(digits) > MOST_DIGITS:
                raise OverflowError
            based = digits.lstrip("+-")[:2].lower() in {"0x", "0o"}
            return int(digits, 0) if based else int(digits)
        number = float(digits.lower().replace(".inf", "inf").replace(".nan", "nan"))
        if math.isinf(number) and "inf" not in text.lower():
            raise OverflowError
        return number
    except ValueError:
        raise InputError(f"{where}{given(text)} is not a number") from None
    except OverflowError:
        raise InputError(f"{where}{given(text)} is too large for a number") from None


def replace_values(path: Path, changes: Mapping[Path_, str]) -> str:
    """Text of a YAML file with some values replaced, and everything else as it was.

    Parameters
    ----------
    path : Path
    changes : mapping of path of keys to str
        New text of each value, as it should stand in the file.

    Returns
    -------
    str
        The whole text, comments and layout untouched.

    Raises
    ------
    InputError
        If the file cannot be read or a value is not in it.
    """
    read_yaml(path)
    text = replaced(path, read_text(path, LARGEST_YAML), changes)
    mark = "\ufeff" if path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
    return mark + text


def replaced(path: Path, text: str, changes: Mapping[Path_, str]) -> str:
    """Do what `replace_values` does for text that is read already; `path` is for the messages."""
    root = _compose(text)
    cuts = []
    for where, new in changes.items():
        node = root
        for step in where:
            if isinstance(node, MappingNode):
                inside = {k.value: v for k, v in node.value}
            else:
                inside = dict(enumerate(node.value)) if isinstance(node, SequenceNode) else {}
            if step not in inside:
                raise InputError(f"{path}: {'.'.join(map(str, where))} is not in the file")
            node = inside[step]
        start, end = node.start_mark.index, node.end_mark.index
        # A block of text ends with its line breaks, which belong to the layout.
        cuts.append((start, start + len(text[start:end].rstrip()), new))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text
