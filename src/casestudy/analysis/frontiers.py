"""Frontiers, as of growth, variety and margin: plans of which none beats another in everything.

Plans are drawn evenly over all levers first; then the best of them are crossed and shifted, and
the ones that nothing beats are kept, generation by generation (Deb et al. 2002).

References
----------
Deb, K., Pratap, A., Agarwal, S. and Meyarivan, T. (2002). A fast and elitist multiobjective
genetic algorithm: NSGA-II. *IEEE Transactions on Evolutionary Computation* 6, 182–197.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.attribution import one_draw
from casestudy.analysis.monte_carlo import HEADLINES
from casestudy.analysis.optimiser import Stopped
from casestudy.concepts.pareto import dominated
from casestudy.errors import InputError, given, unknown
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.many import simulate_many
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.words import phrase

Progress = Callable[[float, str], None]

# What plans are compared by: 1 where more is better, -1 where less is.
REACH = dict.fromkeys(TARGETS, 1.0)
MONEY = {"npv": 1.0, "programme_cost": -1.0}
RULES = tuple(PruningRule)
SAMPLE = 4096  # a power of two, as Sobol's sequence wants it
KEPT = 400  # plans that are crossed
GENERATIONS = 80  # after which another seed finds no better plan
PARTS, SAMPLED = 8, 0.1  # of the sample, and of the progress that it stands for
WIDER, BEYOND = 1.4, 0.2  # the sample reaches over its ends, so that bounds are tried themselves
# How plans are crossed and changed, by trial: what they find was compared with a fine grid.
PARENTS, CROSSED, PULL = 3, 0.5, (-0.3, 0.9)  # crossed: half of the plans, half of their levers
COLD, HOT, MOVED = 0.005, 0.15, 0.2  # spread of a change, late and early; levers that change
OTHER_RULE, STRANGE = 0.1, 0.02  # plans that take another rule, of their mate or any
SMALLEST, SIZE, LARGEST = 3, 200, 1000  # plans on the frontier: a picture needs that many
SAME = 1e-6  # fractions that differ by less are the same


@dataclass(frozen=True, eq=False)
class Frontier:
    """Plans of which none is beaten in all that they are compared by.

    Attributes
    ----------
    aims : dict of str to float
        What they are compared by: 1 where more is better, -1 where less is.
    points : dict of str to ndarray, (n,)
        Outcome of each plan: the targets' measures, `programme_cost` and `npv`; from the worst to
        the best by the first aim.
    levers : tuple of Levers
        The plans.
    happened, idle : dict of str to float
        The same outcomes of the plan as it happened, and of doing nothing.
    evaluations : int
        Plans that were simulated.
    cancelled : bool
        Whether the search was stopped before its end.
    """

    aims: dict[str, float]
    points: dict[str, NDArray]
    levers: tuple[Levers, ...]
    happened: dict[str, float]
    idle: dict[str, float]
    evaluations: int
    cancelled: bool

    def better(self, outcome: Mapping[str, float]) -> NDArray[np.bool_]:
        """Points that are at least as good as an outcome by each aim, and better by one.

        Parameters
        ----------
        outcome : mapping of str to float
            With the measures of the aims.

        Returns
        -------
        ndarray of bool, (n,)
        """
        gaps = np.array([sign * (self.points[t] - outcome[t]) for t, sign in self.aims.items()])
        return (gaps >= -SAME).all(axis=0) & (gaps > SAME).any(axis=0)

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest value of each measure of the aims."""
        spans = {t: (float(v.min()), float(v.max())) for t, v in self.points.items()}
        return {t: span for t, span in spans.items() if t in self.aims}

    @property
    def beat(self) -> int:
        """How many plans on it beat the plan as it happened."""
        return int(self.better(self.happened).sum())

    @property
    def best(self) -> dict[str, float]:
        """Outcome of the plan with the highest margin among those."""
        better = self.better(self.happened)
        at = int(np.where(better, self.points["margin_points"], -np.inf).argmax())
        return {name: float(values[at]) for name, values in self.points.items()}

    @property
    def dearer(self) -> float:
        """How much more that plan costs than the plan as it happened."""
        return self.best["programme_cost"] - self.happened["programme_cost"]


def frontier(
    case: Case,
    *,
    aims: Mapping[str, float] = REACH,
    known: Sequence[Levers] = (),
    assumptions: Assumptions | None = None,
    size: int = SIZE,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    seed: int = 0,
) -> Frontier:
    """Plans on a frontier: of growth, fewer products and margin, unless it is asked for another.

    Parameters
    ----------
    case : Case
    aims : mapping of str to float, optional
        What plans are compared by: `REACH`, `MONEY`, or other headlines with 1 or -1.
    known : sequence of Levers, optional
        Plans that take part beside the scenario's own.
    assumptions : Assumptions, optional
        The scenario's own by default.
    size : int
        Most points that are returned, 3 to 1,000, spread over the frontier.
    progress : callable, optional
        Called often with the share of the work that is done, 0 to 1, and what is being done.
    cancel : threading.Event, optional
        Stops the search when it is set; the frontier so far is returned.
    seed : int
        The same seed gives the same frontier.

    Returns
    -------
    Frontier

    Raises
    ------
    InputError
        If the size or an aim is not accepted.

    Notes
    -----
    By `REACH` costs do not count: that frontier is what can be reached, not what pays. `MONEY` is
    the most present value for what a programme costs. The scenario's own plans and those that are
    known take part, so that none of them beats a point.
    """
    if isinstance(size, bool) or not isinstance(size, int) or not SMALLEST <= size <= LARGEST:
        raise InputError(
            f"size: expected a whole number from {SMALLEST} to {LARGEST}, not {given(size)}"
        )
    _check_aims(aims)
    world = case.assumptions if assumptions is None else assumptions
    one_draw(world)
    pool = _Pool(case, world, cancel or threading.Event(), dict(aims), known)
    tell = progress or (lambda share, text: None)
    cancelled = False
    try:
        _search(pool, tell, np.random.default_rng(seed), seed)
    except Stopped:
        cancelled = True
    return pool.result(size, cancelled)


def _check_aims(aims: Mapping[str, float]) -> None:
    if not aims:
        raise InputError("aims: expected at least one headline figure")
    for name, sign in aims.items():
        if name not in HEADLINES:
            raise InputError(unknown("headline figure", name, HEADLINES))
        if sign not in (1, -1):
            raise InputError(
                f"aim {name!r}: expected 1 (more is better) or -1 (less is), not {given(sign)}"
            )


@dataclass(frozen=True, eq=False)
class _Plans:
    """Points of the unit cube of the levers, pruning rules by number, and outcomes."""

    cube: NDArray  # (n, levers)
    rule: NDArray  # (n,)
    reached: NDArray  # (n, aims), more is better

    def __getitem__(self, chosen: NDArray) -> _Plans:
        return _Plans(self.cube[chosen], self.rule[chosen], self.reached[chosen])

    def __add__(self, other: _Plans) -> _Plans:
        pairs = ((getattr(self, n), getattr(other, n)) for n in ("cube", "rule", "reached"))
        return _Plans(*(np.concatenate(pair) for pair in pairs))


class _Pool:
    """The plans that are not beaten so far."""

    def __init__(
        self,
        case: Case,
        world: Assumptions,
        cancel: threading.Event,
        aims: dict[str, float],
        known: Sequence[Levers],
    ) -> None:
        self.case, self.world, self.cancel, self.aims = case, world, cancel, aims
        bounds = [getattr(case.scenario.levers, n) for n in names(Levers)]
        self.low = np.array([b.low for b in bounds])
        self.width = np.array([b.high for b in bounds]) - self.low
        self.evaluations = 0
        plans = [*(case.plan(name) for name in case.plans), *known]
        settings = np.array([[getattr(p, n) for n in names(Levers)] for p in plans])
        cube = (settings - self.low) / np.where(self.width > 0, self.width, 1.0)
        rule = np.array([RULES.index(p.pruning_rule) for p in plans])
        self.plans = _unbeaten(self._simulated(cube, rule))

    def levers(self, cube: NDArray, rule: PruningRule) -> Levers:
        settings = (self.low + cube * self.width).T
        return Levers(**dict(zip(names(Levers), settings, strict=True)), pruning_rule=rule)

    def _simulated(self, cube: NDArray, rule: NDArray) -> _Plans:
        reached = np.empty((len(cube), len(self.aims)))
        for number, name in enumerate(RULES):
            if (mine := rule == number).any():
                found, _ = simulate_many(self.case, self.levers(cube[mine], name), self.world)
                outcome = [sign * getattr(found, t) for t, sign in self.aims.items()]
                reached[mine] = np.array(outcome).T
        self.evaluations += len(cube)
        return _Plans(cube, rule, reached)

    def add(self, cube: NDArray, rule: NDArray) -> None:
        """Simulate plans, and keep what nothing beats: so many, spread out."""
        if self.cancel.is_set():
            raise Stopped
        plans = _unbeaten(self.plans + self._simulated(cube, rule))
        self.plans = plans[_spread(plans.reached, KEPT)]

    def result(self, size: int, cancelled: bool) -> Frontier:
        plans = self.plans[_spread(self.plans.reached, size)]
        plans = plans[np.lexsort(plans.reached.T[::-1])]
        levers = []
        for cube, rule in zip(plans.cube, plans.rule, strict=True):
            plan = self.levers(cube, RULES[rule])
            levers.append(replace(plan, **{n: float(getattr(plan, n)) for n in names(Levers)}))
        reference = [self.case.plan("as_it_happened"), self.case.plan("do_nothing")]
        points = self._outcomes([*levers, *reference])
        return Frontier(
            aims=self.aims,
            points={name: values[:-2] for name, values in points.items()},
            levers=tuple(levers),
            happened={name: float(values[-2]) for name, values in points.items()},
            idle={name: float(values[-1]) for name, values in points.items()},
            evaluations=self.evaluations,
            cancelled=cancelled,
        )

    def _outcomes(self, plans: list[Levers]) -> dict[str, NDArray]:
        wanted = (*TARGETS, "programme_cost", "npv", *self.aims)
        found = {name: np.empty(len(plans)) for name in wanted}
        for rule in RULES:
            mine = [i for i, p in enumerate(plans) if p.pruning_rule is rule]
            if not mine:
                continue
            batch = {n: np.array([getattr(plans[i], n) for i in mine]) for n in names(Levers)}
            many, _ = simulate_many(self.case, Levers(**batch, pruning_rule=rule), self.world)
            for name, values in found.items():
                values[mine] = getattr(many, name)
        return found


def _unbeaten(plans: _Plans) -> _Plans:
    """Plans that nothing beats, each outcome once."""
    plans = plans[~dominated(plans.reached)]
    return plans[np.sort(np.unique(plans.reached, axis=0, return_index=True)[1])]


def _search(pool: _Pool, tell: Progress, rng: np.random.Generator, seed: int) -> None:
    """Draw evenly, then cross and shift what is best."""
    from scipy.stats import qmc

    tell(0.0, phrase("casestudy.analysis", "search.drawing"))
    dimensions = len(pool.low) + 1
    drawn = qmc.Sobol(dimensions, seed=seed).random(SAMPLE)
    for part in np.array_split(drawn, PARTS):
        rule = (part[:, -1] * len(RULES)).astype(int)
        # Much of the frontier lies at ends of levers, where a draw from the inside never comes.
        cube = np.clip(part[:, :-1] * WIDER - BEYOND, 0.0, 1.0)
        pool.add(cube, rule)
    refining = phrase("casestudy.analysis", "search.refining")
    for generation in range(GENERATIONS):
        tell(SAMPLED + (1.0 - SAMPLED) * generation / GENERATIONS, refining)
        pool.add(*_children(pool.plans, rng, 1.0 - generation / GENERATIONS))
    tell(1.0, phrase("casestudy.analysis", "search.done"))


def _children(plans: _Plans, rng: np.random.Generator, heat: float) -> tuple[NDArray, NDArray]:
    """Plans near those that are kept, and between them; steps shrink as the heat falls."""
    count, size = KEPT, plans.cube.shape[1]
    first, second, third = rng.integers(len(plans.cube), size=(PARENTS, count))
    cube, rule = plans.cube[first].copy(), plans.rule[first].copy()
    crossed = rng.random((count, 1)) < CROSSED
    pull = rng.uniform(*PULL, (count, 1))
    difference = plans.cube[second] - np.where(crossed, cube, plans.cube[third])
    cube += np.where(rng.random((count, size)) < CROSSED, pull * difference, 0.0)
    shift = rng.normal(0.0, COLD + HOT * heat, (count, size))
    cube += np.where(rng.random((count, size)) < MOVED, shift, 0.0)
    other = rng.random(count) < OTHER_RULE
    rule[other] = plans.rule[second][other]
    strange = rng.random(count) < STRANGE
    rule[strange] = rng.integers(len(RULES), size=strange.sum())
    return np.clip(cube, 0.0, 1.0), rule


def _spread(points: NDArray, count: int) -> NDArray:
    """So many of the points, far from one another: the best by each measure first."""
    if len(points) <= count:
        return np.arange(len(points))
    width = np.ptp(points, axis=0)
    scaled = points / np.where(width > 0, width, 1.0)
    apart = sum((column[:, None] - column) ** 2 for column in scaled.T)
    chosen = list(dict.fromkeys(points.argmax(axis=0).tolist()))
    distance = apart[chosen].min(axis=0)
    while len(chosen) < count:
        chosen.append(int(distance.argmax()))
        np.minimum(distance, apart[chosen[-1]], out=distance)
    return np.array(chosen)
