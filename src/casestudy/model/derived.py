"""What the model derives once from a case: cumulative curves, classes, launch dates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import choice, floats, portfolio, pricing, schedule
from casestudy.levers import Number, PruningRule
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS, Scenario

CLASSES = ("A", "B", "C")
SCHEDULE_DRAWS = 4000
SCHEDULE_GRID = 5


@dataclass(frozen=True, eq=False)
class Derived:
    """What the model derives once from a case and never changes.

    Attributes
    ----------
    revenue, gross_margin, share : float
        Of the line in the base year.
    decline : float
        Yearly factor of the line's share while nothing is done.
    season, yearly, base_revenue : ndarray, (20,)
        Seasonal index with mean one over a year; what takes a quarter to a year without its
        season; revenue of the base year, by quarter.
    count, reference_count : float
        Products in the tables, and the constant of the complexity cost [N₀].
    curves : mapping of PruningRule to ndarray, (8, N + 1)
        Retired share of revenue and of cost, and number and cost share in each ABC class.
    class_count, class_flow, class_cv : ndarray, (3,)
        Number of products, share of cost, and weekly coefficient of variation by ABC class.
    launch_months : ndarray, (5, 5)
        Simulated mean of the development over a grid of mentoring (rows) and partner (columns).
    worth : float
        Utility of the researched specification over today's product, by the part-worths.
    blind : float
        Share of the new product's advantage that is left without research.
    waterfall : tuple
        Invoice price, deductions in money, deductions as a rate of the invoice price.
    pocket : float
        What the waterfall leaves today.
    """

    revenue: float
    gross_margin: float
    share: float
    decline: float
    season: NDArray
    yearly: NDArray
    base_revenue: NDArray
    count: float
    reference_count: float
    curves: dict[PruningRule, NDArray]
    class_count: NDArray
    class_flow: NDArray
    class_cv: NDArray
    launch_months: NDArray
    worth: float
    blind: float
    waterfall: tuple[float, NDArray, NDArray]
    pocket: float
    window: slice


@lru_cache(maxsize=16)
def derived(case: Case) -> Derived:
    """Derive what `simulate` needs from a case, once.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Derived
    """
    s, skus = case.scenario, case.tables["skus"]
    values = product_values(case)
    member, member_flow = values[2:5], values[5:]
    season = np.tile(s.history.seasonality, QUARTERS // 4)
    curves = {
        rule: portfolio.cumulative_curves(values, pruning_order(case, rule)) for rule in PruningRule
    }
    class_flow = member_flow.sum(axis=1)
    class_cv = (member_flow * skus["weekly_cv"].to_numpy()).sum(axis=1)
    steps = s.waterfall.steps
    researched, believed = _specifications(s)
    kinds = ("on_invoice", "off_invoice_money", "off_invoice_rate")
    on, money, rate = (np.array([p.share for p in steps if p.kind == k]) for k in kinds)
    invoice = float(pricing.invoice_price(1.0, on))
    return Derived(
        revenue=case.line_revenue,
        gross_margin=s.line.gross_margin.value,
        share=s.market.share.value,
        decline=(1 + s.history.line_trend.value) / (1 + s.history.market_growth.value),
        season=season,
        yearly=4.0 / season,
        base_revenue=case.line_revenue / 4.0 * season,
        count=float(len(skus)),
        reference_count=s.line.products.value,
        curves=curves,
        class_count=member.sum(axis=1),
        class_flow=class_flow,
        class_cv=class_cv / np.where(class_flow > 0, class_flow, 1.0),
        launch_months=_launch_months(s),
        worth=researched,
        blind=believed / researched,
        waterfall=(invoice, money, rate),
        pocket=float(pricing.pocket_price(invoice, money, rate)),
        window=slice(s.window.first - 1, s.window.last),
    )


def product_values(case: Case) -> NDArray:
    """What each product has of the line: what is retired with it.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ndarray, (8, N)
        Share of revenue and of cost, and for each ABC class one or zero and share of cost, in the
        order of the table `skus`.
    """
    skus = case.tables["skus"]
    revenue = (skus["price"] * skus["volume"]).to_numpy()
    cost = (skus["unit_cost"] * skus["volume"]).to_numpy()
    weight, flow = revenue / revenue.sum(), cost / cost.sum()
    member = revenue_classes(case) == np.array(CLASSES)[:, None]
    return np.vstack([weight, flow, member, member * flow])


def revenue_classes(case: Case) -> NDArray:
    """ABC class of each product by revenue.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ndarray of str, (N,)
        In the order of the table `skus`. Products that sell the same are told apart by their
        number, not by their row.
    """
    skus = case.tables["skus"]
    revenue = (skus["price"] * skus["volume"]).to_numpy()
    by_number = np.argsort(skus["sku"].to_numpy(), kind="stable")
    classes = np.empty(len(skus), dtype="U1")
    classes[by_number] = portfolio.abc_classes(revenue[by_number])
    return classes


def contribution(case: Case) -> NDArray:
    """Yearly contribution of each product after its complexity cost, in money.

    Set-ups drive the variety-driven cost of goods, order lines the variety-driven overhead.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ndarray, (N,)
        In the order of the table `skus`; the sum is the line's gross profit less overhead.
    """
    skus, world = case.tables["skus"], case.assumptions
    gross = ((skus["price"] - skus["unit_cost"]) * skus["volume"]).to_numpy()
    setups = portfolio.driver_costs(world.complexity_cogs_share * case.line_revenue, skus["setups"])
    lines = portfolio.driver_costs(
        world.complexity_sga_share * case.line_revenue, skus["order_lines"]
    )
    return gross - setups - lines


def operating_profit(case: Case) -> NDArray:
    """Yearly operating profit of each product, every cost charged by what drives it.

    From the contribution go selling, administration and development, charged by revenue, by order
    lines and by set-ups as the scenario says.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ndarray, (N,)
        In money, in the order of the table `skus`; the sum is the line's operating profit.
    """
    skus, cost = case.tables["skus"], case.scenario.operating_cost
    total = cost.share * case.line_revenue
    drivers = {
        "revenue": skus["price"] * skus["volume"],
        "order_lines": skus["order_lines"],
        "setups": skus["setups"],
    }
    charged = sum(
        portfolio.driver_costs(total * getattr(cost.drivers, name), driver)
        for name, driver in drivers.items()
    )
    return contribution(case) - charged


def pruning_order(case: Case, rule: PruningRule) -> NDArray:
    """Positions of the products in the order in which a rule retires them.

    Parameters
    ----------
    case : Case
    rule : PruningRule

    Returns
    -------
    ndarray of int, (N,)
        Into the table `skus`. Ties, and draws at random, follow the product number, so that the
        order of the table changes nothing.
    """
    skus = case.tables["skus"]
    revenue = (skus["price"] * skus["volume"]).to_numpy()
    if rule is PruningRule.REVENUE_TAIL:
        keys: tuple = (revenue,)
    elif rule is PruningRule.MARGIN_TAIL:
        keys = (((skus["price"] - skus["unit_cost"]) / skus["price"]).to_numpy(),)
    elif rule is PruningRule.CONTRIBUTION:
        keys = (contribution(case),)
    elif rule is PruningRule.PLATFORM:
        of_platform = skus["platform"].map(
            (skus["price"] * skus["volume"]).groupby(skus["platform"]).sum()
        )
        keys = (of_platform.to_numpy(), skus["platform"].to_numpy(), revenue)
    else:
        lot = np.random.default_rng(case.scenario.order_file.seed).permutation(len(skus))
        by_number = np.argsort(skus["sku"].to_numpy(), kind="stable")
        drawn = np.empty(len(skus))
        drawn[by_number] = lot
        keys = (drawn,)
    return portfolio.retirement_order(keys, skus["sku"].to_numpy())


def development_draws(
    scenario: Scenario, mentoring: NDArray | float, partner_development: NDArray | float
) -> NDArray:
    """Simulated durations of the development, in months.

    Parameters
    ----------
    scenario : Scenario
    mentoring, partner_development : array_like, (…)
        The two levers, 0 to 1.

    Returns
    -------
    ndarray, (…, 4000)
        The same draws of the tasks for all levers.
    """
    tasks = scenario.development.tasks
    before = {t.name: t.after for t in tasks}
    order = schedule.task_order(before)
    three = ([getattr(t, k) for t in tasks] for k in ("optimistic", "likely", "pessimistic"))
    rng = np.random.default_rng(scenario.development.seed)
    draws = schedule.pert_draws(*three, rng, SCHEDULE_DRAWS)
    mentored, partner = np.asarray(mentoring)[..., None], np.asarray(partner_development)[..., None]
    durations = {
        t.name: draws[:, i] * (1.0 - mentored * t.mentoring_saves - partner * t.partner_saves)
        for i, t in enumerate(tasks)
    }
    return schedule.finish_time(durations, order, before)


def _launch_months(scenario: Scenario) -> NDArray:
    """Simulated mean of the development over the grid of mentoring and partner."""
    steps = np.linspace(0.0, 1.0, SCHEDULE_GRID)
    return development_draws(scenario, steps[:, None], steps[None, :]).mean(axis=-1)


def _specifications(scenario: Scenario) -> tuple[float, float]:
    """What the researched and the believed specification are worth by the part-worths."""
    parts = scenario.positioning.differentiators
    worth, ours = [d.part_worth for d in parts], [d.ours for d in parts]
    researched = choice.specification_value(worth, [d.researched for d in parts], ours)
    return float(researched), float(
        choice.specification_value(worth, [d.believed for d in parts], ours)
    )


def development_months(case: Case, mentoring: Number, partner_development: Number) -> NDArray:
    """Mean time from the start of the programme to the launch, in months.

    Parameters
    ----------
    case : Case
    mentoring, partner_development : array_like, (…)
        The two levers, 0 to 1.

    Returns
    -------
    ndarray, (…)
        Interpolated between simulated means, linearly in each lever.
    """
    return months_at(derived(case).launch_months, mentoring, partner_development)


def months_at(grid: NDArray, mentoring: Number, partner_development: Number) -> NDArray:
    """Between the points of `Derived.launch_months`; see `development_months`."""
    last = SCHEDULE_GRID - 1
    row, column = floats(mentoring) * last, floats(partner_development) * last
    # Faster than np.clip, for one plan.
    i = np.maximum(np.minimum(np.floor(row), last - 1), 0).astype(np.intp)
    j = np.maximum(np.minimum(np.floor(column), last - 1), 0).astype(np.intp)
    a, b = row - i, column - j
    above = grid[i, j] * (1 - b) + grid[i, j + 1] * b
    below = grid[i + 1, j] * (1 - b) + grid[i + 1, j + 1] * b
    return above * (1 - a) + below * a
