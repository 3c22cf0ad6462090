"""Variants of a scenario: own figures and own keys for a learner or a team, from a number alone.

A variant draws the assumed figures of a scenario within their ranges and solves the free
quantities again, so that the same targets come out of another world. Facts never change, and
variant 0 is the scenario itself.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from casestudy.analysis.calibration import Calibration, calibrate
from casestudy.errors import InputError, given
from casestudy.files.places import available, scenario_path
from casestudy.files.reading import stamp
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.case import load_case as load_own
from casestudy.scenario.consistency import contradictions
from casestudy.scenario.entry import LONGEST_TEXT
from casestudy.scenario.schema import SYNTHETIC, Figure, Scenario
from casestudy.scenario.synthesis import draft_case
from casestudy.text.formats import quantity
from casestudy.units import Mark, Unit

LARGEST = 999_999  # six digits, which a team can read out
TRIES = 20  # draws until one meets the targets; nearly always the first or the second does
WIDTH = 0.5  # of the range is drawn from, so that the targets can still be met inside the ranges
DIGITS = 3  # as many as the author of a scenario writes
SEEDS = 2**31  # as many as a scenario file may name
STEPS = 3  # at least so many values to draw from
TEN = 10.0  # of decimals
KEPT = 8  # cases at hand, each of some megabytes

_Where = tuple[str, ...]


def make_variant(scenario: Scenario, number: int) -> Scenario:
    """A variant of a scenario: drawn, calibrated, and checked like any other scenario.

    Parameters
    ----------
    scenario : Scenario
    number : int
        0 is the scenario itself; at most 999,999.

    Returns
    -------
    Scenario
        Its name is the scenario's with the number behind it, which no file can have. Assumed
        figures lie about the scenario's own within half of their range, with three digits.

    Raises
    ------
    InputError
        If the number makes no sense, or no draw meets the targets inside the ranges.

    Notes
    -----
    Every number is a draw of its own: the same scenario and the same number give the same
    variant on every machine.

    Examples
    --------
    >>> make_variant(load_scenario("packaging"), 7).name
    'packaging-7'
    """
    number = variant_number(number)
    return scenario if number == 0 else _made(scenario, number).scenario


def load_case(scenario: str | Path | None = None, variant: int | str | None = None) -> Case:
    """Load a scenario with its tables, or one of its variants.

    Parameters
    ----------
    scenario : str or Path, optional
        Name of a ready scenario or a scenario file. Without it: the environment variable
        `CASESTUDY_SCENARIO`, else the learner's choice, else the default.
    variant : int or str, optional
        Number of the variant. Without it: the environment variable `CASESTUDY_VARIANT`, else 0,
        which is the scenario itself.

    Returns
    -------
    Case

    Raises
    ------
    InputError
        Naming the file, the place, what is accepted and what was given.

    Examples
    --------
    >>> load_case("turnaround").name, load_case("turnaround", 3).name
    ('turnaround', 'turnaround-3')
    """
    number = variant_number(variant)
    if number == 0:
        return load_own(scenario)
    path = scenario_path(scenario).resolve()
    return _loaded(path, stamp(path), number)


def case_named(name: str) -> Case:
    """A ready scenario or one of its variants, by the name that its case has.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if (match := _NAMED.fullmatch(name)) and match[1] in available():
        return load_case(match[1], match[2])
    return load_own(name)


_NAMED = re.compile(r"([a-z][a-z0-9_]*)-([1-9][0-9]{0,5})", re.ASCII)


def variant_number(variant: int | str | None = None) -> int:
    """The number of a variant: as given, else by environment, else 0.

    Raises
    ------
    InputError
        If it is no whole number from 0 to 999,999; the message says where it came from.

    Examples
    --------
    >>> variant_number("7"), variant_number(0)
    (7, 0)
    """
    origin, wanted = "", variant
    if wanted is None and (wanted := os.environ.get("CASESTUDY_VARIANT", "").strip() or None):
        origin = " (from the environment variable CASESTUDY_VARIANT)"
    if wanted is None:
        return 0
    text = wanted.strip() if isinstance(wanted, str) else str(wanted)
    whole = isinstance(wanted, str | int | np.integer) and not isinstance(wanted, bool)
    if not whole or not re.fullmatch(r"[0-9]{1,6}", text, re.ASCII):
        raise InputError(
            f"variant: expected a whole number from 0 (the scenario itself) to {LARGEST:,}, "
            f"not {given(wanted)}{origin}"
        )
    return int(text)


@lru_cache(maxsize=KEPT)
def _loaded(path: Path, seen: tuple[int, ...], number: int) -> Case:
    return replace(_made(load_scenario(path), number), path=path)


def _made(scenario: Scenario, number: int) -> Case:
    """The case of a variant: the first draw that holds together and meets the targets."""
    seed = hashlib.sha256(f"{scenario.name}-{number}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(seed[:16], "big"))
    for _ in range(TRIES):
        drawn = _drawn(scenario, number, rng)
        if next(contradictions(drawn), None):
            continue
        case = draft_case(drawn)
        found = calibrate(case)
        if found.solved:
            # The tables are made from none of the free quantities.
            return replace(case, scenario=_fitted(drawn, found))
    raise InputError(
        f"{scenario.name}: there is no variant {number}: none of {TRIES} draws of the assumed "
        "figures meets the targets inside the ranges; try another number, or widen the ranges of "
        f"{', '.join(scenario.calibration.free)}"
    )


def _drawn(scenario: Scenario, number: int, rng: np.random.Generator) -> Scenario:
    """The scenario with drawn figures, not calibrated yet."""
    currency, changes = scenario.currency, {}
    for where, figure, unit in _figures(scenario):
        place = rng.random()  # drawn for all, so that one range more moves no other draw
        if figure is None or figure.mark is not Mark.ASSUMED:
            continue
        if figure.low is None or figure.low == figure.high:
            continue
        own = quantity(figure.value, unit, currency)
        source = f"Drawn for variant {number}; the scenario's own is {own}: {figure.source}"
        changes[where] = {
            "value": drawn_value(figure.value, figure.low, figure.high, unit, place),
            "source": source[:LONGEST_TEXT],
        }
    file = scenario.order_file
    source = f"Made for variant {number} from a seed of its own; the scenario's: {file.source}"
    changes["order_file",] = {
        "seed": int(rng.integers(SEEDS)),
        "origin": SYNTHETIC,  # whatever the scenario's own orders are
        "source": source[:LONGEST_TEXT],
    }
    return _changed(scenario, changes).model_copy(
        update={
            "name": f"{scenario.name}-{number}",
            "title": f"{scenario.title} (variant {number})",
        }
    )


def _figures(scenario: Scenario) -> Iterator[tuple[_Where, Figure | None, Unit]]:
    """Where a scenario may have figures that a variant draws."""
    for name in names(Assumptions):
        unit = declaration(Assumptions, name).unit
        yield ("assumptions", name), getattr(scenario.assumptions, name), unit
    plan = scenario.plans["as_it_happened"]
    for name in names(Levers):
        yield ("plans", "as_it_happened", name), getattr(plan, name), declaration(Levers, name).unit
    yield ("line", "company_share"), scenario.line.company_share, Unit.FRACTION
    yield ("order_file", "concentration"), scenario.order_file.concentration, Unit.RATIO


def drawn_value(value: float, low: float, high: float, unit: Unit, place: float) -> float:
    """A value about the scenario's own, as clean a number as its author would write.

    Parameters
    ----------
    value : float
        The scenario's own.
    low, high : float
        Its range; the draw is from half of that width about the value, and never outside.
    unit : Unit
        Three digits at most, and no more decimals than people are shown; whole numbers for counts.
    place : float
        Where between the ends of the draw, from 0 to 1.

    Returns
    -------
    float

    Examples
    --------
    >>> drawn_value(6_500_000, 5_000_000, 9_000_000, Unit.MONEY, 0.123456)
    5750000.0
    >>> drawn_value(0.12, 0.10, 0.15, Unit.FRACTION_PER_YEAR, 0.9)
    0.13
    """
    reach = WIDTH * (high - low) / 2.0
    first, last = max(low, value - reach), min(high, value + reach)
    drawn = first + place * (last - first)
    decimals = _DECIMALS.get(unit, 2)
    while unit is not Unit.COUNT and STEPS * TEN**-decimals > last - first:
        decimals += 1  # a narrow range needs finer steps
    if drawn:
        decimals = min(decimals, DIGITS - 1 - math.floor(math.log10(abs(drawn))))
    rounded = round(drawn, decimals) + 0.0  # never minus zero
    return min(max(rounded, low), high)


# Fractions are shown as percent.
_DECIMALS = {Unit.FRACTION: 4, Unit.FRACTION_PER_YEAR: 4, Unit.COUNT: 0}


def _fitted(drawn: Scenario, found: Calibration) -> Scenario:
    """The drawn scenario with its free quantities as they were solved."""
    values = {}
    for name, value in found.values.items():
        part = ("plans", "as_it_happened") if name in names(Levers) else ("assumptions",)
        values[*part, name] = {"value": float(f"{value:.12g}")}
    return _changed(drawn, values)


def _changed(scenario: Scenario, changes: Mapping[_Where, dict[str, Any]]) -> Scenario:
    """A scenario with some entries changed, each checked as if it stood in the file."""
    kept = {"name": scenario.name, "title": scenario.title}
    data = scenario.model_dump(mode="json")
    for where, entries in changes.items():
        part = data
        for key in where:
            part = part[key]
        part.update(entries)
    # A variant's name is none that a file may have, so that nothing of the two ever mixes.
    plain = {"name": kept["name"].partition("-")[0], "title": "of a variant"}
    return Scenario.model_validate(data | plain).model_copy(update=kept)
