"""The number ledger: every figure of a scenario with its mark, fact, calibrated or assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from casestudy.levers import Assumptions, Levers, declaration, described, names
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Entry, Figure, RuleChoice, Scenario
from casestudy.text.formats import points, quantity
from casestudy.units import Mark, Unit

if TYPE_CHECKING:
    import pandas as pd

# What is no statement about the company: versions, seeds, ways of writing.
_CONVENTIONS = {"schema_version", "seed", "currency", "base_year"}

_UNITS = {
    ("company", "revenue"): Unit.MONEY_PER_YEAR,
    ("line", "products"): Unit.COUNT,
    ("history", "products_at_start"): Unit.COUNT,
    ("history", "line_trend"): Unit.FRACTION_PER_YEAR,
    ("history", "market_growth"): Unit.FRACTION_PER_YEAR,
    ("operating_cost", "drivers", "revenue"): Unit.FRACTION,
    ("history", "price_erosion"): Unit.FRACTION_PER_YEAR,
    ("order_file", "concentration"): Unit.RATIO,
}
_FRACTIONS = {
    "share", "growth", "margin", "discount_spread", "unit_cost_spread",
    "mentoring_saves", "partner_saves", "gross_margin", "gross_margin_at_start", "company_share",
    "revenue_growth", "complexity_reduction", "margin_points", "quoted_saving", "freight",
    "duty", "quality_cost", "management", "working", "list_spread", "demand_spread", "reaction",
    "tax_rate", "fade", "upkeep", "answers_from", "takes_part_from", "price_mentions",
    "setups", "order_lines",
}  # fmt: skip
_MONTHS = {
    "optimistic", "likely", "pessimistic", "shortest", "deadline", "months_optimistic",
    "months_likely", "months_pessimistic",
}  # fmt: skip
_AMOUNTS = {
    "cost_per_month", "order_quantity", "integration_cost", "revenue_per_device",
    "cost_per_device",
}  # fmt: skip


@dataclass(frozen=True)
class Posting:
    """One figure of the ledger.

    `chapter` is the part of the scenario it belongs to, `low` and `high` its range if it has one.
    """

    chapter: str
    label: str
    value: float | str
    unit: Unit
    mark: Mark
    source: str
    low: float | None = None
    high: float | None = None


def postings(scenario: Scenario) -> Iterator[Posting]:
    """Every figure of a scenario, in the order of its file.

    Parameters
    ----------
    scenario : Scenario

    Yields
    ------
    Posting
        A figure inside a part that has one mark and one source for all takes those.
    """
    words = scenario.vocabulary.words()
    quantities = (*names(Levers), *names(Assumptions)) if words else ()
    called = {described(n)[0]: described(n, terms=words)[0] for n in quantities}
    for field in type(scenario).model_fields:
        if field in _CONVENTIONS:
            continue
        for posting in _walk(getattr(scenario, field), (field,), None):
            label, *end = posting.label.partition(", at ")
            yield replace(posting, label="".join((called.get(label, label), *end)))


def _walk(value: Any, where: tuple[str, ...], part: Any) -> Iterator[Posting]:
    if isinstance(value, Figure | RuleChoice):
        shown = value.value.label if isinstance(value, RuleChoice) else value.value
        low, high = getattr(value, "low", None), getattr(value, "high", None)
        yield Posting(
            _chapter(where), _label(where), shown, _unit(where), value.mark, value.source, low, high
        )
    elif isinstance(value, Entry):
        part = value if hasattr(value, "mark") else part
        for field in type(value).model_fields:
            if field not in _CONVENTIONS:
                yield from _walk(getattr(value, field), (*where, field), part)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, (*where, key), part)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            word = getattr(inner, "label", getattr(inner, "name", str(i + 1)))
            yield from _walk(inner, (*where, word), part)
    elif isinstance(value, int | float) and not isinstance(value, bool) and part is not None:
        yield Posting(
            _chapter(where), _label(where), float(value), _unit(where), part.mark, part.source
        )


def _declared(where: tuple[str, ...]) -> Any:
    if where[0] == "assumptions" and where[-1] in names(Assumptions):
        return declaration(Assumptions, where[-1])
    if where[0] == "plans" and where[-1] in names(Levers):
        return declaration(Levers, where[-1])
    if where[0] == "levers" and where[1] in names(Levers):
        return declaration(Levers, where[1])
    return None


def _chapter(where: tuple[str, ...]) -> str:
    declared = _declared(where)
    if where[0] == "assumptions":
        return declared.topic
    if where[0] == "plans":
        return f"plan {where[1].replace('_', ' ')}"
    return where[0].replace("_", " ")


def _label(where: tuple[str, ...]) -> str:
    if declared := _declared(where):
        ends = {"low": ", at least", "high": ", at most"} if where[0] == "levers" else {}
        return declared.label + ends.get(where[-1], "")
    rest = where[2:] if where[0] == "plans" else where[1:]
    skipped = {
        "competitors", "steps", "differentiators", "tasks", "platforms", "criteria", "duties",
        "candidates", "weights", "rivals",
    }  # fmt: skip
    words = [w.replace("_", " ") for w in rest if w not in skipped or w == rest[-1]]
    return ": ".join([words[0], " ".join(words[1:])]) if len(words) > 1 else words[0]


def _unit(where: tuple[str, ...]) -> Unit:
    if declared := _declared(where):
        return declared.unit
    if where in _UNITS:
        return _UNITS[where]
    if where[-1] == "growth":
        return Unit.FRACTION_PER_YEAR
    if where[-1] in _FRACTIONS:
        return Unit.FRACTION
    if where[-1] in _MONTHS:
        return Unit.MONTHS
    if where[-1] in _AMOUNTS or (where[-1] == "price" and where[0] == "order_file"):
        return Unit.MONEY
    return Unit.QUARTERS if where[0] == "window" else Unit.RATIO


def number_ledger(case: Case) -> pd.DataFrame:
    """The number ledger of a case as a table.

    Parameters
    ----------
    case : Case

    Returns
    -------
    pandas.DataFrame
        Columns `chapter`, `figure`, `value`, `range`, `mark`, `source`; values as people write
        them.
    """
    import pandas as pd

    currency = case.scenario.currency
    rows = []
    for p in postings(case.scenario):
        value = p.value if isinstance(p.value, str) else quantity(p.value, p.unit, currency)
        if p.label == "margin points":
            value = points(p.value)
        span = ""
        if p.low is not None:
            span = f"{quantity(p.low, p.unit, currency)} to {quantity(p.high, p.unit, currency)}"
        rows.append((p.chapter, p.label, value, span, p.mark.value, p.source))
    return pd.DataFrame(rows, columns=["chapter", "figure", "value", "range", "mark", "source"])
