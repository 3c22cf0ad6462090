"""The learner's working copy of the notebooks, and JupyterLab on it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from casestudy import __version__
from casestudy.app.notebooks import (
    cleared,
    notebook_text,
    read_notebook,
    written_in,
)
from casestudy.app.processes import check_port, child_environment, run_to_its_end
from casestudy.app.words import words
from casestudy.chapters import start
from casestudy.errors import InputError, unknown
from casestudy.files.places import (
    DEFAULT,
    available,
    home_folder,
    notebooks_folder,
    scenario_path,
    tables_folder,
)
from casestudy.files.reading import content_of
from casestudy.files.writing import keep_aside, sole_writer, write_atomically

if TYPE_CHECKING:
    from casestudy.scenario.case import Case
    from casestudy.text.prose import Prose

FIRST = "00_start_here.ipynb"
MANIFEST = ".casestudy.json"
INSTRUCTOR = "instructor/"  # notebooks that a team is not given
WITHHELD = "withheld"


@dataclass(frozen=True)
class Wanted:
    """What the copies are to show: a scenario or a variant as it is now.

    Attributes
    ----------
    name : str
        Of the case, for people.
    mark : str
        Differs where the scenario, its tables or the version of the package do; empty for what
        the notebooks show as they come.
    """

    name: str
    mark: str


@dataclass(frozen=True)
class Prepared:
    """What became of the copies: numbers, and what is to be said of single ones."""

    copied: int
    renewed: int
    kept: int
    notes: tuple[str, ...] = ()


def wanted(scenario: str | None = None, variant: int | None = None) -> Wanted:
    """What notebooks opened with this scenario and this variant show.

    Raises
    ------
    InputError
        If there is no such scenario or variant, or it cannot be used.
    """
    from casestudy.analysis.variants import load_case, variant_number

    number = variant_number(variant)
    path = scenario_path(scenario).resolve()
    name = load_case(path, number).name
    ready = available().get(path.stem)
    if name == DEFAULT and ready is not None and path == ready.resolve():
        mark = ""
    else:
        files = [path, *sorted(tables_folder(path).glob("*.csv"))]
        digest = hashlib.sha256(f"{__version__} {path} {number}".encode())
        for file in files:
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        mark = digest.hexdigest()[:16]
    return Wanted(name, mark)


def prepare(folder: Path, shown: Wanted, *, learner: bool = False) -> Prepared:
    """Bring the learner's working copy up to date, and leave alone what they wrote into it.

    A copy into which nobody wrote is made anew where its original has changed or where it shows
    another scenario. Results are those of the scenario wanted, or none: the page is computed when
    JupyterLab opens it.

    Parameters
    ----------
    folder : Path
        The working copy; made if missing.
    shown : Wanted
    learner : bool
        Whether the notebooks for instructors are left out, from now on.

    Returns
    -------
    Prepared

    Raises
    ------
    InputError
        If the folder cannot be written to, or is the folder of the originals.
    """
    source = notebooks_folder()
    if source.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise InputError(f"{folder}: holds the originals; give another folder for your copy")
    known, theirs = _known(folder), {}
    new, old, withheld = [], [], []
    for name in originals():
        original, mine = source / name, folder / name
        if not os.path.lexists(mine):
            kept_back = known.get(name, {}).get("shows") == WITHHELD
            away = kept_back or (learner and name.startswith(INSTRUCTOR))
            (withheld if away else new).append(name)
            continue
        entry = known.get(name) or _guessed(mine, original)
        if entry is None or not _is_untouched(mine, entry):
            theirs[name] = entry
        elif (entry["original"], entry["shows"]) != (_digest(original), shown.mark):
            old.append(name)
    notes = _remarks(theirs, shown)
    todo = sorted([*new, *old])
    for name in todo:
        _place(folder, name, shown)
    if learner:
        empty = dict.fromkeys(("original", "written", "name"), "") | {"shows": WITHHELD}
        _note(folder, dict.fromkeys(withheld, empty))
    kept = len(originals()) - len(todo) - len(withheld)
    return Prepared(len(new), len(old), kept, tuple(notes))


def start_over(folder: Path, name: str, shown: Wanted) -> Path | None:
    """Replace the copy of a notebook by a new one, and keep the old one aside.

    Parameters
    ----------
    folder : Path
        The working copy.
    name : str
        The notebook, as `find_original` gives it.
    shown : Wanted

    Returns
    -------
    Path or None
        Where the old copy is kept; None where there was none.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    aside = keep_aside(folder / name) if (folder / name).is_file() else None
    _place(folder, name, shown)
    return aside


def find_original(text: str) -> str:
    """A notebook by its number, its name or its file.

    Returns
    -------
    str
        Its path below the folder of the originals.

    Raises
    ------
    InputError
        If there is none; the nearest is named.

    Examples
    --------
    >>> find_original("05"), find_original("05_price")
    ('05_price.ipynb', '05_price.ipynb')
    """
    wanted_ = Path(text).stem
    by_name = {Path(name).stem: name for name in originals()}
    for stem, name in by_name.items():
        if wanted_ in (stem, stem.partition("_")[0]):
            return name
    raise InputError(unknown("notebook", text, by_name))


def originals() -> list[str]:
    """The notebooks that there are, as paths below their folder."""
    source = notebooks_folder()
    return [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*.ipynb"))
        if ".ipynb_checkpoints" not in path.parts
    ]


def _place(folder: Path, name: str, shown: Wanted) -> None:
    """Put a fresh copy into the folder, and note from what it was made and what it shows."""
    original, mine = notebooks_folder() / name, folder / name
    content = original.read_bytes()
    if shown.mark:  # nobody meets another company's results
        content = notebook_text(cleared(read_notebook(original))).encode()
    write_atomically(mine, content)
    entry = {
        "original": _digest(original),
        "written": written_in(read_notebook(original)),
        "shows": shown.mark,
        "name": shown.name,
    }
    _note(folder, {name: entry})


def _note(folder: Path, entries: Mapping[str, Mapping[str, str]]) -> None:
    """Note from what copies were made and what they show."""
    with sole_writer(folder):
        text = json.dumps(_known(folder) | entries, indent=1, sort_keys=True) + "\n"
        write_atomically(folder / MANIFEST, text)


def _guessed(mine: Path, original: Path) -> dict[str, str] | None:
    """What can be said of a copy that was made before copies were noted; None if nothing can."""
    with suppress(InputError):
        written = written_in(read_notebook(original))
        if _digest(mine) == _digest(original):
            return {"original": _digest(original), "written": written, "shows": "", "name": DEFAULT}
        if written == written_in(read_notebook(mine)):
            return {"original": "", "written": written, "shows": "unknown", "name": ""}
    return None


def _is_untouched(mine: Path, entry: Mapping[str, str]) -> bool:
    """Whether a copy holds nothing that somebody wrote."""
    try:
        return written_in(read_notebook(mine)) == entry["written"]
    except InputError:
        return False


def _remarks(theirs: Mapping[str, Mapping[str, str] | None], shown: Wanted) -> list[str]:
    """What the owner of copies should know of those that are left as they are."""
    older: list[str] = []
    unknown_: list[str] = []
    others: dict[str, list[str]] = {}
    for name, entry in theirs.items():
        if entry is None:
            unknown_.append(name)
            continue
        if entry["written"] != written_in(read_notebook(notebooks_folder() / name)):
            older.append(name)
        if entry["shows"] != shown.mark:
            same = entry["name"] == shown.name
            before = words("open.as_before", scenario=shown.name)
            was = before if same else entry["name"] or words("open.other")
            others.setdefault(was, []).append(name)
    notes = []
    if older:
        notes.append(words("open.older", names=", ".join(older)))
    if unknown_:
        notes.append(words("open.perhaps_older", names=", ".join(unknown_)))
    if notes:
        notes.append(words("open.again"))
    for was, names in others.items():
        told = ", ".join(names)
        notes.append(words("open.shows_other", was=was, scenario=shown.name, names=told))
    if unknown_ and shown.mark:
        told = ", ".join(unknown_)
        notes.append(words("open.may_show_other", scenario=shown.name, names=told))
    return notes


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _known(folder: Path) -> dict[str, dict[str, str]]:
    """What is noted of the copies in a folder; nothing where the note cannot be read."""
    try:
        said = json.loads(content_of(folder / MANIFEST, 1_000_000))
        keys = {"original", "written", "shows", "name"}
        return {
            str(name): {key: str(entry[key]) for key in keys}
            for name, entry in said.items()
            if keys <= set(entry)
        }
    except (OSError, InputError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def start_lab(
    folder: Path,
    *,
    scenario: str | None = None,
    variant: int | None = None,
    browser: bool = True,
    port: int | None = None,
) -> int:
    """Run JupyterLab on a folder until it is stopped.

    Parameters
    ----------
    folder : Path
        The working copy.
    scenario : str, optional
        Scenario for all notebooks of this run.
    variant : int, optional
        Its variant; by default as the environment says.
    browser : bool
        Whether to open a browser.
    port : int, optional
        Port; a free one by default.

    Returns
    -------
    int
        JupyterLab's exit code.

    Raises
    ------
    InputError
        If the scenario does not exist, JupyterLab is not installed, or the port is taken.
    """
    environment = child_environment()
    # No question about news stands before the first page.
    settings = [str(Path(__file__).parent / "lab"), environment.get("JUPYTER_CONFIG_PATH", "")]
    environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(p for p in settings if p)
    if scenario is not None:
        environment["CASESTUDY_SCENARIO"] = str(scenario_path(scenario).resolve())
    if variant is not None:
        environment["CASESTUDY_VARIANT"] = str(variant)
    if find_spec("jupyterlab") is None:
        raise InputError("JupyterLab is not installed; install casestudy with its extra 'lab'")
    check_port(port)
    command = [sys.executable, "-P", "-m", "jupyterlab", FIRST]
    # The reading view: code folded away, and a page computed when it is opened.
    command += [
        f"--LabApp.extra_labextensions_path={Path(__file__).parent / 'lab' / 'labextensions'}"
    ]
    command += [] if browser else ["--no-browser"]
    # The port that was asked for or none: another one would silently lead nowhere.
    command += [] if port is None else [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    # In a container one is often root, and Jupyter then asks to be told that this is meant.
    command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return run_to_its_end(command, folder=folder, environment=environment)


def check_setup(case: Case) -> Prose:
    """Check that what the workbook needs is there, and say so.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Prose
    """
    from casestudy.model.simulate import simulate
    from casestudy.text.words import say

    try:
        home_folder().mkdir(parents=True, exist_ok=True)
        writable = os.access(home_folder(), os.W_OK)
    except OSError:
        writable = False
    idle = simulate(case, case.plan("do_nothing")).headlines
    checks = {
        "python": sys.version_info >= (3, 11),
        "sliders": find_spec("ipywidgets") is not None,
        "pictures": find_spec("matplotlib") is not None,
        "model": float(idle.npv) == 0.0,
        "folder": writable,
    }
    missing = [name for name, there in checks.items() if not there]
    return say(start, "setup", case=case, checks=list(checks), missing=missing)


def notebook_map(folder: Path | None = None) -> Prose:
    """The notebooks that there are, with their question and their time.

    Parameters
    ----------
    folder : Path, optional
        Folder of the notebooks; the question and the minutes are read from their metadata.

    Returns
    -------
    Prose
    """
    from casestudy.text.words import say

    rows = []
    for path in sorted((folder or notebooks_folder()).glob("[0-9][0-9]_*.ipynb")):
        meta = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("casestudy", {})
        title = path.stem.replace("_", " ")
        rows.append((title, path.name, meta.get("question", ""), meta.get("minutes", "")))
    return say(start, "notebook_map", rows=rows, minutes=sum(int(row[3]) for row in rows if row[3]))
