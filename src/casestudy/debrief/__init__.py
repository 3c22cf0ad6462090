"""What a room hands in, and the page about it.

`reading` takes plans and predictions from a list, a folder or a pipe and says what became of each,
`results` judges the predictions, and `page` makes the paper for the projector.
"""

from casestudy.debrief.page import counted, debrief
from casestudy.debrief.reading import example, read, read_pasted

__all__ = ["counted", "debrief", "example", "read", "read_pasted"]
