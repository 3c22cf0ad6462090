"""Widgets ask the model and show what it says."""

import csv
import hashlib
import html
import io
import re
import subprocess
import sys
import threading
import time

import ipywidgets as w
import numpy as np
import pytest

import casestudy as cs
from casestudy.analysis.dashboard import PANELS, world_of
from casestudy.chapters.what_if.cockpit import headline_cells
from casestudy.files.places import chosen_scenario
from casestudy.learning import registry
from casestudy.learning.kinds import Choices, Function
from casestudy.levers import Assumptions, Levers, declaration, names
from casestudy.plans import PlanStore, sharing
from casestudy.widgets.desk import Desk, world_names
from casestudy.widgets.find import Find
from casestudy.widgets.job import Job
from casestudy.widgets.keep import Keep
from casestudy.widgets.live import STATIC
from casestudy.widgets.message import Message
from casestudy.widgets.sharing import Sharing
from casestudy.widgets.why import Why

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(params=["turnaround", "packaging"])
def case(request):
    return cs.load_case(request.param)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path))
    return tmp_path


def said(message):
    return html.unescape(re.sub("<[^>]*>", "", message._text.value))


def buttons(box):
    """All buttons of a box by their text."""
    found = {}
    for child in getattr(box, "children", ()):
        found |= buttons(child)
    if box.__class__.__name__ == "Button":
        found[box.description] = box
    return found


class TestControls:
    def test_there_is_a_row_for_every_lever_with_the_bounds_of_the_scenario(self, case):
        desk = cs.cockpit(case).desk
        assert list(desk.dials) == list(names(Levers))
        for name, dial in desk.dials.items():
            bounds = getattr(case.scenario.levers, name)
            assert (dial.slider.min, dial.slider.max) == (bounds.low, bounds.high)
            assert dial.value == getattr(case.plan(), name)
            about = dial.box.children[2].value
            assert html.escape(declaration(Levers, name).help) in about
            for fact in ("doing nothing", "as it happened", "accepted", "unit"):
                assert fact in about

    def test_at_most_sixteen_assumptions_have_a_row_and_the_table_has_all(self, case):
        desk = Desk(case, "as_it_happened")
        assert 8 <= len(desk.world) <= 16
        assert list(desk.world) == list(world_names(case))
        table = desk.world_box().children[-1].value
        assert all(html.escape(declaration(Assumptions, n).label, quote=False) in table
                   for n in names(Assumptions))  # fmt: skip
        for name, dial in desk.world.items():
            figure = getattr(case.scenario.assumptions, name)
            assert figure.mark.value in dial.box.children[2].value
            assert (dial.slider.min, dial.slider.max) == (figure.low, figure.high)

    def test_a_slider_keeps_its_step_and_the_value_its_digits(self, case):
        desk, calls = Desk(case, "as_it_happened"), []
        desk.listen(lambda: calls.append(1))
        for name, dial in (desk.dials | desk.world).items():
            kind = Levers if name in desk.dials else Assumptions
            assert dial.slider.step == declaration(kind, name).step
            # What a browser makes of the value on its grid is no move; the next step is one.
            low, step = dial.scale.low, dial.scale.step
            snapped = low + round((dial.value - low) / step) * step
            before = dial.value
            dial.slider.value = min(snapped, dial.scale.high)
            assert dial.value == before
        assert calls == []
        dial = desk.world["market_growth"]
        dial.slider.value = dial.value + dial.scale.step
        assert calls == [1]

    def test_a_number_that_is_typed_is_in_force_exactly(self, case):
        dial = Desk(case, "as_it_happened").dials["mentoring"]
        dial.entry.value = "37.25%"
        assert dial.value == dial.slider.value == 0.3725
        dial.slider.value = 0.5
        assert (dial.value, dial.entry.value) == (0.5, "50%")

    @pytest.mark.parametrize("text", ["nan", "inf", "abc", "", "400%", "-5%", "40"])
    def test_a_wrong_number_is_explained_and_nothing_changes(self, case, text):
        desk = Desk(case, "as_it_happened")
        dial, before = desk.dials["mentoring"], desk.levers
        dial.entry.value = text
        problem = html.unescape(dial._problem.value)
        assert 'role="alert"' in problem
        assert "expected" in problem
        assert "Still in force" in problem
        assert desk.levers == before
        assert dial.entry.value == text  # to be corrected, not retyped
        if text == "40":
            assert "Is 40% meant, or 0.4?" in problem
        dial.entry.value = "40%"
        assert dial._problem.value == ""
        assert dial.value == 0.4

    def test_reset_of_one_and_of_all(self, case):
        desk = Desk(case, "do_nothing")
        assert desk.levers == Levers(pruning_rule=desk.levers.pruning_rule)
        buttons(desk.dials["selling"].box)["↺"].click()
        assert desk.levers.selling == case.plan().selling
        by_text = buttons(desk.lever_box())
        assert [p.replace("_", " ") for p in case.plans] == [b for b in by_text if b != "↺"]
        by_text["as it happened"].click()
        assert desk.levers == case.plan()
        desk.world["market_growth"].set(desk.world["market_growth"].scale.high)
        assert desk.assumptions != case.assumptions
        buttons(desk.world_box())["reset all assumptions"].click()
        assert desk.assumptions == case.assumptions

    def test_setting_everything_tells_once(self, case):
        desk, calls = Desk(case, "as_it_happened"), []
        desk.listen(lambda: calls.append(1))
        desk.set(case.plan("do_nothing"), case.assume(market_growth=0.11))
        assert len(calls) == 1

    def test_what_a_browser_echoes_is_no_move(self, case):
        desk, calls = Desk(case, "as_it_happened"), []
        desk.listen(lambda: calls.append(1))
        dial = desk.dials["retired_share"]
        dial.slider.value = dial.value + 1e-12
        assert calls == []
        assert desk.levers == case.plan()


class TestPictures:
    def test_moving_any_lever_shows_what_the_model_says(self, case):
        pit = cs.cockpit(case)
        for name in names(Levers):
            bounds = getattr(case.scenario.levers, name)
            value = bounds.low + 0.15 * (bounds.high - bounds.low)
            pit.desk.set(case.plan())
            pit.desk.dials[name].slider.value = value
            wanted, series = world_of(case, case.assumptions).look(case.plan(**{name: value}))
            for panel in PANELS:
                unit = pit._pictures._units[panel][1]
                drawn = pit._pictures.board.frame["panels"][panel]["values"]
                assert np.array(drawn) * unit == pytest.approx(series[panel], rel=1e-12)
            rows = [tuple(row) for row in pit._pictures.strip.frame["rows"]]
            assert rows == list(headline_cells(case, wanted).values()), name

    def test_moving_any_assumption_does_so_too(self, case):
        pit = cs.cockpit(case)
        for name, dial in pit.desk.world.items():
            pit.desk.set(assumptions=case.assumptions)
            value = dial.scale.low + 0.3 * (dial.scale.high - dial.scale.low)
            dial.set(value)
            wanted = cs.simulate(case, case.plan(), case.assume(**{name: value}))
            drawn = np.array(pit._pictures.board.frame["panels"]["revenue"]["values"])
            assert drawn * pit._pictures._units["revenue"][1] == pytest.approx(
                wanted.series.revenue
            )

    def test_the_band_is_drawn_on_demand(self, case):
        pit = cs.cockpit(case)
        assert all(p["band"] is None for p in pit._pictures.board.frame["panels"].values())
        pit._band.value = True
        for panel in pit._pictures.board.frame["panels"].values():
            low, high = np.array(panel["band"])
            assert np.all(low <= high)

    def test_words_follow_the_picture(self, case):
        pit = cs.cockpit(case)
        words = pit._pictures.board.frame["panels"]["revenue"]["words"]
        pit.desk.dials["selling"].set(0.0)
        assert pit._pictures.board.frame["panels"]["revenue"]["words"] != words

    def test_the_plan_that_happened_is_not_drawn_twice(self, case):
        pit = cs.cockpit(case)
        assert pit._pictures.board.frame["same"]
        pit.desk.dials["selling"].set(0.0)
        assert not pit._pictures.board.frame["same"]

    def test_the_chart_library_is_the_one_that_is_recorded(self):
        stated = re.search(r"SHA-256 of `d3.js`: `(\w+)`", (STATIC / "README.md").read_text())[1]
        assert hashlib.sha256((STATIC / "d3.js").read_bytes()).hexdigest() == stated
        licence = (STATIC / "LICENSE-D3.txt").read_text()
        for part in ("d3-selection", "d3-scale", "d3-shape", "d3-array", "internmap"):
            assert part in licence
        ours = (STATIC / "cockpit.js").read_text()
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", ours)


class TestKeep:
    def made(self, case):
        desk, drawn = Desk(case, "as_it_happened"), []
        return desk, Keep(desk, drawn.append), drawn

    def lines(self, keep):
        return [line.children[0].description for line in keep._list.children
                if len(getattr(line, "children", ())) == 4]  # fmt: skip

    def test_a_plan_is_kept_and_comes_back_after_a_restart(self, case):
        desk, keep, _ = self.made(case)
        desk.dials["mentoring"].set(0.35)
        desk.world["market_growth"].set(0.115)
        keep._name.value = "my plan / ü 🙂"
        keep._keep()
        assert said(keep._message) == "Kept: my plan / ü 🙂"
        again_desk, again, _ = self.made(case)
        assert self.lines(again) == ["my plan / ü 🙂"]
        buttons(again._list)["load"].click()
        assert again_desk.levers.mentoring == 0.35
        assert again_desk.assumptions.market_growth == 0.115

    def test_a_name_that_is_taken_is_asked_about(self, case):
        desk, keep, _ = self.made(case)
        keep._name.value = "one"
        keep._keep()
        desk.dials["mentoring"].set(0.2)
        keep._keep()
        store = PlanStore(case)
        assert "one" in said(keep._message)
        keep._message._no.click()
        assert store.load("one").levers.mentoring == case.plan().mentoring
        keep._keep()
        keep._message._yes.click()
        assert store.load("one").levers.mentoring == 0.2

    @pytest.mark.parametrize("name", ["", "   ", "x" * 300, "a\nb"])
    def test_a_bad_name_is_explained(self, case, name):
        _, keep, _ = self.made(case)
        keep._name.value = name
        keep._keep()
        assert "cs-problem" in keep._message._text.value
        assert PlanStore(case).names() == []

    def test_rename_and_delete_ask_and_tell(self, case):
        _, keep, _ = self.made(case)
        keep._name.value = "old"
        keep._keep()
        keep._name.value = "new"
        buttons(keep._list)["rename"].click()
        assert self.lines(keep) == ["new"]
        buttons(keep._list)["delete"].click()
        assert PlanStore(case).names() == ["new"]
        keep._message._yes.click()
        assert PlanStore(case).names() == []
        assert "No plan is kept yet" in keep._list.children[0].value

    def test_up_to_four_plans_are_laid_over_and_compared(self, case):
        desk, keep, drawn = self.made(case)
        keep.box.layout.display = ""
        for i in range(5):
            desk.dials["mentoring"].set(0.1 * (i + 1))
            keep._name.value = f"plan {i}"
            keep._keep()
        boxes = [line.children[0] for line in keep._list.children]
        for box in boxes:
            box.value = True
        assert [b.value for b in boxes] == [True] * 4 + [False]
        assert "Four plans" in said(keep._message)
        assert list(drawn[-1]) == [f"plan {i}" for i in range(4)]
        table = keep._table.data
        assert table["head"] == ["", "this plan", "plan 0", "plan 1", "plan 2", "plan 3"]
        mentoring = next(r for r in table["rows"] if r[0].startswith("Mentoring"))
        assert mentoring[1:] == ["50%", "10%", "20%", "30%", "40%"]

    def test_a_folder_that_cannot_be_written_is_explained(self, case, home):
        (home / "plans").write_text("a file in the way")
        _, keep, _ = self.made(case)
        keep._name.value = "one"
        keep._keep()
        assert "cs-problem" in keep._message._text.value

    def test_a_damaged_file_is_named_and_the_others_are_there(self, case):
        _, keep, _ = self.made(case)
        keep._name.value = "good"
        keep._keep()
        store = PlanStore(case)
        (store.folder / "bad-00000000.yaml").write_text("plan_version: 99\nname: bad\n")
        _, again, _ = self.made(case)
        assert self.lines(again) == ["good"]
        assert len(again._list.children) == 2


class TestWhy:
    def test_bars_are_the_contributions(self, case):
        desk = Desk(case, "as_it_happened")
        why = Why(desk)
        why.explain()
        found = cs.attribute(case, desk.levers)
        bars = why._picture.data["bars"]
        assert [b["name"] for b in bars] == list(found.groups)
        drawn = [b["values"][0] * 0.01 for b in bars]
        assert drawn == pytest.approx(found.values["revenue_growth"].tolist())
        alone = cs.one_at_a_time(case, desk.levers).alone
        assert bars[0]["values"][1] * 0.01 == pytest.approx(
            alone[found.groups[0]]["revenue_growth"]
        )
        assert why._world.data == {}
        assert why._table.data["rows"][-1][0] == "all together, in fact"

    def test_changed_assumptions_get_bars_of_their_own(self, case):
        desk = Desk(case, "as_it_happened")
        desk.world["market_growth"].set(desk.world["market_growth"].scale.low)
        why = Why(desk)
        why._measure.value = "npv"
        why.explain()
        assert len(why._world.data["bars"]) == 1
        assert case.scenario.currency.symbol in why._world.data["unit"]

    def test_a_move_makes_the_explanation_old(self, case):
        desk = Desk(case, "as_it_happened")
        why = Why(desk)
        why.explain()
        desk.dials["mentoring"].set(0.1)
        assert "ask again" in said(why._message)


class TestFind:
    def test_goal_seek_sets_the_lever(self, case):
        desk = Desk(case, "as_it_happened")
        find = Find(desk)
        find._lever.value, find._measure.value = "mentoring", "revenue_growth"
        find._goal.value = "10%"
        buttons(find.box)["seek"].click()
        reached = float(cs.simulate(case, desk.levers).headlines.revenue_growth)
        assert reached == pytest.approx(0.10, abs=1e-6)

    def test_a_goal_out_of_reach_leaves_the_lever(self, case):
        desk = Desk(case, "as_it_happened")
        find, before = Find(desk), desk.levers
        find._lever.value, find._measure.value = "mentoring", "revenue_growth"
        find._goal.value = "100%"
        buttons(find.box)["seek"].click()
        assert desk.levers == before
        assert said(find._message)
        find._goal.value = "nonsense"
        buttons(find.box)["seek"].click()
        assert "cs-problem" in find._message._text.value

    def test_a_wrong_target_is_explained(self, case):
        find = Find(Desk(case, "as_it_happened"))
        find._targets["margin_points"].value = "much"
        find._cheapest.begin()
        find._cheapest.thread.join(30)
        assert "cs-problem" in find._plan_message._text.value

    def test_what_was_done_with_the_cheapest_plan_is_said(self, case):
        desk = Desk(case, "do_nothing")
        find, before = Find(desk), desk.levers
        cheapest = cs.least_cost(case, {"revenue_growth": 0.02})
        find._found(cheapest)
        message = find._plan_message
        message._no.click()
        assert (desk.levers, said(message)) == (before, "Nothing was changed.")
        find._found(cheapest)
        message._yes.click()
        assert desk.levers != before
        assert said(message) == "The levers stand as in the cheapest plan that was found."
        assert message._yes.layout.display == "none"


class TestMessage:
    def test_an_answer_that_goes_wrong_is_said(self):
        message = Message()

        def act():
            raise cs.InputError("no such thing")

        message.ask("Shall it be?", "yes", "no", act)
        assert message._yes.layout.display == ""
        message._yes.click()
        assert said(message) == "no such thing"
        assert "cs-problem" in message._text.value

    def test_each_question_has_its_own_answer(self):
        message, done = Message(), []
        for name in ("first", "second"):
            message.ask(name, "yes", "no", lambda name=name: done.append(name) or f"{name} done")
        message._yes.click()
        assert (done, said(message)) == (["second"], "second done")


class TestJob:
    def test_progress_result_and_cancel(self):
        started, done = threading.Event(), []

        def work(*, progress, cancel):
            started.set()
            for i in range(500):
                progress(i / 500, f"step {i}")
                if cancel.wait(0.01):
                    return "stopped"
            return "ended"

        job = Job("go", work, done.append, Message())
        job.begin()
        assert started.wait(5)
        assert job._begin.disabled
        job.begin()  # a second press changes nothing
        time.sleep(0.1)
        assert job._bar.value > 0
        job._stop.click()
        job.thread.join(5)
        assert done == ["stopped"]
        assert not job._begin.disabled

    def test_what_goes_wrong_in_the_thread_is_said(self):
        message = Message()

        def work(*, progress, cancel):
            raise ValueError("no such thing")

        job = Job("go", work, lambda _: None, message)
        job.begin()
        job.thread.join(5)
        assert said(message) == "no such thing"

    def test_a_thread_that_cannot_start_is_said_and_can_be_started_again(self, monkeypatch):
        message, done = Message(), []
        job = Job("go", lambda *, progress, cancel: 42, done.append, message)

        def refused(self):
            raise RuntimeError("can't start new thread")

        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refused)
            job.begin()
        assert "could not be started (can" in said(message)
        assert not job._begin.disabled
        assert job._progress.layout.display == "none"
        assert done == []
        job.begin()
        job.thread.join(5)
        assert done == [42]

    def test_a_work_that_ends_its_thread_is_over(self):
        message = Message()

        def work(*, progress, cancel):
            raise SystemExit

        job = Job("go", work, lambda _: None, message)
        job.begin()
        job.thread.join(5)
        assert said(message) == "SystemExit"
        assert not job._begin.disabled


class TestSharing:
    def test_a_code_restores_plan_and_world_exactly(self, case):
        desk = Desk(case, "as_it_happened")
        desk.dials["mentoring"].set(1 / 3)
        desk.world["market_growth"].set(0.1 + 0.1 / 7)
        sharing = Sharing(desk)
        sharing.opened()
        code = sharing._code.value
        other = Desk(case, "do_nothing")
        taker = Sharing(other)
        taker._given.value = f"  {code}\n"
        taker._restore()
        assert other.levers == desk.levers
        assert other.assumptions == desk.assumptions

    def test_a_link_restores_it_too(self, case):
        plan = case.plan(mentoring=0.35)
        pit = cs.cockpit(case, query=f"plan={sharing.encode(case, plan)}")
        assert pit.levers == plan
        pit = cs.cockpit(case, query="mentoring=0.25&price_change=1%25")
        assert (pit.levers.mentoring, pit.levers.price_change) == (0.25, 0.01)

    @pytest.mark.parametrize(
        ("query", "told"),
        [
            ("plan=CS1-abcdef", "damaged"),
            ("plan=", "the code is empty"),
            ("mentoring=lots", "'lots'"),
            ("mentoring=7", "not 7"),
            ("mentr=0.5", "'mentoring'"),
        ],
    )
    def test_a_link_that_cannot_be_followed_is_told_above_the_cockpit(self, case, query, told):
        pit = cs.cockpit(case, query=query)
        notice = pit.children[0]
        assert notice is pit._parts["Share"].notice.box
        assert notice.layout.display != "none"
        text = said(pit._parts["Share"].notice)
        assert "could not be followed" in text
        assert told in text
        assert pit.levers == case.plan()

    @pytest.mark.parametrize("query", ["", "theme=dark"])
    def test_without_a_link_nothing_is_told(self, case, query):
        notice = cs.cockpit(case, query=query)._parts["Share"].notice
        assert notice.box.layout.display == "none"
        assert not said(notice)

    def test_a_link_is_a_link_only_where_it_leads_to_the_page_itself(self, case, monkeypatch):
        code = sharing.encode(case, case.plan())
        panel = Sharing(Desk(case, "as_it_happened"))
        assert "<a" not in panel._link.value
        assert f"?plan={code}" in panel._link.value
        monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
        panel = Sharing(Desk(case, "as_it_happened"))
        assert f'<a href="?plan={code}"' in panel._link.value

    @pytest.mark.parametrize("code", ["", "CS1-", "CS1-abcdef", "CS9-xyz", "hello"])
    def test_a_damaged_code_is_explained_and_nothing_changes(self, case, code):
        desk = Desk(case, "as_it_happened")
        panel = Sharing(desk)
        panel._given.value = code
        panel._restore()
        assert "cs-problem" in panel._message._text.value
        assert desk.levers == case.plan()

    def test_a_code_of_another_scenario_is_refused_by_name(self, case):
        other = cs.load_case({"turnaround": "packaging", "packaging": "turnaround"}[case.name])
        panel = Sharing(Desk(case, "as_it_happened"))
        panel._given.value = sharing.encode(other, other.plan())
        panel._restore()
        assert other.name in said(panel._message)


def test_widgets_say_what_they_are_where_they_cannot_be_shown(case):
    assert repr(cs.cockpit(case)).startswith("The cockpit: a slider for every lever")
    assert repr(cs.pruning_lab(case)).startswith("The pruning lab")
    assert repr(cs.scenario_picker()) == "A menu of scenarios"
    stored = cs.scenario_picker()._repr_mimebundle_()["text/markdown"]
    assert stored == "*A menu of scenarios. It works while this page runs.*"


def test_the_parts_of_the_cockpit_open_one_at_a_time(case):
    pit = cs.cockpit(case)
    which = next(c for c in pit.children if isinstance(c, w.ToggleButtons))
    shown = [{n: p.box.layout.display for n, p in pit._parts.items()}]
    for name in which.options:
        which.value = name
        shown.append({n: p.box.layout.display for n, p in pit._parts.items()})
    assert set(shown[0].values()) == {"none"}
    for name, state in zip(which.options, shown[1:], strict=True):
        assert [n for n, d in state.items() if d != "none"] == [name]


def test_every_part_of_the_cockpit_works_where_nothing_else_was_imported():
    code = """if True:
        import casestudy as cs
        pit = cs.cockpit(cs.load_case("turnaround"))
        for part in pit._parts.values():
            part.opened()
        pit._parts["Find"]._seek()
        assert "cs-problem" not in pit._parts["Find"]._message._text.value
    """
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_the_pruning_lab_redraws_on_an_axis_that_stays(case):
    lab = cs.pruning_lab(case)

    def alt():
        return re.search(r'<img [^>]* alt="([^"]*)"', lab._shown.value)[1]

    before = alt()
    lab.share.set(0.3)
    assert "30%" in alt() != before
    before = alt()
    lab.taken_out.set(1.0)
    assert alt() != before
    small, large = (cs.assortment.contest(case, share).reach for share in (0.1, 0.9))
    assert small == large


def test_choosing_a_scenario_is_remembered():
    picker = cs.scenario_picker()
    entry, words, _ = picker.children
    menu = entry.children[1]
    assert menu.value == "turnaround"
    menu.value = "packaging"
    assert chosen_scenario() == "packaging"
    assert cs.load_case().name == "packaging"
    assert cs.load_case("packaging").scenario.title in words.value


class TestFields:
    def test_nothing_is_chosen_at_first_and_options_hold_no_marks(self, case):
        seen = []
        for exercise in registry.exercises().values():
            box = cs.exercise(exercise.id, case=case)
            if isinstance(box.control, w.RadioButtons):
                assert box.control.index is None
                seen += [text for text, _ in box.control.options]
            elif isinstance(exercise, Choices):
                seen += [check.description for check in box.control.children]
        assert len(seen) > 40
        assert not [text for text in seen if re.search(r"\*|`|\\\$|&[a-z]+;", text)]

    def test_an_exercise_without_a_field_says_for_whom_it_is_and_still_gives_hints(self, case):
        found = next(e for e in registry.exercises().values() if isinstance(e, Function))
        box = cs.exercise(found.id, case=case)
        _, words, buttons, said, solution, _ = box.children
        assert "those who program" in words.value
        hint, unfold = buttons.children
        hint.click()
        assert "Hint 1 of" in said.value
        assert solution.outputs == ()
        unfold.click()
        assert "```python" in solution.outputs[0]["data"]["text/markdown"]
        unfold.click()
        assert solution.outputs == ()

    def test_no_label_of_a_panel_is_read_as_mathematics(self, case):
        for panel in (cs.cockpit(case), cs.exercise("04-04"), cs.scenario_picker()):
            assert "mathjax_ignore" in panel._dom_classes


class TestExport:
    def test_plans_are_exported_as_numbers_with_their_unit(self, case):
        pit = cs.cockpit(case)
        keep = pit._parts["Plans"]
        keep._name.value = '=HYPERLINK("a")'
        keep._keep()
        keep._list.children[0].children[0].value = True
        pit.desk.dials["price_change"].set(0.01)
        keep.box.layout.display = ""
        keep._compare()
        head, *rows = csv.reader(io.StringIO(keep._table.data["csv"]))
        assert head == ["", "unit", "this plan", '\'=HYPERLINK("a")']
        lines = {row[0]: row[1:] for row in rows}
        found = cs.simulate(case, pit.levers).headlines
        unit, now, _ = lines["Present value against doing nothing"]
        assert unit == case.scenario.currency.code
        assert float(now) == pytest.approx(float(found.npv), rel=1e-9)
        numbers = [v for row in rows for v in row[2:] if row[0] != "Pruning rule"]
        assert all(re.fullmatch(r"-?\d+(\.\d+)?(e[+-]\d+)?", v) for v in numbers)

    def test_contributions_are_exported_as_numbers_that_add_up(self, case):
        why = cs.cockpit(case)._parts["Why"]
        why._measure.value = "npv"
        why.explain()
        head, *rows = csv.reader(io.StringIO(why._table.data["csv"]))
        assert head[1] == f"fair share (Shapley) ({case.scenario.currency.code})"
        shares = [float(row[1]) for row in rows]
        assert sum(shares[:-2]) == pytest.approx(shares[-2], rel=1e-9)
        assert shares[-1] == pytest.approx(shares[-2], rel=1e-9)
