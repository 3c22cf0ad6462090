"""How a new product spreads among the customers who may buy it: the Bass model.

References
----------
Bass, F. M. (1969). A new product growth for model consumer durables. *Management Science* 15(5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def bass_cumulative(time: ArrayLike, innovation: ArrayLike, imitation: ArrayLike) -> NDArray:
    r"""Share of the potential that has adopted, F(t).

    Parameters
    ----------
    time : array_like, (…)
        Time since launch [t] in years. Before the launch nobody has adopted.
    innovation : array_like, (…)
        Coefficient of innovation [p] per year, above zero.
    imitation : array_like, (…)
        Coefficient of imitation [q] per year, zero or more.

    Returns
    -------
    ndarray, (…)
        Cumulative adoption, 0 to 1, rising in time.

    Notes
    -----
    .. math:: F(t) = \frac{1 - e^{-(p+q)t}}{1 + (q/p)\,e^{-(p+q)t}}

    Examples
    --------
    >>> bass_cumulative([1, 2, 3], 0.03, 0.38).round(4)
    array([0.0358, 0.0851, 0.1505])
    """
    p, q = np.asarray(innovation, float), np.asarray(imitation, float)
    decay = np.exp(-(p + q) * np.maximum(time, 0.0))
    return (1.0 - decay) / (1.0 + q / p * decay)


def bass_mean(
    start: ArrayLike, end: ArrayLike, innovation: ArrayLike, imitation: ArrayLike
) -> NDArray:
    r"""Mean adoption between two times, exactly.

    A quarter's sales follow the adoption *during* the quarter. Taking its mean, rather than its
    value at one moment, keeps the result smooth when a launch falls inside a quarter.

    Parameters
    ----------
    start, end : array_like, (…)
        Bounds of the interval in years since launch, `end` after `start`; time before the
        launch counts with adoption zero.
    innovation, imitation : array_like, (…)
        Coefficients [p] and [q] per year, both above zero.

    Returns
    -------
    ndarray, (…)
        Mean of F over the interval, 0 to 1.

    Notes
    -----
    The integral of F has the closed form
    :math:`t + \frac{1}{q}\ln\frac{p + q\,e^{-(p+q)t}}{p+q}`.

    Examples
    --------
    >>> float(bass_mean(-0.25, 0.0, 0.12, 1.35))
    0.0
    >>> float(bass_mean(0.0, 0.25, 0.12, 1.35).round(4))
    0.0166
    """
    p, q = np.asarray(innovation, float), np.asarray(imitation, float)
    start, end = np.asarray(start, float), np.asarray(end, float)

    def integral(time: NDArray) -> NDArray:
        t = np.maximum(time, 0.0)
        return t + np.log1p(q / (p + q) * np.expm1(-(p + q) * t)) / q

    return np.maximum((integral(end) - integral(start)) / (end - start), 0.0)
