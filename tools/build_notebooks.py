"""Execute every notebook with the default scenario and store its outputs.

Widget views and widget state are left out: a stored slider opens dead, and the words that stand
beside it say what it is. Also left out is what changes from run to run and says nothing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"


def clean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Leave what a reader sees and nbval compares; number the cells in one run."""
    notebook.metadata.pop("widgets", None)
    language = notebook.metadata.get("language_info", {})
    notebook.metadata["language_info"] = {"name": language.get("name", "python")}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(VIEW, None)
    return notebook


def execute(path: Path) -> nbformat.NotebookNode:
    """Run a notebook from top to bottom in its folder."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        startup_timeout=60,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    return clean(notebook)


def main(names: list[str]) -> None:
    """Execute the notebooks given, or all, and write them."""
    os.environ["CASESTUDY_SCENARIO"] = "turnaround"
    os.environ["CASESTUDY_VARIANT"] = "0"
    os.environ.pop("MPLBACKEND", None)  # it would keep the kernel from storing pictures
    with tempfile.TemporaryDirectory() as home:
        os.environ["CASESTUDY_HOME"] = home
        os.environ["IPYTHONDIR"] = f"{home}/ipython"
        for path in sorted(FOLDER.rglob("*.ipynb")):
            if ".ipynb_checkpoints" in path.parts or (names and path.stem not in names):
                continue
            nbformat.write(execute(path), path)
            print(f"stored {path.relative_to(FOLDER.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
