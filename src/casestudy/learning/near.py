"""Why a near miss is a near miss: slips that lead to a wrong number, in any exercise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casestudy.learning.kinds import Tolerance
from casestudy.scenario.case import Case
from casestudy.units import MONEY, SHARES, Unit

RATES = (*MONEY, Unit.FRACTION_PER_YEAR, Unit.PER_YEAR)
TIMES = (*RATES, Unit.QUARTERS, Unit.MONTHS)
NARROWEST = 0.02  # of what the slip leads to: how near it an answer has to lie at least
ROUNDING = 3.0  # tolerances within which a miss is a matter of rounding


@dataclass(frozen=True)
class NearMiss:
    """A slip and a sentence about it that does not give the answer away."""

    reason: str
    text: str


_FACTORS: tuple[tuple[str, float, tuple[Unit, ...] | None], ...] = (
    ("percent", 100.0, None),
    ("thousand", 1e3, None),
    ("million", 1e6, None),
    ("quarter", 4.0, TIMES),
    ("month", 12.0, TIMES),
)
_TEXTS = {
    "percent": "Your number is {} by a factor of exactly one hundred: percent and fraction are "
    "mixed up. Twelve percent is 0.12, or “12 %” with its sign.",
    "thousand": "Your number is {} by a factor of exactly one thousand. Count the zeros: are "
    "these units, thousands or millions?",
    "million": "Your number is {} by a factor of exactly one million. Count the zeros: are these "
    "units or millions?",
    "quarter": "Your number is {} by a factor of exactly four: a quarter is taken for a year, or "
    "a year for a quarter.",
    "month": "Your number is {} by a factor of exactly twelve: a month is taken for a year, or a "
    "year for a month.",
}


def near_miss(
    answer: float,
    key: float,
    *,
    unit: Unit,
    tolerance: Tolerance,
    case: Case,
    sign_matters: bool = True,
) -> NearMiss | None:
    """The slip that leads from the key to a wrong answer, the most specific first.

    In this order: the sign; a factor of 100, of a thousand or a million, of 4 or 12 where time
    plays a part; the line taken for the company; rounding just outside the
    tolerance. Known wrong answers of the exercise go before all of them and are not looked at
    here.

    Parameters
    ----------
    answer, key : float
        Answer, which is not right, and key.
    unit : Unit
    tolerance : Tolerance
    case : Case
        Gives the line's part of the company.
    sign_matters : bool
        Whether a number with the other sign is wrong.

    Returns
    -------
    NearMiss or None

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> from casestudy.learning.kinds import absolute
    >>> case = load_case("turnaround")
    >>> near_miss(17.0, 0.17, unit=Unit.FRACTION, tolerance=absolute(0.005), case=case).reason
    'percent'
    """
    if not sign_matters:
        answer, key = abs(answer), abs(key)
    allowed = tolerance.slack(key)

    def leads(value: float, times: float = 1.0) -> bool:
        # A wide tolerance around a small key would take anything for a slip.
        slack = min(allowed * times, NARROWEST * abs(value))
        return value != 0 and abs(answer - value) <= max(slack, 1e-9 * abs(value))

    if sign_matters and leads(-key):
        return NearMiss("sign", "The size is right, but not the sign: which way does it go?")
    for reason, factor, units in _FACTORS:
        if units is not None and unit not in units:
            continue
        for side, times in (("too large", factor), ("too small", 1.0 / factor)):
            if leads(key * times, times):
                return NearMiss(reason, _TEXTS[reason].format(side))
    if found := _line_or_company(leads, key, unit, case):
        return found
    if abs(answer - key) <= ROUNDING * allowed:
        return NearMiss(
            "rounding",
            "You are close, but outside the tolerance: keep all digits until the last step, and "
            "round only then.",
        )
    return None


def _line_or_company(
    leads: Callable[..., bool], key: float, unit: Unit, case: Case
) -> NearMiss | None:
    if unit not in (*MONEY, *SHARES):
        return None
    s = case.scenario
    share = s.company.revenue.value and case.line_revenue / s.company.revenue.value
    if not 0 < share < 1:
        return None
    if leads(key / share, 1.0 / share):
        mistaken, meant = f"the whole of {s.company.name}", f"the line ({s.line.name})"
    elif leads(key * share, share):
        mistaken, meant = f"the line ({s.line.name})", f"the whole of {s.company.name}"
    else:
        return None
    return NearMiss(
        "line or company",
        f"Your number is off by exactly the ratio of line to company: this looks like {mistaken}, "
        f"and asked for is {meant}.",
    )
