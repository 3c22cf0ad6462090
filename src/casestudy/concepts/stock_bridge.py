"""From the stock of one supply to the stock of another, one change at a time.

Fewer products need less stock; a long lead time and large smallest orders need more. A bridge
shows what the one gives and the others eat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class StockBridge:
    """Stock before a number of changes, after each, and in the end.

    Attributes
    ----------
    names : tuple of str
        The changes, in the order in which they are made.
    levels : ndarray, (S + 1, C, …)
        Stock by its reason, before the first of S changes and after each; C reasons.
    """

    names: tuple[str, ...]
    levels: NDArray

    @property
    def totals(self) -> NDArray:
        """Stock in all, before the first change and after each, (S + 1, …)."""
        return self.levels.sum(axis=1)

    @property
    def changes(self) -> NDArray:
        """What each change adds to the stock in all, (S, …); their sum is the whole change."""
        return np.diff(self.totals, axis=0)


def stock_bridge(
    stock: Callable[..., Sequence[ArrayLike]],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    steps: Mapping[str, Sequence[str]],
) -> StockBridge:
    """Change the settings of a stock one group at a time and keep every level.

    Parameters
    ----------
    stock : callable
        Gives the stock by its reason from settings as keyword arguments:
        `inventory.stock_held`, or any function like it.
    before, after : mapping of str to value
        All settings, before and after; the same names in both.
    steps : mapping of str to sequence of str
        Name of each change, and the settings that it changes together, in order: every setting
        that differs in one of them.

    Returns
    -------
    StockBridge
        It starts at the stock before and ends at the stock after. What a change is credited with
        depends on the order: a longer lead time costs less once there are fewer products.

    Examples
    --------
    >>> def stock(products, weeks):
    ...     return (10.0 * products, 50.0 * weeks)
    >>> steps = {"fewer": ["products"], "longer": ["weeks"]}
    >>> before, after = {"products": 100, "weeks": 4}, {"products": 20, "weeks": 12}
    >>> bridge = stock_bridge(stock, before, after, steps)
    >>> bridge.totals, bridge.changes
    (array([1200.,  400.,  800.]), array([-800.,  400.]))
    """
    now, levels = dict(before), [_level(stock, before)]
    for settings in steps.values():
        now |= {k: after[k] for k in settings}
        levels.append(_level(stock, now))
    return StockBridge(tuple(steps), np.array(np.broadcast_arrays(*levels)))


def _level(stock: Callable[..., Sequence[ArrayLike]], settings: Mapping[str, Any]) -> NDArray:
    return np.array(np.broadcast_arrays(*(np.asarray(v, float) for v in stock(**settings))))
