"""What browser tests share: servers, a watched page, and how to read what it shows."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager

from casestudy.model.simulate import simulate
from casestudy.text.figures import headline

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
NO_MODEL = "Error: widget model not found"


def free_port():
    with closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextmanager
def running(command, folder, url, **extra):
    """A server as a process group of its own, from its first answer until it is stopped."""
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
    environment |= {"CASESTUDY_HOME": str(folder / "home"), "IPYTHONDIR": str(folder / "ipython")}
    environment |= extra
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "casestudy", *command],
            cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(url, server, log)
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)


def _wait_for(url, server, log):
    for _ in range(1200):  # results for another scenario are computed before the lab opens
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text())


class Watched:
    """A page, with all that it asked other hosts for and all errors on its console."""

    def __init__(self, browser, host, width=1400, height=1000):
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(60_000)
        self.outside, self.errors = [], []
        own = re.compile(rf"(https?|wss?)://({host})(:\d+)?/|data:|blob:|file:")
        self.page.on("request", lambda r: own.match(r.url) or self.outside.append(r.url))
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))

    def is_clean(self, *, restarted=False):
        """Whether no request has left the machine and the console has no error.

        Where a kernel was restarted, JupyterLab may say so of what it showed before. It must not
        show it any more.
        """
        assert self.outside == [], self.outside
        # A copy: a failure is printed at the end, when more has come in from the servers' end.
        errors = list(self.errors)
        if restarted:
            errors = [said for said in errors if not said.startswith(NO_MODEL)]
            assert self.page.get_by_text("Error displaying widget").count() == 0
        assert errors == [], errors


def eventually(check, seconds=60):
    """What a check gives once it holds: the page takes as long as it takes on a busy machine."""
    until = time.monotonic() + seconds
    while True:
        try:
            return check()
        except AssertionError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def holds(condition):
    """For `eventually`, where there is one condition only."""
    assert condition


# -- the page, as a person sees it -----------------------------------------------------------------


def figures(page):
    """The headline figures as they stand, by their names."""
    return page.locator("[data-headline]").evaluate_all(
        "es => Object.fromEntries(es.map(e => [e.dataset.headline, "
        "e.querySelector('strong').textContent]))"
    )


def shows(page, case, levers, assumptions=None, *, names=()):
    """Wait until all figures, those named among them, are what Python computes and writes."""
    found = simulate(case, levers, assumptions).headlines.as_dict()

    def compare():
        shown = figures(page)
        wanted = {name: headline(case, name, found[name]) for name in shown}
        assert shown, "no figure is there"
        assert set(names) <= set(shown)
        assert shown == wanted, f"{shown} instead of {wanted}"

    eventually(compare)


def row(page, name):
    """The row of a lever or an assumption."""
    return page.locator(f'.row[data-name="{name}"]')


def typed_into(page, name, text):
    """Type a number beside a slider."""
    entry = row(page, name).locator(".entry")
    entry.fill(text)
    entry.press("Enter")


def kept_in(page, name):
    """Ask for the plan at hand to be kept."""
    if page.locator("[data-field=plan-name]").locator("visible=true").count() == 0:
        page.get_by_role("button", name="Plans", exact=True).click()
    page.locator("[data-field=plan-name] input").fill(name)
    page.get_by_role("button", name="Keep this plan").click()


# -- the fields of an exercise ---------------------------------------------------------------------


def dial(page, name):
    """A field by its name."""
    return page.locator(f".cs-dial-{name}").first
