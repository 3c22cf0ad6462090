"""Sliders and live pictures. A widget asks the model and shows what it says."""

from casestudy.widgets.additions import added
from casestudy.widgets.cockpit import cockpit
from casestudy.widgets.controls import scenario_picker
from casestudy.widgets.exercise import exercise
from casestudy.widgets.lab import pruning_lab
from casestudy.widgets.look_up import look_up
from casestudy.widgets.own_case import own_case_box
from casestudy.widgets.paper import paper_box
from casestudy.widgets.play import play
from casestudy.widgets.prediction import predict
from casestudy.widgets.progress import progress
from casestudy.widgets.room import debrief_box, kit_box

__all__ = [
    "added",
    "cockpit",
    "debrief_box",
    "exercise",
    "kit_box",
    "look_up",
    "own_case_box",
    "paper_box",
    "play",
    "predict",
    "progress",
    "pruning_lab",
    "scenario_picker",
]
