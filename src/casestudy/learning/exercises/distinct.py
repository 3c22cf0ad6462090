"""Wrong answers that stay apart in every scenario, also where two mistakes lead to one answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from casestudy.case import Case
from casestudy.learning.kinds import Wrong


def distinct(
    key: Callable[[Case], Any], *wrong: Wrong, apart: float = 0.0, relative: float = 0.0
) -> tuple[Wrong, ...]:
    """Wrong answers of which each is left out where it is right, or the same as one before it.

    Parameters
    ----------
    key : callable of Case
        The right answer.
    *wrong : Wrong
        The likelier mistake first. Empty sets are left out too.
    apart, relative : float
        For numbers: how far two of them have to differ, in their unit and as a fraction.

    Returns
    -------
    tuple of Wrong

    Examples
    --------
    >>> found = distinct(lambda case: "a", Wrong("one", lambda case: "a", "No."),
    ...                  Wrong("two", lambda case: "b", "No."))
    >>> [w.value(None) for w in found]
    [None, 'b']
    """

    def same(a: Any, b: Any) -> bool:
        if isinstance(a, int | float) and isinstance(b, int | float):
            return abs(a - b) <= max(apart, relative * abs(b))
        return a == b

    # All at once and kept: one after the other, each would compute all before it again.
    @lru_cache(maxsize=8)
    def values(case: Case) -> tuple[Any, ...]:
        taken = [key(case)]
        left: list[Any] = []
        for mistake in wrong:
            mine = mistake.value(case)
            none = mine is None or mine == set() or any(same(mine, other) for other in taken)
            left.append(None if none else mine)
            if mine is not None:
                taken.append(mine)
        return tuple(left)

    def only(place: int) -> Callable[[Case], Any]:
        return lambda case: values(case)[place]

    return tuple(replace(w, value=only(i)) for i, w in enumerate(wrong))
