"""Solve the free quantities of a scenario so that what its programme reached comes out.

Three outcomes fix three quantities. Which three is the scenario's choice, and whether the fitted
values are plausible is judged against the ranges that stand beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.errors import InputError, unknown
from casestudy.files.reading import Path_
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS, free_figure

MET = 1e-6  # a target is met when the model is this near to it
# What a scenario accepts as well.
LIMITS = {
    "revenue_growth": (-0.9, 5.0),
    "complexity_reduction": (-1.0, 0.95),
    "margin_points": (-0.5, 0.5),
}
INSIDE = 1e-3  # of a range: the search starts this far from its ends
FINEST, TRIALS = 1e-15, 200  # it goes on until rounding stops it, or so many trials are spent


@dataclass(frozen=True)
class Calibration:
    """Result of a calibration.

    Attributes
    ----------
    targets : dict of str to float
        What was asked for.
    values : dict of str to float
        Fitted free quantities, inside their ranges.
    ranges : dict of str to tuple of float
        Range of each free quantity in the scenario.
    residuals : dict of str to float
        Model less target, in the unit of the target.
    needed : dict of str to float or None
        Where a target is not met: the values that would meet all targets if the ranges did not
        hold, or None where no values within what the model can take would.
    levers, assumptions : Levers, Assumptions
        The plan as it happened and the world, with the fitted values.
    """

    targets: dict[str, float]
    values: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    residuals: dict[str, float]
    needed: dict[str, float] | None
    levers: Levers
    assumptions: Assumptions

    @property
    def met(self) -> dict[str, bool]:
        """Whether each target is met inside the ranges."""
        return {name: bool(abs(r) <= MET) for name, r in self.residuals.items()}

    def reached(self, name: str) -> float:
        """What comes out for a target."""
        return self.targets[name] + self.residuals[name]

    @property
    def outside(self) -> dict[str, float]:
        """What would be needed, of the quantities that would leave their ranges."""
        return {
            name: value
            for name, value in (self.needed or {}).items()
            if not self.ranges[name][0] <= value <= self.ranges[name][1]
        }

    @property
    def solved(self) -> bool:
        """Whether all targets are met inside the ranges."""
        return all(self.met.values())


def calibrate(case: Case, targets: Mapping[str, float] | None = None) -> Calibration:
    """Fit the scenario's free quantities to what was reached, or to other outcomes.

    Parameters
    ----------
    case : Case
    targets : mapping of str to float, optional
        Outcomes that replace the scenario's own, by name, as fractions.

    Returns
    -------
    Calibration
        Solved, or as near as the ranges allow, with what would be needed instead.

    Raises
    ------
    InputError
        If a target is unknown or makes no sense.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> calibrate(load_case("turnaround")).solved
    True
    """
    scenario = case.scenario
    wanted = {name: getattr(scenario.outcomes, name).value for name in TARGETS}
    for name, value in (targets or {}).items():
        wanted[name] = _checked_target(name, value)
    free = list(scenario.calibration.free)
    figures = {name: free_figure(scenario, name) for name in free}
    ranges = {name: (f.low, f.high) for name, f in figures.items()}
    start = np.array([f.value for f in figures.values()])
    goal = np.array(list(wanted.values()))

    def gap(x: NDArray) -> NDArray:
        headlines = simulate(case, *_settings(case, free, x)).headlines
        return np.array([getattr(headlines, name) for name in wanted], float) - goal

    low, high = np.array(list(ranges.values())).T
    x = _nearest(gap, start, low, high)
    residual = gap(x)
    needed = None
    if np.abs(residual).max() > MET:
        limits = np.array([_limits(case, name) for name in free])
        wide = _nearest(gap, x, *limits.T)
        if np.abs(gap(wide)).max() <= MET:
            needed = dict(zip(free, wide.tolist(), strict=True))
    levers, assumptions = _settings(case, free, x)
    return Calibration(
        targets=wanted,
        values=dict(zip(free, x.tolist(), strict=True)),
        ranges=ranges,
        residuals=dict(zip(wanted, residual.tolist(), strict=True)),
        needed=needed,
        levers=levers,
        assumptions=assumptions,
    )


def _checked_target(name: str, value: float) -> float:
    if name not in TARGETS:
        raise InputError(unknown("target", name, TARGETS))
    low, high = LIMITS[name]
    if not low <= value <= high:
        percent = " (a fraction: 0.17, not 17)" if value > 1 else ""
        raise InputError(f"target {name!r}: expected {low:g} to {high:g}{percent}, not {value!r}")
    return float(value)


def _settings(case: Case, free: list[str], x: NDArray) -> tuple[Levers, Assumptions]:
    """The plan as it happened and the world, with values of the free quantities."""
    values = dict(zip(free, (float(v) for v in x), strict=True))
    levers = {n: v for n, v in values.items() if n in names(Levers)}
    world = {n: v for n, v in values.items() if n in names(Assumptions)}
    return replace(case.plan("as_it_happened"), **levers), replace(case.assumptions, **world)


def _limits(case: Case, name: str) -> tuple[float, float]:
    """What the model can take, whatever the scenario's author finds plausible."""
    if name in names(Levers):
        bounds = getattr(case.scenario.levers, name)
        return bounds.low, bounds.high
    return declaration(Assumptions, name).limits


def _nearest(gap, start: NDArray, low: NDArray, high: NDArray) -> NDArray:
    """Values between bounds at which the gap is least, in the sense of least squares."""
    from scipy.optimize import least_squares

    width = high - low
    inside = np.clip((start - low) / width, INSIDE, 1 - INSIDE)
    found = least_squares(
        lambda z: gap(low + z * width),
        inside,
        bounds=(0.0, 1.0),
        jac="3-point",
        xtol=FINEST,
        ftol=FINEST,
        gtol=FINEST,
        max_nfev=TRIALS,
    )
    return low + found.x * width


def fitted_changes(found: Calibration) -> dict[Path_, str]:
    """Fitted values as they go into the text of a scenario."""
    places = {
        name: (("plans", "as_it_happened") if name in names(Levers) else ("assumptions",))
        for name in found.values
    }
    return {
        (*places[name], name, "value"): repr(float(f"{value:.12g}"))
        for name, value in found.values.items()
    }
