"""How many of one are in another: the calendar that every module counts by."""

DAYS = 365  # in a year
WEEKS = 52  # in a year
MONTHS = 12  # in a year
QUARTERS_A_YEAR = 4
MONTHS_A_QUARTER = 3
