"""What comes of a plan: quarterly series and headlines."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.scenario.schema import QUARTERS
from casestudy.units import Unit

if TYPE_CHECKING:
    import pandas as pd

QUARTER = np.arange(1, QUARTERS + 1)


@dataclass(frozen=True, eq=False)
class Series:
    """Quarterly series of one or many draws, each of shape (…, 20).

    Money is in units of the scenario's currency for the quarter; `inventory` is at the end of
    the quarter, at cost, `working_capital` the same with receivables and less payables;
    `operating_cost` is what selling and administration cost more than in the base year, `capacity`
    what is invested in the own plant; `skus` counts active products; `share` is of market revenue.
    """

    market: NDArray
    volume: NDArray
    price: NDArray
    revenue: NDArray
    variable_cost: NDArray
    complexity_cogs: NDArray
    cogs: NDArray
    gross_profit: NDArray
    gross_margin: NDArray
    complexity_sga: NDArray
    complexity_cost: NDArray
    operating_cost: NDArray
    skus: NDArray
    share: NDArray
    adoption: NDArray
    new_product_revenue: NDArray
    inventory: NDArray
    inventory_change: NDArray
    purchases: NDArray
    working_capital: NDArray
    capacity: NDArray
    programme_costs: NDArray
    one_offs: NDArray
    cash: NDArray


@dataclass(frozen=True, eq=False)
class Headlines:
    """What is asked of a plan, each of the shape of the draws.

    Attributes
    ----------
    revenue_growth : fraction
        Revenue in the outcome window against the base year.
    revenue_cagr : fraction per year
        The same as an annual rate.
    complexity_reduction : fraction
        Active products at the end of the window against the base year; positive is fewer.
    margin_points : fraction
        Gross margin in the window less the base year's; 0.01 is one percentage point.
    share : fraction
        Share of market revenue in the window.
    inventory_turns : per year
        Variable cost of what is sold over mean inventory in the window, both without
        variety-driven cost.
    programme_cost : money
        Programme costs and one-off costs of all quarters, undiscounted.
    npv : money
        Present value of cash against doing nothing, before tax, with the working capital that
        comes back at the horizon, and without a terminal value.
    """

    revenue_growth: NDArray
    revenue_cagr: NDArray
    complexity_reduction: NDArray
    margin_points: NDArray
    share: NDArray
    inventory_turns: NDArray
    programme_cost: NDArray
    npv: NDArray

    def as_dict(self) -> dict[str, float]:
        """Headlines of one draw as plain numbers.

        Raises
        ------
        ValueError
            If there is more than one draw.
        """
        return {f.name: np.asarray(getattr(self, f.name)).item() for f in fields(self)}


HEADLINE_UNITS = {
    "revenue_growth": Unit.FRACTION,
    "revenue_cagr": Unit.FRACTION_PER_YEAR,
    "complexity_reduction": Unit.FRACTION,
    "margin_points": Unit.FRACTION,
    "share": Unit.FRACTION,
    "inventory_turns": Unit.PER_YEAR,
    "programme_cost": Unit.MONEY,
    "npv": Unit.MONEY,
}


@dataclass(frozen=True, eq=False)
class Outcome:
    """What comes of a plan: series and headlines, a new record for each call."""

    series: Series
    headlines: Headlines

    def table(self) -> pd.DataFrame:
        """Series of one draw as a table with the quarters as rows.

        Raises
        ------
        ValueError
            If there is more than one draw.
        """
        import pandas as pd

        if self.series.revenue.ndim != 1:
            raise ValueError(f"expected one draw, not {self.series.revenue.shape[:-1]}")
        columns = {f.name: getattr(self.series, f.name) for f in fields(Series)}
        return pd.DataFrame(columns, index=pd.Index(QUARTER, name="quarter"))
