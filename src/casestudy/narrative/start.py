"""The first page: the case in brief, how its facts are read, the ledger, the glossary, the map."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from casestudy.analysis.comparison import Comparison
from casestudy.analysis.readings import Readings
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent, points
from casestudy.ledger import number_ledger, postings
from casestudy.levers import Mark
from casestudy.scenario import TARGETS
from casestudy.text.prose import Prose, bullets, count, table


def case_in_brief(case: Case) -> Prose:
    """Who, what, and why somebody had to act."""
    s = case.scenario
    c = s.currency
    trend = s.history.line_trend.value
    move = "shrank" if trend < 0 else "grew"
    return Prose(
        f"### {s.title}",
        f"**{s.company.name}** makes {s.company.industry}: {money(s.company.revenue.value, c)} a year. "
        f"Its largest line, **{s.line.name}**, brings {money(case.line_revenue, c)} of it. For "
        f"{count(s.history.span)} years the line {move} by about {percent(abs(trend))} a year, while "
        f"the market for {s.market.name} grew by about {percent(s.history.market_growth.value)} a year. "
        "Marketing's vice president and the heads of development concluded that a clearly better "
        "product, delivered in record time, could close the gap. A product manager was brought in "
        "to lead.",
        f"*{s.company.name} is fictional and its tables are synthetic. What is reported by the "
        "source, what is solved for and what is assumed stands in the ledger below.*",
    )


def what_was_done(case: Case) -> Prose:
    """The actions of the programme, by group."""
    told = {
        "research": "deep research set the positioning: interviews, observation, a choice study, and "
        "a sober look at what competitors can and cannot do",
        "launch": "a new product was developed to that specification, and launched",
        "mentoring": "the leads of new-product development were mentored",
        "partner": "an offshore partner was chosen that was willing to meet an aggressive schedule",
        "commercial": "training workshops, a new pricing method, better selling, more marketing",
        "pruning": "products were retired; the source reports the lower complexity, not how it came "
        "about, so this action is assumed",
    }
    items = []
    for group in case.scenario.action_groups:
        text = told.get(group.name)
        items.append(f"**{group.label}**" + (f": {text}." if text else "."))
    return Prose(bullets(items))


def what_came_of_it(case: Case, result: Comparison) -> Prose:
    """The three outcomes, with how they are read."""
    targets = case.scenario.targets
    first, last = result.window
    rows = [
        ["revenue", percent(targets.revenue_growth.value, sign=True),
         f"of the line, programme quarters {first} to {last} against the four before the programme"],
        ["product-line complexity", percent(-targets.complexity_reduction.value, sign=True),
         "active products, those that the launch adds counted"],
        ["gross margin", points(targets.margin_points.value),
         "percentage points, same quarters"],
    ]  # fmt: skip
    facts = sum(getattr(targets, name).mark is Mark.FACT for name in TARGETS)
    origin = (
        "The source reports these three figures"
        if facts == len(TARGETS)
        else "These three figures are this scenario's assumptions"
        if facts == 0
        else f"The source reports {count(facts)} of these three figures; the rest is assumed"
    )
    return Prose(
        table(["outcome", "figure", "as this workbook reads it"], rows, right=[1]),
        f"{origin}; the reading is the workbook's.",
    )


def readings(case: Case, result: Readings) -> Prose:
    """The same three figures, read in other ways."""
    fewer = result.effective_after / result.effective_before - 1.0
    rows = [
        ["revenue against doing nothing, not against last year",
         points(result.against_idle, 0) + " of growth"],
        ["revenue as a yearly rate", percent(result.yearly, 1, sign=True)],
        ["if it were the company's revenue and not the line's",
         f"the line would have to grow {percent(result.if_company, sign=True)}"],
        ["complexity as the effective number of products",
         f"{number(result.effective_before)} to {number(result.effective_after)}, "
         f"{percent(fewer, sign=True)}"],
        ["complexity as the cost of variety on the books",
         percent(result.complexity_cost, sign=True)],
        ["margin as a part of the margin, not as points", points(result.relative_margin, 2)],
    ]  # fmt: skip
    return Prose(table(["another reading", "then"], rows))


def ledger_in_brief(case: Case) -> Prose:
    """How many figures have which mark, and all that are not assumed."""
    found = Counter(p.mark for p in postings(case.scenario))
    total = sum(found.values())
    rows = [
        [f"**{mark.value}**", f"{found[mark]:,}", meaning]
        for mark, meaning in (
            (Mark.FACT, "reported by the source"),
            (Mark.CALIBRATED, "solved so that the targets come out"),
            (Mark.ASSUMED, "chosen by the scenario's author, with a reason"),
        )
    ]
    firm = number_ledger(case)
    firm = firm[firm["mark"] != Mark.ASSUMED.value]
    shown = [[_named(r), r.value, r.range, r.mark, r.source] for r in firm.itertuples()]
    return Prose(
        f"This scenario has {total:,} figures. Each has a mark:",
        table(["mark", "figures", "meaning"], rows, right=[1]),
        "All that are not assumed:",
        table(["figure", "value", "range", "mark", "source"], shown, right=[1]),
    )


def _named(row: Any) -> str:
    """A figure with its part where the part is needed to understand it."""
    short = row.chapter in {"company", "line", "market", "history", "targets", "window"}
    return f"{row.chapter}: {row.figure}" if short else row.figure


def whole_ledger(case: Case) -> Prose:
    """Every figure of the scenario, folded away until somebody asks."""
    rows = number_ledger(case)
    shown = [[r.chapter, r.figure, r.value, r.range, r.mark, r.source] for r in rows.itertuples()]
    head = ["part", "figure", "value", "range", "mark", "source"]
    return Prose(
        f"<details><summary>The whole ledger: {len(rows):,} figures</summary>",
        table(head, shown, right=[2]),
        "</details>",
    )


GLOSSARY = {
    "action group": "levers that belong to one kind of action, for example everything commercial",
    "assumption": "what the world does, whatever we decide: market growth, elasticity, lead times",
    "calibrated": "solved so that the reported figures come out of the model",
    "complexity cost": "what variety costs: set-ups, handling, engineering, administration",
    "effective number of products": "how many equally large products would be as diverse",
    "gross margin": "revenue less cost of goods sold, as a share of revenue",
    "landed saving": "what is left of a quoted saving when the goods have arrived",
    "lever": "what the team decides, and a slider moves",
    "null value": "the setting of a lever that means: this is not done",
    "outcome window": "the four quarters in which the outcome is measured",
    "percentage point": "difference of two percentages: from 30% to 31% is one point",
    "pocket price": "what is left of the list price after every discount, rebate and allowance",
    "present value": "cash of later years, discounted to today by the cost of capital",
    "product (SKU)": "one item with its own number, stock and price: a stock-keeping unit",
    "recapture": "share of a retired product's sales that moves to a product we keep",
    "whale curve": "profit added up from the best product to the worst",
}


def glossary() -> Prose:
    """Terms of the workbook, in one place."""
    return Prose(table(["term", "meaning"], [[f"**{k}**", v] for k, v in GLOSSARY.items()]))


def notebook_map(folder: Path) -> Prose:
    """The notebooks that there are, with their question and their time.

    Parameters
    ----------
    folder : Path
        Folder of the notebooks; the question and the minutes are read from their first cell.

    Returns
    -------
    Prose
    """
    rows = []
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        meta = json.loads(path.read_text(encoding="utf-8"))["metadata"].get("casestudy", {})
        title = path.stem[3:].replace("_", " ")
        rows.append(
            [f"[{path.stem[:2]} {title}]({path.name})", meta.get("question", ""),
             str(meta.get("minutes", ""))]
        )  # fmt: skip
    minutes = sum(int(r[2]) for r in rows if r[2])
    return Prose(
        table(["notebook", "the manager's question", "minutes"], rows, right=[2]),
        f"All of them together take about {minutes} minutes.",
    )


def setup_report(case: Case, checks: dict[str, bool]) -> Prose:
    """Whether everything that the workbook needs is there."""
    failed = [name for name, good in checks.items() if not good]
    if failed:
        return Prose(f"**Something is missing:** {listing(failed)}. The README says how to set up.")
    return Prose(
        f"Everything is in place: {listing(list(checks))}. "
        f"The scenario is **{case.scenario.title}** with "
        f"{number(len(case.tables['skus']))} products and "
        f"{number(len(case.tables['order_lines']))} order lines."
    )
