"""What Python passes: the model and the package's face say what they expected."""

import inspect
import re
from dataclasses import fields, replace
from operator import attrgetter

import numpy as np
import pandas as pd
import pytest

import casestudy as cs
from casestudy import plots
from casestudy.errors import InputError
from casestudy.learning.registry import predictions
from casestudy.levers import Assumptions, Levers, PruningRule, declaration, names
from casestudy.model.many import simulate_many
from casestudy.model.outcome import Headlines
from casestudy.model.simulate import simulate

CASE = cs.load_case("turnaround")
PLAN, WORLD = CASE.plan(), CASE.assumptions

# -- numbers that no slider gives


@pytest.mark.parametrize(
    "value", [np.nan, np.inf, -np.inf, 1e308, 3, -1.0, 10**30, np.float64("nan"), [0.0, np.nan]]
)
def test_a_lever_outside_its_domain_is_refused(value):
    with pytest.raises(InputError, match=r"^lever 'price_change': expected a number from -0\.5 to"):
        simulate(CASE, replace(PLAN, price_change=value))


class Mute:
    """What does not even let itself be shown."""

    def __repr__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize("value", [10**5000, Mute()], ids=["digits", "mute"])
@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda v: simulate(CASE, replace(PLAN, price_change=v)), "expected a number from -0.5 to"),
        (lambda v: simulate(CASE, replace(PLAN, price_change=[v])), "expected a number from -0.5"),
        (lambda v: simulate(CASE, replace(PLAN, pruning_rule=v)), "unknown pruning rule"),
        (lambda v: simulate(v, PLAN), "expected a case"),
        (lambda v: CASE.plan(v), "unknown plan"),
        (lambda v: CASE.plan(price_change=v), "expected a number from -0.05 to 0.05"),
        (lambda v: CASE.assume(market_growth=v), "expected a number from -0.5 to 1"),
        (cs.load_case, "unknown scenario"),
        (predictions, "unknown notebook"),
    ],
)
def test_what_cannot_be_written_out_is_told_by_its_kind(call, expected, value):
    with pytest.raises((InputError, TypeError)) as error:
        call(value)
    assert expected in str(error.value)
    assert re.search(rf"\b({type(value).__name__}|list)\b", str(error.value))
    assert len(str(error.value)) < 400


def test_a_case_in_the_place_of_a_name_does_not_fill_the_page():
    for call in (CASE.plan, predictions):
        with pytest.raises(InputError, match=r"^unknown ") as error:
            call(CASE)
        assert len(str(error.value)) < 400
    assert "There is no exercise" in cs.check(Mute(), 1).text


def test_percent_is_suspected_of_shares_only():
    with pytest.raises(InputError) as error:
        CASE.plan(selling=7)
    assert "percent" not in str(error.value)


def test_a_percentage_for_a_fraction_is_guessed():
    with pytest.raises(InputError, match=r"a fraction, not percent: 0\.03\?\), not 3"):
        simulate(CASE, replace(PLAN, price_change=3))


@pytest.mark.parametrize("value", [-0.6, np.nan, np.array([0.1, np.inf])])
def test_an_assumption_outside_its_domain_is_refused(value):
    with pytest.raises(InputError, match=r"^assumption 'market_growth': expected a number from"):
        simulate(CASE, PLAN, replace(WORLD, market_growth=value))


@pytest.mark.parametrize("value", [True, np.True_, None, "0.1", b"1", object(), 1j, [None, "x"],
                                   [[0.1], [0.1, 0.2]], np.array(["a"])])  # fmt: skip
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=r"^lever 'price_change': expected a number from"):
        simulate(CASE, replace(PLAN, price_change=value))


def test_an_unknown_pruning_rule_names_the_known_ones():
    with pytest.raises(InputError, match="did you mean 'margin_tail'"):
        simulate(CASE, replace(PLAN, pruning_rule="margin_tale"))
    known = simulate(CASE, replace(PLAN, pruning_rule="margin_tail")).headlines.npv
    assert (
        known == simulate(CASE, replace(PLAN, pruning_rule=PruningRule.MARGIN_TAIL)).headlines.npv
    )


@pytest.mark.parametrize("record", [Levers, Assumptions])
def test_every_limit_is_held_on_both_sides(record):
    given = PLAN if record is Levers else WORLD
    for name in names(record):
        low, high = declaration(record, name).limits
        for value in (low - 0.01 * max(1, abs(low)), high + 0.01 * max(1, abs(high))):
            spoilt = replace(given, **{name: value})
            with pytest.raises(InputError, match=f"{name!r}: expected"):
                simulate(CASE, *((spoilt, WORLD) if record is Levers else (PLAN, spoilt)))


@pytest.mark.parametrize("name", ["turnaround", "packaging"])
def test_within_the_limits_every_headline_is_finite(name):
    case = cs.load_case(name)
    rng, draws = np.random.default_rng(1), 3000
    records = {Levers: case.plan(), Assumptions: case.assumptions}
    batch = {
        record: replace(
            own,
            **{
                n: np.where(
                    rng.random(draws) < share,
                    rng.choice(declaration(record, n).limits, draws),
                    float(getattr(own, n)),
                )
                for n in names(record)
            },
        )
        for share in (0.5,)
        for record, own in records.items()
    }
    with np.errstate(all="ignore"):
        found, _ = simulate_many(case, batch[Levers], batch[Assumptions])
    for field in fields(Headlines):
        assert np.isfinite(getattr(found, field.name)).all(), field.name


# -- shapes in which numbers come


@pytest.mark.parametrize(
    "make",
    [list, tuple, lambda v: pd.Series(v, index=[5, 7, 9]), np.float32, lambda v: v.astype(object)],
)
def test_a_list_is_as_good_as_an_array(make):
    prices = np.array([0.0, 0.0078125, 0.015625])
    expected = simulate(CASE, replace(PLAN, price_change=prices)).headlines.npv
    found = simulate(CASE, replace(PLAN, price_change=make(prices))).headlines.npv
    assert found.shape == (3,)
    assert np.array_equal(found, expected)
    many, _ = simulate_many(CASE, replace(PLAN, price_change=make(prices)), chunk=2)
    assert np.allclose(many.npv, expected, rtol=1e-12)


@pytest.mark.parametrize("chunk", [0, -1, 1.5, "many", None, True])
def test_a_chunk_is_a_positive_whole_number(chunk):
    plan = replace(PLAN, price_change=np.zeros(3))
    with pytest.raises(InputError, match=r"^chunk: expected a whole number of at least 1, not "):
        simulate_many(CASE, plan, chunk=chunk)


def test_any_chunk_gives_the_same():
    plan = replace(PLAN, price_change=np.linspace(0, 0.02, 7))
    whole, _ = simulate_many(CASE, plan)
    for chunk in (1, 2, np.int64(3), 100):
        assert np.array_equal(simulate_many(CASE, plan, chunk=chunk)[0].npv, whole.npv)


# -- arguments that are none


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("turnaround", PLAN), r"case: expected .*, not 'turnaround'.*load_case\('turnaround'\)"),
        ((PLAN, CASE), "case: expected a case"),
        ((CASE, WORLD), "levers: expected Levers"),
        ((CASE, "as_it_happened"), r"levers: .*; take it from the case: case\.plan\("),
        ((CASE, None), "levers: expected Levers as case.plan"),
        ((None, PLAN), "case: expected a case"),
        ((CASE, PLAN, PLAN), "assumptions: expected Assumptions"),
        ((CASE, PLAN, "world"), "assumptions: expected Assumptions"),
    ],
)
def test_swapped_or_wrong_arguments_are_told_with_the_order(given, says):
    for function in (simulate, simulate_many):
        with pytest.raises(TypeError, match=says) as caught:
            function(*given)
        assert "the order is (case, levers, assumptions)" in str(caught.value)


PUBLIC = [
    *cs._HOME,
    *(name for name in plots.__all__ if name.startswith("plot_")),
    *(f"{chapter}.{name}" for chapter in cs._CHAPTERS for name in getattr(cs, chapter).__all__),
]


def required(function):
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    found = inspect.signature(function).parameters.values()
    return [p for p in found if p.default is p.empty and p.kind in positional]


def keywords(function):
    found = inspect.signature(function).parameters.values()
    return [p for p in found if p.default is p.empty and p.kind is p.KEYWORD_ONLY]


def of_our_classes(function):
    own = (p for p in required(function) if p.annotation.partition(" ")[0].isidentifier())
    return [p for p in own if p.annotation[:1].isupper() and p.annotation != "Any"]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_function_says_what_it_expected(name):
    function = attrgetter(name)(cs)
    if isinstance(function, type):
        return
    name = name.rpartition(".")[2]
    if needed := required(function):
        others = {p.name: "words" for p in keywords(function)}
        with pytest.raises(TypeError, match=rf"^{name}\(\): missing .*; expected {name}\("):
            function()
        for wrong in (None, "turnaround", object(), 3):
            if not of_our_classes(function):
                break
            with pytest.raises(TypeError, match=rf"^{name}\(\): {needed[0].name}: expected "):
                function(*[wrong] * len(needed), **others)
    with pytest.raises(TypeError, match=rf"^{name}\(\): .*; expected {name}\("):
        function(no_such_argument=1)


def test_what_was_given_is_said_in_few_words():
    with pytest.raises(
        TypeError, match=r"case: expected a Case \(from load_case\(\)\), not nothing"
    ):
        cs.history.decline(None)
    with pytest.raises(TypeError, match=r"expected a result that has a picture, .*, not a Case"):
        cs.show(CASE)
    with pytest.raises(
        TypeError, match=r"levers: expected Levers \(from case.plan\(\)\) or nothing"
    ):
        cs.compare(CASE, "as_it_happened")


def test_what_is_right_goes_through_unchanged():
    assert cs.simulate(CASE, PLAN, None).headlines.npv == simulate(CASE, PLAN).headlines.npv
    assert cs.Levers is Levers
    assert cs.history.decline.__doc__ is not None
    assert list(inspect.signature(cs.compare).parameters) == ["case", "levers", "assumptions"]
    assert cs.history.decline is cs.history.decline
