"""Every outcome that the source names: what it comes to here, and what argues against it."""

from __future__ import annotations

from casestudy.analysis.reported import Compared, Reported
from casestudy.case import Case
from casestudy.formats import money, number, percent
from casestudy.levers import Mark
from casestudy.text.prose import Prose, table

SAME = 0.005  # relative; a smaller difference is called none


def _verdict(figures: Compared, *, more_is_better: bool = True) -> str:
    """Whether the figure got better, against before and against doing nothing."""
    words = []
    for other in (figures.before, figures.idle):
        gain = (figures.happened - other) * (1 if more_is_better else -1)
        same = abs(gain) <= SAME * max(abs(other), 1e-12)
        words.append("no other" if same else "better" if gain > 0 else "worse")
    first, second = words
    return first if first == second else f"{first} than before, {second} than doing nothing"


def outcomes(case: Case, result: Reported) -> Prose:
    """The table of all outcomes, and below it what each leans on."""
    c, s = result.currency, case.scenario
    first, last = s.window.first, s.window.last

    def row(name: str, read: str, figures: Compared, write, *, more_is_better: bool = True) -> list:
        return [name, read, *(write(f) for f in figures),
                _verdict(figures, more_is_better=more_is_better)]  # fmt: skip

    rows = [
        row("revenue", "a year, of the line", result.revenue, lambda v: money(v, c)),
        row("complexity", "active products", result.products, number, more_is_better=False),
        row("gross margin", "of the line", result.margin, lambda v: percent(v, 1)),
        row("inventory efficiency", "turns a year", result.turns, lambda v: number(v, 2)),
        row("supply chain: cost", "total cost of supply; made at home and in no stock is 100%",
            result.supply_cost, lambda v: percent(v, 1), more_is_better=False),
        row("supply chain: way", "mean lead time, weeks", result.lead_time,
            lambda v: number(v, 1), more_is_better=False),
        row("development: efficiency", "months to the launch", result.months,
            lambda v: number(v, 1), more_is_better=False),
        row("development: effectiveness", "part of the researched advantage that is specified",
            result.met, percent),
    ]  # fmt: skip
    head = ["outcome", "read as", "before", "nothing done", "as it happened", "it got"]
    origin = (
        "The source gives figures for the first three outcomes, and words for all others."
        if s.targets.revenue_growth.mark is Mark.FACT
        else "The first three outcomes are this scenario's targets; the others are those that the source of the "
        "first case names in words."
    )
    return Prose(
        f"{origin} Each of them has to come out of the plan as it happened. None is put in by hand: the first three "
        f"are what the model is solved for, the rest follows. The window is quarters {first} to {last}.",
        table(head, rows, right=[2, 3, 4]),
        _lasting(result),
    )


def _lasting(result: Reported) -> str:
    c = result.currency
    gain = (
        f"In the last year of the model the line earns {money(result.lasting, c)} more than with nothing done, after "
        f"{money(result.upkeep, c)} that selling and marketing go on to cost."
        if result.lasting > 0
        else f"In the last year of the model the line earns {money(-result.lasting, c)} less than with nothing done."
    )
    return (
        f"The source also names *systems that went on working*. {gain} The pricing method, the shorter list and the "
        "new product stay without being paid for again."
    )


def against(case: Case, result: Reported) -> Prose:
    """What argues against each reading."""
    tied = percent(result.on_time, 0)
    landed = (
        "The total cost of supply falls, though the way is longer: the landed saving pays for the stock on the way "
        "and for the tools."
        if result.supply_cost.happened < result.supply_cost.before
        else "The total cost of supply does not fall: the landed saving is eaten by stock and tools."
    )
    share, products, variety = result.share, result.products, result.variety_cost
    market = (
        "The market rose faster: the share is "
        if share.happened < share.before
        else "The share rose with it: it is "
    )
    fewer = 1.0 - products.happened / products.before
    cheaper = 1.0 - variety.happened / variety.before
    return Prose(
        "What argues against these readings:",
        f"- **Revenue** is compared with the year before. {market}{percent(share.happened, 1)}, against "
        f"{percent(share.before, 1)} before.\n"
        f"- **Complexity** counts products. They are {percent(fewer)} fewer; the cost of variety on the books is "
        f"{percent(cheaper)} lower.\n"
        "- **Inventory**: a part of the stock is now somebody else's, and so is the say over it.\n"
        f"- **Supply chain**: {landed} Deliveries are as punctual as before, covered in {tied} of the cycles, because "
        "the safety stock was set so. The source does not say how it measured.\n"
        "- **Development**: the months are those of a network of tasks that this scenario assumes. The model knows no "
        "rework of its own. What it shows is the wrong specification that research avoids.\n"
        "- **Systems** are read as profit that lasts. Habits and skills are not in it.",
    )
