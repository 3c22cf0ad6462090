"""What is wrong with a notebook as JupyterLab shows it: questions to the page, not to its text."""

import json
from contextlib import contextmanager
from pathlib import Path

from seeing import Watched, free_port, running

WIDTHS = (1280, 390)
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
HEIGHT = 900
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"

FAULTS = (Path(__file__).parent / "looking.js").read_text("utf-8")


@contextmanager
def lab_on(folder, scenario):
    """JupyterLab as `casestudy open` starts it; yields its address.

    The folder may have a space in its path. All cells are rendered at once, not only those near
    the window: what is to be looked at has to be there.
    """
    config, settings = folder / "config", folder / "settings" / "@jupyterlab"
    (settings / "notebook-extension").mkdir(parents=True)
    config.mkdir()
    (settings / "notebook-extension" / "tracker.jupyterlab-settings").write_text(
        json.dumps({"windowingMode": "none"})
    )
    (config / "jupyter_lab_config.py").write_text(
        "c.LabApp.expose_app_in_browser = True\nc.IdentityProvider.token = ''\n"
    )
    port = free_port()
    command = ["open", "--no-browser", "--port", str(port), "--folder", str(folder / "workbook")]
    with running(
        [*command, "--scenario", scenario],
        folder,
        f"http://127.0.0.1:{port}/api/status",
        JUPYTER_CONFIG_DIR=str(config),
        JUPYTERLAB_SETTINGS_DIR=str(folder / "settings"),
        JUPYTERLAB_WORKSPACES_DIR=str(folder / "workspaces"),
    ):
        yield f"http://127.0.0.1:{port}"


BY_HAND = "localStorage.setItem('casestudy-reading:by-hand', 'yes')"


def opened(browser, lab, name, *, by_hand=True):
    """A watched page with a notebook in it, its kernel ready; it computes itself or waits."""
    watched = Watched(browser, "127.0.0.1", WIDTHS[0], HEIGHT)
    page = watched.page
    if by_hand:
        page.add_init_script(BY_HAND)
    # A fresh workspace: the lab would bring back the tabs of the notebook before.
    page.goto(f"{lab}/lab/tree/{name}.ipynb?reset")
    _ready(page, name)
    return watched


def turned_to(watched, name):
    """Open a notebook in the place of another, whose kernel ends: no page has to be loaded anew."""
    page = watched.page
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.evaluate(
        """async () => {
          const {shell, serviceManager} = window.jupyterapp;
          shell.currentWidget.dispose();
          await serviceManager.sessions.shutdownAll();
        }"""
    )
    # What had asked the kernel that has ended has no answer, and the lab says so.
    watched.errors.clear()
    page.evaluate(
        "async path => { await window.jupyterapp.commands.execute('docmanager:open', {path}); }",
        f"{name}.ipynb",
    )
    _ready(page, name)


def _ready(page, name):
    """Wait until a notebook stands there alone and its kernel has nothing to do."""
    page.wait_for_function(
        "name => window.jupyterapp?.shell.currentWidget?.context?.path === name"
        " && window.jupyterapp.shell.currentWidget.context.isReady",
        arg=f"{name}.ipynb",
    )
    idle(page)
    page.evaluate("() => window.jupyterapp.shell.collapseLeft()")


def computed(page):
    """Wait until the page has computed itself."""
    page.wait_for_function(
        "() => { const cells = window.jupyterapp.shell.currentWidget.content.model.cells;"
        " const code = [...cells].filter(c => c.type === 'code');"
        " return code.every(c => c.executionCount !== null && c.executionState !== 'running')"
        " && !document.querySelector('.cs-computing'); }",
        timeout=180_000,
    )


def idle(page):
    """Wait until the kernel has nothing to do."""
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
        " === 'idle'"
    )


def run_all(page):
    """Run all cells and wait until the kernel has done so."""
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        "() => { const cells = window.jupyterapp.shell.currentWidget.content.model.cells;"
        " const code = [...cells].filter(c => c.type === 'code');"
        " return code.every(c => c.executionCount !== null && c.executionState !== 'running'); }",
        timeout=180_000,
    )
    idle(page)


def shown_as(page, width, theme):
    """Give the page a width and a theme, and wait until it stands still."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
        THEMES[theme],
    )
    page.wait_for_function(
        "light => document.body.dataset.jpThemeLight === String(light)", arg=theme == "light"
    )
    height, still = None, 0
    while still < 3:
        now = page.evaluate(f"() => document.querySelector('{PANEL} .jp-Notebook').scrollHeight")
        still, height = (still + 1, height) if now == height else (0, now)
        page.wait_for_timeout(100)


def faults(page):
    """What is wrong with the page as it is shown now: places by kind, only kinds that occur."""
    return {kind: places for kind, places in page.evaluate(FAULTS).items() if places}


def words_of(page):
    """What a notebook says as it is shown now, pictures' words included; no code and no menus."""
    return page.evaluate(
        """panel => {
          const pieces = document.querySelectorAll(
            `${panel} .jp-OutputArea-output, ${panel} .jp-MarkdownOutput`);
          const said = [];
          for (const piece of pieces) {
            for (const picture of piece.querySelectorAll('[alt]')) said.push(picture.alt);
            const walk = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
            while (walk.nextNode())
              if (!walk.currentNode.parentElement.closest('code, pre, option, script, style'))
                said.push(walk.currentNode.textContent);
          }
          return said.join('\\n');
        }""",
        PANEL,
    )


def screens(page):
    """Pictures of the whole notebook as it is shown now, a window high each."""
    outer = f"{PANEL} .jp-WindowedPanel-outer"
    whole, step = page.eval_on_selector(outer, "e => [e.scrollHeight, e.clientHeight]")
    for top in range(0, int(whole), int(step * 0.95)):
        page.eval_on_selector(outer, "(e, y) => e.scrollTop = y", top)
        page.wait_for_timeout(120)
        yield page.screenshot()
