"""Ask a person at a terminal; where there is none, nobody is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click

from casestudy.app.words import words
from casestudy.errors import InputError
from casestudy.files.places import DEFAULT, template_path
from casestudy.orders.columns import NONE, Unsure
from casestudy.orders.importing import Asking
from casestudy.own import QUESTIONS, asked, offered, understood
from casestudy.scenario.deriving import Said
from casestudy.scenario.schema import Scenario


def somebody_there() -> bool:
    """Whether a person is at a terminal, who can be asked."""
    return sys.stdin.isatty()


def asking() -> Asking:
    """Who answers what an export leaves open."""
    return Asking(_column, _choice) if somebody_there() else Asking()


def _column(unsure: Unsure, examples: Mapping[str, list[str]]) -> str:
    for place, (head, some) in enumerate(examples.items(), start=1):
        shown = ", ".join(some)
        line = words("import_orders.candidate", head=head, shown=shown)
        click.echo(f"  {place}  {line}", err=True)
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


# -- A company


def ask_like(names: list[str]) -> str:
    """Ask at a terminal what a case is to be like, until there is one."""
    while True:
        answer = _prompted(words("new.ask_like", names=names), DEFAULT) or DEFAULT
        try:
            template_path(answer)
            return answer
        except InputError as error:
            click.echo(f"  {error}", err=True)


def ask(like: Scenario) -> Said:
    """Ask about a company at a terminal, each question until its answer can be used.

    Parameters
    ----------
    like : Scenario
        The template; what it says is offered.

    Returns
    -------
    Said
    """
    said = Said()
    for question in QUESTIONS:
        while True:
            there = offered(like, said, question)
            text = _prompted(asked(question), there)
            if not text and there:
                break
            try:
                said = understood(like, said, question, text)
                break
            except InputError as error:
                click.echo(f"  {error}", err=True)
    return said


def _prompted(question: str, offered: str) -> str:
    shown = f"{question} [{offered}]" if offered else question
    return click.prompt(shown, default="", show_default=False, err=True).strip()
