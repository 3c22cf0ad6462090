"""Findings of the sourcing trap: what the slide showed, what it did not, what turns it."""

from __future__ import annotations

from casestudy.analysis.sourcing_trap import Trap
from casestudy.case import Case
from casestudy.formats import money, number, percent
from casestudy.text.prose import Prose, table


def trap(result: Trap) -> str:
    """Title: whether bought devices pay."""
    if result.pays_as_bought:
        return "Bought devices beat own ones as they are, without any mending"
    if result.break_even <= 0:
        return "Bought devices lose against own ones even if mending were free"
    verb = "wins" if result.pays_mended else "loses"
    return (
        f"Mending may cost {money(result.break_even, result.currency)} and costs "
        f"{money(result.cost, result.currency)}: in {span(result)} buying {verb}"
    )


def describe_trap(result: Trap) -> str:
    """Words for the lines of the trap."""
    cur = result.currency
    return (
        f"Result over the cost of mending: own devices stay at {money(float(result.own.result), cur)}, "
        f"bought and mended ones fall from {money(float(result.mended.contribution), cur)} and meet "
        f"them at {money(result.break_even, cur)}; the real cost is {money(result.cost, cur)}. Bought "
        f"and not mended: {money(float(result.bought.result), cur)}."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def the_slide(case: Case, result: Trap) -> Prose:
    """What the board saw."""
    cur = result.currency
    rows = [
        ["devices in use", number(float(result.own.devices)), number(float(result.bought.devices))],
        [
            "revenue a year, if they work",
            *(
                money(float(r.promised_revenue) / result.years, cur)
                for r in (result.own, result.bought)
            ),
        ],
    ]
    return Prose(table(["on the slide", "own", "third party"], rows, right=[1, 2]))


def behind_the_slide(case: Case, result: Trap) -> Prose:
    """What it did not show, by hand."""
    cur, b = result.currency, result.bought
    routes = (result.own, result.bought, result.mended)
    rows = [
        ["share that works", *(percent(float(r.working_share), 1) for r in routes)],
        ["revenue of those", *(money(float(r.revenue), cur) for r in routes)],
        ["cost of all devices", *(money(float(r.device_cost), cur) for r in routes)],
        ["integration", *(money(float(r.investment), cur) for r in routes)],
        ["**result**", *(f"**{money(float(r.result), cur)}**" for r in routes)],
    ]
    return Prose(
        table(["not on the slide", "own", "bought", "bought and mended"], rows, right=[1, 2, 3]),
        f"Bought devices: {number(float(b.devices))} × {percent(float(b.working_share), 1)} × "
        f"{money(float(b.revenue_per_device), cur)} = {money(float(b.revenue), cur)} of revenue, but all "
        f"of them cost money, {money(float(b.device_cost), cur)}. Mended ones are taken to work as "
        f"often as own ones, and the development of own ones to be in their yearly cost. The account covers "
        f"{span(result)}.",
    )


def what_turns_it(case: Case, result: Trap) -> Prose:
    """Break-even cost, break-even share, and years."""
    cur = result.currency
    if result.pays_as_bought:
        return Prose(
            f"Here the slide was right. Bought devices beat own ones as soon as "
            f"{percent(result.share_needed)} of them work, and {percent(float(result.bought.working_share))} "
            "do. It was right by luck all the same: nobody had asked."
        )
    share = (
        f"As bought, {percent(float(result.bought.working_share))} of them work; to be as good as own ones "
        f"it would take {percent(result.share_needed)}"
        if result.share_needed <= 1
        else "As bought they lose against own ones even if every single one worked"
    )
    if result.break_even <= 0:
        return Prose(share + ". No integration can be cheap enough to change that.")
    if result.pays_mended:
        end = (
            f"Mending may cost {money(result.break_even, cur)} and costs {money(result.cost, cur)}: in "
            f"{span(result)} it pays, and the trap is none. It pays later than the slide promised, and only "
            "if mending works."
        )
    else:
        more = (
            result.bought.devices > result.own.devices
            and result.mended.revenue > result.own.revenue
        )
        though = ", though count and revenue are higher" if more else ""
        end = (
            f"Mending may cost {money(result.break_even, cur)} and costs {money(result.cost, cur)}: in "
            f"{span(result)} buying loses{though}. It would take "
            f"{number(result.payback, 1)} years of use, with mending done on the first day, to catch up. "
            "How long the devices stay in use was not on the slide either."
        )
    return Prose(f"{share}. {end}")


def span(result: Trap) -> str:
    """The years of the account in words."""
    return (
        "one year"
        if result.years == 1
        else f"{number(result.years, int(result.years % 1 > 0))} years"
    )
