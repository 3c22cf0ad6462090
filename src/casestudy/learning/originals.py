"""Python's and NumPy's own functions while an answer is judged, whatever was put in their place."""

from __future__ import annotations

import builtins
import math
from itertools import repeat
from operator import is_
from typing import Any

import numpy as np

_GONE = object()


def _is_own(name: str) -> bool:
    return not name.startswith("_") or name == "__import__"


# Taken when the workbook is imported. What follows calls no function by its name: any of them may
# have been replaced.
_OWN = tuple(
    (module.__name__, vars(module), {n: v for n, v in vars(module).items() if _is_own(n)})
    for module in (builtins, math, np)
)
_LOOKED_UP = tuple((space.get, tuple(own), tuple(own.values())) for _, space, own in _OWN)
_ALL, _MAP, _IS, _GONES = all, map, is_, repeat(_GONE)


class Originals:
    """A context in which `builtins`, `math` and `numpy` hold what they held at the start.

    The kernel is the learner's: what they had replaced before is in place again afterwards, and
    what is replaced inside is put back.

    Attributes
    ----------
    replaced : list of str
        After leaving: what was replaced inside, such as "float" or "numpy.mean".

    Examples
    --------
    >>> with Originals() as kept:
    ...     math.sqrt = abs
    >>> kept.replaced, math.sqrt(4)
    (['math.sqrt'], 2.0)
    """

    def __enter__(self) -> Originals:
        """Put the originals into their places."""
        self.replaced: list[str] = []
        self._before = _put_back()
        return self

    def __exit__(self, *error: Any) -> None:
        """Put all back as it was found."""
        for label, _, name, _ in _put_back():
            self.replaced.append(name if label == "builtins" else f"{label}.{name}")
        for _, space, name, value in self._before:
            if value is _GONE:
                space.pop(name, None)
            else:
                space[name] = value


def _put_back() -> list[tuple[str, dict[str, Any], str, Any]]:
    """Put the originals back; give what stood in their places."""
    # Nearly always nothing is changed, which is seen without a step of Python for each name.
    for get, every, values in _LOOKED_UP:
        if not _ALL(_MAP(_IS, _MAP(get, every, _GONES), values)):
            break
    else:
        return []
    found = [
        (label, space, name, space.get(name, _GONE))
        for label, space, own in _OWN
        for name, value in own.items()
        if space.get(name, _GONE) is not value
    ]
    for _, space, own in _OWN:
        space.update(own)
    return found
