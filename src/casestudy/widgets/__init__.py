"""Sliders and live pictures. A widget asks the model and shows what it says."""

from casestudy.widgets.cockpit import cockpit
from casestudy.widgets.controls import scenario_picker
from casestudy.widgets.lab import pruning_lab

__all__ = ["cockpit", "pruning_lab", "scenario_picker"]
