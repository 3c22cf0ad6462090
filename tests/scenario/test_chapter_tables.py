"""The tables of single chapters stand beside the others."""

import pytest

import casestudy as cs
from casestudy.scenario.chapter_tables import make_evidence
from casestudy.scenario.schema import Positioning


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def test_chapter_tables_do_not_move_the_others(case):
    made = make_evidence(case.scenario, case.tables["skus"])
    assert set(made) < set(case.tables)
    assert [name for name in made if not made[name].equals(case.tables[name])] == []
    # More of one table takes more chances: the others have sources of their own.
    for part, field, moved in (
        ("research_study", "interviews", {"interviews"}),
        ("research_study", "respondents", {"choices"}),
        ("price_history", "months", {"price_panel"}),
        ("feature_usage", "count", {"features"}),
    ):
        record = getattr(case.scenario, part)
        larger = record.model_copy(update={field: getattr(record, field) + 12})
        other = case.scenario.model_copy(update={part: larger})
        found = make_evidence(other, case.tables["skus"])
        assert {name for name in made if not found[name].equals(made[name])} == moved


def test_features_have_the_names_that_the_scenario_gives_and_then_numbers(case):
    positioning, named = case.scenario.positioning, set()
    for one in positioning.differentiators:
        found = case.tables["features"].query("attribute == @one.name")["feature"].tolist()
        assert found == one.features[: len(found)]
        named.update(found)
    assert len(named) == case.scenario.feature_usage.count
    bare = [d.model_copy(update={"features": d.features[:1]}) for d in positioning.differentiators]
    changed = positioning.model_copy(update={"differentiators": bare})
    other = case.scenario.model_copy(update={"positioning": changed})
    table = make_evidence(other, case.tables["skus"])["features"]
    for one in bare:
        found = table.query("attribute == @one.name")["feature"].tolist()
        assert found[:2] == [one.features[0], f"{one.name} 2"]
    assert table["feature"].is_unique


def test_a_feature_named_twice_is_refused(case):
    given = case.scenario.positioning.model_dump()
    first, second = given["differentiators"][:2]
    second["features"] = [first["features"][0]]
    with pytest.raises(ValueError, match=rf"{first['features'][0]!r} stands there twice"):
        Positioning.model_validate(given)
