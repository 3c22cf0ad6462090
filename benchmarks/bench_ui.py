"""Measure the page, its twin and its server against plain floors, in one run: `make bench-ui`.

From a key press to painted pixels, frames a second while dragging, from opening the file to the
first moving slider, the twin and its tools, a room that arrives at once, and JupyterLab. What the
page shows is compared with `simulate` before anything is timed. It takes some minutes, and at most
so many seconds as are asked for; on a busy machine it says so, and calls no limit missed.
"""

import argparse
import asyncio
import gzip
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import nbformat  # noqa: E402
from looking import lab_on, opened, run_all  # noqa: E402
from measured import ENOUGH, HEAD, Measured, load, per_second, share_of_a_core  # noqa: E402
from playwright.sync_api import Browser, Error, Page, sync_playwright  # noqa: E402
from seeing import CHROMIUM, FLAGS, free_port, running  # noqa: E402

from casestudy.model.simulate import simulate  # noqa: E402
from casestudy.scenario.case import Case, load_case  # noqa: E402
from casestudy.text.figures import headline  # noqa: E402
from casestudy.widgets.page import write_page  # noqa: E402

SCENARIO = "turnaround"
WATCH = (ROOT / "benchmarks" / "bench_ui.js").read_text("utf-8")
PAGE, FLOOR, LAB_FLOOR, NAIVE = ".casestudy-page", "body", ".bench-floor", ".bench-naive"
FRAME = 16.7  # milliseconds
SIXTY = 59.5  # frames a second, as one counts them over some seconds
LIMITS = {"evaluation": 0.025, "band": 20.0, "shapley": 10.0, "goal_seek": 10.0,
          "cheapest": 3000.0, "frontier": 3000.0, "opened": 1000.0}  # fmt: skip
ROOMS = {12: 4, 30: 4, 500: 2}  # visitors, and how often they come
PATIENCE = 30  # seconds: who waits longer for the page has gone
LEAST = 3  # measurements, however long they take
AGREEMENT = 1e-9
OVER = "the time is over"

# Of as many steps as the page's slider has.
FLOOR_PAGE = """<!doctype html><title>floor</title>
<body><input type=range min=0 max=200 step=1 value=100><output>100</output><script>
const [slider, label] = document.body.children;
slider.addEventListener("input", () => { label.textContent = slider.value; });</script>"""
CELLS = [
    """
import ipywidgets as w, matplotlib.pyplot as plt, casestudy as cs
from casestudy.analysis.dashboard import PANELS, panel_series
from casestudy.model.outcome import QUARTER
case = cs.load_case("turnaround")
base = cs.compare(case)
idle, happened = (panel_series(one, base.idle) for one in (base.idle, base.happened))
def slider():
    return w.FloatSlider(value=0.5, min=0, max=1, step=0.05, readout=False)
""",
    """
one, label = slider(), w.Label("0.5")
one.observe(lambda change: setattr(label, "value", f"{change['new']:.3f}"), "value")
w.VBox([one, label]).add_class("bench-floor")
""",
    """
def draw(mentoring):
    series = panel_series(cs.simulate(case, case.plan(mentoring=mentoring)), base.idle)
    figure, axes = plt.subplots(3, 2, figsize=(10, 10), layout="constrained")
    for ax, name in zip(axes.flat, PANELS):
        ax.plot(QUARTER, idle[name], "--")
        ax.plot(QUARTER, happened[name])
        ax.plot(QUARTER, series[name])
        ax.set_title(f"{name}: {series[name][-1]:.4g}")
    plt.show()
two = slider()
out = w.interactive_output(draw, {"mentoring": two})
w.VBox([two, out]).add_class("bench-naive")
""",
    "cs.cockpit(case)",
]


@dataclass(frozen=True)
class Bench:
    """What all parts share."""

    browser: Browser
    case: Case
    folder: Path
    file: Path  # the page
    quick: bool
    medians: dict[str, float]  # of parts that others are compared with

    def few(self, most: int, seconds: float) -> Iterator[int]:
        """Count measurements, until there are enough or their time is over."""
        until = time.monotonic() + (seconds / 4 if self.quick else seconds)
        for i in range(max(most // 4, LEAST) if self.quick else most):
            if i >= LEAST and time.monotonic() > until:
                return
            yield i

    def written(self, name: str, text: str) -> str:
        """The address of a plain page."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path.as_uri()

    def open(self, address: str, then: str = "") -> Page:
        """A page of which nothing was kept before, with a script that runs before its own."""
        size = {"width": 1280, "height": 720}
        page = self.browser.new_context(viewport=size, locale="en-US", offline=True).new_page()
        page.set_default_timeout(30_000)
        page.add_init_script(WATCH + then)
        page.goto(address)
        return page


# -- one contestant: a page, and the selector of what is measured in it ----------------------------


def presses(bench: Bench, page: Page, selector: str, most: int, seconds: float) -> list[float]:
    """Milliseconds from each key press on a slider to what it moved, painted."""
    page.bring_to_front()
    page.evaluate("(selector) => bench.show(selector)", selector)
    times = []
    for i in bench.few(most, seconds):
        page.keyboard.press("ArrowLeft" if i % 2 == 0 else "ArrowRight")
        times.append(page.evaluate("() => bench.took()"))
        page.wait_for_timeout(40 + 7 * (i % 9))  # so that no rhythm of frames is hit
    return times


def dragged(page: Page, selector: str, seconds: float = 3.0) -> tuple[float, float]:
    """Frames a second while a slider is dragged, and how often a second what it moves changed."""
    page.bring_to_front()
    left, middle, width = page.evaluate("(selector) => bench.middle(selector)", selector)
    page.mouse.move(left + width / 2, middle)
    page.mouse.down()
    page.evaluate("() => bench.count()")
    begun, legs = time.monotonic(), 0
    while (passed := time.monotonic() - begun) < seconds:
        legs += 1
        there = abs((0.5 + legs / 4) % 2 - 1)  # to and fro, a quarter of the way at a time
        page.mouse.move(left + width * (0.1 + 0.8 * there), middle, steps=15)
    found = page.evaluate("() => bench.stop()")
    page.mouse.up()
    return per_second(found["times"]), found["changes"] / passed


def with_four_plans(page: Page, selector: str) -> None:
    """Keep four plans and lay them over both pictures, as a person does it."""
    root = page.locator(selector)
    plans = root.locator(".bar").get_by_role("button", name="Plans", exact=True)
    plans.click()
    for i in range(4):
        root.locator(".row[data-name=mentoring] input[type=range]").press("ArrowLeft")
        name = root.locator("[data-field=plan-name] input")
        name.fill(f"Plan {i + 1}")
        name.press("Enter")
        root.locator(".plans input[type=checkbox]").nth(i).check()
    plans.click()
    for side in (".left", ".right"):
        root.locator(f"{side} path.line.kept-3").wait_for(state="attached")


def agrees(bench: Bench, page: Page) -> str:
    """Move a slider, and compare what is shown and what is computed with `simulate`."""
    page.locator(".row[data-name=mentoring] input[type=range]").press("ArrowLeft")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    x = page.evaluate("() => [...bench.mounted.state.now.x]")
    names = page.evaluate("() => bench.mounted.model.twin.inputs")
    mentoring = dict(zip(names, x, strict=True))["mentoring"]
    plan = bench.case.plan("as_it_happened")
    found = simulate(bench.case, replace(plan, mentoring=mentoring)).headlines.as_dict()
    computed = page.evaluate(
        "(names) => { const look = bench.mounted.model.look(bench.mounted.state.now);"
        " return Object.fromEntries(names.map((name) => [name, look.value(name)])); }",
        list(found),
    )
    for name, value in found.items():
        if not abs(computed[name] - value) <= AGREEMENT * max(1.0, abs(value)):
            raise SystemExit(f"{name}: the page computes {computed[name]!r}, the model {value!r}")
    shown = page.locator('[data-headline="revenue_growth"] strong').inner_text()
    wanted = headline(bench.case, "revenue_growth", found["revenue_growth"])
    if mentoring == plan.mentoring or shown != wanted:
        raise SystemExit(f"the moved slider shows {shown}, and the model says {wanted}")
    return f"results agree: with mentoring at {mentoring:g} page and model say {shown}"


# -- the parts of the run --------------------------------------------------------------------------


def the_page(bench: Bench) -> Iterator[Measured]:
    """Key presses and dragging, in turns with the floor."""
    pages = {FLOOR: bench.open(bench.written("floor.html", FLOOR_PAGE)),
             PAGE: bench.open(bench.file.as_uri())}  # fmt: skip
    with_four_plans(pages[PAGE], PAGE)
    times: dict[str, list[float]] = {FLOOR: [], PAGE: []}
    frames: dict[str, list[tuple[float, float]]] = {FLOOR: [], PAGE: []}
    for selector, page in pages.items():
        page.evaluate("(selector) => bench.watch(selector)", selector)
        presses(bench, page, selector, LEAST, 1)  # warm
    for _ in range(3):
        for selector, page in pages.items():
            times[selector] += presses(bench, page, selector, 24, 8)
            frames[selector].append(dragged(page, selector))
    for page in pages.values():
        page.context.close()
    floor, rate = statistics.median(times[FLOOR]), statistics.median(f for f, _ in frames[FLOOR])
    bench.medians["page"] = statistics.median(times[PAGE])
    yield Measured("key press to pixels: slider and label", times[FLOOR])
    yield Measured(
        "key press to pixels: page", times[PAGE], floor=floor, limit=FRAME, at=95,
        note="both pictures, four kept plans",
    )  # fmt: skip
    for what, selector in (("slider and label", FLOOR), ("page", PAGE)):
        rates, changes = zip(*frames[selector], strict=True)
        yield Measured(
            f"dragging: {what}", rates, unit="frames a second",
            floor=rate if selector == PAGE else None, limit=SIXTY if selector == PAGE else None,
            at_least=True, note=f"{statistics.median(changes):.0f} changes a second",
        )  # fmt: skip


def the_twin(bench: Bench) -> Iterator[Measured]:
    """The page's own functions, and its searches in the worker."""
    page = bench.open(bench.file.as_uri())
    told = {
        "evaluation": "one evaluation with all series",
        "band": "band of 400 worlds, both pictures",
        "shapley": "Shapley shares of the actions",
        "goal_seek": "goal seek",
    }
    found = page.evaluate("() => bench.timings()")
    for name, what in told.items():
        yield Measured(what, found[name], limit=LIMITS[name])
    for name, what in {"cheapest": "cheapest plan", "frontier": "frontier"}.items():
        done = [page.evaluate("(kind) => bench.search(kind)", name) for _ in bench.few(7, 15)]
        if not all(one["met"] and one["plans"] for one in done):
            raise SystemExit(f"the search in the worker found no {what} that meets the targets")
        note = f"{done[-1]['plans']} plans" if name == "frontier" else ""
        took = [one["took"] for one in done]
        yield Measured(f"{what}, in the worker", took, limit=LIMITS[name], note=note)
    page.context.close()


def the_opening(bench: Bench) -> Iterator[Measured]:
    """From opening the file to the first slider that has moved something, and an empty file."""
    addresses = {"empty": bench.written("empty.html", "<!doctype html><title>empty</title>"),
                 "page": bench.file.as_uri()}  # fmt: skip
    times: dict[str, list[float]] = {"empty": [], "page": []}
    for i in bench.few(13, 30):
        for name, address in addresses.items():
            page = bench.open(address, "bench.open()")
            took = page.evaluate("() => bench.opened")
            page.context.close()
            if i:  # the first reads from the disk
                times[name].append(took)
    yield Measured("opening: an empty file, to its first frame", times["empty"])
    floor = statistics.median(times["empty"])
    yield Measured(
        "opening: page, to its first moved slider", times["page"], floor=floor,
        limit=LIMITS["opened"], note=f"{bench.file.stat().st_size / 1024:.0f} KB",
    )  # fmt: skip


def the_room(bench: Bench) -> Iterator[Measured]:
    """Visitors who come to `casestudy serve` at the same moment."""
    port, wanted = free_port(), bench.file.read_bytes()
    reads = []
    for _ in range(50):
        begun = time.perf_counter()
        bench.file.read_bytes()
        reads.append(1000 * (time.perf_counter() - begun))
    yield Measured("room: the file, read from the disk", reads)
    command = ["serve", "--no-browser", "--port", str(port), "--scenario", SCENARIO]
    with running(command, bench.folder, f"http://localhost:{port}/"):
        packed = arrived(port, 1)[0][1]
        if gzip.decompress(packed) != wanted:
            raise SystemExit("the server answers with another page than the file")
        for visitors, times in ROOMS.items():
            came = [one for _ in range(times) for one in arrived(port, visitors)]
            took = [waited for waited, body in came if body == packed]
            failed = len(came) - len(took)
            yield Measured(
                f"room: {visitors} at once", took or [float("inf")],
                floor=statistics.median(reads), note=f"{failed} of {len(came)} failed",
            )  # fmt: skip


def arrived(port: int, visitors: int) -> list[tuple[float, bytes]]:
    """Milliseconds that each visitor waits for the whole page, and what came of it."""
    with ThreadPoolExecutor(1) as own:  # Playwright's loop runs in this thread
        return own.submit(asyncio.run, _arriving(port, visitors)).result()


async def _arriving(port: int, visitors: int) -> list[tuple[float, bytes]]:

    async def visit() -> tuple[float, bytes]:
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(
                    f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: gzip\r\n"
                    "Connection: close\r\n\r\n".encode()
                )
                answer = await reader.read()
                took = 1000 * (time.perf_counter() - begun)
                writer.close()
        except OSError:  # TimeoutError is one
            return float("inf"), b""
        head, _, body = answer.partition(b"\r\n\r\n")
        return took, body if head.startswith(b"HTTP/1.1 200") else b""

    return await asyncio.gather(*(visit() for _ in range(visitors)))


def the_lab(bench: Bench) -> Iterator[Measured | str]:
    """In JupyterLab: a slider and a label with the kernel between them, the naive way, the page."""
    folder = bench.folder / "lab"
    folder.mkdir()
    with lab_on(folder, SCENARIO) as address:
        cells = [nbformat.v4.new_code_cell(cell.strip()) for cell in CELLS]
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {
                "display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3",
            }}),
            folder / "workbook" / "bench.ipynb",
        )  # fmt: skip
        watched = opened(bench.browser, address, "bench")
        page = watched.page
        run_all(page)
        page.evaluate(WATCH)
        page.locator(f"{NAIVE} img").wait_for()
        found = {}
        for selector, most in ((LAB_FLOOR, 60), (NAIVE, 24), (PAGE, 60)):
            if selector == PAGE and not there(page, PAGE):
                continue
            if selector == PAGE:
                with_four_plans(page, PAGE)
            page.evaluate("(selector) => bench.watch(selector)", selector)
            presses(bench, page, selector, LEAST, 1)  # warm
            found[selector] = presses(bench, page, selector, most, 20)
        page.close()
    floor, own = statistics.median(found[LAB_FLOOR]), bench.medians.get("page")
    told = f"{floor / own:.1f} times as slow as the page from a file" if own else ""
    yield Measured("Lab: slider and label, kernel between", found[LAB_FLOOR], note=told)
    told = f"{statistics.median(found[NAIVE]) / own:.1f} times as slow as that page" if own else ""
    yield Measured("Lab: interact and matplotlib", found[NAIVE], floor=floor, note=told)
    if PAGE in found:
        yield Measured("Lab: page in a notebook", found[PAGE], floor=floor, limit=floor)
    else:
        yield "Lab: page in a notebook: not in this version"


def there(page: Page, selector: str) -> bool:
    """Whether such an element comes."""
    try:
        page.locator(selector).first.wait_for(timeout=15_000)
    except Error:
        return False
    return True


PARTS = {"page": the_page, "twin": the_twin, "opening": the_opening, "room": the_room,
         "lab": the_lab}  # fmt: skip


def run(bench: Bench, parts: list[str], over: threading.Event) -> list[float]:
    """Print what each part measures; give what of a core was there before and after each."""
    shares = [share_of_a_core()]
    for name in parts:
        lines: list[Measured | str] = []
        try:
            if over.is_set():
                raise TimeoutError(OVER)
            lines.extend(PARTS[name](bench))
        except (Error, OSError, AssertionError, subprocess.SubprocessError) as error:
            # A machine that is too busy for one part may do for the next.
            lines.append(f"{name}: not measured ({str(error).strip().splitlines()[0][:90]})")
        except KeyboardInterrupt:
            if not over.is_set():
                raise
            lines.append(f"{name}: not measured ({OVER})")
        shares.append(share_of_a_core())
        busy = min(shares[-2:]) < ENOUGH
        for line in lines:
            print(line.line(busy=busy) if isinstance(line, Measured) else line, flush=True)
    return shares


def _end(seconds: float, over: threading.Event) -> None:
    """Interrupt what is measured when the time is over, however long it would wait by itself."""
    if not over.wait(seconds):
        over.set()
        os.kill(os.getpid(), signal.SIGINT)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=360, help="after which it ends")
    parser.add_argument("--quick", action="store_true", help="a quarter of the measurements")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    asked = parser.parse_args()
    if not CHROMIUM:
        raise SystemExit("Chromium is missing: the bench needs a browser")
    # The shipped case, in English, whatever the person at the keyboard has chosen.
    for name in [name for name in os.environ if name.startswith("CASESTUDY_")]:
        del os.environ[name]
    before = load()
    over = threading.Event()
    watch = threading.Thread(target=_end, args=(asked.seconds, over), daemon=True)
    watch.start()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ["CASESTUDY_HOME"] = str(Path(folder) / "home")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        case = load_case(SCENARIO)
        file = write_page(case, Path(folder) / "page.html")
        bench = Bench(browser, case, Path(folder), file, asked.quick, {})
        print(f"{SCENARIO}, Chromium {browser.version}, {before}")
        page = bench.open(file.as_uri())
        print(f"{agrees(bench, page)}\n\n{HEAD}", flush=True)
        page.context.close()
        shares = run(bench, asked.only, over)
        over.set()
        browser.close()
    if min(shares) < ENOUGH:
        print(
            f"\ntoo busy a machine: {before} at the start, {load()} at the end; a program got "
            f"{min(shares):.0%} to {max(shares):.0%} of a core, so a limit not met is inconclusive"
        )


if __name__ == "__main__":
    main()
