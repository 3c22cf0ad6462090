"""Price elasticity from transactions: a log-log regression, and what it does not show.

The seller sets the price. Where it is raised because demand is strong, or cut for a buyer who
would have bought anyway, the regression mixes the customers' answer to the price with the seller's
answer to demand, and no sample is large enough to undo that. Controls, fixed effects, and best an
instrument (a cost change that moves the price and nothing else) are the ways out.

References
----------
Wooldridge, J. M. (2019). *Introductory Econometrics*, 7th ed., chapters 2, 4, 8, 14 and 15.
Frisch, R. and Waugh, F. V. (1933). Partial time regressions as compared with individual trends.
*Econometrica* 1(4).
Tellis, G. J. (1988). The price elasticity of selective demand. *Journal of Marketing Research*
25(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class ElasticityEstimate:
    """Own-price elasticity of demand with its uncertainty.

    Attributes
    ----------
    elasticity : float
        Change of volume in percent for one percent of price [ε].
    standard_error : float
    interval : tuple of float
        Confidence interval from the t distribution.
    confidence : float
        Its level.
    intercept : float
        Log volume at log price zero, on the line through the means.
    r_squared : float or None
        Part of the variance of log volume that price, controls and groups explain; None where
        volume does not vary, or an instrument is used.
    residual_spread : float
        Standard deviation of log volume about the fit.
    observations, degrees_of_freedom : int
        The latter is what coefficients and group means leave; with clusters, for the interval,
        the number of clusters less one.
    first_stage_f : float or None
        F statistic of the instrument on price; below about 10 the instrument is weak.
    log_price, log_quantity : ndarray, (N,)
        Log price and log volume once controls and group means are taken out: the points of the
        picture, through which the line has the slope ε.
    """

    elasticity: float
    standard_error: float
    interval: tuple[float, float]
    confidence: float
    intercept: float
    r_squared: float | None
    residual_spread: float
    observations: int
    degrees_of_freedom: int
    first_stage_f: float | None
    log_price: NDArray
    log_quantity: NDArray


def estimate_elasticity(
    price: ArrayLike,
    quantity: ArrayLike,
    *,
    controls: ArrayLike | None = None,
    groups: Sequence[ArrayLike] = (),
    instrument: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    robust: bool = False,
    confidence: float = 0.95,
) -> ElasticityEstimate:
    r"""Own-price elasticity by least squares on logarithms.

    Parameters
    ----------
    price, quantity : array_like, (N,)
        Price of one unit and number of units of each transaction, or each product and month;
        above zero.
    controls : array_like, (N,) or (N, C), optional
        What else moves demand, such as an index of the market's log volume.
    groups : sequence of array_like, each (N,), optional
        Labels with an effect of their own, such as product and month. Only differences within
        them count then.
    instrument : array_like, (N,), optional
        What moves the price and reaches volume in no other way, such as log unit cost; two-stage
        least squares then.
    clusters : array_like, (N,), optional
        Labels within which errors may be correlated, such as the customer.
    robust : bool
        Standard error that holds for errors of unequal variance (HC1).
    confidence : float
        Level of the interval, above 0 and below 1.

    Returns
    -------
    ElasticityEstimate

    Raises
    ------
    ValueError
        If prices or quantities are not above zero, prices do not vary beyond what controls and
        groups explain, the instrument does not move the price, or there are too few observations.

    Notes
    -----
    .. math:: \ln q = α + ε \ln p + γ'x + \text{group effects} + e

    Controls and groups are first taken out of log price and log volume (Frisch-Waugh), which
    gives the ε of the full regression exactly.

    Examples
    --------
    >>> fit = estimate_elasticity([1.0, 2.0, 4.0, 8.0], [64, 17, 4, 1])
    >>> round(fit.elasticity, 2), [round(v, 2) for v in fit.interval]
    (-2.01, [-2.11, -1.91])
    """
    from scipy.special import stdtrit

    columns = _logs(price, quantity, instrument)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence: expected a level above 0 and below 1: {confidence} given")
    (p, q, *z), absorbed = _taken_out(columns, controls, groups)
    n, left = p.size, p.size - absorbed - 1
    if left < 1:
        raise ValueError(
            f"price: expected at least {absorbed + 2} observations for {absorbed + 1} "
            f"coefficients: {n} given"
        )
    if p @ p <= 1e-20 * max(columns[0] @ columns[0], n):
        raise ValueError("price: expected prices that vary beyond controls and groups: none does")
    z = z[0] if z else p
    if abs(z @ p) <= 1e-10 * np.sqrt((z @ z) * (p @ p)):
        raise ValueError("instrument: expected one that moves the price: correlation 0 given")
    slope = float(z @ q / (z @ p))
    error = q - slope * p
    variance, free = _variance(z, error, left, robust, clusters)
    spread = float(np.sqrt(variance) / abs(z @ p))
    reach = float(stdtrit(free, 0.5 + confidence / 2.0)) * spread
    total = columns[1] - columns[1].mean()
    varied = instrument is None and total @ total > 0
    return ElasticityEstimate(
        elasticity=slope,
        standard_error=spread,
        interval=(slope - reach, slope + reach),
        confidence=confidence,
        intercept=float(columns[1].mean() - slope * columns[0].mean()),
        r_squared=float(1.0 - error @ error / (total @ total)) if varied else None,
        residual_spread=float(np.sqrt(error @ error / left)),
        observations=n,
        degrees_of_freedom=free,
        first_stage_f=None if instrument is None else _first_stage(z, p, left),
        log_price=p,
        log_quantity=q,
    )


def _logs(price: ArrayLike, quantity: ArrayLike, instrument: ArrayLike | None) -> list[NDArray]:
    columns = [np.asarray(price, float), np.asarray(quantity, float)]
    for name, values in zip(("price", "quantity"), columns, strict=True):
        if values.ndim != 1 or values.size == 0 or not np.all((values > 0) & np.isfinite(values)):
            given = f"minimum {values.min()}" if values.size else "no value"
            raise ValueError(f"{name}: expected finite values above zero, (N,): {given} given")
    logs = [np.log(c) for c in columns]
    if instrument is not None:
        logs.append(np.asarray(instrument, float))
    if any(c.shape != logs[0].shape or not np.isfinite(c).all() for c in logs):
        sizes = ", ".join(str(c.size) for c in logs)
        raise ValueError(f"price, quantity, instrument: expected one finite length: {sizes} given")
    return logs


def _taken_out(
    columns: list[NDArray], controls: ArrayLike | None, groups: Sequence[ArrayLike]
) -> tuple[list[NDArray], int]:
    """The columns less what controls and groups explain, and how many coefficients that takes."""
    n = columns[0].size
    if len(groups) and np.ndim(groups[0]) == 0:  # one array of labels, not a sequence of them
        groups = (groups,)
    labels = []
    for group in groups:
        group = np.asarray(group)
        if group.shape != (n,):
            raise ValueError(f"groups: expected arrays of {n} labels: {group.shape} given")
        labels.append(np.unique(group, return_inverse=True)[1])
    # The group with most labels goes by subtracting means: dummies for it would fill the memory.
    labels.sort(key=lambda v: -v.max())
    largest, *others = labels or [np.zeros(n, dtype=np.intp)]
    extra = [(v[:, None] == np.arange(1, v.max() + 1)).astype(float) for v in others]
    if controls is not None:
        given = np.asarray(controls, float)
        if given.shape[:1] != (n,) or given.ndim > 2 or not np.isfinite(given).all():
            raise ValueError(f"controls: expected finite numbers, ({n}, C): {given.shape} given")
        extra.append(given.reshape(n, -1))
    count = np.bincount(largest)

    def within(column: NDArray) -> NDArray:
        return column - (np.bincount(largest, column) / count)[largest]

    inner = np.column_stack([within(c) for c in columns])
    if not extra:
        return list(inner.T), count.size
    design = np.column_stack([within(c) for c in np.hstack(extra).T])
    size = np.sqrt((design**2).sum(axis=0))
    # What is constant within the largest group has already gone; only its rounding is left.
    design = design / np.where(size > 1e-10 * np.sqrt(n), size, np.inf)
    fit, _, rank, _ = np.linalg.lstsq(design, inner, rcond=1e-10)
    return list((inner - design @ fit).T), count.size + int(rank)


def _variance(
    z: NDArray, error: NDArray, left: int, robust: bool, clusters: ArrayLike | None
) -> tuple[float, int]:
    """Variance of z'e, and the degrees of freedom of the t distribution."""
    n = z.size
    if clusters is not None:
        labels = np.asarray(clusters)
        names, member = np.unique(labels, return_inverse=True)
        if labels.shape != (n,) or names.size < 2:
            raise ValueError(
                f"clusters: expected {n} labels, at least two different: "
                f"{labels.size} labels, {names.size} different given"
            )
        sums = np.bincount(member, z * error)
        scale = names.size / (names.size - 1) * (n - 1) / left
        return float(scale * sums @ sums), names.size - 1
    if robust:
        return float(n / left * (z * error) @ (z * error)), left
    return float(error @ error / left * (z @ z)), left


def _first_stage(z: NDArray, p: NDArray, left: int) -> float:
    slope = z @ p / (z @ z)
    rest = p - slope * z
    noise = rest @ rest / left
    return float(slope**2 * (z @ z) / noise) if noise > 0 else float("inf")
