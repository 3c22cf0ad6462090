"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass

from casestudy.text.prose import as_markdown


@dataclass(frozen=True)
class Feedback:
    """What a check says; a notebook renders it, and everything else sees the text.

    Attributes
    ----------
    id : str
        The exercise.
    correct : bool or None
        None where there is nothing to judge: no answer yet, one that cannot be read, or a text
        that the learner judges.
    text : str
        What is to be said, in Markdown.
    tries : int
        Different answers so far that could be judged.
    hint_taken : bool
    reason : str
        Why, in a word or a name: "right", "unanswered", "unread", "text", "kept" (another text
        stays in place of this one), "unknown", the name of a known wrong answer, that of a near
        miss, or "elsewhere".
    advice : str
        What to do next by a call; shown in a notebook, and of no use beside a button that does it.
    """

    id: str
    correct: bool | None
    text: str
    tries: int = 0
    hint_taken: bool = False
    reason: str = ""
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.advice}".strip()

    def __repr__(self) -> str:
        """The text itself, as a notebook stores it beside the Markdown."""
        return str(self)

    def _repr_markdown_(self) -> str:
        return as_markdown(str(self))
