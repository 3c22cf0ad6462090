"""What a debrief says."""

from functools import partial

from casestudy.text.words import phrase

words = partial(phrase, "casestudy.debrief")
