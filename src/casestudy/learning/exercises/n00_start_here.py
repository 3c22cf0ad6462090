"""Exercises and predictions of `00_start_here`; see `n05_price` for the pattern."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from casestudy.case import Case
from casestudy.formats import money, number, percent
from casestudy.learning.exercises.distinct import distinct
from casestudy.learning.kinds import Choice, Choices, Number, Wrong, absolute
from casestudy.learning.predictions import Prediction
from casestudy.ledger import number_ledger
from casestudy.levers import Mark, Unit
from casestudy.model import simulate
from casestudy.outcome import Headlines
from casestudy.text.prose import count

# -- 00-01: reading the map -----------------------------------------------------------------------

QUESTIONS = {
    "a": "03 where to win",
    "b": "04 too many products",
    "c": "05 price",
    "d": "06 partner",
    "e": "08 supply chain",
}


def _saving(case: Case) -> str:
    return percent(case.assumptions.quoted_saving)


WHERE_TO_LOOK = Choice(
    id="00-01",
    title="Where to look",
    level="read",
    prompt=lambda case: (
        f"Purchasing at {case.scenario.company.name} brings a quote from abroad: {_saving(case)} "
        "below our own unit cost, by a date that sounds too good. Should we trust it? Look at the "
        "map: which notebook do you open first?"
    ),
    options=lambda case: QUESTIONS,
    key=lambda case: "d",
    hints=(
        "Read the middle column of the map. Each notebook is one manager's question.",
        "A quote and a date come from somebody. Which notebook asks whom to choose, and what can "
        "go wrong?",
    ),
    solution=lambda case: (
        "`06`: it asks which partner, and what can go wrong, with the date and with the "
        f"{_saving(case)} that are only quoted. What the choice does to our stock is the question "
        "of `08`, and comes after it."
    ),
    code='answer = "06 partner"',
    wrong=(
        Wrong(
            "our own price",
            lambda case: "c",
            "That one is about the price that *we* take from our customers. Here somebody quotes a "
            "price to us.",
        ),
        Wrong(
            "the stock",
            lambda case: "e",
            "Near: goods from far away change the stock, and that notebook shows how. But first "
            "somebody has to decide whether to buy there at all.",
        ),
        Wrong(
            "competitors",
            lambda case: "a",
            "That one looks at customers and at those who sell against us. Here somebody wants to "
            "sell *to* us.",
        ),
        Wrong(
            "products",
            lambda case: "b",
            "That one asks which of our products earn their keep, whoever makes them.",
        ),
    ),
)

# -- 00-02: what may be quoted --------------------------------------------------------------------


def _marks(case: Case) -> dict[str, Mark]:
    s = case.scenario
    return {
        "a": s.targets.revenue_growth.mark,
        "b": s.plans["as_it_happened"].retired_share.mark,
        "c": s.history.market_growth.mark,
        "d": s.company.revenue.mark,
    }


def _figures(case: Case) -> dict[str, str]:
    s, c = case.scenario, case.scenario.currency
    return {
        "a": f"the programme brought {percent(s.targets.revenue_growth.value, sign=True)} revenue",
        "b": f"{percent(case.plan().retired_share)} of the products were retired",
        "c": f"the market grew {percent(s.history.market_growth.value)} a year",
        "d": f"the company has a revenue of {money(s.company.revenue.value, c)} a year",
        "e": "none of these",
    }


def _facts(case: Case) -> set[str]:
    return {x for x, mark in _marks(case).items() if mark is Mark.FACT} or {"e"}


def _named(case: Case, mark: Mark) -> str:
    return ", ".join(_figures(case)[x] for x, m in _marks(case).items() if m is mark)


def _if_no_facts(without: str, otherwise: str):
    return lambda case: without if _facts(case) == {"e"} else otherwise


def _quote_solution(case: Case) -> str:
    lines = [
        f"{mark.value.capitalize()}: {_named(case, mark)}." for mark in Mark if _named(case, mark)
    ]
    if _facts(case) == {"e"}:
        return f"Not one: no figure of this scenario comes from a source. {' '.join(lines)}"
    return f"{' '.join(lines)} Only a fact can be quoted; the other two are ours to defend."


QUOTE = Choices(
    id="00-02",
    title="What may be quoted",
    level="read",
    prompt=lambda case: (
        f"Somebody writes an article on the case of {case.scenario.company.name} and quotes only what "
        "the *source reports*. Which of these figures may stand in it? The number ledger has "
        "the mark of each."
    ),
    options=_figures,
    key=_facts,
    hints=(
        "Three marks: a fact is reported, a calibrated figure is solved for, an assumed one is "
        "chosen by the author.",
        "What is a fact or calibrated stands in the short table of the ledger. Whatever is missing "
        "there is assumed.",
    ),
    solution=_quote_solution,
    code="""
s = case.scenario
figures = {
    "a": s.targets.revenue_growth,
    "b": s.plans["as_it_happened"].retired_share,
    "c": s.history.market_growth,
    "d": s.company.revenue,
}
answer = [letter for letter, figure in figures.items() if figure.mark == "fact"] or "e"
""",
    wrong=distinct(
        _facts,
        Wrong(
            "calibrated too",
            lambda case: {"a", "b", "d"},
            _if_no_facts(
                "Look how many facts the ledger counts here. A figure that is solved for is none "
                "either: it is what the model needs to meet its target.",
                "One of these is calibrated: solved for so that a reported figure comes out of "
                "the model. The source does not say it.",
            ),
        ),
        Wrong(
            "assumed too",
            lambda case: {"a", "c", "d"},
            _if_no_facts(
                "Read the marks again: that a figure sounds like news does not make it reported.",
                "For one of these the source has only a hint. The number itself is assumed: look "
                "for it in the whole ledger.",
            ),
        ),
        Wrong(
            "the outcome alone",
            lambda case: {"a"},
            _if_no_facts(
                "In this scenario even the outcome is an assumption of its author.",
                "That one is right. Does the source say nothing about the size of the company?",
            ),
        ),
        Wrong(
            "none",
            lambda case: {"e"},
            "There are facts in this scenario, if only few: the ledger counts and lists them.",
        ),
        Wrong(
            "all",
            lambda case: {"a", "b", "c", "d"},
            "Not every figure in a story was measured. Look up the mark of each in the ledger.",
        ),
        Wrong(
            "the company alone",
            lambda case: {"d"},
            _if_no_facts(
                "Here even the size of the company was chosen by the scenario's author.",
                "That one is right, but another one is reported as well.",
            ),
        ),
    ),
)

# -- 00-03: a lever, and what is counted ----------------------------------------------------------

LESS = 0.5  # of the products retired


def _headlines(case: Case, plan: str = "as_it_happened", **changes: float) -> Headlines:
    return simulate(case, case.plan(plan, **changes)).headlines


def _fewer(case: Case, retired: float = LESS) -> float:
    return float(_headlines(case, retired_share=retired).complexity_reduction)


def _fewer_solution(case: Case) -> str:
    products, added = case.scenario.line.products.value, case.assumptions.launch_skus
    return (
        f"Of {number(products)} products {number(LESS * products)} go, and the launch adds "
        f"{number(added)} new ones: **{percent(_fewer(case), 1)}** fewer. A lever is what we do, "
        f"an outcome what comes of it. That is why {percent(case.plan().retired_share, 1)} had to "
        f"be retired for {percent(float(_headlines(case).complexity_reduction))}."
    )


FEWER = Number(
    id="00-03",
    title="Half of the products",
    level="move",
    prompt=lambda case: (
        "One line runs the whole case with one lever moved; here 70% of the products are retired, "
        "and all else is done as it happened:\n\n"
        '`cs.simulate(case, case.plan("as_it_happened", retired_share=0.7))'
        ".headlines.complexity_reduction`\n\n"
        "By what part does complexity fall, as this workbook reads it, if only *half* of the "
        "products are retired?"
    ),
    unit=Unit.FRACTION,
    tolerance=absolute(0.005),
    key=_fewer,
    hints=(
        "Complexity is read as active products. What else, besides retiring, changes their number?",
        "Copy the line into a cell of its own and change one number. By hand: the whole ledger has "
        "the products that the launch adds, under *New product*.",
    ),
    solution=_fewer_solution,
    code="""
plan = case.plan("as_it_happened", retired_share=0.5)
answer = cs.simulate(case, plan).headlines.complexity_reduction
""",
    wrong=distinct(
        _fewer,
        Wrong(
            "the lever",
            lambda case: LESS,
            "This is the lever itself, what we retire. The outcome counts all active products, "
            "those that the launch adds too.",
        ),
        Wrong(
            "what is left",
            lambda case: 1 - _fewer(case),
            "This is the part that is left. Asked for is by what part their number falls.",
        ),
        Wrong(
            "as it happened",
            lambda case: float(_headlines(case).complexity_reduction),
            "This is what came of the programme as it happened, with another share of the products retired.",
        ),
        Wrong(
            "the line as it stands",
            lambda case: _fewer(case, 0.7),
            "This is the line as it stands, with 70% retired. Change the number in it.",
        ),
        apart=0.006,
    ),
)

# -- 00-04: does the conclusion survive? ----------------------------------------------------------

ENDS = {
    "a": (True, True, "revenue still rises, and the programme still pays"),
    "b": (True, False, "revenue still rises, but the programme does not pay"),
    "c": (False, True, "revenue falls, but the programme still pays"),
    "d": (False, False, "revenue falls, and the programme does not pay"),
}


def _with_less(case: Case) -> Headlines:
    world = case.assume(advantage_seen=case.assumptions.advantage_seen / 2)
    return simulate(case, case.plan(), world).headlines


def _survives(case: Case) -> str:
    found = _with_less(case)
    truth = (float(found.revenue_growth) > 0, float(found.npv) > 0)
    return next(x for x, (rises, pays, _) in ENDS.items() if (rises, pays) == truth)


def _advantage(case: Case) -> str:
    return percent(float(case.assumptions.advantage_seen))


def _advantage_mark(case: Case) -> str:
    return case.scenario.assumptions.advantage_seen.mark.value


def _mistaken(letter: str) -> Wrong:
    def because(case: Case) -> str:
        mine, truth = ENDS[letter], ENDS[_survives(case)]
        both = mine[0] != truth[0] and mine[1] != truth[1]
        return (
            f"You say: {mine[2]}. {'Neither part holds' if both else 'One of the two parts does not hold'}. "
            "Look at the signs: `revenue_growth` is measured against the year before the "
            "programme, `npv` against doing nothing."
        )

    name = f"{'rises' if ENDS[letter][0] else 'falls'}, {'pays' if ENDS[letter][1] else 'does not'}"
    return Wrong(name, lambda case: letter, because)


def _survives_solution(case: Case) -> str:
    before, after, c = _headlines(case), _with_less(case), case.scenario.currency
    lesson = (
        "The conclusion survives, with little to spare: ask the same of the other assumptions."
        if _survives(case) == "a"
        else "The conclusion does not survive: whoever defends it has to defend this assumption."
    )
    return (
        f"{ENDS[_survives(case)][2].capitalize()}. Revenue: "
        f"{percent(float(before.revenue_growth), 1, sign=True)} becomes "
        f"{percent(float(after.revenue_growth), 1, sign=True)}. Present value: "
        f"{money(float(before.npv), c)} becomes {money(float(after.npv), c)}. {lesson}"
    )


SURVIVES = Choice(
    id="00-04",
    title="Does the conclusion survive?",
    level="move",
    prompt=lambda case: (
        f"Customers see {_advantage(case)} of the new product's advantage. That figure is "
        f"{_advantage_mark(case)}: nobody has measured it. Suppose they see only *half* as much, and all "
        "is done as it happened. Does "
        f"the revenue of {case.scenario.line.name} still rise against the year before, and does "
        "the programme still *pay*, which means: is its present value against doing nothing above "
        "zero?\n\n"
        "`world = case.assume(advantage_seen=case.assumptions.advantage_seen / 2)`\n\n"
        '`cs.simulate(case, case.plan("as_it_happened"), world).headlines.as_dict()`'
    ),
    options=lambda case: {letter: end[2] for letter, end in ENDS.items()},
    key=_survives,
    hints=(
        "If half as much is seen, fewer customers come. The question is whether the signs of the "
        "outcomes hold.",
        "Run the two lines in one cell, and look at `revenue_growth` and at `npv`.",
    ),
    solution=_survives_solution,
    code="""
world = case.assume(advantage_seen=case.assumptions.advantage_seen / 2)
found = cs.simulate(case, case.plan("as_it_happened"), world).headlines
rises, pays = found.revenue_growth > 0, found.npv > 0
answer = {(True, True): "a", (True, False): "b", (False, True): "c", (False, False): "d"}[
    bool(rises), bool(pays)
]
""",
    wrong=distinct(_survives, *map(_mistaken, ENDS)),
)

# -- 00-05: asking the ledger ---------------------------------------------------------------------


_ledger = lru_cache(maxsize=64)(number_ledger)


def _rows(case: Case, mark: Mark | None = None, ranged: bool | None = None) -> int:
    rows = _ledger(case)
    if mark is not None:
        rows = rows[rows["mark"] == mark.value]
    if ranged is not None:
        rows = rows[(rows["range"] != "") == ranged]
    return len(rows)


def _bare(case: Case) -> int:
    return _rows(case, Mark.ASSUMED, ranged=False)


BARE = Number(
    id="00-05",
    title="Assumed, and no range",
    level="code",
    prompt=lambda case: (
        "The ledger is a table. These lines count the calibrated figures of "
        f"{case.scenario.company.name}:\n\n"
        "`rows = cs.number_ledger(case)`\n\n"
        '`rows = rows[rows["mark"] == "calibrated"]`\n\n'
        "`len(rows)`\n\n"
        'Where a figure has no range, an empty text `""` stands in the column `range`. How many '
        "figures are *assumed* and have *no range*?"
    ),
    unit=Unit.RATIO,
    tolerance=absolute(0),
    key=_bare,
    hints=(
        "Change the word in the second line first: that gives all assumed figures.",
        "Then one more line of the same form, for the column `range`.",
        'The line to add: `rows = rows[rows["range"] == ""]`.',
    ),
    solution=lambda case: (
        f"{number(_bare(case))} of the {number(_rows(case, Mark.ASSUMED))} assumed figures. Of "
        f"those nobody has said how far they may be off. The other "
        f"{number(_rows(case, Mark.ASSUMED, ranged=True))} have a range to try out."
    ),
    code="""
rows = cs.number_ledger(case)
rows = rows[rows["mark"] == "assumed"]
rows = rows[rows["range"] == ""]
answer = len(rows)
""",
    wrong=distinct(
        _bare,
        Wrong(
            "all that are assumed",
            lambda case: _rows(case, Mark.ASSUMED),
            "These are all the assumed figures, with and without a range.",
        ),
        Wrong(
            "all without a range",
            lambda case: _rows(case, ranged=False),
            "These are all figures without a range, and not all of them are assumed.",
        ),
        Wrong(
            "with a range",
            lambda case: _rows(case, Mark.ASSUMED, ranged=True),
            "These are the assumed figures *with* a range: `==` keeps what is the same, `!=` what "
            "is not.",
        ),
        Wrong(
            "the whole ledger",
            _rows,
            "This is the number of all figures. Keep only some of the rows before you count.",
        ),
        Wrong(
            "the lines as they stand",
            lambda case: _rows(case, Mark.CALIBRATED),
            "These are the calibrated figures: the lines as they stand.",
        ),
    ),
)

EXERCISES = (WHERE_TO_LOOK, QUOTE, FEWER, SURVIVES, BARE)

PREDICTIONS = (
    Prediction(
        id="00-p1",
        title="where the market ends (first year 100)",
        question=lambda case: (
            f"The market grew by about {percent(case.scenario.history.market_growth.value)} a year, "
            f"for {count(case.scenario.history.span)} years. If it stood at 100 in the first of the "
            "years that the picture shows, where does it end?"
        ),
        unit=Unit.RATIO,
        truth=lambda case: float(
            import_module("casestudy.chapters.history")
            .decline(case)
            .yearly["market_index"]
            .iloc[-1]
        ),
    ),
    Prediction(
        id="00-p2",
        title="part of the figures that is assumed",
        question=lambda case: (
            f"The scenario of {case.scenario.company.name} has {_rows(case)} figures. What part of "
            "them is neither reported nor solved for, but assumed?"
        ),
        unit=Unit.FRACTION,
        truth=lambda case: _rows(case, Mark.ASSUMED) / _rows(case),
    ),
)
