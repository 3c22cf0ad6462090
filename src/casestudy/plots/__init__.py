"""Pictures: one ``plot_<noun>`` each, which draws a result and computes nothing."""

from casestudy.plots.adoption import plot_adoption_curve, plot_early_forecasts
from casestudy.plots.launch import plot_crash_plan, plot_delay_cost, plot_incremental_sales
from casestudy.plots.outcome import plot_gross_margin, plot_revenue, plot_share
from casestudy.plots.partner import (
    plot_partner_costs,
    plot_partner_outcomes,
    plot_partner_schedules,
    plot_partner_scores,
    plot_trap,
)
from casestudy.plots.project import plot_finish_dates, plot_record_time, plot_task_network
from casestudy.plots.style import canvas, draw, has, picture, png, show, svg
from casestudy.plots.supply import (
    plot_contracts,
    plot_order_cost,
    plot_pool,
    plot_stock_changes,
    plot_stock_today,
)

__all__ = [
    "canvas",
    "draw",
    "has",
    "picture",
    "plot_adoption_curve",
    "plot_contracts",
    "plot_crash_plan",
    "plot_delay_cost",
    "plot_early_forecasts",
    "plot_finish_dates",
    "plot_gross_margin",
    "plot_incremental_sales",
    "plot_order_cost",
    "plot_partner_costs",
    "plot_partner_outcomes",
    "plot_partner_schedules",
    "plot_partner_scores",
    "plot_pool",
    "plot_record_time",
    "plot_revenue",
    "plot_share",
    "plot_stock_changes",
    "plot_stock_today",
    "plot_task_network",
    "plot_trap",
    "png",
    "show",
    "svg",
]
