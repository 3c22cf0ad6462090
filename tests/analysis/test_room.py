"""How far a room has come: beside the best plan that is found, and the most for the money."""

import pytest

import casestudy as cs
from casestudy.analysis import room as rooms
from casestudy.analysis.robust import better_plans
from casestudy.analysis.room import play, reach
from casestudy.model.simulate import simulate
from casestudy.plots import draw
from tests.strategies import the_case

CASE = the_case("packaging")
IDLE, HISTORY = CASE.plan("do_nothing"), CASE.plan()


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(rooms, "DRAWS", 64)
    monkeypatch.setattr("casestudy.analysis.frontiers.GENERATIONS", 3)


def reached(**plans):
    return reach(CASE, play(CASE, plans))


def test_the_best_plan_found_is_no_worse_than_any_by_the_order_of_the_room():
    found = reached(idle=IDLE, red=HISTORY)
    assert found.found.name == ""
    for plan in (*found.room.plans, found.room.happened):
        assert found.found.merit >= plan.merit
        npv = [float(simulate(CASE, one.levers).headlines.npv) for one in (found.found, plan)]
        assert found.regret(plan) == pytest.approx(npv[0] - npv[1])


def test_a_team_that_no_search_beats_has_the_best_plan(monkeypatch):
    plans = {"red": better_plans(CASE)["found_succeeds"], "blue": IDLE}
    monkeypatch.setattr(rooms, "better_plans", lambda case: {})
    found = reached(**plans)
    assert found.found.name == "red"
    assert found.regret(found.room.best) == 0.0
    assert "No search found" in cs.say(found, "room_frontier.read", case=CASE)
    names = [text.get_text() for text in draw(found, "room_frontier", case=CASE).texts]
    assert "best plan found" not in names


def test_no_plan_lies_above_the_most_for_its_money():
    plans = {name: CASE.plan(launch=x) for name, x in (("a", 0.2), ("b", 0.9))}
    found = reached(**plans, best=better_plans(CASE)["found_mean"])
    for plan in (*found.room.plans, found.room.happened, found.found):
        assert found.most(plan.cost) >= plan.npv - 1e-3


@pytest.mark.parametrize("teams", [1, 2, 9])
def test_names_stand_beside_points_while_there_is_room(teams):
    plans = {f"Team {i}": CASE.plan(launch=i / 10) for i in range(teams)}
    found = reached(**plans)
    ax = draw(found, "room_frontier", case=CASE)
    ax.figure.canvas.draw()
    named = [t for t in ax.texts if t.get_text().startswith("Team")]
    assert len(named) == (teams if teams <= 8 else 1)
    boxes = [t.get_window_extent() for t in ax.texts if t.get_text()]
    for i, one in enumerate(boxes):
        assert not [other for other in boxes[:i] if _common(one, other) > 0.3]


def _common(one, other) -> float:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(wide, 0) * max(tall, 0) / (one.width * one.height)
