"""Show every notebook as JupyterLab renders it: contact sheets to look at, and what is wrong.

    make look                                    # everything
    make look ONLY=04 SCENARIOS=packaging        # one notebook, one scenario

The sheets go into build/look, one for each notebook, scenario, width and theme, as stored and after
*Run All Cells*. Exit status 1 where a reader would stumble; tests/browser/test_pages.py asks the
same of the same pages.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path.insert(0, str(HERE / "tests"))

from looking import THEMES, WIDTHS, faults, lab_on, opened, run_all, screens, shown_as  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from seeing import CHROMIUM, FLAGS  # noqa: E402

from casestudy.app.workbook import originals  # noqa: E402
from casestudy.files.places import available  # noqa: E402

ACROSS = {1280: 3, 390: 8}
PLACES = 3  # of each kind that are printed


def sheet(pictures: list[bytes], across: int, path: Path) -> None:
    """Put pictures side by side into one, the later ones below."""
    images = [Image.open(io.BytesIO(p)).convert("RGB") for p in pictures]
    width, height = images[0].size
    rows = -(-len(images) // across)
    whole = Image.new("RGB", (min(across, len(images)) * (width + 8), rows * (height + 8)), "grey")
    for i, image in enumerate(images):
        whole.paste(image, ((i % across) * (width + 8), (i // across) * (height + 8)))
    whole.save(path)


def look_at(page, label: str, out: Path, sheets: bool) -> int:
    """Print what is wrong with a page in every width and theme; give how much it is."""
    wrong = 0
    for width in WIDTHS:
        for theme in THEMES:
            shown_as(page, width, theme)
            found = faults(page)
            name = f"{label}_{width}_{theme}"
            print(f"{name}: {'fine' if not found else ''}", flush=True)
            for kind, places in found.items():
                wrong += len(places)
                print(f"    {kind}: {len(places)}")
                for place in places[:PLACES]:
                    print(f"        {place}")
            if sheets:
                pictures = list(screens(page))
                for k in range(0, len(pictures), 2 * ACROSS[width]):
                    part = pictures[k : k + 2 * ACROSS[width]]
                    sheet(part, ACROSS[width], out / f"{name}_{k // (2 * ACROSS[width])}.png")
    return wrong


def main() -> int:
    """Look at what is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--out", type=Path, default=HERE / "build" / "look")
    arguments.add_argument("--only", default="", help="part of the names of notebooks")
    arguments.add_argument("--scenarios", nargs="*", default=sorted(available()), metavar="NAME")
    arguments.add_argument("--no-sheets", action="store_true", help="only say what is wrong")
    given = arguments.parse_args()
    if not CHROMIUM:
        print("look: Chromium is missing; on Debian: apt install chromium", file=sys.stderr)
        return 2
    given.out.mkdir(parents=True, exist_ok=True)
    names = [Path(n).with_suffix("").as_posix() for n in originals() if given.only in n]
    wrong = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scenario in given.scenarios:
            with (
                tempfile.TemporaryDirectory(prefix="look ") as home,
                lab_on(Path(home), scenario) as lab,
            ):
                for name in names:
                    watched = opened(browser, lab, name)
                    page, label = watched.page, f"{Path(name).name}_{scenario}"
                    wrong += look_at(page, f"{label}_stored", given.out, not given.no_sheets)
                    run_all(page)
                    wrong += look_at(page, f"{label}_run", given.out, not given.no_sheets)
                    page.evaluate(
                        "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
                    )
                    page.close()
        browser.close()
    print(f"sheets: {given.out}" if not given.no_sheets else "no sheets")
    print(f"{wrong} places to mend" if wrong else "nothing to mend")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
