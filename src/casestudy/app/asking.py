"""Ask a person at a terminal; where there is none, nobody is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click

from casestudy.app.words import words
from casestudy.orders.columns import NONE, Unsure
from casestudy.orders.importing import Asking


def asking() -> Asking:
    """Who answers what an export leaves open."""
    return Asking(_column, _choice) if sys.stdin.isatty() else Asking()


def _column(unsure: Unsure, examples: Mapping[str, list[str]]) -> str:
    for number, (head, some) in enumerate(examples.items(), start=1):
        shown = ", ".join(some)
        line = words("import_orders.candidate", head=head, shown=shown)
        click.echo(f"  {number}  {line}", err=True)
    numbers = [str(n) for n in range(1, len(examples) + 1)]
    answer = click.prompt(
        words("import_orders.which", role=unsure.role, absent=NONE),
        type=click.Choice([*numbers, NONE]),
        show_choices=False,
        err=True,
    )
    return NONE if answer == NONE else list(examples)[int(answer) - 1]


def _choice(question: str, answers: Sequence[str]) -> str:
    return click.prompt(question, type=click.Choice(list(answers)), err=True)
