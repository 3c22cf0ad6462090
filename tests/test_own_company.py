"""Your own company in five steps, exactly as the README says."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from casestudy.app.cli import cli
from casestudy.files.places import notebooks_folder
from casestudy.scenario.case import load_case, load_scenario
from casestudy.units import Mark

# The second step, between the first two lines, is to edit the file.
STEPS = (
    "casestudy new acme.yaml",
    "casestudy calibrate --scenario acme.yaml --write",
    "casestudy tables --scenario acme.yaml",
    "casestudy open --scenario acme.yaml",
)

# What a person replaces in an editor: text, without knowing anything of the file's structure.
EDITS = {
    'name: "Calder Motion"': 'name: "Acme Valves"',
    'industry: "drives and controls for machine builders"': 'industry: "valves for breweries"',
    'currency: {code: USD, symbol: "$", symbol_first: true, minor_units: 2}': (
        'currency: {code: SEK, symbol: "kr", symbol_first: false, minor_units: 0}'
    ),
    "{value: 250000000, mark: fact,": "{value: 900000000, mark: assumed,",
    "base_year: 2025": "base_year: 2022",
    'name: "compact drives"': 'name: "butterfly valves"',
    'product: "drive"': 'product: "valve"',
    "{value: 1000, mark: assumed,": "{value: 420, mark: assumed,",
    "products_at_start: {value: 700,": "products_at_start: {value: 300,",
    "revenue_growth: {value: 0.17, mark: fact,": "revenue_growth: {value: 0.14, mark: assumed,",
    "complexity_reduction: {value: 0.80, mark: fact,": (
        "complexity_reduction: {value: 0.70, mark: assumed,"
    ),
    "margin_points: {value: 0.01, mark: fact,": "margin_points: {value: 0.015, mark: assumed,",
}
TARGETS = {"revenue_growth": 0.14, "complexity_reduction": 0.70, "margin_points": 0.015}


def test_the_steps_are_those_of_the_readme():
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    block = readme[readme.index("## Your own company in five steps") :].split("```")[1]
    lines = [line.split("#")[0].strip() for line in block.splitlines()[1:]]
    assert [line for line in lines if line] == list(STEPS)


def run(line: str) -> Result:
    program, *arguments = line.split()
    assert program == "casestudy"
    result = CliRunner().invoke(cli, arguments, prog_name=program)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Return a folder in which the five steps were gone."""
    folder = tmp_path_factory.mktemp("my company")
    new, calibrate, tables, start = STEPS
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("CASESTUDY_SCENARIO", raising=False)
        run(new)
        path = Path("acme.yaml")
        text = path.read_text(encoding="utf-8")
        for old, fresh in EDITS.items():
            assert text.count(old) == 1, old
            text = text.replace(old, fresh)
        path.write_text(text, encoding="utf-8")
        run(calibrate)
        run(tables)
        run(f"{start} --copy-only")
    return folder


@pytest.fixture(autouse=True)
def there(folder, monkeypatch) -> None:
    """Stand in that folder."""
    monkeypatch.chdir(folder)


def test_the_case_meets_its_targets():
    said = json.loads(run("casestudy evaluate --scenario acme.yaml --json").stdout)
    assert said["scenario"] == "acme"
    for name, target in TARGETS.items():
        assert said["headlines"][name] == pytest.approx(target, abs=1e-6), name


def test_the_case_is_about_the_company():
    case = load_case("acme.yaml")
    assert case.scenario.company.name == "Acme Valves"
    assert len(case.tables["skus"]) == 420
    assert case.tables["order_lines"]["revenue"].sum() == 900_000_000 * 0.35
    assert case.tables["history"]["year"].max() == 2022
    assert "butterfly valves" in set(case.tables["competitors"]["name"])
    said = run("casestudy evaluate --scenario acme.yaml").stdout
    assert "\u00a0kr" in said
    assert "$" not in said


def test_money_is_whole_where_the_currency_has_no_small_coin():
    lines = pd.read_csv("acme/order_lines.csv")
    assert (lines["revenue"] == lines["revenue"].round()).all()


def test_every_fitted_figure_stands_in_the_file_as_calibrated():
    scenario = load_scenario("acme.yaml")
    fitted = scenario.plans["as_it_happened"].retired_share
    assert fitted.mark is Mark.CALIBRATED
    # 420 products and 40 new ones: 70% fewer of them is 126 left, of which 86 are old.
    assert fitted.value == pytest.approx(1 - 86 / 420, abs=1e-6)


def test_nothing_of_the_edited_text_was_lost(folder):
    text = (folder / "acme.yaml").read_text(encoding="utf-8")
    assert all(fresh in text for fresh in EDITS.values())
    assert "# -- Market and demand" in text


def test_the_workbook_holds_every_notebook(folder):
    originals = {p.name for p in notebooks_folder().rglob("*.ipynb")}
    copies = {p.name for p in (folder / "workbook").rglob("*.ipynb")}
    assert copies == {name for name in originals if "-checkpoint" not in name}
    for path in (folder / "workbook").rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        # None shows another company's results; each is computed when it is opened.
        assert not [o for c in cells for o in c.get("outputs", [])], path.name


def test_nothing_else_was_written(folder):
    assert {p.name for p in folder.iterdir()} == {"acme.yaml", "acme", "workbook"}


def test_the_steps_can_be_gone_again():
    """A second thought: another target, and step three once more."""
    path = Path("acme.yaml")
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text.replace("{value: 0.14, mark", "{value: 0.16, mark"), encoding="utf-8")
        run(STEPS[1])
        said = json.loads(run("casestudy evaluate --scenario acme.yaml --json").stdout)
        assert said["headlines"]["revenue_growth"] == pytest.approx(0.16, abs=1e-6)
    finally:
        path.write_text(text, encoding="utf-8")
