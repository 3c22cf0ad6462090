"""What the what-if chapter puts side by side: plans, levers, assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from casestudy.levers import Assumptions, Levers, PruningRule, declaration, described, names
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.plans import PlanStore
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.text.figures import (
    HEADLINES,
    called,
    label,
    lever_label,
    mark_label,
    meaning,
    plan_label,
)
from casestudy.units import Unit


@dataclass(frozen=True, eq=False)
class Plans:
    """Plans side by side.

    Attributes
    ----------
    outcomes : dict of str to Outcome
        By name of the plan.
    currency : Currency
    first : str
        The name of the learner's first plan among them; empty where none is kept.
    """

    outcomes: dict[str, Outcome]
    currency: Currency
    first: str = ""

    @property
    def headlines(self) -> tuple[str, ...]:
        """Names of the headlines, in order."""
        return HEADLINES

    def label(self, headline: str) -> str:
        """What a headline is called; of products with those that are new."""
        fewer = headline == "complexity_reduction"
        return label("products_with_new_ones" if fewer else headline)

    def called(self, plan: str) -> str:
        """What a plan is called."""
        return plan_label(plan)


FIRST = "my first plan"  # as the first page keeps it


def plans(case: Case) -> Plans:
    """The plans of the scenario and the learner's first one, and what comes of each.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Plans
    """
    outcomes = {name: simulate(case, case.plan(name)) for name in case.plans}
    store = PlanStore(case)
    if FIRST not in store.names():
        return Plans(outcomes, case.scenario.currency)
    kept = store.load(FIRST)
    outcomes[FIRST] = simulate(case, kept.levers, kept.assumptions)
    return Plans(outcomes, case.scenario.currency, FIRST)


@dataclass(frozen=True)
class Lever:
    """One lever as a table shows it: its bounds, and where it stood in the plan as it happened."""

    label: str
    action: str
    low: float
    high: float
    happened: float
    unit: Unit
    help: str


@dataclass(frozen=True)
class LeverTable:
    """All levers.

    Attributes
    ----------
    rows : tuple of Lever
    rule : PruningRule
        Of the plan as it happened.
    rule_action : str
        The action group that has the pruning rule.
    rules : int
        How many there are.
    currency : Currency
    """

    rows: tuple[Lever, ...]
    rule: PruningRule
    rule_action: str
    rules: int
    currency: Currency

    @property
    def rule_about(self) -> tuple[str, str]:
        """What the pruning rule is called, and what it means."""
        return described("pruning_rule")


def levers(case: Case) -> LeverTable:
    """Every lever with its action, its bounds and what happened.

    Parameters
    ----------
    case : Case

    Returns
    -------
    LeverTable
    """
    happened = case.plan("as_it_happened")
    actions = {lever: g.label for g in case.scenario.action_groups for lever in g.levers}
    rows = []
    for name in names(Levers):
        declared, bounds = declaration(Levers, name), getattr(case.scenario.levers, name)
        label, was = lever_label(case, name), float(getattr(happened, name))
        rows.append(
            Lever(
                label,
                actions[name],
                bounds.low,
                bounds.high,
                was,
                declared.unit,
                meaning(case, name),
            )
        )
    rule = happened.pruning_rule
    action = actions["pruning_rule"]
    return LeverTable(tuple(rows), rule, action, len(PruningRule), case.scenario.currency)


@dataclass(frozen=True)
class Assumption:
    """One assumption as a table shows it; without a range `low` and `high` are None."""

    topic: str
    label: str
    value: float
    low: float | None
    high: float | None
    unit: Unit
    mark: str


@dataclass(frozen=True)
class AssumptionTable:
    """All assumptions, by topic."""

    rows: tuple[Assumption, ...]
    currency: Currency


def assumptions(case: Case) -> AssumptionTable:
    """All assumptions with value, range and mark.

    Parameters
    ----------
    case : Case

    Returns
    -------
    AssumptionTable
    """
    rows = []
    for name in names(Assumptions):
        declared, figure = declaration(Assumptions, name), getattr(case.scenario.assumptions, name)
        rows.append(
            Assumption(declared.topic, called(case, name), figure.value, figure.low, figure.high,
                       declared.unit, mark_label(figure.mark))
        )  # fmt: skip
    return AssumptionTable(tuple(rows), case.scenario.currency)
