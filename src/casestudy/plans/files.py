"""A plan file: reading it with one clear error, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from casestudy.errors import InputError, unknown
from casestudy.files.reading import given_path, read_yaml
from casestudy.files.writing import quoted
from casestudy.levers import Assumptions, Levers, names
from casestudy.scenario.case import Case
from casestudy.scenario.entry import Entry, Word
from casestudy.scenario.messages import explain, place

PLAN_VERSION = 1


class PlanFile(Entry):
    """What a plan file may say; assumptions are those that differ from the scenario's."""

    plan_version: Literal[1]
    name: Word
    scenario: Word
    levers: dict[str, Any]
    assumptions: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class KeptPlan:
    """A plan with its name and the world for which it was made."""

    name: str
    levers: Levers
    assumptions: Assumptions


Changes = tuple[dict[str, float | str], dict[str, float]]


def changes(case: Case, levers: Levers, assumptions: Assumptions | None = None) -> Changes:
    """What a plan moves and how its world differs, each value as the scenario accepts it.

    Parameters
    ----------
    case : Case
    levers : Levers
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    levers : dict of str to float or str
        Those that differ from null, in their declared order; the pruning rule by its name.
    assumptions : dict of str to float
        Those that differ from the scenario's.

    Raises
    ------
    InputError
        If a value lies outside its bounds, or is no single number.
    """
    null, own = Levers(), case.assumptions
    # By the digits, not by ==: what is restored is the same to the last bit, the sign of 0 too.
    moved: dict[str, float | str] = {
        name: value
        for name in names(Levers)
        if repr(value := case.check_lever(name, getattr(levers, name))) != repr(getattr(null, name))
    }
    rule = case.check_lever("pruning_rule", levers.pruning_rule)
    if rule is not null.pruning_rule:
        moved["pruning_rule"] = str(rule)
    if assumptions is None:
        return moved, {}
    world = {name: getattr(assumptions, name) for name in names(Assumptions)}
    checked = case.assume(**world)
    return moved, {
        name: getattr(checked, name)
        for name in world
        if repr(getattr(checked, name)) != repr(float(getattr(own, name)))
    }


def restored(
    case: Case, levers: Mapping[str, Any], assumptions: Mapping[str, Any]
) -> tuple[Levers, Assumptions]:
    """The plan and the world of which `changes` gives the differences.

    Raises
    ------
    InputError
        If a name is unknown (the nearest is named) or a value lies outside its bounds.
    """
    return case.levers(**levers), case.assume(**assumptions)


def plan_text(case: Case, name: str, levers: Levers, assumptions: Assumptions | None = None) -> str:
    """Text of the plan file that gives a plan back exactly.

    Raises
    ------
    InputError
        If a value lies outside its bounds, or is no single number.
    """
    moved, world = changes(case, levers, assumptions)
    lines = [f"plan_version: {PLAN_VERSION}", f"name: {quoted(name)}", f"scenario: {case.name}"]
    lines += _entries("levers", moved)
    if world:
        lines += _entries("assumptions", world)
    return "\n".join(lines) + "\n"


def _entries(key: str, values: Mapping[str, float | str]) -> list[str]:
    if not values:
        return [f"{key}: {{}}"]
    return [f"{key}:", *(f"  {name}: {value}" for name, value in values.items())]


def read_kept(path: Path, case: Case) -> KeptPlan:
    """A plan file with its name and its world.

    Parameters
    ----------
    path : Path
        A YAML file with `plan_version`, `name`, `scenario`, `levers`, and `assumptions` where
        they differ from the scenario's.
    case : Case
        The case for which the plan is meant.

    Returns
    -------
    KeptPlan

    Raises
    ------
    InputError
        Naming the file, the line, the field, what is accepted and what was given; also where the
        plan was made for another scenario, or by a newer version.
    """
    data, lines = read_yaml(path)
    version = data.get("plan_version")
    if isinstance(version, int) and version > PLAN_VERSION:
        raise InputError(
            f"{place(path, ('plan_version',), lines)}expected {PLAN_VERSION}, not {version}; "
            f"the file was made by a newer version; this one reads {PLAN_VERSION}"
        )
    try:
        plan = PlanFile.model_validate(data)
    except ValidationError as error:
        raise InputError(explain(path, error, lines, PlanFile)) from None
    if plan.scenario != case.name:
        raise InputError(
            f"{path}: line {lines[('scenario',)]}: the plan was made for the scenario "
            f"{plan.scenario!r}, not for {case.name!r}"
        )
    checks = {"levers": case.check_lever, "assumptions": lambda n, v: case.assume(**{n: v})}
    for part, check in checks.items():
        for name, value in getattr(plan, part).items():
            try:
                check(name, value)
            except InputError as error:
                raise InputError(f"{place(path, (), lines, (part, name))}{error}") from None
    return KeptPlan(plan.name, *restored(case, plan.levers, plan.assumptions))


def read_plan(path: Path, case: Case) -> Levers:
    """Levers of a plan file; see `read_kept`."""
    return read_kept(path, case).levers


def find_plan(case: Case, plan: str) -> Levers:
    """A plan of the scenario by name, or of a file that ends in .yaml or .yml.

    Raises
    ------
    InputError
        If there is no such plan, or the file has a world of its own, which levers cannot tell.
    """
    if plan.lower().endswith((".yaml", ".yml")):
        kept = read_kept(given_path(plan), case)
        if world := changes(case, kept.levers, kept.assumptions)[1]:
            raise InputError(
                f"{plan}: the plan was kept in another world ({', '.join(world)}); expected a "
                "plan without 'assumptions' here"
            )
        return kept.levers
    if plan not in case.plans:
        raise InputError(unknown("plan", plan, case.plans) + ", or a .yaml file")
    return case.plan(plan)
