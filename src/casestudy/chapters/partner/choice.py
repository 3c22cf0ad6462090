"""Which candidate to choose: by weighted scores, and by what the whole plan makes of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from casestudy.chapters.partner.facts import (
    DRAWS,
    candidates,
    expected_months,
    extra_cost,
    landed_cost,
    offered,
)
from casestudy.concepts import scoring
from casestudy.levers import Assumptions, declaration
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.text.figures import called

REFERENCE = 0  # the first of the table is the partner with whom the plan as it happened is reckoned
# What of an offer acts on the launch, on the unit cost, and on the stock.
STEPS = (
    ("launch_delay",),
    ("quoted_saving", "offshore_extra_cost"),
    ("offshore_lead_time", "offshore_lead_time_sd", "offshore_order_quantity"),
)
BENEFITS = {"landed cost": False, "time": False, "quality": True, "technology": True,
            "stability": True}  # fmt: skip

SAME_DATE = 0.05  # months that nobody sees
CLOSE = 0.05  # of a weight: closer than any group can agree
NEARLY_ALL = 0.995  # of all weights
SEEN = 500.0  # money: a smaller difference reads as nothing


@dataclass(frozen=True, eq=False)
class Scores:
    """The candidates on weighted criteria, by two methods, and how far the weights decide.

    Attributes
    ----------
    names, criteria : tuple of str
        Candidates, (C,), and criteria, (K,).
    matrix : ndarray, (C, K)
        Landed cost as a share of cost at home, expected months, scores out of ten.
    benefit : ndarray of bool, (K,)
        Where more is better.
    weights : ndarray, (K,)
    comparable : ndarray, (C, K)
        The matrix as the weighted sum takes it: each value against the best, one for the best.
    saw, topsis : ndarray, (C,)
        Simple additive weighting, and closeness to the ideal.
    saw_first, topsis_first : ndarray, (C,)
        Share of all possible weights with which each comes first.
    range : casestudy.concepts.scoring.WeightRange
        How far each weight can move before the weighted sum names somebody else.
    """

    names: tuple[str, ...]
    criteria: tuple[str, ...]
    matrix: NDArray
    benefit: NDArray
    weights: NDArray
    comparable: NDArray
    saw: NDArray
    topsis: NDArray
    saw_first: NDArray
    topsis_first: NDArray
    range: scoring.WeightRange

    @property
    def nearly_all(self) -> bool:
        """Whether next to all weights name the winner."""
        return bool(self.saw_first[self.winner] >= NEARLY_ALL)

    @property
    def close(self) -> bool:
        """Whether the weight that decides soonest lies close to where the winner changes."""
        if not self.nearest:
            return False
        k, edge, _ = self.nearest
        return bool(abs(edge - self.weights[k]) < CLOSE)

    @property
    def winner(self) -> int:
        """Position of the candidate with the highest weighted sum."""
        return int(np.argmax(self.saw))

    @property
    def runner_up(self) -> int:
        """Position of the candidate behind."""
        return int(np.argsort(-self.saw, kind="stable")[1])

    @property
    def agree(self) -> bool:
        """Whether both methods put the same candidate first."""
        return self.winner == self.other

    @property
    def nearest(self) -> tuple[int, float, int] | None:
        """Criterion, its nearest weight at which the winner changes, and who wins then."""
        ends = [
            (abs(edge - self.weights[k]), k, float(edge), int(who))
            for edges, others in (
                (self.range.low, self.range.below),
                (self.range.high, self.range.above),
            )
            for k, (edge, who) in enumerate(zip(edges, others, strict=True))
            if who != self.range.winner
        ]
        return min(ends)[1:] if ends else None

    @property
    def other(self) -> int:
        """Position of the candidate who comes closest to the ideal."""
        return int(np.argmax(self.topsis))

    @property
    def ranks(self) -> tuple[NDArray, NDArray]:
        """Ranks by weighted sum and by closeness to the ideal, each (C,)."""
        return scoring.ranks(self.saw), scoring.ranks(self.topsis)

    @property
    def lead(self) -> float:
        """Weighted sum of the winner above that of the next."""
        return float(self.saw[self.winner] - self.saw[self.runner_up])


def scores(case: Case, draws: int = DRAWS) -> Scores:
    """Score the candidates with the scenario's weights, and with all others.

    Parameters
    ----------
    case : Case
    draws : int
        Number of random weights, evenly spread over all that add up to one; seeded.

    Returns
    -------
    Scores
    """
    given = case.scenario.partners.weights
    values = {
        "landed cost": landed_cost(case),
        "time": expected_months(case),
        **{name: offered(case, name) for name in ("quality", "technology", "stability")},
    }
    matrix = np.column_stack([values[w.criterion] for w in given])
    benefit = np.array([BENEFITS[w.criterion] for w in given])
    weights, even = np.array([w.weight for w in given]), np.full(len(given), 1.0 / len(given))
    saw_first, topsis_first = (
        scoring.rank_acceptability(
            matrix, even, benefit, score=score, draws=draws, concentration=float(len(given)),
            rng=np.random.default_rng(case.scenario.order_file.seed),
        )[:, 0]
        for score in (scoring.weighted_score, scoring.topsis)
    )  # fmt: skip
    return Scores(
        names=candidates(case),
        criteria=tuple(w.criterion for w in given),
        matrix=matrix,
        benefit=benefit,
        weights=weights,
        comparable=scoring.normalised(matrix, benefit),
        saw=scoring.weighted_score(matrix, weights, benefit),
        topsis=scoring.topsis(matrix, weights, benefit),
        saw_first=saw_first,
        topsis_first=topsis_first,
        range=scoring.weight_range(matrix, weights, benefit),
    )


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The plan as it happened, with each candidate as the partner.

    Attributes
    ----------
    names : tuple of str
        Candidates, (C,); the first is the one with whom the plan is reckoned.
    delay : ndarray, (C,)
        Months of the launch after that of the first.
    growth, margin, turns, npv : ndarray, (C,)
        Revenue growth, change of margin, inventory turns, present value in money.
    by_date, by_cost, by_stock : ndarray, (C,)
        Present value that the candidate brings above the first, in money: by the date, then by
        quotation and extra cost, then by lead time and smallest order.
    scored : int
        Position of the candidate who wins by weighted scores.
    outside : tuple of tuple of str
        For each candidate the assumptions, in words, that leave the range of the scenario.
    currency : Currency
    """

    names: tuple[str, ...]
    delay: NDArray
    growth: NDArray
    margin: NDArray
    turns: NDArray
    npv: NDArray
    by_date: NDArray
    by_cost: NDArray
    by_stock: NDArray
    scored: int
    outside: tuple[tuple[str, ...], ...]
    currency: Currency

    @property
    def best(self) -> int:
        """Position of the candidate with the highest present value."""
        return int(np.argmax(self.npv))

    @property
    def other(self) -> int:
        """The candidate to set against the first: the winner by scores, or the best of the rest."""
        if self.scored != REFERENCE:
            return self.scored
        return max(set(range(len(self.npv))) - {REFERENCE}, key=self.npv.__getitem__)

    @property
    def same_date(self) -> bool:
        """Whether its launch is expected at the same time."""
        return abs(float(self.delay[self.other])) < SAME_DATE

    def seen(self, value: float) -> bool:
        """Whether a difference in money reads as more than nothing."""
        return abs(value) >= SEEN

    @property
    def parts(self) -> dict[str, float]:
        """Present value of the best above that of the winner by scores, by what it comes from."""
        found = {"date": self.by_date, "cost": self.by_cost, "stock": self.by_stock}
        return {name: float(v[self.best] - v[self.scored]) for name, v in found.items()}

    @property
    def most(self) -> str:
        """The part that speaks most for the best."""
        return max(self.parts, key=self.parts.__getitem__)

    @property
    def against(self) -> list[str]:
        """Parts that speak for the winner by scores."""
        return [name for name, value in self.parts.items() if value < 0]

    @property
    def beyond(self) -> tuple[list[str], list[str]]:
        """Candidates who leave the ranges of the scenario, and the assumptions that do."""
        who = [name for name, labels in zip(self.names, self.outside, strict=True) if labels]
        what = dict.fromkeys(label for labels in self.outside for label in labels)
        return who, [label[0].lower() + label[1:] for label in what]


def worlds(case: Case) -> dict[str, NDArray]:
    """What takes the place of the scenario's assumptions for each candidate.

    The scenario's assumptions, and the partner's part in its development network, describe the
    first candidate. So the others move the launch by the difference of their expected months to
    the first's; no candidate's months replace the network, which holds our own work as well.

    Parameters
    ----------
    case : Case

    Returns
    -------
    dict of str to ndarray, (C,)
        By field of `Assumptions`.

    Raises
    ------
    ValueError
        If a value lies beyond the limits within which the model's equations hold.
    """
    months = expected_months(case)
    values = {
        "quoted_saving": offered(case, "quoted_saving"),
        "offshore_extra_cost": extra_cost(case),
        "offshore_lead_time": offered(case, "lead_time"),
        "offshore_lead_time_sd": offered(case, "lead_time_sd"),
        "offshore_order_quantity": offered(case, "order_quantity"),
        "launch_delay": case.assumptions.launch_delay + months - months[REFERENCE],
    }
    for name, column in values.items():
        low, high = declaration(Assumptions, name).limits
        if np.any((column < low) | (column > high)):
            raise ValueError(f"{name}: expected values from {low:g} to {high:g}: {column} given")
    return values


def outcomes(case: Case) -> Outcomes:
    """Simulate the plan as it happened with each candidate.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Outcomes
    """
    values = worlds(case)
    found = simulate(case, case.plan(), replace(case.assumptions, **_stepwise(values))).headlines
    by_date, by_cost, by_stock = np.diff(found.npv, axis=0)
    beyond = _beyond(case, values)
    return Outcomes(
        names=candidates(case),
        delay=values["launch_delay"] - values["launch_delay"][REFERENCE],
        growth=found.revenue_growth[-1],
        margin=found.margin_points[-1],
        turns=found.inventory_turns[-1],
        npv=found.npv[-1],
        by_date=by_date,
        by_cost=by_cost,
        by_stock=by_stock,
        scored=scores(case).winner,
        outside=tuple(
            tuple(label for label, wrong in beyond.items() if wrong[i])
            for i in range(len(candidates(case)))
        ),
        currency=case.scenario.currency,
    )


def _stepwise(values: dict[str, NDArray]) -> dict[str, NDArray]:
    """From the first candidate to each in three steps: date, cost, stock; each (4, C)."""
    found = {}
    for step, names in enumerate(STEPS, start=1):
        for name in names:
            first = np.full_like(values[name], values[name][REFERENCE])
            found[name] = np.stack([first] * step + [values[name]] * (len(STEPS) + 1 - step))
    return found


def _beyond(case: Case, values: dict[str, NDArray]) -> dict[str, NDArray]:
    """Where values lie outside the range that the scenario gives, by the assumption's label."""
    found = {}
    for name, column in values.items():
        figure = getattr(case.scenario.assumptions, name)
        if figure.low is not None:
            found[called(case, name)] = (column < figure.low) | (column > figure.high)
    return found
