"""Chapter 6: whom to develop and make the new product with."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {
        "facts": ["costs", "offers", "schedules"],
        "choice": ["outcomes", "scores"],
        "devices": ["trap"],
    },
)
