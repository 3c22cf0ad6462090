"""The cockpit as a served page: it follows, fits every width, and everybody can use it."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from seeing import Watched, dial, drawn, eventually, free_port, resolution, running, value_of

import casestudy as cs
from casestudy.plans import sharing


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
    return watched


def shows_revenue(page, case, levers):
    """Wait until the picture shows the revenue of a plan."""
    wanted = cs.simulate(case, levers).series.revenue / 1e6

    def seen():
        off = 2 * resolution(page, "revenue")
        assert np.array(drawn(page, "revenue")) == pytest.approx(wanted, abs=off)

    eventually(seen)


def follows(page, case, before):
    """Wait until mentoring has moved and the picture shows it; give where it stands."""

    def moved():
        value = value_of(dial(page, "mentoring"))
        assert value != before
        return value

    value = eventually(moved)
    shows_revenue(page, case, case.plan(mentoring=value))
    return value


def open_part(page, name):
    """Open a part of the cockpit and wait until it is there."""
    page.get_by_role("button", name=name, exact=True).click()
    if name != "What nobody controls":
        page.get_by_role("heading", name=name, exact=True).wait_for()
    else:
        page.get_by_role("button", name="reset all assumptions").wait_for()


def test_the_page_follows_keyboard_and_mouse_and_stays_at_home(browser, served, case):
    watched = visit(browser, served)
    page = watched.page
    assert page.locator("text=import casestudy").count() == 0
    shows_revenue(page, case, case.plan())
    row = dial(page, "mentoring")
    before = value_of(row)
    row.locator(".noUi-handle").focus()
    row.locator(".noUi-handle").press("ArrowLeft")
    moved = follows(page, case, before)
    box = row.locator(".noUi-base").bounding_box()
    page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + box["height"] / 2)
    follows(page, case, moved)
    watched.is_clean()
    page.close()


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_the_page_fits_its_window(browser, served, width):
    watched = visit(browser, served, width)
    page = watched.page
    for part in (None, "Plans", "Why", "Find", "Share"):
        if part:
            open_part(page, part)
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
    watched = visit(browser, f"{served}/?theme={theme}")
    page = watched.page
    light = page.evaluate("() => document.body.dataset.jpThemeLight")
    assert light == ("false" if theme == "dark" else "true")
    # Voilà fades the page in; text that is half there has half the contrast.
    page.wait_for_function("() => document.getAnimations().every(a => a.playState === 'finished')")
    for part in (None, "What nobody controls", "Plans", "Why", "Find", "Share"):
        if part:
            open_part(page, part)
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
    watched = visit(browser, served + sharing.link(sharing.encode(case, plan), "/"))
    shows_revenue(watched.page, case, plan)
    watched.page.close()
    watched = visit(browser, f"{served}/?mentoring=0.25&selling=1.5")
    shows_revenue(watched.page, case, case.plan(mentoring=0.25, selling=1.5))
    watched.page.close()


def test_a_link_that_cannot_be_followed_says_so_where_it_is_seen(browser, served, case):
    whole = sharing.link(sharing.encode(case, case.plan(mentoring=0.35)), "/")
    for broken, said in (
        (whole[:-4], "damaged"),
        ("/?mentoring=lots", "lots"),
        ("/?mentr=1", "mentr"),
    ):
        watched = visit(browser, served + broken)
        notice = watched.page.get_by_role("alert").locator("visible=true")
        notice.wait_for()
        assert "could not be followed" in notice.inner_text()
        assert said in notice.inner_text()
        shows_revenue(watched.page, case, case.plan())
        watched.page.close()


def test_a_plan_is_shared_by_a_link_to_the_page_itself(browser, served, case):
    watched = visit(browser, f"{served}/?mentoring=0.25")
    page = watched.page
    open_part(page, "Share")
    plan = case.plan(mentoring=0.25)
    link = page.locator("a.cs-share-link")
    eventually(lambda: link.get_attribute("href").index(sharing.encode(case, plan)))
    link.click()
    page.wait_for_url("**/?plan=*")
    page.get_by_text("The plan is restored").locator("visible=true").wait_for()
    page.wait_for_selector(".cs-picture .cs-plan")
    shows_revenue(page, case, plan)
    page.close()
