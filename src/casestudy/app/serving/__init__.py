"""The cockpit as a page without code, for those who will not see a notebook."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from casestudy.app.processes import check_port, child_environment, run_to_its_end
from casestudy.errors import InputError
from casestudy.files.places import scenario_path

PAGE = "cockpit.ipynb"
CELLS = (
    ("markdown", "# What if?\n\nThe company is fictional and its figures are synthetic."),
    ("code", "import casestudy as cs\n\ncs.cockpit(cs.load_case())"),
)


def page_notebook() -> str:
    """The notebook behind the page, as text."""
    cells = [
        {"id": f"page-{i}", "cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for i, (kind, source) in enumerate(CELLS)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "title": "What if?"}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def serve(
    *,
    scenario: str | None = None,
    variant: int | None = None,
    port: int | None = None,
    address: str = "localhost",
    browser: bool = True,
    theme: str = "light",
) -> int:
    """Serve the cockpit with Voilà until it is stopped.

    Parameters
    ----------
    scenario : str, optional
        Scenario of the page.
    variant : int, optional
        Its variant; by default as the environment says.
    port : int, optional
        Voilà's usual one by default.
    address : str
        Where to listen; `0.0.0.0` for everybody in the network.
    browser : bool
        Whether to open a browser.
    theme : str
        `light` or `dark`; a visitor may add `?voila-theme=dark` to the address.

    Returns
    -------
    int
        Voilà's exit code.

    Raises
    ------
    InputError
        If the scenario does not exist, Voilà is not installed, or the port is taken.
    """
    environment = child_environment()
    if scenario is not None:
        environment["CASESTUDY_SCENARIO"] = str(scenario_path(scenario).resolve())
    if variant is not None:
        environment["CASESTUDY_VARIANT"] = str(variant)
    if find_spec("voila") is None:
        raise InputError("Voilà is not installed; install casestudy with its extra 'serve'")
    check_port(port, address)
    paths = [str(Path(__file__).parent), environment.get("JUPYTER_PATH", "")]
    environment["JUPYTER_PATH"] = os.pathsep.join(p for p in paths if p)
    with tempfile.TemporaryDirectory(prefix="casestudy-") as folder:
        Path(folder, PAGE).write_text(page_notebook(), "utf-8")
        command = [sys.executable, "-P", "-m", "voila", PAGE, "--template=casestudy"]
        command += [f"--theme={theme}", "--VoilaConfiguration.allow_theme_override=YES"]
        command += [f"--Voila.ip={address}"]
        # The port that was asked for or none: another one would silently lead nowhere.
        command += [] if port is None else [f"--port={port}", "--Voila.port_retries=0"]
        command += [] if browser else ["--no-browser"]
        return run_to_its_end(command, folder=Path(folder), environment=environment)
