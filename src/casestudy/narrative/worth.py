"""What a plan is worth: the readings of its present value, and why one is the default."""

from __future__ import annotations

from casestudy.analysis.worth import Worth
from casestudy.formats import money, percent
from casestudy.text.prose import Prose, table


def readings(result: Worth, plan: str = "the plan as it happened") -> Prose:
    """The readings in a table, and what they say together."""
    c = result.currency
    rows = [
        [name, money(value, c, sign=True)]
        for name, value in (
            ("**as everywhere here**: before tax, working capital comes back, nothing afterwards", result.default),
            ("working capital never comes back", result.unreleased),
            (f"after tax at {percent(result.tax_rate)}", result.after_tax),
            (f"the last year's gain goes on, and fades by {percent(result.fade)} a year", result.fading),
            ("after tax, and the gain fades", result.after_tax_fading),
        )
    ]  # fmt: skip
    if result.all_of_one_sign:
        sign = "pays" if result.default > 0 else "does not pay"
        verdict = f"Under every reading {plan} {sign}; how much is a matter of the reading."
    else:
        verdict = f"Whether {plan} pays depends on the reading. That is worth knowing before a board asks."
    return Prose(
        table(["present value against doing nothing, read as", ""], rows, right=[1]),
        verdict + _return(result),
    )


def _return(result: Worth) -> str:
    if result.rate_of_return is None or not result.pays_back:
        return ""
    return (
        f" The default is zero at a cost of capital of {percent(result.rate_of_return)}: that is the *internal rate "
        "of return*."
    )


def the_default(result: Worth) -> Prose:
    """Why the default is what it is, and what growth costs in it."""
    c = result.currency

    return Prose(
        "Why this default? The cost of capital is one before tax, so the cash is too. "
        f"{percent(result.released)} of stock and receivables less payables turn into cash after the last quarter, "
        "because they are there and somebody will pay for them. What comes after five years is anybody's guess, so "
        "it counts for nothing.",
        "Growth is not free either. The default holds what it costs:",
        f"- selling and administration that come with more revenue, {money(-result.operating_cost, c, sign=True)};\n"
        f"- receivables less payables, which come back only at the end, {money(-result.receivables, c, sign=True)};\n"
        f"- capacity of the own plant, {_or_nothing(-result.capacity, result)}.",
        "A model that leaves these out makes every plan of growth pay.",
    )


def _or_nothing(value: float, result: Worth) -> str:
    if value == 0.0:
        return "nothing here, since it has room"
    return money(value, result.currency, sign=True)


def in_brief(result: Worth) -> str:
    """One sentence for a board paper."""
    c = result.currency
    return (
        f"Read otherwise, the present value is {money(result.unreleased, c, sign=True)} if working capital never comes "
        f"back, {money(result.after_tax, c, sign=True)} after tax, and "
        f"{money(result.fading, c, sign=True)} if the gain of the last year goes on and fades by "
        f"{percent(result.fade)} a year."
    )
