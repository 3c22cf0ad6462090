"""The tables of single chapters stand beside the others."""

import pytest

import casestudy as cs
from casestudy.scenario.chapter_tables import make_evidence


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
