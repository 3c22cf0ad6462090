"""What the parts of a scenario file have in common."""

from __future__ import annotations

from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Entry(BaseModel):
    """A part of a scenario file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


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


Text = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(readable)]
Word = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(readable)]
Name = Annotated[str, Field(pattern=NAME)]
Strict = Field(strict=True)
