"""How numbers are written: money in the scenario's currency, fractions as percent."""

from __future__ import annotations

import numpy as np

from casestudy.scenario.schema import Currency
from casestudy.units import Unit

MINUS = "\u2212"


def signed(text: str, value: float) -> str:
    """Text of an absolute value with its sign before it."""
    return f"{MINUS}{text}" if value < 0 else f"+{text}"


def number(value: float, digits: int = 0, *, sign: bool = False) -> str:
    """A plain number with thousands separators.

    >>> number(-1234.5, 1), number(0.3, 1, sign=True)
    ('\u22121,234.5', '+0.3')
    """
    rounded = round(float(value), digits)
    return _signed(f"{abs(rounded):,.{digits}f}", rounded, sign)


def _signed(text: str, value: float, sign: bool) -> str:
    """Text of an absolute value with its sign: a plus only where wanted, and nothing at zero."""
    return signed(text, value) if value < 0 or (sign and value > 0) else text


def percent(fraction: float, digits: int = 0, *, sign: bool = False) -> str:
    """A fraction as percent.

    >>> percent(0.17, sign=True), percent(-0.0501, 1)
    ('+17%', '\u22125.0%')
    """
    value = round(float(fraction) * 100, digits)
    return _signed(f"{abs(value):,.{digits}f}%", value, sign)


def points(fraction: float, digits: int = 1, *, sign: bool = True, unit: bool = True) -> str:
    """A difference of fractions in percentage points, which may be named as such.

    >>> points(0.01), points(-0.01, unit=False)
    ('+1.0 points', '\u22121.0')
    """
    value = round(float(fraction) * 100, digits)
    noun = "point" if abs(value) == 1 and digits == 0 else "points"
    return _signed(f"{abs(value):.{digits}f}{f' {noun}' if unit else ''}", value, sign)


def money(value: float, currency: Currency, *, sign: bool = False) -> str:
    """An amount with its symbol, in words for the large ones.

    >>> money(87_500_000, Currency(code="USD", symbol="$"))
    '$87.5 million'
    >>> money(-950, Currency(code="SEK", symbol="kr", symbol_first=False), sign=True)
    '\u2212950 kr'
    """
    value = float(value)
    size = abs(value)
    for unit, word in ((1e9, " billion"), (1e6, " million")):
        if size >= 0.9995 * unit:
            text = f"{size / unit:,.1f}".removesuffix(".0") + word
            break
    else:
        # Three figures are enough to talk about; the tables have the rest.
        step = 10 ** max(0, int(np.floor(np.log10(size))) - 2) if size >= 1 else 1
        text = f"{round(size / step) * step:,.0f}" if size >= 10 or size == 0 else f"{size:,.2f}"
    text = f"{currency.symbol}{text}" if currency.symbol_first else f"{text} {currency.symbol}"
    return _signed(text, value, sign)


def money_axis(currency: Currency, largest: float) -> tuple[float, str]:
    """Divisor and unit of an axis of money.

    >>> money_axis(Currency(code="EUR", symbol="€"), 30e6)
    (1000000.0, 'million €')
    """
    for unit, word in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
        if abs(largest) >= unit:
            return unit, f"{word}{currency.symbol}"
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
        return percent(value, _digits(value * 100), sign=sign) + " a year"
    if unit is Unit.MONEY:
        return money(value, currency, sign=sign)
    if unit is Unit.MONEY_PER_YEAR:
        return money(value, currency, sign=sign) + " a year"
    text = number(value, _digits(value), sign=sign)
    if unit in {Unit.WEEKS, Unit.MONTHS, Unit.QUARTERS, Unit.COUNT, Unit.INTENSITY, Unit.PER_YEAR}:
        word = unit.value
        return f"{text} {word[:-1] if value == 1 and word.endswith('s') else word}"
    return text


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
        return "none"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
