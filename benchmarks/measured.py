"""What a bench makes of repeated measurements: quantiles, ratios, and whether a limit is met."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ENOUGH = 0.85  # of a core that a program gets which asks for one: with less, times say little
HEAD = f"{'':46}{'p50':>9}{'p95':>9}{'ratio':>9}  limit"


@dataclass(frozen=True)
class Measured:
    """One line of the table: what was measured again and again, and what it is compared with."""

    what: str
    values: Sequence[float]
    unit: str = "ms"
    floor: float | None = None  # the median of the plainest thing that could be there
    limit: float | None = None
    at: int = 50  # the percentile that has to keep the limit
    at_least: bool = False  # the limit is the least, not the most
    note: str = ""

    def percentile(self, share: float) -> float:
        """The value below which so many of a hundred measurements lie."""
        return float(np.percentile(self.values, share))

    @property
    def median(self) -> float:
        """The value in the middle."""
        return self.percentile(50)

    @property
    def ratio(self) -> float | None:
        """How many times the floor's median this one's is."""
        return self.median / self.floor if self.floor else None

    def verdict(self, *, busy: bool) -> str:
        """Whether the limit is kept; a busy machine can only make it look worse."""
        if self.limit is None:
            return ""
        found = self.percentile(self.at)
        kept = found >= self.limit if self.at_least else found <= self.limit
        return "met" if kept else "inconclusive" if busy else "missed"

    def line(self, *, busy: bool) -> str:
        """The line of the table."""
        sign = "≥" if self.at_least else "≤"
        limit = f"p{self.at} {sign} {short(self.limit)}: " if self.limit is not None else ""
        numbers = f"{short(self.median):>9}{short(self.percentile(95)):>9}"
        ratio = f"{short(self.ratio)}×" if self.ratio is not None else ""
        end = "; ".join(part for part in (limit + self.verdict(busy=busy), self.note) if part)
        return f"{self.what + ', ' + self.unit:46}{numbers}{ratio:>9}  {end}".rstrip()


def short(value: float) -> str:
    """Three digits, or all that stand before the point."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}"
    rounded = float(f"{abs(value):.2e}")  # 99.96 has as many digits as the 100 that it is shown as
    digits = max(0, 2 - int(np.floor(np.log10(rounded))))
    return f"{value:.{digits}f}" if digits < 6 else f"{value:.1e}"


def per_second(times: Sequence[float]) -> float:
    """How many frames a second there were, from the milliseconds at which each began."""
    return 1000 * (len(times) - 1) / (times[-1] - times[0])


def share_of_a_core(seconds: float = 0.4) -> float:
    """How much of a core a program gets that asks for all of one."""
    begun, used = time.perf_counter(), time.process_time()
    while time.perf_counter() < begun + seconds:
        pass
    return (time.process_time() - used) / (time.perf_counter() - begun)


def load() -> str:
    """How many programs want to run, and on how many cores; where the system says so."""
    cores = f"{os.cpu_count()} cores"
    return f"load {os.getloadavg()[0]:.1f} on {cores}" if hasattr(os, "getloadavg") else cores
