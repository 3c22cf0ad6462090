"""Sentences, findings and titles that follow the scenario: nothing about it is typed anywhere."""

from casestudy.narrative import (
    adoption,
    assortment,
    dashboard,
    decline,
    launch,
    leadership,
    partner,
    plans,
    positioning,
    price,
    project,
    sourcing_trap,
    start,
    supply,
    tail,
    what_if,
    workbench,
)
from casestudy.narrative.prose import Prose
from casestudy.narrative.what_if import calibration_lines, headline_rows

__all__ = [
    "Prose",
    "adoption",
    "assortment",
    "calibration_lines",
    "dashboard",
    "decline",
    "headline_rows",
    "launch",
    "leadership",
    "partner",
    "plans",
    "positioning",
    "price",
    "project",
    "sourcing_trap",
    "start",
    "supply",
    "tail",
    "what_if",
    "workbench",
]
