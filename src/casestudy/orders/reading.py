"""Read what a system exports, CSV or Excel, as text in rows that know their number in the file.

pandas reads CSV and calamine reads workbooks: values of formulas as they were last computed, and
never a macro. What is decided here is only what those readers have to be told: encoding, delimiter,
and where the heading is.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from casestudy.errors import InputError, given, unknown
from casestudy.files.reading import read_bytes
from casestudy.orders import heads
from casestudy.orders.values import TYPED

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 400_000_000  # bytes of a file
LARGEST_UNPACKED = 2_000_000_000  # and of what a workbook unpacks to
MOST_ROWS, MOST_COLUMNS = 2_000_000, 500
MOST_CELLS = 60_000_000
LOOKED_AT = 40  # rows in which the heading is looked for
SAMPLE = 100_000  # characters by which a dialect is known
DELIMITERS = ";,\t|"
LEAST_HEADS = 2  # known ones in a row that is taken for the heading
MOST_LONG = 0.05  # of the rows: with more, the separators are not what they seem
_WORKBOOKS, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Tried in this order where it is not UTF-8; each takes what the one before does not.
ENCODINGS = ("cp932", "gb18030", "cp1252", "latin-1")


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of one file.

    Attributes
    ----------
    path : Path
    cells : pandas.DataFrame
        Text, with the heads as columns.
    rows : ndarray of int
        Number of each row in its file, the first 1.
    form : str
        What it was read as: "CSV" or "Excel".
    about : str
        Delimiter and encoding, or the sheet.
    above : int
        Rows above the heading.
    uneven : ndarray of int
        Rows that have more cells than the heading; they are left out.
    others : tuple of str
        Sheets of the workbook that were not read.
    """

    path: Path
    cells: pd.DataFrame
    rows: NDArray
    form: str
    about: str
    above: int
    uneven: NDArray
    others: tuple[str, ...] = ()


def read(path: Path, encoding: str = "", sheet: str = "") -> Sheet:
    """Read one exported file.

    Parameters
    ----------
    path : Path
    encoding : str
        Of a CSV file; found by itself if empty.
    sheet : str
        Of a workbook; the first with a heading that is known if empty.

    Returns
    -------
    Sheet

    Raises
    ------
    InputError
        Naming the file, what is wrong with it, and what is accepted.
    """
    raw = read_bytes(path, LARGEST)
    if raw.startswith(_OLD):
        if _LOCKED in raw:
            raise InputError(f"{path}: is encrypted; save it without a password, as .xlsx")
        raise InputError(
            f"{path}: is a workbook of an old form, or encrypted; save it without a password, as "
            ".xlsx or .csv"
        )
    if raw.startswith(_WORKBOOKS):
        return _workbook(path, raw, sheet)
    if raw.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"Rar!", b"7z\xbc\xaf", b"SQLite")):
        raise InputError(f"{path}: is no table; expected a CSV file or a workbook (.xlsx, .xlsm)")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise InputError(
            f"{path}: is called a workbook and is none; export it anew as .xlsx or .csv"
        )
    return _text(path, raw, encoding)


# -- Text


def _text(path: Path, raw: bytes, wanted: str) -> Sheet:
    text, encoding = decoded(path, raw, wanted)
    del raw
    delimiter, heading = _dialect(path, text)
    frame, rows = _parsed(path, text, delimiter)
    place = int(np.flatnonzero(rows == heading)[0]) if (rows == heading).any() else 0
    above = int((frame.iloc[:place] != "").any(axis=1).sum())
    named, whole, uneven = _below(path, frame, rows, place)
    shown = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "pipe"}[delimiter]
    return Sheet(path, named, whole, "CSV", f"{shown}, {encoding}", above, uneven)


def decoded(path: Path, raw: bytes, wanted: str = "") -> tuple[str, str]:
    """Text of a file, and its encoding.

    By its mark if it has one, else UTF-8 if it is that; else by whose heads are known, and by how
    its bytes lie: Japanese begins its letters where Western text has hardly any, and Chinese comes
    in pairs.

    Raises
    ------
    InputError
        If it is no text.
    """
    if wanted:
        try:
            return _sound(path, raw.decode(wanted)), wanted
        except LookupError:
            raise InputError(f"unknown encoding {given(wanted)}; such as utf-8 or cp1252") from None
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: is not {wanted} (byte {error.start + 1})") from None
    for mark, encoding in _BOMS.items():
        if raw.startswith(mark):
            try:
                return _sound(path, raw.decode(encoding)), encoding
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{path}: begins as {encoding} and is not (byte {error.start + 1})"
                ) from None
    start = raw[:SAMPLE]
    if b"\0" in start:
        even, odd = start[::2].count(0), start[1::2].count(0)
        for encoding, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
            if many > len(start) / 8 and few < many / 10:
                try:
                    return _sound(path, raw.decode(encoding)), encoding
                except UnicodeDecodeError:
                    break
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise InputError(f"{path}: line {line}: holds NUL bytes, and is no text; export it anew")
    candidates = ["utf-8", *sorted(ENCODINGS, key=lambda name: _likely(raw, name), reverse=True)]
    for encoding in candidates:
        try:
            return _sound(path, raw.decode(encoding)), encoding
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path}: is no text in any usual encoding")  # latin-1 takes all: never


def _likely(raw: bytes, encoding: str) -> tuple[int, bool, int]:
    """How well an encoding fits: heads that are known, then how the bytes lie."""
    start = raw[:SAMPLE]
    text = start.decode(encoding, "ignore")
    known = 0
    for delimiter in DELIMITERS:
        found = csv.reader(io.StringIO(text[: SAMPLE // 10]), delimiter=delimiter)
        known = max(known, *map(heads.known, itertools.islice(_safely(found), 5)), 0)
    high = np.frombuffer(start, np.uint8) >= 0x80
    count = max(int(high.sum()), 1)
    leads = np.isin(np.frombuffer(start, np.uint8), [*range(0x81, 0x91), *range(0x98, 0xA0)])
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], high.astype(int), [0]]))))[::2]
    paired = float(runs[runs % 2 == 0].sum()) / count
    japanese = float(leads.sum()) / count
    fit = {
        "cp932": japanese > 0.2, "gb18030": japanese <= 0.2 and paired > 0.7, "cp1252": True,
    }.get(encoding, False)  # fmt: skip
    return known, fit, -ENCODINGS.index(encoding)


def _safely(rows: Any) -> Any:
    """Rows until one cannot be read."""
    try:
        yield from rows
    except csv.Error:
        return


def _sound(path: Path, text: str) -> str:
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(f"{path}: line {line}: holds NUL bytes, and is no text; export it anew")
    return text


def _dialect(path: Path, text: str) -> tuple[str, int]:
    """The delimiter, and the number of the row that is the heading."""
    start = text[:SAMPLE]
    if len(text) > SAMPLE:
        start = start[: start.rfind("\n") + 1] or start
    if start.lower().startswith("sep=") and len(start) > 4 and start[4] in DELIMITERS:
        chosen: str = start[4]  # what a spreadsheet writes to tell another one
    else:
        chosen = ""
    best: tuple = ()
    for delimiter in chosen or DELIMITERS:
        rows = list(_safely(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)))
        full = [row for row in rows if any(cell.strip() for cell in row)]
        if not full:
            continue
        widths = [len(row) for row in full]
        width = max(set(widths), key=lambda w: (w > 1, widths.count(w), w))
        even = widths.count(width) / len(widths)
        known, place = max(
            ((heads.known(row), -i) for i, row in enumerate(rows[:LOOKED_AT])), default=(0, 0)
        )
        rank = (min(known, 3), width > 1, even, width, -place, delimiter)
        best = max(best, rank) if best else rank
    if not best or best[3] < 2:
        raise InputError(
            f"{path}: expected columns separated by comma, semicolon, tab or pipe; found only one"
        )
    known, _, _, width, place, delimiter = best
    if known < LEAST_HEADS:
        rows = list(_safely(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)))
        place = next((i for i, row in enumerate(rows) if heads.may_be(row, width)), -1)
        if place < 0:
            raise InputError(
                f"{path}: has no heading; the first row of the table has to name its columns"
            )
    return delimiter, place + 1


def _parsed(path: Path, text: str, delimiter: str) -> tuple[pd.DataFrame, NDArray]:
    """All rows as text, with their numbers; one column more than the heading has."""
    import pandas as pd

    start = _safely(csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter=delimiter))
    widest = max(map(len, itertools.islice(start, LOOKED_AT)), default=1)
    if widest > MOST_COLUMNS:
        raise InputError(f"{path}: has {widest} columns; at most {MOST_COLUMNS} are read")
    lines = text.count("\n") + 1
    if lines > MOST_ROWS or lines * widest > MOST_CELLS:
        raise InputError(f"{path}: has {lines:,} lines; at most {MOST_ROWS:,} are read")
    skipped: set[int] = set()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            frame = pd.read_csv(
                io.StringIO(text),
                sep=delimiter,
                header=None,
                names=range(widest + 1),
                index_col=False,
                dtype=object,
                na_filter=False,
                skip_blank_lines=False,
                on_bad_lines="warn",
            )
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
            problem = str(error).strip().splitlines()[0]
            raise InputError(f"{path}: is not valid CSV: {problem}") from None
    for warning in caught:
        skipped |= {int(n) for n in re.findall(r"Skipping line (\d+)", str(warning.message))}
    rows = np.arange(1, len(frame) + len(skipped) + 1)
    if skipped:
        whole = np.setdiff1d(rows, sorted(skipped))
        extra = pd.DataFrame("?", index=range(len(skipped)), columns=frame.columns)
        frame = pd.concat([frame, extra], ignore_index=True)
        rows = np.concatenate([whole, sorted(skipped)])
        order = np.argsort(rows, kind="stable")
        frame, rows = frame.iloc[order].reset_index(drop=True), rows[order]
    return frame, rows


def _below(
    path: Path, frame: pd.DataFrame, rows: NDArray, place: int
) -> tuple[pd.DataFrame, NDArray, NDArray]:
    """Rows below the heading with its names; their numbers; the rows that are too long."""
    heading = [str(cell).strip() for cell in frame.iloc[place]]
    while heading and not heading[-1]:
        heading.pop()
    width = len(heading)
    body, numbers = frame.iloc[place + 1 :], rows[place + 1 :]
    empty = (body == "").all(axis=1).to_numpy()
    body, numbers = body[~empty], numbers[~empty]
    extra = (body.iloc[:, width:] != "").any(axis=1).to_numpy()
    if len(body) == 0:
        raise InputError(f"{path}: has a heading but no rows")
    if extra.mean() > MOST_LONG and extra.sum() > 1:
        raise InputError(
            f"{path}: row {numbers[extra][0]}: {int(extra.sum())} of {len(body)} rows have more "
            f"than the {width} cells of the heading; put cells that hold the separator in quotes"
        )
    named = body.loc[~extra].iloc[:, :width]
    named.columns = once(heading)
    return named.reset_index(drop=True), numbers[~extra], numbers[extra]


def once(heading: Sequence[str]) -> list[str]:
    """Heads, each once: a second one has a number behind it, an empty one its place.

    >>> once(["Art", "", "Art"])
    ['Art', 'column 2', 'Art (2)']
    """
    found: list[str] = []
    for i, name in enumerate(heading):
        name = name.lstrip("\ufeff") or f"column {i + 1}"
        again = next(n for n in range(1, len(heading) + 2) if _numbered(name, n) not in found)
        found.append(_numbered(name, again))
    return found


def _numbered(name: str, n: int) -> str:
    return name if n == 1 else f"{name} ({n})"


# -- Workbooks


def _workbook(path: Path, raw: bytes, wanted: str) -> Sheet:
    _check_archive(path, raw)
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise InputError(
            f"{path}: reading workbooks takes one package more; install it with: "
            "pip install python-calamine, or save the file as .csv"
        ) from None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        names = [n for n in book.sheet_names]
        if wanted and wanted not in names:
            raise InputError(f"{path}: {unknown('sheet', wanted, names)}")
        found: tuple = ()
        for name in [wanted] if wanted else names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            known, place = max(
                ((heads.known(map(_cell, row)), -i) for i, row in enumerate(cells[:LOOKED_AT])),
                default=(0, 0),
            )
            if not found or known > found[0]:
                found = (known, -place, name, cells)
            if known > LEAST_HEADS:
                break
    except (CalamineError, OSError, ValueError, KeyError, OverflowError) as error:
        if isinstance(error, InputError):
            raise
        shown = "is encrypted" if "assword" in str(error) else f"cannot be read ({error})"
        raise InputError(f"{path}: {shown}; save it without a password, as .xlsx") from None
    known, place, name, cells = found
    if len(cells) > MOST_ROWS:
        raise InputError(f"{path}: has {len(cells):,} rows; at most {MOST_ROWS:,} are read")
    if not any(any(_cell(cell) for cell in row) for row in cells[:LOOKED_AT]):
        raise InputError(f"{path}: the sheet {name!r} is empty")
    if known < LEAST_HEADS:
        place = next((i for i, row in enumerate(cells) if heads.may_be([*map(_cell, row)], 0)), -1)
        if place < 0:
            raise InputError(f"{path}: sheet {name!r}: has no heading that names its columns")
    import pandas as pd

    frame = pd.DataFrame(cells, dtype=object)
    del cells, found
    for column in frame.columns:
        frame[column] = _column(frame[column])
    above = int((frame.iloc[:place] != "").any(axis=1).sum())
    frame[len(frame.columns)] = ""
    named, rows, uneven = _below(path, frame, np.arange(1, len(frame) + 1), place)
    others = tuple(n for n in names if n != name)
    return Sheet(path, named, rows, "Excel", name, above, uneven, others)


def _check_archive(path: Path, raw: bytes) -> None:
    """That a workbook is one, and no bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise InputError(f"{path}: is cut off or damaged; export it anew") from None
    if any(entry.flag_bits & 1 for entry in inside):
        raise InputError(f"{path}: is encrypted; save it without a password, as .xlsx")
    if not any(entry.filename.startswith("xl/") for entry in inside):
        raise InputError(f"{path}: is an archive and no workbook; expected .xlsx, .xlsm or .csv")
    size = sum(entry.file_size for entry in inside)
    if size > LARGEST_UNPACKED:
        raise InputError(
            f"{path}: unpacks to {size:,} bytes; at most {LARGEST_UNPACKED:,} are read"
        )


def _column(cells: pd.Series) -> pd.Series:
    import pandas as pd

    codes, different = pd.factorize(cells.to_numpy(object), use_na_sentinel=False)
    text = np.array([_cell(one) for one in different], dtype=object)
    return pd.Series(text[codes], index=cells.index, dtype=object)


def _cell(value: Any) -> str:
    """A cell of a workbook as text; numbers have a decimal mark that no text has."""
    if isinstance(value, str):
        return value.strip()
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return np.format_float_positional(value, trim="-").replace(".", TYPED)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d") if value.year >= 1000 else ""
    return str(value)
