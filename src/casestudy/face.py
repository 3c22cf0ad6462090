"""The face of the package: what is called by people says what it expected.

The functions behind it take what they are given. Here, once, arguments are compared with the
annotations of the package's own classes, so that a name instead of a case, or two arguments
swapped, end in a sentence and not somewhere inside.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from importlib import import_module
from typing import Any

BITS = 128  # of a whole number that is written out; Python refuses to write very long ones


def faced(function: Callable[..., Any]) -> Callable[..., Any]:
    """A public function that refuses what is none of the classes it asks for.

    Parameters
    ----------
    function : callable
        With annotations; only classes of this package are looked at.

    Returns
    -------
    callable
        The same function with a door before it.

    Raises
    ------
    TypeError
        From the call: naming the function, the argument, what was expected and what was given.

    Examples
    --------
    >>> import casestudy
    >>> casestudy.compare("turnaround")
    Traceback (most recent call last):
    ...
    TypeError: compare(): case: expected a Case (from load_case()), not 'turnaround'
    """
    signature = inspect.signature(function)
    wanted = _wanted(function, signature)

    @wraps(function)
    def door(*given: Any, **named: Any) -> Any:
        try:
            bound = signature.bind(*given, **named)
        except TypeError as error:
            usage = _usage(function, signature)
            raise TypeError(f"{function.__name__}(): {error}; expected {usage}") from None
        for name, value in bound.arguments.items():
            classes = wanted.get(name)
            if classes and classes.isdisjoint(c.__name__ for c in type(value).__mro__):
                raise TypeError(f"{function.__name__}(): {_expected(name, classes, value)}")
        return function(*given, **named)

    return door


def chapter(
    package: str, names: Mapping[str, Sequence[str]]
) -> tuple[list[str], Callable[[str], Any], Callable[[], list[str]]]:
    """The face of a chapter's folder: its functions with a door, loaded when they are used.

    Parameters
    ----------
    package : str
        As in "casestudy.chapters.price".
    names : mapping of str to sequence of str
        Modules of the folder, and which of their names people use.

    Returns
    -------
    tuple
        What the folder calls `__all__`, `__getattr__` and `__dir__`.
    """
    home = {name: module for module, names in names.items() for name in names}

    @cache
    def find(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        thing = getattr(import_module(f"{package}.{home[name]}"), name)
        return thing if isinstance(thing, type) else faced(thing)

    return sorted(home), find, lambda: sorted(home)


def _wanted(function: Callable, signature: inspect.Signature) -> dict[str, set[str]]:
    """Names of the classes that a parameter accepts, where the package's own are among them.

    By name, since a class that is imported for type checkers only cannot be looked up.
    """
    names = inspect.unwrap(function).__globals__
    found = {}
    for name, parameter in signature.parameters.items():
        choices = [part.strip() for part in str(parameter.annotation).split("|")]
        if not all(re.fullmatch(r"[A-Za-z_.]+", choice) for choice in choices):
            continue
        classes = {"NoneType" if c == "None" else c.rpartition(".")[2] for c in choices}
        if any(_is_own(choice, names) for choice in choices):
            found[name] = classes
    return found


def _is_own(name: str, names: dict[str, Any]) -> bool:
    """Whether a name stands for a class of the package, or for one that pictures are made of."""
    if "." in name or name not in names:
        return name.rpartition(".")[2][0].isupper() and name != "None"
    thing = names[name]
    return isinstance(thing, type) and thing.__module__.startswith("casestudy.")


_MADE_BY = {
    "Case": "load_case()",
    "Levers": "case.plan()",
    "Assumptions": "case.assume()",
}


def _expected(name: str, classes: set[str], value: Any) -> str:
    """What was expected of an argument, and what was given."""
    parts = [
        _with_article(one) + (f" (from {_MADE_BY[one]})" if one in _MADE_BY else "")
        for one in sorted(classes - {"NoneType"})
    ]
    parts += ["nothing"] if "NoneType" in classes else []
    return f"{name}: expected {' or '.join(parts)}, not {_shown(value)}"


def _shown(value: Any) -> str:
    """What was given: the value if it is short, else its class."""
    if value is None:
        return "nothing (None)"
    short = not isinstance(value, int) or value.bit_length() <= BITS
    if isinstance(value, str | bool | int | float) and short:
        text = repr(value)
        return text if len(text) <= 40 else f"{text[:37]}..."
    return _with_article(type(value).__name__)


def _with_article(name: str) -> str:
    if name.endswith("s"):
        return name  # Levers, Assumptions
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def _usage(function: Callable, signature: inspect.Signature) -> str:
    """How a function is called."""
    parts = []
    for name, parameter in signature.parameters.items():
        optional = parameter.default is not inspect.Parameter.empty
        parts.append(f"{name}=…" if optional else name)
    return f"{function.__name__}({', '.join(parts)})"
