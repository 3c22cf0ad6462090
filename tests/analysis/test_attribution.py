"""Shapley values: the axioms, the bridge of a plan, and that of a changed world."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from strategies import close, for_all, on_both, plans, scale, the_case, worlds

import casestudy as cs
from casestudy.analysis.attribution import MEASURES
from casestudy.concepts import pareto, shapley
from casestudy.errors import InputError
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.model.simulate import simulate

worths = st.integers(1, 5).flatmap(
    lambda n: hnp.arrays(float, 2**n, elements=st.floats(-1e6, 1e6, allow_subnormal=False))
)


def players_of(worth) -> int:
    return worth.shape[-1].bit_length() - 1


class TestShapleyValues:
    def test_coalitions_are_the_bits_of_their_row(self):
        table = shapley.coalitions(4)
        assert table.shape == (16, 4)
        assert [sum(int(b) << i for i, b in enumerate(row)) for row in table] == list(range(16))

    @given(worth=worths)
    def test_they_are_the_mean_over_all_orders(self, worth):
        n = players_of(worth)
        orders = list(permutations(range(n)))
        expected = np.zeros(n)
        for order in orders:
            taken = 0
            for player in order:
                expected[player] += worth[taken | 1 << player] - worth[taken]
                taken |= 1 << player
        np.testing.assert_allclose(
            shapley.shapley_values(worth), expected / len(orders), atol=1e-8, rtol=1e-12
        )

    @given(worth=worths)
    def test_they_add_up_to_the_whole(self, worth):
        got = shapley.shapley_values(worth).sum()
        assert got == pytest.approx(worth[-1] - worth[0], abs=1e-9 * np.abs(worth).max() + 1e-12)

    @given(worth=worths, data=st.data())
    def test_who_adds_nothing_gets_nothing(self, worth, data):
        n = players_of(worth)
        player = data.draw(st.integers(0, n - 1))
        rows = np.arange(2**n) & ~(1 << player)  # the same worth with the player as without
        assert shapley.shapley_values(worth[rows])[player] == pytest.approx(0.0, abs=1e-8)

    @given(worth=worths, data=st.data())
    def test_players_who_change_places_change_values(self, worth, data):
        n = players_of(worth)
        order = np.array(data.draw(st.permutations(range(n))))
        table = shapley.coalitions(n)
        rows = (table[:, order] << np.arange(n)).sum(axis=1)  # who was i is now order[i]
        renamed = np.empty_like(worth)
        renamed[np.arange(2**n)] = worth[rows]
        np.testing.assert_allclose(
            shapley.shapley_values(renamed)[order], shapley.shapley_values(worth), atol=1e-8
        )

    @given(worth=worths, factor=st.floats(-3, 3), seed=st.integers(0, 99))
    def test_they_are_linear_and_work_on_leading_axes(self, worth, factor, seed):
        other = np.random.default_rng(seed).normal(size=worth.shape) * 1e3
        both = np.stack([worth, other])
        parts = shapley.shapley_values(both)
        assert parts.shape == (2, players_of(worth))
        np.testing.assert_allclose(
            shapley.shapley_values(worth + factor * other), parts[0] + factor * parts[1], atol=1e-7
        )

    def test_sixteen_players_are_possible(self):
        gain = np.arange(16.0)
        worth = shapley.coalitions(16) @ gain
        np.testing.assert_allclose(shapley.shapley_values(worth), gain, atol=1e-9)


class TestDominated:
    @given(
        points=hnp.arrays(
            float, st.tuples(st.integers(0, 30), st.integers(1, 4)), elements=st.integers(0, 5)
        )
    )
    def test_it_is_what_the_definition_says(self, points):
        expected = [
            any((other >= one).all() and (other > one).any() for other in points) for one in points
        ]
        assert pareto.dominated(points).tolist() == expected


def closes(case, result) -> None:
    for measure in MEASURES:
        change = result.end[measure] - result.start[measure]
        assert abs(result.total(measure) - change) <= 1e-9 * scale(case, measure)


class TestAttribute:
    @for_all(plan=plans, world=worlds)
    def test_it_closes_from_doing_nothing_to_the_plan(self, case, plan, world):
        result = cs.attribute(case, plan, world)
        closes(case, result)
        idle, full = (simulate(case, p, world).headlines for p in (Levers(), plan))
        for m in MEASURES:
            close(case, m, result.start[m], getattr(idle, m), 1e-12)
            close(case, m, result.end[m], getattr(full, m), 1e-12)

    @for_all(8, plan=plans, world=worlds)
    def test_it_equals_single_evaluations_over_all_orders(self, case, plan, world):
        groups = case.scenario.action_groups
        nothing = Levers()
        worth = []
        for taken in shapley.coalitions(len(groups)):
            chosen = {n for g, t in zip(groups, taken, strict=True) if t for n in g.levers}
            settings = {n: getattr(plan if n in chosen else nothing, n) for n in names(Levers)}
            single = replace(plan, **settings)
            worth.append([getattr(simulate(case, single, world).headlines, m) for m in MEASURES])
        expected = shapley.shapley_values(np.array(worth).T)
        result = cs.attribute(case, plan, world)
        for i, m in enumerate(MEASURES):
            close(case, m, result.values[m], expected[i], 1e-11)

    @for_all(plan=plans)
    def test_a_group_at_null_contributes_nothing(self, case, plan):
        group = case.scenario.action_groups[1]
        idle = replace(plan, **{n: 0.0 for n in group.levers if n in names(Levers)})
        result = cs.attribute(case, idle)
        for m in MEASURES:
            assert abs(result.values[m][1]) <= 1e-9 * scale(case, m)

    @on_both
    def test_labels_and_one_at_a_time_go_together(self, name):
        case = the_case(name)
        result, single = cs.attribute(case), cs.one_at_a_time(case, case.plan(), case.assumptions)
        groups = case.scenario.action_groups
        assert result.names == tuple(g.name for g in groups)
        assert result.groups == tuple(g.label for g in groups) == tuple(single.alone)
        for m in MEASURES:
            assert single.together[m] == pytest.approx(result.total(m), abs=1e-9 * scale(case, m))
            sides = [[change[m] for change in s.values()] for s in (single.alone, single.last)]
            assert len(sides[0]) == len(sides[1]) == len(groups)

    def test_unknown_measures_and_draws_are_refused(self):
        case = the_case("turnaround")
        with pytest.raises(InputError, match=r"'revenue_grwth': did you mean 'revenue_growth'"):
            cs.attribute(case).total("revenue_grwth")
        with pytest.raises(ValueError, match=r"selling: expected a number.* \(2,\) given"):
            cs.attribute(case, replace(case.plan(), selling=np.ones(2)))


class TestAttributeAssumptions:
    @for_all(plan=plans, world=worlds)
    def test_it_closes_between_the_two_worlds(self, case, plan, world):
        result = cs.attribute_assumptions(case, plan, world)
        closes(case, result)
        before, after = (simulate(case, plan, w).headlines for w in (None, world))
        for m in MEASURES:
            close(case, m, result.start[m], getattr(before, m), 1e-12)
            close(case, m, result.end[m], getattr(after, m), 1e-12)
        topics = {
            declaration(Assumptions, n).topic: None
            for n in names(Assumptions)
            if getattr(world, n) != getattr(case.assumptions, n)
        }
        assert result.groups == tuple(topics)

    @on_both
    def test_one_topic_takes_all_of_the_change(self, name):
        case = the_case(name)
        world = case.assume(market_growth=0.09, price_elasticity=-1.0)
        result = cs.attribute_assumptions(case, case.plan(), world)
        assert result.groups == ("Market and demand",)
        assert result.values["share"][0] == result.end["share"] - result.start["share"]

    @on_both
    def test_without_a_change_it_is_empty(self, name):
        case = the_case(name)
        result = cs.attribute_assumptions(case, case.plan(), case.assumptions)
        assert result.groups == result.names == ()
        assert all(v.shape == (0,) for v in result.values.values())
        assert result.start == result.end
        assert result.total("npv") == 0.0
