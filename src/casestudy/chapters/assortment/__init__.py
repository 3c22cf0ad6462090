"""Chapter 4: too many products, what they cost, and which to retire."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {
        "facts": ["by_hand", "classes", "complexity", "concentration", "whale"],
        "pruning": ["contest", "sizes"],
        "losers": ["who_feels_it"],
        "tail": ["baskets", "broken_baskets", "feature_use", "regularity"],
    },
)
