"""What a room hands in, and the page about it.

`reading` takes plans from a list, a folder or a pipe and says what became of each; `page` makes
the paper for the projector.
"""

from casestudy.debrief.page import debrief
from casestudy.debrief.reading import read

__all__ = ["debrief", "read"]
