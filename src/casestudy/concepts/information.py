"""What it is worth to know: better choices among plans, if something were certain.

References
----------
Raiffa, H. and Schlaifer, R. (1961). *Applied Statistical Decision Theory*.
Strong, M. and Oakley, J. E. (2013). An efficient method for computing single-parameter partial
expected value of perfect information. *Medical Decision Making* 33(6).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

BINS = 32


def perfect_information(worth: ArrayLike) -> float:
    """Expected gain from knowing everything before one chooses.

    Parameters
    ----------
    worth : array_like, (n, plans)
        What each plan is worth in each of some equally likely worlds.

    Returns
    -------
    float
        In the unit of the worth; zero where one plan is best in all worlds.

    Examples
    --------
    >>> perfect_information([[0.0, 10.0], [0.0, -10.0]])
    5.0
    """
    values = np.asarray(worth, float)
    return float(max(values.max(axis=1).mean() - values.mean(axis=0).max(), 0.0))


def information_about(known: ArrayLike, worth: ArrayLike, bins: int = BINS) -> float:
    """Expected gain from knowing one input before one chooses.

    Worlds are sorted by the input and cut into groups of one size. In each group the plan is
    chosen that is best on its mean.

    Parameters
    ----------
    known : array_like, (n,)
        The input in each world.
    worth : array_like, (n, plans)
    bins : int
        Number of groups. Many small ones find gains by chance.

    Returns
    -------
    float
        At most what `perfect_information` gives, and never below zero.

    Examples
    --------
    >>> known = np.linspace(-1.0, 1.0, 1000)
    >>> worth = np.column_stack([np.zeros(1000), known])
    >>> round(information_about(known, worth), 3)
    0.25
    """
    values = np.asarray(worth, float)
    order = np.argsort(np.asarray(known, float), kind="stable")
    groups = np.array_split(values[order], min(bins, len(values)))
    best = sum(len(group) * group.mean(axis=0).max() for group in groups) / len(values)
    return float(max(best - values.mean(axis=0).max(), 0.0))
