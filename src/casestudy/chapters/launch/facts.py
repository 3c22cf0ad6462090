"""What the launch date is worth, how much of it to buy, and what the new product really adds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.chapters.launch.development import (
    BARELY,
    predecessors,
    simulated,
    task_estimates,
    task_labels,
)
from casestudy.concepts import cannibalisation, crashing
from casestudy.levers import Levers
from casestudy.model.derived import derived, development_months
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import SHORTEST_DEVELOPMENT, simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.units import MONTHS

SAME_DIGITS = 9  # dates that agree in so many decimals are one
SAME = 1e-6  # relatively; slopes that differ by less are one
EARLIEST, LATEST, STEP = 6.0, 12.0, 0.5  # months before and after the date, and between
EASES = 0.9  # of the first months: later ones that cost less than that cost less
PART = 0.05  # of a month: what is nearer to a whole one reads as one


def shifted_launch(case: Case, plan: Levers, months: NDArray) -> Outcome:
    """The plan with its launch earlier or later, all else the same.

    Parameters
    ----------
    case : Case
    plan : Levers
    months : ndarray, (K,)
        Months later; below zero is earlier.

    Returns
    -------
    Outcome
        Of K draws.
    """
    world = case.assumptions
    return simulate(case, plan, replace(world, launch_delay=world.launch_delay + months))


@dataclass(frozen=True, eq=False)
class DelayCost:
    """What an earlier or later launch does to the plan as it happened.

    Attributes
    ----------
    launch : float
        Months from the start of the programme to the launch.
    months : ndarray, (K,)
        Months later; below zero is earlier.
    growth, npv : ndarray, (K,)
        Revenue growth as a fraction, and present value against doing nothing in money.
    adoption : ndarray, (K,)
        Mean share of customers who have turned to the new product during the outcome window.
    growth_without : float
        Revenue growth of the same plan without the new product.
    currency : Currency
    """

    launch: float
    months: NDArray
    growth: NDArray
    npv: NDArray
    adoption: NDArray
    growth_without: float
    currency: Currency

    def at(self, what: str, months: float) -> float:
        """One of the curves read off so many months later."""
        return float(np.interp(months, self.months, getattr(self, what)))

    def change(self, months: float) -> tuple[float, float]:
        """Growth and present value against the plan's date, so many months later."""
        growth, npv = (self.at(what, months) - self.at(what, 0.0) for what in ("growth", "npv"))
        return growth, npv

    @property
    def eases(self) -> bool:
        """Whether a month costs less in the second half year than in the first."""
        half, year = (self.change(months)[1] for months in (MONTHS / 2, MONTHS))
        return abs(year - half) < EASES * abs(half)

    @property
    def added(self) -> float:
        """Growth that the new product adds at the plan's date."""
        return self.at("growth", 0.0) - self.growth_without

    @property
    def used_up(self) -> float | None:
        """Months of delay after which the plan is worth no more than doing nothing."""
        late = self.months[(self.months >= 0) & (self.npv <= 0)]
        return float(late[0]) if late.size and late[0] > 0 else None


def delay_cost(case: Case) -> DelayCost:
    """Launch the plan as it happened earlier and later.

    Parameters
    ----------
    case : Case

    Returns
    -------
    DelayCost
    """
    plan, world = case.plan(), case.assumptions
    launch = float(development_months(case, plan.mentoring, plan.partner_development))
    launch += world.launch_delay
    earliest = np.clip(launch - SHORTEST_DEVELOPMENT, 0.0, EARLIEST)
    months = np.arange(-np.floor(earliest), LATEST + STEP / 2, STEP)
    moved = shifted_launch(case, plan, months)
    without = simulate(case, replace(plan, launch=0.0))
    return DelayCost(
        launch=launch,
        months=months,
        growth=moved.headlines.revenue_growth,
        npv=moved.headlines.npv,
        adoption=moved.series.adoption[:, derived(case).window].mean(axis=-1),
        growth_without=float(without.headlines.revenue_growth),
        currency=case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class CrashPlan:
    """Months bought with money instead of mentoring and partner, and what they are worth.

    Attributes
    ----------
    labels : dict of str to str
        What the tasks are called.
    slope : dict of str to float
        Cost of taking one month out of each task, in money.
    corners : ndarray, (V,)
        Durations at which the curve of least cost bends, shortest first.
    finish : ndarray, (K,)
        Durations in months, from the shortest possible to the likely one.
    cost, worth : ndarray, (K,)
        Least cost of that duration, and what the plan gains by it in present value, in money.
    best : int
        Position of the largest gain after cost.
    cut : dict of str to float
        Months taken out of each task at the best duration.
    simulated_saving : float
        Months by which the mean of the simulated ends moves with these cuts.
    currency : Currency
    """

    labels: dict[str, str]
    slope: dict[str, float]
    corners: NDArray
    finish: NDArray
    cost: NDArray
    worth: NDArray
    best: int
    cut: dict[str, float]
    simulated_saving: float
    currency: Currency

    @property
    def bought(self) -> float:
        """Months that are best bought."""
        return float(self.finish[-1] - self.finish[self.best])

    @property
    def whole(self) -> bool:
        """Whether that is a whole number of months, as far as one sees."""
        return not PART <= self.bought % 1 <= 1 - PART

    @property
    def pays(self) -> bool:
        """Whether any month that can be bought is worth its price."""
        return self.best < len(self.finish) - 1

    @property
    def steps(self) -> NDArray:
        """Cost of a month between the corners of the curve, in money, the dearest first."""
        return -np.diff(np.interp(self.corners, self.finish, self.cost)) / np.diff(self.corners)

    @property
    def cheapest(self) -> list[str]:
        """Labels of the tasks in which the first months are bought."""
        first = self.steps[-1]
        return [self.labels[t] for t, c in self.slope.items() if abs(c - first) < SAME * first]

    @property
    def shortened(self) -> list[tuple[str, float]]:
        """Labels of the tasks that are shortened, and by how many months."""
        return [(self.labels[t], c) for t, c in self.cut.items() if c > BARELY / 2]

    @property
    def agrees(self) -> bool:
        """Whether the simulated ends move by as much as the likely duration."""
        return abs(self.simulated_saving - self.bought) < BARELY

    @property
    def last_month(self) -> tuple[float, float]:
        """Cost and worth of the last month of those that can be bought, or of the part of one."""
        before = min(self.finish[0] + 1.0, self.finish[-1])
        cost, worth = (
            float(values[0] - np.interp(before, self.finish, values))
            for values in (self.cost, self.worth)
        )
        return cost, worth


def crash_plan(case: Case) -> CrashPlan:
    """How far to crash the development without mentoring and partner.

    Parameters
    ----------
    case : Case

    Returns
    -------
    CrashPlan
        A month out of the likely durations counts as a month of the launch date; cost is not
        discounted.
    """
    tasks, before, three = case.scenario.development.tasks, predecessors(case), task_estimates(case)
    normal, short = {n: e[1] for n, e in three.items()}, {t.name: t.shortest for t in tasks}
    slope = {t.name: t.cost_per_month for t in tasks}
    corners, least = crashing.time_cost_curve(normal, short, slope, before)
    grid = np.append(np.arange(corners[0], corners[-1], STEP), corners)
    finish = np.unique(grid.round(SAME_DIGITS))  # two that differ by rounding are one
    cost = np.interp(finish, corners, least)
    plain = replace(case.plan(), mentoring=0.0, partner_development=0.0)
    npv = shifted_launch(case, plain, finish - finish[-1]).headlines.npv
    worth = npv - npv[-1]
    best = int(np.argmax(worth - cost))
    cut = crashing.crash_to_deadline(normal, short, slope, before, float(finish[best])).cut
    left = {n: 1.0 - cut[n] / normal[n] if normal[n] else 1.0 for n in normal}
    crashed = {n: (left[n] * a, left[n] * m, left[n] * b) for n, (a, m, b) in three.items()}
    ends = [simulated(case, e).duration.mean() for e in (three, crashed)]
    return CrashPlan(
        labels=task_labels(case),
        slope=slope,
        corners=corners,
        finish=finish,
        cost=cost,
        worth=worth,
        best=best,
        cut=cut,
        simulated_saving=float(ends[0] - ends[1]),
        currency=case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class IncrementalSales:
    """The new product's sales in the outcome window: gross, from our own, and what is added.

    Attributes
    ----------
    source : casestudy.concepts.cannibalisation.SourceOfSales
        In money. The market is given: there is no new demand.
    adoption : float
        Mean share of customers who have turned during the window.
    base_revenue : float
        Of the line in the base year, in money.
    new_margin, old_margin : float
        Contribution margins as a fraction of the price: price less variable cost.
    break_even : float or None
        Cannibalisation rate at which the launch adds no contribution; None where the old
        product has no margin to lose.
    contribution : float
        Contribution that the launch adds in the window, in money.
    currency : Currency
    """

    source: cannibalisation.SourceOfSales
    adoption: float
    base_revenue: float
    new_margin: float
    old_margin: float
    break_even: float | None
    contribution: float
    currency: Currency


def incremental_sales(case: Case) -> IncrementalSales:
    """The plan as it happened, with the launch and without.

    Parameters
    ----------
    case : Case

    Returns
    -------
    IncrementalSales
    """
    plan, window = case.plan(), derived(case).window
    done, without = (simulate(case, p).series for p in (plan, replace(plan, launch=0.0)))
    gross = done.new_product_revenue[window]
    added = (done.revenue - without.revenue)[window]
    # Without a launch before the window both are zero, but for rounding.
    source = cannibalisation.source_of_sales(gross.sum(), max(float((gross - added).sum()), 0.0))
    price, volume = done.price[window], done.volume[window]
    old_cost = (without.variable_cost / without.volume)[window]
    # The new product has no part in the mix of what is kept: its cost builds on the whole line's.
    whole = simulate(case, replace(plan, launch=0.0, retired_share=0.0)).series
    new_cost = (whole.variable_cost / whole.volume)[window]
    new_cost = new_cost * (1.0 + case.assumptions.new_product_unit_cost)
    old, new = (
        float(((price - cost) * volume).sum() / (price * volume).sum())
        for cost in (old_cost, new_cost)
    )
    contribution = [(s.revenue - s.variable_cost)[window].sum() for s in (done, without)]
    return IncrementalSales(
        source=source,
        adoption=float(done.adoption[window].mean()),
        base_revenue=case.line_revenue,
        new_margin=new,
        old_margin=old,
        break_even=(
            float(cannibalisation.break_even_cannibalisation(new, old)) if old > 0 else None
        ),
        contribution=float(contribution[0] - contribution[1]),
        currency=case.scenario.currency,
    )
