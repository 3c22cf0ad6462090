"""Which assumptions matter for a plan: parts of the variance of what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from casestudy.analysis.monte_carlo import HEADLINES, usable_seed
from casestudy.analysis.worlds import Worlds, correlation, spreads
from casestudy.concepts import sobol
from casestudy.errors import InputError, unknown
from casestudy.levers import Levers
from casestudy.model.many import simulate_many
from casestudy.scenario.case import Case

BASE = 2**9  # base points: of some fifty inputs, fifty times as many evaluations
OUTCOMES = ("npv", "revenue_growth", "complexity_reduction", "margin_points", "inventory_turns")
LUCK = "development_luck"  # how the development goes: no assumption, but drawn like one


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Sobol indices of a plan's outcomes.

    Attributes
    ----------
    names : tuple of str
        The inputs: assumptions with a range, and `LUCK`.
    indices : dict of str to Indices
        By outcome; without those that are the same in all worlds.
    constant : tuple of str
        Outcomes that are the same in all worlds, so that they have no indices.
    """

    names: tuple[str, ...]
    indices: dict[str, sobol.Indices]
    constant: tuple[str, ...]

    def order(self, outcome: str) -> list[int]:
        """Places of the inputs, the most important for an outcome first."""
        return np.argsort(-self.indices[outcome].total, kind="stable").tolist()

    def together(self, outcome: str) -> float:
        """The part of the variance that inputs make only together."""
        return max(1.0 - float(self.indices[outcome].first.sum()), 0.0)


def sensitivity(
    case: Case,
    levers: Levers | None = None,
    outcomes: Sequence[str] = OUTCOMES,
    *,
    size: int = BASE,
    seed: int | None = None,
    executor: Executor | None = None,
) -> Sensitivity:
    """First and total Sobol indices of a plan's outcomes.

    Parameters
    ----------
    case : Case
    levers : Levers, optional
        The plan as it happened by default.
    outcomes : sequence of str
        Headlines.
    size : int
        Base points, a power of two; (inputs + 2) times as many worlds are simulated.
    seed : int, optional
    executor : Executor, optional
        Who computes; any of `concurrent.futures`.

    Returns
    -------
    Sensitivity

    Raises
    ------
    InputError
        If the scenario's assumptions are correlated, since then their parts do not add up; or if
        an outcome is unknown.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> found = sensitivity(load_case("turnaround"), size=64)
    >>> found.names[found.order("revenue_growth")[0]]
    'advantage_seen'
    """
    if correlation(case) is not None:
        pair = case.scenario.uncertainty.correlations[0].between
        raise InputError(
            "sensitivity: parts of the variance add up for independent assumptions only, and "
            f"{' and '.join(map(repr, pair))} are correlated; take out uncertainty.correlations, "
            "or read the conditions of scenario discovery instead"
        )
    for outcome in outcomes:
        if outcome not in HEADLINES:
            raise InputError(unknown("outcome", outcome, HEADLINES))
    seed = usable_seed(case, size, seed)
    plan = case.plan("as_it_happened") if levers is None else levers
    found = spreads(case)
    at = sobol.points(len(found) + 1, size, seed)
    flat = at.reshape(-1, len(found) + 1)
    drawn = {spread.name: spread.at(flat[:, i]) for i, spread in enumerate(found)}
    world = Worlds(replace(case.assumptions, **drawn), flat[:, -1]).under(case, plan)
    headlines, _ = simulate_many(case, plan, world, executor=executor)
    values = {name: getattr(headlines, name).reshape(at.shape[:2]) for name in outcomes}
    constant = tuple(name for name, v in values.items() if np.ptp(v) == 0.0)
    indices = {n: sobol.indices(v, seed=seed) for n, v in values.items() if n not in constant}
    return Sensitivity((*(s.name for s in found), LUCK), indices, constant)
