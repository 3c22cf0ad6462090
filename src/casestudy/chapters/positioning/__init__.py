"""Chapter 3: what customers pay for, and where competitors are weak."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {"facts": ["capabilities", "interviews", "mentions", "position", "specification", "wants"]},
)
