"""Make the tables of a scenario from its parameters and a seed: same scenario, same tables.

The tables look like an order file and a controller's history, and they agree with the scenario's
facts: revenue adds up exactly, in the smallest unit of the currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts.portfolio import variety_cost_index
from casestudy.concepts.pricing import pocket_price
from casestudy.errors import InputError
from casestudy.files.places import scenario_path, tables_folder
from casestudy.files.writing import keep_aside, sole_writer, write_together
from casestudy.scenario.agreement import disagreements, line_revenue
from casestudy.scenario.case import Case, load_case, load_scenario
from casestudy.scenario.chapter_tables import make_evidence
from casestudy.scenario.datapackage import (
    DESCRIPTOR,
    descriptor,
    descriptor_text,
    foreign,
    of_own_orders,
)
from casestudy.scenario.schema import OWN, Scenario
from casestudy.scenario.tables import TABLES, check_frame, read_table, table
from casestudy.units import MONTHS, MONTHS_A_QUARTER, QUARTERS_A_YEAR, WEEKS

if TYPE_CHECKING:
    import pandas as pd

LEAST_POCKET = 0.02  # of the list price: nobody sells for less, whatever was discounted
TEN = 10  # of the decimal system
MIDDLE = 0.5  # of a rank: quantiles are taken at the middle of each product's place
LOWEST_PRICE = 0.01  # what a column of prices accepts
# The shape of the tables. None of it says anything about the company that a reader could use: it
# keeps made-up tables from looking made up.
FREQUENCY = 0.5  # order lines go with the root of revenue: large products come in larger lines
ROUNDS = 3  # of whole units, until each quarter is near its total
CLIPS = 20  # of unit costs, until clipping moves their mean no more
OLDEST = 15  # years before the history in which its first products were launched
LATE = 0.35  # how far late launches stray from the tail
WITHIN = 0.3  # spread of discounts within a customer, over that among customers
WHOLE_CIRCLE = 40  # customers that a product can have
FEW = 0.7  # customers of a product go with this power of its order lines
FAVOURITE = 1.5  # and its first customers order more often
COST_FLOOR, COST_CEILING = 0.2, 0.98  # unit cost, over the mean and over the price
WOBBLE, ROOM = 0.008, 0.35  # good and bad years: at most this, and this part of what is left
DOUBLE_DIGITS = 0.10  # no year of the market falls below
TILT, STRAY = 0.5, 0.02  # the mix moves towards dear platforms, and a little at random
GOLDEN = 0.6180339887498949  # the quasi-random sequence that leaves the smallest gaps
SHOWN = 4  # decimals of a rate
PRICE_DIGITS, LEAST = 6, 1e-6  # decimals of a price above 1, and the least one that is told apart


def make_tables(
    scenario: Scenario, orders: tuple[pd.DataFrame, pd.DataFrame] | None = None
) -> dict[str, pd.DataFrame]:
    """All tables of a scenario.

    Parameters
    ----------
    scenario : Scenario
    orders : tuple of pandas.DataFrame, optional
        Products and order lines of a company, around which the other tables are made.

    Returns
    -------
    dict of str to pandas.DataFrame
        By the names of `casestudy.scenario.tables.TABLES`, columns as declared there.

    Raises
    ------
    InputError
        If the parameters leave a quarter without an order line.
    """
    rng = np.random.default_rng(scenario.order_file.seed)
    if orders is None:
        products = _products(scenario, rng)
        lines, products = _order_lines(scenario, products, rng)
        skus = _skus(scenario, products, lines, rng)
    else:
        skus, lines = orders
    history = _history(scenario, skus, rng)
    if orders is not None:
        history = _with_quarters(scenario, history, lines)
    tables = {
        "skus": skus,
        "order_lines": lines,
        "history": history,
        "platform_history": _platform_history(scenario, skus, history, rng),
        "competitors": _competitors(scenario, history),
        **make_evidence(scenario, skus),
    }
    return {t.name: tables[t.name][t.names] for t in TABLES}


def draft_case(
    scenario: Scenario,
    path: Path | None = None,
    orders: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> Case:
    """A case whose tables are made in memory and written nowhere.

    Parameters
    ----------
    scenario : Scenario
    path : Path, optional
        The scenario file.
    orders : tuple of pandas.DataFrame, optional
        Products and order lines of a company, as in `make_tables`.

    Returns
    -------
    Case

    Raises
    ------
    InputError
        If no tables can be made from the scenario's parameters.
    """
    start = f"{path or scenario.name}: no usable tables come of these parameters: "
    try:
        tables = make_tables(scenario, orders)
        for declared in TABLES:
            check_frame(Path(f"{declared.name}.csv"), tables[declared.name], declared)
    except InputError as error:
        raise InputError(f"{start}{error}") from None
    for name, message in disagreements(scenario, tables):
        raise InputError(f"{start}{name}.csv: {message}")
    return Case(scenario, tables, path)


def case_or_draft(scenario: str | Path | None = None) -> Case:
    """A case with its tables or, where there are none yet, with tables made in memory.

    Parameters
    ----------
    scenario : str or Path, optional
        As in `casestudy.scenario.case.load_case`.

    Returns
    -------
    Case

    Raises
    ------
    InputError
        As in `casestudy.scenario.case.load_case`.
    """
    path = scenario_path(scenario).resolve()
    if tables_folder(path).exists():
        return load_case(path)
    return draft_case(load_scenario(path), path)


@dataclass(frozen=True)
class Written:
    """Where tables were written, and where copies are of the files that they replaced."""

    folder: Path
    kept: tuple[Path, ...]


def write_tables(
    scenario: str | Path | None = None, folder: Path | None = None, *, force: bool = False
) -> Written:
    """Make the tables of a scenario and write them, with their descriptor, into its folder.

    Around a company's own products and order lines, which stay, only the others are made.

    Parameters
    ----------
    scenario : str or Path, optional
        As in `casestudy.scenario.case.load_case`.
    folder : Path, optional
        Another folder than the one in which the scenario's tables are looked for.
    force : bool
        Whether to replace files, too, that were made or changed by somebody else or come from a
        company's own orders. A copy of each is kept.

    Returns
    -------
    Written

    Raises
    ------
    InputError
        If the scenario is not usable, a file of somebody else's stands in the way, or the folder
        cannot be written to; then all tables stay as they were.
    """
    path = scenario_path(scenario)
    folder = folder or tables_folder(path)
    drawn = load_scenario(path)
    own = drawn.order_file.origin == OWN
    contents = files_of(draft_case(drawn, path, _own_orders(path) if own else None))
    try:
        with sole_writer(folder):
            theirs = foreign(folder, contents, own=own and folder == tables_folder(path))
            if theirs and not force:
                raise InputError(_not_ours(folder, theirs))
            kept = [keep_aside(folder / name) for name in theirs if (folder / name).is_file()]
            write_together(folder, contents)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror})") from None
    return Written(folder, tuple(kept))


def _own_orders(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The products and order lines of a company that lie beside its scenario."""
    folder = tables_folder(path)
    files = [(folder / f"{name}.csv", table(name)) for name in ("skus", "order_lines")]
    if not all(file.is_file() for file, _ in files):
        raise InputError(
            f"{path}: its orders are a company's own, and no tables are made in their place; read "
            "the orders again with: casestudy import-orders"
        )
    skus, lines = (read_table(*file) for file in files)
    return skus, lines


def files_of(case: Case) -> dict[str, bytes]:
    """The tables of a case and their descriptor, by the names of their files."""
    contents = {
        f"{name}.csv": frame.to_csv(index=False, lineterminator="\n").encode()
        for name, frame in case.tables.items()
    }
    contents[DESCRIPTOR] = descriptor_text(descriptor(case.scenario, contents)).encode()
    return contents


def _not_ours(folder: Path, names: list[str]) -> str:
    if of_own_orders(folder):
        return (
            f"{folder}: holds the tables of a company's own orders (casestudy import-orders). "
            f"{_UNCHANGED}"
        )
    which = f"{', '.join(names[:-1])} and {names[-1]} are" if names[1:] else f"{names[0]} is"
    return (
        f"{folder}: {which} not as `casestudy tables` writes them: somebody made or changed "
        f"{'them' if names[1:] else 'it'}. {_UNCHANGED}"
    )


_UNCHANGED = (
    "Nothing was changed; give another folder with --out, or --force to replace what is there (a "
    "copy of each is kept in the folder 'kept')"
)


def exact_split(total: float, weights: NDArray, minor_units: int) -> NDArray[np.int64]:
    """Split an amount by weights, in whole smallest units of the currency, losing none.

    Parameters
    ----------
    total : float
        Amount in money.
    weights : ndarray, (N,)
        Zero or more, with a sum above zero.
    minor_units : int
        Decimals of the currency.

    Returns
    -------
    ndarray of int, (N,)
        Smallest units; the sum is the total, exactly. The largest remainders are rounded up.

    Examples
    --------
    >>> exact_split(1.00, np.array([1.0, 1.0, 1.0]), 2).tolist()
    [34, 33, 33]
    """
    cents = round(total * TEN**minor_units)
    exact = weights / weights.sum() * cents
    whole = np.floor(exact).astype(np.int64)
    missing = cents - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:missing]] += 1
    return whole


def _money(cents: NDArray, scenario: Scenario) -> NDArray:
    return np.round(cents / TEN**scenario.currency.minor_units, scenario.currency.minor_units)


def concentration_weights(products: int, spread: float) -> NDArray:
    """Share of revenue of each product, largest first: quantiles of a lognormal distribution.

    Quantiles instead of random draws, since draws would move the tail with every seed.

    Parameters
    ----------
    products : int
    spread : float
        Standard deviation of the logarithm of revenue [σ].

    Returns
    -------
    ndarray, (products,)
        Positive, falling, with sum one.

    Examples
    --------
    >>> weights = concentration_weights(3900, 1.64)
    >>> float(weights[-3120:].sum().round(3))  # the smallest 80% of the products
    0.214
    """
    from scipy.special import ndtri

    quantiles = (np.arange(products, 0, -1) - MIDDLE) / products
    weights = np.exp(spread * ndtri(quantiles))
    return weights / weights.sum()


def _products(scenario: Scenario, rng: np.random.Generator) -> pd.DataFrame:
    """One row for each product: its place in the range, list price, target revenue, units."""
    import pandas as pd

    file, count = scenario.order_file, int(scenario.line.products.value)
    revenue = concentration_weights(count, file.concentration.value) * line_revenue(scenario)
    weights = np.array([p.weight for p in file.platforms])
    platform = rng.choice(len(weights), size=count, p=weights / weights.sum())
    platform[: len(weights)] = rng.permutation(len(weights))[:count]
    usual = np.array([p.price for p in file.platforms])[platform]
    price = usual * np.exp(rng.normal(0.0, file.price_spread, count))
    units = np.maximum(1, np.round(revenue / price)).astype(np.int64)
    # The list price follows from the units, so that revenue keeps the intended concentration.
    list_price = np.maximum(revenue / units / pocket_share(scenario), LOWEST_PRICE)
    number = rng.permutation(count) + 1
    frame = pd.DataFrame(
        {
            "sku": [f"P{n:04d}" for n in number],
            "platform": [file.platforms[i].name for i in platform],
            "platform_number": platform,
            "launch_year": launch_years(scenario, count, rng),
            "list_price": np.round(list_price, scenario.currency.minor_units),
            "units": units,
            "revenue": revenue,
        }
    )
    frame["list_price"] = frame["list_price"].clip(lower=LOWEST_PRICE)
    return frame


def launch_years(scenario: Scenario, count: int, rng: np.random.Generator) -> NDArray:
    """Years of the first sale: the late ones are more often, not always, in the tail."""
    base, years = scenario.company.base_year, scenario.history.span
    start = min(int(scenario.history.products_at_start.value), count)
    added = np.round(np.linspace(0, count - start, years + 1)).astype(int)
    year = np.concatenate(
        [base - years - rng.integers(0, OLDEST, start)]
        + [np.full(added[i + 1] - added[i], base - years + 1 + i) for i in range(years)]
    )
    place = np.arange(count) / count + rng.normal(0.0, LATE, count)
    result = np.empty(count, dtype=np.int64)
    result[np.argsort(place, kind="stable")] = np.sort(year)
    return result


def deductions(scenario: Scenario) -> tuple[float, float, float]:
    """What is taken off: on the invoice, after it as a rate of it, and after it in money."""
    steps = scenario.waterfall.steps
    kinds = ("on_invoice", "off_invoice_rate", "off_invoice_money")
    on, rate, money = (sum(s.share for s in steps if s.kind == kind) for kind in kinds)
    return on, rate, money


def pocket_share(scenario: Scenario) -> float:
    """What is left of the list price in the pocket."""
    on, rate, money = deductions(scenario)
    return float(pocket_price(1.0 - on, [money], [rate]))


def _order_lines(
    scenario: Scenario, products: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Order lines, and the products with the list prices at which these lines add up."""
    import pandas as pd

    file, count = scenario.order_file, len(products)
    shape = products["revenue"].to_numpy() ** FREQUENCY
    number = np.maximum(1, np.round(shape / shape.sum() * count * file.order_lines_per_product))
    number = np.minimum(number.astype(np.int64), products["units"].to_numpy())
    product = np.repeat(np.arange(count), number)
    month = _months(scenario, products, product, rng)
    customer_size = np.exp(rng.normal(0.0, file.customer_spread, file.customers))
    customer = _customers(products, product, customer_size, rng)
    weight = np.exp(rng.normal(0.0, file.line_spread, product.size))
    extra = (products["units"].to_numpy() - number)[product]
    units = 1 + np.round(extra * weight / np.bincount(product, weight)[product]).astype(np.int64)
    on, rate, money = deductions(scenario)
    # Discounts differ by customer for no reason of size: who asked got one.
    usual = on + file.discount_spread * rng.normal(size=file.customers)
    discount = usual[customer] + WITHIN * file.discount_spread * rng.normal(size=product.size)
    list_price = products["list_price"].to_numpy()[product]
    most = 1.0 - (money + LEAST_POCKET) / (1.0 - rate)
    net = list_price * pocket_price(1.0 - np.clip(discount, 0.0, most), [money], [rate])
    quarter = (month - 1) // MONTHS_A_QUARTER
    if (empty := np.flatnonzero(np.bincount(quarter, minlength=QUARTERS_A_YEAR) == 0)).size:
        raise InputError(
            f"no order line falls into quarter {empty[0] + 1}; it takes more "
            "order_lines_per_product, more products, or lower prices of the platforms"
        )
    target = quarter_weights(scenario) * line_revenue(scenario)
    for _ in range(
        ROUNDS
    ):  # units are whole numbers: a few rounds bring each quarter near its total
        made = np.bincount(quarter, units * net, minlength=QUARTERS_A_YEAR)
        units = np.maximum(1, np.round(units * (target / made)[quarter])).astype(np.int64)
    cents = np.zeros(product.size, dtype=np.int64)
    minor = scenario.currency.minor_units
    quarter_total = _money(exact_split(line_revenue(scenario), target, minor), scenario)
    for q in range(QUARTERS_A_YEAR):
        here = quarter == q
        cents[here] = exact_split(quarter_total[q], (units * net)[here], minor)
    revenue = _money(cents, scenario)
    # On the whole the pocket is the waterfall's, to what rounding list prices leaves.
    level = line_revenue(scenario) / pocket_share(scenario) / (units * list_price).sum()
    products = products.assign(
        list_price=np.round(products["list_price"] * level, minor).clip(lower=LOWEST_PRICE)
    )
    list_price = products["list_price"].to_numpy()[product]
    invoiced = np.round((revenue + money * units * list_price) / (1.0 - rate), minor)
    frame = pd.DataFrame(
        {
            "month": month,
            "customer": [f"C{c + 1:03d}" for c in customer],
            "sku": products["sku"].to_numpy()[product],
            "units": units,
            "list_price": list_price,
            "discount": np.round(1.0 - invoiced / (units * list_price), SHOWN),
            "invoiced": invoiced,
            "revenue": revenue,
        }
    )
    order = ["month", "customer", "sku", "revenue"]
    return frame.sort_values(order, ignore_index=True), products


def quarter_weights(scenario: Scenario, rate: float | None = None) -> NDArray:
    """Share of each quarter in a year's revenue: season and trend."""
    rate = scenario.history.line_trend.value if rate is None else rate
    middle = (np.arange(QUARTERS_A_YEAR) + MIDDLE) / QUARTERS_A_YEAR - MIDDLE
    weights = np.array(scenario.history.seasonality) * (1.0 + rate) ** middle
    return weights / weights.sum()


def _months(
    scenario: Scenario, products: pd.DataFrame, product: NDArray, rng: np.random.Generator
) -> NDArray:
    """Month of each order line: season, a swing that a platform's products share, and chance."""
    season = np.repeat(quarter_weights(scenario), MONTHS_A_QUARTER) / MONTHS_A_QUARTER
    shared = np.sqrt(scenario.order_file.demand_correlation)
    platforms = len(scenario.order_file.platforms)
    swing = rng.normal(size=(platforms, MONTHS))[products["platform_number"].to_numpy()]
    own = rng.normal(size=(len(products), MONTHS))
    log = scenario.order_file.demand_swing * (shared * swing + np.sqrt(1.0 - shared**2) * own)
    chance = np.cumsum(season * np.exp(log), axis=1)
    chance /= chance[:, -1:]
    # One quasi-random sequence a product: its lines spread over the year as its season asks.
    first = np.concatenate([[0], np.flatnonzero(np.diff(product)) + 1])
    place = np.arange(product.size) - np.repeat(
        first, np.diff(np.concatenate([first, [product.size]]))
    )
    start = rng.random(len(products))
    point = (start[product] + place * GOLDEN) % 1.0
    return 1 + (chance[product] < point[:, None]).sum(axis=1)


def _customers(
    products: pd.DataFrame, product: NDArray, size: NDArray, rng: np.random.Generator
) -> NDArray:
    """Customer of each order line; a small product has few customers."""
    lines = np.bincount(product, minlength=len(products))
    circle = np.maximum(1, np.round(lines**FEW)).astype(np.int64)
    chance = np.cumsum(size) / size.sum()
    anchor = np.minimum(
        np.searchsorted(chance, rng.random((len(products), WHOLE_CIRCLE))), size.size - 1
    )
    pick = (
        rng.random(product.size) ** FAVOURITE * np.minimum(circle, WHOLE_CIRCLE)[product]
    ).astype(np.int64)
    return anchor[product, pick]


def _skus(
    scenario: Scenario, products: pd.DataFrame, lines: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    grouped = lines.groupby("sku")
    sums = grouped.agg(
        volume=("units", "sum"), revenue=("revenue", "sum"), setups=("month", "nunique")
    )
    frame = products.drop(columns=["units", "revenue"]).join(sums, on="sku")
    frame["order_lines"] = grouped.size().reindex(frame["sku"]).to_numpy()
    monthly = lines.pivot_table(
        index="sku", columns="month", values="units", aggfunc="sum", fill_value=0
    ).reindex(columns=range(1, MONTHS + 1), fill_value=0)
    monthly_cv = monthly.std(axis=1, ddof=0) / monthly.mean(axis=1)
    frame["weekly_cv"] = (monthly_cv * np.sqrt(WEEKS / MONTHS)).reindex(frame["sku"]).to_numpy()
    frame["weekly_cv"] = frame["weekly_cv"].round(SHOWN)
    price = frame["revenue"] / frame["volume"]
    decimals = PRICE_DIGITS + max(0, -int(np.floor(np.log10(max(price.min(), LEAST)))))
    frame["price"] = price.round(decimals)
    ratio = cost_ratios(scenario, frame, rng)
    frame["unit_cost"] = (ratio * frame["price"]).round(decimals)
    return frame.sort_values("sku", ignore_index=True)


def cost_ratios(scenario: Scenario, frame: pd.DataFrame, rng: np.random.Generator) -> NDArray:
    """Unit cost over price: small, old-fashioned products cost more; the mean is the scenario's."""
    revenue = frame["revenue"].to_numpy()
    place = np.argsort(np.argsort(-revenue, kind="stable"), kind="stable") / len(frame)
    spread, tail = scenario.order_file.unit_cost_spread, scenario.order_file.tail_unit_cost
    ratio = 1.0 + spread * rng.normal(size=len(frame)) + tail * (place - MIDDLE)
    mean = unit_cost_ratio(scenario)
    for _ in range(CLIPS):  # clipping moves the mean a little: put it back
        ratio = np.clip(
            ratio * mean / np.average(ratio, weights=revenue), COST_FLOOR * mean, COST_CEILING
        )
    return ratio * mean / np.average(ratio, weights=revenue)


def unit_cost_ratio(scenario: Scenario) -> float:
    """Variable cost in the base year as a share of revenue, without variety-driven cost."""
    variety = scenario.assumptions.complexity_cogs_share.value
    return 1.0 - scenario.line.gross_margin.value - variety


def _wobble(rate: float, nearest_bad: float, years: int, rng: np.random.Generator) -> NDArray:
    """Good and bad years around a trend; the ends stay, and no year crosses `nearest_bad`."""
    size = min(WOBBLE, ROOM * abs(rate - nearest_bad))
    noise = np.concatenate([[0.0], rng.uniform(-size, size, years - 1), [0.0]])
    return 1.0 + noise


def _history(scenario: Scenario, skus: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    import pandas as pd

    past, base = scenario.history, scenario.company.base_year
    trend, growth = past.line_trend.value, past.market_growth.value
    years = np.arange(base - past.span, base + 1)
    back = years - base
    total = line_revenue(scenario)
    revenue = total * (1 + trend) ** back * _wobble(trend, 0.0, past.span, rng)
    market = total / scenario.market.share.value * (1 + growth) ** back
    market = market * _wobble(growth, DOUBLE_DIGITS, past.span, rng)
    active = (skus["launch_year"].to_numpy() <= years[:, None]).sum(axis=1)
    world = scenario.assumptions
    index = variety_cost_index(
        active / scenario.line.products.value, world.variety_cost_doubling.value
    )
    cogs = world.complexity_cogs_share.value * total * index
    sga = world.complexity_sga_share.value * total * index
    first = 1.0 - past.gross_margin_at_start.value - cogs[0] / revenue[0]
    last = unit_cost_ratio(scenario)
    ratio = first * (last / first) ** (np.arange(years.size) / past.span)
    minor = scenario.currency.minor_units

    def quarters(amounts: NDArray, weights: NDArray) -> NDArray:
        return np.concatenate([_money(exact_split(a, weights, minor), scenario) for a in amounts])

    season, even = quarter_weights(scenario), np.ones(QUARTERS_A_YEAR)
    return pd.DataFrame(
        {
            "year": np.repeat(years, QUARTERS_A_YEAR),
            "quarter": np.tile(np.arange(QUARTERS_A_YEAR) + 1, years.size),
            "market_revenue": quarters(market, quarter_weights(scenario, growth)),
            "revenue": quarters(revenue, season),
            "variable_cost": quarters(revenue * ratio, season),
            "complexity_cogs": quarters(cogs, even),
            "complexity_sga": quarters(sga, even),
            "active_skus": np.repeat(active, QUARTERS_A_YEAR),
        }
    )


def _with_quarters(scenario: Scenario, history: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The history with the quarters of the base year as they were ordered."""
    cents = np.round(lines["revenue"] * TEN**scenario.currency.minor_units).astype(np.int64)
    booked = cents.groupby((lines["month"] - 1) // MONTHS_A_QUARTER).sum()
    today = history["year"] == scenario.company.base_year
    history.loc[today, "revenue"] = _money(booked.to_numpy(), scenario)
    return history


def _platform_history(
    scenario: Scenario, skus: pd.DataFrame, history: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """History by platform: the mix moves towards the platforms with the lower margin."""
    import pandas as pd

    years = sorted(history["year"].unique())
    now = skus.assign(
        revenue=skus["price"] * skus["volume"], cost=skus["unit_cost"] * skus["volume"]
    )
    now = now.groupby("platform")[["revenue", "cost", "volume"]].sum()
    share = (now["revenue"] / now["revenue"].sum()).to_numpy()
    cost_ratio = (now["cost"] / now["revenue"]).to_numpy()
    tilt = TILT * (cost_ratio - np.average(cost_ratio, weights=share)) / cost_ratio.mean()
    tilt = tilt + STRAY * rng.normal(size=share.size)
    price_now = (now["revenue"] / now["volume"]).to_numpy()
    minor = scenario.currency.minor_units
    rows = []
    for year in years:
        back = scenario.company.base_year - year
        of_year = history[history["year"] == year]
        revenue = exact_split(of_year["revenue"].sum(), share * np.exp(-tilt * back), minor)
        cost = exact_split(of_year["variable_cost"].sum(), revenue * cost_ratio, minor)
        price = price_now * (1.0 + scenario.history.price_erosion.value) ** back
        units = np.maximum(1, np.round(_money(revenue, scenario) / price)).astype(np.int64)
        rows.append(
            pd.DataFrame(
                {
                    "year": year,
                    "platform": now.index,
                    "units": units,
                    "revenue": _money(revenue, scenario),
                    "variable_cost": _money(cost, scenario),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def _competitors(scenario: Scenario, history: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    yearly = history.groupby("year")[
        ["revenue", "variable_cost", "complexity_cogs", "complexity_sga"]
    ].sum()
    last, before = yearly.iloc[-1], yearly.iloc[-2]
    costs = last["variable_cost"] + last["complexity_cogs"] + last["complexity_sga"]
    margin = 1.0 - costs / last["revenue"] - scenario.operating_cost.share
    rows = [
        (c.name, 0, c.share, c.growth, c.price_index, c.margin) for c in scenario.market.competitors
    ]
    own = (
        scenario.line.name,
        1,
        scenario.market.share.value,
        round(last["revenue"] / before["revenue"] - 1.0, SHOWN),
        1.0,
        round(margin, SHOWN),
    )
    columns = ["name", "is_us", "share", "growth", "price_index", "margin"]
    return pd.DataFrame([own, *rows], columns=columns)
