"""Pictures: one ``plot_<noun>`` each, which draws a result and computes nothing."""

from casestudy.plots.decline import (
    plot_bridge,
    plot_decline,
    plot_margin,
    plot_outlook,
    plot_profit_pool,
)
from casestudy.plots.outcome import plot_gross_margin, plot_revenue, plot_share
from casestudy.plots.portfolio import plot_complexity, plot_concentration, plot_rules, plot_whale
from casestudy.plots.style import canvas, png, show

__all__ = [
    "canvas",
    "plot_bridge",
    "plot_complexity",
    "plot_concentration",
    "plot_decline",
    "plot_gross_margin",
    "plot_margin",
    "plot_outlook",
    "plot_profit_pool",
    "plot_revenue",
    "plot_rules",
    "plot_share",
    "plot_whale",
    "png",
    "show",
]
