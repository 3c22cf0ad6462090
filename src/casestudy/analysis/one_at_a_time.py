"""Each action alone, and each action left out: why neither tells what an action is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casestudy.analysis.attribution import MEASURES
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case

SEEN, MUCH = 0.0005, 0.005  # of gross margin: less reads as nothing; more wants an explanation


@dataclass(frozen=True)
class OneAtATime:
    """Effect of each action group, entered first and entered last.

    Attributes
    ----------
    alone : dict of str to dict of str to float
        By label of the group: change of each measure when the group alone is added to doing
        nothing.
    last : dict of str to dict of str to float
        The same when the group is added to all the others.
    together : dict of str to float
        Change of each measure by all groups together.
    """

    alone: dict[str, dict[str, float]]
    last: dict[str, dict[str, float]]
    together: dict[str, float]

    def total(self, side: str, measure: str) -> float:
        """Sum of one measure over the groups, for the side `alone` or `last`."""
        return sum(change[measure] for change in getattr(self, side).values())

    @property
    def need_one_another(self) -> bool:
        """Whether growth together lies between the sums of both sides."""
        alone, last = (self.total(side, "revenue_growth") for side in ("alone", "last"))
        return alone < self.together["revenue_growth"] < last

    @property
    def gains(self) -> dict[str, float]:
        """Gross margin that single actions bring, of those that bring any."""
        alone = {label: change["margin_points"] for label, change in self.alone.items()}
        return {label: gain for label, gain in alone.items() if gain > SEEN}

    @property
    def promised(self) -> float:
        """Sum of the gains of gross margin."""
        return sum(self.gains.values())

    def little_to_explain(self, reported: float) -> bool:
        """Whether as much gross margin came of it as was promised, about."""
        return not self.gains or self.promised <= reported + MUCH

    def standing_still(self, reported: float) -> bool:
        """Whether a part of the gain only made up for what doing nothing loses."""
        return reported - self.together["margin_points"] < -SEEN


def one_at_a_time(
    case: Case, levers: Levers | None = None, assumptions: Assumptions | None = None
) -> OneAtATime:
    """Effect of each action group of a plan, alone and left out.

    Parameters
    ----------
    case : Case
    levers : Levers, optional
        The plan as it happened by default.
    assumptions : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    OneAtATime
    """
    plan = case.plan("as_it_happened") if levers is None else levers
    nothing = Levers()

    def headlines(chosen: Levers) -> Headlines:
        return simulate(case, chosen, assumptions).headlines

    def change(of: Headlines, against: Headlines) -> dict[str, float]:
        return {m: float(getattr(of, m) - getattr(against, m)) for m in MEASURES}

    idle, full = headlines(nothing), headlines(plan)
    alone, last = {}, {}
    for group in case.scenario.action_groups:
        mine = {n: getattr(plan, n) for n in group.levers}
        none = {n: getattr(nothing, n) for n in group.levers if n in names(Levers)}
        alone[group.label] = change(headlines(replace(nothing, **mine)), idle)
        last[group.label] = change(full, headlines(replace(plan, **none)))
    return OneAtATime(alone, last, change(full, idle))
