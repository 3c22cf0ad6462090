"""Findings on who leads: the scored situation, the duties, the appointments, the week."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.leadership import MANAGER, OWNER, Appointments, Duties, Situation
from casestudy.analysis.one_at_a_time import OneAtATime
from casestudy.analysis.week import HALF_HOUR, BoughtByTime, Week
from casestudy.case import Case
from casestudy.concepts.roles import Verdict
from casestudy.formats import listing, money, number, percent, points
from casestudy.scenario import group_of
from casestudy.text.prose import Prose, count, table

ASKED = {
    Verdict.NEITHER: "for neither role clearly",
    Verdict.OWNER: "for a product owner",
    Verdict.MANAGER: "for a product manager",
    Verdict.BOTH: "for both roles",
}
GROUP_WORDS = {
    "research": "research and positioning",
    "launch": "the new product",
    "mentoring": "coaching of the leads",
    "partner": "partner and cost",
    "commercial": "price, selling and marketing",
    "pruning": "which products to retire",
}


def _group_words(case: Case, name: str) -> str:
    """An action group inside a sentence: as the chapter words it, or by the scenario's label."""
    group = next(g for g in case.scenario.action_groups if g.name == name)
    return GROUP_WORDS.get(name) or group.label[0].lower() + group.label[1:]


HALF = 0.5  # below it, an action is as good as not carried


def situation(result: Situation) -> str:
    """Title: which role the situation asks for."""
    d = result.decision
    return (
        f"The situation asks {ASKED[d.verdict]}: {percent(d.manager, 1)} of the weight speaks for a "
        f"manager, {percent(d.owner, 1)} for an owner"
    )


def duties(result: Duties) -> str:
    """Title: how many duties each role answers for."""
    owner, manager = (result.letters == "A").sum(axis=1)
    return (
        f"Of {count(len(result.names))} duties a product manager answers for {count(int(manager))}, "
        f"a product owner for {count(int(owner))}"
    )


def appointments(result: Appointments) -> str:
    """Title: revenue with either role alone."""
    owner, manager = (float(result.of(n).headlines.revenue_growth) for n in (OWNER, MANAGER))
    text = f"Revenue {percent(owner, sign=True)} with a product owner alone, {percent(manager, sign=True)} with a product manager"
    return text if manager > owner else f"{text}: the role decides less than thought"


def week(result: Week) -> str:
    """Title: the largest moves from the logged week to the best one."""
    # Mail and travel are long in every log; the advice is about the rest.
    advised = np.array([a != "neither" for a in result.advice])
    up = int(np.argmax(result.gap.more))
    down = int(np.argmin(np.where(advised, result.gap.more, np.inf)))
    return (
        f"The best week has {number(result.gap.more[up], 1)} hours more for {result.activities[up]}, "
        f"{number(-result.gap.more[down], 1)} fewer for {result.activities[down]}"
    )


def describe_situation(result: Situation) -> str:
    """Words for the bars of the criteria."""
    parts = [
        f"{name} {number(w * s, 2)}"
        for name, w, s in zip(result.criteria, result.weights, result.scores, strict=True)
    ]
    return f"Bars of weight times score, owner to the left, manager to the right: {listing(parts)}."


def describe_duties(result: Duties) -> str:
    """Words for the responsibilities."""
    parts = [
        f"{name} owner {percent(o)}, manager {percent(m)}"
        for name, o, m in zip(result.names, *result.reach, strict=True)
    ]
    return f"Two dots for each duty, how far each role covers it: {'; '.join(parts)}."


def describe_appointments(result: Appointments) -> str:
    """Words for the bars of growth."""
    parts = [
        f"{a.name} {percent(float(a.headlines.revenue_growth), 1, sign=True)}" for a in result.each
    ]
    return f"Bars of revenue growth by who is appointed: {listing(parts)}."


def describe_week(result: Week) -> str:
    """Words for the two weeks."""
    parts = [
        f"{a} from {number(h, 1)} to {number(b, 1)} hours"
        for a, h, b in zip(result.activities, result.logged, result.best, strict=True)
    ]
    return f"Dots with arrows from the logged to the best week: {listing(parts)}."


# -- paragraphs -----------------------------------------------------------------------------------


def the_question(case: Case) -> Prose:
    """What the company has, and what it has to decide."""
    s = case.scenario
    return Prose(
        f"{s.company.name} has {money(case.line_revenue, s.currency)} at stake in {s.line.name}, a development "
        "team that can build, and nobody who answers for the business around the product. The job "
        "advertisement is on the table. Its title is empty."
    )


def by_hand(result: Situation) -> Prose:
    """The scored decision as a table."""
    rows = [
        [name, owner, manager, percent(w), number(2 * s, 1), percent(w * s, 1)]
        for name, (owner, manager), w, s in zip(
            result.criteria, result.poles, result.weights, result.scores, strict=True
        )
    ]
    head = ["we ask …", "speaks for an owner", "speaks for a manager", "weight", "score", "counts"]
    d = result.decision
    return Prose(
        table(head, rows, right=[3, 4, 5]),
        f"A score runs from {number(-2)}, a product owner, to 2, a product manager; it counts with half of "
        f"itself times its weight. What speaks for a manager adds up to **{percent(d.manager, 1)}**, what "
        f"speaks for an owner to **{percent(d.owner, 1)}**. We say that a role is needed from "
        f"{percent(d.needed)} on.",
    )


def how_sure(result: Situation) -> Prose:
    """What other weights would say."""
    verdict, share = result.decision.verdict, result.shares[result.decision.verdict]
    text = (
        f"Weights are opinions. If we know nothing about them and draw them at random, the answer is still "
        f"*{verdict}* in {percent(share)} of the draws. "
    )
    others = [
        f"*{v}* in {percent(p)}" for v, p in result.shares.items() if v != verdict and p >= 0.01
    ]
    if others:
        text += f"Otherwise it is {listing(others)}. "
    moves = [
        (abs(at - w), name, w, at, v)
        for name, w, at, v in zip(
            result.criteria, result.weights, result.flip_weights, result.flip_verdicts, strict=True
        )
        if v is not None
    ]
    if not moves:
        return Prose(text + "No single weight, however large, changes the answer.")
    _, name, weight, at, other = min(moves)
    text += (
        f"The weight to argue about is that of *{name}*: moved from {percent(weight)} to {percent(at)}, "
        f"the answer becomes *{other}*. "
    )
    text += (
        "That is a long way."
        if abs(at - weight) > 0.2
        else "That is near: talk about it before hiring."
    )
    return Prose(text)


def who_covers(result: Duties) -> Prose:
    """Gaps and overlaps under each appointment."""
    rows = []
    for label, owner, manager in (
        ("product owner alone", True, False),
        ("product manager alone", False, True),
        ("both", True, True),
    ):
        c = result.coverage(owner, manager)
        rows.append(
            [
                label,
                str(int((c.accountable == 1).sum())),
                str(int(c.headless.sum())),
                str(int(c.gaps.sum())),
                str(int(c.overlaps.sum())),
            ]
        )
    head = ["appointed", "answered for", "done, nobody answers", "gaps", "answered for twice"]
    gone = result.coverage(owner=True, manager=False).gaps
    gaps = [n for n, g in zip(result.names, gone, strict=True) if g]
    left = result.coverage(owner=False, manager=True)
    loose = [n for n, g in zip(result.names, left.gaps | left.headless, strict=True) if g]
    text = ""
    if gaps:
        text += f"With an owner alone, these are nobody's: {'; '.join(gaps)}. "
    if loose:
        text += (
            f"With a manager alone, nobody answers for these: {'; '.join(loose)}. Somebody in the team "
            "has to."
        )
    return Prose(table(head, rows, right=[1, 2, 3, 4]), text)


def what_follows(case: Case, result: Appointments) -> Prose:
    """The case under each appointment."""
    c = result.currency
    rows = [
        [
            a.name,
            percent(float(a.headlines.revenue_growth), 1, sign=True),
            points(float(a.headlines.margin_points), 2),
            percent(-float(a.headlines.complexity_reduction), sign=True),
            money(float(a.headlines.npv), c, sign=True),
        ]
        for a in result.each
    ]
    head = ["appointed", "revenue", "gross margin", "products", "present value"]
    owner, manager = result.of(OWNER), result.of(MANAGER)
    thin = [
        _group_words(case, g)
        for g, r in sorted(owner.reach.items(), key=lambda x: x[1])
        if r < 0.25
    ]
    text = f"The owner delivers: {GROUP_WORDS['launch']} comes. "
    if thin:
        text += f"What stays undone is {listing(thin)}. "
    short = [
        how
        for how, lever in (("built on belief", "research"), ("late", "mentoring"),
                           ("sold as before", "selling"))
        if owner.reach[group_of(case.scenario, lever).name] < HALF
    ]  # fmt: skip
    if short:
        text += f"So the product is {listing(short)}. "
    worth = float(owner.headlines.npv)
    text += (
        f"In all, the programme costs {money(-worth, c)} more than it brings. "
        if worth < 0
        else f"It still brings {money(worth, c)} over doing nothing. "
    )
    difference = float(manager.headlines.npv) - worth
    text += f"Between the two job titles lie {money(abs(difference), c)}. "
    same = abs(float(result.of("both").headlines.npv) - float(manager.headlines.npv)) < 1.0
    if same:
        text += (
            "Both roles together gain nothing more *in this model*, since it has no backlog and no "
            "sprints in it; a team of developers would notice the difference."
        )
    return Prose(table(head, rows, right=[1, 2, 3, 4]), text)


def left_uncovered(case: Case, result: OneAtATime, duty: Duties) -> Prose:
    """What it costs to leave one field of duties to nobody, the others covered."""
    rows = []
    for group in case.scenario.action_groups:
        mine = [n for n, a in zip(duty.names, duty.actions, strict=True) if a == group.name]
        if not mine:
            continue
        change = result.last[group.label]
        rows.append(
            (
                -change["npv"],
                [
                    "; ".join(mine),
                    points(-change["revenue_growth"]),
                    points(-change["margin_points"], 2),
                    money(-change["npv"], case.scenario.currency, sign=True),
                ],
            )
        )
    rows.sort(key=lambda row: row[0])
    dear, cheap = rows[0][1], rows[-1]
    head = ["nobody covers …", "revenue growth", "gross margin", "present value"]
    text = f"In present value, most is lost where nobody covers *{dear[0]}*. "
    if cheap[0] > 0:
        text += (
            f"And where nobody covers *{cheap[1][0]}* the present value even rises: the model counts what "
            "that action costs within five years, and leaves out what a simpler line does for the "
            "people who run it. We come back to this in the chapter on products."
            if cheap[1][0] == "which products to retire"
            else f"And where nobody covers *{cheap[1][0]}* the present value even rises: in this case the action "
            "costs more than it brings within five years."
        )
    return Prose(table(head, [row for _, row in rows], right=[1, 2, 3]), text)


def advice(result: Week) -> Prose:
    """The week as it is, with the advice, before the optimum."""
    rows = [
        [a, number(h, 1), adv if adv != "neither" else "–", why]
        for a, h, adv, why in zip(
            result.activities, result.logged, result.advice, result.why, strict=True
        )
    ]
    wanted = {a: h for a, h, v in zip(result.activities, result.logged, result.advice, strict=True)
              if v == "more"}  # fmt: skip
    part = sum(wanted.values()) / float(result.logged.sum())
    return Prose(
        table(["activity", "hours a week", "advice", "because"], rows, right=[1]),
        f"Of {number(result.logged.sum())} hours, {percent(part)} go into {listing(list(wanted))}.",
    )


def one_more_hour(result: Week) -> Prose:
    """By hand: the last hour of two activities."""
    marginal = result.plan.marginal_values(result.logged)
    high, low = int(np.argmax(marginal)), int(np.argmin(marginal))
    return Prose(
        f"At today's hours *{result.activities[high]}* gains value at a rate of {number(marginal[high], 2)} an "
        f"hour, *{result.activities[low]}* at {number(marginal[low], 2)}, both on our own scale of value. So we "
        f"move time from the one to the other. We go on until the rate is the same everywhere, {number(result.gap.best.hour_value, 2)}; then no move helps any more. "
        "That is all the mathematics there is to a good week."
    )


def advice_in_the_optimum(case: Case, result: Week) -> Prose:
    """Whether the best week follows the advice, and how sure that is."""
    right = [
        (a, m, h, f)
        for a, m, h, f, v in zip(
            result.activities, result.gap.more, result.holds, result.factor, result.advice,
            strict=True,
        )
        if v != "neither"
    ]  # fmt: skip
    agrees = all(result.follows_advice)
    text = (
        "The best week follows the advice in every line. "
        if agrees
        else "The best week does not follow the advice in every line: "
        + listing(
            [a for a, ok in zip(result.activities, result.follows_advice, strict=True) if not ok]
        )
        + " moves the other way. "
    )
    settled = [a for a, m, _, _ in right if abs(m) < HALF_HOUR]
    if settled:
        text += f"For {listing(settled)} {case.scenario.company.name} already has about the right hours. "
    rows = [
        [
            a,
            number(m, 1) if m < 0 else f"+{number(m, 1)}",
            percent(h if m > 0 else 1 - h),
            f"{number(f, 1)} ×",
        ]
        for a, m, h, f in right
    ]
    head = [
        "activity",
        "hours to move",
        "same direction when values are unsure",
        "today's hours are right if worth",
    ]
    weakest = min(right, key=lambda r: abs(np.log(r[3])) if abs(r[1]) >= HALF_HOUR else np.inf)
    return Prose(
        text
        + "How much do we have to believe of this? We let every value be anything from half to twice as much.",
        table(head, rows, right=[1, 2, 3]),
        _the_rest(result),
        f"The last column says by what a value would have to be multiplied for today's hours to be right. "
        f"Most open to argument is *{weakest[0]}*, with {number(weakest[3], 1)} times its value. A start-up without "
        "past customers would value *defining needs* that highly at once. Somebody new to the industry "
        "would do the same with *getting to know existing customers*. The source says so itself.",
    )


def _the_rest(result: Week) -> str:
    """What moves in the lines for which there is no advice."""
    rest = sum(m for m, a in zip(result.gap.more, result.advice, strict=True) if a == "neither")
    names = [n for n, a in zip(result.activities, result.advice, strict=True) if a == "neither"]
    if not names or abs(rest) < HALF_HOUR:
        return ""
    if rest > 0:
        return f"Another {number(rest, 1)} hours go into *{listing(names)}*."
    return f"The other {number(-rest, 1)} hours come from *{listing(names)}*. Ask whether yours can shrink so far."


def requirements(result: Week) -> Prose:
    """What the model of the week says to the contradiction on requirements."""
    name = "detailed requirements"
    if name not in result.activities:
        return Prose("The week of this scenario has no line for detailed requirements.")
    k = result.activities.index(name)
    more = result.gap.more[k]
    said = "takes hours away from" if more < 0 else "gives hours to"
    return Prose(
        f"Our model of the week {said} {name}: from {number(result.logged[k], 1)} to {number(result.best[k], 1)} hours. "
        f"But not to none. The two sentences agree if the manager *defines* what the product has to "
        f"do for whom, and why, and somebody else writes down how. Whoever wants all of today's hours back "
        f"has to show that they are worth {number(result.factor[k], 1)} times what we gave them."
    )


def what_time_buys(case: Case, result: BoughtByTime) -> Prose:
    """The logged week through the model."""
    c = case.scenario.currency
    rows = [
        [_group_words(case, g)[0].upper() + _group_words(case, g)[1:], percent(r)]
        for g, r in sorted(result.reach.items(), key=lambda item: item[1])
    ]
    growth = [float(h.revenue_growth) for h in (result.logged, result.best)]
    npv = [float(h.npv) for h in (result.logged, result.best)]
    weakest = min(result.reach, key=lambda g: result.reach[g])
    gain = npv[1] - npv[0]
    return Prose(
        "Suppose the case as it happened was led with the best week. Then the week of the log carries each "
        "action only so far:",
        table(["action", "carried"], rows, right=[1]),
        f"The same person, the same hours, other hours first: revenue grows by {percent(growth[1], sign=True)} "
        f"instead of {percent(growth[0], 1, sign=True)}, and the present value is {money(abs(gain), c)} "
        f"{'higher' if gain > 0 else 'lower'}. The week is thinnest at {_group_words(case, weakest)}. The link "
        "from hours to actions is our assumption, and the weakest link of this page; the direction is "
        "not in doubt, the amount is.",
    )


def the_why(case: Case, result: OneAtATime) -> Prose:
    """What coaching on the why is worth in the model, and what the model cannot see."""
    group = next((g for g in case.scenario.action_groups if g.name == "mentoring"), None)
    if group is None:
        return Prose("This scenario has no mentoring among its actions.")
    change = result.last[group.label]
    cost = float(case.assumptions.mentoring_cost)
    return Prose(
        f"In the model this is the action *{group.label}*: people who know why do less of their work twice. If it is left "
        f"out of the plan as it happened, growth changes by {points(-change['revenue_growth'])} and present "
        f"value by {money(-change['npv'], case.scenario.currency, sign=True)}. It costs "
        f"{money(cost, case.scenario.currency)} for each year of development. What it does for the "
        "engineer does not stand in any column."
    )


def summary(result: Situation, duty: Duties, found: Appointments, time: Week) -> Prose:
    """Three things to take along."""
    return Prose(
        f"- {situation(result)}. Hiring one does not rule out the other.\n"
        f"- {appointments(found)}. {duties(duty)}.\n"
        f"- {week(time)}."
    )
