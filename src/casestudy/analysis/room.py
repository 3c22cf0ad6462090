"""The plans of a room over each other: in one world, so that plans are compared and not luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.attribution import Attribution, between
from casestudy.analysis.frontiers import MONEY, Frontier, frontier
from casestudy.analysis.monte_carlo import met, monte_carlo
from casestudy.analysis.robust import better_plans
from casestudy.levers import Levers, names
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.model.workers import in_order
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

DRAWS = 2**11  # for each plan: a share that is read from the last row
SEEN = 1e-6  # of a lever: less is no difference
NOTHING = 0.5  # of money: what is left over from adding up


@dataclass(frozen=True, eq=False)
class Played:
    """A plan of a room and what comes of it.

    Attributes
    ----------
    name : str
        Of the team.
    levers : Levers
    outcome : Outcome
    targets_met : int
    success : float
        Share of other worlds in which all targets are met.
    """

    name: str
    levers: Levers
    outcome: Outcome
    targets_met: int
    success: float

    @property
    def npv(self) -> float:
        """Present value against doing nothing."""
        return float(self.outcome.headlines.npv)

    @property
    def cost(self) -> float:
        """Programme and one-off costs."""
        return float(self.outcome.headlines.programme_cost)

    @property
    def merit(self) -> tuple[int, float, float]:
        """By what plans are put in order: targets met, share of other worlds, present value."""
        return self.targets_met, self.success, self.npv


@dataclass(frozen=True, eq=False)
class Room:
    """All plans of a room, the best first, beside history and doing nothing.

    Attributes
    ----------
    plans : tuple of Played
    happened : Played
    idle : Outcome
    targets : int
        How many there are.
    differences : dict of str to Attribution
        By team: from its plan to the best one, by action.
    unused : tuple of str
        Actions that no plan takes.
    currency : Currency
    """

    plans: tuple[Played, ...]
    happened: Played
    idle: Outcome
    targets: int
    differences: dict[str, Attribution]
    unused: tuple[str, ...]
    currency: Currency

    @property
    def best(self) -> Played:
        """The best plan of the room."""
        return self.plans[0]

    @property
    def whole(self) -> int:
        """How many plans meet all targets."""
        return sum(plan.targets_met == self.targets for plan in self.plans)

    @cached_property
    def dearer(self) -> tuple[Played, Played] | None:
        """A plan that costs more than another and is worth less: the pair that differs most."""
        pairs = [
            (one, other)
            for one in self.plans
            for other in self.plans
            if one.cost > other.cost and one.npv < other.npv
        ]
        return max(pairs, key=lambda pair: pair[1].npv - pair[0].npv, default=None)

    @cached_property
    def apart(self) -> tuple[str, str, float] | None:
        """The team, the action and the present value of the largest difference from the best."""
        found = [
            (team, action, value)
            for team, difference in self.differences.items()
            for action, value in difference.shares("npv").items()
        ]
        largest = max(found, key=lambda one: abs(one[2]), default=None)
        return largest if largest and abs(largest[2]) >= 1.0 else None

    def series(self, plan: Outcome, name: str) -> NDArray:
        """What a picture shows of an outcome; cash is cumulated, against doing nothing."""
        values = np.asarray(getattr(plan.series, name), float)
        return np.cumsum(values - self.idle.series.cash) if name == "cash" else values


@dataclass(frozen=True, eq=False)
class Reach:
    """How far a room has come: its plans beside the best plan found and the frontier of money.

    Attributes
    ----------
    room : Room
    found : Played
        The best plan found, by the same order of merit as the room's plans. Its name is that of
        the team where no search found a better one, and else empty.
    frontier : Frontier
        The most present value that a search finds for what a programme costs.
    """

    room: Room
    found: Played
    frontier: Frontier

    def regret(self, plan: Played) -> float:
        """What the best plan found is worth more; less than nothing if it is worth less."""
        return self.found.npv - plan.npv

    def most(self, cost: float) -> float:
        """The most present value on the frontier for at most this cost."""
        points = self.frontier.points
        return float(points["npv"][points["programme_cost"] <= cost + NOTHING].max(initial=0.0))


def play(
    case: Case,
    plans: Mapping[str, Levers],
    progress: Callable[[int], None] = lambda done: None,
    *,
    executor: Executor | None = None,
) -> Room:
    """Play the plans of a room in one world.

    Parameters
    ----------
    case : Case
    plans : mapping of str to Levers
        By team; at least one.
    progress : callable, optional
        Called with the number of plans that are done.
    executor : Executor, optional
        Who computes, a plan at a time; any of `concurrent.futures`.

    Returns
    -------
    Room

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> case = load_case("turnaround")
    >>> plans = {"idle": case.plan("do_nothing"), "bold": case.plan()}
    >>> room = play(case, plans)
    >>> room.best.name, room.best.targets_met, room.unused
    ('bold', 3, ())
    """
    played = []
    for plan in in_order(executor, case, _played, plans.items()):
        played.append(plan)
        progress(len(played))
    played.sort(key=lambda plan: plan.merit, reverse=True)
    null = Levers()
    unused = [
        group.label
        for group in case.scenario.action_groups
        if not any(
            abs(getattr(plan.levers, name) - getattr(null, name)) > SEEN
            for plan in played
            for name in group.levers
            if name in names(Levers)
        )
    ]
    return Room(
        plans=tuple(played),
        happened=_played(case, "", case.plan("as_it_happened")),
        idle=simulate(case, null),
        targets=len(met(case, simulate(case, null).headlines)),
        differences={p.name: between(case, p.levers, played[0].levers) for p in played[1:]},
        unused=tuple(unused),
        currency=case.scenario.currency,
    )


def reach(case: Case, room: Room) -> Reach:
    """What could have been found beside what a room found.

    Parameters
    ----------
    case : Case
    room : Room

    Returns
    -------
    Reach

    Notes
    -----
    A search over the levers seeks the plan that meets all targets in the largest share of other
    worlds, then the largest present value: what plans of a room are put in order by.
    """
    sought = [_played(case, "", levers) for levers in better_plans(case).values()]
    plans = [*sought, *room.plans, room.happened]
    return Reach(
        room=room,
        found=max(plans, key=lambda plan: plan.merit),
        frontier=frontier(case, aims=MONEY, known=[plan.levers for plan in plans]),
    )


def _played(case: Case, name: str, levers: Levers) -> Played:
    outcome = simulate(case, levers)
    reached = sum(bool(one) for one in met(case, outcome.headlines).values())
    success = monte_carlo(case, levers, DRAWS).success.value
    return Played(name, levers, outcome, reached, success)
