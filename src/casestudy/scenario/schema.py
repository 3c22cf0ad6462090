"""What a scenario file may say: the company, its market, its history, its plans.

Every number is a `Figure` with its mark (fact, calibrated, assumed) and its source. The JSON
Schema beside the scenarios is made from these classes, so that editors complete and check.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, create_model, field_validator, model_validator

from casestudy.files.languages import ENGLISH
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, described, names
from casestudy.scenario.entry import (
    CURRENCY,
    Entry,
    Name,
    Strict,
    Text,
    Word,
    because,
    currency_sign,
    readable,
    trimmed,
)
from casestudy.scenario.sections import (
    AIMED,
    Cast,
    CockpitTask,
    Features,
    Leadership,
    Panel,
    Partners,
    Research,
    Trap,
    Uncertainty,
    Vocabulary,
)
from casestudy.units import Mark

SCHEMA_VERSION = 1
QUARTERS = 20
SYNTHETIC, OWN = "synthetic", "own"  # where products and order lines come from


class Figure(Entry):
    """One number with where it comes from."""

    value: Annotated[float, Strict]
    mark: Mark = Field(description="Whether the number is a fact, calibrated, or assumed.")
    source: Text = Field(description="Where the number comes from, in words.")
    low: Annotated[float, Strict] | None = None
    high: Annotated[float, Strict] | None = None

    @model_validator(mode="after")
    def _range(self) -> Figure:
        if (self.low is None) != (self.high is None):
            raise ValueError("give both 'low' and 'high', or neither")
        if self.low is not None and not self.low <= self.high:
            raise ValueError(f"'low' {self.low} is above 'high' {self.high}")
        if self.low is not None and self.mark is Mark.FACT and self.low != self.high:
            raise ValueError("a fact has no range; leave out 'low' and 'high'")
        if (
            self.low is not None
            and self.mark is Mark.ASSUMED
            and not self.low <= self.value <= self.high
        ):
            raise ValueError(f"the value {self.value} lies outside {self.low} to {self.high}")
        return self


def figure_type(name: str, low: float, high: float, about: str, reason: str = "") -> type[Figure]:
    """A `Figure` whose value and range lie between two limits; `about` says what it is."""
    extra = because(reason) if reason else None
    value = Annotated[float, Field(strict=True, ge=low, le=high, json_schema_extra=extra)]
    return create_model(
        name,
        __base__=Figure,
        __doc__=about,
        value=(value, Field(description=about)),
        low=(value | None, Field(None, description="Lower end of the plausible range.")),
        high=(value | None, Field(None, description="Upper end of the plausible range.")),
    )


Fraction = figure_type("Fraction", 0.0, 1.0, "A share from 0 to 1, not percent.")
Rate = figure_type("Rate", -0.5, 1.0, "A rate per year as a fraction: 0.05 is five percent.")
Money = figure_type("Money", 1.0, 1e15, "Money in units of the currency, not in millions.")
Spread = figure_type("Spread", 0.01, 5.0, "Standard deviation of a logarithm.")
Count = figure_type("Count", 1.0, 20_000.0, "A whole number of products.")
Products = figure_type(
    "Products", 10.0, 20_000.0, "A whole number of products.",
    "with fewer there is no class of small products, and nothing to retire",
)  # fmt: skip
TaxRate = figure_type(
    "TaxRate", 0.0, 0.9, "Tax on profit, a share from 0 to 0.9.",
    "of what is taxed away in full nothing is worth anything",
)  # fmt: skip
Fade = figure_type(
    "Fade", 0.01, 1.0, "Part of the gain that is lost each year after the last quarter.",
    "a gain that never fades may be worth more than there is money",
)  # fmt: skip
Years = figure_type(
    "Years", 5.0, 5.0, "The number of years of decline; the notebooks need five.",
    "the notebooks tell of five years",
)  # fmt: skip


class Currency(Entry):
    """How money is written."""

    code: str = Field(pattern=CURRENCY, description="ISO 4217 code, such as EUR.")
    symbol: Annotated[
        str,
        Field(min_length=1, max_length=4),
        AfterValidator(readable),
        AfterValidator(trimmed),
        AfterValidator(currency_sign),
    ] = Field(description="How the currency is written, such as €.")
    symbol_first: Annotated[bool, Strict] = Field(
        True, description="Whether the symbol stands before the amount."
    )
    minor_units: int = Field(2, strict=True, ge=0, le=3, description="Decimals of an amount.")


class Company(Entry):
    """The company of the case."""

    name: Word
    industry: Text
    revenue: Money
    base_year: int = Field(
        ge=1920, le=2200, strict=True, description="The last full year before the programme."
    )


class Line(Entry):
    """The product line of the case."""

    name: Word = Field(description="What the line is called, in the plural.")
    product: Word = Field(description="One product of it, in the singular.")
    company_share: Fraction
    gross_margin: Fraction
    products: Products


class Competitor(Entry):
    """One competitor in the line's market."""

    name: Word
    share: float = Field(
        strict=True, ge=0, le=1, description="Share of market revenue, from 0 to 1."
    )
    growth: float = Field(
        strict=True, ge=-0.5, le=1, description="Growth in the base year, a fraction."
    )
    price_index: float = Field(strict=True, gt=0, le=5, description="Price level; ours is 1.")
    margin: float = Field(
        strict=True, ge=-1, le=1, description="Operating margin, a fraction of revenue."
    )


class Market(Entry):
    """The line's market today, and who else serves it."""

    name: Word
    share: Fraction
    mark: Mark
    source: Text
    competitors: Annotated[list[Competitor], Field(min_length=1, max_length=20)]


class History(Entry):
    """What the years before the programme looked like."""

    years: Years
    line_trend: Rate
    market_growth: Rate
    gross_margin_at_start: Fraction
    products_at_start: Count
    price_erosion: Rate = Field(description="Realised price lost in a year.")
    mark: Mark
    source: Text
    seasonality: Annotated[
        list[Annotated[float, Field(strict=True, gt=0, le=4)]], Field(min_length=4, max_length=4)
    ] = Field(description="Index of each quarter; the four add up to 4.")

    @property
    def span(self) -> int:
        """Number of years of decline."""
        return int(self.years.value)


class Platform(Entry):
    """A family of products on one technical base."""

    name: Word
    weight: float = Field(
        strict=True,
        gt=0,
        le=1000,
        description="How many of the products are on it, relative to the others.",
    )
    price: float = Field(strict=True, gt=0, le=1e9, description="Usual list price of one unit.")


class OrderFile(Entry):
    """Parameters from which the tables of the scenario are made."""

    mark: Mark
    source: Text
    origin: Literal["synthetic", "own"] = Field(
        SYNTHETIC,
        description="Whether products and order lines are synthetic, or a company's own.",
    )
    seed: int = Field(
        strict=True, ge=0, le=2**31, description="Other seeds give other tables of the same kind."
    )
    concentration: Spread
    customers: int = Field(
        strict=True,
        ge=5,
        le=500,
        description="Number of customers.",
        json_schema_extra=because("with fewer no line can be laid through their discounts"),
    )
    order_lines_per_product: float = Field(
        strict=True, ge=1, le=200, description="Mean number of order lines a year."
    )
    price_spread: float = Field(
        strict=True, ge=0, le=1.5, description="Spread of the log of list price within a platform."
    )
    line_spread: float = Field(
        strict=True, ge=0, le=1.5, description="Spread of the log of the size of order lines."
    )
    customer_spread: float = Field(
        strict=True, ge=0, le=2.5, description="Spread of the log of the size of customers."
    )
    demand_swing: float = Field(
        strict=True, ge=0, le=1, description="Spread of the log of a month's demand of a product."
    )
    tail_unit_cost: float = Field(
        strict=True,
        ge=-0.3,
        le=0.3,
        description="How much dearer in making the smallest product is than the largest.",
    )
    discount_spread: float = Field(
        strict=True, ge=0, le=0.3, description="Standard deviation of the discount among customers."
    )
    unit_cost_spread: float = Field(
        strict=True, ge=0, le=0.2, description="Standard deviation of unit cost over price."
    )
    demand_correlation: float = Field(
        strict=True, ge=0, le=0.95, description="Correlation of demand within a platform."
    )
    platforms: Annotated[
        list[Platform],
        Field(
            min_length=2,
            max_length=40,
            json_schema_extra=because(
                "the elasticity is measured between platforms, month by month"
            ),
        ),
    ]


class WaterfallStep(Entry):
    """One step between the list price and the pocket, as a share of the list price."""

    name: Word
    kind: Literal["on_invoice", "off_invoice_rate", "off_invoice_money"] = Field(
        description="Deducted on the invoice, or after it as a rate or in money."
    )
    share: float = Field(
        strict=True, ge=0, le=0.9, description="Share of the list price, from 0 to 0.9."
    )


class Waterfall(Entry):
    """From list to pocket, at the mean of the order lines."""

    mark: Mark
    source: Text
    steps: Annotated[
        list[WaterfallStep],
        Field(
            min_length=2,
            max_length=20,
            json_schema_extra=because("one step is on the invoice, and one after it"),
        ),
    ]


class CostDrivers(Entry):
    """What the operating cost follows, product by product; the three add up to 1."""

    revenue: float = Field(
        strict=True, ge=0, le=1, description="Part that follows revenue, from 0 to 1."
    )
    order_lines: float = Field(
        strict=True, ge=0, le=1, description="Part that follows order lines, from 0 to 1."
    )
    setups: float = Field(
        strict=True, ge=0, le=1, description="Part that follows set-ups, from 0 to 1."
    )


class OperatingCost(Entry):
    """Selling, administration and development beside the variety-driven overhead."""

    mark: Mark
    source: Text
    share: float = Field(
        strict=True, ge=0, le=0.9, description="Share of the line's revenue, from 0 to 0.9."
    )
    drivers: CostDrivers


class Valuation(Entry):
    """What other readings of the present value need beside the default one."""

    tax_rate: TaxRate
    fade: Fade


class Differentiator(Entry):
    """One performance attribute: what customers pay for, and what each specification offers."""

    name: Word
    part_worth: float = Field(
        strict=True, ge=0, le=20, description="Utility between level 0 and level 1."
    )
    ours: float = Field(
        strict=True, ge=0, le=1, description="Level of today's product, from 0 to 1."
    )
    researched: float = Field(
        strict=True, ge=0, le=1, description="Level that research would specify."
    )
    believed: float = Field(
        strict=True, ge=0, le=1, description="Level that the house would build without research."
    )
    rivals: dict[Word, Annotated[float, Field(strict=True, ge=0, le=1)]] = Field(
        description="Level of each named competitor's product, from 0 to 1."
    )
    voice: Annotated[list[Text], Field(min_length=1, max_length=6)] = Field(
        description="What customers say who want it, in their words."
    )
    features: Annotated[list[Word], Field(max_length=40)] = Field(
        default_factory=list,
        description="What serves it in the product, the most used first; more are only numbered.",
    )


class Positioning(Entry):
    """What the research would specify, and what the house would build without it."""

    mark: Mark
    source: Text
    differentiators: Annotated[
        list[Differentiator],
        Field(
            min_length=2,
            max_length=20,
            json_schema_extra=because("in the interviews people name two or three things"),
        ),
    ]

    @field_validator("differentiators")
    @classmethod
    def _features_once(cls, given: list[Differentiator]) -> list[Differentiator]:
        found = [feature for one in given for feature in one.features]
        twice = sorted({name for name in found if found.count(name) > 1})
        if twice:
            raise ValueError(f"expected every feature once, but {twice[0]!r} stands there twice")
        return given


class Task(Entry):
    """One task of the development, in months, and how much of it two actions can save."""

    name: Name
    label: Word
    after: list[Name] = Field([], description="Names of the tasks that have to end before.")
    optimistic: float = Field(strict=True, ge=0, le=120, description="Months if all goes well.")
    likely: float = Field(strict=True, ge=0, le=120, description="Months most likely.")
    pessimistic: float = Field(strict=True, ge=0, le=120, description="Months if much goes wrong.")
    mentoring_saves: float = Field(
        0.0, strict=True, ge=0, le=0.9, description="Share of the task that mentoring can save."
    )
    partner_saves: float = Field(
        0.0, strict=True, ge=0, le=0.9, description="Share of the task that a partner can save."
    )

    shortest: float = Field(strict=True, ge=0, le=120, description="Months if money is no object.")
    cost_per_month: float = Field(
        strict=True, ge=0, le=1e12, description="Money that shortening it by a month costs."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Task:
        if not self.optimistic <= self.likely <= self.pessimistic:
            raise ValueError(
                "expected optimistic ≤ likely ≤ pessimistic: "
                f"{self.optimistic}, {self.likely}, {self.pessimistic}"
            )
        if self.shortest > self.likely:
            raise ValueError(f"expected shortest ≤ likely: {self.shortest}, {self.likely}")
        if self.mentoring_saves + self.partner_saves > 0.9:
            raise ValueError("mentoring and partner together save more than 0.9 of the task")
        return self


class Development(Entry):
    """The network of tasks that ends with the launch."""

    mark: Mark
    source: Text
    seed: Annotated[int, Field(strict=True, ge=0, le=2**31)]
    tasks: Annotated[
        list[Task],
        Field(
            min_length=3,
            max_length=26,
            json_schema_extra=because(
                "the exercises letter them from a to z, and ask for one that has slack"
            ),
        ),
    ]


class Bounds(Entry):
    """Range of a lever in this scenario, and its label where the usual one does not fit."""

    low: Annotated[float, Strict]
    high: Annotated[float, Strict]
    label: Word | None = None


def _about(record: type, name: str) -> str:
    declared = declaration(record, name)
    label, meaning = described(name, ENGLISH)
    return f"{label}, in {declared.unit}. {meaning}"


def _bounds_type(name: str) -> type[Bounds]:
    low, high = declaration(Levers, name).limits
    value = Annotated[float, Field(strict=True, ge=low, le=high)]
    about = f"Bounds of the lever: {_about(Levers, name)}"
    return create_model(
        f"Bounds_{name}", __base__=Bounds, __doc__=about, low=(value, ...), high=(value, ...)
    )


def _assumption_type(name: str) -> type[Figure]:
    limits = declaration(Assumptions, name).limits
    return figure_type(f"Assumption_{name}", *limits, _about(Assumptions, name))


def _setting_type(name: str) -> type[Figure]:
    limits = declaration(Levers, name).limits
    return figure_type(f"Lever_{name}", *limits, _about(Levers, name))


LeverBounds = create_model(
    "LeverBounds",
    __base__=Entry,
    __doc__="How far each lever can be moved; the null value 0 lies within.",
    mark=(Mark, Field(description="Whether the bounds are facts, or assumed.")),
    source=(Text, Field(description="Where the bounds come from, in words.")),
    **{n: (_bounds_type(n), ...) for n in names(Levers)},
)
AssumptionFigures = create_model(
    "AssumptionFigures",
    __base__=Entry,
    __doc__="What nobody controls, each with its plausible range.",
    **{n: (_assumption_type(n), ...) for n in names(Assumptions)},
)
_plan_fields: dict[str, Any] = {n: (_setting_type(n) | None, None) for n in names(Levers)}


class RuleChoice(Entry):
    """The pruning rule of a plan, with where it comes from."""

    value: PruningRule
    mark: Mark
    source: Text


PlanFigures = create_model(
    "PlanFigures",
    __base__=Entry,
    __doc__="The levers that a plan moves; the others stay at null.",
    **_plan_fields,
    pruning_rule=(RuleChoice | None, None),
)


class ActionGroup(Entry):
    """Levers that an attribution moves together."""

    name: Name
    label: Word
    levers: Annotated[list[Name], Field(min_length=1)]


class Window(Entry):
    """The programme quarters over which the outcome is measured."""

    first: Annotated[int, Field(strict=True, ge=1, le=QUARTERS)]
    last: Annotated[int, Field(strict=True, ge=1, le=QUARTERS)]
    mark: Mark
    source: Text

    @model_validator(mode="after")
    def _four(self) -> Window:
        if self.last != self.first + 3:
            raise ValueError(
                f"the window has to be four quarters, so that it compares with a year: "
                f"{self.first} to {self.last}"
            )
        return self


TARGETS = AIMED
Growth = figure_type("Growth", -0.9, 5.0, "Growth against the base year; 0.17 is 17 percent.")
Reduction = figure_type("Reduction", -1.0, 0.95, "Share of the active products that is gone.")
Points = figure_type("Points", -0.5, 0.5, "Change of the gross margin; 0.01 is one point.")


class Targets(Entry):
    """What was asked of the programme; and what came of it, unless `reached` says otherwise."""

    revenue_growth: Growth
    complexity_reduction: Reduction
    margin_points: Points


class Calibration(Entry):
    """Which quantities are solved so that what the programme reached comes out."""

    free: Annotated[list[Name], Field(min_length=1, max_length=8)] = Field(
        description="Assumptions or settings of the plan as_it_happened, as many as targets."
    )


class Scenario(Entry):
    """A whole case: everything that the workbook says follows from here and from the tables."""

    schema_version: Literal[1]
    name: Name
    title: Word
    summary: Text
    fictional: Literal[True]
    currency: Currency
    company: Company
    line: Line
    market: Market
    history: History
    order_file: OrderFile
    waterfall: Waterfall
    operating_cost: OperatingCost
    positioning: Positioning
    development: Development
    leadership: Leadership
    research_study: Research
    price_history: Panel
    partners: Partners
    sourcing_trap: Trap
    feature_usage: Features
    valuation: Valuation
    levers: LeverBounds
    assumptions: AssumptionFigures
    action_groups: Annotated[list[ActionGroup], Field(min_length=1, max_length=12)]
    plans: dict[Name, PlanFigures]
    window: Window
    targets: Targets
    reached: Targets | None = Field(
        None,
        description="What the plan as it happened came to, where that is not what was asked of it.",
    )
    calibration: Calibration
    uncertainty: Uncertainty = Field(default_factory=Uncertainty)
    cast: Cast = Field(default_factory=Cast)
    vocabulary: Vocabulary = Field(default_factory=Vocabulary)
    cockpit_tasks: Annotated[list[CockpitTask], Field(max_length=12)] = Field(default_factory=list)

    @property
    def outcomes(self) -> Targets:
        """What the plan as it happened came to."""
        return self.reached or self.targets

    @property
    def outcomes_part(self) -> str:
        """The part of the file in which the outcomes stand."""
        return "reached" if self.reached else "targets"


def free_figure(scenario: Scenario, name: str) -> Figure | None:
    """The figure of a free quantity: an assumption, or a setting of the plan as it happened."""
    if name in names(Assumptions):
        return getattr(scenario.assumptions, name)
    return getattr(scenario.plans["as_it_happened"], name)


def group_of(scenario: Scenario, lever: str) -> ActionGroup:
    """The action group that moves a lever; each lever belongs to one."""
    return next(group for group in scenario.action_groups if lever in group.levers)


def json_schema() -> str:
    """JSON Schema of a scenario file, as text."""
    import json

    schema = Scenario.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
