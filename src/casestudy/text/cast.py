"""The people of the case in the text: a mark of their own, their name, and what they say."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from casestudy.scenario.case import Case

ROLES = (
    *("product_manager", "marketing", "development", "plant"),
    *("sales", "finance", "partner", "customer"),
)
COLOURS = ("#0072B2", "#AA3377", "#117733", "#8A5A00", "#B5440D", "#555599", "#00707A", "#444444")
_MARK = re.compile(r"!\[\]\(cast:(\d):([^)]{1,2})\) ?")


def initials(name: str) -> str:
    """First letters of the first and of the last part of a name.

    >>> initials("Joris de Wit"), initials("Cher"), initials("王小明")
    ('JW', 'C', '王')
    """
    parts = [part for part in name.split() if part[0].isalnum()] or ["?"]
    chosen = parts[:1] if len(parts) == 1 else [parts[0], parts[-1]]
    return "".join(part[0].upper()[:1] for part in chosen)


def voice(case: Case, role: str, text: str) -> str:
    """What somebody says, as a paragraph of Markdown with a mark before it.

    Parameters
    ----------
    case : Case
    role : str
        One of `ROLES`. Where the scenario has nobody in it, the role itself speaks.
    text : str

    Returns
    -------
    str
    """
    person = case.scenario.cast.find(role)
    said = " ".join(text.split())
    if person is None:
        return f"> **The {_plain(_role(case, role))}**: {said}"
    colour = ROLES.index(role) if role in ROLES else len(ROLES) - 1
    mark = f"![](cast:{colour}:{initials(person.name)})"
    return f"> {mark} **{_plain(person.name)}**, {_plain(person.title)}: {said}"


def name_of(case: Case, role: str) -> str:
    """The name of somebody, or their role where the scenario has nobody in it."""
    person = case.scenario.cast.find(role)
    return f"the {_plain(_role(case, role))}" if person is None else _plain(person.name)


def _role(case: Case, role: str) -> str:
    """What a role is called that nobody in the cast has."""
    own = case.scenario.vocabulary
    return own.roles.get(role) or own.words().get(role) or role.replace("_", " ")


def _plain(text: str) -> str:
    """A name that somebody has written into a scenario, in which nothing is markup."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)


class People:
    """The cast as templates ask for it: `{{ cast.plant }}` is a name.

    Parameters
    ----------
    case : Case
    """

    def __init__(self, case: Case) -> None:
        """Keep the case."""
        self._case = case

    def __getattr__(self, role: str) -> str:
        if role not in ROLES:
            raise AttributeError(role)
        return name_of(self._case, role)


def speaker(case: Case) -> Callable[..., str]:
    """What templates call: `{% call voice("plant") %}text{% endcall %}`."""

    def said(role: str, caller: Callable[[], str]) -> str:
        # The template marks the lines on which only a tag stands by a NUL.
        return f"{voice(case, role, caller().replace(chr(0), ' '))}\n"

    return said


def with_marks(markdown: str) -> str:
    """Markdown with the marks of people as pictures, for a page."""
    return _MARK.sub(lambda found: f"{_picture(int(found[1]), found[2])} ", markdown)


def without_marks(markdown: str) -> str:
    """Markdown without the marks of people, for a terminal."""
    return _MARK.sub("", markdown)


def _picture(colour: int, letters: str) -> str:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="34" height="34" viewBox="0 0 34 34">'
        f'<circle cx="17" cy="17" r="17" fill="{COLOURS[colour]}"/>'
        '<text x="17" y="22" text-anchor="middle" font-family="sans-serif" font-size="13" '
        f'font-weight="bold" fill="#fff">{escape(letters)}</text></svg>'
    )
    data = base64.b64encode(drawn.encode()).decode("ascii")
    # Decoration: the name stands beside it.
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="" width="34" height="34" align="middle">'
    )
