"""Whatever a room hands in: what can be played is played, and the rest listed with its reason."""

import html
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casestudy.analysis import frontiers
from casestudy.analysis import room as rooms
from casestudy.analysis.attribution import attribute, between
from casestudy.analysis.robust import better_plans
from casestudy.analysis.variants import load_case
from casestudy.app.cli import cli
from casestudy.concepts.shapley import shapley_values
from casestudy.debrief.page import ASKED, questions
from casestudy.debrief.reading import LARGEST, MOST_PLAYED, MOST_READ, MOST_SAID, Handed, read
from casestudy.model.simulate import simulate
from casestudy.plans import plan_text
from casestudy.plans.sharing import encode, link
from casestudy.text.figures import headline
from casestudy.text.formats import money
from tests.strategies import the_case

CASE = the_case("turnaround")
IDLE, HISTORY = CASE.plan("do_nothing"), CASE.plan()
HIGHER = CASE.plan(price_change=0.02)
MARKUP = "<b onclick=x>$1$</b>"


def code(levers=HISTORY, case=CASE) -> str:
    return encode(case, levers)


def run(*line, code: int = 0, given: bytes = b"") -> Result:
    result = CliRunner().invoke(cli, ["debrief", *map(str, line)], given, prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module", autouse=True)
def few_draws():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "DRAWS", 64)
        patch.setattr(frontiers, "GENERATIONS", 3)
        yield


@pytest.fixture
def handed(tmp_path):
    """Return what becomes of the lines of a list."""

    def become(*lines: str) -> list[Handed]:
        path = tmp_path / "codes.txt"
        path.write_text("\n".join(lines), "utf-8")
        return read(CASE, str(path))

    return become


def played(found) -> dict:
    return {one.team: one.levers for one in found if one.levers is not None}


class TestALine:
    @pytest.mark.parametrize(
        ("line", "team"),
        [
            (code(), "plan 1"),
            (f"Red: {code()}", "Red"),
            (f"Red:{code()}", "Red"),
            (f"Red; {code()}", "Red"),
            (f"Red\t{code()}", "Red"),
            (f"Team 2: the  bold: {code()}", "Team 2: the bold"),
            (f"CS majors: {code()}", "CS majors"),
            (link(code(), "https://x.org/page.html"), "plan 1"),
            (f"Red: file:///home/me/cockpit.html#plan={code()}", "Red"),
            (f"\ufeffRed: {code()}", "Red"),
        ],
    )
    def test_is_a_code_or_a_link_with_a_name_or_without(self, handed, line, team):
        assert played(handed(line)) == {team: HISTORY}

    def test_of_another_variant_is_played_and_says_so(self, handed):
        other = load_case("turnaround", 3)
        (one,) = handed(f"Red: {code(case=other, levers=other.plan(price_change=0.02))}")
        assert one.levers.price_change == 0.02
        assert one.said == "made with turnaround-3"

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (code()[:-5], "damaged or incomplete"),
            (code(case=the_case("packaging"), levers=IDLE), "for the scenario 'packaging'"),
            ("CS9-abc", "newer version"),
            ("hello", "expected a code"),
            ("\x00\x1b[2J", "expected a code"),
            ("../../../etc/passwd.yaml", "it was not followed"),
            ("C:\\plans\\mine.yaml", "it was not followed"),
            ("Red: missing.yml", "it was not followed"),
        ],
    )
    def test_that_cannot_be_played_is_listed_and_the_rest_is_done(self, handed, line, reason):
        bad, good = handed(line, f"Blue: {code()}")
        assert bad.levers is None
        assert reason in bad.said
        assert good.levers == HISTORY

    def test_of_two_million_signs_takes_no_time_worth_the_name(self, handed):
        (one,) = handed(":" * 1_900_000)
        assert one.levers is None
        assert len(one.said) <= MOST_SAID


class TestATeam:
    def test_has_its_last_plan_counted_and_earlier_ones_listed(self, handed):
        found = handed(f"Red: {code(IDLE)}", f"red: {code(HIGHER)}", f"Blue: {code()}")
        assert played(found) == {"red": HIGHER, "Blue": HISTORY}
        assert [one.said for one in found] == [
            "an earlier plan of the team; the last one counts", "", ""
        ]  # fmt: skip

    def test_that_hands_in_the_same_twice_has_it_once(self, handed):
        found = handed(f"Red: {code()}", f"Red: {code()}")
        assert [one.levers for one in found] == [HISTORY, None]
        assert found[1].said == "the same plan was handed in before"


class TestMany:
    def test_are_bounded_and_counted(self, handed, tmp_path):
        lines = [f"Team {i}: {code()}" for i in range(MOST_READ + 5)]
        found = handed(*lines)
        assert len(played(found)) == MOST_PLAYED
        assert len(found) == MOST_READ + 1
        assert found[-1].entry.place == "5 more"

    def test_megabytes_are_refused_in_one_line(self, tmp_path):
        path = tmp_path / "codes.txt"
        path.write_bytes(b"x\n" * LARGEST)
        told = run(path, "--out", tmp_path / "d.html", code=1).stderr
        assert "too large" in told
        assert told.count("\n") == 1
        told = run("-", "--out", tmp_path / "d.html", code=1, given=b"x" * 3_000_000).stderr
        assert "too large" in told


class TestAFolder:
    def test_gives_every_file_written_in_one_second(self, tmp_path):
        for i in range(50):
            path = tmp_path / f"team-{i:02}.{'yaml' if i % 2 else 'txt'}"
            path.write_text(plan_text(CASE, "mine", HIGHER) if i % 2 else code(), "utf-8")
            os.utime(path, (1e9, 1e9))
        found = played(read(CASE, str(tmp_path)))
        assert set(found) == {f"team-{i:02}" for i in range(50)}
        assert (found["team-00"], found["team-01"]) == (HISTORY, HIGHER)

    def test_takes_plan_files_of_variants(self, tmp_path):
        text = plan_text(CASE, "mine", HIGHER).replace(
            "scenario: turnaround", "scenario: turnaround-3"
        )
        (tmp_path / "red.yaml").write_text(text, "utf-8")
        (one,) = read(CASE, str(tmp_path))
        assert (one.levers, one.said) == (HIGHER, "made with turnaround-3")

    def test_is_not_left_by_links_and_waits_for_no_pipe(self, tmp_path):
        folder, outside = tmp_path / "in", tmp_path / "secret.txt"
        folder.mkdir()
        outside.write_text(code(), "utf-8")
        (folder / "link.txt").symlink_to(outside)
        (folder / "below").mkdir()
        os.mkfifo(folder / "pipe.txt")
        (folder / "good.txt").write_text(f"Good: {code()}", "utf-8")
        found = {one.entry.place: one for one in read(CASE, str(folder))}
        assert played(found.values()) == {"Good": HISTORY}
        for name in ("link.txt", "below", "pipe.txt"):
            assert "it was not followed" in found[name].said

    @pytest.mark.parametrize(
        "text", ["!!python/object/apply:os.system ['true']", "[", "", "a: &a [*a]", "scenario: 3"]
    )
    def test_executes_no_yaml(self, tmp_path, text):
        (tmp_path / "red.yaml").write_text(text, "utf-8")
        (one,) = read(CASE, str(tmp_path))
        assert one.levers is None
        assert one.said

    def test_of_a_list_is_beside_it_and_no_link(self, tmp_path, handed):
        (tmp_path / "mine.yaml").write_text(plan_text(CASE, "mine", HIGHER), "utf-8")
        (tmp_path / "link.yaml").symlink_to(tmp_path / "mine.yaml")
        found = handed("Red: mine.yaml", "Blue: link.yaml")
        assert played(found) == {"Red": HIGHER}


class TestDifference:
    def test_from_nothing_is_what_actions_contribute(self):
        whole, found = attribute(CASE), between(CASE, IDLE, HISTORY)
        for measure, values in whole.values.items():
            assert found.values[measure] == pytest.approx(values, abs=1e-9)

    def test_adds_up_with_the_rule_of_each_plan(self):
        other = CASE.plan(pruning_rule="random", price_change=0.01)
        found = between(CASE, other, HISTORY)
        gap = [float(simulate(CASE, plan).headlines.npv) for plan in (other, HISTORY)]
        assert found.total("npv") == pytest.approx(gap[1] - gap[0])
        assert abs(found.shares("npv")["Retiring products"]) > 1.0
        assert shapley_values([0.0, 1.0]).tolist() == [1.0]


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    lines = [
        f"Idle: {code(IDLE)}",
        f"{MARKUP}: {code(HIGHER)}",
        f"Red: {code(HIGHER)}",
        f"Red: {code()}",
        "rubbish",
    ]
    out = tmp_path_factory.mktemp("page") / "debrief.html"
    given = "\n".join(lines).encode()
    said = run("-", "--out", out, given=given)
    assert "3 plans of 5" in said.stdout
    assert said.stderr.splitlines()[-1] == "3 of 3 plans"
    return out.read_text("utf-8")


class TestThePage:
    def test_has_the_plans_in_order_with_history(self, page):
        table = page[page.index('id="plans"') : page.index('id="frontier"')]
        heads = re.findall(r'<th scope="row">(.*?)</th>', table)
        assert heads == ["Red", html.escape(MARKUP), "Idle", "as it happened", "best plan found"]
        rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", table)
        assert rows[0].removeprefix("Red") == rows[3].removeprefix("as it happened")

    def test_has_the_regret_of_each_plan_in_money(self, page):
        table = page[page.index('id="plans"') : page.index('id="frontier"')]
        rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tr>")[2:]]
        best = better_plans(CASE)["found_succeeds"]
        npv = [float(simulate(CASE, plan).headlines.npv) for plan in (best, HISTORY, HIGHER, IDLE)]
        wanted = [money(npv[0] - one, CASE.scenario.currency) for one in npv[1:]]
        assert [row[3] for row in rows] == [*wanted, wanted[0], money(0.0, CASE.scenario.currency)]
        assert rows[-1][2] == headline(CASE, "npv", npv[0])

    def test_has_three_pictures_with_words(self, page):
        words = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"', page)
        assert len(words) == 3
        assert all("of 3 plans" in one for one in words)

    def test_says_what_separates_the_best_from_each(self, page):
        table = page[page.index('id="apart"') : page.index('id="questions"')]
        assert re.findall(r'<th scope="row">(.*?)</th>', table) == [html.escape(MARKUP), "Idle"]

    def test_asks_three_questions(self, page):
        asked = page[page.index('id="questions"') : page.index('id="handed"')]
        assert asked.count("<li>") == ASKED

    def test_lists_all_that_was_handed_in(self, page):
        listed = page[page.index('id="handed"') :]
        assert listed.count("<tr><th") == 6
        assert "an earlier plan of the team" in listed

    def test_has_no_markup_of_a_name(self, page):
        assert MARKUP not in page

    @pytest.mark.parametrize("given", [b"", b"\n\n", b"rubbish", b"\xff\xfe\x00"])
    def test_is_there_without_a_single_plan(self, tmp_path, given):
        out = tmp_path / "debrief.html"
        assert "0 plans" in run("-", "--out", out, given=given).stdout
        assert 'id="plans"' not in out.read_text("utf-8")


class TestQuestions:
    def ask(self, *plans) -> list[str]:
        room = rooms.play(CASE, {f"Team {i}": plan for i, plan in enumerate(plans)})
        return questions(CASE, room, [])

    def test_follow_what_the_room_did(self):
        without = CASE.plan(mentoring=0.0)
        assert self.ask(without)[0].startswith('Nobody used "Mentoring"')
        assert not any("Nobody used" in one for one in self.ask(HISTORY))
        assert any("No plan meets all targets" in one for one in self.ask(without))
        assert not any("No plan meets" in one for one in self.ask(HISTORY))

    @pytest.mark.parametrize("plans", [(HISTORY,), (IDLE,), (IDLE, HISTORY), (HISTORY, HISTORY)])
    def test_are_three_for_any_room(self, plans):
        assert len(set(self.ask(*plans))) == ASKED


class TestBadInput:
    def test_a_source_that_is_not_there(self, tmp_path):
        told = run(tmp_path / "none.txt", "--out", tmp_path / "d.html", code=1).stderr
        assert told.count("\n") == 1
        assert "cannot be read" in told
        assert list(Path(tmp_path).iterdir()) == []

    def test_a_pipe(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.txt")
        told = run(tmp_path / "pipe.txt", "--out", tmp_path / "d.html", code=1).stderr
        assert "is not an ordinary file" in told

    def test_a_page_that_is_there_is_kept(self, tmp_path):
        out = tmp_path / "d.html"
        out.write_text("mine", "utf-8")
        assert "exists already" in run("-", "--out", out, code=1, given=b"").stderr
        assert out.read_text("utf-8") == "mine"
        run("-", "--out", out, "--force", given=b"")
        assert out.read_text("utf-8") != "mine"
