"""The scenario of a company's own orders: the one it is like, with what the orders say put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from casestudy.analysis.calibration import calibrate, fitted_changes
from casestudy.errors import InputError
from casestudy.files.places import data_folder
from casestudy.files.reading import LARGEST_YAML, Path_, parse_yaml, read_text, replaced
from casestudy.orders.report import Report
from casestudy.orders.words import words
from casestudy.scenario.case import Case, scenario_of
from casestudy.scenario.deriving import at_size
from casestudy.scenario.entry import LONGEST_TEXT
from casestudy.scenario.schema import Scenario
from casestudy.scenario.synthesis import draft_case
from casestudy.scenario.writing import currency_entry, in_one_line
from casestudy.units import Mark

if TYPE_CHECKING:
    from casestudy.orders.deriving import Derived

CUSTOMERS, LINES_EACH, SPREAD = (5, 500), (1.0, 200.0), (0.01, 5.0)  # as a scenario takes them
MARGIN = (0.01, 0.9)
MISSED = 1e-4  # a target that is missed by less reads the same


def scenario_with(
    path: Path, like: Scenario, derived: Derived, currency: str, report: Report, name: str
) -> tuple[str, Case]:
    """Text of the scenario, and its case, calibrated.

    Parameters
    ----------
    path : Path
        The file of the scenario that it is like.
    like : Scenario
    derived : Derived
    currency : str
        Code; empty for that of `like`.
    report : Report
    name : str
        Of the new scenario.

    Returns
    -------
    tuple of (str, Case)

    Raises
    ------
    InputError
        If no case can be made of these orders.
    """
    text = read_text(path, LARGEST_YAML)
    text = replaced(path, text, _changes(like, derived, currency, name, report))
    text = re.sub(
        r"(?m)^# yaml-language-server: .*$", f"# yaml-language-server: $schema={_schema()}", text
    )
    text = re.sub(r"(?m)^# .*tables are synthetic\.$", "# " + words("heading"), text)
    case = _case(path, name, text, derived)
    found = calibrate(case)
    wanted: dict[str, float] = {}
    if not found.solved:
        wanted = {
            target: round(found.reached(target), 4)
            for target, gap in found.residuals.items()
            if abs(gap) > MISSED
        }
        text = replaced(path, text, _outcomes(like, wanted))
        case = replace(case, scenario=_scenario(path, name, text))
        found = calibrate(case)
        for target, value in wanted.items():
            own = getattr(like.outcomes, target).value
            report.words("assumed.target", name=target, own=own, value=value)
    text = replaced(path, text, fitted_changes(found))
    # The tables are made from none of the free quantities.
    return text, replace(case, scenario=_scenario(path, name, text))


def _schema() -> str:
    return (data_folder() / "scenarios" / "scenario.schema.json").as_uri()


def _scenario(path: Path, name: str, text: str) -> Scenario:
    own = path.with_name(f"{name}.yaml")
    try:
        return scenario_of(own, *parse_yaml(own, text.removeprefix("\ufeff")))
    except InputError as error:
        raise _impossible(path, str(error).removeprefix(f"{own}: ")) from None


def _case(path: Path, name: str, text: str, derived: Derived) -> Case:
    scenario = _scenario(path, name, text)
    try:
        return draft_case(scenario, None, (derived.skus, derived.lines))
    except InputError as error:
        raise _impossible(path, str(error)) from None


def _impossible(path: Path, why: str) -> InputError:
    why = re.sub(r"^line \d+: ", "", why)  # of a file that nobody has
    return InputError(f"no case like {path.stem} can be made of these orders: {why}")


def _changes(
    like: Scenario, derived: Derived, currency: str, name: str, report: Report
) -> dict[Path_, str]:
    """What stands in the new file in the place of what stands in the old one."""
    skus, old = derived.skus, like.company.revenue.value * like.line.company_share.value
    factor, many = derived.revenue / old, len(skus) / like.line.products.value
    count = len(derived.lines)
    spread = float(np.log(skus["price"] * skus["volume"]).std(ddof=0))
    said: dict[Path_, Any] = {
        ("name",): name,
        ("title",): words("title"),
        ("company", "base_year"): derived.year,
        ("company", "revenue"): _figure(
            derived.revenue / like.line.company_share.value, Mark.ASSUMED, "company_revenue"
        ),
        ("line", "products"): _figure(len(skus), Mark.FACT, "products"),
        ("history", "seasonality"): _seasons(like, derived),
        ("order_file", "source"): words("source.order_file", count=count, year=derived.year),
        ("order_file", "concentration"): _figure(
            round(_clipped(spread, SPREAD), 4), Mark.FACT, "concentration"
        ),
        ("order_file", "customers"): int(_clipped(derived.lines["customer"].nunique(), CUSTOMERS)),
        ("order_file", "order_lines_per_product"): round(
            _clipped(len(derived.lines) / len(skus), LINES_EACH), 2
        ),
        ("order_file", "platforms"): [
            {"name": label, "weight": min(count, 1000), "price": price}
            for label, count, price in derived.platforms
        ],
    }  # fmt: skip
    if currency and currency != like.currency.code:
        said["currency",] = currency_entry(currency, like)
    said |= _margins(like, derived)
    said |= _resized(like, factor, many)
    report.words("assumed.scaled", factor=factor, each=factor / many, like=like.name)
    changes = {where: in_one_line(value) for where, value in said.items()}
    first = changes["order_file", "source"]
    if "origin" not in like.order_file.model_fields_set:
        changes["order_file", "source"] = f"{first}\n  origin: own"
    else:
        changes["order_file", "origin"] = "own"
    return changes


def _figure(value: float, mark: Mark, piece: str, **names: Any) -> dict[str, Any]:
    return {"value": value, "mark": mark.value, "source": words(f"source.{piece}", **names)}


def _clipped(value: float, limits: tuple[float, float]) -> float:
    return float(min(max(value, limits[0]), limits[1]))


def _seasons(like: Scenario, derived: Derived) -> list[float]:
    """Seasons of the orders without the line's trend; the four add up to 4."""
    middle = (np.arange(4) + 0.5) / 4 - 0.5
    bare = derived.seasons / (1.0 + like.history.line_trend.value) ** middle
    seasons = [round(float(one), 4) for one in bare / bare.sum() * 4]
    return [*seasons[:3], round(4.0 - sum(seasons[:3]), 4)]


def _margins(like: Scenario, derived: Derived) -> dict[Path_, Any]:
    """Gross margins where the orders say what was spent."""
    if derived.unit_cost is None:
        return {}
    variety = like.assumptions.complexity_cogs_share.value
    margin = 1.0 - derived.unit_cost - variety
    then = like.history.gross_margin_at_start.value - like.line.gross_margin.value + margin
    return {
        ("line", "gross_margin"): _figure(round(margin, 8), Mark.FACT, "gross_margin"),
        ("history", "gross_margin_at_start"): _figure(
            round(_clipped(then, MARGIN), 4), Mark.ASSUMED, "gross_margin_at_start"
        ),
    }


def _resized(like: Scenario, by_revenue: float, by_products: float) -> dict[Path_, Any]:
    """Money and counts of the other case for a line of this size; of orders they are known."""
    found: dict[Path_, Any] = {}
    for change in at_size(like, by_revenue, by_products):
        if change.where == ("order_file",):
            continue
        found |= {(*change.where, *inside): value for inside, value in change.values.items()}
        if change.whole:
            figure = getattr(getattr(like, str(change.where[0])), str(change.where[1]))
            source = words("source.scaled", factor=f"{change.by:.4g}", source=figure.source)
            found[*change.where, "source"] = source[:LONGEST_TEXT]
            if figure.mark is Mark.FACT:
                found[*change.where, "mark"] = Mark.ASSUMED.value
    return found


def _outcomes(like: Scenario, wanted: Mapping[str, float]) -> dict[Path_, str]:
    return {
        (like.outcomes_part, name): in_one_line(_figure(value, Mark.ASSUMED, "target"))
        for name, value in wanted.items()
    }
