"""Demand served together varies less: risk pooling, the square root law, common components.

References
----------
Eppen, G. D. (1979). Effects of centralization on expected costs in a multi-location newsboy
problem. *Management Science* 25(5).
Maister, D. H. (1976). Centralisation of inventories and the "square root law". *International
Journal of Physical Distribution* 6(3).
Collier, D. A. (1982). Aggregate safety stock levels and component part commonality. *Management
Science* 28(11).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray


def pooled_demand_sd(demand_sd: ArrayLike, correlation: ArrayLike = 0.0) -> NDArray:
    r"""Standard deviation of the sum of n demands.

    Parameters
    ----------
    demand_sd : array_like, (…, K)
        Standard deviation of each demand [σ], zero or more.
    correlation : array_like, (…)
        One correlation for all pairs [ρ], -1/(K - 1) to 1.

    Returns
    -------
    ndarray, (…)
        At most Σσ, and equal to it at ρ = 1.

    Notes
    -----
    .. math:: \sqrt{\sum_i \sum_j ρ_{ij} σ_i σ_j} =
              \sqrt{(1 - ρ) \sum_i σ_i^2 + ρ \big(\sum_i σ_i\big)^2}

    Examples
    --------
    >>> pooled_demand_sd([5, 5, 5, 5], [0.0, 0.5, 1.0]).round(2)
    array([10.  , 15.81, 20.  ])
    """
    sd, rho = np.asarray(demand_sd, float), np.asarray(correlation, float)
    squares, total = (sd**2).sum(axis=-1), sd.sum(axis=-1)
    return np.sqrt(np.maximum((1.0 - rho) * squares + rho * total**2, 0.0))


def square_root_law(before: ArrayLike, after: ArrayLike, correlation: ArrayLike = 0.0) -> NDArray:
    r"""Safety stock after the same demand is served from fewer places, against before.

    Fewer products that take over the demand of retired ones pool it just as fewer warehouses do.

    Parameters
    ----------
    before, after : array_like, (…)
        Number of places, or of products, of equal size [N₀, N₁], above zero.
    correlation : array_like, (…)
        Correlation of the demands that are brought together [ρ], 0 to 1.

    Returns
    -------
    ndarray, (…)
        Ratio of total safety stock, and of each one's coefficient of variation;
        :math:`\sqrt{N_1/N_0}` at ρ = 0, and 1 at ρ = 1.

    Notes
    -----
    With :math:`k = N_0/N_1` demands in each place, :math:`\sqrt{(1 + (k-1)\,ρ)/k}`.

    Examples
    --------
    >>> square_root_law([4, 5, 9, 25], 1).round(5)
    array([0.5    , 0.44721, 0.33333, 0.2    ])
    >>> float(square_root_law(1000, 200, correlation=0.2).round(3))
    0.6
    """
    rho = np.asarray(correlation, float)
    return np.sqrt(rho + (1.0 - rho) * np.asarray(after, float) / np.asarray(before, float))


class CommonComponent(NamedTuple):
    """Safety stock of a part that several products use.

    Attributes
    ----------
    separate : ndarray, (…)
        Units in all, if each product has a part of its own.
    common : ndarray, (…)
        Units if one part serves them all.
    """

    separate: NDArray
    common: NDArray

    @property
    def saving(self) -> NDArray:
        """Part of the separate stock that a common part does without, (…)."""
        return 1.0 - self.common / self.separate


def common_component(
    demand_sd: ArrayLike,
    *,
    safety_factor: ArrayLike = 1.0,
    lead_time: ArrayLike = 1.0,
    correlation: ArrayLike = 0.0,
) -> CommonComponent:
    r"""Safety stock of a part shared by products, against a part of its own for each.

    Parameters
    ----------
    demand_sd : array_like, (…, K)
        Standard deviation of each product's demand in one period [σ]; not all zero.
    safety_factor : array_like, (…)
        Standard deviations covered [z].
    lead_time : array_like, (…)
        Lead time of the part, in periods [L].
    correlation : array_like, (…)
        Correlation of the products' demands, as in `pooled_demand_sd`.

    Returns
    -------
    CommonComponent
        :math:`z\sqrt{L}` times the sum of σ, and times the standard deviation of the sum.

    Examples
    --------
    Nine products share a part: a third of the stock does.

    >>> part = common_component([3_000] * 9, safety_factor=1.645)
    >>> part.separate.round(), part.common.round(), float(part.saving.round(3))
    (np.float64(44415.0), np.float64(14805.0), 0.667)
    """
    spread = np.asarray(demand_sd, float)
    factor = np.asarray(safety_factor, float) * np.sqrt(np.asarray(lead_time, float))
    return CommonComponent(
        factor * spread.sum(axis=-1), factor * pooled_demand_sd(spread, correlation)
    )
