"""What the first page says: the outcomes, other readings of them, and the marks of the figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from casestudy.analysis.comparison import Comparison, compare
from casestudy.analysis.ledger import number_ledger
from casestudy.concepts import portfolio
from casestudy.model.derived import derived, pruning_order
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.terms import terms as usual_or_own
from casestudy.text.words import phrase
from casestudy.units import Mark

if TYPE_CHECKING:
    import pandas as pd

# Parts of the scenario whose figures are not understood without the part.
SHORT = {"company", "line", "market", "history", "targets", "reached", "window"}


@dataclass(frozen=True)
class Targets:
    """What came of the programme, as the scenario has it.

    Attributes
    ----------
    growth, complexity, margin : float
        Growth of revenue and fall of complexity as fractions, gain of gross margin.
    asked : tuple of float
        The same three as they were asked for; empty where they were reached.
    window : tuple of int
        First and last quarter of the outcome window.
    facts, of : int
        How many of these figures are reported, and how many there are.
    """

    growth: float
    complexity: float
    margin: float
    asked: tuple[float, ...]
    window: tuple[int, int]
    facts: int
    of: int


def targets(case: Case) -> Targets:
    """What came of the programme, as the scenario has it.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Targets
    """
    scenario, window = case.scenario, case.scenario.window
    came = scenario.outcomes
    return Targets(
        growth=came.revenue_growth.value,
        complexity=came.complexity_reduction.value,
        margin=came.margin_points.value,
        asked=tuple(getattr(scenario.targets, n).value for n in TARGETS if scenario.reached),
        window=(window.first, window.last),
        facts=sum(getattr(came, name).mark is Mark.FACT for name in TARGETS),
        of=len(TARGETS),
    )


@dataclass(frozen=True, eq=False)
class Ledger:
    """The number ledger, with what is to be said of it.

    Attributes
    ----------
    rows : pandas.DataFrame
        As `casestudy.analysis.ledger.number_ledger` gives it.
    """

    rows: pd.DataFrame

    @cached_property
    def marks(self) -> dict[str, int]:
        """How many figures have which mark."""
        return {mark.value: int((self.rows["mark"] == mark.value).sum()) for mark in Mark}

    @property
    def firm(self) -> list[tuple[str, ...]]:
        """Those that are not assumed: name, value, range, mark and source."""
        rows = self.rows[self.rows["mark"] != Mark.ASSUMED.value]
        return [
            (f"{r.chapter}: {r.figure}" if r.chapter in SHORT else r.figure, *r[3:])
            for r in rows.itertuples()
        ]

    def find(self, text: str) -> Ledger:
        """The rows in which each of some words stands, in whatever column."""
        words = text.casefold().split()
        whole = self.rows.astype(str).agg(" ".join, axis=1).str.casefold()
        keep = [all(word in row for word in words) for row in whole]
        return Ledger(self.rows[keep])

    def count(self, mark: str | None = None, ranged: bool | None = None) -> int:
        """How many figures have a mark, and a range or none."""
        rows = self.rows if mark is None else self.rows[self.rows["mark"] == mark]
        return len(rows) if ranged is None else int(((rows["range"] != "") == ranged).sum())


def ledger(case: Case) -> Ledger:
    """The number ledger of a case.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Ledger
    """
    return Ledger(number_ledger(case))


@dataclass(frozen=True)
class Readings:
    """What the reported figures come to if they are read otherwise.

    Attributes
    ----------
    against_idle : float
        Revenue growth less that of doing nothing, as a fraction of base revenue.
    more_than_idle : float
        The same as a fraction of the revenue with nothing done.
    yearly : float
        Revenue growth as a yearly rate.
    if_company : float
        Growth of the line if the reported growth were the company's and the rest stood still.
    effective_before, effective_after : float
        Effective number of products before, and of those that are kept.
    complexity_cost : float
        Variety-driven cost in the outcome window against the same quarters of the base year, as a
        fraction.
    relative_margin : float
        Change of the gross margin if the reported figure were a part of the margin.
    """

    against_idle: float
    more_than_idle: float
    yearly: float
    if_company: float
    effective_before: float
    effective_after: float
    complexity_cost: float
    relative_margin: float

    @property
    def fewer(self) -> float:
        """Change of the effective number of products, as a fraction."""
        return self.effective_after / self.effective_before - 1.0


_TERM = re.compile(r"^\| \*\*(.*?)\*\* \| (.*) \|$", re.MULTILINE)


def terms(case: Case | None = None) -> dict[str, str]:
    """What the glossary explains, as a page explains it where it first stands.

    Parameters
    ----------
    case : Case, optional
        With it in the words of its trade.

    Returns
    -------
    dict of str to str
        The meaning of each term; of one with a short form, by that: "SKU".

    Examples
    --------
    >>> terms()["lever"]
    'what the team decides, and a slider moves'
    """
    word = usual_or_own(case and case.scenario)
    rows = _TERM.findall(phrase("casestudy.chapters.start", "glossary", word=word))
    return {re.sub(r".*\((.*)\)", r"\1", term): meaning for term, meaning in rows}


def readings(case: Case, compared: Comparison | None = None) -> Readings:
    """Other readings of what came of the programme.

    Parameters
    ----------
    case : Case
    compared : Comparison, optional
        Of the plan as it happened.

    Returns
    -------
    Readings
    """
    compared = compare(case) if compared is None else compared
    scenario, plan = case.scenario, case.plan("as_it_happened")
    happened, idle = compared.happened, compared.idle
    skus = case.tables["skus"]
    revenue = (skus["price"] * skus["volume"]).to_numpy()
    retired = round(float(plan.retired_share) * len(skus))
    kept = revenue[pruning_order(case, plan.pruning_rule)[retired:]]
    world = case.assumptions
    share = world.complexity_cogs_share + world.complexity_sga_share
    cost = float(happened.series.complexity_cost[derived(case).window].sum())
    growth = float(happened.headlines.revenue_growth)
    return Readings(
        against_idle=growth - float(idle.headlines.revenue_growth),
        more_than_idle=(1.0 + growth) / (1.0 + float(idle.headlines.revenue_growth)) - 1.0,
        yearly=float(happened.headlines.revenue_cagr),
        if_company=scenario.outcomes.revenue_growth.value / scenario.line.company_share.value,
        effective_before=portfolio.effective_number(revenue),
        effective_after=portfolio.effective_number(kept),
        complexity_cost=cost / (share * case.line_revenue) - 1.0,
        relative_margin=scenario.line.gross_margin.value * scenario.outcomes.margin_points.value,
    )
