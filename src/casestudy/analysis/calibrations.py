"""What the outcomes can tell: other worlds in which the same three outcomes come out.

Three outcomes fix three quantities. All others may stand elsewhere in their ranges, and the three
follow. Over all worlds that agree with what was reported, an action's contribution has a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.monte_carlo import usable_seed
from casestudy.analysis.worlds import worlds
from casestudy.concepts import shapley
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.many import simulate_many
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS, Currency, free_figure

DRAWS = 2**9  # a range of what they contribute needs no more
HALF = 0.5  # of a range: no step of the method is longer
STEPS = 30  # of Newton's method, which needs some six
STEP = 1e-6  # of a range, for a slope
MET = 1e-6  # a target is met when the model is this near to it
MEASURES = ("revenue_growth", "margin_points", "complexity_reduction", "npv")


@dataclass(frozen=True, eq=False)
class Calibrations:
    """Worlds that agree with what was reported.

    Attributes
    ----------
    tried : int
        Other worlds that were drawn.
    free : dict of str to ndarray, (n,)
        What the free quantities have to be in those that agree, inside their ranges.
    actions : tuple of str
        Labels of the action groups.
    shares : dict of str to ndarray, (n, actions)
        By measure: Shapley value of each action in each of these worlds.
    npv : ndarray, (n,)
        Present value of the plan as it happened.
    currency : Currency
    """

    tried: int
    free: dict[str, NDArray]
    actions: tuple[str, ...]
    shares: dict[str, NDArray]
    npv: NDArray
    currency: Currency

    @property
    def count(self) -> int:
        """How many worlds agree."""
        return len(self.npv)

    def share(self, measure: str, action: int, part: float) -> float:
        """A quantile of what an action contributes."""
        return float(np.quantile(self.shares[measure][:, action], part))

    def leads(self, measure: str) -> dict[str, float]:
        """How often each action contributes most."""
        first = self.shares[measure].argmax(axis=1)
        counts = np.bincount(first, minlength=len(self.actions)) / self.count
        return dict(zip(self.actions, counts.tolist(), strict=True))


def calibrations(
    case: Case, *, draws: int = DRAWS, seed: int | None = None, executor: Executor | None = None
) -> Calibrations:
    """Draw other worlds, and solve in each for the free quantities.

    Parameters
    ----------
    case : Case
    draws : int
    seed : int, optional
    executor : Executor, optional
        Who computes; any of `concurrent.futures`.

    Returns
    -------
    Calibrations
        Without a world if in none the targets come out inside the ranges.

    Raises
    ------
    InputError
        If `draws` or `seed` is no usable number.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> found = calibrations(load_case("turnaround"), draws=64)
    >>> 0 < found.count <= found.tried
    True
    """
    seed = usable_seed(case, draws, seed)
    free = list(case.scenario.calibration.free)
    figures = [free_figure(case.scenario, name) for name in free]
    low, high = (np.array([getattr(f, end) for f in figures]) for end in ("low", "high"))
    drawn = worlds(case, draws, seed).assumptions
    start = np.array([f.value for f in figures])
    goal = np.array([getattr(case.scenario.outcomes, name).value for name in TARGETS])
    x = np.tile(np.clip(start, low, high), (draws, 1))
    x, off = _solved(case, drawn, free, x, goal, low, high, executor)
    agrees = np.abs(off).max(axis=1) <= MET
    plan, world = _with(case, drawn, free, x)
    plan, world = (_only(record, agrees) for record in (plan, world))
    shares, npv = _shares(case, plan, world, int(agrees.sum()), executor)
    return Calibrations(
        tried=draws,
        free={name: x[agrees, i] for i, name in enumerate(free)},
        actions=tuple(g.label for g in case.scenario.action_groups),
        shares=shares,
        npv=npv,
        currency=case.scenario.currency,
    )


def _with(
    case: Case, drawn: Assumptions, free: list[str], x: NDArray
) -> tuple[Levers, Assumptions]:
    """The plan as it happened and the worlds, with values of the free quantities, (n, free)."""
    values: Mapping[str, NDArray] = dict(zip(free, x.T, strict=True))
    levers = {n: v for n, v in values.items() if n in names(Levers)}
    world = {n: v for n, v in values.items() if n in names(Assumptions)}
    return replace(case.plan("as_it_happened"), **levers), replace(drawn, **world)


def _only(record: Levers | Assumptions, rows: NDArray) -> Levers | Assumptions:
    arrays = {n: getattr(record, n) for n in names(type(record)) if np.ndim(getattr(record, n))}
    return replace(record, **{n: v[rows] for n, v in arrays.items()})


def _solved(
    case: Case,
    drawn: Assumptions,
    free: list[str],
    x: NDArray,
    goal: NDArray,
    low: NDArray,
    high: NDArray,
    executor: Executor | None,
) -> tuple[NDArray, NDArray]:
    """Newton's method in all worlds at once, kept inside the ranges; values, and what is left."""

    def gap(x: NDArray) -> NDArray:
        headlines, _ = simulate_many(case, *_with(case, drawn, free, x), executor=executor)
        return np.column_stack([getattr(headlines, name) for name in TARGETS]) - goal

    width = high - low
    off = gap(x)
    for _ in range(STEPS):
        if np.abs(off).max() <= MET / 100.0:
            break
        slopes = np.empty((len(x), len(goal), len(free)))
        for i in range(len(free)):
            inward = np.where(x[:, i] + STEP * width[i] <= high[i], STEP, -STEP) * width[i]
            moved = x.copy()
            moved[:, i] += inward
            slopes[:, :, i] = (gap(moved) - off) / inward[:, None]
        # Without any slope there is no way; least squares then moves what it can.
        step = -np.einsum("nij,nj->ni", np.linalg.pinv(slopes), off)
        x = np.clip(x + np.clip(step, -HALF * width, HALF * width), low, high)
        off = gap(x)
    return x, off


def _shares(
    case: Case, plan: Levers, world: Assumptions, count: int, executor: Executor | None
) -> tuple[dict[str, NDArray], NDArray]:
    """Shapley values of the actions in each world, and the present value of the plan."""
    groups = case.scenario.action_groups
    taken = shapley.coalitions(len(groups))
    if not count:
        return {m: np.empty((0, len(groups))) for m in MEASURES}, np.empty(0)

    def spread(value: NDArray | float) -> NDArray:
        return np.tile(np.broadcast_to(value, (count,)), len(taken))

    here = {
        name: np.repeat(taken[:, i], count) * spread(getattr(plan, name))
        for i, group in enumerate(groups)
        for name in group.levers
        if name in names(Levers)
    }
    worlds_ = {
        n: spread(getattr(world, n)) for n in names(Assumptions) if np.ndim(getattr(world, n))
    }
    found, _ = simulate_many(
        case, replace(plan, **here), replace(world, **worlds_), executor=executor
    )
    shares = {}
    for measure in MEASURES:
        values = getattr(found, measure).reshape(len(taken), count)
        shares[measure] = np.array([shapley.shapley_values(v)[: len(groups)] for v in values.T])
    return shares, found.npv.reshape(len(taken), count)[-1]
