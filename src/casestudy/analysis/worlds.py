"""Other worlds: draws of what nobody controls, as the scenario says that it is spread.

A number of draws is a number of small nets of points, each scrambled by itself (Owen 1997): a net
fills the space more evenly than chance does, and nets that differ from one another tell how far a
result may be off.

References
----------
Owen, A. B. (1997). Scrambled net variance for integrals of smooth functions. *Annals of
Statistics* 25(4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import distributions
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.model.derived import development_draws
from casestudy.scenario.case import Case

LARGEST_NET = 2**13  # points that a worker computes in some hundredths of a second
NETS = 16  # of a large number of draws at least: enough to tell how far they differ
MOST_KEPT = 8 * NETS  # small nets whose points are kept
LARGEST_KEPT = 2**9  # points of a net that is kept in memory: those of the usual number of draws
SMALLEST_NET = 2**4  # a smaller one is hardly more even than chance
INSIDE = 2.0**-31  # of the ends: a place at an end stands for an infinite normal score
CASES, PLANS = 16, 64  # kept in memory: more than anybody goes back to


@dataclass(frozen=True)
class Spread:
    """How one assumption is spread.

    Attributes
    ----------
    name : str
    shape : str
        One of `casestudy.concepts.distributions.KINDS`.
    low, mode, high : float
    """

    name: str
    shape: str
    low: float
    mode: float
    high: float

    def at(self, place: NDArray) -> NDArray:
        """Its value at places from 0 to 1."""
        return distributions.quantile(self.shape, self.low, self.mode, self.high, place)


@lru_cache(maxsize=CASES)
def spreads(case: Case) -> tuple[Spread, ...]:
    """The assumptions that have a range, with their distributions.

    A calibrated value may lie outside its range; the range then reaches to it.

    Parameters
    ----------
    case : Case

    Returns
    -------
    tuple of Spread

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> spreads(load_case("turnaround"))[0]
    Spread(name='market_growth', shape='triangular', low=0.1, mode=0.12, high=0.15)
    """
    about, found = case.scenario.uncertainty, []
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        if figure.low is None or not figure.low < figure.high:
            continue
        mode = float(getattr(case.assumptions, name))
        ends = min(figure.low, mode), max(figure.high, mode)
        shape = about.shapes.get(name, about.shape)
        found.append(Spread(name, shape, ends[0], mode, ends[1]))
    return tuple(found)


@lru_cache(maxsize=CASES)
def correlation(case: Case) -> NDArray | None:
    """The scenario's correlations of `spreads`, (d, d); None if all are independent."""
    pairs = case.scenario.uncertainty.correlations
    if not pairs:
        return None
    order = [spread.name for spread in spreads(case)]
    places = [(*map(order.index, pair.between), pair.value) for pair in pairs]
    return distributions.correlation_matrix(len(order), places)


@dataclass(frozen=True, eq=False)
class Worlds:
    """Some other worlds.

    Attributes
    ----------
    assumptions : Assumptions
        Those with a range are arrays, (n,).
    luck : ndarray, (n,)
        How the development goes, from best (0) to worst (1): its dates depend on the plan.
    """

    assumptions: Assumptions
    luck: NDArray

    def under(self, case: Case, plan: Levers) -> Assumptions:
        """The same worlds with the launch date that each has under a plan.

        The drawn delay stays; what the development takes more or less than on the mean is added.

        Parameters
        ----------
        case : Case
        plan : Levers
            Numbers, not arrays.

        Returns
        -------
        Assumptions
        """
        months = _months(case, float(plan.mentoring), float(plan.partner_development))
        late = np.interp(self.luck, np.linspace(0.0, 1.0, len(months)), months) - months.mean()
        low, high = declaration(Assumptions, "launch_delay").limits
        delay = np.clip(self.assumptions.launch_delay + late, low, high)
        return replace(self.assumptions, launch_delay=delay)


@lru_cache(maxsize=PLANS)
def _months(case: Case, mentoring: float, partner_development: float) -> NDArray:
    return np.sort(development_draws(case.scenario, mentoring, partner_development))


def net_size(draws: int) -> int:
    """Points of one net, so that a number of draws has `NETS` of them, or more.

    Examples
    --------
    >>> net_size(1000), net_size(10_000), net_size(10**6)
    (32, 512, 8192)
    """
    most = max(draws // NETS, SMALLEST_NET)
    return min(2 ** (most.bit_length() - 1), LARGEST_NET)


def nets(draws: int) -> int:
    """How many nets make a number of draws; the last may be cut short."""
    return -(-draws // net_size(draws))


def net(case: Case, draws: int, number: int, seed: int, base: Assumptions | None = None) -> Worlds:
    """One net of other worlds.

    Parameters
    ----------
    case : Case
    draws : int
        Of all nets together.
    number : int
        Which net, from 0.
    seed : int
        The same seed gives the same worlds.
    base : Assumptions, optional
        What differs in it from the scenario's own stays as it is set.

    Returns
    -------
    Worlds
    """
    size = net_size(draws)
    count = min(size, draws - number * size)
    found, own = spreads(case), case.assumptions
    points = _kept_points if size <= LARGEST_KEPT else _points
    places = points(len(found) + 1, size, number, seed)[:count]
    luck, places = places[:, -1], places[:, :-1]
    if (matrix := correlation(case)) is not None:
        places = distributions.correlated(places, matrix)
    base = own if base is None else base
    drawn = {
        spread.name: spread.at(places[:, i])
        for i, spread in enumerate(found)
        if getattr(base, spread.name) == getattr(own, spread.name)
    }
    return Worlds(replace(base, **drawn), luck)


def _points(dimensions: int, size: int, number: int, seed: int) -> NDArray:
    """The points of one net, (size, dimensions)."""
    from scipy.stats import qmc  # takes a second, and most pages draw no worlds

    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
    points = qmc.Sobol(dimensions, scramble=True, rng=rng).random(size)
    return np.clip(points, INSIDE, 1.0 - INSIDE)


@lru_cache(maxsize=MOST_KEPT)
def _kept_points(dimensions: int, size: int, number: int, seed: int) -> NDArray:
    """The same; to scramble a small net takes longer than to simulate it."""
    points = _points(dimensions, size, number, seed)
    points.flags.writeable = False
    return points


def worlds(
    case: Case,
    draws: int,
    seed: int,
    base: Assumptions | None = None,
    numbers: Iterable[int] | None = None,
) -> Worlds:
    """Other worlds in one piece; see `net`.

    Parameters
    ----------
    case, draws, seed, base
        As in `net`.
    numbers : iterable of int, optional
        Which nets; all of them by default.

    Returns
    -------
    Worlds

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> some = worlds(load_case("turnaround"), 1000, seed=1)
    >>> some.assumptions.market_growth.shape, some.luck.shape
    ((1000,), (1000,))
    """
    numbers = range(nets(draws)) if numbers is None else numbers
    parts = [net(case, draws, number, seed, base) for number in numbers]
    first = parts[0].assumptions
    drawn = {
        name: np.concatenate([getattr(p.assumptions, name) for p in parts])
        for name in names(Assumptions)
        if np.ndim(getattr(first, name))
    }
    return Worlds(replace(first, **drawn), np.concatenate([p.luck for p in parts]))
