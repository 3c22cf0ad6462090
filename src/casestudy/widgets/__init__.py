"""Sliders and live pictures. A widget asks the model and shows what it says."""

from casestudy.widgets.answering import answer_box, predict
from casestudy.widgets.cockpit import cockpit
from casestudy.widgets.controls import scenario_picker
from casestudy.widgets.lab import pruning_lab
from casestudy.widgets.paper import paper_box

__all__ = ["answer_box", "cockpit", "paper_box", "predict", "pruning_lab", "scenario_picker"]
