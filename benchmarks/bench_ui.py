"""From a key press to painted pixels: the cockpit, the floor, and the naive way, in one run.

The floor is a slider and a label. The naive way is `interact` with `plt.show()` and the same six
pictures. All three run in one JupyterLab in Chromium, in turns, and what counts are the ratios.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

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

SETUP = """
import ipywidgets as w, matplotlib.pyplot as plt, casestudy as cs
from casestudy.analysis.dashboard import PANELS, world_of
from casestudy.model.outcome import QUARTER
from casestudy.widgets.dials import lever_scale
case = cs.load_case("turnaround")
world = world_of(case, case.assumptions)
def slider():
    return w.FloatSlider(value=0.5, min=0, max=1, step=0.005, readout=False)
"""
FLOOR = """
one, label = slider(), w.Label("0.5")
one.observe(lambda change: setattr(label, "value", f"{change['new']:.3f}"), "value")
w.VBox([one, label]).add_class("bench-floor")
"""
COCKPIT = """
pit = cs.cockpit(case)
pit.desk.dials["mentoring"].slider.step = 0.005
pit.desk.dials["mentoring"].set(0.5)
pit.add_class("bench-cockpit")
"""
NAIVE = """
def draw(mentoring):
    found, series = world.look(case.plan(mentoring=mentoring))
    figure, axes = plt.subplots(3, 2, figsize=(10, 10), layout="constrained")
    for ax, name in zip(axes.flat, PANELS):
        ax.plot(QUARTER, world.idle[name], "--")
        ax.plot(QUARTER, world.happened[name])
        ax.plot(QUARTER, series[name])
        ax.set_title(f"{name}: {series[name][-1]:.4g}")
    plt.show()
two = slider()
out = w.interactive_output(draw, {"mentoring": two})
w.VBox([two, out]).add_class("bench-naive")
"""

# What is painted: a mutation, the picture decoded if there is one, the next frame, and its end.
WATCH = """
(selector) => {
  const root = document.querySelector(selector);
  const bench = (window.bench = { pressed: 0, painted: 0, count: 0, blanks: 0, frames: 0 });
  const handle = root.querySelector('.bench-handle');
  handle.addEventListener('keydown', (e) => { bench.pressed = e.timeStamp; }, true);
  const after = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { bench.painted = performance.now(); bench.count += 1; };
    channel.port2.postMessage(0);
  });
  const seen = root.querySelector(
    '.cs-grid-of-panels, .widget-output, :scope > .widget-label') ?? root;
  const drawn = () => seen.querySelector('.cs-plan')?.getAttribute('d')
    ?? seen.querySelector('img')?.src ?? seen.textContent;
  let last = drawn();
  new MutationObserver(() => {
    const image = seen.querySelector('img');
    if (image) {
      if (image.src === last) return;
      last = image.src;
      image.decode().then(after, () => {});
    } else if (!seen.classList.contains('widget-output') && drawn() !== last) {
      last = drawn();
      after();
    }
  }).observe(seen, { subtree: true, childList: true, attributes: true, characterData: true });
  const look = () => {
    bench.frames += 1;
    const box = seen.getBoundingClientRect();
    if (!drawn() || box.height < 4) bench.blanks += 1;
    requestAnimationFrame(look);
  };
  look();
}
"""


def free_port() -> int:
    """Find a port that nobody listens on."""
    with closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_lab(folder: Path, port: int) -> subprocess.Popen:
    """Start JupyterLab on a notebook with the three contestants."""
    cells = [nbformat.v4.new_code_cell(c.strip()) for c in (SETUP, FLOOR, COCKPIT + "pit", NAIVE)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3",
    }  # fmt: skip
    nbformat.write(notebook, folder / "bench.ipynb")
    config = folder / "config"
    config.mkdir()
    (config / "jupyter_lab_config.py").write_text(
        "c.LabApp.expose_app_in_browser = True\nc.IdentityProvider.token = ''\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"} | {
        "CASESTUDY_HOME": str(folder / "home"),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}"]
    return subprocess.Popen(
        command, cwd=folder, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wait_for(port: int) -> None:
    """Wait until the lab answers."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("JupyterLab did not start")


def prepare(page, port: int) -> None:
    """Run the notebook and wait for the three of them."""
    page.set_default_timeout(90_000)
    page.goto(f"http://127.0.0.1:{port}/lab/tree/bench.ipynb?reset")
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
        " === 'idle'"
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(".bench-cockpit .cs-plan")


def show(page, selector: str, cell: int) -> None:
    """Bring one contestant into the window and mark its handle."""
    page.evaluate(
        "i => { const content = window.jupyterapp.shell.currentWidget.content;"
        " content.activeCellIndex = i; return content.scrollToItem(i, 'start'); }",
        cell,
    )
    page.wait_for_selector(f"{selector} .noUi-handle")
    where = ".cs-dial-mentoring .noUi-handle" if "cockpit" in selector else ".noUi-handle"
    page.evaluate(
        "([s, w]) => document.querySelector(s).querySelector(w).classList.add('bench-handle')",
        [selector, where],
    )
    if "naive" in selector:
        page.wait_for_selector(f"{selector} img")
    page.evaluate(WATCH, selector)
    page.locator(f"{selector} .bench-handle").first.focus()
    page.wait_for_timeout(1500)


def single_events(page, events: int) -> list[float]:
    """Milliseconds from each key press to its painted pixels."""
    times = []
    for i in range(events):
        before = page.evaluate("() => window.bench.count")
        page.keyboard.press("ArrowLeft" if i % 2 == 0 else "ArrowRight")
        page.wait_for_function("n => window.bench.count > n", arg=before, polling=5)
        times.append(page.evaluate("() => window.bench.painted - window.bench.pressed"))
        page.wait_for_timeout(40 + 7 * (i % 9))
    return times


def burst(page, key: str, events: int = 60) -> tuple[float, int, int]:
    """Lag of the last picture after a burst, blank frames, and frames looked at."""
    page.evaluate("() => { window.bench.blanks = 0; window.bench.frames = 0; }")
    start = time.perf_counter()
    for i in range(events):
        page.keyboard.press(key)
        pause = start + (i + 1) / events - time.perf_counter()
        if pause > 0:
            time.sleep(pause)
    quiet, count = 0.0, -1
    while quiet < 1.5:
        now = page.evaluate("() => window.bench.count")
        quiet, count = (quiet + 0.1, count) if now == count else (0.0, now)
        page.wait_for_timeout(100)
    found = page.evaluate(
        "() => [window.bench.painted - window.bench.pressed, window.bench.blanks,"
        " window.bench.frames]"
    )
    return max(found[0], 0.0), int(found[1]), int(found[2])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=60, help="single key presses of each")
    events = max(parser.parse_args().events, 50)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise SystemExit("Chromium is missing: the bench needs a browser")
    contestants = {"floor (label)": (".bench-floor", 1), "cockpit": (".bench-cockpit", 2),
                   "naive (interact)": (".bench-naive", 3)}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        server = start_lab(Path(folder), port)
        try:
            wait_for(port)
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1400, "height": 1000})
            prepare(page, port)
            found = {}
            for name, (selector, cell) in contestants.items():
                show(page, selector, cell)
                single_events(page, 5)  # warm
                # Back and forth, so that no burst ends at the slider's end, where nothing moves.
                keys = ("ArrowLeft", "ArrowRight", "ArrowLeft")
                found[name] = (single_events(page, events), [burst(page, key) for key in keys])
            browser.close()
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)
    report(found)


def report(found: dict) -> None:
    """Print medians, 95th percentiles, burst lag, blank frames, and ratios to the floor."""
    floor = statistics.median(found["floor (label)"][0])
    floor_lag = statistics.median(b[0] for b in found["floor (label)"][1])
    heads = ("median", "p95", "burst lag", "blank", "median/floor", "lag/floor")
    print(
        " " * 18 + "".join(f"{h:>{w}}" for h, w in zip(heads, (9, 9, 11, 11, 14, 11), strict=True))
    )
    for name, (times, bursts) in found.items():
        median, lag = statistics.median(times), statistics.median(b[0] for b in bursts)
        p95 = statistics.quantiles(times, n=20)[-1]
        blanks, frames = sum(b[1] for b in bursts), sum(b[2] for b in bursts)
        print(
            f"{name:18}{median:7.1f}ms{p95:7.1f}ms{lag:9.1f}ms{blanks:5d}/{frames:<5d}"
            f"{median / floor:13.2f}x{lag / floor_lag:10.2f}x"
        )
    naive = statistics.median(found["naive (interact)"][0])
    cockpit = statistics.median(found["cockpit"][0])
    print(f"the cockpit is {naive / cockpit:.1f} times as fast as the naive way")


if __name__ == "__main__":
    main()
