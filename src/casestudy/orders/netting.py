"""Returns and cancellations, which are negative lines, taken off what was sold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

LEAST = 1e-9  # of a unit, or of the smallest money: less is nothing


@dataclass(frozen=True, eq=False)
class Netted:
    """Lines after returns were taken off.

    Attributes
    ----------
    lines : pandas.DataFrame
        What was sold and kept: columns as given, units and money above zero.
    cancelled : ndarray of int
        Places of the lines of orders that were cancelled whole.
    returns : ndarray of int
        Places of negative lines that were taken off a sale.
    reduced, gone : ndarray of int
        Places of the sales that became smaller, and of those of which nothing is left.
    unmatched : ndarray of int
        Places of negative lines for which there was no sale, or too small a one.
    left_money : float
        Money of returns beyond what the sales had brought, and of sales returned for less.
    """

    lines: pd.DataFrame
    cancelled: NDArray
    returns: NDArray
    reduced: NDArray
    gone: NDArray
    unmatched: NDArray
    left_money: float


def net(lines: pd.DataFrame) -> Netted:
    """Take returns off the sales of the same product to the same customer.

    A return is taken off the latest sale on or before its day, then off earlier ones, then off
    later ones. A credit without units takes money only.

    Parameters
    ----------
    lines : pandas.DataFrame
        Columns `product`, `customer`, `order` (may be empty), `day`, `units`, `money`; of a return
        units or money are below zero.

    Returns
    -------
    Netted

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("A", "C", "1", 1, 5.0, 50.0), ("A", "C", "2", 2, -2.0, -20.0)]
    >>> names = ["product", "customer", "order", "day", "units", "money"]
    >>> net(pd.DataFrame(rows, columns=names)).lines[["units", "money"]].values.tolist()
    [[3.0, 30.0]]
    """
    units, money = lines["units"].to_numpy(float).copy(), lines["money"].to_numpy(float).copy()
    negative = (units < 0) | (money < 0)
    cancelled = _cancelled(lines, units, negative)
    alive = ~cancelled
    back = np.flatnonzero(negative & alive)
    taken, reduced, unmatched = [], set(), []
    left_money = 0.0
    if back.size:
        groups = lines.groupby(["product", "customer"], sort=False).ngroup().to_numpy()
        touched = np.isin(groups, groups[back]) & alive & ~negative
        sales: dict[int, list[int]] = {}
        day = lines["day"].to_numpy()
        order = np.flatnonzero(touched)
        for i in order[np.argsort(day[order], kind="stable")]:
            sales.setdefault(int(groups[i]), []).append(int(i))
        days = {group: day[own] for group, own in sales.items()}
        for i in back[np.argsort(day[back], kind="stable")]:
            own = sales.get(int(groups[i]), [])
            until = int(np.searchsorted(days[int(groups[i])], day[i], "right")) if own else 0
            wanted, credit = abs(units[i]), abs(money[i])
            worth = credit / wanted if wanted else 0.0
            some = False
            for s in (own[k] for k in (*range(until - 1, -1, -1), *range(until, len(own)))):
                if wanted > LEAST:
                    off = min(wanted, units[s])
                    if off <= 0:
                        continue
                    part = min(off * worth, money[s])
                    left_money -= off * worth - part
                    credit -= off * worth
                    wanted -= off
                    units[s] -= off
                    money[s] -= part
                elif credit > LEAST and not abs(units[i]):
                    part = min(credit, money[s])
                    if part <= 0:
                        continue
                    credit -= part
                    money[s] -= part
                else:
                    break
                some = True
                reduced.add(s)
                if units[s] <= LEAST:
                    left_money += money[s]
                    units[s] = money[s] = 0.0
            (taken if some else unmatched).append(int(i))
            if some and wanted > LEAST:
                unmatched.append(int(i))
    gone = np.array(sorted(s for s in reduced if units[s] <= LEAST), dtype=int)
    kept = alive & ~negative
    kept[gone] = False
    result = lines.assign(units=units, money=money)[kept]
    return Netted(
        lines=result,
        cancelled=np.flatnonzero(cancelled),
        returns=np.array(sorted(taken), dtype=int),
        reduced=np.array(sorted(reduced - set(gone.tolist())), dtype=int),
        gone=gone,
        unmatched=np.array(sorted(unmatched), dtype=int),
        left_money=left_money,
    )


def _cancelled(lines: pd.DataFrame, units: NDArray, negative: NDArray) -> NDArray:
    """Lines of orders whose every product comes to no units, with something taken back."""
    order = lines["order"]
    if not negative.any() or not (order != "").any():
        return np.zeros(len(lines), bool)
    some = (order.isin(order[negative].unique()) & (order != "")).to_numpy()
    # A line with a sign in one of its two columns only is negative in both.
    minus = np.where(negative[some], -1.0, 1.0)
    part = lines[some].assign(u=np.abs(units[some]) * minus)
    left = part.groupby(["order", "product"])["u"].sum()
    open_ = left[left.abs() > LEAST].index.get_level_values("order")
    sold = part.loc[part["u"] > 0, "order"].unique()
    whole = set(sold) - set(open_)
    return order.isin(whole).to_numpy() if whole else np.zeros(len(lines), bool)
