"""Sentences, findings and titles that follow the scenario: nothing about it is typed anywhere."""

from casestudy.narrative import (
    board,
    board_record,
    board_risk,
    dashboard,
    judgement,
    plans,
    reported,
    what_if,
    workbench,
    worth,
)
from casestudy.narrative.what_if import calibration_lines, headline_rows
from casestudy.text.prose import Prose

__all__ = [
    "Prose",
    "board",
    "board_record",
    "board_risk",
    "calibration_lines",
    "dashboard",
    "headline_rows",
    "judgement",
    "plans",
    "reported",
    "what_if",
    "workbench",
    "worth",
]
