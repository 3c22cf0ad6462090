"""Who should lead, what each role covers, and what the case becomes with one or the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.one_at_a_time import one_at_a_time
from casestudy.concepts import roles
from casestudy.levers import Levers, names
from casestudy.model.derived import development_months
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import SHORTEST_DEVELOPMENT, simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency, group_of

OWNER, MANAGER = "product owner", "product manager"
THIN, HALF = 0.25, 0.5  # below them an action is not carried, or as good as not
TELLING = ("research", "mentoring", "selling")  # levers whose lack shows in the product
WEIGHT_DRAWS = 5000  # shares of them are sure to a point and a half
SCALE = 2.0  # scores of the scenario run from -2 to 2
RARE = 0.01  # of the draws, below which a verdict is not told
FAR = 0.2  # a move of a weight by more is a long way


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
    seed : int
        Of the draws of other weights.
    """

    criteria: tuple[str, ...]
    weights: NDArray
    scores: NDArray
    poles: tuple[tuple[str, str], ...]
    decision: roles.RoleDecision
    flip_weights: NDArray
    flip_verdicts: tuple[roles.Verdict | None, ...]
    seed: int

    @cached_property
    def shares(self) -> dict[roles.Verdict, float]:
        """How often each verdict comes out when nothing is known about the weights.

        They are drawn uniformly from all that sum to one.
        """
        rng, sides = np.random.default_rng(self.seed), roles.split_scores(self.scores)
        drawn = rng.dirichlet(np.ones(len(self.scores)), WEIGHT_DRAWS)
        found = [roles.role_decision(*sides, w).verdict for w in drawn]
        return {v: found.count(v) / WEIGHT_DRAWS for v in roles.Verdict}

    @property
    def verdict(self) -> roles.Verdict:
        """Which roles the situation asks for."""
        return self.decision.verdict

    @property
    def counts(self) -> NDArray:
        """Weight times score of each criterion, (C,)."""
        return self.weights * self.scores

    @property
    def others(self) -> list[tuple[roles.Verdict, float]]:
        """The verdicts that other weights lead to, with how often each comes out."""
        return [(v, p) for v, p in self.shares.items() if v != self.verdict and p >= RARE]

    @property
    def move(self) -> tuple[float, str, float, float, roles.Verdict] | None:
        """The shortest move of a weight to another verdict, if there is one.

        How far it is, the criterion, its weight, the other weight and the other verdict.
        """
        at, verdicts = self.flip_weights, self.flip_verdicts
        found = zip(abs(at - self.weights), self.criteria, self.weights, at, verdicts, strict=True)
        return min((move for move in found if move[-1] is not None), default=None)

    @property
    def far(self) -> bool:
        """Whether that move is a long way."""
        return self.move is not None and self.move[0] > FAR


def situation(case: Case) -> Situation:
    """Weigh the situation of the case for each role, and try other weights.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Situation
    """
    asked = case.scenario.leadership.criteria
    weights = np.array([c.weight for c in asked])
    scores = np.array([c.score for c in asked]) / SCALE
    sides = roles.split_scores(scores)
    at, verdicts = roles.flip_weights(*sides, weights)
    return Situation(
        criteria=tuple(c.name for c in asked),
        weights=weights,
        scores=scores,
        poles=tuple((c.owner, c.manager) for c in asked),
        decision=roles.role_decision(*sides, weights),
        flip_weights=at,
        flip_verdicts=tuple(verdicts),
        seed=case.scenario.order_file.seed,
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
    answers_from, takes_part_from : float
        Reach from which a role answers for a duty, and from which it takes part.
    """

    names: tuple[str, ...]
    reach: NDArray
    letters: NDArray
    actions: tuple[str, ...]
    answers_from: float
    takes_part_from: float

    def coverage(self, owner: bool, manager: bool) -> roles.Coverage:
        """Gaps and overlaps with the roles that are there."""
        return roles.duty_coverage(self.letters, [owner, manager])

    @property
    def answered(self) -> tuple[int, int]:
        """How many duties an owner and a manager answer for."""
        owner, manager = (self.letters == "A").sum(axis=1)
        return int(owner), int(manager)

    @property
    def nobodys(self) -> list[str]:
        """Duties that are nobody's with an owner alone."""
        return self._of(self.coverage(owner=True, manager=False).gaps)

    @property
    def loose(self) -> list[str]:
        """Duties that nobody answers for with a manager alone."""
        left = self.coverage(owner=False, manager=True)
        return self._of(left.gaps | left.headless)

    def _of(self, chosen: NDArray) -> list[str]:
        return [name for name, there in zip(self.names, chosen, strict=True) if there]


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
    return Duties(
        names=tuple(d.name for d in listed),
        reach=reach,
        letters=letters,
        actions=tuple(d.action for d in listed),
        answers_from=leads.answers_from,
        takes_part_from=leads.takes_part_from,
    )


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

    @property
    def key(self) -> str:
        """Which piece of the words names it."""
        return self.name.replace(" ", "_")


@dataclass(frozen=True, eq=False)
class Appointments:
    """The case with nobody, an owner, a manager, and both.

    Attributes
    ----------
    each : tuple of Appointment
    base_margin : float
        Gross margin of the base year.
    currency : Currency
    labels : dict of str to str
        What the scenario calls each action group, as inside a sentence.
    missing : tuple of str
        Levers that an owner alone carries less than half, of those whose lack the product shows.
    """

    each: tuple[Appointment, ...]
    base_margin: float
    currency: Currency
    labels: dict[str, str]
    missing: tuple[str, ...]

    @property
    def owner(self) -> Headlines:
        """What comes of an owner alone."""
        return self.of(OWNER).headlines

    @property
    def manager(self) -> Headlines:
        """What comes of a manager alone."""
        return self.of(MANAGER).headlines

    @property
    def undone(self) -> list[str]:
        """Action groups that an owner alone hardly carries, the least first."""
        reach = self.of(OWNER).reach
        return [group for group in sorted(reach, key=reach.__getitem__) if reach[group] < THIN]

    @property
    def same(self) -> bool:
        """Whether both together are worth what a manager alone is."""
        return abs(float(self.of("both").headlines.npv - self.manager.npv)) < 1.0

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
    owner = found[1].reach
    return Appointments(
        each=tuple(found),
        base_margin=case.scenario.line.gross_margin.value,
        currency=case.scenario.currency,
        labels=group_labels(case),
        missing=tuple(x for x in TELLING if owner[group_of(case.scenario, x).name] < HALF),
    )


def group_labels(case: Case) -> dict[str, str]:
    """What the scenario calls each action group, as inside a sentence."""
    return {g.name: g.label[0].lower() + g.label[1:] for g in case.scenario.action_groups}


@dataclass(frozen=True, eq=False)
class Left:
    """An action group that is left out of the plan as it happened.

    Attributes
    ----------
    group, label : str
        Its name, and what the scenario calls it.
    duties : tuple of str
        The duties that carry it.
    growth, margin, npv : float
        By what the outcome changes, with its sign.
    """

    group: str
    label: str
    duties: tuple[str, ...]
    growth: float
    margin: float
    npv: float


@dataclass(frozen=True, eq=False)
class Uncovered:
    """The case with one field of duties left to nobody, the others covered.

    Attributes
    ----------
    each : tuple of Left
        A field for each action group.
    currency : Currency
    """

    each: tuple[Left, ...]
    currency: Currency

    @property
    def fields(self) -> list[Left]:
        """Those that have duties, the dearest to leave first."""
        return sorted((one for one in self.each if one.duties), key=lambda one: one.npv)

    def of(self, group: str) -> Left | None:
        """The field of an action group, if the scenario has it."""
        return next((one for one in self.each if one.group == group), None)


def uncovered(case: Case) -> Uncovered:
    """What it costs to leave one field of duties to nobody.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Uncovered
    """
    duty, effects = duties(case), one_at_a_time(case).last
    found = []
    for group in case.scenario.action_groups:
        mine = zip(duty.names, duty.actions, strict=True)
        change = effects[group.label]
        found.append(
            Left(
                group=group.name,
                label=group.label,
                duties=tuple(name for name, action in mine if action == group.name),
                growth=-change["revenue_growth"],
                margin=-change["margin_points"],
                npv=-change["npv"],
            )
        )
    return Uncovered(tuple(found), case.scenario.currency)


@dataclass(frozen=True, eq=False)
class Mentoring:
    """What the mentoring of the leads costs in the plan as it happened.

    Attributes
    ----------
    yearly : float
        Money for each year of development, with as much mentoring as the plan has.
    months : float
        From the start of the programme to the launch.
    cost : float
        Money until the launch, as the model books it.
    programme : float
        What the whole programme costs.
    """

    yearly: float
    months: float
    cost: float
    programme: float

    @property
    def part(self) -> float:
        """Share of the programme's cost."""
        return self.cost / self.programme if self.programme > 0 else 0.0


def mentoring(case: Case) -> Mentoring:
    """What the mentoring of the leads costs, in a year and until the launch.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Mentoring
        The cost is that of the plan less that of the same plan if mentoring were free.
    """
    plan, world = case.plan("as_it_happened"), case.assumptions
    months = development_months(case, plan.mentoring, plan.partner_development)
    whole = simulate(case, plan).headlines.programme_cost
    free = simulate(case, plan, replace(world, mentoring_cost=0.0)).headlines.programme_cost
    return Mentoring(
        yearly=float(world.mentoring_cost * plan.mentoring),
        months=max(float(months + world.launch_delay), SHORTEST_DEVELOPMENT),
        cost=float(whole - free),
        programme=float(whole),
    )
