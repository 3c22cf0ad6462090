"""Which plan would survive: plans in the same other worlds, and what it is worth to know more."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.monte_carlo import met, usable_seed
from casestudy.analysis.worlds import Worlds, spreads, worlds
from casestudy.concepts import information
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.model.many import evaluate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

DRAWS = 2**12  # shares of them are sure to a point
WORST = 0.1  # the worst tenth of the worlds
HAPPENED = "as_it_happened"
WITHOUT = "without_"  # an action group is left out
FOUND = "found_"  # by a search
# Of the search: worlds, places of a lever, times round, and how much nearer they are each time.
SEARCH_DRAWS, PLACES, ROUNDS, NEARER = 2**6, 5, 3, 0.4
ROUNDED = 10  # decimals of a lever: none that a slider has is lost
CASES = 8  # kept in memory: more than anybody goes back to


@dataclass(frozen=True, eq=False)
class Choice:
    """Plans in the same other worlds.

    Attributes
    ----------
    plans : dict of str to Levers
    own : tuple of str
        Which of them are the learner's.
    npv : ndarray, (n, plans)
        Present value of each plan in each world.
    success : ndarray of bool, (n, plans)
        Whether each plan meets all targets.
    known, still_known : dict of str to float
        What it is worth to know each assumption before one chooses, in money, the largest first:
        among the plans on the table, and among all, those that a search found too.
    everything : float
        What it is worth to know them all, among the plans on the table.
    currency : Currency
    """

    plans: dict[str, Levers]
    own: tuple[str, ...]
    npv: NDArray
    success: NDArray
    known: dict[str, float]
    still_known: dict[str, float]
    everything: float
    currency: Currency

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the plans."""
        return tuple(self.plans)

    def of(self, values: NDArray) -> dict[str, float]:
        """One number a plan, by its name."""
        return dict(zip(self.plans, values.tolist(), strict=True))

    @property
    def mean(self) -> dict[str, float]:
        """Present value on the mean."""
        return self.of(self.npv.mean(axis=0))

    @property
    def succeeds(self) -> dict[str, float]:
        """How often all targets are met."""
        return self.of(self.success.mean(axis=0))

    @property
    def worst(self) -> dict[str, float]:
        """Mean present value in the worst tenth of the worlds, for each plan its own."""
        few = max(round(WORST * len(self.npv)), 1)
        return self.of(np.partition(self.npv, few - 1, axis=0)[:few].mean(axis=0))

    @property
    def regret(self) -> dict[str, float]:
        """What the best plan of each world is worth more, on the mean."""
        return self.of((self.npv.max(axis=1, keepdims=True) - self.npv).mean(axis=0))

    def best(self, by: str) -> str:
        """The best plan by `mean`, `succeeds`, `worst` or `regret`."""
        values = getattr(self, by)
        return (min if by == "regret" else max)(values, key=values.__getitem__)


def candidates(case: Case) -> dict[str, Levers]:
    """The plans of the scenario, and what happened without each of its actions.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict of str to Levers
        By the plan's name, or `without_` and the action group's.
    """
    happened, nothing = case.plan(HAPPENED), Levers()
    found = {name: case.plan(name) for name in case.plans}
    for group in case.scenario.action_groups:
        left = {n: getattr(nothing, n) for n in group.levers if n in names(Levers)}
        plan = replace(happened, **left)
        if plan not in found.values():
            found[f"{WITHOUT}{group.name}"] = plan
    return found


def sought(
    case: Case,
    *,
    draws: int = SEARCH_DRAWS,
    seed: int | None = None,
    executor: Executor | None = None,
) -> dict[str, Levers]:
    """For each measure a plan that does better in other worlds than the one that happened.

    Lever after lever is moved to where it does best, all else as it is: first over its whole
    range, then around where it stands, nearer each time. That finds a better plan, and not always
    the best.

    Parameters
    ----------
    case : Case
    draws : int
        Worlds to be tried in.
    seed : int, optional
    executor : Executor, optional
        Who computes; any of `concurrent.futures`.

    Returns
    -------
    dict of str to Levers
        By `mean` (of present value) and `succeeds` (how often all targets are met; then `mean`).
    """
    seed = case.scenario.order_file.seed + 1 if seed is None else seed  # not those it is judged in
    drawn = worlds(case, draws, seed)
    best = dict.fromkeys(("mean", "succeeds"), case.plan(HAPPENED))
    reached = dict.fromkeys(best, (-np.inf, -np.inf))
    for times in range(ROUNDS):
        for name in (*names(Levers), "pruning_rule"):
            tried = [
                (by, replace(plan, **{name: value}))
                for by, plan in best.items()
                for value in _settings(case, plan, name, NEARER**times)
            ]
            scores = _scores(case, [plan for _, plan in tried], drawn, executor)
            for (by, plan), (mean, share) in zip(tried, scores, strict=True):
                score = (mean, 0.0) if by == "mean" else (share, mean)
                if score > reached[by]:
                    best[by], reached[by] = plan, score
    return best


def _scores(
    case: Case, plans: list[Levers], drawn: Worlds, executor: Executor | None
) -> list[tuple[float, float]]:
    """How each plan does: mean present value, and how often all targets are met."""
    found, size = {}, len(drawn.luck)
    assumed = {n: getattr(drawn.assumptions, n) for n in names(Assumptions)}
    # A rule is no number: plans with the same one are a batch.
    for rule in dict.fromkeys(plan.pruning_rule for plan in plans):
        places = [i for i, plan in enumerate(plans) if plan.pruning_rule == rule]
        batch = [plans[i] for i in places]
        repeated = {n: np.tile(v, len(batch)) for n, v in assumed.items() if np.ndim(v)}
        # Of a world only the date of the launch follows the plan.
        late = np.concatenate([drawn.under(case, one).launch_delay for one in batch])
        world = replace(drawn.assumptions, **repeated | {"launch_delay": late})
        # All levers as arrays, whichever is moved: one list of operations serves them all.
        levers = {n: np.repeat([float(getattr(o, n)) for o in batch], size) for n in names(Levers)}
        headlines, _ = evaluate(case, replace(batch[0], **levers), world, executor=executor)
        mean = headlines.npv.reshape(len(batch), size).mean(axis=1)
        reached = np.all(list(met(case, headlines).values()), axis=0)
        often = reached.reshape(len(batch), size).mean(axis=1)
        found |= dict(zip(places, zip(mean.tolist(), often.tolist(), strict=True), strict=True))
    return [found[i] for i in range(len(plans))]


def _settings(case: Case, plan: Levers, name: str, part: float) -> list[float] | list[PruningRule]:
    """Where a lever stands, and where else it may: on steps of its slider, over a part of it."""
    if name == "pruning_rule":
        return list(PruningRule)
    bounds, step = getattr(case.scenario.levers, name), declaration(Levers, name).step
    width = bounds.high - bounds.low
    middle = (bounds.low + bounds.high) / 2 if part == 1 else getattr(plan, name)
    places = middle + part * width * np.linspace(-1, 1, PLACES) / 2
    steps = np.clip(np.round(places / step) * step, bounds.low, bounds.high).round(ROUNDED)
    return [getattr(plan, name), *steps.tolist()]


@lru_cache(maxsize=CASES)
def better_plans(case: Case) -> dict[str, Levers]:
    """What `sought` finds by each of its measures; kept, since it takes a second."""
    return {f"{FOUND}{by}": plan for by, plan in sought(case).items()}


def choose(
    case: Case,
    own: Mapping[str, Levers] | None = None,
    *,
    draws: int = DRAWS,
    seed: int | None = None,
    executor: Executor | None = None,
) -> Choice:
    """Compare plans in the same other worlds.

    Parameters
    ----------
    case : Case
    own : mapping of str to Levers, optional
        The learner's plans, by name.
    draws : int
    seed : int, optional
    executor : Executor, optional
        Who computes; any of `concurrent.futures`.

    Returns
    -------
    Choice

    Raises
    ------
    InputError
        If `draws` or `seed` is no usable number.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> found = choose(load_case("turnaround"), draws=1024)
    >>> found.best("succeeds"), found.best("mean") == "as_it_happened"
    ('found_succeeds', False)
    """
    seed = usable_seed(case, draws, seed)
    plans = candidates(case) | better_plans(case) | dict(own or {})
    drawn = worlds(case, draws, seed)
    found = [
        evaluate(case, plan, drawn.under(case, plan), executor=executor)[0]
        for plan in plans.values()
    ]
    npv = np.column_stack([h.npv for h in found])
    success = np.column_stack([np.all(list(met(case, h).values()), axis=0) for h in found])
    table = npv[:, [not name.startswith(FOUND) for name in plans]]
    return Choice(
        plans=plans,
        own=tuple(own or {}),
        npv=npv,
        success=success,
        known=_known(case, drawn, table),
        still_known=_known(case, drawn, npv),
        everything=information.perfect_information(table),
        currency=case.scenario.currency,
    )


def _known(case: Case, drawn: Worlds, npv: NDArray) -> dict[str, float]:
    """What it is worth to know each assumption, the largest first."""
    found = {
        spread.name: information.information_about(getattr(drawn.assumptions, spread.name), npv)
        for spread in spreads(case)
    }
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))
