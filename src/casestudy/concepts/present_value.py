"""What money of other years is worth today: discounting, the rate of return, what goes on for ever.

References
----------
Brealey, R. A., Myers, S. C. and Allen, F. (2020). *Principles of Corporate Finance*, 13th ed.,
chapters 2 and 5.
Norstrøm, C. J. (1972). A sufficient condition for a unique nonnegative internal rate of return.
*Journal of Financial and Quantitative Analysis* 7(3), for what a second change of sign does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def present_value(cash: ArrayLike, rate: ArrayLike, times: ArrayLike) -> NDArray:
    r"""Value today of cash that comes at other times.

    Parameters
    ----------
    cash : array_like, (…, T)
        Cash at each of T times, in money; what is paid out is below zero [C].
    rate : array_like, (…)
        Discount rate for one unit of time, as a fraction above -1 [r].
    times : array_like, (T,)
        When the cash comes, counted from today in the unit of the rate: years for a yearly
        rate, so that quarters are 0.25, 0.5, … [t].

    Returns
    -------
    ndarray, (…)
        Money of today. With what is invested among the cash it is the net present value.

    Notes
    -----
    .. math:: PV = \sum_t \frac{C_t}{(1 + r)^t}

    Examples
    --------
    Invest 100 today, and receive 60 after one and after two years, at 10%.

    >>> float(present_value([-100, 60, 60], 0.10, [0, 1, 2]).round(2))
    4.13
    """
    growth = 1.0 + np.asarray(rate, float)[..., None]
    return (np.asarray(cash, float) * growth ** -np.asarray(times, float)).sum(axis=-1)


def internal_rate_of_return(cash: ArrayLike, times: ArrayLike) -> float:
    r"""Discount rate at which the present value is zero.

    Parameters
    ----------
    cash : array_like, (T,)
        Cash at each of T times, in money; it changes its sign once.
    times : array_like, (T,)
        When the cash comes, rising; the rate is for one unit of it.

    Returns
    -------
    float
        Rate as a fraction, above -1.

    Raises
    ------
    ValueError
        If the cash never changes its sign, so that no rate exists, or changes it more than once,
        so that there may be several.

    Notes
    -----
    With one change of sign there is exactly one rate (Descartes' rule, which holds for times
    between whole years as well). With two, two rates may solve the equation, and neither says
    whether to invest: look at the present value itself. The root is found by Brent's method in
    :math:`\ln(1 + r)`, between bounds that are widened until the first cash outweighs all
    others at one of them, and the last at the other.

    Examples
    --------
    >>> round(internal_rate_of_return([-100, 60, 60], [0, 1, 2]), 4)
    0.1307
    """
    from scipy.optimize import brentq

    cash, times = np.asarray(cash, float), np.asarray(times, float)
    flows, when = cash[cash != 0], times[cash != 0]
    changes = np.count_nonzero(np.diff(np.sign(flows)))
    if changes != 1:
        why = "no rate exists" if changes == 0 else "several rates may solve it"
        raise ValueError(
            f"cash: expected one change of sign, from paying to receiving or back: {changes} "
            f"given in {cash.tolist()}, so that {why}"
        )

    def worth(log_growth: float) -> float:
        """Value in money of the time at which it is largest, so that nothing overflows."""
        power = -log_growth * when
        return float(flows @ np.exp(power - power.max()))

    low, high = -1.0, 1.0
    while worth(high) * flows[0] <= 0:
        high *= 2.0
    while worth(low) * flows[-1] <= 0:
        low *= 2.0
    return float(np.expm1(brentq(worth, low, high, xtol=1e-15)))


def fading_perpetuity(cash: ArrayLike, rate: ArrayLike, fade: ArrayLike) -> NDArray:
    r"""Value, at the horizon, of yearly cash that goes on for ever and shrinks.

    Parameters
    ----------
    cash : array_like, (…)
        Cash of the year that ends at the horizon, in money a year [C].
    rate : array_like, (…)
        Discount rate for one year, as a fraction [r].
    fade : array_like, (…)
        Part of the cash that is lost each year, at most 1 and above `-rate` [f]. Below zero the
        cash grows.

    Returns
    -------
    ndarray, (…)
        Money of the horizon. The first payment comes a year later and has faded once. A fade of
        1 leaves nothing.

    Notes
    -----
    .. math:: \sum_{k=1}^{\infty} C \left(\frac{1 - f}{1 + r}\right)^k
        = C\,\frac{1 - f}{r + f}

    It is Gordon's formula with a growth of -f. Competition wears advantages down: a terminal
    value without a fade says that they last.

    References
    ----------
    Gordon, M. J. and Shapiro, E. (1956). Capital equipment analysis: the required rate of profit.
    *Management Science* 3(1).

    Examples
    --------
    >>> fading_perpetuity(100.0, 0.10, [0.0, 0.20, 1.0]).round(1)
    array([1000. ,  266.7,    0. ])
    """
    fade = np.asarray(fade, float)
    return np.asarray(cash, float) * (1.0 - fade) / (np.asarray(rate, float) + fade)
