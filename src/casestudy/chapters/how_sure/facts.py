"""What the chapter shows of a plan in other worlds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis import calibrations, discovery, robust, sensitivity
from casestudy.analysis.discovery import Condition, Discovery
from casestudy.analysis.monte_carlo import FAN, ON_TARGET, Estimate, MonteCarlo, fan, monte_carlo
from casestudy.analysis.worlds import spreads
from casestudy.levers import Levers
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.plans import PlanStore
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.text.figures import called, label, plan_label, short_label, unit_label
from casestudy.units import Unit

HAPPENED = "as_it_happened"
TOLD = ("npv", "revenue_growth")  # what the page and its exercises ask for
MOST_BARS = 8  # of what matters: the next ones are too short to see
SEEN = 0.005  # a part of the variance that reads as nothing
EVEN = 0.5  # of the variance
LEAST = 0.01  # of what knowing everything is worth: what is worth less is not listed
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9  # eight of ten of the worlds, and the middle
KEPT = 16  # results kept in memory: more than anybody goes back to
PERCENT = (Unit.FRACTION, Unit.FRACTION_PER_YEAR)  # counted in percent at an axis


@dataclass(frozen=True, eq=False)
class Futures:
    """A plan in many other worlds.

    Attributes
    ----------
    found : MonteCarlo
    fans : dict of str to ndarray, (5, 20)
        Quantiles of the series, at each of `casestudy.analysis.monte_carlo.FAN`.
    outcome : Outcome
        The plan in the scenario's own world.
    assumptions : int
        How many of them vary.
    window : tuple of int
    targets : dict of str to float
    currency : Currency
    """

    found: MonteCarlo
    fans: dict[str, NDArray]
    outcome: Outcome
    assumptions: int
    window: tuple[int, int]
    targets: dict[str, float]
    currency: Currency

    @property
    def chances(self) -> dict[str, Estimate]:
        """How often each target is met, and then all at once."""
        single = {name: self.found.target(name) for name in self.targets}
        return single | {"all_targets": self.found.success}

    @property
    def rarest(self) -> str:
        """The target that is met least often."""
        return min(self.targets, key=lambda name: self.found.target(name).value)

    @property
    def product(self) -> float:
        """How often all would be met if they had nothing to do with one another."""
        return float(np.prod([self.found.target(name).value for name in self.targets]))

    @property
    def exact(self) -> list[str]:
        """Targets that the plan meets in its own world, with nothing to spare."""
        reached = self.outcome.headlines
        return [n for n, t in self.targets.items() if abs(float(getattr(reached, n)) - t) < SEEN]

    @property
    def reached(self) -> bool:
        """Whether the plan meets all targets in the scenario's own world."""
        found = self.outcome.headlines
        return all(float(getattr(found, n)) >= t - ON_TARGET for n, t in self.targets.items())

    @property
    def better(self) -> float:
        """How often the plan is worth more than in the scenario's own world."""
        return float((self.found.headlines.npv > float(self.outcome.headlines.npv)).mean())

    def last(self, part: float, name: str = "revenue") -> float:
        """A quantile of a series in the last quarter."""
        return float(self.fans[name][FAN.index(part), -1])

    def short(self, name: str) -> str:
        """What a target is called."""
        return short_label(name)


def futures(case: Case, levers: Levers | None = None) -> Futures:
    """A plan in many other worlds.

    Parameters
    ----------
    case : Case
    levers : Levers, optional
        The plan as it happened by default.

    Returns
    -------
    Futures
    """
    plan = case.plan(HAPPENED) if levers is None else levers
    return _futures(case, plan)


@lru_cache(maxsize=KEPT)
def _futures(case: Case, plan: Levers) -> Futures:
    window, targets = case.scenario.window, case.scenario.targets
    found = monte_carlo(case, plan)
    return Futures(
        found=found,
        fans=fan(case, plan),
        outcome=simulate(case, plan),
        assumptions=len(spreads(case)),
        window=(window.first, window.last),
        targets={name: getattr(targets, name).value for name in found.on_target},
        currency=case.scenario.currency,
    )


@dataclass(frozen=True)
class Part:
    """What one input makes of the variance of an outcome.

    Attributes
    ----------
    label : str
        Of the assumption; empty for the development's luck, which has words of its own.
    first, total : float
        Alone, and together with all others.
    error : float
        Half width of the interval of `total`.
    """

    label: str
    first: float
    total: float
    error: float


@dataclass(frozen=True)
class Matters:
    """Which inputs matter.

    Attributes
    ----------
    outcome : str
    parts : tuple of Part
        The most important first.
    together : float
        What inputs make only together.
    correlated : tuple of str
        Two assumptions that the scenario correlates, so that there are no parts; else empty.
    """

    outcome: str
    parts: tuple[Part, ...]
    together: float
    correlated: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Part, ...]:
        """Those that the picture has a bar for."""
        return tuple(p for p in self.parts[:MOST_BARS] if p.total > SEEN)

    @property
    def half(self) -> int:
        """How many of them make more than half of the variance, alone."""
        sums = np.cumsum([part.first for part in self.parts])
        return int(np.searchsorted(sums, EVEN) + 1)

    @property
    def nothing(self) -> int:
        """How many of them make nothing that one could see."""
        return sum(1 for part in self.parts if part.total <= SEEN)


def matters(case: Case, outcome: str = "npv", levers: Levers | None = None) -> Matters:
    """Which assumptions matter for an outcome of a plan.

    Parameters
    ----------
    case : Case
    outcome : str
        A headline.
    levers : Levers, optional
        The plan as it happened by default.

    Returns
    -------
    Matters
    """
    if case.scenario.uncertainty.correlations:
        pair = case.scenario.uncertainty.correlations[0].between
        return Matters(outcome, (), 0.0, tuple(called(case, n) for n in pair))
    plan = case.plan(HAPPENED) if levers is None else levers
    found = _sensitivity(case, plan, TOLD if outcome in TOLD else (outcome,))
    if outcome in found.constant:
        return Matters(outcome, (), 0.0)
    indices = found.indices[outcome]
    parts = []
    for i in found.order(outcome):
        name = found.names[i]
        parts.append(
            Part(
                "" if name == sensitivity.LUCK else called(case, name),
                max(float(indices.first[i]), 0.0),
                float(indices.total[i]),
                float(indices.total_error[i]),
            )
        )
    return Matters(outcome, tuple(parts), found.together(outcome))


@lru_cache(maxsize=KEPT)
def _sensitivity(case: Case, plan: Levers, outcomes: tuple[str, ...]) -> sensitivity.Sensitivity:
    return sensitivity.sensitivity(case, plan, outcomes)


@dataclass(frozen=True, eq=False)
class Failing:
    """Where a plan fails.

    Attributes
    ----------
    found : Discovery
    target : float
        What is missed; zero for the present value.
    currency : Currency
    """

    found: Discovery
    target: float
    currency: Currency

    @property
    def name(self) -> str:
        """What fails: a target's label."""
        return label(self.found.failure)

    @property
    def limits(self) -> list[Condition]:
        """The conditions of the box."""
        return list(self.found.box.conditions) if self.found.box else []

    @property
    def reached(self) -> bool:
        """Whether the plan meets all targets in the scenario's own world."""
        found = self.outcome.headlines
        return all(float(getattr(found, n)) >= t - ON_TARGET for n, t in self.targets.items())

    def unit(self, condition: Condition) -> str:
        """What an axis of it counts."""
        return "%" if condition.unit in PERCENT else unit_label(condition.unit)

    def limit(self, condition: Condition) -> float:
        """A limit with as many digits as one can keep in mind; of products, a whole number."""
        if condition.unit is Unit.COUNT:
            return float((np.floor if condition.above else np.ceil)(condition.limit))
        return _short(condition.limit)

    def usual(self, condition: Condition) -> float:
        """The input as it is assumed, with as many digits."""
        return condition.usual if condition.unit is Unit.COUNT else _short(condition.usual)


def _short(value: float) -> float:
    return float(f"{value:.2g}")


def failing(case: Case, failure: str = "revenue_growth", levers: Levers | None = None) -> Failing:
    """The conditions under which a plan fails.

    Parameters
    ----------
    case : Case
    failure : str
        A target, `all_targets`, or `npv` for a present value below zero.
    levers : Levers, optional
        The plan as it happened by default.

    Returns
    -------
    Failing
    """
    plan = case.plan(HAPPENED) if levers is None else levers
    target = getattr(case.scenario.targets, failure).value if failure in _targets(case) else 0.0
    return Failing(_discovery(case, plan, failure), target, case.scenario.currency)


def _targets(case: Case) -> tuple[str, ...]:
    return tuple(type(case.scenario.targets).model_fields)


@lru_cache(maxsize=KEPT)
def _discovery(case: Case, plan: Levers, failure: str) -> Discovery:
    return discovery.discover(case, plan, failure)


@dataclass(frozen=True, eq=False)
class Survivors:
    """Plans in the same other worlds.

    Attributes
    ----------
    choice : Choice
    labels : dict of str to str
        What each plan is called; those that a search found are called by the words.
    currency : Currency
    """

    choice: robust.Choice
    labels: dict[str, str]
    currency: Currency

    @property
    def order(self) -> list[str]:
        """Plans by their mean present value, the best first."""
        mean = self.choice.mean
        return sorted(mean, key=lambda name: -mean[name])

    @property
    def most(self) -> str:
        """The plan that meets the targets most often."""
        return self.choice.best("succeeds")

    @property
    def on_average(self) -> str:
        """The plan that is worth most on the mean."""
        return self.choice.best("mean")

    @property
    def careful(self) -> str:
        """The plan that is worth most in its worst tenth of the worlds."""
        return self.choice.best("worst")

    @property
    def known(self) -> list[tuple[str, float]]:
        """Assumptions that are worth something to know, and what; the largest first."""
        least = LEAST * self.choice.everything
        return [
            (name, value) for name, value in self.choice.known.items() if value > max(least, 1.0)
        ][:5]

    @property
    def still(self) -> float:
        """What the best of them is worth to know once the plans that a search found are there."""
        return max(self.choice.still_known.values(), default=0.0)

    def spread(self, name: str) -> tuple[float, float]:
        """Where eight of ten worlds lie with the present value of a plan."""
        low, high = np.quantile(self.choice.npv[:, self.choice.names.index(name)], (LOW, HIGH))
        return float(low), float(high)


def survivors(case: Case) -> Survivors:
    """The plans on the table in the same other worlds, the learner's own among them.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Survivors
    """
    store = PlanStore(case)
    own = tuple((name, store.load(name).levers) for name in store.names())
    return _survivors(case, own)


@lru_cache(maxsize=KEPT)
def _survivors(case: Case, own: tuple[tuple[str, Levers], ...]) -> Survivors:
    groups = {group.name: group.label for group in case.scenario.action_groups}
    labels = {}
    choice = robust.choose(case, dict(own))
    for name in choice.names:
        if name.startswith(robust.WITHOUT):
            labels[name] = groups[name.removeprefix(robust.WITHOUT)]
        else:
            labels[name] = name if name in choice.own else plan_label(name)
    return Survivors(choice, labels, case.scenario.currency)


@dataclass(frozen=True, eq=False)
class Agreeing:
    """Worlds that agree with what was reported, and what each action contributes in them.

    Attributes
    ----------
    found : Calibrations
    currency : Currency
    """

    found: calibrations.Calibrations
    currency: Currency

    @property
    def actions(self) -> tuple[str, ...]:
        """Labels of the actions."""
        return self.found.actions

    def range(self, measure: str, action: int) -> tuple[float, float, float]:
        """What an action contributes: lowest tenth, median, highest tenth."""
        if not self.found.count:
            return 0.0, 0.0, 0.0
        return tuple(self.found.share(measure, action, part) for part in (LOW, MIDDLE, HIGH))

    def sure(self, measure: str) -> list[str]:
        """Actions of which the sign is the same in nearly all of these worlds."""
        low_high = [self.range(measure, i) for i in range(len(self.actions))]
        return [
            a for a, (low, _, high) in zip(self.actions, low_high, strict=True) if low * high > 0
        ]

    def unsure(self, measure: str) -> list[str]:
        """Actions that add something in some of them, and take something in others."""
        return [a for a in self.actions if a not in self.sure(measure)]

    def first(self, measure: str) -> tuple[str, float]:
        """The action that contributes most, most often, and how often."""
        leads = self.found.leads(measure)
        name = max(leads, key=leads.__getitem__)
        return name, leads[name]


def agreeing(case: Case) -> Agreeing:
    """What the reported outcomes can tell of the actions, and what they cannot.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Agreeing
    """
    return Agreeing(_calibrations(case), case.scenario.currency)


@lru_cache(maxsize=KEPT)
def _calibrations(case: Case) -> calibrations.Calibrations:
    return calibrations.calibrations(case)
