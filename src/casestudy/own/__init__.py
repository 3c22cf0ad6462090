"""A case of one's own: made from a few answers, and what it still says in another case's words."""

from casestudy.own.inheritance import Inherited, inherited
from casestudy.own.making import QUESTIONS, Made, asked, draft, make, offered, read, understood
from casestudy.own.preview import preview

__all__ = [
    "QUESTIONS",
    "Inherited",
    "Made",
    "asked",
    "draft",
    "inherited",
    "make",
    "offered",
    "preview",
    "read",
    "understood",
]
