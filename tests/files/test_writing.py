"""No file of a user's is lost: whose a table is, kills at any moment, many at once, odd files."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import killing
import pytest
from click.testing import CliRunner

from casestudy.app.cli import cli
from casestudy.errors import InputError
from casestudy.files import writing
from casestudy.files.places import available, choose_scenario, home_folder
from casestudy.files.writing import (
    keep_aside,
    name_aside,
    settle,
    sole_writer,
    whole_folder,
    write_atomically,
    write_together,
)
from casestudy.plans import PlanExists, PlanStore, find_plan
from casestudy.scenario.case import load_case

# How many processes are killed for each kind of command; for a long look: CASESTUDY_KILLS=40.
KILLS = int(os.environ.get("CASESTUDY_KILLS", "4"))
on_posix = pytest.mark.skipif(os.name == "nt", reason="kills and links of another kind")


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """Return a folder with a small scenario of one's own, without tables."""
    folder = tmp_path_factory.mktemp("small")
    text = available()["packaging"].read_text(encoding="utf-8")
    text = re.sub(r"(?m)^name: .*$", "name: acme", text)
    text = re.sub(r"products:\n +\{value: \d+", "products:\n    {value: 60", text)
    text = re.sub(r"products_at_start: \{value: \d+", "products_at_start: {value: 45", text)
    (folder / "acme.yaml").write_text(text, encoding="utf-8", newline="\n")
    return folder


@pytest.fixture(scope="session")
def made(small, tmp_path_factory) -> Path:
    """Return a copy of the small folder, with tables."""
    folder = shutil.copytree(small, tmp_path_factory.mktemp("made") / "work")
    assert run("tables", folder / "acme.yaml").exit_code == 0
    return folder


@pytest.fixture
def acme(made, tmp_path, monkeypatch) -> Path:
    """Work in a copy of it."""
    folder = shutil.copytree(made, tmp_path / "work")
    monkeypatch.chdir(folder)
    return folder


def run(*arguments):
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="casestudy")


def seen(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


class TestWhoseTablesTheyAre:
    def test_own_tables_are_made_anew_without_a_question(self, acme):
        before = seen(acme)
        assert run("tables", "acme.yaml").exit_code == 0
        assert seen(acme) == before
        edited(acme / "acme.yaml", "price: 240", "price: 250")
        assert run("tables", "acme.yaml").exit_code == 0
        assert seen(acme) != before
        assert not (acme / "acme" / "kept").exists()

    def test_tables_that_somebody_changed_or_made_are_all_named_and_left_alone(self, acme):
        edited(acme / "acme" / "skus.csv", "P0001", "P9001")
        edited(acme / "acme" / "order_lines.csv", "P0001", "P9001")
        before = seen(acme)
        result = run("tables", "acme.yaml")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "skus.csv and order_lines.csv are not as `casestudy tables`" in result.stderr
        assert "--force" in result.stderr
        assert "--out" in result.stderr
        assert result.stderr.count("\n") == 1
        assert seen(acme) == before

    def test_force_replaces_them_and_says_where_the_copies_are(self, acme):
        fresh = seen(acme / "acme")
        theirs = edited(acme / "acme" / "skus.csv", "P0001", "P9001")
        result = run("tables", "acme.yaml", "--force")
        assert result.exit_code == 0
        kept = acme / "acme" / "kept" / "skus.kept-1.csv"
        assert str(kept.relative_to(acme)) in result.stdout
        assert kept.read_bytes() == theirs
        assert seen(acme / "acme") == fresh | {"kept/skus.kept-1.csv": theirs}
        again = edited(acme / "acme" / "skus.csv", "P0001", "P9002")
        assert "skus.kept-2.csv" in run("tables", "acme.yaml", "--force").stdout
        assert kept.read_bytes() == theirs
        assert kept.with_name("skus.kept-2.csv").read_bytes() == again

    @pytest.mark.parametrize("before", ["no descriptor", "theirs", "changed", "damaged"])
    def test_without_a_descriptor_of_ours_every_other_table_is_theirs(self, acme, before):
        path = acme / "acme" / "datapackage.json"
        said = json.loads(path.read_text("utf-8"))
        if before == "no descriptor":
            path.unlink()
        elif before == "theirs":
            path.write_text('{"name": "my-data", "resources": []}', "utf-8")
        elif before == "changed":  # hashes put right by hand are not ours either
            said["title"] = "My own"
            path.write_text(json.dumps(said), "utf-8")
        else:
            path.write_text("{", "utf-8")
        # What is there already, byte for byte, is in nobody's way.
        alone = run("tables", "acme.yaml")
        assert alone.exit_code == (0 if before == "no descriptor" else 1)
        assert "datapackage.json is not as" in alone.stderr or before == "no descriptor"
        path.unlink()
        edited(acme / "acme.yaml", "price: 240", "price: 250")
        result = run("tables", "acme.yaml")
        assert result.exit_code == 1
        assert "order_lines.csv" in result.stderr
        assert not path.exists()

    @on_posix
    def test_a_link_is_theirs_and_what_it_leads_to_stays(self, acme):
        real = acme / "precious.csv"
        os.rename(acme / "acme" / "skus.csv", real)
        (acme / "acme" / "skus.csv").symlink_to(real)
        before = real.read_bytes()
        edited(acme / "acme.yaml", "price: 240", "price: 250")
        assert "skus.csv is not as" in run("tables", "acme.yaml").stderr
        assert run("tables", "acme.yaml", "--force").exit_code == 0
        assert real.read_bytes() == before

    def test_another_folder_is_looked_at_in_the_same_way(self, acme):
        (acme / "data").mkdir()
        (acme / "data" / "skus.csv").write_text("my,own\n", "utf-8")
        assert "skus.csv is not as" in run("tables", "acme.yaml", "--out", "data").stderr
        assert seen(acme / "data") == {"skus.csv": b"my,own\n"}


def edited(path: Path, old: str, new: str) -> bytes:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="\n")
    return path.read_bytes()


# -- killed ---------------------------------------------------------------------------------------


@on_posix
@pytest.mark.parametrize("kind", ["tables", "calibrate", "progress", "plans", "report"])
def test_a_kill_at_a_random_moment_leaves_all_old_or_all_new(kind, small, tmp_path):
    shutil.copytree(small, tmp_path / "good")
    command = [
        sys.executable, Path(killing.__file__), kind, str(KILLS), "1", tmp_path,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count = json.loads(done.stdout)
    print(kind, count)
    assert count["killed"] == count["old"] + count["new"] + count["between"] == KILLS


# It forks for each step, so that a step costs no start of Python.
STEPS = """
import os, signal, sys
from pathlib import Path
from casestudy.files.writing import write_together
NEW = {"a.csv": "A" * 9, "b.csv": "B" * 9, "c.csv": None, "d.csv": "D"}
def killed_before(last, folder):
    done = 0
    def counted(real):
        def call(*args, **kwargs):
            nonlocal done
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)
        return call
    for name in ("open", "replace", "link", "unlink", "fsync", "chmod"):
        setattr(os, name, counted(getattr(os, name)))
    write_together(folder, NEW)
for folder in map(Path, sys.argv[1:]):
    child = os.fork()
    if not child:
        killed_before(int(folder.name), folder)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        print(folder.name)
        break
"""


@on_posix
def test_a_kill_before_any_step_leaves_all_old_or_all_new(tmp_path):
    """Every call of the system that the writing makes is once the last one."""
    old = {"a.csv": b"a", "b.csv": b"b", "c.csv": b"c", "mine.txt": b"mine"}
    new = {"a.csv": b"A" * 9, "b.csv": b"B" * 9, "d.csv": b"D", "mine.txt": b"mine"}
    folders = [tmp_path / str(step) for step in range(1, 200)]
    for folder in folders:
        folder.mkdir()
        for name, content in old.items():
            (folder / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", STEPS, *folders], capture_output=True, text=True, check=True
    )
    found, step = [], int(done.stdout)  # the first that was not killed
    for folder in folders[:step]:
        settle(folder)
        now = seen(folder)
        plain = {k: v for k, v in now.items() if not k.startswith(".")}
        assert plain in (old, new), (folder.name, plain)
        found.append(plain == new)
        write_atomically(folder / "mine.txt", "mine")
        assert seen(folder) == plain, folder.name  # the next writer clears what is hidden
    assert step > 20
    assert found == sorted(found)
    assert len({*found}) == 2


def test_what_somebody_changed_between_the_kill_and_the_next_run_is_kept(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("old")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_finish", lambda folder: os._exit)
        patch.setattr(writing, "_sweep", lambda folder: None)
        write_together(tmp_path, {"a.csv": "new", "b.csv": "new"})
    assert (tmp_path / "a.csv").read_text() == "old"
    (tmp_path / "a.csv").write_text("mine")
    (tmp_path / "b.csv").write_text("mine, too")
    settle(tmp_path)
    assert seen(tmp_path) == {
        "a.csv": b"new",
        "b.csv": b"new",
        "kept/a.kept-1.csv": b"mine",
        "kept/b.kept-1.csv": b"mine, too",
    } | {k: v for k, v in seen(tmp_path).items() if k.startswith(".")}
    write_atomically(tmp_path / "c.csv", "")
    assert not [p for p in seen(tmp_path) if p.startswith(".")]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        '{"moves": {"../x.csv": ".a.csv.0123abcd.casestudy-part"}, "gone": [], "was": {}}',
        '{"moves": {"x.csv": "mine.txt"}, "gone": [], "was": {}}',
        '{"moves": {}, "gone": ["../outside.txt"], "was": {}}',
        '{"moves": {}, "gone": [], "was": []}',
        '{"moves": {}, "gone": 1, "was": {}}',
        "[" * 100_000,
    ],
)
def test_a_journal_of_somebody_elses_moves_nothing(tmp_path, said):
    folder = tmp_path / "here"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("outside")
    (folder / "mine.txt").write_text("mine")
    (folder / ".casestudy-journal.json").write_text(said)
    before = seen(tmp_path)
    with pytest.raises(InputError, match="is no journal of ours; take it away to go on"):
        settle(folder)
    assert seen(tmp_path) == before


def test_loading_finishes_what_was_begun_and_check_never_sees_a_mix(acme, monkeypatch):
    old = load_case("acme.yaml")
    edited(acme / "acme.yaml", "price: 240", "price: 250")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_finish", lambda folder: None)  # as if killed before
        patch.setattr(writing, "_sweep", lambda folder: None)
        assert run("tables", "acme.yaml").exit_code == 0
    journal = acme / "acme" / ".casestudy-journal.json"
    part = json.loads(journal.read_text())["moves"]["order_lines.csv"]
    os.replace(acme / "acme" / part, acme / "acme" / "order_lines.csv")
    new = load_case("acme.yaml")
    assert not journal.exists()
    for name in ("skus", "order_lines"):
        assert not new.tables[name].equals(old.tables[name]), name
    assert run("tables", "acme.yaml").exit_code == 0  # they are ours
    assert not [p for p in seen(acme) if "/." in p]


def test_where_it_cannot_be_finished_loading_says_so(acme, monkeypatch):
    part = ".skus.csv.0123abcd.casestudy-part"
    was = hashlib.sha256((acme / "acme" / "skus.csv").read_bytes()).hexdigest()
    said = {"moves": {"skus.csv": part}, "gone": [], "was": {"skus.csv": was}}
    (acme / "acme" / ".casestudy-journal.json").write_text(json.dumps(said))
    (acme / "acme" / part).write_text("new")

    def refused(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refused)
    for line in ("evaluate --scenario acme.yaml", "check acme.yaml"):
        result = run(*line.split())
        assert result.exit_code == 1
        assert "files were being replaced here when the program was ended" in result.stderr
        assert "fine" not in result.output


# -- at once --------------------------------------------------------------------------------------

# All are there and have read the case before the first of them is told to go.
KEEPERS = """
import os, sys
from casestudy.scenario.case import load_case
from casestudy.plans import PlanExists, PlanStore
case = load_case("turnaround")
store = PlanStore(case)
wait, go = os.pipe()
for n in range(12):
    if not os.fork():
        os.close(go)
        os.read(wait, 1)
        try:
            store.keep("mine", case.plan(mentoring=n / 100))
            os.write(1, f"{n} kept\\n".encode())
        except PlanExists:
            os.write(1, f"{n} exists\\n".encode())
        os._exit(0)
os.close(go)
for n in range(12):
    assert os.wait()[1] == 0
"""


@on_posix
def test_of_many_who_keep_a_plan_under_one_name_one_is_told_that_it_is_kept():
    done = subprocess.run(
        [sys.executable, "-c", KEEPERS], capture_output=True, text=True, timeout=120, check=True
    )
    said = dict(line.split() for line in done.stdout.splitlines())
    assert sorted(said.values()) == ["exists"] * 11 + ["kept"]
    (kept,) = (int(n) for n, word in said.items() if word == "kept")
    case = load_case("turnaround")
    assert PlanStore(case).load("mine").levers.mentoring == kept / 100
    assert len(list(PlanStore(case).folder.iterdir())) == 1


def test_who_cannot_have_the_folder_in_time_says_so(tmp_path):
    holder = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from casestudy.files.writing import sole_writer\n"
            f"with sole_writer({str(tmp_path)!r}): print('held', flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    with (
        pytest.raises(InputError, match="another program is writing here"),
        sole_writer(tmp_path, patience=0.1),
    ):
        pass
    holder.communicate("", timeout=30)
    with sole_writer(tmp_path, patience=0.1), sole_writer(tmp_path, patience=0.1):
        write_atomically(tmp_path / "a", "b")


def test_where_folders_know_no_lock_another_one_is_taken(tmp_path, monkeypatch):
    def unknown(folder, until):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(writing, "_open_locked", unknown)
    with sole_writer(tmp_path):
        write_together(tmp_path, {"a": "1", "b": "2"})
    assert seen(tmp_path) == {"a": b"1", "b": b"2"}


# -- files that are none --------------------------------------------------------------------------


def terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


ODD = {
    "a pipe": os.mkfifo if hasattr(os, "mkfifo") else None,
    "a terabyte": terabyte,
    "a folder": Path.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
}


@on_posix
@pytest.mark.parametrize("make", ODD.values(), ids=[o.replace(" ", "_") for o in ODD])
class TestFilesThatAreNone:
    def test_everything_that_opens_a_persons_path_says_so(self, make, acme):
        make(acme / "odd.yaml")
        make(acme / "odd.html")
        for line in (
            "evaluate --scenario odd.yaml",
            "evaluate --scenario acme.yaml --plan odd.yaml",
            "calibrate --scenario odd.yaml --write",
            "check odd.yaml",
            "choose odd.yaml",
            "new mine.yaml --like odd.yaml",
            "report --out odd.html",
            "tables odd.yaml",
            "open --copy-only --folder odd.yaml/there",
        ):
            if make is Path.mkdir and line.startswith("open"):
                continue
            result = run(*line.split())
            assert result.exit_code == 1, (line, result.output)
            assert result.stderr.startswith("casestudy: "), line
            assert result.stderr.count("\n") == 1
            assert "odd" in result.stderr

    @staticmethod
    def looked_at(path):
        """The same file with the same content; that it was moved away and back may show."""
        seen = path.lstat()
        return seen.st_ino, seen.st_mode, seen.st_size, seen.st_nlink, seen.st_mtime_ns

    def test_nothing_else_is_written_over(self, make, acme):
        make(acme / "odd.html")
        before = self.looked_at(acme / "odd.html")
        kind = os.stat(acme / "odd.html").st_mode
        if make is terabyte:
            return  # a file like any other, only large
        with pytest.raises(InputError, match=r"odd\.html: cannot be written"):
            write_atomically(acme / "odd.html", "x")
        with pytest.raises(InputError, match=r"odd\.html: cannot be written"):
            write_together(acme, {"a.html": "x", "odd.html": "x"})
        assert self.looked_at(acme / "odd.html") == before
        assert os.stat(acme / "odd.html").st_mode == kind
        assert not (acme / "a.html").exists()

    def test_tables_plans_progress_and_the_choice(self, make, acme):
        (acme / "acme" / "skus.csv").unlink()
        make(acme / "acme" / "skus.csv")
        assert "skus.csv: " in run("evaluate", "--scenario", "acme.yaml").stderr
        assert "skus.csv is not as" in run("tables", "acme.yaml").stderr
        case = load_case("turnaround")
        store = PlanStore(case)
        store.keep("mine", case.plan())
        make(store.folder / "odd.yaml")
        assert store.names() == ["mine"]
        assert len(store.problems()) == 1
        home_folder().mkdir(exist_ok=True)
        make(home_folder() / "scenario.txt")
        assert run("choose").exit_code == 0
        (home_folder() / "progress").mkdir()
        make(home_folder() / "progress" / "turnaround.json")
        said = run("progress")
        assert said.exit_code == 0
        assert "was damaged" in said.output
        assert "No exercise solved yet" in said.output


PATHS = {
    "NUL": ("a\0b.yaml", "is no path"),
    "too long": ("a" * 300 + ".yaml", "File name too long"),
    "far too long": ("a/" * 3000 + "b.yaml", "File name too long"),
    "nobody's home": ("~nobody_of_this_name/a.yaml", "there is no home folder of that name"),
    "not a scenario": ("/etc/passwd", "is no scenario file; expected one that ends in .yaml"),
}


@on_posix
@pytest.mark.parametrize(("path", "says"), PATHS.values(), ids=PATHS)
def test_paths_that_lead_nowhere(path, says, acme):
    for line in (["evaluate", "--scenario", path], ["choose", path], ["tables", path]):
        result = run(*line)
        assert result.exit_code == 1, result.output
        assert says in result.stderr
        assert len(result.stderr) < 400
    assert not (home_folder() / "scenario.txt").exists()
    if path.endswith(".yaml"):
        with pytest.raises(InputError, match=re.escape(says)):
            find_plan(load_case("turnaround"), path)
        with pytest.raises(InputError):
            choose_scenario(path)


def test_a_scenario_with_a_mistake_is_not_chosen(acme):
    edited(acme / "acme.yaml", "base_year", "base_yaer")
    assert "did you mean 'base_year'" in run("choose", "acme.yaml").stderr
    assert not (home_folder() / "scenario.txt").exists()


@on_posix
@pytest.mark.parametrize(
    "line",
    ["evaluate --scenario acme.yaml", "tables acme.yaml", "new b.yaml", "report --out x.html",
     "open --copy-only", "choose acme.yaml", "evaluate --plan mine.yaml"],
)  # fmt: skip
def test_a_working_folder_that_is_gone_is_named(line, tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    result = run(*line.split())
    assert result.exit_code == 1, result.exception
    assert "the working folder does not exist any more" in result.stderr
    assert run("evaluate").exit_code == 0  # what needs no folder works
    monkeypatch.chdir(tmp_path)


def test_a_file_that_changed_with_its_time_kept_is_read_anew(acme):
    assert load_case("acme.yaml").scenario.currency.code == "EUR"
    path = acme / "acme.yaml"
    before = path.stat()
    text = path.read_text("utf-8").replace("Tornby", "Tarnby")
    path.write_text(text, "utf-8", newline="\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert load_case("acme.yaml").scenario.company.name.startswith("Tarnby")


def test_copies_are_numbered_and_never_replaced(tmp_path):
    path = tmp_path / "a.csv"
    for n in (1, 2, 3):
        path.write_text(str(n))
        assert keep_aside(path) == tmp_path / "kept" / f"a.kept-{n}.csv"
    assert [p.read_text() for p in sorted((tmp_path / "kept").iterdir())] == ["1", "2", "3"]


def fill(folder, contents):
    """Write a folder anew."""
    with whole_folder(folder, replace=True) as part:
        for name, content in contents.items():
            write_atomically(part / name, content)


class TestAWholeFolder:
    NEW = {"a.txt": "new", "inside/b.txt": b"new"}  # noqa: RUF012

    def test_it_is_there_with_all_that_is_in_it(self, tmp_path):
        fill(tmp_path / "one" / "two", self.NEW)
        assert (tmp_path / "one" / "two" / "inside" / "b.txt").read_bytes() == b"new"
        assert [p.name for p in (tmp_path / "one").iterdir()] == ["two"]

    def test_what_stood_there_is_kept_beside_it(self, tmp_path):
        for n in (1, 2):
            fill(tmp_path / "own", {"a.txt": f"old {n}"})
        assert name_aside(tmp_path / "own") == tmp_path / "own.kept-2"
        fill(tmp_path / "own", self.NEW)
        assert (tmp_path / "own.kept-1" / "a.txt").read_text() == "old 1"
        assert (tmp_path / "own.kept-2" / "a.txt").read_text() == "old 2"

    def test_where_it_fails_the_old_one_stands(self, tmp_path, monkeypatch):
        folder = tmp_path / "own"
        fill(folder, {"a.txt": "old"})
        rename = os.rename

        def refused(source, target):
            if Path(target) == folder and ".casestudy-part" in str(source):
                raise OSError(13, "Permission denied")
            rename(source, target)

        monkeypatch.setattr("os.rename", refused)
        with pytest.raises(InputError, match="cannot be written"):
            fill(folder, self.NEW)
        assert [p.name for p in tmp_path.iterdir()] == ["own"]
        assert (folder / "a.txt").read_text() == "old"

    def test_what_a_killed_program_left_is_taken_away(self, tmp_path):
        (tmp_path / ".own.01234567.casestudy-part").mkdir()
        fill(tmp_path / "own", self.NEW)
        assert [p.name for p in tmp_path.iterdir()] == ["own"]

    def test_without_leave_what_stands_there_stays(self, tmp_path):
        fill(tmp_path / "own", {"a.txt": "old"})
        with (
            pytest.raises(InputError, match=r"own: cannot be written \(File exists\)"),
            whole_folder(tmp_path / "own") as part,
        ):
            write_atomically(part / "a.txt", "new")
        assert [p.name for p in tmp_path.iterdir()] == ["own"]
        assert (tmp_path / "own" / "a.txt").read_text() == "old"


class TestPlansInTheirFolder:
    def test_a_name_twice_and_a_folder_among_them_lose_nothing(self):
        case = load_case("turnaround")
        store = PlanStore(case)
        path = store.keep("mine", case.plan())
        shutil.copyfile(path, store.folder / "a copy.yaml")
        (store.folder / "folder.yaml").mkdir()
        (store.folder / "folder.yaml" / "x").write_text("mine")
        before = seen(store.folder)
        assert store.names() == ["mine"]
        assert len(store.problems()) == 2
        with pytest.raises(PlanExists):
            store.keep("mine", case.plan())
        assert seen(store.folder) == before
        store.keep("folder", case.plan())
        assert store.names() == ["folder", "mine"]
        assert {k: v for k, v in seen(store.folder).items() if k in before} == before
