"""Make a language that nobody speaks out of the English files, to prove that another is possible.

Letters get accents, vowels are doubled, so that a text is about a third longer, and each text
stands between right-to-left marks. Tags, code, numbers, Markdown and YAML stay as they are.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from casestudy.files.languages import ENGLISH, content

MARK = "\u200f"
_ACCENTS = str.maketrans(
    "aceghijklnorstuwyzACEGHIJKLNORSTUWYZ", "áçéğĥíĵķĺñóŕşţúŵýžÁÇÉĞĤÍĴĶĹÑÓŔŞŢÚŴÝŽ"
)
# What is left alone: tags of Jinja2, code, HTML, targets of links, addresses, escapes, entities.
_KEPT = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|```.*?```|`[^`]*`|</?[a-z][^<>]*>|\]\([^)]*\)"
    r"|https?://\S+|\\.|&#?\w+;|\b\w*\d\w*",
    re.DOTALL,
)
_TEXTS = {"title", "prompt", "question", "hints", "solution", "options", "rubric", "because"}


def pseudo(text: str) -> str:
    """Prose in the language that nobody speaks."""
    parts, at = [], 0
    for kept in _KEPT.finditer(text):
        parts += [(text[at : kept.start()], True), (kept[0], False)]
        at = kept.end()
    parts.append((text[at:], True))
    done = "".join(_accented(part) if prose else part for part, prose in parts)
    letters = [i for i, prose in _prose(parts) if prose.isalpha()]
    if not letters:
        return done
    first, last = _shifted(parts, letters[0]), _shifted(parts, letters[-1] + 1)
    return f"{done[:first]}{MARK}{done[first:last]}{MARK}{done[last:]}"


def _accented(text: str) -> str:
    return re.sub(r"[aeiouAEIOU]", lambda m: m[0] + m[0].lower(), text).translate(_ACCENTS)


def _prose(parts: list[tuple[str, bool]]) -> Iterator[tuple[int, str]]:
    """Place and letter of all that is not left alone."""
    at = 0
    for part, prose in parts:
        if prose:
            yield from ((at + i, letter) for i, letter in enumerate(part))
        at += len(part)


def _shifted(parts: list[tuple[str, bool]], place: int) -> int:
    """Where a place of the text has come to by what was doubled before it."""
    more = sum(1 for i, letter in _prose(parts) if i < place and letter in "aeiouAEIOU")
    return place + more


def words(text: str) -> str:
    """A file of words."""
    parts = re.split(r"^(## +.*\n)", text, flags=re.MULTILINE)
    return "".join(pseudo(p) if i and i % 2 == 0 else p for i, p in enumerate(parts))


def exercises(text: str) -> str:
    """A file of exercises: only its texts change, each in its place."""
    cuts = [
        (node.start_mark.index, node.end_mark.index)
        for node in _texts(YAML(typ="safe", pure=True).compose(text), False)
    ]
    for start, end in sorted(cuts, reverse=True):
        text = text[:start] + pseudo(text[start:end]) + text[end:]
    return text


def _texts(node: Node, inside: bool) -> Iterator[ScalarNode]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            # An expression gives options by itself.
            text = key.value in _TEXTS and not (
                key.value == "options" and isinstance(value, ScalarNode)
            )
            yield from _texts(value, text)
    elif isinstance(node, SequenceNode):
        for value in node.value:
            yield from _texts(value, inside and isinstance(value, ScalarNode))
    elif inside:
        yield node


def write(folder: Path, language: str = "xx") -> list[Path]:
    """Write every file of the package in the language into a folder."""
    written = []
    for at, file in content().items():
        if f".{ENGLISH}." in at:
            path = folder / at.replace(f".{ENGLISH}.", f".{language}.")
            path.parent.mkdir(parents=True, exist_ok=True)
            make = words if at.endswith(".md") else exercises
            path.write_text(make(file.read_text(encoding="utf-8")), encoding="utf-8")
            written.append(path)
    return written


def main() -> int:
    """Write the files, and say how to use them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go, outside the package")
    parser.add_argument("--language", default="xx", help="what it is called: xx by default")
    given = parser.parse_args()
    written = write(given.folder, given.language)
    print(f"{len(written)} files; CASESTUDY_LANGUAGE={given.language} CASESTUDY_WORDS=… shows them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
