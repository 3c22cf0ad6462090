"""How numbers are written: money in the scenario's currency, fractions as percent.

Each is written as in English first. For another language Babel gives the marks of decimals and of
thousands, the place of the percent sign, the form of a noun and the words of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from casestudy.files.languages import ENGLISH, language, texts
from casestudy.scenario.schema import Currency
from casestudy.units import Unit

if TYPE_CHECKING:
    from babel import Locale

MINUS = "\u2212"
NO_BREAK = "\u00a0"
MOST_COUNTED = 10  # larger numbers are not written as words


def words(piece: str) -> str:
    """A word that belongs to a figure."""
    return texts("casestudy.text")[piece]


def locale() -> Locale | None:
    """How the language of the workbook writes figures; None for English, or where nobody knows."""
    return _locale(language())


@cache
def _locale(spoken: str) -> Locale | None:
    if spoken == ENGLISH:
        return None
    from babel import Locale, UnknownLocaleError  # for English nobody waits for it

    try:
        return Locale.parse(spoken, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _local(text: str, *, percent: bool = False, grouped: bool = True) -> str:
    """A number without sign, written as in English, in the language of the workbook."""
    there = locale()
    if there is None or not (number := Decimal(text.replace(",", ""))).is_finite():
        return f"{text}%" if percent else text
    from babel.numbers import format_decimal

    pattern = (there.percent_formats if percent else there.decimal_formats)[None].pattern
    digits = f"{number:f}".partition(".")[2]
    wanted = re.sub(r"0(\.[#0]+)?", f"0.{'0' * len(digits)}" if digits else "0", pattern, count=1)
    # What stands beside the sign of percent: its pattern multiplies by a hundred.
    number = number.scaleb(-2) if percent else number
    return format_decimal(number, format=wanted, locale=there, group_separator=grouped)


def decimal_mark() -> str:
    """What stands before the decimals."""
    there = locale()
    return "." if there is None else there.number_symbols["latn"]["decimal"]


def typed(value: float, *, share: bool = False) -> str:
    """A number as people type it, with its exact digits; a share as percent.

    >>> typed(-0.0145, share=True), typed(1234.5)
    ('\u22121.45%', '1234.5')
    """
    text = f"{abs(value) * (100 if share else 1):.6g}"
    return _signed(_local(text, percent=share, grouped=False), value, False)


def _noun(piece: str, text: str) -> str:
    """A noun in the form that stands beside a number, which is written as in English."""
    there = locale()
    one = "one" if text == "1" else "other"
    form = one if there is None else there.plural_form(Decimal(text.replace(",", "")))
    special = texts("casestudy.text").get(f"noun.{piece}_{form}")
    return special or words(f"noun.{piece}_other")


def signed(text: str, value: float) -> str:
    """Text of an absolute value with its sign before it."""
    return f"{MINUS}{text}" if value < 0 else f"+{text}"


def number(value: float, digits: int = 0, *, sign: bool = False) -> str:
    """A plain number with thousands separators.

    >>> number(-1234.5, 1), number(0.3, 1, sign=True)
    ('\u22121,234.5', '+0.3')
    """
    rounded = round(float(value), digits)
    return _signed(_local(f"{abs(rounded):,.{digits}f}"), rounded, sign)


def _signed(text: str, value: float, sign: bool) -> str:
    """Text of an absolute value with its sign: a plus only where wanted, and nothing at zero."""
    return signed(text, value) if value < 0 or (sign and value > 0) else text


def percent(fraction: float, digits: int = 0, *, sign: bool = False) -> str:
    """A fraction as percent.

    >>> percent(0.17, sign=True), percent(-0.0501, 1)
    ('+17%', '\u22125.0%')
    """
    value = round(float(fraction) * 100, digits)
    return _signed(_local(f"{abs(value):,.{digits}f}", percent=True), value, sign)


def points(fraction: float, digits: int = 1, *, sign: bool = True, unit: bool = True) -> str:
    """A difference of fractions in percentage points, which may be named as such.

    >>> points(0.01), points(-0.01, unit=False)
    ('+1.0 points', '\u22121.0')
    """
    value = round(float(fraction) * 100, digits)
    text = f"{abs(value):.{digits}f}"
    named = f"{_local(text)} {_noun('points', text)}" if unit else _local(text)
    return _signed(named, value, sign)


def money(value: float, currency: Currency, *, sign: bool = False, whole: bool = False) -> str:
    r"""An amount with its symbol, in words for the large ones.

    Parameters
    ----------
    value : float
    currency : Currency
    sign : bool
        Whether a gain has a plus.
    whole : bool
        Whether a large one is written out, as in a column where small ones stand beside it.

    Returns
    -------
    str

    Examples
    --------
    >>> money(87_500_000, Currency(code="USD", symbol="$"))
    '$87.5 million'
    >>> money(-950, Currency(code="SEK", symbol="kr", symbol_first=False), sign=True)
    '−950\xa0kr'
    >>> money(1_868_200, Currency(code="EUR", symbol="€"), whole=True)
    '€1,870,000'
    """
    value = float(value)
    size = abs(value)
    for word, unit in (("billion", 1e9), ("million", 1e6)):
        if size >= 0.9995 * unit and not whole:
            text = f"{_local(f'{size / unit:,.1f}'.removesuffix('.0'))} {words(f'large.{word}')}"
            break
    else:
        # Three figures are enough to talk about; the tables have the rest.
        step = 10 ** max(0, int(np.floor(np.log10(size))) - 2) if size >= 1 else 1
        rounded = size >= 10 or size == 0
        text = _local(f"{round(size / step) * step:,.0f}" if rounded else f"{size:,.2f}")
    return _signed(beside(text, currency), value, sign)


def beside(text: str, currency: Currency) -> str:
    """An amount and its symbol, which no line parts; letters before it stand apart from it."""
    symbol = currency.symbol
    if not currency.symbol_first:
        return f"{text}{NO_BREAK}{symbol}"
    return f"{symbol}{NO_BREAK if symbol[-1].isalpha() else ''}{text}"


def decimals_to_see(values: Iterable[float]) -> int:
    """Decimals of amounts in the unit of an axis: one, or two where an amount would not be seen.

    >>> decimals_to_see([11.0, -1.9, 0.0]), decimals_to_see([11.0, -1.9, 0.03])
    (1, 2)
    """
    return 1 if all(not value or abs(value) >= 0.05 for value in values) else 2


def money_axis(currency: Currency, largest: float) -> tuple[float, str]:
    """Divisor and unit of an axis of money.

    >>> money_axis(Currency(code="EUR", symbol="€"), 30e6)
    (1000000.0, 'million €')
    """
    for word, unit in (("billion", 1e9), ("million", 1e6), ("thousand", 1e3)):
        if abs(largest) >= unit:
            return unit, f"{words(f'large.{word}')} {currency.symbol}"
    return 1.0, currency.symbol


def quantity(value: float, unit: Unit, currency: Currency, *, sign: bool = False) -> str:
    """A figure in its unit.

    >>> quantity(0.12, Unit.FRACTION_PER_YEAR, Currency(code="USD", symbol="$"))
    '12% a year'
    >>> quantity(12.0, Unit.WEEKS, Currency(code="USD", symbol="$"))
    '12 weeks'
    """
    if unit is Unit.FRACTION:
        return percent(value, _digits(value * 100), sign=sign)
    if unit is Unit.FRACTION_PER_YEAR:
        return percent(value, _digits(value * 100), sign=sign) + f" {words('yearly')}"
    if unit is Unit.MONEY:
        return money(value, currency, sign=sign)
    if unit is Unit.MONEY_PER_YEAR:
        return money(value, currency, sign=sign) + f" {words('yearly')}"
    text = number(value, _digits(value), sign=sign)
    return f"{text} {_noun(NOUNS[unit], f'{value:.{_digits(value)}f}')}" if unit in NOUNS else text


def headline_in(currency: Currency, name: str, value: float) -> str:
    """A headline of a plan in its unit; `name` is that in `casestudy.model.outcome.Headlines`.

    >>> headline_in(Currency(code="USD", symbol="$"), "npv", 2_500_000)
    '+$2.5 million'
    """
    if name == "margin_points":
        return points(value)
    if name in {"programme_cost", "npv"}:
        return money(value, currency, sign=name == "npv")
    if name == "inventory_turns":
        return number(value, 1)
    if name == "share":
        return percent(value, 1)
    if name == "complexity_reduction":
        return percent(-value, 1, sign=True)
    return percent(value, 1, sign=True)


def change_in(currency: Currency, name: str, value: float, *, unit: bool = True) -> str:
    """A change of a headline with its sign, in its unit; points may stand without theirs."""
    if name in {"npv", "programme_cost"}:
        return money(value, currency, sign=True)
    if name == "inventory_turns":
        return number(value, 2, sign=True)
    return points(value, unit=unit)


# Units that stand beside a number as a noun.
NOUNS = {
    Unit.WEEKS: "weeks",
    Unit.MONTHS: "months",
    Unit.QUARTERS: "quarters",
    Unit.COUNT: "products",
    Unit.INTENSITY: "programmes",
    Unit.PER_YEAR: "per_year",
}


def _digits(value: float) -> int:
    """Decimals that show a figure as its author wrote it, two at most."""
    for digits in (0, 1):
        if abs(value - round(value, digits)) < 1e-9:
            return digits
    return 2


def listing(items: list[str]) -> str:
    """Words joined for a sentence.

    >>> listing(["a", "b", "c"])
    'a, b and c'
    >>> listing([])
    'none'
    """
    if not items:
        return words("none")
    if (there := locale()) is not None:
        from babel.lists import format_list

        return format_list(items, locale=there)
    last = f" {words('and')} {items[-1]}"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])}{last}"


def between(left: int) -> str:
    """What stands in a list of words where so many items are left: a comma, or "and".

    >>> between(1), between(2)
    (' and', ',')
    """
    if (there := locale()) is None:
        return f" {words('and')}" if left == 1 else ","
    pattern = there.list_patterns["standard"]["end" if left == 1 else "middle"]
    return pattern.replace("{0}", "").replace("{1}", "").rstrip()


def count(number: int) -> str:
    """Small numbers as words.

    >>> count(5), count(40)
    ('five', '40')
    """
    return words(f"count.{number}") if 0 <= number <= MOST_COUNTED else _local(f"{number:,}")
