"""Measure the model against what people use today, in one run on one core: `make bench`.

Peers run in an environment of their own, made on first use. What each contestant finds is compared
before anything is timed; then each is measured again and again, in a shuffled order and a fresh
process each time. A ratio is of two measurements of one round. The table goes to
docs/benchmarks.md. Exit code 1 if a limit is missed and the machine was quiet enough to tell.
"""

import argparse
import os
import platform
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
from contestants import OURS, PEERS, STATUS  # noqa: E402
from measured import ENOUGH, Measured, load, short  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from seeing import CHROMIUM  # noqa: E402
from sheet import office  # noqa: E402

from casestudy.scenario.case import load_case  # noqa: E402

WANTED = ROOT / "benchmarks" / "peers.txt"
PAGE = ROOT / "docs" / "benchmarks.md"
AGREEMENT = 1e-9
INTERVALS = 0.2  # their widths come from other resamples, and agree on the mean
LEAST = 3  # measurements, for a ratio that says anything
AIM = 5.0  # times the practical limit


@dataclass(frozen=True)
class Row:
    """One ratio: how many times as much one contestant takes as another."""

    what: str
    one: str
    other: str
    limit: float | None = None
    at_least: bool = True
    of: str = "time"

    def measured(self, found: dict[str, list[float]]) -> Measured:
        """Its ratios, a round each."""
        pairs = zip(found[self.one], found[self.other], strict=False)
        ratios = [one / other for one, other in pairs]
        return Measured(self.what, ratios, "×", limit=self.limit, at_least=self.at_least)


ROWS = (
    Row("one evaluation, all series: pandas", "pandas", "one_by_one", 50.0),
    Row("one evaluation, all series: plain Python", "scalar", "one_by_one"),
    Row("one evaluation, all series: LibreOffice", "calc", "one_by_one", 5.0),
    Row("many worlds, headlines: EMA Workbench", "ema", "many", 250.0),
    Row("many worlds, all series: EMA Workbench", "ema_with_series", "many_with_series", 120.0),
    Row("many worlds, headlines: twin in Chromium", "twin", "many"),
    Row("Sobol indices with intervals: SALib", "salib", "estimated", 8.0),
    Row("the same with simulation: SALib", "salib_whole", "sensitivity"),
    Row("Shapley shares: one set after the other", "looped", "shapley", 5.0),
    Row("the model, as a multiple of fused numba", "many", "numba", 10.0, at_least=False),
    Row("a draw of 1 M, of one of 10 k: time", "most", "many", 1.3, at_least=False),
    Row("1 M draws, of 10 k: memory, by Python", "traced_most", "traced_many", 1.5,
        at_least=False, of="memory"),
    Row("1 M draws, of 10 k: memory, resident", "resident_most", "resident_many", 1.5,
        at_least=False, of="memory"),
)  # fmt: skip
# What has to find the same, before anything is timed.
SAME = (
    ("pandas", "one_by_one"), ("scalar", "one_by_one"), ("calc", "one_by_one"),
    ("ema", "many"), ("numba", "many"), ("twin", "many"), ("many_with_series", "many"),
    ("ema_with_series", "many_with_series"), ("salib", "estimated"), ("sensitivity", "estimated"),
    ("looped", "shapley"),
)  # fmt: skip
HEAD = f"{'':44}{'ratio':>9}  {'quartiles':18}limit"


def fail(message: str) -> NoReturn:
    """End without a result: 1 says that a limit was missed."""
    print(message, file=sys.stderr)
    raise SystemExit(2)


def peers() -> Path:
    """The Python of the peers' environment, made if it is not there or was made of other peers."""
    own = os.environ.get("PEERS")
    folder = Path(own or ROOT / ".venv-peers")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if own:
        return python if python.exists() else fail(f"PEERS={own}: there is no {python}")
    stamp, recipe = folder / ".complete", f"{ROOT}\n{sys.version}\n{WANTED.read_text('utf-8')}"
    if not stamp.exists() or stamp.read_text("utf-8") != recipe:
        print(f"Setting up {folder.name} with the peers (once; a minute or two)", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        pip = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([*pip, "--requirement", WANTED], check=True)
        except subprocess.CalledProcessError as error:
            fail(f"the peers' environment could not be made: {error}")
        stamp.write_text(recipe, "utf-8")
    return python


class Bench:
    """Runs contestants, ours and peers, on one core."""

    def __init__(self, python: Path, scenario: str, folder: Path) -> None:
        self.python, self.scenario, self.folder = python, scenario, folder
        self._errors = (folder / "errors.txt").open("w+", encoding="utf-8")
        self._ours, self._peers = self._begun(Path(sys.executable)), self._begun(python)

    def _begun(self, python: Path) -> subprocess.Popen:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CASESTUDY_")}
        environment |= {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
        environment |= {"CASESTUDY_HOME": str(self.folder / "home"), "PYTHONWARNINGS": "ignore"}
        file, site = ROOT / "benchmarks" / "contestants.py", sysconfig.get_path("purelib")
        return subprocess.Popen(
            [python, file, self.scenario, self.folder, site], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
        )  # fmt: skip

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._ours, self._peers):
            process.kill()
            process.communicate()
        self._errors.close()

    def run(self, name: str, what: str) -> str:
        """What one contestant prints, in a process of its own."""
        process = self._peers if name in PEERS else self._ours
        if process.poll() is None:
            process.stdin.write(f"{name} {what}\n")
            process.stdin.flush()
        said = process.stdout.readline().strip()
        if said in ("", "failed"):
            self._errors.seek(0)
            fail(f"{name} failed: {self._errors.read()[-2000:]}")
        return said

    def found(self, name: str) -> dict[str, NDArray]:
        """What a contestant has found."""
        with np.load(self.folder / f"{name}.npz") as file:
            return dict(file)


def disagreement(one: dict[str, NDArray], other: dict[str, NDArray], money: float) -> str | None:
    """What two contestants do not agree about; money is compared as a part of so much of it."""
    common = one.keys() & other.keys()
    for name in sorted(common):
        a, b = (np.atleast_1d(found[name]) for found in (one, other))
        size = min(len(a), len(b))
        a, b = a[:size], b[:size]
        if name.endswith("_error"):
            off, most = abs(a.mean() / b.mean() - 1.0), INTERVALS
        else:
            scale = money if np.abs(b).max() > 1e4 else 1.0
            off, most = np.max(np.abs(a - b) / np.maximum(np.abs(b), scale)), AGREEMENT
        if not off <= most:
            return f"{name} differs by {off:.3g}"
    return None if common else "they have nothing in common"


def absent() -> dict[str, str]:
    """Contestants that cannot be measured here, and why."""
    missing = {}
    if not CHROMIUM:
        missing["twin"] = "The twin is not compared: there is no Chromium here."
    if office() is None:
        missing["calc"] = (
            "LibreOffice Calc is not compared: there is no LibreOffice here that can be measured."
        )
    if not STATUS.exists():
        note = "Resident memory is not compared: the system does not tell it."
        missing |= dict.fromkeys(("resident_many", "resident_most"), note)
    return missing


def agree(bench: Bench, contestants: Sequence[str]) -> int:
    """Compare what all find; how many pairs there were."""
    pairs = [pair for pair in SAME if set(pair) <= set(contestants)]
    for name in sorted({name for pair in pairs for name in pair}):
        bench.run(name, "check")
    money = load_case(bench.scenario).line_revenue
    for one, other in pairs:
        if wrong := disagreement(bench.found(one), bench.found(other), money):
            fail(f"{one} and {other} do not agree: {wrong}")
    return len(pairs)


def rounds(
    bench: Bench, contestants: Sequence[str], until: float
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Measurements of each contestant, and what of a core there was for each of them."""
    found: dict[str, list[float]] = {name: [] for name in contestants}
    shares: dict[str, list[float]] = {name: [] for name in contestants}
    memory = {name for row in ROWS if row.of == "memory" for name in (row.one, row.other)}
    while time.monotonic() < until:
        order = [n for n in contestants if not (n in memory and found[n])]  # that is measured once
        random.shuffle(order)
        for name in order:
            if time.monotonic() < until or not found[name]:
                took, share = map(float, bench.run(name, "time").split())
                found[name].append(took)
                shares[name].append(share)
    return found, shares


def spread(one: Measured) -> str:
    """The quartiles, where there are any."""
    return f"{short(one.percentile(25))} to {short(one.percentile(75))}" if one.values[1:] else ""


def told(row: Row, one: Measured, *, busy: bool) -> str:
    """The limit and whether it is kept."""
    if row.limit is None:
        return ""
    few = row.of == "time" and len(one.values) < LEAST
    verdict = one.verdict(busy=(busy or few) and row.of == "time")
    aim = f"; aim ≤ {short(AIM)}: {'met' if one.median <= AIM else 'missed'}" * (row.one == "many")
    return f"{'≥' if row.at_least else '≤'} {short(row.limit)}: {verdict}{aim}"


def processor() -> str:
    """What it is called."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def versions(bench: Bench) -> str:
    """Of the package, of what it runs on, and of its peers."""
    own = [f"{name} {version(name)}" for name in ("casestudy", "numpy", "pandas")]
    asked = ("ema_workbench", "SALib", "numba", "numpy")
    code = f"from importlib.metadata import version\nfor n in {asked}: print(n, version(n))"
    theirs = subprocess.run([bench.python, "-c", code], capture_output=True, text=True, check=True)
    if CHROMIUM:
        said = subprocess.run([CHROMIUM, "--version"], capture_output=True, text=True, check=False)
        own.append(" ".join(said.stdout.split()[:2]))
    if office():
        said = subprocess.run(
            [office()[0], "--version"], capture_output=True, text=True, check=False
        )
        own.append(" ".join(said.stdout.split()[:2]))
    python = f"Python {platform.python_version()}"
    return f"{python}, {', '.join(own)}; peers: {', '.join(theirs.stdout.splitlines())}"


def page(bench: Bench, table: list[tuple[str, str, str, str]], notes: list[str]) -> str:
    """What docs/benchmarks.md says."""
    rows = [" | ".join(("", *row, "")).strip() for row in table]
    return "\n".join([
        "# Benchmarks", "",
        "Written by `make bench`. Ratios of processor time on one core, medians of paired runs in "
        "fresh processes; what all find agrees within "
        f"{AGREEMENT:g} before anything is timed. A ratio is the other's time to the model's, "
        "unless it says what it is of.", "",
        f"- Date: {date.today().isoformat()}; scenario: `{bench.scenario}`",
        f"- Processor: {processor()}, {platform.system()}",
        f"- Versions: {versions(bench)}", "",
        "| what | ratio | quartiles | limit |", "| --- | ---: | --- | --- |", *rows, "",
        *(f"{note}\n" for note in notes),
    ])  # fmt: skip


def main() -> int:
    """Compare, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=460, help="after which it ends")
    parser.add_argument("--scenario", default="turnaround")
    asked = parser.parse_args()
    python, before = peers(), load()
    begun = time.monotonic()  # the set-up is not counted
    missing = absent()
    contestants = [name for name in (*OURS, *PEERS) if name not in missing]
    notes = sorted(set(missing.values()))
    with (
        tempfile.TemporaryDirectory() as folder,
        Bench(python, asked.scenario, Path(folder)) as bench,
    ):
        print(f"{asked.scenario}, {before}\n{versions(bench)}", flush=True)
        pairs = agree(bench, contestants)
        print(f"{pairs} pairs of contestants agree within {AGREEMENT:g}\n\n{HEAD}", flush=True)
        found, shares = rounds(bench, contestants, begun + asked.seconds)
        rows = [row for row in ROWS if {row.one, row.other} <= set(contestants)]
        got = {name: float(np.median(share)) for name, share in shares.items()}
        table, missed = [], False
        for row in rows:
            one, busy = row.measured(found), min(got[row.one], got[row.other]) < ENOUGH
            verdict = told(row, one, busy=busy)
            missed = missed or ": missed" in verdict.split(";")[0]
            table.append((row.what, f"{short(one.median)} ×", spread(one), verdict))
            print("{:44}{:>9}  {:18}{}".format(*table[-1]).rstrip(), flush=True)
        notes.append(
            f"{before} at the start, {load()} at the end; of a core, a contestant got "
            f"{min(got.values()):.0%} to {max(got.values()):.0%} on the median. With less than "
            f"{ENOUGH:.0%}, or fewer than {LEAST} rounds, a limit not met is inconclusive."
        )
        PAGE.write_text(page(bench, table, notes), "utf-8")
    each = ", ".join(f"{n} {1e6 * float(np.median(found[n])):.3g}" for n in
                     ("one_by_one", "many", "ema", "numba", "twin") if n in found)  # fmt: skip
    print(f"\nµs an evaluation: {each}", *notes, sep="\n")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
