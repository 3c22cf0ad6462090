"""The model written down is the model: its graph, what is simplified in it, and what is refused."""

import json
import os
import re
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest
from strategies import HEADLINES, SERIES, draws, on_both, the_case

from casestudy.concepts import choice
from casestudy.levers import Assumptions, Levers, PruningRule, names
from casestudy.model.derived import derived
from casestudy.model.outcome import Headlines, Series
from casestudy.model.printing import PRINTED, number, print_functions
from casestudy.model.simulate import simulate
from casestudy.model.tracing import UFUNCS, Graph, NotTraced, Table, written_down
from casestudy.model.twin import print_twin, traced
from casestudy.scenario.schema import QUARTERS

INPUTS = (*names(Levers), *names(Assumptions))
LARGEST = 80_000  # characters of a module that a page holds
T = np.arange(1.0, QUARTERS + 1)


def values(nodes, inputs, tables):
    """What nodes of a graph come to, by NumPy, for many draws of the inputs."""
    known = {}

    def value(node):
        if node not in known:
            args = [value(a) for a in node.args]
            if node.op == "constant":
                known[node] = node.value
            elif node.op == "input":
                known[node] = inputs[node.value]
            elif node.op == "look_up":
                table, offset = node.value
                known[node] = tables[table][offset + args[0].astype(int)]
            else:
                known[node] = np.floor(*args) if node.op == "whole" else getattr(np, node.op)(*args)
        return known[node]

    return [value(node) for node in nodes]


@pytest.fixture
def graph():
    return Graph()


@pytest.fixture
def x(graph):
    """Two numbers that are not known, the first of which moves."""
    return graph.inputs(2, moving=1)


class TestSimplified:
    @pytest.mark.parametrize(
        "write",
        [
            lambda x: x + 0.0,
            lambda x: 0.0 + x,
            lambda x: x - 0.0,
            lambda x: x * 1.0,
            lambda x: 1.0 * x,
            lambda x: x / 1.0,
            lambda x: x**1.0,
            lambda x: np.maximum(x, x),
            lambda x: np.minimum(x, x),
            lambda x: +x,
            lambda x: x + 0.0 * np.exp(x),
        ],
    )
    def test_what_changes_nothing_is_left_out(self, x, write):
        assert write(x[0]).item() is x[0].item()

    @pytest.mark.parametrize(
        ("write", "value"),
        [
            (lambda x: x * 0.0, 0.0),
            (lambda x: 0.0 / x, 0.0),
            (lambda x: x - x, 0.0),
            (lambda x: x**0.0, 1.0),
            (lambda x: 1.0**x, 1.0),
            (lambda x: 0.0 * x + 2.0 * np.sqrt(9.0), 6.0),
        ],
    )
    def test_what_is_known_is_a_number(self, x, write, value):
        node = write(x[0]).item()
        assert (node.op, node.value) == ("constant", value)

    def test_equal_expressions_are_one(self, graph, x):
        one = np.log(x[0] + x[1]) * 2.0
        size = graph.size
        assert (np.log(x[0] + x[1]) * 2.0).item() is one.item()
        assert graph.size == size

    def test_zero_and_minus_zero_are_two(self, graph):
        assert graph.constant(0.0) is not graph.constant(-0.0)

    def test_all_quarters_are_simplified_or_none(self, x):
        some = x[0] * np.array([0.0, 1.0, 2.0])
        assert [n.op for n in some.view(np.ndarray)] == ["multiply"] * 3
        every = x[0] * np.array([0.0, 1.0, 0.0])
        assert [n.op for n in every.view(np.ndarray)] == ["constant", "input", "constant"]

    def test_a_square_is_a_product_as_it_is_for_numpy(self, x):
        assert (x[0] ** 2).item().op == "multiply"

    def test_what_moves_is_what_depends_on_what_moves(self, x):
        assert (x[0] + x[1]).item().moves
        assert not (x[1] * 2.0).item().moves

    @pytest.mark.parametrize("value", [0.1, 1e-300, 1e300, 2.0 / 3.0, -5.0, 0.0, 1e22])
    def test_a_number_reads_back_as_the_same(self, value):
        assert json.loads(number(value)) == value


def refused(write, *given):
    """The message of what cannot be written down, and the line in which it stands."""
    with pytest.raises(NotTraced) as caught:
        written_down(write, *given)
    return str(caught.value), write.__code__.co_firstlineno + 1


def with_an_if(x):
    return 1.0 if x else 0.0


def with_a_float(x):
    return float(x.item())


def with_an_array_of_floats(x):
    return np.asarray(x, float)


def with_a_sign(x):
    return np.sign(x)


def with_a_comparison(x):
    return x > 0.0


def with_a_choice(x):
    return np.where(x, 1.0, 0.0)


def with_an_index(x):
    return T[x.item()]


def with_an_array_as_index(x):
    return T[x]


def with_a_table_of_one_s_own(x):
    return np.interp(x, T, T)


def with_a_product(x):
    return np.multiply.reduce(x, axis=(0,))


def with_an_outer_product(x):
    return np.multiply.outer(x, x)


class TestRefused:
    @pytest.mark.parametrize(
        ("write", "operation"),
        [
            (with_an_if, "an `if`, `and`, `or` or `not`"),
            (with_a_float, "float()"),
            (with_an_array_of_floats, "float()"),
            (with_a_sign, "np.sign"),
            (with_a_comparison, "np.greater"),
            (with_a_choice, "an `if`, `and`, `or` or `not`"),
            (with_an_index, "IndexError (only integers"),
            (with_an_array_as_index, "IndexError (arrays used as indices"),
            (with_a_table_of_one_s_own, "TypeError"),
            (with_a_product, "np.multiply along (0,)"),
            (with_an_outer_product, "np.multiply by 'outer'"),
        ],
    )
    def test_says_the_operation_and_its_line(self, x, write, operation):
        message, line = refused(write, x[0])
        assert f"test_twin.py, line {line}: {operation}" in message

    def test_of_the_model_its_line_is_named(self, monkeypatch):
        monkeypatch.setattr(choice, "saturating_effect", lambda effect, part: with_a_sign(part))
        message, line = refused(with_a_sign, Graph().inputs(1, 0)[0])
        with pytest.raises(NotTraced, match=re.escape(message)):
            print_twin(the_case("packaging"))
        assert f"line {line}: np.sign" in message

    def test_a_line_of_the_package_is_named_from_the_package_on(self, monkeypatch):
        monkeypatch.setattr(choice, "floats", lambda v: np.asarray(v, float))
        with pytest.raises(NotTraced) as caught:
            print_twin(the_case("packaging"))
        assert re.search(r"test_twin\.py, line \d+: float\(\)", str(caught.value))
        monkeypatch.undo()
        monkeypatch.setattr("casestudy.model.tracing.UFUNCS", UFUNCS - {"expm1"})
        with pytest.raises(NotTraced, match=r"^casestudy.concepts.\w+\.py, line \d+: np\.expm1 "):
            print_twin(the_case("packaging"))

    def test_a_table_is_read_at_one_place(self, x):
        table = Table("months", (5, 5))
        assert table[x[0], x[1]].shape == (1,)
        with pytest.raises(NotTraced, match="months"):
            table[x[0]]
        with pytest.raises(NotTraced, match="months"):
            table[1, 2]


class TestTraced:
    @on_both
    @pytest.mark.parametrize("rule", PruningRule)
    def test_the_graph_comes_to_what_the_model_says(self, name, rule):
        case = the_case(name)
        rng = np.random.default_rng(11)
        plan, world = draws(case, Levers, rng, 200), draws(case, Assumptions, rng, 200)
        inputs = [(plan | world)[n] for n in INPUTS]
        g = derived(case)
        tables = {"curves": g.curves[rule].ravel(), "months": g.launch_months.ravel()}
        _, series, headlines = traced(case)
        expected = simulate(case, Levers(**plan, pruning_rule=rule), Assumptions(**world))
        for key in SERIES:
            got = np.stack(values(series[key], inputs, tables), axis=-1)
            wanted = getattr(expected.series, key)
            np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=1e-12 * np.abs(wanted).max())
        for key in HEADLINES:
            wanted = getattr(expected.headlines, key)
            atol = 1e-12 * np.abs(wanted).max()
            got = values([headlines[key]], inputs, tables)[0]
            np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=atol)

    def test_everything_that_can_be_traced_can_be_printed(self):
        assert PRINTED.keys() >= UFUNCS


class TestPrinted:
    @on_both
    def test_names_stand_in_the_order_of_the_model(self, name):
        text = print_twin(the_case(name))
        found = dict(re.findall(r"^export const (\w+) = (.*);$", text, re.M))
        assert {key: json.loads(value) for key, value in found.items()} == {
            "inputs": list(INPUTS),
            "rules": [rule.value for rule in PruningRule],
            "series": [f.name for f in fields(Series)],
            "headlines": [f.name for f in fields(Headlines)],
            "quarters": QUARTERS,
        }

    @on_both
    def test_a_module_is_small_and_needs_nothing(self, name):
        text = print_twin(the_case(name))
        assert len(text) <= LARGEST
        assert not re.search(r"\bimport\b|\brequire\b|\bwindow\b|\bglobalThis\b|undefined", text)
        assert "new " not in text[text.index("function settle") :]  # what runs allocates nothing

    def test_the_text_is_always_the_same(self):
        ask = (
            "from casestudy.scenario.case import load_case\n"
            "from casestudy.model.twin import print_twin\n"
            "print(print_twin(load_case('packaging')), end='')"
        )
        found = subprocess.run(
            [sys.executable, "-c", ask],
            env=os.environ | {"PYTHONHASHSEED": "7"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout == print_twin(the_case("packaging"))

    def test_what_quarters_have_in_common_is_one_line(self, graph, x):
        rising = x[0] * T + x[1]
        made = print_functions(graph, [tuple(rising.tolist())], [rising.sum().item()])
        assert made.evaluate.count("s[0 + t] = ") == 1
        assert made.known == T.tolist()

    def test_headlines_alone_leave_out_what_they_do_not_need(self, graph, x):
        rising, other = x[0] * T, np.sqrt(x[0] + T)
        made = print_functions(
            graph, [tuple(rising.tolist()), tuple(other.tolist())], [rising.sum().item()]
        )
        assert "sqrt" in made.evaluate
        assert "sqrt" not in made.headlines

    def test_the_world_is_computed_apart(self, graph, x):
        series = x[0] * np.expm1(x[1] * T)
        made = print_functions(graph, [tuple(series.tolist())], [series.sum().item()])
        assert "expm1" in made.world
        assert "expm1" not in made.evaluate + made.headlines

    def test_the_world_knows_nothing_of_the_plan(self, graph, x):
        steady = np.sqrt(x[1] * T)
        earlier = np.empty_like(steady)
        earlier[:1], earlier[1:] = x[0], steady[:-1]
        made = print_functions(graph, [tuple((earlier + x[0]).tolist())], [])
        assert "sqrt" in made.world
        assert "x[0]" not in made.world
