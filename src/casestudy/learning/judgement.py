"""How well somebody's ranges hold what comes out: calibration of judgement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDING = 1e-9  # relative: a result on the edge of a range is in it
HALF = 0.5  # the middle of a range
UNLIKELY = 0.05  # the usual limit of what is called chance
FEW = 5  # predictions below which a count says nothing
EXPECTED = 0.9  # the ranges are asked for so that nine in ten hold the result


@dataclass(frozen=True)
class Judged:
    """A prediction beside its result, all in one unit.

    Attributes
    ----------
    label : str
        What was predicted, in a few words.
    value, low, high : float
        The guess and its range.
    truth : float
        What came out.
    """

    label: str
    value: float
    low: float
    high: float
    truth: float

    @property
    def held(self) -> bool:
        """Whether the range held the result."""
        # A result at the very end of the range is in it, whatever its last binary digit.
        slack = ROUNDING * max(abs(self.low), abs(self.high), abs(self.truth))
        return self.low - slack <= self.truth <= self.high + slack

    @property
    def place(self) -> float:
        """Where the result lies in the range: 0 at its low end, 1 at its high end."""
        return self._place(self.truth)

    @property
    def guess(self) -> float:
        """Where the guess lies in the range, likewise."""
        return self._place(self.value)

    def _place(self, value: float) -> float:
        width = self.high - self.low
        if width > 0:
            return (value - self.low) / width
        return HALF if self.held or value == self.low else math.copysign(math.inf, value - self.low)


@dataclass(frozen=True)
class CalibrationScore:
    """How often ranges held the result, and what chance has to do with it.

    Attributes
    ----------
    judged : tuple of Judged
    expected : float
        Share of ranges that should hold, as a fraction.
    """

    judged: tuple[Judged, ...]
    expected: float = EXPECTED

    @property
    def made(self) -> int:
        """Number of predictions."""
        return len(self.judged)

    @property
    def held(self) -> int:
        """Number of ranges that held the result."""
        return sum(j.held for j in self.judged)

    @property
    def chance_of_so_few(self) -> float:
        """Probability that a well calibrated judge's ranges hold as seldom as this, or less often.

        P(H ≤ h) of a binomial count H of `made` trials with probability `expected`; 1 without
        predictions.
        """
        return _at_most(self.held, self.made, self.expected)

    @property
    def chance_of_so_many(self) -> float:
        """Probability of as many as this or more, likewise."""
        return 1.0 - _at_most(self.held - 1, self.made, self.expected)

    @property
    def fewest_ordinary(self) -> int:
        """The smallest count of which a good judge falls short in 1 of 20 cases at most."""
        counts = range(self.made + 1)
        return max(h for h in counts if _at_most(h - 1, self.made, self.expected) <= UNLIKELY)

    @property
    def verdict(self) -> str:
        """What the count says of the ranges: `few`, `narrow`, `wide` or `ordinary`."""
        if self.made < FEW:
            return "few"
        if self.chance_of_so_few < UNLIKELY:
            return "narrow"
        return "wide" if self.chance_of_so_many < UNLIKELY else "ordinary"


def _at_most(held: int, made: int, probability: float) -> float:
    return math.fsum(
        math.comb(made, h) * probability**h * (1.0 - probability) ** (made - h)
        for h in range(held + 1)
    )


def calibration_of(judged: Sequence[Judged], expected: float = EXPECTED) -> CalibrationScore:
    """Score of somebody's ranges.

    Parameters
    ----------
    judged : sequence of Judged
    expected : float
        Share of ranges that should hold the result, above 0 and below 1.

    Returns
    -------
    CalibrationScore

    Raises
    ------
    ValueError
        If `expected` is no such share.

    Examples
    --------
    >>> score = calibration_of([Judged("price", 3.0, 1.0, 5.0, 4.0), Judged("cost", 1, 0, 2, 9)])
    >>> score.held, score.made, round(score.chance_of_so_few, 2)
    (1, 2, 0.19)
    """
    if not 0.0 < expected < 1.0:
        raise ValueError(f"expected: expected a number between 0 and 1, not {expected!r}")
    return CalibrationScore(tuple(judged), float(expected))
