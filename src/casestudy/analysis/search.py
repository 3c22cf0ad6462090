"""Goal seek: how far one lever has to be moved, or one assumption be wrong, for an outcome."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.attribution import one_draw
from casestudy.analysis.cheapest import LeastCost, finite, least_cost
from casestudy.errors import InputError, unknown
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.model.many import simulate_many
from casestudy.model.outcome import HEADLINE_UNITS, Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.text.numerals import LARGEST_SHARE, parse_number
from casestudy.units import SHARES, Unit

__all__ = ["GoalSeek", "LeastCost", "goal_seek", "least_cost"]

HEADLINES = tuple(f.name for f in fields(Headlines))
SCAN = 201  # settings between the ends
FINER = 21  # between two of them, where the curve turns
FINEST = 1e-14  # what rounding lets a root be found to
ZOOMS = 3  # times
MET = 1e-9  # of the line's revenue for money, else of one
PARTS = ("margin_points", "share")  # of a whole that no plan comes near


@dataclass(frozen=True, eq=False)
class GoalSeek:
    """Where one quantity has to stand for an outcome.

    Attributes
    ----------
    lever : str
        The lever or the assumption that is moved.
    measure : str
        The headline that is sought.
    target : float
        Its wanted value.
    value : float or None
        The setting at which the target is met, the nearest to the present one; else the setting
        that comes nearest to the target; None where the quantity does not move the measure.
    reached : float
        The measure at that setting.
    met : bool
        Whether the target is met there.
    present : float
        The setting that was given.
    range : tuple of float
        Lowest and highest value of the measure within the quantity's bounds.
    values, outcomes : ndarray, (n,)
        Settings from end to end, and the measure at each.
    """

    lever: str
    measure: str
    target: float
    value: float | None
    reached: float
    met: bool
    present: float
    range: tuple[float, float]
    values: NDArray
    outcomes: NDArray

    @property
    def decided(self) -> bool:
        """Whether somebody decides the quantity: it is a lever."""
        return self.lever in names(Levers)

    @property
    def unit(self) -> Unit:
        """What the quantity counts."""
        return declaration(Levers if self.decided else Assumptions, self.lever).unit

    @property
    def state(self) -> str:
        """What came of it: `met`, `out_of_reach`, or `unmoved` by the quantity."""
        return "unmoved" if self.value is None else "met" if self.met else "out_of_reach"


@dataclass(frozen=True, eq=False)
class _Line:
    """One headline as a function of one quantity, all else as it is."""

    case: Case
    levers: Levers
    world: Assumptions
    name: str
    measure: str

    def _moved(self, value: Any) -> tuple[Levers, Assumptions]:
        if self.name in names(Levers):
            return replace(self.levers, **{self.name: value}), self.world
        return self.levers, replace(self.world, **{self.name: value})

    def at(self, value: float) -> float:
        found = simulate(self.case, *self._moved(float(value)))
        return float(getattr(found.headlines, self.measure))

    def along(self, values: NDArray) -> NDArray:
        found, _ = simulate_many(self.case, *self._moved(values))
        return getattr(found, self.measure)


def goal_seek(
    case: Case,
    levers: Levers,
    lever: str,
    measure: str,
    target: float | str,
    assumptions: Assumptions | None = None,
) -> GoalSeek:
    """The setting of one lever, or one assumption, at which a headline has a wanted value.

    Parameters
    ----------
    case : Case
    levers : Levers
        The plan; all other levers stay.
    lever : str
        A lever, or an assumption with a range.
    measure : str
        A headline: `revenue_growth`, `npv`, …
    target : float or str
        Its wanted value, in its unit; 0.1 is ten percent, and so is "10%".
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    GoalSeek

    Raises
    ------
    InputError
        If a name is unknown (the nearest is named), the assumption has no range, or the target
        is no finite number or a share that can only be meant in percent.

    Notes
    -----
    The whole range is scanned in one batch, more finely about the highest and lowest outcomes;
    each change of sign is refined with Brent's method. A curve that crosses the target several
    times gives the crossing nearest to the present setting.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> case = load_case("turnaround")
    >>> goal_seek(case, case.plan(), "price_change", "margin_points", 0.02).met
    True
    """
    world = case.assumptions if assumptions is None else assumptions
    if measure not in HEADLINES:
        raise InputError(unknown("measure", measure, HEADLINES))
    one_draw(levers, world)
    low, high = _bounds(case, lever)
    present = float(getattr(levers if lever in names(Levers) else world, lever))
    line = _Line(case, levers, world, lever, measure)
    target = _wanted(target, line, present)
    values, outcomes = _scan(line, low, high, present)
    tolerance = MET * max(abs(target), case.line_revenue if measure in _MONEY else 1.0)
    lowest, highest = float(outcomes.min()), float(outcomes.max())
    solutions = _solutions(line, values, outcomes, target, tolerance)
    if solutions:
        value = min(solutions, key=lambda v: abs(v - present))
    elif highest - lowest <= tolerance:
        value = None
    else:
        value = float(values[np.argmin(np.abs(outcomes - target))])
    reached = line.at(present if value is None else value)
    met = bool(solutions)
    return GoalSeek(
        lever, measure, target, value, reached, met, present, (lowest, highest), values, outcomes
    )


_MONEY = ("programme_cost", "npv")


def _wanted(target: Any, line: _Line, present: float) -> float:
    """The target as a number of its unit, typed or given."""
    unit = HEADLINE_UNITS[line.measure]
    if isinstance(target, str):
        size = abs(line.at(present))
        try:
            target = parse_number(target, unit, line.case.scenario.currency, size=size)
        except InputError as error:
            raise InputError(f"target: {error}") from None
    target = finite("target", target)
    if unit in SHARES and not _sensible(target, line):
        # Nothing reaches it, and that would be taken for an answer about the lever.
        said = f"target: {target:.6g} is {target:,.0%}, beyond what {line.measure!r} can be"
        if _sensible(target / 100, line):
            said += f". Is {target:.6g}% meant? Write {target / 100:.6g} or '{target:.6g}%'"
        raise InputError(said)
    return target


def _sensible(share: float, line: _Line) -> bool:
    """Whether a share is of a size that the measure can have."""
    if line.measure in PARTS:
        return abs(share) < 1.0
    asked = getattr(line.case.scenario.targets, line.measure, None)  # may be to grow sixfold
    return abs(share) <= max(LARGEST_SHARE, abs(asked.value) if asked else 0.0)


def _bounds(case: Case, name: str) -> tuple[float, float]:
    """Between which settings a lever or an assumption is sought."""
    if name in names(Levers):
        bounds = getattr(case.scenario.levers, name)
        return bounds.low, bounds.high
    if name not in names(Assumptions):
        raise InputError(
            unknown("lever or assumption", name, (*names(Levers), *names(Assumptions)))
        )
    figure = getattr(case.scenario.assumptions, name)
    if figure.low is None:
        raise InputError(f"assumption {name!r} has no range in this scenario: nothing to seek")
    return figure.low, figure.high


def _scan(line: _Line, low: float, high: float, present: float) -> tuple[NDArray, NDArray]:
    """Settings over a range in order, finer about the extremes, and the measure at each."""
    values = np.union1d(np.linspace(low, high, SCAN), np.clip(present, low, high))
    outcomes = line.along(values)
    for _ in range(ZOOMS if high > low else 0):
        finer = []
        for peak in (int(outcomes.argmin()), int(outcomes.argmax())):
            left, right = values[max(peak - 1, 0)], values[min(peak + 1, len(values) - 1)]
            finer.append(np.linspace(left, right, FINER))
        more = np.setdiff1d(np.concatenate(finer), values)
        if not more.size:
            break
        values = np.concatenate([values, more])
        outcomes = np.concatenate([outcomes, line.along(more)])
        order = np.argsort(values)
        values, outcomes = values[order], outcomes[order]
    return values, outcomes


def _solutions(
    line: _Line, values: NDArray, outcomes: NDArray, target: float, tolerance: float
) -> list[float]:
    """Settings at which the target is met."""
    from scipy.optimize import brentq

    gap = outcomes - target
    near = np.abs(gap) <= tolerance
    found = values[near].tolist()
    for i in np.flatnonzero((gap[:-1] * gap[1:] < 0) & ~near[:-1] & ~near[1:]):
        a, b = values[i], values[i + 1]
        root = brentq(
            lambda z, a=a, b=b: line.at(a + z * (b - a)) - target,
            0.0,
            1.0,
            xtol=FINEST,
            rtol=FINEST,
        )
        found.append(float(a + root * (b - a)))
    return found
