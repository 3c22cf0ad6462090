"""A case study of a manufacturing turnaround: the case, its model, and what there is to see.

The company is fictional and its tables are synthetic. Names are loaded when they are used, so
that ``import casestudy as cs`` is quick. Nothing is imported here that `python -m` has not
imported already: its working folder, which may hold a learner's `typing.py`, is still on the path.
"""

from functools import cache
from importlib import import_module

_HOME = {
    "Assumptions": "levers",
    "InputError": "reading",
    "Levers": "levers",
    "PruningRule": "levers",
    "answer_box": "widgets",
    "appointments": "analysis.leadership",
    "assess": "learning.checking",
    "attribute": "analysis.attribution",
    "attribute_assumptions": "analysis.attribution",
    "board_paper": "report",
    "bought_by_time": "analysis.week",
    "broken_baskets": "analysis.tail",
    "calibrate": "analysis.calibration",
    "calibration_score": "learning.predictions",
    "capabilities": "analysis.positioning",
    "charge_by_hand": "analysis.assortment",
    "check": "learning.checking",
    "check_setup": "workbook",
    "choose_scenario": "places",
    "cockpit": "widgets",
    "commit": "learning.predictions",
    "compare": "analysis.comparison",
    "compare_rules": "analysis.pruning",
    "complexity": "analysis.assortment",
    "concentration": "analysis.assortment",
    "decline": "analysis.history",
    "duties": "analysis.leadership",
    "feature_use": "analysis.tail",
    "frontier": "analysis.frontiers",
    "goal_seek": "analysis.search",
    "gross_profit_bridge": "analysis.bridges",
    "hint": "learning.checking",
    "least_cost": "analysis.search",
    "load_case": "variants",
    "mentions": "analysis.positioning",
    "notebook_map": "workbook",
    "number_ledger": "ledger",
    "one_at_a_time": "analysis.one_at_a_time",
    "outlook": "analysis.history",
    "paper_box": "widgets",
    "paper_in_words": "report",
    "position": "analysis.positioning",
    "predict": "widgets",
    "product_classes": "analysis.assortment",
    "profit_pool": "analysis.history",
    "progress": "learning.progress_view",
    "prompt": "learning.checking",
    "pruning_lab": "widgets",
    "readings": "analysis.readings",
    "regularity": "analysis.tail",
    "reported": "analysis.reported",
    "reveal": "learning.predictions",
    "revenue_bridge": "analysis.bridges",
    "scenario_picker": "widgets",
    "say": "text.words",
    "show": "plots",
    "simulate": "model",
    "simulate_many": "model",
    "situation": "analysis.leadership",
    "solution": "learning.checking",
    "specification": "analysis.positioning",
    "wants": "analysis.positioning",
    "week": "analysis.week",
    "whale": "analysis.assortment",
    "who_feels_it": "analysis.losers",
    "worth": "analysis.worth",
    "yearly_bridges": "analysis.bridges",
}

_CHAPTERS = ("launch", "partner", "price", "supply")

__version__ = "0.1.0"
__all__ = ["tell", *_CHAPTERS, *sorted(_HOME)]


def __getattr__(name: str) -> object:
    if name in _CHAPTERS:
        return import_module(f"casestudy.chapters.{name}")
    if name in _HOME:
        return _shown(getattr(import_module(f"casestudy.{_HOME[name]}"), name))
    return import_module("casestudy.former").find(name)


@cache
def _shown(thing: object) -> object:
    """A function with the door that tells people what it expects; a class as it is."""
    return thing if isinstance(thing, type) else import_module("casestudy.face").faced(thing)


def __dir__() -> list[str]:
    return sorted([*_HOME, *_CHAPTERS, "tell", "__version__"])
