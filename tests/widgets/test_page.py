"""The page's data record and its file: what is in them, and what cannot get into them."""

import base64
import hashlib
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from casestudy.analysis.dashboard import past_series
from casestudy.app.cli import cli
from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers, names
from casestudy.plans.sharing import fingerprint
from casestudy.scenario.case import load_case
from casestudy.widgets.page import page_record, page_text, write_page
from casestudy.widgets.page.file import STATIC, as_literal
from casestudy.widgets.page.record import world_names

ROOT = Path(__file__).parents[2]
LARGEST = 600_000  # bytes: it has to go through a mail
CASES = ("turnaround", "packaging")


@pytest.fixture(scope="module", params=CASES)
def case(request):
    return load_case(request.param)


@pytest.fixture(scope="module")
def text(case):
    return page_text(case)


class TestRecord:
    def test_it_is_plain_data_that_json_gives_back(self, case):
        record = page_record(case)
        assert json.loads(json.dumps(record, allow_nan=False)) == record

    def test_it_has_every_lever_and_every_assumption_with_the_scenario_s_own_values(self, case):
        record = page_record(case)
        assert tuple(record["levers"]) == names(Levers)
        assert tuple(record["assumptions"]) == names(Assumptions)
        for name, about in record["assumptions"].items():
            assert about["value"] == getattr(case.assumptions, name)
        happened = case.plan("as_it_happened")
        assert all(
            about["happened"] == getattr(happened, n) for n, about in record["levers"].items()
        )

    def test_assumptions_with_a_slider_are_those_of_the_cockpit(self, case):
        sliders = [n for n, about in page_record(case)["assumptions"].items() if about["slider"]]
        assert tuple(sliders) == world_names(case)
        for name in sliders:
            about = page_record(case)["assumptions"][name]
            assert about["low"] < about["high"]
            assert about["step"] > 0

    def test_every_lever_stands_in_one_group(self, case):
        grouped = [n for group in page_record(case)["groups"] for n in group["levers"]]
        assert sorted(grouped) == sorted([*names(Levers), "pruning_rule"])

    def test_targets_history_and_fingerprint_are_the_case_s(self, case):
        record = page_record(case)
        assert record["targets"]["revenue_growth"] == case.scenario.targets.revenue_growth.value
        assert record["history"]["skus"] == past_series(case)["skus"].tolist()
        assert record["fingerprint"] == fingerprint(case)

    def test_hidden_targets_are_nowhere_in_it(self, case):
        record = page_record(case, hide_targets=True)
        assert record["targets"] == {}
        assert record["tasks"]
        assert not any(task["targets"] for task in record["tasks"])

    def test_tasks_can_be_left_out(self, case):
        assert page_record(case, tasks=False)["tasks"] == []

    def test_an_unknown_start_is_refused_with_the_ones_there_are(self, case):
        with pytest.raises(InputError, match="as_it_happened"):
            page_record(case, "as_it_hapened")


class TestFile:
    def test_it_is_small(self, text):
        assert len(text.encode()) <= LARGEST

    def test_nothing_in_it_is_fetched(self, text):
        assert not re.findall(r"<(?:link|img|iframe|script[^>]+src)", text)
        assert not re.findall(r"""url\(|@import|import\(|fetch\(|XMLHttpRequest|eval\(""", text)

    def test_only_its_own_script_and_style_may_run(self, text):
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
        rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert "unsafe" not in policy
        for rule, tag in (("script-src", "script"), ("style-src", "style")):
            (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            assert rules[rule] == f"'sha256-{digest}'"

    def test_markup_in_a_company_s_name_is_text(self, case):
        nasty = "</script><img src=x onerror=alert(1)>"
        company = case.scenario.company.model_copy(update={"name": nasty})
        scenario = case.scenario.model_copy(update={"company": company})
        text = page_text(replace(case, scenario=scenario), twin="export const a = 1;")
        assert nasty not in text
        assert text.count("</script>") == 1
        assert "&lt;/script&gt;" in text

    def test_what_json_cannot_say_is_refused(self):
        with pytest.raises(ValueError, match="JSON"):
            as_literal({"value": float("nan")})

    def test_a_file_that_is_there_stays_unless_it_may_be_replaced(self, case, tmp_path):
        path = tmp_path / "cockpit.html"
        path.write_text("mine")
        with pytest.raises(InputError, match="exists already"):
            write_page(case, path)
        assert path.read_text() == "mine"
        write_page(case, path, replace=True)
        assert path.read_text("utf-8").startswith("<!doctype html>")

    def test_the_command_writes_it(self, tmp_path):
        path = tmp_path / "cockpit.html"
        options = ["--scenario", "packaging", "--start", "do_nothing", "--hide-targets"]
        done = CliRunner().invoke(cli, ["page", "--out", str(path), *options])
        assert done.exit_code == 0, done.output
        assert str(path) in done.output
        assert '"start":"do_nothing"' in path.read_text("utf-8")
        assert '"targets":{}' in path.read_text("utf-8")

    def test_the_command_refuses_a_start_that_there_is_not(self, tmp_path):
        done = CliRunner().invoke(cli, ["page", "--out", str(tmp_path / "a"), "--start", "later"])
        assert done.exit_code == 2
        assert "as_it_happened" in done.output
        assert not (tmp_path / "a").exists()


class TestBuilt:
    """The built files are those of the sources as they stand: `tools/build_page.py` makes them."""

    @pytest.fixture
    def built(self, monkeypatch):
        monkeypatch.syspath_prepend(str(ROOT / "tools"))
        import build_page

        yield build_page
        sys.modules.pop("build_page")

    def test_no_built_file_is_older_than_its_sources(self, built):
        record = json.loads(built.RECORD.read_text("utf-8"))
        assert built.hashes(built.sources()) == record["sources"], "run tools/build_page.py"

    def test_the_built_files_are_the_ones_that_were_built(self, built):
        record = json.loads(built.RECORD.read_text("utf-8"))
        assert built.hashes([STATIC / "page.js", STATIC / "page.css"]) == record["built"]

    def test_a_changed_source_is_seen(self, built, tmp_path, monkeypatch):
        for source in built.sources():
            (tmp_path / source.name).write_bytes(source.read_bytes())
        monkeypatch.setattr(built, "SOURCES", tmp_path)
        before = built.hashes(built.sources())
        (tmp_path / "model.js").write_text("// another\n")
        assert built.hashes(built.sources()) != before

    def test_licences_of_what_is_built_in_lie_beside_it(self, built):
        licences = "".join(p.read_text("utf-8") for p in STATIC.glob("LICENSE-*.txt"))
        inside = {f"{n} {v}" for n, v in built.BUILT_WITH.items() if n != "esbuild"}
        assert [one for one in sorted(inside) if one not in licences] == []
