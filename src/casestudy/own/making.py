"""Make a case of one's own from a few answers: derived, calibrated, and written as a whole."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

from casestudy.analysis.calibration import Calibration, calibrate, fitted_changes
from casestudy.errors import InputError, given, unknown
from casestudy.files.places import renamed, tables_folder
from casestudy.files.reading import Path_, parse_yaml, replaced
from casestudy.files.writing import sole_writer, write_atomically, write_together
from casestudy.own.calibrating import calibration_lines
from casestudy.own.inheritance import shared
from casestudy.own.words import words
from casestudy.scenario.case import Case, scenario_of
from casestudy.scenario.datapackage import foreign, of_own_orders
from casestudy.scenario.deriving import (
    DERIVED,
    TAKEN_OVER,
    Change,
    Rule,
    Said,
    contradiction,
    derive,
    facts,
)
from casestudy.scenario.entry import LONGEST_TEXT
from casestudy.scenario.schema import OWN, TARGETS, Currency, Scenario
from casestudy.scenario.synthesis import draft_case, files_of
from casestudy.scenario.writing import currency_entry, in_one_line
from casestudy.text.formats import money, number, percent
from casestudy.text.numerals import parse_number
from casestudy.units import QUARTERS_A_YEAR, Mark, Unit

SHORT = {
    "revenue": "revenue_growth",
    "complexity": "complexity_reduction",
    "margin": "margin_points",
}
WIDTH = 98


@dataclass(frozen=True, eq=False)
class Made:
    """A case that was made, and what it was made from.

    Attributes
    ----------
    file : Path
    text : str
        Of the file.
    case : Case
    like : Scenario
    found : Calibration
    changes : list of Change
    taken : int
        Sources that stand as they stood in the template.
    """

    file: Path
    text: str
    case: Case
    like: Scenario
    found: Calibration
    changes: list[Change]
    taken: int

    def lines(self) -> list[str]:
        """What was made, which targets are reached, and what to do next."""
        said = sum(one.rule is Rule.SAID for one in self.changes)
        derived = sum(len(one.values) for one in self.changes if one.rule is not Rule.SAID)
        head = words(
            "new.made", path=self.file, like=self.like.name, said=said, derived=derived,
            taken=self.taken,
        )  # fmt: skip
        place = quote(str(self.file))
        return [
            head,
            *calibration_lines(self.case, self.found),
            words("new.next"),
            f"  casestudy check {place}",
            f"  casestudy open --scenario {place}",
        ]


# -- Answers


def read(like: Scenario, answers: Mapping[str, str]) -> Said:
    """What options say of a company, each checked against what was said before it.

    Parameters
    ----------
    like : Scenario
        The template.
    answers : mapping of str to str
        Text by the name of the question.

    Returns
    -------
    Said

    Raises
    ------
    InputError
        Naming the option.

    Examples
    --------
    >>> from casestudy.scenario.case import load_scenario
    >>> read(load_scenario("packaging"), {"revenue": "€ 90m", "line": "40%"}).line_share
    0.4
    """
    said = Said()
    for question in (name for name in _READERS if name in answers):  # the company, then its line
        try:
            said = understood(like, said, question, answers[question])
        except InputError as error:
            raise InputError(f"--{question.replace('_', '-')}: {error}") from None
    return said


def understood(like: Scenario, said: Said, question: str, text: str) -> Said:
    """What is said with one answer more.

    Raises
    ------
    InputError
        If it cannot be read, or contradicts what was said before or the template.
    """
    more = _READERS[question](like, said, text.strip())
    if "targets" in more:
        more["targets"] = {**said.targets, **more["targets"]}
    now = replace(said, **more)
    contradiction(like, now)
    strange = now.currency and now.currency != like.currency.code
    if strange and now.revenue is None and question != "currency":
        raise _unpriced(like, now)
    return now


def _unpriced(like: Scenario, said: Said) -> InputError:
    return InputError(
        f"the revenue in {said.currency} is needed (--revenue): that of {like.name} is in "
        f"{like.currency.code}"
    )


def _currency_of(like: Scenario, said: Said) -> Currency:
    if not said.currency or said.currency == like.currency.code:
        return like.currency
    return Currency(**currency_entry(said.currency, like))


def _money(like: Scenario, said: Said, text: str, size: float) -> float:
    currency = _currency_of(like, said)
    own = currency.code == like.currency.code
    return parse_number(text, Unit.MONEY, currency, size=size if own else said.revenue)


def _line(like: Scenario, said: Said, text: str) -> dict[str, Any]:
    """A share where it is in percent or no more than the whole; else money."""
    try:
        share = parse_number(text, Unit.FRACTION)  # 1 is the whole company
    except InputError:
        share = None
    if share is not None and ("%" in text or share <= 1.0):
        return {"line_share": share, "line_revenue": None}
    size = like.company.revenue.value * like.line.company_share.value
    return {"line_revenue": _money(like, said, text, size), "line_share": None}


def _share(text: str) -> float:
    """A part of something; a bare number that is large was meant in percent."""
    value = parse_number(text, Unit.FRACTION)
    bare = re.fullmatch(r"[^%a-z]*", text.lower())
    if bare and abs(value) >= 1.0:
        raise InputError(
            f"{value:g} is {value * 100:g}%: percent and fraction are mixed up. Is {value:g}% "
            f"meant, or {value / 100:g}?"
        )
    return value


def _targets(like: Scenario, said: Said, text: str) -> dict[str, Any]:
    """Targets by their short names or their own; a decimal comma parts no two of them."""
    found: dict[str, float] = {}
    for part in re.split(r"[,;]\s*(?=[^\d\s,;=]+\s*=)", text):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign:
            raise InputError(f"expected NAME=VALUE, as in revenue=17%, not {given(part)}")
        own = SHORT.get(name, name)
        if own not in TARGETS:
            raise InputError(unknown("target", name, SHORT))
        if own in found:
            raise InputError(f"{name!r} is given twice")
        found[own] = _target(own, value)
    return {"targets": found}


def _target(name: str, text: str) -> float:
    """A target; that fewer products remain may be written with a minus or without."""
    value = _share(text)
    return abs(value) if name == "complexity_reduction" else value


def _name(like: Scenario, said: Said, text: str) -> dict[str, Any]:
    if not text:
        raise InputError("expected a name, not nothing")
    return {"company": text}


_READERS: dict[str, Callable[[Scenario, Said, str], dict[str, Any]]] = {
    "name": _name,
    "currency": lambda like, said, text: {"currency": text.upper()},
    "revenue": lambda like, said, text: {
        "revenue": _money(like, said, text, like.company.revenue.value)
    },
    "line": _line,
    "products": lambda like, said, text: {"products": parse_number(text, Unit.COUNT)},
    "growth": lambda like, said, text: {"growth": _share(text)},
    "market_growth": lambda like, said, text: {"market_growth": _share(text)},
    "margin": lambda like, said, text: {"margin": _share(text)},
    "targets": _targets,
    **{
        name: lambda like, said, text, name=name: {"targets": {name: _target(name, text)}}
        for name in TARGETS
    },
    "years": lambda like, said, text: {"years": parse_number(text, Unit.RATIO)},
}
QUESTIONS = tuple(name for name in _READERS if name != "targets")


def asked(question: str) -> str:
    """One of `QUESTIONS` in words."""
    return words(f"new.ask_{question}")


def offered(like: Scenario, said: Said, question: str) -> str:
    """What is taken over where nothing is answered; nothing where an answer is needed.

    Parameters
    ----------
    like : Scenario
        The template.
    said : Said
        What was said so far.
    question : str
        One of `QUESTIONS`.

    Returns
    -------
    str
        As a person would type it.
    """
    strange = bool(said.currency) and said.currency != like.currency.code
    if question == "revenue" and strange:
        return ""
    figures = {
        "name": like.company.name,
        "currency": like.currency.code,
        "revenue": money(like.company.revenue.value, like.currency),
        "line": percent(like.line.company_share.value, 0),
        "products": number(like.line.products.value),
        "growth": percent(like.history.line_trend.value, 1),
        "market_growth": percent(like.history.market_growth.value, 1),
        "margin": percent(like.line.gross_margin.value, 1),
        **{n: percent(getattr(like.targets, n).value, 1) for n in TARGETS},
        "years": number(like.window.last / QUARTERS_A_YEAR),
    }
    return str(figures[question])


# -- Making


def draft(file: Path, path: Path, like: Scenario, said: Said) -> Made:
    """A case as it would be made, with nothing written.

    Parameters
    ----------
    file : Path
        Where it is to stand; its name becomes that of the case.
    path : Path
        The file of the template.
    like : Scenario
        What it says.
    said : Said

    Returns
    -------
    Made

    Raises
    ------
    InputError
        If no case can be made of this.
    """
    if like.order_file.origin == OWN:
        raise InputError(
            f"{path}: its orders are a company's own, and nobody else's follow from them; start "
            "from another case"
        )
    contradiction(like, said)
    if said.currency and said.currency != like.currency.code and said.revenue is None:
        raise _unpriced(like, said)
    changes = derive(like, said)
    text = _text(file, path, like, said, changes)
    case = draft_case(_scenario(file, text), file)
    found = calibrate(case)
    text = replaced(file, text, fitted_changes(found))
    case = replace(case, scenario=_scenario(file, text))
    return Made(file, text, case, like, found, changes, len(shared(case.scenario, like)))


def make(file: Path, path: Path, like: Scenario, said: Said) -> Made:
    """Write a case: its file and its tables, all of it or nothing.

    Parameters
    ----------
    file : Path
        A place where nothing stands.
    path, like, said : Path, Scenario, Said
        As for `draft`.

    Returns
    -------
    Made

    Raises
    ------
    InputError
        If no case can be made of this, or it cannot be written; then nothing is.
    """
    made = draft(file, path, like, said)
    _write(file, made.text, made.case)
    return made


def _scenario(file: Path, text: str) -> Scenario:
    try:
        return scenario_of(file, *parse_yaml(file, text))
    except InputError as error:
        why = re.sub(r"^(line \d+: )?", "", str(error).removeprefix(f"{file}: "))
        raise InputError(f"no case can be made of this: {why}; nothing was written") from None


def _text(file: Path, path: Path, like: Scenario, said: Said, changes: list[Change]) -> str:
    """The template's text with every change in its place and its reason in the source."""
    fresh: dict[Path_, str] = {}
    if said.company:
        fresh["company", "name"] = in_one_line(said.company)
    if said.currency and said.currency != like.currency.code:
        fresh["currency",] = in_one_line(currency_entry(said.currency, like))
    for where in facts(like):
        fresh[(*where, "mark")] = Mark.ASSUMED.value
    reasons: dict[Path_, list[Change]] = {}
    for change in changes:
        reasons.setdefault(change.where, []).append(change)
        for inside, value in change.values.items():
            fresh[(*change.where, *inside)] = in_one_line(value)
    for where, why in reasons.items():
        fresh[(*where, "source")] = in_one_line(_source(like, where, why))
        if _entry(like, where).mark is Mark.FACT:
            fresh[(*where, "mark")] = Mark.ASSUMED.value
    text = renamed(path, file).removeprefix("\ufeff")
    return _headed(replaced(path, text, fresh), like)


def _entry(like: Scenario, where: Path_) -> Any:
    entry: Any = like
    for key in where:
        entry = getattr(entry, str(key))
    return entry


def _source(like: Scenario, where: Path_, why: list[Change]) -> str:
    source = _entry(like, where).source
    if why[0].rule is Rule.SAID:
        return words("new.source_said")
    said = DERIVED + "; ".join(
        words(f"new.source_{one.rule.value}", like=like.name, by=_by(one)) for one in why
    )
    if why[0].whole:
        told = words("new.source_there", derived=said, source=source)
    else:
        told = words("new.source_part", derived=said, source=source, taken=TAKEN_OVER)
    return told[:LONGEST_TEXT].rstrip()


def _by(change: Change) -> str:
    points = change.rule in (Rule.MOVED, Rule.SUPPLIERS)
    return f"{change.by * 100:+.3g}" if points else f"{change.by:.3g}"


def _headed(text: str, like: Scenario) -> str:
    """The text under a heading on how to read its sources; the template's own heading follows."""
    start = text.index("\n") + 1 if text.startswith("# yaml-") else 0
    rest = text[start:]
    ours = textwrap.wrap(words("new.heading", like=like.name, company=like.company.name), WIDTH)
    if rest.startswith("#"):
        ours += ["", words("new.heading_there", like=like.name)]
    end = "\r\n" if "\r\n" in text else "\n"
    lines = ["#", *(f"# {line}".rstrip() for line in ours)]
    return text[:start] + end.join([*lines, ""]) + rest


def _write(file: Path, text: str, case: Case) -> None:
    """Tables first, so that a file without its tables is never there."""
    folder, contents = tables_folder(file), files_of(case)
    try:
        with sole_writer(folder):
            if theirs := foreign(folder, contents):
                what = f"{theirs[0]} of somebody else"
                if of_own_orders(folder):
                    what = "tables of a company's own orders"
                raise InputError(
                    f"{folder}: holds {what}, where the tables belong; "
                    "nothing was written. Give the case another name, or move the folder away"
                )
            before = {name: (folder / name).exists() for name in contents}
            write_together(folder, contents)
            try:
                write_atomically(file, text)
            except BaseException:
                write_together(folder, {n: None for n, was in before.items() if not was})
                raise
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
