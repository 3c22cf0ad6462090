"""Chapter 2: who should lead, what each role covers, and where a week goes."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {
        "facts": ["appointments", "duties", "mentoring", "situation", "uncovered"],
        "hours": ["bought_by_time", "week"],
    },
)
