"""The plan of least cost that meets chosen targets, searched over all levers and pruning rules."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from casestudy.analysis.attribution import one_draw
from casestudy.analysis.optimiser import MET, PlanSearch, Stopped, evolve, polish, tidy
from casestudy.errors import InputError, given, unknown
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.numerals import as_percent_hint
from casestudy.text.words import phrase
from casestudy.units import Unit

Progress = Callable[[float, str], None]

GENERATIONS = (120, 40)  # under the first pruning rule, under each of the others
HEIRS = 12  # points that the search under the next rule begins with
POLISHED = 2  # best points of each rule
LARGEST_TARGET = 5.0  # that a scenario may ask for
SAME = 0.0005  # of the cost of the plan as it happened: money that differs by less reads the same


@dataclass(frozen=True, eq=False)
class LeastCost:
    """The cheapest plan that was found.

    Attributes
    ----------
    levers : Levers
        The plan.
    headlines, happened : Headlines
        What comes of it, and of the plan as it happened.
    cost : float
        Programme and one-off costs of all quarters, in money.
    met : bool
        Whether it meets every target.
    shortfall : dict of str to float
        How far it stays below each target; 0 where it meets it.
    targets : dict of str to float
    rules : tuple of PruningRule
        Pruning rules under which was searched.
    evaluations : int
        Plans that were simulated.
    cancelled : bool
        Whether the search was stopped before its end.
    """

    levers: Levers
    headlines: Headlines
    happened: Headlines
    cost: float
    met: bool
    shortfall: dict[str, float]
    targets: dict[str, float]
    rules: tuple[PruningRule, ...]
    evaluations: int
    cancelled: bool

    @property
    def state(self) -> str:
        """What came of it: `met`, `missed`, or `free` of any target."""
        return "free" if not self.targets else "met" if self.met else "missed"

    @property
    def missed(self) -> dict[str, float]:
        """What is reached of each target that is missed."""
        return {t: float(getattr(self.headlines, t)) for t, gap in self.shortfall.items() if gap}

    @property
    def saved(self) -> float:
        """How much less it costs than the plan as it happened."""
        return float(self.happened.programme_cost) - self.cost

    @property
    def costs(self) -> str:
        """What it costs beside the plan as it happened: `less`, `more` or the `same`."""
        return self._beside(self.saved, "less", "more")

    @property
    def brings(self) -> str:
        """Its present value beside that plan's: `more`, `less`, the `same`; `saves` if it saves."""
        less = "saves" if self.saved > 0 else "less"
        return self._beside(float(self.headlines.npv - self.happened.npv), "more", less)

    def _beside(self, difference: float, above: str, below: str) -> str:
        if abs(difference) < SAME * float(self.happened.programme_cost):
            return "same"
        return above if difference > 0 else below


def least_cost(
    case: Case,
    targets: Mapping[str, float] | None = None,
    *,
    assumptions: Assumptions | None = None,
    levers: Levers | None = None,
    free: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    seed: int = 0,
) -> LeastCost:
    """The plan of least programme cost that meets targets, as far as a search finds it.

    Parameters
    ----------
    case : Case
    targets : mapping of str to float, optional
        Least values of `revenue_growth`, `complexity_reduction`, `margin_points`, or of some of
        them; the scenario's targets by default.
    assumptions : Assumptions, optional
        The scenario's own by default.
    levers : Levers, optional
        The plan from which levers that are not free keep their setting, and whose pruning rule
        is tried first; the plan as it happened by default.
    free : sequence of str, optional
        Levers that may move; all of them, and the pruning rule, by default.
    progress : callable, optional
        Called often with the share of the work that is done, 0 to 1, and what is being tried.
    cancel : threading.Event, optional
        Stops the search when it is set; the best plan so far is returned.
    seed : int
        The same seed gives the same plan.

    Returns
    -------
    LeastCost
        Where the targets cannot be met: the plan that misses them by the least in sum.

    Raises
    ------
    InputError
        If a target or a lever is unknown (the nearest is named), or a target is no finite number.

    Notes
    -----
    Differential evolution (Storn and Price 1997) with an exact penalty on the sum of shortfalls,
    then sequential quadratic programming with a slack for each target. The scenario's plans take
    part in it, so that none of them that meets the targets is cheaper.
    """
    given_targets = {t: getattr(case.scenario.targets, t).value for t in TARGETS}
    wanted = checked_targets(given_targets if targets is None else targets)
    world = case.assumptions if assumptions is None else assumptions
    start = case.plan("as_it_happened") if levers is None else levers
    one_draw(start, world)
    moving = _free(free)
    search = PlanSearch(case, world, start, moving, wanted, cancel or threading.Event())
    rules = [start.pruning_rule]
    if free is None or "pruning_rule" in free:
        rules += [rule for rule in PruningRule if rule is not start.pruning_rule]
    cancelled = False
    try:
        _run(search, rules, progress or (lambda share, text: None), seed)
    except Stopped:
        cancelled = True
    plan = search.best
    if not plan.retired_share:
        plan = replace(plan, pruning_rule=start.pruning_rule)  # none is at work
    headlines = simulate(case, plan, world).headlines
    short = {t: max(v - float(getattr(headlines, t)), 0.0) for t, v in wanted.items()}
    short = {t: v if v > MET else 0.0 for t, v in short.items()}
    return LeastCost(
        levers=plan,
        headlines=headlines,
        happened=simulate(case, case.plan("as_it_happened"), world).headlines,
        cost=float(headlines.programme_cost),
        met=not any(short.values()),
        shortfall=short,
        targets=wanted,
        rules=tuple(search.tried),
        evaluations=search.evaluations,
        cancelled=cancelled,
    )


def finite(kind: str, value: Any) -> float:
    """A finite number.

    Raises
    ------
    InputError
        Naming what it is for, and what was given.
    """
    try:
        number = float("nan" if isinstance(value, bool | str) else value)
    except (TypeError, ValueError, OverflowError):
        number = np.nan
    if not np.isfinite(number):
        raise InputError(f"{kind}: expected a finite number, not {given(value)}")
    return number


def checked_targets(targets: Mapping[str, float]) -> dict[str, float]:
    """Targets by name.

    Raises
    ------
    InputError
        If a name is unknown (the nearest is named), or a value is no finite number or so large that
        percent was surely meant.
    """
    found = {}
    for name, value in targets.items():
        if name not in TARGETS:
            raise InputError(unknown("target", name, TARGETS))
        number = found[name] = finite(f"target {name!r}", value)
        if hint := as_percent_hint(number, Unit.FRACTION, -LARGEST_TARGET, LARGEST_TARGET):
            raise InputError(f"target {name!r}: {hint}")
    return found


def _free(free: Sequence[str] | None) -> list[str]:
    accepted = (*names(Levers), "pruning_rule")
    for name in free or ():
        if name not in accepted:
            raise InputError(unknown("lever", name, accepted))
    return [n for n in names(Levers) if free is None or n in free]


def _run(search: PlanSearch, rules: list[PruningRule], progress: Progress, seed: int) -> None:
    """Search under each pruning rule in turn."""
    known = [search.start, Levers(), *(search.case.plan(p) for p in search.case.plans)]
    for plan in known:
        # With levers that may not move, a plan takes part as far as it can.
        rule = plan.pruning_rule if plan.pruning_rule in rules else rules[0]
        search.look(search.point(plan)[None, :], rule)
    share = [GENERATIONS[0], *[GENERATIONS[1]] * (len(rules) - 1)]
    own = points = np.array([search.point(plan) for plan in known])
    for i, rule in enumerate(rules if search.moving and search.targets else []):
        done, part = sum(share[:i]) / sum(share), share[i] / sum(share)
        text = phrase("casestudy.analysis", "search.under", rule=rule, number=i + 1, of=len(rules))

        def report(within: float, done: float = done, part: float = part, text: str = text) -> None:
            progress(min(done + part * within, 1.0), text)

        report(0.0)
        search.tried.append(rule)
        points = evolve(search, rule, np.vstack([own, points[:HEIRS]]), share[i], report, seed)
        for point in points[:POLISHED]:
            polish(search, rule, point)
    if search.targets:
        tidy(search)
    progress(1.0, phrase("casestudy.analysis", "search.done"))
