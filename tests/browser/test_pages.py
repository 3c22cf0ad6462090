"""Every notebook as JupyterLab shows it: nothing in it that a reader would stumble over."""

import json

import pytest
from heard import foreign
from looking import (
    THEMES,
    WIDTHS,
    faults,
    lab_on,
    opened,
    run_all,
    shown_as,
    turned_to,
    words_of,
)

from casestudy.app.workbook import originals
from casestudy.files.places import available
from casestudy.scenario.case import load_scenario

NOTEBOOKS = [name.removesuffix(".ipynb") for name in originals()]


@pytest.fixture(scope="class")
def watched(request, browser, tmp_path_factory):
    """A page of the lab on the scenario of a class, in a path with a space."""
    with lab_on(tmp_path_factory.mktemp("my workbook"), request.cls.scenario) as address:
        watched = opened(browser, address, NOTEBOOKS[0])
        yield watched
        watched.page.close()


def stumbles(page):
    """What is wrong in any width and theme, by kind and then by the widths and themes."""
    found = {}
    for width in WIDTHS:
        for theme in THEMES:
            shown_as(page, width, theme)
            for kind, places in faults(page).items():
                found.setdefault(kind, {})[f"{width} px, {theme}"] = places
    return found


def without_picture(page):
    """Code that is to show a picture and shows none."""
    return page.evaluate(
        """() => {
          const shows = /(^|\\n)cs\\.show\\([^\\n]*$/;
          const {widgets} = window.jupyterapp.shell.currentWidget.content;
          return widgets.filter(({model, node}) => shows.test(model.sharedModel.source)
            && !node.querySelector('.jp-OutputArea img'))
            .map(({model}) => model.sharedModel.source);
        }"""
    )


def narrow_quotes(page):
    """What somebody says, where it has not the whole width of a narrow page."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".jp-Notebook blockquote")]
          .filter((e) => e.checkVisibility()).filter(({offsetWidth, parentElement: around}) => {
            const {paddingLeft, paddingRight} = getComputedStyle(around);
            const room = around.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
            return offsetWidth < Math.floor(room);
          })
          .map((e) => e.textContent)"""
    )


class Reader:
    """Somebody who reads all notebooks of one scenario; each is a part of its own for xdist."""

    scenario = ""

    @pytest.mark.parametrize("name", NOTEBOOKS)
    def test_stumbles_over_nothing_as_opened_and_after_run_all(self, watched, name):
        page = watched.page
        turned_to(watched, name)
        assert stumbles(page) == {}, "as it was opened"
        run_all(page)
        assert stumbles(page) == {}, "after Run All"
        assert narrow_quotes(page) == [], "on a phone, the last that was looked at"
        watched.is_clean()
        assert without_picture(page) == []
        self.finds_only_its_own_case(words_of(page))

    def finds_only_its_own_case(self, text):
        ready = {name: load_scenario(path) for name, path in available().items()}
        own = ready.pop(self.scenario)
        assert own.company.name in text
        assert own.currency.symbol in text
        assert foreign(text, own, ready.values()) == []
        signs = {other.currency.symbol for other in ready.values()} - {own.currency.symbol}
        assert [sign for sign in signs if sign in text] == []


class TestTurnaround(Reader):
    scenario = "turnaround"


class TestPackaging(Reader):
    scenario = "packaging"


# Where a plan that came to less than was asked makes the difference, or the longest names do.
OTHERWISE = ["00_start_here", "09_what_if", "10_how_sure", "11_board_paper",
             "instructor/20_make_it_yours"]  # fmt: skip


class TestBalances(Reader):
    scenario = "balances"

    @pytest.mark.parametrize("name", OTHERWISE)
    def test_stumbles_over_nothing_as_opened_and_after_run_all(self, watched, name):
        super().test_stumbles_over_nothing_as_opened_and_after_run_all(watched, name)


def test_every_scenario_has_a_reader():
    assert {reader.scenario for reader in Reader.__subclasses__()} == set(available())


BAD = """() => {
  const place = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-MarkdownOutput');
  const piece = document.createElement('div');
  piece.className = 'jp-MarkdownOutput';
  piece.innerHTML = %s;
  place.after(piece);
}"""
PLANTED = {
    "set as mathematics": "<p>x <mjx-container>3 million</mjx-container></p>",
    "picture without alternative text": '<img width="9" height="9" src="data:image/gif;base64,'
    'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">',
    "widget that did not come up": "<p>Error displaying widget: model not found</p>",
    "warning or error": '<div data-mime-type="application/vnd.jupyter.stderr">careful</div>',
    "raw markup": "<p>this is **bold** they say</p>",
    "wider than its place": '<p style="width: 3000px">wide</p>',
    "cut off": '<p style="width: 3em; overflow: hidden; white-space: nowrap">a long line of it</p>',
    "labels that overlap": '<svg width="90" height="30" aria-label="two"><text y="20">one</text>'
    '<text y="20">two</text></svg>',
    "blank menu": "<select><option></option><option>a</option></select>",
}


# Labels lower or narrower than the letters in them, as those of options on a phone.
IN_OPTIONS = {
    "labels that overlap": '<div class="widget-radio-box">'
    + '<label style="display: block; width: 6em; height: 12px">an option of three lines</label>' * 2
    + "</div>",
    "cut off": '<label style="display: block; width: 6em; overflow: hidden; white-space: nowrap">'
    "<span>a long label of an option</span></label>",
}


@pytest.mark.parametrize(
    ("kind", "planted"), [*PLANTED.items(), *IN_OPTIONS.items()], ids=lambda text: text[:24]
)
def test_each_kind_of_fault_is_seen(page_to_break, kind, planted):
    page = page_to_break
    page.evaluate(BAD % json.dumps(planted))
    assert kind in faults(page)
    page.evaluate(
        "() => { const p = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)"
        " .jp-MarkdownOutput'); p.nextSibling.remove(); }"
    )
    assert kind not in faults(page)


@pytest.fixture(scope="module")
def page_to_break(browser, tmp_path_factory):
    with lab_on(tmp_path_factory.mktemp("lab"), "turnaround") as address:
        watched = opened(browser, address, "01_the_decline")
        yield watched.page
        watched.page.close()
