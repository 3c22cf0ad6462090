"""How the time of a room is spent: what follows what, and for how many minutes."""

from __future__ import annotations

from dataclasses import dataclass

# Each leaves slack and gives at least a third of its minutes to looking back: a room learns from
# what it sees in its own decision, and hardly while it plays.
FORMATS: dict[str, tuple[tuple[str, int], ...]] = {
    "60": (
        ("welcome", 3), ("company", 5), ("roles_out", 4), ("predict", 4), ("play", 17),
        ("hand_in", 2), ("debrief_room", 10), ("debrief_history", 6), ("monday", 5), ("slack", 4),
    ),
    "90": (
        ("welcome", 4), ("company", 7), ("roles_out", 5), ("predict", 5), ("play", 24),
        ("hand_in", 3), ("debrief_room", 13), ("debrief_history", 9), ("debrief_sure", 5),
        ("monday", 5), ("slack", 10),
    ),
    "180": (
        ("welcome", 5), ("company", 10), ("products", 22), ("roles_out", 6), ("predict", 6),
        ("play", 35), ("hand_in", 4), ("break", 15), ("debrief_room", 25), ("debrief_history", 15),
        ("debrief_sure", 12), ("monday", 10), ("slack", 15),
    ),
    "two_days": (
        ("welcome", 10), ("company", 20), ("where", 45), ("break", 15), ("products", 50),
        ("break", 45), ("price", 45), ("debrief_day", 100), ("slack", 30),
        ("partner", 35), ("break", 15), ("launch", 35), ("roles_out", 8), ("predict", 7),
        ("play", 50), ("hand_in", 5), ("break", 40), ("debrief_room", 60),
        ("debrief_history", 35), ("debrief_sure", 25), ("monday", 20), ("slack", 25),
    ),
}  # fmt: skip
DEBRIEF = ("debrief_day", "debrief_room", "debrief_history", "debrief_sure", "monday")
DAY = 360  # minutes of a day of a format that has two; each begins anew


@dataclass(frozen=True)
class Step:
    """A part of the time of a room.

    Attributes
    ----------
    name : str
    day : int
        From 1.
    begins : int
        Minutes after the beginning of the day.
    minutes : int
    """

    name: str
    day: int
    begins: int
    minutes: int

    @property
    def at(self) -> str:
        """When it begins, as on a clock that was started with the day."""
        return f"{self.begins // 60}:{self.begins % 60:02}"


def steps(format: str) -> list[Step]:
    """What a format consists of, with its times.

    Parameters
    ----------
    format : str
        A name of `FORMATS`.

    Returns
    -------
    list of Step

    Examples
    --------
    >>> [(step.name, step.at) for step in steps("60")][:3]
    [('welcome', '0:00'), ('company', '0:03'), ('roles_out', '0:08')]
    """
    found, passed = [], 0
    for name, minutes in FORMATS[format]:
        day, begins = divmod(passed, DAY)
        found.append(Step(name, day + 1, begins, minutes))
        passed += minutes
    return found
