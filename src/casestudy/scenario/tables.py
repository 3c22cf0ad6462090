"""The tables of a scenario: their columns declared once, checked at load, described for others.

From `TABLES` follow both the pandera checks at load and the Data Package descriptor beside the
data (`casestudy.scenario.datapackage`), so the two cannot drift apart.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casestudy.errors import InputError, given, number_hint, unknown_hint
from casestudy.files.reading import LARGEST_CSV, read_text

if TYPE_CHECKING:
    import pandas as pd

ID = r"^[A-Z][A-Z0-9-]{1,15}$"
# As a company writes its own: it begins with a letter or a digit, so that no spreadsheet takes it
# for a formula, and holds nothing that Markdown, HTML or mathematics would take for a sign.
CODE = r"^[^\W_][\w ./,:;#()+&'-]{0,59}$"
LABEL = r"^.{1,60}$"
NOTE = r"^.{1,400}$"
MAYBE = r"^.{0,400}$"
LARGEST_WHOLE = 2**53
PRICE = "price"  # the last attribute of the choice study
SOURCES = ("own", "third party")  # of the devices in the sourcing trap

_FORMS = {
    ID: "a capital letter, then 1 to 15 capital letters, digits and hyphens",
    CODE: "a letter or a digit, then at most 59 letters, digits, spaces and ./,:;#()+&'-_",
    LABEL: "text of 1 to 60 characters",
    NOTE: "text of 1 to 400 characters",
    MAYBE: "text of at most 400 characters, or nothing",
}


@dataclass(frozen=True)
class Column:
    """One column: what it means and what it may hold.

    `kind` is "text", "integer" or "number"; `least` and `most` bound numbers; `pattern` bounds
    text. `unit` is for the reader.
    """

    name: str
    kind: str
    about: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    pattern: str | None = None
    unique: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its columns, its key, and how its figures came about."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    mark: str = "assumed"

    @property
    def names(self) -> list[str]:
        """Names of the columns in order."""
        return [c.name for c in self.columns]


TABLES = (
    Table(
        "skus",
        "The active products of the line in the base year.",
        (
            Column("sku", "text", "Product number", pattern=CODE, unique=True),
            Column("platform", "text", "Family on one technical base", pattern=LABEL),
            Column(
                "launch_year", "integer", "Year of the first sale", "year", least=1900, most=2200
            ),
            Column("list_price", "number", "List price of one unit", "money", least=0.01),
            Column("price", "number", "Mean pocket price of one unit", "money", least=0.0001),
            Column(
                "unit_cost",
                "number",
                "Variable cost of one unit, without variety-driven cost",
                "money",
                least=0.0,
            ),
            Column("volume", "integer", "Units sold in the base year", "units", least=1),
            Column("setups", "integer", "Machine set-ups in the base year", "set-ups", least=1),
            Column(
                "order_lines", "integer", "Order lines handled in the base year", "lines", least=1
            ),
            Column(
                "weekly_cv",
                "number",
                "Standard deviation of weekly demand divided by its mean",
                "ratio",
                least=0.0,
                most=50.0,
            ),
        ),
        ("sku",),
    ),
    Table(
        "order_lines",
        "Every order line of the base year; their revenue adds up to the line's, exactly.",
        (
            Column("month", "integer", "Month of the base year", "month", least=1, most=12),
            Column("customer", "text", "Customer number", pattern=CODE),
            Column("sku", "text", "Product number", pattern=CODE),
            Column("units", "integer", "Units ordered", "units", least=1),
            Column("list_price", "number", "List price of one unit", "money", least=0.01),
            Column(
                "discount",
                "number",
                "Deduction from the list price on the invoice",
                "fraction of list price",
                least=-1.0,
                most=1.0,
            ),
            Column("invoiced", "number", "What the invoice asked for", "money", least=0.0),
            Column(
                "revenue",
                "number",
                "What reached the pocket, after rebates, cash discount and freight",
                "money",
                least=0.0,
            ),
        ),
        (),
    ),
    Table(
        "history",
        "Quarters of the starting year and of the five years of decline.",
        (
            Column("year", "integer", "Year", "year", least=1900, most=2200),
            Column("quarter", "integer", "Quarter of the year", "quarter", least=1, most=4),
            Column("market_revenue", "number", "Revenue of the market", "money", least=0.0),
            Column("revenue", "number", "Revenue of the line", "money", least=0.0),
            Column("variable_cost", "number", "Variable cost of goods", "money", least=0.0),
            Column("complexity_cogs", "number", "Variety-driven cost of goods", "money", least=0.0),
            Column("complexity_sga", "number", "Variety-driven overhead", "money", least=0.0),
            Column("active_skus", "integer", "Active products", "products", least=1),
        ),
        ("year", "quarter"),
    ),
    Table(
        "platform_history",
        "Years of the history by platform: what price, volume and mix did.",
        (
            Column("year", "integer", "Year", "year", least=1900, most=2200),
            Column("platform", "text", "Family on one technical base", pattern=LABEL),
            Column("units", "integer", "Units sold", "units", least=1),
            Column("revenue", "number", "Revenue", "money", least=0.0),
            Column("variable_cost", "number", "Variable cost of goods", "money", least=0.0),
        ),
        ("year", "platform"),
    ),
    Table(
        "competitors",
        "Who serves the market in the base year, the line itself included.",
        (
            Column("name", "text", "Supplier", pattern=LABEL, unique=True),
            Column(
                "is_us",
                "integer",
                "One for the line of the case, else zero",
                "flag",
                least=0,
                most=1,
            ),
            Column("share", "number", "Share of market revenue", "fraction", least=0.0, most=1.0),
            Column(
                "growth",
                "number",
                "Growth in the base year",
                "fraction per year",
                least=-0.5,
                most=1.0,
            ),
            Column("price_index", "number", "Price level, ours 1", "ratio", least=0.01, most=5.0),
            Column(
                "margin",
                "number",
                "Operating margin, as far as it is known",
                "fraction of revenue",
                least=-1.0,
                most=1.0,
            ),
        ),
        ("name",),
    ),
    Table(
        "interviews",
        "Notes of the interviews with customers, one row for each thing said.",
        (
            Column("interview", "integer", "Interview", "number", least=1),
            Column("customer", "text", "Customer number", pattern=CODE),
            Column("speaker", "text", "Role of the speaker", pattern=LABEL),
            Column("note", "text", "What was said", pattern=NOTE),
            Column("theme", "text", "How it was coded: an attribute, or price", pattern=LABEL),
        ),
        ("interview", "theme"),
    ),
    Table(
        "choice_cards",
        "Cards of the choice study: what each alternative offers.",
        (
            Column("card", "integer", "Card", "number", least=1),
            Column("alternative", "integer", "Alternative on the card", "number", least=1),
            Column("attribute", "text", "Attribute, or price", pattern=LABEL),
            Column(
                "level",
                "number",
                "Performance from 0 to 1; for price, of today's price",
                "ratio",
                least=0.0,
                most=10.0,
            ),
        ),
        ("card", "alternative", "attribute"),
    ),
    Table(
        "choices",
        "What each respondent of the choice study chose.",
        (
            Column("respondent", "integer", "Respondent", "number", least=1),
            Column("card", "integer", "Card shown", "number", least=1),
            Column("chosen", "integer", "Alternative chosen", "number", least=1),
        ),
        ("respondent", "card"),
    ),
    Table(
        "capabilities",
        "Measured performance of our product and of the named competitors'.",
        (
            Column("supplier", "text", "Supplier", pattern=LABEL),
            Column("is_us", "integer", "One for the line of the case", "flag", least=0, most=1),
            Column("attribute", "text", "Attribute", pattern=LABEL),
            Column("level", "number", "Performance", "fraction of the scale", least=0.0, most=1.0),
        ),
        ("supplier", "attribute"),
    ),
    Table(
        "price_panel",
        "Months of price and units by platform.",
        (
            Column("month", "integer", "Month, the first is 1", "month", least=1),
            Column("platform", "text", "Family on one technical base", pattern=LABEL),
            Column("list_index", "number", "List price, mean 1", "ratio", least=0.01, most=100.0),
            Column("price", "number", "Mean pocket price of one unit", "money", least=0.0001),
            Column("units", "integer", "Units sold", "units", least=1),
        ),
        ("month", "platform"),
    ),
    Table(
        "partners",
        "Candidates for the partnership. Costs are shares of the quoted price.",
        (
            Column("name", "text", "Candidate", pattern=LABEL, unique=True),
            Column("place", "text", "Where it is", pattern=LABEL),
            *(
                Column(name, "number", about, "fraction of the quoted price", least=low, most=1.0)
                for name, about, low in (
                    ("quoted_saving", "Quoted price below our unit cost", -0.5),
                    ("freight", "Freight", 0.0),
                    ("duty", "Duty", 0.0),
                    ("quality_cost", "Inspection, rework, complaints", 0.0),
                    ("management", "Travel and management", 0.0),
                )
            ),
            Column("lead_time", "number", "Mean lead time", "weeks", least=0.0, most=104.0),
            Column("lead_time_sd", "number", "Its spread", "weeks", least=0.0, most=52.0),
            Column("order_quantity", "number", "Smallest order, at cost", "money", least=0.0),
            *(
                Column(f"months_{k}", "number", f"Development, {k}", "months", least=0.0)
                for k in ("optimistic", "likely", "pessimistic")
            ),
            *(
                Column(name, "number", about, "score of 10", least=0.0, most=10.0)
                for name, about in (
                    ("quality", "Quality"),
                    ("technology", "Fit with our technology"),
                    ("stability", "Financial and legal stability"),
                )
            ),
        ),
        ("name",),
    ),
    Table(
        "tasks",
        "Tasks of the development.",
        (
            Column("task", "text", "Task", pattern=LABEL, unique=True),
            Column("label", "text", "Task in words", pattern=LABEL),
            Column("after", "text", "Tasks that end before, with spaces between", pattern=MAYBE),
            *(
                Column(k, "number", f"Duration, {k}", "months", least=0.0, most=120.0)
                for k in ("optimistic", "likely", "pessimistic")
            ),
            *(
                Column(f"{k}_saves", "number", f"Saved by {k}", "fraction", least=0.0, most=0.9)
                for k in ("mentoring", "partner")
            ),
            Column("shortest", "number", "If money is no object", "months", least=0.0),
            Column("cost_per_month", "number", "Cost of a month less", "money", least=0.0),
        ),
        ("task",),
    ),
    Table(
        "features",
        "Use of the product's features.",
        (
            Column("feature", "text", "Feature", pattern=LABEL, unique=True),
            Column("attribute", "text", "Attribute it serves", pattern=LABEL),
            Column("users", "number", "Users who use it", "fraction", least=0.0, most=1.0),
            Column("uses_per_week", "number", "Uses by a user", "per week", least=0.0),
            Column("satisfaction", "number", "Rating", "1 to 5", least=1.0, most=5.0),
            Column("upkeep", "number", "Cost of keeping it up, a year", "money", least=0.0),
        ),
        ("feature",),
    ),
    Table(
        "time_log",
        "Weeks of a product manager's time.",
        (
            Column("week", "integer", "Week", "number", least=1),
            Column("activity", "text", "Activity", pattern=LABEL),
            Column("hours", "number", "Hours", "hours", least=0.0, most=168.0),
        ),
        ("week", "activity"),
    ),
    Table(
        "devices",
        "Device models of the sourcing trap, a case of another company.",
        (
            Column("model", "text", "Model", pattern=ID, unique=True),
            Column("source", "text", "Own development or third party", pattern=LABEL),
            Column("devices", "integer", "Devices in use", "devices", least=1),
            Column("revenue_per_device", "number", "Revenue a year", "money", least=0.0),
            Column("cost_per_device", "number", "Cost a year", "money", least=0.0),
            Column("works", "integer", "Works with our technology", "flag", least=0, most=1),
        ),
        ("model",),
    ),
)


def table(name: str) -> Table:
    """The declaration of a table.

    Raises
    ------
    KeyError
        If there is no such table.

    Examples
    --------
    >>> table("skus").key
    ('sku',)
    """
    return {t.name: t for t in TABLES}[name]


@cache
def pandera_schema(declared: Table) -> Any:
    """The pandera schema of a table, made once for each; not to be changed.

    Parameters
    ----------
    declared : Table

    Returns
    -------
    pandera.DataFrameSchema
    """
    import pandera.pandas as pa

    kinds = {"text": str, "integer": "int64", "number": "float64"}
    columns = {}
    for c in declared.columns:
        checks = []
        if c.least is not None:
            checks.append(pa.Check.ge(c.least))
        if c.most is not None:
            checks.append(pa.Check.le(c.most))
        if c.pattern is not None:
            checks.append(pa.Check.str_matches(c.pattern))
        columns[c.name] = pa.Column(
            kinds[c.kind], checks, nullable=c.pattern == MAYBE, unique=c.unique
        )
    return pa.DataFrameSchema(columns, strict=True, unique=list(declared.key) or None)


def read_table(path: Path, declared: Table) -> pd.DataFrame:
    """Read one CSV and check it.

    Parameters
    ----------
    path : Path
    declared : Table

    Returns
    -------
    pandas.DataFrame
        Columns in the declared order.

    Raises
    ------
    InputError
        Naming the file, the line, the column, what is accepted and what was given.
    """
    text = read_text(path, LARGEST_CSV)
    if len(text) <= LARGEST_KEPT:
        # After a change to a scenario or to one table, the others are read again as they were.
        with suppress(InputError):  # which has to name the file
            return _kept(text, declared).copy()
    return _read(path, text, declared)


LARGEST_KEPT = 1_000_000  # characters: what is larger would fill the memory


@lru_cache(maxsize=64)
def _kept(text: str, declared: Table) -> pd.DataFrame:
    return _read(Path(f"{declared.name}.csv"), text, declared)


def _read(path: Path, text: str, declared: Table) -> pd.DataFrame:
    import pandas as pd

    heading, rows = _rows(path, text, declared)
    cells = pd.DataFrame(rows, columns=heading, dtype=str)[declared.names]
    frame = pd.DataFrame({c.name: _typed(path, cells[c.name], c) for c in declared.columns})
    check_frame(path, frame, declared, cells)
    return frame


def _rows(path: Path, text: str, declared: Table) -> tuple[list[str], list[list[str]]]:
    """Heading and rows of a CSV, each row as long as the heading and on a line of its own."""
    rows: list[list[str]] = []
    line = 1
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        heading = [name.strip() for name in next(reader)]
        _check_heading(path, heading, declared)
        blank = 0
        for cells in reader:
            line, before = reader.line_num, line
            if line != before + 1:
                raise InputError(
                    f"{path}: line {before + 1}: a quoted cell goes on into the next line; "
                    "expected one line for each row"
                )
            if not cells:
                blank = blank or line
                continue
            if blank or len(cells) != len(heading):
                raise InputError(
                    f"{path}: line {blank or line}: expected {len(heading)} cells as in the "
                    f"heading, not {0 if blank else len(cells)}"
                )
            rows.append(cells)
    except csv.Error as error:
        raise InputError(f"{path}: line {line + 1}: is not valid CSV: {error}") from None
    if not rows:
        raise InputError(f"{path}: has a heading but no rows")
    return heading, rows


def _check_heading(path: Path, heading: list[str], declared: Table) -> None:
    accepted = f"accepted: {', '.join(declared.names)}"
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(heading) == 1 and heading[0].count(separator) == len(declared.names) - 1:
            raise InputError(f"{path}: line 1: expected columns separated by commas, not {word}")
    for name in declared.names:
        if name not in heading:
            raise InputError(
                f"{path}: line 1: the column {name!r} is missing{unknown_hint(name, heading)}; "
                f"{accepted}"
            )
    for name in heading:
        if name not in declared.names:
            raise InputError(f"{path}: line 1: unknown column {given(name)}; {accepted}")
        if heading.count(name) > 1:
            raise InputError(f"{path}: line 1: the column {name!r} is given twice")


def _typed(path: Path, values: pd.Series, column: Column) -> pd.Series:
    import numpy as np
    import pandas as pd

    if column.kind == "text":
        # A space at an end is seen by nobody, and would make another product or supplier of it.
        return values.astype(str).str.strip()
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    wrong = ~np.isfinite(numbers)
    expected = "a number"
    if column.kind == "integer" and not wrong.any():
        wrong = (numbers != numbers.round()) | (numbers.abs() > LARGEST_WHOLE)
        expected = "a whole number"
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        value = values.iloc[row]
        raise InputError(
            f"{path}: line {row + 2}: column {column.name!r}: expected {expected}"
            f"{number_hint(value, quotable=False)}, not {given(value)}"
        )
    return numbers.astype("int64") if column.kind == "integer" else numbers


def check_frame(
    path: Path, frame: pd.DataFrame, declared: Table, cells: pd.DataFrame | None = None
) -> None:
    """Check that a table is as declared.

    Parameters
    ----------
    path : Path
        The file, for the message.
    frame : pandas.DataFrame
    declared : Table
    cells : pandas.DataFrame, optional
        The table as it is written in the file, for the message.

    Raises
    ------
    InputError
        Naming the file, the line, the column, what is accepted and what was given.
    """
    cells = frame if cells is None else cells
    keys = [[c.name] for c in declared.columns if c.unique]
    for key in [*keys, *([list(declared.key)] if declared.key else [])]:
        repeated = frame.duplicated(key)
        if repeated.any():
            row = int(repeated.to_numpy().argmax())
            same = (frame[key] == frame[key].iloc[row]).all(axis=1)
            shown = ", ".join(str(cells[name].iloc[row]) for name in key)
            columns = ", ".join(map(repr, key))
            raise InputError(
                f"{path}: line {row + 2}: column {columns}: {given(shown)} is given twice; "
                f"it stands in line {int(same.to_numpy().argmax()) + 2} already"
            )
    if _is_plainly_as_declared(frame, declared):
        return
    import pandera.pandas as pa

    try:
        pandera_schema(declared).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        found = error.failure_cases.dropna(subset=["index"]).sort_values("index", kind="stable")
        row, name = int(found["index"].iloc[0]), str(found["column"].iloc[0])
        column = {c.name: c for c in declared.columns}[name]
        raise InputError(
            f"{path}: line {row + 2}: column {name!r}: expected {_expected(column)}"
            f"{_percent(column, frame[name].iloc[row])}, not {given(cells[name].iloc[row])}"
        ) from None


def _is_plainly_as_declared(frame: pd.DataFrame, declared: Table) -> bool:
    """Whether there is nothing that pandera could find: to import it takes as long as to load.

    What is unusual, but may be right, is left to pandera.
    """
    from pandas.api.types import is_float_dtype, is_integer_dtype, is_string_dtype

    kinds = {"text": is_string_dtype, "integer": is_integer_dtype, "number": is_float_dtype}
    return list(frame.columns) == declared.names and all(
        kinds[c.kind](values.dtype)
        and not values.isna().any()
        and (c.least is None or (values >= c.least).all())
        and (c.most is None or (values <= c.most).all())
        and (c.pattern is None or values.str.match(c.pattern, na=False).all())
        for c, values in ((c, frame[c.name]) for c in declared.columns)
    )


def _percent(column: Column, value: Any) -> str:
    if column.kind != "number" or column.least is None or column.most is None:
        return ""
    return number_hint(float(value), column.least, column.most)


def _expected(column: Column) -> str:
    if column.pattern:
        return _FORMS.get(column.pattern, f"text of the form {column.pattern}")
    parts = []
    if column.least is not None:
        parts.append(f"at least {column.least:g}")
    if column.most is not None:
        parts.append(f"at most {column.most:g}")
    return " and ".join(parts)
