"""What the benches make of their measurements; nothing is timed here."""

import importlib.util
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
spec = importlib.util.spec_from_file_location("measured", BENCHMARKS / "measured.py")
measured = importlib.util.module_from_spec(spec)
spec.loader.exec_module(measured)
Measured = measured.Measured

HUNDRED = [float(i) for i in range(1, 102)]  # 1 to 101: percentiles fall on measurements


def test_percentiles_are_of_the_sorted_measurements():
    one = Measured("keys", HUNDRED[::-1])
    assert (one.median, one.percentile(95), one.percentile(0)) == (51.0, 96.0, 1.0)


def test_a_ratio_is_of_medians_and_needs_a_floor():
    assert Measured("keys", [1.0, 30.0, 900.0], floor=20.0).ratio == 1.5
    assert Measured("keys", [1.0]).ratio is None


@pytest.mark.parametrize(
    ("limit", "at", "at_least", "busy", "verdict"),
    [
        (51.0, 50, False, False, "met"),
        (51.0, 95, False, False, "missed"),
        (51.0, 95, False, True, "inconclusive"),
        (96.0, 95, False, True, "met"),  # it is met in spite of the others
        (51.0, 50, True, False, "met"),
        (51.5, 50, True, False, "missed"),
        (51.5, 50, True, True, "inconclusive"),
        (None, 50, False, False, ""),
    ],
)
def test_a_limit_is_missed_only_where_nothing_else_disturbs(limit, at, at_least, busy, verdict):
    one = Measured("keys", HUNDRED, limit=limit, at=at, at_least=at_least)
    assert one.verdict(busy=busy) == verdict


def test_a_line_says_what_was_measured_and_what_it_keeps():
    one = Measured("keys", HUNDRED, floor=25.5, limit=96.0, at=95, note="two pictures")
    line = " ".join(one.line(busy=False).split())
    assert line == "keys, ms 51.0 96.0 2.00× p95 ≤ 96.0: met; two pictures"
    assert Measured("keys", [2.0]).line(busy=True).split() == ["keys,", "ms", "2.00", "2.00"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.00591, "0.00591"), (0.25, "0.250"), (16.68, "16.7"), (99.96, "100"),
     (1234.5, "1234"), (float("inf"), "inf"), (1.5e-9, "1.5e-09")],
)  # fmt: skip
def test_numbers_have_three_digits(value, text):
    assert measured.short(value) == text


def test_frames_a_second_count_the_time_between_them():
    assert measured.per_second([1000.0, 1020.0, 1040.0, 1100.0]) == pytest.approx(30.0)
