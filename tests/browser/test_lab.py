"""The workbook in JupyterLab: every notebook runs, and the page in its cells answers."""

import json

import pytest
from looking import idle, lab_on, opened, run_all
from playwright.sync_api import expect
from seeing import dial, eventually, holds, kept_in, row, shows, typed_into

import casestudy as cs
from casestudy.levers import Levers, PruningRule, names
from casestudy.plans import PlanStore
from casestudy.plans.sharing import decode, encode
from casestudy.text.figures import headline
from casestudy.text.formats import change_in, money, percent

# The cockpit in the kernel of its notebook.
COCKPIT = "[v for v in Out.values() if type(v).__name__ == 'Cockpit'][-1]"


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


@pytest.fixture
def store(lab, case):
    """The plans that the learner keeps."""
    return PlanStore(case, lab.folder.parent / "home" / "plans" / "turnaround")


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


def in_kernel(page, code):
    """Have the kernel of the notebook do something."""
    page.evaluate(
        "code => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestExecute({code}).done",
        code,
    )


def from_kernel(page, expression):
    """What an expression gives in the kernel of the notebook, as it is shown."""
    return page.evaluate(
        "asked => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestExecute({code: '', user_expressions: {asked}}).done"
        ".then(reply => reply.content.user_expressions.asked.data['text/plain'])",
        expression,
    )


def restart(page):
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )


def outputs_with_errors(page):
    return page.evaluate(
        "() => [...window.jupyterapp.shell.currentWidget.content.model.cells]"
        ".filter(c => c.type === 'code').flatMap(c => c.toJSON().outputs)"
        ".filter(o => o.output_type === 'error' || o.name === 'stderr').map(o => JSON.stringify(o))"
    )


@pytest.fixture(scope="module")
def watched(browser, lab):
    watched = open_and_run(browser, lab, "09_what_if")
    assert outputs_with_errors(watched.page) == []
    yield watched
    watched.is_clean(restarted=True)
    watched.page.close()


def the_cockpit(page):
    show_cell(page, "cs.cockpit")
    found = page.locator(".casestudy-page.cell")
    found.locator("path.line.plan").first.wait_for()
    return found


@pytest.fixture
def cockpit(watched, case):
    """The cockpit with the plan as it happened."""
    found = the_cockpit(watched.page)
    begin(found, case)
    return found


def start_from(cockpit, name):
    cockpit.locator("summary", has_text="Start from").click()
    cockpit.get_by_role("button", name=name).click()


def begin(cockpit, case):
    start_from(cockpit, "the world of the scenario")
    start_from(cockpit, "as it happened")
    shows(cockpit, case, case.plan())


@pytest.fixture
def case():
    return cs.load_case("turnaround")


def kernel_has(lab, case, levers):
    """Wait until the kernel has a plan at hand: it writes it into the learner's folder."""

    file = lab.folder.parent / "home" / "at_hand" / "turnaround.json"

    def compare():
        assert file.exists()
        said = json.loads(file.read_text())
        assert decode(said["code"], case).levers == levers

    eventually(compare)


@pytest.mark.parametrize("name", names(Levers))
def test_each_lever_moves_by_keyboard_and_shows_what_the_model_says(cockpit, lab, case, name):
    slider = row(cockpit, name).locator("input[type=range]")
    top = getattr(case.plan(), name) >= getattr(case.scenario.levers, name).high
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft" if top else "ArrowRight")
    value = float(slider.input_value())
    assert value != getattr(case.plan(), name)
    shows(cockpit, case, case.plan(**{name: value}))
    kernel_has(lab, case, case.plan(**{name: value}))


def test_the_rule_and_an_assumption_move_it_too(cockpit, case):
    row(cockpit, "pruning_rule").locator("select").select_option("random")
    shows(cockpit, case, case.plan(pruning_rule=PruningRule.RANDOM))
    cockpit.get_by_role("button", name="What nobody controls").click()
    typed_into(cockpit, "market_growth", "11.5%")
    shows(
        cockpit, case, case.plan(pruning_rule=PruningRule.RANDOM), case.assume(market_growth=0.115)
    )
    start_from(cockpit, "the world of the scenario")
    cockpit.get_by_role("button", name="What you decide").click()
    shows(cockpit, case, case.plan(pruning_rule=PruningRule.RANDOM))


def test_all_of_it_stands_in_its_cell_without_scrolling(cockpit):
    inside = cockpit.evaluate(
        "e => { const box = e.getBoundingClientRect();"
        " return [...e.querySelectorAll('.row, .picture, .figure')]"
        " .filter(n => n.checkVisibility()).filter(n => { const b = n.getBoundingClientRect();"
        " return b.bottom > box.bottom + 1 || b.right > box.right + 1; }).length; }"
    )
    assert inside == 0
    assert cockpit.bounding_box()["height"] <= 760


def test_full_window_fills_it_and_leaves_again(cockpit):
    button = cockpit.get_by_role("button", name="Full window")
    size = cockpit.page.viewport_size

    def fills():
        box = cockpit.bounding_box()
        assert (box["width"], box["height"]) == (size["width"], size["height"])

    button.click()
    eventually(fills)
    button.click()
    eventually(lambda: fails(fills))


def fails(check):
    try:
        check()
    except AssertionError:
        return
    raise AssertionError("it holds still")


def test_the_kernel_can_set_plan_and_world(cockpit, case):
    in_kernel(cockpit.page, f"{COCKPIT}.levers = case.plan(mentoring=0.3)")
    shows(cockpit, case, case.plan(mentoring=0.3))
    in_kernel(cockpit.page, f"{COCKPIT}.assumptions = case.assume(market_growth=0.115)")
    shows(cockpit, case, case.plan(mentoring=0.3), case.assume(market_growth=0.115))
    in_kernel(cockpit.page, f"{COCKPIT}.assumptions = case.assumptions")
    shows(cockpit, case, case.plan(mentoring=0.3))


def test_a_plan_that_the_kernel_set_is_not_sent_back(cockpit, case):
    levers = case.plan(mentoring=0.35)
    in_kernel(cockpit.page, f"{COCKPIT}.levers = case.plan(mentoring=0.35)")
    shows(cockpit, case, levers)
    # The page writes what it has when it is left. Its codes are longer than the kernel's.
    cockpit.page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert from_kernel(cockpit.page, f"{COCKPIT}.code") == repr(encode(case, levers))


def test_a_wrong_number_is_explained_and_the_plan_stays(cockpit, case):
    typed_into(cockpit, "mentoring", "37.5%")
    shows(cockpit, case, case.plan(mentoring=0.375))
    typed_into(cockpit, "mentoring", "250%")
    cockpit.get_by_role("alert").get_by_text("Still in force").wait_for()
    shows(cockpit, case, case.plan(mentoring=0.375))


def test_a_plan_that_is_kept_lies_in_the_learner_s_folder(cockpit, case, store):
    typed_into(cockpit, "mentoring", "25%")
    kept_in(cockpit, "half a mentor")
    cockpit.get_by_text("Kept: half a mentor").wait_for()
    assert store.load("half a mentor").levers == case.plan(mentoring=0.25)
    typed_into(cockpit, "mentoring", "40%")
    kept_in(cockpit, "half a mentor")
    cockpit.get_by_role("button", name="keep the old one").click()
    assert store.load("half a mentor").levers == case.plan(mentoring=0.25)
    kept_in(cockpit, "half a mentor")
    cockpit.get_by_role("button", name="replace it").click()
    cockpit.get_by_text("Replaced: half a mentor").wait_for()
    assert store.load("half a mentor").levers == case.plan(mentoring=0.4)
    cockpit.get_by_label("Lay half a mentor over").check()
    cockpit.locator("path.line.kept-0").first.wait_for()
    kept_in(cockpit, "gone tomorrow")
    cockpit.get_by_text("Kept: gone tomorrow").wait_for()
    cockpit.get_by_label("Name", exact=True).fill("here today")
    cockpit.get_by_role("button", name="Rename gone tomorrow").click()
    cockpit.get_by_text("is now called here today").wait_for()
    assert store.names() == ["half a mentor", "here today"]
    cockpit.get_by_role("button", name="Delete here today").click()
    cockpit.get_by_role("button", name="delete it").click()
    cockpit.get_by_text("Deleted: here today").wait_for()
    assert store.names() == ["half a mentor"]
    cockpit.get_by_role("button", name="Plans", exact=True).click()


def test_why_find_and_share_answer_beside_the_sliders(cockpit, case):
    cockpit.get_by_role("button", name="Why", exact=True).click()
    found = cs.attribute(case).values["revenue_growth"].tolist()
    wanted = [
        change_in(case.scenario.currency, "revenue_growth", v).partition(" ")[0] for v in found
    ]
    expect(cockpit.locator(".lane.fair b")).to_have_text(wanted)
    cockpit.get_by_role("button", name="Find", exact=True).click()
    cockpit.locator("[data-field=goal-lever] select").select_option("mentoring")
    cockpit.locator("[data-field=goal-value] input").fill("10%")
    cockpit.get_by_role("button", name="Seek").click()
    sought = cs.goal_seek(case, case.plan(), "mentoring", "revenue_growth", 0.10)
    shows(cockpit, case, case.plan(mentoring=sought.value))
    begin(cockpit, case)
    cockpit.get_by_role("button", name="Share", exact=True).locator("visible=true").first.click()
    given = cockpit.locator("[data-field=share-given] input")
    given.fill(encode(case, case.plan(mentoring=0.42)))
    given.press("Enter")
    shows(cockpit, case, case.plan(mentoring=0.42))
    code = cockpit.locator("[data-field=share-code] input")
    eventually(lambda: holds(decode(code.input_value(), case).levers == case.plan(mentoring=0.42)))
    cockpit.get_by_role("button", name="Share", exact=True).locator("visible=true").first.click()


def test_a_search_runs_in_a_worker_while_sliders_move(cockpit, case):
    cockpit.get_by_role("button", name="Find", exact=True).click()
    cockpit.get_by_role("button", name="Find the cheapest plan").click()
    typed_into(cockpit, "selling", "0.5")
    shows(cockpit, case, case.plan(selling=0.5))
    cockpit.get_by_role("button", name="leave them").click(timeout=60_000)
    shows(cockpit, case, case.plan(selling=0.5))
    cockpit.get_by_role("button", name="Find", exact=True).click()


def test_the_plan_at_hand_survives_run_all_a_restart_and_a_reload(cockpit, watched, lab, case):
    page = cockpit.page
    typed_into(cockpit, "mentoring", "35%")
    kernel_has(lab, case, case.plan(mentoring=0.35))
    run_all(page)
    shows(the_cockpit(page), case, case.plan(mentoring=0.35))
    restart(page)
    idle(page)
    run_all(page)
    shows(the_cockpit(page), case, case.plan(mentoring=0.35))
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.reload()
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.context?.path === '09_what_if.ipynb'"
    )
    idle(page)
    run_all(page)
    shows(the_cockpit(page), case, case.plan(mentoring=0.35))


def test_without_a_kernel_the_page_goes_on_alone_and_hands_over(cockpit, case, store):
    page = cockpit.page
    restart(page)
    cockpit.get_by_role("alert").get_by_text("The kernel is gone").wait_for()
    typed_into(cockpit, "mentoring", "45%")
    shows(cockpit, case, case.plan(mentoring=0.45))
    kept_in(cockpit, "kept alone")
    cockpit.get_by_text("Kept: kept alone").wait_for()
    assert "kept alone" not in store.names()
    idle(page)
    run_all(page)
    again = the_cockpit(page)
    shows(again, case, case.plan(mentoring=0.45))

    def handed_over():
        assert "kept alone" in store.names()

    eventually(handed_over)
    assert store.load("kept alone").levers == case.plan(mentoring=0.45)
    expect(again.get_by_text("The kernel is gone")).to_have_count(0)


def test_the_play_of_the_first_page_answers_and_keeps(browser, lab, case, store):
    watched = open_and_run(browser, lab, "00_start_here")
    page = watched.page
    show_cell(page, 'keep="my first plan"')
    play = page.locator(".casestudy-page.small-page", has=page.locator(".main")).first
    play.locator("path.line.plan").first.wait_for()
    start = case.plan("do_nothing")
    shows(play, case, start)
    expect(play.locator(".row")).to_have_count(3)
    typed_into(play, "launch", "100%")
    typed_into(play, "retired_share", "50%")
    wanted = case.levers(launch=1.0, retired_share=0.5, pruning_rule=start.pruning_rule)
    shows(play, case, wanted)
    play.get_by_role("button", name="Keep this plan").click()
    play.get_by_text("Kept: my first plan").wait_for()
    assert store.load("my first plan").levers == wanted
    play.get_by_role("button", name="Start again").click()
    shows(play, case, start)
    play.get_by_role("button", name="Keep this plan").click()
    play.get_by_role("button", name="keep the old one").click()
    assert store.load("my first plan").levers == wanted
    watched.is_clean()
    page.close()


def test_the_pruning_lab_shows_the_contest_of_the_rules(browser, lab, case):
    watched = open_and_run(browser, lab, "04_too_many_products")
    page = watched.page
    show_cell(page, "cs.pruning_lab")
    shown = page.locator(".casestudy-page.small-page", has=page.locator("[data-kind=contest]"))
    shown.locator("rect.bar").first.wait_for()

    def compare(share, **world):
        contest = cs.assortment.contest(case, share, case.assume(**world))
        wanted = [
            money(cut.profit_change, case.scenario.currency, sign=True, whole=True)
            for cut in contest.cuts
        ]
        places = shown.locator(".bar-value").evaluate_all(
            "es => es.map(e => [Number(e.getAttribute('y')), e.textContent])"
            ".sort((a, b) => a[0] - b[0]).map(([, text]) => text)"
        )
        assert places == wanted
        title = shown.locator(".finding").inner_text()
        assert percent(share) in title
        if contest.paying:
            assert contest.best.rule.label in title

    eventually(lambda: compare(case.scenario.targets.complexity_reduction.value))
    typed_into(shown, "retired_share", "20%")
    eventually(lambda: compare(0.2))
    typed_into(shown, "freed_cost_taken_out", "75%")
    eventually(lambda: compare(0.2, freed_cost_taken_out=0.75))
    watched.is_clean()
    page.close()


def test_codes_that_are_pasted_are_shown_as_a_debrief(browser, lab, case):
    watched = open_and_run(browser, lab, "instructor/22_debrief")
    page = watched.page
    show_cell(page, "cs.debrief_box")
    page.get_by_text("An example, since nothing is handed in yet").first.wait_for()
    code, plan = encode(case, case.plan()), case.plan("do_nothing")
    scanned = f"https://cockpit.example/#plan={encode(case, plan)}"
    page.locator(".cs-dial-debrief-codes textarea").fill(f"Red: {code}\nThe <b>bold</b>: {scanned}")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_text("2 plans of 2 that were handed in", exact=True).wait_for()
    table = page.locator(".cs-panel table", has=page.get_by_text("The <b>bold</b>")).first
    rows = table.locator("tbody tr")
    values = {"Red": case.plan(), "The <b>bold</b>": plan}
    for team, levers in values.items():
        found = cs.simulate(case, levers).headlines.npv
        expect(rows.filter(has_text=team)).to_contain_text(headline(case, "npv", found))
    watched.is_clean()
    page.close()


@pytest.fixture(scope="module")
def lesson(browser, lab):
    watched = open_and_run(browser, lab, "05_price")
    yield watched
    watched.is_clean(restarted=True)
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
    box = page.locator(".cs-panel", has=page.locator(".cs-dial-answer-05-02"))
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

    restart(page)
    idle(page)
    run_all(page)
    assert outputs_with_errors(page) == []
    show_cell(page, "cs.progress")
    page.get_by_text("1 of 5 exercises solved, 1 of 2 predictions made").wait_for()
    show_cell(page, 'cs.predict("05-p1"')
    page.get_by_text("Committed before, and it stays").first.wait_for()
    page.get_by_text("Your range held the result").first.wait_for()
    expect(dial(page, "value-05-p1")).to_be_hidden()

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
