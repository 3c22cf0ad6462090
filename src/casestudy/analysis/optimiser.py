"""Search for a plan among all settings of the levers: by evolution, then by slopes.

References
----------
Storn, R. and Price, K. (1997). Differential evolution. *Journal of Global Optimization* 11,
341–359.
Kraft, D. (1988). *A software package for sequential quadratic programming*.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.many import simulate_many
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case

MET = 1e-9  # a target is met when the model is this near to it
MARGIN = 1e-8  # what the polish aims at beyond a target, so that rounding leaves it met
PENALTY = 1000.0  # for missing a target by one, in programmes of full size
GENTLE = 100.0  # the same in the polish, which would stall at a steeper one
POPULATION = 96  # some nine a lever
LEAST_NEW = 5  # of them are drawn, however many are known
# Storn and Price (1997): strong mixing, and mutation that varies from generation to generation.
RECOMBINATION, MUTATION, CONVERGED = 0.9, (0.4, 0.9), 1e-7  # as they advise
SEARCHED = 0.8  # of the progress; the rest is the polish
POLISHES, POLISHED = 60, 1e-9  # steps at most, and when it stops before
IDLE = 100  # batches without a better plan, after which the polish has stalled, at a kink
ROUND = 1e-4  # of its range: a lever so near to null or to a bound is set there, if that does
STEP = 1e-5  # of a lever's range, for slopes


class Stopped(Exception):
    """The search was cancelled."""


class _Stalled(Exception):
    """The polish finds nothing better any more."""


@dataclass(eq=False)
class PlanSearch:
    """Plans as points of a unit cube, and the best of all that were simulated."""

    case: Case
    world: Assumptions
    start: Levers
    moving: list[str]
    targets: dict[str, float]
    cancel: threading.Event
    evaluations: int = 0
    tried: list[PruningRule] = field(default_factory=list)
    best: Levers = field(init=False)
    merit: tuple[float, float] = field(init=False)

    def __post_init__(self) -> None:
        bounds = [getattr(self.case.scenario.levers, n) for n in self.moving]
        self.low = np.array([b.low for b in bounds])
        self.width = np.array([b.high for b in bounds]) - self.low
        self.goal = np.array(list(self.targets.values()))
        self.best, self.merit = self.start, (np.inf, np.inf)
        full = replace(self.start, **{n: b.high for n, b in zip(self.moving, bounds, strict=True)})
        cost = simulate(self.case, full, self.world).headlines.programme_cost
        self.scale = max(float(cost), 1.0)

    def point(self, levers: Levers) -> NDArray:
        """Where a plan lies in the cube."""
        settings = np.array([getattr(levers, n) for n in self.moving])
        width = np.where(self.width > 0, self.width, 1.0)
        return np.clip((settings - self.low) / width, 0.0, 1.0)

    def plan(self, point: NDArray, rule: PruningRule) -> Levers:
        """The plan, or the plans, of points of the cube, (k,) or (n, k)."""
        settings = (self.low + point * self.width).T
        values = dict(zip(self.moving, settings, strict=True))
        if point.ndim > 1 and not values:  # the batch has its length from a lever
            first = names(Levers)[0]
            values = {first: np.full(len(point), getattr(self.start, first))}
        return replace(self.start, **values, pruning_rule=rule)

    def look(self, points: NDArray, rule: PruningRule) -> tuple[NDArray, NDArray]:
        """Cost in programmes of full size, (n,), and surplus over each target, (n, targets)."""
        if self.cancel.is_set():
            raise Stopped
        found, _ = simulate_many(self.case, self.plan(points, rule), self.world)
        self.evaluations += len(points)
        cost = found.programme_cost / self.scale
        reached = np.array([getattr(found, t) for t in self.targets]).reshape(-1, len(points)).T
        surplus = reached - self.goal
        self._remember(points, rule, cost, surplus)
        return cost, surplus

    def _remember(
        self, points: NDArray, rule: PruningRule, cost: NDArray, surplus: NDArray
    ) -> None:
        unmet, score = merits(cost, surplus)
        i = int(np.lexsort((score, unmet))[0])
        merit = (float(unmet[i]), float(score[i]))
        if merit < self.merit:
            self.merit = merit
            plan = self.plan(points[i], rule)
            self.best = replace(plan, **{n: float(getattr(plan, n)) for n in self.moving})


def merits(cost: NDArray, surplus: NDArray) -> tuple[NDArray, NDArray]:
    """Whether a target is missed, then cost or what is missed: less is better, in this order."""
    unmet = (surplus < -MET).any(axis=-1)
    return unmet, np.where(unmet, penalised(cost, surplus), cost)


def penalised(cost: NDArray, surplus: NDArray) -> NDArray:
    """Cost with a penalty on what is missing to the targets."""
    return cost + PENALTY * np.maximum(-surplus, 0.0).sum(axis=-1)


def tidy(search: PlanSearch) -> None:
    """Set levers that do nothing, or are all but at a bound, to null or there."""
    plan, rule = search.best, search.best.pruning_rule
    for name in search.moving:
        idle = replace(plan, **{name: 0.0})
        if getattr(plan, name) and _no_worse(search, idle):
            plan = idle
    search.best = plan
    settings, moving = {}, []
    for name, low, width in zip(search.moving, search.low, search.width, strict=True):
        value = getattr(plan, name)
        ends = [e for e in (0.0, low, low + width) if abs(value - e) <= ROUND * width]
        if ends:
            settings[name] = float(ends[0])
        else:
            moving.append(name)
    start = replace(plan, **settings)
    other = replace(search, start=start, moving=moving)
    other.scale = search.scale
    other.look(other.point(start)[None, :], rule)
    if moving:
        polish(other, rule, other.point(start))
    search.evaluations = other.evaluations
    if other.merit <= (search.merit[0], search.merit[1] * (1.0 + MARGIN) + MARGIN):
        search.best, search.merit = other.best, other.merit


def _no_worse(search: PlanSearch, plan: Levers) -> bool:
    unmet, score = merits(*search.look(search.point(plan)[None, :], plan.pruning_rule))
    return (bool(unmet[0]), score[0]) <= (bool(search.merit[0]), search.merit[1] + MARGIN)


def evolve(
    search: PlanSearch,
    rule: PruningRule,
    known: NDArray,
    generations: int,
    report: Callable[[float], None],
    seed: int,
) -> NDArray:
    """The last points of differential evolution, best first; `known` take part in it."""
    from scipy.optimize import differential_evolution

    size = search.low.size
    cube = latin_hypercube(max(POPULATION - len(known), LEAST_NEW), size, seed)
    generation = 0

    def score(points: NDArray) -> NDArray:
        nonlocal generation
        generation += 1
        report(min(generation / (generations + 1), 1.0) * SEARCHED)
        return penalised(*search.look(points.T, rule))

    found = differential_evolution(
        score,
        [(0.0, 1.0)] * size,
        init=np.vstack([known, cube]),
        maxiter=generations,
        mutation=MUTATION,
        recombination=RECOMBINATION,
        tol=CONVERGED,
        polish=False,
        vectorized=True,
        updating="deferred",
        seed=seed,
    )
    order = np.argsort(found.population_energies)
    return found.population[order]


def latin_hypercube(draws: int, size: int, seed: int) -> NDArray:
    """Points spread evenly along each axis, (draws, size).

    As in `scipy.stats.qmc`, which takes a second to import.
    """
    rng = np.random.default_rng(seed)
    within = rng.uniform(size=(draws, size))
    cells = np.tile(np.arange(1, draws + 1), (size, 1))
    for row in cells:
        rng.shuffle(row)
    return (cells.T - within) / draws


def polish(search: PlanSearch, rule: PruningRule, point: NDArray) -> None:
    """Sequential quadratic programming from a point; the search remembers what is better."""
    from scipy.optimize import minimize

    size, count = search.low.size, len(search.targets)
    seen: dict[bytes, tuple[NDArray, NDArray, NDArray, NDArray]] = {}
    reached, idle = search.merit, 0

    def slopes(x: NDArray) -> tuple[NDArray, NDArray, NDArray, NDArray]:
        """Cost and surplus at a point, with their slopes, from one batch."""
        nonlocal reached, idle
        point = np.clip(x[:size], 0.0, 1.0)
        if (key := point.tobytes()) not in seen:
            steps = STEP * np.eye(size)
            up, down = np.minimum(point + steps, 1.0), np.maximum(point - steps, 0.0)
            cost, surplus = search.look(np.vstack([point, up, down]), rule)
            width = np.diag(up - down)
            by_cost = (cost[1 : size + 1] - cost[size + 1 :]) / width
            by_surplus = (surplus[1 : size + 1] - surplus[size + 1 :]) / width[:, None]
            seen[key] = cost[0], surplus[0], by_cost, by_surplus.T
            reached, idle = search.merit, (idle + 1 if search.merit == reached else 0)
            if idle >= IDLE:
                raise _Stalled
        return seen[key]

    penalty = np.full(count, GENTLE)
    start = np.concatenate([point, np.maximum(-slopes(point)[1], 0.0)])
    with suppress(_Stalled):
        minimize(
            lambda x: slopes(x)[0] + penalty @ x[size:],
            start,
            jac=lambda x: np.concatenate([slopes(x)[2], penalty]),
            bounds=[(0.0, 1.0)] * size + [(0.0, None)] * count,
            constraints={
                "type": "ineq",
                "fun": lambda x: slopes(x)[1] - MARGIN + x[size:],
                "jac": lambda x: np.hstack([slopes(x)[3], np.eye(count)]),
            },
            method="SLSQP",
            options={"maxiter": POLISHES, "ftol": POLISHED},
        )
