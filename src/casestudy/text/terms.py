"""Words of the trade of a case, as templates ask for them: `{{ word.plant }}`."""

from __future__ import annotations

from dataclasses import make_dataclass

from casestudy.levers import said
from casestudy.scenario.schema import Scenario
from casestudy.scenario.sections import TERMS

# A class with a field for each word, so that a misspelt one is found before a learner meets it.
_ABOUT = {"__doc__": "What things are called in the trade of a case.", "__module__": __name__}
Terms = make_dataclass("Terms", [(name, str) for name in TERMS], frozen=True, namespace=_ABOUT)


def terms(scenario: Scenario | None = None) -> Terms:
    """The words of a scenario, and where it has none of its own the usual ones.

    Parameters
    ----------
    scenario : Scenario, optional
        Without one, the usual words.

    Returns
    -------
    Terms

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> terms(load_case("turnaround").scenario).set_ups
    'set-ups'
    """
    own = {} if scenario is None else scenario.vocabulary.words()
    return Terms(**{n: said(f"word.{n}") for n in TERMS} | own)
