"""What customers' choices say a feature is worth: part-worths by conditional logit.

References
----------
McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior.
Train, K. (2009). *Discrete Choice Methods with Simulation*, 2nd ed., chapters 3 and 8.
Louviere, J. J., Hensher, D. A. and Swait, J. D. (2000). *Stated Choice Methods*.
Albert, A. and Anderson, J. A. (1984). On the existence of maximum likelihood estimates in logistic
regression models. *Biometrika* 71(1), for choices that have no best estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Information about some combination of attributes, each scaled to a largest difference of one, that
# is below this part of the information about another one, or of what it was at the start, is none.
NOTHING_SAID = 1e-9
MOST_STEPS = 100


@dataclass(frozen=True)
class PartWorths:
    """Part-worths estimated from choices, with what is needed to judge them.

    Attributes
    ----------
    names : tuple of str, (K,)
        Attributes.
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
    def r_squared(self) -> float:
        """McFadden's R² = 1 - LL(β)/LL(0); 0.2 to 0.4 is an excellent fit."""
        return 1.0 - self.log_likelihood / self.null_log_likelihood

    def interval(self) -> NDArray:
        """Lower and upper end of each part-worth's 95% confidence interval, (K, 2)."""
        from scipy.special import ndtri

        half = ndtri(0.975) * self.standard_errors
        return np.stack([self.estimates - half, self.estimates + half], axis=-1)


def estimate_part_worths(
    attributes: ArrayLike,
    chosen: ArrayLike,
    *,
    available: ArrayLike | None = None,
    names: Sequence[str] = (),
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
    names : sequence of str, (K,), optional
        Names of the attributes.

    Raises
    ------
    ValueError
        If the likelihood has no maximum: an attribute does not vary or is a combination of others,
        there are too few tasks, or some combination predicts every choice (separation).

    Notes
    -----
    .. math:: \ln L(β) = \sum_n \Bigl(β·x_{n,i_n} - \ln \sum_j e^{β·x_{nj}}\Bigr)

    Newton's method with the analytic gradient :math:`\sum_n (x_{n,i_n} - \bar x_n)` and the
    analytic Hessian :math:`-\sum_n \sum_j P_{nj} (x_{nj} - \bar x_n)(x_{nj} - \bar x_n)^⊤`. The
    function is concave, so that the maximum is the only one. Standard errors take choices as
    independent; several tasks from one respondent make them somewhat too small.

    Examples
    --------
    >>> x = [[[1.0], [0.0]]] * 12  # nine of twelve take the alternative with the feature
    >>> fit = estimate_part_worths(x, [0] * 9 + [1] * 3, names=["feature"])
    >>> fit.estimates.round(4), fit.standard_errors.round(4)  # ln 3, √(1/9 + 1/3)
    (array([1.0986]), array([0.6667]))
    """
    x, y = np.asarray(attributes, float), np.asarray(chosen)
    task = np.arange(y.size)
    there = np.ones(x.shape[:2], bool) if available is None else np.asarray(available, bool)
    apart, shown = x[task, y][:, None, :] - x, there.copy()
    shown[task, y] = False
    scale = np.abs(apart[shown]).max(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    scaled, covariance, likelihood = _newton(-apart / scale, there)
    return PartWorths(
        names=tuple(names),
        estimates=scaled / scale,
        covariance=covariance / np.outer(scale, scale),
        log_likelihood=likelihood,
        null_log_likelihood=-float(np.log(there.sum(axis=1)).sum()),
        tasks=y.size,
    )


def _newton(x: NDArray, available: NDArray) -> tuple[NDArray, NDArray, float]:
    """Maximum of the log-likelihood where x, (N, J, K), is counted from the chosen alternative."""
    beta, first = np.zeros(x.shape[-1]), 0.0

    def probabilities(beta: NDArray) -> tuple[float, NDArray]:
        utility = np.where(available, x @ beta, -np.inf)
        top = utility.max(axis=1, keepdims=True)
        power = np.exp(utility - top)
        total = power.sum(axis=1, keepdims=True)
        # The chosen alternative has utility zero.
        return -float((top + np.log(total)).sum()), power / total

    likelihood, chance = probabilities(beta)
    for _ in range(MOST_STEPS):
        mean = np.einsum("nj,njk->nk", chance, x)
        around = (x - mean[:, None, :]) * np.sqrt(chance)[..., None]
        around = around.reshape(-1, x.shape[-1])
        information, gradient = around.T @ around, -mean.sum(axis=0)
        said = np.linalg.eigvalsh(information)
        first = first or said[-1]
        if said[0] < NOTHING_SAID * first:
            raise ValueError(
                "attributes, chosen: expected attributes that differ within the tasks, none a "
                "combination of others, and choices that no combination predicts perfectly"
            )
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
