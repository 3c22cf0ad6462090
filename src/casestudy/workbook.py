"""The learner's working copy of the notebooks, and JupyterLab on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from casestudy.places import home_folder, scenario_path
from casestudy.reading import InputError

if TYPE_CHECKING:
    from casestudy.case import Case
    from casestudy.narrative import Prose

FIRST = "00_start_here.ipynb"


def notebooks_folder() -> Path:
    """The notebooks as they come: in the installed package, or in the clone."""
    packaged = Path(__file__).parent / "notebooks"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "notebooks"


def copy_notebooks(folder: Path) -> tuple[int, int]:
    """Copy the notebooks that the learner does not have yet.

    Parameters
    ----------
    folder : Path
        The learner's working copy; made if missing.

    Returns
    -------
    copied, kept : int
        Notebooks copied now, and those that were there already and stay as they are.

    Raises
    ------
    InputError
        If the folder cannot be written to, or is the folder of the originals.
    """
    source = notebooks_folder()
    if source.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise InputError(f"{folder}: holds the originals; give another folder for your copy")
    copied = kept = 0
    try:
        for original in sorted(source.rglob("*.ipynb")):
            if ".ipynb_checkpoints" in original.parts:
                continue
            mine = folder / original.relative_to(source)
            if os.path.lexists(mine):
                kept += 1
                continue
            mine.parent.mkdir(parents=True, exist_ok=True)
            # First beside, then in place: a copy cut short is never taken for the learner's.
            part = mine.with_suffix(".part")
            try:
                shutil.copyfile(original, part)
                os.replace(part, mine)
            finally:
                part.unlink(missing_ok=True)
            copied += 1
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
    return copied, kept


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
        If the scenario does not exist or JupyterLab is not installed.
    """
    environment = dict(os.environ)
    # No question about news stands before the first page.
    settings = [str(Path(__file__).parent / "lab"), environment.get("JUPYTER_CONFIG_PATH", "")]
    environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(p for p in settings if p)
    if scenario is not None:
        environment["CASESTUDY_SCENARIO"] = str(scenario_path(scenario).resolve())
    if variant is not None:
        environment["CASESTUDY_VARIANT"] = str(variant)
    if find_spec("jupyterlab") is None:
        raise InputError("JupyterLab is not installed; install casestudy with its extra 'lab'")
    command = [sys.executable, "-m", "jupyterlab", FIRST]
    command += [] if browser else ["--no-browser"]
    command += [] if port is None else [f"--ServerApp.port={port}"]
    # In a container one is often root, and Jupyter then asks to be told that this is meant.
    command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    try:
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0


def check_setup(case: Case) -> Prose:
    """Check that what the workbook needs is there, and say so.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Prose
    """
    from casestudy.model import simulate
    from casestudy.narrative.start import setup_report

    try:
        home_folder().mkdir(parents=True, exist_ok=True)
        writable = os.access(home_folder(), os.W_OK)
    except OSError:
        writable = False
    idle = simulate(case, case.plan("do_nothing")).headlines
    checks = {
        "Python": sys.version_info >= (3, 11),
        "sliders": find_spec("ipywidgets") is not None,
        "pictures": find_spec("matplotlib") is not None,
        "the model": float(idle.npv) == 0.0,
        "a folder for your own work": writable,
    }
    return setup_report(case, checks)


def notebook_map() -> Prose:
    """The notebooks that there are, with their question and their time."""
    from casestudy.narrative.start import notebook_map as described

    return described(notebooks_folder())
