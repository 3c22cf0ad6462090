"""What browser tests share: servers, a watched page, and how to read the cockpit's pictures."""

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
        own = re.compile(rf"(https?|wss?)://({host})(:\d+)?/|data:|blob:")
        self.page.on("request", lambda r: own.match(r.url) or self.outside.append(r.url))
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))

    def is_clean(self):
        """Whether no request has left the machine and the console has no error."""
        assert self.outside == []
        assert self.errors == []


# -- the cockpit, as a person sees it --------------------------------------------------------------


def drawn(page, panel, series="plan"):
    """Values of a line, read from the picture: points of its path, back through its axis."""
    return page.evaluate(
        """([panel, series]) => {
          const svg = document.querySelector(`[data-panel="${panel}"] svg`);
          const line = svg.querySelector(`[data-series="${series}"]`);
          const [[low, high], [bottom, top]] = JSON.parse(svg.dataset.y);
          return [...line.getAttribute("d").matchAll(/[ML]?([-\\d.]+),([-\\d.]+)/g)]
            .map((m) => low + ((Number(m[2]) - bottom) / (top - bottom)) * (high - low));
        }""",
        [panel, series],
    )


def resolution(page, panel):
    """How much of the axis one thousandth of a unit of the picture is: paths have three digits."""
    return page.evaluate(
        """(panel) => {
          const svg = document.querySelector(`[data-panel="${panel}"] svg`);
          const [[low, high], [bottom, top]] = JSON.parse(svg.dataset.y);
          return 0.001 * Math.abs((high - low) / (bottom - top));
        }""",
        panel,
    )


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


def dial(page, name):
    """The row of a lever or an assumption."""
    return page.locator(f".cs-dial-{name}").first


def value_of(row):
    """The value in force, as the entry beside a slider shows it."""
    text = row.locator("input[type=text]").input_value().replace("\u2212", "-")
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)
