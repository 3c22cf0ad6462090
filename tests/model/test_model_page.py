"""The page of equations says what the program does, and a reader can redo its figures."""

import math
import re
import sys
from pathlib import Path

import pytest

from casestudy.levers import Assumptions, Levers, names

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import model_page  # noqa: E402

PAGE = model_page.PAGE.read_text("utf-8")
QUOTES = re.findall(r"^- `([\w/]+\.py)`: `(.+)`$", PAGE, re.M)


def cells(heading: str) -> dict[str, list[str]]:
    """Rows of the table with this first line, by their first cell."""
    lines = PAGE[PAGE.index(heading) :].splitlines()[2:]
    rows = [line.strip("| ").split(" | ") for line in lines[: lines.index("")]]
    return {row[0].strip("`"): row[1:] for row in rows}


def value(text: str) -> float:
    return float(text.replace(",", ""))


def test_its_tables_are_what_the_program_gives():
    assert model_page.written(PAGE) == PAGE


def test_a_table_that_is_not_is_found():
    spoilt = PAGE.replace("| `retired_share` | 0.84 |", "| `retired_share` | 0.85 |")
    assert spoilt != PAGE
    assert model_page.written(spoilt) == PAGE
    with pytest.raises(SystemExit, match="traps"):
        model_page.written(PAGE.replace("<!-- traps -->", ""))


@pytest.mark.parametrize(("module", "line"), QUOTES)
def test_every_quoted_line_stands_in_its_module(module, line):
    source = (ROOT / "src" / "casestudy" / module).read_text("utf-8")
    assert line in [text.strip() for text in source.splitlines()]


def test_every_equation_has_its_code():
    for section in PAGE.split("\n### ")[1:]:
        if re.match(r"\d", section):
            assert QUOTES
            assert re.search(r"^- `[\w/]+\.py`: `", section, re.M), section.splitlines()[0]


def test_every_lever_and_assumption_has_its_row():
    assert set(cells("| name | symbol | unit | range | meaning |")) == set(names(Levers))
    assert set(cells("| name | symbol | unit | value | range | meaning |")) == set(
        names(Assumptions)
    )


def test_every_symbol_stands_in_an_equation():
    equations = "".join(re.findall(r"\$\$.+?\$\$", PAGE, re.S))
    for name, symbol in model_page.SYMBOLS.items():
        used = re.search(rf"(?<![\\A-Za-z]){re.escape(symbol)}(?![A-Za-z])", equations)
        used = used or f"${symbol}$" in PAGE.split("## The equations")[1]
        assert used, f"{name}: {symbol}"


def test_a_quarter_can_be_redone_from_the_page_alone():
    """With a calculator, as it were: nothing of the program is used here."""
    fact = {name: row[0] for name, row in cells("| constant | value |").items()}
    plan = {name: value(row[0]) for name, row in cells("| lever | value |").items()}
    world = {
        name: value(row[2])
        for name, row in cells("| name | symbol | unit | value | range | meaning |").items()
    }
    shown = cells("| series | quarter 1 |")
    q, column = 16, 4  # all quarters have a season; that of a fourth quarter is the last
    season = 1.04
    years = (q + 1.5) / 4
    revenue0, share0 = value(fact["revenue of the base year"]), value(fact["market share"])
    market = revenue0 / share0 * (1 + world["market_growth"]) ** years / 4 * season
    base = share0 * value(fact["yearly factor of the share, left to itself"]) ** years
    invoice, rebates, off = map(value, fact["invoice, rebates, money off"].split(", "))
    pocket = invoice * (1 + plan["price_change"]) * (1 - rebates) - off
    price = pocket / (invoice * (1 - rebates) - off)
    utility = world["selling_utility"] + world["marketing_utility"]
    utility += world["price_elasticity"] / (1 - base) * math.log(price)
    advantage = world["advantage_seen"] * value(
        fact["worth of the researched specification, utility"]
    )

    def lift(v: float) -> float:
        return math.exp(v) / (1 + base * (math.exp(v) - 1))

    p, q_ = world["bass_innovation"], world["bass_imitation"]
    launch = value(fact["months to the launch"]) / 12

    def total(time: float) -> float:
        t = max(time, 0.0)
        return t + math.log((p + q_ * math.exp(-(p + q_) * t)) / (p + q_)) / q_

    adoption = (total(q / 4 - launch) - total((q - 1) / 4 - launch)) * 4
    assert value(shown["adoption"][column]) == pytest.approx(adoption, abs=1e-4)
    gone, gone_cost = map(value, fact["retired: share of revenue, of cost"].split(", "))
    kept = 1 - (1 - world["demand_recapture"]) * gone
    old = market * (1 - adoption) * base * lift(utility) * kept
    new = market * adoption * base * lift(utility + advantage)
    near = {"rel": 1e-4}  # the page shows six digits of what is calibrated
    assert value(shown["market"][column]) == pytest.approx(market, rel=1e-6)
    assert value(shown["volume"][column]) == pytest.approx(old + new, **near)
    assert value(shown["revenue"][column]) == pytest.approx((old + new) * price, **near)

    landed = (1 - world["quoted_saving"]) * (1 + world["offshore_extra_cost"])
    average = 1 - plan["offshore_share"] * (1 - landed)
    ratio = 1 - value(fact["gross margin"]) - world["complexity_cogs_share"]
    dearer = (1 + world["unrecovered_inflation"]) ** years
    cost = old * (1 - gone_cost) / (1 - gone) + new * (1 + world["new_product_unit_cost"])
    cost *= ratio * dearer * average
    assert value(shown["variable_cost"][column]) == pytest.approx(cost, **near)

    weekly, stock = cost * 4 / season / 52, 0.0
    classes = {}
    for c in "ABC":
        count, flow, cv = map(
            value, fact[f"class {c}: products, share of cost, weekly variation"].split(", ")
        )
        off_count, off_flow = map(
            value, fact[f"class {c}, retired: products, share of cost"].split(", ")
        )
        classes[c] = (count - off_count, flow, off_flow, cv)
    moved = world["demand_recapture"] / (1 - gone_cost)
    moved_cv = moved * sum(off_flow * cv for _, _, off_flow, cv in classes.values())
    share = plan["offshore_share"]
    order = (1 - share) * world["domestic_order_quantity"]
    order += share * world["offshore_order_quantity"]
    for c, (count, flow, off_flow, cv) in classes.items():
        both = cv**2 + moved_cv**2 + 2 * world["demand_correlation"] * cv * moved_cv
        pooled = math.sqrt(both) / (1 + moved * gone_cost)
        sold = weekly * (flow - off_flow) / (1 - gone_cost)
        for part, place in ((1 - share, "domestic"), (share, "offshore")):
            lead = world[f"{place}_lead_time"] + world["review_period"]
            spread = math.sqrt(lead * pooled**2 + world[f"{place}_lead_time_sd"] ** 2)
            stock += part * world["safety_factor"] * spread * sold
        products = count + (world["launch_skus"] if c == "A" else 0)
        lots = min(products * order, sold * world["longest_cover"])
        stock += max(lots, sold * world["review_period"]) / 2
    at_home = weekly / average
    stock += at_home * (1 - share) * (world["domestic_lead_time"] + world["work_in_process"])
    stock += at_home * share * (1 - world["quoted_saving"]) * world["offshore_lead_time"]
    assert value(shown["inventory"][column]) == pytest.approx(stock, **near)
    owed = (old + new) * price * world["receivable_days"] - cost * world["payable_days"]
    tied = stock + owed * 4 / season / 365
    assert value(shown["working_capital"][column]) == pytest.approx(tied, **near)
