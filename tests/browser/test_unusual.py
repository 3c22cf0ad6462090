"""What people bring along that nobody planned for: crowds, long names, essays, a second kernel."""

import json
import re

import pytest
from click.testing import CliRunner
from looking import computed, faults, lab_on, opened, shown_as
from playwright.sync_api import expect
from seeing import eventually, holds

import casestudy as cs
from casestudy import learning
from casestudy.app.cli import cli
from casestudy.files.places import copy_scenario
from casestudy.learning.progress_store import PredictionRecord
from casestudy.text.cast import ROLES

HIT = "<img src=x onerror=document.title='hit'>"
LONG = f"{HIT} Wilhelmina Papadopoulou-Featherstonehaugh"[:80]
NAMES = ["Y", LONG.ljust(80, "y"), "王小明", "$5 and $6", "**Bold** _name_", "| pipe |"]
THEIRS = (HIT[:6], NAMES[4])
LETTERS = f"I say {HIT} **this** and $1 and $2, <script>document.title='hit'</script> and more. "


def person(i):
    role = ROLES[i] if i < len(ROLES) else f"guest_{i}"
    name = NAMES[i] if i < len(NAMES) else f"Guest {i}"
    return (
        f"    - {{role: {role}, name: {json.dumps(name, ensure_ascii=False)}, title: guest,\n"
        f'       wants: "I want it {HIT}.", fears: "I fear it."}}\n'
    )


def with_cast(count, path):
    """A scenario with so many people in it, and its tables."""
    head, people = copy_scenario("turnaround", path).read_text("utf-8").split("  people:\n")
    rest = re.split(r"\n(?=\S)", people, maxsplit=1)[1:]
    path.write_text(
        head + "  people:\n" + "".join(map(person, range(count))) + "\n".join(rest), "utf-8"
    )
    made = CliRunner().invoke(cli, ["tables", "--scenario", str(path)])
    assert made.exit_code == 0, made.output
    case = cs.load_case(path)
    assert len(case.scenario.cast.people) == count
    return case


@pytest.fixture(scope="module", params=[1, 40])
def lab(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASESTUDY_HOME", str(folder / "home"))
        case = with_cast(request.param, folder / "crowd.yaml")
        with lab_on(folder, str(folder / "crowd.yaml")) as address:
            yield address, case, str(folder / "home")


def is_sound(watched):
    """Nothing executed, nothing pushed off the page, at both widths."""
    for width in (1280, 390):
        shown_as(watched.page, width, "light")
        found = faults(watched.page)
        # Their own markup stands there as they wrote it.
        raw = found.pop("raw markup", [])
        assert found == {}
        assert [place for place in raw if not any(sign in place for sign in THEIRS)] == []
    assert watched.page.evaluate("() => document.title") != "hit"


@pytest.fixture
def reader(browser, lab, monkeypatch):
    monkeypatch.setenv("CASESTUDY_HOME", lab[2])  # this process is another kernel of the learner
    pages = []

    def read(name):
        if len(lab[1].scenario.cast.people) == 1 and name != "00_start_here":
            pytest.skip("the same with either cast")
        watched = opened(browser, lab[0], name, by_hand=False)
        pages.append(watched)
        computed(watched.page)
        return watched

    yield read
    for watched in pages:
        watched.is_clean()
        watched.page.close()


@pytest.mark.parametrize("name", ["00_start_here", "08_supply_chain"])
def test_people_of_any_number_and_name_are_text_in_their_place(reader, lab, name):
    watched = reader(name)
    is_sound(watched)
    shown = watched.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").inner_text()
    if name == "00_start_here":
        assert lab[1].scenario.cast.people[0].name in shown
    if len(lab[1].scenario.cast.people) > 1:
        assert NAMES[3] in shown


def test_an_essay_of_any_length_is_read_or_refused_and_moves_nothing(reader, lab):
    watched = reader("11_board_paper")
    box = watched.page.locator(".cs-exercise", has=watched.page.locator("textarea")).first
    field, check = box.locator("textarea"), box.get_by_role("button", name="check")
    for essay, answer in (((LETTERS * 2000)[:100_000], "100,000"), (LETTERS * 30, "points")):
        field.fill(essay)
        check.first.click()
        eventually(lambda words=answer: holds(words in box.inner_text()))
        expect(field).to_have_value(essay)
        is_sound(watched)
    kept = learning.ProgressStore.of(lab[1]).read().exercises.values()
    assert [record.answer for record in kept] == [(LETTERS * 30).strip()]


def test_another_kernel_and_an_older_page_lose_no_prediction(reader, lab):
    case = lab[1]
    store = learning.ProgressStore.of(case)
    older = PredictionRecord(value=3.0, low=1.0, high=5.0)
    store.update(lambda kept: kept.predictions.update({"05-p9": older}))
    watched = reader("05_price")
    box = watched.page.locator(".cs-exercise", has=watched.page.locator(".cs-dial-value-05-p1"))
    # The same notebook in another kernel commits first.
    learning.commit("05-p1", "80%", "70%", "90%", case=case)
    for name, value in (("value", "60%"), ("low", "50%"), ("high", "65%")):
        box.locator(f".cs-dial-{name}-05-p1 input").fill(value)
    box.get_by_role("button", name="commit").click()
    shows_one_that_is_settled(watched.page)
    kept = store.read().predictions
    assert kept["05-p1"].value == pytest.approx(0.8)
    assert kept["05-p9"] == older
    is_sound(watched)
    # The lid was closed between committing and looking: the answer is there again.
    again = reader("05_price")
    shows_one_that_is_settled(again.page)


def shows_one_that_is_settled(page):
    expect(page.get_by_text("80%").first).to_be_attached()
    expect(page.locator(".cs-exercise img[alt*='Waterfall']")).to_have_count(1)
