"""Pictures: one ``plot_<noun>`` each, which draws a result and computes nothing."""

from casestudy.plots.board import plot_payback, plot_tornado
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
from casestudy.plots.learning import plot_calibration
from casestudy.plots.outcome import plot_gross_margin, plot_revenue, plot_share
from casestudy.plots.portfolio import plot_complexity, plot_concentration, plot_rules, plot_whale
from casestudy.plots.positioning import (
    plot_capabilities,
    plot_mentions,
    plot_position,
    plot_specification,
    plot_wants,
)
from casestudy.plots.style import canvas, draw, has, picture, png, show, svg
from casestudy.plots.tail import plot_features

__all__ = [
    "canvas",
    "draw",
    "has",
    "picture",
    "plot_appointments",
    "plot_bridge",
    "plot_calibration",
    "plot_capabilities",
    "plot_complexity",
    "plot_concentration",
    "plot_decline",
    "plot_duties",
    "plot_features",
    "plot_gross_margin",
    "plot_margin",
    "plot_mentions",
    "plot_outlook",
    "plot_payback",
    "plot_position",
    "plot_profit_pool",
    "plot_revenue",
    "plot_rules",
    "plot_share",
    "plot_situation",
    "plot_specification",
    "plot_tornado",
    "plot_wants",
    "plot_week",
    "plot_whale",
    "png",
    "show",
    "svg",
]
