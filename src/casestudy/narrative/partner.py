"""Findings of the choice of a partner: cost in all, scores, the date, the plan."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.partner_choice import REFERENCE, PartnerOutcomes, PartnerScores
from casestudy.analysis.partners import PartnerCosts, PartnerSchedules, extra_cost, offered
from casestudy.analysis.sourcing_trap import Trap
from casestudy.case import Case
from casestudy.concepts import scoring
from casestudy.formats import listing, money, money_axis, number, percent, points
from casestudy.narrative import sourcing_trap
from casestudy.scenario import Currency
from casestudy.text.prose import Prose, count, table

# -- titles ---------------------------------------------------------------------------------------


def costs(result: PartnerCosts) -> str:
    """Title: who quotes least, and who costs least."""
    quoted, total = _cheapest(result)
    if result.total[total] >= result.home:
        return f"{result.names[quoted]} quotes least, but in all no offer beats making it at home"
    if quoted == total:
        return f"{result.names[quoted]} quotes least and costs least in all"
    return f"{result.names[quoted]} quotes least, {result.names[total]} costs least in all"


def scores(result: PartnerScores) -> str:
    """Title: whether the methods agree, and how many weights do."""
    if not result.agree:
        other = result.names[int(np.argmax(result.topsis))]
        return f"The methods disagree: {result.names[result.winner]} by sum, {other} by distance"
    first = float(result.saw_first[result.winner])
    share = "nearly all weights" if first >= 0.995 else f"{percent(first)} of all weights"
    return f"Both methods choose {result.names[result.winner]}; so do {share}"


def schedules(result: PartnerSchedules) -> str:
    """Title: who is likelier than not to be in time."""
    likely = [n for n, p in zip(result.names, result.on_time.probability, strict=True) if p > 0.5]
    if not likely:
        return "No candidate is likelier than not to meet the deadline"
    if len(likely) == 1:
        return f"Only {likely[0]} is likelier than not to meet the deadline"
    best = percent(float(result.on_time.probability[result.best]))
    return f"{result.names[result.best]} is the surest to meet the deadline, at {best}"


def outcomes(result: PartnerOutcomes) -> str:
    """Title: whether the winner by scores wins in the model too."""
    best, scored = result.names[result.best], result.names[result.scored]
    if result.best == result.scored:
        return f"{best}, first by scores, is also worth most in the model"
    return f"{scored} comes first by scores, {best} in the model"


# -- words for pictures ---------------------------------------------------------------------------


def describe_costs(result: PartnerCosts) -> str:
    """Words for the stacked bars."""
    parts = [
        f"{n} quotes {_hundred(q)} and costs {_hundred(t)} in all"
        for n, q, t in zip(result.names, result.quoted, result.total, strict=True)
    ]
    return (
        f"Stacked bars of cost for 100 of cost at home: {'; '.join(parts)}. "
        f"A line marks making at home with its stock, {_hundred(result.home)}."
    )


def describe_scores(result: PartnerScores) -> str:
    """Words for the bars of first places."""
    parts = [
        f"{n} {percent(float(a))} by weighted sum and {percent(float(b))} by TOPSIS"
        for n, a, b in zip(result.names, result.saw_first, result.topsis_first, strict=True)
    ]
    return f"Bars, share of all weights with which each candidate is first: {'; '.join(parts)}."


def describe_schedules(result: PartnerSchedules) -> str:
    """Words for the spread of dates."""
    parts = [
        f"{n} most likely {number(float(m), 1)}, in time with {percent(float(p))}"
        for n, m, p in zip(result.names, result.likely, result.on_time.probability, strict=True)
    ]
    return (
        f"Spread of the months to delivery, with a line at the deadline of "
        f"{_months(result.deadline)} months: {'; '.join(parts)}."
    )


def describe_outcomes(result: PartnerOutcomes) -> str:
    """Words for the bars of present value."""
    parts = [
        f"{n} {money(float(v), result.currency)}"
        for n, v in zip(result.names, result.npv, strict=True)
    ]
    return f"Bars of the plan's present value with each candidate as the partner: {listing(parts)}."


# -- paragraphs: cost -----------------------------------------------------------------------------


def the_offers(case: Case) -> Prose:
    """The candidates as they present themselves."""
    extra, frame = extra_cost(case), case.tables["partners"]
    rows = [
        [
            r.name,
            percent(r.quoted_saving),
            percent(float(e)),
            f"{number(r.lead_time)} ± {number(r.lead_time_sd, 1)}",
            money(r.order_quantity, case.scenario.currency),
        ]
        for r, e in zip(frame.itertuples(index=False), extra, strict=True)
    ]
    places = [
        f"{listing(list(frame['name'][frame['place'] == place]))} ({place})"
        for place in frame["place"].unique()
    ]
    best = frame["name"][int(np.argmax(frame["quoted_saving"]))]
    return Prose(
        f"{case.scenario.company.name} has {count(len(rows))} offers on the table: {'; '.join(places)}.",
        table(["candidate", "saving", "extra", "weeks", "order"], rows, right=[1, 2, 3, 4]),
        "The *saving* is how far the quotation lies below our own unit cost; the *extra* is freight, "
        "duty, quality and management, as a share of the quoted price; *weeks* is the lead time with "
        f"its standard deviation, *order* the smallest one that is accepted. By the first column alone, {best} has won.",
    )


def cost_by_hand(case: Case, result: PartnerCosts) -> Prose:
    """The way of the lowest quotation from the offer to the cost in all."""
    quoted, _ = _cheapest(result)
    c = {name: float(values[quoted]) for name, values in result.components.items()}
    extra, price = float(extra_cost(case)[quoted]), c["quoted price"]
    steps = [
        ["quoted price", _hundred(price)],
        [f"extra: {_hundred(price)} × {percent(extra)}", _hundred(price * extra)],
        ["**at the door (landed cost)**", f"**{_hundred(float(result.landed[quoted]))}**"],
        ["capital in the stock", _hundred(c["stock"])],
        [
            f"late launch: {number(float(result.late[quoted]), 1)} months beyond the deadline, "
            f"{money(result.month, result.currency)} each",
            _hundred(c["late launch"]),
        ],
        ["**in all**", f"**{_hundred(float(result.total[quoted]))}**"],
    ]
    offered_saving = float(offered(case, "quoted_saving")[quoted])
    kept = 1.0 - float(result.total[quoted]) / result.home
    end = f"{percent(kept)} is left" if round(kept, 2) > 0 else "nothing is left"
    return Prose(
        f"We take the lowest quotation, that of {result.names[quoted]}, and parts that cost 100 to "
        "make at home:",
        table(["step", "cost"], steps, right=[1]),
        f"The parts cost {money(result.volume, result.currency)} a year at home; what the lost months "
        "cost is spread over the five years of the model. At home the stock needs capital too, so the "
        f"comparison is with {_hundred(result.home)}. A saving of {percent(offered_saving)} was promised; {end}.",
    )


def quoted_and_total(case: Case, result: PartnerCosts) -> Prose:
    """Who looks cheapest and who is, and by what."""
    quoted, total = _cheapest(result)
    names, parts = result.names, result.components
    if quoted == total:
        first = f"{names[quoted]} looks cheapest and is. "
    else:
        worse = {k: float(v[quoted] - v[total]) for k, v in parts.items() if k != "quoted price"}
        largest = sorted(worse, key=worse.get, reverse=True)[:2]
        first = (
            f"{names[quoted]} looks cheapest, {names[total]} is. What turns the order is above all "
            f"{_COST_WORDS[largest[0]]} ({_hundred(worse[largest[0]])} more than {names[total]}) and "
            f"{_COST_WORDS[largest[1]]} ({_hundred(worse[largest[1]])} more). "
        )
    gap = result.home - float(result.total[total])
    if gap <= 0:
        second = "And making the parts at home is cheaper than any offer."
    else:
        second = (
            f"Against home {names[total]} saves {_hundred(gap)} of 100, "
            f"{money(gap * result.volume, result.currency)} a year on the parts that the plan moves."
        )
    dearer = [n for n, t in zip(names, result.total, strict=True) if t >= result.home]
    if dearer and gap > 0:
        verb = "costs" if len(dearer) == 1 else "cost"
        second += f" {listing(dearer)} {verb} more than home."
    return Prose(first + second)


# -- paragraphs: scores ---------------------------------------------------------------------------


def score_by_hand(case: Case, result: PartnerScores) -> Prose:
    """The values, one weighted sum worked out, and the order by both methods."""
    names, w = result.names, result.winner
    head = ["candidate", *(f"{c} ({percent(v)})" for c, v in _weights(result))]
    rows = [
        [n, *map(_value, result.criteria, row)] for n, row in zip(names, result.matrix, strict=True)
    ]
    sums = " + ".join(
        f"{number(float(v), 2)} × {number(float(x), 2)}"
        for v, x in zip(result.weights, result.comparable[w], strict=True)
    )
    saw, topsis = scoring.ranks(result.saw), scoring.ranks(result.topsis)
    both = [
        [n, number(float(a), 3), str(i), number(float(b), 3), str(j)]
        for n, a, i, b, j in zip(names, result.saw, saw, result.topsis, topsis, strict=True)
    ]
    return Prose(
        table(head, rows, right=range(1, len(head))),
        "Landed cost is for 100 of cost at home, time is the mean of the development in months, the "
        "rest are marks out of ten; in brackets the weights. The *weighted sum* (simple additive weighting, SAW) divides the best value "
        "of each column by the candidate's, or the candidate's by the best where more is better. "
        f"{names[w]}: {sums} = **{number(float(result.saw[w]), 3)}**. *TOPSIS* asks how close an offer "
        "comes to an imaginary one that is best in everything, and how far it stays from the worst.",
        table(["candidate", "sum", "rank", "TOPSIS", "rank"], both, right=[1, 2, 3, 4]),
    )


def how_far_weights_decide(case: Case, result: PartnerScores) -> Prose:
    """Whether the methods agree, and at which weight the winner changes."""
    names = result.names
    lead = float(result.saw[result.winner] - result.saw[result.runner_up])
    if result.agree:
        text = "Both methods put the same candidate first. "
    else:
        text = (
            "The two methods do not put the same candidate first: what is decided here is not who is "
            "better but how one counts. "
        )
    if result.nearest is None:
        return Prose(
            text
            + f"And no single weight, moved from nothing to everything, takes the first place from "
            f"{names[result.winner]}. The choice does not hang on the weights."
        )
    k, edge, who = result.nearest
    share = percent(float(result.saw_first[result.winner]))
    text += (
        f"The weight that decides soonest is that of {result.criteria[k]}: at {percent(edge)} instead "
        f"of {percent(float(result.weights[k]))}, {names[who]} comes first. "
    )
    if abs(edge - float(result.weights[k])) < 0.05:
        return Prose(
            text
            + f"{share} of all possible weights say {names[result.winner]}, but ours lie close to the "
            f"border, closer than any group can agree on a weight; a lead of {number(lead, 3)} is no lead. "
            "The table has not decided. It has shown what there is to decide: how much "
            f"{result.criteria[k]} is to count."
        )
    return Prose(
        text + "Nobody in the room would go so far: the choice is robust, and the debate about "
        "weights can be a short one."
    )


# -- paragraphs: the date -------------------------------------------------------------------------


def months_by_hand(case: Case, result: PartnerSchedules) -> Prose:
    """The three estimates, their mean, and what the likely value alone suggests."""
    rows = [
        [n, *(_months(v) for v in (a, m, b)), number(float(e), 1)]
        for n, a, m, b, e in zip(
            result.names, result.optimistic, result.likely, result.pessimistic, result.expected,
            strict=True,
        )
    ]  # fmt: skip
    head = ["candidate", "best case", "likely", "worst case", "mean"]
    a, m, b = (_months(v[0]) for v in (result.optimistic, result.likely, result.pessimistic))
    inside = [n for n, v in zip(result.names, result.likely, strict=True) if v <= result.deadline]
    many = f"{listing(inside)} {'says' if len(inside) == 1 else 'say'}" if inside else "nobody says"
    return Prose(
        table(head, rows, right=[1, 2, 3, 4]),
        f"The mean weighs the likely value four times, for {result.names[0]}: ({a} + 4 × {m} + {b}) ÷ 6 "
        f"= {number(float(result.expected[0]), 1)} months. The deadline is {_months(result.deadline)} "
        f"months. Going by the likely value, {many}: we shall be in time.",
    )


def sure_or_likely(case: Case, result: PartnerSchedules) -> Prose:
    """Why the likely value is not the probability."""
    p, names = result.on_time.probability, result.names
    best = result.best
    chance, risk = percent(float(p[best])), percent(1.0 - float(p[best]))
    if result.likely[best] <= result.deadline:
        text = (
            f"The likely value of {names[best]} lies before the deadline, and yet {risk} are left for "
            f"being late: the chance is {chance}, not certainty. "
        )
    else:
        text = f"Even {names[best]}, the surest, meets the deadline with {chance} only. "
    pair = _same_likely(result)
    if pair:
        i, j = pair
        text += (
            f"{names[i]} and {names[j]} name the same likely value, {_months(result.likely[i])} "
            f"months, and yet their chances are {percent(float(p[i]))} and {percent(float(p[j]))}. The "
            "likely value says where the hill has its top, not how much of it lies before the line. "
        )
    else:
        text += (
            "The likely value says where the hill has its top, not how much lies before the line. "
        )
    return Prose(
        text
        + "Besides, these are the bidders' own estimates: who wants the order does not begin with "
        "the pessimistic one."
    )


# -- paragraphs: the whole plan -------------------------------------------------------------------


def date_by_hand(case: Case, costs: PartnerCosts, result: PartnerOutcomes) -> Prose:
    """What the date of another candidate is worth, before the model says it."""
    other = result.scored if result.scored != REFERENCE else _runner(result)
    first, name, delay = result.names[REFERENCE], result.names[other], float(result.delay[other])
    text = (
        f"The plan as it happened is reckoned with {first}. Every month by which the launch comes later "
        f"costs {money(costs.month, result.currency)} of present value. "
    )
    if abs(delay) < 0.05:
        return Prose(
            text
            + f"{name} is expected at the same time, so that the date speaks for neither; what "
            "is left to decide is cost and stock."
        )
    word, verb = ("later", "lost") if delay > 0 else ("earlier", "gained")
    unit, label = money_axis(costs.currency, costs.month)
    return Prose(
        text
        + f"{name} is expected {number(abs(delay), 2)} months {word}: {number(abs(delay), 2)} × "
        f"{number(costs.month / unit, 2)} = {number(abs(delay) * costs.month / unit, 2)} ({label}) are "
        f"{verb} before cost and stock have had their say."
    )


def with_each(case: Case, result: PartnerOutcomes) -> Prose:
    """The outcomes with each candidate, and what the difference consists of."""
    cur = result.currency
    rows = [
        [
            n,
            percent(float(g), 1, sign=True),
            points(float(m)),
            number(float(t), 1),
            money(float(v), cur),
        ]
        for n, g, m, t, v in zip(
            result.names, result.growth, result.margin, result.turns, result.npv, strict=True
        )
    ]
    parts = [
        [n, *(_gain(float(v), cur) for v in values)]
        for n, *values in list(
            zip(result.names, result.by_date, result.by_cost, result.by_stock, strict=True)
        )[1:]
    ]
    first = result.names[REFERENCE]
    return Prose(
        table(
            ["partner", "growth", "gross margin", "turns", "present value"],
            rows,
            right=range(1, 5),
        ),
        f"Where the difference to {first} comes from, in present value:",
        table(["partner", "date", "unit cost", "stock"], parts, right=[1, 2, 3]),
        "*Turns* says how often a year the stock is sold. The model counts stock as cash that is gone "
        "until it is sold, and its five years end without giving it back; the cost per part above counted "
        "only the interest on it. So a short lead time and small orders weigh more here. "
        + _ranges(result),
    )


def who_wins(case: Case, result: PartnerOutcomes) -> Prose:
    """Whether scores and model agree, and why."""
    best, scored = result.names[result.best], result.names[result.scored]
    if result.best == result.scored:
        return Prose(
            f"Scores and model agree on {best}. They were asked differently, marks here and cash there, "
            "so the agreement is worth something. It is no proof: both took the same figures from "
            "the same offers."
        )
    gap = float(result.npv[result.best] - result.npv[result.scored])
    parts = {
        "the date": float(result.by_date[result.best] - result.by_date[result.scored]),
        "the unit cost": float(result.by_cost[result.best] - result.by_cost[result.scored]),
        "the stock": float(result.by_stock[result.best] - result.by_stock[result.scored]),
    }
    most = max(parts, key=parts.get)
    against = [k for k, v in parts.items() if v < 0]
    text = (
        f"The scores prefer {scored}, the model {best}, by {money(gap, result.currency)}. What speaks "
        f"for {best} is above all {most} ({_gain(parts[most], result.currency)})"
    )
    text += f"; {listing(against)} would speak for {scored}. " if against else ". "
    return Prose(
        text
        + "The model knows what a month and a part cost; it knows nothing of quality or stability "
        "beyond what is in the cost. The scores know those, but their weights are opinions. When the two "
        "disagree, we look for the assumption that parts them, and argue about that."
    )


# -- together -------------------------------------------------------------------------------------


def summary(
    case: Case, cost: PartnerCosts, date: PartnerSchedules, plan: PartnerOutcomes, found: Trap
) -> Prose:
    """Three things to take along."""
    same = plan.best == plan.scored
    moral = "two ways of asking agree" if same else "scores open the debate, they do not end it"
    return Prose(
        f"- {costs(cost)}: compare what arrives, not what is quoted.\n"
        f"- {schedules(date)}. {outcomes(plan)}: {moral}.\n"
        f"- {sourcing_trap.trap(found)}. Count, revenue, share that works and mending belong on one slide."
    )


# -- words ----------------------------------------------------------------------------------------

_COST_WORDS = {
    "freight, duty": "freight and duty",
    "quality": "quality",
    "management": "management",
    "stock": "stock",
    "late launch": "the late launch",
}


def _hundred(share: float) -> str:
    return number(share * 100, 1)


def _cheapest(result: PartnerCosts) -> tuple[int, int]:
    return int(np.argmin(result.quoted)), int(np.argmin(result.total))


def _weights(result: PartnerScores) -> list[tuple[str, float]]:
    return list(zip(result.criteria, map(float, result.weights), strict=True))


def _value(criterion: str, value: float) -> str:
    return (
        _hundred(value) if criterion == "landed cost" else number(value, int(criterion == "time"))
    )


def _months(value: float) -> str:
    return number(float(value), int(float(value) % 1 > 0))


def _same_likely(result: PartnerSchedules) -> tuple[int, int] | None:
    """The two candidates of one likely value whose chances differ most."""
    p = result.on_time.probability
    pairs = [
        (abs(float(p[i] - p[j])), (i, j))
        for i in range(len(p))
        for j in range(i + 1, len(p))
        if result.likely[i] == result.likely[j]
    ]
    gap, pair = max(pairs, default=(0.0, None))
    return pair if gap >= 0.05 else None


def _runner(result: PartnerOutcomes) -> int:
    """The best candidate by present value apart from the first."""
    rest = [i for i in range(len(result.npv)) if i != REFERENCE]
    return max(rest, key=lambda i: result.npv[i])


def _gain(value: float, currency: Currency) -> str:
    return money(value, currency, sign=True) if abs(value) >= 500 else "0"


def _ranges(result: PartnerOutcomes) -> str:
    who = [n for n, labels in zip(result.names, result.outside, strict=True) if labels]
    what = dict.fromkeys(label for labels in result.outside for label in labels)
    if not who:
        return "All of it stays within the ranges that the scenario gives for its assumptions."
    words = "; ".join(label[0].lower() + label[1:] for label in what)
    return (
        f"For {listing(who)} some figures ({words}) lie outside the ranges that the "
        "scenario gives for its own partner. They are taken as the offers state them."
    )
