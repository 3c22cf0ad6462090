"""What a file of deliveries says: how many came in time, and what bringing them cost.

References
----------
Association for Supply Chain Management. *SCOR Digital Standard*: delivery performance to the
date that was promised.
Chopra, S. and Meindl, P. (2016). *Supply Chain Management*, 6th ed., chapters 3 and 14.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def on_time_share(promised: ArrayLike, delivered: ArrayLike) -> float:
    """Part of the deliveries that came by the date that was promised.

    Parameters
    ----------
    promised, delivered : array_like, (n,)
        The two dates of each delivery: NumPy's dates, or numbers of one unit of time.

    Returns
    -------
    float
        0 to 1. What comes on the promised date, or before it, is in time.

    Raises
    ------
    ValueError
        If there is no delivery, the lengths differ, or a date is missing or none.

    Examples
    --------
    >>> on_time_share([10, 10, 20, 20], [10, 9, 21, 20])
    0.75
    """
    due, came = np.asarray(promised), np.asarray(delivered)
    if due.ndim != 1 or due.shape != came.shape or not due.size:
        raise ValueError(
            f"promised, delivered: expected two dates for each delivery, at least one: "
            f"shapes {due.shape} and {came.shape} given"
        )
    for name, dates in (("promised", due), ("delivered", came)):
        # Text would compare letter by letter.
        if dates.dtype.kind not in "iufM":
            raise ValueError(f"{name}: expected dates or numbers: {dates.dtype} given")
        if np.isnan(dates).any():
            raise ValueError(f"{name}: expected a date everywhere: {np.isnan(dates).sum()} missing")
    if (due.dtype.kind == "M") != (came.dtype.kind == "M"):
        raise ValueError(
            f"promised, delivered: expected both as dates or both as numbers: "
            f"{due.dtype} and {came.dtype} given"
        )
    return float(np.mean(came <= due))


def freight_share(freight: ArrayLike, value: ArrayLike) -> float:
    """Freight as a part of the value of the goods that it brought.

    Parameters
    ----------
    freight : array_like, (n,)
        Freight of each delivery, in money, zero or more. Not a number (NaN) where the file does
        not say it: because the price includes it, or because it stands elsewhere.
    value : array_like, (n,)
        Value of the goods of each delivery, in money, zero or more.

    Returns
    -------
    float
        Freight over value, both of the deliveries whose freight is known. It is the share of the
        sums: the mean of the shares would give a parcel the weight of a container.

    Raises
    ------
    ValueError
        If the lengths differ, an amount is below zero, a value is missing, or no delivery with
        a known freight has a value.

    Examples
    --------
    >>> round(freight_share([5, 40, float("nan")], [100, 400, 250]), 4)
    0.09
    """
    freight, value = np.asarray(freight, float), np.asarray(value, float)
    if freight.ndim != 1 or freight.shape != value.shape:
        raise ValueError(
            f"freight, value: expected one of each for every delivery: "
            f"shapes {freight.shape} and {value.shape} given"
        )
    known = ~np.isnan(freight)
    for name, amounts in (("freight", freight[known]), ("value", value)):
        if not np.all((amounts >= 0) & np.isfinite(amounts)):
            raise ValueError(f"{name}: expected amounts of zero or more: {amounts.tolist()} given")
    if not value[known].sum() > 0:
        raise ValueError(
            f"freight: expected a delivery of some value with a known freight: none of "
            f"{freight.size} given"
        )
    return float(freight[known].sum() / value[known].sum())
