"""Numbers as people type them are understood, or refused with what is accepted."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casestudy.errors import InputError
from casestudy.scenario.schema import Currency
from casestudy.text.numerals import Ambiguous, ask_for_percent, parse_number
from casestudy.units import Unit

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


SIGNS_DECIDE = [
    ("12,500 %", Unit.FRACTION, 0.125),
    ("24,859 %", Unit.FRACTION, 0.24859),
    ("61 998 328,862", Unit.MONEY, 61998328.862),
    ("0,025", Unit.FRACTION, 0.025),
    ("1.100.000 €", Unit.MONEY, 1.1e6),
    ("€ 750.000", Unit.MONEY, 750e3),
    ("1234,567", Unit.MONEY, 1234.567),
    ("15,667", Unit.MONTHS, 15.667),
    ("1,200", Unit.COUNT, 1200.0),
    ("about 17 %", Unit.FRACTION, 0.17),
    ("ca. 17%", Unit.FRACTION, 0.17),
    ("≈ 3,5", Unit.RATIO, 3.5),
    ("1’200’000", Unit.MONEY, 1.2e6),
    ("1_200_000", Unit.MONEY, 1.2e6),
    ("１７％", Unit.FRACTION, 0.17),
    ("١٧٪", Unit.FRACTION, 0.17),
    ("१७ %", Unit.FRACTION, 0.17),
    ("3m€", Unit.MONEY, 3e6),
]


@pytest.mark.parametrize(("text", "unit", "value"), SIGNS_DECIDE, ids=[g[0] for g in SIGNS_DECIDE])
def test_the_other_signs_decide_what_a_mark_parts(text, unit, value):
    assert parse_number(text, unit, EURO) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "size", "value"),
    [
        ("750.000", 600e3, 750e3),
        ("750.000", 900.0, 750.0),
        ("12,500", 20e3, 12500.0),
        ("12,500", 3.0, 12.5),
        ("3,125 million", 3e6, 3.125e6),
        ("3,125 million", 3e9, 3.125e9),
    ],
)
def test_else_the_size_that_is_expected_decides(text, size, value):
    assert parse_number(text, Unit.MONEY, EURO, size=size) == value


@pytest.mark.parametrize("size", [None, 5e7])
def test_else_it_is_asked(size):
    with pytest.raises(Ambiguous) as question:
        parse_number("750.000", Unit.MONEY, EURO, size=size)
    assert question.value.choices == ("750", "750000")
    for choice, value in zip(question.value.choices, (750.0, 750e3), strict=True):
        assert parse_number(choice, Unit.MONEY, EURO) == value
        assert choice in str(question.value)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("1.234", ("1.2340", "1234")),
        ("-750,000", ("-750", "-750000")),
        ("1,200e3", ("1.2e3", "1200e3")),
        ("750.500 m", ("750.5m", "750500m")),
    ],
)
def test_what_is_offered_has_one_reading_only(text, choices):
    with pytest.raises(Ambiguous) as question:
        parse_number(text, Unit.MONEY, EURO)
    assert question.value.choices == choices
    small, large = (parse_number(choice, Unit.MONEY, EURO) for choice in choices)
    assert large == pytest.approx(1000 * small)


def test_a_small_amount_is_asked_about_where_a_large_one_is_expected():
    with pytest.raises(Ambiguous) as question:
        parse_number("84", Unit.MONEY, EURO, size=87.5e6)
    assert "84 alone is €84" in str(question.value)
    large, small = question.value.choices
    assert parse_number(large, Unit.MONEY, EURO, size=87.5e6) == 84e6
    assert parse_number(small, Unit.MONEY, EURO, size=87.5e6) == 84.0
    assert small == "exactly €84"
    for text in ("€84", "84 €", "€ 84,000", "84 EUR"):
        with pytest.raises(Ambiguous, match="alone is"):
            parse_number(text, Unit.MONEY, EURO, size=87.5e6)
    for text, value in (("84e6", 84e6), ("0", 0.0), ("84,000,000", 84e6), ("2 000 000", 2e6)):
        assert parse_number(text, Unit.MONEY, EURO, size=87.5e6) == value


@pytest.mark.parametrize("text", ["2.5", "-2", "1", "3"])
@pytest.mark.parametrize("size", [0.03, 0.11, 0.29])
def test_a_share_of_which_the_hundredth_may_be_meant_is_asked_about(text, size):
    value = float(text)
    with pytest.raises(Ambiguous) as question:
        ask_for_percent(value, Unit.FRACTION, size)
    meant, as_typed = question.value.choices
    assert parse_number(meant, Unit.FRACTION) == pytest.approx(value / 100)
    assert parse_number(as_typed, Unit.FRACTION) == pytest.approx(value)
    ask_for_percent(value / 100, Unit.FRACTION, size)
    ask_for_percent(value, Unit.FRACTION, 1.0)
    ask_for_percent(value, Unit.RATIO, size)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("(5%)", Unit.FRACTION, 0.05),
        ("about ( 5 )", Unit.RATIO, 5.0),
        ("($ 3m)", Unit.MONEY, 3e6),
        ("$(1,234.50)", Unit.MONEY, 1234.5),
    ],
)
def test_whether_brackets_are_a_minus_as_in_accounts_is_asked(text, unit, value):
    dollar = Currency(code="USD", symbol="$")
    with pytest.raises(Ambiguous, match="write the one that you mean") as question:
        parse_number(text, unit, dollar)
    below, above = question.value.choices
    assert parse_number(below, unit, dollar) == -value
    assert parse_number(above, unit, dollar) == value


@pytest.mark.parametrize(
    "text", ["(-5%)", "((5%))", "(5%", "5%)", "()", "(minus 5%)", "-(5%)", "(5 kg)"]
)
def test_other_brackets_are_refused(text):
    with pytest.raises(InputError, match="expected a number"):
        parse_number(text, Unit.FRACTION)


def test_a_dollar_may_say_whose_it_is():
    dollar = Currency(code="USD", symbol="$")
    assert parse_number("US$ 3m", Unit.MONEY, dollar) == 3e6
    assert parse_number("3m us$", Unit.MONEY, dollar) == 3e6
    assert parse_number("3 M$", Unit.MONEY, dollar) == 3e6  # the M is no country's
    with pytest.raises(InputError, match=r"counted in \$ here, not in CA\$"):
        parse_number("CA$ 3m", Unit.MONEY, dollar)
    with pytest.raises(InputError, match=r"counted in € here, not in US\$"):
        parse_number("US$ 3m", Unit.MONEY, EURO)


@pytest.mark.parametrize("text", ["￥6000m", "￥ 6000 m", "６０００m￥"])
def test_a_full_width_sign_is_the_sign(text):
    assert parse_number(text, Unit.MONEY, Currency(code="JPY", symbol="¥")) == 6e9


def test_two_numbers_are_told_as_two():
    with pytest.raises(InputError, match="one number is asked for, and this holds more"):
        parse_number("10-12%", Unit.FRACTION)


def test_letters_of_a_currency_are_no_letters_of_words():
    assert parse_number("3 m kr", Unit.MONEY, CROWN) == 3e6
    with pytest.raises(InputError):
        parse_number("3 krona", Unit.MONEY, CROWN)


@pytest.mark.parametrize("text", ["9" * 60_000, "1," * 30_000, "1 " * 30_000, "." * 60_000])
def test_a_very_long_number_is_refused_at_once(text):
    with pytest.raises(InputError, match="expected a number such as"):
        parse_number(text, Unit.MONEY, EURO)


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
