"""What the cockpit shows: series by picture, history before them, and how unsure they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.comparison import Comparison
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS

PANELS = ("revenue", "gross_margin", "skus", "share", "inventory", "cash")
PAST_QUARTERS = 8  # of the history, before the first quarter
DRAWS = 200  # enough for two quantiles of a picture
QUANTILES = (0.1, 0.9)  # eight of ten worlds lie between
WORLDS_KEPT, DRAWS_KEPT = 32, 8  # in memory: more than anybody goes back to


def panel_series(outcome: Outcome, idle: Outcome) -> dict[str, NDArray]:
    """Series of the pictures, each (…, 20).

    Parameters
    ----------
    outcome, idle : Outcome
        A plan, and doing nothing in the same world.

    Returns
    -------
    dict of str to ndarray
        `cash` is cumulated, against doing nothing; all others are as in the outcome.
    """
    series = {name: getattr(outcome.series, name) for name in PANELS[:-1]}
    gained = outcome.series.cash - idle.series.cash
    return series | {"cash": np.cumsum(gained, axis=-1)}


def past_series(case: Case) -> dict[str, NDArray]:
    """The last quarters of the history, for those pictures for which there is one.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict of str to ndarray, (8,)
    """
    past = case.tables["history"].tail(PAST_QUARTERS)
    cost = past["variable_cost"] + past["complexity_cogs"]
    return {
        "revenue": past["revenue"].to_numpy(float),
        "gross_margin": (1.0 - cost / past["revenue"]).to_numpy(float),
        "skus": past["active_skus"].to_numpy(float),
        "share": (past["revenue"] / past["market_revenue"]).to_numpy(float),
    }


@dataclass(frozen=True, eq=False)
class World:
    """What stays the same while the levers move.

    Attributes
    ----------
    case : Case
    assumptions : Assumptions
    base : Comparison
        With the plan as it happened.
    idle, happened : dict of str to ndarray, (20,)
        Series of the pictures.
    """

    case: Case
    assumptions: Assumptions
    base: Comparison
    idle: dict[str, NDArray]
    happened: dict[str, NDArray]

    def look(self, levers: Levers) -> tuple[Comparison, dict[str, NDArray]]:
        """A plan in this world: beside the others, and as series of the pictures."""
        outcome = simulate(self.case, levers, self.assumptions)
        return replace(self.base, plan=outcome), panel_series(outcome, self.base.idle)


@lru_cache(maxsize=WORLDS_KEPT)
def world_of(case: Case, assumptions: Assumptions) -> World:
    """Simulate once what stays the same while the levers move.

    Parameters
    ----------
    case : Case
    assumptions : Assumptions

    Returns
    -------
    World
    """
    s = case.scenario
    idle = simulate(case, case.plan("do_nothing"), assumptions)
    happened = simulate(case, case.plan("as_it_happened"), assumptions)
    base = Comparison(
        plan=happened,
        idle=idle,
        happened=happened,
        base_margin=s.line.gross_margin.value,
        base_share=s.market.share.value,
        window=(s.window.first, s.window.last),
        targets={name: getattr(s.targets, name).value for name in TARGETS},
        currency=s.currency,
    )
    return World(case, assumptions, base, panel_series(idle, idle), panel_series(happened, idle))


def other_worlds(case: Case, assumptions: Assumptions, draws: int = DRAWS) -> Assumptions:
    """Draws of what nobody controls, each evenly over its range.

    Parameters
    ----------
    case : Case
    assumptions : Assumptions
        What differs from the scenario's own stays as it is set.
    draws : int
        Number of draws.

    Returns
    -------
    Assumptions
        Every number with a range is an array, (draws,); the same ones at each call.
    """
    rng = np.random.default_rng(case.scenario.order_file.seed)
    own, drawn = case.assumptions, {}
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        place = rng.random(draws)  # drawn for all, so that one range more moves no other draw
        unchanged = getattr(assumptions, name) == getattr(own, name)
        if figure.low is not None and figure.low < figure.high and unchanged:
            drawn[name] = figure.low + place * (figure.high - figure.low)
    return replace(assumptions, **drawn)


@lru_cache(maxsize=DRAWS_KEPT)
def _idle_worlds(case: Case, assumptions: Assumptions) -> tuple[Assumptions, Outcome]:
    drawn = other_worlds(case, assumptions)
    return drawn, simulate(case, Levers(), drawn)


def uncertainty(case: Case, levers: Levers, assumptions: Assumptions) -> dict[str, NDArray]:
    """Where eight of ten worlds lie, for each picture.

    Parameters
    ----------
    case : Case
    levers : Levers
    assumptions : Assumptions

    Returns
    -------
    dict of str to ndarray, (2, 20)
        Tenth and ninetieth percentile, quarter by quarter.
    """
    drawn, idle = _idle_worlds(case, assumptions)
    series = panel_series(simulate(case, levers, drawn), idle)
    return {name: np.quantile(values, QUANTILES, axis=0) for name, values in series.items()}
