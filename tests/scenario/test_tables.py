"""The tables as they are committed: described for others, checked at load, the same by both."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from frictionless import Package, Resource, Schema
from pandera.errors import SchemaErrors

from casestudy.errors import InputError
from casestudy.files.places import available, data_folder
from casestudy.scenario import tables
from casestudy.scenario.case import load_case, load_scenario
from casestudy.scenario.datapackage import descriptor
from casestudy.scenario.tables import (
    TABLES,
    Column,
    Table,
    check_frame,
    pandera_schema,
    read_table,
    table,
)

DATA = data_folder()
DESCRIPTORS = {
    name: json.loads((DATA / name / "datapackage.json").read_text(encoding="utf-8"))
    for name in available()
}
RESOURCES = {
    f"{name}/{resource['path']}": resource
    for name, described in DESCRIPTORS.items()
    for resource in described["resources"]
}
on_each = pytest.mark.parametrize("name", DESCRIPTORS)
KINDS = {"text": "string", "integer": "integer", "number": "number"}

each = pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.name)


def passes(schema, frame: pd.DataFrame) -> bool:
    """Whether pandera takes a table, or one column of it."""
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors:
        return False
    return True


def passing(column, row: pd.DataFrame, values: Sequence) -> list[bool]:
    """Which values pandera takes in a column; all of one type are shown to it at once."""
    taken = {}
    for kind in dict.fromkeys(map(type, values)):
        places = [i for i, value in enumerate(values) if type(value) is kind]
        many = pd.concat([row] * len(places), ignore_index=True)
        many = many.assign(**{column.name: [values[i] for i in places]})
        refused = set()
        try:
            column.validate(many, lazy=True)
        except SchemaErrors as errors:
            refused = set(errors.failure_cases["index"])
        # Without a place it is the type that is refused.
        each = refused <= set(range(len(places)))
        taken |= {i: each and at not in refused for at, i in enumerate(places)}
    return [taken[i] for i in range(len(values))]


def fields_of(name: str) -> dict[str, dict]:
    """Fields of a table in the descriptor, as it is committed."""
    fields = RESOURCES[f"turnaround/{name}.csv"]["schema"]["fields"]
    return {field["name"]: field for field in fields}


class TestDescriptor:
    @on_each
    def test_frictionless_accepts_the_package(self, name):
        report = Package(str(DATA / name / "datapackage.json")).validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
        assert report.stats["tasks"] == len(TABLES)
        assert report.stats["warnings"] == 0

    def test_frictionless_sees_by_the_hash_that_a_table_was_changed(self, tmp_path):
        copy = shutil.copytree(DATA / "packaging", tmp_path / "packaging")
        text = (copy / "competitors.csv").read_text(encoding="utf-8")
        (copy / "competitors.csv").write_text(text.replace("Valbox", "Velbox"), encoding="utf-8")
        report = Package(str(copy / "datapackage.json")).validate()
        assert [e[0] for e in report.flatten(["type"])] == ["hash-count"]

    @on_each
    def test_it_is_fresh(self, name):
        contents = {p.name: p.read_bytes() for p in (DATA / name).glob("*.csv")}
        assert descriptor(load_scenario(name), contents) == DESCRIPTORS[name]

    def test_it_describes_every_table_that_is_there_and_no_other(self):
        there = {p.relative_to(DATA).as_posix() for p in DATA.rglob("*.csv")}
        assert set(RESOURCES) == there

    def test_it_names_the_licence_and_says_that_all_is_made_up(self):
        for described in DESCRIPTORS.values():
            assert described["licenses"][0]["name"] == "CC-BY-4.0"
            assert "fictional" in described["description"]
            assert "synthetic" in described["description"]
        marks = {resource["mark"] for resource in RESOURCES.values()}
        assert marks <= {"fact", "calibrated", "assumed"}

    def test_every_field_is_described_and_every_number_has_a_unit(self):
        for resource in RESOURCES.values():
            for field in resource["schema"]["fields"]:
                assert field["description"], field
                assert field["type"] == "string" or field["unit"], field

    def test_all_scenarios_have_tables_of_the_same_form(self):
        for declared in TABLES:
            schemas = [RESOURCES[f"{name}/{declared.name}.csv"]["schema"] for name in available()]
            assert all(schema == schemas[0] for schema in schemas)


class TestTwoDescriptionsAgree:
    """What pandera checks at load is what the descriptor promises, constraint by constraint."""

    @each
    def test_columns_types_and_keys(self, declared):
        schema, fields = pandera_schema(declared), fields_of(declared.name)
        assert list(schema.columns) == list(fields)
        types = {"string": "str", "integer": "int64", "number": "float64"}
        for name, field in fields.items():
            assert str(schema.columns[name].dtype).startswith(types[field["type"]]), name
        key = RESOURCES[f"turnaround/{declared.name}.csv"]["schema"].get("primaryKey", [])
        assert list(schema.unique or []) == key
        assert schema.strict is True

    @each
    def test_constraints(self, declared):
        schema = pandera_schema(declared)
        for name, field in fields_of(declared.name).items():
            column, constraints = schema.columns[name], field["constraints"]
            checks = {check.name: check.statistics for check in column.checks}
            found = {
                "required": column.required and not column.nullable,
                "unique": column.unique,
                "minimum": checks.pop("greater_than_or_equal_to", {}).get("min_value"),
                "maximum": checks.pop("less_than_or_equal_to", {}).get("max_value"),
                "pattern": checks.pop("str_matches", {}).get("pattern"),
            }
            assert checks == {}, name
            if found["pattern"] is not None:
                found["pattern"] = str(found["pattern"]).removeprefix("^").removesuffix("$")
            set_ones = {k: v for k, v in found.items() if v is not None and v is not False}
            assert set_ones == constraints, name

    @each
    def test_what_is_passed_without_pandera_is_what_pandera_passes(self, declared):
        row = read_table(DATA / "packaging" / f"{declared.name}.csv", declared).head(1)
        schema, tried = pandera_schema(declared), {True: 0, False: 0}
        odd = (None, "", " ", "x", "X1", "x" * 60, "x" * 61, "x" * 400, "x" * 401, "a\nb", "x\n")
        for column in declared.columns:
            bounds = [b for b in (column.least, column.most, 0) if b is not None]
            near = [b + step for b in bounds for step in (-1, -1e-9, 0, 1e-9, 1)]
            if column.kind == "integer":
                near = [round(v) for v in near]
            near = list(dict.fromkeys(near))
            values = odd if column.kind == "text" else (*near, None)
            taken = passing(schema.columns[column.name], row, values)
            for i, (value, passed) in enumerate(zip(values, taken, strict=True)):
                changed = row.assign(**{column.name: [value]})
                plainly = tables._is_plainly_as_declared(changed, declared)
                # Nothing at all may be right where it is text; pandera is asked.
                assert plainly == passed or (value is None and not plainly), (column.name, value)
                tried[plainly] += 1
                # The other columns are good: a whole table is as good as the one that changed.
                if i in (0, 3):
                    assert passes(schema, changed) == passed, (column.name, value)
        assert tried[True]
        assert tried[False]
        assert tables._is_plainly_as_declared(row, declared)
        assert not tables._is_plainly_as_declared(row.assign(more=1), declared)
        assert not tables._is_plainly_as_declared(row[row.columns[::-1]], declared)

    def test_what_is_missing_is_left_to_pandera_where_anything_else_would_do(self):
        free = Table("x", "", (Column("a", "number", ""),), ())
        assert tables._is_plainly_as_declared(pd.DataFrame({"a": [1.0]}), free)
        assert not tables._is_plainly_as_declared(pd.DataFrame({"a": [1.0, np.nan]}), free)

    def test_loading_what_is_good_does_not_wait_for_pandera(self):
        code = "import sys, casestudy as cs; cs.load_case(); print('pandera' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert done.stdout.split() == [b"False"]

    # In the row of one table: the column, what is written there, and whether it is good.
    @pytest.mark.parametrize(
        ("name", "column", "text", "good"),
        [
            ("skus", "sku", "P0001", True),
            ("skus", "sku", "p0001", True),
            ("skus", "sku", "=1+1", False),
            ("skus", "sku", "P|1", False),
            ("skus", "sku", "P", True),
            ("skus", "sku", "", False),
            ("skus", "platform", "A platform, with a comma", True),
            ("skus", "platform", "x" * 61, False),
            ("skus", "price", "0.0001", True),
            ("skus", "price", "0.00001", False),
            ("skus", "price", "-3", False),
            ("skus", "price", "cheap", False),
            ("skus", "price", "", False),
            ("skus", "volume", "1", True),
            ("skus", "volume", "0", False),
            ("skus", "volume", "1.5", False),
            ("skus", "launch_year", "1899", False),
            ("skus", "weekly_cv", "50.1", False),
            ("order_lines", "month", "12", True),
            ("order_lines", "month", "13", False),
            ("order_lines", "discount", "-1", True),
            ("order_lines", "discount", "1.01", False),
            ("history", "quarter", "0", False),
            ("competitors", "share", "1.2", False),
            ("competitors", "growth", "-0.5", True),
            ("platform_history", "units", "many", False),
        ],
    )
    def test_the_same_cells_are_good(self, tmp_path, name, column, text, good):
        source = DATA / "turnaround" / f"{name}.csv"
        frame = pd.read_csv(source, dtype=str, nrows=1)
        frame.loc[0, column] = text
        path = tmp_path / f"{name}.csv"
        frame.to_csv(path, index=False)
        schema = Schema.from_descriptor(RESOURCES[f"turnaround/{name}.csv"]["schema"])
        resource = Resource(path.name, basepath=str(tmp_path), schema=schema)
        assert resource.validate().valid is good
        if good:
            read_table(path, table(name))
        else:
            with pytest.raises(InputError, match=rf"{name}\.csv: line 2: column '{column}'"):
                read_table(path, table(name))

    @pytest.mark.parametrize("name", [t.name for t in TABLES if t.key])
    def test_the_same_keys_are_unique(self, tmp_path, name):
        frame = pd.read_csv(DATA / "turnaround" / f"{name}.csv", dtype=str, nrows=2)
        key = list(table(name).key)
        frame.loc[1, key] = frame.loc[0, key]
        path = tmp_path / f"{name}.csv"
        frame.to_csv(path, index=False)
        schema = Schema.from_descriptor(RESOURCES[f"turnaround/{name}.csv"]["schema"])
        assert not Resource(path.name, basepath=str(tmp_path), schema=schema).validate().valid
        with pytest.raises(InputError, match="is given twice; it stands in line 2 already"):
            read_table(path, table(name))


class TestReading:
    @pytest.mark.parametrize("scenario", available())
    @each
    def test_what_is_read_is_what_is_written(self, scenario, declared):
        path = DATA / scenario / f"{declared.name}.csv"
        frame = read_table(path, declared)
        assert list(frame.columns) == declared.names
        assert frame.to_csv(index=False, lineterminator="\n") == path.read_text(encoding="utf-8")

    @each
    def test_a_frame_is_checked_as_a_file_is(self, declared):
        frame = load_case("packaging").tables[declared.name]
        check_frame(DATA, frame, declared)
        number = next(c for c in declared.columns if c.kind != "text" and c.least is not None)
        spoilt = frame.assign(**{number.name: frame[number.name].where(frame.index != 1, -99)})
        with pytest.raises(InputError, match=rf"line 3: column '{number.name}'.*-99"):
            check_frame(DATA, spoilt, declared)

    def test_what_is_done_to_a_table_does_not_come_back_when_it_is_read_again(self):
        """Tables that did not change since are kept."""
        path, declared = DATA / "packaging" / "competitors.csv", table("competitors")
        before = read_table(path, declared).copy()
        spoilt = read_table(path, declared)
        spoilt.loc[0, "share"] = 0.9
        spoilt["more"] = 1
        assert read_table(path, declared).equals(before)

    def test_the_same_mistake_in_two_files_is_told_with_each_ones_name(self, tmp_path):
        text = (DATA / "packaging" / "competitors.csv").read_text(encoding="utf-8")
        wrong = text.replace("Valbox", "")
        for name in ("one", "other", "one"):
            path = tmp_path / f"{name}.csv"
            path.write_text(wrong, encoding="utf-8")
            with pytest.raises(InputError, match=rf"{name}\.csv: line \d: column 'name'"):
                read_table(path, table("competitors"))
            path.write_text(text, encoding="utf-8")
            assert "Valbox" in set(read_table(path, table("competitors"))["name"])

    def test_names_that_look_like_nothing_are_names(self, tmp_path):
        """A supplier may be called "NA"; spaces around a name are none of it."""
        path = tmp_path / "competitors.csv"
        shutil.copyfile(DATA / "packaging" / "competitors.csv", path)
        text = path.read_text(encoding="utf-8").replace("Valbox", "NA").replace("Others", " null ")
        path.write_text(text, encoding="utf-8")
        names = list(read_table(path, table("competitors"))["name"])
        assert "NA" in names
        assert "null" in names
