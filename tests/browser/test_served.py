"""The cockpit as a served page: it follows, fits every width, and everybody can use it."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from seeing import Watched, dial, drawn, free_port, resolution, running, settled, value_of

import casestudy as cs
from casestudy import share


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The page as `casestudy serve` serves it."""
    folder, port = tmp_path_factory.mktemp("a served page"), free_port()
    command = ["serve", "--no-browser", "--port", str(port), "--scenario", "packaging"]
    with running(command, folder, f"http://localhost:{port}/static/none"):
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def case():
    return cs.load_case("packaging")


def visit(browser, address, width=1400):
    watched = Watched(browser, "localhost", width, 900)
    watched.page.goto(address)
    watched.page.wait_for_selector(".cs-picture .cs-plan")
    watched.page.wait_for_selector(".cs-dial-mentoring .noUi-handle[aria-label]")
    settled(watched.page)
    return watched


def shows_revenue(page, case, levers):
    settled(page)
    wanted = cs.simulate(case, levers).series.revenue / 1e6
    assert np.array(drawn(page, "revenue")) == pytest.approx(
        wanted, abs=2 * resolution(page, "revenue")
    )


def test_the_page_follows_keyboard_and_mouse_and_stays_at_home(browser, served, case):
    watched = visit(browser, served)
    page = watched.page
    assert page.locator("text=import casestudy").count() == 0
    shows_revenue(page, case, case.plan())
    row = dial(page, "mentoring")
    handle = row.locator(".noUi-handle")
    handle.focus()
    for _ in range(4):
        handle.press("ArrowLeft")
    settled(page)
    shows_revenue(page, case, case.plan(mentoring=value_of(row)))
    box = row.locator(".noUi-base").bounding_box()
    page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + box["height"] / 2)
    settled(page)
    shows_revenue(page, case, case.plan(mentoring=value_of(row)))
    watched.is_clean()
    page.close()


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_the_page_fits_its_window(browser, served, width):
    watched = visit(browser, served, width)
    page = watched.page
    for part in (None, "Plans", "Why", "Find", "Share"):
        if part:
            page.get_by_role("button", name=part, exact=True).click()
            page.wait_for_timeout(600)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, part
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.cs-cockpit, .cs-cockpit .cs-row, .cs-picture')]"
        ".map((e) => e.getBoundingClientRect().right).reduce((a, b) => Math.max(a, b))"
    )
    assert wide <= width
    watched.is_clean()
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_barrier(browser, served, theme):
    watched = visit(browser, f"{served}/?voila-theme={theme}")
    page = watched.page
    # Voilà fades the page in; text that is half there has half the contrast.
    page.wait_for_timeout(1000)
    for part in (None, "What nobody controls", "Plans", "Why", "Find", "Share"):
        if part:
            page.get_by_role("button", name=part, exact=True).click()
            page.wait_for_timeout(600)
        found = Axe().run(page).response["violations"]
        serious = [
            f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes']][:3]}"
            for v in found
            if v["impact"] in {"serious", "critical"}
        ]
        assert serious == [], part
    page.close()


def test_a_link_opens_the_page_with_its_plan(browser, served, case):
    plan = case.plan(mentoring=0.35, selling=0.5)
    watched = visit(browser, served + share.link(share.encode(case, plan), "/"))
    shows_revenue(watched.page, case, plan)
    watched.page.close()
    watched = visit(browser, f"{served}/?mentoring=0.25&selling=1.5")
    shows_revenue(watched.page, case, case.plan(mentoring=0.25, selling=1.5))
    watched.page.close()
