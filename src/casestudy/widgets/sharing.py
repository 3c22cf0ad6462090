"""Share: a plan as a short code or a link, and back."""

from __future__ import annotations

import html
import os

import ipywidgets as w

from casestudy.errors import InputError
from casestudy.plans import sharing
from casestudy.widgets.desk import Desk, heading
from casestudy.widgets.message import Message, button, field, row
from casestudy.widgets.words import words


class Sharing:
    """The part of the cockpit that gives plans to others.

    Parameters
    ----------
    desk : Desk
    query : str
        The query of the link that opened the page; that of a served page by default.

    Attributes
    ----------
    notice : Message
        What came of that link; it stands where it is seen, whichever part is open.
    """

    def __init__(self, desk: Desk, query: str = "") -> None:
        """Take over what the link says, if there is one."""
        self._desk, self._message, self.notice = desk, Message(), Message()
        self._served = os.environ.get("SERVER_SOFTWARE", "").startswith("voila")
        wide = w.Layout(width="100%", max_width="34rem")
        self._code = w.Text(disabled=False, layout=wide)
        self._link = w.HTML()
        self._given = w.Text(placeholder="CS1-…", continuous_update=False, layout=wide)
        self.box = w.VBox(
            [
                heading(words("share.title")),
                field(words("share.code"), self._code, "share-code"),
                self._link,
                row(field(words("share.given"), self._given, "share-given"),
                    button(words("share.restore"), self._restore)),
                self._message.box,
            ]
        )  # fmt: skip
        self._open_link(query or os.environ.get("QUERY_STRING", ""))
        desk.listen(self._show)
        self._show()

    def opened(self) -> None:
        """Write the code of the plan at hand."""
        self._show()

    def _show(self) -> None:
        if self.box.layout.display == "none":
            return  # nobody looks
        code = sharing.encode(self._desk.case, self._desk.levers, self._desk.assumptions)
        self._code.value = code
        link = html.escape(sharing.link(code, ""))
        if self._served:
            # Relative: it leads to the page itself, wherever that is served.
            text = f'<a href="{link}" class="cs-share-link">{words("share.link")}</a>'
        else:
            # In a notebook a link would load the whole lab anew, and lose what is not saved.
            text = f'{words("share.how")} <code class="cs-share-link">{link}</code>'
        self._link.value = text

    def _take(self, shared: sharing.Shared) -> str:
        if shared.scenario != self._desk.case.name:
            theirs, ours = repr(shared.scenario), repr(self._desk.case.name)
            raise InputError(words("share.other_scenario", theirs=theirs, ours=ours))
        self._desk.set(shared.levers, shared.assumptions)
        return f"{words('share.restored')} {shared.note}"

    def _restore(self) -> None:
        self._message.trying(lambda: self._take(sharing.decode(self._given.value, self._desk.case)))

    def _open_link(self, query: str) -> None:
        self.notice.box.layout.display = "none"
        try:
            shared = sharing.from_query(query, self._desk.case, self._desk.levers)
            said = "" if shared is None else self._take(shared)
        except InputError as error:
            self.notice.complain(words("share.not_followed", error=error))
        else:
            self.notice.say(said)
            if not said:
                return
        self.notice.box.layout.display = ""
