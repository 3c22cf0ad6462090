"""What a board is shown: the options, the recommended one, its risk, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casestudy.analysis.comparison import Comparison, compare
from casestudy.analysis.dashboard import panel_series
from casestudy.analysis.worth import worth
from casestudy.chapters.board.risk import ON_TARGET, Risk, Trigger, inside, weighed
from casestudy.levers import Levers, PruningRule, declaration, names
from casestudy.model.derived import development_months
from casestudy.model.outcome import Outcome
from casestudy.model.simulate import simulate
from casestudy.plans import KeptPlan, changes
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.text.figures import called, lever_label, meaning
from casestudy.text.words import say
from casestudy.units import Unit

NAME = "board paper"  # a kept plan of this name is the one that is put forward
MOST_PLANS = 6  # of one's own that the table has room for

Reason = Literal["named", "only", "best", "happened"]

MATTERS = 0.01  # of a year's revenue: less stock is not worth a word
LOW, HIGH = 0.3, 0.7  # of the worlds: beyond them the ranges lean to one side


@dataclass(frozen=True, eq=False)
class Option:
    """A plan that was considered, in the scenario's own world.

    Attributes
    ----------
    name : str
    kept : bool
        Whether the learner kept it; else it is a plan of the scenario.
    levers : Levers
    outcome : Outcome
    world : tuple of str
        Assumptions that were other ones when the plan was kept.
    """

    name: str
    kept: bool
    levers: Levers
    outcome: Outcome
    world: tuple[str, ...] = ()

    @property
    def quoted(self) -> str:
        """The name between quotation marks; its asterisks are none of the paper's own."""
        name = self.name if self.kept else self.name.replace("_", " ")
        return f"“{name.replace('*', '∗')}”"

    @property
    def npv(self) -> float:
        """Present value against doing nothing."""
        return float(self.outcome.headlines.npv)


@dataclass(frozen=True)
class Decision:
    """A lever that the plan moves, or that was moved as it happened.

    Attributes
    ----------
    label, means : str
    settings : tuple of float
        Of the plan; and as it happened, where that was another plan.
    unit : Unit
    """

    label: str
    settings: tuple[float, ...]
    unit: Unit
    means: str


@dataclass(frozen=True, eq=False)
class Board:
    """Everything that the paper says, in numbers.

    Attributes
    ----------
    case : Case
    options : tuple of Option
        Those of the scenario first, then those that were kept, the best first.
    chosen : Option
    reason : str
        Why this one: `named`, `only`, `best` or `happened`.
    comparison : Comparison
        The chosen plan beside the others.
    months : float
        From the start to the launch.
    gained, happened_gained : ndarray, (20,)
        Cash against doing nothing, added up: of the chosen plan, and as it happened.
    risk : Risk
    triggers : tuple of Trigger
        For the most important assumptions.
    """

    case: Case
    options: tuple[Option, ...]
    chosen: Option
    reason: Reason
    comparison: Comparison
    months: float
    gained: NDArray
    happened_gained: NDArray
    risk: Risk
    triggers: tuple[Trigger, ...]

    def option(self, name: str) -> Option:
        """A plan of the scenario by its name."""
        return next(o for o in self.options if o.name == name and not o.kept)

    @property
    def currency(self) -> Currency:
        """The currency of all sums."""
        return self.case.scenario.currency

    @property
    def idle(self) -> bool:
        """Whether the chosen plan is to do nothing."""
        return self.comparison.same_as_idle

    @property
    def mine(self) -> list[Option]:
        """The plans that were kept."""
        return [o for o in self.options if o.kept]

    @property
    def ready(self) -> list[Option]:
        """The plans of the scenario."""
        return [o for o in self.options if not o.kept]

    @property
    def shown(self) -> list[Option]:
        """What the table has: the plans of the scenario, the best of one's own, the chosen one."""
        first = self.mine[:MOST_PLANS]
        if self.chosen.kept and self.chosen not in first:
            first[-1] = self.chosen
        return [*self.ready, *first]

    @property
    def left_out(self) -> int:
        """How many plans of one's own the table leaves out."""
        return max(0, len(self.mine) - MOST_PLANS)

    @property
    def odd(self) -> list[Option]:
        """Plans of the table that were kept in a world of their own."""
        return [o for o in self.shown if o.world]

    @property
    def odd_worlds(self) -> list[str]:
        """What was other in those worlds."""
        return sorted({inside(called(self.case, n)) for o in self.odd for n in o.world})

    @property
    def better(self) -> Option | None:
        """The best of the plans that are worth more than the chosen one."""
        happened = self.option("as_it_happened")
        others = [o for o in (*self.mine, happened) if o.npv > self.chosen.npv + 1.0]
        if not others or self.chosen is happened:
            return None
        return max(others, key=lambda o: o.npv)

    @cached_property
    def gaps(self) -> dict[str, float]:
        """By how much the plan reaches more than each target wants, or less."""
        reached, wanted = self.chosen.outcome.headlines.as_dict(), self.comparison.targets
        return {name: reached[name] - value for name, value in wanted.items()}

    @property
    def missed(self) -> dict[str, float]:
        """The targets that are missed, and by how much."""
        return {name: -gap for name, gap in self.gaps.items() if gap < -ON_TARGET}

    @property
    def exact(self) -> bool:
        """Whether no target is met with something to spare."""
        return all(gap < ON_TARGET for gap in self.gaps.values())

    @property
    def acts_in(self) -> list[str]:
        """The fields in which the plan acts, as in the middle of a sentence."""
        return [inside(label) for label, moved in self._fields.items() if moved]

    @property
    def leaves_alone(self) -> list[str]:
        """The others."""
        return [inside(label) for label, moved in self._fields.items() if not moved]

    @property
    def _fields(self) -> dict[str, bool]:
        return {
            group.label: any(
                float(getattr(self.chosen.levers, name))
                for name in group.levers
                if name in names(Levers)
            )
            for group in self.case.scenario.action_groups
        }

    @property
    def retired(self) -> int:
        """Products that are retired."""
        return round(
            float(self.chosen.levers.retired_share) * self.case.scenario.line.products.value
        )

    @property
    def rule(self) -> str:
        """In which order they are retired."""
        return inside(PruningRule(self.chosen.levers.pruning_rule).label)

    @property
    def decisions(self) -> list[Decision]:
        """Every lever that the plan moves, beside the plan as it happened."""
        plans = [self.chosen.levers, self.option("as_it_happened").levers]
        plans = plans[:1] if self.comparison.same_as_happened else plans
        found = []
        for name in names(Levers):
            settings = tuple(float(getattr(plan, name)) for plan in plans)
            if any(settings):
                declared, label = declaration(Levers, name), lever_label(self.case, name)
                means = meaning(self.case, name).partition(". ")[0].rstrip(".")
                found.append(Decision(label, settings, declared.unit, means))
        return found

    @property
    def lowest(self) -> int:
        """The quarter in which the plan is furthest behind doing nothing."""
        return int(self.gained.argmin()) + 1

    @property
    def back(self) -> int:
        """The quarter from which on the cash is back for good; 1 if it never was out."""
        below = np.flatnonzero(self.gained < -1.0)
        return int(below[-1]) + 2 if below.size else 1

    @property
    def stock(self) -> float:
        """What the line holds in stock at the end, beyond that with nothing done."""
        plan, idle = self.comparison.plan.series, self.comparison.idle.series
        return float(plan.inventory[-1] - idle.inventory[-1])

    @property
    def stock_matters(self) -> bool:
        """Whether that is enough to be told."""
        return abs(self.stock) >= MATTERS * self.case.line_revenue

    @property
    def read_otherwise(self) -> str:
        """The present value in its other readings."""
        return str(say(worth(self.case, self.chosen.levers), "in_brief", case=self.case))

    @property
    def better_worlds(self) -> float:
        """Share of the worlds in which the plan does better than in the one we plan with."""
        return float((self.risk.npv > self.chosen.npv).mean())

    @property
    def lean(self) -> str:
        """Where the ranges reach further than to the other side: `up`, `down` or `even`."""
        better = self.better_worlds
        return "up" if better > HIGH else "down" if better < LOW else "even"

    @property
    def turning(self) -> list[Trigger]:
        """Assumptions that could by themselves take present value to the other side of zero."""
        return [t for t in self.triggers if t.npv.met]

    @property
    def turned(self) -> float:
        """Share of the worlds in which present value lies on the other side of zero."""
        return self.risk.loses if self.chosen.npv >= 0 else 1.0 - self.risk.loses

    @property
    def tight(self) -> list[Trigger]:
        """Assumptions of which a small change makes a target missed."""
        return [t for t in self.triggers if t.tight]


def board(case: Case, kept: Sequence[KeptPlan] = ()) -> Board:
    """Weigh the plans of a scenario and those that somebody kept, and what may go wrong.

    Parameters
    ----------
    case : Case
    kept : sequence of KeptPlan
        All are judged in the scenario's own world: a rosy world makes no better plan.

    Returns
    -------
    Board
        The kept plan that is called "board paper" is put forward, else the one of the highest
        present value, else the plan as it happened.

    Examples
    --------
    >>> from casestudy.scenario.case import load_case
    >>> board(load_case("turnaround")).reason
    'happened'
    """
    own = [Option(n, False, case.plan(n), simulate(case, case.plan(n))) for n in case.plans]
    mine = [
        Option(p.name, True, p.levers, simulate(case, p.levers), _own_world(case, p)) for p in kept
    ]
    mine.sort(key=lambda option: (-option.npv, option.name))
    chosen, reason = _choose(own, mine)
    (risk, triggers), compared = weighed(case, chosen.levers), compare(case, chosen.levers)
    months = development_months(case, chosen.levers.mentoring, chosen.levers.partner_development)
    return Board(
        case=case,
        options=(*own, *mine),
        chosen=chosen,
        reason=reason,
        comparison=compared,
        months=float(np.squeeze(months)) + case.assumptions.launch_delay,
        gained=panel_series(compared.plan, compared.idle)["cash"],
        happened_gained=panel_series(compared.happened, compared.idle)["cash"],
        risk=risk,
        triggers=triggers,
    )


def _own_world(case: Case, plan: KeptPlan) -> tuple[str, ...]:
    return tuple(changes(case, plan.levers, plan.assumptions)[1])


def _choose(own: list[Option], mine: list[Option]) -> tuple[Option, Reason]:
    for option in mine:
        if option.name.casefold() == NAME:
            return option, "named"
    if mine:
        return mine[0], "only" if len(mine) == 1 else "best"
    return next(o for o in own if o.name == "as_it_happened"), "happened"
