"""Sentences, findings and titles that follow the scenario: nothing about it is typed anywhere."""

from casestudy.narrative import (
    board,
    board_record,
    board_risk,
    dashboard,
    judgement,
    plans,
    workbench,
)
from casestudy.text.prose import Prose

__all__ = [
    "Prose",
    "board",
    "board_record",
    "board_risk",
    "dashboard",
    "judgement",
    "plans",
    "workbench",
]
