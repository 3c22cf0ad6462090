"""What a board is shown: the options, the recommended one, its risk, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.comparison import Comparison, compare
from casestudy.analysis.dashboard import QUANTILES, other_worlds, panel_series
from casestudy.analysis.search import GoalSeek, goal_seek
from casestudy.case import Case
from casestudy.ground import development_months
from casestudy.levers import Assumptions, Levers, names
from casestudy.model import simulate, simulate_many
from casestudy.outcome import Headlines, Outcome
from casestudy.plans import KeptPlan, changes
from casestudy.scenario import TARGETS, Currency

NAME = "board paper"  # a kept plan of this name is the one that is put forward
WORLDS = 1000  # shares of them are sure to some three points
ON_TARGET = 0.0005  # what nobody sees in a figure with one decimal of percent
MOST_IMPORTANT = 3  # a board remembers three
WEIGHED = 16  # plans whose risk is kept in memory: more than anybody goes back to

Reason = Literal["named", "only", "best", "happened"]


@dataclass(frozen=True, eq=False)
class Option:
    """A plan that was considered, in the scenario's own world.

    Attributes
    ----------
    name : str
    kept : bool
        Whether the learner kept it; else it is a plan of the scenario.
    levers : Levers
    outcome : Outcome
    world : tuple of str
        Assumptions that were other ones when the plan was kept.
    """

    name: str
    kept: bool
    levers: Levers
    outcome: Outcome
    world: tuple[str, ...] = ()

    @property
    def npv(self) -> float:
        """Present value against doing nothing."""
        return float(self.outcome.headlines.npv)


@dataclass(frozen=True)
class Swing:
    """What one assumption does to the present value at each end of its range.

    Attributes
    ----------
    name : str
        The assumption.
    low, high : float
        Ends of its range.
    at_low, at_high, present : float
        Present value at the ends, and where the assumption stands.
    """

    name: str
    low: float
    high: float
    at_low: float
    at_high: float
    present: float

    @property
    def width(self) -> float:
        """Distance from the best to the worst of the three."""
        values = (self.at_low, self.at_high, self.present)
        return max(values) - min(values)


@dataclass(frozen=True, eq=False)
class Trigger:
    """How far one assumption may be wrong.

    Attributes
    ----------
    swing : Swing
    stands : float
        Where the assumption stands.
    npv : GoalSeek
        Where the present value is zero.
    target, missed_at : str, float, or None
        The target that is missed first as the assumption moves, and from where on; None where none
        of the targets that the plan meets is missed in the whole range.
    """

    swing: Swing
    stands: float
    npv: GoalSeek
    target: str | None
    missed_at: float | None

    @property
    def room(self) -> float | None:
        """How far the assumption may move before the target is missed, as a part of its range."""
        if self.missed_at is None:
            return None
        return abs(self.missed_at - self.stands) / (self.swing.high - self.swing.low)


@dataclass(frozen=True, eq=False)
class Risk:
    """The plan in other worlds, each assumption evenly over its range.

    Attributes
    ----------
    npv, growth : ndarray, (worlds,)
        Present value and revenue growth of each world.
    on_target : dict of str to ndarray of bool, (worlds,)
        Whether each target is met.
    gained : ndarray, (2, 20)
        Where eight of ten worlds lie with their cash against doing nothing, added up.
    swings : tuple of Swing
        One assumption at a time, the most important first.
    currency : Currency
    """

    npv: NDArray
    growth: NDArray
    on_target: dict[str, NDArray]
    gained: NDArray
    swings: tuple[Swing, ...]
    currency: Currency

    @property
    def all_targets(self) -> float:
        """Share of the worlds in which all targets are met at once."""
        return float(np.all(list(self.on_target.values()), axis=0).mean())

    @property
    def loses(self) -> float:
        """Share of the worlds in which doing nothing is worth more."""
        return float((self.npv < 0).mean())

    def range(self, values: NDArray) -> tuple[float, float]:
        """Where eight of ten worlds lie."""
        low, high = np.quantile(values, QUANTILES)
        return float(low), float(high)


@dataclass(frozen=True, eq=False)
class Board:
    """Everything that the paper says, in numbers.

    Attributes
    ----------
    options : tuple of Option
        Those of the scenario first, then those that were kept, the best first.
    chosen : Option
    reason : str
        Why this one: `named`, `only`, `best` or `happened`.
    comparison : Comparison
        The chosen plan beside the others.
    months : float
        From the start to the launch.
    gained, happened_gained : ndarray, (20,)
        Cash against doing nothing, added up: of the chosen plan, and as it happened.
    risk : Risk
    triggers : tuple of Trigger
        For the most important assumptions.
    """

    options: tuple[Option, ...]
    chosen: Option
    reason: Reason
    comparison: Comparison
    months: float
    gained: NDArray
    happened_gained: NDArray
    risk: Risk
    triggers: tuple[Trigger, ...]

    def option(self, name: str) -> Option:
        """A plan of the scenario by its name."""
        return next(o for o in self.options if o.name == name and not o.kept)


def board(case: Case, kept: Sequence[KeptPlan] = ()) -> Board:
    """Weigh the plans of a scenario and those that somebody kept, and what may go wrong.

    Parameters
    ----------
    case : Case
    kept : sequence of KeptPlan
        All are judged in the scenario's own world: a rosy world makes no better plan.

    Returns
    -------
    Board
        The kept plan that is called "board paper" is put forward, else the one of the highest
        present value, else the plan as it happened.

    Examples
    --------
    >>> from casestudy.case import load_case
    >>> board(load_case("turnaround")).reason
    'happened'
    """
    own = [Option(n, False, case.plan(n), simulate(case, case.plan(n))) for n in case.plans]
    mine = [
        Option(p.name, True, p.levers, simulate(case, p.levers), _own_world(case, p)) for p in kept
    ]
    mine.sort(key=lambda option: (-option.npv, option.name))
    chosen, reason = _choose(own, mine)
    (risk, triggers), compared = _weighed(case, chosen.levers), compare(case, chosen.levers)
    months = development_months(case, chosen.levers.mentoring, chosen.levers.partner_development)
    return Board(
        options=(*own, *mine),
        chosen=chosen,
        reason=reason,
        comparison=compared,
        months=float(np.squeeze(months)) + case.assumptions.launch_delay,
        gained=panel_series(compared.plan, compared.idle)["cash"],
        happened_gained=panel_series(compared.happened, compared.idle)["cash"],
        risk=risk,
        triggers=triggers,
    )


def _own_world(case: Case, plan: KeptPlan) -> tuple[str, ...]:
    return tuple(changes(case, plan.levers, plan.assumptions)[1])


def _choose(own: list[Option], mine: list[Option]) -> tuple[Option, Reason]:
    for option in mine:
        if option.name.casefold() == NAME:
            return option, "named"
    if mine:
        return mine[0], "only" if len(mine) == 1 else "best"
    return next(o for o in own if o.name == "as_it_happened"), "happened"


@lru_cache(maxsize=WEIGHED)
def _weighed(case: Case, levers: Levers) -> tuple[Risk, tuple[Trigger, ...]]:
    """What may go wrong with a plan: kept, since a paper is written again after each change to it.

    A thousand worlds and a dozen searches take most of the time that a paper takes.
    """
    risk, headlines = _risk(case, levers), simulate(case, levers).headlines
    important = [swing for swing in risk.swings[:MOST_IMPORTANT] if swing.width > 0]
    return risk, tuple(_trigger(case, levers, headlines, swing) for swing in important)


def _risk(case: Case, levers: Levers) -> Risk:
    """The plan in other worlds."""
    drawn = other_worlds(case, case.assumptions, WORLDS)
    outcome, idle = simulate(case, levers, drawn), simulate(case, Levers(), drawn)
    headlines, targets = outcome.headlines, case.scenario.targets
    return Risk(
        # Without any range there is one world.
        npv=np.atleast_1d(headlines.npv),
        growth=np.atleast_1d(headlines.revenue_growth),
        on_target={
            name: np.atleast_1d(getattr(headlines, name))
            >= getattr(targets, name).value - ON_TARGET
            for name in TARGETS
        },
        gained=np.quantile(np.atleast_2d(panel_series(outcome, idle)["cash"]), QUANTILES, axis=0),
        swings=swings(case, levers),
        currency=case.scenario.currency,
    )


def swings(case: Case, levers: Levers) -> tuple[Swing, ...]:
    """Present value with one assumption at a time at the ends of its range.

    Parameters
    ----------
    case : Case
    levers : Levers
        The plan.

    Returns
    -------
    tuple of Swing
        The widest first.
    """
    world = case.assumptions
    ends = {}
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        if figure.low is not None and figure.low < figure.high:
            ends[name] = (figure.low, figure.high)
    batch = {name: np.full(2 * len(ends) + 1, float(getattr(world, name))) for name in ends}
    for i, (name, (low, high)) in enumerate(ends.items()):
        batch[name][2 * i : 2 * i + 2] = low, high
    # A plan's levers give the batch no length where no assumption has a range.
    spread = replace(levers, research=np.full(2 * len(ends) + 1, float(levers.research)))
    found, _ = simulate_many(case, spread, replace(world, **batch))
    present = float(found.npv[-1])
    result = [
        Swing(name, *pair, float(found.npv[2 * i]), float(found.npv[2 * i + 1]), present)
        for i, (name, pair) in enumerate(ends.items())
    ]
    return tuple(sorted(result, key=lambda s: -s.width))


def _trigger(case: Case, levers: Levers, headlines: Headlines, swing: Swing) -> Trigger:
    """How far one assumption may be wrong before the plan loses money, or misses a target."""
    stands = float(getattr(case.assumptions, swing.name))
    first: tuple[str, float] | None = None
    for name in TARGETS:
        wanted = getattr(case.scenario.targets, name).value
        if float(getattr(headlines, name)) < wanted - ON_TARGET:
            continue  # it is missed as the world stands
        limit = goal_seek(case, levers, swing.name, name, wanted - ON_TARGET)
        if limit.met and (first is None or abs(limit.value - stands) < abs(first[1] - stands)):
            first = (name, limit.value)
    npv = goal_seek(case, levers, swing.name, "npv", 0.0)
    return Trigger(swing, stands, npv, *(first or (None, None)))
