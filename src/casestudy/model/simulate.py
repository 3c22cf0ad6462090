"""The integrated model: what the line earns, quarter by quarter, under a plan in a world.

`simulate(case, levers, assumptions)` is a pure function. Quarters run from 1 to 20; time is
measured in years from the middle of the base year. Every input may be a number or an array of
draws; outputs have the shape of the draws, and series one more axis, the quarter, at the end.

The body is plain array arithmetic: every equation of the reference page is one line here, and
each textbook relation is a function of `casestudy.concepts`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import choice, diffusion, portfolio, pricing, sourcing
from casestudy.errors import InputError, as_text, given, number_hint, unknown
from casestudy.levers import Assumptions, Levers, Number, PruningRule, declaration, names
from casestudy.model.derived import Derived, derived, months_at
from casestudy.model.inventory import NOTHING, Retired, Supply, line_stock, nothing_retired, retired
from casestudy.model.outcome import QUARTER, Headlines, Outcome, Series
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS
from casestudy.units import DAYS, WEEKS

START = (QUARTER - 1) / 4  # years since the programme began
END = QUARTER / 4
TIME = (QUARTER + 1.5) / 4  # middle of the quarter, in years since the middle of the base year
# What a quarter frees leaves the books over four quarters, a quarter of it each.
TAKE_OUT = np.tril(np.triu(np.full((QUARTERS, QUARTERS), 0.25)), 3)
SHORTEST_DEVELOPMENT = 1.0  # months


def _progress(start: Number, length: Number) -> NDArray:
    """How much of a change is done at the middle of each quarter; start and length in quarters."""
    return np.minimum(np.maximum((QUARTER - 0.5 - start) / length, 0.0), 1.0)


def _overlap(start: Number, end: Number) -> NDArray:
    """Years of each quarter that fall between two times."""
    return np.maximum(np.minimum(END, end) - np.maximum(START, start), 0.0)


EACH_QUARTER = 1.0 / 4.0  # in years
FIRST_HALF_YEAR, FIRST_YEAR = _overlap(0.0, 0.5), _overlap(0.0, 1.0)


def _step(values: NDArray, before: Number) -> NDArray:
    """Change of a series from quarter to quarter, the first against `before`."""
    change = np.empty_like(values)
    change[..., :1] = values[..., :1] - before
    np.subtract(values[..., 1:], values[..., :-1], out=change[..., 1:])
    return change


def _mean(values: NDArray) -> NDArray:
    """Mean over the quarters: what NumPy's own gives, in half its time for so few."""
    return values.sum(axis=-1) / values.shape[-1]


@dataclass(frozen=True, eq=False)
class _Setting:
    """What a world decides by itself, whatever the plan."""

    world: Assumptions
    market: NDArray  # revenue of the market, a quarter
    base_share: NDArray  # our share with nothing done
    built_up: NDArray  # how much of the commercial actions works
    done: NDArray  # how much of the pruning is done
    retiring: NDArray  # the same, a quarter
    moved: NDArray  # how much of the offshore volume has moved
    moving: NDArray  # the same, a quarter
    ratio: NDArray  # unit cost over price in the base year
    dearer: NDArray  # unit cost against the base year
    today: NDArray  # index of the variety-driven cost before the programme
    opening: NDArray  # inventory before the programme
    opening_by_class: NDArray
    working_capital: NDArray  # before the programme
    discount: NDArray  # of what is paid at the end of each quarter


def _setting(g: Derived, world: Assumptions) -> _Setting:
    ratio = 1.0 - g.gross_margin - world.complexity_cogs_share
    gone = nothing_retired(np.ndim(ratio))
    opening = line_stock(g, world, g.revenue * ratio / WEEKS, NOTHING, gone)
    owed = _owed(world, g.revenue, g.revenue * ratio)
    done = _progress(0.0, world.pruning_quarters)
    moved = _progress(world.offshore_start, world.offshore_quarters)
    return _Setting(
        world=world,
        market=g.revenue / g.share * (1.0 + world.market_growth) ** TIME / 4.0 * g.season,
        base_share=g.share * g.decline**TIME,
        built_up=_progress(0.0, world.commercial_quarters),
        done=done,
        retiring=_step(done, 0.0),
        moved=moved,
        moving=_step(moved, 0.0),
        ratio=ratio,
        dearer=(1.0 + world.unrecovered_inflation) ** TIME,
        today=portfolio.variety_cost_index(
            g.count / g.reference_count, world.variety_cost_doubling
        ),
        opening=opening.total,
        opening_by_class=opening.by_class,
        working_capital=opening.total + owed,
        discount=(1.0 + world.discount_rate) ** -END,
    )


def _owed(world: Assumptions, revenue: Number, variable_cost: Number) -> NDArray:
    """Receivables less payables, from a year's revenue and variable cost."""
    owed = revenue * world.receivable_days - variable_cost * world.payable_days
    return owed / DAYS


def _price(g: Derived, plan: Levers, setting: _Setting) -> NDArray:
    """Realised price against today's: the invoice changes, and the waterfall follows."""
    invoice, money, rate = g.waterfall
    changed = invoice * (1.0 + plan.price_change * setting.built_up)
    return pricing.pocket_price(changed, money, rate) / g.pocket


def _shares(
    g: Derived, plan: Levers, setting: _Setting, price: NDArray, launch: NDArray
) -> tuple[NDArray, NDArray, NDArray]:
    """Share of the old and of the new product by volume, before pruning, and the adoption.

    The price elasticity holds at the share that the line would have by itself in each quarter.
    """
    world, base = setting.world, setting.base_share
    effort = choice.saturating_effect(world.selling_utility, plan.selling)
    effort = effort + choice.saturating_effect(world.marketing_utility, plan.marketing)
    utility = setting.built_up * effort
    utility = utility + choice.price_utility(price, world.price_elasticity, base)
    specification = g.worth * (g.blind + (1.0 - g.blind) * plan.research)
    advantage = world.advantage_seen * specification
    adoption = plan.launch * diffusion.bass_mean(
        START - launch, END - launch, world.bass_innovation, world.bass_imitation
    )
    old = (1.0 - adoption) * base * choice.share_lift(base, utility)
    new = adoption * base * choice.share_lift(base, utility + advantage)
    return old, new, adoption


def _complexity(g: Derived, setting: _Setting, skus: NDArray) -> NDArray:
    """Variety-driven cost on the books for one unit of its share of base revenue, in money."""
    world, today = setting.world, setting.today
    index = portfolio.variety_cost_index(skus / g.reference_count, world.variety_cost_doubling)
    taken_out = world.freed_cost_taken_out * (np.maximum(today - index, 0.0) @ TAKE_OUT)
    return (today + np.maximum(index - today, 0.0) - taken_out) * g.revenue / 4.0


def _programme(
    g: Derived, plan: Levers, setting: _Setting, launch: NDArray, gone: Retired
) -> tuple[NDArray, NDArray]:
    """Programme costs and one-off costs, a quarter."""
    world, by_class = setting.world, setting.opening_by_class
    retiring, moving = setting.retiring, setting.moving
    developing = _overlap(0.0, launch)
    running = (
        world.research_cost * plan.research * FIRST_HALF_YEAR / 0.5
        + world.development_cost * plan.launch * developing / launch
        + world.launch_cost * plan.launch * _overlap(launch, launch + 1.0)
        + world.mentoring_cost * plan.mentoring * developing
        + world.partner_cost * plan.partner_development * developing
        + world.selling_cost * plan.selling * EACH_QUARTER
        + world.marketing_cost * plan.marketing * EACH_QUARTER
        + world.pricing_cost * np.abs(plan.price_change) / 0.01 * FIRST_YEAR
    )
    flow = g.class_flow.reshape((3,) + (1,) * (by_class.ndim - 1))
    left_over = (by_class * gone.flow / np.where(flow > 0.0, flow, 1.0)).sum(axis=0)
    one_offs = (
        world.integration_cost * plan.partner_development * developing / launch
        + world.tooling_cost * plan.offshore_share * moving
        + world.sku_exit_cost * g.count * plan.retired_share * retiring
        + world.write_off_rate * left_over * retiring
    )
    return running, one_offs


def _series(g: Derived, plan: Levers, setting: _Setting) -> dict[str, NDArray]:
    """The equations. Inputs have one trailing axis of length one, for the quarter."""
    world, done, market = setting.world, setting.done, setting.market

    # 1., 2. and 5. Price, launch, share
    months = months_at(g.launch_months, plan.mentoring, plan.partner_development)
    launch = np.maximum(months + world.launch_delay, SHORTEST_DEVELOPMENT) / 12.0
    price = _price(g, plan, setting)
    old, new, adoption = _shares(g, plan, setting, price, launch)

    # 3. Pruning
    gone = retired(g, plan.pruning_rule, plan.retired_share)
    kept = 1.0 - (1.0 - world.demand_recapture) * gone.revenue * done
    launched = np.minimum(np.maximum((END - launch) / EACH_QUARTER, 0.0), 1.0)
    added = world.launch_skus * plan.launch * launched
    skus = g.count * (1.0 - plan.retired_share * done) + added
    old_volume, new_volume = market * old * kept, market * new
    volume = old_volume + new_volume
    revenue = volume * price

    # 4. Complexity cost
    charged = _complexity(g, setting, skus)
    complexity_cogs = world.complexity_cogs_share * charged
    complexity_sga = world.complexity_sga_share * charged

    # 6. Unit cost: mix, new product, inflation, sourcing
    mix = (1.0 - done * gone.cost) / (1.0 - done * gone.revenue)
    newer = 1.0 + world.new_product_unit_cost
    offshore = plan.offshore_share * setting.moved
    extra = world.offshore_extra_cost + world.transit_premium * plan.supplier_owns_transit
    saving = sourcing.landed_saving(world.quoted_saving, extra)
    sourced = 1.0 - offshore * saving
    unit_cost = setting.ratio * setting.dearer * sourced
    variable_cost = (old_volume * mix + new_volume * newer) * unit_cost
    cogs = variable_cost + complexity_cogs

    # 8. Inventory and what is owed, at the rate of a year without its seasons
    yearly_cost, yearly_revenue = variable_cost * g.yearly, revenue * g.yearly
    supply = Supply(done, offshore, added, plan.supplier_owns_transit, sourced)
    stock = line_stock(g, world, yearly_cost / WEEKS, supply, gone).total
    inventory_change = _step(stock, setting.opening)
    working_capital = stock + _owed(world, yearly_revenue, yearly_cost)

    # 9. What growth costs, programme, cash
    operating_cost = world.operating_cost_rate * (revenue - g.base_revenue)
    made_here = volume / g.base_revenue * (1.0 - offshore)
    peak = np.maximum.accumulate(made_here, axis=-1)
    beyond = np.maximum(peak - (1.0 + world.spare_capacity), 0.0)
    capacity = world.capacity_investment * setting.ratio * g.revenue * _step(beyond, 0.0)
    programme_costs, one_offs = _programme(g, plan, setting, launch, gone)
    gross_profit = revenue - cogs
    return {
        "market": market.copy(),  # the world keeps its own
        "volume": volume,
        "price": price,
        "revenue": revenue,
        "variable_cost": variable_cost,
        "complexity_cogs": complexity_cogs,
        "cogs": cogs,
        "gross_profit": gross_profit,
        "gross_margin": gross_profit / revenue,
        "complexity_sga": complexity_sga,
        "complexity_cost": complexity_cogs + complexity_sga,
        "operating_cost": operating_cost,
        "skus": skus,
        "share": revenue / market,
        "adoption": adoption,
        "new_product_revenue": new_volume * price,
        "inventory": stock,
        "inventory_change": inventory_change,
        "purchases": cogs + inventory_change,
        "working_capital": working_capital,
        "capacity": capacity,
        "programme_costs": programme_costs,
        "one_offs": one_offs,
        "cash": gross_profit
        - complexity_sga
        - operating_cost
        - capacity
        - programme_costs
        - one_offs
        - _step(working_capital, setting.working_capital),
    }


def _headlines(
    g: Derived, setting: _Setting, got: dict[str, NDArray], idle: _Idle
) -> dict[str, NDArray]:
    world, w = setting.world, g.window
    revenue = got["revenue"][..., w].sum(axis=-1)
    growth = revenue / g.revenue - 1.0
    # Base-year margin; the products of the tables may be more than the scenario's constant.
    base_margin = g.gross_margin + world.complexity_cogs_share * (1.0 - setting.today)
    margin = got["gross_profit"][..., w].sum(axis=-1) / revenue
    discount = setting.discount
    left = got["working_capital"][..., -1:] - idle.working_capital
    released = (world.released_at_horizon * left * discount[..., -1:])[..., 0]
    return {
        "revenue_growth": growth,
        "revenue_cagr": (1.0 + growth) ** (1.0 / _mean(TIME[w])) - 1.0,
        "complexity_reduction": 1.0 - got["skus"][..., w.stop - 1] / g.count,
        "margin_points": margin - np.asarray(base_margin)[..., 0],
        "share": revenue / got["market"][..., w].sum(axis=-1),
        "inventory_turns": got["variable_cost"][..., w].sum(axis=-1)
        / _mean(got["inventory"][..., w]),
        "programme_cost": (got["programme_costs"] + got["one_offs"]).sum(axis=-1),
        "npv": ((got["cash"] - idle.cash) * discount).sum(axis=-1) + released,
    }


def equations(
    g: Derived, plan: Levers, world: Assumptions, of_plan: Derived
) -> tuple[dict[str, NDArray], dict[str, NDArray]]:
    """Series and headlines of numbers with an axis for the quarter, and nothing around them.

    `of_plan` is what the plan reads where doing nothing reads `g`: tables of which the place that
    is read may not be known yet, as in `casestudy.model.twin`.
    """
    setting = _setting(g, world)
    got = _series(of_plan, plan, setting)
    return got, _headlines(g, setting, got, _idle(g, setting, 0))


def _with_quarter(record: Levers | Assumptions, axes: int) -> Levers | Assumptions:
    """The record with all axes of the draws, and one for the quarter, on every number."""
    changed = {}
    for name in names(type(record)):
        value = np.asarray(getattr(record, name), float)
        changed[name] = value.reshape((1,) * (axes - value.ndim) + value.shape + (1,))
    return replace(record, **changed)


def _world(case: Case, assumptions: Assumptions, axes: int) -> tuple[_Setting, _Idle]:
    """What the world decides by itself, and what comes of doing nothing in it."""
    if axes == 0 or draw_shape(assumptions) == ():
        return _still_world(case, assumptions, axes)
    setting = _setting_of(case, assumptions, axes)
    return setting, _idle(derived(case), setting, axes)


class _Idle(NamedTuple):
    """What doing nothing leaves: cash, (…, 20), and working capital at the end, (…, 1)."""

    cash: NDArray
    working_capital: NDArray


def _idle(g: Derived, setting: _Setting, axes: int) -> _Idle:
    got = _series(g, _with_quarter(Levers(), axes), setting)
    return _Idle(got["cash"], got["working_capital"][..., -1:])


def _setting_of(case: Case, assumptions: Assumptions, axes: int) -> _Setting:
    return _setting(derived(case), _with_quarter(assumptions, axes))


@lru_cache(maxsize=64)
def _still_world(case: Case, assumptions: Assumptions, axes: int) -> tuple[_Setting, _Idle]:
    """The same world is asked about with every move of a lever: its answer is kept.

    A search asks thousands of times with batches of plans, so it is kept with axes for draws too.
    """
    if axes:
        return _setting_of(case, assumptions, axes), _still_world(case, assumptions, 0)[1]
    setting = _setting_of(case, assumptions, 0)
    idle = _idle(derived(case), setting, 0)
    idle.cash.flags.writeable = False
    return setting, idle


def draw_shape(*records: Levers | Assumptions) -> tuple[int, ...]:
    """The shape that the draws of plan and world have together; ValueError if they have none."""
    values = {n: getattr(r, n) for r in records for n in names(type(r))}
    shapes = {n: v.shape for n, v in values.items() if isinstance(v, np.ndarray)}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        given = ", ".join(f"{n} {s}" for n, s in shapes.items() if s)
        raise ValueError(f"draws of different shapes do not go together: {given}") from None


# -- the door: what nobody has checked yet ---------------------------------------------------------

_PLAIN = (float, int, np.float64)
_A_HAIR = 1e-9  # a search may end this far outside a bound, by rounding
_WORDS = {Levers: "lever", Assumptions: "assumption"}


def accepted(case: Any, levers: Any, assumptions: Any) -> tuple[Levers, Assumptions]:
    """The plan and the world, if the model can take them; lists and the like as arrays."""
    if not isinstance(case, Case):
        hint = f"; load it first: load_case({case!r})" if isinstance(case, str) else ""
        raise TypeError(
            f"case: expected a case as load_case() gives it, not {given(case)}{hint}{_ORDER}"
        )
    if not isinstance(levers, Levers):
        hint = f"; take it from the case: case.plan({levers!r})" if isinstance(levers, str) else ""
        raise TypeError(
            f"levers: expected Levers as case.plan() gives them, not {given(levers)}{hint}{_ORDER}"
        )
    world = case.assumptions if assumptions is None else assumptions
    if not isinstance(world, Assumptions):
        raise TypeError(
            "assumptions: expected Assumptions as case.assume() gives them, or nothing, "
            f"not {given(world)}{_ORDER}"
        )
    if levers.pruning_rule not in _RULES:
        raise InputError(unknown("pruning rule", as_text(levers.pruning_rule), _RULES))
    return _usable(levers), _usable(world)


_ORDER = "; the order is (case, levers, assumptions)"
_RULES = [rule.value for rule in PruningRule]


@cache
def _limits(record: type) -> tuple[tuple[str, float, float], ...]:
    found = ((name, declaration(record, name).limits) for name in names(record))
    return tuple(
        (n, a - _A_HAIR * max(1.0, abs(a)), b + _A_HAIR * max(1.0, abs(b))) for n, (a, b) in found
    )


def _usable(record: Levers | Assumptions) -> Levers | Assumptions:
    changed = {}
    for name, low, high in _limits(type(record)):
        value = getattr(record, name)
        if type(value) in _PLAIN:
            usable = low <= value <= high
        else:
            # A number that is none makes both ends none, and the comparison false.
            usable = type(value) is np.ndarray and value.dtype.kind in "fiu"
            usable = usable and (
                value.size == 0 or bool(low <= value.min() and value.max() <= high)
            )
        if not usable:
            changed[name] = _number(_WORDS[type(record)], name, value, low, high)
    return replace(record, **changed) if changed else record


def _number(kind: str, name: str, value: Any, low: float, high: float) -> NDArray:
    """What is neither a plain number nor an array of them, as an array, or a refusal."""
    least, most = round(low, 6), round(high, 6)
    expected = f"{kind} {name!r}: expected a number from {least:g} to {most:g}, or an array of them"
    if value is None or isinstance(value, bool | str | bytes | np.bool_):
        raise TypeError(f"{expected}, not {given(value)}")
    try:
        numbers = np.asarray(value)
        if numbers.dtype.kind == "O":
            numbers = numbers.astype(float)
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{expected}, not {given(value)}") from None
    if numbers.dtype.kind not in "fiu":
        raise TypeError(f"{expected}, not {given(value)}")
    wrong = ~((numbers >= low) & (numbers <= high))
    if wrong.any():
        shown = numbers[wrong].flat[0].item()
        raise InputError(f"{expected}{number_hint(shown, least, most)}, not {given(shown)}")
    return numbers


def simulate(case: Case, levers: Levers, assumptions: Assumptions | None = None) -> Outcome:
    """What comes of a plan, with all series.

    Parameters
    ----------
    case : Case
        The facts and tables.
    levers : Levers
        The plan; every number may be an array of draws, (…).
    assumptions : Assumptions, optional
        The world; every number may be an array of draws, (…). The scenario's own by default.

    Returns
    -------
    Outcome
        Series of shape (…, 20) and headlines of shape (…), in the broadcast shape of the draws.

    Raises
    ------
    TypeError
        If an argument is something else than a case, levers, assumptions, in this order.
    InputError
        If a number is not finite or lies outside `declaration(...).limits`, where the equations
        lose their meaning; within them every headline is finite.
    ValueError
        If arrays of draws do not go together.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> case = load_case("turnaround")
    >>> float(simulate(case, case.plan("do_nothing")).headlines.revenue_cagr.round(3))
    -0.05
    """
    return simulated(case, *accepted(case, levers, assumptions))


def simulated(case: Case, levers: Levers, assumptions: Assumptions) -> Outcome:
    """What comes of a plan whose numbers are known to be usable."""
    shape = draw_shape(levers, assumptions)
    setting, idle = _world(case, assumptions, len(shape))
    g = derived(case)
    got = _series(g, _with_quarter(levers, len(shape)), setting)
    found = _headlines(g, setting, got, idle)
    return Outcome(
        series=Series(**{k: _spread(v, (*shape, QUARTERS)) for k, v in got.items()}),
        headlines=Headlines(**{k: _spread(v, shape) for k, v in found.items()}),
    )


def _spread(values: NDArray, shape: tuple[int, ...]) -> NDArray:
    return values if values.shape == shape else np.broadcast_to(values, shape)
