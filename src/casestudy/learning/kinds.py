"""Kinds of exercises: frozen records whose texts and keys are functions of the case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.text.formats import money, number, percent, points
from casestudy.text.numerals import EXAMPLES
from casestudy.text.words import phrase
from casestudy.units import MONEY, SHARES, Unit

Level = Literal["read", "move", "code"]
Words = str | Callable[[Case], str]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NOBODY = re.compile(r"\bnone of (?:them|these)$")


def words(text: Words, case: Case) -> str:
    """Text that may be a function of the case."""
    return text(case) if callable(text) else text


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that people give for a reason, and the explanation meant for it.

    Attributes
    ----------
    name : str
        The mistake, in a few words.
    value : callable of Case
        The answer that it leads to, in any form that a learner may give; None where the mistake
        cannot be made in this scenario, or leads to the right answer.
    because : str or callable of Case
        What went wrong, in a sentence or two that do not give the answer away.
    """

    name: str
    value: Callable[[Case], Any]
    because: Words


@dataclass(frozen=True)
class Tolerance:
    """How far an answer may be off: in its unit, or as a fraction of the key."""

    size: float
    relative: bool = False

    def slack(self, value: float) -> float:
        """The largest difference from `value` that still counts as right."""
        # A hair more, so that an answer at the very edge counts in spite of binary digits.
        return self.size * (abs(value) if self.relative else 1.0) * (1 + 1e-9) + 1e-12 * abs(value)

    def words(self, unit: Unit, currency: Currency) -> str:
        """The tolerance as a learner reads it.

        >>> from casestudy.scenario.case import load_case
        >>> currency = load_case("turnaround").scenario.currency
        >>> absolute(0.005).words(Unit.FRACTION, currency)
        'to within 0.5 points'
        >>> relative(0.01).words(Unit.MONEY, currency)
        'to within 1%'
        """
        if self.size == 0:
            return "exactly"
        if self.relative:
            return f"to within {percent(self.size, _decimals(self.size * 100))}"
        if unit in SHARES:
            return f"to within {points(self.size, _decimals(self.size * 100), sign=False)}"
        if unit in MONEY:
            return f"to within {money(self.size, currency)}"
        return f"to within {number(self.size, _decimals(self.size))}"


def _decimals(value: float) -> int:
    return next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 4)


def absolute(size: float) -> Tolerance:
    """A tolerance in the unit of the answer; 0.005 of a fraction is half a point."""
    return Tolerance(size)


def relative(size: float) -> Tolerance:
    """A tolerance as a fraction of the key."""
    return Tolerance(size, relative=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class Exercise:
    """What all kinds have in common.

    Attributes
    ----------
    id : str
        Number of the notebook and place in it, as in "05-03".
    title : str or callable of Case
        A few words.
    level : {"read", "move", "code"}
        Reading a picture or a table, moving a lever, or changing code.
    prompt : callable of Case
        What is asked, as the notebook shows it.
    key : callable of Case
        The right answer, computed from the case.
    hints : tuple
        Two or three, from a nudge to the method.
    solution : callable of Case
        The worked solution in words and numbers.
    code : str
        The solution in Python: with `cs` and `case` in scope it leaves `answer`.
    wrong : tuple of Wrong
    sealed : bool
        Whether who teaches keeps the key: an answer is kept then, and not judged.
    """

    id: str
    title: Words
    level: Level
    prompt: Callable[[Case], str]
    key: Callable[[Case], Any]
    hints: tuple[Words, ...]
    solution: Callable[[Case], str]
    code: str
    wrong: tuple[Wrong, ...] = ()
    sealed: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d\d-\d\d", self.id):
            raise ValueError(f"id: expected the form '05-03', not {self.id!r}")
        if self.level not in ("read", "move", "code"):
            raise ValueError(f"{self.id}: level: expected read, move or code, not {self.level!r}")
        if not 1 <= len(self.hints) <= 4:
            raise ValueError(f"{self.id}: hints: expected 1 to 4, not {len(self.hints)}")

    @property
    def needs_python(self) -> bool:
        """Whether only those can answer it who program."""
        return self.level == "code"

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False, kw_only=True)
class Number(Exercise):
    """One number."""

    unit: Unit
    tolerance: Tolerance
    sign_matters: bool = True

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        return f"Answer with {_one(self.unit, case)}, {_within(self, case)}."


def _one(unit: Unit, case: Case) -> str:
    if unit in MONEY:
        return f"an amount in {case.scenario.currency.symbol}, such as {EXAMPLES[unit]}"
    if unit in SHARES:
        return f"percent or a fraction, such as {EXAMPLES[unit]}"
    if unit in (Unit.RATIO, Unit.UTILITY):
        return "a number"
    return f"a number ({unit.value})"


def _within(exercise: Number | Series | Function, case: Case) -> str:
    return exercise.tolerance.words(exercise.unit, case.scenario.currency)


@dataclass(frozen=True, eq=False, kw_only=True)
class Lettered(Exercise):
    """An exercise with options: letter to text, the same letter for the same in every scenario."""

    options: Callable[[Case], dict[str, str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Choice(Lettered):
    """One of several options; the key is its letter."""

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        return 'Answer with one letter, such as "a".'


@dataclass(frozen=True, eq=False, kw_only=True)
class Choices(Lettered):
    """All options that are true; the key is the set of their letters.

    In another scenario none may be true. So there is always an option that says so, the last
    one, and it is the key where the set is empty.
    """

    def __post_init__(self) -> None:
        """Add the option that none is true, where the exercise does not word its own."""
        super().__post_init__()
        options, key = self.options, self.key

        def whole(case: Case) -> dict[str, str]:
            own, nobody = options(case), phrase("casestudy.learning", "none_of_them")
            if any(text == nobody or NOBODY.search(text) for text in own.values()):
                return own
            return own | {LETTERS[len(own)]: nobody}

        object.__setattr__(self, "options", whole)
        object.__setattr__(self, "key", lambda case: key(case) or {list(whole(case))[-1]})

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        return 'Answer with all the letters that are right, such as "a, c".'


@dataclass(frozen=True, eq=False, kw_only=True)
class Ranking(Lettered):
    """All options in order, the first as the prompt says; the key is the tuple of letters."""

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        return f'Answer with all {len(self.options(case))} letters in order, such as "b, a, …".'


@dataclass(frozen=True, eq=False, kw_only=True)
class Series(Exercise):
    """A series or a table, compared by labels; the key is a pandas Series, DataFrame, or a dict."""

    unit: Unit
    tolerance: Tolerance

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        return (
            "Answer with a series, a table or a dictionary, by label; the order does not matter. "
            f"Each value is {_one(self.unit, case)}, {_within(self, case)}."
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Function(Exercise):
    """A function; the key is a function too, and both are called with the same inputs.

    Attributes
    ----------
    signature : str
        As in "profit_change(change, elasticity, margin)".
    inputs : callable of Case
        Tuples of arguments.
    unit : Unit
        What the function gives: a number, or an array of them.
    tolerance : Tolerance
    time_limit : float
        Seconds for all inputs together.
    """

    signature: str
    inputs: Callable[[Case], Sequence[tuple]]
    unit: Unit
    tolerance: Tolerance
    time_limit: float = 2.0

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        return (
            f"Answer with a function `{self.signature}`; it is tried with "
            f"{len(self.inputs(case))} inputs, and compared {_within(self, case)}."
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class ShortText(Exercise):
    """A few sentences; the key is the rubric, a tuple of points that a good answer makes.

    The rubric appears after the text is committed, and the learner says which points it makes.
    """

    least_words: int = 6

    def form(self, case: Case) -> str:
        """How to answer, in a sentence."""
        text = "Answer in two or three sentences of your own"
        return f"{text}." if self.sealed else f"{text}; then compare them with what counts."
