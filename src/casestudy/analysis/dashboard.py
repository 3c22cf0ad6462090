"""What the pictures of a plan show: series, history before them, and other worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.worlds import spreads, worlds
from casestudy.levers import Assumptions
from casestudy.model.outcome import Outcome
from casestudy.scenario.case import Case

PANELS = ("revenue", "gross_margin", "skus", "share", "inventory", "cash")
PAST_QUARTERS = 8  # of the history, before the first quarter
STEPS = 2**16 - 1  # of a range: two bytes
DRAWS = 256  # enough for two quantiles of a picture
QUANTILES = (0.1, 0.9)  # eight of ten worlds lie between


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


def other_worlds(case: Case, assumptions: Assumptions, draws: int = DRAWS) -> Assumptions:
    """Draws of what nobody controls, spread as the scenario says.

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
    found = worlds(case, draws, case.scenario.order_file.seed, assumptions).assumptions
    ends = {spread.name: (spread.low, spread.high) for spread in spreads(case)}
    return replace(
        found,
        **{
            name: low + steps(getattr(found, name), low, high) / STEPS * (high - low)
            for name, (low, high) in ends.items()
            if np.ndim(getattr(found, name))
        },
    )


def steps(values: NDArray, low: float, high: float) -> NDArray:
    """How many of `STEPS` steps from one end of its range to the other a value is away.

    So the page in a browser, which is given them, draws the same worlds.
    """
    return np.round((values - low) / (high - low) * STEPS)
