"""A check in lines of text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from casestudy.audit.examination import Examination, Target
from casestudy.audit.rehearsal import Failure
from casestudy.text.figures import headline, label
from casestudy.text.formats import listing, money, points

WIDTH = 100
_NAMED = 6  # fields that are named before the rest is counted


def examination_lines(found: Examination, failures: Iterable[Failure] | None = None) -> list[str]:
    """A check in lines of at most 100 characters, as far as words allow.

    Parameters
    ----------
    found : Examination
    failures : iterable of Failure, optional
        What broke in the chapters, where they were rehearsed.

    Returns
    -------
    list of str
        First the scenario and the verdict, then the targets, what is broken, what is hard to
        believe, what was inherited, and what the case teaches.
    """
    failures = None if failures is None else list(failures)
    lines = [f"{found.case.name}: {found.case.scenario.title}: {_verdict(found, failures)}"]
    for target in found.targets:
        lines += _entry("target", _target(found, target))
    for text in found.broken:
        lines += _entry("broken", text)
    for failure in failures or []:
        lines.append(f"  broken    {failure}")
    for text in found.doubts:
        lines += _entry("doubtful", text)
    for text in _inherited(found):
        lines += _entry("inherited", text)
    for text in _lessons(found):
        lines += _entry("teaches", text)
    return lines


def _entry(word: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"  {word:<10}", subsequent_indent=" " * 12,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _verdict(found: Examination, failures: list[Failure] | None) -> str:
    broken = len(found.broken) + len(failures or [])
    missed = sum(not target.met for target in found.targets)
    said = []
    if broken:
        said.append(f"{broken} {'things are' if broken > 1 else 'thing is'} broken")
    if missed:
        said.append(f"{missed} of {len(found.targets)} targets missed")
    return " and ".join(said) or "fine"


def _target(found: Examination, target: Target) -> str:
    called = label(target.name)
    wanted, reached = (
        headline(found.case, target.name, v) for v in (target.wanted, target.reached)
    )
    if target.met:
        return f"{called}: {wanted}, met"
    return (
        f"{called}: {wanted} wanted, {reached} comes out: missed by "
        f"{points(abs(target.gap), 2, sign=False)}"
    )


def _inherited(found: Examination) -> Iterator[str]:
    from_ = found.inherited
    if from_ is None or not from_.of:
        return
    yield (
        f"{len(from_.sources)} of {from_.total} sources are word for word those of {from_.of}, a "
        f"case of {from_.company}"
    )
    if from_.facts:
        yield f"still marked as fact: {_some(from_.facts)}"
    if from_.moved:
        yield f"another figure with the old source: {_some(from_.moved)}"


def _some(fields: tuple[str, ...]) -> str:
    rest = len(fields) - _NAMED
    return ", ".join(fields[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _lessons(found: Examination) -> Iterator[str]:
    """Which action pays and which does not, each by its fair share of the present value."""
    teaches, c = found.teaches, found.case.scenario.currency
    worth = sorted(zip(teaches.values["npv"], teaches.groups, strict=True), reverse=True)
    whole = teaches.total("npv")
    yield (
        f"the plan as it happened is worth {money(whole, c, sign=True)} of present value: it "
        f"{'pays' if whole > 0 else 'does not pay'}"
    )
    pays = [f"{group} {money(value, c, sign=True)}" for value, group in worth if value > 0]
    costs = [f"{group} {money(value, c, sign=True)}" for value, group in worth[::-1] if value <= 0]
    if pays:
        yield f"pays: {listing(pays)}"
    yield f"does not pay: {listing(costs)}" if costs else "every action pays"
