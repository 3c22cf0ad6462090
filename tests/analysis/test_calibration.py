"""Calibration: the stored figures come out again, and what cannot be met is said, not clipped."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casestudy.analysis.calibration import MET, Calibration, calibrate
from casestudy.errors import InputError
from casestudy.files.places import available
from casestudy.levers import Assumptions, Levers, names
from casestudy.model.simulate import simulate
from casestudy.scenario.case import Case, load_case
from casestudy.scenario.schema import TARGETS, Scenario, free_figure
from casestudy.units import Mark

SCENARIOS = sorted(available())

each = pytest.mark.parametrize("name", SCENARIOS)


def place_of(data: dict, quantity: str) -> dict:
    """Where a free quantity stands in a scenario's data."""
    plan = data["plans"]["as_it_happened"]
    return plan[quantity] if quantity in names(Levers) else data["assumptions"][quantity]


def with_values(case: Case, free: dict[str, float] | None = None, **figures: dict) -> Case:
    """Return the case with other values of free quantities, or other figures altogether."""
    data = case.scenario.model_dump(mode="json")
    for quantity, value in (free or {}).items():
        place_of(data, quantity)["value"] = value
    for quantity, figure in figures.items():
        place_of(data, quantity).update(figure)
    if figures:
        data["calibration"]["free"] = list(figures)
    return Case(Scenario.model_validate(data), case.tables)


def stored(case: Case) -> dict[str, float]:
    return {name: free_figure(case.scenario, name).value for name in case.scenario.calibration.free}


def reached(case: Case, values: dict[str, float]) -> dict[str, float]:
    """Targets as the model gives them for values of the free quantities."""
    plan = {n: v for n, v in values.items() if n in names(Levers)}
    world = {n: v for n, v in values.items() if n in names(Assumptions)}
    headlines = simulate(case, case.plan(**plan), case.assume(**world)).headlines.as_dict()
    return {name: headlines[name] for name in TARGETS}


def inside(result: Calibration, name: str, value: float) -> bool:
    low, high = result.ranges[name]
    return low <= value <= high


class TestStoredFigures:
    @each
    def test_a_fresh_calibration_gives_the_figures_in_the_file(self, name):
        """Started elsewhere, so that it cannot just stay where it is."""
        case = load_case(name)
        values = stored(case)
        result = calibrate(case)
        for share in (0.25, 0.75):
            start = {n: low + share * (high - low) for n, (low, high) in result.ranges.items()}
            again = calibrate(with_values(case, start))
            assert again.solved
            for quantity, value in values.items():
                assert again.values[quantity] == pytest.approx(value, rel=1e-9), quantity

    @each
    def test_they_meet_the_targets_inside_their_ranges(self, name):
        case = load_case(name)
        result = calibrate(case)
        assert result.solved
        assert all(result.met.values())
        assert result.needed is None
        assert all(inside(result, quantity, value) for quantity, value in result.values.items())
        wanted = {n: getattr(case.scenario.outcomes, n).value for n in TARGETS}
        assert result.targets == wanted
        assert reached(case, result.values) == pytest.approx(wanted, abs=1e-9)

    @each
    def test_the_retired_share_is_what_a_count_of_products_says(self, name):
        """The launch adds products, so more have to go than the target says."""
        case = load_case(name)
        s = case.scenario
        launched = s.plans["as_it_happened"].launch.value * s.assumptions.launch_skus.value
        expected = s.targets.complexity_reduction.value + launched / s.line.products.value
        assert calibrate(case).values["retired_share"] == pytest.approx(expected, abs=1e-9)

    @each
    def test_the_result_carries_the_plan_and_the_world_that_were_fitted(self, name):
        case = load_case(name)
        result = calibrate(case, {"revenue_growth": 0.10})
        headlines = simulate(case, result.levers, result.assumptions).headlines.as_dict()
        for target, wanted in result.targets.items():
            assert headlines[target] - wanted == pytest.approx(result.residuals[target], abs=1e-12)
        assert result.levers.retired_share == result.values["retired_share"]
        assert result.assumptions.advantage_seen == result.values["advantage_seen"]
        untouched = case.plan()
        for lever in {*names(Levers)} - {*result.values}:
            assert getattr(result.levers, lever) == getattr(untouched, lever)
        for assumption in {*names(Assumptions)} - {*result.values}:
            assert getattr(result.assumptions, assumption) == getattr(case.assumptions, assumption)


class TestOtherTargets:
    def test_the_targets_of_the_second_scenario_solve_in_the_first(self):
        targets = {"revenue_growth": 0.12, "complexity_reduction": 0.60, "margin_points": 0.02}
        result = calibrate(load_case("turnaround"), targets)
        assert result.solved
        assert result.targets == targets
        assert max(map(abs, result.residuals.values())) < 1e-9

    @each
    @settings(max_examples=12)
    @given(shares=st.lists(st.floats(0.1, 0.9), min_size=3, max_size=3))
    def test_what_the_model_made_is_found_again(self, name, shares):
        """Values from anywhere in their ranges come back from nothing but their outcome."""
        case = load_case(name)
        ranges = calibrate(case).ranges
        values = {
            n: low + share * (high - low)
            for (n, (low, high)), share in zip(ranges.items(), shares, strict=True)
        }
        result = calibrate(case, reached(case, values))
        assert result.solved
        for quantity, (low, high) in ranges.items():
            assert result.values[quantity] == pytest.approx(
                values[quantity], abs=1e-6 * (high - low)
            )

    @each
    def test_more_growth_takes_a_better_product_and_more_margin_less_inflation(self, name):
        case = load_case(name)
        growth = [
            calibrate(case, {"revenue_growth": g}).values["advantage_seen"]
            for g in (0.10, 0.15, 0.20)
        ]
        assert growth == sorted(growth)
        assert np.diff(growth).min() > 0.01
        base = calibrate(case)
        poorer = calibrate(case, {"margin_points": base.targets["margin_points"] - 0.01})
        key = "unrecovered_inflation"
        assert poorer.solved or poorer.needed[key] > base.values[key]
        assert (poorer.needed or poorer.values)[key] > base.values[key] + 1e-4

    def test_other_quantities_can_be_free_levers_among_them(self):
        """What if prices and retired products were what the source does not report?"""
        fitted = {"mark": Mark.CALIBRATED.value}
        case = with_values(
            load_case("turnaround"),
            retired_share=fitted,
            advantage_seen=fitted,
            price_change=fitted | {"low": -0.03, "high": 0.05},
        )
        result = calibrate(case, {"margin_points": 0.015})
        assert result.solved
        assert list(result.values) == ["retired_share", "advantage_seen", "price_change"]
        assert reached(case, result.values)["margin_points"] == pytest.approx(0.015, abs=1e-9)


class TestOutOfReach:
    """Nothing is clipped silently: which, how close, and what it would take."""

    CASES = (
        ("turnaround", {"margin_points": 0.05}, "unrecovered_inflation"),
        ("turnaround", {"revenue_growth": -0.05}, "advantage_seen"),
        ("packaging", {"revenue_growth": 0.05}, "advantage_seen"),
        ("packaging", {"complexity_reduction": 0.20}, "retired_share"),
    )

    @pytest.mark.parametrize(("name", "targets", "culprit"), CASES)
    def test_what_is_missed_is_said(self, name, targets, culprit):
        case = load_case(name)
        result = calibrate(case, targets)
        assert not result.solved
        (target,) = targets
        assert not result.met[target]
        assert abs(result.residuals[target]) > MET

    @pytest.mark.parametrize(("name", "targets", "culprit"), CASES)
    def test_how_close_it_gets_is_what_the_model_gives_inside_the_ranges(
        self, name, targets, culprit
    ):
        case = load_case(name)
        result = calibrate(case, targets)
        assert all(inside(result, quantity, value) for quantity, value in result.values.items())
        got = reached(case, result.values)
        for target, wanted in result.targets.items():
            assert got[target] - wanted == pytest.approx(result.residuals[target], abs=1e-9)
        # One stands at the end of its range, as far as a search by least squares goes.
        low, high = result.ranges[culprit]
        at_end = min(result.values[culprit] - low, high - result.values[culprit])
        assert at_end < 0.01 * (high - low)

    @pytest.mark.parametrize(("name", "targets", "culprit"), CASES)
    def test_no_other_values_inside_the_ranges_come_closer(self, name, targets, culprit):
        case = load_case(name)
        result = calibrate(case, targets)
        grid = np.meshgrid(*(np.linspace(*result.ranges[n], 13) for n in result.values))
        values = dict(zip(result.values, (axis.ravel() for axis in grid), strict=True))
        plan = {n: v for n, v in values.items() if n in names(Levers)}
        world = {n: v for n, v in values.items() if n in names(Assumptions)}
        headlines = simulate(
            case, replace(case.plan(), **plan), replace(case.assumptions, **world)
        ).headlines
        miss = sum(np.square(getattr(headlines, n) - t) for n, t in result.targets.items())
        assert miss.shape == (13**3,)
        assert miss.min() > np.square(list(result.residuals.values())).sum() - 1e-9

    @pytest.mark.parametrize(("name", "targets", "culprit"), CASES)
    def test_what_it_would_take_would_do_it(self, name, targets, culprit):
        case = load_case(name)
        result = calibrate(case, targets)
        assert not inside(result, culprit, result.needed[culprit])
        assert reached(case, result.needed) == pytest.approx(result.targets, abs=MET)

    @pytest.mark.parametrize(("name", "growth"), [("turnaround", 0.5), ("packaging", 1.0)])
    def test_nobody_sees_more_than_the_whole_advantage(self, name, growth):
        result = calibrate(load_case(name), {"revenue_growth": growth})
        assert not result.solved
        assert result.values["advantage_seen"] == pytest.approx(1.0, abs=1e-6)
        assert result.residuals["revenue_growth"] < -0.01
        assert result.needed is None

    def test_what_nothing_can_do_is_said_too(self):
        result = calibrate(load_case("turnaround"), {"complexity_reduction": 0.95})
        assert not result.solved
        assert result.needed is None
        # 95% of the old may go, and the launch adds four.
        assert result.residuals["complexity_reduction"] == pytest.approx(-0.04, abs=1e-3)

    @each
    def test_an_outcome_like_doing_nothing_is_not_this_programmes(self, name):
        """Selling and marketing lift the share even of a product in which nobody sees anything."""
        case = load_case(name)
        nothing = simulate(case, case.plan("do_nothing")).headlines.as_dict()
        result = calibrate(case, {target: nothing[target] for target in TARGETS})
        assert not result.solved
        low, _ = result.ranges["advantage_seen"]
        assert result.values["advantage_seen"] == pytest.approx(low, abs=1e-6)
        assert result.residuals["revenue_growth"] > 0.08
        assert result.needed is None

    def test_a_fitted_value_outside_its_range_in_the_file_is_brought_inside(self):
        case = with_values(load_case("turnaround"), {"advantage_seen": 0.1})
        assert case.scenario.assumptions.advantage_seen.low > 0.1
        result = calibrate(case)
        assert result.solved
        expected = stored(load_case("turnaround"))["advantage_seen"]
        assert result.values["advantage_seen"] == pytest.approx(expected, rel=1e-9)


class TestTargetsThatMakeNoSense:
    @pytest.mark.parametrize(
        ("targets", "says"),
        [
            ({"revenue": 0.1}, "unknown target 'revenue': did you mean 'revenue_growth'"),
            ({"revenue_growth": 17}, r"-0\.9 to 5 \(a fraction: 0\.17, not 17\), not 17"),
            ({"complexity_reduction": 80}, r"a fraction"),
            ({"complexity_reduction": 0.96}, r"-1 to 0\.95, not 0\.96"),
            ({"margin_points": 1.0}, r"-0\.5 to 0\.5, not 1\.0"),
            ({"margin_points": float("nan")}, "not nan"),
        ],
    )
    def test_they_are_refused(self, targets, says):
        with pytest.raises(InputError, match=says):
            calibrate(load_case("packaging"), targets)
