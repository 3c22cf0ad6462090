"""Crashing: what the books say, redone another way."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudy.concepts import crashing, schedule

QUARTER = st.integers(0, 40).map(lambda n: n / 4)
# Hillier and Lieberman, *Introduction to Operations Research*, the Reliable Construction Co.:
# predecessors; estimates; normal and crash time; normal and crash cost in thousand dollars.
RELIABLE = {
    "A": ("", (1, 2, 3), (2, 1), (180, 280)),
    "B": ("A", (2, 3.5, 8), (4, 2), (320, 420)),
    "C": ("B", (6, 9, 18), (10, 7), (620, 860)),
    "D": ("C", (4, 5.5, 10), (6, 4), (260, 340)),
    "E": ("C", (1, 4.5, 5), (4, 3), (410, 570)),
    "F": ("E", (4, 4, 10), (5, 3), (180, 260)),
    "G": ("D", (5, 6.5, 11), (7, 4), (900, 1020)),
    "H": ("EG", (5, 8, 17), (9, 6), (200, 380)),
    "I": ("C", (3, 7.5, 9), (7, 5), (210, 270)),
    "J": ("FI", (3, 9, 9), (8, 6), (430, 490)),
    "K": ("J", (4, 4, 4), (4, 3), (160, 200)),
    "L": ("J", (1, 5.5, 7), (5, 3), (250, 350)),
    "M": ("H", (1, 2, 3), (2, 1), (100, 200)),
    "N": ("KL", (5, 5.5, 9), (6, 3), (330, 510)),
}
BEFORE = {task: list(row[0]) for task, row in RELIABLE.items()}
NORMAL, CRASH = ({t: row[2][at] for t, row in RELIABLE.items()} for at in (0, 1))
COSTS = [{t: row[3][at] for t, row in RELIABLE.items()} for at in (0, 1)]


@st.composite
def networks(draw, most=7):
    """Durations and predecessors of a network without circles, names in random order."""
    names = draw(st.permutations("abcdefgh"[: draw(st.integers(1, most))]))
    before = {n: [b for b in names[:k] if draw(st.booleans())] for k, n in enumerate(names)}
    listed = draw(st.permutations(names))
    return {n: draw(QUARTER) for n in listed}, {n: before[n] for n in listed}


def longest(durations, before) -> float:
    @np.vectorize
    def end(task):
        return durations[task] + max((end(b) for b in before[task]), default=0.0)

    return max(float(end(t)) for t in durations)


def cost_slopes(normal, crash, normal_cost, crash_cost) -> dict[str, float]:
    return {
        t: (crash_cost[t] - normal_cost[t]) / (normal[t] - crash[t]) if normal[t] > crash[t] else 0
        for t in normal
    }


class TestCrashing:
    def test_reliable_construction(self) -> None:
        slopes = cost_slopes(NORMAL, CRASH, *COSTS)
        assert [slopes[t] for t in "ABCJ"] == [100, 50, 80, 30]
        plan = crashing.crash_to_deadline(NORMAL, CRASH, slopes, BEFORE, 40)
        assert {t: c for t, c in plan.cut.items() if c} == {"F": 2.0, "J": 2.0}
        assert plan.cost == pytest.approx(140)  # 4.55 becomes 4.69 million dollars
        assert plan.duration == pytest.approx(40)

    def test_a_house_in_thirty_weeks(self) -> None:
        """Taylor, *Introduction to Management Science*, chapter 8: 36 weeks, then 30."""
        arcs = ["1-2", "2-3", "2-4", "3-4", "4-5", "4-6", "5-6", "6-7"]
        normal = dict(zip(arcs, [12, 8, 4, 0, 4, 12, 4, 4], strict=True))
        crash = dict(zip(arcs, [7, 5, 3, 0, 1, 9, 1, 3], strict=True))
        costs = [
            [3000, 2000, 4000, 0, 500, 50000, 500, 15000],
            [5000, 3500, 7000, 0, 1100, 71000, 1100, 22000],
        ]
        slopes = cost_slopes(normal, crash, *(dict(zip(arcs, c, strict=True)) for c in costs))
        assert slopes["1-2"] == 400
        assert slopes["4-6"] == 7000
        before = schedule.arc_predecessors(arcs)
        plan = crashing.crash_to_deadline(normal, crash, slopes, before, 30)
        assert (plan.cut["1-2"], plan.cut["2-3"], plan.cost) == (5, 1, 2500)
        duration, _ = crashing.time_cost_curve(normal, crash, slopes, before)
        assert (duration[0], duration[-1]) == (24, 36)
        assert crashing.crash_to_deadline(normal, crash, slopes, before, 23).duration == 24

    @settings(max_examples=25)
    @given(networks(most=4), st.data())
    def test_no_whole_cuts_are_cheaper(self, network, data) -> None:
        durations, before = network
        normal = {t: round(d) for t, d in durations.items()}
        room = {t: data.draw(st.integers(0, min(2, d))) for t, d in normal.items()}
        slope = {t: data.draw(st.integers(0, 9)) for t in normal}
        crash = {t: normal[t] - room[t] for t in normal}
        deadline = data.draw(st.integers(0, round(longest(normal, before))))
        prices = [
            sum(slope[t] * c for t, c in zip(normal, cut, strict=True))
            for cut in itertools.product(*(range(room[t] + 1) for t in normal))
            if longest({t: normal[t] - c for t, c in zip(normal, cut, strict=True)}, before)
            <= deadline
        ]
        if not prices:
            soonest = crashing.crash_to_deadline(normal, crash, slope, before, deadline).duration
            assert soonest == pytest.approx(longest(crash, before), abs=1e-6)
            return
        plan = crashing.crash_to_deadline(normal, crash, slope, before, deadline)
        assert plan.cost == pytest.approx(min(prices), abs=1e-6)
        assert longest({t: normal[t] - plan.cut[t] for t in normal}, before) == pytest.approx(
            plan.duration, abs=1e-6
        )
        assert plan.duration <= deadline + 1e-6

    def test_the_curve_falls_is_convex_and_meets_every_deadline(self) -> None:
        slopes = cost_slopes(NORMAL, CRASH, *COSTS)
        duration, cost = crashing.time_cost_curve(NORMAL, CRASH, slopes, BEFORE)
        assert (duration[-1], cost[-1]) == (44, 0)
        steps = np.diff(cost) / np.diff(duration)
        assert (steps < 0).all()
        assert (np.diff(steps) > 0).all()
        for deadline in np.linspace(duration[0], duration[-1], 23):
            plan = crashing.crash_to_deadline(NORMAL, CRASH, slopes, BEFORE, deadline)
            assert plan.cost == pytest.approx(np.interp(deadline, duration, cost), abs=1e-6)

    def test_nothing_to_crash_is_one_point(self) -> None:
        duration, cost = crashing.time_cost_curve({"a": 3}, {"a": 3}, {"a": 0}, {})
        assert (duration.tolist(), cost.tolist()) == ([3.0], [0.0])
        assert crashing.crash_to_deadline({"a": 3}, {"a": 1}, {"a": 5}, {}, 99).duration == 3
