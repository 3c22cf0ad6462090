"""A handout is whole or not there, each team has its own variant, and no team has an answer."""

import errno
import html
import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from casestudy.analysis.variants import load_case
from casestudy.app import handout, teaching, workbook
from casestudy.app.cli import cli
from casestudy.app.handout import MOST_TEAMS, hand_out
from casestudy.app.notebooks import cleared, read_notebook
from casestudy.app.workbook import originals, prepare, wanted
from casestudy.errors import InputError
from casestudy.files.places import available, notebooks_folder
from casestudy.learning import kinds
from casestudy.learning.registry import exercises, predictions
from casestudy.plans.sharing import fingerprint

MARKUP = "<img src=x onerror=alert(1)>"
# A shorter answer, such as 340, stands somewhere in any long file, without being given away.
SHORTEST = 5


def run(*line: str, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(cli, ["handout", *map(str, line)], prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def flat(text: str) -> str:
    return " ".join(text.split())


def strings(value) -> Iterator[str]:
    """Every text of a notebook, and the lines of each list of them as one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from strings(part)
    elif isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            yield "".join(value)
        for part in value:
            yield from strings(part)


def everything_in(path: Path) -> str:
    """Return a file as it stands, and as who reads it sees it."""
    raw = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        return flat("\n".join([raw, *strings(json.loads(raw))]))
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), html.unescape(raw))
    return flat(f"{raw}\n{plain}")


def secrets(exercise, case) -> list[str]:
    """Return what gives an exercise away: solution, code, what is said of mistakes, the answer."""
    key = exercise.key(case)
    told = [*exercise.solution(case).split("\n\n"), exercise.code]
    told += [kinds.words(w.because, case) for w in exercise.wrong if w.value(case) is not None]
    if isinstance(exercise, kinds.Number):
        told += [repr(float(key)), teaching.right_answers(case)[exercise.id]]
    if isinstance(exercise, kinds.Choice):
        told.append(exercise.options(case)[key])
    if isinstance(exercise, kinds.ShortText):
        told += key
    return [flat(text) for text in told if len(flat(text)) >= SHORTEST]


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    """Return a handout with all chapters, for one team."""
    folder = tmp_path_factory.mktemp("handout") / "room"
    run("--teams", 1, "--out", folder, "--hide-targets")
    return folder


@pytest.fixture
def few(monkeypatch, tmp_path) -> Path:
    """Return a place; a handout there has one chapter, so that it is quick."""
    monkeypatch.setattr(teaching, "notebooks", lambda: ("05_price",))
    monkeypatch.setattr(workbook, "originals", lambda: ["00_start_here.ipynb", "05_price.ipynb"])
    return tmp_path / "room"


@pytest.fixture
def own(tmp_path) -> Path:
    """Return a scenario of somebody's own, with markup in its names."""
    text = available()["turnaround"].read_text("utf-8")
    text = re.sub(r"(?m)^name: .*$", "name: acme", text)
    text = text.replace('name: "Calder Motion"', f'name: "{MARKUP}"')
    assert MARKUP in text
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "acme.yaml").write_text(text, "utf-8")
    CliRunner().invoke(cli, ["tables", str(folder / "acme.yaml")])
    assert (folder / "acme" / "skus.csv").is_file()
    return folder / "acme.yaml"


class TestATeam:
    def test_has_all_notebooks_without_any_result(self, room):
        given = [name for name in originals() if not name.startswith(workbook.INSTRUCTOR)]
        for name in given:
            original = cleared(read_notebook(notebooks_folder() / name))
            assert read_notebook(room / "team-1" / name) == original
        assert len(list((room / "team-1").rglob("*.ipynb"))) == len(given) < len(originals())

    def test_opens_its_folder_as_it_is(self, room):
        done = prepare(room / "team-1", wanted("turnaround", 1))
        given = [name for name in originals() if not name.startswith(workbook.INSTRUCTOR)]
        assert (done.copied, done.renewed, done.kept) == (0, 0, len(given))
        assert not (room / "team-1" / "instructor").exists()

    def test_has_a_cockpit_of_its_variant_at_doing_nothing_without_targets(self, room, few):
        page = (room / "team-1" / "cockpit.html").read_text("utf-8")
        assert '"start":"do_nothing"' in page
        run("--teams", 1, "--out", few, "--first-variant", 2)
        other = (few / "team-1" / "cockpit.html").read_text("utf-8")
        assert '"targets":{}' in page
        assert '"targets":{}' not in other
        case = load_case("turnaround", 2)
        assert f'"fingerprint":{json.dumps(fingerprint(case))}' in other

    def test_is_told_how_to_open_it_and_what_to_hand_in(self, room):
        told = (room / "team-1" / "READ_ME.txt").read_text("utf-8")
        assert "casestudy open --folder . --scenario turnaround --variant 1\n" in told
        assert "cockpit.html" in told
        assert "hand in" in told.lower()

    def test_has_no_answer_and_no_solution_in_any_file(self, room):
        case = load_case("turnaround", 1)
        files = {p.name: everything_in(p) for p in (room / "team-1").rglob("*") if p.is_file()}
        assert len(files) == len(list((room / "team-1").glob("*.ipynb"))) + 3
        told = {text: id for id, one in exercises().items() for text in secrets(one, case)}
        assert len(told) > 5 * len(exercises())
        found = [
            (told[text], name, text[:60])
            for name, whole in files.items()
            for text in told
            if text in whole
        ]
        assert found == []

    def test_of_the_scenario_itself_has_no_result_either(self, few):
        run("--teams", 1, "--out", few, "--first-variant", 0)
        cells = read_notebook(few / "team-1" / "05_price.ipynb")["cells"]
        assert not any(cell.get("outputs") for cell in cells)


def test_each_command_to_type_is_a_line_that_is_accepted(room):
    for path in (room / "team-1" / "READ_ME.txt", room / "instructor" / "READ_ME.txt"):
        lines = [x for x in path.read_text("utf-8").splitlines() if x.startswith("casestudy ")]
        assert lines
        for line in lines:
            name, *words = shlex.split(line)[1:]
            with cli.commands[name].make_context(name, words):
                pass


class TestTheInstructor:
    def test_has_the_key_of_every_exercise_and_prediction(self, room):
        case = load_case("turnaround", 1)
        key = (room / "instructor" / "answer_key.html").read_text("utf-8")
        answers = teaching.right_answers(case)
        assert set(answers) == {*exercises(), *predictions()}
        for id, answer in answers.items():
            (row,) = re.findall(rf'<tr><th scope="row">{id}</th>.*?</tr>', key)
            assert row.endswith(f"<td>{html.escape(answer)}</td></tr>")

    def test_has_every_solution_and_every_usual_mistake(self, room):
        case = load_case("turnaround", 1)
        notes = (room / "instructor" / "team-1.html").read_text("utf-8")
        seen = flat(html.unescape(re.sub(r"</?(?:strong|em)>", "", notes)))
        for one in exercises().values():
            told = [one.solution(case).split("\n\n")[0]]
            told += [kinds.words(w.because, case) for w in one.wrong if w.value(case) is not None]
            for text in told:
                assert flat(re.sub(r"[*`]", "", text)) in seen, one.id
        for one in predictions().values():
            for wrong in one.mistakes:
                assert wrong.name in seen

    def test_is_told_how_to_debrief(self, room):
        told = (room / "instructor" / "READ_ME.txt").read_text("utf-8")
        assert "casestudy debrief handed-in --scenario turnaround\n" in told
        assert "show no targets" in told

    def test_has_the_code_of_every_solution(self, room):
        code = (room / "instructor" / "solutions.py").read_text("utf-8")
        compile(code, "solutions.py", "exec")
        assert all(one.code.strip() in code for one in exercises().values())

    def test_sees_a_choice_by_its_letter(self, few):
        run("--teams", 1, "--out", few)
        notes = (few / "instructor" / "team-1.html").read_text("utf-8")
        exercise, case = exercises("05")["05-01"], load_case("turnaround", 1)
        text = exercise.wrong[0].value(case)
        letter = next(x for x, option in exercise.options(case).items() if option == text)
        assert f"<strong>{exercise.wrong[0].name}</strong> ({letter}): " in notes


class TestARoom:
    def test_gives_each_team_the_next_variant_and_a_column(self, few):
        said, told = run("--teams", 2, "--out", few, "--first-variant", 4)
        assert sorted(p.name for p in few.iterdir()) == ["instructor", "team-1", "team-2"]
        assert told == "team 1 of 2: variant 4\nteam 2 of 2: variant 5\n"
        assert str(few) in said
        key = (few / "instructor" / "answer_key.html").read_text("utf-8")
        assert re.findall(r"team \d \(variant \d\)", key) == [
            "team 1 (variant 4)",
            "team 2 (variant 5)",
        ]
        rows = [teaching.right_answers(load_case("turnaround", n))["05-03"] for n in (4, 5)]
        assert rows[0] != rows[1]
        assert "".join(f"<td>{html.escape(answer)}</td>" for answer in rows) in key
        assert "--variant 5" in (few / "team-2" / "READ_ME.txt").read_text("utf-8")

    def test_takes_a_scenario_of_ones_own_with_it_and_no_name_is_markup(self, few, own):
        run("--teams", 1, "--out", few, "--scenario", own)
        team = few / "team-1"
        assert (team / "acme.yaml").read_bytes() == own.read_bytes()
        moved, here = load_case(team / "acme.yaml", 0), load_case(own, 0)
        assert moved.tables["skus"].equals(here.tables["skus"])
        assert "--scenario acme.yaml --variant 1\n" in (team / "READ_ME.txt").read_text("utf-8")
        for page in few.rglob("*.html"):
            assert MARKUP not in page.read_text("utf-8"), page.name
        assert html.escape(MARKUP) in (few / "instructor" / "answer_key.html").read_text("utf-8")


class TestWhatStandsThere:
    def test_is_refused(self, few):
        few.mkdir()
        _, told = run("--teams", 1, "--out", few, code=1)
        assert told.startswith(f"casestudy: {few}: exists already; nothing was changed.")
        assert told.count("\n") == 1

    def test_goes_aside_with_force_where_it_is_a_handout(self, few):
        run("--teams", 1, "--out", few)
        (few / "team-1" / "ours.txt").write_text("a team's own", "utf-8")
        said, _ = run("--teams", 1, "--out", few, "--first-variant", 2, "--force")
        assert "kept beside it" in said
        assert not (few / "team-1" / "ours.txt").exists()
        aside = few.with_name("room.kept-1")
        assert (aside / "team-1" / "ours.txt").read_text("utf-8") == "a team's own"
        assert sorted(p.name for p in few.parent.iterdir()) == ["room", "room.kept-1"]

    @pytest.mark.parametrize("kind", ["folder", "file", "link"])
    def test_is_left_alone_in_spite_of_force_where_it_is_none(self, few, kind):
        if kind == "folder":
            few.mkdir()
            (few / "thesis.txt").write_text("mine", "utf-8")
        elif kind == "file":
            few.write_text("mine", "utf-8")
        else:
            few.symlink_to(few.parent / "nowhere")
        _, told = run("--teams", 1, "--out", few, "--force", code=1)
        assert told == (
            f"casestudy: {few}: is no earlier handout; nothing was changed. Give another name\n"
        )
        assert [p.name for p in few.parent.iterdir()] == ["room"]


class TestNothingIsHalfWritten:
    @pytest.mark.parametrize("after", [1, 5, 9])
    def test_on_a_full_disk(self, few, monkeypatch, after):
        left, synced = iter(range(after)), os.fsync

        def full(handle):
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            synced(handle)

        monkeypatch.setattr(os, "fsync", full)
        _, told = run("--teams", 1, "--out", few / "deep" / "here", code=1)
        last = told.splitlines()[-1]
        assert last.startswith(f"casestudy: {few / 'deep' / 'here'}")
        assert last.endswith("cannot be written (No space left on device)")
        assert list(few.parent.iterdir()) == []

    @pytest.mark.parametrize("problem", [InputError("no"), KeyboardInterrupt(), MemoryError()])
    def test_where_the_last_step_fails(self, few, monkeypatch, problem):
        def fail(*_):
            raise problem

        monkeypatch.setattr(handout, "answer_key", fail)
        with pytest.raises(type(problem)):
            hand_out(few, 1)
        assert list(few.parent.iterdir()) == []

    def test_and_what_stood_there_comes_back(self, few, monkeypatch):
        run("--teams", 1, "--out", few)
        before = sorted(few.rglob("*"))
        moved = os.rename

        def refuse(source, target):
            if Path(target) == few and Path(source).name.endswith("-part"):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
            moved(source, target)

        monkeypatch.setattr(os, "rename", refuse)
        _, told = run("--teams", 1, "--out", few, "--force", code=1)
        assert told.endswith(f"casestudy: {few}: cannot be written (Permission denied)\n")
        assert sorted(few.rglob("*")) == before
        assert [p.name for p in few.parent.iterdir()] == ["room"]


class TestBadInput:
    @pytest.mark.parametrize("teams", ["0", "1000", "-1", "six", "1.5", ""])
    def test_a_number_of_teams_that_is_none(self, few, teams):
        _, told = run("--teams", teams, "--out", few, code=2)
        assert told.splitlines()[-1].startswith("Error: Invalid value for '--teams'")
        assert not few.exists()

    @pytest.mark.parametrize("teams", [0, MOST_TEAMS + 1, -1, True, "6", 1.0])
    def test_the_function_says_the_same(self, few, teams):
        with pytest.raises(InputError, match="teams: expected a whole number from 1 to 99, not "):
            hand_out(few, teams)

    @pytest.mark.parametrize("first", ["-1", "1.5", "one", "999999"])
    def test_a_first_variant_that_is_none(self, few, first):
        _, told = run("--teams", 2, "--out", few, "--first-variant", first, code=1)
        assert told.count("\n") == 1
        assert "variant: expected " in told
        assert not few.exists()

    def test_a_scenario_that_is_not_there(self, few):
        _, told = run("--teams", 1, "--out", few, "--scenario", "turnarund", code=1)
        assert told.count("\n") == 1
        assert "turnaround" in told

    def test_a_scenario_that_misses_its_targets(self, few, own):
        text = own.read_text("utf-8")
        changed = re.sub(r"(revenue_growth:\s*\n?\s*\{?\s*value: )0\.17", r"\g<1>0.9", text)
        assert changed != text
        own.write_text(changed, "utf-8")
        _, told = run("--teams", 1, "--out", few, "--scenario", own, code=1)
        assert told.count("\n") == 1
        assert "of its targets are missed; nothing was handed out. See: casestudy check" in told
        assert not few.exists()

    def test_a_scenario_that_is_broken(self, few, own):
        own.write_text("name: [", "utf-8")
        _, told = run("--teams", 1, "--out", few, "--scenario", own, code=1)
        assert told.count("\n") == 1
        assert str(own) in told

    def test_a_place_below_a_file(self, few):
        few.write_text("mine", "utf-8")
        _, told = run("--teams", 1, "--out", few / "below", code=1)
        assert told == f"casestudy: {few / 'below'}: cannot be written (Not a directory)\n"
