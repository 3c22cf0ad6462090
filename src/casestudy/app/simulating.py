"""What `casestudy simulate` says, who computes for it, and how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, fields
from multiprocessing import get_context
from typing import Any

import click

from casestudy.analysis.monte_carlo import FAN, Estimate, MonteCarlo
from casestudy.app.words import words
from casestudy.model.outcome import Headlines
from casestudy.scenario.case import Case
from casestudy.text.figures import headline, label
from casestudy.text.formats import percent

PARTS = (FAN[0], 0.5, FAN[-1])  # of the worlds, below which a headline lies


def workers_of(count: int) -> AbstractContextManager[Executor | None]:
    """So many processes; None computes here."""
    if count == 1:
        return nullcontext()
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def as_lines(case: Case, plan: str, found: MonteCarlo) -> list[str]:
    """What came of a plan in other worlds, in lines of text."""

    def share(name: str, found: Estimate) -> tuple[str, str]:
        return name, f"{percent(found.value)} ± {percent(found.error, 2)}"

    rows = [share(words("simulate.all_targets"), found.success)]
    rows += [
        share(words("simulate.target", label=label(n)), found.target(n)) for n in found.on_target
    ]
    rows.append(share(words("simulate.loses"), found.loses))
    for part in PARTS:
        name = words("simulate.npv", part=percent(part, 0))
        rows.append((name, headline(case, "npv", found.quantile("npv", part).value)))
    head = words(
        "simulate.plan_of", title=case.scenario.title, plan=plan, draws=f"{found.draws:,}",
        seed=found.seed,
    )  # fmt: skip
    return [head, *(f"  {name:<56} {value:>18}" for name, value in rows)]


def told_each_second(draws: int) -> Callable[[int], None]:
    """Progress, a line on standard error each second, from the first second on."""
    last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= 1.0 and done < draws:
            last = now
            click.echo(words("simulate.done", done=f"{done:,}", draws=f"{draws:,}"), err=True)

    return tell


def as_data(case: Case, plan: str, found: MonteCarlo) -> dict[str, Any]:
    """What `simulate --json` prints."""
    shares = {"all_targets": found.success, **{n: found.target(n) for n in found.on_target}}
    return {
        "scenario": case.name,
        "plan": plan,
        "draws": found.draws,
        "seed": found.seed,
        "probabilities": {
            n: asdict(e) for n, e in (shares | {"npv_below_zero": found.loses}).items()
        },
        "quantiles": {
            f.name: {f"{part:g}": asdict(found.quantile(f.name, part)) for part in PARTS}
            for f in fields(Headlines)
        },
    }
