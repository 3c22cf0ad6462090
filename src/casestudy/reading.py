"""Reading files that people write: strict YAML with line numbers, and one clear error.

A scenario, a plan or a table may come from anywhere. Whatever is wrong with it ends in an
`InputError` whose message says what, where, what is accepted and what was given.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from casestudy.levers import nearest

LARGEST_YAML = 1_000_000
LARGEST_CSV = 64_000_000

Path_ = tuple[str | int, ...]


class InputError(ValueError):
    """Input that cannot be used; the message is complete and meant for the person who gave it."""


def unknown_hint(name: str, accepted: Iterable[str]) -> str:
    """A hint at the accepted name most like `name`, or nothing.

    >>> unknown_hint("list_price", ["sku", "lst_price"])
    " (is it 'lst_price'?)"
    """
    near = nearest(name, accepted)
    return f" (is it {near!r}?)" if near else ""


def read_bytes(path: Path, largest: int) -> bytes:
    """Content of a file that must exist, must be a file, and must not be too large or empty.

    Raises
    ------
    InputError
        Naming the file and what is wrong with it.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; expected a file")
        size = path.stat().st_size
        if size > largest:
            raise InputError(
                f"{path}: {size:,} bytes is too large; at most {largest:,} bytes are read"
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
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
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path}: line {line}: is not UTF-8 text (byte {content[error.start]:#04x}); "
            "save the file with the encoding UTF-8"
        ) from None


def read_yaml(path: Path) -> tuple[dict[str, Any], dict[Path_, int]]:
    """Read a YAML mapping and the line of each of its entries.

    Aliases, tags and duplicate keys are refused: none is needed here, and each can hide a mistake
    or do harm.

    Parameters
    ----------
    path : Path
        A file of at most a megabyte.

    Returns
    -------
    data : dict
    lines : dict
        Line, counted from one, of each entry by its path of keys.

    Raises
    ------
    InputError
    """
    text = read_text(path, LARGEST_YAML)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, AliasEvent):
                raise InputError(
                    f"{path}: line {event.start_mark.line + 1}: aliases (*{event.anchor}) are not "
                    "accepted; write the value out"
                )
        root = YAML(typ="safe", pure=True).compose(text)
    except RecursionError:
        raise InputError(f"{path}: is nested too deeply for a scenario or a plan") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise InputError(f"{path}: {where}is not valid YAML: {error.problem}") from None
    except (YAMLError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        problem = str(error).strip().splitlines()[0]
        raise InputError(f"{path}: is not valid YAML: {problem}") from None
    if not isinstance(root, MappingNode):
        raise InputError(f"{path}: expected entries of the form 'key: value' at the top level")
    lines: dict[Path_, int] = {}
    try:
        data = _convert(path, root, (), lines)
    except RecursionError:
        raise InputError(f"{path}: is nested too deeply for a scenario or a plan") from None
    return data, lines


_PLAIN = {"str", "int", "float", "bool", "null", "map", "seq"}


def _convert(path: Path, node: Node, where: Path_, lines: dict[Path_, int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(where, line)
    kind = str(node.tag).rsplit(":", 1)[-1]
    if not str(node.tag).startswith("tag:yaml.org,2002:") or kind not in _PLAIN:
        if kind == "timestamp":
            return node.value
        raise InputError(
            f"{path}: line {line}: the tag {node.tag!s} is not accepted; expected plain values"
        )
    if isinstance(node, MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise InputError(f"{path}: line {key_line}: a key has to be a word")
            key = key_node.value
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
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    digits = text.replace("_", "")
    try:
        if kind == "int":
            return (
                int(digits, 0) if digits.lstrip("+-")[:2].lower() in {"0x", "0o"} else int(digits)
            )
        return float(digits.lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        line = node.start_mark.line + 1
        raise InputError(f"{path}: line {line}: {text[:40]!r} is not a number") from None


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
    text = read_text(path, LARGEST_YAML)
    root = YAML(typ="safe", pure=True).compose(text)
    cuts = []
    for where, new in changes.items():
        node = root
        for step in where:
            inside = {k.value: v for k, v in node.value} if isinstance(node, MappingNode) else {}
            if step not in inside:
                raise InputError(f"{path}: {'.'.join(map(str, where))} is not in the file")
            node = inside[step]
        cuts.append((node.start_mark.index, node.end_mark.index, new))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def write_atomically(path: Path, content: str) -> None:
    """Write a text file so that it is either the old one or the new one, never a part.

    Parameters
    ----------
    path : Path
        File to write; its folder is made if missing.
    content : str

    Raises
    ------
    InputError
        If the place cannot be written to; what stood there before is untouched.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode if path.exists() else 0o644
        os.chmod(temporary, mode & 0o777)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
