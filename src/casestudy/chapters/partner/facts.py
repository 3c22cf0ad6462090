"""What each candidate for the partnership offers: its date, and what it costs in all.

The offers stand in the table `partners`, the deadline in the scenario. Costs are shares of what
the line spends on the same parts when it makes them at home.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import inventory, pert, schedule, sourcing
from casestudy.model.derived import derived
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS, Currency
from casestudy.units import QUARTERS_A_YEAR, WEEKS

if TYPE_CHECKING:
    import pandas as pd

EVEN = 0.5  # a chance above it is more likely than not
DRAWS = 20_000  # of dates: their shares are sure to half a point
BINS = 50.0  # of the picture
APART = 0.05  # chances that differ by less are alike
COSTS = ("quoted_price", "freight_duty", "quality", "management", "stock", "late_launch")
EXTRA = ("freight", "duty", "quality_cost", "management")  # shares of the quoted price
LEFT = 0.005  # of a quotation: less reads as nothing


def candidates(case: Case) -> tuple[str, ...]:
    """Names of the candidates, in the order of the table."""
    return tuple(case.tables["partners"]["name"])


def offered(case: Case, column: str) -> NDArray:
    """One column of the table of candidates, (C,)."""
    return case.tables["partners"][column].to_numpy(float)


def extra_cost(case: Case) -> NDArray:
    """Freight, duty, quality and management together, as a share of the quoted price, (C,)."""
    return np.sum([offered(case, part) for part in EXTRA], axis=0)


def landed_cost(case: Case) -> NDArray:
    """Price with all that comes on top of it, as a share of cost at home, (C,)."""
    return 1.0 - sourcing.landed_saving(offered(case, "quoted_saving"), extra_cost(case))


def estimates(case: Case) -> tuple[NDArray, NDArray, NDArray]:
    """Optimistic, likely and pessimistic time of development, in months, each (C,)."""
    optimistic, likely, pessimistic = (
        offered(case, f"months_{k}") for k in ("optimistic", "likely", "pessimistic")
    )
    return optimistic, likely, pessimistic


def expected_months(case: Case) -> NDArray:
    """Mean time of development by the three estimates, in months, (C,)."""
    return pert.pert_moments(*estimates(case))[0]


@dataclass(frozen=True, eq=False)
class Offers:
    """The candidates as they present themselves.

    Attributes
    ----------
    table : pandas.DataFrame
        What each of them offers.
    extra : ndarray, (C,)
        Freight, duty, quality and management, as a share of the quoted price.
    """

    table: pd.DataFrame
    extra: NDArray

    @property
    def rows(self) -> list[Any]:
        """The offers, each with the fields of the table."""
        return list(self.table.itertuples(index=False))

    @property
    def places(self) -> list[tuple[str, list[str]]]:
        """Places, and the candidates of each."""
        names, places = self.table["name"], self.table["place"]
        return [(place, list(names[places == place])) for place in places.unique()]

    @property
    def lowest(self) -> str:
        """The candidate who quotes least."""
        return self.table["name"][int(np.argmax(self.table["quoted_saving"]))]


def offers(case: Case) -> Offers:
    """What is on the table.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Offers
    """
    return Offers(case.tables["partners"], extra_cost(case))


@dataclass(frozen=True, eq=False)
class Schedules:
    """How sure the date of each candidate is.

    Attributes
    ----------
    names : tuple of str
        Candidates, (C,).
    optimistic, likely, pessimistic : ndarray, (C,)
        The three estimates, in months.
    expected : ndarray, (C,)
        Mean of the PERT distribution, in months.
    on_time : casestudy.concepts.sourcing.OnTime
        Probability of meeting the deadline, each field (C,).
    late : ndarray, (C,)
        Months beyond the deadline on average; early ones count as zero.
    edges, density : ndarray, (B + 1,) and (C, B)
        Classes of the draws in months, the deadline being an edge, and the share of the draws in
        each of them.
    deadline : float
        In months.
    """

    names: tuple[str, ...]
    optimistic: NDArray
    likely: NDArray
    pessimistic: NDArray
    expected: NDArray
    on_time: sourcing.OnTime
    late: NDArray
    edges: NDArray
    density: NDArray
    deadline: float

    @property
    def best(self) -> int:
        """Position of the candidate who is most likely in time."""
        return int(np.argmax(self.on_time.probability))

    @property
    def likelier(self) -> list[str]:
        """Candidates who are likelier than not to be in time."""
        chances = zip(self.names, self.on_time.probability, strict=True)
        return [name for name, chance in chances if chance > EVEN]

    @property
    def by_likely(self) -> list[str]:
        """Candidates whose likely time ends before the deadline."""
        return [n for n, m in zip(self.names, self.likely, strict=True) if m <= self.deadline]

    @property
    def pair(self) -> tuple[int, int] | None:
        """The two candidates of one likely time whose chances differ most."""
        p = self.on_time.probability
        pairs = [
            (abs(float(p[i] - p[j])), (i, j))
            for i, j in combinations(range(len(p)), 2)
            if self.likely[i] == self.likely[j]
        ]
        gap, pair = max(pairs, default=(0.0, None))
        return pair if gap >= APART else None


def schedules(case: Case, draws: int = DRAWS) -> Schedules:
    """Draw each candidate's development time from its three estimates.

    Parameters
    ----------
    case : Case
    draws : int
        Number of draws.

    Returns
    -------
    Schedules
        The same draws every time: the seed is that of the scenario's development network.
    """
    three, deadline = estimates(case), case.scenario.partners.deadline
    rng = np.random.default_rng(case.scenario.development.seed)
    times = schedule.pert_draws(*three, rng, draws).T
    width = max(float(np.ptp([three[0].min(), three[2].max(), deadline])), 1.0) / BINS
    before = np.ceil((deadline - min(three[0].min(), deadline)) / width) + 1
    after = np.ceil((max(three[2].max(), deadline) - deadline) / width) + 1
    edges = deadline + width * np.arange(-before, after + 1)
    return Schedules(
        names=candidates(case),
        optimistic=three[0],
        likely=three[1],
        pessimistic=three[2],
        expected=expected_months(case),
        on_time=sourcing.on_time_probability(times, deadline),
        late=np.maximum(times - deadline, 0.0).mean(axis=-1),
        edges=edges,
        density=np.array([np.histogram(row, edges)[0] for row in times]) / draws,
        deadline=deadline,
    )


@dataclass(frozen=True, eq=False)
class Costs:
    """What each candidate costs in all; making the same parts at home is one, stock apart.

    Attributes
    ----------
    names : tuple of str
        Candidates, (C,).
    components : dict of str to ndarray, (C,)
        `quoted_price`, `freight_duty`, `quality`, `management`, `stock` (capital in cycle,
        safety and pipeline stock), `late_launch`.
    extra : ndarray, (C,)
        Freight, duty, quality and management, as a share of the quoted price.
    home : float
        Making them at home, with the capital in the stock at home.
    volume : float
        Yearly cost at home of the parts in question, in money.
    month : float
        Present value that a month's delay of the launch costs, in money.
    late : ndarray, (C,)
        Expected months beyond the deadline.
    currency : Currency
    """

    names: tuple[str, ...]
    components: dict[str, NDArray]
    extra: NDArray
    home: float
    volume: float
    month: float
    late: NDArray
    currency: Currency

    @property
    def quoted(self) -> NDArray:
        """Quoted price, (C,)."""
        return self.components["quoted_price"]

    @property
    def landed(self) -> NDArray:
        """Price with freight, duty, quality and management, (C,)."""
        return np.sum([self.components[k] for k in COSTS[:4]], axis=0)

    @property
    def total(self) -> NDArray:
        """All components together, (C,)."""
        return np.sum(list(self.components.values()), axis=0)

    @property
    def lowest_quote(self) -> int:
        """Position of the candidate who quotes least."""
        return int(np.argmin(self.quoted))

    @property
    def cheapest(self) -> int:
        """Position of the candidate who costs least in all."""
        return int(np.argmin(self.total))

    @property
    def kept(self) -> float:
        """How far the lowest quotation lies below home when all is counted, as a fraction."""
        return 1.0 - float(self.total[self.lowest_quote]) / self.home

    @property
    def any_kept(self) -> bool:
        """Whether anything of it is left, as far as one sees."""
        return self.kept > LEFT

    @property
    def gap(self) -> float:
        """How far the cheapest lies below home, as a share of cost at home."""
        return self.home - float(self.total[self.cheapest])

    @property
    def dearer(self) -> list[str]:
        """Candidates who cost more than home."""
        return [n for n, t in zip(self.names, self.total, strict=True) if t >= self.home]

    @property
    def worse(self) -> list[tuple[str, float]]:
        """By how much the lowest quotation is dearer than the cheapest, the most first."""
        one, other = self.lowest_quote, self.cheapest
        found = [(k, float(v[one] - v[other])) for k, v in self.components.items()]
        return sorted(found[1:], key=lambda pair: pair[1], reverse=True)


def month_of_delay(case: Case) -> float:
    """Present value that one more month to the launch costs in the plan as it happened.

    Parameters
    ----------
    case : Case

    Returns
    -------
    float
        Money; zero where a later launch loses nothing.
    """
    world, plan = case.assumptions, case.plan()
    later = replace(world, launch_delay=world.launch_delay + np.array([0.0, 1.0]))
    in_time, late = simulate(case, plan, later).headlines.npv
    return max(float(in_time - late), 0.0)


def _offers(case: Case) -> pd.DataFrame:
    """The candidates, and making the parts at home as the last row."""
    import pandas as pd

    world = case.assumptions
    columns = ["quoted_saving", *EXTRA, "lead_time", "lead_time_sd", "order_quantity"]
    home = pd.Series(0.0, index=columns)
    home["lead_time"] = world.domestic_lead_time
    home["lead_time_sd"] = world.domestic_lead_time_sd
    home["order_quantity"] = world.domestic_order_quantity
    table = case.tables["partners"][columns].astype(float)
    return pd.concat([table, home.to_frame().T], ignore_index=True)


def _stock(
    case: Case, offers: pd.DataFrame, landed: NDArray, bought: float, volume: float
) -> tuple[NDArray, NDArray]:
    """Safety and cycle stock of the parts, in units that cost one at home, each (C + 1,)."""
    g, world = derived(case), case.assumptions
    here = g.class_count > 0
    held = inventory.stock_held(
        g.class_count[here, None] * bought,
        g.class_flow[here, None] * volume / WEEKS,
        g.class_cv[here, None] * world.demand_variability,
        offers["lead_time"].to_numpy(),
        offers["lead_time_sd"].to_numpy(),
        safety_factor=world.safety_factor,
        review_period=world.review_period,
        # The smallest order is a worth of goods at landed cost.
        smallest_order=offers["order_quantity"].to_numpy() / landed,
    )
    return held.safety.sum(axis=0), held.cycle.sum(axis=0)


def costs(case: Case) -> Costs:
    """Total cost of ownership of each candidate, and of making the parts at home.

    The parts are the plan's offshore share of the line's variable cost, at today's range of
    products, goods under way being ours. Stock costs capital at the scenario's discount rate.
    The expected delay beyond the deadline costs what the model loses by a later launch, spread as
    an annuity over its years. Tooling is the same for every candidate and left out.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Costs
    """
    g, world, terms = derived(case), case.assumptions, _offers(case)
    # A plan that buys nothing abroad is asked at the most that it could buy.
    bought = case.plan().offshore_share or case.scenario.levers.offshore_share.high
    volume = float(g.revenue * (1.0 - g.gross_margin - world.complexity_cogs_share) * bought)
    late, month = schedules(case).late, month_of_delay(case)
    annuity = float(
        ((1.0 + world.discount_rate) ** -np.arange(1.0, QUARTERS // QUARTERS_A_YEAR + 1)).sum()
    )
    price = 1.0 - terms["quoted_saving"].to_numpy()
    freight, duty, quality, management = (terms[k].to_numpy() for k in EXTRA)
    safety, cycle = _stock(case, terms, price * (1.0 + freight + duty), bought, volume)
    found = sourcing.total_cost_of_ownership(
        price,
        volume,
        freight=freight * price,
        duty_rate=duty,
        defect_rate=quality,
        cost_per_defect=price,
        holding_rate=world.discount_rate,
        order_quantity=2.0 * cycle,  # of which half is there on average
        safety_stock=safety,
        pipeline_time=terms["lead_time"].to_numpy() / WEEKS,
        delay_cost=np.append(late, 0.0) * month / annuity,
        management_cost=management * price * volume,
    )
    groups = (
        ("price",), ("freight", "duty"), ("quality",), ("management",),
        ("cycle_stock", "safety_stock", "pipeline_stock"), ("delay",),
    )  # fmt: skip
    parts = [np.sum([found[k] for k in group], axis=0) for group in groups]
    return Costs(
        names=candidates(case),
        components={name: part[:-1] for name, part in zip(COSTS, parts, strict=True)},
        extra=extra_cost(case),
        home=float(np.sum(parts, axis=0)[-1]),
        volume=volume,
        month=month,
        late=late,
        currency=case.scenario.currency,
    )
