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
    "adoption_curve": "analysis.adoption",
    "answer_box": "widgets",
    "assess": "learning.checking",
    "attribute": "analysis.attribution",
    "attribute_assumptions": "analysis.attribution",
    "board_paper": "report",
    "calibrate": "analysis.calibration",
    "calibration_score": "learning.predictions",
    "check": "learning.checking",
    "check_setup": "workbook",
    "choose_scenario": "places",
    "cockpit": "widgets",
    "commit": "learning.predictions",
    "compare": "analysis.comparison",
    "contracts": "analysis.supply",
    "crash_plan": "analysis.launch",
    "delay_cost": "analysis.launch",
    "early_forecasts": "analysis.adoption",
    "finish_dates": "analysis.project",
    "frontier": "analysis.frontiers",
    "goal_seek": "analysis.search",
    "hint": "learning.checking",
    "incremental_sales": "analysis.launch",
    "least_cost": "analysis.search",
    "load_case": "variants",
    "notebook_map": "workbook",
    "number_ledger": "ledger",
    "one_at_a_time": "analysis.one_at_a_time",
    "order_by_hand": "analysis.ordering",
    "order_together": "analysis.ordering",
    "paper_box": "widgets",
    "paper_in_words": "report",
    "partner_costs": "analysis.partners",
    "partner_outcomes": "analysis.partner_choice",
    "partner_schedules": "analysis.partners",
    "partner_scores": "analysis.partner_choice",
    "pool": "analysis.ordering",
    "predict": "widgets",
    "progress": "learning.progress_view",
    "prompt": "learning.checking",
    "pruning_lab": "widgets",
    "record_time": "analysis.project",
    "replay_trap": "analysis.sourcing_trap",
    "reported": "analysis.reported",
    "reveal": "learning.predictions",
    "scenario_picker": "widgets",
    "sea_value": "analysis.supply",
    "say": "text.words",
    "show": "plots",
    "simulate": "model",
    "simulate_many": "model",
    "solution": "learning.checking",
    "stock_changes": "analysis.supply",
    "stock_today": "analysis.supply",
    "task_network": "analysis.project",
    "worth": "analysis.worth",
}

_CHAPTERS = ("assortment", "board", "history", "leadership", "positioning", "price", "start")

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
