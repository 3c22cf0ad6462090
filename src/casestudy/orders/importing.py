"""From exported files to a case: "real orders, model figures"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from casestudy.errors import InputError, given
from casestudy.files.places import template_path
from casestudy.files.reading import given_path
from casestudy.files.writing import name_aside, whole_folder, write_atomically
from casestudy.orders import columns, customers, deriving, heads, netting, values
from casestudy.orders.columns import NUMERIC, Ask, Columns
from casestudy.orders.deriving import Derived
from casestudy.orders.reading import Sheet, read
from casestudy.orders.report import Report
from casestudy.orders.scenario_text import scenario_with
from casestudy.orders.words import words
from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.schema import Scenario
from casestudy.scenario.synthesis import files_of

if TYPE_CHECKING:
    import pandas as pd

MARKS = {"comma": ",", "point": "."}
ORDERS = (values.DAY_FIRST, values.MONTH_FIRST)
NAME = "scenario"  # of the case in its folder
REPORT = "import_report.txt"
MOST_LEFT_OUT = 0.5  # of the rows: with more, a column is not what it seems
MOST_FILES = 1_000
MOST_UNITS, MOST_MONEY = 1e9, 1e12  # of one line
BENT = r"\d(?:[.,]\d+)?[eE]\+\d+"  # what a spreadsheet makes of a long number


@dataclass(frozen=True)
class Wishes:
    """What is told about an export, so that nobody has to be asked.

    Attributes
    ----------
    columns : mapping of str to str
        Heads by role.
    dates : str
        "day-first" or "month-first".
    decimal : str
        "comma" or "point".
    currency : str
        Code of the currency.
    encoding, sheet : str
        As in `casestudy.orders.reading.read`.
    keep_names : bool
        Whether customers keep their names.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    decimal: str = ""
    currency: str = ""
    encoding: str = ""
    sheet: str = ""
    keep_names: bool = False


@dataclass(frozen=True)
class Asking:
    """Who is asked: about a column, and about one of several answers; nobody by default."""

    column: Ask | None = None
    choice: Callable[[str, Sequence[str]], str] | None = None


@dataclass(frozen=True, eq=False)
class Imported:
    """A case of real orders, not written yet.

    Attributes
    ----------
    case : Case
    scenario : str
        Text of the scenario file.
    key : str
        Text of the key file; empty where customers keep their names or have none.
    report : Report
    """

    case: Case
    scenario: str
    key: str
    report: Report


def import_orders(
    files: Sequence[Path],
    out: Path,
    like: str = "turnaround",
    wishes: Wishes | None = None,
    asking: Asking | None = None,
    *,
    key: Path | None = None,
    force: bool = False,
) -> Report:
    """Make a case of exported orders and write it into a folder, whole or not at all.

    Parameters
    ----------
    files : sequence of Path
        Together one export.
    out : Path
        Gets `scenario.yaml`, its tables and the report.
    like : str
        The scenario that says what orders do not.
    wishes, asking : Wishes, Asking
    key : Path, optional
        Of the customers' other names; beside the folder by default.
    force : bool
        Whether to put it in the place of a folder that exists, which is kept beside it.

    Returns
    -------
    Report

    Raises
    ------
    InputError
        Naming the file, what is wrong with it, and what is accepted.
    """
    out, wishes = given_path(out), wishes or Wishes()
    key = key or out.with_name(f"{out.name}.customers.json")
    if out.exists() and not force:
        raise InputError(f"{out}: exists already; give another folder, or --force to replace it")
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; expected a folder")
    made = case_of(files, like, wishes, asking or Asking(), key)
    contents: dict[str, str | bytes] = {
        f"{NAME}/{name}": content for name, content in files_of(made.case).items()
    }
    contents |= {f"{NAME}.yaml": made.scenario, REPORT: "\n".join(made.report.lines()) + "\n"}
    before = key.read_bytes() if key.exists() else None
    if made.key:
        write_atomically(key, made.key)  # first: names without their key could not be had again
        key.chmod(0o600)
    try:
        kept = name_aside(out) if out.exists() else None
        with whole_folder(out, replace=force) as folder:
            for name, content in contents.items():
                write_atomically(folder / name, content)
    except BaseException:
        if before is None:
            key.unlink(missing_ok=True)
        else:
            write_atomically(key, before)
        raise
    if kept:
        made.report.tell("read", words("read.kept", folder=kept))
    return made.report


def case_of(
    files: Sequence[Path], like: str, wishes: Wishes, asking: Asking, key: Path
) -> Imported:
    """Make a case of exported orders, and write nothing.

    Raises
    ------
    InputError
    """
    path = template_path(like)
    scenario = load_scenario(path)
    derived, report, currency, secret = tables_of(files, scenario, wishes, asking, key)
    text, case = scenario_with(path, scenario, derived, currency, report, NAME)
    report.words(
        "read.result",
        count=len(derived.lines),
        products=len(derived.skus),
        customers=derived.lines["customer"].nunique(),
        revenue=derived.revenue,
        currency=case.scenario.currency.code,
    )
    return Imported(case, text, secret, report)


def tables_of(
    files: Sequence[Path], like: Scenario, wishes: Wishes, asking: Asking, key: Path
) -> tuple[Derived, Report, str, str]:
    """Tables of products and order lines, the report, the currency, and the text of the key file.

    Raises
    ------
    InputError
    """
    lines, report, currency = order_lines(files, wishes, asking)
    netted = netting.net(lines)
    _tell_netted(report, lines, netted)
    lines = netted.lines
    if lines.empty:
        raise InputError("nothing is left of the orders once returns are taken off")
    first_year = int(lines["day"].min().year)
    lines["first_year"] = lines.groupby("product")["day"].transform("min").dt.year
    lines, year = deriving.base_year(lines, report)
    secret = ""
    named = {column: lines[column].to_numpy(object) for column in ("product", "customer", "family")}
    if not wishes.keep_names and (named["customer"] != "").any():
        own = named.pop("customer")
        named["customer"], secret = customers.pseudonyms(own, key)
        report.words("assumed.pseudonyms", count=len(set(own) - {""}), key=key.name)
    lines = lines.assign(**{what: deriving.codes(own, report, what) for what, own in named.items()})
    minor = _minor_units(currency) if currency else like.currency.minor_units
    derived = deriving.derive(lines, like, first_year, year, report, minor)
    return derived, report, currency, secret


def order_lines(
    files: Sequence[Path], wishes: Wishes, asking: Asking
) -> tuple[pd.DataFrame, Report, str]:
    """Lines of the export as they were read, the report on them, and the currency.

    Raises
    ------
    InputError
    """
    sheets, report = _read_all(files, wishes)
    cells, place = _joined(sheets)
    found = columns.find(cells, wishes.columns, asking.column)
    for line in columns.lines(cells, found):
        report.tell("columns", line)
    frame = place.assign(
        **{
            role: _tidy(cells[found[role]]) if found[role] else ""
            for role in ("product", "customer", "order", "family")
        }
    )
    frame["product"] = _product_numbers(frame["product"], report)
    bent = [one for one in frame["product"].unique() if re.fullmatch(BENT, one)]
    if bent:
        damaged = frame[frame["product"].isin(bent)]
        report.words("assumed.product_bent", damaged, example=bent[0])
    frame["day"] = _days(cells[found["date"]], wishes, asking, report)
    counted, currency = _amounts(cells, found, wishes, asking, report)
    frame["units"] = counted["quantity"]
    if found["revenue"]:
        frame["money"] = counted["revenue"]
    else:
        frame["money"] = counted["price"] * counted["quantity"]
        report.words("assumed.revenue_by_price")
    frame["list_price"] = np.abs(counted.get("list_price", np.nan))
    frame["cost"] = np.abs(counted.get("cost", np.nan))
    if found["cost"]:
        units = np.abs(frame["units"].to_numpy(float))
        _, likeness = heads.role_of(found["cost"]) or ("", heads.Likeness(0, 0, 0))
        single = likeness.preferred or deriving.of_one_unit(
            frame["cost"].to_numpy(), units, frame["product"].to_numpy(object)
        )
        if likeness.preferred:
            report.words("read.cost_of_unit", head=found["cost"])
        else:
            piece = "cost_of_unit" if single else "cost_of_line"
            report.words(f"assumed.{piece}", head=found["cost"])
        if not single:
            frame["cost"] = frame["cost"] / np.where(units > 0, units, np.nan)
    return _usable(frame, report), report, currency


def _read_all(files: Sequence[Path], wishes: Wishes) -> tuple[list[Sheet], Report]:
    if not files or len(files) > MOST_FILES:
        raise InputError(f"expected 1 to {MOST_FILES} files, not {len(files)}")
    paths = [given_path(file) for file in files]
    for i, path in enumerate(paths):
        if path in paths[:i]:
            raise InputError(f"{path}: is given twice")
    sheets, report = [], Report(paths)
    for number, path in enumerate(paths):
        sheet = read(path, wishes.encoding, wishes.sheet)
        count = len(sheet.cells)
        report.words("read.file", file=path.name, count=count, form=sheet.form, about=sheet.about)
        if path.suffix.lower() == ".xlsm":
            report.words("read.macros", file=path.name)
        if sheet.above:
            report.words("dropped.above", file=path.name, count=sheet.above)
        if sheet.others:
            report.words("dropped.sheets", file=path.name, names=sheet.others)
        if sheet.uneven.size:
            report.words("dropped.uneven", _rows(number, sheet.uneven))
        sheets.append(sheet)
    return sheets, report


def _rows(file: int, rows: NDArray) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"file": file, "row": rows})


def _joined(sheets: list[Sheet]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells of all files under the same heads, and where each row stands."""
    import pandas as pd

    first = sheets[0].cells.columns
    for sheet in sheets[1:]:
        if set(sheet.cells.columns) != set(first):
            odd = sorted(set(sheet.cells.columns) ^ set(first))
            raise InputError(
                f"{sheet.path}: has other columns than {sheets[0].path.name} "
                f"({', '.join(map(given, odd[:5]))}); files of one export have the same"
            )
    cells = pd.concat([s.cells[first] for s in sheets], ignore_index=True)
    place = pd.concat([_rows(i, s.rows) for i, s in enumerate(sheets)], ignore_index=True)
    return cells, place


def _tidy(cells: pd.Series) -> NDArray:
    """Text without spaces that nobody sees."""
    import pandas as pd

    place, different = pd.factorize(cells.to_numpy(object))
    return np.array([" ".join(one.split()) for one in different], dtype=object)[place]


def _product_numbers(products: pd.Series, report: Report) -> pd.Series:
    """Numbers without the ".0" that a program put behind all of them."""
    different = [one for one in products.unique() if one]
    pointed = [one for one in different if one.endswith(".0")]
    if pointed and all(one.removesuffix(".0").isdigit() for one in different):
        report.words("assumed.product_point", count=len(pointed))
        products = products.str.removesuffix(".0")
    return products


def _days(cells: pd.Series, wishes: Wishes, asking: Asking, report: Report) -> NDArray:
    found = values.dates(cells)
    order = wishes.dates
    if order and found.orders - {order}:
        raise InputError(
            f"the dates are {' and '.join(sorted(found.orders))}, not {order}, as the column "
            f"{given(cells.name)} shows"
        )
    if len(found.orders) > 1:
        raise InputError(
            f"column {given(cells.name)}: some dates have the day first and some the month; "
            "export them in one form"
        )
    if found.orders:
        (order,) = found.orders
        report.words("read.dates", order=order)
    elif found.unclear and not order:
        if found.dotted:
            order = values.DAY_FIRST
            report.words("assumed.dotted", example=found.unclear)
        elif asking.choice:
            question = words("ask.dates", head=cells.name, example=found.unclear)
            order = asking.choice(question, ORDERS)
        else:
            raise InputError(
                f"column {given(cells.name)}: dates such as {found.unclear!r} can be read in two "
                "ways in the whole column; say which with --dates day-first or month-first"
            )
    if order and not found.orders and not found.dotted:
        report.words("read.dates_told", order=order)
    if found.serials:
        report.words("assumed.serials", count=found.serials)
    return found.read(order)


def _amounts(
    cells: pd.DataFrame, found: Columns, wishes: Wishes, asking: Asking, report: Report
) -> tuple[dict[str, NDArray], str]:
    """Numbers of each numeric column, and the currency."""
    looks = {role: values.numbers(cells[found[role]]) for role in NUMERIC if found[role]}
    together = frozenset().union(*(look.marks for look in looks.values()))
    counted = {}
    for role, look in looks.items():
        if len(look.marks) > 1:
            raise InputError(
                f"column {given(found[role])}: has numbers with a decimal comma and numbers with a "
                "decimal point; export them in one form"
            )
        mark = MARKS[wishes.decimal] if wishes.decimal else next(iter(look.marks), "")
        if look.marks - {mark}:
            raise InputError(
                f"column {given(found[role])}: has numbers with another decimal mark than the "
                f"{wishes.decimal} that --decimal says"
            )
        if wishes.decimal and look.unclear:
            report.words("read.decimal_told", head=found[role], word=wishes.decimal)
        if not mark and look.unclear:
            if len(together) == 1:
                (mark,) = together  # what the other columns of the export are written with
                report.words("assumed.decimal", head=found[role], mark=mark, example=look.unclear)
            elif asking.choice:
                said = asking.choice(
                    words("ask.decimal", head=found[role], example=look.unclear), tuple(MARKS)
                )
                mark, together = MARKS[said], frozenset(MARKS[said])
                report.words("read.decimal_told", head=found[role], word=said)
            else:
                raise InputError(
                    f"column {given(found[role])}: numbers such as {look.unclear!r} can be read in "
                    "two ways in the whole export; say which with --decimal comma or point"
                )
        counted[role] = look.read(mark or ".")
    return counted, _currency(cells, found, looks, wishes, report)


def _currency(
    cells: pd.DataFrame,
    found: Columns,
    looks: Mapping[str, values.Numbers],
    wishes: Wishes,
    report: Report,
) -> str:
    """Code of the one currency; empty where the export names none."""
    named = set()
    if found["currency"]:
        for one in cells[found["currency"]].unique():
            if one.strip():
                named.add(values.currency_of(one) or one.strip().upper())
    for role in NUMERIC[1:]:
        if role in looks:
            named |= looks[role].currencies
            # As in "Umsatz (EUR)"; a small word in a head is none.
            inside = re.split(r"[\s()/,]+", found[role])
            named |= {values.currency_of(word) for word in inside if word == word.upper()} - {""}
    told = wishes.currency.upper()
    if told and told not in values.CODES:
        raise InputError(f"--currency: {given(wishes.currency)} is no code such as EUR")
    if len(named) > 1:
        raise InputError(
            f"the export has {len(named)} currencies ({', '.join(sorted(named))}); a case has one: "
            "export each by itself"
        )
    if named and not told:
        (code,) = named
        if code not in values.CODES:
            raise InputError(
                f"column {given(found['currency'])}: {given(code)} is no known currency; say "
                "--currency EUR, for example"
            )
        report.words("read.currency", code=code)
        return code
    if told:
        report.words("read.currency", code=told)
    else:
        report.words("assumed.currency")
    return told


def _minor_units(code: str) -> int:
    from babel.numbers import get_currency_precision

    return min(get_currency_precision(code), 3)


def _usable(frame: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Lines that say what was sold, when, how many and for how much."""
    units, money = frame["units"].to_numpy(), frame["money"].to_numpy()
    kinds = {
        "no_product": (frame["product"] == "").to_numpy(),
        "no_date": np.isnat(frame["day"].to_numpy()),
        "no_quantity": ~np.isfinite(units),
        "no_money": ~np.isfinite(money),
        "too_large": (np.abs(units) > MOST_UNITS) | (np.abs(money) > MOST_MONEY),
        "nothing": (units == 0) & ~(money < 0),
    }
    gone = np.zeros(len(frame), bool)
    for kind, bad in kinds.items():
        new = bad & ~gone
        if new.any():
            report.words(f"dropped.{kind}", frame[new])
        gone |= new
    if gone.mean() > MOST_LEFT_OUT:
        shares = {kind: float(bad.mean()) for kind, bad in kinds.items()}
        worst = max(shares, key=shares.__getitem__)
        raise InputError(
            f"{gone.sum():,} of {len(frame):,} rows cannot be used, most because of: "
            f"{words(f'dropped.{worst}')} (first: "
            f"{report.places(frame[gone])}); say with --column which column is which"
        )
    usable = frame[~gone]
    same = usable.duplicated([c for c in usable.columns if c != "row"]) & (usable["order"] != "")
    if same.any():
        report.words("assumed.alike", usable[same])
    return usable


def _tell_netted(report: Report, lines: pd.DataFrame, netted: netting.Netted) -> None:
    for piece, rows in (
        ("cancelled", netted.cancelled), ("returns", netted.returns), ("reduced", netted.reduced),
        ("gone", netted.gone), ("unmatched", netted.unmatched),
    ):  # fmt: skip
        if rows.size:
            report.words(f"netted.{piece}", lines.iloc[rows])
    if abs(netted.left_money) > 0.005:
        report.words("netted.left_money", amount=netted.left_money)
