"""What a plan is worth, read in several ways: tax, working capital, and what comes afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts.present_value import (
    fading_perpetuity,
    internal_rate_of_return,
    present_value,
)
from casestudy.levers import Assumptions, Levers
from casestudy.model.outcome import Series
from casestudy.model.simulate import END, simulate
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency
from casestudy.units import QUARTERS_A_YEAR


@dataclass(frozen=True)
class Worth:
    """Present value of a plan against doing nothing, under several readings, in money.

    Attributes
    ----------
    default : float
        As everywhere in the workbook: before tax, the stated share of working capital released
        after the last quarter, nothing afterwards.
    unreleased : float
        The same, with working capital that never comes back.
    after_tax : float
        The default with the tax on the gain of each quarter, at the rate of capital after tax.
    fading : float
        The default, and what the gain of the last year is worth if it fades from then on.
    after_tax_fading : float
        Both.
    rate_of_return : float or None
        Discount rate at which the default is zero; None where the cash changes its sign more than
        once, or never.
    pays_back : bool or None
        Whether that rate is earned on money that is first paid and then received; None without it.
    operating_cost, receivables, capacity : float
        What the default would be more if growth needed no selling and administration, no
        receivables less payables, and no capacity.
    tax_rate, fade, released : float
        What the readings take.
    currency : Currency
    """

    default: float
    unreleased: float
    after_tax: float
    fading: float
    after_tax_fading: float
    rate_of_return: float | None
    pays_back: bool | None
    operating_cost: float
    receivables: float
    capacity: float
    tax_rate: float
    fade: float
    released: float
    currency: Currency

    @property
    def all_of_one_sign(self) -> bool:
        """Whether the answer is the same under every reading."""
        values = (
            self.default,
            self.unreleased,
            self.after_tax,
            self.fading,
            self.after_tax_fading,
        )
        return min(values) > 0 or max(values) < 0


def worth(case: Case, plan: Levers | None = None, world: Assumptions | None = None) -> Worth:
    """Read the present value of a plan in several ways.

    Parameters
    ----------
    case : Case
    plan : Levers, optional
        The plan as it happened by default.
    world : Assumptions, optional
        The scenario's own by default.

    Returns
    -------
    Worth

    Notes
    -----
    Tax falls on the gain in profit of each quarter as it comes; programme, tooling and capacity
    are deducted at once, and a loss relieves the rest of the company. The rate after tax is the
    rate before it times one less the tax rate, which is exact for a perpetuity and near otherwise.
    """
    plan = case.plan("as_it_happened") if plan is None else plan
    world = case.assumptions if world is None else world
    s, idle = simulate(case, plan, world).series, simulate(case, Levers(), world).series
    valuation = case.scenario.valuation
    tax, fade = valuation.tax_rate.value, valuation.fade.value
    rate = float(world.discount_rate)
    released = float(world.released_at_horizon)
    cash, profit = s.cash - idle.cash, _profit(s) - _profit(idle)
    back = np.zeros_like(cash)
    back[-1] = released * float(s.working_capital[-1] - idle.working_capital[-1])
    goes_on = lasting_profit(s) - lasting_profit(idle)

    def valued(tax_rate: float, lasting: bool) -> float:
        at = rate * (1.0 - tax_rate)
        value = float(present_value(cash + back - tax_rate * profit, at, END))
        if lasting:
            later = float(fading_perpetuity(goes_on * (1.0 - tax_rate), at, fade))
            value += float(present_value([later], at, END[-1:]))
        return value

    try:
        earned: float | None = internal_rate_of_return(cash + back, END)
    except ValueError:
        earned = None
    owed = (s.working_capital - s.inventory) - (idle.working_capital - idle.inventory)
    return Worth(
        default=valued(0.0, lasting=False),
        unreleased=float(present_value(cash, rate, END)),
        after_tax=valued(tax, lasting=False),
        fading=valued(0.0, lasting=True),
        after_tax_fading=valued(tax, lasting=True),
        rate_of_return=earned,
        pays_back=None if earned is None else bool(cash[np.flatnonzero(cash)[0]] < 0),
        operating_cost=float(present_value(s.operating_cost - idle.operating_cost, rate, END)),
        receivables=float(
            present_value(np.diff(owed, prepend=0.0), rate, END)
            - present_value(released * owed[-1:], rate, END[-1:])
        ),
        capacity=float(present_value(s.capacity - idle.capacity, rate, END)),
        tax_rate=tax,
        fade=fade,
        released=released,
        currency=case.scenario.currency,
    )


def _profit(s: Series) -> NDArray:
    """Operating profit of each quarter as far as a plan moves it, one-offs deducted at once."""
    return _without_one_offs(s) - s.one_offs - s.capacity


def _without_one_offs(s: Series) -> NDArray:
    return s.gross_profit - s.complexity_sga - s.operating_cost - s.programme_costs


def lasting_profit(s: Series) -> float:
    """Profit of the last year without what is paid once, in money.

    Parameters
    ----------
    s : Series
        Of one draw.

    Returns
    -------
    float
    """
    return float(_without_one_offs(s)[-QUARTERS_A_YEAR:].sum())
