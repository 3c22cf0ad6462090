"""Ask a person at a terminal; where there is none, nobody is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click

from casestudy.app.own_case import QUESTIONS, understood
from casestudy.app.words import words
from casestudy.errors import InputError
from casestudy.files.places import DEFAULT, template_path
from casestudy.orders.columns import NONE, Unsure
from casestudy.orders.importing import Asking
from casestudy.scenario.deriving import Said
from casestudy.scenario.schema import TARGETS, Scenario
from casestudy.text.formats import money, number, percent
from casestudy.units import QUARTERS_A_YEAR


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
            offered = _offered(like, said, question)
            text = _prompted(words(f"new.ask_{question}"), offered)
            if not text and offered:
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


def _offered(like: Scenario, said: Said, question: str) -> str:
    """What is taken over where nothing is answered; nothing where an answer is needed."""
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
