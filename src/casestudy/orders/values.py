"""Numbers and dates of a whole column: one column has one decimal mark and one order of dates.

A single number such as 1.234 or a single date such as 03.04.2025 can mean two things; the column
in which it stands rarely can. What still can is asked about, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

TYPED = "٫"  # decimal mark of numbers that a workbook holds as numbers: no text is written with it
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\t'’`´_")
SIGNS = "-−–"
CODES = [
    "AED",
    "ARS",
    "AUD",
    "BGN",
    "BRL",
    "CAD",
    "CHF",
    "CLP",
    "CNY",
    "COP",
    "CZK",
    "DKK",
    "EUR",
    "GBP",
    "HKD",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "ISK",
    "JPY",
    "KRW",
    "MXN",
    "MYR",
    "NOK",
    "NZD",
    "PHP",
    "PLN",
    "RON",
    "RUB",
    "SAR",
    "SEK",
    "SGD",
    "THB",
    "TRY",
    "TWD",
    "UAH",
    "USD",
    "VND",
    "ZAR",
]
SYMBOLS = {
    "€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "円": "JPY", "元": "CNY",
    "₹": "INR", "Fr.": "CHF", "SFr.": "CHF", "R$": "BRL", "zł": "PLN", "Kč": "CZK", "₩": "KRW",
    "₺": "TRY", "kr": "SEK", "kr.": "DKK",
}  # fmt: skip
_FORM = re.compile(
    r"(?P<open>\()?(?P<sign>[-+−–])?(?P<before>[^\d.,٫()+\-−–]{0,4})(?P<inner>[-+−–])?"
    r"(?P<body>[\d.,٫]*\d[\d.,٫]*(?:[eE][-+]?\d{1,3})?)"
    r"(?P<after>[^\d.,٫()+\-−–]{0,4})(?P<trail>[-−–])?(?P<close>\))?"
)
DIGITS = 3  # between two thousands marks
MOST_WRONG = 0.5  # of a column: with more it is none of numbers, or none of dates


@dataclass(frozen=True)
class Numbers:
    """A column of numbers before its decimal mark is known.

    Attributes
    ----------
    codes : ndarray
        Place of each cell among the different ones; -1 where there is nothing.
    bodies : list of str or None
        Digits and marks of each different cell; None where it is no number.
    negative : list of bool
    marks : frozenset of str
        Decimal marks of which the cells leave no doubt.
    unclear : str
        A cell that could be read in two ways; empty if there is none.
    currencies : frozenset of str
        Codes of the currencies that stand beside the numbers.
    """

    codes: NDArray
    bodies: list[str | None]
    negative: list[bool]
    marks: frozenset[str]
    unclear: str
    currencies: frozenset[str]

    def read(self, mark: str) -> NDArray:
        """Numbers by the decimal mark, NaN where there is none."""
        thousands = "." if mark == "," else ","
        found = [np.nan if body is None else _number(body, mark, thousands) for body in self.bodies]
        signed = np.where(self.negative, -np.array(found, float), np.array(found, float))
        return np.append(signed, np.nan)[self.codes]


def numbers(cells: pd.Series) -> Numbers:
    """Look at a column of numbers as text.

    Parameters
    ----------
    cells : pandas.Series of str

    Returns
    -------
    Numbers

    Examples
    --------
    >>> import pandas as pd
    >>> found = numbers(pd.Series(["1.234,50 €", "7,5-", "n/a"]))
    >>> found.read(",").tolist(), sorted(found.currencies)
    ([1234.5, -7.5, nan], ['EUR'])
    """
    codes, different = distinct(cells)
    bodies: list[str | None] = []
    negative, marks, currencies, unclear = [], set(), set(), ""
    for cell in different:
        body, minus, currency = _taken_apart(cell)
        bodies.append(body)
        negative.append(minus)
        if currency:
            currencies.add(currency)
        if body is None or body.isdigit():
            continue
        mark = mark_of(body)
        if mark:
            marks.add(mark)
        elif mark is None:
            unclear = unclear or cell
    return Numbers(codes, bodies, negative, frozenset(marks), unclear, frozenset(currencies))


def distinct(cells: pd.Series) -> tuple[NDArray, list[str]]:
    """Place of each cell among the different ones, -1 for an empty one; and these."""
    import pandas as pd

    codes, different = pd.factorize(cells.to_numpy(object))
    different = [str(cell) for cell in different]
    empty = [i for i, cell in enumerate(different) if not cell.strip()]
    return np.where(np.isin(codes, empty), -1, codes) if empty else codes, different


def _taken_apart(cell: str) -> tuple[str | None, bool, str]:
    """Digits and marks, whether negative, and the currency; None where it is no number."""
    text = cell if cell.isascii() else normalize("NFKC", cell)
    found = _FORM.fullmatch(text.translate(SPACES))
    if not found or bool(found["open"]) != bool(found["close"]):
        return None, False, ""
    currency = ""
    for beside in (found["before"], found["after"]):
        if beside:
            currency = currency_of(beside)
            if not currency:
                return None, False, ""
    signs = [s for s in (found["sign"], found["inner"], found["trail"], found["open"]) if s]
    return found["body"], bool(signs) and signs[0] != "+", currency


def currency_of(text: str) -> str:
    """Code of a currency from its code or sign; empty if it is none.

    >>> currency_of("eur"), currency_of("£"), currency_of("kg")
    ('EUR', 'GBP', '')
    """
    text = text.strip()
    return text.upper() if text.upper() in CODES else SYMBOLS.get(text, "")


def mark_of(body: str) -> str | None:
    """The decimal mark that a number shows; "" if it has none, None if it can be read in two ways.

    >>> mark_of("1.234,5"), mark_of("12.50"), mark_of("1,234,567"), mark_of("1.234")
    (',', '.', '.', None)
    """
    body = re.split("[eE]", body)[0]
    points, commas = body.count("."), body.count(",")
    if TYPED in body or not points + commas:
        return ""
    if points and commas:
        return max(".,", key=body.rfind)
    mark, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other
    before, _, after = body.partition(mark)
    whole = len(after) == DIGITS and 1 <= len(before) <= DIGITS and not before.startswith("0")
    return None if whole else mark


_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{2,3}})+|\d*") for mark in ".,"}


def _number(body: str, mark: str, thousands: str) -> float:
    if body.isdigit():
        return float(body)
    body = body.replace(TYPED, mark)
    whole, _, rest = body.partition(mark)
    if not _GROUPED[thousands].fullmatch(re.split("[eE]", whole)[0]):
        return np.nan
    try:
        return float(
            f"{whole.replace(thousands, '')}.{rest}" if rest else whole.replace(thousands, "")
        )
    except ValueError:
        return np.nan


# -- Dates

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
_NUMERIC = re.compile(r"(\d{1,4})[./\-年 ]+(\d{1,2})[./\-月 ]+(\d{1,4})日?(?:[T ,].*)?")
_NAMED = (
    re.compile(
        r"(\d{1,2})(?:st|nd|rd|th)?[.\- /]*([^\W\d_]{3,12})[.\- /,]*(\d{4}|\d{2})(?:[T ,].*)?"
    ),
    re.compile(
        r"([^\W\d_]{3,12})[.\- /]*(\d{1,2})(?:st|nd|rd|th)?[.\- /,]+(\d{4}|\d{2})(?:[T ,].*)?"
    ),
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:[.,٫]\d+)?")
SERIAL_START, SERIALS = date(1899, 12, 30), (20_000, 80_000)  # days as a spreadsheet counts them
YEARS = (1920, 2200)  # that a case may have
CENTURY = 70  # two digits of a year: from here on they are of the century before
MONTHS_IN_WORDS = ("en", "de", "fr", "es")


@dataclass(frozen=True)
class Dates:
    """A column of dates before the order of day and month is known.

    Attributes
    ----------
    codes : ndarray
        Place of each cell among the different ones; -1 where there is nothing.
    parts : list of tuple or None
        (year, month, day), or (year, first, second) with `open` where the order is open.
    open : list of bool
    orders : frozenset of str
        Orders of which the cells leave no doubt, such as "day-first".
    unclear : str
        A cell that could be read in two ways; empty if there is none.
    dotted : bool
        Whether all cells whose order is open are written with points, as only days first are.
    serials : int
        How many different cells are days counted by a spreadsheet.
    """

    codes: NDArray
    parts: list[tuple[int, int, int] | None]
    open: list[bool]
    orders: frozenset[str]
    unclear: str
    dotted: bool
    serials: int

    def read(self, order: str) -> NDArray:
        """Days as datetime64[D], NaT where there is none."""
        found = np.full(len(self.parts) + 1, np.datetime64("NaT", "D"), "datetime64[D]")
        for i, part in enumerate(self.parts):
            if part is None:
                continue
            year, month, day = part
            if self.open[i] and order == DAY_FIRST:
                month, day = day, month
            try:
                if YEARS[0] <= year <= YEARS[1]:
                    found[i] = date(year, month, day)
            except ValueError:
                continue
        return found[self.codes]


def dates(cells: pd.Series) -> Dates:
    """Look at a column of dates as text.

    Parameters
    ----------
    cells : pandas.Series of str

    Returns
    -------
    Dates

    Examples
    --------
    >>> import pandas as pd
    >>> found = dates(pd.Series(["03/04/2025", "25/04/2025 10:15"]))
    >>> sorted(found.orders), found.read("day-first").astype(str).tolist()
    (['day-first'], ['2025-04-03', '2025-04-25'])
    """
    codes, different = distinct(cells)
    parts: list[tuple[int, int, int] | None] = []
    is_open, orders, unclear, dotted, serials = [], set(), "", True, 0
    for cell in different:
        text = (cell if cell.isascii() else normalize("NFKC", cell)).strip()
        part, open_, serial = _date(text)
        parts.append(part)
        is_open.append(open_)
        serials += serial
        if part and open_:
            _, first, second = part
            if first > 12 and second <= 12:
                orders.add(DAY_FIRST)
            elif second > 12 and first <= 12:
                orders.add(MONTH_FIRST)
            elif first != second:
                unclear = unclear or cell
            dotted = dotted and re.match(r"\d+\.\s?\d+\.", text) is not None
    return Dates(codes, parts, is_open, frozenset(orders), unclear, dotted, serials)


def _date(text: str) -> tuple[tuple[int, int, int] | None, bool, bool]:
    """Parts of a date, whether the order of day and month is open, and whether it is a serial."""
    if found := _NUMERIC.fullmatch(text):
        first, second, third = found.groups()
        if len(first) == 4 or "年" in text:
            return (int(first), int(second), int(third)), False, False
        if len(third) in (2, 4):
            return (_year(third), int(first), int(second)), True, False
        return None, False, False
    if found := _COMPACT.fullmatch(text):
        return tuple(map(int, found.groups())), False, False
    if (found := _SERIAL.fullmatch(text)) and SERIALS[0] <= int(found[1]) <= SERIALS[1]:
        day = SERIAL_START + timedelta(days=int(found[1]))
        return (day.year, day.month, day.day), False, True
    for form in _NAMED:
        if found := form.fullmatch(text):
            one, other, year = found.groups()
            day, word = (one, other) if one.isdigit() else (other, one)
            if month := month_names().get(word.casefold().rstrip(".")):
                return (_year(year), month, int(day)), False, False
    return None, False, False


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= CENTURY else 2000)


@cache
def month_names() -> dict[str, int]:
    """Numbers of months by their names in the languages that exports are written in.

    >>> month_names()["märz"], month_names()["jul"]
    (3, 7)
    """
    from babel import Locale

    found = {}
    for language in MONTHS_IN_WORDS:
        months = Locale(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form][width].items():
                    found[name.casefold().rstrip(".")] = number
                    if len(name) > 3:
                        found.setdefault(name.casefold()[:3], number)
    return found


def share_of(found: Iterable[object]) -> float:
    """Share of different cells that are there."""
    found = list(found)
    return sum(one is not None for one in found) / len(found) if found else 0.0
