"""Answers of each kind are understood in many forms, and what is not is explained."""

import contextlib
import math
import threading
import time
from decimal import Decimal
from fractions import Fraction

import learner
import numpy as np
import pandas as pd
import pytest
from learner import CHOICE, CHOICES, FRAME, FUNCTION, RANKING, SERIES, TABLE

import casestudy as cs
from casestudy.learning import running
from casestudy.learning.judging import judge
from casestudy.learning.kinds import absolute
from casestudy.learning.reading_answers import Unreadable
from casestudy.units import Unit

CASE = cs.load_case("turnaround")
EURO = cs.load_case("packaging")


def verdict(exercise, answer, case=CASE):
    try:
        return judge(exercise, case, answer)
    except Unreadable as error:
        return str(error)


# -- reading --------------------------------------------------------------------------------------

ONE = [
    0.17,
    np.float64(0.17),
    np.float32(0.17),
    np.array(0.17),
    np.array([0.17]),
    [0.17],
    (0.17,),
    {0.17},
    pd.Series([0.17], index=["x"]),
    pd.DataFrame({"x": [0.17]}),
    Decimal("0.17"),
    Fraction(17, 100),
    "17 %",
    "17%",
    "0,17",
    " = 17 percent",
    "about 17%",
    "~ 17 %",
    "17 percent",
    ["17 %"],
    b"17 %",
    pd.Series(["17 %"]),
    np.array("17%"),
]


@pytest.mark.parametrize("answer", ONE, ids=lambda a: f"{type(a).__name__} {a!r}"[:30])
def test_a_number_is_understood_in_many_forms(answer):
    assert verdict(learner.fraction(), answer).correct


@pytest.mark.parametrize(
    ("answer", "case"),
    [
        ("€ 3m", EURO),
        ("3,000,000", EURO),
        ("3 million EUR", EURO),
        ("$3m", CASE),
        ("3.000.000", EURO),
        (3_000_000, CASE),
        (np.int64(3_000_000), CASE),
    ],
)
def test_money_is_understood_in_the_currency_of_the_case(answer, case):
    assert verdict(learner.amount(), answer, case).correct


UNREAD = [
    (math.nan, "NaN"),
    (np.nan, "NaN"),
    (pd.NA, "NaN"),
    (pd.NaT, "NaN"),
    (np.ma.masked, "NaN"),
    ([math.nan], "NaN"),
    (math.inf, "infinite"),
    (-np.inf, "infinite"),
    ("nan", "such as 17%"),
    ("inf", "such as 17%"),
    ("17 apples", "such as 17%"),
    ("x" * 5000, "such as 17%"),
    ([], "empty"),
    ({}, "empty"),
    (np.array([]), "empty"),
    (pd.DataFrame(), "empty"),
    (pd.Series(dtype=float), "empty"),
    (pd.DataFrame({"a": []}), "empty"),
    (set(), "empty"),
    ([1, 2], "holds 2"),
    (np.ones((2, 3)), "2 × 3"),
    (pd.DataFrame({"a": [1, 2]}), "holds 2"),
    ({"a": 1}, "dictionary"),
    (True, "yes or a no"),
    (np.bool_(False), "`False`"),
    (1j, "imaginary"),
    (10**400, "too large"),
    (print, "function"),
    (lambda: 1, "function"),
    (object(), "type object"),
    (type, "type type"),
    (int, "type type"),
    (cs.price.break_even(CASE), "`change`"),
    (cs.simulate(CASE, CASE.plan()), "`headlines`"),
    (cs, "type module"),
    (pd.Timestamp("2024-01-01"), "Timestamp"),
    (iter([1]), "type list_iterator"),
]


@pytest.mark.parametrize(("answer", "said"), UNREAD, ids=[f"{i}" for i in range(len(UNREAD))])
def test_what_is_no_number_is_explained(answer, said):
    text = verdict(learner.fraction(), answer)
    assert isinstance(text, str)
    assert said in text
    assert len(text) < 300


def test_money_in_another_currency_is_explained():
    assert "$ here, not in €" in verdict(learner.amount(), "€ 3m")


@pytest.mark.parametrize(
    "answer",
    [
        "b",
        "B",
        " b) ",
        "(b)",
        "b.",
        "volume",
        "Volume ",
        ["b"],
        ("b",),
        {"b"},
        np.array(["b"]),
        pd.Series(["b"]),
        {"a": False, "b": True},
    ],
)
def test_a_choice_is_understood_in_many_forms(answer):
    assert verdict(CHOICE, answer).correct


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("f", "letters are a, b, c, d"),
        ("a, b", "One letter"),
        (2, "A letter is asked for"),
        ([2], "Letters"),
        ([], "One letter"),
        (print, "function"),
        ("a, a", "twice"),
        ({"a": 3}, "Letters"),
        (math.nan, "letter"),
    ],
)
def test_what_is_no_choice_is_explained(answer, said):
    assert said in verdict(CHOICE, answer)


@pytest.mark.parametrize(
    "answer",
    ["a, c", "c a", "ac", "a and c", ["c", "a"], {"a", "c"}, ["price", "cost"], "a; c", "A + C"],
)
def test_several_choices_are_understood_in_any_order(answer):
    assert verdict(CHOICES, answer).correct


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("a", "something is missing"),
        ("abc", "something else is too"),
        ("ab", "too much"),
        ("bd", "None"),
    ],
)
def test_several_choices_are_compared_as_sets(answer, said):
    assert said in verdict(CHOICES, answer).text


@pytest.mark.parametrize(
    "answer", ["dacb", "d, a, c, b", "d > a > c > b", list("dacb"), "d → a → c → b"]
)
def test_a_ranking_is_understood(answer):
    assert verdict(RANKING, answer).correct


@pytest.mark.parametrize(
    ("answer", "reason"), [("bcad", "reversed"), ("adcb", "neighbours"), ("cbda", "elsewhere")]
)
def test_a_ranking_that_is_nearly_right_is_explained(answer, reason):
    assert verdict(RANKING, answer).reason == reason


def test_a_ranking_needs_all_letters():
    assert "missing: b" in verdict(RANKING, "dac")


# -- series and tables ----------------------------------------------------------------------------

SHARES = learner.SHARES
SERIES_RIGHT = [
    SHARES,
    SHARES[::-1],
    dict(SHARES),
    SHARES.rename("other"),
    SHARES.to_frame(),
    list(dict(SHARES).items()),
    {"NORTH": "20 %", " south": "30%", "west  end": 0.5},
    SHARES.rename_axis("place").reset_index(),
    SHARES.to_frame().assign(note="x"),
    pd.DataFrame({"share": SHARES, "count": [1, 2, 3]}),
]


@pytest.mark.parametrize("answer", SERIES_RIGHT, ids=range(len(SERIES_RIGHT)))
def test_a_series_is_compared_by_label(answer):
    assert verdict(SERIES, answer).correct


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([0.2, 0.3, 0.5], "without labels"),
        (SHARES.to_numpy(), "without labels"),
        ({}, "empty"),
        (0.2, "float"),
        (SHARES.drop("south"), "missing: 'south'"),
        (dict(SHARES) | {"all": 1.0}, "not asked for: 'all'"),
        ({"north": 0.2, "sout": 0.3, "West End": 0.5}, "Is 'sout' meant"),
        (dict.fromkeys("abc", 1.0), "No label"),
        (SHARES.replace(0.3, np.nan), "At 'south': Your result is NaN"),
        (pd.concat([SHARES, SHARES]), "twice"),
        (pd.DataFrame({"x": SHARES, "y": SHARES}), "several (`x`, `y`)"),
        (SHARES.iloc[:0], "no rows"),
        (dict(SHARES) | {"north": "many"}, "At 'north'"),
    ],
)
def test_a_series_that_does_not_fit_is_explained(answer, said):
    assert said in verdict(SERIES, answer)


def test_wrong_values_of_a_series_are_explained():
    assert verdict(SERIES, dict(zip(SHARES.index, SHARES[::-1], strict=True))).reason == "turned"
    percent = verdict(SERIES, SHARES * 100)
    assert percent.reason == "percent"
    one = verdict(SERIES, dict(SHARES) | {"south": 0.1})
    assert one.text == "2 of 3 values are right. Look again at 'south'."


TABLE_RIGHT = [
    TABLE,
    TABLE[["cost", "price"]],
    TABLE[::-1],
    TABLE.reset_index(),
    TABLE.assign(more=1),
    TABLE.rename(columns={"cost": " Cost"}),
    TABLE.astype(str),
    TABLE.to_dict(),
]


@pytest.mark.parametrize("answer", TABLE_RIGHT, ids=range(len(TABLE_RIGHT)))
def test_a_table_is_compared_by_label_and_column(answer):
    assert verdict(FRAME, answer).correct


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            TABLE.rename(columns={"cost": "expense"}),
            "'expense' seems to be what is asked for under the name 'cost'",
        ),
        (
            TABLE.rename(columns={"cost": "costs"}).assign(costs=9.0),
            "'cost' is missing. Is 'costs' meant?",
        ),
        (TABLE[["price"]], "'cost' is missing"),
        (TABLE["price"], "'cost' is missing"),
        (TABLE.T, "`.T`"),
        (TABLE.iloc[:1], "missing: 'two'"),
        (TABLE.iloc[:0], "no rows"),
        ([[1, 2]], "without labels"),
        (TABLE.replace(0.5, np.inf), "At 'one, cost': Your result is infinite"),
        ("x", "a table"),
        (pd.concat([TABLE, TABLE]), "twice"),
        ({"price": [1], "cost": [1, 2]}, "differ in length"),
    ],
)
def test_a_table_that_does_not_fit_is_explained(answer, said):
    assert said in verdict(FRAME, answer)


# -- functions ------------------------------------------------------------------------------------


def endless(x, y):
    while True:
        pass


def endless_that_holds_on(x, y):
    while True:
        with contextlib.suppress(Exception):
            math.sqrt(x)


def deep(x, y):
    return deep(x, y)


def leaves(x, y):
    raise SystemExit("bye")


FUNCTIONS = [
    (lambda x, y: x / 0.0, "ZeroDivisionError"),
    (lambda x: x, "does not take 2 inputs"),
    (3, "type int"),
    (lambda x, y: None, "`return`"),
    (lambda x, y: "many", "such as"),
    (lambda x, y: math.nan, "NaN"),
    (lambda x, y: [], "gives 0 values"),
    (float, "type type"),
    (endless, "did not come back"),
    (deep, "Recursion"),
    (endless_that_holds_on, "did not come back"),
    (leaves, "SystemExit (bye)"),
    (lambda x, y: print, "function"),
    (lambda x, y: {"a": 1}, "dictionary"),
    ("ratio", "type str"),
    (lambda x, y: x.missing, "AttributeError"),
]


@pytest.mark.parametrize(("answer", "said"), FUNCTIONS, ids=range(len(FUNCTIONS)))
def test_a_function_that_goes_wrong_is_explained(answer, said):
    result = verdict(FUNCTION, answer)
    assert said in getattr(result, "text", result)
    assert "Traceback" not in str(result)


def test_a_function_is_compared_on_all_inputs():
    assert verdict(FUNCTION, lambda x, y: x / y).correct
    assert verdict(FUNCTION, np.divide).correct
    assert verdict(FUNCTION, lambda x, y: y / x).text == "Upside down."
    text = verdict(FUNCTION, lambda x, y: x / y + (0.1 if np.ndim(x) == 0 and x > 2 else 0)).text
    assert "2 of 3 inputs come out right. `ratio(3, 4)` gives 0.85" in text
    assert verdict(FUNCTION, lambda x, y: -x / y).reason == "sign"


def test_a_function_cannot_change_the_inputs():
    def greedy(x, y):
        result = x / y
        if np.ndim(x):
            x[:] = 0.0
        return result

    inputs = [(np.array([1.0, 2.0]), 4.0)]
    exercise = learner.Function(
        **learner.common("99-08", lambda case: greedy),
        signature="f(x, y)",
        inputs=lambda case: inputs,
        unit=Unit.RATIO,
        tolerance=absolute(0.1),
    )
    assert verdict(exercise, greedy).correct
    assert list(inputs[0][0]) == [1.0, 2.0]


def test_an_endless_function_leaves_no_thread_behind():
    before = set(threading.enumerate())
    started = time.perf_counter()
    with pytest.raises(running.OutOfTime) as stopped:
        running.call_within(0.2, endless, 1, 2)
    assert not stopped.value.left_behind
    assert time.perf_counter() - started < 2.0
    time.sleep(0.1)  # the thread takes a moment to leave
    assert {t for t in threading.enumerate() if t.is_alive()} <= before


def test_what_cannot_be_stopped_is_left_behind_and_said(monkeypatch):
    monkeypatch.delattr(running.signal, "setitimer")  # as on Windows
    with pytest.raises(running.OutOfTime) as stopped:
        running.call_within(0.05, time.sleep, 1.0)
    assert stopped.value.left_behind
    sleepy = learner.Function(
        **learner.common("99-08", lambda case: lambda x, y: x),
        signature="f(x)",
        inputs=lambda case: [(1.0,)],
        unit=Unit.RATIO,
        tolerance=absolute(0.1),
        time_limit=0.05,
    )
    assert "restart the kernel" in verdict(sleepy, lambda x: time.sleep(1.0))


def test_without_threads_the_function_is_watched_where_it_runs(monkeypatch):
    class NoThread(threading.Thread):
        def start(self):
            raise RuntimeError("can't start new thread")

    monkeypatch.delattr(running.signal, "setitimer")
    monkeypatch.setattr(running.threading, "Thread", NoThread)
    assert running.call_within(1.0, max, 2, 3) == 3
    with pytest.raises(running.Failed) as failed:
        running.call_within(1.0, lambda: 1 / 0)
    assert isinstance(failed.value.error, ZeroDivisionError)
    with pytest.raises(running.OutOfTime):
        running.call_within(0.2, endless, 1, 2)
