"""Chapter 10: how sure we are of a plan, where it fails, and which plan would survive."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__, {"facts": ["agreeing", "failing", "futures", "matters", "survivors"]}
)
