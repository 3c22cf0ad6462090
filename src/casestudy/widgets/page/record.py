"""What the page has to know of a case: one record of plain data, made once."""

from __future__ import annotations

import base64
from typing import Any

from casestudy.analysis.attribution import MEASURES
from casestudy.analysis.dashboard import DRAWS, QUANTILES, other_worlds, past_series, steps
from casestudy.analysis.worlds import spreads
from casestudy.files.languages import language, texts
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, described, names
from casestudy.model.derived import derived
from casestudy.plans.sharing import fingerprint
from casestudy.scenario.case import Case
from casestudy.scenario.schema import QUARTERS, TARGETS
from casestudy.scenario.sections import CockpitTask
from casestudy.text.figures import (
    HEADLINES,
    called,
    label,
    lever_label,
    mark_label,
    meaning,
    plan_label,
    short_label,
    unit_label,
)
from casestudy.text.words import phrase
from casestudy.units import Unit

VERSION = 1
STARTS = ("do_nothing", "as_it_happened")
MOST_WORLD_SLIDERS = 16
UNITS = {"npv": Unit.MONEY, "programme_cost": Unit.MONEY, "inventory_turns": Unit.PER_YEAR}


def page_record(
    case: Case,
    start: str = "as_it_happened",
    *,
    hide_targets: bool = False,
    tasks: bool = True,
) -> dict[str, Any]:
    """All that the page shows and says of a case, but for what the model computes.

    Parameters
    ----------
    case : Case
    start : str
        The plan of the scenario with which the page opens.
    hide_targets : bool
        Whether the targets are left out, for a group that is to find its own.
    tasks : bool
        Whether the page sets tasks, the workbook's and the scenario's own.

    Returns
    -------
    dict
        Of numbers, text, lists and dicts: it can be written as JSON.

    Raises
    ------
    InputError
        If the scenario has no such plan; the nearest is named.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> record = page_record(load_case("turnaround"))
    >>> record["start"], record["window"], len(record["levers"])
    ('as_it_happened', [9, 12], 10)
    """
    case.plan(start)
    s, g = case.scenario, derived(case)
    return {
        "version": VERSION,
        "scenario": case.name,
        "fingerprint": fingerprint(case),
        "company": s.company.name,
        "line": s.line.name,
        "title": s.title,
        "language": language(),
        "currency": {
            "code": s.currency.code,
            "symbol": s.currency.symbol,
            "first": s.currency.symbol_first,
            "cents": s.currency.minor_units != 3,
        },
        "quarters": QUARTERS,
        "window": [s.window.first, s.window.last],
        "band": {"draws": DRAWS, "quantiles": list(QUANTILES), "worlds": _worlds(case)},
        "targets": {} if hide_targets else {n: getattr(s.targets, n).value for n in TARGETS},
        "aims": list(TARGETS),
        "base": {
            "revenue": g.revenue,
            "margin": s.line.gross_margin.value,
            "share": s.market.share.value,
            "products": g.count,
        },
        "history": {name: values.tolist() for name, values in past_series(case).items()},
        "groups": [
            {"name": group.name, "label": group.label, "levers": list(group.levers)}
            for group in s.action_groups
        ],
        "levers": {name: _lever(case, name) for name in names(Levers)},
        "rule": _rule(case),
        "assumptions": {name: _assumption(case, name) for name in names(Assumptions)},
        "plans": {name: _plan(case, name) for name in case.plans},
        "tasks": _tasks(case, hide_targets=hide_targets) if tasks else [],
        "start": start,
        "headlines": {
            name: {
                "label": label(name),
                "short": short_label(name) if name != "revenue_cagr" else label(name),
                "unit": UNITS.get(name, Unit.FRACTION).name,
            }
            for name in HEADLINES
        },
        "measures": list(MEASURES),
        "units": {unit.name: [unit_label(unit), *unit.limits] for unit in Unit},
        "words": _words(),
    }


def world_names(case: Case) -> tuple[str, ...]:
    """Assumptions that get a slider: those with a step and a range, sixteen at most."""
    found = []
    for name in names(Assumptions):
        figure = getattr(case.scenario.assumptions, name)
        has_range = figure.low is not None and figure.low < figure.high
        if has_range and declaration(Assumptions, name).step > 0:
            found.append(name)
    return tuple(found[:MOST_WORLD_SLIDERS])


def _words() -> dict[str, str]:
    """What the page says; it puts in itself what stands between braces."""
    told = dict(texts("casestudy.widgets.page"))
    topics = {f"topic.{m}": phrase("casestudy.analysis", f"topic.{m}") for m in MEASURES}
    nouns = {n: t for n, t in texts("casestudy.text").items() if n.startswith(("noun.", "large."))}
    return told | topics | nouns | {"yearly": texts("casestudy.text")["yearly"]}


def _lever(case: Case, name: str) -> dict[str, Any]:
    declared, bounds = declaration(Levers, name), getattr(case.scenario.levers, name)
    figure = getattr(case.scenario.plans["as_it_happened"], name)
    return {
        "label": lever_label(case, name),
        "help": meaning(case, name),
        "unit": declared.unit.name,
        "low": bounds.low,
        "high": bounds.high,
        "step": declared.step,
        "null": 0.0,
        "happened": getattr(case.plan("as_it_happened"), name),
        "source": "" if figure is None else _source(figure),
    }


def _rule(case: Case) -> dict[str, Any]:
    name, meaning = described("pruning_rule")
    return {
        "label": name,
        "help": meaning,
        "happened": case.plan("as_it_happened").pruning_rule.value,
        "options": [[rule.value, rule.label] for rule in PruningRule],
    }


def _assumption(case: Case, name: str) -> dict[str, Any]:
    declared, figure = declaration(Assumptions, name), getattr(case.scenario.assumptions, name)
    ranged = figure.low is not None and figure.low < figure.high
    return {
        "label": called(case, name),
        "help": meaning(case, name),
        "unit": declared.unit.name,
        "topic": declared.topic,
        "value": figure.value,
        "low": figure.low if ranged else None,
        "high": figure.high if ranged else None,
        "step": declared.step,
        "limits": list(declared.limits),
        "slider": name in world_names(case),
        "source": _source(figure),
    }


def _source(figure: Any) -> str:
    return f"{mark_label(figure.mark)}: {figure.source}"


# What the workbook asks for, whatever the scenario; the words of a task have its name.
TASKS = {
    "cheaper": {"targets": True, "below": {"programme_cost": "as_it_happened"}},
    "worth_more": {"above": {"npv": "as_it_happened"}},
    "share_back": {"at_least": {"last_share": "today"}},
    "other_world": {"targets": True, "other_world": True},
}


# In the place of the first, where the plan as it happened came to less than was asked.
UNREACHED = {"all_targets": {"targets": True}}


def _tasks(case: Case, *, hide_targets: bool) -> list[dict[str, Any]]:
    """What there is to reach, without what hangs on targets that nobody is to see."""
    known = TASKS
    if case.scenario.reached:
        known = UNREACHED | {name: TASKS[name] for name in TASKS if name != "cheaper"}
    ours = [
        CockpitTask(words=phrase("casestudy.widgets.page", f"task.{name}"), **asked)
        for name, asked in known.items()
    ]
    found = [task.model_dump() for task in (*ours, *case.scenario.cockpit_tasks)]
    targets = case.scenario.targets
    shown = []
    for task in found:
        aimed = [limits for limits in task.values() if isinstance(limits, dict)]
        if hide_targets and (task["targets"] or any("target" in one.values() for one in aimed)):
            continue
        for limits in aimed:
            for name in (name for name, limit in limits.items() if limit == "target"):
                limits[name] = getattr(targets, name).value
        shown.append(task)
    return shown


def _plan(case: Case, name: str) -> dict[str, Any]:
    plan = case.plan(name)
    return {
        "label": plan_label(name),
        "levers": {n: float(getattr(plan, n)) for n in names(Levers)},
        "rule": plan.pruning_rule.value,
    }


def _worlds(case: Case) -> dict[str, dict[str, Any]]:
    """The worlds of the band: of each assumption its ends, and where between them it stands."""
    drawn = other_worlds(case, case.assumptions)
    found = {}
    for spread in spreads(case):
        places = steps(getattr(drawn, spread.name), spread.low, spread.high).astype("<u2")
        found[spread.name] = {
            "low": spread.low,
            "high": spread.high,
            "places": base64.b64encode(places.tobytes()).decode("ascii"),
        }
    return found
