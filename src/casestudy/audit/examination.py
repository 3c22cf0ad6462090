"""The quick part of a check: a scenario with its tables and the model, without the chapters."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from casestudy.analysis.attribution import Attribution, attribute
from casestudy.analysis.cheapest import LeastCost, least_cost
from casestudy.audit.plausibility import implausible
from casestudy.chapters.board.risk import ON_TARGET
from casestudy.learning.own import wrong_with
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.many import simulate_many
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.own import Inherited, inherited
from casestudy.plots.fonts import font_advice
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS


@dataclass(frozen=True)
class Target:
    """A target of the scenario beside what its plan as it happened brings.

    Attributes
    ----------
    name : str
    wanted, reached : float
        As fractions: what the plan as it happened has to come to, and does.
    asked : float
        What was asked of it.
    """

    name: str
    wanted: float
    reached: float
    asked: float

    @property
    def gap(self) -> float:
        """What is reached less what is wanted."""
        return self.reached - self.wanted

    @property
    def met(self) -> bool:
        """Whether the two read the same with one decimal of percent."""
        return bool(abs(self.gap) < ON_TARGET)


@dataclass(frozen=True, eq=False)
class Examination:
    """What the quick part of a check finds.

    Attributes
    ----------
    case : Case
    targets : tuple of Target
    broken : tuple of str
        What gives no number; a scenario with any of it cannot be used.
    doubts : tuple of str
        Figures that are hard to believe beside one another, and letters that no font here has.
    inherited : Inherited or None
        What stands as it stood in the ready scenario from which the file was copied; None for a
        ready scenario.
    teaches : Attribution
        What each action of the plan as it happened is worth.
    nearest : LeastCost or None
        Where the plan as it happened came to less than was asked: whether another plan of these
        actions would have done.
    """

    case: Case
    targets: tuple[Target, ...]
    broken: tuple[str, ...]
    doubts: tuple[str, ...]
    inherited: Inherited | None
    teaches: Attribution
    nearest: LeastCost | None

    @property
    def missed(self) -> int:
        """How many targets are missed."""
        return sum(not target.met for target in self.targets)

    @property
    def pays(self) -> list[tuple[str, float]]:
        """Actions that add to the present value, with what each adds; the largest first."""
        return [(name, value) for name, value in self._worth[::-1] if value > 0]

    @property
    def costs(self) -> list[tuple[str, float]]:
        """Actions that do not, the dearest first."""
        return [(name, value) for name, value in self._worth if value <= 0]

    @property
    def _worth(self) -> list[tuple[str, float]]:
        shares = zip(self.teaches.groups, self.teaches.values["npv"].tolist(), strict=True)
        return sorted(shares, key=lambda one: one[::-1])

    @property
    def sound(self) -> bool:
        """Whether nothing is broken and every target is met."""
        return not self.broken and all(target.met for target in self.targets)


def examine(case: Case) -> Examination:
    """Look at a case as a whole: quick, without running its chapters.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Examination

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> examine(load_case("turnaround")).sound
    True
    """
    reached = simulate(case, case.plan("as_it_happened")).headlines
    return Examination(
        case=case,
        targets=tuple(
            Target(
                name,
                getattr(case.scenario.outcomes, name).value,
                float(getattr(reached, name)),
                getattr(case.scenario.targets, name).value,
            )
            for name in TARGETS
        ),
        broken=(*no_numbers(case), *wrong_with(case)),
        doubts=(*implausible(case), *font_advice(case.scenario.model_dump_json())),
        inherited=inherited(case),
        teaches=attribute(case),
        nearest=least_cost(case) if case.scenario.reached else None,
    )


def no_numbers(case: Case) -> list[str]:
    """Where the model gives no number: its plans, each lever and each assumption at its ends.

    Parameters
    ----------
    case : Case

    Returns
    -------
    list of str
        One sentence for each plan, lever or assumption.
    """
    found = [
        f"plan {name}: the model gives no number for {_listed(bad)}"
        for name in case.plans
        if (bad := _not_finite(simulate(case, case.plan(name)).headlines))
    ]
    plan, world, figures = case.plan("as_it_happened"), case.assumptions, case.scenario
    moves: list[tuple[str, str, float]] = []
    for name in names(Levers):
        bounds = getattr(figures.levers, name)
        moves += [("levers", name, end) for end in (bounds.low, bounds.high)]
    for name in names(Assumptions):
        figure = getattr(figures.assumptions, name)
        if figure.low is not None:
            moves += [("assumptions", name, end) for end in (figure.low, figure.high)]
    batch = {}
    for part, record in (("levers", plan), ("assumptions", world)):
        values = {}
        for name in names(type(record)):
            own = float(getattr(record, name))
            values[name] = np.array([v if (p, n) == (part, name) else own for p, n, v in moves])
        batch[part] = replace(record, **values)
    for rule in PruningRule:
        got, _ = simulate_many(
            case, replace(batch["levers"], pruning_rule=rule), batch["assumptions"]
        )
        for place, (part, name, end) in enumerate(moves):
            one = Headlines(**{f.name: getattr(got, f.name)[place] for f in fields(Headlines)})
            if bad := _not_finite(one):
                found.append(
                    f"{part}.{name} at {end:g}: the model gives no number for {_listed(bad)}"
                )
    return list(dict.fromkeys(found))


def _not_finite(headlines: Headlines) -> list[str]:
    return [name for name, value in headlines.as_dict().items() if not np.isfinite(value)]


def _listed(parts: list[str]) -> str:
    return ", ".join(parts)
