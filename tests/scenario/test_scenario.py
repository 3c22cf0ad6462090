"""Scenario files: their schema for editors, their marks and sources, and their differences."""

import json
import re
from copy import deepcopy
from typing import get_args

import jsonschema
import pytest
from ruamel.yaml import YAML

from casestudy.analysis.ledger import number_ledger, postings
from casestudy.errors import InputError
from casestudy.files.places import available, data_folder
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.scenario.case import load_case, load_scenario
from casestudy.scenario.consistency import contradictions
from casestudy.scenario.schema import TARGETS, Scenario, free_figure, json_schema
from casestudy.scenario.sections import CockpitTask, Reached
from casestudy.text.figures import HEADLINES
from casestudy.units import Mark

SCENARIOS = sorted(available())
SCHEMA_FILE = data_folder() / "scenarios" / "scenario.schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

each = pytest.mark.parametrize("name", SCENARIOS)


def plain(name: str) -> dict:
    """What another YAML reader makes of a scenario file."""
    return YAML(typ="safe", pure=True).load(available()[name])


def resolved(schema: dict) -> dict:
    """A part of the schema with its reference followed, what stands beside it kept."""
    while "$ref" in schema:
        target = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
    return schema


class TestSchema:
    def test_it_is_fresh(self):
        assert SCHEMA_FILE.read_text(encoding="utf-8") == json_schema()

    def test_it_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    @each
    def test_every_scenario_follows_it_and_points_to_it(self, name):
        assert list(VALIDATOR.iter_errors(plain(name))) == []
        first = available()[name].read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=scenario.schema.json"

    @pytest.mark.parametrize(
        ("where", "value"),
        [
            (("company", "base_yaer"), 2024),
            (("company", "base_year"), "last year"),
            (("line", "gross_margin", "value"), 27),
            (("line", "gross_margin", "mark"), "guessed"),
            (("levers", "retired_share", "high"), 1.0),
            (("assumptions", "price_elasticity", "value"), 1.5),
            (("targets", "revenue_growth", "value"), 17),
            (("currency", "code"), "Euro"),
            (("schema_version",), 2),
            (("fictional",), False),
        ],
    )
    def test_an_editor_marks_what_casestudy_refuses(self, where, value):
        data = deepcopy(plain("packaging"))
        part = data
        for key in where[:-1]:
            part = part[key]
        part[where[-1]] = value
        errors = list(VALIDATOR.iter_errors(data))
        assert errors
        assert all(
            list(error.absolute_path) == list(where)[: len(error.absolute_path)] for error in errors
        )

    def test_no_part_takes_keys_that_it_does_not_know(self):
        parts = [part for part in SCHEMA["$defs"].values() if part.get("type") == "object"]
        assert len(parts) > 50
        assert all(part["additionalProperties"] is False for part in parts)

    def test_every_part_is_described(self):
        assert [name for name, part in SCHEMA["$defs"].items() if not part.get("description")] == []

    @pytest.mark.parametrize("record", [Levers, Assumptions], ids=lambda record: record.__name__)
    def test_every_quantity_has_its_help_and_its_bounds(self, record):
        section = "LeverBounds" if record is Levers else "AssumptionFigures"
        key = "high" if record is Levers else "value"
        properties = SCHEMA["$defs"][section]["properties"]
        assert [p for p in properties if p not in {"mark", "source"}] == list(names(record))
        for name in names(record):
            declared = declaration(record, name)
            part = resolved(properties[name])
            assert declared.help in part["description"]
            assert declared.label in part["description"]
            number = resolved(part["properties"][key])
            assert (number["minimum"], number["maximum"]) == declared.limits

    def test_numbers_have_bounds(self):
        """But for bounds of ranges of a plain figure, which another part tightens."""
        free = []
        for name, part in SCHEMA["$defs"].items():
            for key, value in part.get("properties", {}).items():
                if value.get("type") in {"number", "integer"}:
                    low = {"minimum", "exclusiveMinimum"} & set(value)
                    high = {"maximum", "exclusiveMaximum"} & set(value)
                    if not (low and high):
                        free.append(f"{name}.{key}")
        assert free == []


class TestMarks:
    @each
    def test_every_number_of_the_file_is_in_the_ledger_with_mark_and_source(self, name):
        scenario = load_scenario(name)
        posted = list(postings(scenario))
        assert all(p.source.strip() for p in posted)
        assert {p.mark for p in posted} <= set(Mark)
        for where, value in figures(plain(name)):
            chapter = [p for p in posted if p.value == value and chapter_of(where, p.chapter)]
            assert chapter, f"{'.'.join(map(str, where))} = {value} is not in the ledger"

    @each
    def test_the_ledger_holds_no_number_that_the_file_does_not(self, name):
        """But for zeros, which a task may leave out."""
        scenario = load_scenario(name)
        in_file = sorted(value for _, value in figures(plain(name)) if value)
        posted = (p.value for p in postings(scenario) if not isinstance(p.value, str))
        assert sorted(value for value in posted if value) == in_file

    @each
    def test_the_table_of_the_ledger_has_a_row_for_each(self, name):
        case = load_case(name)
        table = number_ledger(case)
        assert len(table) == len(list(postings(case.scenario)))
        assert list(table.columns) == ["chapter", "figure", "value", "range", "mark", "source"]
        assert set(table["mark"]) <= {"fact", "calibrated", "assumed"}
        assert (table["source"].str.len() > 0).all()
        assert (table["value"].str.len() > 0).all()

    @each
    def test_every_assumption_has_a_range_that_holds_its_value(self, name):
        figures = load_scenario(name).assumptions
        for assumption in names(Assumptions):
            figure = getattr(figures, assumption)
            assert figure.low <= figure.value <= figure.high, assumption
            assert figure.low < figure.high, assumption

    @each
    def test_what_is_calibrated_is_free_and_the_other_way_round(self, name):
        scenario = load_scenario(name)
        free = [free_figure(scenario, quantity) for quantity in scenario.calibration.free]
        marked = [p for p in postings(scenario) if p.mark is Mark.CALIBRATED]
        assert sorted(p.value for p in marked) == sorted(figure.value for figure in free)
        assert len(free) == len(TARGETS)

    def test_the_facts_of_the_default_are_those_of_the_source(self):
        """An engagement of some 250 million, five declines, six actions, three outcomes."""
        facts = {
            p.label: p.value for p in postings(load_scenario("turnaround")) if p.mark == "fact"
        }
        assert facts.pop("revenue") == 250_000_000
        assert facts.pop("years") == 5
        assert facts.pop("revenue growth") == 0.17
        assert facts.pop("complexity reduction") == 0.80
        assert facts.pop("margin points") == 0.01
        done = {declaration(Levers, name).label for name in names(Levers)}
        assert set(facts) <= done
        assert set(facts.values()) == {1}
        assert declaration(Levers, "retired_share").label not in facts
        assert declaration(Levers, "price_change").label not in facts

    def test_the_second_scenario_claims_no_facts(self):
        assert [p.label for p in postings(load_scenario("packaging")) if p.mark is Mark.FACT] == []


def figures(value, where=()):
    """Yield every number of a scenario file that says something about the company, with its place.

    Not: versions, seeds, ways of writing, the ends of ranges.
    """
    conventions = {"schema_version", "seed", "base_year", "currency"}
    if isinstance(value, dict):
        for key, inner in value.items():
            skipped = key in conventions or ({"value", "mark"} <= set(value) and key != "value")
            if not skipped:
                yield from figures(inner, where if key == "value" else (*where, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from figures(inner, (*where, i))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield where, value


def chapter_of(where, chapter: str) -> bool:
    """Whether a posting's chapter is that of a place in the file."""
    if where[0] == "assumptions":
        return chapter == declaration(Assumptions, where[1]).topic
    if where[0] == "plans":
        return chapter == f"plan {where[1].replace('_', ' ')}"
    return chapter == where[0].replace("_", " ")


class TestTwoScenarios:
    """The second is deliberately different, so that nothing of the first is typed anywhere."""

    def test_they_differ_in_everything_that_could_be_typed(self):
        one, other = (load_scenario(name) for name in ("turnaround", "packaging"))
        assert one.currency.code != other.currency.code
        assert one.currency.symbol != other.currency.symbol
        assert one.company.name != other.company.name
        assert one.company.industry != other.company.industry
        assert one.company.revenue.value != other.company.revenue.value
        assert one.company.base_year != other.company.base_year
        assert one.line.name != other.line.name
        assert one.line.product != other.line.product
        assert one.line.products.value != other.line.products.value
        assert not {c.name for c in one.market.competitors} & (
            {c.name for c in other.market.competitors} - {"Others"}
        )
        for part in (
            lambda s: {p.name for p in s.order_file.platforms},
            lambda s: {d.name for d in s.positioning.differentiators},
        ):
            assert not part(one) & part(other)
        for target in TARGETS:
            assert getattr(one.targets, target).value != getattr(other.targets, target).value

    def test_the_second_is_of_the_size_that_was_asked_for(self):
        scenario = load_scenario("packaging")
        assert scenario.company.revenue.value == 60_000_000
        assert scenario.line.company_share.value == 0.5
        assert scenario.line.products.value == 300
        assert [getattr(scenario.targets, name).value for name in TARGETS] == [0.12, 0.60, 0.02]

    @each
    def test_both_are_fictional_and_say_so(self, name):
        assert load_scenario(name).fictional is True
        text = available()[name].read_text(encoding="utf-8")
        assert re.search(r"company is fictional and its tables are synthetic", text)

    @each
    def test_no_part_contradicts_another(self, name):
        assert list(contradictions(Scenario.model_validate(plain(name)))) == []


@pytest.mark.parametrize("make", ["levers", "assume"])
def test_no_name_of_a_setting_reaches_past_the_check(make):
    case = load_case("turnaround")
    with pytest.raises(InputError, match="self"):
        getattr(case, make)(**{"self": 1.0})


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ({"words": "Do something."}, "expected a condition"),
        ({"words": "Sell more.", "above": {"npv": "today"}}, "npv: 'today' is for share"),
        ({"words": "Sell more.", "above": {"profit": 1}}, "npv"),
        ({"words": "Sell more.", "above": {"npv": "lots"}}, "as_it_happened"),
        ({"words": " ", "targets": True}, "blank"),
    ],
)
def test_a_task_that_asks_for_nothing_or_for_what_is_not_there_is_refused(task, said):
    with pytest.raises(ValueError, match=said):
        CockpitTask.model_validate(task)


def test_a_task_may_ask_for_all_that_a_plan_is_asked_for():
    assert {*HEADLINES, "last_share"} == set(get_args(Reached))
