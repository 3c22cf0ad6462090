"""Writing the papers of a kit into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from casestudy.files.writing import check_folder, whole_folder, write_atomically
from casestudy.kit.build import kit
from casestudy.report.html import as_html
from casestudy.report.pdf import as_pdf
from casestudy.scenario.case import Case

ONE_OF_THEM = "decision_sheet.html"


def write_kit(
    case: Case,
    out: Path,
    *,
    pdf: bool = False,
    force: bool = False,
    progress: Callable[[str], None] = lambda name: None,
) -> int:
    """Write all papers of a kit: all of them, or nothing.

    Parameters
    ----------
    case : Case
    out : Path
    pdf : bool
        Whether each is there as PDF too.
    force : bool
        Whether an earlier kit there may go aside.
    progress : callable
        Told of each file before it is made.

    Returns
    -------
    int
        How many files there are.

    Raises
    ------
    InputError
        If something stands there, Typst is missing for a PDF, or the place cannot be written to.
    """
    check_folder(out, ONE_OF_THEM, "kit", replace=force)
    makers = {".html": as_html, ".pdf": as_pdf} if pdf else {".html": as_html}
    papers = kit(case)
    with whole_folder(out, replace=force) as folder:
        for name, paper in papers.items():
            for ending, make in makers.items():
                progress(f"{name}{ending}")
                write_atomically(folder / f"{name}{ending}", make(paper))
    return len(papers) * len(makers)
