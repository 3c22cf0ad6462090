"""Pictures: one ``plot_<noun>`` each, which draws a result and computes nothing."""

from casestudy.plots.decline import (
    plot_bridge,
    plot_decline,
    plot_margin,
    plot_outlook,
    plot_profit_pool,
)
from casestudy.plots.leadership import (
    plot_appointments,
    plot_duties,
    plot_situation,
    plot_week,
)
from casestudy.plots.outcome import plot_gross_margin, plot_revenue, plot_share
from casestudy.plots.partner import (
    plot_partner_costs,
    plot_partner_outcomes,
    plot_partner_schedules,
    plot_partner_scores,
    plot_trap,
)
from casestudy.plots.portfolio import plot_complexity, plot_concentration, plot_rules, plot_whale
from casestudy.plots.positioning import (
    plot_capabilities,
    plot_mentions,
    plot_position,
    plot_specification,
    plot_wants,
)
from casestudy.plots.price import (
    plot_break_even,
    plot_discounts,
    plot_elasticity,
    plot_leverage,
    plot_price_effect,
    plot_waterfall,
)
from casestudy.plots.style import canvas, png, show
from casestudy.plots.tail import plot_features

__all__ = [
    "canvas",
    "plot_appointments",
    "plot_break_even",
    "plot_bridge",
    "plot_capabilities",
    "plot_complexity",
    "plot_concentration",
    "plot_decline",
    "plot_discounts",
    "plot_duties",
    "plot_elasticity",
    "plot_features",
    "plot_gross_margin",
    "plot_leverage",
    "plot_margin",
    "plot_mentions",
    "plot_outlook",
    "plot_partner_costs",
    "plot_partner_outcomes",
    "plot_partner_schedules",
    "plot_partner_scores",
    "plot_position",
    "plot_price_effect",
    "plot_profit_pool",
    "plot_revenue",
    "plot_rules",
    "plot_share",
    "plot_situation",
    "plot_specification",
    "plot_trap",
    "plot_wants",
    "plot_waterfall",
    "plot_week",
    "plot_whale",
    "png",
    "show",
]
