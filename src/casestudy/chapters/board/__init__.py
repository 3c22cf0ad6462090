"""Chapter 11: what a board is shown, and the words of the paper."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__, {"facts": ["board"], "record": ["ledger"], "risk": ["swings"]}
)
