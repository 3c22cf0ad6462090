"""Numbers as people type them: 17 %, 1,234.5, € 3m, −0,5, about 12’500."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Context, Decimal, localcontext

from casestudy.errors import InputError, given
from casestudy.scenario.schema import Currency
from casestudy.text.formats import beside
from casestudy.units import MONEY, SHARES, Unit

LONGEST = 80  # characters; nobody types a longer number, and longer ones cost time
SCALES = {
    "k": 1e3, "thousand": 1e3,
    "m": 1e6, "mn": 1e6, "mio": 1e6, "mln": 1e6, "mill": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "mrd": 1e9, "billion": 1e9, "billions": 1e9,
}  # fmt: skip
PERCENT = {
    "%", "percent", "per cent", "pct", "point", "points", "pt", "pts", "pp", "percentage points",
}  # fmt: skip
EXAMPLES = {
    Unit.FRACTION: "17% or 0.17",
    Unit.FRACTION_PER_YEAR: "12% or 0.12",
    Unit.MONEY: "3,000,000 or 3m",
    Unit.MONEY_PER_YEAR: "3,000,000 or 3m",
    Unit.WEEKS: "12 or 1.5 (weeks)",
    Unit.MONTHS: "12 or 1.5 (months)",
    Unit.QUARTERS: "12 or 1.5 (quarters)",
    Unit.INTENSITY: "1 or 1.5 (times the programme)",
}
TIMES = {Unit.WEEKS, Unit.MONTHS, Unit.QUARTERS}
LARGEST_SHARE = 3.0  # beyond it, percent was surely typed without its sign
NEAR = 30.0  # how many times larger or smaller than expected a number may be to be meant
# Words before a number that say nothing about its size.
ABOUT = re.compile(
    r"^(?:[=~≈]|about\b|around\b|approximately\b|approx\b\.?|roughly\b|nearly\b|almost\b|circa\b"
    r"|ca\.?(?=\s)|c\.)\s*"
)
BRACKETS = re.compile(r"^\( ?([^-+()][^()]*?) ?\)$")  # below zero in accounts, else just beside
EXACTLY = re.compile(r"^(?:exactly|precisely)\b\s*")  # what somebody writes who was asked
SHAPE = re.compile(r"(?P<sign>[+-]?) ?(?P<digits>\d[\d.,' ]*|[.,]\d+)(?:e(?P<power>[+-]?\d{1,3}))?")
GROUPED = re.compile(r"(\d{1,3})([ ',.])\d{3}(?:\2\d{3})*(?:(?!\2)[.,](\d+))?")
# Signs of other scripts and of word processors, by the sign that they stand for.
SIGNS = str.maketrans({
    "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-",
    "\ufe63": "-",
    "\u2019": "'", "\u02bc": "'", "_": "'", "\u066c": "'",
    "\u066b": ".", "\u066a": "%", "\ufe6a": "%",
})  # fmt: skip


class Ambiguous(InputError):
    """A number that can be read in two ways; `choices` are what to type for each."""

    def __init__(self, message: str, choices: tuple[str, ...]) -> None:
        super().__init__(message)
        self.choices = choices


def parse_number(
    text: str, unit: Unit, currency: Currency | None = None, *, size: float | None = None
) -> float:
    """The number that somebody typed.

    A mark before exactly three digits can part thousands or decimals. The other signs in the
    number decide, then what the unit allows, then the size that is expected; where nothing does,
    it is asked.

    Parameters
    ----------
    text : str
        With or without unit, thousands separators, a currency, words such as "million", in the
        digits of any script.
    unit : Unit
        What is asked for. Fractions are given as 17% or as 0.17.
    currency : Currency, optional
        Its symbol and code may stand beside the number.
    size : float, optional
        A number of the size that is expected, in `unit`; only its order of magnitude counts.

    Returns
    -------
    float
        Fractions as 0 to 1.

    Raises
    ------
    Ambiguous
        If it can be read in two ways, or if a small amount of money stands without "million" or
        the like, and without "exactly", where a large one is expected.
    InputError
        Saying what is accepted and what was given.

    Examples
    --------
    >>> parse_number("17 %", Unit.FRACTION), parse_number("-1,5", Unit.RATIO)
    (0.17, -1.5)
    >>> euro = Currency(code="EUR", symbol="€")
    >>> parse_number("€ 1,234.5k", Unit.MONEY, euro), parse_number("12,500 %", Unit.FRACTION)
    (1234500.0, 0.125)
    >>> parse_number("750.000", Unit.MONEY, euro, size=600_000)
    750000.0
    """
    if len(text) > LONGEST:
        raise InputError(_expected(text, unit))
    plain = _plain(text)
    if unit in MONEY:
        _refuse_other_currency(plain, currency)
        bare, marked = _without(plain, currency)
    else:
        bare, marked = plain, False
    bare = bare.lower()
    exactly = EXACTLY.match(bare) is not None
    bare = re.sub(r"^minus ", "-", ABOUT.sub("", EXACTLY.sub("", bare)))
    inside = BRACKETS.match(bare)
    bare = inside[1] if inside else bare
    found = SHAPE.match(bare)
    readings = _digits(found["digits"]) if found else []
    if not readings:
        raise InputError(_expected(text, unit))
    rest = bare[found.end() :].strip()
    if rest in PERCENT and unit is Unit.INTENSITY:
        raise InputError(f"{_expected(text, unit)}. Is {readings[0] / 100:f} meant?")
    factor, scaled = _factor(rest, text, unit)
    if inside:
        raise _ambiguous(text, (f"-{bare}", bare))
    sign = -1 if found["sign"] == "-" else 1
    # In decimal arithmetic: 1.45% is 0.0145, and not the number beside it that a division gives.
    # With as many digits as can be typed, whatever the precision that somebody has set.
    with localcontext(Context(prec=LONGEST + 10)):
        power = Decimal(10) ** int(found["power"] or 0)
        values = [float(sign * reading * power * factor) for reading in readings]
    if not all(map(math.isfinite, values)):
        raise InputError(_expected(text, unit))
    value = _meant(values, unit, size, money=marked and not scaled and _has_cents(currency))
    if value is None:
        end = (f"e{found['power']}" if found["power"] else "") + bare[found.end() :].rstrip()
        written = tuple(_written(reading, sign) + end for reading in readings)
        raise _ambiguous(text, written)
    if not (scaled or exactly or found["power"]):
        ask_for_scale(value, unit, size, currency)
    return value


def _ambiguous(text: str, choices: tuple[str, ...]) -> Ambiguous:
    said = f"{given(text.strip())} can be {' or '.join(choices)}: write the one that you mean"
    return Ambiguous(said, choices)


def says_percent(text: str) -> bool:
    """Whether a percent sign, or a word for it, stands in what somebody typed.

    >>> says_percent("１７％"), says_percent("17 points"), says_percent("0.17")
    (True, True, False)
    """
    plain = _plain(text).lower()
    return any(word in plain for word in PERCENT)


def _plain(text: str) -> str:
    """Text with the digits and signs of other scripts as usual, and single spaces."""
    letters = []
    for letter in text.translate(SIGNS):
        if unicodedata.category(letter) == "Cf":
            continue  # marks of direction and joints, which nobody sees
        digit = unicodedata.decimal(letter, None)
        if digit is not None:
            letter = str(digit)
        elif "\uff01" <= letter <= "\uff5e" or "\uffe0" <= letter <= "\uffe6":  # full width
            letter = unicodedata.normalize("NFKC", letter)
        letters.append(letter)
    return re.sub(r"[\s\u00a0\u202f\u2009\u3000]+", " ", "".join(letters)).strip()


def _refuse_other_currency(text: str, currency: Currency | None) -> None:
    """Say in what money is counted, where another currency stands beside the number."""
    if currency is None:
        return
    codes = re.findall(r"(?<![^\W\d_])[A-Z]{3}(?![^\W\d_])", text)
    at = [i for i, mark in enumerate(text) if unicodedata.category(mark) == "Sc"]
    land = re.compile(r"(?<![^\W\d_])[A-Z]{1,2}$")  # whose: US$, CA$; 3 M$ are millions
    signs = [(found[0] if (found := land.search(text[:i])) else "") + text[i] for i in at]
    known = (currency.code, *currency.symbol, *_signs(currency))
    for mark in (*codes, *signs):
        if mark.rstrip(mark[-1]).lower() in SCALES and mark[-1] in known:
            continue
        if mark.lower() not in SCALES and mark not in known:
            raise InputError(f"money is counted in {currency.symbol} here, not in {mark}")


def _signs(currency: Currency) -> tuple[str, ...]:
    """What may stand for a currency, the longest first: US$, U$, $, USD."""
    symbol, code = currency.symbol, currency.code
    return (code[:2] + symbol, code[:1] + symbol, symbol, code)


def _without(text: str, currency: Currency | None) -> tuple[str, bool]:
    """Text without the currency, and whether it stood there."""
    for mark in _signs(currency) if currency else ():
        # A word such as kr stands apart from other letters; a sign such as € need not.
        edge = r"(?<![^\W\d_]){}(?![^\W\d_])" if mark.isalpha() else "{}"
        found = re.search(edge.format(re.escape(mark)), text, re.I)
        if found:
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            return " ".join(rest.split()), True
    return text, False


def _has_cents(currency: Currency | None) -> bool:
    """Whether three digits behind a mark can be no amount of the smallest coins."""
    return currency is not None and currency.minor_units != 3


def _digits(text: str) -> list[Decimal]:
    """What digits with separators can mean: nothing, one number, or two.

    Thousands stand in groups of three, and their first group does not begin with zero.
    """
    text = text.rstrip(".,' ")
    if re.fullmatch(r"\d+", text):
        return [Decimal(text)]
    readings = []
    if single := re.fullmatch(r"(\d*)[.,](\d+)", text):
        readings.append(Decimal(f"{single[1] or 0}.{single[2]}"))
    grouped = GROUPED.fullmatch(text)
    if grouped and not grouped[1].startswith("0"):
        whole = text[: len(text) - len(grouped[3]) - 1] if grouped[3] else text
        readings.append(Decimal(re.sub(r"\D", "", whole) + "." + (grouped[3] or "0")))
    return readings


def _factor(rest: str, text: str, unit: Unit) -> tuple[Decimal, bool]:
    """By what the words behind a number multiply it, and whether they do."""
    rest = re.sub(r"(\b(a|per) |/ ?)(year|yr|quarter)$|\bp\.? ?a\.?$", "", rest.strip()).strip()
    rest = rest.removesuffix(".")
    if rest in PERCENT and unit in SHARES:
        return Decimal("0.01"), True
    if rest in SCALES and unit not in TIMES:
        return Decimal(int(SCALES[rest])), True
    if rest and not _is_word_of(rest, unit):
        more = re.search(r"\d", rest)
        one = "one number is asked for, and this holds more: " if more else ""
        raise InputError(one + _expected(text, unit))
    return Decimal(1), False


def _meant(values: list[float], unit: Unit, size: float | None, *, money: bool) -> float | None:
    """The one of several readings that is meant, or None where nothing tells."""
    if len(values) == 1:
        return values[0]
    decimal, thousands = values
    if unit in SHARES:
        return decimal  # 12,500% would be 125 times the whole
    if unit is Unit.COUNT or (unit in MONEY and money):
        return thousands  # nobody counts parts, and coins have two digits
    low, high = unit.limits
    possible = [v for v in values if low <= v <= high or unit in MONEY]
    if len(possible) == 1:
        return possible[0]
    likely = [v for v in values if size and 1 / NEAR <= abs(v / size) <= NEAR]
    return likely[0] if len(likely) == 1 else None


def _written(reading: Decimal, sign: int) -> str:
    """A reading as it can be typed without a doubt: what looks like a group gets one more zero."""
    number = f"{reading:f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{'-' if sign < 0 else ''}{number}{'0' if len(_digits(number)) > 1 else ''}"


def ask_for_scale(
    value: float, unit: Unit, size: float | None, currency: Currency | None = None
) -> None:
    """Ask about an amount of money that is so far below what is expected that a word is missing.

    Parameters
    ----------
    value : float
    unit : Unit
        Of both; only money is asked about.
    size : float, optional
        An amount of the size that is expected.
    currency : Currency, optional

    Raises
    ------
    Ambiguous
        With what to write for each meaning.
    """
    if unit not in MONEY or not size or not value or abs(value) >= size / (NEAR * NEAR):
        return
    for word, letter, factor in (
        ("thousand", "k", 1e3),
        ("million", "m", 1e6),
        ("billion", "bn", 1e9),
    ):
        if 1 / NEAR <= abs(value * factor / size) <= NEAR:
            number = f"{value:.12g}"
            amount = beside(number, currency) if currency else number
            choices = (f"{number}{letter}", f"exactly {amount}")
            raise Ambiguous(
                f"{number} alone is {amount}. If {number} {word} is meant, write {choices[0]}; "
                f"if not, write {choices[1]}",
                choices,
            )


def ask_for_percent(value: float, unit: Unit, size: float | None) -> None:
    """Ask about a share without a percent sign, of which a hundredth may be what is meant.

    Parameters
    ----------
    value : float
        As a fraction: 2 is 200%.
    unit : Unit
        Only shares are asked about.
    size : float, optional
        A share of the size that is expected.

    Raises
    ------
    Ambiguous
        With what to write for each meaning.

    Examples
    --------
    >>> ask_for_percent(2.5, Unit.FRACTION, 0.03)
    Traceback (most recent call last):
    ...
    casestudy.text.numerals.Ambiguous: 2.5 is 250%. If 2.5% is meant, write 2.5%; if not, write 250%
    """
    if unit not in SHARES or not size or abs(value) < 1 or abs(value) / 100 < size / NEAR:
        return
    choices = (f"{value:.12g}%", f"{value * 100:.12g}%")
    raise Ambiguous(
        f"{value:.12g} is {choices[1]}. If {choices[0]} is meant, write {choices[0]}; if not, "
        f"write {choices[1]}",
        choices,
    )


def _is_word_of(rest: str, unit: Unit) -> bool:
    word = unit.value
    if rest in {word, word.rstrip("s"), "x", "times"}:
        return True
    return unit not in MONEY and word.startswith(rest)


def _expected(text: str, unit: Unit) -> str:
    shown = text if len(text) <= 40 else f"{text[:37]}…"
    return f"expected a number such as {EXAMPLES.get(unit, '12 or 1.5')}, not {shown!r}"


def as_percent_hint(value: float, unit: Unit, low: float, high: float) -> str:
    """What to say where a share is so large that percent was surely meant, or nothing.

    >>> as_percent_hint(25.0, Unit.FRACTION, 0.0, 1.0)
    '25 is 2,500%: percent and fraction are mixed up. Is 25% meant, or 0.25?'
    """
    if unit not in SHARES or abs(value) <= 1.0 or low <= value <= high:
        return ""
    if not low <= value / 100 <= high:
        return ""
    return (
        f"{value:.6g} is {value:,.0%}: percent and fraction are mixed up. "
        f"Is {value:.6g}% meant, or {value / 100:.6g}?"
    )
