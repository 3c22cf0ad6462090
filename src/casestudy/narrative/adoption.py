"""Findings of adoption: when customers turn, and how soon their orders tell how many will."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.adoption import AdoptionCurve, EarlyForecasts
from casestudy.case import Case
from casestudy.formats import listing, number, percent
from casestudy.text.prose import Prose, table


def adoption_curve(result: AdoptionCurve) -> str:
    """Title: when adoption peaks and how high."""
    high = percent(float(result.new.max()))
    if result.peak.time <= 0:
        return f"Adoption is fastest right after the launch: {high} of the customers in a quarter"
    return f"Adoption peaks in quarter {result.peak_quarter} after the launch, at {high} of the customers"


def early_forecasts(result: EarlyForecasts) -> str:
    """Title: what the earliest estimates say."""
    low, _, high = result.ranges[:, 0]
    first = f"After {result.quarters[0]} quarters"
    if np.isnan(low):
        return f"{first} no launch tells how many customers will turn"
    return (
        f"{first} the estimates run from {number(low)} to {number(high)} customers; "
        f"the truth is {number(result.potential)}"
    )


def describe_adoption_curve(result: AdoptionCurve) -> str:
    """Words for the staircase."""
    at = [
        f"{percent(float(result.total[k - 1]))} after {k}"
        for k in sorted({4, result.peak_quarter, int(result.quarter[-1])})
        if k <= result.quarter[-1]
    ]
    return (
        "Staircase of the share of customers who have turned to the new product, quarter by quarter "
        f"after the launch, with each quarter's newcomers on top: {listing(at)} quarters."
    )


def describe_early_forecasts(result: EarlyForecasts) -> str:
    """Words for the ranges of estimates."""
    low, middle, high = result.ranges
    parts = [
        f"{number(low[k])} to {number(high[k])} after {n} quarters ({percent(result.none[k])} without estimate)"
        for k, n in enumerate(result.quarters)
        if np.isfinite(middle[k])
    ]
    found = listing(parts) if parts else "none"
    return (
        f"Ranges of the estimated potential in {len(result.orders)} imagined launches, true potential "
        f"{number(result.potential)}: {found}."
    )


# -- paragraphs -----------------------------------------------------------------------------------


def first_two_quarters(case: Case, result: AdoptionCurve) -> Prose:
    """The first two quarters by hand, beside the exact curve."""
    p, q = result.innovation, result.imitation
    rows = [
        [
            str(k + 1),
            percent(turned, 1),
            percent(own, 1),
            percent(follow, 1),
            percent(own + follow, 1),
            percent(float(result.new[k]), 1),
        ]
        for k, (turned, own, follow) in enumerate(result.by_hand)
    ]
    before, own, follow = (float(v) for v in result.by_hand[1])
    head = ["quarter", "turned before", "on their own", "following", "together", "exactly"]
    return Prose(
        f"At {case.scenario.company.name} p is {number(p, 2)} and q is {number(q, 2)} a year; for one quarter "
        f"we take a fourth of each. In the second quarter {percent(1 - before, 1)} of the customers are left. On "
        f"their own turn {number(p, 2)} ÷ 4 × {percent(1 - before, 1)} = {percent(own, 1)}; by example "
        f"{number(q, 2)} ÷ 4 × {percent(before, 1)} × {percent(1 - before, 1)} = {percent(follow, 1)}.",
        table(head, rows, right=[0, 1, 2, 3, 4, 5]),
        _why_not_exact(result),
    )


def _why_not_exact(result: AdoptionCurve) -> str:
    """On which side of the exact curve the figures by hand lie."""
    if result.new[1] > result.by_hand[1, 1:].sum():
        return (
            "By hand we come out a little low: customers who turn early in a quarter win others before it "
            "ends. The exact curve counts them."
        )
    return (
        "By hand we come out a little high: within a quarter fewer and fewer are left. The exact curve "
        "counts that."
    )


def when_it_peaks(case: Case, result: AdoptionCurve) -> Prose:
    """The peak in the calendar of the programme, and against the window."""
    first, last = result.window
    if result.peak.time <= 0:
        return Prose(
            "Imitation is no stronger than innovation here, so there is no peak to wait for: the first "
            "quarter is the best, and all that follow are weaker."
        )
    month = result.launch + 12.0 * float(result.peak.time)
    if month > last:
        where = f"after the outcome window, which ends with month {number(last)}: what is reported there is less than half of the story"
    elif month >= first:
        where = f"inside the outcome window, between month {number(first)} and month {number(last)}: the launch is judged while it is still under way"
    else:
        where = f"before the outcome window, which begins with month {number(first)}: when it is judged, the fast growth is over"
    return Prose(
        f"The peak comes {number(float(result.peak.time), 2)} years after the launch, when "
        f"{percent(float(result.peak.cumulative))} have turned. In the calendar of the programme that is month "
        f"{number(month)}: {where}. After the peak fewer turn each quarter, with nobody doing anything "
        "wrong."
    )


def one_launch(case: Case, result: EarlyForecasts) -> Prose:
    """One of the imagined launches: both estimates as the quarters come in."""
    orders, row = result.orders[0], 0
    rows = []
    for k, n in enumerate(result.quarters):
        m, error, plain = (
            float(v[row, k]) for v in (result.estimates, result.errors, result.regressions)
        )
        spread = f" ± {number(error)}" if np.isfinite(error) else ""
        rows.append(
            [
                str(n),
                str(int(orders[:n].sum())),
                f"{number(m)}{spread}" if np.isfinite(m) else "none",
                number(plain) if np.isfinite(plain) else "none",
            ]
        )
    start = listing([str(v) for v in orders[: result.quarters[0]]])
    return Prose(
        f"In the first of the imagined launches {start} customers turn in the first {result.quarters[0]} "
        f"quarters. The truth, {number(result.potential)} customers, all of the line's, is known to "
        "us only because we made the data.",
        table(
            ["quarters known", "turned so far", "curve fit ± standard error", "Bass's regression"],
            rows,
            right=[0, 1, 2, 3],
        ),
        "*None* means that no curve fits: growth that does not bend says nothing about where it ends, and "
        "we refuse to print a number. Then the planned potential stands, and we wait a quarter.",
    )


def how_soon_we_know(case: Case, result: EarlyForecasts) -> Prose:
    """What many launches say: range, refusals, and intervals that are too sure."""
    low, middle, high = result.ranges
    first, last = result.quarters[[0, -1]]
    text = (
        f"The peak is in quarter {result.peak_quarter}. After {first} quarters {percent(result.none[0])} of "
        "the launches give no estimate at all"
    )
    if np.isfinite(middle[0]):
        text += (
            f"; half of the others say {number(middle[0])} or less, where {number(result.potential)} is "
            "the truth"
        )
    if np.isfinite(middle[0]) and result.covered[0] < 0.8:
        text += (
            ". The interval of two standard errors either side holds the truth in only "
            f"{percent(result.covered[0])} of them: a quarter that is weak by chance looks like the peak, "
            "and the formula is sure of it"
        )
    turned = float(result.orders.sum(axis=1).mean() / result.potential)
    return Prose(
        f"{text}. After {last} quarters the estimates lie between {number(low[-1])} and {number(high[-1])}, "
        f"but by then {percent(turned)} have turned, and the forecast comes after the fact.",
        "What helps before the peak is not a better formula but other knowledge: what customers say about "
        "their plans, and how similar products spread.",
    )
