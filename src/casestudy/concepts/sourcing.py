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
    quoted = 1.0 - np.asarray(quoted_saving, float)
    return 1.0 - quoted * (1.0 + np.asarray(extra_cost, float))


@dataclass(frozen=True, eq=False)
class CostOfOwnership:
    """What one unit of an offer costs in all, component by component, each counted once.

    Attributes
    ----------
    components : dict of str to ndarray, (…)
        Cost of one unit, in money: `price`, `freight`, `duty`, `quality`, `ordering`,
        `cycle_stock`, `safety_stock`, `pipeline_stock`, `delay`, `management`.
    annual_volume : ndarray, (…)
        Units a year.
    """

    components: dict[str, NDArray]
    annual_volume: NDArray

    @property
    def per_unit(self) -> NDArray:
        """Cost of one unit, (…)."""
        return np.sum(list(self.components.values()), axis=0)

    @property
    def per_year(self) -> NDArray:
        """Cost of a year, (…)."""
        return self.per_unit * self.annual_volume

    @property
    def landed(self) -> NDArray:
        """Price, freight and duty of one unit, (…)."""
        return np.sum([self.components[k] for k in ("price", "freight", "duty")], axis=0)


def _amounts(**given: ArrayLike) -> dict[str, NDArray]:
    """The arguments as arrays of one shape, if all are finite and zero or more."""
    arrays = {name: np.asarray(value, float) for name, value in given.items()}
    for name, values in arrays.items():
        if values.size == 0 or not np.all((values >= 0) & np.isfinite(values)):
            raise ValueError(f"{name}: expected values of zero or more: {given[name]} given")
    return dict(zip(arrays, np.broadcast_arrays(*arrays.values()), strict=True))


def total_cost_of_ownership(
    price: ArrayLike,
    annual_volume: ArrayLike,
    *,
    freight: ArrayLike = 0.0,
    duty_rate: ArrayLike = 0.0,
    duty_on_freight: bool = False,
    defect_rate: ArrayLike = 0.0,
    cost_per_defect: ArrayLike = 0.0,
    holding_rate: ArrayLike = 0.0,
    order_quantity: ArrayLike = 0.0,
    order_cost: ArrayLike = 0.0,
    safety_stock: ArrayLike = 0.0,
    pipeline_time: ArrayLike = 0.0,
    delay_cost: ArrayLike = 0.0,
    management_cost: ArrayLike = 0.0,
) -> CostOfOwnership:
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
        Duty as a fraction of the customs value.
    duty_on_freight : bool
        The customs value is price and freight (as in Europe) rather than the price.
    defect_rate, cost_per_defect : array_like, (…)
        Fraction of units that are bad, and what a bad one costs in addition, in money.
    holding_rate : array_like, (…)
        Cost of holding stock, as a fraction of its value a year [r].
    order_quantity, order_cost : array_like, (…)
        Units in an order [Q], and what an order costs, in money. With zero units there is no
        cycle stock.
    safety_stock : array_like, (…)
        Units, for example from `inventory.safety_stock` [SS].
    pipeline_time : array_like, (…)
        Years for which the goods are ours before they arrive [L]; zero if the supplier owns them.
    delay_cost, management_cost : array_like, (…)
        Expected cost of being late, and cost of travel, audits, qualification and tooling, in
        money a year.

    Returns
    -------
    CostOfOwnership

    Raises
    ------
    ValueError
        If an amount is below zero, the volume is not above zero, or orders of no units cost.

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
    >>> offers.per_year.round()
    array([52697., 53032.])
    """
    a = _amounts(
        price=price, volume=annual_volume, freight=freight, duty_rate=duty_rate,
        defect_rate=defect_rate, cost_per_defect=cost_per_defect, holding_rate=holding_rate,
        order_quantity=order_quantity, order_cost=order_cost, safety_stock=safety_stock,
        pipeline_time=pipeline_time, delay_cost=delay_cost, management_cost=management_cost,
    )  # fmt: skip
    volume, lot = a["volume"], a["order_quantity"]
    if not np.all(volume > 0):
        raise ValueError(f"annual_volume: expected values above zero: {annual_volume} given")
    if np.any((a["order_cost"] > 0) & (lot == 0)):
        raise ValueError("order_quantity: expected values above zero where an order costs: 0 given")
    duty = a["duty_rate"] * (a["price"] + a["freight"] * duty_on_freight)
    holding = a["holding_rate"] * (a["price"] + a["freight"] + duty) / volume
    return CostOfOwnership(
        components={
            "price": a["price"],
            "freight": a["freight"],
            "duty": duty,
            "quality": a["defect_rate"] * a["cost_per_defect"],
            "ordering": np.divide(a["order_cost"], lot, out=np.zeros(lot.shape), where=lot > 0),
            "cycle_stock": holding * lot / 2.0,
            "safety_stock": holding * a["safety_stock"],
            "pipeline_stock": a["holding_rate"] * a["price"] * a["pipeline_time"],
            "delay": a["delay_cost"] / volume,
            "management": a["management_cost"] / volume,
        },
        annual_volume=volume,
    )


def delivery_draws(
    mean: ArrayLike,
    spread: ArrayLike,
    rng: np.random.Generator,
    size: int,
    disruption_probability: ArrayLike = 0.0,
    disruption_delay: ArrayLike = 0.0,
) -> NDArray:
    """Random times to delivery: lognormal, with now and then a disruption.

    Parameters
    ----------
    mean, spread : array_like, (…)
        Mean and standard deviation of the time without a disruption, in one unit of time; the
        mean above zero.
    rng : numpy.random.Generator
        Source of the draws.
    size : int
        Number of draws.
    disruption_probability, disruption_delay : array_like, (…)
        Probability that something goes badly wrong, and the time that it then adds.

    Returns
    -------
    ndarray, (…, size)

    Raises
    ------
    ValueError
        If a mean is not above zero, an amount is below zero, or a probability is above one.

    Examples
    --------
    >>> draws = delivery_draws([10, 12], [2, 1], np.random.default_rng(1), 20_000, 0.1, 5)
    >>> draws.mean(axis=-1).round(1)
    array([10.5, 12.5])
    """
    a = _amounts(
        mean=mean, spread=spread, disruption_probability=disruption_probability,
        disruption_delay=disruption_delay,
    )  # fmt: skip
    centre, chance = a["mean"], a["disruption_probability"]
    if not np.all(centre > 0):
        raise ValueError(f"mean: expected values above zero: {mean} given")
    if not np.all(chance <= 1):
        raise ValueError(f"disruption_probability: expected values from 0 to 1: {chance} given")
    width = np.sqrt(np.log1p((a["spread"] / centre) ** 2))
    shape = (*centre.shape, size)
    middle = (np.log(centre) - width**2 / 2.0)[..., None]
    usual = np.exp(middle + width[..., None] * rng.standard_normal(shape))
    disrupted = rng.random(shape) < chance[..., None]
    return usual + disrupted * a["disruption_delay"][..., None]


@dataclass(frozen=True, eq=False)
class OnTime:
    """Probability of meeting a date, estimated from draws.

    Attributes
    ----------
    probability : ndarray, (…)
        Share of the draws that meet the date.
    standard_error : ndarray, (…)
        Of that share, by the number of draws. It is zero where all or none meet the date.
    low, high : ndarray, (…)
        Wilson's 95% interval, which says something even then.
    draws : int
        Number of draws.
    """

    probability: NDArray
    standard_error: NDArray
    low: NDArray
    high: NDArray
    draws: int


def on_time_probability(times: ArrayLike, deadline: ArrayLike) -> OnTime:
    r"""Probability that simulated times meet a deadline.

    Parameters
    ----------
    times : array_like, (…, D)
        D draws of the time to delivery.
    deadline : array_like, (…)
        Latest time, in the same unit; a draw that meets it exactly is in time.

    Returns
    -------
    OnTime

    Raises
    ------
    ValueError
        If there is no draw or a draw is not a number.

    Notes
    -----
    Standard error :math:`\sqrt{p(1-p)/D}`.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    *Journal of the American Statistical Association* 22(158).

    Examples
    --------
    >>> chance = on_time_probability([9, 10, 11, 12], [10, 12])
    >>> chance.probability, chance.standard_error, chance.low.round(2)
    (array([0.5, 1. ]), array([0.25, 0.  ]), array([0.15, 0.51]))
    """
    times, deadline = np.asarray(times, float), np.asarray(deadline, float)
    if times.size == 0 or times.ndim == 0 or np.isnan(times).any():
        raise ValueError(f"times: expected numbers, (…, D), D at least one: {times.shape} given")
    draws = times.shape[-1]
    p = np.mean(times <= deadline[..., None], axis=-1)
    z = 1.959963984540054  # 97.5% point of the normal distribution
    centre = (p + z**2 / (2 * draws)) / (1 + z**2 / draws)
    reach = z / (1 + z**2 / draws) * np.sqrt(p * (1 - p) / draws + z**2 / (4 * draws**2))
    low, high = np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)
    return OnTime(p, np.sqrt(p * (1 - p) / draws), low, high, draws)
