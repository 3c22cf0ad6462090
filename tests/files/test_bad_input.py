"""Whatever is wrong with the input: one clear message, exit code 1, nothing written or changed."""

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import casestudy
from casestudy.app.cli import cli
from casestudy.errors import InputError
from casestudy.files import reading, writing
from casestudy.files.places import available, templates
from casestudy.scenario.case import load_scenario
from casestudy.scenario.tables import TABLES, read_table, table

EVALUATE = "evaluate --scenario acme.yaml --json"
CALIBRATE = "calibrate --scenario acme.yaml --json"
PLAN = """\
plan_version: 1
name: mine
scenario: acme
levers:
  price_change: 0.01
"""
WITH_PLAN = f"{EVALUATE} --plan mine.yaml"


# -- The ground: a small company of one's own that works, and a look at every byte of it


@pytest.fixture(scope="session")
def good(tmp_path_factory) -> Path:
    """Return a folder with a scenario, its tables and a plan, all good."""
    folder = tmp_path_factory.mktemp("good")
    text = available()["packaging"].read_text(encoding="utf-8")
    text = re.sub(r"(?m)^name: .*$", "name: acme", text)
    text = re.sub(r"products:\n +\{value: \d+", "products:\n    {value: 60", text)
    text = re.sub(r"products_at_start: \{value: \d+", "products_at_start: {value: 45", text)
    (folder / "acme.yaml").write_text(text, encoding="utf-8", newline="\n")
    (folder / "mine.yaml").write_text(PLAN, encoding="utf-8", newline="\n")
    result = CliRunner().invoke(cli, ["tables", str(folder / "acme.yaml")])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def folder(good, tmp_path, monkeypatch) -> Path:
    """Work in a copy of the good folder."""
    path = tmp_path / "work"
    shutil.copytree(good, path)
    monkeypatch.chdir(path)
    return path


def run(line: str) -> Result:
    return CliRunner().invoke(cli, line.split(" "), prog_name="casestudy")


def snapshot(folder: Path) -> dict[str, Any]:
    """Return every path below a folder with its content; of large files size and time."""
    seen = {}
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        large = stat.st_size > 1_000_000
        plain = path.is_file() and not path.is_symlink()
        content = path.read_bytes() if plain and not large else large and stat.st_mtime_ns
        seen[path.relative_to(folder).as_posix()] = (stat.st_mode, content)
    return seen


def assert_one_message(result: Result, *says: str) -> None:
    """One line for a person on stderr, and no sign of a traceback."""
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("casestudy: ")
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.output
    assert "np." not in result.stderr
    assert "<" not in result.stderr.replace("<<", "")
    for fragment in says:
        assert fragment in result.stderr, f"{fragment!r} is not in {result.stderr!r}"


# -- Ways to spoil the good folder; each returns the file and the line in which it did


Where = tuple[str, int] | None
Spoil = Callable[[Path], Where]


def edit(pattern: str, new: str, file: str = "acme.yaml", *, every: bool = False) -> Spoil:
    """Replace the first match in a text file, or every one."""

    def spoil(folder: Path) -> Where:
        path = folder / file
        old = path.read_text(encoding="utf-8")
        text, count = re.subn(pattern, new, old, count=0 if every else 1)
        assert count, f"{pattern!r} is not in {file}"
        assert text != old
        path.write_text(text, encoding="utf-8", newline="\n")
        pairs = zip(old.splitlines(), [*text.splitlines(), ""], strict=False)
        return file, next(n for n, (before, after) in enumerate(pairs, 1) if before != after)

    return spoil


def cell(name: str, line: int, column: str, new: str) -> Spoil:
    """Replace one cell of a table, by the line it stands in."""

    def spoil(folder: Path) -> Where:
        path = folder / "acme" / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        cells = lines[line - 1].split(",")
        cells[table(name).names.index(column)] = new
        lines[line - 1] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        return f"{name}.csv", line

    return spoil


def lines_of(name: str, change: Callable[[list[str]], list[str]], line: int = 0) -> Spoil:
    """Change the lines of a table."""

    def spoil(folder: Path) -> Where:
        path = folder / "acme" / f"{name}.csv"
        lines = change(path.read_text(encoding="utf-8").splitlines())
        path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        return (f"{name}.csv", line) if line else None

    return spoil


def column(name: str, column: str, value: str) -> Spoil:
    """Put one value into all rows of a table."""

    def spoil(folder: Path) -> Where:
        path = folder / "acme" / f"{name}.csv"
        pd.read_csv(path, dtype=str, keep_default_na=False).assign(**{column: value}).to_csv(
            path, index=False
        )
        return None

    return spoil


def two_alike(rows: list[str]) -> list[str]:
    """Cards on which the second attribute is as the first."""
    per = len({row.split(",")[2] for row in rows[1:]})
    for first in range(1, len(rows), per):
        level = rows[first].rpartition(",")[2]
        rows[first + 1] = f"{rows[first + 1].rpartition(',')[0]},{level}"
    return rows


def without(line: int) -> Callable[[list[str]], list[str]]:
    """Take one line out of a table."""
    return lambda rows: [*rows[: line - 1], *rows[line:]]


def bytes_of(content: bytes | Callable[[bytes], bytes], file: str = "acme.yaml") -> Spoil:
    """Replace a whole file, or all of its bytes."""

    def spoil(folder: Path) -> Where:
        path = folder / file
        path.write_bytes(content(path.read_bytes()) if callable(content) else content)
        return None

    return spoil


def path_of(change: Callable[[Path], Any]) -> Spoil:
    """Do something to the folder."""

    def spoil(folder: Path) -> Where:
        change(folder)
        return None

    return spoil


def nothing(folder: Path) -> Where:
    """Leave the folder good: the command line itself is wrong."""
    return None


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)  # sparse: no disk is filled


def figure(name: str, old: str, new: str) -> Spoil:
    """Change the first figure of a name, written over one line or two."""
    return edit(rf"(\n +{name}:\s*\{{value: ){old}", rf"\g<1>{new}")


def flow_of(depth: int) -> bytes:
    return b"a: " + b"[" * depth + b"]" * depth


def alias_bomb() -> bytes:
    """Nine levels of nine aliases each: hundreds of millions of entries, if anybody counted."""
    rows = ["a: &a [x, x, x]"]
    for one, other in zip("bcdefghij", "abcdefghi", strict=True):
        rows.append(f"{one}: &{one} [{', '.join([f'*{other}'] * 9)}]")
    return "\n".join(rows).encode()


@dataclass(frozen=True)
class Bad:
    """One case: what is wrong, and what the message has to say.

    `at` is where the line named stands: a pattern in the file, or None for where it was spoilt.
    """

    about: str
    spoil: Spoil
    says: tuple[str, ...]
    line: str
    at: str | None


def bad(about: str, spoil: Spoil, says: str, line: str = EVALUATE, at: str | None = None) -> Bad:
    """Return one case; fragments of the message stand between bars."""
    return Bad(about, spoil, tuple(says.split(" | ")), line, at)


# fmt: off
SCENARIO = [
    bad("a misspelt key names the nearest", edit(r"base_year: ", "base_yaer: "),
        "company: unknown key 'base_yaer' | did you mean 'base_year'? | Accepted: base_year, "),
    bad("a misspelt key at the top", edit(r"\norder_file:", "\norderfile:"),
        "unknown key 'orderfile' | did you mean 'order_file'?"),
    bad("a misspelt assumption", edit(r"\n  offshore_lead_time:", "\n  ofshore_lead_time:"),
        "assumptions: unknown key | did you mean 'offshore_lead_time'?"),
    bad("a misspelt key of a figure",
        edit(r"gross_margin:\n +\{value:", "gross_margin:\n    {valeu:"),
        "line.gross_margin: unknown key 'valeu' | did you mean 'value'?"),
    bad("a misspelt lever in a plan", edit(r"\n    selling: \{", "\n    seling: {"),
        "plans.as_it_happened: unknown key 'seling' | did you mean 'selling'?"),
    bad("a misspelt key in a list", edit(r"partner_saves: 0.2,", "partnr_saves: 0.2,"),
        "development.tasks.1: unknown key | did you mean 'partner_saves'?"),
    bad("a duplicate key", edit(r"(base_year: \d+\n)", r"\1  base_year: 2030\n"),
        "the key 'base_year' is given twice; it stands in line "),
    bad("a duplicate key within braces", edit(r"share: \{value: ", "share: {value: 0.3, value: "),
        "the key 'value' is given twice"),
    bad("a number out of bounds", figure("market_growth", "0.11", "-0.9"),
        "market_growth.value: expected at least -0.5, not -0.9"),
    bad("a whole number out of bounds", edit("minor_units: 2", "minor_units: 7"),
        "currency.minor_units: expected at most 3, not 7"),
    bad("a target in percent", figure("revenue_growth", "0.12", "12"),
        "targets.revenue_growth.value: | at most 5 (a fraction, not percent: 0.12?), not 12"),
    bad("a target in percent, written with the sign", figure("revenue_growth", "0.12", "12%"),
        "revenue_growth.value: | expected a number | a fraction, not percent: 0.12? | not '12%'"),
    bad("a target in points", figure("margin_points", "0.02", "2"),
        "targets.margin_points.value: | at most 0.5 (a fraction, not percent: 0.02?), not 2"),
    bad("a margin in percent", figure("gross_margin", "0.27", "27"),
        "line.gross_margin.value: expected at most 1 (a fraction, not percent: 0.27?), not 27"),
    bad("a decline in percent", figure("line_trend", "-0.04", "-4"),
        "history.line_trend.value: | at least -0.5 (a fraction, not percent: -0.04?), not -4"),
    bad("a lever of a plan in percent",
        edit("price_change: {value: 0.0145", "price_change: {value: 1.45"),
        "plans.as_it_happened.price_change.value: | at most 1 (a fraction, not percent: 0.0145?)"),
    bad("a range in percent", edit("low: 0.40, high: 0.60", "low: 40, high: 60"),
        "line.company_share.low: expected at most 1 (a fraction, not percent: 0.4?), not 40"),
    bad("a level in percent", edit("ours: 0.25", "ours: 25"),
        "positioning.differentiators.0.ours: | at most 1 (a fraction, not percent: 0.25?), not 25"),
    bad("text where a number belongs", figure("products", "60", "many"),
        "line.products.value | expected a number | not 'many'"),
    bad("a number between quotation marks", figure("products", "60", '"60"'),
        "line.products.value | expected a number | without quotation marks | not '60'"),
    bad("a truth where a number belongs", figure("products", "60", "true"),
        "line.products.value | expected a number | not true"),
    bad("nothing where a number belongs", figure("products", "60", ""),
        "line.products.value | expected a number | not nothing"),
    bad("a list where a number belongs", figure("products", "60", "[60]"),
        "line.products.value | expected a number | not [60]"),
    bad("part of a product", figure("products", "60", "60.5"),
        "line.products.value: expected a whole number, not 60.5"),
    bad("separators between the digits", figure("revenue", "60000000", "60,000,000"),
        "'000' | no separators between its digits | 60000000"),
    bad("separators between the digits, in quotation marks",
        figure("revenue", "60000000", '"60,000,000"'),
        "company.revenue.value | expected a number | 60000000? | not '60,000,000'"),
    bad("points between the digits", figure("revenue", "60000000", "60.000.000"),
        "company.revenue.value | expected a number | 60000000? | not '60.000.000'"),
    bad("a decimal comma in quotation marks", figure("gross_margin", "0.27", '"0,27"'),
        "line.gross_margin.value | expected a number | 0.27? | not '0,27'"),
    bad("not a number", figure("gross_margin", "0.27", ".nan"),
        "line.gross_margin.value: expected a finite number, not nan"),
    bad("an infinite number", figure("revenue", "60000000", ".inf"),
        "company.revenue.value: expected a finite number, not inf"),
    bad("a number beyond all floats", figure("revenue", "60000000", "1e400"),
        "'1e400' is too large for a number"),
    bad("a number of five thousand digits", figure("revenue", "60000000", "9" * 5000),
        "'99999 | ... is too large for a number"),
    bad("a hexadecimal number of five thousand digits",
        figure("revenue", "60000000", "0x" + "f" * 5000), "'0xfff | ... is too large for a number"),
    bad("a date where a year belongs", edit(r"base_year: \d+", "base_year: 2024-01-01"),
        "company.base_year: expected a whole number, not '2024-01-01'"),
    bad("a year as YAML 1.1 would read it in base sixty",
        edit(r"base_year: \d+", "base_year: 33:44"),
        "company.base_year: expected a whole number, not '33:44'"),
    bad("a word where a truth belongs, which YAML 1.1 would take",
        edit("symbol_first: true", "symbol_first: yes"),
        "currency.symbol_first: expected true or false, not 'yes'"),
    bad("a company that is said to be real", edit("fictional: true", "fictional: false"),
        "fictional: expected true, not false"),
    bad("a scenario of a newer version", edit("schema_version: 1", "schema_version: 2\nnew_key: 1"),
        "schema_version: expected 1, not 2 | another version of casestudy"),
    bad("another name than the file's", edit("name: acme", "name: packaging"),
        "name: expected 'acme', as the file is called, not 'packaging'"),
    bad("a name that cannot be one", edit("name: acme", "name: Acme Ltd."),
        "name: expected a small letter, then small letters, digits and underscores | 'Acme Ltd"),
    bad("a currency that is no code", edit("code: EUR", "code: Euro"),
        "currency.code: expected a code of three capital letters, not 'Euro'"),
    bad("a mark that is none", edit(r"(gross_margin:\n +\{value: \S+ mark: )assumed", r"\1asumed"),
        "line.gross_margin.mark | 'fact', 'calibrated' or 'assumed' | not 'asumed'"),
    bad("a missing key", edit(r"  base_year: \d+\n", ""), "company.base_year: is missing",
        at="^company:"),
    bad("a number without its mark", edit(r"(gross_margin:\n +\{value: \S+) mark: assumed,", r"\1"),
        "line.gross_margin.mark: is missing", at="^  gross_margin:"),
    bad("a missing section", edit(r"\nwindow:(\n  .*)+", ""), "window: is missing",
        at="^schema_version"),
    bad("a missing plan", edit(r"  do_nothing: \{\}\n", ""),
        "plans: the plan 'do_nothing' is missing", at="^plans:"),
    bad("text with a control character for the terminal",
        edit('name: "Tornby Packaging"', r'name: "Tornby\\e[31m"'),
        "company.name: expected text in one line without control characters | \\x1b"),
    bad("a blank name", edit('name: "Tornby Packaging"', 'name: "  "'),
        "company.name: expected text that is not blank, not '  '"),
    bad("a name of a hundred letters", edit('name: "Tornby Packaging"', f'name: "{"T" * 100}"'),
        "company.name: expected text of at most 60 characters, not 'TTT"),
]

SENSE = [
    bad("tasks in a circle", edit(r"\{name: brief,", "{name: brief, after: [pilot],"),
        "development.tasks.0.after: tasks wait for each other in a circle: brief → "),
    bad("a task that waits for itself", edit(r"(\{name: trials,.*after: \[)samples", r"\1trials"),
        "development.tasks.4.after | in a circle: trials → trials"),
    bad("a task that waits for an unknown one",
        edit(r"(\{name: trials,.*after: \[)samples", r"\1smples"),
        "development.tasks.4.after | 'smples', which is no task | did you mean 'samples'?"),
    bad("two tasks of one name", edit(r"\{name: trials,", "{name: tools,"),
        "development.tasks.5.name: the name 'tools' is given twice",
        at="name: tools, label: .cutting"),
    bad("estimates of a task in the wrong order",
        edit("optimistic: 1, likely: 1.5", "optimistic: 2, likely: 1.5"),
        "development.tasks.0: expected optimistic ≤ likely ≤ pessimistic: 2.0, 1.5"),
    bad("shares that do not add up", edit("share: 0.27", "share: 0.28"),
        "market.competitors: our share and the competitors' have to add up to 1, not 1.01",
        at="^  competitors:"),
    bad("a share too high for the history",
        figure("market_growth", "0.11", "0.9"),
        "market.share.value: 0.16 is too high for this history", at="share: .value: 0.16"),
    bad("a competitor with the name of the line", edit("Nordkarton", "folding cartons"),
        "market.competitors.0.name: the line itself is called 'folding cartons'"),
    bad("seasons that do not add up", edit(r"\[0.90,", "[0.80,"),
        "history.seasonality: the four seasons have to add up to 4, not 3.9"),
    bad("three seasons", edit(r"\[0.90, ", "["),
        "history.seasonality: expected at least 4 entries, not 3"),
    bad("lever bounds without the null value", edit(r"(offshore_share: \{low: )0,", r"\g<1>0.1,"),
        "levers.offshore_share: the null value 0 has to lie within | 0.1 to 0.5"),
    bad("lever bounds in the wrong order",
        edit(r"offshore_share: \{low: 0, high: 0.5\}", "offshore_share: {low: 0.5, high: 0}"),
        "levers.offshore_share: 'low' has to be below 'high', not 0.5, 0"),
    bad("lever bounds beyond the model", edit(r"(retired_share: \{low: 0, high: )0.9", r"\g<1>1.0"),
        "levers.retired_share.high: expected at most 0.95, not 1.0"),
    bad("a plan outside the bounds of its lever",
        edit(r"offshore_share: \{value: 0.25,.*high: 0.35", "offshore_share: {value: 0.75"),
        "plans.as_it_happened.offshore_share.value | bounds 0.0 to 0.5, not 0.75"),
    bad("a plan outside its own range",
        edit(r"offshore_share: \{value: 0.25", "offshore_share: {value: 0.45"),
        "plans.as_it_happened.offshore_share: the value 0.45 lies outside 0.15 to 0.35"),
    bad("doing nothing that does something",
        edit(r"do_nothing: \{\}", "do_nothing: {launch: {value: 1, mark: assumed, source: ours}}"),
        "plans.do_nothing.launch: the plan of doing nothing keeps every lever at null"),
    bad("an unknown pruning rule in a plan", edit("value: contribution", "value: contribtion"),
        "plans.as_it_happened.pruning_rule.value | 'contribution' | not 'contribtion'"),
    bad("an unknown lever in a group", edit(r"levers: \[price_change", "levers: [pric_change"),
        "action_groups.4.levers: 'pric_change' is no lever; did you mean 'price_change'?"),
    bad("a lever in two groups", edit(r"levers: \[price_change", "levers: [research, price_change"),
        "action_groups: every lever belongs to one group, but 'research' is in 2",
        at="^action_groups:"),
    bad("an unknown free quantity", edit(r"free: \[retired_share", "free: [retired_shar"),
        "calibration.free.0: 'retired_shar' is no lever | did you mean 'retired_share'?"),
    bad("too few free quantities", edit(r"free: \[retired_share, ", "free: ["),
        "calibration.free: 3 targets need 3 different free quantities, not 2"),
    bad("a free quantity that cannot vary",
        edit("value: 0.65, low: 0.3, high: 0.9,", "value: 0.65, low: 0.65, high: 0.65,"),
        "calibration.free.0: 'retired_share' needs a range in which to vary, not 0.65 to 0.65",
        at="^  free:"),
    bad("a free quantity that is called assumed",
        edit("high: 1.0, mark: calibrated", "high: 1.0, mark: assumed"),
        "calibration.free.1: 'advantage_seen' has to be marked 'calibrated'", at="^  free:"),
    bad("a fact with a range", edit(r"(company_share:\n.*mark: )assumed", r"\1fact"),
        "line.company_share: a fact has no range", at="^  company_share:"),
    bad("a margin that leaves no cost", figure("gross_margin", "0.27", "0.98"),
        "line.gross_margin.value: 0.98 leaves no unit cost"),
    bad("a waterfall that leaves no pocket price",
        edit("kind: on_invoice, share: 0.07", "kind: on_invoice, share: 0.9"),
        "waterfall.steps: the steps leave -0.01 of the list price", at="^  steps:"),
    bad("a company too small for its products", figure("revenue", "60000000", "600"),
        "company.revenue.value: 600 leaves too little for each of the line's 60 products"),
    bad("a company too large for the cents", figure("revenue", "60000000", "90000000000000"),
        "company.revenue.value: 9e+13 makes a market too large | give money in a larger unit"),
    bad("too few products", figure("products", "60", "9"),
        "line.products.value: expected at least 10, not 9; with fewer there is no class of small"),
    bad("too few customers", edit("customers: 45", "customers: 4"),
        "order_file.customers: expected at least 5, not 4; with fewer no line can be laid"),
    bad("a launch of more products than there are",
        edit(r"(launch_skus:\n    \{value: )15, low: 8, high: 30", r"\g<1>60, low: 8, high: 60"),
        "assumptions.launch_skus.value: the launch adds 60 products to a line of 60",
        at="^    {value: 60, low: 8"),
    bad("no lead time at home",
        edit(r"(domestic_lead_time:\n +\{value: )\S+, low: \S+,", r"\g<1>0, low: 0,"),
        "assumptions.domestic_lead_time.value: expected more than 0, not 0; the partner's way is"),
    bad("no cost of capital",
        edit(r"(discount_rate:\n +\{value: )0.09, low: 0.07,", r"\g<1>0.0, low: 0.0,"),
        "assumptions.discount_rate.value: expected more than 0, not 0; without a cost of capital"),
    bad("a cost of capital below zero",
        edit(r"(discount_rate:\n +\{value: )0.09, low: 0.07,", r"\g<1>-0.5, low: -0.5,"),
        "assumptions.discount_rate.value: expected at least 0 | not -0.5"),
    bad("an elasticity of minus a hundred",
        edit(r"(price_elasticity:\n +\{value: )\S+, low: \S+,", r"\g<1>-100, low: -100,"),
        "assumptions.price_elasticity.value: expected at least -20, not -100"),
    bad("a launch five years early",
        edit(r"(launch_delay:\n +\{value: )0.0, low: -1.0,", r"\g<1>-60, low: -60,"),
        "assumptions.launch_delay.value: expected -24 to 60, not -60; the exercises move the"),
    bad("a target of more products than may be retired",
        figure("complexity_reduction", "0.60", "0.95"),
        "targets.complexity_reduction.value: expected more than 0 and at most 0.9, the most that"),
    bad("a target of more products than there are", figure("complexity_reduction", "0.60", "-0.2"),
        "targets.complexity_reduction.value: expected more than 0 and at most 0.9 | not -0.2"),
    bad("no variety-driven cost of goods",
        edit(r"(complexity_cogs_share:\n +\{value: )\S+, low: \S+,", r"\g<1>0, low: 0,"),
        "assumptions.complexity_cogs_share.value: expected more than 0, not 0; a set-up then costs",
        at="^    {value: 0, low: 0,"),
    bad("demand that moves against itself",
        edit(r"(\n  demand_correlation:\n +\{value: )\S+, low: \S+,", r"\g<1>-0.5, low: -0.5,"),
        "assumptions.demand_correlation.value: expected 0 to 1, not -0.5; the pooled stock is"),
    bad("an action group of another name", edit(r"\{name: commercial,", "{name: prices,"),
        "leadership.duties. | 'commercial' is no action group | Accepted: research, launch, ment",
        at=r"^ .*action: commercial"),
    bad("an activity for an action that is none",
        edit(r"serves: \[research, comm", "serves: [reserch, comm"),
        "leadership.week.2.serves: 'reserch' is no action group; did you mean 'research'?"),
    bad("a waterfall without an invoice", edit("kind: on_invoice((?:.|\\n)*?)kind: on_invoice",
        r"kind: off_invoice_rate\1kind: off_invoice_rate"),
        "waterfall.steps: expected at least one step that is on the invoice", at="^  steps:"),
    bad("operating cost that more or less than all drives",
        edit(r"drivers: \{revenue: 0.35", "drivers: {revenue: 0.45"),
        "operating_cost.drivers: revenue, order_lines and setups have to add up to 1, not 1.1",
        at="^  drivers:"),
    bad("operating cost of more than the revenue", edit("share: 0.14", "share: 1.4"),
        "operating_cost.share: expected at most 0.9 | not 1.4"),
    bad("a gain that never fades", edit(r"(fade:\n +\{value: )0.38, low: 0.25", r"\g<1>0, low: 0"),
        "valuation.fade.value: expected at least 0.01, not 0; a gain that never fades"),
    bad("a tax that takes all",
        edit(r"(tax_rate:\n +\{value: )0.25, low: 0.2, high: 0.3", r"\g<1>1.0, high: 1.0"),
        "valuation.tax_rate.value: expected at most 0.9, not 1.0; of what is taxed away in full"),
    bad("no word on tax and fade", edit("\nvaluation:\n", "\nvaluatio:\n"),
        "unknown key 'valuatio': did you mean 'valuation'?"),
    bad("customers who pay after more than a year",
        edit(r"(receivable_days:\n +\{value: )55.0, low: 40.0, high: 70.0", r"\g<1>400, high: 400"),
        "assumptions.receivable_days.value: expected at most 365, not 400"),
    bad("suppliers who are paid in advance",
        edit(r"(payable_days:\n +\{value: )40.0, low: 30.0", r"\g<1>-4, low: -4"),
        "assumptions.payable_days.value: expected at least 0, not -4"),
    bad("no lot however small",
        edit(r"(longest_cover:\n +\{value: )20.0, low: 10.0", r"\g<1>0, low: 0"),
        "assumptions.longest_cover.value: expected at least 0.1, not 0"),
    bad("more working capital back than there was",
        edit(r"(released_at_horizon:\n +\{value: )0.8, low: 0.5, high: 1.0",
             r"\g<1>1.8, low: 0.5, high: 2.0"),
        "assumptions.released_at_horizon.value: expected at most 1 | not 1.8"),
    bad("customers who see more than there is",
        edit(r"(advantage_seen:\n +\{value: )[\d.]+, low: 0.3, high: 1.0",
             r"\g<1>1.2, low: 0.3, high: 1.5"),
        "assumptions.advantage_seen.value: expected at most 1 | not 1.2"),
    bad("capacity that brings money when it is bought",
        edit(r"(capacity_investment:\n +\{value: )0.6, low: 0.4", r"\g<1>-1, low: -1"),
        "assumptions.capacity_investment.value: expected at least 0, not -1"),
    bad("a week of which there should be no more",
        edit(r"advice: more", "advice: less", every=True),
        "leadership.week: expected at least one activity with the advice 'more', not only less, "
        "neither", at=r"^  week:"),
    bad("a week without hours", edit(r", hours: [\d.]+", ", hours: 0.9", every=True),
        "leadership.week: expected at least 1 hour for one of the activities, not at most 0.9",
        at=r"^  week:"),
    *(bad(f"partners without {score}", edit(rf"\b{score}: [\d.]+", f"{score}: 0", every=True),
          f"partners.weights.{at}.criterion: '{score}' has a weight, and each candidate has 0",
          at=f'criterion: "{score}"')
      for at, score in ((2, "quality"), (3, "technology"), (4, "stability"))),
    bad("extra costs of more than the price", edit("freight: 0.13,", "freight: 0.9,"),
        "partners.candidates.0: freight, duty, quality_cost and management together are 1.22 of"),
    bad("a partner of the case without freight", edit("freight: 0.13,", "freight: 0.0,"),
        "partners.candidates.0.freight: expected more than 0 for the first candidate"),
    bad("a candidate twice", edit('name: "Karton Anadolu"', 'name: "Baltija Print"'),
        "partners.candidates.1.name: the name 'Baltija Print' is given twice"),
    bad("a duty twice",
        edit('name: "price and discounts"', 'name: "market plan with marketing and sales"'),
        "leadership.duties | the name 'market plan with marketing and sales' is given twice"),
    bad("a name with a space behind it", edit('name: "Tornby Packaging"', 'name: "Tornby "'),
        "company.name: expected no space before or behind the name, not 'Tornby '"),
    *(bad(f"a currency written {sign}", edit('symbol: "€"', f'symbol: "{sign}"'),
          "currency.symbol: expected a sign or letters that cannot be taken for a part of a "
          f"number | not '{sign}'")
      for sign in (".", "1", "%", "e", "K", "k", "mio", "-", "€1", "M.", "(", "x")),
]

FORM = [
    bad("an empty file", bytes_of(b""), "acme.yaml: the file is empty"),
    bad("a blank file", bytes_of(b"\n  \n"), "acme.yaml: the file is empty"),
    bad("only comments", bytes_of(b"# one\n# two\n"), "entries of the form 'key: value'"),
    bad("a list", bytes_of(b"- a\n- b\n"), "entries of the form 'key: value'"),
    bad("a sentence", bytes_of(b"Dear model,\n"), "entries of the form 'key: value'"),
    bad("a bracket that does not close", edit(r"currency: \{", "currency: ["),
        "is not valid YAML | ']'"),
    bad("a quotation mark that does not close", edit('symbol: "€"', 'symbol: "€'),
        "is not valid YAML", at="Tornby"),
    bad("a tab", edit(r"  base_year", "\tbase_year"),
        "is not valid YAML | found a tab; indent with spaces"),
    bad("two documents", edit(r"\nname: acme", "\n---\nname: acme"),
        "is not valid YAML | another document"),
    bad("YAML of an old version", edit("schema_version: 1", "%YAML 1.1\n---\nschema_version: 1"),
        "expected YAML 1.2, not 1.1", at="^---"),
    bad("a tag that would run a command",
        edit('"Tornby Packaging"', '!!python/object/apply:os.system ["touch pwned"]'),
        "the tag !!python/object/apply:os.system is not accepted | expected plain values"),
    bad("a tag that would build an object, on a mapping",
        edit(r"\ncompany:\n", "\ncompany: !!python/object:os.environ\n"),
        "the tag !!python/object:os.environ is not accepted | expected plain values"),
    bad("a tag on a key", edit(r"\ncompany:\n", "\n!!python/name:os.system company:\n"),
        "the tag !!python/name:os.system is not accepted | expected plain values"),
    bad("a tag of one's own", edit('"Tornby Packaging"', "!secret vault"),
        "the tag !secret is not accepted | expected plain values"),
    bad("a tag that does not fit", edit(r"\ncompany:\n", "\ncompany: !!str\n"),
        "the tag !!str is not accepted here | expected plain values"),
    bad("an alias", edit('"Tornby Packaging"', '&x "Tornby"\n  industry: *x'),
        "aliases (*x) are not accepted; write the value out", at="industry: .x"),
    bad("a small alias bomb", bytes_of(alias_bomb()),
        "acme.yaml: line 2: aliases (*a) are not accepted"),
    bad("a merge key", edit(r"\ncompany:\n", "\ncompany:\n  <<: {name: a}\n"),
        "the merge key << is not accepted; write the entries out", at="<<"),
    bad("a key that is a list", edit(r"\ncompany:\n", "\n? [a, b]\n: 1\ncompany:\n"),
        "a key has to be a word"),
    bad("a key that is a mapping", edit(r"\ncompany:\n", "\n{a: 1}: 1\ncompany:\n"),
        "a key has to be a word"),
    bad("a key that is a number", edit(r"\ncompany:\n", "\n12: 1\ncompany:\n"),
        "unknown key '12' | Accepted: action_groups, "),
    bad("deep nesting", bytes_of(flow_of(5000)), "line 1: is nested too deeply | at most 20"),
    bad("deep nesting that never ends", bytes_of(b"a: " + b"[" * 200_000),
        "line 1: is nested too deeply"),
    bad("deep nesting by hyphens", bytes_of(b"- " * 50_000), "line 1: is nested too deeply"),
    bad("a binary file", bytes_of(b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        "acme.yaml: is a binary file; expected text in UTF-8"),
    bad("a control character", bytes_of(lambda old: old.replace(b"Tornby", b"Tor\x07nby")),
        "holds the control character 0x07; expected text", at="Tor.nby"),
    bad("the encoding Latin-1", bytes_of(lambda old: old.replace("€".encode(), b"\xa4")),
        "is not UTF-8 text (byte 0xa4); save the file with the encoding UTF-8"),
    bad("the encoding UTF-16", bytes_of(lambda old: old.decode().encode("utf-16")),
        "acme.yaml: line 1: is not UTF-8 text | save the file with the encoding UTF-8"),
    bad("the encoding UTF-16 without a mark",
        bytes_of(lambda old: old.decode().encode("utf-16-le")),
        "acme.yaml: is a binary file; expected text in UTF-8"),
    bad("a file of 100 megabytes", path_of(lambda folder: as_huge(folder / "acme.yaml")),
        "acme.yaml: 100,000,000 bytes is too large; at most 250,000 bytes are read"),
    bad("a folder instead of a file", path_of(lambda folder: as_folder(folder / "acme.yaml")),
        "acme.yaml: is a folder; expected a scenario file"),
    bad("a file that is not there",
        path_of(lambda folder: (folder / "acme.yaml").rename(folder / "acme2.yaml")),
        "acme.yaml: no such scenario file; did you mean 'acme2.yaml'?"),
    bad("a link that leads nowhere",
        path_of(lambda f: ((f / "acme.yaml").unlink(), (f / "acme.yaml").symlink_to("gone.yaml"))),
        "acme.yaml: no such scenario file"),
]

CSV = [
    bad("text in a number column", cell("skus", 4, "price", "abc"),
        "column 'price' | expected a number | not 'abc'"),
    bad("an empty cell", cell("skus", 4, "volume", ""),
        "column 'volume' | expected a number | not ''"),
    bad("not a number in a table", cell("skus", 4, "price", "nan"),
        "column 'price' | expected a number | not 'nan'"),
    bad("an infinite number in a table", cell("order_lines", 9, "revenue", "inf"),
        "column 'revenue' | expected a number | not 'inf'"),
    bad("a negative price", cell("skus", 4, "price", "-5.20"),
        "column 'price': expected at least 0.0001, not '-5.20'"),
    bad("a price of zero", cell("order_lines", 5, "list_price", "0"),
        "column 'list_price': expected at least 0.01, not '0'"),
    bad("a part of a unit", cell("skus", 4, "volume", "3.5"),
        "column 'volume': expected a whole number, not '3.5'"),
    bad("more units than can be counted", cell("skus", 4, "volume", "1e30"),
        "column 'volume': expected a whole number, not '1e30'"),
    bad("separators between the digits in a table", cell("skus", 4, "price", '"1,234.50"'),
        "column 'price' | expected a number | 1234.50? | not '1,234.50'"),
    bad("a decimal comma in a table", cell("skus", 4, "price", '"12,5"'),
        "column 'price' | expected a number | 12.5? | not '12,5'"),
    bad("a discount in percent", cell("order_lines", 3, "discount", "11"),
        "column 'discount': | at most 1 (a fraction, not percent: 0.11?), not '11'"),
    bad("a month that does not exist", cell("order_lines", 3, "month", "13"),
        "column 'month': expected at least 1 and at most 12, not '13'"),
    bad("a product number of another form", cell("skus", 4, "sku", "=1+1"),
        "column 'sku': expected a letter or a digit, then | not '=1+1'"),
    bad("duplicate SKUs", lines_of("skus", lambda rows: [*rows[:4], rows[1], *rows[5:]], line=5),
        "column 'sku': 'P0001' is given twice; it stands in line 2 already"),
    bad("a quarter twice",
        lines_of("history", lambda rows: [*rows[:3], rows[1], *rows[4:]], line=4),
        "column 'year', 'quarter' | is given twice; it stands in line 2 already"),
    bad("a missing column",
        lines_of("skus", lambda rows: [row.rsplit(",", 1)[0] for row in rows], line=1),
        "the column 'weekly_cv' is missing | accepted: sku, platform, launch_year, "),
    bad("a misspelt column", edit("unit_cost", "unit_csot", "acme/skus.csv"),
        "the column 'unit_cost' is missing (is it 'unit_csot'?) | accepted: sku, "),
    bad("an extra column",
        lines_of("skus", lambda rows: [rows[0] + ",colour", *(r + ",1" for r in rows[1:])], 1),
        "unknown column 'colour'; accepted: sku, "),
    bad("a column twice",
        lines_of("skus", lambda rows: [rows[0] + ",price", *(r + ",1" for r in rows[1:])], 1),
        "the column 'price' is given twice"),
    bad("a row too short",
        lines_of("skus", lambda rows: [*rows[:6], rows[6].rsplit(",", 2)[0], *rows[7:]], line=7),
        "expected 10 cells as in the heading, not 8"),
    bad("a row too long",
        lines_of("skus", lambda rows: [*rows[:6], rows[6] + ',"1"', *rows[7:]], line=7),
        "expected 10 cells as in the heading, not 11"),
    bad("a blank row in the middle",
        lines_of("skus", lambda rows: [*rows[:6], "", *rows[6:]], line=7),
        "expected 10 cells as in the heading, not 0"),
    bad("a quotation mark in a table that does not close",
        lines_of("skus", lambda rows: [*rows[:6], '"' + rows[6], *rows[7:]], line=7),
        "is not valid CSV: unexpected end of data"),
    bad("a cell of two lines", cell("skus", 4, "platform", '"Tu\nck"'),
        "a quoted cell goes on into the next line"),
    bad("semicolons", bytes_of(lambda old: old.replace(b",", b";"), "acme/skus.csv"),
        "skus.csv: line 1: expected columns separated by commas, not semicolons"),
    bad("an empty table", bytes_of(b"", "acme/skus.csv"), "skus.csv: the file is empty"),
    bad("a table of comments", bytes_of(b"# products\n# of ours\n", "acme/skus.csv"),
        "skus.csv: line 1: the column 'sku' is missing | accepted: sku, "),
    bad("a table without rows", lines_of("skus", lambda rows: rows[:1]),
        "skus.csv: has a heading but no rows"),
    bad("a table without its heading", lines_of("skus", lambda rows: rows[1:], line=1),
        "the column 'sku' is missing | accepted: sku, "),
    bad("a table in Latin-1",
        bytes_of(lambda old: old.replace(b"Tuck", b"T\xfcck"), "acme/platform_history.csv"),
        "is not UTF-8 text (byte 0xfc); save the file with the encoding UTF-8"),
    bad("a binary table", bytes_of(b"PK\x03\x04" + bytes(100), "acme/order_lines.csv"),
        "order_lines.csv: is a binary file; expected text in UTF-8"),
    bad("a table of 100 megabytes", path_of(lambda folder: as_huge(folder / "acme" / "skus.csv")),
        "skus.csv: 100,000,000 bytes is too large; at most 64,000,000 bytes are read"),
    bad("a folder instead of a table",
        path_of(lambda folder: as_folder(folder / "acme" / "skus.csv")),
        "skus.csv: is a folder; expected a file"),
    bad("a missing table", path_of(lambda folder: (folder / "acme" / "history.csv").unlink()),
        "history.csv: no such file"),
    bad("no tables at all", path_of(lambda folder: shutil.rmtree(folder / "acme")),
        "the tables of acme.yaml are missing; make them with: casestudy tables --scenario "),
    bad("a file instead of the folder of tables",
        path_of(lambda f: (shutil.rmtree(f / "acme"), (f / "acme").write_text("x"))),
        "acme: is a file; expected the folder with the tables of acme.yaml"),
]

AGREEMENT = [
    bad("an order line of an unknown SKU", cell("order_lines", 6, "sku", "P9999"),
        "column 'sku': 'P9999' is no product of skus.csv | casestudy tables --scenario "),
    bad("revenue that does not add up", cell("order_lines", 6, "revenue", "1.00"),
        "the revenue of all lines is 29, | but the scenario says 30,000,000.00", at=""),
    bad("units that do not add up", cell("skus", 4, "volume", "1"),
        "column 'volume': 'P0003' has 1, but  | by order_lines.csv"),
    bad("prices that do not add up", cell("skus", 4, "price", "0.5"),
        "price × volume adds up to  | not to the line's revenue 30,000,000.00", at=""),
    bad("products that were added to the scenario only", figure("products", "60", "61"),
        "skus.csv: holds 60 products, but the scenario says 61 (line.products)", at=""),
    bad("a margin that was changed in the scenario only", figure("gross_margin", "0.27", "0.29"),
        "skus.csv:  | a gross margin of 0.2700, but the scenario says 0.29 | tables anew", at=""),
    bad("a share that was changed in the scenario only",
        edit(r"share: \{value: 0.16((?:.|\n)*?)share: 0.27", r"share: {value: 0.15\1share: 0.28"),
        "history.csv: the line has 0.1600 of the market | the scenario says 0.15", at=""),
    bad("a product that is sold before its launch", cell("skus", 4, "launch_year", "2100"),
        "column 'launch_year': expected at most the base year 2024, not 2100"),
    bad("the wrong years in the history",
        lines_of("history", lambda rows: [row.replace("2019,", "2018,") for row in rows]),
        "history.csv: expected four quarters of each year from 2019 to 2024"),
    bad("a quarter that is missing", lines_of("history", lambda rows: [*rows[:5], *rows[6:]]),
        "history.csv: expected four quarters of each year from 2019 to 2024"),
    bad("a quarter without a market", cell("history", 6, "market_revenue", "0"),
        "column 'market_revenue': expected more than 0, not 0"),
    bad("a base year that the order lines contradict", cell("history", 22, "revenue", "1.00"),
        "the revenue of 2024, quarter 1, is 1.00, but  | by order_lines.csv", at=""),
    bad("a platform without products", cell("platform_history", 4, "platform", "Foil"),
        "column 'platform': 'Foil' has no product in skus.csv"),
    bad("platforms that contradict the history", cell("platform_history", 4, "revenue", "1.00"),
        "column 'revenue': the platforms of 2019 add up to  | but history.csv says ", at=""),
    bad("shares in a table that do not add up", cell("competitors", 4, "share", "0.9"),
        "column 'share': expected shares that add up to 1, not 1.6", at=""),
    bad("nobody who is us", cell("competitors", 2, "is_us", "0"),
        "column 'is_us': expected one row with 1, not 0", at=""),
    bad("a candidate that is missing", lines_of("partners", without(4)),
        "partners.csv: column 'name': | is missing"),
    bad("a row that is missing in the cards", lines_of("choice_cards", without(7)),
        "choice_cards.csv: card 1, alternative 2 has 4 rows; expected 5, one for each attribute"),
    bad("a row that is missing in the capabilities", lines_of("capabilities", without(4)),
        "capabilities.csv: supplier 'Papeteries Lirac' has 3 rows; expected 4, one for each"),
    bad("a row that is missing in the time log", lines_of("time_log", without(4)),
        "time_log.csv: week 1 has 7 rows; expected 8, one for each activity"),
    bad("a row that is missing in the price panel", lines_of("price_panel", without(4)),
        "price_panel.csv: month 3 has 5 rows; expected 6, one for each platform"),
    bad("a device that is missing", lines_of("devices", without(4)),
        "devices.csv: holds 3 models from the source 'own', but the scenario says 4"),
    bad("a supplier whom nobody knows", cell("capabilities", 4, "supplier", "Valboks"),
        "column 'supplier': expected one of 'folding cartons', | not 'Valboks'"),
    bad("a theme that no attribute has", cell("interviews", 2, "theme", "colour"),
        "column 'theme': expected one of | 'price', not 'colour'"),
    bad("a choice of an alternative that was not shown", cell("choices", 2, "chosen", "9"),
        "choices.csv: line 2: alternative 9 of card 7 is not in choice_cards.csv"),
    bad("a partner who is another one in the scenario", lines_of("partners", lambda rows: [
            *rows[:2], rows[2].replace(",0.2,", ",0.5,"), *rows[3:]]),
        "partners.csv: line 3: column 'freight': 0.5, but the scenario says  | (partners."),
    bad("a partner without freight", column("partners", "freight", "0"),
        "column 'freight': 0.0, but the scenario says  | (partners.candidates)"),
    bad("tasks in another order",
        lines_of("tasks", lambda rows: [rows[0], *reversed(rows[1:])]),
        "column 'task':  | but the scenario says 'brief' (development.tasks)"),
    bad("a level of a capability that the scenario does not have",
        cell("capabilities", 2, "level", "1.0"), "column 'level': 1.0, but the scenario says 0.25"),
    bad("a rival who grows otherwise in the scenario", cell("competitors", 4, "growth", "0.9"),
        "column 'growth': 'Papeteries Lirac' has 0.9, but the scenario says 0.15 (market", at=""),
    bad("demand that never changes", column("skus", "weekly_cv", "0"),
        "column 'weekly_cv': each product of  | , the largest platform, has 0", at=""),
    bad("invoices of nothing", column("order_lines", "invoiced", "0"),
        "column 'invoiced': all invoices come to 0.00; expected at least the 30,000,000.00", at=""),
    bad("cards whose alternatives are alike", column("choice_cards", "level", "0.5"),
        "column 'level': the alternatives of each card are alike in ", at=""),
    bad("cards on which a price is nothing", column("choice_cards", "level", "0"),
        "column 'level': expected more than 0 for the attribute 'price'", at=""),
    bad("cards on which two attributes go together", lines_of("choice_cards", two_alike),
        "column 'level': one attribute follows from the others on every card"),
    bad("a history from its end", lines_of("history", lambda rows: [rows[0], *rows[:0:-1]]),
        "history.csv: line 3: expected a later quarter than in the line before it"),
    *(bad(f"the {name} of the other scenario",
          path_of(lambda folder, name=name: shutil.copyfile(
              available()["turnaround"].parents[1] / "turnaround" / f"{name}.csv",
              folder / "acme" / f"{name}.csv")), f"acme/{name}.csv: ")
      for name in sorted(t.name for t in TABLES)),
]

ARGUMENTS = [
    bad("an unknown plan", nothing,
        "unknown plan 'as_it_hapened': did you mean 'as_it_happened'? | Accepted: do_nothing",
        line=f"{EVALUATE} --plan as_it_hapened"),
    bad("an unknown scenario", nothing,
        "unknown scenario 'turnaruond': did you mean 'turnaround'? | packaging, turnaround",
        line="evaluate --scenario turnaruond"),
    bad("a scenario file of another name", nothing,
        "acm.yaml: no such scenario file; did you mean 'acme.yaml'?",
        line="evaluate --scenario acm.yaml"),
    bad("a scenario file in a folder that is not there", nothing,
        "acme.yaml: no such scenario file", line="evaluate --scenario elsewhere/acme.yaml"),
    bad("a file name too long for any system", nothing, "cannot be read (",
        line=f"evaluate --scenario {'a' * 5000}.yaml"),
    bad("an unknown lever", nothing,
        "unknown lever 'price_chnage': did you mean 'price_change'? | Accepted: research, ",
        line=f"{EVALUATE} --set price_chnage=0.01"),
    bad("an assumption instead of a lever", nothing,
        "'market_growth' is no lever but an assumption | Accepted: research, ",
        line=f"{EVALUATE} --set market_growth=0.01"),
    bad("a lever that is not a number", nothing,
        "lever 'price_change': expected a number from -0.04 to 0.04, not 'nan'",
        line=f"{EVALUATE} --set price_change=nan"),
    bad("an infinite lever", nothing,
        "lever 'price_change': expected a number from -0.04 to 0.04, not 'inf'",
        line=f"{EVALUATE} --set price_change=inf"),
    bad("a lever that is text", nothing,
        "lever 'price_change': expected a number from -0.04 to 0.04, not 'high'",
        line=f"{EVALUATE} --set price_change=high"),
    bad("a lever in percent", nothing,
        "lever 'price_change' | from -0.04 to 0.04 | a fraction, not percent: 0.015? | not 1.5",
        line=f"{EVALUATE} --set price_change=1.5"),
    bad("a lever in percent, written with the sign", nothing,
        "lever 'price_change': expected a number from -0.04 to 0.04, not '150%'",
        line=f"{EVALUATE} --set price_change=150%"),
    bad("a lever beyond its bounds", nothing,
        "lever 'offshore_share': expected a number from 0 to 0.5, not 0.9",
        line=f"{EVALUATE} --set offshore_share=0.9"),
    bad("an unknown pruning rule", nothing,
        "unknown pruning rule 'revenue_tial': did you mean 'revenue_tail'? | margin_tail",
        line=f"{EVALUATE} --set pruning_rule=revenue_tial"),
    bad("an unknown target", nothing,
        "unknown target 'revenue_grwoth': did you mean 'revenue_growth'? | margin_points",
        line=f"{CALIBRATE} --target revenue_grwoth=0.1"),
    bad("a target in percent on the command line", nothing,
        "target 'revenue_growth': expected -0.9 to 5 | a fraction: 0.17, not 17",
        line=f"{CALIBRATE} --target revenue_growth=17"),
    bad("a target with two numbers in it", nothing,
        "target 'revenue_growth': expected a number | not '10-17%'",
        line=f"{CALIBRATE} --target revenue_growth=10-17%"),
    bad("a target that is not a number", nothing,
        "target 'margin_points': expected a number | not 'nan'",
        line=f"{CALIBRATE} --target margin_points=nan"),
    bad("a new scenario where a file stands", nothing,
        "acme.yaml: exists already; nothing was changed", line="new acme.yaml"),
    bad("a new scenario of an impossible name", nothing,
        "my-firm.yaml: the name has to be a small letter, then | not 'my-firm'",
        line="new my-firm.yaml"),
    bad("a new scenario without its ending", nothing, "beta: a scenario file ends in .yaml",
        line="new beta"),
    bad("a new scenario like an unknown one", nothing,
        "unknown template 'turnaruond': did you mean 'turnaround'?",
        line="new beta.yaml --like turnaruond"),
    bad("a choice that does not exist", nothing,
        "unknown scenario 'turnaruond': did you mean 'turnaround'?", line="choose turnaruond"),
    bad("tables of a scenario that does not exist", nothing,
        "acm.yaml: no such scenario file; did you mean 'acme.yaml'?",
        line="tables --scenario acm.yaml"),
    bad("a workbook on a scenario that does not exist", nothing, "acm.yaml: no such scenario file",
        line="open --copy-only --scenario acm.yaml"),
    bad("a workbook below a file", nothing, "acme.yaml/workbook | cannot be written (",
        line="open --copy-only --folder acme.yaml/workbook"),
    bad("a check that finds something", edit("minor_units: 2", "minor_units: 7"),
        "currency.minor_units: expected at most 3, not 7", line="check acme.yaml"),
]

PLANS = [
    bad("a plan from another scenario", edit("scenario: acme", "scenario: turnaround", "mine.yaml"),
        "the plan was made for the scenario 'turnaround', not for 'acme'", line=WITH_PLAN),
    bad("a plan of a newer version",
        edit("plan_version: 1", "plan_version: 2\nnotes: []", "mine.yaml"),
        "plan_version: expected 1, not 2; the file was made by a newer version; this one reads 1",
        line=WITH_PLAN),
    bad("a misspelt key in a plan file", edit("scenario: ", "scenaro: ", "mine.yaml"),
        "unknown key 'scenaro': did you mean 'scenario'? | Accepted: assumptions, levers, ",
        line=WITH_PLAN),
    bad("a misspelt lever in a plan file", edit("price_change", "price_chnage", "mine.yaml"),
        "unknown lever 'price_chnage': did you mean 'price_change'?", line=WITH_PLAN),
    bad("percent in a plan file", edit("0.01", "1.5", "mine.yaml"),
        "lever 'price_change' | from -0.04 to 0.04 | a fraction, not percent | not 1.5",
        line=WITH_PLAN),
    bad("a number between quotation marks in a plan file", edit("0.01", '"0.01"', "mine.yaml"),
        "lever 'price_change' | without quotation marks | not '0.01'", line=WITH_PLAN),
    bad("a mapping where a lever's number belongs", edit("0.01", "{value: 0.01}", "mine.yaml"),
        "lever 'price_change': expected a number from -0.04 to 0.04, not {'value': 0.01}",
        line=WITH_PLAN),
    bad("an unknown pruning rule in a plan file",
        edit(r"levers:\n", "levers:\n  pruning_rule: revenu_tail\n", "mine.yaml"),
        "unknown pruning rule 'revenu_tail': did you mean 'revenue_tail'?", line=WITH_PLAN),
    bad("a plan file without levers", edit(r"levers:\n.*\n", "", "mine.yaml"),
        "mine.yaml: line 1: levers: is missing", line=WITH_PLAN, at=""),
    bad("a scenario instead of a plan file",
        path_of(lambda folder: shutil.copyfile(folder / "acme.yaml", folder / "mine.yaml")),
        "unknown key 'schema_version' | Accepted: assumptions, levers, name, plan_version, ",
        line=WITH_PLAN),
    bad("a plan file that is not there", nothing, "nine.yaml: no such file",
        line=f"{EVALUATE} --plan nine.yaml"),
]
# fmt: on

CASES = [*SCENARIO, *SENSE, *FORM, *CSV, *AGREEMENT, *ARGUMENTS, *PLANS]


def test_the_table_holds_each_case_once():
    names = [case.about for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about.replace(" ", "_"))
def test_bad_input_gives_one_clear_message_and_changes_nothing(case, folder):
    where = case.spoil(folder)
    before = snapshot(folder)
    result = run(case.line)
    assert_one_message(result, *case.says)
    assert result.stdout == ""
    if case.at:
        text = (folder / "acme.yaml").read_text(encoding="utf-8")
        start = re.search(case.at, text, re.M).start()
        where = "acme.yaml", text.count("\n", 0, start) + 1
    if where and case.at != "":
        assert f"{where[0]}: line {where[1]}: " in result.stderr
    assert snapshot(folder) == before


def test_the_good_folder_is_good(folder):
    before = snapshot(folder)
    assert run(EVALUATE).exit_code == 0
    assert run(WITH_PLAN).exit_code == 0
    said = run("check acme.yaml").stdout  # its targets are another matter
    assert "broken" not in said
    assert "fine" in said or "missed" in said
    assert snapshot(folder) == before


# -- What looks odd and has to be accepted


def renamed(old: str, new: str) -> Callable[[Path], None]:
    """Give a competitor another name, in the scenario and in its tables."""

    def change(folder: Path) -> None:
        for path in (folder / "acme.yaml", *(folder / "acme").glob("*.csv")):
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".csv":
                text = text.replace(old, f'"{new}"')
            path.write_text(text.replace(f'"{old}"', f'"{new}"'), encoding="utf-8", newline="\n")

    return change


ACCEPTED = {
    "a scenario with Windows line ends": bytes_of(lambda old: old.replace(b"\n", b"\r\n")),
    "a scenario with a byte order mark": bytes_of(lambda old: b"\xef\xbb\xbf" + old),
    "a year in hexadecimal": edit("base_year: 2024", "base_year: 0x7e8"),
    "a year in octal": edit("base_year: 2024", "base_year: 0o3750"),
    "a number with underscores": figure("revenue", "60000000", "60_000_000"),
    "a number with an exponent": figure("revenue", "60000000", "6e7"),
    "a summary of some lines": edit(r"summary: >-\n", "summary: >\n"),
    "a word that YAML 1.1 would take for false": edit("Tornby Packaging", "no"),
    "a table with Windows line ends": bytes_of(
        lambda old: old.replace(b"\n", b"\r\n"), "acme/skus.csv"
    ),
    "a table with old line ends": bytes_of(lambda old: old.replace(b"\n", b"\r"), "acme/skus.csv"),
    "a table with a byte order mark": bytes_of(
        lambda old: b"\xef\xbb\xbf" + old, "acme/order_lines.csv"
    ),
    "a table with blank lines at its end": bytes_of(lambda old: old + b"\n\n", "acme/skus.csv"),
    "a table without a line end at its end": bytes_of(lambda old: old.rstrip(), "acme/skus.csv"),
    "a table with quotation marks around every cell": lines_of(
        "skus", lambda rows: ['"' + row.replace(",", '","') + '"' for row in rows]
    ),
    "a table with its columns in another order": lines_of(
        "skus", lambda rows: [",".join(reversed(row.split(","))) for row in rows]
    ),
    "a table with spaces around numbers": cell("history", 2, "active_skus", " 45 "),
    "a competitor with a comma in quotation marks": renamed("Valbox", "Valbox, Ltd."),
    "a supplier with spaces behind the name": lines_of(
        "capabilities", lambda rows: [row.replace("Valbox", "Valbox  ") for row in rows]
    ),
}


@pytest.mark.parametrize("about", ACCEPTED, ids=lambda about: about.replace(" ", "_"))
def test_what_is_merely_unusual_is_accepted(about, folder):
    expected = run(EVALUATE).stdout
    before = snapshot(folder)
    ACCEPTED[about](folder)
    assert snapshot(folder) != before
    result = run(EVALUATE)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == expected


# -- Where the scenario came from


def test_an_environment_variable_that_points_to_nothing_is_named(folder, monkeypatch):
    monkeypatch.setenv("CASESTUDY_SCENARIO", "turnaruond")
    assert_one_message(
        run("evaluate"), "'turnaruond'", "'turnaround'", "environment variable CASESTUDY_SCENARIO"
    )
    monkeypatch.setenv("CASESTUDY_SCENARIO", str(folder / "gone.yaml"))
    assert_one_message(
        run("evaluate"), "gone.yaml: no such", "environment variable CASESTUDY_SCENARIO"
    )


@pytest.mark.parametrize("stored", ["turnaruond\n", "gone.yaml\n", "two\nlines\n", "\0"])
def test_a_stored_choice_that_is_gone_says_where_it_is_stored_and_how_to_choose(folder, stored):
    home = Path(os.environ["CASESTUDY_HOME"])
    (home / "scenario.txt").write_text(stored, encoding="utf-8")
    for line in ("evaluate", "choose", "tables"):
        assert_one_message(run(line), str(home / "scenario.txt"), "casestudy choose NAME")
    assert run("choose packaging").exit_code == 0
    assert '"scenario": "packaging"' in run("evaluate --json").stdout


@pytest.mark.parametrize("stored", [b"", b" \n", b"\xff\xfe\x00"])
def test_a_stored_choice_that_says_nothing_is_no_choice(folder, stored):
    (Path(os.environ["CASESTUDY_HOME"]) / "scenario.txt").write_bytes(stored)
    assert '"scenario": "turnaround"' in run("evaluate --json").stdout


# -- Wrong usage of the command line itself


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"{EVALUATE} --set price_change", "expected NAME=VALUE, not 'price_change'"),
        (f"{EVALUATE} --set price_change=", "expected NAME=VALUE, not 'price_change='"),
        (f"{EVALUATE} --set =1", "expected NAME=VALUE, not '=1'"),
        (f"{EVALUATE} --set selling=1 --set selling=0", "'selling' is given twice"),
        (f"{CALIBRATE} --target revenue_growth", "expected NAME=VALUE, not 'revenue_growth'"),
        ("evalute", "No such command 'evalute'"),
        ("evaluate --scenaro acme.yaml", "No such option"),
        ("new", "Missing argument"),
        ("tables acme.yaml --all", "give one scenario, or --all"),
        ("open --folder acme.yaml --copy-only", "is a file"),
        ("open --port many", "is not a valid integer"),
    ],
)
def test_wrong_usage_is_told_apart_from_bad_input(line, says, folder):
    before = snapshot(folder)
    result = run(line)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""
    assert snapshot(folder) == before


# -- A calibration that cannot be reached


def test_a_scenario_whose_targets_cannot_be_reached_says_which_and_what_it_would_take(folder):
    figure("revenue_growth", "0.12", "-0.05")(folder)
    before = snapshot(folder)
    result = run(f"{CALIBRATE} --write")
    assert_one_message(
        result,
        "acme: the targets cannot all be met inside the ranges",
        "revenue_growth -0.05 (nearest: 0.",
        "it would take advantage_seen 0.1",
        "(range 0.3 to 1)",
        "nothing was written",
    )
    assert snapshot(folder) == before


def test_targets_that_nothing_in_the_model_could_reach_are_told_apart(folder):
    figure("revenue_growth", "0.12", "2.5")(folder)
    before = snapshot(folder)
    result = run(f"{CALIBRATE} --write")
    assert_one_message(
        result,
        "acme: the targets cannot all be met inside the ranges",
        "revenue_growth 2.5 (nearest: 0.",
        "no values that the model can take would do",
        "nothing was written",
    )
    assert snapshot(folder) == before


# -- Places that cannot be read or written. Root may do anything: the system's answer is simulated.


WRITES = {
    "calibrate --scenario acme.yaml --target revenue_growth=0.11 --write --json": "acme.yaml",
    "tables --scenario acme.yaml": "skus.csv",
    "tables acme.yaml --out elsewhere/tables": "skus.csv",
    "new beta.yaml": "beta.yaml",
    "new deep/below/beta.yaml": "beta.yaml",
}


@pytest.mark.parametrize("line", WRITES)
def test_a_full_disk_leaves_every_file_as_it_was(line, folder, monkeypatch):
    if line.startswith("tables"):
        edit("price: 240", "price: 250")(folder)  # they would come out different
    before = snapshot(folder)

    def fsync(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        result = run(line)
    assert_one_message(result, WRITES[line], "cannot be written", os.strerror(errno.ENOSPC))
    assert snapshot(folder) == before
    assert run(line).exit_code == 0
    assert snapshot(folder) != before


@pytest.mark.parametrize("line", WRITES)
def test_a_read_only_folder_is_named(line, folder, monkeypatch):
    before = snapshot(folder)

    real = os.open

    def refusing(path, flags, *args, **kwargs):
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", refusing)
    result = run(line)
    assert_one_message(result, WRITES[line], "cannot be written", os.strerror(errno.EROFS))
    assert snapshot(folder) == before


def test_tables_are_replaced_all_or_none(folder, monkeypatch):
    """The third file is open in another program, as Windows does not allow."""
    edit("price: 240", "price: 250")(folder)
    before = snapshot(folder)
    real, calls = os.replace, []

    def replace(source, target):
        calls.append(Path(target).name)
        if calls[-1] == "history.csv":
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(source), None, str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    result = run("tables --scenario acme.yaml")
    assert_one_message(result, "history.csv", "cannot be written", os.strerror(errno.EACCES))
    assert calls.count("skus.csv") == calls.count("order_lines.csv") == 2  # they were put back
    assert snapshot(folder) == before


def test_a_write_protected_file_is_not_overwritten(folder, monkeypatch):
    before = snapshot(folder)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    result = run("calibrate --scenario acme.yaml --target revenue_growth=0.11 --write --json")
    assert_one_message(result, "acme.yaml: cannot be written", os.strerror(errno.EACCES))
    assert snapshot(folder) == before


def test_an_interrupted_write_leaves_nothing_behind(folder, monkeypatch):
    before = snapshot(folder)

    def fsync(handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(KeyboardInterrupt):
        writing.write_atomically(folder / "acme.yaml", "half")
    assert snapshot(folder) == before


@pytest.mark.parametrize("file", ["acme.yaml", "acme/skus.csv", "mine.yaml"])
def test_an_unreadable_file_is_named(file, folder, monkeypatch):
    real = Path.read_bytes

    def read_bytes(self):
        if self.name == Path(file).name:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert_one_message(run(WITH_PLAN), file, "cannot be read", os.strerror(errno.EACCES))


def test_a_home_that_cannot_be_written_to_is_named(folder, monkeypatch):
    monkeypatch.setenv("CASESTUDY_HOME", str(folder / "mine.yaml"))
    before = snapshot(folder)
    assert_one_message(run("choose packaging"), "scenario.txt", "cannot be written")
    assert snapshot(folder) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(folder):
    (folder / "mine.yaml").unlink()
    os.mkfifo(folder / "mine.yaml")
    assert_one_message(run(WITH_PLAN), "mine.yaml: is not an ordinary file")


# -- The same in a process of its own


def process(line: str, folder: Path, *, prepare: str = "") -> subprocess.CompletedProcess:
    """Run a command line as a person does."""
    source = str(Path(casestudy.__file__).parents[1])
    known = os.environ.get("PYTHONPATH")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([source, *([known] if known else [])]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    code = f"{prepare}\nfrom casestudy.app.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", code, *line.split()],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_a_process_ends_with_one_and_one_line(folder):
    edit("base_year", "base_yaer")(folder)
    done = process(EVALUATE, folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("casestudy: ")
    assert done.stderr.count("\n") == 1
    assert "unknown key 'base_yaer': did you mean 'base_year'?" in done.stderr


def test_a_process_ends_with_two_on_wrong_usage(folder):
    done = process(f"{EVALUATE} --set price_change", folder)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_terminal_without_the_signs_shows_others_instead(folder):
    """A terminal in Latin-1 knows neither the euro nor the arrows of a circle."""
    edit(r"\{name: brief,", "{name: brief, after: [pilot],")(folder)
    latin = "import sys\nfor s in (sys.stdout, sys.stderr): s.reconfigure(encoding='latin-1')"
    done = process(EVALUATE, folder, prepare=latin)
    assert done.returncode == 1
    assert "brief -> " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit of file size")
@pytest.mark.parametrize("line", list(WRITES)[:2])
def test_a_disk_that_fills_in_the_middle_of_a_file_leaves_the_old_one(line, folder):
    """No simulation: the system refuses the rest of the file after two kilobytes."""
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))"
    before = snapshot(folder)
    done = process(line, folder, prepare=limit)
    assert done.returncode == 1, done.stderr
    assert "cannot be written (" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(folder) == before


# -- What no table of cases thinks of


PIECES = [
    *"{}[]:,\"'\n\t-?#%@`|>&*!~0", "&a ", "*a", "!!int ", "1e999", ".nan", ".inf", "yes", "0x",
    "2020-01-01", "<<: ", "---\n", "...\n", "\r", "\x85", "\u2028", "€", "\0", "\ufeff", "9" * 30,
]  # fmt: skip


@st.composite
def spoilt(draw, content: str) -> str:
    """Draw a text with pieces inserted, taken out or repeated."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content) - 1))
        new = draw(st.sampled_from(PIECES) | st.just(content[at : at + 40]))
        content = content[:at] + new + content[at + draw(st.sampled_from([0, 0, 1, 5, 40])) :]
    return content


def assert_read_or_explained(path: Path, read: Callable[[Path], Any]) -> None:
    message = f"{path}: fine"
    try:
        read(path)
    except InputError as error:
        message = str(error)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_slip_of_the_keyboard_in_a_scenario_ends_in_a_traceback(good, tmp_path, data):
    path = tmp_path / "acme.yaml"
    content = (good / "acme.yaml").read_text(encoding="utf-8")
    path.write_text(data.draw(spoilt(content)), encoding="utf-8", newline="")
    assert_read_or_explained(path, load_scenario)


def parsed(text: str) -> Any:
    try:
        data, lines = reading.parse_yaml(Path("acme.yaml"), text)
    except InputError as error:
        return str(error)
    return data, list(data), lines


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_quick_parser_reads_what_the_other_one_reads(good, data):
    """There are two, one for speed and one for its messages, and nobody may notice."""
    content = (good / "acme.yaml").read_text(encoding="utf-8")
    short = content[: content.index("\nhistory:")]
    assert_read_alike(data.draw(spoilt(short) | spoilt(content[:600])))


@pytest.mark.parametrize("name", [*available(), *templates()])
def test_the_quick_parser_reads_every_case_that_is_there(name):
    pytest.importorskip("yaml.cyaml")
    text = (available() | templates())[name].read_text("utf-8")
    assert reading._quickly(text) is not None
    assert_read_alike(text)


def assert_read_alike(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_quickly", lambda text: None)
        slowly = parsed(text)
        reading._compose.cache_clear()
        reading._whole.cache_clear()
    assert parsed(text) == slowly


@pytest.mark.parametrize("text", ["a: [1]\n", "a: [1]  # *read* as a whole\n"])
def test_what_is_kept_of_a_text_is_not_what_callers_change(text):
    for _ in range(2):
        data, lines = reading.parse_yaml(Path("own.yaml"), text)
        assert (data, lines[("a",)]) == ({"a": [1]}, 1)
        data["a"].append(2)
        lines[("a",)] = 3


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_slip_of_the_keyboard_in_a_table_ends_in_a_traceback(good, tmp_path, data):
    declared = data.draw(st.sampled_from(TABLES))
    path = tmp_path / f"{declared.name}.csv"
    content = (good / "acme" / path.name).read_text(encoding="utf-8")[:2000]
    path.write_text(data.draw(spoilt(content)), encoding="utf-8", newline="")
    assert_read_or_explained(path, lambda path: read_table(path, declared))
