"""Where things are: the data, the learner's own folder, and which scenario is the one to load."""

from __future__ import annotations

import os
import re
from pathlib import Path

from casestudy.errors import InputError, as_text, given, nearest, unknown
from casestudy.files.reading import content_of, given_path, replace_values
from casestudy.files.writing import write_atomically

DEFAULT = "turnaround"
_LARGEST_CHOICE = 10_000
_LONGEST_SHOWN = 400


def data_folder() -> Path:
    """The folder with the scenarios and tables: in the installed package, or in the clone."""
    packaged = Path(__file__).parents[1] / "data"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "data"


def notebooks_folder() -> Path:
    """The notebooks as they come: in the installed package, or in the clone."""
    packaged = Path(__file__).parents[1] / "notebooks"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "notebooks"


def home_folder() -> Path:
    """The learner's own folder: `CASESTUDY_HOME`, or the usual place of the system."""
    if chosen := os.environ.get("CASESTUDY_HOME"):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("casestudy", appauthor=False)


def available() -> dict[str, Path]:
    """The ready scenarios by name."""
    folder = data_folder() / "scenarios"
    # A name has no dot: what lies beside a scenario, as `acme.exercises.yaml`, is none.
    return {p.stem: p for p in sorted(folder.glob("*.yaml")) if "." not in p.stem}


def templates() -> dict[str, Path]:
    """Cases of other industries to start one's own from, by name; no notebook offers them."""
    folder = data_folder() / "scenarios" / "templates"
    return {p.stem: p for p in sorted(folder.glob("*.yaml"))}


def template_path(like: str | Path) -> Path:
    """The file to start a case from.

    Parameters
    ----------
    like : str or Path
        Name of a ready scenario or of a template, also with hyphens, or a scenario file.

    Raises
    ------
    InputError
        If there is none; the nearest name is told.

    Examples
    --------
    >>> template_path("consumer-goods").name
    'consumer_goods.yaml'
    """
    text, every = as_text(like), available() | templates()
    name = text.replace("-", "_")
    if name in every:
        return every[name]
    if text.lower().endswith((".yaml", ".yml")) or os.sep in text or "/" in text:
        return scenario_path(text)
    accepted = [one.replace("_", "-") for one in every]
    raise InputError(unknown("template", text, accepted) + ", or a .yaml file")


def tables_folder(path: Path) -> Path:
    """Where the tables of a scenario file stand.

    Beside the folder `scenarios` if the file is in one of that name, else beside the file, in a
    folder that has the file's name.

    >>> tables_folder(Path("data/scenarios/turnaround.yaml")).as_posix()
    'data/turnaround'
    >>> tables_folder(Path("mine/acme.yaml")).as_posix()
    'mine/acme'
    """
    parent = path.parent.parent if path.parent.name == "scenarios" else path.parent
    return parent / path.stem


def scenario_path(scenario: str | Path | None = None) -> Path:
    """The file of a scenario: as given, else by environment, else by choice, else the default.

    Parameters
    ----------
    scenario : str or Path, optional
        Name of a ready scenario, or a file that ends in .yaml or .yml.

    Raises
    ------
    InputError
        If there is no such scenario; the message says where the name came from.
    """
    wanted, origin = scenario, ""
    if wanted is None and (wanted := os.environ.get("CASESTUDY_SCENARIO") or None):
        origin = " (from the environment variable CASESTUDY_SCENARIO)"
    if wanted is None and (wanted := chosen_scenario()):
        origin = (
            f" (chosen earlier, stored in {_choice_file()}; "
            "choose anew with: casestudy choose NAME)"
        )
    if wanted is None:
        wanted = DEFAULT
    text = as_text(wanted)
    if text.lower().endswith((".yaml", ".yml")) or os.sep in text or "/" in text:
        try:
            path = given_path(text)
        except InputError as error:
            raise InputError(f"{error}{origin}") from None
        if problem := _no_file(path):
            shown = path if len(text) <= _LONGEST_SHOWN else given(text)
            raise InputError(f"{shown}: {problem}{origin}")
        return path
    ready = available()
    if text not in ready:
        raise InputError(unknown("scenario", text, ready) + f", or a .yaml file{origin}")
    return ready[text]


def _no_file(path: Path) -> str:
    """Why a path is no scenario file; empty if it is one."""
    try:
        if path.is_dir():
            return "is a folder; expected a scenario file"
        if path.is_file():
            ends = path.suffix.lower() in {".yaml", ".yml"}
            return "" if ends else "is no scenario file; expected one that ends in .yaml"
        if path.exists():
            return "is not an ordinary file; expected a scenario file"
        beside = {p.stem: p.name for p in sorted(path.parent.glob("*.y*ml")) if p.is_file()}
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    near = nearest(path.stem, beside)
    return "no such scenario file" + (f"; did you mean {beside[near]!r}?" if near else "")


def _choice_file() -> Path:
    return home_folder() / "scenario.txt"


def chosen_scenario() -> str | None:
    """The scenario that the learner chose, if any."""
    try:
        return content_of(_choice_file(), _LARGEST_CHOICE).decode("utf-8").strip() or None
    except (OSError, InputError, UnicodeDecodeError):
        return None


def choose_scenario(scenario: str | Path) -> str:
    """Remember a scenario as the learner's choice.

    Raises
    ------
    InputError
        If there is no such scenario, or the choice cannot be stored.
    """
    path = scenario_path(scenario)
    ready = available()
    stored = path.stem if ready.get(path.stem) == path else str(path.resolve())
    write_atomically(_choice_file(), stored + "\n")
    return stored


def copy_scenario(like: str | Path, file: Path) -> Path:
    """Copy a scenario file as the start of another one.

    Parameters
    ----------
    like : str or Path
        The scenario to start from.
    file : Path
        The new file; its name without the ending becomes the name of the scenario.

    Returns
    -------
    Path
        The new file.

    Raises
    ------
    InputError
        If the file exists, or its name cannot be the name of a scenario.
    """
    source, file = template_path(like), new_file(file)
    write_atomically(file, renamed(source, file))
    return file


def new_file(file: str | Path) -> Path:
    """A place for a new scenario.

    Raises
    ------
    InputError
        If something is there, or its name cannot be the name of a scenario.
    """
    file = given_path(file)
    if file.suffix not in {".yaml", ".yml"}:
        raise InputError(f"{file}: a scenario file ends in .yaml")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", file.stem):
        raise InputError(
            f"{file}: the name has to be a small letter, then small letters, digits and "
            f"underscores, not {file.stem!r}"
        )
    if os.path.lexists(file):
        raise InputError(f"{file}: exists already; nothing was changed")
    return file


def renamed(source: Path, file: Path) -> str:
    """Text of a scenario under the name of another file, with the way to the schema from there."""
    text = replace_values(source, {("name",): file.stem})
    schema = data_folder() / "scenarios" / "scenario.schema.json"
    near = "scenario.schema.json" if file.resolve().parent == schema.parent else schema.as_uri()
    return re.sub(
        r"(?m)^# yaml-language-server: .*$", f"# yaml-language-server: $schema={near}", text
    )
