"""Expressions on named results, as an instructor writes them: evaluated, and never executed.

What may stand in one is listed here; all else is refused before anything is computed. All numbers
are floats, so that nothing grows beyond a number's size. There are no calls.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from casestudy.errors import InputError, given, unknown
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.text.cast import ROLES, name_of
from casestudy.text.formats import money, number, percent, points
from casestudy.text.terms import terms

LONGEST = 400
# What there is of a column of numbers.
OF_A_COLUMN: dict[str, Callable[[Any], float]] = {
    "sum": lambda column: float(column.sum()),
    "mean": lambda column: float(column.mean()),
    "least": lambda column: float(column.min()),
    "most": lambda column: float(column.max()),
    "count": lambda column: float(len(column)),
}
_OPERATORS: dict[type, Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_ACCEPTED = "numbers, names of results, + - * / **, comparisons, and, or, not, 'a if b else c'"
_PLACE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_FORMAT = re.compile(r"(\w+)\s*(?:\(\s*(\d)\s*\))?")
_FORMATS = ("money", "percent", "points", "number")


def parse(source: Any) -> ast.expr:
    """An expression, where nothing but what is accepted stands in it.

    Parameters
    ----------
    source : str, int, float or bool

    Returns
    -------
    ast.expr

    Raises
    ------
    InputError

    Examples
    --------
    >>> parse("open('/etc/passwd')")
    Traceback (most recent call last):
    ...
    casestudy.errors.InputError: "open('/etc/passwd')": expected numbers, ..., not a Call
    """
    if not isinstance(source, str | int | float):
        raise InputError(f"expected an expression, not {given(source)}")
    text = str(source).strip()
    if len(text) > LONGEST:
        raise InputError(
            f"expected an expression of at most {LONGEST} characters, not {len(text):,}"
        )
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        problem = getattr(error, "msg", None) or "too deeply nested"
        raise InputError(f"{given(text)} is no expression ({problem})") from None
    accepted = (*_OPERATORS, ast.Name, ast.Attribute, ast.Constant, ast.BinOp, ast.UnaryOp,
                ast.BoolOp, ast.And, ast.Or, ast.Compare, ast.IfExp, ast.Load)  # fmt: skip
    for node in ast.walk(tree):
        if not isinstance(node, accepted):
            kind = type(node).__name__
            raise InputError(
                f"{given(text)}: expected {_ACCEPTED}, not a{'n' if kind[0] in 'AEIOU' else ''} "
                f"{kind}"
            )
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool | int | float):
            raise InputError(f"{given(text)}: expected {_ACCEPTED}, not {given(node.value)}")
        if isinstance(node, ast.Attribute):
            _path(node, text)
    return tree


def _path(node: ast.expr, text: str) -> tuple[str, ...]:
    """The parts of a name with dots."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise InputError(f"{given(text)}: expected {_ACCEPTED}; a dot stands within a name only")
    return node.id, *parts


def evaluate(source: Any, case: Case) -> float | bool:
    """What an expression comes to with a case.

    Parameters
    ----------
    source : str, int, float or bool
        As in `headlines.npv / plans.do_nothing.share`.
    case : Case

    Returns
    -------
    float or bool

    Raises
    ------
    InputError
        If something else than arithmetic stands in it, a name is unknown (the nearest is named), or
        no number comes out.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> evaluate("tables.skus.price.count", load_case("turnaround"))
    1000.0
    """
    tree, text = parse(source), str(source).strip()
    # Not needed before somebody has exercises of their own.
    from simpleeval import InvalidExpression, SimpleEval

    evaluator = SimpleEval(operators=_OPERATORS, functions={}, names={})
    evaluator.nodes = {
        kind: handler
        for kind, handler in evaluator.nodes.items()
        if kind in (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp)
    } | {
        ast.Constant: lambda node: node.value if node.value is True or node.value is False
        else float(node.value),
        ast.Name: lambda node: find(case, (node.id,)),
        ast.Attribute: lambda node: find(case, _path(node, text)),
    }  # fmt: skip
    try:
        value = evaluator.eval(text, previously_parsed=tree)
    except InputError:
        raise
    except ZeroDivisionError:
        raise InputError(f"{given(text)} divides by zero with this case") from None
    except (OverflowError, RecursionError, TypeError, ValueError, InvalidExpression) as error:
        raise InputError(f"{given(text)} gives no number ({error})") from None
    if isinstance(value, bool):
        return value
    if isinstance(value, complex) or not math.isfinite(value):
        raise InputError(f"{given(text)} gives no number ({value})")
    return float(value)


@lru_cache(maxsize=64)
def _headlines(case: Case, plan: str) -> Mapping[str, float]:
    return simulate(case, case.plan(plan)).headlines.as_dict()


def find(case: Case, path: Sequence[str]) -> float:
    """A result by its name.

    Parameters
    ----------
    case : Case
    path : sequence of str
        Its parts, as in ("plans", "do_nothing", "npv").

    Returns
    -------
    float

    Raises
    ------
    InputError
        If there is none; the nearest is named.
    """
    tops = ("headlines", "plans", "levers", "assumptions", "tables", "line_revenue")
    top, *rest = path
    if top == "plans":
        plan = _one(rest, "plan", case.plans)
        return float(_headlines(case, plan)[_only(rest[1:], "headline", _all_headlines())])
    if top == "headlines":
        return float(_headlines(case, "as_it_happened")[_only(rest, "headline", _all_headlines())])
    if top == "levers":
        return float(getattr(case.plan(), _only(rest, "lever", names(Levers))))
    if top == "assumptions":
        return float(getattr(case.assumptions, _only(rest, "assumption", names(Assumptions))))
    if top == "tables":
        table = case.tables[_one(rest, "table", case.tables)]
        numeric = table.select_dtypes("number")
        column = numeric[_one(rest[1:], "column with numbers", list(numeric.columns))]
        return OF_A_COLUMN[_only(rest[2:], "figure of a column", OF_A_COLUMN)](column)
    if top == "line_revenue" and not rest:
        return float(case.line_revenue)
    raise InputError(unknown("result", ".".join(path), tops))


def _all_headlines() -> tuple[str, ...]:
    return tuple(Headlines.__dataclass_fields__)


def _one(rest: Sequence[str], kind: str, known: Any) -> str:
    """The first part, where there is one of that name."""
    if not rest or rest[0] not in known:
        raise InputError(unknown(kind, rest[0] if rest else "", list(known)))
    return rest[0]


def _only(rest: Sequence[str], kind: str, known: Any) -> str:
    """The last part."""
    if len(rest) > 1:
        raise InputError(unknown(kind, ".".join(rest), list(known)))
    return _one(rest, kind, known)


def _texts(case: Case) -> dict[str, str]:
    """Names of the case that a text may say."""
    scenario = case.scenario
    found = {"company": scenario.company.name, "line": scenario.line.name}
    found |= {f"word.{name}": text for name, text in vars(terms(scenario)).items()}
    return found | {f"cast.{role}": name_of(case, role) for role in ROLES}


def check_text(text: str) -> None:
    """Say what is wrong with the places for figures in a text, without a case.

    Raises
    ------
    InputError
    """
    for place in _PLACE.finditer(text):
        source, _, form = place[1].partition("|")
        parse(source)
        if form:
            _form(form)


def filled(text: str, case: Case) -> str:
    """A text with its figures: `{{ headlines.npv | money }}`, `{{ word.plant }}`.

    Parameters
    ----------
    text : str
    case : Case

    Returns
    -------
    str

    Raises
    ------
    InputError

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> filled("{{ tables.skus.price.count | number }} {{ line }}", load_case("turnaround"))
    '1,000 compact drives'
    """

    def figure(place: re.Match[str]) -> str:
        source, _, form = place[1].partition("|")
        name = source.strip()
        if not form and name in (texts := _texts(case)):
            return texts[name]
        kind, digits = _form(form or "number")
        value = float(evaluate(source, case))
        if kind == "money":
            return money(value, case.scenario.currency)
        write = {"percent": percent, "points": points, "number": number}[kind]
        return write(value) if digits is None else write(value, digits)

    return _PLACE.sub(figure, text)


def _form(form: str) -> tuple[str, int | None]:
    """How a figure is written, and with how many decimals."""
    match = _FORMAT.fullmatch(form.strip())
    if not match or match[1] not in _FORMATS:
        raise InputError(unknown("way of writing a figure", form.strip(), _FORMATS))
    return match[1], int(match[2]) if match[2] else None
