"""What is installed: environment.yml and the lock files say what pyproject.toml says."""

import os
import re
import shutil
import signal
import subprocess
import time
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from rattler import MatchSpec
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REQUIREMENTS = [
    Requirement(text)
    for group in [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for text in group
]
ENVIRONMENT = YAML(typ="safe").load(ROOT / "environment.yml")
SPECS = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]
FILES = ("requirements.lock", "requirements-more.lock", "requirements-book.lock")
LOCKS = {name: (ROOT / name).read_text("utf-8") for name in FILES}
LOCK = "".join(LOCKS.values())

# Where conda-forge has another name than the Python package index.
CONDA_NAMES = {"playwright": "playwright-python"}
# What conda-forge does not have comes from the Python package index.
BY_PIP = {"axe-playwright-python", "matplotlib-fontja", "typst", "zxing-cpp"}
BACKBONE = {"jupyterlab", "pandas", "matplotlib", "ipywidgets", "nbval", "pytest"}


def conda_name(requirement: Requirement) -> str:
    return CONDA_NAMES.get(requirement.name, requirement.name)


def locked(lock: str = LOCK) -> dict[str, list[Requirement]]:
    """Return the pins of each package: one, or one for each range of Python versions."""
    pins: dict[str, list[Requirement]] = {}
    for entry in re.sub(r"\\\n\s+", "", lock).splitlines():
        if entry.startswith("#"):
            continue
        pin = Requirement(entry.split("--hash=")[0])
        pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


class TestConda:
    def test_packages_and_bounds_are_those_of_pyproject(self) -> None:
        expected = {f"{conda_name(r)}{r.specifier}" for r in REQUIREMENTS if r.name not in BY_PIP}
        assert {s for s in SPECS if not s.startswith("python=") and s != "pip"} == expected

    @pytest.mark.parametrize("spec", SPECS)
    def test_spec_is_well_formed(self, spec: str) -> None:
        MatchSpec(spec, strict=True)

    def test_no_package_is_named_twice(self) -> None:
        names = [MatchSpec(spec).name.normalized for spec in SPECS]
        assert len(names) == len(set(names))

    def test_python_is_pinned_to_one_minor_version(self) -> None:
        pins = [spec for spec in SPECS if spec.startswith("python=")]
        assert len(pins) == 1
        assert re.fullmatch(r"python=3\.\d+", pins[0])
        assert f"{pins[0].removeprefix('python=')}.0" in SpecifierSet(PROJECT["requires-python"])

    def test_backbone_is_there(self) -> None:
        assert {re.split("[=<>]", spec)[0] for spec in SPECS} >= BACKBONE

    def test_names_only_the_community_channel_and_this_project(self) -> None:
        assert ENVIRONMENT["name"] == PROJECT["name"]
        assert ENVIRONMENT["channels"] == ["conda-forge"]
        extra = [entry for entry in ENVIRONMENT["dependencies"] if not isinstance(entry, str)]
        by_pip = sorted(f"{r.name}{r.specifier}" for r in REQUIREMENTS if r.name in BY_PIP)
        assert extra == [{"pip": [*by_pip, "-e ."]}]


class TestLock:
    def test_every_entry_is_one_pinned_version_with_hashes(self) -> None:
        entry = r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\\n]+)?"
        hashes = r"( \\\n    --hash=sha256:[0-9a-f]{64})+\n"
        body = "".join(line for line in LOCK.splitlines(True) if not line.startswith("#"))
        assert re.fullmatch(f"({entry}{hashes})+", body)

    @pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
    def test_pins_what_pyproject_asks_for(self, requirement: Requirement) -> None:
        pins = locked().get(canonicalize_name(requirement.name), [])
        assert pins
        for pin in pins:
            (version,) = pin.specifier
            assert Version(version.version) in requirement.specifier

    # A mirror, a private index or a machine's own folder must not find its way into the lock.
    @pytest.mark.parametrize("foreign", ["://", "--index", "--extra", "--find-links", " @ ", "/"])
    def test_names_no_index_host_or_path(self, foreign: str) -> None:
        assert foreign not in LOCK

    @pytest.mark.parametrize("name", FILES)
    def test_header_tells_how_to_write_it(self, name: str) -> None:
        assert "#    make lock\n" in LOCKS[name].splitlines(True)[:3]

    def test_the_files_are_one_lock_cut_by_use(self) -> None:
        learner, more, book = (locked(LOCKS[name]) for name in FILES)
        extras = PROJECT["optional-dependencies"]
        for group in (PROJECT["dependencies"], extras["lab"], extras["serve"], extras["clone"]):
            assert {canonicalize_name(Requirement(text).name) for text in group} <= learner.keys()
        whole = learner.keys() | more.keys()
        assert {canonicalize_name(r.name) for r in REQUIREMENTS} <= whole
        # Who makes the book needs no more than this and what a learner has.
        assert {canonicalize_name(Requirement(text).name) for text in extras["book"]} <= book.keys()
        assert not {"playwright", "statsmodels", "pytest"} & book.keys()
        # One version of each, also where both files have an entry for different systems.
        for one, other in ((learner, more), (learner | more, book)):
            for name in one.keys() & other.keys():
                assert {str(p.specifier) for p in one[name]} >= {
                    str(p.specifier) for p in other[name]
                }

    def test_a_learner_gets_no_browser_driver_solver_or_compiler(self) -> None:
        assert (
            not {"playwright", "py-rattler", "typst", "statsmodels", "pytest"}
            & locked(LOCKS["requirements.lock"]).keys()
        )


# A uv that writes down when it begins and ends, and is as slow as a real one where that matters.
UV = """#!/bin/sh
list=
for last; do case "$last" in *.lock) list="$list $last" ;; esac; done
echo "begin $1 $2$list" >>log
case "$1" in
venv)
    sleep "${SLOW:-0}"
    mkdir -p "$last/bin"
    printf '#!/bin/sh\\nexit 0\\n' >"$last/bin/python"
    chmod +x "$last/bin/python"
    ;;
*) sleep "${SLOW:-0}"; [ -x .venv/bin/python ] || { echo "no environment" >&2; exit 1; } ;;
esac
echo "end $1 $2" >>log
"""


@pytest.mark.skipif(os.name == "nt", reason="make and sh are not there")
class TestSetup:
    @pytest.fixture
    def clone(self, tmp_path: Path) -> Path:
        folder = tmp_path / "a clone"
        (folder / "tools").mkdir(parents=True)
        shutil.copy(ROOT / "tools" / "setup.sh", folder / "tools")
        for name in (*FILES, "pyproject.toml"):
            (folder / name).write_text("typst==1\n")
        (folder / "bin").mkdir()
        (folder / "bin" / "uv").write_text(UV)
        (folder / "bin" / "uv").chmod(0o755)
        return folder

    def start(self, clone: Path, part: str = "lab", slow: float = 0) -> subprocess.Popen:
        path = os.pathsep.join([str(clone / "bin"), os.environ["PATH"]])
        environment = {k: v for k, v in os.environ.items() if k not in {"VENV", "PYTHON"}}
        return subprocess.Popen(
            ["sh", "tools/setup.sh", part],
            cwd=clone, env=environment | {"PATH": path, "SLOW": str(slow)}, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, clone: Path, part: str = "lab") -> str:
        process = self.start(clone, part)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0, said
        return said

    def lines(self, clone: Path) -> list[str]:
        return (clone / "log").read_text().splitlines()

    def test_two_at_once_do_not_break_each_other(self, clone: Path) -> None:
        both = [self.start(clone, part, slow=0.5) for part in ("lab", "test")]
        said = [p.communicate(timeout=60)[0] for p in both]
        assert [p.returncode for p in both] == [0, 0], said
        assert "Another set-up is at work here" in "".join(said)
        log = self.lines(clone)
        # Never does one begin before the other has ended, and the environment is made once.
        assert [line.split()[0] for line in log] == ["begin", "end"] * (len(log) // 2)
        assert log.count("begin venv --quiet") == 1
        assert (clone / ".venv" / ".complete-test").exists()

    def test_what_is_done_is_not_done_again(self, clone: Path) -> None:
        for part in ("test", "lab", "pdf", "book", "test"):
            self.run(clone, part)
        assert len(self.lines(clone)) == 6  # venv, sync and install, each with its end

    def test_the_compiler_is_added_to_what_is_there(self, clone: Path) -> None:
        for part in ("lab", "pdf", "lab"):
            self.run(clone, part)
        assert self.lines(clone).count("begin venv --quiet") == 1
        assert (clone / ".venv" / "pdf.lock").read_text() == "typst==1\n"

    def test_a_part_that_is_added_leaves_the_others(self, clone: Path) -> None:
        for part in ("lab", "pdf", "book", "pdf"):
            self.run(clone, part)
        last = [line for line in self.lines(clone) if line.startswith("begin pip sync")][-1]
        assert last.split()[3:] == ["requirements.lock", ".venv/pdf.lock", "requirements-book.lock"]
        assert self.lines(clone).count("begin venv --quiet") == 1

    def test_one_that_was_killed_is_begun_anew(self, clone: Path) -> None:
        first = self.start(clone, slow=0.5)
        while not (clone / "log").exists():
            time.sleep(0.02)
        os.killpg(first.pid, signal.SIGKILL)
        first.communicate()
        self.run(clone)
        assert self.lines(clone).count("begin venv --quiet") == 2
        assert self.lines(clone)[-1].startswith("end pip install")

    def test_an_unknown_part_is_named(self, clone: Path) -> None:
        said, _ = self.start(clone, "lap").communicate(timeout=60)
        assert "there is no part 'lap'; there are lab, pdf, book and test" in said
