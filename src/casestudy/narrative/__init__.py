"""Sentences, findings and titles that follow the scenario: nothing about it is typed anywhere."""

from casestudy.narrative import (
    assortment,
    decline,
    leadership,
    partner,
    positioning,
    price,
    sourcing_trap,
    start,
    tail,
    what_if,
)
from casestudy.narrative.prose import Prose
from casestudy.narrative.what_if import calibration_lines, headline_rows

__all__ = [
    "Prose",
    "assortment",
    "calibration_lines",
    "decline",
    "headline_rows",
    "leadership",
    "partner",
    "positioning",
    "price",
    "sourcing_trap",
    "start",
    "tail",
    "what_if",
]
