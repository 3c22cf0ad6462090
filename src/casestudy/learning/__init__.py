"""Exercises, predictions and progress: what a learner does, and whether it is right.

An exercise is declared once, in `exercises.en.yaml` of its chapter; its key, its hints and the
explanations of known wrong answers are functions of the case, and nothing of them is stored.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Choice": "kinds",
    "Choices": "kinds",
    "Commitment": "predictions",
    "Exercise": "kinds",
    "Feedback": "feedback",
    "Function": "kinds",
    "Number": "kinds",
    "Prediction": "predictions",
    "Progress": "progress_view",
    "ProgressStore": "progress_store",
    "Ranking": "kinds",
    "Series": "kinds",
    "ShortText": "kinds",
    "Wrong": "kinds",
    "absolute": "kinds",
    "assess": "checking",
    "calibration_score": "predictions",
    "check": "checking",
    "commit": "predictions",
    "committed": "predictions",
    "find_exercise": "registry",
    "find_prediction": "registry",
    "has_passed": "predictions",
    "hint": "checking",
    "let_pass": "predictions",
    "overview": "progress_view",
    "progress": "progress_view",
    "progress_record": "progress_view",
    "prompt": "checking",
    "relative": "kinds",
    "reset": "progress_view",
    "reveal": "predictions",
    "solution": "checking",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"casestudy.learning.{_HOME[name]}"), name)
    raise AttributeError(f"module 'casestudy.learning' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
