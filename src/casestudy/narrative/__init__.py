"""Sentences, findings and titles that follow the scenario: nothing about it is typed anywhere."""

from casestudy.narrative import (
    adoption,
    board,
    board_record,
    board_risk,
    dashboard,
    judgement,
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
    "board",
    "board_record",
    "board_risk",
    "calibration_lines",
    "dashboard",
    "headline_rows",
    "judgement",
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
