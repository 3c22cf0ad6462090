"""Buttons that write the board paper, and the learner's own record, beside the notebook."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as w

from casestudy.report import board_paper, record_page, write_paper
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import Message, button, row

NAME, RECORD = "board_paper", "my_record"


def paper_box(case: Case | None = None) -> Panel:
    """Buttons that write the board paper, and the record, into the folder of the notebook.

    Parameters
    ----------
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel
    """
    return PaperBox(current_case(case))


class PaperBox(Panel):
    """The buttons, and what came of pressing them."""

    def __init__(self, case: Case) -> None:
        """Nothing is written before a button is pressed."""
        self._case, self.message = case, Message()
        # A link in an output is followed by the page that shows the notebook: JupyterLab opens the
        # file. In the text of a widget it would lead away from the notebook.
        self.link = w.Output()
        self.buttons = [
            button("write it as HTML", lambda: self.write(".html")),
            button("write it as PDF", lambda: self.write(".pdf")),
            button("write my record", lambda: self.write(".html", RECORD)),
        ]
        super().__init__(
            [row(*self.buttons), self.message.box, self.link],
            "Buttons that write the board paper as HTML or PDF, and the record of what you did",
        )

    def write(self, ending: str, name: str = NAME) -> None:
        """Write a paper; a file that is there is replaced only when that is wanted."""
        path = Path(f"{name}{ending}")
        self.link.outputs = ()
        if path.exists():
            self.message.ask(
                f"{path} is there already.", "replace it", "keep the old one",
                lambda: self._written(path),
            )  # fmt: skip
        else:
            self.message.trying(lambda: self._written(path))

    def _written(self, path: Path) -> str:
        make = record_page if path.stem == RECORD else board_paper
        write_paper(make(self._case), path, replace=path.exists())
        data = {
            "text/html": f'<a href="{path}" target="_blank">open {path}</a>',
            "text/plain": str(path),
        }
        self.link.outputs = ({"output_type": "display_data", "data": data, "metadata": {}},)
        return f"{path} stands beside this notebook."
