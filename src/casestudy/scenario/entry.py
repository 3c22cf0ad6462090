"""What the parts of a scenario file have in common."""

from __future__ import annotations

import re
from typing import Annotated, Any
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Entry(BaseModel):
    """A part of a scenario file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


NAME = r"^[a-z][a-z0-9_]{0,40}$"
CURRENCY = r"^[A-Z]{3}$"


def readable(text: str) -> str:
    """Text in one line that is not blank.

    Raises
    ------
    ValueError
        If it is blank or holds control characters.
    """
    if not text.strip():
        raise ValueError(f"expected text that is not blank, not {text!r}")
    if any(category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text.rstrip("\n")):
        raise ValueError(f"expected text in one line without control characters, not {text!r}")
    return text


def trimmed(text: str) -> str:
    """A name without spaces at its ends, which nobody sees and which make another name of it.

    Raises
    ------
    ValueError
        If there are any.
    """
    if text != text.strip():
        raise ValueError(f"expected no space before or behind the name, not {text!r}")
    return text


# What people type beside a number, and the program reads as part of the number.
_OF_NUMBERS = frozenset(
    ("e", "k", "m", "mn", "mio", "b", "bn", "t", "x", "pp", "nan", "inf", "million", "billion")
)


def currency_sign(text: str) -> str:
    """A way of writing a currency that no number can be mistaken for.

    Raises
    ------
    ValueError
        If it holds digits or signs of a number, or is a word that stands for a factor.

    Examples
    --------
    >>> currency_sign("kr"), currency_sign("R$"), currency_sign("Fr.")
    ('kr', 'R$', 'Fr.')
    """
    letters = re.sub(r"[.\s]", "", text).lower()
    if not letters or letters in _OF_NUMBERS or re.search(r"[\d,%+\-\u2212*/^=()'\"]", text):
        raise ValueError(
            "expected a sign or letters that cannot be taken for a part of a number, such as "
            f"€, kr or CHF, not {text!r}"
        )
    return text


def because(reason: str) -> dict[str, Any]:
    """The reason for a limit, for the schema and for the message that refuses a value."""
    return {"x-because": reason}


LONGEST_TEXT = 400
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(readable)]
Word = Annotated[
    str, Field(min_length=1, max_length=60), AfterValidator(readable), AfterValidator(trimmed)
]
Name = Annotated[str, Field(pattern=NAME)]
Strict = Field(strict=True)
