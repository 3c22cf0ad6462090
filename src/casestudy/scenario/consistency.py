"""Whether the parts of a scenario agree with one another: what no single field can tell."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from casestudy.concepts import distributions
from casestudy.errors import nearest, unknown
from casestudy.files.reading import Path_
from casestudy.levers import Assumptions, Levers, names
from casestudy.scenario.schema import TARGETS, Scenario, free_figure
from casestudy.scenario.sections import NO_ACTION, SCORES
from casestudy.units import Mark

Finding = tuple[Path_, str]

LEAST_REVENUE = 1000  # of one product, in the currency's smallest units
LARGEST_MONEY = 2**50  # in the currency's smallest units, exact in a float

_SHAPE_TABLES = {"complexity_cogs_share", "complexity_sga_share", "variety_cost_doubling"}


def contradictions(scenario: Scenario) -> Iterator[Finding]:
    """What does not fit together in a scenario.

    Parameters
    ----------
    scenario : Scenario

    Yields
    ------
    tuple of (path of keys, message)
    """
    checks = (
        _names, _market, _money, _operating_cost, _counts, _positioning, _tasks, _levers, _groups,
        _plans, _free, _chapters, _week, _partners, _assumptions, _uncertainty, _actions, _targets,
    )  # fmt: skip
    for check in checks:
        yield from check(scenario)


_ABOVE_ZERO = {
    "complexity_cogs_share": "a set-up then costs nothing, and no order is too small",
    "discount_rate": "without a cost of capital stock costs nothing, and no order is too large",
    "domestic_lead_time": "the partner's way is compared with it, in times",
    "offshore_lead_time": "it is compared with the way at home, in times",
    "offshore_order_quantity": "the freight of a shipment is reckoned from it",
    "safety_factor": "what the longer way adds to the safety stock is counted in percent of it",
    "demand_variability": "without it there is no safety stock to compare",
}
# Where a chapter moves an assumption, or draws it, further than the model's own limits allow.
_WITHIN = {
    "launch_delay": (-24.0, 60.0, "the exercises move the launch from there, months either way"),
    "bass_innovation": (1e-6, 1.0, "a faster launch is over before a quarter has been counted"),
    "bass_imitation": (1e-6, 5.0, "a faster launch is over before a quarter has been counted"),
    "demand_correlation": (0.0, 1.0, "the pooled stock is drawn from none to all of it"),
}


def _assumptions(s: Scenario) -> Iterator[Finding]:
    """Assumptions by which a chapter divides, or which it moves."""
    for name, reason in _ABOVE_ZERO.items():
        if not getattr(s.assumptions, name).value > 0:
            yield (
                ("assumptions", name, "value"),
                f"expected more than 0, not {getattr(s.assumptions, name).value:g}; {reason}",
            )
    for name, (low, high, reason) in _WITHIN.items():
        value = getattr(s.assumptions, name).value
        if not low <= value <= high:
            yield (
                ("assumptions", name, "value"),
                f"expected {low:g} to {high:g}, not {value:g}; {reason}",
            )


def _uncertainty(s: Scenario) -> Iterator[Finding]:
    """Shapes and correlations are of assumptions that have a range, and go together."""
    about = s.uncertainty
    wide = [
        name
        for name in names(Assumptions)
        if (figure := getattr(s.assumptions, name)).low is not None and figure.low < figure.high
    ]

    def unusable(name: str) -> str:
        near = nearest(name, wide)
        hint = f"; did you mean {near!r}?" if near else ""
        return f"{name!r} is no assumption with a range{hint}"

    for name in about.shapes:
        if name not in wide:
            yield ("uncertainty", "shapes", name), unusable(name)
    seen: set[frozenset[str]] = set()
    usable = []
    for i, pair in enumerate(about.correlations):
        where = ("uncertainty", "correlations", i, "between")
        wrong = [name for name in pair.between if name not in wide]
        if wrong:
            yield where, unusable(wrong[0])
        elif frozenset(pair.between) in seen or len(set(pair.between)) < 2:
            yield where, f"expected two assumptions, each pair once, not {pair.between}"
        else:
            usable.append((*map(wide.index, pair.between), pair.value))
        seen.add(frozenset(pair.between))
    weak = distributions.weakest_pair(distributions.correlation_matrix(len(wide), usable))
    if weak is not None:
        one, other = (wide[i] for i in weak)
        yield (
            ("uncertainty", "correlations"),
            "together they are impossible (their matrix is not positive definite); most of it "
            f"comes from {one!r} with {other!r}: bring that correlation nearer to 0",
        )


def _actions(s: Scenario) -> Iterator[Finding]:
    """Duties and the week speak of the scenario's own actions, each led by somebody."""
    groups = [group.name for group in s.action_groups]
    for part, entries in (("duties", s.leadership.duties), ("week", s.leadership.week)):
        for i, entry in enumerate(entries):
            key = "action" if part == "duties" else "serves"
            named = [entry.action] if part == "duties" else entry.serves
            for action in named:
                if action not in groups and not (part == "duties" and action == NO_ACTION):
                    near = nearest(action, groups)
                    hint = f"did you mean {near!r}? " if near else ""
                    none = f", or {NO_ACTION}" if part == "duties" else ""
                    yield (
                        ("leadership", part, i, key),
                        f"{action!r} is no action group; {hint}Accepted: {', '.join(groups)}{none}",
                    )
    for part, entries, key in (
        ("criteria", s.leadership.criteria, "name"),
        ("duties", s.leadership.duties, "name"),
        ("week", s.leadership.week, "name"),
    ):
        seen = [getattr(entry, key) for entry in entries]
        for i, name in enumerate(seen):
            if name in seen[:i]:
                yield ("leadership", part, i, key), f"the name {name!r} is given twice"
    for name in s.vocabulary.actions:
        if name not in groups:
            yield ("vocabulary", "actions"), unknown("action group", name, groups)
    if not any(duty.action in groups for duty in s.leadership.duties):
        yield ("leadership", "duties"), "at least one duty has to carry an action group"


def _chapters(s: Scenario) -> Iterator[Finding]:
    """Weights add up, and the competitors compared are those of the market."""
    weights = {
        ("leadership", "criteria"): s.leadership.criteria,
        ("partners", "weights"): s.partners.weights,
    }
    for where, entries in weights.items():
        total = sum(entry.weight for entry in entries)
        if abs(total - 1.0) > 1e-9:
            yield where, f"the weights have to add up to 1, not {total:.6g}"
    criteria = [w.criterion for w in s.partners.weights]
    for i, name in enumerate(criteria):
        if name in criteria[:i]:
            yield ("partners", "weights", i, "criterion"), f"{name!r} is given twice"
    known = [c.name for c in s.market.competitors]
    compared = set(s.positioning.differentiators[0].rivals)
    for i, part in enumerate(s.positioning.differentiators):
        where = ("positioning", "differentiators", i, "rivals")
        for name in part.rivals:
            if name not in known:
                yield where, f"{name!r} is no competitor; accepted: {', '.join(known)}"
        if set(part.rivals) != compared or not compared:
            yield where, "every differentiator compares the same competitors, at least one"


LEAST_HOURS = 1.0  # of one activity: the log counts in halves, and less may come to nothing


def _week(s: Scenario) -> Iterator[Finding]:
    """The chapter on leading takes shares of the week, and of what there should be more of."""
    week = s.leadership.week
    given = ", ".join(sorted({activity.advice for activity in week}))
    if not any(activity.advice == "more" for activity in week):
        yield (
            ("leadership", "week"),
            "expected at least one activity with the advice 'more', not only "
            f"{given}; the chapter asks which share of the week these have",
        )
    most = max(activity.hours for activity in week)
    if most < LEAST_HOURS:
        yield (
            ("leadership", "week"),
            f"expected at least {LEAST_HOURS:g} hour for one of the activities, not at most "
            f"{most:g}; the log counts in halves of an hour",
        )


def _partners(s: Scenario) -> Iterator[Finding]:
    """What the chapter on the partner compares, reckons and divides by."""
    for i, name in enumerate(w.criterion for w in s.partners.weights):
        scores = [getattr(c, name) for c in s.partners.candidates if name in SCORES]
        if scores and not any(scores):
            yield (
                ("partners", "weights", i, "criterion"),
                f"{name!r} has a weight, and each candidate has 0 in it; expected more than 0 for "
                "at least one, as each is compared with the best",
            )
    if not s.partners.candidates[0].freight > 0:
        yield (
            ("partners", "candidates", 0, "freight"),
            "expected more than 0 for the first candidate, the partner of the case; orders that "
            "travel together share this cost",
        )
    for i, c in enumerate(s.partners.candidates):
        extra = c.freight + c.duty + c.quality_cost + c.management
        if extra > 1.0:
            yield (
                ("partners", "candidates", i),
                "freight, duty, quality_cost and management together are "
                f"{extra:.3g} of the quoted price; expected at most 1",
            )
        if not c.months_optimistic <= c.months_likely <= c.months_pessimistic:
            yield (
                ("partners", "candidates", i),
                "expected months_optimistic ≤ months_likely ≤ months_pessimistic: "
                f"{c.months_optimistic}, {c.months_likely}, {c.months_pessimistic}",
            )


def _names(s: Scenario) -> Iterator[Finding]:
    """Names under which tables and ledger keep things apart."""
    entries = {
        ("market", "competitors"): s.market.competitors,
        ("order_file", "platforms"): s.order_file.platforms,
        ("waterfall", "steps"): s.waterfall.steps,
        ("positioning", "differentiators"): s.positioning.differentiators,
        ("development", "tasks"): s.development.tasks,
        ("action_groups",): s.action_groups,
        ("partners", "candidates"): s.partners.candidates,
    }
    for where, parts in entries.items():
        seen = [part.name for part in parts]
        for i, name in enumerate(seen):
            if name in seen[:i]:
                yield (*where, i, "name"), f"the name {name!r} is given twice"
    for i, competitor in enumerate(s.market.competitors):
        if competitor.name == s.line.name:
            yield (
                ("market", "competitors", i, "name"),
                f"the line itself is called {competitor.name!r}; a competitor needs another name",
            )


def _market(s: Scenario) -> Iterator[Finding]:
    share = s.market.share.value
    if not 0.0 < share < 0.95:
        yield ("market", "share", "value"), f"expected more than 0 and less than 0.95, not {share}"
        return
    total = share + sum(c.share for c in s.market.competitors)
    if abs(total - 1.0) > 1e-6:
        yield (
            ("market", "competitors"),
            f"our share and the competitors' have to add up to 1, not {total:.6g}; "
            "take the small ones together as one competitor",
        )
    ratio = (1 + s.history.line_trend.value) / (1 + s.history.market_growth.value)
    start = share / ratio**s.history.span
    if start >= 1:
        yield (
            ("market", "share", "value"),
            f"{share} is too high for this history: {s.history.span} years before the base year "
            f"it would have been {start:.2f}",
        )
    if abs(sum(s.history.seasonality) - 4.0) > 1e-9:
        yield (
            ("history", "seasonality"),
            f"the four seasons have to add up to 4, not {sum(s.history.seasonality):.6g}",
        )


def _money(s: Scenario) -> Iterator[Finding]:
    left = 1.0 - s.line.gross_margin.value - s.assumptions.complexity_cogs_share.value
    if left <= 0:
        yield (
            ("line", "gross_margin", "value"),
            f"{s.line.gross_margin.value} leaves no unit cost beside the variety-driven cost of "
            f"{s.assumptions.complexity_cogs_share.value}",
        )
    if s.line.company_share.value <= 0:
        yield (
            ("line", "company_share", "value"),
            f"expected more than 0, not {s.line.company_share.value}",
        )
    revenue = s.company.revenue.value * s.line.company_share.value * 10**s.currency.minor_units
    if 0 < revenue < LEAST_REVENUE * s.line.products.value:
        yield (
            ("company", "revenue", "value"),
            f"{s.company.revenue.value:g} leaves too little for each of the line's "
            f"{s.line.products.value:g} products; expected at least {LEAST_REVENUE} of the "
            "currency's smallest units for each",
        )
    if s.market.share.value > 0 and revenue / s.market.share.value > LARGEST_MONEY:
        yield (
            ("company", "revenue", "value"),
            f"{s.company.revenue.value:g} makes a market too large to be counted in the "
            "currency's smallest units; give money in a larger unit",
        )
    at_start = s.history.gross_margin_at_start.value
    # Variety cost is fixed money: its share of revenue was another one when revenue was.
    variety = (
        s.assumptions.complexity_cogs_share.value
        * (1.0 + s.history.line_trend.value) ** s.history.span
    )
    if at_start + variety >= 1.0:
        yield (
            ("history", "gross_margin_at_start", "value"),
            f"{at_start} leaves no unit cost beside a variety-driven cost of {variety:.3g}",
        )
    kinds = [step.kind == "on_invoice" for step in s.waterfall.steps]
    if all(kinds) or not any(kinds):
        yield (
            ("waterfall", "steps"),
            "expected at least one step that is on the invoice and one that is not; the chapter on "
            "the price is about what the invoice does not show",
        )
    pocket = 1.0 - sum(step.share for step in s.waterfall.steps)
    if pocket <= 0.05:
        yield (
            ("waterfall", "steps"),
            f"the steps leave {pocket:.2f} of the list price in the pocket; expected above 0.05",
        )


def _operating_cost(s: Scenario) -> Iterator[Finding]:
    drivers = s.operating_cost.drivers
    total = drivers.revenue + drivers.order_lines + drivers.setups
    if abs(total - 1.0) > 1e-9:
        yield (
            ("operating_cost", "drivers"),
            f"revenue, order_lines and setups have to add up to 1, not {total:.6g}",
        )


def _counts(s: Scenario) -> Iterator[Finding]:
    for part, name in (("line", "products"), ("history", "products_at_start")):
        value = getattr(getattr(s, part), name).value
        if value != int(value):
            yield (part, name, "value"), f"expected a whole number, not {value}"
    added, count = s.assumptions.launch_skus.value, s.line.products.value
    if added >= count:
        yield (
            ("assumptions", "launch_skus", "value"),
            f"the launch adds {added:g} products to a line of {count:g} (line.products); expected "
            "fewer than there are",
        )


def _positioning(s: Scenario) -> Iterator[Finding]:
    parts = s.positioning.differentiators
    if sum(d.part_worth > 0 for d in parts) < 2:
        yield (
            ("positioning", "differentiators"),
            "expected at least two with a part_worth above 0; in the interviews people name two or "
            "three things that matter to them",
        )
    gain = sum(d.part_worth * (d.researched - d.ours) for d in parts)
    blind = sum(d.part_worth * (d.believed - d.ours) for d in parts)
    if not gain > 0:
        yield (
            ("positioning", "differentiators"),
            "the researched specification has to be worth more than today's product, "
            f"not {gain:.3g}",
        )
    elif not 0 <= blind <= gain:
        yield (
            ("positioning", "differentiators"),
            "the believed specification has to be worth no less than today's product and no more "
            f"than the researched one ({gain:.3g}), not {blind:.3g}",
        )


def _tasks(s: Scenario) -> Iterator[Finding]:
    tasks = s.development.tasks
    accepted = [task.name for task in tasks]
    for i, task in enumerate(tasks):
        for before in task.after:
            if before not in accepted:
                near = nearest(before, accepted)
                hint = f"did you mean {near!r}? " if near else ""
                yield (
                    ("development", "tasks", i, "after"),
                    f"{task.name!r} waits for {before!r}, which is no task; {hint}"
                    f"Accepted: {', '.join(accepted)}",
                )
    try:
        TopologicalSorter({task.name: task.after for task in tasks}).prepare()
    except CycleError as error:
        circle = error.args[1]
        yield (
            ("development", "tasks", accepted.index(circle[-1]), "after"),
            f"tasks wait for each other in a circle: {' → '.join(circle)}",
        )
        return
    if all(before in accepted for task in tasks for before in task.after) and not _slack(s):
        yield (
            ("development", "tasks"),
            "no task has slack; the chapter on the launch needs one that runs beside a longer one, "
            f"at least {LEAST_SLACK} months shorter",
        )


LEAST_SLACK = 0.1  # months, as the tables show them


def _slack(s: Scenario) -> bool:
    """Whether some task may be late without moving the launch, by the likely durations."""
    likely = {task.name: task.likely for task in s.development.tasks}
    before = {task.name: task.after for task in s.development.tasks}
    order = list(TopologicalSorter(before).static_order())
    done, rest = dict.fromkeys(order, 0.0), dict.fromkeys(order, 0.0)
    for name in order:
        done[name] = likely[name] + max((done[b] for b in before[name]), default=0.0)
    for name in reversed(order):
        for b in before[name]:
            rest[b] = max(rest[b], likely[name] + rest[name])
    whole = max(done.values())
    return any(whole - done[name] - rest[name] >= LEAST_SLACK for name in order)


def _targets(s: Scenario) -> Iterator[Finding]:
    """The chapter on variety retires as many products as the target says."""
    wanted, most = s.targets.complexity_reduction.value, s.levers.retired_share.high
    if not 0 < wanted <= most:
        yield (
            ("targets", "complexity_reduction", "value"),
            f"expected more than 0 and at most {most:g}, the most that may be retired "
            f"(levers.retired_share.high), not {wanted:g}",
        )


def _levers(s: Scenario) -> Iterator[Finding]:
    for name in names(Levers):
        bounds = getattr(s.levers, name)
        if not bounds.low < bounds.high:
            yield ("levers", name), f"'low' has to be below 'high', not {bounds.low}, {bounds.high}"
        elif not bounds.low <= 0.0 <= bounds.high:
            yield (
                ("levers", name),
                f"the null value 0 has to lie within the bounds, not {bounds.low} to {bounds.high}",
            )


def _groups(s: Scenario) -> Iterator[Finding]:
    accepted = (*names(Levers), "pruning_rule")
    given = [lever for group in s.action_groups for lever in group.levers]
    for i, group in enumerate(s.action_groups):
        for lever in group.levers:
            if lever not in accepted:
                near = nearest(lever, accepted)
                hint = f"did you mean {near!r}? " if near else ""
                yield (
                    ("action_groups", i, "levers"),
                    f"{lever!r} is no lever; {hint}Accepted: {', '.join(accepted)}",
                )
    for lever in accepted:
        if given.count(lever) != 1:
            yield (
                ("action_groups",),
                f"every lever belongs to one group, but {lever!r} is in {given.count(lever)}",
            )


def _plans(s: Scenario) -> Iterator[Finding]:
    for needed in ("as_it_happened", "do_nothing"):
        if needed not in s.plans:
            yield ("plans",), f"the plan {needed!r} is missing"
    for plan_name, plan in s.plans.items():
        for name in names(Levers):
            figure, bounds = getattr(plan, name), getattr(s.levers, name)
            if figure is None:
                continue
            where = ("plans", plan_name, name)
            if plan_name == "do_nothing" and figure.value != 0:
                yield where, "the plan of doing nothing keeps every lever at null; leave it empty"
            for key in ("value", "low", "high"):
                number = getattr(figure, key)
                if number is not None and not bounds.low <= number <= bounds.high:
                    yield (
                        (*where, key),
                        f"expected a number within the lever's bounds {bounds.low} to "
                        f"{bounds.high}, not {number}",
                    )


def _free(s: Scenario) -> Iterator[Finding]:
    accepted = (*names(Levers), *names(Assumptions))
    if "as_it_happened" not in s.plans:
        return
    for i, name in enumerate(s.calibration.free):
        where = ("calibration", "free", i)
        if name not in accepted:
            near = nearest(name, accepted)
            hint = f"; did you mean {near!r}?" if near else ""
            yield where, f"{name!r} is no lever and no assumption{hint}"
            continue
        if name in _SHAPE_TABLES:
            yield where, f"{name!r} cannot be free: the tables are made from it"
            continue
        figure = free_figure(s, name)
        if figure is None or figure.low is None:
            yield where, f"{name!r} needs 'low' and 'high' where its value stands"
        elif not figure.low < figure.high:
            yield (
                where,
                f"{name!r} needs a range in which to vary, not {figure.low} to {figure.high}",
            )
        elif figure.mark is not Mark.CALIBRATED:
            yield where, f"{name!r} has to be marked 'calibrated' where its value stands"
    if len(set(s.calibration.free)) != len(TARGETS):
        yield (
            ("calibration", "free"),
            f"{len(TARGETS)} targets need {len(TARGETS)} different free quantities, "
            f"not {len(set(s.calibration.free))}",
        )
