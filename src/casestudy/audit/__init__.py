"""Whether a scenario can be taught from: its targets, its figures, and every chapter with it."""

from casestudy.audit.examination import Examination, Target, examine
from casestudy.audit.performance import rehearse_all
from casestudy.audit.plausibility import implausible
from casestudy.audit.rehearsal import Failure, chapters, rehearse
from casestudy.audit.wording import examination_lines

__all__ = [
    "Examination",
    "Failure",
    "Target",
    "chapters",
    "examination_lines",
    "examine",
    "implausible",
    "rehearse",
    "rehearse_all",
]
