"""What customers' choices say a feature is worth: part-worths by conditional logit.

References
----------
McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior.
Train, K. (2009). *Discrete Choice Methods with Simulation*, 2nd ed., chapters 3 and 8.
Louviere, J. J., Hensher, D. A. and Swait, J. D. (2000). *Stated Choice Methods*.
Konis, K. (2007). *Linear programming algorithms for detecting separated data in binary logistic
regression models*, for the test of separation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# A combination of attributes, each scaled to a largest difference of one, below which it is zero.
SAME = 1e-9
# The linear program keeps its bounds within 1e-7.
APART = 1e-5
MOST_STEPS = 100


@dataclass(frozen=True)
class PartWorths:
    """Part-worths estimated from choices, with what is needed to judge them.

    Attributes
    ----------
    names : tuple of str, (K,)
        Attributes, then constants of alternatives.
    estimates : ndarray, (K,)
        Part-worths [β]: utility of one unit of each attribute.
    covariance : ndarray, (K, K)
        Inverse of the information matrix at the estimates.
    log_likelihood, null_log_likelihood : float
        At the estimates, and with every part-worth at zero (all alternatives equally likely).
    tasks : int
        Number of choices.
    """

    names: tuple[str, ...]
    estimates: NDArray
    covariance: NDArray
    log_likelihood: float
    null_log_likelihood: float
    tasks: int

    @property
    def standard_errors(self) -> NDArray:
        """Standard error of each part-worth, (K,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def z_values(self) -> NDArray:
        """Each part-worth divided by its standard error, (K,)."""
        return self.estimates / self.standard_errors

    @property
    def p_values(self) -> NDArray:
        """Two-sided probability of such a z-value if the part-worth were zero, (K,)."""
        from scipy.special import ndtr

        return 2.0 * ndtr(-np.abs(self.z_values))

    @property
    def r_squared(self) -> float:
        """McFadden's R² = 1 - LL(β)/LL(0); 0.2 to 0.4 is an excellent fit."""
        return 1.0 - self.log_likelihood / self.null_log_likelihood

    @property
    def adjusted_r_squared(self) -> float:
        """McFadden's R² less what K free numbers give: 1 - (LL(β) - K)/LL(0)."""
        return 1.0 - (self.log_likelihood - len(self.names)) / self.null_log_likelihood

    def interval(self, level: float = 0.95) -> NDArray:
        """Lower and upper end of each part-worth's confidence interval, (K, 2)."""
        from scipy.special import ndtri

        if not 0 < level < 1:
            raise ValueError(f"level: expected a number between 0 and 1: {level} given")
        half = ndtri(0.5 + level / 2.0) * self.standard_errors
        return np.stack([self.estimates - half, self.estimates + half], axis=-1)

    def willingness_to_pay(self, price: str) -> dict[str, tuple[float, float]]:
        """Money that one unit of each other attribute is worth, and its standard error.

        Parameters
        ----------
        price : str
            Name of the price attribute.

        Returns
        -------
        dict of str to tuple of float
            As `willingness_to_pay` gives it.
        """
        if price not in self.names:
            raise ValueError(f"price: expected one of {', '.join(self.names)}: {price!r} given")
        at = self.names.index(price)
        value, error = willingness_to_pay(
            self.estimates,
            self.estimates[at],
            part_worth_variance=np.diag(self.covariance),
            price_variance=self.covariance[at, at],
            covariance=self.covariance[at],
        )
        return {
            name: (float(value[k]), float(error[k])) for k, name in enumerate(self.names) if k != at
        }


def willingness_to_pay(
    part_worth: ArrayLike,
    price_coefficient: ArrayLike,
    *,
    part_worth_variance: ArrayLike = 0.0,
    price_variance: ArrayLike = 0.0,
    covariance: ArrayLike = 0.0,
) -> tuple[NDArray, NDArray]:
    r"""Price rise that cancels one unit of an attribute, with its standard error.

    Parameters
    ----------
    part_worth : array_like, (…)
        Part-worth of the attribute [β].
    price_coefficient : array_like, (…)
        Utility of one unit of price [α], below zero.
    part_worth_variance, price_variance, covariance : array_like, (…)
        Sampling variances of the two estimates, and their covariance.

    Returns
    -------
    value, standard_error : ndarray, (…)
        In the unit of price.

    Raises
    ------
    ValueError
        If the price coefficient is not below zero: customers who prefer to pay more have no
        willingness to pay in this sense.

    Notes
    -----
    .. math::
        w = -\frac{β}{α}, \qquad
        \mathrm{var}(w) ≈ \frac{\mathrm{var}(β) + w^2\,\mathrm{var}(α) +
        2 w\,\mathrm{cov}(β, α)}{α^2}

    The delta method is a poor guide where α is not clearly different from zero.

    Examples
    --------
    >>> value, error = willingness_to_pay(
    ...     0.6, -0.2, part_worth_variance=0.01, price_variance=0.0004, covariance=-0.0005
    ... )
    >>> float(value.round(4)), float(error.round(4))
    (3.0, 0.5148)
    """
    price = np.asarray(price_coefficient, float)
    if not np.all(price < 0):
        raise ValueError(f"price_coefficient: expected below zero: {price.tolist()} given")
    value = -np.asarray(part_worth, float) / price
    variance = (
        np.asarray(part_worth_variance, float)
        + value**2 * np.asarray(price_variance, float)
        + 2.0 * value * np.asarray(covariance, float)
    )
    return value, np.sqrt(np.maximum(variance, 0.0)) / np.abs(price)


def estimate_part_worths(
    attributes: ArrayLike,
    chosen: ArrayLike,
    *,
    available: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    names: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
) -> PartWorths:
    r"""Part-worths from a choice study, by maximum likelihood of the conditional logit.

    Parameters
    ----------
    attributes : array_like, (N, J, K)
        Attributes of each alternative in each task [x].
    chosen : array_like of int, (N,)
        Position of the chosen alternative, 0 to J - 1.
    available : array_like of bool, (N, J), optional
        Which alternatives a task shows; all by default.
    counts : array_like, (N,), optional
        How many times each task with its choice occurred; once by default.
    names : sequence of str, (K,), optional
        Names of the attributes.
    labels : sequence of str, (J,), optional
        Names of the alternatives, where the same position always means the same (a brand, "none").
        When given, every alternative but the first gets a constant of its own.

    Returns
    -------
    PartWorths

    Raises
    ------
    ValueError
        If shapes or values are wrong, there are too few tasks, an alternative with a constant is
        never chosen, an attribute does not vary or is a combination of others, or some
        combination of attributes predicts every choice (separation): the likelihood has no
        maximum then.

    Notes
    -----
    .. math:: \ln L(β) = \sum_n \Bigl(β·x_{n,i_n} - \ln \sum_j e^{β·x_{nj}}\Bigr)

    Newton's method with the analytic gradient :math:`\sum_n (x_{n,i_n} - \bar x_n)` and the
    analytic Hessian :math:`-\sum_n \sum_j P_{nj} (x_{nj} - \bar x_n)(x_{nj} - \bar x_n)^⊤`. The
    function is concave, so that the maximum is the only one. Standard errors take choices as
    independent; several tasks from one respondent make them somewhat too small.

    Examples
    --------
    >>> x = [[[1.0], [0.0]]] * 4  # nine of twelve take the alternative with the feature
    >>> fit = estimate_part_worths(x[:2], [0, 1], counts=[9, 3], names=["feature"])
    >>> fit.estimates.round(4), fit.standard_errors.round(4)  # ln 3, √(1/9 + 1/3)
    (array([1.0986]), array([0.6667]))
    """
    x, y, there, weight, names = _checked_study(attributes, chosen, available, counts, names)
    if labels is not None:
        x, names = _with_constants(x, y, names, labels)
    apart, shown = x[np.arange(y.size), y][:, None, :] - x, there.copy()
    shown[np.arange(y.size), y] = False
    scale = _checked_differences(apart[shown], names)
    scaled, covariance, likelihood = _newton(-apart / scale, there, weight)
    return PartWorths(
        names=tuple(names),
        estimates=scaled / scale,
        covariance=covariance / np.outer(scale, scale),
        log_likelihood=likelihood,
        null_log_likelihood=-float(weight @ np.log(there.sum(axis=1))),
        tasks=round(weight.sum()),
    )


def _checked_study(attributes, chosen, available, counts, names):
    x, y = np.asarray(attributes, float), np.asarray(chosen)
    if x.ndim != 3 or 0 in x.shape or not np.isfinite(x).all():
        raise ValueError(
            f"attributes: expected finite numbers of shape (tasks, alternatives, attributes), "
            f"none of them zero: shape {x.shape} given"
        )
    tasks, width, count = x.shape
    if y.shape != (tasks,) or y.dtype.kind not in "iu" or y.min() < 0 or y.max() >= width:
        given = f"{y.min()} to {y.max()}" if y.dtype.kind in "iuf" and y.size else y.dtype
        raise ValueError(
            f"chosen: expected {tasks} whole numbers, one a task, from 0 to {width - 1}: "
            f"shape {y.shape} with {given} given"
        )
    there = np.ones((tasks, width), bool) if available is None else np.asarray(available, bool)
    if there.shape != (tasks, width) or not there[np.arange(tasks), y].all():
        raise ValueError(
            f"available: expected shape {(tasks, width)}, True for what was chosen: "
            f"shape {there.shape} given"
        )
    weight = np.ones(tasks) if counts is None else np.asarray(counts, float)
    if weight.shape != (tasks,) or not np.all((weight > 0) & np.isfinite(weight)):
        given = weight.min() if weight.size else "nothing"
        raise ValueError(
            f"counts: expected {tasks} numbers above zero: shape {weight.shape}, smallest {given}"
        )
    names = [f"attribute {k + 1}" for k in range(count)] if names is None else list(names)
    if len(names) != count or len(set(names)) != count:
        raise ValueError(f"names: expected {count} different names: {', '.join(names)} given")
    return x, y, there, weight, names


def _with_constants(x, y, names, labels):
    tasks, width, _ = x.shape
    if len(labels) != width or len(set(labels)) != width:
        raise ValueError(f"labels: expected {width} different names: {', '.join(labels)} given")
    for at, label in enumerate(labels):
        if not (y == at).any():
            raise ValueError(
                f"chosen: expected every alternative with a constant to be chosen at least once: "
                f"{label!r} never is; leave it out, or give no labels"
            )
    constants = np.broadcast_to(np.eye(width)[:, 1:], (tasks, width, width - 1))
    return np.concatenate([x, constants], axis=-1), [*names, *labels[1:]]


def _checked_differences(apart: NDArray, names: Sequence[str]) -> NDArray:
    """Largest difference of each attribute, once it is sure that a maximum exists.

    `apart`, (M, K), is the chosen alternative less each of the others of its task.
    """
    rows, count = apart.shape
    if rows <= count:
        raise ValueError(
            f"attributes: expected more comparisons (tasks times alternatives not chosen) than "
            f"the {count} part-worths: {rows} given, too few tasks"
        )
    scale = np.abs(apart).max(axis=0)
    if not scale.all():
        still = names[int(np.argmin(scale))]
        raise ValueError(f"attributes: expected values that differ within a task: {still!r} never")
    apart = np.unique(apart / scale, axis=0)
    _, singular, directions = np.linalg.svd(apart, full_matrices=False)
    if apart.shape[0] < count or singular[-1] < SAME * singular[0]:
        # With fewer different rows than attributes, the last direction need not be the null one.
        _, _, directions = np.linalg.svd(apart, full_matrices=True)
        together = ", ".join(n for n, v in zip(names, directions[-1], strict=True) if abs(v) > 1e-6)
        raise ValueError(
            f"attributes: expected none to be a combination of others: {together} are collinear"
        )
    _refuse_separation(apart, names)
    return scale


def _refuse_separation(apart: NDArray, names: Sequence[str]) -> None:
    """Raise if some part-worths put the chosen alternative never below another one."""
    from scipy.optimize import linprog

    for sign in (1.0, -1.0):
        alone = (sign * apart >= 0).all(axis=0)
        if alone.any():
            which = names[int(np.argmax(alone))]
            more = "most" if sign > 0 else "least"
            raise ValueError(
                f"chosen: expected choices that no attribute predicts perfectly: nobody chose "
                f"against {which!r} (the chosen alternative always has the {more} of it)"
            )
    # Without rounding there is a direction of separation just where the optimum is above zero.
    bounds = [(-1.0, 1.0)] * apart.shape[1]
    answer = linprog(-apart.mean(axis=0), A_ub=-apart, b_ub=np.zeros(len(apart)), bounds=bounds)
    if (apart @ answer.x).max() > APART:
        which = ", ".join(n for n, b in zip(names, answer.x, strict=True) if abs(b) > APART)
        raise ValueError(
            f"chosen: expected choices that no combination of attributes predicts perfectly: "
            f"one of {which} does"
        )


def _newton(x: NDArray, available: NDArray, weight: NDArray) -> tuple[NDArray, NDArray, float]:
    """Maximum of the log-likelihood where x, (N, J, K), is counted from the chosen alternative."""
    beta = np.zeros(x.shape[-1])

    def probabilities(beta: NDArray) -> tuple[float, NDArray]:
        utility = np.where(available, x @ beta, -np.inf)
        top = utility.max(axis=1, keepdims=True)
        power = np.exp(utility - top)
        total = power.sum(axis=1, keepdims=True)
        # The chosen alternative has utility zero.
        return -float(weight @ (top + np.log(total))[:, 0]), power / total

    likelihood, chance = probabilities(beta)
    for _ in range(MOST_STEPS):
        mean = np.einsum("nj,njk->nk", chance, x)
        around = (x - mean[:, None, :]) * np.sqrt(weight[:, None] * chance)[..., None]
        around = around.reshape(-1, x.shape[-1])
        information, gradient = around.T @ around, -(weight @ mean)
        step = np.linalg.solve(information, gradient)
        if gradient @ step < 1e-20 * (1.0 + abs(likelihood)):
            return beta, np.linalg.inv(information), likelihood
        size, before = 1.0, likelihood
        while True:
            likelihood, chance = probabilities(beta + size * step)
            # Near the maximum a full step changes the likelihood by rounding only.
            if likelihood >= before - 1e-12 * (1.0 + abs(before)):
                break
            size /= 2.0
        beta = beta + size * step
    raise ValueError(
        f"attributes: expected a likelihood with a maximum: none in {MOST_STEPS} steps"
    )
