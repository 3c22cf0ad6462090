"""Pictures and tables that the browser draws from arrays which Python sends."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from casestudy.chapters.what_if.cockpit import Rows, csv_text
from casestudy.widgets.words import of_the_browser

STATIC = files("casestudy.widgets") / "static"


def _static(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


class Live(anywidget.AnyWidget):
    """One picture, strip of figures or table; see static/cockpit.js.

    Parameters
    ----------
    kind : str
        `cockpit`, `strip`, `table`, `bridge` or `scatter`.
    what : str
        What stands for it in a stored notebook.
    data : dict, optional
        What does not change with every move.
    """

    # The chart library comes before our own code in one module: nothing is fetched from anywhere.
    _esm = _static("d3.js") + "\n" + _static("cockpit.js")
    _css = _static("cockpit.css")

    kind = traitlets.Unicode().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    world = traitlets.Dict().tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)
    kept = traitlets.List().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, kind: str, what: str = "", data: dict[str, Any] | None = None) -> None:
        """Prepare the picture; `frame` or `data` fill it."""
        self._words = what or kind
        super().__init__(kind=kind, data=data or {}, words=of_the_browser())

    def __repr__(self) -> str:
        return f"[{self._words}]"


def table(what: str, caption: str, file: str) -> Live:
    """An empty table that can be saved as CSV; fill it by `rows_into`."""
    return Live("table", what, {"caption": caption, "file": file, "head": [], "rows": []})


def rows_into(live: Live, shown: Rows, values: Rows) -> None:
    """Show rows in a table.

    Parameters
    ----------
    live : Live
        Made by `table`.
    shown : (head, rows)
        As people read them.
    values : (head, rows)
        The same for a spreadsheet: numbers as numbers, units in a column of their own.
    """
    head, rows = shown
    live.data = live.data | {
        "head": list(head),
        "rows": [list(map(str, row)) for row in rows],
        "csv": csv_text(*values),
    }
