"""A case of another shape: four action groups, two rivals, two platforms, another window."""

from functools import cache

from casestudy.scenario.case import Case, load_scenario
from casestudy.scenario.consistency import contradictions
from casestudy.scenario.schema import Scenario
from casestudy.scenario.synthesis import draft_case

GROUPS = {
    "market": ["research", "launch"],
    "people": ["mentoring", "partner_development", "offshore_share", "supplier_owns_transit"],
    "prices": ["price_change", "selling", "marketing"],
    "variety": ["retired_share", "pruning_rule"],
}
OLD = {
    "research": "market", "launch": "market", "mentoring": "people", "partner": "people",
    "commercial": "prices", "pruning": "variety", "none": "none",
}  # fmt: skip


@cache
def other_case(first: int = 5, products: int = 80) -> Case:
    """Return the case; `first` is the first quarter of the window."""
    data = load_scenario("packaging").model_dump(mode="json")
    data["name"], data["title"] = "other", "Another shape"
    data["line"]["products"]["value"] = products
    data["history"]["products_at_start"]["value"] = products * 3 // 4
    data["action_groups"] = [
        {"name": name, "label": f"Group {name}", "levers": levers}
        for name, levers in GROUPS.items()
    ]
    data["vocabulary"]["actions"] = {}  # of the groups that were
    leads = data["leadership"]
    for duty in leads["duties"]:
        duty["action"] = OLD[duty["action"]]
    for activity in leads["week"]:
        activity["serves"] = sorted({OLD[action] for action in activity["serves"]})
    market = data["market"]
    one, *rest = market["competitors"]
    other = rest[0] | {"share": sum(c["share"] for c in rest)}
    market["competitors"] = [one, other]
    for part in data["positioning"]["differentiators"]:
        part["rivals"] = {one["name"]: 0.5, other["name"]: 0.4}
    data["order_file"]["platforms"] = data["order_file"]["platforms"][:2]
    data["partners"]["candidates"] = data["partners"]["candidates"][:2]
    data["window"] |= {"first": first, "last": first + 3}
    scenario = Scenario.model_validate(data)
    assert not list(contradictions(scenario))
    return draft_case(scenario)
