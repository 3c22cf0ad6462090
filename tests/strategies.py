"""What the tests draw: plans, worlds and batches of both, within what each scenario declares."""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from inspect import Parameter, Signature, signature
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.model.outcome import Headlines, Series
from casestudy.scenario.case import Case, load_case
from casestudy.scenario.schema import Scenario
from casestudy.units import Unit

SCENARIOS = ("turnaround", "packaging")
EXAMPLES = 30
MONEY = (Unit.MONEY, Unit.MONEY_PER_YEAR)
SERIES = tuple(f.name for f in fields(Series))
HEADLINES = tuple(f.name for f in fields(Headlines))
MONEY_SERIES = frozenset(SERIES) - {"price", "gross_margin", "skus", "share", "adoption"}
MONEY_HEADLINES = frozenset({"programme_cost", "npv"})

on_both = pytest.mark.parametrize("name", SCENARIOS)


@cache
def the_case(name: str) -> Case:
    """Return one of the two cases, loaded once."""
    return load_case(name)


def bounds(case: Case, record: type, name: str) -> tuple[float, float]:
    """Range of a lever or an assumption in a scenario; a figure without one does not vary."""
    if record is Levers:
        figure = getattr(case.scenario.levers, name)
        return figure.low, figure.high
    figure = getattr(case.scenario.assumptions, name)
    return (figure.value, figure.value) if figure.low is None else (figure.low, figure.high)


def numbers(low: float, high: float, *special: float) -> st.SearchStrategy[float]:
    """Numbers of a range, often its ends and the special ones."""
    ends = st.sampled_from([low, high, *special])
    return ends | st.floats(low, high, allow_subnormal=False)


BITS = 28  # of a number, behind the four that say of which kind it is


@cache
def figures(case: Case, record: type) -> st.SearchStrategy[dict[str, float]]:
    """All numbers of a record by name: usual ones, ends, what lies close to them, and others.

    From one run of bytes, four for each number: to draw sixty numbers one by one takes longer than
    to ask the model about them. Zeros are the usual numbers, so that a failure is made small.
    """
    every = names(record)
    low, high = np.array([bounds(case, record, name) for name in every]).T
    usual = [0.0 if record is Levers else getattr(case.assumptions, name) for name in every]

    def read(run: bytes) -> dict[str, float]:
        words = np.frombuffer(run, ">u4")
        kind, rest = words >> BITS, words & (2**BITS - 1)
        part = rest / (2**BITS - 1)
        close = 2.0 ** -(1.0 + 60.0 * part)
        between = np.select(
            [kind == 8, kind == 9, kind == 10], [close, 1.0 - close, np.round(8 * part) / 8], part
        )
        values = np.clip(low + between * (high - low), low, high)
        values = np.select([kind < 4, kind < 6, kind < 8], [usual, low, high], values)
        return dict(zip(every, values.tolist(), strict=True))

    size = 4 * len(every)
    return st.binary(min_size=size, max_size=size).map(read)


@cache
def plans(case: Case) -> st.SearchStrategy[Levers]:
    """Plans within the bounds of a scenario, often with levers at null."""
    rules = st.sampled_from(PruningRule)
    return st.builds(lambda f, rule: Levers(**f, pruning_rule=rule), figures(case, Levers), rules)


@cache
def worlds(case: Case) -> st.SearchStrategy[Assumptions]:
    """Worlds within the ranges of a scenario."""
    return figures(case, Assumptions).map(lambda found: Assumptions(**found))


def draws(
    case: Case,
    record: type,
    rng: np.random.Generator,
    shape: int | tuple[int, ...],
    chosen: tuple[str, ...] | None = None,
) -> dict[str, NDArray]:
    """Random values of levers or assumptions by name, about one in three at an end or at null."""
    found = {}
    for name in names(record):
        low, high = bounds(case, record, name)
        values = rng.uniform(low, high, shape)
        usual = 0.0 if record is Levers else getattr(case.assumptions, name)
        kind = rng.random(shape)
        values = np.where(kind < 0.1, low, np.where(kind < 0.2, high, values))
        values = np.where(kind > 0.85, usual, values)
        if chosen is None or name in chosen:
            found[name] = np.clip(values, low, high)
    return found


@st.composite
def batches(draw: st.DrawFn, case: Case) -> tuple[Levers, Assumptions, tuple[int, ...]]:
    """Draw a plan and a world of which some numbers are arrays, and the shape of the draws."""
    plan, world = draw(plans(case)), draw(worlds(case))
    shape = draw(st.sampled_from([(1,), (3,), (5,), (3, 4), (2, 1, 3)]))
    every = (*names(Levers), *names(Assumptions))
    chosen = draw(st.lists(st.sampled_from(every), min_size=1, max_size=12, unique=True))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    # One field has the whole shape; others may lack leading axes or have axes of length one.
    shapes = {chosen[0]: shape}
    for name in chosen[1:]:
        start = draw(st.integers(0, len(shape)))
        thin = draw(st.lists(st.booleans(), min_size=len(shape), max_size=len(shape)))
        shapes[name] = tuple(1 if t else n for n, t in zip(shape, thin, strict=True))[start:]
    changes: dict[type, dict[str, NDArray]] = {Levers: {}, Assumptions: {}}
    for name, its_shape in shapes.items():
        record = Levers if name in names(Levers) else Assumptions
        changes[record] |= draws(case, record, rng, its_shape, (name,))
    return replace(plan, **changes[Levers]), replace(world, **changes[Assumptions]), shape


def one_draw(record: Levers | Assumptions, shape: tuple[int, ...], place: tuple[int, ...]) -> Any:
    """Take the plain numbers of one draw from a record of arrays."""
    values = {n: np.broadcast_to(getattr(record, n), shape)[place] for n in names(type(record))}
    return replace(record, **{n: float(v) for n, v in values.items()})


def for_all(
    examples: int = EXAMPLES, **needs: Callable[[Case], st.SearchStrategy]
) -> Callable[[Callable], Callable]:
    """Run a property, a method, on both scenarios, each time with values drawn for the case.

    `needs` maps the property's arguments, other than `case`, to functions from a case to a
    strategy. Arguments that remain are left to `pytest.mark.parametrize`.
    """

    def decorate(check: Callable) -> Callable:
        def run(self, name, data, **others):
            case = the_case(name)
            values = {k: data.draw(need(case), label=k) for k, need in needs.items()}
            check(self, case=case, **values, **others)

        left = [n for n in signature(check).parameters if n not in {"self", "case", *needs}]
        run.__signature__ = Signature(
            [
                *(Parameter(n, Parameter.POSITIONAL_OR_KEYWORD) for n in ("self", "name", "data")),
                *(Parameter(n, Parameter.KEYWORD_ONLY) for n in left),
            ]
        )
        for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
            setattr(run, attribute, getattr(check, attribute))
        return on_both(settings(max_examples=examples)(given(data=st.data())(run)))

    return decorate


def scale(case: Case, name: str) -> float:
    """Size against which a difference counts: the line's revenue for money, one for the rest."""
    return case.line_revenue if name in MONEY_SERIES | MONEY_HEADLINES else 1.0


def assert_same(case: Case, got: Any, expected: Any, tolerance: float) -> None:
    """Compare two outcomes, within a tolerance relative to the line's revenue."""
    for part in ("series", "headlines"):
        one, other = getattr(got, part), getattr(expected, part)
        for field in fields(one):
            close(case, field.name, getattr(one, field.name), getattr(other, field.name), tolerance)


def close(case: Case, name: str, got: Any, expected: Any, tolerance: float) -> None:
    """Compare one series or headline by its scale, or by its size where that is larger."""
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape, f"{name}: {got.shape} is not {expected.shape}"
    size = np.maximum(np.abs(expected), scale(case, name))
    worst = np.max(np.abs(got - expected) / size, initial=0.0)
    assert worst <= tolerance, f"{name}: off by {worst:.3g}, more than {tolerance:g}"


# -- cases that differ from a scenario in one respect


@cache
def in_other_money(case: Case, factor: float) -> Case:
    """Return the same case in a currency in which all money is `factor` times as much."""
    text = case.scenario.model_dump(mode="json")
    text["company"]["revenue"]["value"] *= factor
    for name in names(Assumptions):
        if declaration(Assumptions, name).unit in MONEY:
            figure = text["assumptions"][name]
            for key in ("value", "low", "high"):
                if figure[key] is not None:
                    figure[key] *= factor
    for platform in text["order_file"]["platforms"]:
        platform["price"] *= factor
    money = {
        "skus": ["list_price", "price", "unit_cost"],
        "order_lines": ["list_price", "revenue"],
        "history": [
            "market_revenue",
            "revenue",
            "variable_cost",
            "complexity_cogs",
            "complexity_sga",
        ],
        "platform_history": ["revenue", "variable_cost"],
    }
    tables = dict(case.tables)
    for table, columns in money.items():
        tables[table] = tables[table].assign(**{c: tables[table][c] * factor for c in columns})
    return Case(Scenario.model_validate(text), tables)


def in_other_order(case: Case, seed: int) -> Case:
    """Return the same case with the rows of its tables in another order."""
    rng = np.random.default_rng(seed)
    tables = {
        name: frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
        for name, frame in case.tables.items()
    }
    return Case(case.scenario, tables)


def with_products(case: Case, skus: pd.DataFrame) -> Case:
    """Return the case with another table of products."""
    return Case(case.scenario, {**case.tables, "skus": skus.reset_index(drop=True)})


@cache
def with_one_split(case: Case, row: int) -> Case:
    """Return the case with one product as two identical halves."""
    skus = case.tables["skus"].copy()
    halves = skus.iloc[[row, row]].copy()
    for column in ("volume", "setups", "order_lines"):
        halves[column] = halves[column] / 2
    halves["sku"] = ["P-HALF-1", "P-HALF-2"]
    rest = skus.drop(index=skus.index[row])
    return with_products(case, pd.concat([rest, halves], ignore_index=True))
