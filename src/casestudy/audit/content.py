"""What is wrong with the words and the exercises, all of it: looked at before a learner meets it.

Every file is read, every name in it compared with what there is, and the answers of the exercises
are computed once, with the default scenario.
"""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from casestudy.audit.content_exercises import Checked, faults_of_exercises, faults_of_texts, twice
from casestudy.audit.content_uses import (
    CHAPTERS,
    Use,
    chapter_of,
    in_code,
    in_notebook,
    in_pictures,
    in_script,
)
from casestudy.audit.content_words import (
    Chapter,
    Fault,
    faults_of_words,
    pieces_in,
    records_of,
    unsaid,
)
from casestudy.files import languages
from casestudy.files.languages import ENGLISH, content, language_of
from casestudy.files.places import notebooks_folder
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.report.build import SECTIONS
from casestudy.scenario.case import Case
from casestudy.scenario.sections import TERMS
from casestudy.units import Mark, Unit

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["Fault", "faults"]

# Where names of pieces come from elsewhere: they are passed on, not said.
_PASSED_ON = ("plots/style.py", "former.py", "text/words.py")
QUANTITIES = (*names(Levers), "pruning_rule", *names(Assumptions))
_SAYS = re.compile(r"\b(say|words|phrase)\(")


def faults(
    case: Case | None = None, folder: Path | None = None, *, at_once: int = 1
) -> list[Fault]:
    """All that is wrong with the content of the package, and of a folder with further languages.

    Parameters
    ----------
    case : Case, optional
        With it the answers of the exercises are computed.
    folder : Path, optional
        Where further files lie, as `CASESTUDY_WORDS` names it.
    at_once : int
        Processes that compute answers, where the system can make copies of this one.

    Returns
    -------
    list of Fault
        By file and line; empty where all is well.
    """
    texts = {at: file.read_text(encoding="utf-8") for at, file in content(folder).items()}
    with _exercises(texts, case, at_once) as exercises:
        uses = _uses()
        checked = exercises()
    found = [fault for one in checked.values() for fault in one.faults]
    found += twice({at: one.ids for at, one in checked.items()})
    uses += [use for one in checked.values() for use in one.uses]
    chapters = _chapters(texts, uses)
    for at, text in texts.items():
        english = language_of(at) == ENGLISH
        if at.endswith(".md"):
            chapter = chapters.get(chapter_of(at), Chapter(chapter_of(at)))
            found += faults_of_words(text, at, chapter, english=english)
            found += _without_meaning(text, at) if chapter.name == "casestudy" else ()
        elif not english:
            beside = f"{at.rpartition('/')[0]}/exercises.{ENGLISH}.yaml"
            found += faults_of_texts(text, at, texts.get(beside, "exercises: []"))
    found += unsaid(uses, chapters)
    if problem := languages.absent():
        found.append(Fault("CASESTUDY_LANGUAGE", 1, "", problem.partition(": ")[2]))
    return sorted(set(found))


@contextmanager
def _exercises(
    texts: dict[str, str], case: Case | None, at_once: int
) -> Iterator[Callable[[], dict[str, Checked]]]:
    """What gives the English files of exercises, looked at; in other processes meanwhile."""
    notebooks = {v: k for k, v in import_module(CHAPTERS).CHAPTERS.items()}
    wanted = {
        at: (text, at, notebooks.get(chapter_of(at), ""))
        for at, text in texts.items()
        if at.endswith(f"exercises.{ENGLISH}.yaml")
    }
    if at_once < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield lambda: {at: faults_of_exercises(*of, case=case) for at, of in wanted.items()}
        return
    for at in texts:
        records_of(chapter_of(at))  # imported once, before there are copies
    with multiprocessing.get_context("fork").Pool(at_once, _keep, (case,)) as pool:
        found = pool.map_async(_with_the_case, wanted.values(), chunksize=1)
        yield lambda: dict(zip(wanted, found.get(), strict=True))


_kept: list[Case | None] = []


def _keep(case: Case | None) -> None:
    _kept[:] = [case]


def _with_the_case(of: tuple[str, str, str]) -> Checked:
    return faults_of_exercises(*of, case=_kept[0])


def _chapters(texts: dict[str, str], uses: list[Use]) -> dict[str, Chapter]:
    chapters = {}
    for at, text in texts.items():
        if at.endswith(f"words.{ENGLISH}.md"):
            name = chapter_of(at)
            chapters[name] = Chapter(name, records_of(name), pieces_in(text, at)[0], uses)
    return chapters


def _uses() -> list[Use]:
    """What the pictures, the code and the notebooks say."""
    found = [*_of_the_paper(), *_declared()]
    for at, file in _code(files("casestudy"), ""):
        source = file.read_text(encoding="utf-8")
        if at.endswith(".js"):
            found += in_script(source, at)
            continue
        if chapter_of(at) and at.endswith(("/plots.py", "plots/analysis.py")):
            found += in_pictures(source, at, chapter_of(at))
        elif _SAYS.search(source) and at not in _PASSED_ON:
            found += in_code(source, at)
    folder = notebooks_folder()
    for path in sorted(folder.rglob("[0-9]*.ipynb")) if folder.is_dir() else ():
        at = f"notebooks/{path.relative_to(folder).as_posix()}"
        found += in_notebook(path.read_text(encoding="utf-8"), at)
    return found


def _declared() -> Iterator[Use]:
    """What is asked for by the names of what is declared: quantities, rules, headings, units."""
    parts = {declaration(Assumptions, name).part for name in names(Assumptions)}
    for piece in (*QUANTITIES, *(f"rule.{rule}" for rule in PruningRule),
                  *(f"topic.{part}" for part in sorted(parts))):  # fmt: skip
        yield Use("levers.py", 1, piece, "casestudy", "casestudy")
    for piece in (f"word.{name}" for name in TERMS):
        yield Use("sections.py", 1, piece, "casestudy", "casestudy")
    for piece in (*(f"unit.{u.name.lower()}" for u in Unit), *(f"mark.{m}" for m in Mark)):
        yield Use("units.py", 1, piece, "text", "text")


def _without_meaning(text: str, at: str) -> Iterator[Fault]:
    """Quantities of which a file says a name only."""
    for name, piece in pieces_in(text, at)[0].items():
        if name in QUANTITIES and "\n\n" not in piece.text.strip():
            problem = "expected a name and, in a paragraph below it, what it means"
            yield Fault(at, piece.line, name, problem)


def _of_the_paper() -> Iterator[Use]:
    """What the board paper says of its sections, with the records that it gives to each."""
    names = frozenset({"decline", "outlook", "kept"})
    for piece in ("title", "notice", *SECTIONS, *(f"{name}.title" for name in SECTIONS)):
        yield Use("report/build.py", 1, piece, "board", "board", names)


def _code(place: Traversable, at: str) -> Iterable[tuple[str, Traversable]]:
    for one in sorted(place.iterdir(), key=lambda one: one.name):
        if one.name.endswith((".py", ".js")):
            yield f"{at}{one.name}", one
        elif one.is_dir() and one.name.isidentifier() and one.name not in ("__pycache__", "static"):
            yield from _code(one, f"{at}{one.name}/")
