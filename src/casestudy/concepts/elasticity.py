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
        95% confidence interval from the t distribution.
    first_stage_f : float or None
        F statistic of the instrument on price; below about 10 the instrument is weak.
    """

    elasticity: float
    standard_error: float
    interval: tuple[float, float]
    first_stage_f: float | None


def estimate_elasticity(
    price: ArrayLike,
    quantity: ArrayLike,
    *,
    groups: Sequence[ArrayLike] = (),
    instrument: ArrayLike | None = None,
) -> ElasticityEstimate:
    r"""Own-price elasticity by least squares on logarithms.

    Parameters
    ----------
    price, quantity : array_like, (N,)
        Price of one unit and number of units of each transaction, or each product and month;
        above zero.
    groups : sequence of array_like, each (N,), optional
        Labels with an effect of their own, such as product and month. Only differences within
        them count then.
    instrument : array_like, (N,), optional
        What moves the price and reaches volume in no other way, such as log unit cost; two-stage
        least squares then.

    Notes
    -----
    .. math:: \ln q = α + ε \ln p + \text{group effects} + e

    Groups are first taken out of log price and log volume (Frisch-Waugh), which gives the ε of
    the full regression exactly.

    Examples
    --------
    >>> fit = estimate_elasticity([1.0, 2.0, 4.0, 8.0], [64, 17, 4, 1])
    >>> round(fit.elasticity, 2), [round(v, 2) for v in fit.interval]
    (-2.01, [-2.11, -1.91])
    """
    from scipy.special import stdtrit

    columns = [np.log(np.asarray(price, float)), np.log(np.asarray(quantity, float))]
    if instrument is not None:
        columns.append(np.asarray(instrument, float))
    (p, q, *z), absorbed = _taken_out(columns, groups)
    left = p.size - absorbed - 1
    z = z[0] if z else p
    slope = float(z @ q / (z @ p))
    error = q - slope * p
    spread = float(np.sqrt(error @ error / left * (z @ z)) / abs(z @ p))
    reach = float(stdtrit(left, 0.975)) * spread
    return ElasticityEstimate(
        elasticity=slope,
        standard_error=spread,
        interval=(slope - reach, slope + reach),
        first_stage_f=None if instrument is None else _first_stage(z, p, left),
    )


def _taken_out(columns: list[NDArray], groups: Sequence[ArrayLike]) -> tuple[list[NDArray], int]:
    """The columns less what groups explain, and how many coefficients that takes."""
    n = columns[0].size
    labels = [np.unique(np.asarray(group), return_inverse=True)[1] for group in groups]
    # The group with most labels goes by subtracting means: dummies for it would fill the memory.
    labels.sort(key=lambda v: -v.max())
    largest, *others = labels or [np.zeros(n, dtype=np.intp)]
    extra = [(v[:, None] == np.arange(1, v.max() + 1)).astype(float) for v in others]
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


def _first_stage(z: NDArray, p: NDArray, left: int) -> float:
    slope = z @ p / (z @ z)
    rest = p - slope * z
    noise = rest @ rest / left
    return float(slope**2 * (z @ z) / noise) if noise > 0 else float("inf")
