"""A case: a scenario, checked, with its tables.

A case never changes. What the model derives from it, the model keeps beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from casestudy.checks import contradictions
from casestudy.explain import explain, place
from casestudy.levers import (
    Assumptions,
    Levers,
    PruningRule,
    declaration,
    names,
    unknown,
)
from casestudy.places import scenario_path, tables_folder
from casestudy.reading import InputError, read_yaml
from casestudy.scenario import Scenario
from casestudy.tables import TABLES, read_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Case:
    """The immutable facts and tables of a scenario.

    Attributes
    ----------
    scenario : Scenario
        Everything that the scenario file says.
    tables : mapping of str to pandas.DataFrame
        `skus`, `order_lines`, `history`, `competitors`; not to be changed.
    path : Path or None
        The scenario file, where there is one.
    """

    scenario: Scenario
    tables: Mapping[str, pd.DataFrame]
    path: Path | None = None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    @property
    def line_revenue(self) -> float:
        """Revenue of the line in the base year, in money."""
        return line_revenue(self.scenario)

    @property
    def assumptions(self) -> Assumptions:
        """The scenario's own assumptions."""
        figures = self.scenario.assumptions
        return Assumptions(**{n: getattr(figures, n).value for n in names(Assumptions)})

    @property
    def plans(self) -> tuple[str, ...]:
        """Names of the plans in the scenario."""
        return tuple(self.scenario.plans)

    def plan(self, name: str = "as_it_happened", **changes: float | str) -> Levers:
        """The levers of a plan, with changes.

        Parameters
        ----------
        name : str
            A plan of the scenario.
        **changes : float or str
            Levers by name, within the scenario's bounds; `pruning_rule` by its name.

        Returns
        -------
        Levers

        Raises
        ------
        InputError
            If a name is unknown (the nearest is named) or a value lies outside its bounds.
        """
        if name not in self.scenario.plans:
            raise InputError(unknown("plan", name, self.plans))
        figures = self.scenario.plans[name]
        settings: dict[str, Any] = {}
        for lever in (*names(Levers), "pruning_rule"):
            figure = getattr(figures, lever)
            if figure is not None:
                settings[lever] = figure.value
        return self.levers(**(settings | changes))

    def levers(self, **settings: float | str) -> Levers:
        """Levers from values by name; the rest at null.

        Raises
        ------
        InputError
            If a name is unknown (the nearest is named) or a value lies outside its bounds.
        """
        return Levers(**{n: self.check_lever(n, v) for n, v in settings.items()})

    def check_lever(self, name: str, value: Any) -> float | PruningRule:
        """A lever's value, if the scenario accepts it.

        Raises
        ------
        InputError
            Naming the lever, its bounds, and the value given.
        """
        if name == "pruning_rule":
            try:
                return PruningRule(value)
            except ValueError:
                raise InputError(unknown("pruning rule", value, list(PruningRule))) from None
        if name not in names(Levers):
            raise InputError(unknown("lever", name, (*names(Levers), "pruning_rule")))
        bounds = getattr(self.scenario.levers, name)
        return _checked("lever", name, value, bounds.low, bounds.high, declaration(Levers, name))

    def assume(self, **changes: float) -> Assumptions:
        """The scenario's assumptions with changes, each within what the model can take.

        Raises
        ------
        InputError
            If a name is unknown (the nearest is named) or a value makes no sense.
        """
        values = {f: getattr(self.assumptions, f) for f in names(Assumptions)}
        for name, value in changes.items():
            if name not in values:
                raise InputError(unknown("assumption", name, values))
            declared = declaration(Assumptions, name)
            values[name] = _checked("assumption", name, value, *declared.limits, declared)
        return Assumptions(**values)


def _checked(kind: str, name: str, value: Any, low: float, high: float, declared: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    if isinstance(value, bool) or not low <= number <= high:
        percent = (
            " (fractions, not percent)"
            if declared.unit.startswith("fraction") and number > 1
            else ""
        )
        raise InputError(
            f"{kind} {name!r}: expected a number from {low:g} to {high:g}{percent}, not {value!r}"
        )
    return number


def line_revenue(scenario: Scenario) -> float:
    """Revenue of the line in the base year, rounded to the smallest unit of the currency."""
    exact = scenario.company.revenue.value * scenario.line.company_share.value
    return round(exact, scenario.currency.minor_units)


def load_scenario(scenario: str | Path | None = None) -> Scenario:
    """Read and check a scenario file, without its tables.

    Raises
    ------
    InputError
        Naming the file, the line, the field, what is accepted and what was given.
    """
    path = scenario_path(scenario)
    data, lines = read_yaml(path)
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError(explain(path, error, lines)) from None
    for where, message in contradictions(scenario):
        raise InputError(place(path, where, lines) + message)
    return scenario


def load_case(scenario: str | Path | None = None) -> Case:
    """Load a scenario with its tables.

    Parameters
    ----------
    scenario : str or Path, optional
        Name of a ready scenario or a scenario file. Without it: the environment variable
        `CASESTUDY_SCENARIO`, else the learner's choice, else the default.

    Returns
    -------
    Case

    Raises
    ------
    InputError
        Naming the file, the place, what is accepted and what was given.

    Examples
    --------
    >>> load_case("turnaround").name
    'turnaround'
    """
    path = scenario_path(scenario).resolve()
    files = [path, *(tables_folder(path) / f"{t.name}.csv" for t in TABLES)]
    stamps = tuple((f, f.stat().st_mtime_ns) if f.exists() else (f, 0) for f in files)
    return _load(path, stamps)


@lru_cache(maxsize=8)
def _load(path: Path, stamps: tuple) -> Case:
    scenario = load_scenario(path)
    folder = tables_folder(path)
    if not folder.is_dir():
        raise InputError(
            f"{folder}: the tables of {path.name} are missing; "
            f"make them with: casestudy tables --scenario {path}"
        )
    tables = {t.name: read_table(folder / f"{t.name}.csv", t) for t in TABLES}
    check_tables(scenario, tables, folder)
    return Case(scenario, tables, path)


def check_tables(
    scenario: Scenario, tables: Mapping[str, pd.DataFrame], folder: Path | str
) -> None:
    """Tables that agree with each other and with the facts of their scenario.

    Raises
    ------
    InputError
        Naming the table and the figures that disagree.
    """
    skus, lines, history = tables["skus"], tables["order_lines"], tables["history"]
    strangers = ~lines["sku"].isin(skus["sku"])
    if strangers.any():
        row = int(np.flatnonzero(strangers)[0])
        raise InputError(
            f"{folder}/order_lines.csv: line {row + 2}: column 'sku': "
            f"{lines['sku'].iloc[row]!r} is no product of skus.csv"
        )
    cents = 10**scenario.currency.minor_units
    expected = round(line_revenue(scenario) * cents)
    given = int((lines["revenue"] * cents).round().astype("int64").sum())
    hint = "make the tables anew with: casestudy tables, or correct the scenario"
    if given != expected:
        raise InputError(
            f"{folder}/order_lines.csv: the revenue of all lines is {given / cents:,.2f}, but the "
            f"scenario says {expected / cents:,.2f} (company revenue × company_share); {hint}"
        )
    by_sku = (skus["price"] * skus["volume"]).sum()
    if abs(by_sku - line_revenue(scenario)) > 1e-6 * line_revenue(scenario):
        raise InputError(
            f"{folder}/skus.csv: price × volume adds up to {by_sku:,.2f}, not to the line's "
            f"revenue {line_revenue(scenario):,.2f}; {hint}"
        )
    base, years = scenario.company.base_year, scenario.history.span
    wanted = list(range(base - years, base + 1))
    if sorted(history["year"].unique()) != wanted or len(history) != 4 * len(wanted):
        raise InputError(
            f"{folder}/history.csv: expected four quarters of each year from {wanted[0]} to "
            f"{wanted[-1]}; {hint}"
        )
