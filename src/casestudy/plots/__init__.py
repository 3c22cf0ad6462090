"""Pictures: one ``plot_<noun>`` each, which draws a result and computes nothing."""

from casestudy.plots.style import canvas, draw, has, picture, png, show, svg

__all__ = [
    "canvas",
    "draw",
    "has",
    "picture",
    "png",
    "show",
    "svg",
]
