"""What an offer from far away costs once it has arrived, and whether it arrives in time.

References
----------
Platts, K. W. and Song, N. (2010). Overseas sourcing decisions: the total cost of sourcing from
China. *Supply Chain Management* 15(4).
Ellram, L. M. (1995). Total cost of ownership: an analysis approach for purchasing. *International
Journal of Physical Distribution & Logistics Management* 25(8).
Chopra, S. and Meindl, P. (2016). *Supply Chain Management*, 6th ed., chapter 15.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy.concepts import floats


def landed_saving(quoted_saving: ArrayLike, extra_cost: ArrayLike) -> NDArray:
    """Saving that is left when the quoted price has been brought to the door.

    Parameters
    ----------
    quoted_saving : array_like, (…)
        Quoted price below our own unit cost, as a fraction of our unit cost.
    extra_cost : array_like, (…)
        Freight, duty, quality, travel and management, as a fraction of the *quoted price*.

    Returns
    -------
    ndarray, (…)
        Saving as a fraction of our own unit cost; below zero where the offer is dearer.

    Examples
    --------
    >>> float(landed_saving(0.40, 0.47).round(3))
    0.118
    """
    quoted = 1.0 - floats(quoted_saving)
    return 1.0 - quoted * (1.0 + floats(extra_cost))


def total_cost_of_ownership(
    price: ArrayLike,
    annual_volume: ArrayLike,
    *,
    freight: ArrayLike = 0.0,
    duty_rate: ArrayLike = 0.0,
    defect_rate: ArrayLike = 0.0,
    cost_per_defect: ArrayLike = 0.0,
    holding_rate: ArrayLike = 0.0,
    order_quantity: ArrayLike = 0.0,
    safety_stock: ArrayLike = 0.0,
    pipeline_time: ArrayLike = 0.0,
    delay_cost: ArrayLike = 0.0,
    management_cost: ArrayLike = 0.0,
) -> dict[str, NDArray]:
    r"""Total cost of ownership of one or several offers.

    Parameters
    ----------
    price : array_like, (…)
        Quoted price of one unit, in money [P]. Freight or duty that the quote includes must not
        be given again below.
    annual_volume : array_like, (…)
        Units a year [D], above zero.
    freight : array_like, (…)
        Freight and insurance of one unit, in money [F].
    duty_rate : array_like, (…)
        Duty as a fraction of the price.
    defect_rate, cost_per_defect : array_like, (…)
        Fraction of units that are bad, and what a bad one costs in addition, in money.
    holding_rate : array_like, (…)
        Cost of holding stock, as a fraction of its value a year [r].
    order_quantity : array_like, (…)
        Units in an order [Q]. With zero units there is no cycle stock.
    safety_stock : array_like, (…)
        Units, for example from `inventory.safety_stock` [SS].
    pipeline_time : array_like, (…)
        Years for which the goods are ours before they arrive [L]; zero if the supplier owns them.
    delay_cost, management_cost : array_like, (…)
        Expected cost of being late, and cost of travel, audits, qualification and tooling, in
        money a year.

    Returns
    -------
    dict of str to ndarray, (…)
        Cost of one unit, in money, component by component, each counted once: `price`,
        `freight`, `duty`, `quality`, `cycle_stock`, `safety_stock`, `pipeline_stock`, `delay`,
        `management`.

    Notes
    -----
    Stock at home is valued at landed cost (price, freight, duty), goods under way at the price.
    What holding costs is capital and storage of that value, so freight is not counted twice.

    .. math:: \frac{r}{D}\Big[v\,(Q/2 + SS) + P L D\Big],\qquad v = P + F + \text{duty}

    Examples
    --------
    Chopra and Meindl: a supplier at 1.00 with two weeks against one at 0.97 with six.

    >>> offers = total_cost_of_ownership(
    ...     [1.00, 0.97], 52_000, holding_rate=0.25, order_quantity=[2_000, 8_000],
    ...     safety_stock=[1_787, 6_690])
    >>> (52_000 * np.sum(list(offers.values()), axis=0)).round()
    array([52697., 53032.])
    """
    price, freight, volume = (np.asarray(v, float) for v in (price, freight, annual_volume))
    rate = np.asarray(holding_rate, float)
    duty = np.asarray(duty_rate, float) * price
    holding = rate * (price + freight + duty) / volume
    parts = {
        "price": price,
        "freight": freight,
        "duty": duty,
        "quality": np.asarray(defect_rate, float) * np.asarray(cost_per_defect, float),
        "cycle_stock": holding * np.asarray(order_quantity, float) / 2.0,
        "safety_stock": holding * np.asarray(safety_stock, float),
        "pipeline_stock": rate * price * np.asarray(pipeline_time, float),
        "delay": np.asarray(delay_cost, float) / volume,
        "management": np.asarray(management_cost, float) / volume,
    }
    return dict(zip(parts, np.broadcast_arrays(*parts.values()), strict=True))


@dataclass(frozen=True, eq=False)
class OnTime:
    """Probability of meeting a date, estimated from draws.

    Attributes
    ----------
    probability : ndarray, (…)
        Share of the draws that meet the date.
    low, high : ndarray, (…)
        Wilson's 95% interval, which says something even where all or none meet the date.
    """

    probability: NDArray
    low: NDArray
    high: NDArray


def on_time_probability(times: ArrayLike, deadline: ArrayLike) -> OnTime:
    r"""Probability that simulated times meet a deadline.

    Parameters
    ----------
    times : array_like, (…, D)
        D draws of the time to delivery.
    deadline : array_like, (…)
        Latest time, in the same unit; a draw that meets it exactly is in time.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    *Journal of the American Statistical Association* 22(158).

    Examples
    --------
    >>> chance = on_time_probability([9, 10, 11, 12], [10, 12])
    >>> chance.probability, chance.low.round(2)
    (array([0.5, 1. ]), array([0.15, 0.51]))
    """
    times, deadline = np.asarray(times, float), np.asarray(deadline, float)
    draws = times.shape[-1]
    p = np.mean(times <= deadline[..., None], axis=-1)
    z = 1.959963984540054  # 97.5% point of the normal distribution
    centre = (p + z**2 / (2 * draws)) / (1 + z**2 / draws)
    reach = z / (1 + z**2 / draws) * np.sqrt(p * (1 - p) / draws + z**2 / (4 * draws**2))
    low, high = np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)
    return OnTime(p, low, high)
