"""Plans as small files: a name, the scenario, what differs from null, and how the world differs."""

from casestudy.plans.files import (
    KeptPlan,
    changes,
    find_plan,
    plan_text,
    read_kept,
    read_plan,
    restored,
)
from casestudy.plans.store import PlanExists, PlanStore

__all__ = [
    "KeptPlan",
    "PlanExists",
    "PlanStore",
    "changes",
    "find_plan",
    "plan_text",
    "read_kept",
    "read_plan",
    "restored",
]
