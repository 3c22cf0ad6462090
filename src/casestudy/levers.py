"""What the team decides, and what nobody controls: two records, declared once.

`Levers` holds the decisions, `Assumptions` the state of the world. A field of either may be a
number or an array of draws. Units, steps and limits are declared here and nowhere else, labels and
help in `words.en.md` beside it: sliders, tables, validation and the command line read them from the
fields. Bounds and values belong to a scenario and stand in its file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casestudy.errors import InputError
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
        return said(f"rule.{self.value}")


_TERM = re.compile(r"\{\{ word\.(\w+)( \| capital)? \}\}")


def said(piece: str, language: str | None = None, terms: Mapping[str, str] | None = None) -> str:
    """What the words of this folder say, in the language of the workbook or a given one.

    What a trade has its own word for is taken from `terms`, or said as always.
    """
    from casestudy.files.languages import texts  # not before somebody asks for words

    words = texts("casestudy", language)

    def term(found: re.Match[str]) -> str:
        text = (terms or {}).get(found[1]) or words[f"word.{found[1]}"]
        return text[:1].upper() + text[1:] if found[2] else text

    return _TERM.sub(term, words[piece])


def described(
    name: str, language: str | None = None, terms: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Name and meaning, for people, of a lever, of the pruning rule or of an assumption.

    Parameters
    ----------
    name : str
    language : str, optional
        That of the workbook by default.
    terms : mapping of str to str, optional
        Words of the trade of a case; see `casestudy.scenario.sections.Vocabulary`.

    Raises
    ------
    InputError
        If the words lack either.

    Examples
    --------
    >>> described("pruning_rule")
    ('Pruning rule', 'In which order products are retired.')
    >>> described("quoted_saving", terms={"partner": "bottler"})[0]
    'Saving quoted by the bottler'
    """
    label, _, meaning = said(name, language, terms).partition("\n\n")
    if not meaning:
        raise InputError(f"words of {name}: expected its name and, in a paragraph, its meaning")
    return label, meaning


@dataclass(frozen=True)
class Declaration:
    """The one declaration of a lever or an assumption.

    Attributes
    ----------
    unit : Unit
        What the number counts.
    part : str
        Which part of the world an assumption belongs to; empty for a lever.
    step : float
        Step of a slider, in the unit; 0 where no slider is offered.
    low, high : float
        Limits beyond the unit's own outside which the model's equations lose their meaning.
    name : str
        Of the field; its words have the same.
    """

    unit: Unit
    part: str = ""
    step: float = 0.0
    low: float = -np.inf
    high: float = np.inf
    name: str = ""

    @property
    def label(self) -> str:
        """Its name for people."""
        return described(self.name)[0]

    @property
    def help(self) -> str:
        """Its meaning in a sentence or two."""
        return described(self.name)[1]

    @property
    def topic(self) -> str:
        """Heading under which an assumption is listed; empty for a lever."""
        return said(f"topic.{self.part}") if self.part else ""

    @property
    def limits(self) -> tuple[float, float]:
        """The tighter of the unit's limits and this quantity's own."""
        low, high = self.unit.limits
        return max(low, self.low), min(high, self.high)


def _lever(unit: Unit, step: float, **limits: float) -> Any:
    return field(default=0.0, metadata={"is": Declaration(unit, "", step, **limits)})


def _world(part: str, unit: Unit, step: float = 0.0, **limits: float) -> Any:
    return field(metadata={"is": Declaration(unit, part, step, **limits)})


@dataclass(frozen=True, kw_only=True)
class Levers:
    """What the team decides. Every default is the lever's null value: the plan of doing nothing."""

    research: Number = _lever(Unit.FRACTION, 0.05, low=0.0)
    launch: Number = _lever(Unit.FRACTION, 0.05, low=0.0)
    mentoring: Number = _lever(Unit.FRACTION, 0.05, low=0.0)
    partner_development: Number = _lever(Unit.FRACTION, 0.05, low=0.0)
    offshore_share: Number = _lever(Unit.FRACTION, 0.01, low=0.0)
    supplier_owns_transit: Number = _lever(Unit.FRACTION, 0.05, low=0.0)
    price_change: Number = _lever(Unit.FRACTION, 0.0005, low=-0.5)
    selling: Number = _lever(Unit.INTENSITY, 0.05)
    marketing: Number = _lever(Unit.INTENSITY, 0.05)
    retired_share: Number = _lever(Unit.FRACTION, 0.01, low=0.0, high=0.95)
    pruning_rule: PruningRule = PruningRule.REVENUE_TAIL


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What nobody controls, and what the scenario's author had to suppose."""

    # -- market and demand
    market_growth: Number = _world("market", Unit.FRACTION_PER_YEAR, 0.005)
    # Below -20 a doubled price leaves a share too small to be written.
    price_elasticity: Number = _world("market", Unit.RATIO, 0.05, low=-20.0, high=0.0)
    demand_recapture: Number = _world("market", Unit.FRACTION, 0.05, low=0.0)
    selling_utility: Number = _world("market", Unit.UTILITY, low=0.0)
    marketing_utility: Number = _world("market", Unit.UTILITY, low=0.0)
    # -- new product
    advantage_seen: Number = _world("new_product", Unit.FRACTION, 0.05, low=0.0)
    bass_innovation: Number = _world("new_product", Unit.PER_YEAR, 0.01, low=1e-6)
    bass_imitation: Number = _world("new_product", Unit.PER_YEAR, 0.05, low=1e-6)
    new_product_unit_cost: Number = _world("new_product", Unit.FRACTION, 0.005, low=-0.9)
    launch_skus: Number = _world("new_product", Unit.COUNT)
    launch_delay: Number = _world("new_product", Unit.MONTHS, 0.5)
    # -- costs
    unrecovered_inflation: Number = _world("costs", Unit.FRACTION_PER_YEAR, 0.001)
    complexity_cogs_share: Number = _world("costs", Unit.FRACTION, low=0.0, high=0.5)
    complexity_sga_share: Number = _world("costs", Unit.FRACTION, low=0.0, high=0.5)
    variety_cost_doubling: Number = _world("costs", Unit.FRACTION, 0.01, low=0.0)
    freed_cost_taken_out: Number = _world("costs", Unit.FRACTION, 0.05, low=0.0)
    operating_cost_rate: Number = _world("costs", Unit.FRACTION, 0.01, low=0.0)
    spare_capacity: Number = _world("costs", Unit.FRACTION, low=0.0)
    capacity_investment: Number = _world("costs", Unit.RATIO, low=0.0, high=20.0)
    # -- sourcing
    quoted_saving: Number = _world("sourcing", Unit.FRACTION, 0.01, high=0.95)
    offshore_extra_cost: Number = _world("sourcing", Unit.FRACTION, 0.01, low=0.0)
    transit_premium: Number = _world("sourcing", Unit.FRACTION, low=0.0)
    # -- inventory
    domestic_lead_time: Number = _world("inventory", Unit.WEEKS)
    offshore_lead_time: Number = _world("inventory", Unit.WEEKS, 1.0)
    domestic_lead_time_sd: Number = _world("inventory", Unit.WEEKS)
    offshore_lead_time_sd: Number = _world("inventory", Unit.WEEKS)
    # Without any stock there is nothing that could turn.
    review_period: Number = _world("inventory", Unit.WEEKS, low=0.1)
    safety_factor: Number = _world("inventory", Unit.RATIO, low=0.0, high=6.0)
    domestic_order_quantity: Number = _world("inventory", Unit.MONEY)
    offshore_order_quantity: Number = _world("inventory", Unit.MONEY)
    longest_cover: Number = _world("inventory", Unit.WEEKS, low=0.1, high=52.0)
    work_in_process: Number = _world("inventory", Unit.WEEKS, low=0.01)  # likewise, before buying
    demand_variability: Number = _world("inventory", Unit.RATIO, low=0.0)
    demand_correlation: Number = _world("inventory", Unit.FRACTION)
    # -- timing of the programme
    pruning_quarters: Number = _world("timing", Unit.QUARTERS, low=0.5)
    commercial_quarters: Number = _world("timing", Unit.QUARTERS, low=0.5)
    offshore_start: Number = _world("timing", Unit.QUARTERS)
    offshore_quarters: Number = _world("timing", Unit.QUARTERS, low=0.5)
    # -- programme costs
    research_cost: Number = _world("programme_costs", Unit.MONEY)
    development_cost: Number = _world("programme_costs", Unit.MONEY)
    launch_cost: Number = _world("programme_costs", Unit.MONEY)
    mentoring_cost: Number = _world("programme_costs", Unit.MONEY_PER_YEAR)
    partner_cost: Number = _world("programme_costs", Unit.MONEY_PER_YEAR)
    integration_cost: Number = _world("programme_costs", Unit.MONEY)
    tooling_cost: Number = _world("programme_costs", Unit.MONEY)
    selling_cost: Number = _world("programme_costs", Unit.MONEY_PER_YEAR)
    marketing_cost: Number = _world("programme_costs", Unit.MONEY_PER_YEAR)
    pricing_cost: Number = _world("programme_costs", Unit.MONEY)
    sku_exit_cost: Number = _world("programme_costs", Unit.MONEY)
    write_off_rate: Number = _world("programme_costs", Unit.FRACTION, low=0.0)
    # -- finance
    receivable_days: Number = _world("finance", Unit.DAYS)
    payable_days: Number = _world("finance", Unit.DAYS)
    released_at_horizon: Number = _world("finance", Unit.FRACTION, 0.05, low=0.0)
    discount_rate: Number = _world("finance", Unit.FRACTION_PER_YEAR, low=0.0)


@cache
def declaration(record: type, name: str) -> Declaration:
    """The declaration of a numeric lever or assumption.

    >>> declaration(Levers, "retired_share").label
    'Products retired'
    """
    found: dict[str, Field] = {f.name: f for f in fields(record)}
    return replace(found[name].metadata["is"], name=name)


@cache
def names(record: type) -> tuple[str, ...]:
    """Names of the numeric quantities of `Levers` or `Assumptions`, in order.

    >>> names(Levers)[:3]
    ('research', 'launch', 'mentoring')
    """
    return tuple(f.name for f in fields(record) if "is" in f.metadata)
