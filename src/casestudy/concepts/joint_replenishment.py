"""Ordering products together: who shares a truck shares its cost.

An order of any products costs a major cost, and each product in it a minor cost. A product is
ordered in every cycle, or in every second, third … one.

References
----------
Silver, E. A. (1976). A simple method of determining order quantities in joint replenishments under
deterministic demand. *Management Science* 22(12).
Goyal, S. K. (1974). Determination of optimum packaging frequency of items jointly replenished.
*Management Science* 21(4).
Wildeman, R. E., Frenk, J. B. G. and Dekker, R. (1997). An efficient optimal solution method for
the joint replenishment problem. *European Journal of Operational Research* 99(2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class JointOrder:
    """A policy of ordering products together.

    Attributes
    ----------
    cycle : float
        Time between two orders [T], in periods.
    multiples : ndarray of int, (K,)
        Each product is ordered in every first, second, … order [m].
    ordering_cost, holding_cost : float
        In one period, in money; equal at the best cycle.
    """

    cycle: float
    multiples: NDArray[np.int64]
    ordering_cost: float
    holding_cost: float

    @property
    def cost(self) -> float:
        """Cost of ordering and holding in one period, without the purchase."""
        return self.ordering_cost + self.holding_cost


def joint_replenishment(
    major_cost: float,
    minor_costs: ArrayLike,
    holding_costs: ArrayLike,
    demand: ArrayLike,
    multiples: ArrayLike = 1,
) -> JointOrder:
    r"""Best common cycle for given multiples.

    Parameters
    ----------
    major_cost : float
        Cost of an order, whatever is in it, in money [A].
    minor_costs : array_like, (K,) or number
        Cost of having each product in an order, in money [a].
    holding_costs : array_like, (K,) or number
        Cost of holding one unit of each product for one period, in money [h], above zero.
    demand : array_like, (K,)
        Demand for each product in one period [d], above zero.
    multiples : array_like of int, (K,) or number
        Each product is in every m-th order; 1 throughout is the plain common cycle.

    Notes
    -----
    .. math:: T^* = \sqrt{\frac{2 (A + \sum a_i/m_i)}{\sum m_i h_i d_i}},\qquad
              Q_i = d_i m_i T^*

    An order takes place every T even where no multiple is 1; `best_multiples` never needs that.

    Examples
    --------
    Chopra and Meindl: three computers from one supplier, 4,000 an order and 1,000 a model.

    >>> plan = joint_replenishment(4_000, 1_000, 100, [12_000, 1_200, 120])
    >>> round(1 / plan.cycle, 2), round(plan.cost)
    (9.75, 136558)
    """
    value = np.asarray(holding_costs, float) * np.asarray(demand, float)
    given = np.broadcast_to(np.asarray(multiples, float), value.shape)
    orders = major_cost + (np.asarray(minor_costs, float) / given).sum()
    held = (given * value).sum()
    cycle = float(np.sqrt(2.0 * orders / held))
    return JointOrder(
        cycle=cycle,
        multiples=given.astype(np.int64),
        ordering_cost=float(orders / cycle),
        holding_cost=float(held * cycle / 2.0),
    )


def best_multiples(
    major_cost: float, minor_costs: ArrayLike, holding_costs: ArrayLike, demand: ArrayLike
) -> NDArray[np.int64]:
    r"""Multiples at the least cost of all, by going through every cycle that can be best.

    Parameters
    ----------
    major_cost, minor_costs, holding_costs, demand
        As in `joint_replenishment`; the major cost above zero.

    Returns
    -------
    ndarray of int, (K,)

    Notes
    -----
    At a cycle T the best multiple is the smallest with :math:`m(m+1) \ge 2a/(hdT^2)`, so it
    changes at known values of T only. No T below
    :math:`A / (C - \sum\sqrt{2 a_i h_i d_i})` can beat a cost C that is already reached. Of
    several best policies the one with the longest cycle is returned.

    Examples
    --------
    >>> best_multiples(4_000, 1_000, 100, [12_000, 1_200, 120]).tolist()
    [1, 1, 4]
    """
    major, value = float(major_cost), np.asarray(holding_costs, float) * np.asarray(demand, float)
    minor = np.broadcast_to(np.asarray(minor_costs, float), value.shape)

    def cost(multiples: NDArray) -> float:
        orders = major + (minor / multiples).sum()
        return float(np.sqrt(2.0 * orders * (multiples * value).sum()))

    alone = np.sqrt(2.0 * minor * value).sum()
    scale = np.sqrt(2.0 * minor / value)
    tried = np.ones(minor.size)
    best, least = tried.copy(), cost(tried)
    while True:
        # From the longest cycle down: the next product whose multiple rises.
        edges = scale / np.sqrt(tried * (tried + 1.0))
        rises = int(np.argmax(edges))
        if edges[rises] * (least - alone) < major:
            return best.astype(np.int64)
        tried[rises] += 1.0
        if cost(tried) < least:
            best, least = tried.copy(), cost(tried)
