"""Chapter 1: the decline of the line while its market grew."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {
        "bridges": ["chain", "gross_profit_bridge", "revenue_bridge", "yearly_bridges"],
        "facts": ["decline", "outlook", "profit_pool", "verdict"],
        "customers": ["reasons"],
    },
)
