"""What may go wrong with a plan: other worlds, and one assumption at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.dashboard import QUANTILES, panel_series
from casestudy.analysis.monte_carlo import ON_TARGET, met
from casestudy.analysis.search import GoalSeek, goal_seek
from casestudy.analysis.worlds import worlds
from casestudy.levers import Assumptions, Levers, declaration, described, names
from casestudy.model.many import simulate_many
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS, Currency
from casestudy.units import Unit

WORLDS = 1024  # shares of them are sure to a point or two
NO_ROOM = 0.03  # of an assumption's range
MOST_IMPORTANT = 3  # a board remembers three
DIGITS = 4  # of an assumption, more than anybody reads
WEIGHED = 16  # plans whose risk is kept in memory: more than anybody goes back to
OFTEN = 0.5  # of the worlds
TWICE, THRICE = 1.95, 2.5  # of the next swing: from where it reads so
NEARLY = 1.25  # of the next swing: less is nearly as much
FINE = 1.5  # odds below that need two decimals
MOST_BARS = 8  # of a tornado: the next ones are too short to see
NO_COST = ("freed_cost_taken_out", "spare_capacity")  # in the part of the costs, and good to have


def inside(label: str) -> str:
    """A label in the middle of a sentence."""
    return label[:1].lower() + label[1:]


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
    terms : mapping of str to str
        Words of the trade of the case.
    """

    name: str
    low: float
    high: float
    at_low: float
    at_high: float
    present: float
    terms: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the assumption is called."""
        return described(self.name, terms=self.terms)[0]

    @property
    def inside(self) -> str:
        """The same in the middle of a sentence."""
        return inside(self.label)

    @property
    def unit(self) -> Unit:
        """What the assumption counts."""
        return declaration(Assumptions, self.name).unit

    def figure(self, value: float, digits: int = DIGITS) -> float:
        """A value of it with so many digits at most."""
        return float(f"{value:.{digits}g}")

    @property
    def worst(self) -> float:
        """The lower of the present values at the two ends."""
        return min(self.at_low, self.at_high)

    @property
    def worse_at(self) -> float:
        """The end of the range at which it is lower."""
        return self.low if self.at_low <= self.at_high else self.high

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

    @property
    def tight(self) -> bool:
        """Whether there is hardly any."""
        return self.room is not None and self.room < NO_ROOM

    @property
    def odds(self) -> float | None:
        """By what an assumption in utility multiplies the odds of a customer choosing us."""
        return float(np.exp(self.stands)) if self.swing.unit is Unit.UTILITY else None

    @property
    def fine(self) -> bool:
        """Whether these odds are so near to one that they need two decimals."""
        return self.odds is not None and self.odds < FINE


@dataclass(frozen=True, eq=False)
class Risk:
    """The plan in other worlds, drawn as the scenario spreads its assumptions.

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
    def first(self) -> Swing | None:
        """The most important assumption, if any moves the outcome."""
        return self.swings[0] if self.swings and self.swings[0].width else None

    @property
    def shown(self) -> tuple[Swing, ...]:
        """Those that the picture has a bar for."""
        return self.swings[:MOST_BARS]

    @property
    def costs_that_help(self) -> list[Swing]:
        """Costs among them that raise the present value: doing nothing suffers more from them."""
        return [
            swing
            for swing in self.shown
            if swing.at_high > swing.at_low
            and declaration(Assumptions, swing.name).part == "costs"
            and swing.name not in NO_COST
        ]

    @property
    def lead(self) -> float | None:
        """How many times its swing is that of the next one."""
        if self.first and len(self.swings) > 1 and self.swings[1].width:
            return self.first.width / self.swings[1].width
        return None

    @property
    def often(self) -> bool:
        """Whether all targets are met more often than not."""
        return self.all_targets > OFTEN

    @property
    def ahead(self) -> str:
        """How far the first assumption is ahead: `far`, `twice`, `nearly` not, or `some`."""
        if self.lead is None:
            return "some"
        if self.lead >= TWICE:
            return "twice" if self.lead < THRICE else "far"
        return "nearly" if self.lead < NEARLY else "some"

    @property
    def loses(self) -> float:
        """Share of the worlds in which doing nothing is worth more."""
        return float((self.npv < 0).mean())

    def range(self, values: NDArray) -> tuple[float, float]:
        """Where eight of ten worlds lie."""
        low, high = np.quantile(values, QUANTILES)
        return float(low), float(high)


@lru_cache(maxsize=WEIGHED)
def weighed(case: Case, levers: Levers) -> tuple[Risk, tuple[Trigger, ...]]:
    """What may go wrong with a plan: kept, since a paper is written again after each change to it.

    A thousand worlds and a dozen searches take most of the time that a paper takes.
    """
    risk, headlines = _risk(case, levers), simulate(case, levers).headlines
    important = [swing for swing in risk.swings[:MOST_IMPORTANT] if swing.width > 0]
    return risk, tuple(_trigger(case, levers, headlines, swing) for swing in important)


def _risk(case: Case, levers: Levers) -> Risk:
    """The plan in other worlds."""
    drawn = worlds(case, WORLDS, case.scenario.order_file.seed).under(case, levers)
    outcome, idle = simulate(case, levers, drawn), simulate(case, Levers(), drawn)
    headlines = outcome.headlines
    return Risk(
        # Without any range there is one world.
        npv=np.atleast_1d(headlines.npv),
        growth=np.atleast_1d(headlines.revenue_growth),
        on_target={name: np.atleast_1d(reached) for name, reached in met(case, headlines).items()},
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
        Swing(
            name,
            *pair,
            float(found.npv[2 * i]),
            float(found.npv[2 * i + 1]),
            present,
            case.scenario.vocabulary.words(),
        )
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
