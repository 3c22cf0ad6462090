"""Sentences, findings and titles that follow the scenario: nothing about it is typed anywhere."""

from casestudy.narrative import (
    assortment,
    board,
    board_record,
    board_risk,
    dashboard,
    decline,
    judgement,
    leadership,
    plans,
    positioning,
    reported,
    start,
    tail,
    what_if,
    workbench,
    worth,
)
from casestudy.narrative.what_if import calibration_lines, headline_rows
from casestudy.text.prose import Prose

__all__ = [
    "Prose",
    "assortment",
    "board",
    "board_record",
    "board_risk",
    "calibration_lines",
    "dashboard",
    "decline",
    "headline_rows",
    "judgement",
    "leadership",
    "plans",
    "positioning",
    "reported",
    "start",
    "tail",
    "what_if",
    "workbench",
    "worth",
]
