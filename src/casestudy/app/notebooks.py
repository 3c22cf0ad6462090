"""A notebook as a file: run from top to bottom, without its outputs, and what is in it to read.

Widget views and widget state are left out of what is stored: a stored slider opens dead, and the
words that stand beside it say what it is. Also left out is what changes from run to run and says
nothing.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from casestudy.errors import InputError
from casestudy.files.reading import content_of

VIEW = "application/vnd.jupyter.widget-view+json"
LARGEST = 100_000_000

Notebook = dict[str, Any]


def read_notebook(path: Path) -> Notebook:
    """A notebook file as a mapping.

    Raises
    ------
    InputError
        If it is no notebook.
    """
    try:
        notebook = json.loads(content_of(path, LARGEST))
        if all(isinstance(cell, dict) for cell in notebook["cells"]):
            return notebook
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise InputError(f"{path}: is no notebook")


def notebook_text(notebook: Mapping[str, Any]) -> str:
    """Text of a notebook file, in the form in which Jupyter stores it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def written_in(notebook: Notebook) -> str:
    """A mark of what people wrote into a notebook: it differs where a cell does.

    Outputs do not count, nor what Jupyter notes beside the cells.
    """
    cells = [
        (cell.get("cell_type"), "".join(cell.get("source", "")), cell.get("attachments") or None)
        for cell in notebook["cells"]
    ]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def clean(notebook: Notebook) -> Notebook:
    """Leave what a reader sees and what comes out again; number the cells in one run."""
    notebook["metadata"].pop("widgets", None)
    language = notebook["metadata"].get("language_info", {})
    notebook["metadata"]["language_info"] = {"name": language.get("name", "python")}
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
    return notebook


def cleared(notebook: Notebook) -> Notebook:
    """A copy without any result."""
    bare = clean(copy.deepcopy(notebook))
    for cell in bare["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return bare


def executed(
    notebook: Notebook, folder: Path, environment: Mapping[str, str] | None = None
) -> Notebook:
    """A copy with the results of a run from top to bottom.

    Parameters
    ----------
    notebook : dict
    folder : Path
        Working folder of its kernel.
    environment : mapping of str to str, optional
        Of its kernel; that of this process by default.

    Returns
    -------
    dict

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    RuntimeError
        If its kernel does not start or takes too long.
    """
    import nbformat
    from nbclient import NotebookClient

    node = nbformat.reads(notebook_text(notebook), as_version=4)
    client = NotebookClient(
        node,
        timeout=300,
        startup_timeout=60,
        resources={"metadata": {"path": str(folder)}},
        # A kernel warns on the terminal of what is no concern of a reader's.
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    )
    more = {} if environment is None else {"env": dict(environment)}
    _apart(lambda: client.async_execute(**more))
    return json.loads(nbformat.writes(clean(node)))


def _apart(task: Callable[[], Coroutine]) -> None:
    """Do a task to its end in a thread of its own.

    In the main thread nbclient takes SIGTERM for the end of one kernel, and what called it goes on
    to the next. So the signal ends this process, and kernels end when their parent is gone.
    """
    outcome: Future[None] = Future()

    def run() -> None:
        try:
            # Not the proactor of Windows, which the kernels' sockets cannot use.
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(task())
        except BaseException as error:  # it belongs to the caller, whatever it is
            outcome.set_exception(error)
        else:
            outcome.set_result(None)

    threading.Thread(target=run, daemon=True, name="casestudy-notebook").start()
    outcome.result()
