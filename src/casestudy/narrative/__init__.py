"""Sentences, findings and titles that follow the scenario: nothing about it is typed anywhere."""

from casestudy.narrative import (
    adoption,
    dashboard,
    launch,
    partner,
    plans,
    project,
    reported,
    sourcing_trap,
    supply,
    what_if,
    workbench,
    worth,
)
from casestudy.narrative.what_if import calibration_lines, headline_rows
from casestudy.text.prose import Prose

__all__ = [
    "Prose",
    "adoption",
    "calibration_lines",
    "dashboard",
    "headline_rows",
    "launch",
    "partner",
    "plans",
    "project",
    "reported",
    "sourcing_trap",
    "supply",
    "what_if",
    "workbench",
    "worth",
]
