"""A notebook as a page: no code in sight, computed when it is opened, questions before answers."""

import json
from io import BytesIO

import pytest
from looking import computed, idle, lab_on, opened, shown_as
from PIL import Image, ImageStat
from playwright.sync_api import expect
from seeing import eventually, holds

import casestudy as cs

CODE = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputArea-editor"
PLAIN = {
    "cells": [
        {
            "cell_type": "code", "execution_count": None, "id": "plain", "metadata": {},
            "outputs": [], "source": ["1 + 1"],
        }
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reader")
    with lab_on(folder, "packaging") as address:
        (folder / "workbook" / "plain.ipynb").write_text(json.dumps(PLAIN), "utf-8")
        yield address


@pytest.fixture(scope="module")
def read(browser, lab):
    """A page that nobody has touched."""
    watched = opened(browser, lab, "05_price", by_hand=False)
    computed(watched.page)
    yield watched
    watched.is_clean()
    watched.page.close()


def seen(page):
    """Sources of the code cells that one sees."""
    return [e.inner_text() for e in page.locator(CODE).all() if e.is_visible()]


def text(page):
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook").inner_text()


def kernel(page):
    return page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.id"
    )


def counts(page):
    return page.evaluate(
        "() => [...window.jupyterapp.shell.currentWidget.content.model.cells]"
        ".map(c => c.executionCount)"
    )


def test_it_opens_on_the_scenario_with_results_and_only_the_lesson_as_code(read):
    company = cs.load_case("packaging").scenario.company.name
    assert company in text(read.page)
    assert cs.load_case("turnaround").scenario.company.name not in text(read.page)
    sources = seen(read.page)
    assert len(sources) == 1
    assert "answer = ..." in sources[0]
    assert "[" not in "".join(
        e.inner_text() for e in read.page.locator(".jp-InputPrompt").all() if e.is_visible()
    )


def test_one_click_shows_the_code_and_another_hides_it(read):
    button = read.page.get_by_role("button", name="Code", exact=True)
    button.click()
    eventually(lambda: holds(len(seen(read.page)) > 1))
    button.click()
    eventually(lambda: holds(len(seen(read.page)) == 1))


def test_a_prediction_comes_before_its_answer(read):
    page, case = read.page, cs.load_case("packaging")
    leaks = cs.say(cs.price.waterfall(case), "what_leaks", case=case).split(":")[0]
    assert leaks not in text(page)
    box = page.locator(".cs-exercise", has=page.locator(".cs-dial-value-05-p1"))
    for name, value in (("value", "80%"), ("low", "70%"), ("high", "90%")):
        box.locator(f".cs-dial-{name}-05-p1 input").fill(value)
    box.get_by_role("button", name="commit").click()
    eventually(lambda: holds(leaks in text(page)))
    expect(box.locator("img[alt*='Waterfall']")).to_have_count(1)


def test_after_a_reload_the_same_kernel_goes_on_and_nothing_is_computed_twice(read):
    page = read.page
    before, numbers = kernel(page), counts(page)
    pictures, fields = page.locator(".jp-OutputArea img"), page.locator(".cs-exercise input")
    there = pictures.count(), fields.count()
    assert min(there) > 5
    page.reload()
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady")
    idle(page)
    assert kernel(page) == before
    assert not page.locator(".cs-computing").count()
    assert max(n or 0 for n in counts(page)) <= max(n or 0 for n in numbers)
    # What was there is there again, and answers.
    expect(pictures).to_have_count(there[0])
    expect(fields).to_have_count(there[1])
    box = page.locator(".cs-exercise", has=page.locator(".cs-dial-answer-05-02"))
    box.locator("input").fill("1%")
    box.get_by_role("button", name="check").click()
    box.get_by_text("Not yet").wait_for()


def test_somebody_elses_notebook_is_left_as_it_is(browser, lab):
    watched = opened(browser, lab, "plain", by_hand=False)
    try:
        assert [s.strip() for s in seen(watched.page)] == ["1 + 1"]
        assert counts(watched.page) == [None]
    finally:
        watched.page.close()


def test_a_term_is_explained_where_it_first_stands_under_mouse_and_finger(read):
    page = read.page
    term = page.locator("abbr.cs-term", has_text="pocket price").first
    term.wait_for()
    assert term.get_attribute("title") == cs.start.terms()["pocket price"]
    words = [e.inner_text().lower().rstrip("s") for e in page.locator("abbr.cs-term").all()]
    assert len(words) == len(set(words))
    term.scroll_into_view_if_needed()
    term.focus()
    shown = "e => getComputedStyle(e, '::after').content"
    eventually(lambda: holds("list price" in term.evaluate(shown)))


def test_pictures_are_as_dark_as_their_page(read):
    page = read.page
    people, pictures = (
        page.locator(f".jp-Notebook .jp-OutputArea img{which}")
        for which in ('[width="34"]', ':not([width="34"])')
    )
    assert people.count() > 1
    assert pictures.count() > 1
    for theme, low, high in (("dark", 0, 60), ("light", 200, 255)):
        shown_as(page, 1280, theme)
        for picture in pictures.all():
            shown = Image.open(BytesIO(picture.screenshot())).convert("L")
            assert low <= ImageStat.Stat(shown).mean[0] <= high
        for mark in people.all():
            assert mark.evaluate("e => getComputedStyle(e).filter") == "none"
    # So they are where the code is shown.
    shown_as(page, 1280, "dark")
    button = page.get_by_role("button", name="Code", exact=True)
    for _ in ("shown", "hidden"):
        button.click()
        expect(pictures.first).not_to_have_css("filter", "none")
    shown_as(page, 1280, "light")
