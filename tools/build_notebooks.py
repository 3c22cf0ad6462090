"""Execute every notebook with the default scenario and store its outputs."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from casestudy.app.notebooks import executed, notebook_text, read_notebook
from casestudy.files.writing import write_atomically

FOLDER = Path(__file__).parents[1] / "notebooks"


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
            write_atomically(path, notebook_text(executed(read_notebook(path), path.parent)))
            print(f"stored {path.relative_to(FOLDER.parent)}")


if __name__ == "__main__":
    main(sys.argv[1:])
