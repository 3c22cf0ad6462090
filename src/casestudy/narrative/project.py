"""Findings of the development: which tasks decide, how long it really takes, what shortens it."""

from __future__ import annotations

import numpy as np

from casestudy.analysis.project import SURE, FinishDates, RecordTime, TaskNetwork
from casestudy.case import Case
from casestudy.formats import listing, money, number, percent
from casestudy.text.prose import Prose, count, table

BARELY = 0.1  # months that nobody would argue about


def months(value: float, digits: int = 1) -> str:
    """A number of months.

    >>> months(1.0), months(2.46)
    ('1.0 months', '2.5 months')
    """
    return f"{number(value, digits)} months"


def _slack(result: TaskNetwork) -> list[tuple[float, str]]:
    """Slack and label of the tasks that have some, the least first."""
    plan = result.schedule
    return sorted(
        (float(s), result.labels[t])
        for t, s, none in zip(plan.tasks, plan.total_slack, plan.critical, strict=True)
        if not none
    )


def task_network(result: TaskNetwork) -> str:
    """Title: how many tasks decide the date, and which could slip most."""
    size, rest = len(result.labels), _slack(result)
    if not rest:
        return "Every task decides the date: none has slack"
    most, name = rest[-1]
    critical = count(size - len(rest)).capitalize()
    verb = "has" if size - len(rest) == 1 else "have"
    return f"{critical} of {count(size)} tasks {verb} no slack; {name} can slip by {months(most)}"


def finish_dates(result: FinishDates) -> str:
    """Title: what the likely durations promise, and how often that holds."""
    only = "only " if result.likely_kept < 0.5 else ""
    return (
        f"The likely durations promise {months(result.likely)}; "
        f"{only}{percent(result.likely_kept)} of the runs keep it"
    )


def record_time(result: RecordTime) -> str:
    """Title: what both save, and whether the savings add up."""
    extra = result.together
    how = "as much as one by one"
    if abs(extra) >= BARELY:
        how = f"{number(abs(extra), 1)} {'more' if extra > 0 else 'less'} than one by one"
    return f"Together they save {number(result.saved[3], 1)} of {months(result.mean[0])}, {how}"


def describe_task_network(result: TaskNetwork) -> str:
    """Words for the bars over time."""
    bars = [
        f"{result.labels[t]} {number(start, 1)} to {number(end, 1)}"
        for t, start, end in zip(
            result.schedule.tasks,
            result.schedule.earliest_start,
            result.schedule.earliest_finish,
            strict=True,
        )
    ]
    slack = [f"{name} {number(s, 1)}" for s, name in _slack(result)]
    tail = f" Slack in months: {listing(slack)}." if slack else " No task has slack."
    return f"Bars of the tasks over the months of the development: {listing(bars)}.{tail}"


def describe_finish_dates(result: FinishDates) -> str:
    """Words for the curves of probability."""
    return (
        f"Two curves of the probability of being done over time, the simulated one to the right of "
        f"PERT's. Likely durations: {months(result.likely)}, kept by {percent(result.likely_kept)} of "
        f"the runs; PERT's mean {number(result.plain.mean, 1)}; simulated mean "
        f"{number(result.mean, 1)}; {percent(SURE)} sure at {months(result.sure_date)}."
    )


def describe_record_time(result: RecordTime) -> str:
    """Words for the four ranges."""
    parts = [
        f"{name} {number(mean, 1)} ({number(low, 1)} to {number(high, 1)})"
        for name, mean, low, high in zip(
            result.names, result.mean, result.low, result.high, strict=True
        )
    ]
    return f"Mean months to the launch with the range of 80% of the runs: {listing(parts)}."


# -- paragraphs -----------------------------------------------------------------------------------


def network_by_hand(case: Case, result: TaskNetwork) -> Prose:
    """Forward and backward pass as a table, and one merge in words."""
    plan, labels = result.schedule, result.labels
    rows = [
        [
            f"**{labels[t]}**" if plan.critical[k] else labels[t],
            ", ".join(labels[b] for b in plan.predecessors[t]) or "–",
            number(result.months[t], 1),
            number(plan.earliest_finish[k], 1),
            number(plan.latest_finish[k], 1),
            number(plan.total_slack[k], 1),
        ]
        for k, t in enumerate(plan.tasks)
    ]
    head = ["task", "waits for", "months", "earliest end", "latest end", "slack"]
    return Prose(table(head, rows, right=[2, 3, 4, 5]), _one_merge(result))


def _one_merge(result: TaskNetwork) -> str:
    """The closest race between two tasks for which a third waits."""
    plan, labels = result.schedule, result.labels
    end = dict(zip(plan.tasks, plan.earliest_finish, strict=True))
    races = []
    for task in result.path:
        first = sorted(plan.predecessors[task], key=lambda name: -end[name])
        if len(first) > 1:
            races.append((float(end[first[0]] - end[first[1]]), task, first[0], first[1]))
    if not races:
        return "No task of the longest chain waits for two others, so its months simply add up."
    gap, task, late, soon = min(races)
    return (
        f"One step in words: {labels[task]} can start only when both {labels[late]} (at "
        f"{number(end[late], 1)}) and {labels[soon]} (at {number(end[soon], 1)}) are done: at "
        f"{number(end[late], 1)}. "
        + (
            f"The earlier of the two waits {months(gap)}."
            if gap > 0
            else "Neither waits for the other."
        )
    )


def which_tasks_decide(case: Case, result: TaskNetwork) -> Prose:
    """The longest chain, whether the longest task is on it, and who stands close behind."""
    chain = " → ".join(result.labels[t] for t in result.path)
    text = (
        f"The longest chain is {chain}: {months(float(result.schedule.duration))} at "
        f"{case.scenario.company.name}. {_longest_task(result)} A week won on the chain is a week won for "
        "the launch, until another chain is the longest; a week won elsewhere is won for nobody."
    )
    rest = _slack(result)
    if not rest:
        return Prose(text)
    least, name = rest[0]
    return Prose(
        f"{text} Closest behind comes {name}, with {months(least)} of slack: late by more than that, "
        "it decides the date itself. Keep this in mind for the next step."
    )


def _longest_task(result: TaskNetwork) -> str:
    """Whether the longest tasks are on the longest chain."""
    longest = max(result.months.values())
    names = [t for t, m in result.months.items() if m == longest]
    critical = dict(zip(result.schedule.tasks, result.schedule.critical, strict=True))
    off = [result.labels[t] for t in names if not critical[t]]
    if not off:
        return "The longest task is on it."
    if len(off) == len(names):
        return f"The longest task, {listing(off)}, is not on it."
    on = [result.labels[t] for t in names if critical[t]]
    return f"Of the longest tasks {listing(on)} is on it and {listing(off)} is not."


def pert_by_hand(case: Case, result: FinishDates) -> Prose:
    """Mean and variance of the tasks on PERT's path, and their sums."""
    from casestudy.concepts.pert import pert_moments

    rows = []
    for task in result.plain.path:
        three = result.estimates[task]
        mean, variance = (float(v) for v in pert_moments(*three))
        rows.append(
            [
                result.labels[task],
                *(number(v, 1) for v in three),
                number(mean, 2),
                number(variance, 2),
            ]
        )
    plain = result.plain
    rows.append(
        ["**sum**", "", "", "", f"**{number(plain.mean, 2)}**", f"**{number(plain.variance, 2)}**"]
    )
    head = ["task", "optimistic", "likely", "pessimistic", "mean", "variance"]
    return Prose(
        table(head, rows, right=[1, 2, 3, 4, 5]),
        f"The standard deviation is the root of the summed variance, {months(plain.variance**0.5)}. "
        f"With a normal distribution PERT is {percent(SURE)} sure of {months(result.plain_date)}.",
    )


def how_long_really(case: Case, result: FinishDates) -> Prose:
    """Skew, merge bias and the promise that holds."""
    skew = result.plain.mean - result.likely
    first = (
        f"The likely durations say {number(result.likely, 1)} months, PERT {number(result.plain.mean, 1)}: "
        + (
            f"{months(skew)} come from estimates that reach further up than down, since more can go wrong than right."
            if skew >= BARELY
            else "here the estimates reach up as far as down."
        )
    )
    if result.bias > 2 * result.bias_error:
        second = (
            f"The simulation says {number(result.mean, 1)}. The other {months(result.bias, 2)} "
            f"(standard error {number(result.bias_error, 2)}) are *merge bias*: where two chains meet, the "
            "later one counts, and PERT looks at one chain only."
        )
    else:
        second = (
            f"The simulation says {number(result.mean, 1)}, no more than PERT: no second chain comes close "
            "enough to be in the way."
        )
    third = (
        f"So the date of which PERT is {percent(SURE)} sure is kept in {percent(result.plain_kept)} of the "
        f"runs, and a promise that deserves {percent(SURE)} is {months(result.sure_date)}."
    )
    return Prose(f"{first} {second} {third}")


def a_matter_of_luck(case: Case, result: FinishDates) -> Prose:
    """The criticality index in words."""
    named = ((s, result.labels[t]) for t, s in result.criticality.items())
    shares = sorted(named, key=lambda pair: -pair[0])
    sometimes = [f"{name} {percent(s)}" for s, name in shares if 0.005 < s < 0.995]
    always = [name for s, name in shares if s >= 0.995]
    if not sometimes:
        return Prose("Whatever chance does, the same tasks decide: the chain never changes.")
    return Prose(
        "Which chain is the longest is itself a matter of luck. The *criticality index* of a task is the "
        f"share of runs in which it decides the date: {listing(sometimes)}"
        + (f"; {listing(always)} always." if always else ".")
        + " Slack in the plan is no promise."
    )


def savings_by_hand(case: Case, result: RecordTime) -> Prose:
    """What the two take off the longest chain, task by task."""
    rows = [
        [result.labels[t], number(mentor, 2), number(partner, 2)]
        for t, (mentor, partner) in result.saves.items()
    ]
    sums = [sum(pair[k] for pair in result.saves.values()) for k in range(2)]
    rows.append(["**sum**", *(f"**{number(s, 2)}**" for s in sums)])
    return Prose(
        table(
            ["task of the longest chain", "mentoring saves", "partner saves"], rows, right=[1, 2]
        ),
        f"By hand the two save {number(sums[0], 2)} and {number(sums[1], 2)} months, {number(sum(sums), 2)} "
        "together, as long as the longest chain stays the longest.",
    )


def do_savings_add_up(case: Case, result: RecordTime) -> Prose:
    """Why the sum of the savings is not the saving of the sum."""
    saved, extra = result.saved, result.together
    text = (
        f"Simulated, mentoring alone saves {number(saved[1], 1)} months and the partner alone "
        f"{number(saved[2], 1)}; both save **{number(saved[3], 1)}**. "
    )
    by_hand = np.sum(list(result.saves.values()), axis=0)
    if np.all(saved[1:3] > by_hand):
        text += (
            "Each saves more than by hand, since tasks take longer than likely, and help takes its part "
            "of that too. "
        )
    if abs(extra) < BARELY:
        return Prose(
            f"{text}Together that is the sum, but for {months(abs(extra), 2)}. Chains change places here too, "
            f"but not enough to show. {_moved(result)}"
        )
    if extra > 0:
        return Prose(
            f"{text}Together that is {months(extra)} more than the sum. {_moved(result)} Where one help alone "
            "only moves the bottleneck, the other clears the new one."
        )
    return Prose(
        f"{text}Together that is {months(-extra)} less than the sum: both shorten the same chain, and then "
        f"another one decides. {_moved(result)}"
    )


def _moved(result: RecordTime) -> str:
    """The task that becomes critical most often when one kind of help comes alone."""
    rises = [
        (float(share[k] - share[0]), result.names[k], task)
        for task, share in result.criticality.items()
        for k in (1, 2)
    ]
    rise, help_, task = max(rises)
    if rise < 0.01:
        return "No task decides more often than before."
    share = result.criticality[task]
    after = share[result.names.index(help_)]
    who = "the partner" if help_ == "partner" else "mentoring"
    return (
        f"With {who} alone, {result.labels[task]} decides in {percent(float(after))} of the runs instead "
        f"of {percent(float(share[0]))}; with both in {percent(float(share[3]))}."
    )


def what_the_months_cost(case: Case, result: RecordTime) -> Prose:
    """The four combinations side by side with cost and growth."""
    currency = case.scenario.currency
    rows = [
        [
            name,
            number(mean, 1),
            f"{number(low, 1)} to {number(high, 1)}",
            money(cost, currency),
            percent(growth, 1, sign=True),
        ]
        for name, mean, low, high, cost, growth in zip(
            result.names, result.mean, result.low, result.high, result.cost, result.growth,
            strict=True,
        )
    ]  # fmt: skip
    head = ["help", "months", "80% of the runs", "extra cost", "growth of the plan"]
    cheap = [
        (float(result.cost[k] / result.saved[k]), who)
        for k, who in ((1, "mentoring"), (2, "the partner"))
        if result.saved[k] > BARELY
    ]
    text = (
        f"Everything else is as it happened. The last row is the plan of {case.scenario.company.name}, "
        f"and {number(result.mean[3], 1)} months is the launch date that the model takes everywhere."
    )
    if len(cheap) == 2:
        (low, who), (high, other) = sorted(cheap)
        text += (
            f" Alone, a month from {who} costs {money(low, currency)}, a month from {other} "
            f"{money(high, currency)}. Whether that is dear depends on what a month is worth."
        )
    return Prose(table(head, rows, right=[1, 2, 3, 4]), text)


def summary_lines(dates: FinishDates, record: RecordTime) -> list[str]:
    """The part of the summary that is about time."""
    adds = "add up" if abs(record.together) < BARELY else "do not simply add up"
    promise = f"Promise {months(dates.sure_date)}"
    held = f"the likely durations hold in {percent(dates.likely_kept)} of the runs"
    if dates.sure_date - dates.likely >= BARELY:
        promise += f", not {number(dates.likely, 1)}"
    if dates.likely_kept < 0.5:
        held += ", because chains merge and more goes wrong than right"
    return [
        f"{promise}: {held}.",
        f"Mentoring and the partner bring the launch from {number(record.mean[0], 1)} to "
        f"{number(record.mean[3], 1)} months; their savings {adds}.",
    ]
