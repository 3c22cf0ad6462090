"""Choice, schedule, diffusion and roles: properties, bad input, and more published examples."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad
from scipy.optimize import approx_fprime, minimize
from scipy.stats import beta

from casestudy.concepts import (
    bass_estimation,
    cannibalisation,
    choice,
    choice_study,
    conjoint,
    crashing,
    diffusion,
    pert,
    roles,
    schedule,
    time_allocation,
    value,
)

QUARTER = st.integers(0, 40).map(lambda n: n / 4)


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False)


class TestLogitShares:
    @given(arrays(float, (3, 4), elements=floats(-700, 700)), floats(-1e3, 1e3))
    def test_shares_sum_to_one_and_only_differences_count(self, utility, shift) -> None:
        share = choice.logit_shares(utility)
        np.testing.assert_allclose(share.sum(axis=-1), 1.0, rtol=1e-12)
        moved = choice.logit_shares(utility + shift)
        np.testing.assert_allclose(moved, share, rtol=1e-9, atol=1e-12)

    def test_huge_utilities_do_not_overflow(self) -> None:
        assert choice.logit_shares([1e6, 0.0, -1e6]).tolist() == [1.0, 0.0, 0.0]

    def test_two_alternatives_are_the_logistic_curve(self) -> None:
        assert choice.logit_shares([0.7, 0.0])[0] == pytest.approx(1 / (1 + math.exp(-0.7)))

    def test_agrees_with_the_lift_that_the_model_uses(self) -> None:
        before, after = (choice.logit_shares([u, 0.3, 0.0])[0] for u in (0.0, 0.8))
        assert before * choice.share_lift(before, 0.8) == pytest.approx(after, rel=1e-13)


class TestDemandTransfer:
    @given(arrays(float, 5, elements=floats(-3, 3)), st.integers(1, 14))
    def test_is_what_choosing_again_gives(self, utility, pattern) -> None:
        gone = np.array([bool(pattern >> k & 1) for k in range(5)])
        before = choice.logit_shares(utility)
        again = choice.logit_shares(np.where(gone, -np.inf, utility))
        freed = before[gone].sum()
        kept = np.where(gone, 0.0, before)
        transfer = choice.demand_transfer(before, gone)
        assert transfer.sum() == pytest.approx(1.0)
        np.testing.assert_allclose(kept + freed * transfer, again, rtol=1e-9)

    def test_kept_transferred_and_lost_is_the_original_demand(self) -> None:
        share = np.array([0.1, 0.15, 0.05, 0.3, 0.4])
        gone, own = np.array([1, 0, 1, 0, 0], bool), np.array([1, 1, 1, 0, 0], bool)
        recaptured = share[gone].sum() * choice.recapture_rate(share, gone, own)
        lost = share[gone].sum() - recaptured
        assert share[~gone].sum() + recaptured + lost == pytest.approx(1.0, abs=1e-15)
        assert choice.recapture_rate(share, gone, own) == pytest.approx(0.15 / 0.85)

    @given(arrays(float, 4, elements=floats(-3, 3)), floats(-3, 3))
    def test_an_added_product_draws_in_proportion(self, utility, added) -> None:
        before = choice.logit_shares(utility)
        after = choice.logit_shares(np.append(utility, added))
        np.testing.assert_allclose(
            choice.demand_draw(before, after[-1]), before - after[:-1], atol=1e-12
        )


# Ben-Akiva and Lerman (1985), *Discrete Choice Analysis*, section 4.4: minutes by car, minutes
# by transit, and what 21 commuters took.
COMMUTERS = """52.9 4.4 T, 4.1 28.5 T, 4.1 86.9 A, 56.2 31.6 T, 51.8 20.2 T, 0.2 91.2 A,
27.6 79.7 A, 89.9 2.2 T, 41.5 24.5 T, 95.0 43.5 T, 99.1 8.4 T, 18.5 84.0 A, 82.0 38.0 A, 8.6 1.6 T,
22.5 74.1 A, 51.4 83.8 A, 81.0 19.2 T, 51.0 85.0 A, 62.2 90.1 A, 95.1 22.2 T, 41.6 91.5 A"""


def commuters() -> tuple[np.ndarray, np.ndarray]:
    rows = [row.split() for row in COMMUTERS.split(",")]
    minutes = np.array([[[float(transit)], [float(car)]] for car, transit, _ in rows])
    return minutes, np.array([int(mode == "A") for *_, mode in rows])


def with_constants(x: np.ndarray) -> np.ndarray:
    """A constant of its own for each alternative but the first."""
    own = np.eye(x.shape[1])[:, 1:]
    return np.concatenate([x, np.broadcast_to(own, (x.shape[0], *own.shape))], axis=-1)


def study(seed: int, tasks=80, width=3, attributes=3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(tasks, width, attributes)) * [1.0, 30.0, 0.02][:attributes]
    worth = np.array([0.8, -0.03, 40.0])[:attributes]
    return x, (x @ worth + rng.gumbel(size=(tasks, width))).argmax(axis=1)


def log_likelihood(worth, x, y, available=True) -> float:
    utility = np.where(available, x @ worth, -np.inf)
    return float((utility[np.arange(y.size), y] - np.logaddexp.reduce(utility, axis=1)).sum())


class TestPartWorths:
    def test_ben_akiva_and_lerman(self) -> None:
        x, y = commuters()
        fit = conjoint.estimate_part_worths(with_constants(x), y, names=["minutes", "car"])
        assert fit.names == ("minutes", "car")
        np.testing.assert_allclose(fit.estimates, [-0.0531, -0.2376], atol=5e-5)
        np.testing.assert_allclose(fit.standard_errors, [0.0206, 0.750], atol=5e-4)
        assert fit.log_likelihood == pytest.approx(-6.166, abs=5e-4)
        assert fit.null_log_likelihood == pytest.approx(-14.556, abs=5e-4)
        assert fit.r_squared == pytest.approx(0.576, abs=5e-4)

    def test_agrees_with_statsmodels_and_greene(self) -> None:
        """Greene's modes of travel: *Econometric Analysis*, conditional logit."""
        from statsmodels.datasets import modechoice
        from statsmodels.discrete import conditional_models as models

        table = modechoice.load_pandas().data
        income = (table["mode"] == 1) * table["hinc"]
        rows = np.stack([table["gc"], table["ttme"], income], axis=-1)
        x, y, _ = choice_study.choice_tasks(table["individual"], table["choice"], rows)
        x, y = x[:, ::-1], 3 - y
        fit = conjoint.estimate_part_worths(with_constants(x), y)
        np.testing.assert_allclose(
            fit.estimates, [-0.01550, -0.09612, 0.01329, 3.1632, 3.8690, 5.2074], rtol=4e-4
        )
        assert fit.log_likelihood == pytest.approx(-199.1284, abs=5e-5)
        for seed in range(3):
            x, y = study(seed)
            fit = conjoint.estimate_part_worths(x, y)
            chosen = (np.arange(3) == y[:, None]).astype(int).ravel()
            known = models.ConditionalLogit(
                chosen, x.reshape(-1, 3), groups=np.repeat(np.arange(y.size), 3)
            ).fit(method="newton", disp=0, tol=1e-12)
            np.testing.assert_allclose(fit.estimates, known.params, rtol=1e-7)
            np.testing.assert_allclose(fit.standard_errors, known.bse, rtol=1e-6)
            assert fit.log_likelihood == pytest.approx(known.llf, rel=1e-10)

    @pytest.mark.parametrize("seed", range(4))
    def test_is_the_optimum_that_brute_force_finds(self, seed) -> None:
        x, y = study(seed)
        fit = conjoint.estimate_part_worths(x, y)
        scale = np.array([1.0, 0.03, 50.0])
        found = minimize(
            lambda b: -log_likelihood(b * scale, x, y),
            np.zeros(3),
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 5000, "maxfev": 5000},
        )
        np.testing.assert_allclose(fit.estimates, found.x * scale, rtol=1e-6)
        assert fit.log_likelihood == pytest.approx(-found.fun, rel=1e-12)

        def gradient(b):
            share = choice.logit_shares(x @ (b * scale))
            return scale * (x[np.arange(y.size), y] - np.einsum("nj,njk->nk", share, x)).sum(0)

        at = fit.estimates / scale
        np.testing.assert_allclose(gradient(at), 0.0, atol=1e-8)
        curve = [approx_fprime(at, lambda b, k=k: gradient(b)[k], 1e-6) for k in range(3)]
        errors = scale * np.sqrt(np.diag(np.linalg.inv(-np.array(curve))))
        np.testing.assert_allclose(fit.standard_errors, errors, rtol=1e-4)

    @given(st.integers(1, 200), st.integers(1, 200))
    def test_matched_pairs_have_a_closed_form(self, for_it, against) -> None:
        y = np.repeat([0, 1], [for_it, against])
        fit = conjoint.estimate_part_worths(np.tile([[1.0], [0.0]], (y.size, 1, 1)), y)
        assert fit.estimates[0] == pytest.approx(math.log(for_it / against), abs=1e-9)
        assert fit.standard_errors[0] == pytest.approx(math.sqrt(1 / for_it + 1 / against))
        assert fit.tasks == for_it + against

    def test_constants_alone_give_the_shares(self) -> None:
        rng = np.random.default_rng(2)
        y = rng.choice(3, size=400, p=[0.5, 0.3, 0.2])
        x = rng.normal(size=(400, 3, 1))
        fit = conjoint.estimate_part_worths(with_constants(x), y)
        shares = choice.logit_shares(x[..., 0] * fit.estimates[0] + [0, *fit.estimates[1:]])
        # A property of the maximum: predicted and observed shares agree.
        np.testing.assert_allclose(shares.mean(axis=0), np.bincount(y) / 400, atol=1e-10)

    def test_scale_order_and_repetition_do_not_matter(self) -> None:
        x, y = study(7)
        fit = conjoint.estimate_part_worths(x, y)
        scaled = conjoint.estimate_part_worths(x * [1e6, 1.0, 1e-6] + 5.0, y)
        np.testing.assert_allclose(scaled.estimates * [1e6, 1.0, 1e-6], fit.estimates, rtol=1e-8)
        turned = conjoint.estimate_part_worths(x[::-1, ::-1], 2 - y[::-1])
        np.testing.assert_allclose(turned.estimates, fit.estimates, rtol=1e-10)
        twice = conjoint.estimate_part_worths(np.tile(x, (2, 1, 1)), np.tile(y, 2))
        np.testing.assert_allclose(twice.estimates, fit.estimates, rtol=1e-10)
        np.testing.assert_allclose(twice.covariance, fit.covariance / 2, rtol=1e-8)

    def test_true_part_worths_lie_in_their_intervals(self) -> None:
        worth, inside = [0.8, -0.03, 40.0], 0
        for seed in range(60):
            low, high = conjoint.estimate_part_worths(*study(seed)).interval().T
            inside += int(((low < worth) & (worth < high)).sum())
        assert 0.90 <= inside / 180 <= 0.99

    def test_tasks_of_different_size(self) -> None:
        task = [1, 1, 1, 2, 2, 3, 3, 4, 4, 4]
        chosen = [0, 1, 0, 1, 0, 0, 1, 0, 0, 1]
        values = [[0.2], [0.9], [0.1], [0.3], [0.7], [0.1], [0.6], [0.8], [0.9], [0.3]]
        x, y, there = choice_study.choice_tasks(task, chosen, values)
        fit = conjoint.estimate_part_worths(x, y, available=there)
        assert fit.null_log_likelihood == pytest.approx(-2 * math.log(3) - 2 * math.log(2))
        around = [log_likelihood(fit.estimates + h, x, y, there) for h in (-1e-3, 0, 1e-3)]
        assert np.argmax(around) == 1


class TestStudiesWithoutAnAnswer:
    """Each would give numbers that look like estimates."""

    def refused(self, x, y) -> None:
        with pytest.raises(ValueError, match="expected attributes that differ within the tasks"):
            conjoint.estimate_part_worths(x, y)

    def test_an_alternative_never_chosen(self) -> None:
        x, y = study(1)
        y = np.where(y == 2, 0, y)
        self.refused(with_constants(x), y)
        # Without constants its attributes say why nobody chose it: an answer.
        conjoint.estimate_part_worths(x, y)

    @pytest.mark.parametrize("attribute", [0, 1])
    def test_one_attribute_decides_everything(self, attribute) -> None:
        x, _ = study(1)
        self.refused(x, x[..., attribute].argmax(axis=1))
        self.refused(x, x[..., attribute].argmin(axis=1))

    def test_a_combination_decides_everything(self) -> None:
        x, _ = study(1)
        self.refused(x, (x @ [1.0, -0.05, 30.0]).argmax(axis=1))

    def test_quasi_separation(self) -> None:
        x = np.zeros((40, 2, 2))
        x[:, 0, 0] = np.linspace(-1, 1, 40)
        x[:3, 0, 1] = 1.0
        y = np.arange(40) % 2
        y[:3] = 0
        self.refused(x, y)

    def test_collinear_attributes(self) -> None:
        x, y = study(1)
        self.refused(np.concatenate([x, x[..., :1] + 2 * x[..., 1:2]], axis=-1), y)

    def test_an_attribute_that_does_not_vary(self) -> None:
        x, y = study(1)
        x[..., 2] = np.arange(80)[:, None]
        self.refused(x, y)

    def test_too_few_tasks(self) -> None:
        self.refused(*study(1, tasks=1))


class TestValue:
    def test_doing_worse_takes_value_away(self) -> None:
        worth = value.economic_value(100.0, differentiation=[20.0, -30.0], startup_cost=10.0)
        assert worth.total.tolist() == [110.0, 60.0]
        assert worth.reference.shape == (2,)

    def test_prices_on_the_line_are_fair(self) -> None:
        drawn = value.value_map([1.0, 2.0, 4.0], [10.0, 20.0, 40.0], slope=10.0)
        assert set(drawn.positions) == {value.PricePosition.FAIR}
        tolerant = value.value_map([1, 2, 3], [10, 21, 30], slope=10.0, tolerance=0.1)
        assert set(tolerant.positions) == {value.PricePosition.FAIR}

    def test_capabilities(self) -> None:
        rivals = [[0.6, 0.4, 1.0], [0.8, 0.4, 0.2]]
        gaps = value.capability_gaps([0.9, 0.4, 0.5], rivals, [1, 2, 9])
        np.testing.assert_allclose(gaps.gap, [0.1, 0.0, -0.5])
        np.testing.assert_allclose(gaps.opportunity, [0.2, 1.2, 0.0])
        assert gaps.best_rival.tolist() == [1, 0, 0]
        assert gaps.order.tolist() == [1, 0, 2]


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


class TestPert:
    def test_reliable_construction(self) -> None:
        estimates = {t: row[1] for t, row in RELIABLE.items()}
        means = {t: pert.pert_moments(*e)[0] for t, e in estimates.items()}
        plan = schedule.critical_path_method(means, BEFORE)
        found = pert.pert_estimate(estimates, plan.critical_paths())
        assert (found.mean, found.variance) == (pytest.approx(44), pytest.approx(9))
        assert found.on_time(47) == pytest.approx(0.84, abs=0.005)

    def test_the_variance_of_the_draws_is_near_the_rule(self) -> None:
        for likely in np.linspace(0, 1, 11):
            _, variance = pert.pert_moments(0, likely, 1)
            exact = beta(1 + 4 * likely, 5 - 4 * likely).var()
            assert 0.71 < exact / variance < 1.29

    @given(floats(0, 50), floats(0, 50), floats(0, 9), floats(0.01, 0.99))
    def test_probability_rises_with_the_deadline(self, first, other, variance, p) -> None:
        estimate = pert.PertEstimate((), 25.0, variance)
        low, high = estimate.on_time(sorted((first, other)))
        assert 0 <= low <= high <= 1
        known = pert.PertEstimate((), 25.0, 4.0)
        assert known.on_time(known.duration_at(p)) == pytest.approx(p)

    def test_a_certain_duration_is_on_time_or_not(self) -> None:
        certain = pert.PertEstimate((), 10.0, 0.0)
        assert certain.on_time([9.9, 10.0, 10.1]).tolist() == [0, 1, 1]
        assert certain.duration_at(0.9) == 10.0

    def test_merge_bias_of_two_equal_tasks(self) -> None:
        a, m, b = 2.0, 3.0, 10.0
        known = beta(1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a), loc=a, scale=b - a)
        exact = b - quad(lambda t: known.cdf(t) ** 2, a, b)[0]
        three = {"x": (a, m, b), "y": (a, m, b), "after": (1, 1, 1)}
        before = {"after": ["x", "y"]}
        drawn = schedule.simulate_schedule(three, before, np.random.default_rng(5), 40_000)
        plain = schedule.critical_path_method({"x": 4.0, "y": 4.0, "after": 1.0}, before)
        bias, error = pert.merge_bias(drawn.duration, float(plain.duration))
        assert bias == pytest.approx(exact - 4.0, abs=4 * error)
        assert bias > 0.5
        index = pert.criticality_index(drawn.critical)
        np.testing.assert_allclose(index, [0.5, 0.5, 1.0], atol=0.02)
        assert index[:2].sum() == pytest.approx(1.0)

    def test_one_path_has_no_merge_bias(self) -> None:
        three = {"x": (1, 2, 9), "y": (2, 2, 2)}
        drawn = schedule.simulate_schedule(three, {"y": "x"}, np.random.default_rng(5), 40_000)
        bias, error = pert.merge_bias(drawn.duration, 5.0)
        assert abs(bias) < 4 * error
        assert drawn.critical.all()


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


COEFFICIENTS = (floats(1e-4, 0.5), floats(0.0, 2.0))


class TestBassSales:
    @given(*COEFFICIENTS, st.integers(1, 12))
    def test_quarters_and_years_agree(self, p, q, years) -> None:
        yearly = diffusion.bass_sales(1e6, p, q, years)
        quarterly = diffusion.bass_sales(1e6, p, q, 4 * years, periods_per_year=4)
        np.testing.assert_allclose(quarterly.reshape(years, 4).sum(axis=1), yearly, atol=1e-6)
        assert (quarterly >= 0).all()
        assert quarterly.sum() <= 1e6 * (1 + 1e-12)

    @given(*COEFFICIENTS)
    def test_the_peak_is_the_highest_rate(self, p, q) -> None:
        peak = diffusion.bass_peak(1.0, p, q)
        time = np.linspace(0, 60, 2001)
        rate = diffusion.bass_rate(time, p, q)
        assert rate.max() <= peak.rate * (1 + 1e-9)
        assert diffusion.bass_rate(peak.time, p, q) == pytest.approx(peak.rate)
        assert diffusion.bass_cumulative(peak.time, p, q) == pytest.approx(
            peak.cumulative, abs=1e-12
        )

    def test_the_rate_is_the_hazard_times_the_rest(self) -> None:
        time = np.linspace(0, 30, 61)
        adopted = diffusion.bass_cumulative(time, 0.02, 0.4)
        rate = diffusion.bass_rate(time, 0.02, 0.4)
        np.testing.assert_allclose(rate, (0.02 + 0.4 * adopted) * (1 - adopted), rtol=1e-10)
        assert diffusion.bass_rate(-0.1, 0.02, 0.4) == 0.0

    def test_without_imitation_the_peak_is_the_launch(self) -> None:
        peak = diffusion.bass_peak(1000.0, [0.2, 0.2], [0.0, 0.2])
        assert peak.time.tolist() == [0.0, 0.0]
        np.testing.assert_allclose(peak.rate, 200.0)
        np.testing.assert_allclose(diffusion.bass_rate(3.0, 0.2, 0.0), 0.2 * math.exp(-0.6))

    @pytest.mark.parametrize("q", [0.0, 1e-300, 1e-15, 1e-9])
    def test_the_mean_goes_to_its_limit_without_imitation(self, q) -> None:
        exact = 1 - (math.exp(-0.2) - math.exp(-0.6)) / 0.4
        assert diffusion.bass_mean(1.0, 3.0, 0.2, q) == pytest.approx(exact, rel=1e-8)


AIR_CONDITIONERS = [96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500]
TELEVISIONS = [747, 1480, 2646, 5118, 5777, 5982, 5962, 4631]


class TestBassEstimation:
    @pytest.mark.parametrize(
        ("series", "published"),
        [
            pytest.param(AIR_CONDITIONERS, (18713, 0.0094, 0.3748), id="air conditioners"),
            pytest.param(TELEVISIONS, (39659, 0.0185, 0.6159), id="colour televisions"),
        ],
    )
    def test_srinivasan_and_mason(self, series, published) -> None:
        fit = bass_estimation.fit_bass(series)
        assert fit.potential == pytest.approx(published[0], abs=1)
        assert fit.innovation == pytest.approx(published[1], abs=5e-5)
        assert fit.imitation == pytest.approx(published[2], abs=5e-5)

    @settings(max_examples=40)
    @given(
        floats(0.001, 0.2),
        floats(0.0, 1.0),
        floats(1.0, 1e6),
        st.integers(6, 40),
        st.sampled_from([1, 4]),
    )
    def test_finds_the_numbers_that_made_the_series(self, p, q, m, periods, per_year) -> None:
        """Also long before the peak: without noise, the first bend tells everything."""
        sales = diffusion.bass_sales(m, p, q, periods, periods_per_year=per_year)
        if sales.sum() < m / 300:
            return
        fit = bass_estimation.fit_bass(sales, interval=1 / per_year)
        assert fit.potential == pytest.approx(m, rel=1e-5)
        assert fit.innovation == pytest.approx(p, rel=1e-5)
        assert fit.imitation == pytest.approx(q, rel=1e-5, abs=1e-6)

    def test_its_standard_errors_are_the_spread_of_repetitions(self) -> None:
        rng = np.random.default_rng(9)
        truth = diffusion.bass_sales(1000.0, 0.03, 0.45, 14)
        found, errors = [], []
        for _ in range(200):
            fit = bass_estimation.fit_bass(np.maximum(truth + rng.normal(0, 4, 14), 0.0))
            found.append([fit.potential, fit.innovation, fit.imitation])
            errors.append(fit.standard_errors)
        np.testing.assert_allclose(np.std(found, axis=0), np.mean(errors, axis=0), rtol=0.2)

    def test_no_other_numbers_fit_better(self) -> None:
        fit = bass_estimation.fit_bass(AIR_CONDITIONERS)
        fitted = diffusion.bass_sales(fit.potential, fit.innovation, fit.imitation, 13)
        best = ((fitted - AIR_CONDITIONERS) ** 2).sum()
        for change in itertools.product((0.99, 1.0, 1.01), repeat=3):
            m, p, q = np.multiply([fit.potential, fit.innovation, fit.imitation], change)
            other = diffusion.bass_sales(m, p, q, 13)
            assert ((other - AIR_CONDITIONERS) ** 2).sum() >= best * (1 - 1e-12)

    def test_a_falling_series_has_its_peak_at_the_launch(self) -> None:
        fit = bass_estimation.fit_bass([32, 16, 8, 4, 2, 1])
        assert (fit.potential, fit.innovation) == (pytest.approx(64), pytest.approx(math.log(2)))
        # At its bound, as near as a solver comes.
        assert fit.imitation == pytest.approx(0.0, abs=1e-6)
        assert np.isnan(fit.standard_errors[2])
        assert np.isfinite(fit.standard_errors[:2]).all()
        straight = bass_estimation.bass_regression([32, 16, 8, 4, 2, 1])
        assert straight.potential == pytest.approx(64)
        assert straight.innovation == pytest.approx(0.5)
        assert straight.imitation == pytest.approx(0.0, abs=1e-12)

    def test_all_sales_at_once_leave_the_speed_open(self) -> None:
        fit = bass_estimation.fit_bass([9, 0, 0, 0, 0])
        assert fit.potential == pytest.approx(9)
        assert not fit.standard_errors[1] < 0.1

    def test_a_rising_series_that_bends_says_so_with_wide_errors(self) -> None:
        fit = bass_estimation.fit_bass(np.add(TELEVISIONS[:5], [0, 40, -60, 30, 0]))
        whole = bass_estimation.fit_bass(TELEVISIONS)
        assert fit.standard_errors[0] / fit.potential > whole.standard_errors[0] / whole.potential

    def test_the_regression_is_ordinary_least_squares(self) -> None:
        fit = bass_estimation.bass_regression(TELEVISIONS, interval=0.25)
        before = np.append(0.0, np.cumsum(TELEVISIONS)[:-1])
        c, b, a = np.polyfit(before, TELEVISIONS, 2)
        assert a + b * fit.potential + c * fit.potential**2 == pytest.approx(0.0, abs=1e-6)
        assert fit.imitation - fit.innovation == pytest.approx(4 * b)
        yearly = bass_estimation.bass_regression(TELEVISIONS)
        assert fit.imitation == pytest.approx(4 * yearly.imitation)

    @pytest.mark.parametrize("estimate", ["fit_bass", "bass_regression"])
    @pytest.mark.parametrize(
        ("series", "message"),
        [
            ([1, 2, 3], r"at least 4 intervals, .*: \[1.0, 2.0, 3.0\] given"),
            ([], "at least 4 intervals"),
            ([0, 0, 0, 0, 0], "not all zero"),
            ([1, 2, 4, 8, 16, 32], "expected a series (that bends|whose growth slows)"),
            ([5, 5, 5, 5, 5], "expected a series (that bends|whose growth slows)"),
            ([0, 0, 0, 0, 7], "expected a series (that|whose)"),
            ([0, 0, 0, 7, 0], "expected a series (that a Bass curve|whose)"),
        ],
    )
    def test_refuses_series_that_say_nothing(self, estimate, series, message) -> None:
        with pytest.raises(ValueError, match=f"sales: .*{message}"):
            getattr(bass_estimation, estimate)(series)

    def test_the_regression_refuses_a_potential_below_what_is_sold(self) -> None:
        with pytest.raises(ValueError, match=r"what has been sold, 21: 20.7"):
            bass_estimation.bass_regression([0, 0, 0, 1, 5, 9, 5, 1, 0, 0])


class TestCannibalisation:
    @given(floats(0, 1e6), floats(0, 1e6))
    def test_incremental_is_never_above_gross(self, gross, own) -> None:
        split = cannibalisation.source_of_sales(gross, own)
        assert split.from_own + split.incremental == pytest.approx(gross, abs=1e-6)
        assert split.incremental <= gross

    def test_at_the_break_even_rate_nothing_is_added(self) -> None:
        rate = cannibalisation.break_even_cannibalisation([6.0, 9.0], 12.0)
        added = cannibalisation.incremental_contribution(500.0, rate, [6.0, 9.0], 12.0)
        np.testing.assert_allclose(added, 0.0, atol=1e-12)

    def test_nothing_sold_cannibalises_nothing(self) -> None:
        assert cannibalisation.source_of_sales(0.0, 0.0).cannibalisation_rate == 0.0


class TestRoleDecision:
    @pytest.mark.parametrize(
        ("scores", "verdict"),
        [
            ([-1, -1, -1, -1], roles.Verdict.OWNER),
            ([1, 1, 1, 0], roles.Verdict.MANAGER),
            ([1, 1, -1, -1], roles.Verdict.BOTH),
            ([0.1, 0, 0, -0.1], roles.Verdict.NEITHER),
        ],
    )
    def test_neither_role_excludes_the_other(self, scores, verdict) -> None:
        decision = roles.role_decision(*roles.split_scores(scores), [0.25] * 4)
        assert decision.verdict == verdict
        assert decision.margin == pytest.approx(np.mean(scores))

    @settings(max_examples=30)
    @given(
        arrays(float, 4, elements=floats(-1, 1)),
        arrays(int, 4, elements=st.integers(1, 20)),
        floats(0.1, 0.6),
    )
    def test_flip_weights_against_a_scan(self, scores, parts, needed) -> None:
        weights = parts / parts.sum()
        cases = roles.split_scores(scores)
        now = roles.role_decision(*cases, weights, needed=needed).verdict
        found, verdicts = roles.flip_weights(*cases, weights, needed=needed)
        for k in range(4):
            # Off round numbers, where a line may touch the threshold in a single point.
            grid = (np.arange(200) + 0.38196601) / 200
            others = []
            for x in grid:
                changed = weights * (1 - x) / (1 - weights[k])
                changed[k] = x
                case = roles.role_decision(*cases, changed / changed.sum(), needed=needed)
                others.append(case.verdict != now)
            distance = np.abs(grid - weights[k])[others]
            if np.isnan(found[k]):
                assert verdicts[k] is None
                assert distance.size == 0
            else:
                assert verdicts[k] != now
                if distance.size:
                    assert abs(found[k] - weights[k]) <= distance.min() + 1e-9

    def test_weights_that_do_not_add_up(self) -> None:
        for decide in (roles.role_decision, roles.flip_weights):
            with pytest.raises(ValueError, match=r"weights: expected a sum of 1: 0\.9 given"):
                decide([1, 0], [0, 1], [0.5, 0.4])


class TestCoverage:
    MATRIX = (("A", "AR", "", "C"), ("R", "A", "", "R"), ("I", "", "", "R"))

    def test_gaps_overlaps_and_headless_duties(self) -> None:
        found = roles.duty_coverage(self.MATRIX)
        assert found.gaps.tolist() == [False, False, True, False]
        assert found.overlaps.tolist() == [False, True, False, False]
        assert found.headless.tolist() == [False, False, False, True]

    def test_without_anybody_everything_is_a_gap(self) -> None:
        assert roles.duty_coverage(self.MATRIX, [False] * 3).gaps.all()

    def test_letters_of_a_table_are_objects(self) -> None:
        assert not roles.duty_coverage(np.array([["A"]], object)).gaps.any()


@st.composite
def weeks(draw):
    count = draw(st.integers(1, 6))
    numbers = arrays(float, count, elements=floats(0.1, 10))
    floor = draw(arrays(float, count, elements=floats(0, 4)))
    room = draw(arrays(float, count, elements=st.one_of(floats(0.5, 20), st.just(np.inf))))
    plan = time_allocation.activities(
        draw(numbers),
        draw(numbers),
        floor=floor,
        cap=floor + room,
        exponent=draw(st.sampled_from([0.0, 0.5, -1.0])),
    )
    most = min(floor.sum() + 60.0, plan.cap.sum())
    return plan, draw(floats(0, 1)) * (most - floor.sum()) + floor.sum()


class TestTimeAllocation:
    @given(weeks())
    def test_the_optimum_meets_its_conditions(self, week) -> None:
        plan, hours = week
        best = time_allocation.allocate_hours(plan, hours)
        assert best.hours.sum() == pytest.approx(hours, abs=1e-7)
        assert (best.hours >= plan.floor).all()
        assert (best.hours <= plan.cap).all()
        marginal, worth = best.marginal_values, best.hour_value
        free = (best.hours > plan.floor) & (best.hours < plan.cap) & (plan.weight > 0)
        np.testing.assert_allclose(marginal[free], worth, rtol=1e-6)
        at_cap, at_floor = best.hours >= plan.cap, best.hours <= plan.floor
        assert (marginal[at_floor & ~at_cap] <= worth * (1 + 1e-6)).all()
        if free.any():
            assert (marginal[at_cap] >= worth * (1 - 1e-6)).all()

    @settings(max_examples=25)
    @given(weeks(), st.integers(0, 1000))
    def test_no_other_week_is_better(self, week, seed) -> None:
        plan, hours = week
        best = time_allocation.allocate_hours(plan, hours)
        rng = np.random.default_rng(seed)
        for _ in range(20):
            give, take = rng.integers(0, plan.weight.size, 2)
            step = min(0.1, best.hours[give] - plan.floor[give], plan.cap[take] - best.hours[take])
            other = best.hours.copy()
            other[give] -= step
            other[take] += step
            assert plan.values(other).sum() <= best.value + 1e-9 * (1 + abs(best.value))

    def test_water_filling(self) -> None:
        """Boyd and Vandenberghe (2004), example 5.2: max Σ ln(α + x), Σ x = 1."""
        alpha = np.array([0.8, 1.0, 1.2])
        best = time_allocation.allocate_hours(time_allocation.activities(1.0, alpha), 1.0)
        # The level is 4/3; nothing is poured where the ground is above it.
        np.testing.assert_allclose(best.hours, 4 / 3 - alpha)

    def test_marginal_values_are_the_derivative(self) -> None:
        for exponent in (0.0, 0.4, -0.7):
            plan = time_allocation.activities([2.0, 3.0], [4.0, 1.5], exponent=exponent)
            at = np.array([3.0, 0.5])
            slope = (plan.values(at + 1e-6) - plan.values(at - 1e-6)) / 2e-6
            np.testing.assert_allclose(plan.marginal_values(at), slope, rtol=1e-7)

    def test_the_best_week_loses_nothing(self) -> None:
        plan = time_allocation.activities([3.0, 2.0, 1.0], [4.0, 2.0, 8.0], cap=[20, 30, 30])
        best = time_allocation.allocate_hours(plan, 45.0)
        gap = time_allocation.allocation_gap(plan, best.hours)
        assert gap.lost == pytest.approx(0.0, abs=1e-12)
        assert gap.moved == pytest.approx(0.0, abs=1e-9)
        worse = time_allocation.allocation_gap(plan, [15.0, 15.0, 15.0])
        assert worse.lost > 0
        assert worse.more.sum() == pytest.approx(0.0, abs=1e-9)

    def test_what_is_worth_nothing_gets_its_floor(self) -> None:
        plan = time_allocation.activities([1.0, 0.0], 2.0, floor=[0.0, 3.0])
        assert time_allocation.allocate_hours(plan, 10.0).hours.tolist() == [7.0, 3.0]

    def test_full_caps_and_bare_floors(self) -> None:
        plan = time_allocation.activities([1.0, 2.0], 2.0, floor=1.0, cap=5.0)
        full, bare = (time_allocation.allocate_hours(plan, h) for h in (10.0, 2.0))
        assert full.hours.tolist() == [5.0, 5.0]
        assert full.hour_value == 0.0
        assert bare.hours.tolist() == [1.0, 1.0]
        assert bare.hour_value == plan.marginal_values(1.0).max()
