"""Make the tables of a case from order lines, and say what had to be derived.

What an order file does not say follows from stated rules: each is a piece of the words, which the
report shows, and the sources in the scenario say it again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.errors import InputError
from casestudy.orders.report import Report
from casestudy.orders.words import words
from casestudy.scenario.agreement import LEAST_CUSTOMERS
from casestudy.scenario.schema import Scenario
from casestudy.scenario.synthesis import (
    LOWEST_PRICE,
    cost_ratios,
    deductions,
    launch_years,
    pocket_share,
)
from casestudy.scenario.tables import CODE, table
from casestudy.units import MONTHS, MONTHS_A_QUARTER, QUARTERS_A_YEAR, WEEKS

if TYPE_CHECKING:
    import pandas as pd

FEWEST_PRODUCTS, MOST_PRODUCTS = 10, 20_000  # that a case can have
FEWEST_PLATFORMS, MOST_PLATFORMS = 2, 40
BANDS = 5  # of price, where the export names no families
LONGEST = 60  # characters of a product number or a customer
MADE_CUSTOMERS = 20  # where the export names fewer than a case needs
DAYS_A_WEEK = 7
LEAST_SHARE = 0.001  # of the year's revenue: each quarter needs more
SHOWN = 4  # decimals of a rate
PRICE_DIGITS = 6  # of a price above 1, below it more: revenue has to come out again
COST_LIMITS = (0.0, 0.999)  # what all costs may be of all revenue
TOLD_APART = 0.5  # a column of costs is of units if it scatters so much less by unit


@dataclass(frozen=True, eq=False)
class Derived:
    """Products and order lines of the base year, and what the scenario takes from them.

    Attributes
    ----------
    skus, lines : pandas.DataFrame
        As the tables of a case.
    year : int
        The base year.
    revenue : float
        Of the base year, in money.
    unit_cost : float or None
        Costs as a share of revenue, where the export says them.
    seasons : ndarray, (4,)
        Share of each quarter in the year's revenue.
    platforms : list of (name, number of products, price)
    """

    skus: pd.DataFrame
    lines: pd.DataFrame
    year: int
    revenue: float
    unit_cost: float | None
    seasons: NDArray
    platforms: list[tuple[str, int, float]]


def base_year(lines: pd.DataFrame, report: Report) -> tuple[pd.DataFrame, int]:
    """Lines of the last full year, and which one it is.

    The last calendar year with orders in all twelve months; without one, the last twelve months.

    Raises
    ------
    InputError
        If there is a quarter without orders.
    """
    month = lines["day"].to_numpy().astype("datetime64[M]").astype(int)
    year = month // MONTHS + 1970
    full = [y for y in np.unique(year) if np.unique(month[year == y]).size == MONTHS]
    if full:
        chosen = int(full[-1])
        here = year == chosen
        report.words("read.year", year=chosen)
    else:
        last = int(month.max())
        here = month > last - MONTHS
        chosen = int(last // MONTHS + 1970)
        first, end = (str(np.datetime64(m, "M")) for m in (last - MONTHS + 1, last))
        report.words("assumed.twelve_months", year=chosen, first=first, last=end)
    inside = lines[here]
    quarter = month[here] % MONTHS // MONTHS_A_QUARTER
    money = np.bincount(quarter, inside["money"], minlength=QUARTERS_A_YEAR)
    if not (money > LEAST_SHARE * money.sum()).all():
        empty = int(np.argmin(money)) + 1
        span = f"{lines['day'].min():%Y-%m-%d} to {lines['day'].max():%Y-%m-%d}"
        raise InputError(
            f"the orders run from {span}, and no twelve months of them have revenue in each "
            f"quarter (quarter {empty} has none); expected orders of a whole year"
        )
    if (~here).any():
        report.words("dropped.other_years", lines[~here])
    return inside.assign(month=month[here] % MONTHS + 1), chosen


def codes(values: NDArray, report: Report, what: str) -> NDArray:
    """Names as a case can hold them; upper and lower case stay apart."""
    import pandas as pd

    place, different = pd.factorize(values)
    found, changed = [], 0
    taken = {one for one in different if not one or re.fullmatch(CODE, one)}
    for one in different:
        if one in taken:
            found.append(one)
            continue
        base = re.sub(r"[^\w ./,:;#()+&'-]", "-", one).strip()[: LONGEST - 6]
        base = base if re.match(r"[^\W_]", base) else f"N{base}"
        name = next(
            n for k in range(1, len(different) + 2)
            if (n := base if k == 1 else f"{base} #{k}") not in taken
        )  # fmt: skip
        taken.add(name)
        found.append(name)
        changed += 1
    if changed:
        report.words(f"assumed.{what}_rewritten", count=changed)
    return np.array(found, dtype=object)[place]


def derive(lines: pd.DataFrame, like: Scenario, first_year: int, year: int, report: Report,
           minor_units: int) -> Derived:  # fmt: skip
    """Tables of products and order lines.

    Parameters
    ----------
    lines : pandas.DataFrame
        `product`, `customer`, `family`, `day`, `month`, `units`, `money`, `list_price`, `cost` (of
        one unit), `first_year` of each product.
    like : Scenario
        Whose waterfall and costs fill what the orders do not say.
    first_year, year : int
        With which the orders begin, and the base year.
    report : Report
    minor_units : int
        Decimals of the currency.

    Returns
    -------
    Derived

    Raises
    ------
    InputError
        If there are too few or too many products.
    """
    lines = _whole(lines, report, minor_units)
    count = lines["product"].nunique()
    if not FEWEST_PRODUCTS <= count <= MOST_PRODUCTS:
        raise InputError(
            f"{count:,} products were sold in the base year; a case has "
            f"{FEWEST_PRODUCTS} to {MOST_PRODUCTS:,}. "
            + ("Is --column product the right column?" if count > MOST_PRODUCTS else
               "Take the orders of a whole line")
        )  # fmt: skip
    lines = lines.assign(customer=_customers(lines, report, like))
    skus = _products(lines)
    _, rate, money = deductions(like)
    skus["list_price"], lines = _listed(skus, lines, like, report)
    bare = (lines["revenue"] + money * lines["units"] * lines["list_price"]) / (1.0 - rate)
    lines["invoiced"] = np.round(bare, minor_units)
    lines["discount"] = np.round(
        1.0 - lines["invoiced"] / (lines["units"] * lines["list_price"]), SHOWN
    ).clip(-1.0, 1.0)
    skus["platform"], platforms = _platforms(skus, lines, report)
    skus["launch_year"] = _launched(skus, like, first_year, year, report)
    skus["unit_cost"], share = _costs(skus, lines, like, report)
    lines = lines.rename(columns={"product": "sku"})[table("order_lines").names]
    revenue = round(float(skus["revenue"].sum()), minor_units)
    quarter = (lines["month"] - 1) // MONTHS_A_QUARTER
    seasons = np.bincount(quarter, lines["revenue"], minlength=QUARTERS_A_YEAR) / revenue
    order = ["month", "customer", "sku", "revenue"]
    for piece in ("revenue_is_pocket", "setups", "weekly_cv", "others_made"):
        report.words(f"assumed.{piece}")
    return Derived(
        skus=skus.sort_values("sku", ignore_index=True)[table("skus").names],
        lines=lines.sort_values(order, ignore_index=True),
        year=year, revenue=revenue, unit_cost=share, seasons=seasons, platforms=platforms,
    )  # fmt: skip


def _whole(lines: pd.DataFrame, report: Report, minor_units: int) -> pd.DataFrame:
    """Whole units, money in whole smallest units, and only products that brought any."""
    units = lines["units"].to_numpy()
    whole = np.maximum(1, np.round(units)).astype(np.int64)
    parts = np.abs(units - whole) > 1e-9
    if parts.any():
        report.words("assumed.part_units", lines[parts])
    lines = lines.assign(units=whole, revenue=np.round(lines["money"], minor_units))
    # A bare cent from thousands of units has no price that a table could show.
    earned = lines.groupby("product")["revenue"].transform("sum")
    sold = lines.groupby("product")["units"].transform("sum")
    free = (earned < 0.001 * sold).to_numpy()
    if free.any():
        report.words("dropped.free_products", lines[free])
    return lines[~free]


def _customers(lines: pd.DataFrame, report: Report, like: Scenario) -> NDArray:
    """Customers; made up where the export names fewer than a case needs."""
    named = lines["customer"].to_numpy(object)
    missing = named == ""
    if missing.all() or len(set(named[~missing])) < LEAST_CUSTOMERS:
        rng = np.random.default_rng(like.order_file.seed)
        size = np.exp(rng.normal(0.0, like.order_file.customer_spread, MADE_CUSTOMERS))
        # Lines of one order stay together.
        order = lines["order"].where(lines["order"] != "", lines.index.astype(str))
        import pandas as pd

        place, different = pd.factorize(order)
        drawn = rng.choice(MADE_CUSTOMERS, len(different), p=size / size.sum())
        drawn[:MADE_CUSTOMERS] = np.arange(min(MADE_CUSTOMERS, len(different)))
        report.words(
            "assumed.customers_made", count=MADE_CUSTOMERS, named=len(set(named[~missing]))
        )
        return np.array([f"C{i + 1:02d}" for i in drawn], dtype=object)[place]
    if missing.any():
        report.words("assumed.customer_missing", lines[missing])
        named = np.where(missing, words("no_customer"), named)
    return named


def _products(lines: pd.DataFrame) -> pd.DataFrame:
    by = lines.groupby("product", sort=True)
    skus = by.agg(
        volume=("units", "sum"),
        revenue=("revenue", "sum"),
        setups=("month", "nunique"),
        order_lines=("units", "size"),
        first_year=("first_year", "min"),
    ).reset_index()
    skus = skus.rename(columns={"product": "sku"})
    price = skus["revenue"] / skus["volume"]
    decimals = PRICE_DIGITS + max(0, -int(np.floor(np.log10(price.min()))))
    skus["price"] = price.round(decimals)
    day = lines["day"].to_numpy().astype("datetime64[D]").astype(int)
    week = np.minimum((day - day.min()) // DAYS_A_WEEK, WEEKS - 1)
    place = _place(skus, lines)
    weekly = np.bincount(place * WEEKS + week, lines["units"], minlength=len(skus) * WEEKS)
    weekly = weekly.reshape(len(skus), WEEKS)
    skus["weekly_cv"] = np.round(weekly.std(axis=1) / weekly.mean(axis=1), SHOWN)
    return skus


def _place(skus: pd.DataFrame, lines: pd.DataFrame) -> NDArray:
    """Place of each line's product in the table of products."""
    import pandas as pd

    return pd.Index(skus["sku"]).get_indexer(lines["product"])


def _listed(
    skus: pd.DataFrame, lines: pd.DataFrame, like: Scenario, report: Report
) -> tuple[pd.Series, pd.DataFrame]:
    """List prices of products, and lines with theirs."""
    given = lines["list_price"].to_numpy(float)
    told = given >= LOWEST_PRICE
    place = _place(skus, lines)
    share = pocket_share(like)
    usual = np.maximum(skus["price"].to_numpy() / share, LOWEST_PRICE)
    if told.any():
        weight = np.bincount(place, np.where(told, lines["units"], 0), len(skus))
        total = np.bincount(
            place, np.where(told, lines["units"] * np.nan_to_num(given), 0), len(skus)
        )
        known = weight > 0
        # Where a product has none, the rest of the products say what is left of a list price.
        left = (
            skus["revenue"][known].sum()
            / (total[known] / weight[known] * skus["volume"][known]).sum()
        )
        usual = np.where(known, total / np.maximum(weight, 1), skus["price"] / left)
    if not told.any():
        report.words("assumed.list_price", share=share)
    elif not told.all():
        report.words("assumed.list_price_some", lines[~told])
    usual = np.round(np.maximum(usual, LOWEST_PRICE), 4)
    own = np.where(told, np.nan_to_num(given), usual[place])
    # No invoice asks for more than twice the list price: there the list price was another one.
    _, rate, money = deductions(like)
    least = lines["revenue"] / lines["units"] / (2.0 * (1.0 - rate) - money)
    low = (own < least).to_numpy()
    if low.any():
        report.words("assumed.list_price_raised", lines[low])
    own = np.round(np.where(low, least * 1.001, own), 4).clip(LOWEST_PRICE)
    import pandas as pd

    return pd.Series(usual, index=skus.index), lines.assign(list_price=own)


def _mean(
    skus: pd.DataFrame, lines: pd.DataFrame, values: NDArray, told: NDArray
) -> tuple[NDArray, NDArray]:
    """Mean of a value by product over its units, and which products have one."""
    place, units = _place(skus, lines), np.where(told, lines["units"], 0)
    weight = np.bincount(place, units, len(skus))
    total = np.bincount(place, units * np.nan_to_num(values), len(skus))
    return total / np.maximum(weight, 1), weight > 0


def _platforms(
    skus: pd.DataFrame, lines: pd.DataFrame, report: Report
) -> tuple[NDArray, list[tuple[str, int, float]]]:
    """Platform of each product, and each platform with its number of products and its price."""
    named = lines[lines["family"] != ""]
    by = named.groupby(["product", "family"])["revenue"].sum().sort_values(kind="stable")
    most = by.reset_index().drop_duplicates("product", keep="last").set_index("product")["family"]
    family = most.reindex(skus["sku"]).to_numpy(object)
    missing = np.array([not isinstance(one, str) for one in family])
    if missing.all() or len(set(family[~missing])) < FEWEST_PLATFORMS:
        rank = np.argsort(np.argsort(skus["price"], kind="stable"), kind="stable")
        bands = min(BANDS, len(skus))
        family = np.array([words("band", n=i + 1) for i in rank * bands // len(skus)], dtype=object)
        report.words("assumed.platforms", count=bands)
    else:
        rest = words("other_families")
        if missing.any():
            report.words("assumed.family_missing", count=int(missing.sum()), name=rest)
        family[missing] = rest
        size = skus["revenue"].groupby(family).sum().sort_values(ascending=False)
        if len(size) > MOST_PLATFORMS:
            small = set(size.index[MOST_PLATFORMS - 1 :])
            report.words("assumed.families_joined", count=len(small), name=rest)
            family = np.array([rest if one in small else one for one in family], dtype=object)
    made = skus.assign(platform=family).groupby("platform")
    return family, [
        (str(name), len(rows), float(rows["list_price"].median())) for name, rows in made
    ]


def _launched(
    skus: pd.DataFrame, like: Scenario, first_year: int, year: int, report: Report
) -> NDArray:
    """Year of the first sale, seen or assumed."""
    ranked = skus.sort_values("revenue", ascending=False)
    rng = np.random.default_rng(like.order_file.seed)
    assumed = np.empty(len(skus), dtype=np.int64)
    assumed[ranked.index] = launch_years(like, len(skus), rng) + year - like.company.base_year
    seen = skus["first_year"].to_numpy()
    report.words("assumed.launch_years", count=int((seen == first_year).sum()))
    return np.where(seen > first_year, seen, np.minimum(assumed, seen))


def _costs(
    skus: pd.DataFrame, lines: pd.DataFrame, like: Scenario, report: Report
) -> tuple[NDArray, float | None]:
    """Unit costs, and all costs as a share of revenue where the export says them."""
    decimals = PRICE_DIGITS + max(0, -int(np.floor(np.log10(skus["price"].min()))))
    cost = lines["cost"].to_numpy(float)
    told = cost > 0
    if told.any():
        place = _place(skus, lines)
        weight = np.bincount(place, np.where(told, lines["units"], 0), len(skus))
        total = np.bincount(
            place, np.where(told, lines["units"] * np.nan_to_num(cost), 0), len(skus)
        )
        known = weight > 0
        each = total / np.maximum(weight, 1)
        usual = float((each * skus["volume"])[known].sum() / skus["revenue"][known].sum())
        each = np.round(np.where(known, each, usual * skus["price"]), decimals)
        share = float((each * skus["volume"]).sum() / skus["revenue"].sum())
        variety = like.assumptions.complexity_cogs_share.value
        if COST_LIMITS[0] < share < COST_LIMITS[1] - variety:
            report.words("read.costs", share=share)
            if not known.all():
                report.words("assumed.cost_some", count=int((~known).sum()), share=usual)
            return each, share
        report.words("assumed.cost_impossible", share=share)
    else:
        report.words("assumed.cost", margin=like.line.gross_margin.value)
    rng = np.random.default_rng([like.order_file.seed, len(skus)])
    ratio = cost_ratios(like, skus, rng)
    return np.round(ratio * skus["price"].to_numpy(), decimals), None


def of_one_unit(cost: NDArray, units: NDArray, product: NDArray) -> bool:
    """Whether a column of costs is of one unit: it scatters less within a product than by line.

    Examples
    --------
    >>> of_one_unit(np.array([5.0, 5.0]), np.array([1.0, 9.0]), np.array(["A", "A"]))
    True
    """
    import pandas as pd

    usable = (cost > 0) & (units > 0)
    if not usable.any():
        return True
    frame = pd.DataFrame({"p": product[usable], "u": np.log(cost[usable]),
                          "l": np.log(cost[usable] / units[usable])})  # fmt: skip
    spread = frame.groupby("p")[["u", "l"]].std().fillna(0.0).mean()
    return bool(spread["u"] <= spread["l"])
