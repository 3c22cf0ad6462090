"""What each action, and each change of the world, contributes to the outcome of a plan.

Actions need one another, so that what an action brings depends on when it is counted. The Shapley
value is the mean over all orders; it adds up to the whole, with no rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts import shapley
from casestudy.errors import InputError, unknown
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.model.many import simulate_many
from casestudy.model.outcome import Headlines
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

MEASURES = (
    "revenue_growth",
    "margin_points",
    "complexity_reduction",
    "npv",
    "share",
    "inventory_turns",
)

SEEN = 0.0005  # a contribution that is smaller reads as nothing


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each of several causes contributes to the change of each measure.

    Attributes
    ----------
    groups, names : tuple of str
        Label and name of each cause; empty where nothing changed.
    values : dict of str to ndarray, (n,)
        By measure: Shapley value of each cause, in the unit of the measure.
    start, end : dict of str to float
        The measure without any of the causes, and with all of them.
    currency : Currency
    """

    groups: tuple[str, ...]
    names: tuple[str, ...]
    values: dict[str, NDArray]
    start: dict[str, float]
    end: dict[str, float]
    currency: Currency

    def shares(self, measure: str) -> dict[str, float]:
        """Shapley value of each cause, by its label."""
        return dict(zip(self.groups, self.values[measure].tolist(), strict=True))

    def most(self, measure: str) -> str:
        """The cause that contributes most."""
        shares = self.shares(measure)
        return max(shares, key=shares.__getitem__)

    def against(self, measure: str) -> list[str]:
        """The causes that work against a measure, as far as one can see."""
        return [label for label, value in self.shares(measure).items() if value < -SEEN]

    def total(self, measure: str) -> float:
        """Sum of the contributions to a measure: its whole change.

        Raises
        ------
        InputError
            If there is no such measure; the nearest is named.
        """
        if measure not in self.values:
            raise InputError(unknown("measure", measure, self.values))
        return float(self.values[measure].sum())


def attribute(
    case: Case, levers: Levers | None = None, assumptions: Assumptions | None = None
) -> Attribution:
    """What each action group of the scenario contributes, from doing nothing to a plan.

    Parameters
    ----------
    case : Case
    levers : Levers, optional
        The plan as it happened by default.
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    Attribution
        Over the action groups, in the scenario's order.

    Raises
    ------
    ValueError
        If a lever or an assumption is an array of draws.

    Notes
    -----
    All 2ⁿ sets of groups are simulated in one batch. The pruning rule is the plan's throughout:
    with nothing retired it has no effect.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> found = attribute(load_case("turnaround"))
    >>> round(found.start["revenue_growth"] + found.total("revenue_growth"), 6)
    0.17
    """
    levers = case.plan("as_it_happened") if levers is None else levers
    assumptions = case.assumptions if assumptions is None else assumptions
    one_draw(levers, assumptions)
    groups = case.scenario.action_groups
    taken = shapley.coalitions(len(groups))
    nothing = Levers()
    batch = replace(
        levers,
        **{
            name: np.where(taken[:, i], getattr(levers, name), getattr(nothing, name))
            for i, group in enumerate(groups)
            for name in group.levers
            if name in names(Levers)
        },
    )
    found, _ = simulate_many(case, batch, assumptions)
    return _divided(case, [g.label for g in groups], [g.name for g in groups], found)


def between(case: Case, start: Levers, end: Levers) -> Attribution:
    """What each action group contributes to the difference of two plans, in the scenario's world.

    Parameters
    ----------
    case : Case
    start, end : Levers

    Returns
    -------
    Attribution
        Over the action groups, in the scenario's order; the pruning rule goes with its group.

    Raises
    ------
    ValueError
        If a lever is an array of draws.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> case = load_case("turnaround")
    >>> found = between(case, case.plan("do_nothing"), case.plan())
    >>> bool(abs(found.total("revenue_growth") - attribute(case).total("revenue_growth")) < 1e-12)
    True
    """
    one_draw(start, end)
    groups = case.scenario.action_groups
    taken = shapley.coalitions(len(groups))
    batch = replace(
        start,
        **{
            name: np.where(taken[:, i], getattr(end, name), getattr(start, name))
            for i, group in enumerate(groups)
            for name in group.levers
            if name in names(Levers)
        },
    )
    by_start, by_end = (
        simulate_many(case, replace(batch, pruning_rule=plan.pruning_rule))[0]
        for plan in (start, end)
    )
    ruled = next((i for i, group in enumerate(groups) if "pruning_rule" in group.levers), 0)
    found = Headlines(
        **{
            f.name: np.where(taken[:, ruled], getattr(by_end, f.name), getattr(by_start, f.name))
            for f in fields(Headlines)
        }
    )
    return _divided(case, [g.label for g in groups], [g.name for g in groups], found)


def attribute_assumptions(case: Case, levers: Levers, assumptions: Assumptions) -> Attribution:
    """What changed assumptions contribute, from the scenario's own world to the given one.

    Parameters
    ----------
    case : Case
    levers : Levers
        The plan; it stays as it is.
    assumptions : Assumptions
        The changed world.

    Returns
    -------
    Attribution
        Over the topics in which an assumption differs from the scenario's, in their declared
        order; without causes where none does.

    Raises
    ------
    ValueError
        If a lever or an assumption is an array of draws.

    Notes
    -----
    The present value compares with doing nothing in the same world, changed or not.
    """
    one_draw(levers, assumptions)
    own = case.assumptions
    changes = [n for n in names(Assumptions) if getattr(assumptions, n) != getattr(own, n)]
    parts = {declaration(Assumptions, name).part: declaration(Assumptions, name).topic
             for name in changes}  # fmt: skip
    topics = {p: [n for n in changes if declaration(Assumptions, n).part == p] for p in parts}
    # Without a change there is one world, twice.
    taken = shapley.coalitions(max(len(topics), 1))
    batch = replace(
        own,
        **{
            name: np.where(taken[:, i], getattr(assumptions, name), getattr(own, name))
            for i, changed in enumerate(topics.values())
            for name in changed
        },
    )
    first = names(Levers)[0]
    # The batch has its length from the levers too, where no assumption gives it one.
    spread = replace(levers, **{first: np.full(len(taken), float(getattr(levers, first)))})
    found, _ = simulate_many(case, spread, batch)
    return _divided(case, list(parts.values()), list(parts), found)


def one_draw(*records: Levers | Assumptions) -> None:
    """Refuse records that hold arrays of draws.

    Raises
    ------
    ValueError
        Naming the field and its shape.
    """
    for record in records:
        for name in names(type(record)):
            if np.ndim(getattr(record, name)):
                raise ValueError(
                    f"{name}: expected a number, one plan in one world: an array of shape "
                    f"{np.shape(getattr(record, name))} given"
                )


def _divided(
    case: Case, labels: Sequence[str], keys: Sequence[str], found: Headlines
) -> Attribution:
    """Divide the change from the first to the last coalition among the causes."""
    worth = {measure: getattr(found, measure) for measure in MEASURES}
    return Attribution(
        groups=tuple(labels),
        names=tuple(keys),
        values={m: shapley.shapley_values(v)[: len(keys)] for m, v in worth.items()},
        start={m: float(v[0]) for m, v in worth.items()},
        end={m: float(v[-1]) for m, v in worth.items()},
        currency=case.scenario.currency,
    )
