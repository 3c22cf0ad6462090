"""A plan in many other worlds: what comes of it, how often, and how sure that is.

Draws are made net by net (`casestudy.analysis.worlds`). A net depends on the seed and its own
number, so results are the same whoever computes which of them, and in which order.

References
----------
Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. *Journal of
the American Statistical Association* 47(260), for the error of a quantile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.dashboard import panel_series
from casestudy.analysis.worlds import LARGEST_NET, net_size, nets, spreads, worlds
from casestudy.errors import InputError, given
from casestudy.levers import Assumptions, Levers
from casestudy.model.many import evaluate
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.model.workers import in_order
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS

DRAWS = 2**13  # shares of them are sure to half a point
MOST_DRAWS = 10**8  # more take hours
MOST_SEED = 2**63 - 1  # the largest that all programs read back
ON_TARGET = 0.0005  # what nobody sees in a figure with one decimal of percent
HEADLINES = tuple(f.name for f in fields(Headlines))
FAN_DRAWS = 2**11  # for a few quantiles of a picture
FAN = (0.1, 0.25, 0.5, 0.75, 0.9)  # half and eight of ten of the worlds, and the middle


def usable_seed(case: Case, draws: Any, seed: Any = None) -> int:
    """The seed, or the scenario's own; draws and seed that are none are refused.

    Raises
    ------
    InputError
        Naming what was expected and what was given.
    """
    seed = case.scenario.order_file.seed if seed is None else seed
    for name, value, low, high in (
        ("draws", draws, 1, MOST_DRAWS),
        ("seed", seed, 0, MOST_SEED),
    ):
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not whole or not low <= value <= high:
            raise InputError(
                f"{name}: expected a whole number from {low} to {high}, not {given(value)}"
            )
    return int(seed)


@dataclass(frozen=True)
class Estimate:
    """A number that is estimated from draws, with its standard error."""

    value: float
    error: float


@dataclass(frozen=True, eq=False)
class MonteCarlo:
    """What comes of a plan in other worlds.

    Attributes
    ----------
    levers : Levers
        The plan.
    seed : int
    net : int
        Draws of one net; the last one may have fewer.
    headlines : Headlines
        Of each world, (n,).
    on_target : dict of str to ndarray of bool, (n,)
        Whether each target is met in it.
    """

    levers: Levers
    seed: int
    net: int
    headlines: Headlines
    on_target: dict[str, NDArray]

    @property
    def draws(self) -> int:
        """Number of worlds."""
        return len(self.headlines.npv)

    @cached_property
    def successes(self) -> NDArray:
        """Whether all targets are met at once, (n,)."""
        return np.all(list(self.on_target.values()), axis=0)

    def share(self, where: NDArray) -> Estimate:
        """How often something is so.

        The standard error comes from how far the nets differ; a single net tells nothing, and it
        is that of independent draws.

        Parameters
        ----------
        where : ndarray of bool, (n,)
        """
        value = float(where.mean())
        whole = where[: len(where) // self.net * self.net].reshape(-1, self.net)
        if len(whole) < 2:
            return Estimate(value, float(np.sqrt(value * (1.0 - value) / len(where))))
        return Estimate(value, float(whole.mean(axis=1).std(ddof=1) / np.sqrt(len(whole))))

    @property
    def success(self) -> Estimate:
        """How often all targets are met at once."""
        return self.share(self.successes)

    def target(self, name: str) -> Estimate:
        """How often one target is met."""
        return self.share(self.on_target[name])

    @property
    def loses(self) -> Estimate:
        """How often doing nothing is worth more."""
        return self.share(self.headlines.npv < 0.0)

    def quantile(self, measure: str, part: float) -> Estimate:
        """A quantile of a headline.

        Its error is half the way between the quantiles of the part less, and plus, the error with
        which that part itself is known.

        Parameters
        ----------
        measure : str
            A headline.
        part : float
            From 0 to 1.
        """
        values = getattr(self.headlines, measure)
        value = np.quantile(values, part)
        off = self.share(values <= value).error
        low, high = np.quantile(values, np.clip((part - off, part + off), 0.0, 1.0))
        return Estimate(float(value), float(high - low) / 2.0)

    def mean(self, measure: str) -> Estimate:
        """The mean of a headline."""
        return self.share(getattr(self.headlines, measure))


def monte_carlo(
    case: Case,
    levers: Levers | None = None,
    draws: int = DRAWS,
    seed: int | None = None,
    *,
    base: Assumptions | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], None] | None = None,
) -> MonteCarlo:
    """Simulate a plan in many other worlds.

    Parameters
    ----------
    case : Case
    levers : Levers, optional
        The plan as it happened by default.
    draws : int
        Number of worlds.
    seed : int, optional
        The same seed gives the same worlds; the scenario's own by default.
    base : Assumptions, optional
        What differs in it from the scenario's own stays as it is set.
    executor : Executor, optional
        Who computes: any of `concurrent.futures`, or one that answers like them. What a worker
        that was lost had in hand is computed here.
    progress : callable, optional
        Called with the number of worlds that are done.

    Returns
    -------
    MonteCarlo

    Raises
    ------
    InputError
        If `draws` or `seed` is no usable number.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> found = monte_carlo(load_case("turnaround"), draws=1000, seed=1)
    >>> 0.0 < found.success.value < 0.5 and found.success.error < 0.05
    True
    """
    seed = usable_seed(case, draws, seed)
    plan = case.plan("as_it_happened") if levers is None else levers
    out, done = np.empty((draws, len(HEADLINES))), 0
    for _, table in tables(case, plan, draws, seed, base=base, executor=executor):
        out[done : done + len(table)] = table
        done += len(table)
        if progress:
            progress(done)
    headlines = Headlines(**dict(zip(HEADLINES, out.T, strict=True)))
    return MonteCarlo(plan, seed, net_size(draws), headlines, met(case, headlines))


def met(case: Case, headlines: Headlines) -> dict[str, NDArray]:
    """Whether each target is met, for each draw."""
    targets = case.scenario.targets
    return {
        name: getattr(headlines, name) >= getattr(targets, name).value - ON_TARGET
        for name in TARGETS
    }


def fan(
    case: Case, levers: Levers, seed: int | None = None, base: Assumptions | None = None
) -> dict[str, NDArray]:
    """Quantiles of the series that pictures show.

    Parameters
    ----------
    case : Case
    levers : Levers
    seed : int, optional
    base : Assumptions, optional

    Returns
    -------
    dict of str to ndarray, (5, 20)
        By panel: at each of `FAN`, for each quarter.
    """
    world = worlds(case, FAN_DRAWS, usable_seed(case, FAN_DRAWS, seed), base).under(case, levers)
    series = panel_series(simulate(case, levers, world), simulate(case, Levers(), world))
    return {name: np.quantile(np.atleast_2d(s), FAN, axis=0) for name, s in series.items()}


# -- net by net ------------------------------------------------------------------------------------


def tasks(draws: int) -> list[range]:
    """Numbers of the nets that are computed in one go, for each go.

    Examples
    --------
    >>> tasks(20_000)[:2], sum(len(task) for task in tasks(20_000)) * net_size(20_000)
    ([range(0, 8), range(8, 16)], 20480)
    """
    each = max(LARGEST_NET // net_size(draws), 1)
    return [range(i, min(i + each, nets(draws))) for i in range(0, nets(draws), each)]


def columns(case: Case) -> tuple[str, ...]:
    """What the columns of a table with inputs are: varied assumptions, launch delay, headlines."""
    drawn = [spread.name for spread in spreads(case)]
    return (*drawn, *(["launch_delay"] if "launch_delay" not in drawn else []), *HEADLINES)


def tables(
    case: Case,
    levers: Levers,
    draws: int,
    seed: int,
    *,
    base: Assumptions | None = None,
    executor: Executor | None = None,
    inputs: bool = False,
    skip: frozenset[int] = frozenset(),
) -> Iterator[tuple[int, NDArray]]:
    """Headlines of all draws, some nets at a time, in order.

    Parameters
    ----------
    case, levers, draws, seed, base, executor
        As in `monte_carlo`.
    inputs : bool
        Whether the drawn assumptions stand before the headlines, as `columns` names them.
    skip : frozenset of int
        Places in `tasks` that are not wanted.

    Returns
    -------
    iterator of tuple of int and ndarray, (n, k)
        The place in `tasks`, and its table.
    """
    todo = [(i, task) for i, task in enumerate(tasks(draws)) if i not in skip]
    rest = (levers, draws, seed, base, inputs)
    jobs = [(task, *rest) for _, task in todo]
    found = in_order(executor, case, _table, jobs)
    return zip((i for i, _ in todo), found, strict=True)


def _table(
    case: Case,
    task: range,
    levers: Levers,
    draws: int,
    seed: int,
    base: Assumptions | None,
    inputs: bool,
) -> NDArray:
    # In one piece: the model computes blocks of draws, and a small net does not fill one.
    world = worlds(case, draws, seed, base, task).under(case, levers)
    headlines, _ = evaluate(case, levers, world)
    found = [getattr(headlines, name) for name in HEADLINES]
    if inputs:
        drawn = columns(case)[: -len(HEADLINES)]
        found = [*(np.broadcast_to(getattr(world, n), found[0].shape) for n in drawn), *found]
    return np.column_stack(found)
