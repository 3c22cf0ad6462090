"""How a new product spreads among the customers who may buy it: the Bass model.

References
----------
Bass, F. M. (1969). A new product growth for model consumer durables. *Management Science* 15(5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casestudy.concepts import floats


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
        Coefficients [p] and [q] per year, p above zero and q zero or more.

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
    # The closed form divides by q; at so small a number it has reached its limit for q = 0.
    p, q = floats(innovation), np.maximum(floats(imitation), 1e-300)
    start, end = floats(start), floats(end)

    def integral(time: NDArray) -> NDArray:
        t = np.maximum(time, 0.0)
        return t + np.log1p(q / (p + q) * np.expm1(-(p + q) * t)) / q

    return np.maximum((integral(end) - integral(start)) / (end - start), 0.0)


def bass_rate(time: ArrayLike, innovation: ArrayLike, imitation: ArrayLike) -> NDArray:
    r"""Rate at which the potential adopts, f(t) = dF/dt.

    Parameters
    ----------
    time : array_like, (…)
        Time since launch [t] in years. Before the launch the rate is zero.
    innovation, imitation : array_like, (…)
        Coefficients [p] and [q] per year, p above zero and q zero or more.

    Returns
    -------
    ndarray, (…)
        Share of the potential per year; p at the launch.

    Notes
    -----
    .. math::
        f(t) = (p + qF)(1 - F)
        = \frac{(p+q)^2}{p} \frac{e^{-(p+q)t}}{\left(1 + (q/p)\,e^{-(p+q)t}\right)^2}

    Examples
    --------
    >>> bass_rate([0, 6.19, 20], 0.03, 0.38).round(4)
    array([0.03  , 0.1106, 0.0015])
    """
    adopted = bass_cumulative(time, innovation, imitation)
    rate = (innovation + np.asarray(imitation, float) * adopted) * (1.0 - adopted)
    return np.where(np.asarray(time) < 0, 0.0, rate)


def bass_sales(
    potential: ArrayLike,
    innovation: ArrayLike,
    imitation: ArrayLike,
    periods: int,
    *,
    periods_per_year: int = 1,
) -> NDArray:
    r"""First purchases in each year, quarter or month from the launch on.

    Parameters
    ----------
    potential : array_like, (…)
        Number of customers who will ever adopt [m], or their purchases in money.
    innovation, imitation : array_like, (…)
        Coefficients [p] and [q] *per year*, p above zero and q zero or more.
    periods : int
        Number of periods.
    periods_per_year : int
        1 for years, 4 for quarters, 12 for months.

    Returns
    -------
    ndarray, (…, periods)
        :math:`m\,[F(t_i) - F(t_{i-1})]`. Quarters sum to years exactly.

    Examples
    --------
    >>> bass_sales(1000, 0.03, 0.38, 3).round(1)
    array([35.8, 49.3, 65.4])
    >>> bass_sales(1000, 0.03, 0.38, 4, periods_per_year=4).sum().round(1)
    np.float64(35.8)
    """
    p, q = np.asarray(innovation, float), np.asarray(imitation, float)
    edges = np.arange(periods + 1) / periods_per_year
    adopted = bass_cumulative(edges, p[..., None], q[..., None])
    return np.asarray(potential, float)[..., None] * np.diff(adopted, axis=-1)


@dataclass(frozen=True)
class BassPeak:
    """When sales are highest, each of shape (…).

    Attributes
    ----------
    time : ndarray
        Years from the launch [t*]; zero where imitation does not exceed innovation.
    rate : ndarray
        Sales per year at that time.
    cumulative : ndarray
        Sales until then.
    """

    time: NDArray
    rate: NDArray
    cumulative: NDArray


def bass_peak(potential: ArrayLike, innovation: ArrayLike, imitation: ArrayLike) -> BassPeak:
    r"""Time and height of the peak of sales.

    Parameters
    ----------
    potential : array_like, (…)
        Number of customers who will ever adopt [m].
    innovation, imitation : array_like, (…)
        Coefficients [p] and [q] per year, p above zero and q zero or more.

    Returns
    -------
    BassPeak
        Sales fall from the launch on where q ≤ p: the peak is at time zero with rate mp.

    Notes
    -----
    .. math::
        t^* = \frac{\ln(q/p)}{p+q}, \quad S(t^*) = m\frac{(p+q)^2}{4q}, \quad
        N(t^*) = m\Bigl(\frac12 - \frac{p}{2q}\Bigr)

    Examples
    --------
    >>> peak = bass_peak(16_895, 0.010399, 0.41861)  # room air conditioners, in thousands
    >>> float(peak.time.round(2)), float(peak.rate.round(0))
    (8.61, 1857.0)
    """
    m, p, q = np.broadcast_arrays(
        *(np.asarray(v, float) for v in (potential, innovation, imitation))
    )
    rises = q > p
    q_safe = np.where(rises, q, 1.0)
    ratio = np.where(rises, q / p, 1.0)
    return BassPeak(
        time=np.log(ratio) / (p + q),
        rate=m * np.where(rises, (p + q) ** 2 / (4.0 * q_safe), p),
        cumulative=m * np.where(rises, 0.5 - p / (2.0 * q_safe), 0.0),
    )
