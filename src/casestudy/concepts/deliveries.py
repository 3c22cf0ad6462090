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

    Examples
    --------
    >>> on_time_share([10, 10, 20, 20], [10, 9, 21, 20])
    0.75
    """
    return float(np.mean(np.asarray(delivered) <= np.asarray(promised)))


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

    Examples
    --------
    >>> round(freight_share([5, 40, float("nan")], [100, 400, 250]), 4)
    0.09
    """
    freight = np.asarray(freight, float)
    return float(np.nansum(freight) / np.asarray(value, float)[~np.isnan(freight)].sum())
