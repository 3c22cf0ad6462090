"""A case study of a manufacturing turnaround: the case, its model, and what there is to see.

The company is fictional and its tables are synthetic. Names are loaded when they are used, so
that ``import casestudy as cs`` is quick. Nothing is imported here that `python -m` has not
imported already: its working folder, which may hold a learner's `typing.py`, is still on the path.
"""

from functools import cache
from importlib import import_module

_HOME = {
    "Assumptions": "levers",
    "InputError": "errors",
    "Levers": "levers",
    "PruningRule": "levers",
    "added": "widgets",
    "assess": "learning.checking",
    "attribute": "analysis.attribution",
    "attribute_assumptions": "analysis.attribution",
    "board_paper": "report",
    "calibrate": "analysis.calibration",
    "calibration_score": "learning.predictions",
    "check": "learning.checking",
    "check_setup": "app.workbook",
    "choose_scenario": "files.places",
    "cockpit": "widgets",
    "commit": "learning.predictions",
    "compare": "analysis.comparison",
    "debrief_box": "widgets",
    "exercise": "widgets",
    "frontier": "analysis.frontiers",
    "goal_seek": "analysis.search",
    "hand_out_box": "app.handout",
    "hint": "learning.checking",
    "kit_box": "widgets",
    "least_cost": "analysis.search",
    "load_case": "analysis.variants",
    "look_up": "widgets",
    "monte_carlo": "analysis.monte_carlo",
    "notebook_map": "app.workbook",
    "number_ledger": "analysis.ledger",
    "one_at_a_time": "analysis.one_at_a_time",
    "own_case_box": "widgets",
    "paper_box": "widgets",
    "paper_in_words": "report",
    "picture": "plots",
    "play": "widgets",
    "predict": "widgets",
    "progress": "widgets",
    "prompt": "learning.checking",
    "pruning_lab": "widgets",
    "record_page": "report",
    "reported": "analysis.reported",
    "reveal": "learning.predictions",
    "say": "text.words",
    "scenario_picker": "widgets",
    "show": "plots",
    "simulate": "model.simulate",
    "simulate_many": "model.many",
    "solution": "learning.checking",
    "worth": "analysis.worth",
}

_CHAPTERS = (
    "assortment",
    "board",
    "history",
    "how_sure",
    "launch",
    "leadership",
    "partner",
    "positioning",
    "price",
    "start",
    "supply",
    "what_if",
)

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
