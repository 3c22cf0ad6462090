"""What a series of sales says about a diffusion: estimates of the Bass model.

References
----------
Bass, F. M. (1969). A new product growth for model consumer durables. *Management Science* 15(5).
Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product diffusion
models. *Marketing Science* 5(2).
Jukić, D. (2013). On the l_s-norm generalization of the NLS method for the Bass model. *European
Journal of Pure and Applied Mathematics* 6(4), for series without a best fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

# A potential this many times what has been sold is no estimate: the fit runs away to infinity.
RUNAWAY = 1000.0
# Three numbers are estimated, and one more observation says how far off they are.
LEAST_OBSERVATIONS = 4
# Range of p and q an interval: more than any diffusion.
SMALLEST_P, LARGEST_P, LARGEST_Q = 1e-12, 100.0, 20.0
# A q below zero by no more than this is zero.
ROUNDING = 1e-9


@dataclass(frozen=True)
class BassFit:
    """Bass model fitted to a series of sales.

    Attributes
    ----------
    potential, innovation, imitation : float
        Estimates [m, p, q]; p and q per year.
    standard_errors : ndarray, (3,)
        Of m, p and q, in this order; by `bass_regression` of its a, b and c instead. Not a number
        where q is estimated as zero, the end of its range, or the data do not tell an estimate.
    r_squared : float
        Part of the variance of sales that the model explains.
    """

    potential: float
    innovation: float
    imitation: float
    standard_errors: NDArray
    r_squared: float


def fit_bass(sales: ArrayLike, *, interval: float = 1.0) -> BassFit:
    r"""Estimate the Bass model from sales per interval, by nonlinear least squares.

    Parameters
    ----------
    sales : array_like, (T,)
        First purchases in each interval from the launch on [S], zero or more, at least four.
    interval : float
        Length of an interval in years: 1 for years, 0.25 for quarters.

    Returns
    -------
    BassFit
        A falling series has its peak at the launch (q ≤ p) and is fitted like any other.

    Raises
    ------
    ValueError
        If the series is too short, has an impossible value, or has no best fit: growth that does
        not slow, or sales that stay level, say nothing about the potential.

    Notes
    -----
    Minimises :math:`\sum_i (S_i - m[F(t_i) - F(t_{i-1})])^2`. For given p and q the best m is a
    ratio of two sums, so that a grid over p and q finds where to start. Standard errors come from
    :math:`s^2 (J^⊤J)^{-1}`, with J the analytic derivatives and :math:`s^2` on T - 3 degrees of
    freedom. Before the peak is seen they are large, and rightly.

    Examples
    --------
    >>> televisions = [747, 1480, 2646, 5118, 5777, 5982, 5962, 4631]  # colour, 1963 to 1970
    >>> fit = fit_bass(televisions)
    >>> round(fit.potential), round(fit.innovation, 4), round(fit.imitation, 3)
    (39659, 0.0185, 0.616)
    """
    series = _series(sales)
    # The series' length as the unit of time and its sum as that of sales keep the numbers tame.
    total, span = series.sum(), series.size * interval
    share, edges = series / total, np.linspace(0.0, 1.0, series.size + 1)
    m, p, q = _least_squares(share, edges)
    _refuse_runaway(series, (m, p, q))
    free = 3 if q > 0 else 2
    errors = np.full(3, np.nan)
    residual = share - m * np.diff(_adopted(edges, p, q))
    errors[:free] = _standard_errors(_derivatives(edges, m, p, q)[:, :free], residual)
    return BassFit(
        potential=float(m * total),
        innovation=p / span,
        imitation=q / span,
        standard_errors=errors * [total, 1.0 / span, 1.0 / span],
        r_squared=_r_squared(share, residual),
    )


def _adopted(time: NDArray, p: ArrayLike, q: ArrayLike) -> NDArray:
    """Cumulative adoption F, written so that its derivatives follow."""
    decay = np.exp(-(p + q) * time)
    return p * (1.0 - decay) / (p + q * decay)


def _derivatives(edges: NDArray, m: float, p: float, q: float) -> NDArray:
    """Derivatives of interval sales by m, p and q, (T, 3)."""
    decay = np.exp(-(p + q) * edges)
    below = p + q * decay
    later = p * (p + q) / below**2 * decay * edges
    by_p = later + (1.0 - decay) * q * decay / below**2
    by_q = later - (1.0 - decay) * p * decay / below**2
    return np.diff(np.stack([_adopted(edges, p, q), m * by_p, m * by_q], axis=-1), axis=0)


def _least_squares(share: NDArray, edges: NDArray) -> tuple[float, float, float]:
    """Best m, p and q, with the sum of sales and the length of the series as units.

    The search runs over a = mp, b = q - p and c = q/m, the coefficients of Bass's own equation
    dN/dt = a + bN - cN². They are far less entangled than m, p and q; c = 0 is no imitation where
    b < 0, and exponential growth, with m infinite, where b ≥ 0.
    """
    from scipy.optimize import least_squares

    # a is searched by its logarithm, since it spans orders of magnitude.
    high = np.array([LARGEST_P, LARGEST_Q, LARGEST_P]) * share.size
    low = np.array([np.log(SMALLEST_P), -high[0], 0.0])
    high[0] = np.log(high[0])
    start = np.clip(_grid_start(share), low + 1e-12, high - 1e-9)
    tight = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15, "max_nfev": 500}
    free = least_squares(
        lambda x: _in_intervals(edges, *x) - share,
        start,
        jac=lambda x: _slopes(edges, *x),
        bounds=(low, high),
        **tight,
    )
    # On the edge of its range c only comes close to zero: try zero itself.
    edge = least_squares(
        lambda x: _in_intervals(edges, *x, 0.0) - share,
        free.x[:2],
        jac=lambda x: _slopes(edges, *x, 0.0)[:, :2],
        bounds=(low[:2], high[:2]),
        **tight,
    )
    at_edge = edge.cost <= free.cost * (1.0 + 1e-9)
    log_a, b, c = np.append(edge.x, 0.0) if at_edge else free.x
    a = np.exp(log_a)
    p, q = (float(v.real) for v in _coefficients(a, b, c))
    return float(a / p) if p > a / RUNAWAY else np.inf, p, q


def _coefficients(a, b, c):
    """Coefficients p and q from a, b and c, without a difference of nearly equal numbers."""
    both = np.sqrt(b * b + 4.0 * a * c + 1e-24)
    if b.real > 0:
        q = (both + b) / 2.0
        return a * c / q, q
    p = (both - b) / 2.0
    return p, a * c / p


def _sold(time: NDArray, log_a, b, c) -> NDArray:
    """Cumulative sales N from dN/dt = a + bN - cN²."""
    a = np.exp(log_a)
    p, q = _coefficients(a, b, c)
    decay = np.exp(-(p + q) * time)
    return a * (1.0 - decay) / (p + q * decay)


def _in_intervals(edges: NDArray, log_a, b, c) -> NDArray:
    """Sales of each interval."""
    sold = _sold(edges, log_a, b, c)
    return sold[1:] - sold[:-1]


def _slopes(edges: NDArray, log_a, b, c) -> NDArray:
    """Derivatives of the sales of each interval by ln a, b and c, (T, 3).

    By steps along the imaginary axis, where no digits cancel. SciPy does the same, but takes
    longer to prepare it than to do it, and a forecast from many launches asks for thousands.
    """
    step = 1e-20j
    found = [
        _in_intervals(edges, log_a + step, b, c),
        _in_intervals(edges, log_a, b + step, c),
        _in_intervals(edges, log_a, b, c + step),
    ]
    return np.stack([sales.imag for sales in found], axis=-1) / step.imag


def _grid_start(share: NDArray) -> list[float]:
    """Best ln a, b and c of a grid over p and q; m follows from them."""
    p, q, shape, size = _grid(share.size)
    m = (shape @ share) / size
    misfit = ((share - m[..., None] * shape) ** 2).sum(axis=-1)
    row, column = np.unravel_index(np.argmin(misfit), misfit.shape)
    best_m = max(float(m[row, column]), 1e-12)
    return [np.log(best_m * p[row]), q[column] - p[row], q[column] / best_m]


@lru_cache(maxsize=32)
def _grid(intervals: int) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Values of p and q, sales of each interval for each pair of them, and the squares' sum."""
    # From far too slow for the series to see to all within an interval.
    top = np.log10(5.0 * intervals)
    p, q = np.logspace(-7.0, top, 90), np.append(0.0, np.logspace(-2.0, top, 60))
    edges = np.linspace(0.0, 1.0, intervals + 1)
    shape = np.diff(_adopted(edges, p[:, None, None], q[:, None]), axis=-1)
    return p, q, shape, np.maximum((shape**2).sum(axis=-1), 1e-300)


def _refuse_runaway(series: NDArray, estimates: tuple[float, float, float]) -> None:
    """Raise if no finite potential fits best, or only a p or q beyond all reason."""
    m, p, q = estimates[0], estimates[1] / series.size, estimates[2] / series.size
    if m > RUNAWAY:
        raise ValueError(
            "sales: expected a series that bends (growth that slows, or a peak), which tells the "
            f"potential: {series.size} values from {series[0]:g} to {series[-1]:g} given"
        )
    if not (SMALLEST_P < p < 0.99 * LARGEST_P and q < 0.99 * LARGEST_Q):
        raise ValueError(
            "sales: expected a series that a Bass curve can follow: the best fit takes p = "
            f"{p:.2g} and q = {q:.3g} an interval, the end of their range"
        )


def bass_regression(sales: ArrayLike, *, interval: float = 1.0) -> BassFit:
    r"""Estimate the Bass model as Bass did, by ordinary least squares.

    Parameters
    ----------
    sales : array_like, (T,)
        First purchases in each interval from the launch on [S], zero or more, at least four.
    interval : float
        Length of an interval in years.

    Raises
    ------
    ValueError
        If the series is too short or has an impossible value, or its regression is no Bass model:
        no real root, growth that does not slow, negative imitation (c > 0), no innovators
        (a ≤ 0), or a potential below what has been sold.

    Notes
    -----
    .. math::
        S_t = a + b Y_{t-1} + c Y_{t-1}^2, \quad m = \frac{-b - \sqrt{b^2 - 4ac}}{2c}, \quad
        p = \frac{a}{m}, \quad q = -mc

    with Y what was sold before the interval, zero at first. Treating an interval as a moment
    biases p and q, the more the longer it is; `fit_bass` does not.

    Examples
    --------
    >>> fit = bass_regression([747, 1480, 2646, 5118, 5777, 5982, 5962, 4631])
    >>> round(fit.potential), round(fit.innovation, 4), round(fit.imitation, 4)
    (35495, 0.0357, 0.6719)
    """
    series = _series(sales)
    total = series.sum()
    share, before = series / total, np.append(0.0, np.cumsum(series)[:-1]) / total
    columns = np.stack([np.ones(series.size), before, before**2], axis=-1)
    (a, b, c), _, rank, _ = np.linalg.lstsq(columns, share)
    root = b * b - 4.0 * a * c
    # The root in the form that keeps its digits when c is nearly zero: no imitation (m = -a/b),
    # or growth without end (m infinite).
    below = np.sqrt(max(root, 0.0)) - b
    m = 2.0 * a / below if below > 0 else np.inf
    if rank < 3 or a <= 0 or root < 0 or m > RUNAWAY or m * c > ROUNDING:
        raise ValueError(
            "sales: expected a series whose growth slows (a > 0, c ≤ 0 and a real root in the "
            f"regression): a = {a * total:g}, b = {b:g}, c = {c / total:g} found"
        )
    if m < 1.0:
        raise ValueError(
            f"sales: expected a potential of at least what has been sold, {total:g}: "
            f"{m * total:g} found; sales may have stopped for other reasons than saturation"
        )
    residual = share - columns @ [a, b, c]
    unit = np.array([total, 1.0, 1.0 / total])
    return BassFit(
        potential=float(m * total),
        innovation=float(a / m / interval),
        imitation=float(max(-m * c, 0.0) / interval),
        standard_errors=_standard_errors(columns, residual) * unit,
        r_squared=_r_squared(share, residual),
    )


def _series(sales: ArrayLike) -> NDArray:
    series = np.asarray(sales, float)
    if series.size < LEAST_OBSERVATIONS or not series.sum() > 0:
        raise ValueError(
            f"sales: expected at least {LEAST_OBSERVATIONS} intervals, not all zero: "
            f"{series.tolist()} given"
        )
    return series


def _standard_errors(columns: NDArray, residual: NDArray) -> NDArray:
    """Standard errors of least squares on T - 3 degrees of freedom."""
    size = np.sqrt((columns**2).sum(axis=0))
    _, singular, directions = np.linalg.svd(columns / np.where(size > 0, size, 1.0))
    if singular[-1] <= 1e-12 * singular[0]:
        return np.full(size.size, np.nan)
    spread = residual @ residual / (residual.size - 3)
    return np.sqrt(spread * ((directions / singular[:, None]) ** 2).sum(axis=0)) / size


def _r_squared(share: NDArray, residual: NDArray) -> float:
    around = share - share.mean()
    return float(1.0 - residual @ residual / (around @ around))
