"""The book from a disk, without a network: its cockpit is alive in its frame."""

import subprocess
import sys
from pathlib import Path

import pytest
from seeing import Watched, eventually, figures, typed_into

from casestudy.model.simulate import simulate
from casestudy.scenario.case import load_case
from casestudy.text.figures import headline

TOOLS = Path(__file__).parents[2] / "tools"
# A book of two pages: the whole is made, and read, by tests/test_book.py.
MAKE = """
import sys
from pathlib import Path
import build_book
pages, made = map(Path, sys.argv[1:])
build_book.add_cockpits(pages, made, ["turnaround"])
(pages / "index.md").write_text("# Start\\n\\n```{toctree}\\ncockpit\\n```\\n")
build_book.run_sphinx(pages, made)
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    pages, made = (tmp_path_factory.mktemp(name) for name in ("pages", "made"))
    subprocess.run([sys.executable, "-c", MAKE, str(pages), str(made)], cwd=TOOLS, check=True)
    return made


def test_the_cockpit_answers_in_its_frame(book, browser):
    case = load_case("turnaround")

    def answers(page, **levers):
        found = simulate(case, case.plan("as_it_happened", **levers)).headlines
        wanted = headline(case, "revenue_growth", found.revenue_growth)

        def compare():
            assert figures(page).get("revenue_growth") == wanted

        eventually(compare)

    watched = Watched(browser, "no-host", 1280, 720)
    watched.page.goto(f"{book.as_uri()}/index.html")
    watched.page.locator("article").get_by_role("link", name="Cockpit").click()
    element = watched.page.locator("iframe.cockpit")
    frame = element.element_handle().content_frame()
    answers(frame)
    typed_into(frame, "price_change", "3%")
    answers(frame, price_change=0.03)
    assert element.bounding_box()["width"] > 900
    watched.page.get_by_role("link", name="alone").click()
    answers(watched.page, price_change=0.03)  # it goes on with the plan at hand
    # What it asked for lies in its folder.
    watched.outside = [url for url in watched.outside if not url.startswith(book.as_uri())]
    watched.is_clean()
    watched.page.close()
