"""What price does to this line: the waterfall, discounts, elasticity, break-even, leverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casestudy.calendar import MONTHS
from casestudy.case import Case
from casestudy.concepts import discounts, elasticity, pricing
from casestudy.model import simulate
from casestudy.scenario import Currency

POINTS = 81  # of a curve; an odd number, so that zero is one of them
ROUND = 0.01  # one percent, the step in which prices are talked about


def price_waterfall(case: Case) -> pricing.PriceWaterfall:
    """From list to pocket at the mean of the order lines, list price 100.

    Parameters
    ----------
    case : Case

    Returns
    -------
    casestudy.concepts.pricing.PriceWaterfall
        On-invoice steps first, then off-invoice rates of the invoice price, then money.
    """
    lines, steps = case.tables["order_lines"], case.scenario.waterfall.steps
    kinds = ("on_invoice", "off_invoice_money", "off_invoice_rate")
    on, money, rate = ([s for s in steps if s.kind == kind] for kind in kinds)
    at_list = float((lines["units"] * lines["list_price"]).sum())
    invoiced, pocket = (float(lines[name].sum()) / at_list for name in ("invoiced", "revenue"))
    # The order lines say how much is taken off; the scenario says what for.
    expected = sum(s.share for s in on)
    on_scale = (1.0 - invoiced) / expected if expected else 1.0
    expected = sum(s.share for s in money) + invoiced * sum(s.share for s in rate)
    off_scale = (invoiced - pocket) / expected if expected else 1.0
    return pricing.price_waterfall(
        100.0,
        on_invoice=[100.0 * on_scale * s.share for s in on],
        off_invoice=[100.0 * off_scale * s.share for s in money],
        off_invoice_rates=[off_scale * s.share for s in rate],
        names=[s.name for s in (*on, *money, *rate)],
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
    """

    size: NDArray
    discount: NDArray
    scatter: discounts.DiscountScatter
    currency: Currency


def customer_discounts(case: Case) -> Discounts:
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
    return Discounts(
        size, discount, discounts.discount_scatter(size, discount), case.scenario.currency
    )


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

    plain: elasticity.ElasticityEstimate
    rounds: elasticity.ElasticityEstimate
    assumed: float


def measured_elasticity(case: Case) -> Elasticity:
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
        plain=elasticity.estimate_elasticity(price, units, groups=groups),
        rounds=elasticity.estimate_elasticity(price, units, groups=groups, instrument=by_round),
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


def price_leverage(case: Case) -> Leverage:
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
            "variable cost": float(gain.variable_cost),
            "volume": float(gain.volume),
            "variety-driven cost": float(gain.fixed_cost),
        },
        float(gain.profit),
        case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class PriceEffect:
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
    """

    change: NDArray
    pocket: NDArray
    revenue: NDArray
    margin: NDArray
    npv: NDArray
    currency: Currency


def price_effect(case: Case) -> PriceEffect:
    """The price lever alone, over its whole range, in one batch.

    Parameters
    ----------
    case : Case

    Returns
    -------
    PriceEffect
    """
    from dataclasses import replace

    bounds = case.scenario.levers.price_change
    change = np.linspace(bounds.low, bounds.high, POINTS)
    idle = case.plan("do_nothing")
    done = simulate(case, replace(idle, price_change=change))
    nothing = simulate(case, idle).headlines
    return PriceEffect(
        change=change,
        pocket=done.series.price[:, -1] - 1.0,
        revenue=done.headlines.revenue_growth - nothing.revenue_growth,
        margin=done.headlines.margin_points - nothing.margin_points,
        npv=done.headlines.npv,
        currency=case.scenario.currency,
    )
