"""Buttons that write the board paper, the record and the predictions beside the notebook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ipywidgets as w

from casestudy.learning.handing_in import LONGEST_NAME, hand_in
from casestudy.report import board_paper, record_page, write_paper
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import Message, button, row
from casestudy.widgets.words import words

NAME, RECORD, PREDICTIONS = "board_paper", "my_record", "my_predictions"


def paper_box(case: Case | None = None) -> Panel:
    """Buttons that write paper, record and predictions into the folder of the notebook.

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
            button(words("paper.html"), lambda: self.write(".html")),
            button(words("paper.pdf"), lambda: self.write(".pdf")),
            button(words("paper.record"), lambda: self.write(".html", RECORD)),
        ]
        label = words("paper.team")
        self.team = w.Text(placeholder=label, tooltip=label, continuous_update=False)
        self.team.layout.width = "16rem"
        hand_in_ = button(words("paper.predictions"), self._hand_in)
        self.buttons.append(hand_in_)
        super().__init__(
            [row(*self.buttons[:-1]), row(self.team, hand_in_), self.message.box, self.link],
            words("paper.what"),
        )

    def _hand_in(self) -> None:
        named = re.sub(r"[^\w-]+", "-", self.team.value[:LONGEST_NAME].lower()).strip("-")
        self.write(".yaml", named or PREDICTIONS)

    def write(self, ending: str, name: str = NAME) -> None:
        """Write a file of these; one that is there is replaced only when that is wanted."""
        path = Path(f"{name}{ending}")
        self.link.outputs = ()
        if path.exists():
            self.message.ask(
                words("paper.there", path=path), words("replace"), words("keep_old"),
                lambda: self._written(path),
            )  # fmt: skip
        else:
            self.message.trying(lambda: self._written(path))

    def _written(self, path: Path) -> str:
        if path.suffix == ".yaml":
            made = hand_in(self._case, path, self.team.value, replace=path.exists())
            done = words(
                "paper.predicted", path=path, made=len(made.ranges), kept=len(made.answers)
            )
        else:
            make = record_page if path.stem == RECORD else board_paper
            write_paper(make(self._case), path, replace=path.exists())
            done = words("paper.written", path=path)
        self.link.outputs = (link_to(path),)
        return done


def link_to(path: Path) -> dict[str, Any]:
    """A link to a file beside the notebook, as the output of a cell."""
    data = {
        "text/html": f'<a href="{path}" target="_blank">{words("paper.open", path=path)}</a>',
        "text/plain": str(path),
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}
