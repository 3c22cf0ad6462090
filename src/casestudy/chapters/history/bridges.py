"""Bridges from one year to another: every step has a cause, and none is a plug."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from casestudy.scenario.case import Case
from casestudy.scenario.schema import Currency


@dataclass(frozen=True)
class Bridge:
    """A start, steps, and an end that is their sum.

    Attributes
    ----------
    what : str
        What is bridged: `revenue` or `gross_profit`.
    start, end : float
        In money.
    steps : dict of str to float
        Change by cause, in money, in order.
    years : tuple of int
        First and last year.
    currency : Currency
    """

    what: str
    start: float
    end: float
    steps: dict[str, float]
    years: tuple[int, int]
    currency: Currency

    @property
    def change(self) -> float:
        """From the start to the end, in money."""
        return self.end - self.start

    @property
    def with_it(self) -> dict[str, float]:
        """The steps in the direction of the change."""
        return {name: step for name, step in self.steps.items() if step * self.change > 0}

    @property
    def cause(self) -> str:
        """The largest step in the direction of the change."""
        return max(self.with_it, key=lambda name: abs(self.with_it[name]))

    @property
    def against(self) -> float:
        """What the steps against the change come to, in money."""
        return sum(step for step in self.steps.values() if step * self.change < 0)

    @property
    def other(self) -> str:
        """The step against the change where it comes first of two; else empty."""
        first = next(iter(self.steps))
        if len(self.steps) != 2 or not self.against or self.cause == first:
            return ""
        return first

    @property
    def ranked(self) -> list[tuple[str, float]]:
        """The steps, the largest loss first."""
        return sorted(self.steps.items(), key=lambda step: step[1])

    @property
    def by_volume(self) -> float:
        """Part of the change that is the step of volume."""
        return self.steps["volume"] / self.change if self.change else 0.0


def revenue_bridge(case: Case) -> Bridge:
    r"""Revenue of the line from the first to the last year of the history: market and share.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Bridge
        `market_growth` is what the line would have gained at its starting share,
        :math:`s_0 (M_1 - M_0)`; `lost_share` is :math:`(s_1 - s_0) M_1`.
    """
    yearly = case.tables["history"].groupby("year")[["revenue", "market_revenue"]].sum()
    first, last = yearly.iloc[0], yearly.iloc[-1]
    share_0 = first["revenue"] / first["market_revenue"]
    share_1 = last["revenue"] / last["market_revenue"]
    steps = {
        "market_growth": share_0 * (last["market_revenue"] - first["market_revenue"]),
        "lost_share": (share_1 - share_0) * last["market_revenue"],
    }
    return Bridge(
        "revenue",
        float(first["revenue"]),
        float(last["revenue"]),
        {k: float(v) for k, v in steps.items()},
        (int(yearly.index[0]), int(yearly.index[-1])),
        case.scenario.currency,
    )


def gross_profit_bridge(case: Case, years: tuple[int, int] | None = None) -> Bridge:
    r"""Gross profit from one year to another: volume, mix, price, unit cost, variety.

    Parameters
    ----------
    case : Case
    years : tuple of int, optional
        The first and the last year of the history by default.

    Returns
    -------
    Bridge

    Notes
    -----
    With units :math:`u_p`, price and unit cost by platform :math:`p`, and unit margin
    :math:`m_p` of the first year:

    - volume: the whole line's units change at the first year's mix, :math:`(U_1/U_0 - 1)
      \sum_p u_{p0} m_{p0}`;
    - mix: :math:`\sum_p (u_{p1} - u_{p0} U_1/U_0)\, m_{p0}`;
    - price and unit cost: their change on the last year's units;
    - variety: change of the variety-driven cost of goods.

    The sum is the change of gross profit identically.
    """
    by = case.tables["platform_history"].set_index(["year", "platform"]).sort_index()
    history = case.tables["history"].groupby("year")[["revenue", "variable_cost"]].sum()
    variety = case.tables["history"].groupby("year")["complexity_cogs"].sum()
    y0, y1 = (int(history.index[0]), int(history.index[-1])) if years is None else years
    before, after = by.loc[y0], by.loc[y1].reindex(by.loc[y0].index)
    units_0, units_1 = before["units"], after["units"]
    price_0, price_1 = before["revenue"] / units_0, after["revenue"] / units_1
    cost_0, cost_1 = before["variable_cost"] / units_0, after["variable_cost"] / units_1
    margin_0 = price_0 - cost_0
    size = units_1.sum() / units_0.sum()
    steps = {
        "volume": (size - 1.0) * (units_0 * margin_0).sum(),
        "mix": ((units_1 - units_0 * size) * margin_0).sum(),
        "price": (units_1 * (price_1 - price_0)).sum(),
        "unit_cost": -(units_1 * (cost_1 - cost_0)).sum(),
        "variety": -(variety.loc[y1] - variety.loc[y0]),
    }
    gross = history["revenue"] - history["variable_cost"] - variety
    return Bridge(
        "gross_profit",
        float(gross.loc[y0]),
        float(gross.loc[y1]),
        {k: float(v) for k, v in steps.items()},
        (y0, y1),
        case.scenario.currency,
    )


def yearly_bridges(case: Case) -> tuple[Bridge, ...]:
    """Gross profit from each year of the history to the next.

    Parameters
    ----------
    case : Case

    Returns
    -------
    tuple of Bridge
        Their changes add up to the change over all years; their single steps do not add up to
        those of one long bridge, which prices every step at the first year's mix and margin.
    """
    years = sorted(case.tables["history"]["year"].unique().tolist())
    return tuple(gross_profit_bridge(case, pair) for pair in pairwise(years))


@dataclass(frozen=True)
class Chain:
    """The bridges of single years beside the one over all of them.

    Attributes
    ----------
    each : tuple of Bridge
    whole : Bridge
    """

    each: tuple[Bridge, ...]
    whole: Bridge

    @property
    def currency(self) -> Currency:
        """That of the bridges."""
        return self.whole.currency

    @property
    def causes(self) -> list[str]:
        """Names of the steps."""
        return list(self.whole.steps)

    @property
    def total(self) -> dict[str, float]:
        """Sum of each step over the years, in money."""
        return {name: sum(bridge.steps[name] for bridge in self.each) for name in self.causes}

    @property
    def worst(self) -> Bridge:
        """The year that lost most."""
        return min(self.each, key=lambda bridge: bridge.change)

    @property
    def worse(self) -> str:
        """The cause that worsened most from the first year to the last."""
        first, last = self.each[0].steps, self.each[-1].steps
        return min(self.causes, key=lambda name: last[name] - first[name])

    @property
    def worsened(self) -> str:
        """What became of it: a gain that `shrank` or `turned`, a loss that `grew`; or empty."""
        first, last = self.each[0].steps[self.worse], self.each[-1].steps[self.worse]
        if last >= first:
            return ""
        return "shrank" if last >= 0 else "turned" if first > 0 else "grew"

    @property
    def moved(self) -> str:
        """The step in which the chain and the one long bridge differ most."""
        return max(self.causes, key=self.apart)

    def apart(self, name: str) -> float:
        """How far they differ in a step, in money."""
        return abs(self.total[name] - self.whole.steps[name])


def chain(case: Case) -> Chain:
    """The bridges of gross profit of single years, and the one over all of them.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Chain
    """
    return Chain(yearly_bridges(case), gross_profit_bridge(case))
