"""Numbers as people type them are understood, or refused with what is accepted."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudy.levers import Unit
from casestudy.numerals import parse_number
from casestudy.reading import InputError
from casestudy.scenario import Currency

EURO = Currency(code="EUR", symbol="€")
CROWN = Currency(code="SEK", symbol="kr", symbol_first=False)

GOOD = [
    ("17%", Unit.FRACTION, 0.17),
    ("17 %", Unit.FRACTION, 0.17),
    ("0.17", Unit.FRACTION, 0.17),
    ("0,17", Unit.FRACTION, 0.17),
    ("12,5 percent", Unit.FRACTION, 0.125),
    ("1 point", Unit.FRACTION, 0.01),
    ("12% a year", Unit.FRACTION_PER_YEAR, 0.12),
    ("\u22125%", Unit.FRACTION, -0.05),
    ("+3", Unit.RATIO, 3.0),
    ("-1.5", Unit.RATIO, -1.5),
    (".5", Unit.RATIO, 0.5),
    ("1e-3", Unit.RATIO, 0.001),
    ("1,234.5", Unit.RATIO, 1234.5),
    ("1.234,5", Unit.RATIO, 1234.5),
    ("1 234,5", Unit.RATIO, 1234.5),
    ("1'234.5", Unit.RATIO, 1234.5),
    ("1,234", Unit.COUNT, 1234.0),
    ("0,123", Unit.RATIO, 0.123),
    ("1,234,567", Unit.MONEY, 1234567.0),
    ("€ 3m", Unit.MONEY, 3e6),
    ("3 million", Unit.MONEY, 3e6),
    ("€1.2bn", Unit.MONEY, 1.2e9),
    ("250k EUR", Unit.MONEY, 250e3),
    ("3 million a year", Unit.MONEY_PER_YEAR, 3e6),
    ("16 m.", Unit.MONEY, 16e6),
    ("−€6.8 million", Unit.MONEY, -6.8e6),
    ("-€6.77m", Unit.MONEY, -6.77e6),
    ("minus 5%", Unit.FRACTION, -0.05),
    ("3m/yr", Unit.MONEY_PER_YEAR, 3e6),
    ("3m p.a.", Unit.MONEY_PER_YEAR, 3e6),
    ("15.67 m", Unit.MONTHS, 15.67),
    ("12 weeks", Unit.WEEKS, 12.0),
    ("1 week", Unit.WEEKS, 1.0),
    ("5 months", Unit.MONTHS, 5.0),
    ("1.2 times", Unit.INTENSITY, 1.2),
]
BAD = [
    "",
    " ",
    "abc",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "1e400",
    "--3",
    "17 apples",
    "3.2.8",
    "4 6",
    "1,23,4",
    "0.4 0.5",
    "%",
    "€",
    "1/2",
]


@pytest.mark.parametrize(("text", "unit", "value"), GOOD, ids=[g[0] for g in GOOD])
def test_what_people_type_is_understood(text, unit, value):
    assert parse_number(text, unit, EURO) == pytest.approx(value)


def test_a_currency_may_stand_behind():
    assert parse_number("3 000 kr", Unit.MONEY, CROWN) == 3000.0


@pytest.mark.parametrize("text", BAD)
@pytest.mark.parametrize("unit", [Unit.FRACTION, Unit.MONEY, Unit.RATIO])
def test_the_rest_is_refused_with_what_is_accepted(text, unit):
    with pytest.raises(InputError, match="expected a number such as"):
        parse_number(text, unit, EURO)


def test_percent_is_refused_where_no_share_is_asked_for():
    with pytest.raises(InputError, match="not '5%'"):
        parse_number("5%", Unit.WEEKS)


def test_a_long_text_is_not_repeated_in_full():
    with pytest.raises(InputError) as error:
        parse_number("x" * 500, Unit.RATIO)
    assert len(str(error.value)) < 120


@given(st.text(max_size=30), st.sampled_from(list(Unit)))
def test_no_text_does_more_than_be_refused(text, unit):
    try:
        value = parse_number(text, unit, EURO)
    except InputError:
        return
    assert math.isfinite(value)


@given(st.floats(-1e9, 1e9), st.sampled_from([Unit.RATIO, Unit.MONEY]))
def test_what_python_writes_is_read_back(value, unit):
    assert parse_number(repr(value), unit) == pytest.approx(value, rel=1e-12)
    assert parse_number(f"{value:,.2f}", unit) == pytest.approx(round(value, 2))
