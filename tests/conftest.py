"""What every test stands on: nobody's home, no chosen scenario, no window."""

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

# Nothing here asks for addresses of the web to be checked, and what would check them takes several
# seconds to import, in every process of the tests that reads a notebook.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """Do what `isolated` does for the doctests in src too: they see no fixture of this folder."""
    home = tempfile.TemporaryDirectory(prefix="casestudy-")
    config.add_cleanup(home.cleanup)
    os.environ["CASESTUDY_HOME"] = home.name
    os.environ.pop("CASESTUDY_SCENARIO", None)
    os.environ.pop("CASESTUDY_VARIANT", None)
    os.environ["MPLBACKEND"] = "Agg"
    # Compiled once and kept: else every program that a test starts compiles all of src, a second
    # each, where an environment forbids it. The tests themselves are compiled once too.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    # Thousands of tests and their modules are collected, and none of it is ever garbage.
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave out of every later search for garbage what stays until the end."""
    gc.enable()
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Places for homes; `mktemp` would list all earlier ones for each new one."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> None:
    """Give each test an empty home of its own and no scenario or variant set outside."""
    home = next(homes)
    home.mkdir()
    monkeypatch.setenv("CASESTUDY_HOME", str(home))
    monkeypatch.delenv("CASESTUDY_SCENARIO", raising=False)
    monkeypatch.delenv("CASESTUDY_VARIANT", raising=False)
