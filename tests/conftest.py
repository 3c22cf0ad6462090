"""What every test stands on: nobody's home, no chosen scenario, no window."""

import os
import tempfile

import pytest
from hypothesis import settings

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


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test an empty home of its own and no scenario or variant set outside."""
    monkeypatch.setenv("CASESTUDY_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("CASESTUDY_SCENARIO", raising=False)
    monkeypatch.delenv("CASESTUDY_VARIANT", raising=False)
