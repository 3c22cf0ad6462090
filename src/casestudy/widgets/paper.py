"""Two buttons that write the board paper beside the notebook."""

from __future__ import annotations

from pathlib import Path

from casestudy.case import Case
from casestudy.learning import current_case
from casestudy.reading import InputError
from casestudy.report import board_paper, write_paper
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import Message, button, row

NAME = "board_paper"


def paper_box(case: Case | None = None) -> Panel:
    """Buttons that write the board paper as HTML or PDF into the folder of the notebook.

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
        self.buttons = [
            button("write it as HTML", lambda: self.write(".html")),
            button("write it as PDF", lambda: self.write(".pdf")),
        ]
        super().__init__(
            [row(*self.buttons), self.message.box],
            "buttons that write the board paper as HTML or PDF",
        )

    def write(self, ending: str, *, replace: bool = False) -> None:
        """Write the paper; a file that is there is replaced only when that is wanted."""
        path = Path(f"{NAME}{ending}")
        if path.exists() and not replace:
            self.message.ask(
                f"{path} is there already.", "replace it", "keep the old one",
                lambda: self.write(ending, replace=True),
            )  # fmt: skip
            return
        try:
            write_paper(board_paper(self._case), path, replace=replace)
        except InputError as error:
            self.message.complain(str(error))
            return
        self.message.say(f"{path} stands beside this notebook.")
