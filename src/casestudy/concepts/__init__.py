"""Textbook concepts, one a module: pure functions of numbers and arrays.

No module here imports another one. What one concept needs of another it takes as an argument.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_FLOAT = np.dtype(float)


class Symbolic(np.ndarray):
    """An array whose elements stand for numbers that are not known yet.

    With them an equation can be written down instead of computed; see `casestudy.model.twin`.
    """


def floats(values: ArrayLike) -> NDArray:
    """Numbers as an array of floats, and symbols as they are.

    Examples
    --------
    >>> floats([1, 2])
    array([1., 2.])
    """
    if type(values) is np.ndarray and values.dtype is _FLOAT:
        return values  # nearly always, and sooner than NumPy would
    return values if isinstance(values, Symbolic) else np.asarray(values, float)
