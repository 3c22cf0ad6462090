"""A case: a scenario, checked, with its tables.

A case never changes. What the model derives from it, the model keeps beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from casestudy.errors import InputError, as_text, given, number_hint, unknown
from casestudy.files.places import scenario_path, tables_folder
from casestudy.files.reading import Path_, read_yaml, stamp
from casestudy.files.writing import settle
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.scenario.agreement import check_tables, line_revenue
from casestudy.scenario.consistency import contradictions
from casestudy.scenario.messages import explain, place
from casestudy.scenario.schema import Scenario
from casestudy.scenario.tables import TABLES, read_table
from casestudy.units import SHARES

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
        The scenario file, where there is one; of a variant, that of its scenario.
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

    @cached_property
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

    def levers(self, /, **settings: float | str) -> Levers:
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
                rules = [rule.value for rule in PruningRule]
                raise InputError(unknown("pruning rule", as_text(value), rules)) from None
        if name in names(Assumptions):
            raise InputError(
                f"{name!r} is no lever but an assumption, which nobody decides. "
                f"Accepted: {', '.join((*names(Levers), 'pruning_rule'))}"
            )
        if name not in names(Levers):
            raise InputError(unknown("lever", name, (*names(Levers), "pruning_rule")))
        bounds = getattr(self.scenario.levers, name)
        return _checked("lever", Levers, name, value, bounds.low, bounds.high)

    def assume(self, /, **changes: float) -> Assumptions:
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
            limits = declaration(Assumptions, name).limits
            values[name] = _checked("assumption", Assumptions, name, value, *limits)
        return Assumptions(**values)


def _checked(kind: str, of: type, name: str, value: Any, low: float, high: float) -> float:
    try:
        number = np.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = np.nan
    if not low <= number <= high:
        # Only of a share percent can be meant.
        share = declaration(of, name).unit in SHARES
        hint = number_hint(value, low, high) if share or isinstance(value, str) else ""
        raise InputError(
            f"{kind} {name!r}: expected a number from {low:g} to {high:g}{hint}, not {given(value)}"
        )
    return number


def load_scenario(scenario: str | Path | None = None) -> Scenario:
    """Read and check a scenario file, without its tables.

    Raises
    ------
    InputError
        Naming the file, the line, the field, what is accepted and what was given.
    """
    path = scenario_path(scenario)
    return scenario_of(path, *read_yaml(path))


def scenario_of(path: Path, data: dict[str, Any], lines: Mapping[Path_, int]) -> Scenario:
    """Check what was read from a scenario file.

    Raises
    ------
    InputError
        Naming the file, the line, the field, what is accepted and what was given.
    """
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        raise InputError(explain(path, error, lines)) from None
    if scenario.name != path.stem:
        raise InputError(
            f"{place(path, ('name',), lines)}expected {path.stem!r}, as the file is called, "
            f"not {scenario.name!r}"
        )
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
    folder = tables_folder(path)
    for _ in range(_TRIES):
        settle(folder)
        stamps = _stamps(path, folder)
        # Where another program replaces the tables meanwhile, what is read may be of two sets.
        try:
            case = _load(path, stamps)
        except InputError:
            if stamps == _stamps(path, folder):
                raise
            continue
        if stamps == _stamps(path, folder):
            return case
    raise InputError(f"{folder}: the tables change while they are read; try again")


_TRIES = 5


def _stamps(path: Path, folder: Path) -> tuple[tuple[int, ...], ...]:
    return tuple(stamp(f) for f in (path, *(folder / f"{t.name}.csv" for t in TABLES)))


@lru_cache(maxsize=8)
def _load(path: Path, stamps: tuple) -> Case:
    scenario = load_scenario(path)
    folder = tables_folder(path)
    if folder.is_file():
        raise InputError(f"{folder}: is a file; expected the folder with the tables of {path.name}")
    if not folder.is_dir():
        raise InputError(
            f"{folder}: the tables of {path.name} are missing; "
            f"make them with: casestudy tables --scenario {quote(str(path))}"
        )
    tables = {t.name: read_table(folder / f"{t.name}.csv", t) for t in TABLES}
    check_tables(scenario, tables, folder, path)
    return Case(scenario, tables, path)
