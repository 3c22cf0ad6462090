"""Pictures: the style, and how the picture of a result is found, drawn and shown."""

from casestudy.plots.style import Picture, canvas, draw, has, image, picture, png, show, svg

__all__ = [
    "Picture",
    "canvas",
    "draw",
    "has",
    "image",
    "picture",
    "png",
    "show",
    "svg",
]
