"""Which languages there are, and where the files of each lie.

The English files lie beside the code of a chapter, and so may those of another language. They may
also lie in a folder of their own, which `CASESTUDY_WORDS` names, each in the place that it has in
the package: `chapters/price/words.xx.md`. English always comes from the package.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from casestudy.files.reading import given_path

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ENGLISH = "en"
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
