"""The workbook in JupyterLab: every notebook runs, and the cockpit answers."""

import numpy as np
import pytest
from looking import idle, lab_on, opened, run_all
from seeing import dial, drawn, eventually, resolution, value_of

import casestudy as cs
from casestudy.analysis.dashboard import PANELS, world_of
from casestudy.chapters.what_if.cockpit import panel_units
from casestudy.levers import Levers, names
from casestudy.plans import sharing
from casestudy.text.figures import lever_label


class Lab(str):
    """The address of a lab, and the folder in which its learner works."""

    folder = None


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab as `casestudy open` starts it, on a working copy in a path with a space."""
    folder = tmp_path_factory.mktemp("my workbook")
    with lab_on(folder, "turnaround") as address:
        lab = Lab(address)
        lab.folder = folder / "workbook"
        yield lab


def open_and_run(browser, lab, name):
    """Open a notebook in its own page and run it."""
    watched = opened(browser, lab, name)
    run_all(watched.page)
    return watched


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


@pytest.fixture(scope="module")
def cockpit(browser, lab):
    watched = open_and_run(browser, lab, "09_what_if")
    assert outputs_with_errors(watched.page) == []
    show_cell(watched.page, "cs.cockpit")
    watched.page.wait_for_selector(".cs-picture .cs-plan")
    yield watched
    watched.is_clean()
    watched.page.close()


@pytest.fixture
def case():
    return cs.load_case("turnaround")


def shows_now(page, case, levers, assumptions=None):
    """Compare every line of the plan to what the model says of it."""
    world = world_of(case, case.assumptions if assumptions is None else assumptions)
    _, series = world.look(levers)
    largest = {n: max(abs(world.happened[n]).max(), abs(world.idle[n]).max()) for n in PANELS}
    units = panel_units(case, largest)
    for panel in PANELS:
        seen, wanted = np.array(drawn(page, panel)), series[panel] / units[panel][1]
        assert seen == pytest.approx(wanted, abs=2 * resolution(page, panel)), panel


def shows(page, case, levers):
    """Wait until the pictures show a plan."""
    eventually(lambda: shows_now(page, case, levers))


def follows(page, case, name, before):
    """Wait until a lever has moved and the pictures show it; give where it stands."""

    def moved():
        value = value_of(dial(page, name))
        assert value != before
        shows_now(page, case, case.plan(**{name: value}))
        return value

    return eventually(moved)


def as_it_happened(page, case):
    page.get_by_role("button", name="as it happened").first.click()
    shows(page, case, case.plan())


def test_the_picture_shows_the_plan_as_it_happened(cockpit, case):
    shows(cockpit.page, case, case.plan())
    assert drawn(cockpit.page, "revenue", "idle")[-1] < drawn(cockpit.page, "revenue")[-1]


@pytest.mark.parametrize("name", names(Levers))
def test_each_lever_moves_by_keyboard_and_by_mouse(cockpit, case, name):
    page = cockpit.page
    as_it_happened(page, case)
    row = dial(page, name)
    row.scroll_into_view_if_needed()
    handle = row.locator(".noUi-handle")
    assert handle.get_attribute("aria-label") == lever_label(case, name)
    start = value_of(row)
    handle.focus()
    for _ in range(3):
        handle.press(
            "ArrowLeft" if start >= getattr(case.scenario.levers, name).high else "ArrowRight"
        )
    moved = follows(page, case, name, start)

    def says_what_it_shows():
        text = row.locator("input[type=text]").input_value()
        assert handle.get_attribute("aria-valuetext") == text

    eventually(says_what_it_shows)
    box = row.locator(".noUi-base").bounding_box()
    page.mouse.click(box["x"] + 0.35 * box["width"], box["y"] + box["height"] / 2)
    follows(page, case, name, moved)


def test_a_number_can_be_typed_and_a_wrong_one_is_explained(cockpit, case):
    page = cockpit.page
    as_it_happened(page, case)
    entry = dial(page, "mentoring").locator("input[type=text]")
    entry.fill("37.5%")
    entry.press("Enter")
    shows(page, case, case.plan(mentoring=0.375))
    for text in ("nan", "250%"):
        entry.fill(text)
        entry.press("Enter")
        page.get_by_role("alert").filter(has_text="Still in force").first.wait_for()
    shows(page, case, case.plan(mentoring=0.375))


def test_goal_seek_moves_the_lever(cockpit, case):
    page = cockpit.page
    as_it_happened(page, case)
    page.get_by_role("button", name="Find", exact=True).click()
    dial(page, "goal-lever").locator("select").select_option("Mentoring the leads")
    goal = dial(page, "goal-value").locator("input")
    goal.fill("10%")
    goal.press("Enter")
    page.get_by_role("button", name="seek").click()
    found = cs.goal_seek(case, case.plan(), "mentoring", "revenue_growth", 0.10)
    shows(page, case, case.plan(mentoring=found.value))


def test_a_search_shows_progress_and_can_be_cancelled_while_sliders_live(cockpit, case):
    page = cockpit.page
    as_it_happened(page, case)
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="find the cheapest plan").click()
    cancel = page.get_by_role("button", name="cancel").locator("visible=true").first
    cancel.wait_for()
    before = value_of(dial(page, "selling"))
    handle = dial(page, "selling").locator(".noUi-handle")
    handle.focus()
    handle.press("ArrowRight")
    moved = follows(page, case, "selling", before)
    if cancel.is_visible():
        cancel.click()
    page.get_by_role("button", name="leave them").locator("visible=true").first.click()
    shows(page, case, case.plan(selling=moved))


def test_a_share_code_restores_the_plan(cockpit, case):
    page = cockpit.page
    as_it_happened(page, case)
    entry = dial(page, "mentoring").locator("input[type=text]")
    entry.fill("42%")
    entry.press("Enter")
    shows(page, case, case.plan(mentoring=0.42))
    page.get_by_role("button", name="Share", exact=True).click()
    wanted = sharing.encode(case, case.plan(mentoring=0.42))

    def shown():
        assert dial(page, "share-code").locator("input").input_value() == wanted
        return wanted

    code = eventually(shown)
    # No link: it would load the lab anew.
    assert page.locator("code.cs-share-link").inner_text() == f"?plan={code}"
    assert page.locator("a.cs-share-link").count() == 0
    as_it_happened(page, case)
    given = dial(page, "share-given").locator("input")
    given.fill(code)
    given.press("Enter")
    page.get_by_role("button", name="restore").click()
    shows(page, case, case.plan(mentoring=0.42))
    given.fill(code[:-3] + "abc")
    given.press("Enter")
    page.get_by_role("button", name="restore").click()
    page.get_by_role("alert").locator("visible=true").last.wait_for()
    shows(page, case, case.plan(mentoring=0.42))


def test_a_kept_plan_survives_a_restart_of_the_kernel(cockpit, case):
    page = cockpit.page
    as_it_happened(page, case)
    entry = dial(page, "mentoring").locator("input[type=text]")
    entry.fill("25%")
    entry.press("Enter")
    shows(page, case, case.plan(mentoring=0.25))
    page.get_by_role("button", name="Plans", exact=True).click()
    name = dial(page, "plan-name").locator("input")
    name.fill("half a mentor")
    name.press("Enter")
    page.get_by_role("button", name="keep this plan").click()
    page.get_by_text("Kept: half a mentor").wait_for()
    page.get_by_role("button", name="keep this plan").click()
    page.get_by_role("button", name="keep the old one").click()
    page.get_by_label("half a mentor").locator("visible=true").first.check()
    page.wait_for_function(
        "() => document.querySelector('[data-panel=revenue] [data-series^=kept]')"
    )

    def laid_over():
        kept = drawn(page, "revenue", "kept: half a mentor")
        assert kept == pytest.approx(drawn(page, "revenue"))

    eventually(laid_over)
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    idle(page)
    run_all(page)
    show_cell(page, "cs.cockpit")
    page.wait_for_selector(".cs-picture .cs-plan")
    shows(page, case, case.plan())
    page.get_by_role("button", name="Plans", exact=True).click()
    page.get_by_role("button", name="load").locator("visible=true").first.click()
    shows(page, case, case.plan(mentoring=0.25))


def test_controls_that_nothing_answers_say_so_and_take_nothing(cockpit, case):
    page = cockpit.page
    as_it_happened(page, case)
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    page.locator(".cs-gone").first.wait_for()
    entry = dial(page, "mentoring").locator("input[type=text]")
    assert entry.evaluate("e => e.closest('[inert]') !== null")
    entry.evaluate("e => e.focus()")
    assert page.evaluate("() => document.activeElement.closest('.cs-cockpit')") is None
    idle(page)
    run_all(page)
    show_cell(page, "cs.cockpit")
    page.wait_for_selector(".cs-picture .cs-plan")
    assert page.locator(".cs-gone").locator("visible=true").count() == 0
    shows(page, case, case.plan())


CONTRAST = """() => {
  const light = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
      .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const ground = (e) => { for (let b = e; b; b = b.parentElement) {
      const c = getComputedStyle(b).backgroundColor;
      if (!/rgba[(].*, 0[)]|transparent/.test(c)) return c; }
    return 'rgb(255, 255, 255)'; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05); };
  const faint = [];
  for (const [kind, least] of [['text', 4.5], ['.cs-line', 3], ['.cs-today', 3]]) {
    for (const e of document.querySelectorAll(`.cs-picture ${kind}`)) {
      if (!e.checkVisibility({visibilityProperty: true}) || e.getAttribute('d') === '') continue;
      const ink = getComputedStyle(e)[kind === 'text' ? 'fill' : 'stroke'];
      if (ratio(ink, ground(e)) < least) faint.push([kind, e.textContent, ink, ground(e)]);
    }
  }
  for (const e of document.querySelectorAll('.cs-cockpit .noUi-target, .cs-cockpit .noUi-handle')) {
    const s = getComputedStyle(e);
    if (parseFloat(s.borderTopWidth) < 1 || ratio(s.borderTopColor, ground(e.parentElement)) < 3)
      faint.push(['slider', e.className, s.borderTopColor, s.borderTopWidth]);
  }
  return faint;
}"""


def nothing_faint(page):
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_high_contrast_letters_lines_and_sliders_stay_visible(cockpit, scheme):
    page = cockpit.page
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    try:
        assert page.locator(".cs-picture text").count() > 50
        eventually(lambda: nothing_faint(page))
        handle = dial(page, "mentoring").locator(".noUi-handle")
        handle.scroll_into_view_if_needed()
        handle.blur()
        calm = handle.screenshot()
        handle.focus()
        outline = handle.evaluate("e => getComputedStyle(e).outlineWidth")
        assert float(outline.removesuffix("px")) >= 2
        assert handle.screenshot() != calm
    finally:
        page.emulate_media(forced_colors="none", color_scheme="light")


def test_pictures_and_tables_can_be_saved(cockpit):
    page = cockpit.page
    panel = page.locator("[data-panel=revenue]")
    for kind, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as download:
            panel.get_by_role("button", name=kind).click()
        content = download.value.path().read_bytes()
        assert content.startswith(start)
        assert len(content) > 2000
    page.get_by_role("button", name="Why", exact=True).click()
    page.wait_for_selector("[data-panel=contributions] rect")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the table What each action").click()
    assert "Shapley" in download.value.path().read_text("utf-8-sig")


@pytest.fixture(scope="module")
def lesson(browser, lab):
    watched = open_and_run(browser, lab, "05_price")
    yield watched
    watched.is_clean()
    watched.page.close()


def is_open(page, name):
    """Check that a file is open in the lab."""
    paths = page.evaluate(
        "() => [...window.jupyterapp.shell.widgets('main')].map(w => w.context?.path)"
    )
    assert name in paths
    return True


def in_view(page, source, selector):
    """Scroll to a cell and wait for what it shows."""
    show_cell(page, source)
    page.wait_for_selector(selector)
    return page.locator(selector).first


def test_a_learner_predicts_answers_restarts_goes_on_and_writes_the_paper(
    browser, lab, lesson, case
):
    page = lesson.page
    in_view(page, 'cs.predict("05-p1"', ".cs-dial-value-05-p1")
    for name, text in (("value", "80%"), ("low", "70%"), ("high", "90%")):
        entry = dial(page, f"{name}-05-p1").locator("input")
        entry.fill(text)
        entry.press("Enter")
    page.get_by_role("button", name="commit").first.press("Enter")
    page.get_by_text("Committed: 80%").first.wait_for()

    row = in_view(page, 'cs.exercise("05-02")', ".cs-dial-answer-05-02")
    fall = cs.price.waterfall(case)
    entry = row.locator("input")
    box = page.locator(".cs-cockpit", has=page.locator(".cs-dial-answer-05-02"))
    entry.fill(f"{float(fall.pocket):.1f}%")  # of the list price, not of the invoice
    entry.press("Enter")
    box.get_by_role("button", name="check").click()
    box.get_by_text("Not yet").wait_for()
    box.get_by_text("as a share of the list price").wait_for()
    box.get_by_role("button", name="hint").click()
    box.get_by_text("Hint 1 of 2").wait_for()
    entry.fill(f"{100 * float(fall.pocket / fall.invoice):.1f} %")
    entry.press("Enter")
    box.get_by_role("button", name="check").click()
    box.get_by_text("after 2 tries and with a hint").wait_for()

    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    idle(page)
    run_all(page)
    assert outputs_with_errors(page) == []
    show_cell(page, "cs.progress")
    page.get_by_text("1 of 5 exercises solved, 1 of 2 predictions made").wait_for()
    show_cell(page, 'cs.predict("05-p1"')
    page.get_by_text("Committed before, and it stays").first.wait_for()
    page.get_by_text("Your range held the result").first.wait_for()
    assert not dial(page, "value-05-p1").is_visible()

    last = open_and_run(browser, lab, "11_board_paper")
    show_cell(last.page, "cs.paper_box")
    last.page.get_by_role("button", name="write my record").click()
    last.page.get_by_text("my_record.html stands beside this notebook").wait_for()
    last.page.get_by_role("button", name="write it as HTML").click()
    last.page.get_by_text("board_paper.html stands beside this notebook").wait_for()
    # The file is a click away, and the notebook stays where it is.
    last.page.get_by_role("link", name="open board_paper.html").click()
    eventually(lambda: is_open(last.page, "board_paper.html"))
    assert is_open(last.page, "11_board_paper.ipynb")
    paper = (lab.folder / "board_paper.html").read_text("utf-8")
    assert case.scenario.company.name in paper
    # What was done is on record, on a page of its own: one exercise, one prediction that held.
    record = (lab.folder / "my_record.html").read_text("utf-8")
    assert "05 price" in record
    assert "hint" in record
    assert "05 price" not in paper
    assert last.outside == []
    last.page.close()
