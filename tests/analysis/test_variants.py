"""Variants: the same targets out of other figures, each reproducible from its number alone."""

import hashlib
import json
import os
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner

import casestudy as cs
from casestudy.analysis import variants
from casestudy.analysis.calibration import calibrate
from casestudy.analysis.ledger import postings
from casestudy.analysis.variants import drawn_value, load_case, make_variant
from casestudy.app.cli import cli
from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.simulate import simulate
from casestudy.plans import PlanStore, plan_text, read_kept, sharing
from casestudy.scenario import case as own
from casestudy.scenario.agreement import disagreements
from casestudy.scenario.case import load_scenario
from casestudy.scenario.consistency import contradictions
from casestudy.scenario.schema import TARGETS, Figure, Scenario, free_figure
from casestudy.scenario.synthesis import make_tables
from casestudy.scenario.tables import TABLES, check_frame
from casestudy.units import Mark, Unit
from casestudy.widgets.page import page_text

SCENARIOS = ("turnaround", "packaging")
NUMBERS = range(1, 11)
each = pytest.mark.parametrize("name", SCENARIOS)
every = pytest.mark.parametrize("number", NUMBERS)


@cache
def variant(name: str, number: int):
    return load_case(name, number)


def figures(scenario: Scenario) -> dict[tuple, Figure]:
    """Return every figure of a scenario, by its place in the file."""
    found = {}

    def walk(part, where):
        if isinstance(part, Figure):
            found[where] = part
        elif isinstance(part, dict):
            for key, inner in part.items():
                walk(inner, (*where, key))
        elif hasattr(type(part), "model_fields"):
            for key in type(part).model_fields:
                walk(getattr(part, key), (*where, key))

    walk(scenario, ())
    return found


def run(line: str, *, code: int = 0, **environment: str):
    result = CliRunner(env=environment).invoke(cli, line.split(), prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result


class TestTenVariants:
    @each
    @every
    def test_the_targets_come_out_within_the_ranges(self, name, number):
        case = variant(name, number)
        headlines = simulate(case, case.plan()).headlines.as_dict()
        for target in TARGETS:
            wanted = getattr(load_scenario(name).targets, target).value
            assert headlines[target] == pytest.approx(wanted, abs=1e-9), target
        for quantity in case.scenario.calibration.free:
            figure = free_figure(case.scenario, quantity)
            assert figure.low <= figure.value <= figure.high, quantity
        assert calibrate(case).solved

    @each
    @every
    def test_figures_lie_in_their_ranges_and_facts_are_facts(self, name, number):
        before, after = figures(load_scenario(name)), figures(variant(name, number).scenario)
        assert list(before) == list(after)
        for where, old in before.items():
            new = after[where]
            assert (new.low, new.high, new.mark) == (old.low, old.high, old.mark)
            if old.low is None or old.mark is Mark.FACT:
                assert new == old, where
            elif old.mark is Mark.ASSUMED:
                reach = 0.25 * (old.high - old.low)
                rounding = 0.5 if where[-1] == "launch_skus" else reach / 3
                assert old.low <= new.value <= old.high, where
                assert abs(new.value - old.value) <= reach + rounding, where

    @each
    @every
    def test_it_is_a_scenario_with_its_tables(self, name, number):
        """All checks that files go through."""
        case = variant(name, number)
        assert not list(contradictions(case.scenario))
        assert not list(disagreements(case.scenario, case.tables))
        for declared in TABLES:
            check_frame(f"{declared.name}.csv", case.tables[declared.name], declared)
        assert sum(1 for _ in postings(case.scenario)) == sum(
            1 for _ in postings(load_scenario(name))
        )

    @each
    def test_the_tables_are_those_of_the_calibrated_scenario(self, name):
        """They were made before the free quantities were solved."""
        case = variant(name, 4)
        for table, frame in make_tables(case.scenario).items():
            assert frame.equals(case.tables[table]), table

    @each
    def test_no_two_are_alike(self, name):
        worlds = {variant(name, n).assumptions for n in NUMBERS} | {load_case(name).assumptions}
        assert len(worlds) == len(NUMBERS) + 1
        lines = {variant(name, n).tables["order_lines"].to_csv() for n in NUMBERS}
        assert len(lines) == len(NUMBERS)
        assert len({variant(name, n).line_revenue for n in NUMBERS}) > len(NUMBERS) / 2
        npv = {float(simulate(c := variant(name, n), c.plan()).headlines.npv) for n in NUMBERS}
        assert len(npv) == len(NUMBERS)

    @each
    def test_draws_spread_over_half_of_the_range(self, name):
        """Every assumption with a range moves, up and down, and none always to the same side."""
        base = load_scenario(name).assumptions
        for quantity in names(Assumptions):
            figure = getattr(base, quantity)
            if figure.mark is Mark.CALIBRATED:
                continue
            found = {
                getattr(variant(name, n).scenario.assumptions, quantity).value for n in NUMBERS
            }
            assert len(found) > 2, quantity
            assert min(found) < figure.value < max(found), quantity

    @each
    def test_no_drawn_figure_has_more_than_three_digits(self, name):
        for n in NUMBERS:
            for quantity in names(Assumptions):
                figure = getattr(variant(name, n).scenario.assumptions, quantity)
                if figure.mark is Mark.ASSUMED:
                    assert float(f"{figure.value:.3g}") == figure.value, quantity

    @each
    def test_a_drawn_figure_says_so_in_the_ledger(self, name):
        drawn = variant(name, 3).scenario.assumptions.demand_recapture
        old = load_scenario(name).assumptions.demand_recapture
        assert drawn.source.startswith("Drawn for variant 3; the scenario's own is 6")
        assert drawn.source.endswith(old.source)
        assert "variant 3" in variant(name, 3).scenario.title


class TestVariantZero:
    @each
    def test_it_is_the_very_case(self, name, monkeypatch):
        case = own.load_case(name)
        assert load_case(name) is case
        assert load_case(name, 0) is case
        assert cs.load_case(name, variant="0") is case
        monkeypatch.setenv("CASESTUDY_VARIANT", "5")
        assert load_case(name, 0) is case
        scenario = load_scenario(name)
        assert make_variant(scenario, 0) is scenario


FINGERPRINT = """
import hashlib, sys
from casestudy.analysis.variants import load_case
case = load_case(sys.argv[1], int(sys.argv[2]))
said = case.scenario.model_dump_json() + "".join(t.to_csv() for t in case.tables.values())
print(hashlib.sha256(said.encode()).hexdigest())
"""


def fingerprint(case) -> str:
    said = case.scenario.model_dump_json() + "".join(t.to_csv() for t in case.tables.values())
    return hashlib.sha256(said.encode()).hexdigest()


class TestReproducible:
    def test_another_process_makes_the_same(self):
        environment = os.environ | {"PYTHONHASHSEED": "77"}
        command = [sys.executable, "-c", FINGERPRINT, "packaging", "7"]
        said = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        ).stdout
        assert said.strip() == fingerprint(variant("packaging", 7))

    def test_it_is_made_once(self):
        assert load_case("packaging", 2) is load_case("packaging", "2")

    @each
    def test_one_range_more_moves_no_other_draw(self, name):
        scenario = load_scenario(name)
        data = scenario.model_dump(mode="json")
        data["assumptions"]["tooling_cost"] |= {"low": None, "high": None}
        fixed = make_variant(Scenario.model_validate(data), 2).assumptions
        drawn = variant(name, 2).scenario.assumptions
        for quantity in names(Assumptions):
            figure = getattr(drawn, quantity)
            if quantity != "tooling_cost" and figure.mark is Mark.ASSUMED:
                assert getattr(fixed, quantity) == figure, quantity
        assert fixed.tooling_cost.value == scenario.assumptions.tooling_cost.value
        assert fixed.tooling_cost.source == scenario.assumptions.tooling_cost.source

    def test_a_scenario_of_ones_own_has_variants_before_it_has_tables(self, tmp_path):
        run(f"new {tmp_path / 'acme.yaml'} --like packaging")
        case = load_case(tmp_path / "acme.yaml", 1)
        assert case.name == "acme-1"
        assert case.assumptions != variant("packaging", 1).assumptions
        assert case.path == tmp_path / "acme.yaml"


class TestDrawnValue:
    @pytest.mark.parametrize(
        ("own_value", "low", "high", "unit", "place", "expected"),
        [
            (40, 20, 80, Unit.COUNT, 0.77, 48.0),
            (0.0145, 0.01, 0.02, Unit.FRACTION, 0.5, 0.0145),
            (0.0145, 0.01, 0.02, Unit.FRACTION, 0.0, 0.012),
            (6_500_000, 5_000_000, 9_000_000, Unit.MONEY, 1.0, 7_500_000.0),
            (-1.5, -2.6, -0.8, Unit.RATIO, 0.123, -1.84),
            (0.0, -2.0, 6.0, Unit.MONTHS, 0.5, 0.0),
            (0.0, 0.0, 0.004, Unit.FRACTION, 0.4, 0.0004),
            (0.5, 0.5, 1.0, Unit.FRACTION, 0.0, 0.5),
            (0.005, 0.003, 0.007, Unit.UTILITY, 0.3, 0.0046),
        ],
    )
    def test_a_clean_number_about_the_scenarios_own(
        self, own_value, low, high, unit, place, expected
    ):
        found = drawn_value(own_value, low, high, unit, place)
        assert found == expected
        assert np.copysign(1.0, found) == (-1.0 if expected < 0 else 1.0)


class TestOutOfReach:
    def impossible(self) -> Scenario:
        data = load_scenario("packaging").model_dump(mode="json")
        data["assumptions"]["advantage_seen"] |= {"low": 0.02, "high": 0.04, "value": 0.03}
        return Scenario.model_validate(data)

    def test_it_ends_with_one_error_that_says_so(self, monkeypatch):
        monkeypatch.setattr(variants, "TRIES", 3)
        with pytest.raises(InputError, match="no variant 8: none of 3 draws") as error:
            make_variant(self.impossible(), 8)
        assert "advantage_seen" in str(error.value)

    def test_a_draw_that_cannot_meet_the_targets_is_drawn_again(self, monkeypatch):
        """With one try, some numbers have no variant; with the next draw they have."""
        scenario = load_scenario("turnaround")
        monkeypatch.setattr(variants, "TRIES", 1)

        def is_lost(number: int) -> bool:
            try:
                make_variant(scenario, number)
            except InputError:
                return True
            return False

        lost = next(number for number in range(1, 15) if is_lost(number))
        monkeypatch.undo()
        assert make_variant(scenario, lost).name == f"turnaround-{lost}"


class TestApart:
    """Plans and codes of different variants never mix."""

    def test_kept_plans_have_folders_of_their_own(self, tmp_path):
        stores = {n: PlanStore(load_case("packaging", n)) for n in (0, 1, 2)}
        assert len({s.folder for s in stores.values()}) == 3
        stores[1].keep("mine", Levers(selling=1.0))
        assert {n: s.names() for n, s in stores.items()} == {0: [], 1: ["mine"], 2: []}

    def test_a_plan_file_of_another_variant_is_refused_by_name(self, tmp_path):
        path = tmp_path / "mine.yaml"
        path.write_text(plan_text(variant("packaging", 1), "mine", Levers()), "utf-8")
        assert read_kept(path, variant("packaging", 1)).levers == Levers()
        for other in (variant("packaging", 2), load_case("packaging")):
            with pytest.raises(InputError, match=f"'packaging-1', not for '{other.name}'"):
                read_kept(path, other)

    def test_a_code_restores_its_variant_and_no_other(self):
        case = variant("turnaround", 6)
        code = sharing.encode(case, case.plan(mentoring=0.35))
        shared = sharing.decode(code)
        assert (shared.scenario, shared.note) == ("turnaround-6", "")
        assert shared.levers == case.plan(mentoring=0.35)
        assert shared.assumptions == case.assumptions
        with pytest.raises(InputError, match="'turnaround-6', not for 'turnaround'"):
            sharing.decode(code, load_case("turnaround"))

    def test_a_code_of_the_scenario_stays_one_whatever_is_set(self, monkeypatch):
        case = load_case("packaging")
        code = sharing.encode(case, case.plan())
        monkeypatch.setenv("CASESTUDY_VARIANT", "3")
        assert sharing.decode(code).scenario == "packaging"


class TestChoosing:
    def test_the_environment_chooses(self, monkeypatch):
        monkeypatch.setenv("CASESTUDY_VARIANT", " 7 ")
        assert cs.load_case("packaging").name == "packaging-7"
        assert cs.load_case("packaging", 1).name == "packaging-1"
        monkeypatch.setenv("CASESTUDY_VARIANT", "")
        assert cs.load_case("packaging").name == "packaging"

    def test_evaluate(self):
        plain = json.loads(run("evaluate --scenario packaging --json").stdout)
        given = json.loads(run("evaluate --scenario packaging --variant 7 --json").stdout)
        asked = run("evaluate --scenario packaging --json", CASESTUDY_VARIANT="7").stdout
        assert given["scenario"] == "packaging-7"
        assert json.loads(asked) == given
        assert given["headlines"]["npv"] != plain["headlines"]["npv"]
        assert given["headlines"]["revenue_growth"] == pytest.approx(0.12, abs=1e-9)
        zero = run("evaluate --scenario packaging --variant 0 --json", CASESTUDY_VARIANT="7")
        assert json.loads(zero.stdout) == plain
        assert "(variant 7)" in run("evaluate --scenario packaging --variant 7").stdout

    def test_calibrate_never_writes(self):
        said = json.loads(run("calibrate --scenario packaging --variant 7 --json").stdout)
        assert said["solved"]
        assert said["scenario"] == "packaging-7"
        error = run("calibrate --scenario packaging --variant 7 --write", code=1).stderr
        assert "no file of its own" in error

    def test_the_lab_gets_it(self, monkeypatch, tmp_path):
        from casestudy.app import workbook

        seen = {}

        def started(*args, **kwargs):
            seen.update(kwargs)
            return 0

        monkeypatch.setattr(workbook, "start_lab", started)
        folder = f"--folder {tmp_path / 'mine'}"
        run(f"open --scenario packaging --variant 4 {folder}")
        assert seen["variant"] == 4
        run(f"open --scenario packaging {folder}")
        assert seen["variant"] is None

    def test_the_served_page_gets_it(self, monkeypatch):
        from casestudy.app import serving

        seen = []

        def started(text, **kwargs):
            seen.append(text)
            return 0

        monkeypatch.setattr(serving, "serve", started)
        for options in ("--variant 4", ""):
            run(f"serve --scenario packaging {options}")
        assert seen == [
            page_text(load_case("packaging", 4)),
            page_text(load_case("packaging")),
        ]
        assert seen[0] != seen[1]

    def test_their_kernels_get_it_too(self, monkeypatch, tmp_path):
        from casestudy.app import workbook

        seen = []

        def ended(command, *, folder, environment):
            seen.append(environment.get("CASESTUDY_VARIANT"))
            return 0

        monkeypatch.setattr(workbook, "run_to_its_end", ended)
        workbook.start_lab(tmp_path, variant=4)
        workbook.start_lab(tmp_path)
        assert seen == ["4", None]


class TestBadInput:
    BAD = ("-1", "seven", "1.5", "1000000", "1e3", "٣", "7;8", "+7", "0x7")

    @pytest.mark.parametrize("text", BAD)
    def test_one_clear_error_on_the_command_line(self, text):
        said = run(f"evaluate --variant={text}", code=1)
        assert said.stdout == ""
        assert len(said.stderr.splitlines()) == 1
        assert "variant: expected a whole number from 0 (the scenario itself) to 999,999" in (
            said.stderr
        )
        assert repr(text) in said.stderr

    @pytest.mark.parametrize("text", BAD)
    def test_the_environment_is_named(self, text, monkeypatch):
        monkeypatch.setenv("CASESTUDY_VARIANT", text)
        with pytest.raises(InputError, match="environment variable CASESTUDY_VARIANT"):
            cs.load_case("packaging")

    @pytest.mark.parametrize(
        "value", [-1, 1.5, 7.0, True, 1_000_000, float("nan"), "", "  ", [7], b"7", 10**30]
    )
    def test_the_call(self, value):
        with pytest.raises(InputError, match=r"variant: expected a whole number from 0"):
            cs.load_case("packaging", value)
        with pytest.raises(InputError, match="variant: expected"):
            make_variant(load_scenario("packaging"), value)

    @pytest.mark.parametrize("value", [7, "7", "007", " 7\n", np.int64(7)])
    def test_what_is_a_whole_number_is_taken(self, value):
        assert cs.load_case("packaging", value).name == "packaging-7"

    def test_a_wrong_scenario_is_explained_as_without_a_variant(self):
        assert (
            "unknown scenario 'packagin'"
            in run("evaluate --scenario packagin --variant 3", code=1).stderr
        )
