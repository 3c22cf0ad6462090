"""Numbers as people type them: 17 %, 1,234.5, € 3m, −0,5."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from casestudy.levers import Unit
from casestudy.reading import InputError
from casestudy.scenario import Currency

SCALES = {
    "k": 1e3, "thousand": 1e3,
    "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9, "billions": 1e9,
}  # fmt: skip
PERCENT = {"%", "percent", "per cent", "pct", "point", "points", "pp", "percentage points"}
EXAMPLES = {
    Unit.FRACTION: "17% or 0.17",
    Unit.FRACTION_PER_YEAR: "12% or 0.12",
    Unit.MONEY: "3,000,000 or 3m",
    Unit.MONEY_PER_YEAR: "3,000,000 or 3m",
}
SHAPE = re.compile(r"(?P<sign>[+-]?) ?(?P<digits>\d[\d.,' ]*|[.,]\d+)(?:e(?P<power>[+-]?\d{1,3}))?")
GROUPED = re.compile(r"(\d{1,3})([ ',.])\d{3}(?:\2\d{3})*(?:(?!\2)[.,](\d+))?")
MONEY = {Unit.MONEY, Unit.MONEY_PER_YEAR}
TIMES = {Unit.WEEKS, Unit.MONTHS, Unit.QUARTERS}


def parse_number(text: str, unit: Unit, currency: Currency | None = None) -> float:
    """The number that somebody typed.

    Parameters
    ----------
    text : str
        With or without unit, thousands separators, a currency, words such as "million".
    unit : Unit
        What is asked for. Fractions are given as 17% or as 0.17.
    currency : Currency, optional
        Its symbol and code may stand beside the number.

    Returns
    -------
    float
        Fractions as 0 to 1.

    Raises
    ------
    InputError
        Saying what is accepted and what was given.

    Examples
    --------
    >>> parse_number("17 %", Unit.FRACTION), parse_number("-1,5", Unit.RATIO)
    (0.17, -1.5)
    >>> parse_number("€ 1,234.5k", Unit.MONEY, Currency(code="EUR", symbol="€"))
    1234500.0
    """
    plain = _without(text, currency).replace("\u2212", "-").replace("\u2013", "-")
    plain = re.sub(r"[\s\u00a0\u202f\u2009]+", " ", plain).strip().lower()
    plain = re.sub(r"^minus ", "-", plain)
    found = SHAPE.match(plain)
    if not found:
        raise InputError(_expected(text, unit))
    size = _digits(found["digits"])
    if size is None:
        raise InputError(_expected(text, unit))
    value = size * (-1.0 if found["sign"] == "-" else 1.0)
    value *= float(f"1e{found['power'] or 0}")
    rest = plain[found.end() :].strip()
    share = unit in {Unit.FRACTION, Unit.FRACTION_PER_YEAR}
    rest = re.sub(r"(\b(a|per) |/ ?)(year|yr|quarter)$|\bp\.? ?a\.?$", "", rest).strip()
    rest = rest.removesuffix(".")
    if rest in PERCENT:
        if not share:
            raise InputError(_expected(text, unit))
        # 1.45% is 0.0145, and not the number beside it that a division would give.
        value = float(Decimal(repr(value)) / 100)
    elif rest in SCALES and unit not in TIMES:
        value *= SCALES[rest]
    elif rest and not _is_word_of(rest, unit):
        raise InputError(_expected(text, unit))
    if not math.isfinite(value):
        raise InputError(_expected(text, unit))
    return value


def _without(text: str, currency: Currency | None) -> str:
    if currency is not None:
        for mark in (currency.symbol, currency.code, currency.code.lower()):
            text = text.replace(mark, " ")
    return text.strip()


def _digits(text: str) -> float | None:
    """Digits with separators, or None where they make no number.

    Thousands stand in groups of three. A single mark that could be either is a point in decimals
    and a comma in thousands.
    """
    text = text.rstrip(".,' ")
    if re.fullmatch(r"\d+", text):
        return float(text)
    grouped = GROUPED.fullmatch(text)
    single = re.fullmatch(r"(\d*)([.,])(\d+)", text)
    if single and not (grouped and single[2] == "," and single[1] != "0"):
        return float(f"{single[1] or 0}.{single[3]}")
    if not grouped:
        return None
    whole = text[: len(text) - len(grouped[3]) - 1] if grouped[3] else text
    return float(re.sub(r"\D", "", whole) + "." + (grouped[3] or "0"))


def _is_word_of(rest: str, unit: Unit) -> bool:
    word = unit.value
    if rest in {word, word.rstrip("s"), "x", "times"}:
        return True
    return unit not in MONEY and word.startswith(rest)


def _expected(text: str, unit: Unit) -> str:
    shown = text if len(text) <= 40 else f"{text[:37]}…"
    return f"expected a number such as {EXAMPLES.get(unit, '12 or 1.5')}, not {shown!r}"
