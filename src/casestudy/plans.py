"""Plans as small files: a name, the scenario, and the levers that differ from null."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from casestudy.case import Case
from casestudy.explain import explain, place
from casestudy.levers import Levers, unknown
from casestudy.reading import InputError, read_yaml
from casestudy.scenario import Entry, Word


class PlanFile(Entry):
    """What a plan file may say."""

    plan_version: Literal[1]
    name: Word
    scenario: Word
    levers: dict[str, Any]


def read_plan(path: Path, case: Case) -> Levers:
    """Levers of a plan file.

    Parameters
    ----------
    path : Path
        A YAML file with `plan_version`, `name`, `scenario` and `levers`.
    case : Case
        The case for which the plan is meant.

    Returns
    -------
    Levers

    Raises
    ------
    InputError
        Naming the file, the field, what is accepted and what was given; also where the plan was
        made for another scenario.
    """
    data, lines = read_yaml(path)
    try:
        plan = PlanFile.model_validate(data)
    except ValidationError as error:
        raise InputError(explain(path, error, lines, PlanFile)) from None
    if plan.scenario != case.name:
        raise InputError(
            f"{path}: line {lines[('scenario',)]}: the plan was made for the scenario "
            f"{plan.scenario!r}, not for {case.name!r}"
        )
    for name, value in plan.levers.items():
        try:
            case.check_lever(name, value)
        except InputError as error:
            raise InputError(f"{place(path, (), lines, ('levers', name))}{error}") from None
    return case.levers(**plan.levers)


def find_plan(case: Case, plan: str) -> Levers:
    """A plan of the scenario by name, or of a file that ends in .yaml or .yml."""
    if plan.lower().endswith((".yaml", ".yml")):
        return read_plan(Path(plan).expanduser(), case)
    if plan not in case.plans:
        raise InputError(unknown("plan", plan, case.plans) + ", or a .yaml file")
    return case.plan(plan)
