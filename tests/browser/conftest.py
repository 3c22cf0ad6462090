"""Servers and a browser for tests that look at the page as a person does."""

import os

import pytest
from seeing import CHROMIUM, FLAGS

# So much later, in milliseconds, comes each frame and each timer of a page: a test that does not
# wait for what it wants fails then, as it does once in a while on a busy machine.
LATE = int(os.environ.get("CASESTUDY_LATE", "0"))
LATER = f"""(() => {{ const {{ requestAnimationFrame: frame, setTimeout: timer }} = window;
  window.requestAnimationFrame = (f) => timer(() => frame(f), {LATE});
  window.setTimeout = (f, ms = 0, ...more) => timer(f, ms + {LATE}, ...more); }})()"""


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
        if LATE:
            chromium.new_page, chromium.new_context = map(
                _late, (chromium.new_page, chromium.new_context)
            )
        yield chromium
        chromium.close()


def _late(make):
    """Of what opens pages, one whose pages are late in all that they do."""

    def made(*given, **named):
        one = make(*given, **named)
        one.add_init_script(LATER)
        return one

    return made
