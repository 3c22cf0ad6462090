"""Chapter 9: what if the levers, or the world, stood elsewhere."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(__name__, {"facts": ["assumptions", "levers", "plans"]})
