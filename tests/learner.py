"""Exercises of each kind, made for the tests of what all exercises have in common."""

import numpy as np
import pandas as pd

from casestudy.learning.kinds import (
    Choice,
    Choices,
    Function,
    Number,
    Ranking,
    Series,
    ShortText,
    Wrong,
    absolute,
    relative,
)
from casestudy.units import Unit


def common(id, key, **more):
    return {
        "id": id,
        "title": "a title",
        "level": "read",
        "prompt": lambda case: "what?",
        "key": key,
        "hints": ("first", lambda case: f"second for {case.name}"),
        "solution": lambda case: "so",
        "code": "answer = 1",
    } | more


LETTERS = {"a": "price", "b": "volume", "c": "cost", "d": "variety"}
SHARES = pd.Series({"north": 0.2, "south": 0.3, "West End": 0.5}, name="share")
TABLE = pd.DataFrame(
    {"price": [1.0, 2.0], "cost": [0.5, 0.75]}, index=pd.Index(["one", "two"], name="item")
)


def fraction(key=0.17, **more):
    more = {"unit": Unit.FRACTION, "tolerance": absolute(0.001)} | more
    return Number(**common("99-01", lambda case: key, **more))


def amount(key=3_000_000.0, **more):
    more = {"unit": Unit.MONEY, "tolerance": relative(0.01)} | more
    return Number(**common("99-02", lambda case: key, **more))


CHOICE = Choice(
    **common("99-03", lambda case: "b", options=lambda case: LETTERS),
    wrong=(Wrong("dear", lambda case: "a", "Price is no volume."),),
)
CHOICES = Choices(**common("99-04", lambda case: {"a", "c"}, options=lambda case: LETTERS))
RANKING = Ranking(**common("99-05", lambda case: "dacb", options=lambda case: LETTERS))
SERIES = Series(
    **common("99-06", lambda case: SHARES, unit=Unit.FRACTION, tolerance=absolute(0.01)),
    wrong=(
        Wrong("turned", lambda case: dict(zip(SHARES.index, SHARES[::-1], strict=True)), "Turned."),
    ),
)
FRAME = Series(**common("99-07", lambda case: TABLE, unit=Unit.RATIO, tolerance=absolute(0.01)))
FUNCTION = Function(
    **common("99-08", lambda case: lambda x, y: x / y),
    signature="ratio(x, y)",
    inputs=lambda case: [(1.0, 2.0), (3.0, 4.0), (np.array([1.0, 2.0]), 4.0)],
    unit=Unit.RATIO,
    tolerance=absolute(1e-6),
    time_limit=0.3,
    wrong=(Wrong("upside down", lambda case: lambda x, y: y / x, "Upside down."),),
)
TEXT = ShortText(**common("99-09", lambda case: ("says why", "says how much", "says what next")))
