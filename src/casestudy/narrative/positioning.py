"""Findings of the research: what customers say, what they pay for, where to win."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from casestudy.analysis.positioning import Capabilities, Position, Specification, Wants
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent, points
from casestudy.ground import ground
from casestudy.text.prose import Prose, table

if TYPE_CHECKING:
    import pandas as pd


def mentions(result: pd.Series) -> str:
    """Title: what comes up most."""
    return f"Most interviews speak of {result.index[0]}, fewest of {result.index[-1]}"


def wants(result: Wants) -> str:
    """Title: what customers pay most for."""
    order = np.argsort(-result.estimates)
    best = result.names[order[0]]
    sure = result.intervals[:, 0] > 0
    text = f"Customers pay most for {best}"
    last = order[-1]
    if not sure[last]:
        return f"{text}; for {result.names[last]} perhaps nothing"
    return f"{text}, least for {result.names[last]}"


def capabilities(result: Capabilities) -> str:
    """Title: where to win."""
    return f"The room to win is in {result.names[0]}: it pays, and nobody is good at it"


def position(result: Position) -> str:
    """Title: what the new product is worth beside today's."""
    change = result.fair_price / float(result.price[0]) - 1
    where = "above" if change >= 0 else "below"
    return f"The researched product would be a fair buy at {percent(abs(change))} {where} today's price"


def specification(result: Specification) -> str:
    """Title: how much of the advantage belief alone would reach."""
    wasted = result.names[int(np.argmax(result.believed - result.researched))]
    return f"Without research {percent(result.blind_share)} of the advantage is left; too much goes into {wasted}"


def describe_mentions(result: pd.Series) -> str:
    """Words for the bars of mentions."""
    return f"Bars of interviews by theme: {listing([f'{k} {v}' for k, v in result.items()])}."


def describe_wants(result: Wants) -> str:
    """Words for the part-worths."""
    parts = [
        f"{n} {number(float(b), 2)} plus or minus {number(1.96 * float(e), 2)}"
        for n, b, e in zip(result.names, result.estimates, result.errors, strict=True)
    ]
    return f"Dots with intervals, part-worth of a full step of each attribute: {listing(parts)}."


def describe_capabilities(result: Capabilities) -> str:
    """Words for the capability matrix."""
    parts = [
        f"{n} ours {number(float(result.levels[0, k]), 2)}, best rival {number(float(result.gaps.best_capability[k]), 2)}"
        for k, n in enumerate(result.names)
    ]
    return f"Dots of measured performance by attribute and supplier: {'; '.join(parts)}."


def describe_position(result: Position) -> str:
    """Words for the value map."""
    parts = [
        f"{s} benefit {number(float(b), 2)} at price {number(float(p), 2)}, {place}"
        for s, b, p, place in zip(
            result.suppliers, result.benefit, result.price, result.drawn.positions, strict=True
        )
    ]
    return f"Map of benefit against price with the line of equal value: {'; '.join(parts)}."


def describe_specification(result: Specification) -> str:
    """Words for the two specifications."""
    parts = [
        f"{n} {number(float(a), 2)} against {number(float(b), 2)}"
        for n, a, b in zip(result.names, result.gain, result.blind_gain, strict=True)
    ]
    return f"Bars of utility gained by attribute, researched against believed: {listing(parts)}."


# -- paragraphs -----------------------------------------------------------------------------------


def some_notes(case: Case, count: int = 6) -> Prose:
    """A few notes to code by hand."""
    notes = case.tables["interviews"].groupby("theme").head(2).head(count)
    rows = [[r.customer, r.speaker, f"“{r.note}”"] for r in notes.itertuples()]
    return Prose(table(["customer", "speaker", "note"], rows))


def said_and_paid(case: Case, said: pd.Series, paid: Wants) -> Prose:
    """What is said often beside what is paid for."""
    themes = [t for t in said.index if t in paid.names]
    by_worth = [paid.names[i] for i in np.argsort(-paid.estimates)]
    rows = [
        [
            name,
            str(int(said.get(name, 0))),
            number(float(paid.estimates[paid.names.index(name)]), 2),
            percent(float(paid.pays[paid.names.index(name)]), 1),
        ]
        for name in by_worth
    ]
    top_said = themes[0] if themes else by_worth[0]
    agree = top_said == by_worth[0]
    price_rank = list(said.index).index("price") + 1 if "price" in said.index else None
    text = (
        f"What is said most often, {top_said}, is also what is paid for most. "
        if agree
        else f"What is said most often is {top_said}; what is paid for most is {by_worth[0]}. "
    )
    if price_rank is not None:
        text += (
            f"And price, number {price_rank} of {len(said)} in the interviews, always comes up: it costs "
            "nothing to complain about. A choice study makes people give something up for it."
        )
    head = ["attribute", "interviews", "part-worth", "price rise for a tenth of the scale"]
    return Prose(table(head, rows, right=[1, 2, 3]), text)


def where_to_win(case: Case, result: Capabilities) -> Prose:
    """Gaps to the best competitor, weighted."""
    g = result.gaps
    rivals = result.suppliers[1:]
    rows = [
        [
            name,
            number(float(result.levels[0, k]), 2),
            f"{number(float(g.best_capability[k]), 2)} ({rivals[int(g.best_rival[k])]})",
            number(float(g.value_gap[k]), 2),
            number(float(g.opportunity[k]), 2),
        ]
        for k, name in enumerate(result.names)
    ]
    behind = [n for k, n in enumerate(result.names) if g.gap[k] < 0]
    text = (
        f"{case.scenario.company.name} is behind the best competitor in {listing(behind)}. "
        if behind
        else f"{case.scenario.company.name} is behind nobody, and still loses share. "
    )
    text += (
        f"But being behind is not yet a reason to catch up: the last column says where a better product "
        f"would be *ahead* in a way that customers pay for. It begins with {result.names[0]}."
    )
    head = ["attribute", "ours", "best competitor", "gap × part-worth", "room to win"]
    return Prose(table(head, rows, right=[1, 3, 4]), text)


def what_research_is_worth(case: Case, result: Specification) -> Prose:
    """The plan as it happened, with and without research."""
    c = result.currency
    lost = result.growth_without - result.growth_with
    value = result.npv_with - result.npv_without
    cost = case.assumptions.research_cost
    pays = (
        f"It pays for itself {number(value / cost)} times over"
        if value > cost
        else "It does not pay for itself on these assumptions"
    )
    worth, seen = ground(case).worth, float(case.assumptions.advantage_seen)
    return Prose(
        f"By the part-worths the researched specification is worth {number(worth, 2)} of utility more than today's "
        f"product. Customers come to see {percent(seen)} of it: this part is what the model is solved for, so that the "
        "reported revenue comes out. A better product that nobody notices sells nothing.",
        f"We run the plan as it happened twice: once with the research and once without. Without it the same "
        f"team builds, in the same time, with the same money, a product that customers value less. Revenue "
        f"growth in the window changes by {points(lost)}, present value by {money(-value, c, sign=True)}. "
        f"The research costs {money(cost, c)}. {pays}, in a model that knows the part-worths exactly, which "
        "no study does.",
    )


def summary(case: Case, paid: Wants, matrix: Capabilities, spec: Specification) -> Prose:
    """Three things to take along."""
    return Prose(
        f"- {wants(paid)}.\n- {capabilities(matrix)}.\n- {specification(spec)}.",
    )
