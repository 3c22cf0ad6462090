"""What price does to this line: the waterfall, discounts, elasticity, break-even, leverage."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import pricing
from casestudy.concepts.discounts import DiscountScatter, discount_scatter
from casestudy.concepts.elasticity import ElasticityEstimate, estimate_elasticity
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.units import MONTHS

POINTS = 81  # of a curve; an odd number, so that zero is one of them
CHANCE = 0.05  # the usual level below which chance is no explanation
ROUND = 0.01  # one percent, the step in which prices are talked about
REASON = 0.1  # of the spread: less explains as good as nothing
STAYS = 1e-9  # a change of price by less is none


@dataclass(frozen=True, eq=False)
class Waterfall(pricing.PriceWaterfall):
    """From list to pocket at the mean of the order lines, list price 100.

    Attributes
    ----------
    lines : int
        How many order lines there are in the year.
    at_list, invoiced, pocketed : float
        Their sums at list price, on the invoices and in the pocket, in money.
    currency : Currency
    """

    lines: int
    at_list: float
    invoiced: float
    pocketed: float
    currency: Currency

    @property
    def steps(self) -> list[tuple[str, float]]:
        """Name and size of each step, in the order in which they are taken."""
        return [(n, float(d)) for n, d in zip(self.names, self.deductions, strict=True)]

    @property
    def largest(self) -> str:
        """The step that takes the most."""
        return self.names[int(np.argmax(self.deductions))]


def waterfall(case: Case) -> Waterfall:
    """From list to pocket: on-invoice steps, then off-invoice rates, then money.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Waterfall
    """
    lines, steps = case.tables["order_lines"], case.scenario.waterfall.steps
    kinds = ("on_invoice", "off_invoice_money", "off_invoice_rate")
    on, money, rate = ([s for s in steps if s.kind == kind] for kind in kinds)
    at_list = float((lines["units"] * lines["list_price"]).sum())
    sums = float(lines["invoiced"].sum()), float(lines["revenue"].sum())
    invoiced, pocket = (total / at_list for total in sums)
    # The order lines say how much is taken off; the scenario says what for.
    expected = sum(s.share for s in on)
    on_scale = (1.0 - invoiced) / expected if expected else 1.0
    expected = sum(s.share for s in money) + invoiced * sum(s.share for s in rate)
    off_scale = (invoiced - pocket) / expected if expected else 1.0
    found = pricing.price_waterfall(
        100.0,
        on_invoice=[100.0 * on_scale * s.share for s in on],
        off_invoice=[100.0 * off_scale * s.share for s in money],
        off_invoice_rates=[off_scale * s.share for s in rate],
        names=[s.name for s in (*on, *money, *rate)],
    )
    return Waterfall(
        **vars(found),
        lines=len(lines),
        at_list=at_list,
        invoiced=sums[0],
        pocketed=sums[1],
        currency=case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class Discounts:
    """Discounts of the customers against their size.

    Attributes
    ----------
    size, discount : ndarray, (N,)
        Revenue at list price in money, and mean deduction on the invoice, by customer.
    scatter : casestudy.concepts.discounts.DiscountScatter
    currency : Currency
    revenue : float
        The line's yearly revenue, in money.
    """

    size: NDArray
    discount: NDArray
    scatter: DiscountScatter
    currency: Currency
    revenue: float

    @property
    def explained(self) -> float:
        """Part of the spread of discounts that size explains."""
        return self.scatter.explained or 0.0

    @property
    def unexplained(self) -> bool:
        """Whether size explains as good as nothing."""
        return self.explained < REASON

    @property
    def related(self) -> bool:
        """Whether size plays a part that chance does not explain."""
        return self.scatter.p_value is not None and self.scatter.p_value < CHANCE


def discounts(case: Case) -> Discounts:
    """Discounts by customer, from the order lines of the base year.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Discounts
    """
    lines = case.tables["order_lines"]
    at_list = (lines["units"] * lines["list_price"]).groupby(lines["customer"]).sum()
    paid = lines["invoiced"].groupby(lines["customer"]).sum()
    size, discount = at_list.to_numpy(), (1.0 - paid / at_list).to_numpy()
    scatter = discount_scatter(size, discount)
    return Discounts(size, discount, scatter, case.scenario.currency, case.line_revenue)


@dataclass(frozen=True, eq=False)
class Elasticity:
    """The same price history, asked in two ways.

    Attributes
    ----------
    plain : casestudy.concepts.elasticity.ElasticityEstimate
        Log volume on log price, platforms and months of the year taken out.
    rounds : casestudy.concepts.elasticity.ElasticityEstimate
        The same, only from price changes that came with a round of the list price.
    assumed : float
        What the model takes.
    """

    plain: ElasticityEstimate
    rounds: ElasticityEstimate
    assumed: float

    @property
    def agrees(self) -> bool:
        """Whether the plain estimate lies within the interval of the other."""
        low, high = self.rounds.interval
        return low <= self.plain.elasticity <= high

    @property
    def inside(self) -> bool:
        """Whether what the model takes lies within the second interval."""
        low, high = self.rounds.interval
        return low <= self.assumed <= high

    @property
    def harmless(self) -> bool:
        """Whether a rise looks less harmful by the plain estimate."""
        return self.plain.elasticity > self.rounds.elasticity


def elasticity(case: Case) -> Elasticity:
    """Estimate the own-price elasticity from the price history.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Elasticity
    """
    panel = case.tables["price_panel"]
    groups = (panel["platform"].to_numpy(), ((panel["month"] - 1) % MONTHS).to_numpy())
    price, units = panel["price"].to_numpy(), panel["units"].to_numpy()
    by_round = np.log(panel["list_index"].to_numpy())
    return Elasticity(
        plain=estimate_elasticity(price, units, groups=groups),
        rounds=estimate_elasticity(price, units, groups=groups, instrument=by_round),
        assumed=case.assumptions.price_elasticity,
    )


@dataclass(frozen=True, eq=False)
class BreakEven:
    """What volume a price change may cost, and what it will cost.

    Attributes
    ----------
    change : ndarray, (K,)
        Changes of price, as fractions.
    allowed : ndarray, (K,)
        Change of volume at which profit stays as it was, as a fraction.
    expected : ndarray, (K,)
        Change of volume at the elasticity of the model.
    step : float
        The rise that is talked about, as a fraction.
    allowed_at_step, expected_at_step : float
        The two at that rise.
    margin : float
        Contribution margin as a fraction of the price.
    """

    change: NDArray
    allowed: NDArray
    expected: NDArray
    step: float
    allowed_at_step: float
    expected_at_step: float
    margin: float

    @property
    def pays(self) -> bool:
        """Whether the rise loses less volume than it may."""
        return self.expected_at_step > self.allowed_at_step


def break_even(case: Case, step: float = ROUND) -> BreakEven:
    """Break-even change of volume over changes of price.

    Parameters
    ----------
    case : Case
    step : float
        The rise that is talked about, as a fraction.

    Returns
    -------
    BreakEven
        The margin is price less variable cost; variety-driven cost does not move with volume.
    """
    world = case.assumptions
    margin = case.scenario.line.gross_margin.value + world.complexity_cogs_share
    bounds = case.scenario.levers.price_change
    change = np.linspace(bounds.low, bounds.high, POINTS)
    allowed = pricing.break_even_volume_change(change, margin)
    expected = (1.0 + change) ** world.price_elasticity - 1.0
    return BreakEven(
        change=change,
        allowed=allowed,
        expected=expected,
        step=step,
        allowed_at_step=float(pricing.break_even_volume_change(step, margin)),
        expected_at_step=float((1.0 + step) ** world.price_elasticity - 1.0),
        margin=margin,
    )


@dataclass(frozen=True)
class Leverage:
    """What one percent is worth to the line's yearly profit.

    Attributes
    ----------
    gains : dict of str to float
        Money a year, by what is improved by one percent, each alone and nothing lost.
    profit : float
        Profit after variety-driven cost in the base year, in money.
    currency : Currency
    """

    gains: dict[str, float]
    profit: float
    currency: Currency

    @property
    def best(self) -> str:
        """What is worth the most."""
        return max(self.gains, key=self.gains.__getitem__)


def leverage(case: Case) -> Leverage:
    """What one percent of price, volume, variable and variety-driven cost is worth.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Leverage
    """
    world, revenue = case.assumptions, case.line_revenue
    variety = world.complexity_cogs_share + world.complexity_sga_share
    variable = 1.0 - case.scenario.line.gross_margin.value - world.complexity_cogs_share
    gain = pricing.profit_leverage(revenue, variable * revenue, variety * revenue)
    return Leverage(
        {
            "price": float(gain.price),
            "variable_cost": float(gain.variable_cost),
            "volume": float(gain.volume),
            "variety_cost": float(gain.fixed_cost),
        },
        float(gain.profit),
        case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class Effect:
    """What a change of the invoice price does in the model, all else as if nothing were done.

    Attributes
    ----------
    change : ndarray, (K,)
        Change of the invoice price, as a fraction.
    pocket : ndarray, (K,)
        Change of the realised price.
    revenue, margin, npv : ndarray, (K,)
        Against doing nothing: revenue in the outcome window as a fraction of base revenue, gross
        margin as a fraction, present value in money.
    currency : Currency
    plan : float
        The change of the plan as it happened.
    """

    change: NDArray
    pocket: NDArray
    revenue: NDArray
    margin: NDArray
    npv: NDArray
    currency: Currency
    plan: float

    @property
    def best(self) -> float:
        """The change with the highest present value."""
        return float(self.change[int(np.argmax(self.npv))])

    @property
    def stays(self) -> bool:
        """Whether the best price is the present one."""
        return abs(self.best) < STAYS

    @property
    def at_the_end(self) -> bool:
        """Whether the best price lies at an end of the lever."""
        return int(np.argmax(self.npv)) in (0, len(self.npv) - 1)

    def at(self, what: str, change: float) -> float:
        """One of the curves read off at a change of price."""
        return float(np.interp(change, self.change, getattr(self, what)))


def effect(case: Case) -> Effect:
    """The price lever alone, over its whole range, in one batch.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Effect
    """
    bounds = case.scenario.levers.price_change
    change = np.linspace(bounds.low, bounds.high, POINTS)
    idle = case.plan("do_nothing")
    done = simulate(case, replace(idle, price_change=change))
    nothing = simulate(case, idle).headlines
    return Effect(
        change=change,
        pocket=done.series.price[:, -1] - 1.0,
        revenue=done.headlines.revenue_growth - nothing.revenue_growth,
        margin=done.headlines.margin_points - nothing.margin_points,
        npv=done.headlines.npv,
        currency=case.scenario.currency,
        plan=float(case.plan().price_change),
    )
