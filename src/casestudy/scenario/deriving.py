"""A case at another size: what a few answers about a company make of the figures of a template.

Two ratios carry everything over, so that the case of the answers behaves as its template does:
that of the line's revenue, and that of its number of products. Nothing is read or written here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from casestudy.errors import InputError, given, nearest
from casestudy.files.reading import Path_
from casestudy.levers import Assumptions, declaration, names
from casestudy.scenario.consistency import LEAST_REVENUE
from casestudy.scenario.schema import QUARTERS, TARGETS, Figure, Scenario
from casestudy.units import QUARTERS_A_YEAR, Mark, Unit

MONEY = (Unit.MONEY, Unit.MONEY_PER_YEAR)
# Money that belongs to one product; all other money belongs to the line as a whole.
OF_ONE_PRODUCT = ("domestic_order_quantity", "offshore_order_quantity", "sku_exit_cost")
CUSTOMERS = (5, 500)  # as a scenario takes them
PRODUCTS = (10, 20_000)
RATES = (-0.5, 1.0)
SHARE_DIGITS, RATE_DIGITS = 12, 4
FINE = 2.5  # below it a second digit is too coarse: people write 1.25 and 2.5, and then 2.6
DERIVED = "derived: "  # begins the source of a figure that follows from what was said
TAKEN_OVER = "taken over: "  # before the source of what a template said, and nobody has read since


class Rule(StrEnum):
    """How a figure came into a case that was made like another one."""

    SAID = "said"
    REVENUE = "revenue"  # times the ratio of the line's revenue
    PRODUCT = "product"  # times the ratio of revenue for each product
    PRODUCTS = "products"  # times the ratio of the number of products
    MOVED = "moved"  # by what another figure was moved
    SUPPLIERS = "suppliers"  # so that all suppliers together are the market


@dataclass(frozen=True)
class Said:
    """What somebody says about their company; None or empty where the template is to stand.

    Attributes
    ----------
    company, currency : str
        Name; code of the currency.
    revenue : float or None
        Of the company in a year, in money.
    line_share, line_revenue : float or None
        Of the line: its share in the company's revenue, or its revenue. One of the two.
    products : float or None
    growth, market_growth : float or None
        Of the line and of its market, in a year.
    margin : float or None
        Gross margin of the line.
    targets : mapping of str to float
        By name, as fractions.
    years : float or None
        After how many years of the programme the targets are due.
    """

    company: str = ""
    currency: str = ""
    revenue: float | None = None
    line_share: float | None = None
    line_revenue: float | None = None
    products: float | None = None
    growth: float | None = None
    market_growth: float | None = None
    margin: float | None = None
    targets: Mapping[str, float] = field(default_factory=dict)
    years: float | None = None


@dataclass(frozen=True)
class Change:
    """What stands in the place of the template's in one entry of the file.

    Attributes
    ----------
    where : tuple
        The entry, by its path of keys.
    values : mapping of tuple to value
        New values by their path within the entry.
    rule : Rule
    by : float
        The ratio, or how far something was moved; 0 for what was said.
    whole : bool
        Whether nothing of the entry is the template's any more; else only these values.
    """

    where: Path_
    values: Mapping[Path_, Any]
    rule: Rule
    by: float = 0.0
    whole: bool = True


def rounded(value: float) -> float:
    """Money as a person would write it: two digits, or three that end in 5 where two are coarse.

    >>> [rounded(v) for v in (1_123_456, 768_000, 1041.0, 0.0)]
    [1100000.0, 770000.0, 1050.0, 0.0]
    """
    if not value:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    if abs(value) / step < 10 * FINE:
        step /= 2
    return float(f"{round(value / step) * step:.12g}")


def line_share(like: Scenario, said: Said) -> float:
    """The line's share of the company's revenue, as said or as in the template."""
    if said.line_revenue is not None:
        return _trimmed(said.line_revenue / _or(said.revenue, like.company.revenue), SHARE_DIGITS)
    return _or(said.line_share, like.line.company_share)


def ratios(like: Scenario, said: Said) -> tuple[float, float]:
    """How many times the template's the line's revenue is, and the number of its products."""
    own = _or(said.revenue, like.company.revenue) * line_share(like, said)
    theirs = like.company.revenue.value * like.line.company_share.value
    return own / theirs, _or(said.products, like.line.products) / like.line.products.value


def derive(like: Scenario, said: Said) -> list[Change]:
    """Every figure of a template that is another one for a company of which a few things are said.

    Parameters
    ----------
    like : Scenario
        The template.
    said : Said
        Free of contradictions, as `contradiction` finds them.

    Returns
    -------
    list of Change
        An entry each; what is in none is to be taken over as it stands.

    Examples
    --------
    >>> from casestudy.scenario.case import load_scenario
    >>> like = load_scenario("packaging")
    >>> changes = {one.where: one for one in derive(like, Said(revenue=120_000_000))}
    >>> changes["assumptions", "research_cost"].values["value",]
    700000.0
    """
    resized = at_size(like, *ratios(like, said))
    return [*_said(like, said), *resized, *_moved(like, said)]


def at_size(like: Scenario, by_revenue: float, by_products: float) -> list[Change]:
    """Money and counts of a template for a line of another size.

    Parameters
    ----------
    like : Scenario
    by_revenue, by_products : float
        How many times the template's the line's revenue is, and the number of its products.

    Returns
    -------
    list of Change

    Examples
    --------
    >>> from casestudy.scenario.case import load_scenario
    >>> like = load_scenario("packaging")
    >>> [change.by for change in at_size(like, 3.0, 2.0) if "sku_exit_cost" in change.where]
    [1.5]
    """
    products = round(like.line.products.value * by_products)
    money = _money(like, by_revenue, by_revenue / by_products)
    return [*money, *_counts(like, by_products, products)]


def facts(like: Scenario) -> list[Path_]:
    """Entries that the template marks as fact: they are none of another company's."""

    def walk(value: Any, where: Path_) -> Iterator[Path_]:
        if isinstance(value, dict):
            if value.get("mark") == Mark.FACT.value and "source" in value:
                yield where
            for key, inner in value.items():
                yield from walk(inner, (*where, key))

    return list(walk(like.model_dump(mode="json"), ()))


def _said(like: Scenario, said: Said) -> Iterator[Change]:
    """What was said, each where it stands, with its range moved as its value."""
    if said.revenue is not None:
        yield _scaled(("company", "revenue"), like.company.revenue, said.revenue)
    if said.line_share is not None or said.line_revenue is not None:
        share = line_share(like, said)
        figure = like.line.company_share
        yield _scaled(("line", "company_share"), figure, share, (0.0, 1.0))
    if said.products is not None:
        yield _scaled(("line", "products"), like.line.products, said.products, PRODUCTS)
    for where, figure, value in (
        (("line", "gross_margin"), like.line.gross_margin, said.margin),
        (("history", "line_trend"), like.history.line_trend, said.growth),
        (("history", "market_growth"), like.history.market_growth, said.market_growth),
    ):
        if value is not None:
            yield _shifted(where, figure, value - figure.value, Rule.SAID, exactly=value)
    for name, value in said.targets.items():
        figure = getattr(like.targets, name)
        by = value - figure.value
        yield _shifted(("targets", name), figure, by, Rule.SAID, exactly=value)
        if like.reached:
            yield _shifted(("reached", name), getattr(like.reached, name), by, Rule.MOVED)
    if said.years is not None:
        last = int(said.years) * QUARTERS_A_YEAR
        yield Change(
            ("window",), {("first",): last - QUARTERS_A_YEAR + 1, ("last",): last}, Rule.SAID
        )


def _money(like: Scenario, whole: float, each: float) -> Iterator[Change]:
    """Every amount of money: of the line by its revenue, of one product by what one sells for."""
    for name in names(Assumptions):
        if declaration(Assumptions, name).unit not in MONEY:
            continue
        of_one = name in OF_ONE_PRODUCT
        rule, by = (Rule.PRODUCT, each) if of_one else (Rule.REVENUE, whole)
        figure = getattr(like.assumptions, name)
        if by != 1.0:
            values = {key: rounded(number * by) for key, number in _numbers(figure)}
            yield Change(("assumptions", name), values, rule, by)
    trap = like.sourcing_trap
    devices = {
        (source, name): getattr(getattr(trap, source), name)
        for source in ("own", "third_party")
        for name in ("revenue_per_device", "cost_per_device")
    }
    for where, rule, by, amounts in (
        (
            ("development",), Rule.REVENUE, whole,
            {("tasks", i, "cost_per_month"): t.cost_per_month
             for i, t in enumerate(like.development.tasks)},
        ),
        (
            ("sourcing_trap",), Rule.REVENUE, whole,
            {("integration_cost",): trap.integration_cost, **devices},
        ),
        (
            ("partners",), Rule.PRODUCT, each,
            {("candidates", i, "order_quantity"): one.order_quantity
             for i, one in enumerate(like.partners.candidates)},
        ),
        (
            ("order_file",), Rule.PRODUCT, each,
            {("platforms", i, "price"): one.price
             for i, one in enumerate(like.order_file.platforms)},
        ),
    ):  # fmt: skip
        if by != 1.0:
            values = {key: rounded(amount * by) for key, amount in amounts.items()}
            yield Change(where, values, rule, by, whole=False)


def _counts(like: Scenario, by: float, products: float) -> Iterator[Change]:
    """Products of the launch and of earlier days, and customers, in proportion to the products."""
    if by == 1.0:
        return
    for where, figure, most in (
        (("assumptions", "launch_skus"), like.assumptions.launch_skus, products - 1),
        (("history", "products_at_start"), like.history.products_at_start, PRODUCTS[1]),
    ):
        values = {key: _whole(number * by, 1, most) for key, number in _numbers(figure)}
        yield Change(where, values, Rule.PRODUCTS, by)
    customers = _whole(like.order_file.customers * by, *CUSTOMERS)
    yield Change(("order_file",), {("customers",): customers}, Rule.PRODUCTS, by, whole=False)


def _moved(like: Scenario, said: Said) -> Iterator[Change]:
    """What goes with a margin or a growth that was said: by as many points as that was moved."""
    if said.margin is not None:
        by = said.margin - like.line.gross_margin.value
        figure = like.history.gross_margin_at_start
        yield _shifted(("history", "gross_margin_at_start"), figure, by, Rule.MOVED, (0.0, 1.0))
    if said.market_growth is not None:
        by = said.market_growth - like.history.market_growth.value
        figure = like.assumptions.market_growth
        yield _shifted(("assumptions", "market_growth"), figure, by, Rule.MOVED, RATES)
    if said.growth is None and said.market_growth is None:
        return
    rivals = like.market.competitors
    wanted = _or(said.market_growth, like.history.market_growth)
    wanted -= like.market.share.value * _or(said.growth, like.history.line_trend)
    by = (wanted - sum(r.share * r.growth for r in rivals)) / sum(r.share for r in rivals)
    values = {
        ("competitors", i, "growth"): _within(_trimmed(r.growth + by, RATE_DIGITS), RATES)
        for i, r in enumerate(rivals)
    }
    yield Change(("market",), values, Rule.SUPPLIERS, by, whole=False)


def contradiction(like: Scenario, said: Said) -> None:
    """Refuse answers that no company can have, or that contradict each other or the template.

    Parameters
    ----------
    like : Scenario
    said : Said
        Answers so far; asked again after each, the last one is the one that does not fit.

    Raises
    ------
    InputError
        Saying what is expected, and what was given.
    """
    if said.company and (len(said.company) > 60 or not said.company.isprintable()):
        raise InputError(f"expected a name of at most 60 letters, not {given(said.company)}")
    if said.currency:
        _check_currency(said.currency)
    _check_sizes(like, said)
    _check_growth(like, said)
    _check_margin(like, said)
    _check_targets(like, said)


def _check_currency(code: str) -> None:
    from babel.numbers import list_currencies

    known = list_currencies()
    if code not in known:
        alike = [one for one in known if one[:2] == code[:2]]
        near = nearest(code, alike or known)
        hint = f"did you mean {near}? " if near else ""
        raise InputError(f"{given(code)} is no currency: {hint}Expected a code such as EUR or JPY")


def _check_sizes(like: Scenario, said: Said) -> None:
    revenue, share = _or(said.revenue, like.company.revenue), line_share(like, said)
    if not 1.0 <= revenue <= 1e15:
        raise InputError(f"expected a company's revenue above 0, not {revenue:,.12g}")
    if said.line_revenue is not None and said.line_revenue > revenue:
        raise InputError(
            f"a line of {said.line_revenue:,.12g} is larger than its company of {revenue:,.12g}"
        )
    if not 0.0 < share <= 1.0:
        raise InputError(
            "expected a line of more than 0% and at most 100% of its company, "
            f"not {_percent(share)}"
        )
    products = _or(said.products, like.line.products)
    if products != int(products) or not PRODUCTS[0] <= products <= PRODUCTS[1]:
        raise InputError(
            f"expected a whole number of products from {PRODUCTS[0]} to {PRODUCTS[1]:,}, "
            f"not {products:,.12g}"
        )
    if said.revenue is None and said.line_revenue is None and said.products is None:
        return
    line, least = revenue * share, LEAST_REVENUE * _minor_unit(like, said)
    if line < least * products:
        typed = said.revenue if said.line_revenue is None else said.line_revenue
        small = typed is not None and line * 1e6 >= least * products
        raise InputError(
            f"a line of {line:,.6g} ({_percent(share)} of {revenue:,.6g}) with {products:,.0f} "
            f"products leaves {line / products:,.4g} for each product in a year; expected at least "
            f"{least:,.12g}" + (f". Is {typed:,.12g} million meant?" if small else "")
        )


def _check_growth(like: Scenario, said: Said) -> None:
    trend = _or(said.growth, like.history.line_trend)
    market = _or(said.market_growth, like.history.market_growth)
    if said.growth is not None and not RATES[0] <= trend < 0.0:
        raise InputError(
            "the notebooks tell of a line that shrinks: expected less than 0% a year and at least "
            f"{RATES[0]:.0%}, not {_percent(trend)}"
        )
    if said.market_growth is not None and not 0.0 < market <= RATES[1]:
        raise InputError(
            "the notebooks tell of a line that shrinks while its market grows: expected more than "
            f"0% a year and at most {RATES[1]:.0%}, not {_percent(market)}"
        )
    if said.growth is None and said.market_growth is None:
        return
    share, span = like.market.share.value, like.history.span
    then = share * ((1.0 + market) / (1.0 + trend)) ** span
    if then >= 1.0:
        raise InputError(
            f"no share allows this: with {trend:.1%} a year in a market of {market:+.1%}, the "
            f"{share:.0%} of today (market.share of {like.name}) would have been {then:.0%} "
            f"{span} years ago"
        )


def _check_margin(like: Scenario, said: Said) -> None:
    if said.margin is None:
        return
    variety = like.assumptions.complexity_cogs_share.value
    then = said.margin + like.history.gross_margin_at_start.value - like.line.gross_margin.value
    trend = _or(said.growth, like.history.line_trend)
    at_start = then + variety * (1.0 + trend) ** like.history.span
    most = 1.0 - max(variety, at_start - said.margin)
    if not 0.0 < said.margin < most or then < 0.0:
        least = max(0.0, said.margin - then)
        raise InputError(
            f"expected a gross margin of more than {least:.0%} and less than "
            f"{math.floor(most * 100) / 100:.0%}, since a product has to cost something to make, "
            f"not {_percent(said.margin)}"
        )


def _check_targets(like: Scenario, said: Said) -> None:
    years = like.window.last / QUARTERS_A_YEAR if said.years is None else said.years
    most = QUARTERS // QUARTERS_A_YEAR
    if said.years is not None and not (years == int(years) and 1 <= years <= most):
        raise InputError(f"expected a whole number of years from 1 to {most}, not {years:.4g}")
    targets = {n: said.targets.get(n, getattr(like.targets, n).value) for n in TARGETS}
    limits = {
        "revenue_growth": (-0.9, 5.0),
        "complexity_reduction": (0.0, like.levers.retired_share.high),
        "margin_points": (-0.5, 0.5),
    }
    for name, value in said.targets.items():
        low, high = limits[name]
        if not low <= value <= high or (name == "complexity_reduction" and not value):
            more = "more than " if name == "complexity_reduction" else ""
            raise InputError(
                f"{name}: expected {more}{low:.0%} to {high:.0%}, not {_percent(value)}"
            )
    if not said.targets and said.years is None:
        return
    growth = _or(said.market_growth, like.history.market_growth)
    share = like.market.share.value * (1.0 + targets["revenue_growth"]) / (1.0 + growth) ** years
    if share >= 1.0:
        raise InputError(
            f"no share allows this: revenue growth of {targets['revenue_growth']:.0%} in "
            f"{years:.3g} years would be {share:.0%} of the market, which grows by {growth:.1%} "
            f"a year (today's share is {like.market.share.value:.0%}, as in {like.name})"
        )
    margin = _or(said.margin, like.line.gross_margin) + targets["margin_points"]
    if not 0.0 < margin < 1.0:
        raise InputError(
            f"a gross margin moved by {targets['margin_points'] * 100:+.3g} points would be "
            f"{margin:.1%}"
        )


def _percent(value: float) -> str:
    return f"{value * 100:.4g}%"


def _minor_unit(like: Scenario, said: Said) -> float:
    if not said.currency or said.currency == like.currency.code:
        return 10.0**-like.currency.minor_units
    from babel.numbers import get_currency_precision

    return 10.0 ** -min(get_currency_precision(said.currency), 3)


def _or(value: float | None, figure: Figure) -> float:
    return figure.value if value is None else value


def _numbers(figure: Figure) -> list[tuple[Path_, float]]:
    """Value and ends of a figure, by their keys."""
    every = ((("value",), figure.value), (("low",), figure.low), (("high",), figure.high))
    return [(key, number) for key, number in every if number is not None]


def _scaled(
    where: Path_, figure: Figure, value: float, limits: tuple[float, float] = (0.0, math.inf)
) -> Change:
    """A value that was said, its range wider or narrower in proportion."""
    by = value / figure.value
    values = {
        key: _within(_trimmed(number * by, SHARE_DIGITS), limits)
        for key, number in _numbers(figure)
    }
    return Change(where, {**values, ("value",): value}, Rule.SAID)


def _shifted(
    where: Path_,
    figure: Figure,
    by: float,
    rule: Rule,
    limits: tuple[float, float] = (-math.inf, math.inf),
    *,
    exactly: float | None = None,
) -> Change:
    """A figure and its range, moved by so much."""
    values = {
        key: _within(_trimmed(number + by, RATE_DIGITS), limits) for key, number in _numbers(figure)
    }
    if exactly is not None:
        values["value",] = exactly
    return Change(where, values, rule, by)


def _trimmed(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}") if digits == SHARE_DIGITS else round(value, digits)


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])


def _whole(value: float, low: float, high: float) -> int:
    return int(_within(round(value), (low, high)))
