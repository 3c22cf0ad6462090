"""Which languages there are, and where the files of each lie.

The English files lie beside the code of a chapter, and so may those of another language. They may
also lie in a folder of their own, which `CASESTUDY_WORDS` names, each in the place that it has in
the package: `chapters/price/words.xx.md`. English always comes from the package.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from casestudy.errors import InputError, unknown
from casestudy.files.reading import given_path

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ENGLISH = "en"
_PIECE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?")
_CONTENT = re.compile(r"(words|exercises)\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.(md|yaml)")


def language() -> str:
    """The language of the workbook: that of `CASESTUDY_LANGUAGE`, or English."""
    return os.environ.get("CASESTUDY_LANGUAGE", "").strip() or ENGLISH


def folder() -> Path | None:
    """The folder of further files, as `CASESTUDY_WORDS` names it."""
    named = os.environ.get("CASESTUDY_WORDS", "").strip()
    return given_path(named) if named else None


def file_of(package: str, kind: str, language: str, folder: Path | None = None) -> Traversable:
    """A file of words or of exercises, whether it is there or not.

    Parameters
    ----------
    package : str
        As in "casestudy.chapters.price".
    kind : {"words", "exercises"}
    language : str
    folder : Path, optional
        Where files of other languages are looked for first.
    """
    name = f"{kind}.{language}.{'md' if kind == 'words' else 'yaml'}"
    if folder is not None and language != ENGLISH:
        other = folder.joinpath(*package.split(".")[1:], name)
        if other.is_file():
            return other
    return files(package) / name


def parts_of(text: str, where: str) -> dict[str, tuple[int, str]]:
    """The pieces of a file of words by name: the line of each heading, and what stands below it.

    Raises
    ------
    InputError
        If a heading is no name of a piece, or stands there twice.
    """
    found: dict[str, tuple[int, str]] = {}
    parts = re.split(r"^## +(.*)$", text, flags=re.MULTILINE)
    line = 1 + parts[0].count("\n")
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        name = name.strip()
        if not _PIECE.fullmatch(name):
            raise InputError(
                f"{where}: line {line}: {name!r} is no name of a piece; expected small letters, "
                "such as waterfall.title"
            )
        if name in found:
            raise InputError(
                f"{where}: line {line}: the piece {name!r} stands in line {found[name][0]} already"
            )
        found[name] = (line, body)
        line += body.count("\n")
    return found


def texts(package: str, spoken: str | None = None) -> Mapping[str, str]:
    r"""The pieces of a folder that hold no figures: each paragraph is one line.

    Parameters
    ----------
    package : str
        As in "casestudy.text".
    spoken : str, optional
        A language; that of the workbook by default. A piece that it lacks is English.

    Examples
    --------
    >>> texts("casestudy", "en")["retired_share"].partition("\n")[0]
    'Products retired'
    """
    spoken = spoken or language()
    return _texts(package, spoken, None if spoken == ENGLISH else folder())


@cache
def _texts(package: str, language: str, folder: Path | None) -> Mapping[str, str]:
    found = {} if language == ENGLISH else dict(_texts(package, ENGLISH, None))
    file = file_of(package, "words", language, folder)
    where = f"{package.replace('.', '/')}/{file.name}"
    try:
        parts = parts_of(file.read_text(encoding="utf-8"), where)
    except FileNotFoundError:
        parts = {}
    for name, (_, body) in parts.items():
        paragraphs = re.split(r"\n\s*\n", body.strip())
        found[name] = "\n\n".join(" ".join(one.split()) for one in paragraphs)
    return Pieces(found)


class Pieces(dict[str, str]):
    """Pieces by name; asking for one that is not there names the nearest."""

    def __missing__(self, name: str) -> str:
        raise InputError(unknown("piece", name, self))


def content(folder: Path | None = None) -> dict[str, Traversable]:
    """All files of words and exercises, by where they lie below the package or the folder."""
    found = dict(_below(files("casestudy"), ""))
    if folder is not None and folder.is_dir():
        english = (f".{ENGLISH}.md", f".{ENGLISH}.yaml")
        found |= {at: file for at, file in _below(folder, "") if not at.endswith(english)}
    return dict(sorted(found.items()))


def _below(place: Traversable, at: str) -> Iterator[tuple[str, Traversable]]:
    for one in place.iterdir():
        if _CONTENT.fullmatch(one.name):
            yield f"{at}{one.name}", one
        elif one.is_dir() and one.name.isidentifier() and one.name != "__pycache__":
            yield from _below(one, f"{at}{one.name}/")


def language_of(at: str) -> str:
    """The language of a file, by its name.

    >>> language_of("chapters/price/words.en.md")
    'en'
    """
    return at.rpartition("/")[2].split(".")[1]


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Languages of which there is at least one file; English first."""
    return (ENGLISH, *sorted({language_of(at) for at in content(folder)} - {ENGLISH}))


def absent() -> str:
    """What is to be said where the language that is asked for is not there; else nothing."""
    asked, place = language(), folder()
    there = languages(place)
    if asked in there:
        return ""
    return (
        f"CASESTUDY_LANGUAGE: there is no file in the language {asked[:40]!r}, so everything is in "
        f"English. There are: {', '.join(there)}"
    )
