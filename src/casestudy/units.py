"""What figures count, how they came into the workbook, and the calendar that all count by."""

from __future__ import annotations

from enum import StrEnum

DAYS = 365  # in a year
WEEKS = 52  # in a year
MONTHS = 12  # in a year
QUARTERS_A_YEAR = 4
MONTHS_A_QUARTER = 3


class Mark(StrEnum):
    """How a figure came into the workbook."""

    FACT = "fact"
    CALIBRATED = "calibrated"
    ASSUMED = "assumed"


class Unit(StrEnum):
    """Units of the figures. Fractions are 0 to 1 inside and percent only on the screen."""

    FRACTION = "fraction"
    FRACTION_PER_YEAR = "fraction per year"
    MONEY = "money"
    MONEY_PER_YEAR = "money per year"
    COUNT = "products"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    QUARTERS = "quarters"
    PER_YEAR = "per year"
    UTILITY = "utility"
    RATIO = "ratio"
    INTENSITY = "times the programme"

    @property
    def limits(self) -> tuple[float, float]:
        """Smallest and largest value that makes sense in this unit."""
        return {
            Unit.FRACTION: (-1.0, 1.0),
            Unit.FRACTION_PER_YEAR: (-0.5, 1.0),
            Unit.MONEY: (0.0, 1e15),
            Unit.MONEY_PER_YEAR: (0.0, 1e15),
            Unit.COUNT: (0.0, 1e6),
            Unit.DAYS: (0.0, 365.0),
            Unit.WEEKS: (0.0, 520.0),
            Unit.MONTHS: (-60.0, 120.0),
            Unit.QUARTERS: (0.0, 20.0),
            Unit.PER_YEAR: (0.0, 10.0),
            Unit.UTILITY: (-5.0, 5.0),
            Unit.RATIO: (-100.0, 100.0),
            Unit.INTENSITY: (0.0, 5.0),
        }[self]


SHARES = (Unit.FRACTION, Unit.FRACTION_PER_YEAR)
MONEY = (Unit.MONEY, Unit.MONEY_PER_YEAR)
