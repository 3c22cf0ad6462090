"""A chapter of the workbook rehearsed with a case: what in it breaks, and with which message.

The notebooks' own cells are run, statement by statement and without a kernel, and what they leave
is rendered as a front end would. Then every exercise and prediction of the chapter is asked for
all that a learner may meet.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import math
import os
import re
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import casestudy
from casestudy.errors import InputError
from casestudy.files.places import notebooks_folder
from casestudy.learning.judging import judge, right_answer, wrong_answers
from casestudy.learning.kinds import Exercise, ShortText, words
from casestudy.learning.predictions import Prediction
from casestudy.learning.registry import exercises, notebooks, predictions
from casestudy.scenario.case import Case

_PACKAGE = Path(casestudy.__file__).parent
_NO_NUMBER = re.compile(r"(?<![\w/.-])[-+−]?(?:nan|inf|NaN|Inf)(?![\w-])")
_KINDS = ("_repr_markdown_", "_repr_html_", "_repr_latex_", "__repr__")
_SHOWN = 160  # characters of a message in one line


@dataclass(frozen=True)
class Failure:
    """One thing that breaks.

    Attributes
    ----------
    chapter : str
        Name of the notebook.
    what : str
        The statement of the notebook, or the part of an exercise.
    message : str
        What went wrong.
    where : str
        The function of the package in which it went wrong; empty if it was none.
    """

    chapter: str
    what: str
    message: str
    where: str = ""

    def __str__(self) -> str:
        """One line: what broke, where, with which message."""
        place = f" (in {self.where})" if self.where else ""
        return f"{self.chapter}: {self.what}: {self.message}{place}"


class _Told(Exception):
    """Nothing was raised, and yet a person would be told something wrong."""


def chapters() -> dict[str, Path]:
    """The notebooks of the workbook by name, in order: the learner's, then the instructor's."""
    folder = notebooks_folder()
    every = [*sorted(folder.glob("*.ipynb")), *sorted(folder.glob("instructor/*.ipynb"))]
    return {path.stem: path for path in every}


def rehearse(case: Case, chapter: str) -> list[Failure]:
    """All that breaks in one chapter.

    Parameters
    ----------
    case : Case
    chapter : str
        As in `chapters`.

    Returns
    -------
    list of Failure
        Empty where the chapter is whole. What only follows from an earlier failure is left out.
    """
    with _as_the_case(case), contextlib.redirect_stdout(io.StringIO()):
        found = [*_cells(case, chapter)]
        if chapter in notebooks():
            for exercise in exercises(chapter, case).values():
                found += _attempts(chapter, _of_exercise(exercise, case))
            for prediction in predictions(chapter).values():
                found += _attempts(chapter, _of_prediction(prediction, case))
    return _told_once(found)


def _told_once(found: list[Failure]) -> list[Failure]:
    """One line for one cause: a key that fails takes its solution and its code with it."""
    alike: dict[tuple[str, str], list[Failure]] = {}
    for failure in found:
        alike.setdefault((failure.message, failure.where), []).append(failure)
    return [
        replace(first, what=f"{first.what} and {len(rest)} more" if rest else first.what)
        for first, *rest in alike.values()
    ]


@contextlib.contextmanager
def _as_the_case(case: Case) -> Iterator[None]:
    """What `load_case()` gives, and what the learner's own notebook calls `case`."""
    names, main = vars(casestudy), sys.modules.get("__main__")
    before = names.get("load_case")
    stage = types.ModuleType("__main__")
    stage.case = case  # type: ignore[attr-defined]
    names["load_case"] = lambda *given, **named: case
    sys.modules["__main__"] = stage
    try:
        yield
    finally:
        if before is None:
            del names["load_case"]
        else:
            names["load_case"] = before
        if main is not None:
            sys.modules["__main__"] = main


def _cells(case: Case, chapter: str) -> Iterator[Failure]:
    """Every statement of a notebook's cells; one that needs what failed before is passed over."""
    notebook = json.loads(chapters()[chapter].read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    lost: set[str] = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        for statement in ast.parse("".join(cell["source"])).body:
            used, made = _names_of(statement)
            if used & lost:
                lost |= made
                continue
            failure = _attempt(chapter, _shown(statement), lambda s=statement: _run(s, names))
            if failure:
                lost |= made
                yield failure


def _names_of(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """Names that a statement uses, and names that it makes."""
    found = [n for n in ast.walk(statement) if isinstance(n, ast.Name)]
    made = {n.id for n in found if isinstance(n.ctx, ast.Store)}
    return {n.id for n in found if isinstance(n.ctx, ast.Load)} - made, made


def _shown(statement: ast.stmt) -> str:
    text = " ".join(ast.unparse(statement).split())
    return text if len(text) <= 90 else text[:87] + "..."


def _run(statement: ast.stmt, names: dict[str, Any]) -> Any:
    if isinstance(statement, ast.Expr):
        return eval(compile(ast.Expression(statement.value), "<cell>", "eval"), names)
    exec(compile(ast.Module([statement], []), "<cell>", "exec"), names)
    return None


def _of_exercise(exercise: Exercise, case: Case) -> Iterator[tuple[str, Callable[[], Any]]]:
    id = exercise.id

    def judged(answer: Any) -> Any:
        verdict = judge(exercise, case, answer)
        if not isinstance(exercise, ShortText) and not verdict.correct:
            raise _Told("its own solution is not judged right")
        return verdict.shown

    def solved() -> Any:
        scope = {"cs": casestudy, "case": case}
        exec(compile(exercise.code, f"<{id}>", "exec"), scope)
        return judged(scope["answer"])

    def keyed() -> Any:
        plain = exercise.sealed or isinstance(exercise, ShortText)
        return exercise.key(case) if plain else right_answer(exercise, case)

    def explained() -> list[str]:
        wrong_answers(exercise, case)
        return [words(wrong.because, case) for wrong in exercise.wrong]

    yield f"exercise {id}: prompt", lambda: exercise.prompt(case)
    yield f"exercise {id}: form", lambda: exercise.form(case)
    if options := getattr(exercise, "options", None):
        yield f"exercise {id}: options", lambda: list(options(case).values())
    yield f"exercise {id}: key", keyed
    yield f"exercise {id}: solution", lambda: exercise.solution(case)
    yield f"exercise {id}: hints", lambda: [words(hint, case) for hint in exercise.hints]
    yield f"exercise {id}: wrong answers", explained
    if exercise.code:
        yield f"exercise {id}: worked code", solved


def _of_prediction(prediction: Prediction, case: Case) -> Iterator[tuple[str, Callable[[], Any]]]:
    def truth() -> float:
        value = float(prediction.truth(case))
        if not math.isfinite(value):
            raise _Told(f"comes out as {value}")
        return value

    yield f"prediction {prediction.id}: question", lambda: prediction.question(case)
    yield f"prediction {prediction.id}: result", truth


def _attempts(chapter: str, parts: Iterator[tuple[str, Callable[[], Any]]]) -> Iterator[Failure]:
    for what, part in parts:
        if failure := _attempt(chapter, what, part):
            yield failure


def _attempt(chapter: str, what: str, part: Callable[[], Any]) -> Failure | None:
    """The failure of one part, if it raises, warns, or speaks of what is no number."""
    with warnings.catch_warnings(record=True) as heard, _listening() as displayed:
        warnings.simplefilter("always")
        try:
            text = _read(part()) + "\n".join(displayed)
            if match := _NO_NUMBER.search(text):
                start = max(0, match.start() - 40)
                raise _Told(f"says {' '.join(text[start : match.end() + 20].split())!r}")
        except _Told as error:
            return Failure(chapter, what, str(error))
        except (Exception, SystemExit) as error:
            return Failure(chapter, what, _message(error), _where(error))
    told = [w for w in heard if issubclass(w.category, RuntimeWarning | UserWarning)]
    if told:
        first = told[0]
        place = Path(first.filename)
        inside = place.is_relative_to(_PACKAGE)
        where = f"{place.relative_to(_PACKAGE).as_posix()}:{first.lineno}" if inside else ""
        return Failure(chapter, what, f"warns: {_cut(str(first.message))}", where)
    return None


@contextlib.contextmanager
def _listening() -> Iterator[list[str]]:
    """What is displayed meanwhile, as text."""
    import IPython.display as shown

    heard: list[str] = []

    def display(*things: Any, raw: bool = False, **others: Any) -> None:
        for thing in things:
            texts = (
                [v for k, v in thing.items() if k.startswith("text/")] if raw else [_read(thing)]
            )
            heard.extend(str(text) for text in texts)

    before, shown.display = shown.display, display
    try:
        yield heard
    finally:
        shown.display = before


def _read(value: Any) -> str:
    """A value as a front end would render it, as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list):
        return "\n".join(_read(part) for part in value)
    for kind in _KINDS:
        if render := getattr(value, kind, None):
            return str(render() or "")
    return ""


def _message(error: BaseException) -> str:
    text = _cut(str(error))
    if isinstance(error, InputError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _where(error: BaseException) -> str:
    """The innermost function of the package on the way to the error."""
    inside = [
        f"{Path(frame.filename).relative_to(_PACKAGE).as_posix()}:{frame.lineno}, {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
        and "audit" not in Path(frame.filename).relative_to(_PACKAGE).parts
    ]
    return inside[-1] if inside else ""


def main(path: str) -> None:
    """Rehearse the chapters that are asked for, a name a line, and write a line of JSON for each.

    Nothing in a chapter can read the names or write among the answers.
    """
    from casestudy.scenario.case import load_case

    names, answers = (
        os.fdopen(os.dup(end), mode, encoding="utf-8") for end, mode in ((0, "r"), (1, "w"))
    )
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    case, home = load_case(path), os.environ["CASESTUDY_HOME"]
    for name in names:
        chapter = name.strip()
        os.environ["CASESTUDY_HOME"] = str(Path(home) / chapter)
        found = [asdict(failure) for failure in rehearse(case, chapter)]
        answers.write(f"{json.dumps(found)}\n")
        answers.flush()
