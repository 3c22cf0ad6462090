"""Where a plan fails: the conditions under which it misses a target, or loses money."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.monte_carlo import met, usable_seed
from casestudy.analysis.worlds import spreads, worlds
from casestudy.concepts import prim, tree
from casestudy.errors import InputError, unknown
from casestudy.levers import Assumptions, Levers, declaration
from casestudy.model.derived import development_months
from casestudy.model.many import evaluate
from casestudy.model.outcome import Headlines
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.units import Unit

DRAWS = 2**11  # a limit is then known to some two digits
EVEN = 0.5  # what happens in more of the worlds is the rule, and its contrary is looked for
INPUTS = 3  # more conditions at once nobody keeps in mind
LEAST_LEAF = 0.05  # of all worlds
RARE = 0.02  # of the worlds: what happens less often has no conditions to speak of
FAILURES = ("all_targets", *TARGETS, "npv")
LAUNCH = "launch_month"  # when the launch comes: its delay, and the development's luck


@dataclass(frozen=True)
class Condition:
    """One condition: an input above or below a limit.

    Attributes
    ----------
    name : str
        An assumption, or `LAUNCH`.
    above : bool
        Whether the input lies above the limit, or below it.
    limit : float
    usual : float
        The input in the scenario's own world.
    unit : Unit
    """

    name: str
    above: bool
    limit: float
    usual: float
    unit: Unit

    @property
    def label(self) -> str:
        """What the input is called; empty for the launch, which has words of its own."""
        return "" if self.name == LAUNCH else declaration(Assumptions, self.name).label


@dataclass(frozen=True)
class Found:
    """Conditions, and how well they tell what happens.

    Attributes
    ----------
    conditions : tuple of Condition
    coverage : float
        Part of all failures that happen under them.
    density : float
        Part of the worlds under them that are failures.
    mass : float
        Part of the worlds that are under them.
    """

    conditions: tuple[Condition, ...]
    coverage: float
    density: float
    mass: float


@dataclass(frozen=True, eq=False)
class Discovery:
    """Where a plan fails.

    Attributes
    ----------
    failure : str
        One of `FAILURES`.
    rate : float
        How often it fails.
    box : Found or None
        Conditions under which it fails much more often; where it fails more often than not, those
        under which it succeeds. None where it nearly always or nearly never fails, or where
        nothing tells.
    leaves : tuple of Found
        The ends of a small tree, with the densest in failures first; empty where there is no box.
    shown : tuple of Condition
        Two inputs of which a picture shows all worlds: those of the box first, then those that go
        together with failure most.
    points : ndarray, (n, 2)
        The same two in all worlds.
    failed : ndarray of bool, (n,)
    """

    failure: str
    rate: float
    box: Found | None
    leaves: tuple[Found, ...]
    shown: tuple[Condition, ...]
    points: NDArray
    failed: NDArray

    @property
    def of_success(self) -> bool:
        """Whether the box holds the worlds in which it succeeds."""
        return self.rate > EVEN


def discover(
    case: Case,
    levers: Levers | None = None,
    failure: str = "all_targets",
    *,
    draws: int = DRAWS,
    seed: int | None = None,
    executor: Executor | None = None,
) -> Discovery:
    """Find the conditions under which a plan fails, by PRIM and by a small tree.

    Parameters
    ----------
    case : Case
    levers : Levers, optional
        The plan as it happened by default.
    failure : str
        `all_targets` (not all are met at once), a target that is missed, or `npv` below zero.
    draws : int
    seed : int, optional
    executor : Executor, optional
        Who computes; any of `concurrent.futures`.

    Returns
    -------
    Discovery

    Raises
    ------
    InputError
        If the failure is unknown, or `draws` or `seed` is no usable number.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> found = discover(load_case("turnaround"), failure="revenue_growth", draws=1024)
    >>> sorted(condition.name for condition in found.box.conditions)
    ['advantage_seen', 'launch_month']
    """
    if failure not in FAILURES:
        raise InputError(unknown("failure", failure, FAILURES))
    seed = usable_seed(case, draws, seed)
    plan = case.plan("as_it_happened") if levers is None else levers
    world = worlds(case, draws, seed).under(case, plan)
    headlines, _ = evaluate(case, plan, world, executor=executor)
    failed = _failed(case, headlines, failure)
    rate, inputs = float(failed.mean()), _Inputs(case, plan, world)
    if not RARE <= rate <= 1.0 - RARE:
        return Discovery(failure, rate, None, (), *inputs.seen([], failed), failed)
    sought = ~failed if rate > EVEN else failed
    box = prim.simplest(
        inputs.points, sought, prim.trajectory(inputs.points, sought), inputs=INPUTS
    )
    order = sorted(box.inputs, key=lambda i: _reach(inputs.points[:, i], box, i))
    limits = [
        (i, side == 0, float((box.low, box.high)[side][i]))
        for i in order
        for side in (0, 1)
        if box.limited[i, side]
    ]
    found = None
    if limits:
        found = Found(inputs.conditions(limits), box.coverage, box.density, box.mass)
    leaves = _leaves(inputs, failed)
    return Discovery(failure, rate, found, leaves, *inputs.seen(order, failed), failed)


def _failed(case: Case, headlines: Headlines, failure: str) -> NDArray:
    if failure == "npv":
        return headlines.npv < 0.0
    reached = met(case, headlines)
    return ~(np.all(list(reached.values()), axis=0) if failure not in reached else reached[failure])


def _leaves(inputs: _Inputs, failed: NDArray) -> tuple[Found, ...]:
    """The ends of a small tree, the densest in failures first."""
    count = len(failed)
    grown = tree.grow(inputs.points, failed, depth=2, least=max(int(LEAST_LEAF * count), 1))
    ends = [
        Found(
            inputs.conditions(asked),
            leaf.density * leaf.points / failed.sum(),
            leaf.density,
            leaf.points / count,
        )
        for asked, leaf in tree.leaves(grown)
        if asked
    ]
    return tuple(sorted(ends, key=lambda end: -end.density))


def _reach(values: NDArray, box: prim.Box, place: int) -> float:
    """The part of all worlds that one input's limits leave."""
    return float(((box.low[place] <= values) & (values <= box.high[place])).mean())


class _Inputs:
    """What may be a condition, in all worlds.

    The launch's month stands for its delay, which nobody sees apart from the development.
    """

    def __init__(self, case: Case, plan: Levers, world: Assumptions) -> None:
        self._about, columns = [], []
        for name in [spread.name for spread in spreads(case) if spread.name != "launch_delay"]:
            usual = float(getattr(case.assumptions, name))
            self._about.append((name, usual, declaration(Assumptions, name).unit))
            columns.append(getattr(world, name))
        if float(plan.launch) > 0.0:
            months = float(development_months(case, plan.mentoring, plan.partner_development))
            usual = months + float(case.assumptions.launch_delay)
            self._about.append((LAUNCH, usual, Unit.MONTHS))
            columns.append(months + world.launch_delay)
        self.points = np.column_stack(columns)

    def conditions(self, limits: Iterable[tree.Condition]) -> tuple[Condition, ...]:
        """Limits of inputs at their places, in their own words."""
        return tuple(
            Condition(self._about[i][0], above, limit, *self._about[i][1:])
            for i, above, limit in limits
        )

    def seen(self, first: list[int], failed: NDArray) -> tuple[tuple[Condition, ...], NDArray]:
        """Two inputs for a picture: these, then those that go together with failure most."""
        places = list(first)
        if failed.any() and not failed.all():
            apart = self.points[failed].mean(axis=0) - self.points[~failed].mean(axis=0)
            spread = self.points.std(axis=0)
            near = np.abs(apart) / np.where(spread > 0.0, spread, np.inf)
            places += np.argsort(-near, kind="stable").tolist()
        # Where nothing tells, or there is one input alone, whatever there is.
        places = list(dict.fromkeys([*places, *range(self.points.shape[1])])) * 2
        return self.conditions((i, True, np.nan) for i in places[:2]), self.points[:, places[:2]]
