"""Headlines and levers as people read them: their names, and their figures in a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casestudy.files.languages import texts
from casestudy.levers import Levers, described, names
from casestudy.scenario.case import Case
from casestudy.scenario.schema import TARGETS
from casestudy.text.formats import headline_in
from casestudy.text.words import phrase
from casestudy.units import Mark, Unit

if TYPE_CHECKING:
    from casestudy.model.outcome import Outcome

# In the order in which tables have them: the targets first.
HEADLINES = (
    *TARGETS,
    "revenue_cagr",
    "share",
    "inventory_turns",
    "programme_cost",
    "npv",
)


def label(headline: str) -> str:
    """What a headline is called.

    >>> label("npv"), short_label("npv")
    ('Present value against doing nothing', 'Present value')
    """
    return phrase("casestudy.analysis", f"headline.{headline}")


def short_label(headline: str) -> str:
    """What a headline is called where there is little room."""
    return phrase("casestudy.analysis", f"short.{headline}")


def unit_label(unit: Unit) -> str:
    """What a unit is called.

    >>> unit_label(Unit.FRACTION_PER_YEAR)
    'fraction per year'
    """
    return texts("casestudy.text")[f"unit.{unit.name.lower()}"]


def mark_label(mark: Mark) -> str:
    """What it is called how a figure came into the workbook."""
    return texts("casestudy.text")[f"mark.{mark.value}"]


def headline(case: Case, name: str, value: float) -> str:
    """A headline in its unit.

    Parameters
    ----------
    case : Case
    name : str
        As in `casestudy.model.outcome.Headlines`.
    value : float

    Returns
    -------
    str
    """
    return headline_in(case.scenario.currency, name, value)


def lever_label(case: Case, name: str) -> str:
    """The scenario's own label of a lever, or the usual one."""
    return getattr(case.scenario.levers, name).label or _described(case, name)[0]


def plan_label(name: str) -> str:
    """What a plan of a scenario is called."""
    return phrase("casestudy.analysis", "plan", name=name)


def called(case: Case, name: str) -> str:
    """What a lever, the pruning rule or an assumption is called."""
    return lever_label(case, name) if name in names(Levers) else _described(case, name)[0]


def meaning(case: Case, name: str) -> str:
    """What a lever, the pruning rule or an assumption means, in a sentence or two."""
    return _described(case, name)[1]


def _described(case: Case, name: str) -> tuple[str, str]:
    return described(name, terms=case.scenario.vocabulary.words())


def headline_rows(case: Case, outcome: Outcome) -> list[tuple[str, str]]:
    """Label and value of every headline of one plan.

    Parameters
    ----------
    case : Case
    outcome : Outcome
        Of one draw.

    Returns
    -------
    list of (str, str)
    """
    return [
        (
            label("active_products" if name == "complexity_reduction" else name),
            headline(case, name, value),
        )
        for name, value in outcome.headlines.as_dict().items()
    ]
