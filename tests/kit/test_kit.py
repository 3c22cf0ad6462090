"""The kit for a room follows the scenario, and its times leave room for looking back."""

import html
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from click.testing import CliRunner

from casestudy.analysis.variants import load_case
from casestudy.app.cli import cli
from casestudy.kit import FORMATS, build, kit
from casestudy.kit.agenda import DAY, DEBRIEF, steps
from casestudy.kit.build import REVEALS, ROLES
from casestudy.learning.registry import notebooks, predictions
from casestudy.report.html import as_html
from casestudy.report.paper import Bullets, Figure, Paragraph, Table, spans
from casestudy.scenario.schema import TARGETS
from casestudy.text.figures import headline
from casestudy.text.formats import quantity

SCENARIOS = ("turnaround", "packaging", "balances")
PROMISED = {"60": 60, "90": 90, "180": 180, "two_days": 2 * DAY}
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module", params=SCENARIOS)
def case(request):
    return load_case(request.param)


@pytest.fixture(scope="module")
def papers(case):
    return kit(case)


def words_of(blocks):
    """All text of some blocks."""
    for block in blocks:
        match block:
            case Paragraph(text):
                yield text
            case Bullets(items):
                yield from items
            case Figure():
                yield block.alt
            case Table():
                yield block.caption
                yield from block.head
                yield from (cell for row in block.rows for cell in row)


def text_of(paper):
    parts = [paper.title, paper.subtitle, paper.notice]
    for section in paper.sections:
        parts += [section.title, *words_of(section.blocks)]
    return "\n".join(parts)


# -- times -----------------------------------------------------------------------------------------


def test_there_are_the_formats_that_are_promised():
    assert set(FORMATS) == set(PROMISED)


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_fills_its_time_and_not_more(format):
    assert sum(step.minutes for step in steps(format)) == PROMISED[format]


@pytest.mark.parametrize("format", FORMATS)
def test_a_third_is_for_the_debrief_and_something_is_kept_free(format):
    minutes = {name: 0 for name in (*DEBRIEF, "slack")}
    for step in steps(format):
        minutes[step.name] = minutes.get(step.name, 0) + step.minutes
    assert 3 * sum(minutes[name] for name in DEBRIEF) >= PROMISED[format]
    assert minutes["slack"] >= PROMISED[format] / 20


@pytest.mark.parametrize("format", FORMATS)
def test_each_step_follows_the_one_before_and_no_day_is_longer(format):
    planned = steps(format)
    for before, after in pairwise(planned):
        there = before.begins + before.minutes
        assert (after.day, after.begins) in ((before.day, there), (before.day + 1, 0))
    assert all(step.begins + step.minutes <= DAY for step in planned)


@pytest.mark.parametrize("format", FORMATS)
def test_a_room_predicts_before_it_plays_and_hands_in_before_it_looks_back(format):
    order = [step.name for step in steps(format)]
    wanted = ["predict", "play", "hand_in", "debrief_room", "monday"]
    assert [name for name in order if name in wanted] == wanted


# -- papers ----------------------------------------------------------------------------------------


def test_every_paper_is_there_and_reads_as_text(papers):
    names = {"brief", "roles", "decision_sheet"}
    names |= {f"{kind}_{format}" for kind in ("slides", "running_sheet") for format in FORMATS}
    assert set(papers) == names
    for name, paper in papers.items():
        text = text_of(paper)
        assert not re.search(r"[{}`]|\bnan\b|\bNone\b|\binf\b", text), name
        assert all(s.title.strip() and s.blocks for s in paper.sections), name
        assert len({s.id for s in paper.sections}) == len(paper.sections), name
        assert "*" not in "".join(part for part, _ in spans(text)), name


def test_the_notice_says_that_all_of_it_is_made_up(papers):
    for name in ("brief", "slides_60"):
        assert "fictional" in papers[name].notice
        assert "synthetic" in papers[name].notice


def test_the_brief_has_the_targets_of_the_scenario_and_its_competitors(case, papers):
    text = text_of(papers["brief"])
    for name in TARGETS:
        assert headline(case, name, getattr(case.scenario.targets, name).value) in text
    for one in case.scenario.market.competitors:
        assert one.name in text


def test_a_page_for_each_role_with_its_person(case, papers):
    assert [section.id for section in papers["roles"].sections] == list(ROLES)
    for role, section in zip(ROLES, papers["roles"].sections, strict=True):
        person = case.scenario.cast.find(role)
        assert person.name in section.title
        text = "\n".join(words_of(section.blocks))
        assert person.wants in text
        assert person.fears in text
    pages = [section.apart for section in papers["roles"].sections]
    assert pages == [False, True, True, True, True]


def test_no_role_says_what_another_does(papers):
    said = [set(words_of(section.blocks)) for section in papers["roles"].sections]
    shared = set.intersection(*said)
    assert len(shared) == 1  # the rule
    for one, other in pairwise(said):
        assert one & other == shared


def test_a_scenario_without_a_cast_has_roles_by_their_work(case):
    nobody = case.scenario.cast.model_copy(update={"people": []})
    found = build._roles(build.facts(changed(case, cast=nobody)))
    assert found.sections[0].title == "The product manager"
    assert "**What you want.**" not in text_of(found)


def changed(case, **parts):
    return replace(case, scenario=case.scenario.model_copy(update=parts))


def test_the_sheet_has_a_row_for_each_lever_and_room_to_write(case, papers):
    levers, guesses = (
        next(b for b in s.blocks if isinstance(b, Table)) for s in papers["decision_sheet"].sections
    )
    assert len(levers.rows) == len(build.facts(case).levers.rows) + 1
    assert all(row[3:] == ("", "") for row in levers.rows)
    assert len(guesses.rows) == len(TARGETS) + 2
    assert all(row[1:] == ("", "", "") for row in guesses.rows)


@pytest.mark.parametrize("format", FORMATS)
def test_a_question_stands_before_its_answer_and_does_not_give_it_away(case, papers, format):
    slides = papers[f"slides_{format}"].sections
    asked = {id: one for name in notebooks() for id, one in predictions(name).items()}
    reveals = [step.name for step in steps(format) if step.name in REVEALS]
    assert reveals
    for name in reveals:
        one = asked[REVEALS[name].prediction]
        answer = quantity(one.truth(case), one.unit, case.scenario.currency)
        at = next(i for i, s in enumerate(slides) if s.id.startswith(f"{name}-ask"))
        assert answer not in "\n".join(words_of(slides[at].blocks))
        assert slides[at + 1].title.endswith(answer)
        assert any(isinstance(block, Figure) for block in slides[at + 1].blocks)
        # What leads astray is for whoever runs the room, and for nobody else.
        sheet = text_of(papers[f"running_sheet_{format}"])
        there = [mistake.name for mistake in one.mistakes if mistake.value(case) is not None]
        assert there
        for mistake in there:
            assert mistake in sheet
            assert f"**{mistake}**" not in text_of(papers[f"slides_{format}"])


@pytest.mark.parametrize("format", FORMATS)
def test_a_running_sheet_says_when_each_part_begins(papers, format):
    table = next(b for b in papers[f"running_sheet_{format}"].sections[0].blocks
                 if isinstance(b, Table))  # fmt: skip
    assert [int(row[1]) for row in table.rows] == [step.minutes for step in steps(format)]
    assert [row[0].split(" · ")[-1] for row in table.rows] == [step.at for step in steps(format)]
    assert len(papers[f"running_sheet_{format}"].sections) == 1 + len(table.rows)


def test_slides_are_one_file_each_that_fetches_nothing(papers):
    page = as_html(papers["slides_60"])
    assert "scroll-snap-type" in page
    assert "scroll-snap-type" not in as_html(papers["brief"])
    assert not re.search(r"https?://(?!www\.w3\.org)", page)


def test_names_with_markup_are_names(case):
    company = case.scenario.company.model_copy(update={"name": MARKUP})
    found = build.facts(changed(case, company=company))
    for make in (build._brief, build._roles, build._sheet):
        page = as_html(make(found))
        assert MARKUP not in page
        assert html.escape(MARKUP) in page


# -- the command -----------------------------------------------------------------------------------


def run(*line, code=0):
    result = CliRunner().invoke(cli, ["kit", *map(str, line)], prog_name="casestudy")
    assert result.exit_code == code, result.output
    return result


def test_the_command_writes_all_of_them_or_nothing(tmp_path, monkeypatch):
    out = tmp_path / "my kit"
    told = run("--out", out)
    assert "11 files" in told.stdout
    assert len(list(out.iterdir())) == 3 + 2 * len(FORMATS)
    before = {file.name: file.read_bytes() for file in out.iterdir()}

    again = run("--out", out, code=1)
    assert "exists already; nothing was changed" in again.stderr
    run("--out", out, "--force", "--variant", 7)
    assert {f.name: f.read_bytes() for f in (tmp_path / "my kit.kept-1").iterdir()} == before
    assert (out / "brief.html").read_bytes() != before["brief.html"]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casestudy.kit.writing.write_atomically", full)
    assert "No space left" in run("--out", tmp_path / "other", code=1).stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["my kit", "my kit.kept-1"]


def test_what_stands_there_and_is_no_kit_stays(tmp_path):
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "thesis.txt").write_text("mine")
    told = run("--out", tmp_path / "kit", "--force", code=1)
    assert "is no earlier kit; nothing was changed" in told.stderr
    assert (tmp_path / "kit" / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("format", PROMISED)
def test_as_pdf_each_slide_is_a_page(papers, format):
    pytest.importorskip("typst")
    from casestudy.report.pdf import as_pdf

    slides = papers[f"slides_{format}"]
    pages = re.findall(rb"/Type\s*/Page\b", as_pdf(slides))
    assert len(pages) == 1 + len(slides.sections)
