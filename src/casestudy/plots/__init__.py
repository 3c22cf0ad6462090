"""Pictures: one ``plot_<noun>`` each, which draws a result and computes nothing."""

from casestudy.plots.board import plot_payback, plot_tornado
from casestudy.plots.learning import plot_calibration
from casestudy.plots.style import canvas, draw, has, picture, png, show, svg

__all__ = [
    "canvas",
    "draw",
    "has",
    "picture",
    "plot_calibration",
    "plot_payback",
    "plot_tornado",
    "png",
    "show",
    "svg",
]
