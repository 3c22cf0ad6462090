"""Who should lead, what each role covers, and what the case becomes with one or the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.case import Case
from casestudy.concepts import roles
from casestudy.levers import Levers, names
from casestudy.model import simulate
from casestudy.outcome import Headlines
from casestudy.scenario import Currency

OWNER, MANAGER = "product owner", "product manager"
# From which coverage on a role answers for a duty, and from which it does a part of it.
WEIGHT_DRAWS = 5000  # shares of them are sure to a point and a half
SCALE = 2.0  # scores of the scenario run from -2 to 2


@dataclass(frozen=True, eq=False)
class Situation:
    """The scored question whether a product owner or a product manager is wanted.

    Attributes
    ----------
    criteria : tuple of str, (C,)
    weights : ndarray, (C,)
    scores : ndarray, (C,)
        From -1, for a product owner, to 1, for a product manager.
    poles : tuple of (str, str), (C,)
        What speaks for an owner, and what for a manager.
    decision : casestudy.concepts.roles.RoleDecision
    flip_weights : ndarray, (C,)
        Weight of each criterion at which the verdict changes; not a number where none does.
    flip_verdicts : tuple, (C,)
    shares : dict of Verdict to float
        How often each verdict comes out when nothing is known about the weights.
    """

    criteria: tuple[str, ...]
    weights: NDArray
    scores: NDArray
    poles: tuple[tuple[str, str], ...]
    decision: roles.RoleDecision
    flip_weights: NDArray
    flip_verdicts: tuple[roles.Verdict | None, ...]
    shares: dict[roles.Verdict, float]


def situation(case: Case) -> Situation:
    """Weigh the situation of the case for each role, and try other weights.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Situation
        Other weights are drawn uniformly from all that sum to one.
    """
    asked = case.scenario.leadership.criteria
    weights = np.array([c.weight for c in asked])
    scores = np.array([c.score for c in asked]) / SCALE
    sides = roles.split_scores(scores)
    at, verdicts = roles.flip_weights(*sides, weights)
    rng = np.random.default_rng(case.scenario.order_file.seed)
    drawn = rng.dirichlet(np.ones(len(asked)), WEIGHT_DRAWS)
    found = [roles.role_decision(*sides, w).verdict for w in drawn]
    return Situation(
        criteria=tuple(c.name for c in asked),
        weights=weights,
        scores=scores,
        poles=tuple((c.owner, c.manager) for c in asked),
        decision=roles.role_decision(*sides, weights),
        flip_weights=at,
        flip_verdicts=tuple(verdicts),
        shares={v: found.count(v) / WEIGHT_DRAWS for v in roles.Verdict},
    )


@dataclass(frozen=True, eq=False)
class Duties:
    """The responsibilities matrix.

    Attributes
    ----------
    names : tuple of str, (D,)
        The most manager-like last.
    reach : ndarray, (2, D)
        How far owner and manager cover each duty, 0 to 1.
    letters : ndarray of str, (2, D)
        A where a role answers for a duty, R where it does a part of it, C where it is asked.
    actions : tuple of str, (D,)
        Action group that the duty carries, or "none".
    """

    names: tuple[str, ...]
    reach: NDArray
    letters: NDArray
    actions: tuple[str, ...]

    def coverage(self, owner: bool, manager: bool) -> roles.Coverage:
        """Gaps and overlaps with the roles that are there."""
        return roles.duty_coverage(self.letters, [owner, manager])


def duties(case: Case) -> Duties:
    """Which duties each role covers.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Duties
    """
    leads = case.scenario.leadership
    listed = sorted(leads.duties, key=lambda d: d.manager - d.owner)
    reach = np.array([[d.owner for d in listed], [d.manager for d in listed]])
    letters = np.select(
        [reach >= leads.answers_from, reach >= leads.takes_part_from, reach > 0],
        ["A", "R", "C"],
        default="",
    )
    return Duties(tuple(d.name for d in listed), reach, letters, tuple(d.action for d in listed))


@dataclass(frozen=True, eq=False)
class Appointment:
    """The case with one way of filling the roles.

    Attributes
    ----------
    name : str
    reach : dict of str to float
        How far each action group is covered, against the product manager of the case.
    plan : Levers
    headlines : Headlines
    """

    name: str
    reach: dict[str, float]
    plan: Levers
    headlines: Headlines


@dataclass(frozen=True, eq=False)
class Appointments:
    """The case with nobody, an owner, a manager, and both.

    Attributes
    ----------
    each : tuple of Appointment
    base_margin : float
        Gross margin of the base year.
    currency : Currency
    """

    each: tuple[Appointment, ...]
    base_margin: float
    currency: Currency

    def of(self, name: str) -> Appointment:
        """The appointment of that name."""
        return next(a for a in self.each if a.name == name)


def scaled_plan(case: Case, reach: dict[str, float]) -> Levers:
    """The plan as it happened, each action group carried only as far as somebody reaches.

    Parameters
    ----------
    case : Case
    reach : dict of str to float
        Part of each action group that is done, 0 to 1, by name of the group; 1 if not named.

    Returns
    -------
    Levers
        Between doing nothing and the plan as it happened, in proportion.
    """
    plan = case.plan("as_it_happened")
    changed = {}
    for group in case.scenario.action_groups:
        part = reach.get(group.name, 1.0)
        for lever in group.levers:
            if lever in names(Levers):
                changed[lever] = part * getattr(plan, lever)
    return replace(plan, **changed)


def appointments(case: Case) -> Appointments:
    """What becomes of the case when the roles are filled in one way or another.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Appointments

    Notes
    -----
    An action group is covered as far as the better of the roles that are there covers its duties,
    on average over the duties; the product manager's own reach counts as the case that happened.
    What goes beyond it cannot show: the case has no more than the whole of an action.
    """
    listed = case.scenario.leadership.duties
    groups = [g.name for g in case.scenario.action_groups]

    def covered(group: str, owner: bool, manager: bool) -> float:
        mine = [max(d.owner * owner, d.manager * manager) for d in listed if d.action == group]
        return float(np.mean(mine)) if mine else 1.0

    found = []
    for name, owner, manager in (
        ("nobody", False, False),
        (OWNER, True, False),
        (MANAGER, False, True),
        ("both", True, True),
    ):
        reach = {}
        for group in groups:
            full = covered(group, owner=False, manager=True)
            mine = covered(group, owner=owner, manager=manager)
            reach[group] = min(mine / full, 1.0) if full > 0 else 0.0
        # Without either role there is nobody who begins.
        plan = scaled_plan(case, reach) if owner or manager else case.plan("do_nothing")
        found.append(Appointment(name, reach, plan, simulate(case, plan).headlines))
    return Appointments(tuple(found), case.scenario.line.gross_margin.value, case.scenario.currency)
