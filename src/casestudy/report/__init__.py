"""The board paper: the learner's own plan and work in one document, HTML or PDF."""

from casestudy.report.build import board_paper, record_page
from casestudy.report.html import PaperView
from casestudy.report.markdown import paper_in_words
from casestudy.report.paper import Paper
from casestudy.report.writing import checked_place, write_paper

__all__ = [
    "Paper",
    "PaperView",
    "board_paper",
    "checked_place",
    "paper_in_words",
    "record_page",
    "write_paper",
]
