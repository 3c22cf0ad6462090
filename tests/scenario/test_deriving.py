"""A case at another size: what follows from a few answers, and what no answers can be."""

import pytest

from casestudy.errors import InputError
from casestudy.levers import Assumptions, declaration, names
from casestudy.scenario.case import load_scenario
from casestudy.scenario.deriving import (
    MONEY,
    OF_ONE_PRODUCT,
    Rule,
    Said,
    contradiction,
    derive,
    facts,
    ratios,
    rounded,
)
from casestudy.units import Mark


@pytest.fixture(scope="module", params=["packaging", "turnaround"])
def like(request):
    return load_scenario(request.param)


def by_entry(changes, rule=None):
    return {
        (*one.where, *inside): value
        for one in changes
        for inside, value in one.values.items()
        if rule in (None, one.rule)
    }


def test_what_is_not_said_is_not_touched(like):
    assert derive(like, Said()) == []


def test_every_amount_of_money_goes_with_revenue(like):
    found = by_entry(derive(like, Said(revenue=like.company.revenue.value * 3.2)))
    for name in names(Assumptions):
        figure = getattr(like.assumptions, name)
        if declaration(Assumptions, name).unit in MONEY:
            for key in ("value", "low", "high"):
                there = getattr(figure, key) * 3.2
                assert found["assumptions", name, key] == pytest.approx(there, rel=0.03), name
        else:
            assert ("assumptions", name, "value") not in found, name
    for i, task in enumerate(like.development.tasks):
        cost = found["development", "tasks", i, "cost_per_month"]
        assert cost == pytest.approx(3.2 * task.cost_per_month, rel=0.03)
    for i, one in enumerate(like.order_file.platforms):
        assert found["order_file", "platforms", i, "price"] == pytest.approx(3.2 * one.price, 0.03)


def test_money_of_one_product_goes_with_what_one_sells_for(like):
    """Twice as many products in the same line: each half as large, and so is its smallest order."""
    found = by_entry(derive(like, Said(products=2 * like.line.products.value)))
    for name in OF_ONE_PRODUCT:
        there = getattr(like.assumptions, name).value / 2
        assert found["assumptions", name, "value"] == pytest.approx(there, rel=0.03)
    assert ("assumptions", "research_cost", "value") not in found
    assert found["order_file", "customers"] == 2 * like.order_file.customers
    launched = like.assumptions.launch_skus
    assert found["assumptions", "launch_skus", "value"] == 2 * launched.value
    assert found["assumptions", "launch_skus", "high"] == 2 * launched.high


def test_lead_times_and_seasons_stay(like):
    changes = derive(like, Said(revenue=1e9, products=77, growth=-0.02, margin=0.35))
    assert not [w for w in by_entry(changes) if "lead_time" in str(w) or "seasonality" in w]


def test_a_range_keeps_its_value_inside(like):
    for factor in (0.013, 0.7, 1.9, 167.0):
        found = by_entry(derive(like, Said(revenue=like.company.revenue.value * factor)))
        for where, value in found.items():
            low, high = (found.get((*where[:-1], end)) for end in ("low", "high"))
            if where[-1] == "value" and low is not None:
                assert low <= value <= high, where


def test_the_line_may_be_said_as_money_or_as_a_share(like):
    revenue = like.company.revenue.value
    as_money, as_share = Said(line_revenue=0.2 * revenue), Said(line_share=0.2)
    assert ratios(like, as_money) == pytest.approx(ratios(like, as_share))
    assert by_entry(derive(like, as_money)) == by_entry(derive(like, as_share))


def test_what_was_said_stands_there_to_the_digit(like):
    said = Said(
        revenue=123_456_789, line_share=0.123, products=77, growth=-0.0123, market_growth=0.0789,
        margin=0.2345, targets={"revenue_growth": 0.0345}, years=2,
    )  # fmt: skip
    found = by_entry(derive(like, said), Rule.SAID)
    assert {w[:-1]: v for w, v in found.items() if w[-1] == "value"} == {
        ("company", "revenue"): 123_456_789,
        ("line", "company_share"): 0.123,
        ("line", "products"): 77,
        ("line", "gross_margin"): 0.2345,
        ("history", "line_trend"): -0.0123,
        ("history", "market_growth"): 0.0789,
        ("targets", "revenue_growth"): 0.0345,
    }
    assert (found["window", "first"], found["window", "last"]) == (5, 8)


def test_margin_and_market_take_along_what_goes_with_them(like):
    past = like.history
    said = Said(margin=like.line.gross_margin.value + 0.05, market_growth=0.06, growth=-0.02)
    found = by_entry(derive(like, said))
    at_start = found["history", "gross_margin_at_start", "value"]
    assert at_start == pytest.approx(past.gross_margin_at_start.value + 0.05)
    later = like.assumptions.market_growth
    moved = 0.06 - past.market_growth.value
    assert found["assumptions", "market_growth", "value"] == pytest.approx(later.value + moved)
    assert found["assumptions", "market_growth", "low"] == pytest.approx(later.low + moved)
    rivals = like.market.competitors
    together = sum(
        r.share * found["market", "competitors", i, "growth"] for i, r in enumerate(rivals)
    )
    assert together + like.market.share.value * -0.02 == pytest.approx(0.06, abs=1e-4)


def test_the_facts_of_a_template_are_all_found():
    like = load_scenario("turnaround")
    found = facts(like)
    assert ("company", "revenue") in found
    assert ("plans", "as_it_happened", "launch") in found
    assert len(found) == str(like.model_dump(mode="json")).count(f"'mark': '{Mark.FACT.value}'")
    assert facts(load_scenario("packaging")) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1_000_000, 1_000_000),
        (1_230_000, 1_250_000),
        (26_400, 26_000),
        (0.0777, 0.078),
        (99.7, 100),
    ],
)
def test_money_is_rounded_as_people_do(value, written):
    assert rounded(value) == pytest.approx(written)


PACKAGING = load_scenario("packaging")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (Said(line_revenue=61e6), "a line of 61,000,000 is larger than its company of 60,000,000"),
        (Said(line_share=1.4), "at most 100% of its company, not 140%"),
        (Said(line_share=0.0), "more than 0%"),
        (Said(revenue=0.0), "above 0, not 0"),
        (Said(products=0), "from 10 to 20,000, not 0"),
        (Said(products=12.5), "a whole number of products"),
        (Said(revenue=1e5, products=6000), "leaves 8.333 for each product in a year; expected at"),
        (Said(revenue=60.0, currency="JPY"), "at least 1,000. Is 60 million meant?"),
        (Said(line_revenue=21.0, revenue=60e6), "Is 21 million meant?"),
        (Said(growth=-0.3), "no share allows this: with -30.0% a year"),
        (Said(growth=0.02), "a line that shrinks: expected less than 0%"),
        (Said(market_growth=-0.03), "while its market grows"),
        (Said(market_growth=0.9), "no share allows this"),
        (Said(margin=1.0), "less than 93%"),
        (Said(margin=0.0), "more than 0%"),
        (Said(targets={"complexity_reduction": 0.95}), "to 90%, not 95%"),
        (Said(targets={"complexity_reduction": 0.0}), "expected more than 0%"),
        (Said(targets={"margin_points": 0.8}), "-50% to 50%, not 80%"),
        (Said(years=9), "from 1 to 5, not 9"),
        (Said(years=1.5), "a whole number of years"),
        (Said(currency="EUT"), "did you mean EUR?"),
        (Said(currency="€€"), "is no currency"),
        (Said(company="A\nB"), "a name of at most 60 letters"),
    ],
)
def test_answers_that_no_company_can_have_are_refused(said, says):
    with pytest.raises(InputError) as told:
        contradiction(PACKAGING, said)
    assert says in str(told.value)


def test_growth_that_no_share_allows_is_refused():
    """A fifth of the market cannot become six fifths of one that stands still."""
    share = PACKAGING.market.share.model_copy(update={"value": 0.2})
    market = PACKAGING.market.model_copy(update={"share": share})
    said = Said(targets={"revenue_growth": 5.0}, years=1, market_growth=0.001)
    with pytest.raises(InputError, match="would be 120% of the market"):
        contradiction(PACKAGING.model_copy(update={"market": market}), said)


@pytest.mark.parametrize(
    "said",
    [
        Said(line_revenue=60e6),
        Said(products=10),
        Said(growth=-0.2),
        Said(margin=0.92),
        Said(years=5),
        Said(currency="JPY"),
        Said(targets={"complexity_reduction": 0.9}),
    ],
)
def test_answers_at_the_edge_are_taken(said):
    contradiction(PACKAGING, said)
