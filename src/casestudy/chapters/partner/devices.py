"""The sourcing trap, replayed: what the board saw of bought devices, and what it did not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casestudy.concepts.third_party import (
    DeviceRoute,
    break_even_integration,
    break_even_share,
    device_route,
)
from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency

FURTHER, POINTS = 1.6, 101  # how far the curve goes beyond what matters, and how fine it is

OWN, BOUGHT = "own", "third party"


@dataclass(frozen=True, eq=False)
class Trap:
    """Own devices against bought ones, each figure kept apart.

    Attributes
    ----------
    own : casestudy.concepts.third_party.DeviceRoute
        Own development. The yearly cost of a device carries it: no other is known.
    bought : casestudy.concepts.third_party.DeviceRoute
        Third-party devices as they are.
    mended : casestudy.concepts.third_party.DeviceRoute
        The same after integration: as large a share of them works as of our own.
    break_even : float
        Integration investment at which buying is as good as making, in money.
    share_needed, share_needed_mended : float
        Share of bought devices that has to work for that, without and with the investment.
    investment, result_own, result_mended : ndarray, (K,)
        Integration investments, and the result of both routes at each of them, in money.
    years : float
        Years for which devices earn before accounts are made.
    currency : Currency
    """

    own: DeviceRoute
    bought: DeviceRoute
    mended: DeviceRoute
    break_even: float
    share_needed: float
    share_needed_mended: float
    investment: NDArray
    result_own: NDArray
    result_mended: NDArray
    years: float
    currency: Currency

    @property
    def cost(self) -> float:
        """What integration costs, in money."""
        return float(self.mended.investment)

    @property
    def pays_mended(self) -> bool:
        """Whether buying and mending beats making."""
        return float(self.mended.result) > float(self.own.result)

    @property
    def pays_as_bought(self) -> bool:
        """Whether buying beats making without any mending."""
        return float(self.bought.result) > float(self.own.result)

    @property
    def looks_better(self) -> bool:
        """Whether bought devices are more in number and, once mended, in revenue."""
        return bool(
            self.bought.devices > self.own.devices and self.mended.revenue > self.own.revenue
        )

    @property
    def payback(self) -> float:
        """Years until mending has paid for itself against making; infinite where it never does."""
        gain = self.break_even / self.years
        return self.cost / gain if gain > 0 else np.inf


def _route(case: Case, source: str, years: float, **changes: float) -> DeviceRoute:
    """The devices of one source together; values of one device are means over the devices."""
    table = case.tables["devices"]
    part = table[table["source"] == source]
    count = part["devices"].to_numpy(float)
    mean = {k: float(np.average(part[k], weights=count))
            for k in ("works", "revenue_per_device", "cost_per_device")}  # fmt: skip
    return device_route(
        count.sum(),
        changes.get("working_share", mean["works"]),
        mean["revenue_per_device"] * years,
        mean["cost_per_device"] * years,
        investment=changes.get("investment", 0.0),
    )


def trap(case: Case, years: float = 1.0) -> Trap:
    """Own development against third-party devices, from the table of device models.

    Parameters
    ----------
    case : Case
    years : float
        Years for which devices earn before accounts are made, above zero.

    Returns
    -------
    Trap

    Raises
    ------
    ValueError
        If `years` is not above zero.
    """
    if not years > 0:
        raise ValueError(f"years: expected a value above zero: {years} given")
    cost = case.scenario.sourcing_trap.integration_cost
    own, bought = _route(case, OWN, years), _route(case, BOUGHT, years)
    works = float(own.working_share)
    mended = _route(case, BOUGHT, years, working_share=works, investment=cost)
    paid = _route(case, BOUGHT, years, investment=cost)
    even = float(break_even_integration(mended, own))
    investment = np.linspace(0.0, FURTHER * max(cost, even, 1.0), POINTS)
    return Trap(
        own=own,
        bought=bought,
        mended=mended,
        break_even=even,
        share_needed=float(break_even_share(bought, own)),
        share_needed_mended=float(break_even_share(paid, own)),
        investment=investment,
        result_own=np.full(investment.shape, float(own.result)),
        result_mended=float(mended.contribution) - investment,
        years=years,
        currency=case.scenario.currency,
    )
