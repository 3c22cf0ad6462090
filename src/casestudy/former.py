"""Names of the release before: they answer, and say what the name is now.

A learner's copy of a notebook is never overwritten, so its old lines have to go on working.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

from casestudy.errors import nearest

FUNCTIONS = {
    "adoption_curve": "launch.adoption_curve",
    "appointments": "leadership.appointments",
    "bought_by_time": "leadership.bought_by_time",
    "break_even": "price.break_even",
    "broken_baskets": "assortment.broken_baskets",
    "capabilities": "positioning.capabilities",
    "charge_by_hand": "assortment.by_hand",
    "compare_rules": "assortment.contest",
    "complexity": "assortment.complexity",
    "concentration": "assortment.concentration",
    "contracts": "supply.contracts",
    "crash_plan": "launch.crash_plan",
    "customer_discounts": "price.discounts",
    "decline": "history.decline",
    "delay_cost": "launch.delay_cost",
    "duties": "leadership.duties",
    "early_forecasts": "launch.early_forecasts",
    "feature_use": "assortment.feature_use",
    "finish_dates": "launch.finish_dates",
    "gross_profit_bridge": "history.gross_profit_bridge",
    "incremental_sales": "launch.incremental_sales",
    "measured_elasticity": "price.elasticity",
    "mentions": "positioning.mentions",
    "order_by_hand": "supply.order_by_hand",
    "order_together": "supply.order_together",
    "outlook": "history.outlook",
    "partner_costs": "partner.costs",
    "partner_outcomes": "partner.outcomes",
    "partner_schedules": "partner.schedules",
    "partner_scores": "partner.scores",
    "pool": "supply.pool",
    "position": "positioning.position",
    "price_effect": "price.effect",
    "price_leverage": "price.leverage",
    "price_waterfall": "price.waterfall",
    "product_classes": "assortment.classes",
    "profit_pool": "history.profit_pool",
    "readings": "start.readings",
    "record_time": "launch.record_time",
    "regularity": "assortment.regularity",
    "replay_trap": "partner.trap",
    "revenue_bridge": "history.revenue_bridge",
    "sea_value": "supply.sea_value",
    "situation": "leadership.situation",
    "specification": "positioning.specification",
    "stock_changes": "supply.stock_changes",
    "stock_today": "supply.stock_today",
    "task_network": "launch.task_network",
    "wants": "positioning.wants",
    "week": "leadership.week",
    "whale": "assortment.whale",
    "who_feels_it": "assortment.who_feels_it",
    "yearly_bridges": "history.yearly_bridges",
}

# Of pieces that speak about two results of one kind: which is which; "" is whose piece it is.
_NAMED = {"size_of_the_cut": ("smaller", "")}

# What was told of the case, or of another record: the function of its record now, and the piece.
OF_THE_CASE = {
    "leadership.left_uncovered": ("leadership.uncovered", "left_uncovered"),
    "leadership.the_why": ("leadership.uncovered", "the_why"),
    "partner.the_offers": ("partner.offers", "the_offers"),
    "positioning.some_notes": ("positioning.interviews", "to_code"),
    "start.ledger_in_brief": ("start.ledger", "in_brief"),
    "start.readings": ("start.readings", "other"),
    "start.what_came_of_it": ("start.targets", "what_came_of_it"),
    "start.whole_ledger": ("start.ledger", "whole"),
    "supply.the_claim": ("supply.stock_today", "the_claim"),
    "what_if.assumption_table": ("what_if.assumptions", "table"),
    "what_if.lever_table": ("what_if.levers", "table"),
    "what_if.plans": ("what_if.plans", "side_by_side"),
}


def find(name: str) -> Any:
    """What a former name stood for.

    Raises
    ------
    AttributeError
        If there never was such a name; the nearest is given.
    """
    if name in FUNCTIONS:
        _point(f"cs.{name}", f"cs.{FUNCTIONS[name]}")
        return _function(FUNCTIONS[name])
    if name == "answer_box":
        _point("cs.answer_box", "cs.exercise")
        return import_module("casestudy.widgets").exercise
    if name.startswith("plot_"):
        return _plot(name)
    if name == "tell":
        return _Told()
    import casestudy

    near = nearest(name, dir(casestudy))
    hint = f"; did you mean {near!r}?" if near else ""
    raise AttributeError(f"module 'casestudy' has no attribute {name!r}{hint}")


def _function(name: str) -> Callable[..., Any]:
    chapter, _, function = name.partition(".")
    return getattr(import_module(f"casestudy.chapters.{chapter}"), function)


def _point(old: str, new: str) -> None:
    warnings.warn(f"{old} is now {new}", FutureWarning, stacklevel=4)


def _plot(name: str) -> Callable[..., Any]:
    plots = import_module("casestudy.plots")

    def draw(result: Any, *, ax: Any = None) -> Any:
        """Draw a result, as `cs.show(result)` does."""
        picture = name.removeprefix("plot_")
        _point(f"cs.show(cs.{name}(…), alt=…)", "cs.show(…)")
        return plots.draw(result, picture if plots.has(result, picture) else None, ax=ax)

    return draw


class _Told:
    """What was `cs.tell`: a chapter, a piece, and what it speaks about."""

    def __getattr__(self, module: str) -> Any:
        return _Pieces(module)


class _Pieces:
    def __init__(self, chapter: str) -> None:
        self.chapter = chapter

    def __getattr__(self, piece: str) -> Callable[..., Any]:
        from casestudy.scenario.case import Case
        from casestudy.text.words import knows, say

        def told(*given: Any) -> Any:
            """Say a piece about a result, as `cs.say(result, "…")` does."""
            case = next((one for one in given if isinstance(one, Case)), None)
            records = [one for one in given if not isinstance(one, Case | str)]
            picture = "".join(one for one in given if isinstance(one, str))
            names = dict(zip(_NAMED.get(piece, ()), records, strict=False))
            new = "alt" if piece.startswith("describe_") else piece
            if f"{self.chapter}.{piece}" in OF_THE_CASE:
                maker, new = OF_THE_CASE[f"{self.chapter}.{piece}"]
                records = [_function(maker)(case)]
            # What speaks about no result is a piece of the chapter itself.
            record, *others = records or [import_module(f"casestudy.chapters.{self.chapter}")]
            if names:
                record, others = names.pop("", record), []
            if isinstance(record, list):
                record = import_module("casestudy.chapters.assortment.tail").Baskets(tuple(record))
            if picture:
                new = f"{picture}.alt"
            elif case is None and not knows(record, new):
                new = f"{piece}.title" if knows(record, f"{piece}.title") else "title"
            _point(f"cs.tell.….{piece}(…)", f'cs.say(…, "{new}")')
            return say(record, new, *others, case=case, **names)

        return told
