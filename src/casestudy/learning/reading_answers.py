"""Answers as learners give them: understood where that is possible, explained where it is not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from itertools import islice
from numbers import Number as AnyNumber
from typing import Any

import numpy as np

from casestudy.errors import InputError, given, sound_text
from casestudy.learning.running import Failed, Meddled, OutOfTime, call_within
from casestudy.scenario.schema import Currency
from casestudy.text.numerals import Ambiguous, parse_number
from casestudy.units import Unit

LONGEST = 4000
MOST_LETTERS = 1000
SECONDS = 5.0  # to read an answer that is no function
PLAIN = {str, bytes, bool, int, float, complex, np.float64, np.int64, np.bool_, type(None)}


class Unreadable(ValueError):
    """An answer that cannot be judged; the message is for the learner."""


def is_missing(answer: Any) -> bool:
    """Whether there is no answer yet: `...`, None, or text with nothing in it.

    >>> is_missing(...), is_missing(" "), is_missing(0)
    (True, True, False)
    """
    if issubclass(type(answer), str):
        return not "".join(str.split(answer)).strip(".…")
    return answer is None or answer is Ellipsis


def read_within(read: Callable[..., Any], answer: Any) -> Any:
    """Read an answer whose own code may run meanwhile: in time, and with nothing left changed.

    Parameters
    ----------
    read : callable
        Takes the answer.
    answer : Any

    Returns
    -------
    Any
        What `read` gives.

    Raises
    ------
    Unreadable
        Also where the answer does not let itself be read, ends the program, or replaces functions
        of Python or NumPy; see `casestudy.learning.running.call_within`.

    Examples
    --------
    >>> class Odd:
    ...     def __float__(self):
    ...         raise SystemExit("bye")
    >>> read_within(float, Odd())
    Traceback (most recent call last):
    ...
    casestudy.learning.reading_answers.Unreadable: This answer cannot be read (SystemExit: bye).
    """
    if issubclass(type(answer), str):
        answer = str.__str__(answer)  # of its own kinds, too, the letters count
    if type(answer) in PLAIN:
        return read(answer)
    try:
        return call_within(SECONDS, read, answer)
    except OutOfTime as error:
        text = f"This answer cannot be read within {SECONDS:g} seconds: has it no end?"
        if error.left_behind:
            text += " Something still runs and makes all else slow; restart the kernel."
        raise Unreadable(text) from None
    except Meddled as error:
        raise Unreadable(f"This answer {meddled(error)}") from None
    except Failed as error:
        if type(error.error) is Unreadable:
            raise error.error from None
        raise Unreadable(f"This answer cannot be read ({error}).") from None


def meddled(error: Meddled) -> str:
    """What to say where functions that all others need were replaced."""
    names = ", ".join(f"`{name}`" for name in error.names[:4])
    return f"replaces {names}, which everything else needs; it was put back. Use another name."


def read_number(answer: Any, unit: Unit, currency: Currency, size: float | None = None) -> float:
    """One number, from a number, a text with a unit, or whatever holds just one.

    Parameters
    ----------
    answer : Any
    unit : Unit
        What is asked for.
    currency : Currency
        Its symbol may stand beside the number.
    size : float, optional
        A number of the size that is expected; see `casestudy.text.numerals.parse_number`.

    Returns
    -------
    float
        Finite; fractions as 0 to 1.

    Raises
    ------
    Unreadable

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> dollar = load_case("turnaround").scenario.currency
    >>> read_number("about 17 %", Unit.FRACTION, dollar), read_number([3], Unit.RATIO, dollar)
    (0.17, 3.0)
    """
    if isinstance(answer, bytes | bytearray):
        answer = bytes(answer).decode("utf-8", "replace")
    if isinstance(answer, str):
        try:
            return parse_number(answer, unit, currency, size=size)
        except Ambiguous as question:
            raise Unreadable(f"{question}.") from None
        except InputError as error:
            end = "" if str(error).endswith("?") else "."
            raise Unreadable(f"This is no number that we can read: {error}{end}") from None
    answer = _only(answer)
    if isinstance(answer, str):
        return read_number(answer, unit, currency, size)
    if isinstance(answer, bool | np.bool_):
        raise Unreadable(f"A number is asked for; `{bool(answer)}` is a yes or a no.")
    if isinstance(answer, complex | np.complexfloating):
        raise Unreadable("A number is asked for; this one has an imaginary part.")
    if type(answer).__name__ in {"NAType", "NaTType", "MaskedConstant"}:
        answer = math.nan  # the ways in which pandas and numpy say that a value is missing
    if not isinstance(answer, AnyNumber | np.number) and not hasattr(type(answer), "__float__"):
        raise Unreadable(f"One number is asked for; {_what(answer)}.")
    try:
        value = float(answer)
    except OverflowError:
        raise Unreadable("This number is too large to be meant.") from None
    except (TypeError, ValueError):
        raise Unreadable(f"One number is asked for; {_what(answer)}.") from None
    if math.isnan(value):
        raise Unreadable(
            "Your result is NaN, not a number: somewhere a value is missing, or nothing is divided "
            "by nothing. Look at the steps before it."
        )
    if math.isinf(value):
        raise Unreadable("Your result is infinite: somewhere something is divided by zero.")
    return value


def _only(answer: Any) -> Any:
    """What stands inside an array, a list or a table that holds one thing."""
    shape = getattr(answer, "shape", None)
    scalar = isinstance(answer, np.generic) or answer is np.ma.masked
    if isinstance(shape, tuple) and not scalar:
        size = math.prod(shape)
        if size == 0:
            raise Unreadable(
                "This is empty: there is no number in it. Was everything filtered out?"
            )
        if size > 1:
            form = " × ".join(map(str, shape))
            raise Unreadable(
                f"One number is asked for; this holds {size} ({form}). Pick one, or sum them up."
            )
        return _only(np.asarray(getattr(answer, "values", answer)).reshape(-1)[0])
    if isinstance(answer, list | tuple | set | frozenset | Mapping):
        if not answer:
            raise Unreadable("This is empty: there is no number in it.")
        if isinstance(answer, Mapping):
            return answer
        if len(answer) > 1:
            raise Unreadable(f"One number is asked for; this holds {len(answer)}.")
        return _only(next(iter(answer)))
    return answer


def _what(answer: Any) -> str:
    """What was given instead of what is asked for."""
    if callable(answer) and not isinstance(answer, type):
        return "this is a function; call it, with brackets after its name"
    if isinstance(answer, Mapping):
        return f"this is a dictionary with {len(answer)} entries; pick one by its key"
    name = type(answer).__name__
    named = [n for n in getattr(type(answer), "__annotations__", {}) if not n.startswith("_")]
    if named:
        shown = ", ".join(f"`{n}`" for n in named[:6])
        return f"this is a record ({name}); name what you want of it, such as {shown}"
    return f"this is of the type {name}"


def read_letters(answer: Any, options: Mapping[str, str]) -> tuple[str, ...]:
    """Letters of options, in the order given, from letters, a list, or the options' own words.

    Raises
    ------
    Unreadable
        Naming the letters that there are.

    Examples
    --------
    >>> read_letters("B) and a", {"a": "price", "b": "volume"})
    ('b', 'a')
    >>> read_letters(["volume"], {"a": "price", "b": "volume"})
    ('b',)
    """
    parts = _parts(answer, options)
    by_text = {_plain(text): letter for letter, text in options.items()}
    letters = []
    for part in parts:
        text = _plain(part)
        letter = text.strip("()[].:;\"' ")
        letter = by_text.get(text) or (letter if letter in options else None)
        if letter is None:
            raise Unreadable(
                f"There is no option {given(part)}. The letters are {', '.join(options)}."
            )
        letters.append(letter)
    if len(set(letters)) < len(letters):
        twice = next(x for x in letters if letters.count(x) > 1)
        raise Unreadable(f"The letter {twice} stands there twice.")
    return tuple(letters)


def _parts(answer: Any, options: Mapping[str, str]) -> list[str]:
    if isinstance(answer, str):
        whole = _plain(answer)
        if whole in map(_plain, options.values()):
            return [whole]
        if len(whole) > 1 and set(whole) <= set(options):
            return list(whole)
        plain = re.sub(r"\band\b", ",", whole)
        return [p for p in re.split(r"[\s,;>/&|+→]+", plain) if p.strip("()[]")]
    if isinstance(answer, Mapping):  # as tick boxes give it: letter to yes or no
        if not all(isinstance(v, bool | np.bool_) for v in answer.values()):
            raise Unreadable("Letters are asked for, such as a, or a list of them.")
        return [str(k) for k, v in answer.items() if v]
    if isinstance(answer, Collection) or isinstance(getattr(answer, "shape", None), tuple):
        if isinstance(getattr(answer, "shape", None), tuple):
            things = list(np.asarray(getattr(answer, "values", answer)).reshape(-1))
        else:
            things = list(islice(answer, MOST_LETTERS))  # it may have no end
            things = sorted(things, key=str) if isinstance(answer, set | frozenset) else things
        if not all(isinstance(t, str) for t in things):
            raise Unreadable("Letters are asked for, such as a, or a list of them.")
        return [str(t) for t in things]
    raise Unreadable(f"A letter is asked for; {_what(answer)}.")


def _plain(text: str) -> str:
    return " ".join(str(text).split()).casefold().strip(" .")


def read_text(answer: Any, least_words: int) -> str:
    """Sentences of the learner's own.

    Raises
    ------
    Unreadable
    """
    if not isinstance(answer, str):
        raise Unreadable(f"Sentences are asked for, in quotation marks; {_what(answer)}.")
    text = sound_text(answer.strip())
    if len(text.split()) < least_words:
        raise Unreadable(f"Write at least {least_words} words; {len(text.split())} so far.")
    if len(text) > LONGEST:
        raise Unreadable(f"Keep it short: at most {LONGEST:,} characters, not {len(text):,}.")
    return text
