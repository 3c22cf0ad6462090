"""How the new product spreads among customers, and how soon its orders tell how far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import bass_estimation, diffusion
from casestudy.model.derived import development_months
from casestudy.scenario.case import Case
from casestudy.units import MONTHS, MONTHS_A_QUARTER, QUARTERS_A_YEAR

NEARLY_ALL, LONGEST = 0.97, 40  # the curve is drawn until then, in whole years
FITS = 8  # kept: hundreds of series are fitted, for the picture and for what is said of it
LAUNCHES = 50  # imagined launches that differ by chance alone
AROUND_THE_PEAK = (-2, 0, 2, 4, 8)  # quarters
RANGE = (0.1, 0.9)  # eight of ten lie between
LEVELS = (RANGE[0], 0.5, RANGE[1])  # and the one in the middle
NORMAL_95 = (
    1.959963984540054  # of a normal distribution: 95 of 100 lie within so many standard errors
)

TOO_FEW = 0.8  # of intervals of 95%: if fewer hold the truth, they are too sure


@dataclass(frozen=True, eq=False)
class AdoptionCurve:
    """Adoption of the new product quarter by quarter after its launch.

    Attributes
    ----------
    innovation, imitation : float
        Coefficients of the scenario, per year.
    quarter : ndarray of int, (T,)
        Quarters after the launch, the first is 1.
    new, total : ndarray, (T,)
        Share of the customers who turn in the quarter, and who have turned by its end.
    by_hand : ndarray, (2, 3)
        For the first two quarters: turned before, on their own account, following others. The
        rates at the start of the quarter are taken for the whole of it.
    peak : casestudy.concepts.diffusion.BassPeak
        Of all customers: years after the launch, share of them per year, share until then.
    launch : float
        Months from the start of the programme to the launch.
    window : tuple of float
        Months of the programme at which the outcome window begins and ends.
    """

    innovation: float
    imitation: float
    quarter: NDArray
    new: NDArray
    total: NDArray
    by_hand: NDArray
    peak: diffusion.BassPeak
    launch: float
    window: tuple[float, float]

    @property
    def peak_quarter(self) -> int:
        """The quarter after the launch in which most customers turn."""
        return int(self.quarter[np.argmax(self.new)])

    @property
    def peak_month(self) -> float:
        """The month of the programme in which adoption peaks."""
        return self.launch + MONTHS * float(self.peak.time)

    @property
    def milestones(self) -> list[tuple[int, float]]:
        """Quarters that are talked about, and the share of customers who have turned by then."""
        last = int(self.quarter[-1])
        wanted = sorted({QUARTERS_A_YEAR, self.peak_quarter, last})
        return [(k, float(self.total[k - 1])) for k in wanted if k <= last]


def adoption_curve(case: Case) -> AdoptionCurve:
    """The Bass curve of the scenario after the launch of the plan as it happened.

    Parameters
    ----------
    case : Case

    Returns
    -------
    AdoptionCurve
    """
    world, plan, scenario = case.assumptions, case.plan(), case.scenario
    p, q = world.bass_innovation, world.bass_imitation
    yearly = diffusion.bass_cumulative(np.arange(LONGEST // QUARTERS_A_YEAR + 1), p, q)
    years = max(int(np.searchsorted(yearly, NEARLY_ALL)), 1)
    new = diffusion.bass_sales(
        1.0, p, q, min(years * QUARTERS_A_YEAR, LONGEST), periods_per_year=QUARTERS_A_YEAR
    )
    turned, by_hand = 0.0, []
    for _ in range(2):
        left = 1.0 - turned
        by_hand.append((turned, p / QUARTERS_A_YEAR * left, q / QUARTERS_A_YEAR * turned * left))
        turned += by_hand[-1][1] + by_hand[-1][2]
    months = development_months(case, plan.mentoring, plan.partner_development)
    return AdoptionCurve(
        innovation=p,
        imitation=q,
        quarter=np.arange(1, new.size + 1),
        new=new,
        total=np.cumsum(new),
        by_hand=np.array(by_hand),
        peak=diffusion.bass_peak(1.0, p, q),
        launch=float(months) + world.launch_delay,
        window=(
            MONTHS_A_QUARTER * (scenario.window.first - 1),
            MONTHS_A_QUARTER * scenario.window.last,
        ),
    )


@dataclass(frozen=True, eq=False)
class EarlyForecasts:
    """What the first quarters of many imagined launches say about the potential.

    Attributes
    ----------
    potential : int
        Customers who will turn in the end: the truth.
    peak_quarter : int
        Quarter after the launch in which most of them turn.
    quarters : ndarray of int, (N,)
        Numbers of quarters that are known.
    orders : ndarray of int, (L, T)
        Customers who turn in each quarter of each launch.
    estimates, errors : ndarray, (L, N)
        Potential by non-linear least squares and its standard error; not a number where no Bass
        curve fits.
    regressions : ndarray, (L, N)
        Potential by Bass's own regression; not a number where it is no Bass model.
    """

    potential: int
    peak_quarter: int
    quarters: NDArray
    orders: NDArray
    estimates: NDArray
    errors: NDArray
    regressions: NDArray

    @property
    def none(self) -> NDArray:
        """Share of the launches that give no estimate, (N,)."""
        return np.isnan(self.estimates).mean(axis=0)

    @property
    def ranges(self) -> NDArray:
        """Estimates below which 10, 50 and 90% of those given lie, (3, N)."""
        found = np.full((len(LEVELS), self.quarters.size), np.nan)
        for k, column in enumerate(self.estimates.T):
            given = column[~np.isnan(column)]
            if given.size:
                found[:, k] = np.quantile(given, LEVELS)
        return found

    @property
    def covered(self) -> NDArray:
        """Share of the estimates whose 95% interval holds the truth, (N,)."""
        inside = np.abs(self.estimates - self.potential) <= NORMAL_95 * self.errors
        return inside.sum(axis=0) / np.maximum((~np.isnan(self.estimates)).sum(axis=0), 1)

    @property
    def too_sure(self) -> bool:
        """Whether the earliest intervals hold the truth far too seldom."""
        return bool(self.covered[0] < TOO_FEW)

    @property
    def given(self) -> list[tuple[int, float, float, float]]:
        """Quarters after which there are estimates, their range, and the share without any."""
        rows = zip(self.quarters, *self.ranges[[0, 2]], self.none, strict=True)
        return [(n, low, high, none) for n, low, high, none in rows if np.isfinite(low)]

    @property
    def told_first(self) -> bool:
        """Whether the earliest quarters give an estimate in any launch."""
        return bool(np.isfinite(self.ranges[1, 0]))

    @property
    def first_launch(self) -> list[tuple[int, int, float | None, float | None, float | None]]:
        """Quarters known, orders so far, estimate, its error and regression of one launch."""
        found = zip(self.estimates[0], self.errors[0], self.regressions[0], strict=True)
        figures = [[float(v) if np.isfinite(v) else None for v in row] for row in found]
        return [
            (n, int(self.orders[0][:n].sum()), *row)
            for n, row in zip(self.quarters, figures, strict=True)
        ]

    @property
    def turned(self) -> float:
        """Share of the customers who have turned after the last of the quarters, on average."""
        return float(self.orders.sum(axis=1).mean() / self.potential)


@lru_cache(maxsize=2)
@lru_cache(maxsize=FITS)
def early_forecasts(case: Case, launches: int = LAUNCHES) -> EarlyForecasts:
    """Draw launches that differ by chance alone, and estimate each one's potential early.

    Parameters
    ----------
    case : Case
    launches : int
        Number of launches.

    Returns
    -------
    EarlyForecasts
        Each of the line's customers turns once, in a quarter drawn by the Bass curve.
    """
    curve = adoption_curve(case)
    wanted = np.maximum(
        curve.peak_quarter + np.array(AROUND_THE_PEAK), bass_estimation.LEAST_OBSERVATIONS
    )
    quarters = np.unique(wanted)
    new = diffusion.bass_sales(
        1.0, curve.innovation, curve.imitation, int(quarters[-1]), periods_per_year=QUARTERS_A_YEAR
    )
    potential = case.scenario.order_file.customers
    rng = np.random.default_rng(case.scenario.development.seed)
    orders = rng.multinomial(potential, np.append(new, 1.0 - new.sum()), size=launches)[:, :-1]
    fits = [[_fitted(row[:n], bass_estimation.fit_bass) for n in quarters] for row in orders]
    plain = [
        [_fitted(row[:n], bass_estimation.bass_regression) for n in quarters] for row in orders
    ]
    return EarlyForecasts(
        potential=potential,
        peak_quarter=curve.peak_quarter,
        quarters=quarters,
        orders=orders,
        estimates=np.array([[m for m, _ in row] for row in fits]),
        errors=np.array([[e for _, e in row] for row in fits]),
        regressions=np.array([[m for m, _ in row] for row in plain]),
    )


def _fitted(orders: NDArray, fit: Callable) -> tuple[float, float]:
    """Estimated potential and its standard error; not a number where the data refuse."""
    try:
        found = fit(orders, interval=1.0 / QUARTERS_A_YEAR)
    except ValueError:  # no order yet, or a series that does not bend: no potential can be read
        return np.nan, np.nan
    return found.potential, float(found.standard_errors[0])
