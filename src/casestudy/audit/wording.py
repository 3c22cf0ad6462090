"""A check in lines of text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from functools import partial

from casestudy.audit.examination import Examination
from casestudy.audit.rehearsal import Failure
from casestudy.text.figures import label
from casestudy.text.words import phrase, say

words = partial(phrase, "casestudy.audit")
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
        text = say(target, "reached", case=found.case, called=label(target.name))
        lines += _entry("target", text)
    for text in found.broken:
        lines += _entry("broken", text)
    for failure in failures or []:
        lines.append(f"{_begin('broken')}{failure}")
    for text in found.doubts:
        lines += _entry("doubtful", text)
    for text in _inherited(found):
        lines += _entry("inherited", text)
    for text in _unread(found):
        lines += _entry("unread", text)
    for text in _lessons(found):
        lines += _entry("teaches", text)
    return lines


def _begin(word: str) -> str:
    return f"  {words(f'label.{word}'):<10}"


def _entry(word: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=_begin(word), subsequent_indent=" " * 12,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _verdict(found: Examination, failures: list[Failure] | None) -> str:
    broken = len(found.broken) + len(failures or [])
    return say(found, "verdict", case=found.case, broken=broken)


def _inherited(found: Examination) -> Iterator[str]:
    from_ = found.inherited
    if from_ is None or not from_.of:
        return
    yield say(from_, "sources_kept", case=found.case)
    if from_.facts:
        some, rest = _some(from_.facts)
        yield say(from_, "still_facts", case=found.case, some=some, rest=rest)
    if from_.moved:
        some, rest = _some(from_.moved)
        yield say(from_, "figure_moved", case=found.case, some=some, rest=rest)


def _unread(found: Examination) -> Iterator[str]:
    """What is left to be read of another case, a line for each part of the file."""
    from_ = found.inherited
    if from_ is None or not from_.of:
        return
    whole = [part for part, inside in from_.by_part.items() if inside == [part]]
    for part, inside in from_.by_part.items():
        if part not in whole:
            yield words("unread.part", part=part, fields=inside)
    if whole:
        yield words("unread.whole", parts=whole)
    if from_.texts:
        yield words("unread.texts", texts=from_.texts)
    if from_.sources:
        yield words("unread.how")


def _some(fields: tuple[str, ...]) -> tuple[str, int]:
    """The first of them, and how many more there are."""
    return ", ".join(fields[:_NAMED]), len(fields) - _NAMED


def _lessons(found: Examination) -> Iterator[str]:
    """Which action pays and which does not, each by its fair share of the present value."""
    yield say(found, "worth", case=found.case)
    if found.pays:
        yield say(found, "pays", case=found.case)
    yield say(found, "costs", case=found.case)
    if found.nearest:
        piece = "also_reached" if found.nearest.met else "missed"
        yield say(found.nearest, piece, case=found.case)
