"""Figures have labels and units, and are told in as many digits as one remembers."""

import pytest

import casestudy as cs
from casestudy.scenario.schema import Currency
from casestudy.text.figures import headline_rows
from casestudy.text.formats import money


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_every_headline_has_a_label_and_a_unit(case):
    rows = dict(headline_rows(case, cs.simulate(case, case.plan())))
    assert len(rows) == 8
    assert rows["Gross margin"].endswith("points")
    assert case.scenario.currency.symbol in rows["Present value against doing nothing"]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0.0, "$0"),
        (0.4, "$0.40"),
        (9.99, "$9.99"),
        (10.4, "$10"),
        (1234, "$1,230"),
        (123_456, "$123,000"),
        (999_400, "$999,000"),
        (999_500, "$1 million"),
        (-61_998_328, "\N{MINUS SIGN}$62 million"),
        (999_500_000, "$1 billion"),
    ],
)
def test_an_amount_is_told_in_three_figures(amount, shown):
    assert money(amount, Currency(code="USD", symbol="$")) == shown
