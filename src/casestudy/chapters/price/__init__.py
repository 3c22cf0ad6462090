"""Chapter 5: what a new pricing method would give."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {"facts": ["break_even", "discounts", "effect", "elasticity", "leverage", "waterfall"]},
)
