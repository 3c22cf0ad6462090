"""Plans as small files: a name, the scenario, and the levers that differ from null."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from casestudy.case import Case
from casestudy.explain import explain
from casestudy.levers import Levers
from casestudy.reading import InputError, read_yaml
from casestudy.scenario import Entry, Word

Setting = Annotated[float, Field(strict=True)] | str


class PlanFile(Entry):
    """What a plan file may say."""

    plan_version: Literal[1]
    name: Word
    scenario: Word
    levers: dict[str, Setting]


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
    try:
        return case.levers(**plan.levers)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def find_plan(case: Case, plan: str) -> Levers:
    """A plan of the scenario by name, or of a file that ends in .yaml or .yml."""
    if plan.endswith((".yaml", ".yml")):
        return read_plan(Path(plan), case)
    return case.plan(plan)
