"""The form for a case of one's own: what it shows while one types, and what it writes."""

import asyncio
import html
import re
from pathlib import Path

import pytest

import casestudy as cs
from casestudy.files.places import chosen_scenario
from casestudy.own import QUESTIONS
from casestudy.scenario.case import load_case
from casestudy.widgets import own_case

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def box(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return cs.own_case_box(cs.load_case("packaging"))


def seen(box) -> str:
    (output,) = box._place.outputs
    return output["data"]["text/html"]


def said(box) -> str:
    return html.unescape(re.sub("<[^>]+>", "", box.message._text.value))


def test_it_begins_with_a_template_and_asks_every_question(box):
    assert list(box.answers) == list(QUESTIONS)
    assert "<h3>Tornby Packaging</h3>" in seen(box)
    assert box.answers["products"].placeholder == "300"
    assert "The targets, and what the plan" in box.page
    assert "data:image/svg+xml;base64," in seen(box)


def test_what_is_typed_is_seen(box):
    before = seen(box)
    box.answers["name"].value = "Acme"
    assert "<h3>Acme</h3>" in seen(box)
    box.answers["revenue"].value = "90m"
    box.answers["line"].value = "40%"
    assert said(box) == ""
    assert re.findall('src="([^"]+)"', seen(box)) != re.findall('src="([^"]+)"', before)
    words = " ".join(re.sub("<[^>]+>", " ", seen(box)).split())
    assert "what you said 2 " in words  # figures: the revenue, and the line's share


def test_what_contradicts_is_told_with_its_question_and_nothing_changes(box):
    before = seen(box)
    box.answers["revenue"].value = "10m"
    box.answers["line"].value = "20m"
    assert said(box).startswith("How large is the product line")
    assert seen(box) != before  # the revenue alone could be used
    kept = seen(box)
    box.answers["growth"].value = "lots"
    assert "How large is the product line" in said(box)
    assert seen(box) == kept
    box.answers["line"].value = ""
    assert said(box).startswith("By how much does the line shrink")


def test_targets_that_cannot_be_met_say_what_would_be_needed(box):
    box.answers["margin_points"].value = "20pt"
    assert "framed" in seen(box) or "what it would take" in seen(box)
    assert "All of them come out" not in seen(box)


def test_another_template_offers_its_own_figures(box):
    box.like.value = "industrial"
    assert "<h3>Kazemori Seiki</h3>" in seen(box)
    assert box.answers["currency"].placeholder == "JPY"


def test_it_is_written_whole_and_then_used(box, tmp_path):
    box.answers["name"].value = "Acme"
    box.file.value = "acme.yaml"
    assert box.use_it.layout.display == "none"
    box.write_it.click()
    assert "acme.yaml and its tables are written" in said(box)
    assert load_case(tmp_path / "acme.yaml").scenario.company.name == "Acme"
    box.write_it.click()
    assert "exists already" in said(box)
    box.use_it.click()
    assert Path(chosen_scenario()) == tmp_path / "acme.yaml"


def test_a_name_that_is_none_is_refused_and_nothing_is_there(box, tmp_path):
    box.file.value = "My Case.txt"
    box.write_it.click()
    assert "a scenario file ends in .yaml" in said(box)
    assert list(tmp_path.iterdir()) == []
    assert box.use_it.layout.display == "none"


def test_while_one_types_it_waits(monkeypatch):
    monkeypatch.setattr(own_case, "PAUSE", 0.01)
    done = []
    later = own_case.Later(lambda: done.append("now"))

    async def typing():
        for _ in range(5):
            later()
        assert done == []
        await asyncio.sleep(0.1)

    asyncio.run(typing())
    assert done == ["now"]
    later()
    assert done == ["now", "now"]

    async def typing_and_writing():
        later()
        later.put_off()
        await asyncio.sleep(0.1)

    asyncio.run(typing_and_writing())
    assert done == ["now", "now"]
