"""Chapter 8: whether the inventory gets better, and what decides it."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {
        "facts": ["contracts", "sea_value", "stock_changes", "stock_today"],
        "ordering": ["order_by_hand", "order_together", "pool"],
    },
)
