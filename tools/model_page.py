"""Write the tables of docs/model.md from the program: declarations, one plan, the size of traps."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import casestudy as cs
from casestudy.analysis.calibration import calibrate
from casestudy.concepts.choice import logit_recapture
from casestudy.files.languages import ENGLISH
from casestudy.levers import Assumptions, Levers, declaration, described, names
from casestudy.model.derived import CLASSES, derived, development_months
from casestudy.model.inventory import retired
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import free_figure
from casestudy.text.formats import money, number, percent, points

PAGE = Path(__file__).parents[1] / "docs" / "model.md"
QUARTERS = (1, 4, 8, 12, 16, 20)
SHOWN = (
    "market", "share", "price", "adoption", "volume", "revenue", "new_product_revenue",
    "variable_cost", "complexity_cogs", "gross_margin", "complexity_sga", "operating_cost", "skus",
    "inventory", "working_capital", "capacity", "programme_costs", "one_offs", "cash",
)  # fmt: skip
# As the equations write them; what stands in no equation is paid or counted as its meaning says.
SYMBOLS = {
    "research": "r", "launch": r"\ell", "offshore_share": "o", "supplier_owns_transit": r"\omega",
    "price_change": r"\hat p", "selling": r"\hat s", "marketing": r"\hat m",
    "market_growth": "g", "price_elasticity": r"\varepsilon", "demand_recapture": r"\tau",
    "selling_utility": "a_s", "marketing_utility": "a_m", "advantage_seen": r"\alpha",
    "new_product_unit_cost": r"\kappa", "unrecovered_inflation": r"\pi",
    "complexity_cogs_share": r"\gamma", "variety_cost_doubling": r"\theta",
    "freed_cost_taken_out": r"\varphi", "operating_cost_rate": r"\beta",
    "spare_capacity": r"\text{spare}", "capacity_investment": r"\kappa_c",
    "quoted_saving": r"q_s", "offshore_extra_cost": r"e_s", "domestic_lead_time": "L_h",
    "offshore_lead_time": "L_o", "domestic_lead_time_sd": r"\sigma_L",
    "offshore_lead_time_sd": r"\sigma_L", "review_period": "R", "safety_factor": "z",
    "domestic_order_quantity": "Q", "offshore_order_quantity": "Q", "longest_cover": "T",
    "work_in_process": r"\text{work}", "demand_variability": r"\nu", "receivable_days": "D_r",
    "payable_days": "D_p", "released_at_horizon": r"\lambda", "discount_rate": r"\delta",
    "demand_correlation": r"\rho_d", "bass_innovation": "p", "bass_imitation": "q",
}  # fmt: skip
FRACTIONS = {"share", "price", "adoption", "gross_margin"}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def declared(record: type, case: Case) -> str:
    """The quantities of a record with unit, range in the default scenario, and meaning."""
    rows = []
    for name in names(record):
        d = declaration(record, name)
        where = case.scenario.levers if record is Levers else case.scenario.assumptions
        figure = getattr(where, name)
        value = [] if record is Levers else [f"{figure.value:.6g}"]
        span = f"{figure.low:g} to {figure.high:g}" if figure.low is not None else "–"
        symbol = f"${SYMBOLS[name]}$" if name in SYMBOLS else "–"
        rows.append([f"`{name}`", symbol, str(d.unit), *value, span, described(name, ENGLISH)[1]])
    head = ["name", "symbol", "unit", *([] if record is Levers else ["value"]), "range", "meaning"]
    return table(head, rows)


def calibration(case: Case) -> str:
    """Targets, what is solved for them, and what is left over."""
    found = calibrate(case)
    # Rounding noise differs between machines: what matters is that it is noise.
    left = "below 1e-6" if found.solved else "not met"
    targets = [[f"`{n}`", f"{v:g}", left] for n, v in found.targets.items()]
    free = [
        [f"`{n}`", f"{v:.6g}", f"{free_figure(case.scenario, n).low:g} to "
         f"{free_figure(case.scenario, n).high:g}"]
        for n, v in found.values.items()
    ]  # fmt: skip
    return "\n\n".join([table(["target", "value", "model less target"], targets),
                        table(["solved for", "value", "range"], free)])  # fmt: skip


def by_hand(case: Case) -> str:
    """Constants of the case, and the quarters of the plan as it happened."""
    g, plan = derived(case), case.plan("as_it_happened")
    gone = retired(g, plan.pruning_rule, plan.retired_share)
    months = float(development_months(case, plan.mentoring, plan.partner_development))
    constants = [
        ["revenue of the base year", f"{g.revenue:,.2f}"],
        ["gross margin", f"{g.gross_margin:g}"],
        ["market share", f"{g.share:g}"],
        ["yearly factor of the share, left to itself", f"{g.decline:.6f}"],
        ["products", f"{g.count:g}"],
        ["worth of the researched specification, utility", f"{g.worth:.4f}"],
        ["part of it without research", f"{g.blind:.4f}"],
        ["months to the launch", f"{months:.3f}"],
        ["invoice, rebates, money off", f"{g.waterfall[0]:.4f}, {sum(g.waterfall[2]):.4f}, "
         f"{sum(g.waterfall[1]):.4f}"],
        ["retired: share of revenue, of cost",
         f"{float(gone.revenue):.6f}, {float(gone.cost):.6f}"],
    ]  # fmt: skip
    for i, name in enumerate(CLASSES):
        constants.append(
            [f"class {name}: products, share of cost, weekly variation",
             f"{g.class_count[i]:g}, {g.class_flow[i]:.6f}, {g.class_cv[i]:.6f}"]
        )  # fmt: skip
        constants.append(
            [f"class {name}, retired: products, share of cost",
             f"{float(gone.count[i]):.2f}, {float(gone.flow[i]):.6f}"]
        )  # fmt: skip
    levers = [[f"`{n}`", f"{getattr(plan, n):.6g}"] for n in names(Levers)]
    series = simulate(case, plan).series
    rows = [
        [f"`{name}`", *(f"{getattr(series, name)[q - 1]:,.{4 if name in FRACTIONS else 0}f}"
                        for q in QUARTERS)]
        for name in SHOWN
    ]  # fmt: skip
    head = ["series", *(f"quarter {q}" for q in QUARTERS)]
    return "\n\n".join(
        [table(["constant", "value"], constants), table(["lever", "value"], levers),
         table(head, rows)]
    )  # fmt: skip


def traps(case: Case) -> Iterator[list[str]]:
    """Each trap with the size of its effect."""
    c, world, plan, g = case.scenario.currency, case.assumptions, case.plan(), derived(case)
    here, idle = simulate(case, plan), simulate(case, case.plan("do_nothing")).headlines
    h, w = here.headlines, g.window
    sea, value = cs.supply.sea_value(case), cs.worth(case)
    growth, margin = float(h.revenue_growth), float(h.margin_points)
    turns = number(float(h.inventory_turns), 2)
    yield [
        "goods at sea at landed cost, and work in process for goods made elsewhere",
        f"turns {number(sea.turns_wrong, 2)} instead of {number(sea.turns, 2)}, for the same "
        f"sales; today {number(sea.turns_today, 2)}",
    ]
    mixed = float(here.series.cogs[w].sum() / here.series.inventory[w].mean())
    yield [
        "turns from a cost with set-ups and a stock without",
        f"turns {number(mixed, 2)} instead of {turns}; cutting the cost of set-ups then "
        "lowers them",
    ]
    costless = replace(
        world, operating_cost_rate=0.0, receivable_days=0.0, payable_days=0.0, spare_capacity=1.0
    )
    free = float(simulate(case, plan, costless).headlines.npv)
    yield [
        "growth for nothing: no selling and administration, no receivables and payables, no "
        "capacity",
        f"present value {money(free, c, sign=True)} instead of "
        f"{money(value.default, c, sign=True)}",
    ]
    yield [
        "working capital that never comes back",
        f"present value {money(value.unreleased, c, sign=True)} instead of "
        f"{money(value.default, c, sign=True)}",
    ]
    gone = retired(g, plan.pruning_rule, plan.retired_share)
    done = np.clip((np.arange(1, 21) - 0.5) / world.pruning_quarters, 0.0, 1.0)
    lost = here.series.new_product_revenue * (1.0 - world.demand_recapture) * gone.revenue * done
    less = growth - float(lost[w].sum()) / g.revenue
    yield [
        "cannibals that also leave: the new product's customers lose with retired products",
        f"growth {percent(less, 1)} instead of {percent(growth, 1)}",
    ]
    logit = float(logit_recapture(g.share, gone.revenue))
    other = simulate(case, plan, replace(world, demand_recapture=logit)).headlines
    yield [
        "a logit read backwards: it is said to overstate how many customers stay. With an outside "
        f"option at this share it says that {percent(logit)} stay",
        f"growth {percent(float(other.revenue_growth), 1)} instead of {percent(growth, 1)}, if "
        "nobody were bound to the maker",
    ]
    share = g.share * g.decline ** ((w.stop + 1.5) / 4)
    drifted = world.price_elasticity * (1 - share) / (1 - g.share)
    yield [
        "an elasticity held in utility while the share falls",
        f"{number(drifted, 2)} in quarter {w.stop} instead of {number(world.price_elasticity, 2)}",
    ]
    long = replace(world, longest_cover=52.0)
    before = [simulate(case, case.plan("do_nothing"), x).series for x in (world, long)]
    stock = [float(s.inventory[0] - s.inventory_change[0]) for s in before]
    yield [
        "smallest orders that last a year",
        f"stock before the programme {money(stock[1], c)} instead of {money(stock[0], c)}, which a "
        "cut then seems to free",
    ]
    yield [
        "the gain counted against last year instead of doing nothing",
        f"margin {points(margin)} instead of {points(margin - float(idle.margin_points))}; growth "
        f"{points(growth)} instead of {points(growth - float(idle.revenue_growth))}",
    ]


def written(text: str) -> str:
    """The page with its tables written anew."""
    case = cs.load_case("turnaround")
    regions = {
        "levers": declared(Levers, case),
        "assumptions": declared(Assumptions, case),
        "calibration": calibration(case),
        "by hand": by_hand(case),
        "traps": table(["trap", "effect"], list(traps(case))),
    }
    for name, content in regions.items():
        region = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
        text, count = region.subn(lambda m, c=content: f"{m[1]}\n{c}\n\n{m[2]}", text)
        if count != 1:
            raise SystemExit(f"{PAGE.name}: expected one region {name!r}, not {count}")
    return text


def main() -> int:
    """Write the page, or with --check say whether it is as it would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    only_check = parser.parse_args().check
    now = PAGE.read_text("utf-8")
    new = written(now)
    if only_check:
        return int(new != now)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
