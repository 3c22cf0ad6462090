"""Pictures: the style, and how the picture of a result is found, drawn and shown."""

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
