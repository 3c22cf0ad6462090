"""Conjoint: what the books say, redone another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, minimize

from casestudy.concepts import choice, choice_study, conjoint

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
