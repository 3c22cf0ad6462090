"""The command line: what it says, in words and in JSON, and what it writes."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casestudy.analysis import variants
from casestudy.analysis.calibration import calibrate
from casestudy.analysis.monte_carlo import monte_carlo
from casestudy.app.cli import cli
from casestudy.files import places
from casestudy.files.places import available, notebooks_folder
from casestudy.levers import Levers, names
from casestudy.model.simulate import simulate
from casestudy.model.twin import print_twin
from casestudy.own.calibrating import calibration_lines
from casestudy.scenario.case import load_case, load_scenario
from casestudy.text.figures import headline, headline_rows
from casestudy.text.formats import percent
from casestudy.units import Mark

HEADLINES = [
    "revenue_growth",
    "revenue_cagr",
    "complexity_reduction",
    "margin_points",
    "share",
    "inventory_turns",
    "programme_cost",
    "npv",
]
TARGETS = {
    "turnaround": {"revenue_growth": 0.17, "complexity_reduction": 0.80, "margin_points": 0.01},
    "packaging": {"revenue_growth": 0.12, "complexity_reduction": 0.60, "margin_points": 0.02},
}
FREE = ["retired_share", "advantage_seen", "unrecovered_inflation"]


def run(line: str, *, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, line.split(), prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result


def json_of(line: str, *, code: int = 0) -> dict:
    return json.loads(run(line, code=code).stdout, parse_constant=pytest.fail)


@pytest.fixture
def mine(tmp_path, monkeypatch) -> Path:
    """Return a scenario of one's own, in a folder of its own, without tables."""
    monkeypatch.chdir(tmp_path)
    run("new acme.yaml --like packaging")
    return tmp_path / "acme.yaml"


class TestSimulate:
    def test_says_how_often_the_targets_are_met(self):
        case = load_case("packaging")
        found = monte_carlo(case, draws=2000, seed=3)
        said = run("simulate --scenario packaging --draws 2000 --seed 3").stdout
        assert "in 2,000 other worlds (seed 3)" in said
        row = next(line for line in said.splitlines() if "All targets at once" in line)
        assert f" {percent(found.success.value)} ± {percent(found.success.error, 2)}" in row
        row = next(line for line in said.splitlines() if "50% of the worlds" in line)
        assert row.endswith(headline(case, "npv", found.quantile("npv", 0.5).value))

    def test_the_same_as_json(self):
        told = json_of("simulate --plan do_nothing --draws 500 --seed 1 --json")
        found = monte_carlo(load_case("turnaround"), Levers(), draws=500, seed=1)
        assert told["draws"] == 500
        assert told["seed"] == 1
        assert told["probabilities"]["all_targets"]["value"] == found.success.value
        quantile = found.quantile("share", 0.9)
        assert told["quantiles"]["share"]["0.9"] == {
            "value": quantile.value, "error": quantile.error,
        }  # fmt: skip

    def test_processes_say_the_same(self):
        line = "simulate --draws 20000 --seed 2 --json"
        assert json_of(f"{line} --workers 2") == json_of(line)

    def test_writes_a_file_and_says_so(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        said = run("simulate --draws 100 --csv worlds.csv").stdout
        assert said.endswith("Wrote worlds.csv\n")
        assert len((tmp_path / "worlds.csv").read_text().splitlines()) == 101
        assert "is there already" in run("simulate --draws 100 --csv worlds.csv", code=1).stderr
        run("simulate --draws 50 --csv worlds.csv --force")
        assert len((tmp_path / "worlds.csv").read_text().splitlines()) == 51

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("--draws 0", "draws: expected a whole number from 1"),
            ("--seed -1", "seed: expected a whole number from 0"),
            ("--plan as_it_hapened", "as_it_happened"),
        ],
    )
    def test_bad_input_is_one_clear_line(self, line, said):
        told = run(f"simulate {line}", code=1).stderr
        assert said in told
        assert len(told.splitlines()) == 1

    def test_one_file_at_a_time(self, tmp_path):
        given = f"--csv {tmp_path / 'a.csv'} --parquet {tmp_path / 'a.parquet'}"
        assert "expected --csv or --parquet, not both" in run(f"simulate {given}", code=2).stderr

    def test_progress_is_told_after_a_second(self, monkeypatch):
        now = iter(range(100))
        monkeypatch.setattr("casestudy.app.simulating.time.monotonic", lambda: next(now))
        told = run("simulate --draws 30000 --seed 1").stderr
        assert "8,192 of 30,000 worlds" in told
        assert "30,000 of 30,000" not in told


class TestTwin:
    def test_writes_the_model_of_a_variant(self, tmp_path):
        file = tmp_path / "twin.js"
        file.write_text("older", "utf-8")
        said = run(f"twin --scenario packaging --variant 2 --out {file}").output
        assert str(file) in said
        assert file.read_text("utf-8") == print_twin(variants.load_case("packaging", 2))

    def test_a_file_has_to_be_named(self):
        assert "--out" in run("twin --scenario packaging", code=2).output


class TestEvaluate:
    @pytest.mark.parametrize("scenario", TARGETS)
    @pytest.mark.parametrize("plan", ["as_it_happened", "do_nothing"])
    def test_the_json_has_its_keys_and_its_shapes(self, scenario, plan):
        said = json_of(f"evaluate --scenario {scenario} --plan {plan} --json")
        assert list(said) == ["scenario", "plan", "levers", "headlines", "series"]
        assert (said["scenario"], said["plan"]) == (scenario, plan)
        assert list(said["levers"]) == [*names(Levers), "pruning_rule"]
        assert list(said["headlines"]) == HEADLINES
        assert all(isinstance(value, float) for value in said["headlines"].values())
        assert all(len(values) == 20 for values in said["series"].values())

    @pytest.mark.parametrize("scenario", TARGETS)
    def test_what_happened_meets_the_targets_of_its_scenario(self, scenario):
        headlines = json_of(f"evaluate --scenario {scenario} --json")["headlines"]
        for name, target in TARGETS[scenario].items():
            assert headlines[name] == pytest.approx(target, abs=1e-6), name

    def test_doing_nothing_loses_five_percent_a_year(self):
        headlines = json_of("evaluate --scenario turnaround --plan do_nothing --json")["headlines"]
        assert headlines["revenue_cagr"] == pytest.approx(-0.05, abs=0.005)
        assert headlines["complexity_reduction"] == 0
        assert headlines["npv"] == 0
        assert headlines["programme_cost"] == 0

    @pytest.mark.parametrize("scenario", TARGETS)
    def test_headlines_are_fractions_of_what_the_series_show(self, scenario):
        said = json_of(f"evaluate --scenario {scenario} --json")
        series, headlines = said["series"], said["headlines"]
        history = load_case(scenario).tables["history"]
        before = history[history["year"] == history["year"].max()]
        revenue = sum(series["revenue"][8:12])
        growth = revenue / before["revenue"].sum() - 1
        assert headlines["revenue_growth"] == pytest.approx(growth, rel=1e-9)
        assert headlines["share"] == pytest.approx(revenue / sum(series["market"][8:12]), rel=1e-9)
        cost = before["variable_cost"].sum() + before["complexity_cogs"].sum()
        margin = sum(series["gross_profit"][8:12]) / revenue
        then = 1 - cost / before["revenue"].sum()
        assert headlines["margin_points"] == pytest.approx(margin - then, abs=1e-6)

    def test_set_changes_levers_of_the_plan_and_nothing_else(self):
        plain = json_of("evaluate --json")
        moved = json_of("evaluate --set price_change=0.03 --set pruning_rule=margin_tail --json")
        changes = {"price_change": 0.03, "pruning_rule": "margin_tail"}
        assert moved["levers"] == plain["levers"] | changes
        case = load_case("turnaround")
        expected = simulate(case, case.plan(**changes)).headlines.as_dict()
        assert moved["headlines"] == expected
        assert moved["headlines"] != plain["headlines"]

    @pytest.mark.parametrize("text", ["3%", "3 %", "0,03", "about 3 percent", "３%", "٣٪"])
    def test_numbers_are_read_as_answers_are(self, text):
        wanted = json_of("evaluate --set price_change=0.03 --json")["levers"]
        result = CliRunner().invoke(cli, ["evaluate", "--set", f"price_change={text}", "--json"])
        assert json.loads(result.stdout)["levers"] == wanted

    def test_a_plan_may_be_a_file_and_keeps_the_other_levers_at_null(self, tmp_path):
        path = tmp_path / "bold.yaml"
        path.write_text(
            "plan_version: 1\nname: bold\nscenario: turnaround\n"
            "levers:\n  retired_share: 0.9\n  pruning_rule: platform\n",
            encoding="utf-8",
        )
        said = json_of(f"evaluate --plan {path} --set selling=1 --json")
        expected = dict.fromkeys(names(Levers), 0.0)
        expected |= {"retired_share": 0.9, "selling": 1.0, "pruning_rule": "platform"}
        assert said["levers"] == expected

    def test_the_text_has_every_headline_in_words(self):
        said = run("evaluate --scenario turnaround").stdout
        case = load_case("turnaround")
        rows = headline_rows(case, simulate(case, case.plan()))
        assert len(rows) == len(HEADLINES)
        lines = said.splitlines()
        assert lines[0] == f"{case.scenario.title}: plan as_it_happened"
        for (label, value), line in zip(rows, lines[1:], strict=True):
            assert line.split() == [*label.split(), *value.split()]
        assert "+17.0%" in said
        assert "+1.0 points" in said

    def test_the_text_is_in_the_currency_of_the_scenario(self):
        assert "$" in run("evaluate --scenario turnaround").stdout
        said = run("evaluate --scenario packaging").stdout
        assert "€" in said
        assert "$" not in said


class TestCalibrate:
    @pytest.mark.parametrize("scenario", TARGETS)
    def test_the_own_targets_are_solved(self, scenario):
        said = json_of(f"calibrate --scenario {scenario} --json")
        assert said["solved"] is True
        assert said["targets"] == TARGETS[scenario]
        assert list(said["values"]) == FREE
        assert said["needed"] is None
        for name, value in said["values"].items():
            low, high = said["ranges"][name]
            assert low <= value <= high

    def test_other_targets_are_solved_and_the_levers_show_it(self):
        said = json_of(
            "calibrate --target revenue_growth=0.12 --target complexity_reduction=0.6 "
            "--target margin_points=0.02 --json"
        )
        assert said["solved"] is True
        assert max(map(abs, said["residuals"].values())) < 1e-9
        case = load_case("turnaround")
        world = {name: said["values"][name] for name in FREE[1:]}
        plan = case.plan(retired_share=said["values"]["retired_share"])
        headlines = simulate(case, plan, case.assume(**world)).headlines.as_dict()
        assert headlines["revenue_growth"] == pytest.approx(0.12, abs=1e-9)
        assert headlines["complexity_reduction"] == pytest.approx(0.60, abs=1e-9)
        assert headlines["margin_points"] == pytest.approx(0.02, abs=1e-9)

    def test_what_cannot_be_met_is_named_with_how_close_and_what_it_would_take(self):
        line = "calibrate --scenario turnaround --target margin_points=0.05"
        said = json_of(f"{line} --json", code=1)
        assert said["solved"] is False
        assert said["met"]["margin_points"] is False
        assert said["needed"]["unrecovered_inflation"] < said["ranges"]["unrecovered_inflation"][0]
        result = run(f"{line} --json", code=1)
        nearest = 0.05 + said["residuals"]["margin_points"]
        assert f"margin_points 0.05 (nearest: {nearest:.4g})" in result.stderr
        needed = said["needed"]["unrecovered_inflation"]
        assert f"unrecovered_inflation {needed:.4g} (range 0.005 to 0.02)" in result.stderr
        text = run(line, code=1).stdout
        assert "NOT met" in text
        assert f"unrecovered_inflation {needed:.4g}" in text

    def test_what_no_values_can_meet_says_so(self):
        said = json_of("calibrate --target complexity_reduction=0.95 --json", code=1)
        assert said["needed"] is None
        assert said["met"] | {"complexity_reduction": False} == said["met"]
        result = run("calibrate --target complexity_reduction=0.95", code=1)
        assert "no values that the model can take" in result.stdout
        assert "no values that the model can take would do" in result.stderr

    def test_the_text_says_what_the_json_says(self):
        said = run("calibrate --scenario packaging").stdout
        case = load_case("packaging")
        assert said.splitlines() == calibration_lines(case, calibrate(case))
        assert all(name in said for name in [*TARGETS["packaging"], *FREE])

    def test_without_tables_it_works_on_tables_in_memory_and_writes_none(self, mine):
        said = json_of("calibrate --scenario acme.yaml --json")
        assert said["values"] == json_of("calibrate --scenario packaging --json")["values"]
        assert list(mine.parent.iterdir()) == [mine]
        assert "casestudy tables --scenario" in run("evaluate --scenario acme.yaml", code=1).stderr


class TestWrite:
    def test_nothing_but_the_fitted_values_changes(self, mine):
        before = mine.read_text(encoding="utf-8").splitlines(keepends=True)
        run("calibrate --scenario acme.yaml --write")
        assert mine.read_text(encoding="utf-8").splitlines(keepends=True) == before
        # Other development times need another advantage of the new product.
        text = mine.read_text(encoding="utf-8").replace("likely: 3.5", "likely: 3.7")
        mine.write_text(text, encoding="utf-8", newline="\n")
        before = text.splitlines(keepends=True)
        run("calibrate --scenario acme.yaml --write")
        after = mine.read_text(encoding="utf-8").splitlines(keepends=True)
        changed = [i for i, pair in enumerate(zip(before, after, strict=True)) if len({*pair}) > 1]
        values = json_of("calibrate --scenario acme.yaml --json")["values"]
        for i in changed:
            places_of_value = re.compile(r"(?<=value: )[^,]+")
            assert places_of_value.sub("", before[i]) == places_of_value.sub("", after[i])
            assert float(places_of_value.search(after[i])[0]) in [
                pytest.approx(value, rel=1e-9) for value in values.values()
            ]
        assert any("calibrated" in before[i] for i in changed)
        run("tables --scenario acme.yaml")
        headlines = json_of("evaluate --scenario acme.yaml --json")["headlines"]
        assert headlines["revenue_growth"] == pytest.approx(0.12, abs=1e-6)

    def test_comments_line_ends_marks_of_order_and_odd_layout_stay(self, mine):
        text = mine.read_text(encoding="utf-8")
        text = re.sub(
            r"advantage_seen:\n +\{value: ([\d.]+), low: 0.3, high: 1.0, mark: calibrated,\n"
            r" +source: (.*)\}",
            "advantage_seen: # 🙂 solved\n"
            "    value: 0.7 # once\n"
            "    low:   0.3\n"
            "    high:  1.0\n"
            "    mark: 'calibrated'\n"
            "    source: >-\n"
            "      Solved, so that\n"
            "      the target comes out\n",
            text,
        )
        assert "🙂" in text
        mine.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
        before = mine.read_bytes()
        run("calibrate --scenario acme.yaml --write")
        after = mine.read_bytes()
        fitted = load_scenario(mine).assumptions.advantage_seen
        assert fitted.source == "Solved, so that the target comes out"
        assert after == before.replace(
            b"value: 0.7 # once", f"value: {fitted.value!r} # once".encode()
        )

    def test_a_target_given_by_hand_is_stored_as_assumed(self, mine):
        run("calibrate --scenario acme.yaml --target revenue_growth=0.10 --write")
        target = load_scenario(mine).targets.revenue_growth
        assert (target.value, target.mark) == (0.10, Mark.ASSUMED)
        assert "by hand" in target.source
        other = load_scenario(mine).targets.margin_points
        assert other == load_scenario("packaging").targets.margin_points
        run("tables --scenario acme.yaml")
        headlines = json_of("evaluate --scenario acme.yaml --json")["headlines"]
        assert headlines["revenue_growth"] == pytest.approx(0.10, abs=1e-6)

    def test_a_fact_replaced_by_hand_is_a_fact_no_longer(self, mine):
        shutil.copyfile(available()["turnaround"], mine.with_name("turnaround.yaml"))
        run("calibrate --scenario ./turnaround.yaml --target revenue_growth=0.15 --write")
        targets = load_scenario("./turnaround.yaml").targets
        assert targets.revenue_growth.mark is Mark.ASSUMED
        assert targets.complexity_reduction.mark is Mark.FACT

    def test_a_long_source_gives_way_without_harm_to_the_next_line(self, mine):
        text = mine.read_text(encoding="utf-8")
        text = re.sub(
            r"  revenue_growth: \{value: 0.12, mark: assumed, source: .*\}",
            "  revenue_growth:\n    value: 0.12\n    mark: assumed\n    source: |\n"
            "      What this case sets out to reach\n",
            text,
        )
        mine.write_text(text, encoding="utf-8", newline="\n")
        run("calibrate --scenario acme.yaml --target revenue_growth=0.11 --write")
        targets = load_scenario(mine).targets
        assert targets.revenue_growth.value == 0.11
        assert "by hand" in targets.revenue_growth.source
        assert targets.complexity_reduction.value == 0.60

    def test_without_write_the_file_stays(self, mine):
        before = mine.read_bytes()
        run("calibrate --scenario acme.yaml --target revenue_growth=0.10")
        assert mine.read_bytes() == before

    def test_tables_that_no_longer_agree_are_named_until_they_are_made_anew(self, mine):
        run("tables --scenario acme.yaml")
        text = mine.read_text(encoding="utf-8")
        mine.write_text(text.replace("{value: 0.27, mark", "{value: 0.26, mark"), encoding="utf-8")
        for line in ("calibrate --scenario acme.yaml --write", "evaluate --scenario acme.yaml"):
            said = run(line, code=1).stderr
            assert "skus.csv: unit_cost × volume" in said
            assert "but the scenario says 0.26 (line.gross_margin)" in said
            assert "make the tables anew with: casestudy tables --scenario" in said
        run("tables --scenario acme.yaml")
        run("calibrate --scenario acme.yaml --write")
        headlines = json_of("evaluate --scenario acme.yaml --json")["headlines"]
        assert headlines["margin_points"] == pytest.approx(0.02, abs=1e-6)


class TestNew:
    def test_a_copy_has_its_own_name_and_all_comments(self, tmp_path):
        path = tmp_path / "acme.yaml"
        said = run(f"new {path} --like turnaround").stdout
        assert str(path) in said
        original = available()["turnaround"].read_text(encoding="utf-8").splitlines()
        copy = path.read_text(encoding="utf-8").splitlines()
        differing = [(a, b) for a, b in zip(original, copy, strict=True) if a != b]
        assert [b for _, b in differing][1:] == ["name: acme"]
        assert len(differing) == 2
        schema = re.fullmatch(r"# yaml-language-server: \$schema=(.*)", copy[0])[1]
        assert schema == (places.data_folder() / "scenarios" / "scenario.schema.json").as_uri()
        assert load_scenario(path).name == "acme"

    def test_without_like_it_is_the_default_scenario(self, tmp_path):
        run(f"new {tmp_path / 'acme.yaml'}")
        mine, original = load_scenario(tmp_path / "acme.yaml"), load_scenario("turnaround")
        assert mine == original.model_copy(update={"name": "acme"})

    def test_a_copy_of_a_copy_works(self, mine):
        run("new beta.yaml --like acme.yaml")
        assert load_scenario("beta.yaml").name == "beta"


class TestChoose:
    def test_the_choice_is_listed_and_used(self):
        assert run("choose").stdout.split("\n")[:3] == ["  balances", "  packaging", "* turnaround"]
        assert "packaging" in run("choose packaging").stdout
        assert run("choose").stdout.split("\n")[:3] == ["  balances", "* packaging", "  turnaround"]
        assert json_of("evaluate --json")["scenario"] == "packaging"

    def test_a_file_is_remembered_from_any_folder(self, mine, monkeypatch):
        run("tables --scenario acme.yaml")
        run("choose acme.yaml")
        monkeypatch.chdir(mine.parent.parent)
        assert json_of("evaluate --json")["scenario"] == "acme"
        assert "* acme" in run("choose").stdout


class TestTables:
    def test_a_scenario_elsewhere_works_like_one_in_the_repository(self, mine):
        said = run("tables acme.yaml").stdout
        assert "acme" in said
        folder = mine.parent / "acme"
        ready = available()["packaging"].parent.parent / "packaging"
        assert sorted(p.name for p in folder.iterdir()) == sorted(p.name for p in ready.iterdir())
        for path in folder.glob("*.csv"):
            assert path.read_bytes() == (ready / path.name).read_bytes(), path.name
        assert (
            json_of("evaluate --scenario acme.yaml --json")["headlines"]
            == (json_of("evaluate --scenario packaging --json")["headlines"])
        )

    def test_they_can_go_elsewhere(self, mine):
        run("tables acme.yaml --out made/here")
        assert (mine.parent / "made" / "here" / "skus.csv").is_file()
        assert not (mine.parent / "acme").exists()

    def test_all_of_them_are_made_with_their_descriptions(self, tmp_path, monkeypatch):
        data, copy = places.data_folder(), tmp_path / "data"
        shutil.copytree(data / "scenarios", copy / "scenarios")
        monkeypatch.setattr(places, "data_folder", lambda: copy)
        run("tables --all")
        run("schema")
        made = [p.relative_to(copy) for p in copy.rglob("*") if p.is_file()]
        assert sorted(made) == sorted(p.relative_to(data) for p in data.rglob("*") if p.is_file())
        for path in made:
            assert (copy / path).read_bytes() == (data / path).read_bytes(), path


class TestCheck:
    def test_all_ready_scenarios_are_fine(self):
        assert run("check").stdout.count("fine") == len(available())

    def test_every_one_is_looked_at(self, mine):
        said = run("check packaging acme.yaml turnaround", code=1)
        assert said.stdout.count("fine") == 2
        assert "the tables of acme.yaml are missing" in said.stderr


class TestOpen:
    def test_a_learners_file_is_never_overwritten(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        originals = {
            p.relative_to(notebooks_folder())
            for p in notebooks_folder().rglob("*.ipynb")
            if ".ipynb_checkpoints" not in p.parts
        }
        said = run("open --copy-only").stdout
        assert f"{len(originals)} notebooks copied" in said
        folder = tmp_path / "workbook"
        copies = {p.relative_to(folder) for p in folder.rglob("*") if p.is_file()}
        assert copies == {*originals, Path(".casestudy.json")}
        first, second, *_ = sorted(originals)
        (folder / first).write_text("my own work", encoding="utf-8")
        (folder / second).unlink()
        said = run("open --copy-only").stdout
        assert f"1 notebooks copied, {len(originals) - 1} of yours kept" in said
        assert (folder / first).read_text(encoding="utf-8") == "my own work"
        original = notebooks_folder() / second
        assert (folder / second).read_bytes() == original.read_bytes()

    @pytest.mark.parametrize("below", [".", "mine"])
    def test_the_originals_are_not_a_working_copy(self, below):
        folder = notebooks_folder() / below
        before = sorted(notebooks_folder().rglob("*"))
        result = CliRunner().invoke(cli, ["open", "--copy-only", "--folder", str(folder)])
        assert result.exit_code == 1
        assert "holds the originals" in result.stderr
        assert sorted(notebooks_folder().rglob("*")) == before

    def test_a_copy_cut_short_leaves_nothing(self, tmp_path, monkeypatch):
        def full(handle):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        folder = tmp_path / "workbook"
        result = CliRunner().invoke(cli, ["open", "--copy-only", "--folder", str(folder)])
        assert result.exit_code == 1
        assert "cannot be written (No space left on device)" in result.stderr
        assert [p for p in folder.rglob("*") if p.is_file()] == []


class TestHelp:
    @pytest.mark.parametrize("command", ["", *cli.commands])
    def test_every_command_explains_itself(self, command):
        said = run(f"{command} --help").stdout
        assert said.startswith("Usage: casestudy")
        assert run(f"{command} -h").stdout == said
        for parameter in cli.commands[command].params if command else []:
            if parameter.param_type_name == "option":
                assert parameter.help, parameter.name
                assert parameter.opts[0] in said

    def test_the_commands_are_those_of_the_specification(self):
        assert {"evaluate", "calibrate", "tables", "check", "open"} <= set(cli.commands)

    def test_the_version_is_told(self):
        assert re.search(r"\d+\.\d+", run("--version").stdout)
