"""The main job in a real browser: open the workbook, run it, move a lever, see the case change."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest

import casestudy as cs
from casestudy.narrative.what_if import headline
from casestudy.workbook import notebooks_folder

NOTEBOOKS = sorted(notebooks_folder().glob("*.ipynb"))
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

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

if not CHROMIUM and os.environ.get("CI") != "true":
    pytest.skip("no Chromium here: the browser tests are skipped", allow_module_level=True)


def free_port():
    with closing(socket.socket()) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab as `casestudy open` starts it, on a working copy in a path with a space."""
    folder = tmp_path_factory.mktemp("my workbook")
    port = free_port()
    config = folder / "config"
    config.mkdir()
    (config / "jupyter_lab_config.py").write_text(
        "c.LabApp.expose_app_in_browser = True\nc.IdentityProvider.token = ''\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
    environment |= {
        "CASESTUDY_HOME": str(folder / "home"),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    command = [sys.executable, "-m", "casestudy", "open", "--no-browser", "--port", str(port)]
    command += ["--folder", str(folder / "workbook"), "--scenario", "turnaround"]
    with (folder / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/status", server, folder / "lab.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)


def _wait_for(url, server, log):
    for _ in range(240):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium."""
    assert CHROMIUM, "Chromium is missing; with CI=true the browser tests have to run"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def open_and_run(browser, lab, name):
    """Open a notebook in its own page, run all cells, and wait until the kernel has done so."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(60_000)
    outside = []
    page.on(
        "request",
        lambda r: (
            outside.append(r.url) if not re.match(rf"{lab}|data:|blob:|ws://127", r.url) else 0
        ),
    )
    # A fresh workspace: the lab would bring back the tabs of the notebook before.
    page.goto(f"{lab}/lab/tree/{name}.ipynb?reset")
    page.wait_for_function(
        "name => window.jupyterapp?.shell.currentWidget?.context?.path === name"
        " && window.jupyterapp.shell.currentWidget.context.isReady",
        arg=f"{name}.ipynb",
    )
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
        " === 'idle'"
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        "() => { const cells = window.jupyterapp.shell.currentWidget.content.model.cells;"
        " const code = [...cells].filter(c => c.type === 'code');"
        " return code.every(c => c.executionCount !== null && c.executionState !== 'running'); }"
    )
    return page, outside


def show_cell(page, source):
    """Scroll to a cell by its source; the lab renders only what is near the window."""
    page.evaluate(
        "source => { const content = window.jupyterapp.shell.currentWidget.content;"
        " const i = [...content.model.cells]"
        ".findIndex(c => c.type === 'code' && c.sharedModel.getSource().includes(source));"
        " content.activeCellIndex = i; return content.scrollToItem(i, 'start'); }",
        source,
    )


def outputs_with_errors(page):
    return page.evaluate(
        "() => [...window.jupyterapp.shell.currentWidget.content.model.cells]"
        ".filter(c => c.type === 'code').flatMap(c => c.toJSON().outputs)"
        ".filter(o => o.output_type === 'error' || o.name === 'stderr').map(o => JSON.stringify(o))"
    )


@pytest.mark.parametrize("name", [p.stem for p in NOTEBOOKS if p.stem != "09_what_if"])
def test_every_cell_runs_in_the_lab(browser, lab, name):
    page, outside = open_and_run(browser, lab, name)
    assert outputs_with_errors(page) == []
    assert outside == []
    page.close()


def test_moving_a_lever_changes_the_outcome(browser, lab):
    page, outside = open_and_run(browser, lab, "09_what_if")
    case = cs.load_case("turnaround")
    assert outputs_with_errors(page) == []
    show_cell(page, "cs.cockpit")
    slider = page.locator(".widget-slider", has_text="Mentoring the leads")
    slider.first.scroll_into_view_if_needed()
    before = shown(page)
    assert before == expected(case, case.plan())
    picture = page.locator(".jp-OutputArea img.widget-image").first.get_attribute("src")
    handle = slider.locator(".noUi-handle").first
    handle.focus()
    for _ in range(4):
        handle.press("ArrowLeft")
    value = float(handle.get_attribute("aria-valuenow"))
    assert value < 1.0
    wanted = expected(case, case.plan(mentoring=round(value, 6)))
    page.wait_for_function(
        "wanted => document.querySelector('.jp-OutputArea .widget-html table').innerText"
        ".includes(wanted)",
        arg=wanted[0],
    )
    page.wait_for_timeout(1500)
    assert shown(page) == wanted != before
    assert page.locator(".jp-OutputArea img.widget-image").first.get_attribute("src") != picture
    page.get_by_role("button", name="do nothing").click()
    page.wait_for_timeout(1500)
    assert shown(page) == expected(case, case.plan("do_nothing"))
    assert outside == []
    page.close()


def shown(page):
    """The values of the headlines as the page shows them."""
    rows = page.locator(".jp-OutputArea .widget-html table tr")
    return [r.locator("td").nth(1).inner_text() for r in rows.all() if r.locator("td").count()]


def expected(case, levers):
    """The same from the model."""
    values = cs.simulate(case, levers).headlines.as_dict()
    return [headline(case, name, value) for name, value in values.items()]
