"""Goal seek, the cheapest plan and the frontier: found what is there, and stopped when told to."""

import threading
import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import strategies as st
from scipy.stats import qmc
from strategies import SCENARIOS, bounds, draws, for_all, on_both, plans, scale, the_case, worlds

import casestudy as cs
from casestudy.analysis import search
from casestudy.analysis.frontiers import MONEY, Frontier
from casestudy.analysis.optimiser import latin_hypercube
from casestudy.analysis.search import HEADLINES, LeastCost
from casestudy.concepts.pareto import dominated
from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.many import simulate_many
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate
from casestudy.scenario.schema import TARGETS

EVERY = (*names(Levers), *names(Assumptions))


@cache
def cheapest(name: str) -> LeastCost:
    return told_cheapest(name)[0]


@cache
def told_cheapest(name: str) -> tuple[LeastCost, list[tuple[float, str]]]:
    """The cheapest plan with what was told on the way."""
    told = []
    return cs.least_cost(the_case(name), progress=lambda *said: told.append(said)), told


@cache
def front(name: str) -> Frontier:
    return cs.frontier(the_case(name))


def reached(case, levers, world=None) -> Headlines:
    return simulate(case, levers, world).headlines


class TestGoalSeek:
    @for_all(
        60,
        plan=plans,
        world=worlds,
        name=lambda case: st.sampled_from(EVERY),
        measure=lambda case: st.sampled_from(HEADLINES),
        part=lambda case: st.floats(0, 1),
    )
    def test_an_outcome_that_a_setting_gives_is_found(self, case, plan, world, name, measure, part):
        record = Levers if name in names(Levers) else Assumptions
        low, high = bounds(case, record, name)
        if low == high:
            return

        def at(value):
            if record is Levers:
                return float(getattr(reached(case, replace(plan, **{name: value}), world), measure))
            return float(getattr(reached(case, plan, replace(world, **{name: value})), measure))

        target = at(low + part * (high - low))
        result = cs.goal_seek(case, plan, name, measure, target, world)
        assert result.met
        size = 1e-8 * max(scale(case, measure), abs(target))
        assert result.reached == pytest.approx(target, abs=size)
        assert at(result.value) == result.reached
        present = getattr(plan if record is Levers else world, name)
        assert result.present == present
        if at(present) == target:
            assert result.value == pytest.approx(present, abs=1e-9 * (high - low))
        assert result.range[0] - size <= target <= result.range[1] + size

    @for_all(
        plan=plans,
        name=lambda case: st.sampled_from(EVERY),
        measure=lambda case: st.sampled_from(HEADLINES),
    )
    def test_what_cannot_be_reached_comes_as_near_as_it_can(self, case, plan, name, measure):
        first = cs.goal_seek(case, plan, name, measure, 0.0)
        low, high = first.range
        gap = 0.1 * scale(case, measure)
        for target, nearest in ((high + gap, high), (low - gap, low)):
            result = cs.goal_seek(case, plan, name, measure, target)
            assert not result.met
            assert result.reached == pytest.approx(nearest, abs=1e-9 * scale(case, measure))
            moves = high - low > 1e-9 * scale(case, measure) * 10
            assert (result.value is not None) or not moves

    def test_the_crossing_nearest_to_the_present_setting_is_taken(self):
        case = the_case("turnaround")
        top = cs.goal_seek(case, case.plan(), "retired_share", "npv", 1e12).value
        highest, *ends = (
            float(reached(case, case.plan(retired_share=s)).npv) for s in (top, 0.0, 0.95)
        )
        target = 0.5 * (highest + max(ends))
        above = cs.goal_seek(case, case.plan(retired_share=0.95), "retired_share", "npv", target)
        below = cs.goal_seek(case, case.plan(retired_share=0.05), "retired_share", "npv", target)
        assert above.met
        assert below.met
        assert below.value < top < above.value
        assert above.reached == pytest.approx(below.reached, rel=1e-9)

    @on_both
    def test_it_asks_the_model_for_many_at_once_and_its_curve_is_the_models(
        self, name, monkeypatch
    ):
        case, asked = the_case(name), []
        model = search.simulate_many

        def counted(*arguments, **more):
            asked.append(1)
            return model(*arguments, **more)

        monkeypatch.setattr(search, "simulate_many", counted)
        result = cs.goal_seek(case, case.plan(), "selling", "npv", 0.0)
        assert 1 <= len(asked) <= 20
        assert len(result.values) >= 201
        assert (np.diff(result.values) > 0).all()
        assert (result.values[0], result.values[-1]) == bounds(case, Levers, "selling")
        for i in (0, len(result.values) // 2, -1):
            single = reached(case, replace(case.plan(), selling=float(result.values[i])))
            assert result.outcomes[i] == pytest.approx(float(single.npv), rel=1e-9)

    @pytest.mark.parametrize(
        ("lever", "measure", "target", "message"),
        [
            ("seling", "npv", 1, "unknown lever or assumption 'seling': did you mean 'selling'"),
            ("pruning_rule", "npv", 1, "unknown lever or assumption 'pruning_rule'"),
            ("selling", "revenue_grwth", 1, "'revenue_grwth': did you mean 'revenue_growth'"),
            ("selling", "npv", float("nan"), "target: expected a finite number, not nan"),
            ("selling", "npv", True, "target: expected a finite number, not true"),
            ("selling", "npv", "10", "target: 10 alone is .10[.] .*10m; if not, write exactly"),
            ("selling", "npv", "€ 10m", "target: money is counted in . here, not in €"),
            ("selling", "share", "a lot", "target: expected a number such as 17% or 0.17"),
            ("selling", "npv", None, "target: expected a finite number, not nothing"),
        ],
    )
    def test_bad_input_is_refused(self, lever, measure, target, message):
        case = the_case("turnaround")
        with pytest.raises(InputError, match=message):
            cs.goal_seek(case, case.plan(), lever, measure, target)

    @pytest.mark.parametrize(
        ("measure", "target", "message"),
        [
            ("revenue_growth", 25, r"25 is 2,500%, .*Is 25% meant\? Write 0\.25 or '25%'$"),
            ("revenue_growth", "25", r"25 is 2,500%, .*Is 25% meant\? Write 0\.25 or '25%'$"),
            ("revenue_growth", -17.5, r"-17\.5 is -1,750%, .*Write -0\.175 or '-17\.5%'$"),
            ("revenue_growth", 400, "400 is 40,000%, beyond what 'revenue_growth' can be$"),
            ("revenue_cagr", np.float64(8), r"8 is 800%, .*Write 0\.08 or '8%'$"),
            ("margin_points", 1, r"1 is 100%, .*Is 1% meant\? Write 0\.01 or '1%'$"),
            ("margin_points", "2,5", r"Write 0\.025 or '2\.5%'$"),
            ("share", 2, r"2 is 200%, .*Write 0\.02 or '2%'$"),
            ("complexity_reduction", 30, r"Write 0\.3 or '30%'$"),
        ],
    )
    def test_a_share_that_is_too_large_is_asked_about(self, measure, target, message):
        case = the_case("turnaround")
        with pytest.raises(InputError, match=message):
            cs.goal_seek(case, case.plan(), "mentoring", measure, target)

    @pytest.mark.parametrize(
        ("measure", "typed", "target"),
        [
            ("revenue_growth", "25%", 0.25),
            ("revenue_growth", 1.0, 1.0),
            ("revenue_growth", 3, 3.0),
            ("margin_points", "1 pt", 0.01),
            ("margin_points", "\u22120,5 %", -0.005),
            ("npv", "$ 8.5m", 8.5e6),
            ("npv", 25, 25.0),
            ("inventory_turns", "4.5", 4.5),
            ("inventory_turns", 25, 25.0),
        ],
    )
    def test_a_target_is_read_as_people_type_it(self, measure, typed, target):
        case = the_case("turnaround")
        result = cs.goal_seek(case, case.plan(), "mentoring", measure, typed)
        assert result.target == target
        assert type(result.target) is float

    def test_what_a_scenario_asks_for_itself_can_be_sought_however_large(self):
        case = the_case("turnaround")
        text = case.scenario.model_dump(mode="json")
        text["targets"]["revenue_growth"]["value"] = 4.5
        other = type(case)(type(case.scenario).model_validate(text), case.tables)
        sought = cs.goal_seek(other, other.plan(), "mentoring", "revenue_growth", 4.5)
        assert sought.state == "out_of_reach"
        with pytest.raises(InputError, match=r"25 is 2,500%"):
            cs.goal_seek(other, other.plan(), "mentoring", "revenue_growth", 25)

    def test_an_assumption_without_a_range_is_refused(self):
        case = the_case("turnaround")
        text = case.scenario.model_dump(mode="json")
        text["assumptions"]["discount_rate"] |= {"low": None, "high": None}
        other = type(case)(type(case.scenario).model_validate(text), case.tables)
        with pytest.raises(InputError, match="'discount_rate' has no range"):
            cs.goal_seek(other, other.plan(), "discount_rate", "npv", 1e6)

    def test_the_sentence_follows_the_result(self):
        case = the_case("turnaround")

        def say(*wanted):
            return cs.say(cs.goal_seek(case, case.plan(), *wanted), "answer", case=case)

        moved = say("price_change", "margin_points", 0.02)
        assert moved.startswith("For a change in gross margin of +2.0 points, set “Invoice price”")
        assert "instead of 1.45%" in moved
        assert "nothing has to move" in say("launch", "revenue_growth", 0.17)
        assert "No setting of “Market growth”" in say("market_growth", "revenue_growth", 0.5)
        assert "does not move this outcome" in say("mentoring", "complexity_reduction", 0.9)
        assert "nobody decides that" in say("price_elasticity", "npv", 8.5e6)


@pytest.mark.parametrize(("draws", "size", "seed"), [(60, 10, 0), (4, 1, 2), (7, 3, 5)])
def test_the_first_points_are_the_latin_hypercube_of_scipy(draws, size, seed):
    ours = latin_hypercube(draws, size, seed)
    assert np.array_equal(ours, qmc.LatinHypercube(size, seed=seed).random(draws))


class TestLeastCost:
    @on_both
    def test_it_meets_the_targets_for_less_than_what_happened(self, name):
        case, result = the_case(name), cheapest(name)
        assert result.met
        assert not result.cancelled
        assert result.rules[0] is case.plan().pruning_rule
        assert set(result.rules) == set(PruningRule)
        found, happened = reached(case, result.levers), reached(case, case.plan())
        for target in TARGETS:
            wanted = getattr(case.scenario.targets, target).value
            assert float(getattr(found, target)) >= wanted - 1e-9
            assert result.shortfall[target] == 0.0
            assert float(getattr(happened, target)) >= wanted - 1e-9
        assert result.cost == float(found.programme_cost)
        assert result.cost < 0.995 * float(happened.programme_cost)
        assert result.headlines.as_dict() == found.as_dict()
        settings = {n: getattr(result.levers, n) for n in names(Levers)}
        assert case.levers(**settings, pruning_rule=result.levers.pruning_rule) == result.levers

    @on_both
    def test_another_seed_finds_the_same(self, name):
        other = cs.least_cost(the_case(name), seed=1)
        assert other.cost == pytest.approx(cheapest(name).cost, rel=1e-4)

    def test_the_same_seed_finds_exactly_the_same_told_of_progress_or_not(self):
        assert cs.least_cost(the_case("turnaround")).levers == cheapest("turnaround").levers

    @on_both
    def test_no_neighbour_that_meets_the_targets_is_cheaper(self, name):
        case, best = the_case(name), cheapest(name)
        rng = np.random.default_rng(5)
        for width in (0.3, 0.05, 0.005):
            settings = {}
            for lever in names(Levers):
                low, high = bounds(case, Levers, lever)
                shift = rng.normal(0, width * (high - low), 3000) * (rng.random(3000) < 0.5)
                settings[lever] = np.clip(getattr(best.levers, lever) + shift, low, high)
            for rule in PruningRule:
                many, _ = simulate_many(case, Levers(**settings, pruning_rule=rule))
                short = [
                    getattr(many, t) < getattr(case.scenario.targets, t).value for t in TARGETS
                ]
                met = ~np.any(short, axis=0)
                assert (many.programme_cost[met] >= best.cost * (1 - 1e-6)).all()

    @pytest.mark.parametrize("pair", [("selling", "marketing"), ("retired_share", "price_change")])
    @on_both
    def test_two_levers_agree_with_brute_force(self, name, pair):
        case = the_case(name)
        targets = (
            {"revenue_growth": case.scenario.targets.revenue_growth.value - 0.01}
            if "selling" in pair
            else {"margin_points": 0.005, "complexity_reduction": 0.4}
        )
        result = cs.least_cost(case, targets, free=pair)
        grid = np.meshgrid(*(np.linspace(*bounds(case, Levers, n), 161) for n in pair))
        batch = replace(case.plan(), **{n: g.ravel() for n, g in zip(pair, grid, strict=True)})
        many, _ = simulate_many(case, batch)
        met = np.all([getattr(many, t) >= v for t, v in targets.items()], axis=0)
        best = many.programme_cost[met].min()
        assert result.met
        assert result.cost <= best * (1 + 1e-7)
        steps = sum(
            abs(float(np.diff(many.programme_cost.reshape(161, 161), axis=a).max())) for a in (0, 1)
        )
        assert result.cost >= best - 2 * steps
        assert result.rules == (case.plan().pruning_rule,)
        others = [n for n in (*names(Levers), "pruning_rule") if n not in pair]
        assert all(getattr(result.levers, n) == getattr(case.plan(), n) for n in others)

    @on_both
    def test_what_cannot_be_met_is_said_with_how_far_off(self, name):
        case = the_case(name)
        targets = {"revenue_growth": 0.9, "complexity_reduction": 0.2}
        result = cs.least_cost(case, targets)
        assert not result.met
        got = reached(case, result.levers)
        for target, wanted in targets.items():
            short = max(wanted - float(getattr(got, target)), 0.0)
            assert result.shortfall[target] == pytest.approx(short, abs=1e-9)
        low_high = {
            n: draws(case, Levers, np.random.default_rng(1), 4000)[n] for n in names(Levers)
        }
        many, _ = simulate_many(case, Levers(**low_high))
        missed = sum(np.maximum(v - getattr(many, t), 0) for t, v in targets.items())
        assert sum(result.shortfall.values()) <= missed.min()
        text = cs.say(result, "answer", case=case)
        assert text.startswith("No plan was found that gives revenue growth of +90.0%")
        assert "instead of +90.0%" in text

    @on_both
    def test_levers_that_do_nothing_stay_at_null(self, name):
        case = the_case(name)
        result = cs.least_cost(case, {"complexity_reduction": 0.5})
        moved = [n for n in names(Levers) if getattr(result.levers, n)]
        assert moved == ["retired_share"]
        assert result.levers.retired_share == pytest.approx(0.5, abs=1e-6)
        for nothing in ({}, {"revenue_growth": -0.8}):
            idle = cs.least_cost(case, nothing)
            assert idle.cost == 0.0
            assert idle.met
            assert not any(getattr(idle.levers, n) for n in names(Levers))

    def test_another_world_has_another_cheapest_plan(self):
        case = the_case("turnaround")
        world = case.assume(market_growth=0.15)
        easier = cs.least_cost(case, assumptions=world)
        assert easier.met
        assert easier.cost < cheapest("turnaround").cost
        assert float(reached(case, easier.levers, world).revenue_growth) >= 0.17 - 1e-9

    def test_progress_is_told_and_cancel_stops_at_once(self):
        case = the_case("turnaround")
        told, cancel = [], threading.Event()

        def progress(share, text):
            told.append((share, text))
            if share > 0.2:
                cancel.set()

        result = cs.least_cost(case, progress=progress, cancel=cancel)
        assert result.cancelled
        assert sum(share > 0.2 for share, _ in told) <= 2  # not a generation more
        assert result.met  # the plan as it happened at least
        assert result.cost <= float(reached(case, case.plan()).programme_cost)
        assert cs.say(result, "answer", case=case).startswith("The search was stopped early.")

    def test_progress_rises_to_the_end(self):
        _, told = told_cheapest("packaging")
        shares = [share for share, _ in told]
        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0.0, 1.0)
        assert len(told) > 100
        assert all(text for _, text in told)

    def test_it_runs_in_a_thread_and_stops_when_it_is_told_to(self):
        case, cancel, results = the_case("turnaround"), threading.Event(), []
        thread = threading.Thread(target=lambda: results.append(cs.least_cost(case, cancel=cancel)))
        thread.start()
        time.sleep(0.1)
        cancel.set()
        thread.join(60)
        assert not thread.is_alive()
        assert results[0].cancelled

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"targets": {"revenue_grwth": 1}}, "'revenue_grwth': did you mean 'revenue_growth'"),
            ({"targets": {"npv": 1}}, "unknown target 'npv'"),
            (
                {"targets": {"revenue_growth": 25}},
                "target 'revenue_growth': 25 is 2,500%: .* Is 25% m",
            ),
            ({"targets": {"margin_points": "1%"}}, "target 'margin_points': expected a finite"),
            ({"targets": {"margin_points": float("inf")}}, "expected a finite number, not inf"),
            ({"free": ["seling"]}, "unknown lever 'seling': did you mean 'selling'"),
        ],
    )
    def test_bad_input_is_refused(self, options, message):
        with pytest.raises(InputError, match=message):
            cs.least_cost(the_case("turnaround"), **options)

    def test_only_the_rule_or_nothing_may_move(self):
        case = the_case("turnaround")
        assert cs.least_cost(case, free=[]).levers == case.plan()
        result = cs.least_cost(case, free=["pruning_rule"])
        assert replace(result.levers, pruning_rule=case.plan().pruning_rule) == case.plan()

    @on_both
    def test_the_sentence_compares_with_what_happened(self, name):
        case, result = the_case(name), cheapest(name)
        text = cs.say(result, "answer", case=case)
        worth_more = result.headlines.npv > result.happened.npv
        assert worth_more == (name == "turnaround")
        assert "less than the plan as it happened, " in text
        better = replace(result, happened=replace(result.happened, npv=result.headlines.npv + 1e6))
        assert "but the cheapest plan is not the best: " in cs.say(better, "answer", case=case)
        assert ("and it is worth more: " in text) == worth_more
        assert ("but the cheapest plan is not the best: " in text) == (not worth_more)
        assert case.scenario.currency.symbol in text
        assert result.levers.pruning_rule.label in text
        richer = replace(result, happened=replace(result.happened, npv=result.headlines.npv - 1e6))
        assert "and it is worth more" in cs.say(richer, "answer", case=case)
        worthier = replace(result.happened, npv=result.headlines.npv + 1e6)
        dearer = replace(result, cost=2 * float(result.happened.programme_cost), happened=worthier)
        assert "more than the plan as it happened, and it is worth less" in cs.say(
            dearer, "answer", case=case
        )


class TestFrontier:
    @on_both
    def test_no_point_beats_another_and_each_is_its_plans_outcome(self, name):
        case, result = the_case(name), front(name)
        table = np.array([result.points[t] for t in TARGETS]).T
        assert not dominated(table).any()
        assert 100 <= len(table) <= 200
        assert (np.diff(table[:, 0]) >= 0).all()
        for i in range(0, len(table), 40):
            got = reached(case, result.levers[i]).as_dict()
            for measure, values in result.points.items():
                size = 1e-9 * max(scale(case, measure), 1.0)
                assert values[i] == pytest.approx(got[measure], abs=size)
            settings = {n: getattr(result.levers[i], n) for n in names(Levers)}
            assert case.levers(**settings) is not None  # within the bounds

    @on_both
    def test_no_plan_beats_a_point_by_much(self, name):
        case, result = the_case(name), front(name)
        table = np.array([result.points[t] for t in TARGETS]).T
        rng = np.random.default_rng(3)
        rivals = [case.plan("as_it_happened"), case.plan("do_nothing"), cheapest(name).levers]
        others = [[float(getattr(reached(case, p), t)) for t in TARGETS] for p in rivals]
        for rule in PruningRule:
            settings = draws(case, Levers, rng, 4000)
            many, _ = simulate_many(case, Levers(**settings, pruning_rule=rule))
            others += np.array([getattr(many, t) for t in TARGETS]).T.tolist()
            near = {
                n: np.clip(
                    np.array([getattr(p, n) for p in result.levers])
                    + rng.normal(0, 0.1 * np.ptp(bounds(case, Levers, n)), len(table)),
                    *bounds(case, Levers, n),
                )
                for n in names(Levers)
            }
            many, _ = simulate_many(case, Levers(**near, pruning_rule=rule))
            others += np.array([getattr(many, t) for t in TARGETS]).T.tolist()
        others = np.array(others)
        assert max((others - point).min(axis=1).max() for point in table) < 0.005
        happened = others[0]
        assert (happened - table).min(axis=1).max() <= 0.0

    @on_both
    def test_the_ends_are_as_far_as_single_levers_go(self, name):
        case, result = the_case(name), front(name)
        most = bounds(case, Levers, "retired_share")[1]
        assert result.points["complexity_reduction"].max() == pytest.approx(most, abs=1e-6)
        low, _ = bounds(case, Levers, "price_change")
        ends = {n: bounds(case, Levers, n)[1] for n in names(Levers)}
        fastest = Levers(**(ends | {"price_change": low, "retired_share": 0.0}))
        growth = float(reached(case, fastest).revenue_growth)
        assert result.points["revenue_growth"].max() >= growth - 0.002

    def test_a_seed_gives_the_same_frontier_and_a_size_its_number(self):
        case = the_case("packaging")
        told = []
        one = cs.frontier(case, size=30, seed=4, progress=lambda *said: told.append(said))
        two = cs.frontier(case, size=30, seed=4)
        assert one.levers == two.levers
        assert len(one.levers) == 30
        assert told[0][0] == 0.0
        assert told[-1][0] == 1.0
        assert len(told) > 50

    def test_cancel_gives_the_frontier_so_far(self):
        case, cancel = the_case("turnaround"), threading.Event()
        cancel.set()
        result = cs.frontier(case, cancel=cancel)
        assert result.cancelled
        assert 1 <= len(result.levers) <= len(case.plans)
        assert "stopped early" in cs.say(result, "answer", case=case)
        later = threading.Event()
        result = cs.frontier(
            case, cancel=later, progress=lambda share, _: share > 0.3 and later.set()
        )
        assert result.cancelled
        assert len(result.levers) > 20
        assert not dominated(np.array([result.points[t] for t in TARGETS]).T).any()

    def test_of_money_no_plan_that_is_known_beats_it(self):
        case = the_case("packaging")
        own = case.plan(launch=0.3)
        result = cs.frontier(case, aims=MONEY, known=[own])
        npv, cost = result.points["npv"], result.points["programme_cost"]
        assert (np.diff(npv) > 0).all()
        assert (np.diff(cost) > 0).all()
        for plan in (own, case.plan(), case.plan("do_nothing")):
            found = reached(case, plan)
            assert npv[cost <= found.programme_cost + 1e-6].max() >= found.npv - 1e-6
        dear = case.plan(mentoring=1.0, launch=1.0)
        few = cs.frontier(case, aims={"programme_cost": -1.0}, known=[dear])
        assert few.points["programme_cost"].tolist() == [0.0]

    @pytest.mark.parametrize(
        ("aims", "message"),
        [
            ({}, "aims: expected at least one"),
            ({"nvp": 1}, "did you mean 'npv'"),
            ({"npv": 2}, "aim 'npv': expected 1"),
            ({"npv": "up"}, "aim 'npv': expected 1"),
        ],
    )
    def test_a_bad_aim_is_refused(self, aims, message):
        with pytest.raises(InputError, match=message):
            cs.frontier(the_case("packaging"), aims=aims)

    @pytest.mark.parametrize("size", [2, 0, -1, 5.0, True, "9", None, 10**6])
    def test_a_bad_size_is_refused(self, size):
        with pytest.raises(InputError, match="size: expected a whole number from 3 to 1000, not"):
            cs.frontier(the_case("turnaround"), size=size)

    @on_both
    def test_the_sentence_says_how_much_room_there_is(self, name):
        case, result = the_case(name), front(name)
        better = result.better(result.happened)
        table = np.array([result.points[t] for t in TARGETS]).T
        happened = np.array([result.happened[t] for t in TARGETS])
        assert better.any()
        assert (table[better] >= happened - 1e-6).all()
        text = cs.say(result, "answer", case=case)
        assert "beat the plan as it happened, with no less growth" in text
        assert case.scenario.currency.symbol in text
        top = replace(result, happened=result.happened | {"margin_points": 0.9})
        assert "None of it beats the plan as it happened" in cs.say(top, "answer", case=case)

    def test_the_scenarios_differ(self):
        assert len({front(name).points["npv"].max() for name in SCENARIOS}) == 2
