"""Chapter 7: what brings the new product to the market sooner, and what it adds."""

from casestudy.face import chapter

__all__, __getattr__, __dir__ = chapter(
    __name__,
    {
        "facts": ["crash_plan", "delay_cost", "incremental_sales"],
        "development": ["finish_dates", "record_time", "task_network"],
        "adoption": ["adoption_curve", "early_forecasts"],
    },
)
