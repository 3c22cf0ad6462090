"""Servers and a browser for tests that look at the page as a person does."""

import os

import pytest
from seeing import CHROMIUM, FLAGS


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder; without a browser each says that it was skipped."""
    skip = pytest.mark.skip(reason="no Chromium here: the browser tests are skipped")
    for item in items:
        if "/browser/" not in item.path.as_posix():
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
        item.add_marker(
            pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
        )
        # With CI=true their absence is a failure: the fixture `browser` says so.
        if not CHROMIUM and os.environ.get("CI") != "true":
            item.add_marker(skip)


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; its driver's event loop must not outlive the module."""
    assert CHROMIUM, "Chromium is missing; with CI=true the browser tests have to run"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)  # a busy machine takes as long as it takes

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
