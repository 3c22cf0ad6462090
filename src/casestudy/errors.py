"""One clear error: what, where, what is accepted, what was given."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from typing import Any

SHOWN = 60  # characters of what was given
# Names that files and codes of earlier versions hold.
FORMER = {"new_product_utility": "advantage_seen"}


def nearest(name: str, accepted: Iterable[str]) -> str:
    """The accepted name most like `name`, or an empty string if none is.

    >>> nearest("retired_shrae", ["research", "retired_share"])
    'retired_share'
    >>> nearest("new_product_utility", ["advantage_seen"])  # as it was called before
    'advantage_seen'
    """
    accepted = list(accepted)
    if FORMER.get(name) in accepted:
        return FORMER[name]
    found = difflib.get_close_matches(str(name), list(accepted), n=1, cutoff=0.5)
    return found[0] if found else ""


def unknown(kind: str, name: str, accepted: Iterable[str]) -> str:
    """One message for a name that does not exist: what was given, the nearest, what is accepted.

    >>> unknown("lever", "pirce_change", ["price_change", "launch"])
    "unknown lever 'pirce_change': did you mean 'price_change'? Accepted: price_change, launch"
    """
    accepted = list(accepted)
    near = nearest(name, accepted) if isinstance(name, str) else ""
    hint = f"did you mean {near!r}? " if near else ""
    return f"unknown {kind} {given(name)}: {hint}Accepted: {', '.join(accepted)}"


class InputError(ValueError):
    """Input that cannot be used; the message is complete and meant for the person who gave it."""


def unknown_hint(name: str, accepted: Iterable[str]) -> str:
    """A hint at the accepted name most like `name`, or nothing.

    >>> unknown_hint("list_price", ["sku", "lst_price"])
    " (is it 'lst_price'?)"
    """
    near = nearest(name, accepted)
    return f" (is it {near!r}?)" if near else ""


def given(value: Any) -> str:
    """What was given, as it would stand in a file, and not too long for a message.

    >>> given(None), given(True), given("many")
    ('nothing', 'true', "'many'")
    """
    if getattr(value, "ndim", None) == 0:
        value = value.item()
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = repr(value)
    except Exception:  # a number of more digits than Python writes, or whatever somebody made
        return f"something of the type {type(value).__name__}"
    if len(text) <= SHOWN:
        return text
    return f"{value[: SHOWN - 10]!r}..." if isinstance(value, str) else f"{text[: SHOWN - 3]}..."


def as_text(value: Any) -> str:
    """What was given where a name or a path is expected.

    >>> as_text("packaging"), as_text(3), as_text(10**5000)
    ('packaging', '3', 'something of the type int')
    """
    return str(value) if isinstance(value, str | os.PathLike) else given(value)


def number_hint(value: Any, low: float = -1.0, high: float = 1.0, *, quotable: bool = True) -> str:
    """A hint at the number that was probably meant, or nothing.

    Percent where a fraction belongs, quotation marks, separators between the digits.

    Parameters
    ----------
    value : Any
        What was given.
    low, high : float
        What is accepted. A percentage is suspected only where neither is far from one.
    quotable : bool
        Whether quotation marks make text of a number.

    Examples
    --------
    >>> number_hint(17)
    ' (a fraction, not percent: 0.17?)'
    >>> number_hint("60,000,000", 0, 1e15)
    ' (digits without separators, with a decimal point: 60000000?)'
    """
    text = as_text(value).strip()
    bare, percent = text.removesuffix("%").strip(), text.endswith("%")
    if isinstance(value, str) and not percent:
        dots = re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", bare)
        plain = re.sub(r"(?<=\d)[,_'’ \u00a0\u202f](?=\d{3}(?!\d))", "", bare)
        plain = bare.replace(".", "") if dots else plain
        if plain != bare and is_number(plain):
            return f" (digits without separators, with a decimal point: {plain}?)"
        if re.fullmatch(r"[+-]?\d+,\d+", bare):
            return f" (digits with a decimal point: {bare.replace(',', '.')}?)"
        marked = quotable and is_number(bare)
        return " (a number stands without quotation marks)" if marked else ""
    if not is_number(bare) or isinstance(value, bool):
        return ""
    number = float(bare)
    fractional = low >= -10 and 0 < high <= 10
    # One percent of a share is rarely meant by 1, where nearly all of it is accepted.
    percent = percent or (
        abs(number) >= (1.0 if high <= 0.5 else 1.01) and not low <= number <= high
    )
    if fractional and percent and low <= number / 100 <= high:
        return f" (a fraction, not percent: {number / 100:g}?)"
    return ""


def is_number(text: str) -> bool:
    """Whether text is a number as programs write it: ASCII digits, a decimal point, an exponent.

    >>> is_number("-1.5e3"), is_number("1,5")
    (True, False)
    """
    # Each digit can be matched in one way only: else a long text would take the square of its time.
    form = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?"
    return bool(re.fullmatch(form, text, re.ASCII))


def sound_text(text: str) -> str:
    r"""Text that a file and a page can hold: no halves of letters, as broken copying leaves them.

    Two halves that belong together are joined; a lone one becomes the sign for a missing letter.

    >>> sound_text("caf\ud83d\ude00"), sound_text("caf\udce9")
    ('caf😀', 'caf�')
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
