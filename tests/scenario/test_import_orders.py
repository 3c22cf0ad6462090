"""A company's own orders, whole and damaged: what comes of them, what is told, what is refused."""

import csv
import io
import json
import os
import shutil
import struct
import sys
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from casestudy.analysis.variants import make_variant
from casestudy.app.cli import cli
from casestudy.audit.rehearsal import rehearse
from casestudy.errors import InputError
from casestudy.files.places import available
from casestudy.orders import netting
from casestudy.orders.deriving import Derived
from casestudy.orders.importing import (
    Asking,
    Wishes,
    case_of,
    import_orders,
    order_lines,
    tables_of,
)
from casestudy.scenario.case import Case, load_case, load_scenario
from casestudy.scenario.datapackage import _own_hash, descriptor_text
from casestudy.scenario.deriving import rounded
from casestudy.scenario.synthesis import write_tables

HEADS = {
    "en": ("Order no", "Order date", "Customer no", "SKU", "Quantity", "Net revenue"),
    "de": ("Auftrag", "Bestelldatum", "Kunden-Nr.", "Artikel-Nr.", "Stück", "Netto-Umsatz"),
    "fr": ("N° commande", "Date de commande", "Code client", "Référence", "Quantité", "Montant HT"),
    "es": (
        "Pedido",
        "Fecha de pedido",
        "Cliente",
        "Código de artículo",
        "Unidades",
        "Importe neto",
    ),
    "ja": ("受注番号", "受注日", "得意先", "品番", "数量", "売上金額"),
}
ORDER, DATE, CUSTOMER, PRODUCT, QUANTITY, REVENUE = range(6)


def rows(products: int = 12, customers: int = 4, year: int = 2025) -> list[list]:
    """Order lines of a year: number, date, customer, product, quantity, revenue."""
    found = []
    for month in range(1, 13):
        for p in range(products):
            n = len(found)
            day = date(year, month, 1 + (n * 7) % 28)
            units = 1 + (n * 5) % 9
            price = round(20 + 13.37 * p + (n % 3), 2)
            who, what = f"K{(n * 3) % customers + 1}", f"{p + 1:04d}"
            found.append([f"A{n // 2:04d}", day, who, what, units, round(units * price, 2)])
    return found


def text(lines: list[list], heads=HEADS["en"], delimiter=";", decimal=",", thousands="",
         dates="%d.%m.%Y") -> str:  # fmt: skip
    """What a system exports."""

    def cell(value) -> str:
        if isinstance(value, date):
            return value.strftime(dates)
        if isinstance(value, float):
            shown = f"{value:,.2f}".replace(",", "\0").replace(".", decimal)
            return shown.replace("\0", thousands)
        return str(value)

    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[cell(one) for one in line] for line in lines])
    return out.getvalue()


@pytest.fixture
def write(tmp_path):
    """Write an export, and give its path."""

    def to(content: str | bytes, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return to


def book(lines: list[list], heads=HEADS["en"], before=0, extra: str = "") -> bytes:
    """A workbook with the lines as its system holds them: numbers as numbers, dates as dates."""
    made = Workbook()
    sheet = made.active
    sheet.title = "Orders"
    for _ in range(before):
        sheet.append(["Report"])
    sheet.append(list(heads))
    for line in lines:
        sheet.append(line)
    if extra:
        made.create_sheet(extra).append(["nothing"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def told(path: Path | list[Path], **wishes) -> tuple[pd.DataFrame, str]:
    """Lines that were read, and the report on them."""
    paths = path if isinstance(path, list) else [path]
    lines, report, _ = order_lines(paths, Wishes(**wishes), Asking())
    return lines, "\n".join(report.lines())


LIKE = load_scenario("turnaround")


def derived(path: Path, tmp_path: Path, **wishes) -> tuple[Derived, str]:
    """Products and order lines of an export, and the report on them."""
    key = tmp_path / "key.json"
    found, report, _, _ = tables_of([path], LIKE, Wishes(**wishes), Asking(), key)
    return found, "\n".join(report.lines())


def made(path: Path, tmp_path: Path, **wishes) -> tuple[Case, str]:
    """The case of an export, and its report."""
    found = case_of([path], "turnaround", Wishes(**wishes), Asking(), tmp_path / "key.json")
    return found.case, "\n".join(found.report.lines())


def refused(path: Path | list[Path], **wishes) -> str:
    with pytest.raises(InputError) as caught:
        told(path, **wishes)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def refused_case(path: Path, tmp_path: Path, **wishes) -> str:
    with pytest.raises(InputError) as caught:
        derived(path, tmp_path, **wishes)
    assert "\n" not in str(caught.value)
    return str(caught.value)


ENCODINGS = {
    "en": ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"),
    "de": ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "latin-1"),
    "fr": ("utf-8", "utf-16", "cp1252", "latin-1"),
    "es": ("utf-8", "utf-16", "cp1252", "latin-1"),
    "ja": ("utf-8", "utf-8-sig", "utf-16", "cp932", "gb18030"),
}
NAMES = {"ja": ("テスト商店", "日本電気", "高橋工業"), "": ("Müller", "Café Noël", "Ñandú")}
TWO_DATES = (
    "Order no", "Invoice date", "Customer no", "SKU", "Quantity", "Net revenue", "Delivery date"
)  # fmt: skip
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600  # how an older workbook begins


class TestDialects:
    @settings(max_examples=60)
    @given(st.data())
    def test_a_clean_export_is_the_same_in_every_dialect(self, tmp_path_factory, data):
        language = data.draw(st.sampled_from(list(HEADS)))
        encoding = data.draw(st.sampled_from(ENCODINGS[language]))
        delimiter = data.draw(st.sampled_from(";,\t|"))
        decimal = data.draw(st.sampled_from(",."))
        thousands = data.draw(st.sampled_from(["", "." if decimal == "," else ",", " ", "'"]))
        form = data.draw(
            st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d",
                             "%d-%m-%y", "%Y-%m-%dT%H:%M:%S", "%d %b %Y"])
        )  # fmt: skip
        names = NAMES["ja" if language == "ja" else ""]
        count = data.draw(st.integers(1, 30))
        lines = [
            [
                f"A{i}",
                date(2025, 1 + i % 12, data.draw(st.integers(1, 28)) if i else 25),
                names[i % 3],
                f"{data.draw(st.integers(0, 99)):05d}",
                data.draw(st.integers(1, 2000)),
                data.draw(st.integers(1, 10**8)) / 100,
            ]
            for i in range(count)
        ]
        path = tmp_path_factory.mktemp("dialect") / "export.csv"
        exported = text(lines, HEADS[language], delimiter, decimal, thousands, form)
        path.write_bytes(exported.encode(encoding))
        got, _ = told(path)
        assert got["product"].tolist() == [line[PRODUCT] for line in lines]
        assert got["customer"].tolist() == [line[CUSTOMER] for line in lines]
        assert got["units"].tolist() == [line[QUANTITY] for line in lines]
        assert got["money"].tolist() == [line[REVENUE] for line in lines]
        assert got["day"].dt.date.tolist() == [line[DATE] for line in lines]
        assert got["row"].tolist() == list(range(2, count + 2))

    def test_tables_are_the_same_from_a_workbook_and_from_text(self, write, tmp_path):
        one, _ = derived(write(book(rows()), "a.xlsx"), tmp_path, keep_names=True)
        exported = text(rows(), HEADS["de"]).encode("cp1252")
        other, _ = derived(write(exported), tmp_path, keep_names=True)
        pd.testing.assert_frame_equal(one.skus, other.skus)
        pd.testing.assert_frame_equal(one.lines, other.lines)


class TestReadingAndTelling:
    def test_rows_above_the_heading_and_a_total_below(self, write):
        content = "Report;;;;;\r\n\r\n" + text(rows()) + ";;;;999;12345,67\r\n"
        lines, report = told(write(content))
        assert len(lines) == 144
        assert "rows above the heading: 1" in report
        assert "rows without a product: 1 (export.csv: rows 148)" in report

    def test_a_row_with_too_many_cells_is_left_out(self, write):
        content = text(rows()).splitlines()
        content[10] += ";x"
        content[20] += ";x;y;z"
        lines, report = told(write("\n".join(content)))
        assert len(lines) == 142
        assert "more cells than the heading: 2 (export.csv: rows 11, 21)" in report

    def test_a_row_with_too_few_cells(self, write):
        content = text(rows()).splitlines()
        content[10] = "A9;01.03.2025;K1;0001"
        lines, report = told(write("\n".join(content)))
        assert len(lines) == 143
        assert "without a quantity that can be read: 1 (export.csv: rows 11)" in report

    def test_empty_lines_keep_the_numbers_of_rows(self, write):
        content = text(rows()).replace("\r\nA0001;", "\r\n;;;;;\r\n\r\nA0001;", 1)
        lines, _ = told(write(content))
        assert lines["row"].tolist() == [2, 3, 6, *range(7, 148)]

    def test_numbers_with_signs_of_other_systems(self, write):
        lines = rows()
        for i, shown in enumerate(
            ["1.234,50-", "(1.234,50)", "−1.234,50", "1.234,50 €", "€ 1 234,50"]
        ):
            lines[i][REVENUE] = shown
        got, report = told(write(text(lines)))
        assert got["money"].tolist()[:5] == [-1234.5] * 3 + [1234.5] * 2
        assert "currency: EUR" in report

    def test_a_quantity_that_other_columns_explain(self, write):
        lines = [[*line[:QUANTITY], "1,000", line[REVENUE]] for line in rows()]
        got, report = told(write(text(lines)))
        assert set(got["units"]) == {1.0}
        assert 'Quantity: 1,000 is read with the decimal mark ","' in report

    def test_numeric_products_keep_their_zeros_and_lose_a_point(self, write):
        assert told(write(text(rows())))[0]["product"].iloc[0] == "0001"
        lines = [
            [*line[:PRODUCT], f"{int(line[PRODUCT]) + 1000}.0", *line[QUANTITY:]] for line in rows()
        ]
        got, report = told(write(text(lines)))
        assert got["product"].iloc[0] == "1001"
        assert 'lost the ".0"' in report

    def test_products_that_a_spreadsheet_damaged(self, write):
        lines = rows()
        lines[3][PRODUCT] = "4,00724E+12"
        assert "4,00724E+12 were damaged by a spreadsheet" in told(write(text(lines)))[1]

    def test_upper_and_lower_case_are_apart(self, write, tmp_path):
        lines, new = rows(), {"0001": "ab", "0002": "AB"}
        for line in lines:
            line[PRODUCT] = new.get(line[PRODUCT], line[PRODUCT])
        found, _ = derived(write(text(lines)), tmp_path)
        assert {"ab", "AB"} <= set(found.skus["sku"])

    def test_a_formula_is_never_written_as_one(self, write, tmp_path):
        lines = rows()
        for line in lines:
            if line[PRODUCT] == "0001":
                line[PRODUCT] = '=HYPERLINK("x"|A1)'
        found, report = derived(write(text(lines)), tmp_path)
        assert not [s for s in found.skus["sku"] if not s[0].isalnum()]
        assert "written another way: 1" in report

    def test_formulas_of_a_workbook_are_values(self, write):
        lines = rows()
        lines[0][REVENUE] = "=1/0"  # never computed by whoever wrote it: no value to read
        got, report = told(write(book(lines), "a.xlsx"))
        assert len(got) == 143
        assert "without revenue or price that can be read: 1 (a.xlsx: rows 2)" in report

    def test_a_macro_file_is_read_and_runs_nothing(self, write):
        got, report = told(write(book(rows()), "a.xlsm"))
        assert len(got) == 144
        assert "no macro was run" in report

    def test_other_sheets_are_told(self, write):
        _, report = told(write(book(rows(), before=2, extra="Notes"), "a.xlsx"))
        assert "sheets that were not read: Notes" in report
        assert "rows above the heading: 2" in report

    def test_days_as_a_spreadsheet_counts_them(self, write):
        lines = rows()
        for line in lines[:4]:
            line[DATE] = (line[DATE] - date(1899, 12, 30)).days
        got, report = told(write(text(lines)))
        assert got["day"].dt.date.tolist() == [line[DATE] for line in rows()]
        assert "days counted by a spreadsheet" in report

    @pytest.mark.parametrize("form", ["{:%d}. {} {:%Y}", "{:%d}-{}-{:%y}"])
    def test_months_in_words(self, write, form):
        names = ["Jan", "März"]
        lines = [line for line in rows() if line[DATE].month in (1, 3)]
        shown = [list(line) for line in lines]
        for line in shown:
            line[DATE] = form.format(line[DATE], names[line[DATE].month > 1], line[DATE])
        got, _ = told(write(text(shown)))
        assert got["day"].dt.date.tolist() == [line[DATE] for line in lines]

    def test_price_does_for_revenue(self, write):
        heads = (*HEADS["en"][:5], "Unit price")
        got, report = told(write(text(rows(), heads)))
        assert got["money"].iloc[0] == pytest.approx(rows()[0][REVENUE] * rows()[0][QUANTITY])
        assert "revenue is price times quantity" in report

    def test_several_files_are_one_export(self, write):
        half = len(rows()) // 2
        files = [write(text(rows()[:half]), "a.csv"), write(text(rows()[half:]), "b.csv")]
        got, report = told(files)
        assert len(got) == 144
        assert "a.csv: 72 rows" in report
        assert "b.csv: 72 rows" in report

    def test_lines_that_are_alike_are_told_and_kept(self, write):
        got, report = told(write(text([*rows(), rows()[0]])))
        assert len(got) == 145
        assert "alike in everything were kept: 1 (export.csv: rows 146)" in report

    def test_rows_of_no_units_are_left_out(self, write):
        lines = rows()
        lines[0][QUANTITY] = 0
        assert "rows of no units, such as freight or services: 1" in told(write(text(lines)))[1]

    def test_columns_are_told(self, write):
        _, report = told(write(text(rows(), HEADS["fr"])))
        assert "product: Référence, by its head (such as 0001, 0002, 0003)" in report

    def test_a_column_of_dates_is_found_by_what_it_holds(self, write):
        heads = ("Order no", "Wann", *HEADS["en"][2:])
        assert "date: Wann, by what it holds" in told(write(text(rows(), heads)))[1]


class TestReturns:
    def net(self, write, extra: list[list]) -> tuple[pd.DataFrame, netting.Netted]:
        lines, _ = told(write(text([*rows(), *extra])))
        return lines, netting.net(lines)

    def test_a_return_is_taken_off_the_sale_before_it(self, write):
        sold = rows()[0]
        back = ["R1", date(2025, 12, 30), sold[CUSTOMER], sold[PRODUCT], -1, -20.0]
        lines, found = self.net(write, [back])
        assert found.returns.size == 1
        assert found.lines["units"].sum() == lines["units"].sum()
        assert found.lines["money"].sum() == pytest.approx(lines["money"].sum())

    def test_a_sign_in_one_column_is_enough(self, write):
        sold = rows()[0]
        back = ["R1", date(2025, 12, 30), sold[CUSTOMER], sold[PRODUCT], 1, -20.0]
        lines, found = self.net(write, [back])
        assert found.lines["units"].sum() == lines["units"].sum() - 2

    def test_an_order_cancelled_whole_is_dropped(self, write):
        new = ["S1", date(2025, 5, 5), "K1", "0001", 7, 700.0]
        off = ["S1", date(2025, 5, 9), "K1", "0001", -7, -700.0]
        _, found = self.net(write, [new, off])
        assert found.cancelled.size == 2
        assert len(found.lines) == 144

    def test_a_return_without_a_sale_is_told(self, write):
        _, found = self.net(write, [["R1", date(2025, 5, 5), "K99", "0001", -7, -700.0]])
        assert found.unmatched.size == 1
        assert len(found.lines) == 144

    def test_a_return_larger_than_what_was_sold(self, write):
        new = ["S1", date(2025, 5, 5), "K99", "0001", 3, 300.0]
        off = ["R1", date(2025, 5, 9), "K99", "0001", -7, -700.0]
        _, found = self.net(write, [new, off])
        assert (found.unmatched.size, found.gone.size) == (1, 1)
        assert len(found.lines) == 144

    def test_a_credit_without_units_takes_money_only(self, write):
        lines, found = self.net(write, [["R1", date(2025, 12, 30), "K1", "0001", 0, -5.0]])
        assert found.lines["money"].sum() == pytest.approx(lines["money"].sum())
        assert found.lines["units"].sum() == lines["units"].sum()

    def test_the_customer_matters(self, write):
        new = [["S1", date(2025, 5, 5), k, "0001", 3, 300.0] for k in ("K98", "K99")]
        _, found = self.net(write, [*new, ["R1", date(2025, 5, 9), "K98", "0001", -3, -300.0]])
        assert "K98" not in set(found.lines["customer"])
        assert "K99" in set(found.lines["customer"])


class TestCase:
    def test_the_tables_are_the_orders(self, write, tmp_path):
        case, report = made(write(text(rows())), tmp_path)
        lines, skus = case.tables["order_lines"], case.tables["skus"]
        assert round(lines["revenue"].sum(), 2) == round(sum(r[REVENUE] for r in rows()), 2)
        assert lines["units"].sum() == skus["volume"].sum() == sum(r[QUANTITY] for r in rows())
        assert len(skus) == 12
        scenario = case.scenario
        assert scenario.order_file.origin == "own"
        assert scenario.company.base_year == 2025
        assert scenario.line.products.value == 12
        assert scenario.history.seasonality[0] < 4
        # Money goes with the line's revenue, and that of one product with what one sells for.
        like = load_case("turnaround")
        factor = case.line_revenue / like.line_revenue
        each = factor * like.scenario.line.products.value / 12
        for name, by in (
            ("research_cost", factor), ("sku_exit_cost", each), ("domestic_order_quantity", each)
        ):  # fmt: skip
            own, other = getattr(case.assumptions, name), getattr(like.assumptions, name)
            assert own == rounded(other * by), name
        trap = scenario.sourcing_trap.own
        assert trap.cost_per_device == rounded(
            like.scenario.sourcing_trap.own.cost_per_device * factor
        )
        assert scenario.history.products_at_start.value == round(12 * 0.7)
        assert scenario.assumptions.research_cost.source.startswith("Times 0.00")
        assert "base year: 2025" in report

    def test_weekly_demand_is_that_of_the_days(self, write, tmp_path):
        found, _ = derived(write(text(rows())), tmp_path)
        skus = found.skus.set_index("sku")
        own = [r for r in rows() if r[PRODUCT] == "0003"]
        week = np.zeros(52)
        for r in own:
            week[min((r[DATE] - date(2025, 1, 1)).days // 7, 51)] += r[QUANTITY]
        assert skus.loc["0003", "weekly_cv"] == pytest.approx(week.std() / week.mean(), abs=1e-4)
        assert skus.loc["0003", "setups"] == 12

    def test_costs_make_the_margin(self, write, tmp_path):
        heads, lines = (*HEADS["en"], "Unit cost"), rows()
        with_cost = [[*r, round(0.6 * r[REVENUE] / r[QUANTITY], 4)] for r in lines]
        case, report = made(write(book(with_cost, heads), "a.xlsx"), tmp_path)
        variety = case.scenario.assumptions.complexity_cogs_share.value
        assert case.scenario.line.gross_margin.value == pytest.approx(0.4 - variety, abs=1e-3)
        assert "costs are 60.0% of revenue" in report

    def test_costs_of_whole_lines_are_known_by_their_spread(self, write, tmp_path):
        heads, lines = (*HEADS["en"], "Kosten"), rows()
        _, report = derived(write(text([[*r, 0.6 * r[REVENUE]] for r in lines], heads)), tmp_path)
        assert "Kosten is taken as the cost of a whole line" in report
        assert "costs are 60.0% of revenue" in report

    def test_some_lines_without_cost_and_list_price(self, write, tmp_path):
        heads, lines = (*HEADS["en"], "Unit cost", "List price"), []
        for i, r in enumerate(rows()):
            each = r[REVENUE] / r[QUANTITY]
            lines.append(
                [*r, "" if r[PRODUCT] == "0002" else 0.5 * each, "" if i % 5 else 1.3 * each]
            )
        found, report = derived(write(text(lines, heads)), tmp_path)
        assert "products without a cost have 50.0% of their price: 1" in report
        assert "lines without a list price have that of their product" in report
        skus = found.skus
        assert (skus["unit_cost"] / skus["price"]).to_numpy() == pytest.approx(0.5, abs=0.03)

    def test_costs_above_revenue_are_not_used(self, write, tmp_path):
        heads = (*HEADS["en"], "Unit cost")
        case, report = made(write(text([[*r, 2.0 * r[REVENUE]] for r in rows()], heads)), tmp_path)
        assert "which leaves no margin: they were not used" in report
        assert case.scenario.line.gross_margin.value == 0.3

    @pytest.mark.parametrize("who", ["", "K1"])
    def test_one_customer_or_none(self, write, tmp_path, who):
        lines = [[*r[:CUSTOMER], who, *r[PRODUCT:]] for r in rows()]
        found, report = derived(write(text(lines)), tmp_path)
        assert found.lines["customer"].nunique() >= 3
        assert f"names {int(bool(who))} customers, too few for a case" in report

    def test_some_lines_without_a_customer(self, write, tmp_path):
        lines = rows()
        lines[0][CUSTOMER] = ""
        found, report = derived(write(text(lines)), tmp_path)
        assert "Customer not named" in set(found.lines["customer"])
        assert "belong to one customer, not named: 1" in report

    def test_parts_of_units_are_rounded(self, write, tmp_path):
        lines = rows()
        lines[0][QUANTITY] = 0.25
        _, report = derived(write(text(lines)), tmp_path)
        assert "parts of units were rounded to whole ones, at least one: 1" in report

    def test_families_are_platforms(self, write, tmp_path):
        heads = (*HEADS["en"], "Product family")
        lines = [[*r, "Alpha" if r[PRODUCT] < "0007" else "Beta | gamma"] for r in rows()]
        found, report = derived(write(text(lines, heads)), tmp_path)
        assert set(found.skus["platform"]) == {"Alpha", "Beta - gamma"}
        assert "no product families" not in report

    def test_without_families_platforms_are_bands_of_price(self, write, tmp_path):
        found, report = derived(write(text(rows())), tmp_path)
        assert set(found.skus["platform"]) == {f"Price band {n}" for n in range(1, 6)}
        assert "5 bands of price" in report

    def test_only_the_base_year_counts(self, write, tmp_path):
        old = rows(year=2024)
        for r in old:
            r[PRODUCT] = "0001" if r[PRODUCT] == "0012" else r[PRODUCT]
        found, report = derived(write(text([*old, *rows()])), tmp_path)
        assert len(found.lines) == 144
        assert "lines outside the base year: 144" in report
        skus = found.skus.set_index("sku")
        assert skus.loc["0012", "launch_year"] == 2025  # it is seen to begin then

    def test_twelve_months_do_for_a_year(self, write, tmp_path):
        lines = [r for r in rows(year=2024) if r[DATE].month > 6]
        lines += [r for r in rows() if r[DATE].month <= 6]
        found, report = derived(write(text(lines)), tmp_path)
        assert len(found.lines) == 144
        assert "the last twelve months, 2024-07 to 2025-06, stand for the year 2025" in report

    def test_a_currency_without_small_coins(self, write, tmp_path):
        heads = (*HEADS["ja"][:5], "売上金額 (円)")
        case, _ = made(write(text(rows(), heads).encode("cp932")), tmp_path)
        assert (case.scenario.currency.code, case.scenario.currency.minor_units) == ("JPY", 0)
        revenue = case.tables["order_lines"]["revenue"]
        assert (revenue == revenue.round()).all()

    def test_targets_that_cannot_be_met_are_told(self, write, tmp_path):
        heads = (*HEADS["en"], "Unit cost")
        lines = [[*r, round(0.2 * r[REVENUE] / r[QUANTITY], 4)] for r in rows()]
        case, report = made(write(book(lines, heads), "a.xlsx"), tmp_path)
        target = case.scenario.targets.margin_points
        assert "the target margin_points of 1.0% cannot be met with these orders" in report
        assert "the target revenue_growth" not in report
        assert (target.mark, target.value > 0.01) == ("assumed", True)

    def test_a_scenario_of_before_can_be_taken_too(self, write, tmp_path):
        like = tmp_path / "like.yaml"
        words = available()["packaging"].read_text(encoding="utf-8")
        words = words.replace("name: packaging", "name: like").replace("  origin: synthetic\n", "")
        like.write_text(words, encoding="utf-8")
        found = case_of([write(text(rows()))], str(like), Wishes(), Asking(), tmp_path / "key")
        assert found.case.scenario.order_file.origin == "own"


class TestNames:
    def test_customers_get_other_names_the_same_each_time(self, write, tmp_path):
        path, key = write(text(rows())), tmp_path / "key.json"
        one, _, _, secret = tables_of([path], LIKE, Wishes(), Asking(), key)
        names = set(one.lines["customer"])
        assert names == {f"Customer {n:04d}" for n in range(1, 5)}
        assert not [k for k in ("K1", "K2") if f'"{k}"' in secret]
        key.write_text(secret)
        more = [*rows(), ["Z", date(2025, 3, 3), "A new one", "0001", 1, 20.0]]
        other, *_ = tables_of([write(text(more), "b.csv")], LIKE, Wishes(), Asking(), key)
        assert set(other.lines["customer"]) == names | {"Customer 0005"}

        before, after = (f.lines.groupby("customer")["revenue"].sum() for f in (one, other))
        assert after[sorted(names)].to_dict() == before.to_dict()

    def test_names_can_be_kept(self, write, tmp_path):
        found, _ = derived(write(text(rows())), tmp_path, keep_names=True)
        assert set(found.lines["customer"]) == {"K1", "K2", "K3", "K4"}

    def test_a_key_file_that_is_none(self, write, tmp_path):
        (tmp_path / "key.json").write_text('{"secret": "x"}')
        assert "is no key file of an import" in refused_case(write(text(rows())), tmp_path)


class TestRefusals:
    def test_no_such_file(self, tmp_path):
        assert "no such file" in refused(tmp_path / "none.csv")

    def test_an_empty_file(self, write):
        assert "is empty" in refused(write(" \n"))

    def test_only_a_heading(self, write):
        assert "has a heading but no rows" in refused(write(text([])))
        assert "has a heading but no rows" in refused(write(book([]), "a.xlsx"))

    def test_a_folder(self, tmp_path):
        assert "is a folder" in refused(tmp_path)

    def test_no_price_at_all(self, write):
        said = refused(write(text([r[:5] for r in rows()], HEADS["en"][:5])))
        assert "no column of revenue or price" in said
        assert "'Order no', 'Order date'" in said

    def test_two_currencies_in_a_column(self, write):
        lines = [[*r, "EUR" if i else "USD"] for i, r in enumerate(rows())]
        assert "2 currencies (EUR, USD)" in refused(write(text(lines, (*HEADS["en"], "Currency"))))

    def test_two_currencies_beside_numbers(self, write):
        lines = rows()
        lines[0][REVENUE], lines[1][REVENUE] = "12,50 €", "$12,50"
        assert "2 currencies (EUR, USD)" in refused(write(text(lines)))

    def test_too_many_products(self, write, tmp_path):
        lines = [
            [f"A{i}", date(2025, 1 + i % 12, 25), f"K{i % 5}", f"P{i}", 1, 10.5]
            for i in range(20_100)
        ]
        assert "20,100 products were sold" in refused_case(write(text(lines)), tmp_path)

    def test_one_product(self, write, tmp_path):
        lines = [r for r in rows() if r[PRODUCT] == "0001"]
        assert "1 products were sold" in refused_case(write(text(lines)), tmp_path)

    def test_an_encrypted_workbook(self, write):
        content = (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le")
        )
        assert "is encrypted; save it without a password" in refused(write(content, "a.xlsx"))

    def test_a_workbook_of_an_old_form(self, write):
        assert "old form" in refused(write(OLD, "a.xls"))

    def test_two_gigabytes_are_refused_before_they_are_read(self, tmp_path):
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(2 * 1024**3)
        assert "is too large" in refused(path)

    def test_nul_bytes(self, write):
        content = text(rows()).encode().replace(b"A0003", b"A\0003", 1)
        assert "line 8: holds NUL bytes" in refused(write(content))

    def test_a_picture_and_a_paper(self, write):
        assert "is no table" in refused(write(b"%PDF-1.7 ...", "a.csv"))

    def test_an_archive_that_is_no_workbook(self, write):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("orders.csv", text(rows()))
        assert "is an archive and no workbook" in refused(write(out.getvalue(), "a.xlsx"))

    def test_a_workbook_cut_off(self, write):
        assert "cut off or damaged" in refused(write(book(rows())[:3000], "a.xlsx"))

    def test_a_workbook_that_unpacks_to_more_than_there_is_memory(self, write):
        content = book(rows())
        at = content.index(b"PK\x01\x02")  # the directory says how large the first entry becomes
        bomb = content[: at + 24] + struct.pack("<I", 4_000_000_000) + content[at + 28 :]
        assert "unpacks to 4,0" in refused(write(bomb, "a.xlsx"))

    def test_text_that_is_called_a_workbook(self, write):
        assert "is called a workbook and is none" in refused(write(text(rows()), "a.xlsm"))

    def test_a_quotation_mark_that_never_ends(self, write):
        content = text(rows()).replace(";K1;", ';"K1;', 1)
        assert "is not valid CSV" in refused(write(content))

    def test_decimal_commas_between_commas(self, write):
        content = "\n".join(",".join(map(str, r)).replace(".", ",") for r in rows())
        said = refused(write(",".join(HEADS["en"]) + "\n" + content))
        assert "have more than the 6 cells of the heading" in said

    def test_one_column(self, write):
        assert "found only one" in refused(write("a\n1\n2\n"))

    def test_no_heading(self, write):
        assert "has no heading" in refused(write("1;2;3\n4;5;6\n7;8;9\n"))

    def test_dates_in_both_orders(self, write):
        lines = rows()
        lines[0][DATE], lines[1][DATE] = "25/03/2025", "03/25/2025"
        said = refused(write(text(lines, dates="%d/%m/%Y")))
        assert "some dates have the day first and some the month" in said

    def test_dates_that_can_be_read_in_two_ways(self, write):
        lines = [r for r in rows() if r[DATE].day <= 12]
        path = write(text(lines, dates="%d/%m/%Y"))
        assert "can be read in two ways in the whole column; say which with --dates" in refused(
            path
        )
        got, _ = told(path, dates="day-first")
        assert got["day"].dt.date.tolist() == [r[DATE] for r in lines]
        got, report = told(path, dates="month-first")
        assert "dates: month-first, as you said" in report
        assert got["day"].dt.date.tolist() != [r[DATE] for r in lines]

    def test_dates_that_are_not_as_somebody_says(self, write):
        said = refused(write(text(rows(), dates="%d/%m/%Y")), dates="month-first")
        assert "the dates are day-first, not month-first" in said

    def test_numbers_that_can_be_read_in_two_ways(self, write):
        path = write(text([[*r[:REVENUE], "1.234"] for r in rows()]))
        assert "'1.234' can be read in two ways" in refused(path)
        assert set(told(path, decimal="comma")[0]["money"]) == {1234.0}
        assert set(told(path, decimal="point")[0]["money"]) == {1.234}
        other = write(text(rows(), decimal="."), "other.csv")
        assert "another decimal mark than the comma" in refused(other, decimal="comma")

    def test_decimal_commas_and_points_in_one_column(self, write):
        lines = rows()
        lines[0][REVENUE], lines[1][REVENUE] = "12,5", "12.5"
        assert "a decimal comma and numbers with a decimal point" in refused(write(text(lines)))

    def test_an_unsure_column(self, write):
        path = write(text([[*r, r[DATE]] for r in rows()], TWO_DATES))
        said = refused(path)
        assert "unsure columns: date may be 'Invoice date' (01.01.2025" in said
        assert "'Delivery date'" in said
        assert "Clear: product='SKU'" in said
        _, report = told(path, columns={"date": "Delivery date"})
        assert "date: Delivery date, as you said" in report

    def test_columns_that_are_not_there(self, write):
        path = write(text(rows()))
        assert "unknown column 'produkt': did you mean 'product'?" in refused(
            path, columns={"produkt": "SKU"}
        )
        assert "unknown head 'SKUs': did you mean 'SKU'?" in refused(
            path, columns={"product": "SKUs"}
        )

    def test_files_of_two_exports(self, write):
        files = [write(text(rows()), "a.csv"), write(text(rows(), HEADS["de"]), "b.csv")]
        assert "has other columns than a.csv" in refused(files)
        assert "is given twice" in refused([files[0], files[0]])

    def test_half_a_year(self, write, tmp_path):
        lines = [r for r in rows() if r[DATE].month <= 6]
        said = refused_case(write(text(lines)), tmp_path)
        assert "2025-01-01 to 2025-06-" in said
        assert "expected orders of a whole year" in said

    def test_a_column_of_something_else(self, write):
        said = refused(write(text(rows())), columns={"quantity": "Order no"})
        assert "144 of 144 rows cannot be used" in said
        assert "without a quantity" in said

    def test_an_unknown_encoding_and_sheet(self, write):
        assert "unknown encoding 'utf-99'" in refused(write(text(rows())), encoding="utf-99")
        assert "unknown sheet 'Order': did you mean 'Orders'?" in refused(
            write(book(rows()), "a.xlsx"), sheet="Order"
        )

    def test_without_the_reader_of_workbooks(self, write, monkeypatch):
        monkeypatch.setitem(sys.modules, "python_calamine", None)
        assert "python-calamine" in refused(write(book(rows()), "a.xlsx"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A case that was imported by the command."""
    place = tmp_path_factory.mktemp("own")
    path = place / "export.csv"
    path.write_text(text(rows(products=40, customers=10)), encoding="utf-8")
    out = place / "case"
    done = CliRunner().invoke(cli, ["import-orders", str(path), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "base year: 2025" in done.output
    return out


class TestFolder:
    def test_it_holds_a_case_and_the_report(self, folder):
        assert {p.name for p in folder.iterdir()} == {
            "scenario.yaml",
            "scenario",
            "import_report.txt",
        }
        said = (folder / "import_report.txt").read_text(encoding="utf-8")
        assert "order lines: 480; products: 40; customers: 10" in said
        described = json.loads((folder / "scenario" / "datapackage.json").read_text("utf-8"))
        assert described["title"] == "Real orders, model figures"
        assert "licenses" not in described
        assert (
            "synthetic."
            not in (folder / "scenario.yaml").read_text("utf-8").split("schema_version")[0]
        )

    def test_a_check_accepts_it(self, folder):
        done = CliRunner().invoke(cli, ["check", str(folder / "scenario.yaml")])
        assert done.exit_code == 0, done.output
        assert "Real orders, model figures: fine" in done.output

    @pytest.mark.parametrize(
        "chapter",
        ["00_start_here", "01_the_decline", "04_too_many_products", "05_price", "08_supply_chain"],
    )
    def test_chapters_run_on_it(self, folder, chapter):
        assert rehearse(load_case(folder / "scenario.yaml"), chapter) == []

    def test_the_pages_say_what_it_is(self, folder):
        import casestudy as cs

        case = load_case(folder / "scenario.yaml")
        for said in (
            cs.say(cs.start, "case_in_brief", case=case),
            cs.say(cs.board, "notice", case=case),
        ):
            assert "Real orders, model figures" in str(said)
            assert "its tables are synthetic" not in str(said)

    def test_around_its_orders_the_other_tables_are_made_anew(self, folder, tmp_path):
        place = tmp_path / "case"
        shutil.copytree(folder, place)
        path, tables = place / "scenario.yaml", place / "scenario"
        before = {p.name: p.read_bytes() for p in tables.iterdir()}
        assert write_tables(path).kept == ()
        assert {p.name: p.read_bytes() for p in tables.iterdir()} == before
        # A figure is changed by hand: the tables no longer agree, and are made anew.
        text = path.read_text("utf-8")
        freight = load_scenario(path).partners.candidates[0].freight
        path.write_text(text.replace(f"freight: {freight}", "freight: 0.123", 1), "utf-8")
        with pytest.raises(InputError, match="make the tables anew with: casestudy tables"):
            load_case(path)
        assert write_tables(path).kept == ()
        assert load_case(path).tables["partners"]["freight"].iloc[0] == 0.123
        after = {p.name: p.read_bytes() for p in tables.iterdir()}
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"partners.csv", "datapackage.json"}
        # What somebody changed there stays until they say otherwise.
        (tables / "history.csv").write_bytes(before["history.csv"].replace(b"1", b"2"))
        with pytest.raises(InputError, match="own orders"):
            write_tables(path)
        assert [p.name for p in write_tables(path, force=True).kept] == ["history.kept-1.csv"]

    def test_no_synthetic_orders_take_its_place(self, folder, tmp_path):
        shutil.copyfile(folder / "scenario.yaml", tmp_path / "scenario.yaml")
        with pytest.raises(InputError, match="its orders are a company's own"):
            write_tables(tmp_path / "scenario.yaml", force=True)

    @pytest.mark.parametrize("descriptor", ["as it is", "without the mark"])
    def test_no_other_scenario_takes_its_place_without_a_copy(self, folder, tmp_path, descriptor):
        place = tmp_path / "case"
        shutil.copytree(folder, place)
        tables = place / "scenario"
        if descriptor == "without the mark":  # as it was written before there was one
            path = tables / "datapackage.json"
            said = json.loads(path.read_text("utf-8"))
            del said["hash"], said["origin"]
            path.write_text(descriptor_text(said | {"hash": _own_hash(said)}), "utf-8")
        before = {p.name: p.read_bytes() for p in tables.iterdir()}
        with pytest.raises(InputError, match="holds the tables of a company's own orders"):
            write_tables("packaging", tables)
        (place / "scenario.yaml").unlink()
        done = CliRunner().invoke(
            cli,
            ["new", str(place / "scenario.yaml"), "--like", "consumer-goods", "--name", "Eu",
             "--revenue", "60m", "--line", "40%", "--products", "400"],
        )  # fmt: skip
        assert done.exit_code == 1
        assert "holds tables of a company's own orders" in done.output
        assert not (place / "scenario.yaml").exists()
        assert {p.name: p.read_bytes() for p in tables.iterdir()} == before
        kept = write_tables("packaging", tables, force=True).kept
        assert {"skus.kept-1.csv", "order_lines.kept-1.csv"} <= {p.name for p in kept}
        assert all(p.read_bytes() == before[p.name.replace(".kept-1", "")] for p in kept)
        # What stands there now is made from parameters, and may be made anew.
        assert write_tables("turnaround", tables).kept == ()

    def test_a_variant_of_it_says_that_it_is_synthetic(self, folder):

        assert (
            make_variant(load_scenario(folder / "scenario.yaml"), 1).order_file.origin
            == "synthetic"
        )

    def test_an_existing_folder_is_refused_and_kept(self, folder, tmp_path):
        path = tmp_path / "export.csv"
        path.write_text(text(rows()), encoding="utf-8")
        out = tmp_path / "case"
        out.mkdir()
        (out / "mine.txt").write_text("mine")
        with pytest.raises(InputError, match="exists already; give another folder, or --force"):
            import_orders([path], out)
        assert [p.name for p in out.iterdir()] == ["mine.txt"]
        import_orders([path], out, force=True)
        assert (tmp_path / "case.kept-1" / "mine.txt").read_text() == "mine"
        assert (out / "scenario.yaml").is_file()
        assert not list(tmp_path.glob(".*"))

    def test_nothing_is_left_of_one_that_failed(self, tmp_path, monkeypatch):
        path, out = tmp_path / "export.csv", tmp_path / "case"
        path.write_text(text(rows()), encoding="utf-8")
        rename = os.rename

        def refused(source, target):
            if Path(target) == out:
                raise OSError(28, "No space left on device")
            rename(source, target)

        monkeypatch.setattr("os.rename", refused)
        with pytest.raises(InputError, match="No space left on device"):
            import_orders([path], out)
        assert {p.name for p in tmp_path.iterdir()} == {"export.csv"}

    def test_bad_input_is_one_line(self, tmp_path):
        done = CliRunner().invoke(
            cli, ["import-orders", str(tmp_path / "no.csv"), "--out", str(tmp_path / "o")]
        )
        assert done.exit_code == 1
        assert done.output.count("\n") == 1
        assert not (tmp_path / "o").exists()


class TestAsking:
    def test_a_person_is_asked_about_columns_and_dates(self, write):
        lines = [[*r, r[DATE]] for r in rows() if r[DATE].day <= 12]
        asked = []

        def column(unsure, examples):
            asked.append((unsure.role, list(examples)))
            return "Invoice date"

        def choice(question, answers):
            asked.append(tuple(answers))
            return "month-first"

        path = write(text(lines, TWO_DATES, dates="%m/%d/%Y"))
        got, _, _ = order_lines([path], Wishes(), Asking(column, choice))
        assert asked == [("date", ["Invoice date", "Delivery date"]), ("day-first", "month-first")]
        assert got["day"].dt.date.tolist() == [r[DATE] for r in lines]

    def test_at_a_terminal_the_number_of_a_head_is_the_answer(self, monkeypatch):
        from casestudy.app import asking
        from casestudy.orders.columns import Unsure

        @cli.command("ask-for-the-test", help=lambda: "test")
        def ask():
            print(asking._column(Unsure("date", ("A", "B"), True), {"A": ["1"], "B": ["2"]}))

        try:
            done = CliRunner().invoke(cli, ["ask-for-the-test"], input="2\n")
        finally:
            del cli.commands["ask-for-the-test"]
        assert done.stdout.strip().endswith("B")
        assert "2  B: 2" in done.output
        assert "Which column is the date? (- for none)" in done.output
