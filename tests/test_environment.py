"""environment.yml and requirements.lock say what pyproject.toml says."""

import re
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
LOCK = (ROOT / "requirements.lock").read_text("utf-8")

# Where conda-forge has another name than the Python package index.
CONDA_NAMES = {"playwright": "playwright-python"}
# What conda-forge does not have comes from the Python package index.
BY_PIP = {"axe-playwright-python", "typst"}
BACKBONE = {"jupyterlab", "pandas", "matplotlib", "ipywidgets", "nbval", "pytest"}


def conda_name(requirement: Requirement) -> str:
    return CONDA_NAMES.get(requirement.name, requirement.name)


def locked() -> dict[str, list[Requirement]]:
    """Return the pins of each package: one, or one for each range of Python versions."""
    pins: dict[str, list[Requirement]] = {}
    for entry in re.sub(r"\\\n\s+", "", LOCK).splitlines():
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

    def test_header_tells_how_to_write_it(self) -> None:
        assert "#    make lock\n" in LOCK.splitlines(True)[:3]
