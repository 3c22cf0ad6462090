"""What a language still lacks: the pieces and texts that are shown in English in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casestudy.files.languages import ENGLISH, content
from casestudy.files.reading import parse_yaml
from casestudy.text.words import pieces_of

_TEXTS = ("title", "prompt", "question", "hints", "solution", "options", "rubric", "because")


def missing(language: str, folder: Path | None = None) -> list[str]:
    """The pieces and texts that fall back to English, a line each: the file, and which.

    Parameters
    ----------
    language : str
    folder : Path, optional
        Where its files are looked for first, as `CASESTUDY_WORDS` names it.

    Returns
    -------
    list of str
        Where a whole file is not there, each of its pieces.
    """
    files = content(folder)
    found = []
    for at, english in files.items():
        if f".{ENGLISH}." not in at:
            continue
        mine = at.replace(f".{ENGLISH}.", f".{language}.")
        other = files[mine].read_text(encoding="utf-8") if mine in files else ""
        names = _pieces if at.endswith(".md") else _texts
        there = set(names(other, mine)) if other else set()
        known = names(english.read_text(encoding="utf-8"), at)
        found += [f"{mine}: {name}" for name in known if name not in there]
    return found


def _pieces(text: str, where: str) -> list[str]:
    return list(pieces_of(text, where))


def _texts(text: str, where: str) -> list[str]:
    data, _ = parse_yaml(Path(where), text)
    return [
        f"{one.get('id')}: {name}"
        for part in ("exercises", "predictions")
        for one in data.get(part, [])
        for name in _texts_of(one)
    ]


def _texts_of(entry: Mapping[str, Any]) -> Iterator[str]:
    """The names of the texts of an entry; an item of a list is a text of its own."""
    for key in _TEXTS:
        value = entry.get(key)
        if isinstance(value, list):
            yield from (f"{key} {i + 1}" for i, one in enumerate(value) if _is_text(one))
        elif _is_text(value) and key != "options":  # those would be an expression
            yield key
    for mistake in entry.get("mistakes") or ():
        yield from (f"{mistake.get('name')}: {name}" for name in _texts_of(mistake))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
