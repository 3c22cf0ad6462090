"""What is said of a case of one's own, and asked for it."""

from functools import partial

from casestudy.text.words import phrase

words = partial(phrase, "casestudy.own")
