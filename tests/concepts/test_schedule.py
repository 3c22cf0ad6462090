"""Schedule: what the books say, redone another way."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from casestudy.concepts import schedule


class TestSchedule:
    DIAMOND = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}  # noqa: RUF012

    def test_every_task_follows_those_it_waits_for(self) -> None:
        turned = dict(reversed(self.DIAMOND.items()))
        order = schedule.task_order(turned)
        assert sorted(order) == ["a", "b", "c", "d"]
        for task, before in turned.items():
            assert all(order.index(b) < order.index(task) for b in before)

    def test_no_tasks_have_no_order_and_take_no_time(self) -> None:
        assert schedule.task_order({}) == []
        assert schedule.finish_time({}, [], {}) == 0.0

    def test_a_stranger_is_named_with_what_is_accepted(self) -> None:
        with pytest.raises(ValueError, match=r"'test' waits for 'biuld'.*accepted: test, build"):
            schedule.task_order({"test": ["biuld"], "build": []})

    @pytest.mark.parametrize("circle", [{"x": ["x"]}, {"x": ["y"], "y": ["z"], "z": ["x"]}])
    def test_a_circle_is_named(self, circle) -> None:
        stuck = ", ".join(circle)
        with pytest.raises(ValueError, match=f"in a circle, among: {stuck}$"):
            schedule.task_order({"start": [], **circle})

    def test_the_longest_path_counts(self) -> None:
        order = schedule.task_order(self.DIAMOND)
        times = {"a": 1.0, "b": 5.0, "c": 2.0, "d": 3.0}
        assert schedule.finish_time(times, order, self.DIAMOND) == 9.0
        assert schedule.finish_time(times | {"c": 7.0}, order, self.DIAMOND) == 11.0

    def test_the_end_is_that_of_the_last_task_even_if_nothing_waits_for_it(self) -> None:
        before = {"long": [], "short": []}
        assert schedule.finish_time({"long": 8, "short": 1}, ["long", "short"], before) == 8.0

    def test_draws_go_through_the_network_together(self) -> None:
        order = schedule.task_order(self.DIAMOND)
        times = {"a": 1.0, "b": np.array([5.0, 1.0]), "c": np.array([2.0, 6.0]), "d": 0.0}
        assert schedule.finish_time(times, order, self.DIAMOND).tolist() == [6.0, 7.0]

    def test_two_equal_paths_together_are_later_than_either(self) -> None:
        """Clark (1961): the mean of the larger of two normals is σ/√π above their mean."""
        rng = np.random.default_rng(8)
        times = {"a": rng.normal(10, 2, 200_000), "b": rng.normal(10, 2, 200_000)}
        end = schedule.finish_time(times, ["a", "b"], {"a": [], "b": []})
        assert end.mean() == pytest.approx(10 + 2 / math.sqrt(math.pi), abs=0.02)

    def test_draws_have_the_moments_of_the_pert_beta(self) -> None:
        a, m, b = 4.0, 6.0, 10.0
        drawn = schedule.pert_draws([a], [m], [b], np.random.default_rng(3), 100_000)[:, 0]
        left, right = 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a)
        known = beta(left, right, loc=a, scale=b - a)
        assert known.mean() == pytest.approx((a + 4 * m + b) / 6)
        assert drawn.mean() == pytest.approx(known.mean(), abs=0.02)
        assert drawn.std() == pytest.approx(known.std(), rel=0.02)
        assert a <= drawn.min() < drawn.max() <= b

    def test_the_likeliest_may_be_an_end(self) -> None:
        drawn = schedule.pert_draws([1, 1], [1, 3], [3, 3], np.random.default_rng(1), 50_000)
        np.testing.assert_allclose(drawn.mean(axis=0), [8 / 6, 16 / 6], atol=0.01)

    def test_certain_tasks_do_not_vary(self) -> None:
        drawn = schedule.pert_draws([0, 2], [0, 2], [0, 2], np.random.default_rng(1), 5)
        assert drawn.tolist() == [[0.0, 2.0]] * 5

    def test_the_same_generator_draws_the_same(self) -> None:
        one, other = (
            schedule.pert_draws([1], [2], [6], np.random.default_rng(5), 10) for _ in range(2)
        )
        np.testing.assert_array_equal(one, other)


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


class TestCriticalPath:
    def test_reliable_construction(self) -> None:
        plan = schedule.critical_path_method(NORMAL, BEFORE)
        assert plan.duration == 44
        assert ["".join(p) for p in plan.critical_paths()] == ["ABCEFJLN"]
        slack = dict(zip(plan.tasks, plan.total_slack.tolist(), strict=True))
        some = {"D": 4, "G": 4, "H": 4, "M": 4, "I": 2, "K": 1}
        assert slack == dict.fromkeys(RELIABLE, 0) | some
        start = dict(zip(plan.tasks, plan.earliest_start.tolist(), strict=True))
        assert (start["H"], start["J"], start["N"]) == (29, 25, 38)

    def test_a_house_with_a_dummy_arc(self) -> None:
        """Taylor, *Introduction to Management Science*, chapter 8: nine months."""
        arcs = {"1-2": 3, "2-3": 2, "2-4": 1, "3-4": 0, "4-5": 1, "4-6": 3, "5-6": 1, "6-7": 1}
        plan = schedule.critical_path_method(arcs, schedule.arc_predecessors(arcs))
        assert plan.duration == 9
        assert plan.critical_paths() == [("1-2", "2-3", "3-4", "4-6", "6-7")]

    @given(networks())
    def test_against_all_paths(self, network) -> None:
        durations, before = network
        plan = schedule.critical_path_method(durations, before)
        whole = longest(durations, before)
        assert plan.duration == pytest.approx(whole)
        order = schedule.task_order(before)
        assert plan.duration == schedule.finish_time(durations, order, before)
        paths = plan.critical_paths()
        assert paths
        for path in paths:
            assert sum(durations[t] for t in path) == pytest.approx(whole)
            assert all(a in before[b] for a, b in itertools.pairwise(path))
        on_path = {t for path in paths for t in path}
        assert on_path == {t for t, c in zip(plan.tasks, plan.critical, strict=True) if c}

    @given(networks())
    def test_slack_is_what_a_task_can_slip(self, network) -> None:
        durations, before = network
        plan = schedule.critical_path_method(durations, before)
        for at, task in enumerate(plan.tasks):
            slip, free = plan.total_slack[at], plan.free_slack[at]
            assert 0 <= free <= slip
            late = schedule.critical_path_method(durations | {task: durations[task] + slip}, before)
            assert late.duration == pytest.approx(plan.duration)
            more = durations | {task: durations[task] + slip + 0.5}
            assert longest(more, before) == pytest.approx(float(plan.duration) + 0.5)
            calm = schedule.critical_path_method(durations | {task: durations[task] + free}, before)
            np.testing.assert_allclose(calm.earliest_start, plan.earliest_start)

    def test_draws_equal_single_plans(self) -> None:
        draws = {t: np.random.default_rng(ord(t)).uniform(0, 9, 50) for t in NORMAL}
        plan = schedule.critical_path_method(draws, BEFORE)
        assert plan.total_slack.shape == (50, 14)
        for n in range(5):
            one = schedule.critical_path_method({t: d[n] for t, d in draws.items()}, BEFORE)
            np.testing.assert_array_equal(plan.total_slack[n], one.total_slack)

    def test_two_critical_paths_come_in_the_order_of_the_tasks(self) -> None:
        plan = schedule.critical_path_method(
            {"z": 1, "b": 2, "a": 2, "end": 0}, {"b": "z", "a": "z", "end": ["a", "b"]}
        )
        assert plan.critical_paths() == [("z", "b", "end"), ("z", "a", "end")]
        assert plan.critical_paths(most=1) == [("z", "b", "end")]
