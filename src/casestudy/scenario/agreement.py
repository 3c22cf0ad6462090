"""Whether the tables of a case agree with one another and with what its scenario says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import numpy as np

from casestudy.errors import InputError, given
from casestudy.scenario.chapter_tables import COPIED_FROM, copies
from casestudy.scenario.schema import Scenario
from casestudy.scenario.tables import PRICE, SOURCES

if TYPE_CHECKING:
    import pandas as pd

LEAST_CUSTOMERS = 3  # a line is laid through their discounts
Disagreement = tuple[str, str]  # a table, and what is wrong with it


def line_revenue(scenario: Scenario) -> float:
    """Revenue of the line in the base year, rounded to the smallest unit of the currency."""
    exact = scenario.company.revenue.value * scenario.line.company_share.value
    return round(exact, scenario.currency.minor_units)


def check_tables(
    scenario: Scenario,
    tables: Mapping[str, pd.DataFrame],
    folder: Path | str,
    path: Path | None = None,
) -> None:
    """Tables that agree with each other and with the facts of their scenario.

    Parameters
    ----------
    scenario : Scenario
    tables : mapping of str to pandas.DataFrame
    folder : Path or str
        Where the tables stand, for the message.
    path : Path, optional
        The scenario file, for the message.

    Raises
    ------
    InputError
        Naming the table and the figures that disagree.
    """
    again = f"casestudy tables --scenario {quote(str(path))}" if path else "casestudy tables"
    for name, message in disagreements(scenario, tables):
        raise InputError(
            f"{folder}/{name}.csv: {message}; correct it, or make the tables anew with: {again}"
        )


def disagreements(scenario: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    """Where tables, each good by itself, contradict one another or their scenario.

    Yields
    ------
    tuple of (table, message)
    """
    checks = (_check_products, _check_history, _check_market, _check_names, _check_grids,
              _check_study, _check_sizes, _check_hours, _check_copies)  # fmt: skip
    for check in checks:
        yield from check(scenario, tables)


def _check_products(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    skus, lines = tables["skus"], tables["order_lines"]
    # Of few names: `isin` takes long over each that it looks for.
    unknown = {*lines["sku"].unique()} - {*skus["sku"]}
    strangers = np.flatnonzero(lines["sku"].isin(list(unknown)))
    if strangers.size:
        row = int(strangers[0])
        sku = lines["sku"].iloc[row]
        yield "order_lines", f"line {row + 2}: column 'sku': {sku!r} is no product of skus.csv"
    if len(skus) != s.line.products.value:
        yield (
            "skus",
            f"holds {len(skus)} products, but the scenario says {s.line.products.value:g} "
            "(line.products)",
        )
    total, expected = _cents(s, lines["revenue"]).sum(), _cents(s, line_revenue(s))
    if total != expected:
        yield (
            "order_lines",
            f"the revenue of all lines is {_money(s, total)}, but the scenario says "
            f"{_money(s, expected)} (company revenue × company_share)",
        )
    by_sku = lines.groupby("sku")["units"].agg(["sum", "size"]).reindex(skus["sku"], fill_value=0)
    for column, ordered in (("volume", by_sku["sum"]), ("order_lines", by_sku["size"])):
        wrong = np.flatnonzero(skus[column].to_numpy() != ordered.to_numpy())
        if wrong.size:
            row = int(wrong[0])
            yield (
                "skus",
                f"line {row + 2}: column {column!r}: {skus['sku'].iloc[row]!r} has "
                f"{skus[column].iloc[row]}, but {ordered.iloc[row]} by order_lines.csv",
            )
    late = np.flatnonzero(skus["launch_year"] > s.company.base_year)
    if late.size:
        row = int(late[0])
        yield (
            "skus",
            f"line {row + 2}: column 'launch_year': expected at most the base year "
            f"{s.company.base_year}, not {skus['launch_year'].iloc[row]}",
        )
    by_price = float((skus["price"] * skus["volume"]).sum())
    if abs(by_price - line_revenue(s)) > 1e-6 * line_revenue(s):
        yield (
            "skus",
            f"price × volume adds up to {by_price:,.2f}, not to the line's revenue "
            f"{line_revenue(s):,.2f}",
        )
    cost = float((skus["unit_cost"] * skus["volume"]).sum()) / line_revenue(s)
    margin = 1.0 - cost - s.assumptions.complexity_cogs_share.value
    if abs(margin - s.line.gross_margin.value) > 1e-4:
        yield (
            "skus",
            f"unit_cost × volume and the variety-driven cost leave a gross margin of {margin:.4f}, "
            f"but the scenario says {s.line.gross_margin.value} (line.gross_margin)",
        )
    revenue = (skus["price"] * skus["volume"]).groupby(skus["platform"]).sum()
    largest = revenue.idxmax()
    if not skus.loc[skus["platform"] == largest, "weekly_cv"].any():
        yield (
            "skus",
            f"column 'weekly_cv': each product of {largest!r}, the largest platform, has 0; "
            "expected more for at least one, as the chapter on stock asks how demand evens out",
        )
    invoiced = _cents(s, lines["invoiced"]).sum()
    if invoiced < total:
        yield (
            "order_lines",
            f"column 'invoiced': all invoices come to {_money(s, invoiced)}; expected at least "
            f"the {_money(s, total)} that reached the pocket (column 'revenue')",
        )


def _check_history(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    history, platforms, lines = (tables[n] for n in ("history", "platform_history", "order_lines"))
    base, years = s.company.base_year, s.history.span
    wanted = list(range(base - years, base + 1))
    if sorted(history["year"].unique()) != wanted or len(history) != 4 * len(wanted):
        yield "history", f"expected four quarters of each year from {wanted[0]} to {wanted[-1]}"
    order = 4 * history["year"] + history["quarter"]
    if not order.is_monotonic_increasing:
        row = int(np.flatnonzero(np.diff(order) < 0)[0]) + 1
        yield "history", f"line {row + 2}: expected a later quarter than in the line before it"
    for column in ("revenue", "market_revenue"):
        if not (history[column] > 0).all():
            row = int(np.flatnonzero(~(history[column] > 0))[0])
            yield "history", f"line {row + 2}: column {column!r}: expected more than 0, not 0"
    today = history[history["year"] == base].set_index("quarter")
    quarters = _cents(s, lines["revenue"]).groupby((lines["month"] - 1) // 3 + 1).sum()
    booked = _cents(s, today["revenue"])
    for quarter in range(1, 5):
        ordered = quarters.get(quarter, 0)
        if booked[quarter] != ordered:
            yield (
                "history",
                f"the revenue of {base}, quarter {quarter}, is {_money(s, booked[quarter])}, but "
                f"{_money(s, ordered)} by order_lines.csv",
            )
    if today["active_skus"].iloc[-1] != len(tables["skus"]):
        yield (
            "history",
            f"the line ends with {today['active_skus'].iloc[-1]} products, but skus.csv holds "
            f"{len(tables['skus'])}",
        )
    market, share = float(today["market_revenue"].sum()), s.market.share.value
    unit = 10.0**-s.currency.minor_units
    if abs(market * share - line_revenue(s)) > 1e-6 * line_revenue(s) + unit:
        yield (
            "history",
            f"the line has {line_revenue(s) / market:.4f} of the market of {base}, but the "
            f"scenario says {share} (market.share)",
        )
    strangers = np.flatnonzero(~platforms["platform"].isin(tables["skus"]["platform"].unique()))
    if strangers.size:
        row = int(strangers[0])
        yield (
            "platform_history",
            f"line {row + 2}: column 'platform': {platforms['platform'].iloc[row]!r} has no "
            "product in skus.csv",
        )
    for column in ("revenue", "variable_cost"):
        whole = _cents(s, history[column]).groupby(history["year"]).sum()
        parts = _cents(s, platforms[column]).groupby(platforms["year"]).sum()
        for year in wanted:
            if parts.get(year, 0) != whole[year]:
                yield (
                    "platform_history",
                    f"column {column!r}: the platforms of {year} add up to "
                    f"{_money(s, parts.get(year, 0))}, but history.csv says "
                    f"{_money(s, whole[year])}",
                )


def _check_market(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    suppliers = tables["competitors"]
    ours = suppliers[suppliers["is_us"] == 1]
    if len(ours) != 1:
        yield "competitors", f"column 'is_us': expected one row with 1, not {len(ours)}"
    if abs(suppliers["share"].sum() - 1.0) > 1e-6:
        yield (
            "competitors",
            f"column 'share': expected shares that add up to 1, not {suppliers['share'].sum():.6g}",
        )
    if abs(ours["share"].iloc[0] - s.market.share.value) > 1e-6:
        yield (
            "competitors",
            f"column 'share': ours is {ours['share'].iloc[0]}, but the scenario says "
            f"{s.market.share.value} (market.share)",
        )
    if len(ours) == 1 and ours["name"].iloc[0] != s.line.name:
        yield (
            "competitors",
            f"column 'is_us': expected 1 for {s.line.name!r}, not for {ours['name'].iloc[0]!r}",
        )
    others = suppliers[suppliers["is_us"] == 0].set_index("name")
    for rival in s.market.competitors:
        for column in ("share", "growth", "price_index", "margin"):
            said, found = getattr(rival, column), others[column].get(rival.name)
            if found is not None and found != said:
                yield (
                    "competitors",
                    f"column {column!r}: {rival.name!r} has {found:g}, but the scenario says "
                    f"{said:g} (market.competitors)",
                )


def _check_names(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    """Names by which a table and its scenario, or two tables, mean the same thing."""
    parts = [d.name for d in s.positioning.differentiators]
    rivals = list(s.positioning.differentiators[0].rivals)
    platforms = list(dict.fromkeys(tables["skus"]["platform"]))
    # Table, column, what stands there in the scenario, and whether all of it has to.
    joins = (
        ("competitors", "name", [s.line.name, *(c.name for c in s.market.competitors)], True),
        ("capabilities", "supplier", [s.line.name, *rivals], True),
        ("capabilities", "attribute", parts, True),
        ("interviews", "theme", [*parts, PRICE], False),
        ("choice_cards", "attribute", [*parts, PRICE], True),
        ("features", "attribute", parts, False),
        ("price_panel", "platform", platforms, True),
        ("platform_history", "platform", platforms, True),
        ("partners", "name", [p.name for p in s.partners.candidates], True),
        ("tasks", "task", [t.name for t in s.development.tasks], True),
        ("time_log", "activity", [a.name for a in s.leadership.week], True),
        ("devices", "source", list(SOURCES), True),
    )
    for table, column, known, every in joins:
        found = tables[table][column]
        strangers = np.flatnonzero(~found.isin(known))
        if strangers.size:
            row = int(strangers[0])
            yield (
                table,
                f"line {row + 2}: column {column!r}: expected one of {_some(known)}, "
                f"not {given(found.iloc[row])}",
            )
        told = set(found)
        missing = [name for name in known if name not in told] if every else []
        if missing:
            yield table, f"column {column!r}: {missing[0]!r} is missing"


def _check_grids(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    """Tables that have a row for each pair: none may be missing."""
    grids = (
        ("capabilities", ("supplier",), ("attribute",)),
        ("choice_cards", ("card", "alternative"), ("attribute",)),
        ("price_panel", ("month",), ("platform",)),
        ("platform_history", ("year",), ("platform",)),
        ("time_log", ("week",), ("activity",)),
        ("history", ("year",), ("quarter",)),
    )
    for table, one, other in grids:
        frame = tables[table]
        wanted = len(frame.drop_duplicates(list(other)))
        for key, rows in frame.groupby(list(one), sort=False):
            if len(rows) != wanted:
                where = ", ".join(f"{n} {given(v)}" for n, v in zip(one, key, strict=True))
                yield (
                    table,
                    f"{where} has {len(rows)} rows; expected {wanted}, one for each {other[0]}",
                )
                break


def _check_study(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    """Choices were made among alternatives that stand on the cards."""
    cards, choices = tables["choice_cards"], tables["choices"]
    shown = _rows_by(cards, ("card", "alternative"))
    chosen = _rows_by(choices, ("card", "chosen"))
    strangers = np.flatnonzero(~chosen.isin(shown))
    if strangers.size:
        row = int(strangers[0])
        yield (
            "choices",
            f"line {row + 2}: alternative {choices['chosen'].iloc[row]} of card "
            f"{choices['card'].iloc[row]} is not in choice_cards.csv",
        )
    per_card = cards.groupby("card")["alternative"].nunique()
    if per_card.nunique() != 1:
        odd = per_card.index[per_card != per_card.mode().iloc[0]][0]
        yield (
            "choice_cards",
            f"card {odd} has {per_card[odd]} alternatives, the others {per_card.mode().iloc[0]}",
        )
    levels = cards.set_index(["card", "alternative", "attribute"])["level"].unstack()
    if not (levels[PRICE] > 0).all():
        yield "choice_cards", f"column 'level': expected more than 0 for the attribute {PRICE!r}"
        return
    levels[PRICE] = np.log(levels[PRICE])
    apart = levels - levels.groupby("card").transform("mean")
    if np.linalg.matrix_rank(apart.to_numpy()) < levels.shape[1]:
        alike = [name for name in apart if np.allclose(apart[name], 0.0)]
        yield (
            "choice_cards",
            f"column 'level': the alternatives of each card are alike in {alike[0]!r}"
            if alike
            else "column 'level': one attribute follows from the others on every card; choices "
            "cannot tell what each of them is worth",
        )


def _rows_by(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.MultiIndex:
    """Rows of a table by some of its columns."""
    return frame.set_index(list(columns)).index


def _check_sizes(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    """Tables as large as their scenario says."""
    devices, trap = tables["devices"], s.sourcing_trap
    for source, made in zip(SOURCES, (trap.own, trap.third_party), strict=True):
        mine = devices[devices["source"] == source]
        for word, found, wanted in (
            ("models", len(mine), made.models),
            ("devices", int(mine["devices"].sum()), made.devices),
        ):
            if found != wanted:
                yield (
                    "devices",
                    f"holds {found} {word} from the source {source!r}, but the scenario says "
                    f"{wanted} (sourcing_trap)",
                )
    for table, count, wanted in (
        ("features", len(tables["features"]), s.feature_usage.count),
        ("interviews", tables["interviews"]["interview"].nunique(), s.research_study.interviews),
        ("choices", tables["choices"]["respondent"].nunique(), s.research_study.respondents),
        ("price_panel", tables["price_panel"]["month"].nunique(), s.price_history.months),
        ("order_lines", tables["order_lines"]["customer"].nunique(), None),
    ):
        if wanted is None and count < LEAST_CUSTOMERS:
            yield table, f"expected at least {LEAST_CUSTOMERS} customers, not {count}"
        elif wanted is not None and count != wanted:
            yield table, f"holds {count}, but the scenario says {wanted}"


def _check_hours(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    """The log is one of the week that the scenario speaks of."""
    logged = tables["time_log"].groupby("activity")["hours"].mean()
    for activity in s.leadership.week:
        hours = float(logged.get(activity.name, activity.hours))
        if abs(hours - activity.hours) > max(1.0, 0.3 * activity.hours):
            yield (
                "time_log",
                f"{activity.name!r} takes {hours:.3g} hours a week on average, but the scenario "
                f"says {activity.hours:g} (leadership.week)",
            )


def _check_copies(s: Scenario, tables: Mapping[str, pd.DataFrame]) -> Iterator[Disagreement]:
    """Tables that say again what the scenario says: what they differ in would be lost there."""
    for table, wanted in copies(s).items():
        found = tables[table]
        if len(found) != len(wanted):
            yield table, f"expected {len(wanted)} rows, not {len(found)} ({COPIED_FROM[table]})"
            continue
        for column in found.columns:
            said = wanted[column].to_numpy()
            other = np.flatnonzero(found[column].fillna("").to_numpy() != said)
            if other.size:
                row = int(other[0])
                yield (
                    table,
                    f"line {row + 2}: column {column!r}: {given(found[column].iloc[row])}, but the "
                    f"scenario says {given(said[row])} ({COPIED_FROM[table]})",
                )
                break


def _some(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:8]))
    return shown + (", …" if len(names) > 8 else "")


def _cents(scenario: Scenario, money: Any) -> Any:
    """Money in whole smallest units of the currency."""
    return np.round(money * 10**scenario.currency.minor_units).astype("int64")


def _money(scenario: Scenario, cents: int) -> str:
    minor = scenario.currency.minor_units
    return f"{cents / 10**minor:,.{minor}f}"
