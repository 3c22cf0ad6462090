"""What the team decides, and what nobody controls: two records, declared once.

`Levers` holds the decisions, `Assumptions` the state of the world. A field of either may be a
number or an array of draws. Labels, units, steps and help are declared here and nowhere else:
sliders, tables, validation and the command line read them from the fields. Bounds and values
belong to a scenario and stand in its file.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy.units import Unit

Number = float | NDArray[np.float64]


class PruningRule(StrEnum):
    """In which order products are retired: the first named goes first."""

    REVENUE_TAIL = "revenue_tail"
    MARGIN_TAIL = "margin_tail"
    CONTRIBUTION = "contribution"
    PLATFORM = "platform"
    RANDOM = "random"

    @property
    def label(self) -> str:
        """The rule in words, for a menu or a picture."""
        return {
            PruningRule.REVENUE_TAIL: "smallest revenue first",
            PruningRule.MARGIN_TAIL: "lowest gross margin first",
            PruningRule.CONTRIBUTION: "lowest contribution first",
            PruningRule.PLATFORM: "whole platforms, smallest first",
            PruningRule.RANDOM: "at random",
        }[self]


@dataclass(frozen=True)
class Declaration:
    """The one declaration of a lever or an assumption.

    Attributes
    ----------
    label, help : str
        Name and one-sentence meaning for people.
    unit : Unit
        What the number counts.
    topic : str
        Heading under which an assumption is listed; empty for a lever.
    step : float
        Step of a slider, in the unit; 0 where no slider is offered.
    low, high : float
        Limits beyond the unit's own outside which the model's equations lose their meaning.
    """

    label: str
    help: str
    unit: Unit
    topic: str = ""
    step: float = 0.0
    low: float = -np.inf
    high: float = np.inf

    @property
    def limits(self) -> tuple[float, float]:
        """The tighter of the unit's limits and this quantity's own."""
        low, high = self.unit.limits
        return max(low, self.low), min(high, self.high)


def _lever(label: str, unit: Unit, step: float, help: str, **limits: float) -> Any:
    return field(default=0.0, metadata={"is": Declaration(label, help, unit, "", step, **limits)})


def _world(
    topic: str, label: str, unit: Unit, help: str, step: float = 0.0, **limits: float
) -> Any:
    return field(metadata={"is": Declaration(label, help, unit, topic, step, **limits)})


@dataclass(frozen=True, kw_only=True)
class Levers:
    """What the team decides. Every default is the lever's null value: the plan of doing nothing."""

    research: Number = _lever(
        "Research and positioning",
        Unit.FRACTION,
        0.05,
        "How much of the customer and competitor research is done before the specification "
        "is frozen. Without it, development follows the belief inside the house.",
        low=0.0,
    )
    launch: Number = _lever(
        "New product",
        Unit.FRACTION,
        0.05,
        "Share of the line's customers for whom the new product is developed and launched. "
        "At zero there is no new product and no development cost.",
        low=0.0,
    )
    mentoring: Number = _lever(
        "Mentoring the leads",
        Unit.FRACTION,
        0.05,
        "How much of the mentoring and training of the development leads is done; it shortens "
        "the work that the leads control.",
        low=0.0,
    )
    partner_development: Number = _lever(
        "Work done by the partner",
        Unit.FRACTION,
        0.05,
        "How much of the work that an outside partner can take over is given to the partner; "
        "it shortens those tasks and costs management and integration.",
        low=0.0,
    )
    offshore_share: Number = _lever(
        "Offshore share of unit cost",
        Unit.FRACTION,
        0.01,
        "Share of the line's variable cost that is bought from the offshore partner. It brings "
        "the landed saving and a longer, less certain lead time.",
        low=0.0,
    )
    supplier_owns_transit: Number = _lever(
        "Partner owns goods in transit",
        Unit.FRACTION,
        0.05,
        "Share of the offshore volume that stays the partner's property until it arrives. "
        "It takes the pipeline off our books for a premium on the price.",
        low=0.0,
    )
    price_change: Number = _lever(
        "Invoice price",
        Unit.FRACTION,
        0.0005,
        "Change of the average invoice price by the pricing method. What reaches the pocket "
        "follows from the waterfall.",
        low=-0.5,
    )
    selling: Number = _lever(
        "Training and selling effort",
        Unit.INTENSITY,
        0.05,
        "Training workshops and sales improvements; one is the programme of the case, and "
        "more of it helps less and less.",
    )
    marketing: Number = _lever(
        "Marketing effort",
        Unit.INTENSITY,
        0.05,
        "Marketing activity; one is the programme of the case, and more of it helps less and less.",
    )
    retired_share: Number = _lever(
        "Products retired",
        Unit.FRACTION,
        0.01,
        "Share of today's products that are retired, in the order of the pruning rule.",
        low=0.0,
        high=0.95,
    )
    pruning_rule: PruningRule = PruningRule.REVENUE_TAIL


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What nobody controls, and what the scenario's author had to suppose."""

    # -- market and demand
    market_growth: Number = _world(
        "Market and demand",
        "Market growth",
        Unit.FRACTION_PER_YEAR,
        "How fast the market grows from now on.",
        0.005,
    )
    price_elasticity: Number = _world(
        "Market and demand",
        "Own-price elasticity",
        Unit.RATIO,
        "Percent change of our volume for one percent more of our own price, in every quarter.",
        0.05,
        low=-20.0,  # beyond it a doubled price leaves a share too small to be written
        high=0.0,
    )
    demand_recapture: Number = _world(
        "Market and demand",
        "Demand recaptured from a retired product",
        Unit.FRACTION,
        "Share of a retired product's sales that moves to a product we keep.",
        0.05,
        low=0.0,
    )
    selling_utility: Number = _world(
        "Market and demand",
        "Effect of training and selling",
        Unit.UTILITY,
        "Gain in customers' utility from the full selling programme.",
        low=0.0,
    )
    marketing_utility: Number = _world(
        "Market and demand",
        "Effect of marketing",
        Unit.UTILITY,
        "Gain in customers' utility from the full marketing programme.",
        low=0.0,
    )
    # -- new product
    advantage_seen: Number = _world(
        "New product",
        "Part of the advantage that customers see",
        Unit.FRACTION,
        "How much of what the researched specification is worth by the part-worths customers come "
        "to see in the new product, and believe.",
        0.05,
        low=0.0,
    )
    bass_innovation: Number = _world(
        "New product",
        "Coefficient of innovation p",
        Unit.PER_YEAR,
        "Rate at which customers turn to the new product on their own account.",
        0.01,
        low=1e-6,
    )
    bass_imitation: Number = _world(
        "New product",
        "Coefficient of imitation q",
        Unit.PER_YEAR,
        "Rate at which customers follow those who already turned.",
        0.05,
        low=1e-6,
    )
    new_product_unit_cost: Number = _world(
        "New product",
        "Extra unit cost of the new product",
        Unit.FRACTION,
        "Unit cost of the new product above the old one's, at the same price.",
        0.005,
        low=-0.9,
    )
    launch_skus: Number = _world(
        "New product",
        "Products that the launch adds",
        Unit.COUNT,
        "Active products added by a full launch.",
    )
    launch_delay: Number = _world(
        "New product",
        "Delay of the launch",
        Unit.MONTHS,
        "Months added to the simulated mean of the development network.",
        0.5,
    )
    # -- costs
    unrecovered_inflation: Number = _world(
        "Costs",
        "Inflation that prices do not recover",
        Unit.FRACTION_PER_YEAR,
        "Rise of the unit cost beyond what customers accept in the price.",
        0.001,
    )
    complexity_cogs_share: Number = _world(
        "Costs",
        "Variety-driven cost of goods",
        Unit.FRACTION,
        "Set-ups, change-overs and scrap that depend on variety, as a share of base revenue.",
        low=0.0,
        high=0.5,
    )
    complexity_sga_share: Number = _world(
        "Costs",
        "Variety-driven overhead",
        Unit.FRACTION,
        "Handling, engineering and administration that depend on variety, as a share of base "
        "revenue.",
        low=0.0,
        high=0.5,
    )
    variety_cost_doubling: Number = _world(
        "Costs",
        "Cost of doubling the variety",
        Unit.FRACTION,
        "Rise of the variety-driven cost when the number of products doubles.",
        0.01,
        low=0.0,
    )
    freed_cost_taken_out: Number = _world(
        "Costs",
        "Freed cost that is taken out",
        Unit.FRACTION,
        "Share of the freed variety cost that leaves the books, over four quarters; the rest "
        "stays as idle capacity.",
        0.05,
        low=0.0,
    )
    operating_cost_rate: Number = _world(
        "Costs",
        "Operating cost of added revenue",
        Unit.FRACTION,
        "Selling and administration that come with each unit of revenue above the base year's, "
        "and go with what falls short of it.",
        0.01,
        low=0.0,
    )
    spare_capacity: Number = _world(
        "Costs",
        "Spare capacity of the own plant",
        Unit.FRACTION,
        "How much more than in the base year the own plant can make before it has to invest.",
        low=0.0,
    )
    capacity_investment: Number = _world(
        "Costs",
        "Investment for added capacity",
        Unit.RATIO,
        "Money invested for each unit of yearly variable cost that the own plant makes beyond its "
        "capacity, at the prices of the base year.",
        low=0.0,
        high=20.0,
    )
    # -- sourcing
    quoted_saving: Number = _world(
        "Sourcing",
        "Saving quoted by the partner",
        Unit.FRACTION,
        "Price quoted below our own unit cost.",
        0.01,
        high=0.95,
    )
    offshore_extra_cost: Number = _world(
        "Sourcing",
        "Extra cost on the quoted price",
        Unit.FRACTION,
        "Freight, duty, quality, travel and management, as a share of the quoted price.",
        0.01,
        low=0.0,
    )
    transit_premium: Number = _world(
        "Sourcing",
        "Premium for goods in transit",
        Unit.FRACTION,
        "What the partner adds to the quoted price for owning the goods until they arrive.",
        low=0.0,
    )
    # -- inventory
    domestic_lead_time: Number = _world(
        "Inventory", "Lead time at home", Unit.WEEKS, "Mean replenishment lead time at home."
    )
    offshore_lead_time: Number = _world(
        "Inventory",
        "Lead time offshore",
        Unit.WEEKS,
        "Mean replenishment lead time from the partner.",
        1.0,
    )
    domestic_lead_time_sd: Number = _world(
        "Inventory",
        "Lead time at home, standard deviation",
        Unit.WEEKS,
        "Spread of the lead time at home.",
    )
    offshore_lead_time_sd: Number = _world(
        "Inventory",
        "Lead time offshore, standard deviation",
        Unit.WEEKS,
        "Spread of the partner's lead time.",
    )
    review_period: Number = _world(
        "Inventory",
        "Review period",
        Unit.WEEKS,
        "Time between two orders of a product.",
        low=0.1,  # without any stock there is nothing that could turn
    )
    safety_factor: Number = _world(
        "Inventory",
        "Safety factor z",
        Unit.RATIO,
        "Standard deviations of demand that the safety stock covers; 1.64 is a service level "
        "of ninety-five percent.",
        low=0.0,
        high=6.0,
    )
    domestic_order_quantity: Number = _world(
        "Inventory",
        "Smallest order at home",
        Unit.MONEY,
        "Smallest production order of one product, at cost, unless it would last too long.",
    )
    offshore_order_quantity: Number = _world(
        "Inventory",
        "Smallest order offshore",
        Unit.MONEY,
        "Smallest order of one product that the partner accepts, at cost, unless it would last too "
        "long.",
    )
    longest_cover: Number = _world(
        "Inventory",
        "Longest time that one order covers",
        Unit.WEEKS,
        "A smallest order that would last longer is not placed: the product is then made in "
        "smaller lots.",
        low=0.1,
        high=52.0,
    )
    work_in_process: Number = _world(
        "Inventory",
        "Material and work in process",
        Unit.WEEKS,
        "Stock of the own plant that does not depend on the number of products, in weeks of what "
        "it makes.",
        low=0.01,  # likewise, before anything is bought
    )
    demand_variability: Number = _world(
        "Inventory",
        "Demand variability against the order file",
        Unit.RATIO,
        "Multiplies the coefficients of variation that the order lines show.",
        low=0.0,
    )
    demand_correlation: Number = _world(
        "Inventory",
        "Correlation of moved and kept demand",
        Unit.FRACTION,
        "Correlation between the demand that moves to a kept product and that product's own.",
    )
    # -- timing of the programme
    pruning_quarters: Number = _world(
        "Timing",
        "Quarters to retire the products",
        Unit.QUARTERS,
        "Products leave evenly over these quarters.",
        low=0.5,
    )
    commercial_quarters: Number = _world(
        "Timing",
        "Quarters until selling, marketing and price work in full",
        Unit.QUARTERS,
        "The commercial actions build up evenly over these quarters.",
        low=0.5,
    )
    offshore_start: Number = _world(
        "Timing",
        "Quarters until the first offshore delivery",
        Unit.QUARTERS,
        "Selection, contract and samples come first.",
    )
    offshore_quarters: Number = _world(
        "Timing",
        "Quarters to move the volume offshore",
        Unit.QUARTERS,
        "The volume moves evenly over these quarters.",
        low=0.5,
    )
    # -- programme costs
    research_cost: Number = _world(
        "Programme costs", "Research and positioning", Unit.MONEY, "Paid in the first half year."
    )
    development_cost: Number = _world(
        "Programme costs", "Development of the new product", Unit.MONEY, "Spread up to the launch."
    )
    launch_cost: Number = _world(
        "Programme costs", "Market launch", Unit.MONEY, "Spent in the year after the launch."
    )
    mentoring_cost: Number = _world(
        "Programme costs",
        "Mentoring",
        Unit.MONEY_PER_YEAR,
        "Paid until the launch date.",
    )
    partner_cost: Number = _world(
        "Programme costs",
        "Selection and management of the partner",
        Unit.MONEY_PER_YEAR,
        "Paid until the launch date.",
    )
    integration_cost: Number = _world(
        "Programme costs",
        "Integration of the partner's work",
        Unit.MONEY,
        "Spent over the development; the part of outside work that quotes leave out.",
    )
    tooling_cost: Number = _world(
        "Programme costs",
        "Tooling and qualification offshore",
        Unit.MONEY,
        "For moving all of the line's unit cost; a part costs its part.",
    )
    selling_cost: Number = _world(
        "Programme costs",
        "Training and selling programme",
        Unit.MONEY_PER_YEAR,
        "Every year, for the full programme.",
    )
    marketing_cost: Number = _world(
        "Programme costs",
        "Marketing programme",
        Unit.MONEY_PER_YEAR,
        "Every year, for the full programme.",
    )
    pricing_cost: Number = _world(
        "Programme costs",
        "New pricing method",
        Unit.MONEY,
        "For moving the invoice price by one percent, up or down: analysis, systems, training.",
    )
    sku_exit_cost: Number = _world(
        "Programme costs",
        "Retiring one product",
        Unit.MONEY,
        "Last-time buys, documents, talks with customers.",
    )
    write_off_rate: Number = _world(
        "Programme costs",
        "Write-off on stock of retired products",
        Unit.FRACTION,
        "Share of the stock of a retired product that is never turned into cash.",
        low=0.0,
    )
    # -- finance
    receivable_days: Number = _world(
        "Finance",
        "Days until customers pay",
        Unit.DAYS,
        "Revenue of so many days is owed to us.",
    )
    payable_days: Number = _world(
        "Finance",
        "Days until suppliers are paid",
        Unit.DAYS,
        "Variable cost of so many days is owed by us.",
    )
    released_at_horizon: Number = _world(
        "Finance",
        "Working capital that comes back at the end",
        Unit.FRACTION,
        "Share of stock and receivables less payables that turns into cash again after the last "
        "quarter.",
        0.05,
        low=0.0,
    )
    discount_rate: Number = _world(
        "Finance",
        "Cost of capital",
        Unit.FRACTION_PER_YEAR,
        "Before tax, for the present value.",
        low=0.0,
    )


def declaration(record: type, name: str) -> Declaration:
    """The declaration of a numeric lever or assumption.

    >>> declaration(Levers, "retired_share").label
    'Products retired'
    """
    found: dict[str, Field] = {f.name: f for f in fields(record)}
    return found[name].metadata["is"]


@cache
def names(record: type) -> tuple[str, ...]:
    """Names of the numeric quantities of `Levers` or `Assumptions`, in order.

    >>> names(Levers)[:3]
    ('research', 'launch', 'mentoring')
    """
    return tuple(f.name for f in fields(record) if "is" in f.metadata)
