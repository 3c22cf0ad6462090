"""A program of its own that starts real processes, kills them, and says what is left.

``python killing.py KIND TRIES SEED FOLDER`` forks a process for each try, so that a try costs no
start of Python, and sends it SIGKILL at a random moment; half of the tries wait until the first
part of a file is seen, because writing takes the least of the time.
"""

import contextlib
import io
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from casestudy.analysis import calibration
from casestudy.app.cli import cli
from casestudy.files.writing import settle
from casestudy.learning.progress_store import ExerciseRecord, ProgressStore
from casestudy.levers import Levers
from casestudy.plans import PlanStore
from casestudy.scenario import synthesis
from casestudy.scenario.case import load_case

THEIRS = {"notes.txt": "mine", ".notes.txt.0123abcd.part": "a hidden file of mine"}


def command(*line: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        cli.main(list(line), standalone_mode=False)


def remember(module: ModuleType, name: str, key: Callable[..., object]) -> None:
    """Let a function compute once for one key: it is the writing that is to be hit by kills."""
    real, found = getattr(module, name), {}

    def remembered(*given: object, **named: object) -> object:
        now = key(*given, **named)
        if now not in found:
            found[now] = real(*given, **named)
        return found[now]

    setattr(module, name, remembered)


class Tables:
    """`tables` over those that it made before from other figures, and over a learner's own."""

    def prepare(self, folder: Path) -> None:
        remember(
            synthesis, "draft_case", lambda scenario, path, orders=None: scenario.model_dump_json()
        )
        command("tables", str(folder / "acme.yaml"))
        text = (folder / "acme.yaml").read_text("utf-8").replace("price: 240", "price: 250")
        (folder / "acme.yaml").write_text(text, "utf-8")
        own = folder / "acme" / "competitors.csv"
        own.write_text(own.read_text("utf-8").replace("Valbox", "Velbox"), "utf-8")

    def act(self, folder: Path) -> None:
        command("tables", str(folder / "acme.yaml"), "--force")

    def look(self, folder: Path) -> dict[str, bytes]:
        settle(folder / "acme")  # as every load does
        seen = contents(folder / "acme")
        own = "competitors.csv"
        kept = [v for k, v in seen.items() if k.startswith("kept/competitors.kept-")]
        assert b"Velbox" in seen[own] or any(b"Velbox" in k for k in kept), "their table is lost"
        return {k: v for k, v in seen.items() if not k.startswith("kept/")}


class Calibrate:
    """`calibrate --write` over a scenario file."""

    def prepare(self, folder: Path) -> None:
        remember(
            synthesis, "draft_case", lambda scenario, path, orders=None: scenario.model_dump_json()
        )
        remember(
            calibration,
            "calibrate",
            lambda case, targets: (case.scenario.model_dump_json(), *targets.items()),
        )
        shutil.rmtree(folder / "acme", ignore_errors=True)

    def act(self, folder: Path) -> None:
        command(
            "calibrate", "--scenario", str(folder / "acme.yaml"), "--target",
            "revenue_growth=0.11", "--write",
        )  # fmt: skip

    def look(self, folder: Path) -> dict[str, bytes]:
        return contents(folder)


class Progress:
    """An answer is recorded; what was recorded before stays."""

    def prepare(self, folder: Path) -> None:
        self.record("05-01")

    def record(self, id: str) -> None:
        store = ProgressStore("turnaround")
        store.update(lambda kept: kept.exercises.update({id: ExerciseRecord(answer=id * 200)}))

    def act(self, folder: Path) -> None:
        for n in range(2, 9):
            self.record(f"05-{n:02}")

    def look(self, folder: Path) -> dict[str, bytes]:
        store = ProgressStore("turnaround")
        found = sorted(store.read().exercises)
        assert not store.notices(), "the file was damaged"
        # Each record is one change: whole ones, in their order.
        assert found == [f"05-{n:02}" for n in range(1, len(found) + 1)], found
        return {k: v for k, v in contents(store.path.parent).items() if not k.endswith(".lock")}


class Plans:
    """Plans are kept, replaced, renamed and deleted."""

    def prepare(self, folder: Path) -> None:
        self.case = load_case("turnaround")
        self.store = PlanStore(self.case)
        self.store.keep("one", Levers())
        self.store.keep("two", Levers())

    def act(self, folder: Path) -> None:
        self.store.keep("one", self.case.plan(), replace=True)
        self.store.rename("two", "three")
        self.store.delete("three")

    def look(self, folder: Path) -> dict[str, bytes]:
        store = PlanStore(self.case)
        names = store.names()
        assert names in (["one", "three"], ["one", "two"], ["one"]), names
        assert store.problems() == []
        assert store.load("one").levers in (Levers(), self.case.plan())
        deleted = list((store.folder / "deleted").glob("*.yaml"))
        assert len(names) + len(deleted) == 2, (names, deleted)
        return contents(store.folder)


class Report:
    """The board paper replaces an older one."""

    def prepare(self, folder: Path) -> None:
        from casestudy.report import board_paper

        (folder / "paper.html").write_text("<!DOCTYPE html>old</html>", "utf-8")
        self.paper = board_paper(load_case("turnaround"))

    def act(self, folder: Path) -> None:
        from casestudy.report import write_paper

        write_paper(self.paper, folder / "paper.html", replace=True)

    def look(self, folder: Path) -> dict[str, bytes]:
        text = (folder / "paper.html").read_text("utf-8")
        assert text.startswith("<!DOCTYPE html>"), text[:80]
        assert text.rstrip().endswith("</html>"), text[-80:]
        return contents(folder)


KINDS = {kind.__name__.lower(): kind for kind in (Tables, Calibrate, Progress, Plans, Report)}


def contents(folder: Path) -> dict[str, bytes]:
    """What stands in a folder, without what a killed program may leave until the next one."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(".casestudy-part") and p.name not in THEIRS
    }


def hidden(folder: Path) -> list[str]:
    """What is left of an unfinished write."""
    return [
        os.path.join(where, name)
        for where, _, files in os.walk(folder)
        for name in files
        if name.endswith(".casestudy-part") or "casestudy-journal" in name
    ]


def main(kind: str, tries: int, seed: int, work: Path) -> dict[str, int]:
    rng, job = random.Random(seed), KINDS[kind]()
    template, folder = work / "template", work / "here"
    home = Path(os.environ["CASESTUDY_HOME"])
    shutil.copytree(work / "good", template)
    (template / "home").mkdir()

    def begin() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)

    # The home stands inside the folder, so that it begins anew each time, too.
    os.environ["CASESTUDY_HOME"] = str(folder / "home")
    shutil.copytree(template, folder)
    job.prepare(folder)
    for path in (folder, folder / "acme"):
        if path.is_dir():
            for name, text in THEIRS.items():
                (path / name).write_text(text, "utf-8")
    shutil.rmtree(template)
    shutil.copytree(folder, template)
    old = job.look(folder)
    for _ in range(2):  # the second time without what is only done once
        begin()
        start = time.monotonic()
        job.act(folder)
        seconds = time.monotonic() - start
    new = job.look(folder)
    assert new != old
    assert hidden(folder) == []
    count = {"killed": 0, "old": 0, "new": 0, "between": 0, "parts": 0}
    number = 0
    while count["killed"] < tries:
        number += 1
        assert number < 20 * tries, "the moment was never hit"
        begin()
        child = os.fork()
        if not child:
            slow_disk()
            job.act(folder)
            os._exit(0)
        wait(folder, rng, seconds, for_parts=number % 2 == 1)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):  # it was quicker
            continue
        count["killed"] += 1
        count["parts"] += bool(hidden(folder))
        seen = job.look(folder)
        state = "old" if seen == old else "new" if seen == new else "between"
        count[state] += 1
        if kind in ("tables", "calibrate", "report"):
            assert state != "between", sorted(k for k in new if seen.get(k) not in (new[k],))
        for path in (folder, folder / "acme"):
            if path.is_dir():
                for name, text in THEIRS.items():
                    assert (path / name).read_text("utf-8") == text, "a file of theirs is lost"
        with contextlib.suppress(Exception):  # what is done already is refused, after it was seen
            job.act(folder)
        job.look(folder)
        assert hidden(folder) == [], "the next run has cleared nothing"
    os.environ["CASESTUDY_HOME"] = str(home)
    return count


def wait(folder: Path, rng: random.Random, seconds: float, *, for_parts: bool) -> None:
    if not for_parts:
        time.sleep(rng.uniform(0, 1.1 * seconds))
        return
    until = time.monotonic() + 3 * seconds + 1
    while time.monotonic() < until and not hidden(folder):
        time.sleep(0.0005)
    time.sleep(rng.uniform(0, rng.choice([0.003, 0.01, 0.05])))


def slow_disk() -> None:
    """Let the writing take as long as on an old disk, so that more kills fall into it."""
    real = os.fsync

    def fsync(handle: int) -> None:
        time.sleep(0.003)
        real(handle)

    os.fsync = fsync


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))))
