"""Whether the inventory gets better: where stock is, what moves it, what a contract decides."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.dashboard import other_worlds
from casestudy.analysis.supply import landed_saving, weekly_flow
from casestudy.analysis.supply import sea_value as sea_value  # it is called here too
from casestudy.concepts import inventory_ratios
from casestudy.concepts.stock_bridge import StockBridge, stock_bridge
from casestudy.levers import Assumptions, Levers
from casestudy.model.derived import derived
from casestudy.model.inventory import NOTHING, Stock, Supply, line_stock, nothing_retired, retired
from casestudy.model.many import simulate_many
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.units import QUARTERS_A_YEAR, WEEKS

WORLDS = 1000  # enough to say a share of them to a few points
SEEN = 0.01  # of the stock; a smaller change is no bar to look at
REASONS = ("safety_stock", "lots", "on_its_way", "in_process")
A_TURN = 0.05  # turns that differ by less read the same


def _parts(stock: Stock) -> tuple[float, ...]:
    return (
        float(stock.safety.sum()),
        float(stock.lots.sum()),
        float(np.sum(stock.pipeline)),
        float(np.sum(stock.in_process)),
    )


@dataclass(frozen=True, eq=False)
class StockToday:
    """The stock of the base year, by the reason for which it is held.

    Attributes
    ----------
    reasons : tuple of str, (R,)
    amounts : ndarray, (R,)
        Money at cost.
    turns : float
        Variable cost of a year's sales over stock: neither of the two holds variety-driven cost.
    days : float
        Days for which the stock would last.
    products : ndarray, (3,)
        Number of products in the ABC classes.
    by_class : ndarray, (3,)
        Stock of single products by class, in money.
    flow_by_class : ndarray, (3,)
        Share of cost of goods by class.
    currency : Currency
    """

    reasons: tuple[str, ...]
    amounts: NDArray
    turns: float
    days: float
    products: NDArray
    by_class: NDArray
    flow_by_class: NDArray
    currency: Currency

    @property
    def largest(self) -> int:
        """Position of the largest reason."""
        return int(np.argmax(self.amounts))

    @property
    def shares(self) -> NDArray:
        """The reasons as shares of the whole, (R,)."""
        return self.amounts / self.amounts.sum()


def stock_today(case: Case) -> StockToday:
    """Where the money in stock is before the programme.

    Parameters
    ----------
    case : Case

    Returns
    -------
    StockToday
    """
    g, world = derived(case), case.assumptions
    flow = weekly_flow(case, g)
    stock = line_stock(g, world, flow, NOTHING, nothing_retired())
    goods = flow * WEEKS
    return StockToday(
        reasons=REASONS,
        amounts=np.array(_parts(stock)),
        turns=float(inventory_ratios.turns(goods, stock.total)),
        days=float(inventory_ratios.days_of_supply(stock.total, goods)),
        products=g.class_count,
        by_class=stock.by_class,
        flow_by_class=g.class_flow,
        currency=case.scenario.currency,
    )


@dataclass(frozen=True, eq=False)
class StockChanges:
    """What the plan does to the stock of the same sales, one change at a time.

    Attributes
    ----------
    bridge : casestudy.concepts.stock_bridge.StockBridge
        From today, over what the plan changes, and last what the contract could change.
    other_order : StockBridge
        The plan's changes once more, the partner first and the fewer products last.
    done : int
        Number of changes that the plan makes; the rest are open.
    currency : Currency
    """

    bridge: StockBridge
    other_order: StockBridge
    done: int
    currency: Currency

    @property
    def after_plan(self) -> float:
        """Stock after all that the plan changes, in money."""
        return float(self.bridge.totals[self.done])

    @property
    def today(self) -> float:
        """Stock before any change, in money."""
        return float(self.bridge.totals[0])

    @property
    def change(self) -> dict[str, float]:
        """What each change adds, in money."""
        return _changes(self.bridge)

    @property
    def other(self) -> dict[str, float]:
        """The same in the other order."""
        return _changes(self.other_order)

    @property
    def freed(self) -> float:
        """What fewer products and work done elsewhere free, in money."""
        return -sum(self.change[name] for name in ("fewer", "moved", "price"))

    @property
    def taken(self) -> float:
        """What the partner's way takes, in money."""
        return self.change["longer"] + self.change["larger"]

    @property
    def drawn(self) -> tuple[str, ...]:
        """The plan's changes that are large enough to be seen."""
        names = self.bridge.names[: self.done]
        return tuple(n for n in names if abs(self.change[n]) >= SEEN * self.today)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The plan's other changes."""
        return tuple(n for n in self.bridge.names[: self.done] if n not in self.drawn)


def _changes(bridge: StockBridge) -> dict[str, float]:
    return dict(zip(bridge.names, bridge.changes.tolist(), strict=True))


def stock_changes(case: Case, plan: Levers | None = None) -> StockChanges:
    """Take the stock of today's sales from today's supply to the plan's, step by step.

    Parameters
    ----------
    case : Case
    plan : Levers, optional
        The plan as it happened by default.

    Returns
    -------
    StockChanges
        With sales held as they are, so that growth does not hide what the supply does.
    """
    plan = case.plan("as_it_happened") if plan is None else plan
    g, world = derived(case), case.assumptions
    flow = weekly_flow(case, g)

    def held(retired_share, added, offshore, price, way, smallest, rest) -> tuple:
        # Each of `price`, `way` and `rest` is 0 or 1: not yet as the partner has it, or already.
        saving = landed_saving(plan, world) * price * offshore
        abroad = replace(
            world,
            offshore_lead_time=_between(world.domestic_lead_time, world.offshore_lead_time, way),
            offshore_lead_time_sd=_between(
                world.domestic_lead_time_sd, world.offshore_lead_time_sd, way
            ),
            offshore_order_quantity=smallest,
            quoted_saving=world.quoted_saving * price,
        )
        # The plan's part of the transit comes with the partner; the rest is still open.
        transit = plan.supplier_owns_transit * way
        transit = transit + rest * (1.0 - transit)
        source = Supply(1.0, offshore, added, transit, 1.0 - saving)
        gone = retired(g, plan.pruning_rule, retired_share)
        return _parts(line_stock(g, abroad, flow * (1.0 - saving), source, gone))

    before = {
        "retired_share": 0.0,
        "added": 0.0,
        "offshore": 0.0,
        "price": 0.0,
        "way": 0.0,
        "smallest": world.domestic_order_quantity,
        "rest": 0.0,
    }
    after = {
        "retired_share": plan.retired_share,
        "added": world.launch_skus * plan.launch,
        "offshore": plan.offshore_share,
        "price": 1.0,
        "way": 1.0,
        "smallest": world.offshore_order_quantity,
        "rest": 1.0,
    }
    steps = {
        "fewer": ("retired_share",),
        "variants": ("added",),
        "moved": ("offshore",),
        "price": ("price",),
        "longer": ("way",),
        "larger": ("smallest",),
        "owned": ("rest",),
    }
    partner_first = {
        k: steps[k] for k in ("moved", "price", "longer", "larger", "fewer", "variants")
    }
    return StockChanges(
        bridge=stock_bridge(held, before, after, steps),
        other_order=stock_bridge(held, before, after | {"rest": 0.0}, partner_first),
        done=len(steps) - 1,
        currency=case.scenario.currency,
    )


def _between(low: float, high: float, part: float) -> float:
    return low + (high - low) * part


@dataclass(frozen=True, eq=False)
class Contract:
    """The whole case under one way of buying.

    Attributes
    ----------
    name : str
    outcome : Outcome
    turns : float
        In the window, a year.
    return_on_stock : float
        Gross profit of a year over mean stock in the window (GMROI).
    stock : float
        Mean stock in the window, in money.
    npv : float
        Against doing nothing, in money.
    """

    name: str
    outcome: Outcome
    turns: float
    return_on_stock: float
    stock: float
    npv: float


@dataclass(frozen=True, eq=False)
class Contracts:
    """The whole case under several ways of buying.

    Attributes
    ----------
    each : tuple of Contract
        Doing nothing first, then the plan as it happened, then other contracts.
    turns_today : float
    worlds : int
        Worlds drawn from the ranges of all assumptions.
    better : int
        Those in which the plan as it happened turns stock faster than before the programme and
        than doing nothing.
    currency : Currency
    """

    each: tuple[Contract, ...]
    turns_today: float
    worlds: int
    better: int
    currency: Currency

    @property
    def happened(self) -> Contract:
        """The plan as it happened."""
        return self.each[1]

    @property
    def turns(self) -> str:
        """How its turns compare with today's: `better`, `worse` or the `same`."""
        more = self.happened.turns - self.turns_today
        return "better" if more > A_TURN else "worse" if more < -A_TURN else "same"

    @property
    def others(self) -> tuple[Contract, ...]:
        """What could have been agreed on."""
        return self.each[2:]

    @property
    def fastest(self) -> Contract:
        """The one of the others in which stock turns most often."""
        return max(self.others, key=lambda way: way.turns)

    @property
    def richest(self) -> Contract:
        """The one of the others with the highest present value."""
        return max(self.others, key=lambda way: way.npv)

    @property
    def owned(self) -> Contract:
        """The partner owns all goods until they arrive."""
        return next(way for way in self.each if way.name == "owned")

    @property
    def home(self) -> Contract:
        """Everything made at home."""
        return self.each[-1]


def contracts(case: Case, plan: Levers | None = None) -> Contracts:
    """Run the whole case under other contracts with the partner, and without one.

    Parameters
    ----------
    case : Case
    plan : Levers, optional
        The plan as it happened by default.

    Returns
    -------
    Contracts
    """
    plan = case.plan("as_it_happened") if plan is None else plan
    world = case.assumptions
    small = replace(world, offshore_order_quantity=world.domestic_order_quantity)
    figure = case.scenario.assumptions.offshore_order_quantity
    large = replace(
        world, offshore_order_quantity=figure.value if figure.high is None else figure.high
    )
    owned = replace(plan, supplier_owns_transit=1.0)
    ways: list[tuple[str, Levers, Assumptions]] = [
        ("nothing_done", case.plan("do_nothing"), world),
        ("as_it_happened", plan, world),
        ("larger_orders", plan, large),
        ("orders_as_at_home", plan, small),
        ("owned", owned, world),
        ("made_at_home", replace(plan, offshore_share=0.0), world),
    ]
    return Contracts(
        tuple(_contract(case, *way) for way in ways),
        stock_today(case).turns,
        WORLDS,
        _better_worlds(case, plan),
        case.scenario.currency,
    )


def _better_worlds(case: Case, plan: Levers) -> int:
    """Worlds in which a plan turns stock faster than before, and than doing nothing."""
    world, g = other_worlds(case, case.assumptions, WORLDS), derived(case)
    found, series = simulate_many(case, plan, world, series=["inventory", "inventory_change"])
    idle, _ = simulate_many(case, Levers(), world)
    opening = series["inventory"][:, 0] - series["inventory_change"][:, 0]
    sold = g.revenue * (1.0 - g.gross_margin - world.complexity_cogs_share)
    before = inventory_ratios.turns(sold, opening)
    return int(
        ((found.inventory_turns > before) & (found.inventory_turns > idle.inventory_turns)).sum()
    )


def _contract(case: Case, name: str, plan: Levers, world: Assumptions) -> Contract:
    outcome = simulate(case, plan, world)
    w = derived(case).window
    stock = outcome.series.inventory[w].mean()
    years = (w.stop - w.start) / QUARTERS_A_YEAR
    profit = outcome.series.gross_profit[w].sum() / years
    goods = outcome.series.variable_cost[w].sum() / years
    return Contract(
        name=name,
        outcome=outcome,
        turns=float(inventory_ratios.turns(goods, stock)),
        return_on_stock=float(inventory_ratios.gross_margin_return(profit, stock)),
        stock=float(stock),
        npv=float(outcome.headlines.npv),
    )
