"""Names of the release before: they answer, and say what the name is now.

A learner's copy of a notebook is never overwritten, so its old lines have to go on working.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from casestudy.face import faced
from casestudy.levers import nearest

FUNCTIONS = {
    "adoption_curve": "launch.adoption_curve",
    "break_even": "price.break_even",
    "contracts": "supply.contracts",
    "crash_plan": "launch.crash_plan",
    "customer_discounts": "price.discounts",
    "delay_cost": "launch.delay_cost",
    "early_forecasts": "launch.early_forecasts",
    "finish_dates": "launch.finish_dates",
    "incremental_sales": "launch.incremental_sales",
    "measured_elasticity": "price.elasticity",
    "order_by_hand": "supply.order_by_hand",
    "order_together": "supply.order_together",
    "partner_costs": "partner.costs",
    "partner_outcomes": "partner.outcomes",
    "partner_schedules": "partner.schedules",
    "partner_scores": "partner.scores",
    "pool": "supply.pool",
    "price_effect": "price.effect",
    "price_leverage": "price.leverage",
    "price_waterfall": "price.waterfall",
    "record_time": "launch.record_time",
    "replay_trap": "partner.trap",
    "sea_value": "supply.sea_value",
    "stock_changes": "supply.stock_changes",
    "stock_today": "supply.stock_today",
    "task_network": "launch.task_network",
}
# Pieces that were told of the case alone, and what makes the record that they speak about.
RECORDS = {"the_claim": "supply.stock_today", "the_offers": "partner.offers"}


def find(name: str) -> Any:
    """What a former name stood for.

    Raises
    ------
    AttributeError
        If there never was such a name; the nearest is given.
    """
    if name in FUNCTIONS:
        _point(f"cs.{name}", f"cs.{FUNCTIONS[name]}")
        return _of_a_chapter(FUNCTIONS[name])
    if name.startswith("plot_"):
        return _plot(name)
    if name == "tell":
        return _Told()
    import casestudy

    near = nearest(name, dir(casestudy))
    hint = f"; did you mean {near!r}?" if near else ""
    raise AttributeError(f"module 'casestudy' has no attribute {name!r}{hint}")


def _point(old: str, new: str) -> None:
    warnings.warn(f"{old} is now {new}", FutureWarning, stacklevel=4)


def _of_a_chapter(name: str) -> Callable[..., Any]:
    chapter, _, function = name.partition(".")
    return getattr(import_module(f"casestudy.chapters.{chapter}"), function)


@cache
def _plot(name: str) -> Callable[..., Any]:
    plots = import_module("casestudy.plots")
    if function := getattr(plots, name, None):
        return faced(function)

    def draw(result: Any, *, ax: Any = None) -> Any:
        """Draw a result, as `cs.show(result)` does."""
        picture = name.removeprefix("plot_")
        _point(f"cs.show(cs.{name}(…), alt=…)", "cs.show(…)")
        return plots.draw(result, picture if plots.has(result, picture) else None, ax=ax)

    return draw


class _Told:
    """What was `cs.tell`: a chapter, a piece, and what it speaks about."""

    def __getattr__(self, module: str) -> Any:
        narrative = import_module("casestudy.narrative")
        return getattr(narrative, module, None) or _Pieces()


class _Pieces:
    def __getattr__(self, piece: str) -> Callable[..., Any]:
        from casestudy.case import Case
        from casestudy.text.words import say, thing

        def told(*given: Any) -> Any:
            """Say a piece about a result, as `cs.say(result, "…")` does."""
            case = next((one for one in given if isinstance(one, Case)), None)
            records = [one for one in given if not isinstance(one, Case)]
            record, *others = records or [_of_a_chapter(RECORDS[piece])(case)]
            new = "alt" if piece.startswith("describe_") else piece
            if thing(record) == piece:
                new = "title"
            _point(f"cs.tell.….{piece}(…)", f'cs.say(…, "{new}")')
            return say(record, new, *others, case=case)

        return told
