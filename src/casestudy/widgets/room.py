"""For whoever runs a room: the kit to look at and to write, and the debrief."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import ipywidgets as w

from casestudy import debrief as room
from casestudy.errors import InputError
from casestudy.files.reading import given_path
from casestudy.kit import FORMATS, kit, write_kit
from casestudy.report import Paper, PaperView, write_paper
from casestudy.scenario.case import Case
from casestudy.text.present import current_case
from casestudy.text.prose import Prose
from casestudy.text.words import phrase
from casestudy.widgets.controls import Panel
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.paper import link_to
from casestudy.widgets.shown import as_page, show_in, shown
from casestudy.widgets.words import words

PAPERS = ("running_sheet", "brief", "roles", "decision_sheet")
KIT, HANDOUT, PAGE = Path("kit"), Path("room"), Path("debrief.html")
FEW, MOST = 4, 99  # teams

HandOut = Callable[..., None]
_papers = lru_cache(maxsize=2)(kit)


def kit_box(case: Case | None = None) -> Panel:
    """The papers of the kit, to look at: one for each length of time, and those for everybody.

    Parameters
    ----------
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel
    """
    return KitBox(current_case(case))


class KitBox(Panel):
    """A menu of lengths, a menu of papers, and the paper."""

    def __init__(self, case: Case) -> None:
        """Show the running sheet of the shortest."""
        self._case = case
        lengths = [(phrase("casestudy.kit", f"format.{name}"), name) for name in FORMATS]
        papers = [(words(f"kit.{name}"), name) for name in PAPERS]
        wide = w.Layout(width="auto", max_width="100%")
        self.length = w.Dropdown(options=lengths, layout=wide)
        self.paper = w.Dropdown(options=papers, layout=wide)
        view = self._view()
        self._place = shown(view)
        menus = [
            field(words("kit.length"), self.length, "kit-length"),
            field(words("kit.paper"), self.paper, "kit-paper"),
        ]
        super().__init__([row(*menus), self._place], words("kit.what"), as_page(view))
        for menu in (self.length, self.paper):
            menu.observe(lambda _: show_in(self._place, self._view()), names="value")

    def _view(self) -> PaperView:
        name = self.paper.value
        by_length = name == "running_sheet"
        return PaperView(_papers(self._case)[f"{name}_{self.length.value}" if by_length else name])


class HandOutBox(Panel):
    """Buttons that write the kit, and a folder for each team."""

    def __init__(self, case: Case, hand_out: HandOut) -> None:
        """Nothing is written before a button is pressed."""
        self._case, self._hand_out, self.message = case, hand_out, Message()
        self.teams = w.BoundedIntText(FEW, min=1, max=MOST, layout=w.Layout(width="5rem"))
        self.buttons = [
            button(words("kit.write"), lambda: self._asked(KIT, self._kit)),
            button(words("kit.hand_out"), lambda: self._asked(HANDOUT, self._folders)),
        ]
        parts = [field(words("kit.teams"), self.teams, "teams"), self.buttons[1]]
        super().__init__([row(self.buttons[0]), row(*parts), self.message.box], words("kit.both"))

    def _asked(self, out: Path, write: Callable[[bool], str]) -> None:
        """Write a folder; one that is there goes aside only when that is wanted."""
        if out.exists():
            self.message.ask(
                words("kit.there", path=out), words("replace"), words("keep_old"),
                lambda: write(True),
            )  # fmt: skip
        else:
            self.message.trying(lambda: write(False))

    def _kit(self, force: bool) -> str:
        files = write_kit(self._case, KIT, force=force, progress=self.message.say)
        return words("kit.written", path=KIT, files=files)

    def _folders(self, force: bool) -> str:
        teams = self.teams.value

        def tell(team: int, variant: int) -> None:
            self.message.say(words("kit.team", team=team, of=teams))

        self._hand_out(HANDOUT, teams, str(self._case.path), force=force, progress=tell)
        return words("kit.handed_out", path=HANDOUT, teams=teams)


def debrief_box(case: Case | None = None) -> Panel:
    """Fields for what a room hands in, and the debrief of it; an example while they are empty.

    Parameters
    ----------
    case : Case, optional
        The notebook's own by default.

    Returns
    -------
    Panel
    """
    return DebriefBox(current_case(case))


class DebriefBox(Panel):
    """A field for a folder, one for codes, buttons, and the tables and pictures."""

    def __init__(self, case: Case) -> None:
        """Show a room that was never there."""
        self._case, self.message = case, Message()
        self.folder = w.Text(placeholder=words("debrief.folder_here"), continuous_update=False)
        self.codes = w.Textarea(placeholder=words("debrief.codes_here"), rows=4)
        self.codes.layout.width = "100%"
        self.link = w.Output()
        self.buttons = [
            button(words("debrief.show"), lambda: self.message.trying(self.look)),
            button(words("debrief.write"), self.write),
        ]
        self._now: Paper = room.debrief(case, room.example(case))
        example, view = words("debrief.example"), PaperView(self._now)
        self.message.say(example)
        self._place = shown(view)
        fields = [
            field(words("debrief.folder"), self.folder, "debrief-folder"),
            field(words("debrief.codes"), self.codes, "debrief-codes"),
        ]
        parts = [*fields, row(*self.buttons), self.message.box, self.link, self._place]
        super().__init__(parts, words("debrief.what"), as_page(Prose(f"*{example}*"), view))

    def look(self) -> str:
        """Read what is in the fields, and show the debrief of it."""
        folder, codes = self.folder.value.strip(), self.codes.value
        if folder and codes.strip():
            raise InputError(words("debrief.either"))
        self.link.outputs = ()
        if folder:
            handed = room.read(self._case, str(given_path(folder)))
        else:
            handed = room.read_pasted(self._case, codes) or room.example(self._case)
        self._now = room.debrief(self._case, handed, self._tell)
        show_in(self._place, PaperView(self._now))
        there = folder or codes.strip()
        return room.counted(handed) if there else words("debrief.example")

    def _tell(self, what: str, done: int, of: int) -> None:
        self.message.say(words(f"debrief.done_{what}", done=done, of=of))

    def write(self) -> None:
        """Write what is shown as a page; one that is there is replaced only when that is wanted."""
        self.link.outputs = ()
        if PAGE.exists():
            self.message.ask(
                words("paper.there", path=PAGE), words("replace"), words("keep_old"), self._written
            )
        else:
            self.message.trying(self._written)

    def _written(self) -> str:
        write_paper(self._now, PAGE, replace=PAGE.exists())
        self.link.outputs = (link_to(PAGE),)
        return words("paper.written", path=PAGE)
