"""Writing a paper to a file, HTML or PDF by the ending of its name."""

from __future__ import annotations

import os
from pathlib import Path

from casestudy.errors import InputError, given
from casestudy.files.reading import given_path
from casestudy.files.writing import write_atomically
from casestudy.report.html import as_html
from casestudy.report.paper import Paper
from casestudy.report.pdf import as_pdf

ENDINGS = {".html": as_html, ".htm": as_html, ".pdf": as_pdf}


def checked_place(path: Path, *, replace: bool = False) -> Path:
    """A file that a paper can be written to, as far as this can be known before.

    Raises
    ------
    InputError
        If the ending is no known one, the place is a folder, or a file is there that must not be
        replaced.
    """
    path = given_path(path)
    try:
        is_folder = path.is_dir()
    except OSError as error:
        raise InputError(f"{given(path.name)}: cannot be written ({error.strerror})") from None
    if is_folder:
        raise InputError(f"{path}: is a folder; expected a file that ends in .html or .pdf")
    if path.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{path}: expected a name that ends in .html or .pdf, not {given(path.suffix)}"
        )
    if os.path.lexists(path) and not replace:
        raise InputError(
            f"{path}: exists already; nothing was changed. Give another name, or --force to "
            "replace it"
        )
    return path


def write_paper(paper: Paper, path: Path | str, *, replace: bool = False) -> Path:
    """Write a paper so that the file is either the whole paper or what stood there before.

    Parameters
    ----------
    paper : Paper
    path : Path or str
        A name that ends in .html or .pdf.
    replace : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If the name is not accepted, the file exists, or the place cannot be written to.
    """
    path = checked_place(Path(path), replace=replace)
    write_atomically(path, ENDINGS[path.suffix.lower()](paper))
    return path
