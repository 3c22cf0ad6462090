"""What the widgets say."""

from functools import partial

from casestudy.text.words import phrase

words = partial(phrase, "casestudy.widgets")
