"""Widgets ask the model and show what it says."""

import html
import re

import pytest

import casestudy as cs
from casestudy.levers import Levers, declaration, names
from casestudy.narrative.what_if import headline
from casestudy.places import chosen_scenario
from casestudy.widgets.controls import lever_slider, rows_as_html

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


def cells(cockpit):
    rows = re.findall(r"<tr>(.*?)</tr>", cockpit._headlines.value)[1:]
    return [html.unescape(re.findall(r"<td[^>]*>(.*?)</td>", row)[1]) for row in rows]


def expected(case, levers):
    values = cs.simulate(case, levers).headlines.as_dict()
    return [headline(case, name, value) for name, value in values.items()]


def test_there_is_a_slider_for_every_lever_with_the_bounds_of_the_scenario(case):
    cockpit = cs.cockpit(case)
    assert list(cockpit._sliders) == list(names(Levers))
    for name, slider in cockpit._sliders.items():
        bounds = getattr(case.scenario.levers, name)
        assert (slider.min, slider.max) == (bounds.low, bounds.high)
        assert slider.step == pytest.approx(declaration(Levers, name).step)
        assert slider.value == pytest.approx(getattr(case.plan(), name))
        assert slider.tooltip == declaration(Levers, name).help


def test_moving_any_lever_shows_what_the_model_says(case):
    for name in names(Levers):
        cockpit = cs.cockpit(case)
        bounds = getattr(case.scenario.levers, name)
        middle = bounds.low + 0.15 * (bounds.high - bounds.low)
        before, pictures = cells(cockpit), [p.value for p in cockpit._pictures.values()]
        cockpit._sliders[name].value = middle
        assert cells(cockpit) == expected(case, case.plan(**{name: middle}))
        assert cells(cockpit) != before, name
        assert [p.value for p in cockpit._pictures.values()] != pictures


def test_buttons_set_all_levers_to_a_plan(case):
    cockpit = cs.cockpit(case)
    buttons = cockpit.children[0].children[0].children[0].children
    assert [b.description for b in buttons] == [p.replace("_", " ") for p in case.plans]
    for plan, button in zip(case.plans, buttons, strict=True):
        button.click()
        assert cockpit.levers == case.plan(plan)
        assert cells(cockpit) == expected(case, case.plan(plan))


def test_the_pruning_rule_is_a_menu(case):
    cockpit = cs.cockpit(case)
    cockpit._rule.value = cs.PruningRule.RANDOM
    assert cells(cockpit) == expected(case, case.plan(pruning_rule="random"))


def test_pictures_follow_with_their_words(case):
    cockpit = cs.cockpit(case)
    words = cockpit._pictures["revenue"].alt
    cockpit._sliders["selling"].value = 0.0
    assert cockpit._pictures["revenue"].alt != words


def test_widgets_say_what_they_are_where_they_cannot_be_shown(case):
    assert repr(cs.cockpit(case)).startswith("[sliders for every lever")
    assert repr(cs.pruning_lab(case)).startswith("[a slider")
    assert repr(cs.scenario_picker()) == "[a menu of scenarios: run the notebook to use it]"


def test_the_pruning_lab_redraws(case):
    lab = cs.pruning_lab(case)
    slider, picture = lab.children
    before = picture.value, picture.alt
    slider.value = 0.3
    assert (picture.value, picture.alt) != before
    assert "30%" in picture.alt


def test_choosing_a_scenario_is_remembered():
    picker = cs.scenario_picker()
    menu, said = picker.children
    assert menu.value == "turnaround"
    menu.value = "packaging"
    assert chosen_scenario() == "packaging"
    assert cs.load_case().name == "packaging"
    assert cs.load_case("packaging").scenario.title in said.value


def test_cells_of_a_table_are_escaped():
    assert "<b>" not in rows_as_html([("<b>", "1")])


def test_a_slider_starts_on_its_grid_whatever_the_calibration_gave(case):
    slider = lever_slider(case, "retired_share", 0.6543)
    steps = (slider.value - slider.min) / slider.step
    assert steps == pytest.approx(round(steps), abs=1e-6)
