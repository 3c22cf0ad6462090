"""Where to win: what customers say, what they pay for, and where competitors are weak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import choice_study, conjoint, value
from casestudy.model.derived import derived
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

if TYPE_CHECKING:
    import pandas as pd

NEAR_THE_LINE = 0.02  # of price: a supplier so near gives what it asks for
STEP = 0.1  # of a scale, for which a willingness to pay is told

PRICE = "price"

NOTES = 6  # shown to be coded by hand, two of a theme at most


@dataclass(frozen=True, eq=False)
class Interviews:
    """A few notes from the interviews, to be coded by hand.

    Attributes
    ----------
    notes : pandas.DataFrame
        Customer, speaker and note.
    """

    notes: pd.DataFrame


def interviews(case: Case) -> Interviews:
    """A few notes from the interviews.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Interviews
    """
    return Interviews(case.tables["interviews"].groupby("theme").head(2).head(NOTES))


@dataclass(frozen=True, eq=False)
class Mentions:
    """In how many interviews each theme came up.

    Attributes
    ----------
    interviews : pandas.Series
        Number of interviews by theme, the most first.
    """

    interviews: pd.Series

    @property
    def themes(self) -> list[str]:
        """The themes, the one that came up most often first."""
        return list(self.interviews.index)

    def first_of(self, names: Sequence[str]) -> str:
        """The theme among some names that came up most often; the first name where none did."""
        return next((theme for theme in self.themes if theme in names), names[0])

    @property
    def most(self) -> list[str]:
        """The themes that came up most often: several where they came up equally often."""
        return list(self.interviews.index[self.interviews == self.interviews.max()])

    @property
    def fewest(self) -> list[str]:
        """The themes that came up least often."""
        return list(self.interviews.index[self.interviews == self.interviews.min()])

    @property
    def rank_of_price(self) -> int | None:
        """The place of price in the order of themes, if anybody spoke of it."""
        return self.themes.index(PRICE) + 1 if PRICE in self.themes else None


def mentions(case: Case) -> Mentions:
    """Count the interviews in which each theme came up.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Mentions
    """
    count = case.tables["interviews"].groupby("theme")["interview"].nunique().rename("interviews")
    order = sorted(count.index, key=lambda theme: (-count[theme], theme))
    return Mentions(count.loc[order])


@dataclass(frozen=True, eq=False)
class Wants:
    """What the choice study says customers pay for.

    Attributes
    ----------
    names : tuple of str, (K,)
        Attributes without price.
    estimates, errors : ndarray, (K,)
        Part-worth of one full step of each scale, and its standard error, as utility.
    intervals : ndarray, (K, 2)
        Ninety-five percent intervals.
    pays : ndarray, (K,)
        Rise of price that a tenth of the scale is worth, as a fraction.
    price : float
        Part-worth of the logarithm of price.
    r_squared : float
        McFadden's.
    tasks : int
        Choices in the study.
    """

    names: tuple[str, ...]
    estimates: NDArray
    errors: NDArray
    intervals: NDArray
    pays: NDArray
    price: float
    r_squared: float
    tasks: int

    @property
    def order(self) -> list[int]:
        """Places of the attributes, what is paid for most first."""
        return np.argsort(-self.estimates).tolist()

    @property
    def ranked(self) -> list[str]:
        """The attributes, what is paid for most first."""
        return [self.names[k] for k in self.order]

    @property
    def sure(self) -> bool:
        """Whether something is paid for even the attribute of the least part-worth."""
        return bool(self.intervals[self.order[-1], 0] > 0)

    def worth(self, name: str) -> float:
        """Part-worth of one full step of an attribute."""
        return float(self.estimates[self.names.index(name)])

    def rise(self, name: str) -> float:
        """Rise of price that a tenth of the scale of an attribute is worth."""
        return float(self.pays[self.names.index(name)])


def wants(case: Case) -> Wants:
    """Estimate the part-worths from the choice study by maximum likelihood.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Wants
    """
    cards, choices = case.tables["choice_cards"], case.tables["choices"]
    names = list(dict.fromkeys(cards["attribute"]))
    wide = cards.pivot_table(index=["card", "alternative"], columns="attribute", values="level")
    wide = wide[names].assign(**{PRICE: np.log(wide[PRICE])}).reset_index()
    rows = choices.reset_index(names="task").merge(wide, on="card")
    picked = (rows["chosen"] == rows["alternative"]).to_numpy()
    x, y, there = choice_study.choice_tasks(rows["task"], picked, rows[names].to_numpy())
    fit = conjoint.estimate_part_worths(x, y, available=there, names=names)
    at = names.index(PRICE)
    rest = [i for i in range(len(names)) if i != at]
    slope = float(fit.estimates[at])
    return Wants(
        names=tuple(names[i] for i in rest),
        estimates=fit.estimates[rest],
        errors=fit.standard_errors[rest],
        intervals=fit.interval()[rest],
        pays=np.expm1(STEP * fit.estimates[rest] / -slope),
        price=slope,
        r_squared=fit.r_squared,
        tasks=fit.tasks,
    )


@dataclass(frozen=True, eq=False)
class Capabilities:
    """The competitors' capability matrix.

    Attributes
    ----------
    names : tuple of str, (K,)
        Attributes, where to win first.
    suppliers : tuple of str, (S,)
        The line of the case first.
    levels : ndarray, (S, K)
        Measured performance, 0 to 1.
    gaps : casestudy.concepts.value.CapabilityGaps
        In the order of `names`.
    """

    names: tuple[str, ...]
    suppliers: tuple[str, ...]
    levels: NDArray
    gaps: value.CapabilityGaps

    @property
    def rows(self) -> list[tuple[str, float, float, str, float, float]]:
        """By attribute: ours, the best competitor's and whose, the weighted gap, room to win."""
        gaps, rivals = self.gaps, self.suppliers[1:]
        best = [rivals[int(k)] for k in gaps.best_rival]
        ours, theirs = self.levels[0], gaps.best_capability
        return list(
            zip(self.names, ours, theirs, best, gaps.value_gap, gaps.opportunity, strict=True)
        )

    @property
    def to_catch_up(self) -> str:
        """Where the lead of the best competitor weighs most by what customers pay."""
        return self.names[int(np.argmin(self.gaps.value_gap))]

    @property
    def behind(self) -> list[str]:
        """Attributes in which the best competitor is ahead."""
        return [n for n, gap in zip(self.names, self.gaps.gap, strict=True) if gap < 0]


def capabilities(case: Case, found: Wants | None = None) -> Capabilities:
    """Our performance against each competitor's, weighted by what customers pay for.

    Parameters
    ----------
    case : Case
    found : Wants, optional
        Part-worths; estimated if not given.

    Returns
    -------
    Capabilities
    """
    found = wants(case) if found is None else found
    table = case.tables["capabilities"]
    wide = table.pivot_table(index="supplier", columns="attribute", values="level")
    wide = wide[list(found.names)]
    us = table.loc[table["is_us"] == 1, "supplier"].iloc[0]
    rivals = [s for s in wide.index if s != us]
    worth = np.maximum(found.estimates, 0.0)
    first = value.capability_gaps(wide.loc[us], wide.loc[rivals], worth)
    names = [found.names[i] for i in first.order]
    levels = wide.loc[[us, *rivals], names].to_numpy()
    gaps = value.capability_gaps(levels[0], levels[1:], worth[first.order])
    return Capabilities(tuple(names), (us, *rivals), levels, gaps)


@dataclass(frozen=True, eq=False)
class Position:
    """The value map: benefit, price, and the line along which customers are indifferent.

    Attributes
    ----------
    suppliers : tuple of str, (S,)
    benefit : ndarray, (S,)
        Utility without price, today's line zero.
    price : ndarray, (S,)
        Price index, ours 1.
    drawn : casestudy.concepts.value.ValueMap
        The fair-value line, with what customers pay as its slope.
    new_benefit : float
        Benefit of the researched specification.
    fair_price : float
        Price index at which the new product would be as good a buy as the market's mean.
    """

    suppliers: tuple[str, ...]
    benefit: NDArray
    price: NDArray
    drawn: value.ValueMap
    new_benefit: float
    fair_price: float

    @property
    def change(self) -> float:
        """From our price of today to the fair one of the new product, as a fraction."""
        return self.fair_price / float(self.price[0]) - 1


def position(case: Case, found: Wants | None = None) -> Position:
    """Place the suppliers, and the new product, on the value map.

    Parameters
    ----------
    case : Case
    found : Wants, optional
        Part-worths; estimated if not given.

    Returns
    -------
    Position
    """
    found = wants(case) if found is None else found
    matrix = capabilities(case, found)
    order = [found.names.index(n) for n in matrix.names]
    worth = found.estimates[order]
    benefit = (matrix.levels - matrix.levels[0]) @ worth
    prices = case.tables["competitors"].set_index("name")["price_index"]
    price = np.array([float(prices.get(s, 1.0)) for s in matrix.suppliers])
    slope = 1.0 / -found.price
    drawn = value.value_map(benefit, price, slope=slope, tolerance=NEAR_THE_LINE)
    parts = {d.name: d for d in case.scenario.positioning.differentiators}
    new = np.array([parts[n].researched for n in matrix.names])
    gain = float((new - matrix.levels[0]) @ worth)
    return Position(
        matrix.suppliers, benefit, price, drawn, gain, float(drawn.intercept + slope * gain)
    )


@dataclass(frozen=True, eq=False)
class Specification:
    """The new product as research would have it, and as the house believes.

    Attributes
    ----------
    names : tuple of str, (K,)
    ours, researched, believed : ndarray, (K,)
        Levels from 0 to 1.
    gain, blind_gain : ndarray, (K,)
        Utility over today's product, by attribute.
    blind_share : float
        Part of the researched advantage that belief alone would reach: what the model takes.
    worth : float
        What the whole of the researched advantage is worth, as utility.
    cost : float
        What the research costs, in money.
    growth_with, growth_without : float
        Revenue growth of the plan as it happened, with research and without.
    npv_with, npv_without : float
        The same for present value, in money.
    currency : Currency
    """

    names: tuple[str, ...]
    ours: NDArray
    researched: NDArray
    believed: NDArray
    gain: NDArray
    blind_gain: NDArray
    blind_share: float
    worth: float
    cost: float
    growth_with: float
    growth_without: float
    npv_with: float
    npv_without: float
    currency: Currency

    @property
    def wasted(self) -> str:
        """The attribute that belief overdoes most."""
        return self.names[int(np.argmax(self.believed - self.researched))]

    @property
    def underdone(self) -> str:
        """The attribute in which belief leaves most of the customers' gain away."""
        return self.names[int(np.argmax(self.gain - self.blind_gain))]

    @property
    def value(self) -> float:
        """Present value that the research adds, in money."""
        return self.npv_with - self.npv_without


def specification(case: Case) -> Specification:
    """What research adds to the specification, and what that is worth in the case.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Specification
    """
    parts = case.scenario.positioning.differentiators
    worth, ours, researched, believed = (
        np.array([getattr(d, k) for d in parts])
        for k in ("part_worth", "ours", "researched", "believed")
    )
    plan = case.plan("as_it_happened")
    with_it = simulate(case, replace(plan, research=1.0)).headlines
    without = simulate(case, replace(plan, research=0.0)).headlines
    return Specification(
        names=tuple(d.name for d in parts),
        ours=ours,
        researched=researched,
        believed=believed,
        gain=worth * (researched - ours),
        blind_gain=worth * (believed - ours),
        blind_share=derived(case).blind,
        worth=derived(case).worth,
        cost=float(case.assumptions.research_cost),
        growth_with=float(with_it.revenue_growth),
        growth_without=float(without.revenue_growth),
        npv_with=float(with_it.npv),
        npv_without=float(without.npv),
        currency=case.scenario.currency,
    )
