"""The first page: the case in brief, how its facts are read, and the ledger of its figures."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__, {"facts": ["ledger", "readings", "targets", "terms"]}
)
